/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-archive"

#include "archive/pd-archive-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "archive"
#define BLOCK (256 * 1024)
/* A name may have 255 bytes, and a character three of them here. */
#define MAX_COMPANY 60
#define MAX_EXTENSION 5

struct _PdArchive
{
  int root;      /* (owned): descriptor of the company's folder */
  char *company; /* (owned): its name */
};

/** pd_archive_fail: a sentence of what the system said about @path. Returns: %FALSE */
gboolean
pd_archive_fail (const char *path, int code, GError **error)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
        _ ("The disk of the archive is full. “%s” was not filed. Make room on the disk, then take it in "
           "once more."),
        path);
  else if (code == ELOOP || code == ENOTDIR)
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY,
        _ ("“%s” in the archive is not a folder of its own but leads elsewhere. Nothing was written."), path);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                 _ ("“%1$s” in the archive cannot be written or read: %2$s."), path, g_strerror (code));
  return FALSE;
}

/**
 * pd_archive_open_folder:
 * @above: descriptor of the folder above
 * @name: its name, without separators
 * @create: whether to make it where it is not there
 *
 * A link is not followed, so that nothing is written or read elsewhere.
 *
 * Returns: its descriptor, -1 with @error set
 */
int
pd_archive_open_folder (int above, const char *name, gboolean create, GError **error)
{
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int folder = openat (above, name, flags);

  if (folder < 0 && errno == ENOENT && create)
    {
      if (mkdirat (above, name, 0700) != 0 && errno != EEXIST)
        {
          pd_archive_fail (name, errno, error);
          return -1;
        }
      fsync (above);
      folder = openat (above, name, flags);
    }
  if (folder < 0)
    pd_archive_fail (name, errno, error);
  return folder;
}

/* A name from outside as that of a folder: a tax number stays as it is, and what leads elsewhere does not. */
static char *
folder_name (const char *company)
{
  g_autofree char *valid = g_utf8_make_valid (company != NULL ? company : "", -1);
  GString *name = g_string_new (NULL);
  guint n = 0;

  for (const char *at = valid; *at != '\0' && n < MAX_COMPANY; at = g_utf8_next_char (at), n++)
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (name, g_unichar_isalnum (character) ||
                                             g_utf8_strchr ("()（）-_", -1, character) != NULL
                                         ? character
                                         : '_');
    }
  if (name->len == 0)
    g_string_append_c (name, '_');
  return g_string_free (name, FALSE);
}

static gboolean
is_month (const char *month)
{
  if (month == NULL || strlen (month) != 7 || month[4] != '-')
    return FALSE;
  for (guint i = 0; i < 7; i++)
    if (i != 4 && !g_ascii_isdigit (month[i]))
      return FALSE;
  return TRUE;
}

/* ".pdf" of "a.PDF"; what is no plain ending is left out. */
static char *
extension_of (const char *name)
{
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;
  gsize length = dot != NULL ? strlen (dot + 1) : 0;

  if (length == 0 || length > MAX_EXTENSION)
    return g_strdup ("");
  for (gsize i = 1; i <= length; i++)
    if (!g_ascii_isalnum (dot[i]))
      return g_strdup ("");
  return g_ascii_strdown (dot, -1);
}

/**
 * pd_archive_folder:
 * @data_dir: where the program keeps its data
 *
 * Returns: (transfer full): the archive's path
 */
char *
pd_archive_folder (const char *data_dir)
{
  return g_build_filename (data_dir, FOLDER, NULL);
}

/**
 * pd_archive_open:
 * @data_dir: where the program keeps its data
 * @company: the own company's tax number, or its name where that is not known
 * @error: return location
 *
 * Opens a company's archive; its folder is made if it is not there, for nobody else to read.
 *
 * Returns: (transfer full) (nullable): the archive
 */
