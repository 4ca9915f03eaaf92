/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the tax bureau: not too often, not at all, again after a fall, and by which settings. */
#include "model/pd-bureau.h"
#include "platform/pd-platform-bureau.h"
#include "platform/verify-fixture.h"

#include <string.h>

#include "platform/pd-platform-verify-settings.h"

/* The bureau answers five a day: the same question again today is answered from what is known. */
static void
test_reused (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) first = verify_ask_for (test, &input);
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdRecord) other = NULL;
  g_autoptr (PdRecord) later = NULL;

  g_assert_cmpuint (verify_work (test), ==, 1);
  second = verify_ask_for (test, &input);
  verify_assert_state (test, second, "genuine", "genuine");
  g_assert_true (pd_record_get_flag (second, PD_VERIFICATION_FIELD_REUSED));
  g_assert_cmpint (pd_record_get_integer (second, PD_VERIFICATION_FIELD_VERIFIED_AT), <, test->f->now);
  g_assert_cmpuint (verify_work (test), ==, 0);
  /* Another amount is another question, and tomorrow is another day. */
  input.amount = 1;
  other = verify_ask_for (test, &input);
  verify_assert_state (test, other, "waiting", NULL);
  g_assert_cmpuint (verify_work (test), ==, 1);
  test->f->now += G_TIME_SPAN_DAY;
  input = verify_digital ();
  later = verify_ask_for (test, &input);
  verify_assert_state (test, later, "waiting", NULL);
  g_assert_cmpuint (verify_work (test), ==, 1);
  g_assert_cmpuint (test->n_asked, ==, 3);
}

/* What a person asks for anew is asked anew, five times a day; what was known stays to be seen. */
static void
test_too_often (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) record = verify_ask_for (test, &input);
  g_autoptr (PdRecord) now = NULL;

  g_assert_cmpuint (verify_work (test), ==, 1);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (verify_again (test, record), ==, PD_OUTCOME_OK);
      g_assert_cmpuint (verify_work (test), ==, 1);
    }
  g_assert_cmpuint (test->n_asked, ==, 5);
  verify_assert_state (test, record, "too_often", "genuine");
  now = verify_now_of (test, record);
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_NEXT_AT), >, test->f->now);
  g_assert_true (pd_record_has (now, PD_VERIFICATION_FIELD_LEFT));
  g_assert_cmpint (pd_record_get_integer (now, PD_VERIFICATION_FIELD_LEFT), ==, 0);
  /* Restarting does not forget how often. */
  fixture_restart (test->f);
  g_assert_cmpint (verify_again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (verify_work (test), ==, 1);
  g_assert_cmpuint (test->n_asked, ==, 5);
  test->f->now = pd_record_get_integer (now, PD_VERIFICATION_FIELD_NEXT_AT);
  g_assert_cmpint (verify_again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (verify_work (test), ==, 1);
  verify_assert_state (test, record, "genuine", "genuine");
}

/* Killed between any two steps it is asked again, and ends the same. */
static void
test_killed (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) record = verify_ask_for (test, &input);
  g_autoptr (GError) error = NULL;

  for (guint step = 0; step < 2; step++)
    {
      g_autoptr (PdPlatformQuestion) question = verify_take (test);

      g_assert_nonnull (question);
      if (step == 1)
        pd_platform_run_verification (question, NULL);
      verify_assert_state (test, record, "asking", NULL);
      fixture_restart (test->f);
      g_assert_true (pd_platform_recover_verifications (test->f->platform, &error));
      g_assert_no_error (error);
      verify_assert_state (test, record, "waiting", NULL);
      test->f->now += 1;
    }
  g_assert_cmpuint (verify_work (test), ==, 1);
  verify_assert_state (test, record, "genuine", "genuine");
  g_assert_cmpuint (test->n_asked, ==, 2);
}

/* Who comes back after the lease says nothing. */
static void
test_lease (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) record = verify_ask_for (test, &input);
  g_autoptr (PdPlatformQuestion) slow = verify_take (test);
  g_autoptr (GError) error = NULL;

  pd_platform_run_verification (slow, NULL);
  test->f->now += 6 * G_TIME_SPAN_MINUTE;
  g_assert_cmpuint (verify_work (test), ==, 1);
  verify_assert_state (test, record, "genuine", "genuine");
  g_assert_cmpint (verify_again (test, record), ==, PD_OUTCOME_OK);
  g_assert_true (pd_platform_finish_verification (test->f->platform, slow, &error));
  verify_assert_state (test, record, "waiting", "genuine");
}

/* No network: tried again by itself, a few times; then a person says so. */
static void
test_away (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) record = verify_ask_for (test, &input);
  g_autoptr (PdRecord) now = NULL;
  guint n = 0;

  test->is_away = TRUE;
  g_assert_cmpuint (verify_work (test), ==, 1);
  verify_assert_state (test, record, "cannot_ask", NULL);
  for (guint minute = 0; minute < 60; minute++, test->f->now += G_TIME_SPAN_MINUTE)
    n += verify_work (test);
  g_assert_cmpuint (n, ==, 2);
  now = verify_now_of (test, record);
  g_assert_nonnull (pd_record_get_text (now, PD_VERIFICATION_FIELD_STATE_REASON));
  test->is_away = FALSE;
  g_assert_cmpuint (verify_work (test), ==, 0);
  g_assert_cmpint (verify_again (test, record), ==, PD_OUTCOME_OK);
  g_assert_cmpuint (verify_work (test), ==, 1);
  verify_assert_state (test, record, "genuine", "genuine");
}

