/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-bureau-model.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_QUEUE_PLACE (pd_queue_place_get_type ())
G_DECLARE_FINAL_TYPE (PdQueuePlace, pd_queue_place, PD, QUEUE_PLACE, GtkWidget)

GtkWidget *pd_queue_place_new (PdStore *store, PdSyncService *service, PdBureauModel *bureau);

G_END_DECLS
