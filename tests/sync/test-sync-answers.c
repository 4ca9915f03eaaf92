/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/network-fixture.h"

#include "store/pd-store-conflicts.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-transport.h"
#include "wire/pd-wire.h"

/* What a service does with answers that no platform should give: from a hotel's network, a proxy, a broken server. */

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
    .failure = PD_SYNC_FAILURE_PORTAL, .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "portal-redirect", .push = { 302, HTML, "<html>Moved</html>" }, .failure = PD_SYNC_FAILURE_PORTAL,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "portal-401", .push = { 401, HTML, "<html>Sign in</html>" }, .failure = PD_SYNC_FAILURE_PORTAL,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "portal-pull", .pull = { 200, HTML, "<html></html>" }, .failure = PD_SYNC_FAILURE_PORTAL,
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
  { "fault", .push = { 500, JSON, "{}" }, .failure = PD_SYNC_FAILURE_FAULT, .state = PD_SYNC_STATE_WAITING,
    .max_requests = 1 },
  { "gateway", .push = { 502, HTML, "<html></html>" }, .failure = PD_SYNC_FAILURE_NETWORK,
    .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "refused", .push = { 400, JSON, "{\"error\":{\"code\":\"x\",\"message\":\"Why.\"}}" },
    .failure = PD_SYNC_FAILURE_REFUSED, .state = PD_SYNC_STATE_WAITING, .max_requests = 1 },
  { "forbidden", .push = { 403, JSON, "{}" }, .failure = PD_SYNC_FAILURE_FORBIDDEN,
    .state = PD_SYNC_STATE_REFUSED, .max_requests = 1 },
  { "expired", .pull = { 401, JSON, "{}" }, .failure = PD_SYNC_FAILURE_SIGN_IN,
    .state = PD_SYNC_STATE_SIGN_IN_EXPIRED, .max_requests = 2 },
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
  gint64 started = g_get_real_time ();

  network->push = (Answer){ 503, JSON, "{}", .retry_after = "600" };
  network_save (network, order);
  network_sign_in (network);
  pd_sync_service_start (service);
  while (pd_sync_service_get_state (service) != PD_SYNC_STATE_WAITING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (pd_sync_service_get_next_try (service), >=, started + 600 * G_TIME_SPAN_SECOND);
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
