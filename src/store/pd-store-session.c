/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-session.h"

#include "store/pd-store-digest.h"
#include "store/pd-store-search.h"
#include "store/pd-store-tokenizer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* Instructions of SQLite's machine between two looks at the cancellable: about a tenth of a millisecond. */
#define PROGRESS_STEPS 2000

/* clang-format off */
G_DEFINE_QUARK (pd-store-error-quark, pd_store_error)
/* clang-format on */

typedef struct
{
  const PdRecordType *type;   /* (nullable) */
  PdStatementBuilder builder; /* (nullable) */
  char *sql;                  /* (owned) (nullable) without a builder */
} StatementKey;

static guint
statement_key_hash (gconstpointer data)
{
  const StatementKey *key = data;

  return key->sql != NULL ? g_str_hash (key->sql)
                          : g_direct_hash (key->type) ^ g_direct_hash ((gpointer) key->builder);
}

static gboolean
statement_key_equal (gconstpointer a, gconstpointer b)
{
  const StatementKey *x = a;
  const StatementKey *y = b;

  return x->type == y->type && x->builder == y->builder && g_strcmp0 (x->sql, y->sql) == 0;
}

static void
statement_key_free (gpointer data)
{
  StatementKey *key = data;

  g_free (key->sql);
  g_free (key);
}

static void
finalize_statement (gpointer data)
{
  sqlite3_finalize (data);
}

/* What SQLite's code means to a person: first the reason of the operating system, then SQLite's own. */
static PdStoreError
store_error_of (int code, int system_errno)
{
  if (system_errno == ENOSPC || system_errno == EDQUOT)
    return PD_STORE_ERROR_FULL;
  if (system_errno == EROFS || system_errno == EACCES || system_errno == EPERM)
    return PD_STORE_ERROR_READ_ONLY;
  switch (code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return PD_STORE_ERROR_BUSY;
    case SQLITE_FULL:
      return PD_STORE_ERROR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return PD_STORE_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
      return PD_STORE_ERROR_DAMAGED;
    case SQLITE_NOTADB:
      return PD_STORE_ERROR_NOT_A_DATABASE;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      return PD_STORE_ERROR_IO;
    default:
      return PD_STORE_ERROR_BUG;
    }
}

/**
 * pd_store_set_sqlite_error:
 * @error: (out) (optional): where the error goes
 * @code: SQLite's extended result code
 * @system_errno: the errno behind it, or 0
 * @path: the file
 * @detail: (nullable): SQLite's own words, for the two cases that a person reports to us
 *
 * Says what happened, what is safe and what to do.
 */
