/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-rebase.h"

#include "model/pd-merge.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-stock-move.h"
#include "model/pd-workflow.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-streams.h"

#include <glib/gi18n-lib.h>

/*
 * The user's view of a record is the platform's version with the changes that wait here on top, and where the steps that
 * wait will have moved it. While a change is on
 * its way the view is left alone, so that nothing the person wrote flickers; its outcome decides the base.
 */

/* Whether two people have reversed the same movement: they meant the same, whenever and with whatever words. */
static gboolean
is_same_reversal (const PdRecord *a, const PdRecord *b)
{
  const char *reverses = pd_record_get_record_type (a) == &pd_stock_move_type &&
                                 pd_record_get_record_type (b) == &pd_stock_move_type
                             ? pd_record_get_text (a, PD_STOCK_MOVE_REVERSES)
                             : NULL;

  return reverses != NULL && g_strcmp0 (reverses, pd_record_get_text (b, PD_STOCK_MOVE_REVERSES)) == 0;
}

/* Whether a person sees the same in both. */
gboolean
pd_rebase_same_content (const PdRecord *a, const PdRecord *b)
{
  g_autoptr (PdPatch) patch = is_same_reversal (a, b) ? NULL : pd_diff (a, b);

  if (patch == NULL)
    return pd_record_is_deleted (a) == pd_record_is_deleted (b);
  return pd_patch_get_n_changes (patch) == 0 && pd_record_is_deleted (a) == pd_record_is_deleted (b);
}

/** Seen: how what an author saw compares with what there is. */
typedef enum
{
  SEEN_OTHER,
  SEEN_BUT_ANNOTATIONS, /* what was noted on it meanwhile is new */
  SEEN_ALL
} Seen;

/* What an author vouches for with a command: content, total and state, and where an order is. */
static Seen
compare_seen (const PdRecord *view, const PdRecord *server)
{
  g_autoptr (PdPatch) patch = pd_diff (view, server);

  if (pd_workflow_total (view) != pd_workflow_total (server) ||
      g_strcmp0 (pd_record_get_state (view), pd_record_get_state (server)) != 0)
    return SEEN_OTHER;
  if (pd_patch_get_n_changes (patch) == 0)
    return SEEN_ALL;
  return pd_patch_touches_only_annotations (patch) && pd_record_get_record_type (view) == &pd_order_type &&
                 g_strcmp0 (pd_order_get_stage (view), pd_order_get_stage (server)) == 0
             ? SEEN_BUT_ANNOTATIONS
             : SEEN_OTHER;
}

/* Whether the command is about content alone, so that it holds whatever is noted on the record. */
static gboolean
is_content_step (const PdRecord *record, const PdMutation *mutation)
{
  return mutation->kind == PD_MUTATION_COMMAND && pd_record_get_record_type (record) == &pd_order_type &&
         pd_order_flow_is_content_step (pd_record_get_text (record, PD_ORDER_KIND), mutation->command);
}

/**
 * pd_rebase_still_holds:
 * @base: (nullable): what the author of a command saw
 * @command: the command, which was refused because the record has changed since
 * @theirs: (nullable): what there is now
 *
 * Returns: whether its author would ask for the same now: only what was noted on the record is new
 */
gboolean
pd_rebase_still_holds (const PdRecord *base, const PdMutation *command, const PdRecord *theirs)
{
  return base != NULL && theirs != NULL && !pd_record_is_deleted (theirs) &&
         pd_record_get_revision (base) == command->base_revision &&
         pd_record_get_revision (theirs) > command->base_revision && is_content_step (theirs, command) &&
         g_strcmp0 (pd_order_get_stage (base), pd_order_get_stage (theirs)) == 0 &&
         compare_seen (base, theirs) != SEEN_OTHER;
}

/* Writes a new view in place of @old, (nullable) what the row says until now. A form that was opened on the old one may
 * still be saved when its content is the same. */
