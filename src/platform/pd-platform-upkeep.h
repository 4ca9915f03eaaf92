/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/** PdPlatformUpkeep: what the platform does for itself while it runs: attachments collected, the index of search kept up. */
typedef struct _PdPlatformUpkeep PdPlatformUpkeep;

PdPlatformUpkeep *pd_platform_upkeep_new (PdPlatform *platform);
void pd_platform_upkeep_free (PdPlatformUpkeep *upkeep);

G_END_DECLS
