/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-deliveries.h"

#include "model/pd-delivery.h"
#include "store/pd-store-list.h"

/* The mail has gone out, will go out, or may have. */
static gboolean
is_meant (const PdRecord *delivery)
{
  static const char *const states[] = { PD_DELIVERY_STATE_WAITING, PD_DELIVERY_STATE_SENDING,
                                        PD_DELIVERY_STATE_SENT, PD_DELIVERY_STATE_UNCERTAIN, NULL };
  const char *state = pd_record_get_state (delivery);

  return state == NULL || g_strv_contains (states, state);
}

static gboolean
is_same_address (const char *a, const char *b)
{
  g_autofree char *first = a != NULL ? g_utf8_casefold (a, -1) : NULL;
  g_autofree char *second = g_utf8_casefold (b, -1);

  return first != NULL && g_str_equal (g_strstrip (first), g_strstrip (second));
}

/**
 * pd_store_find_delivery:
 * @session: the session
 * @invoice: an invoice's id
 * @recipient: a mail address
 * @error: (out) (optional): why it could not be looked for
 *
 * Finds whether an invoice was mailed to somebody already, or is about to be; what was refused, given up or cancelled
 * does not count.
 *
 * Returns: (transfer full) (nullable): the last such delivery; one that was sent before others
 */
PdRecord *
pd_store_find_delivery (PdStoreSession *session, const char *invoice, const char *recipient, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_delivery_type);
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  PdRecord *best = NULL;

  query->filter_field = PD_DELIVERY_INVOICE_ID;
  query->filter_text = g_strdup (invoice);
  found = pd_store_query_rows (session, query, NULL, error);
  rows = found != NULL ? pd_store_get_rows (session, &pd_delivery_type,
                                            (const gint64 *) (gpointer) found->data, found->len, error)
                       : NULL;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (rows, i);

      if (row == NULL || !is_meant (row->record) ||
          !is_same_address (pd_record_get_text (row->record, PD_DELIVERY_RECIPIENT), recipient))
        continue;
      if (best == NULL || pd_record_get_integer (row->record, PD_DELIVERY_SENT_AT) >
                              pd_record_get_integer (best, PD_DELIVERY_SENT_AT))
        best = row->record;
    }
  return best != NULL ? pd_record_ref (best) : NULL;
}
