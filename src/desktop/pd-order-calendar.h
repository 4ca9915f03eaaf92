/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_ORDER_CALENDAR (pd_order_calendar_get_type ())
G_DECLARE_FINAL_TYPE (PdOrderCalendar, pd_order_calendar, PD, ORDER_CALENDAR, GtkWidget)

GtkWidget *pd_order_calendar_new (PdStore *store);
void pd_order_calendar_go_to (PdOrderCalendar *self, const char *date);
void pd_order_calendar_set_week (PdOrderCalendar *self, gboolean week);
gboolean pd_order_calendar_is_loaded (PdOrderCalendar *self);

G_END_DECLS
