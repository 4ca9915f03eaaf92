/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_finish_forms (PdPlatformChange *change,
                                   GPtrArray *forms,
                                   const PdGatewayAnswer *failure,
                                   GError **error);

G_END_DECLS
