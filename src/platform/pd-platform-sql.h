/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * PdPlatformError: what the platform's own functions fail with.
 * @PD_PLATFORM_ERROR_STORAGE: the database or a file could not be read or written: the same request again may succeed
 * @PD_PLATFORM_ERROR_FULL: the disk is full
 * @PD_PLATFORM_ERROR_NEWER: the data belong to a newer version of the program
 * @PD_PLATFORM_ERROR_IN_USE: another server holds the folder
 * @PD_PLATFORM_ERROR_INVALID: an argument that a person gave is wrong
 * @PD_PLATFORM_ERROR_REFUSED: what is asked for cannot be done as things stand; it may be later
 * @PD_PLATFORM_ERROR_CERTIFICATE: the certificate cannot be used
 * @PD_PLATFORM_ERROR_KEY: the key of the stored passwords is missing, or not the one that they were stored with
 * @PD_PLATFORM_ERROR_BUG: a mistake in the program
 */
typedef enum
{
  PD_PLATFORM_ERROR_STORAGE,
  PD_PLATFORM_ERROR_FULL,
  PD_PLATFORM_ERROR_NEWER,
  PD_PLATFORM_ERROR_IN_USE,
  PD_PLATFORM_ERROR_INVALID,
  PD_PLATFORM_ERROR_REFUSED,
  PD_PLATFORM_ERROR_CERTIFICATE,
  PD_PLATFORM_ERROR_KEY,
  PD_PLATFORM_ERROR_BUG,
} PdPlatformError;

#define PD_PLATFORM_ERROR (pd_platform_error_quark ())
GQuark pd_platform_error_quark (void);

/** PdPlatformSql: one SQLite connection with its prepared statements; used by one thread at a time. */
typedef struct _PdPlatformSql PdPlatformSql;

/** PdPlatformRows: a statement in use; freeing it gives it back to the connection. */
typedef sqlite3_stmt PdPlatformRows;

/** PdPlatformStep: what pd_platform_rows_next() came to. */
typedef enum
{
  PD_PLATFORM_STEP_FAILED = -1,
  PD_PLATFORM_STEP_DONE = 0,
  PD_PLATFORM_STEP_ROW = 1,
} PdPlatformStep;

PdPlatformSql *pd_platform_sql_open (const char *path, GError **error);
void pd_platform_sql_close (PdPlatformSql *sql);
gboolean pd_platform_sql_script (PdPlatformSql *sql, const char *script, GError **error);
gboolean pd_platform_sql_run (PdPlatformSql *sql, GError **error, const char *text, const char *kinds, ...);
PdPlatformRows *
pd_platform_sql_query (PdPlatformSql *sql, GError **error, const char *text, const char *kinds, ...);
gboolean pd_platform_sql_get_integer (PdPlatformSql *sql,
                                      gint64 *value,
                                      GError **error,
                                      const char *text,
                                      const char *kinds,
                                      ...);
int pd_platform_sql_changes (PdPlatformSql *sql);
gboolean pd_platform_sql_is_in_transaction (PdPlatformSql *sql);
gboolean pd_platform_sql_end (PdPlatformSql *sql, gboolean done, GError **error);
void pd_platform_sql_rollback (PdPlatformSql *sql, const char *script);

PdPlatformStep pd_platform_rows_next (PdPlatformRows *rows, GError **error);
const char *pd_platform_rows_text (PdPlatformRows *rows, int column);
gint64 pd_platform_rows_integer (PdPlatformRows *rows, int column);
GBytes *pd_platform_rows_bytes (PdPlatformRows *rows, int column);
void pd_platform_rows_done (PdPlatformRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformRows, pd_platform_rows_done)

G_END_DECLS
