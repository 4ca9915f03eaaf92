/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

G_BEGIN_DECLS

/* The bytes of attachments, in a folder beside the cache, each file named by its hash. A file has its name only when
 * all of it is on the disk; what is on its way here has another one. Nothing here knows the database. */

/** PdStoreBlob: a file that was taken in. */
typedef struct
{
  char *name;       /* as the person calls it, made plain */
  char *media_type; /* (nullable) */
  char *sha256;
  gint64 size; /* bytes */
} PdStoreBlob;

void pd_store_blob_free (PdStoreBlob *blob);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreBlob, pd_store_blob_free)

PdStoreBlob *
pd_store_blob_take_file (const char *store_path, GFile *file, GCancellable *cancellable, GError **error);

char *pd_store_blob_path (const char *store_path, const char *sha256);
gboolean pd_store_blob_is_here (const char *store_path, const char *sha256, gint64 size);
GBytes *
pd_store_blob_read (const char *store_path, const char *sha256, gint64 offset, gsize size, GError **error);
gboolean pd_store_blob_verify (const char *store_path,
                               const char *sha256,
                               gboolean *matches,
                               GCancellable *cancellable,
                               GError **error);
gboolean pd_store_blob_copy_to (const char *store_path,
                                const char *sha256,
                                GFile *file,
                                GCancellable *cancellable,
                                GError **error);
char *pd_store_blob_make_view (const char *store_path, const char *sha256, const char *name, GError **error);
void pd_store_blob_discard (const char *store_path, const char *sha256);

gint64 pd_store_blob_part_size (const char *store_path, const char *sha256);
gboolean pd_store_blob_part_append (const char *store_path,
                                    const char *sha256,
                                    gint64 offset,
                                    GBytes *bytes,
                                    GError **error);
gboolean pd_store_blob_part_finish (const char *store_path,
                                    const char *sha256,
                                    gint64 size,
                                    gboolean *matches,
                                    GError **error);

typedef gboolean (*PdStoreBlobFileFunc) (const char *sha256, gboolean *keep, gpointer data, GError **error);
gboolean pd_store_blob_files_sweep (const char *store_path,
                                    gint64 now,
                                    PdStoreBlobFileFunc func,
                                    gpointer data,
                                    GError **error);

G_END_DECLS
