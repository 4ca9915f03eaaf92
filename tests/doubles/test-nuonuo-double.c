/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubles/double-fixture.h"

#include <string.h>

/* The double itself: signature, tokens, orders and their scripts. */

static void
test_signature (void)
{
  static const struct
  {
    const char *secret;
    const char *app_key;
    const char *senid;
    const char *body;
    const char *sign;
  } vectors[] = {
    { "SECRET", "APPKEY", "SENID", "{\"a\":1}", "7iSZiR+0g+376QEJ38xLM+3vGDs=" },
    { "secret", "app", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "{\"name\":\"中文\"}",
      "4BzcKzrcoqxPis0W/W3X2ae0uIo=" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (vectors[i].body, strlen (vectors[i].body));
      g_autofree char *sign = nuonuo_double_signature (vectors[i].secret, vectors[i].app_key,
                                                       vectors[i].senid, "12345678", "1700000000", body);

      g_assert_cmpstr (sign, ==, vectors[i].sign);
    }
}

static void
test_wrong_signature (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  test->secret = "another";
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "070601");
  double_fixture_control (test, "settings", "{\"signature_error\":\"070101\"}");
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "070101");
  g_assert_cmpuint (test->reply->status, ==, 200);
  test->secret = "SECRET";
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
}

static void
test_token_ends (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "E9500");
  double_fixture_pass (test, 24 * 3600 * 1000 - 1000);
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "E9500");
  double_fixture_pass (test, 1000);
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "070305");
  g_assert_cmpstr (double_fixture_sign_in (test), ==, "");
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "E9500");
  g_free (test->token);
  test->token = g_strdup ("made up");
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "070304");
  double_fixture_control (test, "settings", "{\"permanent_token\":\"made up\"}");
  double_fixture_pass (test, G_GINT64_CONSTANT (40) * 24 * 3600 * 1000);
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "E9500");
}

static void
test_token_limit (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  for (guint i = 0; i < 50; i++)
    {
      g_assert_cmpstr (double_fixture_sign_in (test), ==, "");
      double_fixture_pass (test, 1000);
    }
  g_assert_cmpstr (double_fixture_sign_in (test), ==, "070306");
  double_fixture_pass (test, G_GINT64_CONSTANT (30) * 24 * 3600 * 1000 - 50 * 1000);
  g_assert_cmpstr (double_fixture_sign_in (test), ==, "");
  g_assert_cmpstr (double_fixture_sign_in (test), ==, "070306");
}

/* Another application asks, or in another way. */
static void
test_token_refused (void)
{
  static const struct
  {
    const char *form;
    const char *error;
  } cases[] = {
    { "client_id=APPKEY&client_secret=WRONG&grant_type=client_credentials", "070304" },
    { "client_id=OTHER&client_secret=SECRET&grant_type=client_credentials", "070304" },
    { "client_id=APPKEY&client_secret=SECRET&grant_type=authorization_code&code=CODE", "070307" },
    { "client_id=APPKEY&client_secret=SECRET", "070307" },
  };
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double_fixture_post (test, "/accessToken", cases[i].form);
      g_assert_cmpstr (double_fixture_text (test, "error"), ==, cases[i].error);
    }
}

static void
test_token_isv (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *form = NULL;

  double_fixture_control (test, "settings", "{\"app_type\":\"isv\"}");
  double_fixture_post (
      test, "/accessToken",
      "client_id=APPKEY&client_secret=SECRET&grant_type=authorization_code&code=CODE&taxNum=" FIXTURE_SELLER
      "&redirect_uri=https%3A%2F%2Fexample.com");
  test->token = g_strdup (double_fixture_text (test, "access_token"));
  form = g_strdup_printf ("client_id=%s&client_secret=SECRET&grant_type=refresh_token&refresh_token=%s",
                          FIXTURE_SELLER, double_fixture_text (test, "refresh_token"));
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "E9500");
  test->user_tax = FIXTURE_BUYER;
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "070304");
  test->user_tax = NULL;
  g_assert_cmpstr (double_fixture_status (test, "NONE"), ==, "070304");
  double_fixture_post (test, "/accessToken", form);
  g_assert_cmpstr (double_fixture_text (test, "error"), ==, "");
  g_assert_cmpstr (double_fixture_text (test, "userId"), ==, FIXTURE_SELLER);
}

