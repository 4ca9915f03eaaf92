/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-calendar-private.h"

#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order.h"
#include "store/pd-store-calendar.h"
#include "store/pd-store-due.h"
#include "store/pd-store-visits.h"

#include <glib/gi18n-lib.h>

/* Visits, what is due and tax deadlines on the days of a month or a week. */

/* More orders than this are not due in six weeks that anybody could look at. */
#define MAX_DUE 1000
#define DAYS_OF_MONTH 42

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdOrderCalendar, pd_order_calendar, GTK_TYPE_WIDGET)

/** pd_order_calendar_first_day: Returns: (transfer full): the Monday on which the grid begins */
GDateTime *
pd_order_calendar_first_day (PdOrderCalendar *self)
{
  g_autoptr (GDateTime) first =
      self->is_week ? g_date_time_ref (self->day)
                    : g_date_time_add_days (self->day, 1 - g_date_time_get_day_of_month (self->day));

  return g_date_time_add_days (first, 1 - g_date_time_get_day_of_week (first));
}

guint
pd_order_calendar_n_days (PdOrderCalendar *self)
{
  return self->is_week ? 7 : DAYS_OF_MONTH;
}

/* --- reading */

/** Look: one reading of the days that are shown. */
typedef struct
{
  gint64 from, to;         /* microseconds in UTC */
  char *first, *last;      /* (owned) "YYYY-MM-DD" */
  GPtrArray *visits;       /* (owned) (nullable) */
  GPtrArray *due;          /* (owned) (nullable) */
  PdTaxCalendar *calendar; /* (owned) (nullable) */
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  g_free (look->first);
  g_free (look->last);
  g_clear_pointer (&look->visits, g_ptr_array_unref);
  g_clear_pointer (&look->due, g_ptr_array_unref);
  pd_tax_calendar_free (look->calendar);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdOrderCalendar *self = owner;
  Look *look = data;
  g_autoptr (GDateTime) first = pd_order_calendar_first_day (self);
  g_autoptr (GDateTime) last = g_date_time_add_days (first, (int) pd_order_calendar_n_days (self) - 1);
  g_autoptr (GDateTime) end = g_date_time_add_days (last, 1);

  look->from = g_date_time_to_unix (first) * G_USEC_PER_SEC;
  look->to = g_date_time_to_unix (end) * G_USEC_PER_SEC;
  look->first = g_date_time_format (first, "%F");
  look->last = g_date_time_format (last, "%F");
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->visits = pd_store_list_visits (session, look->from, look->to, NULL, error);
  if (look->visits == NULL)
    return FALSE;
  look->due = pd_store_list_due (session, look->first, look->last, MAX_DUE, error);
  look->calendar = look->due != NULL ? pd_store_tax_calendar (session, error) : NULL;
  return look->calendar != NULL;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdOrderCalendar *self = owner;
  Look *look = data;
  g_autoptr (GPtrArray) entries = NULL;

  pd_layout_say (self->trouble, error != NULL ? error->message : NULL);
  if (error != NULL)
    return;
  pd_tax_calendar_free (self->calendar);
  self->calendar = g_steal_pointer (&look->calendar);
  entries = pd_calendar_entries (look->visits, look->due, self->calendar, look->first, look->last);
  pd_order_calendar_fill (self, entries);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 400,
                                      .priority = PD_STORE_PRIORITY_EDIT,
                                      .only_seen = TRUE };

void
pd_order_calendar_open (PdOrderCalendar *self, const char *order_id)
{
  g_signal_emit (self, signals[ACTIVATED], 0, order_id);
}

/* --- which days */

static void
show_days (PdOrderCalendar *self)
{
  g_autoptr (GDateTime) first = pd_order_calendar_first_day (self);
  g_autoptr (GDateTime) last = g_date_time_add_days (first, 6);
  g_autofree char *from = g_date_time_format (first, "%F");
  g_autofree char *to = g_date_time_format (last, "%F");
  /* Translators: the title of a month in the calendar, as strftime() has it: "November 2026" */
  g_autofree char *title =
      self->is_week ? g_strdup_printf ("%s – %s", from, to) : g_date_time_format (self->day, _ ("%B %Y"));
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  gtk_label_set_text (GTK_LABEL (self->title), title);
  pd_order_calendar_fill (self, nothing);
  pd_look_anew (self->look);
}

static void
step (PdOrderCalendar *self, int by)
{
  GDateTime *day =
      self->is_week ? g_date_time_add_weeks (self->day, by) : g_date_time_add_months (self->day, by);

  g_date_time_unref (self->day);
  self->day = day;
  show_days (self);
}

static void
previous_cb (PdOrderCalendar *self)
{
  step (self, -1);
}

static void
next_cb (PdOrderCalendar *self)
{
  step (self, 1);
}

static GDateTime *
midnight (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                g_date_time_get_day_of_month (now), 0, 0, 0);
}

