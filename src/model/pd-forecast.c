/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-forecast.h"

#include "model/pd-date.h"

#include <math.h>
#include <string.h>

/* Counts of orders are no money: means and factors are doubles here. */

/* The level is the mean of the last quarter's weeks, the newest counting most; fewer than this many are too few. */
#define LEVEL_WEEKS 13
#define LEAST_WEEKS 4

/* The season of a week is seen in it and this many weeks on both sides, in up to so many earlier years, and is drawn to
 * 1 as if so many more weeks had been quite usual. */
#define SEASON_SIDE 2
#define SEASON_YEARS 4
#define SEASON_USUAL 3
/* The mean of the year around a week: half a year on both sides, of which half has to be known. */
#define YEAR_SIDE 26

/* A week with so few working days says nothing of level and season, but of holidays. */
#define HOLIDAY_WORKING_DAYS 3
#define HOLIDAY_SIDE 4

/* An empty stretch of so many weeks in which so many orders were to be expected is no quiet time and no holiday: nothing
 * was recorded. */
#define MISSING_WEEKS 3
#define MISSING_ORDERS 8

/* What is tried: forecasts of one to so many weeks, made in each of the last weeks. */
#define TRIAL_AHEAD 4
#define TRIAL_WEEKS 52
#define LEAST_RANGES 20

/* Of a Poisson count four of five values lie within so many square roots; a quarter more for what is not chance. */
#define ASSUMED_SIDE (1.2816 * 1.25)

/* Longest history that is looked at: 30 years. */
#define MAX_HISTORY 1566

/** Week: of the history or of the time ahead. */
typedef struct
{
  guint count;
  gboolean missing;
  gboolean known; /* whether its holidays are */
  guint working_days;
  guint year, week;
} Week;

/** History: whole weeks, and room for those ahead. */
typedef struct
{
  Week *weeks; /* (owned) */
  guint first; /* the Monday of the first */
  guint n;     /* whole weeks; the running week is weeks[n] */
  guint n_all;
} History;

static guint
monday_of (guint day)
{
  return day - (day + 6) % 7;
}

static guint
first_monday (guint year)
{
  g_autofree char *date = pd_date_new (year, 1, 4);

  return date != NULL ? monday_of (pd_date_to_day (date)) : 0;
}

/* ISO 8601: a week belongs to the year of its Thursday. */
static void
set_week (Week *self, guint monday, const PdTaxCalendar *calendar)
{
  g_autofree char *thursday = pd_date_from_day (monday + 3);

  if (!pd_date_parts (thursday, &self->year, NULL, NULL))
    return;
  self->week = (monday - first_monday (self->year)) / 7 + 1;
  self->working_days = 5;
  self->known = calendar != NULL && pd_tax_calendar_knows (calendar, self->year);
  if (!self->known)
    return;
  self->working_days = 0;
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *date = pd_date_from_day (monday + i);

      self->working_days += pd_tax_calendar_is_working_day (calendar, date);
    }
}

/* The index of the same ISO week so many years before, or -1; a 53rd week's is the 52nd. */
static int
same_week (const History *history, guint index, guint years)
{
  const Week *week = &history->weeks[index];
  guint start = first_monday (week->year - years);
  guint n_weeks = start != 0 ? (first_monday (week->year - years + 1) - start) / 7 : 0;
  guint monday = start + (MIN (week->week, n_weeks) - 1) * 7;

  if (n_weeks == 0 || monday < history->first)
    return -1;
  return (int) ((monday - history->first) / 7);
}

static gboolean
is_holiday (const Week *week)
{
  return week->known && week->working_days <= HOLIDAY_WORKING_DAYS;
}

static gboolean
is_usual (const Week *week)
{
  return !week->missing && !is_holiday (week);
}

/* The mean of the usual weeks from @from to @to that are known at @end; -1 when fewer than @least are. */
static double
mean (const History *history, int from, int to, guint end, guint least)
{
  guint n = 0;
  double sum = 0;

  for (int i = MAX (from, 0); i <= to && i < (int) end; i++)
    if (is_usual (&history->weeks[i]))
      {
        sum += history->weeks[i].count;
        n++;
      }
  return n >= MAX (least, 1) ? sum / n : -1;
}

/* How much more than usual the weeks around this one were in earlier years, as known at @end. */
static double
season_of (const History *history, guint index, guint end, guint *n_years)
{
  double sum = SEASON_USUAL, n = SEASON_USUAL;
  guint seen = 0;

  for (guint years = 1; years <= SEASON_YEARS; years++)
    {
      int middle = same_week (history, index, years);
      double usual =
          middle >= 0 ? mean (history, middle - YEAR_SIDE, middle + YEAR_SIDE, end, YEAR_SIDE) : -1;
      double before = n;

      for (int i = MAX (middle - SEASON_SIDE, 0); usual > 0 && i <= middle + SEASON_SIDE && i < (int) end;
           i++)
        if (is_usual (&history->weeks[i]))
          {
            sum += history->weeks[i].count / usual;
            n++;
          }
      seen += n > before;
    }
  if (n_years != NULL)
    *n_years = seen;
  return sum / n;
}

