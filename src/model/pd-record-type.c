/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-record-type.h"

#include "model/pd-assignment.h"
#include "model/pd-bin.h"
#include "model/pd-bureau.h"
#include "model/pd-calendar-row.h"
#include "model/pd-delivery.h"
#include "model/pd-device.h"
#include "model/pd-invoice.h"
#include "model/pd-order-template.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-print-record.h"
#include "model/pd-received-invoice.h"
#include "model/pd-red-form.h"
#include "model/pd-solution.h"
#include "model/pd-stock-move.h"
#include "model/pd-ticket.h"
#include "model/pd-verification-record.h"

#include <string.h>

static const PdRecordType *const record_types[] = {
  &pd_order_type,           &pd_invoice_type,   &pd_buyer_type,        &pd_good_type,
  &pd_company_type,         &pd_bureau_type,    &pd_red_form_type,     &pd_delivery_type,
  &pd_verification_type,    &pd_received_type,  &pd_print_type,        &pd_stock_move_type,
  &pd_assignment_rule_type, &pd_device_type,    &pd_ticket_type,       &pd_solution_type,
  &pd_order_template_type,  &pd_bin_entry_type, &pd_calendar_row_type, NULL
};

/**
 * pd_record_types:
 *
 * Returns: (transfer none): every type of record that is synchronised, ends with %NULL
 */
const PdRecordType *const *
pd_record_types (void)
{
  return record_types;
}

/**
 * pd_record_type_find:
 * @name: a type's name on the wire, as "order"
 *
 * Returns: (nullable) (transfer none): the type, or %NULL when there is none of that name
 */
const PdRecordType *
pd_record_type_find (const char *name)
{
  for (guint i = 0; record_types[i] != NULL; i++)
    if (g_str_equal (record_types[i]->name, name))
      return record_types[i];
  return NULL;
}

/**
 * pd_record_type_field:
 * @type: a record type
 * @name: a field's name
 *
 * Returns: the field's index, -1 when the type has no such field
 */
int
pd_record_type_field (const PdRecordType *type, const char *name)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (g_str_equal (type->fields[i].name, name))
      return (int) i;
  return -1;
}

/**
 * pd_record_type_list:
 * @type: a record type
 * @list_name: the name of one of its lists, as "lines"
 *
 * Returns: the list's index, -1 when the type has no such list
 */
int
pd_record_type_list (const PdRecordType *type, const char *list_name)
{
  for (guint i = 0; i < type->n_lists; i++)
    if (g_str_equal (type->lists[i]->list_name, list_name))
      return (int) i;
  return -1;
}

/**
 * pd_field_atom:
 * @field: a field
 *
 * The atom is what merges as one: the field's group, or the field alone.
 *
 * Returns: (transfer none): the atom's name
 */
const char *
pd_field_atom (const PdField *field)
{
  return field->group != NULL ? field->group : field->name;
}

/**
 * pd_field_is_text:
 * @field: a field
 *
 * Returns: whether its value is kept as text rather than as an integer
 */
gboolean
pd_field_is_text (const PdField *field)
{
  switch (field->kind)
    {
    case PD_KIND_TEXT:
    case PD_KIND_DECIMAL:
    case PD_KIND_RATE:
    case PD_KIND_DATE:
    case PD_KIND_CHOICE:
    case PD_KIND_REFERENCE:
      return TRUE;
    case PD_KIND_INTEGER:
    case PD_KIND_MONEY:
    case PD_KIND_TIME:
    case PD_KIND_FLAG:
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

/**
 * pd_field_is_mergeable:
 * @field: a field
 *
 * Returns: whether a person's change of it travels: derived and server-owned fields do not
 */
gboolean
pd_field_is_mergeable (const PdField *field)
{
  return field->merge != PD_MERGE_DERIVED && field->merge != PD_MERGE_SERVER;
}

/**
 * pd_field_annotates:
 * @field: a field
 *
 * Returns: whether a person may change it when the record's content is frozen
 */
gboolean
pd_field_annotates (const PdField *field)
{
  return field->merge == PD_MERGE_APPEND || (field->flags & PD_FIELD_ANNOTATES);
}

/**
 * pd_record_type_is_editable:
 * @type: a record type
 *
 * Returns: whether a person writes any field of it; lines of a type without such a field come and go by the
 *   platform's word alone
 */
gboolean
pd_record_type_is_editable (const PdRecordType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (pd_field_is_mergeable (&type->fields[i]))
      return TRUE;
  return FALSE;
}

/**
 * pd_choice_label:
 * @choices: a field's choices
 * @value: (nullable): a stored value
 *
 * Returns: (transfer none): the untranslated words for it; the value itself when a newer platform sent one
 *   that this version does not know
 */
const char *
pd_choice_label (const PdChoice *choices, const char *value)
{
  if (value == NULL)
    return "";
  for (; choices != NULL && choices->value != NULL; choices++)
    if (g_str_equal (choices->value, value))
      return choices->label;
  return value;
}
