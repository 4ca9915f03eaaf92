/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gateway/pd-nuonuo-private.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"
#include "nuonuo-fixture.h"

#define KEY "PD0123456789ABCDEFGH"

/* The two vectors of the provider's papers. */
static void
test_sign (void)
{
  g_autofree char *first = pd_nuonuo_sign ("SECRET", "APPKEY", "SENID", "12345678", 1700000000, "{\"a\":1}");
  g_autofree char *second = pd_nuonuo_sign ("secret", "app", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "12345678",
                                            1700000000, "{\"name\":\"中文\"}");

  g_assert_cmpstr (first, ==, "7iSZiR+0g+376QEJ38xLM+3vGDs=");
  g_assert_cmpstr (second, ==, "4BzcKzrcoqxPis0W/W3X2ae0uIo=");
}

static const PdWireValue *
parse (const char *text, PdWireDocument **document)
{
  g_autoptr (GError) error = NULL;

  *document = pd_wire_parse (text, -1, &error);
  g_assert_no_error (error);
  return pd_wire_document_root (*document);
}

static void
test_codes_read (void)
{
  static const struct
  {
    const char *json;
    const char *code;
  } rows[] = {
    { "{\"code\":\"E0000\"}", "E0000" },
    { "{\"code\":\"0000\"}", "E0000" },
    { "{\"code\":0}", "E0000" },
    { "{\"code\":\"0\"}", "E0000" },
    { "{\"code\":9106}", "E9106" },
    { "{\"code\":\"9106\"}", "E9106" },
    { "{\"code\":\"e9106\"}", "E9106" },
    { "{\"code\":\" E9106 \"}", "E9106" },
    { "{\"code\":70601}", "070601" },
    { "{\"code\":\"070601\"}", "070601" },
    { "{\"code\":null}", NULL },
    { "{\"code\":\"\"}", NULL },
    { "{}", NULL },
    { "{\"code\":[]}", NULL },
    { "[]", NULL },
    { "\"E0000\"", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdWireDocument) document = NULL;
      g_autofree char *code = pd_nuonuo_read_code (parse (rows[i].json, &document), "code");

      g_assert_cmpstr (code, ==, rows[i].code);
    }
}

static void
test_values_read (void)
{
  static const struct
  {
    const char *json;
    gboolean ok;
    gint64 value;
  } integers[] = { { "2", TRUE, 2 },        { "\"2\"", TRUE, 2 },     { "\"2.00\"", TRUE, 2 },
                   { "2.0", TRUE, 2 },      { "\" 20 \"", TRUE, 20 }, { "-3", TRUE, -3 },
                   { "\"2.5\"", FALSE, 0 }, { "\"\"", FALSE, 0 },     { "null", FALSE, 0 },
                   { "\"x\"", FALSE, 0 },   { "true", TRUE, 1 },      { "[2]", FALSE, 0 },
                   { "\"2.\"", FALSE, 0 },  { "\".0\"", FALSE, 0 } };
  static const struct
  {
    const char *json;
    gboolean ok;
    gint64 value;
  } amounts[] = { { "\"113.00\"", TRUE, 11300 }, { "113", TRUE, 11300 }, { "113.5", TRUE, 11350 },
                  { "\"-0.01\"", TRUE, -1 },     { "\"\"", FALSE, 0 },   { "\"a\"", FALSE, 0 },
                  { "\"***\"", FALSE, 0 } };
  static const struct
  {
    const char *json;
    gint64 value; /* seconds; 0: none */
  } times[] = { { "1798776000000", 1798776000 },
                { "\"1798776000000\"", 1798776000 },
                { "1798776000", 1798776000 },
                { "\"2027-01-01 12:00:00\"", 1798776000 },
                { "\"20270101120000\"", 1798776000 },
                { "\"2027-01-01\"", 1798776000 - 12 * 3600 },
                { "\"2027/01/01 12:00:00\"", 1798776000 },
                { "\"2027-13-01\"", 0 },
                { "\"soon\"", 0 },
                { "\"\"", 0 },
                { "null", 0 },
                { "12", 0 } };
  gint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"v\":%s}", integers[i].json);
      g_autoptr (PdWireDocument) document = NULL;

      g_assert_true (pd_nuonuo_read_integer (parse (json, &document), "v", &value) == integers[i].ok);
      g_assert_cmpint (value, ==, integers[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"v\":%s}", amounts[i].json);
      g_autoptr (PdWireDocument) document = NULL;

      g_assert_true (pd_nuonuo_read_fen (parse (json, &document), "v", &value) == amounts[i].ok);
      g_assert_cmpint (value, ==, amounts[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"v\":%s}", times[i].json);
      g_autoptr (PdWireDocument) document = NULL;

      g_assert_true (pd_nuonuo_read_time (parse (json, &document), "v", &value) == (times[i].value != 0));
      g_assert_cmpint (value, ==, times[i].value * G_TIME_SPAN_SECOND);
    }
}

