/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-blob-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/pd-attachment.h"

#define FOLDER "blobs"
#define FOLDER_CHARACTERS 2
#define READ_BLOCK (256 * 1024)

/**
 * pd_platform_blob_path:
 *
 * Each tenant has files of its own: that another one has the same file is nobody's to find out.
 *
 * Returns: (transfer full): where the bytes of this hash are, or will be
 */
char *
pd_platform_blob_path (PdPlatform *platform, const char *tenant, const char *hash)
{
  g_autofree char *folder = g_strndup (hash, FOLDER_CHARACTERS);

  return g_build_filename (platform->data_dir, FOLDER, tenant, folder, hash + FOLDER_CHARACTERS, NULL);
}

static gboolean
fail_io (GError **error)
{
  int code = errno;

  g_set_error (error, PD_PLATFORM_ERROR, code == ENOSPC ? PD_PLATFORM_ERROR_FULL : PD_PLATFORM_ERROR_STORAGE,
               _ ("A file could not be written: %s."), g_strerror (code));
  return FALSE;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int descriptor = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;

  if (!done)
    fail_io (error);
  if (descriptor >= 0)
    close (descriptor);
  return done;
}

/* A folder and its parents down from the data folder, each of them on the disk. */
static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!make_folder (parent, error))
    return FALSE;
  if (g_mkdir (path, 0700) != 0 && errno != EEXIST)
    return fail_io (error);
  return sync_folder (parent, error);
}

static gboolean
write_at (int descriptor, gint64 offset, const char *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize written = pwrite (descriptor, data, size, offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail_io (error);
      data += written;
      offset += written;
      size -= (gsize) written;
    }
  return fsync (descriptor) == 0 || fail_io (error);
}

/**
 * pd_platform_blob_file_write:
 * @offset: where the piece belongs
 *
 * What lay there before is overwritten: it was never counted. The piece is on the disk when this returns.
 */
gboolean
pd_platform_blob_file_write (const char *path, gint64 offset, const void *data, gsize size, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (offset == 0 && !make_folder (folder, error))
    return FALSE;

  int descriptor = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (descriptor < 0)
    return fail_io (error);

  gboolean done = write_at (descriptor, offset, data, size, error);

  if (close (descriptor) != 0 && done)
    done = fail_io (error);
  return done && (offset > 0 || sync_folder (folder, error));
}

static char *
hash_beginning (int descriptor, gint64 size, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (READ_BLOCK);

  for (gint64 offset = 0; offset < size;)
    {
      gssize got = pread (descriptor, block, (gsize) MIN (size - offset, READ_BLOCK), offset);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          fail_io (error);
          return NULL;
        }
      if (got == 0)
        break;
      g_checksum_update (checksum, block, got);
      offset += got;
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * pd_platform_blob_file_finish:
 * @matches: (out): whether the first @size bytes on the disk have the hash; then the file is exactly those
 *
 * Reads what is on the disk, not what was sent.
 */
gboolean
pd_platform_blob_file_finish (const char *path,
                              gint64 size,
                              const char *hash,
                              gboolean *matches,
                              GError **error)
{
  int descriptor = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  g_autofree char *actual = NULL;
  gboolean done;

  *matches = FALSE;
  if (descriptor < 0)
    return errno == ENOENT || fail_io (error);
  actual = hash_beginning (descriptor, size, error);
  done = actual != NULL;
  *matches = g_strcmp0 (actual, hash) == 0;
  if (*matches && (ftruncate (descriptor, size) != 0 || fsync (descriptor) != 0))
    done = fail_io (error);
  close (descriptor);
  return done;
}

gboolean
pd_platform_blob_file_has_size (const char *path, gint64 size)
{
  struct stat status;

  return stat (path, &status) == 0 && S_ISREG (status.st_mode) && status.st_size == size;
}

typedef struct
{
  PdPlatform *platform;
  PdPlatformBlobFileFunc func;
  gpointer data;
} Sweep;

static gboolean
sweep_file (Sweep *sweep, const char *path, const char *tenant, const char *hash, GError **error)
{
  gboolean keep = FALSE;

  if (pd_attachment_is_hash (hash) && !sweep->func (tenant, hash, &keep, sweep->data, error))
    return FALSE;
  if (!keep && g_unlink (path) != 0 && errno != ENOENT && errno != EISDIR)
    return fail_io (error);
  return TRUE;
}

static gboolean
sweep_folder (Sweep *sweep, const char *path, const char *tenant, const char *beginning, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *hash = beginning != NULL ? g_strconcat (beginning, name, NULL) : NULL;

      if (hash != NULL ? !sweep_file (sweep, child, tenant, hash, error)
                       : !sweep_folder (sweep, child, tenant != NULL ? tenant : name,
                                        tenant != NULL ? name : NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_platform_blob_files_sweep:
 * @func: says of each file whether it is to stay; what no row knows goes
 *
 * A crash between the deletion of a row and of its file leaves a file that nothing else would ever find.
 */
gboolean
pd_platform_blob_files_sweep (PdPlatform *platform,
                              PdPlatformBlobFileFunc func,
                              gpointer data,
                              GError **error)
{
  Sweep sweep = { platform, func, data };
  g_autofree char *path = g_build_filename (platform->data_dir, FOLDER, NULL);

  return sweep_folder (&sweep, path, NULL, NULL, error);
}
