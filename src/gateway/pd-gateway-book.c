/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-book.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define BUSY_MILLISECONDS 5000

/* taken: each use of a limited call, until it no longer counts. kept: values by name. */
static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
    "CREATE TABLE IF NOT EXISTS taken (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) "
    "STRICT;"
    "CREATE INDEX IF NOT EXISTS taken_name ON taken (name, at);"
    "CREATE INDEX IF NOT EXISTS taken_at ON taken (at);"
    "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;";

struct _PdGatewayBook
{
  gatomicrefcount references;
  GRecMutex mutex;   /* from begin to end, too */
  sqlite3 *database; /* (owned) */
};

/* Nobody else may read it, from its first byte on; SQLite gives its other files the same rights. */
static gboolean
make_file (const char *path)
{
  int file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  return file >= 0 && g_close (file, NULL);
}

/**
 * pd_gateway_book_open:
 * @path: where the book is or will be; its folder exists
 * @error: return location for an error
 *
 * Opens a book and makes it when it is not there. What is written is on the disk when the function that wrote it
 * returns. Several processes may have it open.
 *
 * Returns: (transfer full) (nullable): the book
 */
PdGatewayBook *
pd_gateway_book_open (const char *path, GError **error)
{
  sqlite3 *database = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;

  if (!make_file (path) || sqlite3_open_v2 (path, &database, flags, NULL) != SQLITE_OK ||
      sqlite3_busy_timeout (database, BUSY_MILLISECONDS) != SQLITE_OK ||
      sqlite3_exec (database, schema, NULL, NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _ ("The provider’s book “%1$s” cannot be opened: %2$s. Nothing is sent without it."), path,
                   database != NULL ? sqlite3_errmsg (database) : g_strerror (errno));
      sqlite3_close (database);
      return NULL;
    }

  PdGatewayBook *book = g_new0 (PdGatewayBook, 1);

  g_atomic_ref_count_init (&book->references);
  g_rec_mutex_init (&book->mutex);
  book->database = database;
  return book;
}

PdGatewayBook *
pd_gateway_book_ref (PdGatewayBook *book)
{
  g_atomic_ref_count_inc (&book->references);
  return book;
}

void
pd_gateway_book_unref (PdGatewayBook *book)
{
  if (!g_atomic_ref_count_dec (&book->references))
    return;
  sqlite3_close (book->database);
  g_rec_mutex_clear (&book->mutex);
  g_free (book);
}

/**
 * pd_gateway_book_begin:
 * @book: a book
 *
 * Begins a transaction and keeps other threads and processes out of it until pd_gateway_book_end(), which is called
 * whatever this returns.
 *
 * Returns: whether it began
 */
gboolean
pd_gateway_book_begin (PdGatewayBook *book)
{
  g_rec_mutex_lock (&book->mutex);
  return sqlite3_exec (book->database, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
}

/**
 * pd_gateway_book_end:
 * @book: a book
 * @keep: whether everything went well, so that what was written is kept
 *
 * Ends a transaction.
 *
 * Returns: whether what was written is on the disk
 */
gboolean
pd_gateway_book_end (PdGatewayBook *book, gboolean keep)
{
  gboolean kept = keep && sqlite3_exec (book->database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;

  if (!kept && !sqlite3_get_autocommit (book->database))
    sqlite3_exec (book->database, "ROLLBACK", NULL, NULL, NULL);
  g_rec_mutex_unlock (&book->mutex);
  return kept;
}

static sqlite3_stmt *
prepare (PdGatewayBook *book, const char *text, const char *kinds, va_list values)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (book->database, text, -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  for (int index = 1; *kinds != '\0'; kinds++, index++)
    {
      if (*kinds == 'i')
        sqlite3_bind_int64 (statement, index, va_arg (values, gint64));
      else if (*kinds == 't')
        sqlite3_bind_text (statement, index, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
      else
        {
          gsize size;
          const void *bytes = g_bytes_get_data (va_arg (values, GBytes *), &size);

          sqlite3_bind_blob64 (statement, index, size > 0 ? bytes : "", size, SQLITE_TRANSIENT);
        }
    }
  return statement;
}

/**
 * pd_gateway_book_query: (skip)
 * @book: a book, within a transaction
 * @text: SQL
 * @kinds: of the values that follow: 't' text, 'i' gint64, 'b' GBytes
 *
 * Prepares a query.
 *
 * Returns: (transfer full) (nullable): the statement, for sqlite3_finalize(); %NULL when the book cannot be read
 */
sqlite3_stmt *
pd_gateway_book_query (PdGatewayBook *book, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  sqlite3_stmt *statement = prepare (book, text, kinds, values);
  va_end (values);
  return statement;
}

/**
 * pd_gateway_book_run: (skip)
 * @book: a book
 * @text: SQL that answers nothing
 * @kinds: as for pd_gateway_book_query()
 *
 * Runs one statement.
 *
 * Returns: whether it was done
 */
gboolean
pd_gateway_book_run (PdGatewayBook *book, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  sqlite3_stmt *statement = prepare (book, text, kinds, values);
  va_end (values);

  gboolean done = statement != NULL && sqlite3_step (statement) == SQLITE_DONE;

  sqlite3_finalize (statement);
  return done;
}

/**
 * pd_gateway_book_keep:
 * @book: a book
 * @name: a name
 * @value: what to keep under it, in place of what is there
 *
 * Keeps a value.
 *
 * Returns: whether it is on the disk
 */
gboolean
pd_gateway_book_keep (PdGatewayBook *book, const char *name, GBytes *value)
{
  return pd_gateway_book_run (book, "INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)", "tb", name,
                              value);
}

/**
 * pd_gateway_book_recall:
 * @book: a book
 * @name: a name
 *
 * What was kept under @name.
 *
 * Returns: (transfer full) (nullable): the value; %NULL when there is none or the book cannot be read
 */
GBytes *
pd_gateway_book_recall (PdGatewayBook *book, const char *name)
{
  sqlite3_stmt *statement = pd_gateway_book_query (book, "SELECT value FROM kept WHERE name = ?", "t", name);
  GBytes *value = NULL;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    value = g_bytes_new (sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
  sqlite3_finalize (statement);
  return value;
}

/**
 * pd_gateway_book_forget:
 * @book: a book
 * @name: a name
 *
 * Removes what was kept under @name.
 *
 * Returns: whether it is gone
 */
gboolean
pd_gateway_book_forget (PdGatewayBook *book, const char *name)
{
  return pd_gateway_book_run (book, "DELETE FROM kept WHERE name = ?", "t", name);
}
