/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-print-desk.h"
#include "desktop/pd-print-orders.h"
#include "desktop/pd-print-received.h"
#include "model/pd-invoice.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"

/* What is chosen goes to the print desk. */

/* (nullable) the invoice that a person means by what is shown */
static const char *
shown_invoice_id (PdWindow *self)
{
  PdRecord *record = self->store != NULL && self->editor == NULL ? pd_window_get_record (self) : NULL;

  if (record != NULL && pd_record_get_record_type (record) == &pd_invoice_type)
    return pd_record_get_id (record);
  if (record != NULL && pd_record_get_record_type (record) == &pd_order_type)
    return pd_record_get_text (record, PD_ORDER_INVOICE_ID);
  return NULL;
}

/* (nullable) the invoice of others that is shown */
static const PdRecord *
shown_received (PdWindow *self)
{
  PdRecord *record = self->store != NULL && self->editor == NULL ? pd_window_get_record (self) : NULL;

  return record != NULL && pd_record_get_record_type (record) == &pd_received_type ? record : NULL;
}

/* Whether it was one of the received ones that was meant. */
static gboolean
print_received (PdWindow *self)
{
  PdSyncBlobs *blobs = self->service != NULL ? pd_sync_service_get_blobs (self->service) : NULL;

  if (pd_window_count_selected (self, &pd_received_type) > 1)
    {
      PdRecordList *list = pd_record_page_get_list (pd_window_get_page (self));
      g_autoptr (GArray) rows = pd_record_list_get_selected_rows (list);

      pd_print_received_rows (GTK_WINDOW (self), self->store, blobs, rows);
      return TRUE;
    }
  if (shown_received (self) == NULL)
    return FALSE;
  pd_print_received (GTK_WINDOW (self), self->store, blobs, shown_received (self));
  return TRUE;
}

static void
print_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  const char *ids[] = { shown_invoice_id (self), NULL };
  PdPrintQueue *queue;

  if (print_received (self))
    return;
  queue = pd_print_desk_get_queue (pd_print_desk_present (GTK_WINDOW (self), self->store));
  if (pd_window_count_selected (self, &pd_invoice_type) > 1)
    {
      PdRecordList *list = pd_record_page_get_list (pd_window_get_page (self));
      g_autoptr (GArray) rows = pd_record_list_get_selected_rows (list);

      pd_print_queue_add_rows (queue, rows);
    }
  else if (ids[0] != NULL)
    pd_print_queue_add_invoices (queue, ids);
}

static void
print_desk_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  pd_print_desk_present (GTK_WINDOW (self), self->store);
}

/* (nullable) the order that is shown */
static const PdRecord *
shown_order (PdWindow *self)
{
  PdRecord *record = self->store != NULL && self->editor == NULL ? pd_window_get_record (self) : NULL;

  return record != NULL && pd_record_get_record_type (record) == &pd_order_type ? record : NULL;
}

static void
print_papers (PdWindow *self, PdShippingKind kind)
{
  const PdRecord *order = shown_order (self);

  if (pd_window_count_selected (self, &pd_order_type) > 1)
    {
      PdRecordList *list = pd_record_page_get_list (pd_window_get_page (self));
      g_autoptr (GArray) rows = pd_record_list_get_selected_rows (list);

      pd_print_orders_rows (GTK_WINDOW (self), self->store, kind, rows);
    }
  else if (order != NULL)
    pd_print_orders (GTK_WINDOW (self), self->store, kind, pd_record_get_id (order));
}

static void
print_picking_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  print_papers (user_data, PD_SHIPPING_PICKING);
}

static void
print_packing_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  print_papers (user_data, PD_SHIPPING_PACKING);
}

static void
print_label_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  print_papers (user_data, PD_SHIPPING_LABEL);
}

static const GActionEntry entries[] = {
  { "print", print_cb },
  { "print-picking", print_picking_cb },
  { "print-packing", print_packing_cb },
  { "print-label", print_label_cb },
  { "print-desk", print_desk_cb },
};

void
pd_window_install_print_actions (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
pd_window_update_print_actions (PdWindow *self)
{
  gboolean ready = self->store != NULL && self->editor == NULL;
  const PdRecord *order = shown_order (self);
  gboolean several = ready && pd_window_count_selected (self, &pd_order_type) > 1;
  gboolean has_parcels = order != NULL && pd_record_get_list (order, PD_ORDER_LIST_PARCELS)->len > 0;

  pd_window_enable (self, "print",
                    ready && (shown_invoice_id (self) != NULL || shown_received (self) != NULL ||
                              pd_window_count_selected (self, &pd_invoice_type) > 1 ||
                              pd_window_count_selected (self, &pd_received_type) > 1));
  pd_window_enable (self, "print-desk", ready);
  pd_window_enable (self, "print-picking",
                    several || (order != NULL && pd_record_has (order, PD_ORDER_KIND)));
  pd_window_enable (self, "print-packing", several || has_parcels);
  pd_window_enable (self, "print-label", several || has_parcels);
}
