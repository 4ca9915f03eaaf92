/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-statement.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-import.h"
#include "ctl/pd-ctl-statement-enter.h"
#include "ctl/pd-ctl-table.h"
#include "document/pd-statement.h"
#include "model/pd-money.h"
#include "model/pd-order-facts.h"
#include "model/pd-statement-match.h"
#include "store/pd-store-statement.h"

#include <glib/gi18n-lib.h>

/** Work: a statement, and the orders that it may pay. */
typedef struct
{
  PdCtl *ctl;
  PdStatement *statement;  /* (owned) (nullable) */
  PdStoreOpenOrders *open; /* (owned) (nullable) */
  GPtrArray *matches;      /* (owned) (nullable) of PdStatementMatch */
} Work;

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  g_clear_pointer (&work->open, pd_store_open_orders_free);
  work->open = pd_store_open_orders_read (session, cancellable, error);
  return work->open != NULL;
}

static const PdOpenOrder *
orders_of (const Work *work)
{
  return (const PdOpenOrder *) (gpointer) work->open->orders->data;
}

/* --- the file, and what was imported before */

static gboolean
read_known (Work *work, GError **error)
{
  const char *path = pd_ctl_arguments_get (work->ctl->arguments, "known");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_hash_table_add (work->open->known, g_strdup (lines[i]));
  return TRUE;
}

static gboolean
read_all (Work *work, GError **error)
{
  PdCtl *ctl = work->ctl;
  g_autoptr (PdSheetBook) book =
      pd_ctl_load_book (ctl, pd_ctl_arguments_positional (ctl->arguments, 0), error);

  work->statement = book != NULL ? pd_statement_read (book, error) : NULL;
  return work->statement != NULL && pd_store_read (ctl->store, read_job, work, ctl->cancellable, error) &&
         read_known (work, error);
}

/* --- the answer */

static void
write_line (PdCtl *ctl,
            const PdStatementLine *line,
            const PdStatementMatch *match,
            const PdOpenOrder *orders,
            const char *sentence)
{
  static const char *const states[] = { "known", "paid", "decided", "suggested", "none" };

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "key", line->key);
  pd_ctl_json_integer (ctl->document, "row", line->row);
  pd_ctl_json_string (ctl->document, "date", line->date);
  pd_ctl_json_string (ctl->document, "time", line->time);
  pd_ctl_json_integer (ctl->document, "amount", line->amount);
  pd_ctl_json_string (ctl->document, "counterparty", line->counterparty);
  pd_ctl_json_string (ctl->document, "account", line->account);
  pd_ctl_json_string (ctl->document, "reference", line->reference);
  pd_ctl_json_string (ctl->document, "order", line->order);
  pd_ctl_json_string (ctl->document, "remark", line->remark);
  pd_ctl_json_string (ctl->document, "state", states[match->state]);
  pd_ctl_json_integer (ctl->document, "sureness", match->sureness);
  pd_ctl_json_integer (ctl->document, "difference", match->difference);
  pd_ctl_json_open (ctl->document, "orders", '[');
  for (guint i = 0; i < match->orders->len; i++)
    pd_ctl_json_string (ctl->document, NULL, orders[g_array_index (match->orders, guint, i)].id);
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_string (ctl->document, "reason", sentence);
  pd_ctl_json_close (ctl->document, '}');
}

static void
print_lines (Work *work, PdCtlTable *table, guint counts[PD_MATCH_NONE + 1])
{
  const PdOpenOrder *orders = orders_of (work);

  for (guint i = 0; i < work->matches->len; i++)
    {
      const PdStatementLine *line = work->statement->lines->pdata[i];
      const PdStatementMatch *match = work->matches->pdata[i];
      g_autofree char *sentence = pd_statement_match_sentence (match, orders);

      counts[match->state]++;
      write_line (work->ctl, line, match, orders, sentence);
      pd_ctl_table_add (table, line->date);
      pd_ctl_table_take (table, pd_money_format (line->amount));
      pd_ctl_table_add (table, line->counterparty);
      pd_ctl_table_take (table,
                         match->sureness > 0 ? g_strdup_printf ("%u", match->sureness) : g_strdup (""));
      pd_ctl_table_take (table, g_steal_pointer (&sentence));
    }
}

static void
report_problems (PdCtl *ctl, const PdStatement *statement)
{
  pd_ctl_json_open (ctl->document, "problems", '[');
  for (guint i = 0; i < statement->problems->len; i++)
    {
      const PdStatementProblem *problem = statement->problems->pdata[i];

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_integer (ctl->document, "row", problem->row);
      pd_ctl_json_string (ctl->document, "message", problem->sentence);
      pd_ctl_json_close (ctl->document, '}');
      pd_ctl_warn (ctl, _ ("Row %1$u: %2$s"), problem->row, problem->sentence);
    }
  pd_ctl_json_close (ctl->document, ']');
  if (statement->problems->len > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
}

static void
report (Work *work)
{
  PdCtl *ctl = work->ctl;
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);
  guint counts[PD_MATCH_NONE + 1] = { 0 };

  pd_ctl_table_add (table, _ ("Date"));
  pd_ctl_table_add (table, _ ("Amount"));
  pd_ctl_table_set_right (table, 1);
  pd_ctl_table_add (table, _ ("Counterparty"));
  pd_ctl_table_add (table, _ ("Sureness"));
  pd_ctl_table_set_right (table, 3);
  pd_ctl_table_add (table, "");
  pd_ctl_json_string (ctl->document, "source", work->statement->source);
  pd_ctl_json_open (ctl->document, "lines", '[');
  print_lines (work, table, counts);
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "left_out", work->statement->n_left_out);
  if (!ctl->arguments->json && work->matches->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl,
              _ ("%1$u matched, %2$u to be decided, %3$u without an order, %4$u paid out, %5$u known; %6$u "
                 "moved no money."),
              counts[PD_MATCH_DECIDED], counts[PD_MATCH_SUGGESTED], counts[PD_MATCH_NONE],
              counts[PD_MATCH_PAID], counts[PD_MATCH_KNOWN], work->statement->n_left_out);
  report_problems (ctl, work->statement);
}

/**
 * pd_ctl_order_match_statement:
 *
 * Reads a statement of a bank, of Alipay or of WeChat Pay and says which orders its lines pay, and why. With --enter the
 * payments of those that are matched for sure are entered; otherwise nothing is saved.
 */
gboolean
pd_ctl_order_match_statement (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };
  gboolean good, enters = pd_ctl_arguments_has (ctl->arguments, "enter");

  if (enters && !pd_ctl_check_right (ctl, "patch", pd_payment_type.name, error))
    return FALSE;
  good = read_all (&work, error);
  if (good)
    {
      work.matches = pd_statement_match (work.statement->lines, orders_of (&work), work.open->orders->len,
                                         work.open->known);
      report (&work);
      good = !enters || pd_ctl_statement_enter (ctl, work.statement, work.matches, orders_of (&work),
                                                work.open->orders->len, error);
    }
  g_clear_pointer (&work.matches, g_ptr_array_unref);
  g_clear_pointer (&work.statement, pd_statement_free);
  g_clear_pointer (&work.open, pd_store_open_orders_free);
  return good;
}
