/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-blobs.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "model/pd-attachment.h"
#include "model/pd-bin.h"
#include "platform/pd-platform-blob-file.h"
#include "wire/pd-wire.h"

/*
 * The order of things: bytes are on the disk before the row counts them, and the row is gone before the bytes go. So
 * whatever a crash leaves, a row never promises what is not there, and a file without a row is swept up.
 */

static gboolean
set_received (PdPlatform *platform, const char *tenant, const char *hash, gint64 received, GError **error)
{
  return pd_platform_sql_run (platform->sql, error,
                              "UPDATE blob SET received = ?, complete = 0 WHERE tenant = ? AND sha256 = ?",
                              "itt", received, tenant, hash);
}

static gboolean
read_blob (PdPlatform *platform,
           const char *tenant,
           const char *hash,
           PdPlatformBlob *blob,
           gboolean *found,
           GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT size, received, complete FROM blob WHERE tenant = ? AND sha256 = ?",
                             "tt", tenant, hash);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *blob = (PdPlatformBlob){ 0 };
  *found = step == PD_PLATFORM_STEP_ROW;
  if (*found)
    *blob = (PdPlatformBlob){ pd_platform_rows_integer (rows, 0), pd_platform_rows_integer (rows, 1),
                              pd_platform_rows_integer (rows, 2) != 0 };
  return step != PD_PLATFORM_STEP_FAILED;
}

/**
 * pd_platform_find_blob:
 * @found: (out): whether anything of it has come in
 *
 * A file that is not on the disk any more, as after a database was restored without its files, counts as not sent.
 */
gboolean
pd_platform_find_blob (PdPlatform *platform,
                       const char *tenant,
                       const char *hash,
                       PdPlatformBlob *blob,
                       gboolean *found,
                       GError **error)
{
  g_autofree char *path = NULL;

  if (!read_blob (platform, tenant, hash, blob, found, error))
    return FALSE;
  if (!blob->complete)
    return TRUE;
  path = pd_platform_blob_path (platform, tenant, hash);
  if (pd_platform_blob_file_has_size (path, blob->size))
    return TRUE;
  g_message ("blob=lost");
  platform->damage_found++;
  blob->received = 0;
  blob->complete = FALSE;
  return set_received (platform, tenant, hash, 0, error);
}

static gboolean
has_room (PdPlatform *platform, const char *tenant, gint64 size, gboolean *has, GError **error)
{
  gint64 used = 0;

  if (!pd_platform_sql_get_integer (platform->sql, &used, error,
                                    "SELECT coalesce (sum (size), 0) FROM blob WHERE tenant = ?", "t",
                                    tenant))
    return FALSE;
  *has = used <= platform->blob_quota - size;
  return TRUE;
}

/* From now on it counts against the quota, so that many begun uploads do not fill the disk either. */
static gboolean
begin_blob (PdPlatform *platform, const PdPlatformBlobPiece *piece, GError **error)
{
  gint64 now = pd_platform_get_now (platform);

  return pd_platform_sql_run (
      platform->sql, error,
      "INSERT INTO blob (tenant, sha256, size, received, complete, created_at, unreferenced_at)"
      " SELECT ?1, ?2, ?3, 0, 0, ?4, CASE WHEN EXISTS (SELECT 1 FROM blob_reference WHERE tenant = ?1"
      " AND sha256 = ?2) THEN NULL ELSE ?4 END",
      "ttii", piece->tenant, piece->hash, piece->size, now);
}

static gboolean
remove_blob (PdPlatform *platform, const char *tenant, const char *hash, GError **error)
{
  g_autofree char *path = pd_platform_blob_path (platform, tenant, hash);

  if (!pd_platform_sql_run (platform->sql, error, "DELETE FROM blob WHERE tenant = ? AND sha256 = ?", "tt",
                            tenant, hash))
    return FALSE;
  if (g_unlink (path) != 0 && errno != ENOENT)
    g_message ("blob=left reason=%s", g_strerror (errno));
  return TRUE;
}

/* All has been received: it is there when the disk says so. */
static gboolean
finish_blob (PdPlatform *platform,
             const PdPlatformBlobPiece *piece,
             PdPlatformBlob *blob,
             PdPlatformBlobOutcome *outcome,
             GError **error)
{
  g_autofree char *path = pd_platform_blob_path (platform, piece->tenant, piece->hash);
  gboolean matches = FALSE;

  if (!pd_platform_blob_file_finish (path, blob->size, piece->hash, &matches, error))
    return FALSE;
  if (!matches)
    {
      *outcome = PD_PLATFORM_BLOB_WRONG;
      blob->received = 0;
      return remove_blob (platform, piece->tenant, piece->hash, error);
    }
  blob->complete = TRUE;
  return pd_platform_sql_run (platform->sql, error,
                              "UPDATE blob SET complete = 1 WHERE tenant = ? AND sha256 = ?", "tt",
                              piece->tenant, piece->hash);
}

