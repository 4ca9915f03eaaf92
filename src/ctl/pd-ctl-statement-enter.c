/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-statement-enter.h"

#include "ctl/pd-ctl-failure.h"
#include "ctl/pd-ctl-order-step.h"
#include "model/pd-money.h"
#include "model/pd-statement-choice.h"
#include "store/pd-store-statement.h"

#include <glib/gi18n-lib.h>

/** Work: the payments of one statement. */
typedef struct
{
  PdCtl *ctl;
  const PdStatement *statement;
  const PdOpenOrder *orders;
  GPtrArray *choices; /* (owned) of PdStatementChoice */
  GArray *payments;   /* (owned) of PdStatementPayment */
  GError **refusals;  /* (owned) (nullable) each, as the payments */
  gint64 now;
} Work;

static const PdStatementPayment *
get_payment (const Work *work, guint index)
{
  return &g_array_index (work->payments, PdStatementPayment, index);
}

static const PdStatementLine *
line_of (const Work *work, guint index)
{
  return work->statement->lines->pdata[get_payment (work, index)->line];
}

static const PdOpenOrder *
order_of (const Work *work, guint index)
{
  return &work->orders[get_payment (work, index)->order];
}

/* What is matched for sure. What somebody entered by hand before must not be entered once more because the statement has
 * it, too. */
static void
share_out (Work *work, const GPtrArray *matches, guint n_orders)
{
  g_autofree gboolean *taken = g_new0 (gboolean, work->choices->len + 1);

  for (guint i = 0; i < work->choices->len; i++)
    {
      const PdStatementChoice *choice = work->choices->pdata[i];

      taken[i] = ((const PdStatementMatch *) matches->pdata[choice->line])->state == PD_MATCH_DECIDED;
    }
  work->payments =
      pd_statement_share_out (work->statement->lines, matches, work->choices, taken, work->orders, n_orders);
  work->refusals = g_new0 (GError *, work->payments->len + 1);
  for (guint i = 0; i < work->payments->len; i++)
    {
      const PdStatementChoice *choice = work->choices->pdata[get_payment (work, i)->choice];

      if (choice->is_over)
        g_set_error_literal (&work->refusals[i], PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                             _ ("This is more than is open: it may have been entered by hand. If it was paid "
                                "besides, enter it with “order pay --statement-key”."));
    }
}

static gboolean
enter_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  for (guint i = 0; i < work->payments->len; i++)
    {
      GError **refusal = &work->refusals[i];

      if (*refusal != NULL ||
          pd_store_enter_statement_payment (session, work->statement->source, line_of (work, i),
                                            order_of (work, i), get_payment (work, i)->amount, work->now,
                                            refusal) ||
          pd_ctl_is_refusal (*refusal))
        continue;
      g_propagate_error (error, g_error_copy (*refusal));
      return FALSE;
    }
  return TRUE;
}

static void
report_one (const Work *work, guint index)
{
  PdCtl *ctl = work->ctl;
  const GError *refusal = work->refusals[index];
  const PdOpenOrder *order = order_of (work, index);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "key", line_of (work, index)->key);
  pd_ctl_json_string (ctl->document, "id", order->id);
  pd_ctl_json_string (ctl->document, "number", order->number);
  pd_ctl_json_integer (ctl->document, "amount", get_payment (work, index)->amount);
  pd_ctl_json_string (ctl->document, "result", refusal == NULL ? "entered" : "refused");
  pd_ctl_json_string (ctl->document, "code", refusal != NULL ? pd_ctl_error_code (refusal) : NULL);
  pd_ctl_json_string (ctl->document, "message", refusal != NULL ? refusal->message : NULL);
  pd_ctl_json_close (ctl->document, '}');
  if (refusal != NULL)
    pd_ctl_warn (ctl, "%s: %s", order->number, refusal->message);
}

static void
report (const Work *work)
{
  PdCtl *ctl = work->ctl;
  guint n_entered = 0;
  gint64 sum = 0;
  g_autofree char *total = NULL;

  pd_ctl_json_open (ctl->document, "payments", '[');
  for (guint i = 0; i < work->payments->len; i++)
    {
      report_one (work, i);
      if (work->refusals[i] != NULL)
        ctl->status = PD_CTL_STATUS_PARTLY;
      else if (pd_money_add (sum, get_payment (work, i)->amount, &sum))
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

  work.choices = pd_statement_choices (matches, orders);
  share_out (&work, matches, n_orders);
  good = pd_store_write (ctl->store, enter_job, &work, ctl->cancellable, error);
  if (good)
    report (&work);
  for (guint i = 0; i < work.payments->len; i++)
    g_clear_error (&work.refusals[i]);
  g_free (work.refusals);
  g_array_unref (work.payments);
  g_ptr_array_unref (work.choices);
  return good;
}
