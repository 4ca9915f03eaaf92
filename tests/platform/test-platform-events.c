/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <sys/socket.h>

#include "platform/pd-platform-events.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-thread.h"

/* The stream of events over a real connection: what is told, to whom, how long. */

#define PATIENCE (20 * G_TIME_SPAN_SECOND)

typedef struct
{
  char *folder;
  PdPlatformThread *platform;
  SoupSession *session;
  char *token;
  guint counter;
} Test;

typedef struct
{
  GInputStream *input; /* (nullable) when it was refused */
  GCancellable *cancellable;
  guint status;
  GString *text; /* all that came */
} Stream;

static SoupMessage *
new_message (Test *test, const char *method, const char *path)
{
  g_autofree char *uri = g_strconcat (pd_platform_thread_get_uri (test->platform), path, NULL);
  SoupMessage *message = soup_message_new (method, uri);

  if (test->token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", test->token, NULL);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", value);
    }
  return message;
}

static char *
ask (Test *test, const char *method, const char *path, const char *body)
{
  g_autoptr (SoupMessage) message = new_message (test, method, path);
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;

  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = soup_session_send_and_read (test->session, message, NULL, &error);
  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

static void
sign_in (Test *test)
{
  g_autofree char *password = pd_platform_thread_get_password (test->platform, "clerk", NULL);
  g_autofree char *body = g_strdup_printf ("{\"user\":\"clerk\",\"password\":\"%s\"}", password);
  g_autofree char *answer = ask (test, "POST", "/v1/session", body);
  g_autoptr (JsonNode) node = json_from_string (answer, NULL);

  test->token = g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}

static void
set_up (Test *test, gconstpointer data)
{
  PdPlatformThreadOptions options = { .password_iterations = 10,
                                      .heartbeat = GPOINTER_TO_INT (data) * G_TIME_SPAN_MILLISECOND };
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  test->folder = g_dir_make_tmp ("piaodan-events-XXXXXX", NULL);
  test->platform = pd_platform_thread_start (test->folder, &options, &error);
  g_assert_no_error (error);
  database = g_tls_file_database_new (pd_platform_thread_get_certificate_file (test->platform), &error);
  g_assert_no_error (error);
  test->session =
      soup_session_new_with_options ("timeout", 20, "max-conns", 100, "max-conns-per-host", 100, NULL);
  soup_session_set_tls_database (test->session, database);
  sign_in (test);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_clear_object (&test->session);
  g_clear_pointer (&test->platform, pd_platform_thread_stop);
  remove_all (test->folder);
  g_free (test->folder);
  g_free (test->token);
}

static Stream *
stream_open (Test *test)
{
  g_autoptr (SoupMessage) message = new_message (test, "GET", "/v1/events");
  g_autoptr (GError) error = NULL;
  Stream *stream = g_new0 (Stream, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  stream->text = g_string_new (NULL);
  stream->cancellable = g_cancellable_new ();
  stream->input = soup_session_send (test->session, message, stream->cancellable, &error);
  g_assert_no_error (error);
  stream->status = soup_message_get_status (message);
  if (stream->status == 200)
    {
      g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==, "text/event-stream");
      g_assert_cmpstr (soup_message_headers_get_one (headers, "Cache-Control"), ==, "no-store");
      g_assert_null (soup_message_headers_get_one (headers, "Content-Encoding"));
    }
  else
    g_assert_nonnull (soup_message_headers_get_one (headers, "Retry-After"));
  return stream;
}

static void
stream_close (Stream *stream)
{
  g_cancellable_cancel (stream->cancellable);
  g_object_unref (stream->cancellable);
  g_object_unref (stream->input);
  g_string_free (stream->text, TRUE);
  g_free (stream);
}

/* FALSE: the stream is over, and as it should be. */
static gboolean
stream_read (Stream *stream)
{
  g_autoptr (GError) error = NULL;
  char block[256];
  gssize size = g_input_stream_read (stream->input, block, sizeof block, NULL, &error);

  g_assert_no_error (error);
  g_string_append_len (stream->text, block, size);
  return size > 0;
}

static void
stream_read_until (Stream *stream, const char *text)
{
  while (strstr (stream->text->str, text) == NULL)
    g_assert_true (stream_read (stream));
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at++)
    n++;
  return n;
}

static gint64
last_head (const char *text)
{
  const char *at = g_strrstr (text, "\"head\":");

  return at != NULL ? g_ascii_strtoll (at + strlen ("\"head\":"), NULL, 10) : -1;
}

