/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "gateway/pd-jumdata.h"
#include "nuonuo-fixture.h"

#define DIGITAL "26322000000048000001"
#define PAPER_CODE "032001900311"
#define PAPER_NUMBER "83089647"

/* The provider's double is the same one; the adapter is another. */
typedef struct
{
  Nuonuo provider;
  char *book;
  PdJumdata *jumdata;
} Test;

static void
restart (Test *test)
{
  g_autoptr (GError) error = NULL;
  const PdJumdataOptions options = { .app_id = "APPID",
                                     .app_secret = "APPSECRET",
                                     .book_path = test->book,
                                     .transport = provider_transport (&test->provider),
                                     .now = provider_now,
                                     .data = &test->provider };

  g_clear_pointer (&test->jumdata, pd_jumdata_unref);
  test->jumdata = pd_jumdata_new (&options, &error);
  g_assert_no_error (error);
}

static void
set_up (Test *test, gconstpointer data)
{
  provider_set_up (&test->provider, data);
  test->book = g_strdup (test->provider.book);
  restart (test);
  provider_control (&test->provider, "known",
                    "{\"number\":\"" DIGITAL "\",\"date\":\"20261230\",\"gross\":11300,\"net\":10000}");
  provider_control (
      &test->provider, "known",
      "{\"number\":\"" PAPER_NUMBER "\",\"code\":\"" PAPER_CODE
      "\",\"date\":\"20261230\",\"gross\":11300,\"net\":10000,\"check\":\"16197833567414507415\"}");
}

static void
tear_down (Test *test, gconstpointer data)
{
  pd_jumdata_unref (test->jumdata);
  g_free (test->book);
  provider_tear_down (&test->provider, data);
}

static PdVerificationInput
digital (void)
{
  return (PdVerificationInput){ .kind = pd_verification_kind_find ("82"),
                                .number = DIGITAL,
                                .date = "2026-12-30",
                                .amount = 11300,
                                .has_amount = TRUE };
}

static PdVerificationInput
paper (void)
{
  return (PdVerificationInput){ .kind = pd_verification_kind_find ("10"),
                                .code = PAPER_CODE,
                                .number = PAPER_NUMBER,
                                .date = "2026-12-30",
                                .check = "16197833567414507415" };
}

static void
assert_verdict (Test *test, const PdVerificationInput *input, PdVerdict verdict, PdGatewayNext next)
{
  g_autoptr (PdVerification) got = pd_jumdata_verify (test->jumdata, input, NULL);

  if (got->verdict != verdict || got->next != next)
    g_error ("%s, %s (%s: %s)", pd_verdict_name (got->verdict), pd_gateway_next_name (got->next), got->code,
             got->reason);
  g_assert_true ((got->content != NULL) == (verdict == PD_VERDICT_GENUINE || verdict == PD_VERDICT_VOID ||
                                            verdict == PD_VERDICT_REVERSED));
  g_assert_cmpint (got->at, ==, test->provider.now);
}

static void
test_sign (void)
{
  g_autofree char *sign = pd_jumdata_sign ("APPID", "APPSECRET", 1700000000000);
  g_autofree char *expected =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, "APPIDAPPSECRET1700000000000", -1);

  g_assert_cmpstr (sign, ==, expected);
}

static void
test_genuine (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdVerification) got = pd_jumdata_verify (test->jumdata, &input, NULL);

  g_assert_cmpint (got->verdict, ==, PD_VERDICT_GENUINE);
  g_assert_true (got->is_asked);
  g_assert_true (got->is_paid);
  g_assert_cmpstr (got->code, ==, "200");
  g_assert_nonnull (strstr (got->content, DIGITAL));
  g_assert_nonnull (strstr (test->provider.last_body, "jshj=113.00"));
  g_assert_null (strstr (test->provider.last_body, "APPSECRET"));
  input = paper ();
  assert_verdict (test, &input, PD_VERDICT_GENUINE, PD_GATEWAY_NEXT_NOTHING);
  g_assert_nonnull (strstr (test->provider.last_body, "xym=507415"));
}

static void
test_wrong (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();

  input.amount = 11301;
  assert_verdict (test, &input, PD_VERDICT_DIFFERENT, PD_GATEWAY_NEXT_FIX);
  input = digital ();
  input.date = "2026-12-29";
  assert_verdict (test, &input, PD_VERDICT_NOT_FOUND, PD_GATEWAY_NEXT_NOTHING);
  input = digital ();
  input.date = "2027-01-02";
  assert_verdict (test, &input, PD_VERDICT_NOT_YET, PD_GATEWAY_NEXT_FIX);
  input.date = "2021-01-01";
  assert_verdict (test, &input, PD_VERDICT_TOO_OLD, PD_GATEWAY_NEXT_NOTHING);
  input = paper ();
  input.check = "000000";
  assert_verdict (test, &input, PD_VERDICT_DIFFERENT, PD_GATEWAY_NEXT_FIX);
  /* What is not complete does not leave. */
  provider_control (&test->provider, "reset", "{}");
  input.check = "1";
  assert_verdict (test, &input, PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_FIX);
  g_assert_cmpint (provider_count (&test->provider, "validate"), ==, 0);
}

