/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

GBytes *pd_platform_password_salt (PdPlatform *platform);
GBytes *pd_platform_password_digest (const char *password, GBytes *salt, guint iterations);
gboolean pd_platform_password_equal (GBytes *a, GBytes *b);
guint pd_platform_sign_in_wait (PdPlatform *platform, const char *user, const char *peer);
void pd_platform_sign_in_note (PdPlatform *platform, const char *user, const char *peer, gboolean right);

G_END_DECLS
