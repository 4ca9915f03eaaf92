/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway/pd-gateway-sandbox.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "platform/lost-fixture.h"
#include "platform/pd-platform-bureau.h"

/* Invoices were reversed since last night's backup: the forms come back from a client, and what became of them, and what
 * they reversed, from the bureau. */

typedef LostFixture Test;

static PdRecord *
get (Test *test, const char *id)
{
  return fixture_get (test->f, test->finance, id);
}

static void
command (Test *test, const char *id, const char *name)
{
  g_autoptr (PdRecord) record = get (test, id);
  g_autoptr (PdResult) result = fixture_do (test->f, test->finance, fixture_command (test->f, record, name));

  lost_assert_outcome (result, PD_OUTCOME_OK, NULL);
}

/* Returns: the order's id */
static char *
enter_order (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, order));

  lost_assert_outcome (created, PD_OUTCOME_OK, NULL);
  return g_strdup (pd_record_get_id (order));
}

static PdRecord *
read_blue (Test *test, const char *order_id)
{
  g_autoptr (PdRecord) order = get (test, order_id);

  return get (test, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
}

static void
issue (Test *test, const char *order)
{
  command (test, order, "issue");
  fixture_work (test->f);
}

/* @gross: fen; 0: all of it. Returns: the form's id */
static char *
reverse (Test *test, const PdRecord *blue, gint64 gross)
{
  const PdReversalChoice choice = { 1, NULL, gross };
  g_autofree char *id = pd_id_new (test->f->now += 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form = pd_reversal_new_form (blue, NULL, PD_RED_FORM_REASON_ALLOWANCE, &choice,
                                                    gross > 0 ? 1 : 0, id, "2026-11-22", &error);

  g_assert_no_error (error);

  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, form));

  lost_assert_outcome (created, PD_OUTCOME_OK, NULL);
  command (test, id, "apply");
  fixture_work (test->f);
  return g_steal_pointer (&id);
}

static void
assert_given_back (Test *test, const PdRecord *record, gint64 base, PdOutcome outcome, const char *code)
{
  g_autoptr (PdResult) result = lost_give_back (test, test->admin, 1, &record, &base, 0);

  lost_assert_outcome (result, outcome, code);
}

static gint64
sum_of_bureau (Test *test, const PdRecord *blue, guint *n_red)
{
  g_autoptr (GPtrArray) all = pd_gateway_sandbox_list_invoices (test->f->bureau, NULL);
  gint64 sum = 0;

  *n_red = 0;
  for (guint i = 0; i < all->len; i++)
    {
      const PdGatewaySandboxInvoice *one = g_ptr_array_index (all, i);

      if (g_strcmp0 (one->blue_number, pd_record_get_text (blue, PD_INVOICE_NUMBER)) != 0)
        continue;
      sum += one->gross_amount;
      (*n_red)++;
    }
  return sum;
}

/* One red invoice, at the bureau and here, and everybody says the same of it. */
static void
assert_reversed (Test *test, const char *order_id, const char *form_id, gint64 amount, const char *number)
{
  g_autoptr (PdRecord) form = get (test, form_id);
  g_autoptr (PdRecord) blue = read_blue (test, order_id);
  g_autoptr (PdRecord) order = get (test, order_id);
  g_autoptr (PdRecord) red = NULL;
  guint n_red = 0;

  g_assert_cmpstr (pd_record_get_state (form), ==, "issued");
  red = get (test, pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID));
  g_assert_cmpstr (pd_record_get_text (red, PD_INVOICE_NUMBER), ==, number);
  g_assert_cmpint (pd_record_get_integer (red, PD_INVOICE_GROSS_AMOUNT), ==, -amount);
  g_assert_cmpstr (pd_record_get_text (red, PD_INVOICE_BLUE_INVOICE_ID), ==, pd_record_get_id (blue));
  g_assert_cmpstr (pd_record_get_state (blue), ==, "issued");
  g_assert_cmpint (pd_record_get_integer (blue, PD_INVOICE_REVERSED_AMOUNT), ==, amount);
  g_assert_cmpint (pd_reversal_amount_left (blue, NULL), ==,
                   pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT) - amount);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_REVERSED_AMOUNT), ==, amount);
  g_assert_cmpint (sum_of_bureau (test, blue, &n_red), ==, -amount);
  g_assert_cmpuint (n_red, ==, 1);
}

