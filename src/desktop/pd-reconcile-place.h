/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_RECONCILE_PLACE (pd_reconcile_place_get_type ())
G_DECLARE_FINAL_TYPE (PdReconcilePlace, pd_reconcile_place, PD, RECONCILE_PLACE, GtkWidget)

GtkWidget *pd_reconcile_place_new (PdStore *store, PdSyncService *service);
void pd_reconcile_place_compare (PdReconcilePlace *self, gboolean repair);
void pd_reconcile_place_find (PdReconcilePlace *self);
void pd_reconcile_place_show (PdReconcilePlace *self, PdReconcileReport *report);
gboolean pd_reconcile_place_is_busy (PdReconcilePlace *self);

G_END_DECLS
