/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-order-facts.h"

#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const PdChoice pd_payment_kind_choices[] = {
  { PD_PAYMENT_KIND_PAYMENT, N_ ("Payment") },
  { PD_PAYMENT_KIND_REFUND, N_ ("Refund") },
  { NULL, NULL },
};

static const PdChoice pd_payment_method_choices[] = {
  { "transfer", N_ ("Bank transfer") },
  { "wechat", N_ ("WeChat Pay") },
  { "alipay", N_ ("Alipay") },
  { "card", N_ ("Card") },
  { "cash", N_ ("Cash") },
  { "cheque", N_ ("Cheque") },
  { "other", N_ ("Another way") },
  { NULL, NULL },
};

static const PdChoice pd_tracking_kind_choices[] = {
  { "collected", N_ ("Collected") },
  { "on_the_way", N_ ("In transit") },
  { "out_for_delivery", N_ ("Out for delivery") },
  { PD_TRACKING_KIND_DELIVERED, N_ ("Delivered") },
  { "failed", N_ ("Delivery failed") },
  { "going_back", N_ ("Going back") },
  { NULL, NULL },
};

static const PdChoice pd_return_kind_choices[] = {
  { PD_RETURN_KIND_RETURN, N_ ("Return") },
  { PD_RETURN_KIND_EXCHANGE, N_ ("Exchange") },
  { PD_RETURN_KIND_REFUND, N_ ("Refund without goods") },
  { NULL, NULL },
};

static const PdChoice pd_return_condition_choices[] = {
  { "new", N_ ("As new") },
  { "used", N_ ("Used") },
  { PD_RETURN_CONDITION_DAMAGED, N_ ("Damaged") },
  { NULL, NULL },
};

static const PdChoice pd_visit_kind_choices[] = {
  { PD_VISIT_KIND_WORK, N_ ("Work on site") },
  { PD_VISIT_KIND_FOLLOW_UP, N_ ("Return visit") },
  { NULL, NULL },
};

static const PdChoice pd_contact_channel_choices[] = {
  { "phone", N_ ("Telephone") },
  { "wechat", N_ ("WeChat") },
  { "mail", N_ ("E-mail") },
  { "on_site", N_ ("On site") },
  { "other", N_ ("Another way") },
  { NULL, NULL },
};
/* clang-format on */

#define F PD_FIELD_STRUCT
static const PdField payment_fields[] = { PD_PAYMENT_FIELDS (F) };
static const PdField parcel_fields[] = { PD_PARCEL_FIELDS (F) };
static const PdField parcel_item_fields[] = { PD_PARCEL_ITEM_FIELDS (F) };
static const PdField tracking_fields[] = { PD_TRACKING_FIELDS (F) };
static const PdField return_fields[] = { PD_RETURN_FIELDS (F) };
static const PdField visit_fields[] = { PD_VISIT_FIELDS (F) };
static const PdField check_fields[] = { PD_CHECK_FIELDS (F) };
static const PdField contact_fields[] = { PD_CONTACT_FIELDS (F) };
static const PdField step_fields[] = { PD_STEP_FIELDS (F) };
#undef F

#define FACT_TYPE(prefix, NAME, LIST, LABEL, TITLE, ...)                                                     \
  const PdRecordType pd_##prefix##_type = { .name = "order_" #prefix,                                        \
                                            .table = "order_" LIST,                                          \
                                            .label = LABEL,                                                  \
                                            .fields = prefix##_fields,                                       \
                                            .n_fields = G_N_ELEMENTS (prefix##_fields),                      \
                                            .list_name = LIST,                                               \
                                            .title_field = PD_##NAME##_##TITLE,                              \
                                            .state_field = -1,                                               \
                                            .annotates = TRUE,                                               \
                                            __VA_ARGS__ }

