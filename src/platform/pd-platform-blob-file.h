/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/* The bytes of an attachment on the platform's disk. A file grows from its beginning; what of it counts, and whether it
 * is whole, is the database's word, never the file's. */

char *pd_platform_blob_path (PdPlatform *platform, const char *tenant, const char *hash);
gboolean
pd_platform_blob_file_write (const char *path, gint64 offset, const void *data, gsize size, GError **error);
gboolean pd_platform_blob_file_finish (const char *path,
                                       gint64 size,
                                       const char *hash,
                                       gboolean *matches,
                                       GError **error);
gboolean pd_platform_blob_file_has_size (const char *path, gint64 size);

typedef gboolean (*PdPlatformBlobFileFunc) (const char *tenant,
                                            const char *hash,
                                            gboolean *keep,
                                            gpointer data,
                                            GError **error);
gboolean pd_platform_blob_files_sweep (PdPlatform *platform,
                                       PdPlatformBlobFileFunc func,
                                       gpointer data,
                                       GError **error);

G_END_DECLS
