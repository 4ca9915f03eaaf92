/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-resolve.h"

#include "model/pd-id.h"
#include "model/pd-merge.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rebase.h"
#include "store/pd-store-rows.h"

#include <glib/gi18n-lib.h>

/*
 * A decision is taken back by one of three rules. Until it was sent it has not happened: the entry is open again as it
 * was. Once it was sent, what the platform had before is put back by a new change, which is decided as any other. And
 * while it is on its way, as long as the platform cannot be reached, nobody knows which of both it is: it goes its way,
 * and a change follows that puts back what the platform had before.
 */

/** Undo: a decided conflict, and what has become of it. */
typedef struct
{
  PdStoreSession *session;
  gint64 now;
  PdStoreConflict *conflict; /* (owned) */
  GPtrArray *rows;           /* (owned) of PdOutboxRow: what waits for the record that was decided */
  PdRecord *theirs;          /* (owned) (nullable) what the platform has by now */
  gboolean is_new;           /* a record of its own was made */
} Undo;

static void
undo_clear (Undo *self)
{
  g_clear_pointer (&self->conflict, pd_store_conflict_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->theirs, pd_record_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Undo, undo_clear)

static gboolean
refuse (const char *message, GError **error)
{
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED, message);
  return FALSE;
}

static const char *
target_id (const Undo *self)
{
  return self->is_new ? pd_record_get_id (self->conflict->decided) : self->conflict->record_id;
}

/* The platform's version by now: of a record with changes it is in the shadow, else it is the row. */
static gboolean
read_theirs (Undo *self, GError **error)
{
  const PdStoreConflict *conflict = self->conflict;
  g_autoptr (PdRecord) base = NULL;

  if (!pd_shadow_get (self->session, conflict->type, conflict->record_id, &base, &self->theirs, error))
    return FALSE;
  if (self->theirs == NULL && (self->is_new || self->rows->len == 0) &&
      !pd_store_row_load (self->session, conflict->type, conflict->record_id, &self->theirs, error))
    return FALSE;
  /* A record that the platform never had. */
  if (self->theirs != NULL && conflict->theirs == NULL && pd_record_get_revision (self->theirs) == 0)
    g_clear_pointer (&self->theirs, pd_record_unref);
  return TRUE;
}

static gboolean
undo_init (Undo *self, PdStoreSession *session, const char *id, gint64 now, GError **error)
{
  const PdRecord *decided;

  *self = (Undo){ .session = session, .now = now };
  self->conflict = pd_store_get_conflict (session, id, error);
  if (self->conflict == NULL)
    return FALSE;
  decided = self->conflict->decided;
  self->is_new = decided != NULL && g_strcmp0 (pd_record_get_id (decided), self->conflict->record_id) != 0;
  self->rows = pd_outbox_get_rows (session, self->conflict->type, target_id (self), error);
  return self->rows != NULL && read_theirs (self, error);
}

static gboolean
check_may_undo (Undo *self, GError **error)
{
  const PdStoreConflict *conflict = self->conflict;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (conflict->decision == PD_DECISION_OPEN)
    return refuse (_ ("This conflict is open; there is nothing to undo."), error);
  if (conflict->decision == PD_DECISION_SUPERSEDED)
    return refuse (_ ("This conflict ended by itself: both sides had become the same, or you did something "
                      "newer. There is no decision to undo."),
                   error);
  open = pd_conflict_get_open (self->session, conflict->type, conflict->record_id, error);
  if (open == NULL)
    return FALSE;
  if (open->len > 0)
    return refuse (_ ("This record is in the conflict inbox again. Decide there."), error);
  if (!self->is_new)
    return TRUE;
  rows = pd_outbox_get_rows (self->session, conflict->type, conflict->record_id, error);
  if (rows == NULL)
    return FALSE;
  return rows->len == 0 ||
         refuse (_ ("You have changed this record since, and the change waits to be sent. Synchronise first, "
                    "then undo."),
                 error);
}

