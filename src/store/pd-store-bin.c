/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-bin.h"

#include "model/pd-id.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-session.h"

#include <glib/gi18n-lib.h>

/*
 * Deleting stays what it is for sync: a tombstone without content, whose id never comes back. The bin is this computer's
 * copy of what was deleted here, written in the transaction that deletes; what is taken out of it becomes a new record.
 */

void
pd_store_bin_entry_free (PdStoreBinEntry *entry)
{
  g_free (entry->id);
  g_free (entry->title);
  g_free (entry);
}

/**
 * pd_store_bin_put:
 * @session: the session of a writing job, in which the record is deleted
 * @record: it, as its person sees it
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Keeps what is about to be deleted; what has lain there for too long goes.
 *
 * Returns: %FALSE when it could not be written
 */
gboolean
pd_store_bin_put (PdStoreSession *session, const PdRecord *record, gint64 now, GError **error)
{
  g_autofree char *content = pd_pending_record_text (record);
  g_autoptr (PdStatement) statement = NULL;

  if (!pd_store_bin_empty (session, now - PD_STORE_BIN_DAYS * G_TIME_SPAN_DAY, error))
    return FALSE;
  statement = pd_store_session_prepare (session,
                                        "INSERT OR REPLACE INTO bin (id, type, title, deleted_at, content)"
                                        " VALUES (?1, ?2, ?3, ?4, ?5)",
                                        error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind_text (statement, 1, pd_record_get_id (record));
  pd_statement_bind_text (statement, 2, pd_record_get_record_type (record)->name);
  pd_statement_bind_text (statement, 3, pd_record_get_title (record));
  pd_statement_bind_integer (statement, 4, now);
  pd_statement_bind_text (statement, 5, content);
  return pd_store_session_run (session, statement, error);
}

/* @there: (out): whether the record is not deleted: its deletion was taken back, or the platform refused it */
static gboolean
is_there (PdStoreSession *session, const PdRecordType *type, const char *id, gboolean *there, GError **error)
{
  g_autoptr (PdRecord) record = NULL;

  if (!pd_store_row_load (session, type, id, &record, error))
    return FALSE;
  *there = record != NULL && !pd_record_is_deleted (record);
  return TRUE;
}

/**
 * pd_store_bin_list:
 * @session: the session
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreBinEntry): what was deleted here and can be restored, the
 *   latest first; %NULL when it could not be read
 */
GPtrArray *
pd_store_bin_list (PdStoreSession *session, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_bin_entry_free);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_bin_entry_free);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT type, id, title, deleted_at FROM bin WHERE deleted_at > ?1 ORDER BY deleted_at DESC, id",
      error);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  pd_statement_bind_integer (statement, 1, now - PD_STORE_BIN_DAYS * G_TIME_SPAN_DAY);
  while (pd_store_session_step (session, statement, &row, error) && row)
    {
      const PdRecordType *type = pd_record_type_find (pd_statement_text (statement, 0));
      PdStoreBinEntry *entry;

      if (type == NULL)
        continue;
      entry = g_new0 (PdStoreBinEntry, 1);
      entry->type = type;
      entry->id = g_strdup (pd_statement_text (statement, 1));
      entry->title = g_strdup (pd_statement_text (statement, 2));
      entry->deleted_at = sqlite3_column_int64 (statement, 3);
      g_ptr_array_add (found, entry);
    }
  if (row)
    return NULL;
  while (found->len > 0)
    {
      PdStoreBinEntry *entry = g_ptr_array_steal_index (found, 0);
      gboolean there = FALSE, good = is_there (session, entry->type, entry->id, &there, error);

      if (good && !there)
        g_ptr_array_add (entries, entry);
      else
        pd_store_bin_entry_free (entry);
      if (!good)
        return NULL;
    }
  return g_steal_pointer (&entries);
}

/* What the platform keeps for itself it makes anew: the state, and the history. */
static PdRecord *
copy_with_new_id (const PdRecord *record, gint64 now)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int steps = pd_record_type_list (type, "steps");
  g_autofree char *id = pd_id_new (now);
  PdRecord *copy = pd_record_new (type, id);

  for (guint i = 0; i < type->n_fields; i++)
    if (pd_field_is_mergeable (&type->fields[i]))
      pd_record_copy_field (copy, record, i);
  for (guint i = 0; i < type->n_lists; i++)
    {
      GPtrArray *lines = pd_record_get_list (record, i);

      for (guint j = 0; (int) i != steps && j < lines->len; j++)
        pd_record_add_line (copy, i, pd_record_copy (g_ptr_array_index (lines, j)));
    }
  if (type->initial_state != NULL)
    pd_record_set_text (copy, (guint) type->state_field, type->initial_state);
  pd_record_derive (copy);
  return copy;
}

static gboolean
read_content (PdStoreSession *session, const char *id, PdRecord **record, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT content FROM bin WHERE id = ?1", error);
  g_autofree char *content = NULL;
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind_text (statement, 1, id);
  if (!pd_store_session_step (session, statement, &row, error))
    return FALSE;
  content = row ? g_strdup (pd_statement_text (statement, 0)) : NULL;
  pd_statement_reset (statement);
  if (content == NULL)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND,
                           _ ("This is not in the bin of this computer any more."));
      return FALSE;
    }
  return pd_pending_record_from_text (session, content, record, error);
}

/**
 * pd_store_bin_restore:
 * @session: the session of a writing job
 * @id: of a #PdStoreBinEntry
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Takes something out of the bin: with its lines, its payments and its files, under its old number and a new id, because
 * the platform never uses a deleted one again. It begins its way anew.
 *
 * Returns: (transfer full) (nullable): the new record
 */
PdRecord *
pd_store_bin_restore (PdStoreSession *session, const char *id, gint64 now, GError **error)
{
  g_autoptr (PdRecord) kept = NULL, made = NULL;
  g_autoptr (PdStatement) statement = NULL;
  gboolean there = FALSE;

  if (!read_content (session, id, &kept, error) ||
      !is_there (session, pd_record_get_record_type (kept), id, &there, error))
    return NULL;
  if (there)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                           _ ("This is not deleted: it is where it was."));
      return NULL;
    }
  made = copy_with_new_id (kept, now);
  statement = pd_store_session_prepare (session, "DELETE FROM bin WHERE id = ?1", error);
  if (statement == NULL)
    return NULL;
  pd_statement_bind_text (statement, 1, id);
  return pd_store_session_run (session, statement, error) && pd_store_save_record (session, made, now, error)
             ? g_steal_pointer (&made)
             : NULL;
}

/** pd_store_bin_empty: erases what was deleted before @before, microseconds since 1970 in UTC. Returns: whether it could */
gboolean
pd_store_bin_empty (PdStoreSession *session, gint64 before, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "DELETE FROM bin WHERE deleted_at <= ?1", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind_integer (statement, 1, before);
  return pd_store_session_run (session, statement, error);
}
