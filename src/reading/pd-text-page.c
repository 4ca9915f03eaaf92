/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-text-page.h"

/* How many signs of a page are strange, and which part of all beyond ASCII, where its text is none: 27 rewritten and issued
 * files have none at all or more than 0.19. */
#define LEAST_STRANGE 10
#define STRANGE_PART 0.1
/* Runs on one page: the longest real one has some thousand words. */
#define MAX_BOXES 100000

static void
box_free (gpointer data)
{
  PdTextBox *box = data;

  g_free (box->text);
  g_free (box);
}

/**
 * pd_text_page_new:
 * @width: points
 * @height: points
 *
 * Returns: (transfer full): a page without text
 */
PdTextPage *
pd_text_page_new (double width, double height)
{
  PdTextPage *self = g_new0 (PdTextPage, 1);

  self->width = width;
  self->height = height;
  self->boxes = g_ptr_array_new_with_free_func (box_free);
  return self;
}

/**
 * pd_text_page_free:
 * @self: (transfer full): a page
 */
void
pd_text_page_free (PdTextPage *self)
{
  g_ptr_array_unref (self->boxes);
  g_free (self);
}

/**
 * pd_text_page_add:
 * @self: a page
 * @x0: left edge, points from the left of the page
 * @y0: upper edge, points from the top of the page
 * @x1: right edge
 * @y1: lower edge
 * @text: what stands there; bytes that are not UTF-8 are replaced
 *
 * Adds a run of text. Runs beyond 100 000 a page are left out: no invoice has them.
 */
void
pd_text_page_add (PdTextPage *self, double x0, double y0, double x1, double y1, const char *text)
{
  PdTextBox *box;

  if (self->boxes->len >= MAX_BOXES)
    return;
  box = g_new0 (PdTextBox, 1);
  box->x0 = MIN (x0, x1);
  box->y0 = MIN (y0, y1);
  box->x1 = MAX (x0, x1);
  box->y1 = MAX (y0, y1);
  box->text = g_utf8_make_valid (text, -1);
  g_ptr_array_add (self->boxes, box);
}

/* Signs that no Chinese paper has, from a font that does not tell what its letters are. */
static gboolean
is_strange (gunichar sign)
{
  return sign >= 0x80 && !(sign >= 0x4E00 && sign <= 0x9FFF) && !(sign >= 0x2000 && sign <= 0x303F) &&
         !(sign >= 0xFF00 && sign <= 0xFFEF) && sign != 0xA5 && sign != 0xB7 && sign != 0xD7 && sign != 0xB0;
}

/**
 * pd_text_page_is_readable:
 * @self: a page
 *
 * Some programs write fonts that do not tell what their letters are: a person sees the page as it should be, and its text
 * is other signs. Nothing of such a text can be believed, its figures neither.
 *
 * Returns: whether the text of the page is what a person sees, as far as its signs tell
 */
gboolean
pd_text_page_is_readable (const PdTextPage *self)
{
  guint n_strange = 0, n_all = 0;

  for (guint i = 0; i < self->boxes->len; i++)
    {
      const PdTextBox *box = self->boxes->pdata[i];

      for (const char *at = box->text; *at != '\0'; at = g_utf8_next_char (at))
        {
          gunichar sign = g_utf8_get_char (at);

          n_strange += is_strange (sign) ? 1 : 0;
          n_all += sign >= 0x80 ? 1 : 0;
        }
    }
  return n_strange < LEAST_STRANGE || n_strange < n_all * STRANGE_PART;
}
