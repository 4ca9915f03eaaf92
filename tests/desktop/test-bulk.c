/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "desktop/pd-bulk-check.h"
#include "desktop/pd-bulk-dialog.h"
#include "desktop/pd-bulk-words.h"
#include "desktop/pd-row-selection.h"
#include "desktop-fixture.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-list.h"
#include "store/pd-store-rows.h"

/* Several orders at once: what is selected stays so when the list changes, and what cannot be issued is left out. */

#define N_ORDERS 4

typedef struct
{
  char *folder;
  PdStore *store;
  PdRowModel *model;
  PdRowSelection *selection;
  char *ids[N_ORDERS];
} Fixture;

static PdRecord *
new_order (guint number)
{
  g_autofree char *name = g_strdup_printf ("PX-%u", number);
  PdRecord *order = pd_order_new (1700000000000000 + number, "2026-11-21");
  PdRecord *line = pd_order_add_line (order, 1700000000000000);

  pd_record_set_text (order, PD_ORDER_NUMBER, name);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "青岛市北区海岬样例便利店");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "茶饮料");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "50");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  /* Without a tax code the last order can be saved, and not issued. */
  if (number + 1 < N_ORDERS)
    pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1030307050000000000");
  pd_record_derive (order);
  return order;
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_ORDERS; i++)
    {
      g_autoptr (PdRecord) order = new_order (i);

      fixture->ids[i] = g_strdup (pd_record_get_id (order));
      if (!pd_store_save_record (session, order, 1700000000000000, error))
        return FALSE;
    }
  return TRUE;
}

static void
wait_for_rows (Fixture *fixture, guint n)
{
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_store_write (fixture->store, save_job, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->model = pd_row_model_new (fixture->store);
  query->sort_field = PD_ORDER_NUMBER;
  query->descending = FALSE;
  pd_row_model_set_query (fixture->model, query);
  wait_for_rows (fixture, N_ORDERS);
  fixture->selection = pd_row_selection_new (fixture->model, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->selection);
  g_clear_object (&fixture->model);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  for (guint i = 0; i < N_ORDERS; i++)
    g_free (fixture->ids[i]);
}

/* --- the selection */

static void
assert_selected (Fixture *fixture, const char *places)
{
  for (guint i = 0; i < strlen (places); i++)
    g_assert_cmpint (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->selection), i), ==,
                     places[i] == 'x');
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->selection);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (PdRowItem) none = NULL;
  g_autoptr (PdRowItem) one = NULL;
  g_autoptr (GtkBitset) set = NULL;

  gtk_selection_model_select_item (model, 1, TRUE);
  one = pd_row_selection_get_item (fixture->selection);
  g_assert_nonnull (one);
  gtk_selection_model_select_item (model, 3, FALSE);
  assert_selected (fixture, ".x.x");
  none = pd_row_selection_get_item (fixture->selection);
  g_assert_null (none);
  set = gtk_selection_model_get_selection_in_range (model, 2, G_MAXUINT);
  g_assert_cmpuint (gtk_bitset_get_size (set), ==, 1);
  g_assert_true (gtk_bitset_contains (set, 3));
  rows = pd_row_selection_get_rows (fixture->selection);
  g_assert_cmpuint (rows->len, ==, 2);
  gtk_selection_model_unselect_item (model, 1);
  assert_selected (fixture, "...x");
  gtk_selection_model_select_all (model);
  assert_selected (fixture, "xxxx");
  gtk_selection_model_select_range (model, 0, 2, TRUE);
  assert_selected (fixture, "xx..");
}

/* Sorted the other way round, the same orders are selected; those that the search leaves out are not any more. */
static void
test_selection_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_copy (pd_row_model_get_query (fixture->model));

  gtk_selection_model_select_range (GTK_SELECTION_MODEL (fixture->selection), 0, 3, TRUE);
  query->descending = TRUE;
  pd_row_model_set_query (fixture->model, query);
  while (pd_row_model_is_loading (fixture->model))
    g_main_context_iteration (NULL, TRUE);
  assert_selected (fixture, ".xxx");
  query->search = g_strdup ("PX-1");
  pd_row_model_set_query (fixture->model, query);
  wait_for_rows (fixture, 1);
  assert_selected (fixture, "x");
  g_assert_cmpuint (pd_row_selection_get_n_selected (fixture->selection), ==, 1);
}

/* (nullable) (transfer full): what this key does in @widget or below it */
static GtkShortcut *
find_shortcut (GtkWidget *widget, const char *key, GtkWidget **owner)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  GtkShortcut *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && found == NULL; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      guint n =
          GTK_IS_SHORTCUT_CONTROLLER (controller) ? g_list_model_get_n_items (G_LIST_MODEL (controller)) : 0;

      for (guint j = 0; j < n && found == NULL; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          g_autofree char *trigger = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

          if (g_str_equal (trigger, key))
            found = g_object_ref (shortcut);
        }
    }
  *owner = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_shortcut (child, key, owner);
  return found;
}

