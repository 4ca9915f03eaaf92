/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_supersede (PdPlatformChange *change, const char *order, GError **error);
gboolean pd_platform_supersede_all (PdPlatform *platform, GError **error);

G_END_DECLS
