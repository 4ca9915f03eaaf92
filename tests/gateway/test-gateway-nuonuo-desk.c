/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "nuonuo-fixture.h"

#define KEY "PD0123456789ABCDEFGH"
#define SECOND G_TIME_SPAN_SECOND

/* What is around the issuing: sign-in, quota, list, delivery. */

static void
assert_answer (const PdGatewayAnswer *answer, PdGatewayState state, PdGatewayNext next)
{
  if (answer->state != state || answer->next != next)
    g_error ("%s, %s (%s: %s)", pd_gateway_state_name (answer->state), pd_gateway_next_name (answer->next),
             answer->code, answer->reason);
}

static const PdGatewayFunctions *
functions_of (Nuonuo *test, gpointer *self)
{
  const PdGatewayFunctions *functions = pd_gateway_get_functions (test->gateway);

  *self = pd_gateway_get_self (test->gateway, functions);
  return functions;
}

/* --- session */

static PdGatewaySession *
session (Nuonuo *test, PdGatewaySessionAction action, const char *argument)
{
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  return functions->session (self, action, argument, NULL);
}

static void
assert_session (Nuonuo *test,
                PdGatewaySessionAction action,
                const char *argument,
                PdGatewaySessionState state)
{
  g_autoptr (PdGatewaySession) now = session (test, action, argument);

  g_assert_cmpint (now->state, ==, state);
}

static void
test_session_qr (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdGatewaySession) started = NULL;
  g_autoptr (PdGatewaySession) shown = NULL;

  assert_session (test, PD_GATEWAY_SESSION_ASK, NULL, PD_GATEWAY_SESSION_IN);
  provider_control (test, "sign", "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":false,\"extension\":\"1\"}");
  assert_session (test, PD_GATEWAY_SESSION_ASK, NULL, PD_GATEWAY_SESSION_OUT);
  started = session (test, PD_GATEWAY_SESSION_START_QR, NULL);
  g_assert_cmpint (started->state, ==, PD_GATEWAY_SESSION_CODE);
  g_assert_cmpint (started->next, ==, PD_GATEWAY_NEXT_QUERY);
  test->now += 3 * SECOND;
  shown = session (test, PD_GATEWAY_SESSION_ASK, NULL);
  g_assert_cmpint (shown->state, ==, PD_GATEWAY_SESSION_CODE);
  g_assert_nonnull (shown->qr_code);
  g_assert_false (shown->by_sms);
  g_assert_cmpint (shown->expires_at, <=, PROVIDER_START + 5 * G_TIME_SPAN_MINUTE);
  /* Nobody has scanned yet. */
  assert_session (test, PD_GATEWAY_SESSION_ASK, NULL, PD_GATEWAY_SESSION_CODE);
  provider_control (test, "scan", "{\"seller\":\"" PROVIDER_SELLER "\",\"extension\":\"1\"}");
  assert_session (test, PD_GATEWAY_SESSION_ASK, NULL, PD_GATEWAY_SESSION_IN);
}

static void
test_session_expiry (Nuonuo *test, gconstpointer data)
{
  provider_control (test, "sign", "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":false,\"extension\":\"1\"}");
  assert_session (test, PD_GATEWAY_SESSION_START_QR, NULL, PD_GATEWAY_SESSION_CODE);
  test->now += 5 * G_TIME_SPAN_MINUTE;
  assert_session (test, PD_GATEWAY_SESSION_ASK, NULL, PD_GATEWAY_SESSION_OUT);
}

