/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "platform/form-bureau.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-submissions.h"
#include "platform/platform-fixture.h"

typedef struct
{
  Fixture *f;
  FormBureau *bureau;
  char *finance;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  fixture_close (test->f);
  test->f->provider = form_bureau_new (&test->f->now, &test->bureau);
  fixture_open (test->f);
  test->finance = fixture_sign_in (test->f, 0, "finance");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->finance);
}

static PdRecord *
get (Test *test, const char *id)
{
  return fixture_get (test->f, test->finance, id);
}

static PdResult *
command (Test *test, const char *id, const char *name)
{
  g_autoptr (PdRecord) record = get (test, id);

  return fixture_do (test->f, test->finance, fixture_command (test->f, record, name));
}

/* @quantity: "10" by default, at 23.50 with tax. Returns: the blue invoice */
static PdRecord *
issue (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 0);

  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "10");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "23.5");
  pd_record_derive (order);

  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, order));
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  fixture_work (test->f);
  return get (test, pd_record_get_text (issued->record, PD_ORDER_INVOICE_ID));
}

/* @quantity: (nullable): all that is left. Returns: the form's id, as it was asked for */
static char *
ask (Test *test, const PdRecord *blue, const char *reason, const char *quantity, const char *outcome)
{
  const PdReversalChoice choice = { 1, quantity, 0 };
  g_autofree char *id = pd_id_new (test->f->now += 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form =
      pd_reversal_new_form (blue, NULL, reason, &choice, quantity != NULL ? 1 : 0, id, "2026-11-22", &error);

  g_assert_no_error (error);

  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, form));

  g_assert_cmpstr (pd_outcome_name (created->outcome), ==, "ok");

  g_autoptr (PdResult) applied =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "apply"));

  g_assert_cmpstr (applied->outcome == PD_OUTCOME_OK ? "ok" : applied->code, ==, outcome);
  return g_steal_pointer (&id);
}

static void
assert_state (Test *test, const char *id, const char *state)
{
  g_autoptr (PdRecord) record = get (test, id);

  g_assert_cmpstr (pd_record_get_state (record), ==, state);
}

static void
test_whole (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *id = ask (test, blue, PD_RED_FORM_REASON_RETURN, NULL, "ok");

  assert_state (test, id, "queued");
  fixture_work (test->f);

  g_autoptr (PdRecord) form = get (test, id);
  g_autoptr (PdRecord) red = get (test, pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID));
  g_autoptr (PdRecord) after = get (test, pd_record_get_id (blue));
  g_autoptr (PdRecord) order = get (test, pd_record_get_text (blue, PD_INVOICE_ORDER_ID));

  g_assert_cmpstr (pd_record_get_state (form), ==, "issued");
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_STATUS), ==, "01");
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_NUMBER), ==, "44030000000000000001");
  g_assert_cmpstr (pd_record_get_state (red), ==, "issued");
  g_assert_true (pd_record_get_flag (red, PD_INVOICE_RED));
  g_assert_cmpint (pd_record_get_integer (red, PD_INVOICE_GROSS_AMOUNT), ==, -23500);
  g_assert_cmpstr (pd_record_get_text (red, PD_INVOICE_ORDER_NUMBER), ==, "D-1");
  g_assert_nonnull (
      strstr (pd_record_get_text (red, PD_INVOICE_REMARK), pd_record_get_text (blue, PD_INVOICE_NUMBER)));
  /* Its files are fetched as a blue one's. */
  g_assert_true (pd_record_has (red, PD_INVOICE_XML_HASH));
  g_assert_cmpint (pd_record_get_integer (after, PD_INVOICE_REVERSED_AMOUNT), ==, 23500);
  g_assert_true (pd_reversal_is_complete (after));
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_REVERSED_AMOUNT), ==, 23500);
  g_assert_cmpstr (pd_record_get_state (order), ==, "invoiced");
  g_assert_cmpuint (test->bureau->n_red, ==, 1);

  /* Once more is refused by what is left; the form does not lie there as a draft, but says so. */
  g_autofree char *again = ask (test, blue, PD_RED_FORM_REASON_RETURN, NULL, "not_reversible");
  g_autoptr (PdRecord) refused = get (test, again);

  g_assert_cmpstr (pd_record_get_state (refused), ==, "failed");
  g_assert_nonnull (strstr (pd_record_get_text (refused, PD_RED_FORM_REASON), "Another reversal"));
  fixture_work (test->f);
  g_assert_cmpuint (test->bureau->n_red, ==, 1);
}

