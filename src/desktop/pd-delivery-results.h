/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_DELIVERY_RESULTS (pd_delivery_results_get_type ())
G_DECLARE_FINAL_TYPE (PdDeliveryResults, pd_delivery_results, PD, DELIVERY_RESULTS, GtkWidget)

GtkWidget *pd_delivery_results_new (PdStore *store, GPtrArray *deliveries);
guint pd_delivery_results_count (PdDeliveryResults *self, const char *state);
void pd_delivery_results_export (PdDeliveryResults *self);

G_END_DECLS
