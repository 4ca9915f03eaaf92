/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the platform says meets what waits here: one case for each rule of results, pull, rebase and the inbox. The
 * fixture gives every answer and every page twice and demands that the second changes nothing. */

#include "store-fixture.h"

#include "model/pd-merge.h"
#include "model/pd-order-facts.h"
#include "model/pd-ticket.h"

static const char *
buyer_of (const PdRecord *order)
{
  return pd_record_get_text (order, PD_ORDER_BUYER_NAME);
}

static void
assert_field (StoreFixture *fixture, const char *id, guint field, const char *text)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  g_assert_cmpstr (pd_record_get_text (order, field), ==, text);
}

static void
answer (StoreFixture *fixture,
        const PdMutation *mutation,
        PdOutcome outcome,
        const char *code,
        const PdRecord *record)
{
  PdResult *result = pd_result_new (mutation->id, outcome);

  result->code = g_strdup (code);
  result->record = record != NULL ? pd_record_copy (record) : NULL;
  if (outcome == PD_OUTCOME_REJECTED)
    result->message = g_strdup ("Not like this.");
  store_fixture_answer (fixture, result);
}

/* Accepted: the row goes, the record is as the platform returned it, with the fields that it owns. */
static void
accepted_edit_is_clean (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdRecord) returned = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "乙公司");

  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CLEAN);
  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  mutation = store_fixture_freeze_one (fixture);
  pd_record_set_text (returned, PD_ORDER_CHANGED_BY, "李四");
  answer (fixture, mutation, PD_OUTCOME_OK, NULL, returned);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CLEAN);
  assert_field (fixture, id, PD_ORDER_CHANGED_BY, "李四");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT revision FROM orders"), ==, 2);
}

/* An edit made while the first was on its way is put on top of what came back, and sent next. */
static void
edit_behind_one_in_flight (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) first = NULL;
  g_autoptr (PdMutation) second = NULL;
  g_autoptr (PdRecord) returned = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "乙公司");

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  first = store_fixture_freeze_one (fixture);
  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "丙公司");
  answer (fixture, first, PD_OUTCOME_OK, NULL, returned);
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "丙公司");
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_WAITING);
  second = store_fixture_freeze_one (fixture);
  g_assert_cmpint (second->counter, >, first->counter);
  g_assert_cmpstr (buyer_of (pd_patch_get_change (second->patch, 0)->before), ==, "乙公司");
}

/* A clean record takes what is newer and ignores what is not. */
static void
clean_record_is_replaced (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) newer = store_fixture_with_text (order, 5, PD_ORDER_REMARK, "新");
  g_autoptr (PdRecord) older = store_fixture_with_text (order, 4, PD_ORDER_REMARK, "旧");

  store_fixture_take_at (fixture, newer, 9);
  store_fixture_take_at (fixture, older, 9);
  assert_field (fixture, pd_record_get_id (order), PD_ORDER_REMARK, "新");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
}

/* Somebody else changed something else: both changes are in the view, and only ours is sent. */
static void
queued_edit_is_rebased (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_REMARK, "送货上门");
  g_autoptr (PdMutation) mutation = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_take_at (fixture, remote, 2);
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  assert_field (fixture, id, PD_ORDER_REMARK, "送货上门");
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_WAITING);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpuint (pd_patch_get_n_changes (mutation->patch), ==, 1);
}

/* Somebody else changed the same: the inbox holds base, mine and theirs; the view is still mine. */
static void
same_field_is_a_conflict (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "丙公司");
  g_autoptr (PdStoreConflict) conflict = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_take_at (fixture, remote, 2);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (conflict->code, ==, "fields");
  g_assert_cmpstr (conflict->atoms[0], ==, "party");
  g_assert_cmpstr (buyer_of (conflict->base), ==, "甲公司");
  g_assert_cmpstr (buyer_of (conflict->mine), ==, "乙公司");
  g_assert_cmpstr (buyer_of (conflict->theirs), ==, "丙公司");
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CONFLICT);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
}

/* While a row is in flight the view is left alone, whatever is pulled; its outcome decides. */
static void
view_waits_for_what_is_in_flight (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "丙公司");
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  mutation = store_fixture_freeze_one (fixture);
  store_fixture_take_at (fixture, remote, 2);
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_IN_FLIGHT);
  answer (fixture, mutation, PD_OUTCOME_CONFLICT, "fields", remote);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (buyer_of (conflict->base), ==, "甲公司");
  g_assert_cmpstr (buyer_of (conflict->theirs), ==, "丙公司");
}