/* Whether what waits is the decision and nothing else: nothing has been added to it. */
static gboolean
is_decision_alone (const Undo *self)
{
  const PdStoreConflict *conflict = self->conflict;
  const PdOutboxRow *row = self->rows->len == 1 ? g_ptr_array_index (self->rows, 0) : NULL;
  g_autoptr (PdRecord) again = NULL;

  if (row == NULL || conflict->decided == NULL)
    return FALSE;
  switch (row->mutation->kind)
    {
    case PD_MUTATION_CREATE:
      return pd_rebase_same_content (row->mutation->record, conflict->decided);
    case PD_MUTATION_PATCH:
      again = conflict->theirs != NULL ? pd_patch_apply (row->mutation->patch, conflict->theirs, NULL) : NULL;
      return again != NULL && pd_rebase_same_content (again, conflict->decided);
    case PD_MUTATION_DELETE:
      return pd_record_is_deleted (conflict->decided);
    case PD_MUTATION_COMMAND:
    default:
      return FALSE;
    }
}

static gboolean
was_sent (const Undo *self)
{
  const PdOutboxRow *row = self->rows->len > 0 ? g_ptr_array_index (self->rows, 0) : NULL;

  return row != NULL && (row->in_flight || row->sent);
}

static gboolean
withdraw (Undo *self, GError **error)
{
  const PdOutboxRow *row = g_ptr_array_index (self->rows, 0);
  const PdRecordType *type = self->conflict->type;

  return pd_outbox_remove (self->session, row->position, error) &&
         pd_shadow_remove (self->session, type, target_id (self), error) &&
         (!self->is_new || pd_store_row_remove (self->session, type, target_id (self), error));
}

/* One's own version is what a person sees while a conflict is open; else the platform's. */
static gboolean
show (Undo *self, const PdRecord *mine, const PdRecord *theirs, GError **error)
{
  const PdRecord *view = mine != NULL && !pd_record_is_deleted (mine) ? mine : theirs;

  if (view == NULL)
    return pd_store_row_remove (self->session, self->conflict->type, self->conflict->record_id, error);
  return pd_store_row_put (self->session, view, pd_record_get_revision (view), error);
}

static gboolean
is_same_version (const PdRecord *theirs, const PdRecord *known)
{
  return known != NULL && pd_record_get_revision (theirs) == pd_record_get_revision (known) &&
         pd_record_get_sequence (theirs) == pd_record_get_sequence (known);
}

static gboolean
refuse_gone (GError **error)
{
  return refuse (
      _ ("The record was deleted on the platform, and a deleted record does not come back. What it "
         "was is kept in this entry; enter it as a new record."),
      error);
}

/* The entry as it was; only the platform's side may have moved on, or back: when it was restored. */
static gboolean
open_again (Undo *self, GError **error)
{
  PdStoreConflict *conflict = self->conflict;
  const PdRecord *theirs = self->theirs;

  if (theirs == NULL && conflict->theirs != NULL)
    return refuse_gone (error);
  if (conflict->mine != NULL && theirs != NULL && pd_rebase_same_content (conflict->mine, theirs))
    return refuse (_ ("Both sides are the same by now; there is nothing left to decide."), error);
  if (theirs != NULL && !is_same_version (theirs, conflict->theirs) &&
      !pd_conflict_set_sides (self->session, conflict->id, conflict->mine, theirs, error))
    return FALSE;
  return pd_conflict_close (self->session, conflict->id, PD_DECISION_OPEN, NULL, 0, error) &&
         show (self, conflict->mine, theirs, error) &&
         pd_pending_refresh_state (self->session, conflict->type, conflict->record_id, error);
}

static GStrv
conflicting_paths (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  pd_record_unref (pd_merge3 (base, mine, theirs, paths));
  g_ptr_array_add (paths, NULL);
  return g_strdupv ((GStrv) paths->pdata);
}

static gboolean
check_may_put_back (Undo *self, GError **error)
{
  if (self->conflict->theirs == NULL)
    return refuse (
        _ ("Your version was sent and is on the platform now. Delete the record there if it should "
           "not be."),
        error);
  if (self->theirs == NULL || pd_record_is_deleted (self->theirs))
    return refuse_gone (error);
  return !pd_rebase_same_content (self->conflict->theirs, self->theirs) ||
         refuse (_ ("The platform has what it had before your decision; there is nothing to put back."),
                 error);
}

