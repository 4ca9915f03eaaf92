/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop/pd-checklist-dialog.h"
#include "desktop/pd-element-list.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-record-editor.h"
#include "desktop/pd-special-row.h"
#include "desktop/pd-special-section.h"
#include "desktop-fixture.h"
#include "document/invoice-pdf.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-special-edit.h"
#include "store/pd-store-records.h"

/* What makes an order special, typed into its editor: fields of a business, additional elements, a deduction. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWindow *window;
  PdRecordEditor *editor;
  PdSpecialSection *section;
  char *saved; /* (nullable) */
  guint n_removed;
} Fixture;

static void
saved_cb (PdRecordEditor *editor, const char *record_id, gboolean then_new, Fixture *fixture)
{
  g_free (fixture->saved);
  fixture->saved = g_strdup (record_id);
}

static void
removed_cb (PdRecordEditor *editor, const char *sentence, Fixture *fixture)
{
  fixture->n_removed++;
}

/* The n-th widget of a type below another, from 0 */
static GtkWidget *
find (GtkWidget *widget, GType type, guint *skip)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (G_TYPE_CHECK_INSTANCE_TYPE (child, type) && (*skip)-- == 0)
        return child;
      found = find (child, type, skip);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
nth (gpointer widget, GType type, guint n)
{
  return find (GTK_WIDGET (widget), type, &n);
}

static PdRecord *
new_order (void)
{
  PdRecord *order = pd_order_new (1700000000000000, "2026-11-21");
  PdRecord *line = pd_order_add_line (order, 1700000000000000);

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "张先生");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "工程施工");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "3050100000000000000");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.09");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 10900000);
  return order;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order ();

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->editor =
      PD_RECORD_EDITOR (pd_record_editor_new (pd_place_for_type (&pd_order_type), fixture->store));
  g_signal_connect (fixture->editor, "saved", G_CALLBACK (saved_cb), fixture);
  g_signal_connect (fixture->editor, "removed-special", G_CALLBACK (removed_cb), fixture);
  fixture->window = GTK_WINDOW (g_object_ref_sink (gtk_window_new ()));
  gtk_window_set_default_size (fixture->window, 1280, 900);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->editor));
  gtk_window_present (fixture->window);
  pd_record_editor_edit (fixture->editor, order, TRUE);
  fixture->section = PD_SPECIAL_SECTION (nth (fixture->editor, PD_TYPE_SPECIAL_SECTION, 0));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->window);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  g_free (fixture->saved);
}

static PdRecord *
working (Fixture *fixture)
{
  return pd_record_editor_get_working (fixture->editor);
}

static PdFieldEditor *
field (Fixture *fixture, guint row, const char *key)
{
  GtkWidget *editor = pd_special_section_find_special (fixture->section, row, key);

  g_assert_nonnull (editor);
  return PD_FIELD_EDITOR (editor);
}

static void
type_text (PdFieldEditor *editor, const char *text)
{
  GtkWidget *input = pd_field_editor_get_input (editor);

  gtk_widget_grab_focus (input);
  gtk_editable_set_text (GTK_EDITABLE (input), text);
}

/* Chooses by what the list shows. */
static void
choose (PdFieldEditor *editor, const char *label)
{
  GtkDropDown *input = GTK_DROP_DOWN (pd_field_editor_get_input (editor));
  GListModel *labels = gtk_drop_down_get_model (input);

  gtk_widget_grab_focus (GTK_WIDGET (input));
  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (labels), i), label))
      {
        gtk_drop_down_set_selected (input, i);
        return;
      }
  g_error ("there is no “%s”", label);
}

static void
choose_business (Fixture *fixture, const char *label)
{
  pd_special_section_set_open (fixture->section, TRUE);
  choose (PD_FIELD_EDITOR (pd_special_section_find (fixture->section, NULL, PD_ORDER_SPECIAL_TYPE)), label);
}

static const char *
fold_label (Fixture *fixture)
{
  GtkWidget *fold = nth (fixture->section, GTK_TYPE_TOGGLE_BUTTON, 0);

  return gtk_label_get_label (GTK_LABEL (nth (fold, GTK_TYPE_LABEL, 0)));
}

