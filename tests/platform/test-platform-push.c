/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/platform-fixture.h"

typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
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
}

static void
assert_result (const PdResult *result, PdOutcome outcome, const char *code)
{
  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, pd_outcome_name (outcome));
  g_assert_cmpstr (result->code, ==, code);
  if (outcome == PD_OUTCOME_REJECTED || outcome == PD_OUTCOME_CONFLICT)
    g_assert_nonnull (result->message);
}

static PdRecord *
make_order (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_create (test->f, order));

  assert_result (result, PD_OUTCOME_OK, NULL);
  return pd_record_ref (result->record);
}

static void
test_create (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");

  /* What only the platform writes is not taken. */
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  pd_record_set_text (order, PD_ORDER_INVOICE_NUMBER, "26442000000000000001");
  pd_record_set_text (order, PD_ORDER_CREATED_BY, "somebody");
  pd_record_set_integer (order, PD_ORDER_GROSS_AMOUNT, 1);
  pd_record_set_revision (order, 7);

  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  const PdRecord *stored = result->record;

  assert_result (result, PD_OUTCOME_OK, NULL);
  g_assert_false (result->replayed);
  g_assert_cmpint (pd_record_get_revision (stored), ==, 1);
  g_assert_cmpint (pd_record_get_sequence (stored), ==, 2);
  g_assert_cmpstr (pd_record_get_state (stored), ==, PD_ORDER_STATE_OPEN);
  g_assert_false (pd_record_has (stored, PD_ORDER_INVOICE_NUMBER));
  g_assert_cmpstr (pd_record_get_text (stored, PD_ORDER_CREATED_BY), ==, "clerk");
  g_assert_cmpstr (pd_record_get_text (stored, PD_ORDER_CHANGED_BY), ==, "clerk");
  g_assert_cmpint (pd_record_get_integer (stored, PD_ORDER_CHANGED_AT), ==, FIXTURE_START);
  g_assert_cmpint (pd_record_get_integer (stored, PD_ORDER_GROSS_AMOUNT), ==, 23500);
  g_assert_cmpint (pd_record_get_integer (stored, PD_ORDER_TAX_AMOUNT), ==, 2704);

  g_autoptr (PdResult) again = fixture_do (test->f, test->clerk, fixture_create (test->f, order));

  assert_result (again, PD_OUTCOME_CONFLICT, "exists");
  g_assert_nonnull (again->record);
}

static void
test_invalid (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");

  pd_record_clear (order, PD_ORDER_BUYER_NAME);

  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_create (test->f, order));

  assert_result (result, PD_OUTCOME_REJECTED, "invalid");
  g_assert_cmpstr (result->path, ==, "buyer_name");
  g_assert_null (fixture_get (test->f, test->clerk, pd_record_get_id (order)));
}

static void
test_patch (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1");
  g_autoptr (PdRecord) mine = pd_record_copy (order);
  g_autoptr (PdRecord) theirs = pd_record_copy (order);
  g_autoptr (PdRecord) late = pd_record_copy (order);

  pd_record_set_text (mine, PD_ORDER_REMARK, "mine");
  pd_record_set_text (theirs, PD_ORDER_NUMBER, "D-2");
  pd_record_set_text (late, PD_ORDER_REMARK, "late");

  g_autoptr (PdResult) first = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, mine));

  assert_result (first, PD_OUTCOME_OK, NULL);
  g_assert_cmpint (pd_record_get_revision (first->record), ==, 2);

  /* Another field: both stay, although the base is old. */
  g_autoptr (PdResult) second = fixture_do (test->f, test->finance, fixture_patch (test->f, order, theirs));

  assert_result (second, PD_OUTCOME_OK, NULL);
  g_assert_cmpstr (pd_record_get_text (second->record, PD_ORDER_REMARK), ==, "mine");
  g_assert_cmpstr (pd_record_get_text (second->record, PD_ORDER_CHANGED_BY), ==, "finance");
  g_assert_cmpstr (pd_record_get_text (second->record, PD_ORDER_CREATED_BY), ==, "clerk");

  /* The same field: nothing is overwritten. */
  g_autoptr (PdResult) third = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, late));

  assert_result (third, PD_OUTCOME_CONFLICT, "fields");
  g_assert_cmpstr (third->atoms[0], ==, "remark");
  g_assert_null (third->atoms[1]);
  g_assert_cmpstr (pd_record_get_text (third->record, PD_ORDER_REMARK), ==, "mine");

  /* What is there already is no change. */
  g_autoptr (PdResult) same = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, mine));

  assert_result (same, PD_OUTCOME_OK, NULL);
  g_assert_cmpint (pd_record_get_revision (same->record), ==, 3);
}