/* An order is invoiced anew only after all of its invoice was reversed, and under another key. */
static void
test_reopen (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  const char *order_id = pd_record_get_text (blue, PD_INVOICE_ORDER_ID);
  g_autofree char *first = ask (test, blue, PD_RED_FORM_REASON_RETURN, "4", "ok");
  g_autofree char *second = NULL;
  g_autoptr (PdRecord) half = NULL;

  fixture_work (test->f);
  {
    g_autoptr (PdResult) refused = command (test, order_id, "reopen");

    g_assert_cmpstr (refused->code, ==, "invoice_stands");
  }
  half = get (test, pd_record_get_id (blue));
  second = ask (test, half, PD_RED_FORM_REASON_RETURN, NULL, "ok");
  fixture_work (test->f);
  {
    g_autoptr (PdResult) opened = command (test, order_id, "reopen");

    g_assert_cmpstr (pd_outcome_name (opened->outcome), ==, "ok");
    g_assert_cmpstr (pd_record_get_state (opened->record), ==, "open");
    g_assert_false (pd_record_has (opened->record, PD_ORDER_REVERSED_AMOUNT));
  }

  g_autoptr (PdResult) issued = command (test, order_id, "issue");

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  fixture_work (test->f);

  g_autoptr (PdRecord) invoice = get (test, pd_record_get_text (issued->record, PD_ORDER_INVOICE_ID));

  g_assert_cmpstr (pd_record_get_state (invoice), ==, "issued");
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NUMBER), !=,
                   pd_record_get_text (blue, PD_INVOICE_NUMBER));
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_SUBMISSION_KEY), !=,
                   pd_record_get_text (blue, PD_INVOICE_SUBMISSION_KEY));
  g_assert_cmpuint (g_hash_table_size (test->bureau->invoices), ==, 2);

  g_autoptr (PdResult) refused = command (test, order_id, "reopen");

  g_assert_cmpstr (refused->code, ==, "invoice_stands");
}

/* Two people reverse the same goods: what is under way is kept for the first. */
static void
test_limits (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  test->bureau->needs_word = TRUE;
  first = ask (test, blue, PD_RED_FORM_REASON_RETURN, "6", "ok");
  second = ask (test, blue, PD_RED_FORM_REASON_RETURN, "6", "not_reversible");
  fixture_work (test->f);
  assert_state (test, first, "waiting_for_them");
  assert_state (test, second, "failed");
  third = ask (test, blue, PD_RED_FORM_REASON_MISTAKE, NULL, "not_reversible");
  /* Rejected, what it kept is free again. */
  form_bureau_answer (test->bureau, FALSE);
  test->f->now += 10 * G_TIME_SPAN_MINUTE;
  fixture_work (test->f);
  assert_state (test, first, "void");
  {
    g_autoptr (PdResult) applied = command (test, second, "apply");

    g_assert_cmpstr (pd_outcome_name (applied->outcome), ==, "ok");
  }
  g_assert_cmpuint (test->bureau->n_red, ==, 0);
}

static void
test_confirmed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *id = NULL;

  test->bureau->needs_word = TRUE;
  id = ask (test, blue, PD_RED_FORM_REASON_RETURN, "1", "ok");
  fixture_work (test->f);
  assert_state (test, id, "waiting_for_them");
  {
    g_autoptr (PdRecord) form = get (test, id);

    g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_DEADLINE), ==,
                     pd_record_get_integer (form, PD_RED_FORM_APPLIED_AT) + 72 * G_TIME_SPAN_HOUR);
  }
  form_bureau_answer (test->bureau, TRUE);
  {
    g_autoptr (PdResult) asked = command (test, id, "try_now");

    g_assert_cmpstr (pd_outcome_name (asked->outcome), ==, "ok");
  }
  fixture_work (test->f);
  assert_state (test, id, "issued");

  g_autoptr (PdRecord) after = get (test, pd_record_get_id (blue));

  g_assert_cmpint (pd_record_get_integer (after, PD_INVOICE_REVERSED_AMOUNT), ==, 2350);
}

