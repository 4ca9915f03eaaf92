/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-blob-files.h"

#include "model/pd-attachment.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (256 * 1024)
#define GUESS_BYTES 4096

/* What is younger may belong to something that is just being done, here or in another program. */
#define SWEEP_AGE (G_TIME_SPAN_HOUR)

void
pd_store_blob_free (PdStoreBlob *blob)
{
  g_free (blob->name);
  g_free (blob->media_type);
  g_free (blob->sha256);
  g_free (blob);
}

static gboolean
fail_system (const char *path, int code, GError **error)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error (
        error, PD_STORE_ERROR, PD_STORE_ERROR_FULL,
        _ ("The disk that holds “%s” is full. The file was not kept; everything that was saved before is "
           "safe. Make room on the disk, then try again."),
        path);
  else
    g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_IO,
                 _ ("“%1$s” cannot be written or read: %2$s. What was saved before is safe."), path,
                 g_strerror (code));
  return FALSE;
}

static char *
folder_of (const char *store_path)
{
  return g_strconcat (store_path, ".attachments", NULL);
}

/**
 * pd_store_blob_path:
 * @store_path: the cache's file
 * @sha256: a hash in hex
 *
 * Returns: (transfer full): where the bytes are when they are here
 */
char *
pd_store_blob_path (const char *store_path, const char *sha256)
{
  g_autofree char *folder = folder_of (store_path);
  g_autofree char *beginning = g_strndup (sha256, 2);

  return g_build_filename (folder, beginning, sha256 + 2, NULL);
}

static char *
part_path (const char *store_path, const char *sha256)
{
  g_autofree char *path = pd_store_blob_path (store_path, sha256);

  return g_strconcat (path, ".part", NULL);
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int folder = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean done = folder >= 0 && fsync (folder) == 0;

  if (!done)
    fail_system (path, errno, error);
  if (folder >= 0)
    close (folder);
  return done;
}

/* The folder of @path and those above it, down from the cache's. */
static gboolean
make_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!make_folder_of (folder, error))
    return FALSE;
  if (g_mkdir (folder, 0700) != 0 && errno != EEXIST)
    return fail_system (folder, errno, error);
  g_autofree char *above = g_path_get_dirname (folder);

  return sync_folder (above, error);
}

static gboolean
write_all (int descriptor, const char *path, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize written = write (descriptor, data, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail_system (path, errno, error);
      data += written;
      size -= (gsize) written;
    }
  return TRUE;
}

/* The bytes under @from get the name @to, on the disk. */
static gboolean
give_name (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);

  if (!make_folder_of (to, error))
    return FALSE;
  if (g_rename (from, to) != 0)
    return fail_system (to, errno, error);
  return sync_folder (folder, error);
}

/* Taking a file in */

typedef struct
{
  GChecksum *checksum;
  GByteArray *beginning; /* by which the kind of file is guessed */
  gint64 size;
} Reading;

static gboolean
fail_too_large (GError **error)
{
  g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, _ ("A file may have at most %d MB."),
               PD_ATTACHMENT_MAX_BYTES / 1000000);
  return FALSE;
}

static gboolean
copy_stream (Reading *reading,
             GInputStream *stream,
             int descriptor,
             const char *path,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize got;

  while ((got = g_input_stream_read (stream, block, BLOCK, cancellable, error)) > 0)
    {
      reading->size += got;
      if (reading->size > PD_ATTACHMENT_MAX_BYTES)
        return fail_too_large (error);
      g_checksum_update (reading->checksum, block, got);
      if (reading->beginning->len < GUESS_BYTES)
        g_byte_array_append (reading->beginning, block, (guint) MIN (got, GUESS_BYTES));
      if (!write_all (descriptor, path, block, (gsize) got, error))
        return FALSE;
    }
  if (got < 0)
    return FALSE;
  return fsync (descriptor) == 0 || fail_system (path, errno, error);
}

static char *
guess_media_type (const char *name, const Reading *reading)
{
  g_autofree char *content_type =
      g_content_type_guess (name, reading->beginning->data, reading->beginning->len, NULL);
  char *media_type = g_content_type_get_mime_type (content_type);

  if (media_type != NULL && g_utf8_strlen (media_type, -1) > 127)
    g_clear_pointer (&media_type, g_free);
  return media_type;
}

static gboolean
check_source (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID,
                           _ ("A folder cannot be attached. Attach its files, or make one archive of them."));
      return FALSE;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, _ ("Only a file can be attached."));
      return FALSE;
    }
  return g_file_info_get_size (info) <= PD_ATTACHMENT_MAX_BYTES || fail_too_large (error);
}

static PdStoreBlob *
keep (const char *store_path, GFile *file, const char *temporary, const Reading *reading, GError **error)
{
  g_autoptr (PdStoreBlob) blob = g_new0 (PdStoreBlob, 1);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *path = NULL;

  blob->name = pd_attachment_plain_name (base);
  blob->media_type = guess_media_type (blob->name, reading);
  blob->sha256 = g_strdup (g_checksum_get_string (reading->checksum));
  blob->size = reading->size;
  path = pd_store_blob_path (store_path, blob->sha256);
  return give_name (temporary, path, error) ? g_steal_pointer (&blob) : NULL;
}

