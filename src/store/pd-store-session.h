/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store and its tests: one connection, its statements, its errors. */

#include <sqlite3.h>

#include "model/pd-record-stream.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/* How long a transaction waits for another program, in milliseconds. */
#define PD_STORE_BUSY_WAIT 5000

struct _PdStoreSession
{
  sqlite3 *db;               /* (owned) */
  char *path;                /* (owned) */
  GHashTable *statements;    /* (owned) of PdStatement by what they are for */
  GCancellable *cancellable; /* (borrowed) (nullable) of the job that runs */
  GHashTable *changed;       /* (owned) names of record types touched since BEGIN; "" for the rest */
  char *checked;         /* (owned) (nullable) how far looking after the rows has come, ahead of the file */
  gint64 checked_at;     /* when that was: microseconds since 1970 */
  int changes;           /* as SQLite counted them at BEGIN */
  GHashTable *held_sums; /* (owned) (nullable) stream → PdDigest, see pd_store_digest_hold() */
  char kept_stream[PD_STREAM_MAX]; /* one that is known to be kept, in this transaction */
  gboolean writer;
};

/* A cached statement, borrowed from its session; the auto pointer resets it. */
typedef struct sqlite3_stmt PdStatement;
void pd_statement_reset (PdStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStatement, pd_statement_reset)

/* Writes the SQL of one statement about one record type (or a list of one). */
typedef void (*PdStatementBuilder) (GString *sql, const PdRecordType *type);

PdStoreSession *pd_store_session_new (const char *path, gboolean writer, GError **error);
void pd_store_session_free (PdStoreSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreSession, pd_store_session_free)

gboolean pd_store_session_exec (PdStoreSession *session, const char *sql, GError **error);
PdStatement *pd_store_session_prepare (PdStoreSession *session, const char *sql, GError **error);
PdStatement *pd_store_session_prepare_for (PdStoreSession *session,
                                           const PdRecordType *type,
                                           PdStatementBuilder builder,
                                           GError **error);
void pd_statement_bind_text (PdStatement *statement, int index, const char *text);
void pd_statement_bind_borrowed (PdStatement *statement, int index, const char *text);
void pd_statement_bind_integer (PdStatement *statement, int index, gint64 value);
void pd_statement_bind (PdStatement *statement, const char *kinds, ...);
const char *pd_statement_text (PdStatement *statement, int column);

gboolean
pd_store_session_step (PdStoreSession *session, PdStatement *statement, gboolean *row, GError **error);
gboolean pd_store_session_run (PdStoreSession *session, PdStatement *statement, GError **error);
gboolean pd_store_session_integer (PdStoreSession *session, const char *sql, gint64 *value, GError **error);

gboolean pd_store_session_begin (PdStoreSession *session, GError **error);
gboolean pd_store_session_has_written (PdStoreSession *session);
gboolean pd_store_session_commit (PdStoreSession *session, GError **error);
void pd_store_session_rollback (PdStoreSession *session);
void pd_store_session_touch (PdStoreSession *session, const PdRecordType *type);

gboolean pd_store_session_fail (PdStoreSession *session, int code, GError **error);
void
pd_store_set_sqlite_error (GError **error, int code, int system_errno, const char *path, const char *detail);

G_END_DECLS
