/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include "model/pd-decimal.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-special-type.h"
#include "model/pd-tax-line.h"
#include "model/pd-tax.h"

#include <string.h>

#define CODE_LENGTH 19

static gint64
net_of (const PdRecord *line)
{
  return pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
}

/* Classification codes */

/**
 * pd_compliance_is_code_length:
 * @code: a tax classification code
 *
 * Returns: whether it has 19 digits, as all of them have; that it is one, the check for issuing says
 */
gboolean
pd_compliance_is_code_length (const char *code)
{
  return strlen (code) == CODE_LENGTH && strspn (code, "0123456789") == CODE_LENGTH;
}

/* A code without goods of its own is nothing but a chapter's number. In the table of codes goods (1) and services (3)
 * begin at the second level of two digits, the other parts at the first; whether a longer code has parts of its own,
 * only the bureau's table tells (standards, 12). */
static gboolean
is_summary_code (const char *code)
{
  gsize levels = *code == '1' || *code == '3' ? 2 : 1;

  return strncmp (code + 1 + 2 * (levels - 1), "00", 2) == 0;
}

/* A part from 1 to 6, then pairs of digits; after a pair of zeros come only zeros. */
static gboolean
is_code (const char *code)
{
  gboolean ended = FALSE;

  if (!pd_compliance_is_code_length (code) || *code < '1' || *code > '6')
    return FALSE;
  for (gsize i = 1; i < CODE_LENGTH; i += 2)
    {
      gboolean is_zero = strncmp (code + i, "00", 2) == 0;

      if (ended && !is_zero)
        return FALSE;
      ended = ended || is_zero;
    }
  return TRUE;
}

static void
check_code (PdComplianceCheck *check, const PdRecord *line, guint row)
{
  const char *code = pd_record_get_text (line, PD_INVOICE_LINE_TAX_CODE);

  if (code == NULL)
    {
      if (!check->limits->received)
        pd_compliance_add (check, PD_COMPLIANCE_CODE_MISSING, line, row, PD_INVOICE_LINE_TAX_CODE, NULL,
                           NULL);
      return;
    }
  if (!is_code (code))
    pd_compliance_add (check, PD_COMPLIANCE_CODE_FORM, line, row, PD_INVOICE_LINE_TAX_CODE, code, NULL);
  else if (is_summary_code (code))
    pd_compliance_add (check, PD_COMPLIANCE_CODE_SUMMARY, line, row, PD_INVOICE_LINE_TAX_CODE, code, NULL);
}

/* Rates */

typedef enum
{
  RATE_OF_ANYBODY,
  RATE_OF_GENERAL,
  RATE_OF_SMALL
} RateOf;

/* Whose a rate is (standards, 4). What is not here is anybody's. */
static const struct
{
  const char *rate;
  RateOf of;
} rates_of[] = {
  { "0.13", RATE_OF_GENERAL },
  { "0.09", RATE_OF_GENERAL },
  { "0.06", RATE_OF_GENERAL },
  { "0.01", RATE_OF_SMALL },
};

static RateOf
rate_of (const char *rate)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates_of); i++)
    if (g_str_equal (rates_of[i].rate, rate))
      return rates_of[i].of;
  return RATE_OF_ANYBODY;
}

/* The rates that the seller may take, as a bureau writes them. */
static char *
list_rates (RateOf of)
{
  GString *list = g_string_new (NULL);

  for (const char *const *rate = pd_tax_rate_choices (); *rate != NULL; rate++)
    if (pd_tax_rate_is_taxed (*rate) && (of == RATE_OF_ANYBODY || rate_of (*rate) != of))
      g_string_append_printf (list, "%s%s", list->len > 0 ? "、" : "", *rate);
  return g_string_free (list, FALSE);
}

static void
add_rate (PdComplianceCheck *check,
          PdComplianceCode code,
          const PdRecord *line,
          guint row,
          const char *rate,
          const char *second)
{
  pd_compliance_add (check, code, line, row, PD_INVOICE_LINE_TAX_RATE, pd_tax_rate_label (rate), second)
      ->values[2] = g_strdup (rate);
}

