/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-statement.h"

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "store/pd-store-list.h"
#include "store/pd-store-payments.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Rows that are read at once. */
#define BLOCK 500

/* --- orders that are to be paid */

static void
add_order (PdStoreOpenOrders *self, const PdStoreRow *row)
{
  PdOpenOrder order = { 0 };

  if (g_strcmp0 (pd_record_get_state (row->record), PD_ORDER_STATE_CANCELLED) == 0 ||
      g_strcmp0 (row->pending_command, "cancel") == 0)
    return;
  g_ptr_array_add (self->records, pd_record_ref (row->record));
  order.id = pd_record_get_id (row->record);
  order.number = pd_record_get_text (row->record, PD_ORDER_NUMBER);
  order.buyer = pd_record_get_text (row->record, PD_ORDER_BUYER_NAME);
  order.open = pd_record_get_integer (row->record, PD_ORDER_GROSS_AMOUNT) -
               pd_record_get_integer (row->record, PD_ORDER_REVERSED_AMOUNT) -
               pd_record_get_integer (row->record, PD_ORDER_PAID_AMOUNT);
  g_array_append_val (self->orders, order);
}

/**
 * pd_store_open_orders_read:
 * @session: the session
 * @cancellable: (nullable): stops it
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): all orders that are not cancelled with what is open of them, and what was entered
 *   from statements before; %NULL when the cache could not be read
 */
PdStoreOpenOrders *
pd_store_open_orders_read (PdStoreSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreOpenOrders) self = g_new0 (PdStoreOpenOrders, 1);
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = NULL;

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  self->orders = g_array_new (FALSE, FALSE, sizeof (PdOpenOrder));
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rows = pd_store_query_rows (session, query, cancellable, error);
  if (rows == NULL)
    return NULL;
  for (guint at = 0; at < rows->len; at += BLOCK)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, &pd_order_type, (const gint64 *) (gpointer) rows->data + at,
                             MIN (BLOCK, rows->len - at), error);

      if (block == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      for (guint i = 0; i < block->len; i++)
        if (block->pdata[i] != NULL)
          add_order (self, block->pdata[i]);
    }
  return pd_store_get_statement_keys (session, self->known, error) ? g_steal_pointer (&self) : NULL;
}

void
pd_store_open_orders_free (PdStoreOpenOrders *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->orders, g_array_unref);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_free (self);
}

/* --- payments */

/* What is too long for the ledger's field is cut: the statement has the whole of it. */
static void
set_cut (PdRecord *payment, guint field, const char *text)
{
  guint limit = pd_payment_type.fields[field].limit;
  g_autofree char *cut = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), (glong) limit));

  pd_record_set_text (payment, field, *cut != '\0' ? cut : NULL);
}

/**
 * pd_store_enter_statement_payment:
 * @session: the session of a writing job
 * @source: whose statement it is, of #PdStatement
 * @line: one of its lines
 * @order: the order that it pays
 * @amount: how much of it, fen
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): %PD_STORE_ERROR_NOT_ALLOWED for a line that was entered for the order before
 *
 * Enters a row in the order's ledger. The same line is the same row on each computer that takes it in.
 */
gboolean
pd_store_enter_statement_payment (PdStoreSession *session,
                                  const char *source,
                                  const PdStatementLine *line,
                                  const PdOpenOrder *order,
                                  gint64 amount,
                                  gint64 now,
                                  GError **error)
{
  g_autoptr (PdRecord) record = pd_store_get_record (session, &pd_order_type, order->id, error);
  PdRecord *row = record != NULL ? pd_order_add_statement_payment (record, line->key, line->date) : NULL;

  if (record == NULL)
    return FALSE;
  if (row == NULL)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                           _ ("This line of the statement has been entered for the order already."));
      return FALSE;
    }
  pd_record_set_text (row, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
  pd_record_set_integer (row, PD_PAYMENT_AMOUNT, amount);
  pd_record_set_text (row, PD_PAYMENT_METHOD, g_str_equal (source, "bank") ? "transfer" : source);
  set_cut (row, PD_PAYMENT_REFERENCE, line->reference);
  set_cut (row, PD_PAYMENT_PAYER, line->counterparty);
  pd_record_derive (record);
  return pd_store_save_record (session, record, now, error);
}
