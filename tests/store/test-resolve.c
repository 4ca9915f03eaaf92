/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conflicts decided field by field, and decisions taken back: one case for each rule, and a property over random
 * sides. */

#include "store-fixture.h"

#include "model/pd-merge.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "model/record-generator.h"
#include "store/pd-store-resolve.h"

static PdRecord *
with_text (const PdRecord *order, gint64 revision, guint field, const char *text)
{
  PdRecord *copy = pd_record_copy (order);

  pd_record_set_revision (copy, revision);
  pd_record_set_sequence (copy, revision);
  pd_record_set_text (copy, field, text);
  return copy;
}

static void
pull (StoreFixture *fixture, const PdRecord *remote)
{
  g_autoptr (GError) error = NULL;

  store_fixture_pull (fixture, remote, pd_record_get_sequence (remote), &error);
  g_assert_no_error (error);
}

static void
edit (StoreFixture *fixture, const char *id, guint field, const char *text)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  pd_record_set_text (order, field, text);
  store_fixture_save (fixture, order);
}

/* Which history this is must be known first: else what the platform said is of one that may be over. */
static void
begin_history (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  store_fixture_pull (fixture, NULL, 0, &error);
  g_assert_no_error (error);
}

/* Two dumps of the cache: what differs is named, not everything. */
static void
assert_same (const char *before, const char *after)
{
  g_auto (GStrv) was = g_strsplit_set (before, "|\n", -1);
  g_auto (GStrv) is = g_strsplit_set (after, "|\n", -1);

  g_assert_cmpuint (g_strv_length (was), ==, g_strv_length (is));
  for (guint i = 0; was[i] != NULL; i++)
    g_assert_cmpstr (was[i], ==, is[i]);
}

static PdStoreConflict *
only_conflict (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (fixture->session, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (conflicts->len, ==, 1);
  return g_ptr_array_steal_index (conflicts, 0);
}

static PdRowState
state_of (StoreFixture *fixture, const char *id)
{
  return pd_store_get_row_state (fixture->session, &pd_order_type, id, NULL, NULL);
}

static void
assert_text (StoreFixture *fixture, const char *id, guint field, const char *text)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  g_assert_cmpstr (pd_record_get_text (order, field), ==, text);
}

static gint64
outbox_length (StoreFixture *fixture)
{
  return store_fixture_count (fixture, "SELECT count (*) FROM outbox");
}

static void
resolve (StoreFixture *fixture, const PdStoreConflict *conflict, const PdResolution *resolution)
{
  g_autoptr (GError) error = NULL;

  pd_store_resolve (fixture->session, conflict->id, resolution, fixture->now += 1000, &error);
  g_assert_no_error (error);
}

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
  assert_same (before, after);
}

