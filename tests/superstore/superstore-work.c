/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "superstore/superstore.h"

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order-needs.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "store/pd-store-resolve.h"
#include "store/pd-store-reversals.h"

/* What somebody does at a desk, with the network off: as many steps of each order as the desk lets them. */

#define TODAY "2026-11-22"
#define AT_ONCE 50
#define STEPS_AT_ONCE 12
#define TOO_MUCH 1000

static const char *const methods[] = { "transfer", "wechat", "alipay", "card", "cash", "cheque" };

/** Hand: somebody with an order in front of them. */
typedef struct
{
  SuperShop *shop;
  SuperJob *job;
  guint desk;
  PdRecord *order; /* (borrowed) as it is to be */
  const char *reason;
} Hand;

/* --- rows that nobody may remove */

static PdRecord *
add_row (Hand *hand, PdOrderList list)
{
  PdRecord *row = pd_order_add_fact (hand->order, list, super_now (hand->shop));

  g_hash_table_add (hand->shop->kept, g_strdup (pd_record_get_id (row)));
  return row;
}

static void
add_money (Hand *hand, gint64 fen, guint method)
{
  PdRecord *row = add_row (hand, PD_ORDER_LIST_PAYMENTS);

  pd_record_set_text (row, PD_PAYMENT_PAID_ON, TODAY);
  pd_record_set_text (row, PD_PAYMENT_KIND, fen > 0 ? PD_PAYMENT_KIND_PAYMENT : PD_PAYMENT_KIND_REFUND);
  pd_record_set_integer (row, PD_PAYMENT_AMOUNT, ABS (fen));
  pd_record_set_text (row, PD_PAYMENT_METHOD, methods[method % G_N_ELEMENTS (methods)]);
}

static void
pay (Hand *hand, gint64 fen)
{
  guint plan = hand->job->plan, method = hand->job->index;

  if (fen <= 0)
    return;
  if ((plan & SUPER_TWO_RATES) && fen > 1)
    {
      add_money (hand, fen / 3 + 1, method + 1);
      fen -= fen / 3 + 1;
    }
  if (fen > 0)
    add_money (hand, plan & SUPER_TOO_MUCH ? fen + TOO_MUCH : fen, method);
  hand->job->plan &= ~(guint) SUPER_TOO_MUCH;
}

/* What two desks have both entered is reversed; what a customer paid too much goes back. */
static void
give_back (Hand *hand, gint64 fen)
{
  GPtrArray *rows = pd_record_get_list (hand->order, PD_ORDER_LIST_PAYMENTS);

  for (guint i = 0; (hand->job->plan & SUPER_SHARED) && i < rows->len; i++)
    {
      const PdRecord *row = g_ptr_array_index (rows, i);
      PdRecord *reversal = NULL;

      if (pd_record_get_integer (row, PD_PAYMENT_AMOUNT) == fen &&
          g_str_equal (pd_record_get_text (row, PD_PAYMENT_KIND), PD_PAYMENT_KIND_PAYMENT))
        reversal =
            pd_order_reverse_payment (hand->order, pd_record_get_id (row), TODAY, super_now (hand->shop));
      if (reversal == NULL)
        continue;
      g_hash_table_add (hand->shop->kept, g_strdup (pd_record_get_id (reversal)));
      return;
    }
  add_money (hand, -fen, 0);
}

static void
talk (Hand *hand)
{
  guint bit = 1U << hand->desk;
  g_autofree char *text = g_strdup_printf ("桌%u问过%s", hand->desk, hand->job->order->number);
  PdRecord *row;

  if (!(hand->job->plan & SUPER_SEEN) || (hand->job->seen_by & bit))
    return;
  hand->job->seen_by |= bit;
  row = add_row (hand, PD_ORDER_LIST_CONTACTS);
  pd_record_set_integer (row, PD_CONTACT_HAPPENED_AT, super_now (hand->shop));
  pd_record_set_text (row, PD_CONTACT_CHANNEL, "phone");
  pd_record_set_text (row, PD_CONTACT_TEXT, text);
}

/* --- parcels */

static void
unpack (Hand *hand)
{
  static const PdOrderList lists[] = { PD_ORDER_LIST_PARCEL_ITEMS, PD_ORDER_LIST_PARCELS };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      GPtrArray *rows = pd_record_get_list (hand->order, lists[i]);

      while (rows->len > 0)
        {
          g_autofree char *id = g_strdup (pd_record_get_id (g_ptr_array_index (rows, 0)));

          g_assert_true (pd_record_remove_line (hand->order, lists[i], id));
          rows = pd_record_get_list (hand->order, lists[i]);
        }
    }
}

