/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "ofd/pd-ofd-draw.h"
#include "paper/pd-paper-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

/* Pictures smaller than this side do not matter for how sharp a page is: a seal, a mark. */
#define MIN_PICTURE_POINTS 36.0

static void
free_document (gpointer data)
{
  pd_ofd_document_free (data);
}

static guint
get_n_pages (gpointer data)
{
  return pd_ofd_document_get_n_pages (data);
}

static void
get_page_size (gpointer data, guint page, double *width, double *height)
{
  pd_ofd_document_get_page_size (data, page, width, height);
}

static gboolean
draw (gpointer data,
      guint page,
      cairo_t *cr,
      PdPaperUse use,
      GString *omission,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);

  if (!pd_ofd_document_draw_page (data, page, cr, use == PD_PAPER_PRINTER, cancellable, sentences, error))
    return FALSE;
  if (page == 0 && pd_ofd_document_get_n_missing (data) > 0)
    g_ptr_array_add (sentences,
                     g_strdup (_ ("A part of the OFD file is damaged or missing. What can be read of "
                                  "it is shown; ask for the file again.")));
  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (omission, "%s%s", i > 0 ? " " : "", (const char *) sentences->pdata[i]);
  return TRUE;
}

static int
compare_tops (gconstpointer a, gconstpointer b)
{
  const PdOfdRun *first = *(PdOfdRun *const *) a;
  const PdOfdRun *second = *(PdOfdRun *const *) b;

  return first->y0 < second->y0 ? -1 : first->y0 > second->y0;
}

static int
compare_lefts (gconstpointer a, gconstpointer b)
{
  const PdOfdRun *first = *(PdOfdRun *const *) a;
  const PdOfdRun *second = *(PdOfdRun *const *) b;

  return first->x0 < second->x0 ? -1 : first->x0 > second->x0;
}

/* How many runs from @first on stand in one line with it. */
static guint
line_length (GPtrArray *runs, guint first)
{
  const PdOfdRun *start = runs->pdata[first];
  guint n = 1;

  for (; first + n < runs->len; n++)
    {
      const PdOfdRun *run = runs->pdata[first + n];

      if (run->y0 > (start->y0 + start->y1) / 2)
        break;
    }
  return n;
}

/* Files paint the form first and what is filled in afterwards: the reading order follows from the places. */
static void
get_glyphs (gpointer data, guint page, GArray *glyphs)
{
  g_autoptr (GPtrArray) runs = pd_ofd_document_get_text (data, page);

  g_ptr_array_sort (runs, compare_tops);
  for (guint first = 0, n; first < runs->len; first += n)
    {
      n = line_length (runs, first);
      qsort (runs->pdata + first, n, sizeof *runs->pdata, compare_lefts);
      for (guint i = first; i < first + n; i++)
        {
          const PdOfdRun *run = runs->pdata[i];

          for (guint j = 0; j < run->chars->len; j++)
            {
              const PdOfdChar *place = &g_array_index (run->chars, PdOfdChar, j);
              PdPaperGlyph glyph = { place->x0, place->y0, place->x1, place->y1, place->character };

              g_array_append_val (glyphs, glyph);
            }
        }
    }
}

static double
get_dpi (gpointer data, guint page)
{
  g_autoptr (GPtrArray) pictures = pd_ofd_document_get_pictures (data, page);
  double coarsest = 0;

  for (guint i = 0; i < pictures->len; i++)
    {
      const PdOfdPlacedPicture *placed = pictures->pdata[i];
      double width = placed->x1 - placed->x0, height = placed->y1 - placed->y0;
      double dpi;

      if (width < MIN_PICTURE_POINTS || height < MIN_PICTURE_POINTS)
        continue;
      dpi = 72 * MIN (cairo_image_surface_get_width (placed->picture) / width,
                      cairo_image_surface_get_height (placed->picture) / height);
      if (coarsest == 0 || dpi < coarsest)
        coarsest = dpi;
    }
  return coarsest;
}

static const PdPaperFormat ofd_format = {
  .free = free_document,
  .get_n_pages = get_n_pages,
  .get_page_size = get_page_size,
  .draw = draw,
  .get_glyphs = get_glyphs,
  .get_dpi = get_dpi,
};

/*< private >
 * pd_paper_open_ofd:
 *
 * Returns: (transfer full) (nullable): an OFD file as paper
 */
PdPaper *
pd_paper_open_ofd (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  PdOfdDocument *document = pd_ofd_document_new (bytes, cancellable, &cause);

  if (document != NULL)
    return pd_paper_new (&ofd_format, document);
  if (cause->domain == G_IO_ERROR)
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("“%1$s” cannot be shown. %2$s"), name,
                 cause->message);
  return NULL;
}
