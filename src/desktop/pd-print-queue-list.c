/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-queue-list.h"

#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* The queue of the print desk: its order is the order on paper. It is changed by dragging, or by Alt and the arrow keys. */

struct _PdPrintQueueList
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkWidget *view;
  GtkSingleSelection *selection; /* (owned) by @view */
  PdPrintQueue *queue;           /* (owned) */
};

G_DEFINE_FINAL_TYPE (PdPrintQueueList, pd_print_queue_list, GTK_TYPE_WIDGET)

/* --- a row */

typedef struct
{
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *note;
  GtkListItem *item;
  PdPrintQueueList *list;
  gulong handler;
} Row;

static GtkWidget *
row_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
show_entry (Row *row)
{
  PdPrintEntry *entry = gtk_list_item_get_item (row->item);
  g_autofree char *past = pd_print_entry_past_text (entry);
  gboolean trouble = entry->trouble != NULL;

  pd_layout_say (row->title, entry->title);
  pd_layout_say (row->subtitle, entry->subtitle);
  pd_layout_say (row->note, trouble ? entry->trouble : past);
  gtk_widget_remove_css_class (row->note, "error");
  gtk_widget_remove_css_class (row->note, "warning");
  gtk_widget_add_css_class (row->note, trouble ? "error" : "warning");
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  Row *row = user_data;

  return gdk_content_provider_new_typed (PD_TYPE_PRINT_ENTRY, gtk_list_item_get_item (row->item));
}

static gboolean
find_entry (PdPrintQueueList *self, PdPrintEntry *entry, guint *position)
{
  return g_list_store_find (G_LIST_STORE (pd_print_queue_get_list (self->queue)), entry, position);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  Row *row = user_data;
  guint from;

  if (!G_VALUE_HOLDS (value, PD_TYPE_PRINT_ENTRY) ||
      !find_entry (row->list, g_value_get_object (value), &from))
    return FALSE;
  pd_print_queue_move (row->list->queue, from, gtk_list_item_get_position (row->item));
  return TRUE;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (PD_TYPE_PRINT_ENTRY, GDK_ACTION_MOVE);

  row->item = item;
  row->list = user_data;
  row->title = row_label (box, NULL);
  row->subtitle = row_label (box, "dim-label");
  row->note = row_label (box, "caption");
  gtk_label_set_wrap (GTK_LABEL (row->note), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (row->note), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (row->note), PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (row->subtitle, "caption");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), row);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), row);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (target));
  g_object_set_data_full (G_OBJECT (item), "row", row, g_free);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Row *row = g_object_get_data (G_OBJECT (item), "row");

  row->handler =
      g_signal_connect_swapped (gtk_list_item_get_item (item), "changed", G_CALLBACK (show_entry), row);
  show_entry (row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Row *row = g_object_get_data (G_OBJECT (item), "row");

  g_clear_signal_handler (&row->handler, gtk_list_item_get_item (item));
}

/* --- keys and buttons */

static void
focus_row (PdPrintQueueList *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
}

static void
move_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdPrintQueueList *self = PD_PRINT_QUEUE_LIST (widget);
  guint from = gtk_single_selection_get_selected (self->selection);
  guint n = pd_print_queue_get_n_entries (self->queue);
  gboolean up = g_str_equal (name, "queue.up");

  if (from >= n || (up && from == 0) || (!up && from + 1 == n))
    return;
  pd_print_queue_move (self->queue, from, up ? from - 1 : from + 1);
  focus_row (self, up ? from - 1 : from + 1);
}

static void
remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdPrintQueueList *self = PD_PRINT_QUEUE_LIST (widget);
  PdPrintEntry *entry = gtk_single_selection_get_selected_item (self->selection);

  if (entry != NULL)
    pd_print_queue_remove (self->queue, entry);
}

static void
clear_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_print_queue_clear (PD_PRINT_QUEUE_LIST (widget)->queue);
}

static void
update_actions (PdPrintQueueList *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint at = gtk_single_selection_get_selected (self->selection);
  guint n = pd_print_queue_get_n_entries (self->queue);

  gtk_widget_action_set_enabled (widget, "queue.up", at < n && at > 0);
  gtk_widget_action_set_enabled (widget, "queue.down", at < n && at + 1 < n);
  gtk_widget_action_set_enabled (widget, "queue.remove", at < n);
  gtk_widget_action_set_enabled (widget, "queue.clear", n > 0);
}

static GtkWidget *
tool (const char *icon, const char *name, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  pd_set_tooltip (button, name);
  pd_set_accessible_label (button, name);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
create_tools (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  gtk_widget_add_css_class (box, "toolbar");
  gtk_box_append (GTK_BOX (box), tool ("list-add-symbolic", _ ("Add files"), "desk.add-files"));
  gtk_box_append (GTK_BOX (box), tool ("list-remove-symbolic", _ ("Take out of the queue"), "queue.remove"));
  gtk_box_append (GTK_BOX (box), tool ("go-up-symbolic", _ ("Print earlier"), "queue.up"));
  gtk_box_append (GTK_BOX (box), tool ("go-down-symbolic", _ ("Print later"), "queue.down"));
  gtk_box_append (GTK_BOX (box), tool ("edit-clear-all-symbolic", _ ("Empty the queue"), "queue.clear"));
  return box;
}

/* --- the widget */

static void
pd_print_queue_list_dispose (GObject *object)
{
  PdPrintQueueList *self = PD_PRINT_QUEUE_LIST (object);

  if (self->queue != NULL)
    g_signal_handlers_disconnect_by_data (self->queue, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  self->selection = NULL;
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->queue);
  G_OBJECT_CLASS (pd_print_queue_list_parent_class)->dispose (object);
}

static void
pd_print_queue_list_class_init (PdPrintQueueListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_print_queue_list_dispose;
  widget_class->focus = pd_focus_children;
  gtk_widget_class_install_action (widget_class, "queue.up", NULL, move_cb);
  gtk_widget_class_install_action (widget_class, "queue.down", NULL, move_cb);
  gtk_widget_class_install_action (widget_class, "queue.remove", NULL, remove_cb);
  gtk_widget_class_install_action (widget_class, "queue.clear", NULL, clear_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "queue.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "queue.down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "queue.remove", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
pd_print_queue_list_init (PdPrintQueueList *self)
{
}

/** pd_print_queue_list_new: Returns: (transfer floating): the queue, to be looked at and put in order */
GtkWidget *
pd_print_queue_list_new (PdPrintQueue *queue)
{
  PdPrintQueueList *self = g_object_new (PD_TYPE_PRINT_QUEUE_LIST, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->queue = g_object_ref (queue);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->selection = gtk_single_selection_new (g_object_ref (pd_print_queue_get_list (queue)));
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_widget_add_css_class (self->view, "navigation-sidebar");
  pd_set_accessible_label (self->view, _ ("What is to be printed, in this order"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->content), scrolled);
  gtk_box_append (GTK_BOX (self->content), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self->content), create_tools ());
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (update_actions), self);
  g_signal_connect_swapped (queue, "changed", G_CALLBACK (update_actions), self);
  update_actions (self);
  return GTK_WIDGET (self);
}
