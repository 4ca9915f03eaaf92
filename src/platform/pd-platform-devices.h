/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-flow.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

PdResult *
pd_platform_check_device (const PdPlatformChange *change, const PdMutation *mutation, const PdRecord *device);
gboolean pd_platform_devices_follow_move (PdPlatformChange *change, const PdRecord *move, GError **error);
gboolean pd_platform_devices_follow_step (PdPlatformChange *change,
                                          const PdOrderArrow *arrow,
                                          const PdRecord *order,
                                          GError **error);

G_END_DECLS
