/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gateway/pd-gateway-http.h"
#include "http-fixture.h"

typedef struct
{
  HttpServer *server;
  PdGatewayHttp *http;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->server = http_server_start (GPOINTER_TO_INT (data));
  test->http = pd_gateway_http_new (http_server_authority_file (test->server));
}

static void
tear_down (Test *test, gconstpointer data)
{
  pd_gateway_http_unref (test->http);
  http_server_stop (test->server);
}

static void
post (Test *test, const char *path, const PdGatewayHttpRequest *like, PdGatewayHttpReply *reply)
{
  g_autofree char *url = http_server_url (test->server, path);
  g_autoptr (GBytes) body = g_bytes_new_static ("payload", 7);
  PdGatewayHttpRequest request = like != NULL ? *like : (PdGatewayHttpRequest){ 0 };

  request.method = "POST";
  request.url = url;
  request.body = body;
  pd_gateway_http_send (test->http, &request, reply, NULL);
}

static void
assert_body (const PdGatewayHttpReply *reply, const char *text)
{
  g_assert_cmpint (reply->outcome, ==, PD_GATEWAY_HTTP_REPLIED);
  g_assert_cmpint (reply->cause, ==, PD_GATEWAY_HTTP_NONE);
  g_assert_null (reply->reason);
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), text, strlen (text));
}

static void
assert_failed (const PdGatewayHttpReply *reply, PdGatewayHttpOutcome outcome, PdGatewayHttpCause cause)
{
  g_assert_cmpint (reply->outcome, ==, outcome);
  g_assert_cmpint (reply->cause, ==, cause);
  g_assert_nonnull (reply->reason);
  g_assert_null (reply->body);
}

static void
test_post (Test *test, gconstpointer data)
{
  static const char *const headers[] = { "X-Mark", "here", "Content-Type", "application/json", NULL };
  g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;

  post (test, "/echo", &(PdGatewayHttpRequest){ .headers = headers }, &reply);
  assert_body (&reply, "POST here payload");
  g_assert_cmpuint (reply.status, ==, 200);
  g_assert_cmpstr (reply.content_type, ==, "text/plain");
}

static void
test_get (Test *test, gconstpointer data)
{
  g_autofree char *url = http_server_url (test->server, "/echo");
  PdGatewayHttpRequest request = { .method = "GET", .url = url, .is_repeatable = TRUE };

  for (guint i = 0; i < 3; i++)
    {
      g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;

      pd_gateway_http_send (test->http, &request, &reply, NULL);
      assert_body (&reply, "GET - ");
    }
}

/* An answer is an answer, whatever its status; a redirect is one, and nobody follows it. */
static void
test_status (Test *test, gconstpointer data)
{
  g_auto (PdGatewayHttpReply) busy = PD_GATEWAY_HTTP_REPLY_INIT;
  g_auto (PdGatewayHttpReply) redirect = PD_GATEWAY_HTTP_REPLY_INIT;

  post (test, "/busy", NULL, &busy);
  g_assert_cmpuint (busy.status, ==, 503);
  g_assert_cmpint (busy.retry_after, ==, 7 * G_TIME_SPAN_SECOND);
  assert_body (&busy, "<html>busy</html>");
  post (test, "/redirect", NULL, &redirect);
  g_assert_cmpint (redirect.outcome, ==, PD_GATEWAY_HTTP_REPLIED);
  g_assert_cmpuint (redirect.status, ==, 302);
  g_assert_cmpuint (http_server_count (test->server, "/echo"), ==, 0);
}

