/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification, with the provider's double in this process and on the platform's clock. */
#include "model/pd-bureau.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-verify.h"

#include <string.h>

#include "doubles/nuonuo-double.h"
#include "model/pd-received-invoice.h"
#include "model/pd-verification-record.h"
#include "platform/pd-platform-verify-settings.h"
#include "platform/platform-fixture.h"

#define DIGITAL "26322000000048000001"
#define CODE "032001900311"
#define PAPER "83089647"
#define DATE "2026-10-30"
#define SECRET "APPSECRET"

typedef struct
{
  Fixture *f;
  NuonuoDouble *provider;
  char *clerk;
  char *admin;
  guint n_asked;
  gboolean is_away;
  char *last_body;
} Test;

static gint64
double_now (gpointer data)
{
  return ((Test *) data)->f->now;
}

static void
send_cb (gpointer data,
         const PdGatewayHttpRequest *request,
         PdGatewayHttpReply *reply,
         GCancellable *cancellable)
{
  Test *test = data;
  g_autoptr (GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (NuonuoReply) answer = NULL;

  g_assert_cmpstr (g_uri_get_host (uri), ==, "api.jumdata.com");
  if (test->is_away)
    {
      pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CONNECT);
      return;
    }
  test->n_asked++;
  g_free (test->last_body);
  test->last_body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  answer = nuonuo_double_handle (test->provider, request->method, g_uri_get_path (uri), NULL,
                                 request->headers, request->body);
  if (answer->deliver != NUONUO_DELIVER_ANSWER)
    {
      pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_CUT_OFF);
      return;
    }
  reply->outcome = PD_GATEWAY_HTTP_REPLIED;
  reply->status = answer->status;
  reply->body = g_bytes_ref (answer->body);
}

static void
control (Test *test, const char *what, const char *json)
{
  g_autofree char *answer = nuonuo_double_control (test->provider, what, json);

  if (strstr (answer, "\"error\"") != NULL)
    g_error ("%s: %s", what, answer);
}

static void
set_provider (Test *test, const char *secret)
{
  PdPlatformVerifySettings settings = { .app_id = (char *) "APPID" };
  g_autoptr (GError) error = NULL;

  g_assert_true (
      pd_platform_set_verify_settings (test->f->platform, test->f->tenants[0], &settings, secret, &error));
  g_assert_no_error (error);
}

static void
set_up_without (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test->f = fixture_new ();
  test->f->verify_transport = (PdGatewayTransport){ send_cb, test };
  fixture_restart (test->f);
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->admin = fixture_sign_in (test->f, 0, "admin");
  test->provider = nuonuo_double_new (NULL, double_now, test, &error);
  g_assert_no_error (error);
  control (test, "known", "{\"number\":\"" DIGITAL "\",\"date\":\"20261030\",\"gross\":11300,\"net\":10000}");
  control (test, "known",
           "{\"number\":\"" PAPER "\",\"code\":\"" CODE
           "\",\"date\":\"20261030\",\"gross\":11300,\"net\":10000,\"check\":\"16197833567414507415\"}");
}

static void
set_up (Test *test, gconstpointer data)
{
  set_up_without (test, data);
  set_provider (test, SECRET);
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  nuonuo_double_free (test->provider);
  g_free (test->clerk);
  g_free (test->admin);
  g_free (test->last_body);
}

static PdVerificationInput
digital (void)
{
  return (PdVerificationInput){ .kind = pd_verification_kind_find ("82"),
                                .number = DIGITAL,
                                .date = DATE,
                                .amount = 11300,
                                .has_amount = TRUE };
}

static PdRecord *
ask_for (Test *test, const PdVerificationInput *input)
{
  g_autoptr (PdRecord) record = pd_verification_record_new (test->f->now, "2026-11-06", input);
  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_create (test->f, record));

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  test->f->now += 1;
  return fixture_get (test->f, test->clerk, pd_record_get_id (record));
}

static PdPlatformQuestion *
take (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformQuestion *question = pd_platform_take_verification (test->f->platform, &error);

  g_assert_no_error (error);
  return question;
}

