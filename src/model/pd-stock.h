/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-decimal.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdStockLevel: what there is of a good; never stored, always the sum of its moves. Zeroed, there is nothing. */
typedef struct
{
  PdDecimal *on_hand;  /* (owned) (nullable) what lies in the warehouse; %NULL is zero */
  PdDecimal *reserved; /* (owned) (nullable) how much of it is kept for orders */
} PdStockLevel;

void pd_stock_level_clear (PdStockLevel *level);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdStockLevel, pd_stock_level_clear)
void pd_stock_level_add (PdStockLevel *level, const char *kind, const char *quantity, gint64 times);
PdDecimal *pd_stock_level_on_hand (const PdStockLevel *level);
PdDecimal *pd_stock_level_reserved (const PdStockLevel *level);
PdDecimal *pd_stock_level_available (const PdStockLevel *level);
PdDecimal *pd_stock_level_missing (const PdStockLevel *level, const PdRecord *good);

/** PdStockShortage: a line of an order for which there is not enough. */
typedef struct
{
  const PdRecord *line; /* (borrowed) */
  PdDecimal *wanted;    /* (owned) what it still needs */
  PdDecimal *available; /* (owned) what there is for it */
  PdDecimal *missing;   /* (owned) */
} PdStockShortage;

GPtrArray *
pd_stock_shortages (const PdRecord *order, GPtrArray *moves, GHashTable *stocked, GHashTable *levels);
GPtrArray *
pd_stock_moves_of_step (const PdRecord *order, guint effects, GPtrArray *moves, GHashTable *stocked);
GPtrArray *pd_stock_moves_of_returns (const PdRecord *order, GPtrArray *moves, gint64 now);

gint64 pd_stock_next_receipt (const gint64 *received, guint n_received, gint64 now, guint *every_days);
char *pd_stock_expectation_text (gint64 expected_at, guint every_days);
char *pd_stock_shortage_text (const char *good, const char *missing, gint64 expected_at, guint every_days);

G_END_DECLS
