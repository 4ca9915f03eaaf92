/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-digest.h"

#include "model/pd-record-month.h"
#include "model/pd-record-stream.h"

#include <string.h>

/*
 * What the platform has, in a few bytes a stream: kept with every write, sent with every page that ends at the head, and
 * looked after: a sum that no longer is that of the rows, or a row that no longer is what was written, is what a
 * client is told next, so that it finds out (sync: 2.7).
 */

/* All rows are added up anew after this time, and at every look when there are few. */
#define SCAN_PAUSE (10 * G_TIME_SPAN_MINUTE)
#define SCAN_ALWAYS 1000

/* Records whose content is read and hashed anew at each look: about a millisecond. */
#define CHECK_RECORDS 16

/* Between two looks at the content of a part of many. */
#define CHECK_PAUSE (5 * G_TIME_SPAN_SECOND)

/** pd_platform_digest_of: Returns: (transfer full): what a record that is not deleted adds to the digest */
GBytes *
pd_platform_digest_of (const PdRecord *record, const char *content_hash)
{
  guint8 hash[PD_DIGEST_SIZE];

  pd_digest_hash (pd_record_get_id (record), pd_record_get_revision (record), content_hash, hash);
  return g_bytes_new (hash, sizeof hash);
}

static const guint8 *
hash_of (GBytes *bytes)
{
  return bytes != NULL && g_bytes_get_size (bytes) == PD_DIGEST_SIZE ? g_bytes_get_data (bytes, NULL) : NULL;
}

/** Before: what the platform has of a record that is about to be written. */
typedef struct
{
  GBytes *hash; /* (owned) (nullable) what it adds to its stream's sum */
  char stream[PD_STREAM_MAX];
} Before;

static gboolean
read_before (PdPlatformChange *change, const PdRecord *record, Before *before, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (change->platform->sql, error,
                             "SELECT digest, month FROM document WHERE tenant = ? AND type = ? AND id = ?"
                             " AND deleted = 0",
                             "ttt", change->tenant, type->name, pd_record_get_id (record));
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step == PD_PLATFORM_STEP_ROW)
    {
      before->hash = pd_platform_rows_bytes (rows, 0);
      pd_stream_name (type, pd_platform_rows_text (rows, 1), before->stream);
    }
  return step != PD_PLATFORM_STEP_FAILED;
}

static gboolean
add_to_sum (PdPlatformChange *change,
            const PdRecordType *type,
            const char *stream,
            const PdDigest *difference,
            GError **error)
{
  g_autoptr (GBytes) sum = NULL;
  guint8 bytes[PD_DIGEST_SIZE];

  pd_digest_get_sum (difference, bytes);
  sum = g_bytes_new (bytes, sizeof bytes);
  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT INTO digest VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, stream, type)"
                              " DO UPDATE SET count = count + excluded.count,"
                              " sum = pd_digest_plus (sum, excluded.sum)",
                              "tttib", change->tenant, stream, type->name, difference->count, sum);
}

/* Clients that have the stream and not the other one are told that the record is no longer theirs to keep. */
static gboolean
move (PdPlatformChange *change, const PdRecord *record, const char *from, const char *to, GError **error)
{
  const char *type = pd_record_get_record_type (record)->name;

  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT OR REPLACE INTO departure VALUES (?, ?, ?, ?, ?, ?, ?)", "ttttiii",
                              change->tenant, type, pd_record_get_id (record), from,
                              pd_record_get_revision (record), pd_record_get_sequence (record),
                              change->batch) &&
         pd_platform_sql_run (change->platform->sql, error,
                              "DELETE FROM departure WHERE tenant = ? AND type = ? AND id = ? AND stream = ?",
                              "tttt", change->tenant, type, pd_record_get_id (record), to);
}

/**
 * pd_platform_digest_change:
 * @record: the new state of a record that is about to be written, with its new revision and sequence
 *
 * Takes the record's old state out of its stream's sum and puts the new one in.
 */
gboolean
pd_platform_digest_change (PdPlatformChange *change,
                           const PdRecord *record,
                           const char *content_hash,
                           GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const gboolean deleted = pd_record_is_deleted (record);
  g_autoptr (GBytes) after = deleted ? NULL : pd_platform_digest_of (record, content_hash);
  Before before = { .stream = "" };
  PdDigest gone = { 0 }, come = { 0 };
  char stream[PD_STREAM_MAX];
  gboolean good;

  if (!read_before (change, record, &before, error))
    return FALSE;
  if (hash_of (before.hash) != NULL)
    pd_digest_remove (&gone, hash_of (before.hash));
  g_clear_pointer (&before.hash, g_bytes_unref);
  if (deleted)
    return before.stream[0] == '\0' || add_to_sum (change, type, before.stream, &gone, error);
  pd_record_stream (record, stream);
  pd_digest_add (&come, hash_of (after));
  if (before.stream[0] == '\0' || g_str_equal (before.stream, stream))
    {
      pd_digest_merge (&come, &gone);
      return add_to_sum (change, type, stream, &come, error);
    }
  change->moved = TRUE;
  good = add_to_sum (change, type, before.stream, &gone, error) &&
         add_to_sum (change, type, stream, &come, error);
  return good && move (change, record, before.stream, stream, error);
}

