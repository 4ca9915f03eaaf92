/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-reversal-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-red-form.h"

/* Forms are made of what may still be reversed. */

/* How far a price times its quantity may be from the amount, in fen: it is rounded once. */
#define PRICE_TOLERANCE 1

/* @amount × @part / @whole, rounded once. */
static gint64
share (gint64 amount, const PdDecimal *part, const PdDecimal *whole)
{
  g_autoptr (PdDecimal) fen = pd_decimal_new_from_fen (amount);
  g_autoptr (PdDecimal) product = pd_decimal_multiply (fen, part);
  g_autoptr (PdDecimal) quotient = pd_decimal_divide (product, whole);
  gint64 result = 0;

  return quotient != NULL && pd_decimal_to_fen (quotient, &result, NULL) ? result : 0;
}

static gint64
share_of_fen (gint64 amount, gint64 part, gint64 whole)
{
  g_autoptr (PdDecimal) part_decimal = pd_decimal_new_from_fen (part);
  g_autoptr (PdDecimal) whole_decimal = pd_decimal_new_from_fen (whole);

  return whole == 0 ? 0 : share (amount, part_decimal, whole_decimal);
}

static gboolean
split_quantity (const PdReversible *left,
                const char *text,
                char **quantity,
                gint64 *net,
                gint64 *tax,
                GError **error)
{
  g_autofree char *canonical = pd_decimal_canonicalize (text, PD_DECIMAL_MAX_PLACES, error);
  g_autoptr (PdDecimal) part = canonical != NULL ? pd_decimal_new_from_text (canonical, error) : NULL;
  g_autoptr (PdDecimal) whole = NULL;

  if (part == NULL)
    return FALSE;
  if (left->quantity_left == NULL)
    {
      g_set_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_QUANTITY,
                   _ ("Line %u has no quantity. Enter the amount that is to be reversed."), left->blue_line);
      return FALSE;
    }
  whole = pd_decimal_new_from_text (left->quantity_left, error);
  if (whole == NULL)
    return FALSE;
  if (pd_decimal_sign (part) <= 0 || pd_decimal_compare (part, whole) > 0)
    {
      g_set_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_QUANTITY,
                   _ ("Of line %1$u a quantity of %2$s can still be reversed. Enter that or less."),
                   left->blue_line, left->quantity_left);
      return FALSE;
    }
  /* In proportion to what is left, so that an allowance given before is not given back twice. */
  *net = share (left->net_left, part, whole);
  /* What is left of the goods keeps a value, or it could never be reversed. */
  if (*net == left->net_left && pd_decimal_compare (part, whole) < 0)
    (*net)--;
  /* In proportion to the whole line, summed up: the parts never drift from the rate, and end at zero. */
  *tax =
      share_of_fen (left->tax, left->net - left->net_left + *net, left->net) - (left->tax - left->tax_left);
  *tax = CLAMP (*tax, 0, left->tax_left);
  if (*net == left->net_left)
    *tax = left->tax_left;
  *quantity = g_steal_pointer (&canonical);
  return TRUE;
}

static gboolean
split_amount (const PdReversible *left,
              gint64 gross,
              char **quantity,
              gint64 *net,
              gint64 *tax,
              GError **error)
{
  gint64 gross_left = left->net_left + left->tax_left;
  gint64 gross_before = left->net + left->tax - gross_left;
  g_autofree char *text = NULL;

  if (gross <= 0 || gross > gross_left)
    {
      text = pd_money_format (MAX (gross_left, 0));
      g_set_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_AMOUNT,
                   _ ("Of line %1$u %2$s with tax can still be reversed. Enter that or less."),
                   left->blue_line, text);
      return FALSE;
    }
  *tax = share_of_fen (left->tax, gross_before + gross, left->net + left->tax) - (left->tax - left->tax_left);
  *tax = CLAMP (*tax, 0, left->tax_left);
  if (gross == gross_left)
    *tax = left->tax_left;
  *net = gross - *tax;
  if (gross < gross_left && *net >= left->net_left)
    {
      *net = left->net_left - 1;
      *tax = gross - *net;
    }
  /* The last of the money takes the last of the goods along. */
  *quantity = gross == gross_left && pd_reversal_compare_quantities (left->quantity_left, "0") > 0
                  ? g_strdup (left->quantity_left)
                  : NULL;
  return TRUE;
}

/**
 * pd_reversal_split:
 * @left: what may be reversed of a line
 * @choice: how much of it is
 * @quantity: (out) (nullable) (transfer full): positive; %NULL when money alone is reversed
 * @net: (out): fen without tax, positive
 * @tax: (out): fen
 *
 * Works out what reversing a part of a line comes to. However a line is cut up, its parts end at exactly zero.
 */
