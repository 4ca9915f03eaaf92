/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tax bureau says of an invoice, and what follows from it. */
#include "platform/verify-fixture.h"

#include <string.h>

#include "model/pd-received-invoice.h"

static void
test_genuine (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) record = verify_ask_for (test, &input);
  g_autoptr (PdRecord) now = NULL;

  verify_assert_state (test, record, "waiting", NULL);
  g_assert_cmpstr (pd_record_get_text (record, PD_VERIFICATION_FIELD_ASKED_BY), ==, "clerk");
  g_assert_cmpuint (verify_work (test), ==, 1);
  verify_assert_state (test, record, "genuine", "genuine");
  now = verify_now_of (test, record);
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_VERIFIED_AT), ==, test->f->now);
  g_assert_false (pd_record_has (now, PD_VERIFICATION_FIELD_NEXT_AT));
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_LEFT), ==, 4);
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_COUNTED_AT), ==, test->f->now);
  g_assert_nonnull (strstr (test->last_body, "jshj=113.00"));
  g_assert_cmpuint (verify_work (test), ==, 0);
  g_assert_cmpuint (test->n_asked, ==, 1);
}

/* What a person told of the invoice, and what becomes of it. */
static void
test_verdicts (VerifyTest *test, gconstpointer data)
{
  static const struct
  {
    const char *number;
    const char *code;
    const char *kind;
    const char *date;
    gint64 amount;
    const char *check;
    const char *state;
    const char *verdict;
  } rows[] = {
    { VERIFY_DIGITAL, NULL, "82", VERIFY_DATE, 11300, NULL, "genuine", "genuine" },
    { VERIFY_DIGITAL, NULL, "82", VERIFY_DATE, 11301, NULL, "different", "different" },
    { VERIFY_DIGITAL, NULL, "82", "2026-10-29", 11300, NULL, "not_found", "not_found" },
    { VERIFY_DIGITAL, NULL, "82", "2020-10-29", 11300, NULL, "too_old", NULL },
    { VERIFY_DIGITAL, NULL, "82", "2027-10-29", 11300, NULL, "not_yet", NULL },
    { VERIFY_PAPER, VERIFY_CODE, "10", VERIFY_DATE, 0, "16197833567414507415", "genuine", "genuine" },
    { VERIFY_PAPER, VERIFY_CODE, "10", VERIFY_DATE, 0, "000000", "different", "different" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PdVerificationInput input = { .kind = pd_verification_kind_find (rows[i].kind),
                                    .number = rows[i].number,
                                    .code = rows[i].code,
                                    .date = rows[i].date,
                                    .amount = rows[i].amount,
                                    .has_amount = TRUE,
                                    .check = rows[i].check };
      g_autoptr (PdRecord) record = NULL;
      g_autoptr (PdRecord) now = NULL;

      g_test_message ("%u", i);
      record = verify_ask_for (test, &input);
      g_assert_cmpuint (verify_work (test), ==, 1);
      verify_assert_state (test, record, rows[i].state, rows[i].verdict);
      now = verify_now_of (test, record);
      g_assert_true (pd_record_has (now, PD_VERIFICATION_FIELD_NEXT_AT) ==
                     g_str_equal (rows[i].state, "not_yet"));
    }
}

/* Void and reversed are what the bureau says of an invoice that agrees. */
static void
test_void (VerifyTest *test, gconstpointer data)
{
  static const struct
  {
    const char *known;
    const char *number;
    const char *state;
  } rows[] = {
    { "{\"number\":\"26322000000048000002\",\"date\":\"20261030\",\"gross\":11300,\"state\":\"3\"}",
      "26322000000048000002", "void" },
    { "{\"number\":\"26322000000048000003\",\"date\":\"20261030\",\"gross\":11300,\"state\":\"7\"}",
      "26322000000048000003", "reversed" },
    { "{\"number\":\"26322000000048000004\",\"date\":\"20261030\",\"gross\":11300,\"state\":\"207\"}",
      "26322000000048000004", "unsupported" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PdVerificationInput input = verify_digital ();
      g_autoptr (PdRecord) record = NULL;

      verify_control (test, "known", rows[i].known);
      input.number = rows[i].number;
      record = verify_ask_for (test, &input);
      g_assert_cmpuint (verify_work (test), ==, 1);
      verify_assert_state (test, record, rows[i].state, i < 2 ? rows[i].state : NULL);
    }
}

static PdRecord *
receive (VerifyTest *test, const char *code, const char *number)
{
  g_autofree char *id = pd_received_id (test->f->tenants[0], code, number);
  g_autoptr (PdRecord) received = pd_record_new (&pd_received_type, id);
  g_autoptr (PdResult) result = NULL;

  pd_record_set_text (received, PD_RECEIVED_TAKEN_ON, "2026-11-06");
  pd_record_set_text (received, PD_RECEIVED_NUMBER, number);
  pd_record_set_text (received, PD_RECEIVED_CODE, code);
  pd_record_set_integer (received, PD_RECEIVED_GROSS_AMOUNT, 11300);
  result = fixture_do (test->f, test->clerk, fixture_create (test->f, received));
  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  return pd_record_ref (result->record);
}

static void
command_received (VerifyTest *test, const PdRecord *received, const char *command)
{
  g_autoptr (PdRecord) now = verify_now_of (test, received);
  g_autoptr (PdResult) result = fixture_do (test->f, test->admin, fixture_command (test->f, now, command));

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
}

/* What was received follows the bureau's word as long as nobody has used it. */
static void
test_received (VerifyTest *test, gconstpointer data)
{
  static const struct
  {
    const char *command; /* before the bureau is asked */
    const char *state;   /* at the bureau: 0 genuine, 3 voided, 7 reversed */
    const char *after;
  } rows[] = {
    { NULL, "0", "verified" },
    { NULL, "3", "void" },
    { NULL, "7", "void" },
    { "mark_verified", "0", "verified" },
    { "mark_verified", "7", "void" },
    { "reimburse", "0", "reimbursed" },
    { "reimburse", "7", "reimbursed" },
    { "withdraw", "0", "void" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *number = g_strdup_printf ("2632200000004900000%u", i);
      g_autofree char *known =
          g_strdup_printf ("{\"number\":\"%s\",\"date\":\"20261030\",\"gross\":11300,\"state\":\"%s\"}",
                           number, rows[i].state);
      g_autoptr (PdRecord) received = receive (test, NULL, number);
      g_autoptr (PdRecord) question = NULL;
      g_autoptr (PdRecord) now = NULL;
      PdVerificationInput input = verify_digital ();
      const char *reason;

      g_test_message ("%u", i);
      verify_control (test, "known", known);
      if (rows[i].command != NULL)
        command_received (test, received, rows[i].command);
      input.number = number;
      question = verify_ask_for (test, &input);
      g_assert_cmpuint (verify_work (test), ==, 1);
      now = verify_now_of (test, received);
      g_assert_cmpstr (pd_record_get_state (now), ==, rows[i].after);
      reason = pd_record_get_text (now, PD_RECEIVED_STATE_REASON);
      g_assert_true ((reason != NULL && strstr (reason, "2026-11-") != NULL) == (i < 3 || i == 4));
    }
}

/* The same number of another code is another invoice; and an answer that is used again counts as well. */
static void
test_received_code (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = { .kind = pd_verification_kind_find ("10"),
                                .number = VERIFY_PAPER,
                                .code = VERIFY_CODE,
                                .date = VERIFY_DATE,
                                .check = "16197833567414507415" };
  g_autoptr (PdRecord) other = receive (test, "032001900312", VERIFY_PAPER);
  g_autoptr (PdRecord) question = verify_ask_for (test, &input);
  g_autoptr (PdRecord) received = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (PdRecord) now = NULL;
  g_autoptr (PdRecord) other_now = NULL;

  g_assert_cmpuint (verify_work (test), ==, 1);
  received = receive (test, VERIFY_CODE, VERIFY_PAPER);
  g_assert_cmpstr (pd_record_get_state (received), ==, PD_RECEIVED_STATE_UNVERIFIED);
  again = verify_ask_for (test, &input);
  g_assert_cmpuint (verify_work (test), ==, 0);
  now = verify_now_of (test, received);
  g_assert_cmpstr (pd_record_get_state (now), ==, PD_RECEIVED_STATE_VERIFIED);
  other_now = verify_now_of (test, other);
  g_assert_cmpstr (pd_record_get_state (other_now), ==, PD_RECEIVED_STATE_UNVERIFIED);
}

/* What is not complete is not even kept, and what is kept does not change. */
static void
test_refused (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) record = NULL;
  g_autoptr (PdRecord) changed = NULL;
  g_autoptr (PdResult) result = NULL;
  g_autofree char *warehouse = fixture_sign_in (test->f, 0, "warehouse");

  input.has_amount = FALSE;
  record = pd_verification_record_new (test->f->now, "2026-11-06", &input);
  result = fixture_do (test->f, test->clerk, fixture_create (test->f, record));
  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_REJECTED);
  g_assert_cmpstr (result->path, ==, "amount");
  g_clear_pointer (&result, pd_result_free);
  input = verify_digital ();
  g_clear_pointer (&record, pd_record_unref);
  record = pd_verification_record_new (test->f->now, "2026-11-06", &input);
  result = fixture_do (test->f, warehouse, fixture_create (test->f, record));
  g_assert_cmpstr (result->code, ==, "forbidden");
  g_clear_pointer (&result, pd_result_free);
  g_clear_pointer (&record, pd_record_unref);
  record = verify_ask_for (test, &input);
  changed = pd_record_copy (record);
  pd_record_set_integer (changed, PD_VERIFICATION_FIELD_AMOUNT, 1);
  result = fixture_do (test->f, test->clerk, fixture_patch (test->f, record, changed));
  g_assert_cmpint (result->outcome, !=, PD_OUTCOME_OK);
  /* Twice the same command is one. */
  g_assert_cmpint (verify_again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (verify_work (test), ==, 1);
}

static void
add (const char *name, void (*func) (VerifyTest *test, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/platform/verify/", name, NULL);

  g_test_add (path, VerifyTest, NULL, verify_set_up, func, verify_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("genuine", test_genuine);
  add ("verdicts", test_verdicts);
  add ("void", test_void);
  add ("received", test_received);
  add ("received-code", test_received_code);
  add ("refused", test_refused);
  return g_test_run ();
}
