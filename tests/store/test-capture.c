/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local capture: one case for each rule of what an edit, a deletion and a command do to the outbox. */

#include "store-fixture.h"

#include "model/pd-merge.h"
#include "store/pd-store-streams.h"

static void
set_buyer (StoreFixture *fixture, const char *id, const char *buyer)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  store_fixture_save (fixture, order);
}

static void
assert_buyer (StoreFixture *fixture, const char *id, const char *buyer)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_BUYER_NAME), ==, buyer);
}

/* A new record is one creation, and reads back as it was written. */
static void
new_record_is_a_creation (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "上海开票有限公司", "打印纸");
  g_autoptr (PdRecord) back = NULL;

  store_fixture_save (fixture, order);
  back = store_fixture_get (fixture, pd_record_get_id (order));
  g_assert_true (pd_record_equal (order, back));
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox WHERE kind = 0 AND state = 0"),
                   ==, 1);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 0);
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_WAITING);
}

/* An edit of a record that has not been sent becomes part of its creation. */
static void
edit_folds_into_creation (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) mutation = NULL;

  store_fixture_save (fixture, order);
  set_buyer (fixture, pd_record_get_id (order), "乙公司");
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_CREATE);
  g_assert_cmpstr (pd_record_get_text (mutation->record, PD_ORDER_BUYER_NAME), ==, "乙公司");
  g_assert_cmpint (mutation->counter, ==, 1);
}

/* Saving what is there already sends nothing. */
static void
no_change_is_no_mutation (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");

  store_fixture_save (fixture, order);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_CLEAN);
}

/* The first edit of a clean record keeps the platform's version beside it; the second keeps the first's old value. */
static void
edits_fold_into_one_patch (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) mutation = NULL;
  const PdChange *change;

  set_buyer (fixture, pd_record_get_id (order), "乙公司");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 1);
  set_buyer (fixture, pd_record_get_id (order), "丙公司");
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_PATCH);
  g_assert_cmpint (mutation->base_revision, ==, 1);
  g_assert_cmpuint (pd_patch_get_n_changes (mutation->patch), ==, 1);
  change = pd_patch_get_change (mutation->patch, 0);
  g_assert_cmpstr (pd_record_get_text (change->before, PD_ORDER_BUYER_NAME), ==, "甲公司");
  g_assert_cmpstr (pd_record_get_text (change->after, PD_ORDER_BUYER_NAME), ==, "丙公司");
}

/* An edit that is undone before it was sent leaves nothing to send. */
static void
undone_edit_leaves_nothing (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");

  set_buyer (fixture, pd_record_get_id (order), "乙公司");
  set_buyer (fixture, pd_record_get_id (order), "甲公司");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 0);
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_CLEAN);
}

/* What is in flight is sent again as it was; the next edit waits behind it. */
static void
in_flight_row_is_immutable (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) first = NULL;
  g_autoptr (PdMutation) again = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  set_buyer (fixture, pd_record_get_id (order), "乙公司");
  first = store_fixture_freeze_one (fixture);
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_IN_FLIGHT);
  set_buyer (fixture, pd_record_get_id (order), "丙公司");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 2);
  again = store_fixture_freeze_one (fixture);
  one = pd_wire_mutation_to_text (first);
  two = pd_wire_mutation_to_text (again);
  g_assert_cmpstr (one, ==, two);
  assert_buyer (fixture, pd_record_get_id (order), "丙公司");
}

/* Requeued with its id, a mutation is a repeat: its content still may not change. */
static void
requeued_row_is_immutable (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) first = NULL;
  g_autoptr (PdMutation) again = NULL;

  set_buyer (fixture, pd_record_get_id (order), "乙公司");
  first = store_fixture_freeze_one (fixture);
  g_assert_true (pd_store_requeue_in_flight (fixture->session, FALSE, &error));
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_WAITING);
  set_buyer (fixture, pd_record_get_id (order), "丙公司");
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (first->id, ==, again->id);
  g_assert_cmpint (again->counter, >, first->counter);
  g_assert_cmpstr (pd_record_get_text (pd_patch_get_change (again->patch, 0)->after, PD_ORDER_BUYER_NAME), ==,
                   "乙公司");
}

