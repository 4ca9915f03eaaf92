/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"
#include "wire/pd-wire-digest.h"

G_BEGIN_DECLS

gboolean pd_platform_digest_register (sqlite3 *database);
GBytes *pd_platform_digest_of (const PdRecord *record, const char *content_hash);
gboolean pd_platform_digest_change (PdPlatformChange *change,
                                    const PdRecord *record,
                                    const char *content_hash,
                                    GError **error);
gboolean pd_platform_digest_read (PdPlatform *platform, const char *tenant, PdWirePage *page, GError **error);
gboolean
pd_platform_digest_compute (PdPlatform *platform, const char *tenant, PdWirePage *page, GError **error);
gboolean pd_platform_digest_rebuild (PdPlatform *platform, const char *tenant, GError **error);
gboolean pd_platform_digest_check (PdPlatform *platform, const char *tenant, GError **error);

G_END_DECLS
