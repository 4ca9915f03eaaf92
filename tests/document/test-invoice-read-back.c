/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-fixture.h"
#include "document/invoice-pdf.h"
#include "model/pd-amount-words.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "reading/pd-read-invoice.h"

#include <locale.h>

static PdReading *
read_bytes (GBytes *bytes, const char *name)
{
  g_autoptr (GError) error = NULL;
  PdReading *reading = pd_read_invoice (bytes, name, NULL, &error);

  g_assert_no_error (error);
  return reading;
}

/* Where a text is broken on paper, white space may be lost or won. */
static void
assert_same (const char *read, const char *written, const char *what)
{
  g_autofree char *a = read != NULL ? invoice_pdf_without_spaces (read) : NULL;
  g_autofree char *b = written != NULL && *written != '\0' ? invoice_pdf_without_spaces (written) : NULL;

  if (g_strcmp0 (a, b) != 0)
    {
      g_test_message ("%s: read “%s”, written “%s”", what, a, b);
      g_test_fail ();
    }
}

static void
assert_money (const char *read, gint64 fen, const char *what)
{
  g_autofree char *text = pd_money_to_text (fen);

  assert_same (read, text, what);
}

static void
check_head (const PdReading *reading, const PdRecord *invoice)
{
  static const struct
  {
    PdReadingField read;
    guint written;
  } texts[] = {
    { PD_READING_NUMBER, PD_INVOICE_NUMBER },
    { PD_READING_ISSUE_DATE, PD_INVOICE_ISSUE_DATE },
    { PD_READING_BUYER_NAME, PD_INVOICE_BUYER_NAME },
    { PD_READING_BUYER_TAX_NUMBER, PD_INVOICE_BUYER_TAX_NUMBER },
    { PD_READING_SELLER_NAME, PD_INVOICE_SELLER_NAME },
    { PD_READING_SELLER_TAX_NUMBER, PD_INVOICE_SELLER_TAX_NUMBER },
    { PD_READING_REMARK, PD_INVOICE_REMARK },
    { PD_READING_DRAWER, PD_INVOICE_DRAWER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_same (pd_reading_get (reading, texts[i].read), pd_record_get_text (invoice, texts[i].written),
                 pd_reading_fields[texts[i].read].name);
  g_autofree char *words = pd_amount_words (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT));

  assert_same (pd_reading_get (reading, PD_READING_WORDS), words, "words");
  assert_money (pd_reading_get (reading, PD_READING_AMOUNT),
                pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT), "amount");
  assert_money (pd_reading_get (reading, PD_READING_TAX),
                pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT), "tax");
  assert_money (pd_reading_get (reading, PD_READING_TOTAL),
                pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT), "total");
}

static void
check_lines (const PdReading *reading, const PdRecord *invoice)
{
  static const struct
  {
    PdReadingLineField read;
    guint written;
  } texts[] = {
    { PD_READING_LINE_NAME, PD_INVOICE_LINE_NAME },
    { PD_READING_LINE_SPEC, PD_INVOICE_LINE_SPEC },
    { PD_READING_LINE_UNIT, PD_INVOICE_LINE_UNIT },
    { PD_READING_LINE_QUANTITY, PD_INVOICE_LINE_QUANTITY },
    { PD_READING_LINE_PRICE, PD_INVOICE_LINE_UNIT_PRICE },
    { PD_READING_LINE_RATE, PD_INVOICE_LINE_TAX_RATE },
  };
  GPtrArray *written = pd_record_get_lines (invoice);
  GPtrArray *read = pd_reading_get_lines (reading);

  g_assert_cmpuint (read->len, ==, written->len);
  for (guint i = 0; i < read->len; i++)
    {
      const PdReadingLine *line = read->pdata[i];
      const PdRecord *record = written->pdata[i];

      for (gsize f = 0; f < G_N_ELEMENTS (texts); f++)
        assert_same (line->values[texts[f].read], pd_record_get_text (record, texts[f].written),
                     pd_reading_line_fields[texts[f].read].name);
      assert_money (line->values[PD_READING_LINE_AMOUNT],
                    pd_record_get_integer (record, PD_INVOICE_LINE_NET_AMOUNT), "line amount");
      assert_money (line->values[PD_READING_LINE_TAX],
                    pd_record_get_integer (record, PD_INVOICE_LINE_TAX_AMOUNT), "line tax");
    }
}

static void
check (const PdRecord *invoice)
{
  g_autoptr (GBytes) pdf = invoice_pdf_new (invoice);
  g_autoptr (PdReading) of_pdf = read_bytes (pdf, "a.pdf");

  check_head (of_pdf, invoice);
  check_lines (of_pdf, invoice);
}

