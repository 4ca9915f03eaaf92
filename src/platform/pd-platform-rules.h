/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_follow_rules (PdPlatformChange *change,
                                   const PdRecord *before,
                                   const PdRecord *order,
                                   PdRecord **moved,
                                   GError **error);

G_END_DECLS
