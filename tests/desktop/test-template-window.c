/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-template-dialog.h"
#include "desktop/pd-template-list.h"
#include "desktop/pd-template-note.h"
#include "model/pd-date.h"
#include "model/pd-order.h"
#include "store/pd-store-templates.h"
#include "wire/pd-wire-template.h"

/* Templates of orders: kept from an order, found, used, paused, changed, deleted. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdRecord *order;
  GPtrArray *templates; /* (owned) (nullable) as they are in the cache */
  PdRecord *chosen;     /* (owned) (nullable) */
  guint n_saved;
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

static gboolean
templates_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;

  g_clear_pointer (&fixture->templates, g_ptr_array_unref);
  fixture->templates = pd_store_order_templates (session, cancellable, error);
  return fixture->templates != NULL;
}

static void
settle (Fixture *fixture)
{
  desktop_fixture_settle (fixture->store);
  g_assert_true (pd_store_read (fixture->store, templates_job, fixture, NULL, NULL));
}

static PdRecord *
new_order (const char *buyer, const char *good)
{
  PdRecord *order = pd_order_new (pd_now (), "2026-11-20");
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, good);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "106");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.06");
  pd_record_derive (order);
  return order;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->order = new_order ("Example Ltd", "Maintenance");
  save (fixture, fixture->order);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle (fixture);
  g_clear_pointer (&fixture->templates, g_ptr_array_unref);
  g_clear_pointer (&fixture->chosen, pd_record_unref);
  pd_record_unref (fixture->order);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static void
add_template (Fixture *fixture, const char *name, const char *buyer, const char *every)
{
  g_autofree char *today = pd_today ();
  g_autoptr (PdRecord) order = new_order (buyer, "Maintenance");
  g_autoptr (PdRecord) order_template = pd_record_new (&pd_order_template_type, pd_record_get_id (order));

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_NAME, name);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_EVERY, every);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_START_DATE, every != NULL ? today : NULL);
  pd_wire_template_take_order (order_template, order);
  save (fixture, order_template);
}

static const PdRecord *
template_at (Fixture *fixture, guint index)
{
  return g_ptr_array_index (fixture->templates, index);
}

static char *
day_from_now (int days)
{
  g_autofree char *today = pd_today ();

  return pd_date_from_day ((guint) ((int) pd_date_to_day (today) + days));
}

/* --- what is on the screen */

typedef gboolean (*Wanted) (GtkWidget *widget, const void *data);

/* (nullable): the one of this number, from 0, that is to be seen */
static GtkWidget *
find (GtkWidget *widget, Wanted wanted, const void *data, guint *skip)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  if (wanted (widget, data) && (*skip)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, wanted, data, skip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_label (GtkWidget *widget, const void *data)
{
  return GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), data) == 0;
}

static gboolean
is_button (GtkWidget *widget, const void *data)
{
  return GTK_IS_BUTTON (widget) && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), data) == 0 ||
                                    g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), data) == 0);
}

static gboolean
is_type (GtkWidget *widget, const void *data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

static gboolean
says (GtkWidget *where, const char *text)
{
  guint skip = 0;

  return find (where, is_label, text, &skip) != NULL;
}

static GtkWidget *
of_type (GtkWidget *where, GType type, guint number)
{
  return find (where, is_type, &type, &number);
}

static void
push (Fixture *fixture, GtkWidget *where, const char *label, guint number)
{
  GtkWidget *found = find (where, is_button, label, &number);

  g_assert_nonnull (found);
  g_signal_emit_by_name (found, "clicked");
  settle (fixture);
}

static PdFieldEditor *
find_editor (GtkWidget *widget, guint field)
{
  if (PD_IS_FIELD_EDITOR (widget))
    return pd_field_editor_get_field (PD_FIELD_EDITOR (widget)) == field ? PD_FIELD_EDITOR (widget) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      PdFieldEditor *found = find_editor (child, field);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
content (gpointer window)
{
  return adw_window_get_content (ADW_WINDOW (window));
}

static void
type (gpointer dialog, guint field, const char *text)
{
  pd_field_editor_set_text (find_editor (content (dialog), field), text);
}

/* The newest window of a type (nullable) */
static gpointer
window_of_type (GType wanted)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i - 1);

      if (g_type_is_a (G_OBJECT_TYPE (window), wanted))
        return window;
    }
  return NULL;
}

/* --- */

static void
saved_cb (PdTemplateDialog *dialog, const char *name, Fixture *fixture)
{
  g_assert_cmpstr (name, ==, "Example Ltd");
  fixture->n_saved++;
}

