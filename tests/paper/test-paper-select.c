/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-paper-private.h"

/* "ab cd" in one line, "ef" in the next; each character ten points wide and high. */
static GArray *
two_lines (void)
{
  static const PdPaperGlyph glyphs[] = {
    { 0, 0, 10, 10, 'a' },  { 10, 0, 20, 10, 'b' }, { 35, 0, 45, 10, 'c' },
    { 45, 0, 55, 10, 'd' }, { 0, 20, 10, 30, 'e' }, { 10, 20, 20, 30, 'f' },
  };
  GArray *array = g_array_new (FALSE, FALSE, sizeof (PdPaperGlyph));

  return g_array_append_vals (array, glyphs, G_N_ELEMENTS (glyphs));
}

static void
test_table (void)
{
  static const struct
  {
    PdPaperSelectionStyle style;
    double x1, y1, x2, y2;
    const char *text;
  } cases[] = {
    { PD_PAPER_SELECT_GLYPHS, 0, 5, 100, 25, "ab cd\nef" },
    { PD_PAPER_SELECT_GLYPHS, 100, 25, 0, 5, "ab cd\nef" },
    { PD_PAPER_SELECT_GLYPHS, 9, 5, 41, 5, "b c" },
    { PD_PAPER_SELECT_GLYPHS, 14, 5, 6, 5, "" },
    { PD_PAPER_SELECT_GLYPHS, 4, 5, 6, 5, "a" },
    { PD_PAPER_SELECT_WORDS, 47, 5, 47, 5, "cd" },
    { PD_PAPER_SELECT_WORDS, 2, 5, 2, 5, "ab" },
    { PD_PAPER_SELECT_LINES, 47, 5, 47, 5, "ab cd" },
    { PD_PAPER_SELECT_LINES, 5, 25, 5, 25, "ef" },
    { PD_PAPER_SELECT_LINES, -1e9, -1e9, 1e9, 1e9, "ab cd\nef" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) glyphs = two_lines ();
      PdPaperSelection selection = { 0, cases[i].style, cases[i].x1, cases[i].y1, cases[i].x2, cases[i].y2 };
      cairo_region_t *region = NULL;
      g_autofree char *text = pd_paper_select_glyphs (glyphs, &selection, &region);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (cairo_region_is_empty (region), ==, *text == '\0');
      cairo_region_destroy (region);
    }
}

static void
test_nothing (void)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (PdPaperGlyph));

  for (guint style = PD_PAPER_SELECT_GLYPHS; style <= PD_PAPER_SELECT_LINES; style++)
    {
      PdPaperSelection selection = { 0, style, 0, 0, 9, 9 };
      cairo_region_t *region = NULL;
      g_autofree char *text = pd_paper_select_glyphs (none, &selection, &region);

      g_assert_cmpstr (text, ==, "");
      cairo_region_destroy (region);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper-select/table", test_table);
  g_test_add_func ("/paper-select/nothing", test_nothing);
  return g_test_run ();
}
