/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "desktop/pd-fill.h"
#include "desktop/pd-order-lines.h"
#include "desktop/pd-record-editor.h"
#include "desktop/pd-suggestion-note.h"
#include "desktop-fixture.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-records.h"

/* Typing into the fields of an order: totals follow, and what is wrong is said beside the field. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWindow *window;
  PdRecordEditor *editor;
  PdOrderLines *lines;
  char *saved; /* (nullable) */
} Fixture;

static const PdPlace *
order_place (void)
{
  return pd_place_for_type (&pd_order_type);
}

static void
saved_cb (PdRecordEditor *editor, const char *record_id, gboolean then_new, Fixture *fixture)
{
  g_free (fixture->saved);
  fixture->saved = g_strdup (record_id);
}

static GtkWidget *
find_child (GtkWidget *widget, GType type, guint *skip)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (G_TYPE_CHECK_INSTANCE_TYPE (child, type) && (*skip)-- == 0)
        return child;
      found = find_child (child, type, skip);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = pd_order_new (1700000000000000, "2026-11-21");
  guint skip = 0;

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->editor = PD_RECORD_EDITOR (pd_record_editor_new (order_place (), fixture->store));
  g_signal_connect (fixture->editor, "saved", G_CALLBACK (saved_cb), fixture);
  fixture->window = GTK_WINDOW (g_object_ref_sink (gtk_window_new ()));
  gtk_window_set_default_size (fixture->window, 1280, 900);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->editor));
  gtk_window_present (fixture->window);
  pd_record_editor_edit (fixture->editor, order, TRUE);
  fixture->lines = PD_ORDER_LINES (find_child (GTK_WIDGET (fixture->editor), PD_TYPE_ORDER_LINES, &skip));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->window);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  g_free (fixture->saved);
}

static void
type_into (GtkWidget *editor, const char *text)
{
  GtkWidget *input = pd_field_editor_get_input (PD_FIELD_EDITOR (editor));

  gtk_widget_grab_focus (input);
  gtk_editable_set_text (GTK_EDITABLE (input), text);
}

static GtkWidget *
header (Fixture *fixture, guint field)
{
  return pd_record_editor_find_input (fixture->editor, field);
}

static GtkWidget *
line_field (Fixture *fixture, guint number, guint field)
{
  guint skip = number;
  GtkWidget *row = find_child (GTK_WIDGET (fixture->lines), PD_TYPE_ORDER_LINE_ROW, &skip);

  g_assert_nonnull (row);
  return GTK_WIDGET (pd_order_line_row_find (PD_ORDER_LINE_ROW (row), field));
}

static void
type_line (Fixture *fixture, guint number, const char *name, const char *quantity, const char *price)
{
  type_into (line_field (fixture, number, PD_ORDER_LINE_NAME), name);
  type_into (line_field (fixture, number, PD_ORDER_LINE_QUANTITY), quantity);
  type_into (line_field (fixture, number, PD_ORDER_LINE_UNIT_PRICE), price);
}

static gint64
total (Fixture *fixture, guint field)
{
  return pd_record_get_integer (pd_record_editor_get_working (fixture->editor), field);
}

static void
test_totals (Fixture *fixture, gconstpointer data)
{
  type_line (fixture, 0, "螺丝", "1", "235");
  g_assert_cmpint (total (fixture, PD_ORDER_GROSS_AMOUNT), ==, 23500);
  g_assert_cmpint (total (fixture, PD_ORDER_TAX_AMOUNT), ==, 2704);
  g_assert_cmpint (total (fixture, PD_ORDER_NET_AMOUNT), ==, 20796);
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.add-line", NULL);
  type_line (fixture, 1, "螺母", "2", "100");
  type_into (line_field (fixture, 1, PD_ORDER_LINE_DISCOUNT), "50");
  g_assert_cmpint (total (fixture, PD_ORDER_GROSS_AMOUNT), ==, 23500 + 15000);
}

