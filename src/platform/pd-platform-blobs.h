/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/* What travels at once, and how long a file is kept that no record names any more (sync: 2.9). */
#define PD_PLATFORM_BLOB_CHUNK (1024 * 1024)
#define PD_PLATFORM_BLOB_GRACE (30 * G_TIME_SPAN_DAY)

/* All attachments of one tenant together, if the administrator does not say otherwise. */
#define PD_PLATFORM_BLOB_QUOTA (G_GINT64_CONSTANT (10) * 1000 * 1000 * 1000)

/** PdPlatformBlob: what is known of one file of one tenant. */
typedef struct
{
  gint64 size;
  gint64 received;   /* so much of it, from its beginning, is on the disk */
  gboolean complete; /* all of it, and its hash is right */
} PdPlatformBlob;

gboolean pd_platform_find_blob (PdPlatform *platform,
                                const char *tenant,
                                const char *hash,
                                PdPlatformBlob *blob,
                                gboolean *found,
                                GError **error);

/** PdPlatformBlobOutcome: what became of a piece. */
typedef enum
{
  PD_PLATFORM_BLOB_TAKEN,     /* on the disk; or it was there already */
  PD_PLATFORM_BLOB_ELSEWHERE, /* it belongs to another place: see what was received */
  PD_PLATFORM_BLOB_WRONG,     /* the whole has another hash: all of it was thrown away */
  PD_PLATFORM_BLOB_QUOTA_REACHED,
} PdPlatformBlobOutcome;

/** PdPlatformBlobPiece: one part of one file, from a client. */
typedef struct
{
  const char *tenant;
  const char *hash;
  gint64 size; /* of the whole */
  gint64 offset;
  GBytes *bytes; /* (nullable) none: to have it looked at whether the whole is there */
} PdPlatformBlobPiece;

gboolean pd_platform_take_blob_piece (PdPlatform *platform,
                                      const PdPlatformBlobPiece *piece,
                                      PdPlatformBlob *blob,
                                      PdPlatformBlobOutcome *outcome,
                                      GError **error);

gboolean pd_platform_refer_to_blobs (PdPlatformChange *change, const PdRecord *record, GError **error);
gboolean pd_platform_find_missing_blob (PdPlatform *platform,
                                        const char *tenant,
                                        const PdRecord *record,
                                        char **path,
                                        GError **error);
gboolean pd_platform_collect_blobs (PdPlatform *platform, guint *n_removed, GError **error);

G_END_DECLS
