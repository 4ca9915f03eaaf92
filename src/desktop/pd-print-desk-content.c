/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-desk-private.h"

#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* What the print desk is made of: the queue, the preview, the settings. Where there is no room, queue and settings lie
 * over the preview when they are asked for. */

#define QUEUE_WIDTH 250
#define SETTINGS_WIDTH 320
#define PREVIEW_WIDTH 340

static GtkWidget *
pane_toggle (const char *icon, const char *name, GtkWidget *flap)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  pd_set_tooltip (button, name);
  pd_set_accessible_label (button, name);
  g_object_bind_property (flap, "reveal-flap", button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  return button;
}

static GtkWidget *
create_header (PdPrintDesk *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *export = gtk_button_new_from_icon_name ("document-save-symbolic");

  self->print_button = gtk_button_new_with_label (_ ("Print"));
  gtk_widget_add_css_class (self->print_button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->print_button), "desk.print");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (export), "desk.export");
  pd_set_tooltip (export, _ ("Export PDF"));
  pd_set_accessible_label (export, _ ("Export PDF"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header),
                             pane_toggle ("view-list-symbolic", _ ("Queue"), self->queue_flap));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->print_button);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), export);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header),
                           pane_toggle ("emblem-system-symbolic", _ ("Settings"), self->settings_flap));
  return header;
}

static GtkWidget *
create_empty (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Add Files…"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "printer-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nothing to Print"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("Choose invoices in their list and press Ctrl+P, or add files: PDF, OFD, XML and "
         "pictures."));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "desk.add-files");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static GtkWidget *
create_middle (PdPrintDesk *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->notices = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_margin_top (self->notices, 6);
  gtk_widget_set_margin_bottom (self->notices, 6);
  gtk_widget_set_margin_start (self->notices, 12);
  gtk_widget_set_margin_end (self->notices, 12);
  gtk_widget_set_visible (self->notices, FALSE);
  self->preview = PD_INVOICE_PREVIEW (pd_invoice_preview_new ());
  g_object_set (self->preview, "zoom", PD_PREVIEW_FIT_PAGE, NULL);
  gtk_widget_set_vexpand (GTK_WIDGET (self->preview), TRUE);
  gtk_box_append (GTK_BOX (box), self->notices);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->preview));
  self->middle = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->middle), create_empty (), "empty");
  gtk_stack_add_named (GTK_STACK (self->middle), box, "preview");
  gtk_widget_set_hexpand (self->middle, TRUE);
  gtk_widget_set_size_request (self->middle, PREVIEW_WIDTH, -1);
  return self->middle;
}

static GtkWidget *
create_bar (PdPrintDesk *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (bar, "toolbar");
  self->summary = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->summary), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0);
  gtk_widget_set_margin_start (self->summary, 6);
  gtk_widget_set_margin_top (self->summary, 6);
  gtk_widget_set_margin_bottom (self->summary, 6);
  gtk_widget_set_hexpand (self->summary, TRUE);
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  pd_set_accessible_label (self->progress, _ ("Progress"));
  self->cancel_button = gtk_button_new_with_label (_ ("Stop"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel_button), "desk.stop");
  gtk_box_append (GTK_BOX (bar), self->summary);
  gtk_box_append (GTK_BOX (bar), self->progress);
  gtk_box_append (GTK_BOX (bar), self->cancel_button);
  return bar;
}

static GtkWidget *
create_flap (GtkWidget *content, GtkWidget *side, int width, GtkPackType position)
{
  GtkWidget *flap = adw_flap_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "background");
  gtk_widget_set_size_request (side, width, -1);
  gtk_box_append (GTK_BOX (box), side);
  adw_flap_set_flap_position (ADW_FLAP (flap), position);
  adw_flap_set_content (ADW_FLAP (flap), content);
  adw_flap_set_separator (ADW_FLAP (flap), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_flap (ADW_FLAP (flap), box);
  gtk_widget_set_vexpand (flap, TRUE);
  return flap;
}

/* Files from outside can be dropped anywhere on the desk. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  PdPrintDesk *self = user_data;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  GSList *list = G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) ? g_value_get_boxed (value) : NULL;

  for (GSList *at = list; at != NULL; at = at->next)
    g_list_store_append (files, at->data);
  return pd_print_queue_add_files (self->queue, G_LIST_MODEL (files)) > 0;
}

/** pd_print_desk_create_content: Returns: (transfer floating): everything in the window */
GtkWidget *
pd_print_desk_create_content (PdPrintDesk *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->queue_list = PD_PRINT_QUEUE_LIST (pd_print_queue_list_new (self->queue));
  self->settings = PD_PRINT_DESK_SETTINGS (pd_print_desk_settings_new ());
  self->settings_flap =
      create_flap (create_middle (self), GTK_WIDGET (self->settings), SETTINGS_WIDTH, GTK_PACK_END);
  self->queue_flap =
      create_flap (self->settings_flap, GTK_WIDGET (self->queue_list), QUEUE_WIDTH, GTK_PACK_START);
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), self->queue_flap);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), create_bar (self));
  self->toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), box);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (self->toasts, GTK_EVENT_CONTROLLER (target));
  return self->toasts;
}
