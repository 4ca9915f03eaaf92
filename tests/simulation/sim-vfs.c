/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-vfs.h"

#include <sqlite3.h>
#include <string.h>

/* What a disk writes as a whole: a write that a crash tears is torn here. */
#define SECTOR 512
/* Sizes in a write-ahead log. */
#define LOG_HEADER 32
#define FRAME_HEADER 24

/** Write: what was asked of the disk since the last synchronisation. */
typedef struct
{
  gint64 offset; /* -1: the file was cut to size */
  gint64 size;
  guint8 *data; /* (owned) (nullable) */
} Write;

/** File: as programs see it, and as it is on the platter. */
typedef struct
{
  GByteArray *now;     /* (owned) */
  GByteArray *durable; /* (owned) */
  GArray *writes;      /* (owned) of Write */
  GPtrArray *shared;   /* (owned) regions of the WAL index; gone when the machine stops */
} File;

struct _SimDisk
{
  char *folder; /* (owned) with a slash at its end */
  GHashTable *files;
  SimRandom random;
  gint64 room;         /* bytes by which its files may still grow; -1: as they like */
  guint left;          /* points until the crash; 0: none is planned */
  SimCommit on_commit; /* (nullable) whether a commit is survived */
  gpointer data;       /* for it */
  gboolean forgetful;  /* whatever was not synchronised is gone after a crash, without chance */
  gboolean lying;
  gboolean down;
};

struct _SimImage
{
  GHashTable *files; /* name → GBytes */
};

typedef struct
{
  sqlite3_file base;
  SimDisk *disk;  /* (nullable) for a temporary file */
  File *file;     /* (borrowed) of the disk; (owned) when temporary */
  gboolean alone; /* nobody else knows it */
  gboolean is_log;
  gboolean ends; /* the next page of the log ends a transaction */
} Handle;

static GPtrArray *disks;
static SimRandom chance;

static void
write_clear (gpointer data)
{
  g_free (((Write *) data)->data);
}

static File *
file_new (void)
{
  File *file = g_new0 (File, 1);

  file->now = g_byte_array_new ();
  file->durable = g_byte_array_new ();
  file->writes = g_array_new (FALSE, FALSE, sizeof (Write));
  g_array_set_clear_func (file->writes, write_clear);
  file->shared = g_ptr_array_new_with_free_func (g_free);
  return file;
}

static void
file_free (gpointer data)
{
  File *file = data;

  g_byte_array_unref (file->now);
  g_byte_array_unref (file->durable);
  g_array_unref (file->writes);
  g_ptr_array_unref (file->shared);
  g_free (file);
}

static void
put (GByteArray *content, gint64 offset, const guint8 *data, gint64 size)
{
  guint old = content->len;

  if (offset + size > (gint64) content->len)
    {
      g_byte_array_set_size (content, (guint) (offset + size));
      if ((gint64) old < offset)
        memset (content->data + old, 0, (gsize) (offset - old));
    }
  memcpy (content->data + offset, data, (gsize) size);
}

static void
carry_out (GByteArray *content, const Write *write)
{
  if (write->offset >= 0)
    put (content, write->offset, write->data, write->size);
  else if (write->size < (gint64) content->len)
    g_byte_array_set_size (content, (guint) write->size);
}

static void
synchronise (File *file)
{
  for (guint i = 0; i < file->writes->len; i++)
    carry_out (file->durable, &g_array_index (file->writes, Write, i));
  g_array_set_size (file->writes, 0);
}

/* Some sectors of a write reach the platter, others do not. */
static void
tear (SimRandom *random, GByteArray *content, const Write *write)
{
  for (gint64 done = 0; done < write->size;)
    {
      gint64 part = MIN (SECTOR - (write->offset + done) % SECTOR, write->size - done);

      if (sim_random_chance (random, 500))
        put (content, write->offset + done, write->data + done, part);
      done += part;
    }
}

/* The power is back: of what was not synchronised a random part is there, in any order that the disk liked. */
static void
lose (SimRandom *random, File *file, gboolean forgetful)
{
  guint kept = forgetful ? 0 : sim_random_below (random, 4) * 333;

  for (guint i = 0; i < file->writes->len; i++)
    {
      const Write *write = &g_array_index (file->writes, Write, i);

      if (!sim_random_chance (random, kept))
        continue;
      if (write->offset >= 0 && sim_random_chance (random, 200))
        tear (random, file->durable, write);
      else
        carry_out (file->durable, write);
    }
  g_array_set_size (file->writes, 0);
  g_byte_array_set_size (file->now, 0);
  g_byte_array_append (file->now, file->durable->data, file->durable->len);
  g_ptr_array_set_size (file->shared, 0);
}

