/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_parcels_register (sqlite3 *database);
gboolean pd_platform_parcels_change (PdPlatformChange *change, const PdRecord *record, GError **error);
GPtrArray *
pd_platform_parcels_find (PdPlatform *platform, const char *tenant, const char *number, GError **error);

G_END_DECLS
