/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-bin.h"

#include "model/pd-bin.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Deleting stays what it is for sync: a tombstone without content, whose id never comes back. The bin is one for the whole
 * office: the platform makes an entry in the transaction that deletes, which comes as any other record. Until it has
 * come, and for what the platform does not keep, this computer's own copy stands in for it, written in the transaction
 * that deletes here. An entry's id follows from the record's, so that both are known to be the same.
 */

void
pd_store_bin_entry_free (PdStoreBinEntry *entry)
{
  g_free (entry->id);
  g_free (entry->title);
  g_free (entry->subject);
  g_free (entry->deleted_by);
  g_free (entry->deleted_from);
  g_free (entry->restored_id);
  g_free (entry->restored_title);
  g_free (entry->restored_by);
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
  g_autofree char *title = NULL;
  g_autoptr (PdStatement) statement = NULL;

  if (!pd_bin_is_for (pd_record_get_record_type (record)))
    return TRUE;
  if (!pd_store_bin_empty (session, now - PD_BIN_DAYS * G_TIME_SPAN_DAY, error))
    return FALSE;
  statement = pd_store_session_prepare (session,
                                        "INSERT OR REPLACE INTO bin (id, type, title, deleted_at, content)"
                                        " VALUES (?1, ?2, ?3, ?4, ?5)",
                                        error);
  if (statement == NULL)
    return FALSE;
  title = g_strdup (pd_record_get_title (record));
  pd_statement_bind (statement, "sssis", pd_record_get_id (record), pd_record_get_record_type (record)->name,
                     title, now, content);
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

/* @known: (out): whether the platform's entry has come, be it gone again by now */
static gboolean
is_known (PdStoreSession *session, const PdRecordType *type, const char *id, gboolean *known, GError **error)
{
  g_autofree char *entry_id = pd_bin_entry_id (type, id);
  PdRowInfo info;

  if (!pd_store_row_find (session, &pd_bin_entry_type, entry_id, &info, error))
    return FALSE;
  *known = info.row != 0;
  return TRUE;
}

/* (transfer full) (nullable): what is still to be read, or what it came to, of a row of the statement below */
static PdStoreBinEntry *
read_entry (PdStatement *statement)
{
  const char *type_name = pd_statement_text (statement, 0), *id = pd_statement_text (statement, 1);
  const PdRecordType *type = type_name != NULL ? pd_record_type_find (type_name) : NULL;
  PdStoreBinEntry *entry;

  if (type == NULL || id == NULL)
    return NULL;
  entry = g_new0 (PdStoreBinEntry, 1);
  entry->type = type;
  entry->id = g_strdup (id);
  entry->title = g_strdup (pd_statement_text (statement, 2));
  entry->subject = g_strdup (pd_statement_text (statement, 3));
  entry->deleted_at = sqlite3_column_int64 (statement, 4);
  entry->deleted_by = g_strdup (pd_statement_text (statement, 5));
  entry->deleted_from = g_strdup (pd_statement_text (statement, 6));
  entry->kept_until = sqlite3_column_int64 (statement, 7);
  entry->restored_id = g_strdup (pd_statement_text (statement, 8));
  entry->restored_title = g_strdup (pd_statement_text (statement, 9));
  entry->restored_by = g_strdup (pd_statement_text (statement, 10));
  entry->restored_at = sqlite3_column_int64 (statement, 11);
  entry->state = g_strcmp0 (pd_statement_text (statement, 12), PD_BIN_STATE_RESTORED) == 0
                     ? PD_STORE_BIN_RESTORED
                 : pd_statement_text (statement, 13) != NULL ? PD_STORE_BIN_ASKED_FOR
                                                             : PD_STORE_BIN_OFFICE;
  return entry;
}

static gboolean
list_office (PdStoreSession *session, GPtrArray *entries, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT record_type, record_id, title, subject, deleted_at, deleted_by, deleted_from, kept_until,"
      " restored_id, restored_title, restored_by, restored_at, state, pending_command"
      " FROM bin_entries WHERE deleted = 0",
      error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (pd_store_session_step (session, statement, &row, error) && row)
    {
      PdStoreBinEntry *entry = read_entry (statement);

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  return !row;
}

/* (transfer full) (nullable): NULL for a type that this version does not know */
static PdStoreBinEntry *
read_own (PdStatement *statement)
{
  const PdRecordType *type = pd_record_type_find (pd_statement_text (statement, 0));
  PdStoreBinEntry *entry;

  if (type == NULL)
    return NULL;
  entry = g_new0 (PdStoreBinEntry, 1);
  entry->state = PD_STORE_BIN_HERE;
  entry->type = type;
  entry->id = g_strdup (pd_statement_text (statement, 1));
  entry->title = g_strdup (pd_statement_text (statement, 2));
  entry->deleted_at = sqlite3_column_int64 (statement, 3);
  entry->kept_until = entry->deleted_at + PD_BIN_DAYS * G_TIME_SPAN_DAY;
  return entry;
}

static gboolean
read_all_own (PdStoreSession *session, gint64 now, GPtrArray *found, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT type, id, title, deleted_at FROM bin WHERE deleted_at > ?1",
                                error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "i", now - PD_BIN_DAYS * G_TIME_SPAN_DAY);
  while (pd_store_session_step (session, statement, &row, error) && row)
    {
      PdStoreBinEntry *entry = read_own (statement);

      if (entry != NULL)
        g_ptr_array_add (found, entry);
    }
  return !row;
}

/* What the platform keeps by now is its entry; what is not deleted is none. */
static gboolean
list_own (PdStoreSession *session, gint64 now, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_bin_entry_free);

  if (!read_all_own (session, now, found, error))
    return FALSE;
  while (found->len > 0)
    {
      PdStoreBinEntry *entry = g_ptr_array_steal_index (found, 0);
      gboolean there = FALSE, known = FALSE;
      gboolean good = is_there (session, entry->type, entry->id, &there, error) &&
                      is_known (session, entry->type, entry->id, &known, error);
      g_autoptr (PdRecord) kept =
          good && !there && !known ? pd_store_bin_get (session, entry->type, entry->id, error) : NULL;

      if (kept != NULL)
        {
          entry->subject = pd_bin_subject (kept);
          g_ptr_array_add (entries, entry);
        }
      else
        pd_store_bin_entry_free (entry);
      if (!good || (!there && !known && kept == NULL))
        return FALSE;
    }
  return TRUE;
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const PdStoreBinEntry *first = *(const PdStoreBinEntry *const *) a;
  const PdStoreBinEntry *second = *(const PdStoreBinEntry *const *) b;

  if (first->deleted_at != second->deleted_at)
    return first->deleted_at > second->deleted_at ? -1 : 1;
  return strcmp (first->id, second->id);
}

