/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-outbox.h"
#include "sync/pd-sync-failure.h"

G_BEGIN_DECLS

/** PdSyncSituation: what everything that waits has in common. */
typedef struct
{
  gboolean signed_in;
  gboolean has_network;
  gboolean offline;      /* a person's wish */
  PdSyncFailure failure; /* of the last attempt; NONE: it worked */
  gint64 next_try;       /* microseconds since 1970; 0: none is planned */
} PdSyncSituation;

/** PdSyncWaiting: one record that has not reached the platform as it is here, and why. */
typedef struct
{
  const PdRecordType *type;
  char *record_id;  /* (owned) */
  char *title;      /* (owned) (nullable) what a person calls it */
  const char *code; /* a word for programs */
  char *reason;     /* (owned) a sentence or two: why, and what a person can do where one can */
  gboolean stuck;   /* until a person decides */
  guint n_changes;  /* how many changes of it wait, one behind the other */
} PdSyncWaiting;

void pd_sync_waiting_free (PdSyncWaiting *waiting);
char *pd_sync_waiting_reason (const PdSyncSituation *situation,
                              gboolean in_flight,
                              guint behind,
                              const char **code);
GPtrArray *
pd_sync_waiting_list (PdStoreSession *session, const PdSyncSituation *situation, guint limit, GError **error);

G_END_DECLS
