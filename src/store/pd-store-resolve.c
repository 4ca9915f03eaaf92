/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-resolve.h"

#include "model/pd-attachment.h"
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"
#include "model/pd-ticket.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rebase.h"
#include "store/pd-store-rows.h"

#include <glib/gi18n-lib.h>

static gboolean
fail (PdStoreError code, const char *message, GError **error)
{
  g_set_error_literal (error, PD_STORE_ERROR, code, message);
  return FALSE;
}

/* A deleted id is never used again: what is kept of the record becomes a new one, whose history the platform begins. */
static PdRecord *
copy_with_new_id (const PdRecord *record, gint64 now)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int steps = pd_record_type_list (type, "steps");
  g_autofree char *id = pd_id_new (now);
  PdRecord *copy = pd_record_new (type, id);

  for (guint i = 0; i < type->n_fields; i++)
    if (pd_field_is_mergeable (&type->fields[i]) || (int) i == type->state_field)
      pd_record_copy_field (copy, record, i);
  for (guint i = 0; i < type->n_lists; i++)
    {
      GPtrArray *lines = pd_record_get_list (record, i);

      for (guint j = 0; (int) i != steps && j < lines->len; j++)
        pd_record_add_line (copy, i, pd_record_copy (g_ptr_array_index (lines, j)));
    }
  /* The deleted ticket may come back out of the bin, and its number is its own. */
  if (type == &pd_ticket_type)
    {
      g_autoptr (PdRecord) other = pd_ticket_new (now, pd_record_get_text (record, PD_TICKET_OPENED_ON));

      pd_record_copy_field (copy, other, PD_TICKET_NUMBER);
    }
  pd_record_derive (copy);
  return copy;
}

/* The view becomes the platform's version, or nothing where the platform has none. */
static gboolean
show_theirs (PdStoreSession *session, const PdStoreConflict *conflict, GError **error)
{
  if (conflict->theirs == NULL)
    return pd_store_row_remove (session, conflict->type, conflict->record_id, error);
  return pd_store_row_put (session, conflict->theirs, pd_record_get_revision (conflict->theirs), error);
}

/* What a person made of both goes out as a change of the platform's version.
 * @made: (out) (transfer full): what is in the outbox now */
static gboolean
push_merged (PdStoreSession *session,
             const PdStoreConflict *conflict,
             const PdRecord *merged,
             gint64 now,
             PdRecord **made,
             GError **error)
{
  *made = pd_record_copy (merged);
  if (conflict->theirs == NULL)
    return pd_store_row_remove (session, conflict->type, conflict->record_id, error) &&
           pd_store_save_record (session, merged, now, error);
  if (!show_theirs (session, conflict, error))
    return FALSE;
  if (pd_record_is_deleted (conflict->theirs))
    {
      pd_record_unref (*made);
      *made = copy_with_new_id (merged, now);
      return pd_store_save_record (session, *made, now, error);
    }
  if (pd_record_is_deleted (merged))
    return pd_store_delete_record (session, conflict->type, conflict->record_id, now, error);
  pd_record_set_revision (*made, pd_record_get_revision (conflict->theirs));
  return pd_store_save_record (session, *made, now, error);
}

static PdStoreConflict *
get_open (PdStoreSession *session, const char *id, GError **error)
{
  g_autoptr (PdStoreConflict) conflict = pd_store_get_conflict (session, id, error);

  if (conflict != NULL && conflict->decision != PD_DECISION_OPEN)
    {
      fail (PD_STORE_ERROR_NOT_ALLOWED, _ ("This conflict has been decided already."), error);
      return NULL;
    }
  return g_steal_pointer (&conflict);
}

/* The view is the platform's version already; a conflict that does not hold it hangs beside it. */
static gboolean
save_beside (PdStoreSession *session,
             const PdStoreConflict *conflict,
             const PdRecord *merged,
             gint64 now,
             GError **error)
{
  if (pd_record_is_deleted (merged))
    return pd_store_delete_record (session, conflict->type, conflict->record_id, now, error);
  return pd_store_save_record (session, merged, now, error);
}

