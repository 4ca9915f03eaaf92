/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-outbox.h"

#include "model/pd-id.h"
#include "store/pd-store-blobs.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rebase.h"

/* The replica's counter of mutations that have been frozen for sending. */
#define META_COUNTER "counter"

void
pd_store_outbox_entry_free (PdStoreOutboxEntry *entry)
{
  g_clear_pointer (&entry->mutation, pd_mutation_free);
  g_free (entry->title);
  g_free (entry);
}

/**
 * pd_store_get_meta:
 * @session: the session
 * @key: a key
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): its value; %NULL without an error when there is none
 */
char *
pd_store_get_meta (PdStoreSession *session, const char *key, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT value FROM meta WHERE key = ?1", error);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "s", key);
  if (!pd_store_session_step (session, statement, &found, error) || !found)
    return NULL;
  return g_strdup (pd_statement_text (statement, 0));
}

/**
 * pd_store_set_meta:
 * @session: the session of a writing job
 * @key: a key
 * @value: (nullable): its value; %NULL removes the key
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_set_meta (PdStoreSession *session, const char *key, const char *value, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session,
                                value != NULL
                                    ? "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key)"
                                      " DO UPDATE SET value = excluded.value WHERE value <> excluded.value"
                                    : "DELETE FROM meta WHERE key = ?1",
                                error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", key);
  if (value != NULL)
    pd_statement_bind_text (statement, 2, value);
  if (!pd_store_session_run (session, statement, error))
    return FALSE;
  /* The same again is no change: nobody is told, and a transaction without any waits for no disk. */
  if (sqlite3_changes (session->db) > 0)
    pd_store_session_touch (session, NULL);
  return TRUE;
}

static gboolean
get_number (PdStoreSession *session, const char *key, gint64 *number, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *value = pd_store_get_meta (session, key, &local);

  *number = value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
set_number (PdStoreSession *session, const char *key, gint64 number, GError **error)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return pd_store_set_meta (session, key, value, error);
}

static GPtrArray *
collect_rows (PdStoreSession *session, PdStatement *statement, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_outbox_row_free);
  gsize bytes = 0;
  gboolean found;

  while (pd_store_session_step (session, statement, &found, error))
    {
      PdOutboxRow *row;

      if (!found)
        return g_steal_pointer (&rows);
      bytes += (gsize) sqlite3_column_bytes (statement, 3);
      /* The first always goes, or a large record would wait for ever. */
      if (rows->len > 0 && bytes > max_bytes)
        return g_steal_pointer (&rows);
      row = pd_outbox_read (session, statement, error);
      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return NULL;
}

static GPtrArray *
read_in_flight (PdStoreSession *session, gint64 after, guint max_mutations, gsize max_bytes, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT " PD_OUTBOX_COLUMNS
                                " FROM outbox WHERE state = 1 AND counter > ?1 ORDER BY counter LIMIT ?2",
                                error);

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "ii", after, (gint64) max_mutations);
  return collect_rows (session, statement, max_bytes, error);
}

/* At most one mutation of a record is on its way: the oldest. */
static GPtrArray *
read_oldest (PdStoreSession *session, guint max_mutations, gsize max_bytes, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT " PD_OUTBOX_COLUMNS
                                " FROM outbox AS o WHERE state = 0 AND NOT " PD_STORE_BLOB_HOLDS
                                " AND NOT EXISTS (SELECT 1 FROM outbox AS e"
                                " WHERE e.type = o.type AND e.record = o.record AND e.position < o.position) "
                                "ORDER BY position LIMIT ?1",
                                error);

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "i", (gint64) max_mutations);
  return collect_rows (session, statement, max_bytes, error);
}

static gboolean
freeze (PdStoreSession *session, GPtrArray *rows, GError **error)
{
  gint64 counter;

  if (!get_number (session, META_COUNTER, &counter, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      PdOutboxRow *row = g_ptr_array_index (rows, i);

      row->mutation->counter = ++counter;
      row->in_flight = row->sent = TRUE;
      if (!pd_outbox_update (session, row, error) ||
          !pd_pending_refresh_state (session, row->mutation->type, row->mutation->record_id, error))
        return FALSE;
    }
  return rows->len == 0 || set_number (session, META_COUNTER, counter, error);
}

/**
 * pd_store_freeze_batch:
 * @session: the session of a writing job
 * @max_mutations: how many at most
 * @max_bytes: how many bytes of JSON at most; one mutation is given in any case
 * @error: (out) (optional): where the error goes
 *
 * What to send next: what is in flight already, again with the same ids and counters; else the oldest waiting
 * mutation of each record, which is in flight from now on. The job must be committed before anything is sent.
 *
 * A command to issue waits here while a file of its order waits to be sent.
 *
 * Returns: (transfer full) (nullable) (element-type PdMutation): in the order of their counters; empty when nothing
 *   waits, %NULL on failure
 */
GPtrArray *
pd_store_freeze_batch (PdStoreSession *session, guint max_mutations, gsize max_bytes, GError **error)
{
  return pd_store_freeze_behind (session, 0, max_mutations, max_bytes, error);
}

/**
 * pd_store_freeze_behind:
 * @session: the session of a writing job
 * @after: the counter of the last mutation of the batch that is on its way
 * @max_mutations: how many at most
 * @max_bytes: how many bytes of JSON at most; one mutation is given in any case
 * @error: (out) (optional): where the error goes
 *
 * As pd_store_freeze_batch(), for what goes behind that batch; no record is in both.
 *
 * Returns: (transfer full) (nullable) (element-type PdMutation): in the order of their counters; empty when nothing
 *   waits, %NULL on failure
 */
GPtrArray *
pd_store_freeze_behind (PdStoreSession *session,
                        gint64 after,
                        guint max_mutations,
                        gsize max_bytes,
                        GError **error)
{
  g_autoptr (GPtrArray) rows = read_in_flight (session, after, max_mutations, max_bytes, error);
  GPtrArray *mutations;

  if (rows == NULL)
    return NULL;
  if (rows->len == 0)
    {
      g_ptr_array_unref (rows);
      rows = read_oldest (session, max_mutations, max_bytes, error);
      if (rows == NULL || !freeze (session, rows, error))
        return NULL;
    }
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_mutation_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (mutations, g_steal_pointer (&((PdOutboxRow *) g_ptr_array_index (rows, i))->mutation));
  return mutations;
}

/**
 * pd_store_get_in_flight:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the ids of the mutations whose outcome is not known
 */
GStrv
pd_store_get_in_flight (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT id FROM outbox WHERE state = 1 ORDER BY counter", error);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  gboolean found;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return g_strv_builder_end (ids);
      g_strv_builder_add (ids, pd_statement_text (statement, 0));
    }
  return NULL;
}

