/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-order.h"

#include "model/pd-attachment.h"
#include "model/pd-compliance.h"
#include "model/pd-element.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-party-check.h"
#include "model/pd-problem.h"
#include "model/pd-service-checklist.h"
#include "model/pd-tax-line.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_invoice_kind_choices[] = {
  { PD_INVOICE_KIND_SPECIAL, N_ ("Special VAT invoice") },
  { PD_INVOICE_KIND_ORDINARY, N_ ("Ordinary invoice") },
  { NULL, NULL },
};

const PdChoice pd_order_state_choices[] = {
  { PD_ORDER_STATE_OPEN, N_ ("To be invoiced") },
  { PD_ORDER_STATE_COMPLETED, N_ ("Completed, to be invoiced") },
  { PD_ORDER_STATE_ISSUING, N_ ("Being invoiced") },
  { PD_ORDER_STATE_INVOICED, N_ ("Invoiced") },
  { PD_ORDER_STATE_CANCELLED, N_ ("Cancelled") },
  { NULL, NULL },
};

const PdChoice pd_order_priority_choices[] = {
  { "urgent", N_ ("Urgent") }, { "high", N_ ("High") }, { "normal", N_ ("Normal") },
  { "low", N_ ("Low") },       { NULL, NULL },
};

const PdChoice pd_difference_type_choices[] = {
  { PD_DIFFERENCE_TYPE_WHOLE, N_ ("Whole amount invoiced") },
  { PD_DIFFERENCE_TYPE_DIFFERENCE, N_ ("Difference invoiced") },
  { NULL, NULL },
};

/* Whether only the difference to a deduction is taxed. */
static gboolean
is_difference (const PdRecord *order)
{
  return g_strcmp0 (pd_record_get_text (order, PD_ORDER_DIFFERENCE_TYPE), PD_DIFFERENCE_TYPE_DIFFERENCE) == 0;
}

static gboolean
compute_line (const PdRecord *order, const PdRecord *line, PdTaxLine *computed, GError **error)
{
  PdTaxLineInput input = {
    .price_includes_tax = pd_record_get_flag (order, PD_ORDER_PRICE_INCLUDES_TAX),
    .quantity = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY),
    .unit_price = pd_record_get_text (line, PD_ORDER_LINE_UNIT_PRICE),
    .has_amount = pd_record_has (line, PD_ORDER_LINE_AMOUNT),
    .amount = pd_record_get_integer (line, PD_ORDER_LINE_AMOUNT),
    .discount = pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT),
    .rate = pd_record_get_text (line, PD_ORDER_LINE_TAX_RATE),
    .deduction = is_difference (order) ? pd_record_get_integer (line, PD_ORDER_LINE_DEDUCTION) : 0,
  };

  if (input.rate == NULL)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_RATE, _ ("Tax rate is missing."));
      return FALSE;
    }
  return pd_tax_line_compute (&input, computed, error);
}

/* What the derived fields of a line follow from beside its own: the number of pd_record_get_derivation(). */
static guint8
derivation_of_lines (const PdRecord *order)
{
  return (pd_record_get_flag (order, PD_ORDER_PRICE_INCLUDES_TAX) ? 2 : 1) + (is_difference (order) ? 2 : 0);
}

/* A line that cannot be computed yet has no derived values and counts as nothing. */
static void
derive_line (const PdRecord *order, PdRecord *line)
{
  g_auto (PdTaxLine) computed = { 0 };

  if (pd_record_get_derivation (line) == derivation_of_lines (order))
    return;
  for (guint i = 0; i < PD_ORDER_LINE_N_FIELDS; i++)
    if (pd_order_line_type.fields[i].merge == PD_MERGE_DERIVED)
      pd_record_clear (line, i);
  if (!compute_line (order, line, &computed, NULL))
    return;
  pd_record_set_text (line, PD_ORDER_LINE_INVOICE_QUANTITY, computed.quantity);
  pd_record_set_text (line, PD_ORDER_LINE_NET_UNIT_PRICE, computed.net_unit_price);
  pd_record_set_integer (line, PD_ORDER_LINE_NET_AMOUNT, computed.line.net);
  pd_record_set_integer (line, PD_ORDER_LINE_TAX_AMOUNT, computed.line.tax);
  pd_record_set_integer (line, PD_ORDER_LINE_GROSS_AMOUNT, computed.line.gross);
  if (computed.discount.gross != 0)
    {
      pd_record_set_integer (line, PD_ORDER_LINE_DISCOUNT_NET, computed.discount.net);
      pd_record_set_integer (line, PD_ORDER_LINE_DISCOUNT_TAX, computed.discount.tax);
    }
  pd_record_set_derivation (line, derivation_of_lines (order));
}

