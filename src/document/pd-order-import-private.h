/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-import-mapping-private.h"
#include "document/pd-order-import.h"

G_BEGIN_DECLS

struct _PdImportPlan
{
  gatomicrefcount ref_count;
  PdSheetBook *book;        /* (owned) */
  PdImportMapping *mapping; /* (owned) */
  GPtrArray *rows;          /* (owned) of PdImportRow */
  GPtrArray *orders;        /* (owned) of PdImportOrder */
};

/* Where a cell is, and what to do with what is found there. */
typedef struct
{
  PdImportPlan *plan; /* (borrowed) */
  PdImportRow *row;   /* (borrowed) */
  int column;         /* -1 for a default */
} PdImportPlace;

/* pd-order-import.c */
PdImportProblem *
pd_import_row_add (PdImportRow *row, int column, PdProblemWeight weight, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
gboolean pd_import_row_has_error (const PdImportRow *row, int column);

/* pd-import-cell.c */
gboolean pd_import_cell_is_sound (const PdImportPlace *place);
char *pd_import_cell_text (const PdImportPlace *place);
gboolean pd_import_cell_set (const PdImportPlace *place, PdRecord *record, guint field, const char *text);
char *pd_import_plain_number (const char *text);

/* pd-import-rows.c: fills plan->rows, and plan->orders with number, key and rows */
gboolean pd_import_plan_group (PdImportPlan *plan,
                               const PdImportContext *context,
                               GCancellable *cancellable,
                               GError **error);

/* pd-import-build.c: fills plan->orders with records, problems and states */
gboolean pd_import_plan_build (PdImportPlan *plan,
                               const PdImportContext *context,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
