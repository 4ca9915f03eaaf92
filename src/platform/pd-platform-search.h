/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

#define PD_PLATFORM_SEARCH_MIN_CHARACTERS 2
#define PD_PLATFORM_SEARCH_MAX_CHARACTERS 100
/* Records that the index names for one question and that are then looked at. */
#define PD_PLATFORM_FIND_LIMIT 200000

/* ?1: the tenant, ?2: what pd_platform_search_match() made of a text. What the index has not followed yet is read as it
 * is. Of the rest it knows which records have all parts of the text; in the record's own words they stand together. */
#define PD_PLATFORM_SEARCH_CANDIDATES                                                                        \
  "SELECT key, type, id, text FROM search_due CROSS JOIN searched USING (key) WHERE searched.tenant = ?1"    \
  " UNION ALL"                                                                                               \
  " SELECT search.rowid, type, id, text FROM search CROSS JOIN searched ON searched.key = search.rowid"      \
  " WHERE search MATCH ?2 AND tenant = ?1 AND search.rowid NOT IN (SELECT key FROM search_due)"              \
  " ORDER BY 1 DESC"

gboolean pd_platform_search_register (sqlite3 *database);
char *pd_platform_search_fold (const char *text);
char *pd_platform_search_match (const char *tenant, const char *folded);
gboolean pd_platform_search_has_title (PdPlatform *platform,
                                       const char *tenant,
                                       const PdRecordType *type,
                                       const char *title,
                                       gboolean *has,
                                       GError **error);
gboolean pd_platform_search_change (PdPlatformChange *change, const PdRecord *record, GError **error);
gboolean pd_platform_search_catch_up (PdPlatform *platform, gint64 most, guint *n, GError **error);

G_END_DECLS
