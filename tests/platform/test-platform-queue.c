/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits: for its turn, for a provider that cannot be reached, for a larger quota, for somebody's sign-in. */
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-submissions.h"
#include "platform/platform-fixture.h"

#define PLENTY 100000000

/** Test: a bureau before which a door can be shut, with sign-ins and a quota. */
typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
  gboolean is_shut;
  gboolean hides_quota; /* the figure stays where it was */
  guint n_calls;
} Test;

static Test *current;

static PdGatewayAnswer *
shut_submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  PdGateway *bureau = current->f->bureau;

  current->n_calls++;
  return current->is_shut
             ? pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, "connection refused")
             : pd_gateway_submit (bureau, request, cancellable);
}

static void
shut_query (gpointer self,
            const PdGatewayKey *keys,
            guint n_keys,
            PdGatewayAnswer **answers,
            GCancellable *cancellable)
{
  pd_gateway_query (current->f->bureau, keys, n_keys, answers, cancellable);
}

static PdGatewayAnswer *
shut_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  return pd_gateway_fetch_files (current->f->bureau, key, cancellable);
}

static PdGatewaySession *
shut_session (gpointer self, PdGatewaySessionAction action, const char *argument, GCancellable *cancellable)
{
  PdGatewaySession *session;

  if (!current->is_shut)
    return pd_gateway_session (current->f->bureau, action, argument, cancellable);
  session = g_new0 (PdGatewaySession, 1);
  session->state = PD_GATEWAY_SESSION_UNKNOWN;
  session->next = PD_GATEWAY_NEXT_QUERY;
  return session;
}

static PdGatewayQuota *
shut_quota (gpointer self, gboolean refresh, GCancellable *cancellable)
{
  PdGatewayQuota *quota;

  if (current->is_shut)
    return g_new0 (PdGatewayQuota, 1);
  quota = pd_gateway_quota (current->f->bureau, refresh, cancellable);
  if (current->hides_quota)
    quota->available = 0;
  return quota;
}

static PdGatewayAnswer *
shut_test (gpointer self, GCancellable *cancellable)
{
  return pd_gateway_test (current->f->bureau, cancellable);
}

/* Several together: whatever order there is, is the platform's own. */
static void
shut_limits (gpointer self, PdGatewayLimits *limits)
{
  *limits = (PdGatewayLimits){ .at_once = 16, .keys_a_query = 50, .lines = 2000 };
}

static void
shut_free (gpointer self)
{
}

static const PdGatewayFunctions shut_functions = {
  .name = "shut",
  .get_limits = shut_limits,
  .submit = shut_submit,
  .query = shut_query,
  .fetch_files = shut_files,
  .session = shut_session,
  .quota = shut_quota,
  .test = shut_test,
  .free = shut_free,
};

static void
set_quota (Test *test, gint64 quota)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_gateway_sandbox_set (test->f->bureau, PD_GATEWAY_SANDBOX_SET_QUOTA, quota, &error));
  g_assert_no_error (error);
}

static void
set_up (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  current = test;
  test->f = fixture_new ();
  test->f->signs_in = TRUE;
  test->f->monthly_quota = PLENTY;
  if (data == NULL)
    test->f->provider = pd_gateway_new (&shut_functions, NULL);
  fixture_restart (test->f);
  g_assert_true (pd_platform_ensure_bureaus (test->f->platform, &error));
  g_assert_no_error (error);
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
  fixture_work (test->f);
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->finance);
}

static void
pass (Test *test, gint64 span)
{
  const gint64 end = test->f->now + span;

  for (fixture_work (test->f); test->f->now < end; fixture_work (test->f))
    test->f->now = MIN (test->f->now + G_TIME_SPAN_SECOND, end);
}

/* As pass(), of hours in which there is little to do. */
static void
jump (Test *test, gint64 span)
{
  const gint64 end = test->f->now + span;

  for (fixture_work (test->f); test->f->now < end; fixture_work (test->f))
    test->f->now = MIN (test->f->now + G_TIME_SPAN_MINUTE, end);
}

