/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-tax-line.h"

#include "model/pd-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* quantity × price may differ from the amount by this much, in fen. */
#define AMOUNT_TOLERANCE 1

/* A line while it is being computed: numbers that are NULL were not given. */
typedef struct
{
  const PdTaxLineInput *in;
  PdDecimal *quantity;
  PdDecimal *price;
  gboolean price_given;
  gint64 amount;
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->quantity, pd_decimal_free);
  g_clear_pointer (&work->price, pd_decimal_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

static gsize
number_length (const char *text)
{
  return strlen (text) - (*text == '-' ? 1 : 0);
}

/* Reads one of the two numbers of a line; one that was not given stays NULL. */
static gboolean
read_number (const char *text, PdTaxError field, PdDecimal **number, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *canonical = NULL;

  if (!is_given (text))
    return TRUE;

  canonical = pd_decimal_canonicalize (text, PD_DECIMAL_MAX_PLACES, &local_error);
  if (canonical == NULL)
    {
      g_set_error_literal (error, PD_TAX_ERROR, (int) field, local_error->message);
      return FALSE;
    }
  if (number_length (canonical) > PD_TAX_LINE_MAX_NUMBER)
    {
      g_set_error (error, PD_TAX_ERROR, (int) field,
                   _ ("The number is too long: an invoice has room for %d characters."),
                   PD_TAX_LINE_MAX_NUMBER);
      return FALSE;
    }
  *number = pd_decimal_new_from_text (canonical, error);
  return *number != NULL;
}

/* The most exact text of a number that fits the 16 characters and 13 decimals of an invoice; NULL if none does. */
static char *
fit_number (const PdDecimal *number)
{
  g_autofree char *whole = pd_decimal_to_fixed (number, 0);
  gsize digits = number_length (whole);
  guint places;

  if (digits > PD_DECIMAL_MAX_INTEGER_DIGITS)
    return NULL;

  places = MIN (PD_DECIMAL_MAX_PLACES, PD_TAX_LINE_MAX_NUMBER - 1 - (guint) digits);
  return pd_decimal_to_text (number, places);
}

/**
 * pd_tax_line_product_matches:
 * @quantity: a quantity
 * @price: a unit price in the amount's tax mode
 * @fen: the amount of the line
 *
 * Returns: whether quantity × price is the amount to within 0.01, which is what a bureau allows
 */
gboolean
pd_tax_line_product_matches (const PdDecimal *quantity, const PdDecimal *price, gint64 fen)
{
  g_autoptr (PdDecimal) product = pd_decimal_multiply (quantity, price);
  g_autoptr (PdDecimal) amount = pd_decimal_new_from_fen (fen);
  g_autoptr (PdDecimal) difference = pd_decimal_subtract (product, amount);
  g_autoptr (PdDecimal) distance = pd_decimal_absolute (difference);
  g_autoptr (PdDecimal) tolerance = pd_decimal_new_from_fen (AMOUNT_TOLERANCE);

  return pd_decimal_compare (distance, tolerance) <= 0;
}

static gboolean
check_given_numbers (const Work *work, GError **error)
{
  if (work->quantity != NULL && pd_decimal_sign (work->quantity) == 0)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_QUANTITY,
                           _ ("The quantity cannot be zero. Leave quantity and price empty for a lump sum."));
      return FALSE;
    }
  if (work->price != NULL && pd_decimal_sign (work->price) < 0)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_PRICE,
                           _ ("The unit price cannot be negative. Put the minus sign before the quantity."));
      return FALSE;
    }
  if (work->in->has_amount)
    return TRUE;

  if (work->quantity == NULL && work->price == NULL)
    g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_AMOUNT,
                         _ ("Enter the amount, or the quantity and the unit price."));
  else if (work->quantity == NULL)
    g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_QUANTITY,
                         _ ("Enter the quantity, or the amount to compute it from."));
  else if (work->price == NULL)
    g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_PRICE,
                         _ ("Enter the unit price, or the amount to compute it from."));
  return work->quantity != NULL && work->price != NULL;
}

/* Fills in amount from quantity and price, exactly rounded. */
static gboolean
complete_amount (Work *work, GError **error)
{
  g_autoptr (PdDecimal) product = pd_decimal_multiply (work->quantity, work->price);

  if (pd_decimal_to_fen (product, &work->amount, NULL))
    return TRUE;

  g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_RANGE,
                       _ ("Quantity times unit price is too large for an invoice."));
  return FALSE;
}

