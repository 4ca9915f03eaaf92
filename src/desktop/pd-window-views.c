/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-order-board.h"
#include "desktop/pd-order-calendar.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

/* How orders are looked at: the list, the board, or the calendar. The header switches, and it is remembered. */

static const struct
{
  const char *name;
  const char *icon;
  const char *label;
} views[] = {
  { PD_RECORD_PAGE_LIST, "view-list-symbolic", N_ ("List") },
  { "board", "view-grid-symbolic", N_ ("Board") },
  { "calendar", "x-office-calendar-symbolic", N_ ("Calendar") },
};

/** pd_window_set_orders_view: @name: how orders are looked at from now on */
void
pd_window_set_orders_view (PdWindow *self, const char *name)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "orders-view");
  GtkWidget *page = gtk_stack_get_child_by_name (self->places, "orders");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (name));
  g_settings_set_string (self->settings, "orders-view", name);
  if (page != NULL)
    pd_record_page_set_mode (PD_RECORD_PAGE (page), name);
}

static void
view_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecordPage *page;

  pd_window_show_place (self, "orders");
  pd_window_set_orders_view (self, g_variant_get_string (value, NULL));
  page = pd_window_get_page (self);
  if (page != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (page));
}

/** pd_window_install_views: adds the action and the buttons that switch */
void
pd_window_install_views (PdWindow *self)
{
  g_autofree char *chosen = g_settings_get_string (self->settings, "orders-view");
  g_autoptr (GSimpleAction) action =
      g_simple_action_new_stateful ("orders-view", G_VARIANT_TYPE_STRING, g_variant_new_string (chosen));

  g_signal_connect (action, "change-state", G_CALLBACK (view_cb), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkWidget *button = gtk_toggle_button_new ();

      gtk_button_set_icon_name (GTK_BUTTON (button), views[i].icon);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", views[i].name);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.orders-view");
      pd_set_accessible_label (button, _ (views[i].label));
      pd_set_tooltip (button, _ (views[i].label));
      gtk_box_append (self->views, button);
    }
}

static void
activated_cb (PdRecordPage *page, const char *order_id)
{
  pd_record_page_show_record (page, order_id);
}

static void
moved_cb (PdOrderBoard *board, const char *order_id, const char *stage, PdWindow *self)
{
  pd_window_move_order (self, order_id, stage);
}

/** pd_window_add_views: @page: a place's page; that of orders gets other ways to look at them */
void
pd_window_add_views (PdWindow *self, PdRecordPage *page)
{
  g_autofree char *chosen = g_settings_get_string (self->settings, "orders-view");
  GtkWidget *board, *calendar;

  if (pd_record_page_get_place (page)->type != &pd_order_type)
    return;
  board = pd_order_board_new (self->store);
  g_signal_connect_object (board, "activated", G_CALLBACK (activated_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "moved", G_CALLBACK (moved_cb), self, 0);
  pd_record_page_add_mode (page, "board", board);
  calendar = pd_order_calendar_new (self->store);
  g_signal_connect_object (calendar, "activated", G_CALLBACK (activated_cb), page, G_CONNECT_SWAPPED);
  pd_record_page_add_mode (page, "calendar", calendar);
  pd_record_page_set_mode (page, chosen);
}
