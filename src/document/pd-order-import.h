/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-import-mapping.h"
#include "document/pd-import-target.h"
#include "document/pd-sheet.h"
#include "model/pd-problem.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/**
 * PdImportOrderState:
 * @PD_IMPORT_ORDER_NEW: will be imported
 * @PD_IMPORT_ORDER_SAME: is here already, with this content: nothing to do
 * @PD_IMPORT_ORDER_CHANGED: is here already, with other content; it is never overwritten
 * @PD_IMPORT_ORDER_DELETED: was imported once and deleted since; it does not come back by itself
 * @PD_IMPORT_ORDER_REFUSED: a row of it is wrong, so none of it is imported
 */
typedef enum
{
  PD_IMPORT_ORDER_NEW,
  PD_IMPORT_ORDER_SAME,
  PD_IMPORT_ORDER_CHANGED,
  PD_IMPORT_ORDER_DELETED,
  PD_IMPORT_ORDER_REFUSED,
  PD_IMPORT_ORDER_N_STATES,
} PdImportOrderState;

/**
 * PdImportRowKind:
 * @PD_IMPORT_ROW_LINE: a line of an order
 * @PD_IMPORT_ROW_ORDER: says something about an order that has its lines elsewhere
 * @PD_IMPORT_ROW_SKIPPED: a total or a row that is no order's; it is left out and says why
 */
typedef enum
{
  PD_IMPORT_ROW_LINE,
  PD_IMPORT_ROW_ORDER,
  PD_IMPORT_ROW_SKIPPED,
} PdImportRowKind;

/** PdImportProblem: what is wrong with, or to be known of, one row. */
typedef struct
{
  int column; /* counted from 0; -1 for the whole row */
  PdProblemWeight weight;
  gboolean rounded; /* a note that the number is not the file's: to be said, although nothing is refused */
  const PdImportTarget *absent; /* (nullable): what is missing in every row because no column has it */
  char *message;                /* a translated sentence */
} PdImportProblem;

/** PdImportRow: a row of the file below the headings. */
typedef struct
{
  guint sheet; /* of the book */
  guint row;   /* counted from 0, as in pd_sheet_get_cell() */
  PdImportRowKind kind;
  int order;           /* index of its order; -1 when it has none */
  GPtrArray *problems; /* (owned) (nullable) of PdImportProblem */
} PdImportRow;

/** PdImportOrder: an order of the file. */
typedef struct
{
  PdImportOrderState state;
  char *number;            /* (owned): the source's order number */
  char *import_key;        /* (owned) */
  PdRecord *record;        /* (owned): the order as it would be saved; incomplete when it is refused */
  PdRecord *existing;      /* (owned) (nullable): what the lookup found */
  GArray *rows;            /* (owned) of guint: indexes of its rows */
  gboolean has_two_buyers; /* refused for that: splitting by buyer would help */
  guint n_problems[PD_PROBLEM_NOTE + 1]; /* by weight */
} PdImportOrder;

typedef struct _PdImportPlan PdImportPlan;

/**
 * PdImportLookup:
 * @id: the id that the order would have
 * @import_key: its import key
 * @user_data: of #PdImportContext
 *
 * Asks the cache for an order, deleted ones included. It is called in the thread of pd_order_import_plan().
 *
 * Returns: (transfer full) (nullable): the order with its lines sorted, %NULL when there is none
 */
typedef PdRecord *(*PdImportLookup) (const char *id, const char *import_key, gpointer user_data);

/** PdImportProgress: called in the thread of pd_order_import_plan() with the rows done and all rows. */
typedef void (*PdImportProgress) (guint done, guint total, gpointer user_data);

/**
 * PdImportContext:
 * @tenant: the tenant's id: two tenants' orders of one number never share an id
 * @now: microseconds since 1970 in UTC
 * @lookup: (nullable): %NULL to plan as for an empty cache
 * @progress: (nullable): told about every few hundred rows
 * @user_data: for both
 */
typedef struct
{
  const char *tenant;
  gint64 now;
  PdImportLookup lookup;
  PdImportProgress progress;
  gpointer user_data;
} PdImportContext;

PdImportPlan *pd_order_import_plan (PdSheetBook *book,
                                    const PdImportMapping *mapping,
                                    const PdImportContext *context,
                                    GCancellable *cancellable,
                                    GError **error);
PdImportPlan *pd_import_plan_ref (PdImportPlan *plan);
void pd_import_plan_unref (PdImportPlan *plan);

guint pd_import_plan_get_n_orders (const PdImportPlan *plan);
const PdImportOrder *pd_import_plan_get_order (const PdImportPlan *plan, guint index);
guint pd_import_plan_get_n_rows (const PdImportPlan *plan);
const PdImportRow *pd_import_plan_get_row (const PdImportPlan *plan, guint index);
guint pd_import_plan_count_rounded (const PdImportPlan *plan);
guint pd_import_plan_count_two_buyers (const PdImportPlan *plan);
guint pd_import_plan_count (const PdImportPlan *plan, PdImportOrderState state);
const PdImportProblem *
pd_import_order_first_problem (const PdImportPlan *plan, const PdImportOrder *order, const PdImportRow **row);
char *pd_import_plan_to_json (const PdImportPlan *plan);
const char *pd_import_order_state_label (PdImportOrderState state);
const char *pd_import_order_state_name (PdImportOrderState state);

char *pd_order_import_key (const char *source, const char *number, const char *buyer);
char *pd_order_import_id (const char *tenant, const char *import_key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdImportPlan, pd_import_plan_unref)

G_END_DECLS
