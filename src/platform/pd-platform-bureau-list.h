/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "platform/pd-platform-bureau.h"

G_BEGIN_DECLS

PdResult *pd_platform_command_compare (PdPlatformChange *change,
                                       const PdMutation *mutation,
                                       PdRecord *bureau,
                                       GError **error);
gboolean pd_platform_finish_list (PdPlatformChange *change,
                                  const PdPlatformAccount *account,
                                  GPtrArray *listed,
                                  const PdGatewayAnswer *failure,
                                  GError **error);

G_END_DECLS
