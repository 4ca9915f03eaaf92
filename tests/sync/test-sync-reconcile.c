/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-documents.h"
#include "store/pd-store-records.h"

/* "The invoice is not in the system": each way in which a record can be missing, and what is said of it. */

typedef struct
{
  Wait wait;
  PdReconcileReport *report;
  GPtrArray *found;
} Run;

static void
reconciled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->report = pd_sync_service_reconcile_finish (PD_SYNC_SERVICE (source), result, &run->wait.error);
  run->wait.done = TRUE;
}

static PdReconcileReport *
reconcile (Office *office, guint index, gboolean repair)
{
  Run run = { 0 };

  pd_sync_service_reconcile_async (office->desktops[index].service, repair, NULL, NULL, NULL, reconciled_cb,
                                   &run);
  wait_until_done (&run.wait);
  g_assert_nonnull (run.report);
  return run.report;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->found = pd_sync_service_find_finish (PD_SYNC_SERVICE (source), result, &run->wait.error);
  run->wait.done = TRUE;
}

static GPtrArray *
find (Office *office, guint index, const char *text)
{
  Run run = { 0 };

  pd_sync_service_find_async (office->desktops[index].service, text, NULL, found_cb, &run);
  wait_until_done (&run.wait);
  g_assert_nonnull (run.found);
  return run.found;
}

static void
assert_found (Office *office, guint index, const char *text, PdReconcileReason reason)
{
  g_autoptr (GPtrArray) found = find (office, index, text);
  const PdReconcileItem *item;

  g_assert_cmpuint (found->len, >=, 1);
  item = g_ptr_array_index (found, 0);
  g_assert_cmpstr (pd_reconcile_reason_name (item->reason), ==, pd_reconcile_reason_name (reason));
}

/* (nullable) */
static const PdReconcileItem *
item_of (const PdReconcileReport *report, const PdRecord *record)
{
  for (guint i = 0; i < report->items->len; i++)
    {
      const PdReconcileItem *item = g_ptr_array_index (report->items, i);

      if (g_strcmp0 (item->id, pd_record_get_id (record)) == 0)
        return item;
    }
  return NULL;
}

static void
assert_reason (const PdReconcileReport *report, const PdRecord *record, PdReconcileReason reason)
{
  const PdReconcileItem *item = item_of (report, record);

  g_assert_nonnull (item);
  g_assert_cmpstr (pd_reconcile_reason_name (item->reason), ==, pd_reconcile_reason_name (reason));
}

static const PdReconcileMonth *
month_of (const PdReconcileReport *report, const PdRecordType *type, const char *month)
{
  for (guint i = 0; i < report->months->len; i++)
    {
      const PdReconcileMonth *row = g_ptr_array_index (report->months, i);

      if (row->type == type && g_str_equal (row->month, month))
        return row;
    }
  g_assert_not_reached ();
}

static void
number (PdRecord *order, const char *number)
{
  pd_record_set_text (order, PD_ORDER_NUMBER, number);
}

static void
test_both_agree (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) first = make_shared_order (office, "甲");
  g_autoptr (PdRecord) second = make_shared_order (office, "乙");
  g_autoptr (PdReconcileReport) report = reconcile (office, 0, FALSE);
  const PdReconcileMonth *month = month_of (report, &pd_order_type, "2026-11");

  g_assert_true (report->asked);
  g_assert_true (pd_reconcile_report_agrees (report));
  g_assert_cmpuint (report->items->len, ==, 0);
  g_assert_cmpint (month->here_count, ==, 2);
  g_assert_cmpint (month->there_count, ==, 2);
  g_assert_cmpint (month->here_total, ==, month->there_total);
  g_assert_cmpint (month->here_total, ==, 2 * pd_record_get_integer (first, PD_ORDER_GROSS_AMOUNT));
  g_assert_true (pd_reconcile_month_agrees (month));
  office_close (office);
}

