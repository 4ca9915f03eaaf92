/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "model/pd-verification.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

PdResult *pd_platform_join_received (PdPlatformChange *change,
                                     const PdMutation *mutation,
                                     const PdRecord *record,
                                     const PdRecord *current,
                                     GError **error);
void pd_platform_stamp_received (const PdPlatformChange *change, PdRecord *record);
gboolean pd_platform_tell_received (PdPlatformChange *change,
                                    const PdVerificationInput *input,
                                    PdVerdict verdict,
                                    gint64 at,
                                    GError **error);

G_END_DECLS
