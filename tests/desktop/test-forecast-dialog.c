/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-forecast-chart.h"
#include "desktop/pd-forecast-dialog.h"
#include "model/pd-date.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"

/* What the next weeks bring: drawn, and told row by row, for each kind of order. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWidget *dialog;
} Fixture;

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, pd_now (), error);
}

/* Orders on the Wednesdays of so many past weeks, and none in the running one. */
static void
fill (Fixture *fixture, const char *kind, guint n_weeks, guint per_week)
{
  g_autofree char *today = pd_today ();
  guint day = pd_date_to_day (today), monday = day - (day + 6) % 7;

  for (guint i = 0; i < n_weeks * per_week; i++)
    {
      g_autofree char *date = pd_date_from_day (monday - (i / per_week + 1) * 7 + 2);
      g_autoptr (PdRecord) order = pd_order_new (pd_now (), date);
      g_autofree char *number = g_strdup_printf ("F-%u", i);
      PdRecord *line = pd_order_add_line (order, pd_now ());
      g_autoptr (GError) error = NULL;

      pd_record_set_text (line, PD_ORDER_LINE_NAME, "Scanner");
      pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
      pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
      pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
      pd_record_set_text (order, PD_ORDER_NUMBER, number);
      pd_record_set_text (order, PD_ORDER_BUYER_NAME, "Yuanshan");
      pd_record_set_text (order, PD_ORDER_KIND, kind);
      pd_store_write (fixture->store, save_job, order, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
}

static void
open_dialog (Fixture *fixture)
{
  fixture->dialog = pd_forecast_dialog_new (NULL, fixture->store);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
  desktop_fixture_settle (fixture->store);
  desktop_fixture_settle (fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  desktop_fixture_settle (fixture->store);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static guint
count (GtkWidget *widget, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count (child, type);
  return n;
}

/* (nullable): the first of this type with these words */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  const char *label = GTK_IS_LABEL (widget)           ? gtk_label_get_text (GTK_LABEL (widget))
                      : GTK_IS_TOGGLE_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget))
                                                      : NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && g_strcmp0 (label, text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
choose (Fixture *fixture, const char *kind)
{
  GtkWidget *button = find (fixture->dialog, GTK_TYPE_TOGGLE_BUTTON, kind);

  g_assert_nonnull (button);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  desktop_fixture_settle (fixture->store);
}

/* Ten weeks of two: a row for each of eight weeks ahead and of ten past ones; of services there is nothing. */
static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  fill (fixture, PD_ORDER_KIND_GOODS, 10, 2);
  open_dialog (fixture);
  g_assert_cmpuint (count (fixture->dialog, PD_TYPE_FORECAST_CHART), ==, 1);
  g_assert_cmpuint (count (fixture->dialog, ADW_TYPE_ACTION_ROW), ==, 18);
  g_assert_nonnull (find (fixture->dialog, GTK_TYPE_LABEL,
                          "Not tried: the same weeks of the year before are not known yet."));
  choose (fixture, "Service");
  g_assert_cmpuint (count (fixture->dialog, PD_TYPE_FORECAST_CHART), ==, 0);
  g_assert_nonnull (find (fixture->dialog, GTK_TYPE_LABEL, "Too Little History Yet"));
  choose (fixture, "Goods");
  g_assert_cmpuint (count (fixture->dialog, ADW_TYPE_ACTION_ROW), ==, 18);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture);
  g_assert_cmpuint (count (fixture->dialog, PD_TYPE_FORECAST_CHART), ==, 0);
  g_assert_nonnull (find (fixture->dialog, GTK_TYPE_LABEL, "Too Little History Yet"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/forecast-dialog/kinds", Fixture, NULL, set_up, test_kinds, tear_down);
  g_test_add ("/forecast-dialog/empty", Fixture, NULL, set_up, test_empty, tear_down);
  return g_test_run ();
}
