/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_PREFERENCES_CONNECTION (pd_preferences_connection_get_type ())
G_DECLARE_FINAL_TYPE (PdPreferencesConnection,
                      pd_preferences_connection,
                      PD,
                      PREFERENCES_CONNECTION,
                      AdwPreferencesGroup)

GtkWidget *pd_preferences_connection_new (PdStore *store, PdSyncService *service);

G_END_DECLS
