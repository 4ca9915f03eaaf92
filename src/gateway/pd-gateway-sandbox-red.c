/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include "model/pd-compliance.h"
#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-red-form.h"

/* What the bureau checks of a reversal. Its sentences are data. Source: standards, "Red-letter". */

void
pd_sandbox_remainder_free (PdSandboxRemainder *remainder)
{
  g_free (remainder->quantity);
  g_free (remainder);
}

static PdSandboxRemainder *
new_remainder (const PdRecord *line)
{
  PdSandboxRemainder *remainder = g_new0 (PdSandboxRemainder, 1);

  remainder->net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
  remainder->tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);
  remainder->quantity = g_strdup (pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY));
  return remainder;
}

static gboolean
is_discount (const PdRecord *line)
{
  return pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) == PD_INVOICE_LINE_IS_DISCOUNT;
}

static void
add_quantity (PdSandboxRemainder *remainder, const char *text)
{
  g_autoptr (PdDecimal) left =
      remainder->quantity != NULL ? pd_decimal_new_from_text (remainder->quantity, NULL) : NULL;
  g_autoptr (PdDecimal) more = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;

  if (left == NULL || more == NULL)
    return;

  g_autoptr (PdDecimal) sum = pd_decimal_add (left, more);

  g_free (remainder->quantity);
  remainder->quantity = pd_decimal_to_text (sum, 13);
}

/* A red invoice has no discount lines: what was discounted is reversed at what it cost in the end. */
static GPtrArray *
whole_lines (const PdRecord *blue)
{
  GPtrArray *lines = pd_record_get_lines (blue);
  GPtrArray *remainders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_sandbox_remainder_free);

  for (guint i = 0; i < lines->len; i++)
    {
      PdSandboxRemainder *remainder = new_remainder (g_ptr_array_index (lines, i));

      g_ptr_array_add (remainders, remainder);
      if (i == 0 || !is_discount (g_ptr_array_index (lines, i)))
        continue;

      PdSandboxRemainder *discounted = g_ptr_array_index (remainders, i - 1);

      discounted->net += remainder->net;
      discounted->tax += remainder->tax;
      remainder->net = 0;
      remainder->tax = 0;
    }
  return remainders;
}

/*< private >
 * pd_sandbox_remainders:
 * @blue: an invoice of the book, its lines sorted
 *
 * Returns: (transfer full) (element-type PdSandboxRemainder): what may be reversed of each of its lines still: neither
 *   reversed nor spoken for by a form that is open
 */
GPtrArray *
pd_sandbox_remainders (PdSandboxCall *call, const PdRecord *blue)
{
  GPtrArray *remainders = whole_lines (blue);
  sqlite3_stmt *statement =
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT line, net, tax, quantity FROM form JOIN form_line ON form = uuid"
                             " WHERE blue = ? AND status IN ('01', '02', '03', '04')",
                             "t", pd_record_get_text (blue, PD_INVOICE_NUMBER));

  while (pd_sandbox_row (call, statement))
    {
      guint row = (guint) sqlite3_column_int (statement, 0);

      if (!pd_sandbox_check (call, row >= 1 && row <= remainders->len))
        break;

      PdSandboxRemainder *remainder = g_ptr_array_index (remainders, row - 1);

      remainder->net += sqlite3_column_int64 (statement, 1);
      remainder->tax += sqlite3_column_int64 (statement, 2);
      add_quantity (remainder, (const char *) sqlite3_column_text (statement, 3));
    }
  sqlite3_finalize (statement);
  return remainders;
}

static gboolean
same_text (const PdRecord *a, guint a_field, const PdRecord *b, guint b_field)
{
  return g_strcmp0 (pd_record_get_text (a, a_field), pd_record_get_text (b, b_field)) == 0;
}

/* What is left empty says nothing. */
static gboolean
same_or_empty (const PdRecord *form, guint form_field, const PdRecord *blue, guint blue_field)
{
  return !pd_record_has (form, form_field) || same_text (form, form_field, blue, blue_field);
}

static gboolean
has_same_parties (const PdRecord *blue, const PdRecord *form)
{
  return same_text (form, PD_RED_FORM_SELLER_TAX_NUMBER, blue, PD_INVOICE_SELLER_TAX_NUMBER) &&
         same_text (form, PD_RED_FORM_SELLER_NAME, blue, PD_INVOICE_SELLER_NAME) &&
         same_text (form, PD_RED_FORM_BUYER_NAME, blue, PD_INVOICE_BUYER_NAME) &&
         same_text (form, PD_RED_FORM_BUYER_TAX_NUMBER, blue, PD_INVOICE_BUYER_TAX_NUMBER) &&
         same_text (form, PD_RED_FORM_BLUE_KIND, blue, PD_INVOICE_KIND);
}

