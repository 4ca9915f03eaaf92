/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-shipping.h"

#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-list.h"
#include "store/pd-store-rows.h"

/* What the papers that go with goods need beside their orders. */

/**
 * pd_store_goods_of_orders:
 * @session: the session
 * @orders: (element-type PdRecord): orders with their lines
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type utf8 PdRecord): the goods of their lines by id, as far as the cache has
 *   them; %NULL when it could not be read
 */
GHashTable *
pd_store_goods_of_orders (PdStoreSession *session, GPtrArray *orders, GError **error)
{
  g_autoptr (GHashTable) goods =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);

  for (guint i = 0; i < orders->len; i++)
    {
      GPtrArray *lines = pd_record_get_lines (g_ptr_array_index (orders, i));

      for (guint j = 0; j < lines->len; j++)
        {
          const char *id = pd_record_get_text (g_ptr_array_index (lines, j), PD_ORDER_LINE_GOOD_ID);
          g_autoptr (PdRecord) good = NULL;

          if (id == NULL || g_hash_table_contains (goods, id))
            continue;
          if (!pd_store_row_load (session, &pd_good_type, id, &good, error))
            return NULL;
          if (good != NULL && !pd_record_is_deleted (good))
            g_hash_table_insert (goods, g_strdup (id), g_steal_pointer (&good));
        }
    }
  return g_steal_pointer (&goods);
}

/**
 * pd_store_get_company:
 * @session: the session
 * @company: (out) (transfer full) (nullable): the seller; %NULL when the platform has not sent it yet
 * @error: return location
 *
 * Returns: %FALSE when the cache could not be read
 */
gboolean
pd_store_get_company (PdStoreSession *session, PdRecord **company, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_company_type);
  g_autoptr (GArray) found = pd_store_query_rows (session, query, NULL, error);
  g_autoptr (GPtrArray) rows = NULL;
  const PdStoreRow *row;

  *company = NULL;
  if (found == NULL)
    return FALSE;
  rows =
      pd_store_get_rows (session, &pd_company_type, (const gint64 *) found->data, MIN (found->len, 1), error);
  if (rows == NULL)
    return FALSE;
  row = rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
  *company = row != NULL ? pd_record_ref (row->record) : NULL;
  return TRUE;
}