/* Both made the same change: nothing to decide. */
static void
same_change_is_no_conflict (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "乙公司");
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  mutation = store_fixture_freeze_one (fixture);
  answer (fixture, mutation, PD_OUTCOME_CONFLICT, "fields", remote);
  conflicts = pd_store_list_conflicts (fixture->session, FALSE, &error);
  g_assert_cmpuint (conflicts->len, ==, 0);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CLEAN);
}

/* Refused for good: the platform's words stay with the edit, and everything behind it waits for a person, too. */
static void
rejected_creation_is_parked (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdRecord) merged = NULL;
  g_autoptr (PdMutation) again = NULL;

  store_fixture_save (fixture, order);
  mutation = store_fixture_freeze_one (fixture);
  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  answer (fixture, mutation, PD_OUTCOME_REJECTED, "invalid", NULL);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (conflict->message, ==, "Not like this.");
  g_assert_cmpstr (buyer_of (conflict->mine), ==, "乙公司");
  g_assert_null (conflict->theirs);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_REJECTED);
  /* Put right, it is created. */
  merged = pd_record_copy (conflict->mine);
  pd_record_set_text (merged, PD_ORDER_BUYER_NAME, "丙公司");
  g_assert_true (pd_store_resolve_conflict (fixture->session, conflict->id, merged, fixture->now, &error));
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpint (again->kind, ==, PD_MUTATION_CREATE);
  g_assert_cmpstr (buyer_of (again->record), ==, "丙公司");
}

/* Given up, a record that the platform never had is gone. */
static void
rejected_creation_is_given_up (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;

  store_fixture_save (fixture, order);
  mutation = store_fixture_freeze_one (fixture);
  answer (fixture, mutation, PD_OUTCOME_REJECTED, "forbidden", NULL);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_true (pd_store_resolve_conflict (fixture->session, conflict->id, NULL, fixture->now, &error));
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict WHERE decision = 2"), ==, 1);
}

/* One record in the inbox, all others go on. */
static void
parked_record_blocks_nobody (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) one = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) two = store_fixture_order (fixture, "乙公司", "打印纸");
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (PdMutation) next = NULL;

  store_fixture_save (fixture, one);
  store_fixture_save (fixture, two);
  batch = pd_store_freeze_batch (fixture->session, 10, 100000, &error);
  answer (fixture, batch->pdata[0], PD_OUTCOME_REJECTED, "invalid", NULL);
  pd_record_set_revision (two, 1);
  answer (fixture, batch->pdata[1], PD_OUTCOME_OK, NULL, two);
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (one)), ==, PD_ROW_REJECTED);
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (two)), ==, PD_ROW_CLEAN);
  store_fixture_edit (fixture, pd_record_get_id (two), PD_ORDER_REMARK, "急");
  next = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (next->record_id, ==, pd_record_get_id (two));
}

/* An edit of a record in the inbox becomes part of one's own side; nothing is queued. */
static void
edit_folds_into_conflict (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "丙公司");
  g_autoptr (PdRecord) later = store_fixture_with_text (order, 3, PD_ORDER_BUYER_NAME, "丁公司");
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdMutation) mutation = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_take_at (fixture, remote, 2);
  store_fixture_edit (fixture, id, PD_ORDER_REMARK, "加急");
  store_fixture_take_at (fixture, later, 3);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (buyer_of (conflict->mine), ==, "乙公司");
  g_assert_cmpstr (pd_record_get_text (conflict->mine, PD_ORDER_REMARK), ==, "加急");
  g_assert_cmpstr (buyer_of (conflict->theirs), ==, "丁公司");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  /* Decided: mine against theirs as it is by now. */
  g_assert_true (
      pd_store_resolve_conflict (fixture->session, conflict->id, conflict->mine, fixture->now, &error));
  g_assert_no_error (error);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_PATCH);
  g_assert_cmpint (mutation->base_revision, ==, 3);
  g_assert_cmpuint (pd_patch_get_n_changes (mutation->patch), ==, 2);
  g_assert_cmpstr (buyer_of (pd_patch_get_change (mutation->patch, 0)->before), ==, "丁公司");
  g_assert_false (pd_store_resolve_conflict (fixture->session, conflict->id, NULL, fixture->now, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

/* Theirs is taken: the view is the platform's, nothing is sent, the inbox remembers. */
static void
theirs_is_taken (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "丙公司");
  g_autoptr (PdStoreConflict) conflict = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_take_at (fixture, remote, 2);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_true (pd_store_resolve_conflict (fixture->session, conflict->id, NULL, fixture->now, &error));
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "丙公司");
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CLEAN);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict WHERE mine LIKE '%乙公司%'"),
                   ==, 1);
}

