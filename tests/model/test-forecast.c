/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-date.h"
#include "model/pd-forecast.h"

#include <math.h>
#include <string.h>

#define assert_near(a, b) g_assert_cmpfloat_with_epsilon ((a), (b), 0.0005)

/* Weeks of a history, each count on a Wednesday. */
static PdForecast *
forecast (const char *first_monday,
          const guint *counts,
          guint n_counts,
          const char *today,
          guint n_ahead,
          const PdTaxCalendar *calendar)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (PdForecastDay));

  g_assert_cmpuint (pd_date_to_day (first_monday) % 7, ==, 1);
  for (guint i = 0; i < n_counts; i++)
    {
      PdForecastDay day = { pd_date_to_day (first_monday) + i * 7 + 2, counts[i] };

      g_array_append_val (days, day);
    }
  return pd_forecast_new ((const PdForecastDay *) (gpointer) days->data, days->len, pd_date_to_day (today),
                          n_ahead, calendar);
}

static const PdForecastWeek *
week (const PdForecast *self, guint i)
{
  g_assert_cmpuint (i, <, self->weeks->len);
  return &g_array_index (self->weeks, PdForecastWeek, i);
}

/* The newest of 13 weeks has the weight 13, the oldest 1: (1² + … + 13²) / (1 + … + 13) = 819 / 91. */
static void
test_level (void)
{
  static const guint counts[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 };
  g_autoptr (PdForecast) self = forecast ("2025-06-02", counts, 13, "2025-09-03", 2, NULL);

  assert_near (self->level, 9);
  g_assert_cmpuint (self->n_level, ==, 13);
  g_assert_cmpuint (self->n_weeks, ==, 13);
  g_assert_cmpuint (self->weeks->len, ==, 2);
  assert_near (week (self, 0)->forecast, 9);
  assert_near (week (self, 0)->season, 1);
  g_assert_cmpuint (week (self, 0)->n_years, ==, 0);
  g_assert_cmpuint (week (self, 0)->year, ==, 2025);
  g_assert_cmpuint (week (self, 0)->week, ==, 36);
  g_assert_cmpuint (week (self, 0)->monday, ==, pd_date_to_day ("2025-09-01"));
  g_assert_cmpint (week (self, 0)->last_year, ==, -1);
  g_assert_cmpuint (week (self, 0)->so_far, ==, 0);
}

/* Ten weeks of ten: nothing is off, too little is tried for a range of its own. */
static void
test_assumed_range (void)
{
  static const guint counts[] = { 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 3 };
  g_autoptr (PdForecast) self = forecast ("2025-06-02", counts, 11, "2025-08-11", 1, NULL);

  assert_near (week (self, 0)->forecast, 10);
  g_assert_cmpuint (week (self, 0)->so_far, ==, 3); /* the running week is no history */
  g_assert_cmpuint (self->trial.n, ==, 0);
  g_assert_cmpuint (self->trial.n_ranges, ==, 0);
  assert_near (week (self, 0)->low, 10 - 1.602 * sqrt (10));
  assert_near (week (self, 0)->high, 10 + 1.602 * sqrt (10));
}

static void
test_too_little (void)
{
  static const guint counts[] = { 10, 10, 10, 10 };
  g_autoptr (PdForecast) three = forecast ("2025-06-02", counts, 3, "2025-06-23", 4, NULL);
  g_autoptr (PdForecast) four = forecast ("2025-06-02", counts, 4, "2025-06-30", 4, NULL);
  g_autoptr (PdForecast) stale = forecast ("2025-06-02", counts, 4, "2025-12-31", 4, NULL);
  g_autoptr (PdForecast) none = forecast ("2025-06-02", counts, 0, "2025-06-30", 4, NULL);

  g_assert_cmpuint (three->weeks->len, ==, 0);
  g_assert_cmpuint (four->weeks->len, ==, 4);
  g_assert_cmpuint (stale->weeks->len, ==, 0);
  g_assert_cmpuint (none->weeks->len, ==, 0);
}

/* Last year the week and two on both sides had 20 instead of 10. The year around: (48 × 10 + 5 × 20) / 53 = 10.9434;
 * 20 / 10.9434 = 1.82759; with three usual weeks: (3 + 5 × 1.82759) / 8 = 1.51724. */
static void
test_season (void)
{
  guint counts[80];
  g_autoptr (PdForecast) self = NULL;

  for (guint i = 0; i < 80; i++)
    counts[i] = i >= 26 && i <= 30 ? 20 : 10;
  self = forecast ("2024-01-01", counts, 80, "2025-07-14", 1, NULL);
  g_assert_cmpuint (week (self, 0)->n_years, ==, 1);
  g_assert_cmpint (week (self, 0)->last_year, ==, 20);
  assert_near (week (self, 0)->season, 1.51724);
  assert_near (week (self, 0)->forecast, self->level * 1.51724);
  /* The last weeks were expected to have more already. */
  g_assert_cmpfloat (self->level, >, 9);
  g_assert_cmpfloat (self->level, <, 10);
  /* 2025-W01 to W28; W27 and W28 had 20 last year and 10 this year. */
  g_assert_cmpuint (self->trial.n, ==, 28);
  assert_near (self->trial.last_year, 20.0 / 28);
  assert_near (self->trial.orders, 10);
}

static void
test_missing (void)
{
  guint counts[30], rare[30];
  g_autoptr (PdForecast) gap = NULL, quiet = NULL;

  for (guint i = 0; i < 30; i++)
    {
      counts[i] = i >= 20 && i < 24 ? 0 : 10;
      rare[i] = i % 3 == 0;
    }
  gap = forecast ("2025-01-06", counts, 30, "2025-08-04", 1, NULL);
  g_assert_cmpuint (gap->n_missing, ==, 4);
  g_assert_cmpuint (gap->n_level, ==, 9);
  assert_near (week (gap, 0)->forecast, 10);
  quiet = forecast ("2025-01-06", rare, 30, "2025-08-04", 1, NULL);
  g_assert_cmpuint (quiet->n_missing, ==, 0);
  g_assert_cmpfloat (week (quiet, 0)->forecast, <, 0.5);
}

