/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/lost-fixture.h"
#include "platform/pd-platform-digest.h"
#include "platform/pd-platform-ledger.h"

/* Last night's backup is on the platform; what the day brought comes back from a client. */

typedef LostFixture Test;

/* The kept sums are those of the rows. */
static void
assert_sums (Test *test)
{
  g_autoptr (PdWirePage) kept = pd_wire_page_new ();
  g_autoptr (PdWirePage) actual = pd_wire_page_new ();
  GHashTableIter iter;
  gpointer type, digest;

  g_assert_true (pd_platform_digest_read (test->f->platform, test->f->tenants[0], kept, NULL));
  g_assert_true (pd_platform_digest_compute (test->f->platform, test->f->tenants[0], actual, NULL));
  g_assert_cmpuint (g_hash_table_size (kept->digests), ==, g_hash_table_size (actual->digests));
  g_hash_table_iter_init (&iter, kept->digests);
  while (g_hash_table_iter_next (&iter, &type, &digest))
    g_assert_true (pd_digest_equal (digest, g_hash_table_lookup (actual->digests, type)));
}

static void
test_content (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "丙公司");
  g_autoptr (PdResult) first = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdRecord) changed = pd_record_copy (first->record);
  const PdRecord *records[2];
  const gint64 bases[] = { 1, 0 };

  lost_back_up (test);
  pd_record_set_text (changed, PD_ORDER_REMARK, "下午");

  g_autoptr (PdResult) second =
      fixture_do (test->f, test->clerk, fixture_patch (test->f, first->record, changed));
  g_autoptr (PdResult) third = fixture_do (test->f, test->clerk, fixture_create (test->f, buyer));

  lost_restore (test);
  records[0] = second->record;
  records[1] = third->record;

  g_autoptr (PdResult) taken = lost_give_back (test, test->admin, 2, records, bases, 0);
  g_autoptr (PdRecord) there = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_autoptr (PdRecord) there_too = fixture_get (test->f, test->clerk, pd_record_get_id (buyer));

  lost_assert_outcome (taken, PD_OUTCOME_OK, NULL);
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_REMARK), ==, "下午");
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_CREATED_BY), ==, "clerk");
  g_assert_cmpint (pd_record_get_revision (there), ==, 3);
  g_assert_cmpint (pd_record_get_revision (there_too), ==, 2);
  assert_sums (test);

  /* Twice, or from a second desktop, changes nothing. */
  g_autoptr (PdResult) again = lost_give_back (test, test->admin, 2, records, bases, 0);
  g_autoptr (PdRecord) still = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  lost_assert_outcome (again, PD_OUTCOME_OK, "already");
  g_assert_true (pd_record_equal (still, there));
}

/* What was written on the restored platform is never overwritten unseen. */
static void
test_changed_since (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdResult) first = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdRecord) before = pd_record_copy (first->record);
  g_autoptr (PdRecord) after = pd_record_copy (first->record);
  g_autoptr (PdRecord) there = NULL;
  const PdRecord *records[1];
  const gint64 base = 1;

  lost_back_up (test);
  pd_record_set_text (before, PD_ORDER_REMARK, "恢复前");

  g_autoptr (PdResult) lost =
      fixture_do (test->f, test->clerk, fixture_patch (test->f, first->record, before));

  lost_restore (test);
  pd_record_set_text (after, PD_ORDER_REMARK, "恢复后");

  g_autoptr (PdResult) newer =
      fixture_do (test->f, test->clerk, fixture_patch (test->f, first->record, after));

  records[0] = lost->record;

  g_autoptr (PdResult) refused = lost_give_back (test, test->admin, 1, records, &base, 0);

  lost_assert_outcome (refused, PD_OUTCOME_CONFLICT, "changed");
  g_assert_cmpstr (pd_record_get_text (refused->record, PD_ORDER_REMARK), ==, "恢复后");
  there = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_REMARK), ==, "恢复后");
  g_assert_cmpint (pd_record_get_revision (there), ==, pd_record_get_revision (newer->record));

  g_autoptr (PdResult) removed =
      fixture_do (test->f, test->clerk, fixture_mutation (test->f, PD_MUTATION_DELETE, there));
  g_autoptr (PdResult) gone = lost_give_back (test, test->admin, 1, records, &base, 0);

  lost_assert_outcome (removed, PD_OUTCOME_OK, NULL);
  lost_assert_outcome (gone, PD_OUTCOME_CONFLICT, "deleted");
}

