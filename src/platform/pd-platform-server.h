/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/**
 * PdPlatformAnswerFilter:
 *
 * Called after a request took effect and before its answer leaves, in the server's thread.
 *
 * Returns: FALSE to cut the connection instead, as a network does that fails after the commit
 */
typedef gboolean (*PdPlatformAnswerFilter) (const PdPlatformRequest *request,
                                            const PdPlatformResponse *response,
                                            gpointer data);

/** PdPlatformServerOptions: how the network side is set up. */
typedef struct
{
  const char *listen;            /* "address:port"; port 0 takes a free one */
  GTlsCertificate *certificate;  /* with its key */
  PdPlatformAnswerFilter filter; /* (nullable) for tests */
  gpointer filter_data;
  gint64 heartbeat; /* microseconds between the signs of life of an event stream; 0: the usual */
} PdPlatformServerOptions;

/** PdPlatformServer: the HTTPS side of a platform and its worker, in the thread-default main context. */
typedef struct _PdPlatformServer PdPlatformServer;

PdPlatformServer *
pd_platform_serve (PdPlatform *platform, const PdPlatformServerOptions *options, GError **error);
guint16 pd_platform_server_get_port (const PdPlatformServer *server);
void pd_platform_server_stop (PdPlatformServer *server);

G_END_DECLS