PdArchive *
pd_archive_open (const char *data_dir, const char *company, GError **error)
{
  g_autofree char *name = folder_name (company);
  int data = -1, archive = -1, root = -1;
  PdArchive *self;

  if (g_mkdir_with_parents (data_dir, 0700) == 0)
    data = g_open (data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (data < 0)
    {
      pd_archive_fail (data_dir, errno, error);
      return NULL;
    }
  archive = pd_archive_open_folder (data, FOLDER, TRUE, error);
  close (data);
  if (archive < 0)
    return NULL;
  root = pd_archive_open_folder (archive, name, TRUE, error);
  close (archive);
  if (root < 0)
    return NULL;
  self = g_new0 (PdArchive, 1);
  self->root = root;
  self->company = g_steal_pointer (&name);
  return self;
}

/** pd_archive_free: @self: (transfer full): an archive */
void
pd_archive_free (PdArchive *self)
{
  close (self->root);
  g_free (self->company);
  g_free (self);
}

/**
 * pd_archive_hash_at:
 * @folder: descriptor of a folder
 * @name: a file in it
 * @cancellable: (nullable): stops it
 * @error: return location; %G_IO_ERROR_NOT_REGULAR_FILE for what is no file
 *
 * Returns: (transfer full) (nullable): the SHA-256 of its content in hex
 */
char *
pd_archive_hash_at (int folder, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK);
  int file = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  gssize got = -1;

  if (file < 0)
    {
      pd_archive_fail (name, errno, error);
      return NULL;
    }
  if (fstat (file, &status) != 0 || !S_ISREG (status.st_mode))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("“%s” in the archive is no file."), name);
  else
    while ((got = read (file, block, BLOCK)) > 0 && !g_cancellable_is_cancelled (cancellable))
      g_checksum_update (checksum, block, got);
  if (got < 0 && error != NULL && *error == NULL)
    pd_archive_fail (name, errno, error);
  close (file);
  if (got < 0 || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
write_all (int file, GBytes *bytes)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  while (size > 0)
    {
      gssize written = write (file, data, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      size -= (gsize) written;
    }
  return TRUE;
}

/* All of it is on the disk before it has its name. What a killed program left behind under another name is no file of
 * the archive, and is written over by the next one. */
static gboolean
write_file (int folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *temporary = g_strconcat (PD_ARCHIVE_UNFINISHED, name, NULL);
  int file, code;

  if (unlinkat (folder, temporary, 0) != 0 && errno != ENOENT)
    return pd_archive_fail (temporary, errno, error);
  file = openat (folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0)
    return pd_archive_fail (name, errno, error);
  code = write_all (file, bytes) && fchmod (file, 0444) == 0 && fsync (file) == 0 ? 0 : errno;
  close (file);
  if (code == 0 && renameat (folder, temporary, folder, name) != 0)
    code = errno;
  if (code == 0 && fsync (folder) != 0)
    code = errno;
  if (code == 0)
    return TRUE;
  unlinkat (folder, temporary, 0);
  return pd_archive_fail (name, code, error);
}

/* A file that is there and whole stays; one that was damaged since is put right. */
static gboolean
put (int folder, const char *name, const char *sha256, GBytes *bytes, GError **error)
{
  g_autofree char *there = pd_archive_hash_at (folder, name, NULL, NULL);
  g_autofree char *written = NULL;

  if (g_strcmp0 (there, sha256) == 0)
    return TRUE;
  if (!write_file (folder, name, bytes, error))
    return FALSE;
  written = pd_archive_hash_at (folder, name, NULL, error);
  if (written == NULL)
    return FALSE;
  if (g_str_equal (written, sha256))
    return TRUE;
  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_FAILED,
      _ ("What the archive's disk gives back for “%s” is not what was written. Have the disk looked at."),
      name);
  return FALSE;
}

/**
 * pd_archive_file:
 * @self: a company's archive
 * @bytes: the whole file
 * @month: (nullable): the month of the invoice, "2026-11"
 * @name: (nullable): what the file was called; its ending is kept
 * @error: return location, a sentence
 *
 * Files a copy, read-only and durable when this returns. The same content twice is one file.
 *
 * Returns: (transfer full) (nullable): its path from the archive's folder on
 */
char *
pd_archive_file (PdArchive *self, GBytes *bytes, const char *month, const char *name, GError **error)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *extension = extension_of (name);
  g_autofree char *filed = g_strconcat (sha256, extension, NULL);
  const char *folder_of_month = is_month (month) ? month : PD_ARCHIVE_UNDATED;
  int folder = pd_archive_open_folder (self->root, folder_of_month, TRUE, error);
  gboolean done;

  if (folder < 0)
    return NULL;
  done = put (folder, filed, sha256, bytes, error);
  close (folder);
  return done ? g_build_filename (self->company, folder_of_month, filed, NULL) : NULL;
}
