/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each row changes one thing in an invoice that a bureau takes, and then exactly one rule speaks. */
#include "model/pd-compliance.h"

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-tax.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1773023445000000)

#define HUNDRED                                                                                                                                            \
  "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十" \
  "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
#define TWENTY "一二三四五六七八九十一二三四五六七八九十"

/* A good invoice */

static PdRecord *
company (void)
{
  PdRecord *seller = pd_record_new (&pd_company_type, "00000000-0000-7000-8000-00000000000c");

  pd_record_set_text (seller, PD_COMPANY_NAME, "样例办公服务有限公司");
  pd_record_set_text (seller, PD_COMPANY_TAX_NUMBER, "91440101MA5PD0018E");
  pd_record_set_text (seller, PD_COMPANY_DRAWER, "王开票");
  return seller;
}

static void
add_line (PdRecord *order, const char *name, const char *quantity, const char *price, gint64 discount)
{
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (line, PD_ORDER_LINE_NAME, name);
  pd_record_set_text (line, PD_ORDER_LINE_SHORT_NAME, "计算机外部设备");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1090511010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_SPEC, "A4");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT, "台");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  if (discount != 0)
    pd_record_set_integer (line, PD_ORDER_LINE_DISCOUNT, discount);
}

static PdRecord *
good_order (void)
{
  PdRecord *order = pd_order_new (NOW, "2026-03-09");

  pd_record_set_text (order, PD_ORDER_NUMBER, "D-1");
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, "91310115MA1PD00290");
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_SPECIAL);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, FALSE);
  add_line (order, "激光打印机", "2", "100", 0);
  add_line (order, "扫描仪", "1", "500", 5000);
  pd_record_derive (order);
  return order;
}

/* Lines: 0 the printer, 200.00; 1 the scanner, 500.00; 2 its discount, −50.00. */
static PdRecord *
good_invoice (void)
{
  g_autoptr (PdRecord) order = good_order ();
  g_autoptr (PdRecord) seller = company ();

  return pd_invoice_new_from_order (order, seller, "00000000-0000-7000-8000-00000000000d");
}

/* Changes: "2.tax_amount=-1", "buyer_name=", several of them with "|" between */

static void
set_field (PdRecord *record, const char *name, const char *value)
{
  int field = pd_record_type_field (pd_record_get_record_type (record), name);

  g_assert_cmpint (field, >=, 0);
  if (pd_field_is_text (&pd_record_get_record_type (record)->fields[field]))
    pd_record_set_text (record, (guint) field, value);
  else
    pd_record_set_integer (record, (guint) field, g_ascii_strtoll (value, NULL, 10));
}

static void
change (PdRecord *invoice, const char *changes)
{
  g_auto (GStrv) all = g_strsplit (changes, "|", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_auto (GStrv) sides = g_strsplit (all[i], "=", 2);
      const char *name = sides[0];
      PdRecord *owner = invoice;

      if (g_ascii_isdigit (*name))
        {
          owner = g_ptr_array_index (pd_record_get_lines (invoice), (guint) (*name - '0'));
          name += 2;
        }
      set_field (owner, name, sides[1]);
    }
}

/* The rules that some row has met */
static gboolean met[PD_COMPLIANCE_N_CODES];

/* "buyer_name_missing product:1", the numbers of lines behind the words */
static char *
describe (GPtrArray *problems)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (problems, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", pd_compliance_code_word (problem->code));
      met[problem->code] = TRUE;
      if (problem->row > 0)
        g_string_append_printf (text, ":%u", problem->row);
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *changes;
  const char *expected; /* words and rows; "" when it is taken */
} Row;

