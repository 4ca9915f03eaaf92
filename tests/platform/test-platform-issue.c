/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-submissions.h"
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

/* An order that was asked to be invoiced, as it was answered. */
static PdRecord *
issue_order (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  return pd_record_ref (issued->record);
}

static void
assert_states (Test *test, const PdRecord *order, const char *order_state, const char *invoice_state)
{
  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));

  g_assert_cmpstr (pd_record_get_state (now), ==, order_state);
  g_assert_cmpstr (pd_record_get_state (invoice), ==, invoice_state);
}

static void
test_issued (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = issue_order (test, "D-1");

  assert_states (test, order, "issuing", "queued");
  fixture_work (test->f);
  assert_states (test, order, "invoiced", "issued");

  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);
  const char *hash = pd_record_get_text (invoice, PD_INVOICE_PDF_HASH);

  g_assert_cmpuint (strlen (number), ==, 20);
  g_assert_true (g_str_has_prefix (number, "26442"));
  g_assert_cmpstr (pd_record_get_text (now, PD_ORDER_INVOICE_NUMBER), ==, number);
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT), ==, 23500);
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT), ==, 2704);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_DRAWER), ==, "王开票");
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_SUBMITTED_BY), ==, "finance");
  g_assert_true (pd_record_has (invoice, PD_INVOICE_ISSUE_DATE));

  g_autofree char *target = g_strconcat ("/v1/files/", hash, NULL);
  g_autoptr (PdPlatformResponse) file = fixture_send (test->f, "GET", target, test->clerk, NULL, NULL);
  g_autofree char *actual = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file->body);

  g_assert_cmpuint (file->status, ==, 200);
  g_assert_cmpstr (file->content_type, ==, "application/pdf");
  g_assert_cmpstr (actual, ==, hash);
  g_assert_cmpint (memcmp (g_bytes_get_data (file->body, NULL), "%PDF-", 5), ==, 0);
}

/* Two people ask for the same order: one invoice. */
static void
test_once (Test *test, gconstpointer data)
{
  g_autofree char *admin = fixture_sign_in (test->f, 0, "admin");
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdResult) first =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));
  g_autoptr (PdResult) second =
      fixture_do (test->f, admin, fixture_command (test->f, created->record, "issue"));

  g_assert_cmpstr (pd_outcome_name (first->outcome), ==, "ok");
  g_assert_cmpstr (second->code, ==, "already");
  fixture_work (test->f);
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);

  g_autoptr (PdResult) third =
      fixture_do (test->f, admin, fixture_command (test->f, created->record, "issue"));

  g_assert_cmpstr (third->code, ==, "already");
  fixture_work (test->f);
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);
}

static void
test_refused (Test *test, gconstpointer data)
{
  pd_gateway_sandbox_add_fault (test->f->bureau, PD_GATEWAY_FAULT_REFUSE, "商品税率不合法", 1);

  g_autoptr (PdRecord) order = issue_order (test, "D-1");

  fixture_work (test->f);
  assert_states (test, order, "open", "failed");

  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  g_assert_cmpstr (pd_record_get_text (now, PD_ORDER_STATE_REASON), ==, "商品税率不合法");
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 0);

  /* Corrected, it goes: with another invoice, for the first one's key was refused. */
  g_autoptr (PdResult) again = fixture_do (test->f, test->finance, fixture_command (test->f, now, "issue"));

  g_assert_cmpstr (pd_outcome_name (again->outcome), ==, "ok");
  g_assert_cmpstr (pd_record_get_text (again->record, PD_ORDER_INVOICE_ID), !=,
                   pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  fixture_work (test->f);
  assert_states (test, again->record, "invoiced", "issued");
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);
}

