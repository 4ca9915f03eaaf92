/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-connections.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include "platform/pd-platform-hang-up.h"
#include "platform/pd-platform-sql.h"

#define MAX_CONNECTIONS 512

/* Without a byte in either direction, and for a whole request to arrive (a client that sends one byte a second). */
#define IDLE_SECONDS 75
#define REQUEST_TIME (2 * G_TIME_SPAN_MINUTE)
#define SWEEP_SECONDS 5

#define CONNECTION_KEY "pd-connection"

/* The listener of soup cannot limit time or number before the TLS handshake, so connections are taken here. */
struct _PdPlatformConnections
{
  SoupServer *soup;             /* (owned) */
  GSocketService *service;      /* (owned) */
  GTlsCertificate *certificate; /* (owned) */
  GHashTable *open;             /* (owned) of Connection, borrowed */
  GSource *sweep;               /* (owned) */
  guint16 port;
};

typedef struct
{
  PdPlatformConnections *owner; /* (nullable) NULL when the owner is gone */
  GSocket *socket;              /* (owned) */
  GIOStream *stream;            /* (not owned) lives as long as soup has the connection, which has this */
  gint64 deadline;              /* monotonic: until when the request must be here */
} Connection;

/* Freed with the socket's remote address, which lives as long as somebody talks over it. */
static void
connection_free (gpointer data)
{
  Connection *connection = data;

  if (connection->owner != NULL)
    g_hash_table_remove (connection->owner->open, connection);
  g_object_unref (connection->socket);
  g_free (connection);
}

static void
shut (Connection *connection)
{
  g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *stream, GObject *source, gpointer data)
{
  PdPlatformConnections *connections = data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (stream, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);
  g_autoptr (GError) error = NULL;

  if (remote == NULL || g_hash_table_size (connections->open) >= MAX_CONNECTIONS)
    return TRUE;
  g_socket_set_timeout (g_socket_connection_get_socket (stream), IDLE_SECONDS);
  /* A body follows its headers at once, and not when the client has acknowledged them. */
  g_socket_set_option (g_socket_connection_get_socket (stream), IPPROTO_TCP, TCP_NODELAY, 1, NULL);

  /* Nobody asks a client for a certificate: the system's authorities, which are the default, would be read anew for every
   * connection, in five times the time of the rest of the handshake. */
  g_autoptr (GIOStream) tls =
      g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL, &error,
                      "base-io-stream", stream, "certificate", connections->certificate, "database", NULL,
                      NULL);

  if (tls == NULL)
    {
      g_message ("tls=%s", error->message);
      return TRUE;
    }

  g_autoptr (GIOStream) noticing = pd_platform_hang_up_stream_new (tls);
  Connection *connection = g_new0 (Connection, 1);

  connection->stream = noticing;
  connection->owner = connections;
  connection->socket = g_object_ref (g_socket_connection_get_socket (stream));
  connection->deadline = g_get_monotonic_time () + REQUEST_TIME;
  g_hash_table_add (connections->open, connection);
  g_object_set_data_full (G_OBJECT (remote), CONNECTION_KEY, connection, connection_free);
  if (!soup_server_accept_iostream (connections->soup, noticing, local, remote, &error))
    g_message ("accept=%s", error->message);
  return TRUE;
}

static Connection *
find_connection (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  return remote != NULL ? g_object_get_data (G_OBJECT (remote), CONNECTION_KEY) : NULL;
}

/** pd_platform_connections_get_socket: Returns: (transfer none) (nullable): the socket that @message came by */
GSocket *
pd_platform_connections_get_socket (SoupServerMessage *message)
{
  Connection *connection = find_connection (message);

  return connection != NULL ? connection->socket : NULL;
}

/** pd_platform_connections_cut: ends the connection that @message came by; nothing more of it is sent. */
void
pd_platform_connections_cut (SoupServerMessage *message)
{
  Connection *connection = find_connection (message);

  if (connection != NULL)
    shut (connection);
}

static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  Connection *connection = find_connection (message);

  if (connection != NULL)
    connection->deadline = g_get_monotonic_time () + REQUEST_TIME;
}

static void
request_read_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  Connection *connection = find_connection (message);

  if (connection != NULL)
    connection->deadline = G_MAXINT64;
}

/* From now on the client may hang up, or say nothing for as long as the socket allows. */
static void
request_ended_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  Connection *connection = find_connection (message);

  if (connection != NULL)
    pd_platform_hang_up_stream_rest (connection->stream);
}