/* The platform comes round to one's own version: the conflict is over. */
static void
conflict_ends_when_sides_agree (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "丙公司");
  g_autoptr (PdRecord) agreed = store_fixture_with_text (order, 3, PD_ORDER_BUYER_NAME, "乙公司");

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_take_at (fixture, remote, 2);
  store_fixture_take_at (fixture, agreed, 3);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CLEAN);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict WHERE decision = 0"), ==, 0);
}

/* Deleted there, edited here: a conflict. Kept, it becomes a new record, for a deleted id is never used again. */
static void
deletion_there_meets_edit_here (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) moved = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "甲公司");
  g_autoptr (PdRecord) gone = store_fixture_with_text (order, 3, PD_ORDER_BUYER_NAME, "甲公司");
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdMutation) mutation = NULL;

  pd_record_add_step (moved, fixture->now, "send_back", "review", "draft", "李四", NULL, "改价");
  store_fixture_take_at (fixture, moved, 2);
  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  pd_record_set_deleted (gone, TRUE);
  store_fixture_take_at (fixture, gone, 3);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (conflict->code, ==, "deleted");
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  g_assert_true (
      pd_store_resolve_conflict (fixture->session, conflict->id, conflict->mine, fixture->now, &error));
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_CREATE);
  g_assert_cmpstr (mutation->record_id, !=, id);
  g_assert_cmpstr (buyer_of (mutation->record), ==, "乙公司");
  g_assert_cmpuint (pd_record_get_lines (mutation->record)->len, ==, 1);
  g_assert_cmpuint (pd_record_get_list (mutation->record, PD_ORDER_LIST_STEPS)->len, ==, 0);
  g_assert_null (pd_store_get_record (fixture->session, &pd_order_type, id, NULL));
}

/* A ticket that is kept as a new one has a number of its own: somebody may restore the deleted one. */
static void
kept_ticket_has_another_number (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) ticket = pd_ticket_new (fixture->now, "2026-11-06");
  g_autoptr (PdRecord) edited = NULL;
  g_autoptr (PdRecord) gone = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdMutation) mutation = NULL;

  pd_record_set_text (ticket, PD_TICKET_TITLE, "税控盘不亮");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  pd_record_set_revision (ticket, 1);
  pd_record_set_sequence (ticket, 1);
  store_fixture_take_at (fixture, ticket, 1);
  edited = pd_record_copy (ticket);
  pd_record_set_text (edited, PD_TICKET_TITLE, "税控盘还是不亮");
  store_fixture_save (fixture, edited);
  gone = pd_record_copy (ticket);
  pd_record_set_deleted (gone, TRUE);
  pd_record_set_revision (gone, 2);
  pd_record_set_sequence (gone, 2);
  store_fixture_take_at (fixture, gone, 2);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_true (
      pd_store_resolve_conflict (fixture->session, conflict->id, conflict->mine, fixture->now, &error));
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_CREATE);
  g_assert_cmpstr (pd_record_get_text (mutation->record, PD_TICKET_TITLE), ==, "税控盘还是不亮");
  g_assert_nonnull (pd_record_get_text (mutation->record, PD_TICKET_NUMBER));
  g_assert_cmpstr (pd_record_get_text (mutation->record, PD_TICKET_NUMBER), !=,
                   pd_record_get_text (ticket, PD_TICKET_NUMBER));
}

/* Deleted there, untouched here: it goes, and does not come back with an older version. */
static void
tombstone_is_final (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) gone = store_fixture_with_text (order, 3, PD_ORDER_BUYER_NAME, "甲公司");
  g_autoptr (PdRecord) older = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "乙公司");

  pd_record_set_deleted (gone, TRUE);
  store_fixture_take_at (fixture, gone, 3);
  store_fixture_take_at (fixture, older, 3);
  g_assert_null (pd_store_get_record (fixture->session, &pd_order_type, pd_record_get_id (order), NULL));
}

