/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_order_kind_choices[];
extern const PdChoice pd_order_stage_choices[];

#define PD_ORDER_KIND_GOODS "goods"
#define PD_ORDER_KIND_SERVICE "service"

#define PD_ORDER_STAGE_DRAFT "draft"
#define PD_ORDER_STAGE_REVIEW "review"
#define PD_ORDER_STAGE_PAYMENT "payment"
#define PD_ORDER_STAGE_DELIVERY "delivery"
#define PD_ORDER_STAGE_SHIPPED "shipped"
#define PD_ORDER_STAGE_ASSIGNMENT "assignment"
#define PD_ORDER_STAGE_APPOINTED "appointed"
#define PD_ORDER_STAGE_WORKING "working"
#define PD_ORDER_STAGE_ACCEPTANCE "acceptance"
#define PD_ORDER_STAGE_DONE "done"
#define PD_ORDER_STAGE_FOLLOWED_UP "followed_up"
#define PD_ORDER_STAGE_CANCELLED "cancelled"

/**
 * PdOrderNeed: what has to hold before an order moves on; bits.
 * @PD_ORDER_NEED_REASON: the command says why
 * @PD_ORDER_NEED_CONTENT: all that the next ones need is filled in
 * @PD_ORDER_NEED_PAID: payments less refunds reach the total
 * @PD_ORDER_NEED_SETTLED: of an order that ends, no money is left here
 * @PD_ORDER_NEED_PACKED: each line with a quantity is in parcels, whole, and each parcel has a carrier
 * @PD_ORDER_NEED_DELIVERED: each parcel has arrived
 * @PD_ORDER_NEED_ASSIGNED: somebody does it
 * @PD_ORDER_NEED_APPOINTMENT: a visit is agreed on
 * @PD_ORDER_NEED_CHECKED: the checklist of its service is done
 * @PD_ORDER_NEED_SIGNED_OFF: the customer signed the work off
 * @PD_ORDER_NEED_ASKED: the return visit was made, with an answer
 * @PD_ORDER_NEED_NO_INVOICE: no invoice of it stands or is under way
 */
typedef enum
{
  PD_ORDER_NEED_NOTHING = 0,
  PD_ORDER_NEED_REASON = 1 << 0,
  PD_ORDER_NEED_CONTENT = 1 << 1,
  PD_ORDER_NEED_PAID = 1 << 2,
  PD_ORDER_NEED_SETTLED = 1 << 3,
  PD_ORDER_NEED_PACKED = 1 << 4,
  PD_ORDER_NEED_DELIVERED = 1 << 5,
  PD_ORDER_NEED_ASSIGNED = 1 << 6,
  PD_ORDER_NEED_APPOINTMENT = 1 << 7,
  PD_ORDER_NEED_CHECKED = 1 << 8,
  PD_ORDER_NEED_SIGNED_OFF = 1 << 9,
  PD_ORDER_NEED_ASKED = 1 << 10,
  PD_ORDER_NEED_NO_INVOICE = 1 << 11
} PdOrderNeed;

/**
 * PdOrderEffect: what the platform does beside moving the order; bits.
 * @PD_ORDER_EFFECT_RESERVE: the goods are kept for it
 * @PD_ORDER_EFFECT_RELEASE: what was kept for it is free again
 * @PD_ORDER_EFFECT_SEND: what was kept for it has left
 * @PD_ORDER_EFFECT_ASSIGN: somebody is chosen by rule, where nobody was by a person
 * @PD_ORDER_EFFECT_TAKE_BACK: what had left is here again
 * @PD_ORDER_EFFECT_DEVICE: the device that the checklist names is told what was done
 */
typedef enum
{
  PD_ORDER_EFFECT_NOTHING = 0,
  PD_ORDER_EFFECT_RESERVE = 1 << 0,
  PD_ORDER_EFFECT_RELEASE = 1 << 1,
  PD_ORDER_EFFECT_SEND = 1 << 2,
  PD_ORDER_EFFECT_ASSIGN = 1 << 3,
  PD_ORDER_EFFECT_TAKE_BACK = 1 << 4,
  PD_ORDER_EFFECT_DEVICE = 1 << 5
} PdOrderEffect;

/**
 * PdOrderState: what a command does to the order's other position, that of its invoice (pd-workflow.h).
 * @PD_ORDER_STATE_STAYS: nothing
 * @PD_ORDER_STATE_MOVES: it has to be able to move as well
 * @PD_ORDER_STATE_MAY_MOVE: it moves if it can
 */
typedef enum
{
  PD_ORDER_STATE_STAYS,
  PD_ORDER_STATE_MOVES,
  PD_ORDER_STATE_MAY_MOVE
} PdOrderState;

/** PdOrderArrow: one arrow of the way that an order of a kind takes. */
typedef struct
{
  const char *kind;
  const char *command;
  const char *from;
  const char
      *to; /* where it is already, for a command that is possible there and moves the other position alone */
  const char *label; /* for a button; untranslated */
  PdOrderState state;
  guint needs;      /* of PdOrderNeed */
  guint effects;    /* of PdOrderEffect */
  gboolean freezes; /* the content is frozen in @to */
  gboolean strict;  /* the author has to have seen the newest of it */
} PdOrderArrow;

const PdOrderArrow *pd_order_flow_arrows (guint *n_arrows);
const PdOrderArrow *pd_order_flow_find (const char *kind, const char *command, const char *stage);
gboolean pd_order_flow_is_content_step (const char *kind, const char *command);
const char *pd_order_get_stage (const PdRecord *order);
const PdOrderArrow *pd_order_flow_arrow (const PdRecord *order, const char *command);
gboolean pd_order_flow_is_frozen (const PdRecord *order);
guint pd_order_flow_missing (const PdRecord *order, const PdOrderArrow *arrow, const char *reason);
char *pd_order_flow_obstacle (const PdRecord *order, const PdOrderArrow *arrow, const char *reason);

G_END_DECLS
