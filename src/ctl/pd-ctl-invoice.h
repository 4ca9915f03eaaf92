/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "model/pd-invoice-times.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

char *pd_ctl_invoice_find_id (PdStoreSession *session, const char *name, GError **error);
void pd_ctl_invoice_print_progress (PdCtl *ctl, const PdRecord *invoice, PdInvoiceTimes *times);
gboolean pd_ctl_invoice_command (PdCtl *ctl, GError **error);
gboolean pd_ctl_invoice_queue (PdCtl *ctl, GError **error);
gboolean pd_ctl_invoice_times (PdCtl *ctl, GError **error);

G_END_DECLS
