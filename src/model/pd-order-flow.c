/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-order-flow.h"

#include "model/pd-order-needs.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_order_kind_choices[] = {
  { PD_ORDER_KIND_GOODS, N_ ("Goods") },
  { PD_ORDER_KIND_SERVICE, N_ ("Service") },
  { NULL, NULL },
};

const PdChoice pd_order_stage_choices[] = {
  { PD_ORDER_STAGE_DRAFT, N_ ("Draft") },
  { PD_ORDER_STAGE_REVIEW, N_ ("To be approved") },
  { PD_ORDER_STAGE_PAYMENT, N_ ("To be paid") },
  { PD_ORDER_STAGE_DELIVERY, N_ ("To be sent") },
  { PD_ORDER_STAGE_SHIPPED, N_ ("On its way") },
  { PD_ORDER_STAGE_ASSIGNMENT, N_ ("To be assigned") },
  { PD_ORDER_STAGE_APPOINTED, N_ ("Appointed") },
  { PD_ORDER_STAGE_WORKING, N_ ("Being done") },
  { PD_ORDER_STAGE_ACCEPTANCE, N_ ("To be signed off") },
  { PD_ORDER_STAGE_DONE, N_ ("Finished") },
  { PD_ORDER_STAGE_FOLLOWED_UP, N_ ("Followed up") },
  { PD_ORDER_STAGE_CANCELLED, N_ ("Cancelled") },
  { NULL, NULL },
};

/* clang-format off */
#define GOODS PD_ORDER_KIND_GOODS
#define SERVICE PD_ORDER_KIND_SERVICE
#define DRAFT PD_ORDER_STAGE_DRAFT
#define REVIEW PD_ORDER_STAGE_REVIEW
#define PAYMENT PD_ORDER_STAGE_PAYMENT
#define DELIVERY PD_ORDER_STAGE_DELIVERY
#define SHIPPED PD_ORDER_STAGE_SHIPPED
#define ASSIGNMENT PD_ORDER_STAGE_ASSIGNMENT
#define APPOINTED PD_ORDER_STAGE_APPOINTED
#define WORKING PD_ORDER_STAGE_WORKING
#define ACCEPTANCE PD_ORDER_STAGE_ACCEPTANCE
#define DONE PD_ORDER_STAGE_DONE
#define FOLLOWED_UP PD_ORDER_STAGE_FOLLOWED_UP
#define CANCELLED PD_ORDER_STAGE_CANCELLED
#define STAYS PD_ORDER_STATE_STAYS
#define MOVES PD_ORDER_STATE_MOVES
#define MAY_MOVE PD_ORDER_STATE_MAY_MOVE
#define NEED(x) PD_ORDER_NEED_##x
#define EFFECT(x) PD_ORDER_EFFECT_##x

/* What is possible in a stage and leaves the order there: the invoice has a way of its own. */
#define INVOICING(kind, stage)                                                                               \
  { kind, "issue", stage, stage, N_ ("Issue invoice"), MOVES, 0, 0, TRUE, TRUE },                            \
  { kind, "reopen", stage, stage, N_ ("Reopen order"), MOVES, 0, 0, TRUE, TRUE }
#define CANCEL(kind, stage, effects)                                                                         \
  { kind, "cancel", stage, CANCELLED, N_ ("Cancel order"), MOVES,                                            \
    NEED (REASON) | NEED (NO_INVOICE) | NEED (SETTLED), effects, TRUE, TRUE }
#define SEND_BACK(kind, stage, effects)                                                                      \
  { kind, "send_back", stage, DRAFT, N_ ("Send back"), STAYS, NEED (REASON) | NEED (NO_INVOICE), effects,    \
    FALSE, FALSE }

