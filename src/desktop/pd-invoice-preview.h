/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-preview-search.h"
#include "desktop/pd-preview-view.h"

G_BEGIN_DECLS

#define PD_TYPE_INVOICE_PREVIEW (pd_invoice_preview_get_type ())
G_DECLARE_FINAL_TYPE (PdInvoicePreview, pd_invoice_preview, PD, INVOICE_PREVIEW, GtkWidget)

GtkWidget *pd_invoice_preview_new (void);
void pd_invoice_preview_set_pdf (PdInvoicePreview *self, GBytes *pdf, const char *title);
void pd_invoice_preview_check_signatures (PdInvoicePreview *self);
void pd_invoice_preview_update_pdf (PdInvoicePreview *self, GBytes *pdf, const char *title);
void pd_invoice_preview_set_loading (PdInvoicePreview *self);
void pd_invoice_preview_set_error (PdInvoicePreview *self, const char *sentence);
GBytes *pd_invoice_preview_get_pdf (PdInvoicePreview *self);
const char *pd_invoice_preview_get_title (PdInvoicePreview *self);
guint pd_invoice_preview_get_n_pages (PdInvoicePreview *self);
const char *pd_invoice_preview_get_error (PdInvoicePreview *self);
PdPreviewView *pd_invoice_preview_get_view (PdInvoicePreview *self);
PdPreviewSearch *pd_invoice_preview_get_search (PdInvoicePreview *self);
void pd_invoice_preview_copy (PdInvoicePreview *self);

G_END_DECLS
