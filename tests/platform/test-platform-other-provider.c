/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A company goes to another provider while the one before has something of it, and has invoices sent again. */
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "platform/form-bureau.h"
#include "platform/pd-platform-bureau.h"
#include "platform/platform-fixture.h"

typedef struct
{
  Fixture *f;
  PdGateway *providers[2]; /* (owned) */
  FormBureau *first;
  FormBureau *other;
  char *finance;
} Test;

/* The platform starts with one of the two. */
static void
connect_provider (Test *test, guint index)
{
  fixture_close (test->f);
  g_clear_pointer (&test->f->provider, pd_gateway_unref);
  test->f->provider = pd_gateway_ref (test->providers[index]);
  fixture_open (test->f);
}

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->providers[0] = form_bureau_new (&test->f->now, &test->first);
  test->providers[1] = form_bureau_new_other (&test->f->now, &test->other);
  connect_provider (test, 0);
  test->finance = fixture_sign_in (test->f, 0, "finance");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  for (guint i = 0; i < G_N_ELEMENTS (test->providers); i++)
    pd_gateway_unref (test->providers[i]);
  g_free (test->finance);
}

static PdRecord *
get (Test *test, const char *id)
{
  return fixture_get (test->f, test->finance, id);
}

static PdResult *
command (Test *test, const char *id, const char *name, const char *reason)
{
  g_autoptr (PdRecord) record = get (test, id);
  PdMutation *mutation = fixture_command (test->f, record, name);

  mutation->reason = g_strdup (reason);
  return fixture_do (test->f, test->finance, mutation);
}

/* @code: "ok", or why not */
static void
assert_command (Test *test, const char *id, const char *name, const char *reason, const char *code)
{
  g_autoptr (PdResult) result = command (test, id, name, reason);

  g_assert_cmpstr (result->outcome == PD_OUTCOME_OK ? "ok" : result->code, ==, code);
}

static PdRecord *
issue (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, order));
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  fixture_work (test->f);
  return get (test, pd_record_get_text (issued->record, PD_ORDER_INVOICE_ID));
}

/* Returns: (transfer full): the id of a form that reverses all of @blue, and was asked for */
static char *
reverse (Test *test, const PdRecord *blue)
{
  g_autofree char *id = pd_id_new (test->f->now += 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form =
      pd_reversal_new_form (blue, NULL, PD_RED_FORM_REASON_RETURN, NULL, 0, id, "2026-11-22", &error);
  g_autoptr (PdResult) created = NULL;

  g_assert_no_error (error);
  created = fixture_do (test->f, test->finance, fixture_create (test->f, form));
  g_assert_cmpstr (pd_outcome_name (created->outcome), ==, "ok");
  assert_command (test, id, "apply", NULL, "ok");
  fixture_work (test->f);
  return g_steal_pointer (&id);
}

/* Returns: (transfer full): the id of a form that the buyer of @blue has entered */
static char *
enter_inbound (Test *test, const PdRecord *blue)
{
  g_autoptr (PdWirePage) page = NULL;

  form_bureau_enter (test->first, blue, 0, 0);
  g_assert_true (pd_platform_account_ask_forms (test->f->platform, test->f->tenants[0], test->f->now, NULL));
  fixture_work (test->f);
  page = fixture_pull (test->f, test->finance, "limit=500");
  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);

      if (pd_record_get_record_type (record) == &pd_red_form_type &&
          g_strcmp0 (pd_record_get_text (record, PD_RED_FORM_BLUE_INVOICE_ID), pd_record_get_id (blue)) == 0)
        return g_strdup (pd_record_get_id (record));
    }
  g_assert_not_reached ();
}

static char *
red_invoice_of (Test *test, const char *form_id)
{
  g_autoptr (PdRecord) form = get (test, form_id);

  g_assert_cmpstr (pd_record_get_state (form), ==, "issued");
  return g_strdup (pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID));
}

/* A blue invoice, a red one of our form, and one of the buyer's. @ids: (out) (transfer full) */
static void
issue_three (Test *test, char *ids[3])
{
  g_autoptr (PdRecord) kept = issue (test, "D-1");
  g_autoptr (PdRecord) ours = issue (test, "D-2");
  g_autoptr (PdRecord) theirs = issue (test, "D-3");
  g_autofree char *form = reverse (test, ours);
  g_autofree char *inbound = enter_inbound (test, theirs);

  /* Nothing is ever sent of it from here. */
  form_bureau_agree (test->first);
  test->f->now += 2 * G_TIME_SPAN_HOUR;
  fixture_work (test->f);
  ids[0] = g_strdup (pd_record_get_id (kept));
  ids[1] = red_invoice_of (test, form);
  ids[2] = red_invoice_of (test, inbound);
}

static void
assert_last_stage (Test *test, const char *id, const char *stage)
{
  g_autoptr (PdRecord) invoice = get (test, id);
  GPtrArray *stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);
  const PdRecord *last = g_ptr_array_index (stages, stages->len - 1);

  g_assert_cmpstr (pd_record_get_text (last, PD_INVOICE_STAGE_STAGE), ==, stage);
  g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_ISSUED);
}

