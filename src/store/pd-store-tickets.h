/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-suggest.h"
#include "model/pd-ticket.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/**
 * PdTicketGroup: by what a report counts tickets.
 * @PD_TICKET_GROUP_KIND: a value of the field "kind"
 * @PD_TICKET_GROUP_MODEL: a model of a device, as it was written down
 * @PD_TICKET_GROUP_SERVICE: a value of the field "service"
 * @PD_TICKET_GROUP_SOLUTION: a solution that is linked, by its title
 */
typedef enum
{
  PD_TICKET_GROUP_KIND,
  PD_TICKET_GROUP_MODEL,
  PD_TICKET_GROUP_SERVICE,
  PD_TICKET_GROUP_SOLUTION,
  PD_TICKET_N_GROUPS
} PdTicketGroup;

/** PdTicketCount: how many tickets have something in common. */
typedef struct
{
  char *value; /* (owned) (nullable) as stored; NULL for all tickets */
  guint n;
  guint n_open;
  guint n_overdue;
  gint64 median; /* microseconds from its receipt until a ticket was resolved; -1 where none was */
} PdTicketCount;

void pd_ticket_count_free (PdTicketCount *count);

/** PdTicketReport: which problems are frequent. */
typedef struct
{
  PdTicketCount *all;                    /* (owned) */
  GPtrArray *groups[PD_TICKET_N_GROUPS]; /* (owned) of PdTicketCount, the most frequent first */
} PdTicketReport;

void pd_ticket_report_free (PdTicketReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdTicketReport, pd_ticket_report_free)

char *pd_ticket_report_from (const char *today, guint months);
const char *pd_ticket_group_label (PdTicketGroup group);
const char *pd_ticket_group_value_label (PdTicketGroup group, const char *value);
PdTicketReport *
pd_store_report_tickets (PdStoreSession *session, const char *from, const char *today, GError **error);
gboolean
pd_store_take_office_days (PdStoreSession *session, const PdRecord *before, PdRecord *record, GError **error);
GPtrArray *
pd_store_suggest_solutions (PdStoreSession *session, const PdRecord *ticket, guint max, GError **error);

G_END_DECLS
