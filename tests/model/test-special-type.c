/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Special business types, additional elements, difference taxation: each row starts from an order that a bureau takes,
 * changes one thing, and then exactly one rule speaks. */
#include "model/pd-special-type.h"

#include "model/pd-bureau.h"
#include "model/pd-compliance.h"
#include "model/pd-element.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1773023445000000)
#define FIFTY                                                                                                \
  "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"

static PdRecord *
base_order (const char *type)
{
  PdRecord *order = pd_order_new (NOW, "2026-03-09");
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "张先生");
  pd_record_set_text (order, PD_ORDER_SPECIAL_TYPE, type);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "项目");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "3050100000000000000");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.09");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  return order;
}

/* "key=value|key=value": of row 1, or "2/key" of another; ".field" is the order's own, "@field" its line's */
static void
change (PdRecord *order, const char *changes)
{
  g_auto (GStrv) all = g_strsplit (changes, "|", -1);

  for (guint i = 0; *changes != '\0' && all[i] != NULL; i++)
    {
      g_auto (GStrv) sides = g_strsplit (all[i], "=", 2);
      const char *key = sides[0];
      guint row = 1;

      if (*key == '.' || *key == '@')
        {
          PdRecord *owner = *key == '.' ? order : g_ptr_array_index (pd_record_get_lines (order), 0);
          const PdRecordType *type = pd_record_get_record_type (owner);
          int field = pd_record_type_field (type, key + 1);

          g_assert_cmpint (field, >=, 0);
          if (pd_field_is_text (&type->fields[field]))
            pd_record_set_text (owner, (guint) field, sides[1]);
          else
            pd_record_set_integer (owner, (guint) field, g_ascii_strtoll (sides[1], NULL, 10));
          continue;
        }
      if (g_ascii_isdigit (*key) && key[1] == '/')
        {
          row = (guint) (*key - '0');
          key += 2;
        }
      pd_record_set_element (order, NOW, row, key, sides[1]);
    }
}

/* The rules that some row has met */
static gboolean met[PD_COMPLIANCE_N_CODES];

static char *
words_of (GPtrArray *problems)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (problems, i);

      met[problem->code] = TRUE;
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", pd_compliance_code_word (problem->code));
      if (problem->special != NULL)
        g_string_append_printf (text, ":%s", problem->special->key);
    }
  return g_string_free (text, FALSE);
}

/* What makes an order of each type a good one */
static const struct
{
  const char *type;
  const char *fields;
} good[] = {
  { "construction", "site=广东省广州市天河区|site_detail=样例路 1 号|project_name=样例大厦|cross_city=否" },
  { "goods_transport", "origin=广东省广州市天河区|destination=北京市海淀区|vehicle=公路运输|plate_number="
                       "粤A00000|goods=打印机" },
  { "real_estate_sale",
    "address=广东省广州市天河区|address_detail=样例路 1 号|cross_city=否|area_unit=平方米|@unit=平方米" },
  { "real_estate_lease", "certificate=1|address=广东省广州市天河区|address_detail=样例路 1 "
                         "号|lease_from=20260101|lease_to=20261231"
                         "|cross_city=否|area_unit=㎡|@unit=㎡" },
  { "vessel_tax",
    "policy_number=1|plate_number=粤A00000|tax_from=2026-01|tax_to=2026-12|tax=360|late_fee=0|total=360"
    "|vehicle_number=L0000000000000001" },
  { "toll",
    "plate_number=粤A00000|vehicle_type=客车|passage_from=20260420094346000|passage_to=20260420|@quantity="
    "|@unit_price=|@amount=1001|@tax_rate=0.03" },
  { "passenger_transport", "traveler=张三|document_type=居民身份证|document_number=1|travel_date=20260301"
                           "|origin=广州|destination=北京|vehicle=火车|grade=二等座" },
  { "tractor", "registers=是|engine_number=E1" },
  { "produce_purchase", "document_type=居民身份证|document_number=11010519491231002X|nationality=中国"
                        "|.buyer_tax_number=11010519491231002X|@tax_rate=exempt" },
  { "scrap_purchase",
    "document_type=居民身份证|document_number=11010519491231002X|nationality=中国"
    "|.buyer_tax_number=11010519491231002X|.buyer_phone=1|region=广东省&&广州市|address=样例路" },
  { "refined_oil", "@unit=升|@tax_code=1070101010000000000" },
  { "cigarette", "@unit=标准条" },
  { "e_cigarette", "@unit=盒" },
  { "own_produce", "@tax_rate=exempt" },
  { "liquor", "" },
};