/* Invoice and reversal were both lost: order, invoice, form and red invoice are given back, the last of them without need. */
static void
test_all (Test *test, gconstpointer data)
{
  g_autofree char *order_id = enter_order (test, "D-1");
  g_autofree char *form_id = NULL;
  g_autofree char *number = NULL;
  g_autoptr (PdRecord) before = get (test, order_id);
  gint64 base = pd_record_get_revision (before);

  lost_back_up (test);
  issue (test, order_id);
  {
    g_autoptr (PdRecord) blue = read_blue (test, order_id);

    form_id = reverse (test, blue, 1000);
  }

  g_autoptr (PdRecord) order = get (test, order_id);
  g_autoptr (PdRecord) blue = read_blue (test, order_id);
  g_autoptr (PdRecord) form = get (test, form_id);
  g_autoptr (PdRecord) red = get (test, pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID));
  const PdRecord *pair[] = { order, blue };
  const gint64 bases[] = { base, 0 };

  number = g_strdup (pd_record_get_text (red, PD_INVOICE_NUMBER));
  g_assert_cmpint (pd_record_get_integer (blue, PD_INVOICE_REVERSED_AMOUNT), ==, 1000);
  lost_restore (test);

  assert_given_back (test, form, 0, PD_OUTCOME_REJECTED, "invoice");
  assert_given_back (test, red, 0, PD_OUTCOME_REJECTED, "form");
  {
    g_autoptr (PdResult) taken = lost_give_back (test, test->admin, 2, pair, bases, 1);
    g_autoptr (PdRecord) asked = read_blue (test, order_id);

    lost_assert_outcome (taken, PD_OUTCOME_OK, NULL);
    /* Nobody's word but the bureau's. */
    g_assert_cmpint (pd_record_get_integer (asked, PD_INVOICE_REVERSED_AMOUNT), ==, 0);
  }
  assert_given_back (test, form, 0, PD_OUTCOME_OK, NULL);
  {
    g_autoptr (PdRecord) asked = get (test, form_id);

    g_assert_cmpstr (pd_record_get_state (asked), ==, "unknown");
    g_assert_false (pd_record_has (asked, PD_RED_FORM_RED_NUMBER));
  }
  fixture_work (test->f);
  assert_given_back (test, red, 0, PD_OUTCOME_OK, "already");
  assert_reversed (test, order_id, form_id, 1000, number);

  /* A second time, or from another computer, changes nothing. */
  assert_given_back (test, form, 0, PD_OUTCOME_OK, "already");
  fixture_work (test->f);
  assert_reversed (test, order_id, form_id, 1000, number);
}

/* All in one request, as a computer of before may send it: the red invoice behind its order. */
static void
test_in_one_group (Test *test, gconstpointer data)
{
  g_autofree char *order_id = enter_order (test, "D-1");
  g_autoptr (PdRecord) before = get (test, order_id);
  const gint64 bases[] = { pd_record_get_revision (before), 0, 0 };

  lost_back_up (test);
  issue (test, order_id);

  g_autoptr (PdRecord) issued = read_blue (test, order_id);
  g_autofree char *form_id = reverse (test, issued, 0);
  g_autoptr (PdRecord) order = get (test, order_id);
  g_autoptr (PdRecord) blue = read_blue (test, order_id);
  g_autoptr (PdRecord) form = get (test, form_id);
  g_autoptr (PdRecord) red = get (test, pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID));
  const PdRecord *records[] = { order, blue, red };

  lost_restore (test);

  g_autoptr (PdResult) taken = lost_give_back (test, test->admin, 3, records, bases, 0);

  lost_assert_outcome (taken, PD_OUTCOME_OK, NULL);
  assert_given_back (test, form, 0, PD_OUTCOME_OK, NULL);
  fixture_work (test->f);
  assert_reversed (test, order_id, form_id, pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT),
                   pd_record_get_text (red, PD_INVOICE_NUMBER));
}

/* The form never got to the bureau: it is entered now, once. */
static void
test_never_sent (Test *test, gconstpointer data)
{
  g_autofree char *order_id = enter_order (test, "D-1");

  issue (test, order_id);
  lost_back_up (test);

  g_autoptr (PdRecord) blue = read_blue (test, order_id);
  g_autoptr (PdRecord) form = NULL;
  g_autofree char *id = pd_id_new (test->f->now);
  g_autoptr (PdRecord) draft =
      pd_reversal_new_form (blue, NULL, PD_RED_FORM_REASON_MISTAKE, NULL, 0, id, "2026-11-22", NULL);
  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, draft));

  command (test, id, "apply");
  form = get (test, id);
  lost_restore (test);
  assert_given_back (test, form, 0, PD_OUTCOME_OK, NULL);
  for (guint i = 0; i < 3; i++)
    {
      fixture_work (test->f);
      test->f->now += G_TIME_SPAN_MINUTE;
    }

  g_autoptr (PdRecord) after = get (test, id);

  assert_reversed (test, order_id, id, pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT),
                   pd_record_get_text (after, PD_RED_FORM_RED_NUMBER));
}

