/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-order-import.h"
#include "model/pd-order.h"
#include "xlsx-fixture.h"

#include <string.h>

#define TODAY "2026-11-21"
#define NOW G_GINT64_CONSTANT (1795219200000000)

static const PdImportContext empty_cache = { .tenant = "tenant-1", .now = NOW };

static PdSheetBook *
load_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  PdSheetBook *book = pd_sheet_book_load (bytes, "orders.csv", NULL, &error);

  g_assert_no_error (error);
  return book;
}

static PdSheetBook *
load_sample (const char *name)
{
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path = samples == NULL ? NULL : g_build_filename (samples, "orders", name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  PdSheetBook *book;
  gsize size = 0;

  if (path == NULL || !g_file_get_contents (path, &data, &size, NULL))
    {
      g_test_skip ("no samples here");
      return NULL;
    }
  bytes = g_bytes_new (data, size);
  book = pd_sheet_book_load (bytes, name, NULL, &error);
  g_assert_no_error (error);
  return book;
}

static PdImportMapping *
guess (PdSheetBook *book)
{
  g_autoptr (GError) error = NULL;
  PdImportMapping *mapping = pd_import_mapping_guess (book, TODAY, &error);

  g_assert_no_error (error);
  return mapping;
}

static PdImportPlan *
plan_with (PdSheetBook *book, const PdImportMapping *mapping, const PdImportContext *context)
{
  g_autoptr (GError) error = NULL;
  PdImportPlan *plan = pd_order_import_plan (book, mapping, context, NULL, &error);

  g_assert_no_error (error);
  return plan;
}

static PdImportPlan *
plan_text (const char *text)
{
  g_autoptr (PdSheetBook) book = load_text (text);
  g_autoptr (PdImportMapping) mapping = guess (book);

  return plan_with (book, mapping, &empty_cache);
}

static const PdImportOrder *
find_order (PdImportPlan *plan, const char *number)
{
  for (guint i = 0; i < pd_import_plan_get_n_orders (plan); i++)
    if (g_str_equal (pd_import_plan_get_order (plan, i)->number, number))
      return pd_import_plan_get_order (plan, i);
  g_assert_not_reached ();
}

static const PdRecord *
get_line (const PdImportOrder *order, guint index)
{
  g_assert_cmpuint (index, <, pd_record_get_lines (order->record)->len);
  return g_ptr_array_index (pd_record_get_lines (order->record), index);
}

/* Every problem of the plan, one a line: "row column weight message". */
static char *
describe (PdImportPlan *plan)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < pd_import_plan_get_n_rows (plan); i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (plan, i);

      for (guint k = 0; row->problems != NULL && k < row->problems->len; k++)
        {
          const PdImportProblem *problem = g_ptr_array_index (row->problems, k);

          g_string_append_printf (all, "%u %d %d %s\n", row->row + 1, problem->column, problem->weight,
                                  problem->message);
        }
    }
  return g_string_free (all, FALSE);
}

static void
assert_problem (PdImportPlan *plan, guint row_number, int column, PdProblemWeight weight, const char *word)
{
  g_autofree char *all = describe (plan);

  for (guint i = 0; i < pd_import_plan_get_n_rows (plan); i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (plan, i);

      for (guint k = 0; row->problems != NULL && k < row->problems->len; k++)
        {
          const PdImportProblem *problem = g_ptr_array_index (row->problems, k);

          if (row->row + 1 == row_number && problem->column == column && problem->weight == weight &&
              strstr (problem->message, word) != NULL)
            return;
        }
    }
  g_error ("no problem in row %u, column %d with “%s” among:\n%s", row_number, column, word, all);
}

static const struct
{
  const char *heading;
  const char *target;
  PdImportTaxMode tax_mode;
} headings[] = {
  { "订单号", "order.number", PD_IMPORT_TAX_UNKNOWN },
  { "订单 ID", "order.number", PD_IMPORT_TAX_UNKNOWN },
  { "＊ 单据号 （必填）", "order.number", PD_IMPORT_TAX_UNKNOWN },
  { "发票流水号", "order.number", PD_IMPORT_TAX_UNKNOWN },
  { "doc", "order.number", PD_IMPORT_TAX_UNKNOWN },
  { "Order No.", "order.number", PD_IMPORT_TAX_UNKNOWN },
  { "购买方\n名称", "order.buyer_name", PD_IMPORT_TAX_UNKNOWN },
  { "buyer_name", "order.buyer_name", PD_IMPORT_TAX_UNKNOWN },
  { "Buyer name", "order.buyer_name", PD_IMPORT_TAX_UNKNOWN },
  { "购方税号", "order.buyer_tax_number", PD_IMPORT_TAX_UNKNOWN },
  { "购方地址电话", "buyer.address_phone", PD_IMPORT_TAX_UNKNOWN },
  { "含税标志", "order.price_includes_tax", PD_IMPORT_TAX_UNKNOWN },
  { "name", "line.name", PD_IMPORT_TAX_UNKNOWN },
  { "商品和服务税收编码", "line.tax_code", PD_IMPORT_TAX_UNKNOWN },
  { "QTY", "line.quantity", PD_IMPORT_TAX_UNKNOWN },
  { "金额（元）", "line.amount", PD_IMPORT_TAX_UNKNOWN },
  { "金额(含税)", "line.amount", PD_IMPORT_TAX_INCLUDED },
  { "金额(不含税)", "line.amount", PD_IMPORT_TAX_EXCLUDED },
  { "价税合计", "line.amount", PD_IMPORT_TAX_INCLUDED },
  { "不含税单价", "line.unit_price", PD_IMPORT_TAX_EXCLUDED },
  { "折扣金额", "line.discount", PD_IMPORT_TAX_UNKNOWN },
  { "税率", "line.tax_rate", PD_IMPORT_TAX_UNKNOWN },
  { "特定业务类型", "must_be_empty", PD_IMPORT_TAX_UNKNOWN },
  /* a ratio, not an amount; computed fields; what nobody knows */
  { "折扣", NULL, PD_IMPORT_TAX_UNKNOWN },
  { "税额", NULL, PD_IMPORT_TAX_UNKNOWN },
  { "import_key", NULL, PD_IMPORT_TAX_UNKNOWN },
  { "gross_amount", "line.amount", PD_IMPORT_TAX_INCLUDED },
  { "state", NULL, PD_IMPORT_TAX_UNKNOWN },
  { "邮寄方式", NULL, PD_IMPORT_TAX_UNKNOWN },
  { "", NULL, PD_IMPORT_TAX_UNKNOWN },
};

static void
test_headings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      PdImportTaxMode tax_mode;
      const PdImportTarget *target = pd_import_target_guess (headings[i].heading, &tax_mode);

      g_test_message ("%s", headings[i].heading);
      g_assert_cmpstr (target == NULL ? NULL : target->id, ==, headings[i].target);
      g_assert_cmpint (tax_mode, ==, headings[i].tax_mode);
    }
}