static void
check_rate (PdComplianceCheck *check, const PdRecord *line, guint row)
{
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);
  PdComplianceTaxpayer taxpayer = check->limits->taxpayer;
  g_autofree char *others = NULL;

  if (rate == NULL)
    {
      pd_compliance_add (check, PD_COMPLIANCE_RATE_MISSING, line, row, PD_INVOICE_LINE_TAX_RATE, NULL, NULL);
      return;
    }
  if (check->special && !pd_tax_rate_is_taxed (rate))
    add_rate (check, PD_COMPLIANCE_RATE_UNTAXED_SPECIAL, line, row, rate, NULL);
  /* What was issued stays, and what was issued at an old rate is reversed at it. */
  if (check->limits->received || check->red)
    return;
  if (!pd_tax_rate_may_issue (rate))
    {
      others = list_rates (RATE_OF_ANYBODY);
      add_rate (check, PD_COMPLIANCE_RATE_REPEALED, line, row, rate, others);
    }
  else if (taxpayer == PD_COMPLIANCE_TAXPAYER_SMALL && rate_of (rate) == RATE_OF_GENERAL)
    {
      others = list_rates (RATE_OF_GENERAL);
      add_rate (check, PD_COMPLIANCE_RATE_OF_GENERAL_TAXPAYER, line, row, rate, others);
    }
  else if (taxpayer == PD_COMPLIANCE_TAXPAYER_GENERAL && rate_of (rate) == RATE_OF_SMALL)
    {
      others = list_rates (RATE_OF_SMALL);
      add_rate (check, PD_COMPLIANCE_RATE_OF_SMALL_TAXPAYER, line, row, rate, others);
    }
  if (g_str_equal (rate, "0.03") && check->special && taxpayer != PD_COMPLIANCE_TAXPAYER_GENERAL)
    add_rate (check, PD_COMPLIANCE_RATE_THREE_SPECIAL, line, row, rate, pd_tax_rate_label ("0.01"));
  if (g_str_equal (rate, "0.05"))
    add_rate (check, PD_COMPLIANCE_RATE_FIVE, line, row, rate, NULL);
}

/* Quantity and price */

static gboolean
fits (const char *number, const PdComplianceLimits *limits)
{
  const char *point = strchr (number, '.');
  gsize length = strlen (number) - (*number == '-' ? 1 : 0);
  gsize whole = point != NULL ? (gsize) (point - number) - (*number == '-' ? 1 : 0) : length;

  return length <= limits->number && whole <= PD_DECIMAL_MAX_INTEGER_DIGITS &&
         (point == NULL || strlen (point + 1) <= limits->places);
}

static void
check_room (PdComplianceCheck *check, PdComplianceCode code, const PdRecord *line, guint row, guint field)
{
  const char *number = pd_record_get_text (line, field);
  g_autofree char *length = g_strdup_printf ("%u", check->limits->number);
  PdComplianceProblem *problem;

  if (number == NULL || fits (number, check->limits))
    return;
  problem = pd_compliance_add (check, code, line, row, (int) field, number, length);
  problem->values[2] = g_strdup_printf ("%u", check->limits->places);
}

static int
sign_of (gint64 amount)
{
  return (amount > 0) - (amount < 0);
}

static void
check_product (PdComplianceCheck *check,
               const PdRecord *line,
               guint row,
               const PdDecimal *quantity,
               const PdDecimal *price)
{
  g_autoptr (PdDecimal) product = pd_decimal_multiply (quantity, price);
  g_autofree char *amount = pd_money_to_text (net_of (line));
  g_autofree char *text = pd_decimal_to_fixed (product, 2);
  const char *written = pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY);

  if (pd_decimal_sign (quantity) == 0)
    pd_compliance_add (check, PD_COMPLIANCE_QUANTITY_ZERO, line, row, PD_INVOICE_LINE_QUANTITY, NULL, NULL);
  else if (pd_decimal_sign (price) < 0)
    pd_compliance_add (check, PD_COMPLIANCE_PRICE_NEGATIVE, line, row, PD_INVOICE_LINE_UNIT_PRICE,
                       pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE), NULL);
  else if (pd_decimal_sign (product) * sign_of (net_of (line)) < 0)
    pd_compliance_add (check, PD_COMPLIANCE_QUANTITY_SIGN, line, row, PD_INVOICE_LINE_QUANTITY, written,
                       amount);
  else if (!pd_tax_line_product_matches (quantity, price, net_of (line)))
    pd_compliance_add (check, PD_COMPLIANCE_PRODUCT, line, row, PD_INVOICE_LINE_NET_AMOUNT, amount, text);
}

/* Where a price alone is no mistake: nobody counts tolls, and what is issued is issued. */
static gboolean
may_lack_quantity (PdComplianceCheck *check)
{
  const PdSpecialType *type =
      pd_special_type_find (pd_record_get_text (check->invoice, PD_INVOICE_SPECIAL_TYPE));

  return check->limits->received || (type != NULL && type->price_without_number);
}