/**
 * pd_store_bin_list:
 * @session: the session
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreBinEntry): what was deleted, by anybody, with what was restored
 *   since; the latest first; %NULL when it could not be read
 */
GPtrArray *
pd_store_bin_list (PdStoreSession *session, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_bin_entry_free);

  if (!list_office (session, entries, error) || !list_own (session, now, entries, error))
    return NULL;
  g_ptr_array_sort (entries, compare_entries);
  return g_steal_pointer (&entries);
}

static gboolean
fail_gone (GError **error)
{
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND,
                       _ ("This is not in the bin any more."));
  return FALSE;
}

static gboolean
read_own_content (PdStoreSession *session, const char *id, PdRecord **record, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT content FROM bin WHERE id = ?1", error);
  g_autofree char *content = NULL;
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", id);
  if (!pd_store_session_step (session, statement, &row, error))
    return FALSE;
  content = row ? g_strdup (pd_statement_text (statement, 0)) : NULL;
  pd_statement_reset (statement);
  return content != NULL ? pd_pending_record_from_text (session, content, record, error) : fail_gone (error);
}

/* @entry: (out) (transfer full) (nullable): the platform's, where it has come and is not gone */
static gboolean
load_entry (PdStoreSession *session,
            const PdRecordType *type,
            const char *id,
            PdRecord **entry,
            GError **error)
{
  g_autofree char *entry_id = pd_bin_entry_id (type, id);

  if (!pd_store_row_load (session, &pd_bin_entry_type, entry_id, entry, error))
    return FALSE;
  if (*entry != NULL && pd_record_is_deleted (*entry))
    g_clear_pointer (entry, pd_record_unref);
  return TRUE;
}

/**
 * pd_store_bin_get:
 * @session: the session
 * @type: what was deleted
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the record as it was; %NULL with %PD_STORE_ERROR_NOT_FOUND when it is not kept any
 *   more
 */
PdRecord *
pd_store_bin_get (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autoptr (PdRecord) entry = NULL;
  g_autofree char *content = NULL;
  PdRecord *record = NULL;

  if (!load_entry (session, type, id, &entry, error))
    return NULL;
  if (entry == NULL)
    return read_own_content (session, id, &record, error) ? record : NULL;
  content = pd_bin_entry_content (entry);
  if (*content == '\0')
    (void) fail_gone (error);
  else
    (void) pd_pending_record_from_text (session, content, &record, error);
  return record;
}

/* What waits for the record last. @kind: (out): -1 when nothing does */
static gboolean
read_last (PdStoreSession *session,
           const PdRecordType *type,
           const char *id,
           int *kind,
           gboolean *was_sent,
           GError **error)
{
  g_autoptr (GPtrArray) rows = pd_outbox_get_rows (session, type, id, error);
  const PdOutboxRow *last = rows != NULL && rows->len > 0 ? g_ptr_array_index (rows, rows->len - 1) : NULL;

  *kind = last != NULL ? (int) last->mutation->kind : -1;
  *was_sent = last != NULL && (last->in_flight || last->sent);
  return rows != NULL;
}

static gboolean
refuse (const char *message, GError **error)
{
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED, message);
  return FALSE;
}

/* @made: a record of the old content under the id that follows; on this computer it may have been made already */
static gboolean
save_made (PdStoreSession *session, const PdRecord *made, gint64 now, GError **error)
{
  g_autoptr (PdRecord) before = NULL;

  return pd_store_row_load (session, pd_record_get_record_type (made), pd_record_get_id (made), &before,
                            error) &&
         (before != NULL || pd_store_save_record (session, made, now, error));
}