/* It was sent: a new entry in which "mine" is what the platform had before. */
static char *
put_back (Undo *self, GError **error)
{
  const PdStoreConflict *conflict = self->conflict;
  g_autofree char *id = pd_id_new (self->now);
  g_autoptr (PdRecord) before = NULL;
  g_auto (GStrv) atoms = NULL;
  PdStoreConflict entry = *conflict;

  if (!check_may_put_back (self, error))
    return NULL;
  before = pd_record_copy (conflict->theirs);
  pd_record_set_revision (before, pd_record_get_revision (self->theirs));
  pd_record_set_sequence (before, pd_record_get_sequence (self->theirs));
  atoms = conflicting_paths (conflict->decided, before, self->theirs);
  entry.id = id;
  entry.base = conflict->decided;
  entry.mine = before;
  entry.theirs = self->theirs;
  entry.atoms = atoms;
  entry.command = NULL;
  entry.code = (char *) "undone";
  entry.message = (char *) _ ("A decision that had been sent is taken back.");
  entry.state = PD_ROW_CONFLICT;
  entry.created_at = self->now;
  if (!pd_pending_stamp (self->session, before, self->now, error) ||
      !pd_conflict_add (self->session, &entry, error) || !show (self, before, self->theirs, error) ||
      !pd_pending_refresh_state (self->session, conflict->type, conflict->record_id, error))
    return NULL;
  return g_steal_pointer (&id);
}

/* It may have arrived or not: what the platform had before follows it, and the entry ends with that. */
static gboolean
follow (Undo *self, GError **error)
{
  const PdStoreConflict *conflict = self->conflict;
  const PdOutboxRow *row = g_ptr_array_index (self->rows, 0);
  g_autoptr (PdRecord) before = NULL;

  if (row->mutation->kind != PD_MUTATION_PATCH || conflict->theirs == NULL ||
      pd_record_is_deleted (conflict->theirs))
    return refuse (_ ("The decision is on its way to the platform, and a change cannot take it back. "
                      "Synchronise, then undo."),
                   error);
  before = pd_record_copy (conflict->theirs);
  return pd_store_save_record (self->session, before, self->now, error) &&
         pd_conflict_close (self->session, conflict->id, PD_DECISION_THEIRS, NULL, self->now, error) &&
         pd_pending_refresh_state (self->session, conflict->type, conflict->record_id, error);
}

/* What was decided left nothing behind that is not here: theirs was taken, or it was the same. */
static gboolean
left_no_trace (const Undo *self)
{
  const PdStoreConflict *conflict = self->conflict;

  return conflict->decided == NULL ||
         (conflict->theirs != NULL && pd_rebase_same_content (conflict->decided, conflict->theirs));
}

/**
 * pd_store_undo:
 * @session: the session of a writing job
 * @id: the id of a conflict that a person has decided
 * @now: microseconds since 1970 in UTC
 * @how: (out): what it came to
 * @error: (out) (optional): where the error goes
 *
 * Takes a decision back; nothing that anybody saved is lost by it. While it has not been sent, it is as if it had not
 * been made. Once it was sent, a new entry of the inbox puts back what the platform had before; while it is on its way,
 * a new change does. While changes that were made since wait to be sent, %PD_STORE_ERROR_NOT_ALLOWED says what to do
 * first.
 *
 * Returns: (transfer full) (nullable): the id of the entry that is open now, with %PD_UNDO_FOLLOWS of the one that ended;
 *   %NULL on failure
 */
char *
pd_store_undo (PdStoreSession *session, const char *id, gint64 now, PdUndo *how, GError **error)
{
  g_auto (Undo) self = { 0 };

  if (!undo_init (&self, session, id, now, error) || !check_may_undo (&self, error))
    return NULL;
  *how = PD_UNDO_OPEN;
  if (is_decision_alone (&self) && !was_sent (&self))
    return withdraw (&self, error) && open_again (&self, error) ? g_strdup (id) : NULL;
  if (self.is_new)
    {
      *how = PD_UNDO_KEPT_NEW;
      return open_again (&self, error) ? g_strdup (id) : NULL;
    }
  if (is_decision_alone (&self))
    {
      *how = PD_UNDO_FOLLOWS;
      return follow (&self, error) ? g_strdup (id) : NULL;
    }
  if (self.rows->len > 0)
    {
      refuse (_ ("You have changed this record since, and the change waits to be sent. Synchronise first, "
                 "then undo."),
              error);
      return NULL;
    }
  if (left_no_trace (&self))
    return open_again (&self, error) ? g_strdup (id) : NULL;
  *how = PD_UNDO_PUT_BACK;
  return put_back (&self, error);
}