/* Without the platform: what waits is told, and why it is not more. */
static void
test_offline (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) shared = make_shared_order (office, "甲");
  g_autoptr (PdRecord) waiting = make_order ("等待");
  g_autoptr (PdRecord) changed = pd_record_copy (shared);
  g_autoptr (PdReconcileReport) report = NULL;

  number (waiting, "W-100");
  pd_sync_service_set_offline (office->desktops[1].service, TRUE);
  save (office, 1, waiting);
  pd_record_set_text (changed, PD_ORDER_REMARK, "改");
  save (office, 1, changed);
  report = reconcile (office, 1, FALSE);
  g_assert_false (report->asked);
  g_assert_nonnull (report->message);
  assert_reason (report, waiting, PD_RECONCILE_NEVER_SENT);
  assert_reason (report, changed, PD_RECONCILE_UNSENT);
  g_assert_cmpint (item_of (report, waiting)->since, >, 0);
  g_assert_false (pd_reconcile_report_agrees (report));
  assert_found (office, 1, "W-100", PD_RECONCILE_NEVER_SENT);
  assert_found (office, 1, "W-1", PD_RECONCILE_NEVER_SENT);
  assert_found (office, 1, "不存在", PD_RECONCILE_NOT_HERE);
  office_close (office);
}

/* The other desktop has it and this one has not asked since: the platform is. */
static void
test_platform_is_asked (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_order ("临溪");

  number (order, "P-2026-0007");
  save (office, 0, order);
  sync_desktop (office, 0);
  assert_found (office, 0, "2026-0007", PD_RECONCILE_BOTH);
  assert_found (office, 1, "2026-0007", PD_RECONCILE_MISSING_HERE);
  assert_found (office, 1, "临溪", PD_RECONCILE_MISSING_HERE);
  assert_found (office, 1, "2026-0008", PD_RECONCILE_NOWHERE);
  /* A part of an id is no number. */
  assert_found (office, 1, pd_record_get_id (order), PD_RECONCILE_NOWHERE);
  office_close (office);
}

/* What no pull repairs because the row is in use: the button does. */
static void
test_repair (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  GPtrArray *orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  const PdRecord *last;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (PdRecord) order = make_order ("甲");

      save (office, 0, order);
      g_ptr_array_add (orders, g_steal_pointer (&order));
    }
  sync_desktop (office, 0);
  last = g_ptr_array_index (orders, 49);
  /* A row that the few looks after each pull have not come to. */
  run_sql (office->desktops[0].path,
           "INSERT OR REPLACE INTO meta VALUES ('checked', (SELECT 'order/' || id FROM orders ORDER BY id "
           "LIMIT 1 OFFSET 5)); UPDATE orders SET remark = '坏', gross_amount = 1 WHERE id = '%s'",
           pd_record_get_id (last));

  g_autoptr (PdReconcileReport) repaired = reconcile (office, 0, TRUE);
  g_autoptr (PdRecord) here = load_like (office, 0, last);
  g_autoptr (PdReconcileReport) after = reconcile (office, 0, FALSE);

  g_assert_cmpuint (repaired->n_repaired, ==, 1);
  g_assert_true (pd_reconcile_report_agrees (repaired));
  g_assert_null (pd_record_get_text (here, PD_ORDER_REMARK));
  g_assert_true (pd_reconcile_report_agrees (after));
  g_assert_cmpuint (after->n_repaired, ==, 0);
  g_ptr_array_unref (orders);
  office_close (office);
}