/* What is said beside a field, "" for nothing */
static const char *
said (PdFieldEditor *editor)
{
  GtkWidget *problem = gtk_widget_get_last_child (GTK_WIDGET (editor));

  return gtk_widget_get_visible (problem)
             ? gtk_label_get_text (GTK_LABEL (gtk_widget_get_last_child (problem)))
             : "";
}

static void
press (GtkWidget *button)
{
  g_signal_emit_by_name (button, "clicked");
}

static GtkWidget *
button (gpointer widget, const char *label)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *found = nth (widget, GTK_TYPE_BUTTON, i);

      g_assert_nonnull (found);
      if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (found)), label) == 0)
        return found;
    }
}

static void
save (Fixture *fixture)
{
  pd_record_editor_save (fixture->editor, TRUE);
  while (fixture->saved == NULL)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  const char *id;
  PdRecord *order;
} Read;

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;

  read->order = pd_store_get_record (session, &pd_order_type, read->id, error);
  return read->order != NULL;
}

static PdRecord *
read_saved (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  Read read = { .id = fixture->saved };

  pd_store_read (fixture->store, read_job, &read, NULL, &error);
  g_assert_no_error (error);
  pd_record_sort_lines (read.order);
  pd_record_derive (read.order);
  return read.order;
}

/* An ordinary order has one row more, folded, and nothing is wrong with it. */
static void
test_ordinary (Fixture *fixture, gconstpointer data)
{
  GtkWidget *fold = nth (fixture->section, GTK_TYPE_TOGGLE_BUTTON, 0);

  g_assert_cmpstr (fold_label (fixture), ==,
                   "Special business, additional elements, difference taxation: none");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (fold)));
  g_assert_false (pd_record_editor_is_changed (fixture->editor));
}

/* The checklist of what was saved, as a person sees it before issuing */
static void
assert_checklist_green (Fixture *fixture, PdRecord *order)
{
  PdChecklistDialog *dialog = pd_checklist_dialog_new (NULL, fixture->store, order);
  gboolean found = FALSE;

  gtk_window_present (GTK_WINDOW (dialog));
  while (!pd_checklist_dialog_is_ready (dialog))
    g_main_context_iteration (NULL, TRUE);
  button (dialog, "Issue Invoice");
  for (guint i = 0; !found; i++)
    {
      GtkWidget *row = nth (dialog, ADW_TYPE_ACTION_ROW, i);

      g_assert_nonnull (row);
      found = g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), "Special business");
      if (found)
        g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                         "The fields of this business are complete.");
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_construction (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL, invoice = NULL;
  g_autofree char *text = NULL;

  choose_business (fixture, "Construction services");
  g_assert_cmpstr (fold_label (fixture), ==,
                   "Special business: Construction services · 4 things to put right before issuing");
  /* Nobody has been there yet. */
  g_assert_cmpstr (said (field (fixture, 1, "project_name")), ==, "");
  type_text (field (fixture, 1, "site"), "广东省广州市天河区");
  type_text (field (fixture, 1, "site_detail"), "样例路 1 号");
  choose (field (fixture, 1, "cross_city"), "是");
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (field (fixture, 1, "report_number"))));
  type_text (field (fixture, 1, "report_number"), "B1");
  choose (field (fixture, 1, "cross_city"), "否");
  g_assert_true (g_str_has_prefix (said (field (fixture, 1, "report_number")), "Cross-region tax report"));
  type_text (field (fixture, 1, "report_number"), "");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (field (fixture, 1, "report_number"))));
  g_assert_cmpstr (fold_label (fixture), ==,
                   "Special business: Construction services · 1 thing to put right before issuing");
  type_text (field (fixture, 1, "project_name"), "样例大厦");
  g_assert_cmpstr (fold_label (fixture), ==, "Special business: Construction services");

  press (button (fixture->section, "Add Additional Element"));
  type_text (PD_FIELD_EDITOR (nth (nth (fixture->section, PD_TYPE_ELEMENT_LIST, 0), PD_TYPE_FIELD_EDITOR, 0)),
             "合同编号");
  type_text (PD_FIELD_EDITOR (nth (nth (fixture->section, PD_TYPE_ELEMENT_LIST, 0), PD_TYPE_FIELD_EDITOR, 1)),
             "HT-2026-1");
  /* A row in which nothing was typed is not saved. */
  press (button (fixture->section, "Add Additional Element"));
  save (fixture);

  order = read_saved (fixture);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_SPECIAL_TYPE), ==, "construction");
  g_assert_cmpuint (pd_record_get_elements (order)->len, ==, 5);
  assert_checklist_green (fixture, order);
  invoice = pd_invoice_new_from_order (order, NULL, "00000000-0000-7000-8000-0000000000aa");
  text = invoice_pdf_text (invoice);
  invoice_pdf_assert_contains (text, "建筑服务发生地：广东省广州市天河区");
  invoice_pdf_assert_contains (text, "建筑项目名称：样例大厦");
  invoice_pdf_assert_contains (text, "跨地市标志：否");
  invoice_pdf_assert_contains (text, "合同编号：HT-2026-1");
}