/* Computes the one number that is missing as amount ÷ the other, as exactly as it can be written. */
static gboolean
complete_number (Work *work, GError **error)
{
  gboolean want_price = work->price == NULL;
  const PdDecimal *divisor = want_price ? work->quantity : work->price;
  g_autoptr (PdDecimal) amount = pd_decimal_new_from_fen (work->amount);
  g_autoptr (PdDecimal) exact = pd_decimal_divide (amount, divisor);
  g_autoptr (PdDecimal) number = NULL;
  g_autofree char *text = NULL;

  if (exact == NULL)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_PRICE,
                           _ ("No quantity follows from a unit price of zero. Enter the quantity."));
      return FALSE;
    }
  if (want_price && pd_decimal_sign (exact) < 0)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_QUANTITY,
                           _ ("Quantity and amount must both be positive or both be negative."));
      return FALSE;
    }

  text = fit_number (exact);
  number = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  if (number == NULL || pd_decimal_sign (number) != pd_decimal_sign (exact) ||
      (!want_price && pd_decimal_sign (number) == 0) ||
      !pd_tax_line_product_matches (number, divisor, work->amount))
    {
      g_set_error_literal (
          error, PD_TAX_ERROR, want_price ? PD_TAX_ERROR_QUANTITY : PD_TAX_ERROR_PRICE,
          want_price ? _ ("No unit price that fits an invoice follows from this quantity and amount.")
                     : _ ("No quantity that fits an invoice follows from this unit price and amount."));
      return FALSE;
    }

  *(want_price ? &work->price : &work->quantity) = g_steal_pointer (&number);
  return TRUE;
}

static gboolean
check_product (const Work *work, GError **error)
{
  g_autoptr (PdDecimal) product = NULL;
  g_autofree char *product_text = NULL;
  g_autofree char *amount_text = NULL;

  if (pd_tax_line_product_matches (work->quantity, work->price, work->amount))
    return TRUE;

  product = pd_decimal_multiply (work->quantity, work->price);
  product_text = pd_decimal_to_fixed (product, 2);
  amount_text = pd_money_to_text (work->amount);
  g_set_error (error, PD_TAX_ERROR, PD_TAX_ERROR_AMOUNT,
               _ ("The amount is %1$s, but quantity times unit price is %2$s. Correct one of the three."),
               amount_text, product_text);
  return FALSE;
}

static gboolean
check_discount (const Work *work, GError **error)
{
  gint64 discount = work->in->discount;
  const char *message = NULL;

  if (discount < 0)
    message = _ ("Enter the discount as a positive amount.");
  else if (discount > 0 && work->amount < 0)
    message = _ ("A line with a negative amount has no discount. Subtract it from the amount instead.");
  else if (discount > 0 && discount > work->amount)
    message = _ ("The discount cannot be larger than the amount of the line.");

  if (message != NULL)
    g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_DISCOUNT, message);
  return message == NULL;
}

static gboolean
check_deduction (const PdTaxLineInput *in, GError **error)
{
  const char *message = NULL;

  if (in->deduction != 0 && !in->price_includes_tax)
    message = _ ("A deduction is subtracted from an amount with tax. Enter prices with tax.");
  else if (in->deduction != 0 && in->discount != 0)
    message = _ ("A line with a deduction has no discount. Subtract it from the amount instead.");

  if (message != NULL)
    g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_DEDUCTION, message);
  return message == NULL;
}

/* The price that is issued. It comes from the price itself, unrounded, because that is what issued invoices show;
 * where the rounding of the line has moved it too far from quantity × price = net, net ÷ quantity is used. */
