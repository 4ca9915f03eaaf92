/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-pending.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-streams.h"
#include "wire/pd-wire.h"

#include <string.h>

/* PD_MUTATION_COMMAND, in SQL. */
#define KIND_COMMAND 2

void
pd_outbox_row_free (PdOutboxRow *row)
{
  g_clear_pointer (&row->mutation, pd_mutation_free);
  g_free (row);
}

/* A version of a history that is over has a sequence below 0, as in its row: -1 - what it was. */
#define OVER "\"sequence\":-"

/* (transfer full) (nullable) */
char *
pd_pending_record_text (const PdRecord *record)
{
  return record != NULL ? pd_wire_record_to_text (record) : NULL;
}

/* No stranger may say so, and the reader takes it from none: @text is ours, and its first "sequence" is the record's. */
static PdRecord *
read_over (const char *text)
{
  const char *start = strstr (text, OVER);
  g_autoptr (GString) plain = g_string_new_len (text, start - text);
  PdRecord *record;

  g_string_append (plain, "\"sequence\":");
  g_string_append (plain, start + strlen (OVER));
  record = pd_wire_record_from_text (plain->str, (gssize) plain->len, NULL);
  if (record != NULL)
    pd_record_set_sequence (record, -pd_record_get_sequence (record));
  return record;
}

static gboolean
is_over (const char *text)
{
  const char *sequence = strstr (text, "\"sequence\":");

  return sequence != NULL && g_str_has_prefix (sequence, OVER);
}

/* What we wrote ourselves and cannot read again is damage, not a stranger's mistake. */
gboolean
pd_pending_record_from_text (PdStoreSession *session, const char *text, PdRecord **record, GError **error)
{
  *record = NULL;
  if (text != NULL)
    *record = is_over (text) ? read_over (text) : pd_wire_record_from_text (text, -1, NULL);
  return text == NULL || *record != NULL || pd_store_session_fail (session, SQLITE_CORRUPT, error);
}

/**
 * pd_outbox_read:
 * @session: the session
 * @statement: a statement that stands on a row of %PD_OUTBOX_COLUMNS
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the row
 */
PdOutboxRow *
pd_outbox_read (PdStoreSession *session, PdStatement *statement, GError **error)
{
  const char *text = pd_statement_text (statement, 3);
  PdMutation *mutation = text != NULL ? pd_wire_mutation_from_text (text, -1, NULL) : NULL;
  PdOutboxRow *row;

  if (mutation == NULL)
    {
      pd_store_session_fail (session, SQLITE_CORRUPT, error);
      return NULL;
    }
  row = g_new0 (PdOutboxRow, 1);
  row->position = sqlite3_column_int64 (statement, 0);
  row->in_flight = sqlite3_column_int (statement, 1) != 0;
  row->sent = sqlite3_column_int (statement, 2) != 0;
  row->mutation = mutation;
  return row;
}

/**
 * pd_outbox_get_rows:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdOutboxRow): the record's mutations, oldest first
 */
GPtrArray *
pd_outbox_get_rows (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT " PD_OUTBOX_COLUMNS
                                " FROM outbox WHERE type = ?1 AND record = ?2 ORDER BY position",
                                error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_outbox_row_free);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "ss", type->name, id);
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdOutboxRow *row = found ? pd_outbox_read (session, statement, error) : NULL;

      if (!found)
        return g_steal_pointer (&rows);
      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return NULL;
}

/* @row: (out) (transfer full) (nullable): NULL when the mutation is not (or no longer) in the outbox */
gboolean
pd_outbox_find (PdStoreSession *session, const char *mutation_id, PdOutboxRow **row, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT " PD_OUTBOX_COLUMNS " FROM outbox WHERE id = ?1", error);
  gboolean found;

  *row = NULL;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", mutation_id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (found)
    *row = pd_outbox_read (session, statement, error);
  return !found || *row != NULL;
}

gboolean
pd_outbox_add (PdStoreSession *session, const PdMutation *mutation, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session,
      "INSERT INTO outbox (id, type, record, kind, made_at, mutation) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      error);
  g_autofree char *text = pd_wire_mutation_to_text (mutation);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sssiis", mutation->id, mutation->type->name, mutation->record_id,
                     (gint64) mutation->kind, mutation->made_at, text);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/* Writes the row as it is now: its place stays, everything else may be new. */
gboolean
pd_outbox_update (PdStoreSession *session, const PdOutboxRow *row, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (session,
                                                     "UPDATE outbox SET id = ?2, kind = ?3, state = ?4, sent "
                                                     "= ?5, counter = ?6, mutation = ?7 WHERE position = ?1",
                                                     error);
  g_autofree char *text = pd_wire_mutation_to_text (row->mutation);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "isiiiis", row->position, row->mutation->id, (gint64) row->mutation->kind,
                     (gint64) row->in_flight, (gint64) row->sent, row->mutation->counter, text);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

