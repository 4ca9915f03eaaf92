/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-statement-enter.h"

#include "ctl/pd-ctl-failure.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-order-step.h"
#include "ctl/pd-ctl-order.h"
#include "model/pd-money.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

/** Payment: what one line pays of one order. */
typedef struct
{
  const PdStatementLine *line;
  const PdOpenOrder *order;
  gint64 amount;   /* fen */
  GError *refusal; /* (owned) (nullable) */
} Payment;

/** Work: the payments of one statement. */
typedef struct
{
  PdCtl *ctl;
  const PdStatement *statement;
  const PdOpenOrder *orders;
  gint64 *open; /* (owned) what is open of each order after the payments so far */
  gint64 now;
  GArray *payments; /* (owned) of Payment */
} Work;

static void
payment_clear (gpointer payment)
{
  g_clear_error (&((Payment *) payment)->refusal);
}

/* Each order gets what is open of it, the last one what is left of the line. */
static void
share_out (Work *work, const PdStatementLine *line, const PdStatementMatch *match)
{
  gint64 left = line->amount;

  for (guint i = 0; i < match->orders->len; i++)
    {
      guint order = g_array_index (match->orders, guint, i);
      Payment payment = { line, &work->orders[order] };

      /* What somebody entered by hand before must not be entered once more because the statement has it, too. */
      if (match->difference > 0)
        g_set_error_literal (&payment.refusal, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                             _ ("This is more than is open: it may have been entered by hand. If it was paid "
                                "besides, enter it with “order pay --statement-key”."));
      payment.amount = i + 1 == match->orders->len ? left : CLAMP (work->open[order], 0, left);
      left -= payment.amount;
      work->open[order] -= payment.amount;
      if (payment.amount > 0)
        g_array_append_val (work->payments, payment);
    }
}

/* As the lines were matched: numbers first, since what they leave open is what the others were held against. */
static void
share_out_all (Work *work, const GPtrArray *matches)
{
  for (guint others = 0; others < 2; others++)
    for (guint i = 0; i < matches->len; i++)
      {
        const PdStatementMatch *match = matches->pdata[i];

        if (match->state == PD_MATCH_DECIDED && (match->reason != PD_MATCH_BY_NUMBER) == others)
          share_out (work, work->statement->lines->pdata[i], match);
      }
}

/* What is too long for the ledger's field is cut: the statement has the whole of it. */
static void
set_cut (PdRecord *payment, guint field, const char *text)
{
  guint limit = pd_payment_type.fields[field].limit;
  g_autofree char *cut = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), (glong) limit));

  pd_record_set_text (payment, field, *cut != '\0' ? cut : NULL);
}

static const char *
method_of (const PdStatement *statement)
{
  return g_str_equal (statement->source, "bank") ? "transfer" : statement->source;
}

static gboolean
enter_one (Work *work, PdStoreSession *session, const Payment *payment, GError **error)
{
  g_autoptr (PdRecord) order = pd_ctl_find (session, &pd_order_type, payment->order->id, error);
  g_autoptr (PdRecord) before = order != NULL ? pd_record_copy (order) : NULL;
  PdRecord *row =
      order != NULL ? pd_order_add_statement_payment (order, payment->line->key, payment->line->date) : NULL;

  if (order == NULL)
    return FALSE;
  if (row == NULL)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                           _ ("This line of the statement has been entered for the order already."));
      return FALSE;
    }
  pd_record_set_text (row, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
  pd_record_set_integer (row, PD_PAYMENT_AMOUNT, payment->amount);
  pd_record_set_text (row, PD_PAYMENT_METHOD, method_of (work->statement));
  set_cut (row, PD_PAYMENT_REFERENCE, payment->line->reference);
  set_cut (row, PD_PAYMENT_PAYER, payment->line->counterparty);
  pd_record_derive (order);
  return pd_ctl_order_check (work->ctl, before, order, error) &&
         pd_store_save_record (session, order, work->now, error);
}

static gboolean
enter_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  for (guint i = 0; i < work->payments->len; i++)
    {
      Payment *payment = &g_array_index (work->payments, Payment, i);

      if (payment->refusal != NULL || enter_one (work, session, payment, &payment->refusal) ||
          pd_ctl_is_refusal (payment->refusal))
        continue;
      g_propagate_error (error, g_error_copy (payment->refusal));
      return FALSE;
    }
  return TRUE;
}

static void
report_one (PdCtl *ctl, const Payment *payment)
{
  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "key", payment->line->key);
  pd_ctl_json_string (ctl->document, "id", payment->order->id);
  pd_ctl_json_string (ctl->document, "number", payment->order->number);
  pd_ctl_json_integer (ctl->document, "amount", payment->amount);
  pd_ctl_json_string (ctl->document, "result", payment->refusal == NULL ? "entered" : "refused");
  pd_ctl_json_string (ctl->document, "code",
                      payment->refusal != NULL ? pd_ctl_error_code (payment->refusal) : NULL);
  pd_ctl_json_string (ctl->document, "message", payment->refusal != NULL ? payment->refusal->message : NULL);
  pd_ctl_json_close (ctl->document, '}');
  if (payment->refusal != NULL)
    pd_ctl_warn (ctl, "%s: %s", payment->order->number, payment->refusal->message);
}

static void
report (Work *work)
{
  PdCtl *ctl = work->ctl;
  guint n_entered = 0;
  gint64 sum = 0;
  g_autofree char *total = NULL;

  pd_ctl_json_open (ctl->document, "payments", '[');
  for (guint i = 0; i < work->payments->len; i++)
    {
      const Payment *payment = &g_array_index (work->payments, Payment, i);

      report_one (ctl, payment);
      if (payment->refusal != NULL)
        ctl->status = PD_CTL_STATUS_PARTLY;
      else if (pd_money_add (sum, payment->amount, &sum))
        n_entered++;
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "entered", n_entered);
  total = pd_money_format (sum);
  pd_ctl_say (ctl,
              ngettext ("%1$u payment of %2$s is entered; the next sync sends it.",
                        "%1$u payments of %2$s are entered; the next sync sends them.", n_entered),
              n_entered, total);
}

/**
 * pd_ctl_statement_enter:
 * @statement: a statement
 * @matches: (element-type PdStatementMatch): what becomes of its lines
 * @orders: (array length=n_orders): the orders that @matches names
 * @n_orders: how many
 * @error: return location
 *
 * Enters the payments of all lines that are matched for sure. One that an order cannot take is told, and keeps the others
 * from nothing; what was entered before, here or on another computer, is not entered twice.
 *
 * Returns: %FALSE when nothing was entered
 */
gboolean
pd_ctl_statement_enter (PdCtl *ctl,
                        const PdStatement *statement,
                        const GPtrArray *matches,
                        const PdOpenOrder *orders,
                        guint n_orders,
                        GError **error)
{
  Work work = { .ctl = ctl, .statement = statement, .orders = orders, .now = g_get_real_time () };
  gboolean good;

  work.open = g_new (gint64, MAX (n_orders, 1));
  for (guint i = 0; i < n_orders; i++)
    work.open[i] = orders[i].open;
  work.payments = g_array_new (FALSE, FALSE, sizeof (Payment));
  g_array_set_clear_func (work.payments, payment_clear);
  share_out_all (&work, matches);
  good = pd_store_write (ctl->store, enter_job, &work, ctl->cancellable, error);
  if (good)
    report (&work);
  g_array_unref (work.payments);
  g_free (work.open);
  return good;
}
