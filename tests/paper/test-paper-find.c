/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-paper-find.h"

/* Looking for text among the characters of a page: two lines of characters of 10 by 10 points. */

static GArray *
page (const char *first, const char *second)
{
  GArray *glyphs = g_array_new (FALSE, FALSE, sizeof (PdPaperGlyph));
  const char *lines[] = { first, second };

  for (guint line = 0; line < G_N_ELEMENTS (lines); line++)
    {
      double x = 0;

      for (const char *at = lines[line]; *at != '\0'; at = g_utf8_next_char (at), x += 10)
        {
          PdPaperGlyph glyph = { x, line * 20, x + 10, line * 20 + 10, g_utf8_get_char (at) };

          g_array_append_val (glyphs, glyph);
        }
    }
  return glyphs;
}

static void
test_places (void)
{
  static const struct
  {
    const char *text;
    guint n_found;
  } cases[] = {
    { "电子发票", 2 },
    { "发票", 3 },
    /* as a person writes it */
    { "total abc", 1 },
    { "TOTAL ＡＢＣ", 1 },
    { "￥12", 1 },
    { "¥12", 1 },
    /* over the end of a line, and spaces do not count */
    { "票电子发票ABC", 0 },
    { "12电子", 1 },
    { "to tal", 1 },
    /* what is nowhere, and nothing */
    { "增值税", 0 },
    { "", 0 },
    { "  ", 0 },
    { "\xff", 0 },
  };
  g_autoptr (GArray) glyphs = page ("电子发票 Total ABC 发票 ￥１２", "电子发票");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = pd_paper_find_glyphs (glyphs, cases[i].text);

      if (found->len != cases[i].n_found)
        g_error ("“%s”: %u found", cases[i].text, found->len);
    }
}

static void
test_region (void)
{
  g_autoptr (GArray) glyphs = page ("甲乙丙", "丁");
  g_autoptr (GPtrArray) found = pd_paper_find_glyphs (glyphs, "乙丙丁");
  cairo_rectangle_int_t box;

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (cairo_region_num_rectangles (found->pdata[0]), ==, 2);
  cairo_region_get_rectangle (found->pdata[0], 0, &box);
  g_assert_cmpint (box.x, ==, 10 * PD_PAPER_REGION_SCALE);
  g_assert_cmpint (box.width, ==, 20 * PD_PAPER_REGION_SCALE);
  cairo_region_get_rectangle (found->pdata[0], 1, &box);
  g_assert_cmpint (box.x, ==, 0);
  g_assert_cmpint (box.y, ==, 20 * PD_PAPER_REGION_SCALE);
}

/* A page of one letter: no more than a person goes through. */
static void
test_many (void)
{
  g_autofree char *line = g_strnfill (5000, 'a');
  g_autoptr (GArray) glyphs = page (line, "");
  g_autoptr (GPtrArray) found = pd_paper_find_glyphs (glyphs, "a");
  g_autoptr (GPtrArray) pairs = pd_paper_find_glyphs (glyphs, "aaaaaaaaaa");

  g_assert_cmpuint (found->len, ==, PD_PAPER_MAX_FOUND);
  g_assert_cmpuint (pairs->len, ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/find/places", test_places);
  g_test_add_func ("/paper/find/region", test_region);
  g_test_add_func ("/paper/find/many", test_many);
  return g_test_run ();
}
