/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-capture.h"

#include "model/pd-id.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/** pd_capture_clear: frees what it holds */
void
pd_capture_clear (PdCapture *capture)
{
  g_clear_pointer (&capture->view, pd_record_unref);
  g_clear_pointer (&capture->theirs, pd_record_unref);
  g_clear_pointer (&capture->rows, g_ptr_array_unref);
  g_clear_pointer (&capture->conflicts, g_ptr_array_unref);
}

/**
 * pd_capture_init:
 * @capture: (out caller-allocates): clear with pd_capture_clear(), on failure too
 * @session: the session of a writing job
 * @type: the record's type
 * @id: its id, which lives longer than the capture
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Reads a record and all that waits for it. A record that is not there has no view.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_capture_init (PdCapture *capture,
                 PdStoreSession *session,
                 const PdRecordType *type,
                 const char *id,
                 gint64 now,
                 GError **error)
{
  g_autoptr (PdRecord) base = NULL;

  *capture = (PdCapture){ .session = session, .type = type, .id = id, .now = now };
  if (!pd_store_row_find (session, type, id, &capture->info, error) ||
      !pd_store_row_load (session, type, id, &capture->view, error) ||
      !pd_shadow_get (session, type, id, &base, &capture->theirs, error))
    return FALSE;
  capture->rows = pd_outbox_get_rows (session, type, id, error);
  if (capture->rows != NULL)
    capture->conflicts = pd_conflict_get_open (session, type, id, error);
  return capture->conflicts != NULL;
}

/** pd_capture_fail: @message: translated. Returns: %FALSE, with the error set */
gboolean
pd_capture_fail (PdStoreError code, const char *message, GError **error)
{
  g_set_error_literal (error, PD_STORE_ERROR, code, message);
  return FALSE;
}

/** pd_capture_fail_frozen: Returns: %FALSE, with %PD_STORE_ERROR_FROZEN set */
gboolean
pd_capture_fail_frozen (GError **error)
{
  return pd_capture_fail (
      PD_STORE_ERROR_FROZEN,
      _ ("This record is closed for changes; only its notes may still grow. Nothing was changed."), error);
}

/** pd_capture_last_row: Returns: (nullable) (transfer none): what was saved last of all that waits */
PdOutboxRow *
pd_capture_last_row (const PdCapture *capture)
{
  return capture->rows->len > 0 ? g_ptr_array_index (capture->rows, capture->rows->len - 1) : NULL;
}

/** pd_capture_may_change: @row: (nullable). Returns: whether it may; what has been on its way must be repeated as it was */
gboolean
pd_capture_may_change (const PdOutboxRow *row)
{
  return row != NULL && !row->in_flight && !row->sent;
}

/** pd_capture_has_command: Returns: whether a command waits for the record */
gboolean
pd_capture_has_command (const PdCapture *capture)
{
  for (guint i = 0; i < capture->rows->len; i++)
    if (((const PdOutboxRow *) g_ptr_array_index (capture->rows, i))->mutation->kind == PD_MUTATION_COMMAND)
      return TRUE;
  return FALSE;
}

/** pd_capture_awaited_command: Returns: (nullable) (transfer none): a command that waits and whose outcome the view does not
 * show: nobody knows it here */
const PdMutation *
pd_capture_awaited_command (const PdCapture *capture)
{
  for (guint i = 0; i < capture->rows->len; i++)
    {
      const PdMutation *mutation = ((const PdOutboxRow *) g_ptr_array_index (capture->rows, i))->mutation;

      if (mutation->kind == PD_MUTATION_COMMAND && !pd_workflow_foresees (capture->view, mutation->command))
        return mutation;
    }
  return NULL;
}

/** pd_capture_holder: Returns: (nullable) (transfer none): the conflict that holds the view until a person has decided */
const PdStoreConflict *
pd_capture_holder (const PdCapture *capture)
{
  for (guint i = 0; i < capture->conflicts->len; i++)
    if (pd_conflict_holds_view (g_ptr_array_index (capture->conflicts, i)))
      return g_ptr_array_index (capture->conflicts, i);
  return NULL;
}

/** pd_capture_is_frozen: Returns: whether content must not change: in a frozen state, and while a command waits that freezes
 * it */
gboolean
pd_capture_is_frozen (const PdCapture *capture)
{
  const PdMutation *command = pd_capture_awaited_command (capture);

  return pd_workflow_is_frozen (capture->view) ||
         (command != NULL && pd_workflow_will_freeze (capture->view, command->command));
}

/** pd_capture_new_mutation: Returns: (transfer full): a mutation of what its author sees now, still without content */
PdMutation *
pd_capture_new_mutation (const PdCapture *capture, PdMutationKind kind)
{
  g_autofree char *id = pd_id_new (capture->now);
  PdMutation *mutation = pd_mutation_new (id, capture->type, capture->id, kind);

  mutation->made_at = capture->now;
  mutation->base_revision = capture->view != NULL ? pd_record_get_revision (capture->view) : 0;
  return mutation;
}

/** pd_capture_keep_shadow: keeps a copy of what the platform has, which is needed while there is something to send. Returns:
 * %FALSE on failure */
gboolean
pd_capture_keep_shadow (PdCapture *capture, GError **error)
{
  if (capture->rows->len > 0 || capture->theirs != NULL || pd_record_get_revision (capture->view) == 0)
    return TRUE;
  return pd_shadow_set (capture->session, capture->type, capture->id, capture->view, capture->view, error);
}

/** pd_capture_put_view: shows the record like this from now on. Returns: %FALSE on failure */
gboolean
pd_capture_put_view (PdCapture *capture, const PdRecord *view, GError **error)
{
  return pd_store_row_put (capture->session, view, capture->info.content_revision, error) &&
         pd_pending_refresh_state (capture->session, capture->type, capture->id, error);
}

/** pd_capture_drop_refused_deletions: a deletion that came back to its author is over when the author goes on with the
 * record. Returns: %FALSE on failure */
gboolean
pd_capture_drop_refused_deletions (PdCapture *capture, GError **error)
{
  for (guint i = 0; i < capture->conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (capture->conflicts, i);

      if (conflict->mine != NULL && pd_record_is_deleted (conflict->mine) &&
          !pd_conflict_close (capture->session, conflict->id, PD_DECISION_SUPERSEDED, NULL, capture->now,
                              error))
        return FALSE;
    }
  return TRUE;
}
