/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-compliance.h"
#include "model/pd-invoice-times.h"
#include "model/pd-quota.h"
#include "store/pd-store-records.h"

G_BEGIN_DECLS

/* What is known here about issuing, also without a network. */

PdRecord *pd_store_get_only (PdStoreSession *session, const PdRecordType *type, GError **error);
gboolean pd_store_get_quota (PdStoreSession *session, PdQuota *quota, GError **error);
gboolean pd_store_get_limits (PdStoreSession *session, PdComplianceLimits *limits, GError **error);
PdInvoiceTimes *pd_store_get_invoice_times (PdStoreSession *session, guint n, GError **error);
GHashTable *pd_store_count_states (PdStoreSession *session, const PdRecordType *type, GError **error);
GHashTable *pd_store_count_under_way (PdStoreSession *session, GError **error);
gboolean pd_store_count_red (PdStoreSession *session, gint64 *n, GError **error);

/**
 * PdStoreQueuePlace: where something stands that is to become an invoice.
 * @PD_STORE_QUEUE_HERE: its order's request waits on this computer
 * @PD_STORE_QUEUE_PLATFORM: the platform has it, and the tax bureau perhaps
 * @PD_STORE_QUEUE_DRAFT: its order is completed, and nobody has asked for the invoice
 * @PD_STORE_QUEUE_OPEN: its order is open, and nobody has asked for the invoice
 */
typedef enum
{
  PD_STORE_QUEUE_HERE,
  PD_STORE_QUEUE_PLATFORM,
  PD_STORE_QUEUE_DRAFT,
  PD_STORE_QUEUE_OPEN
} PdStoreQueuePlace;

/** PdStoreQueued: something that is to become an invoice. */
typedef struct
{
  PdStoreQueuePlace place;
  PdRecord *record;      /* (owned) the order; at the platform the invoice, with its stages */
  PdRowState state;      /* of the record */
  char *pending_command; /* (owned) (nullable) */
  gint64 expected_at;    /* microseconds, UTC; 0 when nobody can say */
} PdStoreQueued;

void pd_store_queued_free (PdStoreQueued *queued);

/* More are counted, not listed. */
#define PD_STORE_QUEUE_MAX 500

/** PdStoreQueue: all that is on its way to an invoice. */
typedef struct
{
  GPtrArray *entries; /* (owned) of PdStoreQueued: by place; within it the longest waiting first */
  guint n[PD_STORE_QUEUE_OPEN + 1];
} PdStoreQueue;

PdStoreQueue *pd_store_get_queue (PdStoreSession *session, PdInvoiceTimes *times, gint64 now, GError **error);
void pd_store_queue_free (PdStoreQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreQueue, pd_store_queue_free)

G_END_DECLS
