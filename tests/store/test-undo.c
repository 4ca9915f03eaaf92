/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions of conflicts that are taken back: before they are sent, on their way, and afterwards; and the new record
 * that is made where the old one is closed. */

#include "conflict-case.h"

#include "model/pd-attachment.h"
#include "model/pd-workflow.h"

#define HASH "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static void
undone_before_it_is_sent (StoreFixture *fixture)
{
  static const PdSide sides[] = { PD_SIDE_MINE, PD_SIDE_THEIRS };
  g_auto (Case) self = { 0 };

  case_init (&self, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *before = store_fixture_dump (fixture);
      g_autofree char *after = NULL;

      pd_resolution_choose_all (self.resolution, sides[i]);
      case_resolve (fixture, self.conflict, self.resolution);
      case_undo (fixture, self.conflict->id, PD_UNDO_OPEN);
      after = store_fixture_dump (fixture);
      case_assert_same (before, after);
      case_cannot_undo (fixture, self.conflict->id);
    }
}

/* Theirs moved on meanwhile: the entry that opens again knows. */
static void
undone_after_theirs_moved (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (PdRecord) later = NULL;
  g_autoptr (PdStoreConflict) again = NULL;

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  case_resolve (fixture, self.conflict, self.resolution);
  later = store_fixture_with_text (self.remote, 3, PD_ORDER_BUYER_PHONE, "2");
  store_fixture_take (fixture, later);
  case_undo (fixture, self.conflict->id, PD_UNDO_OPEN);
  again = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (pd_record_get_text (again->mine, PD_ORDER_REMARK), ==, "mine");
  g_assert_cmpstr (pd_record_get_text (again->theirs, PD_ORDER_BUYER_PHONE), ==, "2");
  g_assert_cmpint (store_fixture_outbox_length (fixture), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 0);
}

/* It was sent: what the platform had before is put back by a new change, on top of what others did since. */
static void
undone_after_it_was_sent (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (PdRecord) view = NULL;
  g_autoptr (PdRecord) later = NULL;
  g_autoptr (PdStoreConflict) entry = NULL;
  g_autoptr (PdResolution) resolution = NULL;
  g_autoptr (PdMutation) mutation = NULL;

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  case_resolve (fixture, self.conflict, self.resolution);
  case_accept (fixture, 3, "mine");
  view = store_fixture_get (fixture, self.id);
  later = store_fixture_with_text (view, 4, PD_ORDER_BUYER_PHONE, "2");
  store_fixture_take (fixture, later);
  case_undo (fixture, self.conflict->id, PD_UNDO_PUT_BACK);
  case_cannot_undo (fixture, self.conflict->id);
  entry = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (entry->code, ==, "undone");
  resolution = pd_store_conflict_resolution (entry);
  g_assert_cmpuint (pd_resolution_get_n_undecided (resolution), ==, 0);
  case_resolve (fixture, entry, resolution);
  store_fixture_assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
  store_fixture_assert_text (fixture, self.id, PD_ORDER_BUYER_PHONE, "2");
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->base_revision, ==, 4);
}

/* The platform cannot be reached: the decision was frozen for it, and nobody knows whether it has arrived. It goes, and what
 * the platform had before follows it, whatever became of it. */
static void
undone_on_its_way (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (PdMutation) decision = NULL;
  g_autoptr (PdMutation) again = NULL;
  g_autoptr (PdMutation) after = NULL;
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (PdRecord) end = NULL;
  PdResult *result;

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  case_resolve (fixture, self.conflict, self.resolution);
  decision = store_fixture_freeze_one (fixture);
  case_undo (fixture, self.conflict->id, PD_UNDO_FOLLOWS);
  case_cannot_undo (fixture, self.conflict->id);
  store_fixture_assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
  g_assert_cmpint (store_fixture_outbox_length (fixture), ==, 2);

  /* What was frozen goes out as it was, once more. */
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (again->id, ==, decision->id);
  g_assert_cmpint (again->counter, ==, decision->counter);
  result = pd_result_new (decision->id, PD_OUTCOME_OK);
  result->record = pd_patch_apply (decision->patch, self.remote, NULL);
  pd_record_set_revision (result->record, 3);
  pd_record_set_sequence (result->record, 3);
  there = pd_record_copy (result->record);
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_REMARK), ==, "mine");
  store_fixture_answer (fixture, result);
  store_fixture_assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
  after = store_fixture_freeze_one (fixture);
  end = pd_patch_apply (after->patch, there, NULL);
  g_assert_cmpstr (pd_record_get_text (end, PD_ORDER_REMARK), ==, "theirs");
  g_assert_cmpstr (pd_record_get_text (end, PD_ORDER_BUYER_EMAIL), ==, "theirs@example.com");
}

/* What cannot be put back by a change is not taken back while it is on its way. */
static void
deletion_not_undone_on_its_way (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) changed = store_fixture_with_text (order, 2, PD_ORDER_REMARK, "theirs");
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdResolution) resolution = NULL;
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (GError) error = NULL;

  pd_store_delete_record (fixture->session, &pd_order_type, id, fixture->now += 1000, &error);
  g_assert_no_error (error);
  store_fixture_take (fixture, changed);
  conflict = store_fixture_only_conflict (fixture);
  resolution = pd_store_conflict_resolution (conflict);
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  case_resolve (fixture, conflict, resolution);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_DELETE);
  case_cannot_undo (fixture, conflict->id);
}

