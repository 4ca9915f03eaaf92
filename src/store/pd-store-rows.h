/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: records as typed rows. What a row says is the user's view of the record. */

#include "store/pd-store-records.h"
#include "store/pd-store-session.h"

G_BEGIN_DECLS

/** PdRowInfo: what is known of a row without reading it all. */
typedef struct
{
  gint64 row; /* 0: there is none */
  gint64 revision;
  gint64 sequence;         /* below 0, as -1 less it: of a history that is over, to be confirmed */
  gint64 content_revision; /* since this revision its content is what it is */
  PdRowState state;
  gboolean total_changed; /* a merge made a total that nobody entered, and nobody has looked yet */
} PdRowInfo;

gboolean pd_store_row_find (PdStoreSession *session,
                            const PdRecordType *type,
                            const char *id,
                            PdRowInfo *info,
                            GError **error);
gboolean pd_store_row_load (PdStoreSession *session,
                            const PdRecordType *type,
                            const char *id,
                            PdRecord **record,
                            GError **error);
PdRecord *pd_store_row_read_header (PdStatement *statement, const PdRecordType *type);
gboolean
pd_store_row_put (PdStoreSession *session, const PdRecord *record, gint64 content_revision, GError **error);
gboolean
pd_store_row_add (PdStoreSession *session, const PdRecord *record, gint64 content_revision, GError **error);
gboolean pd_store_row_replace (PdStoreSession *session,
                               gint64 row,
                               const PdRecord *old,
                               const PdRecord *record,
                               gint64 content_revision,
                               GError **error);
gboolean
pd_store_row_remove (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_store_row_set_state (PdStoreSession *session,
                                 const PdRecordType *type,
                                 const char *id,
                                 PdRowState state,
                                 const char *pending_command,
                                 GError **error);
gboolean pd_store_row_set_total_changed (PdStoreSession *session,
                                         const PdRecordType *type,
                                         const char *id,
                                         gboolean changed,
                                         GError **error);
gboolean pd_store_fail_not_found (GError **error);

G_END_DECLS
