/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-paper-find.h"

#include <math.h>

/* A character as it is compared, and the glyph that it comes from. */
typedef struct
{
  gunichar character;
  guint glyph;
} Letter;

/* Capitals and small letters, full width and half width are the same; spaces are where a program put them. */
static void
add_letters (GArray *letters, gunichar character, guint glyph)
{
  char utf8[7] = { 0 };
  g_autofree char *folded = NULL;
  g_autofree char *plain = NULL;

  if (character == 0 || g_unichar_isspace (character) || !g_unichar_validate (character))
    return;
  g_unichar_to_utf8 (character, utf8);
  folded = g_utf8_casefold (utf8, -1);
  plain = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
  for (const char *at = plain; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      Letter letter = { g_utf8_get_char (at), glyph };

      if (!g_unichar_isspace (letter.character))
        g_array_append_val (letters, letter);
    }
}

static gboolean
is_at (GArray *letters, guint at, GArray *wanted)
{
  if (wanted->len > letters->len - at)
    return FALSE;
  for (guint i = 0; i < wanted->len; i++)
    if (g_array_index (letters, Letter, at + i).character != g_array_index (wanted, Letter, i).character)
      return FALSE;
  return TRUE;
}

static cairo_region_t *
region_of (GArray *glyphs, guint first, guint last)
{
  cairo_region_t *region = cairo_region_create ();

  for (guint i = first; i <= last; i++)
    {
      const PdPaperGlyph *glyph = &g_array_index (glyphs, PdPaperGlyph, i);
      cairo_rectangle_int_t box;

      box.x = (int) floor (glyph->x0 * PD_PAPER_REGION_SCALE);
      box.y = (int) floor (glyph->y0 * PD_PAPER_REGION_SCALE);
      box.width = (int) ceil (glyph->x1 * PD_PAPER_REGION_SCALE) - box.x;
      box.height = (int) ceil (glyph->y1 * PD_PAPER_REGION_SCALE) - box.y;
      cairo_region_union_rectangle (region, &box);
    }
  return region;
}

/**
 * pd_paper_find_glyphs:
 * @glyphs: (element-type PdPaperGlyph): the characters of a page in reading order
 * @text: what to look for
 *
 * Looks for text over the ends of lines, without regard to spaces, to capitals and to the width of characters.
 *
 * Returns: (transfer full) (element-type cairo_region_t): the places in reading order, in units of
 *   1 / %PD_PAPER_REGION_SCALE point; at most %PD_PAPER_MAX_FOUND
 */
GPtrArray *
pd_paper_find_glyphs (GArray *glyphs, const char *text)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_region_destroy);
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (Letter));
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (Letter));
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    add_letters (wanted, g_utf8_get_char (at), 0);
  for (guint i = 0; i < glyphs->len; i++)
    add_letters (letters, g_array_index (glyphs, PdPaperGlyph, i).character, i);
  for (guint i = 0; wanted->len > 0 && i < letters->len && found->len < PD_PAPER_MAX_FOUND;)
    if (is_at (letters, i, wanted))
      {
        g_ptr_array_add (found, region_of (glyphs, g_array_index (letters, Letter, i).glyph,
                                           g_array_index (letters, Letter, i + wanted->len - 1).glyph));
        i += wanted->len;
      }
    else
      i++;
  return found;
}

/**
 * pd_paper_find:
 * @self: a paper
 * @page: which page, from 0
 * @text: what to look for
 *
 * Looks for text on a page, see pd_paper_find_glyphs().
 *
 * Returns: (transfer full) (element-type cairo_region_t): the places in reading order
 */
GPtrArray *
pd_paper_find (PdPaper *self, guint page, const char *text)
{
  g_autoptr (GArray) glyphs = pd_paper_get_glyphs (self, page);

  return pd_paper_find_glyphs (glyphs, text);
}
