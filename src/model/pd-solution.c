/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-solution.h"

#include "model/pd-attachment.h"
#include "model/pd-id.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_solution_state_choices[] = {
  { PD_SOLUTION_STATE_DRAFT, N_ ("Draft") },
  { PD_SOLUTION_STATE_PUBLISHED, N_ ("Published") },
  { PD_SOLUTION_STATE_RETIRED, N_ ("Retired") },
  { NULL, NULL },
};

#define F PD_FIELD_STRUCT
static const PdField solution_fields[] = { PD_SOLUTION_FIELDS (F) };
#undef F

static const PdRecordType *const solution_lists[] = { &pd_solution_attachment_type, NULL };

static void
check (const PdRecord *solution, PdRequired level, GPtrArray *problems)
{
  pd_attachments_check (solution, problems);
}

const PdRecordType pd_solution_type = {
  .name = "solution",
  .table = "solutions",
  .label = N_ ("Solution"),
  .fields = solution_fields,
  .n_fields = PD_SOLUTION_N_FIELDS,
  .lists = solution_lists,
  .n_lists = 1,
  .title_field = PD_SOLUTION_TITLE,
  .state_field = PD_SOLUTION_STATE,
  .initial_state = PD_SOLUTION_STATE_DRAFT,
  .check = check,
};

/** pd_solution_new: @now: microseconds since 1970 in UTC. Returns: (transfer full): an empty draft */
PdRecord *
pd_solution_new (gint64 now)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *solution = pd_record_new (&pd_solution_type, id);

  pd_record_set_text (solution, PD_SOLUTION_STATE, PD_SOLUTION_STATE_DRAFT);
  return solution;
}

static void
take (PdRecord *solution, guint to, const PdRecord *ticket, guint from)
{
  const char *text = pd_record_get_text (ticket, from);
  guint limit = solution_fields[to].limit;
  g_autofree char *cut = text != NULL && limit > 0 && g_utf8_strlen (text, -1) > (glong) limit
                             ? g_utf8_substring (text, 0, limit)
                             : NULL;

  if (text != NULL && !pd_record_has (solution, to))
    pd_record_set_text (solution, to, cut != NULL ? cut : text);
}

/**
 * pd_solution_take_ticket:
 * @solution: a draft
 * @ticket: a ticket whose answer is worth keeping
 *
 * Takes over what is not said yet. The customer is left out: the library is read by everybody.
 */
void
pd_solution_take_ticket (PdRecord *solution, const PdRecord *ticket)
{
  take (solution, PD_SOLUTION_TITLE, ticket, PD_TICKET_TITLE);
  take (solution, PD_SOLUTION_KIND, ticket, PD_TICKET_KIND);
  take (solution, PD_SOLUTION_SERVICE, ticket, PD_TICKET_SERVICE);
  take (solution, PD_SOLUTION_DEVICE_MODEL, ticket, PD_TICKET_DEVICE_MODEL);
  take (solution, PD_SOLUTION_PROBLEM, ticket, PD_TICKET_DESCRIPTION);
  take (solution, PD_SOLUTION_ANSWER, ticket, PD_TICKET_RESOLUTION);
}

/**
 * pd_solution_obstacle:
 * @solution: a solution
 * @command: a command that its workflow offers
 *
 * Returns: (transfer full) (nullable): why the step cannot be taken yet; %NULL when nothing is in the way
 */
char *
pd_solution_obstacle (const PdRecord *solution, const char *command)
{
  if (!g_str_equal (command, "publish") || pd_record_has (solution, PD_SOLUTION_ANSWER))
    return NULL;
  return g_strdup (_ ("Write down what to do: nobody can use a solution without it."));
}
