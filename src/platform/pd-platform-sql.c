/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-sql.h"

#include "platform/pd-platform-digest.h"
#include "platform/pd-platform-parcels.h"
#include "platform/pd-platform-search.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How long a statement waits for another program that holds the database. */
#define BUSY_MILLISECONDS 5000

struct _PdPlatformSql
{
  sqlite3 *database;      /* (owned) */
  GHashTable *statements; /* (owned) text → sqlite3_stmt */
  GHashTable *places;     /* (owned) where a text was last time → Place: no hash of a long text each time */
};

G_DEFINE_QUARK (pd - platform - error - quark, pd_platform_error)

static gboolean
fail (sqlite3 *database, int code, GError **error)
{
  int kind = PD_PLATFORM_ERROR_STORAGE;

  switch (code & 0xff)
    {
    case SQLITE_FULL:
      kind = PD_PLATFORM_ERROR_FULL;
      break;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      kind = PD_PLATFORM_ERROR_BUG;
      break;
    default:
      break;
    }
  g_set_error (error, PD_PLATFORM_ERROR, kind, _ ("The platform's database refused: %s."),
               database != NULL ? sqlite3_errmsg (database) : sqlite3_errstr (code));
  return FALSE;
}

/** Place: what stood there. */
typedef struct
{
  const char *text; /* (borrowed) the key in statements */
  sqlite3_stmt *statement;
} Place;

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

static gpointer
configure_sqlite (gpointer data)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

/**
 * pd_platform_sql_open:
 * @path: the database file; it is made when it is missing
 *
 * Opens a connection whose commits are on the disk before they return (WAL, synchronous=FULL), with foreign
 * keys checked.
 *
 * Returns: (transfer full) (nullable): the connection; free with pd_platform_sql_close()
 */
PdPlatformSql *
pd_platform_sql_open (const char *path, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  sqlite3 *database = NULL;
  int code;

  /* One thread uses the connection, and nobody asks how much memory SQLite has: both would be a lock for every step. */
  g_once (&once, configure_sqlite, NULL);
  code = sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                          NULL);
  if (code != SQLITE_OK)
    {
      fail (database, code, error);
      sqlite3_close (database);
      return NULL;
    }
  sqlite3_extended_result_codes (database, 1);
  sqlite3_busy_timeout (database, BUSY_MILLISECONDS);
  if (!pd_platform_digest_register (database) || !pd_platform_search_register (database) ||
      !pd_platform_parcels_register (database))
    {
      fail (database, sqlite3_errcode (database), error);
      sqlite3_close (database);
      return NULL;
    }

  PdPlatformSql *sql = g_new0 (PdPlatformSql, 1);

  sql->database = database;
  sql->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize);
  sql->places = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  if (!pd_platform_sql_script (
          sql,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
          "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;"
          /* A push of 500 changes is more pages than SQLite's own limits: each would wait for the disk three times. */
          "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = "
          "67108864;",
          error))
    g_clear_pointer (&sql, pd_platform_sql_close);
  return sql;
}

/** pd_platform_sql_close: @sql: (nullable) (transfer full): the connection */
void
pd_platform_sql_close (PdPlatformSql *sql)
{
  if (sql == NULL)
    return;
  g_hash_table_unref (sql->places);
  g_hash_table_unref (sql->statements);
  sqlite3_close (sql->database);
  g_free (sql);
}

/** pd_platform_sql_script: runs statements that take no values; @script is the program's own text. */
gboolean
pd_platform_sql_script (PdPlatformSql *sql, const char *script, GError **error)
{
  int code = sqlite3_exec (sql->database, script, NULL, NULL, NULL);

  return code == SQLITE_OK || fail (sql->database, code, error);
}

static gboolean
bind_all (PdPlatformSql *sql,
          sqlite3_stmt *statement,
          gboolean copy,
          const char *kinds,
          va_list values,
          GError **error)
{
  const sqlite3_destructor_type lifetime = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;

  for (int index = 1; *kinds != '\0'; kinds++, index++)
    {
      int code = SQLITE_MISUSE;

      if (*kinds == 'i')
        code = sqlite3_bind_int64 (statement, index, va_arg (values, gint64));
      else if (*kinds == 't')
        code = sqlite3_bind_text (statement, index, va_arg (values, const char *), -1, lifetime);
      else if (*kinds == 'b')
        {
          GBytes *bytes = va_arg (values, GBytes *);
          gsize size = 0;
          const void *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

          code = data != NULL ? sqlite3_bind_blob64 (statement, index, data, size, lifetime)
                              : sqlite3_bind_null (statement, index);
        }
      if (code != SQLITE_OK)
        return fail (sql->database, code, error);
    }
  return TRUE;
}

