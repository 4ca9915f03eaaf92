/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/double-process.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
path_of (DoubleProcess *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/** double_process_start: starts it (again), with what it knew before. It ends when this process does, and not before. */
void
double_process_start (DoubleProcess *self, const char *program)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *port_file = path_of (self, "port");
  g_autofree char *data = path_of (self, "double.db");
  g_autofree char *text = NULL;

  g_remove (port_file);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--port-file",
                                    port_file, "--data", data, NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < 4000 && !g_file_get_contents (port_file, &text, NULL, NULL); i++)
    g_usleep (5000);
  g_assert_nonnull (text);
  g_free (self->url);
  self->url = g_strconcat ("http://127.0.0.1:", g_strchomp (text), NULL);
}

/** double_process_new: starts @program with a folder of its own. */
DoubleProcess *
double_process_new (const char *program)
{
  DoubleProcess *self = g_new0 (DoubleProcess, 1);

  self->folder = g_dir_make_tmp ("double-XXXXXX", NULL);
  double_process_start (self, program);
  return self;
}

/** double_process_kill: at once, as by kill -9. */
void
double_process_kill (DoubleProcess *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
double_process_free (DoubleProcess *self)
{
  static const char *const names[] = { "port", "double.db", "double.db-wal", "double.db-shm" };

  if (self->process != NULL)
    double_process_kill (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (self, names[i]);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->url);
  g_free (self);
}

guint16
double_process_get_port (DoubleProcess *self)
{
  return (guint16) g_ascii_strtoull (strrchr (self->url, ':') + 1, NULL, 10);
}

/** double_process_send: a connection that has sent these bytes. */
GSocketConnection *
double_process_send (DoubleProcess *self, const char *request)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, double_process_get_port (self));
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

/** double_process_read: all that comes till it is closed; @error says how when that was not in order. */
char *
double_process_read (GSocketConnection *connection, GError **error)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *text = g_string_new (NULL);
  char piece[4096];
  gssize length;

  while ((length = g_input_stream_read (stream, piece, sizeof piece, NULL, error)) > 0)
    g_string_append_len (text, piece, length);
  return g_string_free (text, FALSE);
}

/** double_process_ask: one request; returns the whole answer, its head too. */
char *
double_process_ask (DoubleProcess *self,
                    const char *method,
                    const char *path,
                    const char *body,
                    GError **error)
{
  g_autofree char *request = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: double\r\nConnection: close\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
      method, path, strlen (body), body);
  g_autoptr (GSocketConnection) connection = double_process_send (self, request);

  return double_process_read (connection, error);
}

/** double_process_control: the control API, see nuonuo-double.h; it has to be taken. A GET without @json.
 *
 * Returns: (transfer full): the JSON of the answer */
char *
double_process_control (DoubleProcess *self, const char *what, const char *json)
{
  g_autofree char *path = g_strconcat ("/control/", what, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer =
      double_process_ask (self, json != NULL ? "POST" : "GET", path, json != NULL ? json : "", &error);

  g_assert_no_error (error);
  if (!g_str_has_prefix (answer, "HTTP/1.1 200 "))
    g_error ("%s: %s", what, answer);
  return g_strdup (strstr (answer, "\r\n\r\n") + 4);
}
