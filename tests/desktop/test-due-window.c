/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-due-place.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-notifier.h"
#include "desktop/pd-preferences-notices.h"
#include "model/pd-notice.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "store/pd-store-records.h"

/* What is due, in its parts; and what is told of it: each once, many in one sentence, what is switched off not. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWindow *window;
  GtkWidget *place;
  GSettings *settings;
} Fixture;

static GPtrArray *told; /* of char *: the ids of what was told */

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, pd_now (), error);
}

static void
settle (guint milliseconds)
{
  for (gint64 end = g_get_monotonic_time () + milliseconds * 1000; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
}

/* A busy computer takes its time. */
static void
await_told (guint n)
{
  for (guint i = 0; told->len < n && i < 100; i++)
    settle (100);
  g_assert_cmpuint (told->len, ==, n);
}

static void
save (Fixture *fixture, PdRecord *record)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, save_job, record, NULL, &error);
  g_assert_no_error (error);
}

static char *
day (int later)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add (now, 8 * G_TIME_SPAN_HOUR + later * G_TIME_SPAN_DAY);

  return g_date_time_format (then, "%F");
}

static void
add_order (Fixture *fixture, const char *number, int due, const char *assignee)
{
  g_autofree char *today = day (0), *due_on = day (due);
  g_autoptr (PdRecord) order = pd_order_new (pd_now (), today);
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_record_set_text (order, PD_ORDER_KIND, "goods");
  pd_record_set_text (order, PD_ORDER_DUE_DATE, due_on);
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, assignee);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "税控盘");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  save (fixture, order);
}

static void
note_cb (GApplication *application, const char *id, GNotification *notification)
{
  g_ptr_array_add (told, g_strdup (id));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  told = g_ptr_array_new_with_free_func (g_free);
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->settings = g_settings_new ("org.piaodan.Piaodan");
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->place = pd_due_place_new (fixture->store);
  gtk_window_set_default_size (fixture->window, 900, 600);
  gtk_window_set_child (fixture->window, fixture->place);
  gtk_widget_show (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  settle (200);
  g_settings_reset (fixture->settings, "notify-deadline");
  g_object_unref (fixture->settings);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  g_ptr_array_unref (told);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_place (Fixture *fixture, gconstpointer data)
{
  add_order (fixture, "D-1", -3, "wang");
  add_order (fixture, "D-2", 0, "li");
  add_order (fixture, "D-3", 1, "wang");
  add_order (fixture, "D-4", 40, "wang");
  pd_due_place_set_user (PD_DUE_PLACE (fixture->place), "wang");
  pd_due_place_look (PD_DUE_PLACE (fixture->place));
  for (guint i = 0; !says (fixture->place, "D-3") && i < 100; i++)
    settle (100);
  g_assert_cmpuint (pd_due_place_get_overdue (PD_DUE_PLACE (fixture->place)), ==, 1);
  g_assert_true (says (fixture->place, "Overdue"));
  g_assert_true (says (fixture->place, "3 days overdue"));
  g_assert_true (says (fixture->place, "D-2"));
  g_assert_true (says (fixture->place, "Tomorrow"));
  g_assert_false (says (fixture->place, "D-4"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture->place, GTK_TYPE_DROP_DOWN)), 1);
  g_assert_true (says (fixture->place, "D-1"));
  g_assert_false (says (fixture->place, "D-2"));
}

static void
test_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdNotifier) notifier = pd_notifier_new (NULL, fixture->store, NULL, fixture->settings);

  pd_notifier_set_send (notifier, note_cb);
  add_order (fixture, "D-1", 0, "wang");
  pd_notifier_set_user (notifier, "wang", "technician");
  await_told (1);
  pd_notifier_look (notifier);
  settle (300);
  g_assert_cmpuint (told->len, ==, 1);
  for (guint i = 2; i < 7; i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);

      add_order (fixture, number, 0, "wang");
    }
  pd_notifier_look (notifier);
  await_told (2);
  g_assert_cmpstr (told->pdata[1], ==, "many");
}

static void
test_switched_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdNotifier) notifier = pd_notifier_new (NULL, fixture->store, NULL, fixture->settings);
  GtkWidget *page = g_object_ref_sink (adw_preferences_page_new ());

  pd_preferences_add_notices (ADW_PREFERENCES_PAGE (page), fixture->settings);
  g_object_unref (page);
  g_settings_set_boolean (fixture->settings, "notify-deadline", FALSE);
  pd_notifier_set_send (notifier, note_cb);
  add_order (fixture, "D-1", 0, "wang");
  pd_notifier_set_user (notifier, "wang", "technician");
  settle (1500);
  g_settings_set_boolean (fixture->settings, "notify-deadline", TRUE);
  pd_notifier_look (notifier);
  settle (300);
  g_assert_cmpuint (told->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/due/place", Fixture, NULL, set_up, test_place, tear_down);
  g_test_add ("/due/told", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/due/switched-off", Fixture, NULL, set_up, test_switched_off, tear_down);
  return g_test_run ();
}