static void
test_limits (Test *test, gconstpointer data)
{
  g_auto (PdGatewayHttpReply) fits = PD_GATEWAY_HTTP_REPLY_INIT;
  g_auto (PdGatewayHttpReply) large = PD_GATEWAY_HTTP_REPLY_INIT;
  g_auto (PdGatewayHttpReply) headers = PD_GATEWAY_HTTP_REPLY_INIT;
  g_auto (PdGatewayHttpReply) slow = PD_GATEWAY_HTTP_REPLY_INIT;

  post (test, "/large", &(PdGatewayHttpRequest){ .max_reply = 100000 }, &fits);
  g_assert_cmpuint (g_bytes_get_size (fits.body), ==, 100000);
  post (test, "/large", &(PdGatewayHttpRequest){ .max_reply = 99999 }, &large);
  assert_failed (&large, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_TOO_LARGE);
  post (test, "/headers", NULL, &headers);
  assert_failed (&headers, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_TOO_LARGE);
  post (test, "/slow", &(PdGatewayHttpRequest){ .time_limit = 300 * 1000 }, &slow);
  assert_failed (&slow, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_TIMEOUT);
}

static void
test_cut_off (Test *test, gconstpointer data)
{
  g_auto (PdGatewayHttpReply) half = PD_GATEWAY_HTTP_REPLY_INIT;

  post (test, "/half", NULL, &half);
  assert_failed (&half, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_CUT_OFF);
}

/* A kept connection that ends without a word makes libcurl send again; only what may travel twice does. */
static void
test_once (Test *test, gconstpointer data)
{
  for (guint repeatable = 0; repeatable < 2; repeatable++)
    {
      g_auto (PdGatewayHttpReply) first = PD_GATEWAY_HTTP_REPLY_INIT;
      g_auto (PdGatewayHttpReply) second = PD_GATEWAY_HTTP_REPLY_INIT;
      PdGatewayHttpRequest like = { .is_repeatable = repeatable == 1 };

      post (test, "/echo", &like, &first);
      assert_body (&first, "POST - payload");
      post (test, "/drop", &like, &second);
      assert_failed (&second, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_CUT_OFF);
      g_assert_cmpuint (http_server_count (test->server, "/drop"), ==, repeatable == 0 ? 1 : 3);
    }
}

static void
test_certificate (Test *test, gconstpointer data)
{
  g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;

  pd_gateway_http_unref (test->http);
  test->http = pd_gateway_http_new (NULL);
  post (test, "/echo", NULL, &reply);
  assert_failed (&reply, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CERTIFICATE);
  g_assert_cmpuint (http_server_count (test->server, "/echo"), ==, 0);
}

/* Nobody listens, or somebody who never shakes hands: nothing was sent. */
static void
test_no_connection (void)
{
  g_autoptr (PdGatewayHttp) http = pd_gateway_http_new (NULL);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", port);
  PdGatewayHttpRequest request = { .method = "POST", .url = url, .connect_limit = 300 * 1000 };
  g_auto (PdGatewayHttpReply) mute = PD_GATEWAY_HTTP_REPLY_INIT;
  g_auto (PdGatewayHttpReply) gone = PD_GATEWAY_HTTP_REPLY_INIT;

  pd_gateway_http_send (http, &request, &mute, NULL);
  assert_failed (&mute, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CONNECT);
  g_socket_listener_close (listener);
  pd_gateway_http_send (http, &request, &gone, NULL);
  assert_failed (&gone, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CONNECT);
}

