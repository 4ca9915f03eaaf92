/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

PdResult *pd_platform_decide_mutation (PdPlatformChange *change,
                                       const PdPlatformSession *session,
                                       const PdMutation *mutation,
                                       GError **error);
PdResult *pd_platform_decide_command (PdPlatformChange *change,
                                      const PdMutation *mutation,
                                      PdRecord *current,
                                      GError **error);
PdResult *
pd_platform_reject (const PdMutation *mutation, const char *code, const char *path, const char *message);
PdResult *pd_platform_conflict (const PdMutation *mutation,
                                const char *code,
                                const PdRecord *current,
                                const char *message);
PdResult *pd_platform_accept (const PdMutation *mutation, const PdRecord *record);
PdResult *
pd_platform_replay_result (PdPlatform *platform, const char *tenant, const char *text, GError **error);
PdResult *pd_platform_check_record (const PdMutation *mutation, const PdRecord *record, PdRequired level);

G_END_DECLS
