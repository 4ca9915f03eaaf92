/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubles/double-fixture.h"

#include <string.h>

/* The double itself: forms of reversal, their 72 hours, both sides; and verification. */

#define HOUR (60 * 60 * 1000)

/* A blue invoice in the book. Returns: (transfer full): its number */
static char *
issue_blue (DoubleFixture *test, const char *order)
{
  double_fixture_issue (test, order);
  double_fixture_pass (test, 2000);
  double_fixture_status (test, order);
  return g_strdup (double_fixture_text (test, "result.0.allElectronicInvoiceNumber"));
}

/* The same, with a token that outlives 72 hours. */
static char *
issue_long (DoubleFixture *test, const char *order)
{
  double_fixture_control (test, "settings", "{\"token_life\":864000000}");
  return issue_blue (test, order);
}

static char *
application (const char *blue, const char *more)
{
  return g_strdup_printf (
      "{\"blueInvoiceLine\":\"pc\",\"applySource\":\"0\",\"blueElecInvoiceNumber\":\"%s\","
      "\"sellerTaxNo\":\"" FIXTURE_SELLER "\",\"sellerName\":\"卖方\",\"buyerTaxNo\":\"" FIXTURE_BUYER
      "\",\"buyerName\":\"某公司\",\"redReason\":\"1\"%s%s}",
      blue, *more != '\0' ? "," : "", more);
}

static const char *
apply (DoubleFixture *test, const char *blue, const char *more)
{
  g_autofree char *json = application (blue, more);

  return double_fixture_call (test, "saveInvoiceRedConfirm", json);
}

/* The state of the form with this billId, as one side's desk shows it. */
static const char *
form_status (DoubleFixture *test, const char *identity, const char *bill_id)
{
  g_autofree char *json = g_strdup_printf ("{\"identity\":\"%s\",\"billId\":\"%s\"}", identity, bill_id);

  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceRedConfirm", json), ==, "0000");
  return double_fixture_text (test, "result.list.0.billStatus");
}

static void
test_alone (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");
  g_autofree char *red = NULL;

  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B1\",\"orderNo\":\"PDR1\""), ==, "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result"), ==, "B1");
  g_assert_cmpstr (form_status (test, "0", "B1"), ==, "15");
  double_fixture_pass (test, 1000);
  g_assert_cmpstr (form_status (test, "0", "B1"), ==, "01");
  g_assert_cmpstr (double_fixture_text (test, "result.list.0.openStatus"), ==, "0");
  g_assert_cmpstr (double_fixture_text (test, "result.list.0.redInvoiceNumber"), ==, "");
  double_fixture_pass (test, 1000);
  g_assert_cmpstr (form_status (test, "0", "B1"), ==, "01");
  g_assert_cmpstr (double_fixture_text (test, "result.list.0.openStatus"), ==, "1");
  red = g_strdup (double_fixture_text (test, "result.list.0.redInvoiceNumber"));
  g_assert_cmpstr (double_fixture_status (test, "PDR1"), ==, "2");
  g_assert_cmpstr (double_fixture_text (test, "result.0.orderAmount"), ==, "-226.00");
  g_assert_cmpstr (double_fixture_text (test, "result.0.invoiceNo"), ==, red);
  double_fixture_control (test, "legal", NULL);
  g_assert_cmpstr (double_fixture_text (test, "invoices.1.kind"), ==, "red");
  g_assert_cmpstr (double_fixture_text (test, "invoices.1.blueNumber"), ==, blue);
  g_assert_cmpstr (double_fixture_text (test, "invoices.1.gross"), ==, "-22600");
  /* Once. */
  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B1\""), ==, "E9106");
  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B2\""), ==, "E9103");
  g_assert_cmpstr (apply (test, red, "\"billId\":\"B3\""), ==, "E9102");
}

