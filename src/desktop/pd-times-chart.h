/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PD_TYPE_TIMES_CHART (pd_times_chart_get_type ())
G_DECLARE_FINAL_TYPE (PdTimesChart, pd_times_chart, PD, TIMES_CHART, GtkWidget)

GtkWidget *pd_times_chart_new (GArray *times);

G_END_DECLS
