/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-order-calendar-private.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/store-fixture.h"

/* The calendar of orders: what stands on which day, who would have to be at two places, and what opens what. */

#define NOW G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWidget *window;
  PdOrderCalendar *calendar;
  char *ids[4];
  char *activated; /* (owned) (nullable) */
} Fixture;

static gint64
at (int day, int hour)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2026, 11, day, hour, 0, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* @hour: 0 for an order that nobody visits */
static void
add_order (Fixture *fixture, PdWirePage *page, const char *due, int hour)
{
  guint n = page->records->len;
  PdRecord *order = pd_order_new (NOW + n * 1000, "2026-11-02");
  PdRecord *line = pd_order_add_line (order, NOW);
  g_autofree char *number = g_strdup_printf ("PX-%u", n);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "杭州临溪样例科技有限公司");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "上门安装");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 11300);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  pd_record_set_text (order, PD_ORDER_STAGE, PD_ORDER_STAGE_APPOINTED);
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (order, PD_ORDER_DUE_DATE, due);
  if (hour > 0)
    {
      PdRecord *visit = pd_order_add_fact (order, PD_ORDER_LIST_VISITS, NOW);

      pd_record_set_text (visit, PD_VISIT_TECHNICIAN, "technician");
      pd_record_set_integer (visit, PD_VISIT_STARTS_AT, at (18, hour));
      pd_record_set_integer (visit, PD_VISIT_ENDS_AT, at (18, hour + 2));
    }
  pd_record_derive (order);
  pd_record_set_revision (order, 1);
  pd_record_set_sequence (order, n + 1);
  fixture->ids[n] = g_strdup (pd_record_get_id (order));
  g_ptr_array_add (page->records, order);
}

static gboolean
fill_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();

  add_order (data, page, NULL, 9);
  add_order (data, page, NULL, 10);
  add_order (data, page, NULL, 15);
  add_order (data, page, "2026-11-18", 0);
  page->epoch = g_strdup ("epoch");
  page->next = g_strdup ("4");
  page->head = 4;
  return store_fixture_apply (session, page, NOW, error);
}

static void
wait_for_days (Fixture *fixture)
{
  while (!pd_order_calendar_is_loaded (fixture->calendar))
    g_main_context_iteration (NULL, TRUE);
}

static void
activated_cb (PdOrderCalendar *calendar, const char *id, Fixture *fixture)
{
  g_free (fixture->activated);
  fixture->activated = g_strdup (id);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");

  g_settings_reset (settings, "calendar-span");
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_store_write (fixture->store, fill_job, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->window = gtk_window_new ();
  fixture->calendar = PD_ORDER_CALENDAR (pd_order_calendar_new (fixture->store));
  g_signal_connect (fixture->calendar, "activated", G_CALLBACK (activated_cb), fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->calendar));
  gtk_window_present (GTK_WINDOW (fixture->window));
  pd_order_calendar_go_to (fixture->calendar, "2026-11-10");
  wait_for_days (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->ids); i++)
    g_free (fixture->ids[i]);
  g_free (fixture->activated);
}

/* @n: (out): how many days are shown. Returns: (nullable): the day's cell */
static GtkWidget *
day (Fixture *fixture, const char *date, guint *n)
{
  GtkWidget *found = NULL;

  *n = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->calendar->grid); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *of = g_object_get_data (G_OBJECT (child), "date");

      *n += of != NULL;
      if (g_strcmp0 (of, date) == 0)
        found = child;
    }
  return found;
}

static guint
count_style (GtkWidget *cell, const char *style)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (cell); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_has_css_class (child, style);
  return n;
}

static void
test_month (Fixture *fixture, gconstpointer data)
{
  guint n;
  GtkWidget *cell = day (fixture, "2026-11-18", &n);

  g_assert_cmpuint (n, ==, 42);
  g_assert_nonnull (cell);
  g_assert_nonnull (day (fixture, "2026-10-26", &n));
  g_assert_null (day (fixture, "2026-10-25", &n));
  /* Of four there is room for three; two of them are at once. */
  g_assert_cmpuint (count_style (cell, "calendar-entry"), ==, 4);
  g_assert_cmpuint (count_style (cell, "clash"), ==, 2);
  g_assert_cmpuint (count_style (cell, "visit"), ==, 1);
  g_assert_cmpuint (count_style (cell, "due"), ==, 0);
  /* The 15th is a Sunday. */
  g_assert_cmpuint (count_style (day (fixture, "2026-11-16", &n), "deadline"), ==, 1);
  g_assert_true (gtk_widget_has_css_class (day (fixture, "2026-11-15", &n), "off"));
  g_assert_true (gtk_widget_has_css_class (day (fixture, "2026-12-01", &n), "other-month"));
}

/* What there is no room for in a month leads to its week, where an entry opens its order. */
static void
test_week (Fixture *fixture, gconstpointer data)
{
  guint n;
  GtkWidget *cell = day (fixture, "2026-11-18", &n);
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *span = NULL;

  g_signal_emit_by_name (gtk_widget_get_last_child (cell), "clicked");
  wait_for_days (fixture);
  cell = day (fixture, "2026-11-18", &n);
  g_assert_cmpuint (n, ==, 7);
  g_assert_cmpuint (count_style (cell, "due"), ==, 1);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (fixture->calendar->title)), ==, "2026-11-16 – 2026-11-22");
  g_signal_emit_by_name (gtk_widget_get_last_child (cell), "clicked");
  g_assert_cmpstr (fixture->activated, ==, fixture->ids[3]);
  span = g_settings_get_string (settings, "calendar-span");
  g_assert_cmpstr (span, ==, "week");
  pd_order_calendar_go_to (fixture->calendar, "no day");
  g_assert_true (pd_order_calendar_is_loaded (fixture->calendar));
}

static gboolean
move_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, data, error);

  pd_record_set_text (order, PD_ORDER_DUE_DATE, "2026-11-20");
  return pd_store_save_record (session, order, NOW, error);
}

/* What is put off moves by itself. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_cmpuint (count_style (day (fixture, "2026-11-20", &n), "due"), ==, 0);
  pd_store_write (fixture->store, move_job, fixture->ids[3], NULL, &error);
  g_assert_no_error (error);
  while (count_style (day (fixture, "2026-11-20", &n), "due") == 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/calendar/month", Fixture, NULL, set_up, test_month, tear_down);
  g_test_add ("/calendar/week", Fixture, NULL, set_up, test_week, tear_down);
  g_test_add ("/calendar/live", Fixture, NULL, set_up, test_live, tear_down);
  return g_test_run ();
}
