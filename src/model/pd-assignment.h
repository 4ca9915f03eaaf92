/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order.h"
#include "model/pd-service-checklist.h"

G_BEGIN_DECLS

extern const PdChoice pd_assignment_subject_choices[];

#define PD_ASSIGNMENT_SUBJECT_ORDER "order"
#define PD_ASSIGNMENT_SUBJECT_TICKET "ticket"

/* A rule by which somebody is chosen for a service order, or for a ticket: the first that fits and has somebody free. What
 * is empty fits all of them; a rule that does not say of what it is, is of orders. */
#define PD_ASSIGNMENT_RULE_FIELDS(F)                                                                         \
  F (NAME, "name", N_ ("Name"), TEXT, 60, CHANGED, NULL, TO_SAVE, PD_FIELD_SEARCH | PD_FIELD_INDEX, NULL)    \
  F (POSITION, "position", N_ ("Position"), INTEGER, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)        \
  F (ACTIVE, "active", N_ ("Switched on"), FLAG, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (APPLIES_TO, "applies_to", N_ ("Applies to"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,           \
     pd_assignment_subject_choices)                                                                          \
  F (SERVICE, "service", N_ ("Service"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,                    \
     pd_service_choices)                                                                                     \
  F (REGION, "region", N_ ("Region begins with"), TEXT, 60, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (PRIORITY, "priority", N_ ("At least this priority"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,   \
     pd_order_priority_choices)                                                                              \
  F (ASSIGNEES, "assignees", N_ ("Assigned to one of"), TEXT, 1000, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN,  \
     NULL)                                                                                                   \
  F (MAX_LOAD, "max_load", N_ ("Open orders at most"), INTEGER, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,     \
     NULL)                                                                                                   \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_ASSIGNMENT_RULE_##id,
enum
{
  PD_ASSIGNMENT_RULE_FIELDS (F) PD_ASSIGNMENT_RULE_N_FIELDS
};
#undef F

extern const PdRecordType pd_assignment_rule_type;

/** PdAssignment: who is chosen, and why. */
typedef struct
{
  char *assignee; /* (owned) (nullable) a user's name; %NULL: nobody */
  char *reason;   /* (owned) (nullable) a sentence; %NULL where there is no rule at all */
} PdAssignment;

void pd_assignment_clear (PdAssignment *assignment);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdAssignment, pd_assignment_clear)

/** PdAssignmentTrial: what the rules would have done with an order. */
typedef struct
{
  const PdRecord *order; /* (borrowed) */
  PdAssignment chosen;
} PdAssignmentTrial;

GStrv pd_assignment_split_users (const char *text);
const char *pd_assignment_last_user (const char *text);
GStrv pd_assignment_rule_assignees (const PdRecord *rule);
const char *pd_assignment_bearer (const PdRecord *order);
void
pd_assignment_choose (const PdRecord *record, GPtrArray *rules, GHashTable *loads, PdAssignment *assignment);
gboolean pd_assignment_lacks_reason (const PdRecord *before, const PdRecord *after);
GPtrArray *pd_assignment_try (GPtrArray *orders, GPtrArray *rules);

G_END_DECLS