static PdRecord *
read_bureau (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdRecord *bureau = NULL;

  g_assert_true (pd_platform_read_bureau (test->f->platform, test->f->tenants[0], &bureau, &error));
  g_assert_no_error (error);
  return bureau;
}

static void
tell (Test *test, const char *command)
{
  g_autoptr (PdRecord) bureau = read_bureau (test);
  g_autoptr (PdResult) result =
      fixture_do (test->f, test->finance, fixture_command (test->f, bureau, command));

  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, "ok");
}

static void
assert_session (Test *test, const char *session)
{
  g_autoptr (PdRecord) bureau = read_bureau (test);

  g_assert_cmpstr (pd_record_get_text (bureau, PD_BUREAU_SESSION), ==, session);
}

static PdRecord *
create (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));

  g_assert_cmpstr (pd_outcome_name (created->outcome), ==, "ok");
  return pd_record_ref (created->record);
}

/* Returns: (transfer full): the order, which names its invoice */
static PdRecord *
issue (Test *test, const PdRecord *order)
{
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  return pd_record_ref (issued->record);
}

static PdRecord *
issue_new (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = create (test, number);

  return issue (test, order);
}

static PdRecord *
invoice_of (Test *test, const PdRecord *order)
{
  return fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
}

static void
assert_invoice (Test *test, const PdRecord *order, const char *state, const char *next)
{
  g_autoptr (PdRecord) invoice = invoice_of (test, order);

  g_assert_cmpstr (pd_record_get_state (invoice), ==, state);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), ==, next);
}

/* --- sign-in */

static void
sign_out (Test *test)
{
  g_assert_true (pd_gateway_sandbox_sign_out (test->f->bureau, NULL));
  tell (test, "refresh");
  fixture_work (test->f);
  assert_session (test, PD_BUREAU_SESSION_OUT);
}

/* Who asked for another code too soon still scans the first one, and is seen to. */
static void
test_second_code (Test *test, gconstpointer data)
{
  sign_out (test);
  tell (test, "sign_in");
  fixture_work (test->f);
  tell (test, "sign_in");
  fixture_work (test->f);
  assert_session (test, PD_BUREAU_SESSION_CODE);
  g_assert_true (pd_gateway_sandbox_scan (test->f->bureau, NULL));
  pass (test, 4 * G_TIME_SPAN_SECOND);
  assert_session (test, PD_BUREAU_SESSION_IN);
}

/* When no code is left today, somebody signs in at the bureau's own pages. */
static void
test_no_code (Test *test, gconstpointer data)
{
  sign_out (test);
  for (guint i = 0; i < 21; i++)
    {
      tell (test, "sign_in");
      fixture_work (test->f);
      pass (test, 6 * G_TIME_SPAN_MINUTE);
    }
  assert_session (test, PD_BUREAU_SESSION_OUT);

  g_autoptr (PdRecord) bureau = read_bureau (test);

  g_assert_cmpint (pd_record_get_integer (bureau, PD_BUREAU_CODE_AGAIN_AT), >,
                   test->f->now + G_TIME_SPAN_HOUR);
  g_assert_true (pd_gateway_sandbox_sign_in (test->f->bureau, NULL));
  pass (test, 61 * G_TIME_SPAN_SECOND);
  assert_session (test, PD_BUREAU_SESSION_IN);
}

/* A sign-in that lapses is found to have, although nothing is sent. */
static void
test_lapses (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  pass (test, G_TIME_SPAN_HOUR);
  assert_session (test, PD_BUREAU_SESSION_IN);
  g_assert_true (pd_gateway_sandbox_sign_out (test->f->bureau, NULL));
  pass (test, 5 * G_TIME_SPAN_MINUTE + G_TIME_SPAN_SECOND);
  assert_session (test, PD_BUREAU_SESSION_OUT);
  /* Where its end is known, then. */
  g_assert_true (pd_gateway_sandbox_set (test->f->bureau, PD_GATEWAY_SANDBOX_SET_SESSION_LASTS,
                                         2 * G_TIME_SPAN_MINUTE, &error));
  g_assert_true (pd_gateway_sandbox_sign_in (test->f->bureau, NULL));
  tell (test, "refresh");
  fixture_work (test->f);
  assert_session (test, PD_BUREAU_SESSION_IN);
  pass (test, 2 * G_TIME_SPAN_MINUTE + 2 * G_TIME_SPAN_SECOND);
  assert_session (test, PD_BUREAU_SESSION_OUT);
}

