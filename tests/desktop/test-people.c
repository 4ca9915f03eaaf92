/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-assign-dialog.h"
#include "desktop/pd-bulk-words.h"
#include "desktop/pd-bulk-dialog.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-place.h"
#include "desktop/pd-record-editor.h"
#include "desktop/pd-rule-dialog.h"
#include "model/pd-assignment.h"
#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

/* Whoever is known is suggested where somebody is named, by the keyboard alone; another name may be typed all the same. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdRecord *order;
  GtkWindow *window; /* (owned) (nullable) */
} Fixture;

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, pd_now (), error);
}

static void
save (Fixture *fixture, PdRecord *record)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, save_job, record, NULL, &error);
  g_assert_no_error (error);
}

static PdRecord *
new_order (void)
{
  PdRecord *order = pd_order_new (pd_now (), "2026-11-20");
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "Buyer");
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "Visit");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.06");
  pd_record_derive (order);
  return order;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *rule_id = pd_id_new (pd_now ());
  g_autoptr (PdRecord) past = new_order ();
  g_autoptr (PdRecord) ticket = pd_ticket_new (pd_now (), "2026-11-20");
  g_autoptr (PdRecord) rule = pd_record_new (&pd_assignment_rule_type, rule_id);

  g_settings_set_string (settings, "user", "chen");
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_record_set_text (past, PD_ORDER_ASSIGNEE, "Li");
  save (fixture, past);
  pd_record_set_text (ticket, PD_TICKET_TITLE, "No light");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  pd_record_set_text (ticket, PD_TICKET_OWNER, "wang");
  pd_record_set_text (ticket, PD_TICKET_EXPERT, "zhang");
  save (fixture, ticket);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_NAME, "East");
  pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_POSITION, 10);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_ASSIGNEES, "anna, wang");
  save (fixture, rule);
  fixture->order = new_order ();
  save (fixture, fixture->order);
}

static void
show (Fixture *fixture, gpointer window)
{
  fixture->window = g_object_ref_sink (window);
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->window);
  desktop_fixture_settle (fixture->store);
  pd_record_unref (fixture->order);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* --- one field */

