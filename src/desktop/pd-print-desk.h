/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-invoice-preview.h"
#include "desktop/pd-print-queue.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_PRINT_DESK (pd_print_desk_get_type ())
G_DECLARE_FINAL_TYPE (PdPrintDesk, pd_print_desk, PD, PRINT_DESK, AdwWindow)

PdPrintDesk *pd_print_desk_new (GtkWindow *parent, PdStore *store);
PdPrintDesk *pd_print_desk_present (GtkWindow *parent, PdStore *store);
PdPrintQueue *pd_print_desk_get_queue (PdPrintDesk *self);
PdInvoicePreview *pd_print_desk_get_preview (PdPrintDesk *self);
GBytes *pd_print_desk_get_pdf (PdPrintDesk *self);

G_END_DECLS