static void
test_patch_of_server_field (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1");
  g_autoptr (PdRecord) forged = pd_record_copy (order);
  g_autoptr (PdMutation) mutation = fixture_mutation (test->f, PD_MUTATION_PATCH, order);

  pd_record_set_text (forged, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  mutation->patch = pd_patch_new (&pd_order_type);
  pd_patch_add_set (mutation->patch, -1, NULL, "state", order, forged);

  g_autoptr (PdResult) result = fixture_push (test->f, test->finance, mutation);

  assert_result (result, PD_OUTCOME_REJECTED, "server_field");
  g_assert_cmpstr (result->path, ==, "state");
}

static void
test_missing (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdRecord) other = pd_record_copy (order);

  pd_record_set_text (other, PD_ORDER_NUMBER, "D-2");

  g_autoptr (PdResult) patch = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, other));
  g_autoptr (PdResult) command =
      fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));

  assert_result (patch, PD_OUTCOME_REJECTED, "missing");
  assert_result (command, PD_OUTCOME_REJECTED, "missing");
}

static void
test_delete (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1");
  g_autoptr (PdRecord) changed = pd_record_copy (order);

  pd_record_set_text (changed, PD_ORDER_REMARK, "new");

  g_autoptr (PdResult) patch = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, changed));

  assert_result (patch, PD_OUTCOME_OK, NULL);

  /* An edit that the deleter had not seen wins. */
  g_autoptr (PdResult) stale =
      fixture_do (test->f, test->clerk, fixture_mutation (test->f, PD_MUTATION_DELETE, order));

  assert_result (stale, PD_OUTCOME_CONFLICT, "changed_since");

  g_autoptr (PdResult) gone =
      fixture_do (test->f, test->clerk, fixture_mutation (test->f, PD_MUTATION_DELETE, patch->record));

  assert_result (gone, PD_OUTCOME_OK, NULL);
  g_assert_true (pd_record_is_deleted (gone->record));

  g_autoptr (PdResult) late = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, changed));
  g_autoptr (PdResult) again = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdRecord) tombstone = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  assert_result (late, PD_OUTCOME_CONFLICT, "deleted");
  assert_result (again, PD_OUTCOME_CONFLICT, "deleted");
  g_assert_true (pd_record_is_deleted (tombstone));
  g_assert_false (pd_record_has (tombstone, PD_ORDER_BUYER_NAME));
  /* To the author of the late edit it says by whom, and when. */
  g_assert_cmpstr (pd_record_get_text (late->record, PD_ORDER_CHANGED_BY), ==, "clerk");
  g_assert_cmpint (pd_record_get_integer (late->record, PD_ORDER_CHANGED_AT), >=, FIXTURE_START);
}

/* Every record that people write says who changed it last and when, whatever they send. */
static void
test_signed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");
  g_autoptr (PdRecord) changed = NULL;

  pd_record_set_text (buyer, PD_BUYER_CHANGED_BY, "somebody");

  g_autoptr (PdResult) made = fixture_do (test->f, test->clerk, fixture_create (test->f, buyer));

  g_assert_cmpstr (pd_record_get_text (made->record, PD_BUYER_CHANGED_BY), ==, "clerk");
  changed = pd_record_copy (made->record);
  pd_record_set_text (changed, PD_BUYER_PHONE, "1");

  g_autoptr (PdResult) patched =
      fixture_do (test->f, test->finance, fixture_patch (test->f, made->record, changed));

  assert_result (patched, PD_OUTCOME_OK, NULL);
  g_assert_cmpstr (pd_record_get_text (patched->record, PD_BUYER_CHANGED_BY), ==, "finance");
  g_assert_cmpint (pd_record_get_integer (patched->record, PD_BUYER_CHANGED_AT), >=, FIXTURE_START);
}

