/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway/sandbox-fixture.h"
#include "model/pd-invoice.h"

static char *
only_case (Test *test, const char *state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cases = pd_gateway_sandbox_list_cases (test->bureau, &error);
  const PdGatewaySandboxCase *one;

  g_assert_no_error (error);
  g_assert_cmpuint (cases->len, ==, 1);
  one = g_ptr_array_index (cases, 0);
  g_assert_cmpstr (one->state, ==, state);
  g_assert_cmpstr (one->order_number, ==, "D-1");
  g_assert_cmpstr (one->buyer_name, ==, BUYER);
  g_assert_cmpint (one->gross_amount, ==, 23500);
  return g_strdup (one->key);
}

static void
set (Test *test, PdGatewaySandboxSetting setting, gint64 value)
{
  g_autoptr (GError) error = NULL;

  pd_gateway_sandbox_set (test->bureau, setting, value, &error);
  g_assert_no_error (error);
}

static void
test_by_hand (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set (test, PD_GATEWAY_SANDBOX_SET_REVIEW, PD_GATEWAY_SANDBOX_BY_HAND);
  reopen (test);

  g_autoptr (PdGatewayAnswer) sent = submit (test, "a", FIRST);
  g_autofree char *key = only_case (test, "review");

  assert_answer (sent, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_nonnull (sent->serial);
  g_assert_cmpstr (key, ==, "a");
  g_assert_cmpuint (count_invoices (test), ==, 0);
  test->now += 90 * G_TIME_SPAN_DAY;
  reopen (test);

  g_autoptr (PdGatewayAnswer) still = query (test, "a");
  g_autoptr (PdGatewayAnswer) again = submit (test, "a", FIRST);

  assert_answer (still, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  assert_answer (again, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpstr (again->serial, ==, sent->serial);
  g_assert_false (pd_gateway_sandbox_approve (test->bureau, "z", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_true (pd_gateway_sandbox_approve (test->bureau, "a", &error));
  reopen (test);

  g_autoptr (PdGatewayAnswer) issued = query (test, "a");

  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  /* Of the day on which it was approved. */
  g_assert_cmpstr (issued->issue_date, ==, "2027-03-31");
  g_assert_cmpuint (count_invoices (test), ==, 1);
  g_assert_false (pd_gateway_sandbox_reject (test->bureau, "a", "不行", &error));
}

static void
test_rejected (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set (test, PD_GATEWAY_SANDBOX_SET_REVIEW, PD_GATEWAY_SANDBOX_BY_HAND);

  g_autoptr (PdGatewayAnswer) sent = submit (test, "a", FIRST);

  g_assert_true (pd_gateway_sandbox_reject (test->bureau, "a", "项目名称与经营范围不符", &error));
  reopen (test);

  g_autoptr (PdGatewayAnswer) failed = query (test, "a");
  g_autoptr (PdGatewayAnswer) resent = submit (test, "a", FIRST);

  assert_answer (failed, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_true (failed->is_spent);
  g_assert_cmpstr (failed->reason, ==, "项目名称与经营范围不符");
  assert_answer (resent, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_true (resent->is_spent);

  /* The provider's own retry goes the whole way again. */
  g_autoptr (PdGatewayAnswer) retried = retry (test, "a");

  assert_answer (retried, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  reopen (test);
  g_assert_true (pd_gateway_sandbox_approve (test->bureau, "a", &error));

  g_autoptr (PdGatewayAnswer) issued = retry (test, "a");

  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (count_invoices (test), ==, 1);
}

/* What takes a while: nothing before, one invoice after, dated when it was due, whenever somebody asks. */
static void
test_in_time (Test *test, gconstpointer data)
{
  static const struct
  {
    gint64 review;
    gint64 slow;
  } cases[] = {
    { 5 * G_TIME_SPAN_MINUTE, 0 },
    { 0, 5 * G_TIME_SPAN_MINUTE },
    { 3 * G_TIME_SPAN_MINUTE, 2 * G_TIME_SPAN_MINUTE },
  };
  const gint64 start = test->now;

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", index);
      gint64 begun = start + (gint64) index * G_TIME_SPAN_HOUR;

      test->now = begun;
      set (test, PD_GATEWAY_SANDBOX_SET_REVIEW, cases[index].review);
      set (test, PD_GATEWAY_SANDBOX_SET_SLOW, cases[index].slow);

      g_autoptr (PdGatewayAnswer) sent = submit (test, key, FIRST);

      assert_answer (sent, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
      g_assert_cmpint (sent->wait, >, 0);
      test->now = begun + 5 * G_TIME_SPAN_MINUTE - 1;
      reopen (test);

      g_autoptr (PdGatewayAnswer) before = query (test, key);

      assert_answer (before, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
      test->now = begun + 20 * G_TIME_SPAN_MINUTE;
      reopen (test);

      g_autoptr (PdGatewayAnswer) after = query (test, key);

      assert_answer (after, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
      g_assert_cmpint (after->issued_at, ==, begun + 5 * G_TIME_SPAN_MINUTE);
      g_assert_cmpuint (count_invoices (test), ==, index + 1);
    }
}

/* The quota was enough when it was taken, and is not when it is issued. */
static void
test_quota_later (Test *test, gconstpointer data)
{
  set (test, PD_GATEWAY_SANDBOX_SET_SLOW, G_TIME_SPAN_MINUTE);
  set (test, PD_GATEWAY_SANDBOX_SET_QUOTA, 20796 + 1);

  g_autoptr (PdGatewayAnswer) first = submit (test, "a", FIRST);
  g_autoptr (PdGatewayAnswer) second = submit (test, "b", FIRST);

  assert_answer (second, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 2 * G_TIME_SPAN_MINUTE;

  g_autoptr (PdGatewayAnswer) issued = query (test, "a");
  g_autoptr (PdGatewayAnswer) failed = query (test, "b");

  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  assert_answer (failed, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_true (failed->is_spent);
  g_assert_nonnull (strstr (failed->reason, "额度"));
  set (test, PD_GATEWAY_SANDBOX_SET_QUOTA, 1000000);
  set (test, PD_GATEWAY_SANDBOX_SET_SLOW, 0);

  g_autoptr (PdGatewayAnswer) retried = retry (test, "b");

  assert_answer (retried, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (count_invoices (test), ==, 2);
}

static void
test_seal (Test *test, gconstpointer data)
{
  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_SEAL, NULL, 1);
  pd_gateway_sandbox_add_fault_to (test->bureau, PD_GATEWAY_SANDBOX_RETRY, PD_GATEWAY_FAULT_SEAL, NULL, 1);

  g_autoptr (PdGatewayAnswer) unsealed = submit (test, "a", FIRST);

  assert_answer (unsealed, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_RETRY);
  g_assert_cmpstr (unsealed->code, ==, "24");
  reopen (test);
  g_assert_cmpuint (count_invoices (test), ==, 1);

  /* Neither a question, nor the same key again, nor a retry that fails helps; nor do they make another. */
  g_autoptr (PdGatewayAnswer) asked = query (test, "a");
  g_autoptr (PdGatewayAnswer) again = submit (test, "a", FIRST);
  g_autoptr (PdGatewayAnswer) failed = retry (test, "a");

  assert_answer (asked, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_RETRY);
  assert_answer (again, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_RETRY);
  assert_answer (failed, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_RETRY);
  reopen (test);

  g_autoptr (PdGatewayAnswer) sealed = retry (test, "a");
  g_autoptr (PdGatewayAnswer) known = query (test, "a");

  assert_answer (sealed, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (known->number, ==, "26442000010000000001");
  g_assert_cmpuint (count_invoices (test), ==, 1);
}

static void
test_retry_limit (Test *test, gconstpointer data)
{
  g_autoptr (PdGatewayAnswer) unknown = retry (test, "z");

  assert_answer (unknown, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_REJECT, "不行", 1);
  pd_gateway_sandbox_add_fault_to (test->bureau, PD_GATEWAY_SANDBOX_RETRY, PD_GATEWAY_FAULT_REJECT, "还不行",
                                   20);

  g_autoptr (PdGatewayAnswer) rejected = submit (test, "a", FIRST);

  assert_answer (rejected, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_cmpstr (rejected->reason, ==, "不行");
  for (guint time = 0; time < 20; time++)
    {
      g_autoptr (PdGatewayAnswer) failed = retry (test, "a");

      g_assert_cmpstr (failed->reason, ==, "还不行");
    }

  g_autoptr (PdGatewayAnswer) denied = retry (test, "a");

  g_assert_cmpstr (denied->code, ==, "E9613");
  g_assert_cmpint (denied->wait, ==, NEW_YEAR_2027 - test->now);
  g_assert_cmpint (denied->state, ==, PD_GATEWAY_FAILED);
  test->now = NEW_YEAR_2027;

  g_autoptr (PdGatewayAnswer) tomorrow = retry (test, "a");

  assert_answer (tomorrow, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (count_invoices (test), ==, 1);
}

/* It arrives a minute late. Until then nobody may say that there is nothing; and whoever sends again makes no second. */
static void
test_late (Test *test, gconstpointer data)
{
  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_LATE, NULL, 2);

  g_autoptr (PdGatewayAnswer) lost = submit (test, "a", FIRST);
  g_autoptr (PdGatewayAnswer) lost_too = submit (test, "b", FIRST);

  assert_answer (lost, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  reopen (test);

  g_autoptr (PdGatewayAnswer) asked = query (test, "a");
  g_autoptr (PdGatewayAnswer) again = submit (test, "b", FIRST);

  assert_answer (asked, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpint (asked->wait, ==, G_TIME_SPAN_MINUTE);
  assert_answer (again, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  test->now += G_TIME_SPAN_MINUTE;
  reopen (test);

  g_autoptr (PdGatewayAnswer) arrived = query (test, "a");
  g_autoptr (PdGatewayAnswer) same = query (test, "b");

  assert_answer (arrived, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (same->number, ==, again->number);
  g_assert_cmpuint (count_invoices (test), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/gateway/sandbox/review/" name, Test, NULL, set_up, func, tear_down)
  ADD ("by-hand", test_by_hand);
  ADD ("rejected", test_rejected);
  ADD ("in-time", test_in_time);
  ADD ("quota-later", test_quota_later);
  ADD ("seal", test_seal);
  ADD ("retry-limit", test_retry_limit);
  ADD ("late", test_late);
#undef ADD
  return g_test_run ();
}
