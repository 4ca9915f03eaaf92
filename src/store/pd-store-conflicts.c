/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-conflicts.h"

#include "store/pd-store-pending.h"

#include <glib/gi18n-lib.h>

#define CONFLICT_COLUMNS                                                                                     \
  "id, type, record, title, base, mine, theirs, atoms, command, code, message, row_state, created_at, "      \
  "decision,"                                                                                                \
  " resolved_at, decided, words"

void
pd_store_conflict_free (PdStoreConflict *conflict)
{
  g_free (conflict->id);
  g_free (conflict->record_id);
  g_free (conflict->title);
  g_clear_pointer (&conflict->base, pd_record_unref);
  g_clear_pointer (&conflict->mine, pd_record_unref);
  g_clear_pointer (&conflict->theirs, pd_record_unref);
  g_clear_pointer (&conflict->decided, pd_record_unref);
  g_strfreev (conflict->atoms);
  g_free (conflict->command);
  g_free (conflict->words);
  g_free (conflict->code);
  g_free (conflict->message);
  g_free (conflict);
}

static PdStoreConflict *
read_conflict (PdStoreSession *session, PdStatement *statement, GError **error)
{
  g_autoptr (PdStoreConflict) conflict = g_new0 (PdStoreConflict, 1);
  const char *type = pd_statement_text (statement, 1);
  const char *atoms = pd_statement_text (statement, 7);

  conflict->id = g_strdup (pd_statement_text (statement, 0));
  conflict->type = type != NULL ? pd_record_type_find (type) : NULL;
  conflict->record_id = g_strdup (pd_statement_text (statement, 2));
  conflict->title = g_strdup (pd_statement_text (statement, 3));
  conflict->atoms = atoms != NULL ? g_strsplit (atoms, "\n", -1) : NULL;
  conflict->command = g_strdup (pd_statement_text (statement, 8));
  conflict->code = g_strdup (pd_statement_text (statement, 9));
  conflict->message = g_strdup (pd_statement_text (statement, 10));
  conflict->state = (PdRowState) sqlite3_column_int (statement, 11);
  conflict->created_at = sqlite3_column_int64 (statement, 12);
  conflict->words = g_strdup (pd_statement_text (statement, 16));
  conflict->decision = (PdStoreDecision) sqlite3_column_int (statement, 13);
  conflict->resolved_at = sqlite3_column_int64 (statement, 14);
  if (conflict->type == NULL)
    {
      pd_store_session_fail (session, SQLITE_CORRUPT, error);
      return NULL;
    }
  if (!pd_pending_record_from_text (session, pd_statement_text (statement, 4), &conflict->base, error) ||
      !pd_pending_record_from_text (session, pd_statement_text (statement, 5), &conflict->mine, error) ||
      !pd_pending_record_from_text (session, pd_statement_text (statement, 6), &conflict->theirs, error) ||
      !pd_pending_record_from_text (session, pd_statement_text (statement, 15), &conflict->decided, error))
    return NULL;
  return g_steal_pointer (&conflict);
}

static GPtrArray *
read_conflicts (PdStoreSession *session, PdStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_conflict_free);
  gboolean found;

  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreConflict *conflict = found ? read_conflict (session, statement, error) : NULL;

      if (!found)
        return g_steal_pointer (&conflicts);
      if (conflict == NULL)
        return NULL;
      g_ptr_array_add (conflicts, conflict);
    }
  return NULL;
}

/* The record's conflicts that wait for a person, oldest first. */
GPtrArray *
pd_conflict_get_open (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT " CONFLICT_COLUMNS
      " FROM conflict WHERE decision = 0 AND type = ?1 AND record = ?2 ORDER BY created_at, id",
      error);

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "ss", type->name, id);
  return read_conflicts (session, statement, error);
}

gboolean
pd_conflict_add (PdStoreSession *session, const PdStoreConflict *conflict, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session,
      "INSERT INTO conflict (id, type, record, title, base, mine, theirs, atoms, command, code, message, "
      "row_state,"
      " created_at, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
      error);
  g_autofree char *base = pd_pending_record_text (conflict->base);
  g_autofree char *mine = pd_pending_record_text (conflict->mine);
  g_autofree char *theirs = pd_pending_record_text (conflict->theirs);
  g_autofree char *atoms = conflict->atoms != NULL ? g_strjoinv ("\n", conflict->atoms) : NULL;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sssssssssssiis", conflict->id, conflict->type->name, conflict->record_id,
                     conflict->title, base, mine, theirs, atoms, conflict->command, conflict->code,
                     conflict->message, (gint64) conflict->state, conflict->created_at, conflict->words);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

gboolean
pd_conflict_set_sides (PdStoreSession *session,
                       const char *id,
                       const PdRecord *mine,
                       const PdRecord *theirs,
                       GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session, "UPDATE conflict SET mine = ?2, theirs = ?3 WHERE id = ?1", error);
  g_autofree char *mine_text = pd_pending_record_text (mine);
  g_autofree char *theirs_text = pd_pending_record_text (theirs);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sss", id, mine_text, theirs_text);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/* The row stays, with what was decided: nobody has to guess later what became of an edit. %PD_DECISION_OPEN opens it
 * again. */
gboolean
pd_conflict_close (PdStoreSession *session,
                   const char *id,
                   PdStoreDecision decision,
                   const PdRecord *decided,
                   gint64 now,
                   GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session, "UPDATE conflict SET decision = ?2, decided = ?3, resolved_at = ?4 WHERE id = ?1", error);
  g_autofree char *text = pd_pending_record_text (decided);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sisi", id, (gint64) decision, text, now);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/**
 * pd_store_list_conflicts:
 * @session: the session
 * @open_only: whether to leave out what has been decided
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreConflict): newest first; %NULL on failure
 */
GPtrArray *
pd_store_list_conflicts (PdStoreSession *session, gboolean open_only, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT " CONFLICT_COLUMNS " FROM conflict WHERE decision = 0 OR NOT ?1"
                                " ORDER BY created_at DESC, id DESC",
                                error);

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "i", (gint64) open_only);
  return read_conflicts (session, statement, error);
}

/**
 * pd_store_get_conflict:
 * @session: the session
 * @id: the conflict's id
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the conflict; %NULL with %PD_STORE_ERROR_NOT_FOUND when there is none
 */
PdStoreConflict *
pd_store_get_conflict (PdStoreSession *session, const char *id, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT " CONFLICT_COLUMNS " FROM conflict WHERE id = ?1", error);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "s", id);
  if (!pd_store_session_step (session, statement, &found, error))
    return NULL;
  if (found)
    return read_conflict (session, statement, error);
  g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND, _ ("This conflict is not in the inbox."));
  return NULL;
}

/* Whether the conflict, not the outbox, holds what the record's view says. */
gboolean
pd_conflict_holds_view (const PdStoreConflict *conflict)
{
  return conflict->mine != NULL && !pd_record_is_deleted (conflict->mine);
}
