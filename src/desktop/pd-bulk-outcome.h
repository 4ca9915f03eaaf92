/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-bulk-check.h"

G_BEGIN_DECLS

/** PdBulkOutcome: what has become of an invoice that was asked for. */
typedef enum
{
  PD_BULK_OUTCOME_HERE,     /* the request waits on this computer */
  PD_BULK_OUTCOME_PLATFORM, /* the platform has it: queued, or at the bureau */
  PD_BULK_OUTCOME_SIGN_IN,  /* it waits for somebody to sign in at the bureau */
  PD_BULK_OUTCOME_UNKNOWN,  /* nobody knows yet */
  PD_BULK_OUTCOME_ISSUED,
  PD_BULK_OUTCOME_REFUSED /* by the bureau, or the platform */
} PdBulkOutcome;

#define PD_BULK_N_OUTCOMES (PD_BULK_OUTCOME_REFUSED + 1)

/** PdBulkResult: one of several orders whose invoices were asked for together. */
typedef struct
{
  char *order_id;
  char *order_number;
  char *buyer;  /* (nullable) */
  char *number; /* (nullable) of the invoice */
  char *reason; /* (nullable) a sentence */
  gint64 total; /* fen */
  PdBulkOutcome outcome;
} PdBulkResult;

void pd_bulk_result_free (PdBulkResult *result);
const char *pd_bulk_outcome_label (PdBulkOutcome outcome);
GPtrArray *pd_bulk_read_results (PdStoreSession *session, GPtrArray *entries, GError **error);
GBytes *pd_bulk_results_to_csv (GPtrArray *results);

G_END_DECLS
