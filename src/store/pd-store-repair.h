/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-digest.h"
#include "store/pd-store-records.h"

G_BEGIN_DECLS

/**
 * PdStoreRepairKind: what was found and done.
 * @PD_REPAIR_FETCHED: the record was missing here: fetched
 * @PD_REPAIR_RESTORED: what was here was not what the platform had sent: fetched again
 * @PD_REPAIR_UPDATED: an older version was here: the newer one was fetched
 * @PD_REPAIR_DELETED: the platform had deleted it: deleted here
 * @PD_REPAIR_REGRESSED: the platform has an older version or another content; ours is kept among the lost ones
 * @PD_REPAIR_GONE: the platform has it no more; ours is kept among the lost ones
 * @PD_REPAIR_KEPT: the platform has it no more, but changes wait on it here: left as it is
 * @PD_REPAIR_GIVEN_BACK: the platform had lost it and took it back from here
 */
typedef enum
{
  PD_REPAIR_FETCHED,
  PD_REPAIR_RESTORED,
  PD_REPAIR_UPDATED,
  PD_REPAIR_DELETED,
  PD_REPAIR_REGRESSED,
  PD_REPAIR_GONE,
  PD_REPAIR_KEPT,
  PD_REPAIR_GIVEN_BACK
} PdStoreRepairKind;

/** PdStoreRepair: one repair, for whoever wants to know what happened. */
typedef struct
{
  gint64 at; /* microseconds since 1970 in UTC */
  const PdRecordType *type;
  char *record_id;
  char *title; /* (nullable) what a person calls the record */
  PdStoreRepairKind kind;
  gboolean restored;  /* found because the platform's data were restored; else by the sums */
  gint64 here, there; /* revisions; 0: none */
} PdStoreRepair;

void pd_store_repair_free (PdStoreRepair *repair);
const char *pd_store_repair_kind_name (PdStoreRepairKind kind);
const char *pd_store_repair_sentence (PdStoreRepairKind kind);

gboolean pd_store_repair_records (PdStoreSession *session,
                                  GPtrArray *asked,
                                  GPtrArray *records,
                                  gboolean restored,
                                  gint64 now,
                                  GError **error);
gboolean
pd_store_repair_add_given_back (PdStoreSession *session, const PdRecord *record, gint64 now, GError **error);
GPtrArray *pd_store_list_unconfirmed (PdStoreSession *session, GError **error);
gboolean pd_store_repair_remove_orphans (PdStoreSession *session, GError **error);
gboolean pd_store_end_history (PdStoreSession *session,
                               const char *epoch,
                               const char *next,
                               gint64 head,
                               GError **error);
GPtrArray *pd_store_list_repairs (PdStoreSession *session, guint limit, GError **error);
gboolean pd_store_count_repairs (PdStoreSession *session, gint64 *n_repairs, gint64 *n_lost, GError **error);

G_END_DECLS
