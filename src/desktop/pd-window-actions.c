/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-field-text.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

static PdRecord *
current_record (PdWindow *self)
{
  PdRecordPage *page = pd_window_get_page (self);

  return page != NULL ? pd_record_view_get_record (pd_record_page_get_view (page)) : NULL;
}

static void
place_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pd_window_show_place (user_data, g_variant_get_string (parameter, NULL));
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecordPage *page = pd_window_get_page (user_data);

  if (page == NULL)
    return;
  pd_record_page_go_back (page);
  pd_record_list_find (pd_record_page_get_list (page));
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecordPage *page = pd_window_get_page (self);

  if (page == NULL || !pd_record_page_go_back (page))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
show_invoice_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = current_record (user_data);
  g_autofree char *id = NULL;

  if (record == NULL || pd_record_get_record_type (record) != &pd_order_type)
    return;
  id = g_strdup (pd_record_get_text (record, PD_ORDER_INVOICE_ID));
  if (id != NULL)
    pd_window_show_record (user_data, &pd_invoice_type, id);
}

static const GActionEntry entries[] = {
  { "place", place_cb, "s" },
  { "find", find_cb },
  { "back", back_cb },
  { "show-invoice", show_invoice_cb },
};

static void
enable (PdWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Says which actions make sense for what is on screen. */
void
pd_window_update_actions (PdWindow *self)
{
  PdRecord *record = current_record (self);
  gboolean is_order = record != NULL && pd_record_get_record_type (record) == &pd_order_type;

  enable (self, "find", self->store != NULL);
  enable (self, "show-invoice", is_order && pd_record_has (record, PD_ORDER_INVOICE_ID));
}

void
pd_window_install_actions (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  pd_window_update_actions (self);
}
