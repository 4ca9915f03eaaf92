/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-fact-kind.h"

#include "desktop/pd-field-text.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

#define FIELDS(...) ((const signed char[]){ __VA_ARGS__, -1 })
#define NO_FIELDS ((const signed char[]){ -1 })

static const PdFactKind payments = {
  .list = PD_ORDER_LIST_PAYMENTS,
  .heading = N_ ("Payments"),
  .of_goods = TRUE,
  .of_service = TRUE,
  .title = FIELDS (PD_PAYMENT_KIND, PD_PAYMENT_AMOUNT),
  .plain =
      FIELDS (PD_PAYMENT_PAID_ON, PD_PAYMENT_METHOD, PD_PAYMENT_PAYER, PD_PAYMENT_REFERENCE, PD_PAYMENT_NOTE),
  .labelled = FIELDS (PD_PAYMENT_REVERSES),
  .form = FIELDS (PD_PAYMENT_KIND,
                  PD_PAYMENT_AMOUNT,
                  PD_PAYMENT_PAID_ON,
                  PD_PAYMENT_METHOD,
                  PD_PAYMENT_PAYER,
                  PD_PAYMENT_REFERENCE,
                  PD_PAYMENT_NOTE),
};

static const PdFactKind parcels = {
  .list = PD_ORDER_LIST_PARCELS,
  .heading = N_ ("Parcels"),
  .of_goods = TRUE,
  .title = FIELDS (PD_PARCEL_CARRIER, PD_PARCEL_TRACKING_NUMBER),
  .plain = FIELDS (PD_PARCEL_NOTE),
  .labelled = FIELDS (PD_PARCEL_SENT_ON, PD_PARCEL_DELIVERED_ON),
  .form = FIELDS (PD_PARCEL_CARRIER,
                  PD_PARCEL_TRACKING_NUMBER,
                  PD_PARCEL_SENT_ON,
                  PD_PARCEL_DELIVERED_ON,
                  PD_PARCEL_NOTE),
};

static const PdFactKind parcel_items = {
  .list = PD_ORDER_LIST_PARCEL_ITEMS,
  .of_goods = TRUE,
  .title = FIELDS (PD_PARCEL_ITEM_LINE_ID, PD_PARCEL_ITEM_QUANTITY),
  .plain = NO_FIELDS,
  .labelled = FIELDS (PD_PARCEL_ITEM_SERIAL_NUMBERS, PD_PARCEL_ITEM_CLAIM_ID),
  .form = FIELDS (PD_PARCEL_ITEM_PARCEL_ID,
                  PD_PARCEL_ITEM_LINE_ID,
                  PD_PARCEL_ITEM_QUANTITY,
                  PD_PARCEL_ITEM_SERIAL_NUMBERS,
                  PD_PARCEL_ITEM_CLAIM_ID),
};

static const PdFactKind tracking = {
  .list = PD_ORDER_LIST_TRACKING,
  .of_goods = TRUE,
  .title = FIELDS (PD_TRACKING_HAPPENED_AT, PD_TRACKING_KIND),
  .plain = FIELDS (PD_TRACKING_PLACE, PD_TRACKING_TEXT),
  .labelled = NO_FIELDS,
  .form = FIELDS (PD_TRACKING_PARCEL_ID,
                  PD_TRACKING_HAPPENED_AT,
                  PD_TRACKING_KIND,
                  PD_TRACKING_PLACE,
                  PD_TRACKING_TEXT),
};

static const PdFactKind returns = {
  .list = PD_ORDER_LIST_RETURNS,
  .heading = N_ ("Returns"),
  .of_goods = TRUE,
  .title = FIELDS (PD_RETURN_KIND, PD_RETURN_LINE_ID, PD_RETURN_QUANTITY),
  .plain = FIELDS (PD_RETURN_ASKED_ON, PD_RETURN_REASON),
  .labelled = FIELDS (PD_RETURN_AMOUNT, PD_RETURN_CAME_BACK_ON, PD_RETURN_CONDITION),
  .form = FIELDS (PD_RETURN_KIND,
                  PD_RETURN_LINE_ID,
                  PD_RETURN_QUANTITY,
                  PD_RETURN_AMOUNT,
                  PD_RETURN_ASKED_ON,
                  PD_RETURN_REASON,
                  PD_RETURN_CAME_BACK_ON,
                  PD_RETURN_CONDITION),
};

