/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-ticket.h"

G_BEGIN_DECLS

extern const PdChoice pd_solution_state_choices[];

/* A solution: what to do about a problem that comes again. What is published is not changed: it is revised first. */
#define PD_SOLUTION_FIELDS(F)                                                                                \
  F (TITLE, "title", N_ ("Subject"), TEXT, 100, CHANGED, NULL, TO_SAVE, PD_FIELD_SEARCH | PD_FIELD_INDEX,    \
     NULL)                                                                                                   \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX,                           \
     pd_solution_state_choices)                                                                              \
  F (KIND, "kind", N_ ("Kind"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_INDEX, pd_ticket_kind_choices)     \
  F (SERVICE, "service", N_ ("Service"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,                    \
     pd_service_choices)                                                                                     \
  F (DEVICE_MODEL, "device_model", N_ ("Device model"), TEXT, 100, CHANGED, NULL, NEVER, PD_FIELD_SEARCH,    \
     NULL)                                                                                                   \
  F (PROBLEM, "problem", N_ ("Problem"), TEXT, 2000, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)            \
  F (ANSWER, "answer", N_ ("What to do"), TEXT, 8000, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)           \
  F (KEYWORDS, "keywords", N_ ("Keywords"), TEXT, 300, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)          \
  F (STATE_REASON, "state_reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (CREATED_BY, "created_by", N_ ("Entered by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_SOLUTION_##id,
enum
{
  PD_SOLUTION_FIELDS (F) PD_SOLUTION_N_FIELDS
};
#undef F

#define PD_SOLUTION_STATE_DRAFT "draft"
#define PD_SOLUTION_STATE_PUBLISHED "published"
#define PD_SOLUTION_STATE_RETIRED "retired"

extern const PdRecordType pd_solution_type;

PdRecord *pd_solution_new (gint64 now);
void pd_solution_take_ticket (PdRecord *solution, const PdRecord *ticket);
char *pd_solution_obstacle (const PdRecord *solution, const char *command);

G_END_DECLS
