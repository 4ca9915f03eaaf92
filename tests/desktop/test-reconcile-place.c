/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "desktop/pd-reconcile-place.h"
#include "desktop/pd-reconcile-rows.h"
#include "desktop-fixture.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

/* The place that says what is not in the system, without a platform: what each report looks like. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdSyncService *service;
  GtkWidget *window;
  GtkWidget *place;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->service = pd_sync_service_new (fixture->store);
  fixture->place = pd_reconcile_place_new (fixture->store, fixture->service);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->place);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer left = fixture->place;

  g_object_add_weak_pointer (G_OBJECT (fixture->place), &left);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&fixture->service);
  pd_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->store);
  desktop_fixture_remove_folder (fixture->folder);
}

typedef gboolean (*Match) (GtkWidget *widget, const char *text);

/* (nullable) the first visible one */
static GtkWidget *
find (GtkWidget *widget, Match match, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (match (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_label (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_button (GtkWidget *widget, const char *text)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static gboolean
is_row (GtkWidget *widget, const char *text)
{
  return ADW_IS_ACTION_ROW (widget) &&
         g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text);
}

static void
assert_seen (Fixture *fixture, Match match, const char *text, gboolean seen)
{
  g_test_message ("%s", text);
  g_assert_true ((find (fixture->place, match, text) != NULL) == seen);
}

static PdReconcileReport *
make_report (gboolean asked, gint64 here, gint64 there)
{
  PdReconcileReport *report = pd_reconcile_report_new ();
  PdReconcileMonth *month = g_new0 (PdReconcileMonth, 1);

  report->asked = asked;
  report->at = G_GINT64_CONSTANT (1794000000000000);
  month->type = &pd_order_type;
  month->month = g_strdup ("2026-11");
  month->here_count = here;
  month->there_count = there;
  month->here_total = here * 10000;
  month->there_total = there * 10000;
  month->kept = TRUE;
  g_ptr_array_add (report->months, month);
  return report;
}

static void
add_item (PdReconcileReport *report, const char *title, PdReconcileReason reason)
{
  PdReconcileItem *item = g_new0 (PdReconcileItem, 1);

  item->type = &pd_order_type;
  item->id = g_strdup ("01900000-0000-7000-8000-000000000001");
  item->title = g_strdup (title);
  item->month = g_strdup ("2026-11");
  item->reason = reason;
  item->total = 123456;
  item->here = TRUE;
  g_ptr_array_add (report->items, item);
  ((PdReconcileMonth *) g_ptr_array_index (report->months, 0))->n_items++;
}

/* Seen for the first time it looks by itself; signed out, it says what it could not ask. */
static void
test_signed_out (Fixture *fixture, gconstpointer data)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (!pd_reconcile_place_is_busy (PD_RECONCILE_PLACE (fixture->place)))
    g_main_context_iteration (NULL, TRUE);
  assert_seen (fixture, is_button, "Cancel", TRUE);
  assert_seen (fixture, is_button, "Compare Now", FALSE);
  while (pd_reconcile_place_is_busy (PD_RECONCILE_PLACE (fixture->place)))
    g_main_context_iteration (NULL, TRUE);
  assert_seen (fixture, is_label, "The platform could not be asked", TRUE);
  assert_seen (fixture, is_button, "Repair", FALSE);
  assert_seen (fixture, is_button, "Cancel", FALSE);
  assert_seen (fixture, is_button, "Compare Now", TRUE);
}

static void
test_agreement (Fixture *fixture, gconstpointer data)
{
  pd_reconcile_place_show (PD_RECONCILE_PLACE (fixture->place), make_report (TRUE, 12, 12));
  assert_seen (fixture, is_label, "Both sides agree", TRUE);
  assert_seen (fixture, is_label, "same", TRUE);
  assert_seen (fixture, is_label, "1,200.00", TRUE);
  assert_seen (fixture, is_label, "Not alike in both places", FALSE);
}

static void
test_differences (Fixture *fixture, gconstpointer data)
{
  PdReconcileReport *report = make_report (TRUE, 12, 10);
  GtkWidget *row, *button;

  add_item (report, "D-1", PD_RECONCILE_CHANGED);
  add_item (report, "D-2", PD_RECONCILE_CONFLICT);
  pd_reconcile_place_show (PD_RECONCILE_PLACE (fixture->place), report);
  assert_seen (fixture, is_label, "2 records are not alike in both places", TRUE);
  assert_seen (fixture, is_label, "+2", TRUE);
  /* Each leads to where something can be done about it. */
  row = find (fixture->place, is_row, "Order D-1");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (row)), ==, "win.show-record");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Repair"));
  row = find (fixture->place, is_row, "Order D-2");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (row)), ==, "win.place");
  button = find (fixture->place, is_button, "Repair");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_has_css_class (button, "suggested-action"));
  /* Nobody is signed in, so nobody may. */
  assert_seen (fixture, is_button, "Give Back to the Platform", FALSE);

  pd_reconcile_place_show (PD_RECONCILE_PLACE (fixture->place), make_report (TRUE, 3, 3));
  assert_seen (fixture, is_row, "Order D-1", FALSE);
  g_assert_false (gtk_widget_has_css_class (button, "suggested-action"));
}

