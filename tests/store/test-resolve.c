/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conflicts decided field by field: one case for each rule, and a property over random sides. */

#include "conflict-case.h"

#include "model/pd-merge.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "model/record-generator.h"
#include "store/pd-store-resolve.h"

static void
refused (StoreFixture *fixture,
         const PdStoreConflict *conflict,
         const PdResolution *resolution,
         PdStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = store_fixture_dump (fixture);
  g_autofree char *after = NULL;

  g_assert_false (
      pd_store_resolve (fixture->session, conflict->id, resolution, fixture->now += 1000, &error));
  g_assert_error (error, PD_STORE_ERROR, (int) code);
  after = store_fixture_dump (fixture);
  case_assert_same (before, after);
}

/* Each field by its own answer; what goes out is a change of the platform's newest version and no more. */
static void
field_by_field (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdMutation) mutation = NULL;

  case_init (&self, fixture);
  refused (fixture, self.conflict, self.resolution, PD_STORE_ERROR_NOT_ALLOWED);
  pd_resolution_choose (self.resolution, "remark", PD_SIDE_MINE);
  refused (fixture, self.conflict, self.resolution, PD_STORE_ERROR_NOT_ALLOWED);
  pd_resolution_type (self.resolution, -1, NULL, PD_ORDER_BUYER_EMAIL, "third@example.com", &error);
  g_assert_no_error (error);
  case_resolve (fixture, self.conflict, self.resolution);
  g_assert_cmpint (store_fixture_state (fixture, self.id), ==, PD_ROW_WAITING);
  store_fixture_assert_text (fixture, self.id, PD_ORDER_REMARK, "mine");
  store_fixture_assert_text (fixture, self.id, PD_ORDER_BUYER_EMAIL, "third@example.com");
  store_fixture_assert_text (fixture, self.id, PD_ORDER_BUYER_PHONE, "1");
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->kind, ==, PD_MUTATION_PATCH);
  g_assert_cmpint (mutation->base_revision, ==, 2);
  g_assert_cmpuint (pd_patch_get_n_changes (mutation->patch), ==, 2);
}

/* All theirs sends nothing. */
static void
nothing_to_send (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_THEIRS);
  case_resolve (fixture, self.conflict, self.resolution);
  g_assert_cmpint (store_fixture_outbox_length (fixture), ==, 0);
  g_assert_cmpint (store_fixture_state (fixture, self.id), ==, PD_ROW_CLEAN);
  store_fixture_assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
}

/* A third value that the rules of the record refuse: the sentence, and nothing has changed. */
static void
checked_before_it_is_queued (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (GError) error = NULL;

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  pd_resolution_type (self.resolution, -1, NULL, PD_ORDER_BUYER_NAME, "", &error);
  g_assert_no_error (error);
  pd_store_session_exec (fixture->session, "SAVEPOINT job", &error);
  g_assert_false (
      pd_store_resolve (fixture->session, self.conflict->id, self.resolution, fixture->now += 1000, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
  pd_store_session_exec (fixture->session, "ROLLBACK TO job; RELEASE job", NULL);
  g_assert_cmpint (store_fixture_state (fixture, self.id), ==, PD_ROW_CONFLICT);
}

/* Both sides say who and when. */
static void
sides_are_signed (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 before = fixture->now;

  pd_store_set_meta (fixture->session, PD_STORE_META_ACCOUNT, "{\"user\":\"wang\"}", &error);
  g_assert_no_error (error);
  case_init (&self, fixture);
  g_assert_cmpstr (pd_record_get_text (self.conflict->mine, PD_ORDER_CHANGED_BY), ==, "wang");
  g_assert_cmpint (pd_record_get_integer (self.conflict->mine, PD_ORDER_CHANGED_AT), >, before);
  g_assert_cmpstr (pd_record_get_text (self.conflict->theirs, PD_ORDER_CHANGED_BY), ==, "li");
}

/* A version comes in while a person decides: what was decided about other fields stays. */
static void
theirs_moves_on (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (PdRecord) later = NULL;
  g_autoptr (PdStoreConflict) now = NULL;
  g_autoptr (PdResolution) fresh = NULL;
  g_autoptr (PdMutation) mutation = NULL;
  guint n_dropped;

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  later = store_fixture_with_text (self.remote, 3, PD_ORDER_REMARK, "later");
  store_fixture_take (fixture, later);
  refused (fixture, self.conflict, self.resolution, PD_STORE_ERROR_CHANGED);
  now = store_fixture_only_conflict (fixture);
  g_assert_cmpstr (pd_record_get_text (now->theirs, PD_ORDER_REMARK), ==, "later");
  fresh = pd_resolution_refresh (self.resolution, now->base, now->mine, now->theirs, &n_dropped);
  g_assert_cmpuint (n_dropped, ==, 1);
  g_assert_true (pd_resolution_is_decided (fresh, "buyer_email"));
  pd_resolution_choose (fresh, "remark", PD_SIDE_MINE);
  case_resolve (fixture, now, fresh);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->base_revision, ==, 3);
}

/* --- not fields alone */

/* Deleted there: one's own version as a new record, and back. */
static void
deleted_there (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (PdRecord) gone = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdResolution) resolution = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  case_init (&self, fixture);
  gone = store_fixture_with_text (self.remote, 3, PD_ORDER_REMARK, NULL);
  pd_record_set_deleted (gone, TRUE);
  store_fixture_take (fixture, gone);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_DELETED_THERE);
  resolution = pd_store_conflict_resolution (conflict);
  refused (fixture, conflict, resolution, PD_STORE_ERROR_NOT_ALLOWED);
  before = store_fixture_dump (fixture);
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  case_resolve (fixture, conflict, resolution);
  g_assert_cmpint (store_fixture_outbox_length (fixture), ==, 1);
  case_undo (fixture, conflict->id, PD_UNDO_OPEN);
  after = store_fixture_dump (fixture);
  case_assert_same (before, after);
  pd_resolution_choose_all (resolution, PD_SIDE_THEIRS);
  case_resolve (fixture, conflict, resolution);
  g_assert_null (pd_store_get_record (fixture->session, &pd_order_type, self.id, NULL));
}

