/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-received-invoice.h"
#include "reading/pd-joined-text.h"
#include "reading/pd-reading-json.h"
#include "reading/pd-reading-record.h"

static PdReading *
whole_reading (void)
{
  PdReading *reading = pd_reading_new ("a.pdf", "pdf");
  PdReadingLine *line;

  pd_reading_offer (reading, PD_READING_NUMBER, PD_READING_SOURCE_TEXT, 90, "24112000000048542163");
  pd_reading_offer (reading, PD_READING_ISSUE_DATE, PD_READING_SOURCE_TEXT, 90, "2024年05月28日");
  pd_reading_offer (reading, PD_READING_TITLE, PD_READING_SOURCE_TEXT, 90, "电子发票（增值税专用发票）");
  pd_reading_offer (reading, PD_READING_SELLER_NAME, PD_READING_SOURCE_TEXT, 90, "甲（北京）有限公司");
  pd_reading_offer (reading, PD_READING_BUYER_NAME, PD_READING_SOURCE_TEXT, 90, "乙有限公司");
  pd_reading_offer (reading, PD_READING_AMOUNT, PD_READING_SOURCE_TEXT, 90, "¥1,000.00");
  pd_reading_offer (reading, PD_READING_TAX, PD_READING_SOURCE_TEXT, 90, "130");
  pd_reading_offer (reading, PD_READING_TOTAL, PD_READING_SOURCE_TEXT, 90, "￥1130.00");
  pd_reading_offer (reading, PD_READING_WORDS, PD_READING_SOURCE_TEXT, 90, "壹仟壹佰叁拾圆整");
  line = pd_reading_add_line (reading, PD_READING_SOURCE_TEXT);
  pd_reading_set_line (reading, line, PD_READING_LINE_NAME, "*信息技术服务*软件");
  pd_reading_set_line (reading, line, PD_READING_LINE_QUANTITY, "2");
  pd_reading_set_line (reading, line, PD_READING_LINE_PRICE, "500.00");
  pd_reading_set_line (reading, line, PD_READING_LINE_AMOUNT, "1000.00");
  pd_reading_set_line (reading, line, PD_READING_LINE_RATE, "13%");
  pd_reading_set_line (reading, line, PD_READING_LINE_TAX, "130.00");
  return reading;
}

static char *
warnings_of (PdReading *reading)
{
  GPtrArray *warnings = pd_reading_get_warnings (reading);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < warnings->len; i++)
    {
      const PdReadingWarning *warning = warnings->pdata[i];

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", warning->code);
    }
  return g_string_free (text, FALSE);
}

#define assert_warnings(reading, expected)                                                                   \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *found = warnings_of (reading);                                                          \
    g_assert_cmpstr (found, ==, expected);                                                                   \
  }                                                                                                          \
  G_STMT_END

static void
test_canonical (void)
{
  g_autoptr (PdReading) reading = whole_reading ();

  pd_reading_settle (reading);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_ISSUE_DATE), ==, "2024-05-28");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_AMOUNT), ==, "1000.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TAX), ==, "130.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "1130.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, "digital_special");
  g_assert_true (pd_reading_is_invoice (reading));
  assert_warnings (reading, "");
}

