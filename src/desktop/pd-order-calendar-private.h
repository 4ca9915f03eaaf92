/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-calendar-entries.h"
#include "desktop/pd-look.h"
#include "desktop/pd-order-calendar.h"

G_BEGIN_DECLS

struct _PdOrderCalendar
{
  GtkWidget parent_instance;

  GtkWidget *title;
  GtkWidget *month_button;
  GtkWidget *week_button;
  GtkWidget *trouble;
  GtkWidget *grid; /* of days */

  PdLook *look;            /* (owned) (nullable) */
  GSettings *settings;     /* (owned) */
  PdTaxCalendar *calendar; /* (owned) */
  GDateTime *day;          /* (owned) a day of the month or the week that is shown */
  gboolean is_week;
};

GDateTime *pd_order_calendar_first_day (PdOrderCalendar *self);
guint pd_order_calendar_n_days (PdOrderCalendar *self);
void pd_order_calendar_open (PdOrderCalendar *self, const char *order_id);
void pd_order_calendar_fill (PdOrderCalendar *self, GPtrArray *entries);

G_END_DECLS
