/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-tickets.h"

#include "model/pd-ticket.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-assignment.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"

/**
 * pd_platform_open_ticket:
 * @change: the transaction
 * @ticket: a new ticket, changed in place; the caller writes it
 *
 * Chooses by rule who looks after it, where its author has not said. What has an owner is assigned.
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_open_ticket (PdPlatformChange *change, PdRecord *ticket, GError **error)
{
  g_auto (PdAssignment) chosen = { 0 };

  pd_record_set_integer (ticket, PD_TICKET_RECEIVED_AT, change->now);
  pd_record_set_integer (ticket, PD_TICKET_STATE_AT, change->now);
  if (!pd_record_has (ticket, PD_TICKET_OWNER))
    {
      if (!pd_platform_choose (change, ticket, &chosen, error))
        return FALSE;
      pd_record_set_text (ticket, PD_TICKET_OWNER, chosen.assignee);
      pd_record_set_text (ticket, PD_TICKET_ASSIGNMENT_REASON, chosen.reason);
    }
  if (pd_record_has (ticket, PD_TICKET_OWNER))
    pd_ticket_take_step (ticket, "assign", PD_TICKET_STATE_ASSIGNED, change->now,
                         chosen.assignee != NULL ? NULL : change->user, change->replica, chosen.reason);
  return TRUE;
}

/**
 * pd_platform_step_ticket:
 * @change: the transaction
 * @mutation: a command that the ticket's workflow offers
 * @ticket: the ticket as it is, changed in place
 *
 * A step that waited on somebody's computer is taken however many comments came meanwhile; what it needs has to hold now.
 *
 * Returns: (transfer full) (nullable): the result; %NULL when the platform itself failed
 */
PdResult *
pd_platform_step_ticket (PdPlatformChange *change,
                         const PdMutation *mutation,
                         PdRecord *ticket,
                         GError **error)
{
  const PdTransition *edge =
      pd_workflow_find (&pd_ticket_type, mutation->command, pd_record_get_state (ticket));
  g_autofree char *obstacle = pd_ticket_obstacle (ticket, mutation->command, mutation->reason);

  if (obstacle != NULL)
    return pd_platform_conflict (mutation, "needs", ticket, obstacle);
  pd_ticket_take_step (ticket, mutation->command, edge->to, change->now, change->user, change->replica,
                       mutation->reason);
  return pd_platform_write_record (change, ticket, error) ? pd_platform_accept (mutation, ticket) : NULL;
}

/**
 * pd_platform_note_ticket_owner:
 * @change: the transaction
 * @before: a record as it is
 * @ticket: as a patch makes it; what is no ticket is left alone
 */
void
pd_platform_note_ticket_owner (PdPlatformChange *change, const PdRecord *before, PdRecord *ticket)
{
  if (pd_record_get_record_type (ticket) == &pd_ticket_type)
    (void) pd_ticket_note_owner (ticket, before, change->now, change->user, change->replica);
}