/* One thing wrong at a time, and what is said of it. */
static void
test_differences (void)
{
  static const struct
  {
    PdReadingField field;
    PdReadingSource source;
    guint confidence;
    const char *text;
    const char *chosen;
    const char *warnings;
  } cases[] = {
    { PD_READING_NUMBER, PD_READING_SOURCE_QR, 99, "24112000000048542164", "24112000000048542164",
      "differs" },
    { PD_READING_NUMBER, PD_READING_SOURCE_OCR, 60, "24112000000048542164", "24112000000048542163",
      "differs" },
    { PD_READING_SELLER_NAME, PD_READING_SOURCE_XML, 100, "甲(北京) 有限公司", "甲(北京) 有限公司", "" },
    { PD_READING_TOTAL, PD_READING_SOURCE_XML, 100, "1131.00", "1131.00", "differs sum words" },
    { PD_READING_AMOUNT, PD_READING_SOURCE_XML, 100, "1000.01", "1000.01", "differs sum sum" },
    { PD_READING_ISSUE_DATE, PD_READING_SOURCE_QR, 99, "20230528", "2023-05-28", "differs number" },
    { PD_READING_TOTAL, PD_READING_SOURCE_XML, 100, "1,13", "1130.00", "malformed" },
    { PD_READING_SELLER_TAX_NUMBER, PD_READING_SOURCE_XML, 100, "91320115MA202UKD7X", "91320115MA202UKD7X",
      "" },
    { PD_READING_SELLER_TAX_NUMBER, PD_READING_SOURCE_XML, 100, "91320115MA202UKD7Y", "91320115MA202UKD7Y",
      "tax_number" },
    { PD_READING_SELLER_TAX_NUMBER, PD_READING_SOURCE_XML, 100, "91320115MRA202UKD7X", "91320115MRA202UKD7X",
      "" },
    { PD_READING_SELLER_TAX_NUMBER, PD_READING_SOURCE_OCR, 60, "91320115MRA202UKD7X", "91320115MRA202UKD7X",
      "tax_number" },
    { PD_READING_WORDS, PD_READING_SOURCE_XML, 100, "壹仟壹佰叁拾壹圆整", "壹仟壹佰叁拾壹圆整",
      "differs words" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdReading) reading = whole_reading ();

      pd_reading_offer (reading, cases[i].field, cases[i].source, cases[i].confidence, cases[i].text);
      pd_reading_settle (reading);
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (pd_reading_get (reading, cases[i].field), ==, cases[i].chosen);
      assert_warnings (reading, cases[i].warnings);
    }
}

static void
test_lines (void)
{
  g_autoptr (PdReading) reading = whole_reading ();
  PdReadingLine *line = pd_reading_add_line (reading, PD_READING_SOURCE_TEXT);

  pd_reading_set_line (reading, line, PD_READING_LINE_AMOUNT, "10.00");
  pd_reading_set_line (reading, line, PD_READING_LINE_RATE, "13%");
  pd_reading_set_line (reading, line, PD_READING_LINE_TAX, "1.40");
  pd_reading_settle (reading);
  assert_warnings (reading, "sum sum tax");
}

static void
test_derived (void)
{
  g_autoptr (PdReading) reading = pd_reading_new ("a", "image");

  pd_reading_offer (reading, PD_READING_CODE, PD_READING_SOURCE_QR, 99, "033002000211");
  pd_reading_offer (reading, PD_READING_NUMBER, PD_READING_SOURCE_QR, 99, "83089647");
  pd_reading_offer (reading, PD_READING_AMOUNT, PD_READING_SOURCE_QR, 99, "510.68");
  pd_reading_offer (reading, PD_READING_TAX, PD_READING_SOURCE_OCR, 60, "***");
  pd_reading_settle (reading);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, "electronic_ordinary");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TAX), ==, "0.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "510.68");
  g_assert_cmpint (pd_reading_get_value (reading, PD_READING_TOTAL)->source, ==, PD_READING_SOURCE_DERIVED);
  assert_warnings (reading, "missing missing missing");
}

static void
test_titles (void)
{
  static const struct
  {
    const char *title;
    const char *kind;
  } cases[] = {
    { "电子发票（增值税专用发票）", "digital_special" },
    { "电 子 发 票 ( 普 通 发 票 )", "digital_ordinary" },
    { "电子发票（铁路电子客票）", "rail" },
    { "电子发票（航空运输电子客票行程单）", "air" },
    { "浙江增值税电子普通发票", "electronic_ordinary" },
    { "上海增值税电子专用发票", "electronic_special" },
    { "北京增值税专用发票", "paper_special" },
    { "江苏通行费电子普通发票", "toll" },
    { "机动车销售统一发票", "vehicle" },
    { "送货单", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PdReadingInvoiceKind *kind = pd_reading_kind_from_title (cases[i].title);

      g_assert_cmpstr (kind == NULL ? NULL : kind->name, ==, cases[i].kind);
    }
}

static void
test_joined (void)
{
  static const struct
  {
    const char *text;
    const char *address;
    const char *phone;
  } cases[] = {
    { "天津市甲路1号 022-12345678", "天津市甲路1号", "022-12345678" },
    { "天津市甲路1号022-12345678", "天津市甲路1号", "022-12345678" },
    /* a company's short number is one only behind a space */
    { "湖北省武汉市甲区 95117", "湖北省武汉市甲区", "95117" },
    { "湖北省武汉市甲路95117", "湖北省武汉市甲路95117", NULL },
    { "湖北省武汉市甲路 1203", "湖北省武汉市甲路 1203", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdReading) reading = pd_reading_new ("a", "pdf");

      pd_reading_offer_joined (reading, PD_READING_SELLER_ADDRESS, PD_READING_SOURCE_TEXT, 90, cases[i].text);
      pd_reading_settle (reading);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_ADDRESS), ==, cases[i].address);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_PHONE), ==, cases[i].phone);
    }
}