static gboolean
read_digests (PdPlatform *platform, const char *text, const char *tenant, PdWirePage *page, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (platform->sql, error, text, "t", tenant);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  g_clear_pointer (&page->digests, g_hash_table_unref);
  page->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      g_autoptr (GBytes) sum = pd_platform_rows_bytes (rows, 2);
      PdDigest digest = { .count = pd_platform_rows_integer (rows, 1) };

      if (hash_of (sum) != NULL)
        pd_digest_set_sum (&digest, hash_of (sum));
      if (digest.count != 0)
        pd_wire_page_set_digest (page, pd_platform_rows_text (rows, 0), &digest);
    }
  return step == PD_PLATFORM_STEP_DONE;
}

/** pd_platform_digest_read: puts the tenant's kept sums by stream into the page, none when it has no records. */
gboolean
pd_platform_digest_read (PdPlatform *platform, const char *tenant, PdWirePage *page, GError **error)
{
  return read_digests (platform, "SELECT stream, count, sum FROM digest WHERE tenant = ?", tenant, page,
                       error);
}

/** pd_platform_digest_compute: as pd_platform_digest_read(), from all rows. */
gboolean
pd_platform_digest_compute (PdPlatform *platform, const char *tenant, PdWirePage *page, GError **error)
{
  return read_digests (
      platform,
      "SELECT pd_stream (type, month), count (*), pd_digest_sum (digest) FROM document"
      " INDEXED BY document_digest WHERE tenant = ? AND deleted = 0 GROUP BY type, substr (month, 1, 4)",
      tenant, page, error);
}

/** pd_platform_digest_rebuild: makes the kept sums those of the rows. */
gboolean
pd_platform_digest_rebuild (PdPlatform *platform, const char *tenant, GError **error)
{
  return pd_platform_sql_run (platform->sql, error, "DELETE FROM digest WHERE tenant = ?", "t", tenant) &&
         pd_platform_sql_run (platform->sql, error,
                              "INSERT INTO digest SELECT tenant, pd_stream (type, month), type, count (*),"
                              " pd_digest_sum (digest) FROM document WHERE tenant = ? AND deleted = 0"
                              " GROUP BY 1, 2, 3",
                              "t", tenant);
}

/** PdPlatformWatch: how far the looking has come for one tenant. */
typedef struct
{
  gint64 scanned_at;
  gint64 checked_at;
  char *type, *id; /* (owned) the last record whose content was hashed */
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_free (watch->type);
  g_free (watch->id);
  g_free (watch);
}

static Watch *
get_watch (PdPlatform *platform, const char *tenant)
{
  Watch *watch;

  if (platform->watches == NULL)
    platform->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, watch_free);
  watch = g_hash_table_lookup (platform->watches, tenant);
  if (watch == NULL)
    {
      watch = g_new0 (Watch, 1);
      watch->type = g_strdup ("");
      watch->id = g_strdup ("");
      watch->scanned_at = watch->checked_at = G_MININT64 / 2;
      g_hash_table_insert (platform->watches, g_strdup (tenant), watch);
    }
  return watch;
}

static gboolean
equal_digests (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer type, digest;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &type, &digest))
    {
      const PdDigest *other = g_hash_table_lookup (b, type);

      if (other == NULL || !pd_digest_equal (digest, other))
        return FALSE;
    }
  return TRUE;
}

static gint64
count_all (GHashTable *digests)
{
  GHashTableIter iter;
  gpointer digest;
  gint64 count = 0;

  g_hash_table_iter_init (&iter, digests);
  while (g_hash_table_iter_next (&iter, NULL, &digest))
    count += ((const PdDigest *) digest)->count;
  return count;
}