static void
test_replay (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");
  g_autoptr (PdRecord) other = fixture_buyer (test->f, "乙");
  g_autoptr (PdMutation) mutation = fixture_create (test->f, buyer);
  g_autoptr (PdResult) first = fixture_push (test->f, test->clerk, mutation);

  fixture_restart (test->f);
  /* A later counter, as after a restore of the platform: the same id is the same mutation. */
  mutation->counter = ++test->f->counter;

  g_autoptr (PdResult) again = fixture_push (test->f, test->clerk, mutation);

  assert_result (again, PD_OUTCOME_OK, NULL);
  g_assert_false (first->replayed);
  g_assert_true (again->replayed);
  g_assert_true (pd_record_equal (first->record, again->record));
  g_assert_cmpint (pd_record_get_revision (again->record), ==, 1);

  /* The same id for something else, and a counter that ran backwards. */
  g_autoptr (PdMutation) forged = fixture_create (test->f, other);

  g_free (forged->id);
  forged->id = g_strdup (mutation->id);

  g_autoptr (PdResult) reused = fixture_push (test->f, test->clerk, forged);

  assert_result (reused, PD_OUTCOME_REUSED, NULL);

  g_autoptr (PdMutation) backwards = fixture_create (test->f, other);

  backwards->counter = 1;

  g_autoptr (PdResult) old = fixture_push (test->f, test->clerk, backwards);

  assert_result (old, PD_OUTCOME_REUSED, NULL);
  g_assert_null (fixture_get (test->f, test->clerk, pd_record_get_id (other)));

  /* Not recorded: with a new counter it is taken. */
  backwards->counter = ++test->f->counter;

  g_autoptr (PdResult) taken = fixture_push (test->f, test->clerk, backwards);

  assert_result (taken, PD_OUTCOME_OK, NULL);
}

static void
test_rejection_is_definitive (Test *test, gconstpointer data)
{
  g_autofree char *reviewer = fixture_sign_in (test->f, 0, "reviewer");
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");
  g_autoptr (PdMutation) mutation = fixture_create (test->f, buyer);
  g_autoptr (PdResult) first = fixture_push (test->f, reviewer, mutation);
  g_autoptr (PdResult) again = fixture_push (test->f, reviewer, mutation);

  assert_result (first, PD_OUTCOME_REJECTED, "forbidden");
  assert_result (again, PD_OUTCOME_REJECTED, "forbidden");
  g_assert_true (again->replayed);
}

/* Who may do what: y accepted, n forbidden. */
static void
test_permissions (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *user;
    const char *command; /* NULL: create */
    gboolean allowed;
  } cases[] = {
    { "clerk", NULL, TRUE },        { "finance", NULL, TRUE },           { "admin", NULL, TRUE },
    { "reviewer", NULL, FALSE },    { "clerk", "issue", FALSE },         { "reviewer", "issue", FALSE },
    { "finance", "issue", TRUE },   { "admin", "issue", TRUE },          { "clerk", "cancel", TRUE },
    { "reviewer", "cancel", TRUE }, { "admin", "no such thing", FALSE },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *number = g_strdup_printf ("P-%u", index);
      g_autofree char *token = fixture_sign_in (test->f, 0, cases[index].user);
      g_autoptr (PdRecord) order =
          cases[index].command != NULL ? make_order (test, number) : fixture_order (test->f, number);
      g_autoptr (PdResult) result =
          fixture_do (test->f, token,
                      cases[index].command != NULL ? fixture_command (test->f, order, cases[index].command)
                                                   : fixture_create (test->f, order));

      if (cases[index].allowed)
        assert_result (result, PD_OUTCOME_OK, NULL);
      else
        assert_result (result, PD_OUTCOME_REJECTED, "forbidden");
    }

  /* The company and invoices are the platform's. */
  g_autofree char *admin = fixture_sign_in (test->f, 0, "admin");
  g_autofree char *id = pd_id_new (test->f->now);
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  g_autoptr (PdResult) result = fixture_do (test->f, admin, fixture_create (test->f, company));

  assert_result (result, PD_OUTCOME_REJECTED, "forbidden");
}

