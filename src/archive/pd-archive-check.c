/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-archive"

#include "archive/pd-archive-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_LENGTH 64

/** Looking: a walk through the archive. */
typedef struct
{
  GPtrArray *entries; /* (owned) of PdArchiveEntry */
  gboolean check;
  GCancellable *cancellable;
} Looking;

typedef gboolean (*Look) (Looking *self, int folder, const char *name, const char *path, GError **error);

static void
entry_free (gpointer data)
{
  PdArchiveEntry *entry = data;

  g_free (entry->path);
  g_free (entry->sha256);
  g_free (entry);
}

static PdArchiveEntry *
add (Looking *self, const char *path, PdArchiveStanding standing)
{
  PdArchiveEntry *entry = g_new0 (PdArchiveEntry, 1);

  entry->path = g_strdup (path);
  entry->standing = standing;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names are looked at in their order, so that two listings are alike. */
static GPtrArray *
names_in (int folder, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int again = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = again >= 0 ? fdopendir (again) : NULL;
  struct dirent *item;

  if (stream == NULL)
    {
      pd_archive_fail (path, errno, error);
      if (again >= 0)
        close (again);
      return NULL;
    }
  while ((item = readdir (stream)) != NULL)
    if (strcmp (item->d_name, ".") != 0 && strcmp (item->d_name, "..") != 0)
      g_ptr_array_add (names, g_strdup (item->d_name));
  closedir (stream);
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
look_at_all (Looking *self, int folder, const char *path, Look look, GError **error)
{
  g_autoptr (GPtrArray) names = names_in (folder, path, error);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      g_autofree char *below =
          *path != '\0' ? g_build_filename (path, names->pdata[i], NULL) : g_strdup (names->pdata[i]);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
          !look (self, folder, names->pdata[i], below, error))
        return FALSE;
    }
  return names != NULL;
}

/* A hash, and perhaps a plain ending. */
static char *
hash_of_name (const char *name)
{
  gsize length = strspn (name, "0123456789abcdef");

  return length == HASH_LENGTH && (name[length] == '\0' || name[length] == '.') ? g_strndup (name, length)
                                                                                : NULL;
}

static gboolean
look_at_file (Looking *self, int folder, const char *name, const char *path, GError **error)
{
  PdArchiveEntry *entry;
  g_autofree char *content = NULL;
  struct stat status;

  /* What a program that was killed had not finished: the next filing of the same content does. */
  if (g_str_has_prefix (name, PD_ARCHIVE_UNFINISHED))
    return TRUE;
  entry = add (self, path, PD_ARCHIVE_STRANGE);
  entry->sha256 = hash_of_name (name);
  if (entry->sha256 == NULL || fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
      !S_ISREG (status.st_mode))
    return TRUE;
  entry->size = status.st_size;
  entry->standing = PD_ARCHIVE_GOOD;
  if (!self->check)
    return TRUE;
  content = pd_archive_hash_at (folder, name, self->cancellable, NULL);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (content == NULL)
    entry->standing = PD_ARCHIVE_UNREADABLE;
  else if (!g_str_equal (content, entry->sha256))
    entry->standing = PD_ARCHIVE_CHANGED;
  return TRUE;
}

/* @look: for what lies in the folder @name; what is no folder of its own is said to be strange */
static gboolean
look_into (Looking *self, int folder, const char *name, const char *path, Look look, GError **error)
{
  int below = pd_archive_open_folder (folder, name, FALSE, NULL);
  gboolean done;

  if (below < 0)
    {
      add (self, path, PD_ARCHIVE_STRANGE);
      return TRUE;
    }
  done = look_at_all (self, below, path, look, error);
  close (below);
  return done;
}

static gboolean
look_at_month (Looking *self, int folder, const char *name, const char *path, GError **error)
{
  return look_into (self, folder, name, path, look_at_file, error);
}

static gboolean
look_at_company (Looking *self, int folder, const char *name, const char *path, GError **error)
{
  return look_into (self, folder, name, path, look_at_month, error);
}

/**
 * pd_archive_list:
 * @data_dir: where the program keeps its data
 * @check: whether to read every file and hold its content against its name
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type PdArchiveEntry): what lies in the archives of all companies; empty
 *   when nothing was ever filed
 */
GPtrArray *
pd_archive_list (const char *data_dir, gboolean check, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = pd_archive_folder (data_dir);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  Looking self = { .entries = entries, .check = check, .cancellable = cancellable };
  int folder = g_open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
  gboolean done;

  if (folder < 0 && errno == ENOENT)
    return g_steal_pointer (&entries);
  if (folder < 0)
    {
      pd_archive_fail (path, errno, error);
      return NULL;
    }
  done = look_at_all (&self, folder, "", look_at_company, error);
  close (folder);
  return done ? g_steal_pointer (&entries) : NULL;
}
