/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-ticket.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"
#include "wire/pd-wire.h"

/* Customers have trouble: people open tickets, write into them, hand them over and bring them to an end; and what must
 * be true of tickets (I25). */

/** Ticketing: what somebody does with one ticket. */
typedef struct
{
  PdRecord *before; /* (owned) (nullable) */
  PdRecord *after;  /* (owned) (nullable) */
  const char *command;
  const char *reason; /* (nullable) */
  GPtrArray *typed;   /* (owned) */
  GPtrArray *paths;   /* (owned) */
} Ticketing;

static void
ticketing_clear (Ticketing *self)
{
  g_clear_pointer (&self->before, pd_record_unref);
  g_clear_pointer (&self->after, pd_record_unref);
  g_clear_pointer (&self->typed, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ticketing, ticketing_clear)

/* The newest ones, so that people meet. */
static GPtrArray *
list_tickets (SimDesktop *desktop)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (desktop->session,
                                "SELECT id FROM tickets WHERE deleted = 0 ORDER BY id DESC LIMIT 4", NULL);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  return ids;
}

static gboolean
save_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Ticketing *self = data;

  return pd_store_save_record (desktop->session, self->after, sim_desktop_now (desktop), error);
}

static gboolean
command_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Ticketing *self = data;

  return pd_store_add_command (desktop->session, &pd_ticket_type, pd_record_get_id (self->before),
                               self->command, self->reason, sim_desktop_now (desktop), error);
}

static void
type_field (Sim *sim, Ticketing *self, guint field)
{
  const char *atom = pd_field_atom (&pd_ticket_type.fields[field]);
  SimToken *token = sim_token_new (sim, atom);
  g_autofree char *text = g_strdup_printf ("报修 %s", token->text);

  g_ptr_array_add (self->typed, token);
  g_ptr_array_add (self->paths, g_strdup (atom));
  pd_record_set_text (self->after, field, text);
}

static void
comment (SimDesktop *desktop, Ticketing *self)
{
  SimToken *token = sim_token_new (desktop->sim, "comments");
  g_autofree char *text = g_strdup_printf ("来电 %s", token->text);

  g_ptr_array_add (self->typed, token);
  pd_ticket_add_comment (self->after, "phone", text, sim_desktop_now (desktop));
}

static const char *
anybody (SimRandom *random)
{
  static const char *const people[] = { "clerk", "reviewer", "finance", "admin" };

  return people[sim_random_below (random, G_N_ELEMENTS (people))];
}

static void
assign (Ticketing *self, const char *owner)
{
  pd_record_set_text (self->after, PD_TICKET_OWNER, owner);
  pd_record_set_text (self->after, PD_TICKET_ASSIGNMENT_REASON, "有空");
}

static void
save (SimDesktop *desktop, Ticketing *self)
{
  const char *id = pd_record_get_id (self->after);
  g_autofree char *before = sim_tokens_text (desktop, &pd_ticket_type, id, TRUE);

  pd_record_derive (self->after);
  if (!sim_desktop_write (desktop, save_job, self))
    {
      if (desktop->session == NULL)
        sim_tokens_in_doubt (desktop, id, self->paths);
      return;
    }
  sim_tokens_given_up (desktop, id, before, self->paths);
  sim_tokens_typed (desktop, self->after, self->typed);
  sim_saved (desktop);
}

