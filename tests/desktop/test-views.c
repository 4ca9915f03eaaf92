/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-record-list-private.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/store-fixture.h"

/* Views of the list of orders: what each of them shows, and that one that was saved shows the same again. */

#define NOW G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  PdStore *store;
  GSettings *settings;
  GtkWidget *window;
  PdRecordList *list;
} Fixture;

static void
add_order (PdWirePage *page, const char *number, const char *stage, const char *assignee, const char *due)
{
  PdRecord *order = pd_order_new (NOW + page->records->len * 1000, "2026-01-05");
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "杭州临溪样例科技有限公司");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "茶饮料");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 11300);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_GOODS);
  pd_record_set_text (order, PD_ORDER_STAGE, stage);
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, assignee);
  pd_record_set_text (order, PD_ORDER_DUE_DATE, due);
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_derive (order);
  pd_record_set_revision (order, 1);
  pd_record_set_sequence (order, page->records->len + 1);
  g_ptr_array_add (page->records, order);
}

static gboolean
fill_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();

  add_order (page, "PX-1", PD_ORDER_STAGE_REVIEW, "clerk", "2020-01-02");
  add_order (page, "PX-2", PD_ORDER_STAGE_REVIEW, "support", NULL);
  add_order (page, "PX-3", PD_ORDER_STAGE_DELIVERY, NULL, "2999-01-01");
  add_order (page, "PX-4", PD_ORDER_STAGE_DONE, "clerk", "2020-01-01");
  add_order (page, "PX-5", PD_ORDER_STAGE_DELIVERY, "clerk", "2020-01-01");
  page->epoch = g_strdup ("epoch");
  page->next = g_strdup_printf ("%u", page->records->len);
  page->head = page->records->len;
  return store_fixture_apply (session, page, NOW, error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->settings = g_settings_new ("org.piaodan.Piaodan");
  g_settings_reset (fixture->settings, "saved-views");
  g_settings_reset (fixture->settings, "columns");
  g_settings_set_string (fixture->settings, "user", "clerk");
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_store_write (fixture->store, fill_job, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->window = gtk_window_new ();
  fixture->list = PD_RECORD_LIST (pd_record_list_new (pd_place_find ("orders"), fixture->store));
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->settings);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* The numbers that are listed, in their order, once they are read. (transfer full) */
static char *
listed (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->list->model);
  g_autoptr (GString) numbers = g_string_new (NULL);

  while (pd_row_model_is_loading (fixture->list->model))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PdRowItem) item = g_list_model_get_item (model, i);

      while (pd_row_item_get_data (item) == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_string_append_printf (numbers, "%s%s", i > 0 ? " " : "",
                              pd_record_get_title (pd_row_item_get_data (item)->record));
    }
  return g_string_free (g_steal_pointer (&numbers), FALSE);
}

static void
assert_view (Fixture *fixture, const char *view, const char *expected)
{
  g_autofree char *numbers = NULL;

  pd_record_list_choose_view (fixture->list, view);
  numbers = listed (fixture);
  g_assert_cmpstr (numbers, ==, expected);
}

static void
test_built_in (Fixture *fixture, gconstpointer data)
{
  assert_view (fixture, "All orders", "PX-5 PX-4 PX-3 PX-2 PX-1");
  assert_view (fixture, "To do by me", "PX-5 PX-1");
  assert_view (fixture, "Overdue", "PX-5 PX-1");
  g_assert_cmpint (pd_row_model_get_query (fixture->list->model)->sort_field, ==, PD_ORDER_DUE_DATE);
  assert_view (fixture, "To be approved", "PX-2 PX-1");
  assert_view (fixture, "To be sent", "PX-5 PX-3");
  assert_view (fixture, "There is none of this name", "PX-5 PX-3");
  assert_view (fixture, "All orders", "PX-5 PX-4 PX-3 PX-2 PX-1");
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

/* The dialog that asks for a name is the only one that can be seen; it is left when it does not go on. */
static void
give_name (const char *name, const char *response)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  GtkWidget *dialog = NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_visible (l->data))
      dialog = l->data;
  g_assert_nonnull (dialog);
  g_object_ref (dialog);
  gtk_editable_set_text (GTK_EDITABLE (g_object_get_data (G_OBJECT (dialog), "name")), name);
  if (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), response))
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  else
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
}

static GtkWidget *
row_of (Fixture *fixture, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (fixture->list->view_list), i)) != NULL;
       i++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "view"), name) == 0)
      return GTK_WIDGET (row);
  return NULL;
}

static void
save (Fixture *fixture, const char *name)
{
  GtkWidget *box = gtk_popover_get_child (gtk_menu_button_get_popover (fixture->list->view_button));

  g_signal_emit_by_name (gtk_widget_get_last_child (box), "clicked");
  give_name (name, "save");
}

/* Filters, order and columns come back; a name is given once; what is deleted is gone. */
static void
test_saved (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "due_date", "number", NULL };
  GtkWidget *row;

  pd_record_list_choose_view (fixture->list, "Overdue");
  pd_record_list_set_filter_name (fixture->list, "filter:stage-delivery");
  g_settings_set_value (fixture->settings, "columns", g_variant_new_parsed ("{'clerk/orders': %^as}", names));
  save (fixture, "Overdue");
  save (fixture, "Late parcels");
  g_assert_nonnull (row_of (fixture, "Late parcels"));
  pd_record_list_choose_view (fixture->list, "All orders");
  g_settings_reset (fixture->settings, "columns");
  g_assert_cmpuint (fixture->list->shown->len, ==, 7);
  assert_view (fixture, "Late parcels", "PX-5");
  g_assert_cmpuint (fixture->list->shown->len, ==, 2);
  g_settings_set_string (fixture->settings, "user", "finance");
  g_assert_null (row_of (fixture, "Late parcels"));
  g_settings_set_string (fixture->settings, "user", "clerk");
  row = row_of (fixture, "Late parcels");
  g_signal_emit_by_name (find (row, GTK_TYPE_BUTTON), "clicked");
  give_name ("Parcels", "save");
  g_assert_null (row_of (fixture, "Late parcels"));
  assert_view (fixture, "All orders", "PX-5 PX-4 PX-3 PX-2 PX-1");
  assert_view (fixture, "Parcels", "PX-5");
  row = row_of (fixture, "Parcels");
  g_signal_emit_by_name (gtk_widget_get_last_child (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))),
                         "clicked");
  g_assert_null (row_of (fixture, "Parcels"));
  g_assert_null (gtk_list_box_get_row_at_index (GTK_LIST_BOX (fixture->list->view_list), 5));
}

/* The keyboard does not stay in a list that went out of sight because there is nothing in it. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  PdRecordList *list = PD_RECORD_LIST (pd_record_list_new (pd_place_find ("devices"), fixture->store));
  GtkWidget *focus;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (list));
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (GTK_WIDGET (list));
  while (g_strcmp0 (gtk_stack_get_visible_child_name (list->stack), "empty") != 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      g_assert_true (focus == NULL || (gtk_widget_is_visible (focus) &&
                                       !gtk_widget_is_ancestor (focus, GTK_WIDGET (list->view))));
      gtk_widget_grab_focus (GTK_WIDGET (list));
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/views/built-in", Fixture, NULL, set_up, test_built_in, tear_down);
  g_test_add ("/views/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/views/saved", Fixture, NULL, set_up, test_saved, tear_down);
  return g_test_run ();
}