static const Row head_rows[] = {
  { "remark=x", "" },
  /* Kind and buyer */
  { "kind=", "kind_unknown" },
  { "buyer_name=", "buyer_name_missing" },
  { "buyer_name=" HUNDRED, "" },
  { "buyer_name=" HUNDRED "一", "text_long" },
  { "buyer_address=" HUNDRED "一", "text_long buyer_contact_long" },
  { "buyer_address=" HUNDRED, "" },
  { "buyer_address=" HUNDRED "|buyer_phone=1", "buyer_contact_long" },
  { "buyer_phone=" TWENTY TWENTY "一二三四五六七八九十", "" },
  { "buyer_phone=" TWENTY TWENTY "一二三四五六七八九十一", "text_long" },
  { "buyer_bank_name=" HUNDRED "一", "text_long" },
  { "buyer_bank_account=" HUNDRED "一", "text_long" },
  { "buyer_tax_number=", "buyer_tax_number_missing" },
  { "buyer_tax_number=|kind=ordinary", "buyer_tax_number_expected" },
  { "buyer_tax_number=|kind=ordinary|buyer_name=张先生", "" },
  { "buyer_tax_number=9131", "buyer_tax_number_form" },
  { "buyer_tax_number=91310115MA1PD0029+", "buyer_tax_number_form" },
  { "buyer_tax_number=91310115MA1PD00291", "buyer_tax_number_doubtful" },
  { "buyer_tax_number=11010519491231002X", "buyer_is_person" },
  { "buyer_tax_number=11010519491231002X|kind=ordinary", "" },
  { "buyer_tax_number=11010519491231002X01", "" }, /* a sole proprietor's old number */
  /* Seller */
  { "seller_name=", "seller_name_missing" },
  { "seller_tax_number=", "seller_tax_number_missing" },
  { "seller_tax_number=12", "seller_tax_number_form" },
  { "seller_bank_name=" HUNDRED "一", "text_long" },
  { "drawer=", "drawer_missing" },
  { "drawer=" TWENTY, "" },
  { "drawer=" TWENTY "一", "drawer_long" },
  /* Remark: 200, 230 and one more */
  { "remark=" HUNDRED HUNDRED, "" },
  { "remark=" HUNDRED HUNDRED "一", "remark_long_for_some" },
  { "remark=" HUNDRED HUNDRED TWENTY "一二三四五六七八九十", "remark_long_for_some" },
  { "remark=" HUNDRED HUNDRED TWENTY "一二三四五六七八九十一", "remark_long" },
};

