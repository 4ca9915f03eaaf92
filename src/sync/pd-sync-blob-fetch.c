/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-blobs-private.h"

#include "store/pd-store-blobs.h"

#include <glib/gi18n-lib.h>

/* A piece and the headers' worth of an error. */
#define MAX_ANSWER (PD_SYNC_BLOB_PIECE + 64 * 1024)

/** PdSyncBlobFetch: one file on its way here, for everybody who asked for it. */
typedef struct
{
  PdSyncBlobs *blobs;     /* (owned) */
  char *sha256;           /* (owned) */
  gint64 size;            /* of the whole */
  gint64 done;            /* bytes of it that are here */
  gint64 offset;          /* where the piece under way belongs */
  GBytes *piece;          /* (owned) (nullable) to be written */
  gboolean began_anew;    /* once: what was here did not fit */
  GCancellable *stopping; /* (owned) */
  GPtrArray *tasks;       /* (owned) of GTask */
} PdSyncBlobFetch;

static void ask_for_piece (PdSyncBlobFetch *fetch);

/* Everybody is told; @error: (transfer full) (nullable) */
static void
end (PdSyncBlobFetch *fetch, GError *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&fetch->tasks);
  g_autoptr (PdSyncBlobs) self = g_steal_pointer (&fetch->blobs);
  g_autofree char *sha256 = g_steal_pointer (&fetch->sha256);

  g_hash_table_remove (self->fetches, sha256);
  g_clear_pointer (&fetch->piece, g_bytes_unref);
  g_object_unref (fetch->stopping);
  g_free (fetch);
  pd_sync_blobs_emit_changed (self, sha256);
  for (guint i = 0; i < tasks->len; i++)
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (tasks, i), g_error_copy (error));
    else
      g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
  g_clear_error (&error);
}

static GError *
not_there (void)
{
  return g_error_new_literal (
      PD_SYNC_BLOB_ERROR, PD_SYNC_BLOB_ERROR_NOT_THERE,
      _ ("The file is not on the platform yet: it is still on the computer where it was "
         "added. It comes when that computer has sent it."));
}

static GError *
offline (void)
{
  return g_error_new_literal (
      PD_SYNC_BLOB_ERROR, PD_SYNC_BLOB_ERROR_OFFLINE,
      _ ("The file is on the platform, and there is no connection to it now. Try again "
         "when it is back."));
}

/* All of it is here */

static gboolean
fetched_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const PdSyncBlobFetch *fetch = data;

  return pd_store_blob_add_fetched (session, fetch->sha256, fetch->size, g_get_real_time (), error);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  pd_store_write_finish (PD_STORE (source), result, &error);
  end (user_data, error);
}

static void
finish_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const PdSyncBlobFetch *fetch = data;
  gboolean matches = FALSE;
  GError *error = NULL;

  if (!pd_store_blob_part_finish (pd_store_get_path (fetch->blobs->store), fetch->sha256, fetch->size,
                                  &matches, &error))
    g_task_return_error (task, error);
  else if (matches)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, PD_SYNC_BLOB_ERROR, PD_SYNC_BLOB_ERROR_WRONG,
                             _ ("What came is not the file that was attached. Nothing of it was kept. Try "
                                "again; if it comes again, tell the administrator."));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdSyncBlobFetch *fetch = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    pd_store_write_async (fetch->blobs->store, PD_STORE_PRIORITY_EDIT, fetched_job, fetch, NULL, NULL,
                          noted_cb, fetch);
  else
    end (fetch, error);
}

static void
run_in_thread (PdSyncBlobFetch *fetch, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (fetch->blobs, NULL, callback, fetch);

  g_task_set_source_tag (task, run_in_thread);
  g_task_set_task_data (task, fetch, NULL);
  g_task_run_in_thread (task, func);
}

/* Pieces */

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const PdSyncBlobFetch *fetch = data;
  GError *error = NULL;

  if (pd_store_blob_part_append (pd_store_get_path (fetch->blobs->store), fetch->sha256, fetch->offset,
                                 fetch->piece, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
go_on (PdSyncBlobFetch *fetch)
{
  pd_sync_blobs_emit_changed (fetch->blobs, fetch->sha256);
  if (fetch->done >= fetch->size)
    run_in_thread (fetch, finish_in_thread, finished_cb);
  else
    ask_for_piece (fetch);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdSyncBlobFetch *fetch = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      end (fetch, error);
      return;
    }
  fetch->done = fetch->offset + (gint64) g_bytes_get_size (fetch->piece);
  go_on (fetch);
}

/* TRUE when an answer that is an error is no reason to give up. */
static gboolean
begin_anew (PdSyncBlobFetch *fetch, guint status)
{
  if (status != 416 || fetch->began_anew)
    return FALSE;
  fetch->began_anew = TRUE;
  fetch->done = 0;
  ask_for_piece (fetch);
  return TRUE;
}

static void
piece_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdSyncBlobFetch *fetch = user_data;
  GError *error = NULL;
  GBytes *piece = pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &error);
  guint status = pd_sync_transport_get_status (result);

  if (piece != NULL)
    {
      g_clear_pointer (&fetch->piece, g_bytes_unref);
      fetch->piece = piece;
      /* Without a range the platform sent it from the beginning. */
      fetch->offset = status == 206 ? fetch->done : 0;
      if (g_bytes_get_size (piece) == 0 && fetch->size > 0)
        end (fetch, not_there ());
      else
        run_in_thread (fetch, write_in_thread, written_cb);
      return;
    }
  if (begin_anew (fetch, status))
    {
      g_clear_error (&error);
      return;
    }
  if (status == 404)
    {
      g_clear_error (&error);
      error = not_there ();
    }
  end (fetch, error);
}

