/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubles/double-fixture.h"
#include "doubles/double-process.h"

#include <glib/gstdio.h>
#include <string.h>

/* The double as a program: how spoilt answers travel, many at once, killed and started again. */

#define MANY 120

typedef struct
{
  DoubleProcess *process;
} Server;

static void
set_up (Server *test, gconstpointer data)
{
  test->process = double_process_new (DOUBLE_PROGRAM);
}

static void
tear_down (Server *test, gconstpointer data)
{
  double_process_free (test->process);
}

static void
post (Server *test, const char *what, const char *json)
{
  g_free (double_process_control (test->process, what, json));
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
      answer = double_process_ask (test->process, "GET", "/files/none.pdf", "", &error);
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
    g_ptr_array_add (connections,
                     double_process_send (test->process, "GET /files/none.pdf HTTP/1.1\r\nHost: double\r\n"
                                                         "Connection: close\r\n\r\n"));
  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = double_process_read (g_ptr_array_index (connections, i), &error);

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
  g_autoptr (GSocketConnection) connection = double_process_send (test->process, request);

  return double_process_read (connection, NULL);
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
      double_process_kill (test->process);
      double_process_start (test->process, DOUBLE_PROGRAM);
    }
  legal = double_process_control (test->process, "legal?orderNo=PD1", NULL);
  g_assert_nonnull (strstr (legal, "\"count\":1,"));
}

/* A client that would go on with its connection: it is closed all the same, so that no socket of one that hangs up stays. */
static void
test_closes (Server *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      double_process_send (test->process, "GET /control/clock HTTP/1.1\r\nHost: double\r\n\r\n");
  g_autofree char *answer = double_process_read (connection, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
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
  g_autofree char *port_file = g_build_filename (test->process->folder, "port", NULL);
  g_autofree char *line = g_strdup_printf ("'%s' --port-file '%s' --for 100 >/dev/null & "
                                           "while [ ! -s '%s' ]; do sleep 0.05; done",
                                           DOUBLE_PROGRAM, port_file, port_file);
  g_autoptr (GSubprocess) shell = NULL;
  g_autofree char *text = NULL;
  guint16 port;

  double_process_kill (test->process);
  g_remove (port_file);
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "sh", "-c", line, NULL);
  g_assert_true (g_subprocess_wait_check (shell, NULL, NULL));
  g_assert_true (g_file_get_contents (port_file, &text, NULL, NULL));
  port = (guint16) g_ascii_strtoull (text, NULL, 10);
  for (guint i = 0; i < 100 && answers (port); i++)
    g_usleep (100 * 1000);
  g_assert_false (answers (port));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/double/server/wire", Server, NULL, set_up, test_wire, tear_down);
  g_test_add ("/double/server/many", Server, NULL, set_up, test_many, tear_down);
  g_test_add ("/double/server/killed", Server, NULL, set_up, test_killed, tear_down);
  g_test_add ("/double/server/closes", Server, NULL, set_up, test_closes, tear_down);
  g_test_add ("/double/server/orphan", Server, NULL, set_up, test_orphan, tear_down);
  return g_test_run ();
}