/* Weeks with one, three, two, three and no working days had 2, 6, 4, 6 and 0 instead of 10. Off are 0.8, 0.4, 0.6, 0.4 and
 * 1 of a week: 10 × 2.32 / (10 × 2.32 + 10) = 0.69880. */
static void
test_holidays (void)
{
  static const struct
  {
    const char *monday;
    guint count;
  } holidays[] = {
    { "2025-01-27", 2 }, { "2025-04-28", 6 }, { "2025-09-29", 4 }, { "2025-10-06", 6 }, { "2026-02-16", 0 },
  };
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();
  g_autoptr (PdForecast) self = NULL, unaware = NULL;
  guint counts[89], first = pd_date_to_day ("2025-01-06");

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    counts[i] = 10;
  for (gsize i = 0; i < G_N_ELEMENTS (holidays); i++)
    counts[(pd_date_to_day (holidays[i].monday) - first) / 7] = holidays[i].count;
  self = forecast ("2025-01-06", counts, G_N_ELEMENTS (counts), "2026-09-21", 4, calendar);
  g_assert_cmpuint (self->n_holiday_weeks, ==, 5);
  assert_near (self->holiday_share, 0.69880);
  assert_near (self->level, 10);
  g_assert_cmpuint (week (self, 0)->working_days, ==, 4); /* Mid-Autumn Festival */
  assert_near (week (self, 0)->forecast, 8.6024);
  g_assert_cmpuint (week (self, 1)->working_days, ==, 3); /* before National Day */
  assert_near (week (self, 1)->forecast, 7.2048);
  g_assert_cmpuint (week (self, 3)->working_days, ==, 5);
  assert_near (week (self, 3)->forecast, 10);

  unaware = forecast ("2025-01-06", counts, G_N_ELEMENTS (counts), "2026-09-21", 4, NULL);
  assert_near (week (unaware, 1)->holidays, 1);
}

/* Days of nowhere, weeks of everywhere: nothing is read outside the history. */
static void
test_hostile (void)
{
  static const PdForecastDay days[] = {
    { 0, 5 }, { 1, 5 }, { G_MAXUINT, 5 }, { 738000, G_MAXUINT }, { 738000, 2 }, { 739000, 0 }, { 693596, 1 },
  };
  static const guint todays[] = { 0, 1, 7, 8, 738000, 739300, 739900 };

  for (gsize i = 0; i < G_N_ELEMENTS (todays); i++)
    {
      g_autoptr (PdForecast) self = pd_forecast_new (days, G_N_ELEMENTS (days), todays[i], G_MAXUINT, NULL);

      g_assert_cmpuint (self->weeks->len, <=, PD_FORECAST_MAX_WEEKS);
    }
}

static void
test_words (void)
{
  static const guint counts[] = { 10, 10, 10, 10, 10 };
  g_autoptr (PdForecast) self = forecast ("2025-06-02", counts, 5, "2025-07-07", 1, NULL);
  g_autoptr (PdForecast) none = forecast ("2025-06-02", counts, 0, "2025-07-07", 1, NULL);
  g_autoptr (GPtrArray) sentences = pd_forecast_sentences (self), nothing = pd_forecast_sentences (none);
  g_autofree char *product = pd_forecast_week_sentence (self, week (self, 0));

  g_assert_cmpstr (product, ==, "10.0 × 1.00 (season)");
  g_assert_cmpuint (sentences->len, ==, 4);
  g_assert_cmpstr (sentences->pdata[0], ==,
                   "Level: 10.0 orders a week, from the last 5 usual weeks; the newest count most.");
  g_assert_cmpuint (nothing->len, ==, 1);
}

/* On the real orders of four years the model is nearer than the same week of last year. */
static void
test_real_orders (void)
{
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path =
      g_build_filename (samples != NULL ? samples : "/nowhere", "orders", "superstore_cn_orders.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (PdForecastDay));
  g_autoptr (PdForecast) self = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the sample orders are not here");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", 4);
      PdForecastDay day = { 0, 1 };

      if (g_strv_length (cells) < 4 || !g_hash_table_add (seen, g_strdup (cells[1])))
        continue;
      day.day = pd_date_to_day (cells[2]);
      g_array_append_val (days, day);
    }
  self = pd_forecast_new ((const PdForecastDay *) (gpointer) days->data, days->len,
                          pd_date_to_day ("2018-01-01"), 4, NULL);
  g_test_message ("%u forecasts: off by %.2f, last year %.2f, of %.2f", self->trial.n, self->trial.error,
                  self->trial.last_year, self->trial.orders);
  g_assert_cmpuint (self->trial.n, >=, 200);
  g_assert_cmpfloat (self->trial.error, <, self->trial.last_year * 0.95);
  g_assert_cmpuint (week (self, 0)->n_years, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/level", test_level);
  g_test_add_func ("/forecast/assumed-range", test_assumed_range);
  g_test_add_func ("/forecast/too-little", test_too_little);
  g_test_add_func ("/forecast/season", test_season);
  g_test_add_func ("/forecast/missing", test_missing);
  g_test_add_func ("/forecast/holidays", test_holidays);
  g_test_add_func ("/forecast/hostile", test_hostile);
  g_test_add_func ("/forecast/words", test_words);
  g_test_add_func ("/forecast/real-orders", test_real_orders);
  return g_test_run ();
}