static gboolean
resolve (PdStoreSession *session,
         const PdStoreConflict *conflict,
         const PdRecord *merged,
         gint64 now,
         GError **error)
{
  g_autoptr (PdRecord) made = NULL;
  gboolean good;

  /* Closed first, or saving would take the record for one that waits for a person. */
  if (!pd_conflict_close (session, conflict->id, merged != NULL ? PD_DECISION_MERGED : PD_DECISION_THEIRS,
                          merged, now, error))
    return FALSE;
  if (pd_conflict_holds_view (conflict))
    good = merged != NULL ? push_merged (session, conflict, merged, now, &made, error)
                          : show_theirs (session, conflict, error);
  else
    good = merged == NULL || save_beside (session, conflict, merged, now, error);
  return good &&
         (made == NULL || pd_conflict_close (session, conflict->id, PD_DECISION_MERGED, made, now, error)) &&
         pd_pending_refresh_state (session, conflict->type, conflict->record_id, error);
}

/**
 * pd_store_resolve_conflict:
 * @session: the session
 * @id: the conflict's id
 * @merged: (nullable) (transfer none): what the record is to be, made by a person who saw both sides; deleted to
 *   delete it after all; %NULL takes the platform's version
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Ends a conflict. @merged goes to the outbox as a change of the platform's version; where that is deleted, as a new
 * record, for a deleted id is never used again. The inbox keeps the entry and what was decided: pd_store_undo().
 *
 * Returns: %FALSE on failure; nothing has changed then, once the job has been rolled back
 */
gboolean
pd_store_resolve_conflict (PdStoreSession *session,
                           const char *id,
                           PdRecord *merged,
                           gint64 now,
                           GError **error)
{
  g_autoptr (PdStoreConflict) conflict = get_open (session, id, error);

  return conflict != NULL && resolve (session, conflict, merged, now, error);
}

/**
 * pd_store_resolve:
 * @session: the session of a writing job
 * @id: the conflict's id
 * @resolution: what was decided, about the sides as the person saw them
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Ends a conflict field by field. When a version came in since the person looked, only decisions that still make
 * sense count (pd_resolution_refresh()).
 *
 * Errors: %PD_STORE_ERROR_CHANGED when something has to be decided again, %PD_STORE_ERROR_NOT_ALLOWED when it was
 * never decided, and those of pd_store_save_record().
 *
 * Returns: %FALSE on failure; nothing has changed then, once the job has been rolled back
 */
gboolean
pd_store_resolve (PdStoreSession *session,
                  const char *id,
                  const PdResolution *resolution,
                  gint64 now,
                  GError **error)
{
  g_autoptr (PdStoreConflict) conflict = get_open (session, id, error);
  g_autoptr (PdResolution) fresh = NULL;
  g_autoptr (PdRecord) merged = NULL;
  guint n_dropped, n_undecided;

  if (conflict == NULL)
    return FALSE;
  if (conflict->mine == NULL)
    return resolve (session, conflict, NULL, now, error);
  fresh = pd_resolution_refresh (resolution, conflict->base, conflict->mine, conflict->theirs, &n_dropped);
  n_undecided = pd_resolution_get_n_undecided (fresh);
  if (n_undecided > 0 && n_undecided > pd_resolution_get_n_undecided (resolution))
    return fail (
        PD_STORE_ERROR_CHANGED,
        _ ("The record was changed once more while you were deciding. Nothing was sent. Look at what is "
           "new and decide again."),
        error);
  if (n_undecided > 0)
    return fail (
        PD_STORE_ERROR_NOT_ALLOWED,
        _ ("Some fields are not decided yet: both of you changed them. Choose one side or type a third "
           "value."),
        error);
  merged = pd_resolution_apply (fresh);
  if (merged != NULL && conflict->theirs != NULL && pd_rebase_same_content (merged, conflict->theirs))
    g_clear_pointer (&merged, pd_record_unref);
  return resolve (session, conflict, merged, now, error);
}

/* My version with what only others changed, whatever the platform's has been closed by. */
static PdRecord *
mine_unlocked (const PdStoreConflict *conflict)
{
  g_autoptr (PdRecord) open = pd_record_copy (conflict->theirs);
  g_autoptr (PdResolution) resolution = NULL;

  if (conflict->type->state_field >= 0)
    pd_record_clear (open, (guint) conflict->type->state_field);
  resolution = pd_resolution_new (conflict->base, conflict->mine, open);
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  return pd_resolution_apply (resolution);
}

