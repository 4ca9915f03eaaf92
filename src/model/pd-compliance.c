/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include "model/pd-bureau.h"
#include "model/pd-decimal.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-tax-line.h"
#include "model/pd-taxpayer-number.h"

#include <string.h>

/* Those of the batch template V260401; what only some ways to the bureau refuse is looked at. */
const PdComplianceLimits pd_compliance_default_limits = {
  .party_name = 100,
  .address = 100,
  .phone = 50,
  .bank_name = 100,
  .bank_account = 100,
  .contact = 100,
  .email = 72,
  .remark = 230,
  .remark_of_some = 200,
  .drawer = 20,
  .name = 100,
  .spec = 40,
  .unit = 22,
  .number = PD_TAX_LINE_MAX_NUMBER,
  .places = PD_DECIMAL_MAX_PLACES,
  .lines = PD_RECORD_MAX_LINES,
  .paper_lines = 8,
};

/**
 * pd_compliance_bureau_limits:
 * @bureau: (nullable): how the company stands with the tax bureau; %NULL when this computer does not have it
 *
 * Returns: what the way to the bureau takes, as far as the platform has said
 */
PdComplianceLimits
pd_compliance_bureau_limits (const PdRecord *bureau)
{
  PdComplianceLimits limits = pd_compliance_default_limits;

  limits.plain = bureau != NULL && pd_record_get_flag (bureau, PD_BUREAU_PLAIN);
  return limits;
}

/* What the names of enterprises have and those of people have not. A guess: it only makes somebody look. */
static const char *const enterprise_words[] = { "公司", "厂",   "事务所", "合作社", "银行",
                                                "集团", "中心", "工作室", "经营部", "商行" };

static guint
length_of (const PdRecord *record, guint field)
{
  const char *text = pd_record_get_text (record, field);

  return text != NULL ? (guint) g_utf8_strlen (text, -1) : 0;
}

static void
add_lengths (PdComplianceCheck *check, PdComplianceCode code, int field, guint length, guint limit)
{
  g_autofree char *is = g_strdup_printf ("%u", length);
  g_autofree char *may = g_strdup_printf ("%u", limit);

  pd_compliance_add (check, code, NULL, 0, field, is, may);
}

/*< private >
 * pd_compliance_check_length:
 * @item: what of the checklist the field belongs to
 * @line: (nullable): the line whose field it is, %NULL for the invoice itself
 */
void
pd_compliance_check_length (PdComplianceCheck *check,
                            PdComplianceItem item,
                            const PdRecord *line,
                            guint row,
                            int field,
                            guint limit)
{
  guint length = length_of (line != NULL ? line : check->invoice, (guint) field);
  g_autofree char *is = g_strdup_printf ("%u", length);
  g_autofree char *may = g_strdup_printf ("%u", limit);

  if (length > limit)
    pd_compliance_add (check, PD_COMPLIANCE_TEXT_LONG, line, row, field, is, may)->item = item;
}

/* Parties */