/* What a status says, with the number under either name or none, as numbers and as strings. */
static void
test_rows (void)
{
#define NUMBER "27322000000048000001"
  static const struct
  {
    const char *json;
    PdGatewayState state;
    PdGatewayNext next;
    const char *number;
  } rows[] = {
    { "{\"status\":\"20\"}", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL },
    { "{\"status\":21}", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL },
    { "{\"status\":\"2\",\"allElectronicInvoiceNumber\":\"" NUMBER "\",\"invoiceTime\":1798776000000}",
      PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NUMBER },
    { "{\"status\":2,\"invoiceNo\":\"" NUMBER "\",\"invoiceTime\":\"1798776000000\"}", PD_GATEWAY_ISSUED,
      PD_GATEWAY_NEXT_NOTHING, NUMBER },
    { "{\"status\":2,\"allElectronicInvoiceNumber\":\"\",\"invoiceNo\":" NUMBER
      ",\"updateTime\":1798776000000}",
      PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NUMBER },
    /* issued, it says, and tells no number: it is asked again */
    { "{\"status\":2}", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL },
    { "{\"status\":2,\"invoiceNo\":\"12345678\"}", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL },
    { "{\"status\":\"22\",\"failCause\":\"商品编码不可用\"}", PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, NULL },
    { "{\"status\":\"22\",\"failCause\":\"开票员未登录电子税务局\"}", PD_GATEWAY_WAITING,
      PD_GATEWAY_NEXT_SIGN_IN, NULL },
    { "{\"status\":\"22\",\"failCause\":\"开票员与电子税务局登录人不一致\"}", PD_GATEWAY_FAILED,
      PD_GATEWAY_NEXT_FIX, NULL },
    /* the seal failed: it is legal */
    { "{\"status\":24,\"invoiceNo\":\"" NUMBER "\"}", PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_RETRY, NUMBER },
    { "{\"status\":24}", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_RETRY, NULL },
    { "{\"status\":31,\"invoiceNo\":\"" NUMBER "\"}", PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NUMBER },
    { "{\"status\":3,\"invoiceNo\":\"" NUMBER "\"}", PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NUMBER },
    { "{\"status\":3}", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_DECIDE, NULL },
    /* nothing that can be read: nobody knows */
    { "{\"status\":99}", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, NULL },
    { "{\"status\":null}", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, NULL },
    { "{}", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdWireDocument) document = NULL;
      g_autoptr (PdGatewayAnswer) answer =
          pd_nuonuo_read_row (parse (rows[i].json, &document), PROVIDER_START);

      g_test_message ("%s", rows[i].json);
      g_assert_cmpint (answer->state, ==, rows[i].state);
      g_assert_cmpint (answer->next, ==, rows[i].next);
      g_assert_cmpstr (answer->number, ==, rows[i].number);
      if (answer->state == PD_GATEWAY_ISSUED)
        g_assert_cmpstr (answer->issue_date, ==, "2027-01-01");
      g_assert_true (answer->is_spent ==
                     (answer->state == PD_GATEWAY_FAILED || answer->state == PD_GATEWAY_WAITING));
    }
}