static const char *
good_fields (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    if (g_str_equal (good[i].type, type))
      return good[i].fields;
  g_assert_not_reached ();
}

static const struct
{
  const char *type;
  const char *changes;
  const char *expected; /* "" when it is taken */
} rows[] = {
  { "construction", "", "" },
  { "construction", "site=", "special_missing:site" },
  { "construction", "project_name=", "special_missing:project_name" },
  { "construction", "project_name=" FIFTY FIFTY, "special_long:project_name" },
  { "construction", "site=" FIFTY FIFTY "|site_detail=一二三四五六七八九十一二三四五六七八九十", "" },
  { "construction", "site=" FIFTY FIFTY "|site_detail=一二三四五六七八九十一二三四五六七八九十一",
    "special_long:site_detail" },
  { "construction", "cross_city=也许", "special_choice:cross_city" },
  { "construction", "cross_city=是", "special_missing:report_number" },
  { "construction", "cross_city=是|report_number=1", "" },
  { "construction", "report_number=1", "special_unwanted:report_number" },
  { "construction", "2/site=x", "special_rows" },
  { "construction", "plate_number=粤A00000", "special_unknown" }, /* no mixing of types */
  { "goods_transport", "", "" },
  { "goods_transport", "vehicle=马车", "special_choice:vehicle" },
  { "goods_transport", "plate_number=", "special_missing:plate_number" },
  { "goods_transport", "2/origin=广州|2/destination=上海|2/vehicle=航空运输|2/plate_number=无|2/goods=纸",
    "" },
  { "goods_transport", "2/origin=广州|2/destination=上海|2/vehicle=航空运输|2/plate_number=无",
    "special_missing:goods" },
  { "real_estate_sale", "", "" },
  { "real_estate_sale", "@unit=套", "special_unit" },
  { "real_estate_sale", "@unit=", "special_unit" },
  { "real_estate_sale", "area_unit=米(铁路线与管道等使用)|@unit=米", "" },
  { "real_estate_sale", "assessed_price=1000000", "special_missing:deal_amount" },
  { "real_estate_sale", "assessed_price=1000000|deal_amount=1090000.00", "" },
  { "real_estate_sale", "assessed_price=1000000.001|deal_amount=1", "special_form:assessed_price" },
  { "real_estate_sale", "assessed_price=-1|deal_amount=1", "special_form:assessed_price" },
  { "real_estate_lease", "", "" },
  { "real_estate_lease", "lease_to=20260101", "" },
  { "real_estate_lease", "lease_to=20251231", "special_order:lease_to" },
  { "real_estate_lease", "lease_from=20260230", "special_form:lease_from" },
  { "real_estate_lease", "lease_from=202601010930", "special_form:lease_from" },
  { "real_estate_lease",
    "@tax_code=" PD_SPECIAL_PARKING_CODE "|lease_from=202601010930|lease_to=202601011045", "" },
  { "real_estate_lease",
    "@tax_code=" PD_SPECIAL_PARKING_CODE "|lease_from=202601010930|lease_to=202601011060",
    "special_form:lease_to" },
  { "real_estate_lease", "@tax_code=" PD_SPECIAL_PARKING_CODE "|lease_from=20260101|lease_to=202601011045",
    "special_form:lease_from" },
  { "vessel_tax", "", "" },
  { "vessel_tax", "late_fee=3.6|total=363.60", "" },
  { "vessel_tax", "late_fee=3.6", "special_sum:total" },
  { "vessel_tax", "tax_to=2025-12", "special_order:tax_to" },
  { "vessel_tax", "tax_to=202612", "special_form:tax_to" },
  { "vessel_tax", "tax_to=2026-13", "special_form:tax_to" },
  { "toll", "", "" },
  { "toll", "passage_to=2026042009434", "special_form:passage_to" },
  { "passenger_transport", "", "" },
  { "passenger_transport", "grade=", "special_missing:grade" },
  { "passenger_transport", "grade=经济舱", "special_choice:grade" },
  { "passenger_transport", "vehicle=飞机|grade=公务舱", "" },
  { "passenger_transport", "vehicle=出租车|grade=", "" },
  { "passenger_transport", "document_type=学生证", "special_choice:document_type" },
  { "tractor", "", "" },
  { "tractor", "engine_number=", "special_missing:engine_number" },
  { "tractor", "engine_number=|chassis_number=C1", "" },
  { "tractor", "registers=否", "special_unwanted:engine_number" },
  { "tractor", "registers=否|engine_number=", "" },
  { "produce_purchase", "", "" },
  { "produce_purchase", "nationality=", "special_missing:nationality" },
  { "produce_purchase", "@tax_rate=0.09", "special_rate" },
  { "produce_purchase", ".buyer_tax_number=", "special_party" },
  { "scrap_purchase", "", "" },
  { "scrap_purchase", ".buyer_phone=", "special_party" },
  { "refined_oil", "", "" },
  { "refined_oil", "@unit=桶", "special_unit" },
  { "refined_oil", "@tax_code=1090511010000000000", "special_code" },
  { "cigarette", "@unit=盒", "special_unit" },
  { "e_cigarette", "", "" },
  { "e_cigarette", "@quantity=1.5", "special_quantity" },
  { "own_produce", "@tax_rate=0.09", "special_rate" },
  { "liquor", "", "" },
  { "liquor", ".special_type=of_tomorrow", "special_type" },
  /* Additional elements */
  { "liquor", "0/合同编号=HT-1", "" },
  { "liquor", "0/备注=x", "element_name" },
  { "liquor", "0/" FIFTY "=x", "" },
  { "liquor", "0/" FIFTY "一=x", "element_length" },
  { "liquor", ".special_type=|site=x", "special_unknown" },
  /* Coal for ten million */
  { "liquor", "@tax_code=1020101000000000000|@quantity=|@unit_price=|@amount=1089999999", "" },
  { "liquor", "@tax_code=1020101000000000000|@quantity=|@unit_price=|@amount=1090000000", "coal" },
  { "liquor",
    "@tax_code=1020101000000000000|@quantity=|@unit_price=|@amount=1090000000|0/每千克煤炭发热量=5000"
    "|0/干基全硫=0.50|0/干燥无灰基挥发分=30.00",
    "" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = base_order (rows[i].type);
      g_autoptr (GPtrArray) problems = NULL;
      g_autofree char *found = NULL;

      g_test_message ("%s: %s", rows[i].type, rows[i].changes);
      change (order, good_fields (rows[i].type));
      change (order, rows[i].changes);
      pd_record_derive (order);
      problems = pd_compliance_check_order (order, NULL, NULL);
      found = words_of (problems);
      g_assert_cmpstr (found, ==, rows[i].expected);
    }
}