/* Counts down to the planned crash. TRUE when the machine is off. */
static gboolean
is_off (Handle *handle)
{
  SimDisk *disk = handle->disk;

  if (disk == NULL)
    return FALSE;
  if (!disk->down && disk->left > 0 && --disk->left == 0)
    disk->down = TRUE;
  return disk->down;
}

/* A frame of the write-ahead log whose header names the size of the database ends a transaction (SQLite, "WAL-mode File
 * Format", 4.1). TRUE when @data is the page of such a frame. */
static gboolean
ends_transaction (Handle *handle, const guint8 *data, int amount, sqlite3_int64 offset)
{
  gboolean ends = handle->ends;

  if (!handle->is_log)
    return FALSE;
  handle->ends =
      amount == FRAME_HEADER && offset >= LOG_HEADER && (data[4] | data[5] | data[6] | data[7]) != 0;
  return ends && amount != FRAME_HEADER;
}

/* What becomes of the machine at this commit. */
static SimSurvival
survives (SimDisk *disk)
{
  return disk != NULL && disk->on_commit != NULL ? disk->on_commit (disk->data) : SIM_SURVIVES;
}

/* Methods of an open file */

static int
sim_close (sqlite3_file *base)
{
  Handle *handle = (Handle *) base;

  if (handle->alone)
    file_free (handle->file);
  return SQLITE_OK;
}

static int
sim_read (sqlite3_file *base, void *data, int amount, sqlite3_int64 offset)
{
  Handle *handle = (Handle *) base;
  const GByteArray *now = handle->file->now;
  gint64 there = MAX (0, MIN ((gint64) amount, (gint64) now->len - offset));

  if (handle->disk != NULL && handle->disk->down)
    return SQLITE_IOERR_READ;
  if (there > 0)
    memcpy (data, now->data + offset, (gsize) there);
  if (there == amount)
    return SQLITE_OK;
  memset ((guint8 *) data + there, 0, (gsize) (amount - there));
  return SQLITE_IOERR_SHORT_READ;
}

/* Whether @end bytes of the file find a place. */
static gboolean
has_room (const Handle *handle, gint64 end)
{
  gint64 more = end - (gint64) handle->file->now->len;

  if (handle->disk == NULL || handle->disk->room < 0 || more <= 0)
    return TRUE;
  if (more > handle->disk->room)
    return FALSE;
  handle->disk->room -= more;
  return TRUE;
}

static int
sim_write (sqlite3_file *base, const void *data, int amount, sqlite3_int64 offset)
{
  Handle *handle = (Handle *) base;
  Write write = { offset, amount, NULL };

  if (handle->disk != NULL && handle->disk->down)
    return SQLITE_IOERR_WRITE;
  if (!has_room (handle, offset + amount))
    return SQLITE_FULL;
  if (ends_transaction (handle, data, amount, offset))
    {
      SimSurvival survival = survives (handle->disk);

      if (survival != SIM_SURVIVES)
        handle->disk->down = TRUE;
      if (survival == SIM_DIES_BEFORE)
        return SQLITE_IOERR_WRITE;
    }
  put (handle->file->now, offset, data, amount);
  if (handle->disk != NULL)
    {
      write.data = g_memdup2 (data, (gsize) amount);
      g_array_append_val (handle->file->writes, write);
      if (handle->disk->down && !handle->disk->lying)
        synchronise (handle->file);
    }
  return is_off (handle) ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int
sim_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  Handle *handle = (Handle *) base;
  Write write = { -1, size, NULL };

  if (is_off (handle))
    return SQLITE_IOERR_TRUNCATE;
  carry_out (handle->file->now, &write);
  if (handle->disk != NULL)
    g_array_append_val (handle->file->writes, write);
  return SQLITE_OK;
}

