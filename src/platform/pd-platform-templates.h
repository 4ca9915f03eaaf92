/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-mutations.h"

G_BEGIN_DECLS

/* Of the dates that passed while the platform was off, so many are made up for, the newest; older ones are left out, and
 * the template says so. */
#define PD_PLATFORM_TEMPLATE_MAX_MISSED 12

gboolean pd_platform_make_due_orders (PdPlatform *platform, guint *n_made, GError **error);
PdResult *pd_platform_check_template (const PdPlatformChange *change,
                                      const PdMutation *mutation,
                                      const PdRecord *before,
                                      PdRecord *after);

G_END_DECLS
