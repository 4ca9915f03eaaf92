/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-statement-choice.h"

static void
choice_free (gpointer data)
{
  PdStatementChoice *choice = data;

  g_array_unref (choice->orders);
  g_free (choice);
}

static void
add_choice (GPtrArray *choices,
            guint line,
            const PdStatementMatch *match,
            const guint *orders,
            guint n_orders)
{
  PdStatementChoice *choice = g_new0 (PdStatementChoice, 1);

  choice->line = line;
  choice->orders = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (choice->orders, orders, n_orders);
  choice->is_over = match->difference > 0;
  choice->is_sure = match->state == PD_MATCH_DECIDED && !choice->is_over;
  g_ptr_array_add (choices, choice);
}

/* Whether the orders of a match are paid together: otherwise it is one of them, and a person knows which. */
static gboolean
is_together (const PdStatementMatch *match, const PdOpenOrder *orders)
{
  if (match->state == PD_MATCH_DECIDED || match->reason == PD_MATCH_BY_SUM)
    return TRUE;
  if (match->reason != PD_MATCH_BY_NUMBER)
    return FALSE;
  for (guint i = 0; i < match->orders->len; i++)
    for (guint j = 0; j < i; j++)
      if (g_strcmp0 (orders[g_array_index (match->orders, guint, i)].number,
                     orders[g_array_index (match->orders, guint, j)].number) == 0)
        return FALSE;
  return TRUE;
}

/**
 * pd_statement_choices:
 * @matches: (element-type PdStatementMatch): of pd_statement_match()
 * @orders: the orders that were matched
 *
 * Returns: (transfer full) (element-type PdStatementChoice): the ways in which lines may be taken over, by their lines; of
 *   one line at most one is taken
 */
GPtrArray *
pd_statement_choices (const GPtrArray *matches, const PdOpenOrder *orders)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (choice_free);

  for (guint i = 0; i < matches->len; i++)
    {
      const PdStatementMatch *match = matches->pdata[i];
      const guint *indexes = (const guint *) (gpointer) match->orders->data;

      if (match->state != PD_MATCH_DECIDED && match->state != PD_MATCH_SUGGESTED)
        continue;
      if (is_together (match, orders))
        add_choice (choices, i, match, indexes, match->orders->len);
      else
        for (guint j = 0; j < match->orders->len; j++)
          add_choice (choices, i, match, indexes + j, 1);
    }
  return choices;
}

/* Each order gets what is open of it, the last one what is left of the line. */
static void
share_out (GArray *payments,
           const PdStatementLine *line,
           const PdStatementChoice *choice,
           guint index,
           gint64 *open)
{
  gint64 left = line->amount;

  for (guint i = 0; i < choice->orders->len; i++)
    {
      guint order = g_array_index (choice->orders, guint, i);
      PdStatementPayment payment = { .line = choice->line, .order = order, .choice = index };

      payment.amount = i + 1 == choice->orders->len ? left : CLAMP (open[order], 0, left);
      left -= payment.amount;
      open[order] -= payment.amount;
      if (payment.amount > 0)
        g_array_append_val (payments, payment);
    }
}

/**
 * pd_statement_share_out:
 * @lines: (element-type PdStatementLine): the lines of a statement
 * @matches: (element-type PdStatementMatch): what became of them
 * @choices: (element-type PdStatementChoice): of pd_statement_choices()
 * @taken: (nullable): which choices are taken over, as @choices; %NULL for those that are sure
 * @orders: (array length=n_orders): the orders that were matched
 * @n_orders: how many
 *
 * As the lines were matched, numbers come first: what they leave open is what the others were held against.
 *
 * Returns: (transfer full) (element-type PdStatementPayment): the rows that come into ledgers
 */
GArray *
pd_statement_share_out (const GPtrArray *lines,
                        const GPtrArray *matches,
                        const GPtrArray *choices,
                        const gboolean *taken,
                        const PdOpenOrder *orders,
                        guint n_orders)
{
  GArray *payments = g_array_new (FALSE, FALSE, sizeof (PdStatementPayment));
  g_autofree gint64 *open = g_new0 (gint64, n_orders + 1);

  for (guint i = 0; i < n_orders; i++)
    open[i] = orders[i].open;
  for (guint others = 0; others < 2; others++)
    for (guint i = 0; i < choices->len; i++)
      {
        const PdStatementChoice *choice = choices->pdata[i];
        const PdStatementMatch *match = matches->pdata[choice->line];

        if ((taken != NULL ? taken[i] : choice->is_sure) && (match->reason != PD_MATCH_BY_NUMBER) == others)
          share_out (payments, lines->pdata[choice->line], choice, i, open);
      }
  return payments;
}
