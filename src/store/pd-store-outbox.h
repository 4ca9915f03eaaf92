/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"
#include "store/pd-store-streams.h"
#include "wire/pd-wire.h"

G_BEGIN_DECLS

/* What a batch may hold at most (sync.md 2.3). */
#define PD_STORE_BATCH_MUTATIONS 500
#define PD_STORE_BATCH_BYTES (1024 * 1024)

/** PdStoreOutboxEntry: one mutation that has not been decided. */
typedef struct
{
  PdMutation *mutation; /* (owned) */
  PdRowState state;     /* WAITING or IN_FLIGHT */
  char *title;          /* (owned) (nullable) what a person calls the record */
} PdStoreOutboxEntry;

void pd_store_outbox_entry_free (PdStoreOutboxEntry *entry);

GPtrArray *pd_store_freeze_behind (PdStoreSession *session,
                                   gint64 after,
                                   guint max_mutations,
                                   gsize max_bytes,
                                   GError **error);
GPtrArray *
pd_store_freeze_batch (PdStoreSession *session, guint max_mutations, gsize max_bytes, GError **error);
gboolean pd_store_apply_results (PdStoreSession *session, GPtrArray *results, gint64 now, GError **error);
gboolean pd_store_apply_pushed (PdStoreSession *session,
                                GPtrArray *results,
                                const PdWirePassage *passage,
                                gint64 now,
                                GError **error);
gboolean pd_store_apply_page (PdStoreSession *session,
                              const PdWirePage *page,
                              const PdStorePull *pull,
                              gboolean accept_removals,
                              gint64 now,
                              gboolean *more,
                              GError **error);
GStrv pd_store_get_in_flight (PdStoreSession *session, GError **error);
gboolean pd_store_requeue_in_flight (PdStoreSession *session, gboolean new_identity, GError **error);
gboolean pd_store_park_mutation (PdStoreSession *session,
                                 const char *mutation_id,
                                 const char *code,
                                 const char *message,
                                 gint64 now,
                                 GError **error);
gboolean pd_store_begin_history (PdStoreSession *session, const char *epoch, GError **error);
GPtrArray *pd_store_list_outbox (PdStoreSession *session, GError **error);
GPtrArray *pd_store_list_oldest (PdStoreSession *session, guint limit, GError **error);

/* Keys of the meta table. */
#define PD_STORE_META_REPLICA "replica"
#define PD_STORE_META_EPOCH "epoch"
#define PD_STORE_META_MAX_SEQUENCE "max_sequence"
#define PD_STORE_META_ACCOUNT "account"
#define PD_STORE_META_LAST_SUCCESS "last_success" /* microseconds since 1970 in UTC */
#define PD_STORE_META_DIGEST "digests"            /* set once there is an entry for every record */
#define PD_STORE_META_CHECKED "checked"           /* the record whose content was looked after last */
#define PD_STORE_META_DIFFERENCE "difference"     /* the sums of both sides that could not be made equal */
#define PD_STORE_META_RESTORING "restoring"       /* set while both sides are compared after a restore */
#define PD_STORE_META_KEEP_SINCE "keep_since"     /* the first business year that is kept */
#define PD_STORE_META_LAST_FAILURE "last_failure" /* why the last attempt failed; gone after a success */

char *pd_store_get_meta (PdStoreSession *session, const char *key, GError **error);
gboolean pd_store_set_meta (PdStoreSession *session, const char *key, const char *value, GError **error);

G_END_DECLS
