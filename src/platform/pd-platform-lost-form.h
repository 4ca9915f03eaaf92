/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_doubt_form (PdRecord *form);
void pd_platform_doubt_reversed (PdRecord *blue);
gboolean pd_platform_ask_lost_form (PdPlatformChange *change, const PdRecord *form, GError **error);

G_END_DECLS
