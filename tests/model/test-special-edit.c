/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-special-edit.h"

#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-tax.h"

/* What a person does to special fields: how values may be written, rows that come and go, what is taxed. */

#define NOW G_GINT64_CONSTANT (1773023445000000)

/* type, field, minutes, typed, taken */
static const struct
{
  const char *type;
  const char *key;
  gboolean minutes;
  const char *text;
  const char *value;
} values[] = {
  /* a day */
  { "real_estate_lease", "lease_from", FALSE, "20260401", "20260401" },
  { "real_estate_lease", "lease_from", FALSE, "2026-04-01", "20260401" },
  { "real_estate_lease", "lease_from", FALSE, "2026/4/1", "20260401" },
  { "real_estate_lease", "lease_from", FALSE, " 2026年4月1日 ", "20260401" },
  { "real_estate_lease", "lease_from", FALSE, "2026-02-30", "2026-02-30" },
  { "real_estate_lease", "lease_from", FALSE, "1/4/2026", "1/4/2026" },
  { "real_estate_lease", "lease_from", FALSE, "2026-04", "2026-04" },
  { "real_estate_lease", "lease_from", FALSE, "tomorrow", "tomorrow" },
  { "real_estate_lease", "lease_from", FALSE, "", "" },
  /* with its minutes, where cars are parked */
  { "real_estate_lease", "lease_from", TRUE, "2026-04-01 16:31", "202604011631" },
  { "real_estate_lease", "lease_from", TRUE, "202604011631", "202604011631" },
  { "real_estate_lease", "lease_from", TRUE, "2026-04-01", "2026-04-01" },
  { "real_estate_lease", "lease_from", TRUE, "2026-04-01 25:31", "2026-04-01 25:31" },
  /* a month */
  { "vessel_tax", "tax_from", FALSE, "2026-04", "2026-04" },
  { "vessel_tax", "tax_from", FALSE, "202604", "2026-04" },
  { "vessel_tax", "tax_from", FALSE, "2026年4月", "2026-04" },
  { "vessel_tax", "tax_from", FALSE, "202613", "202613" },
  /* a moment */
  { "toll", "passage_from", FALSE, "2026-04-20 09:43:46", "20260420094346" },
  { "toll", "passage_from", FALSE, "20260420094346000", "20260420094346000" },
  { "toll", "passage_from", FALSE, "2026-04-20", "20260420" },
  /* an amount */
  { "vessel_tax", "tax", FALSE, "360.00", "360" },
  { "vessel_tax", "tax", FALSE, "360.5", "360.5" },
  { "vessel_tax", "tax", FALSE, "much", "much" },
  /* yes and no */
  { "construction", "cross_city", FALSE, "是", "是" },
  { "construction", "cross_city", FALSE, "Yes", "是" },
  { "construction", "cross_city", FALSE, "no", "否" },
  { "construction", "cross_city", FALSE, "perhaps", "perhaps" },
  /* whatever a person writes */
  { "construction", "project_name", FALSE, "  样例大厦  ", "样例大厦" },
};

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      const PdSpecialField *field =
          pd_special_type_find_field (pd_special_type_find (values[i].type), values[i].key);
      g_autofree char *value = NULL;

      g_test_message ("%s “%s”", values[i].key, values[i].text);
      value = pd_special_value_from_text (field, values[i].text, values[i].minutes);
      g_assert_cmpstr (value, ==, values[i].value);
    }
}

static void
test_names (void)
{
  const PdSpecialType *type = pd_special_type_find ("construction");

  g_assert_cmpstr (pd_special_type_find_named (type, "project_name")->key, ==, "project_name");
  g_assert_cmpstr (pd_special_type_find_named (type, "建筑项目名称")->key, ==, "project_name");
  g_assert_cmpstr (pd_special_type_find_named (type, "Name of the project")->key, ==, "project_name");
  g_assert_null (pd_special_type_find_named (type, "plate_number"));
}

static void
test_minutes (void)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
  PdRecord *line = pd_order_add_line (order, NOW);

  g_assert_false (pd_special_has_minutes (order));
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, PD_SPECIAL_PARKING_CODE);
  g_assert_true (pd_special_has_minutes (order));
}

/* Three legs, and an additional element */
static PdRecord *
three_legs (void)
{
  PdRecord *order = pd_order_new (NOW, "2026-03-09");

  pd_record_set_text (order, PD_ORDER_SPECIAL_TYPE, "goods_transport");
  pd_record_set_element (order, NOW, 1, "origin", "一");
  pd_record_set_element (order, NOW, 1, "goods", "纸");
  pd_record_set_element (order, NOW, PD_ELEMENT_ADDITIONAL, "合同编号", "HT-1");
  pd_record_set_element (order, NOW, 2, "origin", "二");
  pd_record_set_element (order, NOW, 3, "origin", "三");
  return order;
}