/* The files go along in their order: the draft names them by their hashes, as something that was added to it. */
static void
take_attachments (PdRecord *draft, const PdRecord *mine, gint64 now)
{
  GPtrArray *attachments = pd_record_get_attachments (mine);

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const PdRecord *file = g_ptr_array_index (attachments, i);

      pd_record_add_attachment (draft, now + i, pd_record_get_text (file, PD_ATTACHMENT_NAME),
                                pd_record_get_text (file, PD_ATTACHMENT_MEDIA_TYPE),
                                pd_record_get_integer (file, PD_ATTACHMENT_SIZE),
                                pd_record_get_text (file, PD_ATTACHMENT_SHA256));
    }
}

/* A new order has a number of its own, and was never imported. */
static PdRecord *
draft_from (const PdRecord *mine, gint64 now)
{
  PdRecord *draft;

  if (pd_record_get_record_type (mine) != &pd_order_type)
    return copy_with_new_id (mine, now);
  draft = pd_order_duplicate (mine, now, pd_record_get_text (mine, PD_ORDER_DATE));
  pd_record_copy_field (draft, mine, PD_ORDER_NOTE);
  take_attachments (draft, mine, now);
  return draft;
}

/**
 * pd_store_resolve_as_new:
 * @session: the session of a writing job
 * @id: the conflict's id
 * @now: microseconds since 1970 in UTC
 * @new_id: (out) (optional) (transfer full): the new record
 * @error: (out) (optional): where the error goes
 *
 * For a record that was issued, cancelled or deleted while it was changed here: the platform's version stays as it
 * is, and a new draft is made from one's own.
 *
 * Returns: %FALSE on failure, with %PD_STORE_ERROR_NOT_ALLOWED when there is nothing of one's own
 */
gboolean
pd_store_resolve_as_new (PdStoreSession *session, const char *id, gint64 now, char **new_id, GError **error)
{
  g_autoptr (PdStoreConflict) conflict = get_open (session, id, error);
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) draft = NULL;
  PdConflictKind kind;

  if (conflict == NULL)
    return FALSE;
  kind = pd_store_conflict_kind (conflict);
  if (kind != PD_CONFLICT_FROZEN && kind != PD_CONFLICT_DELETED_THERE)
    return fail (PD_STORE_ERROR_NOT_ALLOWED,
                 _ ("A new record is made only where the old one can no longer be changed."), error);
  /* A second record of its number could be used a second time. */
  if (conflict->type == &pd_received_type)
    return fail (
        PD_STORE_ERROR_NOT_ALLOWED,
        _ ("There is one record of each received invoice. Keep the platform's version, and write what you "
           "meant into its note."),
        error);
  mine = kind == PD_CONFLICT_FROZEN ? mine_unlocked (conflict) : pd_record_copy (conflict->mine);
  draft = kind == PD_CONFLICT_FROZEN ? draft_from (mine, now) : copy_with_new_id (mine, now);
  if (new_id != NULL)
    *new_id = g_strdup (pd_record_get_id (draft));
  return pd_conflict_close (session, id, PD_DECISION_NEW, draft, now, error) &&
         show_theirs (session, conflict, error) && pd_store_save_record (session, draft, now, error) &&
         pd_pending_refresh_state (session, conflict->type, conflict->record_id, error);
}

/**
 * pd_store_repeat_command:
 * @session: the session of a writing job
 * @id: the id of a conflict about a command that was refused
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Asks again, by somebody who has seen the record as it is now, with the words that were written then.
 *
 * Returns: %FALSE with the errors of pd_store_add_command()
 */
gboolean
pd_store_repeat_command (PdStoreSession *session, const char *id, gint64 now, GError **error)
{
  g_autoptr (PdStoreConflict) conflict = get_open (session, id, error);

  if (conflict == NULL)
    return FALSE;
  if (conflict->mine != NULL || conflict->command == NULL)
    return fail (PD_STORE_ERROR_NOT_ALLOWED, _ ("This conflict is not about a request."), error);
  /* With a voucher that nobody has typed nobody could find the use again. */
  if (conflict->type == &pd_received_type && conflict->words == NULL)
    return fail (
        PD_STORE_ERROR_NOT_ALLOWED,
        _ ("Ask for it at the invoice itself, with its voucher number or reason. This entry goes then."),
        error);
  /* It closes the refused one as superseded. */
  return pd_store_add_command (session, conflict->type, conflict->record_id, conflict->command,
                               conflict->words, now, error);
}