/* Everything that is due now. Returns: how many were taken */
static guint
work (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformQuestion *taken = NULL;
  guint n = 0;

  for (; (taken = take (test)) != NULL; n++)
    {
      g_autoptr (PdPlatformQuestion) question = taken;

      pd_platform_run_verification (question, NULL);
      g_assert_true (pd_platform_finish_verification (test->f->platform, question, &error));
      g_assert_no_error (error);
    }
  return n;
}

static PdRecord *
now_of (Test *test, const PdRecord *record)
{
  return fixture_get (test->f, test->clerk, pd_record_get_id (record));
}

/* @verdict: (nullable): what is known of the invoice itself */
static void
assert_state (Test *test, const PdRecord *record, const char *state, const char *verdict)
{
  g_autoptr (PdRecord) now = now_of (test, record);

  g_assert_cmpstr (pd_record_get_state (now), ==, state);
  g_assert_cmpstr (pd_record_get_text (now, PD_VERIFICATION_FIELD_VERDICT), ==, verdict);
  g_assert_true (pd_record_has (now, PD_VERIFICATION_FIELD_VERIFIED_AT) == (verdict != NULL));
}

static PdOutcome
again (Test *test, const PdRecord *record)
{
  g_autoptr (PdRecord) now = now_of (test, record);
  g_autoptr (PdResult) result =
      fixture_do (test->f, test->clerk, fixture_command (test->f, now, "verify_again"));

  return result->outcome;
}

static void
test_genuine (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) record = ask_for (test, &input);
  g_autoptr (PdRecord) now = NULL;

  assert_state (test, record, "waiting", NULL);
  g_assert_cmpstr (pd_record_get_text (record, PD_VERIFICATION_FIELD_ASKED_BY), ==, "clerk");
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, record, "genuine", "genuine");
  now = now_of (test, record);
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_VERIFIED_AT), ==, test->f->now);
  g_assert_false (pd_record_has (now, PD_VERIFICATION_FIELD_NEXT_AT));
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_LEFT), ==, 4);
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_COUNTED_AT), ==, test->f->now);
  g_assert_nonnull (strstr (test->last_body, "jshj=113.00"));
  g_assert_cmpuint (work (test), ==, 0);
  g_assert_cmpuint (test->n_asked, ==, 1);
}

/* What a person told of the invoice, and what becomes of it. */
static void
test_verdicts (Test *test, gconstpointer data)
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
    { DIGITAL, NULL, "82", DATE, 11300, NULL, "genuine", "genuine" },
    { DIGITAL, NULL, "82", DATE, 11301, NULL, "different", "different" },
    { DIGITAL, NULL, "82", "2026-10-29", 11300, NULL, "not_found", "not_found" },
    { DIGITAL, NULL, "82", "2020-10-29", 11300, NULL, "too_old", NULL },
    { DIGITAL, NULL, "82", "2027-10-29", 11300, NULL, "not_yet", NULL },
    { PAPER, CODE, "10", DATE, 0, "16197833567414507415", "genuine", "genuine" },
    { PAPER, CODE, "10", DATE, 0, "000000", "different", "different" },
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
      record = ask_for (test, &input);
      g_assert_cmpuint (work (test), ==, 1);
      assert_state (test, record, rows[i].state, rows[i].verdict);
      now = now_of (test, record);
      g_assert_true (pd_record_has (now, PD_VERIFICATION_FIELD_NEXT_AT) ==
                     g_str_equal (rows[i].state, "not_yet"));
    }
}

/* Void and reversed are what the bureau says of an invoice that agrees. */
static void
test_void (Test *test, gconstpointer data)
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
      PdVerificationInput input = digital ();
      g_autoptr (PdRecord) record = NULL;

      control (test, "known", rows[i].known);
      input.number = rows[i].number;
      record = ask_for (test, &input);
      g_assert_cmpuint (work (test), ==, 1);
      assert_state (test, record, rows[i].state, i < 2 ? rows[i].state : NULL);
    }
}