FACT_TYPE (payment, PAYMENT, "payments", N_ ("Payment"), REFERENCE, .is_ledger = TRUE);
FACT_TYPE (parcel, PARCEL, "parcels", N_ ("Parcel"), TRACKING_NUMBER, );
FACT_TYPE (parcel_item, PARCEL_ITEM, "parcel_items", N_ ("Content of a parcel"), SERIAL_NUMBERS, );
FACT_TYPE (tracking, TRACKING, "tracking_events", N_ ("Tracking event"), TEXT, );
FACT_TYPE (return, RETURN, "returns", N_ ("Return"), REASON, );
FACT_TYPE (visit, VISIT, "visits", N_ ("Visit"), TECHNICIAN, );
FACT_TYPE (check, CHECK, "checks", N_ ("Check"), KEY, );
FACT_TYPE (contact, CONTACT, "contacts", N_ ("Conversation"), TEXT, );
FACT_TYPE (step, STEP, "steps", N_ ("Step"), COMMAND, );

/**
 * pd_order_add_fact:
 * @order: an order
 * @list: which of its lists
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer none): a new, empty row of the list
 */
PdRecord *
pd_order_add_fact (PdRecord *order, PdOrderList list, gint64 now)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *fact = pd_record_new (pd_order_type.lists[list], id);

  pd_record_add_line (order, list, fact);
  return fact;
}

/* A history goes on where it ended, also within a millisecond and when the platform's clock was put back. */
static gint64
time_after (GPtrArray *steps, gint64 now)
{
  for (guint i = 0; i < steps->len; i++)
    now =
        MAX (now, pd_id_get_time (pd_record_get_id (g_ptr_array_index (steps, i))) + G_TIME_SPAN_MILLISECOND);
  return now;
}

/* A step has no person's hand in it: the same step has the same id wherever it is computed, and later ones come later. */
static char *
step_id (const PdRecord *record, guint list, const char *command, gint64 now)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text =
      g_strdup_printf ("step\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s", pd_record_get_id (record),
                       pd_record_get_revision (record), now, command);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_at (time_after (pd_record_get_list (record, list), now), digest);
}

/**
 * pd_record_add_step:
 * @record: a record of a type with a history, about to be written
 * @now: microseconds since 1970 in UTC
 * @command: what was asked for
 * @from: (nullable): where the record was
 * @to: (nullable): where it is now
 * @by: (nullable): the user
 * @computer: (nullable): what that person sat at
 * @reason: (nullable): that person's words
 *
 * Writes one line of the record's history. Only the platform does.
 */
void
pd_record_add_step (PdRecord *record,
                    gint64 now,
                    const char *command,
                    const char *from,
                    const char *to,
                    const char *by,
                    const char *computer,
                    const char *reason)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int list = pd_record_type_list (type, "steps");
  g_autofree char *id = NULL;
  PdRecord *step;

  g_return_if_fail (list >= 0);

  id = step_id (record, (guint) list, command, now);
  step = pd_record_new (type->lists[list], id);
  pd_record_set_integer (step, PD_STEP_HAPPENED_AT, now);
  pd_record_set_text (step, PD_STEP_COMMAND, command);
  pd_record_set_text (step, PD_STEP_FROM, from);
  pd_record_set_text (step, PD_STEP_TO, to);
  pd_record_set_text (step, PD_STEP_BY, by);
  pd_record_set_text (step, PD_STEP_COMPUTER, computer);
  pd_record_set_text (step, PD_STEP_REASON, reason);
  pd_record_add_line (record, (guint) list, step);
  pd_record_sort_lines (record);
}

static const PdRecord *
find_payment (const PdRecord *order, const char *id)
{
  return id != NULL ? pd_record_find_line (order, PD_ORDER_LIST_PAYMENTS, id) : NULL;
}

/* Fen as they count for the order: money that came in is positive, a row that reverses another takes it back. */
static gint64
effect_of_payment (const PdRecord *payment)
{
  gint64 amount = pd_record_get_integer (payment, PD_PAYMENT_AMOUNT);

  if (g_strcmp0 (pd_record_get_text (payment, PD_PAYMENT_KIND), PD_PAYMENT_KIND_REFUND) == 0)
    amount = -amount;
  return pd_record_has (payment, PD_PAYMENT_REVERSES) ? -amount : amount;
}

/**
 * pd_order_paid_amount:
 * @order: an order
 *
 * Returns: fen: payments less refunds, without what was reversed
 */
