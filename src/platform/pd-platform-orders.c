/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-orders.h"

#include <glib/gi18n-lib.h>

#include "model/pd-assignment.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"

/** pd_platform_order_has_way: Returns: whether it is an order that goes from hand to hand, not one to invoice alone */
gboolean
pd_platform_order_has_way (const PdRecord *record)
{
  return pd_record_get_record_type (record) == &pd_order_type && pd_record_has (record, PD_ORDER_KIND);
}

/* Somebody asked for the same, and the order is where that leads. */
static gboolean
is_there_already (const PdRecord *order, const char *command)
{
  const char *kind = pd_record_get_text (order, PD_ORDER_KIND);
  const char *stage = pd_order_get_stage (order);
  guint n_arrows;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n_arrows);

  for (guint i = 0; i < n_arrows; i++)
    if (g_strcmp0 (arrows[i].kind, kind) == 0 && g_str_equal (arrows[i].command, command) &&
        g_str_equal (arrows[i].to, stage) && !g_str_equal (arrows[i].from, stage))
      return TRUE;
  return FALSE;
}

static PdResult *
refuse_where_it_is (const PdMutation *mutation, const PdRecord *order)
{
  const char *stage = pd_order_get_stage (order);
  g_autofree char *sentence = NULL;
  PdResult *result;

  if (mutation->total == pd_workflow_total (order) && is_there_already (order, mutation->command))
    {
      result = pd_platform_accept (mutation, order);
      result->code = g_strdup ("already");
      return result;
    }
  sentence = g_strdup_printf (_ ("The order is at “%s” now, and this is not possible there."),
                              _ (pd_choice_label (pd_order_stage_choices, stage)));
  return pd_platform_conflict (mutation, "state", order, sentence);
}

/**
 * pd_platform_refuse_order_command:
 * @mutation: a command
 * @order: an order that goes a way, as it is now
 *
 * Returns: (transfer full) (nullable): why the command is not taken, or that it is in effect; %NULL when it may be taken
 */
PdResult *
pd_platform_refuse_order_command (const PdMutation *mutation, const PdRecord *order)
{
  const PdOrderArrow *arrow = pd_order_flow_arrow (order, mutation->command);
  g_autofree char *obstacle = NULL;

  if (arrow == NULL || !pd_workflow_offers (order, mutation->command))
    return refuse_where_it_is (mutation, order);
  if (mutation->total != pd_workflow_total (order) ||
      (arrow->strict && mutation->base_revision != pd_record_get_revision (order)))
    return pd_platform_conflict (
        mutation, "stale", order,
        _ ("Somebody else changed this record after you had seen it. Look at it again."));
  obstacle = pd_order_flow_obstacle (order, arrow, mutation->reason);
  return obstacle != NULL ? pd_platform_conflict (mutation, "needs", order, obstacle) : NULL;
}

/**
 * pd_platform_note_step:
 * @change: the transaction
 * @mutation: a command that is taken
 * @from: (nullable): where the order was
 * @to: (nullable): where it will be
 * @order: the order, before it is written
 *
 * Writes a line of the order's history.
 */
void
pd_platform_note_step (PdPlatformChange *change,
                       const PdMutation *mutation,
                       const char *from,
                       const char *to,
                       PdRecord *order)
{
  pd_record_add_step (order, change->now, mutation->command, from, to, change->user, change->replica,
                      mutation->reason);
}

/**
 * pd_platform_move_order:
 * @change: the transaction
 * @mutation: a command that is taken
 * @arrow: the arrow that it takes
 * @order: the order, changed in place; the caller writes it
 */
void
pd_platform_move_order (PdPlatformChange *change,
                        const PdMutation *mutation,
                        const PdOrderArrow *arrow,
                        PdRecord *order)
{
  pd_platform_note_step (change, mutation, arrow->from, arrow->to, order);
  if (g_str_equal (arrow->from, arrow->to))
    return;
  pd_record_set_text (order, PD_ORDER_STAGE, arrow->to);
  pd_record_set_text (order, PD_ORDER_STAGE_REASON, mutation->reason);
  pd_record_set_integer (order, PD_ORDER_STAGE_AT, change->now);
}

/**
 * pd_platform_note_assignee:
 * @change: the transaction
 * @before: a record as it is
 * @order: as a patch makes it; what is no order on its way is left alone
 *
 * Writes into the history who does it from now on, and who did it before.
 */
void
pd_platform_note_assignee (PdPlatformChange *change, const PdRecord *before, PdRecord *order)
{
  const char *stage =
      pd_record_get_record_type (order) == &pd_order_type ? pd_record_get_text (order, PD_ORDER_STAGE) : NULL;
  const char *was, *is, *why;
  g_autofree char *words = NULL;

  if (stage == NULL || pd_record_field_equal (before, order, PD_ORDER_ASSIGNEE))
    return;
  was = pd_record_get_text (before, PD_ORDER_ASSIGNEE);
  is = pd_record_get_text (order, PD_ORDER_ASSIGNEE);
  why = pd_record_get_text (order, PD_ORDER_ASSIGNMENT_REASON);
  words = g_strdup_printf ("%s → %s%s%s", was != NULL ? was : "–", is != NULL ? is : "–",
                           why != NULL ? ": " : "", why != NULL ? why : "");
  pd_record_add_step (order, change->now, PD_STEP_HAND_OVER, stage, stage, change->user, change->replica,
                      words);
}

/**
 * pd_platform_check_order_patch:
 * @mutation: a patch
 * @before: the record as it is
 * @after: as the patch makes it
 *
 * What no table says: which way an order goes is settled when it leaves its draft, what is in a ledger stays, and no more
 * is sent in an exchange than comes back, whichever desks sent it.
 *
 * Returns: (transfer full) (nullable): why the patch is not taken
 */
PdResult *
pd_platform_check_order_patch (const PdMutation *mutation, const PdRecord *before, const PdRecord *after)
{
  g_autofree char *exchange =
      mutation->type == &pd_order_type ? pd_order_exchange_obstacle (before, after) : NULL;

  if (pd_patch_breaks_ledger (mutation->patch, before) && mutation->type == &pd_ticket_type)
    return pd_platform_conflict (mutation, "ledger", before,
                                 _ ("What was said about a ticket stays. Add another comment."));
  if (pd_patch_breaks_ledger (mutation->patch, before))
    return pd_platform_conflict (
        mutation, "ledger", before,
        _ ("A payment that was entered is neither changed nor removed. Reverse it, and enter it anew."));
  if (exchange != NULL)
    return pd_platform_conflict (mutation, "exchange", before, exchange);
  if (mutation->type == &pd_order_type && pd_assignment_lacks_reason (before, after))
    return pd_platform_conflict (mutation, "reason", before,
                                 _ ("Somebody is assigned already. Say why it is to be somebody else."));
  if (mutation->type == &pd_order_type && pd_record_has (before, PD_ORDER_STAGE) &&
      g_strcmp0 (pd_order_get_stage (before), PD_ORDER_STAGE_DRAFT) != 0 &&
      !pd_record_field_equal (before, after, PD_ORDER_KIND))
    return pd_platform_conflict (
        mutation, "immutable", before,
        _ ("The kind of an order can be changed while it is a draft. Send the order back first."));
  return NULL;
}
