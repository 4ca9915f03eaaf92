/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"
#include "store/pd-store-repair.h"
#include "store/pd-store-streams.h"
#include "sync/pd-sync-transport.h"

/* What a desktop keeps: chosen years, what its user may see, and what the platform may take away from it. */

typedef struct
{
  gint64 orders, invoices, repairs, leaving;
  PdDigest kept, computed;
} Look;

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return pd_store_session_integer (session, "SELECT count (*) FROM orders WHERE deleted = 0", &look->orders,
                                   error) &&
         pd_store_session_integer (session, "SELECT count (*) FROM invoices", &look->invoices, error) &&
         pd_store_session_integer (session, "SELECT count (*) FROM repair", &look->repairs, error) &&
         pd_store_session_integer (session, "SELECT count (*) FROM stream WHERE leaving = 1", &look->leaving,
                                   error) &&
         pd_store_digest_get_sum (session, &look->kept, error) &&
         pd_store_digest_compute (session, &look->computed, error);
}

/* When what leaves has left. */
static Look
look (Office *office, guint index)
{
  Look look = { .leaving = 1 };
  g_autoptr (GError) error = NULL;

  while (look.leaving > 0)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      pd_store_read (office->desktops[index].store, look_job, &look, NULL, &error);
      g_assert_no_error (error);
    }
  return look;
}

static void
assert_orders (Office *office, guint index, gint64 expected)
{
  Look now = look (office, index);

  g_assert_cmpint (now.orders, ==, expected);
  g_assert_true (pd_digest_equal (&now.kept, &now.computed));
  g_assert_cmpint (now.repairs, ==, 0);
}

static PdRecord *
make_order_of (Office *office, const char *buyer, const char *date)
{
  g_autoptr (PdRecord) order = make_order (buyer);

  pd_record_set_text (order, PD_ORDER_DATE, date);
  save (office, 0, order);
  sync_desktop (office, 0);
  return load_like (office, 0, order);
}

static void
set_date (Office *office, guint index, const PdRecord *like, const char *date)
{
  g_autoptr (PdRecord) order = load_like (office, index, like);

  pd_record_set_text (order, PD_ORDER_DATE, date);
  save (office, index, order);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  pd_sync_service_keep_since_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
keep_since (Office *office, guint index, guint year)
{
  Wait wait = { 0 };

  pd_sync_service_keep_since_async (office->desktops[index].service, year, NULL, kept_cb, &wait);
  wait_until_done (&wait);
}

static gboolean
is_here (Office *office, guint index, const PdRecord *like)
{
  g_autoptr (PdRecord) record = load_like (office, index, like);

  return record != NULL;
}

static void
test_older_years_leave_and_come_back (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) old = make_order_of (office, "甲", "2024-06-01");
  g_autoptr (PdRecord) last = make_order_of (office, "乙", "2025-06-01");
  g_autoptr (PdRecord) now = make_order_of (office, "丙", "2026-06-01");

  sync_desktop (office, 1);
  assert_orders (office, 1, 3);
  keep_since (office, 1, 2026);
  assert_orders (office, 1, 1);
  g_assert_true (is_here (office, 1, now));
  sync_desktop (office, 1);
  assert_orders (office, 1, 1);
  /* Another's change of an old one is none of its business, nor is a new one of an old year. */
  set_date (office, 0, old, "2024-07-01");
  g_autoptr (PdRecord) more = make_order_of (office, "丁", "2023-06-01");
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  assert_orders (office, 1, 1);
  keep_since (office, 1, 2025);
  sync_desktop (office, 1);
  assert_orders (office, 1, 2);
  g_assert_true (is_here (office, 1, last));
  keep_since (office, 1, 0);
  sync_desktop (office, 1);
  assert_orders (office, 1, 4);
  assert_orders (office, 0, 4);
  office_close (office);
}

/* What waits to be sent stays, and where somebody works the year is kept. */
static void
test_unsent_work_does_not_leave (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) old = make_order_of (office, "甲", "2024-06-01");
  g_autoptr (PdRecord) other = make_order_of (office, "乙", "2024-07-01");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) there = NULL;

  sync_desktop (office, 1);
  pd_sync_service_set_offline (office->desktops[1].service, TRUE);
  mine = load_like (office, 1, old);
  pd_record_set_text (mine, PD_ORDER_REMARK, "未发送");
  save (office, 1, mine);
  keep_since (office, 1, 2026);
  g_assert_cmpint (look (office, 1).orders, ==, 1);
  g_clear_pointer (&mine, pd_record_unref);
  mine = load_like (office, 1, old);
  g_assert_cmpstr (pd_record_get_text (mine, PD_ORDER_REMARK), ==, "未发送");
  pd_sync_service_set_offline (office->desktops[1].service, FALSE);
  sync_desktop (office, 1);
  sync_desktop (office, 0);
  there = load_like (office, 0, old);
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_REMARK), ==, "未发送");
  assert_orders (office, 1, 2);
  office_close (office);
}

