/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-issue.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-checklist.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

#define ORDERS_AT_ONCE 100
#define COMMAND "issue"

/* Refusals that are said in words; the others are counted. */
#define REFUSALS_SHOWN 20
#define PROBLEMS_SHOWN 10

/** Candidate: an order that is to be issued, and what became of that. */
typedef struct
{
  PdRecord *order;     /* (owned) */
  GPtrArray *problems; /* (owned) of PdProblem */
  char *refusal;       /* (owned) (nullable) a sentence */
  gboolean queued;
  gboolean waits; /* asked for before */
} Candidate;

/** Issue: one run of the command. */
typedef struct
{
  PdCtl *ctl;
  gboolean dry_run, accepts; /* accepts: what a person may let in */
  gboolean check;            /* the checklist of each, and nothing is saved */
  PdCtlSeller seller;        /* (owned) for the checklist */
  guint refusals_said;
  GPtrArray *ids;        /* (owned) of char* */
  GPtrArray *candidates; /* (owned) of Candidate */
  guint first, end;      /* the ids of the job that runs */
} Issue;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  pd_record_unref (candidate->order);
  g_ptr_array_unref (candidate->problems);
  g_free (candidate->refusal);
  g_free (candidate);
}

static gboolean
find_named (PdStoreSession *session, Issue *issue, GError **error)
{
  GPtrArray *names = issue->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    {
      char *id = pd_ctl_find_id (session, &pd_order_type, g_ptr_array_index (names, i), error);

      if (id == NULL)
        return FALSE;
      if (g_ptr_array_find_with_equal_func (issue->ids, id, g_str_equal, NULL))
        g_free (id);
      else
        g_ptr_array_add (issue->ids, id);
    }
  return TRUE;
}

/* Every open order, the oldest first, so that invoice numbers follow the orders. */
static gboolean
find_open (PdStoreSession *session, Issue *issue, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = NULL;

  query->state = g_strdup (PD_ORDER_STATE_OPEN);
  rows = pd_store_query_rows (session, query, NULL, error);
  for (guint at = 0; rows != NULL && at < rows->len; at += ORDERS_AT_ONCE)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, &pd_order_type, (const gint64 *) rows->data + at,
                             MIN (ORDERS_AT_ONCE, rows->len - at), error);

      if (block == NULL)
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        {
          const PdStoreRow *row = g_ptr_array_index (block, i);

          if (row != NULL)
            g_ptr_array_add (issue->ids, g_strdup (pd_record_get_id (row->record)));
        }
    }
  for (guint i = 0; i < issue->ids->len / 2; i++)
    {
      gpointer *first = &issue->ids->pdata[i], *last = &issue->ids->pdata[issue->ids->len - 1 - i],
               swapped = *first;

      *first = *last;
      *last = swapped;
    }
  return rows != NULL;
}

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Issue *issue = data;

  if (issue->check && !pd_ctl_seller_read (session, &issue->seller, error))
    return FALSE;
  if (pd_ctl_arguments_has (issue->ctl->arguments, "all"))
    return find_open (session, issue, error);
  return find_named (session, issue, error);
}

/* Why the order cannot be issued before its fields are even looked at. */
static char *
refusal_of (const PdRecord *order, PdRowState state, const char *pending_command)
{
  if (pending_command != NULL)
    return g_strdup_printf (_ ("Something else was asked for already: %s."),
                            pd_ctl_command_words (&pd_order_type, pending_command));
  if (state == PD_ROW_CONFLICT || state == PD_ROW_REJECTED)
    return g_strdup (_ ("It is in conflict: decide first, see “piaodanctl conflict list”."));
  if (pd_workflow_find (&pd_order_type, COMMAND, pd_record_get_state (order)) == NULL)
    {
      g_autofree char *words = pd_ctl_field_text (order, PD_ORDER_STATE);

      return g_strdup_printf (_ ("Its state is “%s”."), words);
    }
  return NULL;
}