/* Every code, what it says of an order and of a question. */
static void
test_codes (void)
{
  static const struct
  {
    const char *codes;
    PdGatewayState state;
    PdGatewayNext next;
    PdGatewayNext asked;
  } rows[] = {
    { "070101 070304 070305 070306 070307 070601 E9300 E9301 E9302 E9338 E1001", PD_GATEWAY_NOT_SENT,
      PD_GATEWAY_NEXT_CONFIGURE, PD_GATEWAY_NEXT_CONFIGURE },
    { "E4000 E9101 E9102 E9103 E9104 E9105 E9107 E9108 E9110 E9111 E9112 E9113 E9114 E9115 E9116 E9117 E9118 "
      "E9119 "
      "E9120 E9121 E9122 E9123 E9124 E9125 E9126 E9127 E9128 E9129 E9130 E9131 E9138 E9154 E9306 E9307 E9607",
      PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, PD_GATEWAY_NEXT_QUERY },
    { "E9106", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, PD_GATEWAY_NEXT_QUERY },
    { "E9613", PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_DECIDE, PD_GATEWAY_NEXT_QUERY },
    { "E9500 E9601 E9611 E9999", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, PD_GATEWAY_NEXT_QUERY },
    /* what the papers do not name may have been taken */
    { "E8888 X1", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, PD_GATEWAY_NEXT_QUERY },
  };
  guint n_codes, seen = 0;

  pd_nuonuo_get_codes (&n_codes);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) codes = g_strsplit (rows[i].codes, " ", -1);

      for (guint j = 0; codes[j] != NULL; j++)
        {
          const PdNuonuoReply reply = { .outcome = PD_NUONUO_REFUSED, .code = codes[j] };
          g_autoptr (PdGatewayAnswer) submitted = pd_nuonuo_answer_submit (&reply);
          g_autoptr (PdGatewayAnswer) asked = pd_nuonuo_answer_asked (&reply);

          g_test_message ("%s", codes[j]);
          g_assert_cmpint (submitted->state, ==, rows[i].state);
          g_assert_cmpint (submitted->next, ==, rows[i].next);
          g_assert_cmpstr (submitted->code, ==, codes[j]);
          g_assert_cmpint (asked->state, ==, PD_GATEWAY_UNKNOWN);
          g_assert_cmpint (asked->next, ==, rows[i].asked);
          if (pd_nuonuo_find_code (codes[j]) == NULL)
            continue;
          g_assert_nonnull (submitted->reason);
          seen++;
        }
    }
  g_assert_cmpuint (seen, ==, n_codes);
}

