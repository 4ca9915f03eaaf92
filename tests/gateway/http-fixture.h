/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** HttpServer: a web server of this process, in a thread of its own, that misbehaves by path. */
typedef struct _HttpServer HttpServer;

HttpServer *http_server_start (gboolean tls);
void http_server_stop (HttpServer *server);
char *http_server_url (const HttpServer *server, const char *path);
const char *http_server_authority_file (const HttpServer *server);
guint http_server_count (HttpServer *server, const char *path);

G_END_DECLS