/* What the platform will not take back can be given up; what it was never asked to take cannot. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  PdReconcileReport *report = make_report (TRUE, 3, 3);

  add_item (report, "L-1", PD_RECONCILE_LOST);
  pd_reconcile_place_show (PD_RECONCILE_PLACE (fixture->place), report);
  assert_seen (fixture, is_row, "Order L-1", TRUE);
  assert_seen (fixture, is_button, "Forget…", FALSE);

  report = make_report (TRUE, 3, 3);
  add_item (report, "L-1", PD_RECONCILE_NOT_TAKEN_BACK);
  pd_reconcile_place_show (PD_RECONCILE_PLACE (fixture->place), report);
  assert_seen (fixture, is_button, "Forget…", TRUE);
}

/* Many for one reason are some of them and the number of the rest, which come as they are asked for; another reason is not
 * buried under them. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  PdReconcileReport *report = make_report (TRUE, 0, 300);
  GtkWidget *more;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *title = g_strdup_printf ("M-%u", i);

      add_item (report, title, PD_RECONCILE_MISSING_HERE);
    }
  add_item (report, "C-1", PD_RECONCILE_CONFLICT);
  pd_reconcile_place_show (PD_RECONCILE_PLACE (fixture->place), report);
  assert_seen (fixture, is_row, "Order M-19", TRUE);
  assert_seen (fixture, is_row, "Order M-20", FALSE);
  assert_seen (fixture, is_row, "Order C-1", TRUE);
  more = find (fixture->place, is_row, "280 more records");
  g_assert_nonnull (more);
  g_signal_emit_by_name (more, "activated");
  assert_seen (fixture, is_row, "Order M-219", TRUE);
  assert_seen (fixture, is_row, "Order M-220", FALSE);
  more = find (fixture->place, is_row, "80 more records");
  g_assert_nonnull (more);
  g_signal_emit_by_name (more, "activated");
  assert_seen (fixture, is_row, "Order M-299", TRUE);
  assert_seen (fixture, is_row, "0 more records", FALSE);
}

/* What this computer does not keep is no difference. */
static void
test_not_kept (Fixture *fixture, gconstpointer data)
{
  PdReconcileReport *report = make_report (TRUE, 0, 12);

  ((PdReconcileMonth *) g_ptr_array_index (report->months, 0))->kept = FALSE;
  pd_reconcile_place_show (PD_RECONCILE_PLACE (fixture->place), report);
  assert_seen (fixture, is_label, "Both sides agree", TRUE);
  assert_seen (fixture, is_label, "not kept here", TRUE);
}

#define ADD(name, func) g_test_add ("/desktop/reconcile/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("signed-out", test_signed_out);
  ADD ("agreement", test_agreement);
  ADD ("differences", test_differences);
  ADD ("lost", test_lost);
  ADD ("many", test_many);
  ADD ("not-kept", test_not_kept);
  return g_test_run ();
}
