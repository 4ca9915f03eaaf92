/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_REVERSAL_DIALOG (pd_reversal_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdReversalDialog, pd_reversal_dialog, PD, REVERSAL_DIALOG, AdwWindow)

PdReversalDialog *pd_reversal_dialog_new (GtkWindow *parent, PdStore *store, const char *invoice_id);
PdReversalDialog *
pd_reversal_dialog_new_for_return (GtkWindow *parent, PdStore *store, const char *invoice_id);

G_END_DECLS
