/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-tax.h"

#include "model/pd-money.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longest text that is looked at as a rate; "0.130000" and "不征税" are far shorter. */
#define MAX_RATE_TEXT 64

/* Platforms refuse a line whose tax is further than this from net × rate, in fen. */
#define LINE_TOLERANCE 6

typedef struct
{
  const char *code;
  const char *label;  /* as it is printed on an invoice, so never translated */
  gint64 thousandths; /* the rate × 1000 */
  gboolean taxed;     /* whether net × rate is the tax, as opposed to *** */
  gboolean may_issue; /* FALSE: repealed; only shown, or reversed */
} TaxRate;

/* In the order in which an editor offers them. Standards: the VAT Law in force from 2026-01-01. */
static const TaxRate tax_rates[] = {
  { "0.13", "13%", 130, TRUE, TRUE },
  { "0.09", "9%", 90, TRUE, TRUE },
  { "0.06", "6%", 60, TRUE, TRUE },
  { "0.05", "5%", 50, TRUE, TRUE },
  { "0.03", "3%", 30, TRUE, TRUE },
  { "0.02", "2%", 20, TRUE, TRUE },
  { "0.015", "1.5%", 15, TRUE, TRUE },
  { "0.01", "1%", 10, TRUE, TRUE },
  { "0", "0%", 0, FALSE, TRUE },
  { PD_TAX_RATE_EXEMPT, "免税", 0, FALSE, TRUE },
  { PD_TAX_RATE_NON_TAXABLE, "不征税", 0, FALSE, TRUE },
  { "0.17", "17%", 170, TRUE, FALSE },
  { "0.16", "16%", 160, TRUE, FALSE },
  { "0.11", "11%", 110, TRUE, FALSE },
  { "0.1", "10%", 100, TRUE, FALSE },
  { "0.04", "4%", 40, TRUE, FALSE },
};

static const char *const rate_choices[] = {
  "0.13",
  "0.09",
  "0.06",
  "0.05",
  "0.03",
  "0.02",
  "0.015",
  "0.01",
  "0",
  PD_TAX_RATE_EXEMPT,
  PD_TAX_RATE_NON_TAXABLE,
  NULL,
};

G_DEFINE_QUARK (pd_tax_error, pd_tax_error)

static const TaxRate *
find_rate (const char *code)
{
  if (code == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (tax_rates); i++)
    if (strcmp (tax_rates[i].code, code) == 0)
      return &tax_rates[i];
  return NULL;
}

static const TaxRate *
find_rate_or_error (const char *code, GError **error)
{
  const TaxRate *rate = find_rate (code);

  if (rate == NULL)
    g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_RATE,
                         code == NULL || *code == '\0'
                             ? _ ("Choose a tax rate.")
                             : _ ("This tax rate is not known. Choose one from the list."));
  return rate;
}

/* "13%", "13" and "0.13" are the same rate. No rate is 100 % or more, so a number from 1 up is a percentage. */
static const TaxRate *
find_rate_by_number (char *text)
{
  g_autoptr (PdDecimal) number = NULL;
  g_autoptr (PdDecimal) one = pd_decimal_new (1, 0);
  gboolean percent = g_str_has_suffix (text, "%");

  if (percent)
    {
      text[strlen (text) - 1] = '\0';
      g_strchomp (text);
    }
  number = pd_decimal_new_from_text (text, NULL);
  if (number == NULL)
    return NULL;

  if (percent || pd_decimal_compare (number, one) >= 0)
    {
      g_autoptr (PdDecimal) written = g_steal_pointer (&number);
      g_autoptr (PdDecimal) hundredth = pd_decimal_new (1, 2);

      number = pd_decimal_multiply (written, hundredth);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (tax_rates); i++)
    {
      g_autoptr (PdDecimal) value = pd_decimal_new (tax_rates[i].thousandths, 3);

      if (pd_decimal_compare (value, number) == 0)
        return &tax_rates[i];
    }
  return NULL;
}

/**
 * pd_tax_rate_canonicalize:
 * @text: (nullable): a rate as a person, a file or an interface writes it
 * @code: (out) (transfer full): the canonical code
 * @error: return location for a %PD_TAX_ERROR
 *
 * Understands "13%", "13", "0.13", "0.130000", full-width forms, 免税, 不征税 and the codes themselves. The
 * repealed rates (17, 16, 11, 10 and 4 %) are known too; ask pd_tax_rate_may_issue() about a new invoice.
 *
 * Returns: whether the rate is known
 */
