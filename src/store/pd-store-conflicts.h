/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

/**
 * PdStoreDecision: how a conflict ended.
 * @PD_DECISION_OPEN: it has not
 * @PD_DECISION_MERGED: a person said what the record is to be
 * @PD_DECISION_THEIRS: a person took the platform's version
 * @PD_DECISION_SUPERSEDED: its author did something newer, or both sides have become the same
 * @PD_DECISION_NEW: a person took the platform's version and made a new record of the author's
 */
typedef enum
{
  PD_DECISION_OPEN,
  PD_DECISION_MERGED,
  PD_DECISION_THEIRS,
  PD_DECISION_SUPERSEDED,
  PD_DECISION_NEW
} PdStoreDecision;

/** PdStoreConflict: an edit that somebody has to look at; it holds everything that its author saved. */
typedef struct
{
  char *id;
  const PdRecordType *type;
  char *record_id;
  char *title;      /* (nullable) what a person calls the record */
  PdRecord *base;   /* (nullable) what its author saw; NULL for a record made here */
  PdRecord *mine;   /* (nullable) what its author wants; deleted: to be gone */
  PdRecord *theirs; /* (nullable) what the platform has; NULL when it has none */
  GStrv atoms;      /* (nullable) the paths in conflict */
  char *command;    /* (nullable) the command that was refused */
  char *words;      /* (nullable) what its author typed in with it, e.g. a voucher */
  char *code;       /* (nullable) "fields", "exists", "deleted", "state", "invalid" … */
  char *message;    /* (nullable) a sentence */
  PdRowState state; /* CONFLICT, or REJECTED when the platform will not take it as it is */
  gint64 created_at;
  PdStoreDecision decision;
  gint64 resolved_at;
  PdRecord *decided; /* (nullable) what was made of it; of an id of its own where it became a new record */
} PdStoreConflict;

void pd_store_conflict_free (PdStoreConflict *conflict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreConflict, pd_store_conflict_free)

PdRecord *pd_store_conflict_mine (const PdStoreConflict *conflict);
GPtrArray *pd_store_list_conflicts (PdStoreSession *session, gboolean open_only, GError **error);
PdStoreConflict *pd_store_get_conflict (PdStoreSession *session, const char *id, GError **error);
gboolean pd_store_resolve_conflict (PdStoreSession *session,
                                    const char *id,
                                    PdRecord *merged,
                                    gint64 now,
                                    GError **error);

G_END_DECLS
