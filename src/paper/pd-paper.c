/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-paper.h"

#include <math.h>

#include "paper/pd-paper-private.h"

struct _PdPaper
{
  gatomicrefcount references;
  const PdPaperFormat *format;
  gpointer data; /* (owned) by @format */
  GHashTable
      *omissions; /* (owned): page + 1 → sentence, of pages that were drawn; "" when nothing was left out */
};

/*< private >
 * pd_paper_new:
 * @format: (not nullable): static functions
 * @data: (transfer full): for them
 *
 * Returns: (transfer full): a paper
 */
PdPaper *
pd_paper_new (const PdPaperFormat *format, gpointer data)
{
  PdPaper *self = g_new0 (PdPaper, 1);

  g_atomic_ref_count_init (&self->references);
  self->format = format;
  self->data = data;
  self->omissions = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

/**
 * pd_paper_ref:
 * @self: a paper
 *
 * Returns: (transfer full): @self
 */
PdPaper *
pd_paper_ref (PdPaper *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * pd_paper_unref:
 * @self: (transfer full): a paper
 */
void
pd_paper_unref (PdPaper *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  self->format->free (self->data);
  g_hash_table_unref (self->omissions);
  g_free (self);
}

/**
 * pd_paper_get_n_pages:
 * @self: a paper
 *
 * Returns: how many pages it has, at least one
 */
guint
pd_paper_get_n_pages (const PdPaper *self)
{
  return self->format->get_n_pages (self->data);
}

static double
clamp_points (double points)
{
  return isfinite (points) ? CLAMP (points, PD_PAPER_MIN_POINTS, PD_PAPER_MAX_POINTS) : PD_PAPER_MIN_POINTS;
}

/**
 * pd_paper_get_page_size:
 * @self: a paper
 * @page: which page, from 0
 * @width: (out): points
 * @height: (out): points
 *
 * Tells the size of a page, kept to what can be shown whatever the file says.
 */
void
pd_paper_get_page_size (const PdPaper *self, guint page, double *width, double *height)
{
  g_return_if_fail (page < pd_paper_get_n_pages (self));

  *width = *height = 0;
  self->format->get_page_size (self->data, page, width, height);
  *width = clamp_points (*width);
  *height = clamp_points (*height);
}

/**
 * pd_paper_draw:
 * @self: a paper
 * @page: which page, from 0
 * @cr: where to; one unit is one point, the origin the top left corner; the background is left as it is
 * @use: what for
 * @cancellable: (nullable): stops it
 * @error: return location: a sentence that can be shown
 *
 * Draws a page. What cannot be drawn is told by pd_paper_get_omission().
 *
 * Returns: whether the page was drawn
 */
gboolean
pd_paper_draw (PdPaper *self,
               guint page,
               cairo_t *cr,
               PdPaperUse use,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GString) omission = g_string_new (NULL);
  gboolean drawn;

  g_return_val_if_fail (page < pd_paper_get_n_pages (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  cairo_save (cr);
  drawn = self->format->draw (self->data, page, cr, use, omission, cancellable, error);
  cairo_restore (cr);
  if (drawn)
    g_hash_table_insert (self->omissions, GUINT_TO_POINTER (page + 1), g_strdup (omission->str));
  return drawn;
}

/**
 * pd_paper_get_omission:
 * @self: a paper
 * @page: which page, from 0
 *
 * Returns: (transfer none) (nullable): a sentence that says what of the page could not be drawn the last time, or %NULL
 *   when all of it was, or the page was not drawn yet
 */
const char *
pd_paper_get_omission (PdPaper *self, guint page)
{
  const char *omission = g_hash_table_lookup (self->omissions, GUINT_TO_POINTER (page + 1));

  return omission != NULL && *omission != '\0' ? omission : NULL;
}

/**
 * pd_paper_get_glyphs:
 * @self: a paper
 * @page: which page, from 0
 *
 * Returns: (transfer full) (element-type PdPaperGlyph): the characters of the page in reading order
 */
GArray *
pd_paper_get_glyphs (PdPaper *self, guint page)
{
  GArray *glyphs = g_array_new (FALSE, FALSE, sizeof (PdPaperGlyph));

  g_return_val_if_fail (page < pd_paper_get_n_pages (self), glyphs);

  if (self->format->get_glyphs != NULL)
    self->format->get_glyphs (self->data, page, glyphs);
  return glyphs;
}

/**
 * pd_paper_get_text:
 * @self: a paper
 * @page: which page, from 0
 *
 * Returns: (transfer full): the text of the page in reading order, a line for each of its lines
 */
char *
pd_paper_get_text (PdPaper *self, guint page)
{
  PdPaperSelection all = { .page = page, .style = PD_PAPER_SELECT_LINES };
  cairo_region_t *region = NULL;
  char *text;

  pd_paper_get_page_size (self, page, &all.x2, &all.y2);
  text = pd_paper_select (self, &all, &region);
  cairo_region_destroy (region);
  return text;
}

/**
 * pd_paper_select:
 * @self: a paper
 * @selection: from where to where
 * @region: (out) (transfer full): its shape, in units of 1 / %PD_PAPER_REGION_SCALE point
 *
 * Finds what a selection covers.
 *
 * Returns: (transfer full): its text
 */
char *
pd_paper_select (PdPaper *self, const PdPaperSelection *selection, cairo_region_t **region)
{
  g_autoptr (GArray) glyphs = NULL;

  if (self->format->select != NULL)
    return self->format->select (self->data, selection, region);
  glyphs = pd_paper_get_glyphs (self, selection->page);
  return pd_paper_select_glyphs (glyphs, selection, region);
}

/**
 * pd_paper_get_dpi:
 * @self: a paper
 * @page: which page, from 0
 *
 * Returns: the coarsest picture of the page at its own size, in dots per inch; 0 when the page has none that matters
 */
double
pd_paper_get_dpi (PdPaper *self, guint page)
{
  g_return_val_if_fail (page < pd_paper_get_n_pages (self), 0);

  return self->format->get_dpi != NULL ? self->format->get_dpi (self->data, page) : 0;
}