gboolean
pd_outbox_remove (PdStoreSession *session, gint64 position, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session, "DELETE FROM outbox WHERE position = ?1", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "i", position);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/**
 * pd_shadow_get:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @base: (out) (transfer full) (nullable): what the author of the pending changes saw
 * @theirs: (out) (transfer full) (nullable): what the platform has
 * @error: (out) (optional): where the error goes
 *
 * Both are %NULL for a record without pending changes, and for one that the platform does not have.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_shadow_get (PdStoreSession *session,
               const PdRecordType *type,
               const char *id,
               PdRecord **base,
               PdRecord **theirs,
               GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT base, theirs FROM shadow WHERE type = ?1 AND id = ?2",
                                error);
  g_autoptr (PdRecord) seen = NULL;
  gboolean found;

  *base = *theirs = NULL;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (!pd_pending_record_from_text (session, pd_statement_text (statement, 0), &seen, error) ||
      !pd_pending_record_from_text (session, pd_statement_text (statement, 1), theirs, error))
    return FALSE;
  *base = g_steal_pointer (&seen);
  return TRUE;
}

/**
 * pd_shadow_get_place:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @revision: (out): of the version that the platform has, as far as is known; -1 when nothing is
 * @sequence: (out): of the same
 * @error: (out) (optional): where the error goes
 *
 * What pd_shadow_get() says of where the platform's version stands, without reading it all.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_shadow_get_place (PdStoreSession *session,
                     const PdRecordType *type,
                     const char *id,
                     gint64 *revision,
                     gint64 *sequence,
                     GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT json_extract (theirs, '$.revision'), json_extract (theirs, '$.sequence') FROM shadow"
      " WHERE type = ?1 AND id = ?2 AND theirs IS NOT NULL",
      error);
  gboolean found;

  *revision = *sequence = -1;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (found)
    {
      *revision = sqlite3_column_int64 (statement, 0);
      *sequence = sqlite3_column_int64 (statement, 1);
    }
  return TRUE;
}

gboolean
pd_shadow_set (PdStoreSession *session,
               const PdRecordType *type,
               const char *id,
               const PdRecord *base,
               const PdRecord *theirs,
               GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session, "INSERT OR REPLACE INTO shadow (type, id, base, theirs) VALUES (?1, ?2, ?3, ?4)", error);
  g_autofree char *base_text = pd_pending_record_text (base);
  g_autofree char *theirs_text = pd_pending_record_text (theirs);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ssss", type->name, id, base_text, theirs_text);
  return pd_store_session_run (session, statement, error);
}

gboolean
pd_shadow_remove (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session, "DELETE FROM shadow WHERE type = ?1 AND id = ?2", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  return pd_store_session_run (session, statement, error);
}

/* @command: (out) (transfer full) (nullable): the oldest that waits; what else waits is not read */
static gboolean
look_at_outbox (PdStoreSession *session,
                const PdRecordType *type,
                const char *id,
                PdRowState *state,
                char **command,
                GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT state, CASE kind WHEN " G_STRINGIFY (
          KIND_COMMAND) " THEN json_extract (mutation, '$.command') END"
                        " FROM outbox WHERE type = ?1 AND record = ?2 ORDER BY position",
      error);
  gboolean found;

  G_STATIC_ASSERT (KIND_COMMAND == PD_MUTATION_COMMAND);
  *state = PD_ROW_CLEAN;
  *command = NULL;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return TRUE;
      if (*state != PD_ROW_IN_FLIGHT)
        *state = sqlite3_column_int (statement, 0) != 0 ? PD_ROW_IN_FLIGHT : PD_ROW_WAITING;
      if (*command == NULL)
        *command = g_strdup (pd_statement_text (statement, 1));
    }
  g_clear_pointer (command, g_free);
  return FALSE;
}

/* A person's decision comes before everything, then what is on its way, then what waits. */
static PdRowState
state_of (PdRowState state, GPtrArray *conflicts)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      if (state != PD_ROW_CONFLICT)
        state = conflict->state;
    }
  return state;
}

/**
 * pd_pending_refresh_state:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * Writes down where the record stands, as the outbox and the open conflicts have it. One that was to leave as soon as
 * nothing waits on it leaves.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_pending_refresh_state (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autofree char *command = NULL;
  gboolean evicted = FALSE;
  PdRowState state;

  if (!look_at_outbox (session, type, id, &state, &command, error))
    return FALSE;
  conflicts = pd_conflict_get_open (session, type, id, error);
  if (conflicts == NULL)
    return FALSE;
  if (state == PD_ROW_CLEAN && conflicts->len == 0 &&
      !pd_store_evict_when_clean (session, type, id, &evicted, error))
    return FALSE;
  return evicted || pd_store_row_set_state (session, type, id, state_of (state, conflicts), command, error);
}

/**
 * pd_pending_stamp:
 * @session: the session
 * @record: the author's side of a conflict
 * @time: when the author saved it, in microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Says who made this version and when, in the fields in which the platform says it of its own. They are the platform's
 * and never travel.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_pending_stamp (PdStoreSession *session, PdRecord *record, gint64 time, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int by = pd_record_type_field (type, "changed_by"), at = pd_record_type_field (type, "changed_at");
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT json_extract (value, '$.user') FROM meta WHERE key = '" PD_STORE_META_ACCOUNT
      "' AND json_valid (value)",
      error);
  gboolean found;

  if (statement == NULL || !pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (by >= 0)
    pd_record_set_text (record, (guint) by, found ? pd_statement_text (statement, 0) : NULL);
  if (at >= 0)
    pd_record_set_integer (record, (guint) at, time);
  return TRUE;
}
