/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-money.h"

#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-order-fact.h"
#include "model/pd-money.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

static const PdCtlFactOption pay_options[] = {
  { "method", PD_PAYMENT_METHOD }, { "reference", PD_PAYMENT_REFERENCE }, { "payer", PD_PAYMENT_PAYER },
  { "date", PD_PAYMENT_PAID_ON },  { "note", PD_PAYMENT_NOTE },
};

static PdRecord *
pay_change (PdCtlFact *fact, GError **error)
{
  const PdCtlArguments *arguments = fact->ctl->arguments;
  const char *key = pd_ctl_arguments_get (arguments, "statement-key");
  g_autofree char *date = g_strdup (fact->today);
  PdRecord *payment;

  if (!pd_ctl_arguments_get_date (arguments, "date", &date, error))
    return NULL;
  payment = key != NULL && *key != '\0' ? pd_order_add_statement_payment (fact->order, key, date)
                                        : pd_order_add_fact (fact->order, PD_ORDER_LIST_PAYMENTS, fact->now);
  if (payment == NULL)
    {
      (void) pd_ctl_fact_fail (error,
                               _ ("This line of the statement has been entered for the order already."));
      return NULL;
    }
  pd_record_set_text (payment, PD_PAYMENT_PAID_ON, date);
  pd_record_set_text (payment, PD_PAYMENT_KIND,
                      pd_ctl_arguments_has (arguments, "refund") ? PD_PAYMENT_KIND_REFUND
                                                                 : PD_PAYMENT_KIND_PAYMENT);
  return pd_ctl_entry_set_field (payment, PD_PAYMENT_AMOUNT, "AMOUNT",
                                 pd_ctl_arguments_positional (arguments, 1), error) &&
                 pd_ctl_fact_set_options (fact, payment, pay_options, G_N_ELEMENTS (pay_options), error)
             ? payment
             : NULL;
}

/**
 * pd_ctl_order_pay:
 *
 * Enters what was paid for an order, or with --refund what was paid back.
 */
gboolean
pd_ctl_order_pay (PdCtl *ctl, GError **error)
{
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_PAYMENTS, pay_change, error);
}

static const PdRecord *
find_reversal (const PdRecord *order, const PdRecord *payment)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);

  for (guint i = 0; i < payments->len; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (payments, i), PD_PAYMENT_REVERSES),
                   pd_record_get_id (payment)) == 0)
      return g_ptr_array_index (payments, i);
  return NULL;
}

static PdRecord *
reverse_change (PdCtlFact *fact, GError **error)
{
  const PdCtlArguments *arguments = fact->ctl->arguments;
  g_autofree char *date = g_strdup (fact->today);
  const PdRecord *payment = pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_PAYMENTS,
                                                  pd_ctl_arguments_positional (arguments, 1), error);
  const char *note = pd_ctl_arguments_get (arguments, "note");
  PdRecord *reversal;

  if (payment == NULL || !pd_ctl_arguments_get_date (arguments, "date", &date, error))
    return NULL;
  reversal = pd_order_reverse_payment (fact->order, pd_record_get_id (payment), date, fact->now);
  if (reversal == NULL)
    (void) pd_ctl_fact_fail (error,
                             pd_record_has (payment, PD_PAYMENT_REVERSES)
                                 ? _ ("This row takes another one back itself: enter the payment anew.")
                                 : _ ("This payment has been reversed already."));
  else if (note != NULL && !pd_ctl_entry_set_field (reversal, PD_PAYMENT_NOTE, "note", note, error))
    return NULL;
  return reversal;
}

/**
 * pd_ctl_order_reverse_payment:
 *
 * Takes a row of the order's ledger back by another one: what was entered is never changed.
 */
gboolean
pd_ctl_order_reverse_payment (PdCtl *ctl, GError **error)
{
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_PAYMENTS, reverse_change, error);
}

static void
print_reversed (PdCtl *ctl, const PdRecord *order)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);

  for (guint i = 0; i < payments->len; i++)
    {
      const PdRecord *reversal = find_reversal (order, g_ptr_array_index (payments, i));

      if (reversal != NULL)
        pd_ctl_print (ctl, _ ("Row %1$u is taken back by row %2$u."), i + 1,
                      pd_ctl_fact_number (order, PD_ORDER_LIST_PAYMENTS, pd_record_get_id (reversal)));
    }
}

/**
 * pd_ctl_order_payments:
 *
 * Shows the order's ledger, and what of its total is left to be paid.
 */
gboolean
pd_ctl_order_payments (PdCtl *ctl, GError **error)
{
  g_autoptr (PdRecord) order = pd_ctl_order_read (ctl, error);
  gint64 total, paid;
  g_autofree char *total_text = NULL, *paid_text = NULL, *left_text = NULL;

  if (order == NULL)
    return FALSE;
  total = pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT);
  paid = pd_order_paid_amount (order);
  pd_ctl_json_string (ctl->document, "number", pd_record_get_title (order));
  pd_ctl_json_string (ctl->document, "id", pd_record_get_id (order));
  pd_ctl_order_list_json (ctl, order, PD_ORDER_LIST_PAYMENTS);
  pd_ctl_json_integer (ctl->document, "total", total);
  pd_ctl_json_integer (ctl->document, "paid", paid);
  pd_ctl_json_integer (ctl->document, "left", total - paid);
  if (pd_ctl_order_list_print (ctl, order, PD_ORDER_LIST_PAYMENTS))
    print_reversed (ctl, order);
  total_text = pd_money_format (total);
  paid_text = pd_money_format (paid);
  left_text = pd_money_format (ABS (total - paid));
  if (paid > total)
    pd_ctl_print (ctl, _ ("Of %1$s %2$s is paid, %3$s too much."), total_text, paid_text, left_text);
  else
    pd_ctl_print (ctl, _ ("Of %1$s %2$s is paid, %3$s is left."), total_text, paid_text, left_text);
  return TRUE;
}
