/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void pd_certificate_probe_async (const char *server,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
char *pd_certificate_probe_finish (GAsyncResult *result, GError **error);
char *pd_fingerprint_in_pairs (const char *digits);
char *pd_certificate_fingerprint (GTlsCertificate *certificate);

G_END_DECLS