/* What is no number counts as nothing, not as what stood there before, and cannot be saved. */
static void
test_no_number (Fixture *fixture, gconstpointer data)
{
  GtkWidget *quantity;

  type_into (header (fixture, PD_ORDER_BUYER_NAME), "李四");
  type_line (fixture, 0, "螺丝", "3", "10");
  g_assert_cmpint (total (fixture, PD_ORDER_GROSS_AMOUNT), ==, 3000);
  quantity = line_field (fixture, 0, PD_ORDER_LINE_QUANTITY);
  type_into (quantity, "three");
  g_assert_cmpint (total (fixture, PD_ORDER_GROSS_AMOUNT), ==, 0);
  pd_record_editor_save (fixture->editor, FALSE);
  g_assert_nonnull (pd_field_editor_get_error (PD_FIELD_EDITOR (quantity)));
  g_assert_true (gtk_widget_has_css_class (pd_field_editor_get_input (PD_FIELD_EDITOR (quantity)), "error"));
  g_assert_null (fixture->saved);
}

static gboolean
is_marked (GtkWidget *editor)
{
  return gtk_widget_has_css_class (pd_field_editor_get_input (PD_FIELD_EDITOR (editor)), "error");
}

/* Nothing is wrong before a field was left; everything once Save was tried. */
static void
test_problems_beside_fields (Fixture *fixture, gconstpointer data)
{
  GtkWidget *buyer = header (fixture, PD_ORDER_BUYER_NAME);
  GtkWidget *code = line_field (fixture, 0, PD_ORDER_LINE_TAX_CODE);

  g_assert_false (is_marked (buyer));
  g_assert_false (is_marked (line_field (fixture, 0, PD_ORDER_LINE_NAME)));
  type_line (fixture, 0, "螺丝", "1", "10");
  type_into (code, "123");
  pd_record_editor_save (fixture->editor, FALSE);
  g_assert_true (is_marked (buyer));
  g_assert_true (is_marked (code));
  g_assert_false (is_marked (line_field (fixture, 0, PD_ORDER_LINE_QUANTITY)));
  type_into (code, "1080408010000000000");
  type_into (buyer, "李四");
  g_assert_false (is_marked (code));
  g_assert_false (is_marked (buyer));
}

/* Who only passes by, as the keyboard does when a menu closes over a new form, has not left anything out yet. */
static void
test_passing_by (Fixture *fixture, gconstpointer data)
{
  GtkWidget *buyer = header (fixture, PD_ORDER_BUYER_NAME);
  GtkWidget *number = pd_field_editor_get_input (PD_FIELD_EDITOR (header (fixture, PD_ORDER_NUMBER)));

  gtk_widget_grab_focus (pd_field_editor_get_input (PD_FIELD_EDITOR (buyer)));
  gtk_widget_grab_focus (number);
  g_assert_false (is_marked (buyer));
  type_into (buyer, "李四");
  type_into (buyer, "");
  g_assert_false (is_marked (buyer));
  gtk_widget_grab_focus (number);
  g_assert_true (is_marked (buyer));
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord **record = data;
  g_autofree char *id = g_strdup (pd_record_get_id (*record));

  pd_record_unref (*record);
  *record = pd_store_get_record (session, &pd_order_type, id, error);
  return *record != NULL;
}

/* A line into which nothing was typed is not saved. */
static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) record = pd_record_ref (pd_record_editor_get_working (fixture->editor));
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  type_into (header (fixture, PD_ORDER_BUYER_NAME), "李四");
  type_line (fixture, 0, "螺丝", "1", "235");
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.add-line", NULL);
  g_assert_true (pd_record_editor_is_changed (fixture->editor));
  pd_record_editor_save (fixture->editor, FALSE);
  while (fixture->saved == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  pd_store_read (fixture->store, read_job, &record, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pd_record_get_lines (record)->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (record, PD_ORDER_BUYER_NAME), ==, "李四");
  g_assert_cmpint (pd_record_get_integer (record, PD_ORDER_GROSS_AMOUNT), ==, 23500);
}

static gboolean
save_other_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdRecord) other = pd_order_new (1700000001000000, "2026-11-20");
  PdRecord *line = pd_order_add_line (other, 1700000001000000);

  pd_record_set_text (other, PD_ORDER_NUMBER, data);
  pd_record_set_text (other, PD_ORDER_BUYER_NAME, "甲公司");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印纸");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 10000);
  pd_record_derive (other);
  return pd_store_save_record (session, other, 1700000001000000, error);
}

static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *window = windows; window != NULL; window = window->next)
    if (ADW_IS_MESSAGE_DIALOG (window->data) && gtk_widget_get_mapped (window->data))
      return window->data;
  return NULL;
}

