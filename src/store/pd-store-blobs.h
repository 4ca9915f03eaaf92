/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-attachment.h"
#include "store/pd-store-blob-files.h"

G_BEGIN_DECLS

/* So many bytes of files that the platform has as well are kept here (sync: 2.9). */
#define PD_STORE_BLOB_LIMIT (G_GINT64_CONSTANT (2) * 1000 * 1000 * 1000)

/** PdStoreBlobStanding: where a file is. */
typedef struct
{
  gboolean here;        /* all of it, on this computer */
  gboolean on_platform; /* as far as this computer knows */
  gboolean queued;      /* waits to be sent */
  gint64 sent;          /* bytes of it that the platform had when it was last asked */
  gint64 size;
  char *problem; /* (owned) (nullable) why it is not sent: a sentence */
} PdStoreBlobStanding;

void pd_store_blob_standing_clear (PdStoreBlobStanding *standing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdStoreBlobStanding, pd_store_blob_standing_clear)

gboolean pd_store_add_attachment (PdStoreSession *session,
                                  const PdRecordType *type,
                                  const char *id,
                                  const PdStoreBlob *blob,
                                  gint64 now,
                                  char **attachment_id,
                                  GError **error);
gboolean pd_store_remove_attachment (PdStoreSession *session,
                                     const PdRecordType *type,
                                     const char *id,
                                     const char *attachment_id,
                                     gint64 now,
                                     PdRecord **removed,
                                     GError **error);
gboolean pd_store_restore_attachment (PdStoreSession *session,
                                      const PdRecordType *type,
                                      const char *id,
                                      const PdRecord *attachment,
                                      gint64 now,
                                      GError **error);

char *pd_store_find_attached (PdStoreSession *session,
                              const PdRecordType *type,
                              const char *sha256,
                              GError **error);
gboolean pd_store_blob_queue (PdStoreSession *session, const PdStoreBlob *blob, gint64 now, GError **error);
gboolean pd_store_blob_get_standing (PdStoreSession *session,
                                     const char *sha256,
                                     gint64 size,
                                     PdStoreBlobStanding *standing,
                                     GError **error);
gboolean
pd_store_blob_is_known (PdStoreSession *session, const char *sha256, gboolean *known, GError **error);
gboolean pd_store_blob_next (PdStoreSession *session, char **sha256, gint64 *size, GError **error);
gboolean
pd_store_blob_count_queue (PdStoreSession *session, guint *n_queued, guint *n_problems, GError **error);
gboolean pd_store_blob_set_sent (PdStoreSession *session, const char *sha256, gint64 sent, GError **error);
gboolean pd_store_blob_set_done (PdStoreSession *session, const char *sha256, GError **error);
gboolean
pd_store_blob_set_problem (PdStoreSession *session, const char *sha256, const char *problem, GError **error);
gboolean pd_store_blob_clear_problems (PdStoreSession *session, GError **error);
gboolean pd_store_blob_requeue (PdStoreSession *session, gint64 now, guint *n_queued, GError **error);
gboolean pd_store_blob_add_fetched (PdStoreSession *session,
                                    const char *sha256,
                                    gint64 size,
                                    gint64 now,
                                    GError **error);
gboolean pd_store_blob_touch (PdStoreSession *session, const char *sha256, gint64 now, GError **error);
gboolean
pd_store_blob_tidy (PdStoreSession *session, gint64 limit, gint64 now, GPtrArray *evicted, GError **error);
gboolean pd_store_blob_holds_command (PdStoreSession *session, gint64 *n_held, GError **error);

/* A command to issue waits while a file of its order does: the platform would refuse it. Over the row "o" of the
 * outbox. */
#define PD_STORE_BLOB_HOLDS                                                                                  \
  "(o.kind = 2 AND o.type = 'order' AND json_extract (o.mutation, '$.command') = 'issue' AND EXISTS"         \
  " (SELECT 1 FROM orders AS r JOIN order_attachments AS a ON a.parent = r.row JOIN blob_queue AS q"         \
  " ON q.sha256 = a.sha256 WHERE r.id = o.record AND q.problem IS NULL))"

G_END_DECLS
