/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-book.h"

G_BEGIN_DECLS

/** PdGatewayBudget: how often a provider may be asked for something. Zero: no such limit. */
typedef struct
{
  guint most;    /* times in one window */
  gint64 window; /* microseconds; PD_GATEWAY_BUDGET_DAY: a calendar day in China */
  gint64 apart;  /* microseconds from one to the next */
} PdGatewayBudget;

/* Providers count days as the tax bureau does: from midnight to midnight in China. */
#define PD_GATEWAY_BUDGET_DAY (-1)

/* It could not be written down: what is not counted is not allowed. */
#define PD_GATEWAY_BUDGET_FAILED (-1)

gint64
pd_gateway_budget_take (PdGatewayBook *book, const char *name, const PdGatewayBudget *budget, gint64 now);
gint64
pd_gateway_budget_peek (PdGatewayBook *book, const char *name, const PdGatewayBudget *budget, gint64 now);
gint64 pd_gateway_budget_reserve (PdGatewayBook *book, const char *name, gint64 apart, gint64 now);
void pd_gateway_budget_give_back (PdGatewayBook *book, const char *name, gint64 now);
guint
pd_gateway_budget_count (PdGatewayBook *book, const char *name, const PdGatewayBudget *budget, gint64 now);

G_END_DECLS
