/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PdZipError:
 * @PD_ZIP_ERROR_DAMAGED: cut off or broken
 * @PD_ZIP_ERROR_TOO_LARGE: beyond a limit of count, size or ratio; perhaps made to harm
 * @PD_ZIP_ERROR_ENCRYPTED: a password is needed
 * @PD_ZIP_ERROR_UNSAFE: a name that leads out of the package, or stands in it twice with different content
 *
 * Why a package could not be unpacked. The message is a translated sentence that names the part.
 */
typedef enum
{
  PD_ZIP_ERROR_DAMAGED,
  PD_ZIP_ERROR_TOO_LARGE,
  PD_ZIP_ERROR_ENCRYPTED,
  PD_ZIP_ERROR_UNSAFE,
} PdZipError;

#define PD_ZIP_ERROR (pd_zip_error_quark ())
GQuark pd_zip_error_quark (void);

/** PdZipLimits: what a package may unpack to. */
typedef struct
{
  guint max_parts;
  gsize max_part_bytes;
  gsize max_total_bytes;
  guint max_ratio;                      /* total against the file's size, above a slack of 4 MB */
  gboolean (*wants) (const char *name); /* (nullable): which parts to keep; the others stay unread */
} PdZipLimits;

GHashTable *pd_zip_read (GBytes *bytes, const PdZipLimits *limits, GCancellable *cancellable, GError **error);
char *pd_zip_clean_name (const char *name);

G_END_DECLS