/* Every code, said by the double: the verdict, what is next, and whether it counts. */
static void
test_codes (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *code;
    PdVerdict verdict;
    PdGatewayNext next;
    gboolean counts;
  } rows[] = {
    { "201", PD_VERDICT_NOT_FOUND, PD_GATEWAY_NEXT_NOTHING, TRUE },
    { "202", PD_VERDICT_DIFFERENT, PD_GATEWAY_NEXT_FIX, TRUE },
    { "203", PD_VERDICT_TOO_OFTEN, PD_GATEWAY_NEXT_QUERY, TRUE },
    { "204", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "205", PD_VERDICT_TOO_OLD, PD_GATEWAY_NEXT_NOTHING, TRUE },
    { "206", PD_VERDICT_BEING_CHECKED, PD_GATEWAY_NEXT_QUERY, TRUE },
    { "207", PD_VERDICT_UNSUPPORTED, PD_GATEWAY_NEXT_NOTHING, TRUE },
    { "400", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_FIX, TRUE },
    { "411", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_FIX, TRUE },
    { "412", PD_VERDICT_NOT_YET, PD_GATEWAY_NEXT_FIX, TRUE },
    { "500", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, TRUE },
    { "502", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, TRUE },
    { "601", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "602", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "603", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "604", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "606", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "607", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "609", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "610", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
    { "999", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, TRUE },
    { "200", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, TRUE }, /* genuine, it says, and shows nothing */
    { "777", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *fault =
          g_strdup_printf ("{\"call\":\"validate\",\"kind\":\"code\",\"code\":\"%s\",\"describe\":\"x\"}",
                           rows[i].code);
      PdVerificationInput input = digital ();
      guint left = pd_jumdata_left_today (test->jumdata, &input);

      g_assert_cmpuint (left, ==, PD_VERIFICATION_A_DAY);
      provider_control (&test->provider, "fault", fault);
      g_test_message ("%s", rows[i].code);
      assert_verdict (test, &input, rows[i].verdict, rows[i].next);
      left = pd_jumdata_left_today (test->jumdata, &input);
      g_assert_cmpuint (left, ==, PD_VERIFICATION_A_DAY - (rows[i].counts ? 1 : 0));
      test->provider.now += G_TIME_SPAN_DAY;
    }
}

static void
test_faults (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *kind;
    PdVerdict verdict;
  } rows[] = {
    { "drop", PD_VERDICT_CANNOT_ASK },     { "html", PD_VERDICT_CANNOT_ASK },
    { "redirect", PD_VERDICT_CANNOT_ASK }, { "truncate", PD_VERDICT_CANNOT_ASK },
    { "cut-json", PD_VERDICT_CANNOT_ASK }, { "empty", PD_VERDICT_CANNOT_ASK },
    { "strings", PD_VERDICT_GENUINE },     { "numbers", PD_VERDICT_GENUINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"call\":\"validate\",\"kind\":\"%s\"}", rows[i].kind);
      PdVerificationInput input = digital ();

      provider_control (&test->provider, "fault", fault);
      g_test_message ("%s", rows[i].kind);
      assert_verdict (test, &input, rows[i].verdict,
                      rows[i].verdict == PD_VERDICT_GENUINE ? PD_GATEWAY_NEXT_NOTHING
                                                            : PD_GATEWAY_NEXT_QUERY);
      /* It may have been asked: it counts. */
      g_assert_cmpuint (pd_jumdata_left_today (test->jumdata, &input), ==, PD_VERIFICATION_A_DAY - 1);
      test->provider.now += G_TIME_SPAN_DAY;
    }
}

static void
test_states (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *state;
    PdVerdict verdict;
  } rows[] = { { "0", PD_VERDICT_GENUINE },      { "2", PD_VERDICT_VOID },     { "3", PD_VERDICT_VOID },
               { "7", PD_VERDICT_REVERSED },     { "8", PD_VERDICT_REVERSED }, { "已作废", PD_VERDICT_VOID },
               { "已红冲", PD_VERDICT_REVERSED } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *known =
          g_strdup_printf ("{\"number\":\"" DIGITAL "\",\"date\":\"20261230\",\"gross\":11300,"
                           "\"net\":10000,\"state\":\"%s\"}",
                           rows[i].state);
      PdVerificationInput input = digital ();

      provider_control (&test->provider, "known", known);
      assert_verdict (test, &input, rows[i].verdict, PD_GATEWAY_NEXT_NOTHING);
      test->provider.now += G_TIME_SPAN_DAY;
    }
}

/* Five a day of one invoice, over a restart; nothing is sent for a sixth. */
static void
test_budget (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  PdVerificationInput other = paper ();

  for (guint i = 0; i < 5; i++)
    {
      assert_verdict (test, &input, PD_VERDICT_GENUINE, PD_GATEWAY_NEXT_NOTHING);
      restart (test);
    }
  g_assert_cmpuint (pd_jumdata_left_today (test->jumdata, &input), ==, 0);
  assert_verdict (test, &input, PD_VERDICT_TOO_OFTEN, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpint (provider_count (&test->provider, "validate"), ==, 5);

  g_autoptr (PdVerification) over = pd_jumdata_verify (test->jumdata, &input, NULL);

  g_assert_false (over->is_asked);
  g_assert_cmpint (over->wait, ==, 12 * G_TIME_SPAN_HOUR);
  assert_verdict (test, &other, PD_VERDICT_GENUINE, PD_GATEWAY_NEXT_NOTHING);
  /* Nobody was reached: nothing is used up. */
  test->provider.now += over->wait;
  test->provider.is_down = TRUE;
  for (guint i = 0; i < 10; i++)
    assert_verdict (test, &input, PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY);
  test->provider.is_down = FALSE;
  assert_verdict (test, &input, PD_VERDICT_GENUINE, PD_GATEWAY_NEXT_NOTHING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/gateway/jumdata/" path, Test, NULL, set_up, function, tear_down)
  ADD ("genuine", test_genuine);
  ADD ("wrong", test_wrong);
  ADD ("codes", test_codes);
  ADD ("faults", test_faults);
  ADD ("states", test_states);
  ADD ("budget", test_budget);
#undef ADD
  g_test_add_func ("/gateway/jumdata/sign", test_sign);
  return g_test_run ();
}
