/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template keeps of an order, and what may come out of a template that a stranger wrote. */
#include "wire/pd-wire-template.h"

#include "model/pd-element.h"
#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "wire/pd-wire.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1794000000000000)
#define ID "0190b2f4-0000-7000-8000-000000000001"
#define OTHER_ID "0190b2f4-0000-7000-8000-000000000002"

static PdRecord *
new_template (const char *content)
{
  PdRecord *order_template = pd_record_new (&pd_order_template_type, ID);

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_NAME, "维护费");
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_CONTENT, content);
  return order_template;
}

static void
add_line (PdRecord *order, const char *name, const char *price)
{
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (line, PD_ORDER_LINE_NAME, name);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
}

/* An order that has come a long way. */
static PdRecord *
new_order (void)
{
  PdRecord *order = pd_order_new (NOW, "2026-11-06");
  PdRecord *payment;

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲公司");
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_GOODS);
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "样例路1号");
  pd_record_set_text (order, PD_ORDER_NOTE, "内部");
  pd_record_set_text (order, PD_ORDER_IMPORT_KEY, "file:1");
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  add_line (order, "扫码枪", "113");
  add_line (order, "色带", "56.5");
  pd_record_set_element (order, NOW, 1, "土地增值税项目编号", "X-1");
  payment = pd_order_add_fact (order, PD_ORDER_LIST_PAYMENTS, NOW);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, 100);
  pd_record_derive (order);
  return order;
}

static PdRecord *
use (const PdRecord *order_template, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdRecord *order = pd_wire_template_order (order_template, id, "2027-02-28", &error);

  g_assert_no_error (error);
  return order;
}

static void
test_round_trip (void)
{
  g_autoptr (PdRecord) order = new_order ();
  g_autoptr (PdRecord) order_template = new_template (NULL);
  g_autoptr (PdRecord) again = new_template (NULL);
  g_autoptr (PdRecord) made = NULL, same = NULL, by_hand = NULL;
  g_autofree char *origin = NULL, *text = NULL, *same_text = NULL;
  GPtrArray *lines;

  pd_wire_template_take_order (order_template, order);
  made = use (order_template, OTHER_ID);
  lines = pd_record_get_lines (made);
  g_assert_cmpstr (pd_record_get_id (made), ==, OTHER_ID);
  g_assert_cmpstr (pd_record_get_title (made), ==, "D20270228-00000002");
  g_assert_cmpstr (pd_record_get_text (made, PD_ORDER_DATE), ==, "2027-02-28");
  g_assert_cmpstr (pd_record_get_state (made), ==, PD_ORDER_STATE_OPEN);
  g_assert_cmpstr (pd_record_get_text (made, PD_ORDER_BUYER_NAME), ==, "甲公司");
  g_assert_cmpstr (pd_record_get_text (made, PD_ORDER_KIND), ==, PD_ORDER_KIND_GOODS);
  g_assert_cmpstr (pd_record_get_text (made, PD_ORDER_DELIVERY_ADDRESS), ==, "样例路1号");
  g_assert_false (pd_record_has (made, PD_ORDER_NOTE));
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpstr (pd_record_get_text (lines->pdata[1], PD_ORDER_LINE_NAME), ==, "色带");
  g_assert_cmpint (pd_record_get_integer (made, PD_ORDER_GROSS_AMOUNT), ==, 33900);
  g_assert_nonnull (pd_record_find_element (made, 1, "土地增值税项目编号"));
  g_assert_cmpuint (pd_record_get_list (made, PD_ORDER_LIST_PAYMENTS)->len, ==, 0);
  origin = pd_order_template_of_order (made);
  g_assert_cmpstr (origin, ==, ID);
  /* Whoever makes it again makes the same, byte for byte. */
  same = use (order_template, OTHER_ID);
  text = pd_wire_record_to_text (made);
  same_text = pd_wire_record_to_text (same);
  g_assert_cmpstr (text, ==, same_text);
  /* The text follows from the content alone: of an order that was made of it, it is the same. */
  pd_wire_template_take_order (again, made);
  g_assert_true (pd_record_field_equal (order_template, again, PD_ORDER_TEMPLATE_CONTENT));
  by_hand = pd_wire_template_use (order_template, NOW, "2027-02-28", NULL);
  g_assert_cmpstr (pd_record_get_id (by_hand), !=, OTHER_ID);
}

