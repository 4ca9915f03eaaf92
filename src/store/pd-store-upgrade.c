/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-upgrade.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* A file up to this size is looked through whenever it is opened: some ten milliseconds. */
#define QUICK_CHECK_SIZE (16 * 1024 * 1024)

static gboolean
fail_system (const char *path, int system_errno, GError **error)
{
  pd_store_set_sqlite_error (error, SQLITE_CANTOPEN, system_errno, path, NULL);
  return FALSE;
}

/* One program at a time opens or upgrades the file: without it two could upgrade at once. */
static int
take_lock (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int lock = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock < 0)
    {
      fail_system (path, errno, error);
      return -1;
    }
  for (int waited = 0; flock (lock, LOCK_EX | LOCK_NB) != 0; waited += 20)
    {
      if (errno != EWOULDBLOCK || waited >= PD_STORE_BUSY_WAIT)
        {
          pd_store_set_sqlite_error (error, SQLITE_BUSY, 0, path, NULL);
          close (lock);
          return -1;
        }
      g_usleep (20 * 1000);
    }
  return lock;
}

/* What the cache holds is the office's: nobody else on this computer reads it. */
static gboolean
make_private_file (const char *path, GError **error)
{
  int file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  gboolean good;

  if (file < 0)
    return fail_system (path, errno, error);
  good = fchmod (file, 0600) == 0;
  if (!good)
    fail_system (path, errno, error);
  close (file);
  return good;
}

static gboolean
run_steps (PdStoreSession *session, gint64 from, const PdStoreStep *steps, guint n_steps, GError **error)
{
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %u; PRAGMA application_id = %d;",
                                              n_steps, PD_STORE_APPLICATION_ID);
  gboolean good = pd_store_session_begin (session, error);

  for (guint i = (guint) from; i < n_steps && good; i++)
    good = steps[i](session, error);
  good = good && pd_store_schema_complete (session, error) && pd_store_session_exec (session, version, error);
  if (good)
    return pd_store_session_commit (session, error);
  pd_store_session_rollback (session);
  return FALSE;
}

/**
 * pd_store_check_file:
 * @session: a session
 * @error: (out) (optional): where the error goes
 *
 * Looks through the whole file.
 *
 * Returns: %FALSE with %PD_STORE_ERROR_DAMAGED when anything is wrong with it
 */
gboolean
pd_store_check_file (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, "PRAGMA quick_check (1)", error);
  gboolean row;

  if (statement == NULL || !pd_store_session_step (session, statement, &row, error))
    return FALSE;
  if (row && g_strcmp0 (pd_statement_text (statement, 0), "ok") == 0)
    return TRUE;
  return pd_store_session_fail (session, SQLITE_CORRUPT, error);
}

static gboolean
has_table (PdStoreSession *session, const char *table, gboolean *has, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count (*) FROM sqlite_schema WHERE type = 'table' AND name = '%s'", table);
  gint64 count;
  gboolean good = pd_store_session_integer (session, sql, &count, error);

  *has = good && count > 0;
  return good;
}

static gboolean
count_rows (PdStoreSession *session, const char *table, gint64 *count, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\"", table);

  return pd_store_session_integer (session, sql, count, error);
}

/* A table that the older file does not have yet begins with what was kept as unknown. */
static gboolean
compare_table (PdStoreSession *old, PdStoreSession *new, const char *table, GError **error)
{
  gboolean has;
  gint64 before, after;

  if (!has_table (old, table, &has, error))
    return FALSE;
  if (!has)
    return TRUE;
  if (!count_rows (old, table, &before, error) || !count_rows (new, table, &after, error))
    return FALSE;
  if (before == after)
    return TRUE;
  g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_BUG,
               _ ("The upgrade of “%1$s” would have lost rows of “%2$s”. The file was left as it was. Please "
                  "report it."),
               old->path, table);
  return FALSE;
}

/* The copy has all rows of the original, every line has its record, and SQLite finds no fault. */
static gboolean
verify_copy (PdStoreSession *old, PdStoreSession *new, GError **error)
{
  static const char *const sync_tables[] = { "shadow", "outbox", "conflict",   "meta",
                                             "repair", "lost",   "blob_queue", "blob" };

  for (guint i = 0; i < G_N_ELEMENTS (sync_tables); i++)
    if (!compare_table (old, new, sync_tables[i], error))
      return FALSE;
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      if (!compare_table (old, new, (*type)->table, error))
        return FALSE;
      for (guint i = 0; i < (*type)->n_lists; i++)
        {
          g_autofree char *orphans =
              g_strdup_printf ("SELECT count (*) FROM \"%s\" WHERE parent NOT IN (SELECT row FROM \"%s\")",
                               (*type)->lists[i]->table, (*type)->table);
          gint64 count;

          if (!compare_table (old, new, (*type)->lists[i]->table, error) ||
              !pd_store_session_integer (new, orphans, &count, error))
            return FALSE;
          if (count != 0)
            return pd_store_session_fail (new, SQLITE_CORRUPT, error);
        }
    }
  return pd_store_check_file (new, error);
}

static gboolean
copy_database (PdStoreSession *from, PdStoreSession *to, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->db, "main", from->db, "main");

  if (backup == NULL)
    return pd_store_session_fail (to, sqlite3_extended_errcode (to->db), error);
  sqlite3_backup_step (backup, -1);
  if (sqlite3_backup_finish (backup) != SQLITE_OK)
    return pd_store_session_fail (to, sqlite3_extended_errcode (to->db), error);
  return TRUE;
}

