/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "model/pd-merge.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-records.h"
#include "store/pd-store-streams.h"
#include "wire/pd-wire.h"

/* Answers that tell only what the platform itself wrote. */

static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_open (fixture);
}

static void
tear_down (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
}

static PdMutation *
change (StoreFixture *fixture, const PdRecord *order, const char *remark)
{
  g_autoptr (PdRecord) changed = pd_record_copy (order);

  pd_record_set_text (changed, PD_ORDER_REMARK, remark);
  store_fixture_save (fixture, changed);
  return store_fixture_freeze_one (fixture);
}

/* As the platform answers when it has @before with the mutation, and says who wrote it. */
static PdResult *
brief_answer (const PdMutation *mutation, const PdRecord *before)
{
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);
  g_autoptr (PdRecord) whole = pd_patch_apply (mutation->patch, before, NULL);

  pd_record_set_text (whole, PD_ORDER_CHANGED_BY, "clerk");
  result->content_hash = pd_wire_record_content_hash (whole);
  result->record = pd_record_new (&pd_order_type, pd_record_get_id (whole));
  pd_record_set_text (result->record, PD_ORDER_CHANGED_BY, "clerk");
  pd_record_set_text (result->record, PD_ORDER_STATE, pd_record_get_state (whole));
  pd_record_set_revision (result->record, pd_record_get_revision (before) + 1);
  pd_record_set_sequence (result->record, 7);
  return result;
}

static void
assert_digest_is_true (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PdDigest kept, computed;

  g_assert_true (pd_store_digest_get_sum (fixture->session, &kept, &error));
  g_assert_true (pd_store_digest_compute (fixture->session, &computed, &error));
  g_assert_no_error (error);
  g_assert_true (pd_digest_equal (&kept, &computed));
}

static void
test_view (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲", "纸");
  g_autoptr (PdMutation) mutation = change (fixture, order, "急");
  g_autoptr (PdRecord) stored = NULL;

  store_fixture_answer (fixture, brief_answer (mutation, order));
  stored = store_fixture_get (fixture, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (stored, PD_ORDER_REMARK), ==, "急");
  g_assert_cmpstr (pd_record_get_text (stored, PD_ORDER_CHANGED_BY), ==, "clerk");
  g_assert_cmpint (pd_record_get_revision (stored), ==, 2);
  g_assert_cmpint (pd_record_get_sequence (stored), ==, 7);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM shadow"), ==, 0);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders WHERE row_state <> 0"), ==, 0);
  assert_digest_is_true (fixture);
}

/* Saved once more while it was on its way: the platform's version is made up, and the rest waits on top of it. */
static void
test_more_waits (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲", "纸");
  g_autoptr (PdMutation) mutation = change (fixture, order, "急");
  g_autoptr (PdRecord) again = store_fixture_get (fixture, pd_record_get_id (order));
  g_autoptr (PdMutation) second = NULL;
  g_autoptr (PdRecord) stored = NULL;

  pd_record_set_text (again, PD_ORDER_NOTE, "早上送");
  store_fixture_save (fixture, again);
  store_fixture_answer (fixture, brief_answer (mutation, order));
  stored = store_fixture_get (fixture, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (stored, PD_ORDER_REMARK), ==, "急");
  g_assert_cmpstr (pd_record_get_text (stored, PD_ORDER_NOTE), ==, "早上送");
  second = store_fixture_freeze_one (fixture);
  g_assert_cmpuint (pd_patch_get_n_changes (second->patch), ==, 1);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT json_extract (theirs, '$.revision') FROM shadow"),
                   ==, 2);
}

/* It is not what this computer would have made of it: nothing is taken for granted, it is asked for again. */
static void
test_other_content (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲", "纸");
  g_autoptr (PdMutation) mutation = change (fixture, order, "急");
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  PdWirePassage passage = { .from = (char *) "a", .to = (char *) "b", .last = 7 };
  PdResult *result = brief_answer (mutation, order);
  g_autoptr (PdRecord) stored = NULL;
  g_autoptr (PdMutation) again = NULL;
  g_autoptr (GError) error = NULL;

  g_free (result->content_hash);
  result->content_hash = g_strnfill (64, '0');
  g_ptr_array_add (results, result);
  g_assert_true (pd_store_session_exec (fixture->session, "UPDATE stream SET cursor = 'a'", &error));
  g_assert_true (pd_store_apply_pushed (fixture->session, results, &passage, fixture->now, &error));
  stored = store_fixture_get (fixture, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (stored, PD_ORDER_REMARK), ==, "急");
  g_assert_cmpint (pd_record_get_revision (stored), ==, 1);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM stream WHERE cursor = 'b'"), ==, 0);
  again = store_fixture_freeze_one (fixture);
  g_assert_cmpstr (again->id, ==, mutation->id);
  assert_digest_is_true (fixture);
}

