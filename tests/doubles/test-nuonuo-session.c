/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubles/double-fixture.h"

/* The double itself: sign-in at the bureau, the credit line, the list, deliveries. */

#define MINUTE (60 * 1000)
#define HOUR (60 * MINUTE)

static const char *
qr_code (DoubleFixture *test, const char *type)
{
  g_autofree char *json = g_strdup_printf ("{\"queryType\":\"%s\"}", type);

  return double_fixture_call (test, "getQrCode", json);
}

static const char *
signed_in (DoubleFixture *test)
{
  double_fixture_call (test, "getCertificationStatus", "{\"queryType\":\"2\"}");
  return double_fixture_text (test, "result.certificationStatus");
}

static void
test_scan (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  g_assert_cmpstr (signed_in (test), ==, "1");
  double_fixture_control (test, "sign", "{\"in\":false}");
  g_assert_cmpstr (signed_in (test), ==, "0");
  g_assert_cmpstr (qr_code (test, "2"), ==, "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "0");
  double_fixture_pass (test, 1000);
  g_assert_cmpstr (qr_code (test, "3"), ==, "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "1");
  g_assert_cmpstr (double_fixture_text (test, "result.qrCode"), !=, "");
  g_assert_cmpstr (double_fixture_text (test, "result.endTime"), ==, "2026-11-22 10:05:00");
  double_fixture_call (test, "verifyComplete", "{\"queryType\":\"1\"}");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "0");
  double_fixture_control (test, "scan", "{}");
  double_fixture_call (test, "verifyComplete", "{\"queryType\":\"1\"}");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "1");
  g_assert_cmpstr (signed_in (test), ==, "1");
}

static void
test_scan_late (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *answer = NULL;

  signed_in (test);
  double_fixture_control (test, "sign", "{\"in\":false}");
  qr_code (test, "2");
  double_fixture_pass (test, 5 * MINUTE);
  qr_code (test, "3");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "2");
  answer = nuonuo_double_control (test->provider, "scan", "{}");
  g_assert_nonnull (strstr (answer, "error"));
  g_assert_cmpstr (signed_in (test), ==, "0");
  /* A person who is always there. */
  double_fixture_control (test, "settings", "{\"scan_by_itself\":3000}");
  qr_code (test, "2");
  double_fixture_pass (test, 3000);
  double_fixture_call (test, "verifyComplete", "{\"queryType\":\"1\"}");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "1");
  g_assert_cmpstr (signed_in (test), ==, "1");
}

/* 60 seconds between two, 20 in a day; SMS and QR codes share them, queries are free. */
static void
test_qr_limits (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpstr (qr_code (test, i % 3 == 0 ? "4" : "2"), ==, "E0000");
      double_fixture_pass (test, MINUTE - 1);
      g_assert_cmpstr (qr_code (test, "2"), ==, "E9999");
      g_assert_cmpstr (qr_code (test, "3"), ==, "E0000");
      double_fixture_pass (test, 1);
    }
  g_assert_cmpstr (qr_code (test, "2"), ==, "E9999");
  double_fixture_pass (test, 13 * HOUR);
  g_assert_cmpstr (qr_code (test, "2"), ==, "E9999");
  double_fixture_pass (test, HOUR);
  g_assert_cmpstr (qr_code (test, "2"), ==, "E0000");
}

static void
test_sms (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *wrong = NULL;
  g_autofree char *text = NULL;
  g_autofree char *right = NULL;

  signed_in (test);
  double_fixture_control (test, "sign", "{\"in\":false}");
  g_assert_cmpstr (qr_code (test, "4"), ==, "E0000");
  double_fixture_pass (test, 1000);
  qr_code (test, "5");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "1");
  double_fixture_control (test, "sms", NULL);
  text = g_strdup_printf ("{\"queryType\":\"2\",\"verifyCode\":\"%s\"}", double_fixture_text (test, "code"));
  right = g_strdup_printf ("{\"queryType\":\"2\",\"verifyCode\":%s}", double_fixture_text (test, "code"));
  /* It is the one number among strings. */
  g_assert_cmpstr (double_fixture_call (test, "verifyComplete", text), ==, "E4000");
  g_assert_cmpstr (double_fixture_call (test, "verifyComplete", "{\"queryType\":\"2\",\"verifyCode\":1}"), ==,
                   "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "2");
  g_assert_cmpstr (signed_in (test), ==, "0");
  double_fixture_call (test, "verifyComplete", right);
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "1");
  g_assert_cmpstr (signed_in (test), ==, "1");
  double_fixture_call (test, "verifyComplete", right);
  g_assert_cmpstr (double_fixture_text (test, "result.status"), ==, "2");
}