/* It waits for the buyer: withdrawn by the restored platform, and nothing is reversed. */
static void
test_waiting (Test *test, gconstpointer data)
{
  g_autofree char *order_id = enter_order (test, "D-1");
  g_autofree char *form_id = NULL;

  issue (test, order_id);
  lost_back_up (test);

  g_autoptr (PdRecord) blue = read_blue (test, order_id);
  guint n_red = 0;

  g_assert_true (
      pd_gateway_sandbox_book (test->f->bureau, pd_record_get_text (blue, PD_INVOICE_NUMBER), NULL));
  form_id = reverse (test, blue, 1000);

  g_autoptr (PdRecord) form = get (test, form_id);

  g_assert_cmpstr (pd_record_get_state (form), ==, "waiting_for_them");
  lost_restore (test);
  assert_given_back (test, form, 0, PD_OUTCOME_OK, NULL);
  fixture_work (test->f);
  {
    g_autoptr (PdRecord) back = get (test, form_id);

    g_assert_cmpstr (pd_record_get_state (back), ==, "waiting_for_them");
    g_assert_cmpstr (pd_record_get_text (back, PD_RED_FORM_NUMBER), ==,
                     pd_record_get_text (form, PD_RED_FORM_NUMBER));
  }
  command (test, form_id, "withdraw");
  fixture_work (test->f);

  g_autoptr (PdRecord) gone = get (test, form_id);

  g_assert_cmpstr (pd_record_get_state (gone), ==, "void");
  g_assert_cmpint (sum_of_bureau (test, blue, &n_red), ==, 0);
}

static char *
find_form (Test *test)
{
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, "limit=500");

  for (guint i = 0; i < page->records->len; i++)
    if (pd_record_get_record_type (g_ptr_array_index (page->records, i)) == &pd_red_form_type)
      return g_strdup (pd_record_get_id (g_ptr_array_index (page->records, i)));
  return NULL;
}

static void
list (Test *test)
{
  g_assert_true (pd_platform_account_ask_forms (test->f->platform, test->f->tenants[0], test->f->now, NULL));
  fixture_work (test->f);
}

/* The buyer's form is listed again before anybody has given the invoice back: they find each other. */
static void
test_inbound (Test *test, gconstpointer data)
{
  g_autofree char *order_id = enter_order (test, "D-1");
  g_autofree char *form_id = NULL;
  g_autofree char *number = NULL;
  g_autofree char *same = NULL;
  g_autoptr (PdRecord) before = get (test, order_id);
  const gint64 bases[] = { pd_record_get_revision (before), 0 };

  lost_back_up (test);
  issue (test, order_id);

  g_autoptr (PdRecord) blue = read_blue (test, order_id);

  number = pd_gateway_sandbox_enter_form (test->f->bureau, pd_record_get_text (blue, PD_INVOICE_NUMBER),
                                          PD_RED_FORM_REASON_RETURN, NULL);
  g_assert_nonnull (number);
  list (test);
  form_id = find_form (test);
  command (test, form_id, "confirm");
  fixture_work (test->f);

  g_autoptr (PdRecord) order = get (test, order_id);
  g_autoptr (PdRecord) reversed = read_blue (test, order_id);
  g_autoptr (PdRecord) form = get (test, form_id);
  const PdRecord *pair[] = { order, reversed };

  g_assert_cmpstr (pd_record_get_state (form), ==, "issued");
  lost_restore (test);
  list (test);
  same = find_form (test);
  g_assert_cmpstr (same, ==, form_id);

  g_autoptr (PdResult) taken = lost_give_back (test, test->admin, 2, pair, bases, 1);

  lost_assert_outcome (taken, PD_OUTCOME_OK, NULL);
  fixture_work (test->f);
  assert_reversed (test, order_id, form_id, pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT),
                   pd_record_get_text (form, PD_RED_FORM_RED_NUMBER));
  assert_given_back (test, form, 0, PD_OUTCOME_OK, "already");
}

#define ADD(name, func) g_test_add ("/platform/lost-red/" name, Test, NULL, lost_set_up, func, lost_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("all", test_all);
  ADD ("in-one-group", test_in_one_group);
  ADD ("never-sent", test_never_sent);
  ADD ("waiting", test_waiting);
  ADD ("inbound", test_inbound);
  return g_test_run ();
}
