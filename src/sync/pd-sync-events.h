/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pd-sync-transport.h"

G_BEGIN_DECLS

/** PdSyncEvents: keeps the platform's stream of events open, and says when it told something. */
#define PD_TYPE_SYNC_EVENTS (pd_sync_events_get_type ())
G_DECLARE_FINAL_TYPE (PdSyncEvents, pd_sync_events, PD, SYNC_EVENTS, GObject)

PdSyncEvents *pd_sync_events_new (void);
void pd_sync_events_start (PdSyncEvents *self, PdSyncTransport *transport);
void pd_sync_events_stop (PdSyncEvents *self);
void pd_sync_events_hurry (PdSyncEvents *self);
gboolean pd_sync_events_is_live (PdSyncEvents *self);
void pd_sync_events_set_patience (PdSyncEvents *self, guint milliseconds);

G_END_DECLS