static void
take_back (StoreFixture *fixture, const char *id, PdUndo expected)
{
  g_autoptr (GError) error = NULL;
  PdUndo how;
  g_autofree char *entry = pd_store_undo (fixture->session, id, fixture->now += 1000, &how, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  g_assert_cmpint (how, ==, expected);
  g_assert_cmpint (g_str_equal (entry, id), ==, expected != PD_UNDO_PUT_BACK);
}

static void
cannot_take_back (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdUndo how;

  g_assert_null (pd_store_undo (fixture->session, id, fixture->now += 1000, &how, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

static void
accept (StoreFixture *fixture, gint64 revision, const char *remark)
{
  g_autoptr (PdMutation) mutation = store_fixture_freeze_one (fixture);
  g_autoptr (PdRecord) view = store_fixture_get (fixture, mutation->record_id);
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);

  result->record = with_text (view, revision, PD_ORDER_REMARK, remark);
  store_fixture_answer (fixture, result);
}

/** Case: an order in which the buyer's e-mail and the remark were changed on both sides. */
typedef struct
{
  PdRecord *order;           /* (owned) */
  PdRecord *remote;          /* (owned) */
  PdStoreConflict *conflict; /* (owned) */
  PdResolution *resolution;  /* (owned) */
  const char *id;
} Case;

static void
case_clear (Case *self)
{
  pd_record_unref (self->order);
  pd_record_unref (self->remote);
  pd_store_conflict_free (self->conflict);
  pd_resolution_free (self->resolution);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static void
case_init (Case *self, StoreFixture *fixture)
{
  g_autoptr (PdRecord) first = NULL;

  self->order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  self->id = pd_record_get_id (self->order);
  edit (fixture, self->id, PD_ORDER_REMARK, "mine");
  edit (fixture, self->id, PD_ORDER_BUYER_EMAIL, "mine@example.com");
  first = with_text (self->order, 2, PD_ORDER_REMARK, "theirs");
  self->remote = with_text (first, 2, PD_ORDER_BUYER_EMAIL, "theirs@example.com");
  pd_record_set_text (self->remote, PD_ORDER_CHANGED_BY, "li");
  pd_record_set_text (self->remote, PD_ORDER_BUYER_PHONE, "1");
  pull (fixture, self->remote);
  self->conflict = only_conflict (fixture);
  self->resolution = pd_store_conflict_resolution (self->conflict);
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
  resolve (fixture, self.conflict, self.resolution);
  g_assert_cmpint (state_of (fixture, self.id), ==, PD_ROW_WAITING);
  assert_text (fixture, self.id, PD_ORDER_REMARK, "mine");
  assert_text (fixture, self.id, PD_ORDER_BUYER_EMAIL, "third@example.com");
  assert_text (fixture, self.id, PD_ORDER_BUYER_PHONE, "1");
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
  resolve (fixture, self.conflict, self.resolution);
  g_assert_cmpint (outbox_length (fixture), ==, 0);
  g_assert_cmpint (state_of (fixture, self.id), ==, PD_ROW_CLEAN);
  assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
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
  g_assert_cmpint (state_of (fixture, self.id), ==, PD_ROW_CONFLICT);
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
  later = with_text (self.remote, 3, PD_ORDER_REMARK, "later");
  pull (fixture, later);
  refused (fixture, self.conflict, self.resolution, PD_STORE_ERROR_CHANGED);
  now = only_conflict (fixture);
  g_assert_cmpstr (pd_record_get_text (now->theirs, PD_ORDER_REMARK), ==, "later");
  fresh = pd_resolution_refresh (self.resolution, now->base, now->mine, now->theirs, &n_dropped);
  g_assert_cmpuint (n_dropped, ==, 1);
  g_assert_true (pd_resolution_is_decided (fresh, "buyer_email"));
  pd_resolution_choose (fresh, "remark", PD_SIDE_MINE);
  resolve (fixture, now, fresh);
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->base_revision, ==, 3);
}

/* --- undo */

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
      resolve (fixture, self.conflict, self.resolution);
      take_back (fixture, self.conflict->id, PD_UNDO_OPEN);
      after = store_fixture_dump (fixture);
      assert_same (before, after);
      cannot_take_back (fixture, self.conflict->id);
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
  resolve (fixture, self.conflict, self.resolution);
  later = with_text (self.remote, 3, PD_ORDER_BUYER_PHONE, "2");
  pull (fixture, later);
  take_back (fixture, self.conflict->id, PD_UNDO_OPEN);
  again = only_conflict (fixture);
  g_assert_cmpstr (pd_record_get_text (again->mine, PD_ORDER_REMARK), ==, "mine");
  g_assert_cmpstr (pd_record_get_text (again->theirs, PD_ORDER_BUYER_PHONE), ==, "2");
  g_assert_cmpint (outbox_length (fixture), ==, 0);
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
  resolve (fixture, self.conflict, self.resolution);
  accept (fixture, 3, "mine");
  view = store_fixture_get (fixture, self.id);
  later = with_text (view, 4, PD_ORDER_BUYER_PHONE, "2");
  pull (fixture, later);
  take_back (fixture, self.conflict->id, PD_UNDO_PUT_BACK);
  cannot_take_back (fixture, self.conflict->id);
  entry = only_conflict (fixture);
  g_assert_cmpstr (entry->code, ==, "undone");
  resolution = pd_store_conflict_resolution (entry);
  g_assert_cmpuint (pd_resolution_get_n_undecided (resolution), ==, 0);
  resolve (fixture, entry, resolution);
  assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
  assert_text (fixture, self.id, PD_ORDER_BUYER_PHONE, "2");
  mutation = store_fixture_freeze_one (fixture);
  g_assert_cmpint (mutation->base_revision, ==, 4);
}

static void
not_undone_on_its_way (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };
  g_autoptr (PdMutation) mutation = NULL;

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  resolve (fixture, self.conflict, self.resolution);
  mutation = store_fixture_freeze_one (fixture);
  cannot_take_back (fixture, self.conflict->id);
}

/* What its author saved since is not swept away with it. */
static void
not_undone_under_a_later_edit (StoreFixture *fixture)
{
  g_auto (Case) self = { 0 };

  case_init (&self, fixture);
  pd_resolution_choose_all (self.resolution, PD_SIDE_MINE);
  resolve (fixture, self.conflict, self.resolution);
  edit (fixture, self.id, PD_ORDER_REMARK, "later still");
  cannot_take_back (fixture, self.conflict->id);
  assert_text (fixture, self.id, PD_ORDER_REMARK, "later still");
}

/* --- not fields alone */

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
  issued = with_text (self.remote, 3, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  pull (fixture, issued);
  conflict = only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_FROZEN);
  g_assert_nonnull (strstr (pd_store_conflict_advice (conflict), "red-letter"));
  before = store_fixture_dump (fixture);
  pd_store_resolve_as_new (fixture->session, conflict->id, fixture->now += 1000, &new_id, &error);
  g_assert_no_error (error);
  assert_text (fixture, self.id, PD_ORDER_REMARK, "theirs");
  g_assert_cmpint (state_of (fixture, self.id), ==, PD_ROW_CLEAN);
  draft = store_fixture_get (fixture, new_id);
  g_assert_cmpstr (pd_record_get_text (draft, PD_ORDER_REMARK), ==, "mine");
  g_assert_cmpstr (pd_record_get_text (draft, PD_ORDER_BUYER_PHONE), ==, "1");
  g_assert_cmpstr (pd_record_get_text (draft, PD_ORDER_NUMBER), !=,
                   pd_record_get_text (self.order, PD_ORDER_NUMBER));
  g_assert_cmpint (pd_workflow_total (draft), ==, 11300);
  /* Not sent: both are as they were. Sent: the draft stays. */
  take_back (fixture, conflict->id, PD_UNDO_OPEN);
  after = store_fixture_dump (fixture);
  assert_same (before, after);
  g_clear_pointer (&new_id, g_free);
  pd_store_resolve_as_new (fixture->session, conflict->id, fixture->now += 1000, &new_id, &error);
  accept (fixture, 1, "mine");
  take_back (fixture, conflict->id, PD_UNDO_KEPT_NEW);
  assert_text (fixture, new_id, PD_ORDER_REMARK, "mine");
  g_assert_cmpint (state_of (fixture, self.id), ==, PD_ROW_CONFLICT);
}

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
  gone = with_text (self.remote, 3, PD_ORDER_REMARK, NULL);
  pd_record_set_deleted (gone, TRUE);
  pull (fixture, gone);
  conflict = only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_DELETED_THERE);
  resolution = pd_store_conflict_resolution (conflict);
  refused (fixture, conflict, resolution, PD_STORE_ERROR_NOT_ALLOWED);
  before = store_fixture_dump (fixture);
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  resolve (fixture, conflict, resolution);
  g_assert_cmpint (outbox_length (fixture), ==, 1);
  take_back (fixture, conflict->id, PD_UNDO_OPEN);
  after = store_fixture_dump (fixture);
  assert_same (before, after);
  pd_resolution_choose_all (resolution, PD_SIDE_THEIRS);
  resolve (fixture, conflict, resolution);
  g_assert_null (pd_store_get_record (fixture->session, &pd_order_type, self.id, NULL));
}

