/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_VERIFY_SETTINGS_DIALOG (pd_verify_settings_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdVerifySettingsDialog,
                      pd_verify_settings_dialog,
                      PD,
                      VERIFY_SETTINGS_DIALOG,
                      AdwWindow)

PdVerifySettingsDialog *pd_verify_settings_dialog_new (GtkWindow *parent, PdSyncService *service);

G_END_DECLS
