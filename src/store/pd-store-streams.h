/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-stream.h"
#include "store/pd-store-session.h"
#include "wire/pd-wire.h"

G_BEGIN_DECLS

/*
 * Which streams this cache keeps, and how far each has come (sync: 2.1). A stream is kept when its year is not before
 * the one that the office chose, or when somebody here changed a record of it. What is kept no more leaves record by
 * record; what waits for the platform stays until it is decided.
 */

/** PdStorePull: what to ask the platform for next. */
typedef struct
{
  char *streams; /* names, separated by commas; "none": only what there is */
  char *cursor;  /* where they have come to; "": the beginning */
  gint64 until;  /* no change after this sequence, so that they meet the others there; 0: all */
} PdStorePull;

void pd_store_pull_free (PdStorePull *pull);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStorePull, pd_store_pull_free)
PdStorePull *pd_store_plan_pull (PdStoreSession *session, GError **error);

/** PdStoreStream: a stream that is kept, or on its way out. */
typedef struct
{
  char *name;
  gint64 count; /* records that the platform has, as far as is known here */
  gboolean leaving;
} PdStoreStream;

void pd_store_stream_free (PdStoreStream *stream);
GPtrArray *pd_store_list_streams (PdStoreSession *session, GError **error);
char *pd_store_join_streams (PdStoreSession *session, GError **error);
gboolean pd_store_keeps_stream (PdStoreSession *session, const char *name, gboolean *keeps, GError **error);
gboolean pd_store_add_stream (PdStoreSession *session, const char *name, GError **error);
gboolean pd_store_get_keep_since (PdStoreSession *session, guint *year, GError **error);
gboolean pd_store_set_keep_since (PdStoreSession *session, guint year, GError **error);

/* For pages and comparisons. */
gboolean pd_store_streams_have_come (PdStoreSession *session, gboolean *some, GError **error);
gboolean pd_store_streams_advance (PdStoreSession *session,
                                   const PdStorePull *pull,
                                   const PdWirePage *page,
                                   gboolean *more,
                                   GError **error);
gboolean pd_store_streams_pass (PdStoreSession *session, const PdWirePassage *passage, GError **error);
gboolean
pd_store_streams_set_all (PdStoreSession *session, const char *cursor, gint64 sequence, GError **error);

/* Leaving. */
gboolean
pd_store_leave_forbidden (PdStoreSession *session, const GStrv types, gboolean *left, GError **error);
gboolean pd_store_evict (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_store_stay (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_store_evict_when_clean (PdStoreSession *session,
                                    const PdRecordType *type,
                                    const char *id,
                                    gboolean *evicted,
                                    GError **error);
gboolean pd_store_streams_are_leaving (PdStoreSession *session, gboolean *leaving, GError **error);
gboolean pd_store_sweep_streams (PdStoreSession *session, guint limit, gboolean *more, GError **error);

G_END_DECLS
