/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include <glib-unix.h>
#include <libsoup/soup.h>
#include <locale.h>
#include <sys/socket.h>
#include <unistd.h>

#include "doubles/nuonuo-double.h"

/*
 * The double behind HTTP, on loopback alone. It stops by itself when the process that started it has gone.
 */

#define BACKLOG 1024
#define PIECES 10
#define PARENT_CHECK 200 /* ms */

static char *data_file;
static char *port_file;
static char *certificate_file;
static char *key_file;
static int port;
static int seconds;
static gboolean stay;
static pid_t parent;

static const GOptionEntry options[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, "Where to listen on loopback; 0 takes a free one", "PORT" },
  { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &port_file, "Write the port here when listening", "FILE" },
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_file, "What outlives the process; nothing when not given",
    "FILE" },
  { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_file, "HTTPS with this certificate, PEM",
    "FILE" },
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_file, "Its private key, PEM", "FILE" },
  { "for", 0, 0, G_OPTION_ARG_INT, &seconds, "Stop by itself after so long", "SECONDS" },
  { "stay", 0, 0, G_OPTION_ARG_NONE, &stay, "Stay when the parent has gone", NULL },
  { NULL },
};

/* An answer that is under way. */
typedef struct
{
  SoupServerMessage *message; /* (owned) */
  NuonuoReply *reply;         /* (owned) */
  GIOStream *stream;          /* (owned) (nullable) taken from the server, to be closed */
  gsize sent;
  guint pieces;
} Delivery;

static void
delivery_free (Delivery *delivery)
{
  g_clear_object (&delivery->stream);
  g_object_unref (delivery->message);
  nuonuo_reply_free (delivery->reply);
  g_free (delivery);
}

/* The whole head, and how long the body says it is. */
static char *
head_text (const NuonuoReply *reply)
{
  GString *head = g_string_new (NULL);

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\n", reply->status, soup_status_get_phrase (reply->status));
  for (guint i = 0; reply->headers[i] != NULL; i += 2)
    g_string_append_printf (head, "%s: %s\r\n", reply->headers[i], reply->headers[i + 1]);
  g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n",
                          g_bytes_get_size (reply->body));
  return g_string_free (head, FALSE);
}

/* Writes to a connection that was taken from the server. These answers are small: they fit its buffer. */
static gboolean
write_bytes (Delivery *delivery, const char *bytes, gsize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (delivery->stream), bytes, length, NULL,
                                    NULL, NULL);
}

static gboolean
write_piece_cb (gpointer data)
{
  Delivery *delivery = data;
  gsize length = 0;
  const char *body = g_bytes_get_data (delivery->reply->body, &length);
  gsize until = ++delivery->pieces >= PIECES ? length : length / PIECES * delivery->pieces;

  if (!write_bytes (delivery, body + delivery->sent, until - delivery->sent) || until == length)
    {
      g_io_stream_close (delivery->stream, NULL, NULL);
      delivery_free (delivery);
      return G_SOURCE_REMOVE;
    }
  delivery->sent = until;
  return G_SOURCE_CONTINUE;
}

static void
spoil (Delivery *delivery)
{
  NuonuoReply *reply = delivery->reply;
  g_autoptr (GSocket) plain = g_object_ref (soup_server_message_get_socket (delivery->message));
  g_autofree char *head = head_text (reply);

  delivery->stream = soup_server_message_steal_connection (delivery->message);
  if (reply->deliver == NUONUO_DELIVER_RESET)
    {
      struct linger now = { 1, 0 };

      setsockopt (g_socket_get_fd (plain), SOL_SOCKET, SO_LINGER, &now, sizeof now);
      g_socket_close (plain, NULL);
    }
  if (reply->deliver == NUONUO_DELIVER_SLOW && write_bytes (delivery, head, strlen (head)))
    {
      g_timeout_add ((guint) MAX (reply->pace / 1000 / PIECES, 1), write_piece_cb, delivery);
      return;
    }
  if (reply->deliver == NUONUO_DELIVER_TRUNCATE && write_bytes (delivery, head, strlen (head)))
    write_bytes (delivery, g_bytes_get_data (reply->body, NULL), reply->cut);
  g_io_stream_close (delivery->stream, NULL, NULL);
  delivery_free (delivery);
}