/**
 * pd_store_blob_take_file:
 * @store_path: the cache's file
 * @file: what a person attaches
 * @cancellable: (nullable): stops it
 * @error: return location: %PD_STORE_ERROR_INVALID with a sentence for what cannot be attached; %PD_STORE_ERROR_FULL;
 *   %G_IO_ERROR for a file that cannot be read
 *
 * Copies a file beside the cache, on the disk when this returns. The person's own file may go afterwards.
 *
 * Returns: (transfer full): what it is
 */
PdStoreBlob *
pd_store_blob_take_file (const char *store_path, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = folder_of (store_path);
  g_autofree char *temporary = g_build_filename (folder, "new.XXXXXX", NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) beginning = g_byte_array_new ();
  g_autoptr (GFileInputStream) stream = NULL;
  Reading reading = { .checksum = checksum, .beginning = beginning };
  PdStoreBlob *blob = NULL;
  int descriptor;

  if (!check_source (file, cancellable, error) || !make_folder_of (temporary, error))
    return NULL;
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;
  descriptor = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0)
    {
      fail_system (folder, errno, error);
      return NULL;
    }
  if (copy_stream (&reading, G_INPUT_STREAM (stream), descriptor, folder, cancellable, error))
    blob = keep (store_path, file, temporary, &reading, error);
  close (descriptor);
  if (blob == NULL)
    g_unlink (temporary);
  return blob;
}

/* What is here */

/**
 * pd_store_blob_is_here:
 * @size: how many bytes it has
 *
 * Returns: whether all of it is here; its bytes are not looked at
 */
gboolean
pd_store_blob_is_here (const char *store_path, const char *sha256, gint64 size)
{
  g_autofree char *path = pd_store_blob_path (store_path, sha256);
  GStatBuf status;

  return g_stat (path, &status) == 0 && S_ISREG (status.st_mode) && status.st_size == size;
}

/**
 * pd_store_blob_read:
 * @offset: from where
 * @size: how many bytes at most
 *
 * Returns: (transfer full): the piece, shorter at the end of the file
 */
GBytes *
pd_store_blob_read (const char *store_path, const char *sha256, gint64 offset, gsize size, GError **error)
{
  g_autofree char *path = pd_store_blob_path (store_path, sha256);
  g_autofree guint8 *data = g_malloc (size > 0 ? size : 1);
  int descriptor = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gsize n = 0;
  gssize got = 1;

  while (descriptor >= 0 && n < size && got > 0)
    {
      got = pread (descriptor, data + n, size - n, offset + (gint64) n);
      if (got < 0 && errno == EINTR)
        got = 1;
      else if (got > 0)
        n += (gsize) got;
    }
  if (descriptor < 0 || got < 0)
    fail_system (path, errno, error);
  if (descriptor >= 0)
    close (descriptor);
  return descriptor < 0 || got < 0 ? NULL : g_bytes_new_take (g_steal_pointer (&data), n);
}

static char *
hash_file (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize got;

  if (stream == NULL)
    return NULL;
  while ((got = g_input_stream_read (G_INPUT_STREAM (stream), block, BLOCK, cancellable, error)) > 0)
    g_checksum_update (checksum, block, got);
  return got < 0 ? NULL : g_strdup (g_checksum_get_string (checksum));
}

/**
 * pd_store_blob_verify:
 * @matches: (out): whether its bytes have the hash that is its name
 */
gboolean
pd_store_blob_verify (const char *store_path,
                      const char *sha256,
                      gboolean *matches,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *path = pd_store_blob_path (store_path, sha256);
  g_autofree char *hash = hash_file (path, cancellable, error);

  *matches = g_strcmp0 (hash, sha256) == 0;
  return hash != NULL;
}

static gboolean
require (const char *store_path, const char *sha256, GCancellable *cancellable, GError **error)
{
  gboolean matches;

  if (!pd_store_blob_verify (store_path, sha256, &matches, cancellable, error))
    return FALSE;
  if (matches)
    return TRUE;
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_DAMAGED,
                       _ ("The file is damaged on this computer. It was left as it is."));
  return FALSE;
}

/**
 * pd_store_blob_copy_to:
 * @file: where a person wants it
 *
 * Returns: %FALSE when it could not be written, or is not what was attached any more
 */
gboolean
pd_store_blob_copy_to (const char *store_path,
                       const char *sha256,
                       GFile *file,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *path = pd_store_blob_path (store_path, sha256);
  g_autoptr (GFile) source = g_file_new_for_path (path);

  return require (store_path, sha256, cancellable, error) &&
         g_file_copy (source, file, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable,
                      NULL, NULL, error);
}

