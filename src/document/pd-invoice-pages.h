/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

/** The page of a fully digitalised electronic invoice: 210 × 140 mm, in points. */
#define PD_INVOICE_PAGE_WIDTH 595.276
#define PD_INVOICE_PAGE_HEIGHT 396.850

/** PdInvoicePages: an invoice laid out as pages. Any thread may use one, one thread at a time. */
typedef struct _PdInvoicePages PdInvoicePages;

/**
 * PdInvoicePagesProgress:
 * @done: how many invoices are in the file
 * @total: how many there will be
 * @data: what was given with the function
 *
 * Called in the thread that makes the file, after each invoice.
 */
typedef void (*PdInvoicePagesProgress) (guint done, guint total, gpointer data);

PdInvoicePages *pd_invoice_pages_new (const PdRecord *invoice);
void pd_invoice_pages_free (PdInvoicePages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdInvoicePages, pd_invoice_pages_free)

guint pd_invoice_pages_get_n_pages (const PdInvoicePages *self);
void pd_invoice_pages_get_size (const PdInvoicePages *self, guint page, double *width_pt, double *height_pt);
gboolean pd_invoice_pages_is_issued (const PdInvoicePages *self);
void pd_invoice_pages_draw (PdInvoicePages *self, guint page, cairo_t *cr);

GBytes *pd_invoice_pages_to_pdf (PdInvoicePages *self, GCancellable *cancellable, GError **error);
GBytes *pd_invoices_to_pdf (GPtrArray *invoices,
                            GCancellable *cancellable,
                            PdInvoicePagesProgress progress,
                            gpointer progress_data,
                            GError **error);

G_END_DECLS