/* The other side has to agree: by confirm, or not at all. */
static void
test_both (void)
{
  static const struct
  {
    const char *agreement; /* NULL: nobody answers; "": the seller withdraws */
    const char *status;
    guint red;
  } cases[] = { { "1", "04", 1 }, { "0", "05", 0 }, { NULL, "07", 0 }, { "", "08", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
      g_autofree char *blue = issue_long (test, "PD1");
      g_autofree char *used = g_strdup_printf ("{\"number\":\"%s\",\"used\":true}", blue);
      g_autofree char *uuid = NULL;
      g_autofree char *confirm = NULL;

      double_fixture_control (test, "blue", used);
      apply (test, blue, "\"billId\":\"B1\",\"orderNo\":\"PDR1\"");
      double_fixture_pass (test, 1000);
      g_assert_cmpstr (form_status (test, "0", "B1"), ==, "02");
      uuid = g_strdup (double_fixture_text (test, "result.list.0.billUuid"));

      /* The buyer's desk does not know of it before it asks the bureau. */
      test->user_tax = FIXTURE_BUYER;
      g_assert_cmpstr (form_status (test, "1", "B1"), ==, "");
      confirm = g_strdup_printf ("{\"identity\":\"1\",\"billUuid\":\"%s\",\"confirmAgreement\":\"%s\"}", uuid,
                                 cases[i].agreement != NULL ? cases[i].agreement : "1");
      g_assert_cmpstr (double_fixture_call (
                           test, "refreshInvoiceRedConfirm",
                           "{\"identity\":\"1\",\"startTime\":\"2026-11-22\",\"endTime\":\"2026-11-22\"}"),
                       ==, "E0000");
      g_assert_cmpstr (form_status (test, "1", "B1"), ==, "02");
      if (cases[i].agreement == NULL)
        {
          double_fixture_pass (test, 72 * HOUR - 1001);
          g_assert_cmpstr (form_status (test, "1", "B1"), ==, "02");
          double_fixture_pass (test, 1);
        }
      else if (*cases[i].agreement != '\0')
        {
          g_assert_cmpstr (double_fixture_call (test, "confirm", confirm), ==, "E0000");
          form_status (test, "1", "B1");
          g_assert_cmpstr (double_fixture_text (test, "result.list.0.requestStatus"), ==, "03");
          g_assert_cmpstr (double_fixture_call (test, "confirm", confirm), ==, "E9999");
          double_fixture_pass (test, 1000);
        }
      else
        {
          g_assert_cmpstr (double_fixture_call (test, "confirmInfoCancel",
                                                "{\"identity\":\"1\",\"billId\":\"B1\"}"),
                           ==, "E9999");
          test->user_tax = FIXTURE_SELLER;
          g_assert_cmpstr (double_fixture_call (test, "confirmInfoCancel",
                                                "{\"identity\":\"0\",\"billId\":\"B1\"}"),
                           ==, "E0000");
          double_fixture_pass (test, 1000);
        }
      test->user_tax = FIXTURE_SELLER;
      g_assert_cmpstr (form_status (test, "0", "B1"), ==, cases[i].status);
      double_fixture_pass (test, 1000);
      g_assert_cmpuint (double_fixture_count_legal (test, "PDR1"), ==, cases[i].red);
      /* What is void leaves the invoice to be reversed again. */
      g_assert_cmpstr (apply (test, blue, "\"billId\":\"B2\""), ==, cases[i].red > 0 ? "E9103" : "E0000");
    }
}

#define DETAIL(net, tax)                                                                                     \
  "\"detail\":[{\"blueDetailIndex\":\"1\",\"goodsName\":\"纸\",\"goodsCode\":\"1060105010000000000\","      \
  "\"taxRate\":\"0.13\","                                                                                    \
  "\"taxExcludedAmount\":\"" net "\",\"taxAmount\":\"" tax "\"}]"

static void
test_partial (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");

  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B1\"," DETAIL ("50.00", "-6.50")), ==, "E4000");
  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B1\"," DETAIL ("-50.00", "-6.50")), ==, "E0000");
  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B2\"," DETAIL ("-150.01", "-19.50")), ==, "E0000");
  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B3\"," DETAIL ("-150.00", "-19.50")), ==, "E9103");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (form_status (test, "0", "B1"), ==, "01");
  g_assert_cmpstr (form_status (test, "0", "B2"), ==, "16");
  g_assert_cmpstr (double_fixture_text (test, "result.list.0.billMessage"), !=, "");
  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B4\"," DETAIL ("-150.00", "-19.50")), ==, "E0000");
  g_assert_cmpstr (apply (test, blue, "\"billId\":\"B5\""), ==, "E9103");
  double_fixture_pass (test, 2000);
  g_assert_cmpuint (double_fixture_count_legal (test, NULL), ==, 3);
  double_fixture_control (test, "legal", NULL);
  g_assert_cmpstr (double_fixture_text (test, "invoices.1.net"), ==, "-5000");
  g_assert_cmpstr (double_fixture_text (test, "invoices.2.net"), ==, "-15000");
}

