/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the reader of statements: which columns a file has. */

#include "document/pd-sheet.h"

G_BEGIN_DECLS

typedef enum
{
  PD_STATEMENT_DATE,
  PD_STATEMENT_TIME,
  PD_STATEMENT_AMOUNT,
  PD_STATEMENT_IN,
  PD_STATEMENT_OUT,
  PD_STATEMENT_DIRECTION,
  PD_STATEMENT_BALANCE,
  PD_STATEMENT_COUNTERPARTY,
  PD_STATEMENT_ACCOUNT,
  PD_STATEMENT_REFERENCE,
  PD_STATEMENT_ORDER,
  PD_STATEMENT_STATUS,
  PD_STATEMENT_N_COLUMNS
} PdStatementColumn;

#define PD_STATEMENT_MAX_REMARKS 4

/** PdStatementColumns: where what stands; -1 where a file has it not. */
typedef struct
{
  guint header; /* row */
  int columns[PD_STATEMENT_N_COLUMNS];
  guint remarks[PD_STATEMENT_MAX_REMARKS];
  guint n_remarks;
  gboolean out_is_signed; /* "支出金额（-元）": what was paid is negative there */
  const char *source;
} PdStatementColumns;

gboolean pd_statement_find_columns (PdSheet *sheet, PdStatementColumns *columns);
char *pd_statement_cell (PdSheet *sheet, guint row, int column);

G_END_DECLS