static void
put_in (Hand *hand, const PdRecord *parcel, const PdRecord *line, guint64 pieces)
{
  g_autofree char *quantity = g_strdup_printf ("%" G_GUINT64_FORMAT, pieces);
  PdRecord *item;

  if (pieces == 0)
    return;
  item = pd_order_add_fact (hand->order, PD_ORDER_LIST_PARCEL_ITEMS, super_now (hand->shop));
  pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
  pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (line));
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, quantity);
}

static void
pack (Hand *hand)
{
  GPtrArray *lines = pd_record_get_lines (hand->order);
  guint n_parcels = hand->job->plan & SUPER_TWO_PARCELS ? 2 : 1;
  const PdRecord *parcels[2];

  for (guint i = 0; i < n_parcels; i++)
    {
      PdRecord *parcel = pd_order_add_fact (hand->order, PD_ORDER_LIST_PARCELS, super_now (hand->shop));
      g_autofree char *number = g_strdup_printf ("SF%u%08u%u", hand->desk, hand->job->index, i);

      pd_record_set_text (parcel, PD_PARCEL_CARRIER, "顺丰速运");
      pd_record_set_text (parcel, PD_PARCEL_TRACKING_NUMBER, number);
      pd_record_set_text (parcel, PD_PARCEL_SENT_ON, TODAY);
      parcels[i] = parcel;
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      guint64 pieces = g_ascii_strtoull (pd_record_get_text (line, PD_ORDER_LINE_QUANTITY), NULL, 10);
      guint64 first = n_parcels == 1 ? pieces : i == 0 ? pieces / 2 : i % 2 == 0 ? pieces : 0;

      put_in (hand, parcels[0], line, first);
      put_in (hand, parcels[n_parcels - 1], line, pieces - first);
    }
}

/* Two desks may have packed the same order. */
static void
pack_as_ordered (Hand *hand)
{
  if (pd_order_need_holds (hand->order, PD_ORDER_NEED_PACKED, NULL))
    return;
  unpack (hand);
  pack (hand);
}

static void
deliver (Hand *hand)
{
  GPtrArray *parcels = pd_record_get_list (hand->order, PD_ORDER_LIST_PARCELS);

  for (guint i = 0; i < parcels->len; i++)
    pd_record_set_text (g_ptr_array_index (parcels, i), PD_PARCEL_DELIVERED_ON, TODAY);
}

/* --- where an order is, says what is to be done */

static void
tell_address (Hand *hand, const char *phone)
{
  pd_record_set_text (hand->order, PD_ORDER_DELIVERY_ADDRESS, "样例市东湖区松林路18号3层");
  pd_record_set_text (hand->order, PD_ORDER_CONTACT_NAME, "王样例");
  pd_record_set_text (hand->order, PD_ORDER_CONTACT_PHONE, phone);
}

static void
take_back_goods (Hand *hand)
{
  GPtrArray *lines = pd_record_get_lines (hand->order);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      PdRecord *row = add_row (hand, PD_ORDER_LIST_RETURNS);

      pd_record_set_text (row, PD_RETURN_ASKED_ON, TODAY);
      pd_record_set_text (row, PD_RETURN_KIND, PD_RETURN_KIND_RETURN);
      pd_record_set_text (row, PD_RETURN_LINE_ID, pd_record_get_id (line));
      pd_record_set_text (row, PD_RETURN_QUANTITY, pd_record_get_text (line, PD_ORDER_LINE_QUANTITY));
      pd_record_set_text (row, PD_RETURN_REASON, "七天无理由退货");
      pd_record_set_text (row, PD_RETURN_CAME_BACK_ON, TODAY);
      pd_record_set_text (row, PD_RETURN_CONDITION, "new");
    }
}

/* What is left when the goods are there: the rest of the money, or all that comes back. */
static void
settle (Hand *hand)
{
  gint64 paid = pd_order_paid_amount (hand->order);
  gint64 due = pd_record_get_integer (hand->order, PD_ORDER_GROSS_AMOUNT);
  gboolean is_back = pd_record_get_list (hand->order, PD_ORDER_LIST_RETURNS)->len > 0;

  pack_as_ordered (hand);
  deliver (hand);
  if (hand->job->order->returned && !is_back && paid == due &&
      g_str_equal (pd_record_get_state (hand->order), PD_ORDER_STATE_INVOICED))
    {
      take_back_goods (hand);
      is_back = TRUE;
    }
  if (is_back)
    due = 0;
  if (paid < due)
    add_money (hand, due - paid, hand->job->index);
  else if (paid > due)
    give_back (hand, paid - due);
}

/* Once, and at the owner's desk. */
static gboolean
takes_turn (Hand *hand, SuperPlan turn)
{
  gboolean due = (hand->job->plan & turn) != 0 && hand->desk == hand->job->owner;

  if (due)
    hand->job->plan &= ~(guint) turn;
  return due;
}

