/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-records.h"

#include "model/pd-money.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-reversal.h"
#include "model/pd-workflow.h"
#include "store/pd-store-capture.h"
#include "store/pd-store-expected.h"
#include "store/pd-store-rebase.h"

#include <glib/gi18n-lib.h>

/* What a record is asked to do: commands that wait for the platform, one after the other. */

/* The author tries again: what the platform said the last time is history. */
static gboolean
drop_refused_commands (PdCapture *capture, GError **error)
{
  for (guint i = 0; i < capture->conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (capture->conflicts, i);

      if (conflict->mine == NULL && !pd_conflict_close (capture->session, conflict->id,
                                                        PD_DECISION_SUPERSEDED, NULL, capture->now, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fail_total_changed (const PdCapture *capture, GError **error)
{
  g_autofree char *total = pd_money_format (pd_workflow_total (capture->view));

  g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
               _ ("Changes of several people were put together here, and the total became %s, which none of "
                  "them had entered. Nothing was issued. Look at the lines, confirm the total or correct it, "
                  "then issue."),
               total);
  return FALSE;
}

/* What the platform would answer is said at once. */
static gboolean
check_way (const PdCapture *capture, const char *command, const char *reason, GError **error)
{
  g_autofree char *obstacle = pd_workflow_obstacle (capture->view, command, reason);

  return obstacle == NULL || pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED, obstacle, error);
}

/* Whether the command makes sense for what its author sees. */
static gboolean
check_command (const PdCapture *capture, const char *command, const char *reason, GError **error)
{
  g_autoptr (GError) standing = NULL;
  const PdMutation *awaited;

  if (capture->view == NULL || pd_record_is_deleted (capture->view))
    return pd_store_fail_not_found (error);
  if (pd_capture_holder (capture) != NULL)
    return pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED,
                            _ ("This record is in the conflict inbox. Decide there first."), error);
  awaited = pd_capture_awaited_command (capture);
  if (!pd_workflow_may_follow (capture->view, awaited != NULL ? awaited->command : NULL, command))
    return pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED, _ ("A command waits for this record already."),
                            error);
  if (!pd_workflow_offers (capture->view, command))
    return pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED,
                            _ ("This is not possible in the state that the record is in."), error);
  if (!check_way (capture, command, reason, error))
    return FALSE;
  if (capture->type == &pd_order_type && g_str_equal (command, "reopen") &&
      !pd_reversal_may_reopen (capture->view, &standing))
    return pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED, standing->message, error);
  return !capture->info.total_changed || !g_str_equal (command, "issue") ||
         fail_total_changed (capture, error);
}

static gboolean
queue_command (PdCapture *capture, const char *command, const char *reason, GError **error)
{
  g_autoptr (PdMutation) mutation = pd_capture_new_mutation (capture, PD_MUTATION_COMMAND);
  g_autoptr (PdRecord) view = pd_record_copy (capture->view);

  mutation->command = g_strdup (command);
  mutation->reason = g_strdup (reason);
  mutation->total = pd_workflow_total (capture->view);
  if (!pd_capture_keep_shadow (capture, error) || !pd_outbox_add (capture->session, mutation, error))
    return FALSE;
  if (pd_workflow_foresee (view, command, reason, capture->now))
    return pd_capture_put_view (capture, view, error);
  return pd_pending_refresh_state (capture->session, capture->type, capture->id, error);
}

/**
 * pd_store_add_command:
 * @session: the session of a writing job
 * @type: the record's type
 * @id: its id
 * @command: a command of the type's workflow
 * @reason: (nullable): its author's words
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Queues a command with the revision and the total that its author sees. Commands are never merged: the platform
 * accepts or refuses it as it is. From a step of an order's way on the record shows where that leads
 * (pd_workflow_foresee()), and the next step can follow; any other command waits alone.
 *
 * Returns: %FALSE with %PD_STORE_ERROR_NOT_ALLOWED when the workflow has no such arrow from here or what the arrow needs
 *   does not hold, when "issue" is asked for and nobody has looked at the total yet (pd_store_get_total_changed()), or
 *   when "reopen" is and the order's invoice stands
 */
gboolean
pd_store_add_command (PdStoreSession *session,
                      const PdRecordType *type,
                      const char *id,
                      const char *command,
                      const char *reason,
                      gint64 now,
                      GError **error)
{
  g_auto (PdCapture) capture = { 0 };

  return pd_capture_init (&capture, session, type, id, now, error) &&
         check_command (&capture, command, reason, error) && drop_refused_commands (&capture, error) &&
         pd_capture_drop_refused_deletions (&capture, error) &&
         queue_command (&capture, command, reason, error);
}

/* The newest command that waits and has not been on its way. */
static const PdOutboxRow *
find_to_withdraw (const PdCapture *capture)
{
  for (guint i = capture->rows->len; i > 0; i--)
    {
      const PdOutboxRow *row = g_ptr_array_index (capture->rows, i - 1);

      if (row->mutation->kind == PD_MUTATION_COMMAND && pd_capture_may_change (row))
        return row;
    }
  return NULL;
}

/* Whether the changes of content that wait are possible without the commands that wait no more. */
static gboolean
changes_hold (const PdCapture *capture)
{
  g_autoptr (PdRecord) record = pd_record_copy (capture->view);
  g_autoptr (GPtrArray) earlier = g_ptr_array_new ();

  for (guint i = 0; i < capture->rows->len; i++)
    {
      PdOutboxRow *row = g_ptr_array_index (capture->rows, i);

      pd_expected_foresee (record, capture->theirs, earlier);
      if (row->mutation->kind == PD_MUTATION_PATCH && pd_workflow_is_frozen (record) &&
          !pd_patch_touches_only_annotations (row->mutation->patch))
        return FALSE;
      g_ptr_array_add (earlier, row);
    }
  return TRUE;
}

static gboolean
is_in_flight (const PdCapture *capture)
{
  for (guint i = 0; i < capture->rows->len; i++)
    if (((const PdOutboxRow *) g_ptr_array_index (capture->rows, i))->in_flight)
      return TRUE;
  return FALSE;
}

/**
 * pd_store_withdraw_command:
 * @session: the session of a writing job
 * @type: the record's type
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * Takes back the newest command that has not been sent.
 *
 * Returns: %FALSE with %PD_STORE_ERROR_NOT_ALLOWED when there is none, it is on its way, or changes that wait are possible
 *   only where it leads
 */
gboolean
pd_store_withdraw_command (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_auto (PdCapture) capture = { 0 };
  const PdOutboxRow *row;
  gint64 position;

  if (!pd_capture_init (&capture, session, type, id, 0, error))
    return FALSE;
  row = find_to_withdraw (&capture);
  if (row == NULL)
    return pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED,
                            _ ("No command waits here, or it is on its way to the platform."), error);
  position = row->position;
  g_ptr_array_remove (capture.rows, (gpointer) row);
  if (!changes_hold (&capture))
    return pd_capture_fail (PD_STORE_ERROR_NOT_ALLOWED,
                            _ ("The record was changed after this step, as is possible only then. Take that "
                               "change back first, or wait for the platform's answer."),
                            error);
  if (!pd_outbox_remove (session, position, error))
    return FALSE;
  if (capture.theirs != NULL && !is_in_flight (&capture))
    return pd_rebase_record (session, type, id, 0, error);
  /* What is on its way leaves the content alone, and what was made here has nothing to be put on top of. */
  pd_expected_foresee (capture.view, capture.theirs, capture.rows);
  return pd_capture_put_view (&capture, capture.view, error);
}
