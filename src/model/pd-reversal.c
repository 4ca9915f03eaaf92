/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-reversal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"

G_DEFINE_QUARK (pd - reversal - error - quark, pd_reversal_error)

/* How far a price times its quantity may be from the amount, in fen: it is rounded once. */
#define PRICE_TOLERANCE 1

void
pd_reversible_free (PdReversible *reversible)
{
  pd_record_unref (reversible->line);
  g_free (reversible->quantity_left);
  g_free (reversible);
}

/**
 * pd_reversal_check_invoice:
 * @invoice: an invoice
 *
 * Returns: whether it is one that can be reversed at all: issued, with a number, and blue. A reversal is never reversed
 *   (standards: "Red-letter")
 */
gboolean
pd_reversal_check_invoice (const PdRecord *invoice, GError **error)
{
  const char *sentence = NULL;

  if (pd_record_get_flag (invoice, PD_INVOICE_RED) ||
      pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) < 0)
    sentence =
        _ ("This is a red-letter invoice. A reversal cannot itself be reversed: issue the order again.");
  else if (g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_ISSUED) != 0 ||
           !pd_record_has (invoice, PD_INVOICE_NUMBER))
    sentence = _ ("Only an issued invoice can be reversed.");
  if (sentence == NULL)
    return TRUE;
  g_set_error_literal (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_INVOICE, sentence);
  return FALSE;
}

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

/* @text: (nullable): canonical. Returns: @text and @change added; %NULL where @text is */
static char *
add_quantity (const char *text, const char *change)
{
  g_autoptr (PdDecimal) before = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) by = change != NULL ? pd_decimal_new_from_text (change, NULL) : NULL;
  g_autoptr (PdDecimal) after = NULL;

  if (before == NULL || by == NULL)
    return g_strdup (text);
  after = pd_decimal_add (before, by);
  return pd_decimal_to_text (after, PD_DECIMAL_MAX_PLACES);
}

static char *
negate_quantity (const char *text)
{
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) negated = quantity != NULL ? pd_decimal_negate (quantity) : NULL;

  return negated != NULL ? pd_decimal_to_text (negated, PD_DECIMAL_MAX_PLACES) : NULL;
}

static int
compare_quantities (const char *a, const char *b)
{
  g_autoptr (PdDecimal) first = pd_decimal_new_from_text (a != NULL ? a : "0", NULL);
  g_autoptr (PdDecimal) second = pd_decimal_new_from_text (b != NULL ? b : "0", NULL);

  if (first == NULL || second == NULL)
    return first != NULL ? 1 : -1;
  return pd_decimal_compare (first, second);
}

static PdReversible *
find_line (GPtrArray *left, gint64 blue_line)
{
  for (guint i = 0; i < left->len; i++)
    {
      PdReversible *reversible = g_ptr_array_index (left, i);

      if (reversible->blue_line == blue_line)
        return reversible;
    }
  return NULL;
}

/* A red invoice has normal lines alone: what was discounted is reversed net of its discount. */
static void
add_blue_line (GPtrArray *left, PdRecord *line, guint blue_line)
{
  PdReversible *reversible;
  g_autofree char *reversed = NULL;

  if (pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) == PD_INVOICE_LINE_IS_DISCOUNT && left->len > 0)
    {
      gint64 net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
      gint64 tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);

      reversible = g_ptr_array_index (left, left->len - 1);
      reversible->net += net;
      reversible->net_left += net;
      reversible->tax += tax;
      reversible->tax_left += tax;
      return;
    }
  reversible = g_new0 (PdReversible, 1);
  reversible->blue_line = blue_line;
  reversible->line = pd_record_ref (line);
  reversible->net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
  reversible->tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);
  reversible->net_left = reversible->net - pd_record_get_integer (line, PD_INVOICE_LINE_REVERSED_NET);
  reversible->tax_left = reversible->tax - pd_record_get_integer (line, PD_INVOICE_LINE_REVERSED_TAX);
  reversed = negate_quantity (pd_record_get_text (line, PD_INVOICE_LINE_REVERSED_QUANTITY));
  reversible->quantity_left = add_quantity (pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY), reversed);
  g_ptr_array_add (left, reversible);
}