static void
open_ticket (SimDesktop *desktop, SimRandom *random, Ticketing *self)
{
  self->after =
      pd_ticket_new (sim_desktop_now (desktop),
                     desktop->sim->options->fates[SIM_MOVE_YEAR] ? sim_business_date (random) : "2026-11-06");
  type_field (desktop->sim, self, PD_TICKET_TITLE);
  pd_record_set_text (self->after, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  if (sim_random_chance (random, 300))
    assign (self, anybody (random));
  save (desktop, self);
}

static void
edit (SimDesktop *desktop, SimRandom *random, Ticketing *self)
{
  static const char *const severities[] = { PD_TICKET_SEVERITY_CRITICAL, PD_TICKET_SEVERITY_HIGH,
                                            PD_TICKET_SEVERITY_NORMAL, PD_TICKET_SEVERITY_LOW };

  switch (sim_random_below (random, 6))
    {
    case 0:
      type_field (desktop->sim, self, PD_TICKET_TITLE);
      break;
    case 1:
      type_field (desktop->sim, self, PD_TICKET_DESCRIPTION);
      break;
    case 2:
      assign (self, anybody (random));
      break;
    case 3:
      pd_record_set_text (self->after, PD_TICKET_SEVERITY,
                          severities[sim_random_below (random, G_N_ELEMENTS (severities))]);
      break;
    default:
      comment (desktop, self);
      break;
    }
  save (desktop, self);
}

/* One of the steps that lead on from where the ticket is, as its desktop shows it. */
static const char *
choose_step (const PdRecord *ticket, SimRandom *random)
{
  const char *offered[16];
  guint n, n_offered = 0;
  const PdTransition *all = pd_workflow_transitions (&n);

  for (guint i = 0; i < n && n_offered < G_N_ELEMENTS (offered); i++)
    if (g_str_equal (all[i].type, pd_ticket_type.name) && all[i].command != NULL &&
        g_strcmp0 (all[i].from, pd_record_get_state (ticket)) == 0)
      offered[n_offered++] = all[i].command;
  return n_offered > 0 ? offered[sim_random_below (random, n_offered)] : NULL;
}

/* Does what the step needs; TRUE when there was something to do. */
static gboolean
satisfy (SimDesktop *desktop, Ticketing *self)
{
  guint needs = pd_ticket_needs (self->command);
  const char *owner = pd_record_get_text (self->after, PD_TICKET_OWNER);
  g_autofree char *obstacle = pd_ticket_obstacle (self->after, self->command, "原因");

  self->reason = (needs & PD_TICKET_NEED_REASON) ? "原因" : NULL;
  if (obstacle == NULL)
    return FALSE;
  if (needs & PD_TICKET_NEED_OWNER)
    assign (self, desktop->user);
  if (needs & PD_TICKET_NEED_EXPERT)
    pd_record_set_text (self->after, PD_TICKET_EXPERT,
                        g_strcmp0 (owner, "reviewer") == 0 ? "admin" : "reviewer");
  if (needs & PD_TICKET_NEED_ANSWER)
    type_field (desktop->sim, self, PD_TICKET_RESOLUTION);
  return TRUE;
}

static void
take_step (SimDesktop *desktop, SimRandom *random, Ticketing *self)
{
  self->command = choose_step (self->before, random);
  if (self->command == NULL)
    return;
  if (satisfy (desktop, self) && sim_random_chance (random, 850))
    save (desktop, self);
  if (desktop->engine != NULL && sim_desktop_write (desktop, command_job, self))
    {
      sim_trace (desktop->sim, "desktop %u asks ticket %s to %s", desktop->index,
                 pd_record_get_id (self->before), self->command);
      sim_sometimes (desktop, SIM_FAULT_TICKET);
      sim_saved (desktop);
    }
}

/** sim_ticket: somebody opens a ticket, writes into one or takes a step with it. */
void
sim_ticket (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Ticketing) self = { .typed = g_ptr_array_new_with_free_func (sim_token_free),
                              .paths = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (GPtrArray) ids = NULL;

  if (desktop->engine == NULL)
    return;
  ids = list_tickets (desktop);
  if (ids->len == 0 || sim_random_chance (random, 150))
    {
      open_ticket (desktop, random, &self);
      return;
    }
  if (!pd_store_row_load (desktop->session, &pd_ticket_type,
                          g_ptr_array_index (ids, sim_random_below (random, ids->len)), &self.before, NULL) ||
      self.before == NULL)
    return;
  self.after = pd_record_copy (self.before);
  if (sim_random_chance (random, 400))
    edit (desktop, random, &self);
  else
    take_step (desktop, random, &self);
}

/* I25: what was said and done stays as it was written; each state has its line, which begins where the last one ended. */
void
sim_check_ticket (Sim *sim, const PdRecord *before, const PdRecord *after)
{
  const char *place = PD_TICKET_STATE_NEW;
  GPtrArray *steps;

  if (pd_record_get_record_type (after) != &pd_ticket_type || pd_record_is_deleted (after))
    return;
  for (guint list = PD_TICKET_LIST_COMMENTS; before != NULL && list <= PD_TICKET_LIST_STEPS; list++)
    for (guint i = 0; list != PD_TICKET_LIST_SOLUTIONS && list != PD_TICKET_LIST_ATTACHMENTS &&
                      i < pd_record_get_list (before, list)->len;
         i++)
      {
        const PdRecord *row = g_ptr_array_index (pd_record_get_list (before, list), i);
        const PdRecord *now = pd_record_find_line (after, list, pd_record_get_id (row));

        if (now == NULL || !pd_record_equal (row, now))
          sim_fail (sim, "I25", "line %s of ticket %s was changed or removed", pd_record_get_id (row),
                    pd_record_get_id (after));
      }
  steps = pd_record_get_list (after, PD_TICKET_LIST_STEPS);
  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);

      if (g_strcmp0 (pd_record_get_text (step, PD_STEP_FROM), place) != 0)
        sim_fail (sim, "I25", "step %u of ticket %s begins at %s and not at %s", i + 1,
                  pd_record_get_id (after), pd_record_get_text (step, PD_STEP_FROM), place);
      place = pd_record_get_text (step, PD_STEP_TO);
    }
  if (g_strcmp0 (place, pd_record_get_state (after)) != 0)
    sim_fail (sim, "I25", "ticket %s is %s, its history ends at %s", pd_record_get_id (after),
              pd_record_get_state (after), place);
}

