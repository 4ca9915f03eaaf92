/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files whose rows are taken over in the window: a carrier's events, and a bank's statement. */
#include <adwaita.h>
#include <string.h>

#include "desktop-fixture.h"
#include "desktop/pd-taking-dialog.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"

#define NOW G_GINT64_CONSTANT (1794000000000000)

typedef struct
{
  char *folder;
  PdStore *store;
  PdTakingDialog *dialog;
} Test;

/* --- what is here */

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, NOW, error);
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord **order = data;
  g_autofree char *id = g_strdup (pd_record_get_id (*order));

  pd_record_unref (*order);
  *order = pd_store_get_record (session, &pd_order_type, id, error);
  return *order != NULL;
}

/* (transfer full): 226 yuan, in a parcel of this number */
static PdRecord *
add_order (Test *test, const char *number, const char *buyer, const char *tracking)
{
  PdRecord *order = pd_order_new (NOW, "2026-11-20");
  PdRecord *line = pd_order_add_line (order, NOW);
  PdRecord *parcel = pd_order_add_fact (order, PD_ORDER_LIST_PARCELS, NOW);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "硒鼓");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "113");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (parcel, PD_PARCEL_CARRIER, "顺丰速运");
  pd_record_set_text (parcel, PD_PARCEL_TRACKING_NUMBER, tracking);
  pd_record_derive (order);
  g_assert_true (pd_store_write (test->store, save_job, order, NULL, NULL));
  return order;
}

static guint
count_facts (Test *test, PdRecord **order, PdOrderList list)
{
  g_assert_true (pd_store_read (test->store, read_job, order, NULL, NULL));
  return pd_record_get_list (*order, list)->len;
}

static void
set_up (Test *test, gconstpointer data)
{
  test->store = desktop_fixture_open_store (&test->folder);
}

static void
tear_down (Test *test, gconstpointer data)
{
  desktop_fixture_close_store (&test->store, test->folder);
}

/* --- the dialog */

static guint
count_labels (GtkWidget *widget, const char *part)
{
  guint n = GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
            strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, part);
  return n;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL &&
      strstr (gtk_button_get_label (GTK_BUTTON (widget)), label) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Check buttons that can be ticked, in their order. */