static void
take_off_form (GPtrArray *left, const PdRecord *form)
{
  GPtrArray *lines = pd_record_get_lines (form);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      PdReversible *reversible = find_line (left, pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE));
      char *quantity;

      if (reversible == NULL)
        continue;
      reversible->net_left += pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT);
      reversible->tax_left += pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT);
      quantity =
          add_quantity (reversible->quantity_left, pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY));
      g_free (reversible->quantity_left);
      reversible->quantity_left = quantity;
    }
}

/**
 * pd_reversal_list_left:
 * @invoice: a blue invoice
 * @forms: (nullable) (element-type PdRecord): red-letter forms of it; what is under way is kept for them, others are
 *   passed over
 *
 * Returns: (transfer full) (element-type PdReversible): what may still be reversed, a line each, also where it is nothing
 */
GPtrArray *
pd_reversal_list_left (const PdRecord *invoice, GPtrArray *forms)
{
  GPtrArray *left = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_reversible_free);
  GPtrArray *lines = pd_record_get_lines (invoice);

  for (guint i = 0; i < lines->len; i++)
    add_blue_line (left, g_ptr_array_index (lines, i), i + 1);
  for (guint i = 0; forms != NULL && i < forms->len; i++)
    if (pd_red_form_is_under_way (g_ptr_array_index (forms, i)))
      take_off_form (left, g_ptr_array_index (forms, i));
  return left;
}

/** pd_reversal_amount_left: Returns: fen with tax, as pd_reversal_list_left() */
gint64
pd_reversal_amount_left (const PdRecord *invoice, GPtrArray *forms)
{
  g_autoptr (GPtrArray) left = pd_reversal_list_left (invoice, forms);
  gint64 sum = 0;

  for (guint i = 0; i < left->len; i++)
    {
      const PdReversible *reversible = g_ptr_array_index (left, i);

      sum += MAX (reversible->net_left, 0) + MAX (reversible->tax_left, 0);
    }
  return sum;
}

/** pd_reversal_is_complete: Returns: whether red invoices have reversed all of it */
gboolean
pd_reversal_is_complete (const PdRecord *invoice)
{
  gint64 gross = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT);

  return gross > 0 && pd_record_get_integer (invoice, PD_INVOICE_REVERSED_AMOUNT) >= gross;
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
  *quantity = gross == gross_left && compare_quantities (left->quantity_left, "0") > 0
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
copy_text (PdRecord *to, guint to_field, const PdRecord *from, guint from_field)
{
  pd_record_set_text (to, to_field, pd_record_get_text (from, from_field));
}

static void
add_form_line (PdRecord *form, const PdReversible *left, const char *quantity, gint64 net, gint64 tax)
{
  guint n = pd_record_get_lines (form)->len + 1;
  g_autofree char *id = make_id ("line", n, pd_record_get_id (form));
  g_autofree char *position = g_strdup_printf ("%05u", n);
  g_autofree char *negative = negate_quantity (quantity);
  g_autofree char *price = quantity != NULL ? choose_price (left, quantity, net) : NULL;
  PdRecord *line = pd_record_new (&pd_red_form_line_type, id);

  pd_record_set_text (line, PD_RED_FORM_LINE_POSITION, position);
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, left->blue_line);
  copy_text (line, PD_RED_FORM_LINE_NAME, left->line, PD_INVOICE_LINE_NAME);
  copy_text (line, PD_RED_FORM_LINE_TAX_CODE, left->line, PD_INVOICE_LINE_TAX_CODE);
  copy_text (line, PD_RED_FORM_LINE_SPEC, left->line, PD_INVOICE_LINE_SPEC);
  copy_text (line, PD_RED_FORM_LINE_UNIT, left->line, PD_INVOICE_LINE_UNIT);
  copy_text (line, PD_RED_FORM_LINE_TAX_RATE, left->line, PD_INVOICE_LINE_TAX_RATE);
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
  copy_text (form, PD_RED_FORM_BLUE_NUMBER, invoice, PD_INVOICE_NUMBER);
  copy_text (form, PD_RED_FORM_BLUE_KIND, invoice, PD_INVOICE_KIND);
  copy_text (form, PD_RED_FORM_BLUE_DATE, invoice, PD_INVOICE_ISSUE_DATE);
  copy_text (form, PD_RED_FORM_ORDER_ID, invoice, PD_INVOICE_ORDER_ID);
  copy_text (form, PD_RED_FORM_SELLER_NAME, invoice, PD_INVOICE_SELLER_NAME);
  copy_text (form, PD_RED_FORM_SELLER_TAX_NUMBER, invoice, PD_INVOICE_SELLER_TAX_NUMBER);
  copy_text (form, PD_RED_FORM_BUYER_NAME, invoice, PD_INVOICE_BUYER_NAME);
  copy_text (form, PD_RED_FORM_BUYER_TAX_NUMBER, invoice, PD_INVOICE_BUYER_TAX_NUMBER);
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
    if (find_line (left, choices[i].blue_line) == NULL)
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

