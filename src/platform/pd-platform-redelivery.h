/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-ledger.h"

G_BEGIN_DECLS

PdResult *pd_platform_redeliver (PdPlatformChange *change,
                                 const PdMutation *mutation,
                                 PdRecord *invoice,
                                 GError **error);
gboolean pd_platform_finish_redelivery (PdPlatformChange *change,
                                        const PdPlatformEntry *entry,
                                        const PdGatewayAnswer *answer,
                                        GError **error);
gboolean pd_platform_drop_redelivery (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);

G_END_DECLS