/* One table for each kind, in the order in which steps are offered: on, then back, then the end. Rules of who may take an arrow stand with all others of that sort in pd-permission.c. */
static const PdOrderArrow arrows[] = {
  { GOODS, "submit", DRAFT, REVIEW, N_ ("Submit for approval"), STAYS, NEED (CONTENT), 0, FALSE, TRUE },
  { GOODS, "approve", REVIEW, PAYMENT, N_ ("Approve"), STAYS, NEED (CONTENT), EFFECT (RESERVE), TRUE, TRUE },
  { GOODS, "confirm_payment", PAYMENT, DELIVERY, N_ ("Confirm payment"), STAYS, NEED (PAID), 0, TRUE, FALSE },
  { GOODS, "allow_credit", PAYMENT, DELIVERY, N_ ("Send before payment"), STAYS, NEED (REASON), 0, TRUE, FALSE },
  { GOODS, "ship", DELIVERY, SHIPPED, N_ ("Hand to the carrier"), STAYS, NEED (PACKED), EFFECT (SEND), TRUE, FALSE },
  { GOODS, "complete", SHIPPED, DONE, N_ ("Complete order"), MAY_MOVE, NEED (DELIVERED), 0, TRUE, FALSE },
  { GOODS, "recall", SHIPPED, DELIVERY, N_ ("Parcels came back"), STAYS, NEED (REASON),
    EFFECT (TAKE_BACK) | EFFECT (RESERVE), TRUE, FALSE },
  SEND_BACK (GOODS, REVIEW, 0),
  SEND_BACK (GOODS, PAYMENT, EFFECT (RELEASE)),
  SEND_BACK (GOODS, DELIVERY, EFFECT (RELEASE)),
  CANCEL (GOODS, DRAFT, 0),
  CANCEL (GOODS, REVIEW, 0),
  CANCEL (GOODS, PAYMENT, EFFECT (RELEASE)),
  CANCEL (GOODS, DELIVERY, EFFECT (RELEASE)),
  { GOODS, "reopen", CANCELLED, DRAFT, N_ ("Reopen order"), MOVES, 0, 0, FALSE, TRUE },
  INVOICING (GOODS, PAYMENT),
  INVOICING (GOODS, DELIVERY),
  INVOICING (GOODS, SHIPPED),
  INVOICING (GOODS, DONE),

  { SERVICE, "submit", DRAFT, REVIEW, N_ ("Submit for approval"), STAYS, NEED (CONTENT), 0, FALSE, TRUE },
  { SERVICE, "approve", REVIEW, ASSIGNMENT, N_ ("Approve"), STAYS, NEED (CONTENT),
    EFFECT (RESERVE) | EFFECT (ASSIGN), TRUE, TRUE },
  { SERVICE, "appoint", ASSIGNMENT, APPOINTED, N_ ("Confirm the appointment"), STAYS,
    NEED (ASSIGNED) | NEED (APPOINTMENT), 0, TRUE, FALSE },
  { SERVICE, "start", APPOINTED, WORKING, N_ ("Start work"), STAYS, NEED (ASSIGNED), 0, TRUE, FALSE },
  { SERVICE, "finish", WORKING, ACCEPTANCE, N_ ("Finish work"), STAYS, NEED (CHECKED), EFFECT (SEND), TRUE, FALSE },
  { SERVICE, "complete", ACCEPTANCE, DONE, N_ ("Complete order"), MAY_MOVE, NEED (SIGNED_OFF), EFFECT (DEVICE), TRUE, FALSE },
  { SERVICE, "follow_up", DONE, FOLLOWED_UP, N_ ("Close after the return visit"), STAYS, NEED (ASKED), 0, TRUE, FALSE },
  { SERVICE, "postpone", APPOINTED, ASSIGNMENT, N_ ("Assign anew"), STAYS, NEED (REASON), 0, TRUE, FALSE },
  { SERVICE, "interrupt", WORKING, ASSIGNMENT, N_ ("Interrupt work"), STAYS, NEED (REASON), 0, TRUE, FALSE },
  { SERVICE, "rework", ACCEPTANCE, WORKING, N_ ("Acceptance failed"), STAYS, NEED (REASON), 0, TRUE, FALSE },
  SEND_BACK (SERVICE, REVIEW, 0),
  SEND_BACK (SERVICE, ASSIGNMENT, EFFECT (RELEASE)),
  SEND_BACK (SERVICE, APPOINTED, EFFECT (RELEASE)),
  CANCEL (SERVICE, DRAFT, 0),
  CANCEL (SERVICE, REVIEW, 0),
  CANCEL (SERVICE, ASSIGNMENT, EFFECT (RELEASE)),
  CANCEL (SERVICE, APPOINTED, EFFECT (RELEASE)),
  CANCEL (SERVICE, WORKING, EFFECT (RELEASE)),
  { SERVICE, "reopen", CANCELLED, DRAFT, N_ ("Reopen order"), MOVES, 0, 0, FALSE, TRUE },
  INVOICING (SERVICE, ASSIGNMENT),
  INVOICING (SERVICE, APPOINTED),
  INVOICING (SERVICE, WORKING),
  INVOICING (SERVICE, ACCEPTANCE),
  INVOICING (SERVICE, DONE),
  INVOICING (SERVICE, FOLLOWED_UP),
};
/* clang-format on */

/**
 * pd_order_flow_arrows:
 * @n_arrows: (out): how many
 *
 * Returns: (transfer none) (array length=n_arrows): the tables of all kinds
 */
