/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-forecast.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-date.h"
#include "model/pd-forecast.h"
#include "store/pd-store-calendar.h"
#include "store/pd-store-forecast.h"

#include <glib/gi18n-lib.h>

#define USUAL_WEEKS 4

/** Known: what a forecast is made of. */
typedef struct
{
  GArray *days;            /* (owned) (nullable) */
  PdTaxCalendar *calendar; /* (owned) (nullable) */
} Known;

static void
known_clear (Known *known)
{
  g_clear_pointer (&known->days, g_array_unref);
  g_clear_pointer (&known->calendar, pd_tax_calendar_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, known_clear)

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Known *known = data;
  g_autoptr (GArray) all = pd_store_count_order_days (session, error);

  known_clear (known);
  if (all == NULL)
    return FALSE;
  known->days = pd_store_order_days_of_kind (all, NULL);
  known->calendar = pd_store_tax_calendar (session, error);
  return known->calendar != NULL;
}

/* --- the answer */

static void
write_number (PdCtl *ctl, const char *name, double value, const char *format)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  pd_ctl_json_raw (ctl->document, name, g_ascii_formatd (text, sizeof text, format, value));
}

static char *
range_text (const PdForecastWeek *week)
{
  return g_strdup_printf ("%.0f–%.0f", week->low, week->high);
}

static void
print_week (PdCtl *ctl, PdCtlTable *table, const PdForecast *forecast, const PdForecastWeek *week)
{
  g_autofree char *monday = pd_date_from_day (week->monday);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "monday", monday);
  pd_ctl_json_integer (ctl->document, "year", week->year);
  pd_ctl_json_integer (ctl->document, "week", week->week);
  write_number (ctl, "forecast", week->forecast, "%.1f");
  write_number (ctl, "low", week->low, "%.1f");
  write_number (ctl, "high", week->high, "%.1f");
  write_number (ctl, "season", week->season, "%.3f");
  write_number (ctl, "holidays", week->holidays, "%.3f");
  pd_ctl_json_integer (ctl->document, "working_days", week->working_days);
  if (week->last_year >= 0)
    pd_ctl_json_integer (ctl->document, "last_year", week->last_year);
  pd_ctl_json_integer (ctl->document, "so_far", week->so_far);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_take (table, g_strdup_printf ("%u-W%02u", week->year, week->week));
  pd_ctl_table_take (table, g_steal_pointer (&monday));
  pd_ctl_table_take (table, g_strdup_printf ("%.0f", week->forecast));
  pd_ctl_table_take (table, range_text (week));
  pd_ctl_table_take (table, week->last_year >= 0 ? g_strdup_printf ("%d", week->last_year) : g_strdup (""));
  pd_ctl_table_take (table, week->so_far > 0 ? g_strdup_printf ("%u", week->so_far) : g_strdup (""));
  pd_ctl_table_take (table, pd_forecast_week_sentence (forecast, week));
}

static void
write_trial (PdCtl *ctl, const PdForecast *forecast)
{
  const PdForecastTrial *trial = &forecast->trial;

  pd_ctl_json_open (ctl->document, "trial", '{');
  pd_ctl_json_integer (ctl->document, "forecasts", trial->n);
  if (trial->n > 0)
    {
      write_number (ctl, "error", trial->error, "%.2f");
      write_number (ctl, "error_of_last_year", trial->last_year, "%.2f");
      write_number (ctl, "orders", trial->orders, "%.2f");
    }
  pd_ctl_json_close (ctl->document, '}');
}

static void
print_forecast (PdCtl *ctl, const PdForecast *forecast)
{
  static const char *const headings[] = { N_ ("Week"),      N_ ("Monday"),    N_ ("Forecast"), N_ ("Range"),
                                          N_ ("Last year"), N_ ("There now"), N_ ("Made of") };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (headings));
  g_autoptr (GPtrArray) sentences = pd_forecast_sentences (forecast);

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      pd_ctl_table_add (table, _ (headings[i]));
      if (i >= 2 && i <= 5)
        pd_ctl_table_set_right (table, i);
    }
  pd_ctl_json_open (ctl->document, "weeks", '[');
  for (guint i = 0; i < forecast->weeks->len; i++)
    print_week (ctl, table, forecast, &g_array_index (forecast->weeks, PdForecastWeek, i));
  pd_ctl_json_close (ctl->document, ']');
  write_trial (ctl, forecast);
  pd_ctl_json_open (ctl->document, "made_of", '[');
  for (guint i = 0; i < sentences->len; i++)
    pd_ctl_json_string (ctl->document, NULL, sentences->pdata[i]);
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json && forecast->weeks->len > 0)
    pd_ctl_table_write (table, ctl->out);
  for (guint i = 0; i < sentences->len; i++)
    pd_ctl_say (ctl, "%s", (const char *) sentences->pdata[i]);
}

/**
 * pd_ctl_order_forecast:
 *
 * Foretells how many orders the next weeks bring from the orders that are on this computer, without cancelled ones, and
 * says how good that would have been.
 */
gboolean
pd_ctl_order_forecast (PdCtl *ctl, GError **error)
{
  g_auto (Known) known = { 0 };
  g_autoptr (PdForecast) forecast = NULL;
  const char *text = pd_ctl_arguments_get (ctl->arguments, "as-of");
  g_autofree char *today = NULL;
  gint64 n_weeks = USUAL_WEEKS;

  if (!pd_ctl_arguments_get_number (ctl->arguments, "weeks", PD_FORECAST_MAX_WEEKS, &n_weeks, error))
    return FALSE;
  if (text == NULL)
    today = pd_ctl_today ();
  else if (!pd_date_canonicalize (text, &today, NULL))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   _ ("The option --%1$s needs a date such as 2026-11-30, not “%2$s”."), "as-of", text);
      return FALSE;
    }
  if (!pd_store_read (ctl->store, read_job, &known, ctl->cancellable, error))
    return FALSE;
  forecast = pd_forecast_new ((const PdForecastDay *) (gpointer) known.days->data, known.days->len,
                              pd_date_to_day (today), (guint) MAX (n_weeks, 1), known.calendar);
  print_forecast (ctl, forecast);
  return TRUE;
}
