/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "nuonuo-fixture.h"

#define KEY "PD0123456789ABCDEFGH"
#define FORM_KEY "pdform0123456789abcdefghijklmnop"
#define SECOND G_TIME_SPAN_SECOND

/* Forms of reversal (红字确认单), in both directions. */

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

static PdRecord *
new_form (const char *blue, const char *reason)
{
  PdRecord *form = pd_record_new (&pd_red_form_type, "01930000-0000-7000-8000-0000000000f1");

  pd_record_set_text (form, PD_RED_FORM_SIDE, PD_RED_FORM_SIDE_SELLER);
  pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_SELLER);
  pd_record_set_text (form, PD_RED_FORM_REASON_CODE, reason);
  pd_record_set_text (form, PD_RED_FORM_BLUE_NUMBER, blue);
  pd_record_set_text (form, PD_RED_FORM_BLUE_KIND, PD_INVOICE_KIND_SPECIAL);
  pd_record_set_text (form, PD_RED_FORM_SELLER_NAME, "南京开票软件有限公司");
  pd_record_set_text (form, PD_RED_FORM_SELLER_TAX_NUMBER, PROVIDER_SELLER);
  pd_record_set_text (form, PD_RED_FORM_BUYER_NAME, "杭州买家有限公司");
  pd_record_set_text (form, PD_RED_FORM_BUYER_TAX_NUMBER, PROVIDER_BUYER);
  return form;
}

static void
add_form_line (PdRecord *form, const char *quantity, gint64 net, gint64 tax)
{
  PdRecord *line = pd_record_new (&pd_red_form_line_type, "01930000-0000-7000-8000-0000000000f2");

  pd_record_set_text (line, PD_RED_FORM_LINE_POSITION, "00001");
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, 1);
  pd_record_set_text (line, PD_RED_FORM_LINE_NAME, "*纸制品*复印纸");
  pd_record_set_text (line, PD_RED_FORM_LINE_TAX_CODE, "1090511030000000000");
  pd_record_set_text (line, PD_RED_FORM_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_RED_FORM_LINE_UNIT_PRICE, "25");
  pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, net);
  pd_record_set_text (line, PD_RED_FORM_LINE_TAX_RATE, "0.13");
  pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, tax);
  pd_record_add_line (form, 0, line);
}

static char *
issue_blue (Nuonuo *test)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autoptr (PdGatewayAnswer) taken = provider_submit (test, KEY, invoice);
  g_autoptr (PdGatewayAnswer) issued = NULL;

  test->now += 5 * SECOND;
  issued = provider_query (test, KEY);
  return g_strdup (issued->number);
}

static PdGatewayAnswer *
apply (Nuonuo *test, const PdRecord *record)
{
  const PdGatewayForm form = { FORM_KEY, record, 32 };
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  return functions->apply_form (self, &form, NULL);
}

static PdGatewayAnswer *
query_form (Nuonuo *test, const PdRecord *record)
{
  const PdGatewayForm form = { FORM_KEY, record, 32 };
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  return functions->query_form (self, &form, NULL);
}

/* @sent_at: microseconds, UTC */
static PdGatewayAnswer *
query_sent_form (Nuonuo *test, const PdRecord *record, gint64 sent_at)
{
  const PdGatewayForm form = { .key = FORM_KEY, .form = record, .province = 32, .sent_at = sent_at };
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  return functions->query_form (self, &form, NULL);
}

static PdGatewayAnswer *
act (Nuonuo *test, const PdRecord *record, PdGatewayFormAction action)
{
  const PdGatewayForm form = { FORM_KEY, record, 32 };
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  return functions->act_on_form (self, &form, action, "同意", NULL);
}