gint64
pd_order_paid_amount (const PdRecord *order)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);
  gint64 sum = 0;

  for (guint i = 0; i < payments->len; i++)
    if (!pd_money_add (sum, effect_of_payment (g_ptr_array_index (payments, i)), &sum))
      return 0;
  return sum;
}

static const PdRecord *
find_reversal (const PdRecord *order, const char *payment_id)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);

  for (guint i = 0; i < payments->len; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (payments, i), PD_PAYMENT_REVERSES), payment_id) ==
        0)
      return g_ptr_array_index (payments, i);
  return NULL;
}

/**
 * pd_order_reverse_payment:
 * @order: an order
 * @payment_id: a row of its ledger
 * @today: the business date, "YYYY-MM-DD"
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer none) (nullable): the new row that takes the other back; %NULL when there is no such row, when it was
 *   reversed before, or when it reverses one itself
 */
PdRecord *
pd_order_reverse_payment (PdRecord *order, const char *payment_id, const char *today, gint64 now)
{
  const PdRecord *payment = find_payment (order, payment_id);
  PdRecord *reversal;

  if (payment == NULL || pd_record_has (payment, PD_PAYMENT_REVERSES) ||
      find_reversal (order, payment_id) != NULL)
    return NULL;
  reversal = pd_order_add_fact (order, PD_ORDER_LIST_PAYMENTS, now);
  for (guint field = 0; field < PD_PAYMENT_N_FIELDS; field++)
    if (pd_field_is_mergeable (&payment_fields[field]) && field != PD_PAYMENT_STATEMENT_KEY)
      pd_record_copy_field (reversal, payment, field);
  pd_record_set_text (reversal, PD_PAYMENT_PAID_ON, today);
  pd_record_set_text (reversal, PD_PAYMENT_REVERSES, payment_id);
  return reversal;
}

/* The same line of a statement is the same row on each computer that reads it, and stands in the ledger by its day. */
static char *
statement_payment_id (const PdRecord *order, const char *key, const char *paid_on, guint n)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("payment\n%s\n%u\n%s", pd_record_get_id (order), n, key);
  g_autoptr (GDateTime) day = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;
  guint year, month, of_month;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  if (pd_date_parts (paid_on, &year, &month, &of_month))
    day = g_date_time_new_utc ((int) year, (int) month, (int) of_month, 0, 0, 0);
  return pd_id_at (day != NULL ? g_date_time_to_unix (day) * G_USEC_PER_SEC : 0, digest);
}

/**
 * pd_order_add_statement_payment:
 * @order: an order
 * @key: what tells the line of a bank's or a payment platform's statement from all others
 * @paid_on: the line's date, "YYYY-MM-DD"
 *
 * Two people who take in the same statement without a network enter it once. A line that was entered and reversed can be
 * entered anew.
 *
 * Returns: (transfer none) (nullable): a new row of the ledger for the line, with its key and date; %NULL when the line was
 *   entered for this order before, and was not reversed
 */
PdRecord *
pd_order_add_statement_payment (PdRecord *order, const char *key, const char *paid_on)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);
  g_autofree char *id = NULL;
  guint n_reversed = 0;
  PdRecord *payment;

  for (guint i = 0; i < payments->len; i++)
    {
      payment = g_ptr_array_index (payments, i);
      if (g_strcmp0 (pd_record_get_text (payment, PD_PAYMENT_STATEMENT_KEY), key) != 0)
        continue;
      if (find_reversal (order, pd_record_get_id (payment)) == NULL)
        return NULL;
      n_reversed++;
    }
  id = statement_payment_id (order, key, paid_on, n_reversed);
  payment = pd_record_new (&pd_payment_type, id);
  pd_record_set_text (payment, PD_PAYMENT_STATEMENT_KEY, key);
  pd_record_set_text (payment, PD_PAYMENT_PAID_ON, paid_on);
  pd_record_add_line (order, PD_ORDER_LIST_PAYMENTS, payment);
  return payment;
}