static void
test_commands (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1");
  g_autoptr (PdRecord) changed = pd_record_copy (order);
  g_autoptr (PdMutation) wrong_total = fixture_command (test->f, order, "issue");

  wrong_total->total++;

  g_autoptr (PdResult) total = fixture_push (test->f, test->finance, wrong_total);

  assert_result (total, PD_OUTCOME_CONFLICT, "stale");
  pd_record_set_text (changed, PD_ORDER_REMARK, "new");

  g_autoptr (PdResult) patch = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, changed));
  g_autoptr (PdResult) stale = fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));

  assert_result (stale, PD_OUTCOME_CONFLICT, "stale");

  g_autoptr (PdMutation) cancel = fixture_command (test->f, patch->record, "cancel");

  cancel->reason = g_strdup ("wrong buyer");

  g_autoptr (PdResult) cancelled = fixture_push (test->f, test->clerk, cancel);

  assert_result (cancelled, PD_OUTCOME_OK, NULL);
  g_assert_cmpstr (pd_record_get_state (cancelled->record), ==, PD_ORDER_STATE_CANCELLED);
  g_assert_cmpstr (pd_record_get_text (cancelled->record, PD_ORDER_STATE_REASON), ==, "wrong buyer");

  /* The same once more is no change; another arrow from here there is none. */
  g_autoptr (PdResult) already =
      fixture_do (test->f, test->finance, fixture_command (test->f, patch->record, "cancel"));
  g_autoptr (PdResult) issue =
      fixture_do (test->f, test->finance, fixture_command (test->f, cancelled->record, "issue"));

  assert_result (already, PD_OUTCOME_OK, "already");
  assert_result (issue, PD_OUTCOME_CONFLICT, "state");

  g_autoptr (PdResult) reopened =
      fixture_do (test->f, test->clerk, fixture_command (test->f, cancelled->record, "reopen"));

  assert_result (reopened, PD_OUTCOME_OK, NULL);
  g_assert_cmpstr (pd_record_get_state (reopened->record), ==, PD_ORDER_STATE_OPEN);
}

static void
test_frozen (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1");
  g_autoptr (PdResult) issue = fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));
  g_autoptr (PdRecord) changed = pd_record_copy (issue->record);
  g_autoptr (PdRecord) noted = pd_record_copy (issue->record);

  assert_result (issue, PD_OUTCOME_OK, NULL);
  g_assert_cmpstr (pd_record_get_state (issue->record), ==, PD_ORDER_STATE_ISSUING);
  pd_record_set_text (changed, PD_ORDER_BUYER_NAME, "another");
  pd_record_set_text (noted, PD_ORDER_NOTE, "called");

  g_autoptr (PdResult) content =
      fixture_do (test->f, test->clerk, fixture_patch (test->f, issue->record, changed));
  g_autoptr (PdResult) note =
      fixture_do (test->f, test->clerk, fixture_patch (test->f, issue->record, noted));
  g_autoptr (PdResult) gone =
      fixture_do (test->f, test->clerk, fixture_mutation (test->f, PD_MUTATION_DELETE, issue->record));

  assert_result (content, PD_OUTCOME_CONFLICT, "immutable");
  assert_result (note, PD_OUTCOME_OK, NULL);
  assert_result (gone, PD_OUTCOME_CONFLICT, "immutable");
}