/* What becomes of an order while nobody is signed in. */
static void
test_signed_out (void)
{
  static const struct
  {
    const char *mode;
    const char *code;
    const char *status;
    const char *after; /* when somebody signed in */
  } cases[] = {
    { "fail", "E0000", "22", "22" },
    { "wait", "E0000", "20", "2" },
    { "refuse", "E9999", "E9500", "E9500" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
      g_autofree char *settings = g_strdup_printf ("{\"signed_out\":\"%s\"}", cases[i].mode);

      double_fixture_control (test, "settings", settings);
      double_fixture_control (test, "sign", "{\"seller\":\"" FIXTURE_SELLER "\",\"in\":false}");
      g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, cases[i].code);
      double_fixture_pass (test, HOUR);
      g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, cases[i].status);
      g_assert_cmpuint (double_fixture_count_legal (test, NULL), ==, 0);
      double_fixture_control (test, "sign", "{\"in\":true}");
      double_fixture_pass (test, 2000);
      g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, cases[i].after);
    }
}

/* What was taken unsigned is there as it was: nothing else is taken under its number, and its retry issues it. */
static void
test_kept_unsigned (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *other = double_fixture_order (
      "PD1",
      "\"invoiceDetail\":[{\"goodsName\":\"纸\",\"goodsCode\":\"1060105010000000000\",\"withTaxFlag\":\"0\","
      "\"price\":\"100\",\"num\":\"3\",\"taxRate\":\"0.13\",\"tax\":\"39.00\",\"taxExcludedAmount\":"
      "\"300.00\",\"taxIncludedAmount\":\"339.00\"}]");
  g_autoptr (GPtrArray) legal = NULL;

  double_fixture_control (test, "sign", "{\"seller\":\"" FIXTURE_SELLER "\",\"in\":false}");
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
  double_fixture_pass (test, HOUR);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "22");
  double_fixture_control (test, "sign", "{\"in\":true}");
  g_assert_cmpstr (double_fixture_call (test, "requestBillingNew", other), ==, "E9106");
  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD1\"}"), ==, "E0000");
  double_fixture_pass (test, HOUR);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
  legal = nuonuo_double_get_legal (test->provider);
  g_assert_cmpuint (legal->len, ==, 1);
  g_assert_cmpint (((const NuonuoLegal *) g_ptr_array_index (legal, 0))->gross, ==, 22600);
}

/* A drawer with an extension number, signed out before it was ever heard of; and the face that is wanted. */
static void
test_drawers (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *order = double_fixture_order ("PD1", "\"extensionNumber\":\"7\"");
  static const char query[] = "{\"queryType\":\"2\",\"extensionNumber\":\"7\"}";

  double_fixture_control (test, "settings", "{\"signed_out\":\"wait\"}");
  double_fixture_control (test, "sign", "{\"in\":false}");
  double_fixture_call (test, "getCertificationStatus", query);
  g_assert_cmpstr (double_fixture_text (test, "result.certificationStatus"), ==, "0");
  double_fixture_call (test, "requestBillingNew", order);
  double_fixture_pass (test, HOUR);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "20");
  double_fixture_call (test, "getQrCode", query);
  double_fixture_control (test, "scan", "{}");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
  g_assert_cmpstr (signed_in (test), ==, "0");

  double_fixture_control (test, "sign", "{\"in\":true,\"face\":false}");
  g_assert_cmpstr (signed_in (test), ==, "1");
  double_fixture_call (test, "getCertificationStatus", "{\"queryType\":\"1\"}");
  g_assert_cmpstr (double_fixture_text (test, "result.certificationStatus"), ==, "2");
  double_fixture_issue (test, "PD2");
  double_fixture_pass (test, HOUR);
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "20");
  g_assert_cmpstr (qr_code (test, "0"), ==, "E0000");
  double_fixture_pass (test, 1000);
  qr_code (test, "1");
  g_assert_cmpstr (double_fixture_text (test, "result.qrCodeType"), ==, "4");
  double_fixture_control (test, "scan", "{}");
  double_fixture_call (test, "getCertificationStatus", "{\"queryType\":\"1\"}");
  g_assert_cmpstr (double_fixture_text (test, "result.certificationStatus"), ==, "1");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "2");
}

