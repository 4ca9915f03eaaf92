/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* One value that an invoice has beside its lines. Row 0 holds the additional elements (附加要素), whose key is their
 * name; from row 1 on are the fields of the special business type (特定业务), whose keys pd-special-type.c lists. The
 * order's are a person's, the invoice's are the platform's copy of them. */
#define PD_ELEMENT_FIELDS(F, ORDER, RULE, GROUP, REQUIRED)                                                   \
  F (POSITION, "position", N_ ("Position"), TEXT, 64, ORDER, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (ROW, "row_number", N_ ("Row"), INTEGER, 0, RULE, GROUP, NEVER, PD_FIELD_PLAIN, NULL)                    \
  F (KEY, "key", N_ ("Name of the field"), TEXT, 50, RULE, GROUP, REQUIRED, PD_FIELD_PLAIN, NULL)            \
  F (VALUE, "value", N_ ("Value"), TEXT, 300, RULE, GROUP, NEVER, PD_FIELD_PRIVATE, NULL)

#define F(id, ...) PD_ELEMENT_##id,
enum
{
  PD_ELEMENT_FIELDS (F, , , , ) PD_ELEMENT_N_FIELDS
};
#undef F

/* The row of the additional elements. */
#define PD_ELEMENT_ADDITIONAL 0

extern const PdRecordType pd_order_element_type;
extern const PdRecordType pd_invoice_element_type;

GPtrArray *pd_record_get_elements (const PdRecord *record);
const PdRecord *pd_record_find_element (const PdRecord *record, guint row, const char *key);
const char *pd_record_get_element (const PdRecord *record, guint row, const char *key);
PdRecord *pd_record_add_element (PdRecord *record, gint64 now, guint row, const char *key);
void pd_record_set_element (PdRecord *record, gint64 now, guint row, const char *key, const char *value);
guint pd_record_count_element_rows (const PdRecord *record);

G_END_DECLS
