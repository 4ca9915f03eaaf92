/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/* How long a secret may be, bytes: room for a private key in PEM. */
#define PD_PLATFORM_SECRET_MAX (64 * 1024)

/* The file of the key, in the platform's folder or in systemd's folder of credentials. */
#define PD_PLATFORM_SECRET_KEY_FILE "secret.key"

/** PdPlatformSecret: a secret in the open, NUL-terminated; freeing it wipes it. */
typedef char PdPlatformSecret;

void pd_platform_secret_free (PdPlatformSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformSecret, pd_platform_secret_free)

gboolean pd_platform_set_secret (PdPlatform *platform,
                                 const char *tenant,
                                 const char *name,
                                 const char *secret,
                                 GError **error);
gboolean pd_platform_get_secret (PdPlatform *platform,
                                 const char *tenant,
                                 const char *name,
                                 PdPlatformSecret **secret,
                                 GError **error);
gboolean pd_platform_has_secret (PdPlatform *platform,
                                 const char *tenant,
                                 const char *name,
                                 gboolean *has,
                                 GError **error);
gboolean pd_platform_forget_all_secrets (PdPlatform *platform, GError **error);
gboolean
pd_platform_forget_secret (PdPlatform *platform, const char *tenant, const char *name, GError **error);

G_END_DECLS