static PdRecord *
receive (Test *test, const char *code, const char *number)
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
command_received (Test *test, const PdRecord *received, const char *command)
{
  g_autoptr (PdRecord) now = now_of (test, received);
  g_autoptr (PdResult) result = fixture_do (test->f, test->admin, fixture_command (test->f, now, command));

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
}

/* What was received follows the bureau's word as long as nobody has used it. */
static void
test_received (Test *test, gconstpointer data)
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
      PdVerificationInput input = digital ();
      const char *reason;

      g_test_message ("%u", i);
      control (test, "known", known);
      if (rows[i].command != NULL)
        command_received (test, received, rows[i].command);
      input.number = number;
      question = ask_for (test, &input);
      g_assert_cmpuint (work (test), ==, 1);
      now = now_of (test, received);
      g_assert_cmpstr (pd_record_get_state (now), ==, rows[i].after);
      reason = pd_record_get_text (now, PD_RECEIVED_STATE_REASON);
      g_assert_true ((reason != NULL && strstr (reason, "2026-11-") != NULL) == (i < 3 || i == 4));
    }
}

/* The same number of another code is another invoice; and an answer that is used again counts as well. */
static void
test_received_code (Test *test, gconstpointer data)
{
  PdVerificationInput input = { .kind = pd_verification_kind_find ("10"),
                                .number = PAPER,
                                .code = CODE,
                                .date = DATE,
                                .check = "16197833567414507415" };
  g_autoptr (PdRecord) other = receive (test, "032001900312", PAPER);
  g_autoptr (PdRecord) question = ask_for (test, &input);
  g_autoptr (PdRecord) received = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (PdRecord) now = NULL;
  g_autoptr (PdRecord) other_now = NULL;

  g_assert_cmpuint (work (test), ==, 1);
  received = receive (test, CODE, PAPER);
  g_assert_cmpstr (pd_record_get_state (received), ==, PD_RECEIVED_STATE_UNVERIFIED);
  again = ask_for (test, &input);
  g_assert_cmpuint (work (test), ==, 0);
  now = now_of (test, received);
  g_assert_cmpstr (pd_record_get_state (now), ==, PD_RECEIVED_STATE_VERIFIED);
  other_now = now_of (test, other);
  g_assert_cmpstr (pd_record_get_state (other_now), ==, PD_RECEIVED_STATE_UNVERIFIED);
}

/* The bureau answers five a day: the same question again today is answered from what is known. */
static void
test_reused (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) first = ask_for (test, &input);
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdRecord) other = NULL;
  g_autoptr (PdRecord) later = NULL;

  g_assert_cmpuint (work (test), ==, 1);
  second = ask_for (test, &input);
  assert_state (test, second, "genuine", "genuine");
  g_assert_true (pd_record_get_flag (second, PD_VERIFICATION_FIELD_REUSED));
  g_assert_cmpint (pd_record_get_integer (second, PD_VERIFICATION_FIELD_VERIFIED_AT), <, test->f->now);
  g_assert_cmpuint (work (test), ==, 0);
  /* Another amount is another question, and tomorrow is another day. */
  input.amount = 1;
  other = ask_for (test, &input);
  assert_state (test, other, "waiting", NULL);
  g_assert_cmpuint (work (test), ==, 1);
  test->f->now += G_TIME_SPAN_DAY;
  input = digital ();
  later = ask_for (test, &input);
  assert_state (test, later, "waiting", NULL);
  g_assert_cmpuint (work (test), ==, 1);
  g_assert_cmpuint (test->n_asked, ==, 3);
}