/* Rows are added and taken out, and taken back. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) before = NULL;

  choose_business (fixture, "Goods transport");
  type_text (field (fixture, 1, "origin"), "一");
  press (button (fixture->section, "Add Row"));
  type_text (field (fixture, 2, "origin"), "二");
  type_text (field (fixture, 2, "goods"), "纸");
  g_assert_cmpuint (pd_record_count_element_rows (working (fixture)), ==, 2);
  before = pd_record_copy (working (fixture));

  press (nth (nth (fixture->section, PD_TYPE_SPECIAL_ROW, 0), GTK_TYPE_BUTTON, 0));
  g_assert_cmpuint (fixture->n_removed, ==, 1);
  g_assert_cmpstr (pd_record_get_element (working (fixture), 1, "origin"), ==, "二");
  g_assert_null (nth (fixture->section, PD_TYPE_SPECIAL_ROW, 1));
  pd_record_editor_restore_special (fixture->editor);
  g_assert_true (pd_record_equal (working (fixture), before));
  g_assert_cmpstr (pd_record_get_element (working (fixture), 2, "goods"), ==, "纸");

  /* What was typed, emptied and typed again is the same element. */
  type_text (field (fixture, 1, "origin"), "");
  type_text (field (fixture, 1, "origin"), "一");
  g_assert_true (pd_record_equal (working (fixture), before));
}

/* Who only looks through the businesses loses nothing; who stays with another takes the old fields out. */
static void
test_change_business (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) before = NULL;

  choose_business (fixture, "Goods transport");
  type_text (field (fixture, 1, "origin"), "一");
  before = pd_record_copy (working (fixture));
  choose_business (fixture, "Liquor");
  g_assert_cmpuint (pd_record_get_elements (working (fixture))->len, ==, 0);
  g_assert_null (pd_special_section_find_special (fixture->section, 1, "origin"));
  choose_business (fixture, "Goods transport");
  g_assert_true (pd_record_equal (working (fixture), before));
  choose_business (fixture, "None");
  g_assert_false (pd_record_has (working (fixture), PD_ORDER_SPECIAL_TYPE));
  g_assert_cmpstr (fold_label (fixture), ==,
                   "Special business, additional elements, difference taxation: none");
}

/* The class depends on the means of travel, and a day may be written as one likes. */
static void
test_travellers (Fixture *fixture, gconstpointer data)
{
  PdFieldEditor *grade, *date;
  GListModel *grades;

  choose_business (fixture, "Passenger transport");
  grade = field (fixture, 1, "grade");
  grades = gtk_drop_down_get_model (GTK_DROP_DOWN (pd_field_editor_get_input (grade)));
  g_assert_cmpuint (g_list_model_get_n_items (grades), ==, 1);
  choose (field (fixture, 1, "vehicle"), "飞机");
  g_assert_cmpuint (g_list_model_get_n_items (grades), ==, 4);
  choose (grade, "经济舱");
  g_assert_cmpstr (pd_record_get_element (working (fixture), 1, "grade"), ==, "经济舱");
  /* Kept, and said to be wrong, where the train has no such class. */
  choose (field (fixture, 1, "vehicle"), "火车");
  g_assert_cmpstr (pd_record_get_element (working (fixture), 1, "grade"), ==, "经济舱");
  g_assert_cmpstr (said (grade), !=, "");

  date = field (fixture, 1, "travel_date");
  type_text (date, "2026-3");
  g_assert_true (g_str_has_suffix (said (date), "Write it like this: 20260401."));
  type_text (date, "2026-3-1");
  g_assert_cmpstr (said (date), ==, "");
  g_assert_cmpstr (pd_record_get_element (working (fixture), 1, "travel_date"), ==, "20260301");
}