static void
find_checks (GtkWidget *widget, GPtrArray *checks)
{
  if (GTK_IS_CHECK_BUTTON (widget) && gtk_widget_get_mapped (widget))
    g_ptr_array_add (checks, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_checks (child, checks);
}

static void
wait_for (Test *test, const char *step)
{
  while (g_strcmp0 (pd_taking_dialog_get_step (test->dialog), step) != 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Rows of a list are made when it has its size. */
static void
wait_for_label (Test *test, const char *part)
{
  while (count_labels (GTK_WIDGET (test->dialog), part) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_file (Test *test, const PdTakingKind *kind, const char *text)
{
  g_autofree char *path = g_build_filename (test->folder, "file.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  test->dialog = pd_taking_dialog_new (NULL, test->store, kind);
  g_object_ref (test->dialog);
  gtk_window_present (GTK_WINDOW (test->dialog));
  g_assert_cmpstr (pd_taking_dialog_get_step (test->dialog), ==, "file");
  pd_taking_dialog_open (test->dialog, file);
  g_assert_cmpstr (pd_taking_dialog_get_step (test->dialog), ==, "work");
}

static void
press (Test *test, const char *label)
{
  GtkWidget *button = find_button (GTK_WIDGET (test->dialog), label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
leave (Test *test)
{
  gtk_window_destroy (GTK_WINDOW (test->dialog));
  g_clear_object (&test->dialog);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- */

static void
test_tracking (Test *test, gconstpointer data)
{
  static const char *const text =
      "运单号,时间,状态\nSF1,2026-11-21 09:00,已揽收\nsf 1,2026-11-22 10:00,已签收\n"
      "NN1,2026-11-22 10:00,已签收\nSF1,昨天,已签收\n";
  g_autoptr (PdRecord) order = add_order (test, "PX-1", "甲有限公司", "SF1");

  open_file (test, &pd_taking_tracking, text);
  wait_for (test, "list");
  wait_for_label (test, "2 new, 0 known, 1 of no order here, 1 wrong");
  wait_for_label (test, "not a time that can be read");
  g_assert_cmpuint (count_facts (test, &order, PD_ORDER_LIST_TRACKING), ==, 0);
  press (test, "Enter 2 Events");
  wait_for (test, "list");
  wait_for_label (test, "2 entered, 0 known, 1 of no order here, 1 wrong");
  g_assert_cmpuint (count_facts (test, &order, PD_ORDER_LIST_TRACKING), ==, 2);
  g_assert_nonnull (find_button (GTK_WIDGET (test->dialog), "Done"));
  leave (test);
  open_file (test, &pd_taking_tracking, text);
  wait_for (test, "list");
  wait_for_label (test, "0 new, 2 known, 1 of no order here, 1 wrong");
  g_assert_null (find_button (GTK_WIDGET (test->dialog), "Enter"));
  leave (test);
  g_assert_cmpuint (count_facts (test, &order, PD_ORDER_LIST_TRACKING), ==, 2);
}

/* What is sure is ticked; of two orders that a line may pay a person ticks one, and the other loses its tick. */
static void
test_statement (Test *test, gconstpointer data)
{
  static const char *const text =
      "交易日期,贷方发生额,借方发生额,对方户名,摘要\n20261121,226.00,,甲有限公司,货款 PX-0001\n"
      "20261121,226.00,,乙有限公司,货款\n20261121,5.00,,丙,不详\n20261121,,8.00,房东,房租\n";
  g_autoptr (PdRecord) sure = add_order (test, "PX-0001", "甲有限公司", NULL);
  g_autoptr (PdRecord) first = add_order (test, "PX-0002", "乙有限公司", NULL);
  g_autoptr (PdRecord) second = add_order (test, "PX-0003", "乙有限公司", NULL);
  g_autoptr (GPtrArray) checks = g_ptr_array_new ();

  open_file (test, &pd_taking_statement, text);
  wait_for (test, "list");
  wait_for_label (test, "1 matched, 1 to be decided, 1 without an order, 1 paid out, 0 known, 0 wrong.");
  wait_for_label (test, "No open order fits");
  find_checks (GTK_WIDGET (test->dialog), checks);
  g_assert_cmpuint (checks->len, ==, 3);
  g_assert_true (gtk_check_button_get_active (checks->pdata[0]));
  g_assert_false (gtk_check_button_get_active (checks->pdata[1]));
  g_assert_nonnull (find_button (GTK_WIDGET (test->dialog), "Take Over 1 Line"));
  gtk_check_button_set_active (checks->pdata[1], TRUE);
  gtk_check_button_set_active (checks->pdata[2], TRUE);
  g_assert_false (gtk_check_button_get_active (checks->pdata[1]));
  g_assert_cmpuint (count_facts (test, &sure, PD_ORDER_LIST_PAYMENTS), ==, 0);
  press (test, "Take Over 2 Lines");
  wait_for (test, "list");
  wait_for_label (test, "2 payments of 452.00 were entered");
  g_assert_cmpuint (count_facts (test, &sure, PD_ORDER_LIST_PAYMENTS), ==, 1);
  g_assert_cmpuint (count_facts (test, &first, PD_ORDER_LIST_PAYMENTS) +
                        count_facts (test, &second, PD_ORDER_LIST_PAYMENTS),
                    ==, 1);
  g_assert_cmpint (pd_record_get_integer (first, PD_ORDER_PAID_AMOUNT) +
                       pd_record_get_integer (second, PD_ORDER_PAID_AMOUNT),
                   ==, 22600);
  leave (test);
  open_file (test, &pd_taking_statement, text);
  wait_for (test, "list");
  wait_for_label (test, "0 matched, 0 to be decided, 1 without an order, 1 paid out, 2 known, 0 wrong.");
  g_assert_null (find_button (GTK_WIDGET (test->dialog), "Take Over"));
  leave (test);
  g_assert_cmpuint (count_facts (test, &sure, PD_ORDER_LIST_PAYMENTS), ==, 1);
}

static GtkWidget *
find_rows (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_SCROLLED_WINDOW (widget) &&
                             GTK_IS_COLUMN_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (widget)))
                         ? widget
                         : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_rows (child);
  return found;
}

/* In a narrow window all columns can be seen, with the result at the end of each row. */
static void
test_narrow (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) sure = add_order (test, "PX-0001", "甲有限公司", NULL);
  GtkAdjustment *across;

  open_file (test, &pd_taking_statement,
             "交易日期,贷方发生额,借方发生额,对方户名,摘要\n20261121,226.00,,甲有限公司,货款 PX-0001\n");
  gtk_window_set_default_size (GTK_WINDOW (test->dialog), 720, 560);
  wait_for (test, "list");
  wait_for_label (test, "Pays PX-0001");
  across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (find_rows (GTK_WIDGET (test->dialog))));
  while (gtk_adjustment_get_page_size (across) < 1 || gtk_adjustment_get_page_size (across) > 720 ||
         gtk_adjustment_get_upper (across) > gtk_adjustment_get_page_size (across))
    g_main_context_iteration (NULL, TRUE);
  leave (test);
}

/* What cannot be read is said beside the chooser. */
static void
test_bad_files (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *text, *sentence;
  } rows[] = {
    { "a,b\n1,2\n", "no statement that can be read" },
    { "", "empty" },
    { "交易日期,贷方发生额,借方发生额,对方户名,摘要\n", "nothing in this file but headings" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      open_file (test, &pd_taking_statement, rows[i].text);
      wait_for (test, "file");
      wait_for_label (test, rows[i].sentence);
      leave (test);
    }
}

/* Closed while it reads, nothing is left of it. */
static void
test_closed (Test *test, gconstpointer data)
{
  open_file (test, &pd_taking_tracking, "运单号,时间,状态\nSF1,2026-11-21 09:00,已揽收\n");
  leave (test);
  desktop_fixture_settle (test->store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/taking/tracking", Test, NULL, set_up, test_tracking, tear_down);
  g_test_add ("/taking/statement", Test, NULL, set_up, test_statement, tear_down);
  g_test_add ("/taking/narrow", Test, NULL, set_up, test_narrow, tear_down);
  g_test_add ("/taking/bad-files", Test, NULL, set_up, test_bad_files, tear_down);
  g_test_add ("/taking/closed", Test, NULL, set_up, test_closed, tear_down);
  return g_test_run ();
}