/* What the bureau does, what the states are then, and after it was asked again. */
static void
test_faults (Test *test, gconstpointer data)
{
  static const struct
  {
    PdGatewaySandboxFault fault;
    const char *invoice;
    guint legal;
    const char *order_later;
    const char *invoice_later;
    guint legal_later;
  } cases[] = {
    { PD_GATEWAY_FAULT_LOSE_ANSWER, "unknown", 1, "invoiced", "issued", 1 },
    { PD_GATEWAY_FAULT_LOSE_REQUEST, "unknown", 0, "invoiced", "issued", 1 },
    { PD_GATEWAY_FAULT_PENDING, "submitted", 1, "invoiced", "issued", 1 },
    { PD_GATEWAY_FAULT_UNAVAILABLE, "queued", 0, "invoiced", "issued", 1 },
    { PD_GATEWAY_FAULT_SIGN_IN, "waiting_for_sign_in", 0, "invoiced", "issued", 1 },
  };
  guint before = 0;

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", index);

      pd_gateway_sandbox_add_fault (test->f->bureau, cases[index].fault, NULL, 1);

      g_autoptr (PdRecord) order = issue_order (test, number);

      fixture_work (test->f);
      assert_states (test, order, "issuing", cases[index].invoice);
      g_assert_cmpuint (fixture_count_legal (test->f), ==, before + cases[index].legal);
      /* Not yet due: the bureau is not asked in a loop. */
      fixture_work (test->f);
      assert_states (test, order, "issuing", cases[index].invoice);
      test->f->now += G_TIME_SPAN_MINUTE;
      fixture_work (test->f);
      assert_states (test, order, cases[index].order_later, cases[index].invoice_later);
      before += cases[index].legal_later;
      g_assert_cmpuint (fixture_count_legal (test->f), ==, before);
    }
}

/* The process ends between any two steps, with the bureau having got it or not. Never two invoices. */
static void
test_killed (Test *test, gconstpointer data)
{
  enum
  {
    AFTER_COMMAND,
    AFTER_INTENT,
    AFTER_ANSWER,
    AFTER_ALL,
    N_STEPS
  };
  guint legal = 0;

  for (int step = AFTER_COMMAND; step < N_STEPS; step++)
    {
      g_autofree char *number = g_strdup_printf ("D-%d", step);
      g_autoptr (PdRecord) order = issue_order (test, number);
      g_autoptr (PdPlatformSubmission) submission = NULL;
      g_autoptr (GError) error = NULL;

      if (step >= AFTER_INTENT)
        submission = pd_platform_take_submission (test->f->platform, &error);
      if (step >= AFTER_ANSWER)
        pd_platform_run_submission (submission, NULL);
      if (step >= AFTER_ALL)
        g_assert_true (pd_platform_finish_submission (test->f->platform, submission, &error));
      g_clear_pointer (&submission, pd_platform_submission_free);
      fixture_restart (test->f);
      if (step == AFTER_INTENT || step == AFTER_ANSWER)
        assert_states (test, order, "issuing", "unknown");
      fixture_work (test->f);
      /* What was never sent is found missing, and is sent under its old key. */
      assert_states (test, order, "invoiced", "issued");
      legal++;
      g_assert_cmpuint (fixture_count_legal (test->f), ==, legal);
      fixture_restart (test->f);
      fixture_work (test->f);
      g_assert_cmpuint (fixture_count_legal (test->f), ==, legal);
    }
}

/* The clock was a year ahead for a moment: an invoice that was asked for then does not wait a year. */
static void
test_wrong_clock (Test *test, gconstpointer data)
{
  const gint64 now = test->f->now;
  gint64 due = 0;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GError) error = NULL;

  test->f->now += 20 * G_TIME_SPAN_DAY;
  order = issue_order (test, "D-1");
  test->f->now = now;
  g_assert_true (pd_platform_next_submission (test->f->platform, &due, &error));
  g_assert_no_error (error);
  g_assert_cmpint (due, <=, now);
  fixture_work (test->f);
  assert_states (test, order, "invoiced", "issued");
}

/* Invoice and order of one command are consecutive, and no page comes between them. */
static void
test_one_transaction (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = issue_order (test, "D-1");
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->clerk, "limit=2");
  const PdRecord *invoice = g_ptr_array_index (page->records, 1);

  g_assert_cmpuint (page->records->len, ==, 3);
  g_assert_cmpstr (pd_record_get_id (invoice), ==, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  g_assert_cmpint (pd_record_get_sequence (invoice) + 1, ==, pd_record_get_sequence (order));
  g_assert_false (page->more);
}

/* A command on the order's invoice, as it is now. */
static void
command_invoice (Test *test, const PdRecord *order, const char *command, const char *reason)
{
  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  PdMutation *mutation = fixture_command (test->f, invoice, command);
  g_autoptr (PdResult) result = NULL;

  mutation->reason = g_strdup (reason);
  result = fixture_do (test->f, test->finance, mutation);
  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, "ok");
}

