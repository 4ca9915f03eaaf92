/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-forecast-dialog.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-forecast-chart.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-date.h"
#include "model/pd-order-flow.h"
#include "store/pd-store-calendar.h"
#include "store/pd-store-forecast.h"

#include <glib/gi18n-lib.h>

#define WEEKS_AHEAD 8

static const struct
{
  const char *kind; /* (nullable) NULL: of every kind */
  const char *label;
} kinds[] = {
  { NULL, N_ ("All orders") },
  { PD_ORDER_KIND_GOODS, N_ ("Goods") },
  { PD_ORDER_KIND_SERVICE, N_ ("Service") },
};

/** Look: what is worked out for the dialog, for each of the kinds. */
typedef struct
{
  GWeakRef content; /* of GtkWidget */
  guint today;
  PdForecast *forecasts[G_N_ELEMENTS (kinds)]; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_weak_ref_clear (&look->content);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_clear_pointer (&look->forecasts[i], pd_forecast_free);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  g_autoptr (GArray) all = pd_store_count_order_days (session, error);
  g_autoptr (PdTaxCalendar) calendar = all != NULL ? pd_store_tax_calendar (session, error) : NULL;

  for (guint i = 0; calendar != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GArray) days = pd_store_order_days_of_kind (all, kinds[i].kind);

      look->forecasts[i] = pd_forecast_new ((const PdForecastDay *) (gpointer) days->data, days->len,
                                            look->today, WEEKS_AHEAD, calendar);
    }
  return calendar != NULL;
}

/* --- the lists */

static void
append_part (GString *text, const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static GtkWidget *
new_row (guint year, guint week, guint day, const char *number, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (number);
  g_autofree char *monday = pd_date_from_day (day);
  /* Translators: 1: the number of a week, 2: its year, 3: its Monday */
  g_autofree char *title = g_strdup_printf (_ ("Week %1$u of %2$u, from %3$s"), week, year, monday);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, number);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  pd_set_accessible_label (row, name);
  pd_set_accessible_description (row, subtitle);
  return row;
}

static GtkWidget *
new_week_row (const PdForecast *forecast, const PdForecastWeek *week)
{
  g_autofree char *number = g_strdup_printf ("%.0f", week->forecast);
  g_autofree char *range = g_strdup_printf (_ ("likely %1$.0f to %2$.0f"), week->low, week->high);
  g_autofree char *product = pd_forecast_week_sentence (forecast, week);
  g_autoptr (GString) text = g_string_new (range);

  if (week->last_year >= 0)
    {
      g_autofree char *before = g_strdup_printf (_ ("%d in the same week of last year"), week->last_year);

      append_part (text, before);
    }
  if (week->so_far > 0)
    {
      g_autofree char *now =
          g_strdup_printf (ngettext ("%u there now", "%u there now", week->so_far), week->so_far);

      append_part (text, now);
    }
  append_part (text, product);
  return new_row (week->year, week->week, week->monday, number, text->str);
}

static void
append_lists (GtkWidget *content, const PdForecast *forecast)
{
  GtkWidget *ahead = adw_preferences_group_new (), *past = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (ahead), _ ("Weeks Ahead"));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (past), _ ("Past Weeks"));
  for (guint i = 0; i < forecast->weeks->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (ahead),
                               new_week_row (forecast, &g_array_index (forecast->weeks, PdForecastWeek, i)));
  for (guint i = forecast->past->len; i > 0; i--)
    {
      const PdForecastPast *week = &g_array_index (forecast->past, PdForecastPast, i - 1);
      g_autofree char *number = g_strdup_printf ("%u", week->count);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (past),
                                 new_row (week->year, week->week, week->monday, number,
                                          week->missing ? _ ("Left out as not recorded") : ""));
    }
  gtk_box_append (GTK_BOX (content), ahead);
  gtk_box_append (GTK_BOX (content), past);
}

static GtkWidget *
new_empty (const PdForecast *forecast)
{
  GtkWidget *page = adw_status_page_new ();
  g_autoptr (GPtrArray) sentences = pd_forecast_sentences (forecast);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "x-office-calendar-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Too Little History Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), g_ptr_array_index (sentences, 0));
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}

static void
show_forecast (GtkWidget *content, const PdForecast *forecast)
{
  g_autoptr (GPtrArray) sentences = pd_forecast_sentences (forecast);

  pd_layout_empty (content);
  if (forecast->weeks->len == 0)
    {
      gtk_box_append (GTK_BOX (content), new_empty (forecast));
      return;
    }
  gtk_box_append (GTK_BOX (content), pd_forecast_chart_new (forecast));
  gtk_box_append (
      GTK_BOX (content),
      pd_layout_text (_ ("Grey are past weeks, coloured those ahead. The upright line is the range, the "
                         "dash across is the same week of last year."),
                      "dim-label"));
  for (guint i = 0; i < sentences->len; i++)
    gtk_box_append (GTK_BOX (content), pd_layout_text (g_ptr_array_index (sentences, i), NULL));
  append_lists (content, forecast);
}

/* --- the window */

static void
kind_cb (GtkToggleButton *button, GtkWidget *content)
{
  const Look *look = g_object_get_data (G_OBJECT (content), "look");
  guint kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kind"));

  if (!gtk_toggle_button_get_active (button))
    return;
  g_object_set_data (G_OBJECT (content), "kind", GUINT_TO_POINTER (kind));
  if (look != NULL)
    show_forecast (content, look->forecasts[kind]);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *look = pd_store_job_data (result);
  g_autoptr (GtkWidget) content = g_weak_ref_get (&look->content);
  Look *kept;

  if (content == NULL)
    return;
  if (!ok)
    {
      gtk_box_append (GTK_BOX (content), pd_layout_text (error->message, "error"));
      return;
    }
  kept = g_new0 (Look, 1);
  g_weak_ref_init (&kept->content, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    kept->forecasts[i] = g_steal_pointer (&look->forecasts[i]);
  g_object_set_data_full (G_OBJECT (content), "look", kept, look_free);
  show_forecast (content, kept->forecasts[GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (content), "kind"))]);
}

static GtkWidget *
new_choice (GtkWidget *content)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *first = NULL;

  gtk_widget_add_css_class (box, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_ (kinds[i].label));

      g_object_set_data (G_OBJECT (button), "kind", GUINT_TO_POINTER (i));
      if (first != NULL)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      else
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
      first = first != NULL ? first : button;
      g_signal_connect_object (button, "toggled", G_CALLBACK (kind_cb), content, 0);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

static void
look_at (PdStore *store, GtkWidget *content)
{
  Look *look = g_new0 (Look, 1);
  g_autofree char *today = pd_today ();

  look->today = pd_date_to_day (today);
  g_weak_ref_init (&look->content, content);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, NULL, looked_cb, NULL);
}

/**
 * pd_forecast_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 *
 * Returns: (transfer none): a window that shows how many orders the next weeks bring, and how good such a forecast would
 *   have been; show it with gtk_window_present()
 */
GtkWidget *
pd_forecast_dialog_new (GtkWindow *parent, PdStore *store)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *self =
      pd_layout_reading_window (parent, _ ("Forecast"), 680, 640, new_choice (content), content);

  look_at (store, content);
  return self;
}