/* What a template needs is asked for beside its fields; dates that are over are refused. */
static void
test_new (Fixture *fixture, gconstpointer data)
{
  g_autofree char *yesterday = day_from_now (-1);
  g_autofree char *tomorrow = day_from_now (1);
  PdTemplateDialog *dialog = pd_template_dialog_new (NULL, fixture->store, NULL, fixture->order);

  g_signal_connect (dialog, "saved", G_CALLBACK (saved_cb), fixture);
  settle (fixture);
  g_assert_true (says (content (dialog), "Example Ltd · Maintenance · 106.00"));
  g_assert_null (find_editor (content (dialog), PD_ORDER_TEMPLATE_PAUSED));
  type (dialog, PD_ORDER_TEMPLATE_EVERY, "month");
  push (fixture, content (dialog), "Save", 0);
  g_assert_true (says (content (dialog), "Orders that are made again and again need a first date."));
  type (dialog, PD_ORDER_TEMPLATE_START_DATE, yesterday);
  push (fixture, content (dialog), "Save", 0);
  g_assert_true (says (content (dialog), "The first date lies before today. Choose a date to come."));
  g_assert_cmpuint (fixture->templates->len, ==, 0);
  type (dialog, PD_ORDER_TEMPLATE_START_DATE, tomorrow);
  push (fixture, content (dialog), "Save", 0);
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  g_assert_cmpuint (fixture->templates->len, ==, 1);
  g_assert_cmpstr (pd_record_get_title (template_at (fixture, 0)), ==, "Example Ltd");
  g_assert_cmpstr (pd_record_get_text (template_at (fixture, 0), PD_ORDER_TEMPLATE_START_DATE), ==, tomorrow);
}

/* A second template of the same name replaces the content of the first when that is meant, and leaves its dates. */
static void
test_replace (Fixture *fixture, gconstpointer data)
{
  PdTemplateDialog *dialog;
  GtkWidget *question;
  g_autoptr (PdRecord) order = NULL;

  add_template (fixture, "Monthly", "Other Ltd", "month");
  dialog = pd_template_dialog_new (NULL, fixture->store, NULL, fixture->order);
  settle (fixture);
  type (dialog, PD_ORDER_TEMPLATE_NAME, "Monthly");
  push (fixture, content (dialog), "Save", 0);
  g_assert_cmpuint (fixture->templates->len, ==, 1);
  question = window_of_type (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (question);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "replace");
  gtk_window_destroy (GTK_WINDOW (question));
  settle (fixture);
  g_assert_cmpuint (fixture->templates->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (template_at (fixture, 0), PD_ORDER_TEMPLATE_EVERY), ==, "month");
  order = pd_wire_template_use (template_at (fixture, 0), pd_now (), "2026-11-20", NULL);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_BUYER_NAME), ==, "Example Ltd");
}

static void
chosen_cb (PdTemplateList *list, PdRecord *order_template, Fixture *fixture)
{
  g_clear_pointer (&fixture->chosen, pd_record_unref);
  fixture->chosen = pd_record_ref (order_template);
}

static PdTemplateList *
open_list (Fixture *fixture)
{
  PdTemplateList *list = pd_template_list_new (NULL, fixture->store);

  g_signal_connect (list, "chosen", G_CALLBACK (chosen_cb), fixture);
  gtk_widget_show (GTK_WIDGET (list));
  settle (fixture);
  return list;
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  PdTemplateList *list = open_list (fixture);

  g_assert_true (says (content (list), "No Templates Yet"));
  g_assert_null (of_type (content (list), GTK_TYPE_SEARCH_ENTRY, 0));
  gtk_window_destroy (GTK_WINDOW (list));
}

/* Found by name or buyer; Return takes the first that is left. */
static void
test_choose (Fixture *fixture, gconstpointer data)
{
  PdTemplateList *list;
  GtkWidget *search;

  add_template (fixture, "Alpha", "First Ltd", NULL);
  add_template (fixture, "Beta", "Second Ltd", NULL);
  list = open_list (fixture);
  g_assert_true (says (content (list), "Alpha"));
  g_assert_true (says (content (list), "Beta"));
  g_assert_true (
      says (content (list), "First Ltd · Maintenance · 106.00\nUsed by hand only · Waiting to be sent"));
  search = of_type (content (list), GTK_TYPE_SEARCH_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (search), "nobody");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_true (says (content (list), "No Template Found"));
  gtk_editable_set_text (GTK_EDITABLE (search), "second");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_false (says (content (list), "Alpha"));
  g_signal_emit_by_name (search, "activate");
  settle (fixture);
  g_assert_nonnull (fixture->chosen);
  g_assert_cmpstr (pd_record_get_title (fixture->chosen), ==, "Beta");
  g_assert_null (window_of_type (PD_TYPE_TEMPLATE_LIST));
}

