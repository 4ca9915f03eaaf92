/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdStoreLost: a version that the platform had once acknowledged and has no more. */
typedef struct
{
  gint64 at;        /* when it was found; microseconds since 1970 in UTC */
  PdRecord *record; /* (owned) as it was here */
  gint64 there;     /* the revision that the platform had then; 0: none */
  char *code;       /* (owned) (nullable) why the platform did not take it back */
  char *reason;     /* (owned) (nullable) the same, as a sentence */
} PdStoreLost;

void pd_store_lost_free (PdStoreLost *lost);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreLost, pd_store_lost_free)

GPtrArray *pd_store_list_lost (PdStoreSession *session, GError **error);
gboolean pd_store_settle_lost (PdStoreSession *session,
                               const PdRecord *record,
                               const PdResult *result,
                               gint64 now,
                               GError **error);
gboolean
pd_store_forget_lost (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_store_lost_clean (PdStoreSession *session, GError **error);

G_END_DECLS
