/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-fixture.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "platform/pd-platform-certificate.h"

struct _HttpServer
{
  gboolean tls;
  char *folder;          /* (owned) (nullable) */
  char *authority_file;  /* (owned) (nullable) */
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
  GThread *thread;       /* (owned) */
  SoupServer *server;    /* (owned), of the thread */
  guint port;            /* 0 until it listens */
  GMutex mutex;          /* port, counts */
  GCond cond;            /* port */
  GHashTable *counts;    /* (owned) path → how often */
};

static void
say (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

/* Ends the connection after the bytes of @text. */
static void
break_off (SoupServerMessage *message, const char *text)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
unpause_cb (gpointer data)
{
  soup_server_message_unpause (data);
  return G_SOURCE_REMOVE;
}

static void
say_later (HttpServer *server, SoupServerMessage *message)
{
  GSource *source = g_timeout_source_new (1500);

  say (message, 200, "text/plain", "late");
  soup_server_message_pause (message);
  g_source_set_callback (source, unpause_cb, g_object_ref (message), g_object_unref);
  g_source_attach (source, server->context);
  g_source_unref (source);
}

static void
handle_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  HttpServer *server = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_mutex_lock (&server->mutex);
  g_hash_table_insert (server->counts, g_strdup (path),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (server->counts, path)) + 1));
  g_mutex_unlock (&server->mutex);

  if (g_str_equal (path, "/echo"))
    {
      g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
      const char *mark =
          soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Mark");
      g_autofree char *text =
          g_strdup_printf ("%s %s %.*s", soup_server_message_get_method (message), mark != NULL ? mark : "-",
                           (int) g_bytes_get_size (body), (const char *) g_bytes_get_data (body, NULL));

      say (message, 200, "text/plain", text);
    }
  else if (g_str_equal (path, "/redirect"))
    soup_server_message_set_redirect (message, 302, "/echo");
  else if (g_str_equal (path, "/large"))
    {
      g_autofree char *text = g_strnfill (100000, 'x');

      say (message, 200, "text/plain", text);
    }
  else if (g_str_equal (path, "/busy"))
    {
      soup_message_headers_replace (headers, "Retry-After", "7");
      say (message, 503, "text/html", "<html>busy</html>");
    }
  else if (g_str_equal (path, "/slow"))
    say_later (server, message);
  else if (g_str_equal (path, "/drop"))
    break_off (message, "");
  else if (g_str_equal (path, "/half"))
    break_off (message, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
  else if (g_str_equal (path, "/headers"))
    {
      g_autofree char *text = g_strnfill (90000, 'x');
      g_autofree char *answer = g_strconcat ("HTTP/1.1 200 OK\r\nX-Long: ", text, "\r\n\r\n", NULL);

      break_off (message, answer);
    }
  else
    say (message, 404, "text/plain", "nothing here");
}

static void
listen_ (HttpServer *server)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY;

  if (server->tls)
    {
      certificate = pd_platform_make_certificate (server->folder, g_get_real_time (), &error);
      g_assert_no_error (error);
      options |= SOUP_SERVER_LISTEN_HTTPS;
    }
  server->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (server->server, NULL, handle_cb, server, NULL);
  g_assert_true (soup_server_listen_local (server->server, 0, options, &error));

  GSList *uris = soup_server_get_uris (server->server);

  g_mutex_lock (&server->mutex);
  server->port = (guint) g_uri_get_port (uris->data);
  g_cond_signal (&server->cond);
  g_mutex_unlock (&server->mutex);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static gpointer
run_cb (gpointer data)
{
  HttpServer *server = data;

  g_main_context_push_thread_default (server->context);
  listen_ (server);
  g_main_loop_run (server->loop);
  soup_server_disconnect (server->server);
  g_clear_object (&server->server);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

HttpServer *
http_server_start (gboolean tls)
{
  HttpServer *server = g_new0 (HttpServer, 1);

  server->tls = tls;
  server->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  g_mutex_init (&server->mutex);
  g_cond_init (&server->cond);
  if (tls)
    {
      server->folder = g_dir_make_tmp ("piaodan-http-XXXXXX", NULL);
      server->authority_file = g_build_filename (server->folder, "certificate.pem", NULL);
    }
  server->thread = g_thread_new ("http-server", run_cb, server);
  g_mutex_lock (&server->mutex);
  while (server->port == 0)
    g_cond_wait (&server->cond, &server->mutex);
  g_mutex_unlock (&server->mutex);
  return server;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
http_server_stop (HttpServer *server)
{
  GSource *source = g_idle_source_new ();

  /* From within: a loop that is told to end before it runs would run for ever. */
  g_source_set_callback (source, quit_cb, server->loop, NULL);
  g_source_attach (source, server->context);
  g_source_unref (source);
  g_thread_join (server->thread);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
  if (server->folder != NULL)
    {
      g_autoptr (GDir) dir = g_dir_open (server->folder, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (server->folder, name, NULL);

          g_remove (path);
        }
      g_rmdir (server->folder);
    }
  g_hash_table_unref (server->counts);
  g_mutex_clear (&server->mutex);
  g_cond_clear (&server->cond);
  g_free (server->folder);
  g_free (server->authority_file);
  g_free (server);
}

char *
http_server_url (const HttpServer *server, const char *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s", server->tls ? "https" : "http", server->port, path);
}

const char *
http_server_authority_file (const HttpServer *server)
{
  return server->authority_file;
}

guint
http_server_count (HttpServer *server, const char *path)
{
  g_mutex_lock (&server->mutex);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (server->counts, path));
  g_mutex_unlock (&server->mutex);
  return count;
}
