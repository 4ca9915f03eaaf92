/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-statement-match.h"

G_BEGIN_DECLS

/** PdStatementChoice: one way in which a line of a statement may be taken over. */
typedef struct
{
  guint line;       /* index of the line */
  GArray *orders;   /* (owned) of guint: indexes of the orders that it pays then, all of them */
  gboolean is_sure; /* nobody has to decide: what is sure is taken over unless a person does not want it */
  gboolean is_over; /* it is more than is open: somebody may have entered it by hand before */
} PdStatementChoice;

/** PdStatementPayment: what one line pays of one order. */
typedef struct
{
  guint line;    /* index of the line */
  guint order;   /* index of the order */
  guint choice;  /* index of the choice */
  gint64 amount; /* fen */
} PdStatementPayment;

GPtrArray *pd_statement_choices (const GPtrArray *matches, const PdOpenOrder *orders);
GArray *pd_statement_share_out (const GPtrArray *lines,
                                const GPtrArray *matches,
                                const GPtrArray *choices,
                                const gboolean *taken,
                                const PdOpenOrder *orders,
                                guint n_orders);

G_END_DECLS
