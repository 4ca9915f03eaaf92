/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-digest.h"

#include <gnutls/crypto.h>
#include <string.h>

/**
 * pd_digest_sha256:
 * @data: bytes
 * @size: how many
 * @digest: (out caller-allocates): their SHA-256
 *
 * By the processor's own instructions where it has them: GLib's checksum takes ten times as long, and both sides hash
 * every record.
 */
void
pd_digest_sha256 (const void *data, gsize size, guint8 digest[PD_DIGEST_SHA256_SIZE])
{
  if (gnutls_hash_fast (GNUTLS_DIG_SHA256, data, size, digest) != 0)
    g_error ("SHA-256 cannot be computed.");
}

/** pd_digest_to_hex: @hex: (out caller-allocates): two characters a byte, and a NUL */
void
pd_digest_to_hex (const guint8 *bytes, gsize size, char *hex)
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < size; i++)
    {
      hex[2 * i] = digits[bytes[i] >> 4];
      hex[2 * i + 1] = digits[bytes[i] & 15];
    }
  hex[2 * size] = '\0';
}

/**
 * pd_digest_hash:
 * @id: a record's id
 * @revision: its revision
 * @content_hash: what pd_wire_record_content_hash() says of it
 * @hash: (out caller-allocates): the first bytes of the SHA-256 over the three
 *
 * What one record that is not deleted adds to a digest (sync: 2.7).
 */
void
pd_digest_hash (const char *id, gint64 revision, const char *content_hash, guint8 hash[PD_DIGEST_SIZE])
{
  g_autofree char *text = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%s", id, revision, content_hash);
  guint8 whole[PD_DIGEST_SHA256_SIZE];

  pd_digest_sha256 (text, strlen (text), whole);
  memcpy (hash, whole, PD_DIGEST_SIZE);
}

static guint64
read_half (const guint8 *bytes)
{
  guint64 half;

  memcpy (&half, bytes, sizeof half);
  return GUINT64_FROM_BE (half);
}

static void
write_half (guint8 *bytes, guint64 half)
{
  guint64 turned = GUINT64_TO_BE (half);

  memcpy (bytes, &turned, sizeof turned);
}

static void
add (PdDigest *digest, guint64 high, guint64 low)
{
  digest->low += low;
  digest->high += high + (digest->low < low ? 1 : 0);
}

void
pd_digest_add (PdDigest *digest, const guint8 hash[PD_DIGEST_SIZE])
{
  digest->count++;
  add (digest, read_half (hash), read_half (hash + 8));
}

void
pd_digest_remove (PdDigest *digest, const guint8 hash[PD_DIGEST_SIZE])
{
  guint64 low = read_half (hash + 8);

  digest->count--;
  digest->high -= read_half (hash) + (digest->low < low ? 1 : 0);
  digest->low -= low;
}

/**
 * pd_digest_merge:
 * @digest: a digest
 * @other: that of other records, or the difference of two digests
 */
void
pd_digest_merge (PdDigest *digest, const PdDigest *other)
{
  digest->count += other->count;
  add (digest, other->high, other->low);
}

gboolean
pd_digest_equal (const PdDigest *a, const PdDigest *b)
{
  return a->count == b->count && a->high == b->high && a->low == b->low;
}

void
pd_digest_get_sum (const PdDigest *digest, guint8 sum[PD_DIGEST_SIZE])
{
  write_half (sum, digest->high);
  write_half (sum + 8, digest->low);
}

void
pd_digest_set_sum (PdDigest *digest, const guint8 sum[PD_DIGEST_SIZE])
{
  digest->high = read_half (sum);
  digest->low = read_half (sum + 8);
}

/** pd_digest_hash_to_text: Returns: (transfer full): a hash or a sum in hex */
char *
pd_digest_hash_to_text (const guint8 hash[PD_DIGEST_SIZE])
{
  char *text = g_malloc (2 * PD_DIGEST_SIZE + 1);

  pd_digest_to_hex (hash, PD_DIGEST_SIZE, text);
  return text;
}

gboolean
pd_digest_hash_from_text (const char *text, guint8 hash[PD_DIGEST_SIZE])
{
  if (strlen (text) != 2 * PD_DIGEST_SIZE)
    return FALSE;
  for (guint i = 0; i < PD_DIGEST_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      hash[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

/** pd_digest_n_buckets: Returns: into how many buckets so many records are divided: a power of two */
guint
pd_digest_n_buckets (gint64 count)
{
  guint n = 1;

  while (n < PD_DIGEST_MAX_BUCKETS && (gint64) n * PD_DIGEST_BUCKET_SIZE < count)
    n *= 2;
  return n;
}

/**
 * pd_digest_bucket:
 * @id: a record's id
 * @n_buckets: a power of two
 *
 * Returns: the bucket that the record is in, by the FNV-1a hash of its id: the same on both sides and for all of its
 *   revisions
 */
guint
pd_digest_bucket (const char *id, guint n_buckets)
{
  guint32 hash = 2166136261u;

  for (const char *byte = id; *byte != '\0'; byte++)
    hash = (hash ^ (guint8) *byte) * 16777619u;
  /* The low bits of a product depend on the low bits alone. */
  hash ^= hash >> 16;
  return hash & (n_buckets - 1);
}
