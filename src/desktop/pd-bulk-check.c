/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bulk-check.h"

#include "desktop/pd-bulk-words.h"
#include "desktop/pd-field-text.h"
#include "model/pd-assignment.h"
#include "model/pd-compliance.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "store/pd-store-issuing.h"
#include "store/pd-store-list.h"

#include <glib/gi18n-lib.h>

static void
entry_free (PdBulkEntry *entry)
{
  g_free (entry->id);
  g_free (entry->number);
  g_free (entry->buyer);
  g_free (entry->date);
  g_free (entry->reason);
  g_free (entry);
}

/* --- looking at the orders */

typedef struct
{
  GArray *rows;       /* (owned) (nullable) of gint64 */
  char *state;        /* (owned) (nullable) instead of rows: the oldest orders in this state */
  guint n_more;       /* in this state that are not among the oldest */
  char *command;      /* (owned) */
  GPtrArray *entries; /* (owned) (nullable) of PdBulkEntry */
  PdRecord *company;  /* (owned) (nullable) the seller */
  PdQuota quota;
  PdComplianceLimits limits;
} Check;

static void
check_free (Check *check)
{
  g_clear_pointer (&check->rows, g_array_unref);
  g_free (check->state);
  g_free (check->command);
  g_clear_pointer (&check->entries, g_ptr_array_unref);
  g_clear_pointer (&check->company, pd_record_unref);
  g_free (check);
}

/* (transfer full) (nullable) why no invoice of the order can be asked for */
static char *
issue_refusal (const Check *check, const PdStoreRow *row, PdRecord *order)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) refusals = NULL;
  const PdProblem *problem;
  const PdComplianceProblem *first;

  if (row->total_changed)
    return g_strdup (pd_total_changed_sentence ());
  problems = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  problem = pd_problems_first_error (problems);
  if (problem != NULL)
    return pd_problem_text (order, problem);
  refusals = pd_compliance_check_order (order, check->company, &check->limits);
  first = pd_compliance_first_refusal (refusals);
  return first != NULL ? pd_compliance_problem_get_line_sentence (first) : NULL;
}

/* (transfer full) (nullable) why the order does not take the command, %NULL when it does. The reason is written later. */
static char *
refusal (const Check *check, const PdStoreRow *row, PdRecord *order)
{
  const PdOrderArrow *arrow = pd_order_flow_arrow (order, check->command);

  if (row->state == PD_ROW_CONFLICT)
    return g_strdup (_ ("It is in the conflict inbox. Decide there first."));
  if (g_str_equal (check->command, PD_BULK_ASSIGN))
    return NULL;
  if (!pd_workflow_may_follow (order, row->pending_command, check->command))
    return g_strdup (_ ("A request waits for it already."));
  if (!pd_workflow_offers (order, check->command))
    return g_strdup_printf (_ ("Its state does not allow it: %s."), pd_workflow_place (order));
  if (g_str_equal (check->command, "issue"))
    return issue_refusal (check, row, order);
  return arrow != NULL ? pd_order_flow_obstacle (order, arrow, "-") : NULL;
}

static PdBulkEntry *
new_entry (const Check *check, const PdStoreRow *row, PdRecord *order)
{
  PdBulkEntry *entry = g_new0 (PdBulkEntry, 1);

  entry->id = g_strdup (pd_record_get_id (order));
  entry->number = g_strdup (pd_record_get_title (order));
  entry->buyer = g_strdup (pd_record_get_text (order, PD_ORDER_BUYER_NAME));
  entry->date = g_strdup (pd_record_get_text (order, PD_ORDER_DATE));
  entry->row = row->row;
  entry->total = pd_workflow_total (order);
  entry->net = pd_record_get_integer (order, PD_ORDER_NET_AMOUNT);
  entry->fits = TRUE;
  entry->reason = refusal (check, row, order);
  entry->state = entry->reason == NULL ? PD_BULK_READY : PD_BULK_REFUSED;
  return entry;
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const PdBulkEntry *first = *(PdBulkEntry *const *) a, *second = *(PdBulkEntry *const *) b;

  return pd_order_compare_age (first->date, first->row, second->date, second->row);
}