static void
test_form_partial (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autoptr (PdRecord) record = new_form (blue, PD_RED_FORM_REASON_RETURN);
  g_autoptr (PdGatewayAnswer) applied = NULL;
  g_autoptr (PdGatewayAnswer) again = NULL;
  g_autoptr (PdGatewayAnswer) early = NULL;
  g_autoptr (PdGatewayAnswer) issued = NULL;
  g_autoptr (PdGatewayAnswer) files = NULL;
  const PdGatewayKey key = { .key = FORM_KEY };

  add_form_line (record, "-1", -2500, -325);
  applied = apply (test, record);
  assert_answer (applied, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_nonnull (strstr (test->last_body, "\"redReason\":\"1\""));
  g_assert_nonnull (strstr (test->last_body, "\"num\":\"-1\",\"taxExcludedPrice\":\"25\""));
  g_assert_nonnull (strstr (test->last_body, "\"taxExcludedAmount\":\"-25.00\",\"taxAmount\":\"-3.25\""));
  again = apply (test, record);
  assert_answer (again, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  early = query_form (test, record);
  assert_answer (early, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpstr (early->form_status, ==, "15");
  test->now += 5 * SECOND;
  issued = query_form (test, record);
  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (issued->form_status, ==, "01");
  g_assert_nonnull (issued->form_number);
  g_assert_nonnull (issued->form_uuid);
  g_assert_cmpuint (strlen (issued->number), ==, 20);
  g_assert_cmpstr (issued->issue_date, ==, "2027-01-01");
  g_assert_cmpint (issued->gross_amount, ==, -2825);
  g_assert_cmpuint (provider_legal (test), ==, 2);
  files = pd_gateway_fetch_files (test->gateway, &key, NULL);
  g_assert_cmpstr (files->number, ==, issued->number);
  g_assert_nonnull (files->files[PD_GATEWAY_FILE_PDF]);
}

/* A mistake is reversed as a whole: without lines. What is too much fails at the bureau, with its words. */
static void
test_form_whole (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autoptr (PdRecord) too_much = new_form (blue, PD_RED_FORM_REASON_ALLOWANCE);
  g_autoptr (PdRecord) whole = new_form (blue, PD_RED_FORM_REASON_MISTAKE);
  g_autoptr (PdGatewayAnswer) failed = NULL;
  g_autoptr (PdGatewayAnswer) issued = NULL;

  add_form_line (too_much, "-5", -12500, -1625);
  add_form_line (whole, "-4", -10000, -1300);
  pd_gateway_answer_free (apply (test, too_much));
  test->now += 5 * SECOND;
  failed = query_form (test, too_much);
  assert_answer (failed, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_cmpstr (failed->form_status, ==, "16");
  g_assert_nonnull (failed->reason);

  const PdGatewayForm form = { "pdform0123456789abcdefghijklmnoq", whole, 32 };
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);
  g_autoptr (PdGatewayAnswer) applied = functions->apply_form (self, &form, NULL);

  assert_answer (applied, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_nonnull (strstr (test->last_body, "\"redReason\":\"2\""));
  g_assert_null (strstr (test->last_body, "detail"));
  test->now += 5 * SECOND;
  issued = functions->query_form (self, &form, NULL);
  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpint (issued->gross_amount, ==, -11300);
}

/* The buyer has to agree: three days, and then it is void; or we take it back. */
static void
test_form_both (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autoptr (PdRecord) record = new_form (blue, PD_RED_FORM_REASON_RETURN);
  g_autoptr (PdGatewayAnswer) waiting = NULL;
  g_autoptr (PdGatewayAnswer) over = NULL;

  provider_control (test, "settings", "{\"form_needs_both\":\"1\"}");
  pd_gateway_answer_free (apply (test, record));
  test->now += 5 * SECOND;
  waiting = query_form (test, record);
  assert_answer (waiting, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpstr (waiting->form_status, ==, "02");
  /* Not ours to confirm: it stays as it is. */
  g_autoptr (PdGatewayAnswer) refused = act (test, record, PD_GATEWAY_FORM_CONFIRM);
  assert_answer (refused, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_nonnull (refused->reason);
  test->now += 73 * G_TIME_SPAN_HOUR;
  over = query_form (test, record);
  assert_answer (over, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (over->form_status, ==, "07");
  g_assert_cmpuint (provider_legal (test), ==, 1);
}

static void
test_form_withdraw (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autoptr (PdRecord) record = new_form (blue, PD_RED_FORM_REASON_RETURN);

  provider_control (test, "settings", "{\"form_needs_both\":\"1\"}");
  pd_gateway_answer_free (apply (test, record));
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) asked = act (test, record, PD_GATEWAY_FORM_WITHDRAW);

  assert_answer (asked, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_null (asked->reason);
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) gone = query_form (test, record);

  assert_answer (gone, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (gone->form_status, ==, "08");
}

/* Confirmed, and no red invoice came by itself: it is asked for, once. */
static void
test_form_fast (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autoptr (PdRecord) record = new_form (blue, PD_RED_FORM_REASON_RETURN);

  provider_control (test, "settings", "{\"red_by_itself\":\"0\"}");
  pd_gateway_answer_free (apply (test, record));
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) confirmed = query_form (test, record);

  assert_answer (confirmed, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  pd_record_set_text (record, PD_RED_FORM_NUMBER, confirmed->form_number);
  pd_record_set_text (record, PD_RED_FORM_UUID, confirmed->form_uuid);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PdGatewayAnswer) asked = act (test, record, PD_GATEWAY_FORM_ISSUE);

      assert_answer (asked, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
    }
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) issued = query_form (test, record);

  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (provider_legal (test), ==, 2);
}

/* Nobody was signed in when the provider asked for the red invoice by itself: under that number it goes on. */
static void
test_form_fast_failed (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autoptr (PdRecord) record = new_form (blue, PD_RED_FORM_REASON_RETURN);

  provider_control (test, "settings", "{\"red_script\":\"20, 22@1000\"}");
  pd_gateway_answer_free (apply (test, record));
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) confirmed = query_form (test, record);

  assert_answer (confirmed, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  pd_record_set_text (record, PD_RED_FORM_NUMBER, confirmed->form_number);
  pd_record_set_text (record, PD_RED_FORM_UUID, confirmed->form_uuid);
  provider_control (test, "settings", "{\"red_script\":\"20, 2@1000\"}");

  g_autoptr (PdGatewayAnswer) asked = act (test, record, PD_GATEWAY_FORM_ISSUE);

  assert_answer (asked, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) issued = query_form (test, record);

  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (provider_legal (test), ==, 2);
}

/* The buyer entered it: it is seen, and confirmed or not. */
static void
test_form_inbound (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autofree char *json = g_strdup_printf (
      "{\"seller\":\"" PROVIDER_SELLER "\",\"sellerName\":\"南京\",\"buyer\":\"" PROVIDER_BUYER
      "\",\"buyerName\":\"杭州\",\"blueNumber\":\"%s\",\"net\":10000,\"tax\":1300,\"redReason\":\"1\","
      "\"by\":\"buyer\",\"ms\":3600000}",
      blue);
  g_autoptr (PdGatewayAnswer) failure = NULL;
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (GPtrArray) again = NULL;
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);
  gint64 made;

  provider_control (test, "inbound", json);
  made = test->now - G_TIME_SPAN_HOUR;
  forms = functions->list_forms (self, "2026-12-01", "2027-01-01", &failure, NULL);
  g_assert_null (failure);
  g_assert_cmpuint (forms->len, ==, 1);

  PdRecord *form = g_ptr_array_index (forms, 0);

  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_SIDE), ==, PD_RED_FORM_SIDE_SELLER);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_ENTERED_BY), ==, PD_RED_FORM_SIDE_BUYER);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_STATE), ==, PD_RED_FORM_STATE_OUR_WORD);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_STATUS), ==, "03");
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_REASON_CODE), ==, PD_RED_FORM_REASON_RETURN);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_BLUE_NUMBER), ==, blue);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_FORM_DATE), ==, "2027-01-01");
  g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT), ==, -11300);
  g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_DEADLINE), ==, made + 72 * G_TIME_SPAN_HOUR);
  /* The same form is the same record. */
  again = functions->list_forms (self, "2026-12-01", "2027-01-01", &failure, NULL);
  g_assert_cmpstr (pd_record_get_id (g_ptr_array_index (again, 0)), ==, pd_record_get_id (form));

  g_autoptr (PdGatewayAnswer) asked = act (test, form, PD_GATEWAY_FORM_CONFIRM);

  assert_answer (asked, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) issued = query_form (test, form);

  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (issued->form_status, ==, "04");
  g_assert_cmpint (issued->gross_amount, ==, -11300);
  g_assert_cmpstr (issued->drawer, ==, "张三");

  /* The vendor has given the red invoice an order number of its own: it goes by its serial. */
  const PdGatewayKey key = { .key = FORM_KEY, .serial = issued->serial };
  g_autoptr (PdGatewayAnswer) files = pd_gateway_fetch_files (test->gateway, &key, NULL);

  g_assert_cmpstr (files->number, ==, issued->number);
  g_assert_nonnull (files->files[PD_GATEWAY_FILE_PDF]);
}

