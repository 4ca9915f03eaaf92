/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-fact-start.h"

#include "model/pd-decimal.h"
#include "model/pd-order-flow.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"

/* What is likely of a new row of an order's lists: a person corrects it where it is not so. */

/* How much of a line is in no parcel; NULL for none, and for a line without a quantity. */
static char *
unpacked (const PdRecord *order, const PdRecord *line)
{
  const char *ordered_text = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY);
  g_autofree char *packed_text = pd_order_packed_quantity (order, pd_record_get_id (line));
  g_autoptr (PdDecimal) ordered = ordered_text != NULL ? pd_decimal_new_from_text (ordered_text, NULL) : NULL;
  g_autoptr (PdDecimal) packed = pd_decimal_new_from_text (packed_text, NULL);
  g_autoptr (PdDecimal) rest =
      ordered != NULL && packed != NULL ? pd_decimal_subtract (ordered, packed) : NULL;

  return rest != NULL && pd_decimal_sign (rest) > 0 ? pd_decimal_to_text (rest, PD_DECIMAL_MAX_PLACES) : NULL;
}

static void
start_payment (const PdRecord *order, PdRecord *payment)
{
  gint64 open = pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT) - pd_order_paid_amount (order);
  gboolean cancelled = g_strcmp0 (pd_order_get_stage (order), PD_ORDER_STAGE_CANCELLED) == 0;

  /* Of an order that ended, what was paid goes back. */
  if (cancelled)
    open = -pd_order_paid_amount (order);
  pd_record_set_text (payment, PD_PAYMENT_KIND, open < 0 ? PD_PAYMENT_KIND_REFUND : PD_PAYMENT_KIND_PAYMENT);
  if (open != 0)
    pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, ABS (open));
  pd_record_set_text (payment, PD_PAYMENT_METHOD, "transfer");
  pd_record_set_text (payment, PD_PAYMENT_PAYER, pd_record_get_text (order, PD_ORDER_BUYER_NAME));
}

static void
refer_to_last (PdRecord *fact, guint field, GPtrArray *records)
{
  if (records->len > 0)
    pd_record_set_text (fact, field, pd_record_get_id (g_ptr_array_index (records, records->len - 1)));
}

static void
start_parcel_item (const PdRecord *order, PdRecord *item)
{
  GPtrArray *lines = pd_record_get_lines (order);

  refer_to_last (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_list (order, PD_ORDER_LIST_PARCELS));
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      g_autofree char *rest = unpacked (order, line);

      if (rest == NULL)
        continue;
      pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (line));
      pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, rest);
      return;
    }
}

static void
start_return (const PdRecord *order, PdRecord *returned)
{
  GPtrArray *lines = pd_record_get_lines (order);

  pd_record_set_text (returned, PD_RETURN_KIND, PD_RETURN_KIND_RETURN);
  if (lines->len != 1)
    return;
  pd_record_set_text (returned, PD_RETURN_LINE_ID, pd_record_get_id (g_ptr_array_index (lines, 0)));
  pd_record_set_text (returned, PD_RETURN_QUANTITY,
                      pd_record_get_text (g_ptr_array_index (lines, 0), PD_ORDER_LINE_QUANTITY));
}

/* What was done is asked about afterwards. */
static void
start_visit (const PdRecord *order, PdRecord *visit, const char *today)
{
  gboolean done = g_strcmp0 (pd_order_get_stage (order), PD_ORDER_STAGE_DONE) == 0;

  pd_record_set_text (visit, PD_VISIT_KIND, done ? PD_VISIT_KIND_FOLLOW_UP : PD_VISIT_KIND_WORK);
  if (done)
    pd_record_set_text (visit, PD_VISIT_DONE_ON, today);
  else
    pd_record_set_text (visit, PD_VISIT_TECHNICIAN, pd_record_get_text (order, PD_ORDER_ASSIGNEE));
}

/**
 * pd_fact_start:
 * @order: an order
 * @list: one of its lists
 * @today: the business date, "YYYY-MM-DD"
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer none): a new row of the list, with what is likely filled in
 */