/* The platform lost one: kept here, told, and the other months are not touched. */
static void
test_lost (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_order ("丙");
  g_autoptr (PdRecord) other = make_shared_order (office, "甲");

  number (order, "L-1");
  save (office, 0, order);
  sync_desktop (office, 0);
  run_sql (office->platform_path, "DELETE FROM document WHERE id = '%s'", pd_record_get_id (order));

  g_autoptr (PdReconcileReport) report = reconcile (office, 0, FALSE);

  assert_reason (report, order, PD_RECONCILE_LOST);
  g_assert_cmpuint (report->n_lost, ==, 1);
  g_assert_null (item_of (report, other));
  assert_found (office, 0, "L-1", PD_RECONCILE_LOST);

  /* Given back, and not taken: it stays in the list with the reason, and can be tried again. */
  run_sql (office->desktops[0].path, "UPDATE lost SET code = 'invalid', reason = 'A line is missing.'");

  g_autoptr (PdReconcileReport) refused = reconcile (office, 0, FALSE);

  assert_reason (refused, order, PD_RECONCILE_NOT_TAKEN_BACK);
  g_assert_cmpstr (item_of (refused, order)->message, ==, "A line is missing.");
  g_assert_cmpuint (refused->n_lost, ==, 1);
  assert_found (office, 0, "L-1", PD_RECONCILE_NOT_TAKEN_BACK);
  pd_reconcile_report_filter (report, &pd_order_type, "2026-10");
  g_assert_cmpuint (report->items->len, ==, 0);
  g_assert_cmpuint (report->months->len, ==, 0);
  office_close (office);
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_add_command (session, &pd_order_type, data, "cancel", NULL, g_get_real_time (), error);
}

static gboolean
delete_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_delete_record (session, &pd_order_type, data, g_get_real_time (), error);
}

static void
do_job (Office *office, guint index, PdStoreJob job, const PdRecord *record)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[index].store, job, (gpointer) pd_record_get_id (record), NULL, &error);
  g_assert_no_error (error);
}

/* In conflict, cancelled, deleted. */
static void
test_decided (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) contested = make_shared_order (office, "甲");
  g_autoptr (PdRecord) cancelled = make_order ("乙");
  g_autoptr (PdRecord) removed = make_order ("丙");
  g_autoptr (PdRecord) mine = pd_record_copy (contested);
  g_autoptr (PdRecord) theirs = pd_record_copy (contested);

  number (cancelled, "C-1");
  number (removed, "R-1");
  save (office, 0, cancelled);
  save (office, 0, removed);
  sync_desktop (office, 0);
  do_job (office, 0, command_job, cancelled);
  do_job (office, 0, delete_job, removed);
  pd_record_set_text (mine, PD_ORDER_REMARK, "我的");
  pd_record_set_text (theirs, PD_ORDER_REMARK, "他们的");
  save (office, 1, theirs);
  sync_desktop (office, 1);
  save (office, 0, mine);

  g_autoptr (PdReconcileReport) report = reconcile (office, 0, FALSE);

  assert_reason (report, contested, PD_RECONCILE_CONFLICT);
  assert_found (office, 0, "C-1", PD_RECONCILE_CANCELLED);
  g_assert_null (item_of (report, cancelled));
  g_assert_null (item_of (report, removed));
  office_close (office);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  pd_sync_service_keep_since_finish (PD_SYNC_SERVICE (source), result, &run->wait.error);
  run->wait.done = TRUE;
}

/* Older than this computer keeps: the platform's months are told, they are no difference, and what is asked for is. */
static void
test_too_old (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) old = make_order ("甲");
  g_autoptr (PdRecord) new = make_order ("乙");
  Run run = { 0 };

  number (old, "OLD-24");
  number (new, "NEW-26");
  pd_record_set_text (old, PD_ORDER_DATE, "2024-03-01");
  save (office, 0, old);
  save (office, 0, new);
  sync_desktop (office, 0);
  pd_sync_service_keep_since_async (office->desktops[1].service, 2026, NULL, kept_cb, &run);
  wait_until_done (&run.wait);

  g_autoptr (PdReconcileReport) report = reconcile (office, 1, FALSE);
  const PdReconcileMonth *then = month_of (report, &pd_order_type, "2024-03");

  g_assert_true (pd_reconcile_report_agrees (report));
  g_assert_false (then->kept);
  g_assert_cmpint (then->there_count, ==, 1);
  g_assert_cmpint (then->here_count, ==, 0);
  g_assert_true (month_of (report, &pd_order_type, "2026-11")->kept);
  assert_found (office, 1, "OLD-24", PD_RECONCILE_TOO_OLD);
  assert_found (office, 1, "NEW-26", PD_RECONCILE_BOTH);
  office_close (office);
}