/* As the window takes it: those who look at keys on their way down first, then the list. */
static void
press_shift_down (GtkWidget *view)
{
  GtkWidget *owner;
  g_autoptr (GtkShortcut) shortcut = find_shortcut (view, "<Shift>Down", &owner);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (view);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Down, 0, GDK_SHIFT_MASK, &handled);
    }
  g_assert_false (handled);
  g_assert_nonnull (shortcut);
  g_assert_true (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), (GtkShortcutActionFlags) 0,
                                               owner, gtk_shortcut_get_arguments (shortcut)));
}

/* Where nothing is selected, Shift+Down begins at the row that has the keyboard. */
static void
test_selection_from_nothing (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->selection);
  GtkWidget *view = gtk_column_view_new (g_object_ref (model));
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new ("Row", gtk_signal_list_item_factory_new ());

  pd_row_selection_begin_at_keyboard (fixture->selection, GTK_COLUMN_VIEW (view));
  gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_height (view) < 1 || gtk_root_get_focus (GTK_ROOT (window)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_selected (fixture, "....");
  press_shift_down (view);
  assert_selected (fixture, "xx..");
  press_shift_down (view);
  assert_selected (fixture, "xxx.");
  gtk_selection_model_unselect_all (model);
  press_shift_down (view);
  assert_selected (fixture, "..xx");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- the dialog */

static void
wait_for_step (PdBulkDialog *dialog, const char *step)
{
  while (!g_str_equal (pd_bulk_dialog_get_step (dialog), step))
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *css_class)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_BUTTON (child) && gtk_widget_has_css_class (child, css_class)
                             ? child
                             : find_button (child, css_class);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
asked_cb (PdBulkDialog *dialog, GPtrArray *entries, guint *counts)
{
  for (guint i = 0; i < entries->len; i++)
    counts[((PdBulkEntry *) g_ptr_array_index (entries, i))->state]++;
}

static gboolean
pending_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_ORDERS; i++)
    {
      g_autofree char *command = NULL;

      pd_store_get_row_state (session, &pd_order_type, fixture->ids[i], &command, NULL);
      g_assert_cmpstr (command, ==, i + 1 < N_ORDERS ? "issue" : NULL);
    }
  return TRUE;
}

static void
issue_all (Fixture *fixture, guint *counts)
{
  g_autoptr (GArray) rows = NULL;
  PdBulkDialog *dialog;

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (fixture->selection));
  rows = pd_row_selection_get_rows (fixture->selection);
  dialog = pd_bulk_dialog_new (NULL, fixture->store, rows, "issue");
  g_signal_connect (dialog, "asked", G_CALLBACK (asked_cb), counts);
  gtk_window_present (GTK_WINDOW (dialog));
  while (g_str_equal (pd_bulk_dialog_get_step (dialog), "check"))
    g_main_context_iteration (NULL, TRUE);
  if (g_str_equal (pd_bulk_dialog_get_step (dialog), "confirm"))
    {
      g_signal_emit_by_name (find_button (GTK_WIDGET (dialog), "suggested-action"), "clicked");
      wait_for_step (dialog, "result");
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_issue (Fixture *fixture, gconstpointer data)
{
  guint counts[4] = { 0 };
  guint again[4] = { 0 };

  issue_all (fixture, counts);
  g_assert_cmpuint (counts[PD_BULK_DONE], ==, N_ORDERS - 1);
  g_assert_cmpuint (counts[PD_BULK_REFUSED], ==, 1);
  g_assert_cmpuint (counts[PD_BULK_FAILED], ==, 0);
  pd_store_read (fixture->store, pending_job, fixture, NULL, NULL);
  /* What waits already is not asked for twice. */
  issue_all (fixture, again);
  g_assert_cmpuint (again[PD_BULK_DONE], ==, 0);
}

static void
oldest_first_cb (PdBulkDialog *dialog, GPtrArray *entries, gpointer user_data)
{
  for (guint i = 1; i < entries->len; i++)
    {
      const PdBulkEntry *older = g_ptr_array_index (entries, i - 1), *newer = g_ptr_array_index (entries, i);

      g_assert_cmpint (strcmp (older->date, newer->date), <=, 0);
      g_assert_true (strcmp (older->date, newer->date) < 0 || older->row < newer->row);
    }
}

/* The queue asks for all of a state together, whatever the list shows; none are left for a second time. */
static void
test_issue_state (Fixture *fixture, gconstpointer data)
{
  guint counts[4] = { 0 };
  PdBulkDialog *dialog = pd_bulk_dialog_new_for_state (NULL, fixture->store, PD_ORDER_STATE_OPEN);

  g_signal_connect (dialog, "asked", G_CALLBACK (oldest_first_cb), NULL);
  g_signal_connect (dialog, "asked", G_CALLBACK (asked_cb), counts);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_for_step (dialog, "confirm");
  g_signal_emit_by_name (find_button (GTK_WIDGET (dialog), "suggested-action"), "clicked");
  wait_for_step (dialog, "result");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpuint (counts[PD_BULK_DONE], ==, N_ORDERS - 1);
  g_assert_cmpuint (counts[PD_BULK_FAILED], ==, 0);
  dialog = pd_bulk_dialog_new_for_state (NULL, fixture->store, PD_ORDER_STATE_OPEN);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_for_step (dialog, "refused");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* --- steps on their way */

/* The first two are of a kind; only the first has what its approval asks for. */
static gboolean
kind_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, fixture->ids[i], error);

      pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_GOODS);
      if (i == 0)
        {
          pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "样例市书院路1号");
          pd_record_set_text (order, PD_ORDER_CONTACT_NAME, "王样例");
          pd_record_set_text (order, PD_ORDER_CONTACT_PHONE, "13900000000");
        }
      if (!pd_store_save_record (session, order, 1700000000000100, error))
        return FALSE;
    }
  return TRUE;
}