/* What a person asks for anew is asked anew, five times a day; what was known stays to be seen. */
static void
test_too_often (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) record = ask_for (test, &input);
  g_autoptr (PdRecord) now = NULL;

  g_assert_cmpuint (work (test), ==, 1);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (again (test, record), ==, PD_OUTCOME_OK);
      g_assert_cmpuint (work (test), ==, 1);
    }
  g_assert_cmpuint (test->n_asked, ==, 5);
  assert_state (test, record, "too_often", "genuine");
  now = now_of (test, record);
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_NEXT_AT), >, test->f->now);
  g_assert_true (pd_record_has (now, PD_VERIFICATION_FIELD_LEFT));
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_LEFT), ==, 0);
  /* Restarting does not forget how often. */
  fixture_restart (test->f);
  g_assert_cmpint (again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (work (test), ==, 1);
  g_assert_cmpuint (test->n_asked, ==, 5);
  test->f->now = pd_record_get_integer (now, PD_VERIFICATION_FIELD_NEXT_AT);
  g_assert_cmpint (again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, record, "genuine", "genuine");
}

/* Killed between any two steps it is asked again, and ends the same. */
static void
test_killed (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) record = ask_for (test, &input);
  g_autoptr (GError) error = NULL;

  for (guint step = 0; step < 2; step++)
    {
      g_autoptr (PdPlatformQuestion) question = take (test);

      g_assert_nonnull (question);
      if (step == 1)
        pd_platform_run_verification (question, NULL);
      assert_state (test, record, "asking", NULL);
      fixture_restart (test->f);
      g_assert_true (pd_platform_recover_verifications (test->f->platform, &error));
      g_assert_no_error (error);
      assert_state (test, record, "waiting", NULL);
      test->f->now += 1;
    }
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, record, "genuine", "genuine");
  g_assert_cmpuint (test->n_asked, ==, 2);
}

/* Who comes back after the lease says nothing. */
static void
test_lease (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) record = ask_for (test, &input);
  g_autoptr (PdPlatformQuestion) slow = take (test);
  g_autoptr (GError) error = NULL;

  pd_platform_run_verification (slow, NULL);
  test->f->now += 6 * G_TIME_SPAN_MINUTE;
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, record, "genuine", "genuine");
  g_assert_cmpint (again (test, record), ==, PD_OUTCOME_OK);
  g_assert_true (pd_platform_finish_verification (test->f->platform, slow, &error));
  assert_state (test, record, "waiting", "genuine");
}

/* No network: tried again by itself, a few times; then a person says so. */
static void
test_away (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) record = ask_for (test, &input);
  g_autoptr (PdRecord) now = NULL;
  guint n = 0;

  test->is_away = TRUE;
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, record, "cannot_ask", NULL);
  for (guint minute = 0; minute < 60; minute++, test->f->now += G_TIME_SPAN_MINUTE)
    n += work (test);
  g_assert_cmpuint (n, ==, 2);
  now = now_of (test, record);
  g_assert_nonnull (pd_record_get_text (now, PD_VERIFICATION_FIELD_STATE_REASON));
  test->is_away = FALSE;
  g_assert_cmpuint (work (test), ==, 0);
  g_assert_cmpint (again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, record, "genuine", "genuine");
}

/* A connection that an administrator has to mend holds all, and new settings release them. */
static void
test_held (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;
  gint64 start = test->f->now;

  control (test, "fault", "{\"call\":\"validate\",\"kind\":\"code\",\"code\":\"602\",\"times\":-1}");
  first = ask_for (test, &input);
  input.amount = 1;
  second = ask_for (test, &input);
  for (; test->f->now < start + G_TIME_SPAN_DAY; test->f->now += G_TIME_SPAN_MINUTE)
    work (test);
  g_assert_cmpuint (test->n_asked, <=, 10);
  assert_state (test, first, "waiting", NULL);
  control (test, "fault", "{\"clear\":true}");
  g_assert_cmpuint (work (test), ==, 0);
  set_provider (test, NULL);
  g_assert_cmpuint (work (test), ==, 2);
  assert_state (test, first, "genuine", "genuine");
  assert_state (test, second, "different", "different");
}

/* Whoever may ask sees whether anybody can be asked. */
static void
assert_verifies (Test *test, gboolean verifies)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_platform_read_bureau (test->f->platform, test->f->tenants[0], &bureau, &error));
  g_assert_no_error (error);
  g_assert_cmpint (pd_record_get_flag (bureau, PD_BUREAU_VERIFIES), ==, verifies);
}

