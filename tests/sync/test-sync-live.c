/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "platform/pd-platform-certificate.h"
#include "store/pd-store-records.h"
#include "sync/pd-sync-event-reader.h"
#include "sync/pd-sync-events.h"
#include "sync/pd-sync-service-private.h"

#include <libsoup/soup.h>

/* What the platform tells of its own accord: that it arrives, soon, and that nothing worse than silence can. */

/* Far beyond the length of a test: what arrives has not been asked for at an interval. */
#define NEVER_SECONDS 100000

static void
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
run_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add_once (milliseconds, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

#define WAIT_UNTIL(condition)                                                                                \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, too_late_cb, NULL);                               \
                                                                                                             \
    while (!(condition))                                                                                     \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (guard);                                                                                 \
  }                                                                                                          \
  G_STMT_END

static gboolean
is_live (Office *office, guint index)
{
  return pd_sync_service_get_live (office->desktops[index].service);
}

static gboolean
is_quiet (Office *office, guint index)
{
  PdSyncService *service = office->desktops[index].service;

  return pd_sync_service_get_state (service) == PD_SYNC_STATE_UP_TO_DATE &&
         pd_sync_service_get_waiting (service) == 0;
}

static gboolean
has (Office *office, guint index, const PdRecord *record)
{
  g_autoptr (PdRecord) there = try_load (office, index, &pd_order_type, pd_record_get_id (record), NULL);

  return there != NULL && pd_record_get_revision (there) > 0;
}

static Office *
open_listening_office (void)
{
  Office *office = office_open (0);

  for (guint i = 0; i < G_N_ELEMENTS (office->desktops); i++)
    {
      pd_sync_service_set_interval (office->desktops[i].service, NEVER_SECONDS);
      sign_in (office, i, i == 0 ? "clerk" : "finance");
      pd_sync_service_start (office->desktops[i].service);
    }
  WAIT_UNTIL (is_live (office, 0) && is_live (office, 1) && is_quiet (office, 0) && is_quiet (office, 1));
  return office;
}

static void
restart_platform (Office *office, guint pause)
{
  g_autofree char *data = g_build_filename (office->folder, "platform", NULL);
  g_autoptr (GUri) uri = g_uri_parse (pd_platform_thread_get_uri (office->platform), G_URI_FLAGS_NONE, NULL);
  PdPlatformThreadOptions options = { .password_iterations = 10, .port = (guint16) g_uri_get_port (uri) };
  g_autoptr (GError) error = NULL;

  pd_platform_thread_stop (office->platform);
  run_for (pause);
  office->platform = pd_platform_thread_start (data, &options, &error);
  g_assert_no_error (error);
}

/* Nobody looks of its own accord here: what is seen was told of. */
static void
test_second_desk_sees_it (void)
{
  Office *office = open_listening_office ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");

      WAIT_UNTIL (is_quiet (office, 0) && is_quiet (office, 1));
      save (office, 0, order);
      WAIT_UNTIL (has (office, 1, order));
    }
  office_close (office);
}

typedef struct
{
  guint64 pulls;
} Count;

static void
count_pulls (PdPlatform *platform, gpointer data)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("GET", "/v1/metrics");
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autofree char *text = NULL;
  const char *line;

  request->is_loopback = TRUE;
  response = pd_platform_handle (platform, request);
  text = pd_platform_response_dup_text (response);
  line = strstr (text, "route=\"/v1/sync/changes\",status=\"200\"} ");
  ((Count *) data)->pulls = g_ascii_strtoull (strchr (line, '}') + 2, NULL, 10);
}

/* What one wrote oneself is no news: a save is one push and one pull, and one pull at the other desk. */
static void
test_own_changes_are_no_news (void)
{
  Office *office = open_listening_office ();
  g_autoptr (PdRecord) first = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  Count before, after;

  /* The first order of a year begins a stream, which is asked for by itself. */
  save (office, 0, first);
  WAIT_UNTIL (has (office, 1, first) && is_quiet (office, 0) && is_quiet (office, 1));
  run_for (500);
  pd_platform_thread_call (office->platform, count_pulls, &before);
  save (office, 0, order);
  WAIT_UNTIL (has (office, 1, order) && is_quiet (office, 0));
  run_for (500);
  pd_platform_thread_call (office->platform, count_pulls, &after);
  g_assert_cmpuint (after.pulls - before.pulls, ==, 2);
  office_close (office);
}

