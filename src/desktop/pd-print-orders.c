/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-orders.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-print-desk-private.h"
#include "model/pd-order.h"
#include "paper/pd-paper-shipping.h"
#include "paper/pd-print-shipping.h"
#include "store/pd-store-list.h"
#include "store/pd-store-shipping.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* The papers of the warehouse on a desk of their own: what waits there of invoices keeps its place and its paper. */

#define BLOCK 200

/** Papers: what is read and laid out in a thread of the cache. */
typedef struct
{
  GWeakRef parent;
  PdShippingKind kind;
  char *order_id;    /* (owned) (nullable) */
  GArray *rows;      /* (owned) (nullable) of gint64, in place of @order_id */
  GPtrArray *orders; /* (owned) of PdRecord */
  GPtrArray *items;  /* (owned) (nullable) of PdPrintItem */
  GError *nothing;   /* (owned) (nullable): why there is nothing to print */
} Papers;

static void
papers_free (gpointer data)
{
  Papers *papers = data;

  g_weak_ref_clear (&papers->parent);
  g_free (papers->order_id);
  g_clear_pointer (&papers->rows, g_array_unref);
  g_ptr_array_unref (papers->orders);
  g_clear_pointer (&papers->items, g_ptr_array_unref);
  g_clear_error (&papers->nothing);
  g_free (papers);
}

static gboolean
add_order (Papers *papers, PdStoreSession *session, const char *id, GError **error)
{
  PdRecord *order = pd_store_get_record (session, &pd_order_type, id, error);

  if (order == NULL)
    return FALSE;
  pd_record_sort_lines (order);
  g_ptr_array_add (papers->orders, order);
  return TRUE;
}

static gboolean
read_orders (Papers *papers, PdStoreSession *session, GError **error)
{
  if (papers->rows == NULL)
    return add_order (papers, session, papers->order_id, error);
  for (guint at = 0; at < papers->rows->len; at += BLOCK)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, &pd_order_type, &g_array_index (papers->rows, gint64, at),
                             MIN (BLOCK, papers->rows->len - at), error);

      if (block == NULL)
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        if (block->pdata[i] != NULL &&
            !add_order (papers, session, pd_record_get_id (((const PdStoreRow *) block->pdata[i])->record),
                        error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Papers *papers = data;
  g_autofree char *today = pd_today ();
  g_autoptr (PdRecord) company = NULL;
  g_autoptr (GHashTable) goods = NULL;
  PdShippingWanted wanted = { papers->kind, papers->orders, NULL, NULL, NULL, today };

  if (!read_orders (papers, session, error) || !pd_store_get_company (session, &company, error))
    return FALSE;
  goods = pd_store_goods_of_orders (session, papers->orders, error);
  if (goods == NULL)
    return FALSE;
  wanted.goods = goods;
  wanted.company = company;
  papers->items = pd_print_shipping_items (&wanted, &papers->nothing);
  return TRUE;
}

static void
say_nothing (GtkWindow *parent, const char *sentence)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, sentence, NULL);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show (GtkWindow *parent, Papers *papers)
{
  PdPrintDesk *desk = pd_print_desk_new (parent, NULL);
  PdPrintSettings settings;

  pd_print_settings_init_shipping (&settings, papers->kind);
  pd_print_desk_settings_use (desk->settings, &settings);
  g_ptr_array_set_free_func (papers->items, NULL);
  for (guint i = 0; i < papers->items->len; i++)
    pd_print_queue_add_item (desk->queue, papers->items->pdata[i]);
  gtk_window_present (GTK_WINDOW (desk));
}

static void
read_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  Papers *papers = pd_store_job_data (result);
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&papers->parent);
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);

  if (parent == NULL)
    return;
  if (ok && papers->items != NULL)
    show (parent, papers);
  else
    say_nothing (parent, ok ? papers->nothing->message : error->message);
}

static void
start (GtkWindow *parent, PdStore *store, PdShippingKind kind, const char *order_id, GArray *rows)
{
  Papers *papers = g_new0 (Papers, 1);

  g_weak_ref_init (&papers->parent, parent);
  papers->kind = kind;
  papers->order_id = g_strdup (order_id);
  papers->rows = rows != NULL ? g_array_ref (rows) : NULL;
  papers->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, read_job, papers, papers_free, NULL, read_cb, NULL);
}

/**
 * pd_print_orders:
 * @parent: the window that asks
 * @store: the cache
 * @kind: which papers
 * @order_id: of an order
 *
 * Shows an order's picking list, or the packing lists or labels of its parcels, on a desk from which they are printed.
 */
void
pd_print_orders (GtkWindow *parent, PdStore *store, PdShippingKind kind, const char *order_id)
{
  start (parent, store, kind, order_id, NULL);
}

/** pd_print_orders_rows: as pd_print_orders(); @rows: (element-type gint64): of a list of orders, in its order */
void
pd_print_orders_rows (GtkWindow *parent, PdStore *store, PdShippingKind kind, GArray *rows)
{
  start (parent, store, kind, NULL, rows);
}
