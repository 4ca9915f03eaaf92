/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pd-sync-blob-engine.h"
#include "sync/pd-sync-blobs.h"

G_BEGIN_DECLS

/* The rim of the sending of files in pd-sync-blobs.c, what it asks and sends in pd-sync-blob-send.c, and the fetching of
 * files, which is no state of anybody's, in pd-sync-blob-fetch.c. Files are read and hashed in threads; the main loop sees pieces of at most 1 MiB go by. */

struct _PdSyncBlobs
{
  GObject parent_instance;

  PdStore *store;             /* (owned) */
  PdSyncTransport *transport; /* (owned) (nullable) while there is somebody to ask */
  PdSyncBlobEngine *engine;   /* (owned) */
  GCancellable *round;        /* (owned) of what the engine has under way */
  char *sha256;               /* (owned) (nullable) the file under way */
  gint64 size;
  gint64 sent;
  gint64 offset; /* of the piece under way */
  gint64 length;
  char *problem;       /* (owned) (nullable) what is taken down about it */
  GError *last_error;  /* (owned) (nullable) why it waits */
  GPtrArray *waiters;  /* (owned) of GTask: calls of drain_async() */
  GHashTable *fetches; /* (owned) hash → PdSyncBlobFetch, each of its own task's */
  gint64 tried_at;     /* monotonic: when what has a problem was last tried again */
  guint timer;
};

/* What is under way: it keeps nobody alive, and what comes after its round is dropped. */
typedef struct
{
  GWeakRef blobs;
  GCancellable *round; /* (owned) */
} PdSyncBlobRound;

PdSyncBlobRound *pd_sync_blob_round_new (PdSyncBlobs *self);
PdSyncBlobs *pd_sync_blob_round_end (PdSyncBlobRound *round);
void pd_sync_blobs_step (PdSyncBlobs *self, const PdSyncBlobEvent *event);
void pd_sync_blobs_fail (PdSyncBlobs *self, GError *error, gint64 retry_after);
void pd_sync_blobs_ask (PdSyncBlobs *self);
void pd_sync_blobs_send_piece (PdSyncBlobs *self, gint64 offset, gint64 length);
const char *pd_sync_blobs_damaged_sentence (void);
void pd_sync_blobs_emit_changed (PdSyncBlobs *self, const char *sha256);
gboolean pd_sync_blobs_get_fetched (PdSyncBlobs *self, const char *sha256, gint64 *done, gint64 *size);

G_END_DECLS
