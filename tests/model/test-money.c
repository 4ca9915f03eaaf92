/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-decimal.h"
#include "model/pd-money.h"

static void
test_text (void)
{
  static const struct
  {
    gint64 fen;
    const char *text;
    const char *formatted;
  } cases[] = {
    { 0, "0.00", "0.00" },
    { 23500, "235.00", "235.00" },
    { -5, "-0.05", "-0.05" },
    { 99999, "999.99", "999.99" },
    { 100000, "1000.00", "1,000.00" },
    { -99999, "-999.99", "-999.99" },
    { -100000, "-1000.00", "-1,000.00" },
    { 123456700, "1234567.00", "1,234,567.00" },
    { PD_MONEY_MAX, "9999999999999999.99", "9,999,999,999,999,999.99" },
    { G_MININT64, "-92233720368547758.08", "-92,233,720,368,547,758.08" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = pd_money_to_text (cases[i].fen);
      g_autofree char *formatted = pd_money_format (cases[i].fen);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (formatted, ==, cases[i].formatted);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 fen;
  } cases[] = {
    { "235", 23500 },
    { "235.0", 23500 },
    { "1,234.50", 123450 },
    { "1234.5", 123450 },
    { "12,345,678.9", 1234567890 },
    { "-1,234.50", -123450 },
    { "¥1,234.50", 123450 },
    { "￥ 1234.5", 123450 },
    { "-¥5", -500 },
    { "¥-5", -500 },
    { "  8.88\t", 888 },
    { "　１，２３４．５０　", 123450 },
    { "−3.20", -320 },
    { ".5", 50 },
    { "1.500", 150 },
    { "0", 0 },
    { "9999999999999999.99", PD_MONEY_MAX },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 fen = 42;

      pd_money_parse (cases[i].text, &fen, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fen, ==, cases[i].fen);
    }
}

static void
test_refuse (void)
{
  static const struct
  {
    const char *text;
    int code;
  } cases[] = {
    { NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "", PD_DECIMAL_ERROR_SYNTAX },
    { "¥", PD_DECIMAL_ERROR_SYNTAX },
    { "1,2345", PD_DECIMAL_ERROR_SYNTAX },
    { "12,34.00", PD_DECIMAL_ERROR_SYNTAX },
    { "1234,567", PD_DECIMAL_ERROR_SYNTAX },
    { ",123", PD_DECIMAL_ERROR_SYNTAX },
    { "1,23,456", PD_DECIMAL_ERROR_SYNTAX },
    { "1,,234", PD_DECIMAL_ERROR_SYNTAX },
    { "1,234,", PD_DECIMAL_ERROR_SYNTAX },
    { "1.234,567", PD_DECIMAL_ERROR_SYNTAX },
    { "¥¥5", PD_DECIMAL_ERROR_SYNTAX },
    { "5 6", PD_DECIMAL_ERROR_SYNTAX },
    { "1e5", PD_DECIMAL_ERROR_SYNTAX },
    { "五元", PD_DECIMAL_ERROR_SYNTAX },
    { "\xc2", PD_DECIMAL_ERROR_SYNTAX },
    { "1.005", PD_DECIMAL_ERROR_PLACES },
    { "10000000000000000", PD_DECIMAL_ERROR_RANGE },
    { "-10000000000000000", PD_DECIMAL_ERROR_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 fen = 42;

      g_assert_false (pd_money_parse (cases[i].text, &fen, &error));
      g_assert_error (error, PD_DECIMAL_ERROR, cases[i].code);
      g_assert_cmpint (fen, ==, 42);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 20000; i++)
    {
      gint64 amount =
          (((gint64) g_rand_int (random) << 27) ^ g_rand_int (random)) >> g_rand_int_range (random, 0, 50);
      g_autofree char *text = pd_money_to_text (i % 2 == 0 ? amount : -amount);
      g_autofree char *formatted = pd_money_format (i % 2 == 0 ? amount : -amount);
      gint64 from_text = 0, from_formatted = 0;

      g_assert_true (pd_money_parse (text, &from_text, NULL));
      g_assert_true (pd_money_parse (formatted, &from_formatted, NULL));
      g_assert_cmpint (from_text, ==, i % 2 == 0 ? amount : -amount);
      g_assert_cmpint (from_formatted, ==, from_text);
    }
}

static void
test_add (void)
{
  static const struct
  {
    gint64 a, b;
    gboolean fits;
  } cases[] = {
    { 1, 2, TRUE },
    { PD_MONEY_MAX, 0, TRUE },
    { PD_MONEY_MAX, -PD_MONEY_MAX, TRUE },
    { PD_MONEY_MAX - 1, 1, TRUE },
    { PD_MONEY_MAX, 1, FALSE },
    { -PD_MONEY_MAX, -1, FALSE },
    { G_MAXINT64, G_MAXINT64, FALSE },
    { G_MININT64, -1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 sum = 42;

      g_assert_cmpint (pd_money_add (cases[i].a, cases[i].b, &sum), ==, cases[i].fits);
      g_assert_cmpint (sum, ==, cases[i].fits ? cases[i].a + cases[i].b : 42);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/money/text", test_text);
  g_test_add_func ("/model/money/parse", test_parse);
  g_test_add_func ("/model/money/refuse", test_refuse);
  g_test_add_func ("/model/money/round-trip", test_round_trip);
  g_test_add_func ("/model/money/add", test_add);
  return g_test_run ();
}