static void
test_one_order (void)
{
  g_autoptr (PdImportPlan) plan =
      plan_text ("订单号,订单日期,购买方名称,发票类型,项目名称,税收编码,数量,单价,金额,税率,含税标志,备注\n"
                 "A1,2026/4/2,杭州样例公司,普通发票,打印机,10905,3,1258.75,3776.25,13%,否,合同 1\n"
                 "A1,2026-04-02,杭州样例公司,普通发票,硒鼓,1090512990000000000,12,186.5,,0.13,否,合同 1\n");
  const PdImportOrder *order = pd_import_plan_get_order (plan, 0);
  g_autofree char *all = describe (plan);

  g_assert_cmpstr (all, ==, "");
  g_assert_cmpuint (pd_import_plan_get_n_orders (plan), ==, 1);
  g_assert_cmpint (order->state, ==, PD_IMPORT_ORDER_NEW);
  g_assert_cmpstr (order->import_key, ==, "A1");
  g_assert_cmpstr (pd_record_get_text (order->record, PD_ORDER_IMPORT_KEY), ==, "A1");
  g_assert_cmpstr (pd_record_get_text (order->record, PD_ORDER_DATE), ==, "2026-04-02");
  g_assert_cmpstr (pd_record_get_text (order->record, PD_ORDER_BUYER_NAME), ==, "杭州样例公司");
  g_assert_cmpstr (pd_record_get_text (order->record, PD_ORDER_REMARK), ==, "合同 1");
  g_assert_cmpstr (pd_record_get_state (order->record), ==, PD_ORDER_STATE_OPEN);
  g_assert_false (pd_record_get_flag (order->record, PD_ORDER_PRICE_INCLUDES_TAX));
  g_assert_cmpstr (pd_record_get_text (get_line (order, 0), PD_ORDER_LINE_TAX_CODE), ==,
                   "1090500000000000000");
  g_assert_cmpint (pd_record_get_integer (order->record, PD_ORDER_NET_AMOUNT), ==, 377625 + 223800);
}

static void
test_all_or_nothing (void)
{
  g_autoptr (PdImportPlan) plan = plan_text ("订单号,商品名称,数量,单价,金额,税率\n"
                                             "1,剪刀,2,3,6,0.13\n"
                                             "1,信封,x,3,6,0.13\n"
                                             "2,剪刀,2,3,6,0.13\n"
                                             "3,剪刀,2,3,7,0.13\n"
                                             "4,剪刀,2,3,6,0.14\n"
                                             "5,,2,3,6,0.13\n");

  g_assert_cmpuint (pd_import_plan_count (plan, PD_IMPORT_ORDER_NEW), ==, 1);
  g_assert_cmpuint (pd_import_plan_count (plan, PD_IMPORT_ORDER_REFUSED), ==, 4);
  g_assert_cmpint (find_order (plan, "2")->state, ==, PD_IMPORT_ORDER_NEW);
  assert_problem (plan, 3, 2, PD_PROBLEM_ERROR, "");
  assert_problem (plan, 5, 4, PD_PROBLEM_ERROR, "6.00");
  assert_problem (plan, 6, 5, PD_PROBLEM_ERROR, "rate");
  assert_problem (plan, 7, 1, PD_PROBLEM_ERROR, "");
}

static void
test_interleaved_and_filled_down (void)
{
  g_autoptr (PdImportPlan) plan = plan_text ("单据号,购方名称,商品名称,数量,单价,税率,含税标志\n"
                                             "1.0,甲公司,剪刀,1.0,2.0,0.13,含税\n"
                                             "2.0,乙公司,信封,1.0,3.0,0.13,0\n"
                                             "1.0,,胶水,1.0,4.0,0.13,\n"
                                             ",,尺子,1,5,0.13,\n"
                                             "合计,,,4,,,\n");
  const PdImportOrder *first = find_order (plan, "1");
  const PdImportOrder *second = find_order (plan, "2");

  g_assert_cmpuint (pd_import_plan_count (plan, PD_IMPORT_ORDER_NEW), ==, 2);
  g_assert_cmpuint (pd_record_get_lines (first->record)->len, ==, 3);
  g_assert_cmpint (pd_record_get_integer (first->record, PD_ORDER_GROSS_AMOUNT), ==, 1100);
  g_assert_cmpint (pd_record_get_integer (second->record, PD_ORDER_NET_AMOUNT), ==, 300);
  g_assert_cmpstr (pd_record_get_text (get_line (first, 2), PD_ORDER_LINE_NAME), ==, "尺子");
  assert_problem (plan, 6, -1, PD_PROBLEM_NOTE, "totals");
}

static void
test_two_buyers (void)
{
  g_autoptr (PdSheetBook) book = load_text ("订单号,客户名称,商品名称,金额,税率\n"
                                            "1,甲,剪刀,6,0.13\n"
                                            "1,乙,信封,7,0.13\n"
                                            "2,丙,尺子,8,0.13\n");
  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (PdImportPlan) whole = plan_with (book, mapping, &empty_cache);
  g_autoptr (PdImportPlan) split = NULL;

  g_assert_cmpint (find_order (whole, "1")->state, ==, PD_IMPORT_ORDER_REFUSED);
  g_assert_cmpint (find_order (whole, "2")->state, ==, PD_IMPORT_ORDER_NEW);
  assert_problem (whole, 3, 1, PD_PROBLEM_ERROR, "two buyers");

  pd_import_mapping_set_split_by_buyer (mapping, TRUE);
  split = plan_with (book, mapping, &empty_cache);
  g_assert_cmpuint (pd_import_plan_count (split, PD_IMPORT_ORDER_NEW), ==, 3);
  g_assert_cmpstr (pd_import_plan_get_order (split, 0)->import_key, ==, "1/甲");
  g_assert_cmpstr (pd_import_plan_get_order (split, 1)->import_key, ==, "1/乙");
  g_assert_cmpstr (pd_import_plan_get_order (split, 2)->import_key, ==, "2");
}

/* Two customers of one name are told apart by the shop's number for them. */
static void
test_buyer_key (void)
{
  g_autoptr (PdImportPlan) plan = plan_text ("订单号,客户 ID,客户名称,商品名称,金额,税率\n"
                                             "1,K1,甲,剪刀,6,0.13\n"
                                             "1,K2,甲,信封,7,0.13\n");

  g_assert_true (find_order (plan, "1")->has_two_buyers);
  assert_problem (plan, 3, 1, PD_PROBLEM_ERROR, "K1");
}