/* Returns: (nullable): the command of the next step, without what it needs; @undo: of the plan, when it cannot be given */
static const char *
next_command (Hand *hand, guint *undo)
{
  const char *stage = pd_order_get_stage (hand->order);

  *undo = hand->job->plan;
  hand->reason = "原因";
  if (g_str_equal (stage, PD_ORDER_STAGE_DRAFT))
    return "submit";
  if (g_str_equal (stage, PD_ORDER_STAGE_REVIEW))
    return "approve";
  if (g_str_equal (stage, PD_ORDER_STAGE_PAYMENT))
    return takes_turn (hand, SUPER_SENT_BACK) ? "send_back"
           : hand->job->plan & SUPER_CREDIT   ? "allow_credit"
                                              : "confirm_payment";
  if (g_str_equal (stage, PD_ORDER_STAGE_DELIVERY))
    return "ship";
  if (g_str_equal (stage, PD_ORDER_STAGE_SHIPPED))
    return takes_turn (hand, SUPER_RECALLED) ? "recall" : "complete";
  return NULL;
}

static void
prepare (Hand *hand, const char *command)
{
  if (command == NULL)
    {
      if (hand->desk == hand->job->owner)
        settle (hand);
    }
  else if (g_str_equal (command, "submit"))
    tell_address (hand, pd_record_has (hand->order, PD_ORDER_CONTACT_PHONE)
                            ? pd_record_get_text (hand->order, PD_ORDER_CONTACT_PHONE)
                            : "13900000000");
  else if (g_str_equal (command, "confirm_payment"))
    pay (hand,
         pd_record_get_integer (hand->order, PD_ORDER_GROSS_AMOUNT) - pd_order_paid_amount (hand->order));
  else if (g_str_equal (command, "ship"))
    pack_as_ordered (hand);
  else if (g_str_equal (command, "complete"))
    deliver (hand);
}

/* The invoice of what came back is reversed as a whole. */
static void
reverse_invoice (PdStoreSession *session, Hand *hand, GError **error)
{
  const char *invoice_id = pd_record_get_text (hand->order, PD_ORDER_INVOICE_ID);
  gint64 now = super_now (hand->shop);
  g_autofree char *id = pd_id_new (now);
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (PdRecord) form = NULL;

  if (hand->desk != hand->job->owner || pd_record_get_list (hand->order, PD_ORDER_LIST_RETURNS)->len == 0)
    return;
  invoice = pd_store_get_record (session, &pd_invoice_type, invoice_id, error);
  forms = invoice != NULL ? pd_store_list_red_forms (session, invoice_id, error) : NULL;
  if (forms == NULL || forms->len > 0)
    return;
  form = pd_reversal_new_form (invoice, forms, PD_RED_FORM_REASON_RETURN, NULL, 0, id, TODAY, error);
  if (form != NULL)
    pd_store_add_reversal (session, form, now, error);
}

/* Nothing waits, the invoice is there, and of what came back it is reversed; nobody else may still bring something. */
static gboolean
is_done (const Hand *hand, const char *pending)
{
  gint64 total = pd_record_get_integer (hand->order, PD_ORDER_GROSS_AMOUNT);
  gint64 back = hand->job->order->returned ? total : 0;

  return hand->desk == hand->job->owner && pending == NULL && !(hand->job->plan & SUPER_SHARED) &&
         g_str_equal (pd_record_get_state (hand->order), PD_ORDER_STATE_INVOICED) &&
         pd_record_get_integer (hand->order, PD_ORDER_REVERSED_AMOUNT) == back &&
         pd_order_paid_amount (hand->order) == total - back;
}

static gboolean
works_on (const SuperJob *job, guint desk)
{
  return desk == job->owner || ((job->plan & SUPER_SHARED) && desk == (job->owner + 1) % SUPER_N_DESKS);
}

/* Somebody else hears another telephone number while the order is still in its draft. */
static void
quarrel (Hand *hand)
{
  if (!(hand->job->plan & SUPER_QUARREL) || hand->desk != (hand->job->owner + 2) % SUPER_N_DESKS ||
      !g_str_equal (pd_order_get_stage (hand->order), PD_ORDER_STAGE_DRAFT))
    return;
  hand->job->plan &= ~(guint) SUPER_QUARREL;
  tell_address (hand, "13911111111");
}