static void
test_session_sms (Nuonuo *test, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (PdGatewaySession) wrong = NULL;
  const char *code;

  provider_control (test, "sign", "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":false,\"extension\":\"1\"}");
  assert_session (test, PD_GATEWAY_SESSION_START_SMS, NULL, PD_GATEWAY_SESSION_CODE);
  text = nuonuo_double_control (test->provider, "sms?seller=" PROVIDER_SELLER "&extension=1", NULL);
  node = json_from_string (text, NULL);
  code = json_object_get_string_member (json_node_get_object (node), "code");
  wrong = session (test, PD_GATEWAY_SESSION_ENTER, "000000");
  g_assert_cmpint (wrong->state, ==, PD_GATEWAY_SESSION_CODE);
  g_assert_nonnull (wrong->reason);
  g_assert_true (wrong->by_sms);
  assert_session (test, PD_GATEWAY_SESSION_ENTER, "12a", PD_GATEWAY_SESSION_CODE);
  assert_session (test, PD_GATEWAY_SESSION_ENTER, code, PD_GATEWAY_SESSION_IN);
}

/* A minute apart, twenty a day, over a restart; asking how it stands uses up nothing. */
static void
test_session_limits (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdGatewaySession) soon = NULL;
  g_autoptr (PdGatewaySession) over = NULL;

  provider_control (test, "sign", "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":false,\"extension\":\"1\"}");
  assert_session (test, PD_GATEWAY_SESSION_START_QR, NULL, PD_GATEWAY_SESSION_CODE);
  test->now += 20 * SECOND;
  soon = session (test, PD_GATEWAY_SESSION_START_SMS, NULL);
  g_assert_cmpint (soon->wait, <=, 3 * SECOND);
  g_assert_cmpint (soon->again_at, ==, test->now + 40 * SECOND);
  g_assert_null (soon->reason);
  for (guint i = 1; i < 20; i++)
    {
      test->now += 60 * SECOND;
      assert_session (test, i % 2 == 0 ? PD_GATEWAY_SESSION_START_QR : PD_GATEWAY_SESSION_START_SMS, NULL,
                      PD_GATEWAY_SESSION_CODE);
      assert_session (test, PD_GATEWAY_SESSION_ASK, NULL, PD_GATEWAY_SESSION_CODE);
      if (i == 7)
        provider_restart (test);
    }
  test->now += G_TIME_SPAN_HOUR;
  over = session (test, PD_GATEWAY_SESSION_START_QR, NULL);
  g_assert_cmpint (over->state, ==, PD_GATEWAY_SESSION_OUT);
  g_assert_nonnull (over->reason);
  /* Somebody may sign in at the bureau's own pages meanwhile: that is seen. */
  g_assert_cmpint (over->wait, <=, 3 * SECOND);
  g_assert_cmpint (over->again_at, ==, PROVIDER_START + 12 * G_TIME_SPAN_HOUR);
}

