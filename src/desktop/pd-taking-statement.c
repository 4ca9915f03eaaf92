/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-taking-kind.h"

#include "document/pd-statement.h"
#include "model/pd-money.h"
#include "model/pd-statement-choice.h"
#include "store/pd-store-statement.h"

#include <glib/gi18n-lib.h>

/* Payments that are entered in one transaction. */
#define PAYMENTS_AT_ONCE 20

/** Work: a statement, and what is taken over of it. */
typedef struct
{
  PdStatement *statement;    /* (owned) */
  PdStoreOpenOrders *orders; /* (owned) (nullable) */
  GPtrArray *matches;        /* (owned) (nullable) of PdStatementMatch */
  GPtrArray *choices;        /* (owned) (nullable) of PdStatementChoice */
  GArray *payments;          /* (owned) (nullable) of PdStatementPayment: what was ticked */
  GPtrArray *refusals; /* (owned) (nullable) of char* (nullable), as the payments; "" where it was entered */
} Work;

static gpointer
read_file (PdSheetBook *book, GError **error)
{
  PdStatement *statement = pd_statement_read (book, error);
  Work *work;

  if (statement == NULL)
    return NULL;
  work = g_new0 (Work, 1);
  work->statement = statement;
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->refusals, g_ptr_array_unref);
  g_clear_pointer (&work->payments, g_array_unref);
  g_clear_pointer (&work->choices, g_ptr_array_unref);
  g_clear_pointer (&work->matches, g_ptr_array_unref);
  g_clear_pointer (&work->orders, pd_store_open_orders_free);
  pd_statement_free (work->statement);
  g_free (work);
}

static const PdOpenOrder *
orders_of (const Work *work)
{
  return (const PdOpenOrder *) (gpointer) work->orders->orders->data;
}

static gboolean
plan (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->orders = pd_store_open_orders_read (session, cancellable, error);
  if (work->orders == NULL)
    return FALSE;
  work->matches = pd_statement_match (work->statement->lines, orders_of (work), work->orders->orders->len,
                                      work->orders->known);
  work->choices = pd_statement_choices (work->matches, orders_of (work));
  return TRUE;
}

/* --- rows */

static void
set_texts (PdTakingRow *row, const PdStatementLine *line)
{
  row->texts[0] = g_strdup (line->date);
  row->texts[1] = pd_money_format (line->amount);
  row->texts[2] = g_strdup (line->counterparty);
}

static char *
numbers_of (const Work *work, const PdStatementChoice *choice)
{
  GString *numbers = g_string_new (NULL);

  for (guint i = 0; i < choice->orders->len; i++)
    {
      const PdOpenOrder *order = &orders_of (work)[g_array_index (choice->orders, guint, i)];

      g_string_append_printf (numbers, "%s%s", i > 0 ? ", " : "",
                              order->number != NULL ? order->number : order->id);
    }
  return g_string_free (numbers, FALSE);
}

static PdTakingMark
mark_of (const PdStatementMatch *match)
{
  switch (match->state)
    {
    case PD_MATCH_KNOWN:
      return PD_TAKING_KNOWN;
    case PD_MATCH_DECIDED:
      return match->difference > 0 ? PD_TAKING_DECIDE : PD_TAKING_NEW;
    case PD_MATCH_SUGGESTED:
      return PD_TAKING_DECIDE;
    case PD_MATCH_PAID:
    case PD_MATCH_NONE:
    default:
      return PD_TAKING_NOTHING;
    }
}

static char *
sentence_of (const Work *work, const PdStatementMatch *match)
{
  g_autofree char *sentence = pd_statement_match_sentence (match, orders_of (work));

  if (match->state != PD_MATCH_DECIDED || match->difference <= 0)
    return g_steal_pointer (&sentence);
  return g_strdup_printf (_ ("%s It may have been entered by hand: tick it if it was paid besides."),
                          sentence);
}

/* What became of the payments of a choice; NULL when it was not ticked. */
static char *
outcome_of (const Work *work, guint choice, PdTakingMark *mark)
{
  gboolean found = FALSE;

  for (guint i = 0; work->payments != NULL && i < work->payments->len; i++)
    {
      const char *refusal = work->refusals->pdata[i];

      if (g_array_index (work->payments, PdStatementPayment, i).choice != choice)
        continue;
      found = TRUE;
      if (refusal == NULL || *refusal != '\0')
        {
          *mark = refusal != NULL ? PD_TAKING_WRONG : PD_TAKING_DECIDE;
          return g_strdup (refusal != NULL ? refusal : _ ("Not reached."));
        }
    }
  *mark = found ? PD_TAKING_NEW : *mark;
  return found ? g_strdup (_ ("Entered.")) : NULL;
}

static void
list_choice (const Work *work, guint index, GListStore *rows)
{
  const PdStatementChoice *choice = work->choices->pdata[index];
  const PdStatementLine *line = work->statement->lines->pdata[choice->line];
  const PdStatementMatch *match = work->matches->pdata[choice->line];
  PdTakingMark mark = mark_of (match);
  g_autofree char *why = sentence_of (work, match);
  g_autofree char *outcome = outcome_of (work, index, &mark);
  g_autoptr (PdTakingRow) row = pd_taking_row_new (line->row, mark, outcome != NULL ? outcome : why);

  set_texts (row, line);
  row->texts[3] = numbers_of (work, choice);
  if (work->payments == NULL)
    pd_taking_row_set_choice (row, index, choice->line, choice->is_sure);
  g_list_store_append (rows, row);
}

static void
list_line (const Work *work, guint index, GListStore *rows)
{
  const PdStatementLine *line = work->statement->lines->pdata[index];
  const PdStatementMatch *match = work->matches->pdata[index];
  g_autofree char *sentence = sentence_of (work, match);
  g_autoptr (PdTakingRow) row = pd_taking_row_new (line->row, mark_of (match), sentence);

  set_texts (row, line);
  g_list_store_append (rows, row);
}