/* --- a provider that cannot be reached */

/* An hour without a way there: the timeline tells it in one stage, and the first word from there sends all. */
static void
test_outage (Test *test, gconstpointer data)
{
  PdRecord *orders[8];
  guint n_calls;

  test->is_shut = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);

      orders[i] = issue_new (test, number);
      pass (test, 7 * G_TIME_SPAN_SECOND);
    }
  pass (test, G_TIME_SPAN_HOUR);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_of (test, orders[i]);
      GPtrArray *stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);
      const PdRecord *last = g_ptr_array_index (stages, stages->len - 1);

      g_assert_cmpuint (stages->len, ==, 2);
      g_assert_cmpint (pd_record_get_integer (last, PD_INVOICE_STAGE_COUNT), >=, 10);
      g_assert_cmpint (pd_record_get_integer (last, PD_INVOICE_STAGE_LAST_AT), >,
                       test->f->now - 6 * G_TIME_SPAN_MINUTE);
    }
  test->is_shut = FALSE;
  if (data == NULL)
    tell (test, "refresh");
  n_calls = test->n_calls;
  pass (test, 3 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (test->n_calls - n_calls, ==, G_N_ELEMENTS (orders));
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      assert_invoice (test, orders[i], PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
      pd_record_unref (orders[i]);
    }
}