static void
test_mistake_is_whole (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");

  apply (test, blue, "\"billId\":\"B1\",\"redReason\":\"2\"," DETAIL ("-50.00", "-6.50"));
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (form_status (test, "0", "B1"), ==, "16");
  apply (test, blue, "\"billId\":\"B2\",\"redReason\":\"2\"");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (form_status (test, "0", "B2"), ==, "01");
}

static void
test_apply_refusals (void)
{
  static const struct
  {
    const char *more;
    const char *code;
  } cases[] = {
    { "\"redReason\":\"01\"", "E4000" },  { "\"redReason\":\"\"", "E4000" },
    { "\"applySource\":\"2\"", "E4000" }, { "\"blueInvoiceLine\":\"p\"", "E4000" },
    { "\"applySource\":\"1\"", "E9302" }, { "\"sellerTaxNo\":\"" FIXTURE_BUYER "\"", "E9302" },
    { "\"buyerName\":\"\"", "E4000" },    { "\"blueElecInvoiceNumber\":\"26332000000099999999\"", "E9102" },
  };
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (apply (test, blue, cases[i].more), ==, cases[i].code);
}

/* The red invoice does not come by itself: fast red makes it, once. */
static void
test_fast (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;

  double_fixture_control (test, "settings", "{\"red_by_itself\":0}");
  apply (test, blue, "\"billId\":\"B1\",\"orderNo\":\"PDR1\"");
  form_status (test, "0", "B1");
  json = g_strdup_printf ("{\"orderNo\":\"PDR1\",\"taxNum\":\"" FIXTURE_SELLER "\",\"billNo\":\"%s\"}",
                          double_fixture_text (test, "result.list.0.billNo"));
  again = g_strdup_printf ("{\"orderNo\":\"PDR2\",\"taxNum\":\"" FIXTURE_SELLER "\",\"billNo\":\"%s\"}",
                           double_fixture_text (test, "result.list.0.billNo"));
  g_assert_cmpstr (double_fixture_call (test, "fastInvoiceRed", json), ==, "E9999");
  double_fixture_pass (test, HOUR);
  g_assert_cmpstr (form_status (test, "0", "B1"), ==, "01");
  g_assert_cmpuint (double_fixture_count_legal (test, NULL), ==, 1);
  g_assert_cmpstr (double_fixture_call (test, "fastInvoiceRed", json), ==, "E0000");
  g_assert_cmpstr (double_fixture_call (test, "fastInvoiceRed", json), ==, "E9106");
  g_assert_cmpstr (double_fixture_call (test, "fastInvoiceRed", again), ==, "E9103");
  double_fixture_pass (test, 1000);
  g_assert_cmpuint (double_fixture_count_legal (test, "PDR1"), ==, 1);
  g_assert_cmpstr (double_fixture_call (test, "confirmInfoCancel", "{\"identity\":\"0\",\"billId\":\"B1\"}"),
                   ==, "E9999");
}