static void
test_money (void)
{
  g_autoptr (PdImportPlan) plan = plan_text ("订单号,商品名称,数量,销售额,折扣,折扣金额,税率\n"
                                             "1,信封,2,125.43999999999998,0.4,,0.13\n"
                                             "2,信封,1,10.005,0,,0.13\n"
                                             "3,信封,1,\"1,200.00\",0,200,0.13\n"
                                             "4,信封,1,100,0,101,0.13\n");

  g_assert_cmpint (pd_record_get_integer (find_order (plan, "1")->record, PD_ORDER_GROSS_AMOUNT), ==, 12544);
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "2")->record, PD_ORDER_GROSS_AMOUNT), ==, 1001);
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "3")->record, PD_ORDER_GROSS_AMOUNT), ==, 100000);
  g_assert_cmpint (find_order (plan, "4")->state, ==, PD_IMPORT_ORDER_REFUSED);
  assert_problem (plan, 2, 3, PD_PROBLEM_NOTE, "125.43999999999998 was rounded to 125.44");
  assert_problem (plan, 3, 3, PD_PROBLEM_NOTE, "10.01");
  assert_problem (plan, 5, 5, PD_PROBLEM_ERROR, "larger");
  g_assert_cmpint (find_order (plan, "1")->state, ==, PD_IMPORT_ORDER_NEW);
}

/* Numbers as offices write them; what cannot be kept whole is rounded and told. */
static void
test_number_styles (void)
{
  g_autoptr (PdImportPlan) plan = plan_text ("订单号,商品名称,数量,单价,税率,含税标志\n"
                                             "1,信封,１２,￥３．５,0.13,是\n"
                                             "2,信封,\"1,234.5\",\"¥1,000\",0.13,是\n"
                                             "3,信封,1.12345678901234,1,0.13,是\n"
                                             "4,信封,\"1,000.12345678901239\",1,0.13,是\n"
                                             "5,信封,\"1,5\",1,0.13,是\n");

  g_assert_cmpstr (pd_record_get_text (get_line (find_order (plan, "1"), 0), PD_ORDER_LINE_QUANTITY), ==,
                   "12");
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "1")->record, PD_ORDER_GROSS_AMOUNT), ==, 4200);
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "2")->record, PD_ORDER_GROSS_AMOUNT), ==,
                   123450000);
  assert_problem (plan, 4, 2, PD_PROBLEM_NOTE, "1.12345678901234 was rounded to 1.1234567890123");
  g_assert_cmpstr (pd_record_get_text (get_line (find_order (plan, "4"), 0), PD_ORDER_LINE_QUANTITY), ==,
                   "1000.1234567890124");
  g_assert_cmpuint (pd_import_plan_count_rounded (plan), ==, 2);
  g_assert_cmpint (find_order (plan, "5")->state, ==, PD_IMPORT_ORDER_REFUSED);
  assert_problem (plan, 6, 2, PD_PROBLEM_ERROR, "comma");
}

/* A year that is mistyped is asked about; what may be meant is not. */
static void
test_far_dates (void)
{
  static const struct
  {
    const char *date;
    PdImportOrderState state;
  } cases[] = {
    { "1926-01-01", PD_IMPORT_ORDER_REFUSED }, { "1999-12-31", PD_IMPORT_ORDER_REFUSED },
    { "2000-01-01", PD_IMPORT_ORDER_NEW },     { "2026-11-21", PD_IMPORT_ORDER_NEW },
    { "2027-12-31", PD_IMPORT_ORDER_NEW },     { "2126-01-01", PD_IMPORT_ORDER_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("订单号,订单日期,商品名称,金额,税率,含税标志\n1,%s,信封,1,0.13,是\n",
                           cases[i].date);
      g_autoptr (PdImportPlan) plan = plan_text (text);

      g_test_message ("%s", cases[i].date);
      g_assert_cmpint (find_order (plan, "1")->state, ==, cases[i].state);
      if (cases[i].state == PD_IMPORT_ORDER_REFUSED)
        assert_problem (plan, 2, 1, PD_PROBLEM_OVERRIDABLE, "far from today");
    }
}

static void
test_discount_row (void)
{
  g_autoptr (PdImportPlan) plan = plan_text ("订单号,商品名称,数量,单价,金额,税率\n"
                                             "1,信封,2,100,200,0.13\n"
                                             "1,信封,1,1,-20,0.13\n"
                                             "2,信封,2,100,200,0.13\n"
                                             "2,剪刀,,,-20,0.13\n");

  g_assert_cmpint (find_order (plan, "1")->state, ==, PD_IMPORT_ORDER_NEW);
  g_assert_cmpuint (pd_record_get_lines (find_order (plan, "1")->record)->len, ==, 1);
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "1")->record, PD_ORDER_GROSS_AMOUNT), ==, 18000);
  assert_problem (plan, 3, -1, PD_PROBLEM_NOTE, "discount");
  g_assert_cmpuint (pd_record_get_lines (find_order (plan, "2")->record)->len, ==, 2);
}

static void
test_tax_mode (void)
{
  static const struct
  {
    const char *text;
    gint64 net;
    gint64 gross;
  } modes[] = {
    { "订单号,商品名称,金额,税率\n1,纸,113,0.13\n", 10000, 11300 },
    { "订单号,商品名称,不含税金额,税率\n1,纸,100,0.13\n", 10000, 11300 },
    { "订单号,商品名称,金额,税率,税额\n1,纸,100,0.13,13\n", 10000, 11300 },
    { "订单号,商品名称,数量,含税单价,不含税金额,税率\n1,纸,1,113,100,0.13\n", 10000, 11300 },
    { "订单号,商品名称,含税金额,不含税金额,税率\n1,纸,113,100,0.13\n", 10000, 11300 },
    { "订单号,商品名称,金额,税率,含税标志\n1,纸,100,13,不含税\n", 10000, 11300 },
    { "订单号,商品名称,金额,税率,是否含税\n1,纸,113,0.13,是\n", 10000, 11300 },
  };
  g_autoptr (PdImportPlan) unsaid = plan_text ("订单号,商品名称,金额,税率,是否含税\n1,纸,113,0.13,\n");

  assert_problem (unsaid, 2, 4, PD_PROBLEM_ERROR, "include tax");

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (PdImportPlan) plan = plan_text (modes[i].text);
      const PdImportOrder *order = pd_import_plan_get_order (plan, 0);

      g_test_message ("%s", modes[i].text);
      g_assert_cmpint (order->state, ==, PD_IMPORT_ORDER_NEW);
      g_assert_cmpint (pd_record_get_integer (order->record, PD_ORDER_NET_AMOUNT), ==, modes[i].net);
      g_assert_cmpint (pd_record_get_integer (order->record, PD_ORDER_GROSS_AMOUNT), ==, modes[i].gross);
    }
}

