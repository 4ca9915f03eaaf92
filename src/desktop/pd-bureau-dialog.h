/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-bureau-model.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_BUREAU_DIALOG (pd_bureau_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdBureauDialog, pd_bureau_dialog, PD, BUREAU_DIALOG, AdwWindow)

PdBureauDialog *pd_bureau_dialog_new (GtkWindow *parent, PdBureauModel *model, PdSyncService *service);

G_END_DECLS
