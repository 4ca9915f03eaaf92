/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-stream.h"
#include "store/pd-store-session.h"
#include "wire/pd-wire-digest.h"

G_BEGIN_DECLS

/*
 * What this cache holds of the platform's records, whatever waits on top of them: one entry a record with its
 * revision and hash, and their sums by stream, kept in the transactions that take over what the platform says
 * (sync: 2.7).
 */

/** PdStoreDifference: what comparing the sums with the platform's came to. */
typedef enum
{
  PD_STORE_SAME,
  PD_STORE_DIFFERENT,
  PD_STORE_KNOWN_DIFFERENT /* different as before, when it could not be repaired */
} PdStoreDifference;

/** PdStoreDigestEach: gets an entry, valid during the call. Returns: %FALSE to stop with the error that it set */
typedef gboolean (*PdStoreDigestEach) (const PdWireDigestEntry *entry,
                                       const char *stream,
                                       gpointer data,
                                       GError **error);

/* pd-store-digest.c: entries and sums */
gboolean pd_store_digest_register (PdStoreSession *session, GError **error);
void pd_store_digest_hash (const PdRecord *record, guint8 hash[PD_DIGEST_SIZE]);
gboolean pd_store_digest_set (PdStoreSession *session, const PdRecord *theirs, GError **error);
gboolean pd_store_digest_set_hashed (PdStoreSession *session,
                                     const PdRecord *theirs,
                                     const guint8 *known,
                                     GError **error);
gboolean
pd_store_digest_add (PdStoreSession *session, const PdRecord *theirs, const guint8 *hash, GError **error);
void pd_store_digest_hold (PdStoreSession *session);
gboolean pd_store_digest_release (PdStoreSession *session, GError **error);
gboolean
pd_store_digest_forget (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_store_digest_find (PdStoreSession *session,
                               const PdRecordType *type,
                               const char *id,
                               PdWireDigestEntry **entry,
                               GError **error);
gboolean pd_store_digest_find_stream (PdStoreSession *session,
                                      const PdRecordType *type,
                                      const char *id,
                                      char stream[PD_STREAM_MAX],
                                      gint64 *revision,
                                      GError **error);
gboolean
pd_store_digest_read_sum (PdStoreSession *session, const char *stream, PdDigest *sum, GError **error);
gboolean pd_store_digest_get_sum (PdStoreSession *session, PdDigest *sum, GError **error);
gboolean pd_store_digest_for_each (PdStoreSession *session,
                                   const char *position,
                                   guint limit,
                                   PdStoreDigestEach each,
                                   gpointer data,
                                   GError **error);
GPtrArray *
pd_store_digest_list (PdStoreSession *session, guint n_buckets, const gboolean *wanted, GError **error);
gboolean
pd_store_digest_sum_buckets (PdStoreSession *session, guint n_buckets, PdDigest *sums, GError **error);
gboolean pd_store_digest_sum_up (PdStoreSession *session, GError **error);

/* pd-store-digest-check.c: entries against rows, sums against the platform's */
gboolean pd_store_digest_compute (PdStoreSession *session, PdDigest *sum, GError **error);
gboolean pd_store_digest_ensure (PdStoreSession *session, GError **error);
gboolean pd_store_digest_check_some (PdStoreSession *session,
                                     guint limit,
                                     char **position,
                                     guint *n_wrong,
                                     GError **error);
gboolean pd_store_digest_check (PdStoreSession *session, guint limit, guint *n_wrong, GError **error);
gboolean pd_store_digest_compare (PdStoreSession *session,
                                  const PdWirePage *page,
                                  gboolean repaired,
                                  gint64 now,
                                  PdStoreDifference *difference,
                                  GError **error);

G_END_DECLS