static void
test_one_line (void)
{
  g_autoptr (PdRecord) order = base_order ("construction"), other = base_order ("liquor");
  PdRecord *line = pd_order_add_line (order, NOW);
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *found = NULL;

  change (order, good_fields ("construction"));
  for (guint i = 0; i < PD_ORDER_LINE_N_FIELDS; i++)
    if (i != PD_ORDER_LINE_POSITION)
      pd_record_copy_field (line, g_ptr_array_index (pd_record_get_lines (other), 0), i);
  pd_record_derive (order);
  problems = pd_compliance_check_order (order, NULL, NULL);
  found = words_of (problems);
  g_assert_cmpstr (found, ==, "special_one_line");
}

/* A double of an element can only come from a merge: two people added the same field. */
static void
test_twice (void)
{
  g_autoptr (PdRecord) order = base_order ("liquor");
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *found = NULL;

  pd_record_set_element (order, NOW, PD_ELEMENT_ADDITIONAL, "合同编号", "1");
  pd_record_set_element (order, NOW, PD_ELEMENT_ADDITIONAL, "合同号", "2");
  pd_record_set_text (g_ptr_array_index (pd_record_get_elements (order), 1), PD_ELEMENT_KEY, "合同编号");
  pd_record_derive (order);
  problems = pd_compliance_check_order (order, NULL, NULL);
  found = words_of (problems);
  g_assert_cmpstr (found, ==, "special_twice");
}

