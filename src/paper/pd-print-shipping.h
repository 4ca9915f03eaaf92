/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-shipping-pages.h"
#include "paper/pd-print-item.h"

G_BEGIN_DECLS

/** PdShippingWanted: papers of the warehouse that are to be printed. All borrowed. */
typedef struct
{
  PdShippingKind kind;
  GPtrArray *orders;       /* of PdRecord, with their lists */
  GHashTable *goods;       /* utf8 → PdRecord: the goods of their lines, by id */
  const PdRecord *company; /* (nullable): who sends it */
  const char *parcel_id;   /* (nullable): of this parcel only */
  const char *today;       /* "YYYY-MM-DD" */
} PdShippingWanted;

GPtrArray *pd_print_shipping_items (const PdShippingWanted *wanted, GError **error);

G_END_DECLS