static const Row line_rows[] = {
  /* Names: the class between asterisks does not count */
  { "0.name=", "name_missing:1" },
  { "0.name=*计算机外部设备*", "name_missing:1" },
  { "0.name=*计算机外部设备*" HUNDRED, "" },
  { "0.name=*计算机外部设备*" HUNDRED "一", "text_long:1" },
  { "0.name=*计算机外部设备**设备*打印机", "name_has_class:1" },
  { "0.spec=" TWENTY TWENTY, "" },
  { "0.spec=" TWENTY TWENTY "一", "text_long:1" },
  { "0.unit=" TWENTY "一二", "" },
  { "0.unit=" TWENTY "一二三", "text_long:1" },
  /* Codes */
  { "0.tax_code=", "code_missing:1" },
  { "0.tax_code=109051101", "code_form:1" },
  { "0.tax_code=109051101000000000x", "code_form:1" },
  { "0.tax_code=0090511010000000000", "code_form:1" },
  { "0.tax_code=7090511010000000000", "code_form:1" },
  { "0.tax_code=1090500010000000000", "code_form:1" },
  { "0.tax_code=1090511010000999936", "code_form:1" },
  { "0.tax_code=1000000000000000000", "code_summary:1" },
  { "0.tax_code=1090000000000000000", "code_summary:1" },
  { "0.tax_code=1020600000000000000", "" },
  { "0.tax_code=3040000000000000000", "code_summary:1" },
  { "0.tax_code=4020000000000000000", "" },
  { "0.tax_code=6000000000000000000", "code_summary:1" },
  /* Rates */
  { "0.tax_rate=", "rate_missing:1" },
  { "0.tax_rate=0.09|0.tax_amount=1800|tax_amount=7650|gross_amount=72650", "" },
  { "0.tax_rate=0.17|0.tax_amount=3400|tax_amount=9250|gross_amount=74250", "rate_repealed:1" },
  { "0.tax_rate=0.03|0.tax_amount=600|tax_amount=6450|gross_amount=71450", "rate_three_special:1" },
  { "0.tax_rate=0.03|0.tax_amount=600|tax_amount=6450|gross_amount=71450|kind=ordinary", "" },
  { "0.tax_rate=0.05|0.tax_amount=1000|tax_amount=6850|gross_amount=71850", "rate_five:1" },
  { "0.tax_rate=0.01|0.tax_amount=200|tax_amount=6050|gross_amount=71050", "" },
  { "0.tax_rate=0|0.tax_amount=0|tax_amount=5850|gross_amount=70850", "rate_untaxed_special:1" },
  { "0.tax_rate=exempt|0.tax_amount=0|tax_amount=5850|gross_amount=70850", "rate_untaxed_special:1" },
  { "0.tax_rate=non_taxable|0.tax_amount=0|tax_amount=5850|gross_amount=70850", "rate_untaxed_special:1" },
  { "0.tax_rate=exempt|0.tax_amount=0|tax_amount=5850|gross_amount=70850|kind=ordinary", "" },
  { "0.tax_rate=exempt|0.tax_amount=1|tax_amount=5851|gross_amount=70851|kind=ordinary", "line_untaxed:1" },
  /* Quantity and price */
  { "0.quantity=|0.unit_price=", "" },
  { "0.quantity=", "quantity_or_price_alone:1" },
  { "0.unit_price=", "quantity_or_price_alone:1" },
  { "0.quantity=0", "quantity_zero:1" },
  { "0.quantity=-2", "quantity_sign:1" },
  { "0.unit_price=-100", "price_negative:1" },
  { "0.quantity=0.0000000000002|0.unit_price=999999999999", "product:1" },
  { "0.quantity=2.0000000000001", "" },
  { "0.quantity=2.00000000000001", "quantity_long:1" },
  { "0.unit_price=99.9999999999999", "" },
  { "0.unit_price=100.0000000000001", "price_long:1" },
  { "0.unit_price=100.005", "" }, /* 200.01 */
  { "0.unit_price=100.0051", "product:1" },
  { "0.unit_price=99.995", "" }, /* 199.99 */
  { "0.unit_price=99.9949", "product:1" },
  /* Amount and tax: 0.06 is taken, 0.07 is not */
  { "0.tax_amount=2606|tax_amount=8456|gross_amount=73456", "" },
  { "0.tax_amount=2594|tax_amount=8444|gross_amount=73444", "" },
  { "0.tax_amount=2607|tax_amount=8457|gross_amount=73457", "line_tax:1" },
  { "0.tax_amount=2593|tax_amount=8443|gross_amount=73443", "line_tax:1" },
  { "2.tax_amount=-657|tax_amount=8443|gross_amount=73443", "line_tax:3" },
  { "0.quantity=|0.unit_price=|0.net_amount=0|0.tax_amount=0|net_amount=45000|tax_amount=5850|gross_amount="
    "50850",
    "amount_not_positive:1" },
};

static const Row discount_rows[] = {
  { "1.property=0", "discount_place:3" },
  { "2.property=0", "amount_not_positive:3 discount_missing:2" },
  { "0.property=2", "discount_missing:1" },
  { "0.property=3", "property_unknown:1" },
  { "2.name=*计算机外部设备*折扣", "discount_name:3" },
  { "2.tax_code=1090512010000000000", "discount_code:3" },
  { "2.tax_rate=0.09|2.tax_amount=-450|tax_amount=8650|gross_amount=73650", "discount_rate:3" },
  { "2.quantity=-1|2.unit_price=50", "discount_quantity:3" },
  { "2.net_amount=-50000|2.tax_amount=-6500|net_amount=20000|tax_amount=2600|gross_amount=22600", "" },
  { "2.net_amount=-50001|2.tax_amount=-6500|net_amount=19999|tax_amount=2600|gross_amount=22599",
    "discount_large:3" },
  { "2.net_amount=5000|2.tax_amount=650|net_amount=75000|tax_amount=9750|gross_amount=84750",
    "discount_not_negative:3" },
};

