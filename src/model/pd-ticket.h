/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-facts.h"
#include "model/pd-service-checklist.h"
#include "model/pd-tax-calendar.h"

G_BEGIN_DECLS

extern const PdChoice pd_ticket_kind_choices[];
extern const PdChoice pd_ticket_severity_choices[];
extern const PdChoice pd_ticket_state_choices[];

/* A ticket: what a customer has trouble with after the sale, and who looks after it. Its deadline follows from its
 * severity, and from where the office's days differed from the built-in calendar when it was opened, unless another day was
 * promised (pd-ticket-deadline.c); its steps stand in pd-workflow.c, what they need in pd-ticket-flow.c. */
#define PD_TICKET_FIELDS(F)                                                                                  \
  F (NUMBER, "number", N_ ("Ticket number"), TEXT, 40, CHANGED, NULL, TO_SAVE,                               \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (OPENED_ON, "opened_on", N_ ("Opened on"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)        \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, pd_ticket_state_choices)  \
  F (TITLE, "title", N_ ("Subject"), TEXT, 100, CHANGED, NULL, TO_SAVE, PD_FIELD_SEARCH, NULL)               \
  F (DESCRIPTION, "description", N_ ("Description"), TEXT, 4000, CHANGED, NULL, NEVER, PD_FIELD_SEARCH,      \
     NULL)                                                                                                   \
  F (KIND, "kind", N_ ("Kind"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, pd_ticket_kind_choices)   \
  F (SEVERITY, "severity", N_ ("Severity"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX,               \
     pd_ticket_severity_choices)                                                                             \
  F (SERVICE, "service", N_ ("Service"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,                    \
     pd_service_choices)                                                                                     \
  F (BUYER_ID, "buyer_id", N_ ("Buyer"), REFERENCE, 0, CHANGED, "party", NEVER, PD_FIELD_INDEX, NULL)        \
  F (BUYER_NAME, "buyer_name", N_ ("Buyer name"), TEXT, 100, CHANGED, "party", NEVER,                        \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (CONTACT_NAME, "contact_name", N_ ("Contact"), TEXT, 50, CHANGED, "contact", NEVER, PD_FIELD_PRIVATE,    \
     NULL)                                                                                                   \
  F (CONTACT_PHONE, "contact_phone", N_ ("Contact phone"), TEXT, 50, CHANGED, "contact", NEVER,              \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (REGION, "region", N_ ("Region"), TEXT, 60, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                  \
  F (ORDER_ID, "order_id", N_ ("Order"), REFERENCE, 0, CHANGED, "order", NEVER, PD_FIELD_INDEX, NULL)        \
  F (ORDER_NUMBER, "order_number", N_ ("Order number"), TEXT, 40, CHANGED, "order", NEVER, PD_FIELD_SEARCH,  \
     NULL)                                                                                                   \
  F (INVOICE_ID, "invoice_id", N_ ("Invoice"), REFERENCE, 0, CHANGED, "invoice", NEVER, PD_FIELD_INDEX,      \
     NULL)                                                                                                   \
  F (INVOICE_NUMBER, "invoice_number", N_ ("Invoice number"), TEXT, 20, CHANGED, "invoice", NEVER,           \
     PD_FIELD_SEARCH, NULL)                                                                                  \
  F (DEVICE_NUMBER, "device_number", N_ ("Serial number"), TEXT, 100, CHANGED, "device", NEVER,              \
     PD_FIELD_SEARCH, NULL)                                                                                  \
  F (DEVICE_MODEL, "device_model", N_ ("Device model"), TEXT, 100, CHANGED, "device", NEVER,                 \
     PD_FIELD_SEARCH, NULL)                                                                                  \
  F (OWNER, "owner", N_ ("Owner"), TEXT, 64, CHANGED, "owner", NEVER, PD_FIELD_INDEX, NULL)                  \
  F (ASSIGNMENT_REASON, "assignment_reason", N_ ("Reason of the assignment"), TEXT, 200, CHANGED, "owner",   \
     NEVER, PD_FIELD_PLAIN, NULL)                                                                            \
  F (EXPERT, "expert", N_ ("Expert"), TEXT, 64, CHANGED, NULL, NEVER, PD_FIELD_INDEX, NULL)                  \
  F (PROMISED_ON, "promised_on", N_ ("Promised for"), DATE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)   \
  F (OFFICE_DAYS, "office_days", N_ ("Holidays of the office"), TEXT, 400, CHANGED, NULL, NEVER,             \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (DUE_ON, "due_on", N_ ("Due on"), DATE, 0, DERIVED, NULL, NEVER, PD_FIELD_INDEX, NULL)                   \
  F (RESOLUTION, "resolution", N_ ("What helped"), TEXT, 4000, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)  \
  F (STATE_REASON, "state_reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (STATE_AT, "state_at", N_ ("In this state since"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)   \
  F (RECEIVED_AT, "received_at", N_ ("Received at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)     \
  F (RESOLVED_AT, "resolved_at", N_ ("Resolved at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)     \
  F (CREATED_BY, "created_by", N_ ("Entered by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* What is said about it, inside the office and with the customer. What was said stays. */
#define PD_TICKET_COMMENT_FIELDS(F)                                                                          \
  F (CHANNEL, "channel", N_ ("Channel"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN,                  \
     pd_ticket_channel_choices)                                                                              \
  F (TEXT, "text", N_ ("What was said"), TEXT, 2000, CHANGED, NULL, TO_SAVE, PD_FIELD_SEARCH, NULL)          \
  PD_FACT_AUTHOR (F)

/* A solution of the library that was used, or that somebody should try. Its title is what it was called then. */
#define PD_TICKET_SOLUTION_FIELDS(F)                                                                         \
  F (SOLUTION_ID, "solution_id", N_ ("Solution"), REFERENCE, 0, CHANGED, "solution", TO_SAVE,                \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (TITLE, "title", N_ ("Subject"), TEXT, 100, CHANGED, "solution", NEVER, PD_FIELD_PLAIN, NULL)            \
  PD_FACT_AUTHOR (F)

#define F(id, ...) PD_TICKET_##id,
enum
{
  PD_TICKET_FIELDS (F) PD_TICKET_N_FIELDS
};
#undef F
#define F(id, ...) PD_TICKET_COMMENT_##id,
enum
{
  PD_TICKET_COMMENT_FIELDS (F) PD_TICKET_COMMENT_N_FIELDS
};
#undef F
#define F(id, ...) PD_TICKET_SOLUTION_##id,
enum
{
  PD_TICKET_SOLUTION_FIELDS (F) PD_TICKET_SOLUTION_N_FIELDS
};
#undef F

#define PD_TICKET_KIND_SOFTWARE "software"
#define PD_TICKET_KIND_DEVICE "device"
#define PD_TICKET_KIND_INVOICE "invoice"
#define PD_TICKET_KIND_TAX "tax"
#define PD_TICKET_KIND_COMPLAINT "complaint"
#define PD_TICKET_KIND_OTHER "other"

#define PD_TICKET_SEVERITY_CRITICAL "critical"
#define PD_TICKET_SEVERITY_HIGH "high"
#define PD_TICKET_SEVERITY_NORMAL "normal"
#define PD_TICKET_SEVERITY_LOW "low"

#define PD_TICKET_STATE_NEW "new"
#define PD_TICKET_STATE_ASSIGNED "assigned"
#define PD_TICKET_STATE_WORKING "working"
#define PD_TICKET_STATE_WAITING "waiting"
#define PD_TICKET_STATE_ESCALATED "escalated"
#define PD_TICKET_STATE_RESOLVED "resolved"
#define PD_TICKET_STATE_CLOSED "closed"

#define PD_TICKET_CHANNEL_INTERNAL "internal"

/* The lists of a ticket in the order of its type's table. */
typedef enum
{
  PD_TICKET_LIST_COMMENTS,
  PD_TICKET_LIST_SOLUTIONS,
  PD_TICKET_LIST_ATTACHMENTS,
  PD_TICKET_LIST_STEPS,
  PD_TICKET_N_LISTS
} PdTicketList;

/**
 * PdTicketNeed: what has to hold before a ticket takes a step; bits.
 * @PD_TICKET_NEED_REASON: the command says why
 * @PD_TICKET_NEED_OWNER: somebody looks after it
 * @PD_TICKET_NEED_EXPERT: it is said who is asked, and that is somebody else than the owner
 * @PD_TICKET_NEED_ANSWER: it is written down what helped, or a solution of the library is linked
 */
typedef enum
{
  PD_TICKET_NEED_NOTHING = 0,
  PD_TICKET_NEED_REASON = 1 << 0,
  PD_TICKET_NEED_OWNER = 1 << 1,
  PD_TICKET_NEED_EXPERT = 1 << 2,
  PD_TICKET_NEED_ANSWER = 1 << 3
} PdTicketNeed;

extern const PdRecordType pd_ticket_type;
extern const PdRecordType pd_ticket_comment_type;
extern const PdRecordType pd_ticket_solution_type;
extern const PdRecordType pd_ticket_step_type;

PdRecord *pd_ticket_new (gint64 now, const char *opened_on);
void pd_ticket_take_subject (PdRecord *ticket, const PdRecord *subject);
PdRecord *pd_ticket_add_comment (PdRecord *ticket, const char *channel, const char *text, gint64 now);
PdRecord *pd_ticket_link_solution (PdRecord *ticket, const PdRecord *solution, gint64 now);
gboolean pd_ticket_is_open (const PdRecord *ticket);
gboolean pd_ticket_is_overdue (const PdRecord *ticket, const char *today);
const char *pd_ticket_bearer (const PdRecord *ticket);

void pd_ticket_take_office_days (PdRecord *ticket, const PdTaxCalendar *calendar);
gboolean pd_ticket_has_sound_days (const PdRecord *ticket);
char *pd_ticket_due_by_severity (const PdRecord *ticket);
char *pd_ticket_due_sentence (const PdRecord *ticket);

guint pd_ticket_needs (const char *command);
char *pd_ticket_obstacle (const PdRecord *ticket, const char *command, const char *reason);
gboolean pd_ticket_note_owner (PdRecord *ticket,
                               const PdRecord *before,
                               gint64 now,
                               const char *by,
                               const char *computer);
void pd_ticket_take_step (PdRecord *ticket,
                          const char *command,
                          const char *to,
                          gint64 now,
                          const char *by,
                          const char *computer,
                          const char *reason);

G_END_DECLS