/* The bureau had made the invoice: it comes back with its number, and no second one is made. */
static void
test_issued (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  const PdRecord *records[2];
  const gint64 bases[] = { 1, 0 };

  lost_back_up (test);

  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));

  fixture_work (test->f);

  g_autoptr (PdRecord) invoiced = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (invoiced, PD_ORDER_INVOICE_ID));
  g_autoptr (PdRecord) forged = pd_record_copy (invoice);

  g_assert_cmpstr (pd_record_get_state (invoice), ==, "issued");
  lost_restore (test);

  /* The order alone would stay locked; the invoice alone has no order. */
  records[0] = invoiced;
  g_autoptr (PdResult) alone = lost_give_back (test, test->admin, 1, records, bases, 0);
  lost_assert_outcome (alone, PD_OUTCOME_REJECTED, "invoice");
  records[0] = invoice;
  g_autoptr (PdResult) orderless = lost_give_back (test, test->admin, 1, records, bases + 1, 0);
  lost_assert_outcome (orderless, PD_OUTCOME_REJECTED, "order");
  g_autoptr (PdRecord) untouched = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_assert_true (pd_record_equal (untouched, created->record));

  /* A number is the bureau's word, whatever a client says. */
  pd_record_set_text (forged, PD_INVOICE_NUMBER, "26000000000000000001");
  records[0] = invoiced;
  records[1] = forged;
  g_autoptr (PdResult) taken = lost_give_back (test, test->admin, 2, records, bases, 1);
  g_autoptr (PdRecord) asked = fixture_get (test->f, test->clerk, pd_record_get_id (invoice));
  g_autoptr (PdRecord) locked = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  lost_assert_outcome (taken, PD_OUTCOME_OK, NULL);
  g_assert_cmpstr (pd_record_get_state (asked), ==, "unknown");
  g_assert_null (pd_record_get_text (asked, PD_INVOICE_NUMBER));
  g_assert_cmpstr (pd_record_get_state (locked), ==, "issuing");
  fixture_work (test->f);

  g_autoptr (PdRecord) back = fixture_get (test->f, test->clerk, pd_record_get_id (invoice));
  g_autoptr (PdRecord) order_back = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  g_assert_cmpstr (pd_record_get_state (back), ==, "issued");
  g_assert_cmpstr (pd_record_get_text (back, PD_INVOICE_NUMBER), ==,
                   pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  g_assert_cmpstr (pd_record_get_state (order_back), ==, "invoiced");
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);
  assert_sums (test);

  g_autoptr (PdResult) again = lost_give_back (test, test->admin, 2, records, bases, 1);
  lost_assert_outcome (again, PD_OUTCOME_OK, "already");
}

/* Its invoice is asked for after the backup and before the restore, and never sent; then both are given back.
 *
 * Returns: (transfer full): the invoice */
static PdRecord *
give_back_asked_for (Test *test, const PdRecord *order)
{
  const PdRecord *records[2];

  lost_back_up (test);

  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));
  PdRecord *invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (issued->record, PD_ORDER_INVOICE_ID));

  lost_restore (test);
  records[0] = issued->record;
  records[1] = invoice;

  g_autoptr (PdResult) taken = lost_give_back (test, test->admin, 2, records, NULL, 0);

  lost_assert_outcome (taken, PD_OUTCOME_OK, NULL);
  return invoice;
}

/* It never got there: it is sent now, under the key that it had, once. */
static void
test_never_sent (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdRecord) invoice = give_back_asked_for (test, order);

  g_assert_nonnull (invoice);
  fixture_work (test->f);

  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  g_assert_cmpstr (pd_record_get_state (now), ==, "invoiced");
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);
}

/* It comes back while the platform has no gateway: the next one is not asked for what was not sent through it, and a
 * person is told what is known, which is not the name of a gateway. */
static void
test_of_nobody (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdRecord) invoice = give_back_asked_for (test, order);
  const char *reason;

  g_assert_true (pd_platform_sql_run (test->f->platform->sql, NULL,
                                      "UPDATE submission SET gateway = '" PD_PLATFORM_NO_GATEWAY "'", ""));
  fixture_work (test->f);

  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (invoice));

  g_assert_cmpstr (pd_record_get_state (now), ==, "unknown");
  g_assert_cmpstr (pd_record_get_text (now, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_DECIDE);
  reason = pd_record_get_text (now, PD_INVOICE_REASON);
  g_assert_null (strstr (reason, "gateway none"));
  g_assert_nonnull (strstr (reason, "lost its data"));
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 0);
}

static void
test_refused (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, test->f->replica);
  g_autoptr (PdRecord) order = fixture_order (test->f, NULL);
  g_autoptr (PdRecord) never = fixture_order (test->f, "D-2");
  const PdRecord *records[] = { company, order, never };

  pd_record_set_revision (company, 2);
  pd_record_set_revision (order, 2);
  pd_record_set_revision (never, 0);

  g_autoptr (PdResult) first = lost_give_back (test, test->admin, 3, records, NULL, 0);
  g_autoptr (PdResult) second = lost_give_back (test, test->admin, 3, records, NULL, 1);
  g_autoptr (PdResult) third = lost_give_back (test, test->admin, 3, records, NULL, 2);

  lost_assert_outcome (first, PD_OUTCOME_REJECTED, "server_field");
  lost_assert_outcome (second, PD_OUTCOME_REJECTED, "invalid");
  lost_assert_outcome (third, PD_OUTCOME_REJECTED, "invalid");
}

#define ADD(name, func) g_test_add ("/platform/lost/" name, Test, NULL, lost_set_up, func, lost_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("content", test_content);
  ADD ("changed-since", test_changed_since);
  ADD ("issued", test_issued);
  ADD ("never-sent", test_never_sent);
  ADD ("of-nobody", test_of_nobody);
  ADD ("refused", test_refused);
  return g_test_run ();
}
