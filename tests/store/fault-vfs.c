/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-vfs.h"

#include <glib.h>

static sqlite3_vfs fault_vfs;
static sqlite3_vfs *real_vfs;
static sqlite3_io_methods methods[3];
static const sqlite3_io_methods *real_methods[3];
static int passes = -1;
static int failure = SQLITE_IOERR_WRITE;
static int refused;

static int
refuse (void)
{
  int left = g_atomic_int_get (&passes);

  if (left < 0)
    return 0;
  if (left > 0)
    {
      g_atomic_int_set (&passes, left - 1);
      return 0;
    }
  g_atomic_int_inc (&refused);
  return failure;
}

static const sqlite3_io_methods *
real_of (sqlite3_file *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (file->pMethods == &methods[i])
      return real_methods[i];
  g_assert_not_reached ();
}

static int
fault_write (sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset)
{
  int code = refuse ();

  return code != 0 ? code : real_of (file)->xWrite (file, data, amount, offset);
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int code = refuse ();

  return code != 0 ? code : real_of (file)->xTruncate (file, size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  int code = refuse ();

  return code != 0 ? code : real_of (file)->xSync (file, flags);
}

/* The file stays SQLite's own; only its table of methods is another. */
static void
wrap (sqlite3_file *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (real_methods[i] == NULL)
        {
          real_methods[i] = file->pMethods;
          methods[i] = *file->pMethods;
          methods[i].xWrite = fault_write;
          methods[i].xTruncate = fault_truncate;
          methods[i].xSync = fault_sync;
        }
      if (real_methods[i] == file->pMethods)
        {
          file->pMethods = &methods[i];
          return;
        }
    }
  g_assert_not_reached ();
}

static int
fault_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  int code = real_vfs->xOpen (real_vfs, name, file, flags, out_flags);

  if (code == SQLITE_OK && file->pMethods != NULL)
    wrap (file);
  return code;
}

void
fault_vfs_register (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  fault_vfs = *real_vfs;
  fault_vfs.zName = "fault";
  fault_vfs.pNext = NULL;
  fault_vfs.xOpen = fault_open;
  g_assert_cmpint (sqlite3_vfs_register (&fault_vfs, 1), ==, SQLITE_OK);
}

void
fault_vfs_fail_after (int n, int code)
{
  failure = code;
  g_atomic_int_set (&refused, 0);
  g_atomic_int_set (&passes, n);
}

int
fault_vfs_refused (void)
{
  return g_atomic_int_get (&refused);
}