/* Red invoices are sent again under their own numbers, whoever entered the form. */
static void
test_redelivered (Test *test, gconstpointer data)
{
  char *ids[3] = { NULL };

  issue_three (test, ids);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (PdRecord) invoice = get (test, ids[i]);
      g_autofree char *expected =
          g_strdup_printf ("%s to a@example.cn", pd_record_get_text (invoice, PD_INVOICE_NUMBER));

      g_assert_cmpint (pd_record_get_flag (invoice, PD_INVOICE_RED), ==, i > 0);
      assert_command (test, ids[i], "redeliver", "a@example.cn", "ok");
      assert_last_stage (test, ids[i], PD_INVOICE_STAGE_ASKED_AGAIN);
      assert_command (test, ids[i], "redeliver", "b@example.cn", "state");
      fixture_work (test->f);
      assert_last_stage (test, ids[i], PD_INVOICE_STAGE_SENT_AGAIN);
      g_assert_cmpstr (test->first->redelivered, ==, expected);
      g_assert_cmpuint (test->first->n_redelivered, ==, i + 1);
      g_free (ids[i]);
    }
}

/* What was issued through one provider another one is not asked for, whether it was asked for before or after. */
static void
test_redelivered_elsewhere (Test *test, gconstpointer data)
{
  char *ids[3] = { NULL };

  issue_three (test, ids);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    assert_command (test, ids[i], "redeliver", "a@example.cn", "ok");
  connect_provider (test, 1);
  fixture_work (test->f);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      assert_last_stage (test, ids[i], PD_INVOICE_STAGE_NOT_SENT_AGAIN);
      assert_command (test, ids[i], "redeliver", "a@example.cn", "no_redelivery");
    }
  g_assert_cmpuint (test->other->n_redelivered, ==, 0);
  /* It is not sent behind anybody's back when that provider is there again, and may be asked for. */
  connect_provider (test, 0);
  fixture_work (test->f);
  g_assert_cmpuint (test->first->n_redelivered, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      assert_command (test, ids[i], "redeliver", "a@example.cn", "ok");
      fixture_work (test->f);
      assert_last_stage (test, ids[i], PD_INVOICE_STAGE_SENT_AGAIN);
      g_free (ids[i]);
    }
  g_assert_cmpuint (test->first->n_redelivered, ==, 3);
}

static void
assert_form (Test *test, const char *id, const char *state, const char *says)
{
  g_autoptr (PdRecord) form = get (test, id);
  const char *reason = pd_record_get_text (form, PD_RED_FORM_REASON);

  g_assert_cmpstr (pd_record_get_state (form), ==, state);
  g_assert_cmpint (says != NULL, ==, reason != NULL);
  if (says != NULL)
    g_assert_nonnull (strstr (reason, says));
}

/* Several hours, in which everything is asked for that is to be. */
static void
pass_hours (Test *test)
{
  for (guint i = 0; i < 40; i++)
    {
      test->f->now += 5 * G_TIME_SPAN_MINUTE;
      fixture_work (test->f);
    }
}

/* Forms of either side stay where they were entered: another provider is neither asked for them nor sent them, and
 * somebody is told. */
static void
test_forms (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) ours = issue (test, "D-1");
  g_autoptr (PdRecord) theirs = issue (test, "D-2");
  g_autofree char *form = NULL;
  g_autofree char *inbound = NULL;
  gint64 revision;

  test->first->needs_word = TRUE;
  form = reverse (test, ours);
  inbound = enter_inbound (test, theirs);
  assert_form (test, form, "waiting_for_them", NULL);
  assert_form (test, inbound, "waiting_for_us", NULL);
  connect_provider (test, 1);
  pass_hours (test);
  assert_form (test, form, "waiting_for_them", "forms");
  assert_form (test, inbound, "waiting_for_us", "forms");
  {
    g_autoptr (PdRecord) told = get (test, inbound);

    revision = pd_record_get_revision (told);
  }
  /* A word to a provider that is not there is kept. */
  assert_command (test, inbound, "confirm", NULL, "ok");
  pass_hours (test);
  {
    g_autoptr (PdRecord) told = get (test, inbound);

    g_assert_cmpint (pd_record_get_revision (told), <=, revision + 2);
  }
  g_assert_cmpuint (test->other->n_queries, ==, 0);
  g_assert_cmpuint (test->other->n_applied, ==, 0);
  g_assert_cmpuint (test->first->n_red, ==, 0);
  connect_provider (test, 0);
  form_bureau_answer (test->first, TRUE);
  pass_hours (test);
  assert_form (test, form, "issued", NULL);
  assert_form (test, inbound, "issued", NULL);
  g_assert_cmpuint (test->first->n_red, ==, 2);
  g_assert_cmpuint (test->other->n_red, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/other-provider/" name, Test, NULL, set_up, func, tear_down)
  ADD ("redelivered", test_redelivered);
  ADD ("redelivered-elsewhere", test_redelivered_elsewhere);
  ADD ("forms", test_forms);
#undef ADD
  return g_test_run ();
}
