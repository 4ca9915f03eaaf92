/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubles/double-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* The double as a program: how spoilt answers travel, many at once, killed and started again. */

#define MANY 120

typedef struct
{
  char *folder;
  char *port_file;
  char *data;
  GSubprocess *process; /* (nullable) */
  guint16 port;
} Server;

static void
start (Server *test)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_remove (test->port_file);
  test->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, DOUBLE_PROGRAM, "--port-file",
                                    test->port_file, "--data", test->data, "--for", "100", NULL);
  g_assert_no_error (error);
  while (!g_file_get_contents (test->port_file, &text, NULL, NULL))
    g_usleep (5000);
  test->port = (guint16) g_ascii_strtoull (text, NULL, 10);
}

static void
stop (Server *test)
{
  g_subprocess_force_exit (test->process);
  g_subprocess_wait (test->process, NULL, NULL);
  g_clear_object (&test->process);
}

static void
set_up (Server *test, gconstpointer data)
{
  test->folder = g_dir_make_tmp ("double-XXXXXX", NULL);
  test->port_file = g_build_filename (test->folder, "port", NULL);
  test->data = g_build_filename (test->folder, "double.db", NULL);
  start (test);
}

static void
tear_down (Server *test, gconstpointer data)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  if (test->process != NULL)
    stop (test);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (test->data, endings[i], NULL);

      g_remove (path);
    }
  g_remove (test->port_file);
  g_rmdir (test->folder);
  g_free (test->folder);
  g_free (test->port_file);
  g_free (test->data);
}

/* A connection that has sent @request. */
static GSocketConnection *
send_text (Server *test, const char *request)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, test->port);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

/* All that comes till it is closed; @error says how when that was not in order. */
static char *
read_all (GSocketConnection *connection, GError **error)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *text = g_string_new (NULL);
  char piece[4096];
  gssize length;

  while ((length = g_input_stream_read (stream, piece, sizeof piece, NULL, error)) > 0)
    g_string_append_len (text, piece, length);
  return g_string_free (text, FALSE);
}

static char *
ask (Server *test, const char *method, const char *path, const char *body, GError **error)
{
  g_autofree char *request = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: double\r\nConnection: close\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
      method, path, strlen (body), body);
  g_autoptr (GSocketConnection) connection = send_text (test, request);

  return read_all (connection, error);
}

static char *
control (Server *test, const char *what, const char *json)
{
  g_autofree char *path = g_strconcat ("/control/", what, NULL);
  g_autoptr (GError) error = NULL;
  char *answer = ask (test, json != NULL ? "POST" : "GET", path, json != NULL ? json : "", &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  return answer;
}

static void
post (Server *test, const char *what, const char *json)
{
  g_free (control (test, what, json));
}

/* What arrives of a file that is not there, under each fault. */
static void
test_wire (Server *test, gconstpointer data)
{
  static const struct
  {
    const char *fault;
    const char *start; /* NULL: the connection is reset */
    const char *end;
  } cases[] = {
    { "{\"kind\":\"drop\"}", "", "" },
    { "{\"kind\":\"drop\",\"when\":\"after\"}", "", "" },
    { "{\"kind\":\"reset\"}", NULL, NULL },
    { "{\"kind\":\"html\"}", "HTTP/1.1 502 ", "</html>\n" },
    { "{\"kind\":\"redirect\",\"location\":\"https://example.com/x\"}", "HTTP/1.1 302 ", "\r\n\r\n" },
    { "{\"kind\":\"truncate\",\"bytes\":6}", "HTTP/1.1 404 Not Found\r\n", "\r\n\r\n<html>" },
    { "{\"kind\":\"cut-json\",\"bytes\":6}", "HTTP/1.1 404 Not Found\r\n", "\r\n\r\n<html>" },
    { "{\"kind\":\"empty\"}", "HTTP/1.1 404 Not Found\r\n", "\r\n\r\n" },
    { "{\"kind\":\"slow\",\"ms\":200}", "HTTP/1.1 404 Not Found\r\n", "</html>" },
    { "{\"kind\":\"delay\",\"ms\":200}", "HTTP/1.1 404 Not Found\r\n", "</html>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 before = g_get_monotonic_time ();
      g_autofree char *answer = NULL;

      g_test_message ("%s", cases[i].fault);
      post (test, "fault", cases[i].fault);
      before = g_get_monotonic_time ();
      answer = ask (test, "GET", "/files/none.pdf", "", &error);
      if (cases[i].start == NULL)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (answer, cases[i].start));
      g_assert_true (g_str_has_suffix (answer, cases[i].end));
      g_assert_true (*cases[i].start != '\0' || *answer == '\0');
      g_assert_cmpint (strstr (cases[i].fault, "\"truncate\"") != NULL, ==,
                       strstr (answer, "Length: 48") != NULL && strstr (answer, "</html>") == NULL);
      if (strstr (cases[i].fault, "\"ms\"") != NULL)
        g_assert_cmpint (g_get_monotonic_time () - before, >=, 150 * 1000);
    }
}

/* Late answers do not wait for each other. */
static void
test_many (Server *test, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 before;

  post (test, "settings", "{\"latency\":2000}");
  before = g_get_monotonic_time ();
  for (guint i = 0; i < MANY; i++)
    g_ptr_array_add (connections, send_text (test, "GET /files/none.pdf HTTP/1.1\r\nHost: double\r\n"
                                                   "Connection: close\r\n\r\n"));
  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = read_all (g_ptr_array_index (connections, i), &error);

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 404 "));
    }
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 2 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 20 * G_TIME_SPAN_SECOND);
}

