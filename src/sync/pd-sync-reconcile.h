/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-lost.h"
#include "store/pd-store-standing.h"
#include "sync/pd-sync-comparison.h"
#include "wire/pd-wire-digest.h"

G_BEGIN_DECLS

/*
 * "The invoice is not in the system": what this computer and the platform have of each type in each month, and for each
 * record that they do not both have alike: why, and what to do.
 */

/** PdReconcileReason: why a record is not in both places alike; each has a sentence and an advice. */
typedef enum
{
  PD_RECONCILE_BOTH,           /* it is in both places */
  PD_RECONCILE_NEVER_SENT,     /* made here, and waits */
  PD_RECONCILE_UNSENT,         /* changes made here wait */
  PD_RECONCILE_DELETED_HERE,   /* deleted here, and the platform does not know yet */
  PD_RECONCILE_ON_ITS_WAY,     /* sent, without an answer yet */
  PD_RECONCILE_CONFLICT,       /* a person has to decide */
  PD_RECONCILE_REFUSED,        /* the platform will not take it as it is */
  PD_RECONCILE_QUEUED,         /* the platform has not asked the bureau yet */
  PD_RECONCILE_AT_BUREAU,      /* the bureau works on it */
  PD_RECONCILE_BUREAU_SIGN_IN, /* the bureau wants a person */
  PD_RECONCILE_BUREAU_UNKNOWN, /* nobody knows whether it was issued */
  PD_RECONCILE_BUREAU_REFUSED, /* the bureau made no invoice */
  PD_RECONCILE_CANCELLED,      /* cancelled by a person */
  PD_RECONCILE_DELETED,        /* deleted in both places */
  PD_RECONCILE_NEWER_THERE,    /* a newer version has not arrived yet */
  PD_RECONCILE_MISSING_HERE,   /* the platform has it */
  PD_RECONCILE_CHANGED,        /* the content differs under one revision */
  PD_RECONCILE_LOST,           /* the platform had it */
  PD_RECONCILE_NOT_TAKEN_BACK, /* the platform had it, and did not take it back as it is */
  PD_RECONCILE_OTHER_COMPANY,  /* of another seller */
  PD_RECONCILE_TOO_OLD,        /* older than this cache keeps */
  PD_RECONCILE_HIDDEN,         /* the role does not let see it */
  PD_RECONCILE_NOT_HERE,       /* this cache does not have it, and the platform could not be asked */
  PD_RECONCILE_NOT_ALL,        /* more records may be meant than were looked at or are listed */
  PD_RECONCILE_NOWHERE,        /* neither has it */
  PD_RECONCILE_N_REASONS
} PdReconcileReason;

const char *pd_reconcile_reason_name (PdReconcileReason reason);
const char *pd_reconcile_reason_sentence (PdReconcileReason reason);
const char *pd_reconcile_reason_advice (PdReconcileReason reason);

/** PdReconcileItem: one record, where it is and why. */
typedef struct
{
  const PdRecordType *type; /* (nullable) NULL for what is no record */
  char *id;                 /* (nullable) */
  char *title;              /* (nullable) what a person calls it */
  char *month;              /* "YYYY-MM"; "" without a business date */
  char *flow_state;         /* (nullable) its state in its workflow */
  gint64 total;             /* fen with tax */
  PdReconcileReason reason;
  gint64 since;  /* microseconds; 0: not known */
  char *message; /* (nullable) the platform's or the bureau's own words */
  gboolean here, there;
} PdReconcileItem;

void pd_reconcile_item_free (PdReconcileItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdReconcileItem, pd_reconcile_item_free)
char *pd_reconcile_item_describe (const PdReconcileItem *item);

/** PdReconcileMonth: both sides of one type in one month. */
typedef struct
{
  const PdRecordType *type;
  char *month;
  gint64 here_count, here_total;   /* records; fen with tax */
  gint64 there_count, there_total; /* 0 when the platform was not asked */
  guint n_items;                   /* records that are not in both places alike */
  gboolean kept;                   /* whether this computer keeps the year; else it need not have any */
} PdReconcileMonth;

/** PdReconcileReport: what came out. */
typedef struct
{
  GPtrArray *months; /* of PdReconcileMonth, by type and month, the newest first */
  GPtrArray *items;  /* of PdReconcileItem */
  GPtrArray *found;  /* of PdReconcileItem: differences that were looked at, until the report is filled */
  guint n_more;      /* differences that are not among the items: there are too many */
  guint n_lost;      /* of the items, that an administrator can give back, or try again to */
  guint n_repaired;  /* records that were repaired on the way */
  gboolean asked;    /* whether the platform was asked */
  char *message;     /* (nullable) why it was not, or why not all could be sent and fetched */
  gint64 at;         /* microseconds */
} PdReconcileReport;

PdReconcileReport *pd_reconcile_report_new (void);
void pd_reconcile_report_free (PdReconcileReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdReconcileReport, pd_reconcile_report_free)
gboolean pd_reconcile_report_fill (PdReconcileReport *report,
                                   PdStoreSession *session,
                                   const PdWireSummary *summary,
                                   const PdSyncComparison *comparison,
                                   GError **error);
gboolean pd_reconcile_report_look (PdStoreSession *session,
                                   const PdWireDigestEntry *entry,
                                   const PdRecord *there,
                                   gpointer report,
                                   GError **error);
void pd_reconcile_report_filter (PdReconcileReport *report, const PdRecordType *type, const char *month);
gboolean pd_reconcile_report_agrees (const PdReconcileReport *report);
gboolean pd_reconcile_report_needs_repair (const PdReconcileReport *report);
gboolean pd_reconcile_month_agrees (const PdReconcileMonth *month);

gboolean pd_reconcile_keeps (PdStoreSession *session, const PdRecord *record, gboolean *kept, GError **error);
PdReconcileItem *pd_reconcile_item_from_standing (const PdStoreStanding *standing);
PdReconcileItem *pd_reconcile_item_from_lost (const PdStoreLost *lost);
PdReconcileItem *pd_reconcile_item_from_record (const PdRecord *record, PdReconcileReason reason);

G_END_DECLS