static void
test_cells_that_lie (void)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdSheetBook) book = NULL;
  g_autoptr (PdImportMapping) mapping = NULL;
  g_autoptr (PdImportPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  xlsx_fixture_add_sheet (
      fixture, "Orders", "visible",
      "<row><c t=\"inlineStr\"><is><t>订单号</t></is></c><c t=\"inlineStr\"><is><t>商品名称</t></is></c>"
      "<c t=\"inlineStr\"><is><t>税收编码</t></is></c><c t=\"inlineStr\"><is><t>金额</t></is></c>"
      "<c t=\"inlineStr\"><is><t>税率</t></is></c></row>"
      "<row><c><v>1</v></c><c "
      "t=\"inlineStr\"><is><t>纸</t></is></c><c><v>1.08010102E18</v></c><c><v>1</v></c>"
      "<c><v>0.13</v></c></row>"
      "<row><c><v>2</v></c><c t=\"inlineStr\"><is><t>纸</t></is></c><c/><c "
      "t=\"e\"><v>#N/A</v></c><c><v>0.13</v></c>"
      "</row>"
      "<row><c><v>3</v></c><c "
      "t=\"inlineStr\"><is><t>纸</t></is></c><c/><c><f>A1</f></c><c><v>0.13</v></c></row>"
      "<row><c><v>4</v></c><c t=\"inlineStr\"><is><t>纸</t></is></c><c/><c><v>8.3000000000000007</v></c>"
      "<c><v>0.13</v></c></row>");
  bytes = xlsx_fixture_zip (fixture);
  book = pd_sheet_book_load (bytes, "x.xlsx", NULL, &error);
  g_assert_no_error (error);
  mapping = guess (book);
  plan = plan_with (book, mapping, &empty_cache);

  g_assert_cmpuint (pd_import_plan_count (plan, PD_IMPORT_ORDER_REFUSED), ==, 3);
  assert_problem (plan, 2, 2, PD_PROBLEM_ERROR, "1.08010102E18");
  assert_problem (plan, 3, 3, PD_PROBLEM_ERROR, "#N/A");
  assert_problem (plan, 4, 3, PD_PROBLEM_ERROR, "calculated");
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "4")->record, PD_ORDER_GROSS_AMOUNT), ==, 830);
}

/* A cache of what was imported, by id. */
static PdRecord *
lookup_cb (const char *id, const char *import_key, gpointer user_data)
{
  PdRecord *record = g_hash_table_lookup (user_data, id);

  g_assert_nonnull (import_key);
  return record == NULL ? NULL : pd_record_ref (record);
}

static GHashTable *
save (PdImportPlan *plan)
{
  GHashTable *cache = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) pd_record_unref);

  for (guint i = 0; i < pd_import_plan_get_n_orders (plan); i++)
    {
      const PdImportOrder *order = pd_import_plan_get_order (plan, i);
      PdRecord *copy = pd_record_copy (order->record);

      if (order->state == PD_IMPORT_ORDER_NEW)
        g_assert_true (g_hash_table_insert (cache, (gpointer) pd_record_get_id (copy), copy));
      else
        pd_record_unref (copy);
    }
  return cache;
}

static const char again_text[] = "订单号,客户名称,商品名称,金额,税率\n1,甲,剪刀,6,0.13\n2,乙,信封,7,0.13\n"
                                 "3,丙,尺子,8,0.13\n4,丁,尺子,8,0.13\n";

static void
test_never_doubled (void)
{
  g_autoptr (PdSheetBook) book = load_text (again_text);
  g_autoptr (PdSheetBook) changed_book = load_text (
      "订单号,客户名称,商品名称,金额,税率\n1,甲,剪刀,6.00,13%\n2,乙,信封,7.01,0.13\n3,丙,尺子,8,0.13\n"
      "3,丙,橡皮,1,0.13\n4,丁,尺子,8,0.13\n5,戊,尺子,8,0.13\n");
  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (PdImportMapping) tomorrow = pd_import_mapping_guess (changed_book, "2026-11-22", NULL);
  g_autoptr (PdImportPlan) first = plan_with (book, mapping, &empty_cache);
  g_autoptr (GHashTable) cache = save (first);
  PdImportContext context = { .tenant = "tenant-1", .now = NOW + 1, .lookup = lookup_cb, .user_data = cache };
  g_autoptr (PdImportPlan) again = plan_with (book, mapping, &context);
  g_autoptr (PdImportPlan) changed = NULL;
  g_autoptr (PdImportPlan) other_tenant = NULL;
  g_autoptr (PdImportPlan) other_source = NULL;

  g_assert_cmpuint (pd_import_plan_count (first, PD_IMPORT_ORDER_NEW), ==, 4);
  g_assert_cmpuint (pd_import_plan_count (again, PD_IMPORT_ORDER_SAME), ==, 4);

  pd_record_set_deleted (g_hash_table_lookup (cache, pd_record_get_id (find_order (first, "4")->record)),
                         TRUE);
  changed = plan_with (changed_book, tomorrow, &context);
  g_assert_cmpint (find_order (changed, "1")->state, ==, PD_IMPORT_ORDER_SAME);
  g_assert_cmpint (find_order (changed, "2")->state, ==, PD_IMPORT_ORDER_CHANGED);
  g_assert_cmpint (find_order (changed, "3")->state, ==, PD_IMPORT_ORDER_CHANGED);
  g_assert_cmpint (find_order (changed, "4")->state, ==, PD_IMPORT_ORDER_DELETED);
  g_assert_cmpint (find_order (changed, "5")->state, ==, PD_IMPORT_ORDER_NEW);

  context.tenant = "tenant-2";
  other_tenant = plan_with (book, mapping, &context);
  g_assert_cmpuint (pd_import_plan_count (other_tenant, PD_IMPORT_ORDER_NEW), ==, 4);
  context.tenant = "tenant-1";
  pd_import_mapping_set_source (mapping, "shop 2");
  other_source = plan_with (book, mapping, &context);
  g_assert_cmpuint (pd_import_plan_count (other_source, PD_IMPORT_ORDER_NEW), ==, 4);
}

/* The first file has one buyer for number 1; a later one has two, and is split. */
static void
test_split_finds_the_unsplit (void)
{
  g_autoptr (PdSheetBook) book = load_text ("订单号,客户名称,商品名称,金额,税率\n1,甲,剪刀,6,0.13\n");
  g_autoptr (PdSheetBook) later =
      load_text ("订单号,客户名称,商品名称,金额,税率\n1,甲,剪刀,6,0.13\n1,乙,纸,6,0.13\n");
  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (PdImportPlan) first = plan_with (book, mapping, &empty_cache);
  g_autoptr (GHashTable) cache = save (first);
  PdImportContext context = { .tenant = "tenant-1", .now = NOW, .lookup = lookup_cb, .user_data = cache };
  g_autoptr (PdImportPlan) second = NULL;

  pd_import_mapping_set_split_by_buyer (mapping, TRUE);
  second = plan_with (later, mapping, &context);
  g_assert_cmpint (pd_import_plan_get_order (second, 0)->state, ==, PD_IMPORT_ORDER_SAME);
  g_assert_cmpint (pd_import_plan_get_order (second, 1)->state, ==, PD_IMPORT_ORDER_NEW);
}

