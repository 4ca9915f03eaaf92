/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_CHECKLIST_DIALOG (pd_checklist_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdChecklistDialog, pd_checklist_dialog, PD, CHECKLIST_DIALOG, AdwWindow)

PdChecklistDialog *pd_checklist_dialog_new (GtkWindow *parent, PdStore *store, PdRecord *order);
PdRecord *pd_checklist_dialog_get_order (PdChecklistDialog *self);
gboolean pd_checklist_dialog_is_ready (PdChecklistDialog *self);

G_END_DECLS
