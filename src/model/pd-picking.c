/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-picking.h"

#include "model/pd-order-facts.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#include <string.h>

static void
row_free (gpointer data)
{
  PdPickingRow *row = data;

  g_free (row->place);
  g_free (row->name);
  g_free (row->spec);
  g_free (row->unit);
  pd_decimal_free (row->quantity);
  g_ptr_array_unref (row->orders);
  g_free (row);
}

static const PdRecord *
good_of (const PdRecord *line, GHashTable *goods)
{
  const char *id = pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID);

  return id != NULL ? g_hash_table_lookup (goods, id) : NULL;
}

/* Work is not fetched from the warehouse; the goods that a service needs are. */
static gboolean
is_fetched (const PdRecord *order, const PdRecord *good)
{
  return g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) != 0 ||
         (good != NULL && pd_record_get_flag (good, PD_GOOD_STOCKED));
}

/* What of a line is in no parcel; NULL when nothing is left. */
static PdDecimal *
left_of (const PdRecord *order, const PdRecord *line)
{
  const char *text = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY);
  g_autofree char *packed_text = pd_order_packed_quantity (order, pd_record_get_id (line));
  g_autoptr (PdDecimal) ordered = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) packed = pd_decimal_new_from_text (packed_text, NULL);
  g_autoptr (PdDecimal) left =
      ordered != NULL && packed != NULL ? pd_decimal_subtract (ordered, packed) : NULL;

  return left != NULL && pd_decimal_sign (left) > 0 ? g_steal_pointer (&left) : NULL;
}

/* The row of a line's good: what differs in name, specification or unit is another thing on the shelf. */
static PdPickingRow *
ensure_row (GPtrArray *rows, GHashTable *by_key, const PdRecord *line, const PdRecord *good)
{
  const char *parts[] = { good != NULL ? pd_record_get_id (good) : "",
                          pd_record_get_text (line, PD_ORDER_LINE_NAME),
                          pd_record_get_text (line, PD_ORDER_LINE_SPEC),
                          pd_record_get_text (line, PD_ORDER_LINE_UNIT) };
  g_autoptr (GString) key = g_string_new (NULL);
  PdPickingRow *row;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_printf (key, "%s\n", parts[i] != NULL ? parts[i] : "");
  row = g_hash_table_lookup (by_key, key->str);
  if (row != NULL)
    return row;
  row = g_new0 (PdPickingRow, 1);
  row->place = good != NULL ? g_strdup (pd_record_get_text (good, PD_GOOD_STORAGE_PLACE)) : NULL;
  row->name = g_strdup (parts[1] != NULL ? parts[1] : "");
  row->spec = g_strdup (parts[2]);
  row->unit = g_strdup (parts[3]);
  row->quantity = pd_decimal_new (0, 0);
  row->orders = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (rows, row);
  g_hash_table_insert (by_key, g_string_free (g_steal_pointer (&key), FALSE), row);
  return row;
}

static void
add_line (PdPickingRow *row, const PdRecord *order, const PdDecimal *quantity)
{
  PdDecimal *before = row->quantity;
  g_autofree char *text = pd_decimal_to_text (quantity, PD_DECIMAL_MAX_PLACES);

  row->quantity = pd_decimal_add (before, quantity);
  pd_decimal_free (before);
  g_ptr_array_add (row->orders, g_strdup_printf ("%s × %s", pd_record_get_title (order), text));
}

/* "A-2" lies before "A-10". */
static int
compare_numbered (const char *a, const char *b)
{
  g_autofree char *key_a = g_utf8_collate_key_for_filename (a != NULL ? a : "", -1);
  g_autofree char *key_b = g_utf8_collate_key_for_filename (b != NULL ? b : "", -1);

  return strcmp (key_a, key_b);
}

/* Along the shelves; what lies nowhere that anybody wrote down comes last. */
static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const PdPickingRow *one = *(PdPickingRow *const *) a, *other = *(PdPickingRow *const *) b;
  int order = (one->place == NULL) - (other->place == NULL);

  if (order == 0)
    order = compare_numbered (one->place, other->place);
  if (order == 0)
    order = compare_numbered (one->name, other->name);
  if (order == 0)
    order = compare_numbered (one->spec, other->spec);
  return order != 0 ? order : g_strcmp0 (one->unit, other->unit);
}

/**
 * pd_picking_rows:
 * @orders: (element-type PdRecord): orders
 * @goods: (element-type utf8 PdRecord): the goods of their lines, by id, as far as they are known
 *
 * Adds up what is to be fetched from the warehouse for some orders: what they have in no parcel yet, in the order in which
 * it lies there. Cancelled orders need nothing.
 *
 * Returns: (transfer full) (element-type PdPickingRow): a row for each good
 */
GPtrArray *
pd_picking_rows (GPtrArray *orders, GHashTable *goods)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < orders->len; i++)
    {
      const PdRecord *order = g_ptr_array_index (orders, i);
      GPtrArray *lines = pd_record_get_lines (order);

      if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_STATE), PD_ORDER_STATE_CANCELLED) == 0)
        continue;
      for (guint j = 0; j < lines->len; j++)
        {
          const PdRecord *line = g_ptr_array_index (lines, j), *good = good_of (line, goods);
          g_autoptr (PdDecimal) left = is_fetched (order, good) ? left_of (order, line) : NULL;

          if (left != NULL)
            add_line (ensure_row (rows, by_key, line, good), order, left);
        }
    }
  g_ptr_array_sort (rows, compare_rows);
  return rows;
}