static gboolean
judge (PdStoreSession *session, Candidate *candidate, GError **error)
{
  g_autofree char *pending = NULL;
  g_autoptr (GError) local = NULL;
  const char *id = pd_record_get_id (candidate->order);
  PdRowState state = pd_store_get_row_state (session, &pd_order_type, id, &pending, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  candidate->waits = g_strcmp0 (pending, COMMAND) == 0;
  if (!candidate->waits)
    candidate->refusal = refusal_of (candidate->order, state, pending);
  return TRUE;
}

/* An invoice cannot be voided: what only a person can decide is asked before it is issued, too. */
static gboolean
is_fit (const Issue *issue, const Candidate *candidate)
{
  for (guint i = 0; i < candidate->problems->len; i++)
    {
      PdProblemWeight weight = ((const PdProblem *) g_ptr_array_index (candidate->problems, i))->weight;

      if (weight == PD_PROBLEM_ERROR || (weight == PD_PROBLEM_OVERRIDABLE && !issue->accepts))
        return FALSE;
    }
  return TRUE;
}

static gboolean
issue_one (PdStoreSession *session, Issue *issue, const char *id, GError **error)
{
  PdRecord *order = pd_ctl_find (session, &pd_order_type, id, error);
  Candidate *candidate;

  if (order == NULL)
    return FALSE;
  candidate = g_new0 (Candidate, 1);
  candidate->order = order;
  candidate->problems = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  g_ptr_array_add (issue->candidates, candidate);
  if (!judge (session, candidate, error))
    return FALSE;
  if (candidate->waits || candidate->refusal != NULL || !is_fit (issue, candidate))
    return TRUE;
  candidate->queued = TRUE;
  return issue->dry_run ||
         pd_store_add_command (session, &pd_order_type, id, COMMAND, NULL, g_get_real_time (), error);
}

static gboolean
issue_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Issue *issue = data;

  for (guint i = issue->first; i < issue->end; i++)
    if (!issue_one (session, issue, g_ptr_array_index (issue->ids, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
issue_all (Issue *issue, GError **error)
{
  PdCtl *ctl = issue->ctl;

  for (issue->first = 0; issue->first < issue->ids->len; issue->first = issue->end)
    {
      if (g_cancellable_set_error_if_cancelled (ctl->cancellable, error))
        return FALSE;
      issue->end = MIN (issue->ids->len, issue->first + ORDERS_AT_ONCE);
      if (!(issue->dry_run ? pd_store_read (ctl->store, issue_job, issue, NULL, error)
                           : pd_store_write (ctl->store, issue_job, issue, NULL, error)))
        return FALSE;
    }
  return TRUE;
}

static const char *
result_word (const Candidate *candidate)
{
  return candidate->queued ? "queued" : candidate->waits ? "waiting" : "refused";
}

static void
report_problem (const Issue *issue, const Candidate *candidate, const PdProblem *problem)
{
  const char *number = pd_record_get_title (candidate->order);
  g_autofree char *sentence = pd_problem_sentence (problem, candidate->order);

  if (problem->weight == PD_PROBLEM_ERROR)
    pd_ctl_warn (issue->ctl, _ ("Order %1$s is refused: %2$s"), number, sentence);
  else if (issue->accepts)
    pd_ctl_warn (issue->ctl, _ ("Order %1$s, accepted by you: %2$s"), number, sentence);
  else
    pd_ctl_warn (issue->ctl,
                 _ ("Order %1$s is refused: %2$s If it is right all the same, give --accept-overridable."),
                 number, sentence);
}

static void
report_problems (Issue *issue, const Candidate *candidate)
{
  PdCtl *ctl = issue->ctl;
  const char *number = pd_record_get_title (candidate->order);
  guint said = 0, left = 0;

  if (!candidate->queued && !candidate->waits && ++issue->refusals_said > REFUSALS_SHOWN)
    return;
  if (candidate->refusal != NULL)
    pd_ctl_warn (ctl, _ ("Order %1$s is refused: %2$s"), number, candidate->refusal);
  for (guint i = 0; candidate->refusal == NULL && i < candidate->problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (candidate->problems, i);

      if (problem->weight == PD_PROBLEM_NOTE)
        continue;
      if (said < PROBLEMS_SHOWN)
        report_problem (issue, candidate, problem);
      left += said++ >= PROBLEMS_SHOWN;
    }
  if (left > 0)
    pd_ctl_warn (ctl, ngettext ("  and %u more; --json names all.", "  and %u more; --json names all.", left),
                 left);
}

static void
report_one (Issue *issue, const Candidate *candidate)
{
  PdCtl *ctl = issue->ctl;
  const char *number = pd_record_get_title (candidate->order);
  g_autofree char *total = pd_money_format (pd_workflow_total (candidate->order));

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "id", pd_record_get_id (candidate->order));
  pd_ctl_json_string (ctl->document, "number", number);
  pd_ctl_json_integer (ctl->document, "gross_amount", pd_workflow_total (candidate->order));
  pd_ctl_json_string (ctl->document, "result", result_word (candidate));
  if (candidate->refusal != NULL)
    pd_ctl_json_string (ctl->document, "message", candidate->refusal);
  pd_ctl_json_problems (ctl->document, "problems", candidate->problems);
  pd_ctl_json_close (ctl->document, '}');
  report_problems (issue, candidate);
  if (candidate->waits)
    pd_ctl_say (ctl, _ ("Order %s: asked for already."), number);
  else if (candidate->queued && issue->dry_run)
    pd_ctl_say (ctl, _ ("Order %1$s: an invoice of %2$s can be issued."), number, total);
  else if (candidate->queued)
    pd_ctl_say (ctl, _ ("Order %1$s: an invoice of %2$s is asked for."), number, total);
}

static void
report (Issue *issue)
{
  PdCtl *ctl = issue->ctl;
  guint queued = 0, waits = 0, refused;

  pd_ctl_json_open (ctl->document, pd_order_type.table, '[');
  for (guint i = 0; i < issue->candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (issue->candidates, i);

      queued += candidate->queued;
      waits += candidate->waits;
      report_one (issue, candidate);
    }
  refused = issue->candidates->len - queued - waits;
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "queued", queued);
  pd_ctl_json_integer (ctl->document, "waiting", waits);
  pd_ctl_json_integer (ctl->document, "refused", refused);
  pd_ctl_json_boolean (ctl->document, "dry_run", issue->dry_run);
  if (issue->candidates->len == 0)
    pd_ctl_say (ctl, _ ("There is no open order."));
  else if (issue->dry_run)
    pd_ctl_say (ctl, _ ("%1$u can be issued, %2$u asked for already, %3$u refused. Nothing was saved."),
                queued, waits, refused);
  else
    pd_ctl_say (ctl,
                _ ("%1$u asked for, %2$u asked for already, %3$u refused. “piaodanctl sync” sends them."),
                queued, waits, refused);
  if (issue->refusals_said > REFUSALS_SHOWN)
    pd_ctl_warn (ctl, _ ("Only the first %u refusals are said; --json names all."), (guint) REFUSALS_SHOWN);
  if (refused > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
}

/* What the tax bureau will look at, order by order. */
static void
report_checklists (Issue *issue)
{
  PdCtl *ctl = issue->ctl;
  guint refused = 0;

  pd_ctl_json_open (ctl->document, pd_order_type.table, '[');
  for (guint i = 0; i < issue->candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (issue->candidates, i);
      g_autofree char *total = pd_money_format (pd_workflow_total (candidate->order));

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "id", pd_record_get_id (candidate->order));
      pd_ctl_json_string (ctl->document, "number", pd_record_get_title (candidate->order));
      pd_ctl_say (ctl, _ ("Order %1$s, %2$s with tax:"), pd_record_get_title (candidate->order), total);
      if (candidate->refusal != NULL)
        pd_ctl_warn (ctl, _ ("Order %1$s is refused: %2$s"), pd_record_get_title (candidate->order),
                     candidate->refusal);
      refused +=
          !pd_ctl_checklist_report (ctl, &issue->seller, candidate->order) || candidate->refusal != NULL;
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "refused", refused);
  if (issue->candidates->len == 0)
    pd_ctl_say (ctl, _ ("There is no open order."));
  else
    pd_ctl_say (ctl, _ ("%1$u checked, %2$u will be refused. Nothing was saved."), issue->candidates->len,
                refused);
  if (refused > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
}

/**
 * pd_ctl_invoice_issue:
 *
 * Checks orders and asks for their invoices. The platform issues them, so this works without a network.
 */
gboolean
pd_ctl_invoice_issue (PdCtl *ctl, GError **error)
{
  Issue issue = { .ctl = ctl,
                  .check = pd_ctl_arguments_has (ctl->arguments, "check"),
                  .dry_run = pd_ctl_arguments_has (ctl->arguments, "dry-run") ||
                             pd_ctl_arguments_has (ctl->arguments, "check"),
                  .accepts = pd_ctl_arguments_has (ctl->arguments, "accept-overridable") };
  gboolean good;

  if ((ctl->arguments->positionals->len > 0) == pd_ctl_arguments_has (ctl->arguments, "all"))
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("Name orders, or give --all."));
      return FALSE;
    }
  if (!issue.check && !pd_ctl_check_permission (ctl, COMMAND, &pd_order_type, error))
    return FALSE;
  issue.ids = g_ptr_array_new_with_free_func (g_free);
  issue.candidates = g_ptr_array_new_with_free_func (candidate_free);
  good = pd_store_read (ctl->store, find_job, &issue, ctl->cancellable, error) && issue_all (&issue, error);
  if (good && issue.check)
    report_checklists (&issue);
  else if (good)
    report (&issue);
  pd_ctl_seller_clear (&issue.seller);
  g_ptr_array_unref (issue.ids);
  g_ptr_array_unref (issue.candidates);
  return good;
}