static void
test_price (void)
{
  static const struct
  {
    const char *price;
    const char *quantity;
    gint64 net;
    const char *sent;
  } rows[] = {
    { "25", "4", 10000, "25" },
    { "4197.16981132075", "1", 419717, "4197.16981132" },
    { "0.0000000049", "1", 0, "0" },
    { "123456789012.123", "0.01", 123456789012, "123456789012.123" },
    { "123456789012.1234567", "0.01", 123456789012, "123456789012.123" },
    /* rounded, it no longer makes the amount */
    { "0.123456789", "123456789012", G_GINT64_CONSTANT (1524157875019), NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sent = pd_nuonuo_price (rows[i].price, rows[i].quantity, rows[i].net);

      g_assert_cmpstr (sent, ==, rows[i].sent);
    }
}

static void
test_files (void)
{
  static const struct
  {
    PdGatewayFileKind kind;
    const char *text;
    gsize size;
    gboolean is;
  } rows[] = {
#define FILE(kind, text, is) { PD_GATEWAY_FILE_##kind, text, sizeof (text) - 1, is }
    FILE (PDF, "%PDF-1.7\n...\n%%EOF\n", TRUE),
    FILE (PDF, "%PDF-1.7\n...", FALSE), /* cut off */
    FILE (PDF, "<html>404</html>", FALSE),
    FILE (PDF, "", FALSE),
    FILE (OFD, "PK\003\004...PK\005\006...", TRUE),
    FILE (OFD, "PK\003\004...", FALSE),
    FILE (OFD, "%PDF-1.7\n...\n%%EOF\n", FALSE),
    FILE (XML, "<?xml version=\"1.0\"?><EInvoice/>", TRUE),
    FILE (XML, "\xef\xbb\xbf \n<EInvoice/>", TRUE),
    FILE (XML, "<HTML><body>", FALSE),
    FILE (XML, "<!DOCTYPE html><html>", FALSE),
    FILE (XML, "not found", FALSE),
    FILE (XML, "", FALSE),
#undef FILE
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (rows[i].text, rows[i].size);

      g_assert_true (pd_nuonuo_is_file (rows[i].kind, bytes) == rows[i].is);
    }
}

/* --- what is sent */

static char *
body_of (const PdRecord *invoice, char **problem)
{
  const PdGatewayRequest request = { .key = KEY, .invoice = invoice, .province = 32 };
  gint64 (*now) (gpointer data) = NULL;
  PdNuonuo self = {
    .tax_number = (char *) PROVIDER_SELLER, .clerk = (char *) "张三", .extension = (char *) "1", .now = now
  };

  pd_record_set_integer ((PdRecord *) invoice, PD_INVOICE_SUBMITTED_AT, PROVIDER_START);
  return pd_nuonuo_order_body (&self, &request, problem);
}

static void
assert_has (const char *body, const char *part)
{
  if (strstr (body, part) == NULL)
    g_error ("%s is not in %s", part, body);
}

static void
test_body (void)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autofree char *problem = NULL;
  g_autofree char *body = body_of (invoice, &problem);
  g_autoptr (PdWireDocument) document = NULL;

  g_assert_null (problem);
  parse (body, &document);
  assert_has (body, "\"orderNo\":\"" KEY "\"");
  assert_has (body, "\"invoiceDate\":\"2027-01-01 12:00:00\"");
  assert_has (body, "\"invoiceLine\":\"bs\"");
  assert_has (body, "\"invoiceType\":\"1\"");
  assert_has (body, "\"pushMode\":\"-1\"");
  assert_has (body, "\"bField1\":\"01930000-0000-7000-8000-000000000001\"");
  assert_has (body, "\"bField2\":\"SO-2027-0001\"");
  assert_has (body, "\"buyerAccount\":\"工商银行 6222020000\"");
  assert_has (body, "\"remark\":\"合同 \\\"A-1\\\"\\u000a第二行\"");
  assert_has (body, "\"goodsName\":\"复印纸\"");
  assert_has (body, "\"num\":\"4\",\"price\":\"25\"");
  assert_has (body, "\"taxRate\":\"0.13\"");
  assert_has (body, "\"taxExcludedAmount\":\"100.00\",\"tax\":\"13.00\",\"taxIncludedAmount\":\"113.00\"");
  g_assert_null (strstr (body, "naturalPersonFlag"));
}