static void
test_issue (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "20");
  g_assert_cmpuint (double_fixture_count_legal (test, NULL), ==, 0);
  double_fixture_pass (test, 1000);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "21");
  g_assert_cmpstr (double_fixture_text (test, "result.0.allElectronicInvoiceNumber"), ==, "");
  g_assert_cmpuint (double_fixture_count_legal (test, "PD1"), ==, 1);
  double_fixture_pass (test, 1000);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
  g_assert_cmpstr (double_fixture_text (test, "result.0.orderAmount"), ==, "226.00");
  g_assert_cmpstr (double_fixture_text (test, "result.0.invoiceItems.0.itemAmount"), ==, "200.00");
  g_assert_cmpstr (double_fixture_text (test, "result.0.invoiceTime"), ==, "1795312801000");

  const char *number = double_fixture_text (test, "result.0.allElectronicInvoiceNumber");

  g_assert_cmpuint (strlen (number), ==, 20);
  g_assert_true (g_str_has_prefix (number, "26332"));
}

static void
test_duplicate (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "fault",
                          "{\"call\":\"requestBillingNew\",\"kind\":\"drop\",\"when\":\"after\"}");
  double_fixture_issue (test, "PD1");
  g_assert_cmpint (test->reply->deliver, ==, NUONUO_DELIVER_DROP);
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E9106");
  double_fixture_pass (test, 3600 * 1000);
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E9106");
  g_assert_cmpuint (double_fixture_count_legal (test, "PD1"), ==, 1);
  g_assert_cmpstr (double_fixture_issue (test, "PD2"), ==, "E0000");
}

/* Scripts: the status at each time (ms), and how many invoices there are in the end. */
static void
test_scripts (void)
{
  static const struct
  {
    const char *script;
    struct
    {
      gint64 at;
      const char *status;
    } steps[5];
    guint legal;
  } cases[] = {
    { "at-once", { { 0, "2" } }, 1 },
    { "normal", { { 0, "20" }, { 1000, "21" }, { 2000, "2" }, { 90000, "2" } }, 1 },
    { "refused", { { 0, "20" }, { 999, "20" }, { 1000, "22" }, { 90000, "22" } }, 0 },
    { "seal-failed", { { 0, "20" }, { 1000, "21" }, { 2000, "24" }, { 90000, "24" } }, 1 },
    { "voided", { { 0, "20" }, { 1000, "2" }, { 2000, "31" }, { 3000, "3" } }, 1 },
    { "stuck", { { 0, "20" }, { 900000, "20" } }, 0 },
    { "20, 2@86400000", { { 0, "20" }, { 86399999, "20" }, { 86400000, "2" } }, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
      g_autofree char *rule = g_strdup_printf ("{\"script\":\"%s\",\"failCause\":\"不可\"}", cases[i].script);
      gint64 start = test->now;

      double_fixture_control (test, "settings", "{\"token_life\":864000000}");
      double_fixture_control (test, "script", rule);
      g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
      for (guint j = 0; j < 5 && cases[i].steps[j].status != NULL; j++)
        {
          test->now = start + cases[i].steps[j].at * 1000;
          g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, cases[i].steps[j].status);
        }
      if (g_str_equal (cases[i].script, "refused"))
        g_assert_cmpstr (double_fixture_text (test, "result.0.failCause"), ==, "不可");
      g_assert_cmpuint (double_fixture_count_legal (test, "PD1"), ==, cases[i].legal);
      /* The rule was for one order. */
      g_assert_cmpstr (double_fixture_issue (test, "PD2"), ==, "E0000");
      double_fixture_pass (test, 2000);
      g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "2");
    }
}

