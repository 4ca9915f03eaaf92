/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-page-text.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/** What stands where no tax is due, or no rate is to be told. Standards: exempt, not taxable and 0 % print this. */
#define PD_INVOICE_NO_TAX "***"

typedef enum
{
  PD_INVOICE_COLUMN_NAME,
  PD_INVOICE_COLUMN_SPEC,
  PD_INVOICE_COLUMN_UNIT,
  PD_INVOICE_COLUMN_QUANTITY,
  PD_INVOICE_COLUMN_PRICE,
  PD_INVOICE_COLUMN_AMOUNT,
  PD_INVOICE_COLUMN_RATE,
  PD_INVOICE_COLUMN_TAX,
  PD_INVOICE_N_COLUMNS,
} PdInvoiceColumnId;

/** PdInvoiceColumn: a column of the table of goods, points. */
typedef struct
{
  const char *role;
  const char *heading;
  double x;
  double width;
  PdPageAlign align;
  gboolean wrap;
} PdInvoiceColumn;

extern const PdInvoiceColumn pd_invoice_columns[PD_INVOICE_N_COLUMNS];

/** PdInvoiceSum: money of some lines, fen. */
typedef struct
{
  gint64 net;
  gint64 tax;
  gboolean taxed; /* FALSE: none of the lines says an amount of tax */
} PdInvoiceSum;

/** PdInvoiceRow: a line of the invoice, set, with its top at 0. */
typedef struct
{
  PdPageText *cells[PD_INVOICE_N_COLUMNS]; /* (owned) (nullable) each */
  double height;
  PdInvoiceSum sum;
  gboolean keep_with_next; /* the discount that follows stays on its page */
} PdInvoiceRow;

/** PdInvoiceSlice: the rows of one page. */
typedef struct
{
  guint first;
  guint n_rows;
} PdInvoiceSlice;

GPtrArray *pd_invoice_rows_new (const PdRecord *invoice);
PdInvoiceSum pd_invoice_rows_sum (GPtrArray *rows, const PdInvoiceSlice *slice);
GArray *pd_invoice_rows_split (GPtrArray *rows, double single_room, double first_room, double last_room);

G_END_DECLS
