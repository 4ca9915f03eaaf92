/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-invoice-qr.h"

/* The check value that the catalogue of CRCs gives for CRC-16/BUYPASS (also known as UMTS). */
static void
test_crc (void)
{
  g_assert_cmphex (pd_invoice_qr_crc16 ("123456789", 9), ==, 0xFEE8);
  g_assert_cmphex (pd_invoice_qr_crc16 ("", 0), ==, 0);
}

/* Invoices that do not exist; the checksums follow from the texts. */
static void
test_parse (void)
{
  static const struct
  {
    const char *
        text; /* %CRC stands for the right checksum, %crc for the same in lower case, %CUT for a comma and it */
    PdInvoiceQr contents;
    gboolean gross;
  } cases[] = {
    { "01,31,,26312000000000000001,4449.00,20260528,,%CRC",
      { (char *) "31", NULL, (char *) "26312000000000000001", TRUE, 444900, (char *) "2026-05-28", NULL, NULL,
        PD_INVOICE_QR_CRC_RIGHT },
      TRUE },
    { "01,32,,26312000000000000001,235.00,20260511,,%crc",
      { (char *) "32", NULL, (char *) "26312000000000000001", TRUE, 23500, (char *) "2026-05-11", NULL, NULL,
        PD_INVOICE_QR_CRC_RIGHT },
      TRUE },
    { "01,10,032001900311,00000001,57,20200420,12345678901234567890,%CRC,",
      { (char *) "10", (char *) "032001900311", (char *) "00000001", TRUE, 5700, (char *) "2020-04-20",
        (char *) "12345678901234567890", NULL, PD_INVOICE_QR_CRC_RIGHT },
      FALSE },
    { "01,32,,26312000000000000001,54.30,2026-03-09,,",
      { (char *) "32", NULL, (char *) "26312000000000000001", TRUE, 5430, (char *) "2026-03-09", NULL, NULL,
        PD_INVOICE_QR_CRC_ABSENT },
      TRUE },
    { "01,61,,9000000000000000001,620,20210728,,7890",
      { (char *) "61", NULL, (char *) "9000000000000000001", TRUE, 62000, (char *) "2021-07-28", NULL, NULL,
        PD_INVOICE_QR_CRC_OTHER },
      TRUE },
    /* the comma before the checksum is no part of what it covers */
    { "01,10,012001900311,00000001,102.21,20190805,12345678901234567890%CUT,",
      { (char *) "10", (char *) "012001900311", (char *) "00000001", TRUE, 10221, (char *) "2019-08-05",
        (char *) "12345678901234567890", NULL, PD_INVOICE_QR_CRC_RIGHT },
      FALSE },
    /* a wrong checksum is told, not refused */
    { "01,31,,26312000000000000001,4449.00,20260528,,0000",
      { (char *) "31", NULL, (char *) "26312000000000000001", TRUE, 444900, (char *) "2026-05-28", NULL, NULL,
        PD_INVOICE_QR_CRC_WRONG },
      TRUE },
    { "01,31,,26312000000000000001,4449.00,20260528,,%CRC0",
      { (char *) "31", NULL, (char *) "26312000000000000001", TRUE, 444900, (char *) "2026-05-28", NULL, NULL,
        PD_INVOICE_QR_CRC_WRONG },
      TRUE },
    /* cut short, empty fields, what scanners add */
    { "01,31,,26312000000000000001,4449.00,20260528",
      { (char *) "31", NULL, (char *) "26312000000000000001", TRUE, 444900, (char *) "2026-05-28", NULL, NULL,
        PD_INVOICE_QR_CRC_ABSENT },
      TRUE },
    { "01,04,3200171130,00000001,,,,",
      { (char *) "04", (char *) "3200171130", (char *) "00000001", FALSE, 0, NULL, NULL, NULL,
        PD_INVOICE_QR_CRC_ABSENT },
      FALSE },
    { " 01,31,,26312000000000000001,-4449.00,20260528,,%CRC\r\n",
      { (char *) "31", NULL, (char *) "26312000000000000001", TRUE, -444900, (char *) "2026-05-28", NULL,
        NULL, PD_INVOICE_QR_CRC_RIGHT },
      TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GString *text = g_string_new (cases[i].text);
      char *mark = strchr (text->str, '%');
      g_auto (PdInvoiceQr) contents = { NULL };
      g_autoptr (GError) error = NULL;

      if (mark != NULL)
        {
          const char *start = *text->str == ' ' ? text->str + 1 : text->str;
          guint16 crc = pd_invoice_qr_crc16 (start, (gsize) (mark - start));
          g_autofree char *upper = g_strdup_printf ("%04X", crc);
          g_autofree char *lower = g_strdup_printf ("%04x", crc);
          g_autofree char *cut = g_strdup_printf (",%04X", crc);

          g_string_replace (text, "%CRC", upper, 1);
          g_string_replace (text, "%crc", lower, 1);
          g_string_replace (text, "%CUT", cut, 1);
        }

      g_test_message ("%s", text->str);
      pd_invoice_qr_parse (text->str, &contents, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (contents.type, ==, cases[i].contents.type);
      g_assert_cmpstr (contents.code, ==, cases[i].contents.code);
      g_assert_cmpstr (contents.number, ==, cases[i].contents.number);
      g_assert_cmpint (contents.has_amount, ==, cases[i].contents.has_amount);
      g_assert_cmpint (contents.amount, ==, cases[i].contents.amount);
      g_assert_cmpstr (contents.date, ==, cases[i].contents.date);
      g_assert_cmpstr (contents.check_code, ==, cases[i].contents.check_code);
      g_assert_cmpint (contents.crc, ==, cases[i].contents.crc);
      g_assert_cmpint (pd_invoice_qr_amount_is_gross (&contents), ==, cases[i].gross);
      g_string_free (text, TRUE);
    }
}

static void
test_refuse (void)
{
  static const char *const cases[] = {
    "",
    "https://example.com/",
    "01",
    "01,31,,26312000000000000001",
    "02,31,,26312000000000000001,4449.00,20260528,,B2B6",
    "01,AB,,26312000000000000001,4449.00,20260528,,B2B6",
    "01,31,,2631200000000000000X,4449.00,20260528,,B2B6",
    "01,31,,1234567,4449.00,20260528,,B2B6",
    "01,31,,263120000000000000011,4449.00,20260528,,B2B6",
    "01,10,0320019003111,00000001,57,20200420,1,0000",
    "01,31,,26312000000000000001,4449.005,20260528,,B2B6",
    "01,31,,26312000000000000001,x,20260528,,B2B6",
    "01,31,,26312000000000000001,4449.00,20261328,,B2B6",
    "01,31,,26312000000000000001,4449.00,20260528,,B2B6,,",
    "01,31,,26312000000000000001,4449.00,20260528,,B2B6,x",
    "01,31,,26312000000000000001,4449.00,20260528,,B2B6\xff",
  };
  g_autofree char *long_text = g_strnfill (100000, ',');
  g_autofree char *long_check_code = g_strnfill (65, '1');
  g_autofree char *unwritable =
      g_strdup_printf ("01,31,,26312000000000000001,4449.00,20260528,%s,", long_check_code);
  g_auto (PdInvoiceQr) contents = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (pd_invoice_qr_parse (cases[i], &contents, &error));
      g_assert_error (error, PD_INVOICE_QR_ERROR, PD_INVOICE_QR_ERROR_SYNTAX);
      g_assert_null (contents.type);
      g_assert_null (contents.date);
    }
  g_assert_false (pd_invoice_qr_parse (long_text, &contents, NULL));
  g_assert_false (pd_invoice_qr_parse (unwritable, &contents, NULL));
  g_assert_false (pd_invoice_qr_parse (NULL, &contents, NULL));
}

static void
test_compose (void)
{
  static const PdInvoiceQr cases[] = {
    { (char *) "31", NULL, (char *) "26312000000000000001", TRUE, 444900, (char *) "2026-05-28", NULL },
    { (char *) "10", (char *) "032001900311", (char *) "00000001", TRUE, 5, (char *) "2020-04-20",
      (char *) "12345678901234567890" },
    { (char *) "32", NULL, (char *) "26312000000000000001", FALSE, 0, NULL, NULL },
  };
  g_autofree char *text = pd_invoice_qr_compose (&cases[0]);

  g_assert_true (g_str_has_prefix (text, "01,31,,26312000000000000001,4449.00,20260528,,"));
  g_assert_cmpuint (strlen (text), ==, strlen ("01,31,,26312000000000000001,4449.00,20260528,,") + 4);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *composed = pd_invoice_qr_compose (&cases[i]);
      g_autofree char *again = NULL;
      g_auto (PdInvoiceQr) contents = { NULL };

      g_assert_true (pd_invoice_qr_parse (composed, &contents, NULL));
      g_assert_cmpint (contents.crc, ==, PD_INVOICE_QR_CRC_RIGHT);
      g_assert_cmpstr (contents.number, ==, cases[i].number);
      g_assert_cmpint (contents.amount, ==, cases[i].amount);
      g_assert_cmpstr (contents.date, ==, cases[i].date);
      again = pd_invoice_qr_compose (&contents);
      g_assert_cmpstr (again, ==, composed);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/invoice-qr/crc", test_crc);
  g_test_add_func ("/model/invoice-qr/parse", test_parse);
  g_test_add_func ("/model/invoice-qr/refuse", test_refuse);
  g_test_add_func ("/model/invoice-qr/compose", test_compose);
  return g_test_run ();
}