void
pd_store_set_sqlite_error (GError **error, int code, int system_errno, const char *path, const char *detail)
{
  PdStoreError store_error = store_error_of (code, system_errno);
  const char *format;

  switch (store_error)
    {
    case PD_STORE_ERROR_BUSY:
      format = N_ ("Another program is using “%1$s”. Nothing was changed. Try again in a moment.");
      break;
    case PD_STORE_ERROR_FULL:
      format = N_ ("The disk that holds “%1$s” is full. What was saved before is safe; this change was not "
                   "saved. Make room on the disk, then save again.");
      break;
    case PD_STORE_ERROR_READ_ONLY:
      format = N_ ("“%1$s” cannot be written: the file, its folder or its disk is read-only. What was saved "
                   "before is safe; this change was not saved. Ask whoever looks after this computer for the "
                   "right to write there.");
      break;
    case PD_STORE_ERROR_DAMAGED:
      format =
          N_ ("“%1$s” is damaged. Nothing was written to it. Keep the file, for it may hold changes that "
              "were not sent yet, and restore a backup or start with a new folder.");
      break;
    case PD_STORE_ERROR_NOT_A_DATABASE:
      format =
          N_ ("“%1$s” is not a file of Piaodan, or it is damaged from its first byte. It was left as it is. "
              "Choose another folder, or move the file away.");
      break;
    case PD_STORE_ERROR_IO:
      format = N_ ("The disk answered with an error while “%1$s” was in use (%2$s). What was saved before is "
                   "safe; this change may not be. Check the disk, then try again.");
      break;
    default:
      format =
          N_ ("Piaodan made a mistake with “%1$s” (%2$s). What was saved before is safe; this change was not "
              "saved. Please report it.");
      break;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  if (strstr (format, "%2$s") != NULL)
    {
      g_autofree char *reason = system_errno != 0 ? g_strdup (g_strerror (system_errno))
                                                  : g_strdup (detail ? detail : sqlite3_errstr (code));

      g_set_error (error, PD_STORE_ERROR, store_error, _ (format), path, reason);
    }
  else
    g_set_error (error, PD_STORE_ERROR, store_error, _ (format), path);
#pragma GCC diagnostic pop
}

/**
 * pd_store_session_fail:
 * @session: the session
 * @code: the result of the SQLite call that failed
 * @error: (out) (optional): where the error goes
 *
 * Turns SQLite's last failure into an error that a clerk can read.
 *
 * Returns: %FALSE, always
 */
gboolean
pd_store_session_fail (PdStoreSession *session, int code, GError **error)
{
  int system_errno = 0;

  if ((code & 0xff) == SQLITE_INTERRUPT && g_cancellable_set_error_if_cancelled (session->cancellable, error))
    return FALSE;
  if ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN)
    system_errno = sqlite3_system_errno (session->db);
  pd_store_set_sqlite_error (error, code, system_errno, session->path, sqlite3_errmsg (session->db));
  return FALSE;
}

static int
progress_cb (void *data)
{
  PdStoreSession *session = data;

  return session->cancellable != NULL && g_cancellable_is_cancelled (session->cancellable);
}

/* Another program writes: wait in small steps, so that a cancel is heard. */
static int
busy_cb (void *data, int n_calls)
{
  PdStoreSession *session = data;
  const int step = 20;

  if (n_calls * step >= PD_STORE_BUSY_WAIT)
    return 0;
  if (session->cancellable != NULL && g_cancellable_is_cancelled (session->cancellable))
    return 0;
  g_usleep (step * 1000);
  return 1;
}

/* Nobody asks SQLite how much memory it has: counting took a lock for every allocation. Too late once another part of
 * the program has used SQLite, and no harm then. */
static gpointer
configure_sqlite (gpointer data)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

static gboolean
configure (PdStoreSession *session, GError **error)
{
  sqlite3 *db = session->db;

  sqlite3_extended_result_codes (db, 1);
  sqlite3_busy_handler (db, busy_cb, session);
  sqlite3_progress_handler (db, PROGRESS_STEPS, progress_cb, session);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  if (!pd_store_session_exec (session,
                              "PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL;"
                              "PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;"
                              "PRAGMA secure_delete = FAST; PRAGMA mmap_size = 0;",
                              error))
    return FALSE;
  if (!pd_store_session_exec (session,
                              session->writer
                                  ? "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 16000;"
                                    "PRAGMA journal_size_limit = 67108864;"
                                  : "PRAGMA cache_size = -16384; PRAGMA query_only = ON;",
                              error))
    return FALSE;
  return pd_store_tokenizer_register (session, error) && pd_store_search_register (session, error) &&
         pd_store_digest_register (session, error);
}

/**
 * pd_store_session_new:
 * @path: the database file, which exists
 * @writer: whether the connection may write
 * @error: (out) (optional): where the error goes
 *
 * Opens one connection with all settings that a connection of the cache has.
 *
 * Returns: (transfer full) (nullable): the session
 */
