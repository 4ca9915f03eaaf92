/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-column.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-view.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"

/* What pages are made of: how much room each asks for. */

#define NOW G_GINT64_CONSTANT (1773023445000000)

#define LONG                                                                                                 \
  "A sentence that is far too long for one line, so that it has to be wrapped, and wrapped once more."

static int
height_at (GtkWidget *widget, int width)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

static int
least_width (GtkWidget *widget)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  return width;
}

/* Buttons go into further lines, each where there is room; none is cut. */
static void
test_wrap_box (void)
{
  g_autoptr (GtkWidget) box = g_object_ref_sink (pd_wrap_box_new (12));
  int one, widest = 0;

  for (int i = 0; i < 3; i++)
    {
      GtkWidget *button = gtk_button_new_with_label ("As the platform has it");

      pd_wrap_box_append (PD_WRAP_BOX (box), button);
      widest = MAX (widest, least_width (button));
    }
  one = height_at (gtk_widget_get_first_child (box), -1);
  g_assert_cmpint (least_width (box), ==, widest);
  g_assert_cmpint (height_at (box, 3 * widest + 24), ==, one);
  g_assert_cmpint (height_at (box, 3 * widest + 23), ==, 2 * one + 12);
  g_assert_cmpint (height_at (box, widest), ==, 3 * one + 24);
  gtk_widget_set_visible (gtk_widget_get_last_child (box), FALSE);
  g_assert_cmpint (height_at (box, widest), ==, 2 * one + 12);
}

/* A box that was empty and hidden when what is around it was measured has room for all lines of what comes into it. */
static void
test_expected_text (void)
{
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  g_autoptr (GtkWidget) around = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *text = pd_layout_text (LONG, NULL);

  pd_layout_expect_text (box);
  gtk_widget_set_visible (box, FALSE);
  gtk_box_append (GTK_BOX (around), box);
  g_assert_cmpint (height_at (around, 200), ==, 0);
  gtk_box_append (GTK_BOX (box), text);
  gtk_widget_set_visible (box, TRUE);
  g_assert_cmpint (height_at (around, 200), ==, height_at (text, 200));
  g_assert_cmpint (height_at (around, 200), >, height_at (around, 2000));
  pd_layout_empty (box);
  g_assert_cmpint (height_at (around, 200), ==, 0);
  gtk_box_append (GTK_BOX (box), pd_layout_text (LONG, NULL));
  g_assert_cmpint (height_at (around, 200), >, height_at (around, 2000));
}

/* As high as at its own width, whatever width is asked about. */
static void
test_column (void)
{
  GtkWidget *text = pd_layout_text (LONG, NULL);
  g_autoptr (GtkWidget) column =
      g_object_ref_sink (g_object_new (PD_TYPE_COLUMN, "width", 200, "child", text, NULL));
  int expected = height_at (text, 200);

  g_assert_cmpint (least_width (column), ==, 200);
  g_assert_cmpint (height_at (column, -1), ==, expected);
  g_assert_cmpint (height_at (column, 246), ==, expected);
}

/* The platform's words and the bureau's; nothing is made of nothing. */
static void
test_words (void)
{
  g_autofree char *order = pd_record_name_text (pd_record_type_find ("order"), "PX-1");
  g_autofree char *nameless = pd_record_name_text (pd_record_type_find ("order"), NULL);
  g_autofree char *unknown = pd_record_name_text (NULL, "PX-1");

  g_assert_cmpstr (order, ==, "Order PX-1");
  g_assert_cmpstr (nameless, ==, "Order");
  g_assert_cmpstr (unknown, ==, "PX-1");
  g_assert_null (pd_reason_text (NULL));
  g_assert_null (pd_reason_text (""));
  g_assert_cmpstr (pd_reason_text ("购买方税号有误"), ==, "购买方税号有误");
}

/* Before anything is selected the pane asks for no more room than its words: the list beside it keeps its columns. */
static void
test_empty_pane (void)
{
  char *folder = NULL;
  PdStore *store = desktop_fixture_open_store (&folder);

  for (const PdPlace *const *place = pd_places (); *place != NULL; place++)
    {
      GtkWidget *view = g_object_ref_sink (pd_record_view_new (*place, store));

      g_test_message ("%s", (*place)->name);
      g_assert_cmpint (least_width (view), <=, 400);
      g_object_unref (view);
    }
  desktop_fixture_close_store (&store, folder);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, NOW, error);
}

static gboolean
note_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, data, error);

  if (order == NULL)
    return FALSE;
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "丙公司");
  return pd_store_save_record (session, order, NOW, error);
}

static void
set_cb (gboolean *shown)
{
  *shown = TRUE;
}

static char *
save_order (PdStore *store, const char *buyer)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
  g_autoptr (GError) error = NULL;

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  for (guint i = 0; i < 40; i++)
    {
      PdRecord *line = pd_order_add_line (order, NOW);

      pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印纸");
      pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
      pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 10000);
    }
  pd_store_write (store, save_job, order, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (pd_record_get_id (order));
}

/* That of the page: a menu has one, too. */
static GtkAdjustment *
find_adjustment (GtkWidget *widget)
{
  GtkAdjustment *found = NULL;

  if (GTK_IS_POPOVER (widget))
    return NULL;
  if (GTK_IS_SCROLLED_WINDOW (widget))
    return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_adjustment (child);
  return found;
}

/* Waits until the page of @id is shown, and laid out. */
static GtkAdjustment *
show_record (GtkWidget *view, const char *id)
{
  GtkAdjustment *adjustment = find_adjustment (view);
  const PdRecord *shown;

  pd_record_view_show (PD_RECORD_VIEW (view), id);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      shown = pd_record_view_get_record (PD_RECORD_VIEW (view));
    }
  while (shown == NULL || g_strcmp0 (pd_record_get_id (shown), id) != 0 ||
         gtk_adjustment_get_upper (adjustment) < gtk_adjustment_get_page_size (adjustment) + 200);
  return adjustment;
}

/* Another record is read from its title on; what is shown already stays where it was read, when it changes. */
static void
test_another_record (void)
{
  char *folder = NULL;
  PdStore *store = desktop_fixture_open_store (&folder);
  g_autofree char *first = save_order (store, "甲公司"), *second = save_order (store, "乙公司");
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = pd_record_view_new (pd_place_find ("orders"), store);
  GtkAdjustment *adjustment;
  g_autoptr (GError) error = NULL;
  gulong handler;
  gboolean shown = FALSE;

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 420, 400);
  gtk_window_present (GTK_WINDOW (window));
  adjustment = show_record (view, first);
  gtk_adjustment_set_value (adjustment, 150);

  handler = g_signal_connect_swapped (view, "shown", G_CALLBACK (set_cb), &shown);
  pd_store_write (store, note_job, first, NULL, &error);
  g_assert_no_error (error);
  while (!shown)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (view, handler);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 150);

  show_record (view, second);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  desktop_fixture_close_store (&store, folder);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/layout/wrap-box", test_wrap_box);
  g_test_add_func ("/layout/expected-text", test_expected_text);
  g_test_add_func ("/layout/column", test_column);
  g_test_add_func ("/layout/words", test_words);
  g_test_add_func ("/layout/empty-pane", test_empty_pane);
  g_test_add_func ("/layout/another-record", test_another_record);
  return g_test_run ();
}