PdRecord *
pd_fact_start (PdRecord *order, PdOrderList list, const char *today, gint64 now)
{
  PdRecord *fact = pd_order_add_fact (order, list, now);

  switch ((int) list)
    {
    case PD_ORDER_LIST_PAYMENTS:
      start_payment (order, fact);
      pd_record_set_text (fact, PD_PAYMENT_PAID_ON, today);
      break;
    case PD_ORDER_LIST_PARCELS:
      pd_record_set_text (fact, PD_PARCEL_SENT_ON, today);
      break;
    case PD_ORDER_LIST_PARCEL_ITEMS:
      start_parcel_item (order, fact);
      break;
    case PD_ORDER_LIST_TRACKING:
      pd_record_set_integer (fact, PD_TRACKING_HAPPENED_AT, now);
      pd_record_set_text (fact, PD_TRACKING_KIND, "on_the_way");
      refer_to_last (fact, PD_TRACKING_PARCEL_ID, pd_record_get_list (order, PD_ORDER_LIST_PARCELS));
      break;
    case PD_ORDER_LIST_RETURNS:
      pd_record_set_text (fact, PD_RETURN_ASKED_ON, today);
      start_return (order, fact);
      break;
    case PD_ORDER_LIST_VISITS:
      start_visit (order, fact, today);
      break;
    case PD_ORDER_LIST_CONTACTS:
      pd_record_set_integer (fact, PD_CONTACT_HAPPENED_AT, now);
      pd_record_set_text (fact, PD_CONTACT_CHANNEL, "phone");
      pd_record_set_text (fact, PD_CONTACT_PERSON, pd_record_get_text (order, PD_ORDER_CONTACT_NAME));
      break;
    default:
      break;
    }
  return fact;
}

/** pd_fact_has_unpacked: Returns: whether something of the order is in no parcel yet */
gboolean
pd_fact_has_unpacked (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *rest = unpacked (order, g_ptr_array_index (lines, i));

      if (rest != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * pd_fact_pack_rest:
 * @order: an order
 * @parcel: one of its parcels
 * @now: microseconds since 1970 in UTC
 *
 * Puts into the parcel all that is in none yet.
 */
void
pd_fact_pack_rest (PdRecord *order, const PdRecord *parcel, gint64 now)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      g_autofree char *rest = unpacked (order, line);
      PdRecord *item;

      if (rest == NULL)
        continue;
      /* Ids of one millisecond have no order; these rows keep that of the lines. */
      item = pd_order_add_fact (order, PD_ORDER_LIST_PARCEL_ITEMS, now + i * G_TIME_SPAN_MILLISECOND);
      pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
      pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (line));
      pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, rest);
    }
}

static void
remove_of_parcel (PdRecord *order, PdOrderList list, guint field, const char *parcel_id)
{
  GPtrArray *rows = pd_record_get_list (order, list);

  for (guint i = rows->len; i > 0; i--)
    {
      g_autofree char *id = g_strdup (pd_record_get_id (g_ptr_array_index (rows, i - 1)));

      if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (rows, i - 1), field), parcel_id) == 0)
        pd_record_remove_line (order, list, id);
    }
}

/**
 * pd_fact_remove:
 * @order: an order
 * @list: one of its lists, no ledger
 * @fact_id: a row of it
 *
 * Takes the row out; of a parcel with what is in it and what was told of it.
 */
void
pd_fact_remove (PdRecord *order, PdOrderList list, const char *fact_id)
{
  g_autofree char *id = g_strdup (fact_id);

  if (list == PD_ORDER_LIST_PARCELS)
    {
      remove_of_parcel (order, PD_ORDER_LIST_PARCEL_ITEMS, PD_PARCEL_ITEM_PARCEL_ID, id);
      remove_of_parcel (order, PD_ORDER_LIST_TRACKING, PD_TRACKING_PARCEL_ID, id);
    }
  pd_record_remove_line (order, list, id);
}
