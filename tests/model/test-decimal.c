/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-decimal.h"
#include "model/pd-money.h"

#include <locale.h>

static void
test_canonicalize (void)
{
  static const struct
  {
    const char *text;
    guint max_places;
    const char *canonical; /* NULL: refused with @code */
    int code;
  } cases[] = {
    /* one way to write a number */
    { "1.50", 13, "1.5" },
    { "-0", 13, "0" },
    { "-0.000", 13, "0" },
    { "007", 13, "7" },
    { "+3", 13, "3" },
    { ".5", 13, "0.5" },
    { "5.", 13, "5" },
    { "-.50", 13, "-0.5" },
    { "100", 0, "100" },
    /* zeros that change nothing do not count */
    { "1.500", 1, "1.5" },
    { "0000000000000000000001", 13, "1" },
    { "4197.16981132075", 13, "4197.16981132075" },
    { "0.1234567890123", 13, "0.1234567890123" },
    { "999999999999.9999999999999", 13, "999999999999.9999999999999" },
    /* refused, never rounded */
    { "1.55", 1, NULL, PD_DECIMAL_ERROR_PLACES },
    { "0.12345678901234", 13, NULL, PD_DECIMAL_ERROR_PLACES },
    { "1.5", 0, NULL, PD_DECIMAL_ERROR_PLACES },
    { "1000000000000", 13, NULL, PD_DECIMAL_ERROR_RANGE },
    { "", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { NULL, 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { ".", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "-", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "--1", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "1e3", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "0x10", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "1,000", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "1.2.3", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { " 1", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "1 ", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "１", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "\xff", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "nan", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
    { "00000000000000000000000000000000000000001", 13, NULL, PD_DECIMAL_ERROR_SYNTAX },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *canonical = pd_decimal_canonicalize (cases[i].text, cases[i].max_places, &error);

      g_assert_cmpstr (canonical, ==, cases[i].canonical);
      if (cases[i].text != NULL)
        g_assert_cmpint (pd_decimal_is_canonical (cases[i].text, cases[i].max_places), ==,
                         g_strcmp0 (cases[i].text, cases[i].canonical) == 0);
      if (cases[i].canonical == NULL)
        {
          g_assert_error (error, PD_DECIMAL_ERROR, cases[i].code);
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
        }
      else
        g_assert_no_error (error);
    }
}

static void
test_rounding (void)
{
  static const struct
  {
    const char *text;
    guint places;
    const char *fixed;
    const char *shortest;
  } cases[] = {
    { "4090.9375", 2, "4090.94", "4090.94" },
    { "27.0348", 2, "27.03", "27.03" },
    { "0.005", 2, "0.01", "0.01" },
    { "-0.005", 2, "-0.01", "-0.01" },
    { "0.0049999", 2, "0.00", "0" },
    { "-0.0049999", 2, "0.00", "0" },
    { "1.005", 2, "1.01", "1.01" },
    { "2.675", 2, "2.68", "2.68" },
    { "0.5", 0, "1", "1" },
    { "-0.5", 0, "-1", "-1" },
    { "0.49", 0, "0", "0" },
    { "9.999", 2, "10.00", "10" },
    { "99.5", 0, "100", "100" },
    { "100", 0, "100", "100" },
    { "100", 2, "100.00", "100" },
    { "1.5", 4, "1.5000", "1.5" },
    { "0", 3, "0.000", "0" },
    { "-12", 1, "-12.0", "-12" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdDecimal) number = pd_decimal_new_from_text (cases[i].text, NULL);
      g_autofree char *fixed = pd_decimal_to_fixed (number, cases[i].places);
      g_autofree char *shortest = pd_decimal_to_text (number, cases[i].places);

      g_assert_cmpstr (fixed, ==, cases[i].fixed);
      g_assert_cmpstr (shortest, ==, cases[i].shortest);
    }
}

static void
test_arithmetic (void)
{
  static const struct
  {
    const char *a, *b;
    const char *sum, *difference, *product, *quotient; /* 5 places; NULL quotient: division by zero */
    int order;
  } cases[] = {
    { "25", "1258.75", "1283.75", "-1233.75", "31468.75", "0.01986", -1 },
    { "0.1", "0.2", "0.3", "-0.1", "0.02", "0.5", -1 },
    { "1", "3", "4", "-2", "3", "0.33333", -1 },
    { "2", "-3", "-1", "5", "-6", "-0.66667", 1 },
    { "5", "0", "5", "5", "0", NULL, 1 },
    { "1.50", "1.5", "3", "0", "2.25", "1", 0 },
    { "999999999999.9999999999999", "999999999999.9999999999999", "2000000000000", "0",
      "999999999999999999999999.8", "1", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdDecimal) a = pd_decimal_new_from_text (cases[i].a, NULL);
      g_autoptr (PdDecimal) b = pd_decimal_new_from_text (cases[i].b, NULL);
      g_autoptr (PdDecimal) sum = pd_decimal_add (a, b);
      g_autoptr (PdDecimal) difference = pd_decimal_subtract (a, b);
      g_autoptr (PdDecimal) product = pd_decimal_multiply (a, b);
      g_autoptr (PdDecimal) quotient = pd_decimal_divide (a, b);
      g_autofree char *sum_text = pd_decimal_to_text (sum, 5);
      g_autofree char *difference_text = pd_decimal_to_text (difference, 5);
      g_autofree char *product_text = pd_decimal_to_text (product, 5);
      g_autofree char *quotient_text = quotient != NULL ? pd_decimal_to_text (quotient, 5) : NULL;

      g_assert_cmpstr (sum_text, ==, cases[i].sum);
      g_assert_cmpstr (difference_text, ==, cases[i].difference);
      g_assert_cmpstr (product_text, ==, cases[i].product);
      g_assert_cmpstr (quotient_text, ==, cases[i].quotient);
      g_assert_cmpint (CLAMP (pd_decimal_compare (a, b), -1, 1), ==, cases[i].order);
      g_assert_cmpint (pd_decimal_sign (difference), ==, cases[i].order);
    }
}

/* A third times three is one again: nothing is lost on the way. */
static void
test_exact (void)
{
  g_autoptr (PdDecimal) one = pd_decimal_new (1, 0);
  g_autoptr (PdDecimal) three = pd_decimal_new (3, 0);
  g_autoptr (PdDecimal) third = pd_decimal_divide (one, three);
  g_autoptr (PdDecimal) again = pd_decimal_multiply (third, three);
  g_autoptr (PdDecimal) copy = pd_decimal_copy (third);
  g_autoptr (PdDecimal) negative = pd_decimal_negate (third);
  g_autoptr (PdDecimal) positive = pd_decimal_absolute (negative);

  g_assert_cmpint (pd_decimal_compare (again, one), ==, 0);
  g_assert_cmpint (pd_decimal_compare (copy, third), ==, 0);
  g_assert_cmpint (pd_decimal_sign (negative), ==, -1);
  g_assert_cmpint (pd_decimal_compare (positive, third), ==, 0);
}

static void
test_fen (void)
{
  static const struct
  {
    const char *text;
    gboolean fits;
    gint64 fen;
  } cases[] = {
    { "235", TRUE, 23500 },
    { "-0.05", TRUE, -5 },
    { "0.005", TRUE, 1 },
    { "-0.005", TRUE, -1 },
    { "0.0049", TRUE, 0 },
    { "9999999999999999.99", TRUE, PD_MONEY_MAX },
    { "-9999999999999999.994", TRUE, -PD_MONEY_MAX },
    { "9999999999999999.995", FALSE },
    { "92233720368547758.08", FALSE },
    { "-99999999999999999999999999", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdDecimal) number = pd_decimal_new_from_text (cases[i].text, NULL);
      g_autoptr (GError) error = NULL;
      gint64 fen = 42;

      g_assert_cmpint (pd_decimal_to_fen (number, &fen, &error), ==, cases[i].fits);
      g_assert_cmpint (fen, ==, cases[i].fits ? cases[i].fen : 42);
      if (!cases[i].fits)
        g_assert_error (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_RANGE);
    }
}

static void
test_unscaled (void)
{
  static const struct
  {
    gint64 unscaled;
    guint places;
    const char *text;
  } cases[] = {
    { 1305, 2, "13.05" },
    { -5, 3, "-0.005" },
    { 0, 5, "0" },
    { G_MAXINT64, 0, "9223372036854775807" },
    { G_MININT64, 2, "-92233720368547758.08" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdDecimal) number = pd_decimal_new (cases[i].unscaled, cases[i].places);
      g_autofree char *text = pd_decimal_to_text (number, 13);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* What is written reads back as the same number and the same text. */
static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20240517);

  for (guint i = 0; i < 20000; i++)
    {
      gint64 unscaled = ((gint64) g_rand_int (random) << 26) ^ g_rand_int (random);
      g_autoptr (PdDecimal) number =
          pd_decimal_new (i % 2 == 0 ? unscaled : -unscaled, (guint) g_rand_int_range (random, 6, 14));
      g_autofree char *text = pd_decimal_to_text (number, 13);
      g_autofree char *canonical = pd_decimal_canonicalize (text, 13, NULL);
      g_autoptr (PdDecimal) again = pd_decimal_new_from_text (text, NULL);

      g_assert_cmpstr (canonical, ==, text);
      g_assert_cmpint (pd_decimal_compare (number, again), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/decimal/canonicalize", test_canonicalize);
  g_test_add_func ("/model/decimal/rounding", test_rounding);
  g_test_add_func ("/model/decimal/arithmetic", test_arithmetic);
  g_test_add_func ("/model/decimal/exact", test_exact);
  g_test_add_func ("/model/decimal/fen", test_fen);
  g_test_add_func ("/model/decimal/unscaled", test_unscaled);
  g_test_add_func ("/model/decimal/round-trip", test_round_trip);
  return g_test_run ();
}
