/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

gboolean pd_platform_mail_by_rule (PdPlatformChange *change, const PdRecord *invoice, GError **error);

G_END_DECLS
