/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-row-model.h"

G_BEGIN_DECLS

#define PD_TYPE_ROW_SELECTION (pd_row_selection_get_type ())
G_DECLARE_FINAL_TYPE (PdRowSelection, pd_row_selection, PD, ROW_SELECTION, GObject)

PdRowSelection *pd_row_selection_new (PdRowModel *model, gboolean several);
void pd_row_selection_begin_at_keyboard (PdRowSelection *self, GtkColumnView *view);
guint pd_row_selection_get_n_selected (PdRowSelection *self);
GArray *pd_row_selection_get_rows (PdRowSelection *self);
PdRowItem *pd_row_selection_get_item (PdRowSelection *self);

G_END_DECLS