/* A warehouse sees no invoices: that there is one is told, and nothing of it. */
static void
test_hidden (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲");
  g_autofree char *id = g_strdup (pd_record_get_id (order));
  g_autoptr (GPtrArray) found = NULL;
  const PdReconcileItem *item;

  run_sql (office->platform_path, "UPDATE user SET role = 'warehouse' WHERE name = 'finance'");
  id[strlen (id) - 1] = id[strlen (id) - 1] == '0' ? '1' : '0';
  run_sql (office->platform_path,
           "INSERT INTO document (tenant, type, id, rev, seq, batch, deleted, body, hash, month, total)"
           " SELECT tenant, 'invoice', '%s', 1, -1, -1, 0,"
           " '{\"type\":\"invoice\",\"id\":\"%s\",\"revision\":1,\"number\":\"26330000000000009999\"}',"
           " 'x', '2026-11', 1 FROM document WHERE id = '%s';"
           "INSERT INTO searched (tenant, type, id, text)"
           " SELECT tenant, type, id, '26330000000000009999' || char (10) FROM document WHERE id = '%s';"
           "INSERT INTO search_due (key, tenant) SELECT key, tenant FROM searched WHERE id = '%s'",
           id, id, pd_record_get_id (order), id, id);
  found = find (office, 1, "00009999");
  item = g_ptr_array_index (found, 0);
  g_assert_cmpstr (pd_reconcile_reason_name (item->reason), ==, "hidden");
  g_assert_cmpstr (item->title, ==, "00009999");
  g_assert_cmpint (item->total, ==, 0);
  assert_found (office, 0, "00009999", PD_RECONCILE_MISSING_HERE);
  office_close (office);
}

/* Hundreds of differences are all told, whatever they are: what is missing here, what waits, and what is damaged. */
static void
test_all_are_listed (void)
{
  enum
  {
    N = 1050
  };
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdReconcileReport) report = NULL;
  guint counts[PD_RECONCILE_N_REASONS] = { 0 };

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (PdRecord) order = make_order ("甲");

      save (office, 0, order);
    }
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  pd_sync_service_set_offline (office->desktops[1].service, TRUE);
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (PdRecord) order = make_order ("乙");

      save (office, 1, order);
    }
  report = reconcile (office, 1, FALSE);
  g_assert_cmpuint (report->items->len, ==, N);
  g_assert_cmpuint (report->n_more, ==, 0);
  g_clear_pointer (&report, pd_reconcile_report_free);
  pd_sync_service_set_offline (office->desktops[1].service, FALSE);
  sync_desktop (office, 1);

  /* Rows that were lost here, and a repair that has been tried before and is not tried again. */
  run_sql (office->desktops[1].path,
           "DELETE FROM order_lines WHERE parent IN (SELECT row FROM orders WHERE buyer_name = '乙');"
           "DELETE FROM digest WHERE id IN (SELECT id FROM orders WHERE buyer_name = '乙');"
           "DELETE FROM orders WHERE buyer_name = '乙';");
  report = reconcile (office, 1, FALSE);
  for (guint i = 0; i < report->items->len; i++)
    counts[((const PdReconcileItem *) g_ptr_array_index (report->items, i))->reason]++;
  g_test_message ("%u items, %u missing, %u repaired, %u more", report->items->len,
                  counts[PD_RECONCILE_MISSING_HERE], report->n_repaired, report->n_more);
  g_assert_cmpuint (counts[PD_RECONCILE_MISSING_HERE] + report->n_repaired, ==, N);
  g_assert_cmpuint (report->n_more, ==, 0);
  office_close (office);
}

/* More of them than are listed, there and then here: nobody is told that this is all. */
static void
test_not_all (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");

  for (guint i = 0; i < 25; i++)
    {
      g_autoptr (PdRecord) order = make_order ("临溪");

      save (office, 0, order);
    }
  sync_desktop (office, 0);
  for (guint index = 2; index > 0; index--)
    {
      g_autoptr (GPtrArray) found = find (office, index - 1, "临溪");
      const PdReconcileItem *last = g_ptr_array_index (found, found->len - 1);

      g_assert_cmpuint (found->len, ==, index == 2 ? 21 : 11);
      g_assert_cmpstr (pd_reconcile_reason_name (last->reason), ==, "not-all");
    }
  office_close (office);
}