/* The sums of the lines as they are derived; FALSE when one is larger than an amount can be. */
static gboolean
sum_lines (const PdRecord *order, PdTaxSplit *total)
{
  GPtrArray *lines = pd_record_get_lines (order);

  *total = (PdTaxSplit){ 0 };
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      if (!pd_money_add (total->net, pd_record_get_integer (line, PD_ORDER_LINE_NET_AMOUNT), &total->net) ||
          !pd_money_add (total->net, pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_NET), &total->net) ||
          !pd_money_add (total->tax, pd_record_get_integer (line, PD_ORDER_LINE_TAX_AMOUNT), &total->tax) ||
          !pd_money_add (total->tax, pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_TAX), &total->tax))
        return FALSE;
    }
  return pd_money_add (total->net, total->tax, &total->gross);
}

/* Header totals are the sums of the lines, exactly (standards, "Line arithmetic"); without a sum there are none. */
static void
derive_order (PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);
  PdTaxSplit total;

  for (guint i = 0; i < lines->len; i++)
    derive_line (order, g_ptr_array_index (lines, i));
  pd_record_clear (order, PD_ORDER_PAID_AMOUNT);
  if (pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS)->len > 0)
    pd_record_set_integer (order, PD_ORDER_PAID_AMOUNT, pd_order_paid_amount (order));
  if (!sum_lines (order, &total))
    {
      pd_record_clear (order, PD_ORDER_NET_AMOUNT);
      pd_record_clear (order, PD_ORDER_TAX_AMOUNT);
      pd_record_clear (order, PD_ORDER_GROSS_AMOUNT);
      return;
    }
  pd_record_set_integer (order, PD_ORDER_NET_AMOUNT, total.net);
  pd_record_set_integer (order, PD_ORDER_TAX_AMOUNT, total.tax);
  pd_record_set_integer (order, PD_ORDER_GROSS_AMOUNT, total.gross);
}

/* Which field of a line a sentence of the tax arithmetic stands beside. */
static int
tax_error_field (const GError *error)
{
  switch ((PdTaxError) error->code)
    {
    case PD_TAX_ERROR_QUANTITY:
      return PD_ORDER_LINE_QUANTITY;
    case PD_TAX_ERROR_PRICE:
      return PD_ORDER_LINE_UNIT_PRICE;
    case PD_TAX_ERROR_DISCOUNT:
      return PD_ORDER_LINE_DISCOUNT;
    case PD_TAX_ERROR_DEDUCTION:
      return PD_ORDER_LINE_DEDUCTION;
    case PD_TAX_ERROR_RATE:
      return PD_ORDER_LINE_TAX_RATE;
    case PD_TAX_ERROR_AMOUNT:
    case PD_TAX_ERROR_TAX:
    case PD_TAX_ERROR_RANGE:
    default:
      return PD_ORDER_LINE_AMOUNT;
    }
}

static void
check_line (const PdRecord *order, const PdRecord *line, GPtrArray *problems)
{
  const char *rate = pd_record_get_text (line, PD_ORDER_LINE_TAX_RATE);
  const char *code = pd_record_get_text (line, PD_ORDER_LINE_TAX_CODE);
  g_auto (PdTaxLine) computed = { 0 };
  g_autoptr (GError) error = NULL;

  if (rate != NULL && pd_record_get_derivation (line) != derivation_of_lines (order) &&
      !compute_line (order, line, &computed, &error))
    pd_problem_add (problems, line, TRUE,
                    error->domain == PD_TAX_ERROR ? tax_error_field (error) : PD_ORDER_LINE_AMOUNT,
                    PD_PROBLEM_ERROR, "%s", error->message);
  if (code != NULL && !pd_compliance_is_code_length (code))
    pd_problem_add (problems, line, TRUE, PD_ORDER_LINE_TAX_CODE, PD_PROBLEM_ERROR,
                    _ ("A tax classification code has 19 digits."));
}

/* The line or the special field with an id */
static const PdRecord *
find_line (const PdRecord *order, const PdRecordType *type, const char *line_id)
{
  int list = pd_record_type_list (&pd_order_type, type->list_name != NULL ? type->list_name : "");

  return line_id != NULL && list >= 0 ? pd_record_find_line (order, (guint) list, line_id) : NULL;
}

/* A line that cannot be computed says why itself: that its invoice would have no amounts is no news. */
static gboolean
is_news (const PdRecord *order, const PdComplianceProblem *problem, GPtrArray *problems)
{
  const PdRecord *line = find_line (order, problem->type, problem->line_id);

  /* Missing special fields all stand beside the business, and each is news. */
  if (problem->severity != PD_COMPLIANCE_REFUSED ||
      (problem->special == NULL && pd_problems_find (problems, problem->line_id, problem->field)))
    return FALSE;
  return line == NULL || problem->type != &pd_order_line_type ||
         pd_record_has (line, PD_ORDER_LINE_NET_AMOUNT) || problem->item != PD_COMPLIANCE_ITEM_AMOUNTS;
}

