/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-merge.h"

G_BEGIN_DECLS

/**
 * PdMutationKind:
 * @PD_MUTATION_CREATE: @record is new
 * @PD_MUTATION_PATCH: @patch on a record that exists
 * @PD_MUTATION_COMMAND: @command, with @total as the author saw it; never merged
 * @PD_MUTATION_DELETE: the record goes, if it still is what the author saw
 */
typedef enum
{
  PD_MUTATION_CREATE,
  PD_MUTATION_PATCH,
  PD_MUTATION_COMMAND,
  PD_MUTATION_DELETE
} PdMutationKind;

/** PdMutation: one thing a person did to one record, on its way to the platform. */
typedef struct
{
  char *id;       /* idempotency key, a UUID; never changes, however often it is sent */
  gint64 counter; /* the replica's, given when the mutation is frozen for sending; 0 before */
  const PdRecordType *type;
  char *record_id;
  PdMutationKind kind;
  gint64 base_revision; /* the revision that the author saw; 0 for a new record */
  PdRecord *record;     /* (nullable) for CREATE */
  PdPatch *patch;       /* (nullable) for PATCH */
  char *command;        /* (nullable) for COMMAND: see pd-workflow.h */
  gint64 total;         /* fen, for COMMAND: the total that the author saw */
  char *reason;         /* (nullable) for COMMAND: the author's words */
  gint64 made_at;       /* microseconds, the author's clock: a label, never an order */
} PdMutation;

PdMutation *
pd_mutation_new (const char *id, const PdRecordType *type, const char *record_id, PdMutationKind kind);
void pd_mutation_free (PdMutation *mutation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdMutation, pd_mutation_free)
const char *pd_mutation_kind_name (PdMutationKind kind);
gboolean pd_mutation_kind_parse (const char *name, PdMutationKind *kind);

/**
 * PdOutcome: what became of a mutation.
 * @PD_OUTCOME_OK: in effect; the record is as returned
 * @PD_OUTCOME_CONFLICT: somebody else changed the same; a person decides
 * @PD_OUTCOME_REJECTED: it can never be accepted as it is; the message says why
 * @PD_OUTCOME_REUSED: the id or the counter was used for something else: this replica was copied or rolled back
 */
typedef enum
{
  PD_OUTCOME_OK,
  PD_OUTCOME_CONFLICT,
  PD_OUTCOME_REJECTED,
  PD_OUTCOME_REUSED
} PdOutcome;

/** PdResult: the platform's definitive answer to one mutation. */
typedef struct
{
  char *mutation_id;
  PdOutcome outcome;
  gboolean replayed; /* the platform had this mutation before; this is the first answer again */
  char *code; /* (nullable) "fields", "exists", "immutable", "state", "stale", "invalid", "forbidden" … */
  char *path; /* (nullable) the field that is wrong */
  char *message; /* (nullable) a sentence */
  GStrv atoms;   /* (nullable) the paths in conflict */
  char *
      payload_hash; /* (nullable) of what the platform decided about, when it was not sent with this question */
  /* (nullable) SHA-256 of the record's content in hex, when @record has only what the platform itself wrote: the rest is
   * what the mutation's author has, with the mutation. */
  char *content_hash;
  PdRecord *record; /* (nullable) the record as it is now on the platform */
} PdResult;

PdResult *pd_result_new (const char *mutation_id, PdOutcome outcome);
void pd_result_free (PdResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdResult, pd_result_free)
const char *pd_outcome_name (PdOutcome outcome);
gboolean pd_outcome_parse (const char *name, PdOutcome *outcome);

G_END_DECLS
