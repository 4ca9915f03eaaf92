/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-blobs-private.h"

#include "store/pd-store-blobs.h"

#include <glib/gi18n-lib.h>

static void
take_standing (PdSyncBlobs *self, GAsyncResult *result)
{
  gint64 offset = pd_sync_transport_get_number (result, "Upload-Offset");
  g_autofree char *complete = pd_sync_transport_dup_header (result, "Upload-Complete");

  if (offset < 0)
    {
      g_autoptr (GError) error = g_error_new_literal (
          PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
          _ ("What answered is not the platform. The file is safe on this computer and will be sent again."));

      pd_sync_blobs_fail (self, error, 0);
      return;
    }
  self->sent = offset;
  pd_sync_blobs_emit_changed (self, self->sha256);
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_STANDING,
                                                .offset = offset,
                                                .complete = g_strcmp0 (complete, "true") == 0 });
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = pd_sync_blob_round_end (user_data);
  g_autoptr (GError) error = NULL;
  gint64 retry_after = 0;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);

  if (self == NULL)
    return;
  if (answer != NULL)
    take_standing (self, result);
  else if (pd_sync_transport_get_status (result) == 404)
    pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_STANDING });
  else
    pd_sync_blobs_fail (self, error, retry_after);
}

/** pd_sync_blobs_ask: asks the platform how much it has of the file under way. */
void
pd_sync_blobs_ask (PdSyncBlobs *self)
{
  g_autofree char *path = g_strconcat ("/v1/blobs/", self->sha256, NULL);

  pd_sync_transport_send_bytes_async (self->transport, "HEAD", path, NULL, NULL, PD_SYNC_BLOB_PIECE,
                                      self->round, asked_cb, pd_sync_blob_round_new (self));
}

static void
refuse (PdSyncBlobs *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_REFUSED });
}

/** pd_sync_blobs_damaged_sentence: what is said of a file whose bytes are not those that were attached. */
const char *
pd_sync_blobs_damaged_sentence (void)
{
  return _ ("The file is damaged on this computer, or is not there any more. Remove it and attach it again.");
}

static void
verify_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PdSyncBlobs *self = source;
  gboolean matches = FALSE;

  if (!pd_store_blob_verify (pd_store_get_path (self->store), data, &matches, cancellable, NULL))
    matches = FALSE;
  g_task_return_boolean (task, matches);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = pd_sync_blob_round_end (user_data);

  if (self == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    {
      refuse (self, pd_sync_blobs_damaged_sentence ());
      return;
    }
  g_free (self->problem);
  self->problem = g_strdup (_ ("The file changes on its way to the platform. Tell the administrator."));
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_WRONG });
}

/* All has arrived there, and is not it: is it here? */
static void
verify (PdSyncBlobs *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->round, verified_cb, pd_sync_blob_round_new (self));

  g_task_set_source_tag (task, verify);
  g_task_set_task_data (task, g_strdup (self->sha256), g_free);
  g_task_run_in_thread (task, verify_in_thread);
}

static void
take_refusal (PdSyncBlobs *self, GAsyncResult *result, GError *error, gint64 retry_after)
{
  guint status = pd_sync_transport_get_status (result);
  g_autofree char *code = pd_sync_transport_dup_code (result);

  if (status == 409 && g_strcmp0 (code, "offset") == 0)
    pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_ELSEWHERE });
  else if (status == 422 && g_strcmp0 (code, "hash_mismatch") == 0)
    verify (self);
  else if (status == 413 && g_strcmp0 (code, "quota") == 0)
    refuse (self,
            _ ("The company's room for attachments on the platform is used up. The file is safe on this "
               "computer. Ask the administrator for more room."));
  else if (status == 413)
    refuse (self, _ ("The platform takes no file of this size. It stays on this computer."));
  else
    pd_sync_blobs_fail (self, error, retry_after);
}

static void
piece_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = pd_sync_blob_round_end (user_data);
  g_autoptr (GError) error = NULL;
  gint64 retry_after = 0;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);

  if (self == NULL)
    return;
  if (answer != NULL)
    take_standing (self, result);
  else
    take_refusal (self, result, error, retry_after);
}

/** Piece: what is read from the disk. */
typedef struct
{
  char *sha256;
  gint64 offset;
  gint64 length;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->sha256);
  g_free (piece);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PdSyncBlobs *self = source;
  const Piece *piece = data;
  GError *error = NULL;
  GBytes *bytes = pd_store_blob_read (pd_store_get_path (self->store), piece->sha256, piece->offset,
                                      (gsize) piece->length, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = pd_sync_blob_round_end (user_data);
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *path = NULL;

  if (self == NULL)
    return;
  if (bytes == NULL || (gint64) g_bytes_get_size (bytes) != self->length)
    {
      refuse (self, pd_sync_blobs_damaged_sentence ());
      return;
    }
  path = g_strdup_printf ("/v1/blobs/%s?offset=%" G_GINT64_FORMAT "&size=%" G_GINT64_FORMAT, self->sha256,
                          self->offset, self->size);
  pd_sync_transport_send_bytes_async (self->transport, "PATCH", path, NULL, self->length > 0 ? bytes : NULL,
                                      PD_SYNC_BLOB_PIECE, self->round, piece_sent_cb,
                                      pd_sync_blob_round_new (self));
}

/**
 * pd_sync_blobs_send_piece:
 * @self: files
 * @offset: where the piece begins in the file under way, bytes
 * @length: bytes, at most %PD_SYNC_BLOB_PIECE; 0 is of an empty file
 *
 * Reads a piece in a thread and sends it. The engine hears of it by an event, whatever comes of it.
 */
void
pd_sync_blobs_send_piece (PdSyncBlobs *self, gint64 offset, gint64 length)
{
  g_autoptr (GTask) task = g_task_new (self, self->round, read_cb, pd_sync_blob_round_new (self));
  Piece *piece = g_new0 (Piece, 1);

  self->offset = offset;
  self->length = length;
  *piece = (Piece){ g_strdup (self->sha256), offset, length };
  g_task_set_source_tag (task, pd_sync_blobs_send_piece);
  g_task_set_task_data (task, piece, piece_free);
  g_task_run_in_thread (task, read_in_thread);
}
