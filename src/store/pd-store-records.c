/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-records.h"

#include "model/pd-assignment.h"
#include "model/pd-merge.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "store/pd-store-bin.h"
#include "store/pd-store-capture.h"
#include "store/pd-store-expected.h"
#include "store/pd-store-rebase.h"
#include "store/pd-store-tickets.h"

#include <glib/gi18n-lib.h>

static gboolean
create_record (PdCapture *capture, const PdRecord *record, GError **error)
{
  g_autoptr (PdMutation) mutation = pd_capture_new_mutation (capture, PD_MUTATION_CREATE);

  if (pd_record_get_revision (record) > 0)
    return pd_store_fail_not_found (error);
  mutation->record = pd_record_copy (record);
  pd_record_set_sequence (mutation->record, 0);
  return pd_outbox_add (capture->session, mutation, error) &&
         pd_capture_put_view (capture, mutation->record, error);
}

/* Folds the change into the row that waits, or adds a row. */
static gboolean
capture_patch (PdCapture *capture, PdPatch *patch, const PdRecord *view, GError **error)
{
  PdOutboxRow *last = pd_capture_last_row (capture);
  g_autoptr (PdMutation) mutation = NULL;
  PdPatch *folded;

  if (pd_capture_may_change (last) && last->mutation->kind == PD_MUTATION_CREATE)
    {
      pd_record_unref (last->mutation->record);
      last->mutation->record = pd_record_copy (view);
      pd_record_set_sequence (last->mutation->record, 0);
      return pd_outbox_update (capture->session, last, error);
    }
  if (pd_capture_may_change (last) && last->mutation->kind == PD_MUTATION_PATCH)
    {
      folded = pd_patch_fold (last->mutation->patch, patch);
      pd_patch_unref (last->mutation->patch);
      last->mutation->patch = folded;
      if (pd_patch_get_n_changes (folded) > 0)
        return pd_outbox_update (capture->session, last, error);
      if (capture->rows->len == 1 && !pd_shadow_remove (capture->session, capture->type, capture->id, error))
        return FALSE;
      return pd_outbox_remove (capture->session, last->position, error);
    }
  if (!pd_capture_keep_shadow (capture, error))
    return FALSE;
  mutation = pd_capture_new_mutation (capture, PD_MUTATION_PATCH);
  mutation->patch = pd_patch_ref (patch);
  return pd_outbox_add (capture->session, mutation, error);
}

/* The record waits in the inbox: the edit becomes part of the author's own side there. */
static gboolean
fold_into_conflict (PdCapture *capture,
                    const PdStoreConflict *conflict,
                    const PdRecord *record,
                    GError **error)
{
  g_autoptr (PdPatch) patch = pd_diff (capture->view, record);
  g_autoptr (PdRecord) mine = pd_patch_apply (patch, capture->view, NULL);

  if (conflict->theirs != NULL && pd_rebase_same_content (mine, conflict->theirs))
    return pd_conflict_close (capture->session, conflict->id, PD_DECISION_SUPERSEDED, mine, capture->now,
                              error) &&
           pd_capture_put_view (capture, conflict->theirs, error);
  return pd_pending_stamp (capture->session, mine, capture->now, error) &&
         pd_conflict_set_sides (capture->session, conflict->id, mine, conflict->theirs, error) &&
         pd_capture_put_view (capture, mine, error);
}

/* An edit after a deletion that still waits here: the deletion is taken back. */
static gboolean
take_deletion_back (PdCapture *capture, GError **error)
{
  PdOutboxRow *last = pd_capture_last_row (capture);
  PdRecord *expected;

  if (!pd_capture_may_change (last) || last->mutation->kind != PD_MUTATION_DELETE)
    return pd_store_fail_not_found (error);
  if (!pd_outbox_remove (capture->session, last->position, error))
    return FALSE;
  g_ptr_array_remove_index (capture->rows, capture->rows->len - 1);
  expected = pd_expected_record (capture->theirs, capture->rows);
  if (expected == NULL)
    return pd_store_fail_not_found (error);
  pd_record_set_revision (expected, pd_record_get_revision (capture->view));
  pd_record_set_sequence (expected, pd_record_get_sequence (capture->view));
  pd_record_unref (capture->view);
  capture->view = expected;
  if (capture->rows->len > 0)
    return TRUE;
  /* Nothing waits any more: the shadow is made again with the edit, if it is one. */
  g_clear_pointer (&capture->theirs, pd_record_unref);
  return pd_shadow_remove (capture->session, capture->type, capture->id, error) &&
         pd_capture_put_view (capture, capture->view, error);
}

