/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-flow.h"
#include "platform/pd-platform-mutations.h"

G_BEGIN_DECLS

gboolean pd_platform_order_has_way (const PdRecord *record);
PdResult *pd_platform_refuse_order_command (const PdMutation *mutation, const PdRecord *order);
void pd_platform_move_order (PdPlatformChange *change,
                             const PdMutation *mutation,
                             const PdOrderArrow *arrow,
                             PdRecord *order);
void pd_platform_note_step (PdPlatformChange *change,
                            const PdMutation *mutation,
                            const char *from,
                            const char *to,
                            PdRecord *order);
void pd_platform_note_assignee (PdPlatformChange *change, const PdRecord *before, PdRecord *order);
PdResult *
pd_platform_check_order_patch (const PdMutation *mutation, const PdRecord *before, const PdRecord *after);

G_END_DECLS