static void
test_keys (void)
{
  g_autofree char *plain = pd_order_import_key (NULL, "A/1", NULL);
  g_autofree char *split = pd_order_import_key ("", "A", "1");
  g_autofree char *sourced = pd_order_import_key ("shop", "A%", NULL);
  g_autofree char *long_number = g_strnfill (200, '9');
  g_autofree char *long_key = pd_order_import_key (NULL, long_number, NULL);
  g_autofree char *id = pd_order_import_id ("t", "A");
  g_autofree char *same = pd_order_import_id ("t", "A");
  g_autofree char *other = pd_order_import_id ("u", "A");

  g_assert_cmpstr (plain, ==, "A%2F1");
  g_assert_cmpstr (split, ==, "A/1");
  g_assert_cmpstr (sourced, ==, "shop//A%25");
  g_assert_true (g_str_has_prefix (long_key, "sha256:"));
  g_assert_cmpstr (id, ==, same);
  g_assert_cmpstr (id, !=, other);
  /* Two desktops of different versions must agree: the id is part of the format. */
  g_assert_cmpuint (strlen (id), ==, 36);
}

/* The file of a shop with a second amount: what was said of one column is not taken from it by the other. */
static void
test_mapping_twins (void)
{
  g_autoptr (PdSheetBook) book = load_text ("订单号,金额,商品名称,金额\n1,12.00,笔,13.56\n");
  g_autoptr (PdImportMapping) saved = guess (book), fresh = guess (book);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  g_assert_true (pd_import_mapping_set_target (saved, 0, 1, "line.amount", NULL));
  g_assert_true (pd_import_mapping_set_target (saved, 0, 3, NULL, NULL));
  json = pd_import_mapping_to_json (saved);
  g_assert_true (pd_import_mapping_apply_json (fresh, json, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (pd_import_mapping_get_target (fresh, 0, 1), ==, "line.amount");
  g_assert_null (pd_import_mapping_get_target (fresh, 0, 3));
  g_assert_true (pd_import_mapping_set_target (saved, 0, 3, "line.amount", NULL));
  g_free (json);
  json = pd_import_mapping_to_json (saved);
  g_assert_true (pd_import_mapping_apply_json (fresh, json, &error));
  g_assert_null (pd_import_mapping_get_target (fresh, 0, 1));
  g_assert_cmpstr (pd_import_mapping_get_target (fresh, 0, 3), ==, "line.amount");
}

static void
test_mapping_json (void)
{
  g_autoptr (PdSheetBook) book = load_text ("编码X,东西,金额,税率\nA,剪刀,6,0.13\n");
  g_autoptr (PdSheetBook) other = load_text ("税率,东西,编码X,金额,新\n0.13,剪刀,A,6,7\n");
  g_autoptr (PdImportMapping) saved = NULL;
  g_autoptr (PdImportMapping) fresh = NULL;
  g_autoptr (PdImportPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  static const char *const bad[] = {
    "",
    "[]",
    "{}",
    "{\"version\":2}",
    "nonsense",
    "{\"version\":\"1\"}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "{\"version\":1,\"source\":\"\",\"split_by_buyer\":false,\"fill_down\":true,"
    "\"defaults\":{\"no.such\":\"x\"},\"sheets\":[]}",
    "{\"version\":1,\"source\":\"\",\"split_by_buyer\":false,\"fill_down\":true,"
    "\"defaults\":{},\"sheets\":[7]}"
  };

  saved = pd_import_mapping_guess (book, TODAY, &error);
  g_assert_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_NO_HEADING);
  g_assert_null (saved);
  g_clear_error (&error);

  g_autoptr (PdSheetBook) known = load_text ("订单号,商品名称,金额,税率,编码X,东西\n1,纸,6,0.13,A,剪刀\n");
  saved = guess (known);
  g_assert_true (pd_import_mapping_set_target (saved, 0, 4, "order.number", NULL));
  g_assert_null (pd_import_mapping_get_target (saved, 0, 0));
  g_assert_true (pd_import_mapping_set_target (saved, 0, 5, "line.name", NULL));
  g_assert_true (pd_import_mapping_set_default (saved, "line.tax_code", "1090512990000000000", NULL));
  g_assert_false (pd_import_mapping_set_target (saved, 0, 5, "line.nothing", &error));
  g_assert_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_MAPPING);
  g_clear_error (&error);
  pd_import_mapping_set_source (saved, "shop");
  json = pd_import_mapping_to_json (saved);

  g_autoptr (PdSheetBook) next = load_text ("单位,东西,编码X,金额,税率,新\n把,剪刀,A,6,0.13,7\n");
  fresh = pd_import_mapping_guess (next, TODAY, &error);
  g_assert_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_NO_HEADING);
  g_clear_error (&error);

  g_autoptr (PdSheetBook) third = load_text ("订单号,单位,东西,编码X,金额,税率,新\n9,把,剪刀,A,6,0.13,7\n");
  fresh = guess (third);
  g_assert_true (pd_import_mapping_apply_json (fresh, json, &error));
  g_assert_no_error (error);
  plan = plan_with (third, fresh, &empty_cache);
  g_assert_cmpstr (pd_import_plan_get_order (plan, 0)->import_key, ==, "shop//A");
  g_assert_cmpstr (pd_record_get_text (get_line (pd_import_plan_get_order (plan, 0), 0), PD_ORDER_LINE_NAME),
                   ==, "剪刀");
  g_assert_cmpstr (pd_import_mapping_get_default (fresh, "order.order_date"), ==, TODAY);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) refused = NULL;

      g_assert_false (pd_import_mapping_apply_json (fresh, bad[i], &refused));
      g_assert_error (refused, PD_IMPORT_ERROR, PD_IMPORT_ERROR_MAPPING);
    }
  g_assert_cmpstr (pd_import_mapping_get_source (fresh), ==, "shop");
}

static void
test_whole_file_refused (void)
{
  static const struct
  {
    const char *text;
    PdImportError code;
  } refused[] = {
    { "订单号,商品名称,金额\n", PD_IMPORT_ERROR_NO_ROWS },
    { "商品名称,金额,税率\n纸,6,0.13\n", PD_IMPORT_ERROR_NO_NUMBER },
    { "订单号,购买方名称\n1,甲\n", PD_IMPORT_ERROR_NO_LINES },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (PdSheetBook) book = load_text (refused[i].text);
      g_autoptr (PdImportMapping) mapping = guess (book);
      g_autoptr (GError) error = NULL;

      g_assert_null (pd_order_import_plan (book, mapping, &empty_cache, NULL, &error));
      g_assert_error (error, PD_IMPORT_ERROR, (int) refused[i].code);
    }
}

static void
test_one_number_for_the_file (void)
{
  g_autoptr (PdSheetBook) book = load_text ("商品名称,金额,税率\n纸,6,0.13\n笔,7,0.13\n");
  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (PdImportPlan) plan = NULL;

  pd_import_mapping_set_default (mapping, "order.number", "D-7", NULL);
  plan = plan_with (book, mapping, &empty_cache);
  g_assert_cmpuint (pd_import_plan_get_n_orders (plan), ==, 1);
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "D-7")->record, PD_ORDER_GROSS_AMOUNT), ==, 1300);
}

