/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/** PdPlatformConnections: who is connected: TLS, how many, and for how long. */
typedef struct _PdPlatformConnections PdPlatformConnections;

PdPlatformConnections *pd_platform_connections_new (SoupServer *soup,
                                                    const char *listen,
                                                    GTlsCertificate *certificate,
                                                    GError **error);
void pd_platform_connections_free (PdPlatformConnections *connections);
guint16 pd_platform_connections_get_port (const PdPlatformConnections *connections);
GSocket *pd_platform_connections_get_socket (SoupServerMessage *message);
void pd_platform_connections_cut (SoupServerMessage *message);

G_END_DECLS
