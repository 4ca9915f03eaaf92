/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals that a merge made and nobody entered: flagged, not issued, until a person has looked (sync.md 2.4). */

#include "store-fixture.h"

#include "model/pd-workflow.h"

static gboolean
is_flagged (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gint64 row = store_fixture_count (fixture, "SELECT row FROM orders");
  gboolean changed = FALSE;

  pd_store_get_total_changed (fixture->session, &pd_order_type, id, &changed, &error);
  g_assert_no_error (error);
  rows = pd_store_get_rows (fixture->session, &pd_order_type, &row, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (((const PdStoreRow *) g_ptr_array_index (rows, 0))->total_changed, ==, changed);
  return changed;
}

static void
add_line (StoreFixture *fixture, PdRecord *order, gint64 amount)
{
  PdRecord *line = pd_order_add_line (order, fixture->now += 1000);

  pd_record_set_text (line, PD_ORDER_LINE_NAME, "笔");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, amount);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
}

static void
save_line (StoreFixture *fixture, const char *id, gint64 amount)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  add_line (fixture, order, amount);
  store_fixture_save (fixture, order);
}

static void
save_remark (StoreFixture *fixture, const char *id, const char *remark)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  pd_record_set_text (order, PD_ORDER_REMARK, remark);
  store_fixture_save (fixture, order);
}

static gint64
total_of (StoreFixture *fixture, const char *id)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  return pd_workflow_total (order);
}

static void
set_revision (PdRecord *order, gint64 revision)
{
  pd_record_set_revision (order, revision);
  pd_record_set_sequence (order, revision);
}

/* The platform's version of @order at @revision, with a line that somebody else has added. */
static PdRecord *
with_line_there (StoreFixture *fixture, const PdRecord *order, gint64 revision, gint64 amount)
{
  PdRecord *remote = pd_record_copy (order);

  add_line (fixture, remote, amount);
  set_revision (remote, revision);
  return remote;
}

/* What waits goes to the platform, which returns @record. */
static void
accept_with (StoreFixture *fixture, const PdRecord *record)
{
  g_autoptr (PdMutation) mutation = store_fixture_freeze_one (fixture);
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);

  result->record = pd_record_copy (record);
  store_fixture_answer (fixture, result);
}

static void
assert_issue (StoreFixture *fixture, const char *id, gboolean allowed)
{
  g_autoptr (GError) error = NULL;
  gboolean good =
      pd_store_add_command (fixture->session, &pd_order_type, id, "issue", NULL, fixture->now, &error);

  g_assert_cmpint (good, ==, allowed);
  if (allowed)
    g_assert_no_error (error);
  else
    g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

/* One line from here, one from there: the sum is nobody's. */
static char *
make_flagged (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) remote = with_line_there (fixture, order, 2, 7000);
  const char *id = pd_record_get_id (order);
  gint64 mine;

  save_line (fixture, id, 5000);
  mine = total_of (fixture, id);
  store_fixture_take (fixture, remote);
  g_assert_cmpint (total_of (fixture, id), !=, mine);
  g_assert_cmpint (total_of (fixture, id), !=, pd_workflow_total (remote));
  g_assert_true (is_flagged (fixture, id));
  return g_strdup (id);
}

static void
rebase_flags (StoreFixture *fixture)
{
  g_autofree char *id = make_flagged (fixture);

  assert_issue (fixture, id, FALSE);
  g_assert_cmpint (store_fixture_count (fixture,
                                        "SELECT count (*) FROM outbox WHERE mutation LIKE '%issue%'"),
                   ==, 0);
}

static void
confirmed_is_issued (StoreFixture *fixture)
{
  g_autofree char *id = make_flagged (fixture);
  gint64 total = total_of (fixture, id);
  g_autoptr (GError) error = NULL;

  g_assert_false (pd_store_confirm_total (fixture->session, &pd_order_type, id, total - 1, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_CHANGED);
  g_clear_error (&error);
  g_assert_true (is_flagged (fixture, id));
  g_assert_true (pd_store_confirm_total (fixture->session, &pd_order_type, id, total, &error));
  g_assert_false (is_flagged (fixture, id));
  assert_issue (fixture, id, TRUE);
}

static void
saved_is_issued (StoreFixture *fixture)
{
  g_autofree char *id = make_flagged (fixture);

  save_remark (fixture, id, "looked");
  g_assert_false (is_flagged (fixture, id));
  assert_issue (fixture, id, TRUE);
}

/* The platform put the two together: its result is nobody's total. The flag stays through what comes later. */
static void
server_merge_flags (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) merged = NULL;
  g_autoptr (PdRecord) later = NULL;
  const char *id = pd_record_get_id (order);

  save_line (fixture, id, 5000);
  mine = store_fixture_get (fixture, id);
  merged = with_line_there (fixture, mine, 3, 7000);
  accept_with (fixture, merged);
  g_assert_cmpint (total_of (fixture, id), ==, pd_workflow_total (merged));
  g_assert_true (is_flagged (fixture, id));
  assert_issue (fixture, id, FALSE);
  later = pd_record_copy (merged);
  pd_record_set_text (later, PD_ORDER_REMARK, "新");
  set_revision (later, 4);
  store_fixture_take (fixture, later);
  g_assert_true (is_flagged (fixture, id));
}

