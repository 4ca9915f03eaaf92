/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_SIGN_IN_DIALOG (pd_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdSignInDialog, pd_sign_in_dialog, PD, SIGN_IN_DIALOG, AdwWindow)

PdSignInDialog *pd_sign_in_dialog_new (GtkWindow *parent, PdSyncService *service);
void pd_sign_in_dialog_show_error (PdSignInDialog *self, const GError *error);

G_END_DECLS
