/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-statement-line.h"

G_BEGIN_DECLS

/** PdOpenOrder: an order that is to be paid. */
typedef struct
{
  const char *id;
  const char *number;
  const char *buyer;
  gint64 open; /* fen; what is not paid yet */
} PdOpenOrder;

/**
 * PdMatchState:
 * @PD_MATCH_KNOWN: the line was imported before
 * @PD_MATCH_PAID: money went out; it pays no order
 * @PD_MATCH_DECIDED: it pays the orders that are named
 * @PD_MATCH_SUGGESTED: it may pay the orders that are named; a person decides
 * @PD_MATCH_NONE: nothing is known of what it pays
 */
typedef enum
{
  PD_MATCH_KNOWN,
  PD_MATCH_PAID,
  PD_MATCH_DECIDED,
  PD_MATCH_SUGGESTED,
  PD_MATCH_NONE,
} PdMatchState;

/**
 * PdMatchReason:
 * @PD_MATCH_BY_NUMBER: the order's number stands in the line
 * @PD_MATCH_BY_NAME: amount and payer are those of the order
 * @PD_MATCH_BY_SUM: it is the sum of several orders of the payer
 * @PD_MATCH_BY_AMOUNT: the amount is that of the order, the payer is somebody else or not told
 */
typedef enum
{
  PD_MATCH_BY_NOTHING,
  PD_MATCH_BY_NUMBER,
  PD_MATCH_BY_NAME,
  PD_MATCH_BY_SUM,
  PD_MATCH_BY_AMOUNT,
} PdMatchReason;

/** PdStatementMatch: what becomes of one line. */
typedef struct
{
  PdMatchState state;
  PdMatchReason reason;
  guint sureness;    /* 0 to 100 */
  GArray *orders;    /* (owned) of guint: indexes of orders; of several ways when suggested */
  gint64 difference; /* fen; what the line has more than is open of the orders, by number only */
  gboolean gave_up;  /* there are too many orders of this payer to try all sums */
} PdStatementMatch;

void pd_statement_match_free (PdStatementMatch *self);

GPtrArray *
pd_statement_match (const GPtrArray *lines, const PdOpenOrder *orders, guint n_orders, GHashTable *known);
char *pd_statement_match_sentence (const PdStatementMatch *self, const PdOpenOrder *orders);
gboolean pd_statement_names_agree (const char *a, const char *b);

G_END_DECLS