static gboolean
deliver_cb (gpointer data)
{
  Delivery *delivery = data;
  NuonuoReply *reply = delivery->reply;
  SoupServerMessage *message = delivery->message;

  if (reply->deliver != NUONUO_DELIVER_ANSWER)
    {
      spoil (delivery);
      return G_SOURCE_REMOVE;
    }
  soup_server_message_set_status (message, reply->status, NULL);
  for (guint i = 0; reply->headers[i] != NULL; i += 2)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), reply->headers[i],
                                  reply->headers[i + 1]);
  /* Soup 3.2 keeps the socket of a client that has hung up between two requests for ever: thousands of processes that
   * are killed would use up all that there are. */
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  if (g_bytes_get_size (reply->body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), reply->body);
  soup_server_message_unpause (message);
  delivery_free (delivery);
  return G_SOURCE_REMOVE;
}

static void
add_header (const char *name, const char *value, gpointer data)
{
  g_ptr_array_add (data, g_strdup (name));
  g_ptr_array_add (data, g_strdup (value));
}

static void
handle_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  Delivery *delivery = g_new0 (Delivery, 1);

  soup_message_headers_foreach (soup_server_message_get_request_headers (message), add_header, headers);
  g_ptr_array_add (headers, NULL);
  delivery->message = g_object_ref (message);
  delivery->reply = nuonuo_double_handle (data, soup_server_message_get_method (message), path,
                                          g_uri_get_query (soup_server_message_get_uri (message)),
                                          (const char *const *) headers->pdata, body);
  soup_server_message_pause (message);
  if (delivery->reply->delay > 0)
    g_timeout_add ((guint) (delivery->reply->delay / 1000), deliver_cb, delivery);
  else
    deliver_cb (delivery);
}

static gint64
system_now (gpointer data)
{
  return g_get_real_time ();
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gboolean
parent_cb (gpointer loop)
{
  if (getppid () == parent)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* A socket of our own: the server's would let only a few wait to be taken. */
static gboolean
listen_on_loopback (SoupServer *server, gboolean https, guint16 *bound, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, (guint16) port);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocket) listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (listener == NULL || !g_socket_bind (listener, address, TRUE, error))
    return FALSE;
  g_socket_set_listen_backlog (listener, BACKLOG);
  if (!g_socket_listen (listener, error) || (local = g_socket_get_local_address (listener, error)) == NULL)
    return FALSE;
  *bound = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return soup_server_listen_socket (server, listener, https ? SOUP_SERVER_LISTEN_HTTPS : 0, error);
}

/* Whole or not there at all. */
static gboolean
write_port (guint16 bound, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%u\n", bound);

  return port_file == NULL || g_file_set_contents (port_file, text, -1, error);
}

static gboolean
run (GError **error)
{
  g_autoptr (NuonuoDouble) provider = nuonuo_double_new (data_file, system_now, NULL, error);
  g_autoptr (SoupServer) server = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *url = NULL;
  guint16 bound = 0;

  if (provider == NULL)
    return FALSE;
  if (certificate_file != NULL &&
      (certificate = g_tls_certificate_new_from_files (certificate_file, key_file, error)) == NULL)
    return FALSE;
  server = soup_server_new ("tls-certificate", certificate, "server-header", "nuonuo-double", NULL);
  soup_server_add_handler (server, NULL, handle_cb, provider, NULL);
  if (!listen_on_loopback (server, certificate != NULL, &bound, error))
    return FALSE;
  url = g_strdup_printf ("%s://127.0.0.1:%u", certificate != NULL ? "https" : "http", bound);
  nuonuo_double_set_base_url (provider, url);
  if (!write_port (bound, error))
    return FALSE;
  g_print ("%s\n", url);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (seconds > 0)
    g_timeout_add_seconds ((guint) seconds, quit_cb, loop);
  if (!stay)
    g_timeout_add (PARENT_CHECK, parent_cb, loop);
  g_main_loop_run (loop);
  soup_server_disconnect (server);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  parent = getppid ();
  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_set_summary (context,
                                "A local double of an issuing and of a verifying provider, for tests.");
  if (g_option_context_parse (context, &argc, &argv, &error) && run (&error))
    return EXIT_SUCCESS;
  g_printerr ("%s\n", error->message);
  return EXIT_FAILURE;
}
