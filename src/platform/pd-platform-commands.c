/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "model/pd-delivery.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"
#include "model/pd-solution.h"
#include "model/pd-verification-record.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-assignment.h"
#include "platform/pd-platform-bin.h"
#include "platform/pd-platform-bureau-list.h"
#include "platform/pd-platform-devices.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-issuing.h"
#include "platform/pd-platform-mail.h"
#include "platform/pd-platform-mutations.h"
#include "platform/pd-platform-orders.h"
#include "platform/pd-platform-received.h"
#include "platform/pd-platform-redelivery.h"
#include "platform/pd-platform-reversing.h"
#include "platform/pd-platform-rules.h"
#include "platform/pd-platform-stock.h"
#include "platform/pd-platform-tickets.h"
#include "platform/pd-platform-verify.h"

/* What a command does beyond moving its record along the arrow. @record is in the state where the arrow leads. */
typedef PdResult *(*Work) (PdPlatformChange *change,
                           const PdMutation *mutation,
                           PdRecord *record,
                           GError **error);

static const struct
{
  const char *type;
  const char *command; /* (nullable) NULL: every one */
  Work work;
} works[] = {
  { "order", "issue", pd_platform_issue_order },
  { "order", "complete", pd_platform_complete_order },
  { "order", "reopen", pd_platform_reopen_order },
  { "invoice", "try_now", pd_platform_try_now },
  { "invoice", "take_back", pd_platform_take_back },
  { "invoice", "declare_issued", pd_platform_declare_issued },
  { "invoice", "declare_not_issued", pd_platform_declare_not_issued },
  { "invoice", "redeliver", pd_platform_redeliver },
  { "red_form", "apply", pd_platform_apply_form },
  { "red_form", "confirm", pd_platform_act_on_form },
  { "red_form", "reject", pd_platform_act_on_form },
  { "red_form", "withdraw", pd_platform_act_on_form },
  { "red_form", "take_back", pd_platform_take_form_back },
  { "red_form", "try_now", pd_platform_ask_for_form },
  { "bureau", "sign_in", pd_platform_command_bureau },
  { "bureau", "sign_in_by_sms", pd_platform_command_bureau },
  { "bureau", "enter_code", pd_platform_command_bureau },
  { "bureau", "refresh", pd_platform_command_bureau },
  { "bureau", "compare", pd_platform_command_compare },
  { "ticket", NULL, pd_platform_step_ticket },
  { "bin_entry", "restore", pd_platform_bin_restore },
};

/* Somebody else asked for the same, with the same total, and it is under way or done. */
static gboolean
is_in_effect (const PdMutation *mutation, const PdRecord *current)
{
  const char *state = pd_record_get_state (current);
  const PdTransition *transitions = NULL;
  guint n_transitions = 0;

  transitions = pd_workflow_transitions (&n_transitions);
  for (guint index = 0; index < n_transitions; index++)
    {
      const PdTransition *edge = &transitions[index];

      if (g_strcmp0 (edge->type, mutation->type->name) != 0 ||
          g_strcmp0 (edge->command, mutation->command) != 0 || edge->once)
        continue;
      if (g_strcmp0 (edge->to, state) == 0 ||
          (g_strcmp0 (edge->from, state) != 0 && pd_workflow_allows (mutation->type, edge->to, state) &&
           pd_workflow_find (mutation->type, NULL, edge->to) != NULL))
        return TRUE;
    }
  return FALSE;
}

static PdResult *
already (const PdMutation *mutation, const PdRecord *current)
{
  PdResult *result = pd_platform_accept (mutation, current);

  result->code = g_strdup ("already");
  return result;
}

static PdResult *
take (PdPlatformChange *change, const PdMutation *mutation, PdRecord *current, GError **error)
{
  int reason = pd_record_type_field (mutation->type, "state_reason");

  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    if (g_str_equal (works[i].type, mutation->type->name) &&
        (works[i].command == NULL || g_strcmp0 (works[i].command, mutation->command) == 0))
      return works[i].work (change, mutation, current, error);
  if (reason >= 0)
    pd_record_set_text (current, (guint) reason, mutation->reason);
  return pd_platform_write_record (change, current, error) ? pd_platform_accept (mutation, current) : NULL;
}

/* Along the table of its invoice as well, where the arrow moves that. */
static PdResult *
take_both (PdPlatformChange *change,
           const PdMutation *mutation,
           const PdOrderArrow *arrow,
           PdRecord *order,
           GError **error)
{
  const PdTransition *edge =
      pd_workflow_find (mutation->type, mutation->command, pd_record_get_state (order));

  if (arrow->state != PD_ORDER_STATE_STAYS && edge != NULL)
    {
      pd_record_set_text (order, PD_ORDER_STATE, edge->to);
      return take (change, mutation, order, error);
    }
  return pd_platform_write_record (change, order, error) ? pd_platform_accept (mutation, order) : NULL;
}