static void
check_payment (const PdRecord *order, const PdRecord *payment, GPtrArray *problems)
{
  const char *reverses = pd_record_get_text (payment, PD_PAYMENT_REVERSES);
  const PdRecord *other = find_payment (order, reverses);
  const PdRecord *first = reverses != NULL ? find_reversal (order, reverses) : NULL;

  if (pd_record_has (payment, PD_PAYMENT_AMOUNT) &&
      (pd_record_get_integer (payment, PD_PAYMENT_AMOUNT) <= 0 ||
       pd_record_get_integer (payment, PD_PAYMENT_AMOUNT) > PD_MONEY_MAX))
    pd_problem_add (problems, payment, TRUE, PD_PAYMENT_AMOUNT, PD_PROBLEM_ERROR,
                    _ ("An amount that was paid is more than zero; money that goes back is a refund."));
  if (reverses == NULL)
    return;
  if (other == NULL || pd_record_has (other, PD_PAYMENT_REVERSES) ||
      !pd_record_field_equal (other, payment, PD_PAYMENT_AMOUNT) ||
      !pd_record_field_equal (other, payment, PD_PAYMENT_KIND))
    pd_problem_add (problems, payment, TRUE, PD_PAYMENT_REVERSES, PD_PROBLEM_ERROR,
                    _ ("A payment is reversed whole, and by a row that names it."));
  else if (first != payment)
    pd_problem_add (problems, payment, TRUE, PD_PAYMENT_REVERSES, PD_PROBLEM_ERROR,
                    _ ("This payment has been reversed already."));
}

/* A quantity that there can be: more than zero, with as many places as a line's. */
static void
check_quantity (const PdRecord *fact, guint field, GPtrArray *problems)
{
  const char *text = pd_record_get_text (fact, field);
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;

  if (text != NULL && (quantity == NULL || pd_decimal_sign (quantity) <= 0))
    pd_problem_add (problems, fact, TRUE, (int) field, PD_PROBLEM_ERROR,
                    _ ("A quantity here is more than zero."));
}

static void
check_visit (const PdRecord *visit, GPtrArray *problems)
{
  gint64 satisfaction = pd_record_get_integer (visit, PD_VISIT_SATISFACTION);

  if (pd_record_has (visit, PD_VISIT_SATISFACTION) && (satisfaction < 1 || satisfaction > 5))
    pd_problem_add (problems, visit, TRUE, PD_VISIT_SATISFACTION, PD_PROBLEM_ERROR,
                    _ ("Satisfaction is a number from 1 to 5."));
  if (pd_record_has (visit, PD_VISIT_STARTS_AT) && pd_record_has (visit, PD_VISIT_ENDS_AT) &&
      pd_record_get_integer (visit, PD_VISIT_ENDS_AT) <= pd_record_get_integer (visit, PD_VISIT_STARTS_AT))
    pd_problem_add (problems, visit, TRUE, PD_VISIT_ENDS_AT, PD_PROBLEM_ERROR,
                    _ ("A visit ends after it has started."));
}

/**
 * pd_order_check_facts:
 * @order: an order
 * @problems: (element-type PdProblem): where what is wrong with its facts goes
 *
 * For the check function of the type. That a fact names a line which two people took away meanwhile is no error: what
 * happened has happened.
 */
void
pd_order_check_facts (const PdRecord *order, GPtrArray *problems)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);
  GPtrArray *items = pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS);
  GPtrArray *returns = pd_record_get_list (order, PD_ORDER_LIST_RETURNS);
  GPtrArray *visits = pd_record_get_list (order, PD_ORDER_LIST_VISITS);

  for (guint i = 0; i < payments->len; i++)
    check_payment (order, g_ptr_array_index (payments, i), problems);
  for (guint i = 0; i < items->len; i++)
    check_quantity (g_ptr_array_index (items, i), PD_PARCEL_ITEM_QUANTITY, problems);
  for (guint i = 0; i < returns->len; i++)
    check_quantity (g_ptr_array_index (returns, i), PD_RETURN_QUANTITY, problems);
  for (guint i = 0; i < visits->len; i++)
    check_visit (g_ptr_array_index (visits, i), problems);
}