/* Saves what is in the form and answers what is asked. */
static void
save_and_answer (Fixture *fixture, const char *response)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  AdwMessageDialog *dialog;

  pd_record_editor_save (fixture->editor, FALSE);
  while ((dialog = find_dialog ()) == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "甲公司"));
  g_assert_null (fixture->saved);
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* A number that another order has is asked about; it is saved only when both are meant. */
static void
test_repeated_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  pd_store_write (fixture->store, save_other_job, (gpointer) "PX-9", NULL, &error);
  g_assert_no_error (error);
  type_into (header (fixture, PD_ORDER_NUMBER), "PX-9");
  type_into (header (fixture, PD_ORDER_BUYER_NAME), "李四");
  type_line (fixture, 0, "螺丝", "1", "235");
  save_and_answer (fixture, "back");
  save_and_answer (fixture, "save");
  while (fixture->saved == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (fixture->saved);
}

static gboolean
save_twin_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdRecord) twin = pd_order_new (1700000001000000, "2026-11-20");
  PdRecord *line = pd_order_add_line (twin, 1700000001000000);
  char **id = data;

  pd_record_set_text (twin, PD_ORDER_NUMBER, "PX-8");
  pd_record_set_text (twin, PD_ORDER_BUYER_NAME, "李四");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "螺丝");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "235");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (twin);
  *id = g_strdup (pd_record_get_id (twin));
  return pd_store_save_record (session, twin, 1700000001000000, error);
}

static void
shown_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_variant_get (parameter, "(ss)", NULL, user_data);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *button;

  for (guint i = 0;; i++)
    {
      guint skip = i;

      button = find_child (widget, GTK_TYPE_BUTTON, &skip);
      if (button == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0)
        return button;
    }
}

/* The order that this one may be a copy of is one press away; what was typed is asked about first. */
static void
test_entered_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) show = g_simple_action_new ("show-record", G_VARIANT_TYPE ("(ss)"));
  g_autofree char *id = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *button;
  AdwMessageDialog *dialog;

  g_signal_connect (show, "activate", G_CALLBACK (shown_cb), &shown);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (show));
  gtk_widget_insert_action_group (GTK_WIDGET (fixture->window), "win", G_ACTION_GROUP (actions));
  pd_store_write (fixture->store, save_twin_job, &id, NULL, &error);
  g_assert_no_error (error);
  type_into (header (fixture, PD_ORDER_BUYER_NAME), "李四");
  type_line (fixture, 0, "螺丝", "1", "235");
  while ((button = find_button (GTK_WIDGET (fixture->editor), "Open the Other Order")) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (button, "clicked");
  while ((dialog = find_dialog ()) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (shown);
  adw_message_dialog_response (dialog, "discard");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpstr (shown, ==, id);
}

static void
test_move_and_restore (Fixture *fixture, gconstpointer data)
{
  PdRecord *order = pd_record_editor_get_working (fixture->editor);
  g_autoptr (PdRecord) removed = NULL;
  GPtrArray *lines;

  type_line (fixture, 0, "first", "1", "1");
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.add-line", NULL);
  type_line (fixture, 1, "second", "1", "2");
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.move-up", NULL);
  lines = pd_record_get_lines (order);
  g_assert_cmpstr (pd_record_get_title (g_ptr_array_index (lines, 0)), ==, "second");
  removed = pd_record_ref (g_ptr_array_index (lines, 0));
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.remove-line", NULL);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpint (total (fixture, PD_ORDER_GROSS_AMOUNT), ==, 100);
  pd_record_editor_restore_line (fixture->editor, removed);
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpstr (pd_record_get_title (g_ptr_array_index (lines, 0)), ==, "second");
  g_assert_cmpint (total (fixture, PD_ORDER_GROSS_AMOUNT), ==, 300);
}

/* (transfer none): a label or a button of the note under the description; the note itself for %G_TYPE_NONE */
static GtkWidget *
note_part (Fixture *fixture, GType type, guint skip)
{
  guint first = 0;
  GtkWidget *note = find_child (GTK_WIDGET (fixture->editor), PD_TYPE_SUGGESTION_NOTE, &first);

  g_assert_nonnull (note);
  return type == G_TYPE_NONE ? note : find_child (note, type, &skip);
}

static void
describe (Fixture *fixture, const char *kind, const char *description)
{
  PdFieldEditor *editors[] = { PD_FIELD_EDITOR (header (fixture, PD_ORDER_KIND)),
                               PD_FIELD_EDITOR (header (fixture, PD_ORDER_DESCRIPTION)) };

  pd_field_editor_set_text (editors[0], kind);
  pd_field_editor_set_text (editors[1], description);
  for (guint i = 0; i < G_N_ELEMENTS (editors); i++)
    g_signal_emit_by_name (editors[i], "edited");
}

/* What the description of a service speaks of is suggested with the words that do, below it; a person's word fills it in,
 * and what was dismissed is not suggested again. */
static void
test_service (Fixture *fixture, gconstpointer data)
{
  PdRecord *order = pd_record_editor_get_working (fixture->editor);
  GtkWidget *note = note_part (fixture, G_TYPE_NONE, 0);
  GtkWidget *description = header (fixture, PD_ORDER_DESCRIPTION);
  int row, note_row;

  g_assert_false (gtk_widget_get_visible (note));
  describe (fixture, PD_ORDER_KIND_GOODS, "打印机卡纸，请上门维修");
  g_assert_false (gtk_widget_get_visible (note));
  describe (fixture, PD_ORDER_KIND_SERVICE, "");
  g_assert_false (gtk_widget_get_visible (note));
  describe (fixture, PD_ORDER_KIND_SERVICE, "打印机卡纸，请上门维修");
  g_assert_true (gtk_widget_get_visible (note));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (note_part (fixture, GTK_TYPE_LABEL, 0))), ==,
                   "Suggested: Maintenance");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (note_part (fixture, GTK_TYPE_LABEL, 1))), ==,
                   "The description has: 维修 卡纸.");
  gtk_grid_query_child (GTK_GRID (gtk_widget_get_parent (note)), description, NULL, &row, NULL, NULL);
  gtk_grid_query_child (GTK_GRID (gtk_widget_get_parent (note)), note, NULL, &note_row, NULL, NULL);
  g_assert_cmpint (note_row, ==, row + 1);
  g_assert_false (pd_record_has (order, PD_ORDER_SERVICE));
  g_signal_emit_by_name (note_part (fixture, GTK_TYPE_BUTTON, 1), "clicked");
  g_assert_false (gtk_widget_get_visible (note));
  describe (fixture, PD_ORDER_KIND_SERVICE, "打印机卡纸，请上门维修");
  g_assert_false (gtk_widget_get_visible (note));
  describe (fixture, PD_ORDER_KIND_SERVICE, "新购税控盘，请安装");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (note_part (fixture, GTK_TYPE_LABEL, 0))), ==,
                   "Suggested: Device installation");
  g_signal_emit_by_name (note_part (fixture, GTK_TYPE_BUTTON, 0), "clicked");
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_SERVICE), ==, "installation");
  g_assert_false (gtk_widget_get_visible (note));
}

