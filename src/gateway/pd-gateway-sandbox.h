/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway.h"

G_BEGIN_DECLS

/**
 * PdGatewaySandboxFault: what goes wrong with one submission.
 * @PD_GATEWAY_FAULT_LOSE_ANSWER: the invoice is issued, and the answer is lost on the way
 * @PD_GATEWAY_FAULT_LOSE_REQUEST: the request is lost on the way
 * @PD_GATEWAY_FAULT_REFUSE: the bureau refuses with the given sentence
 * @PD_GATEWAY_FAULT_UNAVAILABLE: the bureau is closed
 * @PD_GATEWAY_FAULT_SIGN_IN: the bureau wants a person to sign in
 * @PD_GATEWAY_FAULT_PENDING: the bureau issues, and tells it only when it is asked
 */
typedef enum
{
  PD_GATEWAY_FAULT_LOSE_ANSWER,
  PD_GATEWAY_FAULT_LOSE_REQUEST,
  PD_GATEWAY_FAULT_REFUSE,
  PD_GATEWAY_FAULT_UNAVAILABLE,
  PD_GATEWAY_FAULT_SIGN_IN,
  PD_GATEWAY_FAULT_PENDING,
} PdGatewaySandboxFault;

/** PdGatewaySandboxOptions: how a training bureau behaves. */
typedef struct
{
  const char *path;              /* the bureau's own database; made when missing */
  gint64 delay;                  /* microseconds until it answers a submission */
  gint64 monthly_quota;          /* fen without tax a company may issue in a month; 0 for no limit */
  gint64 (*now) (gpointer data); /* (nullable) microseconds, UTC; NULL for the system's clock. Any thread. */
  gpointer now_data;
} PdGatewaySandboxOptions;

/** PdGatewaySandboxInvoice: one legal invoice in the bureau's book. */
typedef struct
{
  char *number;
  char *key;
  char *company; /* the seller's tax number */
  char *order_number;
  gint64 gross_amount;
  gint64 issued_at;
} PdGatewaySandboxInvoice;

void pd_gateway_sandbox_invoice_free (PdGatewaySandboxInvoice *invoice);

PdGateway *pd_gateway_sandbox_new (const PdGatewaySandboxOptions *options, GError **error);
void pd_gateway_sandbox_add_fault (PdGateway *gateway,
                                   PdGatewaySandboxFault fault,
                                   const char *sentence,
                                   guint times);
GPtrArray *pd_gateway_sandbox_list_invoices (PdGateway *gateway, GError **error);

G_END_DECLS
