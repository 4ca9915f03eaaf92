/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-recurrence.h"

#include "model/pd-date.h"

#include <glib/gi18n-lib.h>

#define LAST_YEAR 2999

const PdChoice pd_recurrence_choices[] = {
  { PD_RECURRENCE_WEEK, N_ ("Weekly") },
  { PD_RECURRENCE_MONTH, N_ ("Monthly") },
  { PD_RECURRENCE_QUARTER, N_ ("Quarterly") },
  { PD_RECURRENCE_YEAR, N_ ("Yearly") },
  { NULL, NULL },
};

/* 0: not counted in months */
static guint
months_of (const char *every)
{
  if (g_strcmp0 (every, PD_RECURRENCE_MONTH) == 0)
    return 1;
  if (g_strcmp0 (every, PD_RECURRENCE_QUARTER) == 0)
    return 3;
  return g_strcmp0 (every, PD_RECURRENCE_YEAR) == 0 ? 12 : 0;
}

/* @step weeks at a time, counted in days. */
static char *
next_by_weeks (guint step, guint start, guint after)
{
  guint period = 7 * step;

  return pd_date_from_day (after < start ? start : start + ((after - start) / period + 1) * period);
}

/* Each date is counted from the first one: what was cut off in a short month is there again in the next long one. */
static char *
next_by_months (guint step, const char *start, const char *after)
{
  guint year, month, day, year_after, month_after;
  guint first, n;

  pd_date_parts (start, &year, &month, &day);
  pd_date_parts (after, &year_after, &month_after, NULL);
  first = year * 12 + month - 1;
  n = year_after * 12 + month_after - 1 > first ? (year_after * 12 + month_after - 1 - first) / step : 0;
  for (;; n++)
    {
      guint at = first + n * step;
      g_autofree char *date = NULL;

      if (at / 12 > LAST_YEAR)
        return NULL;
      date = pd_date_new (at / 12, at % 12 + 1,
                          MIN (day,
                               g_date_get_days_in_month ((GDateMonth) (at % 12 + 1), (GDateYear) (at / 12))));
      if (g_strcmp0 (date, after) > 0)
        return g_steal_pointer (&date);
    }
}

/**
 * pd_recurrence_next:
 * @every: (nullable): one of pd_recurrence_choices
 * @interval: every how many of them; what is no number from 1 to %PD_RECURRENCE_MAX_INTERVAL counts as 1
 * @start: (nullable): the first date
 * @after: (nullable): a date; %NULL: before all dates
 *
 * In months that have no such day it is their last one: from 31 January on, 28 February, 31 March, 30 April.
 *
 * Returns: (transfer full) (nullable): the first date after @after; %NULL when nothing recurs or a date is none
 */
char *
pd_recurrence_next (const char *every, gint64 interval, const char *start, const char *after)
{
  guint step = interval >= 1 && interval <= PD_RECURRENCE_MAX_INTERVAL ? (guint) interval : 1;
  guint months = months_of (every);

  if (every == NULL || pd_date_to_day (start) == 0 || (after != NULL && pd_date_to_day (after) == 0))
    return NULL;
  if (after == NULL)
    return g_strdup (start);
  if (months > 0)
    return next_by_months (step * months, start, after);
  return g_str_equal (every, PD_RECURRENCE_WEEK)
             ? next_by_weeks (step, pd_date_to_day (start), pd_date_to_day (after))
             : NULL;
}
