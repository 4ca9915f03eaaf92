/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-order-needs.h"

#include "model/pd-decimal.h"
#include "model/pd-money.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-service-checklist.h"

#include <glib/gi18n-lib.h>

static gboolean
is_service (const PdRecord *order)
{
  return g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) == 0;
}

/* The first field that an order of its kind needs and lacks; -1 when it has all. */
static int
first_missing_field (const PdRecord *order)
{
  static const guint goods[] = { PD_ORDER_DELIVERY_ADDRESS, PD_ORDER_CONTACT_NAME, PD_ORDER_CONTACT_PHONE };
  static const guint service[] = { PD_ORDER_SERVICE, PD_ORDER_DELIVERY_ADDRESS, PD_ORDER_CONTACT_NAME,
                                   PD_ORDER_CONTACT_PHONE };
  const guint *fields = is_service (order) ? service : goods;
  guint n_fields = is_service (order) ? G_N_ELEMENTS (service) : G_N_ELEMENTS (goods);

  for (guint i = 0; i < n_fields; i++)
    if (!pd_record_has (order, fields[i]))
      return (int) fields[i];
  return -1;
}

/* The sum of the items that are in parcels and name @id in @field. What is sent in exchange is no part of the line's. */
static PdDecimal *
packed (const PdRecord *order, guint field, const char *id)
{
  GPtrArray *items = pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS);
  PdDecimal *sum = pd_decimal_new (0, 0);

  for (guint i = 0; i < items->len; i++)
    {
      const PdRecord *item = g_ptr_array_index (items, i);
      const char *text = pd_record_get_text (item, PD_PARCEL_ITEM_QUANTITY);
      const char *parcel = pd_record_get_text (item, PD_PARCEL_ITEM_PARCEL_ID);
      g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
      PdDecimal *before = sum;

      if (quantity == NULL || g_strcmp0 (pd_record_get_text (item, field), id) != 0 ||
          (field == PD_PARCEL_ITEM_LINE_ID && pd_record_has (item, PD_PARCEL_ITEM_CLAIM_ID)) ||
          parcel == NULL || pd_record_find_line (order, PD_ORDER_LIST_PARCELS, parcel) == NULL)
        continue;
      sum = pd_decimal_add (before, quantity);
      pd_decimal_free (before);
    }
  return sum;
}

/**
 * pd_order_packed_quantity:
 * @order: an order
 * @line_id: one of its lines
 *
 * Returns: (transfer full): how much of the line is in the order's parcels, as canonical decimal text
 */
char *
pd_order_packed_quantity (const PdRecord *order, const char *line_id)
{
  g_autoptr (PdDecimal) sum = packed (order, PD_PARCEL_ITEM_LINE_ID, line_id);

  return pd_decimal_to_text (sum, 13);
}

/**
 * pd_order_replaced_quantity:
 * @order: an order
 * @claim_id: one of its returns, of the kind exchange
 *
 * Returns: (transfer full): how much is in parcels in exchange for what came back, as canonical decimal text
 */
char *
pd_order_replaced_quantity (const PdRecord *order, const char *claim_id)
{
  g_autoptr (PdDecimal) sum = packed (order, PD_PARCEL_ITEM_CLAIM_ID, claim_id);

  return pd_decimal_to_text (sum, 13);
}

static PdDecimal *
left_to_replace (const PdRecord *order, const char *claim_id, const char **why_not)
{
  const PdRecord *claim = pd_record_find_line (order, PD_ORDER_LIST_RETURNS, claim_id);
  const char *text = claim != NULL ? pd_record_get_text (claim, PD_RETURN_QUANTITY) : NULL;
  g_autoptr (PdDecimal) claimed = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) replaced = packed (order, PD_PARCEL_ITEM_CLAIM_ID, claim_id);

  if (claim == NULL || g_strcmp0 (pd_record_get_text (claim, PD_RETURN_KIND), PD_RETURN_KIND_EXCHANGE) != 0)
    *why_not = _ ("This is no exchange: nothing is sent for it.");
  else if (claimed == NULL)
    *why_not = _ ("This exchange has no quantity: say with the claim how much comes back.");
  else
    return pd_decimal_subtract (claimed, replaced);
  return NULL;
}

