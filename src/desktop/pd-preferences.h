/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_PREFERENCES (pd_preferences_get_type ())
G_DECLARE_FINAL_TYPE (PdPreferences, pd_preferences, PD, PREFERENCES, AdwPreferencesWindow)

PdPreferences *pd_preferences_new (GtkWindow *parent, PdStore *store, PdSyncService *service);

G_END_DECLS
