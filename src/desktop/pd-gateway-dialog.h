/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-bureau-model.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_GATEWAY_DIALOG (pd_gateway_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdGatewayDialog, pd_gateway_dialog, PD, GATEWAY_DIALOG, AdwWindow)

PdGatewayDialog *pd_gateway_dialog_new (GtkWindow *parent, PdBureauModel *model, PdSyncService *service);
gboolean pd_gateway_dialog_may (PdSyncService *service);

G_END_DECLS