/* Deleted here, changed there: deleted after all, and back. */
static void
deleted_here (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  const char *id = pd_record_get_id (order);
  g_autoptr (PdRecord) remote = with_text (order, 2, PD_ORDER_REMARK, "theirs");
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdResolution) resolution = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  pd_store_delete_record (fixture->session, &pd_order_type, id, fixture->now, &error);
  g_assert_no_error (error);
  pull (fixture, remote);
  conflict = only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_DELETED_HERE);
  resolution = pd_store_conflict_resolution (conflict);
  before = store_fixture_dump (fixture);
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  resolve (fixture, conflict, resolution);
  g_assert_null (pd_store_get_record (fixture->session, &pd_order_type, id, NULL));
  take_back (fixture, conflict->id, PD_UNDO_OPEN);
  after = store_fixture_dump (fixture);
  assert_same (before, after);
  pd_resolution_choose_all (resolution, PD_SIDE_THEIRS);
  resolve (fixture, conflict, resolution);
  assert_text (fixture, id, PD_ORDER_REMARK, "theirs");
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
  conflict = only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_ABSENT);
  resolution = pd_store_conflict_resolution (conflict);
  pd_resolution_type (resolution, -1, NULL, PD_ORDER_BUYER_NAME, "乙公司", &error);
  g_assert_no_error (error);
  resolve (fixture, conflict, resolution);
  g_assert_cmpint (state_of (fixture, id), ==, PD_ROW_WAITING);
  take_back (fixture, conflict->id, PD_UNDO_OPEN);
  g_assert_cmpint (state_of (fixture, id), ==, PD_ROW_REJECTED);
  assert_text (fixture, id, PD_ORDER_BUYER_NAME, "甲公司");
  g_assert_cmpint (outbox_length (fixture), ==, 0);
  resolve (fixture, conflict, resolution);
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
  g_autoptr (PdRecord) remote = with_text (order, 2, PD_ORDER_REMARK, "theirs");
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
  conflict = only_conflict (fixture);
  g_assert_cmpint (pd_store_conflict_kind (conflict), ==, PD_CONFLICT_COMMAND);
  g_assert_null (pd_store_conflict_resolution (conflict));
  resolve (fixture, conflict, NULL);
  g_assert_cmpint (state_of (fixture, id), ==, PD_ROW_CLEAN);
  take_back (fixture, conflict->id, PD_UNDO_OPEN);
  g_assert_cmpint (state_of (fixture, id), ==, PD_ROW_CONFLICT);
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
      pull (fixture, remote);
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
              take_back (fixture, conflict->id, PD_UNDO_OPEN);
              n_conflicts++;
            }
          after = store_fixture_dump (fixture);
          assert_same (before, after);
          pd_resolution_choose_all (resolution, PD_SIDE_THEIRS);
          resolve (fixture, conflict, resolution);
        }
      while (outbox_length (fixture) > 0)
        accept (fixture, ++revision, "x");
    }
  g_assert_cmpuint (n_conflicts, >, 10);
}

static void
run (gconstpointer data)
{
  void (*test) (StoreFixture * fixture) = (void (*) (StoreFixture *)) data;
  StoreFixture fixture = { 0 };

  store_fixture_open (&fixture);
  begin_history (&fixture);
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
  ADD (undone_before_it_is_sent);
  ADD (undone_after_theirs_moved);
  ADD (undone_after_it_was_sent);
  ADD (not_undone_on_its_way);
  ADD (not_undone_under_a_later_edit);
  ADD (issued_meanwhile);
  ADD (deleted_there);
  ADD (deleted_here);
  ADD (rejected_creation);
  ADD (refused_command);
  ADD (any_decision_can_be_undone);
#undef ADD
  return g_test_run ();
}
