/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_open_ticket (PdPlatformChange *change, PdRecord *ticket, GError **error);
PdResult *pd_platform_step_ticket (PdPlatformChange *change,
                                   const PdMutation *mutation,
                                   PdRecord *ticket,
                                   GError **error);
void pd_platform_note_ticket_owner (PdPlatformChange *change, const PdRecord *before, PdRecord *ticket);

G_END_DECLS