static void
test_without_provider (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
  g_autoptr (PdRecord) record = ask_for (test, &input);

  g_assert_nonnull (strstr (pd_record_get_text (record, PD_VERIFICATION_FIELD_STATE_REASON), "set up"));
  g_assert_cmpuint (work (test), ==, 0);
  assert_state (test, record, "waiting", NULL);
  assert_verifies (test, FALSE);
  set_provider (test, SECRET);
  assert_verifies (test, TRUE);
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, record, "genuine", "genuine");
  g_assert_true (pd_platform_forget_verify_settings (test->f->platform, test->f->tenants[0], NULL));
  assert_verifies (test, FALSE);
}

/* What is not complete is not even kept, and what is kept does not change. */
static void
test_refused (Test *test, gconstpointer data)
{
  PdVerificationInput input = digital ();
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
  input = digital ();
  g_clear_pointer (&record, pd_record_unref);
  record = pd_verification_record_new (test->f->now, "2026-11-06", &input);
  result = fixture_do (test->f, warehouse, fixture_create (test->f, record));
  g_assert_cmpstr (result->code, ==, "forbidden");
  g_clear_pointer (&result, pd_result_free);
  g_clear_pointer (&record, pd_record_unref);
  record = ask_for (test, &input);
  changed = pd_record_copy (record);
  pd_record_set_integer (changed, PD_VERIFICATION_FIELD_AMOUNT, 1);
  result = fixture_do (test->f, test->clerk, fixture_patch (test->f, record, changed));
  g_assert_cmpint (result->outcome, !=, PD_OUTCOME_OK);
  /* Twice the same command is one. */
  g_assert_cmpint (again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (work (test), ==, 1);
}

static char *
request (Test *test, const char *method, const char *token, const char *body, guint status)
{
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, method, "/v1/verify", token, body != NULL ? "application/json" : NULL, body);
  gsize size = 0;
  const char *text = response->body != NULL ? g_bytes_get_data (response->body, &size) : NULL;

  g_assert_cmpuint (response->status, ==, status);
  return g_strndup (text != NULL ? text : "", size);
}

static void
test_routes (Test *test, gconstpointer data)
{
  g_autofree char *none = request (test, "GET", test->admin, NULL, 200);
  g_autofree char *forbidden = request (test, "GET", test->clerk, NULL, 403);
  g_autofree char *nobody = request (test, "PUT", test->clerk, "{\"app_id\":\"A\"}", 403);
  g_autofree char *empty = request (test, "PUT", test->admin, "{\"app_id\":\"\"}", 400);
  g_autofree char *given = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *other = NULL;

  g_assert_nonnull (strstr (none, "\"set_up\":false"));
  given = request (test, "PUT", test->admin, "{\"app_id\":\"APPID\",\"secret\":\"" SECRET "\"}", 200);
  g_assert_nonnull (strstr (given, "\"has_secret\":true"));
  g_assert_null (strstr (given, SECRET));
  kept = request (test, "PUT", test->admin, "{\"app_id\":\"APPID\"}", 200);
  g_assert_nonnull (strstr (kept, "\"has_secret\":true"));
  /* Neither is the secret told to another application, nor the platform sent elsewhere. */
  other = request (test, "PUT", test->admin, "{\"app_id\":\"OTHER\",\"url\":\"https://127.0.0.1\"}", 200);
  g_assert_nonnull (strstr (other, "\"has_secret\":false"));
  g_assert_null (strstr (other, "127.0.0.1"));
}

static void
add (const char *name, void (*func) (Test *test, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/platform/verify/", name, NULL);
  gboolean without = func == test_without_provider || func == test_routes;

  g_test_add (path, Test, NULL, without ? set_up_without : set_up, func, tear_down);
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
  add ("reused", test_reused);
  add ("too-often", test_too_often);
  add ("killed", test_killed);
  add ("lease", test_lease);
  add ("away", test_away);
  add ("held", test_held);
  add ("without-provider", test_without_provider);
  add ("refused", test_refused);
  add ("routes", test_routes);
  return g_test_run ();
}
