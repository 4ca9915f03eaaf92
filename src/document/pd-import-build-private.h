/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-order-import-private.h"
#include "model/pd-order.h"

G_BEGIN_DECLS

/* The order that is being made from its rows. */
typedef struct
{
  PdImportPlan *plan;             /* (borrowed) */
  const PdImportContext *context; /* (borrowed) */
  PdImportOrder *order;           /* (borrowed) */
  GHashTable *rows_of_lines;      /* (owned) line id → PdImportRow */
  char *buyer_key;                /* (owned) (nullable): the first that was seen */
  PdImportRow *buyer_key_row;     /* (borrowed) */
  char *other_key;                /* (owned) (nullable): the first that differs from it */
  PdImportRow *other_key_row;     /* (borrowed) */
  int other_key_column;

  /* What the order's rows said first, field by field. */
  struct
  {
    char *text;       /* (owned) (nullable) */
    PdImportRow *row; /* (borrowed) */
    int column;
  } seen[PD_ORDER_N_FIELDS];
} PdImportBuild;

/* pd-import-check.c */
void pd_import_build_check (PdImportBuild *self);
void pd_import_build_decide (PdImportBuild *self);

G_END_DECLS