/* Deleted here, edited there: the edit wins, and the deletion comes back to its author. */
static void
edit_there_meets_deletion_here (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_REMARK, "送货上门");
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdMutation) mutation = NULL;

  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, id, fixture->now, &error));
  store_fixture_take_at (fixture, remote, 2);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_true (pd_record_is_deleted (conflict->mine));
  assert_field (fixture, id, PD_ORDER_REMARK, "送货上门");
  /* Deleted after all: on the version that its author has seen by now. */
  g_assert_true (
      pd_store_resolve_conflict (fixture->session, conflict->id, conflict->mine, fixture->now, &error));
  g_assert_no_error (error);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_DELETE);
  g_assert_cmpint (mutation->base_revision, ==, 2);
}

/* Both deleted it: nothing to do. */
static void
deleted_on_both_sides (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) gone = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "甲公司");

  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (order),
                                         fixture->now, &error));
  pd_record_set_deleted (gone, TRUE);
  store_fixture_take_at (fixture, gone, 2);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict"), ==, 0);
}

/* A deletion behind an edit in flight follows the revision that the edit makes. */
static void
deletion_follows_own_edit (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) returned = store_fixture_with_text (order, 2, PD_ORDER_BUYER_NAME, "乙公司");
  g_autoptr (PdMutation) first = NULL;
  g_autoptr (PdMutation) second = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  first = store_fixture_freeze_one (fixture);
  store_fixture_edit (fixture, id, PD_ORDER_BUYER_NAME, "丙公司");
  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, id, fixture->now, &error));
  answer (fixture, first, PD_OUTCOME_OK, NULL, returned);
  second = store_fixture_freeze_one (fixture);
  g_assert_cmpint (second->kind, ==, PD_MUTATION_DELETE);
  g_assert_cmpint (second->base_revision, ==, 2);
  answer (fixture, second, PD_OUTCOME_OK, NULL, NULL);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders WHERE deleted = 0"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
}

/* A deletion behind the creation that its author made follows it, whatever the platform filled in when it made the record. */
static void
deletion_follows_own_creation (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) ticket = pd_ticket_new (fixture->now, "2026-11-06");
  const char *id = pd_record_get_id (ticket);
  g_autoptr (PdMutation) first = NULL;
  g_autoptr (PdMutation) second = NULL;
  g_autoptr (PdRecord) returned = NULL;

  pd_record_set_text (ticket, PD_TICKET_TITLE, "税控盘不亮");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  store_fixture_save (fixture, ticket);
  first = store_fixture_freeze_one (fixture);
  g_assert_true (pd_store_delete_record (fixture->session, &pd_ticket_type, id, fixture->now, &error));
  returned = pd_record_copy (first->record);
  pd_record_set_revision (returned, 1);
  pd_record_set_sequence (returned, 1);
  pd_record_set_text (returned, PD_TICKET_OWNER, "李四");
  pd_record_set_text (returned, PD_TICKET_STATE, PD_TICKET_STATE_ASSIGNED);
  answer (fixture, first, PD_OUTCOME_OK, NULL, returned);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict"), ==, 0);
  second = store_fixture_freeze_one (fixture);
  g_assert_cmpint (second->kind, ==, PD_MUTATION_DELETE);
  g_assert_cmpint (second->base_revision, ==, 1);
}

/* … but not when somebody else has changed it before the answer came. */
static void
deletion_of_own_creation_meets_change (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) first = NULL;
  g_autoptr (PdRecord) returned = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;

  store_fixture_save (fixture, order);
  first = store_fixture_freeze_one (fixture);
  g_assert_true (pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (order),
                                         fixture->now, &error));
  returned = store_fixture_with_text (first->record, 2, PD_ORDER_REMARK, "送货上门");
  answer (fixture, first, PD_OUTCOME_OK, NULL, returned);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (conflict->code, ==, "changed");
}

