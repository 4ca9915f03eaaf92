/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-ledger.h"

G_BEGIN_DECLS

gboolean pd_platform_tell_sent (PdPlatformChange *change,
                                const PdPlatformEntry *entry,
                                PdRecord *invoice,
                                GError **error);
gboolean pd_platform_tell_stranger (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean pd_platform_tell_waiting (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean pd_platform_tell_released (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean
pd_platform_tell_interrupted (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean pd_platform_finish_invoice (PdPlatformChange *change,
                                     const PdPlatformEntry *entry,
                                     const PdGatewayAnswer *answer,
                                     GError **error);
gboolean pd_platform_finish_files (PdPlatformChange *change,
                                   const PdPlatformEntry *entry,
                                   const PdGatewayAnswer *answer,
                                   char *const *hashes,
                                   GError **error);
gboolean pd_platform_read_invoice_of (PdPlatformChange *change,
                                      const PdPlatformEntry *entry,
                                      PdRecord **invoice,
                                      GError **error);
gboolean pd_platform_read_invoice (PdPlatform *platform,
                                   const char *tenant,
                                   const char *id,
                                   PdRecord **invoice,
                                   GError **error);

G_END_DECLS