/* 198.00 of 200.00 taxed at 1 % bear 1.96. */
static void
test_deduction (Fixture *fixture, gconstpointer data)
{
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (working (fixture)), 0);
  PdFieldEditor *difference =
      PD_FIELD_EDITOR (pd_special_section_find (fixture->section, NULL, PD_ORDER_DIFFERENCE_TYPE));
  PdFieldEditor *deduction = PD_FIELD_EDITOR (
      pd_special_section_find (fixture->section, pd_record_get_id (line), PD_ORDER_LINE_DEDUCTION));

  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 20000);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.01");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (deduction)));
  choose (difference, "Difference invoiced");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (deduction)));
  type_text (deduction, "much");
  g_assert_true (pd_record_editor_is_changed (fixture->editor));
  g_assert_cmpstr (said (deduction), !=, "");
  type_text (deduction, "2");
  g_assert_cmpstr (said (deduction), ==, "");
  g_assert_cmpint (pd_record_get_integer (working (fixture), PD_ORDER_TAX_AMOUNT), ==, 196);
  g_assert_cmpstr (fold_label (fixture), ==, "Special business: none · Difference taxation");
  choose (difference, "None");
  g_assert_false (pd_record_has (line, PD_ORDER_LINE_DEDUCTION));
  g_assert_cmpint (pd_record_get_integer (working (fixture), PD_ORDER_TAX_AMOUNT), ==, 198);
}

/* Fields without a place are shown and can be taken out: another version, or another person, wrote them. */
static void
test_strays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order ();
  GtkWidget *list;

  pd_record_set_element (order, 1700000000000000, 1, "origin", "一");
  pd_record_editor_edit (fixture->editor, order, TRUE);
  list = nth (fixture->section, PD_TYPE_ELEMENT_LIST, 0);
  g_assert_cmpstr (fold_label (fixture), ==, "Special business: none · 1 thing to put right before issuing");
  press (nth (list, GTK_TYPE_BUTTON, 0));
  g_assert_cmpuint (pd_record_get_elements (working (fixture))->len, ==, 0);
  pd_record_editor_restore_special (fixture->editor);
  g_assert_cmpuint (pd_record_get_elements (working (fixture))->len, ==, 1);
}

/* In a narrow window the columns grow fewer, and nothing is wider than the window. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  static const char *const businesses[] = { "Construction services", "Passenger transport", "Liquor",
                                            "None" };

  for (guint i = 0; i < G_N_ELEMENTS (businesses); i++)
    for (int columns = 4; columns > 0; columns /= 2)
      {
        int minimum;

        choose_business (fixture, businesses[i]);
        pd_special_section_set_columns (fixture->section, columns);
        gtk_widget_measure (GTK_WIDGET (fixture->section), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                            NULL, NULL);
        g_assert_cmpint (minimum, <, columns == 4 ? 1100 : columns == 2 ? 600 : 400);
      }
}

/* The checklist's way to a field opens what is folded. */
static void
test_go_to (Fixture *fixture, gconstpointer data)
{
  GtkWidget *fold = nth (fixture->section, GTK_TYPE_TOGGLE_BUTTON, 0);

  choose_business (fixture, "Construction services");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (fold), FALSE);
  pd_record_editor_go_to_special (fixture->editor, 1, "project_name");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (fold)));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (fold), FALSE);
  pd_record_editor_go_to (fixture->editor, NULL, PD_ORDER_DIFFERENCE_TYPE);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (fold)));
}

#define ADD(name, function) g_test_add ("/special/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("ordinary", test_ordinary);
  ADD ("construction", test_construction);
  ADD ("rows", test_rows);
  ADD ("change-business", test_change_business);
  ADD ("travellers", test_travellers);
  ADD ("deduction", test_deduction);
  ADD ("strays", test_strays);
  ADD ("narrow", test_narrow);
  ADD ("go-to", test_go_to);
  return g_test_run ();
}
