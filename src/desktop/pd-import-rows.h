/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "document/pd-order-import.h"

G_BEGIN_DECLS

/** PdImportRowField: what the preview shows of a row, as it stands in the file. */
typedef enum
{
  PD_IMPORT_ROW_NUMBER,
  PD_IMPORT_ROW_BUYER,
  PD_IMPORT_ROW_GOOD,
  PD_IMPORT_ROW_QUANTITY,
  PD_IMPORT_ROW_AMOUNT,
  PD_IMPORT_ROW_N_FIELDS
} PdImportRowField;

/**
 * PdImportRowMark:
 * @PD_IMPORT_MARK_GOOD: its order will be imported
 * @PD_IMPORT_MARK_NOTE: its order will be imported; there is something to know
 * @PD_IMPORT_MARK_PRESENT: its order is here already
 * @PD_IMPORT_MARK_SKIPPED: a total, or not a row of an order
 * @PD_IMPORT_MARK_DRAGGED: another row of its order is wrong
 * @PD_IMPORT_MARK_BAD: wrong
 */
typedef enum
{
  PD_IMPORT_MARK_GOOD,
  PD_IMPORT_MARK_NOTE,
  PD_IMPORT_MARK_PRESENT,
  PD_IMPORT_MARK_SKIPPED,
  PD_IMPORT_MARK_DRAGGED,
  PD_IMPORT_MARK_BAD
} PdImportRowMark;

#define PD_TYPE_IMPORT_ROW_ITEM (pd_import_row_item_get_type ())
G_DECLARE_FINAL_TYPE (PdImportRowItem, pd_import_row_item, PD, IMPORT_ROW_ITEM, GObject)

guint pd_import_row_item_get_row_number (PdImportRowItem *self);
const char *pd_import_row_item_get_field (PdImportRowItem *self, PdImportRowField field);
PdImportRowMark pd_import_row_item_get_mark (PdImportRowItem *self);
char *pd_import_row_item_get_sentence (PdImportRowItem *self);
char *pd_import_row_item_get_details (PdImportRowItem *self);

/**
 * PdImportFilter:
 * @PD_IMPORT_FILTER_ALL: every row
 * @PD_IMPORT_FILTER_PROBLEMS: rows that are wrong, or belong to an order that is refused
 * @PD_IMPORT_FILTER_NOTES: rows of orders that will be imported, with something to know
 */
typedef enum
{
  PD_IMPORT_FILTER_ALL,
  PD_IMPORT_FILTER_PROBLEMS,
  PD_IMPORT_FILTER_NOTES,
  PD_IMPORT_N_FILTERS
} PdImportFilter;

#define PD_TYPE_IMPORT_ROWS (pd_import_rows_get_type ())
G_DECLARE_FINAL_TYPE (PdImportRows, pd_import_rows, PD, IMPORT_ROWS, GObject)

PdImportRows *pd_import_rows_new (PdImportPlan *plan, PdSheetBook *book, const PdImportMapping *mapping);
void pd_import_rows_set_filter (PdImportRows *self, PdImportFilter filter);
PdImportFilter pd_import_rows_get_filter (PdImportRows *self);
guint pd_import_rows_count (PdImportRows *self, PdImportFilter filter);

G_END_DECLS
