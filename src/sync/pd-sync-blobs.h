/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/pd-store.h"
#include "sync/pd-sync-transport.h"

G_BEGIN_DECLS

/**
 * PdSyncBlobError: why a file did not come.
 * @PD_SYNC_BLOB_ERROR_NOT_THERE: the platform does not have it yet: it is on the computer that added it
 * @PD_SYNC_BLOB_ERROR_WRONG: what came is not it; nothing of it was kept
 * @PD_SYNC_BLOB_ERROR_OFFLINE: there is nobody to ask now
 */
typedef enum
{
  PD_SYNC_BLOB_ERROR_NOT_THERE,
  PD_SYNC_BLOB_ERROR_WRONG,
  PD_SYNC_BLOB_ERROR_OFFLINE
} PdSyncBlobError;

#define PD_SYNC_BLOB_ERROR (pd_sync_blob_error_quark ())
GQuark pd_sync_blob_error_quark (void);

#define PD_TYPE_SYNC_BLOBS (pd_sync_blobs_get_type ())
G_DECLARE_FINAL_TYPE (PdSyncBlobs, pd_sync_blobs, PD, SYNC_BLOBS, GObject)

PdSyncBlobs *pd_sync_blobs_new (PdStore *store);
void pd_sync_blobs_set_transport (PdSyncBlobs *self, PdSyncTransport *transport);
void pd_sync_blobs_kick (PdSyncBlobs *self);
void pd_sync_blobs_try_again (PdSyncBlobs *self);
void pd_sync_blobs_caught_up (PdSyncBlobs *self);
gboolean pd_sync_blobs_get_progress (PdSyncBlobs *self, const char *sha256, gint64 *done, gint64 *size);

void pd_sync_blobs_drain_async (PdSyncBlobs *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean pd_sync_blobs_drain_finish (PdSyncBlobs *self, GAsyncResult *result, GError **error);
void pd_sync_blobs_look_async (PdSyncBlobs *self,
                               const char *sha256,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean pd_sync_blobs_look_finish (PdSyncBlobs *self, GAsyncResult *result, gboolean *there, GError **error);
void pd_sync_blobs_fetch_async (PdSyncBlobs *self,
                                const char *sha256,
                                gint64 size,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean pd_sync_blobs_fetch_finish (PdSyncBlobs *self, GAsyncResult *result, GError **error);

G_END_DECLS
