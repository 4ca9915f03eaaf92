/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-row-model.h"

G_BEGIN_DECLS

/* A place in a list: which row stands there may become another one, and then "changed" is emitted, as it is when the row
 * says something else. */
#define PD_TYPE_ROW_SLOT (pd_row_slot_get_type ())
G_DECLARE_FINAL_TYPE (PdRowSlot, pd_row_slot, PD, ROW_SLOT, GObject)

PdRowSlot *pd_row_slot_new (PdRowItem *item);
PdRowItem *pd_row_slot_get_item (PdRowSlot *self);
void pd_row_slot_set_item (PdRowSlot *self, PdRowItem *item);
guint pd_row_slot_get_position (PdRowSlot *self);
void pd_row_slot_set_position (PdRowSlot *self, guint position);

G_END_DECLS
