/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/conformance.h"

#include <sqlite3.h>
#include <sys/mman.h>
#include <unistd.h>

/* Shared with the processes that are forked, and known after they have died. */
static struct
{
  gint64 now;
  guint n_ticks;
} * shared;

static guint death_at;

gint64
conformance_now (gpointer data)
{
  return shared->now;
}

void
conformance_pass (gint64 time)
{
  shared->now += time;
}

/** conformance_arm: the process dies at the @death-th step from now; 0: it does not. */
void
conformance_arm (guint death)
{
  shared->n_ticks = 0;
  death_at = death;
}

/** conformance_tick: a step: before or after a write to a disk, or a piece that went to the network. As by kill -9. */
void
conformance_tick (void)
{
  if (++shared->n_ticks == death_at)
    _exit (7);
}

guint
conformance_ticks (void)
{
  return shared->n_ticks;
}

/* A file system before SQLite's own: each write is two steps. */

static sqlite3_vfs disk;
static sqlite3_vfs *real_disk;
static sqlite3_io_methods methods[4];
static const sqlite3_io_methods *real_methods[4];

static const sqlite3_io_methods *
real_of (sqlite3_file *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (file->pMethods == &methods[i])
      return real_methods[i];
  g_assert_not_reached ();
}

static int
disk_write (sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset)
{
  int code;

  conformance_tick ();
  code = real_of (file)->xWrite (file, data, amount, offset);
  conformance_tick ();
  return code;
}

static int
disk_sync (sqlite3_file *file, int flags)
{
  conformance_tick ();
  return real_of (file)->xSync (file, flags);
}

static int
disk_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  conformance_tick ();
  return real_of (file)->xTruncate (file, size);
}

static int
disk_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  int code = real_disk->xOpen (real_disk, name, file, flags, out_flags);
  guint i = 0;

  if (code != SQLITE_OK || file->pMethods == NULL)
    return code;
  while (i < G_N_ELEMENTS (methods) && real_methods[i] != NULL && real_methods[i] != file->pMethods)
    i++;
  g_assert_cmpuint (i, <, G_N_ELEMENTS (methods));
  if (real_methods[i] == NULL)
    {
      real_methods[i] = file->pMethods;
      methods[i] = *file->pMethods;
      methods[i].xWrite = disk_write;
      methods[i].xSync = disk_sync;
      methods[i].xTruncate = disk_truncate;
    }
  file->pMethods = &methods[i];
  return SQLITE_OK;
}

/** conformance_watch_disk: to be called first. */
void
conformance_watch_disk (void)
{
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (shared != MAP_FAILED);
  shared->now = g_get_real_time ();
  real_disk = sqlite3_vfs_find (NULL);
  disk = *real_disk;
  disk.zName = "conformance";
  disk.xOpen = disk_open;
  g_assert_cmpint (sqlite3_vfs_register (&disk, 1), ==, SQLITE_OK);
}
