/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The platform's data were restored, and while both sides are compared a person goes on working: whatever is not
 * different afterwards is exactly as it was. And what may be read changes while a history is read. */

#include "store-fixture.h"

#include "store/pd-store-repair.h"
#include "store/pd-store-resolve.h"
#include "store/pd-store-streams.h"

static void
begin (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  pd_store_begin_history (fixture->session, NULL, &error);
  g_assert_no_error (error);
}

static void
end (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  pd_store_end_history (fixture->session, "epoch-2", "cursor", 9, &error);
  g_assert_no_error (error);
}

static void
edit (StoreFixture *fixture, const char *id, const char *remark)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  pd_record_set_text (order, PD_ORDER_REMARK, remark);
  store_fixture_save (fixture, order);
}

static void
issue (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;

  pd_store_add_command (fixture->session, &pd_order_type, id, "issue", NULL, fixture->now += 1000, &error);
  g_assert_no_error (error);
}

static void
withdraw (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;

  pd_store_withdraw_command (fixture->session, &pd_order_type, id, &error);
  g_assert_no_error (error);
}

/* As the platform has it: nothing waits, and its word of this history counts by its revision again. */
static void
assert_as_it_was (StoreFixture *fixture, const PdRecord *order)
{
  g_autoptr (PdRecord) here = store_fixture_get (fixture, pd_record_get_id (order));

  g_assert_cmpint (pd_record_get_revision (here), ==, pd_record_get_revision (order));
  g_assert_cmpint (pd_record_get_sequence (here), ==, pd_record_get_sequence (order));
  g_assert_true (pd_record_equal (here, order));
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 0);
}

static void
withdrawn_while_they_are_compared (StoreFixture *fixture, const PdRecord *order)
{
  const char *id = pd_record_get_id (order);

  begin (fixture);
  issue (fixture, id);
  withdraw (fixture, id);
  end (fixture);
}

static void
withdrawn_afterwards (StoreFixture *fixture, const PdRecord *order)
{
  const char *id = pd_record_get_id (order);

  begin (fixture);
  issue (fixture, id);
  end (fixture);
  withdraw (fixture, id);
}

static void
waiting_before (StoreFixture *fixture, const PdRecord *order)
{
  const char *id = pd_record_get_id (order);

  issue (fixture, id);
  begin (fixture);
  withdraw (fixture, id);
  end (fixture);
}

static void
edited_and_back (StoreFixture *fixture, const PdRecord *order)
{
  const char *id = pd_record_get_id (order);

  edit (fixture, id, "急");
  begin (fixture);
  edit (fixture, id, "特急");
  edit (fixture, id, NULL);
  end (fixture);
}

/* Compared anew, because the first comparison was interrupted. */
static void
begun_twice (StoreFixture *fixture, const PdRecord *order)
{
  const char *id = pd_record_get_id (order);

  begin (fixture);
  issue (fixture, id);
  begin (fixture);
  end (fixture);
  withdraw (fixture, id);
}

/* The platform had refused an edit without showing its own version; its author decides for that one. */
static void
decided (StoreFixture *fixture, const PdRecord *order)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  PdResult *result;

  begin (fixture);
  edit (fixture, pd_record_get_id (order), "急");
  mutation = store_fixture_freeze_one (fixture);
  result = pd_result_new (mutation->id, PD_OUTCOME_REJECTED);
  result->message = g_strdup ("Not like this.");
  store_fixture_answer (fixture, result);
  conflicts = pd_store_list_conflicts (fixture->session, TRUE, &error);
  g_assert_cmpuint (conflicts->len, ==, 1);
  end (fixture);
  pd_store_resolve_conflict (fixture->session, ((PdStoreConflict *) g_ptr_array_index (conflicts, 0))->id,
                             NULL, fixture->now, &error);
  g_assert_no_error (error);
}

/* What waits can be changed while nobody knows what the platform has. */
static void
waiting_is_open (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) here = NULL;

  edit (fixture, id, "急");
  begin (fixture);
  edit (fixture, id, "特急");
  here = store_fixture_get (fixture, id);
  g_assert_cmpstr (pd_record_get_text (here, PD_ORDER_REMARK), ==, "特急");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 1);
}