static void
write_there (PdPlatform *platform, const char *tenant, PdRecord *record)
{
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = g_get_real_time () };
  g_autoptr (GError) error = NULL;

  pd_platform_write_record (&change, record, &error);
  g_assert_no_error (error);
}

/* One order of another tenant, and one invoice of this tenant that names another seller. */
static void
other_company_cb (PdPlatform *platform, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *company_id = pd_id_new (g_get_real_time ());
  g_autofree char *invoice_id = pd_id_new (g_get_real_time ());
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, company_id);
  g_autoptr (PdRecord) invoice = pd_record_new (&pd_invoice_type, invoice_id);
  g_autoptr (PdRecord) order = make_order ("秘密公司");
  g_autofree char *tenant = NULL;
  PdPlatformRows *rows = pd_platform_sql_query (platform->sql, &error, "SELECT id FROM tenant", "");

  pd_platform_rows_next (rows, &error);
  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_ISSUED);
  pd_record_set_text (invoice, PD_INVOICE_NUMBER, "26330000000000007777");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, "91330106MA1PD00777");
  write_there (platform, pd_platform_rows_text (rows, 0), invoice);
  pd_platform_rows_done (rows);
  pd_record_set_text (company, PD_COMPANY_NAME, "乙公司");
  tenant = pd_platform_add_tenant (platform, "乙公司", company, &error);
  g_assert_no_error (error);
  number (order, "T-2026-77");
  write_there (platform, tenant, order);
}

/* An invoice that names another seller is another company's. Of what another tenant of the platform has nothing is told,
 * not even that it has it: the advice alone says that it may be there. */
static void
test_other_company (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (GPtrArray) found = NULL;
  const PdReconcileItem *item;

  pd_platform_thread_call (office->platform, other_company_cb, NULL);
  sync_desktop (office, 0);
  assert_found (office, 0, "00007777", PD_RECONCILE_OTHER_COMPANY);
  found = find (office, 0, "T-2026-77");
  g_assert_cmpuint (found->len, ==, 1);
  item = g_ptr_array_index (found, 0);
  g_assert_cmpstr (pd_reconcile_reason_name (item->reason), ==, "nowhere");
  g_assert_cmpstr (item->title, ==, "T-2026-77");
  g_assert_null (item->id);
  g_assert_null (item->message);
  g_assert_nonnull (strstr (pd_reconcile_reason_advice (item->reason), "another company"));
  office_close (office);
}

/* The words are whole: a sentence for each reason, and no name twice. */
static void
test_words (void)
{
  for (int i = 0; i < PD_RECONCILE_N_REASONS; i++)
    {
      const char *sentence = pd_reconcile_reason_sentence ((PdReconcileReason) i);

      g_assert_nonnull (sentence);
      g_assert_true (g_str_has_suffix (sentence, ".") || g_str_has_suffix (sentence, "。"));
      for (int j = 0; j < i; j++)
        g_assert_cmpstr (pd_reconcile_reason_name ((PdReconcileReason) i), !=,
                         pd_reconcile_reason_name ((PdReconcileReason) j));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/reconcile/both-agree", test_both_agree);
  g_test_add_func ("/sync/reconcile/offline", test_offline);
  g_test_add_func ("/sync/reconcile/platform-is-asked", test_platform_is_asked);
  g_test_add_func ("/sync/reconcile/repair", test_repair);
  g_test_add_func ("/sync/reconcile/lost", test_lost);
  g_test_add_func ("/sync/reconcile/decided", test_decided);
  g_test_add_func ("/sync/reconcile/too-old", test_too_old);
  g_test_add_func ("/sync/reconcile/hidden", test_hidden);
  g_test_add_func ("/sync/reconcile/all-are-listed", test_all_are_listed);
  g_test_add_func ("/sync/reconcile/not-all", test_not_all);
  g_test_add_func ("/sync/reconcile/other-company", test_other_company);
  g_test_add_func ("/sync/reconcile/words", test_words);
  return g_test_run ();
}