/* An order that was turned away while nobody was signed in is retried, not sent again. */
static void
test_sign_in_releases (Nuonuo *test, gconstpointer data)
{
  static const char *const modes[] = { "refuse", "fail", "wait" };
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{\"signed_out\":\"%s\"}", modes[i]);
      g_autoptr (PdGatewayAnswer) first = NULL;
      g_autoptr (PdGatewayAnswer) asked = NULL;
      g_autoptr (PdGatewayAnswer) again = NULL;
      g_autoptr (PdGatewayAnswer) issued = NULL;

      provider_control (test, "reset", "{}");
      provider_control (test, "settings", settings);
      provider_control (test, "sign",
                        "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":false,\"extension\":\"1\"}");
      first = provider_submit (test, KEY, invoice);
      if (i == 0)
        assert_answer (first, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN);
      else
        assert_answer (first, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
      test->now += 5 * SECOND;
      asked = provider_query (test, KEY);
      if (i == 1)
        assert_answer (asked, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN);
      provider_restart (test);
      provider_control (test, "sign", "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":true,\"extension\":\"1\"}");
      again = provider_submit (test, KEY, invoice);
      assert_answer (again, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
      test->now += 5 * SECOND;
      issued = provider_query (test, KEY);
      assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
      g_assert_cmpuint (provider_legal (test), ==, 1);
      g_assert_cmpint (provider_count (test, "reInvoice"), ==, i == 1 ? 1 : 0);
    }
}

/* What was taken while nobody was signed in is kept as it was: whoever sends something else under the key after the sign-in
 * gets what is kept. The answer says so, so that what is mended goes under another key. */
static void
test_keeps_unsigned (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autoptr (PdRecord) mended = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autoptr (PdGatewayAnswer) first = NULL;
  g_autoptr (PdGatewayAnswer) waiting = NULL;
  g_autoptr (PdGatewayAnswer) again = NULL;
  g_autoptr (PdGatewayAnswer) issued = NULL;

  provider_add_line (mended, "*纸制品*信封", "1", "10", 1000, "0.13", 130);
  provider_control (test, "sign", "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":false,\"extension\":\"1\"}");
  first = provider_submit (test, KEY, invoice);
  assert_answer (first, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_false (first->is_spent);
  test->now += 5 * SECOND;
  waiting = provider_query (test, KEY);
  assert_answer (waiting, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN);
  g_assert_true (waiting->is_spent);
  provider_control (test, "sign", "{\"seller\":\"" PROVIDER_SELLER "\",\"in\":true,\"extension\":\"1\"}");
  again = provider_submit (test, KEY, mended);
  assert_answer (again, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 5 * SECOND;
  issued = provider_query (test, KEY);
  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpint (issued->gross_amount, ==, 11300);
  g_assert_cmpint (provider_count (test, "requestBillingNew"), ==, 1);
  g_assert_cmpuint (provider_legal (test), ==, 1);
}

/* --- quota, list, delivery, voiding */

static PdGatewayQuota *
quota (Nuonuo *test, gboolean refresh)
{
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  return functions->quota (self, refresh, NULL);
}

static void
test_quota (Nuonuo *test, gconstpointer data)
{
  provider_control (test, "quota",
                    "{\"seller\":\"" PROVIDER_SELLER "\",\"total\":10000000,\"used\":1234500}");
  g_autoptr (PdGatewayQuota) doing = quota (test, TRUE);
  g_autoptr (PdGatewayQuota) soon = quota (test, TRUE);
  test->now += 3 * SECOND;
  g_autoptr (PdGatewayQuota) known = quota (test, FALSE);

  g_assert_false (doing->is_known);
  g_assert_cmpint (doing->next, ==, PD_GATEWAY_NEXT_QUERY);
  g_assert_false (soon->is_known);
  g_assert_cmpint (soon->wait, ==, 30 * SECOND);
  g_assert_true (known->is_known);
  g_assert_cmpint (known->next, ==, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpint (known->total, ==, 10000000);
  g_assert_cmpint (known->used, ==, 1234500);
  g_assert_cmpint (known->available, ==, 8765500);
  g_assert_cmpint (known->updated_at, ==, PROVIDER_START);
  g_assert_cmpint (provider_count (test, "getCreditLine"), ==, 2);
}

/* A provider that does not come to an end with a refresh is asked ever more seldom. */
static void
test_quota_slow (Nuonuo *test, gconstpointer data)
{
  provider_control (test, "settings", "{\"qr_after\":100000000}");
  g_autoptr (PdGatewayQuota) first = quota (test, TRUE);
  test->now += 3 * SECOND;
  g_autoptr (PdGatewayQuota) second = quota (test, FALSE);
  test->now += 40 * SECOND;
  g_autoptr (PdGatewayQuota) third = quota (test, FALSE);
  test->now += 3600 * SECOND;
  g_autoptr (PdGatewayQuota) last = quota (test, FALSE);

  g_assert_cmpint (first->wait, ==, 3 * SECOND);
  g_assert_cmpint (second->wait, ==, 3 * SECOND);
  g_assert_cmpint (third->wait, ==, 43 * SECOND);
  g_assert_cmpint (last->wait, ==, 300 * SECOND);
  g_assert_false (last->is_known);
}

/* Figures that nobody has asked the bureau for are zeros: nothing is refused because of them. */
static void
test_quota_without_figures (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdGatewayQuota) none = quota (test, FALSE);

  g_assert_false (none->is_known);
  g_assert_cmpint (none->next, ==, PD_GATEWAY_NEXT_NOTHING);
}

static void
test_list (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autoptr (PdGatewayAnswer) failure = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  for (guint i = 0; i < 103; i++)
    {
      g_autofree char *key = g_strdup_printf ("PDLIST0000000000%04u", i);
      g_autoptr (PdGatewayAnswer) answer = NULL;

      if (i == 102)
        provider_control (test, "script", "{\"script\":\"refused\"}");
      answer = provider_submit (test, key, invoice);
      assert_answer (answer, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
    }
  test->now += 5 * SECOND;
  listed = functions->list (self, "2026-12-25", "2027-01-01", &failure, NULL);
  g_assert_null (failure);
  g_assert_cmpuint (listed->len, ==, 103);
  for (guint i = 0; i < listed->len; i++)
    {
      const PdGatewayListed *one = g_ptr_array_index (listed, i);

      g_assert_cmpint (one->state, ==, i == 102 ? PD_GATEWAY_FAILED : PD_GATEWAY_ISSUED);
      g_assert_true ((one->number != NULL) == (i != 102));
      if (i != 102)
        g_assert_cmpint (one->gross_amount, ==, 11300);
    }
  provider_control (test, "fault", "{\"call\":\"queryInvoiceList\",\"kind\":\"drop\",\"skip\":1}");
  g_assert_null (functions->list (self, "2026-12-25", "2027-01-01", &failure, NULL));
  g_assert_nonnull (failure);
}

static void
test_delivery_and_void (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autoptr (PdGatewayAnswer) taken = provider_submit (test, KEY, invoice);
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) issued = provider_query (test, KEY);
  const PdGatewayRedelivery mail = { .number = issued->number, .mail = "buyer@example.cn" };
  const PdGatewayRedelivery phone = { .number = issued->number, .phone = "13800138000" };
  const PdGatewayRedelivery nowhere = { .number = "26332000000000000009", .phone = "13800138000" };
  g_autoptr (PdGatewayAnswer) mailed = functions->redeliver (self, &mail, NULL);
  g_autoptr (PdGatewayAnswer) texted = functions->redeliver (self, &phone, NULL);
  g_autoptr (PdGatewayAnswer) unknown = functions->redeliver (self, &nowhere, NULL);
  g_autoptr (PdGatewayAnswer) voided = functions->void_paper (self, invoice, "写错了", NULL);

  assert_answer (mailed, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  assert_answer (texted, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  assert_answer (unknown, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_nonnull (unknown->reason);
  assert_answer (voided, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpint (provider_count (test, "invoiceCancellation"), ==, 0);
  /* The provider, too, voids no electronic invoice. */
  pd_record_set_text (invoice, PD_INVOICE_CODE, "032001900311");
  pd_record_set_text (invoice, PD_INVOICE_SUBMISSION_KEY, KEY);
  pd_gateway_answer_free (voided);
  voided = functions->void_paper (self, invoice, "写错了", NULL);
  assert_answer (voided, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpint (provider_count (test, "invoiceCancellation"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                                  \
  g_test_add ("/gateway/nuonuo-desk/" path, Nuonuo, NULL, provider_set_up, function, provider_tear_down)
  ADD ("session/qr", test_session_qr);
  ADD ("session/expiry", test_session_expiry);
  ADD ("session/sms", test_session_sms);
  ADD ("session/limits", test_session_limits);
  ADD ("session/releases", test_sign_in_releases);
  ADD ("session/keeps-unsigned", test_keeps_unsigned);
  ADD ("quota", test_quota);
  ADD ("quota-slow", test_quota_slow);
  ADD ("quota-without-figures", test_quota_without_figures);
  ADD ("list", test_list);
  ADD ("delivery-and-void", test_delivery_and_void);
#undef ADD
  return g_test_run ();
}