static sqlite3_stmt *
find_statement (PdPlatformSql *sql, const char *text, GError **error)
{
  Place *place = g_hash_table_lookup (sql->places, text);
  gpointer known = NULL, statement = NULL;

  if (place != NULL && strcmp (place->text, text) == 0)
    return place->statement;
  if (!g_hash_table_lookup_extended (sql->statements, text, &known, &statement))
    {
      sqlite3_stmt *prepared = NULL;
      int code = sqlite3_prepare_v3 (sql->database, text, -1, SQLITE_PREPARE_PERSISTENT, &prepared, NULL);

      if (code != SQLITE_OK)
        {
          fail (sql->database, code, error);
          return NULL;
        }
      known = g_strdup (text);
      statement = prepared;
      g_hash_table_insert (sql->statements, known, statement);
    }
  place = g_new (Place, 1);
  *place = (Place){ known, statement };
  g_hash_table_replace (sql->places, (gpointer) text, place);
  return statement;
}

/* @copy: whether the values may be gone before the last row is read */
static sqlite3_stmt *
prepare (PdPlatformSql *sql,
         const char *text,
         gboolean copy,
         const char *kinds,
         va_list values,
         GError **error)
{
  sqlite3_stmt *statement = find_statement (sql, text, error);

  if (statement == NULL)
    return NULL;
  sqlite3_reset (statement);
  if (!bind_all (sql, statement, copy, kinds, values, error))
    return NULL;
  return statement;
}

/**
 * pd_platform_sql_query:
 * @text: one statement of the program's own, with ? for each value
 * @kinds: one letter a value: `i` gint64, `t` text (nullable), `b` GBytes (nullable)
 *
 * Returns: (transfer full) (nullable): the rows, to be read before the same statement is used again
 */
PdPlatformRows *
pd_platform_sql_query (PdPlatformSql *sql, GError **error, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  sqlite3_stmt *statement = prepare (sql, text, TRUE, kinds, values, error);
  va_end (values);
  return statement;
}

/** pd_platform_sql_run: a statement without rows; see pd_platform_sql_query() for the values. */
gboolean
pd_platform_sql_run (PdPlatformSql *sql, GError **error, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  g_autoptr (PdPlatformRows) rows = prepare (sql, text, FALSE, kinds, values, error);
  va_end (values);
  return rows != NULL && pd_platform_rows_next (rows, error) != PD_PLATFORM_STEP_FAILED;
}

/**
 * pd_platform_sql_get_integer:
 * @value: (out): the first column of the first row; left alone when there is no row
 */
gboolean
pd_platform_sql_get_integer (PdPlatformSql *sql,
                             gint64 *value,
                             GError **error,
                             const char *text,
                             const char *kinds,
                             ...)
{
  va_list values;

  va_start (values, kinds);
  g_autoptr (PdPlatformRows) rows = prepare (sql, text, FALSE, kinds, values, error);
  va_end (values);
  if (rows == NULL)
    return FALSE;

  PdPlatformStep step = pd_platform_rows_next (rows, error);

  if (step == PD_PLATFORM_STEP_ROW)
    *value = pd_platform_rows_integer (rows, 0);
  return step != PD_PLATFORM_STEP_FAILED;
}

/** pd_platform_sql_changes: how many rows the last statement changed. */
int
pd_platform_sql_changes (PdPlatformSql *sql)
{
  return sqlite3_changes (sql->database);
}

/** pd_platform_sql_is_in_transaction: a full disk ends it, and then each statement would be one of its own. */
gboolean
pd_platform_sql_is_in_transaction (PdPlatformSql *sql)
{
  return !sqlite3_get_autocommit (sql->database);
}

/** pd_platform_sql_rollback: undoes after a failure whose own error is told; a refusal here has nothing to add. */
void
pd_platform_sql_rollback (PdPlatformSql *sql, const char *script)
{
  sqlite3_exec (sql->database, script, NULL, NULL, NULL);
}

PdPlatformStep
pd_platform_rows_next (PdPlatformRows *rows, GError **error)
{
  int code = sqlite3_step (rows);

  if (code == SQLITE_ROW)
    return PD_PLATFORM_STEP_ROW;
  if (code == SQLITE_DONE)
    return PD_PLATFORM_STEP_DONE;
  fail (sqlite3_db_handle (rows), code, error);
  return PD_PLATFORM_STEP_FAILED;
}

/** pd_platform_rows_text: Returns: (transfer none) (nullable): valid until the next step */
const char *
pd_platform_rows_text (PdPlatformRows *rows, int column)
{
  return (const char *) sqlite3_column_text (rows, column);
}

gint64
pd_platform_rows_integer (PdPlatformRows *rows, int column)
{
  return sqlite3_column_int64 (rows, column);
}

/** pd_platform_rows_bytes: Returns: (transfer full): a copy of the column */
GBytes *
pd_platform_rows_bytes (PdPlatformRows *rows, int column)
{
  const void *data = sqlite3_column_blob (rows, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (rows, column));
}

void
pd_platform_rows_done (PdPlatformRows *rows)
{
  sqlite3_reset (rows);
  sqlite3_clear_bindings (rows);
}

/**
 * pd_platform_sql_end:
 * @done: whether all that the transaction is for has been done
 *
 * Ends a transaction: commits it, or takes it back when something failed before or does now.
 *
 * Returns: whether it is committed
 */
gboolean
pd_platform_sql_end (PdPlatformSql *sql, gboolean done, GError **error)
{
  if (done && pd_platform_sql_script (sql, "COMMIT", error))
    return TRUE;
  pd_platform_sql_rollback (sql, "ROLLBACK");
  return FALSE;
}
