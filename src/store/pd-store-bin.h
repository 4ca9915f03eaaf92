/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/* How long the bin keeps what was deleted: no longer than the platform keeps files that nothing names any more. */
#define PD_STORE_BIN_DAYS 30

/** PdStoreBinEntry: something that was deleted on this computer. */
typedef struct
{
  const PdRecordType *type;
  char *id;          /* (owned) the record's, which is never used again */
  char *title;       /* (owned) (nullable) its number or name */
  gint64 deleted_at; /* microseconds since 1970 in UTC */
} PdStoreBinEntry;

void pd_store_bin_entry_free (PdStoreBinEntry *entry);

gboolean pd_store_bin_put (PdStoreSession *session, const PdRecord *record, gint64 now, GError **error);
GPtrArray *pd_store_bin_list (PdStoreSession *session, gint64 now, GError **error);
PdRecord *pd_store_bin_restore (PdStoreSession *session, const char *id, gint64 now, GError **error);
gboolean pd_store_bin_empty (PdStoreSession *session, gint64 before, GError **error);

G_END_DECLS