static gboolean
take_new_identity (PdStoreSession *session, GError **error)
{
  g_autofree char *replica = pd_id_new (g_get_real_time ());

  return pd_store_set_meta (session, PD_STORE_META_REPLICA, replica, error) &&
         pd_store_set_meta (session, META_COUNTER, NULL, error);
}

/* Everything that has been on its way once, waiting or not. */
static GPtrArray *
read_sent (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT " PD_OUTBOX_COLUMNS " FROM outbox WHERE sent = 1 ORDER BY position",
                                error);

  return statement != NULL ? collect_rows (session, statement, G_MAXSIZE, error) : NULL;
}

/* What waits again may be rebased on what came while it was on its way. */
static gboolean
rebase_all (PdStoreSession *session, gint64 now, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT " PD_OUTBOX_COLUMNS " FROM outbox ORDER BY position", error);
  g_autoptr (GPtrArray) rows = statement != NULL ? collect_rows (session, statement, G_MAXSIZE, error) : NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const PdMutation *mutation = ((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation;

      if (!pd_rebase_record (session, mutation->type, mutation->record_id, now, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_store_requeue_in_flight:
 * @session: the session of a writing job
 * @new_identity: whether this replica was copied or rolled back: it gets a new name, and the mutations new ids
 * @error: (out) (optional): where the error goes
 *
 * What was on its way waits again. With the same ids it is a repeat, and its content stays as it was sent.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_requeue_in_flight (PdStoreSession *session, gboolean new_identity, GError **error)
{
  g_autoptr (GPtrArray) rows = read_sent (session, error);
  gint64 now = g_get_real_time ();

  if (rows == NULL || (new_identity && !take_new_identity (session, error)))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      PdOutboxRow *row = g_ptr_array_index (rows, i);

      row->in_flight = FALSE;
      row->mutation->counter = 0;
      if (new_identity)
        {
          g_free (row->mutation->id);
          row->mutation->id = pd_id_new (now);
          row->sent = FALSE;
        }
      if (!pd_outbox_update (session, row, error))
        return FALSE;
    }
  return rebase_all (session, now, error);
}

/* @limit: -1 for all */
static GPtrArray *
list_oldest (PdStoreSession *session, gint64 limit, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT " PD_OUTBOX_COLUMNS " FROM outbox ORDER BY position LIMIT ?1", error);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "i", limit);
  rows = collect_rows (session, statement, G_MAXSIZE, error);
  if (rows == NULL)
    return NULL;
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_outbox_entry_free);
  for (guint i = 0; i < rows->len; i++)
    {
      PdOutboxRow *row = g_ptr_array_index (rows, i);
      PdStoreOutboxEntry *entry = g_new0 (PdStoreOutboxEntry, 1);
      g_autoptr (PdRecord) view =
          pd_store_get_record (session, row->mutation->type, row->mutation->record_id, NULL);

      entry->state = row->in_flight ? PD_ROW_IN_FLIGHT : PD_ROW_WAITING;
      entry->title = view != NULL ? g_strdup (pd_record_get_title (view)) : NULL;
      entry->mutation = g_steal_pointer (&row->mutation);
      g_ptr_array_add (entries, entry);
    }
  return g_steal_pointer (&entries);
}

/**
 * pd_store_list_outbox:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreOutboxEntry): all that is not decided, oldest first
 */
GPtrArray *
pd_store_list_outbox (PdStoreSession *session, GError **error)
{
  return list_oldest (session, -1, error);
}

/**
 * pd_store_list_oldest:
 * @session: the session
 * @limit: how many at most
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreOutboxEntry): what has waited longest, oldest first
 */
GPtrArray *
pd_store_list_oldest (PdStoreSession *session, guint limit, GError **error)
{
  return list_oldest (session, limit, error);
}
