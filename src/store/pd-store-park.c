/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-rebase.h"

#include "model/pd-id.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-expected.h"

#include <glib/gi18n-lib.h>

/* What cannot be merged goes to the conflict inbox. */

/* What all of a record's waiting rows amount to: (transfer full) (nullable) NULL when they are commands alone. */
static PdRecord *
intended_record (GPtrArray *rows, const PdRecord *view)
{
  PdRecord *mine = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      PdMutationKind kind = ((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation->kind;

      if (kind == PD_MUTATION_COMMAND)
        continue;
      if (mine == NULL)
        mine = pd_record_copy (view);
      pd_record_set_deleted (mine, kind == PD_MUTATION_DELETE);
    }
  return mine;
}

static const PdMutation *
intended_command (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const PdMutation *mutation = ((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation;

      if (mutation->kind == PD_MUTATION_COMMAND)
        return mutation;
    }
  return NULL;
}

/* With the first step those that were to follow it are not taken either. (transfer full) (nullable) */
static char *
whole_message (const char *message, GPtrArray *rows)
{
  guint n_commands = 0;
  g_autofree char *rest = NULL;

  for (guint i = 0; i < rows->len; i++)
    n_commands += ((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation->kind == PD_MUTATION_COMMAND;
  if (n_commands < 2)
    return g_strdup (message);
  rest = g_strdup_printf (ngettext ("%u step that was asked for after it was not taken.",
                                    "%u steps that were asked for after it were not taken.", n_commands - 1),
                          n_commands - 1);
  return message != NULL ? g_strdup_printf ("%s %s", message, rest) : g_steal_pointer (&rest);
}

/* When the author saved the last of it. */
static gint64
made_at (GPtrArray *rows)
{
  gint64 time = 0;

  for (guint i = 0; i < rows->len; i++)
    time = MAX (time, ((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation->made_at);
  return time;
}

static gboolean
add_to_inbox (PdStoreSession *session,
              const PdRecord *base,
              PdRecord *mine,
              const PdRecord *theirs,
              const PdRecord *view,
              const PdMutation *command,
              const PdParkReason *reason,
              gint64 now,
              GError **error)
{
  g_autofree char *id = pd_id_new (now);
  const PdStoreConflict conflict = {
    .id = id,
    .type = pd_record_get_record_type (view),
    .record_id = (char *) pd_record_get_id (view),
    .title = (char *) pd_record_get_title (view),
    .base = (PdRecord *) base,
    .mine = mine,
    .theirs = (PdRecord *) theirs,
    .atoms = reason->atoms,
    .command = command != NULL ? command->command : NULL,
    .words = command != NULL ? command->reason : NULL,
    .code = (char *) reason->code,
    .message = (char *) reason->message,
    .state = reason->state,
    .created_at = now,
  };

  return pd_conflict_add (session, &conflict, error);
}

/* The view while a person decides: one's own version, where there is one; else the platform's. */
static gboolean
show_parked (PdStoreSession *session,
             const PdRecord *view,
             const PdRecord *mine,
             const PdRecord *theirs,
             GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (view);
  const char *id = pd_record_get_id (view);

  if (mine != NULL && !pd_record_is_deleted (mine))
    return pd_store_row_put (session, mine, pd_record_get_revision (mine), error);
  if (theirs != NULL)
    return pd_rebase_put_view (session, view, theirs, error);
  return pd_store_row_remove (session, type, id, error);
}

/**
 * pd_rebase_park:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @theirs: (nullable): the platform's version, where it said so; else what is known of it
 * @reason: why
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Moves everything that waits for this record to the conflict inbox; other records go on. When both sides turn out to
 * be the same there is nothing to decide.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_rebase_park (PdStoreSession *session,
                const PdRecordType *type,
                const char *id,
                const PdRecord *theirs,
                const PdParkReason *reason,
                gint64 now,
                GError **error)
{
  g_autoptr (GPtrArray) rows = pd_outbox_get_rows (session, type, id, error);
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (PdRecord) known = NULL;
  g_autoptr (PdRecord) view = NULL;
  g_autoptr (PdRecord) mine = NULL;
  g_autofree char *message = NULL;
  PdParkReason whole = *reason;
  const PdMutation *command;

  if (rows == NULL || !pd_shadow_get (session, type, id, &base, &known, error) ||
      !pd_store_row_load (session, type, id, &view, error))
    return FALSE;
  if (view == NULL)
    return pd_rebase_remove_rows (session, rows, error) && pd_shadow_remove (session, type, id, error);
  if (theirs == NULL || (known != NULL && pd_record_get_sequence (known) >= 0 &&
                         pd_record_get_revision (known) > pd_record_get_revision (theirs)))
    theirs = known;
  else if (!pd_store_digest_set (session, theirs, error))
    return FALSE;
  mine = intended_record (rows, view);
  command = intended_command (rows);
  /* Both want the same: nothing to decide, unless a command was refused. */
  if (mine != NULL && theirs != NULL && pd_rebase_same_content (mine, theirs))
    g_clear_pointer (&mine, pd_record_unref);
  /* Made here, refused there, and its author wants it gone. */
  if (mine != NULL && pd_record_is_deleted (mine) && theirs == NULL)
    g_clear_pointer (&mine, pd_record_unref);
  if (mine != NULL)
    pd_expected_forget (mine, theirs);
  if (mine != NULL && !pd_pending_stamp (session, mine, made_at (rows), error))
    return FALSE;
  message = whole_message (reason->message, rows);
  whole.message = message;
  if ((mine != NULL || command != NULL) &&
      !add_to_inbox (session, base, mine, theirs, view, command, &whole, now, error))
    return FALSE;
  return pd_rebase_remove_rows (session, rows, error) && show_parked (session, view, mine, theirs, error) &&
         pd_shadow_remove (session, type, id, error) && pd_pending_refresh_state (session, type, id, error);
}
