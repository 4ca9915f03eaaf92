/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-forecast.h"

#include <glib/gi18n-lib.h>

static char *
tenths (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.1f", value));
}

static char *
hundredths (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.2f", value));
}

static guint
percent (double part, double whole)
{
  return whole > 0 ? (guint) (part * 100 / whole + 0.5) : 0;
}

static void
add_trial (GPtrArray *sentences, const PdForecastTrial *trial)
{
  g_autofree char *error = tenths (trial->error), *last_year = tenths (trial->last_year);

  if (trial->n == 0)
    g_ptr_array_add (sentences,
                     g_strdup (_ ("Not tried: the same weeks of the year before are not known yet.")));
  else
    g_ptr_array_add (
        sentences,
        /* Translators: 2 and 4 are orders a week, 3 and 5 the same in percent */
        g_strdup_printf (_ ("Tried on %1$u past weeks: off by %2$s orders a week (%3$u %%). “As in the same "
                            "week of last year” would have been off by %4$s (%5$u %%)."),
                         trial->n, error, percent (trial->error, trial->orders), last_year,
                         percent (trial->last_year, trial->orders)));
  g_ptr_array_add (sentences, trial->n_ranges > 0
                                  ? g_strdup (_ ("The range is where four of five tried weeks fell."))
                                  : g_strdup (_ ("The range is assumed: too few weeks could be tried.")));
}

/**
 * pd_forecast_sentences:
 * @self: a forecast
 *
 * Returns: (transfer full) (element-type utf8): what it is made of and how good it would have been, in words
 */
GPtrArray *
pd_forecast_sentences (const PdForecast *self)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
  const PdForecastWeek *first = self->weeks->len > 0 ? &g_array_index (self->weeks, PdForecastWeek, 0) : NULL;
  g_autofree char *level = tenths (self->level);

  if (first == NULL)
    {
      g_ptr_array_add (sentences,
                       g_strdup (_ ("No forecast: fewer than four of the last 13 weeks have orders that "
                                    "could be counted.")));
      return sentences;
    }
  /* Translators: 1 is a number of orders */
  g_ptr_array_add (sentences, g_strdup_printf (_ ("Level: %1$s orders a week, from the last %2$u usual "
                                                  "weeks; the newest count most."),
                                               level, self->n_level));
  g_ptr_array_add (sentences,
                   first->n_years > 0
                       ? g_strdup_printf (ngettext ("Season: from the same weeks of %u earlier year.",
                                                    "Season: from the same weeks of %u earlier years.",
                                                    first->n_years),
                                          first->n_years)
                       : g_strdup (_ ("Season: not known yet; that takes a year and a half.")));
  if (self->n_holiday_weeks > 0)
    g_ptr_array_add (sentences,
                     g_strdup_printf (_ ("Holidays: a week without a working day has %1$u %% fewer orders; "
                                         "seen in %2$u weeks."),
                                      percent (self->holiday_share, 1), self->n_holiday_weeks));
  if (self->n_missing > 0)
    g_ptr_array_add (sentences, g_strdup_printf (ngettext ("%u empty week is left out as not recorded.",
                                                           "%u empty weeks are left out as not recorded.",
                                                           self->n_missing),
                                                 self->n_missing));
  add_trial (sentences, &self->trial);
  return sentences;
}

/** pd_forecast_week_sentence: @week: a week of @self. Returns: (transfer full): its product, as "14.2 × 0.92 (season)" */
char *
pd_forecast_week_sentence (const PdForecast *self, const PdForecastWeek *week)
{
  g_autofree char *level = tenths (self->level), *season = hundredths (week->season);
  g_autofree char *holidays = hundredths (week->holidays);

  if (week->holidays < 1)
    /* Translators: 1: orders a week, 2 and 3: factors */
    return g_strdup_printf (_ ("%1$s × %2$s (season) × %3$s (holidays)"), level, season, holidays);
  /* Translators: 1: orders a week, 2: a factor */
  return g_strdup_printf (_ ("%1$s × %2$s (season)"), level, season);
}
