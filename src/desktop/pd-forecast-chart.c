/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-forecast-chart.h"

#include "desktop/pd-tooltip.h"
#include "model/pd-date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Room for the bars, for the figures left of them, and for the dates below, in pixels. */
#define HEIGHT 180
#define LEFT 40
#define BELOW 22

/* A bar takes so much of a week's width; a date stands below each of so many pixels. */
#define BAR 0.72f
#define DATE_EVERY 64

/** Bar: a week as it is drawn. */
typedef struct
{
  guint monday;
  gboolean ahead;
  double value;
  double low, high; /* of a week ahead */
  int last_year;    /* of a week ahead; -1 when not known */
} Bar;

/* Orders of each week: what was, and what is expected with its range. The figures stand below it in words. */
struct _PdForecastChart
{
  GtkWidget parent_instance;

  GArray *bars; /* (owned) of Bar */
  double top;   /* orders at the upper edge */
};

G_DEFINE_FINAL_TYPE (PdForecastChart, pd_forecast_chart, GTK_TYPE_WIDGET)

static void
append_text (PdForecastChart *self,
             GtkSnapshot *snapshot,
             const GdkRGBA *color,
             const char *text,
             float x,
             float y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *small = pango_attr_list_new ();

  pango_attr_list_insert (small, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, small);
  pango_attr_list_unref (small);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
append_box (GtkSnapshot *snapshot, const GdkRGBA *color, float x, float from, float width, float to)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, from, width, MAX (to - from, 1)));
}

/* Lines at nothing, the half and the top, with their figures. */
static void
append_scale (PdForecastChart *self, GtkSnapshot *snapshot, const GdkRGBA *color, float width, float height)
{
  GdkRGBA line = *color;

  line.alpha *= 0.2f;
  for (guint i = 0; i <= 2; i++)
    {
      float y = height - height * (float) i / 2 + 8;
      g_autofree char *text = g_strdup_printf ("%.0f", self->top * i / 2);

      append_box (snapshot, &line, LEFT, y, width, y + 1);
      append_text (self, snapshot, color, text, 0, y - 8);
    }
}

/* The range is a line with two ends over the bar, the same week of last year a dash across it. */
static void
append_bar (PdForecastChart *self,
            GtkSnapshot *snapshot,
            const Bar *bar,
            const GdkRGBA *color,
            const GdkRGBA *text_color,
            float x,
            float slot,
            float height)
{
  float width = slot * BAR, left = x + (slot - width) / 2, middle = x + slot / 2;
  float scale = height / (float) self->top, bottom = height + 8;
  GdkRGBA past = *text_color, dash = *text_color;

  past.alpha *= 0.4f;
  dash.alpha *= 0.8f;
  append_box (snapshot, bar->ahead ? color : &past, left, bottom - (float) bar->value * scale, width, bottom);
  if (!bar->ahead)
    return;
  append_box (snapshot, text_color, middle - 1, bottom - (float) bar->high * scale, 2,
              bottom - (float) bar->low * scale);
  append_box (snapshot, text_color, middle - width / 4, bottom - (float) bar->high * scale, width / 2,
              bottom - (float) bar->high * scale + 2);
  append_box (snapshot, text_color, middle - width / 4, bottom - (float) bar->low * scale, width / 2,
              bottom - (float) bar->low * scale + 2);
  if (bar->last_year >= 0)
    append_box (snapshot, &dash, x, bottom - (float) bar->last_year * scale, slot,
                bottom - (float) bar->last_year * scale + 3);
}

static void
pd_forecast_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PdForecastChart *self = PD_FORECAST_CHART (widget);
  float width = (float) gtk_widget_get_width (widget) - LEFT;
  float height = (float) gtk_widget_get_height (widget) - BELOW - 8;
  float slot = self->bars->len > 0 ? width / (float) self->bars->len : width;
  guint every = slot > 0 ? (guint) (DATE_EVERY / slot) + 1 : 1;
  GdkRGBA color, text_color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_style_context_get_color (gtk_widget_get_style_context (gtk_widget_get_parent (widget)), &text_color);
  append_scale (self, snapshot, &text_color, width, height);
  for (guint i = 0; i < self->bars->len; i++)
    {
      const Bar *bar = &g_array_index (self->bars, Bar, i);
      float x = LEFT + slot * (float) i;
      g_autofree char *monday = pd_date_from_day (bar->monday);

      append_bar (self, snapshot, bar, &color, &text_color, x, slot, height);
      if (i % every == 0 && x + DATE_EVERY * 0.6f < width + LEFT)
        append_text (self, snapshot, &text_color, monday + strlen ("2026-"), x, height + 12);
    }
}

static void
pd_forecast_chart_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT + BELOW : LEFT + 200;
}

static void
pd_forecast_chart_finalize (GObject *object)
{
  g_array_unref (PD_FORECAST_CHART (object)->bars);

  G_OBJECT_CLASS (pd_forecast_chart_parent_class)->finalize (object);
}

static void
pd_forecast_chart_class_init (PdForecastChartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_forecast_chart_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = pd_forecast_chart_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = pd_forecast_chart_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
pd_forecast_chart_init (PdForecastChart *self)
{
  self->bars = g_array_new (FALSE, FALSE, sizeof (Bar));
}

/* The first of 4, 10, 20, 40, 100 … that holds all: its half is a whole number, too. */
static double
round_up (double most)
{
  for (double power = 1;; power *= 10)
    for (guint i = 0; i < 3; i++)
      {
        static const double steps[] = { 4, 10, 20 };

        if (most <= steps[i] * power)
          return steps[i] * power;
      }
}

static void
add_bar (PdForecastChart *self, const Bar *bar)
{
  self->top = MAX (self->top, MAX (MAX (bar->value, bar->high), bar->last_year));
  g_array_append_val (self->bars, *bar);
}

/**
 * pd_forecast_chart_new:
 * @forecast: what is drawn: its past weeks, and those ahead
 *
 * Returns: (transfer floating): a bar for each week
 */
GtkWidget *
pd_forecast_chart_new (const PdForecast *forecast)
{
  PdForecastChart *self = g_object_new (PD_TYPE_FORECAST_CHART, NULL);
  g_autofree char *label = g_strdup_printf (
      _ ("Orders a week: %1$u past weeks and %2$u weeks ahead. The figures are in the lists below."),
      forecast->past->len, forecast->weeks->len);

  for (guint i = 0; i < forecast->past->len; i++)
    {
      const PdForecastPast *week = &g_array_index (forecast->past, PdForecastPast, i);
      Bar bar = { .monday = week->monday, .value = week->count, .last_year = -1 };

      add_bar (self, &bar);
    }
  for (guint i = 0; i < forecast->weeks->len; i++)
    {
      const PdForecastWeek *week = &g_array_index (forecast->weeks, PdForecastWeek, i);
      Bar bar = { week->monday, TRUE, week->forecast, week->low, week->high, week->last_year };

      add_bar (self, &bar);
    }
  self->top = round_up (self->top);
  gtk_widget_add_css_class (GTK_WIDGET (self), "times-bar");
  pd_set_accessible_label (GTK_WIDGET (self), label);
  return GTK_WIDGET (self);
}
