/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_BULK_DIALOG (pd_bulk_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdBulkDialog, pd_bulk_dialog, PD, BULK_DIALOG, AdwWindow)

PdBulkDialog *pd_bulk_dialog_new (GtkWindow *parent, PdStore *store, GArray *rows, const char *command);
PdBulkDialog *pd_bulk_dialog_new_for_state (GtkWindow *parent, PdStore *store, const char *state);
const char *pd_bulk_dialog_get_step (PdBulkDialog *self);

G_END_DECLS
