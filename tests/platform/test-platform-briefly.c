/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/platform-fixture.h"

/* What a push that asked for brief answers is told. */

typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
  PdWirePassage *passage;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->finance);
  g_clear_pointer (&test->passage, pd_wire_passage_free);
}

static PdMutation *
copy_of (const PdMutation *mutation)
{
  g_autofree char *text = pd_wire_mutation_to_text (mutation);

  return pd_wire_mutation_from_text (text, -1, NULL);
}

/* @mutation: (transfer full) */
static PdResult *
push_briefly (Test *test, const char *token, PdMutation *mutation)
{
  g_autoptr (PdWirePush) push = pd_wire_push_new (test->f->epochs[0], test->f->replica);
  g_autoptr (GError) error = NULL;

  push->briefly = TRUE;
  g_ptr_array_add (push->mutations, mutation);

  g_autofree char *body = pd_wire_push_to_text (push);
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, "POST", "/v1/sync/push", token, "application/json", body);
  g_autofree char *text = pd_platform_response_dup_text (response);

  g_clear_pointer (&test->passage, pd_wire_passage_free);

  g_autoptr (GPtrArray) results = pd_wire_pushed_from_text (text, -1, &test->passage, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 1);
  return g_ptr_array_steal_index (results, 0);
}

/* Told briefly: the platform's fields alone, and the hash of what everybody else is told. */
static void
assert_brief (Test *test, const PdResult *result)
{
  g_autoptr (PdRecord) whole = fixture_get (test->f, test->clerk, pd_record_get_id (result->record));
  const PdRecordType *type = pd_record_get_record_type (whole);
  g_autofree char *hash = pd_wire_record_content_hash (whole);

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  g_assert_cmpstr (result->content_hash, ==, hash);
  g_assert_cmpint (pd_record_get_revision (result->record), ==, pd_record_get_revision (whole));
  g_assert_cmpint (pd_record_get_sequence (result->record), ==, pd_record_get_sequence (whole));
  for (guint field = 0; field < type->n_fields; field++)
    if (type->fields[field].merge == PD_MERGE_SERVER)
      g_assert_true (pd_record_field_equal (result->record, whole, field));
    else
      g_assert_false (pd_record_has (result->record, field));
}

static void
test_as_sent (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdResult) created = push_briefly (test, test->clerk, fixture_create (test->f, order));

  assert_brief (test, created);

  g_autoptr (PdRecord) before = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_autoptr (PdRecord) after = pd_record_copy (before);

  pd_record_set_text (after, PD_ORDER_REMARK, "急");

  g_autoptr (PdResult) patched = push_briefly (test, test->finance, fixture_patch (test->f, before, after));

  assert_brief (test, patched);
  g_assert_cmpstr (pd_record_get_text (patched->record, PD_ORDER_CHANGED_BY), ==, "finance");

  /* On top of what this author has not seen: all of it. */
  pd_record_set_text (after, PD_ORDER_REMARK, NULL);
  pd_record_set_text (after, PD_ORDER_NOTE, "早上送");

  g_autoptr (PdResult) merged = push_briefly (test, test->clerk, fixture_patch (test->f, before, after));

  g_assert_cmpint (merged->outcome, ==, PD_OUTCOME_OK);
  g_assert_null (merged->content_hash);
  g_assert_cmpstr (pd_record_get_text (merged->record, PD_ORDER_REMARK), ==, "急");
}

/* Whoever asks again may have lost the base of it. */
static void
test_again (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdMutation) mutation = fixture_create (test->f, order);
  g_autoptr (PdRecord) created = NULL, changed = NULL;
  g_autoptr (PdResult) first = push_briefly (test, test->clerk, copy_of (mutation));
  g_autofree char *query = g_strdup_printf ("inflight=%s", mutation->id);

  created = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  changed = pd_record_copy (created);
  pd_record_set_text (changed, PD_ORDER_NOTE, "早上送");
  pd_result_free (fixture_do (test->f, test->finance, fixture_patch (test->f, created, changed)));

  g_autoptr (PdResult) again = push_briefly (test, test->clerk, copy_of (mutation));
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->clerk, query);
  const PdResult *in_page = g_ptr_array_index (page->results, 0);

  g_assert_nonnull (first->content_hash);
  g_assert_true (again->replayed && in_page->replayed);
  g_assert_null (again->content_hash);
  g_assert_null (in_page->content_hash);
  g_assert_cmpint (pd_record_get_revision (again->record), ==, 2);
  g_assert_cmpstr (pd_record_get_text (in_page->record, PD_ORDER_NOTE), ==, "早上送");
  g_assert_null (test->passage);
}

/* The part of the history that is one push: only when all of it is told by the results. */
static void
test_passage (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdRecord) stored = NULL, dated = NULL;
  g_autoptr (PdWirePage) before = fixture_pull (test->f, test->clerk, NULL);
  g_autoptr (PdWirePage) after = NULL, last = NULL;

  pd_result_free (push_briefly (test, test->clerk, fixture_create (test->f, order)));
  after = fixture_pull (test->f, test->clerk, NULL);
  g_assert_cmpstr (test->passage->from, ==, before->next);
  g_assert_cmpstr (test->passage->to, ==, after->next);
  g_assert_cmpint (test->passage->last, ==, after->head);

  /* To another year, which is another stream: those who keep only the first are to hear of it. */
  stored = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  dated = pd_record_copy (stored);
  pd_record_set_text (dated, PD_ORDER_DATE, "2021-03-04");
  pd_result_free (push_briefly (test, test->clerk, fixture_patch (test->f, stored, dated)));
  g_assert_null (test->passage);

  /* An invoice came into being beside the order. */
  g_clear_pointer (&stored, pd_record_unref);
  stored = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  g_autoptr (PdResult) issued =
      push_briefly (test, test->finance, fixture_command (test->f, stored, "issue"));

  g_assert_cmpint (issued->outcome, ==, PD_OUTCOME_OK);
  g_assert_null (issued->content_hash);
  g_assert_null (test->passage);

  /* A refusal is no part of the history. */
  g_autoptr (PdResult) refused =
      push_briefly (test, test->finance, fixture_command (test->f, stored, "issue"));

  g_assert_null (test->passage);
  last = fixture_pull (test->f, test->clerk, NULL);
  g_assert_cmpint (last->head, >, after->head);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/platform/briefly/as-sent", Test, NULL, set_up, test_as_sent, tear_down);
  g_test_add ("/platform/briefly/again", Test, NULL, set_up, test_again, tear_down);
  g_test_add ("/platform/briefly/passage", Test, NULL, set_up, test_passage, tear_down);
  return g_test_run ();
}
