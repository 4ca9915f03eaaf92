/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-verification.h"
#include "model/pd-problem.h"
#include "model/pd-verification-record.h"
#include "model/pd-workflow.h"

#define NOON G_GINT64_CONSTANT (1798776000000000) /* 2027-01-01 12:00 in China */
#define HOUR G_TIME_SPAN_HOUR

#define DIGITAL "26322000000048000001"

static void
test_inputs (void)
{
  static const struct
  {
    const char *type;
    const char *code;
    const char *number;
    const char *date;
    gint64 amount; /* -1: none */
    const char *check;
    gboolean is_enough;
  } rows[] = {
    /* with the amount without tax */
    { "01", "3200190031", "12345678", "2026-12-30", 10000, NULL, TRUE },
    { "08", "032001900313", "12345678", "2026-12-30", 10000, NULL, TRUE },
    { "85", "3200190031", "12345678", "2026-12-30", 10000, NULL, TRUE },
    { "01", NULL, "12345678", "2026-12-30", 10000, NULL, FALSE },
    { "01", "3200190031", "12345678", "2026-12-30", -1, "123456", FALSE },
    { "01", "3200190031", "1234567", "2026-12-30", 10000, NULL, FALSE },
    /* with the check code */
    { "04", "032001900304", "12345678", "2026-12-30", -1, "507415", TRUE },
    { "10", "032001900311", "12345678", "2026-12-30", -1, "16197833567414507415", TRUE },
    { "10", "032001900311", "12345678", "2026-12-30", -1, "50741", FALSE },
    { "10", "032001900311", "12345678", "2026-12-30", 10000, NULL, FALSE },
    { "10", "03200190031x", "12345678", "2026-12-30", -1, "507415", FALSE },
    { "14", "032001900312", "12345678", "2026-12-30", -1, "50 415", FALSE },
    /* with the total */
    { "15", "032001900317", "12345678", "2026-12-30", 10000, NULL, TRUE },
    { "81", NULL, DIGITAL, "2026-12-30", 11300, NULL, TRUE },
    { "82", NULL, DIGITAL, "2026-12-30", 0, NULL, TRUE },
    { "51", NULL, DIGITAL, "2026-12-30", 11300, NULL, TRUE },
    { "61", NULL, DIGITAL, "2026-12-30", 11300, NULL, TRUE },
    { "82", NULL, DIGITAL, "2026-12-30", -1, NULL, FALSE },
    { "82", NULL, "12345678", "2026-12-30", 11300, NULL, FALSE },
    { "82", NULL, DIGITAL, "2026-02-30", 11300, NULL, FALSE },
    { "82", NULL, DIGITAL, "20261230", 11300, NULL, FALSE },
    { "82", NULL, DIGITAL, NULL, 11300, NULL, FALSE },
    { "99", NULL, DIGITAL, "2026-12-30", 11300, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdVerificationInput input = { .kind = pd_verification_kind_find (rows[i].type),
                                          .code = rows[i].code,
                                          .number = rows[i].number,
                                          .date = rows[i].date,
                                          .amount = rows[i].amount,
                                          .has_amount = rows[i].amount >= 0,
                                          .check = rows[i].check };
      g_autoptr (GError) error = NULL;

      g_test_message ("row %u", i);
      g_assert_true (pd_verification_check (&input, &error) == rows[i].is_enough);
      g_assert_true ((error == NULL) == rows[i].is_enough);
    }
}

static void
test_guess (void)
{
  static const struct
  {
    const char *code;
    const char *number;
    const char *type; /* NULL: nobody can tell */
  } rows[] = {
    { NULL, DIGITAL, "82" },
    { "032001900311", "83089647", "10" },
    { "032001900304", "83089647", "04" },
    { "032001900306", "83089647", "11" },
    { "032001900312", "83089647", "14" },
    { "032001900313", "83089647", "08" },
    { "032001900317", "83089647", "15" },
    { "3200191130", "83089647", NULL },
    { NULL, "83089647", NULL },
    { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdVerificationKind *kind = pd_verification_kind_guess (rows[i].code, rows[i].number);

      g_assert_cmpstr (kind != NULL ? kind->type : NULL, ==, rows[i].type);
    }
  g_assert_cmpstr (pd_verification_kind_from_qr ("31")->type, ==, "81");
  g_assert_cmpstr (pd_verification_kind_from_qr ("32")->type, ==, "82");
  g_assert_cmpstr (pd_verification_kind_from_qr ("10")->type, ==, "10");
  g_assert_null (pd_verification_kind_from_qr ("77"));
  g_assert_null (pd_verification_kind_from_qr (NULL));
}

/* The same invoice is the same, however it is asked for. */
static void
test_key (void)
{
  const PdVerificationInput digital = { .kind = pd_verification_kind_find ("82"),
                                        .code = "",
                                        .number = DIGITAL };
  const PdVerificationInput same = { .kind = pd_verification_kind_find ("81"),
                                     .code = "12",
                                     .number = DIGITAL };
  const PdVerificationInput paper = { .kind = pd_verification_kind_find ("10"),
                                      .code = "032001900311",
                                      .number = "83089647" };
  g_autofree char *first = pd_verification_key (&digital);
  g_autofree char *second = pd_verification_key (&same);
  g_autofree char *third = pd_verification_key (&paper);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (third, ==, "032001900311-83089647");
}

static void
test_reuse (void)
{
  static const struct
  {
    PdVerdict verdict;
    gint64 after;
    gboolean may;
  } rows[] = {
    { PD_VERDICT_GENUINE, 0, TRUE },
    { PD_VERDICT_GENUINE, 12 * HOUR - 1, TRUE },
    { PD_VERDICT_GENUINE, 12 * HOUR, FALSE },
    { PD_VERDICT_GENUINE, -HOUR, FALSE }, /* a clock that was set back */
    { PD_VERDICT_NOT_FOUND, HOUR, TRUE },
    { PD_VERDICT_NOT_FOUND, 13 * HOUR, FALSE },
    { PD_VERDICT_DIFFERENT, HOUR, TRUE },
    { PD_VERDICT_VOID, 9000 * HOUR, TRUE },
    { PD_VERDICT_REVERSED, HOUR, TRUE },
    { PD_VERDICT_REVERSED, 13 * HOUR, FALSE },
    { PD_VERDICT_TOO_OFTEN, HOUR, TRUE },
    { PD_VERDICT_TOO_OFTEN, 12 * HOUR, FALSE },
    { PD_VERDICT_TOO_OLD, 9000 * HOUR, TRUE },
    { PD_VERDICT_NOT_YET, HOUR, TRUE },
    { PD_VERDICT_NOT_YET, 12 * HOUR, FALSE },
    { PD_VERDICT_BEING_CHECKED, 0, FALSE },
    { PD_VERDICT_UNSUPPORTED, HOUR, TRUE },
    { PD_VERDICT_CANNOT_ASK, 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %u", i);
      g_assert_true (pd_verdict_may_reuse (rows[i].verdict, NOON, NOON + rows[i].after) == rows[i].may);
    }
}

static void
test_words (void)
{
  for (guint i = 0; i < PD_N_VERDICTS; i++)
    {
      PdVerdict verdict;

      g_assert_true (pd_verdict_from_name (pd_verdict_name ((PdVerdict) i), &verdict));
      g_assert_cmpint (verdict, ==, (PdVerdict) i);
      g_assert_nonnull (pd_verdict_label ((PdVerdict) i));
      g_assert_nonnull (pd_verdict_advice ((PdVerdict) i));
    }
}

/* The states of a question are the verdicts, in the same words, and two more. */
static void
test_states (void)
{
  const PdChoice *choice = pd_verification_state_choices;
  guint n = 0;

  for (; choice->value != NULL; choice++)
    {
      PdVerdict verdict;

      if (!pd_verdict_from_name (choice->value, &verdict))
        continue;
      g_assert_cmpstr (choice->label, ==, pd_verdict_label (verdict));
      g_assert_nonnull (pd_workflow_find (&pd_verification_type, "verify_again", choice->value));
      n++;
    }
  g_assert_cmpuint (n, ==, PD_N_VERDICTS);
  g_assert_cmpint (choice - pd_verification_state_choices, ==, PD_N_VERDICTS + 2);
  g_assert_null (pd_workflow_find (&pd_verification_type, "verify_again", PD_VERIFICATION_STATE_WAITING));
  g_assert_null (pd_workflow_find (&pd_verification_type, "verify_again", PD_VERIFICATION_STATE_ASKING));
}

/* What a QR code says is enough to ask with, for each generation. */
static void
test_from_qr (void)
{
  static const struct
  {
    const char *text;
    const char *kind;
    gboolean enough;
    const char *missing; /* (nullable) the field that a person has to fill in */
  } rows[] = {
    { "01,31,,24112000000048542163,4449.00,20240528,,B2B6", "81", TRUE, NULL },
    { "01,32,,24112000000048542163,57,20240528,,0000,", "82", TRUE, NULL },
    { "01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941", "10", TRUE, NULL },
    { "01,01,3300200021,83089647,510.68,20200723,,", "01", TRUE, NULL },
    { "01,04,033002000211,83089647,510.68,20200723,,", "04", FALSE, "check_code" },
    { "01,32,,24112000000048542163,,20240528,,0000", "82", FALSE, "amount" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (PdInvoiceQr) qr = { 0 };
      PdVerificationInput input;
      g_autoptr (PdRecord) record = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      const PdProblem *problem;

      g_assert_true (pd_verification_read_qr (rows[i].text, &qr, &input, NULL));
      g_assert_cmpstr (input.kind->type, ==, rows[i].kind);
      record = pd_verification_record_new (1, "2026-03-09", &input);
      problems = pd_record_check (record, PD_REQUIRED_TO_SAVE);
      problem = pd_problems_first_error (problems);
      g_assert_true ((problem == NULL) == rows[i].enough);
      if (problem != NULL)
        {
          g_autofree char *path = pd_problem_path (problem);

          g_assert_cmpstr (path, ==, rows[i].missing);
        }
    }
}

/* The same question has the same digest, however the check code was copied; another one has another. */
static void
test_digest (void)
{
  PdVerificationInput input = { .kind = pd_verification_kind_find ("10"),
                                .code = "033002000211",
                                .number = "83089647",
                                .date = "2020-07-23",
                                .check = "16197833567414507415" };
  g_autofree char *whole = pd_verification_input_digest (&input);
  g_autofree char *end = NULL;
  g_autofree char *other = NULL;

  input.check = "507415";
  input.amount = 5;
  end = pd_verification_input_digest (&input);
  input.check = "507416";
  other = pd_verification_input_digest (&input);
  g_assert_cmpstr (whole, ==, end);
  g_assert_cmpstr (whole, !=, other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/verification/inputs", test_inputs);
  g_test_add_func ("/model/verification/guess", test_guess);
  g_test_add_func ("/model/verification/key", test_key);
  g_test_add_func ("/model/verification/reuse", test_reuse);
  g_test_add_func ("/model/verification/words", test_words);
  g_test_add_func ("/verification/states", test_states);
  g_test_add_func ("/verification/from-qr", test_from_qr);
  g_test_add_func ("/verification/digest", test_digest);
  return g_test_run ();
}