/* One step. Returns: whether there may be another one after it */
static gboolean
take_step (PdStoreSession *session, Hand *hand, gboolean *changed, GError **error)
{
  g_autofree char *pending = NULL;
  g_autoptr (PdRecord) before = pd_store_get_record (session, &pd_order_type, hand->job->id, error);
  g_autoptr (PdRecord) after = NULL;
  g_autoptr (PdRecord) moved = NULL;
  g_autoptr (GError) refused = NULL;
  const char *command;
  guint undo = hand->job->plan;

  if (before == NULL ||
      pd_store_get_row_state (session, &pd_order_type, hand->job->id, &pending, error) >= PD_ROW_CONFLICT)
    return FALSE;
  after = pd_record_copy (before);
  hand->order = after;
  command = works_on (hand->job, hand->desk) ? next_command (hand, &undo) : NULL;
  if (command != NULL && pending != NULL && g_str_equal (pending, command))
    {
      hand->job->plan = undo;
      return FALSE; /* it waits for the platform, and nobody foresees here where that leads */
    }
  talk (hand);
  quarrel (hand);
  prepare (hand, command);
  pd_record_derive (after);
  if (!pd_record_equal (before, after))
    {
      if (!pd_store_save_record (session, after, super_now (hand->shop), error))
        return FALSE;
      hand->shop->n_saved++;
      *changed = TRUE;
    }
  else if (command == NULL)
    hand->job->done = is_done (hand, pending);
  if (command == NULL)
    {
      reverse_invoice (session, hand, error);
      return FALSE;
    }
  if (!pd_store_add_command (session, &pd_order_type, hand->job->id, command, hand->reason,
                             super_now (hand->shop), &refused))
    {
      g_assert_error (refused, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
      hand->job->plan = undo;
      return FALSE;
    }
  hand->shop->n_commands++;
  *changed = TRUE;
  moved = pd_store_get_record (session, &pd_order_type, hand->job->id, error);
  return moved != NULL && g_strcmp0 (pd_order_get_stage (moved), pd_order_get_stage (before)) != 0;
}

/** Turn: a part of a turn, in one transaction. */
typedef struct
{
  SuperShop *shop;
  guint desk;
  guint first, end;
  gboolean changed;
} Turn;

static gboolean
work_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Turn *turn = data;

  for (guint i = turn->first; i < turn->end; i++)
    {
      Hand hand = { .shop = turn->shop, .job = g_ptr_array_index (turn->shop->jobs, i), .desk = turn->desk };
      g_autoptr (GError) failure = NULL;

      for (guint step = 0;
           !hand.job->done && step < STEPS_AT_ONCE && take_step (session, &hand, &turn->changed, &failure);
           step++)
        ;
      if (failure != NULL)
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&failure), "%s: ", hand.job->order->number);
          return FALSE;
        }
    }
  return TRUE;
}

/** super_work: without a network, all that can be done at a desk. Returns: whether anything was */
gboolean
super_work (SuperShop *shop, guint desk)
{
  Turn turn = { .shop = shop, .desk = desk };

  for (; turn.first < shop->jobs->len; turn.first = turn.end)
    {
      turn.end = MIN (shop->jobs->len, turn.first + AT_ONCE);
      super_do (shop, desk, work_job, &turn);
    }
  return turn.changed;
}

/* --- the conflict inbox */

/* What only one of both has changed stays; of two values the one or the other. */
static void
choose (SuperShop *shop, PdResolution *resolution)
{
  GPtrArray *differences = pd_resolution_get_differences (resolution);

  for (guint i = 0; i < differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (differences, i);
      gboolean mine = difference->conflict ? shop->n_conflicts++ % 2 == 0 : difference->mine_changed;

      pd_resolution_choose (resolution, difference->path,
                            mine && !difference->locked ? PD_SIDE_MINE : PD_SIDE_THEIRS);
    }
}

/* What was written behind a step that was refused is no less true for that. */
static gboolean
decide (PdStoreSession *session, SuperShop *shop, const PdStoreConflict *conflict, GError **error)
{
  g_autoptr (PdResolution) resolution = NULL;

  if (conflict->command != NULL)
    shop->n_refused++;
  if (conflict->mine == NULL)
    return pd_store_resolve_conflict (session, conflict->id, NULL, super_now (shop), error);
  resolution = pd_store_conflict_resolution (conflict);
  choose (shop, resolution);
  return pd_store_resolve (session, conflict->id, resolution, super_now (shop), error);
}

static gboolean
decide_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  SuperShop *shop = data;
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (session, TRUE, error);

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      g_debug ("%s: %s %s", conflict->title, conflict->command != NULL ? conflict->command : "fields",
               conflict->message);
      if (!decide (session, shop, conflict, error))
        return FALSE;
    }
  return conflicts != NULL;
}

/** super_decide: a person empties the inbox of a desk: what was refused is as the platform has it, of two values one stays */
void
super_decide (SuperShop *shop, guint desk)
{
  super_do (shop, desk, decide_job, shop);
}
