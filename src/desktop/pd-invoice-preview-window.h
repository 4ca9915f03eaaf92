/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-invoice-preview.h"
#include "model/pd-record.h"
#include "store/pd-store.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_INVOICE_PREVIEW_WINDOW (pd_invoice_preview_window_get_type ())
G_DECLARE_FINAL_TYPE (PdInvoicePreviewWindow,
                      pd_invoice_preview_window,
                      PD,
                      INVOICE_PREVIEW_WINDOW,
                      AdwWindow)

PdInvoicePreviewWindow *pd_invoice_preview_window_new (GtkWindow *parent);
void pd_invoice_preview_window_set_invoice (PdInvoicePreviewWindow *self, const PdRecord *invoice);
void pd_invoice_preview_window_set_file_name (PdInvoicePreviewWindow *self, const char *name);
void pd_invoice_preview_window_set_received (PdInvoicePreviewWindow *self,
                                             PdStore *store,
                                             const PdRecord *received);
PdInvoicePreview *pd_invoice_preview_window_get_preview (PdInvoicePreviewWindow *self);
char *pd_invoice_file_name (const PdRecord *invoice);

void pd_show_invoice (GtkWindow *parent, PdStore *store, PdSyncService *service, const char *invoice_id);
void pd_show_order_draft (GtkWindow *parent, PdStore *store, const char *order_id);

G_END_DECLS
