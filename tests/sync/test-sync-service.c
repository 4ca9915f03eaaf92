/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "model/pd-invoice.h"
#include "store/pd-store-conflicts.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-transport.h"

/* Tests */

static void
test_second_desktop_sees_the_order (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;

  save (office, 0, order);
  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  there = load (office, 1, &pd_order_type, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_BUYER_NAME), ==, "杭州云起贸易有限公司");
  g_assert_cmpint (pd_record_get_integer (there, PD_ORDER_GROSS_AMOUNT), ==, 23500);
  g_assert_cmpint (pd_record_get_integer (there, PD_ORDER_TAX_AMOUNT), ==, 2704);
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[1].service), ==, PD_SYNC_STATE_UP_TO_DATE);
  office_close (office);
}

static void
test_offline_order_becomes_an_invoice (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (PdRecord) invoice = NULL;

  sign_in (office, 0, "finance");
  pd_sync_service_set_offline (office->desktops[0].service, TRUE);
  save (office, 0, order);
  give_command (office, 0, pd_record_get_id (order), "issue");
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[0].service), ==, PD_SYNC_STATE_OFFLINE);
  pd_sync_service_set_offline (office->desktops[0].service, FALSE);
  for (guint i = 0; i < 100; i++)
    {
      g_clear_pointer (&there, pd_record_unref);
      sync_desktop (office, 0);
      there = load (office, 0, &pd_order_type, pd_record_get_id (order));
      if (g_strcmp0 (pd_record_get_state (there), PD_ORDER_STATE_INVOICED) == 0)
        break;
      g_usleep (50 * G_TIME_SPAN_MILLISECOND);
    }
  g_assert_cmpstr (pd_record_get_state (there), ==, PD_ORDER_STATE_INVOICED);
  invoice = load (office, 0, &pd_invoice_type, pd_record_get_text (there, PD_ORDER_INVOICE_ID));
  g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_ISSUED);
  g_assert_cmpuint (strlen (pd_record_get_text (invoice, PD_INVOICE_NUMBER)), ==, 20);
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT), ==, 2704);
  g_assert_true (pd_record_get_flag (invoice, PD_INVOICE_SPECIMEN));
  g_assert_cmpuint (count_legal_invoices (office, pd_record_get_title (order)), ==, 1);
  office_close (office);
}

/* The answer to a push is lost after the platform committed it: the retry has one effect. */
static void
test_lost_answer_has_one_effect (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (office, 0, "clerk");
  save (office, 0, order);
  pd_platform_thread_lose_answers (office->platform, "/v1/sync/push", 1);
  error = try_sync (&office->desktops[0]);
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_NETWORK);
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[0].service), ==, PD_SYNC_STATE_WAITING);
  sync_desktop (office, 0);
  there = load (office, 0, &pd_order_type, pd_record_get_id (order));
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  office_close (office);
}

static void
test_edits_of_two_desktops_merge (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) merged = NULL;
  g_autoptr (PdRecord) also = NULL;

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  mine = load (office, 0, &pd_order_type, pd_record_get_id (order));
  theirs = load (office, 1, &pd_order_type, pd_record_get_id (order));
  pd_record_set_text (mine, PD_ORDER_REMARK, "送货上门");
  pd_record_set_text (g_ptr_array_index (pd_record_get_lines (theirs), 0), PD_ORDER_LINE_QUANTITY, "20");
  save (office, 0, mine);
  save (office, 1, theirs);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  sync_desktop (office, 0);
  merged = load (office, 0, &pd_order_type, pd_record_get_id (order));
  also = load (office, 1, &pd_order_type, pd_record_get_id (order));
  g_assert_true (pd_record_equal (merged, also));
  g_assert_cmpstr (pd_record_get_text (merged, PD_ORDER_REMARK), ==, "送货上门");
  g_assert_cmpint (pd_record_get_integer (merged, PD_ORDER_GROSS_AMOUNT), ==, 47000);
  g_assert_cmpint (pd_record_get_revision (merged), ==, 3);
  office_close (office);
}

static void
test_contradicting_edits_wait_in_the_inbox (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) other = make_order ("宁波海曙五金商行");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) others_there = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  const PdStoreConflict *conflict;

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  mine = load (office, 0, &pd_order_type, pd_record_get_id (order));
  theirs = load (office, 1, &pd_order_type, pd_record_get_id (order));
  pd_record_set_text (mine, PD_ORDER_REMARK, "甲");
  pd_record_set_text (theirs, PD_ORDER_REMARK, "乙");
  save (office, 0, mine);
  save (office, 1, theirs);
  save (office, 1, other);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  conflicts = open_conflicts (office, 1);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = g_ptr_array_index (conflicts, 0);
  g_assert_cmpstr (pd_record_get_text (conflict->mine, PD_ORDER_REMARK), ==, "乙");
  g_assert_cmpstr (pd_record_get_text (conflict->theirs, PD_ORDER_REMARK), ==, "甲");
  g_assert_cmpstr (conflict->atoms[0], ==, "remark");
  /* The other order of the same desktop went on. */
  sync_desktop (office, 0);
  others_there = load (office, 0, &pd_order_type, pd_record_get_id (other));
  g_assert_cmpint (pd_record_get_revision (others_there), ==, 1);
  office_close (office);
}