static GtkWidget *
find_entry (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_ENTRY (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_entry (child);
  return found;
}

/* @words: (nullable): what is asked for first */
static void
step_all (Fixture *fixture, const char *command, const char *words, guint *counts)
{
  g_autoptr (GArray) rows = NULL;
  PdBulkDialog *dialog;
  GtkWidget *go;

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (fixture->selection));
  rows = pd_row_selection_get_rows (fixture->selection);
  dialog = pd_bulk_dialog_new (NULL, fixture->store, rows, command);
  g_signal_connect (dialog, "asked", G_CALLBACK (asked_cb), counts);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_for_step (dialog, "confirm");
  go = find_button (GTK_WIDGET (dialog),
                    g_str_equal (command, "cancel") ? "destructive-action" : "suggested-action");
  if (words != NULL)
    {
      g_assert_false (gtk_widget_get_sensitive (go));
      gtk_editable_set_text (GTK_EDITABLE (find_entry (GTK_WIDGET (dialog))), words);
    }
  g_assert_true (gtk_widget_get_sensitive (go));
  g_signal_emit_by_name (go, "clicked");
  wait_for_step (dialog, "result");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
steps_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_ORDERS; i++)
    {
      g_autofree char *command = NULL;
      g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, fixture->ids[i], error);

      pd_store_get_row_state (session, &pd_order_type, fixture->ids[i], &command, NULL);
      g_assert_cmpstr (command, ==, i == 0 ? "submit" : "cancel");
      g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_ASSIGNEE), ==, "technician");
    }
  return TRUE;
}

/* Each takes what it can; what it lacks is said, and who does it is written down once. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  guint submitted[4] = { 0 };
  guint assigned[4] = { 0 };
  guint again[4] = { 0 };
  guint cancelled[4] = { 0 };
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, kind_job, fixture, NULL, &error);
  g_assert_no_error (error);
  step_all (fixture, PD_BULK_ASSIGN, "technician", assigned);
  g_assert_cmpuint (assigned[PD_BULK_DONE], ==, N_ORDERS);
  step_all (fixture, PD_BULK_ASSIGN, "support", again);
  g_assert_cmpuint (again[PD_BULK_FAILED], ==, N_ORDERS);
  step_all (fixture, "submit", NULL, submitted);
  g_assert_cmpuint (submitted[PD_BULK_DONE], ==, 1);
  g_assert_cmpuint (submitted[PD_BULK_REFUSED], ==, N_ORDERS - 1);
  step_all (fixture, "cancel", "客户退订", cancelled);
  /* Cancelling follows a request that waits. */
  g_assert_cmpuint (cancelled[PD_BULK_DONE], ==, N_ORDERS);
  pd_store_read (fixture->store, steps_job, fixture, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
merge_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_row_set_total_changed (session, &pd_order_type, ((Fixture *) data)->ids[0], TRUE, error);
}

/* A total that a merge made is not issued with the others: nobody has looked at it. */
static void
test_total_changed (Fixture *fixture, gconstpointer data)
{
  guint counts[4] = { 0 };
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, merge_job, fixture, NULL, &error);
  g_assert_no_error (error);
  issue_all (fixture, counts);
  g_assert_cmpuint (counts[PD_BULK_DONE], ==, N_ORDERS - 2);
  g_assert_cmpuint (counts[PD_BULK_REFUSED], ==, 2);
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (gint64));
  PdBulkDialog *dialog;

  g_array_set_size (rows, PD_BULK_MAX + 1);
  dialog = pd_bulk_dialog_new (NULL, fixture->store, rows, "cancel");
  g_assert_cmpstr (pd_bulk_dialog_get_step (dialog), ==, "refused");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/bulk/selection", Fixture, NULL, set_up, test_selection, tear_down);
  g_test_add ("/bulk/selection-follows", Fixture, NULL, set_up, test_selection_follows, tear_down);
  g_test_add ("/bulk/selection-from-nothing", Fixture, NULL, set_up, test_selection_from_nothing, tear_down);
  g_test_add ("/bulk/issue", Fixture, NULL, set_up, test_issue, tear_down);
  g_test_add ("/bulk/issue-state", Fixture, NULL, set_up, test_issue_state, tear_down);
  g_test_add ("/bulk/total-changed", Fixture, NULL, set_up, test_total_changed, tear_down);
  g_test_add ("/bulk/steps", Fixture, NULL, set_up, test_steps, tear_down);
  g_test_add ("/bulk/too-many", Fixture, NULL, set_up, test_too_many, tear_down);
  return g_test_run ();
}
