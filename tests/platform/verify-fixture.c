/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/verify-fixture.h"

#include <string.h>

#include "platform/pd-platform-verify-settings.h"

static gint64
double_now (gpointer data)
{
  return ((VerifyTest *) data)->f->now;
}

static void
send_cb (gpointer data,
         const PdGatewayHttpRequest *request,
         PdGatewayHttpReply *reply,
         GCancellable *cancellable)
{
  VerifyTest *test = data;
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

void
verify_control (VerifyTest *test, const char *what, const char *json)
{
  g_autofree char *answer = nuonuo_double_control (test->provider, what, json);

  if (strstr (answer, "\"error\"") != NULL)
    g_error ("%s: %s", what, answer);
}

void
verify_set_provider (VerifyTest *test, const char *secret)
{
  PdPlatformVerifySettings settings = { .app_id = (char *) "APPID" };
  g_autoptr (GError) error = NULL;

  g_assert_true (
      pd_platform_set_verify_settings (test->f->platform, test->f->tenants[0], &settings, secret, &error));
  g_assert_no_error (error);
}

void
verify_set_up_without (VerifyTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test->f = fixture_new ();
  test->f->verify_transport = (PdGatewayTransport){ send_cb, test };
  fixture_restart (test->f);
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->admin = fixture_sign_in (test->f, 0, "admin");
  test->provider = nuonuo_double_new (NULL, double_now, test, &error);
  g_assert_no_error (error);
  verify_control (test, "known",
                  "{\"number\":\"" VERIFY_DIGITAL "\",\"date\":\"20261030\",\"gross\":11300,\"net\":10000}");
  verify_control (
      test, "known",
      "{\"number\":\"" VERIFY_PAPER "\",\"code\":\"" VERIFY_CODE
      "\",\"date\":\"20261030\",\"gross\":11300,\"net\":10000,\"check\":\"16197833567414507415\"}");
}

void
verify_set_up (VerifyTest *test, gconstpointer data)
{
  verify_set_up_without (test, data);
  verify_set_provider (test, VERIFY_SECRET);
}

void
verify_tear_down (VerifyTest *test, gconstpointer data)
{
  fixture_free (test->f);
  nuonuo_double_free (test->provider);
  g_free (test->clerk);
  g_free (test->admin);
  g_free (test->last_body);
}

PdVerificationInput
verify_digital (void)
{
  return (PdVerificationInput){ .kind = pd_verification_kind_find ("82"),
                                .number = VERIFY_DIGITAL,
                                .date = VERIFY_DATE,
                                .amount = 11300,
                                .has_amount = TRUE };
}

PdRecord *
verify_ask_for (VerifyTest *test, const PdVerificationInput *input)
{
  g_autoptr (PdRecord) record = pd_verification_record_new (test->f->now, "2026-11-06", input);
  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_create (test->f, record));

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  test->f->now += 1;
  return fixture_get (test->f, test->clerk, pd_record_get_id (record));
}

PdPlatformQuestion *
verify_take (VerifyTest *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformQuestion *question = pd_platform_take_verification (test->f->platform, &error);

  g_assert_no_error (error);
  return question;
}

/* Everything that is due now. Returns: how many were taken */
guint
verify_work (VerifyTest *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformQuestion *taken = NULL;
  guint n = 0;

  for (; (taken = verify_take (test)) != NULL; n++)
    {
      g_autoptr (PdPlatformQuestion) question = taken;

      pd_platform_run_verification (question, NULL);
      g_assert_true (pd_platform_finish_verification (test->f->platform, question, &error));
      g_assert_no_error (error);
    }
  return n;
}

PdRecord *
verify_now_of (VerifyTest *test, const PdRecord *record)
{
  return fixture_get (test->f, test->clerk, pd_record_get_id (record));
}

/* @verdict: (nullable): what is known of the invoice itself */
void
verify_assert_state (VerifyTest *test, const PdRecord *record, const char *state, const char *verdict)
{
  g_autoptr (PdRecord) now = verify_now_of (test, record);

  g_assert_cmpstr (pd_record_get_state (now), ==, state);
  g_assert_cmpstr (pd_record_get_text (now, PD_VERIFICATION_FIELD_VERDICT), ==, verdict);
  g_assert_true (pd_record_has (now, PD_VERIFICATION_FIELD_VERIFIED_AT) == (verdict != NULL));
}

PdOutcome
verify_again (VerifyTest *test, const PdRecord *record)
{
  g_autoptr (PdRecord) now = verify_now_of (test, record);
  g_autoptr (PdResult) result =
      fixture_do (test->f, test->clerk, fixture_command (test->f, now, "verify_again"));

  return result->outcome;
}
