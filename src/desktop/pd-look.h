/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

G_BEGIN_DECLS

/**
 * PdLookKind: how something looks at the cache.
 * @start: (nullable): fills the data, which is zeros at first; %FALSE where there is nothing to look at now
 * @job: runs in a thread of the store, in one transaction
 * @done: shows what was seen, or why nothing was; not called for a look that a newer one has taken the place of
 * @clear: (nullable): frees what the data holds, and not the data itself
 * @size: of the data, in bytes
 * @pause: what comes in quick succession is looked at once, in milliseconds
 * @priority: of the job
 * @only_seen: whether the owner is a widget that looks only while it is mapped, and then at what it has missed
 */
typedef struct
{
  gboolean (*start) (gpointer owner, gpointer data);
  PdStoreJob job;
  void (*done) (gpointer owner, gpointer data, const GError *error);
  void (*clear) (gpointer data);
  gsize size;
  guint pause;
  int priority;
  gboolean only_seen;
} PdLookKind;

/* One look at a time, on behalf of one object. */
typedef struct _PdLook PdLook;

PdLook *pd_look_new (gpointer owner, PdStore *store, const PdLookKind *kind);
void pd_look_free (PdLook *look);
void pd_look_watch (PdLook *look, const PdRecordType *type);
void pd_look_again (PdLook *look);
void pd_look_now (PdLook *look);
void pd_look_anew (PdLook *look);
gboolean pd_look_is_done (PdLook *look);

G_END_DECLS
