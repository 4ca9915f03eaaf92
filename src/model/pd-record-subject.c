/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-record-subject.h"

#include "model/pd-assignment.h"
#include "model/pd-order-template.h"
#include "model/pd-order.h"
#include "model/pd-stock-move.h"
#include "model/pd-ticket.h"

/**
 * pd_record_subject:
 * @record: a record that is not deleted
 *
 * Some records are looked for by what they are about. The platform has an index of it.
 *
 * Returns: (transfer full) (nullable): of a stock move, the order's id; of an open service order or ticket, who has it to
 *   do; of a template, the next date on which an order is made of it; %NULL for all others
 */
char *
pd_record_subject (const PdRecord *record)
{
  if (pd_record_get_record_type (record) == &pd_stock_move_type)
    return g_strdup (pd_record_get_text (record, PD_STOCK_MOVE_ORDER_ID));
  if (pd_record_get_record_type (record) == &pd_order_type)
    return g_strdup (pd_assignment_bearer (record));
  if (pd_record_get_record_type (record) == &pd_ticket_type)
    return g_strdup (pd_ticket_bearer (record));
  if (pd_record_get_record_type (record) == &pd_order_template_type)
    return pd_order_template_next (record);
  return NULL;
}
