/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-bulk-check.h"
#include "desktop/pd-field-text.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Orders whose invoice was asked for in this window: their author is told when it has come back. */

/* The bureau takes seconds; a person who has just asked is not to wait for the next regular synchronisation. */
#define ASK_EVERY_SECONDS 4
#define ASK_TIMES 30

typedef struct
{
  GWeakRef window;
  GPtrArray *ids;    /* (owned) of char * */
  GPtrArray *orders; /* (owned) of PdRecord */
} Look;

static void
look_free (Look *look)
{
  g_weak_ref_clear (&look->window);
  g_ptr_array_unref (look->ids);
  g_ptr_array_unref (look->orders);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  for (guint i = 0; i < look->ids->len; i++)
    {
      const char *id = g_ptr_array_index (look->ids, i);
      g_autoptr (GError) missing = NULL;
      g_autofree char *command = NULL;
      g_autoptr (PdRecord) order = NULL;

      pd_store_get_row_state (session, &pd_order_type, id, &command, NULL);
      /* What still waits here has no answer yet. */
      if (command != NULL)
        continue;
      order = pd_store_get_record (session, &pd_order_type, id, &missing);
      if (order != NULL)
        g_ptr_array_add (look->orders, g_steal_pointer (&order));
    }
  return TRUE;
}

/* Of those that were asked for together one sentence is said, when the last has its answer. */
static void
tell_several (PdWindow *self)
{
  g_autofree char *text = NULL;
  AdwToast *toast;
  GHashTableIter iter;
  gpointer several;

  g_hash_table_iter_init (&iter, self->awaited);
  while (g_hash_table_iter_next (&iter, NULL, &several))
    if (several != NULL)
      return;
  if (self->n_several_refused > 0)
    /* Translators: 1: how many invoices were issued, 2: how many were not */
    text = g_strdup_printf (_ ("Invoices issued: %1$u; not issued: %2$u."), self->n_several_issued,
                            self->n_several_refused);
  else
    text = g_strdup_printf (ngettext ("%u invoice was issued.", "%u invoices were issued.",
                                      self->n_several_issued),
                            self->n_several_issued);
  self->n_several_issued = self->n_several_refused = 0;
  toast = pd_window_add_toast (self, text);
  adw_toast_set_timeout (toast, 0);
}

static void
tell (PdWindow *self, PdRecord *order)
{
  const char *number = pd_record_get_text (order, PD_ORDER_INVOICE_NUMBER);
  const char *invoice_id = pd_record_get_text (order, PD_ORDER_INVOICE_ID);
  const char *reason = pd_reason_text (pd_record_get_text (order, PD_ORDER_STATE_REASON));
  gboolean issued = number != NULL && invoice_id != NULL;
  g_autofree char *text = NULL;
  AdwToast *toast;
  gboolean several;

  if (issued)
    text =
        g_strdup_printf (_ ("Invoice %1$s was issued for order %2$s."), number, pd_record_get_title (order));
  else if (g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_OPEN) == 0 && reason != NULL)
    text = g_strdup_printf (_ ("No invoice was issued for order %1$s: %2$s"), pd_record_get_title (order),
                            reason);
  else
    return;
  several = g_hash_table_lookup (self->awaited, pd_record_get_id (order)) != NULL;
  g_hash_table_remove (self->awaited, pd_record_get_id (order));
  if (several)
    {
      *(issued ? &self->n_several_issued : &self->n_several_refused) += 1;
      tell_several (self);
      return;
    }
  toast = pd_window_add_toast (self, text);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("Show"));
  adw_toast_set_action_name (toast, "win.show-record");
  adw_toast_set_action_target (toast, "(ss)", issued ? "invoice" : "order",
                               issued ? invoice_id : pd_record_get_id (order));
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *look = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&look->window);

  for (guint i = 0; ok && self != NULL && self->store != NULL && i < look->orders->len; i++)
    if (g_hash_table_contains (self->awaited, pd_record_get_id (g_ptr_array_index (look->orders, i))))
      tell (self, g_ptr_array_index (look->orders, i));
}

static void
store_changed_cb (PdWindow *self, const char *type_name)
{
  GHashTableIter iter;
  gpointer id;
  Look *look;

  if (g_hash_table_size (self->awaited) == 0 || !g_str_equal (type_name, pd_order_type.name))
    return;
  look = g_new0 (Look, 1);
  g_weak_ref_init (&look->window, self);
  look->ids = g_ptr_array_new_with_free_func (g_free);
  look->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_hash_table_iter_init (&iter, self->awaited);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (look->ids, g_strdup (id));
  pd_store_read_async (self->store, PD_STORE_PRIORITY_IDLE, look_job, look, (GDestroyNotify) look_free, NULL,
                       looked_cb, NULL);
}

static gboolean
ask_cb (gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->awaiting_left == 0 || g_hash_table_size (self->awaited) == 0)
    {
      self->awaiting_source = 0;
      return G_SOURCE_REMOVE;
    }
  self->awaiting_left--;
  /* Anything else is told by the button in the header bar, and has a pace of its own. */
  if (pd_sync_service_get_state (self->service) == PD_SYNC_STATE_UP_TO_DATE)
    pd_sync_service_sync_async (self->service, NULL, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
await (PdWindow *self, const char *order_id, gboolean several)
{
  if (self->awaited == NULL)
    {
      self->awaited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_hash_table_insert (self->awaited, g_strdup (order_id), GINT_TO_POINTER (several));
  self->awaiting_left = ASK_TIMES;
  if (self->awaiting_source == 0)
    self->awaiting_source = g_timeout_add_seconds (ASK_EVERY_SECONDS, ask_cb, self);
}

/**
 * pd_window_await_invoice:
 * @self: a window
 * @order_id: the id of an order whose invoice was just asked for
 *
 * Tells its author when the invoice is there, or why there is none.
 */
void
pd_window_await_invoice (PdWindow *self, const char *order_id)
{
  await (self, order_id, FALSE);
}

/**
 * pd_window_await_several:
 * @self: a window
 * @entries: (element-type PdBulkEntry): orders whose invoices were asked for together
 *
 * Tells their author once, when all have their answer.
 */
void
pd_window_await_several (PdWindow *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (entries, i);

      if (entry->state == PD_BULK_DONE)
        await (self, entry->id, TRUE);
    }
  /* The first of them may have been answered while the last was asked for. */
  if (entries->len > 0 && self->awaited != NULL)
    store_changed_cb (self, pd_order_type.name);
}