static void
list_rows (gpointer data, GListStore *rows)
{
  const Work *work = data;
  guint next = 0;

  for (guint i = 0; i < work->statement->lines->len; i++)
    {
      guint first = next;

      for (; next < work->choices->len && ((const PdStatementChoice *) work->choices->pdata[next])->line == i;
           next++)
        list_choice (work, next, rows);
      if (next == first)
        list_line (work, i, rows);
    }
  for (guint i = 0; i < work->statement->problems->len; i++)
    {
      const PdStatementProblem *problem = work->statement->problems->pdata[i];
      g_autoptr (PdTakingRow) row = pd_taking_row_new (problem->row, PD_TAKING_WRONG, problem->sentence);

      g_list_store_append (rows, row);
    }
}

static char *
summarize_entered (const Work *work)
{
  guint n_entered = 0, n_refused = 0;
  gint64 sum = 0;
  g_autofree char *total = NULL;

  for (guint i = 0; i < work->payments->len; i++)
    {
      const char *refusal = work->refusals->pdata[i];

      n_refused += refusal != NULL && *refusal != '\0';
      if (refusal != NULL && *refusal == '\0' &&
          pd_money_add (sum, g_array_index (work->payments, PdStatementPayment, i).amount, &sum))
        n_entered++;
    }
  total = pd_money_format (sum);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%1$u payment of %2$s was entered, %3$u refused, %4$u not reached.",
                                       "%1$u payments of %2$s were entered, %3$u refused, %4$u not reached.",
                                       n_entered),
                          n_entered, total, n_refused, work->payments->len - n_entered - n_refused);
}

static char *
summarize (gpointer data)
{
  const Work *work = data;
  guint counts[PD_MATCH_NONE + 1] = { 0 };

  if (work->payments != NULL)
    return summarize_entered (work);
  for (guint i = 0; i < work->matches->len; i++)
    counts[((const PdStatementMatch *) work->matches->pdata[i])->state]++;
  return g_strdup_printf (
      _ ("%1$u matched, %2$u to be decided, %3$u without an order, %4$u paid out, %5$u known, %6$u wrong."),
      counts[PD_MATCH_DECIDED], counts[PD_MATCH_SUGGESTED], counts[PD_MATCH_NONE], counts[PD_MATCH_PAID],
      counts[PD_MATCH_KNOWN], work->statement->problems->len);
}

/* --- entering */

static guint
prepare (gpointer data, const GArray *ticked)
{
  Work *work = data;
  g_autofree gboolean *taken = g_new0 (gboolean, work->choices->len + 1);

  for (guint i = 0; i < ticked->len; i++)
    taken[g_array_index (ticked, guint, i)] = TRUE;
  work->payments = pd_statement_share_out (work->statement->lines, work->matches, work->choices, taken,
                                           orders_of (work), work->orders->orders->len);
  work->refusals = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_set_size (work->refusals, (int) work->payments->len);
  return (work->payments->len + PAYMENTS_AT_ONCE - 1) / PAYMENTS_AT_ONCE;
}

/* Is said of that payment, and lets the others go on; anything else is the cache's trouble. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_FROZEN) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
}

static gboolean
enter_one (PdStoreSession *session, Work *work, guint index, GError **error)
{
  const PdStatementPayment *payment = &g_array_index (work->payments, PdStatementPayment, index);
  g_autoptr (GError) local = NULL;

  if (!pd_store_enter_statement_payment (session, work->statement->source,
                                         work->statement->lines->pdata[payment->line],
                                         &orders_of (work)[payment->order], payment->amount,
                                         g_get_real_time (), &local) &&
      !is_refusal (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_free (work->refusals->pdata[index]);
  work->refusals->pdata[index] = g_strdup (local != NULL ? local->message : "");
  return TRUE;
}

static gboolean
enter (PdStoreSession *session, gpointer data, guint step, GError **error)
{
  Work *work = data;
  guint first = step * PAYMENTS_AT_ONCE;

  for (guint i = first; i < work->payments->len && i < first + PAYMENTS_AT_ONCE; i++)
    if (!enter_one (session, work, i, error))
      return FALSE;
  return TRUE;
}

static void
forget (gpointer data, guint step)
{
  Work *work = data;
  guint first = step * PAYMENTS_AT_ONCE;

  for (guint i = first; i < work->payments->len && i < first + PAYMENTS_AT_ONCE; i++)
    g_clear_pointer (&work->refusals->pdata[i], g_free);
}

static char *
label (gpointer data, guint n_ticked)
{
  const Work *work = data;

  if (work->payments != NULL || work->choices->len == 0)
    return NULL;
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Take Over %u Line", "Take Over %u Lines", n_ticked),
                          n_ticked);
}

const PdTakingKind pd_taking_statement = {
  .title = N_ ("Import a Statement"),
  .headline = N_ ("What a Bank or a Payment Platform Says"),
  .hint = N_ (
      "Drop a statement of a bank, of Alipay or of WeChat Pay here, XLSX or CSV, or choose one. Nothing is "
      "entered before you have seen which orders it pays."),
  .columns = { N_ ("Date"), N_ ("Amount"), N_ ("Counterparty"), N_ ("Order") },
  .widths = { 110, 110, 190, 130 },
  .narrow_widths = { 96, 92, 116, 112 },
  .numeric_column = 1,
  .has_ticks = TRUE,
  .read = read_file,
  .plan = plan,
  .list = list_rows,
  .summarize = summarize,
  .prepare = prepare,
  .enter = enter,
  .forget = forget,
  .label = label,
  .free = work_free,
};
