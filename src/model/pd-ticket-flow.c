/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-ticket.h"

#include <glib/gi18n-lib.h>

/* What the steps of a ticket need; the arrows stand with all others in pd-workflow.c. */
static const struct
{
  const char *command;
  guint needs; /* of PdTicketNeed */
} needs[] = {
  { "assign", PD_TICKET_NEED_OWNER },
  { "start", PD_TICKET_NEED_OWNER },
  { "ask", PD_TICKET_NEED_REASON },
  { "resume", PD_TICKET_NEED_NOTHING },
  { "escalate", PD_TICKET_NEED_REASON | PD_TICKET_NEED_EXPERT },
  { "give_back", PD_TICKET_NEED_REASON },
  { "resolve", PD_TICKET_NEED_ANSWER },
  { "close", PD_TICKET_NEED_NOTHING },
  { "withdraw", PD_TICKET_NEED_REASON },
  { "reopen", PD_TICKET_NEED_REASON },
};

/**
 * pd_ticket_needs:
 * @command: a command of a ticket's workflow
 *
 * Returns: what it needs, bits of #PdTicketNeed
 */
guint
pd_ticket_needs (const char *command)
{
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    if (g_str_equal (needs[i].command, command))
      return needs[i].needs;
  return PD_TICKET_NEED_NOTHING;
}

static gboolean
holds (const PdRecord *ticket, PdTicketNeed need, const char *reason)
{
  switch (need)
    {
    case PD_TICKET_NEED_REASON:
      return reason != NULL && *reason != '\0';
    case PD_TICKET_NEED_OWNER:
      return pd_record_has (ticket, PD_TICKET_OWNER);
    case PD_TICKET_NEED_EXPERT:
      return pd_record_has (ticket, PD_TICKET_EXPERT) &&
             g_strcmp0 (pd_record_get_text (ticket, PD_TICKET_EXPERT),
                        pd_record_get_text (ticket, PD_TICKET_OWNER)) != 0;
    case PD_TICKET_NEED_ANSWER:
      return pd_record_has (ticket, PD_TICKET_RESOLUTION) ||
             pd_record_get_list (ticket, PD_TICKET_LIST_SOLUTIONS)->len > 0;
    case PD_TICKET_NEED_NOTHING:
    default:
      return TRUE;
    }
}

static const char *
sentence_of (PdTicketNeed need)
{
  switch (need)
    {
    case PD_TICKET_NEED_REASON:
      return _ ("Say why.");
    case PD_TICKET_NEED_OWNER:
      return _ ("Nobody looks after it yet: enter an owner.");
    case PD_TICKET_NEED_EXPERT:
      return _ ("Enter the expert who is to be asked, somebody else than the owner.");
    case PD_TICKET_NEED_ANSWER:
      return _ ("Write down what helped, or link a solution of the library.");
    case PD_TICKET_NEED_NOTHING:
    default:
      return "";
    }
}

/**
 * pd_ticket_obstacle:
 * @ticket: a ticket
 * @command: a command that its workflow offers
 * @reason: (nullable): what the author says
 *
 * Returns: (transfer full) (nullable): why the step cannot be taken yet, and what to do, in sentences; %NULL when nothing
 *   is in the way
 */
char *
pd_ticket_obstacle (const PdRecord *ticket, const char *command, const char *reason)
{
  guint needed = pd_ticket_needs (command);
  g_autoptr (GString) sentences = g_string_new (NULL);

  for (guint bit = 1; bit <= needed; bit <<= 1)
    if ((needed & bit) && !holds (ticket, (PdTicketNeed) bit, reason))
      {
        if (sentences->len > 0)
          g_string_append_c (sentences, ' ');
        g_string_append (sentences, sentence_of ((PdTicketNeed) bit));
      }
  return sentences->len > 0 ? g_strdup (sentences->str) : NULL;
}

/**
 * pd_ticket_take_step:
 * @ticket: a ticket that is about to be written
 * @command: what was asked for
 * @to: the state that it leads to; the state it is in where it does not move
 * @now: microseconds since 1970 in UTC
 * @by: (nullable): the user
 * @computer: (nullable): what that person sat at
 * @reason: (nullable): that person's words
 *
 * Moves the ticket, and writes the line of its history. Only the platform does.
 */
void
pd_ticket_take_step (PdRecord *ticket,
                     const char *command,
                     const char *to,
                     gint64 now,
                     const char *by,
                     const char *computer,
                     const char *reason)
{
  g_autofree char *from = g_strdup (pd_record_get_state (ticket));

  pd_record_add_step (ticket, now, command, from, to, by, computer, reason);
  if (g_strcmp0 (from, to) == 0)
    return;
  pd_record_set_text (ticket, PD_TICKET_STATE, to);
  pd_record_set_text (ticket, PD_TICKET_STATE_REASON, reason);
  pd_record_set_integer (ticket, PD_TICKET_STATE_AT, now);
  if (g_str_equal (to, PD_TICKET_STATE_RESOLVED))
    pd_record_set_integer (ticket, PD_TICKET_RESOLVED_AT, now);
  else if (pd_ticket_is_open (ticket))
    pd_record_clear (ticket, PD_TICKET_RESOLVED_AT);
}

/**
 * pd_ticket_note_owner:
 * @ticket: a ticket that is about to be written
 * @before: as it was
 * @now: microseconds since 1970 in UTC
 * @by: (nullable): the user
 * @computer: (nullable): what that person sat at
 *
 * Returns: whether it has another owner than before; then the line of its history is written
 */
gboolean
pd_ticket_note_owner (PdRecord *ticket,
                      const PdRecord *before,
                      gint64 now,
                      const char *by,
                      const char *computer)
{
  const char *was = pd_record_get_text (before, PD_TICKET_OWNER);
  const char *is = pd_record_get_text (ticket, PD_TICKET_OWNER);
  const char *why = pd_record_get_text (ticket, PD_TICKET_ASSIGNMENT_REASON);
  g_autofree char *words = NULL;

  if (was == NULL || g_strcmp0 (was, is) == 0)
    return FALSE;
  words = g_strdup_printf ("%s → %s%s%s", was, is != NULL ? is : "–", why != NULL ? ": " : "",
                           why != NULL ? why : "");
  pd_ticket_take_step (ticket, PD_STEP_HAND_OVER, pd_record_get_state (ticket), now, by, computer, words);
  return TRUE;
}
