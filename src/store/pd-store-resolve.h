/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-resolution.h"
#include "store/pd-store-conflicts.h"

G_BEGIN_DECLS

/**
 * PdConflictKind: what a conflict asks a person, as its sides stand now.
 * @PD_CONFLICT_FIELDS: both changed the same fields
 * @PD_CONFLICT_REJECTED: the platform does not take mine as it is: mend it and send it again, or discard it
 * @PD_CONFLICT_FROZEN: the record was closed for changes meanwhile: take theirs, or make a new record of mine
 * @PD_CONFLICT_DELETED_THERE: changed here and deleted there: accept it, or make a new record of mine
 * @PD_CONFLICT_DELETED_HERE: deleted here and changed there: keep it, or delete it after all
 * @PD_CONFLICT_ABSENT: made here and not taken there: mend it and send it again, or discard it
 * @PD_CONFLICT_COMMAND: a command was refused: ask again, or let it be
 */
typedef enum
{
  PD_CONFLICT_FIELDS,
  PD_CONFLICT_REJECTED,
  PD_CONFLICT_FROZEN,
  PD_CONFLICT_DELETED_THERE,
  PD_CONFLICT_DELETED_HERE,
  PD_CONFLICT_ABSENT,
  PD_CONFLICT_COMMAND
} PdConflictKind;

/**
 * PdUndo: what an undo came to.
 * @PD_UNDO_OPEN: nothing had been sent: the conflict is open again as it was
 * @PD_UNDO_PUT_BACK: it had been sent: a new entry puts back what the platform had before, as a new change
 * @PD_UNDO_KEPT_NEW: the conflict is open again; the new record that had been made of it has been sent and stays
 * @PD_UNDO_FOLLOWS: it is on its way, and nobody can say whether it has arrived: a new change follows it that puts back
 *   what the platform had before
 */
typedef enum
{
  PD_UNDO_OPEN,
  PD_UNDO_PUT_BACK,
  PD_UNDO_KEPT_NEW,
  PD_UNDO_FOLLOWS
} PdUndo;

PdConflictKind pd_store_conflict_kind (const PdStoreConflict *conflict);
const char *pd_store_conflict_advice (const PdStoreConflict *conflict);
PdResolution *pd_store_conflict_resolution (const PdStoreConflict *conflict);

gboolean pd_store_resolve (PdStoreSession *session,
                           const char *id,
                           const PdResolution *resolution,
                           gint64 now,
                           GError **error);
gboolean
pd_store_resolve_as_new (PdStoreSession *session, const char *id, gint64 now, char **new_id, GError **error);
gboolean pd_store_repeat_command (PdStoreSession *session, const char *id, gint64 now, GError **error);
char *pd_store_undo (PdStoreSession *session, const char *id, gint64 now, PdUndo *how, GError **error);

G_END_DECLS
