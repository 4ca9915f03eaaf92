/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-invoice-number.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *code, *number;
    PdInvoiceNumber parts;
  } cases[] = {
    { NULL,
      "26312000000000000001",
      { PD_INVOICE_NUMBER_DIGITAL, PD_INVOICE_NUMBER_TYPE_UNKNOWN, 2026, 31, 2, 0, 1 } },
    { "",
      "25317999999999999999",
      { PD_INVOICE_NUMBER_DIGITAL, PD_INVOICE_NUMBER_TYPE_UNKNOWN, 2025, 31, 7, 0, 999999999999999 } },
    { NULL,
      "99990999999999999999",
      { PD_INVOICE_NUMBER_DIGITAL, PD_INVOICE_NUMBER_TYPE_UNKNOWN, 2099, 99, 0, 0, 999999999999999 } },
    { "032001900311",
      "00000001",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_ORDINARY_ELECTRONIC, 2019, 32, 0, 3, 1 } },
    { "031001900104",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_ORDINARY_FOLDED, 2019, 31, 0, 1, 12345678 } },
    { "031001900107",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_ORDINARY_ROLL, 2019, 31, 0, 1, 12345678 } },
    { "031001900112",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_TOLL, 2019, 31, 0, 1, 12345678 } },
    { "031002100213",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_SPECIAL_ELECTRONIC, 2021, 31, 0, 2, 12345678 } },
    { "031002100217",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_USED_CAR, 2021, 31, 0, 2, 12345678 } },
    { "031002100299",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_UNKNOWN, 2021, 31, 0, 2, 12345678 } },
    { "131002100211",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_12, PD_INVOICE_NUMBER_TYPE_UNKNOWN, 2021, 31, 0, 2, 12345678 } },
    { "3200171130",
      "12345678",
      { PD_INVOICE_NUMBER_CODE_10, PD_INVOICE_NUMBER_TYPE_PAPER, 2017, 32, 0, 1, 12345678 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      PdInvoiceNumber parts;

      pd_invoice_number_parse (cases[i].code, cases[i].number, &parts, &error);
      g_assert_no_error (error);
      g_assert_cmpint (parts.form, ==, cases[i].parts.form);
      g_assert_cmpint (parts.type, ==, cases[i].parts.type);
      g_assert_cmpuint (parts.year, ==, cases[i].parts.year);
      g_assert_cmpuint (parts.province, ==, cases[i].parts.province);
      g_assert_cmpuint (parts.channel, ==, cases[i].parts.channel);
      g_assert_cmpuint (parts.batch, ==, cases[i].parts.batch);
      g_assert_cmpuint (parts.serial, ==, cases[i].parts.serial);
    }
}

static void
test_refuse (void)
{
  static const struct
  {
    const char *code, *number;
    int error;
  } cases[] = {
    { NULL, NULL, PD_INVOICE_NUMBER_ERROR_NUMBER },
    { NULL, "", PD_INVOICE_NUMBER_ERROR_NUMBER },
    { NULL, "2631200000000000000", PD_INVOICE_NUMBER_ERROR_NUMBER },
    { NULL, "263120000000000000011", PD_INVOICE_NUMBER_ERROR_NUMBER },
    { NULL, "2631200000000000000X", PD_INVOICE_NUMBER_ERROR_NUMBER },
    { "032001900311", "1234567", PD_INVOICE_NUMBER_ERROR_NUMBER },
    { "032001900311", "26312000000000000001", PD_INVOICE_NUMBER_ERROR_CODE },
    { NULL, "12345678", PD_INVOICE_NUMBER_ERROR_CODE },
    { "", "12345678", PD_INVOICE_NUMBER_ERROR_CODE },
    { "03200190031", "12345678", PD_INVOICE_NUMBER_ERROR_CODE },
    { "03200190031A", "12345678", PD_INVOICE_NUMBER_ERROR_CODE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      PdInvoiceNumber parts;

      g_assert_false (pd_invoice_number_parse (cases[i].code, cases[i].number, &parts, &error));
      g_assert_error (error, PD_INVOICE_NUMBER_ERROR, cases[i].error);
    }
}

static void
test_compose (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 5000; i++)
    {
      guint year = (guint) g_rand_int_range (random, 2000, 2100);
      guint province = (guint) g_rand_int_range (random, 0, 100);
      guint channel = (guint) g_rand_int_range (random, 0, 10);
      guint64 serial = (((guint64) g_rand_int (random) << 32) | g_rand_int (random)) % 1000000000000000;
      g_autofree char *number = pd_invoice_number_compose (year, province, channel, serial);
      PdInvoiceNumber parts;

      g_assert_true (pd_invoice_number_parse (NULL, number, &parts, NULL));
      g_assert_cmpuint (parts.year, ==, year);
      g_assert_cmpuint (parts.province, ==, province);
      g_assert_cmpuint (parts.channel, ==, channel);
      g_assert_cmpuint (parts.serial, ==, serial);
    }

  g_assert_null (pd_invoice_number_compose (1999, 31, 2, 1));
  g_assert_null (pd_invoice_number_compose (2100, 31, 2, 1));
  g_assert_null (pd_invoice_number_compose (2026, 100, 2, 1));
  g_assert_null (pd_invoice_number_compose (2026, 31, 10, 1));
  g_assert_null (pd_invoice_number_compose (2026, 31, 2, 1000000000000000));
}

static void
test_names (void)
{
  guint n = 0;

  for (guint province = 0; province < 100; province++)
    n += pd_invoice_number_province_name (province) != NULL;
  g_assert_cmpuint (n, ==, 33);
  g_assert_cmpstr (pd_invoice_number_province_name (32), ==, "Jiangsu");
  g_assert_cmpstr (pd_invoice_number_province_name (94), ==, "Xiamen");
  g_assert_null (pd_invoice_number_province_name (99));
  g_assert_nonnull (pd_invoice_number_channel_text (2));
  g_assert_null (pd_invoice_number_channel_text (0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/invoice-number/parse", test_parse);
  g_test_add_func ("/model/invoice-number/refuse", test_refuse);
  g_test_add_func ("/model/invoice-number/compose", test_compose);
  g_test_add_func ("/model/invoice-number/names", test_names);
  return g_test_run ();
}
