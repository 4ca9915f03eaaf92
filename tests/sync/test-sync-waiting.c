/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/network-fixture.h"

#include "sync/pd-sync-waiting.h"

/* What a person is told of each record that waits. */

typedef struct
{
  PdSyncSituation situation;
  GPtrArray *list;
  char *trouble;
} Look;

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->trouble = pd_store_get_meta (session, PD_STORE_META_LAST_FAILURE, NULL);
  look->list = pd_sync_waiting_list (session, &look->situation, 10, error);
  return look->list != NULL;
}

static void
look_at (Network *network, Look *look)
{
  g_autoptr (GError) error = NULL;

  *look = (Look){ 0 };
  pd_sync_service_get_situation (network->desktop.service, &look->situation);
  pd_store_read (network->desktop.store, look_job, look, NULL, &error);
  g_assert_no_error (error);
}

static void
look_clear (Look *look)
{
  g_ptr_array_unref (look->list);
  g_free (look->trouble);
}

static void
check_one (Network *network, const char *code, guint n_changes, const char *words)
{
  Look look;
  const PdSyncWaiting *waiting;

  look_at (network, &look);
  g_assert_cmpuint (look.list->len, ==, 1);
  waiting = g_ptr_array_index (look.list, 0);
  g_test_message ("%s: %s", waiting->code, waiting->reason);
  g_assert_cmpstr (waiting->code, ==, code);
  g_assert_cmpuint (waiting->n_changes, ==, n_changes);
  g_assert_nonnull (strstr (waiting->reason, words));
  g_assert_cmpint (waiting->stuck, ==, g_str_equal (code, "refused"));
  look_clear (&look);
}

/* From the desk to the platform, with everything in between that can go wrong. */
static void
test_way (void)
{
  Network *network = network_open ();
  g_autoptr (PdRecord) order = make_order ("甲");
  g_autoptr (GError) busy = NULL;
  g_autoptr (GError) well = NULL;
  PdSyncTrouble trouble;
  Look look;

  network_save (network, order);
  check_one (network, "signed_out", 1, "nobody is signed in");
  network_sign_in (network);
  check_one (network, "next", 1, "sent next");
  pd_sync_service_set_offline (network->desktop.service, TRUE);
  check_one (network, "offline", 1, "work offline");
  pd_sync_service_set_offline (network->desktop.service, FALSE);
  network->push = (Answer){ 503, JSON, "{}", .retry_after = "600" };
  busy = try_sync (&network->desktop);
  g_assert_nonnull (busy);
  check_one (network, "platform_busy", 1, "Platform busy");
  /* Other programs on this cache, and the next start, know it as well. */
  while (look_at (network, &look), look.trouble == NULL)
    {
      look_clear (&look);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (pd_sync_trouble_from_text (look.trouble, &trouble));
  g_assert_cmpint (trouble.failure, ==, PD_SYNC_FAILURE_BUSY);
  g_assert_cmpstr (trouble.message, ==, busy->message);
  look_clear (&look);
  network->push = (Answer){ 0 };
  well = try_sync (&network->desktop);
  g_assert_no_error (well);
  look_at (network, &look);
  g_assert_cmpuint (look.list->len, ==, 0);
  g_assert_null (look.trouble);
  look_clear (&look);
  network_close (network);
}

/* A record that the platform refuses is stuck on, and says so with what a person can do. */
static void
test_stuck (void)
{
  Network *network = network_open ();
  g_autoptr (PdRecord) order = make_order ("甲");
  g_autoptr (GError) error = NULL;

  network->refused_name = "甲";
  network_save (network, order);
  network_sign_in (network);
  error = try_sync (&network->desktop);
  g_assert_no_error (error);
  check_one (network, "refused", 1, "Under Conflicts");
  network_close (network);
}

static void
test_reasons (void)
{
  static const struct
  {
    PdSyncSituation situation;
    gboolean in_flight;
    guint behind;
    const char *code;
  } rows[] = {
    { { .signed_in = FALSE, .has_network = FALSE, .offline = TRUE }, FALSE, 0, "signed_out" },
    { { .signed_in = TRUE, .has_network = TRUE, .offline = TRUE }, TRUE, 1, "offline" },
    { { .signed_in = TRUE, .has_network = FALSE }, TRUE, 1, "no_network" },
    { { .signed_in = TRUE, .has_network = TRUE, .failure = PD_SYNC_FAILURE_QUOTA }, TRUE, 0, "quota" },
    { { .signed_in = TRUE, .has_network = TRUE }, TRUE, 0, "on_its_way" },
    { { .signed_in = TRUE, .has_network = TRUE }, FALSE, 1, "behind" },
    { { .signed_in = TRUE, .has_network = TRUE }, FALSE, 0, "next" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *code;
      g_autofree char *reason =
          pd_sync_waiting_reason (&rows[i].situation, rows[i].in_flight, rows[i].behind, &code);

      g_assert_cmpstr (code, ==, rows[i].code);
      g_assert_cmpuint (strlen (reason), >, 10);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/waiting/way", test_way);
  g_test_add_func ("/sync/waiting/stuck", test_stuck);
  g_test_add_func ("/sync/waiting/reasons", test_reasons);
  return g_test_run ();
}