static void
check_quantity (PdComplianceCheck *check, const PdRecord *line, guint row)
{
  const char *quantity_text = pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY);
  const char *price_text = pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE);
  g_autoptr (PdDecimal) quantity =
      quantity_text != NULL ? pd_decimal_new_from_text (quantity_text, NULL) : NULL;
  g_autoptr (PdDecimal) price = price_text != NULL ? pd_decimal_new_from_text (price_text, NULL) : NULL;

  if (quantity == NULL ? price != NULL && !may_lack_quantity (check) : price == NULL)
    pd_compliance_add (check, PD_COMPLIANCE_QUANTITY_OR_PRICE_ALONE, line, row,
                       quantity == NULL ? PD_INVOICE_LINE_QUANTITY : PD_INVOICE_LINE_UNIT_PRICE, NULL, NULL);
  check_room (check, PD_COMPLIANCE_QUANTITY_LONG, line, row, PD_INVOICE_LINE_QUANTITY);
  check_room (check, PD_COMPLIANCE_PRICE_LONG, line, row, PD_INVOICE_LINE_UNIT_PRICE);
  if (quantity != NULL && price != NULL)
    check_product (check, line, row, quantity, price);
}

/* Amount and tax */

static void
check_tax (PdComplianceCheck *check, const PdRecord *line, guint row)
{
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);
  gint64 tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);
  g_autoptr (PdDecimal) value = pd_tax_rate_value (rate);
  g_autoptr (PdDecimal) net = pd_decimal_new_from_fen (net_of (line));
  g_autoptr (PdDecimal) due = value != NULL ? pd_decimal_multiply (net, value) : NULL;
  g_autofree char *is = pd_money_to_text (tax);
  g_autofree char *should = due != NULL ? pd_decimal_to_fixed (due, 2) : NULL;

  if (due == NULL || pd_compliance_is_difference (check->invoice) ||
      pd_tax_check_line (net_of (line), rate, tax, NULL))
    return;
  pd_compliance_add (check, pd_tax_rate_is_taxed (rate) ? PD_COMPLIANCE_LINE_TAX : PD_COMPLIANCE_LINE_UNTAXED,
                     line, row, PD_INVOICE_LINE_TAX_AMOUNT, is, should);
}

static void
check_amount (PdComplianceCheck *check, const PdRecord *line, guint row)
{
  g_autofree char *amount = pd_money_to_text (net_of (line));

  if (!check->red && net_of (line) <= 0 &&
      pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) != PD_INVOICE_LINE_IS_DISCOUNT)
    pd_compliance_add (check, PD_COMPLIANCE_AMOUNT_NOT_POSITIVE, line, row, PD_INVOICE_LINE_NET_AMOUNT,
                       amount, NULL);
}

/* The printed name is "*class*name", and only the name counts (standards, "Line arithmetic", 10). */
static const char *
typed_name (const char *printed)
{
  const char *end = *printed == '*' ? strchr (printed + 1, '*') : NULL;

  return end != NULL ? end + 1 : printed;
}

static void
check_name (PdComplianceCheck *check, const PdRecord *line, guint row)
{
  const char *name = pd_record_get_text (line, PD_INVOICE_LINE_NAME);
  const char *typed = name != NULL ? typed_name (name) : "";
  const char *second = typed_name (typed);
  guint length = (guint) g_utf8_strlen (typed, -1);
  g_autofree char *is = g_strdup_printf ("%u", length);
  g_autofree char *may = g_strdup_printf ("%u", check->limits->name);
  g_autofree char *class = g_strndup (typed, (gsize) (second - typed));

  if (*typed == '\0')
    pd_compliance_add (check, PD_COMPLIANCE_NAME_MISSING, line, row, PD_INVOICE_LINE_NAME, NULL, NULL);
  if (length > check->limits->name)
    pd_compliance_add (check, PD_COMPLIANCE_TEXT_LONG, line, row, PD_INVOICE_LINE_NAME, is, may)->item =
        PD_COMPLIANCE_ITEM_LINES;
  if (second != typed)
    pd_compliance_add (check, PD_COMPLIANCE_NAME_HAS_CLASS, line, row, PD_INVOICE_LINE_NAME, class, NULL);
}

/*< private >
 * pd_compliance_check_lines:
 *
 * What each line is refused for by itself.
 */
