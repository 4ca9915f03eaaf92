/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "archive/pd-take-in.h"

G_BEGIN_DECLS

#define PD_TYPE_TAKE_IN_DIALOG (pd_take_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdTakeInDialog, pd_take_in_dialog, PD, TAKE_IN_DIALOG, AdwWindow)

PdReader *pd_take_in_reader (void);
PdTakeInDialog *
pd_take_in_dialog_new (GtkWindow *parent, PdStore *store, const char *tenant, GPtrArray *files);
PdTakeInDialog *pd_take_in_dialog_new_for_rows (GtkWindow *parent, GPtrArray *rows);
const char *pd_take_in_dialog_get_step (PdTakeInDialog *self);

G_END_DECLS
