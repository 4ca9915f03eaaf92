/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-decimal.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdPickingRow: a good that is to be fetched from the warehouse, for all orders at once. */
typedef struct
{
  char *place;         /* (owned) (nullable): where it lies */
  char *name;          /* (owned) */
  char *spec;          /* (owned) (nullable) */
  char *unit;          /* (owned) (nullable) */
  PdDecimal *quantity; /* (owned) of all orders */
  GPtrArray *orders;   /* (owned) of char*: "PX-1 × 2", in the orders' own order */
} PdPickingRow;

GPtrArray *pd_picking_rows (GPtrArray *orders, GHashTable *goods);

G_END_DECLS