static void
test_rows_without_an_order (void)
{
  g_autoptr (PdSheetBook) book =
      load_text ("订单号,商品名称,金额,税率\n,纸,6,0.13\n1,笔,7,0.13\n,尺,8,0.13\n");
  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (PdImportPlan) filled = plan_with (book, mapping, &empty_cache);
  g_autoptr (PdImportPlan) strict = NULL;

  assert_problem (filled, 2, 0, PD_PROBLEM_ERROR, "no order number");
  g_assert_cmpint (pd_import_plan_get_row (filled, 0)->order, ==, -1);
  g_assert_cmpuint (pd_record_get_lines (find_order (filled, "1")->record)->len, ==, 2);
  pd_import_mapping_set_fill_down (mapping, FALSE);
  strict = plan_with (book, mapping, &empty_cache);
  assert_problem (strict, 4, 0, PD_PROBLEM_ERROR, "no order number");
}

static void
test_overridable (void)
{
  g_autoptr (PdSheetBook) book = load_text ("订单号,购方名称,购方税号,商品名称,金额,税率\n"
                                            "1,甲公司,91320115MA202UKD70,纸,6,0.13\n");
  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (PdImportPlan) careful = plan_with (book, mapping, &empty_cache);
  g_autoptr (PdImportPlan) accepted = NULL;

  g_assert_cmpint (find_order (careful, "1")->state, ==, PD_IMPORT_ORDER_REFUSED);
  assert_problem (careful, 2, 2, PD_PROBLEM_OVERRIDABLE, "");
  pd_import_mapping_set_accept_overridable (mapping, TRUE);
  accepted = plan_with (book, mapping, &empty_cache);
  g_assert_cmpint (find_order (accepted, "1")->state, ==, PD_IMPORT_ORDER_NEW);
}

static void
test_composite_columns (void)
{
  g_autoptr (PdImportPlan) plan =
      plan_text ("订单号,购方名称,购方地址电话,购方银行账号,商品名称,金额,税率\n"
                 "1,甲,香洲区人民东路112号　 0756-2121155,样例银行珠海支行 4435012345,纸,6,0.13\n"
                 "2,乙,只有 地址,123456789.0,纸,6,0.13\n");
  const PdRecord *first = find_order (plan, "1")->record;
  const PdRecord *second = find_order (plan, "2")->record;

  g_assert_cmpstr (pd_record_get_text (first, PD_ORDER_BUYER_ADDRESS), ==, "香洲区人民东路112号");
  g_assert_cmpstr (pd_record_get_text (first, PD_ORDER_BUYER_PHONE), ==, "0756-2121155");
  g_assert_cmpstr (pd_record_get_text (first, PD_ORDER_BUYER_BANK_NAME), ==, "样例银行珠海支行");
  g_assert_cmpstr (pd_record_get_text (first, PD_ORDER_BUYER_BANK_ACCOUNT), ==, "4435012345");
  g_assert_cmpstr (pd_record_get_text (second, PD_ORDER_BUYER_ADDRESS), ==, "只有 地址");
  g_assert_cmpstr (pd_record_get_text (second, PD_ORDER_BUYER_BANK_ACCOUNT), ==, "123456789");
}

/* The sheets of the tax bureau's batch template: instructions, limits, headings; joined by 发票流水号. */
static const char *const basic_cells[] = { "填表说明：\n1、仅支持数电发票的导入开具",
                                           "",
                                           "",
                                           "",
                                           "",
                                           "",
                                           "",
                                           "",
                                           "必填\n(限20字符)",
                                           "必填",
                                           "非必填",
                                           "必填(是/否)",
                                           "必填",
                                           "专票必填",
                                           "非必填",
                                           "非必填",
                                           "发票流水号",
                                           "发票类型",
                                           "特定业务类型",
                                           "是否含税",
                                           "购买方名称",
                                           "购买方纳税人识别号",
                                           "备注",
                                           "购买方邮箱",
                                           "T1",
                                           "增值税专用发票",
                                           "",
                                           "否",
                                           "北京样例公司",
                                           "91320115MA202UKD7X",
                                           "合同 7",
                                           "a@example.com",
                                           "T2",
                                           "普通发票",
                                           "",
                                           "是",
                                           "张先生",
                                           "",
                                           "",
                                           "",
                                           "T3",
                                           "普通发票",
                                           "建筑服务",
                                           "是",
                                           "李女士",
                                           "",
                                           "",
                                           "",
                                           "T4",
                                           "普通发票",
                                           "",
                                           "是",
                                           "王女士",
                                           "",
                                           "",
                                           "",
                                           NULL };
static const char *const detail_cells[] = { "填表说明：金额为必填项",
                                            "",
                                            "",
                                            "",
                                            "",
                                            "",
                                            "",
                                            "",
                                            "",
                                            "必填",
                                            "必填",
                                            "必填",
                                            "",
                                            "",
                                            "",
                                            "必填",
                                            "必填",
                                            "",
                                            "发票流水号",
                                            "项目名称",
                                            "商品和服务税收编码",
                                            "单位",
                                            "数量",
                                            "单价",
                                            "金额",
                                            "税率",
                                            "折扣金额",
                                            "T1",
                                            "打印机",
                                            "1090511030000000000",
                                            "台",
                                            "25",
                                            "1258.75",
                                            "31468.75",
                                            "0.13",
                                            "",
                                            "T2",
                                            "税控设备",
                                            "1090513070000000000",
                                            "台",
                                            "1",
                                            "235",
                                            "235.00",
                                            "0.13",
                                            "",
                                            "T1",
                                            "硒鼓",
                                            "1090512990000000000",
                                            "支",
                                            "2",
                                            "",
                                            "200.00",
                                            "0.13",
                                            "20.00",
                                            "T3",
                                            "施工",
                                            "3050100000000000000",
                                            "",
                                            "",
                                            "",
                                            "100.00",
                                            "0.09",
                                            "",
                                            NULL };

