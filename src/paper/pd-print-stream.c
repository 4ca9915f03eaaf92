/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-print-stream.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "document/pd-page-text.h"
#include "paper/pd-print-cover.h"

#define CUT_GREY 0.55
#define CUT_WIDTH 0.5
#define NUMBER_SIZE 8.0
#define NUMBER_HEIGHT 12.0

/* What the making of one stream needs. */
typedef struct
{
  GPtrArray *items;
  const PdPrintSettings *settings;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint n_sheets; /* covers and all */
  guint n_done;   /* drawn or passed over */
  guint first;    /* which of them are wanted */
  guint n_wanted;
  PdPrintProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} Making;

/**
 * pd_print_settings_init:
 * @settings: (out caller-allocates): settings
 *
 * Two on A4 with cut lines, in colour, without numbers and cover.
 */
void
pd_print_settings_init (PdPrintSettings *settings)
{
  *settings = (PdPrintSettings){ .cut_lines = TRUE };
  pd_imposition_settings_init (&settings->layout);
}

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Whether the next sheet belongs to the part that is wanted; otherwise it is passed over. */
static gboolean
is_wanted (Making *making)
{
  if (making->n_done >= making->first && making->n_done - making->first < making->n_wanted)
    return TRUE;
  making->n_done++;
  return FALSE;
}

/* What colour is to go from has to be opaque: paper without ink is white by itself only on paper. */
static void
begin_sheet (Making *making, double width, double height)
{
  cairo_pdf_surface_set_size (making->surface, width, height);
  if (!making->settings->grey)
    return;
  cairo_save (making->cr);
  cairo_set_source_rgb (making->cr, 1, 1, 1);
  cairo_rectangle (making->cr, 0, 0, width, height);
  cairo_fill (making->cr);
  cairo_restore (making->cr);
}