static void
ask_for_piece (PdSyncBlobFetch *fetch)
{
  g_autofree char *path = g_strconcat ("/v1/blobs/", fetch->sha256, NULL);
  g_autofree char *range = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, fetch->done,
                                            fetch->done + PD_SYNC_BLOB_PIECE - 1);

  if (fetch->blobs->transport == NULL)
    {
      end (fetch, offline ());
      return;
    }
  pd_sync_transport_send_bytes_async (fetch->blobs->transport, "GET", path,
                                      fetch->size > PD_SYNC_BLOB_PIECE ? range : NULL, NULL, MAX_ANSWER,
                                      fetch->stopping, piece_cb, fetch);
}

/* What is here already */

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PdSyncBlobFetch *fetch = data;
  const char *store_path = pd_store_get_path (fetch->blobs->store);
  gboolean matches = FALSE;

  if (pd_store_blob_is_here (store_path, fetch->sha256, fetch->size) &&
      pd_store_blob_verify (store_path, fetch->sha256, &matches, NULL, NULL) && matches)
    fetch->done = -1;
  else
    fetch->done = MIN (pd_store_blob_part_size (store_path, fetch->sha256), fetch->size);
  g_task_return_boolean (task, TRUE);
}

static gboolean
touch_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_blob_touch (session, data, g_get_real_time (), error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdSyncBlobFetch *fetch = user_data;

  if (fetch->done >= 0)
    {
      /* A small file is asked for whole. */
      if (fetch->size <= PD_SYNC_BLOB_PIECE)
        fetch->done = 0;
      if (fetch->done >= fetch->size && fetch->size > 0)
        run_in_thread (fetch, finish_in_thread, finished_cb);
      else
        ask_for_piece (fetch);
      return;
    }
  fetch->done = fetch->size;
  pd_store_write_async (fetch->blobs->store, PD_STORE_PRIORITY_IDLE, touch_job, g_strdup (fetch->sha256),
                        g_free, NULL, NULL, NULL);
  end (fetch, NULL);
}

gboolean
pd_sync_blobs_get_fetched (PdSyncBlobs *self, const char *sha256, gint64 *done, gint64 *size)
{
  const PdSyncBlobFetch *fetch = g_hash_table_lookup (self->fetches, sha256);

  if (fetch == NULL)
    return FALSE;
  *done = MAX (fetch->done, 0);
  *size = fetch->size;
  return TRUE;
}

/**
 * pd_sync_blobs_fetch_async:
 * @self: files
 * @sha256: a file's hash
 * @size: its bytes, as the record says
 * @cancellable: (nullable): stops the waiting; what came is kept for the next time
 * @callback: called when the file is beside the cache and has its hash, or why not
 * @user_data: for @callback
 *
 * A file that is here already is looked at and not fetched. Errors: %PD_SYNC_BLOB_ERROR, %PD_SYNC_ERROR,
 * %PD_STORE_ERROR.
 */
void
pd_sync_blobs_fetch_async (PdSyncBlobs *self,
                           const char *sha256,
                           gint64 size,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  PdSyncBlobFetch *fetch = g_hash_table_lookup (self->fetches, sha256);

  g_task_set_source_tag (task, pd_sync_blobs_fetch_async);
  if (fetch != NULL)
    {
      g_ptr_array_add (fetch->tasks, task);
      return;
    }
  if (!pd_attachment_is_hash (sha256) || size < 0 || size > PD_ATTACHMENT_MAX_BYTES)
    {
      g_task_return_error (task, not_there ());
      g_object_unref (task);
      return;
    }
  fetch = g_new0 (PdSyncBlobFetch, 1);
  fetch->blobs = g_object_ref (self);
  fetch->sha256 = g_strdup (sha256);
  fetch->size = size;
  fetch->stopping = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  fetch->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fetch->tasks, task);
  g_hash_table_insert (self->fetches, fetch->sha256, fetch);
  run_in_thread (fetch, look_in_thread, looked_cb);
}

gboolean
pd_sync_blobs_fetch_finish (PdSyncBlobs *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
head_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &error);
  g_autofree char *complete = pd_sync_transport_dup_header (result, "Upload-Complete");

  if (answer != NULL)
    g_task_return_int (task, g_strcmp0 (complete, "true") == 0);
  else if (pd_sync_transport_get_status (result) == 404)
    {
      g_clear_error (&error);
      g_task_return_int (task, 0);
    }
  else
    g_task_return_error (task, error);
}

/**
 * pd_sync_blobs_look_async:
 * @self: files
 * @sha256: a file's hash
 * @cancellable: (nullable): stops it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks the platform whether it has a file.
 */
void
pd_sync_blobs_look_async (PdSyncBlobs *self,
                          const char *sha256,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = g_strconcat ("/v1/blobs/", sha256, NULL);

  g_task_set_source_tag (task, pd_sync_blobs_look_async);
  if (self->transport == NULL || !pd_attachment_is_hash (sha256))
    g_task_return_error (task, offline ());
  else
    pd_sync_transport_send_bytes_async (self->transport, "HEAD", path, NULL, NULL, MAX_ANSWER, cancellable,
                                        head_cb, g_steal_pointer (&task));
}

/**
 * pd_sync_blobs_look_finish:
 * @there: (out): whether the platform has all of it
 *
 * Returns: whether the platform has answered
 */
gboolean
pd_sync_blobs_look_finish (PdSyncBlobs *self, GAsyncResult *result, gboolean *there, GError **error)
{
  GError *local = NULL;

  *there = g_task_propagate_int (G_TASK (result), &local) > 0;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
