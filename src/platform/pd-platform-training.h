/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

gboolean pd_platform_setup_training (PdPlatform *platform, GError **error);
char *pd_platform_training_bureau_path (const char *data_dir);
PdGateway *pd_platform_training_bureau (const char *data_dir, gint64 delay, GError **error);

G_END_DECLS