static int
sim_sync (sqlite3_file *base, int flags)
{
  Handle *handle = (Handle *) base;
  gboolean before = handle->disk != NULL && handle->disk->down;

  /* The machine stops before, or when all is on the disk and nobody has heard of it. */
  if (is_off (handle) && (before || sim_random_chance (&handle->disk->random, 500)))
    return SQLITE_IOERR_FSYNC;
  if (handle->disk == NULL || !handle->disk->lying)
    synchronise (handle->file);
  return handle->disk != NULL && handle->disk->down ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int
sim_size (sqlite3_file *base, sqlite3_int64 *size)
{
  *size = ((Handle *) base)->file->now->len;
  return SQLITE_OK;
}

static int
sim_lock (sqlite3_file *base, int level)
{
  return SQLITE_OK;
}

static int
sim_check_reserved (sqlite3_file *base, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
sim_control (sqlite3_file *base, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
sim_sector_size (sqlite3_file *base)
{
  return SECTOR;
}

static int
sim_characteristics (sqlite3_file *base)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
sim_shm_map (sqlite3_file *base, int page, int size, int extend, void volatile **region)
{
  GPtrArray *shared = ((Handle *) base)->file->shared;

  *region = NULL;
  if (page >= (int) shared->len && !extend)
    return SQLITE_OK;
  while (page >= (int) shared->len)
    g_ptr_array_add (shared, g_malloc0 ((gsize) size));
  *region = g_ptr_array_index (shared, page);
  return SQLITE_OK;
}

static int
sim_shm_lock (sqlite3_file *base, int offset, int n, int flags)
{
  return SQLITE_OK;
}

static void
sim_shm_barrier (sqlite3_file *base)
{
}

static int
sim_shm_unmap (sqlite3_file *base, int remove)
{
  /* A machine has one connection to a file at a time. */
  g_ptr_array_set_size (((Handle *) base)->file->shared, 0);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = sim_close,
  .xRead = sim_read,
  .xWrite = sim_write,
  .xTruncate = sim_truncate,
  .xSync = sim_sync,
  .xFileSize = sim_size,
  .xLock = sim_lock,
  .xUnlock = sim_lock,
  .xCheckReservedLock = sim_check_reserved,
  .xFileControl = sim_control,
  .xSectorSize = sim_sector_size,
  .xDeviceCharacteristics = sim_characteristics,
  .xShmMap = sim_shm_map,
  .xShmLock = sim_shm_lock,
  .xShmBarrier = sim_shm_barrier,
  .xShmUnmap = sim_shm_unmap,
};

/* Methods of the file system */

static SimDisk *
find_disk (const char *path)
{
  for (guint i = 0; i < disks->len; i++)
    {
      SimDisk *disk = g_ptr_array_index (disks, i);

      if (g_str_has_prefix (path, disk->folder))
        return disk;
    }
  return NULL;
}

static int
sim_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *out_flags)
{
  Handle *handle = (Handle *) base;
  const char *short_name;

  *handle = (Handle){ .disk = name != NULL ? find_disk (name) : NULL,
                      .alone = name == NULL,
                      .is_log = name != NULL && g_str_has_suffix (name, "-wal") };
  if (out_flags != NULL)
    *out_flags = flags;
  if (handle->alone)
    handle->file = file_new ();
  else
    {
      if (handle->disk == NULL || handle->disk->down)
        return SQLITE_CANTOPEN;
      short_name = name + strlen (handle->disk->folder);
      handle->file = g_hash_table_lookup (handle->disk->files, short_name);
      if (handle->file == NULL)
        {
          handle->file = file_new ();
          g_hash_table_insert (handle->disk->files, g_strdup (short_name), handle->file);
        }
    }
  handle->base.pMethods = &methods;
  return SQLITE_OK;
}

/* A name is gone at once: what SQLite deletes in its WAL mode it does not need any more. */
static int
sim_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  SimDisk *disk = find_disk (name);

  if (disk == NULL || disk->down)
    return SQLITE_IOERR_DELETE;
  return g_hash_table_remove (disk->files, name + strlen (disk->folder)) ? SQLITE_OK
                                                                         : SQLITE_IOERR_DELETE_NOENT;
}

static int
sim_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  SimDisk *disk = find_disk (name);

  *result = disk != NULL && g_hash_table_contains (disk->files, name + strlen (disk->folder));
  return SQLITE_OK;
}

static int
sim_full_pathname (sqlite3_vfs *vfs, const char *name, int size, char *out)
{
  g_strlcpy (out, name, (gsize) size);
  return SQLITE_OK;
}

static int
sim_randomness (sqlite3_vfs *vfs, int size, char *out)
{
  for (int i = 0; i < size; i++)
    out[i] = (char) sim_random_next (&chance);
  return size;
}

static int
sim_sleep (sqlite3_vfs *vfs, int microseconds)
{
  return microseconds;
}

static int
sim_current_time (sqlite3_vfs *vfs, sqlite3_int64 *now)
{
  /* Julian day in milliseconds. */
  *now = G_GINT64_CONSTANT (210866760000000) + g_get_real_time () / 1000;
  return SQLITE_OK;
}

