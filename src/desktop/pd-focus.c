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