static const PdFactKind visits = {
  .list = PD_ORDER_LIST_VISITS,
  .heading = N_ ("Visits"),
  .of_service = TRUE,
  .title = FIELDS (PD_VISIT_KIND, PD_VISIT_STARTS_AT),
  .plain = FIELDS (PD_VISIT_TECHNICIAN, PD_VISIT_NOTE),
  .labelled = FIELDS (PD_VISIT_ENDS_AT,
                      PD_VISIT_CALLED_OFF,
                      PD_VISIT_DONE_ON,
                      PD_VISIT_SIGNED_BY,
                      PD_VISIT_SATISFACTION,
                      PD_VISIT_PROBLEMS),
  .form = FIELDS (PD_VISIT_KIND,
                  PD_VISIT_TECHNICIAN,
                  PD_VISIT_STARTS_AT,
                  PD_VISIT_ENDS_AT,
                  PD_VISIT_DONE_ON,
                  PD_VISIT_SIGNED_BY,
                  PD_VISIT_SATISFACTION,
                  PD_VISIT_CALLED_OFF,
                  PD_VISIT_PROBLEMS,
                  PD_VISIT_NOTE),
};

static const PdFactKind contacts = {
  .list = PD_ORDER_LIST_CONTACTS,
  .heading = N_ ("Contacts"),
  .of_goods = TRUE,
  .of_service = TRUE,
  .title = FIELDS (PD_CONTACT_HAPPENED_AT, PD_CONTACT_CHANNEL, PD_CONTACT_PERSON),
  .plain = FIELDS (PD_CONTACT_TEXT),
  .labelled = NO_FIELDS,
  .form = FIELDS (PD_CONTACT_HAPPENED_AT, PD_CONTACT_CHANNEL, PD_CONTACT_PERSON, PD_CONTACT_TEXT),
};

static const PdFactKind *const goods_order[] = { &payments, &parcels,  &parcel_items, &tracking,
                                                 &returns,  &contacts, &visits,       NULL };
static const PdFactKind *const service_order[] = { &visits,       &contacts, &payments, &parcels,
                                                   &parcel_items, &tracking, &returns,  NULL };

static gboolean
is_service (const PdRecord *order)
{
  return g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) == 0;
}

/**
 * pd_fact_kinds:
 * @order: an order
 *
 * Returns: (transfer none): its lists in the order in which they matter to an order of its kind; ends with %NULL
 */
const PdFactKind *const *
pd_fact_kinds (const PdRecord *order)
{
  return is_service (order) ? service_order : goods_order;
}

/**
 * pd_fact_kind_find:
 * @list: a list of orders
 *
 * Returns: (nullable) (transfer none): how it is shown; %NULL for one that is shown elsewhere
 */
const PdFactKind *
pd_fact_kind_find (PdOrderList list)
{
  for (guint i = 0; goods_order[i] != NULL; i++)
    if (goods_order[i]->list == list)
      return goods_order[i];
  return NULL;
}

/**
 * pd_fact_kind_is_offered:
 * @kind: a kind of fact
 * @order: an order
 *
 * Returns: whether there is something of the kind to be added: nothing is in a parcel that there is not
 */
gboolean
pd_fact_kind_is_offered (const PdFactKind *kind, const PdRecord *order)
{
  if (!(is_service (order) ? kind->of_service : kind->of_goods))
    return FALSE;
  if (kind->heading == NULL && pd_record_get_list (order, PD_ORDER_LIST_PARCELS)->len == 0)
    return FALSE;
  return (kind->list != PD_ORDER_LIST_RETURNS && kind->list != PD_ORDER_LIST_PARCEL_ITEMS) ||
         pd_record_get_lines (order)->len > 0;
}

/**
 * pd_fact_reference_records:
 * @order: an order
 * @type: the type of one of its lists
 * @field: a reference of this type
 *
 * Returns: (transfer none) (element-type PdRecord): what it may refer to
 */
