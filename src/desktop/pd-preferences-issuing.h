/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_PREFERENCES_ISSUING (pd_preferences_issuing_get_type ())
G_DECLARE_FINAL_TYPE (PdPreferencesIssuing,
                      pd_preferences_issuing,
                      PD,
                      PREFERENCES_ISSUING,
                      AdwPreferencesGroup)

GtkWidget *pd_preferences_issuing_new (PdStore *store, PdSyncService *service);

G_END_DECLS