static void
test_script_of_one (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "script", "{\"orderNo\":\"PD2\",\"script\":\"at-once\"}");
  double_fixture_issue (test, "PD1");
  double_fixture_issue (test, "PD2");
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "20");
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "2");
  /* One that is there already. */
  double_fixture_control (test, "script", "{\"orderNo\":\"PD1\",\"script\":\"20, 22@10\"}");
  double_fixture_pass (test, 10);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "22");
}

static void
test_retry (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *number = NULL;

  /* Not sealed: the invoice is there, and stays the same. */
  double_fixture_control (test, "script", "{\"script\":\"seal-failed\",\"retry\":\"20, 2@500\"}");
  double_fixture_issue (test, "PD1");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "24");
  number = g_strdup (double_fixture_text (test, "result.0.allElectronicInvoiceNumber"));
  g_assert_cmpuint (strlen (number), ==, 20);
  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD1\"}"), ==, "E0000");
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "21");
  double_fixture_pass (test, 500);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
  g_assert_cmpstr (double_fixture_text (test, "result.0.allElectronicInvoiceNumber"), ==, number);
  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD1\"}"), ==, "E9999");
  g_assert_cmpuint (double_fixture_count_legal (test, NULL), ==, 1);

  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{}"), ==, "E9611");
  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD9\"}"), ==, "E9500");

  /* Failed: 20 times in a day, then no more. */
  double_fixture_control (test, "script", "{\"script\":\"22\",\"retry\":\"22\"}");
  double_fixture_issue (test, "PD2");
  for (guint i = 0; i < 20; i++)
    g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD2\"}"), ==, "E0000");
  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD2\"}"), ==, "E9613");
  double_fixture_pass (test, 14 * 3600 * 1000);
  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD2\"}"), ==, "E0000");
  g_assert_cmpuint (double_fixture_count_legal (test, "PD2"), ==, 0);
}

static void
test_void (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *paper = double_fixture_order ("PD2", "\"invoiceLine\":\"ec\"");
  g_autofree char *request = NULL;
  g_autofree char *electronic = NULL;

  double_fixture_issue (test, "PD1");
  electronic = g_strdup_printf ("{\"invoiceId\":\"%s\",\"invalidReason\":\"1\"}",
                                double_fixture_text (test, "result.invoiceSerialNum"));
  double_fixture_call (test, "requestBillingNew", paper);
  request = g_strdup_printf ("{\"invoiceId\":\"%s\",\"invalidReason\":\"1\"}",
                             double_fixture_text (test, "result.invoiceSerialNum"));
  g_assert_cmpstr (double_fixture_call (test, "invoiceCancellation", request), ==, "E9999");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (double_fixture_call (test, "invoiceCancellation", electronic), ==, "E9999");
  g_assert_cmpstr (double_fixture_call (test, "invoiceCancellation", request), ==, "E0000");
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "31");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "3");
  double_fixture_control (test, "legal", NULL);
  g_assert_cmpstr (double_fixture_text (test, "invoices.1.orderNo"), ==, "PD2");
  g_assert_cmpstr (double_fixture_text (test, "invoices.1.voided"), ==, "1");
  g_assert_cmpstr (double_fixture_text (test, "invoices.0.voided"), ==, "0");
}

static void
test_grace (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "settings", "{\"grace\":600000}");
  double_fixture_issue (test, "PD1");
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "E9500");
  double_fixture_pass (test, 599999);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "E9500");
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E9106");
  double_fixture_pass (test, 1);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
}

