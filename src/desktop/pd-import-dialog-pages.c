/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-import-dialog-private.h"

#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* --- the window */

GtkWidget *
pd_import_dialog_create_file_page (PdImportDialog *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose a File…"));
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->file_page = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->file_page), "x-office-spreadsheet-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->file_page), _ ("Import Orders from a Spreadsheet"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (self->file_page),
      _ ("Drop an XLSX or CSV file here, or choose one. Nothing is imported before you have seen it."));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect (button, "clicked", G_CALLBACK (pd_import_dialog_choose_cb), self);
  adw_status_page_set_child (ADW_STATUS_PAGE (self->file_page), button);
  g_signal_connect (drop, "drop", G_CALLBACK (pd_import_dialog_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  return self->file_page;
}

GtkWidget *
pd_import_dialog_create_work_page (PdImportDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *button = gtk_button_new_with_label (_ ("Cancel"));

  self->work_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->work_label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->work_label), GTK_JUSTIFY_CENTER);
  self->work_bar = gtk_progress_bar_new ();
  gtk_widget_set_size_request (self->work_bar, 260, -1);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  g_signal_connect (button, "clicked", G_CALLBACK (pd_import_dialog_cancel_cb), self);
  gtk_box_append (GTK_BOX (box), self->work_label);
  gtk_box_append (GTK_BOX (box), self->work_bar);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  return box;
}

GtkWidget *
pd_import_dialog_create_result_page (PdImportDialog *self)
{
  self->result_page = adw_status_page_new ();
  self->show_button = gtk_button_new_with_label (_ ("Show the Imported Orders"));
  gtk_widget_set_halign (self->show_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->show_button, "pill");
  g_signal_connect (self->show_button, "clicked", G_CALLBACK (pd_import_dialog_show_orders_cb), self);
  adw_status_page_set_child (ADW_STATUS_PAGE (self->result_page), self->show_button);
  return self->result_page;
}

GtkWidget *
pd_import_dialog_create_header (PdImportDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->title = adw_window_title_new (_ ("Import Orders"), NULL);
  self->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  self->next = gtk_button_new_with_label ("");
  pd_set_tooltip (self->back, _ ("Back"));
  gtk_widget_add_css_class (self->next, "suggested-action");
  g_signal_connect (self->back, "clicked", G_CALLBACK (pd_import_dialog_back_cb), self);
  g_signal_connect (self->next, "clicked", G_CALLBACK (pd_import_dialog_next_cb), self);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->next);
  return header;
}

GtkWidget *
pd_import_dialog_create_trouble (PdImportDialog *self)
{
  GtkWidget *bar = gtk_info_bar_new ();

  self->trouble = gtk_revealer_new ();
  self->trouble_text = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->trouble_text), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->trouble_text), 0);
  gtk_label_set_selectable (GTK_LABEL (self->trouble_text), TRUE);
  gtk_info_bar_set_message_type (GTK_INFO_BAR (bar), GTK_MESSAGE_ERROR);
  gtk_info_bar_add_child (GTK_INFO_BAR (bar), self->trouble_text);
  gtk_revealer_set_child (GTK_REVEALER (self->trouble), bar);
  return self->trouble;
}
