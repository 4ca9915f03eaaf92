/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

char *pd_platform_store_blob (PdPlatform *platform, GBytes *bytes, GError **error);
gboolean pd_platform_load_file (PdPlatform *platform,
                                const char *tenant,
                                const char *hash,
                                GBytes **bytes,
                                GError **error);
gboolean pd_platform_add_file (PdPlatform *platform,
                               const char *tenant,
                               const char *hash,
                               GBytes *bytes,
                               const char *media_type,
                               GError **error);

G_END_DECLS