static gboolean
looks_like_enterprise (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (enterprise_words); i++)
    if (strstr (name, enterprise_words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* A sole proprietor's old number is an identity card's with a serial: that is a business, not a person. */
static gboolean
is_person (const char *tax_number)
{
  PdTaxpayerNumberKind kind = pd_taxpayer_number_kind (tax_number);

  return kind == PD_TAXPAYER_NUMBER_ID_CARD || kind == PD_TAXPAYER_NUMBER_ID_CARD_15;
}

static void
check_buyer_tax_number (PdComplianceCheck *check)
{
  const char *number = pd_record_get_text (check->invoice, PD_INVOICE_BUYER_TAX_NUMBER);
  const int field = PD_INVOICE_BUYER_TAX_NUMBER;
  PdTaxpayerNumberVerdict verdict;

  if (number == NULL)
    {
      if (check->special)
        pd_compliance_add (check, PD_COMPLIANCE_BUYER_TAX_NUMBER_MISSING, NULL, 0, field, NULL, NULL);
      else if (looks_like_enterprise (pd_record_get_text (check->invoice, PD_INVOICE_BUYER_NAME)))
        pd_compliance_add (check, PD_COMPLIANCE_BUYER_TAX_NUMBER_EXPECTED, NULL, 0, field, NULL, NULL);
      return;
    }
  verdict = pd_taxpayer_number_check (number);
  if (verdict != PD_TAXPAYER_NUMBER_VALID)
    pd_compliance_add (check,
                       pd_taxpayer_number_verdict_may_override (verdict)
                           ? PD_COMPLIANCE_BUYER_TAX_NUMBER_DOUBTFUL
                           : PD_COMPLIANCE_BUYER_TAX_NUMBER_FORM,
                       NULL, 0, field, number, NULL);
  if (check->special && is_person (number))
    pd_compliance_add (check, PD_COMPLIANCE_BUYER_IS_PERSON, NULL, 0, field, NULL, NULL);
}

static void
check_buyer (PdComplianceCheck *check)
{
  const PdRecord *invoice = check->invoice;
  const PdComplianceLimits *limits = check->limits;
  guint contact = length_of (invoice, PD_INVOICE_BUYER_ADDRESS) + length_of (invoice, PD_INVOICE_BUYER_PHONE);
  const struct
  {
    int field;
    guint limit;
  } lengths[] = {
    { PD_INVOICE_BUYER_NAME, limits->party_name },
    { PD_INVOICE_BUYER_ADDRESS, limits->address },
    { PD_INVOICE_BUYER_PHONE, limits->phone },
    { PD_INVOICE_BUYER_BANK_NAME, limits->bank_name },
    { PD_INVOICE_BUYER_BANK_ACCOUNT, limits->bank_account },
  };

  if (!pd_record_has (invoice, PD_INVOICE_BUYER_NAME))
    pd_compliance_add (check, PD_COMPLIANCE_BUYER_NAME_MISSING, NULL, 0, PD_INVOICE_BUYER_NAME, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    pd_compliance_check_length (check, PD_COMPLIANCE_ITEM_TITLE, NULL, 0, lengths[i].field, lengths[i].limit);
  if (contact > limits->contact && !limits->received)
    add_lengths (check, PD_COMPLIANCE_BUYER_CONTACT_LONG, PD_INVOICE_BUYER_ADDRESS, contact, limits->contact);
  check_buyer_tax_number (check);
}

static void
check_seller (PdComplianceCheck *check)
{
  const PdRecord *invoice = check->invoice;
  const PdComplianceLimits *limits = check->limits;
  const char *number = pd_record_get_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER);
  guint drawer = length_of (invoice, PD_INVOICE_DRAWER);
  const struct
  {
    int field;
    guint limit;
  } lengths[] = {
    { PD_INVOICE_SELLER_NAME, limits->party_name },
    { PD_INVOICE_SELLER_ADDRESS, limits->address },
    { PD_INVOICE_SELLER_PHONE, limits->phone },
    { PD_INVOICE_SELLER_BANK_NAME, limits->bank_name },
    { PD_INVOICE_SELLER_BANK_ACCOUNT, limits->bank_account },
  };

  if (!pd_record_has (invoice, PD_INVOICE_SELLER_NAME))
    pd_compliance_add (check, PD_COMPLIANCE_SELLER_NAME_MISSING, NULL, 0, PD_INVOICE_SELLER_NAME, NULL, NULL);
  if (number == NULL)
    pd_compliance_add (check, PD_COMPLIANCE_SELLER_TAX_NUMBER_MISSING, NULL, 0, PD_INVOICE_SELLER_TAX_NUMBER,
                       NULL, NULL);
  else if (!pd_taxpayer_number_verdict_may_override (pd_taxpayer_number_check (number)))
    pd_compliance_add (check, PD_COMPLIANCE_SELLER_TAX_NUMBER_FORM, NULL, 0, PD_INVOICE_SELLER_TAX_NUMBER,
                       number, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    pd_compliance_check_length (check, PD_COMPLIANCE_ITEM_SELLER, NULL, 0, lengths[i].field,
                                lengths[i].limit);
  if (drawer == 0)
    pd_compliance_add (check, PD_COMPLIANCE_DRAWER_MISSING, NULL, 0, PD_INVOICE_DRAWER, NULL, NULL);
  if (drawer > limits->drawer)
    add_lengths (check, PD_COMPLIANCE_DRAWER_LONG, PD_INVOICE_DRAWER, drawer, limits->drawer);
}

static void
check_head (PdComplianceCheck *check)
{
  const PdComplianceLimits *limits = check->limits;
  const char *kind = pd_record_get_text (check->invoice, PD_INVOICE_KIND);
  guint remark = length_of (check->invoice, PD_INVOICE_REMARK);
  guint n_lines = pd_record_get_lines (check->invoice)->len;

  if (!check->special && g_strcmp0 (kind, PD_INVOICE_KIND_ORDINARY) != 0)
    pd_compliance_add (check, PD_COMPLIANCE_KIND_UNKNOWN, NULL, 0, PD_INVOICE_KIND, NULL, NULL);
  check_buyer (check);
  if (!limits->seller_unknown)
    check_seller (check);
  if (remark > limits->remark)
    add_lengths (check, PD_COMPLIANCE_REMARK_LONG, PD_INVOICE_REMARK, remark, limits->remark);
  else if (remark > limits->remark_of_some)
    add_lengths (check, PD_COMPLIANCE_REMARK_LONG_FOR_SOME, PD_INVOICE_REMARK, remark,
                 limits->remark_of_some);
  if (n_lines == 0)
    pd_compliance_add (check, PD_COMPLIANCE_NO_LINES, NULL, 0, -1, NULL, NULL);
  if (n_lines > limits->lines)
    add_lengths (check, PD_COMPLIANCE_TOO_MANY_LINES, -1, n_lines, limits->lines);
  if (limits->paper && n_lines > limits->paper_lines)
    add_lengths (check, PD_COMPLIANCE_PAPER_LINES, -1, n_lines, limits->paper_lines);
}

/* Totals */

static void
compare_total (PdComplianceCheck *check, PdComplianceCode code, guint field, gint64 sum)
{
  gint64 stated = pd_record_get_integer (check->invoice, field);
  g_autofree char *is = pd_money_to_text (stated);
  g_autofree char *should = pd_money_to_text (sum);

  if (stated != sum)
    pd_compliance_add (check, code, NULL, 0, (int) field, is, should);
}

/* Header totals are the sums of the lines, exactly (standards, "Line arithmetic", 4). */
static void
check_totals (PdComplianceCheck *check)
{
  GPtrArray *lines = pd_record_get_lines (check->invoice);
  gint64 net = 0, tax = 0, gross = 0;
  gboolean fits = TRUE;

  for (guint i = 0; i < lines->len && fits; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      fits = pd_money_add (net, pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT), &net) &&
             pd_money_add (tax, pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT), &tax);
    }
  if (!fits || !pd_money_add (net, tax, &gross))
    {
      pd_compliance_add (check, PD_COMPLIANCE_TOTAL_RANGE, NULL, 0, PD_INVOICE_GROSS_AMOUNT, NULL, NULL);
      return;
    }
  compare_total (check, PD_COMPLIANCE_TOTAL_NET, PD_INVOICE_NET_AMOUNT, net);
  compare_total (check, PD_COMPLIANCE_TOTAL_TAX, PD_INVOICE_TAX_AMOUNT, tax);
  if (pd_money_add (pd_record_get_integer (check->invoice, PD_INVOICE_NET_AMOUNT),
                    pd_record_get_integer (check->invoice, PD_INVOICE_TAX_AMOUNT), &gross))
    compare_total (check, PD_COMPLIANCE_TOTAL_GROSS, PD_INVOICE_GROSS_AMOUNT, gross);
  if (!check->red && lines->len > 0 && pd_record_get_integer (check->invoice, PD_INVOICE_GROSS_AMOUNT) <= 0)
    pd_compliance_add (check, PD_COMPLIANCE_TOTAL_NOT_POSITIVE, NULL, 0, PD_INVOICE_GROSS_AMOUNT, NULL, NULL);
}

/* Red invoices */

static void
check_red (PdComplianceCheck *check)
{
  const char *remark = pd_record_get_text (check->invoice, PD_INVOICE_REMARK);
  GPtrArray *lines = pd_record_get_lines (check->invoice);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      gint64 net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
      g_autofree char *amount = pd_money_to_text (net);

      if (pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) != PD_INVOICE_LINE_NORMAL)
        pd_compliance_add (check, PD_COMPLIANCE_RED_DISCOUNT, line, i + 1, PD_INVOICE_LINE_PROPERTY, NULL,
                           NULL);
      else if (net >= 0)
        pd_compliance_add (check, PD_COMPLIANCE_RED_POSITIVE, line, i + 1, PD_INVOICE_LINE_NET_AMOUNT, amount,
                           NULL);
    }
  /* Only fully electronic invoices have this remark, and they have no code. Where the record names the invoice itself,
   * the bureau writes it. */
  if (!pd_record_has (check->invoice, PD_INVOICE_CODE) &&
      !pd_record_has (check->invoice, PD_INVOICE_BLUE_NUMBER) &&
      (remark == NULL || !g_str_has_prefix (remark, PD_COMPLIANCE_RED_REMARK_BEGINNING)))
    pd_compliance_add (check, PD_COMPLIANCE_RED_REMARK, NULL, 0, PD_INVOICE_REMARK, NULL, NULL);
}

