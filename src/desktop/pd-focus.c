/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-focus.h"

/**
 * pd_focus_children:
 * @widget: a widget that takes no keys itself
 * @direction: where the keyboard goes
 *
 * Moves the keyboard among the children of @widget and out of it. For the focus function of a class that
 * has a grab_focus function of its own: GTK asks that one, too, when the keyboard leaves backwards or comes
 * in forwards, and it would hold the keyboard at one place.
 *
 * Returns: whether a child has the keyboard now
 */
gboolean
pd_focus_children (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean backward =
      direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP || direction == GTK_DIR_LEFT;
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  if (child == NULL)
    child = backward ? gtk_widget_get_last_child (widget) : gtk_widget_get_first_child (widget);
  while (child != NULL)
    {
      if (gtk_widget_get_child_visible (child) && !GTK_IS_NATIVE (child) &&
          gtk_widget_child_focus (child, direction))
        return TRUE;
      child = backward ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child);
    }
  return FALSE;
}

static void
selected_row_cb (GtkListBox *list, GtkListBoxRow *selected, gpointer user_data)
{
  gboolean inside = gtk_widget_get_focus_child (GTK_WIDGET (list)) != NULL;

  if (selected == NULL)
    return;
  gtk_widget_set_can_focus (GTK_WIDGET (selected), TRUE);
  if (inside)
    gtk_widget_grab_focus (GTK_WIDGET (selected));
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_can_focus (row, row == GTK_WIDGET (selected));
}

/**
 * pd_focus_selected_row:
 * @list: a list in which one row is always selected
 *
 * The keyboard comes to the selected row alone and passes the others; the arrow keys select. On its way through a list
 * GTK would select every row that it passes, and show another place or record for each.
 */
void
pd_focus_selected_row (GtkListBox *list)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));

  g_signal_connect (list, "row-selected", G_CALLBACK (selected_row_cb), NULL);
  selected_row_cb (list, gtk_list_box_get_selected_row (list), NULL);
}
