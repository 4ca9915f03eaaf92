/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-flow.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_stock_follow_step (PdPlatformChange *change,
                                        const PdOrderArrow *arrow,
                                        const PdRecord *order,
                                        GError **error);
gboolean pd_platform_stock_follow_returns (PdPlatformChange *change, const PdRecord *order, GError **error);
gboolean pd_platform_is_reversal (const PdMutation *mutation);
gboolean pd_platform_check_reversal (PdPlatformChange *change,
                                     const PdMutation *mutation,
                                     const PdRecord *record,
                                     PdResult **rejection,
                                     GError **error);

G_END_DECLS
