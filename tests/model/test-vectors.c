/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks the rules against facts of issued invoices, which are not part of the project: the folder that
 * PIAODAN_SAMPLES names holds them, and without it these tests are skipped. */
#include "model/pd-amount-words.h"
#include "model/pd-invoice-number.h"
#include "model/pd-invoice-qr.h"
#include "model/pd-money.h"
#include "model/pd-tax.h"
#include "model/pd-taxpayer-number.h"

typedef void (*CheckRow) (char **cells);

/* One line of a CSV file, with quoted cells; at least @n cells, the missing ones empty. */
static char **
split_line (const char *line, guint n)
{
  g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();
  g_autoptr (GString) cell = g_string_new (NULL);
  gboolean quoted = FALSE;
  guint found = 0;

  for (const char *at = line;; at++)
    {
      if (*at == '"')
        quoted = !quoted;
      else if (*at == '\0' || (*at == ',' && !quoted))
        {
          g_strv_builder_add (cells, cell->str);
          g_string_truncate (cell, 0);
          found++;
          if (*at == '\0')
            break;
        }
      else
        g_string_append_c (cell, *at);
    }
  for (; found < n; found++)
    g_strv_builder_add (cells, "");
  return g_strv_builder_end (cells);
}

static void
check_file (const char *name, guint n_cells, guint least_rows, CheckRow check_row)
{
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path = g_build_filename (samples != NULL ? samples : "", "vectors", name, NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  guint rows = 0;

  if (samples == NULL || !g_file_get_contents (path, &contents, NULL, NULL))
    {
      g_test_skip ("the samples are not here");
      return;
    }

  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = NULL;

      g_strchomp (lines[i]);
      if (*lines[i] == '\0')
        continue;

      g_test_message ("%s", lines[i]);
      cells = split_line (lines[i], n_cells);
      check_row (cells);
      rows++;
    }
  g_assert_cmpuint (rows, >=, least_rows);
}

static gint64
money (const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 fen = 0;

  pd_money_parse (text, &fen, &error);
  g_assert_no_error (error);
  return fen;
}

/* amount, words, source, note */
static void
check_words (char **cells)
{
  gint64 amount = money (cells[0]), read = 0;
  g_autofree char *words = pd_amount_words (amount);
  gboolean other_habit = strstr (cells[1], "元") != NULL || g_str_has_suffix (cells[1], "角");

  g_assert_true (pd_amount_words_parse (cells[1], &read));
  g_assert_cmpint (read, ==, amount);
  if (!other_habit)
    g_assert_cmpstr (words, ==, cells[1]);
}

static void
test_words (void)
{
  check_file ("amount_words.csv", 4, 21, check_words);
}

/* gross, rate, net, tax, tax from net, note */
static void
check_split (char **cells)
{
  gint64 gross = money (cells[0]), net = money (cells[2]), tax = money (cells[3]);
  gboolean difference = strstr (cells[5], "差额") != NULL;
  PdTaxSplit split, from_net;

  if (difference)
    g_assert_true (pd_tax_split_difference (gross, 200, cells[1], &split, NULL));
  else
    g_assert_true (pd_tax_split_gross (gross, cells[1], &split, NULL));
  g_assert_cmpint (split.net, ==, net);
  g_assert_cmpint (split.tax, ==, tax);
  g_assert_cmpint (split.gross, ==, gross);

  g_assert_true (pd_tax_split_net (net, cells[1], &from_net, NULL));
  g_assert_cmpint (from_net.tax, ==, money (cells[4]));
  g_assert_true (difference || pd_tax_check_line (net, cells[1], tax, NULL));
}

static void
test_split (void)
{
  check_file ("tax_split.csv", 6, 16, check_split);
}

/* Whether a code's checksum, that is not the one of all before it, leaves out the comma. */
static gboolean
is_crc_without_comma (const char *text, const char *crc)
{
  const char *at = strstr (text, crc);
  g_autofree char *computed =
      at != NULL && at > text ? g_strdup_printf ("%04X", pd_invoice_qr_crc16 (text, (gsize) (at - text) - 1))
                              : NULL;

  return g_strcmp0 (computed, crc) == 0;
}

/* source, text, checksum, computed checksum, whether they match */
static void
check_qr (char **cells)
{
  g_auto (PdInvoiceQr) contents = { NULL };
  g_autoptr (GError) error = NULL;
  PdInvoiceQrCrc expected = PD_INVOICE_QR_CRC_WRONG;

  if (strcmp (cells[4], "yes") == 0)
    expected = PD_INVOICE_QR_CRC_RIGHT;
  else if (strcmp (cells[4], "absent") == 0)
    expected = PD_INVOICE_QR_CRC_ABSENT;
  else if (strcmp (cells[4], "not-a-crc") == 0)
    expected = PD_INVOICE_QR_CRC_OTHER;

  else if (is_crc_without_comma (cells[1], cells[2]))
    expected = PD_INVOICE_QR_CRC_RIGHT;

  pd_invoice_qr_parse (cells[1], &contents, &error);
  g_assert_no_error (error);
  g_assert_cmpint (contents.crc, ==, expected);
  g_assert_true (contents.has_amount);
  g_assert_nonnull (contents.date);

  if (expected != PD_INVOICE_QR_CRC_OTHER)
    {
      PdInvoiceNumber number;
      g_autofree char *year = NULL;

      pd_invoice_number_parse (contents.code, contents.number, &number, &error);
      g_assert_no_error (error);
      year = g_strdup_printf ("%u-", number.year);
      /* a code of 12 digits may still be in use in the year after it was made */
      if (number.form == PD_INVOICE_NUMBER_DIGITAL)
        g_assert_true (g_str_has_prefix (contents.date, year));
      g_assert_nonnull (pd_invoice_number_province_name (number.province));
    }
  if (strcmp (cells[4], "yes") == 0 && strstr (cells[1], ".") != NULL)
    {
      g_autofree char *composed = pd_invoice_qr_compose (&contents);

      g_assert_cmpint (g_ascii_strncasecmp (cells[1], composed, strlen (composed)), ==, 0);
    }
}

static void
test_qr (void)
{
  check_file ("qr_vectors.csv", 5, 19, check_qr);
}

/* code, whether it is valid, note */
static void
check_taxpayer_number (char **cells)
{
  PdTaxpayerNumberVerdict verdict = pd_taxpayer_number_check (cells[0]);

  g_assert_cmpint (verdict == PD_TAXPAYER_NUMBER_VALID, ==, strcmp (cells[1], "1") == 0);
  g_assert_true (pd_taxpayer_number_verdict_may_override (verdict));
  g_assert_cmpint (pd_taxpayer_number_kind (cells[0]), ==, PD_TAXPAYER_NUMBER_USCC);
}

static void
test_taxpayer_numbers (void)
{
  check_file ("uscc_vectors.csv", 3, 32, check_taxpayer_number);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/vectors/words", test_words);
  g_test_add_func ("/model/vectors/split", test_split);
  g_test_add_func ("/model/vectors/qr", test_qr);
  g_test_add_func ("/model/vectors/taxpayer-numbers", test_taxpayer_numbers);
  return g_test_run ();
}