static void
test_body_of_person (void)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_ORDINARY);
  g_autofree char *problem = NULL;

  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, "李四（个人）");
  pd_record_clear (invoice, PD_INVOICE_BUYER_TAX_NUMBER);
  provider_add_line (invoice, "农产品", NULL, NULL, 5000, PD_TAX_RATE_EXEMPT, 0);
  provider_add_line (invoice, "押金", NULL, NULL, 5000, PD_TAX_RATE_NON_TAXABLE, 0);

  PdRecord *line = provider_add_line (invoice, "服务", "1", "50", 5000, "0.06", 300);
  PdRecord *discount = provider_add_line (invoice, "服务", NULL, NULL, -1000, "0.06", -60);

  pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, PD_INVOICE_LINE_IS_DISCOUNTED);
  pd_record_set_integer (discount, PD_INVOICE_LINE_PROPERTY, PD_INVOICE_LINE_IS_DISCOUNT);

  g_autofree char *body = body_of (invoice, &problem);

  g_assert_null (problem);
  assert_has (body, "\"naturalPersonFlag\":\"1\"");
  assert_has (body, "\"invoiceLine\":\"pc\"");
  assert_has (body, "\"taxRate\":\"0\",\"zeroRateFlag\":\"1\",\"favouredPolicyFlag\":\"03\"");
  assert_has (body, "\"taxRate\":\"0\",\"zeroRateFlag\":\"2\",\"favouredPolicyFlag\":\"04\"");
  assert_has (body, "\"invoiceLineProperty\":\"2\"");
  assert_has (body, "\"taxExcludedAmount\":\"-10.00\",\"tax\":\"-0.60\",\"taxIncludedAmount\":\"-10.60\"");
}

/* What the provider would refuse, or could not read, does not leave. */
static void
test_strict (void)
{
  static const struct
  {
    int field;
    const char *text;
  } rows[] = {
    { PD_INVOICE_BUYER_NAME, NULL },
    { PD_INVOICE_BUYER_TAX_NUMBER, NULL },
    { PD_INVOICE_KIND, "paper" },
    { PD_INVOICE_BUYER_NAME, "杭州\x01买家" },
    { PD_INVOICE_BUYER_NAME, "杭州\xee\x80\x80买家" }, /* for private use */
    { PD_INVOICE_ORDER_NUMBER, "SO\t1" },
    { PD_INVOICE_SELLER_PHONE, "025-1234567890123456789" }, /* 20 at most */
  };
  g_autofree char *contact = g_strnfill (60, 'x');
  g_autofree char *remark = g_strnfill (201, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (rows) + 3; i++)
    {
      g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
      PdRecord *line = g_ptr_array_index (pd_record_get_lines (invoice), 0);
      g_autofree char *problem = NULL;
      g_autofree char *body = NULL;

      if (i < G_N_ELEMENTS (rows))
        pd_record_set_text (invoice, (guint) rows[i].field, rows[i].text);
      else if (i == G_N_ELEMENTS (rows))
        pd_record_set_text (invoice, PD_INVOICE_REMARK, remark);
      else if (i == G_N_ELEMENTS (rows) + 1)
        {
          pd_record_set_text (invoice, PD_INVOICE_BUYER_ADDRESS, contact);
          pd_record_set_text (invoice, PD_INVOICE_BUYER_PHONE, contact + 19);
        }
      else
        pd_record_set_text (line, PD_INVOICE_LINE_QUANTITY, "4.000000001");
      body = body_of (invoice, &problem);
      g_assert_null (body);
      g_assert_nonnull (problem);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gateway/nuonuo-parts/sign", test_sign);
  g_test_add_func ("/gateway/nuonuo-parts/codes-read", test_codes_read);
  g_test_add_func ("/gateway/nuonuo-parts/values-read", test_values_read);
  g_test_add_func ("/gateway/nuonuo-parts/rows", test_rows);
  g_test_add_func ("/gateway/nuonuo-parts/codes", test_codes);
  g_test_add_func ("/gateway/nuonuo-parts/price", test_price);
  g_test_add_func ("/gateway/nuonuo-parts/files", test_files);
  g_test_add_func ("/gateway/nuonuo-parts/body", test_body);
  g_test_add_func ("/gateway/nuonuo-parts/body-of-person", test_body_of_person);
  g_test_add_func ("/gateway/nuonuo-parts/strict", test_strict);
  return g_test_run ();
}