/* What is refused at the door; the order number stays free. */
static void
test_refusals (void)
{
#define LINE(more)                                                                                           \
  "\"invoiceDetail\":[{\"goodsName\":\"纸\",\"goodsCode\":\"1060105010000000000\",\"withTaxFlag\":\"0\","   \
  "\"taxRate\":\"0.13\","                                                                                    \
  "\"tax\":\"13.00\",\"taxExcludedAmount\":\"100.00\",\"taxIncludedAmount\":\"113.00\"" more "}"
#define DISCOUNT(more)                                                                                        \
  ",{\"goodsName\":\"纸\",\"goodsCode\":\"1060105010000000000\",\"withTaxFlag\":\"0\",\"taxRate\":\"0.13\"," \
  "\"tax\":\"-1.30\","                                                                                        \
  "\"taxExcludedAmount\":\"-10.00\",\"taxIncludedAmount\":\"-11.30\",\"invoiceLineProperty\":\"1\"" more "}"
#define DISCOUNTED ",\"invoiceLineProperty\":\"2\""
  static const struct
  {
    const char *more; /* a later member wins */
    const char *code;
  } cases[] = {
    { "", "E0000" },
    { LINE ("") "]", "E0000" },
    { LINE (DISCOUNTED) DISCOUNT ("") "]", "E0000" },
    { "\"buyerName\":\"\"", "E4000" },
    { "\"buyerName\":null", "E4000" },
    { "\"clerk\":12", "E4000" },
    { "\"clerk\":\"\"", "E4000" },
    { "\"salerTel\":\"\"", "E4000" },
    { "\"invoiceDate\":\"2026-11-22\"", "E4000" },
    { "\"orderNo\":\"123456789012345678901\"", "E4000" },
    { "\"invoiceType\":\"3\"", "E9101" },
    { "\"invoiceType\":\"2\"", "E9101" },
    { "\"invoiceType\":\"2\",\"invoiceLine\":\"p\"", "E9102" },
    { "\"invoiceLine\":\"xx\"", "E4000" },
    { "\"pushMode\":\"1\"", "E4000" },
    { "\"pushMode\":\"0\",\"email\":\"a@b.cn\"", "E0000" },
    { "\"pushMode\":\"0\",\"email\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.cn\"", "E9104" },
    { "\"salerTaxNum\":\"" FIXTURE_BUYER "\"", "E9302" },
    { "\"buyerTaxNum\":\"9133\"", "E9306" },
    { "\"buyerTaxNum\":\"\"", "E0000" },
    { "\"buyerTaxNum\":\"\",\"invoiceLine\":\"bs\"", "E9307" },
    { "\"specificFactor\":\"3\"", "E4000" },
    { "\"specificFactor\":\"3\",\"invoiceBuildingInfo\":{}", "E0000" },
    { "\"specificFactor\":\"7\"", "E4000" },
    { LINE (",\"favouredPolicyFlag\":\"1\"") "]", "E4000" },
    { LINE (",\"favouredPolicyFlag\":\"03\",\"zeroRateFlag\":\"1\"") "]", "E0000" },
    { "\"invoiceDetail\":[]", "E9122" },
    { LINE (",\"price\":\"100\"") "]", "E9123" },
    { LINE (",\"taxIncludedAmount\":\"\"") "]", "E9123" },
    { LINE (",\"price\":\"1.123456789\",\"num\":\"1\"") "]", "E9124" },
    { LINE (",\"price\":\"1\",\"num\":\"1.123456789\"") "]", "E9125" },
    { LINE (",\"taxRate\":\"13%\"") "]", "E9126" },
    { LINE (",\"tax\":\"13.001\"") "]", "E9127" },
    { LINE (",\"taxExcludedAmount\":\"1e2\"") "]", "E9128" },
    { LINE (",\"taxIncludedAmount\":\"113.\"") "]", "E9129" },
    { LINE (",\"taxIncludedAmount\":\"113.01\"") "]", "E9130" },
    { LINE (",\"tax\":\"13.06\",\"taxIncludedAmount\":\"113.06\"") "]", "E0000" },
    { LINE (",\"tax\":\"13.07\",\"taxIncludedAmount\":\"113.07\"") "]", "E9131" },
    { LINE (",\"goodsCode\":\"106\"") "]", "E9121" },
    { LINE (",\"goodsCode\":\"\"") "]", "E9138" },
    { LINE (",\"goodsCode\":\"\",\"selfCode\":\"A1\"") "]", "E0000" },
    { LINE ("") DISCOUNT ("") "]", "E9105" },
    { LINE (DISCOUNTED) "]", "E9107" },
    { LINE (DISCOUNTED) ",{}"
                        "]",
      "E4000" },
    { LINE (DISCOUNTED) DISCOUNT (
          ",\"tax\":\"-26.00\",\"taxExcludedAmount\":\"-200.00\",\"taxIncludedAmount\":\"-226.00\"") "]",
      "E9108" },
    { LINE (DISCOUNTED) DISCOUNT (",\"goodsName\":\"笔\"") "]", "E9110" },
    { LINE (DISCOUNTED) DISCOUNT ("") DISCOUNT ("") "]", "E9111" },
    { LINE (DISCOUNTED) DISCOUNT (",\"taxRate\":\"0.130\"") "]", "E9112" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
      g_autofree char *json = double_fixture_order ("PD1", cases[i].more);

      g_test_message ("%s", cases[i].more);
      g_assert_cmpstr (double_fixture_call (test, "requestBillingNew", json), ==, cases[i].code);
      if (!g_str_equal (cases[i].code, "E0000"))
        g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
    }
#undef LINE
#undef DISCOUNT
#undef DISCOUNTED
}

static void
test_sellers (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "settings", "{\"any_seller\":0}");
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E9301");
  double_fixture_control (test, "seller", "{\"taxNumber\":\"" FIXTURE_SELLER "\",\"name\":\"卖方\"}");
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
  double_fixture_control (test, "settings", "{\"forbidden\":\"reInvoice, requestBillingNew\"}");
  g_assert_cmpstr (double_fixture_issue (test, "PD2"), ==, "E9338");
  /* Another seller does not see this one's orders. */
  test->user_tax = FIXTURE_BUYER;
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "E9500");
}

