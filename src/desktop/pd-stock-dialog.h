/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/pd-stock-move.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_STOCK_DIALOG (pd_stock_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdStockDialog, pd_stock_dialog, PD, STOCK_DIALOG, AdwWindow)

char *pd_stock_move_text (const PdRecord *move);
PdStockDialog *
pd_stock_dialog_new_reversal (GtkWindow *parent, PdStore *store, const PdRecord *good, const PdRecord *move);
PdStockDialog *
pd_stock_dialog_new (GtkWindow *parent, PdStore *store, const PdRecord *good, const char *kind);
const char *pd_stock_dialog_label (const char *kind);

G_END_DECLS
