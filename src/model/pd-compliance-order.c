/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include "model/pd-element.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "model/pd-order.h"

#include <string.h>

/* Where an order keeps what its invoice has under another name; whatever is not here has one name on both. */
static const struct
{
  const char *invoice;
  int order;
} head_fields[] = {
  { "kind", PD_ORDER_INVOICE_KIND },
};

static const struct
{
  int invoice;
  int order;
} line_fields[] = {
  { PD_INVOICE_LINE_PROPERTY, PD_ORDER_LINE_DISCOUNT },
  { PD_INVOICE_LINE_NET_AMOUNT, PD_ORDER_LINE_AMOUNT },
  { PD_INVOICE_LINE_TAX_AMOUNT, PD_ORDER_LINE_AMOUNT },
};

static int
head_field (int field)
{
  const char *name = field >= 0 ? pd_invoice_type.fields[field].name : NULL;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (head_fields); i++)
    if (g_str_equal (head_fields[i].invoice, name))
      return head_fields[i].order;
  return name != NULL ? pd_record_type_field (&pd_order_type, name) : -1;
}

static int
line_field (int field)
{
  for (guint i = 0; i < G_N_ELEMENTS (line_fields); i++)
    if (line_fields[i].invoice == field)
      return line_fields[i].order;
  return field >= 0 ? pd_record_type_field (&pd_order_line_type, pd_invoice_line_type.fields[field].name)
                    : -1;
}

static guint
order_row (const PdRecord *order, const char *line_id)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    if (g_strcmp0 (pd_record_get_id (g_ptr_array_index (lines, i)), line_id) == 0)
      return i + 1;
  return 0;
}

/* What is wrong with a discount line of the invoice is wrong with the discount of the order's line. */
static void
point_at_order_line (PdComplianceProblem *problem, const PdRecord *order, const PdRecord *invoice)
{
  GPtrArray *lines = pd_record_get_lines (invoice);
  const PdRecord *line = g_ptr_array_index (lines, problem->row - 1);
  gboolean of_discount = problem->row > 1 && pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) ==
                                                 PD_INVOICE_LINE_IS_DISCOUNT;

  if (of_discount)
    {
      g_free (problem->line_id);
      problem->line_id = g_strdup (pd_record_get_id (g_ptr_array_index (lines, problem->row - 2)));
    }
  problem->field = of_discount ? PD_ORDER_LINE_DISCOUNT : line_field (problem->field);
  problem->type = &pd_order_line_type;
  problem->row = order_row (order, problem->line_id);
}

static void
check_email (const PdRecord *order, const PdComplianceLimits *limits, GPtrArray *problems)
{
  const char *email = pd_record_get_text (order, PD_ORDER_BUYER_EMAIL);
  PdComplianceCheck check = { .invoice = order, .limits = limits, .problems = problems };

  if (email == NULL)
    return;
  if (!pd_mail_address_is_plausible (email))
    pd_compliance_add (&check, PD_COMPLIANCE_EMAIL_FORM, NULL, 0, PD_ORDER_BUYER_EMAIL, email, NULL);
  pd_compliance_check_length (&check, PD_COMPLIANCE_ITEM_DELIVERY, NULL, 0, PD_ORDER_BUYER_EMAIL,
                              limits->email);
}

/**
 * pd_compliance_check_order:
 * @order: an order, derived
 * @company: (nullable): the seller; %NULL leaves the seller out
 * @limits: (nullable): of the way to the bureau; %NULL for those of the bureau's own batch template
 *
 * Holds the invoice that the order will become against the rules of pd_compliance_check(), and says where in the
 * order it is to be corrected. This, and nothing else, is what a bureau's rules are for an order: pd_record_check()
 * calls it for %PD_REQUIRED_TO_ISSUE.
 *
 * Returns: (transfer full) (element-type PdComplianceProblem): what is wrong, with fields and lines of the order
 */
GPtrArray *
pd_compliance_check_order (const PdRecord *order, const PdRecord *company, const PdComplianceLimits *limits)
{
  PdComplianceLimits own = limits != NULL ? *limits : pd_compliance_default_limits;
  g_autoptr (PdRecord) invoice = NULL;
  GPtrArray *problems;

  g_return_val_if_fail (pd_record_get_record_type (order) == &pd_order_type, NULL);

  own.seller_unknown = own.seller_unknown || company == NULL;
  invoice = pd_invoice_new_from_order (order, company, pd_record_get_id (order));
  problems = pd_compliance_check_invoice (invoice, &own, FALSE);
  for (guint i = 0; i < problems->len; i++)
    {
      PdComplianceProblem *problem = g_ptr_array_index (problems, i);

      if (problem->type == &pd_invoice_line_type)
        point_at_order_line (problem, order, invoice);
      else if (problem->type == &pd_invoice_element_type)
        problem->type = &pd_order_element_type;
      else
        {
          problem->field = head_field (problem->field);
          problem->type = &pd_order_type;
        }
    }
  check_email (order, &own, problems);
  return problems;
}
