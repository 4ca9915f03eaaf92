/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "model/pd-invoice-times.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/* Whether an invoice of an order can be the one that a command is about. */
typedef gboolean (*PdCtlSuits) (const PdRecord *invoice, gpointer data);

char *pd_ctl_invoice_find_id (PdStoreSession *session,
                              const char *name,
                              PdCtlSuits suits,
                              gpointer data,
                              GError **error);
PdRecord *pd_ctl_invoice_find (PdStoreSession *session,
                               const char *name,
                               PdCtlSuits suits,
                               gpointer data,
                               GError **error);
void pd_ctl_invoice_print_progress (PdCtl *ctl, const PdRecord *invoice, PdInvoiceTimes *times);
gboolean pd_ctl_invoice_command (PdCtl *ctl, GError **error);
gboolean pd_ctl_invoice_queue (PdCtl *ctl, GError **error);
gboolean pd_ctl_invoice_times (PdCtl *ctl, GError **error);

G_END_DECLS