/* One that comes through, by itself or because somebody said "try now", has the others follow. */
static void
test_try_one (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;

  test->is_shut = TRUE;
  first = issue_new (test, "D-1");
  second = issue_new (test, "D-2");
  pass (test, G_TIME_SPAN_HOUR + 7 * G_TIME_SPAN_SECOND);
  test->is_shut = FALSE;
  {
    g_autoptr (PdRecord) invoice = invoice_of (test, second);
    g_autoptr (PdResult) tried =
        fixture_do (test->f, test->finance, fixture_command (test->f, invoice, "try_now"));

    g_assert_cmpstr (pd_outcome_name (tried->outcome), ==, "ok");
  }
  pass (test, 3 * G_TIME_SPAN_SECOND);
  assert_invoice (test, first, PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
  assert_invoice (test, second, PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
}

/* --- turns, and the quota */

/* Many are taken before any has an answer. */
static void
test_order (Test *test, gconstpointer data)
{
  PdPlatformSubmission *taken[12] = { NULL };
  PdRecord *orders[G_N_ELEMENTS (taken)];
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);

      orders[i] = issue_new (test, number);
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      taken[i] = pd_platform_take_submission (test->f->platform, &error);
      g_assert_no_error (error);
      g_assert_nonnull (taken[i]);
      pd_platform_run_submission (taken[i], NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_assert_true (pd_platform_finish_submission (test->f->platform, taken[i], &error));
      pd_platform_submission_free (taken[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_of (test, orders[i]);
      const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);

      g_assert_cmpstr (number, >, before != NULL ? before : "");
      g_free (before);
      before = g_strdup (number);
      pd_record_unref (orders[i]);
    }
}

/* While the quota is not enough for all, nobody overtakes, and the last of it is the first one's. */
static void
test_last_quota (Test *test, gconstpointer data)
{
  PdRecord *orders[4];
  g_autoptr (GError) error = NULL;
  gint64 net;

  {
    g_autoptr (PdRecord) order = fixture_order (test->f, "D-0");

    net = pd_record_get_integer (order, PD_ORDER_NET_AMOUNT);
  }
  set_quota (test, 2 * net + net / 2);
  tell (test, "refresh");
  fixture_work (test->f);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);

      orders[i] = issue_new (test, number);
    }
  /* One is on its way: the next waits for its answer. */
  {
    g_autoptr (PdPlatformSubmission) first = pd_platform_take_submission (test->f->platform, &error);

    g_assert_nonnull (first);
    g_assert_null (pd_platform_take_submission (test->f->platform, &error));
    g_assert_no_error (error);
    pd_platform_run_submission (first, NULL);
    g_assert_true (pd_platform_finish_submission (test->f->platform, first, &error));
  }
  pass (test, G_TIME_SPAN_SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    assert_invoice (test, orders[i], i < 2 ? PD_INVOICE_STATE_ISSUED : PD_INVOICE_STATE_QUEUED,
                    i < 2 ? PD_INVOICE_NEXT_NOTHING : PD_INVOICE_NEXT_QUOTA);
  /* Nothing is tried over and over, and the order is nobody's to correct. */
  {
    g_autoptr (PdRecord) order = fixture_get (test->f, test->clerk, pd_record_get_id (orders[3]));
    guint n_calls = test->n_calls;

    g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_ISSUING);
    pass (test, G_TIME_SPAN_HOUR);
    g_assert_cmpuint (test->n_calls, ==, n_calls);
  }
  /* It is raised, and whoever knows that says so of one; the platform finds out by itself for the other. */
  set_quota (test, PLENTY);
  {
    g_autoptr (PdRecord) invoice = invoice_of (test, orders[3]);
    g_autoptr (PdResult) tried =
        fixture_do (test->f, test->finance, fixture_command (test->f, invoice, "try_now"));

    g_assert_cmpstr (pd_outcome_name (tried->outcome), ==, "ok");
  }
  fixture_work (test->f);
  assert_invoice (test, orders[3], PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
  pass (test, 11 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, orders[2], PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    pd_record_unref (orders[i]);
}

/* A figure that does not grow is not the last word: each has its turn to be tried anew, one in two hours. */
static void
test_hidden_quota (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;
  guint n_sends;

  set_quota (test, 1);
  first = issue_new (test, "D-1");
  pass (test, G_TIME_SPAN_MINUTE);
  second = issue_new (test, "D-2");
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, first, PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_QUOTA);
  assert_invoice (test, second, PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_QUOTA);
  n_sends = test->n_calls;
  pass (test, G_TIME_SPAN_HOUR);
  g_assert_cmpuint (test->n_calls, ==, n_sends);
  /* Still too little: the first is refused again, and then it is the other's turn; what comes of it ends the wait. */
  jump (test, 132 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (test->n_calls, ==, n_sends + 1);
  test->hides_quota = TRUE;
  set_quota (test, PLENTY);
  jump (test, 132 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, first, PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
  assert_invoice (test, second, PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
  {
    g_autoptr (PdRecord) earlier = invoice_of (test, second);
    g_autoptr (PdRecord) later = invoice_of (test, first);

    g_assert_cmpstr (pd_record_get_text (earlier, PD_INVOICE_NUMBER), <,
                     pd_record_get_text (later, PD_INVOICE_NUMBER));
  }
}

/* What waits for a quota may be taken back, and is the clerk's again. */
static void
test_take_back_short (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (PdRecord) back = NULL;

  set_quota (test, 1);
  order = issue_new (test, "D-1");
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_QUOTA);
  invoice = invoice_of (test, order);
  {
    g_autoptr (PdResult) taken =
        fixture_do (test->f, test->finance, fixture_command (test->f, invoice, "take_back"));

    g_assert_cmpstr (pd_outcome_name (taken->outcome), ==, "ok");
  }
  back = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_state (back), ==, PD_ORDER_STATE_OPEN);
}

/* --- what was refused before */

/* Whoever looks for what needs somebody finds the last word on each order, and what was before it elsewhere. */
static void
test_superseded (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = create (test, "D-1");
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdRecord) back = NULL;

  pd_gateway_sandbox_add_fault (test->f->bureau, PD_GATEWAY_FAULT_REFUSE, NULL, 1);
  first = issue (test, order);
  fixture_work (test->f);
  assert_invoice (test, first, PD_INVOICE_STATE_FAILED, PD_INVOICE_NEXT_FIX);
  back = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  second = issue (test, back);
  assert_invoice (test, first, PD_INVOICE_STATE_SUPERSEDED, PD_INVOICE_NEXT_NOTHING);
  fixture_work (test->f);
  assert_invoice (test, second, PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING);
  fixture_restart (test->f);
  assert_invoice (test, first, PD_INVOICE_STATE_SUPERSEDED, PD_INVOICE_NEXT_NOTHING);
}

/* An address that the bureau would refuse is refused when it is entered. */
static void
test_email (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");

  pd_record_set_text (order, PD_ORDER_BUYER_EMAIL, "a@b@c.cn");
  {
    g_autoptr (PdResult) wrong = fixture_do (test->f, test->clerk, fixture_create (test->f, order));

    g_assert_cmpstr (pd_outcome_name (wrong->outcome), ==, "rejected");
  }
  pd_record_set_text (order, PD_ORDER_BUYER_EMAIL, "a@b.cn");
  {
    g_autoptr (PdResult) right = fixture_do (test->f, test->clerk, fixture_create (test->f, order));

    g_assert_cmpstr (pd_outcome_name (right->outcome), ==, "ok");
  }
}

/* --- another provider */

static void
connect_other (Test *test)
{
  PdPlatformGatewaySettings settings = { .kind = (char *) "nuonuo",
                                         .app_key = (char *) "APPKEY",
                                         .services_url = (char *) "http://127.0.0.1:1/services",
                                         .token_url = (char *) "http://127.0.0.1:1/token",
                                         .pace = -1 };
  g_autoptr (GError) error = NULL;

  g_assert_true (
      pd_platform_set_gateway_settings (test->f->platform, test->f->tenants[0], &settings, "wrong", &error));
  g_assert_no_error (error);
}

static void
assert_nothing_known (Test *test, const char *gateway)
{
  g_autoptr (PdRecord) bureau = read_bureau (test);

  g_assert_cmpstr (pd_record_get_text (bureau, PD_BUREAU_GATEWAY), ==, gateway);
  g_assert_cmpstr (pd_record_get_text (bureau, PD_BUREAU_SESSION), ==, PD_BUREAU_SESSION_UNKNOWN);
  g_assert_null (pd_record_get_text (bureau, PD_BUREAU_ACCOUNT));
  g_assert_false (pd_record_has (bureau, PD_BUREAU_QUOTA_TOTAL));
}

/* What the provider before said is not this one's word, not even what it is still about to say. */
static void
test_other_provider (Test *test, gconstpointer data)
{
  g_autoptr (PdPlatformSubmission) late = NULL;
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (PdRecord) bureau = read_bureau (test);

    g_assert_cmpstr (pd_record_get_text (bureau, PD_BUREAU_SESSION), ==, PD_BUREAU_SESSION_IN);
    g_assert_nonnull (pd_record_get_text (bureau, PD_BUREAU_ACCOUNT));
    g_assert_true (pd_record_has (bureau, PD_BUREAU_QUOTA_TOTAL));
  }
  tell (test, "refresh");
  late = pd_platform_take_submission (test->f->platform, &error);
  g_assert_nonnull (late);
  pd_platform_run_submission (late, NULL);
  connect_other (test);
  assert_nothing_known (test, "nuonuo");
  g_assert_true (pd_platform_finish_submission (test->f->platform, late, &error));
  assert_nothing_known (test, "nuonuo");
  fixture_work (test->f);
  assert_nothing_known (test, "nuonuo");
  g_assert_true (pd_platform_remove_gateway (test->f->platform, test->f->tenants[0], &error));
  g_assert_no_error (error);
  assert_nothing_known (test, "sandbox");
  fixture_work (test->f);
  assert_session (test, PD_BUREAU_SESSION_IN);
}

#define ADD(name, data, func) g_test_add ("/platform/queue/" name, Test, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("second-code", "sandbox", test_second_code);
  ADD ("no-code", "sandbox", test_no_code);
  ADD ("lapses", "sandbox", test_lapses);
  ADD ("outage", NULL, test_outage);
  ADD ("try-one", NULL, test_try_one);
  ADD ("order", NULL, test_order);
  ADD ("last-quota", NULL, test_last_quota);
  ADD ("hidden-quota", NULL, test_hidden_quota);
  ADD ("take-back-short", NULL, test_take_back_short);
  ADD ("superseded", "sandbox", test_superseded);
  ADD ("email", "sandbox", test_email);
  ADD ("other-provider", "sandbox", test_other_provider);
  return g_test_run ();
}
