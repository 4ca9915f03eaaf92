/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-reversal.h"

G_BEGIN_DECLS

char *pd_reversal_add_quantity (const char *text, const char *change);
char *pd_reversal_negate_quantity (const char *text);
int pd_reversal_compare_quantities (const char *a, const char *b);
PdReversible *pd_reversal_find_line (GPtrArray *left, gint64 blue_line);
void pd_reversal_copy_text (PdRecord *to, guint to_field, const PdRecord *from, guint from_field);

G_END_DECLS