/* Takes a form's quantity from what is left. FALSE when it is more than that. */
static gboolean
take_quantity (const PdRecord *line, PdSandboxRemainder *remainder)
{
  const char *text = pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY);

  if (text == NULL)
    return TRUE;
  if (remainder->quantity == NULL)
    return FALSE;
  add_quantity (remainder, text);

  g_autoptr (PdDecimal) left = pd_decimal_new_from_text (remainder->quantity, NULL);

  return left != NULL && pd_decimal_sign (left) >= 0;
}

static char *
refuse_line (const PdRecord *line, guint number, const PdRecord *blue_line, PdSandboxRemainder *remainder)
{
  gint64 net = pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT);
  gint64 tax = pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT);

  if (is_discount (blue_line))
    return g_strdup_printf ("第%u行：折扣行不能单独红冲", number);
  if (!same_text (line, PD_RED_FORM_LINE_NAME, blue_line, PD_INVOICE_LINE_NAME) ||
      !same_text (line, PD_RED_FORM_LINE_TAX_RATE, blue_line, PD_INVOICE_LINE_TAX_RATE) ||
      !same_or_empty (line, PD_RED_FORM_LINE_TAX_CODE, blue_line, PD_INVOICE_LINE_TAX_CODE))
    return g_strdup_printf ("第%u行：项目名称、税率或税收编码与蓝字发票明细不一致", number);
  if (net >= 0 || tax > 0)
    return g_strdup_printf ("第%u行：红冲金额应为负数", number);
  /* Never added before it is known that both are small. */
  if (net < -remainder->net || tax < -remainder->tax)
    return g_strdup_printf ("第%u行：红冲金额或税额超过剩余可红冲金额", number);
  remainder->net += net;
  remainder->tax += tax;
  if (!take_quantity (line, remainder))
    return g_strdup_printf ("第%u行：红冲数量超过剩余可红冲数量", number);
  return NULL;
}

static char *
refuse_lines (const PdRecord *blue, GPtrArray *lines, GPtrArray *remainders)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (lines->len == 0)
    return g_strdup ("红字确认单明细不能为空");
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      gint64 row = pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE);
      char *sentence;

      if (row < 1 || row > remainders->len)
        return g_strdup ("原蓝票明细行序号从1开始");
      if (!g_hash_table_add (seen, GINT_TO_POINTER (row)))
        return g_strdup_printf ("第%u行：蓝字发票明细行重复", i + 1);
      sentence = refuse_line (line, i + 1, g_ptr_array_index (pd_record_get_lines (blue), row - 1),
                              g_ptr_array_index (remainders, row - 1));
      if (sentence != NULL)
        return sentence;
    }
  return NULL;
}

static gboolean
is_all_reversed (GPtrArray *remainders)
{
  for (guint i = 0; i < remainders->len; i++)
    {
      const PdSandboxRemainder *remainder = g_ptr_array_index (remainders, i);

      if (remainder->net != 0 || remainder->tax != 0)
        return FALSE;
    }
  return TRUE;
}

/* The red invoice that it would become is held against the rules of all invoices. */
static char *
refuse_as_invoice (const PdRecord *blue, const PdRecord *form)
{
  g_autoptr (PdRecord) red = pd_sandbox_make_red (blue, form, "00000000000000000000");
  g_autoptr (GPtrArray) problems = pd_compliance_check (red, NULL);
  const PdComplianceProblem *refusal = pd_compliance_first_refusal (problems);

  return refusal != NULL ? pd_compliance_problem_get_bureau_sentence (refusal) : NULL;
}

/*< private >
 * pd_sandbox_refuse_form:
 * @blue: the invoice to reverse, of the book, its lines sorted
 *
 * Returns: (transfer full) (nullable): the bureau's sentence; %NULL when the form may be entered
 */
char *
pd_sandbox_refuse_form (PdSandboxCall *call, const PdRecord *blue, const PdRecord *form)
{
  g_autoptr (GPtrArray) remainders = NULL;
  gboolean by_buyer =
      g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_ENTERED_BY), PD_RED_FORM_SIDE_BUYER) == 0;
  char *sentence;

  if (pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT) < 0)
    return g_strdup ("红字发票不能再次红冲");
  if (!has_same_parties (blue, form))
    return g_strdup ("购销双方信息或票种与蓝字发票不一致");
  if (by_buyer && !pd_sandbox_is_booked (call, pd_record_get_text (blue, PD_INVOICE_NUMBER)))
    return g_strdup ("购买方未做用途确认及入账确认，应由销售方发起红冲");
  remainders = pd_sandbox_remainders (call, blue);
  sentence = refuse_lines (blue, pd_record_get_lines (form), remainders);
  if (sentence != NULL)
    return sentence;
  if (g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_REASON_CODE), PD_RED_FORM_REASON_MISTAKE) == 0 &&
      !is_all_reversed (remainders))
    return g_strdup ("冲红原因为开票有误的，应全额红冲");
  return refuse_as_invoice (blue, form);
}