/* Made and deleted before it was sent: nobody else ever hears of it. */
static void
creation_and_deletion_cancel (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");

  store_fixture_save (fixture, order);
  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (order),
                                         fixture->now, &error));
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM order_lines"), ==, 0);
}

/* A deletion takes the place of edits that wait, and hides the record. */
static void
deletion_replaces_waiting_edits (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) mutation = NULL;

  set_buyer (fixture, pd_record_get_id (order), "乙公司");
  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (order),
                                         fixture->now, &error));
  g_assert_null (pd_store_get_record (fixture->session, &pd_order_type, pd_record_get_id (order), &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_DELETE);
  g_assert_cmpint (mutation->base_revision, ==, 1);
}

static void
assert_ever (StoreFixture *fixture, const char *id, const char *key, const char *wanted, gboolean deleted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) found =
      pd_store_find_ever (fixture->session, &pd_order_type, id, PD_ORDER_IMPORT_KEY, key, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found != NULL ? pd_record_get_id (found) : NULL, ==, wanted);
  if (wanted == NULL)
    return;
  g_assert_cmpint (pd_record_is_deleted (found), ==, deleted);
  g_assert_cmpuint (pd_record_get_lines (found)->len, ==, 1);
}

/* By its id and by its value, deleted or not; what is not deleted goes first. */
static void
what_was_ever_here_is_found (StoreFixture *fixture)
{
  static const char never[] = "018f0000-0000-7000-8000-000000000000";
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) gone = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdRecord) third = store_fixture_order (fixture, "丙公司", "墨水");
  const char *id = pd_record_get_id (gone);

  pd_record_set_text (gone, PD_ORDER_IMPORT_KEY, "shop|1");
  store_fixture_save (fixture, gone);
  assert_ever (fixture, id, "shop|1", id, FALSE);
  assert_ever (fixture, never, "shop|1", id, FALSE);
  assert_ever (fixture, never, "shop|2", NULL, FALSE);
  assert_ever (fixture, never, NULL, NULL, FALSE);
  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, id, fixture->now, &error));
  assert_ever (fixture, id, "shop|2", id, TRUE);
  g_assert_null (pd_store_find_by (fixture->session, &pd_order_type, PD_ORDER_IMPORT_KEY, "shop|1", &error));
  g_assert_no_error (error);
  second = store_fixture_order (fixture, "乙公司", "笔");
  pd_record_set_text (second, PD_ORDER_IMPORT_KEY, "shop|1");
  store_fixture_save (fixture, second);
  assert_ever (fixture, never, "shop|1", pd_record_get_id (second), FALSE);
  assert_ever (fixture, id, "shop|1", pd_record_get_id (second), FALSE);
  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (second),
                                         fixture->now, &error));
  assert_ever (fixture, id, NULL, id, TRUE);
  pd_record_set_text (third, PD_ORDER_IMPORT_KEY, "shop|3");
  pd_record_set_revision (third, 1);
  pd_record_set_sequence (third, 2);
  store_fixture_pull (fixture, third, 2, &error);
  g_assert_no_error (error);
  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (third),
                                         fixture->now, &error));
  assert_ever (fixture, never, "shop|3", pd_record_get_id (third), TRUE);
}

/* A form that was open when the record was deleted is saved after all: the deletion is taken back. */
static void
edit_takes_deletion_back (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) mutation = NULL;

  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (order),
                                         fixture->now, &error));
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_save (fixture, order);
  assert_buyer (fixture, pd_record_get_id (order), "乙公司");
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_PATCH);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 1);
}