static const Row total_rows[] = {
  { "net_amount=65001|gross_amount=73451", "total_net" },
  { "tax_amount=8451|gross_amount=73451", "total_tax" },
  { "gross_amount=73451", "total_gross" },
  { "gross_amount=0", "total_gross total_not_positive" },
  { "0.net_amount=999999999999999999|1.net_amount=999999999999999999",
    "product:1 line_tax:1 product:2 line_tax:2 total_range" },
};

/* The good invoice turned around, as a bureau makes a red one: its discount is in its line. */
#define RED                                                                                                               \
  "remark=被红冲蓝字数电票号码：24112000000135114086 红字发票信息确认单编号：11010824091002615708" \
  "|0.quantity=-2|0.net_amount=-20000|0.tax_amount=-2600|1.property=0|1.quantity=-1|1.net_amount=-50000"                  \
  "|1.tax_amount=-6500|2.property=0|2.net_amount=-5000|2.tax_amount=-650|net_amount=-75000|tax_amount=-9750"              \
  "|gross_amount=-84750"

static const Row red_rows[] = {
  { RED, "" },
  { RED "|0.tax_rate=0.17|0.tax_amount=-3400|tax_amount=-10550|gross_amount=-85550", "" },
  { RED "|remark=退货", "red_remark" },
  { RED "|remark=退货|blue_number=24112000000135114086", "" },
  { "red=1|blue_number=24112000000135114086", "red_positive:1 red_discount:2 red_discount:3" },
  { RED "|2.property=1", "red_discount:3" },
  { RED "|2.net_amount=5000|2.tax_amount=650|net_amount=-65000|tax_amount=-8450|gross_amount=-73450",
    "red_positive:3" },
  { RED "|0.quantity=2", "quantity_sign:1" },
};

static void
check_rows (const Row *rows, guint n_rows, const PdComplianceLimits *limits)
{
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (PdRecord) invoice = good_invoice ();
      g_autoptr (GPtrArray) problems = NULL;
      g_autofree char *found = NULL;

      g_test_message ("%s", rows[i].changes);
      change (invoice, rows[i].changes);
      problems = pd_compliance_check (invoice, limits);
      found = describe (problems);
      g_assert_cmpstr (found, ==, rows[i].expected);
    }
}

static void
test_rows (void)
{
  check_rows (head_rows, G_N_ELEMENTS (head_rows), NULL);
  check_rows (line_rows, G_N_ELEMENTS (line_rows), NULL);
  check_rows (discount_rows, G_N_ELEMENTS (discount_rows), NULL);
  check_rows (total_rows, G_N_ELEMENTS (total_rows), NULL);
  check_rows (red_rows, G_N_ELEMENTS (red_rows), NULL);
}

static void
test_number_of_lines (void)
{
  PdComplianceLimits limits = pd_compliance_default_limits;
  const Row none[] = { { "remark=", "" } }, many[] = { { "remark=", "too_many_lines" } };
  const Row paper[] = { { "remark=", "paper_lines" } };
  g_autoptr (PdRecord) empty = good_invoice ();
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *found = NULL;

  check_rows (none, 1, &limits);
  limits.lines = 2;
  check_rows (many, 1, &limits);
  limits = pd_compliance_default_limits;
  limits.paper_lines = 2;
  check_rows (none, 1, &limits);
  limits.paper = TRUE;
  check_rows (paper, 1, &limits);

  g_ptr_array_set_size (pd_record_get_lines (empty), 0);
  pd_record_derive (empty);
  problems = pd_compliance_check (empty, NULL);
  found = describe (problems);
  g_assert_cmpstr (found, ==, "no_lines");
  g_assert_cmpuint (pd_compliance_default_limits.lines, ==, 2000);
  g_assert_cmpuint (pd_compliance_default_limits.paper_lines, ==, 8);
}