static void
copy (PdRecord *to, guint to_field, const PdRecord *from, guint from_field)
{
  pd_record_set_text (to, to_field, pd_record_get_text (from, from_field));
}

static char *
derived_id (const char *what, const char *of, guint index)
{
  g_autofree char *text = g_strdup_printf ("%s %u of %s", what, index, of);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

static void
add_red_line (PdRecord *red, const PdRecord *line, const PdRecord *blue_line)
{
  GPtrArray *lines = pd_record_get_lines (red);
  g_autofree char *id = derived_id ("line", pd_record_get_id (red), lines->len);
  g_autofree char *position = g_strdup_printf ("%05u", lines->len + 1);
  PdRecord *red_line = pd_record_new (&pd_invoice_line_type, id);

  pd_record_set_text (red_line, PD_INVOICE_LINE_POSITION, position);
  pd_record_set_integer (red_line, PD_INVOICE_LINE_PROPERTY, PD_INVOICE_LINE_NORMAL);
  copy (red_line, PD_INVOICE_LINE_NAME, blue_line, PD_INVOICE_LINE_NAME);
  copy (red_line, PD_INVOICE_LINE_TAX_CODE, blue_line, PD_INVOICE_LINE_TAX_CODE);
  copy (red_line, PD_INVOICE_LINE_TAX_RATE, blue_line, PD_INVOICE_LINE_TAX_RATE);
  copy (red_line, PD_INVOICE_LINE_SPEC, blue_line, PD_INVOICE_LINE_SPEC);
  copy (red_line, PD_INVOICE_LINE_UNIT, blue_line, PD_INVOICE_LINE_UNIT);
  copy (red_line, PD_INVOICE_LINE_QUANTITY, line, PD_RED_FORM_LINE_QUANTITY);
  copy (red_line, PD_INVOICE_LINE_UNIT_PRICE, line, PD_RED_FORM_LINE_UNIT_PRICE);
  pd_record_set_integer (red_line, PD_INVOICE_LINE_NET_AMOUNT,
                         pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT));
  pd_record_set_integer (red_line, PD_INVOICE_LINE_TAX_AMOUNT,
                         pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT));
  pd_record_add_line (red, PD_INVOICE_LIST_LINES, red_line);
}

/*< private >
 * pd_sandbox_make_red: Returns: (transfer full): the red invoice of a form: names as on the blue one, amounts negative
 */
PdRecord *
pd_sandbox_make_red (const PdRecord *blue, const PdRecord *form, const char *form_number)
{
  static const guint parties[] = {
    PD_INVOICE_KIND,           PD_INVOICE_SELLER_NAME,         PD_INVOICE_SELLER_TAX_NUMBER,
    PD_INVOICE_SELLER_ADDRESS, PD_INVOICE_SELLER_PHONE,        PD_INVOICE_SELLER_BANK_NAME,
    PD_INVOICE_BUYER_NAME,     PD_INVOICE_SELLER_BANK_ACCOUNT, PD_INVOICE_BUYER_TAX_NUMBER,
    PD_INVOICE_BUYER_ADDRESS,  PD_INVOICE_BUYER_PHONE,         PD_INVOICE_BUYER_BANK_NAME,
    PD_INVOICE_DRAWER,         PD_INVOICE_BUYER_BANK_ACCOUNT,
  };
  const char *blue_number = pd_record_get_text (blue, PD_INVOICE_NUMBER);
  g_autofree char *id = derived_id ("red", form_number, 0);
  g_autofree char *remark =
      g_strdup_printf (PD_COMPLIANCE_RED_REMARK_BEGINNING "%s 红字发票信息确认单编号：%s", blue_number,
                       form_number);
  GPtrArray *lines = pd_record_get_lines (form);
  PdRecord *red = pd_record_new (&pd_invoice_type, id);

  for (guint i = 0; i < G_N_ELEMENTS (parties); i++)
    copy (red, parties[i], blue, parties[i]);
  pd_record_set_flag (red, PD_INVOICE_RED, TRUE);
  pd_record_set_text (red, PD_INVOICE_BLUE_NUMBER, blue_number);
  pd_record_set_text (red, PD_INVOICE_RED_FORM_NUMBER, form_number);
  pd_record_set_text (red, PD_INVOICE_REMARK, remark);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      guint row = (guint) pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE);

      add_red_line (red, line, g_ptr_array_index (pd_record_get_lines (blue), row - 1));
    }
  pd_record_derive (red);
  return red;
}