/* From one line to as many as fill thirty pages. */
static void
test_lines (void)
{
  static const guint n_lines[] = { 1, 2, 7, 8, 9, 40, 200 };

  for (gsize i = 0; i < G_N_ELEMENTS (n_lines); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new (n_lines[i], TRUE);

      g_test_message ("%u lines", n_lines[i]);
      check (invoice);
    }
}

static void
test_kinds (void)
{
  g_autoptr (PdRecord) discounted = invoice_fixture_new_discounted ();
  g_autoptr (PdRecord) exempt = invoice_fixture_new_exempt ("exempt");
  g_autoptr (PdRecord) not_taxed = invoice_fixture_new_exempt ("non_taxable");

  check (discounted);
  check (exempt);
  check (not_taxed);
}

/* Every field as long as its limit lets it be, amounts of 20 digits, in letters of both alphabets. */
static void
test_limits (void)
{
  static const guint n_lines[] = { 1, 2, 5, 40 };

  for (gsize i = 0; i < G_N_ELEMENTS (n_lines); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new_extreme (n_lines[i], TRUE);

      g_test_message ("%u lines", n_lines[i]);
      check (invoice);
    }
}

/* A name that fills its column to the last sign, and what is beside it as well: nothing but a narrow gap parts them. */
static void
test_full_columns (void)
{
  static const struct
  {
    const char *name, *spec, *unit;
  } lines[] = {
    { "*文具*中性笔黑色零点五", "规格型号一二三", "三个字" },
    { "*电子计算机*Dell Latitude", "16GB / 512GB 黑", "台" },
    { "*生产生活服务*住宿服务费", "大床房 含早餐", "间 夜" },
    { "*计算机配套产品*移动硬盘盒加长线缆一米五", "USB3.0 Type-C 20Gbps", "一套装" },
    { "*A*BCDEFGHIJKLMNOPQRSTUVW", "ABCDEFGHIJKLMNO", "PACKAGE" },
  };
  g_autoptr (PdRecord) invoice = invoice_fixture_new (G_N_ELEMENTS (lines), TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      PdRecord *line = pd_record_get_lines (invoice)->pdata[i];

      pd_record_set_text (line, PD_INVOICE_LINE_NAME, lines[i].name);
      pd_record_set_text (line, PD_INVOICE_LINE_SPEC, lines[i].spec);
      pd_record_set_text (line, PD_INVOICE_LINE_UNIT, lines[i].unit);
    }
  check (invoice);
}

/* The longest amounts, with names of every length from a sign to the limit. */
static void
test_lengths (void)
{
  for (guint n = 1; n <= 100; n += n < 40 ? 1 : 7)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
      PdRecord *line = pd_record_get_lines (invoice)->pdata[0];
      g_autofree char *name = g_utf8_substring (
          "杭州龙泉青瓷贸易有限公司上海浦江文具制造股份合作社北京联合图书进出口总厂广州越秀区珠江新城花城大道"
          "第八十一号之二自编甲座乙栋丙层丁室南昌赣江物流集团责任分支机构哈尔滨松花江农业机械维修站点及零件供"
          "应",
          0, n);

      pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, name);
      pd_record_set_text (invoice, PD_INVOICE_SELLER_NAME, name);
      pd_record_set_text (invoice, PD_INVOICE_REMARK, name);
      pd_record_set_text (line, PD_INVOICE_LINE_NAME, name);
      pd_record_set_text (line, PD_INVOICE_LINE_SPEC, n > 40 ? "无" : name);
      g_test_message ("%u signs", n);
      check (invoice);
    }
}

/* It is no invoice, but what it says can be printed on a cover sheet. */
static void
test_draft (void)
{
  g_autoptr (PdRecord) draft = invoice_fixture_new (3, FALSE);
  g_autoptr (GBytes) pdf = invoice_pdf_new (draft);
  g_autoptr (PdReading) reading = read_bytes (pdf, "草稿.pdf");
  const PdReadingWarning *warning;

  g_assert_false (pd_reading_is_invoice (reading));
  check_head (reading, draft);
  check_lines (reading, draft);
  warning = pd_reading_get_warnings (reading)->pdata[pd_reading_get_warnings (reading)->len - 1];
  g_assert_cmpstr (warning->code, ==, "no_number");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice-read-back/lines", test_lines);
  g_test_add_func ("/invoice-read-back/kinds", test_kinds);
  g_test_add_func ("/invoice-read-back/draft", test_draft);
  g_test_add_func ("/invoice-read-back/limits", test_limits);
  g_test_add_func ("/invoice-read-back/full-columns", test_full_columns);
  g_test_add_func ("/invoice-read-back/lengths", test_lengths);
  return g_test_run ();
}