gboolean
pd_reversal_split (const PdReversible *left,
                   const PdReversalChoice *choice,
                   char **quantity,
                   gint64 *net,
                   gint64 *tax,
                   GError **error)
{
  *quantity = NULL;
  *net = *tax = 0;
  if (choice->quantity != NULL && !split_quantity (left, choice->quantity, quantity, net, tax, error))
    return FALSE;
  if (choice->quantity == NULL && choice->gross != 0 &&
      !split_amount (left, choice->gross, quantity, net, tax, error))
    return FALSE;
  if (choice->quantity == NULL && choice->gross == 0 &&
      !split_amount (left, left->net_left + left->tax_left, quantity, net, tax, error))
    return FALSE;
  if (*net > 0)
    return TRUE;
  g_clear_pointer (quantity, g_free);
  g_set_error (
      error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_AMOUNT,
      _ ("What is to be reversed of line %u comes to less than a fen without tax. Reverse more of it."),
      left->blue_line);
  return FALSE;
}

/* The blue invoice's price where it still makes the amount; after discounts and allowances the one that does. */
static char *
choose_price (const PdReversible *left, const char *quantity, gint64 net)
{
  const char *blue = pd_record_get_text (left->line, PD_INVOICE_LINE_UNIT_PRICE);
  g_autoptr (PdDecimal) count = pd_decimal_new_from_text (quantity, NULL);
  g_autoptr (PdDecimal) price = blue != NULL ? pd_decimal_new_from_text (blue, NULL) : NULL;
  g_autoptr (PdDecimal) product = price != NULL ? pd_decimal_multiply (price, count) : NULL;
  g_autoptr (PdDecimal) amount = pd_decimal_new_from_fen (net);
  g_autoptr (PdDecimal) quotient = NULL;
  gint64 fen = 0;

  if (product != NULL && pd_decimal_to_fen (product, &fen, NULL) && ABS (fen - net) <= PRICE_TOLERANCE)
    return g_strdup (blue);
  quotient = pd_decimal_divide (amount, count);
  return quotient != NULL ? pd_decimal_to_text (quotient, PD_DECIMAL_MAX_PLACES) : NULL;
}

static char *
make_id (const char *what, guint n, const char *owner)
{
  g_autofree char *text = g_strdup_printf ("%s %u of %s", what, n, owner);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

static void
add_form_line (PdRecord *form, const PdReversible *left, const char *quantity, gint64 net, gint64 tax)
{
  guint n = pd_record_get_lines (form)->len + 1;
  g_autofree char *id = make_id ("line", n, pd_record_get_id (form));
  g_autofree char *position = g_strdup_printf ("%05u", n);
  g_autofree char *negative = pd_reversal_negate_quantity (quantity);
  g_autofree char *price = quantity != NULL ? choose_price (left, quantity, net) : NULL;
  PdRecord *line = pd_record_new (&pd_red_form_line_type, id);

  pd_record_set_text (line, PD_RED_FORM_LINE_POSITION, position);
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, left->blue_line);
  pd_reversal_copy_text (line, PD_RED_FORM_LINE_NAME, left->line, PD_INVOICE_LINE_NAME);
  pd_reversal_copy_text (line, PD_RED_FORM_LINE_TAX_CODE, left->line, PD_INVOICE_LINE_TAX_CODE);
  pd_reversal_copy_text (line, PD_RED_FORM_LINE_SPEC, left->line, PD_INVOICE_LINE_SPEC);
  pd_reversal_copy_text (line, PD_RED_FORM_LINE_UNIT, left->line, PD_INVOICE_LINE_UNIT);
  pd_reversal_copy_text (line, PD_RED_FORM_LINE_TAX_RATE, left->line, PD_INVOICE_LINE_TAX_RATE);
  pd_record_set_text (line, PD_RED_FORM_LINE_QUANTITY, negative);
  pd_record_set_text (line, PD_RED_FORM_LINE_UNIT_PRICE, price);
  pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, -net);
  pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, -tax);
  pd_record_add_line (form, 0, line);
}

