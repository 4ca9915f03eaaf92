/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-print-shipping.h"

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "paper/pd-paper-shipping.h"

#include <glib/gi18n-lib.h>

/* A picking list of more orders is nobody's round through the warehouse. */
#define MAX_ORDERS 1000

static void
fail (GError **error, char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, sentence);
  g_free (sentence);
}

static gboolean
add_picking (GPtrArray *items, const PdShippingWanted *wanted, GError **error)
{
  PdShippingPages *pages = pd_shipping_pages_new_picking (wanted->orders, wanted->goods, wanted->today);

  if (pages != NULL)
    g_ptr_array_add (items, pd_print_item_new_for_shipping (pages));
  else
    fail (error,
          g_strdup (_ ("There is nothing to be fetched for these orders: all of it is in parcels already, "
                       "or has no quantity.")));
  return pages != NULL;
}

static gboolean
add_parcels (GPtrArray *items, const PdShippingWanted *wanted, const PdRecord *order, GError **error)
{
  GPtrArray *parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS);

  for (guint i = 0; i < parcels->len; i++)
    {
      const PdRecord *parcel = g_ptr_array_index (parcels, i);

      if (wanted->parcel_id != NULL && !g_str_equal (wanted->parcel_id, pd_record_get_id (parcel)))
        continue;
      g_ptr_array_add (items, pd_print_item_new_for_shipping (
                                  wanted->kind == PD_SHIPPING_LABEL
                                      ? pd_shipping_pages_new_label (order, parcel, wanted->company)
                                      : pd_shipping_pages_new_packing (order, parcel, wanted->company)));
    }
  if (parcels->len == 0)
    fail (error,
          g_strdup_printf (_ ("Order %s has no parcel yet. Pack one first."), pd_record_get_title (order)));
  return parcels->len > 0;
}

/**
 * pd_print_shipping_items:
 * @wanted: what is to be printed
 * @error: return location: a sentence that can be shown, when there is nothing to print
 *
 * Lays out the papers of the warehouse: one picking list for all orders, a packing list or a label for each parcel.
 *
 * Returns: (transfer full) (nullable) (element-type PdPrintItem): at least one
 */
GPtrArray *
pd_print_shipping_items (const PdShippingWanted *wanted, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_print_item_free);
  gboolean good = wanted->orders->len > 0 && wanted->orders->len <= MAX_ORDERS;

  if (!good)
    fail (error, g_strdup_printf (_ ("Choose 1 to %d orders."), MAX_ORDERS));
  else if (wanted->kind == PD_SHIPPING_PICKING)
    good = add_picking (items, wanted, error);
  else
    for (guint i = 0; good && i < wanted->orders->len; i++)
      good = add_parcels (items, wanted, g_ptr_array_index (wanted->orders, i), error);
  return good ? g_steal_pointer (&items) : NULL;
}
