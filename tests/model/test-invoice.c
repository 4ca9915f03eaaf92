/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record-generator.h"

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1773023445000000)
#define INVOICE_ID "0190b2f4-0000-7000-8000-00000000000f"

static PdRecord *
add_line (PdRecord *order, const char *short_name, const char *name, gint64 amount, gint64 discount)
{
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (line, PD_ORDER_LINE_SHORT_NAME, short_name);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, name);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1060105040000000000");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "3");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT, "支");
  pd_record_set_text (line, PD_ORDER_LINE_SPEC, "0.5 mm");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, amount);
  if (discount > 0)
    pd_record_set_integer (line, PD_ORDER_LINE_DISCOUNT, discount);
  return line;
}

static PdRecord *
sample_order (void)
{
  PdRecord *order = pd_order_new (NOW, "2026-03-09");

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  pd_record_set_text (order, PD_ORDER_REMARK, "x");
  add_line (order, "文具", "笔", 33900, 0);
  add_line (order, "文具", "纸", 67803, 10001);
  add_line (order, NULL, "服务", 23500, 1);
  add_line (order, "文具", "尺", 300, 300);
  pd_record_derive (order);
  return order;
}

static const PdRecord *
line_at (const PdRecord *record, guint index)
{
  return g_ptr_array_index (pd_record_get_lines (record), index);
}

static void
test_lines (void)
{
  static const struct
  {
    const char *name;
    gint64 property;
    gboolean has_quantity;
  } rows[] = {
    { "*文具*笔", PD_INVOICE_LINE_NORMAL, TRUE },       { "*文具*纸", PD_INVOICE_LINE_IS_DISCOUNTED, TRUE },
    { "*文具*纸", PD_INVOICE_LINE_IS_DISCOUNT, FALSE }, { "服务", PD_INVOICE_LINE_IS_DISCOUNTED, TRUE },
    { "服务", PD_INVOICE_LINE_IS_DISCOUNT, FALSE },     { "*文具*尺", PD_INVOICE_LINE_IS_DISCOUNTED, TRUE },
    { "*文具*尺", PD_INVOICE_LINE_IS_DISCOUNT, FALSE },
  };
  g_autoptr (PdRecord) order = sample_order (), invoice = pd_invoice_new_from_order (order, NULL, INVOICE_ID);

  g_assert_cmpuint (pd_record_get_lines (invoice)->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdRecord *line = line_at (invoice, i);

      g_assert_cmpstr (pd_record_get_text (line, PD_INVOICE_LINE_NAME), ==, rows[i].name);
      g_assert_cmpint (pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY), ==, rows[i].property);
      g_assert_cmpint (pd_record_has (line, PD_INVOICE_LINE_QUANTITY), ==, rows[i].has_quantity);
      g_assert_cmpint (pd_record_has (line, PD_INVOICE_LINE_UNIT_PRICE), ==, rows[i].has_quantity);
      g_assert_cmpint (pd_record_has (line, PD_INVOICE_LINE_SPEC), ==, rows[i].has_quantity);
      g_assert_cmpstr (pd_record_get_text (line, PD_INVOICE_LINE_TAX_CODE), ==, "1060105040000000000");
      g_assert_cmpstr (pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE), ==, "0.13");
      if (rows[i].property != PD_INVOICE_LINE_IS_DISCOUNT)
        continue;
      g_assert_cmpint (pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT), <, 0);
      g_assert_cmpint (-pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT), <=,
                       pd_record_get_integer (line_at (invoice, i - 1), PD_INVOICE_LINE_NET_AMOUNT));
    }
}

static void
test_header (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (PdRecord) order = sample_order (), company = generate_record (random, &pd_company_type, 0);
  g_autoptr (PdRecord) invoice = NULL, anonymous = NULL;

  invoice = pd_invoice_new_from_order (order, company, INVOICE_ID);
  anonymous = pd_invoice_new_from_order (order, NULL, INVOICE_ID);
  g_assert_cmpstr (pd_record_get_id (invoice), ==, INVOICE_ID);
  g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_DRAFT);
  g_assert_false (pd_record_has (invoice, PD_INVOICE_NUMBER));
  g_assert_false (pd_record_has (invoice, PD_INVOICE_ISSUE_DATE));
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_ORDER_ID), ==, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER), ==, pd_record_get_title (order));
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME), ==, "甲");
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_REMARK), ==, "x");
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_SELLER_NAME), ==,
                   pd_record_get_text (company, PD_COMPANY_NAME));
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_DRAWER), ==,
                   pd_record_get_text (company, PD_COMPANY_DRAWER));
  g_assert_false (pd_record_has (anonymous, PD_INVOICE_SELLER_NAME));
}