gboolean
pd_rebase_put_view (PdStoreSession *session, const PdRecord *old, const PdRecord *view, GError **error)
{
  gint64 content_revision = pd_record_get_revision (view);
  PdRowInfo info;

  if (!pd_store_row_find (session, pd_record_get_record_type (view), pd_record_get_id (view), &info, error))
    return FALSE;
  if (old != NULL && pd_rebase_same_content (old, view))
    content_revision = info.content_revision;
  if (old != NULL && info.row != 0
          ? !pd_store_row_replace (session, info.row, old, view, content_revision, error)
          : !pd_store_row_put (session, view, content_revision, error))
    return FALSE;
  /* Somebody has issued it with this total, or it is gone: nobody needs to look any more. */
  if (!info.total_changed || !(pd_workflow_is_frozen (view) || pd_record_is_deleted (view)))
    return TRUE;
  return pd_store_row_set_total_changed (session, pd_record_get_record_type (view), pd_record_get_id (view),
                                         FALSE, error);
}

static gboolean
flag_total (PdStoreSession *session, const PdRecord *view, GError **error)
{
  return pd_workflow_is_frozen (view) || pd_record_is_deleted (view) ||
         pd_store_row_set_total_changed (session, pd_record_get_record_type (view), pd_record_get_id (view),
                                         TRUE, error);
}

/* Nothing waits any more. */
static gboolean
settle (PdStoreSession *session,
        const PdRecordType *type,
        const char *id,
        const PdRecord *view,
        const PdRecord *theirs,
        GError **error)
{
  if (theirs != NULL && !pd_rebase_put_view (session, view, theirs, error))
    return FALSE;
  return pd_shadow_remove (session, type, id, error) && pd_pending_refresh_state (session, type, id, error);
}

static GStrv
paths_of (const PdPatch *patch, GPtrArray *changes)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (paths, pd_change_path (patch, g_ptr_array_index (changes, i)));
  g_ptr_array_add (paths, NULL);
  return (GStrv) g_ptr_array_free (paths, FALSE);
}

/** Rebase: one record on its way from the old view to the new one. */
typedef struct
{
  PdStoreSession *session;
  gint64 seen_revision;   /* the revision that the view until now stands on */
  const PdRecord *seen;   /* the view until now */
  const PdRecord *theirs; /* the platform's version */
  gboolean made_here;     /* the platform's first version of what was made here: nobody else has touched it */
  PdRecord *view;         /* (owned) the view that grows */
  PdParkReason park;      /* code is set when a person has to decide */
  GStrv atoms;            /* (owned) (nullable) */
  guint n_done;           /* rows that turned out to be in effect already */
} Rebase;

static void
rebase_patch (Rebase *rebase, const PdMutation *mutation)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();
  PdRecord *next;

  if (pd_workflow_is_frozen (rebase->view) && !pd_patch_touches_only_annotations (mutation->patch))
    {
      rebase->park.code = "immutable";
      rebase->park.message = _ ("The record was closed for changes before this change could be sent.");
      return;
    }
  next = pd_patch_apply (mutation->patch, rebase->view, conflicts);
  pd_record_unref (rebase->view);
  rebase->view = next;
  if (conflicts->len == 0)
    return;
  rebase->atoms = paths_of (mutation->patch, conflicts);
  rebase->park.code = "fields";
  rebase->park.message = _ ("Somebody else changed the same fields differently.");
}

/* A command and a deletion are about what their author saw. While that is what there is, they follow the revisions
 * that the author's own changes made; once somebody else's came between, they never do again. Asked when all of the
 * author's changes are in both views: also those that were made after the command. What others only noted does not come
 * between for a step that vouches for the content; what the platform filled in when it made the record does not for a
 * deletion. */
