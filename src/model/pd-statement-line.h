/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdStatementLine: one movement of a bank's or a payment platform's statement. Texts are never %NULL. */
typedef struct
{
  guint row;     /* in the file, from 1 */
  char *date;    /* (owned) "YYYY-MM-DD" */
  char *time;    /* (owned) "HH:MM:SS", or "" */
  gint64 amount; /* fen; received is positive, paid negative */
  gboolean has_balance;
  gint64 balance;     /* fen, after it */
  char *counterparty; /* (owned) */
  char *account;      /* (owned) the counterparty's */
  char *reference;    /* (owned) the bank's own number of it */
  char *order;        /* (owned) the order number that the shop gave, on payment platforms */
  char *remark;       /* (owned) purpose, remark, name of the good */
  char *key; /* (owned) the same whenever the same movement is read again; see pd_statement_set_keys() */
} PdStatementLine;

PdStatementLine *pd_statement_line_new (guint row);
void pd_statement_line_free (PdStatementLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStatementLine, pd_statement_line_free)

void pd_statement_set_keys (GPtrArray *lines, const char *source);

G_END_DECLS
