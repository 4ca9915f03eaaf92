/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/pd-reversal.h"

G_BEGIN_DECLS

#define PD_TYPE_REVERSAL_LINE_ROW (pd_reversal_line_row_get_type ())
G_DECLARE_FINAL_TYPE (PdReversalLineRow, pd_reversal_line_row, PD, REVERSAL_LINE_ROW, AdwActionRow)

GtkWidget *pd_reversal_line_row_new (const PdReversible *left, const char *unit);
gboolean pd_reversal_line_row_is_chosen (PdReversalLineRow *self);
gboolean pd_reversal_line_row_get_choice (PdReversalLineRow *self, PdReversalChoice *choice);
void pd_reversal_line_row_set_whole (PdReversalLineRow *self, gboolean whole);
gint64 pd_reversal_line_row_get_net (PdReversalLineRow *self);
gint64 pd_reversal_line_row_get_tax (PdReversalLineRow *self);

G_END_DECLS
