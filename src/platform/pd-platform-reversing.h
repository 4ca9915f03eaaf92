/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

PdResult *
pd_platform_apply_form (PdPlatformChange *change, const PdMutation *mutation, PdRecord *form, GError **error);
PdResult *pd_platform_act_on_form (PdPlatformChange *change,
                                   const PdMutation *mutation,
                                   PdRecord *form,
                                   GError **error);
PdResult *pd_platform_take_form_back (PdPlatformChange *change,
                                      const PdMutation *mutation,
                                      PdRecord *form,
                                      GError **error);
PdResult *pd_platform_ask_for_form (PdPlatformChange *change,
                                    const PdMutation *mutation,
                                    PdRecord *form,
                                    GError **error);
PdResult *pd_platform_reopen_order (PdPlatformChange *change,
                                    const PdMutation *mutation,
                                    PdRecord *order,
                                    GError **error);
GPtrArray *
pd_platform_read_forms (PdPlatform *platform, const char *tenant, const char *blue, GError **error);

G_END_DECLS
