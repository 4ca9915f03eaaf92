/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-delivery-work.h"

#include "desktop/pd-delivery-again.h"
#include "desktop/pd-field-text.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

/* What the dialog for mail asks of the cache, in the cache's own thread. */

/*< private >
 * pd_delivery_look_new:
 * @dialog: who asks; a dialog that is gone is told nothing
 * @ids: (nullable): of invoices
 * @rows: (nullable) (element-type gint64): row ids of invoices, instead of @ids
 *
 * Returns: (transfer full): a question to the cache, for pd_delivery_look_job()
 */
PdDeliveryLook *
pd_delivery_look_new (GObject *dialog, const char *const *ids, GArray *rows)
{
  PdDeliveryLook *look = g_new0 (PdDeliveryLook, 1);

  g_weak_ref_init (&look->dialog, dialog);
  look->ids = g_strdupv ((char **) ids);
  look->rows = rows != NULL ? g_array_ref (rows) : NULL;
  look->invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  look->addresses = g_ptr_array_new_with_free_func (g_free);
  return look;
}

void
pd_delivery_look_free (gpointer data)
{
  PdDeliveryLook *look = data;

  g_weak_ref_clear (&look->dialog);
  g_strfreev (look->ids);
  g_clear_pointer (&look->rows, g_array_unref);
  g_ptr_array_unref (look->invoices);
  g_ptr_array_unref (look->addresses);
  g_free (look);
}

/* The order's address, or the one that is kept with the buyer. (nullable) */
static char *
find_address (PdStoreSession *session, const PdRecord *invoice)
{
  const char *order_id = pd_record_get_text (invoice, PD_INVOICE_ORDER_ID);
  const char *name = pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME);
  g_autoptr (PdRecord) order =
      order_id != NULL ? pd_store_get_record (session, &pd_order_type, order_id, NULL) : NULL;
  g_autofree char *buyer_id = NULL;
  g_autoptr (PdRecord) buyer = NULL;

  if (order != NULL && pd_record_has (order, PD_ORDER_BUYER_EMAIL))
    return g_strdup (pd_record_get_text (order, PD_ORDER_BUYER_EMAIL));
  buyer_id = name != NULL ? pd_store_find_by (session, &pd_buyer_type, PD_BUYER_NAME, name, NULL) : NULL;
  buyer = buyer_id != NULL ? pd_store_get_record (session, &pd_buyer_type, buyer_id, NULL) : NULL;
  return buyer != NULL ? g_strdup (pd_record_get_text (buyer, PD_BUYER_EMAIL)) : NULL;
}

static gboolean
look_at (PdStoreSession *session, PdDeliveryLook *look, const char *id, GError **error)
{
  PdRecord *invoice = pd_store_get_record (session, &pd_invoice_type, id, error);

  if (invoice == NULL)
    return FALSE;
  g_ptr_array_add (look->invoices, invoice);
  g_ptr_array_add (look->addresses, find_address (session, invoice));
  return TRUE;
}

static gboolean
look_at_rows (PdStoreSession *session, PdDeliveryLook *look, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows =
      pd_store_get_rows (session, &pd_invoice_type, (const gint64 *) (gpointer) look->rows->data,
                         look->rows->len, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (rows, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* Deleted since it was selected. */
      if (row != NULL && !look_at (session, look, pd_record_get_id (row->record), error))
        return FALSE;
    }
  return rows != NULL;
}

/*< private > pd_delivery_look_job: reads the invoices, and where each would go; a #PdStoreJob */
gboolean
pd_delivery_look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdDeliveryLook *look = data;

  if (look->rows != NULL)
    return look_at_rows (session, look, cancellable, error);
  for (guint i = 0; look->ids[i] != NULL; i++)
    if (!look_at (session, look, look->ids[i], error))
      return FALSE;
  return TRUE;
}

/*< private >
 * pd_delivery_making_new:
 * @dialog: who asks; a dialog that is gone is told nothing
 * @deliveries: (transfer full) (element-type PdRecord): what is to be saved
 * @again: whether also what repeats an earlier mail is saved
 *
 * Returns: (transfer full): work for pd_delivery_making_job()
 */
PdDeliveryMaking *
pd_delivery_making_new (GObject *dialog, GPtrArray *deliveries, gboolean again)
{
  PdDeliveryMaking *making = g_new0 (PdDeliveryMaking, 1);

  g_weak_ref_init (&making->dialog, dialog);
  making->deliveries = deliveries;
  making->again = again;
  making->repeated = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  return making;
}

void
pd_delivery_making_free (gpointer data)
{
  PdDeliveryMaking *making = data;

  g_weak_ref_clear (&making->dialog);
  g_ptr_array_unref (making->deliveries);
  g_ptr_array_unref (making->repeated);
  g_clear_pointer (&making->before, pd_record_unref);
  g_free (making);
}

/*< private > pd_delivery_making_job: saves all of them or none, and none where one repeats; a #PdStoreJob */
gboolean
pd_delivery_making_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdDeliveryMaking *making = data;

  if (!making->again &&
      !pd_delivery_again_find (session, making->deliveries, making->repeated, &making->before, error))
    return FALSE;
  if (making->repeated->len > 0)
    return TRUE;
  for (guint i = 0; i < making->deliveries->len; i++)
    if (!pd_store_save_record (session, g_ptr_array_index (making->deliveries, i), pd_now (), error))
      return FALSE;
  return TRUE;
}