static gboolean
check_line (GPtrArray *left, const PdRecord *line, GError **error)
{
  gint64 blue_line = pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE);
  PdReversible *reversible = find_line (left, blue_line);
  gint64 net = -pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT);
  gint64 tax = -pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT);
  g_autofree char *quantity = negate_quantity (pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY));

  if (reversible == NULL)
    {
      g_set_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_LINE,
                   _ ("The invoice has no line %u that can be reversed."), (guint) blue_line);
      return FALSE;
    }
  if (g_strcmp0 (pd_record_get_text (line, PD_RED_FORM_LINE_TAX_RATE),
                 pd_record_get_text (reversible->line, PD_INVOICE_LINE_TAX_RATE)) != 0 ||
      g_strcmp0 (pd_record_get_text (line, PD_RED_FORM_LINE_NAME),
                 pd_record_get_text (reversible->line, PD_INVOICE_LINE_NAME)) != 0)
    {
      g_set_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_CONTENT,
                   _ ("Line %u is not the one of the invoice: names and rates stay as they are there."),
                   (guint) blue_line);
      return FALSE;
    }
  if (net <= 0 || tax < 0 || net > reversible->net_left || tax > reversible->tax_left)
    {
      g_autofree char *net_left = pd_money_format (MAX (reversible->net_left, 0));
      g_autofree char *tax_left = pd_money_format (MAX (reversible->tax_left, 0));

      g_set_error (
          error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_AMOUNT,
          _ ("Of line %1$u %2$s without tax and %3$s of tax can still be reversed, and this asks for "
             "something else."),
          (guint) blue_line, net_left, tax_left);
      return FALSE;
    }
  if (quantity != NULL && (reversible->quantity_left == NULL || compare_quantities (quantity, "0") <= 0 ||
                           compare_quantities (quantity, reversible->quantity_left) > 0))
    {
      g_set_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_QUANTITY,
                   _ ("Of line %1$u a quantity of %2$s can still be reversed. Enter that or less."),
                   (guint) blue_line, reversible->quantity_left != NULL ? reversible->quantity_left : "0");
      return FALSE;
    }
  return TRUE;
}

static gboolean
says_the_same (const PdRecord *form, const PdRecord *invoice)
{
  static const struct
  {
    guint form;
    guint invoice;
  } fields[] = { { PD_RED_FORM_BLUE_NUMBER, PD_INVOICE_NUMBER },
                 { PD_RED_FORM_BLUE_KIND, PD_INVOICE_KIND },
                 { PD_RED_FORM_ORDER_ID, PD_INVOICE_ORDER_ID },
                 { PD_RED_FORM_SELLER_NAME, PD_INVOICE_SELLER_NAME },
                 { PD_RED_FORM_SELLER_TAX_NUMBER, PD_INVOICE_SELLER_TAX_NUMBER },
                 { PD_RED_FORM_BUYER_NAME, PD_INVOICE_BUYER_NAME },
                 { PD_RED_FORM_BUYER_TAX_NUMBER, PD_INVOICE_BUYER_TAX_NUMBER } };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (pd_record_get_text (form, fields[i].form),
                   pd_record_get_text (invoice, fields[i].invoice)) != 0)
      return FALSE;
  return TRUE;
}

/**
 * pd_reversal_check_form:
 * @form: a form that is to be entered
 * @invoice: the blue invoice that it names
 * @forms: (nullable) (element-type PdRecord): the others of that invoice
 *
 * Checks a form against its invoice: the desktop before it asks, and the platform again, in the transaction that sends it.
 * A mistake (01) reverses the whole invoice, of which nothing was reversed before.
 */
