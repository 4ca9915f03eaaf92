/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-invoice-times.h"

G_BEGIN_DECLS

#define PD_TYPE_INVOICE_PROGRESS (pd_invoice_progress_get_type ())
G_DECLARE_FINAL_TYPE (PdInvoiceProgress, pd_invoice_progress, PD, INVOICE_PROGRESS, GtkWidget)

GtkWidget *pd_invoice_progress_new (void);
void pd_invoice_progress_show (PdInvoiceProgress *self,
                               const PdRecord *invoice,
                               PdInvoiceTimes *times,
                               const char *pending_command);

G_END_DECLS