/* Our own clock voids nothing; the bureau is asked when the time is over, and not a thousand times before. */
static void
test_deadline (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *id = NULL;
  gint64 due = 0;

  test->bureau->needs_word = TRUE;
  id = ask (test, blue, PD_RED_FORM_REASON_RETURN, "1", "ok");
  for (guint minute = 0; minute < 72 * 60 - 1; minute++)
    {
      fixture_work (test->f);
      test->f->now += G_TIME_SPAN_MINUTE;
    }
  assert_state (test, id, "waiting_for_them");
  g_assert_cmpuint (test->bureau->n_queries, <, 120);
  g_assert_true (pd_platform_next_submission (test->f->platform, &due, NULL));
  g_assert_cmpint (due, <=, test->f->now + 2 * G_TIME_SPAN_MINUTE);
  test->f->now += 2 * G_TIME_SPAN_MINUTE;
  fixture_work (test->f);
  assert_state (test, id, "void");
  g_assert_cmpuint (test->bureau->n_red, ==, 0);
}

static void
test_withdrawn (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *id = NULL;

  test->bureau->needs_word = TRUE;
  id = ask (test, blue, PD_RED_FORM_REASON_RETURN, "1", "ok");
  fixture_work (test->f);
  {
    g_autoptr (PdResult) refused = command (test, id, "confirm");

    g_assert_cmpstr (refused->code, ==, "state");
  }
  /* What is lost on the way is asked for. */
  test->bureau->next_action = FORM_FAULT_LOSE_ANSWER;
  {
    g_autoptr (PdResult) withdrawn = command (test, id, "withdraw");

    g_assert_cmpstr (pd_outcome_name (withdrawn->outcome), ==, "ok");
  }
  fixture_work (test->f);
  test->f->now += G_TIME_SPAN_MINUTE;
  fixture_work (test->f);
  assert_state (test, id, "void");
  {
    g_autoptr (PdRecord) form = get (test, id);

    g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_STATUS), ==, "08");
  }
}

/* What goes wrong when a form is entered, what its state is then, and later; never two forms, never two red invoices. */
static void
test_faults (Test *test, gconstpointer data)
{
  static const struct
  {
    FormFault fault;
    const char *state;
    guint forms;
    const char *later;
  } cases[] = { { FORM_FAULT_LOSE_ANSWER, "unknown", 1, "issued" },
                { FORM_FAULT_LOSE_REQUEST, "unknown", 0, "issued" },
                { FORM_FAULT_UNAVAILABLE, "queued", 0, "issued" },
                { FORM_FAULT_SIGN_IN, "waiting_for_sign_in", 0, "issued" },
                { FORM_FAULT_REFUSE, "failed", 0, "failed" } };
  guint forms = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);
      g_autoptr (PdRecord) blue = issue (test, number);
      g_autofree char *id = NULL;

      test->bureau->next_apply = cases[i].fault;
      id = ask (test, blue, PD_RED_FORM_REASON_MISTAKE, NULL, "ok");
      fixture_work (test->f);
      assert_state (test, id, cases[i].state);
      g_assert_cmpuint (test->bureau->n_applied, ==, forms + cases[i].forms);
      test->f->now += G_TIME_SPAN_MINUTE;
      fixture_work (test->f);
      test->f->now += G_TIME_SPAN_MINUTE;
      fixture_work (test->f);
      assert_state (test, id, cases[i].later);
      forms += g_str_equal (cases[i].later, "issued") ? 1 : 0;
      g_assert_cmpuint (test->bureau->n_applied, ==, forms);
      g_assert_cmpuint (test->bureau->n_red, ==, forms);
    }
}