static GtkWidget *
find_entry (GtkWidget *widget, guint field)
{
  if (PD_IS_FIELD_EDITOR (widget))
    return pd_field_editor_get_field (PD_FIELD_EDITOR (widget)) == field
               ? pd_field_editor_get_input (PD_FIELD_EDITOR (widget))
               : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_entry (child, field);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
entry_of (Fixture *fixture, guint field)
{
  GtkWidget *entry = find_entry (GTK_WIDGET (fixture->window), field);

  g_assert_true (GTK_IS_ENTRY (entry));
  gtk_widget_grab_focus (entry);
  return entry;
}

/* Returns: whether the list of suggestions takes the key; what it leaves is the entry's and the window's */
static gboolean
press (GtkWidget *entry, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (entry);
  gboolean handled = FALSE;

  for (guint i = 0; !handled && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
    }
  return handled;
}

/* It hangs on a widget around the entry. */
static GtkWidget *
popover_of (GtkWidget *entry)
{
  for (GtkWidget *around = gtk_widget_get_parent (entry); around != NULL;
       around = gtk_widget_get_parent (around))
    for (GtkWidget *child = gtk_widget_get_first_child (around); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      if (GTK_IS_POPOVER (child))
        return child;
  g_assert_not_reached ();
}

/* (transfer full): what the list shows, the chosen row in brackets; "" while it is closed */
static char *
suggested (GtkWidget *entry)
{
  GtkWidget *popover = popover_of (entry);
  GtkListBox *list = GTK_LIST_BOX (gtk_popover_get_child (GTK_POPOVER (popover)));
  GString *names = g_string_new (NULL);
  GtkListBoxRow *row;

  for (int i = 0; gtk_widget_get_visible (popover) && (row = gtk_list_box_get_row_at_index (list, i)) != NULL;
       i++)
    {
      GtkWidget *label = gtk_widget_get_first_child (gtk_list_box_row_get_child (row));

      g_string_append_printf (names, gtk_list_box_row_is_selected (row) ? "%s[%s]" : "%s%s", i > 0 ? " " : "",
                              gtk_label_get_text (GTK_LABEL (label)));
    }
  return g_string_free (names, FALSE);
}

static void
wait_for (GtkWidget *entry, const char *wanted)
{
  for (;;)
    {
      g_autofree char *shown = suggested (entry);

      if (g_str_equal (shown, wanted))
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
assert_text (GtkWidget *entry, const char *wanted)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, wanted);
}

/* --- */

static void
test_assign (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  show (fixture, pd_assign_dialog_new (NULL, fixture->store, fixture->order));
  entry = entry_of (fixture, PD_ORDER_ASSIGNEE);
  g_assert_false (press (entry, GDK_KEY_Return));
  g_assert_false (press (entry, GDK_KEY_Escape));
  g_assert_true (press (entry, GDK_KEY_Down));
  wait_for (entry, "[Li] anna chen wang zhang");
  g_assert_true (press (entry, GDK_KEY_Down));
  g_assert_true (press (entry, GDK_KEY_Down));
  wait_for (entry, "Li anna [chen] wang zhang");
  g_assert_true (press (entry, GDK_KEY_Return));
  assert_text (entry, "chen");
  wait_for (entry, "");
  g_assert_false (press (entry, GDK_KEY_Return));
  g_assert_true (press (entry, GDK_KEY_Down));
  wait_for (entry, "[Li] anna chen wang zhang");
}

static void
test_typed (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  show (fixture, pd_assign_dialog_new (NULL, fixture->store, fixture->order));
  entry = entry_of (fixture, PD_ORDER_ASSIGNEE);
  gtk_editable_set_text (GTK_EDITABLE (entry), "AN");
  wait_for (entry, "anna wang zhang");
  gtk_editable_set_text (GTK_EDITABLE (entry), "l");
  wait_for (entry, "Li");
  g_assert_false (press (entry, GDK_KEY_Return));
  g_assert_true (press (entry, GDK_KEY_Escape));
  wait_for (entry, "");
  assert_text (entry, "l");
  g_assert_false (press (entry, GDK_KEY_Escape));
  gtk_editable_set_text (GTK_EDITABLE (entry), "zh");
  wait_for (entry, "zhang");
  gtk_editable_set_text (GTK_EDITABLE (entry), "zhao");
  wait_for (entry, "");
  desktop_fixture_settle (fixture->store);
  wait_for (entry, "");
  assert_text (entry, "zhao");
}

/* The keys belong to the input method while it composes. */
static void
test_composing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;
  GtkEditable *text;

  show (fixture, pd_assign_dialog_new (NULL, fixture->store, fixture->order));
  entry = entry_of (fixture, PD_ORDER_ASSIGNEE);
  text = gtk_editable_get_delegate (GTK_EDITABLE (entry));
  g_signal_emit_by_name (text, "preedit-changed", "wan");
  g_assert_false (press (entry, GDK_KEY_Down));
  g_signal_emit_by_name (text, "preedit-changed", "");
  g_assert_true (press (entry, GDK_KEY_Down));
  wait_for (entry, "[Li] anna chen wang zhang");
  g_signal_emit_by_name (text, "preedit-changed", "wan");
  g_assert_false (press (entry, GDK_KEY_Return));
  g_assert_false (press (entry, GDK_KEY_Escape));
}

static GtkWidget *
first_entry (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_ENTRY (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = first_entry (child);
  return found;
}

static gboolean
rows_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  GArray **rows = data;

  *rows = pd_store_query_rows (session, query, cancellable, error);
  return *rows != NULL;
}

/* Of several orders at once; the list goes with its entry when the orders have been assigned. */
static void
test_bulk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  PdBulkDialog *dialog;
  GtkWidget *entry;

  pd_store_read (fixture->store, rows_job, &rows, NULL, &error);
  g_assert_no_error (error);
  dialog = pd_bulk_dialog_new (NULL, fixture->store, rows, PD_BULK_ASSIGN);
  show (fixture, dialog);
  while (!g_str_equal (pd_bulk_dialog_get_step (dialog), "confirm"))
    g_main_context_iteration (NULL, TRUE);
  entry = first_entry (GTK_WIDGET (dialog));
  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "an");
  wait_for (entry, "anna wang zhang");
  g_assert_true (press (entry, GDK_KEY_Down));
  g_assert_true (press (entry, GDK_KEY_Return));
  assert_text (entry, "anna");
  wait_for (entry, "");
  g_signal_emit_by_name (entry, "activate");
  while (!g_str_equal (pd_bulk_dialog_get_step (dialog), "result"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (first_entry (GTK_WIDGET (dialog)));
}

static void
test_rule (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  show (fixture, pd_rule_dialog_new (NULL, fixture->store, NULL, 20));
  entry = entry_of (fixture, PD_ASSIGNMENT_RULE_ASSIGNEES);
  gtk_editable_set_text (GTK_EDITABLE (entry), "wang,z");
  wait_for (entry, "zhang");
  g_assert_true (press (entry, GDK_KEY_Down));
  g_assert_true (press (entry, GDK_KEY_Return));
  assert_text (entry, "wang, zhang");
  wait_for (entry, "");
  gtk_editable_set_text (GTK_EDITABLE (entry), "wang、");
  g_assert_true (press (entry, GDK_KEY_Down));
  wait_for (entry, "[Li] anna chen zhang");
  g_assert_true (press (entry, GDK_KEY_Return));
  assert_text (entry, "wang、Li");
}

static void
test_ticket (Fixture *fixture, gconstpointer data)
{
  GtkWidget *editor = pd_record_editor_new (&pd_place_tickets, fixture->store);
  GtkWidget *window = gtk_window_new ();
  g_autoptr (PdRecord) ticket = pd_ticket_new (pd_now (), "2026-11-20");
  static const guint fields[] = { PD_TICKET_OWNER, PD_TICKET_EXPERT };

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 900);
  gtk_window_set_child (GTK_WINDOW (window), editor);
  show (fixture, window);
  pd_record_editor_edit (PD_RECORD_EDITOR (editor), ticket, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GtkWidget *entry = entry_of (fixture, fields[i]);

      gtk_editable_set_text (GTK_EDITABLE (entry), "w");
      wait_for (entry, "wang");
      g_assert_true (press (entry, GDK_KEY_Down));
      g_assert_true (press (entry, GDK_KEY_Return));
      assert_text (entry, "wang");
      g_assert_cmpstr (pd_record_get_text (pd_record_editor_get_working (PD_RECORD_EDITOR (editor)),
                                           fields[i]),
                       ==, "wang");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function) g_test_add ("/people/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("assign", test_assign);
  ADD ("typed", test_typed);
  ADD ("composing", test_composing);
  ADD ("bulk", test_bulk);
  ADD ("rule", test_rule);
  ADD ("ticket", test_ticket);
#undef ADD
  return g_test_run ();
}
