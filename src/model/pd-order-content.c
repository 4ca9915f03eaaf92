/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-order-content.h"

#include "model/pd-element.h"
#include "model/pd-id.h"
#include "model/pd-order-facts.h"

/* How orders come to be: new, as a copy of another, or from content that was kept. */

/* A number that two desktops without a network will not both give: the day, and the random end of the id. With
 * 32 random bits, an office of 1000 orders a day meets the same number twice in a day once in 20 years. A provider
 * takes at most 20 characters. */
static char *
order_number (const PdRecord *order, const char *order_date)
{
  g_auto (GStrv) day = g_strsplit (order_date, "-", -1);
  g_autofree char *digits = g_strjoinv (NULL, day);
  g_autofree char *tail = g_ascii_strup (pd_record_get_id (order) + 36 - 8, -1);

  return g_strdup_printf ("D%s-%s", digits, tail);
}

static PdRecord *
new_order (const char *id, const char *order_date)
{
  PdRecord *order = pd_record_new (&pd_order_type, id);
  g_autofree char *number = order_number (order, order_date);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_DATE, order_date);
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  pd_record_derive (order);
  return order;
}

/**
 * pd_order_new:
 * @now: microseconds since 1970 in UTC
 * @order_date: the business date, "YYYY-MM-DD"
 *
 * Returns: (transfer full): an open order with an id, a number of its own, and no lines
 */
PdRecord *
pd_order_new (gint64 now, const char *order_date)
{
  g_autofree char *id = pd_id_new (now);

  return new_order (id, order_date);
}

static void
duplicate_elements (PdRecord *copy, const PdRecord *order, gint64 now)
{
  GPtrArray *elements = pd_record_get_elements (order);

  for (guint i = 0; i < elements->len; i++)
    {
      const PdRecord *element = g_ptr_array_index (elements, i);
      gint64 row = pd_record_get_integer (element, PD_ELEMENT_ROW);
      const char *key = pd_record_get_text (element, PD_ELEMENT_KEY);

      if (row >= 0 && row <= PD_RECORD_MAX_LINES && key != NULL)
        pd_record_set_element (copy, now, (guint) row, key, pd_record_get_text (element, PD_ELEMENT_VALUE));
    }
}

/* What another order with the same content has not. */
static gboolean
is_of_one_order (guint field)
{
  return field == PD_ORDER_NUMBER || field == PD_ORDER_DATE || field == PD_ORDER_IMPORT_KEY ||
         field == PD_ORDER_NOTE || field == PD_ORDER_DUE_DATE || field == PD_ORDER_ASSIGNEE ||
         field == PD_ORDER_ASSIGNMENT_REASON;
}

static void
copy_fields (PdRecord *copy, const PdRecord *order)
{
  for (guint i = 0; i < PD_ORDER_N_FIELDS; i++)
    if (pd_field_is_mergeable (&pd_order_type.fields[i]) && !is_of_one_order (i))
      pd_record_copy_field (copy, order, i);
}

/**
 * pd_order_duplicate:
 * @order: an order
 * @now: microseconds since 1970 in UTC
 * @order_date: the new order's date
 *
 * Returns: (transfer full): a new open order with the same buyer, terms and lines, and ids and a number of its own
 */
PdRecord *
pd_order_duplicate (const PdRecord *order, gint64 now, const char *order_date)
{
  PdRecord *copy = pd_order_new (now, order_date);
  GPtrArray *lines = pd_record_get_lines (order);

  copy_fields (copy, order);
  for (guint i = 0; i < lines->len; i++)
    {
      PdRecord *line = pd_order_add_line (copy, now);

      for (guint j = 0; j < PD_ORDER_LINE_N_FIELDS; j++)
        if (pd_field_is_mergeable (&pd_order_line_type.fields[j]) && j != PD_ORDER_LINE_POSITION)
          pd_record_copy_field (line, g_ptr_array_index (lines, i), j);
    }
  duplicate_elements (copy, order, now);
  pd_record_derive (copy);
  return copy;
}

/* The id of a row that follows from where it is: whoever makes the order again makes the same rows. */
static char *
row_id (const PdRecord *order, guint list, guint index)
{
  g_autofree char *text = g_strdup_printf ("row of an order\n%s\n%s\n%u", pd_record_get_id (order),
                                           pd_record_get_record_type (order)->lists[list]->name, index);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

static void
copy_rows (PdRecord *to, const PdRecord *from, guint list)
{
  const PdRecordType *type = pd_order_type.lists[list];
  GPtrArray *rows = pd_record_get_list (from, list);

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *id = row_id (to, list, i);
      PdRecord *row = pd_record_new (type, id);

      for (guint j = 0; j < type->n_fields; j++)
        if (pd_field_is_mergeable (&type->fields[j]))
          pd_record_copy_field (row, rows->pdata[i], j);
      pd_record_add_line (to, list, row);
    }
}

static void
copy_content (PdRecord *to, const PdRecord *from)
{
  copy_fields (to, from);
  copy_rows (to, from, PD_ORDER_LIST_LINES);
  copy_rows (to, from, PD_ORDER_LIST_ELEMENTS);
}

/**
 * pd_order_content:
 * @order: an order whose lists are sorted
 * @id: the id of what keeps the content
 *
 * What a copy of the order would have: buyer, terms, kind, address, lines and special fields; no number, date, state or
 * sum. The same order gives the same content.
 *
 * Returns: (transfer full): a record of the order's type that is no order yet
 */
PdRecord *
pd_order_content (const PdRecord *order, const char *id)
{
  PdRecord *content = pd_record_new (&pd_order_type, id);

  copy_content (content, order);
  return content;
}

/**
 * pd_order_from_content:
 * @content: of pd_order_content(), or what claims to be; its lists are sorted
 * @id: the new order's id
 * @order_date: the new order's date
 *
 * Takes nothing but content, whatever else the record says. Its rows' ids follow from its own.
 *
 * Returns: (transfer full): an open order that was not checked
 */
PdRecord *
pd_order_from_content (const PdRecord *content, const char *id, const char *order_date)
{
  PdRecord *order = new_order (id, order_date);

  copy_content (order, content);
  pd_record_sort_lines (order);
  pd_record_derive (order);
  return order;
}