static PdPlatformSubmission *
take (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformSubmission *submission = pd_platform_take_submission (test->f->platform, &error);

  g_assert_no_error (error);
  g_assert_nonnull (submission);
  return submission;
}

/* A question was under way when a person decided, and its answer comes while somebody else is at work, or after: it says
 * nothing any more. That nothing is at the bureau is noticed when the files are asked for. */
static void
test_late_answer (Test *test, gconstpointer data)
{
  const gboolean is_last = GPOINTER_TO_INT (data);
  g_autoptr (PdPlatformSubmission) question = NULL;
  g_autoptr (PdPlatformSubmission) files = NULL;
  g_autoptr (GError) error = NULL;

  pd_gateway_sandbox_add_fault (test->f->bureau, PD_GATEWAY_FAULT_LOSE_REQUEST, NULL, 1);

  g_autoptr (PdRecord) order = issue_order (test, "D-1");

  fixture_work (test->f);
  assert_states (test, order, "issuing", "unknown");
  test->f->now += G_TIME_SPAN_MINUTE;
  question = take (test);
  pd_platform_run_submission (question, NULL);
  command_invoice (test, order, "declare_issued", "26442000000123456789");
  test->f->now += G_TIME_SPAN_SECOND;
  files = take (test);
  if (!is_last)
    g_assert_true (pd_platform_finish_submission (test->f->platform, question, &error));
  assert_states (test, order, "invoiced", "issued");
  pd_platform_run_submission (files, NULL);
  g_assert_true (pd_platform_finish_submission (test->f->platform, files, &error));
  if (is_last)
    g_assert_true (pd_platform_finish_submission (test->f->platform, question, &error));
  test->f->now += G_TIME_SPAN_HOUR;
  fixture_work (test->f);
  assert_states (test, order, "invoiced", "issued");
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 0);

  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));

  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_DECIDE);
}

/* A person was wrong twice: about the number, and about the amount. The bureau's word is the law. */
static void
test_declared (Test *test, gconstpointer data)
{
  pd_gateway_sandbox_add_fault (test->f->bureau, PD_GATEWAY_FAULT_LOSE_ANSWER, NULL, 2);

  g_autoptr (PdRecord) order = issue_order (test, "D-1");

  fixture_work (test->f);
  command_invoice (test, order, "declare_not_issued", "nothing is listed");

  g_autoptr (PdRecord) open = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_autoptr (PdRecord) mended = pd_record_copy (open);
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (mended), 0);

  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "236");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 23600);
  pd_record_derive (mended);

  g_autoptr (PdResult) changed = fixture_do (test->f, test->clerk, fixture_patch (test->f, open, mended));
  g_autoptr (PdResult) again =
      fixture_do (test->f, test->finance, fixture_command (test->f, changed->record, "issue"));

  fixture_work (test->f);
  assert_states (test, again->record, "issuing", "unknown");
  command_invoice (test, again->record, "declare_issued", "26442000000123456789");
  fixture_work (test->f);

  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (now, PD_ORDER_INVOICE_ID));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) legal = pd_gateway_sandbox_list_invoices (test->f->bureau, &error);
  const PdGatewaySandboxInvoice *only = g_ptr_array_index (legal, 0);

  g_assert_cmpuint (legal->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NUMBER), ==, only->number);
  g_assert_cmpstr (pd_record_get_text (now, PD_ORDER_INVOICE_NUMBER), ==, only->number);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_DECIDE);
  g_assert_nonnull (strstr (pd_record_get_text (invoice, PD_INVOICE_REASON), "235"));
}

/* Has the provider send it again. Returns: (transfer full): the platform's answer */
static PdResult *
redeliver (Test *test, const PdRecord *order, const char *to)
{
  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  PdMutation *mutation = fixture_command (test->f, invoice, "redeliver");

  mutation->reason = g_strdup (to);
  return fixture_do (test->f, test->clerk, mutation);
}

static void
assert_redeliver (Test *test, const PdRecord *order, const char *to, const char *outcome, const char *code)
{
  g_autoptr (PdResult) result = redeliver (test, order, to);

  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, outcome);
  g_assert_cmpstr (result->code, ==, code);
}