/* What only holds for some sellers, ways and invoices */
static void
test_limits (void)
{
  static const Row general[] = {
    { "remark=", "" },
    { "0.tax_rate=0.01|0.tax_amount=200|tax_amount=6050|gross_amount=71050", "rate_of_small_taxpayer:1" },
    { "0.tax_rate=0.03|0.tax_amount=600|tax_amount=6450|gross_amount=71450", "" },
  };
  static const Row small[] = {
    { "remark=", "rate_of_general_taxpayer:1 rate_of_general_taxpayer:2 rate_of_general_taxpayer:3" },
  };
  static const Row received[] = {
    { "0.tax_code=", "" },
    { "0.tax_rate=0.17|0.tax_amount=3400|tax_amount=9250|gross_amount=74250", "" },
    { "0.quantity=", "" },
    { "0.tax_code=123", "code_form:1" },
  };
  static const Row narrow[] = {
    { "0.unit_price=99.99999999", "" },
    { "0.unit_price=99.999999999", "price_long:1" },
    { "0.name=*计算机外部设备*打印机打印机打印机打印机", "text_long:1" },
  };
  PdComplianceLimits limits = pd_compliance_default_limits;

  limits.taxpayer = PD_COMPLIANCE_TAXPAYER_GENERAL;
  check_rows (general, G_N_ELEMENTS (general), &limits);
  limits.taxpayer = PD_COMPLIANCE_TAXPAYER_SMALL;
  check_rows (small, G_N_ELEMENTS (small), &limits);
  limits = pd_compliance_default_limits;
  limits.received = TRUE;
  check_rows (received, G_N_ELEMENTS (received), &limits);
  limits = pd_compliance_default_limits;
  limits.places = 8;
  limits.name = 11;
  check_rows (narrow, G_N_ELEMENTS (narrow), &limits);
}

/* Sentences */

static void
test_table (void)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (PdComplianceCode code = 0; code < PD_COMPLIANCE_N_CODES; code++)
    {
      PdComplianceProblem problem = { .code = code, .type = &pd_invoice_type, .field = -1, .row = 7 };
      g_autofree char *sentence = NULL, *bureau = NULL;

      problem.values[0] = problem.values[1] = problem.values[2] = (char *) "X";
      sentence = pd_compliance_problem_get_sentence (&problem);
      bureau = pd_compliance_problem_get_bureau_sentence (&problem);
      g_test_message ("%s | %s | %s", pd_compliance_code_word (code), sentence, bureau);
      g_assert_true (g_hash_table_add (words, (gpointer) pd_compliance_code_word (code)));
      g_assert_true (g_str_has_suffix (sentence, "."));
      g_assert_null (strchr (sentence, '%'));
      g_assert_null (strstr (bureau, "$s"));
      g_assert_cmpuint (strlen (bureau), >, 6);
    }
}

static void
check_sentence (const char *changes, const char *error, const char *sentence, const char *bureau)
{
  g_autoptr (PdRecord) invoice = good_invoice ();
  g_autoptr (GPtrArray) problems = NULL;
  const PdComplianceProblem *refusal;
  g_autofree char *found = NULL, *found_bureau = NULL;

  change (invoice, changes);
  problems = pd_compliance_check (invoice, NULL);
  refusal = pd_compliance_first_refusal (problems);
  g_assert_nonnull (refusal);
  found = pd_compliance_problem_get_line_sentence (refusal);
  found_bureau = pd_compliance_problem_get_bureau_sentence (refusal);
  g_assert_cmpstr (pd_compliance_problem_get_error (refusal), ==, error);
  g_assert_cmpstr (found, ==, sentence);
  g_assert_cmpstr (found_bureau, ==, bureau);
}

