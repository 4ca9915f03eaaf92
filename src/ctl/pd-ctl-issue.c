/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-issue.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-checklist.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-compliance.h"
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
  gboolean waits;  /* asked for before */
  gboolean beyond; /* it does not fit into what is left of the quota, and was not asked for */
} Candidate;

/** Issue: one run of the command. */
typedef struct
{
  PdCtl *ctl;
  gboolean dry_run, accepts; /* accepts: what a person may let in */
  gboolean accepts_refused;  /* what the bureau will refuse, as far as can be told here */
  gboolean beyond_quota;     /* also what does not fit into what is left of it */
  gboolean check;            /* the checklist of each, and nothing is saved */
  gboolean stopped;          /* by a person, before all were looked at */
  PdCtlSeller seller;        /* (owned) what is left of its quota grows less with each that is asked for */
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

/** Aged: an order, and how old it is. */
typedef struct
{
  char *id;   /* (owned) until it is among the ids */
  char *date; /* (owned) (nullable) */
  gint64 row; /* grows with the time at which it came here */
} Aged;

static void
aged_clear (gpointer data)
{
  g_free (((Aged *) data)->id);
  g_free (((Aged *) data)->date);
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const Aged *first = a, *second = b;

  return pd_order_compare_age (first->date, first->row, second->date, second->row);
}

static gboolean
find_in_state (PdStoreSession *session, const char *state, GArray *orders, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = NULL;

  query->state = g_strdup (state);
  rows = pd_store_query_rows (session, query, NULL, error);
  for (guint at = 0; rows != NULL && at < rows->len; at += ORDERS_AT_ONCE)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, &pd_order_type, (const gint64 *) (gpointer) rows->data + at,
                             MIN (ORDERS_AT_ONCE, rows->len - at), error);

      if (block == NULL)
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        {
          const PdStoreRow *row = g_ptr_array_index (block, i);
          Aged aged;

          if (row == NULL)
            continue;
          aged.id = g_strdup (pd_record_get_id (row->record));
          aged.date = g_strdup (pd_record_get_text (row->record, PD_ORDER_DATE));
          aged.row = row->row;
          g_array_append_val (orders, aged);
        }
    }
  return rows != NULL;
}

/* Every order whose invoice can be asked for, the oldest first. */
static gboolean
find_all (PdStoreSession *session, Issue *issue, GError **error)
{
  g_autoptr (GArray) orders = g_array_new (FALSE, FALSE, sizeof (Aged));

  g_array_set_clear_func (orders, aged_clear);
  if (!find_in_state (session, PD_ORDER_STATE_OPEN, orders, error) ||
      !find_in_state (session, PD_ORDER_STATE_COMPLETED, orders, error))
    return FALSE;
  g_array_sort (orders, compare_age);
  for (guint i = 0; i < orders->len; i++)
    g_ptr_array_add (issue->ids, g_steal_pointer (&g_array_index (orders, Aged, i).id));
  return TRUE;
}

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Issue *issue = data;

  if (!pd_ctl_seller_read (session, &issue->seller, error))
    return FALSE;
  if (pd_ctl_arguments_has (issue->ctl->arguments, "all"))
    return find_all (session, issue, error);
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
  if (!pd_workflow_offers (order, COMMAND))
    return g_strdup_printf (_ ("Its state is “%s”."), pd_workflow_place (order));
  return NULL;
}

/* What the bureau will refuse, as the window's checklist has it. */
static char *
bureau_refusal_of (const Issue *issue, const PdRecord *order)
{
  g_autoptr (GPtrArray) refusals =
      pd_compliance_check_order (order, issue->seller.company, &issue->seller.limits);
  const PdComplianceProblem *first = pd_compliance_first_refusal (refusals);

  return first != NULL && !issue->accepts_refused ? pd_compliance_problem_get_line_sentence (first) : NULL;
}

