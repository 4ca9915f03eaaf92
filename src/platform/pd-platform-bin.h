/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_bin_keep (PdPlatformChange *change, const PdRecord *record, GError **error);
gboolean pd_platform_bin_may_restore (const PdPlatformSession *session, const PdRecord *entry);
PdResult *pd_platform_bin_restore (PdPlatformChange *change,
                                   const PdMutation *mutation,
                                   PdRecord *entry,
                                   GError **error);
gboolean pd_platform_bin_purge (PdPlatform *platform, guint *n_purged, GError **error);

G_END_DECLS
