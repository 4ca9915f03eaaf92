/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_ASSIGN_DIALOG (pd_assign_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdAssignDialog, pd_assign_dialog, PD, ASSIGN_DIALOG, AdwWindow)

PdAssignDialog *pd_assign_dialog_new (GtkWindow *parent, PdStore *store, const PdRecord *order);

G_END_DECLS