static gboolean
compute_net_price_from_gross (const Work *work, PdTaxLine *out, GError **error)
{
  g_autoptr (PdDecimal) rate = pd_tax_rate_value (work->in->rate);
  g_autoptr (PdDecimal) one = pd_decimal_new (1, 0);
  g_autoptr (PdDecimal) factor = pd_decimal_add (one, rate);
  g_autoptr (PdDecimal) amount = pd_decimal_new_from_fen (work->amount);
  g_autoptr (PdDecimal) net = pd_decimal_new_from_fen (out->line.net);
  g_autoptr (PdDecimal) gross_price =
      work->price_given ? pd_decimal_copy (work->price) : pd_decimal_divide (amount, work->quantity);
  g_autoptr (PdDecimal) from_price = pd_decimal_divide (gross_price, factor);
  g_autoptr (PdDecimal) from_net = pd_decimal_divide (net, work->quantity);
  const PdDecimal *candidates[] = { from_price, from_net };

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      g_autofree char *text = fit_number (candidates[i]);
      g_autoptr (PdDecimal) written = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;

      if (written != NULL && pd_tax_line_product_matches (work->quantity, written, out->line.net))
        {
          out->net_unit_price = g_steal_pointer (&text);
          return TRUE;
        }
    }

  g_set_error_literal (
      error, PD_TAX_ERROR, PD_TAX_ERROR_PRICE,
      _ ("The unit price without tax does not fit an invoice at this quantity. Divide the line."));
  return FALSE;
}

static gboolean
compute_net_price (const Work *work, PdTaxLine *out, GError **error)
{
  if (work->in->price_includes_tax)
    return compute_net_price_from_gross (work, out, error);
  out->net_unit_price = g_strdup (out->unit_price);
  return TRUE;
}

static gboolean
compute (const PdTaxLineInput *in, PdTaxLine *out, GError **error)
{
  g_auto (Work) work = { .in = in, .amount = in->amount };
  gboolean (*split) (gint64, const char *, PdTaxSplit *, GError **) =
      in->price_includes_tax ? pd_tax_split_gross : pd_tax_split_net;

  if (!read_number (in->quantity, PD_TAX_ERROR_QUANTITY, &work.quantity, error) ||
      !read_number (in->unit_price, PD_TAX_ERROR_PRICE, &work.price, error) ||
      !check_given_numbers (&work, error))
    return FALSE;

  work.price_given = work.price != NULL;
  if (!in->has_amount)
    {
      if (!complete_amount (&work, error))
        return FALSE;
    }
  else if (work.quantity != NULL && work.price != NULL)
    {
      if (!check_product (&work, error))
        return FALSE;
    }
  else if (work.quantity != NULL || work.price != NULL)
    {
      if (!complete_number (&work, error))
        return FALSE;
    }

  if (!check_discount (&work, error) || !check_deduction (in, error) ||
      !(in->deduction != 0 ? pd_tax_split_difference (work.amount, in->deduction, in->rate, &out->line, error)
                           : split (work.amount, in->rate, &out->line, error)) ||
      (in->discount != 0 && !split (-in->discount, in->rate, &out->discount, error)))
    return FALSE;

  if (work.quantity == NULL)
    return TRUE;

  out->quantity = pd_decimal_to_text (work.quantity, PD_DECIMAL_MAX_PLACES);
  out->unit_price = pd_decimal_to_text (work.price, PD_DECIMAL_MAX_PLACES);
  return compute_net_price (&work, out, error);
}

/**
 * pd_tax_line_compute:
 * @in: what was entered
 * @out: (out caller-allocates): the whole line; clear with pd_tax_line_clear()
 * @error: return location for a %PD_TAX_ERROR whose code names the field
 *
 * Completes and checks a line of an order or invoice. Quantity and unit price go together: with one of them and
 * the amount the other is computed, with all three quantity × price must equal the amount to within 0.01, with
 * neither the line is a lump sum. The amount is the entered one, or quantity × price rounded half up. The
 * discount is at most the amount and becomes a second, negative part. A deduction is not taxed. Quantity and price have at most 13 decimals
 * and 16 characters. Standards: the 2026-04 template of the e-tax bureau and the rules of its interfaces.
 *
 * Returns: whether the line is right; @out is empty when it is not
 */
gboolean
pd_tax_line_compute (const PdTaxLineInput *in, PdTaxLine *out, GError **error)
{
  g_return_val_if_fail (in != NULL && out != NULL, FALSE);

  memset (out, 0, sizeof *out);
  if (compute (in, out, error))
    return TRUE;

  pd_tax_line_clear (out);
  return FALSE;
}

/**
 * pd_tax_line_clear:
 * @self: a line
 *
 * Frees what the line holds and empties it.
 */
void
pd_tax_line_clear (PdTaxLine *self)
{
  g_free (self->quantity);
  g_free (self->unit_price);
  g_free (self->net_unit_price);
  memset (self, 0, sizeof *self);
}