/** sim_tickets_sent: remembers which steps are asked for, before anybody can lose the answer. */
void
sim_tickets_sent (Sim *sim, GBytes *body)
{
  g_autoptr (PdWirePush) push = NULL;

  if (!sim->options->fates[SIM_TICKET])
    return;
  push = pd_wire_push_from_text (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  for (guint i = 0; push != NULL && i < push->mutations->len; i++)
    {
      const PdMutation *mutation = g_ptr_array_index (push->mutations, i);

      if (mutation->kind == PD_MUTATION_COMMAND && mutation->type == &pd_ticket_type)
        g_hash_table_replace (sim->ticket_steps, g_strdup (mutation->id), g_strdup (mutation->record_id));
    }
}

/* How many of the steps that were asked for the platform says to have taken. */
static guint
count_accepted (Sim *sim, const char *ticket)
{
  GHashTableIter iter;
  gpointer mutation, record;
  guint n = 0;

  g_hash_table_iter_init (&iter, sim->ticket_steps);
  while (g_hash_table_iter_next (&iter, &mutation, &record))
    {
      const char *answer = g_hash_table_lookup (sim->results, mutation);
      g_autoptr (PdResult) result =
          answer != NULL && g_str_equal (record, ticket) ? pd_wire_result_from_text (answer, -1, NULL) : NULL;

      n += result != NULL && result->outcome == PD_OUTCOME_OK && result->code == NULL;
    }
  return n;
}

/* What its history says was done at a person's asking; where it was opened with an owner, that was no step. */
static guint
count_steps (Sim *sim, const PdRecord *ticket)
{
  const SimVersion *first = g_ptr_array_index (sim_history_versions (sim, pd_record_get_id (ticket)), 0);
  GPtrArray *steps = pd_record_get_list (ticket, PD_TICKET_LIST_STEPS);
  guint n = 0;

  for (guint i = pd_record_get_list (first->record, PD_TICKET_LIST_STEPS)->len; i < steps->len; i++)
    n += !g_str_equal (pd_record_get_text (steps->pdata[i], PD_STEP_COMMAND), PD_STEP_HAND_OVER);
  return n;
}

/* I25, when everything is quiet: no ticket twice, and each step that was accepted stands in its history once. */
void
sim_check_tickets (Sim *sim)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer list;

  if (!sim->options->fates[SIM_TICKET] || sim->restored || sim->rolled_back)
    return;
  g_hash_table_iter_init (&iter, sim->documents);
  while (sim->violation == NULL && g_hash_table_iter_next (&iter, NULL, &list))
    {
      GPtrArray *versions = list;
      const SimVersion *last = versions->len > 0 ? g_ptr_array_index (versions, versions->len - 1) : NULL;
      guint accepted, written;

      if (last == NULL || pd_record_get_record_type (last->record) != &pd_ticket_type ||
          pd_record_is_deleted (last->record))
        continue;
      if (!g_hash_table_add (numbers, (gpointer) pd_record_get_text (last->record, PD_TICKET_NUMBER)))
        sim_fail (sim, "I25", "ticket %s is there twice",
                  pd_record_get_text (last->record, PD_TICKET_NUMBER));
      accepted = count_accepted (sim, pd_record_get_id (last->record));
      written = count_steps (sim, last->record);
      if (accepted != written)
        sim_fail (sim, "I25", "ticket %s took %u steps, %u were accepted", pd_record_get_id (last->record),
                  written, accepted);
    }
}