/* Deleted here, changed there: deleted after all, and back. */
static void
deleted_here (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_REMARK, "theirs");
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdResolution) resolution = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  pd_store_delete_record (fixture->session, &pd_order_type, id, fixture->now, &error);
  g_assert_no_error (error);
  store_fixture_take (fixture, remote);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_DELETED_HERE);
  resolution = pd_store_conflict_resolution (conflict);
  before = store_fixture_dump (fixture);
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  case_resolve (fixture, conflict, resolution);
  g_assert_null (pd_store_get_record (fixture->session, &pd_order_type, id, NULL));
  case_undo (fixture, conflict->id, PD_UNDO_OPEN);
  after = store_fixture_dump (fixture);
  case_assert_same (before, after);
  pd_resolution_choose_all (resolution, PD_SIDE_THEIRS);
  case_resolve (fixture, conflict, resolution);
  store_fixture_assert_text (fixture, id, PD_ORDER_REMARK, "theirs");
}

/* Not taken: mended and sent again, and back. */
static void
rejected_creation (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdMutation) again = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdResolution) resolution = NULL;
  PdResult *result;

  store_fixture_save (fixture, order);
  mutation = store_fixture_freeze_one (fixture);
  result = pd_result_new (mutation->id, PD_OUTCOME_REJECTED);
  result->code = g_strdup ("invalid");
  store_fixture_answer (fixture, result);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_ABSENT);
  resolution = pd_store_conflict_resolution (conflict);
  pd_resolution_type (resolution, -1, NULL, PD_ORDER_BUYER_NAME, "乙公司", &error);
  g_assert_no_error (error);
  case_resolve (fixture, conflict, resolution);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_WAITING);
  case_undo (fixture, conflict->id, PD_UNDO_OPEN);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_REJECTED);
  store_fixture_assert_text (fixture, id, PD_ORDER_BUYER_NAME, "甲公司");
  g_assert_cmpint (store_fixture_outbox_length (fixture), ==, 0);
  case_resolve (fixture, conflict, resolution);
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (pd_record_get_text (again->record, PD_ORDER_BUYER_NAME), ==, "乙公司");
}