void
pd_compliance_check_lines (PdComplianceCheck *check)
{
  GPtrArray *lines = pd_record_get_lines (check->invoice);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      check_name (check, line, i + 1);
      pd_compliance_check_length (check, PD_COMPLIANCE_ITEM_LINES, line, i + 1, PD_INVOICE_LINE_SPEC,
                                  check->limits->spec);
      pd_compliance_check_length (check, PD_COMPLIANCE_ITEM_LINES, line, i + 1, PD_INVOICE_LINE_UNIT,
                                  check->limits->unit);
      check_code (check, line, i + 1);
      check_rate (check, line, i + 1);
      check_quantity (check, line, i + 1);
      check_amount (check, line, i + 1);
      check_tax (check, line, i + 1);
    }
}

/* Discounts (standards, "Line arithmetic", 6) */

static gint64
property_of (GPtrArray *lines, guint index)
{
  return index < lines->len
             ? pd_record_get_integer (g_ptr_array_index (lines, index), PD_INVOICE_LINE_PROPERTY)
             : PD_INVOICE_LINE_NORMAL;
}

/* Same name, code and rate on both. */
static void
compare_fields (PdComplianceCheck *check, const PdRecord *line, const PdRecord *before, guint row)
{
  static const struct
  {
    guint field;
    PdComplianceCode code;
  } fields[] = {
    { PD_INVOICE_LINE_NAME, PD_COMPLIANCE_DISCOUNT_NAME },
    { PD_INVOICE_LINE_TAX_CODE, PD_COMPLIANCE_DISCOUNT_CODE },
    { PD_INVOICE_LINE_TAX_RATE, PD_COMPLIANCE_DISCOUNT_RATE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gboolean is_rate = fields[i].field == PD_INVOICE_LINE_TAX_RATE;
      const char *mine = pd_record_get_text (line, fields[i].field);
      const char *other = pd_record_get_text (before, fields[i].field);

      if (g_strcmp0 (mine, other) != 0)
        pd_compliance_add (check, fields[i].code, line, row, (int) fields[i].field,
                           is_rate ? pd_tax_rate_label (mine) : mine,
                           is_rate ? pd_tax_rate_label (other) : other);
    }
}

static void
check_discount (PdComplianceCheck *check, const PdRecord *line, const PdRecord *before, guint row)
{
  g_autofree char *amount = pd_money_to_text (net_of (line));
  g_autofree char *whole = pd_money_to_text (net_of (before));

  compare_fields (check, line, before, row);
  if (net_of (line) >= 0)
    pd_compliance_add (check, PD_COMPLIANCE_DISCOUNT_NOT_NEGATIVE, line, row, PD_INVOICE_LINE_NET_AMOUNT,
                       amount, NULL);
  else if (-net_of (line) > net_of (before))
    pd_compliance_add (check, PD_COMPLIANCE_DISCOUNT_LARGE, line, row, PD_INVOICE_LINE_NET_AMOUNT, amount,
                       whole);
  if (pd_record_has (line, PD_INVOICE_LINE_QUANTITY) || pd_record_has (line, PD_INVOICE_LINE_UNIT_PRICE))
    pd_compliance_add (check, PD_COMPLIANCE_DISCOUNT_QUANTITY, line, row, PD_INVOICE_LINE_QUANTITY, NULL,
                       NULL);
}

/*< private >
 * pd_compliance_check_discounts:
 *
 * What lines are refused for beside each other.
 */
void
pd_compliance_check_discounts (PdComplianceCheck *check)
{
  GPtrArray *lines = pd_record_get_lines (check->invoice);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      gint64 property = property_of (lines, i);
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, property);

      if (property < PD_INVOICE_LINE_NORMAL || property > PD_INVOICE_LINE_IS_DISCOUNTED)
        pd_compliance_add (check, PD_COMPLIANCE_PROPERTY_UNKNOWN, line, i + 1, PD_INVOICE_LINE_PROPERTY,
                           number, NULL);
      else if (property == PD_INVOICE_LINE_IS_DISCOUNTED &&
               property_of (lines, i + 1) != PD_INVOICE_LINE_IS_DISCOUNT)
        pd_compliance_add (check, PD_COMPLIANCE_DISCOUNT_MISSING, line, i + 1, PD_INVOICE_LINE_PROPERTY, NULL,
                           NULL);
      else if (property == PD_INVOICE_LINE_IS_DISCOUNT)
        {
          if (i > 0 && property_of (lines, i - 1) == PD_INVOICE_LINE_IS_DISCOUNTED)
            check_discount (check, line, g_ptr_array_index (lines, i - 1), i + 1);
          else
            pd_compliance_add (check, PD_COMPLIANCE_DISCOUNT_PLACE, line, i + 1, PD_INVOICE_LINE_PROPERTY,
                               NULL, NULL);
        }
    }
}
