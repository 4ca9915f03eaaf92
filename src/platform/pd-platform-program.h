/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-secrets.h"
#include "platform/pd-platform.h"

G_BEGIN_DECLS

int pd_platform_program_fail (GError **error, const char *message);
gboolean pd_platform_program_parse (int argc,
                                    char **argv,
                                    const GOptionEntry *entries,
                                    const char *summary,
                                    GError **error);
PdPlatform *pd_platform_program_open (const char *data_dir, const char *name, char **tenant, GError **error);
PdPlatformSecret *pd_platform_program_read_secret (void);

G_END_DECLS