/* A connection that an administrator has to mend holds all, and new settings release them. */
static void
test_held (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;
  gint64 start = test->f->now;

  verify_control (test, "fault", "{\"call\":\"validate\",\"kind\":\"code\",\"code\":\"602\",\"times\":-1}");
  first = verify_ask_for (test, &input);
  input.amount = 1;
  second = verify_ask_for (test, &input);
  for (; test->f->now < start + G_TIME_SPAN_DAY; test->f->now += G_TIME_SPAN_MINUTE)
    verify_work (test);
  g_assert_cmpuint (test->n_asked, <=, 10);
  verify_assert_state (test, first, "waiting", NULL);
  verify_control (test, "fault", "{\"clear\":true}");
  g_assert_cmpuint (verify_work (test), ==, 0);
  verify_set_provider (test, NULL);
  g_assert_cmpuint (verify_work (test), ==, 2);
  verify_assert_state (test, first, "genuine", "genuine");
  verify_assert_state (test, second, "different", "different");
}

/* Whoever may ask sees whether anybody can be asked. */
static void
assert_verifies (VerifyTest *test, gboolean verifies)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_platform_read_bureau (test->f->platform, test->f->tenants[0], &bureau, &error));
  g_assert_no_error (error);
  g_assert_cmpint (pd_record_get_flag (bureau, PD_BUREAU_VERIFIES), ==, verifies);
}

static void
test_without_provider (VerifyTest *test, gconstpointer data)
{
  PdVerificationInput input = verify_digital ();
  g_autoptr (PdRecord) record = verify_ask_for (test, &input);

  g_assert_nonnull (strstr (pd_record_get_text (record, PD_VERIFICATION_FIELD_STATE_REASON), "set up"));
  g_assert_cmpuint (verify_work (test), ==, 0);
  verify_assert_state (test, record, "waiting", NULL);
  assert_verifies (test, FALSE);
  verify_set_provider (test, VERIFY_SECRET);
  assert_verifies (test, TRUE);
  g_assert_cmpuint (verify_work (test), ==, 1);
  verify_assert_state (test, record, "genuine", "genuine");
  g_assert_true (pd_platform_forget_verify_settings (test->f->platform, test->f->tenants[0], NULL));
  assert_verifies (test, FALSE);
}

static char *
request (VerifyTest *test, const char *method, const char *token, const char *body, guint status)
{
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, method, "/v1/verify", token, body != NULL ? "application/json" : NULL, body);
  gsize size = 0;
  const char *text = response->body != NULL ? g_bytes_get_data (response->body, &size) : NULL;

  g_assert_cmpuint (response->status, ==, status);
  return g_strndup (text != NULL ? text : "", size);
}

static void
test_routes (VerifyTest *test, gconstpointer data)
{
  g_autofree char *none = request (test, "GET", test->admin, NULL, 200);
  g_autofree char *forbidden = request (test, "GET", test->clerk, NULL, 403);
  g_autofree char *nobody = request (test, "PUT", test->clerk, "{\"app_id\":\"A\"}", 403);
  g_autofree char *empty = request (test, "PUT", test->admin, "{\"app_id\":\"\"}", 400);
  g_autofree char *given = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *other = NULL;

  g_assert_nonnull (strstr (none, "\"set_up\":false"));
  given = request (test, "PUT", test->admin, "{\"app_id\":\"APPID\",\"secret\":\"" VERIFY_SECRET "\"}", 200);
  g_assert_nonnull (strstr (given, "\"has_secret\":true"));
  g_assert_null (strstr (given, VERIFY_SECRET));
  kept = request (test, "PUT", test->admin, "{\"app_id\":\"APPID\"}", 200);
  g_assert_nonnull (strstr (kept, "\"has_secret\":true"));
  /* Neither is the secret told to another application, nor the platform sent elsewhere. */
  other = request (test, "PUT", test->admin, "{\"app_id\":\"OTHER\",\"url\":\"https://127.0.0.1\"}", 200);
  g_assert_nonnull (strstr (other, "\"has_secret\":false"));
  g_assert_null (strstr (other, "127.0.0.1"));
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
  add ("reused", test_reused);
  add ("too-often", test_too_often);
  add ("killed", test_killed);
  add ("lease", test_lease);
  add ("away", test_away);
  add ("held", test_held);
  g_test_add ("/platform/verify/without-provider", VerifyTest, NULL, verify_set_up_without,
              test_without_provider, verify_tear_down);
  g_test_add ("/platform/verify/routes", VerifyTest, NULL, verify_set_up_without, test_routes,
              verify_tear_down);
  return g_test_run ();
}