/* What a hostile file may offer: nothing of it reaches who uses the reading. */
static void
test_hostile (void)
{
  g_autoptr (PdReading) reading = pd_reading_new ("a", "xml");
  g_autofree char *endless = g_strnfill (3 * PD_READING_MAX_TEXT, 'A');

  pd_reading_offer (reading, PD_READING_BUYER_NAME, PD_READING_SOURCE_XML, 100,
                    "a\xe2\x80\xae"
                    "b\x01\xff c");
  pd_reading_offer (reading, PD_READING_REMARK, PD_READING_SOURCE_XML, 100, endless);
  pd_reading_offer (reading, PD_READING_NUMBER, PD_READING_SOURCE_XML, 1000, "12/34");
  for (guint i = 0; i < 2 * PD_READING_MAX_LINES; i++)
    pd_reading_add_line (reading, PD_READING_SOURCE_XML);
  for (guint i = 0; i < 1000; i++)
    pd_reading_offer (reading, PD_READING_DRAWER, PD_READING_SOURCE_XML, 100, "x");
  pd_reading_settle (reading);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_NAME), ==, "ab\xef\xbf\xbd c");
  g_assert_cmpuint (strlen (pd_reading_get (reading, PD_READING_REMARK)), ==, PD_READING_MAX_TEXT);
  g_assert_null (pd_reading_get (reading, PD_READING_NUMBER));
  g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, PD_READING_MAX_LINES);
  g_assert_cmpuint (pd_reading_get_values (reading, PD_READING_DRAWER)->len, <, 100);
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, <=, PD_READING_MAX_WARNINGS);
}

/* A digit of a price that was misread in a picture; a rounded one is right. */
static void
test_product (void)
{
  static const struct
  {
    const char *price;
    PdReadingSource source;
    const char *warnings;
  } rows[] = {
    { "33.33", PD_READING_SOURCE_OCR, "" },
    { "38.33", PD_READING_SOURCE_OCR, "price" },
    { "38.33", PD_READING_SOURCE_TEXT, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdReading) reading = pd_reading_new ("a.png", "image");
      PdReadingLine *line = pd_reading_add_line (reading, rows[i].source);

      pd_reading_offer (reading, PD_READING_NUMBER, rows[i].source, 60, "24112000000048542163");
      pd_reading_offer (reading, PD_READING_ISSUE_DATE, rows[i].source, 60, "2024-05-28");
      pd_reading_offer (reading, PD_READING_SELLER_NAME, rows[i].source, 60, "甲有限公司");
      pd_reading_offer (reading, PD_READING_BUYER_NAME, rows[i].source, 60, "乙有限公司");
      pd_reading_offer (reading, PD_READING_TOTAL, rows[i].source, 60, "100.00");
      pd_reading_set_line (reading, line, PD_READING_LINE_NAME, "*文具*笔");
      pd_reading_set_line (reading, line, PD_READING_LINE_QUANTITY, "3");
      pd_reading_set_line (reading, line, PD_READING_LINE_PRICE, rows[i].price);
      pd_reading_set_line (reading, line, PD_READING_LINE_AMOUNT, "100.00");
      pd_reading_settle (reading);
      assert_warnings (reading, rows[i].warnings);
    }
}

/* The same comes out of a process as went into it. */
static void
test_json (void)
{
  g_autoptr (PdReading) reading = whole_reading ();
  g_autoptr (PdReading) again = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  pd_reading_offer (reading, PD_READING_TOTAL, PD_READING_SOURCE_QR, 99, "1131.00");
  pd_reading_add_particular (reading, PD_READING_SOURCE_TEXT, 1, "出行人", "张三");
  pd_reading_settle (reading);
  first = pd_reading_to_json (reading);
  again = pd_reading_from_json (first, &error);
  g_assert_no_error (error);
  second = pd_reading_to_json (again);
  a = json_to_string (first, TRUE);
  b = json_to_string (second, TRUE);
  g_assert_cmpstr (a, ==, b);
  g_assert_nonnull (strstr (a, "\"13%\""));
  g_assert_nonnull (strstr (a, "\"total\" : \"1131.00\""));
}

