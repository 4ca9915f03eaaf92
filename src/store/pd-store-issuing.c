/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-issuing.h"

#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "store/pd-store-session.h"

/* States in which an invoice is under way. */
#define UNDER_WAY "('queued', 'waiting_for_sign_in', 'submitted', 'unknown')"

/* Orders whose invoice was asked for here; completing one may issue it, and that is the platform's to decide. */
#define ASKED_FOR "deleted = 0 AND row_state <> 0 AND pending_command = 'issue'"

#define NOT_ASKED_FOR(state)                                                                                 \
  "deleted = 0 AND state = '" state "' AND coalesce (pending_command, '') <> 'issue'"
#define OLDEST_FIRST " ORDER BY order_date, row LIMIT ?1"

static GPtrArray *
read_ids (PdStoreSession *session, const char *sql, gint64 limit, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind_integer (statement, 1, limit);
  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return g_steal_pointer (&ids);
      g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
    }
  return NULL;
}

/**
 * pd_store_get_only:
 * @session: the session
 * @type: a type of which there is one record in an office: the company, the tax bureau
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable): the record; %NULL without @error when it has not arrived yet
 */
PdRecord *
pd_store_get_only (PdStoreSession *session, const PdRecordType *type, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT id FROM \"%s\" WHERE deleted = 0 ORDER BY row LIMIT ?1", type->table);
  g_autoptr (GPtrArray) ids = read_ids (session, sql, 1, error);

  return ids != NULL && ids->len > 0 ? pd_store_get_record (session, type, ids->pdata[0], error) : NULL;
}

/* Takes the amounts of each row's first column off the quota. */
static gboolean
take_amounts (PdStoreSession *session, PdQuota *quota, const char *sql, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  if (sqlite3_bind_parameter_count (statement) > 0)
    pd_statement_bind_integer (statement, 1, quota->as_of);
  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return TRUE;
      pd_quota_take (quota, sqlite3_column_int64 (statement, 0));
    }
  return FALSE;
}

/**
 * pd_store_get_quota:
 * @session: the session
 * @quota: (out): the last figures of the bureau, with what has been asked for since and is not in them
 * @error: (out) (optional): why it could not be read
 *
 * Returns: whether it could be read; a quota that nobody knows can
 */
gboolean
pd_store_get_quota (PdStoreSession *session, PdQuota *quota, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PdRecord) bureau = pd_store_get_only (session, &pd_bureau_type, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  pd_quota_init (quota, bureau);
  if (!take_amounts (session, quota,
                     "SELECT net_amount FROM invoices WHERE deleted = 0 AND state IN " UNDER_WAY, error) ||
      !take_amounts (session, quota, "SELECT net_amount FROM orders WHERE " ASKED_FOR, error))
    return FALSE;
  /* What was issued after the bureau made its figure is not in it: a day more than that, for time zones. */
  return !quota->is_known ||
         take_amounts (session, quota,
                       "SELECT net_amount FROM invoices WHERE deleted = 0 AND issued_at > ?1"
                       " AND issue_date >= date (?1 / 1000000 - 86400, 'unixepoch') AND state = 'issued'",
                       error);
}

/**
 * pd_store_get_limits:
 * @session: the session
 * @limits: (out): what the way to the bureau takes, as far as the platform has said
 * @error: (out) (optional): why it could not be read
 *
 * Returns: whether it could be read; without a bureau's record the limits are the usual ones
 */
gboolean
pd_store_get_limits (PdStoreSession *session, PdComplianceLimits *limits, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PdRecord) bureau = pd_store_get_only (session, &pd_bureau_type, &local);

  *limits = pd_compliance_bureau_limits (bureau);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * pd_store_get_invoice_times:
 * @session: the session
 * @n: of how many invoices at most, the newest
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable): how long the stages of issuing took
 */
PdInvoiceTimes *
pd_store_get_invoice_times (PdStoreSession *session, guint n, GError **error)
{
  g_autoptr (PdInvoiceTimes) times = pd_invoice_times_new ();
  g_autoptr (GPtrArray) ids =
      read_ids (session,
                "SELECT id FROM invoices WHERE deleted = 0 AND state = 'issued' ORDER BY row DESC LIMIT ?1",
                n, error);

  if (ids == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (PdRecord) invoice = pd_store_get_record (session, &pd_invoice_type, ids->pdata[i], error);

      if (invoice == NULL)
        return NULL;
      if (pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES)->len > 0)
        pd_invoice_times_add (times, invoice);
    }
  return g_steal_pointer (&times);
}

static GHashTable *
count (PdStoreSession *session, const char *sql, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean found;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return g_steal_pointer (&counts);
      g_hash_table_insert (counts, g_strdup (pd_statement_text (statement, 0)),
                           GUINT_TO_POINTER ((guint) sqlite3_column_int64 (statement, 1)));
    }
  return NULL;
}

