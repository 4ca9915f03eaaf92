/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

#define PD_PLATFORM_SEARCH_MIN_CHARACTERS 2
#define PD_PLATFORM_SEARCH_MAX_CHARACTERS 100
/* Records that the index names for one question and that are then looked at. */
#define PD_PLATFORM_FIND_LIMIT 200000

gboolean pd_platform_search_register (sqlite3 *database);
char *pd_platform_search_fold (const char *text);
char *pd_platform_search_match (const char *tenant, const char *folded);
gboolean pd_platform_search_change (PdPlatformChange *change, const PdRecord *record, GError **error);
gboolean pd_platform_search_catch_up (PdPlatform *platform, gint64 most, guint *n, GError **error);

G_END_DECLS