/* The process ends between any two steps: one form and one red invoice, taken off once. */
static void
test_killed (Test *test, gconstpointer data)
{
  for (guint step = 0; step < 4; step++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", step);
      g_autoptr (PdRecord) blue = issue (test, number);
      g_autofree char *id = ask (test, blue, PD_RED_FORM_REASON_MISTAKE, NULL, "ok");
      g_autoptr (PdPlatformSubmission) submission = NULL;

      if (step >= 1)
        submission = pd_platform_take_submission (test->f->platform, NULL);
      if (step >= 2)
        pd_platform_run_submission (submission, NULL);
      if (step >= 3)
        g_assert_true (pd_platform_finish_submission (test->f->platform, submission, NULL));
      g_clear_pointer (&submission, pd_platform_submission_free);
      fixture_restart (test->f);
      for (guint i = 0; i < 3; i++)
        {
          fixture_work (test->f);
          test->f->now += G_TIME_SPAN_MINUTE;
        }
      assert_state (test, id, "issued");
      g_assert_cmpuint (test->bureau->n_applied, ==, step + 1);
      g_assert_cmpuint (test->bureau->n_red, ==, step + 1);

      g_autoptr (PdRecord) after = get (test, pd_record_get_id (blue));

      g_assert_cmpint (pd_record_get_integer (after, PD_INVOICE_REVERSED_AMOUNT), ==, 23500);
    }
}

/* Some providers issue the red invoice only when they are asked to. */
static void
test_slow (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *id = NULL;

  test->bureau->is_slow = TRUE;
  id = ask (test, blue, PD_RED_FORM_REASON_RETURN, NULL, "ok");
  fixture_work (test->f);
  assert_state (test, id, "confirmed");
  for (guint i = 0; i < 6; i++)
    {
      test->f->now += G_TIME_SPAN_MINUTE;
      fixture_work (test->f);
    }
  assert_state (test, id, "issued");
  g_assert_cmpuint (test->bureau->n_red, ==, 1);
}

static PdRecord *
find_inbound (Test *test)
{
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, "limit=500");

  for (guint i = 0; i < page->records->len; i++)
    if (pd_record_get_record_type (g_ptr_array_index (page->records, i)) == &pd_red_form_type)
      return pd_record_ref (g_ptr_array_index (page->records, i));
  return NULL;
}

static void
list (Test *test)
{
  g_assert_true (pd_platform_account_ask_forms (test->f->platform, test->f->tenants[0], test->f->now, NULL));
  fixture_work (test->f);
}

static void
test_inbound (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");

  form_bureau_enter (test->bureau, blue, 2080, 270);
  list (test);

  g_autoptr (PdRecord) form = find_inbound (test);

  g_assert_cmpstr (pd_record_get_state (form), ==, "waiting_for_us");
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_BLUE_INVOICE_ID), ==, pd_record_get_id (blue));
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_ORDER_ID), ==,
                   pd_record_get_text (blue, PD_INVOICE_ORDER_ID));
  g_assert_true (pd_record_has (form, PD_RED_FORM_DEADLINE));
  g_assert_true (pd_red_form_may (form, "confirm"));
  g_assert_false (pd_red_form_may (form, "withdraw"));

  /* It keeps what it asks for. */
  g_autofree char *mine = ask (test, blue, PD_RED_FORM_REASON_RETURN, NULL, "not_reversible");

  /* Listed again, it is the same one. */
  list (test);
  {
    g_autoptr (PdResult) confirmed = command (test, pd_record_get_id (form), "confirm");
    g_autoptr (PdResult) twice = command (test, pd_record_get_id (form), "confirm");

    g_assert_cmpstr (pd_outcome_name (confirmed->outcome), ==, "ok");
    g_assert_cmpstr (twice->code, ==, "state");
  }
  fixture_work (test->f);
  assert_state (test, pd_record_get_id (form), "issued");
  g_assert_cmpuint (test->bureau->n_red, ==, 1);
  g_assert_cmpuint (test->bureau->n_applied, ==, 0);

  g_autoptr (PdRecord) after = get (test, pd_record_get_id (blue));

  g_assert_cmpint (pd_record_get_integer (after, PD_INVOICE_REVERSED_AMOUNT), ==, 2350);
}

