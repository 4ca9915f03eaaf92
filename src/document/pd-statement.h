/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-sheet.h"
#include "model/pd-statement-line.h"

G_BEGIN_DECLS

/** PdStatementProblem: a row that looks like a movement and could not be read. */
typedef struct
{
  guint row;      /* from 1 */
  char *sentence; /* (owned) */
} PdStatementProblem;

/** PdStatement: what a statement's file holds. */
typedef struct
{
  const char *source;  /* "bank", "alipay" or "wechat" */
  GPtrArray *lines;    /* (owned) of PdStatementLine, in the order of the file */
  GPtrArray *problems; /* (owned) of PdStatementProblem */
  guint n_left_out; /* movements that moved nothing: closed, failed, or between own accounts (不计收支) */
} PdStatement;

PdStatement *pd_statement_read (PdSheetBook *book, GError **error);
void pd_statement_free (PdStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStatement, pd_statement_free)

G_END_DECLS