/* A command behind the creation that its author made follows it; after somebody else's change it does not. */
static void
command_follows_own_changes_alone (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) create = NULL;
  g_autoptr (PdMutation) command = NULL;
  g_autoptr (PdRecord) created = NULL;
  g_autoptr (PdRecord) remote = NULL;

  store_fixture_save (fixture, order);
  g_assert_true (
      pd_store_add_command (fixture->session, &pd_order_type, id, "issue", NULL, fixture->now, &error));
  create = store_fixture_freeze_one (fixture);
  created = store_fixture_with_text (order, 1, PD_ORDER_CREATED_BY, "张三");
  answer (fixture, create, PD_OUTCOME_OK, NULL, created);
  g_assert_cmpint (store_fixture_count (fixture,
                                        "SELECT json_extract (mutation, '$.base_revision') FROM outbox"),
                   ==, 1);
  remote = store_fixture_with_text (created, 2, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_take_at (fixture, remote, 2);
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  command = store_fixture_freeze_one (fixture);
  g_assert_cmpint (command->base_revision, ==, 1);
}

/* A note that the author adds behind a command says nothing against the command. */
static void
command_survives_own_note (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) create = NULL;
  g_autoptr (PdMutation) command = NULL;
  g_autoptr (PdRecord) created = NULL;
  g_autoptr (PdRecord) noted = NULL;

  store_fixture_save (fixture, order);
  create = store_fixture_freeze_one (fixture);
  g_assert_true (
      pd_store_add_command (fixture->session, &pd_order_type, id, "issue", NULL, fixture->now, &error));
  noted = store_fixture_get (fixture, id);
  pd_record_set_text (noted, PD_ORDER_NOTE, "客户催票");
  store_fixture_save (fixture, noted);
  created = store_fixture_with_text (order, 1, PD_ORDER_CREATED_BY, "张三");
  answer (fixture, create, PD_OUTCOME_OK, NULL, created);
  command = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (command->command, ==, "issue");
  g_assert_cmpint (command->base_revision, ==, 1);
  assert_field (fixture, id, PD_ORDER_NOTE, "客户催票");
}

/* A refused command comes back with the platform's words; the record itself is clean. Given again, it is sent again. */
static void
refused_command_is_shown (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) command = NULL;
  g_autoptr (PdMutation) again = NULL;
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_REMARK, "送货上门");
  g_autoptr (PdStoreConflict) conflict = NULL;

  g_assert_true (
      pd_store_add_command (fixture->session, &pd_order_type, id, "issue", NULL, fixture->now, &error));
  command = store_fixture_freeze_one (fixture);
  answer (fixture, command, PD_OUTCOME_CONFLICT, "stale", remote);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (conflict->command, ==, "issue");
  g_assert_null (conflict->mine);
  assert_field (fixture, id, PD_ORDER_REMARK, "送货上门");
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CONFLICT);
  g_assert_true (
      pd_store_add_command (fixture->session, &pd_order_type, id, "issue", NULL, fixture->now, &error));
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_WAITING);
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpint (again->base_revision, ==, 2);
}

/* Closed for changes there before the edit was sent: the inbox, not a silent loss. */
static void
edit_of_a_frozen_record (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_STATE, PD_ORDER_STATE_ISSUING);
  g_autoptr (PdStoreConflict) conflict = NULL;

  store_fixture_edit (fixture, id, PD_ORDER_REMARK, "加急");
  store_fixture_take_at (fixture, remote, 2);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (conflict->code, ==, "immutable");
  g_assert_cmpstr (pd_record_get_text (conflict->mine, PD_ORDER_REMARK), ==, "加急");
}

/* "Reused": a new name for this replica, new ids for what was in flight, nothing else lost. */
static void
reused_gives_a_new_identity (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) first = NULL;
  g_autoptr (PdMutation) second = NULL;
  g_autofree char *before = pd_store_get_meta (fixture->session, PD_STORE_META_REPLICA, &error);
  g_autofree char *after = NULL;
  g_autoptr (PdRecord) there = NULL;

  g_assert_nonnull (before);
  store_fixture_save (fixture, order);
  first = store_fixture_freeze_one (fixture);
  answer (fixture, first, PD_OUTCOME_REUSED, NULL, NULL);
  after = pd_store_get_meta (fixture->session, PD_STORE_META_REPLICA, &error);
  g_assert_cmpstr (before, !=, after);
  second = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (first->id, !=, second->id);
  g_assert_cmpint (second->counter, ==, 1);
  /* The platform had it: the same content is no conflict. */
  there = store_fixture_with_text (order, 1, PD_ORDER_CREATED_BY, "张三");
  answer (fixture, second, PD_OUTCOME_CONFLICT, "exists", there);
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_CLEAN);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict"), ==, 0);
}