/* A resting client that hangs up is let go at once, see pd-platform-hang-up.h. Soup does not look whether one is still
 * there while it is being answered, as a stream of events is for ever. */
static gboolean
has_hung_up (const Connection *connection)
{
  struct pollfd look = { g_socket_get_fd (connection->socket), POLLRDHUP, 0 };

  return poll (&look, 1, 0) == 1 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static gboolean
sweep_cb (gpointer data)
{
  PdPlatformConnections *connections = data;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, connections->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (((Connection *) key)->deadline < now || has_hung_up (key))
      shut (key);
  return G_SOURCE_CONTINUE;
}

static gboolean
listen_on (PdPlatformConnections *connections, const char *text, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (text, 0, error);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketAddress) bound = NULL;

  if (parsed == NULL)
    return FALSE;
  address =
      g_inet_socket_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)),
                                             g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
  if (address == NULL)
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                           _ ("The address to listen on is written as 127.0.0.1:8443 or [::1]:8443."));
      return FALSE;
    }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (connections->service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, error))
    return FALSE;
  connections->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

/* A socket that listens under a name which is gone: nobody can connect to it. */
static GSocket *
make_unreachable_socket (GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-XXXXXX", error);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "socket", NULL) : NULL;
  g_autoptr (GSocketAddress) address = path != NULL ? g_unix_socket_address_new (path) : NULL;
  g_autoptr (GSocket) socket = address != NULL ? g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                                               G_SOCKET_PROTOCOL_DEFAULT, error)
                                               : NULL;
  gboolean ok =
      socket != NULL && g_socket_bind (socket, address, FALSE, error) && g_socket_listen (socket, error);

  if (path != NULL)
    {
      g_unlink (path);
      g_rmdir (folder);
    }
  return ok ? g_steal_pointer (&socket) : NULL;
}

/* Soup ends every connection after one request while it has no listener of its own, although it says otherwise. */
static gboolean
keep_connections (PdPlatformConnections *connections, GError **error)
{
  g_autoptr (GSocket) socket = make_unreachable_socket (error);

  return socket != NULL && soup_server_listen_socket (connections->soup, socket, 0, error);
}

/**
 * pd_platform_connections_new:
 * @listen: "address:port"
 *
 * Takes connections for @soup in the thread-default main context.
 */
PdPlatformConnections *
pd_platform_connections_new (SoupServer *soup,
                             const char *listen,
                             GTlsCertificate *certificate,
                             GError **error)
{
  PdPlatformConnections *connections = g_new0 (PdPlatformConnections, 1);

  connections->soup = g_object_ref (soup);
  connections->certificate = g_object_ref (certificate);
  connections->open = g_hash_table_new (NULL, NULL);
  connections->service = g_socket_service_new ();
  g_socket_service_stop (connections->service);
  g_signal_connect (connections->service, "incoming", G_CALLBACK (incoming_cb), connections);
  g_signal_connect (soup, "request-started", G_CALLBACK (request_started_cb), connections);
  g_signal_connect (soup, "request-read", G_CALLBACK (request_read_cb), connections);
  g_signal_connect (soup, "request-finished", G_CALLBACK (request_ended_cb), connections);
  connections->sweep = g_timeout_source_new_seconds (SWEEP_SECONDS);
  g_source_set_callback (connections->sweep, sweep_cb, connections, NULL);
  g_source_attach (connections->sweep, g_main_context_get_thread_default ());
  if (keep_connections (connections, error) && listen_on (connections, listen, error))
    {
      g_socket_service_start (connections->service);
      return connections;
    }
  pd_platform_connections_free (connections);
  return NULL;
}

/** pd_platform_connections_free: listens no more and ends all connections. */
void
pd_platform_connections_free (PdPlatformConnections *connections)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_socket_service_stop (connections->service);
  g_socket_listener_close (G_SOCKET_LISTENER (connections->service));
  g_signal_handlers_disconnect_by_data (connections->service, connections);
  g_signal_handlers_disconnect_by_data (connections->soup, connections);
  g_source_destroy (connections->sweep);
  g_source_unref (connections->sweep);
  g_hash_table_iter_init (&iter, connections->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      shut (key);
      ((Connection *) key)->owner = NULL;
    }
  g_hash_table_unref (connections->open);
  g_object_unref (connections->service);
  g_object_unref (connections->certificate);
  g_object_unref (connections->soup);
  g_free (connections);
}

guint16
pd_platform_connections_get_port (const PdPlatformConnections *connections)
{
  return connections->port;
}
