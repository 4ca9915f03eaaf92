/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: a record that somebody is about to change, with all that waits for it. */

#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"

G_BEGIN_DECLS

/** PdCapture: one record, what it is in the cache, and what waits for it. */
typedef struct
{
  PdStoreSession *session;
  const PdRecordType *type;
  const char *id;
  gint64 now;
  PdRowInfo info;
  PdRecord *view;       /* (owned) (nullable) */
  PdRecord *theirs;     /* (owned) (nullable) the shadow */
  GPtrArray *rows;      /* (owned) of PdOutboxRow */
  GPtrArray *conflicts; /* (owned) of PdStoreConflict, open ones */
} PdCapture;

gboolean pd_capture_init (PdCapture *capture,
                          PdStoreSession *session,
                          const PdRecordType *type,
                          const char *id,
                          gint64 now,
                          GError **error);
void pd_capture_clear (PdCapture *capture);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdCapture, pd_capture_clear)

gboolean pd_capture_fail (PdStoreError code, const char *message, GError **error);
gboolean pd_capture_fail_frozen (GError **error);
PdOutboxRow *pd_capture_last_row (const PdCapture *capture);
gboolean pd_capture_may_change (const PdOutboxRow *row);
gboolean pd_capture_has_command (const PdCapture *capture);
const PdMutation *pd_capture_awaited_command (const PdCapture *capture);
const PdStoreConflict *pd_capture_holder (const PdCapture *capture);
gboolean pd_capture_is_frozen (const PdCapture *capture);
PdMutation *pd_capture_new_mutation (const PdCapture *capture, PdMutationKind kind);
gboolean pd_capture_keep_shadow (PdCapture *capture, GError **error);
gboolean pd_capture_put_view (PdCapture *capture, const PdRecord *view, GError **error);
gboolean pd_capture_drop_refused_deletions (PdCapture *capture, GError **error);

G_END_DECLS