gboolean
pd_reversal_check_form (const PdRecord *form, const PdRecord *invoice, GPtrArray *forms, GError **error)
{
  g_autoptr (GPtrArray) left = pd_reversal_list_left (invoice, forms);
  GPtrArray *lines = pd_record_get_lines (form);
  gboolean is_whole = pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT) ==
                      -pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT);

  if (!pd_reversal_check_invoice (invoice, error))
    return FALSE;
  if (!says_the_same (form, invoice))
    {
      g_set_error_literal (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_CONTENT,
                           _ ("The form does not name seller, buyer and number as the invoice does."));
      return FALSE;
    }
  if (lines->len == 0)
    {
      g_set_error_literal (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_NOTHING,
                           _ ("Nothing of this invoice is left to be reversed, or nothing was chosen."));
      return FALSE;
    }
  for (guint i = 0; i < lines->len; i++)
    if (!check_line (left, g_ptr_array_index (lines, i), error))
      return FALSE;
  if (is_whole ||
      g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_REASON_CODE), PD_RED_FORM_REASON_MISTAKE) != 0)
    return TRUE;
  g_set_error_literal (
      error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_REASON,
      _ ("A mistake on the invoice reverses the whole invoice, and nothing of it may have been "
         "reversed before. Choose another reason, or all of it."));
  return FALSE;
}

static char *
make_remark (const PdRecord *form)
{
  const char *number = pd_record_get_text (form, PD_RED_FORM_NUMBER);

  /* The bureau's own wording; it stands on the paper, so that it is not translated. */
  return g_strdup_printf ("被红冲蓝字数电票号码：%s%s%s", pd_record_get_text (form, PD_RED_FORM_BLUE_NUMBER),
                          number != NULL ? " 红字发票信息确认单编号：" : "", number != NULL ? number : "");
}

static void
add_red_lines (PdRecord *invoice, const PdRecord *form)
{
  static const struct
  {
    guint invoice;
    guint form;
  } fields[] = { { PD_INVOICE_LINE_POSITION, PD_RED_FORM_LINE_POSITION },
                 { PD_INVOICE_LINE_NAME, PD_RED_FORM_LINE_NAME },
                 { PD_INVOICE_LINE_TAX_CODE, PD_RED_FORM_LINE_TAX_CODE },
                 { PD_INVOICE_LINE_SPEC, PD_RED_FORM_LINE_SPEC },
                 { PD_INVOICE_LINE_UNIT, PD_RED_FORM_LINE_UNIT },
                 { PD_INVOICE_LINE_QUANTITY, PD_RED_FORM_LINE_QUANTITY },
                 { PD_INVOICE_LINE_UNIT_PRICE, PD_RED_FORM_LINE_UNIT_PRICE },
                 { PD_INVOICE_LINE_TAX_RATE, PD_RED_FORM_LINE_TAX_RATE } };
  GPtrArray *lines = pd_record_get_lines (form);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *from = g_ptr_array_index (lines, i);
      PdRecord *line = pd_record_new (&pd_invoice_line_type, pd_record_get_id (from));

      for (guint n = 0; n < G_N_ELEMENTS (fields); n++)
        copy_text (line, fields[n].invoice, from, fields[n].form);
      pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, PD_INVOICE_LINE_NORMAL);
      pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT,
                             pd_record_get_integer (from, PD_RED_FORM_LINE_NET_AMOUNT));
      pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT,
                             pd_record_get_integer (from, PD_RED_FORM_LINE_TAX_AMOUNT));
      pd_record_add_line (invoice, 0, line);
    }
}

/* The seller's address and bank, and the buyer's, stay as they are on the blue invoice. */
static void
copy_from_blue (PdRecord *invoice, const PdRecord *blue)
{
  static const guint fields[] = { PD_INVOICE_ORDER_NUMBER,
                                  PD_INVOICE_SELLER_ADDRESS,
                                  PD_INVOICE_SELLER_PHONE,
                                  PD_INVOICE_SELLER_BANK_NAME,
                                  PD_INVOICE_SELLER_BANK_ACCOUNT,
                                  PD_INVOICE_BUYER_ADDRESS,
                                  PD_INVOICE_BUYER_PHONE,
                                  PD_INVOICE_BUYER_BANK_NAME,
                                  PD_INVOICE_BUYER_BANK_ACCOUNT,
                                  PD_INVOICE_DRAWER,
                                  PD_INVOICE_SPECIMEN };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    pd_record_copy_field (invoice, blue, fields[i]);
}