gboolean
pd_tax_rate_canonicalize (const char *text, char **code, GError **error)
{
  g_autofree char *plain = NULL;
  const TaxRate *rate = find_rate (text);

  g_return_val_if_fail (code != NULL, FALSE);

  if (rate != NULL)
    {
      *code = g_strdup (rate->code);
      return TRUE;
    }
  if (text != NULL && strnlen (text, MAX_RATE_TEXT + 1) <= MAX_RATE_TEXT)
    plain = pd_plain_text (text);

  if (plain != NULL && strcmp (plain, "***") == 0)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_RATE,
                           _ ("“***” is only how a rate is printed. Choose the rate itself, or “免税”."));
      return FALSE;
    }

  for (gsize i = 0; plain != NULL && rate == NULL && i < G_N_ELEMENTS (tax_rates); i++)
    if (strcmp (plain, tax_rates[i].label) == 0 || strcmp (plain, tax_rates[i].code) == 0)
      rate = &tax_rates[i];
  if (plain != NULL && rate == NULL)
    rate = find_rate_by_number (plain);

  if (rate == NULL)
    {
      find_rate_or_error (plain == NULL || *plain == '\0' ? NULL : "?", error);
      return FALSE;
    }

  *code = g_strdup (rate->code);
  return TRUE;
}

/**
 * pd_tax_rate_label:
 * @code: (nullable): a canonical code
 *
 * Returns the words in which the rate is printed on an invoice: "13%", "免税", "不征税". They are the same in
 * every language.
 *
 * Returns: (transfer none): the label; @code itself for an unknown code, and "" for %NULL
 */
const char *
pd_tax_rate_label (const char *code)
{
  const TaxRate *rate = find_rate (code);

  if (rate != NULL)
    return rate->label;
  return code != NULL ? code : "";
}

/**
 * pd_tax_rate_is_taxed:
 * @code: (nullable): a canonical code
 *
 * Says whether a line of this rate bears tax. A line that bears none (0 %, 免税, 不征税) prints *** as its tax.
 *
 * Returns: whether the rate is known and above zero
 */
gboolean
pd_tax_rate_is_taxed (const char *code)
{
  const TaxRate *rate = find_rate (code);

  return rate != NULL && rate->taxed;
}

/**
 * pd_tax_rate_may_issue:
 * @code: (nullable): a canonical code
 *
 * Says whether a new (blue) invoice may carry the rate. Whether the goods on the line may is the bureau's to
 * say: there is no public table of rates by classification code.
 *
 * Returns: whether the rate is known and in force
 */
gboolean
pd_tax_rate_may_issue (const char *code)
{
  const TaxRate *rate = find_rate (code);

  return rate != NULL && rate->may_issue;
}

/**
 * pd_tax_rate_choices:
 *
 * Lists the codes that an editor offers, in its order.
 *
 * Returns: (transfer none) (array zero-terminated=1): the codes
 */
const char *const *
pd_tax_rate_choices (void)
{
  return rate_choices;
}

/**
 * pd_tax_rate_value:
 * @code: (nullable): a canonical code
 *
 * Returns: (transfer full) (nullable): the rate as a number, zero for 免税 and 不征税; %NULL for an unknown code
 */
PdDecimal *
pd_tax_rate_value (const char *code)
{
  const TaxRate *rate = find_rate (code);

  return rate != NULL ? pd_decimal_new (rate->thousandths, 3) : NULL;
}

static gboolean
check_range (gint64 amount, GError **error)
{
  if (amount <= PD_MONEY_MAX && amount >= -PD_MONEY_MAX)
    return TRUE;

  g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_RANGE,
                       _ ("The amount is too large for an invoice. Divide it over several invoices."));
  return FALSE;
}

/* round (gross × r / (1 + r)), with r in thousandths. */
static gint64
tax_in_gross (gint64 gross, const TaxRate *rate)
{
  g_autoptr (PdDecimal) amount = pd_decimal_new_from_fen (gross);
  g_autoptr (PdDecimal) part = pd_decimal_new (rate->thousandths, 0);
  g_autoptr (PdDecimal) whole = pd_decimal_new (1000 + rate->thousandths, 0);
  g_autoptr (PdDecimal) share = pd_decimal_divide (part, whole);
  g_autoptr (PdDecimal) tax = pd_decimal_multiply (amount, share);
  gint64 fen = 0;

  pd_decimal_to_fen (tax, &fen, NULL);
  return fen;
}

/**
 * pd_tax_split_gross:
 * @gross: an amount with tax, in fen
 * @rate: a canonical code, in force or repealed
 * @out: (out caller-allocates): the parts
 * @error: return location for a %PD_TAX_ERROR
 *
 * Splits a tax-inclusive amount: the tax is gross × r / (1 + r), rounded half up, and net is what is left. The
 * tax is not net × r: 235.00 at 13 % holds 27.04 of tax, though 207.96 × 13 % rounds to 27.03. Standards: a real
 * invoice of 2026.
 *
 * Returns: whether the rate and the range allow it
 */
gboolean
pd_tax_split_gross (gint64 gross, const char *rate, PdTaxSplit *out, GError **error)
{
  const TaxRate *known;

  g_return_val_if_fail (out != NULL, FALSE);

  known = find_rate_or_error (rate, error);
  if (known == NULL || !check_range (gross, error))
    return FALSE;

  out->gross = gross;
  out->tax = tax_in_gross (gross, known);
  out->net = gross - out->tax;
  return TRUE;
}

