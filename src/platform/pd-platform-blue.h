/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_tell_reversed (PdPlatformChange *change, const PdRecord *blue, GError **error);
gboolean
pd_platform_claim_form (PdPlatformChange *change, PdRecord *form, const PdRecord *blue, GError **error);
gboolean pd_platform_adopt_forms (PdPlatformChange *change, PdRecord *blue, GError **error);

G_END_DECLS
