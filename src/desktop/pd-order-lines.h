/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-order-line-row.h"

G_BEGIN_DECLS

#define PD_TYPE_ORDER_LINES (pd_order_lines_get_type ())
G_DECLARE_FINAL_TYPE (PdOrderLines, pd_order_lines, PD, ORDER_LINES, GtkWidget)

GtkWidget *pd_order_lines_new (PdStore *store);
void pd_order_lines_set_order (PdOrderLines *self, PdRecord *order);
void pd_order_lines_add (PdOrderLines *self, gboolean focus);
void pd_order_lines_insert (PdOrderLines *self, PdRecord *line);
void pd_order_lines_remove_focused (PdOrderLines *self);
void pd_order_lines_move_focused (PdOrderLines *self, int step);
void pd_order_lines_remove_blank (PdOrderLines *self);
void pd_order_lines_update (PdOrderLines *self);
gboolean pd_order_lines_show_problems (PdOrderLines *self, GPtrArray *problems, gboolean all);
GtkWidget *pd_order_lines_find_input (PdOrderLines *self, const char *line_id, guint field);
GtkWidget *pd_order_lines_find_wrong (PdOrderLines *self, GPtrArray *problems);
void pd_order_lines_set_narrow (PdOrderLines *self, gboolean narrow);

G_END_DECLS
