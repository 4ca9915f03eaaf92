/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of one record's hash and of a sum of them. */
#define PD_DIGEST_SIZE 16

/* Records that one bucket holds, about; and more buckets than this are never asked for. */
#define PD_DIGEST_BUCKET_SIZE 256
#define PD_DIGEST_MAX_BUCKETS 4096

/** PdDigest: of a set of records, in whatever order they came: equal sets have equal digests (sync: 2.7). */
typedef struct
{
  gint64 count;
  guint64 high, low; /* the sum of the records' hashes, modulo 2^128 */
} PdDigest;

#define PD_DIGEST_SHA256_SIZE 32

void pd_digest_sha256 (const void *data, gsize size, guint8 digest[PD_DIGEST_SHA256_SIZE]);
void pd_digest_to_hex (const guint8 *bytes, gsize size, char *hex);
void pd_digest_hash (const char *id, gint64 revision, const char *content_hash, guint8 hash[PD_DIGEST_SIZE]);
void pd_digest_add (PdDigest *digest, const guint8 hash[PD_DIGEST_SIZE]);
void pd_digest_remove (PdDigest *digest, const guint8 hash[PD_DIGEST_SIZE]);
void pd_digest_merge (PdDigest *digest, const PdDigest *other);
gboolean pd_digest_equal (const PdDigest *a, const PdDigest *b);
void pd_digest_get_sum (const PdDigest *digest, guint8 sum[PD_DIGEST_SIZE]);
void pd_digest_set_sum (PdDigest *digest, const guint8 sum[PD_DIGEST_SIZE]);
char *pd_digest_hash_to_text (const guint8 hash[PD_DIGEST_SIZE]);
gboolean pd_digest_hash_from_text (const char *text, guint8 hash[PD_DIGEST_SIZE]);
guint pd_digest_n_buckets (gint64 count);
guint pd_digest_bucket (const char *id, guint n_buckets);

G_END_DECLS
