/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-way.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-reversal.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/* In the place of words that are asked for when a step is taken. */
#define ANY_REASON "-"

/** Step: what can be done with an order next. */
typedef struct
{
  const char *command;
  const char *label;    /* translated */
  const char *to;       /* a stage; a state for an order that is only invoiced */
  const char *to_label; /* translated */
  gboolean needs_reason;
  char *obstacle; /* (owned) (nullable) why it cannot be done yet */
} Step;

static void
step_clear (gpointer step)
{
  g_free (((Step *) step)->obstacle);
}

/* What no table says of a command, and what waits in its way. */
static char *
common_obstacle (const PdRecord *order, const char *command, const char *pending_command)
{
  const PdRecordType *type = pd_record_get_record_type (order);
  g_autoptr (GError) standing = NULL;

  if (pending_command != NULL && !pd_workflow_foresees (order, pending_command))
    return g_strdup_printf (_ ("“%s” was asked for, and the platform has not answered yet."),
                            pd_ctl_command_words (type, pending_command));
  if (type == &pd_order_type && g_str_equal (command, "reopen") && !pd_reversal_may_reopen (order, &standing))
    return g_strdup (standing->message);
  return NULL;
}

/* An arrow that moves the invoice's position alone is a step only where that can move. */
static gboolean
leads_on (const PdRecord *order, const PdOrderArrow *arrow)
{
  return g_strcmp0 (arrow->kind, pd_record_get_text (order, PD_ORDER_KIND)) == 0 &&
         g_strcmp0 (arrow->from, pd_order_get_stage (order)) == 0 &&
         (!g_str_equal (arrow->from, arrow->to) || pd_workflow_offers (order, arrow->command));
}

static void
add_along_way (GArray *steps, const PdRecord *order, const char *pending_command)
{
  guint n_arrows;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n_arrows);

  for (guint i = 0; i < n_arrows; i++)
    {
      const PdOrderArrow *arrow = &arrows[i];
      Step step = { arrow->command, _ (arrow->label), arrow->to,
                    _ (pd_choice_label (pd_order_stage_choices, arrow->to)),
                    (arrow->needs & PD_ORDER_NEED_REASON) != 0 };

      if (!leads_on (order, arrow))
        continue;
      step.obstacle = common_obstacle (order, arrow->command, pending_command);
      if (step.obstacle == NULL)
        step.obstacle = pd_order_flow_obstacle (order, arrow, ANY_REASON);
      if (step.obstacle == NULL && !pd_workflow_offers (order, arrow->command))
        step.obstacle = pd_order_need_sentence (order, PD_ORDER_NEED_NO_INVOICE);
      g_array_append_val (steps, step);
    }
}

/* An order that is only invoiced moves along the way of its invoice; tickets and solutions have one position alone. */
static void
add_by_state (GArray *steps, const PdRecord *record, const char *pending_command)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  guint n_transitions;
  const PdTransition *transitions = pd_workflow_transitions (&n_transitions);

  for (guint i = 0; i < n_transitions; i++)
    {
      const PdTransition *edge = &transitions[i];
      Step step = { edge->command, edge->label, edge->to };

      if (!g_str_equal (edge->type, type->name) || edge->command == NULL ||
          g_strcmp0 (edge->from, pd_record_get_state (record)) != 0)
        continue;
      step.label = _ (edge->label);
      step.to_label = _ (pd_choice_label (type->fields[type->state_field].choices, edge->to));
      step.needs_reason = pd_workflow_needs_reason (record, edge->command);
      step.obstacle = common_obstacle (record, edge->command, pending_command);
      if (step.obstacle == NULL)
        step.obstacle = pd_workflow_obstacle (record, edge->command, ANY_REASON);
      g_array_append_val (steps, step);
    }
}

static gboolean
goes_a_way (const PdRecord *record)
{
  return pd_record_get_record_type (record) == &pd_order_type && pd_record_has (record, PD_ORDER_KIND);
}

/* Of a ticket: by when, and how that was counted. (transfer full) (nullable) */
static char *
due_sentence (const PdRecord *record)
{
  return pd_record_get_record_type (record) == &pd_ticket_type ? pd_ticket_due_sentence (record) : NULL;
}

