/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-server.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <sys/file.h>
#include <unistd.h>

#include "platform/pd-platform-connections.h"
#include "platform/pd-platform-http.h"
#include "platform/pd-platform-streams.h"
#include "platform/pd-platform-upkeep.h"
#include "platform/pd-platform-works.h"

struct _PdPlatformServer
{
  PdPlatform *platform;               /* (borrowed) */
  SoupServer *soup;                   /* (owned) */
  PdPlatformConnections *connections; /* (owned) */
  PdPlatformWorker *bureau_worker;    /* (owned) */
  PdPlatformWorker *mail_worker;      /* (owned) */
  PdPlatformWorker *trial_worker;     /* (owned) */
  PdPlatformWorker *verify_worker;    /* (owned) */
  PdPlatformUpkeep *upkeep;           /* (owned) */
  PdPlatformStreams *streams;         /* (owned) */
  PdPlatformAnswerFilter filter;
  gpointer filter_data;
  int lock; /* descriptor of the folder's lock */
};

/* One server a folder: two would ask the bureau for the same invoice. The kernel lets go when the process ends. */
static gboolean
lock_folder (PdPlatformServer *server, GError **error)
{
  g_autofree char *path = g_build_filename (pd_platform_get_data_dir (server->platform), "lock", NULL);

  server->lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (server->lock >= 0 && flock (server->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (server->lock >= 0 && errno == EWOULDBLOCK)
    g_set_error_literal (
        error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_IN_USE,
        _ ("Another platform works with this folder. Stop it first, or choose another folder."));
  else
    g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_STORAGE, _ ("The folder cannot be locked: %s."),
                 g_strerror (errno));
  return FALSE;
}

static void
log_request (const PdPlatformRequest *request, const PdPlatformResponse *response, gint64 started)
{
  /* The route, never the path or the query: they may carry what a person typed. */
  g_info ("method=%s route=%s status=%u bytes=%" G_GSIZE_FORMAT " us=%" G_GINT64_FORMAT,
          response->route != NULL ? request->method : "-", response->route != NULL ? response->route : "-",
          response->status, response->body != NULL ? g_bytes_get_size (response->body) : 0,
          g_get_monotonic_time () - started);
}

static void
request_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  PdPlatformServer *server = data;
  gint64 started = g_get_monotonic_time ();
  g_autoptr (PdPlatformRequest) request = pd_platform_http_read (message);
  g_autoptr (PdPlatformResponse) response = pd_platform_handle (server->platform, request);

  /* While it stops there are no streams any more: the beginning of one is all of it. */
  if (response->listener_tenant != NULL && server->streams != NULL)
    pd_platform_streams_add (server->streams, message, request, response);
  else
    pd_platform_http_write (message, response);
  if (g_str_equal (request->method, "DELETE") && server->streams != NULL)
    pd_platform_streams_check (server->streams);
  log_request (request, response, started);
  pd_platform_worker_wake (server->bureau_worker);
  pd_platform_worker_wake (server->mail_worker);
  pd_platform_worker_wake (server->trial_worker);
  pd_platform_worker_wake (server->verify_worker);
  if (server->filter != NULL && !server->filter (request, response, server->filter_data))
    pd_platform_connections_cut (message);
}

static void
early_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  pd_platform_http_limit (message);
}

static void
server_free (PdPlatformServer *server)
{
  g_clear_pointer (&server->streams, pd_platform_streams_free);
  g_clear_pointer (&server->connections, pd_platform_connections_free);
  if (server->soup != NULL)
    soup_server_disconnect (server->soup);
  g_clear_object (&server->soup);
  g_clear_pointer (&server->upkeep, pd_platform_upkeep_free);
  /* The first wakes the second to its end. */
  g_clear_pointer (&server->bureau_worker, pd_platform_worker_free);
  g_clear_pointer (&server->mail_worker, pd_platform_worker_free);
  g_clear_pointer (&server->trial_worker, pd_platform_worker_free);
  g_clear_pointer (&server->verify_worker, pd_platform_worker_free);
  if (server->lock >= 0)
    close (server->lock);
  g_free (server);
}

static gboolean
start_workers (PdPlatformServer *server, GError **error)
{
  PdPlatform *platform = server->platform;

  if ((server->bureau_worker = pd_platform_worker_new (platform, &pd_platform_bureau_work, error)) == NULL ||
      (server->mail_worker = pd_platform_worker_new (platform, &pd_platform_mail_work, error)) == NULL ||
      (server->trial_worker = pd_platform_worker_new (platform, &pd_platform_trial_work, error)) == NULL ||
      (server->verify_worker = pd_platform_worker_new (platform, &pd_platform_verify_work, error)) == NULL)
    return FALSE;
  /* An invoice whose files have come may be mailed by the company's rule. */
  pd_platform_worker_then_wake (server->bureau_worker, server->mail_worker);
  /* A test mail that was taken shows that the server takes the others, too. */
  pd_platform_worker_then_wake (server->trial_worker, server->mail_worker);
  server->upkeep = pd_platform_upkeep_new (platform);
  return TRUE;
}

/**
 * pd_platform_serve:
 * @platform: outlives the server
 *
 * Listens, over TLS only, and starts the workers that ask the tax bureau, send mail and verify. All run in the thread-default main
 * context of the caller.
 *
 * Returns: (transfer full) (nullable): the server; end it with pd_platform_server_stop()
 */
PdPlatformServer *
pd_platform_serve (PdPlatform *platform, const PdPlatformServerOptions *options, GError **error)
{
  PdPlatformServer *server = g_new0 (PdPlatformServer, 1);

  server->platform = platform;
  server->filter = options->filter;
  server->filter_data = options->filter_data;
  server->lock = -1;
  if (!lock_folder (server, error))
    {
      server_free (server);
      return NULL;
    }
  server->soup = g_object_new (SOUP_TYPE_SERVER, "server-header", "piaodan-platform", NULL);
  soup_server_add_early_handler (server->soup, NULL, early_cb, server, NULL);
  soup_server_add_handler (server->soup, NULL, request_cb, server, NULL);
  server->streams = pd_platform_streams_new (platform, options->heartbeat);
  if (start_workers (server, error))
    server->connections =
        pd_platform_connections_new (server->soup, options->listen, options->certificate, error);
  if (server->connections == NULL)
    {
      server_free (server);
      return NULL;
    }
  return server;
}

guint16
pd_platform_server_get_port (const PdPlatformServer *server)
{
  return pd_platform_connections_get_port (server->connections);
}

/**
 * pd_platform_server_stop:
 * @server: (transfer full)
 *
 * Takes no more requests, waits for the question that the tax bureau is just being asked and for mail that is just being
 * handed over, and writes the answers down.
 */
void
pd_platform_server_stop (PdPlatformServer *server)
{
  server_free (server);
}
