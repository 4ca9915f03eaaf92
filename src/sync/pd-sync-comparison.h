/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-repair.h"

G_BEGIN_DECLS

/**
 * PdSyncComparison: one search for what differs between this cache and the platform: the sums of all buckets, then
 * the records of those that differ, then the records themselves (sync: 2.7, 2.8). It knows no network: it says what to
 * ask next and takes the answer.
 */
typedef struct _PdSyncComparison PdSyncComparison;

PdSyncComparison *pd_sync_comparison_new (gboolean restored, gboolean accept_loss, gboolean repair);
PdSyncComparison *pd_sync_comparison_ref (PdSyncComparison *comparison);
void pd_sync_comparison_unref (PdSyncComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncComparison, pd_sync_comparison_unref)

gboolean pd_sync_comparison_is_restoring (const PdSyncComparison *comparison);
gboolean
pd_sync_comparison_ask (PdSyncComparison *comparison, PdStoreSession *session, char **path, GError **error);
gboolean pd_sync_comparison_take (PdSyncComparison *comparison,
                                  PdStoreSession *session,
                                  GBytes *answer,
                                  gint64 now,
                                  gboolean *more,
                                  GError **error);
guint pd_sync_comparison_get_n_left (const PdSyncComparison *comparison);

/** PdSyncComparisonLook: one difference, of a comparison that only looks; @there is (nullable) what the platform has. */
typedef gboolean (*PdSyncComparisonLook) (PdStoreSession *session,
                                          const PdWireDigestEntry *entry,
                                          const PdRecord *there,
                                          gpointer data,
                                          GError **error);

void
pd_sync_comparison_set_look (PdSyncComparison *comparison, PdSyncComparisonLook look, gpointer look_data);

G_END_DECLS