static GArray *
steps_of (const PdRecord *order, const char *pending_command)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));

  g_array_set_clear_func (steps, step_clear);
  if (goes_a_way (order))
    add_along_way (steps, order, pending_command);
  else
    add_by_state (steps, order, pending_command);
  return steps;
}

static void
json_roles (PdCtlJson *json, const char *command, const char *object)
{
  pd_ctl_json_open (json, "roles", '[');
  for (const PdChoice *role = pd_role_choices; role->value != NULL; role++)
    if (pd_permission_has (role->value, command, object))
      pd_ctl_json_string (json, NULL, role->value);
  pd_ctl_json_close (json, ']');
}

static void
json_step (PdCtlJson *json, const Step *step, const char *object)
{
  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "command", step->command);
  pd_ctl_json_string (json, "label", step->label);
  pd_ctl_json_string (json, "to", step->to);
  json_roles (json, step->command, object);
  pd_ctl_json_boolean (json, "needs_reason", step->needs_reason);
  pd_ctl_json_string (json, "obstacle", step->obstacle);
  pd_ctl_json_close (json, '}');
}

static void
json_place (PdCtlJson *json, const PdRecord *order)
{
  pd_ctl_json_string (json, "kind", pd_record_get_text (order, PD_ORDER_KIND));
  pd_ctl_json_string (json, "stage", pd_order_get_stage (order));
  pd_ctl_json_string (json, "state", pd_record_get_state (order));
  if (pd_record_has (order, PD_ORDER_STAGE_AT))
    pd_ctl_json_integer (json, "since", pd_record_get_integer (order, PD_ORDER_STAGE_AT));
  else
    pd_ctl_json_string (json, "since", NULL);
  pd_ctl_json_string (json, "reason", pd_record_get_text (order, PD_ORDER_STAGE_REASON));
}

/**
 * pd_ctl_order_way_json:
 * @order: an order, a ticket or a solution
 * @pending_command: (nullable): what it has been asked for and the platform has not answered
 *
 * Writes the member "way": where the order is, since when, and each next step with who may take it and why it cannot be
 * taken yet. "stage" is null for an order that is only invoiced, "since" in microseconds or null.
 */
void
pd_ctl_order_way_json (PdCtl *ctl, const PdRecord *order, const char *pending_command)
{
  g_autoptr (GArray) steps = steps_of (order, pending_command);
  g_autofree char *due = due_sentence (order);
  PdCtlJson *json = ctl->document;

  pd_ctl_json_open (json, "way", '{');
  if (pd_record_get_record_type (order) == &pd_order_type)
    json_place (json, order);
  else
    pd_ctl_json_string (json, "state", pd_record_get_state (order));
  if (due != NULL)
    pd_ctl_json_string (json, "due", due);
  pd_ctl_json_string (json, "not_confirmed", pending_command);
  pd_ctl_json_open (json, "next", '[');
  for (guint i = 0; i < steps->len; i++)
    json_step (json, &g_array_index (steps, Step, i), pd_record_get_record_type (order)->name);
  pd_ctl_json_close (json, ']');
  pd_ctl_json_close (json, '}');
}

static void
print_place (PdCtl *ctl, const PdRecord *order, const char *pending_command)
{
  const char *kind = _ (pd_choice_label (pd_order_kind_choices, pd_record_get_text (order, PD_ORDER_KIND)));
  const char *stage = _ (pd_choice_label (pd_order_stage_choices, pd_order_get_stage (order)));

  if (pd_record_has (order, PD_ORDER_STAGE_AT))
    {
      g_autofree char *since = pd_ctl_time_text (pd_record_get_integer (order, PD_ORDER_STAGE_AT));

      /* Translators: 1: "Goods" or "Service", 2: where the order is, 3: a time */
      pd_ctl_print (ctl, _ ("%1$s: %2$s since %3$s"), kind, stage, since);
    }
  else
    /* Translators: 1: "Goods" or "Service", 2: where the order is */
    pd_ctl_print (ctl, _ ("%1$s: %2$s"), kind, stage);
  if (pending_command != NULL)
    pd_ctl_print (ctl, _ ("“%s” was asked for, and the platform has not confirmed it yet."),
                  pd_ctl_command_words (&pd_order_type, pending_command));
}