/**
 * pd_store_blob_make_view:
 * @name: what the person calls it
 *
 * A copy under its own name, for another program to open: that program never gets hold of what is kept. One made before
 * is made again.
 *
 * Returns: (transfer full): its path
 */
char *
pd_store_blob_make_view (const char *store_path, const char *sha256, const char *name, GError **error)
{
  g_autofree char *folder = folder_of (store_path);
  g_autofree char *plain = pd_attachment_plain_name (name);
  g_autofree char *path = g_build_filename (folder, "open", sha256, plain, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (!make_folder_of (path, error) || !pd_store_blob_copy_to (store_path, sha256, file, NULL, error))
    return NULL;
  return g_steal_pointer (&path);
}

/* What is not needed any more; that it cannot go harms nobody. */
void
pd_store_blob_discard (const char *store_path, const char *sha256)
{
  g_autofree char *path = pd_store_blob_path (store_path, sha256);
  g_autofree char *part = part_path (store_path, sha256);

  g_unlink (path);
  g_unlink (part);
}

/* What is on its way here */

/** pd_store_blob_part_size: Returns: how many bytes of it have come */
gint64
pd_store_blob_part_size (const char *store_path, const char *sha256)
{
  g_autofree char *path = part_path (store_path, sha256);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? status.st_size : 0;
}

/**
 * pd_store_blob_part_append:
 * @offset: where the piece belongs
 *
 * What lies behind it goes.
 */
gboolean
pd_store_blob_part_append (const char *store_path,
                           const char *sha256,
                           gint64 offset,
                           GBytes *bytes,
                           GError **error)
{
  g_autofree char *path = part_path (store_path, sha256);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  int descriptor;
  gboolean done;

  if (!make_folder_of (path, error))
    return FALSE;
  descriptor = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail_system (path, errno, error);
  done = (ftruncate (descriptor, offset) == 0 && lseek (descriptor, offset, SEEK_SET) == offset) ||
         fail_system (path, errno, error);
  done = done && write_all (descriptor, path, data, size, error);
  close (descriptor);
  return done;
}

static gboolean
sync_file (const char *path, GError **error)
{
  int descriptor = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;

  if (!done)
    fail_system (path, errno, error);
  if (descriptor >= 0)
    close (descriptor);
  return done;
}

/**
 * pd_store_blob_part_finish:
 * @matches: (out): whether it has the size and the hash; what does not is thrown away
 *
 * A file is available when what lies on the disk has its hash, and not before.
 */
gboolean
pd_store_blob_part_finish (const char *store_path,
                           const char *sha256,
                           gint64 size,
                           gboolean *matches,
                           GError **error)
{
  g_autofree char *part = part_path (store_path, sha256);
  g_autofree char *path = pd_store_blob_path (store_path, sha256);
  g_autofree char *hash = NULL;

  *matches = FALSE;
  if (pd_store_blob_part_size (store_path, sha256) == size && sync_file (part, error))
    hash = hash_file (part, NULL, error);
  else if (error != NULL && *error != NULL)
    return FALSE;
  else
    hash = g_strdup ("");
  if (hash == NULL)
    return FALSE;
  *matches = g_str_equal (hash, sha256);
  if (*matches)
    return give_name (part, path, error);
  g_unlink (part);
  return TRUE;
}

/* Sweeping */

static gboolean
is_old (const char *path, gint64 now)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && now - (gint64) status.st_mtime * G_USEC_PER_SEC > SWEEP_AGE;
}

static gboolean
sweep_hashes (const char *path,
              const char *beginning,
              gint64 now,
              PdStoreBlobFileFunc func,
              gpointer data,
              GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *hash = g_strconcat (beginning, name, NULL);
      gboolean wanted = FALSE;

      if (pd_attachment_is_hash (hash) && !func (hash, &wanted, data, error))
        return FALSE;
      if (!wanted && is_old (child, now))
        g_unlink (child);
    }
  return TRUE;
}

/* Copies that were made to be looked at. */
static void
sweep_views (const char *path, gint64 now)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        {
          sweep_views (child, now);
          g_rmdir (child);
        }
      else if (is_old (child, now - G_TIME_SPAN_DAY))
        g_unlink (child);
    }
}

/**
 * pd_store_blob_files_sweep:
 * @now: microseconds since 1970 in UTC
 * @func: says whether a file is to stay
 *
 * Removes what an earlier run left: halves, copies made to be looked at, files that the cache knows nothing of.
 */
gboolean
pd_store_blob_files_sweep (const char *store_path,
                           gint64 now,
                           PdStoreBlobFileFunc func,
                           gpointer data,
                           GError **error)
{
  g_autofree char *path = folder_of (store_path);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (strlen (name) == 2 && !sweep_hashes (child, name, now, func, data, error))
        return FALSE;
      if (g_str_equal (name, "open"))
        sweep_views (child, now);
      else if (g_str_has_prefix (name, "new.") && is_old (child, now))
        g_unlink (child);
    }
  return TRUE;
}
