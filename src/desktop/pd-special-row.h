/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-field-editor.h"
#include "model/pd-special-type.h"

G_BEGIN_DECLS

#define PD_TYPE_SPECIAL_ROW (pd_special_row_get_type ())
G_DECLARE_FINAL_TYPE (PdSpecialRow, pd_special_row, PD, SPECIAL_ROW, GtkWidget)

GtkWidget *pd_special_row_new (const PdSpecialType *type, PdRecord *order, guint row);
guint pd_special_row_get_row (PdSpecialRow *self);
PdFieldEditor *pd_special_row_find (PdSpecialRow *self, const char *key);
void pd_special_row_update (PdSpecialRow *self);
guint pd_special_row_show_problems (PdSpecialRow *self, GPtrArray *problems, gboolean all);
void pd_special_row_set_columns (PdSpecialRow *self, int columns);

G_END_DECLS
