/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway/sandbox-fixture.h"
#include "model/pd-invoice.h"

static PdGatewaySession *
step (Test *test, PdGatewaySessionAction action, const char *argument)
{
  return pd_gateway_session (test->bureau, action, argument, NULL);
}

static void
assert_session (Test *test, PdGatewaySessionState state)
{
  g_autoptr (PdGatewaySession) session = step (test, PD_GATEWAY_SESSION_ASK, NULL);

  g_assert_cmpint (session->state, ==, state);
  g_assert_cmpstr (session->account, ==, "培训开票员");
}

static void
assert_waits (Test *test, const char *key)
{
  g_autoptr (PdGatewayAnswer) answer = submit (test, key, FIRST);
  g_autoptr (PdGatewayAnswer) known = query (test, key);

  assert_answer (answer, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN);
  assert_answer (known, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
  g_assert_cmpuint (count_invoices (test), ==, 0);
}

static void
test_scanned (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_session (test, PD_GATEWAY_SESSION_IN);
  g_assert_false (pd_gateway_sandbox_scan (test->bureau, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_true (pd_gateway_sandbox_sign_out (test->bureau, &error));
  reopen (test);
  assert_session (test, PD_GATEWAY_SESSION_OUT);
  assert_waits (test, "a");

  g_autoptr (PdGatewaySession) shown = step (test, PD_GATEWAY_SESSION_START_QR, NULL);

  g_assert_cmpint (shown->state, ==, PD_GATEWAY_SESSION_CODE);
  g_assert_nonnull (shown->qr_code);
  g_assert_false (shown->by_sms);
  g_assert_cmpint (shown->expires_at, ==, test->now + 3 * G_TIME_SPAN_MINUTE);
  reopen (test);
  assert_session (test, PD_GATEWAY_SESSION_CODE);
  assert_waits (test, "a");
  g_assert_true (pd_gateway_sandbox_scan (test->bureau, &error));
  reopen (test);
  assert_session (test, PD_GATEWAY_SESSION_IN);
  g_free (issue (test, "a"));
}

static void
test_scanned_by_itself (Test *test, gconstpointer data)
{
  test->options.scan_after = 4 * G_TIME_SPAN_SECOND;
  reopen (test);
  pd_gateway_sandbox_sign_out (test->bureau, NULL);

  g_autoptr (PdGatewaySession) shown = step (test, PD_GATEWAY_SESSION_START_QR, NULL);

  g_assert_cmpint (shown->state, ==, PD_GATEWAY_SESSION_CODE);
  test->now += 4 * G_TIME_SPAN_SECOND - 1;
  assert_session (test, PD_GATEWAY_SESSION_CODE);
  test->now += 1;
  assert_session (test, PD_GATEWAY_SESSION_IN);
}

static void
test_expired (Test *test, gconstpointer data)
{
  static const struct
  {
    PdGatewaySessionAction action;
    gint64 lasts;
  } cases[] = {
    { PD_GATEWAY_SESSION_START_QR, 3 * G_TIME_SPAN_MINUTE },
    { PD_GATEWAY_SESSION_START_SMS, 5 * G_TIME_SPAN_MINUTE },
  };
  g_autoptr (PdGatewaySession) in = step (test, PD_GATEWAY_SESSION_START_QR, NULL);

  /* Whoever is signed in stays so, and this counts for nothing. */
  g_assert_cmpint (in->state, ==, PD_GATEWAY_SESSION_IN);
  pd_gateway_sandbox_sign_out (test->bureau, NULL);
  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdGatewaySession) shown = step (test, cases[index].action, NULL);

      g_assert_cmpint (shown->expires_at, ==, test->now + cases[index].lasts);
      test->now += cases[index].lasts - 1;
      assert_session (test, PD_GATEWAY_SESSION_CODE);
      test->now += 1;
      reopen (test);
      assert_session (test, PD_GATEWAY_SESSION_OUT);
      g_assert_false (pd_gateway_sandbox_scan (test->bureau, &error));
      assert_waits (test, "a");
    }
}

/* A sign-in that ends by itself. */
static void
test_lasts (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  pd_gateway_sandbox_set (test->bureau, PD_GATEWAY_SANDBOX_SET_SESSION_LASTS, G_TIME_SPAN_HOUR, &error);
  pd_gateway_sandbox_sign_in (test->bureau, &error);
  test->now += G_TIME_SPAN_HOUR - 1;
  assert_session (test, PD_GATEWAY_SESSION_IN);
  test->now += 1;
  reopen (test);
  assert_session (test, PD_GATEWAY_SESSION_OUT);
  assert_waits (test, "a");
}

static void
test_sms (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  pd_gateway_sandbox_sign_out (test->bureau, NULL);
  g_assert_null (pd_gateway_sandbox_read_sms (test->bureau, &error));
  g_clear_error (&error);

  g_autoptr (PdGatewaySession) sent = step (test, PD_GATEWAY_SESSION_START_SMS, NULL);
  g_autofree char *code = pd_gateway_sandbox_read_sms (test->bureau, &error);
  g_autofree char *wrong = g_strdup (code);

  g_assert_true (sent->by_sms);
  g_assert_null (sent->qr_code);
  g_assert_cmpuint (strlen (code), ==, 6);
  wrong[5] = wrong[5] == '9' ? '0' : wrong[5] + 1;
  /* Scanning does not help here. */
  g_assert_false (pd_gateway_sandbox_scan (test->bureau, NULL));

  g_autoptr (PdGatewaySession) refused = step (test, PD_GATEWAY_SESSION_ENTER, wrong);

  g_assert_cmpint (refused->state, ==, PD_GATEWAY_SESSION_CODE);
  g_assert_cmpstr (refused->reason, ==, "验证码错误");
  reopen (test);

  g_autoptr (PdGatewaySession) in = step (test, PD_GATEWAY_SESSION_ENTER, code);

  g_assert_cmpint (in->state, ==, PD_GATEWAY_SESSION_IN);
  pd_gateway_sandbox_sign_out (test->bureau, NULL);
  test->now += G_TIME_SPAN_MINUTE;

  /* Five wrong ones, and it is good for nothing. */
  g_autoptr (PdGatewaySession) second = step (test, PD_GATEWAY_SESSION_START_SMS, NULL);
  g_autofree char *second_code = pd_gateway_sandbox_read_sms (test->bureau, NULL);

  for (guint time = 0; time < 5; time++)
    {
      g_autoptr (PdGatewaySession) tried = step (test, PD_GATEWAY_SESSION_ENTER, "x");

      g_assert_cmpint (tried->state, ==, time < 4 ? PD_GATEWAY_SESSION_CODE : PD_GATEWAY_SESSION_OUT);
    }

  g_autoptr (PdGatewaySession) too_late = step (test, PD_GATEWAY_SESSION_ENTER, second_code);

  g_assert_cmpint (too_late->state, ==, PD_GATEWAY_SESSION_OUT);
}

/* A minute between two codes, and twenty a day, in China. */
static void
test_limits (Test *test, gconstpointer data)
{
  PdGatewayLimits limits;

  pd_gateway_get_limits (test->bureau, &limits);
  g_assert_cmpuint (limits.sign_ins_a_day, ==, 20);
  g_assert_cmpint (limits.sign_in_apart, ==, G_TIME_SPAN_MINUTE);
  pd_gateway_sandbox_sign_out (test->bureau, NULL);
  for (guint time = 0; time < 20; time++)
    {
      g_autoptr (PdGatewaySession) shown = step (test, PD_GATEWAY_SESSION_START_QR, NULL);
      g_autoptr (PdGatewaySession) hasty = step (test, PD_GATEWAY_SESSION_START_SMS, NULL);

      g_assert_cmpint (shown->state, ==, PD_GATEWAY_SESSION_CODE);
      /* The first code stays good. */
      g_assert_cmpstr (hasty->qr_code, ==, shown->qr_code);
      if (time < 19)
        {
          /* It is asked as often as before how it stands. */
          g_assert_cmpint (hasty->wait, ==, 0);
          g_assert_cmpint (hasty->again_at, ==, test->now + G_TIME_SPAN_MINUTE);
          g_assert_cmpint (shown->again_at, ==, hasty->again_at);
          /* Too soon is no fault. */
          g_assert_null (hasty->reason);
        }
      else
        g_assert_nonnull (hasty->reason);
      reopen (test);
      test->now += G_TIME_SPAN_MINUTE;
    }
  test->now += 10 * G_TIME_SPAN_MINUTE;

  g_autoptr (PdGatewaySession) denied = step (test, PD_GATEWAY_SESSION_START_QR, NULL);

  g_assert_cmpint (denied->state, ==, PD_GATEWAY_SESSION_OUT);
  g_assert_cmpint (denied->again_at, ==, NEW_YEAR_2027);
  test->now = NEW_YEAR_2027;

  g_autoptr (PdGatewaySession) tomorrow = step (test, PD_GATEWAY_SESSION_START_QR, NULL);

  g_assert_cmpint (tomorrow->state, ==, PD_GATEWAY_SESSION_CODE);
}

/* A fault signs everybody out; a question about what was sent needs nobody. */
static void
test_forced_out (Test *test, gconstpointer data)
{
  g_free (issue (test, "a"));
  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_SIGN_IN, NULL, 1);

  g_autoptr (PdGatewayAnswer) waiting = submit (test, "b", FIRST);
  g_autoptr (PdGatewayAnswer) known = query (test, "a");
  g_autoptr (PdGatewayQuota) fresh = pd_gateway_quota (test->bureau, TRUE, NULL);
  g_autoptr (PdGatewayQuota) last = pd_gateway_quota (test->bureau, FALSE, NULL);

  assert_answer (waiting, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN);
  assert_answer (known, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  assert_session (test, PD_GATEWAY_SESSION_OUT);
  g_assert_false (fresh->is_known);
  g_assert_cmpint (fresh->next, ==, PD_GATEWAY_NEXT_SIGN_IN);
  g_assert_true (last->is_known);
  g_assert_cmpint (last->used, ==, 20796);
}

/* A bureau without sign-in asks for none, and has no such function. */
static void
test_without (Test *test, gconstpointer data)
{
  test->options.sessions = FALSE;
  test->options.monthly_quota = 0;
  reopen (test);
  g_assert_null (pd_gateway_get_functions (test->bureau)->session);
  g_assert_null (pd_gateway_get_functions (test->bureau)->quota);
  pd_gateway_sandbox_sign_out (test->bureau, NULL);
  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_SIGN_IN, NULL, 1);

  /* Whoever asks all the same is answered. */
  g_autoptr (PdGatewaySession) session = step (test, PD_GATEWAY_SESSION_ASK, NULL);
  g_autoptr (PdGatewayQuota) quota = pd_gateway_quota (test->bureau, TRUE, NULL);
  g_autoptr (PdGatewayAnswer) waiting = submit (test, "a", FIRST);

  g_assert_cmpint (session->state, ==, PD_GATEWAY_SESSION_NONE);
  g_assert_false (quota->is_known);
  assert_answer (waiting, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN);
  g_free (issue (test, "a"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/gateway/sandbox/session/" name, Test, NULL, set_up, func, tear_down)
  ADD ("scanned", test_scanned);
  ADD ("scanned-by-itself", test_scanned_by_itself);
  ADD ("expired", test_expired);
  ADD ("lasts", test_lasts);
  ADD ("sms", test_sms);
  ADD ("limits", test_limits);
  ADD ("forced-out", test_forced_out);
  ADD ("without", test_without);
#undef ADD
  return g_test_run ();
}