/* What a provider has no way for is said before it is sent; what is plain goes through. */
static void
test_provider (void)
{
  static const struct
  {
    const char *type;
    const char *changes;
    const char *expected;
  } cases[] = {
    { NULL, "", "" },
    { "liquor", "", "provider_plain" },
    { NULL, "0/合同编号=1", "provider_plain" },
    { NULL, ".difference_type=01", "provider_plain" },
  };
  g_autoptr (PdRecord) bureau = pd_record_new (&pd_bureau_type, NULL);

  g_assert_false (pd_compliance_bureau_limits (NULL).plain);
  g_assert_false (pd_compliance_bureau_limits (bureau).plain);
  pd_record_set_flag (bureau, PD_BUREAU_PLAIN, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PdComplianceLimits limits = pd_compliance_bureau_limits (bureau);
      g_autoptr (PdRecord) order = base_order (cases[i].type);
      g_autoptr (GPtrArray) problems = NULL;
      g_autofree char *found = NULL;

      change (order, cases[i].changes);
      pd_record_derive (order);
      problems = pd_compliance_check_order (order, NULL, &limits);
      found = words_of (problems);
      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

/* A row is named where there are several. */
static void
test_checklist (void)
{
  g_autoptr (PdRecord) order = base_order ("goods_transport");

  change (order, good_fields ("goods_transport"));
  change (order, "goods=");
  for (guint n_rows = 1; n_rows <= 2; n_rows++)
    {
      g_autoptr (GPtrArray) entries = NULL;
      guint n = 0;

      if (n_rows == 2)
        change (order, "2/origin=上海|2/destination=北京|2/vehicle=公路运输|2/plate_number=无|2/goods=纸");
      pd_record_derive (order);
      entries = pd_compliance_checklist (order, NULL, NULL, 1000000);
      for (guint i = 0; i < entries->len; i++)
        {
          const PdComplianceEntry *entry = g_ptr_array_index (entries, i);

          if (entry->item != PD_COMPLIANCE_ITEM_SPECIAL)
            continue;
          n++;
          g_assert_cmpstr (entry->sentence, ==,
                           n_rows == 1 ? "Goods transported is missing. Fill it in."
                                       : "Special fields, row 1: Goods transported is missing. Fill it in.");
          g_assert_true (entry->of_row);
          g_assert_cmpuint (entry->row, ==, 1);
          g_assert_cmpstr (entry->special->key, ==, "goods");
        }
      g_assert_cmpuint (n, ==, 1);
    }
}

/* Each missing field is told, though all of them stand beside the business. */
static void
test_all_missing (void)
{
  g_autoptr (PdRecord) order = base_order ("goods_transport");
  g_autoptr (GPtrArray) problems = NULL;

  change (order, good_fields ("goods_transport"));
  change (order, "goods=|destination=");
  pd_record_derive (order);
  problems = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  g_assert_cmpuint (problems->len, ==, 2);
}

/* Sentences stand beside the element, or beside the special type where there is none yet. */
static void
test_places (void)
{
  g_autoptr (PdRecord) order = base_order ("vessel_tax");
  g_autoptr (GPtrArray) problems = NULL, of_order = NULL;
  const PdComplianceProblem *problem;
  g_autofree char *sentence = NULL, *bureau = NULL;

  change (order, good_fields ("vessel_tax"));
  change (order, "tax_to=2026-1|policy_number=");
  pd_record_derive (order);
  problems = pd_compliance_check_order (order, NULL, NULL);
  g_assert_cmpuint (problems->len, ==, 2);
  problem = g_ptr_array_index (problems, 0);
  g_assert_true (problem->type == &pd_order_type);
  g_assert_cmpint (problem->field, ==, PD_ORDER_SPECIAL_TYPE);
  problem = g_ptr_array_index (problems, 1);
  g_assert_true (problem->type == &pd_order_element_type);
  g_assert_cmpint (problem->field, ==, PD_ELEMENT_VALUE);
  g_assert_cmpstr (problem->line_id, ==, pd_record_get_id (pd_record_find_element (order, 1, "tax_to")));
  sentence = pd_compliance_problem_get_line_sentence (problem);
  bureau = pd_compliance_problem_get_bureau_sentence (problem);
  g_assert_cmpstr (sentence, ==,
                   "Special fields, row 1: Tax to (month) cannot be “2026-1”. Write it like this: 2026-04.");
  g_assert_cmpstr (bureau, ==, "特定业务信息第1行：税款所属期止[2026-1]格式不正确");

  of_order = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  g_assert_cmpuint (of_order->len, ==, 2);
  g_assert_nonnull (pd_problems_find (of_order, NULL, PD_ORDER_SPECIAL_TYPE));
  g_assert_nonnull (pd_problems_find (of_order, problem->line_id, PD_ELEMENT_VALUE));
}

/* The table itself */
static void
test_table (void)
{
  guint n_types = 0, n_choices = 0;
  const PdSpecialType *types = pd_special_types (&n_types);

  for (; pd_special_type_choices[n_choices].value != NULL; n_choices++)
    g_assert_nonnull (pd_special_type_find (pd_special_type_choices[n_choices].value));
  g_assert_cmpuint (n_choices, ==, n_types);
  g_assert_null (pd_special_type_find (NULL));
  for (guint i = 0; i < n_types; i++)
    {
      g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

      g_assert_true (pd_special_type_find (types[i].id) == &types[i]);
      g_assert_cmpstr (pd_special_type_label (&types[i]), !=, types[i].id);
      g_assert_true ((types[i].n_fields > 0) == (types[i].max_rows > 0));
      for (guint j = 0; j < types[i].n_fields; j++)
        {
          const PdSpecialField *field = &types[i].fields[j];

          g_assert_true (g_hash_table_add (keys, (gpointer) field->key));
          g_assert_true (field->other == NULL ||
                         pd_special_type_find_field (&types[i], field->other) != NULL);
          g_assert_cmpuint (field->limit, >, 0);
        }
      for (const PdSpecialRule *rule = types[i].rules; rule != NULL && rule->kind != PD_SPECIAL_RULE_END;
           rule++)
        {
          g_assert_nonnull (pd_special_type_find_field (&types[i], rule->first));
          g_assert_nonnull (pd_special_type_find_field (&types[i], rule->second));
        }
    }
}

/* The order's elements become the invoice's, and a copy of the order has them too. */
static void
test_copies (void)
{
  g_autoptr (PdRecord) order = base_order ("goods_transport"), invoice = NULL, copy = NULL;
  g_autofree char *text = NULL, *few = NULL;

  change (order, good_fields ("goods_transport"));
  change (order, "2/origin=上海|0/合同编号=HT-1");
  pd_record_derive (order);
  invoice = pd_invoice_new_from_order (order, NULL, "00000000-0000-7000-8000-0000000000aa");
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_SPECIAL_TYPE), ==, "goods_transport");
  g_assert_cmpstr (pd_record_get_element (invoice, 2, "origin"), ==, "上海");
  g_assert_cmpuint (pd_record_count_element_rows (invoice), ==, 2);
  text = pd_special_text (invoice, 5);
  g_assert_cmpstr (text, ==,
                   "起运地：广东省广州市天河区；到达地：北京市海淀区；运输工具种类：公路运输；"
                   "运输工具牌号：粤A00000；运输货物名称：打印机\n起运地：上海\n合同编号：HT-1");
  few = pd_special_text (invoice, 1);
  g_assert_true (g_str_has_suffix (few, "打印机\n等共2行\n合同编号：HT-1"));
  copy = pd_order_duplicate (order, NOW, "2026-04-01");
  g_assert_cmpstr (pd_record_get_text (copy, PD_ORDER_SPECIAL_TYPE), ==, "goods_transport");
  g_assert_cmpstr (pd_record_get_element (copy, 0, "合同编号"), ==, "HT-1");
  g_assert_cmpuint (pd_record_get_elements (copy)->len, ==, 7);
  pd_record_set_element (copy, NOW, 0, "合同编号", NULL);
  g_assert_cmpuint (pd_record_get_elements (copy)->len, ==, 6);
}