/* What its author saved since is not swept away with it. */
static void
not_undone_under_a_later_edit (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  case_resolve (fixture, self.conflict, self.resolution);
  store_fixture_edit (fixture, self.id, PD_ORDER_REMARK, "later still");
  case_cannot_undo (fixture, self.conflict->id);
  store_fixture_assert_text (fixture, self.id, PD_ORDER_REMARK, "later still");
}

static void
assert_attached (const PdRecord *order, const char *name, const char *not_id)
{
  GPtrArray *attachments = pd_record_get_attachments (order);
  const PdRecord *file;

  g_assert_cmpuint (attachments->len, ==, 1);
  file = g_ptr_array_index (attachments, 0);
  g_assert_cmpstr (pd_record_get_text (file, PD_ATTACHMENT_NAME), ==, name);
  g_assert_cmpstr (pd_record_get_text (file, PD_ATTACHMENT_SHA256), ==, HASH);
  g_assert_cmpint (pd_record_get_integer (file, PD_ATTACHMENT_SIZE), ==, 5);
  g_assert_cmpstr (pd_record_get_id (file), !=, not_id);
}

/* Issued while a file was added to it here: the draft has the file. */
static void
draft_takes_attachments (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) issued = NULL;
  g_autoptr (PdRecord) draft = NULL;
  g_autofree char *file_id = NULL;
  g_autofree char *new_id = NULL;

  case_init (&self, fixture);
  mine = store_fixture_get (fixture, self.id);
  file_id = g_strdup (pd_record_get_id (
      pd_record_add_attachment (mine, fixture->now, "合同.pdf", "application/pdf", 5, HASH)));
  store_fixture_save (fixture, mine);
  issued = store_fixture_with_text (self.remote, 3, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  store_fixture_take (fixture, issued);
  pd_store_resolve_as_new (fixture->session, self.conflict->id, fixture->now += 1000, &new_id, &error);
  g_assert_no_error (error);
  draft = store_fixture_get (fixture, new_id);
  assert_attached (draft, "合同.pdf", file_id);
}

/* Issued while it was changed here: nothing of it changes there, and the work becomes a draft of its own. */
static void
issued_meanwhile (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) issued = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autofree char *new_id = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (PdRecord) draft = NULL;

  case_init (&self, fixture);
  issued = store_fixture_with_text (self.remote, 3, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  store_fixture_take (fixture, issued);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_FROZEN);
  g_assert_nonnull (strstr (pd_store_conflict_advice (conflict), "red-letter"));
  before = store_fixture_dump (fixture);
  pd_store_resolve_as_new (fixture->session, conflict->id, fixture->now += 1000, &new_id, &error);
  g_assert_no_error (error);
  store_fixture_assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
  g_assert_cmpint (store_fixture_state (fixture, self.id), ==, PD_ROW_CLEAN);
  draft = store_fixture_get (fixture, new_id);
  g_assert_cmpstr (pd_record_get_text (draft, PD_ORDER_REMARK), ==, "mine");
  g_assert_cmpstr (pd_record_get_text (draft, PD_ORDER_BUYER_PHONE), ==, "1");
  g_assert_cmpstr (pd_record_get_text (draft, PD_ORDER_NUMBER), !=,
                   pd_record_get_text (self.order, PD_ORDER_NUMBER));
  g_assert_cmpint (pd_workflow_total (draft), ==, 11300);
  /* Not sent: both are as they were. Sent: the draft stays. */
  case_undo (fixture, conflict->id, PD_UNDO_OPEN);
  after = store_fixture_dump (fixture);
  case_assert_same (before, after);
  g_clear_pointer (&new_id, g_free);
  pd_store_resolve_as_new (fixture->session, conflict->id, fixture->now += 1000, &new_id, &error);
  case_accept (fixture, 1, "mine");
  case_undo (fixture, conflict->id, PD_UNDO_KEPT_NEW);
  store_fixture_assert_text (fixture, new_id, PD_ORDER_REMARK, "mine");
  g_assert_cmpint (store_fixture_state (fixture, self.id), ==, PD_ROW_CONFLICT);
}

static void
run (gconstpointer data)
{
  void (*test) (StoreFixture * fixture) = (void (*) (StoreFixture *)) data;
  StoreFixture fixture = { 0 };

  store_fixture_open (&fixture);
  case_begin_history (&fixture);
  test (&fixture);
  store_fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(function) g_test_add_data_func ("/store/undo/" #function, (gconstpointer) function, run)
  ADD (undone_before_it_is_sent);
  ADD (undone_after_theirs_moved);
  ADD (undone_after_it_was_sent);
  ADD (undone_on_its_way);
  ADD (deletion_not_undone_on_its_way);
  ADD (not_undone_under_a_later_edit);
  ADD (issued_meanwhile);
  ADD (draft_takes_attachments);
#undef ADD
  return g_test_run ();
}
