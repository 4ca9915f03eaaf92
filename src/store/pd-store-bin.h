/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/**
 * PdStoreBinState: where something that was deleted is.
 * @PD_STORE_BIN_HERE: on this computer alone: the platform has not heard of it, or keeps none of its kind
 * @PD_STORE_BIN_OFFICE: at the platform: everybody sees it, and may restore it
 * @PD_STORE_BIN_ASKED_FOR: at the platform, and it was asked here to restore it
 * @PD_STORE_BIN_RESTORED: it was restored
 */
typedef enum
{
  PD_STORE_BIN_HERE,
  PD_STORE_BIN_OFFICE,
  PD_STORE_BIN_ASKED_FOR,
  PD_STORE_BIN_RESTORED
} PdStoreBinState;

/** PdStoreBinEntry: something that was deleted. */
typedef struct
{
  PdStoreBinState state;
  const PdRecordType *type;
  char *id;             /* (owned) the record's, which is never used again */
  char *title;          /* (owned) (nullable) its number or name */
  char *subject;        /* (owned) (nullable) what it was about, as a buyer's name */
  gint64 deleted_at;    /* microseconds since 1970 in UTC, as the others */
  gint64 kept_until;    /* when it goes for good */
  char *deleted_by;     /* (owned) (nullable) NULL: here, and nobody else has heard of it */
  char *deleted_from;   /* (owned) (nullable) from which computer */
  char *restored_id;    /* (owned) (nullable) what it became */
  char *restored_title; /* (owned) (nullable) the number or name that this has */
  char *restored_by;    /* (owned) (nullable) */
  gint64 restored_at;   /* 0 when it was not restored */
} PdStoreBinEntry;

/**
 * PdStoreBinRestored: what restoring something came to.
 * @PD_STORE_BIN_WAITS: the platform restores it when it is next asked, once for the whole office
 * @PD_STORE_BIN_MADE: a new record of the old content is here, and waits to be sent
 * @PD_STORE_BIN_NOT_DELETED: its deletion had not been sent: it is where it was
 */
typedef enum
{
  PD_STORE_BIN_WAITS,
  PD_STORE_BIN_MADE,
  PD_STORE_BIN_NOT_DELETED
} PdStoreBinRestored;

void pd_store_bin_entry_free (PdStoreBinEntry *entry);

gboolean pd_store_bin_put (PdStoreSession *session, const PdRecord *record, gint64 now, GError **error);
GPtrArray *pd_store_bin_list (PdStoreSession *session, gint64 now, GError **error);
PdRecord *
pd_store_bin_get (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_store_bin_restore (PdStoreSession *session,
                               const PdRecordType *type,
                               const char *id,
                               gint64 now,
                               PdStoreBinRestored *how,
                               char **record_id,
                               GError **error);
gboolean pd_store_bin_empty (PdStoreSession *session, gint64 before, GError **error);
char *pd_store_bin_entry_describe (const PdStoreBinEntry *entry);

G_END_DECLS
