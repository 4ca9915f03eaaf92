/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_STOCK_PLACE (pd_stock_place_get_type ())
G_DECLARE_FINAL_TYPE (PdStockPlace, pd_stock_place, PD, STOCK_PLACE, GtkWidget)

GtkWidget *pd_stock_place_new (PdStore *store);
void pd_stock_place_set_role (PdStockPlace *self, const char *role);
guint pd_stock_place_get_n_shown (PdStockPlace *self);

G_END_DECLS
