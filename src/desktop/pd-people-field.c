/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-people-field.h"

#include "model/pd-assignment.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"

/* Where a person writes who is to do something. */
static const struct
{
  const PdRecordType *type;
  guint field;
  PdPeopleField people;
} fields[] = {
  { &pd_order_type, PD_ORDER_ASSIGNEE, PD_PEOPLE_ONE },
  { &pd_visit_type, PD_VISIT_TECHNICIAN, PD_PEOPLE_ONE },
  { &pd_ticket_type, PD_TICKET_OWNER, PD_PEOPLE_ONE },
  { &pd_ticket_type, PD_TICKET_EXPERT, PD_PEOPLE_ONE },
  { &pd_assignment_rule_type, PD_ASSIGNMENT_RULE_ASSIGNEES, PD_PEOPLE_MANY },
};

/** pd_people_field_find: @type: (nullable): a type; @field: one of its fields. Returns: how many users' names stand in it */
PdPeopleField
pd_people_field_find (const PdRecordType *type, guint field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].type == type && fields[i].field == field)
      return fields[i].people;
  return PD_PEOPLE_NONE;
}
