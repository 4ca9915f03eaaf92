/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_stock_kind_choices[];

/* A movement of goods: written once, never changed and never deleted. What there is of a good is the sum of its moves
 * (pd-stock.h). It has no business date: records with one live in streams of a year, which may not be on a computer, and
 * a sum needs all of them. Receipts, counts and returns are a person's; the rest follows from what happens to orders and
 * is the platform's. The quantity is positive; of a count it is what is to be added, so that counts at two desks add up
 * with all that happens meanwhile. What a person wrote down wrongly is reversed by a move of the same kind with the
 * opposite quantity, whose id follows from the one that it reverses: there is one at most, at however many desks. */
#define PD_STOCK_MOVE_FIELDS(F)                                                                              \
  F (GOOD_ID, "good_id", N_ ("Good"), REFERENCE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)            \
  F (GOOD_NAME, "good_name", N_ ("Good or service"), TEXT, 100, CHANGED, NULL, TO_SAVE, PD_FIELD_SEARCH,     \
     NULL)                                                                                                   \
  F (KIND, "kind", N_ ("Kind"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, pd_stock_kind_choices)    \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)        \
  F (COUNTED, "counted", N_ ("Counted"), DECIMAL, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (SERIAL_NUMBERS, "serial_numbers", N_ ("Serial numbers"), TEXT, 2000, CHANGED, NULL, NEVER,              \
     PD_FIELD_SEARCH, NULL)                                                                                  \
  F (ORDER_ID, "order_id", N_ ("Order"), REFERENCE, 0, CHANGED, NULL, NEVER, PD_FIELD_INDEX, NULL)           \
  F (ORDER_NUMBER, "order_number", N_ ("Order number"), TEXT, 40, CHANGED, NULL, NEVER, PD_FIELD_SEARCH,     \
     NULL)                                                                                                   \
  F (LINE_ID, "line_id", N_ ("Line"), REFERENCE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (HAPPENED_AT, "happened_at", N_ ("Time"), TIME, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)         \
  F (REASON, "reason", N_ ("Reason"), TEXT, 200, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)                \
  F (REVERSES, "reverses", N_ ("Reverses"), REFERENCE, 0, CHANGED, NULL, NEVER, PD_FIELD_INDEX, NULL)        \
  F (CREATED_BY, "created_by", N_ ("Entered by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_STOCK_MOVE_##id,
enum
{
  PD_STOCK_MOVE_FIELDS (F) PD_STOCK_MOVE_N_FIELDS
};
#undef F

#define PD_STOCK_KIND_RECEIPT "receipt"
#define PD_STOCK_KIND_COUNT "count"
#define PD_STOCK_KIND_RETURN "return"
#define PD_STOCK_KIND_ISSUE "issue"
#define PD_STOCK_KIND_RESERVE "reserve"
#define PD_STOCK_KIND_RELEASE "release"

extern const PdRecordType pd_stock_move_type;

/** PdStockKind: what a move of a kind does to the sums: +1, 0 or -1. */
typedef struct
{
  const char *kind;
  int on_hand;
  int reserved;
  gboolean is_persons; /* a person may write one */
} PdStockKind;

const PdStockKind *pd_stock_kind_find (const char *kind);
GStrv pd_serial_numbers (const char *text);
char *pd_stock_reversal_id (const char *move_id);
const char *pd_stock_reversal_obstacle (const PdRecord *move);
PdRecord *pd_stock_reversal_new (const PdRecord *move, gint64 now);
gboolean pd_stock_reversal_fits (const PdRecord *reversal, const PdRecord *move);
PdRecord *pd_stock_move_new (gint64 now, const char *kind, const PdRecord *good, const char *quantity);

G_END_DECLS