/* A signed call, as it goes over the wire. */
static char *
call (Server *test, const char *name, const char *json)
{
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autofree char *sign = nuonuo_double_signature ("SECRET", "APPKEY", "0123456789abcdef0123456789abcdef",
                                                   "12345678", "1795312800", body);
  g_autofree char *request = g_strdup_printf (
      "POST "
      "/open/v1/"
      "services?senid=0123456789abcdef0123456789abcdef&nonce=12345678&timestamp=1795312800&appkey=APPKEY "
      "HTTP/1.1\r\nHost: double\r\nConnection: close\r\nContent-Type: application/json\r\nX-Nuonuo-Sign: "
      "%s\r\n"
      "accessToken: permanent\r\nuserTax: " FIXTURE_SELLER
      "\r\nmethod: nuonuo.OpeMplatform.%s\r\nContent-Length: "
      "%" G_GSIZE_FORMAT "\r\n\r\n%s",
      sign, name, strlen (json), json);
  g_autoptr (GSocketConnection) connection = send_text (test, request);

  return read_all (connection, NULL);
}

static void
test_killed (Server *test, gconstpointer data)
{
  g_autofree char *order = double_fixture_order ("PD1", "");
  g_autofree char *legal = NULL;

  post (test, "settings", "{\"permanent_token\":\"permanent\",\"script\":\"at-once\"}");
  post (test, "fault", "{\"call\":\"requestBillingNew\",\"kind\":\"drop\",\"when\":\"after\"}");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *answer = call (test, "requestBillingNew", order);

      if (i == 0)
        g_assert_cmpstr (answer, ==, "");
      else
        g_assert_nonnull (strstr (answer, "E9106"));
      stop (test);
      start (test);
    }
  legal = control (test, "legal?orderNo=PD1", NULL);
  g_assert_nonnull (strstr (legal, "\"count\":1,"));
}

static gboolean
answers (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);

  return connection != NULL;
}

/* It does not outlive the one who started it. */
static void
test_orphan (Server *test, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf ("'%s' --port-file '%s' --for 100 >'%s.out' & "
                                           "while [ ! -s '%s' ]; do sleep 0.05; done",
                                           DOUBLE_PROGRAM, test->port_file, test->port_file, test->port_file);
  g_autoptr (GSubprocess) shell = NULL;
  g_autofree char *text = NULL;
  g_autofree char *out = g_strconcat (test->port_file, ".out", NULL);
  guint16 port;

  stop (test);
  g_remove (test->port_file);
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "sh", "-c", line, NULL);
  g_assert_true (g_subprocess_wait_check (shell, NULL, NULL));
  g_assert_true (g_file_get_contents (test->port_file, &text, NULL, NULL));
  port = (guint16) g_ascii_strtoull (text, NULL, 10);
  for (guint i = 0; i < 100 && answers (port); i++)
    g_usleep (100 * 1000);
  g_assert_false (answers (port));
  g_remove (out);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/double/server/wire", Server, NULL, set_up, test_wire, tear_down);
  g_test_add ("/double/server/many", Server, NULL, set_up, test_many, tear_down);
  g_test_add ("/double/server/killed", Server, NULL, set_up, test_killed, tear_down);
  g_test_add ("/double/server/orphan", Server, NULL, set_up, test_orphan, tear_down);
  return g_test_run ();
}
