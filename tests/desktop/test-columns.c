/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-column-choice.h"
#include "desktop/pd-columns-dialog.h"
#include "desktop/pd-record-list.h"
#include "model/pd-order.h"

/* Columns that somebody chose: what is remembered, for whom, and that the list and the dialog follow. */

typedef struct
{
  char *folder;
  PdStore *store;
  GSettings *settings;
  const PdPlace *place;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->settings = g_settings_new ("org.piaodan.Piaodan");
  g_settings_reset (fixture->settings, "columns");
  g_settings_set_string (fixture->settings, "user", "clerk");
  fixture->place = pd_place_find ("orders");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->settings);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static void
assert_names (const PdPlace *place, GPtrArray *columns, const char *expected)
{
  g_auto (GStrv) names = pd_column_choice_names (place, columns);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==, expected);
}

static void
choose (Fixture *fixture, const char *words)
{
  g_auto (GStrv) names = g_strsplit (words, " ", -1);
  g_autoptr (GPtrArray) columns = pd_column_choice_parse (fixture->place, (const char *const *) names);

  pd_column_choice_write (fixture->settings, fixture->place, columns);
}

#define USUAL "number order_date buyer_name gross_amount state stage invoice_number"

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = pd_column_choice_read (fixture->settings, fixture->place);
  g_autoptr (GPtrArray) chosen = NULL;
  g_autoptr (GPtrArray) other = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GVariant) all = NULL;

  assert_names (fixture->place, first, USUAL);
  choose (fixture, "due_date number nonsense assignee due_date");
  chosen = pd_column_choice_read (fixture->settings, fixture->place);
  assert_names (fixture->place, chosen, "due_date number assignee");
  g_settings_set_string (fixture->settings, "user", "finance");
  other = pd_column_choice_read (fixture->settings, fixture->place);
  assert_names (fixture->place, other, USUAL);
  choose (fixture, "state");
  g_settings_set_string (fixture->settings, "user", "clerk");
  pd_column_choice_write (fixture->settings, fixture->place, NULL);
  again = pd_column_choice_read (fixture->settings, fixture->place);
  assert_names (fixture->place, again, USUAL);
  /* Of the other one it is kept, with the title that nobody can do without. */
  all = g_settings_get_value (fixture->settings, "columns");
  g_assert_cmpuint (g_variant_n_children (all), ==, 1);
  g_settings_set_string (fixture->settings, "user", "finance");
  g_clear_pointer (&other, g_ptr_array_unref);
  other = pd_column_choice_read (fixture->settings, fixture->place);
  assert_names (fixture->place, other, "number state");
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
assert_titles (GtkColumnView *view, const char *expected)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_string_append_printf (titles, "%s%s", i > 0 ? "|" : "", gtk_column_view_column_get_title (column));
    }
  g_assert_cmpstr (titles->str, ==, expected);
}

static void
settle (void)
{
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
}

/* The list follows what is chosen, keeps its order, and keeps what somebody dragged. */
static void
test_list (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = pd_record_list_new (fixture->place, fixture->store);
  GtkColumnView *view = GTK_COLUMN_VIEW (find (list, GTK_TYPE_COLUMN_VIEW));
  PdRowModel *model = pd_record_list_get_model (PD_RECORD_LIST (list));
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GPtrArray) dragged = NULL;

  gtk_window_set_child (GTK_WINDOW (window), list);
  assert_titles (view, "Number|Date|Buyer|Total|State|Stage|Invoice");
  choose (fixture, "number due_date gross_amount assignee");
  assert_titles (view, "Number|Due|Total|Assigned to");
  column = g_list_model_get_item (gtk_column_view_get_columns (view), 1);
  gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
  g_assert_cmpint (pd_row_model_get_query (model)->sort_field, ==, PD_ORDER_DUE_DATE);
  choose (fixture, "number assignee due_date");
  g_assert_cmpint (pd_row_model_get_query (model)->sort_field, ==, PD_ORDER_DUE_DATE);
  g_assert_false (pd_row_model_get_query (model)->descending);
  g_clear_object (&column);
  column = g_list_model_get_item (gtk_column_view_get_columns (view), 2);
  gtk_column_view_insert_column (view, 0, column);
  settle ();
  dragged = pd_column_choice_read (fixture->settings, fixture->place);
  assert_names (fixture->place, dragged, "due_date number assignee");
  assert_titles (view, "Due|Number|Assigned to");
  choose (fixture, "number");
  g_assert_cmpint (pd_row_model_get_query (model)->sort_field, ==, -1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
part (GtkListBox *list, int row, const char *name)
{
  return g_object_get_data (G_OBJECT (gtk_list_box_get_row_at_index (list, row)), name);
}

/* Each change in the dialog is kept at once; what resets it gives back all. */
static void
test_dialog (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = pd_columns_dialog_new (NULL, fixture->place);
  GtkListBox *list = GTK_LIST_BOX (find (dialog, GTK_TYPE_LIST_BOX));
  g_autoptr (GPtrArray) chosen = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (part (list, 0, "up")));
  g_assert_false (gtk_widget_get_sensitive (part (list, 0, "shown")));
  g_signal_emit_by_name (part (list, 0, "down"), "clicked");
  gtk_switch_set_active (GTK_SWITCH (part (list, 2, "shown")), FALSE);
  gtk_switch_set_active (GTK_SWITCH (part (list, 13, "shown")), TRUE);
  chosen = pd_column_choice_read (fixture->settings, fixture->place);
  assert_names (fixture->place, chosen,
                "order_date number gross_amount state stage invoice_number paid_amount");
  g_assert_null (gtk_list_box_get_row_at_index (list, 14));
  g_signal_emit_by_name (find (find (dialog, ADW_TYPE_HEADER_BAR), GTK_TYPE_BUTTON), "clicked");
  g_clear_pointer (&chosen, g_ptr_array_unref);
  chosen = pd_column_choice_read (fixture->settings, fixture->place);
  assert_names (fixture->place, chosen, USUAL);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (part (list, 2, "shown"))));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/columns/remembered", Fixture, NULL, set_up, test_remembered, tear_down);
  g_test_add ("/columns/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/columns/dialog", Fixture, NULL, set_up, test_dialog, tear_down);
  return g_test_run ();
}