/* People read what it says, not how it is kept. */
static void
test_text (void)
{
  g_autoptr (PdRecord) order = new_order ();
  g_autoptr (PdRecord) order_template = new_template ("{}");
  g_autofree char *unreadable = pd_wire_template_text (order_template);
  g_autofree char *text = NULL;

  g_assert_cmpstr (unreadable, !=, "");
  pd_wire_template_take_order (order_template, order);
  text = pd_wire_template_text (order_template);
  g_assert_cmpstr (text, ==,
                   "Buyer name: 甲公司\n"
                   "Invoice kind: Ordinary invoice\n"
                   "Prices include tax: Yes\n"
                   "Kind of order: Goods\n"
                   "Delivery or service address: 样例路1号\n"
                   "Good or service: 扫码枪; Quantity: 2; Unit price: 113; Tax rate: 0.13\n"
                   "Good or service: 色带; Quantity: 2; Unit price: 56.5; Tax rate: 0.13\n"
                   "Total with tax: 339.00");
}

/* What is no content is not taken from it, whoever wrote it there. */
static void
test_only_content (void)
{
  g_autoptr (PdRecord) order = new_order ();
  g_autofree char *text = NULL;
  g_autoptr (PdRecord) order_template = NULL, made = NULL;

  pd_record_set_text (order, PD_ORDER_INVOICE_NUMBER, "26332000000000000001");
  pd_record_set_integer (order, PD_ORDER_GROSS_AMOUNT, 1);
  pd_record_set_unknown (order, "evil", "[1]");
  text = pd_wire_record_to_text (order);
  order_template = new_template (text);
  made = use (order_template, OTHER_ID);
  g_assert_false (pd_record_has (made, PD_ORDER_INVOICE_NUMBER));
  g_assert_cmpint (pd_record_get_integer (made, PD_ORDER_GROSS_AMOUNT), ==, 33900);
  g_assert_cmpuint (pd_record_get_list (made, PD_ORDER_LIST_PAYMENTS)->len, ==, 0);
  g_assert_null (pd_record_get_unknown (made));
  g_assert_cmpstr (pd_record_get_id (made), ==, OTHER_ID);
}

#define ORDER_HEAD "{\"type\":\"order\",\"id\":\"" ID "\",\"buyer_name\":\"甲\",\"invoice_kind\":\"ordinary\""

static void
test_hostile (void)
{
  static const char *const texts[] = {
    NULL,
    "",
    "{",
    "null",
    "[]",
    "{}",
    "{\"type\":\"nothing\",\"id\":\"" ID "\"}",
    "{\"type\":\"buyer\",\"id\":\"" ID "\",\"name\":\"甲\"}",
    ORDER_HEAD "}",
    ORDER_HEAD ",\"lines\":[]}",
    ORDER_HEAD ",\"lines\":[1]}",
    ORDER_HEAD ",\"lines\":[{\"id\":\"x\",\"name\":\"a\",\"tax_rate\":\"0.13\",\"amount\":1}]}",
    ORDER_HEAD ",\"lines\":[{\"id\":\"" ID "\",\"name\":\"a\",\"tax_rate\":\"0.13\",\"amount\":1e99}]}",
    ORDER_HEAD ",\"lines\":[{\"id\":\"" ID "\",\"name\":\"a\",\"tax_rate\":\"7\",\"amount\":1}]}",
    ORDER_HEAD ",\"kind\":\"nonsense\",\"lines\":[{\"id\":\"" ID
               "\",\"name\":\"a\",\"tax_rate\":\"0.13\",\"amount\":1}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (PdRecord) order_template = new_template (texts[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) order = pd_wire_template_use (order_template, NOW, "2026-11-06", &error);

      if (order != NULL)
        g_error ("%s was taken", texts[i]);
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, !=, "");
    }
}

/* Any byte may be another one. */
static void
test_damaged (void)
{
  g_autoptr (PdRecord) order = new_order ();
  g_autoptr (PdRecord) order_template = new_template (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (31);
  g_autofree char *content = NULL;
  gsize length;

  pd_wire_template_take_order (order_template, order);
  content = g_strdup (pd_record_get_text (order_template, PD_ORDER_TEMPLATE_CONTENT));
  length = strlen (content);
  for (guint i = 0; i < 3000; i++)
    {
      gsize at = (gsize) g_rand_int_range (random, 0, (gint32) length);
      char kept = content[at];
      g_autoptr (PdRecord) made = NULL;
      g_autoptr (GError) error = NULL;

      content[at] = (char) g_rand_int_range (random, 1, 256);
      if (g_utf8_validate (content, -1, NULL))
        {
          pd_record_set_text (order_template, PD_ORDER_TEMPLATE_CONTENT, content);
          made = pd_wire_template_order (order_template, OTHER_ID, "2026-11-06", &error);
          g_assert_true ((made == NULL) == (error != NULL));
        }
      content[at] = kept;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/template/round-trip", test_round_trip);
  g_test_add_func ("/wire/template/text", test_text);
  g_test_add_func ("/wire/template/only-content", test_only_content);
  g_test_add_func ("/wire/template/hostile", test_hostile);
  g_test_add_func ("/wire/template/damaged", test_damaged);
  return g_test_run ();
}