static void
test_totals (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (10);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (PdRecord) order = i == 0 ? sample_order () : generate_order (random);
      g_autoptr (PdRecord) invoice = pd_invoice_new_from_order (order, NULL, INVOICE_ID);
      GPtrArray *lines = pd_record_get_lines (invoice);

      g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT), ==,
                       pd_record_get_integer (order, PD_ORDER_NET_AMOUNT));
      g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT), ==,
                       pd_record_get_integer (order, PD_ORDER_TAX_AMOUNT));
      g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT), ==,
                       pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT));
      for (guint j = 0; j < lines->len; j++)
        {
          const char *id = pd_record_get_id (g_ptr_array_index (lines, j));

          g_assert_true (pd_id_is_valid (id));
          g_assert_true (pd_record_find_line (invoice, 0, id) == g_ptr_array_index (lines, j));
        }
    }
}

/* The desktop's preview and the platform's invoice are the same. */
static void
test_repeated (void)
{
  g_autoptr (PdRecord) order = sample_order (), again = pd_record_copy (order);
  g_autoptr (PdRecord) first = pd_invoice_new_from_order (order, NULL, INVOICE_ID);
  g_autoptr (PdRecord) second = pd_invoice_new_from_order (again, NULL, INVOICE_ID);
  g_autoptr (PdRecord) sorted = pd_record_copy (first);

  g_assert_true (pd_record_equal (first, second));
  pd_record_sort_lines (sorted);
  for (guint i = 0; i < pd_record_get_lines (first)->len; i++)
    {
      g_assert_cmpstr (pd_record_get_id (line_at (first, i)), ==, pd_record_get_id (line_at (second, i)));
      g_assert_cmpstr (pd_record_get_id (line_at (first, i)), ==, pd_record_get_id (line_at (sorted, i)));
    }
}

/* Somebody gives an order's lines the ids that its discounts would get. */
static void
test_colliding_ids (void)
{
  g_autoptr (PdRecord) order = sample_order (), hostile = pd_record_copy (order), invoice = NULL;

  for (guint round = 0; round < 4; round++)
    {
      g_autoptr (PdRecord) made = pd_invoice_new_from_order (hostile, NULL, INVOICE_ID);
      GPtrArray *lines = pd_record_get_lines (made);

      for (guint i = 0; i < lines->len; i++)
        {
          const PdRecord *line = g_ptr_array_index (lines, i);
          PdRecord *meeting;

          if (pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) != PD_INVOICE_LINE_IS_DISCOUNT)
            continue;
          g_assert_null (pd_record_find_line (hostile, 0, pd_record_get_id (line)));
          meeting = pd_record_new (&pd_order_line_type, pd_record_get_id (line));
          pd_record_set_text (meeting, PD_ORDER_LINE_POSITION, "z");
          pd_record_add_line (hostile, 0, meeting);
          break;
        }
    }
  pd_record_derive (hostile);
  invoice = pd_invoice_new_from_order (hostile, NULL, INVOICE_ID);
  for (guint i = 0; i < pd_record_get_lines (invoice)->len; i++)
    g_assert_true (pd_record_find_line (invoice, 0, pd_record_get_id (line_at (invoice, i))) ==
                   line_at (invoice, i));
}

/* What an order holds has room on its invoice. */
static void
test_limits (void)
{
  for (guint i = 0; i < PD_INVOICE_N_FIELDS; i++)
    {
      const PdField *to = &pd_invoice_type.fields[i];
      int from = pd_record_type_field (&pd_order_type, to->name);

      /* An invoice has a number of its own. */
      if (from >= 0 && i != PD_INVOICE_NUMBER && to->kind == PD_KIND_TEXT)
        g_assert_cmpuint (to->limit, >=, pd_order_type.fields[from].limit);
    }
  g_assert_cmpuint (pd_invoice_line_type.fields[PD_INVOICE_LINE_NAME].limit, >=,
                    pd_order_line_type.fields[PD_ORDER_LINE_NAME].limit +
                        pd_order_line_type.fields[PD_ORDER_LINE_SHORT_NAME].limit + 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice/lines", test_lines);
  g_test_add_func ("/invoice/header", test_header);
  g_test_add_func ("/invoice/totals", test_totals);
  g_test_add_func ("/invoice/repeated", test_repeated);
  g_test_add_func ("/invoice/colliding-ids", test_colliding_ids);
  g_test_add_func ("/invoice/limits", test_limits);
  return g_test_run ();
}