static void
test_template_with_rows (void)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdSheetBook) book = NULL;
  g_autoptr (PdImportMapping) mapping = NULL;
  g_autoptr (PdImportPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  const PdImportOrder *first;

  xlsx_fixture_add_table (fixture, "1-发票基本信息", basic_cells, 8);
  xlsx_fixture_add_sheet (fixture, "hidden", "hidden", "<row><c t=\"str\"><v>订单号</v></c></row>");
  xlsx_fixture_add_table (fixture, "2-发票明细信息", detail_cells, 9);
  bytes = xlsx_fixture_zip (fixture);
  book = pd_sheet_book_load (bytes, "template.xlsx", NULL, &error);
  g_assert_no_error (error);
  mapping = guess (book);
  g_assert_cmpint (pd_import_mapping_get_heading_row (mapping, 0), ==, 2);
  g_assert_cmpint (pd_import_mapping_get_heading_row (mapping, 2), ==, 2);
  g_assert_false (pd_import_mapping_get_sheet_used (mapping, 1));
  plan = plan_with (book, mapping, &empty_cache);

  first = find_order (plan, "T1");
  g_assert_cmpint (first->state, ==, PD_IMPORT_ORDER_NEW);
  g_assert_cmpuint (pd_record_get_lines (first->record)->len, ==, 2);
  g_assert_cmpstr (pd_record_get_text (first->record, PD_ORDER_INVOICE_KIND), ==, PD_INVOICE_KIND_SPECIAL);
  g_assert_cmpstr (pd_record_get_text (first->record, PD_ORDER_BUYER_TAX_NUMBER), ==, "91320115MA202UKD7X");
  g_assert_cmpint (pd_record_get_integer (first->record, PD_ORDER_NET_AMOUNT), ==, 3146875 + 20000 - 2000);
  g_assert_cmpint (pd_record_get_integer (first->record, PD_ORDER_TAX_AMOUNT), ==, 409094 + 2600 - 260);
  /* standards: 235.00 at 13 % is 207.96 and 27.04 */
  g_assert_cmpint (pd_record_get_integer (find_order (plan, "T2")->record, PD_ORDER_TAX_AMOUNT), ==, 2704);
  g_assert_cmpint (find_order (plan, "T3")->state, ==, PD_IMPORT_ORDER_REFUSED);
  assert_problem (plan, 6, 2, PD_PROBLEM_ERROR, "建筑服务");
  g_assert_cmpint (find_order (plan, "T4")->state, ==, PD_IMPORT_ORDER_REFUSED);
  assert_problem (plan, 7, -1, PD_PROBLEM_ERROR, "line");
}

static void
test_template_empty (void)
{
  g_autoptr (PdSheetBook) book = load_sample ("official-batch-issue-template-V260401.xlsx");
  g_autoptr (PdImportMapping) mapping = NULL;
  g_autoptr (GError) error = NULL;

  if (book == NULL)
    return;
  mapping = guess (book);
  g_assert_cmpint (pd_import_mapping_get_heading_row (mapping, 0), ==, 2);
  g_assert_cmpint (pd_import_mapping_get_heading_row (mapping, 5), ==, 2);
  g_assert_cmpint (pd_import_mapping_find_column (mapping, 0, "order.buyer_tax_number"), ==, 6);
  g_assert_cmpint (pd_import_mapping_find_column (mapping, 5, "line.tax_code"), ==, 2);
  g_assert_null (pd_order_import_plan (book, mapping, &empty_cache, NULL, &error));
  g_assert_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_NO_ROWS);
}

static void
test_hardware_shop (void)
{
  g_autoptr (PdSheetBook) book = load_sample ("hardware_shop_lines.csv");
  g_autoptr (PdImportMapping) mapping = NULL;
  g_autoptr (PdImportPlan) plan = NULL;
  g_autofree char *all = NULL;
  PdSheet *sheet;
  guint n_lines = 0;

  if (book == NULL)
    return;
  mapping = guess (book);
  plan = plan_with (book, mapping, &empty_cache);
  all = describe (plan);
  g_assert_cmpstr (all, ==, "");
  g_assert_cmpuint (pd_import_plan_count (plan, PD_IMPORT_ORDER_NEW), ==, 9);

  sheet = pd_sheet_book_get_sheet (book, 0);
  for (guint i = 0; i < pd_import_plan_get_n_orders (plan); i++)
    {
      const PdImportOrder *order = pd_import_plan_get_order (plan, i);
      gint64 total = 0;

      for (guint row = 1; row < pd_sheet_get_n_rows (sheet); row++)
        {
          g_auto (GStrv) parts = NULL;

          if (!g_str_equal (pd_sheet_get_cell (sheet, row, 0), order->number))
            continue;
          parts = g_strsplit (pd_sheet_get_cell (sheet, row, 8), ".", 2);
          total += 100 * g_ascii_strtoll (parts[0], NULL, 10);
          if (parts[1] != NULL)
            total += g_ascii_strtoll (parts[1], NULL, 10) * (strlen (parts[1]) == 1 ? 10 : 1);
        }
      n_lines += pd_record_get_lines (order->record)->len;
      g_assert_cmpint (pd_record_get_integer (order->record, PD_ORDER_GROSS_AMOUNT), ==, total);
      g_assert_cmpstr (pd_record_get_text (order->record, PD_ORDER_BUYER_NAME), ==, "个人");
    }
  g_assert_cmpuint (n_lines, ==, 126);
}

/* The file that comes with the program is one that can be imported whole. */
static void
test_training_orders (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "data", "samples", "orders-training.csv", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &data, &size, &error));
  g_assert_no_error (error);

  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (PdSheetBook) book = pd_sheet_book_load (bytes, "orders-training.csv", NULL, &error);
  g_assert_no_error (error);

  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (PdImportPlan) plan = plan_with (book, mapping, &empty_cache);
  g_autofree char *all = describe (plan);
  g_assert_cmpstr (all, ==, "");
  g_assert_cmpuint (pd_import_plan_get_n_orders (plan), >, 0);
  g_assert_cmpuint (pd_import_plan_count (plan, PD_IMPORT_ORDER_NEW), ==, pd_import_plan_get_n_orders (plan));
}

static void
count_progress_cb (guint done, guint total, gpointer user_data)
{
  guint *last = user_data;

  g_assert_cmpuint (done, >=, *last);
  g_assert_cmpuint (done, <=, total);
  *last = done;
}