static char *
buyer_push (guint n)
{
  return g_strdup_printf (
      "{\"format\":1,\"replica\":\"00000000-0000-7000-8000-000000000001\",\"mutations\":[{\"id\":"
      "\"00000000-0000-7000-8000-1000%08u\",\"counter\":%u,\"type\":\"buyer\",\"record_id\":"
      "\"00000000-0000-7000-8000-2000%08u\",\"kind\":\"create\",\"base_revision\":0,\"made_at\":1,\"record\":"
      "{\"type\":\"buyer\",\"id\":\"00000000-0000-7000-8000-2000%08u\",\"name\":\"甲\"}}]}",
      n, n, n, n);
}

static void
push_buyer (Test *test)
{
  g_autofree char *body = buyer_push (++test->counter);
  g_autofree char *answer = ask (test, "POST", "/v1/sync/push", body);

  g_assert_nonnull (strstr (answer, "\"outcome\":\"ok\""));
}

/* Without the network in between, which takes longer than the platform. */
static void
push_many (PdPlatform *platform, gpointer data)
{
  Test *test = data;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("POST", "/v1/sync/push");
      g_autofree char *body = buyer_push (++test->counter);
      g_autoptr (PdPlatformResponse) response = NULL;

      request->authorization = g_strconcat ("Bearer ", test->token, NULL);
      pd_platform_request_set_body (request, "application/json", body);
      response = pd_platform_handle (platform, request);
      g_assert_cmpuint (response->status, ==, 200);
    }
}

static void
get_listeners (PdPlatform *platform, gpointer data)
{
  *(gpointer *) data =
      platform->listeners != NULL ? g_hash_table_lookup (platform->listeners, "") : GUINT_TO_POINTER (0);
}

static void
wait_for_listeners (Test *test, guint n)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  gpointer found = NULL;

  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (2000);
      pd_platform_thread_call (test->platform, get_listeners, &found);
    }
  while (GPOINTER_TO_UINT (found) != n);
}

/* At once where the history ends, then each change; the stream does not stop the platform from answering. */
static void
test_head (Test *test, gconstpointer data)
{
  Stream *stream = stream_open (test);
  gint64 head;

  stream_read_until (stream, "\n\n");
  head = last_head (stream->text->str);
  g_assert_cmpint (head, >=, 0);
  push_buyer (test);
  while (last_head (stream->text->str) < head + 1)
    g_assert_true (stream_read (stream));
  g_assert_cmpint (last_head (stream->text->str), ==, head + 1);
  g_assert_cmpuint (count (stream->text->str, "event: head"), ==, 2);
  stream_close (stream);
  wait_for_listeners (test, 0);
}

/* A burst is told in few events, the last of which is the newest. */
static void
test_burst (Test *test, gconstpointer data)
{
  Stream *stream = stream_open (test);
  gint64 head, started, most;

  stream_read_until (stream, "\n\n");
  head = last_head (stream->text->str);
  started = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    pd_platform_thread_call (test->platform, push_many, test);
  most = (g_get_monotonic_time () - started) / (20 * G_TIME_SPAN_MILLISECOND) + 2;
  while (last_head (stream->text->str) < head + 200)
    g_assert_true (stream_read (stream));
  g_test_message ("%u events", count (stream->text->str, "event: head") - 1);
  g_assert_cmpint (count (stream->text->str, "event: head") - 1, <=, MIN (most, 21));
  stream_close (stream);
}

static void
test_heartbeat (Test *test, gconstpointer data)
{
  Stream *stream = stream_open (test);

  while (count (stream->text->str, "\n:\n") < 3)
    g_assert_true (stream_read (stream));
  g_assert_cmpuint (count (stream->text->str, "event: head"), ==, 1);
  stream_close (stream);
}

/* Whoever is not signed in is told nothing; a session that ends, ends its stream. */
static void
test_sign_out (Test *test, gconstpointer data)
{
  Stream *stream = stream_open (test);
  char *first = test->token;
  Stream *other;
  g_autofree char *nothing = NULL;
  g_autofree char *refused = NULL;

  stream_read_until (stream, "\n\n");
  sign_in (test);
  other = stream_open (test);
  stream_read_until (other, "\n\n");
  g_free (test->token);
  test->token = first;
  nothing = ask (test, "DELETE", "/v1/session", NULL);
  while (stream_read (stream))
    ;
  wait_for_listeners (test, 1);
  refused = ask (test, "GET", "/v1/events", NULL);
  g_assert_nonnull (strstr (refused, "\"unauthorized\""));
  stream_close (stream);
  stream_close (other);
}