/* Colour goes and lightness stays; text stays text. The blend mode is one of PDF's own. */
static void
make_grey (cairo_t *cr, double width, double height)
{
  cairo_save (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_HSL_SATURATION);
  cairo_set_source_rgb (cr, 0.5, 0.5, 0.5);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_cut_lines (cairo_t *cr, const PdPrintSheet *sheet, const PdImpositionSettings *layout)
{
  static const double dashes[] = { 4, 3 };
  const PdPlacement *first = &g_array_index (sheet->placements, PdPlacement, 0);

  cairo_save (cr);
  cairo_set_source_rgb (cr, CUT_GREY, CUT_GREY, CUT_GREY);
  cairo_set_line_width (cr, CUT_WIDTH);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  for (guint i = 1; i < sheet->n_columns; i++)
    {
      double x = first->cell_x + i * first->cell_width + (i - 0.5) * layout->gap;

      cairo_move_to (cr, x, 0);
      cairo_line_to (cr, x, sheet->height);
    }
  for (guint i = 1; i < sheet->n_rows; i++)
    {
      double y = first->cell_y + i * first->cell_height + (i - 0.5) * layout->gap;

      cairo_move_to (cr, 0, y);
      cairo_line_to (cr, sheet->width, y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static gboolean
draw_placement (Making *making, const PdPlacement *placement, GError **error)
{
  const PdPrintItem *item = making->items->pdata[placement->item];
  cairo_t *cr = making->cr;
  gboolean drawn;

  cairo_save (cr);
  cairo_rectangle (cr, placement->cell_x, placement->cell_y, placement->cell_width, placement->cell_height);
  cairo_clip (cr);
  cairo_translate (cr, placement->x, placement->y);
  cairo_scale (cr, placement->scale, placement->scale);
  drawn = pd_paper_draw (item->paper, placement->page, cr, PD_PAPER_PRINTER, making->cancellable, error);
  cairo_restore (cr);
  return drawn;
}

static void
end_sheet (Making *making, double width, double height)
{
  making->n_done++;
  if (making->settings->sheet_numbers)
    {
      PdPageStyle style = {
        PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_CENTER, PD_PAGE_ALIGN_CENTER, NUMBER_SIZE, 0, FALSE
      };
      PdPageBox cell = { 0, height - NUMBER_HEIGHT - 2, width, NUMBER_HEIGHT };
      g_autofree char *number = g_strdup_printf ("%u / %u", making->n_done, making->n_sheets);
      g_autoptr (PdPageText) text = pd_page_text_new ("number", number, &style, &cell);

      cairo_set_source_rgb (making->cr, 0, 0, 0);
      pd_page_text_draw (text, making->cr);
    }
  if (making->settings->grey)
    make_grey (making->cr, width, height);
  cairo_surface_show_page (making->surface);
  if (making->progress != NULL)
    making->progress (making->n_done - making->first, making->n_wanted, making->progress_data);
}

static gboolean
draw_covers (Making *making, guint n_covers, GError **error)
{
  double width = making->settings->layout.paper_width;
  double height = making->settings->layout.paper_height;

  for (guint i = 0; i < n_covers; i++)
    {
      if (g_cancellable_set_error_if_cancelled (making->cancellable, error))
        return FALSE;
      if (!is_wanted (making))
        continue;
      begin_sheet (making, width, height);
      pd_print_cover_draw (making->items, i, width, height, making->cr);
      end_sheet (making, width, height);
    }
  return TRUE;
}

static gboolean
draw_sheets (Making *making, GPtrArray *sheets, GError **error)
{
  for (guint i = 0; i < sheets->len; i++)
    {
      const PdPrintSheet *sheet = sheets->pdata[i];

      if (!is_wanted (making))
        continue;
      begin_sheet (making, sheet->width, sheet->height);
      for (guint j = 0; j < sheet->placements->len; j++)
        if (!draw_placement (making, &g_array_index (sheet->placements, PdPlacement, j), error))
          return FALSE;
      if (making->settings->cut_lines)
        draw_cut_lines (making->cr, sheet, &making->settings->layout);
      end_sheet (making, sheet->width, sheet->height);
    }
  return TRUE;
}

static GPtrArray *
impose (GPtrArray *items, const PdImpositionSettings *layout)
{
  g_autofree PdImpositionItem *pages = g_new0 (PdImpositionItem, items->len);
  g_autoptr (GPtrArray) sizes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < items->len; i++)
    {
      const PdPrintItem *item = items->pdata[i];
      guint n_pages = pd_paper_get_n_pages (item->paper);
      double *size = g_new0 (double, 2 * n_pages);

      for (guint page = 0; page < n_pages; page++)
        pd_paper_get_page_size (item->paper, page, &size[2 * page], &size[2 * page + 1]);
      g_ptr_array_add (sizes, size);
      pages[i] = (PdImpositionItem){ size, n_pages, item->per_sheet };
    }
  return pd_impose (pages, items->len, layout);
}

static double
coarsest_dpi (GPtrArray *items, GPtrArray *sheets)
{
  double coarsest = 0;

  for (guint i = 0; i < sheets->len; i++)
    {
      const PdPrintSheet *sheet = sheets->pdata[i];

      for (guint j = 0; j < sheet->placements->len; j++)
        {
          const PdPlacement *placement = &g_array_index (sheet->placements, PdPlacement, j);
          const PdPrintItem *item = items->pdata[placement->item];
          double dpi = pd_print_sheet_dpi (placement, pd_paper_get_dpi (item->paper, placement->page));

          if (dpi > 0 && (coarsest == 0 || dpi < coarsest))
            coarsest = dpi;
        }
    }
  return coarsest;
}

static GBytes *
finish (cairo_surface_t *surface, cairo_t *cr, GByteArray *bytes, GError **error)
{
  cairo_status_t status = cairo_status (cr);

  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_byte_array_ref (bytes));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("The pages to print could not be made: %s. Nothing was printed. Close other programs and "
                  "try again."),
               cairo_status_to_string (status));
  return NULL;
}

static PdPrintStream *
stream_new (Making *making, GError **error)
{
  g_autoptr (PdPrintStream) self = g_new0 (PdPrintStream, 1);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const PdPrintSettings *settings = making->settings;

  self->sheets = impose (making->items, &settings->layout);
  self->n_cover_sheets = settings->cover ? pd_print_cover_n_sheets (making->items->len) : 0;
  self->dpi = coarsest_dpi (making->items, self->sheets);
  making->n_sheets = self->n_cover_sheets + self->sheets->len;
  making->first = MIN (making->first, making->n_sheets);
  making->n_wanted = MIN (making->n_wanted, making->n_sheets - making->first);
  making->surface = cairo_pdf_surface_create_for_stream (append_cb, bytes, settings->layout.paper_width,
                                                         settings->layout.paper_height);
  making->cr = cairo_create (making->surface);
  if (draw_covers (making, self->n_cover_sheets, error) && draw_sheets (making, self->sheets, error))
    self->pdf = finish (making->surface, making->cr, bytes, error);
  cairo_destroy (making->cr);
  cairo_surface_destroy (making->surface);
  return self->pdf != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * pd_print_stream_new:
 * @items: (element-type PdPrintItem): the queue, at least one
 * @settings: how
 * @progress: (nullable) (scope call): called after each sheet, in the calling thread
 * @progress_data: for @progress
 * @cancellable: (nullable): stops between two pages
 * @error: return location: a sentence that can be shown
 *
 * Makes the one file that is previewed, exported and printed. Blocks: for worker threads, one at a time for the papers
 * of @items.
 *
 * Returns: (transfer full) (nullable): the stream
 */
PdPrintStream *
pd_print_stream_new (GPtrArray *items,
                     const PdPrintSettings *settings,
                     PdPrintProgress progress,
                     gpointer progress_data,
                     GCancellable *cancellable,
                     GError **error)
{
  return pd_print_stream_new_part (items, settings, 0, G_MAXUINT, progress, progress_data, cancellable,
                                   error);
}

/**
 * pd_print_stream_new_part:
 * @items: (element-type PdPrintItem): the whole queue, at least one
 * @settings: how
 * @first: the first sheet that is wanted, covers counted
 * @n_sheets: how many are wanted
 * @progress: (nullable) (scope call): called after each sheet, in the calling thread
 * @progress_data: for @progress
 * @cancellable: (nullable): stops between two pages
 * @error: return location: a sentence that can be shown
 *
 * Makes some sheets of what pd_print_stream_new() makes, each as it is there, its number included: one job of many.
 * Sheets and covers of the result are told for the whole.
 *
 * Returns: (transfer full) (nullable): the stream
 */
PdPrintStream *
pd_print_stream_new_part (GPtrArray *items,
                          const PdPrintSettings *settings,
                          guint first,
                          guint n_sheets,
                          PdPrintProgress progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GError **error)
{
  Making making = { .items = items,
                    .settings = settings,
                    .first = first,
                    .n_wanted = n_sheets,
                    .progress = progress,
                    .progress_data = progress_data,
                    .cancellable = cancellable };

  g_return_val_if_fail (items != NULL && items->len > 0 && settings != NULL, NULL);

  return stream_new (&making, error);
}

/**
 * pd_print_stream_free:
 * @self: (transfer full): a stream
 */
void
pd_print_stream_free (PdPrintStream *self)
{
  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_clear_pointer (&self->sheets, g_ptr_array_unref);
  g_free (self);
}
