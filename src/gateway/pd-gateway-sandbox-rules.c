/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-rules.h"

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"
#include "model/pd-taxpayer-number.h"

/* The lines of an invoice that the web channel of a bureau takes. Source: note of the batch template V260401. */
#define MAX_LINES 2000

/* |amount × rate − tax| of one line, and |quantity × price − amount|, in fen.
 * Source: the error texts E9130 and E9131 that providers give. */
#define TAX_TOLERANCE 6
#define AMOUNT_TOLERANCE 1

#define TAX_CODE_LENGTH 19

/* A bureau speaks Chinese whatever the reader's language is, so its sentences are data and not translated. */

static gboolean
is_digits (const char *text, gsize length)
{
  return text != NULL && strlen (text) == length && strspn (text, "0123456789") == length;
}

static char *
refuse_parties (const PdRecord *invoice)
{
  gboolean special = g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_KIND), PD_INVOICE_KIND_SPECIAL) == 0;
  const char *tax_number = pd_record_get_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER);

  if (!pd_record_has (invoice, PD_INVOICE_BUYER_NAME))
    return g_strdup ("购买方名称不能为空");
  if (!pd_record_has (invoice, PD_INVOICE_SELLER_NAME) ||
      !pd_record_has (invoice, PD_INVOICE_SELLER_TAX_NUMBER))
    return g_strdup ("销售方名称和纳税人识别号不能为空");
  if (special && !pd_record_has (invoice, PD_INVOICE_BUYER_TAX_NUMBER))
    return g_strdup ("开具增值税专用发票时购买方纳税人识别号不能为空");
  if (special && pd_taxpayer_number_is_personal (tax_number))
    return g_strdup ("不能向自然人开具增值税专用发票");
  return NULL;
}

static gboolean
exceeds (const PdDecimal *a, const PdDecimal *b, gint64 fen)
{
  g_autoptr (PdDecimal) difference = pd_decimal_subtract (a, b);
  g_autoptr (PdDecimal) absolute = pd_decimal_absolute (difference);
  g_autoptr (PdDecimal) tolerance = pd_decimal_new_from_fen (fen);

  return pd_decimal_compare (absolute, tolerance) > 0;
}

static char *
refuse_amounts (const PdRecord *line, guint number)
{
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);
  g_autoptr (PdDecimal) value = rate != NULL ? pd_tax_rate_value (rate) : NULL;
  g_autoptr (PdDecimal) net =
      pd_decimal_new_from_fen (pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT));
  g_autoptr (PdDecimal) tax =
      pd_decimal_new_from_fen (pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT));
  g_autoptr (PdDecimal) zero = pd_decimal_new (0, 0);
  g_autoptr (PdDecimal) expected = value != NULL ? pd_decimal_multiply (net, value) : g_steal_pointer (&zero);

  if (exceeds (expected, tax, TAX_TOLERANCE))
    return g_strdup_printf ("第%u行：金额乘以税率与税额的误差大于0.06", number);
  if (pd_record_has (line, PD_INVOICE_LINE_QUANTITY) != pd_record_has (line, PD_INVOICE_LINE_UNIT_PRICE))
    return g_strdup_printf ("第%u行：数量和单价必须同时填写或同时为空", number);
  if (!pd_record_has (line, PD_INVOICE_LINE_QUANTITY))
    return NULL;

  g_autoptr (PdDecimal) quantity =
      pd_decimal_new_from_text (pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY), NULL);
  g_autoptr (PdDecimal) price =
      pd_decimal_new_from_text (pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE), NULL);

  if (quantity == NULL || price == NULL || pd_decimal_sign (quantity) == 0)
    return g_strdup_printf ("第%u行：数量或单价不正确", number);

  g_autoptr (PdDecimal) product = pd_decimal_multiply (quantity, price);

  if (exceeds (product, net, AMOUNT_TOLERANCE))
    return g_strdup_printf ("第%u行：数量乘以单价与金额的误差大于0.01", number);
  return NULL;
}

