/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-tax-line.h"

#include "model/pd-money.h"

static void
test_compute (void)
{
  static const struct
  {
    PdTaxLineInput in;
    const char *quantity, *unit_price, *net_unit_price;
    PdTaxSplit line, discount;
  } cases[] = {
    /* tax-exclusive */
    { { FALSE, "25", "1258.75", FALSE, 0, 0, "0.13" },
      "25",
      "1258.75",
      "1258.75",
      { 3146875, 409094, 3555969 } },
    { { FALSE, "2.0", "0.10", TRUE, 20, 0, "0.06" }, "2", "0.1", "0.1", { 20, 1, 21 } },
    { { FALSE, NULL, NULL, TRUE, 10000, 0, "0.06" }, NULL, NULL, NULL, { 10000, 600, 10600 } },
    { { FALSE, "", "", TRUE, 10000, 0, "exempt" }, NULL, NULL, NULL, { 10000, 0, 10000 } },
    /* 1.005 × 1 is 1.01, which binary floating point makes 1.00 */
    { { FALSE, "1", "1.005", FALSE, 0, 0, "0.13" }, "1", "1.005", "1.005", { 101, 13, 114 } },
    /* tax-inclusive; the net price is gross price ÷ (1 + r), as issued invoices show it */
    { { TRUE, "1", "235", FALSE, 0, 0, "0.13" }, "1", "235", "207.964601769912", { 20796, 2704, 23500 } },
    { { TRUE, "1", "4449", FALSE, 0, 0, "0.06" },
      "1",
      "4449",
      "4197.16981132075",
      { 419717, 25183, 444900 } },
    { { TRUE, "1", "268", FALSE, 0, 0, "0.01" }, "1", "268", "265.346534653465", { 26535, 265, 26800 } },
    { { TRUE, "10", "0.06", FALSE, 0, 0, "0.13" }, "10", "0.06", "0.0530973451327", { 53, 7, 60 } },
    { { TRUE, "1", "999999999999", FALSE, 0, 0, "0.13" },
      "1",
      "999999999999",
      "884955752211.504",
      { 88495575221150, 11504424778750, 99999999999900 } },
    /* gross price ÷ (1 + r) would miss the net amount by more than 0.01: net ÷ quantity stands */
    { { TRUE, "3", "0.67", TRUE, 200, 0, "0.01" }, "3", "0.67", "0.66", { 198, 2, 200 } },
    { { TRUE, "7", "0.07", TRUE, 50, 0, "0.01" }, "7", "0.07", "0.0714285714286", { 50, 0, 50 } },
    /* one of the two is computed */
    { { FALSE, "3", NULL, TRUE, 10000, 0, "0.13" },
      "3",
      "33.3333333333333",
      "33.3333333333333",
      { 10000, 1300, 11300 } },
    { { FALSE, NULL, "3", TRUE, 10000, 0, "0.13" }, "33.3333333333333", "3", "3", { 10000, 1300, 11300 } },
    { { TRUE, "3", NULL, TRUE, 11300, 0, "0.13" },
      "3",
      "37.6666666666667",
      "33.3333333333333",
      { 10000, 1300, 11300 } },
    { { FALSE, "12345.6", NULL, TRUE, 0, 0, "0.13" }, "12345.6", "0", "0", { 0, 0, 0 } },
    /* a cent of difference is allowed, and the amount entered stands */
    { { FALSE, "3", "33.33", TRUE, 10000, 0, "0.13" }, "3", "33.33", "33.33", { 10000, 1300, 11300 } },
    { { FALSE, "3", "33.33", TRUE, 9998, 0, "0.13" }, "3", "33.33", "33.33", { 9998, 1300, 11298 } },
    /* discounts */
    { { TRUE, "1", "5999", FALSE, 0, 85058, "0.13" },
      "1",
      "5999",
      "5308.84955752212",
      { 530885, 69015, 599900 },
      { -75273, -9785, -85058 } },
    { { FALSE, "1", "100", FALSE, 0, 10000, "0.13" },
      "1",
      "100",
      "100",
      { 10000, 1300, 11300 },
      { -10000, -1300, -11300 } },
    /* red: the minus sign is the quantity's */
    { { FALSE, "-2", "50", FALSE, 0, 0, "0.13" }, "-2", "50", "50", { -10000, -1300, -11300 } },
    { { TRUE, "-2", NULL, TRUE, -11300, 0, "0.13" }, "-2", "56.5", "50", { -10000, -1300, -11300 } },
    { { FALSE, NULL, "50", TRUE, -10000, 0, "0.13" }, "-2", "50", "50", { -10000, -1300, -11300 } },
    { { FALSE, "-10.3333333333333", "3", FALSE, 0, 0, "0" },
      "-10.3333333333333",
      "3",
      "3",
      { -3100, 0, -3100 } },
    /* a repealed rate is still computed: an old invoice may be reversed */
    { { TRUE, "1", "117", FALSE, 0, 0, "0.17" }, "1", "117", "100", { 10000, 1700, 11700 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (PdTaxLine) line = { NULL };

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      pd_tax_line_compute (&cases[i].in, &line, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (line.quantity, ==, cases[i].quantity);
      g_assert_cmpstr (line.unit_price, ==, cases[i].unit_price);
      g_assert_cmpstr (line.net_unit_price, ==, cases[i].net_unit_price);
      g_assert_cmpint (line.line.net, ==, cases[i].line.net);
      g_assert_cmpint (line.line.tax, ==, cases[i].line.tax);
      g_assert_cmpint (line.line.gross, ==, cases[i].line.gross);
      g_assert_cmpint (line.discount.net, ==, cases[i].discount.net);
      g_assert_cmpint (line.discount.tax, ==, cases[i].discount.tax);
      g_assert_cmpint (line.discount.gross, ==, cases[i].discount.gross);
    }
}

static void
test_refuse (void)
{
  static const struct
  {
    PdTaxLineInput in;
    int code;
  } cases[] = {
    { { FALSE, NULL, NULL, FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_AMOUNT },
    { { FALSE, "1", NULL, FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_PRICE },
    { { FALSE, NULL, "1", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "0", "1", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "0.0", NULL, TRUE, 100, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "x", "1", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "0.00000000000001", "1", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "12345.678901234567", "1", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "1", "1,5", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_PRICE },
    { { FALSE, "1", "1000000000000", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_PRICE },
    { { FALSE, "1", "-5", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_PRICE },
    { { FALSE, "1", "-5", TRUE, -500, 0, "0.13" }, PD_TAX_ERROR_PRICE },
    { { FALSE, NULL, "0", TRUE, 100, 0, "0.13" }, PD_TAX_ERROR_PRICE },
    { { FALSE, NULL, "5", TRUE, 0, 0, "0.13" }, PD_TAX_ERROR_PRICE },
    { { FALSE, "1", NULL, TRUE, -500, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    /* a price that would be written as zero, or not exactly enough */
    { { FALSE, "999999999999", NULL, TRUE, 1, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "0.0000000000001", NULL, TRUE, 10000, 0, "0.13" }, PD_TAX_ERROR_QUANTITY },
    { { FALSE, "2", "3", TRUE, 602, 0, "0.13" }, PD_TAX_ERROR_AMOUNT },
    { { FALSE, "3", "33.33", TRUE, 10001, 0, "0.13" }, PD_TAX_ERROR_AMOUNT },
    { { FALSE, "2", "3", TRUE, -600, 0, "0.13" }, PD_TAX_ERROR_AMOUNT },
    { { FALSE, "2", "3", FALSE, 0, 601, "0.13" }, PD_TAX_ERROR_DISCOUNT },
    { { FALSE, "2", "3", FALSE, 0, -1, "0.13" }, PD_TAX_ERROR_DISCOUNT },
    { { FALSE, "-2", "3", FALSE, 0, 1, "0.13" }, PD_TAX_ERROR_DISCOUNT },
    { { FALSE, "2", "3", FALSE, 0, 0, "0.07" }, PD_TAX_ERROR_RATE },
    { { FALSE, "2", "3", FALSE, 0, 0, "13%" }, PD_TAX_ERROR_RATE },
    { { FALSE, "2", "3", FALSE, 0, 0, NULL }, PD_TAX_ERROR_RATE },
    { { FALSE, "999999999999", "999999999999", FALSE, 0, 0, "0.13" }, PD_TAX_ERROR_RANGE },
    { { FALSE, NULL, NULL, TRUE, PD_MONEY_MAX, 0, "0.13" }, PD_TAX_ERROR_RANGE },
    { { FALSE, NULL, NULL, TRUE, G_MININT64, 0, "0.13" }, PD_TAX_ERROR_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (PdTaxLine) line = { NULL };

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_false (pd_tax_line_compute (&cases[i].in, &line, &error));
      g_assert_error (error, PD_TAX_ERROR, cases[i].code);
      g_assert_null (line.quantity);
      g_assert_null (line.unit_price);
      g_assert_null (line.net_unit_price);
      g_assert_cmpint (line.line.gross, ==, 0);
    }
}

static char *
random_number (GRand *random, int digits, int places)
{
  gint64 unscaled = 0;
  g_autoptr (PdDecimal) number = NULL;

  for (int i = 0; i < digits + places; i++)
    unscaled = unscaled * 10 + g_rand_int_range (random, 0, 10);
  number = pd_decimal_new (MAX (unscaled, 1), (guint) places);
  return pd_decimal_to_text (number, 13);
}

/* Whatever is accepted can be issued: net price × quantity is the net amount within a cent, everything fits, and
 * entering the completed line again gives the same line. */
static void
test_properties (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autoptr (PdDecimal) cent = pd_decimal_new (1, 2);
  guint accepted = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *quantity =
          random_number (random, g_rand_int_range (random, 1, 5), g_rand_int_range (random, 0, 4));
      g_autofree char *price =
          random_number (random, g_rand_int_range (random, 1, 6), g_rand_int_range (random, 0, 7));
      PdTaxLineInput in = { i % 2 == 0, quantity, price, FALSE, 0, 0, i % 3 == 0 ? "0.13" : "0.01" };
      g_auto (PdTaxLine) line = { NULL };
      g_auto (PdTaxLine) again = { NULL };
      g_autoptr (PdDecimal) count = NULL, net_price = NULL, net = NULL, product = NULL, difference = NULL;
      g_autoptr (PdDecimal) distance = NULL;

      if (!pd_tax_line_compute (&in, &line, NULL))
        continue;

      accepted++;
      g_assert_cmpuint (strlen (line.net_unit_price), <=, PD_TAX_LINE_MAX_NUMBER);
      count = pd_decimal_new_from_text (line.quantity, NULL);
      net_price = pd_decimal_new_from_text (line.net_unit_price, NULL);
      net = pd_decimal_new_from_fen (line.line.net);
      product = pd_decimal_multiply (count, net_price);
      difference = pd_decimal_subtract (product, net);
      distance = pd_decimal_absolute (difference);
      g_assert_cmpint (pd_decimal_compare (distance, cent), <=, 0);

      in.quantity = line.quantity;
      in.unit_price = line.unit_price;
      in.has_amount = TRUE;
      in.amount = in.price_includes_tax ? line.line.gross : line.line.net;
      g_assert_true (pd_tax_line_compute (&in, &again, NULL));
      g_assert_cmpstr (again.net_unit_price, ==, line.net_unit_price);
      g_assert_cmpint (again.line.tax, ==, line.line.tax);
    }
  g_assert_cmpuint (accepted, >, 9900);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/tax-line/compute", test_compute);
  g_test_add_func ("/model/tax-line/refuse", test_refuse);
  g_test_add_func ("/model/tax-line/properties", test_properties);
  return g_test_run ();
}