static gboolean
append_piece (PdPlatform *platform, const PdPlatformBlobPiece *piece, PdPlatformBlob *blob, GError **error)
{
  g_autofree char *path = pd_platform_blob_path (platform, piece->tenant, piece->hash);
  gsize size = 0;
  const void *data = piece->bytes != NULL ? g_bytes_get_data (piece->bytes, &size) : NULL;

  if (size == 0 && blob->size > 0)
    return TRUE;
  if (!pd_platform_blob_file_write (path, piece->offset, data, size, error) ||
      !set_received (platform, piece->tenant, piece->hash, piece->offset + (gint64) size, error))
    return FALSE;
  blob->received = piece->offset + (gint64) size;
  return TRUE;
}

static gboolean
begin_if_new (PdPlatform *platform,
              const PdPlatformBlobPiece *piece,
              PdPlatformBlob *blob,
              PdPlatformBlobOutcome *outcome,
              GError **error)
{
  gboolean found = FALSE, has = FALSE;

  if (!pd_platform_find_blob (platform, piece->tenant, piece->hash, blob, &found, error))
    return FALSE;
  /* A hash has one size: whoever began it with another one was wrong, or this one is. The end will tell. */
  if (found && !blob->complete && blob->size != piece->size)
    {
      if (!remove_blob (platform, piece->tenant, piece->hash, error))
        return FALSE;
      found = FALSE;
    }
  if (found || piece->offset > 0)
    {
      blob->received = found ? blob->received : 0;
      return TRUE;
    }
  if (!has_room (platform, piece->tenant, piece->size, &has, error))
    return FALSE;
  *blob = (PdPlatformBlob){ .size = piece->size };
  if (has)
    return begin_blob (platform, piece, error);
  *outcome = PD_PLATFORM_BLOB_QUOTA_REACHED;
  return TRUE;
}

/**
 * pd_platform_take_blob_piece:
 * @blob: (out caller-allocates): what there is of it afterwards
 * @outcome: (out): what became of the piece
 *
 * Repeats change nothing, and of two clients that send the same file each continues where the other one came to.
 */
gboolean
pd_platform_take_blob_piece (PdPlatform *platform,
                             const PdPlatformBlobPiece *piece,
                             PdPlatformBlob *blob,
                             PdPlatformBlobOutcome *outcome,
                             GError **error)
{
  *outcome = PD_PLATFORM_BLOB_TAKEN;
  if (!begin_if_new (platform, piece, blob, outcome, error))
    return FALSE;
  if (blob->complete || *outcome != PD_PLATFORM_BLOB_TAKEN)
    return TRUE;
  if (piece->offset != blob->received)
    {
      *outcome = PD_PLATFORM_BLOB_ELSEWHERE;
      return TRUE;
    }
  if (!append_piece (platform, piece, blob, error))
    return FALSE;
  return blob->received < blob->size || finish_blob (platform, piece, blob, outcome, error);
}

/* References */

static gboolean
add_reference (PdPlatformChange *change, const PdRecord *record, const char *hash, GError **error)
{
  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT OR IGNORE INTO blob_reference VALUES (?, ?, ?, ?)", "tttt",
                              change->tenant, pd_record_get_record_type (record)->name,
                              pd_record_get_id (record), hash) &&
         pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE blob SET unreferenced_at = NULL WHERE tenant = ? AND sha256 = ?"
                              " AND unreferenced_at IS NOT NULL",
                              "tt", change->tenant, hash);
}

static gboolean
drop_reference (PdPlatformChange *change, const PdRecord *record, const char *hash, GError **error)
{
  return pd_platform_sql_run (
             change->platform->sql, error,
             "DELETE FROM blob_reference WHERE tenant = ? AND type = ? AND id = ? AND sha256 = ?", "tttt",
             change->tenant, pd_record_get_record_type (record)->name, pd_record_get_id (record), hash) &&
         pd_platform_sql_run (
             change->platform->sql, error,
             "UPDATE blob SET unreferenced_at = ?1 WHERE tenant = ?2 AND sha256 = ?3 AND NOT EXISTS"
             " (SELECT 1 FROM blob_reference AS r WHERE r.tenant = ?2 AND r.sha256 = ?3)",
             "itt", change->now, change->tenant, hash);
}

static GPtrArray *
read_references (PdPlatformChange *change, const PdRecord *record, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (change->platform->sql, error,
                             "SELECT sha256 FROM blob_reference WHERE tenant = ? AND type = ? AND id = ?",
                             "ttt", change->tenant, pd_record_get_record_type (record)->name,
                             pd_record_get_id (record));
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    g_ptr_array_add (hashes, g_strdup (pd_platform_rows_text (rows, 0)));
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&hashes) : NULL;
}

