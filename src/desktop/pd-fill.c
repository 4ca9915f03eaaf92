/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-fill.h"

#include "model/pd-decimal.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-tax.h"

/* Places of a price that was converted between with and without tax: exact enough for any total, short enough
 * for the 16 characters that an invoice gives it. */
#define CONVERTED_PLACES 8

static const struct
{
  guint order, buyer;
} buyer_fields[] = {
  { PD_ORDER_BUYER_NAME, PD_BUYER_NAME },           { PD_ORDER_BUYER_TAX_NUMBER, PD_BUYER_TAX_NUMBER },
  { PD_ORDER_BUYER_ADDRESS, PD_BUYER_ADDRESS },     { PD_ORDER_BUYER_PHONE, PD_BUYER_PHONE },
  { PD_ORDER_BUYER_BANK_NAME, PD_BUYER_BANK_NAME }, { PD_ORDER_BUYER_BANK_ACCOUNT, PD_BUYER_BANK_ACCOUNT },
  { PD_ORDER_BUYER_EMAIL, PD_BUYER_EMAIL },
};

static const struct
{
  guint line, good;
} good_fields[] = {
  { PD_ORDER_LINE_NAME, PD_GOOD_NAME },
  { PD_ORDER_LINE_TAX_CODE, PD_GOOD_TAX_CODE },
  { PD_ORDER_LINE_SHORT_NAME, PD_GOOD_SHORT_NAME },
  { PD_ORDER_LINE_SPEC, PD_GOOD_SPEC },
  { PD_ORDER_LINE_UNIT, PD_GOOD_UNIT },
};

/**
 * pd_fill_order_from_buyer:
 * @order: an order
 * @buyer: a buyer
 *
 * Takes everything that is known of the buyer, and nothing of the one before: a half of each would be wrong.
 */
void
pd_fill_order_from_buyer (PdRecord *order, const PdRecord *buyer)
{
  pd_record_set_text (order, PD_ORDER_BUYER_ID, pd_record_get_id (buyer));
  for (gsize i = 0; i < G_N_ELEMENTS (buyer_fields); i++)
    pd_record_set_text (order, buyer_fields[i].order, pd_record_get_text (buyer, buyer_fields[i].buyer));
}

/* (transfer full) (nullable) a price with tax of one without, or the other way round */
static char *
convert_price (const char *price, const char *rate, gboolean to_gross)
{
  g_autoptr (PdDecimal) amount = pd_decimal_new_from_text (price, NULL);
  g_autoptr (PdDecimal) value = pd_tax_rate_value (rate);
  g_autoptr (PdDecimal) one = pd_decimal_new (1, 0);
  g_autoptr (PdDecimal) factor = value != NULL ? pd_decimal_add (one, value) : NULL;
  g_autoptr (PdDecimal) result = NULL;

  if (amount == NULL || factor == NULL)
    return NULL;
  result = to_gross ? pd_decimal_multiply (amount, factor) : pd_decimal_divide (amount, factor);
  return pd_decimal_to_text (result, CONVERTED_PLACES);
}

/**
 * pd_fill_line_from_good:
 * @line: a line of an order
 * @good: a good
 * @price_includes_tax: the order's tax mode
 *
 * Takes the good's names, code, unit, price and rate; the price is converted when the good's is in the other
 * tax mode. A quantity that is there stays.
 */
void
pd_fill_line_from_good (PdRecord *line, const PdRecord *good, gboolean price_includes_tax)
{
  const char *price = pd_record_get_text (good, PD_GOOD_UNIT_PRICE);
  const char *rate = pd_record_get_text (good, PD_GOOD_TAX_RATE);
  gboolean good_includes_tax = pd_record_get_flag (good, PD_GOOD_PRICE_INCLUDES_TAX);

  pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, pd_record_get_id (good));
  for (gsize i = 0; i < G_N_ELEMENTS (good_fields); i++)
    pd_record_set_text (line, good_fields[i].line, pd_record_get_text (good, good_fields[i].good));
  if (rate != NULL)
    pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, rate);
  if (price != NULL && good_includes_tax != price_includes_tax)
    {
      g_autofree char *converted =
          convert_price (price, pd_record_get_text (line, PD_ORDER_LINE_TAX_RATE), price_includes_tax);

      pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, converted);
    }
  else if (price != NULL)
    pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price);
}

/**
 * pd_line_is_blank:
 * @line: a line of an order
 *
 * Returns: whether nothing has been typed into it; position and the suggested rate do not count
 */
gboolean
pd_line_is_blank (const PdRecord *line)
{
  for (guint i = 0; i < PD_ORDER_LINE_N_FIELDS; i++)
    if (i != PD_ORDER_LINE_POSITION && i != PD_ORDER_LINE_TAX_RATE && pd_record_has (line, i) &&
        pd_field_is_mergeable (&pd_order_line_type.fields[i]))
      return FALSE;
  return TRUE;
}
