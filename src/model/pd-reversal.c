/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-reversal-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-decimal.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"

G_DEFINE_QUARK (pd - reversal - error - quark, pd_reversal_error)

/* What may still be reversed of an invoice, and whether a form keeps to it. */

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

/*< private >
 * pd_reversal_add_quantity: @text: (nullable): canonical. Returns: @text and @change added; %NULL where @text is
 */
char *
pd_reversal_add_quantity (const char *text, const char *change)
{
  g_autoptr (PdDecimal) before = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) by = change != NULL ? pd_decimal_new_from_text (change, NULL) : NULL;
  g_autoptr (PdDecimal) after = NULL;

  if (before == NULL || by == NULL)
    return g_strdup (text);
  after = pd_decimal_add (before, by);
  return pd_decimal_to_text (after, PD_DECIMAL_MAX_PLACES);
}

/*< private > */
char *
pd_reversal_negate_quantity (const char *text)
{
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) negated = quantity != NULL ? pd_decimal_negate (quantity) : NULL;

  return negated != NULL ? pd_decimal_to_text (negated, PD_DECIMAL_MAX_PLACES) : NULL;
}

/*< private > */
int
pd_reversal_compare_quantities (const char *a, const char *b)
{
  g_autoptr (PdDecimal) first = pd_decimal_new_from_text (a != NULL ? a : "0", NULL);
  g_autoptr (PdDecimal) second = pd_decimal_new_from_text (b != NULL ? b : "0", NULL);

  if (first == NULL || second == NULL)
    return first != NULL ? 1 : -1;
  return pd_decimal_compare (first, second);
}

/*< private >
 * pd_reversal_find_line: Returns: (nullable) (transfer none): of the blue invoice's number of it
 */
PdReversible *
pd_reversal_find_line (GPtrArray *left, gint64 blue_line)
{
  for (guint i = 0; i < left->len; i++)
    {
      PdReversible *reversible = g_ptr_array_index (left, i);

      if (reversible->blue_line == blue_line)
        return reversible;
    }
  return NULL;
}

/*< private > */
void
pd_reversal_copy_text (PdRecord *to, guint to_field, const PdRecord *from, guint from_field)
{
  pd_record_set_text (to, to_field, pd_record_get_text (from, from_field));
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
  reversed = pd_reversal_negate_quantity (pd_record_get_text (line, PD_INVOICE_LINE_REVERSED_QUANTITY));
  reversible->quantity_left =
      pd_reversal_add_quantity (pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY), reversed);
  g_ptr_array_add (left, reversible);
}

static void
take_off_form (GPtrArray *left, const PdRecord *form)
{
  GPtrArray *lines = pd_record_get_lines (form);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      PdReversible *reversible =
          pd_reversal_find_line (left, pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE));
      char *quantity;

      if (reversible == NULL)
        continue;
      reversible->net_left += pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT);
      reversible->tax_left += pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT);
      quantity = pd_reversal_add_quantity (reversible->quantity_left,
                                           pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY));
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

/**
 * pd_reversal_may_reopen:
 * @order: as it is known here
 *
 * The invoice of an invoiced order stands until red invoices have reversed all of it; the platform looks again.
 *
 * Returns: whether the order may be opened again as far as can be told; %FALSE with %PD_REVERSAL_ERROR_INVOICE
 */
gboolean
pd_reversal_may_reopen (const PdRecord *order, GError **error)
{
  if (g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_INVOICED) != 0 ||
      (pd_record_has (order, PD_ORDER_REVERSED_AMOUNT) &&
       pd_record_get_integer (order, PD_ORDER_REVERSED_AMOUNT) >=
           pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT)))
    return TRUE;
  g_set_error_literal (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_INVOICE,
                       _ ("The invoice of this order stands. Reverse all of it first; then the order can be "
                          "reopened."));
  return FALSE;
}

static gboolean
check_line (GPtrArray *left, const PdRecord *line, GError **error)
{
  gint64 blue_line = pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE);
  PdReversible *reversible = pd_reversal_find_line (left, blue_line);
  gint64 net = -pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT);
  gint64 tax = -pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT);
  g_autofree char *quantity =
      pd_reversal_negate_quantity (pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY));

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
  if (quantity != NULL &&
      (reversible->quantity_left == NULL || pd_reversal_compare_quantities (quantity, "0") <= 0 ||
       pd_reversal_compare_quantities (quantity, reversible->quantity_left) > 0))
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