static void
test_rows (void)
{
  g_autoptr (PdRecord) order = three_legs (), before = pd_record_copy (order);
  g_autoptr (GPtrArray) row = pd_record_take_element_row (order, 1);

  g_assert_cmpuint (row->len, ==, 2);
  g_assert_cmpuint (pd_record_count_element_rows (order), ==, 2);
  g_assert_cmpstr (pd_record_get_element (order, 1, "origin"), ==, "二");
  g_assert_cmpstr (pd_record_get_element (order, 2, "origin"), ==, "三");
  g_assert_null (pd_record_get_element (order, 1, "goods"));
  g_assert_cmpstr (pd_record_get_element (order, PD_ELEMENT_ADDITIONAL, "合同编号"), ==, "HT-1");
  /* Taken back, the order is as it was: nothing is sent. */
  pd_record_put_element_row (order, 1, row);
  g_assert_true (pd_record_equal (order, before));
}

static void
test_all_rows (void)
{
  g_autoptr (PdRecord) order = three_legs (), before = pd_record_copy (order);
  g_autoptr (GPtrArray) all = pd_record_take_special_elements (order);

  g_assert_cmpuint (all->len, ==, 4);
  g_assert_cmpuint (pd_record_get_elements (order)->len, ==, 1);
  pd_record_put_elements (order, all);
  pd_record_put_elements (order, all);
  g_assert_true (pd_record_equal (order, before));
}

static void
test_titles (void)
{
  static const struct
  {
    const char *type;
    guint row;
    const char *key;
    const char *title;
    gboolean belongs;
  } cases[] = {
    { "construction", 1, "project_name", "Name of the project", TRUE },
    { "construction", 2, "project_name", "Row 2, Name of the project", FALSE },
    { "construction", 1, "origin", "Shipped from", FALSE },
    { "goods_transport", 1, "origin", "Row 1, Shipped from", TRUE },
    { "goods_transport", 12, "origin", "Row 12, Shipped from", TRUE },
    { "goods_transport", 0, "合同编号", "Additional element “合同编号”", TRUE },
    { NULL, 1, "site", "Place of the works", FALSE },
    { "liquor", 1, "of-another-version", "of-another-version", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
      const PdRecord *element;
      g_autofree char *title = NULL;

      pd_record_set_text (order, PD_ORDER_SPECIAL_TYPE, cases[i].type);
      pd_record_set_element (order, NOW, cases[i].row, cases[i].key, "x");
      element = pd_record_find_element (order, cases[i].row, cases[i].key);
      title = pd_element_title (order, element);
      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_cmpint (pd_special_belongs (order, element), ==, cases[i].belongs);
    }
}

/* Two people filled in the same field: the second has no place. */
static void
test_twice (void)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
  GPtrArray *elements = pd_record_get_elements (order);

  pd_record_set_text (order, PD_ORDER_SPECIAL_TYPE, "construction");
  pd_record_set_element (order, NOW, 1, "site", "甲");
  pd_record_set_element (order, NOW, 1, "site_detail", "乙");
  pd_record_set_text (g_ptr_array_index (elements, 1), PD_ELEMENT_KEY, "site");
  g_assert_true (pd_special_belongs (order, g_ptr_array_index (elements, 0)));
  g_assert_false (pd_special_belongs (order, g_ptr_array_index (elements, 1)));
}

/* A real invoice of 200.00 with 2.00 deducted at 1 % bears 1.96. */
static void
test_deduction (void)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
  PdRecord *line = pd_order_add_line (order, NOW);
  g_autofree char *text = NULL, *none = NULL;
  g_autoptr (GError) error = NULL;

  pd_record_set_text (line, PD_ORDER_LINE_NAME, "项目");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.01");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 20000);
  pd_record_derive (order);
  g_assert_null (pd_order_deduction_text (order));
  g_assert_true (pd_order_set_deduction (order, 200, &error));
  g_assert_no_error (error);
  pd_record_derive (order);
  g_assert_cmpint (pd_order_get_deduction (order), ==, 200);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_TAX_AMOUNT), ==, 196);
  text = pd_order_deduction_text (order);
  g_assert_cmpstr (text, ==,
                   "198.00 of 200.00 is taxed, at 1%: the tax is 1.96. The remark on the invoice will begin "
                   "with “差额征税：2.00。”.");
  g_assert_true (pd_order_set_deduction (order, 0, &error));
  pd_record_derive (order);
  g_assert_false (pd_record_has (order, PD_ORDER_DIFFERENCE_TYPE));
  g_assert_false (pd_record_has (line, PD_ORDER_LINE_DEDUCTION));
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_TAX_AMOUNT), ==, 198);
  none = pd_order_deduction_text (order);
  g_assert_null (none);
  pd_order_add_line (order, NOW);
  g_assert_false (pd_order_set_deduction (order, 200, &error));
  g_assert_error (error, PD_TAX_ERROR, PD_TAX_ERROR_DEDUCTION);
  g_assert_false (pd_record_has (order, PD_ORDER_DIFFERENCE_TYPE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/special-edit/values", test_values);
  g_test_add_func ("/special-edit/names", test_names);
  g_test_add_func ("/special-edit/minutes", test_minutes);
  g_test_add_func ("/special-edit/rows", test_rows);
  g_test_add_func ("/special-edit/all-rows", test_all_rows);
  g_test_add_func ("/special-edit/titles", test_titles);
  g_test_add_func ("/special-edit/twice", test_twice);
  g_test_add_func ("/special-edit/deduction", test_deduction);
  return g_test_run ();
}