static void
test_form_reject (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autofree char *json =
      g_strdup_printf ("{\"seller\":\"" PROVIDER_SELLER
                       "\",\"sellerName\":\"南京\",\"buyer\":\"" PROVIDER_BUYER
                       "\",\"buyerName\":\"杭州\",\"blueNumber\":\"%s\",\"net\":10000,\"tax\":1300,"
                       "\"redReason\":\"1\",\"by\":\"buyer\"}",
                       blue);
  g_autoptr (PdGatewayAnswer) failure = NULL;
  g_autoptr (GPtrArray) forms = NULL;
  gpointer self;
  const PdGatewayFunctions *functions = functions_of (test, &self);

  provider_control (test, "inbound", json);
  forms = functions->list_forms (self, "2026-12-01", "2027-01-01", &failure, NULL);

  g_autoptr (PdGatewayAnswer) asked = act (test, g_ptr_array_index (forms, 0), PD_GATEWAY_FORM_REJECT);

  assert_answer (asked, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 5 * SECOND;

  g_autoptr (PdGatewayAnswer) gone = query_form (test, g_ptr_array_index (forms, 0));

  assert_answer (gone, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (gone->form_status, ==, "06");
}

/* An answer that was lost: found by a question, or after ten minutes known not to be there. */
static void
test_form_lost (Nuonuo *test, gconstpointer data)
{
  static const char *const whens[] = { "before", "after" };

  for (guint i = 0; i < G_N_ELEMENTS (whens); i++)
    {
      g_autofree char *fault =
          g_strdup_printf ("{\"call\":\"saveInvoiceRedConfirm\",\"kind\":\"drop\",\"when\":\"%s\"}",
                           whens[i]);
      g_autofree char *blue = (provider_control (test, "reset", "{}"), issue_blue (test));
      g_autoptr (PdRecord) record = new_form (blue, PD_RED_FORM_REASON_RETURN);

      provider_control (test, "fault", fault);
      pd_record_set_integer (record, PD_RED_FORM_APPLIED_AT, test->now);

      g_autoptr (PdGatewayAnswer) lost = apply (test, record);

      assert_answer (lost, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
      test->now += 60 * SECOND;

      g_autoptr (PdGatewayAnswer) soon = query_form (test, record);

      assert_answer (soon, i == 0 ? PD_GATEWAY_UNKNOWN : PD_GATEWAY_ISSUED,
                     i == 0 ? PD_GATEWAY_NEXT_QUERY : PD_GATEWAY_NEXT_NOTHING);
      test->now += 600 * SECOND;

      g_autoptr (PdGatewayAnswer) later = query_form (test, record);

      assert_answer (later, i == 0 ? PD_GATEWAY_NOT_SENT : PD_GATEWAY_ISSUED,
                     i == 0 ? PD_GATEWAY_NEXT_SEND : PD_GATEWAY_NEXT_NOTHING);
    }
}

/* What waited for a sign-in was asked for long before it was sent: only then does the time run after which it is known not
 * to be there. */
static void
test_form_sent_late (Nuonuo *test, gconstpointer data)
{
  g_autofree char *blue = issue_blue (test);
  g_autoptr (PdRecord) record = new_form (blue, PD_RED_FORM_REASON_RETURN);

  pd_record_set_integer (record, PD_RED_FORM_APPLIED_AT, test->now - 7200 * SECOND);

  g_autoptr (PdGatewayAnswer) soon = query_sent_form (test, record, test->now - 60 * SECOND);
  g_autoptr (PdGatewayAnswer) later = query_sent_form (test, record, test->now - 700 * SECOND);

  assert_answer (soon, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  assert_answer (later, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                                  \
  g_test_add ("/gateway/nuonuo-form/" path, Nuonuo, NULL, provider_set_up, function, provider_tear_down)
  ADD ("partial", test_form_partial);
  ADD ("whole", test_form_whole);
  ADD ("both", test_form_both);
  ADD ("withdraw", test_form_withdraw);
  ADD ("fast", test_form_fast);
  ADD ("fast-failed", test_form_fast_failed);
  ADD ("inbound", test_form_inbound);
  ADD ("reject", test_form_reject);
  ADD ("lost", test_form_lost);
  ADD ("sent-late", test_form_sent_late);
#undef ADD
  return g_test_run ();
}
