/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-tax.h"

#include "model/pd-money.h"

static void
test_rate_names (void)
{
  static const struct
  {
    const char *text;
    const char *code; /* NULL: unknown */
    const char *label;
    gboolean taxed, may_issue;
  } cases[] = {
    { "13%", "0.13", "13%", TRUE, TRUE },
    { "0.13", "0.13", "13%", TRUE, TRUE },
    { "0.130000", "0.13", "13%", TRUE, TRUE },
    { "13", "0.13", "13%", TRUE, TRUE },
    { "13.00 %", "0.13", "13%", TRUE, TRUE },
    { "１３％", "0.13", "13%", TRUE, TRUE },
    { " 9%", "0.09", "9%", TRUE, TRUE },
    { "6", "0.06", "6%", TRUE, TRUE },
    { "5%", "0.05", "5%", TRUE, TRUE },
    { "0.03", "0.03", "3%", TRUE, TRUE },
    { "2%", "0.02", "2%", TRUE, TRUE },
    { "1.5%", "0.015", "1.5%", TRUE, TRUE },
    { "1.5", "0.015", "1.5%", TRUE, TRUE },
    { "0.0150", "0.015", "1.5%", TRUE, TRUE },
    { "1", "0.01", "1%", TRUE, TRUE },
    { "0.01", "0.01", "1%", TRUE, TRUE },
    { "0", "0", "0%", FALSE, TRUE },
    { "0%", "0", "0%", FALSE, TRUE },
    { "0.00", "0", "0%", FALSE, TRUE },
    { "免税", "exempt", "免税", FALSE, TRUE },
    { "exempt", "exempt", "免税", FALSE, TRUE },
    { "不征税", "non_taxable", "不征税", FALSE, TRUE },
    { "non_taxable", "non_taxable", "不征税", FALSE, TRUE },
    /* repealed: shown and reversed, not issued */
    { "17%", "0.17", "17%", TRUE, FALSE },
    { "16", "0.16", "16%", TRUE, FALSE },
    { "0.11", "0.11", "11%", TRUE, FALSE },
    { "0.10", "0.1", "10%", TRUE, FALSE },
    { "10%", "0.1", "10%", TRUE, FALSE },
    { "4%", "0.04", "4%", TRUE, FALSE },
    /* unknown */
    { NULL, NULL },
    { "", NULL },
    { "***", NULL },
    { "7%", NULL },
    { "0.13%", NULL },
    { "-13%", NULL },
    { "%", NULL },
    { "13%%", NULL },
    { "零", NULL },
    { "\xff", NULL },
    { "0.1300000000000000000000000000000000000000000000000000000000000000", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *code = NULL;

      g_assert_cmpint (pd_tax_rate_canonicalize (cases[i].text, &code, &error), ==, cases[i].code != NULL);
      g_assert_cmpstr (code, ==, cases[i].code);
      if (code == NULL)
        {
          g_assert_error (error, PD_TAX_ERROR, PD_TAX_ERROR_RATE);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (pd_tax_rate_label (code), ==, cases[i].label);
      g_assert_cmpint (pd_tax_rate_is_taxed (code), ==, cases[i].taxed);
      g_assert_cmpint (pd_tax_rate_may_issue (code), ==, cases[i].may_issue);
    }
}

static void
test_rate_choices (void)
{
  const char *const *choices = pd_tax_rate_choices ();
  guint n = 0;

  for (; choices[n] != NULL; n++)
    {
      g_autofree char *code = NULL;
      g_autofree char *again = NULL;
      g_autoptr (PdDecimal) value = pd_tax_rate_value (choices[n]);

      g_assert_true (pd_tax_rate_may_issue (choices[n]));
      g_assert_true (pd_tax_rate_canonicalize (pd_tax_rate_label (choices[n]), &code, NULL));
      g_assert_cmpstr (code, ==, choices[n]);
      g_assert_cmpint (pd_decimal_sign (value), ==, pd_tax_rate_is_taxed (choices[n]) ? 1 : 0);
      again = pd_decimal_to_text (value, 13);
      if (pd_tax_rate_is_taxed (choices[n]))
        g_assert_cmpstr (again, ==, choices[n]);
    }
  g_assert_cmpuint (n, ==, 11);

  /* a code that a later server may send is shown as it is, and is not issued */
  g_assert_cmpstr (pd_tax_rate_label ("0.005"), ==, "0.005");
  g_assert_cmpstr (pd_tax_rate_label (NULL), ==, "");
  g_assert_false (pd_tax_rate_may_issue ("0.005"));
  g_assert_false (pd_tax_rate_is_taxed (NULL));
  g_assert_null (pd_tax_rate_value ("0.005"));
}

static void
test_split_gross (void)
{
  static const struct
  {
    const char *rate;
    gint64 gross, net, tax;
  } cases[] = {
    /* 207.96 × 0.13 would be 27.03 */
    { "0.13", 23500, 20796, 2704 },
    { "0.01", 26800, 26535, 265 },
    { "0.06", 10600, 10000, 600 },
    { "0.09", 10900, 10000, 900 },
    { "0.015", 10150, 10000, 150 },
    { "0.13", 1, 1, 0 },
    { "0.13", 5, 4, 1 },
    { "0.13", 0, 0, 0 },
    /* 0.13 at 4 % is a tie on both sides: the tax is rounded, the rest is net */
    { "0.04", 13, 12, 1 },
    { "0.04", -13, -12, -1 },
    { "0.13", -85058, -75273, -9785 },
    { "0", 10000, 10000, 0 },
    { "exempt", 10000, 10000, 0 },
    { "non_taxable", 10000, 10000, 0 },
    { "0.13", PD_MONEY_MAX, 884955752212389380, 115044247787610619 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      PdTaxSplit split;

      pd_tax_split_gross (cases[i].gross, cases[i].rate, &split, &error);
      g_assert_no_error (error);
      g_assert_cmpint (split.gross, ==, cases[i].gross);
      g_assert_cmpint (split.net, ==, cases[i].net);
      g_assert_cmpint (split.tax, ==, cases[i].tax);
    }
}

static void
test_split_net (void)
{
  static const struct
  {
    const char *rate;
    gint64 net, tax;
  } cases[] = {
    { "0.13", 3146875, 409094 }, { "0.13", 20796, 2703 }, { "0.03", 50, 2 },   { "0.03", -50, -2 },
    { "0.01", 49, 0 },           { "exempt", 100, 0 },    { "0.015", 100, 2 },
  };
  g_autoptr (GError) error = NULL;
  PdTaxSplit split;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (pd_tax_split_net (cases[i].net, cases[i].rate, &split, NULL));
      g_assert_cmpint (split.net, ==, cases[i].net);
      g_assert_cmpint (split.tax, ==, cases[i].tax);
      g_assert_cmpint (split.gross, ==, cases[i].net + cases[i].tax);
    }

  g_assert_false (pd_tax_split_net (PD_MONEY_MAX, "0.13", &split, &error));
  g_assert_error (error, PD_TAX_ERROR, PD_TAX_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (pd_tax_split_gross (G_MININT64, "0.13", &split, &error));
  g_assert_error (error, PD_TAX_ERROR, PD_TAX_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (pd_tax_split_gross (100, "0.07", &split, &error));
  g_assert_error (error, PD_TAX_ERROR, PD_TAX_ERROR_RATE);
}

static void
test_split_difference (void)
{
  static const struct
  {
    const char *rate;
    gint64 gross, deduction, tax;
    int code; /* -1: accepted */
  } cases[] = {
    { "0.01", 20000, 200, 196, -1 },
    { "0.05", 105000, 100000, 238, -1 },
    { "0.01", 20000, 0, 198, -1 },
    { "0.01", 20000, 20000, 0, -1 },
    { "0.01", -20000, -200, -196, -1 },
    { "0.01", 20000, 20001, 0, PD_TAX_ERROR_DEDUCTION },
    { "0.01", 20000, -1, 0, PD_TAX_ERROR_DEDUCTION },
    { "0.01", -20000, 200, 0, PD_TAX_ERROR_DEDUCTION },
    { "exempt", 20000, 200, 0, PD_TAX_ERROR_RATE },
    { "x", 20000, 200, 0, PD_TAX_ERROR_RATE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      PdTaxSplit split;
      gboolean accepted =
          pd_tax_split_difference (cases[i].gross, cases[i].deduction, cases[i].rate, &split, &error);

      if (!accepted)
        {
          g_assert_error (error, PD_TAX_ERROR, cases[i].code);
          continue;
        }
      g_assert_cmpint (cases[i].code, ==, -1);
      g_assert_cmpint (split.tax, ==, cases[i].tax);
      g_assert_cmpint (split.net + split.tax, ==, cases[i].gross);
    }
}

/* For every rate and very many amounts: the parts make the whole, signs mirror, and a platform would accept it. */
static void
test_split_properties (void)
{
  static const char *const rates[] = { "0.13", "0.09", "0.06",   "0.05", "0.03", "0.02", "0.015",
                                       "0.01", "0",    "exempt", "0.17", "0.16", "0.1",  "0.04" };
  g_autoptr (GRand) random = g_rand_new_with_seed (13);

  for (guint i = 0; i < 30000; i++)
    {
      const char *rate = rates[i % G_N_ELEMENTS (rates)];
      gint64 amount =
          i < 15000 ? (gint64) i : (gint64) g_rand_int (random) * g_rand_int_range (random, 1, 100000);
      g_autoptr (GError) error = NULL;
      PdTaxSplit gross, mirrored, net;

      g_assert_true (pd_tax_split_gross (amount, rate, &gross, NULL));
      g_assert_true (pd_tax_split_gross (-amount, rate, &mirrored, NULL));
      g_assert_true (pd_tax_split_net (gross.net, rate, &net, NULL));
      g_assert_cmpint (gross.net + gross.tax, ==, amount);
      g_assert_cmpint (mirrored.tax, ==, -gross.tax);
      g_assert_cmpint (ABS (net.tax - gross.tax), <=, 1);
      pd_tax_check_line (gross.net, rate, gross.tax, &error);
      g_assert_no_error (error);
    }
}

static void
test_check_line (void)
{
  static const struct
  {
    gint64 net;
    const char *rate;
    gint64 tax;
    int code; /* -1: accepted */
  } cases[] = {
    { 20796, "0.13", 2704, -1 },
    { 10000, "0.13", 1306, -1 },
    { 10000, "0.13", 1294, -1 },
    { 10000, "0.13", 1307, PD_TAX_ERROR_TAX },
    { 10000, "0.13", 1293, PD_TAX_ERROR_TAX },
    { 10008, "0.13", 1307, -1 },
    { 10007, "0.13", 1307, PD_TAX_ERROR_TAX },
    { -10000, "0.13", -1306, -1 },
    { -10000, "0.13", 1300, PD_TAX_ERROR_TAX },
    { 10000, "exempt", 0, -1 },
    { 10000, "exempt", 1, PD_TAX_ERROR_TAX },
    { 10000, "0", 1, PD_TAX_ERROR_TAX },
    { 10000, "0.07", 700, PD_TAX_ERROR_RATE },
    { 10000, NULL, 700, PD_TAX_ERROR_RATE },
    { G_MAXINT64, "0.13", 1, PD_TAX_ERROR_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (pd_tax_check_line (cases[i].net, cases[i].rate, cases[i].tax, &error), ==,
                       cases[i].code == -1);
      if (cases[i].code != -1)
        g_assert_error (error, PD_TAX_ERROR, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/tax/rate-names", test_rate_names);
  g_test_add_func ("/model/tax/rate-choices", test_rate_choices);
  g_test_add_func ("/model/tax/split-gross", test_split_gross);
  g_test_add_func ("/model/tax/split-net", test_split_net);
  g_test_add_func ("/model/tax/split-difference", test_split_difference);
  g_test_add_func ("/model/tax/split-properties", test_split_properties);
  g_test_add_func ("/model/tax/check-line", test_check_line);
  return g_test_run ();
}
