/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "platform/pd-platform-certificate.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-records.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-transport.h"
#include "wire/pd-wire.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

/* What a service does with answers that no platform should give: from a hotel's network, a proxy, a broken server. */

#define JSON "application/json"
#define LINES "application/x-ndjson"
#define HTML "text/html"
#define ID "0190b2f4-0000-7000-8000-000000000001"

#define END(count, next, head, more)                                                                         \
  "{\"end\":true,\"format\":1,\"count\":" count ",\"epoch\":\"e\",\"next\":\"" next "\",\"last\":" head      \
  ",\"head\":" head ",\"more\":" more ",\"acknowledged\":0,\"results\":[]}\n"

/* What there is, to somebody who knows nothing yet. */
#define STREAMS                                                                                              \
  "{\"end\":true,\"format\":1,\"count\":0,\"epoch\":\"e\",\"next\":\"s\",\"head\":9,\"results\":[],"         \
  "\"digest\":{\"streams\":{\"order:2026\":{\"count\":0,\"sum\":\"00000000000000000000000000000000\"}}}}\n"

typedef struct
{
  guint status; /* 0: as a good platform */
  const char *type;
  const char *body;
  gsize padding; /* spaces after the body */
  const char *retry_after;
} Answer;

typedef struct
{
  SoupServer *server;
  char *folder;
  char *uri;
  char *certificate_file;
  Desktop desktop;
  Answer push;
  Answer pull;
  const char *refused_name; /* (nullable) of the buyer whose order is not understood */
  GHashTable *ids;          /* of all mutations that came */
  gint64 sequence;
  guint n_pushes;
  guint n_pulls;
  gboolean in_pages;   /* the changes come in three pages */
  guint cut_off_pages; /* the pull of this number is cut off */
} Network;

static void
give (SoupServerMessage *message, const Answer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, answer->status, NULL);
  if (answer->type != NULL)
    soup_message_headers_set_content_type (headers, answer->type, NULL);
  if (answer->retry_after != NULL)
    soup_message_headers_replace (headers, "Retry-After", answer->retry_after);
  if (answer->body != NULL)
    soup_message_body_append (body, SOUP_MEMORY_COPY, answer->body, strlen (answer->body));
  if (answer->padding > 0)
    soup_message_body_append_take (body, memset (g_malloc (answer->padding), ' ', answer->padding),
                                   answer->padding);
  soup_message_body_complete (body);
}

static PdResult *
decide (Network *network, const PdMutation *mutation)
{
  gboolean refused =
      g_strcmp0 (pd_record_get_text (mutation->record, PD_ORDER_BUYER_NAME), network->refused_name) == 0;
  PdResult *result = pd_result_new (mutation->id, refused ? PD_OUTCOME_REJECTED : PD_OUTCOME_OK);

  if (refused)
    {
      result->code = g_strdup ("malformed");
      result->path = g_strdup ("record.colour");
      result->message = g_strdup ("The platform does not understand this change.");
      return result;
    }
  result->record = pd_record_copy (mutation->record);
  pd_record_set_revision (result->record, 1);
  pd_record_set_sequence (result->record, ++network->sequence);
  return result;
}

