/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GTlsCertificate *
pd_platform_load_certificate (const char *certificate_file, const char *key_file, GError **error);
GTlsCertificate *pd_platform_make_certificate (const char *data_dir, gint64 now, GError **error);
char *pd_platform_certificate_fingerprint (GTlsCertificate *certificate);

G_END_DECLS