/**
 * pd_store_count_states:
 * @session: the session
 * @type: a type that has states
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable) (element-type utf8 guint): how many records are in each state
 */
GHashTable *
pd_store_count_states (PdStoreSession *session, const PdRecordType *type, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT \"%1$s\", count (*) FROM \"%2$s\" WHERE deleted = 0"
                                          " AND \"%1$s\" IS NOT NULL GROUP BY \"%1$s\"",
                                          type->fields[type->state_field].name, type->table);

  return count (session, sql, error);
}

/**
 * pd_store_count_under_way:
 * @session: the session
 * @error: (out) (optional): why it could not be read
 *
 * As pd_store_count_states(), without a look at the many invoices that are done.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 guint): how many invoices are under way, by state
 */
GHashTable *
pd_store_count_under_way (PdStoreSession *session, GError **error)
{
  return count (session,
                "SELECT state, count (*) FROM invoices WHERE deleted = 0 AND state IN " UNDER_WAY
                " GROUP BY state",
                error);
}

gboolean
pd_store_count_red (PdStoreSession *session, gint64 *n, GError **error)
{
  return pd_store_session_integer (session, "SELECT count (*) FROM invoices WHERE deleted = 0 AND red = 1", n,
                                   error);
}

/* --- the queue */

void
pd_store_queued_free (PdStoreQueued *queued)
{
  pd_record_unref (queued->record);
  g_free (queued->pending_command);
  g_free (queued);
}

void
pd_store_queue_free (PdStoreQueue *queue)
{
  g_ptr_array_unref (queue->entries);
  g_free (queue);
}

static gboolean
add_queued (PdStoreSession *session,
            PdStoreQueue *queue,
            PdStoreQueuePlace place,
            const char *id,
            PdInvoiceTimes *times,
            gint64 now,
            GError **error)
{
  const PdRecordType *type = place == PD_STORE_QUEUE_PLATFORM ? &pd_invoice_type : &pd_order_type;
  PdStoreQueued *queued = g_new0 (PdStoreQueued, 1);
  GError *local = NULL;

  queued->place = place;
  queued->record = pd_store_get_record (session, type, id, error);
  if (queued->record == NULL)
    {
      g_free (queued);
      return FALSE;
    }
  g_ptr_array_add (queue->entries, queued);
  queued->state = pd_store_get_row_state (session, type, id, &queued->pending_command, &local);
  if (place == PD_STORE_QUEUE_PLATFORM && times != NULL)
    queued->expected_at = pd_invoice_times_expect (times, queued->record, now);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/**
 * pd_store_get_queue:
 * @session: the session
 * @times: (nullable): what is usual, for when each is expected
 * @now: microseconds, UTC
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable): all that is to become an invoice, as far as it is known here
 */
PdStoreQueue *
pd_store_get_queue (PdStoreSession *session, PdInvoiceTimes *times, gint64 now, GError **error)
{
  static const struct
  {
    const char *count;
    const char *list;
  } sql[] = {
    [PD_STORE_QUEUE_HERE] = { "SELECT count (*) FROM orders WHERE " ASKED_FOR,
                              "SELECT id FROM orders WHERE " ASKED_FOR " ORDER BY row LIMIT ?1" },
    [PD_STORE_QUEUE_PLATFORM] = { "SELECT count (*) FROM invoices WHERE deleted = 0 AND state IN " UNDER_WAY,
                                  "SELECT id FROM invoices WHERE deleted = 0 AND state IN " UNDER_WAY
                                  " ORDER BY row LIMIT ?1" },
    [PD_STORE_QUEUE_DRAFT] = { "SELECT count (*) FROM orders WHERE " NOT_ASKED_FOR ("completed"),
                               "SELECT id FROM orders WHERE " NOT_ASKED_FOR ("completed") OLDEST_FIRST },
    [PD_STORE_QUEUE_OPEN] = { "SELECT count (*) FROM orders WHERE " NOT_ASKED_FOR ("open"),
                              "SELECT id FROM orders WHERE " NOT_ASKED_FOR ("open") OLDEST_FIRST },
  };
  g_autoptr (PdStoreQueue) queue = g_new0 (PdStoreQueue, 1);

  queue->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_queued_free);
  for (PdStoreQueuePlace place = 0; place < G_N_ELEMENTS (sql); place++)
    {
      g_autoptr (GPtrArray) ids = read_ids (session, sql[place].list, PD_STORE_QUEUE_MAX, error);
      gint64 n;

      if (ids == NULL || !pd_store_session_integer (session, sql[place].count, &n, error))
        return NULL;
      queue->n[place] = (guint) n;
      for (guint i = 0; i < ids->len; i++)
        if (!add_queued (session, queue, place, ids->pdata[i], times, now, error))
          return NULL;
    }
  return g_steal_pointer (&queue);
}