static int
sim_last_error (sqlite3_vfs *vfs, int size, char *out)
{
  return 0;
}

void
sim_vfs_register (void)
{
  static sqlite3_vfs vfs = {
    .iVersion = 2,
    .szOsFile = sizeof (Handle),
    .mxPathname = 512,
    .zName = "simulation",
    .xOpen = sim_open,
    .xDelete = sim_delete,
    .xAccess = sim_access,
    .xFullPathname = sim_full_pathname,
    .xRandomness = sim_randomness,
    .xSleep = sim_sleep,
    .xCurrentTimeInt64 = sim_current_time,
    .xGetLastError = sim_last_error,
  };

  /* One thread; and what is locked when a process forks belongs to the other one (see sim-script.c). */
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_SINGLETHREAD), ==, SQLITE_OK);
  disks = g_ptr_array_new ();
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/* SQLite's own chance, too, comes from the seed. */
void
sim_vfs_seed (guint64 seed)
{
  sim_random_init (&chance, seed, 77);
  sqlite3_randomness (0, NULL);
}

SimDisk *
sim_disk_new (const char *folder, guint64 seed, guint64 stream)
{
  SimDisk *disk = g_new0 (SimDisk, 1);

  disk->folder = g_strconcat (folder, "/", NULL);
  disk->room = -1;
  disk->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
  sim_random_init (&disk->random, seed, stream);
  g_ptr_array_add (disks, disk);
  return disk;
}

void
sim_disk_free (SimDisk *disk)
{
  g_ptr_array_remove (disks, disk);
  g_hash_table_unref (disk->files);
  g_free (disk->folder);
  g_free (disk);
}

/* The machine stops at the @points-th write or synchronisation from now. */
void
sim_disk_crash_after (SimDisk *disk, guint points)
{
  disk->left = points;
}

void
sim_disk_crash (SimDisk *disk)
{
  disk->down = TRUE;
}

/* From now on @on_commit is asked at each commit (%NULL: nobody is), and what is not synchronised at a crash is lost for
 * sure. */
void
sim_disk_watch_commits (SimDisk *disk, SimCommit on_commit, gpointer data)
{
  disk->on_commit = on_commit;
  disk->data = data;
  disk->forgetful = TRUE;
}

/* @room: bytes by which its files may still grow; -1: as they like */
void
sim_disk_fill (SimDisk *disk, gint64 room)
{
  disk->room = room;
}

gboolean
sim_disk_is_full (const SimDisk *disk)
{
  return disk->room >= 0;
}

/* The planted bug: it says that all is on the platter, and it is not. */
void
sim_disk_lie (SimDisk *disk)
{
  disk->lying = TRUE;
}

gboolean
sim_disk_is_down (const SimDisk *disk)
{
  return disk->down;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/* After all connections were closed. */
void
sim_disk_restart (SimDisk *disk)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (disk->files), compare_names);

  for (GList *name = names; name != NULL; name = name->next)
    lose (&disk->random, g_hash_table_lookup (disk->files, name->data), disk->forgetful);
  disk->down = FALSE;
  disk->left = 0;
}

SimImage *
sim_disk_copy (const SimDisk *disk)
{
  SimImage *image = g_new0 (SimImage, 1);
  GHashTableIter iter;
  gpointer name, file;

  image->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_hash_table_iter_init (&iter, disk->files);
  while (g_hash_table_iter_next (&iter, &name, &file))
    g_hash_table_insert (image->files, g_strdup (name),
                         g_bytes_new (((File *) file)->now->data, ((File *) file)->now->len));
  return image;
}

/* A new disk; after all connections were closed. */
void
sim_disk_erase (SimDisk *disk)
{
  g_hash_table_remove_all (disk->files);
  disk->down = FALSE;
  disk->left = 0;
}

/* After all connections were closed. */
void
sim_disk_restore (SimDisk *disk, const SimImage *image)
{
  GHashTableIter iter;
  gpointer name, bytes;

  g_hash_table_remove_all (disk->files);
  g_hash_table_iter_init (&iter, image->files);
  while (g_hash_table_iter_next (&iter, &name, &bytes))
    {
      File *file = file_new ();
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);

      g_byte_array_append (file->now, data, (guint) size);
      g_byte_array_append (file->durable, data, (guint) size);
      g_hash_table_insert (disk->files, g_strdup (name), file);
    }
  disk->down = FALSE;
  disk->left = 0;
}

void
sim_image_free (SimImage *image)
{
  if (image == NULL)
    return;
  g_hash_table_unref (image->files);
  g_free (image);
}