/* Names are as on the blue invoice, even where a company has another one by now (standards: "Red-letter"). */
static PdRecord *
new_form_head (const PdRecord *invoice, const char *reason, const char *id, const char *date)
{
  PdRecord *form = pd_record_new (&pd_red_form_type, id);

  pd_record_set_text (form, PD_RED_FORM_STATE, PD_RED_FORM_STATE_DRAFT);
  pd_record_set_text (form, PD_RED_FORM_FORM_DATE, date);
  pd_record_set_text (form, PD_RED_FORM_SIDE, PD_RED_FORM_SIDE_SELLER);
  pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_SELLER);
  pd_record_set_text (form, PD_RED_FORM_REASON_CODE, reason);
  pd_record_set_text (form, PD_RED_FORM_BLUE_INVOICE_ID, pd_record_get_id (invoice));
  pd_reversal_copy_text (form, PD_RED_FORM_BLUE_NUMBER, invoice, PD_INVOICE_NUMBER);
  pd_reversal_copy_text (form, PD_RED_FORM_BLUE_KIND, invoice, PD_INVOICE_KIND);
  pd_reversal_copy_text (form, PD_RED_FORM_BLUE_DATE, invoice, PD_INVOICE_ISSUE_DATE);
  pd_reversal_copy_text (form, PD_RED_FORM_ORDER_ID, invoice, PD_INVOICE_ORDER_ID);
  pd_reversal_copy_text (form, PD_RED_FORM_SELLER_NAME, invoice, PD_INVOICE_SELLER_NAME);
  pd_reversal_copy_text (form, PD_RED_FORM_SELLER_TAX_NUMBER, invoice, PD_INVOICE_SELLER_TAX_NUMBER);
  pd_reversal_copy_text (form, PD_RED_FORM_BUYER_NAME, invoice, PD_INVOICE_BUYER_NAME);
  pd_reversal_copy_text (form, PD_RED_FORM_BUYER_TAX_NUMBER, invoice, PD_INVOICE_BUYER_TAX_NUMBER);
  return form;
}

static gboolean
add_chosen_lines (PdRecord *form,
                  GPtrArray *left,
                  const PdReversalChoice *choices,
                  guint n_choices,
                  GError **error)
{
  for (guint i = 0; i < left->len; i++)
    {
      const PdReversible *reversible = g_ptr_array_index (left, i);
      PdReversalChoice choice = { .blue_line = reversible->blue_line };
      gboolean is_chosen = n_choices == 0 && reversible->net_left > 0;
      g_autofree char *quantity = NULL;
      gint64 net = 0, tax = 0;

      for (guint n = 0; n < n_choices; n++)
        if (choices[n].blue_line == reversible->blue_line)
          {
            choice = choices[n];
            is_chosen = TRUE;
          }
      if (!is_chosen)
        continue;
      if (!pd_reversal_split (reversible, &choice, &quantity, &net, &tax, error))
        return FALSE;
      add_form_line (form, reversible, quantity, net, tax);
    }
  return TRUE;
}

/**
 * pd_reversal_new_form:
 * @invoice: a blue invoice, issued
 * @forms: (nullable) (element-type PdRecord): the red-letter forms of it
 * @reason: PD_RED_FORM_REASON_*
 * @choices: (array length=n_choices): what is reversed, at most once a line; none: all that is left
 * @id: the form's id
 * @date: the business date
 *
 * Makes the draft of a form that the seller enters. Lines stand in the blue invoice's order, as the bureau wants them.
 *
 * Returns: (transfer full) (nullable): the form
 */
PdRecord *
pd_reversal_new_form (const PdRecord *invoice,
                      GPtrArray *forms,
                      const char *reason,
                      const PdReversalChoice *choices,
                      guint n_choices,
                      const char *id,
                      const char *date,
                      GError **error)
{
  g_autoptr (GPtrArray) left = pd_reversal_list_left (invoice, forms);
  g_autoptr (PdRecord) form = new_form_head (invoice, reason, id, date);

  if (!pd_reversal_check_invoice (invoice, error))
    return NULL;
  for (guint i = 0; i < n_choices; i++)
    if (pd_reversal_find_line (left, choices[i].blue_line) == NULL)
      {
        g_set_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_LINE,
                     _ ("The invoice has no line %u that can be reversed."), choices[i].blue_line);
        return NULL;
      }
  if (!add_chosen_lines (form, left, choices, n_choices, error))
    return NULL;
  pd_record_derive (form);
  return pd_reversal_check_form (form, invoice, forms, error) ? g_steal_pointer (&form) : NULL;
}

/**
 * pd_reversal_add_rest:
 * @form: one without lines, of the other side
 * @invoice: the blue invoice that it names
 * @forms: (nullable) (element-type PdRecord): the others of that invoice
 *
 * A provider that lists a form without its lines means all that is left of the invoice, unless the amount that it told
 * is another: gives these lines to @form. Of another amount nobody knows here which lines it is of; it stays as it was
 * told.
 */
void
pd_reversal_add_rest (PdRecord *form, const PdRecord *invoice, GPtrArray *forms)
{
  g_autoptr (GPtrArray) left = pd_reversal_list_left (invoice, forms);
  g_autoptr (PdRecord) whole = pd_record_copy (form);

  add_chosen_lines (whole, left, NULL, 0, NULL);
  pd_record_derive (whole);
  if (pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT) != 0 &&
      !pd_record_field_equal (form, whole, PD_RED_FORM_GROSS_AMOUNT))
    return;
  add_chosen_lines (form, left, NULL, 0, NULL);
  pd_record_derive (form);
}