/* Difference taxation: a real invoice of 200.00 with 2.00 deducted at 1 % bears 1.96 */

static PdRecord *
difference_order (void)
{
  PdRecord *order = base_order (NULL);

  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  change (order, ".difference_type=02|@tax_rate=0.01|@deduction=200");
  return order;
}

static const struct
{
  const char *changes;
  const char *expected;
} difference_rows[] = {
  { "", "" },
  { ".remark=见合同", "" },
  { ".difference_type=", "difference_alone" },
  { ".difference_type=01", "difference_alone" },
  { ".difference_type=01|@deduction=0", "" },
  { "@deduction=0", "difference_deduction" },
  { "@deduction=20000", "" },
  { "@tax_rate=exempt|@deduction=0", "difference_rate" },
};

static void
test_difference (void)
{
  g_autoptr (PdRecord) order = difference_order (), invoice = NULL;
  const PdRecord *line;

  change (order, ".remark=见合同");
  pd_record_derive (order);
  invoice = pd_invoice_new_from_order (order, NULL, "00000000-0000-7000-8000-0000000000aa");
  line = g_ptr_array_index (pd_record_get_lines (invoice), 0);
  g_assert_cmpint (pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT), ==, 196);
  g_assert_cmpint (pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT), ==, 19804);
  g_assert_cmpstr (pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE), ==, "99.02");
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT), ==, 20000);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_REMARK), ==, "差额征税：2.00。见合同");
  for (guint i = 0; i < G_N_ELEMENTS (difference_rows); i++)
    {
      g_autoptr (PdRecord) changed = difference_order ();
      g_autoptr (GPtrArray) problems = NULL;
      g_autofree char *found = NULL;

      g_test_message ("%s", difference_rows[i].changes);
      change (changed, difference_rows[i].changes);
      pd_record_derive (changed);
      problems = pd_compliance_check_order (changed, NULL, NULL);
      found = words_of (problems);
      g_assert_cmpstr (found, ==, difference_rows[i].expected);
    }
}

