/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-invoice-pages-private.h"
#include "document/pd-invoice-pages.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The same record gives the same bytes: the date is that of the invoice, never that of now. */
static void
describe (cairo_surface_t *surface, const char *title, gint64 issued_at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (issued_at / G_USEC_PER_SEC);
  g_autofree char *date = NULL;

  if (time == NULL)
    time = g_date_time_new_from_unix_utc (0);
  date = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Piaodan " PIAODAN_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static gboolean
draw_all (PdInvoicePages *self,
          cairo_surface_t *surface,
          cairo_t *cr,
          GCancellable *cancellable,
          GError **error)
{
  for (guint page = 0; page < pd_invoice_pages_get_n_pages (self); page++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      pd_invoice_pages_draw (self, page, cr);
      cairo_surface_show_page (surface);
    }
  return TRUE;
}

static GBytes *
finish (cairo_surface_t *surface, cairo_t *cr, GByteArray *bytes, GError **error)
{
  cairo_status_t status = cairo_status (cr);

  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (
          error, G_IO_ERROR, G_IO_ERROR_FAILED,
          _ ("The PDF file could not be made: %s. The invoice itself is safe. Close other programs and try "
             "again."),
          cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_byte_array_ref (bytes));
}

/**
 * pd_invoice_pages_to_pdf:
 * @self: pages
 * @cancellable: (nullable): stops between two pages
 * @error: return location for an error: %G_IO_ERROR_CANCELLED, or %G_IO_ERROR_FAILED when there is no memory
 *
 * Makes a PDF file of all pages with fonts embedded and text that can be searched. The same record gives the same
 * bytes with the same version of Piaodan, of its libraries and of the fonts.
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
GBytes *
pd_invoice_pages_to_pdf (PdInvoicePages *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t *cr;
  GBytes *pdf = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  surface =
      cairo_pdf_surface_create_for_stream (append_cb, bytes, PD_INVOICE_PAGE_WIDTH, PD_INVOICE_PAGE_HEIGHT);
  cr = cairo_create (surface);
  describe (surface, self->layout->title, self->layout->issued_at);
  if (draw_all (self, surface, cr, cancellable, error))
    pdf = finish (surface, cr, bytes, error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return pdf;
}

/**
 * pd_invoices_to_pdf:
 * @invoices: (element-type PdRecord): invoices in the order of their pages, at least one
 * @cancellable: (nullable): stops between two pages
 * @progress: (nullable) (scope call): called after each invoice, in the calling thread
 * @progress_data: for @progress
 * @error: return location for an error, as with pd_invoice_pages_to_pdf()
 *
 * Makes one PDF file of many invoices; they share their fonts, so that each takes a few kilobytes.
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
GBytes *
pd_invoices_to_pdf (GPtrArray *invoices,
                    GCancellable *cancellable,
                    PdInvoicePagesProgress progress,
                    gpointer progress_data,
                    GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *title = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  gint64 latest = 0;
  gboolean complete = TRUE;
  GBytes *pdf = NULL;

  g_return_val_if_fail (invoices != NULL && invoices->len > 0, NULL);

  surface =
      cairo_pdf_surface_create_for_stream (append_cb, bytes, PD_INVOICE_PAGE_WIDTH, PD_INVOICE_PAGE_HEIGHT);
  cr = cairo_create (surface);
  for (guint i = 0; i < invoices->len && complete; i++)
    {
      g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoices->pdata[i]);

      latest = MAX (latest, pages->layout->issued_at);
      complete = draw_all (pages, surface, cr, cancellable, error);
      if (complete && progress != NULL)
        progress (i + 1, invoices->len, progress_data);
    }
  title = g_strdup_printf ("电子发票 %u 张", invoices->len);
  describe (surface, title, latest);
  if (complete)
    pdf = finish (surface, cr, bytes, error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return pdf;
}
