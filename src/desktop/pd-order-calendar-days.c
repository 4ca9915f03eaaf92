/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-calendar-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* The days of the calendar, and what stands on each of them. */

/* A day of a month has room for so many; its week shows all. */
#define MONTH_ENTRIES 3
#define WEEK_LINES 10

static void
empty_grid (GtkWidget *grid)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (grid)) != NULL)
    gtk_grid_remove (GTK_GRID (grid), child);
}

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/* --- entries */

static void
entry_cb (GtkButton *button, PdOrderCalendar *self)
{
  pd_order_calendar_open (self, g_object_get_data (G_OBJECT (button), "order"));
}

static const char *
entry_style (const PdCalendarEntry *entry)
{
  if (entry->clash)
    return "clash";
  if (entry->kind == PD_CALENDAR_ENTRY_DUE)
    return "due";
  return entry->over ? "over" : "visit";
}

/* Each part of the sentence on a line of its own: a day of a week is narrow and high. */
static GtkWidget *
new_lines (const char *sentence)
{
  g_auto (GStrv) parts = g_strsplit (sentence, " · ", -1);
  g_autofree char *lines = g_strjoinv ("\n", parts);
  GtkWidget *label = new_label (lines, NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), WEEK_LINES);
  return label;
}

static GtkWidget *
new_entry (PdOrderCalendar *self, const PdCalendarEntry *entry)
{
  GtkWidget *button, *box;

  if (entry->order == NULL)
    {
      GtkWidget *label = new_label (entry->title, "deadline");

      gtk_widget_add_css_class (label, "calendar-entry");
      pd_set_tooltip (label, entry->sentence);
      pd_set_accessible_label (label, entry->sentence);
      return label;
    }
  button = gtk_button_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  /* Not by its colour alone. */
  if (entry->clash)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (box),
                  self->is_week ? new_lines (entry->sentence) : new_label (entry->title, NULL));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "calendar-entry");
  gtk_widget_add_css_class (button, entry_style (entry));
  pd_set_tooltip (button, entry->sentence);
  pd_set_accessible_label (button, entry->sentence);
  g_object_set_data_full (G_OBJECT (button), "order", g_strdup (entry->order), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (entry_cb), self);
  return button;
}

static void
more_cb (GtkButton *button, PdOrderCalendar *self)
{
  g_autofree char *date = g_strdup (g_object_get_data (G_OBJECT (button), "date"));

  pd_order_calendar_go_to (self, date);
  pd_order_calendar_set_week (self, TRUE);
}

static GtkWidget *
new_more (PdOrderCalendar *self, const char *date, guint n)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%'u more", "%'u more", n), n);
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), new_label (text, "dim-label"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "calendar-entry");
  g_object_set_data_full (G_OBJECT (button), "date", g_strdup (date), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (more_cb), self);
  return button;
}

/* --- days */

static GtkWidget *
new_head (PdOrderCalendar *self, GDateTime *day, const char *date)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  g_autofree char *today = pd_today ();
  g_autofree char *number = g_date_time_format (day, "%-d");
  const char *name = pd_tax_calendar_get_name (self->calendar, date);
  GtkWidget *label = new_label (number, "numeric");

  gtk_widget_set_hexpand (label, FALSE);
  if (g_str_equal (date, today))
    {
      gtk_widget_add_css_class (label, "today");
      pd_set_accessible_description (label, _ ("Today"));
    }
  gtk_box_append (GTK_BOX (box), label);
  if (name != NULL)
    {
      GtkWidget *holiday = new_label (_ (name), "dim-label");

      gtk_widget_add_css_class (holiday, "caption");
      gtk_box_append (GTK_BOX (box), holiday);
    }
  return box;
}

static GtkWidget *
new_day (PdOrderCalendar *self, GDateTime *day, GPtrArray *entries)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *date = g_date_time_format (day, "%F");
  g_autofree char *label = g_date_time_format (day, "%x");
  guint n = 0, n_hidden = 0, limit = self->is_week ? G_MAXUINT : MONTH_ENTRIES;

  gtk_widget_add_css_class (box, "calendar-day");
  if (!pd_tax_calendar_is_working_day (self->calendar, date))
    gtk_widget_add_css_class (box, "off");
  if (!self->is_week && g_date_time_get_month (day) != g_date_time_get_month (self->day))
    gtk_widget_add_css_class (box, "other-month");
  pd_set_accessible_label (box, label);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_vexpand (box, TRUE);
  gtk_widget_set_overflow (box, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (box), new_head (self, day, date));
  for (guint i = 0; i < entries->len; i++)
    {
      const PdCalendarEntry *entry = entries->pdata[i];

      if (!g_str_equal (entry->date, date))
        continue;
      if (n++ < limit)
        gtk_box_append (GTK_BOX (box), new_entry (self, entry));
      else
        n_hidden++;
    }
  if (n_hidden > 0)
    gtk_box_append (GTK_BOX (box), new_more (self, date, n_hidden));
  g_object_set_data_full (G_OBJECT (box), "date", g_steal_pointer (&date), g_free);
  return box;
}

/** pd_order_calendar_fill: @entries: (element-type PdCalendarEntry): shows the days with what stands on them */
void
pd_order_calendar_fill (PdOrderCalendar *self, GPtrArray *entries)
{
  g_autoptr (GDateTime) first = pd_order_calendar_first_day (self);
  guint n = pd_order_calendar_n_days (self);

  empty_grid (self->grid);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (first, (int) i);

      if (i < 7)
        {
          g_autofree char *name = g_date_time_format (day, "%a");

          gtk_grid_attach (GTK_GRID (self->grid), new_label (name, "dim-label"), (int) i, 0, 1, 1);
        }
      gtk_grid_attach (GTK_GRID (self->grid), new_day (self, day, entries), (int) (i % 7), (int) (1 + i / 7),
                       1, 1);
    }
}