/* @good: (out): whether the kept sums are those of the rows, as far as it was time to look */
static gboolean
check_sums (PdPlatform *platform,
            Watch *watch,
            const char *tenant,
            gboolean *good,
            gboolean *many,
            GError **error)
{
  g_autoptr (PdWirePage) kept = pd_wire_page_new ();
  g_autoptr (PdWirePage) actual = pd_wire_page_new ();
  gint64 now = pd_platform_get_now (platform);

  *good = TRUE;
  if (!pd_platform_digest_read (platform, tenant, kept, error))
    return FALSE;
  *many = count_all (kept->digests) > SCAN_ALWAYS;
  if (*many && ABS (now - watch->scanned_at) < SCAN_PAUSE)
    return TRUE;
  watch->scanned_at = now;
  if (!pd_platform_digest_compute (platform, tenant, actual, error))
    return FALSE;
  *good = equal_digests (kept->digests, actual->digests);
  return TRUE;
}

/* What a row says, against what it was written as. A body that cannot be read is left for the one who sees to it. */
static GBytes *
find_damage (PdPlatformRows *rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) record = pd_wire_record_from_text (pd_platform_rows_text (rows, 4), -1, &error);
  g_autofree char *hash = record != NULL ? pd_wire_record_content_hash (record) : NULL;
  g_autoptr (GBytes) written = pd_platform_rows_bytes (rows, 3);
  g_autoptr (GBytes) actual = NULL;

  if (record == NULL)
    {
      g_message ("damaged=%s record=%s", pd_platform_rows_text (rows, 0), pd_platform_rows_text (rows, 1));
      return NULL;
    }
  pd_record_set_revision (record, pd_platform_rows_integer (rows, 2));
  actual = pd_platform_digest_of (record, hash);
  return g_bytes_equal (written, actual) ? NULL : g_steal_pointer (&actual);
}

/* The next records in turn. @damaged: type, id, digest in turn */
static gboolean
check_rows (PdPlatform *platform, Watch *watch, const char *tenant, GPtrArray *damaged, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT type, id, rev, digest, body FROM document WHERE tenant = ? AND (type, id) > (?, ?)"
      " AND deleted = 0 ORDER BY type, id LIMIT ?",
      "ttti", tenant, watch->type, watch->id, (gint64) CHECK_RECORDS);
  g_autofree char *type = g_strdup ("");
  g_autofree char *id = g_strdup ("");
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;
  guint n = 0;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      GBytes *actual = find_damage (rows);

      g_free (type);
      g_free (id);
      type = g_strdup (pd_platform_rows_text (rows, 0));
      id = g_strdup (pd_platform_rows_text (rows, 1));
      n++;
      if (actual == NULL)
        continue;
      g_ptr_array_add (damaged, g_bytes_new (type, strlen (type) + 1));
      g_ptr_array_add (damaged, g_bytes_new (id, strlen (id) + 1));
      g_ptr_array_add (damaged, actual);
    }
  g_free (watch->type);
  g_free (watch->id);
  /* At the end it begins anew. */
  watch->type = n == CHECK_RECORDS ? g_steal_pointer (&type) : g_strdup ("");
  watch->id = n == CHECK_RECORDS ? g_steal_pointer (&id) : g_strdup ("");
  return step == PD_PLATFORM_STEP_DONE;
}

static gboolean
admit_damage (PdPlatform *platform, const char *tenant, GPtrArray *damaged, GError **error)
{
  for (guint i = 0; i + 2 < damaged->len; i += 3)
    if (!pd_platform_sql_run (platform->sql, error,
                              "UPDATE document SET digest = ? WHERE tenant = ? AND type = ? AND id = ?",
                              "bttt", g_ptr_array_index (damaged, i + 2), tenant,
                              (const char *) g_bytes_get_data (g_ptr_array_index (damaged, i), NULL),
                              (const char *) g_bytes_get_data (g_ptr_array_index (damaged, i + 1), NULL)))
      return FALSE;
  return pd_platform_digest_rebuild (platform, tenant, error);
}

/**
 * pd_platform_digest_check:
 * @tenant: a tenant who has caught up
 *
 * Looks whether the rows are what was written: a part of them at each call. Where they are not, the sums become those
 * of the rows, so that clients, who have what was written, find the difference. Outside of a transaction.
 */
gboolean
pd_platform_digest_check (PdPlatform *platform, const char *tenant, GError **error)
{
  Watch *watch = get_watch (platform, tenant);
  g_autoptr (GPtrArray) damaged = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gint64 now = pd_platform_get_now (platform);
  gboolean good, many;

  if (!check_sums (platform, watch, tenant, &good, &many, error))
    return FALSE;
  if (!many || ABS (now - watch->checked_at) >= CHECK_PAUSE)
    {
      watch->checked_at = now;
      if (!check_rows (platform, watch, tenant, damaged, error))
        return FALSE;
    }
  if (good && damaged->len == 0)
    return TRUE;
  g_message ("digest=corrected tenant=%s records=%u", tenant, damaged->len / 3);
  platform->damage_found++;
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, admit_damage (platform, tenant, damaged, error), error);
}
