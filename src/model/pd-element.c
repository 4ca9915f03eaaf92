/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-element.h"

#include "model/pd-id.h"

#include <glib/gi18n-lib.h>

#define LIST_NAME "elements"

#define F PD_FIELD_STRUCT
static const PdField order_element_fields[] = {
  PD_ELEMENT_FIELDS (F, POSITION, CHANGED, "element", TO_SAVE)
};
static const PdField invoice_element_fields[] = { PD_ELEMENT_FIELDS (F, SERVER, SERVER, NULL, NEVER) };
#undef F

const PdRecordType pd_order_element_type = {
  .name = "order_element",
  .table = "order_elements",
  .label = N_ ("Special field"),
  .fields = order_element_fields,
  .n_fields = PD_ELEMENT_N_FIELDS,
  .list_name = LIST_NAME,
  .title_field = PD_ELEMENT_KEY,
  .state_field = -1,
};

const PdRecordType pd_invoice_element_type = {
  .name = "invoice_element",
  .table = "invoice_elements",
  .label = N_ ("Special field"),
  .fields = invoice_element_fields,
  .n_fields = PD_ELEMENT_N_FIELDS,
  .list_name = LIST_NAME,
  .title_field = PD_ELEMENT_KEY,
  .state_field = -1,
};

/**
 * pd_record_get_elements:
 * @record: an order or an invoice
 *
 * Returns: (transfer none) (element-type PdRecord): its elements, in the order of their positions when sorted
 */
GPtrArray *
pd_record_get_elements (const PdRecord *record)
{
  int list = pd_record_type_list (pd_record_get_record_type (record), LIST_NAME);

  g_return_val_if_fail (list >= 0, NULL);

  return pd_record_get_list (record, (guint) list);
}

static gboolean
is_at (const PdRecord *element, guint row, const char *key)
{
  return pd_record_get_integer (element, PD_ELEMENT_ROW) == row &&
         g_strcmp0 (pd_record_get_text (element, PD_ELEMENT_KEY), key) == 0;
}

/**
 * pd_record_find_element:
 * @record: an order or an invoice
 * @row: %PD_ELEMENT_ADDITIONAL, or the row of special fields, from 1
 * @key: the field's key, or the additional element's name
 *
 * Returns: (transfer none) (nullable): the first such element
 */
const PdRecord *
pd_record_find_element (const PdRecord *record, guint row, const char *key)
{
  GPtrArray *elements = pd_record_get_elements (record);

  for (guint i = 0; i < elements->len; i++)
    if (is_at (g_ptr_array_index (elements, i), row, key))
      return g_ptr_array_index (elements, i);
  return NULL;
}

/**
 * pd_record_get_element:
 * @record: an order or an invoice
 * @row: as for pd_record_find_element()
 * @key: the same
 *
 * Returns: (transfer none) (nullable): its value; %NULL when there is none
 */
const char *
pd_record_get_element (const PdRecord *record, guint row, const char *key)
{
  const PdRecord *element = pd_record_find_element (record, row, key);

  return element != NULL ? pd_record_get_text (element, PD_ELEMENT_VALUE) : NULL;
}

/**
 * pd_record_add_element:
 * @record: an order whose lists are sorted
 * @now: microseconds since 1970 in UTC
 * @row: as for pd_record_find_element()
 * @key: (nullable): the same; %NULL where a person will name it
 *
 * Returns: (transfer none): a new element at the end, without a value
 */
PdRecord *
pd_record_add_element (PdRecord *record, gint64 now, guint row, const char *key)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int list = pd_record_type_list (type, LIST_NAME);
  GPtrArray *elements = pd_record_get_elements (record);
  const PdRecord *last = elements->len > 0 ? g_ptr_array_index (elements, elements->len - 1) : NULL;
  g_autofree char *position =
      pd_position_between (last != NULL ? pd_record_get_text (last, PD_ELEMENT_POSITION) : NULL, NULL);
  g_autofree char *id = pd_id_new (now);
  PdRecord *element = pd_record_new (type->lists[list], id);

  pd_record_set_text (element, PD_ELEMENT_POSITION, position);
  pd_record_set_integer (element, PD_ELEMENT_ROW, row);
  pd_record_set_text (element, PD_ELEMENT_KEY, key);
  pd_record_add_line (record, (guint) list, element);
  return element;
}

/**
 * pd_record_set_element:
 * @record: an order whose lists are sorted
 * @now: microseconds since 1970 in UTC
 * @row: as for pd_record_find_element()
 * @key: the same
 * @value: (nullable): its value; %NULL and "" take the element out
 */
void
pd_record_set_element (PdRecord *record, gint64 now, guint row, const char *key, const char *value)
{
  PdRecord *element = (PdRecord *) pd_record_find_element (record, row, key);

  if (value == NULL || *value == '\0')
    {
      if (element != NULL)
        g_ptr_array_remove (pd_record_get_elements (record), element);
      return;
    }
  if (element == NULL)
    element = pd_record_add_element (record, now, row, key);
  pd_record_set_text (element, PD_ELEMENT_VALUE, value);
}

/**
 * pd_record_count_element_rows:
 * @record: an order or an invoice
 *
 * Returns: the highest row of special fields, 0 when there are none
 */
guint
pd_record_count_element_rows (const PdRecord *record)
{
  GPtrArray *elements = pd_record_get_elements (record);
  gint64 last = 0;

  for (guint i = 0; i < elements->len; i++)
    last = MAX (last, pd_record_get_integer (g_ptr_array_index (elements, i), PD_ELEMENT_ROW));
  return (guint) MIN (last, PD_RECORD_MAX_LINES);
}