/* Many saves in a row are few events, and all of them arrive. */
static void
test_burst (void)
{
  Office *office = open_listening_office ();
  PdRecord *orders[60];
  Count before, after;

  pd_platform_thread_call (office->platform, count_pulls, &before);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      orders[i] = make_order ("杭州云起贸易有限公司");
      save (office, 0, orders[i]);
      g_main_context_iteration (NULL, FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      WAIT_UNTIL (has (office, 1, orders[i]));
      pd_record_unref (orders[i]);
    }
  pd_platform_thread_call (office->platform, count_pulls, &after);
  g_assert_cmpuint (after.pulls - before.pulls, <, 40);
  office_close (office);
}

/* What is large goes as gzip, both ways, between computers that are not the same. */
static void
test_compressed (void)
{
  Office *office = open_listening_office ();
  PdRecord *orders[40];

  for (guint i = 0; i < G_N_ELEMENTS (office->desktops); i++)
    pd_sync_transport_set_compresses (office->desktops[i].service->transport, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      orders[i] = make_order ("杭州云起贸易有限公司");
      save (office, 0, orders[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      WAIT_UNTIL (has (office, 1, orders[i]));
      pd_record_unref (orders[i]);
    }
  office_close (office);
}

static void
test_platform_restarts (void)
{
  Office *office = open_listening_office ();
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");

  restart_platform (office, 400);
  WAIT_UNTIL (is_live (office, 0) && is_live (office, 1));
  save (office, 0, order);
  WAIT_UNTIL (has (office, 1, order));
  office_close (office);
}

/* While the stream is down, a change is found at the interval. */
static void
test_polling_behind_it (void)
{
  Office *office = open_listening_office ();
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");

  /* While it tells, nobody waits for the look that is planned, and none is told. */
  g_assert_cmpint (pd_sync_service_get_next_try (office->desktops[1].service), ==, 0);
  pd_sync_service_stop (office->desktops[1].service);
  g_assert_false (is_live (office, 1));
  save (office, 0, order);
  WAIT_UNTIL (is_quiet (office, 0));
  g_assert_false (has (office, 1, order));
  pd_sync_service_set_interval (office->desktops[1].service, 1);
  pd_sync_service_start (office->desktops[1].service);
  WAIT_UNTIL (has (office, 1, order));
  office_close (office);
}

static void
test_sign_out_ends_it (void)
{
  Office *office = open_listening_office ();

  pd_sync_service_sign_out_async (office->desktops[0].service, NULL, NULL, NULL);
  g_assert_false (is_live (office, 0));
  g_assert_true (is_live (office, 1));
  pd_sync_service_set_offline (office->desktops[1].service, TRUE);
  g_assert_false (is_live (office, 1));
  pd_sync_service_set_offline (office->desktops[1].service, FALSE);
  WAIT_UNTIL (is_live (office, 1));
  office_close (office);
}

/* Streams that no platform should give */

typedef struct
{
  SoupServer *server;
  char *folder;
  PdSyncTransport *transport;
  PdSyncEvents *events;
  guint status;
  const char *type;
  const char *text; /* (nullable) */
  gboolean stays;   /* open, and silent */
  guint n_requests;
  guint n_heads;
  gint64 head;
  guint n_sign_in;
} Stranger;

static void
stranger_cb (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer user_data)
{
  Stranger *stranger = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  stranger->n_requests++;
  soup_server_message_set_status (message, stranger->status, NULL);
  soup_message_headers_set_content_type (headers, stranger->type, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  if (stranger->text != NULL)
    soup_message_body_append (body, SOUP_MEMORY_COPY, stranger->text, strlen (stranger->text));
  if (!stranger->stays)
    soup_message_body_complete (body);
}

static void
head_cb (PdSyncEvents *events, const char *epoch, gint64 head, Stranger *stranger)
{
  stranger->n_heads++;
  stranger->head = head;
}

static void
sign_in_cb (PdSyncEvents *events, Stranger *stranger)
{
  stranger->n_sign_in++;
}

static Stranger *
stranger_new (void)
{
  Stranger *stranger = g_new0 (Stranger, 1);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *authority = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  stranger->folder = g_dir_make_tmp ("piaodan-live-XXXXXX", &error);
  certificate = pd_platform_make_certificate (stranger->folder, g_get_real_time (), &error);
  g_assert_no_error (error);
  authority = g_build_filename (stranger->folder, "certificate.pem", NULL);
  stranger->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (stranger->server, NULL, stranger_cb, stranger, NULL);
  g_assert_true (soup_server_listen_local (stranger->server, 0,
                                           SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (stranger->server);
  uri = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  stranger->transport = pd_sync_transport_new (uri, authority, &error);
  g_assert_no_error (error);
  stranger->events = pd_sync_events_new ();
  g_signal_connect (stranger->events, "head", G_CALLBACK (head_cb), stranger);
  g_signal_connect (stranger->events, "sign-in", G_CALLBACK (sign_in_cb), stranger);
  stranger->status = 200;
  stranger->type = "text/event-stream";
  return stranger;
}

static void
stranger_free (Stranger *stranger)
{
  g_object_unref (stranger->events);
  g_object_unref (stranger->transport);
  /* It closes a connection only when the handshake is over, and waits for that; the other side of it is in this very
   * thread, which has to find out first that nobody is there any more. */
  run_for (200);
  soup_server_disconnect (stranger->server);
  run_for (20);
  g_object_unref (stranger->server);
  remove_tree (stranger->folder);
  g_free (stranger->folder);
  g_free (stranger);
}

#define HEAD "event: head\ndata: {\"epoch\":\"e\",\"head\":7}\n\n"

static const struct
{
  const char *name;
  guint status;
  const char *type;
  const char *text;
  gboolean stays;
  guint n_heads; /* at least so many of the first stream */
  guint most;    /* requests within the time of the test */
  guint n_sign_in;
} strange[] = {
  { "ends-at-once", 200, "text/event-stream", HEAD, FALSE, 1, 5, 0 },
  { "says-nothing", 200, "text/event-stream", NULL, FALSE, 0, 5, 0 },
  { "no-json", 200, "text/event-stream", "event: head\ndata: {\"epoch\":\n\n", TRUE, 0, 5, 0 },
  { "no-head", 200, "text/event-stream", "event: head\ndata: {\"epoch\":\"e\"}\n\n", TRUE, 0, 5, 0 },
  { "negative", 200, "text/event-stream", "event: head\ndata: {\"epoch\":\"e\",\"head\":-1}\n\n", TRUE, 0, 5,
    0 },
  { "no-utf-8", 200, "text/event-stream", "event: \xff\xfe\n\n", TRUE, 0, 5, 0 },
  { "portal", 200, "text/html", "<html>Welcome</html>", FALSE, 0, 5, 0 },
  { "redirect", 302, "text/html", "<html>Moved</html>", FALSE, 0, 5, 0 },
  { "older-platform", 404, "application/json", "{}", FALSE, 0, 1, 0 },
  { "expired", 401, "application/json", "{}", FALSE, 0, 5, 1 },
  { "other-events", 200, "text/event-stream", "event: weather\ndata: rain\n\nid: 4\n: life\n" HEAD, TRUE, 1,
    1, 0 },
  { "carriage-returns", 200, "text/event-stream", "event:head\r\ndata:{\"epoch\":\"e\",\"head\":7}\r\n\r\n",
    TRUE, 1, 1, 0 },
};

static void
test_stranger (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  Stranger *stranger = stranger_new ();

  stranger->status = strange[row].status;
  stranger->type = strange[row].type;
  stranger->text = strange[row].text;
  stranger->stays = strange[row].stays;
  pd_sync_events_start (stranger->events, stranger->transport);
  WAIT_UNTIL (stranger->n_requests > 0);
  run_for (800);
  g_assert_cmpuint (stranger->n_heads, >=, strange[row].n_heads);
  if (strange[row].n_heads > 0)
    g_assert_cmpint (stranger->head, ==, 7);
  else
    g_assert_cmpuint (stranger->n_heads, ==, 0);
  g_assert_cmpuint (stranger->n_requests, <=, strange[row].most);
  g_assert_cmpuint (stranger->n_sign_in > 0, ==, strange[row].n_sign_in > 0);
  g_assert_cmpint (pd_sync_events_is_live (stranger->events), ==,
                   strange[row].n_heads > 0 && strange[row].stays);
  stranger_free (stranger);
}

/* A line without an end is not kept. */
static void
test_endless_line (void)
{
  Stranger *stranger = stranger_new ();
  g_autofree char *text = g_strnfill (64 * 1024, 'x');

  stranger->text = text;
  stranger->stays = TRUE;
  pd_sync_events_start (stranger->events, stranger->transport);
  WAIT_UNTIL (stranger->n_requests > 1);
  g_assert_false (pd_sync_events_is_live (stranger->events));
  stranger_free (stranger);
}

/* A proxy that collects before it passes on: the stream counts as down, although the connection stands. */
static void
test_buffering_proxy (void)
{
  Stranger *stranger = stranger_new ();

  stranger->text = HEAD;
  stranger->stays = TRUE;
  pd_sync_events_set_patience (stranger->events, 300);
  pd_sync_events_start (stranger->events, stranger->transport);
  WAIT_UNTIL (pd_sync_events_is_live (stranger->events));
  WAIT_UNTIL (!pd_sync_events_is_live (stranger->events));
  WAIT_UNTIL (pd_sync_events_is_live (stranger->events));
  g_assert_cmpuint (stranger->n_requests, >=, 2);
  /* Nothing at all, not even the beginning. */
  stranger->text = NULL;
  WAIT_UNTIL (!pd_sync_events_is_live (stranger->events));
  run_for (1000);
  g_assert_false (pd_sync_events_is_live (stranger->events));
  stranger_free (stranger);
}

static void
add_cb (const char *epoch, gint64 head, gpointer user_data)
{
  g_string_append_printf (user_data, "%s%" G_GINT64_FORMAT " ", epoch, head);
}

/* However the network cuts it. */
static void
test_pieces (void)
{
  static const char text[] =
      "retry: 5000\n" HEAD ":\n\nevent: head\r\ndata: {\"epoch\":\"f\",\"head\":8}\r\n\r\n";

  for (gsize cut = 0; cut <= strlen (text); cut++)
    {
      g_autoptr (GString) heard = g_string_new (NULL);
      g_autoptr (PdSyncEventReader) reader = pd_sync_event_reader_new (add_cb, heard);

      g_assert_true (pd_sync_event_reader_feed (reader, text, cut));
      g_assert_true (pd_sync_event_reader_feed (reader, text + cut, strlen (text) - cut));
      g_assert_cmpstr (heard->str, ==, "e7 f8 ");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/live/second-desk", test_second_desk_sees_it);
  g_test_add_func ("/sync/live/own-changes", test_own_changes_are_no_news);
  g_test_add_func ("/sync/live/burst", test_burst);
  g_test_add_func ("/sync/live/compressed", test_compressed);
  g_test_add_func ("/sync/live/restart", test_platform_restarts);
  g_test_add_func ("/sync/live/polling", test_polling_behind_it);
  g_test_add_func ("/sync/live/sign-out", test_sign_out_ends_it);
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/live/stranger/", strange[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_stranger);
    }
  g_test_add_func ("/sync/live/endless-line", test_endless_line);
  g_test_add_func ("/sync/live/buffering-proxy", test_buffering_proxy);
  g_test_add_func ("/sync/live/pieces", test_pieces);
  return g_test_run ();
}
