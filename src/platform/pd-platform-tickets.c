/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-tickets.h"

#include "model/pd-calendar-row.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-assignment.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"
#include "wire/pd-wire.h"

/* What the office added to the calendar, in the order in which it was made. */
static GPtrArray *
read_calendar_rows (PdPlatformChange *change, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      change->platform->sql, error,
      "SELECT body FROM document WHERE tenant = ? AND type = ? AND deleted = 0 ORDER BY id", "tt",
      change->tenant, pd_calendar_row_type.name);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      PdRecord *record = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, error);

      if (record == NULL)
        return NULL;
      g_ptr_array_add (records, record);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&records) : NULL;
}

/* What its author said of the office's days holds; who knew of none may not have heard of them yet. */
static gboolean
take_office_days (PdPlatformChange *change, PdRecord *ticket, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (PdTaxCalendar) calendar = NULL;

  if (pd_record_has (ticket, PD_TICKET_OFFICE_DAYS))
    return TRUE;
  rows = read_calendar_rows (change, error);
  if (rows == NULL)
    return FALSE;
  calendar = pd_tax_calendar_new_with_rows (rows);
  pd_ticket_take_office_days (ticket, calendar);
  pd_record_derive (ticket);
  return TRUE;
}

/**
 * pd_platform_open_ticket:
 * @change: the transaction
 * @ticket: a new ticket, changed in place; the caller writes it
 *
 * Chooses by rule who looks after it, where its author has not said. What has an owner is assigned. It is due by the office's
 * own calendar.
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_open_ticket (PdPlatformChange *change, PdRecord *ticket, GError **error)
{
  g_auto (PdAssignment) chosen = { 0 };

  if (!take_office_days (change, ticket, error))
    return FALSE;
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