static void
test_sentences (void)
{
  check_sentence ("0.tax_amount=2607|tax_amount=8457|gross_amount=73457", "E9131",
                  "Line 1: The tax is 26.07, but amount and rate make it 26.00. Enter the line again.",
                  "金额*税率-税额大于0.06,第1行");
  check_sentence (
      "2.property=1|1.property=0", "E9110",
      "Line 3: A discount stands right after the line that it is for, one for each line. Put it there.",
      "第3行：折扣行必须紧挨被折扣行之后");
  check_sentence (
      "0.tax_rate=0|0.tax_amount=0|tax_amount=5850|gross_amount=70850", NULL,
      "Line 1: A special VAT invoice is not issued for what is not taxed (0%). Choose an ordinary "
      "invoice.",
      "第[1]行增值税专用发票不允许开具0税率发票");
  check_sentence (
      "1.tax_rate=0.17|1.tax_amount=8500|2.tax_rate=0.17|2.tax_amount=-850|tax_amount=10250"
      "|gross_amount=75250",
      NULL, "Line 2: The rate 17% is no longer in force; it can only be shown or reversed. Choose another.",
      "第2行商品税率:0.17不合法,请使用如下税率：0.13、0.09、0.06、0.05、0.03、0.02、0.015、0.01");
  check_sentence (
      "0.unit_price=100.0000000000001", NULL,
      "Line 1: The unit price 100.0000000000001 does not fit: an invoice has room for 16 characters "
      "and 13 decimals. Round it.",
      "第1行：单价超过税局长度限制");
  check_sentence ("buyer_name=", NULL,
                  "The buyer's name is missing. Enter it as the buyer's documents have it.",
                  "购买方名称不能为空");
  check_sentence ("0.unit=" TWENTY "一二三", NULL,
                  "Line 1: Unit has 23 characters; an invoice has room for 22. Shorten it.",
                  "第1行：单位长度不能超过22个字符");
}

/* Orders */

static void
test_order (void)
{
  g_autoptr (PdRecord) order = good_order (), seller = company ();
  g_autoptr (GPtrArray) good = pd_compliance_check_order (order, seller, NULL), bad = NULL, problems = NULL;
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 1);
  const PdComplianceProblem *problem;
  g_autofree char *found = NULL;

  g_assert_cmpuint (good->len, ==, 0);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1090000000000000000");
  pd_record_set_text (order, PD_ORDER_BUYER_EMAIL, "nobody");
  pd_record_clear (order, PD_ORDER_BUYER_TAX_NUMBER);
  pd_record_derive (order);
  bad = pd_compliance_check_order (order, NULL, NULL);
  found = describe (bad);
  g_assert_cmpstr (found, ==, "buyer_tax_number_missing code_summary:2 code_summary:2 email_form");
  problem = g_ptr_array_index (bad, 1);
  g_assert_true (problem->type == &pd_order_line_type);
  g_assert_cmpint (problem->field, ==, PD_ORDER_LINE_TAX_CODE);
  g_assert_cmpstr (problem->line_id, ==, pd_record_get_id (line));
  problem = g_ptr_array_index (bad, 2); /* of the discount line, which the order does not have */
  g_assert_cmpint (problem->field, ==, PD_ORDER_LINE_DISCOUNT);
  g_assert_cmpstr (problem->line_id, ==, pd_record_get_id (line));
  problem = g_ptr_array_index (bad, 0);
  g_assert_true (problem->type == &pd_order_type);
  g_assert_cmpint (problem->field, ==, PD_ORDER_BUYER_TAX_NUMBER);
}

/* The checklist */