/* An answer from before what is known is refused; a new history is taken once the cursors are void. */
static void
stale_answers_are_refused (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) newer = store_fixture_with_text (order, 5, PD_ORDER_REMARK, "新");
  g_autoptr (PdRecord) restored = store_fixture_with_text (order, 1, PD_ORDER_REMARK, "备份");
  g_autofree char *epoch = NULL;

  store_fixture_take_at (fixture, newer, 9);
  g_assert_false (store_fixture_pull (fixture, NULL, 8, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_STALE);
  g_clear_error (&error);
  g_assert_true (pd_store_set_meta (fixture->session, PD_STORE_META_EPOCH, "another", &error));
  g_assert_false (store_fixture_pull (fixture, NULL, 10, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_STALE);
  g_clear_error (&error);
  /* The platform was restored from yesterday's backup: its word counts, though its revision is lower. */
  g_assert_true (pd_store_begin_history (fixture->session, NULL, &error));
  g_assert_no_error (error);
  store_fixture_take_at (fixture, restored, 3);
  assert_field (fixture, pd_record_get_id (order), PD_ORDER_REMARK, "备份");
  epoch = pd_store_get_meta (fixture->session, PD_STORE_META_EPOCH, &error);
  g_assert_cmpstr (epoch, ==, "epoch-1");
}

/* The platform was restored, and before it has told what it still has somebody goes on working. */
static void
edit_before_restored_platform_is_heard (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) edited = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (PdRecord) restored = NULL;
  g_autoptr (PdMutation) mutation = NULL;

  g_assert_true (pd_store_begin_history (fixture->session, NULL, &error));
  edited = store_fixture_get (fixture, id);
  pd_record_set_text (edited, PD_ORDER_REMARK, "急");
  store_fixture_save (fixture, edited);
  again = store_fixture_get (fixture, id);
  pd_record_set_text (again, PD_ORDER_NUMBER, "D-7");
  store_fixture_save (fixture, again);
  restored = store_fixture_with_text (order, 1, PD_ORDER_BUYER_NAME, "乙公司");
  store_fixture_take_at (fixture, restored, 3);
  assert_field (fixture, id, PD_ORDER_BUYER_NAME, "乙公司");
  assert_field (fixture, id, PD_ORDER_REMARK, "急");
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_PATCH);
}

/* A copy of this cache has sent the creation that waits here, too: it is in effect, and nothing is left of it. */
static void
creation_sent_by_a_copy (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) created = NULL;

  store_fixture_save (fixture, order);
  created = store_fixture_with_text (order, 1, PD_ORDER_CREATED_BY, "张三");
  store_fixture_take_at (fixture, created, 1);
  assert_field (fixture, pd_record_get_id (order), PD_ORDER_CREATED_BY, "张三");
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 0);
}

/* A change was accepted, the platform was restored, and only then came the first page: its word counts. */
static void
first_page_decides_the_history (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) edited = store_fixture_get (fixture, id);
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdRecord) accepted = NULL;
  g_autoptr (PdRecord) restored = NULL;

  pd_record_set_text (edited, PD_ORDER_REMARK, "急");
  store_fixture_save (fixture, edited);
  mutation = store_fixture_freeze_one (fixture);
  accepted = store_fixture_with_text (edited, 2, PD_ORDER_CHANGED_BY, "张三");
  answer (fixture, mutation, PD_OUTCOME_OK, NULL, accepted);
  restored = store_fixture_with_text (order, 1, PD_ORDER_REMARK, "备份");
  store_fixture_take_at (fixture, restored, 3);
  assert_field (fixture, id, PD_ORDER_REMARK, "备份");
}

/* Results in a page come before its records, and close the window of a lost answer. */
static void
page_carries_results (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  PdResult *result;

  store_fixture_save (fixture, order);
  mutation = store_fixture_freeze_one (fixture);
  pd_record_set_revision (order, 1);
  pd_record_set_sequence (order, 7);
  result = pd_result_new (mutation->id, PD_OUTCOME_OK);
  result->record = pd_record_copy (order);
  g_ptr_array_add (page->results, result);
  g_ptr_array_add (page->records, pd_record_copy (order));
  page->epoch = g_strdup ("epoch-1");
  page->next = g_strdup ("cursor-7");
  page->head = 7;
  g_assert_true (store_fixture_apply (fixture->session, page, fixture->now, &error));
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_CLEAN);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders"), ==, 1);
}