static gboolean
refers_to (GPtrArray *attachments, const char *hash)
{
  for (guint index = 0; index < attachments->len; index++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (attachments, index), PD_ATTACHMENT_SHA256), hash) ==
        0)
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): what an entry of the bin keeps, whose files stay with it; NULL when it keeps nothing more */
static PdRecord *
read_kept (const PdRecord *entry)
{
  g_autofree char *content = pd_bin_entry_content (entry);

  return *content != '\0' ? pd_wire_record_from_text (content, -1, NULL) : NULL;
}

/**
 * pd_platform_refer_to_blobs:
 * @record: what is being written
 *
 * Keeps, in the transaction that writes a record, which files it names: the count that their keeping goes by.
 */
gboolean
pd_platform_refer_to_blobs (PdPlatformChange *change, const PdRecord *record, GError **error)
{
  g_autoptr (PdRecord) kept = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) before = NULL;
  GPtrArray *attachments;

  if (pd_record_get_record_type (record) == &pd_bin_entry_type)
    kept = read_kept (record);
  attachments = pd_record_get_attachments (kept != NULL ? kept : record);
  if (attachments == NULL && pd_record_get_record_type (record) != &pd_bin_entry_type)
    return TRUE;
  if (attachments == NULL)
    attachments = none;
  before = read_references (change, record, error);
  if (before == NULL)
    return FALSE;
  for (guint index = 0; index < attachments->len; index++)
    {
      const char *hash = pd_record_get_text (g_ptr_array_index (attachments, index), PD_ATTACHMENT_SHA256);

      if (hash != NULL && !g_ptr_array_find_with_equal_func (before, hash, g_str_equal, NULL) &&
          !add_reference (change, record, hash, error))
        return FALSE;
    }
  for (guint index = 0; index < before->len; index++)
    if (!refers_to (attachments, g_ptr_array_index (before, index)) &&
        !drop_reference (change, record, g_ptr_array_index (before, index), error))
      return FALSE;
  return TRUE;
}

/**
 * pd_platform_find_missing_blob:
 * @path: (out) (transfer full) (nullable): the field of the first attachment whose file is not here; %NULL when all are
 */
gboolean
pd_platform_find_missing_blob (PdPlatform *platform,
                               const char *tenant,
                               const PdRecord *record,
                               char **path,
                               GError **error)
{
  GPtrArray *attachments = pd_record_get_attachments (record);

  *path = NULL;
  for (guint index = 0; attachments != NULL && index < attachments->len; index++)
    {
      const PdRecord *attachment = g_ptr_array_index (attachments, index);
      const char *hash = pd_record_get_text (attachment, PD_ATTACHMENT_SHA256);
      PdPlatformBlob blob;
      gboolean found;

      if (!pd_platform_find_blob (platform, tenant, hash != NULL ? hash : "", &blob, &found, error))
        return FALSE;
      if (blob.complete)
        continue;
      *path = g_strdup_printf ("attachments/%s/sha256", pd_record_get_id (attachment));
      return TRUE;
    }
  return TRUE;
}

/* Keeping */

typedef struct
{
  char *tenant;
  char *hash;
} Name;

static void
name_free (gpointer data)
{
  Name *name = data;

  g_free (name->tenant);
  g_free (name->hash);
  g_free (name);
}

static GPtrArray *
find_unreferenced (PdPlatform *platform, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT tenant, sha256 FROM blob WHERE unreferenced_at <= ?", "i",
                             pd_platform_get_now (platform) - PD_PLATFORM_BLOB_GRACE);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (name_free);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      Name *name = g_new0 (Name, 1);

      name->tenant = g_strdup (pd_platform_rows_text (rows, 0));
      name->hash = g_strdup (pd_platform_rows_text (rows, 1));
      g_ptr_array_add (names, name);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&names) : NULL;
}

static gboolean
has_row (const char *tenant, const char *hash, gboolean *keep, gpointer data, GError **error)
{
  PdPlatformBlob blob;

  return read_blob (data, tenant, hash, &blob, keep, error);
}

/**
 * pd_platform_collect_blobs:
 * @n_removed: (out): how many
 *
 * Removes files that no record has named for 30 days, and those of which there is no row at all.
 */
gboolean
pd_platform_collect_blobs (PdPlatform *platform, guint *n_removed, GError **error)
{
  g_autoptr (GPtrArray) names = find_unreferenced (platform, error);

  *n_removed = 0;
  if (names == NULL)
    return FALSE;
  for (guint index = 0; index < names->len; index++)
    {
      const Name *name = g_ptr_array_index (names, index);

      if (!remove_blob (platform, name->tenant, name->hash, error))
        return FALSE;
      *n_removed += 1;
    }
  return pd_platform_blob_files_sweep (platform, has_row, platform, error);
}
