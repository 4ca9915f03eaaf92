/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"

/*< private >
 * pd_compliance_is_difference:
 *
 * Returns: whether only the difference to a deduction is taxed, and the rate is printed as asterisks
 */
gboolean
pd_compliance_is_difference (const PdRecord *invoice)
{
  return g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_DIFFERENCE_TYPE),
                    PD_DIFFERENCE_TYPE_DIFFERENCE) == 0;
}

/* The tax is that of what is left after the deduction: the same tolerance, on the smaller amount. */
static void
check_tax (PdComplianceCheck *check, const PdRecord *line)
{
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);
  gint64 tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);
  gint64 deduction = pd_record_get_integer (line, PD_INVOICE_LINE_DEDUCTION);
  gint64 gross = 0;
  PdTaxSplit split;
  g_autofree char *is = pd_money_to_text (tax), *should = NULL;

  if (!pd_money_add (pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT), tax, &gross) ||
      !pd_tax_rate_is_taxed (rate))
    return;
  if (deduction == 0 || !pd_tax_split_difference (gross, deduction, rate, &split, NULL))
    {
      g_autofree char *amount = pd_money_to_text (deduction), *whole = pd_money_to_text (gross);

      pd_compliance_add (check, PD_COMPLIANCE_DIFFERENCE_DEDUCTION, line, 1, PD_INVOICE_LINE_DEDUCTION,
                         amount, whole);
      return;
    }
  should = pd_money_to_text (split.tax);
  if (!pd_tax_check_line (gross - deduction - tax, rate, tax, NULL))
    pd_compliance_add (check, PD_COMPLIANCE_DIFFERENCE_TAX, line, 1, PD_INVOICE_LINE_TAX_AMOUNT, is, should);
}

static void
check_remark (PdComplianceCheck *check, const PdRecord *line)
{
  const char *remark = pd_record_get_text (check->invoice, PD_INVOICE_REMARK);
  g_autofree char *beginning =
      pd_invoice_difference_remark (pd_record_get_integer (line, PD_INVOICE_LINE_DEDUCTION));

  if (remark == NULL || !g_str_has_prefix (remark, beginning))
    pd_compliance_add (check, PD_COMPLIANCE_DIFFERENCE_REMARK, NULL, 0, PD_INVOICE_REMARK, beginning, NULL);
}

/*< private >
 * pd_compliance_check_difference:
 *
 * Difference taxation (差额征税; standards, "Line arithmetic", 7): one line, a deduction within its amount, tax on the
 * rest, and a remark that begins with the deduction.
 */
void
pd_compliance_check_difference (PdComplianceCheck *check)
{
  GPtrArray *lines = pd_record_get_lines (check->invoice);
  g_autofree char *n_lines = g_strdup_printf ("%u", lines->len);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      if (!pd_compliance_is_difference (check->invoice) &&
          pd_record_get_integer (line, PD_INVOICE_LINE_DEDUCTION) != 0)
        pd_compliance_add (check, PD_COMPLIANCE_DIFFERENCE_ALONE, line, i + 1, PD_INVOICE_LINE_DEDUCTION,
                           NULL, NULL);
    }
  if (!pd_compliance_is_difference (check->invoice) || lines->len == 0)
    return;
  if (lines->len > 1)
    {
      pd_compliance_add (check, PD_COMPLIANCE_DIFFERENCE_LINES, NULL, 0, PD_INVOICE_DIFFERENCE_TYPE, n_lines,
                         NULL);
      return;
    }
  if (!pd_tax_rate_is_taxed (pd_record_get_text (g_ptr_array_index (lines, 0), PD_INVOICE_LINE_TAX_RATE)))
    pd_compliance_add (check, PD_COMPLIANCE_DIFFERENCE_RATE, g_ptr_array_index (lines, 0), 1,
                       PD_INVOICE_LINE_TAX_RATE, NULL, NULL);
  check_tax (check, g_ptr_array_index (lines, 0));
  check_remark (check, g_ptr_array_index (lines, 0));
}