static void
test_json_hostile (void)
{
  static const char *const texts[] = {
    "[]",
    "{}",
    "{\"file\":1,\"format\":\"x\"}",
    "{\"file\":\"a\",\"format\":\"pdf\",\"signatures\":[],"
    "\"evidence\":{\"version\":2,\"values\":[],\"lists\":{}}}",
    "{\"file\":\"a\",\"format\":\"pdf\",\"signatures\":[],"
    "\"evidence\":{\"version\":3,\"values\":[],\"lists\":[]}}",
    "{\"file\":\"a\",\"format\":\"pdf\",\"evidence\":{\"version\":2,\"values\":[],\"lists\":[]}}",
    "{\"file\":\"a\",\"format\":\"pdf\",\"signatures\":[{\"state\":7}],"
    "\"evidence\":{\"version\":2,\"values\":[],\"lists\":[]}}",
  };
  g_autoptr (JsonNode) odd = json_from_string (
      "{\"file\":\"a\",\"format\":\"pdf\",\"signatures\":[],\"warnings\":[1,{\"text\":2},{\"code\":\"%s\","
      "\"text\":\"%n\"}],"
      "\"evidence\":{\"version\":2,\"values\":[7,{\"field\":\"nothing\"},{\"field\":\"total\","
      "\"source\":\"qr\",\"confidence\":-5,\"text\":\"1.00\"}],\"lists\":[null,{\"source\":\"qr\","
      "\"lines\":[null,{\"name\":3}]}]}}",
      NULL);
  g_autoptr (PdReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (texts[i], NULL);
      g_autoptr (GError) refused = NULL;

      g_assert_null (pd_reading_from_json (node, &refused));
      g_assert_error (refused, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  reading = pd_reading_from_json (odd, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "1.00");
  g_assert_cmpuint (pd_reading_get_value (reading, PD_READING_TOTAL)->confidence, ==, 0);
}

static void
test_records (void)
{
  g_autoptr (PdReading) reading = whole_reading ();
  g_autoptr (PdRecord) received = NULL;
  g_autoptr (PdRecord) invoice = NULL;
  g_autofree char *again = pd_received_id ("t", "", "24112000000048542163");
  g_autofree char *other = pd_received_id ("u", NULL, "24112000000048542163");
  g_autofree char *shifted = pd_received_id ("t", "2", "4112000000048542163");
  g_autofree char *endless = g_strnfill (600, 'r');
  g_autoptr (GPtrArray) problems = NULL;

  pd_reading_offer (reading, PD_READING_REMARK, PD_READING_SOURCE_TEXT, 90, endless);
  pd_reading_settle (reading);
  received = pd_reading_to_received (reading, "t", "2026-11-22");
  g_assert_cmpstr (pd_record_get_id (received), ==, again);
  g_assert_cmpstr (again, !=, other);
  g_assert_cmpstr (again, !=, shifted);
  g_assert_cmpint (pd_record_get_integer (received, PD_RECEIVED_GROSS_AMOUNT), ==, 113000);
  g_assert_cmpstr (pd_record_get_text (received, PD_RECEIVED_ISSUE_DATE), ==, "2024-05-28");
  g_assert_cmpuint (pd_record_get_lines (received)->len, ==, 1);
  g_assert_cmpuint (strlen (pd_record_get_text (received, PD_RECEIVED_REMARK)), ==, 450);
  problems = pd_record_check (received, PD_REQUIRED_TO_SAVE);
  g_assert_cmpuint (problems->len, ==, 0);

  invoice = pd_reading_to_invoice (reading);
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT), ==, 113000);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_KIND), ==, PD_INVOICE_KIND_SPECIAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reading/canonical", test_canonical);
  g_test_add_func ("/reading/differences", test_differences);
  g_test_add_func ("/reading/lines", test_lines);
  g_test_add_func ("/reading/product", test_product);
  g_test_add_func ("/reading/derived", test_derived);
  g_test_add_func ("/reading/titles", test_titles);
  g_test_add_func ("/reading/joined", test_joined);
  g_test_add_func ("/reading/hostile", test_hostile);
  g_test_add_func ("/reading/json", test_json);
  g_test_add_func ("/reading/json-hostile", test_json_hostile);
  g_test_add_func ("/reading/records", test_records);
  return g_test_run ();
}