/* The platform has lost what an edit waits on: the edit stays, and what it stands on is not confirmed. */
static void
lost_is_not_confirmed (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  PdWireDigestEntry entry = { .type = &pd_order_type, .id = (char *) pd_record_get_id (order) };

  edit (fixture, pd_record_get_id (order), "急");
  begin (fixture);
  g_ptr_array_add (asked, &entry);
  pd_store_repair_records (fixture->session, asked, none, TRUE, fixture->now, &error);
  g_assert_no_error (error);
  end (fixture);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 1);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders WHERE sequence < 0"), ==, 1);
  g_assert_cmpint (store_fixture_count (fixture,
                                        "SELECT count (*) FROM shadow WHERE theirs ->> '$.sequence' < 0"),
                   ==, 1);
}

static PdStoreConflict *
newest_conflict (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (fixture->session, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (conflicts->len, >, 0);
  return g_ptr_array_steal_index (conflicts, 0);
}

/* An order at revision 5 of which somebody changed the same here; decided for the platform's version. */
static PdRecord *
decided_order (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) newer = pd_record_copy (order);
  g_autoptr (PdStoreConflict) conflict = NULL;

  edit (fixture, pd_record_get_id (order), "急");
  pd_record_set_revision (newer, 5);
  pd_record_set_sequence (newer, 5);
  pd_record_set_text (newer, PD_ORDER_REMARK, "不急");
  store_fixture_pull (fixture, newer, 6, &error);
  g_assert_no_error (error);
  conflict = newest_conflict (fixture);
  pd_store_resolve_conflict (fixture->session, conflict->id, NULL, fixture->now, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&order);
}

static void
compare_with (StoreFixture *fixture, const PdRecord *order, PdRecord *there)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  PdWireDigestEntry entry = { .type = &pd_order_type, .id = (char *) pd_record_get_id (order) };

  begin (fixture);
  g_ptr_array_add (asked, &entry);
  if (there != NULL)
    g_ptr_array_add (records, there);
  pd_store_repair_records (fixture->session, asked, records, TRUE, fixture->now, &error);
  g_assert_no_error (error);
  end (fixture);
}

/* A decision of before the restore is taken back: it is about what the platform has now. */
static void
undone_after_a_restore (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = decided_order (fixture);
  g_autoptr (PdRecord) restored = pd_record_copy (order);
  g_autoptr (PdStoreConflict) conflict = newest_conflict (fixture);
  g_autofree char *open = NULL;
  PdUndo how;

  pd_record_set_revision (restored, 3);
  pd_record_set_sequence (restored, 3);
  pd_record_set_text (restored, PD_ORDER_REMARK, "昨天");
  compare_with (fixture, order, restored);
  open = pd_store_undo (fixture->session, conflict->id, fixture->now, &how, &error);
  g_assert_no_error (error);
  pd_store_resolve_conflict (fixture->session, open, NULL, fixture->now, &error);
  g_assert_no_error (error);
  assert_as_it_was (fixture, restored);
}

