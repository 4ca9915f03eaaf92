/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-assignment.h"
#include "model/pd-order-flow.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean
pd_platform_choose (PdPlatformChange *change, const PdRecord *record, PdAssignment *chosen, GError **error);
gboolean
pd_platform_assign (PdPlatformChange *change, const PdOrderArrow *arrow, PdRecord *order, GError **error);

G_END_DECLS