static void
test_difference_lines (void)
{
  g_autoptr (PdRecord) order = difference_order ();
  PdRecord *line = pd_order_add_line (order, NOW);
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *found = NULL;

  for (guint i = 0; i < PD_ORDER_LINE_N_FIELDS; i++)
    if (i != PD_ORDER_LINE_POSITION)
      pd_record_copy_field (line, g_ptr_array_index (pd_record_get_lines (order), 0), i);
  pd_record_derive (order);
  problems = pd_compliance_check_order (order, NULL, NULL);
  found = words_of (problems);
  g_assert_cmpstr (found, ==, "difference_lines");
}

/* What only an invoice that was not made from an order can have wrong */
static void
test_difference_invoice (void)
{
  static const struct
  {
    gint64 tax, net;
    const char *remark;
    const char *expected;
  } cases[] = {
    { 196, 19804, "差额征税：2.00。", "" },
    { 201, 19799, "差额征税：2.00。", "" },
    { 202, 19798, "差额征税：2.00。", "difference_tax" },
    { 196, 19804, "差额征税：2.01。", "difference_remark" },
    { 196, 19804, NULL, "difference_remark" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PdComplianceLimits limits = pd_compliance_default_limits;
      g_autoptr (PdRecord) order = difference_order (), invoice = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      g_autofree char *found = NULL;
      PdRecord *line;

      change (order, "@quantity=|@unit_price=|@amount=20000");
      pd_record_derive (order);
      invoice = pd_invoice_new_from_order (order, NULL, "00000000-0000-7000-8000-0000000000aa");
      line = g_ptr_array_index (pd_record_get_lines (invoice), 0);
      pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT, cases[i].tax);
      pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT, cases[i].net);
      pd_record_set_text (invoice, PD_INVOICE_REMARK, cases[i].remark);
      pd_record_derive (invoice);
      limits.seller_unknown = TRUE;
      problems = pd_compliance_check (invoice, &limits);
      found = words_of (problems);
      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

/* A deduction keeps a line from being computed where the arithmetic has no place for it. */
static void
test_deduction_errors (void)
{
  static const char *const changes[] = { "@deduction=20001", "@deduction=-1", "@discount=1",
                                         ".price_includes_tax=0" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (PdRecord) order = difference_order ();
      g_autoptr (GPtrArray) problems = NULL;
      const PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 0);

      g_test_message ("%s", changes[i]);
      change (order, changes[i]);
      pd_record_derive (order);
      problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
      g_assert_cmpuint (problems->len, ==, 1);
      g_assert_nonnull (pd_problems_find (problems, pd_record_get_id (line), PD_ORDER_LINE_DEDUCTION));
    }
}

/* No rule of these without a row that meets it. */
static void
test_all (void)
{
  test_rows ();
  test_one_line ();
  test_twice ();
  test_difference ();
  test_difference_lines ();
  test_difference_invoice ();
  for (PdComplianceCode code = PD_COMPLIANCE_DIFFERENCE_ALONE; code <= PD_COMPLIANCE_COAL; code++)
    if (!met[code])
      g_error ("no row meets %s", pd_compliance_code_word (code));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/special-type/rows", test_rows);
  g_test_add_func ("/special-type/one-line", test_one_line);
  g_test_add_func ("/special-type/twice", test_twice);
  g_test_add_func ("/special-type/places", test_places);
  g_test_add_func ("/special-type/provider", test_provider);
  g_test_add_func ("/special-type/checklist", test_checklist);
  g_test_add_func ("/special-type/all-missing", test_all_missing);
  g_test_add_func ("/special-type/table", test_table);
  g_test_add_func ("/special-type/copies", test_copies);
  g_test_add_func ("/difference/order", test_difference);
  g_test_add_func ("/difference/invoice", test_difference_invoice);
  g_test_add_func ("/difference/deduction", test_deduction_errors);
  g_test_add_func ("/difference/lines", test_difference_lines);
  g_test_add_func ("/special-type/all", test_all);
  return g_test_run ();
}