/* A price without tax of a good whose price has it: exact when it comes back to the total. */
static void
test_fill (void)
{
  g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "0190a000-0000-7000-8000-000000000001");
  g_autoptr (PdRecord) line = pd_record_new (&pd_order_line_type, "0190a000-0000-7000-8000-000000000002");

  pd_record_set_text (good, PD_GOOD_NAME, "螺丝");
  pd_record_set_text (good, PD_GOOD_UNIT_PRICE, "113");
  pd_record_set_text (good, PD_GOOD_TAX_RATE, "0.13");
  pd_record_set_flag (good, PD_GOOD_PRICE_INCLUDES_TAX, TRUE);
  g_assert_true (pd_line_is_blank (line));
  pd_fill_line_from_good (line, good, TRUE);
  g_assert_cmpstr (pd_record_get_text (line, PD_ORDER_LINE_UNIT_PRICE), ==, "113");
  pd_fill_line_from_good (line, good, FALSE);
  g_assert_cmpstr (pd_record_get_text (line, PD_ORDER_LINE_UNIT_PRICE), ==, "100");
  g_assert_cmpstr (pd_record_get_text (line, PD_ORDER_LINE_NAME), ==, "螺丝");
  g_assert_false (pd_line_is_blank (line));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/editor/totals", test_totals },
    { "/editor/no-number", test_no_number },
    { "/editor/problems-beside-fields", test_problems_beside_fields },
    { "/editor/passing-by", test_passing_by },
    { "/editor/save", test_save },
    { "/editor/repeated-number", test_repeated_number },
    { "/editor/entered-twice", test_entered_twice },
    { "/editor/move-and-restore", test_move_and_restore },
    { "/editor/service", test_service },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/editor/fill", test_fill);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