/* Where a step leads, another one may be taken by rule: what was paid before the approval is confirmed after it. */
static gboolean
follow_rules (PdPlatformChange *change, const PdRecord *before, PdResult *result, GError **error)
{
  g_autoptr (PdRecord) moved = NULL;

  if (!pd_platform_follow_rules (change, before, result->record, &moved, error))
    return FALSE;
  if (moved == NULL)
    return TRUE;
  pd_record_unref (result->record);
  result->record = g_steal_pointer (&moved);
  return TRUE;
}

/* An order that goes a way moves along two tables, and takes with it what depends on where it is. */
static PdResult *
take_along_way (PdPlatformChange *change, const PdMutation *mutation, PdRecord *order, GError **error)
{
  PdResult *result = pd_platform_refuse_order_command (mutation, order);
  const PdOrderArrow *arrow = pd_order_flow_arrow (order, mutation->command);
  g_autoptr (PdRecord) before = NULL;

  if (result != NULL)
    return result;
  before = pd_record_copy (order);
  pd_platform_move_order (change, mutation, arrow, order);
  if (!pd_platform_assign (change, arrow, order, error))
    return NULL;
  result = take_both (change, mutation, arrow, order, error);
  if (result != NULL && result->outcome == PD_OUTCOME_OK &&
      (!pd_platform_stock_follow_step (change, arrow, order, error) ||
       !pd_platform_devices_follow_step (change, arrow, order, error) ||
       !follow_rules (change, before, result, error)))
    g_clear_pointer (&result, pd_result_free);
  return result;
}

/* Of an invoice that was received it is said who used it, and when: that is what the author of the command asks next. */
static PdResult *
refuse (const PdMutation *mutation, const char *code, const PdRecord *current, const char *message)
{
  g_autofree char *sentence = NULL;

  if (mutation->type != &pd_received_type ||
      g_str_equal (pd_record_get_state (current), PD_RECEIVED_STATE_UNVERIFIED))
    return pd_platform_conflict (mutation, code, current, message);
  sentence = pd_received_describe_use (current);
  return pd_platform_conflict (mutation, code, current, sentence);
}

/**
 * pd_platform_decide_command:
 * @current: the record as it is; changed in place when the command is accepted
 *
 * Takes a record along one arrow of its workflow, when it still is exactly what the command's author saw: revision
 * and total (sync: "strict CAS"). Loose arrows ask for the state alone: what they do is about the record, not its
 * content, and it changes by itself all the time.
 *
 * Returns: (transfer full) (nullable): the result; NULL when the platform itself failed
 */
PdResult *
pd_platform_decide_command (PdPlatformChange *change,
                            const PdMutation *mutation,
                            PdRecord *current,
                            GError **error)
{
  if (pd_record_is_deleted (current))
    return pd_platform_conflict (mutation, "deleted", current, _ ("Somebody else deleted this record."));

  if (pd_platform_order_has_way (current))
    return take_along_way (change, mutation, current, error);

  gboolean same_total = mutation->total == pd_workflow_total (current);
  const PdTransition *edge =
      pd_workflow_find (mutation->type, mutation->command, pd_record_get_state (current));

  if (edge == NULL && same_total && is_in_effect (mutation, current))
    return already (mutation, current);
  if (edge == NULL)
    return refuse (mutation, "state", current, _ ("The record's state does not allow this any more."));
  if (!edge->loose && (mutation->base_revision != pd_record_get_revision (current) || !same_total))
    return refuse (mutation, "stale", current,
                   _ ("Somebody else changed this record after you had seen it. Look at it again."));
  if (mutation->type == &pd_solution_type)
    {
      g_autofree char *obstacle = pd_solution_obstacle (current, mutation->command);

      if (obstacle != NULL)
        return refuse (mutation, "needs", current, obstacle);
    }
  if (mutation->type == &pd_order_type)
    pd_platform_note_step (change, mutation, edge->from, edge->to, current);
  /* What a loose command does reads the record itself, and moves it when it has succeeded. */
  if (!edge->loose)
    pd_record_set_text (current, (guint) mutation->type->state_field, edge->to);
  if (mutation->type == &pd_received_type)
    pd_platform_stamp_received (change, current);
  if (mutation->type == &pd_delivery_type &&
      !pd_platform_command_mail (change, mutation->command, edge->from, current, error))
    return NULL;
  if (mutation->type == &pd_verification_type && !pd_platform_verify_again (change, current, error))
    return NULL;
  return take (change, mutation, current, error);
}
