/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_STOCK_PANEL (pd_stock_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdStockPanel, pd_stock_panel, PD, STOCK_PANEL, GtkBox)

GtkWidget *pd_stock_panel_new (PdStore *store);
void pd_stock_panel_show (PdStockPanel *self, PdRecord *good);
void pd_stock_panel_set_role (PdStockPanel *self, const char *role);

G_END_DECLS