/* Only what repeats can be paused. */
static void
test_keep (Fixture *fixture, gconstpointer data)
{
  PdTemplateList *list;
  PdTemplateDialog *dialog;
  GtkWidget *toggle, *question;

  add_template (fixture, "Alpha", "First Ltd", "month");
  add_template (fixture, "Beta", "Second Ltd", NULL);
  list = open_list (fixture);
  toggle = of_type (content (list), GTK_TYPE_SWITCH, 0);
  g_assert_nonnull (toggle);
  g_assert_null (of_type (content (list), GTK_TYPE_SWITCH, 1));
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  settle (fixture);
  g_assert_true (pd_record_get_flag (template_at (fixture, 0), PD_ORDER_TEMPLATE_PAUSED));
  settle (fixture);
  g_assert_true (
      says (content (list), "First Ltd · Maintenance · 106.00\nMonthly, paused · Waiting to be sent"));
  push (fixture, content (list), "document-edit-symbolic", 0);
  dialog = window_of_type (PD_TYPE_TEMPLATE_DIALOG);
  g_assert_nonnull (dialog);
  type (dialog, PD_ORDER_TEMPLATE_NAME, "Gamma");
  type (dialog, PD_ORDER_TEMPLATE_EVERY, "");
  push (fixture, content (dialog), "Save", 0);
  g_assert_cmpstr (pd_record_get_title (template_at (fixture, 1)), ==, "Gamma");
  g_assert_false (pd_record_has (template_at (fixture, 1), PD_ORDER_TEMPLATE_START_DATE));
  settle (fixture);
  g_assert_true (says (content (list), "Gamma"));
  push (fixture, content (list), "user-trash-symbolic", 0);
  question = window_of_type (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "delete");
  gtk_window_destroy (GTK_WINDOW (question));
  settle (fixture);
  g_assert_cmpuint (fixture->templates->len, ==, 1);
  g_assert_cmpstr (pd_record_get_title (template_at (fixture, 0)), ==, "Gamma");
  gtk_window_destroy (GTK_WINDOW (list));
}

/* What cannot be read is listed with the reason, and not used. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  PdTemplateList *list;
  GtkWidget *row;
  g_autoptr (PdRecord) bad = NULL;

  add_template (fixture, "Alpha", "First Ltd", NULL);
  settle (fixture);
  bad = pd_record_copy (template_at (fixture, 0));
  pd_record_set_text (bad, PD_ORDER_TEMPLATE_CONTENT, "{\"type\":\"order\"}");
  save (fixture, bad);
  list = open_list (fixture);
  row = of_type (content (list), ADW_TYPE_ACTION_ROW, 0);
  g_assert_nonnull (row);
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  g_assert_true (g_str_has_suffix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                                   "\nUsed by hand only · Waiting to be sent"));
  gtk_window_destroy (GTK_WINDOW (list));
}

/* An order says of which template it is. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *note = pd_template_note_new (fixture->store);
  g_autoptr (PdRecord) by_hand = NULL, made = NULL;

  gtk_window_set_child (GTK_WINDOW (window), note);
  add_template (fixture, "Alpha", "First Ltd", NULL);
  settle (fixture);
  pd_template_note_show (PD_TEMPLATE_NOTE (note), fixture->order);
  settle (fixture);
  g_assert_false (gtk_widget_get_visible (note));
  by_hand = pd_wire_template_use (template_at (fixture, 0), pd_now (), "2026-11-20", NULL);
  pd_template_note_show (PD_TEMPLATE_NOTE (note), by_hand);
  settle (fixture);
  g_assert_true (says (note, "Made of the template “Alpha”."));
  made = pd_wire_template_order (template_at (fixture, 0), pd_record_get_id (by_hand), "2026-11-30", NULL);
  pd_template_note_show (PD_TEMPLATE_NOTE (note), made);
  settle (fixture);
  g_assert_true (says (note, "Made by the platform of the template “Alpha” for 2026-11-30."));
  pd_template_note_show (PD_TEMPLATE_NOTE (note), NULL);
  g_assert_false (gtk_widget_get_visible (note));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  add ("/template/new", test_new);
  add ("/template/replace", test_replace);
  add ("/template/empty", test_empty);
  add ("/template/choose", test_choose);
  add ("/template/keep", test_keep);
  add ("/template/unreadable", test_unreadable);
  add ("/template/note", test_note);
  return g_test_run ();
}