static gboolean
restore_own (PdStoreSession *session,
             const PdRecord *kept,
             gint64 now,
             PdStoreBinRestored *how,
             char **record_id,
             GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (kept);
  g_autoptr (PdRecord) made = pd_bin_restore (kept);
  g_autoptr (PdStatement) statement = NULL;
  gboolean was_sent = FALSE, saved;
  int kind = -1;

  if (!read_last (session, type, pd_record_get_id (kept), &kind, &was_sent, error))
    return FALSE;
  if (was_sent)
    return refuse (_ ("Its deletion is on its way to the platform. Synchronise first, then restore it."),
                   error);
  *how = kind == PD_MUTATION_DELETE ? PD_STORE_BIN_NOT_DELETED : PD_STORE_BIN_MADE;
  if (*how == PD_STORE_BIN_NOT_DELETED)
    saved = pd_store_save_record (session, kept, now, error);
  else
    saved = save_made (session, made, now, error);
  *record_id = g_strdup (pd_record_get_id (*how == PD_STORE_BIN_NOT_DELETED ? kept : made));
  if (!saved)
    return FALSE;
  statement = pd_store_session_prepare (session, "DELETE FROM bin WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", pd_record_get_id (kept));
  return pd_store_session_run (session, statement, error);
}

static gboolean
ask_for (PdStoreSession *session, const PdRecord *entry, gint64 now, GError **error)
{
  g_autofree char *pending = NULL;
  g_autoptr (GError) failure = NULL;

  pd_store_get_row_state (session, &pd_bin_entry_type, pd_record_get_id (entry), &pending, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return pending != NULL || pd_store_add_command (session, &pd_bin_entry_type, pd_record_get_id (entry),
                                                  "restore", NULL, now, error);
}

/**
 * pd_store_bin_restore:
 * @session: the session of a writing job
 * @type: what was deleted
 * @id: its id
 * @now: microseconds since 1970 in UTC
 * @how: (out): what it came to
 * @record_id: (out) (transfer full) (nullable): the id that the restored record has, or will have
 * @error: (out) (optional): where the error goes
 *
 * Takes something out of the bin: with its lines, its payments and its files, under its old number and an id that follows
 * from the old one, so that two people who restore it make one record. It begins its way anew. What the platform keeps
 * the platform restores, when it is next asked; what only this computer keeps is restored here.
 *
 * Returns: %FALSE with %PD_STORE_ERROR_NOT_FOUND when it is not kept any more, with %PD_STORE_ERROR_NOT_ALLOWED when it is
 *   not deleted, was restored, or its deletion is on its way
 */
gboolean
pd_store_bin_restore (PdStoreSession *session,
                      const PdRecordType *type,
                      const char *id,
                      gint64 now,
                      PdStoreBinRestored *how,
                      char **record_id,
                      GError **error)
{
  g_autoptr (PdRecord) entry = NULL, kept = NULL;
  gboolean there = FALSE;

  *record_id = NULL;
  if (!is_there (session, type, id, &there, error) || !load_entry (session, type, id, &entry, error))
    return FALSE;
  if (there)
    return refuse (_ ("This is not deleted: it is where it was."), error);
  if (entry == NULL)
    return read_own_content (session, id, &kept, error) &&
           restore_own (session, kept, now, how, record_id, error);
  if (g_strcmp0 (pd_record_get_state (entry), PD_BIN_STATE_RESTORED) == 0)
    return refuse (_ ("This was restored already."), error);
  *how = PD_STORE_BIN_WAITS;
  *record_id = pd_bin_restored_id (type, id);
  return ask_for (session, entry, now, error);
}

/** pd_store_bin_empty: erases what was deleted here before @before, microseconds since 1970 in UTC, and is kept nowhere
 * else. Returns: whether it could */
gboolean
pd_store_bin_empty (PdStoreSession *session, gint64 before, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "DELETE FROM bin WHERE deleted_at <= ?1", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "i", before);
  return pd_store_session_run (session, statement, error);
}

/** pd_store_bin_entry_describe: Returns: (transfer full): the state of an entry, in a sentence for a person */
char *
pd_store_bin_entry_describe (const PdStoreBinEntry *entry)
{
  switch (entry->state)
    {
    case PD_STORE_BIN_HERE:
      return g_strdup (_ ("On this computer alone."));
    case PD_STORE_BIN_ASKED_FOR:
      return g_strdup (_ ("It is restored with the next synchronisation."));
    case PD_STORE_BIN_RESTORED:
      if (g_strcmp0 (entry->restored_title, entry->title) != 0)
        return g_strdup_printf (_ ("Restored by %1$s as %2$s: its number had been used again."),
                                entry->restored_by != NULL ? entry->restored_by : "–",
                                entry->restored_title != NULL ? entry->restored_title : "–");
      return g_strdup_printf (_ ("Restored by %s."), entry->restored_by != NULL ? entry->restored_by : "–");
    case PD_STORE_BIN_OFFICE:
    default:
      return g_strdup (_ ("In the bin of the office."));
    }
}
