/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-record-month.h"

#include "model/pd-order-template.h"

#include <string.h>

#define MONTH_LENGTH 7

/* The business date of a record is the first date that its type has. A template's dates are plans: it belongs to no year. */
static int
month_field (const PdRecordType *type)
{
  if (type == &pd_order_template_type)
    return -1;
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].kind == PD_KIND_DATE)
      return (int) i;
  return -1;
}

/** pd_record_type_month_field: Returns: (nullable): the name of the field whose month a record belongs to */
const char *
pd_record_type_month_field (const PdRecordType *type)
{
  int field = month_field (type);

  return field < 0 ? NULL : type->fields[field].name;
}

/** pd_record_type_total_field: Returns: (nullable): the name of the field that a month's sum is of, fen with tax */
const char *
pd_record_type_total_field (const PdRecordType *type)
{
  int field = pd_record_type_field (type, "gross_amount");

  return field < 0 ? NULL : type->fields[field].name;
}

/**
 * pd_record_month:
 * @record: a record
 *
 * Returns: (transfer full): "YYYY-MM" of its business date; "" when it has none, as an invoice before it is issued
 */
char *
pd_record_month (const PdRecord *record)
{
  int field = month_field (pd_record_get_record_type (record));
  const char *date = field < 0 ? NULL : pd_record_get_text (record, (guint) field);

  return date != NULL && strlen (date) >= MONTH_LENGTH ? g_strndup (date, MONTH_LENGTH) : g_strdup ("");
}
