/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-forecast.h"

G_BEGIN_DECLS

#define PD_TYPE_FORECAST_CHART (pd_forecast_chart_get_type ())
G_DECLARE_FINAL_TYPE (PdForecastChart, pd_forecast_chart, PD, FORECAST_CHART, GtkWidget)

GtkWidget *pd_forecast_chart_new (const PdForecast *forecast);

G_END_DECLS