static char *
refuse_line (const PdRecord *line, guint number, gboolean special)
{
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);

  if (!pd_record_has (line, PD_INVOICE_LINE_NAME))
    return g_strdup_printf ("第%u行：项目名称不能为空", number);
  if (!is_digits (pd_record_get_text (line, PD_INVOICE_LINE_TAX_CODE), TAX_CODE_LENGTH))
    return g_strdup_printf ("第%u行：商品和服务税收编码应为19位数字", number);
  if (rate == NULL || !pd_tax_rate_may_issue (rate))
    return g_strdup_printf ("第%u行：商品税率不合法", number);
  if (special && !pd_tax_rate_is_taxed (rate))
    return g_strdup_printf ("第%u行：增值税专用发票不允许开具0税率或免税", number);
  return refuse_amounts (line, number);
}

/* A discount line follows the line it discounts, with the same good and rate, and takes no more than its amount. */
static char *
refuse_discounts (GPtrArray *lines)
{
  for (guint index = 0; index < lines->len; index++)
    {
      const PdRecord *line = g_ptr_array_index (lines, index);
      const PdRecord *before = index > 0 ? g_ptr_array_index (lines, index - 1) : NULL;
      gint64 net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);

      if (pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) != PD_INVOICE_LINE_IS_DISCOUNT)
        {
          if (net <= 0)
            return g_strdup_printf ("第%u行：金额应大于零", index + 1);
          continue;
        }
      if (before == NULL ||
          pd_record_get_integer (before, PD_INVOICE_LINE_PROPERTY) != PD_INVOICE_LINE_IS_DISCOUNTED ||
          !pd_record_field_equal (line, before, PD_INVOICE_LINE_TAX_RATE) ||
          !pd_record_field_equal (line, before, PD_INVOICE_LINE_TAX_CODE))
        return g_strdup_printf ("第%u行：折扣行必须紧跟在被折扣行之后", index + 1);
      if (net >= 0 || -net > pd_record_get_integer (before, PD_INVOICE_LINE_NET_AMOUNT))
        return g_strdup_printf ("第%u行：折扣金额不能大于被折扣行的金额", index + 1);
    }
  return NULL;
}

static char *
refuse_totals (const PdRecord *invoice, GPtrArray *lines)
{
  gint64 net = 0;
  gint64 tax = 0;
  gint64 gross = 0;

  for (guint index = 0; index < lines->len; index++)
    {
      const PdRecord *line = g_ptr_array_index (lines, index);

      if (!pd_money_add (net, pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT), &net) ||
          !pd_money_add (tax, pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT), &tax))
        return g_strdup ("合计金额超出范围");
    }
  if (!pd_money_add (net, tax, &gross) || net != pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT) ||
      tax != pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT) ||
      gross != pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT))
    return g_strdup ("合计金额、合计税额与明细行之和不一致");
  return NULL;
}

/**
 * pd_gateway_sandbox_refusal:
 *
 * Checks an invoice as a tax bureau does: parties, tax codes, rates, arithmetic, discount lines, totals.
 *
 * Returns: (transfer full) (nullable): the bureau's sentence; NULL when it may be issued
 */
char *
pd_gateway_sandbox_refusal (const PdRecord *invoice)
{
  GPtrArray *lines = pd_record_get_lines (invoice);
  gboolean special = g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_KIND), PD_INVOICE_KIND_SPECIAL) == 0;
  char *sentence = refuse_parties (invoice);

  if (sentence != NULL)
    return sentence;
  if (lines == NULL || lines->len == 0)
    return g_strdup ("发票明细不能为空");
  if (lines->len > MAX_LINES)
    return g_strdup_printf ("发票明细不能超过%d行", MAX_LINES);
  for (guint index = 0; index < lines->len && sentence == NULL; index++)
    sentence = refuse_line (g_ptr_array_index (lines, index), index + 1, special);
  if (sentence == NULL)
    sentence = refuse_discounts (lines);
  return sentence != NULL ? sentence : refuse_totals (invoice, lines);
}