/* Recent weeks without their season; -1 when there are too few. */
static double
level_of (const History *history, guint end, guint *n_level)
{
  double sum = 0, weights = 0;
  guint n = 0;

  for (guint back = 0; back < LEVEL_WEEKS && back < end; back++)
    {
      guint index = end - 1 - back;
      double weight = LEVEL_WEEKS - back, season;

      if (!is_usual (&history->weeks[index]))
        continue;
      season = season_of (history, index, end, NULL);
      sum += weight * history->weeks[index].count / MAX (season, 0.3);
      weights += weight;
      n++;
    }
  if (n_level != NULL)
    *n_level = n;
  return n >= LEAST_WEEKS ? sum / weights : -1;
}

/* Which share of its orders a week without a working day lacks: least squares over the holiday weeks against the usual
 * weeks around them, and one more week that lacks nothing. */
static double
holiday_share_of (const History *history, guint end, guint *n_weeks)
{
  double lacking = 0, squares = 0, expected = 0;
  guint n = 0;

  for (guint i = 0; i < end; i++)
    {
      const Week *week = &history->weeks[i];
      double around = mean (history, (int) i - HOLIDAY_SIDE, (int) i + HOLIDAY_SIDE, end, HOLIDAY_SIDE);
      double off = (5 - MIN (week->working_days, 5)) / 5.0;

      if (week->missing || !is_holiday (week) || around <= 0)
        continue;
      lacking += off * (around - week->count);
      squares += off * off * around;
      expected += around;
      n++;
    }
  if (n_weeks != NULL)
    *n_weeks = n;
  return n > 0 ? CLAMP (lacking / (squares + expected / n), 0, 1) : 0;
}

static double
holidays_of (const Week *week, double share)
{
  return week->known ? 1 - share * (5 - MIN (week->working_days, 5)) / 5.0 : 1;
}

/* --- the history */

static void
mark_missing (History *history)
{
  double all = 0;
  guint run = 0;

  for (guint i = 0; i < history->n; i++)
    all += history->weeks[i].count;
  for (guint i = 0; i <= history->n; i++)
    {
      if (i < history->n && history->weeks[i].count == 0)
        {
          run++;
          continue;
        }
      if (run >= MISSING_WEEKS && run * all / history->n >= MISSING_ORDERS)
        for (guint j = 1; j <= run; j++)
          history->weeks[i - j].missing = TRUE;
      run = 0;
    }
}

static gboolean
history_init (History *history,
              const PdForecastDay *days,
              gsize n_days,
              guint today,
              guint n_ahead,
              const PdTaxCalendar *calendar)
{
  guint now = monday_of (today), first = now;

  for (gsize i = 0; i < n_days; i++)
    if (days[i].count > 0 && days[i].day > 0 && days[i].day < now)
      first = MIN (first, monday_of (days[i].day));
  if ((now - first) / 7 > MAX_HISTORY)
    first = now - MAX_HISTORY * 7;
  history->first = first;
  history->n = (now - first) / 7;
  history->n_all = history->n + n_ahead;
  history->weeks = g_new0 (Week, history->n_all);
  for (guint i = 0; i < history->n_all; i++)
    set_week (&history->weeks[i], first + i * 7, calendar);
  for (gsize i = 0; i < n_days; i++)
    if (days[i].day >= first && days[i].day < first + history->n_all * 7)
      history->weeks[(days[i].day - first) / 7].count += days[i].count;
  if (history->n > 0)
    mark_missing (history);
  return history->n > 0;
}

/* --- the trial */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
set_range (PdForecastTrial *trial, GArray *residuals)
{
  trial->low = -ASSUMED_SIDE;
  trial->high = ASSUMED_SIDE;
  if (residuals->len < LEAST_RANGES)
    return;
  g_array_sort (residuals, compare_doubles);
  trial->n_ranges = residuals->len;
  trial->low = MIN (g_array_index (residuals, double, residuals->len / 10), 0);
  trial->high = MAX (g_array_index (residuals, double, residuals->len - 1 - residuals->len / 10), 0);
}

