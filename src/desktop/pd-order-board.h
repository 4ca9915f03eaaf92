/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_ORDER_BOARD (pd_order_board_get_type ())
G_DECLARE_FINAL_TYPE (PdOrderBoard, pd_order_board, PD, ORDER_BOARD, GtkWidget)

/* So many cards are in a column at first; each "more" brings as many. */
#define PD_ORDER_BOARD_CARDS 25

GtkWidget *pd_order_board_new (PdStore *store);
gboolean pd_order_board_is_loaded (PdOrderBoard *self);

G_END_DECLS
