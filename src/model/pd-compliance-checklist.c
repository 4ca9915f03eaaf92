/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include "model/pd-element.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *label;
  const char *right; /* what is said when nothing is wrong, untranslated */
} items[PD_COMPLIANCE_N_ITEMS] = {
  [PD_COMPLIANCE_ITEM_TITLE] = { N_ ("Title"), N_ ("Kind of invoice and buyer are complete.") },
  [PD_COMPLIANCE_ITEM_TAX_NUMBER] = { N_ ("Tax number"), N_ ("The buyer's tax number suits this invoice.") },
  [PD_COMPLIANCE_ITEM_SELLER] = { N_ ("Seller"), N_ ("The seller is complete.") },
  [PD_COMPLIANCE_ITEM_LINES] = { N_ ("Lines"), N_ ("Number of lines, names and units have room.") },
  [PD_COMPLIANCE_ITEM_CODE] = { N_ ("Tax classification code"),
                                N_ ("Each line has a code in the right form.") },
  [PD_COMPLIANCE_ITEM_RATE] = { N_ ("Tax rate"),
                                N_ ("The rates are in force and suit this kind of invoice.") },
  [PD_COMPLIANCE_ITEM_QUANTITY] = { N_ ("Quantity and price"), N_ ("Quantities and prices have room.") },
  [PD_COMPLIANCE_ITEM_AMOUNTS] = { N_ ("Sums"), N_ ("Amounts, tax and totals agree.") },
  [PD_COMPLIANCE_ITEM_DISCOUNT] = { N_ ("Discount"), N_ ("The discounts stand with their lines.") },
  [PD_COMPLIANCE_ITEM_DIFFERENCE] = { N_ ("Difference taxation"), N_ ("Deduction, tax and remark agree.") },
  [PD_COMPLIANCE_ITEM_SPECIAL] = { N_ ("Special business"),
                                   N_ ("The fields of this business are complete.") },
  [PD_COMPLIANCE_ITEM_REMARK] = { N_ ("Remark"), N_ ("The remark has room.") },
  [PD_COMPLIANCE_ITEM_RED] = { N_ ("Red invoice"), N_ ("The reversal names its invoice and is negative.") },
  [PD_COMPLIANCE_ITEM_DELIVERY] = { N_ ("Delivery"), N_ ("The e-mail address is in the right form.") },
  [PD_COMPLIANCE_ITEM_QUOTA] = { N_ ("Quota"), N_ ("The quota is enough.") },
};

void
pd_compliance_entry_free (PdComplianceEntry *entry)
{
  g_free (entry->sentence);
  g_free (entry->line_id);
  g_free (entry);
}

/**
 * pd_compliance_item_label:
 * @item: an item of the checklist
 *
 * Returns: (transfer none): what it is called, translated
 */
const char *
pd_compliance_item_label (PdComplianceItem item)
{
  g_return_val_if_fail (item < PD_COMPLIANCE_N_ITEMS, "");

  return _ (items[item].label);
}

static gboolean
has_discount (const PdRecord *record)
{
  gboolean is_order = pd_record_get_record_type (record) == &pd_order_type;
  GPtrArray *lines = pd_record_get_lines (record);

  for (guint i = 0; i < lines->len; i++)
    if (pd_record_get_integer (g_ptr_array_index (lines, i), is_order
                                                                 ? (guint) PD_ORDER_LINE_DISCOUNT
                                                                 : (guint) PD_INVOICE_LINE_PROPERTY) != 0)
      return TRUE;
  return FALSE;
}

static gint64
net_of (const PdRecord *record)
{
  gboolean is_order = pd_record_get_record_type (record) == &pd_order_type;

  return pd_record_get_integer (record,
                                is_order ? (guint) PD_ORDER_NET_AMOUNT : (guint) PD_INVOICE_NET_AMOUNT);
}

/* Whether an item without a problem is worth a line. */
static gboolean
concerns (const PdRecord *record, PdComplianceItem item)
{
  gboolean is_order = pd_record_get_record_type (record) == &pd_order_type;

  switch (item)
    {
    case PD_COMPLIANCE_ITEM_DISCOUNT:
      return has_discount (record);
    case PD_COMPLIANCE_ITEM_DIFFERENCE:
      return pd_record_has (record,
                            is_order ? (guint) PD_ORDER_DIFFERENCE_TYPE : (guint) PD_INVOICE_DIFFERENCE_TYPE);
    case PD_COMPLIANCE_ITEM_SPECIAL:
      return pd_record_get_elements (record)->len > 0 ||
             pd_record_has (record,
                            is_order ? (guint) PD_ORDER_SPECIAL_TYPE : (guint) PD_INVOICE_SPECIAL_TYPE);
    case PD_COMPLIANCE_ITEM_REMARK:
      return pd_record_has (record, is_order ? (guint) PD_ORDER_REMARK : (guint) PD_INVOICE_REMARK);
    case PD_COMPLIANCE_ITEM_RED:
      return !is_order && (pd_record_get_flag (record, PD_INVOICE_RED) || net_of (record) < 0);
    case PD_COMPLIANCE_ITEM_DELIVERY:
      return is_order && pd_record_has (record, PD_ORDER_BUYER_EMAIL);
    case PD_COMPLIANCE_ITEM_TITLE:
    case PD_COMPLIANCE_ITEM_TAX_NUMBER:
    case PD_COMPLIANCE_ITEM_SELLER:
    case PD_COMPLIANCE_ITEM_LINES:
    case PD_COMPLIANCE_ITEM_CODE:
    case PD_COMPLIANCE_ITEM_RATE:
    case PD_COMPLIANCE_ITEM_QUANTITY:
    case PD_COMPLIANCE_ITEM_AMOUNTS:
    case PD_COMPLIANCE_ITEM_QUOTA:
    case PD_COMPLIANCE_N_ITEMS:
    default:
      return TRUE;
    }
}

