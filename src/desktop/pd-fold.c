/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-fold.h"

#include "desktop/pd-tooltip.h"

/* A button that unfolds what stands below it. A GtkExpander would do, but the keyboard cannot pass one with a folded
 * child, nor leave one that is unfolded and has none (GTK 4.8). */

static void
open_cb (GtkToggleButton *fold, GParamSpec *pspec, gpointer user_data)
{
  gboolean open = gtk_toggle_button_get_active (fold);
  GtkWidget *arrow = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (fold)));

  gtk_image_set_from_icon_name (GTK_IMAGE (arrow), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (fold), GTK_ACCESSIBLE_STATE_EXPANDED, (int) open, -1);
}

/**
 * pd_fold_new:
 * @content: (transfer none): what it unfolds, a widget of its own beside it
 *
 * Returns: (transfer floating): a button, folded
 */
GtkWidget *
pd_fold_new (GtkWidget *content)
{
  GtkWidget *fold = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (fold), box);
  gtk_widget_add_css_class (fold, "flat");
  gtk_widget_add_css_class (fold, "fold");
  gtk_widget_set_halign (fold, GTK_ALIGN_START);
  g_signal_connect (fold, "notify::active", G_CALLBACK (open_cb), NULL);
  g_object_bind_property (fold, "active", content, "visible", G_BINDING_SYNC_CREATE);
  open_cb (GTK_TOGGLE_BUTTON (fold), NULL, NULL);
  return fold;
}

void
pd_fold_set_label (GtkWidget *fold, const char *label)
{
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (fold)))),
                       label);
  pd_set_accessible_label (fold, label);
}

void
pd_fold_set_open (GtkWidget *fold, gboolean open)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (fold), open);
}

gboolean
pd_fold_is_open (GtkWidget *fold)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (fold));
}