static void
today_cb (PdOrderCalendar *self)
{
  g_date_time_unref (self->day);
  self->day = midnight ();
  show_days (self);
}

static void
week_cb (PdOrderCalendar *self)
{
  pd_order_calendar_set_week (self, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->week_button)));
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        PdOrderCalendar *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Page_Up || keyval == GDK_KEY_Page_Down)
    step (self, keyval == GDK_KEY_Page_Up ? -1 : 1);
  else if (keyval == GDK_KEY_Home)
    today_cb (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- life */

static gboolean
pd_order_calendar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
pd_order_calendar_dispose (GObject *object)
{
  PdOrderCalendar *self = PD_ORDER_CALENDAR (object);
  GtkWidget *child;

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->calendar, pd_tax_calendar_free);
  g_clear_pointer (&self->day, g_date_time_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_order_calendar_parent_class)->dispose (object);
}

static void
pd_order_calendar_class_init (PdOrderCalendarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_order_calendar_dispose;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_order_calendar_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  /**
   * PdOrderCalendar::activated:
   * @order_id: the order that a person wants to see
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
new_button (PdOrderCalendar *self, const char *icon, const char *label, GCallback callback)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (label);

  pd_set_accessible_label (button, label);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
new_bar (PdOrderCalendar *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *kinds = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  pd_layout_set_margins (bar, 6);
  self->title = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  self->month_button = gtk_toggle_button_new_with_label (_ ("Month view"));
  self->week_button = gtk_toggle_button_new_with_label (_ ("Week view"));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->week_button), GTK_TOGGLE_BUTTON (self->month_button));
  gtk_widget_add_css_class (kinds, "linked");
  gtk_box_append (GTK_BOX (kinds), self->month_button);
  gtk_box_append (GTK_BOX (kinds), self->week_button);
  gtk_box_append (GTK_BOX (bar),
                  new_button (self, "go-previous-symbolic", _ ("Earlier"), G_CALLBACK (previous_cb)));
  gtk_box_append (GTK_BOX (bar), new_button (self, NULL, _ ("Today"), G_CALLBACK (today_cb)));
  gtk_box_append (GTK_BOX (bar), new_button (self, "go-next-symbolic", _ ("Later"), G_CALLBACK (next_cb)));
  gtk_box_append (GTK_BOX (bar), self->title);
  gtk_box_append (GTK_BOX (bar), kinds);
  return bar;
}

static void
pd_order_calendar_init (PdOrderCalendar *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->settings = g_settings_new ("org.piaodan.Piaodan");
  self->calendar = pd_tax_calendar_new_default ();
  self->day = midnight ();
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 2);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 2);
  pd_layout_set_margins (self->grid, 6);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->grid);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_widget_set_parent (new_bar (self), GTK_WIDGET (self));
  gtk_widget_set_parent (self->trouble, GTK_WIDGET (self));
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * pd_order_calendar_new:
 * @store: the cache
 *
 * Returns: (transfer floating): this month or week, read when it can be seen
 */
GtkWidget *
pd_order_calendar_new (PdStore *store)
{
  PdOrderCalendar *self = g_object_new (PD_TYPE_ORDER_CALENDAR, NULL);
  g_autofree char *span = g_settings_get_string (self->settings, "calendar-span");

  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_order_type);
  pd_look_watch (self->look, &pd_calendar_row_type);
  self->is_week = g_str_equal (span, "week");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->is_week ? self->week_button : self->month_button),
                                TRUE);
  g_signal_connect_swapped (self->week_button, "toggled", G_CALLBACK (week_cb), self);
  show_days (self);
  return GTK_WIDGET (self);
}

/** pd_order_calendar_go_to: @date: "YYYY-MM-DD": a day of the month or the week that is shown from now on */
void
pd_order_calendar_go_to (PdOrderCalendar *self, const char *date)
{
  guint year, month, day;

  g_return_if_fail (PD_IS_ORDER_CALENDAR (self));

  if (sscanf (date, "%u-%u-%u", &year, &month, &day) != 3 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return;
  g_date_time_unref (self->day);
  self->day = g_date_time_new_local ((int) year, (int) month, (int) day, 0, 0, 0);
  show_days (self);
}

/** pd_order_calendar_set_week: @week: whether a week is shown, or a month; it is remembered */
void
pd_order_calendar_set_week (PdOrderCalendar *self, gboolean week)
{
  g_return_if_fail (PD_IS_ORDER_CALENDAR (self));

  if (self->is_week == week)
    return;
  self->is_week = week;
  g_settings_set_string (self->settings, "calendar-span", week ? "week" : "month");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (week ? self->week_button : self->month_button), TRUE);
  show_days (self);
}

/** pd_order_calendar_is_loaded: Returns: whether it shows what the cache held last */
gboolean
pd_order_calendar_is_loaded (PdOrderCalendar *self)
{
  g_return_val_if_fail (PD_IS_ORDER_CALENDAR (self), FALSE);

  return pd_look_is_done (self->look);
}