GPtrArray *
pd_fact_reference_records (const PdRecord *order, const PdRecordType *type, guint field)
{
  const char *name = type->fields[field].name;

  if (g_str_equal (name, "parcel_id"))
    return pd_record_get_list (order, PD_ORDER_LIST_PARCELS);
  if (g_str_equal (name, "claim_id"))
    return pd_record_get_list (order, PD_ORDER_LIST_RETURNS);
  if (g_str_equal (name, "reverses"))
    return pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);
  return pd_record_get_lines (order);
}

static void
append_text (GString *all, const char *separator, const char *text)
{
  if (*text == '\0')
    return;
  if (all->len > 0)
    g_string_append (all, separator);
  g_string_append (all, text);
}

/**
 * pd_fact_reference_name:
 * @record: a line, a parcel, a payment or a return of an order
 *
 * Returns: (transfer full): what it is called where something refers to it
 */
char *
pd_fact_reference_name (const PdRecord *record)
{
  static const signed char line[] = { PD_ORDER_LINE_NAME, PD_ORDER_LINE_SPEC, -1 };
  static const signed char parcel[] = { PD_PARCEL_CARRIER, PD_PARCEL_TRACKING_NUMBER, -1 };
  static const signed char payment[] = { PD_PAYMENT_AMOUNT, PD_PAYMENT_PAID_ON, -1 };
  const PdRecordType *type = pd_record_get_record_type (record);
  static const signed char claim[] = { PD_RETURN_KIND, PD_RETURN_REASON, PD_RETURN_ASKED_ON, -1 };
  const signed char *fields = type == &pd_parcel_type    ? parcel
                              : type == &pd_payment_type ? payment
                              : type == &pd_return_type  ? claim
                                                         : line;
  GString *name = g_string_new (NULL);

  for (; *fields >= 0; fields++)
    {
      g_autofree char *text = pd_field_text (record, (guint) *fields);

      append_text (name, " · ", text);
    }
  return g_string_free (name, FALSE);
}

static char *
value_text (const PdRecord *order, const PdRecord *fact, guint field)
{
  const PdRecordType *type = pd_record_get_record_type (fact);
  GPtrArray *records;

  if (type->fields[field].kind != PD_KIND_REFERENCE || !pd_record_has (fact, field))
    return pd_field_text (fact, field);
  records = pd_fact_reference_records (order, type, field);
  for (guint i = 0; i < records->len; i++)
    if (g_strcmp0 (pd_record_get_id (g_ptr_array_index (records, i)), pd_record_get_text (fact, field)) == 0)
      return pd_fact_reference_name (g_ptr_array_index (records, i));
  return g_strdup (_ ("No longer there"));
}

/**
 * pd_fact_title:
 * @order: an order
 * @list: one of its lists that pd_fact_kind_find() knows
 * @fact: a row of it
 *
 * Returns: (transfer full): the row in a few words
 */
char *
pd_fact_title (const PdRecord *order, PdOrderList list, const PdRecord *fact)
{
  GString *title = g_string_new (NULL);

  for (const signed char *field = pd_fact_kind_find (list)->title; *field >= 0; field++)
    {
      g_autofree char *text = value_text (order, fact, (guint) *field);

      append_text (title, " · ", text);
    }
  return g_string_free (title, FALSE);
}

/**
 * pd_fact_subtitle:
 * @order: an order
 * @list: one of its lists that pd_fact_kind_find() knows
 * @fact: a row of it
 *
 * Returns: (transfer full): what else the row says, "" when it says nothing else
 */
char *
pd_fact_subtitle (const PdRecord *order, PdOrderList list, const PdRecord *fact)
{
  const PdFactKind *kind = pd_fact_kind_find (list);
  const PdRecordType *type = pd_record_get_record_type (fact);
  GString *all = g_string_new (NULL);

  for (const signed char *field = kind->plain; *field >= 0; field++)
    {
      g_autofree char *text = value_text (order, fact, (guint) *field);

      append_text (all, " · ", text);
    }
  for (const signed char *field = kind->labelled; *field >= 0; field++)
    {
      g_autofree char *value = value_text (order, fact, (guint) *field);
      g_autofree char *text = NULL;

      if (*value == '\0')
        continue;
      text = g_strdup_printf (_ ("%1$s: %2$s"), _ (type->fields[*field].label), value);
      append_text (all, " · ", text);
    }
  return g_string_free (all, FALSE);
}
