/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-times-chart.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-duration.h"
#include "model/pd-invoice-times.h"

#include <glib/gi18n-lib.h>

#define BAR_HEIGHT 10

/* A bar of the chart: how much of the longest time the median takes, and the slowest tenth. */
#define PD_TYPE_TIMES_BAR (pd_times_bar_get_type ())
G_DECLARE_FINAL_TYPE (PdTimesBar, pd_times_bar, PD, TIMES_BAR, GtkWidget)

struct _PdTimesBar
{
  GtkWidget parent_instance;

  double median;     /* of the widget's width, 0 … 1 */
  double slow_tenth; /* as well */
};

G_DEFINE_FINAL_TYPE (PdTimesBar, pd_times_bar, GTK_TYPE_WIDGET)

static void
append_part (GtkSnapshot *snapshot, const GdkRGBA *color, double width, int height)
{
  if (width > 0)
    gtk_snapshot_append_color (snapshot, color,
                               &GRAPHENE_RECT_INIT (0, 0, (float) MAX (width, 1), (float) height));
}

static void
pd_times_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PdTimesBar *self = PD_TIMES_BAR (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA color, ground;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  ground = color;
  ground.alpha *= 0.35f;
  append_part (snapshot, &ground, self->slow_tenth * width, height);
  append_part (snapshot, &color, self->median * width, height);
}

static void
pd_times_bar_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? BAR_HEIGHT : 40;
}

static void
pd_times_bar_class_init (PdTimesBarClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = pd_times_bar_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = pd_times_bar_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
pd_times_bar_init (PdTimesBar *self)
{
}

/* --- the chart */

struct _PdTimesChart
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (PdTimesChart, pd_times_chart, GTK_TYPE_WIDGET)

static void
pd_times_chart_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_times_chart_parent_class)->dispose (object);
}

static void
pd_times_chart_class_init (PdTimesChartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_times_chart_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_times_chart_init (PdTimesChart *self)
{
}

static void
append_row (GtkWidget *box, const PdStageTime *time, gint64 longest)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  PdTimesBar *bar = g_object_new (PD_TYPE_TIMES_BAR, NULL);
  const char *label = pd_invoice_stage_stay_label (time->stage);
  g_autofree char *median = pd_duration_text (time->median);
  g_autofree char *slow_tenth = pd_duration_text (time->slow_tenth);
  /* Translators: 1: a duration, 2: a longer one */
  g_autofree char *text =
      g_strdup_printf (_ ("half within %1$s, nine of ten within %2$s"), median, slow_tenth);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, text);

  bar->median = longest > 0 ? (double) time->median / (double) longest : 0;
  bar->slow_tenth = longest > 0 ? (double) time->slow_tenth / (double) longest : 0;
  gtk_widget_add_css_class (GTK_WIDGET (bar), "times-bar");
  pd_set_accessible_label (GTK_WIDGET (bar), name);
  gtk_box_append (GTK_BOX (row), pd_layout_text (label, time->stage == NULL ? "heading" : NULL));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (bar));
  gtk_box_append (GTK_BOX (row), pd_layout_text (text, "dim-label"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (row), "numeric");
  gtk_box_append (GTK_BOX (box), row);
}

/**
 * pd_times_chart_new:
 * @times: (element-type PdStageTime): what is drawn, as by pd_invoice_times_list()
 *
 * Returns: (transfer floating): a bar for each stage, and its figures in words below it
 */
GtkWidget *
pd_times_chart_new (GArray *times)
{
  GtkWidget *self = g_object_new (PD_TYPE_TIMES_CHART, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gint64 longest = 0;

  for (guint i = 0; i < times->len; i++)
    longest = MAX (longest, g_array_index (times, PdStageTime, i).slow_tenth);
  for (guint i = 0; i < times->len; i++)
    append_row (box, &g_array_index (times, PdStageTime, i), longest);
  gtk_widget_set_parent (box, self);
  return self;
}