/* Which still fit into what is left of the quota, one after the other. */
static void
choose (const Check *check, GPtrArray *entries)
{
  PdQuota rest = check->quota;

  for (guint i = 0; i < entries->len; i++)
    {
      PdBulkEntry *entry = g_ptr_array_index (entries, i);

      if (entry->state != PD_BULK_READY)
        continue;
      entry->fits = pd_quota_fits (&rest, entry->net);
      if (entry->fits)
        pd_quota_take (&rest, entry->net);
    }
}

static gboolean
read_seller (PdStoreSession *session, Check *check, GError **error)
{
  GError *local = NULL;

  check->company = pd_store_get_only (session, &pd_company_type, &local);
  if (local == NULL)
    return pd_store_get_quota (session, &check->quota, error) &&
           pd_store_get_limits (session, &check->limits, error);
  g_propagate_error (error, local);
  return FALSE;
}

/* The rows of the oldest orders in the state, those left out whose invoice is asked for. */
static gboolean
find_rows (PdStoreSession *session, Check *check, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) found = NULL;

  query->state = g_strdup (check->state);
  query->sort_field = PD_ORDER_DATE;
  query->descending = FALSE;
  found = pd_store_query_rows (session, query, NULL, error);
  check->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint at = 0; found != NULL && at < found->len; at += PD_BULK_MAX)
    {
      guint n = MIN (PD_BULK_MAX, found->len - at);
      g_autoptr (GPtrArray) rows =
          pd_store_get_rows (session, &pd_order_type, (const gint64 *) (gpointer) found->data + at, n, error);

      if (rows == NULL)
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          const PdStoreRow *row = g_ptr_array_index (rows, i);

          if (row == NULL || g_strcmp0 (row->pending_command, check->command) == 0)
            continue;
          if (check->rows->len == PD_BULK_MAX)
            {
              check->n_more = found->len - at - i;
              return TRUE;
            }
          g_array_append_val (check->rows, row->row);
        }
    }
  return found != NULL;
}

static gboolean
check_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Check *check = data;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autoptr (GPtrArray) rows = NULL;
  gboolean issues = g_str_equal (check->command, "issue");

  if (check->state != NULL && !find_rows (session, check, error))
    return FALSE;
  rows = pd_store_get_rows (session, &pd_order_type, (const gint64 *) (gpointer) check->rows->data,
                            check->rows->len, error);
  if (rows == NULL || (issues && !read_seller (session, check, error)))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (rows, i);
      g_autoptr (PdRecord) order = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* Deleted since it was selected. */
      if (row == NULL)
        continue;
      order = pd_store_get_record (session, &pd_order_type, pd_record_get_id (row->record), error);
      if (order == NULL)
        return FALSE;
      g_ptr_array_add (entries, new_entry (check, row, order));
    }
  g_ptr_array_sort (entries, compare_age);
  if (issues)
    choose (check, entries);
  check->entries = g_steal_pointer (&entries);
  return TRUE;
}

/**
 * pd_bulk_check_async:
 * @store: the cache
 * @rows: (nullable) (element-type gint64): row ids of orders, at most %PD_BULK_MAX
 * @state: (nullable): without @rows a state: the %PD_BULK_MAX oldest orders in it that wait for no such request
 * @command: a command of orders, or %PD_BULK_ASSIGN
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Looks which of the orders take the command, and why the others do not.
 */
void
pd_bulk_check_async (PdStore *store,
                     GArray *rows,
                     const char *state,
                     const char *command,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Check *check = g_new0 (Check, 1);

  check->rows = rows != NULL ? g_array_ref (rows) : NULL;
  check->state = g_strdup (state);
  check->command = g_strdup (command);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, check_job, check, (GDestroyNotify) check_free,
                       cancellable, callback, user_data);
}

/**
 * pd_bulk_check_finish:
 * @store: the cache
 * @result: what the callback was given
 * @quota: (out) (optional): what may still be issued
 * @n_more: (out) (optional): how many orders of the state were left for another time
 * @error: why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdBulkEntry): one entry an order, the oldest first
 */