static void
test_session_ends (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "settings", "{\"session_life\":3600000}");
  double_fixture_control (test, "sign", "{\"seller\":\"" FIXTURE_SELLER "\",\"in\":true}");
  double_fixture_pass (test, HOUR - 1);
  g_assert_cmpstr (signed_in (test), ==, "1");
  double_fixture_pass (test, 1);
  g_assert_cmpstr (signed_in (test), ==, "0");
}

static void
test_clerk (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "sign", "{\"seller\":\"" FIXTURE_SELLER "\",\"in\":true,\"clerk\":\"李四\"}");
  double_fixture_issue (test, "PD1");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "22");
}

static const char *
credit_line (DoubleFixture *test, const char *type)
{
  g_autofree char *json = g_strdup_printf ("{\"queryType\":\"%s\"}", type);

  return double_fixture_call (test, "getCreditLine", json);
}

/* The figures are those of the last refresh; refused is what the bureau's own do not cover. */
static void
test_quota (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "settings", "{\"script\":\"at-once\",\"refresh_a_day\":3}");
  double_fixture_control (test, "quota", "{\"seller\":\"" FIXTURE_SELLER "\",\"total\":50000,\"used\":0}");
  g_assert_cmpstr (credit_line (test, "0"), ==, "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result.requestStatus"), ==, "0");
  double_fixture_pass (test, 1000);
  credit_line (test, "1");
  g_assert_cmpstr (double_fixture_text (test, "result.requestStatus"), ==, "1");
  g_assert_cmpstr (double_fixture_text (test, "result.availableCreditLine"), ==, "500.00");
  double_fixture_issue (test, "PD1");
  credit_line (test, "1");
  g_assert_cmpstr (double_fixture_text (test, "result.availableCreditLine"), ==, "500.00");
  g_assert_cmpstr (credit_line (test, "0"), ==, "E9999");
  double_fixture_pass (test, 29 * 1000);
  g_assert_cmpstr (credit_line (test, "0"), ==, "E0000");
  double_fixture_pass (test, 30 * 1000);
  credit_line (test, "1");
  g_assert_cmpstr (double_fixture_text (test, "result.availableCreditLine"), ==, "300.00");
  g_assert_cmpstr (double_fixture_text (test, "result.invoicedBlueCount"), ==, "1");
  g_assert_cmpstr (credit_line (test, "0"), ==, "E0000");
  double_fixture_pass (test, HOUR);
  g_assert_cmpstr (credit_line (test, "0"), ==, "E9999");

  double_fixture_issue (test, "PD2");
  double_fixture_issue (test, "PD3");
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "2");
  g_assert_cmpstr (double_fixture_status (test, "PD3"), ==, "22");
  /* A new month: it may be tried again. */
  double_fixture_control (test, "clock", "{\"advance\":864000000}");
  double_fixture_sign_in (test);
  g_assert_cmpstr (double_fixture_call (test, "reInvoice", "{\"orderno\":\"PD3\"}"), ==, "E0000");
  double_fixture_pass (test, 2000);
  g_assert_cmpstr (double_fixture_status (test, "PD3"), ==, "2");
}