static gboolean
follow_revisions (Rebase *rebase, GPtrArray *rows, GError **error)
{
  Seen seen = compare_seen (rebase->seen, rebase->view);

  for (guint i = 0; i < rows->len; i++)
    {
      PdOutboxRow *row = g_ptr_array_index (rows, i);
      PdMutationKind kind = row->mutation->kind;
      gboolean holds = seen == SEEN_ALL || (rebase->made_here && kind == PD_MUTATION_DELETE) ||
                       (seen == SEEN_BUT_ANNOTATIONS && is_content_step (rebase->view, row->mutation));

      if ((kind != PD_MUTATION_COMMAND && kind != PD_MUTATION_DELETE) || row->sent ||
          row->mutation->base_revision != rebase->seen_revision || !holds)
        continue;
      row->mutation->base_revision = pd_record_get_revision (rebase->theirs);
      if (!pd_outbox_update (rebase->session, row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
rebase_row (Rebase *rebase, PdOutboxRow *row, GError **error)
{
  gboolean joined;
  g_autoptr (PdPatch) changed = NULL;

  switch (row->mutation->kind)
    {
    case PD_MUTATION_PATCH:
      rebase_patch (rebase, row->mutation);
      return TRUE;
    case PD_MUTATION_CREATE:
      if (pd_rebase_same_content (row->mutation->record, rebase->theirs))
        {
          rebase->n_done++;
          return pd_outbox_remove (rebase->session, row->position, error);
        }
      if (!pd_rebase_received (rebase->session, row, rebase->theirs, &rebase->view, &rebase->n_done, &joined,
                               error))
        return FALSE;
      if (joined)
        return TRUE;
      rebase->park.code = "exists";
      rebase->park.message = _ ("The platform has this record already, with other content.");
      return TRUE;
    case PD_MUTATION_DELETE:
      changed = pd_diff (rebase->seen, rebase->view);
      pd_record_set_deleted (rebase->view, TRUE);
      if (rebase->made_here || pd_patch_get_n_changes (changed) == 0)
        return TRUE;
      rebase->park.code = "changed";
      rebase->park.message = _ ("Somebody else changed the record that was to be deleted.");
      return TRUE;
    case PD_MUTATION_COMMAND:
      pd_workflow_foresee (rebase->view, row->mutation->command, row->mutation->reason,
                           row->mutation->made_at);
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
only_deletes (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation->kind != PD_MUTATION_DELETE)
      return FALSE;
  return TRUE;
}

gboolean
pd_rebase_remove_rows (PdStoreSession *session, GPtrArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    if (!pd_outbox_remove (session, ((const PdOutboxRow *) g_ptr_array_index (rows, i))->position, error))
      return FALSE;
  return TRUE;
}

static gboolean
rebase_on_deleted (PdStoreSession *session,
                   GPtrArray *rows,
                   const PdRecord *view,
                   const PdRecord *theirs,
                   gint64 now,
                   GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (theirs);
  const char *id = pd_record_get_id (theirs);
  const PdParkReason reason = { "deleted", _ ("Somebody else deleted the record that was changed here."),
                                NULL, PD_ROW_CONFLICT };

  if (!only_deletes (rows))
    return pd_rebase_park (session, type, id, theirs, &reason, now, error);
  return pd_rebase_remove_rows (session, rows, error) && settle (session, type, id, view, theirs, error);
}

/* Whether @merged has a total that neither the author of what waited (in @view, on top of @base) nor the platform
 * (in @theirs) had. The platform's result of an own mutation is a merge already, whose other side is not told. */
static gboolean
is_nobodys_total (const PdRecord *merged,
                  const PdRecord *view,
                  const PdRecord *theirs,
                  const PdRecord *base,
                  gboolean own)
{
  gint64 total = pd_workflow_total (merged);

  if (total == pd_workflow_total (view))
    return FALSE;
  if (own && (base == NULL || pd_workflow_total (base) != pd_workflow_total (view)))
    return TRUE;
  return total != pd_workflow_total (theirs);
}

static gboolean
rebase_rows (PdStoreSession *session,
             GPtrArray *rows,
             const PdRecord *base,
             const PdRecord *view,
             const PdRecord *theirs,
             gboolean own,
             gint64 now,
             GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (theirs);
  const char *id = pd_record_get_id (theirs);
  Rebase rebase = {
    .session = session,
    .seen_revision = base != NULL ? pd_record_get_revision (base) : 0,
    .seen = view,
    .theirs = theirs,
    .made_here = own && base == NULL && pd_record_get_revision (theirs) == 1,
    .view = pd_record_copy (theirs),
    .park = { .state = PD_ROW_CONFLICT },
  };
  gboolean good = TRUE;

  for (guint i = 0; i < rows->len && good && rebase.park.code == NULL; i++)
    good = rebase_row (&rebase, g_ptr_array_index (rows, i), error);
  rebase.park.atoms = rebase.atoms;
  if (good && rebase.park.code != NULL)
    good = pd_rebase_park (session, type, id, theirs, &rebase.park, now, error);
  else if (good && rebase.n_done == rows->len)
    good = settle (session, type, id, view, theirs, error);
  else if (good)
    good = follow_revisions (&rebase, rows, error) &&
           pd_rebase_put_view (session, view, rebase.view, error) &&
           (!is_nobodys_total (rebase.view, view, theirs, base, own) ||
            flag_total (session, rebase.view, error)) &&
           pd_shadow_set (session, type, id, theirs, theirs, error) &&
           pd_pending_refresh_state (session, type, id, error);
  pd_record_unref (rebase.view);
  g_strfreev (rebase.atoms);
  return good;
}

static gboolean
rebase_record (PdStoreSession *session,
               const PdRecordType *type,
               const char *id,
               gboolean own,
               gint64 now,
               GError **error)
{
  g_autoptr (GPtrArray) rows = pd_outbox_get_rows (session, type, id, error);
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) view = NULL;

  if (rows == NULL || !pd_shadow_get (session, type, id, &base, &theirs, error) ||
      !pd_store_row_load (session, type, id, &view, error))
    return FALSE;
  if (rows->len == 0)
    return settle (session, type, id, view, theirs, error) &&
           (!own || view == NULL || theirs == NULL || !is_nobodys_total (theirs, view, theirs, base, own) ||
            flag_total (session, theirs, error));
  for (guint i = 0; i < rows->len; i++)
    if (((const PdOutboxRow *) g_ptr_array_index (rows, i))->in_flight)
      return pd_pending_refresh_state (session, type, id, error);
  if (theirs == NULL || view == NULL)
    return pd_pending_refresh_state (session, type, id, error);
  if (pd_record_is_deleted (theirs))
    return rebase_on_deleted (session, rows, view, theirs, now, error);
  return rebase_rows (session, rows, base, view, theirs, own, now, error);
}

/**
 * pd_rebase_record:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Makes the view anew from the platform's version and what waits (sync semantics, "rebase").
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_rebase_record (PdStoreSession *session,
                  const PdRecordType *type,
                  const char *id,
                  gint64 now,
                  GError **error)
{
  return rebase_record (session, type, id, FALSE, now, error);
}

/* The conflict that holds the record's view, or NULL. */
static PdStoreConflict *
find_holder (GPtrArray *conflicts)
{
  for (guint i = 0; i < conflicts->len; i++)
    if (pd_conflict_holds_view (g_ptr_array_index (conflicts, i)))
      return g_ptr_array_index (conflicts, i);
  return NULL;
}

/* A version that is known already: it may have left with its stream, and come back with another. */
static gboolean
count_again (PdStoreSession *session, const PdRecord *remote, GError **error)
{
  char stream[PD_STREAM_MAX];
  gint64 revision;

  return pd_store_digest_find_stream (session, pd_record_get_record_type (remote), pd_record_get_id (remote),
                                      stream, &revision, error) &&
         (stream[0] != '\0' || pd_store_digest_set (session, remote, error));
}

/* The platform's side of an open conflict moves on; when it becomes ours there is nothing left to decide. */
static gboolean
update_conflict (PdStoreSession *session,
                 PdStoreConflict *conflict,
                 const PdRecord *remote,
                 gint64 now,
                 GError **error)
{
  g_autoptr (PdRecord) view = NULL;

  if (conflict->theirs != NULL && pd_record_get_sequence (conflict->theirs) >= 0 &&
      pd_record_get_revision (remote) <= pd_record_get_revision (conflict->theirs))
    return pd_record_get_revision (remote) < pd_record_get_revision (conflict->theirs) ||
           count_again (session, remote, error);
  if (!pd_store_digest_set (session, remote, error) ||
      !pd_conflict_set_sides (session, conflict->id, conflict->mine, remote, error))
    return FALSE;
  if (!pd_rebase_same_content (conflict->mine, remote))
    return TRUE;
  return pd_conflict_close (session, conflict->id, PD_DECISION_SUPERSEDED, remote, now, error) &&
         pd_store_row_load (session, conflict->type, conflict->record_id, &view, error) &&
         settle (session, conflict->type, conflict->record_id, view, remote, error);
}

/* A later deletion or revision is shown in the sides of conflicts that do not hold the view, too. */
static gboolean
update_other_conflicts (PdStoreSession *session, GPtrArray *conflicts, const PdRecord *remote, GError **error)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      if (!pd_conflict_set_sides (session, conflict->id, conflict->mine, remote, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_newer (const PdRecord *remote, const PdRecord *known, gboolean own)
{
  gint64 revision = pd_record_get_revision (remote);

  /* A version of a history that is over says nothing. */
  if (known == NULL || pd_record_get_sequence (known) < 0)
    return TRUE;
  return revision > pd_record_get_revision (known) || (own && revision == pd_record_get_revision (known));
}

static gboolean
remote_for_clean (PdStoreSession *session,
                  const PdRecord *remote,
                  const PdRowInfo *info,
                  const guint8 *hash,
                  gboolean own,
                  GError **error)
{
  g_autoptr (PdRecord) view = NULL;

  if (info->row == 0)
    return pd_store_digest_add (session, remote, hash, error) &&
           (pd_record_is_deleted (remote) ||
            pd_store_row_add (session, remote, pd_record_get_revision (remote), error));
  /* Mostly a page that comes again: not worth reading the row. */
  if (info->sequence >= 0 && pd_record_get_revision (remote) <= info->revision && !own)
    return TRUE;
  if (!pd_store_row_load (session, pd_record_get_record_type (remote), pd_record_get_id (remote), &view,
                          error))
    return FALSE;
  return !is_newer (remote, view, own) ||
         (pd_store_digest_set (session, remote, error) && pd_rebase_put_view (session, view, remote, error));
}

/* What mostly becomes of a save: the platform has accepted it, nothing else waits for the record, and the platform knew
 * nothing newer. The shadow is needed no more and need not be read. @done: (out): whether that was so; else nothing was
 * done. */
static gboolean
settle_accepted (PdStoreSession *session, const PdRecord *remote, gboolean *done, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (remote);
  const char *id = pd_record_get_id (remote);
  g_autoptr (GPtrArray) rows = pd_outbox_get_rows (session, type, id, error);
  g_autoptr (PdRecord) view = NULL;
  gint64 revision, sequence;

  *done = FALSE;
  if (rows == NULL || !pd_shadow_get_place (session, type, id, &revision, &sequence, error))
    return FALSE;
  if (rows->len > 0 || revision < 0 || (sequence >= 0 && pd_record_get_revision (remote) < revision))
    return TRUE;
  if (!pd_store_row_load (session, type, id, &view, error))
    return FALSE;
  /* A total that the author did not see is looked at with the base beside it. */
  if (view == NULL || pd_workflow_total (view) != pd_workflow_total (remote))
    return TRUE;
  *done = TRUE;
  return pd_store_digest_set (session, remote, error) && settle (session, type, id, view, remote, error);
}

static gboolean
remote_for_dirty (PdStoreSession *session, const PdRecord *remote, gboolean own, gint64 now, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (remote);
  const char *id = pd_record_get_id (remote);
  g_autoptr (GPtrArray) conflicts = pd_conflict_get_open (session, type, id, error);
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) view = NULL;
  PdStoreConflict *holder;
  gboolean done = FALSE;

  if (conflicts == NULL)
    return FALSE;
  if (own && conflicts->len == 0 && !settle_accepted (session, remote, &done, error))
    return FALSE;
  if (done)
    return TRUE;
  holder = find_holder (conflicts);
  if (holder != NULL)
    return update_conflict (session, holder, remote, now, error);
  if (!pd_shadow_get (session, type, id, &base, &theirs, error))
    return FALSE;
  /* Without a shadow the view is the platform's version, unless the platform has none yet. */
  if (theirs == NULL && !pd_store_row_load (session, type, id, &view, error))
    return FALSE;
  if (view != NULL && pd_record_get_revision (view) > 0)
    theirs = g_steal_pointer (&view);
  if (is_newer (remote, theirs, own)
          ? !pd_store_digest_set (session, remote, error) ||
                !pd_shadow_set (session, type, id, base != NULL ? base : theirs, remote, error) ||
                !update_other_conflicts (session, conflicts, remote, error)
          : pd_record_get_revision (remote) == pd_record_get_revision (theirs) &&
                !count_again (session, remote, error))
    return FALSE;
  return rebase_record (session, type, id, own, now, error);
}

static gboolean
is_kept (PdStoreSession *session, const PdRecord *remote, gboolean *kept, GError **error)
{
  char stream[PD_STREAM_MAX];

  *kept = TRUE;
  if (pd_record_is_deleted (remote))
    return TRUE;
  pd_record_stream (remote, stream);
  return pd_store_keeps_stream (session, stream, kept, error);
}

/**
 * pd_rebase_remote:
 * @session: the session
 * @remote: a version of a record as the platform has it, from a page or a result
 * @own: whether it is the result of one of our own mutations
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Takes over what the platform says (sync semantics, "remote"): an older revision is ignored, a clean record is
 * replaced, a changed one is rebased. A deletion never destroys an edit.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_rebase_remote (PdStoreSession *session, const PdRecord *remote, gboolean own, gint64 now, GError **error)
{
  PdRowInfo info;

  return pd_store_row_find (session, pd_record_get_record_type (remote), pd_record_get_id (remote), &info,
                            error) &&
         pd_rebase_remote_on (session, remote, &info, NULL, own, now, error);
}

/**
 * pd_rebase_remote_on:
 * @session: the session
 * @remote: a version of a record as the platform has it
 * @info: what pd_store_row_find() says of it now
 * @hash: (nullable): what pd_store_digest_hash() says of it, where that is known
 * @own: whether it is the result of one of our own mutations
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * As pd_rebase_remote(), when the row has been looked for already.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_rebase_remote_on (PdStoreSession *session,
                     const PdRecord *remote,
                     const PdRowInfo *info,
                     const guint8 *hash,
                     gboolean own,
                     gint64 now,
                     GError **error)
{
  gboolean kept = TRUE;

  /* Of what somebody here has just changed the whole stream is kept; what others have is not kept for its own sake. */
  if (!own && !is_kept (session, remote, &kept, error))
    return FALSE;
  if (!kept)
    return pd_store_evict (session, pd_record_get_record_type (remote), pd_record_get_id (remote), error);
  if (info->row == 0 || info->state == PD_ROW_CLEAN)
    return remote_for_clean (session, remote, info, hash, own, error);
  return remote_for_dirty (session, remote, own, now, error);
}
