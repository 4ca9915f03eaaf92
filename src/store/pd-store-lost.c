/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-lost.h"

#include "model/pd-merge.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-repair.h"
#include "store/pd-store-rows.h"

/* What a restored platform has lost and this cache still has, until the platform has it again (sync: 2.8). */

void
pd_store_lost_free (PdStoreLost *lost)
{
  g_clear_pointer (&lost->record, pd_record_unref);
  g_free (lost->code);
  g_free (lost->reason);
  g_free (lost);
}

/**
 * pd_store_list_lost:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreLost): what the platform has lost, the newest first
 */
GPtrArray *
pd_store_list_lost (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT at, content, there, code, reason FROM lost ORDER BY at DESC, record",
                                error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_lost_free);
  gboolean found;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreLost *lost;

      if (!found)
        return g_steal_pointer (&all);
      lost = g_new0 (PdStoreLost, 1);
      g_ptr_array_add (all, lost);
      lost->at = sqlite3_column_int64 (statement, 0);
      lost->there = sqlite3_column_int64 (statement, 2);
      lost->code = g_strdup (pd_statement_text (statement, 3));
      lost->reason = g_strdup (pd_statement_text (statement, 4));
      if (!pd_pending_record_from_text (session, pd_statement_text (statement, 1), &lost->record, error))
        return NULL;
    }
  return NULL;
}

/**
 * pd_store_settle_lost:
 * @session: the session of a writing job
 * @record: what was given back
 * @result: what the platform said to it
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * What the platform has again is lost no more; why it did not take the rest is kept with it.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_settle_lost (PdStoreSession *session,
                      const PdRecord *record,
                      const PdResult *result,
                      gint64 now,
                      GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  PdStatement *statement;

  if (result->outcome == PD_OUTCOME_OK)
    return pd_store_forget_lost (session, type, pd_record_get_id (record), error) &&
           (g_strcmp0 (result->code, "already") == 0 ||
            pd_store_repair_add_given_back (session, record, now, error));
  statement =
      pd_store_session_prepare (session,
                                "UPDATE lost SET code = ?1, reason = ?2 WHERE type = ?3 AND record = ?4",
                                error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ssss", result->code, result->message, type->name, pd_record_get_id (record));
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/** pd_store_forget_lost: a person has no use for it, or the platform has it again. Returns: %FALSE on failure */
gboolean
pd_store_forget_lost (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session, "DELETE FROM lost WHERE type = ?1 AND record = ?2", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/* Whether people wrote the same in both, whatever the platform wrote. */
static gboolean
is_back (PdStoreSession *session, const PdRecord *lost, gboolean *back, GError **error)
{
  g_autoptr (PdRecord) here = NULL;
  g_autoptr (PdPatch) difference = NULL;

  *back = FALSE;
  if (!pd_store_row_load (session, pd_record_get_record_type (lost), pd_record_get_id (lost), &here, error))
    return FALSE;
  if (here == NULL)
    return TRUE;
  difference = pd_diff (here, lost);
  *back = pd_patch_get_n_changes (difference) == 0;
  return TRUE;
}

/**
 * pd_store_lost_clean:
 * @session: the session of a writing job
 * @error: (out) (optional): where the error goes
 *
 * What another computer has given back is lost no more: the platform has it again above the lost revision, and it had
 * not been there at all, or says the same.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_lost_clean (PdStoreSession *session, GError **error)
{
  /* There is mostly nothing in the first table: not to be looked for from each record of the second. */
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT l.content, l.there FROM lost AS l CROSS JOIN digest AS d ON d.type = l.type"
      " AND d.id = l.record WHERE d.revision > l.revision",
      error);
  g_autoptr (GPtrArray) back = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  gboolean found = FALSE;

  if (statement == NULL)
    return FALSE;
  do
    {
      g_autoptr (PdRecord) lost = NULL;
      gboolean is;

      if (!pd_store_session_step (session, statement, &found, error))
        return FALSE;
      if (!found)
        break;
      if (!pd_pending_record_from_text (session, pd_statement_text (statement, 0), &lost, error) ||
          !is_back (session, lost, &is, error))
        return FALSE;
      if (is || sqlite3_column_int64 (statement, 1) == 0)
        g_ptr_array_add (back, g_steal_pointer (&lost));
    }
  while (found);
  for (guint i = 0; i < back->len; i++)
    if (!pd_store_forget_lost (session, pd_record_get_record_type (g_ptr_array_index (back, i)),
                               pd_record_get_id (g_ptr_array_index (back, i)), error))
      return FALSE;
  return TRUE;
}