/* … and where the platform has nothing any more, there is nothing to decide about. */
static void
not_undone_after_a_loss (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = decided_order (fixture);
  g_autoptr (PdStoreConflict) conflict = newest_conflict (fixture);
  PdUndo how;

  compare_with (fixture, order, NULL);
  g_assert_null (pd_store_undo (fixture->session, conflict->id, fixture->now, &how, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders"), ==, 0);
}

/* A year that is leaving was not compared: what waits there is not confirmed, and the platform's lower word counts. */
static void
leaving_is_not_confirmed (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) newer = pd_record_copy (order);
  g_autoptr (PdRecord) restored = pd_record_copy (order);
  g_autoptr (PdRecord) here = NULL;

  pd_record_set_revision (newer, 5);
  pd_record_set_sequence (newer, 5);
  pd_record_set_text (newer, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_pull (fixture, newer, 6, &error);
  g_assert_no_error (error);
  edit (fixture, pd_record_get_id (order), "急");
  pd_store_set_keep_since (fixture->session, 9999, &error);
  g_assert_no_error (error);
  begin (fixture);
  end (fixture);
  pd_store_set_keep_since (fixture->session, 0, &error);
  g_assert_no_error (error);
  pd_record_set_revision (restored, 2);
  pd_record_set_sequence (restored, 2);
  pd_record_set_text (restored, PD_ORDER_BUYER_NAME, "丙公司");
  begin (fixture);
  store_fixture_pull (fixture, restored, 3, &error);
  g_assert_no_error (error);
  here = store_fixture_get (fixture, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (here, PD_ORDER_BUYER_NAME), ==, "丙公司");
  g_assert_cmpstr (pd_record_get_text (here, PD_ORDER_REMARK), ==, "急");
}

/* One page of a pull that is not at the head yet. */
static void
pull_page (StoreFixture *fixture, const PdRecord *record, const char *types, gint64 last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  g_autoptr (PdStorePull) pull = pd_store_plan_pull (fixture->session, &error);
  gboolean more;

  page->epoch = g_strdup ("epoch-1");
  page->next = g_strdup_printf ("cursor-%" G_GINT64_FORMAT, last);
  page->last = last;
  page->head = 9;
  page->more = TRUE;
  page->types = g_strsplit (types, " ", -1);
  if (record != NULL)
    g_ptr_array_add (page->records, pd_record_copy (record));
  pd_store_apply_page (fixture->session, page, pull, FALSE, fixture->now, &more, &error);
  g_assert_no_error (error);
  g_assert_true (more);
}

/* Between two pages the user may read no orders, and then again: what came in between is not passed over. */
static void
role_in_the_middle_of_a_pull (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdStorePull) pull = NULL;
  char stream[PD_STREAM_MAX];
  gboolean keeps;

  pd_record_set_revision (order, 1);
  pd_record_set_sequence (order, 1);
  pd_record_stream (order, stream);
  g_assert_true (pd_store_add_stream (fixture->session, stream, &error));
  g_assert_true (pd_store_add_stream (fixture->session, "buyer", &error));
  pull_page (fixture, order, "order buyer", 2);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders"), ==, 1);
  pull_page (fixture, NULL, "buyer", 4);
  g_assert_true (pd_store_keeps_stream (fixture->session, stream, &keeps, &error));
  g_assert_false (keeps);
  pull = pd_store_plan_pull (fixture->session, &error);
  g_assert_cmpstr (pull->streams, ==, "buyer");
  g_assert_cmpstr (pull->cursor, ==, "cursor-4");
  g_clear_pointer (&pull, pd_store_pull_free);
  pull_page (fixture, NULL, "order buyer", 6);
  g_assert_true (pd_store_add_stream (fixture->session, stream, &error));
  pull = pd_store_plan_pull (fixture->session, &error);
  g_assert_cmpstr (pull->streams, ==, stream);
  g_assert_cmpstr (pull->cursor, ==, "");
}

static void
run (gconstpointer data)
{
  void (*test) (StoreFixture *) = (void (*) (StoreFixture *)) data;
  g_autoptr (GError) error = NULL;
  StoreFixture fixture = { 0 };

  store_fixture_open (&fixture);
  store_fixture_pull (&fixture, NULL, 0, &error);
  g_assert_no_error (error);
  test (&fixture);
  store_fixture_close (&fixture);
}

static void
run_the_same (gconstpointer data)
{
  void (*story) (StoreFixture *, const PdRecord *) = (void (*) (StoreFixture *, const PdRecord *)) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = NULL;
  StoreFixture fixture = { 0 };

  store_fixture_open (&fixture);
  store_fixture_pull (&fixture, NULL, 0, &error);
  g_assert_no_error (error);
  order = store_fixture_accepted (&fixture, "甲公司", "打印纸");
  story (&fixture, order);
  assert_as_it_was (&fixture, order);
  store_fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define SAME(function)                                                                                       \
  g_test_add_data_func ("/store/history/" #function, (gconstpointer) function, run_the_same)
  SAME (withdrawn_while_they_are_compared);
  SAME (withdrawn_afterwards);
  SAME (waiting_before);
  SAME (edited_and_back);
  SAME (begun_twice);
  SAME (decided);
#undef SAME
#define ADD(function) g_test_add_data_func ("/store/history/" #function, (gconstpointer) function, run)
  ADD (waiting_is_open);
  ADD (lost_is_not_confirmed);
  ADD (undone_after_a_restore);
  ADD (not_undone_after_a_loss);
  ADD (leaving_is_not_confirmed);
  ADD (role_in_the_middle_of_a_pull);
#undef ADD
  return g_test_run ();
}