/**
 * pd_tax_split_net:
 * @net: an amount without tax, in fen
 * @rate: a canonical code, in force or repealed
 * @out: (out caller-allocates): the parts
 * @error: return location for a %PD_TAX_ERROR
 *
 * Adds the tax to a tax-exclusive amount: net × r, rounded half up.
 *
 * Returns: whether the rate and the range allow it
 */
gboolean
pd_tax_split_net (gint64 net, const char *rate, PdTaxSplit *out, GError **error)
{
  g_autoptr (PdDecimal) value = NULL;
  g_autoptr (PdDecimal) amount = NULL;
  g_autoptr (PdDecimal) tax = NULL;
  gint64 fen = 0;

  g_return_val_if_fail (out != NULL, FALSE);

  if (find_rate_or_error (rate, error) == NULL || !check_range (net, error))
    return FALSE;

  value = pd_tax_rate_value (rate);
  amount = pd_decimal_new_from_fen (net);
  tax = pd_decimal_multiply (amount, value);
  pd_decimal_to_fen (tax, &fen, NULL);
  if (!check_range (net + fen, error))
    return FALSE;

  out->net = net;
  out->tax = fen;
  out->gross = net + fen;
  return TRUE;
}

/**
 * pd_tax_split_difference:
 * @gross: an amount with tax, in fen
 * @deduction: the part that is not taxed, in fen, of the same sign as @gross
 * @rate: the canonical code of a rate above zero
 * @out: (out caller-allocates): the parts
 * @error: return location for a %PD_TAX_ERROR
 *
 * Splits an amount under difference taxation (差额征税): the tax is (gross − deduction) × r / (1 + r), rounded half
 * up, and net is gross − tax. Standards: a real invoice of 200.00 with 2.00 deducted at 1 % bears 1.96.
 *
 * Returns: whether rate, deduction and range allow it
 */
gboolean
pd_tax_split_difference (gint64 gross, gint64 deduction, const char *rate, PdTaxSplit *out, GError **error)
{
  const TaxRate *known;
  gboolean within;

  g_return_val_if_fail (out != NULL, FALSE);

  known = find_rate_or_error (rate, error);
  if (known == NULL || !check_range (gross, error))
    return FALSE;
  if (!known->taxed)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_RATE,
                           _ ("Difference taxation needs a tax rate above zero."));
      return FALSE;
    }

  within = gross >= 0 ? deduction >= 0 && deduction <= gross : deduction <= 0 && deduction >= gross;
  if (!within)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_DEDUCTION,
                           _ ("The deduction must lie between zero and the amount of the line."));
      return FALSE;
    }

  out->gross = gross;
  out->tax = tax_in_gross (gross - deduction, known);
  out->net = gross - out->tax;
  return TRUE;
}

/**
 * pd_tax_check_line:
 * @net: the amount without tax, in fen
 * @rate: a canonical code
 * @tax: the tax, in fen
 * @error: return location for a %PD_TAX_ERROR
 *
 * Makes the check that platforms make of a line: net × rate and the tax differ by no more than 0.06. Untaxed
 * lines must have no tax at all. Lines of difference taxation are not for this check.
 *
 * Returns: whether the line would be accepted
 */
gboolean
pd_tax_check_line (gint64 net, const char *rate, gint64 tax, GError **error)
{
  const TaxRate *known = find_rate_or_error (rate, error);
  g_autoptr (PdDecimal) value = NULL;
  g_autoptr (PdDecimal) amount = NULL;
  g_autoptr (PdDecimal) due = NULL;
  g_autoptr (PdDecimal) stated = NULL;
  g_autoptr (PdDecimal) difference = NULL;
  g_autoptr (PdDecimal) distance = NULL;
  g_autoptr (PdDecimal) tolerance = NULL;
  g_autofree char *due_text = NULL;
  g_autofree char *tax_text = NULL;

  if (known == NULL || !check_range (net, error) || !check_range (tax, error))
    return FALSE;

  value = pd_tax_rate_value (rate);
  amount = pd_decimal_new_from_fen (net);
  due = pd_decimal_multiply (amount, value);
  stated = pd_decimal_new_from_fen (tax);
  difference = pd_decimal_subtract (due, stated);
  distance = pd_decimal_absolute (difference);
  tolerance = pd_decimal_new_from_fen (known->taxed ? LINE_TOLERANCE : 0);
  if (pd_decimal_compare (distance, tolerance) <= 0)
    return TRUE;

  due_text = pd_decimal_to_fixed (due, 2);
  tax_text = pd_money_to_text (tax);
  g_set_error (error, PD_TAX_ERROR, PD_TAX_ERROR_TAX,
               _ ("The tax is %1$s, but amount and rate make it %2$s. The bureau would refuse the line."),
               tax_text, due_text);
  return FALSE;
}