/* A request that was refused: dismissed, back, and asked again by who has seen what there is. */
static void
refused_command (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = store_fixture_with_text (order, 2, PD_ORDER_REMARK, "theirs");
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdMutation) again = NULL;
  g_autoptr (PdStoreConflict) conflict = NULL;
  PdResult *result;

  pd_store_add_command (fixture->session, &pd_order_type, id, "cancel", NULL, fixture->now, &error);
  g_assert_no_error (error);
  mutation = store_fixture_freeze_one (fixture);
  result = pd_result_new (mutation->id, PD_OUTCOME_CONFLICT);
  result->code = g_strdup ("stale_transition");
  result->record = pd_record_copy (remote);
  store_fixture_answer (fixture, result);
  conflict = store_fixture_only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_COMMAND);
  g_assert_null (pd_store_conflict_resolution (conflict));
  case_resolve (fixture, conflict, NULL);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CLEAN);
  case_undo (fixture, conflict->id, PD_UNDO_OPEN);
  g_assert_cmpint (store_fixture_state (fixture, id), ==, PD_ROW_CONFLICT);
  pd_store_repeat_command (fixture->session, conflict->id, fixture->now += 1000, &error);
  g_assert_no_error (error);
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (again->command, ==, "cancel");
  g_assert_cmpint (again->base_revision, ==, 2);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict WHERE decision = 0"), ==, 0);
}

/* --- property */

static void
decide (GRand *random, PdResolution *resolution)
{
  GPtrArray *differences = pd_resolution_get_differences (resolution);

  for (guint i = 0; i < differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (differences, i);

      pd_resolution_choose (resolution, difference->path, (PdSide) g_rand_int_range (random, 1, 3));
    }
}

/* What a form would let a person save. */
static PdRecord *
valid_edit (GRand *random, const PdRecord *before)
{
  while (TRUE)
    {
      g_autoptr (PdRecord) after = generate_edit (random, before, 6);
      g_autoptr (GPtrArray) problems = pd_record_check (after, PD_REQUIRED_TO_SAVE);

      if (pd_problems_first_error (problems) == NULL)
        return g_steal_pointer (&after);
    }
}

/* Whatever two people did to an order: decided it is what the resolution says, undone it is as it was. */
static void
any_decision_can_be_undone (StoreFixture *fixture)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260302);
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  gint64 revision = 1;
  guint n_conflicts = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) view = store_fixture_get (fixture, id);
      g_autoptr (PdRecord) mine = valid_edit (random, view);
      g_autoptr (PdRecord) remote = valid_edit (random, view);
      g_autoptr (GPtrArray) conflicts = NULL;

      pd_record_set_revision (remote, ++revision);
      pd_record_set_sequence (remote, revision);
      if (!pd_store_save_record (fixture->session, mine, fixture->now += 1000, NULL))
        continue;
      store_fixture_take (fixture, remote);
      conflicts = pd_store_list_conflicts (fixture->session, TRUE, &error);
      if (conflicts->len == 1)
        {
          const PdStoreConflict *conflict = g_ptr_array_index (conflicts, 0);
          g_autoptr (PdResolution) resolution = pd_store_conflict_resolution (conflict);
          g_autofree char *before = store_fixture_dump (fixture);
          g_autofree char *after = NULL;
          g_autoptr (PdRecord) expected = NULL;
          g_autoptr (PdRecord) decided = NULL;
          g_autoptr (PdPatch) patch = NULL;

          decide (random, resolution);
          expected = pd_resolution_apply (resolution);
          pd_store_session_exec (fixture->session, "SAVEPOINT job", &error);
          if (!pd_store_resolve (fixture->session, conflict->id, resolution, fixture->now += 1000, &error))
            {
              /* A mixture that no order can be; the record's own rules say so. */
              g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
              pd_store_session_exec (fixture->session, "ROLLBACK TO job; RELEASE job", NULL);
            }
          else
            {
              pd_store_session_exec (fixture->session, "RELEASE job", NULL);
              decided = store_fixture_get (fixture, id);
              patch = pd_diff (expected, decided);
              g_assert_cmpuint (pd_patch_get_n_changes (patch), ==, 0);
              case_undo (fixture, conflict->id, PD_UNDO_OPEN);
              n_conflicts++;
            }
          after = store_fixture_dump (fixture);
          case_assert_same (before, after);
          pd_resolution_choose_all (resolution, PD_SIDE_THEIRS);
          case_resolve (fixture, conflict, resolution);
        }
      while (store_fixture_outbox_length (fixture) > 0)
        case_accept (fixture, ++revision, "x");
    }
  g_assert_cmpuint (n_conflicts, >, 10);
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
#define ADD(function) g_test_add_data_func ("/store/resolve/" #function, (gconstpointer) function, run)
  ADD (field_by_field);
  ADD (nothing_to_send);
  ADD (checked_before_it_is_queued);
  ADD (sides_are_signed);
  ADD (theirs_moves_on);
  ADD (deleted_there);
  ADD (deleted_here);
  ADD (rejected_creation);
  ADD (refused_command);
  ADD (any_decision_can_be_undone);
#undef ADD
  return g_test_run ();
}