/* A provider that tells no lines means all that is left. */
/* A company that was added to a running platform hears of them as well: nobody has to look, or to start it again. */
static void
test_inbound_of_new_tenant (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");

  form_bureau_enter (test->bureau, blue, 2080, 270);
  test->f->now += 2 * G_TIME_SPAN_HOUR;
  fixture_work (test->f);

  g_autoptr (PdRecord) form = find_inbound (test);

  g_assert_nonnull (form);
  g_assert_cmpstr (pd_record_get_state (form), ==, "waiting_for_us");
}

/* The provider takes a word in and says no more: what became of it is asked for at once, also of a form that is listed
 * hourly by now. */
static void
test_word_taken_in (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");

  form_bureau_enter (test->bureau, blue, 2080, 270);
  list (test);

  g_autoptr (PdRecord) form = find_inbound (test);

  test->f->now += 2 * G_TIME_SPAN_HOUR;
  fixture_work (test->f);
  test->bureau->next_action = FORM_FAULT_TAKEN_IN;

  g_autoptr (PdResult) confirmed = command (test, pd_record_get_id (form), "confirm");

  g_assert_cmpstr (pd_outcome_name (confirmed->outcome), ==, "ok");
  fixture_work (test->f);
  assert_state (test, pd_record_get_id (form), "waiting_for_us");
  test->f->now += 10 * G_TIME_SPAN_SECOND;
  fixture_work (test->f);
  assert_state (test, pd_record_get_id (form), "issued");
  g_assert_cmpuint (test->bureau->n_red, ==, 1);
}

static void
test_inbound_without_lines (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *part = ask (test, blue, PD_RED_FORM_REASON_RETURN, "3", "ok");

  fixture_work (test->f);
  form_bureau_enter (test->bureau, blue, 0, 0);
  list (test);

  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, "limit=500");
  g_autofree char *id = NULL;

  for (guint i = 0; i < page->records->len; i++)
    if (g_strcmp0 (pd_record_get_state (g_ptr_array_index (page->records, i)), "waiting_for_us") == 0)
      id = g_strdup (pd_record_get_id (g_ptr_array_index (page->records, i)));
  {
    g_autoptr (PdRecord) form = get (test, id);
    g_autoptr (PdResult) confirmed = command (test, id, "confirm");

    g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT), ==, -16450);
    g_assert_cmpstr (pd_outcome_name (confirmed->outcome), ==, "ok");
  }
  fixture_work (test->f);
  assert_state (test, id, "issued");

  g_autoptr (PdRecord) after = get (test, pd_record_get_id (blue));

  g_assert_cmpint (pd_record_get_integer (after, PD_INVOICE_REVERSED_AMOUNT), ==, 23500);
  g_assert_true (pd_reversal_is_complete (after));
}

/* What a person said of a form and nobody knows to have arrived is said again: it is not forgotten. */
static void
test_word_lost (Test *test, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);
      g_autoptr (PdRecord) blue = issue (test, number);
      g_autofree char *id = NULL;

      test->bureau->needs_word = TRUE;
      id = ask (test, blue, PD_RED_FORM_REASON_RETURN, NULL, "ok");
      fixture_work (test->f);
      assert_state (test, id, "waiting_for_them");
      test->bureau->next_action = i == 0 ? FORM_FAULT_LOSE_REQUEST : FORM_FAULT_NONE;
      {
        g_autoptr (PdResult) withdrawn = command (test, id, "withdraw");

        g_assert_cmpstr (pd_outcome_name (withdrawn->outcome), ==, "ok");
      }
      if (i > 0)
        {
          g_autoptr (PdPlatformSubmission) submission = pd_platform_take_submission (test->f->platform, NULL);

          if (i > 1)
            pd_platform_run_submission (submission, NULL);
          g_clear_pointer (&submission, pd_platform_submission_free);
          fixture_restart (test->f);
        }
      for (guint n = 0; n < 3; n++)
        {
          fixture_work (test->f);
          test->f->now += G_TIME_SPAN_MINUTE;
        }
      assert_state (test, id, "void");
    }
}

