/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-element.h"
#include "model/pd-special-type.h"

G_BEGIN_DECLS

/* What a person does to the fields of a special business; pd-element.h has the elements themselves. */

gboolean pd_special_has_minutes (const PdRecord *record);
char *pd_special_value_from_text (const PdSpecialField *field, const char *text, gboolean minutes);
const PdSpecialField *pd_special_type_find_named (const PdSpecialType *type, const char *name);
gboolean pd_special_belongs (const PdRecord *record, const PdRecord *element);
char *pd_element_title (const PdRecord *record, const PdRecord *element);

GPtrArray *pd_record_take_element_row (PdRecord *record, guint row);
GPtrArray *pd_record_take_special_elements (PdRecord *record);
void pd_record_put_element_row (PdRecord *record, guint row, GPtrArray *elements);
void pd_record_put_elements (PdRecord *record, GPtrArray *elements);

gint64 pd_order_get_deduction (const PdRecord *order);
gboolean pd_order_set_deduction (PdRecord *order, gint64 fen, GError **error);
char *pd_order_deduction_text (const PdRecord *order);

G_END_DECLS