/* @says: (nullable): part of what was said in it */
static void
assert_last_stage (Test *test, const PdRecord *order, guint n_stages, const char *stage, const char *says)
{
  g_autoptr (PdRecord) invoice =
      fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  GPtrArray *stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);
  const PdRecord *last = g_ptr_array_index (stages, stages->len - 1);

  g_assert_cmpstr (pd_record_get_text (last, PD_INVOICE_STAGE_STAGE), ==, stage);
  g_assert_cmpuint (stages->len, ==, n_stages);
  if (says != NULL)
    g_assert_nonnull (strstr (pd_record_get_text (last, PD_INVOICE_STAGE_TEXT), says));
  g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_ISSUED);
}

/* The bureau sends an issued invoice again, as often as somebody asks, and says when it does not. */
static void
test_redeliver (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = issue_order (test, "D-1");
  guint n;

  assert_redeliver (test, order, "a@example.cn", "conflict", "state");
  fixture_work (test->f);
  {
    g_autoptr (PdRecord) invoice =
        fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));

    n = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES)->len;
  }
  assert_redeliver (test, order, "nobody", "rejected", "invalid");
  assert_redeliver (test, order, NULL, "rejected", "invalid");
  assert_redeliver (test, order, "a@example.cn", "ok", NULL);
  assert_last_stage (test, order, n + 1, PD_INVOICE_STAGE_ASKED_AGAIN, "a@example.cn");
  /* A second person has to wait until the first one is answered. */
  assert_redeliver (test, order, "b@example.cn", "conflict", "state");
  fixture_work (test->f);
  assert_last_stage (test, order, n + 2, PD_INVOICE_STAGE_SENT_AGAIN, NULL);
  fixture_work (test->f);
  assert_last_stage (test, order, n + 2, PD_INVOICE_STAGE_SENT_AGAIN, NULL);
  pd_gateway_sandbox_add_fault_to (test->f->bureau, PD_GATEWAY_SANDBOX_REDELIVER, PD_GATEWAY_FAULT_REFUSE,
                                   "手机号格式不正确", 1);
  assert_redeliver (test, order, "138 0013 8000", "ok", NULL);
  fixture_work (test->f);
  assert_last_stage (test, order, n + 4, PD_INVOICE_STAGE_NOT_SENT_AGAIN, "手机号格式不正确");
  pd_gateway_sandbox_add_fault_to (test->f->bureau, PD_GATEWAY_SANDBOX_REDELIVER,
                                   PD_GATEWAY_FAULT_LOSE_ANSWER, NULL, 1);
  assert_redeliver (test, order, "13800138000", "ok", NULL);
  fixture_work (test->f);
  assert_last_stage (test, order, n + 6, PD_INVOICE_STAGE_NOT_SENT_AGAIN, "nobody knows");
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);
}

/* Nobody sees that it was asked, and that nothing came of it: after a stop in between it is asked again. */
static void
test_redeliver_killed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = issue_order (test, "D-1");
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (PdPlatformSubmission) lost = NULL;
  guint n;

  fixture_work (test->f);
  invoice = fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  n = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES)->len;
  assert_redeliver (test, order, "a@example.cn", "ok", NULL);
  lost = take (test);
  fixture_restart (test->f);
  g_clear_pointer (&test->clerk, g_free);
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  fixture_work (test->f);
  assert_last_stage (test, order, n + 2, PD_INVOICE_STAGE_SENT_AGAIN, NULL);
  assert_states (test, order, "invoiced", "issued");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/issue/" name, Test, NULL, set_up, func, tear_down)
  ADD ("issued", test_issued);
  ADD ("once", test_once);
  ADD ("refused", test_refused);
  ADD ("faults", test_faults);
  ADD ("killed", test_killed);
  ADD ("wrong-clock", test_wrong_clock);
  ADD ("one-transaction", test_one_transaction);
  ADD ("late-answer", test_late_answer);
  g_test_add ("/platform/issue/late-answer-last", Test, GINT_TO_POINTER (TRUE), set_up, test_late_answer,
              tear_down);
  ADD ("declared", test_declared);
  ADD ("redelivered", test_redeliver);
  ADD ("redelivered-after-a-kill", test_redeliver_killed);
#undef ADD
  return g_test_run ();
}
