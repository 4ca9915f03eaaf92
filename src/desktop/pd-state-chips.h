/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_STATE_CHIPS (pd_state_chips_get_type ())
G_DECLARE_FINAL_TYPE (PdStateChips, pd_state_chips, PD, STATE_CHIPS, GtkWidget)

/* The chip of red-letter invoices, beside those of states. */
#define PD_STATE_CHIP_RED "red"

GtkWidget *pd_state_chips_new (const PdRecordType *type, PdStore *store);
void pd_state_chips_set_chosen (PdStateChips *self, const char *state);

G_END_DECLS