/* A copy of this cache sent something else under the same id: what was saved here is not what was accepted. */
static void
answer_about_other_content (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) theirs = pd_record_copy (order);
  g_autoptr (PdMutation) mutation = NULL, again = NULL;
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  g_autoptr (PdRecord) view = NULL;
  PdResult *result;

  pd_record_set_text (order, PD_ORDER_REMARK, "后来补上");
  store_fixture_save (fixture, order);
  mutation = store_fixture_freeze_one (fixture);
  pd_record_set_revision (theirs, 1);
  pd_record_set_sequence (theirs, 7);
  result = pd_result_new (mutation->id, PD_OUTCOME_OK);
  result->record = pd_record_copy (theirs);
  result->payload_hash = g_strdup ("of another");
  g_ptr_array_add (page->results, result);
  page->epoch = g_strdup ("epoch-1");
  page->next = g_strdup ("cursor-7");
  page->head = 7;
  g_assert_true (store_fixture_apply (fixture->session, page, fixture->now, &error));
  view = pd_store_get_record (fixture->session, &pd_order_type, pd_record_get_id (order), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pd_record_get_text (view, PD_ORDER_REMARK), ==, "后来补上");
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (again->id, !=, mutation->id);
  /* An answer about what was really sent is taken. */
  g_free (result->payload_hash);
  result->payload_hash = pd_wire_mutation_payload_hash (again);
  g_free (result->mutation_id);
  result->mutation_id = g_strdup (again->id);
  g_clear_pointer (&result->record, pd_record_unref);
  result->record = pd_record_copy (order);
  pd_record_set_revision (result->record, 1);
  pd_record_set_sequence (result->record, 8);
  page->head = 8;
  g_assert_true (store_fixture_apply (fixture->session, page, fixture->now, &error));
  g_assert_cmpint (store_fixture_state (fixture, pd_record_get_id (order)), ==, PD_ROW_CLEAN);
}

static const struct
{
  const char *name;
  void (*run) (StoreFixture *fixture);
} cases[] = {
  { "answer-about-other-content", answer_about_other_content },
  { "accepted-edit-is-clean", accepted_edit_is_clean },
  { "edit-behind-one-in-flight", edit_behind_one_in_flight },
  { "clean-record-is-replaced", clean_record_is_replaced },
  { "queued-edit-is-rebased", queued_edit_is_rebased },
  { "same-field-is-a-conflict", same_field_is_a_conflict },
  { "view-waits-for-what-is-in-flight", view_waits_for_what_is_in_flight },
  { "same-change-is-no-conflict", same_change_is_no_conflict },
  { "rejected-creation-is-parked", rejected_creation_is_parked },
  { "rejected-creation-is-given-up", rejected_creation_is_given_up },
  { "parked-record-blocks-nobody", parked_record_blocks_nobody },
  { "edit-folds-into-conflict", edit_folds_into_conflict },
  { "theirs-is-taken", theirs_is_taken },
  { "conflict-ends-when-sides-agree", conflict_ends_when_sides_agree },
  { "deletion-there-meets-edit-here", deletion_there_meets_edit_here },
  { "kept-ticket-has-another-number", kept_ticket_has_another_number },
  { "tombstone-is-final", tombstone_is_final },
  { "edit-there-meets-deletion-here", edit_there_meets_deletion_here },
  { "deleted-on-both-sides", deleted_on_both_sides },
  { "deletion-follows-own-edit", deletion_follows_own_edit },
  { "deletion-follows-own-creation", deletion_follows_own_creation },
  { "deletion-of-own-creation-meets-change", deletion_of_own_creation_meets_change },
  { "command-follows-own-changes-alone", command_follows_own_changes_alone },
  { "command-survives-own-note", command_survives_own_note },
  { "refused-command-is-shown", refused_command_is_shown },
  { "edit-of-a-frozen-record", edit_of_a_frozen_record },
  { "reused-gives-a-new-identity", reused_gives_a_new_identity },
  { "stale-answers-are-refused", stale_answers_are_refused },
  { "edit-before-restored-platform-is-heard", edit_before_restored_platform_is_heard },
  { "creation-sent-by-a-copy", creation_sent_by_a_copy },
  { "first-page-decides-the-history", first_page_decides_the_history },
  { "page-carries-results", page_carries_results },
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
      g_autofree char *path = g_strconcat ("/store/rebase/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), run_case);
    }
  return g_test_run ();
}
