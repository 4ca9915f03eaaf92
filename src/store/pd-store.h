/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-record-type.h"

G_BEGIN_DECLS

/**
 * PdStoreError: what went wrong with the cache; each says what the next step is.
 * @PD_STORE_ERROR_NOT_FOUND: no such record: not the same as an empty list
 * @PD_STORE_ERROR_BUSY: another program holds the file: try again
 * @PD_STORE_ERROR_FULL: the disk is full: make room, then try again
 * @PD_STORE_ERROR_READ_ONLY: the file or its folder cannot be written: ask who looks after the computer
 * @PD_STORE_ERROR_NEWER_SCHEMA: a newer Piaodan wrote the file: upgrade
 * @PD_STORE_ERROR_DAMAGED: the file is damaged: keep it, restore or fetch again
 * @PD_STORE_ERROR_NOT_A_DATABASE: the file is something else
 * @PD_STORE_ERROR_IO: the disk answered with an error
 * @PD_STORE_ERROR_INVALID: the record does not pass its check: the message names the field
 * @PD_STORE_ERROR_FROZEN: the record's content may no longer change
 * @PD_STORE_ERROR_CHANGED: the record changed since the form was opened: look again
 * @PD_STORE_ERROR_NOT_ALLOWED: the workflow does not allow this now
 * @PD_STORE_ERROR_STALE: an old answer of the platform, to be thrown away
 * @PD_STORE_ERROR_MASS_CHANGE: the platform takes away so much that a person has to look first
 * @PD_STORE_ERROR_BUG: a fault of the program
 *
 * A cancelled job is %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  PD_STORE_ERROR_NOT_FOUND,
  PD_STORE_ERROR_BUSY,
  PD_STORE_ERROR_FULL,
  PD_STORE_ERROR_READ_ONLY,
  PD_STORE_ERROR_NEWER_SCHEMA,
  PD_STORE_ERROR_DAMAGED,
  PD_STORE_ERROR_NOT_A_DATABASE,
  PD_STORE_ERROR_IO,
  PD_STORE_ERROR_INVALID,
  PD_STORE_ERROR_FROZEN,
  PD_STORE_ERROR_CHANGED,
  PD_STORE_ERROR_NOT_ALLOWED,
  PD_STORE_ERROR_STALE,
  PD_STORE_ERROR_MASS_CHANGE,
  PD_STORE_ERROR_BUG
} PdStoreError;

#define PD_STORE_ERROR (pd_store_error_quark ())
GQuark pd_store_error_quark (void);

#define PD_TYPE_STORE (pd_store_get_type ())
G_DECLARE_FINAL_TYPE (PdStore, pd_store, PD, STORE, GObject)

/* One SQLite connection with its statements; valid inside a job only. */
typedef struct _PdStoreSession PdStoreSession;

/* Jobs with a lower number go first. */
#define PD_STORE_PRIORITY_EDIT 0
#define PD_STORE_PRIORITY_SYNC 100
#define PD_STORE_PRIORITY_IDLE 200

/**
 * PdStoreJob:
 * @session: (transfer none): the connection, inside one transaction
 * @data: what was given with the job
 * @cancellable: (nullable): stops SQL that runs, too
 *
 * Runs in a thread of the store. Returns: %FALSE with @error set to roll back.
 */
typedef gboolean (*PdStoreJob) (PdStoreSession *session,
                                gpointer data,
                                GCancellable *cancellable,
                                GError **error);

PdStore *pd_store_open (const char *path, GError **error);
void pd_store_close (PdStore *store);
const char *pd_store_get_path (PdStore *store);
guint pd_store_get_schema_version (void);
gboolean pd_store_check (PdStoreSession *session, GError **error);

gboolean
pd_store_write (PdStore *store, PdStoreJob job, gpointer data, GCancellable *cancellable, GError **error);
gboolean
pd_store_read (PdStore *store, PdStoreJob job, gpointer data, GCancellable *cancellable, GError **error);
void pd_store_write_async (PdStore *store,
                           int priority,
                           PdStoreJob job,
                           gpointer data,
                           GDestroyNotify free_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean pd_store_write_finish (PdStore *store, GAsyncResult *result, GError **error);
void pd_store_read_async (PdStore *store,
                          int priority,
                          PdStoreJob job,
                          gpointer data,
                          GDestroyNotify free_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean pd_store_read_finish (PdStore *store, GAsyncResult *result, GError **error);
gpointer pd_store_job_data (GAsyncResult *result);

G_END_DECLS