/**
 * pd_order_left_to_replace:
 * @order: an order
 * @claim_id: what its parcel's items name as the reason why they are sent
 * @why_not: (out): a sentence, set when nothing is sent for it
 *
 * Returns: (transfer full) (nullable): how much of the exchange is in no parcel yet, as canonical decimal text, negative when
 *   more is in parcels than comes back; %NULL when nothing is sent for it
 */
char *
pd_order_left_to_replace (const PdRecord *order, const char *claim_id, const char **why_not)
{
  g_autoptr (PdDecimal) left = left_to_replace (order, claim_id, why_not);

  return left != NULL ? pd_decimal_to_text (left, PD_DECIMAL_MAX_PLACES) : NULL;
}

/* Whether the order was so before, or worse. What was entered once does not stand in the way of other work. */
static gboolean
was_so_before (const PdRecord *before, const char *claim_id, const PdDecimal *left)
{
  const char *why_not = NULL;
  g_autoptr (PdDecimal) was = before != NULL ? left_to_replace (before, claim_id, &why_not) : NULL;
  g_autoptr (PdDecimal) sent = before != NULL ? packed (before, PD_PARCEL_ITEM_CLAIM_ID, claim_id) : NULL;

  if (left == NULL)
    return sent != NULL && was == NULL && pd_decimal_sign (sent) > 0;
  return was != NULL && pd_decimal_compare (was, left) <= 0;
}

/**
 * pd_order_exchange_obstacle:
 * @before: (nullable): an order as it is; %NULL for a new one
 * @after: as somebody wants it
 *
 * For an exchange as much is sent as comes back, in however many parcels, and from however many desks.
 *
 * Returns: (transfer full) (nullable): why the order cannot become so, and what to do; %NULL when nothing is in the way
 */
char *
pd_order_exchange_obstacle (const PdRecord *before, const PdRecord *after)
{
  GPtrArray *items = pd_record_get_list (after, PD_ORDER_LIST_PARCEL_ITEMS);

  for (guint i = 0; i < items->len; i++)
    {
      const char *claim_id = pd_record_get_text (g_ptr_array_index (items, i), PD_PARCEL_ITEM_CLAIM_ID);
      const char *why_not = NULL;
      g_autoptr (PdDecimal) left = claim_id != NULL ? left_to_replace (after, claim_id, &why_not) : NULL;
      g_autofree char *comes_back = NULL;
      g_autofree char *sent = NULL;

      if (claim_id == NULL || (left != NULL && pd_decimal_sign (left) >= 0) ||
          was_so_before (before, claim_id, left))
        continue;
      if (left == NULL)
        return g_strdup (why_not);
      sent = pd_order_replaced_quantity (after, claim_id);
      comes_back = g_strdup (pd_record_get_text (pd_record_find_line (after, PD_ORDER_LIST_RETURNS, claim_id),
                                                 PD_RETURN_QUANTITY));
      /* Translators: quantities */
      return g_strdup_printf (_ ("Only %1$s comes back in this exchange, and %2$s would be sent for it. Send "
                                 "no more than is left."),
                              comes_back, sent);
    }
  return NULL;
}

/* The first line that is not in the parcels as it was ordered; a line without a quantity is nothing to pack. */
static const PdRecord *
first_line_not_packed (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      const char *text = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY);
      g_autoptr (PdDecimal) ordered = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
      g_autoptr (PdDecimal) sum = packed (order, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (line));

      if (ordered != NULL && pd_decimal_compare (ordered, sum) != 0)
        return line;
    }
  return NULL;
}