static void
test_sign_in_failures_say_why (void)
{
  Office *office = office_open (0);
  g_autofree char *password = pd_platform_thread_get_password (office->platform, "clerk", NULL);
  g_autoptr (GError) wrong = try_sign_in (office, &office->desktops[0], "clerk", "not the password", TRUE);
  g_autoptr (GError) untrusted = try_sign_in (office, &office->desktops[0], "clerk", password, FALSE);
  g_autoptr (GError) signed_out = try_sync (&office->desktops[0]);

  g_assert_error (wrong, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
  g_assert_error (untrusted, PD_SYNC_ERROR, PD_SYNC_FAILURE_CERTIFICATE);
  g_assert_error (signed_out, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[0].service), ==, PD_SYNC_STATE_SIGNED_OUT);
  g_test_message ("%s", wrong->message);
  g_test_message ("%s", untrusted->message);
  office_close (office);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_restore_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
test_restart_goes_on (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;
  Wait wait = { 0 };

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  desktop_close (&office->desktops[0]);
  desktop_open (&office->desktops[0]);
  pd_sync_service_restore_async (office->desktops[0].service, NULL, restored_cb, &wait);
  wait_until_done (&wait);
  g_assert_no_error (wait.error);
  g_assert_cmpstr (pd_sync_service_get_user (office->desktops[0].service), ==, "clerk");
  g_assert_nonnull (pd_sync_service_get_company (office->desktops[0].service));
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  there = load (office, 1, &pd_order_type, pd_record_get_id (order));
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  office_close (office);
}

/* When all was last sent and received is known at the start, before anything goes over the network. */
static void
test_last_success_is_kept (void)
{
  Office *office = office_open (0);
  gint64 last;

  sign_in (office, 0, "clerk");
  sync_desktop (office, 0);
  last = pd_sync_service_get_last_success (office->desktops[0].service);
  g_assert_cmpint (last, >, 0);
  desktop_close (&office->desktops[0]);
  desktop_open (&office->desktops[0]);
  for (guint i = 0; i < 500 && pd_sync_service_get_last_success (office->desktops[0].service) == 0; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  /* The store's own clock reading is a moment before the service's. */
  g_assert_cmpint (pd_sync_service_get_last_success (office->desktops[0].service), <=, last);
  g_assert_cmpint (pd_sync_service_get_last_success (office->desktops[0].service), >,
                   last - 30 * G_TIME_SPAN_SECOND);
  office_close (office);
}

static void
new_history (PdPlatform *platform, gpointer data)
{
  g_assert_true (pd_platform_start_new_history (platform, NULL));
}

/* The platform was restored: the client notices, reads anew, and loses nothing that it had not sent. */
static void
test_new_history_is_read_anew (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) later = make_order ("宁波海曙五金商行");
  g_autoptr (PdRecord) there = NULL;

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  sync_desktop (office, 0);
  pd_platform_thread_call (office->platform, new_history, NULL);
  save (office, 0, later);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  there = load (office, 1, &pd_order_type, pd_record_get_id (later));
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  office_close (office);
}

static gboolean
reached (Office *office, const char *id)
{
  PdRowState state;
  g_autoptr (PdRecord) order = try_load (office, 0, &pd_order_type, id, &state);

  return order != NULL && state == PD_ROW_CLEAN && pd_record_get_revision (order) == 1;
}

/* Nobody presses a button: a save is sent of its own accord. */
static void
test_a_save_is_sent_by_itself (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, too_late_cb, NULL);

  sign_in (office, 0, "clerk");
  pd_sync_service_start (office->desktops[0].service);
  while (pd_sync_service_get_state (office->desktops[0].service) != PD_SYNC_STATE_UP_TO_DATE)
    g_main_context_iteration (NULL, TRUE);
  save (office, 0, order);
  while (!reached (office, pd_record_get_id (order)))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  office_close (office);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/service/second-desktop", test_second_desktop_sees_the_order);
  g_test_add_func ("/sync/service/offline-order-becomes-an-invoice", test_offline_order_becomes_an_invoice);
  g_test_add_func ("/sync/service/lost-answer", test_lost_answer_has_one_effect);
  g_test_add_func ("/sync/service/merge", test_edits_of_two_desktops_merge);
  g_test_add_func ("/sync/service/inbox", test_contradicting_edits_wait_in_the_inbox);
  g_test_add_func ("/sync/service/sign-in-failures", test_sign_in_failures_say_why);
  g_test_add_func ("/sync/service/restart", test_restart_goes_on);
  g_test_add_func ("/sync/service/last-success-is-kept", test_last_success_is_kept);
  g_test_add_func ("/sync/service/new-history", test_new_history_is_read_anew);
  g_test_add_func ("/sync/service/by-itself", test_a_save_is_sent_by_itself);
  return g_test_run ();
}