/*< private >
 * pd_compliance_check_invoice:
 * @red: whether it is a red invoice; a blue one has no line below zero but discounts
 *
 * Returns: (transfer full) (element-type PdComplianceProblem): as pd_compliance_check()
 */
GPtrArray *
pd_compliance_check_invoice (const PdRecord *invoice, const PdComplianceLimits *limits, gboolean red)
{
  PdComplianceCheck check = {
    .invoice = invoice,
    .limits = limits != NULL ? limits : &pd_compliance_default_limits,
    .problems = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_compliance_problem_free),
    .special = g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_KIND), PD_INVOICE_KIND_SPECIAL) == 0,
    .red = red,
  };

  check_head (&check);
  pd_compliance_check_lines (&check);
  if (red)
    check_red (&check);
  else
    pd_compliance_check_discounts (&check);
  pd_compliance_check_difference (&check);
  pd_compliance_check_special (&check);
  check_totals (&check);
  return check.problems;
}

/**
 * pd_compliance_check:
 * @invoice: an invoice as it will be sent, or as it was received, with its lines sorted
 * @limits: (nullable): of the way to the bureau; %NULL for those of the bureau's own batch template
 *
 * Holds an invoice against everything that a tax bureau is known to refuse. The bureau decides all the same: which
 * rates a code allows, and what a seller may issue, is known to it alone.
 *
 * Returns: (transfer full) (element-type PdComplianceProblem): what is wrong: the head first, then line by line, then
 *   the totals; empty when nothing is
 */
GPtrArray *
pd_compliance_check (const PdRecord *invoice, const PdComplianceLimits *limits)
{
  g_return_val_if_fail (pd_record_get_record_type (invoice) == &pd_invoice_type, NULL);

  return pd_compliance_check_invoice (invoice, limits,
                                      pd_record_get_flag (invoice, PD_INVOICE_RED) ||
                                          pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT) < 0);
}