static gboolean
is_packed (const PdRecord *order)
{
  return pd_record_get_list (order, PD_ORDER_LIST_PARCELS)->len > 0 && first_line_not_packed (order) == NULL;
}

/**
 * pd_order_parcel_is_delivered:
 * @order: an order
 * @parcel: one of its parcels
 *
 * Returns: whether a person or the carrier says that it has arrived
 */
gboolean
pd_order_parcel_is_delivered (const PdRecord *order, const PdRecord *parcel)
{
  GPtrArray *events = pd_record_get_list (order, PD_ORDER_LIST_TRACKING);

  if (pd_record_has (parcel, PD_PARCEL_DELIVERED_ON))
    return TRUE;
  for (guint i = 0; i < events->len; i++)
    {
      const PdRecord *event = g_ptr_array_index (events, i);

      if (g_strcmp0 (pd_record_get_text (event, PD_TRACKING_PARCEL_ID), pd_record_get_id (parcel)) == 0 &&
          g_strcmp0 (pd_record_get_text (event, PD_TRACKING_KIND), PD_TRACKING_KIND_DELIVERED) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_delivered (const PdRecord *order)
{
  GPtrArray *parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS);

  for (guint i = 0; i < parcels->len; i++)
    if (!pd_order_parcel_is_delivered (order, g_ptr_array_index (parcels, i)))
      return FALSE;
  return parcels->len > 0;
}

/* Whether there is a visit of this kind that was not called off and has this field. */
static gboolean
has_visit (const PdRecord *order, const char *kind, guint field)
{
  GPtrArray *visits = pd_record_get_list (order, PD_ORDER_LIST_VISITS);

  for (guint i = 0; i < visits->len; i++)
    {
      const PdRecord *visit = g_ptr_array_index (visits, i);

      if (g_strcmp0 (pd_record_get_text (visit, PD_VISIT_KIND), kind) == 0 &&
          !pd_record_has (visit, PD_VISIT_CALLED_OFF) && pd_record_has (visit, field))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_no_invoice (const PdRecord *order)
{
  const char *state = pd_record_get_state (order);

  return g_strcmp0 (state, PD_ORDER_STATE_OPEN) == 0 || g_strcmp0 (state, PD_ORDER_STATE_COMPLETED) == 0;
}

/**
 * pd_order_need_holds:
 * @order: an order
 * @need: one need
 * @reason: (nullable): what the author of the command says
 *
 * Returns: whether it holds now
 */
gboolean
pd_order_need_holds (const PdRecord *order, PdOrderNeed need, const char *reason)
{
  switch (need)
    {
    case PD_ORDER_NEED_REASON:
      return reason != NULL && *reason != '\0';
    case PD_ORDER_NEED_CONTENT:
      return pd_record_get_lines (order)->len > 0 && first_missing_field (order) < 0;
    case PD_ORDER_NEED_PAID:
      return pd_order_paid_amount (order) >= pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT);
    case PD_ORDER_NEED_SETTLED:
      return pd_order_paid_amount (order) == 0;
    case PD_ORDER_NEED_PACKED:
      return is_packed (order);
    case PD_ORDER_NEED_DELIVERED:
      return is_delivered (order);
    case PD_ORDER_NEED_ASSIGNED:
      return pd_record_has (order, PD_ORDER_ASSIGNEE);
    case PD_ORDER_NEED_APPOINTMENT:
      return has_visit (order, PD_VISIT_KIND_WORK, PD_VISIT_STARTS_AT);
    case PD_ORDER_NEED_CHECKED:
      return pd_order_count_open_checks (order) == 0;
    case PD_ORDER_NEED_SIGNED_OFF:
      return has_visit (order, PD_VISIT_KIND_WORK, PD_VISIT_SIGNED_BY);
    case PD_ORDER_NEED_ASKED:
      return has_visit (order, PD_VISIT_KIND_FOLLOW_UP, PD_VISIT_SATISFACTION);
    case PD_ORDER_NEED_NO_INVOICE:
      return has_no_invoice (order);
    case PD_ORDER_NEED_NOTHING:
    default:
      return TRUE;
    }
}

static char *
content_sentence (const PdRecord *order)
{
  int field = first_missing_field (order);

  if (field >= 0)
    return g_strdup_printf (_ ("“%s” is missing: fill it in first."), _ (pd_order_type.fields[field].label));
  return g_strdup (_ ("The order has no lines: enter what was ordered first."));
}

static char *
paid_sentence (const PdRecord *order)
{
  g_autofree char *paid = pd_money_format (pd_order_paid_amount (order));
  g_autofree char *total = pd_money_format (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT));

  return g_strdup_printf (
      _ ("Of %2$s only %1$s has been paid: enter the payment, or allow sending before it."), paid, total);
}

static char *
settled_sentence (const PdRecord *order)
{
  g_autofree char *paid = pd_money_format (pd_order_paid_amount (order));

  return g_strdup_printf (_ ("%s was paid for this order and is still here: enter the refund first."), paid);
}

static char *
packed_sentence (const PdRecord *order)
{
  const PdRecord *line = first_line_not_packed (order);
  g_autofree char *quantity = NULL;
  const char *ordered;

  if (line == NULL)
    return g_strdup (_ ("The order has no parcel: enter one with its carrier first."));
  quantity = pd_order_packed_quantity (order, pd_record_get_id (line));
  ordered = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY);
  return g_strdup_printf (_ ("Of “%1$s” %2$s was ordered, and %3$s is in parcels: pack it all first."),
                          pd_record_get_title (line), ordered != NULL ? ordered : "0", quantity);
}

static char *
checked_sentence (const PdRecord *order)
{
  guint n_open = pd_order_count_open_checks (order);

  return g_strdup_printf (ngettext ("%u item of the checklist is open: do it first.",
                                    "%u items of the checklist are open: do them first.", n_open),
                          n_open);
}

/**
 * pd_order_need_sentence:
 * @order: an order
 * @need: one need that does not hold
 *
 * Returns: (transfer full): what is missing and what to do, in the user's language
 */
char *
pd_order_need_sentence (const PdRecord *order, PdOrderNeed need)
{
  switch (need)
    {
    case PD_ORDER_NEED_REASON:
      return g_strdup (_ ("This needs a reason: say in a few words why."));
    case PD_ORDER_NEED_CONTENT:
      return content_sentence (order);
    case PD_ORDER_NEED_PAID:
      return paid_sentence (order);
    case PD_ORDER_NEED_SETTLED:
      return settled_sentence (order);
    case PD_ORDER_NEED_PACKED:
      return packed_sentence (order);
    case PD_ORDER_NEED_DELIVERED:
      return g_strdup (_ ("Not all parcels have arrived: enter when they were delivered first."));
    case PD_ORDER_NEED_ASSIGNED:
      return g_strdup (_ ("Nobody is to do it yet: assign the order to somebody first."));
    case PD_ORDER_NEED_APPOINTMENT:
      return g_strdup (_ ("No date was agreed on with the customer: enter the visit first."));
    case PD_ORDER_NEED_CHECKED:
      return checked_sentence (order);
    case PD_ORDER_NEED_SIGNED_OFF:
      return g_strdup (_ ("The customer has not signed the work off: enter who did first."));
    case PD_ORDER_NEED_ASKED:
      return g_strdup (
          _ ("The customer has not been asked how it went: enter the return visit with the answer first."));
    case PD_ORDER_NEED_NO_INVOICE:
      return g_strdup (
          _ ("An invoice of this order stands or is on its way: reverse it and reopen the order first."));
    case PD_ORDER_NEED_NOTHING:
    default:
      return g_strdup ("");
    }
}