static char *
command_word (const char *command)
{
  return g_strdelimit (g_strdup (command), "_", '-');
}

static void
print_step (PdCtlTable *table, const Step *step, const char *object)
{
  pd_ctl_table_take (table, command_word (step->command));
  pd_ctl_table_add (table, step->label);
  pd_ctl_table_add (table, step->to_label);
  pd_ctl_table_take (table, pd_permission_roles_text (step->command, object));
  if (step->obstacle == NULL && step->needs_reason)
    pd_ctl_table_add (table, _ ("Needs a reason"));
  else
    pd_ctl_table_add (table, step->obstacle);
}

/**
 * pd_ctl_order_way_print:
 * @order: an order
 * @pending_command: (nullable): what it has been asked for and the platform has not answered
 *
 * Prints what pd_ctl_order_way_json() writes, for people.
 */
void
pd_ctl_order_way_print (PdCtl *ctl, const PdRecord *order, const char *pending_command)
{
  g_autoptr (GArray) steps = steps_of (order, pending_command);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);

  g_autofree char *due = due_sentence (order);

  pd_ctl_print (ctl, "%s", "");
  if (goes_a_way (order))
    print_place (ctl, order, pending_command);
  if (due != NULL)
    pd_ctl_print (ctl, "%s", due);
  if (steps->len == 0)
    return;
  pd_ctl_table_add (table, _ ("Next"));
  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, _ ("Leads to"));
  pd_ctl_table_add (table, _ ("Who may"));
  pd_ctl_table_add (table, "");
  for (guint i = 0; i < steps->len; i++)
    print_step (table, &g_array_index (steps, Step, i), pd_record_get_record_type (order)->name);
  pd_ctl_table_write (table, ctl->out);
}

/* --- the tables themselves */

static void
report_arrow (PdCtl *ctl, PdCtlTable *table, const PdOrderArrow *arrow)
{
  PdCtlJson *json = ctl->document;

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "kind", arrow->kind);
  pd_ctl_json_string (json, "from", arrow->from);
  pd_ctl_json_string (json, "command", arrow->command);
  pd_ctl_json_string (json, "to", arrow->to);
  json_roles (json, arrow->command, pd_order_type.name);
  pd_ctl_json_boolean (json, "needs_reason", (arrow->needs & PD_ORDER_NEED_REASON) != 0);
  pd_ctl_json_close (json, '}');
  pd_ctl_table_add (table, _ (pd_choice_label (pd_order_kind_choices, arrow->kind)));
  pd_ctl_table_add (table, _ (pd_choice_label (pd_order_stage_choices, arrow->from)));
  pd_ctl_table_take (table, command_word (arrow->command));
  pd_ctl_table_add (table, _ (arrow->label));
  pd_ctl_table_add (table, _ (pd_choice_label (pd_order_stage_choices, arrow->to)));
  pd_ctl_table_take (table, pd_permission_roles_text (arrow->command, pd_order_type.name));
}

/**
 * pd_ctl_order_ways:
 *
 * Lists the steps that orders take, from which stage to which, and who may; those of one kind where the first argument
 * names it.
 */
gboolean
pd_ctl_order_ways (PdCtl *ctl, GError **error)
{
  const char *kind = pd_ctl_arguments_positional (ctl->arguments, 0);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (6);
  guint n_arrows;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n_arrows);

  if (kind != NULL && !g_str_equal (kind, PD_ORDER_KIND_GOODS) && !g_str_equal (kind, PD_ORDER_KIND_SERVICE))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   _ ("There is no kind of order “%s”; there are goods and service."), kind);
      return FALSE;
    }
  pd_ctl_table_add (table, _ (pd_order_type.fields[PD_ORDER_KIND].label));
  pd_ctl_table_add (table, _ ("From"));
  pd_ctl_table_add (table, _ ("Command"));
  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, _ ("Leads to"));
  pd_ctl_table_add (table, _ ("Who may"));
  pd_ctl_json_open (ctl->document, "steps", '[');
  for (guint i = 0; i < n_arrows; i++)
    if (kind == NULL || g_str_equal (kind, arrows[i].kind))
      report_arrow (ctl, table, &arrows[i]);
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  return TRUE;
}