/* The old file stays beside the new one under a name that says what it is. */
static gboolean
swap_files (const char *path, const char *copy_path, gint64 version, GError **error)
{
  g_autofree char *kept = g_strdup_printf ("%s.version-%" G_GINT64_FORMAT, path, version);
  g_autofree char *folder_path = g_path_get_dirname (path);
  int folder;

  if (g_unlink (kept) != 0 && errno != ENOENT)
    return fail_system (kept, errno, error);
  if (link (path, kept) != 0 || g_rename (copy_path, path) != 0)
    return fail_system (path, errno, error);
  folder = g_open (folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder >= 0)
    {
      if (fsync (folder) != 0)
        g_debug ("Cannot synchronise the folder: %s", g_strerror (errno));
      close (folder);
    }
  return TRUE;
}

static gboolean
make_new_copy (PdStoreSession *old,
               const char *copy_path,
               gint64 version,
               const PdStoreStep *steps,
               guint n_steps,
               GError **error)
{
  g_autoptr (PdStoreSession) new = NULL;

  if (!make_private_file (copy_path, error))
    return FALSE;
  new = pd_store_session_new (copy_path, TRUE, error);
  return new != NULL &&copy_database (old, new, error) && run_steps (new, version, steps, n_steps, error) &&
         verify_copy (old, new, error);
}

/* Migrates a copy, checks it, then swaps: the original is whole whatever happens. */
static gboolean
upgrade_file (const char *path, gint64 version, const PdStoreStep *steps, guint n_steps, GError **error)
{
  g_autofree char *copy_path = g_strconcat (path, ".upgrade", NULL);
  g_autofree char *journal_path = g_strconcat (copy_path, "-journal", NULL);
  g_autoptr (PdStoreSession) old = pd_store_session_new (path, TRUE, error);
  gboolean good;

  if (old == NULL)
    return FALSE;
  g_unlink (copy_path);
  g_unlink (journal_path);
  /* Leaving WAL mode needs the file for oneself, so that no other program goes on writing to the old one. */
  if (!pd_store_session_exec (
          old, "PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;",
          error))
    return FALSE;
  good = make_new_copy (old, copy_path, version, steps, n_steps, error) &&
         swap_files (path, copy_path, version, error);
  if (!good)
    g_unlink (copy_path);
  return good;
}

typedef enum
{
  FILE_NEW,
  FILE_OLDER,
  FILE_CURRENT
} FileAge;

static gboolean
read_age (PdStoreSession *session, guint n_steps, FileAge *age, gint64 *version, GError **error)
{
  gint64 application, tables;
  gboolean missing = FALSE;

  if (!pd_store_session_integer (session, "PRAGMA application_id", &application, error) ||
      !pd_store_session_integer (session, "PRAGMA user_version", version, error) ||
      !pd_store_session_integer (session, "SELECT count (*) FROM sqlite_schema", &tables, error))
    return FALSE;
  *age = FILE_NEW;
  if (tables == 0 && application == 0 && *version == 0)
    return TRUE;
  if (application != PD_STORE_APPLICATION_ID || *version < 1)
    return pd_store_session_fail (session, SQLITE_NOTADB, error);
  if (*version > n_steps)
    {
      pd_store_set_newer_error (error, session->path);
      return FALSE;
    }
  if (*version == n_steps && !pd_store_schema_has_missing (session, &missing, error))
    return FALSE;
  *age = *version < n_steps || missing ? FILE_OLDER : FILE_CURRENT;
  return TRUE;
}

static gboolean
check_if_small (PdStoreSession *session, GError **error)
{
  gint64 pages, page_size;

  if (!pd_store_session_integer (session, "PRAGMA page_count", &pages, error) ||
      !pd_store_session_integer (session, "PRAGMA page_size", &page_size, error))
    return FALSE;
  return pages * page_size > QUICK_CHECK_SIZE || pd_store_check_file (session, error);
}

static gboolean
prepare_locked (const char *path, const PdStoreStep *steps, guint n_steps, GError **error)
{
  g_autoptr (PdStoreSession) session = pd_store_session_new (path, TRUE, error);
  FileAge age;
  gint64 version;

  if (session == NULL)
    return FALSE;
  /* Until its version is known nothing is written to it, not even by closing it. */
  sqlite3_db_config (session->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (!read_age (session, n_steps, &age, &version, error))
    return FALSE;
  if (age == FILE_OLDER)
    {
      g_clear_pointer (&session, pd_store_session_free);
      if (!upgrade_file (path, version, steps, n_steps, error))
        return FALSE;
      session = pd_store_session_new (path, TRUE, error);
      if (session == NULL)
        return FALSE;
    }
  sqlite3_db_config (session->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  if (!pd_store_session_exec (session, "PRAGMA journal_mode = WAL", error))
    return FALSE;
  return age == FILE_NEW ? run_steps (session, 0, steps, n_steps, error) : check_if_small (session, error);
}

/**
 * pd_store_prepare_file:
 * @path: the file; it is made when it is not there
 * @steps: (array length=n_steps): the steps of the schema
 * @n_steps: how many, which is the version that the file has afterwards
 * @error: (out) (optional): where the error goes
 *
 * Makes the file ready: creates it, or upgrades an older one by migrating a copy, checking it and swapping.
 *
 * Returns: %FALSE when it cannot be used; it is left as it was then
 */
gboolean
pd_store_prepare_file (const char *path, const PdStoreStep *steps, guint n_steps, GError **error)
{
  int lock = take_lock (path, error);
  gboolean good;

  if (lock < 0)
    return FALSE;
  good = make_private_file (path, error) && prepare_locked (path, steps, n_steps, error);
  close (lock);
  return good;
}
