/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-drop-down.h"

/* The rows that GTK 4.8 makes by itself ellipsize, and the "…" of a Chinese font is wider than a short word such
 * as "Yes": that is a warning of GtkLabel, each time. These labels are never cut instead. */

static void
set_up_label_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_width_chars (GTK_LABEL (label), GPOINTER_TO_INT (user_data));
  gtk_list_item_set_child (item, label);
}

static void
bind_label_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkStringObject *object = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (object));
}

/* In the list that opens, a mark stands behind what is chosen. */
static void
row_selected_cb (GtkListItem *item, GParamSpec *pspec, GtkWidget *mark)
{
  gtk_widget_set_opacity (mark, gtk_list_item_get_selected (item) ? 1 : 0);
}

static void
set_up_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_list_item_set_child (item, box);
  g_signal_connect_object (item, "notify::selected", G_CALLBACK (row_selected_cb), mark, 0);
  row_selected_cb (item, NULL, mark);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkStringObject *object = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_label (GTK_LABEL (label), gtk_string_object_get_string (object));
}

/**
 * pd_drop_down_set_width_chars:
 * @self: a drop-down
 * @width_chars: room for so many Latin letters, half as many Chinese ones; -1 for the text's own width
 *
 * Several drop-downs below each other get one width so.
 */
void
pd_drop_down_set_width_chars (GtkDropDown *self, int width_chars)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) rows = gtk_signal_list_item_factory_new ();

  g_return_if_fail (GTK_IS_DROP_DOWN (self));

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_label_cb), GINT_TO_POINTER (width_chars));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_label_cb), NULL);
  g_signal_connect (rows, "setup", G_CALLBACK (set_up_row_cb), NULL);
  g_signal_connect (rows, "bind", G_CALLBACK (bind_row_cb), NULL);
  gtk_drop_down_set_factory (self, factory);
  gtk_drop_down_set_list_factory (self, rows);
}

static void
set_up_short_label_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  /* Room for the “…” of a Chinese font and one character. */
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_list_item_set_child (item, label);
}

/**
 * pd_drop_down_let_shrink:
 * @self: a drop-down
 *
 * What is chosen may be cut where there is no room, because names as long as a law's are among the choices; the list
 * that opens shows them whole.
 */
void
pd_drop_down_let_shrink (GtkDropDown *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_return_if_fail (GTK_IS_DROP_DOWN (self));

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_short_label_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_label_cb), NULL);
  gtk_drop_down_set_factory (self, factory);
}

/**
 * pd_drop_down_show_whole_labels:
 * @self: a drop-down of strings that GTK made, as from a template
 *
 * Gives it rows that are never cut.
 */
void
pd_drop_down_show_whole_labels (GtkDropDown *self)
{
  pd_drop_down_set_width_chars (self, -1);
}

/**
 * pd_drop_down_new:
 * @labels: (transfer full): a list of GtkStringObject
 *
 * Every drop-down of Piaodan is made here, or passes through pd_drop_down_show_whole_labels().
 *
 * Returns: (transfer floating): a drop-down whose labels are never cut
 */
GtkWidget *
pd_drop_down_new (GListModel *labels)
{
  GtkWidget *self = gtk_drop_down_new (labels, NULL);

  pd_drop_down_show_whole_labels (GTK_DROP_DOWN (self));
  return self;
}