/* The quota counts amounts without tax; a red invoice gives back rather than takes (standards, 9). */
static void
check_quota (const PdRecord *record, gint64 quota_left, GPtrArray *problems)
{
  PdComplianceCheck check = { .invoice = record, .problems = problems };
  g_autofree char *net = pd_money_format (net_of (record));
  g_autofree char *left = quota_left != PD_COMPLIANCE_NO_QUOTA ? pd_money_format (quota_left) : NULL;

  if (net_of (record) <= 0)
    return;
  if (left == NULL)
    pd_compliance_add (&check, PD_COMPLIANCE_QUOTA_UNKNOWN, NULL, 0, -1, NULL, NULL);
  else if (net_of (record) > quota_left)
    pd_compliance_add (&check, PD_COMPLIANCE_QUOTA_EXCEEDED, NULL, 0, -1, net, left);
}

/* Which line or row it is goes without saying where there is only one. */
static gboolean
is_one_of_several (const PdComplianceProblem *problem, const PdRecord *record)
{
  return problem->of_row ? pd_record_count_element_rows (record) > 1 : pd_record_get_lines (record)->len > 1;
}

static PdComplianceEntry *
entry_of (const PdComplianceProblem *problem, const PdRecord *record)
{
  PdComplianceEntry *entry = g_new0 (PdComplianceEntry, 1);

  entry->item = problem->item;
  entry->state =
      problem->severity == PD_COMPLIANCE_REFUSED ? PD_COMPLIANCE_STATE_REFUSED : PD_COMPLIANCE_STATE_LOOK;
  entry->sentence = is_one_of_several (problem, record) ? pd_compliance_problem_get_line_sentence (problem)
                                                        : pd_compliance_problem_get_sentence (problem);
  entry->type = problem->field >= 0 ? problem->type : NULL;
  entry->line_id = g_strdup (problem->line_id);
  entry->row = problem->row;
  entry->of_row = problem->of_row;
  entry->special = problem->special;
  entry->field = problem->field;
  return entry;
}

static void
add_right (GPtrArray *entries, PdComplianceItem item)
{
  PdComplianceEntry *entry = g_new0 (PdComplianceEntry, 1);

  entry->item = item;
  entry->state = PD_COMPLIANCE_STATE_OK;
  entry->sentence = g_strdup (_ (items[item].right));
  entry->field = -1;
  g_ptr_array_add (entries, entry);
}

/**
 * pd_compliance_checklist:
 * @record: an order, derived, or an invoice
 * @company: (nullable): the seller of an order; %NULL when this computer does not have it
 * @limits: (nullable): of the way to the bureau
 * @quota_left: what is left of the quota in fen, without tax, less what waits already; %PD_COMPLIANCE_NO_QUOTA when
 *   nobody knows
 *
 * What a person reads before submitting: each thing that a bureau looks at, with what is right, what will be refused
 * and why, and what is worth a second look.
 *
 * Returns: (transfer full) (element-type PdComplianceEntry): by item, one entry for each problem, one where an item has
 *   none
 */
GPtrArray *
pd_compliance_checklist (const PdRecord *record,
                         const PdRecord *company,
                         const PdComplianceLimits *limits,
                         gint64 quota_left)
{
  gboolean is_order = pd_record_get_record_type (record) == &pd_order_type;
  g_autoptr (GPtrArray) problems =
      is_order ? pd_compliance_check_order (record, company, limits) : pd_compliance_check (record, limits);
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_compliance_entry_free);

  check_quota (record, quota_left, problems);
  for (PdComplianceItem item = 0; item < PD_COMPLIANCE_N_ITEMS; item++)
    {
      guint n_before = entries->len;

      for (guint i = 0; i < problems->len; i++)
        {
          const PdComplianceProblem *problem = g_ptr_array_index (problems, i);

          if (problem->item == item)
            g_ptr_array_add (entries, entry_of (problem, record));
        }
      if (entries->len > n_before || !concerns (record, item))
        continue;
      if (item != PD_COMPLIANCE_ITEM_SELLER || !is_order || company != NULL)
        add_right (entries, item);
    }
  return entries;
}