/* A command carries the revision and the total as seen; one at a time; content is frozen meanwhile, notes are not. */
static void
command_waits_and_freezes (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) mutation = NULL;
  g_autofree char *pending = NULL;

  g_assert_false (
      pd_store_add_command (fixture->session, &pd_order_type, id, "reopen", NULL, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_true (
      pd_store_add_command (fixture->session, &pd_order_type, id, "issue", "急", fixture->now, &error));
  g_assert_false (
      pd_store_add_command (fixture->session, &pd_order_type, id, "issue", NULL, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_cmpint (pd_store_get_row_state (fixture->session, &pd_order_type, id, &pending, &error), ==,
                   PD_ROW_WAITING);
  g_assert_cmpstr (pending, ==, "issue");
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "乙公司");
  g_assert_false (pd_store_save_record (fixture->session, order, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_FROZEN);
  g_clear_error (&error);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲公司");
  pd_record_set_text (order, PD_ORDER_NOTE, "已电话确认");
  store_fixture_save (fixture, order);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_COMMAND);
  g_assert_cmpint (mutation->base_revision, ==, 1);
  g_assert_cmpint (mutation->total, ==, 11300);
  g_assert_cmpstr (mutation->reason, ==, "急");
  g_assert_false (pd_store_withdraw_command (fixture->session, &pd_order_type, id, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

/* A command that has not been sent is taken back as if it had never been given. */
static void
command_is_withdrawn (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autofree char *before = store_fixture_dump (fixture);
  g_autofree char *after = NULL;

  g_assert_true (pd_store_add_command (fixture->session, &pd_order_type, pd_record_get_id (order), "cancel",
                                       NULL, fixture->now, &error));
  g_assert_true (
      pd_store_withdraw_command (fixture->session, &pd_order_type, pd_record_get_id (order), &error));
  after = store_fixture_dump (fixture);
  g_assert_cmpstr (before, ==, after);
}

/* What does not pass the check is not saved, and the sentence names the field. */
static void
invalid_record_is_refused (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, NULL, "打印纸");

  g_assert_false (pd_store_save_record (fixture->session, order, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "Buyer name"));
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders"), ==, 0);
}

/* A form opened before somebody else's change arrived does not undo that change. */
static void
stale_form_does_not_overwrite (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) before = pd_record_copy (form);
  g_autoptr (PdRecord) remote = pd_record_copy (form);
  g_autoptr (PdRecord) view = NULL;

  pd_record_set_revision (remote, 2);
  pd_record_set_text (remote, PD_ORDER_REMARK, "送货上门");
  g_assert_true (store_fixture_pull (fixture, remote, 2, &error));
  pd_record_set_text (form, PD_ORDER_BUYER_NAME, "乙公司");
  g_assert_false (pd_store_save_record (fixture->session, form, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_CHANGED);
  g_clear_error (&error);
  /* With what the form was filled from, both changes stay. */
  g_assert_true (pd_store_save_changes (fixture->session, before, form, fixture->now, &error));
  view = store_fixture_get (fixture, pd_record_get_id (form));
  g_assert_cmpstr (pd_record_get_text (view, PD_ORDER_REMARK), ==, "送货上门");
  g_assert_cmpstr (pd_record_get_text (view, PD_ORDER_BUYER_NAME), ==, "乙公司");
  /* Both changed the same: the person decides. */
  pd_record_set_text (form, PD_ORDER_REMARK, "自提");
  g_assert_false (pd_store_save_changes (fixture->session, before, form, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_CHANGED);
}

/* A form that is open while its record leaves this computer: saved, it would come to the platform as a new record. */
static void
form_of_what_has_left (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) before = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) form = NULL;

  /* It was opened before the platform had it. */
  pd_record_set_revision (before, 0);
  form = pd_record_copy (before);
  pd_record_set_text (form, PD_ORDER_REMARK, "急");
  g_assert_true (pd_store_evict (fixture->session, &pd_order_type, pd_record_get_id (before), &error));
  g_assert_false (pd_store_save_changes (fixture->session, before, form, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
}

/* A form opened before the platform took its creation is not stale: its content is the same. */
static void
own_acceptance_is_no_change (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");

  pd_record_set_revision (order, 0);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_save (fixture, order);
  assert_buyer (fixture, pd_record_get_id (order), "乙公司");
}

/* Fields of a newer version, and fields that the platform owns, survive an edit. */
static void
unknown_and_server_fields_survive (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) remote = pd_record_copy (order);
  g_autoptr (PdRecord) view = NULL;

  pd_record_set_revision (remote, 2);
  pd_record_set_unknown (remote, "warehouse", "{\"shelf\":7}");
  pd_record_set_text (remote, PD_ORDER_CREATED_BY, "张三");
  g_assert_true (store_fixture_pull (fixture, remote, 2, &error));
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_save (fixture, order);
  view = store_fixture_get (fixture, pd_record_get_id (order));
  g_assert_cmpstr (g_tree_lookup (pd_record_get_unknown (view), "warehouse"), ==, "{\"shelf\":7}");
  g_assert_cmpstr (pd_record_get_text (view, PD_ORDER_CREATED_BY), ==, "张三");
}

/* At most one mutation of a record in a batch, within the limits, in order. */
static void
batch_takes_the_oldest_of_each (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) one = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) two = store_fixture_order (fixture, "乙公司", "打印纸");
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (GPtrArray) small = NULL;
  g_auto (GStrv) ids = NULL;
  PdStoreCounts counts;

  store_fixture_save (fixture, one);
  store_fixture_save (fixture, two);
  g_assert_true (pd_store_add_command (fixture->session, &pd_order_type, pd_record_get_id (one), "cancel",
                                       NULL, fixture->now, &error));
  g_assert_true (pd_store_get_counts (fixture->session, &counts, &error));
  g_assert_cmpuint (counts.waiting, ==, 3);
  g_assert_cmpint (counts.oldest_waiting, >, 0);
  batch = pd_store_freeze_batch (fixture->session, 10, 1000000, &error);
  g_assert_cmpuint (batch->len, ==, 2);
  g_assert_cmpint (((PdMutation *) batch->pdata[0])->counter, ==, 1);
  g_assert_cmpint (((PdMutation *) batch->pdata[1])->counter, ==, 2);
  small = pd_store_freeze_batch (fixture->session, 10, 10, &error);
  g_assert_cmpuint (small->len, ==, 1);
  ids = pd_store_get_in_flight (fixture->session, &error);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_true (pd_store_get_counts (fixture->session, &counts, &error));
  g_assert_cmpuint (counts.waiting, ==, 1);
  g_assert_cmpuint (counts.in_flight, ==, 2);
}

static const struct
{
  const char *name;
  void (*run) (StoreFixture *fixture);
} cases[] = {
  { "new-record-is-a-creation", new_record_is_a_creation },
  { "edit-folds-into-creation", edit_folds_into_creation },
  { "no-change-is-no-mutation", no_change_is_no_mutation },
  { "edits-fold-into-one-patch", edits_fold_into_one_patch },
  { "undone-edit-leaves-nothing", undone_edit_leaves_nothing },
  { "in-flight-row-is-immutable", in_flight_row_is_immutable },
  { "requeued-row-is-immutable", requeued_row_is_immutable },
  { "creation-and-deletion-cancel", creation_and_deletion_cancel },
  { "deletion-replaces-waiting-edits", deletion_replaces_waiting_edits },
  { "edit-takes-deletion-back", edit_takes_deletion_back },
  { "command-waits-and-freezes", command_waits_and_freezes },
  { "command-is-withdrawn", command_is_withdrawn },
  { "invalid-record-is-refused", invalid_record_is_refused },
  { "stale-form-does-not-overwrite", stale_form_does_not_overwrite },
  { "form-of-what-has-left", form_of_what_has_left },
  { "what-was-ever-here-is-found", what_was_ever_here_is_found },
  { "own-acceptance-is-no-change", own_acceptance_is_no_change },
  { "unknown-and-server-fields-survive", unknown_and_server_fields_survive },
  { "batch-takes-the-oldest-of-each", batch_takes_the_oldest_of_each },
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
      g_autofree char *path = g_strconcat ("/store/capture/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), run_case);
    }
  return g_test_run ();
}