static void
test_superstore (void)
{
  g_autoptr (PdSheetBook) book = load_sample ("superstore_cn_orders.csv");
  g_autoptr (PdImportMapping) mapping = NULL;
  g_autoptr (PdImportPlan) whole = NULL;
  g_autoptr (PdImportPlan) split = NULL;
  guint last = 0;
  PdImportContext context = { .tenant = "t", .now = NOW, .progress = count_progress_cb, .user_data = &last };
  guint n_lines = 0;
  gint64 start;

  if (book == NULL)
    return;
  mapping = guess (book);
  g_assert_true (pd_import_mapping_set_default (mapping, "line.tax_rate", "0.13", NULL));
  g_assert_true (pd_import_mapping_set_default (mapping, "line.tax_code", "1090512990000000000", NULL));
  start = g_get_monotonic_time ();
  whole = plan_with (book, mapping, &context);
  g_test_message ("planned in %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (last, ==, 10000);
  g_assert_cmpuint (pd_import_plan_get_n_orders (whole), ==, 2773);
  /* 1407 numbers are shared by several customers, two more have two dates. */
  g_assert_cmpuint (pd_import_plan_count (whole, PD_IMPORT_ORDER_REFUSED), ==, 1409);
  g_assert_cmpuint (pd_import_plan_count_two_buyers (whole), ==, 1407);
  g_assert_cmpuint (pd_import_plan_count (whole, PD_IMPORT_ORDER_NEW), ==, 2773 - 1409);

  pd_import_mapping_set_split_by_buyer (mapping, TRUE);
  last = 0;
  split = plan_with (book, mapping, &context);
  for (guint i = 0; i < pd_import_plan_get_n_orders (split); i++)
    n_lines += pd_record_get_lines (pd_import_plan_get_order (split, i)->record)->len;
  g_assert_cmpuint (n_lines, ==, 10000);
  g_assert_cmpuint (pd_import_plan_get_n_orders (split), ==, 4979);
  g_assert_cmpuint (pd_import_plan_count (split, PD_IMPORT_ORDER_REFUSED), ==, 6);
  assert_problem (split, 3, 16, PD_PROBLEM_NOTE, "125.43999999999998 was rounded to 125.44");
}

static void
test_vendor_file (void)
{
  g_autoptr (PdSheetBook) book = load_sample ("bill_import_template_paper_vat.csv");
  g_autoptr (PdImportMapping) mapping = NULL;
  g_autoptr (PdImportPlan) plan = NULL;
  static const struct
  {
    const char *number;
    guint n_rows;
  } orders[] = { { "1", 2 }, { "2", 8 }, { "3", 2 }, { "4", 1 }, { "5", 1 } };

  if (book == NULL)
    return;
  mapping = guess (book);
  plan = plan_with (book, mapping, &empty_cache);
  g_assert_cmpuint (pd_import_plan_get_n_orders (plan), ==, G_N_ELEMENTS (orders));
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    g_assert_cmpuint (find_order (plan, orders[i].number)->rows->len, ==, orders[i].n_rows);
  g_assert_cmpstr (pd_record_get_text (find_order (plan, "3")->record, PD_ORDER_BUYER_PHONE), ==, "2121155");
  g_assert_cmpuint (pd_record_get_lines (find_order (plan, "1")->record)->len, ==, 1);
  assert_problem (plan, 3, -1, PD_PROBLEM_NOTE, "discount");
  assert_problem (plan, 5, 17, PD_PROBLEM_ERROR, "20000.00");
}

/* Any byte of a file changed: a sentence or a plan, never a crash. */
static void
test_spoilt (void)
{
  const char *text = "订单号,订单日期,客户名称,商品名称,税收编码,数量,单价,金额,折扣金额,税率,含税标志\n"
                     "1,2026-04-02,甲,\"剪刀, 红\",1090512990000000000,2,3,6.00,1.00,0.13,是\n"
                     "1,,,\"信\"\"封\",10905,1,1.5,,,13%,\n合计,,,,,,,7.5,,,\n";
  gsize length = strlen (text);
  static const char bytes[] = { 'x', '"', ',', '\n', '9', '-', 'E', '\xC3', '\0' };

  for (gsize i = 0; i < length * sizeof bytes; i++)
    {
      g_autofree char *copy = g_strdup (text);
      g_autoptr (GBytes) spoilt = NULL;
      g_autoptr (PdSheetBook) book = NULL;
      g_autoptr (PdImportMapping) mapping = NULL;
      g_autoptr (PdImportPlan) plan = NULL;
      g_autoptr (GError) error = NULL;

      copy[i / sizeof bytes] = bytes[i % sizeof bytes];
      spoilt = g_bytes_new (copy, length);
      book = pd_sheet_book_load (spoilt, "spoilt.csv", NULL, &error);
      mapping = book == NULL ? NULL : pd_import_mapping_guess (book, TODAY, &error);
      plan = mapping == NULL ? NULL : pd_order_import_plan (book, mapping, &empty_cache, NULL, &error);
      g_assert_true ((plan == NULL) == (error != NULL));
    }
}

static void
test_cancelled (void)
{
  g_autoptr (PdSheetBook) book = load_text (again_text);
  g_autoptr (PdImportMapping) mapping = guess (book);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pd_order_import_plan (book, mapping, &empty_cache, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_json (void)
{
  g_autoptr (PdImportPlan) plan =
      plan_text ("订单号,商品名称,金额,税率\n1,纸,x,0.13\n2,笔,7,0.13\n合计,,8,\n");
  g_autofree char *json = pd_import_plan_to_json (plan);

  g_assert_nonnull (strstr (json, "\"refused\" : 1"));
  g_assert_nonnull (strstr (json, "\"gross_amount\" : 700"));
  g_assert_nonnull (strstr (json, "\"column\" : \"C\""));
  g_assert_nonnull (strstr (json, "\"heading\" : \"金额\""));
  g_assert_nonnull (strstr (json, "totals"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-import/headings", test_headings);
  g_test_add_func ("/order-import/one-order", test_one_order);
  g_test_add_func ("/order-import/all-or-nothing", test_all_or_nothing);
  g_test_add_func ("/order-import/interleaved", test_interleaved_and_filled_down);
  g_test_add_func ("/order-import/two-buyers", test_two_buyers);
  g_test_add_func ("/order-import/buyer-key", test_buyer_key);
  g_test_add_func ("/order-import/money", test_money);
  g_test_add_func ("/order-import/number-styles", test_number_styles);
  g_test_add_func ("/order-import/far-dates", test_far_dates);
  g_test_add_func ("/order-import/discount-row", test_discount_row);
  g_test_add_func ("/order-import/tax-mode", test_tax_mode);
  g_test_add_func ("/order-import/cells-that-lie", test_cells_that_lie);
  g_test_add_func ("/order-import/never-doubled", test_never_doubled);
  g_test_add_func ("/order-import/split-finds-the-unsplit", test_split_finds_the_unsplit);
  g_test_add_func ("/order-import/keys", test_keys);
  g_test_add_func ("/order-import/mapping-json", test_mapping_json);
  g_test_add_func ("/order-import/mapping-twins", test_mapping_twins);
  g_test_add_func ("/order-import/whole-file-refused", test_whole_file_refused);
  g_test_add_func ("/order-import/one-number", test_one_number_for_the_file);
  g_test_add_func ("/order-import/rows-without-an-order", test_rows_without_an_order);
  g_test_add_func ("/order-import/overridable", test_overridable);
  g_test_add_func ("/order-import/composite-columns", test_composite_columns);
  g_test_add_func ("/order-import/template-with-rows", test_template_with_rows);
  g_test_add_func ("/order-import/template-empty", test_template_empty);
  g_test_add_func ("/order-import/hardware-shop", test_hardware_shop);
  g_test_add_func ("/order-import/training-orders", test_training_orders);
  g_test_add_func ("/order-import/superstore", test_superstore);
  g_test_add_func ("/order-import/vendor-file", test_vendor_file);
  g_test_add_func ("/order-import/spoilt", test_spoilt);
  g_test_add_func ("/order-import/cancelled", test_cancelled);
  g_test_add_func ("/order-import/json", test_json);
  return g_test_run ();
}