static void
test_query_limit (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autoptr (GString) keys = g_string_new ("{\"orderNos\":[\"PD1\"");

  double_fixture_issue (test, "PD1");
  for (guint i = 1; i < 50; i++)
    g_string_append_printf (keys, ",\"X%u\"", i);
  g_string_append (keys, "]}");
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceResult", keys->str), ==, "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result.0.orderNo"), ==, "PD1");
  g_assert_cmpstr (double_fixture_text (test, "result.1.orderNo"), ==, "");
  g_string_truncate (keys, keys->len - 2);
  g_string_append (keys, ",\"Y\"]}");
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceResult", keys->str), ==, "E4000");
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceResult", "{}"), ==, "E9611");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/double/signature", test_signature);
  g_test_add_func ("/double/signature-wrong", test_wrong_signature);
  g_test_add_func ("/double/token-ends", test_token_ends);
  g_test_add_func ("/double/token-limit", test_token_limit);
  g_test_add_func ("/double/token-refused", test_token_refused);
  g_test_add_func ("/double/token-isv", test_token_isv);
  g_test_add_func ("/double/issue", test_issue);
  g_test_add_func ("/double/duplicate", test_duplicate);
  g_test_add_func ("/double/scripts", test_scripts);
  g_test_add_func ("/double/script-of-one", test_script_of_one);
  g_test_add_func ("/double/retry", test_retry);
  g_test_add_func ("/double/void", test_void);
  g_test_add_func ("/double/grace", test_grace);
  g_test_add_func ("/double/refusals", test_refusals);
  g_test_add_func ("/double/sellers", test_sellers);
  g_test_add_func ("/double/query-limit", test_query_limit);
  return g_test_run ();
}