PdStoreSession *
pd_store_session_new (const char *path, gboolean writer, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (PdStoreSession) session = g_new0 (PdStoreSession, 1);
  int code;

  g_once (&once, configure_sqlite, NULL);
  session->path = g_strdup (path);
  session->writer = writer;
  session->statements =
      g_hash_table_new_full (statement_key_hash, statement_key_equal, statement_key_free, finalize_statement);
  session->changed = g_hash_table_new (g_str_hash, g_str_equal);
  code = sqlite3_open_v2 (path, &session->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    {
      pd_store_session_fail (session, session->db != NULL ? sqlite3_extended_errcode (session->db) : code,
                             error);
      return NULL;
    }
  if (!configure (session, error))
    return NULL;
  return g_steal_pointer (&session);
}

/**
 * pd_store_session_free:
 * @session: (transfer full): the session
 *
 * Closes the connection; an open transaction is rolled back.
 */
void
pd_store_session_free (PdStoreSession *session)
{
  session->cancellable = NULL;
  g_clear_pointer (&session->statements, g_hash_table_unref);
  g_clear_pointer (&session->changed, g_hash_table_unref);
  g_clear_pointer (&session->held_sums, g_hash_table_unref);
  if (sqlite3_close (session->db) != SQLITE_OK)
    g_critical ("A statement was left open: %s", sqlite3_errmsg (session->db));
  g_free (session->checked);
  g_free (session->path);
  g_free (session);
}

gboolean
pd_store_session_exec (PdStoreSession *session, const char *sql, GError **error)
{
  int code = sqlite3_exec (session->db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || pd_store_session_fail (session, code, error);
}

static PdStatement *
prepare_cached (PdStoreSession *session, const StatementKey *key, const char *sql, GError **error)
{
  PdStatement *statement = NULL;
  StatementKey *kept;
  int code;

  code = sqlite3_prepare_v3 (session->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK)
    {
      pd_store_session_fail (session, code, error);
      return NULL;
    }
  kept = g_new0 (StatementKey, 1);
  *kept = *key;
  kept->sql = g_strdup (key->sql);
  g_hash_table_insert (session->statements, kept, statement);
  return statement;
}

static PdStatement *
find_cached (PdStoreSession *session, const StatementKey *key)
{
  PdStatement *statement = g_hash_table_lookup (session->statements, key);

  if (statement != NULL && sqlite3_stmt_busy (statement))
    g_error ("A statement is used within itself: %s", sqlite3_sql (statement));
  return statement;
}

/**
 * pd_store_session_prepare:
 * @session: the session
 * @sql: one statement
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer none) (nullable): the statement, kept by the session; hold it in a g_autoptr() to reset it
 */
PdStatement *
pd_store_session_prepare (PdStoreSession *session, const char *sql, GError **error)
{
  const StatementKey key = { NULL, NULL, (char *) sql };
  PdStatement *statement = find_cached (session, &key);

  return statement != NULL ? statement : prepare_cached (session, &key, sql, error);
}

/**
 * pd_store_session_prepare_for:
 * @session: the session
 * @type: the record type that the statement is about
 * @builder: writes its SQL, the first time
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer none) (nullable): the statement, kept by the session; hold it in a g_autoptr() to reset it
 */
PdStatement *
pd_store_session_prepare_for (PdStoreSession *session,
                              const PdRecordType *type,
                              PdStatementBuilder builder,
                              GError **error)
{
  const StatementKey key = { type, builder, NULL };
  PdStatement *statement = find_cached (session, &key);
  g_autoptr (GString) sql = NULL;

  if (statement != NULL)
    return statement;
  sql = g_string_new (NULL);
  builder (sql, type);
  return prepare_cached (session, &key, sql->str, error);
}

void
pd_statement_reset (PdStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* The parameter's number is ours and memory is GLib's to give: a failure here is a fault of the program. */
static void
check_bound (PdStatement *statement, int code)
{
  if (code != SQLITE_OK)
    g_error ("Cannot bind a parameter of %s", sqlite3_sql (statement));
}

void
pd_statement_bind_text (PdStatement *statement, int index, const char *text)
{
  check_bound (statement, text == NULL ? sqlite3_bind_null (statement, index)
                                       : sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT));
}

/* As pd_statement_bind_text(), of a text that stays until the statement is reset: it is not copied. */
void
pd_statement_bind_borrowed (PdStatement *statement, int index, const char *text)
{
  check_bound (statement, text == NULL ? sqlite3_bind_null (statement, index)
                                       : sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC));
}

void
pd_statement_bind_integer (PdStatement *statement, int index, gint64 value)
{
  check_bound (statement, sqlite3_bind_int64 (statement, index, value));
}

/**
 * pd_statement_bind:
 * @statement: the statement
 * @kinds: one letter for each parameter: "s" a text (or %NULL), "i" a gint64
 * @...: the values
 */
void
pd_statement_bind (PdStatement *statement, const char *kinds, ...)
{
  va_list values;
  int index = 1;

  va_start (values, kinds);
  for (const char *kind = kinds; *kind != '\0'; kind++, index++)
    if (*kind == 's')
      pd_statement_bind_text (statement, index, va_arg (values, const char *));
    else
      pd_statement_bind_integer (statement, index, va_arg (values, gint64));
  va_end (values);
}

const char *
pd_statement_text (PdStatement *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/**
 * pd_store_session_step:
 * @session: the session
 * @statement: the statement
 * @row: (out): whether there is a row
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE when SQLite failed
 */
gboolean
pd_store_session_step (PdStoreSession *session, PdStatement *statement, gboolean *row, GError **error)
{
  int code = sqlite3_step (statement);

  *row = code == SQLITE_ROW;
  return code == SQLITE_ROW || code == SQLITE_DONE || pd_store_session_fail (session, code, error);
}

/**
 * pd_store_session_run:
 * @session: the session
 * @statement: (transfer none): a statement without rows; it is reset
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE when SQLite failed
 */
gboolean
pd_store_session_run (PdStoreSession *session, PdStatement *statement, GError **error)
{
  g_autoptr (PdStatement) running = statement;
  gboolean row;

  return pd_store_session_step (session, running, &row, error);
}

/* The first column of the first row, or 0 without a row. */
gboolean
pd_store_session_integer (PdStoreSession *session, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  gboolean row;

  if (statement == NULL || !pd_store_session_step (session, statement, &row, error))
    return FALSE;
  *value = row ? sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

gboolean
pd_store_session_begin (PdStoreSession *session, GError **error)
{
  g_hash_table_remove_all (session->changed);
  g_clear_pointer (&session->held_sums, g_hash_table_unref);
  session->kept_stream[0] = '\0';
  session->changes = sqlite3_total_changes (session->db);
  return pd_store_session_exec (session, session->writer ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

/* Whether this transaction has changed anything, so that its commit waits for the disk. */
gboolean
pd_store_session_has_written (PdStoreSession *session)
{
  return sqlite3_total_changes (session->db) != session->changes;
}

/**
 * pd_store_session_commit:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Commits; whoever asked is past the point of cancelling. When the commit fails the transaction is rolled back.
 *
 * Returns: %TRUE when the change is on the disk
 */
gboolean
pd_store_session_commit (PdStoreSession *session, GError **error)
{
  session->cancellable = NULL;
  if (pd_store_session_exec (session, "COMMIT", error))
    return TRUE;
  pd_store_session_rollback (session);
  return FALSE;
}

void
pd_store_session_rollback (PdStoreSession *session)
{
  session->cancellable = NULL;
  g_hash_table_remove_all (session->changed);
  g_clear_pointer (&session->held_sums, g_hash_table_unref);
  session->kept_stream[0] = '\0';
  /* After some failures SQLite has rolled back by itself. */
  if (!sqlite3_get_autocommit (session->db) &&
      sqlite3_exec (session->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
    g_debug ("Cannot roll back: %s", sqlite3_errmsg (session->db));
}

/* Remembers what the "changed" signal will say; @type NULL is the outbox and its neighbours. */
void
pd_store_session_touch (PdStoreSession *session, const PdRecordType *type)
{
  g_hash_table_add (session->changed, (gpointer) (type != NULL ? type->name : ""));
}