/* The same with an edit behind the one in flight. */
static void
server_merge_flags_with_more_behind (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) merged = NULL;
  g_autoptr (PdMutation) first = NULL;
  const char *id = pd_record_get_id (order);
  PdResult *result;

  save_line (fixture, id, 5000);
  mine = store_fixture_get (fixture, id);
  merged = with_line_there (fixture, mine, 3, 7000);
  first = store_fixture_freeze_one (fixture);
  save_remark (fixture, id, "behind it");
  g_assert_false (is_flagged (fixture, id));
  result = pd_result_new (first->id, PD_OUTCOME_OK);
  result->record = pd_record_copy (merged);
  store_fixture_answer (fixture, result);
  g_assert_true (is_flagged (fixture, id));
}

/* An edit that has nothing to do with the total: the other's total stands, and the other entered it. */
static void
others_total_is_somebodys (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) remote = with_line_there (fixture, order, 2, 7000);
  g_autoptr (PdRecord) again = NULL;
  const char *id = pd_record_get_id (order);

  save_remark (fixture, id, "mine");
  store_fixture_take (fixture, remote);
  g_assert_false (is_flagged (fixture, id));
  again = with_line_there (fixture, remote, 4, 900);
  pd_record_set_text (again, PD_ORDER_REMARK, "mine");
  accept_with (fixture, again);
  g_assert_cmpint (total_of (fixture, id), ==, pd_workflow_total (again));
  g_assert_false (is_flagged (fixture, id));
  assert_issue (fixture, id, TRUE);
}

static void
own_total_is_somebodys (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) returned = NULL;
  const char *id = pd_record_get_id (order);

  save_line (fixture, id, 5000);
  returned = store_fixture_get (fixture, id);
  set_revision (returned, 2);
  accept_with (fixture, returned);
  g_assert_false (is_flagged (fixture, id));
}

/* Somebody else has looked and issued it. */
static void
issued_elsewhere_is_over (StoreFixture *fixture)
{
  g_autofree char *id = make_flagged (fixture);
  g_autoptr (PdRecord) returned = store_fixture_get (fixture, id);
  g_autoptr (PdRecord) issuing = NULL;

  set_revision (returned, 3);
  accept_with (fixture, returned);
  g_assert_true (is_flagged (fixture, id));
  issuing = pd_record_copy (returned);
  pd_record_set_text (issuing, PD_ORDER_STATE, PD_ORDER_STATE_ISSUING);
  set_revision (issuing, 4);
  store_fixture_take (fixture, issuing);
  g_assert_false (is_flagged (fixture, id));
}

/* A form that was open while somebody else's line came: what is saved has a total that nobody saw. */
static void
open_form_flags (StoreFixture *fixture)
{
  g_autoptr (PdRecord) before = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) form = pd_record_copy (before);
  g_autoptr (PdRecord) remote = with_line_there (fixture, before, 2, 7000);
  g_autoptr (GError) error = NULL;
  const char *id = pd_record_get_id (before);

  add_line (fixture, form, 5000);
  store_fixture_take (fixture, remote);
  g_assert_true (pd_store_save_changes (fixture->session, before, form, fixture->now, &error));
  g_assert_no_error (error);
  g_assert_true (is_flagged (fixture, id));
  assert_issue (fixture, id, FALSE);
}

static const struct
{
  const char *name;
  void (*run) (StoreFixture *fixture);
} cases[] = {
  { "rebase-flags", rebase_flags },
  { "confirmed-is-issued", confirmed_is_issued },
  { "saved-is-issued", saved_is_issued },
  { "server-merge-flags", server_merge_flags },
  { "server-merge-flags-with-more-behind", server_merge_flags_with_more_behind },
  { "others-total-is-somebodys", others_total_is_somebodys },
  { "own-total-is-somebodys", own_total_is_somebodys },
  { "issued-elsewhere-is-over", issued_elsewhere_is_over },
  { "open-form-flags", open_form_flags },
};

static void
run_case (gconstpointer index)
{
  StoreFixture fixture;

  store_fixture_open (&fixture);
  cases[GPOINTER_TO_UINT (index)].run (&fixture);
  store_fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/total/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), run_case);
    }
  return g_test_run ();
}
