/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-tax-calendar.h"

G_BEGIN_DECLS

/* Weeks ahead that a forecast can have. */
#define PD_FORECAST_MAX_WEEKS 26
/* Past weeks that it tells of. */
#define PD_FORECAST_PAST_WEEKS 26

/** PdForecastWeek: what is expected of a week, and of what that is made: level × season × holidays. Counts of orders. */
typedef struct
{
  guint monday; /* as of pd_date_to_day() */
  guint year;   /* ISO 8601 year and week */
  guint week;
  double forecast;
  double low; /* four of five weeks are expected between low and high */
  double high;
  double season;   /* factor; 1 without earlier years */
  double holidays; /* factor; 1 for a week with all its working days */
  guint n_years;   /* earlier years that the season is from */
  guint working_days;
  int last_year; /* orders in the same week of last year; -1 when not known */
  guint so_far;  /* orders that are there already: of the running week, or entered ahead */
} PdForecastWeek;

/** PdForecastPast: a week of the history. */
typedef struct
{
  guint monday; /* as of pd_date_to_day() */
  guint year;   /* ISO 8601 year and week */
  guint week;
  guint count;
  gboolean missing; /* nothing seems to have been recorded */
} PdForecastPast;

/** PdForecastTrial: how well the same model would have foretold weeks that are known. */
typedef struct
{
  guint n;          /* forecasts of weeks of which the last year is known, too */
  double error;     /* orders a week, the mean of how far it was off */
  double last_year; /* the same of "as many as in the same week of last year" */
  double orders;    /* the mean of these weeks */
  guint n_ranges;   /* forecasts that the range is from; 0: it is assumed */
  double low, high; /* of the range, in square roots of the forecast */
} PdForecastTrial;

/** PdForecast: a history of orders, and the weeks ahead as it foretells them. */
typedef struct
{
  GArray *weeks; /* (owned) of PdForecastWeek; empty when too little is known */
  GArray *past;  /* (owned) of PdForecastPast; the last whole weeks, at most %PD_FORECAST_PAST_WEEKS */
  PdForecastTrial trial;
  double level;  /* orders a week without season and holidays */
  guint n_level; /* weeks that the level is from */
  double
      holiday_share; /* of the orders of a week that a week without a working day is expected to lack; 0 if not known */
  guint n_holiday_weeks;
  guint n_weeks;   /* whole weeks of the history */
  guint n_missing; /* of them, weeks in which nothing seems to have been recorded */
} PdForecast;

/** PdForecastDay: a day of the history. */
typedef struct
{
  guint day; /* as of pd_date_to_day() */
  guint count;
} PdForecastDay;

PdForecast *pd_forecast_new (const PdForecastDay *days,
                             gsize n_days,
                             guint today,
                             guint n_ahead,
                             const PdTaxCalendar *calendar);
void pd_forecast_free (PdForecast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdForecast, pd_forecast_free)

GPtrArray *pd_forecast_sentences (const PdForecast *self);
char *pd_forecast_week_sentence (const PdForecast *self, const PdForecastWeek *week);

G_END_DECLS