const PdOrderArrow *
pd_order_flow_arrows (guint *n_arrows)
{
  *n_arrows = G_N_ELEMENTS (arrows);
  return arrows;
}

/**
 * pd_order_flow_find:
 * @kind: (nullable): an order's kind
 * @command: a command
 * @stage: (nullable): where the order is
 *
 * Returns: (nullable) (transfer none): the arrow that the command takes from there
 */
const PdOrderArrow *
pd_order_flow_find (const char *kind, const char *command, const char *stage)
{
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (g_strcmp0 (arrows[i].kind, kind) == 0 && g_str_equal (arrows[i].command, command) &&
        g_strcmp0 (arrows[i].from, stage) == 0)
      return &arrows[i];
  return NULL;
}

/**
 * pd_order_flow_is_content_step:
 * @kind: (nullable): of an order
 * @command: a command
 *
 * Returns: whether the author of this step vouches for the order's content, and for no more: that somebody wrote a note
 *   or called the customer meanwhile changes nothing about it
 */
gboolean
pd_order_flow_is_content_step (const char *kind, const char *command)
{
  for (guint i = 0; kind != NULL && i < G_N_ELEMENTS (arrows); i++)
    if (g_str_equal (arrows[i].kind, kind) && g_str_equal (arrows[i].command, command))
      return arrows[i].strict && arrows[i].state == PD_ORDER_STATE_STAYS;
  return FALSE;
}

/**
 * pd_order_get_stage:
 * @order: an order
 *
 * Returns: (nullable) (transfer none): where it is on its way; %NULL for one that is only invoiced. What no command has
 *   moved yet is a draft
 */
const char *
pd_order_get_stage (const PdRecord *order)
{
  const char *stage = pd_record_get_text (order, PD_ORDER_STAGE);

  if (!pd_record_has (order, PD_ORDER_KIND))
    return NULL;
  return stage != NULL ? stage : PD_ORDER_STAGE_DRAFT;
}

/**
 * pd_order_flow_arrow:
 * @order: an order
 * @command: a command
 *
 * Returns: (nullable) (transfer none): the arrow that the command takes from where the order is
 */
const PdOrderArrow *
pd_order_flow_arrow (const PdRecord *order, const char *command)
{
  return pd_order_flow_find (pd_record_get_text (order, PD_ORDER_KIND), command, pd_order_get_stage (order));
}

/**
 * pd_order_flow_is_frozen:
 * @order: an order
 *
 * Returns: whether its content may no longer change because of where it is on its way
 */
gboolean
pd_order_flow_is_frozen (const PdRecord *order)
{
  const char *kind = pd_record_get_text (order, PD_ORDER_KIND);
  const char *stage = pd_record_get_text (order, PD_ORDER_STAGE);

  if (stage == NULL || g_str_equal (stage, PD_ORDER_STAGE_DRAFT))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (g_strcmp0 (arrows[i].kind, kind) == 0 && g_str_equal (arrows[i].to, stage))
      return arrows[i].freezes;
  return TRUE; /* a stage that a newer platform invented is left alone */
}

/**
 * pd_order_flow_missing:
 * @order: an order
 * @arrow: an arrow
 * @reason: (nullable): what the author says
 *
 * Returns: those of the arrow's needs that do not hold, as bits of #PdOrderNeed
 */
guint
pd_order_flow_missing (const PdRecord *order, const PdOrderArrow *arrow, const char *reason)
{
  guint missing = 0;

  for (guint bit = 1; bit != 0 && bit <= arrow->needs; bit <<= 1)
    if ((arrow->needs & bit) && !pd_order_need_holds (order, (PdOrderNeed) bit, reason))
      missing |= bit;
  return missing;
}

/**
 * pd_order_flow_obstacle:
 * @order: an order
 * @arrow: an arrow
 * @reason: (nullable): what the author says
 *
 * Returns: (transfer full) (nullable): why the order cannot take the arrow yet, and what to do, in sentences; %NULL when
 *   nothing is in the way
 */
char *
pd_order_flow_obstacle (const PdRecord *order, const PdOrderArrow *arrow, const char *reason)
{
  guint missing = pd_order_flow_missing (order, arrow, reason);
  g_autoptr (GString) sentences = g_string_new (NULL);

  for (guint bit = 1; bit != 0 && bit <= missing; bit <<= 1)
    if (missing & bit)
      {
        g_autofree char *sentence = pd_order_need_sentence (order, (PdOrderNeed) bit);

        if (sentences->len > 0)
          g_string_append_c (sentences, ' ');
        g_string_append (sentences, sentence);
      }
  return sentences->len > 0 ? g_strdup (sentences->str) : NULL;
}