static void
test_issue_incomplete (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");

  pd_record_clear (g_ptr_array_index (pd_record_get_lines (order), 0), PD_ORDER_LINE_TAX_CODE);

  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdResult) issue =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));

  assert_result (created, PD_OUTCOME_OK, NULL);
  assert_result (issue, PD_OUTCOME_REJECTED, "invalid");
  g_assert_true (g_str_has_suffix (issue->path, "/tax_code"));
}

/* One request, many mutations: each has its own fate, in order. */
static void
test_batch (Test *test, gconstpointer data)
{
  g_autoptr (PdWirePush) push = pd_wire_push_new (test->f->epochs[0], test->f->replica);
  g_autoptr (PdRecord) good = fixture_buyer (test->f, "甲");
  g_autoptr (PdRecord) bad = fixture_buyer (test->f, NULL);
  g_autoptr (PdRecord) last = fixture_buyer (test->f, "乙");

  g_ptr_array_add (push->mutations, fixture_create (test->f, good));
  g_ptr_array_add (push->mutations, fixture_create (test->f, bad));
  g_ptr_array_add (push->mutations, fixture_create (test->f, last));

  g_autofree char *body = pd_wire_push_to_text (push);
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, "POST", "/v1/sync/push", test->clerk, "application/json", body);
  g_autofree char *text = pd_platform_response_dup_text (response);
  g_autoptr (GPtrArray) results = pd_wire_results_from_text (text, -1, NULL);

  g_assert_cmpuint (results->len, ==, 3);
  assert_result (g_ptr_array_index (results, 0), PD_OUTCOME_OK, NULL);
  assert_result (g_ptr_array_index (results, 1), PD_OUTCOME_REJECTED, "invalid");
  assert_result (g_ptr_array_index (results, 2), PD_OUTCOME_OK, NULL);
}

static GPtrArray *
push_text (Test *test, const char *mutations)
{
  g_autofree char *body =
      g_strdup_printf ("{\"format\":2,\"replica\":\"%s\",\"mutations\":[%s]}", test->f->replica, mutations);
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, "POST", "/v1/sync/push", test->clerk, "application/json", body);
  g_autofree char *text = pd_platform_response_dup_text (response);
  g_autoptr (GError) error = NULL;
  GPtrArray *results = pd_wire_results_from_text (text, -1, &error);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_no_error (error);
  return results;
}

/* A newer client's mutation that nobody understands here is rejected for good, and stops no other. */
static void
test_malformed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) before = make_order (test, "D-1");
  g_autoptr (PdRecord) after = pd_record_copy (before);
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");
  g_autofree char *id = pd_id_new (test->f->now);

  pd_record_set_text (after, PD_ORDER_REMARK, "new");
  g_autofree char *unknown = g_strdup_printf (
      "{\"id\":\"%s\",\"counter\":%" G_GINT64_FORMAT ",\"type\":\"order\",\"record_id\":\"%s\","
      "\"kind\":\"patch\",\"patch\":[{\"atom\":\"colour\",\"before\":{},\"after\":{\"colour\":\"red\"}}]}",
      id, ++test->f->counter, pd_record_get_id (before));
  g_autoptr (PdMutation) patch = fixture_patch (test->f, before, after);
  g_autoptr (PdMutation) create = fixture_create (test->f, buyer);

  patch->counter = ++test->f->counter;
  create->counter = ++test->f->counter;

  g_autofree char *patch_text = pd_wire_mutation_to_text (patch);
  g_autofree char *create_text = pd_wire_mutation_to_text (create);
  g_autofree char *batch = g_strjoin (",", unknown, patch_text, create_text, NULL);
  g_autoptr (GPtrArray) first = push_text (test, batch);
  g_autoptr (GPtrArray) again = push_text (test, batch);
  const PdResult *refused = g_ptr_array_index (first, 0);
  const PdResult *replayed = g_ptr_array_index (again, 0);

  g_assert_cmpuint (first->len, ==, 3);
  assert_result (refused, PD_OUTCOME_REJECTED, "malformed");
  g_assert_cmpstr (refused->mutation_id, ==, id);
  g_assert_cmpstr (refused->path, ==, "patch[0].atom");
  assert_result (g_ptr_array_index (first, 1), PD_OUTCOME_OK, NULL);
  assert_result (g_ptr_array_index (first, 2), PD_OUTCOME_OK, NULL);
  assert_result (replayed, PD_OUTCOME_REJECTED, "malformed");
  g_assert_true (replayed->replayed);
  g_assert_cmpstr (replayed->message, ==, refused->message);

  /* The same id with another content is another mutation. */
  g_autofree char *other = g_strdup_printf ("{\"id\":\"%s\",\"counter\":99,\"kind\":\"later\"}", id);
  g_autoptr (GPtrArray) reused = push_text (test, other);

  assert_result (g_ptr_array_index (reused, 0), PD_OUTCOME_REUSED, NULL);
}