/**
 * pd_reversal_new_red_invoice:
 * @form: a form
 * @blue: (nullable): the blue invoice, where it is known
 * @id: the red invoice's id
 *
 * Makes the red invoice that the bureau issues of a form: negative amounts, normal lines alone, the bureau's remark.
 *
 * Returns: (transfer full): an invoice in the state draft, without a number and a date
 */
PdRecord *
pd_reversal_new_red_invoice (const PdRecord *form, const PdRecord *blue, const char *id)
{
  PdRecord *invoice = pd_record_new (&pd_invoice_type, id);
  g_autofree char *remark = make_remark (form);

  if (blue != NULL)
    copy_from_blue (invoice, blue);
  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_DRAFT);
  pd_record_set_flag (invoice, PD_INVOICE_RED, TRUE);
  copy_text (invoice, PD_INVOICE_KIND, form, PD_RED_FORM_BLUE_KIND);
  copy_text (invoice, PD_INVOICE_ORDER_ID, form, PD_RED_FORM_ORDER_ID);
  copy_text (invoice, PD_INVOICE_SELLER_NAME, form, PD_RED_FORM_SELLER_NAME);
  copy_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, form, PD_RED_FORM_SELLER_TAX_NUMBER);
  copy_text (invoice, PD_INVOICE_BUYER_NAME, form, PD_RED_FORM_BUYER_NAME);
  copy_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, form, PD_RED_FORM_BUYER_TAX_NUMBER);
  copy_text (invoice, PD_INVOICE_BLUE_INVOICE_ID, form, PD_RED_FORM_BLUE_INVOICE_ID);
  copy_text (invoice, PD_INVOICE_BLUE_NUMBER, form, PD_RED_FORM_BLUE_NUMBER);
  copy_text (invoice, PD_INVOICE_RED_FORM_NUMBER, form, PD_RED_FORM_NUMBER);
  pd_record_set_text (invoice, PD_INVOICE_RED_FORM_ID, pd_record_get_id (form));
  pd_record_set_text (invoice, PD_INVOICE_REMARK, remark);
  add_red_lines (invoice, form);
  pd_record_derive (invoice);
  return invoice;
}

static void
take_off_line (PdRecord *blue, const PdRecord *from)
{
  GPtrArray *lines = pd_record_get_lines (blue);
  gint64 blue_line = pd_record_get_integer (from, PD_RED_FORM_LINE_BLUE_LINE);
  PdRecord *line =
      blue_line >= 1 && blue_line <= lines->len ? g_ptr_array_index (lines, (guint) blue_line - 1) : NULL;
  g_autofree char *quantity = negate_quantity (pd_record_get_text (from, PD_RED_FORM_LINE_QUANTITY));
  g_autofree char *sum = NULL;

  if (line == NULL)
    return;
  pd_record_set_integer (line, PD_INVOICE_LINE_REVERSED_NET,
                         pd_record_get_integer (line, PD_INVOICE_LINE_REVERSED_NET) -
                             pd_record_get_integer (from, PD_RED_FORM_LINE_NET_AMOUNT));
  pd_record_set_integer (line, PD_INVOICE_LINE_REVERSED_TAX,
                         pd_record_get_integer (line, PD_INVOICE_LINE_REVERSED_TAX) -
                             pd_record_get_integer (from, PD_RED_FORM_LINE_TAX_AMOUNT));
  if (quantity == NULL)
    return;
  sum = pd_record_has (line, PD_INVOICE_LINE_REVERSED_QUANTITY)
            ? add_quantity (pd_record_get_text (line, PD_INVOICE_LINE_REVERSED_QUANTITY), quantity)
            : g_strdup (quantity);
  pd_record_set_text (line, PD_INVOICE_LINE_REVERSED_QUANTITY, sum);
}

/** pd_reversal_take_off: @blue: is less from here on by what the red invoice of @form reverses */
void
pd_reversal_take_off (PdRecord *blue, const PdRecord *form)
{
  GPtrArray *lines = pd_record_get_lines (form);

  for (guint i = 0; i < lines->len; i++)
    take_off_line (blue, g_ptr_array_index (lines, i));
  pd_record_set_integer (blue, PD_INVOICE_REVERSED_AMOUNT,
                         pd_record_get_integer (blue, PD_INVOICE_REVERSED_AMOUNT) -
                             pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT));
}