/* A buyer made forms at the bureau: seen after a refresh, in pages of at most 50. */
static void
test_inbound (void)
{
  static const char range[] =
      "{\"identity\":\"0\",\"billTimeStart\":\"2026-11-01\",\"billTimeEnd\":\"2026-11-22\"%s}";
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");
  g_autofree char *inbound =
      g_strdup_printf ("{\"seller\":\"" FIXTURE_SELLER "\",\"buyer\":\"" FIXTURE_BUYER
                       "\",\"blueNumber\":\"%s\",\"net\":20000,"
                       "\"tax\":2600,\"redReason\":\"1\",\"by\":\"buyer\",\"ms\":3600000}",
                       blue);
  g_autofree char *all = g_strdup_printf (range, "");
  g_autofree char *page = g_strdup_printf (range, ",\"pageSize\":\"50\",\"pageNo\":\"2\"");
  g_autofree char *large = g_strdup_printf (range, ",\"pageSize\":\"51\"");
  g_autofree char *confirm = NULL;

  for (guint i = 0; i < 60; i++)
    double_fixture_control (test, "inbound", inbound);
  confirm = g_strdup_printf ("{\"identity\":\"0\",\"billUuid\":\"%s\",\"confirmAgreement\":\"1\"}",
                             double_fixture_text (test, "billUuid"));
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceRedConfirm", all), ==, "0000");
  g_assert_cmpstr (double_fixture_text (test, "result.total"), ==, "0");
  g_assert_cmpstr (double_fixture_call (test, "confirm", confirm), ==, "E9500");
  double_fixture_call (test, "refreshInvoiceRedConfirm",
                       "{\"identity\":\"0\",\"startTime\":\"2026-11-20\",\"endTime\":\"2026-11-22\"}");
  double_fixture_call (test, "queryInvoiceRedConfirm", all);
  g_assert_cmpstr (double_fixture_text (test, "result.total"), ==, "60");
  g_assert_cmpstr (double_fixture_text (test, "result.list.9.billStatus"), ==, "03");
  g_assert_cmpstr (double_fixture_text (test, "result.list.9.applySource"), ==, "1");
  g_assert_cmpstr (double_fixture_text (test, "result.list.10.billStatus"), ==, "");
  double_fixture_call (test, "queryInvoiceRedConfirm", page);
  g_assert_cmpstr (double_fixture_text (test, "result.list.9.billStatus"), ==, "03");
  g_assert_cmpstr (double_fixture_text (test, "result.list.10.billStatus"), ==, "");
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceRedConfirm", large), ==, "E4000");
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceRedConfirm", "{\"identity\":\"0\"}"), ==, "E4000");
  g_assert_cmpstr (
      double_fixture_call (test, "queryInvoiceRedConfirm",
                           "{\"identity\":\"0\",\"billTimeStart\":\"2026-08-01\",\"billTimeEnd\":"
                           "\"2026-11-22\"}"),
      ==, "E4000");
  /* An agreement of the seller makes the red invoice. */
  g_assert_cmpstr (double_fixture_call (test, "confirm", confirm), ==, "E0000");
  double_fixture_pass (test, 2000);
  g_assert_cmpuint (double_fixture_count_legal (test, NULL), ==, 2);
  /* The clock of the others runs since they were made, an hour before. */
  double_fixture_pass (test, 71 * HOUR);
  double_fixture_sign_in (test);
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceRedConfirm", all), ==, "0000");
  g_assert_cmpstr (double_fixture_text (test, "result.list.0.billStatus"), ==, "07");
}

/* What would be pushed of a form; a hint, never signed. */
static void
test_form_callback (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");

  apply (test, blue, "\"billId\":\"B1\",\"callbackUrl\":\"https://example.com/cb\"");
  double_fixture_pass (test, 1000);
  double_fixture_control (test, "callbacks", NULL);
  g_assert_true (g_str_has_prefix (double_fixture_text (test, "callbacks.0.body"),
                                   "operater=redConfirmCallback&billId=B1&content=%7B"));
  g_assert_cmpstr (double_fixture_text (test, "callbacks.1.body"), ==, "");
}

/* --- verification */

static const char *
verify (DoubleFixture *test, const char *path, const char *form)
{
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, test->now / 1000);
  g_autofree char *text = g_strconcat ("APPIDAPPSECRET", timestamp, NULL);
  g_autofree char *sign = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *body = g_strdup_printf ("appId=APPID&timestamp=%s&sign=%s&%s", timestamp, sign, form);

  return double_fixture_post (test, path, body);
}