static void
expire (PdPlatform *platform, gpointer data)
{
  g_assert_true (pd_platform_sql_script (platform->sql, "UPDATE token SET expires_at = 1", NULL));
}

static void
test_expired (Test *test, gconstpointer data)
{
  Stream *stream = stream_open (test);

  stream_read_until (stream, "\n\n");
  pd_platform_thread_call (test->platform, expire, NULL);
  while (stream_read (stream))
    ;
  wait_for_listeners (test, 0);
  stream_close (stream);
}

/* A person has so many streams and no more; one that is closed makes room at once, without waiting for a heartbeat. */
static void
test_limit (Test *test, gconstpointer data)
{
  Stream *streams[PD_PLATFORM_LISTENERS_OF_USER];
  Stream *refused, *again;

  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      streams[i] = stream_open (test);
      g_assert_cmpuint (streams[i]->status, ==, 200);
    }
  refused = stream_open (test);
  g_assert_cmpuint (refused->status, ==, 429);
  stream_close (streams[0]);
  wait_for_listeners (test, G_N_ELEMENTS (streams) - 1);
  again = stream_open (test);
  g_assert_cmpuint (again->status, ==, 200);
  stream_close (refused);
  stream_close (again);
  for (guint i = 1; i < G_N_ELEMENTS (streams); i++)
    stream_close (streams[i]);
  wait_for_listeners (test, 0);
}

/* Opens a stream with the smallest window there is, and reads nothing. */
static GIOStream *
open_and_sleep (Test *test)
{
  g_autoptr (GUri) uri = g_uri_parse (pd_platform_thread_get_uri (test->platform), G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string ("127.0.0.1", (guint) g_uri_get_port (uri));
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_autoptr (GSocketConnection) plain = NULL;
  g_autoptr (GSocketConnectable) name = g_network_address_new ("127.0.0.1", 443);
  g_autofree char *request =
      g_strdup_printf ("GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n",
                       test->token);
  GIOStream *tls;

  g_assert_true (g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, 2048, &error));
  g_assert_true (g_socket_connect (socket, address, NULL, &error));
  plain = g_socket_connection_factory_create_connection (socket);
  tls = g_tls_client_connection_new (G_IO_STREAM (plain), name, &error);
  g_assert_no_error (error);
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), soup_session_get_tls_database (test->session));
  g_output_stream_write_all (g_io_stream_get_output_stream (tls), request, strlen (request), NULL, NULL,
                             &error);
  g_assert_no_error (error);
  return tls;
}

/* Who reads nothing is dropped, and nobody waits for it. */
static void
test_slow_reader (Test *test, gconstpointer data)
{
  g_autoptr (GIOStream) sleeper = open_and_sleep (test);
  Stream *stream;
  gint64 head = -1;

  wait_for_listeners (test, 1);
  stream = stream_open (test);
  while (head < 0 || last_head (stream->text->str) <= head)
    {
      if (head < 0 && (head = last_head (stream->text->str)) >= 0)
        push_buyer (test);
      /* At a heartbeat of so few milliseconds a sanitizer makes a slow reader of anybody, who then asks again. */
      if (stream_read (stream))
        continue;
      stream_close (stream);
      stream = stream_open (test);
    }
  stream_close (stream);
  wait_for_listeners (test, 0);
}

/* The platform says goodbye: the answer ends as an answer ends, and stopping waits for nobody. */
static void
test_stop (Test *test, gconstpointer data)
{
  Stream *stream = stream_open (test);
  g_autoptr (GIOStream) sleeper = open_and_sleep (test);
  gint64 started;

  stream_read_until (stream, "\n\n");
  wait_for_listeners (test, 2);
  started = g_get_monotonic_time ();
  g_clear_pointer (&test->platform, pd_platform_thread_stop);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_TIME_SPAN_SECOND);
  while (stream_read (stream))
    ;
  stream_close (stream);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, heartbeat, func)                                                                           \
  g_test_add ("/platform/events/" name, Test, GINT_TO_POINTER (heartbeat), set_up, func, tear_down)
  ADD ("head", 0, test_head);
  ADD ("burst", 0, test_burst);
  ADD ("heartbeat", 20, test_heartbeat);
  ADD ("sign-out", 0, test_sign_out);
  ADD ("expired", 20, test_expired);
  ADD ("limit", 0, test_limit);
  ADD ("slow-reader", 4, test_slow_reader);
  ADD ("stop", 0, test_stop);
#undef ADD
  return g_test_run ();
}
