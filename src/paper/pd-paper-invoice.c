/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "document/pd-invoice-pages.h"
#include "paper/pd-paper-private.h"

static guint
get_n_pages (gpointer data)
{
  return pd_invoice_pages_get_n_pages (data);
}

static void
get_page_size (gpointer data, guint page, double *width, double *height)
{
  pd_invoice_pages_get_size (data, page, width, height);
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
  pd_invoice_pages_draw (data, page, cr);
  return TRUE;
}

static void
free_pages (gpointer data)
{
  pd_invoice_pages_free (data);
}

static const PdPaperFormat invoice_format = {
  .free = free_pages,
  .get_n_pages = get_n_pages,
  .get_page_size = get_page_size,
  .draw = draw,
};

/**
 * pd_paper_new_for_invoice:
 * @invoice: a record of pd_invoice_type; it is not kept
 *
 * Returns: (transfer full): the invoice as Piaodan lays it out, drawn without a file in between
 */
PdPaper *
pd_paper_new_for_invoice (const PdRecord *invoice)
{
  return pd_paper_new (&invoice_format, pd_invoice_pages_new (invoice));
}
