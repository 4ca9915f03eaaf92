/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-preview-private.h"

#include "desktop/pd-tooltip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

static void
page_entered_cb (GtkEntry *entry, gpointer user_data)
{
  PdInvoicePreview *self = user_data;
  guint64 number;

  if (g_ascii_string_to_unsigned (gtk_editable_get_text (GTK_EDITABLE (entry)), 10, 1, PD_PAPER_MAX_PAGES,
                                  &number, NULL))
    pd_preview_view_set_page (self->view, (guint) number - 1);
  else
    gtk_widget_error_bell (GTK_WIDGET (entry));
  pd_invoice_preview_show_page_number (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
page_entry_left_cb (GtkEventControllerFocus *controller, gpointer user_data)
{
  pd_invoice_preview_show_page_number (user_data);
}

static void
menu_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  PdInvoicePreview *self = user_data;
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
view_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_widget_grab_focus (GTK_WIDGET (PD_INVOICE_PREVIEW (user_data)->view));
}

/* --- the widgets */

static GtkWidget *
icon_button (const char *icon, const char *name, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  pd_set_tooltip (button, name);
  pd_set_accessible_label (button, name);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

/* What keys do as well goes where there is no room for all, beside another document or on a small screen. */
static GtkWidget *
if_room (GtkWidget *first, GtkWidget *second)
{
  GtkWidget *squeezer = adw_squeezer_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  gtk_box_append (GTK_BOX (box), first);
  if (second != NULL)
    gtk_box_append (GTK_BOX (box), second);
  adw_squeezer_set_allow_none (ADW_SQUEEZER (squeezer), TRUE);
  adw_squeezer_set_homogeneous (ADW_SQUEEZER (squeezer), FALSE);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), box);
  return squeezer;
}

GtkWidget *
pd_invoice_preview_create_page_controls (PdInvoicePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->page_entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->page_entry), 3);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->page_entry), 4);
  gtk_editable_set_alignment (GTK_EDITABLE (self->page_entry), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->page_entry), GTK_INPUT_PURPOSE_DIGITS);
  g_signal_connect (self->page_entry, "activate", G_CALLBACK (page_entered_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (page_entry_left_cb), self);
  gtk_widget_add_controller (self->page_entry, focus);
  self->page_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->page_label, "numeric");
  gtk_widget_set_margin_start (self->page_label, 3);
  gtk_widget_set_margin_end (self->page_label, 3);
  gtk_box_append (GTK_BOX (box),
                  if_room (icon_button ("view-grid-symbolic", _ ("Small pictures"), "preview.thumbnails"),
                           NULL));
  gtk_box_append (GTK_BOX (box),
                  if_room (icon_button ("go-up-symbolic", _ ("Previous page"), "preview.previous-page"),
                           NULL));
  gtk_box_append (GTK_BOX (box), self->page_entry);
  gtk_box_append (GTK_BOX (box), self->page_label);
  gtk_box_append (GTK_BOX (box),
                  if_room (icon_button ("go-down-symbolic", _ ("Next page"), "preview.next-page"), NULL));
  return box;
}

static GMenuModel *
create_zoom_menu (void)
{
  static const int percents[] = { 50, 75, 125, 150, 200, 300, 400 };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) modes = g_menu_new ();
  g_autoptr (GMenu) sizes = g_menu_new ();

  g_menu_append (modes, _ ("Fit Width"), "preview.zoom::fit-width");
  g_menu_append (modes, _ ("Fit Page"), "preview.zoom::fit-page");
  g_menu_append (modes, _ ("Actual Size"), "preview.zoom::actual-size");
  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("%d %%"), percents[i]);
      g_autofree char *action = g_strdup_printf ("preview.zoom-to(%d)", percents[i]);

      g_menu_append (sizes, label, action);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (modes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sizes));
  return G_MENU_MODEL (menu);
}

GtkWidget *
pd_invoice_preview_create_zoom_controls (PdInvoicePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  g_autoptr (GMenuModel) menu = create_zoom_menu ();

  self->zoom_button = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->zoom_button), menu);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->zoom_button), TRUE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->zoom_button), GTK_ARROW_UP);
  gtk_widget_add_css_class (self->zoom_button, "flat");
  gtk_widget_add_css_class (self->zoom_button, "numeric");
  pd_set_tooltip (self->zoom_button, _ ("Zoom"));
  gtk_box_append (GTK_BOX (box), icon_button ("edit-find-symbolic", _ ("Find"), "preview.find"));
  gtk_box_append (GTK_BOX (box),
                  if_room (icon_button ("object-rotate-right-symbolic", _ ("Turn to the right"),
                                        "preview.rotate"),
                           icon_button ("zoom-out-symbolic", _ ("Zoom out"), "preview.zoom-out")));
  gtk_box_append (GTK_BOX (box), self->zoom_button);
  gtk_box_append (GTK_BOX (box),
                  if_room (icon_button ("zoom-in-symbolic", _ ("Zoom in"), "preview.zoom-in"), NULL));
  return box;
}

void
pd_invoice_preview_create_context_menu (PdInvoicePreview *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *focus_click = gtk_gesture_click_new ();

  g_menu_append (menu, _ ("Copy"), "preview.copy");
  g_menu_append (menu, _ ("Select All"), "preview.select-all");
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  pd_set_accessible_label (self->menu, _ ("Selected text"));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (focus_click), GTK_PHASE_CAPTURE);
  g_signal_connect (focus_click, "pressed", G_CALLBACK (view_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (focus_click));
}
