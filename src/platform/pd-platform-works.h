/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-worker.h"

G_BEGIN_DECLS

extern const PdPlatformWork pd_platform_bureau_work;
extern const PdPlatformWork pd_platform_mail_work;
extern const PdPlatformWork pd_platform_trial_work;
extern const PdPlatformWork pd_platform_verify_work;

G_END_DECLS