static gboolean
check_record (const PdRecord *record, GError **error)
{
  g_autoptr (GPtrArray) problems = pd_record_check (record, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_first_error (problems);

  return problem == NULL || pd_capture_fail (PD_STORE_ERROR_INVALID, problem->message, error);
}

static gboolean
save_change (PdCapture *capture, const PdRecord *record, GError **error)
{
  g_autoptr (PdPatch) patch = pd_diff (capture->view, record);
  g_autoptr (PdRecord) view = NULL;

  if (pd_patch_get_n_changes (patch) == 0)
    return TRUE;
  if (pd_record_get_revision (record) < capture->info.content_revision)
    return pd_capture_fail (
        PD_STORE_ERROR_CHANGED,
        _ ("This record has changed since it was opened. Nothing was saved. Open it again to see "
           "the change."),
        error);
  if (pd_capture_is_frozen (capture) && !pd_patch_touches_only_annotations (patch))
    return pd_capture_fail_frozen (error);
  if (pd_patch_breaks_ledger (patch, capture->view))
    return pd_capture_fail (
        PD_STORE_ERROR_NOT_ALLOWED,
        _ ("A payment that was entered is neither changed nor removed. Reverse it, and enter it anew."),
        error);
  view = pd_patch_apply (patch, capture->view, NULL);
  if (capture->type == &pd_order_type && pd_assignment_lacks_reason (capture->view, view))
    return pd_capture_fail (PD_STORE_ERROR_INVALID,
                            _ ("Somebody is assigned already. Say why it is to be somebody else."), error);
  return pd_capture_drop_refused_deletions (capture, error) && capture_patch (capture, patch, view, error) &&
         pd_capture_put_view (capture, view, error);
}

static gint64
derived_total (const PdRecord *record)
{
  g_autoptr (PdRecord) derived = pd_record_copy (record);

  pd_record_derive (derived);
  return pd_workflow_total (derived);
}

/* Who saves a record has seen its total. */
static gboolean
save_seen (PdStoreSession *session, const PdRecord *record, gint64 seen_total, gint64 now, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const char *id = pd_record_get_id (record);
  g_auto (PdCapture) capture = { 0 };
  g_autoptr (PdRecord) derived = pd_record_copy (record);
  const PdStoreConflict *conflict;
  gboolean saved;

  pd_record_derive (derived);
  if (!check_record (derived, error) || !pd_capture_init (&capture, session, type, id, now, error) ||
      !pd_store_take_office_days (session, capture.view, derived, error))
    return FALSE;
  if (capture.view == NULL)
    return create_record (&capture, derived, error);
  conflict = pd_capture_holder (&capture);
  if (conflict != NULL)
    saved = fold_into_conflict (&capture, conflict, derived, error);
  else
    saved = (!pd_record_is_deleted (capture.view) || take_deletion_back (&capture, error)) &&
            save_change (&capture, derived, error);
  if (!saved || !capture.info.total_changed || seen_total != pd_workflow_total (derived))
    return saved;
  return pd_store_row_set_total_changed (session, type, id, FALSE, error);
}

/**
 * pd_store_save_record:
 * @session: the session of a writing job
 * @record: (transfer none): the record with its lines, as a person left it
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Saves a new record or an edit, and queues it for the platform in the same transaction (sync semantics, "local
 * capture"). What did not change is not sent. An edit of a record in the conflict inbox becomes part of the author's
 * side there. Derived fields are computed; fields that the platform owns keep the platform's values.
 *
 * Errors: %PD_STORE_ERROR_INVALID with the sentence of the wrong field; %PD_STORE_ERROR_FROZEN;
 * %PD_STORE_ERROR_CHANGED when @record was read before a change of somebody else arrived (see
 * pd_store_save_changes()); %PD_STORE_ERROR_NOT_FOUND when it was deleted.
 *
 * Returns: %FALSE when nothing was saved
 */
gboolean
pd_store_save_record (PdStoreSession *session, const PdRecord *record, gint64 now, GError **error)
{
  return save_seen (session, record, derived_total (record), now, error);
}

static gboolean
save_merged (PdStoreSession *session,
             const PdRecord *merged,
             const PdRecord *record,
             const PdRecord *view,
             gint64 now,
             GError **error)
{
  gint64 total = derived_total (merged);
  gint64 seen = derived_total (record);

  if (!save_seen (session, merged, seen, now, error))
    return FALSE;
  return total == seen || total == pd_workflow_total (view) ||
         pd_store_row_set_total_changed (session, pd_record_get_record_type (merged),
                                         pd_record_get_id (merged), TRUE, error);
}

/**
 * pd_store_save_changes:
 * @session: the session of a writing job
 * @before: (transfer none): the record as the form was filled with it, from here
 * @record: (transfer none): the record as the person left it
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * As pd_store_save_record(), for a form that was open while the record may have changed: only what the person changed
 * is saved, on top of what is there now. %PD_STORE_ERROR_CHANGED when the person and somebody else changed the same.
 * When both together make a total that is neither's, see pd_store_get_total_changed(). %PD_STORE_ERROR_NOT_FOUND when
 * the record has left this computer since: making it anew would make it twice.
 *
 * Returns: %FALSE when nothing was saved
 */
gboolean
pd_store_save_changes (PdStoreSession *session,
                       const PdRecord *before,
                       const PdRecord *record,
                       gint64 now,
                       GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (PdRecord) view = NULL;
  g_autoptr (PdRecord) merged = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  if (!pd_store_row_load (session, type, pd_record_get_id (record), &view, error))
    return FALSE;
  if (view == NULL)
    return pd_store_fail_not_found (error);
  merged = pd_merge3 (before, record, view, paths);
  pd_record_set_deleted (merged, FALSE);
  if (paths->len == 0)
    return save_merged (session, merged, record, view, now, error);
  return pd_capture_fail (
      PD_STORE_ERROR_CHANGED,
      _ ("Somebody else changed the same fields while this form was open. Nothing was saved. Copy "
         "what you wrote, open the record again and decide."),
      error);
}

static gboolean
remove_all (PdCapture *capture, GError **error)
{
  for (guint i = 0; i < capture->rows->len; i++)
    if (!pd_outbox_remove (capture->session, ((PdOutboxRow *) g_ptr_array_index (capture->rows, i))->position,
                           error))
      return FALSE;
  return pd_shadow_remove (capture->session, capture->type, capture->id, error) &&
         pd_store_row_remove (capture->session, capture->type, capture->id, error);
}

/* Edits that have not been sent are not worth sending before a deletion. */
static gboolean
drop_waiting_edits (PdCapture *capture, GError **error)
{
  while (pd_capture_may_change (pd_capture_last_row (capture)))
    {
      if (!pd_outbox_remove (capture->session, pd_capture_last_row (capture)->position, error))
        return FALSE;
      g_ptr_array_remove_index (capture->rows, capture->rows->len - 1);
    }
  return TRUE;
}

static gboolean
queue_deletion (PdCapture *capture, GError **error)
{
  g_autoptr (PdMutation) mutation = pd_capture_new_mutation (capture, PD_MUTATION_DELETE);
  g_autoptr (PdRecord) gone = NULL;
  gboolean had_shadow = capture->theirs != NULL;

  if (!pd_capture_keep_shadow (capture, error) || !drop_waiting_edits (capture, error))
    return FALSE;
  gone = pd_expected_record (had_shadow ? capture->theirs : capture->view, capture->rows);
  pd_record_set_revision (gone, pd_record_get_revision (capture->view));
  pd_record_set_sequence (gone, pd_record_get_sequence (capture->view));
  pd_record_set_deleted (gone, TRUE);
  return pd_outbox_add (capture->session, mutation, error) && pd_capture_put_view (capture, gone, error);
}

/**
 * pd_store_delete_record:
 * @session: the session of a writing job
 * @type: the record's type
 * @id: its id
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Deletes a record here and queues the deletion; one that the platform never saw is forgotten. The platform refuses
 * the deletion when somebody else changed the record meanwhile: it comes back to the inbox then.
 *
 * Returns: %FALSE when nothing was deleted
 */
gboolean
pd_store_delete_record (PdStoreSession *session,
                        const PdRecordType *type,
                        const char *id,
                        gint64 now,
                        GError **error)
{
  g_auto (PdCapture) capture = { 0 };
  const PdOutboxRow *first;

  if (!pd_capture_init (&capture, session, type, id, now, error))
    return FALSE;
  if (capture.view == NULL || pd_record_is_deleted (capture.view))
    return pd_store_fail_not_found (error);
  if (pd_capture_holder (&capture) != NULL)
    return pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED,
                            _ ("This record is in the conflict inbox. Decide there first."), error);
  if (pd_workflow_is_frozen (capture.view))
    return pd_capture_fail_frozen (error);
  if (pd_capture_has_command (&capture))
    return pd_capture_fail (
        PD_STORE_ERROR_NOT_ALLOWED,
        _ ("This record waits for the platform to carry out a command. Withdraw the command first."), error);
  if (!pd_store_bin_put (session, capture.view, now, error))
    return FALSE;
  first = capture.rows->len > 0 ? g_ptr_array_index (capture.rows, 0) : NULL;
  if (pd_capture_may_change (first) && first->mutation->kind == PD_MUTATION_CREATE)
    return remove_all (&capture, error);
  return pd_capture_drop_refused_deletions (&capture, error) && queue_deletion (&capture, error);
}
