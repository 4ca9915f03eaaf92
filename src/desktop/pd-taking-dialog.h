/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-taking-kind.h"

G_BEGIN_DECLS

#define PD_TYPE_TAKING_DIALOG (pd_taking_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdTakingDialog, pd_taking_dialog, PD, TAKING_DIALOG, AdwWindow)

PdTakingDialog *pd_taking_dialog_new (GtkWindow *parent, PdStore *store, const PdTakingKind *kind);
void pd_taking_dialog_open (PdTakingDialog *self, GFile *file);
const char *pd_taking_dialog_get_step (PdTakingDialog *self);

G_END_DECLS