GPtrArray *
pd_bulk_check_finish (PdStore *store, GAsyncResult *result, PdQuota *quota, guint *n_more, GError **error)
{
  gboolean ok = pd_store_read_finish (store, result, error);
  Check *check = pd_store_job_data (result);

  if (quota != NULL)
    *quota = check->quota;
  if (n_more != NULL)
    *n_more = check->n_more;
  return ok ? g_steal_pointer (&check->entries) : NULL;
}

/**
 * pd_bulk_leave_out:
 * @entries: (element-type PdBulkEntry): several orders
 *
 * Leaves out what does not fit into the quota.
 *
 * Returns: how many that were
 */
guint
pd_bulk_leave_out (GPtrArray *entries)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      PdBulkEntry *entry = g_ptr_array_index (entries, i);

      if (entry->state != PD_BULK_READY || entry->fits)
        continue;
      entry->state = PD_BULK_REFUSED;
      entry->reason = g_strdup (_ ("It does not fit into what is left of the quota."));
      n++;
    }
  return n;
}

/**
 * pd_bulk_count:
 * @entries: (element-type PdBulkEntry): several orders
 * @state: a state
 * @total: (out) (optional): what those in @state come to together, in fen
 *
 * Returns: how many of them are in @state
 */
guint
pd_bulk_count (GPtrArray *entries, PdBulkState state, gint64 *total)
{
  gint64 sum = 0;
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (entries, i);

      if (entry->state != state)
        continue;
      sum += entry->total;
      n++;
    }
  if (total != NULL)
    *total = sum;
  return n;
}

/* --- asking */

typedef struct
{
  char *id;      /* (owned) */
  char *command; /* (owned) */
  char *words;   /* (owned) (nullable) why, or to whom */
  char *why;     /* (owned) (nullable) it is to be somebody else */
  gint64 total;  /* fen */
} Ask;

static void
ask_free (Ask *ask)
{
  g_free (ask->id);
  g_free (ask->command);
  g_free (ask->words);
  g_free (ask->why);
  g_free (ask);
}

static gboolean
assign (PdStoreSession *session, const Ask *ask, PdRecord *order, GError **error)
{
  g_autoptr (PdRecord) before = pd_record_copy (order);

  if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_ASSIGNEE), ask->words) == 0)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, _ ("They do it already."));
      return FALSE;
    }
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, ask->words);
  pd_record_set_text (order, PD_ORDER_ASSIGNMENT_REASON, ask->why);
  if (pd_assignment_lacks_reason (before, order))
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID,
                           _ ("Somebody is assigned already. Say why it is to be somebody else."));
      return FALSE;
    }
  return pd_store_save_record (session, order, pd_now (), error);
}

static gboolean
ask_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, ask->id, error);

  if (order == NULL)
    return FALSE;
  if (g_str_equal (ask->command, PD_BULK_ASSIGN))
    return assign (session, ask, order, error);
  /* What a person confirmed is what is issued. */
  if (pd_workflow_total (order) != ask->total)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_CHANGED,
                           _ ("Its total has changed in the meantime. Nothing was done; please look at it."));
      return FALSE;
    }
  return pd_store_add_command (session, &pd_order_type, ask->id, ask->command, ask->words, pd_now (), error);
}

/**
 * pd_bulk_ask_async:
 * @store: the cache
 * @entry: an order that is ready
 * @command: a command of orders, or %PD_BULK_ASSIGN
 * @words: (nullable): why, or to whom
 * @why: (nullable): it is to be somebody else who does it
 * @callback: called when it is saved; ends with pd_store_write_finish()
 * @user_data: for @callback
 *
 * Queues the command for one order, unless its total is not the one that was confirmed.
 */
void
pd_bulk_ask_async (PdStore *store,
                   const PdBulkEntry *entry,
                   const char *command,
                   const char *words,
                   const char *why,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->id = g_strdup (entry->id);
  ask->command = g_strdup (command);
  ask->words = g_strdup (words);
  ask->why = g_strdup (why);
  ask->total = entry->total;
  pd_store_write_async (store, PD_STORE_PRIORITY_EDIT, ask_job, ask, (GDestroyNotify) ask_free, NULL,
                        callback, user_data);
}
