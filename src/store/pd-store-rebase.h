/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: what the platform says meets what waits here. */

#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"

G_BEGIN_DECLS

/** PdParkReason: why changes go to the conflict inbox. */
typedef struct
{
  const char *code;
  const char *message; /* (nullable) */
  GStrv atoms;         /* (nullable) */
  PdRowState state;    /* CONFLICT or REJECTED */
} PdParkReason;

gboolean
pd_rebase_remote (PdStoreSession *session, const PdRecord *remote, gboolean own, gint64 now, GError **error);
gboolean pd_rebase_remote_on (PdStoreSession *session,
                              const PdRecord *remote,
                              const PdRowInfo *info,
                              const guint8 *hash,
                              gboolean own,
                              gint64 now,
                              GError **error);
gboolean pd_rebase_record (PdStoreSession *session,
                           const PdRecordType *type,
                           const char *id,
                           gint64 now,
                           GError **error);
gboolean pd_rebase_park (PdStoreSession *session,
                         const PdRecordType *type,
                         const char *id,
                         const PdRecord *theirs,
                         const PdParkReason *reason,
                         gint64 now,
                         GError **error);
gboolean
pd_rebase_put_view (PdStoreSession *session, const PdRecord *old, const PdRecord *view, GError **error);
gboolean pd_rebase_remove_rows (PdStoreSession *session, GPtrArray *rows, GError **error);
gboolean pd_rebase_still_holds (const PdRecord *base, const PdMutation *command, const PdRecord *theirs);
gboolean pd_rebase_same_content (const PdRecord *a, const PdRecord *b);
gboolean pd_rebase_received (PdStoreSession *session,
                             PdOutboxRow *row,
                             const PdRecord *theirs,
                             PdRecord **view,
                             guint *n_done,
                             gboolean *is_joined,
                             GError **error);

G_END_DECLS