static void
test_rejected (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");

  form_bureau_enter (test->bureau, blue, 2080, 270);
  list (test);

  g_autoptr (PdRecord) form = find_inbound (test);
  PdMutation *mutation = fixture_command (test->f, form, "reject");

  mutation->reason = g_strdup ("没有 这回事");
  /* A refused action leaves the form as it was, and says why. */
  test->bureau->next_action = FORM_FAULT_REFUSE;

  g_autoptr (PdResult) rejected = fixture_do (test->f, test->finance, mutation);

  g_assert_cmpstr (pd_outcome_name (rejected->outcome), ==, "ok");
  fixture_work (test->f);
  {
    g_autoptr (PdRecord) now = get (test, pd_record_get_id (form));

    g_assert_cmpstr (pd_record_get_state (now), ==, "waiting_for_us");
    g_assert_cmpstr (pd_record_get_text (now, PD_RED_FORM_REASON), ==, "税务局说不");
    mutation = fixture_command (test->f, now, "reject");
    mutation->reason = g_strdup ("没有 这回事");
  }

  /* Signed out, it is tried again by itself. */
  test->bureau->next_action = FORM_FAULT_SIGN_IN;

  g_autoptr (PdResult) again = fixture_do (test->f, test->finance, mutation);

  g_assert_cmpstr (pd_outcome_name (again->outcome), ==, "ok");
  fixture_work (test->f);
  test->f->now += 2 * G_TIME_SPAN_MINUTE;
  fixture_work (test->f);
  assert_state (test, pd_record_get_id (form), "void");
  g_assert_cmpuint (test->bureau->n_red, ==, 0);
}

static void
test_take_back (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *id = ask (test, blue, PD_RED_FORM_REASON_MISTAKE, NULL, "ok");
  g_autoptr (PdResult) taken = command (test, id, "take_back");

  g_assert_cmpstr (pd_outcome_name (taken->outcome), ==, "ok");
  g_assert_cmpstr (pd_record_get_state (taken->record), ==, "failed");
  fixture_work (test->f);
  g_assert_cmpuint (test->bureau->n_applied, ==, 0);

  g_autofree char *again = ask (test, blue, PD_RED_FORM_REASON_MISTAKE, NULL, "ok");

  fixture_work (test->f);
  assert_state (test, again, "issued");
}

/* A clerk prepares a form; who issues asks for it. */
static void
test_permissions (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) blue = issue (test, "D-1");
  g_autofree char *clerk = fixture_sign_in (test->f, 0, "clerk");
  g_autofree char *id = pd_id_new (test->f->now);
  g_autoptr (PdRecord) form =
      pd_reversal_new_form (blue, NULL, PD_RED_FORM_REASON_MISTAKE, NULL, 0, id, "2026-11-22", NULL);
  g_autoptr (PdResult) created = fixture_do (test->f, clerk, fixture_create (test->f, form));
  g_autoptr (PdResult) applied =
      fixture_do (test->f, clerk, fixture_command (test->f, created->record, "apply"));

  g_assert_cmpstr (pd_outcome_name (created->outcome), ==, "ok");
  g_assert_cmpstr (applied->code, ==, "forbidden");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/reversing/" name, Test, NULL, set_up, func, tear_down)
  ADD ("whole", test_whole);
  ADD ("reopen", test_reopen);
  ADD ("limits", test_limits);
  ADD ("confirmed", test_confirmed);
  ADD ("deadline", test_deadline);
  ADD ("withdrawn", test_withdrawn);
  ADD ("faults", test_faults);
  ADD ("killed", test_killed);
  ADD ("slow", test_slow);
  ADD ("inbound", test_inbound);
  ADD ("inbound-of-new-tenant", test_inbound_of_new_tenant);
  ADD ("word-taken-in", test_word_taken_in);
  ADD ("inbound-without-lines", test_inbound_without_lines);
  ADD ("word-lost", test_word_lost);
  ADD ("rejected", test_rejected);
  ADD ("take-back", test_take_back);
  ADD ("permissions", test_permissions);
#undef ADD
  return g_test_run ();
}