/* Only a stream that stood where the push began is where it ended. */
static void
test_passage (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲", "纸");
  g_autoptr (PdMutation) mutation = change (fixture, order, "急");
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  PdWirePassage passage = { .from = (char *) "a", .to = (char *) "b", .last = 7 };
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_store_session_exec (fixture->session,
                                        "INSERT INTO stream (name, cursor, sequence) VALUES"
                                        " ('buyer', 'a', 6), ('good', 'other', 6), ('company', '', 0)",
                                        &error));
  g_assert_no_error (error);
  g_ptr_array_add (results, brief_answer (mutation, order));
  g_assert_true (pd_store_apply_pushed (fixture->session, results, &passage, fixture->now, &error));
  g_assert_cmpint (store_fixture_count (fixture, "SELECT sequence FROM stream WHERE cursor = 'b'"), ==, 7);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM stream WHERE cursor = 'b'"), ==, 1);
  g_assert_cmpint (store_fixture_count (fixture,
                                        "SELECT count (*) FROM stream WHERE cursor IN ('other', '')"),
                   >=, 2);
}

/* What waits on a record that left with its stream, and what a person has to decide about one, is counted again when the
 * same version comes back with another stream. */
static void
test_comes_back (StoreFixture *fixture, gconstpointer data)
{
  const gboolean in_conflict = GPOINTER_TO_INT (data);
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "甲", "纸");
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (GError) error = NULL;
  PdDigest before, after;

  g_assert_true (store_fixture_pull (fixture, order, 6, &error));
  theirs = store_fixture_get (fixture, pd_record_get_id (order));
  mutation = change (fixture, theirs, "急");
  if (in_conflict)
    {
      PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_CONFLICT);

      pd_record_set_text (theirs, PD_ORDER_REMARK, "不急");
      pd_record_set_revision (theirs, 2);
      pd_record_set_sequence (theirs, 7);
      result->code = g_strdup ("fields");
      result->record = pd_record_copy (theirs);
      store_fixture_answer (fixture, result);
    }
  g_assert_true (pd_store_digest_get_sum (fixture->session, &before, &error));
  g_assert_cmpint (before.count, ==, 1);
  g_assert_true (pd_store_evict (fixture->session, &pd_order_type, pd_record_get_id (order), &error));
  g_assert_true (store_fixture_pull (fixture, theirs, 8, &error));
  g_assert_no_error (error);
  g_assert_true (pd_store_digest_get_sum (fixture->session, &after, &error));
  g_assert_true (pd_digest_equal (&before, &after));
}

/* Two batches are in flight at once, no record in both, and after a crash both go again. */
static void
test_behind (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) first = NULL, second = NULL, third = NULL, all = NULL;
  gint64 last;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲", "纸");

      store_fixture_save (fixture, order);
    }
  first = pd_store_freeze_batch (fixture->session, 2, 100000, &error);
  last = ((const PdMutation *) g_ptr_array_index (first, 1))->counter;
  second = pd_store_freeze_behind (fixture->session, last, 2, 100000, &error);
  last = ((const PdMutation *) g_ptr_array_index (second, 1))->counter;
  third = pd_store_freeze_behind (fixture->session, last, 2, 100000, &error);
  all = pd_store_freeze_batch (fixture->session, 10, 100000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpuint (second->len, ==, 2);
  g_assert_cmpuint (third->len, ==, 1);
  g_assert_cmpuint (all->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      GPtrArray *batch = i < 2 ? first : i < 4 ? second : third;
      const PdMutation *mutation = g_ptr_array_index (all, i);

      g_assert_cmpstr (mutation->id, ==, ((const PdMutation *) g_ptr_array_index (batch, i % 2))->id);
      g_assert_cmpint (mutation->counter, ==, i + 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/confirm/" name, StoreFixture, NULL, set_up, func, tear_down)
  ADD ("view", test_view);
  ADD ("more-waits", test_more_waits);
  ADD ("other-content", test_other_content);
  ADD ("passage", test_passage);
  ADD ("behind", test_behind);
  g_test_add ("/store/confirm/comes-back/waiting", StoreFixture, NULL, set_up, test_comes_back, tear_down);
  g_test_add ("/store/confirm/comes-back/in-conflict", StoreFixture, GINT_TO_POINTER (TRUE), set_up,
              test_comes_back, tear_down);
#undef ADD
  return g_test_run ();
}