static void
test_moved_to_another_year (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_order_of (office, "甲", "2026-06-01");
  g_autoptr (PdRecord) anchor = make_order_of (office, "乙", "2026-07-01");

  sync_desktop (office, 1);
  keep_since (office, 1, 2026);
  assert_orders (office, 1, 2);
  set_date (office, 0, order, "2024-06-01");
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  assert_orders (office, 1, 1);
  assert_orders (office, 0, 2);
  set_date (office, 0, order, "2026-08-01");
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  assert_orders (office, 1, 2);
  /* Moved here: the year that it went to is kept from now on. */
  set_date (office, 1, order, "2024-06-01");
  sync_desktop (office, 1);
  sync_desktop (office, 1);
  g_assert_true (is_here (office, 1, order));
  assert_orders (office, 1, 2);
  office_close (office);
}

static gboolean
issue_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_add_command (session, &pd_order_type, pd_record_get_id (data), "issue", NULL,
                               g_get_real_time (), error);
}

/* A role that may no longer see invoices, and may again. */
static void
test_hidden_by_permission (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲");
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[1].store, issue_job, order, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 100 && look (office, 1).invoices == 0; i++)
    sync_desktop (office, 1);
  g_assert_cmpint (look (office, 1).invoices, ==, 1);
  run_sql (office->platform_path, "UPDATE user SET role = 'warehouse' WHERE name = '%s'", "finance");
  sync_desktop (office, 1);
  g_assert_cmpint (look (office, 1).invoices, ==, 0);
  assert_orders (office, 1, 1);
  run_sql (office->platform_path, "UPDATE user SET role = 'finance' WHERE name = '%s'", "finance");
  sync_desktop (office, 1);
  g_assert_cmpint (look (office, 1).invoices, ==, 1);
  assert_orders (office, 1, 1);
  office_close (office);
}

static gboolean
delete_all_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, "SELECT id FROM orders", error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean found;

  while (pd_store_session_step (session, statement, &found, error) && found)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  pd_statement_reset (statement);
  for (guint i = 0; i < ids->len; i++)
    if (!pd_store_delete_record (session, &pd_order_type, g_ptr_array_index (ids, i), g_get_real_time (),
                                 error))
      return FALSE;
  return TRUE;
}

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_false (pd_sync_service_sync_finish (PD_SYNC_SERVICE (source), result, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_MASS_CHANGE);
  g_test_message ("%s", error->message);
  wait->done = TRUE;
}

static void
assert_refused (Office *office, guint index)
{
  Wait wait = { 0 };

  pd_sync_service_sync_async (office->desktops[index].service, NULL, failed_cb, &wait);
  wait_until_done (&wait);
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[index].service), ==, PD_SYNC_STATE_REMOVALS);
}

/* Somebody deletes nearly everything: the others' desktops follow only when a person has looked. */
static void
test_mass_change_waits_for_a_person (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) mine = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *buyer = g_strdup_printf ("甲%u", i);
      g_autoptr (PdRecord) order = make_order (buyer);

      save (office, 0, order);
    }
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  g_assert_cmpint (look (office, 1).orders, ==, 60);
  pd_store_write (office->desktops[0].store, delete_all_job, NULL, NULL, &error);
  g_assert_no_error (error);
  sync_desktop (office, 0);
  assert_orders (office, 0, 0);
  assert_refused (office, 1);
  g_assert_cmpint (look (office, 1).orders, ==, 60);
  assert_refused (office, 1);
  mine = make_order ("乙");
  save (office, 1, mine);
  pd_sync_service_allow_removals (office->desktops[1].service);
  sync_desktop (office, 1);
  assert_orders (office, 1, 1);
  /* Allowed once, not for ever. */
  sync_desktop (office, 0);
  assert_orders (office, 0, 1);
  office_close (office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/streams/years", test_older_years_leave_and_come_back);
  g_test_add_func ("/sync/streams/unsent", test_unsent_work_does_not_leave);
  g_test_add_func ("/sync/streams/moved", test_moved_to_another_year);
  g_test_add_func ("/sync/streams/hidden", test_hidden_by_permission);
  g_test_add_func ("/sync/streams/mass-change", test_mass_change_waits_for_a_person);
  return g_test_run ();
}
