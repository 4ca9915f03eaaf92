/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_SYNC_BUTTON (pd_sync_button_get_type ())
G_DECLARE_FINAL_TYPE (PdSyncButton, pd_sync_button, PD, SYNC_BUTTON, GtkWidget)

void pd_sync_button_set_service (PdSyncButton *self, PdSyncService *service, PdStore *store);
void pd_sync_button_set_narrow (PdSyncButton *self, gboolean narrow);

G_END_DECLS