static void
test_verify (void)
{
  static const struct
  {
    const char *path;
    const char *form;
    const char *code;
  } cases[] = {
    { "/full-electronic", "fphm=26332000000048000001&kprq=20261122&jshj=226.00", "200" },
    { "", "fphm=26332000000048000001&kprq=20261122&bhsje=226.00", "200" },
    { "/full-electronic", "fphm=26332000000048000001&kprq=20261122&jshj=226.01", "202" },
    { "/full-electronic", "fphm=26332000000048000001&kprq=20261121&jshj=226.00", "201" },
    { "/full-electronic", "fphm=26332000000048000009&kprq=20261122&jshj=226.00", "201" },
    { "/full-electronic", "fphm=26332000000048000009&kprq=20261123&jshj=226.00", "412" },
    { "/full-electronic", "fphm=26332000000048000009&kprq=20201122&jshj=226.00", "205" },
    { "/full-electronic", "fphm=2633&kprq=20261122&jshj=226.00", "411" },
    { "/full-electronic", "fphm=26332000000048000009&jshj=226.00", "400" },
    { "", "fpdm=033002000211&fphm=83089647&kprq=20260723&xym=415075", "200" },
    { "", "fpdm=033002000211&fphm=83089647&kprq=20260723&xym=415076", "202" },
    { "/v2", "fpdm=033002000211&fphm=83089647&kprq=20260723&je=500.00", "200" },
    { "/v2", "fphm=83089647&kprq=20260723&je=500.00", "400" },
    { "/full-electronic", "fphm=26332000000048000077&kprq=20261101&jshj=1.00", "207" },
  };
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");

  g_assert_cmpstr (blue, ==, "26332000000048000001");
  double_fixture_control (
      test, "known",
      "{\"number\":\"83089647\",\"code\":\"033002000211\",\"date\":\"20260723\",\"gross\":56500,"
      "\"net\":50000,\"check\":\"16197833567414415075\"}");
  double_fixture_control (
      test, "known",
      "{\"number\":\"26332000000048000077\",\"date\":\"20261101\",\"gross\":100,\"state\":\"207\"}");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/invoice/validate", cases[i].path, NULL);

      g_test_message ("%s %s", path, cases[i].form);
      g_assert_cmpstr (verify (test, path, cases[i].form), ==, cases[i].code);
    }
  double_fixture_post (test, "/invoice/validate", "appId=APPID&timestamp=1795312800000&sign=00&fphm=1");
  g_assert_cmpstr (double_fixture_text (test, "code"), ==, "602");
  double_fixture_post (test, "/invoice/validate", "appId=OTHER&timestamp=1795312800000&sign=00&fphm=1");
  g_assert_cmpstr (double_fixture_text (test, "code"), ==, "601");
}

/* Five checks of one invoice in a day, and what each costs. */
static void
test_verify_limits (void)
{
  static const char form[] = "fphm=26332000000048000001&kprq=20261122&jshj=226.00";
  static const char other[] = "fphm=26332000000048000002&kprq=20261122&jshj=226.00";
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "settings", "{\"verify_balance\":8}");
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr (verify (test, "/invoice/validate", form), ==, "400");
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr (verify (test, "/invoice/validate/full-electronic", form), ==, "201");
  g_assert_cmpstr (verify (test, "/invoice/validate/full-electronic", form), ==, "203");
  g_assert_cmpstr (verify (test, "/invoice/validate/full-electronic", other), ==, "201");
  double_fixture_pass (test, 14 * HOUR);
  g_assert_cmpstr (verify (test, "/invoice/validate/full-electronic", form), ==, "201");
  g_assert_cmpstr (verify (test, "/invoice/validate/full-electronic", form), ==, "201");
  g_assert_cmpstr (verify (test, "/invoice/validate/full-electronic", form), ==, "603");
}

static void
test_verify_beside (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *blue = issue_blue (test, "PD1");
  g_autofree char *json = g_strdup_printf ("{\"taxNo\":\"" FIXTURE_SELLER
                                           "\",\"invoiceNo\":\"%s\",\"invoiceDate\":\"2026-11-22\"}",
                                           blue);

  g_assert_cmpstr (double_fixture_call (test, "electronInvoice.invoiceInspection", json), ==, "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result.taxIncludedAmount"), ==, "226.00");
  g_assert_cmpstr (double_fixture_call (test, "electronInvoice.queryCount", "{}"), ==, "E0000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/double/red/alone", test_alone);
  g_test_add_func ("/double/red/both", test_both);
  g_test_add_func ("/double/red/partial", test_partial);
  g_test_add_func ("/double/red/mistake-is-whole", test_mistake_is_whole);
  g_test_add_func ("/double/red/refusals", test_apply_refusals);
  g_test_add_func ("/double/red/fast", test_fast);
  g_test_add_func ("/double/red/inbound", test_inbound);
  g_test_add_func ("/double/red/callback", test_form_callback);
  g_test_add_func ("/double/verify", test_verify);
  g_test_add_func ("/double/verify/limits", test_verify_limits);
  g_test_add_func ("/double/verify/beside", test_verify_beside);
  return g_test_run ();
}