static void
test_list (void)
{
  static const struct
  {
    const char *range;
    const char *code;
    const char *total;
  } cases[] = {
    { "\"startTime\":\"2026-11-22\",\"endTime\":\"2026-11-22\"", "E0000", "3" },
    { "\"startTime\":\"2026-11-13\",\"endTime\":\"2026-11-22\",\"pageSize\":\"2\"", "E0000", "3" },
    { "\"startTime\":\"2026-11-23\",\"endTime\":\"2026-11-24\"", "E0000", "0" },
    { "\"startTime\":\"2026-11-22 10:00:01\",\"endTime\":\"2026-11-22 23:00:00\"", "E0000", "2" },
    { "\"startTime\":\"2026-11-12\",\"endTime\":\"2026-11-22\"", "E4000", "" },
    { "\"startTime\":\"2026-11-12 00:00:00\",\"endTime\":\"2026-11-22 00:00:01\"", "E4000", "" },
    { "\"startTime\":\"2026-11-22\"", "E4000", "" },
    { "\"startTime\":\"2026-11-22\",\"endTime\":\"2026-11-22\",\"pageSize\":\"51\"", "E4000", "" },
  };
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *order = g_strdup_printf ("PD%u", i);

      double_fixture_issue (test, order);
      double_fixture_pass (test, 1000);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"taxnum\":\"" FIXTURE_SELLER "\",%s}", cases[i].range);

      g_test_message ("%s", json);
      g_assert_cmpstr (double_fixture_call (test, "queryInvoiceList", json), ==, cases[i].code);
      g_assert_cmpstr (double_fixture_text (test, "result.totalCount"), ==, cases[i].total);
    }
  g_assert_cmpstr (double_fixture_call (test, "queryInvoiceList",
                                        "{\"taxnum\":\"" FIXTURE_SELLER
                                        "\",\"startTime\":\"2026-11-22\",\"endTime\":"
                                        "\"2026-11-22\",\"pageSize\":\"2\",\"pageNo\":\"2\"}"),
                   ==, "E0000");
  g_assert_cmpstr (double_fixture_text (test, "result.invoices.0.orderNo"), ==, "PD2");
  g_assert_cmpstr (double_fixture_text (test, "result.invoices.1.orderNo"), ==, "");
}

static void
test_deliver (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *number = NULL;
  static const struct
  {
    const char *to;
    const char *code;
  } cases[] = {
    { ",\"mail\":\"a@b.cn\"", "E0000" },
    { ",\"phone\":\"13800000000\"", "E0000" },
    { "", "E4000" },
    { ",\"mail\":\"a@b.cn\",\"phone\":\"13800000000\"", "E4000" },
    { ",\"mail\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.cn\"", "E9104" },
  };

  double_fixture_control (test, "settings", "{\"script\":\"at-once\"}");
  double_fixture_issue (test, "PD1");
  double_fixture_status (test, "PD1");
  number = g_strdup (double_fixture_text (test, "result.0.allElectronicInvoiceNumber"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json =
          g_strdup_printf ("{\"taxnum\":\"" FIXTURE_SELLER "\",\"invoiceCode\":\"\",\"invoiceNum\":"
                           "\"%s\"%s}",
                           number, cases[i].to);

      g_assert_cmpstr (double_fixture_call (test, "deliveryInvoice", json), ==, cases[i].code);
    }
  g_assert_cmpstr (double_fixture_call (test, "deliveryInvoice",
                                        "{\"taxnum\":\"" FIXTURE_SELLER
                                        "\",\"invoiceNum\":\"1\",\"mail\":\"a@b\"}"),
                   ==, "E9500");
}

/* What the provider would have pushed to a public address. */
static void
test_callbacks (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *order = double_fixture_order ("PD1", "\"callBackUrl\":\"https://example.com/cb\"");

  double_fixture_call (test, "requestBillingNew", order);
  double_fixture_issue (test, "PD2");
  double_fixture_pass (test, 2000);
  double_fixture_control (test, "callbacks", NULL);
  g_assert_cmpstr (double_fixture_text (test, "callbacks.0.url"), ==, "https://example.com/cb");
  g_assert_true (
      g_str_has_prefix (double_fixture_text (test, "callbacks.0.body"), "operater=callback&orderno=PD1&"));
  g_assert_cmpstr (double_fixture_text (test, "callbacks.1.url"), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/double/session/scan", test_scan);
  g_test_add_func ("/double/session/scan-late", test_scan_late);
  g_test_add_func ("/double/session/qr-limits", test_qr_limits);
  g_test_add_func ("/double/session/sms", test_sms);
  g_test_add_func ("/double/session/signed-out", test_signed_out);
  g_test_add_func ("/double/session/kept-unsigned", test_kept_unsigned);
  g_test_add_func ("/double/session/drawers", test_drawers);
  g_test_add_func ("/double/session/ends", test_session_ends);
  g_test_add_func ("/double/session/clerk", test_clerk);
  g_test_add_func ("/double/quota", test_quota);
  g_test_add_func ("/double/list", test_list);
  g_test_add_func ("/double/deliver", test_deliver);
  g_test_add_func ("/double/callbacks", test_callbacks);
  return g_test_run ();
}
