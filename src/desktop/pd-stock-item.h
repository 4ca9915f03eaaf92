/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/pd-store-stock.h"

G_BEGIN_DECLS

/**
 * PdStockColumn: what a row of the stock says.
 * @PD_STOCK_COLUMN_GOOD: name and specification
 * @PD_STOCK_COLUMN_ON_HAND: what lies in the warehouse, with the unit
 * @PD_STOCK_COLUMN_RESERVED: how much of it is kept for orders
 * @PD_STOCK_COLUMN_AVAILABLE: what may be promised
 * @PD_STOCK_COLUMN_MINIMUM: what there should always be
 * @PD_STOCK_COLUMN_MINIMUM_ORDER: what it is ordered by at least
 * @PD_STOCK_COLUMN_TO_ORDER: what is missing of what there should be
 */
typedef enum
{
  PD_STOCK_COLUMN_GOOD,
  PD_STOCK_COLUMN_ON_HAND,
  PD_STOCK_COLUMN_RESERVED,
  PD_STOCK_COLUMN_AVAILABLE,
  PD_STOCK_COLUMN_MINIMUM,
  PD_STOCK_COLUMN_MINIMUM_ORDER,
  PD_STOCK_COLUMN_TO_ORDER,
  PD_STOCK_N_COLUMNS
} PdStockColumn;

#define PD_TYPE_STOCK_ITEM (pd_stock_item_get_type ())
G_DECLARE_FINAL_TYPE (PdStockItem, pd_stock_item, PD, STOCK_ITEM, GObject)

PdStockItem *pd_stock_item_new (const PdStoreStock *stock);
PdRecord *pd_stock_item_get_good (PdStockItem *self);
const char *pd_stock_item_get_text (PdStockItem *self, PdStockColumn column);
gboolean pd_stock_item_is_short (PdStockItem *self);

G_END_DECLS
