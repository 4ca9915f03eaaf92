/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-tracking.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdStoreTracked: one event that is taken in. */
typedef struct
{
  const PdTrackingEvent *event; /* (borrowed) */
  char *order; /* (owned) (nullable) number or id of the order, the first where several have it */
  PdTrackingOutcome
      expected;     /* what will become of it, as far as could be seen when the file was looked at */
  gboolean is_done; /* its order was reached; before, what follows says nothing */
  PdTrackingOutcome outcome;
  char *sentence; /* (owned) (nullable) why the order refused it */
} PdStoreTracked;

/** PdStoreTracking: events, and the orders that they are of. */
typedef struct
{
  GPtrArray *tracked; /* (owned) of PdStoreTracked, as the events */
  GPtrArray *orders;  /* (owned) of what is private to pd-store-tracking.c, one an order */
} PdStoreTracking;

PdStoreTracking *pd_store_tracking_plan (PdStoreSession *session,
                                         const GPtrArray *events,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean pd_store_tracking_enter (PdStoreSession *session,
                                  PdStoreTracking *self,
                                  guint first,
                                  guint n,
                                  gint64 now,
                                  GError **error);
void pd_store_tracking_forget (PdStoreTracking *self, guint first, guint n);
void pd_store_tracking_free (PdStoreTracking *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreTracking, pd_store_tracking_free)

G_END_DECLS