static gboolean
judge (PdStoreSession *session, Candidate *candidate, GError **error)
{
  gboolean total_changed = FALSE;
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
  if (!pd_store_get_total_changed (session, &pd_order_type, id, &total_changed, error))
    return FALSE;
  if (total_changed && candidate->refusal == NULL && !candidate->waits)
    candidate->refusal = g_strdup (_ ("Changes of several people were put together, and nobody has looked at "
                                      "the total yet: edit the order, or confirm the total in the window."));
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
  gint64 net;

  if (order == NULL)
    return FALSE;
  candidate = g_new0 (Candidate, 1);
  candidate->order = order;
  candidate->problems = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  g_ptr_array_add (issue->candidates, candidate);
  if (!judge (session, candidate, error))
    return FALSE;
  if (candidate->waits || candidate->refusal != NULL || !is_fit (issue, candidate) || issue->check)
    return TRUE;
  candidate->refusal = bureau_refusal_of (issue, order);
  if (candidate->refusal != NULL)
    return TRUE;
  net = pd_record_get_integer (order, PD_ORDER_NET_AMOUNT);
  candidate->beyond = !issue->beyond_quota && !pd_quota_fits (&issue->seller.quota, net);
  if (candidate->beyond)
    return TRUE;
  pd_quota_take (&issue->seller.quota, net);
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

/* What a person stops is done as far as it goes, and told. */
static gboolean
issue_all (Issue *issue, GError **error)
{
  PdCtl *ctl = issue->ctl;

  for (issue->first = 0; issue->first < issue->ids->len; issue->first = issue->end)
    {
      issue->stopped = g_cancellable_is_cancelled (ctl->cancellable);
      if (issue->stopped)
        return TRUE;
      issue->end = MIN (issue->ids->len, issue->first + ORDERS_AT_ONCE);
      if (issue->dry_run ? pd_store_read (ctl->store, issue_job, issue, NULL, error)
                         : pd_store_write (ctl->store, issue_job, issue, NULL, error))
        continue;
      if (issue->first > 0 && !issue->dry_run)
        g_prefix_error (error, _ ("Of the first %u orders those that could be are asked for; then: "),
                        issue->first);
      return FALSE;
    }
  return TRUE;
}

/* Looking for the orders is no work to tell of. */
static gboolean
find_orders (Issue *issue, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (pd_store_read (issue->ctl->store, find_job, issue, issue->ctl->cancellable, &local))
    return TRUE;
  issue->stopped = g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (issue->stopped)
    g_ptr_array_set_size (issue->ids, 0);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return issue->stopped;
}

static const char *
result_word (const Candidate *candidate)
{
  return candidate->queued   ? "queued"
         : candidate->waits  ? "waiting"
         : candidate->beyond ? "beyond_quota"
                             : "refused";
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
  if (candidate->beyond)
    pd_ctl_warn (ctl, _ ("Order %s does not fit into what is left of the quota, and is not asked for."),
                 number);
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

/** Counts: what became of all. */
typedef struct
{
  guint queued, waits, beyond, refused, left;
} Counts;

static void
say_nothing_found (PdCtl *ctl)
{
  pd_ctl_say (ctl, _ ("There is no order whose invoice can be asked for."));
}

/* The quota, where it does not do for all. */
static void
say_quota (Issue *issue, const Counts *counts)
{
  g_autofree char *left = NULL;

  if (counts->beyond == 0)
    return;
  left = pd_money_format (MAX (pd_quota_left (&issue->seller.quota), 0));
  pd_ctl_warn (issue->ctl,
               ngettext ("%1$u does not fit into the quota: %2$s without tax is left beside what is under "
                         "way. “--beyond-quota” asks for it all the same.",
                         "%1$u do not fit into the quota: %2$s without tax is left beside what is under "
                         "way. “--beyond-quota” asks for them all the same.",
                         counts->beyond),
               counts->beyond, left);
}

static void
say_stopped (PdCtl *ctl, const Counts *counts)
{
  pd_ctl_warn (
      ctl,
      ngettext ("Stopped: %1$u order is asked for, %2$u not. The next “piaodanctl sync” sends what "
                "is asked for; “piaodanctl order withdraw --all” takes it back before.",
                "Stopped: %1$u orders are asked for, %2$u not. The next “piaodanctl sync” sends what "
                "is asked for; “piaodanctl order withdraw --all” takes it back before.",
                counts->queued),
      counts->queued, counts->left);
}

static void
say_counts (Issue *issue, const Counts *counts)
{
  PdCtl *ctl = issue->ctl;

  if (issue->stopped && !issue->dry_run && counts->queued > 0)
    say_stopped (ctl, counts);
  else if (issue->stopped)
    pd_ctl_warn (ctl, _ ("Stopped: nothing is asked for."));
  else if (issue->candidates->len == 0)
    say_nothing_found (ctl);
  else if (issue->dry_run)
    pd_ctl_say (ctl, _ ("%1$u can be issued, %2$u asked for already, %3$u refused. Nothing was saved."),
                counts->queued, counts->waits, counts->refused);
  else
    pd_ctl_say (ctl,
                _ ("%1$u asked for, %2$u asked for already, %3$u refused. “piaodanctl sync” sends them."),
                counts->queued, counts->waits, counts->refused);
  say_quota (issue, counts);
  if (issue->refusals_said > REFUSALS_SHOWN)
    pd_ctl_warn (ctl, _ ("Only the first %u refusals are said; --json names all."), (guint) REFUSALS_SHOWN);
}

static void
report (Issue *issue)
{
  PdCtl *ctl = issue->ctl;
  Counts counts = { .left = issue->ids->len - issue->candidates->len };

  pd_ctl_json_open (ctl->document, pd_order_type.table, '[');
  for (guint i = 0; i < issue->candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (issue->candidates, i);

      counts.queued += candidate->queued;
      counts.waits += candidate->waits;
      counts.beyond += candidate->beyond;
      report_one (issue, candidate);
    }
  counts.refused = issue->candidates->len - counts.queued - counts.waits - counts.beyond;
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "queued", counts.queued);
  pd_ctl_json_integer (ctl->document, "waiting", counts.waits);
  pd_ctl_json_integer (ctl->document, "refused", counts.refused);
  pd_ctl_json_integer (ctl->document, "beyond_quota", counts.beyond);
  pd_ctl_json_integer (ctl->document, "not_reached", counts.left);
  pd_ctl_json_boolean (ctl->document, "stopped", issue->stopped);
  pd_ctl_json_boolean (ctl->document, "dry_run", issue->dry_run);
  say_counts (issue, &counts);
  if (issue->stopped)
    ctl->status = PD_CTL_STATUS_CANCELLED;
  else if (counts.refused + counts.beyond > 0)
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
      gboolean good;

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "id", pd_record_get_id (candidate->order));
      pd_ctl_json_string (ctl->document, "number", pd_record_get_title (candidate->order));
      pd_ctl_say (ctl, _ ("Order %1$s, %2$s with tax:"), pd_record_get_title (candidate->order), total);
      if (candidate->refusal != NULL)
        pd_ctl_warn (ctl, _ ("Order %1$s is refused: %2$s"), pd_record_get_title (candidate->order),
                     candidate->refusal);
      good = pd_ctl_checklist_report (ctl, &issue->seller, candidate->order);
      for (guint n = 0; n < candidate->problems->len && !is_fit (issue, candidate); n++)
        if (((const PdProblem *) g_ptr_array_index (candidate->problems, n))->weight != PD_PROBLEM_NOTE)
          report_problem (issue, candidate, g_ptr_array_index (candidate->problems, n));
      refused += !good || candidate->refusal != NULL || !is_fit (issue, candidate);
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "refused", refused);
  if (issue->stopped)
    ctl->status = PD_CTL_STATUS_CANCELLED;
  else if (refused > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
  if (issue->candidates->len == 0)
    say_nothing_found (ctl);
  else
    pd_ctl_say (ctl, _ ("%1$u checked, %2$u will be refused. Nothing was saved."), issue->candidates->len,
                refused);
}

/**
 * pd_ctl_invoice_issue:
 *
 * Checks orders and asks for their invoices. The platform issues them, so this works without a network. What the bureau
 * will refuse and what does not fit into what is left of the quota is told and not asked for, as in the window.
 */
gboolean
pd_ctl_invoice_issue (PdCtl *ctl, GError **error)
{
  Issue issue = { .ctl = ctl,
                  .check = pd_ctl_arguments_has (ctl->arguments, "check"),
                  .dry_run = pd_ctl_arguments_has (ctl->arguments, "dry-run") ||
                             pd_ctl_arguments_has (ctl->arguments, "check"),
                  .accepts = pd_ctl_arguments_has (ctl->arguments, "accept-overridable"),
                  .accepts_refused = pd_ctl_arguments_has (ctl->arguments, "accept-refused"),
                  .beyond_quota = pd_ctl_arguments_has (ctl->arguments, "beyond-quota") };
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
  good = find_orders (&issue, error) && (issue.stopped || issue_all (&issue, error));
  if (good && issue.check)
    report_checklists (&issue);
  else if (good)
    report (&issue);
  pd_ctl_seller_clear (&issue.seller);
  g_ptr_array_unref (issue.ids);
  g_ptr_array_unref (issue.candidates);
  return good;
}
