/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include <math.h>

#include "paper/pd-paper-private.h"

/* Two characters whose gap is wider than this share of their height belong to two words. */
#define WORD_GAP 0.4

static const PdPaperGlyph *
glyph_at (GArray *glyphs, guint i)
{
  return &g_array_index (glyphs, PdPaperGlyph, i);
}

/* Whether two characters stand in one line: each one's middle is within the other. */
static gboolean
same_line (const PdPaperGlyph *a, const PdPaperGlyph *b)
{
  double middle_a = (a->y0 + a->y1) / 2, middle_b = (b->y0 + b->y1) / 2;

  return middle_a >= b->y0 && middle_a <= b->y1 && middle_b >= a->y0 && middle_b <= a->y1;
}

static gboolean
same_word (const PdPaperGlyph *a, const PdPaperGlyph *b)
{
  return same_line (a, b) && !g_unichar_isspace (a->character) && !g_unichar_isspace (b->character) &&
         b->x0 - a->x1 < WORD_GAP * MAX (a->y1 - a->y0, 1) && b->x0 >= a->x0;
}

static double
distance (const PdPaperGlyph *glyph, double x, double y)
{
  double dx = x < glyph->x0 ? glyph->x0 - x : x > glyph->x1 ? x - glyph->x1 : 0;
  double dy = y < glyph->y0 ? glyph->y0 - y : y > glyph->y1 ? y - glyph->y1 : 0;

  /* A point beside a line means that line, however far along it. */
  return dx + 8 * dy;
}

/* The gap between two characters that a point means: before glyph i is i, behind the last the number of glyphs. */
static guint
find_gap (GArray *glyphs, double x, double y)
{
  guint nearest = 0;
  double least = HUGE_VAL;

  for (guint i = 0; i < glyphs->len; i++)
    {
      double away = distance (glyph_at (glyphs, i), x, y);

      if (away < least)
        {
          least = away;
          nearest = i;
        }
    }
  if (glyphs->len > 0 && x > (glyph_at (glyphs, nearest)->x0 + glyph_at (glyphs, nearest)->x1) / 2)
    nearest++;
  return nearest;
}

static void
grow (GArray *glyphs,
      guint *first,
      guint *end,
      gboolean (*joined) (const PdPaperGlyph *a, const PdPaperGlyph *b))
{
  if (*first == *end && *end < glyphs->len)
    (*end)++;
  else if (*first == *end && *first > 0)
    (*first)--;
  while (*first > 0 && joined (glyph_at (glyphs, *first - 1), glyph_at (glyphs, *first)))
    (*first)--;
  while (*end > 0 && *end < glyphs->len && joined (glyph_at (glyphs, *end - 1), glyph_at (glyphs, *end)))
    (*end)++;
}

static void
add_box (cairo_region_t *region, const PdPaperGlyph *glyph)
{
  cairo_rectangle_int_t box;

  box.x = (int) floor (glyph->x0 * PD_PAPER_REGION_SCALE);
  box.y = (int) floor (glyph->y0 * PD_PAPER_REGION_SCALE);
  box.width = (int) ceil (glyph->x1 * PD_PAPER_REGION_SCALE) - box.x;
  box.height = (int) ceil (glyph->y1 * PD_PAPER_REGION_SCALE) - box.y;
  cairo_region_union_rectangle (region, &box);
}

/*< private >
 * pd_paper_select_glyphs:
 * @glyphs: (element-type PdPaperGlyph): the characters of the page in reading order
 * @selection: from where to where
 * @region: (out) (transfer full): the shape
 *
 * Selects in the text of a format that has no selection of its own.
 *
 * Returns: (transfer full): the text, a new line where a new line of the page begins
 */
char *
pd_paper_select_glyphs (GArray *glyphs, const PdPaperSelection *selection, cairo_region_t **region)
{
  guint a = find_gap (glyphs, selection->x1, selection->y1);
  guint b = find_gap (glyphs, selection->x2, selection->y2);
  guint first = MIN (a, b), end = MAX (a, b);
  GString *text = g_string_new (NULL);

  *region = cairo_region_create ();
  if (selection->style == PD_PAPER_SELECT_WORDS)
    grow (glyphs, &first, &end, same_word);
  else if (selection->style == PD_PAPER_SELECT_LINES)
    grow (glyphs, &first, &end, same_line);
  for (guint i = first; i < end; i++)
    {
      const PdPaperGlyph *glyph = glyph_at (glyphs, i);

      if (i > first && !same_line (glyph_at (glyphs, i - 1), glyph))
        g_string_append_c (text, '\n');
      else if (i > first && glyph->x0 - glyph_at (glyphs, i - 1)->x1 > glyph->y1 - glyph->y0)
        g_string_append_c (text, ' ');
      g_string_append_unichar (text, glyph->character);
      add_box (*region, glyph);
    }
  return g_string_free (text, FALSE);
}
