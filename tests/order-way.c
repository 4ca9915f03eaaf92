/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "order-way.h"

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-service-checklist.h"

static void
fill_in (PdRecord *order)
{
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "样例市东湖区松林路18号3层");
  pd_record_set_text (order, PD_ORDER_CONTACT_NAME, "王样例");
  pd_record_set_text (order, PD_ORDER_CONTACT_PHONE, "13900000000");
  if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) == 0)
    pd_record_set_text (order, PD_ORDER_SERVICE, PD_SERVICE_UPGRADE);
}

static void
pay (PdRecord *order, gint64 amount, const char *today, gint64 now)
{
  PdRecord *payment;

  if (amount == 0)
    return;
  payment = pd_order_add_fact (order, PD_ORDER_LIST_PAYMENTS, now);
  pd_record_set_text (payment, PD_PAYMENT_PAID_ON, today);
  pd_record_set_text (payment, PD_PAYMENT_KIND,
                      amount > 0 ? PD_PAYMENT_KIND_PAYMENT : PD_PAYMENT_KIND_REFUND);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, ABS (amount));
}

static void
pack (PdRecord *order, const char *today, gint64 now)
{
  GPtrArray *lines = pd_record_get_lines (order);
  PdRecord *parcel = pd_order_add_fact (order, PD_ORDER_LIST_PARCELS, now);

  pd_record_set_text (parcel, PD_PARCEL_CARRIER, "顺丰速运");
  pd_record_set_text (parcel, PD_PARCEL_TRACKING_NUMBER, "SF1000000001");
  pd_record_set_text (parcel, PD_PARCEL_SENT_ON, today);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      PdRecord *item;

      if (!pd_record_has (line, PD_ORDER_LINE_QUANTITY))
        continue;
      item = pd_order_add_fact (order, PD_ORDER_LIST_PARCEL_ITEMS, now);
      pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
      pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (line));
      pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, pd_record_get_text (line, PD_ORDER_LINE_QUANTITY));
    }
}

static void
deliver (PdRecord *order, const char *today)
{
  GPtrArray *parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS);

  for (guint i = 0; i < parcels->len; i++)
    pd_record_set_text (g_ptr_array_index (parcels, i), PD_PARCEL_DELIVERED_ON, today);
}

static PdRecord *
visit (PdRecord *order, const char *kind, gint64 now)
{
  PdRecord *added = pd_order_add_fact (order, PD_ORDER_LIST_VISITS, now);

  pd_record_set_text (added, PD_VISIT_KIND, kind);
  pd_record_set_integer (added, PD_VISIT_STARTS_AT, now);
  pd_record_set_integer (added, PD_VISIT_ENDS_AT, now + 2 * G_TIME_SPAN_HOUR);
  return added;
}

static void
answer_checks (PdRecord *order)
{
  const char *service = pd_record_get_text (order, PD_ORDER_SERVICE);
  guint n_checks;
  const PdServiceCheck *checks = pd_service_checklist (&n_checks);

  for (guint i = 0; i < n_checks; i++)
    if (g_strcmp0 (checks[i].service, service) == 0)
      pd_order_answer_check (order, checks[i].key, TRUE, checks[i].with_value ? "2.0.55" : NULL);
}

void
order_way_satisfy (PdRecord *order, const PdOrderArrow *arrow, const char *today, gint64 now)
{
  guint missing = pd_order_flow_missing (order, arrow, "原因");

  if (missing & PD_ORDER_NEED_CONTENT)
    fill_in (order);
  if (missing & PD_ORDER_NEED_PAID)
    pay (order, pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT) - pd_order_paid_amount (order), today,
         now);
  if (missing & PD_ORDER_NEED_SETTLED)
    pay (order, -pd_order_paid_amount (order), today, now);
  if (missing & PD_ORDER_NEED_PACKED)
    pack (order, today, now);
  if ((missing & PD_ORDER_NEED_DELIVERED) && pd_record_get_list (order, PD_ORDER_LIST_PARCELS)->len == 0)
    pack (order, today, now);
  if (missing & PD_ORDER_NEED_DELIVERED)
    deliver (order, today);
  if (missing & PD_ORDER_NEED_ASSIGNED)
    pd_record_set_text (order, PD_ORDER_ASSIGNEE, "technician");
  if (missing & PD_ORDER_NEED_APPOINTMENT)
    visit (order, PD_VISIT_KIND_WORK, now);
  if (missing & PD_ORDER_NEED_CHECKED)
    answer_checks (order);
  if (missing & PD_ORDER_NEED_SIGNED_OFF)
    pd_record_set_text (visit (order, PD_VISIT_KIND_WORK, now), PD_VISIT_SIGNED_BY, "王样例");
  if (missing & PD_ORDER_NEED_ASKED)
    pd_record_set_integer (visit (order, PD_VISIT_KIND_FOLLOW_UP, now), PD_VISIT_SATISFACTION, 5);
  pd_record_derive (order);
}

/* One of those who may ask for it, the administrator last. */
const char *
order_way_role (const char *command)
{
  static const char *const roles[] = { "clerk", "reviewer", "finance", "warehouse", "technician", "support" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (pd_permission_has (roles[i], command, "order"))
      return roles[i];
  return "admin";
}
