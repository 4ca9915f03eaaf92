/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "model/pd-workflow.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"

#include <glib/gi18n-lib.h>

/* The record was deleted, or never came: FALSE, always. */
gboolean
pd_store_fail_not_found (GError **error)
{
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND,
                       _ ("This record is not here: it was deleted, or it has not arrived yet."));
  return FALSE;
}

/**
 * pd_store_get_record:
 * @session: the session
 * @type: the record's type
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the user's view with its lines; %NULL with %PD_STORE_ERROR_NOT_FOUND when it
 *   is not there or deleted
 */
PdRecord *
pd_store_get_record (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autoptr (PdRecord) record = NULL;

  if (!pd_store_row_load (session, type, id, &record, error))
    return NULL;
  if (record != NULL && !pd_record_is_deleted (record))
    return g_steal_pointer (&record);
  pd_store_fail_not_found (error);
  return NULL;
}

static void
build_row_state (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql, "SELECT row_state, pending_command FROM \"%s\" WHERE id = ?1", type->table);
}

/**
 * pd_store_get_row_state:
 * @session: the session
 * @type: the record's type
 * @id: its id
 * @pending_command: (out) (optional) (nullable) (transfer full): the command that waits
 * @error: (out) (optional): where the error goes
 *
 * Returns: where the record stands; %PD_ROW_CLEAN, with @error set, when it is not there
 */
PdRowState
pd_store_get_row_state (PdStoreSession *session,
                        const PdRecordType *type,
                        const char *id,
                        char **pending_command,
                        GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare_for (session, type, build_row_state, error);
  gboolean found;

  if (pending_command != NULL)
    *pending_command = NULL;
  if (statement == NULL)
    return PD_ROW_CLEAN;
  pd_statement_bind (statement, "s", id);
  if (!pd_store_session_step (session, statement, &found, error))
    return PD_ROW_CLEAN;
  if (!found)
    {
      pd_store_fail_not_found (error);
      return PD_ROW_CLEAN;
    }
  if (pending_command != NULL)
    *pending_command = g_strdup (pd_statement_text (statement, 1));
  return (PdRowState) sqlite3_column_int (statement, 0);
}

/**
 * pd_store_get_total_changed:
 * @session: the session
 * @type: the record's type
 * @id: its id
 * @changed: (out): whether a person has to look at the record's total
 * @error: (out) (optional): where the error goes
 *
 * When changes of several people were put together and the total became one that none of them had entered, the record
 * cannot be issued until a person has looked: by saving the record, or with pd_store_confirm_total() (sync semantics,
 * "total changed"). It is known here alone and never sent.
 *
 * Returns: %FALSE on failure, also when the record is not there
 */
gboolean
pd_store_get_total_changed (PdStoreSession *session,
                            const PdRecordType *type,
                            const char *id,
                            gboolean *changed,
                            GError **error)
{
  PdRowInfo info;

  if (!pd_store_row_find (session, type, id, &info, error))
    return FALSE;
  *changed = info.total_changed;
  return info.row != 0 || pd_store_fail_not_found (error);
}

/**
 * pd_store_confirm_total:
 * @session: the session of a writing job
 * @type: the record's type
 * @id: its id
 * @total: fen: the total that the person has looked at
 * @error: (out) (optional): where the error goes
 *
 * A person has looked at the record and its total is right. %PD_STORE_ERROR_CHANGED when it is another one by now.
 *
 * Returns: %FALSE when nothing was confirmed
 */
gboolean
pd_store_confirm_total (PdStoreSession *session,
                        const PdRecordType *type,
                        const char *id,
                        gint64 total,
                        GError **error)
{
  g_autoptr (PdRecord) view = pd_store_get_record (session, type, id, error);

  if (view == NULL)
    return FALSE;
  if (pd_workflow_total (view) == total)
    return pd_store_row_set_total_changed (session, type, id, FALSE, error);
  g_set_error_literal (
      error, PD_STORE_ERROR, PD_STORE_ERROR_CHANGED,
      _ ("The total has changed again since you looked at it. Nothing was confirmed. Look at "
         "the record once more."));
  return FALSE;
}

/* The id of the oldest record with this value; (nullable) without an error when there is none. */
static char *
find_id (PdStoreSession *session,
         const PdRecordType *type,
         guint field,
         const char *text,
         gboolean also_deleted,
         GError **error)
{
  g_autofree char *sql = NULL;
  g_autoptr (PdStatement) statement = NULL;
  gboolean found;

  g_return_val_if_fail (field < type->n_fields && pd_field_is_text (&type->fields[field]), NULL);

  sql = g_strdup_printf (
      "SELECT id FROM \"%1$s\" WHERE deleted %2$s AND \"%3$s\" = ?1%4$s ORDER BY deleted, row LIMIT 1",
      type->table, also_deleted ? "IN (0, 1)" : "= 0", type->fields[field].name,
      type->fields[field].flags & PD_FIELD_NUMBER ? " COLLATE NOCASE" : "");
  statement = pd_store_session_prepare (session, sql, error);
  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "s", text);
  if (!pd_store_session_step (session, statement, &found, error) || !found)
    return NULL;
  return g_strdup (pd_statement_text (statement, 0));
}

/**
 * pd_store_find_by:
 * @session: the session
 * @type: a record type
 * @field: the index of a text field, flagged %PD_FIELD_INDEX or %PD_FIELD_NUMBER
 * @text: its value as stored
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the id of the oldest record that is not deleted and has this value; %NULL
 *   without an error when there is none
 */
char *
pd_store_find_by (PdStoreSession *session,
                  const PdRecordType *type,
                  guint field,
                  const char *text,
                  GError **error)
{
  return find_id (session, type, field, text, FALSE, error);
}

/**
 * pd_store_find_ever:
 * @session: the session
 * @type: a record type
 * @id: the id that the record would have
 * @field: the index of a text field, flagged %PD_FIELD_INDEX or %PD_FIELD_NUMBER
 * @text: (nullable): its value as stored, by which the record is known under another id
 * @error: (out) (optional): where the error goes
 *
 * Whether something has been here before: the record of this id or of this value, also when it was deleted since. One
 * that is not deleted goes before one that is. A record that was deleted before the platform had it is forgotten.
 *
 * Returns: (transfer full) (nullable): the record with its lines, see pd_record_is_deleted(); %NULL without an error
 *   when there never was one
 */
PdRecord *
pd_store_find_ever (PdStoreSession *session,
                    const PdRecordType *type,
                    const char *id,
                    guint field,
                    const char *text,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PdRecord) by_id = NULL;
  g_autoptr (PdRecord) by_text = NULL;
  g_autofree char *other = NULL;

  if (!pd_store_row_load (session, type, id, &by_id, error))
    return NULL;
  if (text == NULL || (by_id != NULL && !pd_record_is_deleted (by_id)))
    return g_steal_pointer (&by_id);
  other = find_id (session, type, field, text, TRUE, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (other != NULL && !pd_store_row_load (session, type, other, &by_text, error))
    return NULL;
  if (by_text != NULL && (by_id == NULL || !pd_record_is_deleted (by_text)))
    return g_steal_pointer (&by_text);
  return g_steal_pointer (&by_id);
}