static const PdComplianceEntry *
find_entry (GPtrArray *entries, PdComplianceItem item)
{
  for (guint i = 0; i < entries->len; i++)
    if (((const PdComplianceEntry *) g_ptr_array_index (entries, i))->item == item)
      return g_ptr_array_index (entries, i);
  return NULL;
}

static void
test_checklist (void)
{
  static const struct
  {
    gint64 quota;
    PdComplianceState state;
  } quotas[] = {
    { 65000, PD_COMPLIANCE_STATE_OK },
    { 64999, PD_COMPLIANCE_STATE_REFUSED },
    { PD_COMPLIANCE_NO_QUOTA, PD_COMPLIANCE_STATE_LOOK },
  };
  g_autoptr (PdRecord) order = good_order (), seller = company (), invoice = good_invoice ();
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 1);
  g_autoptr (GPtrArray) entries = NULL;
  const PdComplianceEntry *entry;

  for (guint i = 0; i < G_N_ELEMENTS (quotas); i++)
    for (guint j = 0; j < 2; j++)
      {
        g_autoptr (GPtrArray) list =
            pd_compliance_checklist (j == 0 ? order : invoice, seller, NULL, quotas[i].quota);

        for (guint k = 0; k < list->len; k++)
          {
            entry = g_ptr_array_index (list, k);
            g_assert_true (k == 0 || entry[0].item > ((PdComplianceEntry *) list->pdata[k - 1])->item);
            g_assert_cmpint (entry->state, ==,
                             entry->item == PD_COMPLIANCE_ITEM_QUOTA ? quotas[i].state
                                                                     : PD_COMPLIANCE_STATE_OK);
            g_assert_true (g_str_has_suffix (entry->sentence, "."));
            g_assert_cmpstr (pd_compliance_item_label (entry->item), !=, "");
          }
        g_assert_nonnull (find_entry (list, PD_COMPLIANCE_ITEM_DISCOUNT));
        g_assert_null (find_entry (list, PD_COMPLIANCE_ITEM_RED));
        g_assert_null (find_entry (list, PD_COMPLIANCE_ITEM_REMARK));
      }
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.17");
  pd_record_derive (order);
  entries = pd_compliance_checklist (order, NULL, NULL, 100000);
  g_assert_null (find_entry (entries, PD_COMPLIANCE_ITEM_SELLER));
  entry = find_entry (entries, PD_COMPLIANCE_ITEM_RATE);
  g_assert_cmpint (entry->state, ==, PD_COMPLIANCE_STATE_REFUSED);
  g_assert_cmpuint (entry->row, ==, 2);
  g_assert_cmpint (entry->field, ==, PD_ORDER_LINE_TAX_RATE);
  g_assert_true (entry->type == &pd_order_line_type);
  g_assert_cmpstr (entry->line_id, ==, pd_record_get_id (line));
}

/* No rule of the table without a row that meets it; test-special-type.c has the rest. */
static void
test_all (void)
{
  met[PD_COMPLIANCE_QUOTA_EXCEEDED] = met[PD_COMPLIANCE_QUOTA_UNKNOWN] = TRUE; /* see test_checklist() */
  test_rows ();
  test_number_of_lines ();
  test_limits ();
  test_order ();
  for (PdComplianceCode code = 0; code < PD_COMPLIANCE_N_CODES; code++)
    if (!met[code] && (code < PD_COMPLIANCE_DIFFERENCE_ALONE || code > PD_COMPLIANCE_PROVIDER_PLAIN))
      g_error ("no row meets %s", pd_compliance_code_word (code));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compliance/rows", test_rows);
  g_test_add_func ("/compliance/number-of-lines", test_number_of_lines);
  g_test_add_func ("/compliance/limits", test_limits);
  g_test_add_func ("/compliance/table", test_table);
  g_test_add_func ("/compliance/sentences", test_sentences);
  g_test_add_func ("/compliance/order", test_order);
  g_test_add_func ("/compliance/checklist", test_checklist);
  g_test_add_func ("/compliance/all", test_all);
  return g_test_run ();
}