static gpointer
cancel_cb (gpointer data)
{
  g_usleep (200 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

/* The answer would come after 1.5 s: it is not waited for. */
static void
test_cancel (Test *test, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = http_server_url (test->server, "/slow");
  PdGatewayHttpRequest request = { .method = "GET", .url = url };
  g_auto (PdGatewayHttpReply) during = PD_GATEWAY_HTTP_REPLY_INIT;
  g_auto (PdGatewayHttpReply) before = PD_GATEWAY_HTTP_REPLY_INIT;
  GThread *thread = g_thread_new ("cancel", cancel_cb, cancellable);

  pd_gateway_http_send (test->http, &request, &during, cancellable);
  g_thread_join (thread);
  assert_failed (&during, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_CANCELLED);
  pd_gateway_http_send (test->http, &request, &before, cancellable);
  assert_failed (&before, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CANCELLED);
  g_assert_cmpuint (http_server_count (test->server, "/slow"), ==, 1);
}

static void
test_may_use (void)
{
  static const struct
  {
    const char *url;
    gboolean may;
  } rows[] = {
    { "https://sdk.nuonuo.com/open/v1/services", TRUE },
    { "https://inv.example.cn:8443/a?b=c", TRUE },
    { "http://127.0.0.1:8080/x", TRUE },
    { "http://127.8.9.1/", TRUE },
    { "http://[::1]:80/x", TRUE },
    { "http://localhost/x", TRUE },
    /* to elsewhere without TLS, or what only looks like this machine */
    { "http://sdk.nuonuo.com/", FALSE },
    { "http://localhost.example.cn/", FALSE },
    { "http://127.0.0.1.example.cn/", FALSE },
    { "http://[2001:db8::1]/", FALSE },
    { "http://127.0.0.1@example.cn/", FALSE },
    /* no web address, or one that two readers read differently */
    { "file:///etc/passwd", FALSE },
    { "ftp://example.cn/x", FALSE },
    { "https://user:secret@example.cn/", FALSE },
    { "https:///x", FALSE },
    { "https://example.cn/a b", FALSE },
    { "https://example.cn/a\nb", FALSE },
    { "https://example.cn\\@127.0.0.1/", FALSE },
    { "https://发票.cn/", FALSE },
    { "", FALSE },
    { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (pd_gateway_http_may_use (rows[i].url) != rows[i].may)
        g_error ("%s", rows[i].url);
    }
}

static void
test_bad_headers (Test *test, gconstpointer data)
{
  static const char *const headers[] = { "X-Mark", "a\r\nX-Other: b", NULL };
  g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;

  post (test, "/echo", &(PdGatewayHttpRequest){ .headers = headers }, &reply);
  assert_failed (&reply, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_ADDRESS);
}

static void
sent_cb (gpointer data, gsize n_bytes)
{
  g_string_append_printf (data, "%" G_GSIZE_FORMAT " ", n_bytes);
}

static void
test_watch (Test *test, gconstpointer data)
{
  g_autoptr (GString) sent = g_string_new (NULL);
  g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;

  pd_gateway_http_watch_sending (test->http, 2, sent_cb, sent);
  post (test, "/echo", NULL, &reply);
  assert_body (&reply, "POST - payload");
  g_assert_cmpstr (sent->str, ==, "0 2 4 6 7 ");
}

static gpointer
many_cb (gpointer data)
{
  for (guint i = 0; i < 8; i++)
    {
      g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;

      /* All at once: on a busy machine the last has to wait. */
      post (data, "/echo",
            &(PdGatewayHttpRequest){ .is_repeatable = i % 2 == 0, .connect_limit = G_TIME_SPAN_MINUTE },
            &reply);
      assert_body (&reply, "POST - payload");
    }
  return NULL;
}

static void
test_threads (Test *test, gconstpointer data)
{
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("many", many_cb, test);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (http_server_count (test->server, "/echo"), ==, 8 * 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, tls, function)                                                                             \
  g_test_add ("/gateway/http/" path, Test, GINT_TO_POINTER (tls), set_up, function, tear_down)
  ADD ("post", FALSE, test_post);
  ADD ("post-tls", TRUE, test_post);
  ADD ("get", TRUE, test_get);
  ADD ("status", FALSE, test_status);
  ADD ("limits", FALSE, test_limits);
  ADD ("cut-off", TRUE, test_cut_off);
  ADD ("once", FALSE, test_once);
  ADD ("certificate", TRUE, test_certificate);
  ADD ("cancel", FALSE, test_cancel);
  ADD ("bad-headers", FALSE, test_bad_headers);
  ADD ("watch", FALSE, test_watch);
  ADD ("threads", TRUE, test_threads);
#undef ADD
  g_test_add_func ("/gateway/http/no-connection", test_no_connection);
  g_test_add_func ("/gateway/http/may-use", test_may_use);
  return g_test_run ();
}