/* A discounted line has no price that would fit its amount any more. */
static gboolean
fits_price (const PdRecord *blue_line, const PdSandboxRemainder *remainder)
{
  return remainder->quantity != NULL &&
         pd_record_get_integer (blue_line, PD_INVOICE_LINE_PROPERTY) == PD_INVOICE_LINE_NORMAL &&
         pd_record_get_integer (blue_line, PD_INVOICE_LINE_NET_AMOUNT) == remainder->net;
}

static void
add_form_line (PdRecord *form, guint row, const PdRecord *blue_line, const PdSandboxRemainder *remainder)
{
  g_autofree char *id = derived_id ("line", pd_record_get_id (form), row);
  g_autofree char *position = g_strdup_printf ("%05u", row);
  PdRecord *line = pd_record_new (&pd_red_form_line_type, id);

  pd_record_set_text (line, PD_RED_FORM_LINE_POSITION, position);
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, row);
  copy (line, PD_RED_FORM_LINE_NAME, blue_line, PD_INVOICE_LINE_NAME);
  copy (line, PD_RED_FORM_LINE_TAX_CODE, blue_line, PD_INVOICE_LINE_TAX_CODE);
  copy (line, PD_RED_FORM_LINE_TAX_RATE, blue_line, PD_INVOICE_LINE_TAX_RATE);
  copy (line, PD_RED_FORM_LINE_SPEC, blue_line, PD_INVOICE_LINE_SPEC);
  copy (line, PD_RED_FORM_LINE_UNIT, blue_line, PD_INVOICE_LINE_UNIT);
  if (fits_price (blue_line, remainder))
    {
      g_autofree char *quantity = g_strconcat ("-", remainder->quantity, NULL);

      pd_record_set_text (line, PD_RED_FORM_LINE_QUANTITY, quantity);
      copy (line, PD_RED_FORM_LINE_UNIT_PRICE, blue_line, PD_INVOICE_LINE_UNIT_PRICE);
    }
  pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, -remainder->net);
  pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, -remainder->tax);
  pd_record_add_line (form, 0, line);
}

/*< private >
 * pd_sandbox_make_form: Returns: (transfer full): a form over all that is left of an invoice; who enters it is not filled in
 */
PdRecord *
pd_sandbox_make_form (PdSandboxCall *call, const PdRecord *blue, const char *reason_code)
{
  g_autoptr (GPtrArray) remainders = pd_sandbox_remainders (call, blue);
  gint64 n =
      pd_sandbox_integer (call, pd_gateway_book_query (call->sandbox->book, "SELECT count (*) FROM form", ""),
                          0);
  g_autofree char *id = derived_id ("form", pd_record_get_text (blue, PD_INVOICE_NUMBER), (guint) n);
  g_autofree char *today = pd_date_in_china (call->now);
  PdRecord *form = pd_record_new (&pd_red_form_type, id);

  pd_record_set_text (form, PD_RED_FORM_FORM_DATE, today);
  pd_record_set_text (form, PD_RED_FORM_REASON_CODE, reason_code);
  copy (form, PD_RED_FORM_BLUE_NUMBER, blue, PD_INVOICE_NUMBER);
  copy (form, PD_RED_FORM_BLUE_KIND, blue, PD_INVOICE_KIND);
  copy (form, PD_RED_FORM_BLUE_DATE, blue, PD_INVOICE_ISSUE_DATE);
  copy (form, PD_RED_FORM_SELLER_NAME, blue, PD_INVOICE_SELLER_NAME);
  copy (form, PD_RED_FORM_SELLER_TAX_NUMBER, blue, PD_INVOICE_SELLER_TAX_NUMBER);
  copy (form, PD_RED_FORM_BUYER_NAME, blue, PD_INVOICE_BUYER_NAME);
  copy (form, PD_RED_FORM_BUYER_TAX_NUMBER, blue, PD_INVOICE_BUYER_TAX_NUMBER);
  for (guint i = 0; i < remainders->len; i++)
    {
      const PdSandboxRemainder *remainder = g_ptr_array_index (remainders, i);

      if (remainder->net > 0)
        add_form_line (form, i + 1, g_ptr_array_index (pd_record_get_lines (blue), i), remainder);
    }
  pd_record_derive (form);
  return form;
}
