/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-field-editor.h"

G_BEGIN_DECLS

#define PD_TYPE_ORDER_LINE_ROW (pd_order_line_row_get_type ())
G_DECLARE_FINAL_TYPE (PdOrderLineRow, pd_order_line_row, PD, ORDER_LINE_ROW, GtkWidget)

GtkWidget *pd_order_line_row_new (PdStore *store, PdRecord *line);
PdRecord *pd_order_line_row_get_line (PdOrderLineRow *self);
PdFieldEditor *pd_order_line_row_find (PdOrderLineRow *self, guint field);
void pd_order_line_row_load (PdOrderLineRow *self);
void pd_order_line_row_update (PdOrderLineRow *self, guint number, gboolean price_includes_tax);
gboolean pd_order_line_row_show_problems (PdOrderLineRow *self, GPtrArray *problems, gboolean all);
void pd_order_line_row_set_narrow (PdOrderLineRow *self, gboolean narrow, gboolean captions);

G_END_DECLS
