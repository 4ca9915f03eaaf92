/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_VERIFICATION_DIALOG (pd_verification_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdVerificationDialog, pd_verification_dialog, PD, VERIFICATION_DIALOG, AdwWindow)

PdVerificationDialog *pd_verification_dialog_new (GtkWindow *parent, PdStore *store, const char *role);

G_END_DECLS
