/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-column.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-view.h"
#include "desktop/pd-wrap-box.h"

/* What pages are made of: how much room each asks for. */

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
  return g_test_run ();
}
