/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

PdResult *pd_platform_issue_order (PdPlatformChange *change,
                                   const PdMutation *mutation,
                                   PdRecord *order,
                                   GError **error);
PdResult *pd_platform_complete_order (PdPlatformChange *change,
                                      const PdMutation *mutation,
                                      PdRecord *order,
                                      GError **error);
PdResult *
pd_platform_try_now (PdPlatformChange *change, const PdMutation *mutation, PdRecord *record, GError **error);
PdResult *pd_platform_take_back (PdPlatformChange *change,
                                 const PdMutation *mutation,
                                 PdRecord *invoice,
                                 GError **error);
PdResult *pd_platform_declare_issued (PdPlatformChange *change,
                                      const PdMutation *mutation,
                                      PdRecord *invoice,
                                      GError **error);
PdResult *pd_platform_declare_not_issued (PdPlatformChange *change,
                                          const PdMutation *mutation,
                                          PdRecord *invoice,
                                          GError **error);
PdResult *pd_platform_command_bureau (PdPlatformChange *change,
                                      const PdMutation *mutation,
                                      PdRecord *bureau,
                                      GError **error);
char *pd_platform_payload_hash (const PdRecord *order, const PdRecord *company);

G_END_DECLS