/* Makes the forecasts of the last year again, each from what was known then. */
static void
try_model (PdForecastTrial *trial, const History *history, guint n_ahead)
{
  g_autoptr (GArray) residuals = g_array_new (FALSE, FALSE, sizeof (double));
  guint from = history->n > TRIAL_WEEKS ? history->n - TRIAL_WEEKS : 0;

  for (guint end = MAX (from, LEAST_WEEKS); end < history->n; end++)
    {
      double level = level_of (history, end, NULL), share = holiday_share_of (history, end, NULL);

      for (guint i = end; level >= 0 && i < history->n && i < end + n_ahead; i++)
        {
          const Week *week = &history->weeks[i];
          int last_year = same_week (history, i, 1);
          double forecast = level * season_of (history, i, end, NULL) * holidays_of (week, share);
          double off = week->count - forecast, scaled = off / sqrt (MAX (forecast, 1));

          if (week->missing)
            continue;
          g_array_append_val (residuals, scaled);
          if (last_year < 0 || history->weeks[last_year].missing)
            continue;
          trial->n++;
          trial->error += fabs (off);
          trial->last_year += fabs ((double) history->weeks[last_year].count - week->count);
          trial->orders += week->count;
        }
    }
  if (trial->n > 0)
    {
      trial->error /= trial->n;
      trial->last_year /= trial->n;
      trial->orders /= trial->n;
    }
  set_range (trial, residuals);
}

/* --- public */

static void
add_week (PdForecast *self, const History *history, guint index)
{
  const Week *week = &history->weeks[index];
  int last_year = same_week (history, index, 1);
  PdForecastWeek ahead = {
    .monday = history->first + index * 7,
    .year = week->year,
    .week = week->week,
    .working_days = week->working_days,
    .holidays = holidays_of (week, self->holiday_share),
    .last_year = last_year >= 0 && last_year < (int) history->n && !history->weeks[last_year].missing
                     ? (int) history->weeks[last_year].count
                     : -1,
    .so_far = week->count,
  };
  double side;

  ahead.season = season_of (history, index, history->n, &ahead.n_years);
  ahead.forecast = self->level * ahead.season * ahead.holidays;
  side = sqrt (MAX (ahead.forecast, 1));
  ahead.low = MAX (ahead.forecast + self->trial.low * side, 0);
  ahead.high = ahead.forecast + self->trial.high * side;
  g_array_append_val (self->weeks, ahead);
}

static void
add_past (PdForecast *self, const History *history)
{
  guint first = history->n > PD_FORECAST_PAST_WEEKS ? history->n - PD_FORECAST_PAST_WEEKS : 0;

  for (guint i = first; i < history->n; i++)
    {
      const Week *week = &history->weeks[i];
      PdForecastPast past = { history->first + i * 7, week->year, week->week, week->count, week->missing };

      g_array_append_val (self->past, past);
    }
}

/**
 * pd_forecast_new:
 * @days: (array length=n_days): how many orders each day had, in any order; a day may come several times
 * @n_days: how many
 * @today: the business date, as of pd_date_to_day(); weeks that are over are the history, the running one is forecast first
 * @n_ahead: how many weeks, at most %PD_FORECAST_MAX_WEEKS
 * @calendar: (nullable): working days, for weeks with holidays
 *
 * A forecast is level × season × holidays. The level is the mean of the last 13 weeks without their season, the newest
 * counting most. The season is what the same ISO week and two on both sides had in up to four earlier years, against the
 * mean of the year around each, drawn to 1 while there are few. Weeks with three working days or fewer say nothing of
 * either; from them is learned what holidays take. A long empty stretch counts as not recorded. The range is where four of
 * five weeks of the trial fell; the trial makes the forecasts of the last 52 weeks again from what was known then.
 *
 * Returns: (transfer full): the forecast, without weeks when fewer than four usual weeks of the last 13 are known
 */
PdForecast *
pd_forecast_new (const PdForecastDay *days,
                 gsize n_days,
                 guint today,
                 guint n_ahead,
                 const PdTaxCalendar *calendar)
{
  PdForecast *self = g_new0 (PdForecast, 1);
  History history = { 0 };

  self->weeks = g_array_new (FALSE, FALSE, sizeof (PdForecastWeek));
  self->past = g_array_new (FALSE, FALSE, sizeof (PdForecastPast));
  n_ahead = MIN (n_ahead, PD_FORECAST_MAX_WEEKS);
  if (today < 7 || !history_init (&history, days, n_days, today, n_ahead, calendar))
    {
      g_free (history.weeks);
      return self;
    }
  self->n_weeks = history.n;
  for (guint i = 0; i < history.n; i++)
    self->n_missing += history.weeks[i].missing;
  add_past (self, &history);
  self->level = level_of (&history, history.n, &self->n_level);
  self->holiday_share = holiday_share_of (&history, history.n, &self->n_holiday_weeks);
  if (self->level >= 0)
    {
      try_model (&self->trial, &history, MIN (n_ahead, TRIAL_AHEAD));
      for (guint i = 0; i < n_ahead; i++)
        add_week (self, &history, history.n + i);
    }
  g_free (history.weeks);
  return self;
}

void
pd_forecast_free (PdForecast *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->weeks);
  g_array_unref (self->past);
  g_free (self);
}