/* Without a counter that counts, the others' counters stay as they are. */
static void
test_malformed_counter (Test *test, gconstpointer data)
{
  static const char *const counters[] = { "", ",\"counter\":0", ",\"counter\":-1", ",\"counter\":\"1\"",
                                          ",\"counter\":9223372036854775808" };
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");

  for (guint index = 0; index < G_N_ELEMENTS (counters); index++)
    {
      g_autofree char *id = pd_id_new (test->f->now);
      g_autofree char *text =
          g_strdup_printf ("{\"id\":\"%s\",\"type\":\"buyer\",\"record_id\":\"%s\",\"kind\":\"delete\"%s}",
                           id, pd_record_get_id (buyer), counters[index]);
      g_autoptr (GPtrArray) results = push_text (test, text);

      assert_result (g_ptr_array_index (results, 0), PD_OUTCOME_REJECTED, "malformed");
      g_assert_cmpstr (((const PdResult *) g_ptr_array_index (results, 0))->path, ==, "counter");
    }

  g_autoptr (PdResult) taken = fixture_do (test->f, test->clerk, fixture_create (test->f, buyer));

  assert_result (taken, PD_OUTCOME_OK, NULL);
}

static void
test_limits (Test *test, gconstpointer data)
{
  g_autoptr (PdWirePush) push = pd_wire_push_new (NULL, test->f->replica);
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");

  for (guint index = 0; index < 501; index++)
    g_ptr_array_add (push->mutations, fixture_create (test->f, buyer));

  g_autofree char *many = pd_wire_push_to_text (push);
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, "POST", "/v1/sync/push", test->clerk, "application/json", many);

  fixture_assert_error (response, 413, "too_large");
  g_assert_null (fixture_get (test->f, test->clerk, pd_record_get_id (buyer)));

  g_autoptr (PdWirePush) other = pd_wire_push_new ("0123456789abcdef0123456789abcdef", test->f->replica);

  g_ptr_array_add (other->mutations, fixture_create (test->f, buyer));

  g_autofree char *old_history = pd_wire_push_to_text (other);
  g_autoptr (PdPlatformResponse) changed =
      fixture_send (test->f, "POST", "/v1/sync/push", test->clerk, "application/json", old_history);

  fixture_assert_error (changed, 409, "history_changed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/push/" name, Test, NULL, set_up, func, tear_down)
  ADD ("create", test_create);
  ADD ("invalid", test_invalid);
  ADD ("patch", test_patch);
  ADD ("patch-of-server-field", test_patch_of_server_field);
  ADD ("missing", test_missing);
  ADD ("delete", test_delete);
  ADD ("signed", test_signed);
  ADD ("replay", test_replay);
  ADD ("rejection-is-definitive", test_rejection_is_definitive);
  ADD ("permissions", test_permissions);
  ADD ("commands", test_commands);
  ADD ("frozen", test_frozen);
  ADD ("issue-incomplete", test_issue_incomplete);
  ADD ("batch", test_batch);
  ADD ("malformed", test_malformed);
  ADD ("malformed-counter", test_malformed_counter);
  ADD ("limits", test_limits);
#undef ADD
  return g_test_run ();
}
