/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-templates.h"

#include "model/pd-order-template.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const PdRecord *first = *(const PdRecord *const *) a, *second = *(const PdRecord *const *) b;
  int order = g_utf8_collate (pd_record_get_title (first), pd_record_get_title (second));

  return order != 0 ? order : g_strcmp0 (pd_record_get_id (first), pd_record_get_id (second));
}

/**
 * pd_store_order_templates:
 * @session: the session
 * @cancellable: (nullable): to stop
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): all templates of orders, by name
 */
GPtrArray *
pd_store_order_templates (PdStoreSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_template_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, cancellable, error);
  g_autoptr (GPtrArray) found = NULL;
  GPtrArray *templates;

  if (rows == NULL)
    return NULL;
  found = pd_store_get_rows (session, &pd_order_template_type, (const gint64 *) (gpointer) rows->data,
                             rows->len, error);
  if (found == NULL)
    return NULL;
  templates = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  for (guint i = 0; i < found->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (found, i);

      if (row != NULL && pd_record_get_title (row->record) != NULL)
        g_ptr_array_add (templates, pd_record_ref (row->record));
    }
  g_ptr_array_sort (templates, compare_names);
  return templates;
}