/* What the bureau would refuse has one table: the invoice that the order becomes is held against it. */
static void
check_compliance (const PdRecord *order, GPtrArray *problems)
{
  g_autoptr (GPtrArray) refusals = pd_compliance_check_order (order, NULL, NULL);

  for (guint i = 0; i < refusals->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (refusals, i);
      const PdRecord *line = find_line (order, problem->type, problem->line_id);
      g_autofree char *sentence = NULL;

      if (!is_news (order, problem, problems))
        continue;
      /* Lines are numbered by whoever shows them. */
      sentence = problem->of_row && pd_record_count_element_rows (order) > 1
                     ? pd_compliance_problem_get_line_sentence (problem)
                     : pd_compliance_problem_get_sentence (problem);
      pd_problem_add (problems, line != NULL ? line : order, line != NULL, problem->field, PD_PROBLEM_ERROR,
                      "%s", sentence);
    }
}

static void
check_order (const PdRecord *order, PdRequired level, GPtrArray *problems)
{
  GPtrArray *lines = pd_record_get_lines (order);
  PdTaxSplit total;

  pd_check_taxpayer_number (order, PD_ORDER_BUYER_TAX_NUMBER, problems);
  pd_check_email (order, PD_ORDER_BUYER_EMAIL, problems);
  pd_attachments_check (order, problems);
  pd_order_check_facts (order, problems);
  for (guint i = 0; i < lines->len; i++)
    check_line (order, g_ptr_array_index (lines, i), problems);
  if (lines->len == 0)
    pd_problem_add (problems, order, FALSE, -1, PD_PROBLEM_ERROR, _ ("An order needs at least one line."));
  if (!sum_lines (order, &total))
    pd_problem_add (problems, order, FALSE, PD_ORDER_GROSS_AMOUNT, PD_PROBLEM_ERROR,
                    _ ("The lines add up to more than an invoice can hold."));
  if (level >= PD_REQUIRED_TO_ISSUE && lines->len <= PD_RECORD_MAX_LINES)
    check_compliance (order, problems);
}

#define F PD_FIELD_STRUCT
static const PdField order_fields[] = { PD_ORDER_FIELDS (F) };
static const PdField order_line_fields[] = { PD_ORDER_LINE_FIELDS (F) };
#undef F

const PdRecordType pd_order_line_type = {
  .name = "order_line",
  .table = "order_lines",
  .label = N_ ("Line"),
  .fields = order_line_fields,
  .n_fields = PD_ORDER_LINE_N_FIELDS,
  .list_name = "lines",
  .title_field = PD_ORDER_LINE_NAME,
  .state_field = -1,
};

/* As PdOrderList names them. */
static const PdRecordType *const order_lists[] = {
  &pd_order_line_type,
  &pd_order_attachment_type,
  &pd_order_element_type,
  &pd_payment_type,
  &pd_parcel_type,
  &pd_parcel_item_type,
  &pd_tracking_type,
  &pd_return_type,
  &pd_visit_type,
  &pd_check_type,
  &pd_contact_type,
  &pd_step_type,
  NULL,
};

const PdRecordType pd_order_type = {
  .name = "order",
  .table = "orders",
  .label = N_ ("Order"),
  .fields = order_fields,
  .n_fields = PD_ORDER_N_FIELDS,
  .lists = order_lists,
  .n_lists = PD_ORDER_N_LISTS,
  .title_field = PD_ORDER_NUMBER,
  .state_field = PD_ORDER_STATE,
  .initial_state = PD_ORDER_STATE_OPEN,
  .derive = derive_order,
  .check = check_order,
};

/**
 * pd_order_trust_lines:
 * @order: an order that was derived before it was stored
 *
 * Its lines are not computed again until one of their fields, or whether prices include tax, changes.
 */
void
pd_order_trust_lines (PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    pd_record_set_derivation (g_ptr_array_index (lines, i), derivation_of_lines (order));
}

/**
 * pd_order_add_line:
 * @order: an order whose lines are sorted
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer none): a new, empty line at the end
 */
PdRecord *
pd_order_add_line (PdRecord *order, gint64 now)
{
  GPtrArray *lines = pd_record_get_lines (order);
  const PdRecord *last = lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : NULL;
  g_autofree char *position =
      pd_position_between (last != NULL ? pd_record_get_text (last, PD_ORDER_LINE_POSITION) : NULL, NULL);
  g_autofree char *id = pd_id_new (now);
  PdRecord *line = pd_record_new (&pd_order_line_type, id);

  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  pd_record_add_line (order, 0, line);
  return line;
}

/**
 * pd_order_compare_age:
 * @date_a: (nullable): the date of an order
 * @row_a: what grows with the time at which it came to this computer
 * @date_b: (nullable): the date of another
 * @row_b: likewise
 *
 * In which order invoices are asked for, in the window and on the command line: the oldest first. Invoice numbers follow
 * the orders, and where the quota does not do for all, the oldest go first.
 *
 * Returns: less than 0, 0 or more, as for qsort()
 */
int
pd_order_compare_age (const char *date_a, gint64 row_a, const char *date_b, gint64 row_b)
{
  int order = g_strcmp0 (date_a, date_b);

  return order != 0 ? order : row_a < row_b ? -1 : row_a > row_b;
}
