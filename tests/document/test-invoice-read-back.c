/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-fixture.h"
#include "document/invoice-pdf.h"
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
    g_error ("%s: read “%s”, written “%s”", what, a, b);
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

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice-read-back/lines", test_lines);
  g_test_add_func ("/invoice-read-back/kinds", test_kinds);
  return g_test_run ();
}
