/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* So many invoices are enough to tell what is usual. */
#define PD_INVOICE_TIMES_SAMPLE 200

/** PdStageTime: how long invoices stayed in a stage; microseconds. */
typedef struct
{
  const char *stage; /* PD_INVOICE_STAGE_*; NULL for all of it, from the request to the number */
  guint n;           /* of how many stays this is made */
  gint64 median;
  gint64 slow_tenth; /* the 90th percentile: one in ten took at least so long */
  gint64 sum;
} PdStageTime;

/** PdInvoiceStep: one entry of an invoice's timeline. */
typedef struct
{
  gint64 at;       /* microseconds, UTC */
  char *stage;     /* (owned) PD_INVOICE_STAGE_*, or a word of a newer platform */
  char *by;        /* (owned) (nullable) a person; NULL for the platform */
  char *code;      /* (owned) (nullable) the bureau's */
  char *text;      /* (owned) (nullable) what was said */
  gint64 took;     /* since the entry before; -1 for the first */
  gboolean slow;   /* that was much longer than usual */
  gint64 standing; /* of the last entry, while it is not the end: how long it has been so; -1 otherwise */
  gboolean late;   /* and that is much longer than usual */
} PdInvoiceStep;

void pd_invoice_step_free (PdInvoiceStep *step);

/** PdInvoiceTimes: how long the stages of invoices took that are done. */
typedef struct _PdInvoiceTimes PdInvoiceTimes;

PdInvoiceTimes *pd_invoice_times_new (void);
void pd_invoice_times_free (PdInvoiceTimes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdInvoiceTimes, pd_invoice_times_free)
void pd_invoice_times_add (PdInvoiceTimes *self, const PdRecord *invoice);
guint pd_invoice_times_get_n_invoices (const PdInvoiceTimes *self);
gboolean pd_invoice_times_get (PdInvoiceTimes *self, const char *stage, PdStageTime *time);
GArray *pd_invoice_times_list (PdInvoiceTimes *self);
gint64 pd_invoice_times_expect (PdInvoiceTimes *self, const PdRecord *invoice, gint64 now);
gboolean pd_invoice_times_is_slow (PdInvoiceTimes *self, const char *stage, gint64 took);
GPtrArray *pd_invoice_timeline (const PdRecord *invoice, PdInvoiceTimes *times, gint64 now);
const char *pd_invoice_stage_stay_label (const char *stage);

G_END_DECLS