static void
answer_push (Network *network, SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  g_autoptr (PdWirePush) push =
      pd_wire_push_from_text (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  g_autofree char *text = NULL;

  network->n_pushes++;
  for (guint i = 0; i < push->mutations->len; i++)
    {
      const PdMutation *mutation = g_ptr_array_index (push->mutations, i);

      g_hash_table_add (network->ids, g_strdup (mutation->id));
      if (network->push.status == 0)
        g_ptr_array_add (results, decide (network, mutation));
    }
  text = pd_wire_results_to_text (results);
  give (message, network->push.status != 0 ? &network->push : &(Answer){ 200, JSON, text });
}

/* A page leads to "c1", that one to "c2", and that one to the head. */
static void
answer_page (Network *network, SoupServerMessage *message, const char *cursor)
{
  static const char *const pages[] = { END ("0", "c1", "9", "true"), END ("0", "c2", "9", "true"),
                                       END ("0", "c3", "9", "false") };
  guint page = g_str_equal (cursor, "") ? 0 : (guint) (cursor[1] - '0');
  Answer answer = { 200, LINES, pages[page] };

  if (network->n_pulls == network->cut_off_pages)
    answer.body = "{\"end\":true,\"format\":1,";
  give (message, &answer);
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Network *network = user_data;

  if (g_str_equal (path, "/v1/sync/push"))
    answer_push (network, message);
  else if (g_str_equal (path, "/v1/sync/changes") &&
           g_str_equal (g_hash_table_lookup (query, "streams"), "none"))
    give (message, &(Answer){ 200, LINES, STREAMS });
  else if (g_str_equal (path, "/v1/sync/changes"))
    {
      network->n_pulls++;
      if (network->in_pages)
        answer_page (network, message, g_hash_table_lookup (query, "cursor"));
      else
        give (message, network->pull.status != 0 ? &network->pull
                                                 : &(Answer){ 200, LINES, END ("0", "c", "9", "false") });
    }
  else
    give (message, &(Answer){ 200, JSON,
                              "{\"token\":\"t\",\"user\":{\"role\":\"clerk\"},"
                              "\"tenant\":{\"id\":\"" ID "\",\"name\":\"C\"}}" });
}

static Network *
network_open (void)
{
  Network *network = g_new0 (Network, 1);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  network->folder = g_dir_make_tmp ("piaodan-answers-XXXXXX", &error);
  g_assert_no_error (error);
  network->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  certificate = pd_platform_make_certificate (network->folder, g_get_real_time (), &error);
  g_assert_no_error (error);
  network->certificate_file = g_build_filename (network->folder, "certificate.pem", NULL);
  network->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (network->server, NULL, handle_cb, network, NULL);
  g_assert_true (soup_server_listen_local (network->server, 0,
                                           SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (network->server);
  network->uri = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  network->desktop.folder = g_build_filename (network->folder, "desktop", NULL);
  g_assert_cmpint (g_mkdir (network->desktop.folder, 0700), ==, 0);
  desktop_open (&network->desktop);
  return network;
}

static void
network_close (Network *network)
{
  desktop_close (&network->desktop);
  soup_server_disconnect (network->server);
  g_object_unref (network->server);
  g_hash_table_unref (network->ids);
  remove_tree (network->folder);
  g_free (network->desktop.folder);
  g_free (network->folder);
  g_free (network->uri);
  g_free (network->certificate_file);
  g_free (network);
}

static void
network_sign_in (Network *network)
{
  Wait wait = { 0 };

  pd_sync_service_sign_in_async (network->desktop.service, network->uri, network->certificate_file, "clerk",
                                 "password", NULL, signed_in_cb, &wait);
  wait_until_done (&wait);
  g_assert_no_error (wait.error);
}

/* The second page is asked for while the first is taken. When that goes wrong nothing is lost and nothing fails: it is
 * asked for again in its turn. */
static void
test_pages_ahead (void)
{
  for (guint cut_off = 0; cut_off <= 3; cut_off++)
    {
      Network *network = network_open ();
      g_autoptr (GError) error = NULL;

      network->in_pages = TRUE;
      network->cut_off_pages = cut_off;
      network_sign_in (network);
      network->n_pulls = 0;
      error = try_sync (&network->desktop);
      if (cut_off == 1)
        g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER);
      else
        g_assert_no_error (error);
      g_assert_cmpuint (network->n_pulls, ==, cut_off == 0 ? 3 : cut_off == 1 ? 1 : 4);
      g_clear_error (&error);
      if (cut_off == 1)
        error = try_sync (&network->desktop);
      g_assert_no_error (error);
      network_close (network);
    }
}

static const struct
{
  const char *name;
  Answer push;
  Answer pull;
  PdSyncFailure failure;
  PdSyncState state;
  guint max_requests; /* before it waits */
} rows[] = {
  { "portal-push", .push = { 200, HTML, "<html>Welcome to our hotel</html>" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "portal-redirect", .push = { 302, HTML, "<html>Moved</html>" }, .failure = PD_SYNC_FAILURE_BAD_ANSWER,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "portal-401", .push = { 401, HTML, "<html>Sign in</html>" }, .failure = PD_SYNC_FAILURE_BAD_ANSWER,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "portal-pull", .pull = { 200, HTML, "<html></html>" }, .failure = PD_SYNC_FAILURE_BAD_ANSWER,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "no-json", .push = { 200, JSON, "<html></html>" }, .failure = PD_SYNC_FAILURE_BAD_ANSWER,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "cut-results", .push = { 200, JSON, "{\"format\":1,\"results\":[{\"id\":" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "nothing", .push = { 204 }, .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING,
    .max_requests = 1 },
  { "no-results", .push = { 200, JSON, "{\"format\":1,\"results\":[]}" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "strange-results", .push = { 200, JSON, "{\"results\":[{\"id\":\"" ID "\",\"outcome\":\"ok\"}]}" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "busy", .push = { 503, JSON, "{}", .retry_after = "600" }, .failure = PD_SYNC_FAILURE_BUSY,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "busy-proxy", .push = { 503, HTML, "<html></html>", .retry_after = "600" },
    .failure = PD_SYNC_FAILURE_BUSY, .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "too-many", .pull = { 429, JSON, "{}", .retry_after = "600" }, .failure = PD_SYNC_FAILURE_BUSY,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "fault", .push = { 500, JSON, "{}" }, .failure = PD_SYNC_FAILURE_NETWORK, .state = PD_SYNC_STATE_WAITING,
    .max_requests = 1 },
  { "gateway", .push = { 502, HTML, "<html></html>" }, .failure = PD_SYNC_FAILURE_NETWORK,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "refused", .push = { 400, JSON, "{\"error\":{\"code\":\"x\",\"message\":\"Why.\"}}" },
    .failure = PD_SYNC_FAILURE_REFUSED, .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "forbidden", .push = { 403, JSON, "{}" }, .failure = PD_SYNC_FAILURE_FORBIDDEN,
    .state = PD_SYNC_STATE_REFUSED, .max_requests = 1 },
  { "expired", .pull = { 401, JSON, "{}" }, .failure = PD_SYNC_FAILURE_SIGN_IN,
    .state = PD_SYNC_STATE_SIGN_IN_EXPIRED, .max_requests = 2 },
  { "too-large", .push = { 413, JSON, "{}" }, .failure = PD_SYNC_FAILURE_TOO_LARGE,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 9 },
  { "no-history", .push = { 409, JSON, "{\"error\":{\"code\":\"history_changed\",\"message\":\"m\"}}" },
    .failure = PD_SYNC_FAILURE_HISTORY, .state = PD_SYNC_STATE_WAITING,
    .max_requests = 3 }, /* push, the page of the new history, push */
  { "cut-page", .pull = { 200, LINES, "{\"type\":\"buyer\",\"id\":\"" ID "\",\"name\":\"A\"}\n" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "short-page", .pull = { 200, LINES, END ("1", "n", "9", "false") }, .failure = PD_SYNC_FAILURE_BAD_ANSWER,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "page-to-itself", .pull = { 200, LINES, END ("0", "c", "9", "true") },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING,
    .max_requests = 3 }, /* push, the page, the page to itself */
  { "stale-page", .pull = { 200, LINES, END ("0", "n", "8", "false") }, .failure = PD_SYNC_FAILURE_STORE,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "huge-page", .pull = { 200, LINES, "", .padding = PD_WIRE_MAX_BYTES + 1 },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING, .max_requests = 2 },
  { "huge-results", .push = { 200, JSON, "", .padding = PD_WIRE_MAX_BYTES + 1 },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER, .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
};

static gboolean
load_order_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord **order = data;
  g_autoptr (PdRecord) asked = g_steal_pointer (order);

  *order = pd_store_get_record (session, &pd_order_type, pd_record_get_id (asked), error);
  return *order != NULL;
}

static gint64
revision_of (Network *network, PdRecord *order)
{
  PdRecord *there = pd_record_ref (order);
  g_autoptr (GError) error = NULL;
  gint64 revision;

  pd_store_read (network->desktop.store, load_order_job, &there, NULL, &error);
  g_assert_no_error (error);
  revision = pd_record_get_revision (there);
  pd_record_unref (there);
  return revision;
}

static void
network_save (Network *network, PdRecord *order)
{
  Office office = { .desktops = { network->desktop } };

  save (&office, 0, order);
}

/* Each fails as what it is, without a flood of requests, and when the platform is well again nothing was lost and
 * nothing is there twice. */
static void
test_answer (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  Network *network = network_open ();
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) well = NULL;

  network_sign_in (network);
  first = try_sync (&network->desktop);
  g_assert_no_error (first);
  network_save (network, order);
  network->push = rows[index].push;
  network->pull = rows[index].pull;
  network->n_pushes = network->n_pulls = 0;
  error = try_sync (&network->desktop);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  if (rows[index].failure == PD_SYNC_FAILURE_STORE)
    g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_STALE);
  else
    g_assert_error (error, PD_SYNC_ERROR, (int) rows[index].failure);
  g_assert_cmpint (pd_sync_service_get_state (network->desktop.service), ==, rows[index].state);
  g_assert_cmpstr (pd_sync_service_get_message (network->desktop.service), ==, error->message);
  g_assert_cmpuint (network->n_pushes + network->n_pulls, <=, rows[index].max_requests);
  network->push = network->pull = (Answer){ 0 };
  well = try_sync (&network->desktop);
  g_assert_no_error (well);
  g_assert_cmpint (revision_of (network, order), ==, 1);
  g_assert_cmpuint (g_hash_table_size (network->ids), ==, 1);
  network_close (network);
}

/* A service that runs by itself waits as long as it was asked to, whatever the network does meanwhile. */
static void
test_retry_after (void)
{
  Network *network = network_open ();
  PdSyncService *service = network->desktop.service;
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, too_late_cb, NULL);

  network->push = (Answer){ 503, JSON, "{}", .retry_after = "600" };
  network_save (network, order);
  network_sign_in (network);
  pd_sync_service_start (service);
  while (pd_sync_service_get_state (service) != PD_SYNC_STATE_WAITING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (pd_sync_service_get_next_try (service), >, g_get_real_time () + 590 * G_TIME_SPAN_SECOND);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  g_assert_cmpint (pd_sync_service_get_state (service), ==, PD_SYNC_STATE_WAITING);
  g_assert_cmpuint (network->n_pushes, ==, 1);
  g_source_remove (guard);
  network_close (network);
}

/* What a platform does not understand goes to the inbox with the person's text; what else waits goes on. */
static void
test_malformed_is_parked (void)
{
  Network *network = network_open ();
  Office office = { .desktops = { network->desktop } };
  g_autoptr (PdRecord) refused = make_order ("甲");
  g_autoptr (PdRecord) good = make_order ("乙");
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  const PdStoreConflict *conflict;

  network->refused_name = "甲";
  network_save (network, refused);
  network_save (network, good);
  network_sign_in (network);
  error = try_sync (&network->desktop);
  g_assert_no_error (error);
  conflicts = open_conflicts (&office, 0);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = g_ptr_array_index (conflicts, 0);
  g_assert_cmpstr (conflict->code, ==, "malformed");
  g_assert_cmpstr (conflict->record_id, ==, pd_record_get_id (refused));
  g_assert_cmpstr (pd_record_get_text (conflict->mine, PD_ORDER_BUYER_NAME), ==, "甲");
  g_assert_cmpint (revision_of (network, good), ==, 1);
  again = try_sync (&network->desktop);
  g_assert_no_error (again);
  g_assert_cmpuint (network->n_pushes, ==, 1);
  network_close (network);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/answers/pages-ahead", test_pages_ahead);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/answers/", rows[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_answer);
    }
  g_test_add_func ("/sync/answers/retry-after", test_retry_after);
  g_test_add_func ("/sync/answers/malformed-is-parked", test_malformed_is_parked);
  return g_test_run ();
}
