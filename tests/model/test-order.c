/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1773023445000000)
#define TAX_CODE "1060105040000000000"

typedef struct
{
  const char *name;
  gboolean includes_tax;
  const char *quantity;
  const char *price;
  const char *amount;   /* yuan, NULL when not given */
  const char *discount; /* yuan, NULL when not given */
  const char *rate;
  gint64 net, tax, gross, discount_net, discount_tax; /* fen */
} Line;

static PdRecord *
add_line (PdRecord *order, const Line *row)
{
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (line, PD_ORDER_LINE_NAME, "笔");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, TAX_CODE);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, row->quantity);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, row->price);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, row->rate);
  if (row->amount != NULL)
    g_assert_true (pd_record_set_from_text (line, PD_ORDER_LINE_AMOUNT, row->amount, NULL));
  if (row->discount != NULL)
    g_assert_true (pd_record_set_from_text (line, PD_ORDER_LINE_DISCOUNT, row->discount, NULL));
  return line;
}

static PdRecord *
order_of (const Line *row)
{
  PdRecord *order = pd_order_new (NOW, "2026-03-09");

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, row->includes_tax);
  add_line (order, row);
  pd_record_derive (order);
  return order;
}

static PdRecord *
line_at (const PdRecord *order, guint index)
{
  return g_ptr_array_index (pd_record_get_lines (order), index);
}

/* Derived values */

static const Line derived[] = {
  { "with tax", TRUE, "2", "117.5", NULL, NULL, "0.13", 20796, 2704, 23500, 0, 0 },
  { "without tax", FALSE, "2", "117.5", NULL, NULL, "0.13", 23500, 3055, 26555, 0, 0 },
  { "lump sum", TRUE, NULL, NULL, "235.00", NULL, "0.13", 20796, 2704, 23500, 0, 0 },
  { "lump sum without tax", FALSE, NULL, NULL, "235.00", NULL, "0.13", 23500, 3055, 26555, 0, 0 },
  { "discount", TRUE, "1", "113", NULL, "11.30", "0.13", 10000, 1300, 11300, -1000, -130 },
  { "discount without tax", FALSE, "1", "100", NULL, "10.00", "0.13", 10000, 1300, 11300, -1000, -130 },
  { "all of it discounted", TRUE, "1", "113", NULL, "113.00", "0.13", 10000, 1300, 11300, -10000, -1300 },
  { "no discount", TRUE, "1", "113", NULL, "0.00", "0.13", 10000, 1300, 11300, 0, 0 },
  { "exempt", TRUE, "1", "100", NULL, NULL, "exempt", 10000, 0, 10000, 0, 0 },
  { "not taxable", FALSE, "1", "100", NULL, NULL, "non_taxable", 10000, 0, 10000, 0, 0 },
  { "zero rate", TRUE, "1", "100", NULL, NULL, "0", 10000, 0, 10000, 0, 0 },
  { "three per cent", TRUE, "1", "103", NULL, NULL, "0.03", 10000, 300, 10300, 0, 0 },
  { "a return", TRUE, "-1", "113", NULL, NULL, "0.13", -10000, -1300, -11300, 0, 0 },
  { "quantity and amount", TRUE, "2", NULL, "226.00", NULL, "0.13", 20000, 2600, 22600, 0, 0 },
};

static void
test_derive (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    {
      const Line *row = &derived[i];
      g_autoptr (PdRecord) order = order_of (row), again = NULL;
      const PdRecord *line = line_at (order, 0);
      gint64 net = row->net + row->discount_net, tax = row->tax + row->discount_tax;

      g_test_message ("%s", row->name);
      g_assert_cmpint (pd_record_get_integer (line, PD_ORDER_LINE_NET_AMOUNT), ==, row->net);
      g_assert_cmpint (pd_record_get_integer (line, PD_ORDER_LINE_TAX_AMOUNT), ==, row->tax);
      g_assert_cmpint (pd_record_get_integer (line, PD_ORDER_LINE_GROSS_AMOUNT), ==, row->gross);
      g_assert_cmpint (pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_NET), ==, row->discount_net);
      g_assert_cmpint (pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_TAX), ==, row->discount_tax);
      g_assert_cmpint (pd_record_has (line, PD_ORDER_LINE_DISCOUNT_NET), ==, row->discount_net != 0);
      g_assert_cmpint (pd_record_has (line, PD_ORDER_LINE_NET_UNIT_PRICE), ==, row->quantity != NULL);
      g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_NET_AMOUNT), ==, net);
      g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_TAX_AMOUNT), ==, tax);
      g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, net + tax);
      again = pd_record_copy (order);
      pd_record_derive (again);
      g_assert_true (pd_record_equal (order, again));
    }
}

/* The header is the sum of the lines, to the fen, however they round. */
/* As it comes from outside: nobody has computed its lines here. */
static PdRecord *
without_derivation (const PdRecord *order)
{
  PdRecord *copy = pd_record_copy (order);
  GPtrArray *lines = pd_record_get_lines (copy);

  for (guint i = 0; i < lines->len; i++)
    pd_record_set_derivation (g_ptr_array_index (lines, i), 0);
  return copy;
}

/* Of a line that is trusted only what depends on a change is computed: the outcome is that of computing everything. */
static void
test_trust (void)
{
  static const struct
  {
    gboolean in_line;
    guint field;
    const char *value;
  } changes[] = {
    { TRUE, PD_ORDER_LINE_QUANTITY, "7" },       { TRUE, PD_ORDER_LINE_UNIT_PRICE, "1.01" },
    { TRUE, PD_ORDER_LINE_TAX_RATE, "0.06" },    { TRUE, PD_ORDER_LINE_TAX_RATE, "" },
    { TRUE, PD_ORDER_LINE_NAME, "别的" },        { FALSE, PD_ORDER_PRICE_INCLUDES_TAX, "0" },
    { FALSE, PD_ORDER_PRICE_INCLUDES_TAX, "1" }, { FALSE, PD_ORDER_REMARK, "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    for (guint j = 0; j < G_N_ELEMENTS (changes); j++)
      {
        g_autoptr (PdRecord) order = order_of (&derived[i]), trusted = NULL, fresh = NULL;
        GPtrArray *problems, *expected;

        pd_record_derive (order);
        trusted = pd_record_copy (order);
        pd_order_trust_lines (trusted);
        fresh = without_derivation (order);
        for (guint k = 0; k < 2; k++)
          {
            PdRecord *record = k == 0 ? trusted : fresh;
            PdRecord *owner =
                changes[j].in_line ? g_ptr_array_index (pd_record_get_lines (record), 0) : record;

            g_assert_true (pd_record_set_from_text (owner, changes[j].field, changes[j].value, NULL));
            pd_record_derive (record);
          }
        g_assert_true (pd_record_equal (trusted, fresh));
        problems = pd_record_check (trusted, PD_REQUIRED_TO_ISSUE);
        expected = pd_record_check (fresh, PD_REQUIRED_TO_ISSUE);
        g_assert_cmpuint (problems->len, ==, expected->len);
        g_ptr_array_unref (problems);
        g_ptr_array_unref (expected);
      }
}

static void
test_sum (void)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
  gint64 net = 0, tax = 0;

  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    add_line (order, &derived[i]);
  pd_record_derive (order);
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    {
      net += pd_record_get_integer (line_at (order, i), PD_ORDER_LINE_NET_AMOUNT) +
             pd_record_get_integer (line_at (order, i), PD_ORDER_LINE_DISCOUNT_NET);
      tax += pd_record_get_integer (line_at (order, i), PD_ORDER_LINE_TAX_AMOUNT) +
             pd_record_get_integer (line_at (order, i), PD_ORDER_LINE_DISCOUNT_TAX);
    }
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_NET_AMOUNT), ==, net);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_TAX_AMOUNT), ==, tax);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, net + tax);
  g_assert_cmpint (net + tax, !=, 0);
}

/* A line that is not complete has no derived values and counts as nothing; a stale value does not stay. */
static void
test_incomplete (void)
{
  g_autoptr (PdRecord) order = order_of (&derived[4]);

  pd_record_clear (line_at (order, 0), PD_ORDER_LINE_TAX_RATE);
  pd_record_derive (order);
  for (guint i = 0; i < PD_ORDER_LINE_N_FIELDS; i++)
    if (pd_order_line_type.fields[i].merge == PD_MERGE_DERIVED)
      g_assert_false (pd_record_has (line_at (order, 0), i));
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, 0);
}

static const PdProblem *
problem_at (GPtrArray *problems, const PdRecord *line, int field)
{
  return pd_problems_find (problems, line != NULL ? pd_record_get_id (line) : NULL, field);
}

/* No total is better than the total of some of the lines. */
static void
test_too_large_a_sum (void)
{
  static const Line huge = { "huge", FALSE, NULL, NULL, "6000000000000000", NULL, "exempt" };
  g_autoptr (PdRecord) order = order_of (&huge);
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==,
                   G_GINT64_CONSTANT (600000000000000000));
  add_line (order, &huge);
  pd_record_derive (order);
  g_assert_false (pd_record_has (order, PD_ORDER_NET_AMOUNT));
  g_assert_false (pd_record_has (order, PD_ORDER_GROSS_AMOUNT));
  problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
  g_assert_nonnull (problem_at (problems, NULL, PD_ORDER_GROSS_AMOUNT));
}

/* Checks */

typedef struct
{
  const char *edit_field; /* of the order, or "line." and of the line */
  const char *value;      /* stored as it is */
  PdRequired level;       /* the lowest that finds it */
  const char *found_at;   /* the field that the sentence stands beside; NULL: nothing is wrong */
} Check;

static const Check checks[] = {
  { "number", "", PD_REQUIRED_TO_SAVE, "number" },
  { "order_date", "", PD_REQUIRED_TO_SAVE, "order_date" },
  { "buyer_name", "", PD_REQUIRED_TO_SAVE, "buyer_name" },
  { "invoice_kind", "", PD_REQUIRED_TO_SAVE, "invoice_kind" },
  { "invoice_kind", "of_tomorrow", PD_REQUIRED_TO_SAVE, "invoice_kind" },
  { "buyer_tax_number", "1", PD_REQUIRED_TO_SAVE, "buyer_tax_number" },
  { "invoice_kind", "special", PD_REQUIRED_TO_ISSUE, "buyer_tax_number" },
  { "line.name", "", PD_REQUIRED_TO_SAVE, "line.name" },
  { "line.tax_rate", "", PD_REQUIRED_TO_SAVE, "line.tax_rate" },
  { "line.tax_rate", "0.12", PD_REQUIRED_TO_SAVE, "line.tax_rate" },
  { "line.tax_rate", "0.17", PD_REQUIRED_TO_ISSUE, "line.tax_rate" },
  { "line.tax_code", "", PD_REQUIRED_TO_ISSUE, "line.tax_code" },
  { "line.tax_code", "123", PD_REQUIRED_TO_SAVE, "line.tax_code" },
  { "line.tax_code", "106010504000000000x", PD_REQUIRED_TO_SAVE, "line.tax_code" },
  { "line.quantity", "", PD_REQUIRED_TO_SAVE, "line.quantity" },
  { "line.quantity", "0", PD_REQUIRED_TO_SAVE, "line.quantity" },
  { "line.unit_price", "", PD_REQUIRED_TO_SAVE, "line.unit_price" },
  { "line.unit_price", "-1", PD_REQUIRED_TO_SAVE, "line.unit_price" },
  { "line.amount", "1", PD_REQUIRED_TO_SAVE, "line.amount" },
  { "line.amount", "9000000000000000000", PD_REQUIRED_TO_SAVE, "line.amount" },
  { "line.discount", "99999", PD_REQUIRED_TO_SAVE, "line.discount" },
  { "line.discount", "-1", PD_REQUIRED_TO_SAVE, "line.discount" },
  { "line.unit_price", "0", PD_REQUIRED_TO_ISSUE, "gross_amount" },
  { "line.quantity", "-2", PD_REQUIRED_TO_ISSUE, "gross_amount" },
  { "line.spec", "", PD_REQUIRED_TO_ISSUE, NULL },
  { "buyer_phone", "021", PD_REQUIRED_TO_ISSUE, NULL },
};

static void
set_field (PdRecord *record, const char *name, const char *value)
{
  guint field = (guint) pd_record_type_field (pd_record_get_record_type (record), name);

  if (pd_field_is_text (&pd_record_get_record_type (record)->fields[field]))
    pd_record_set_text (record, field, value);
  else
    pd_record_set_integer (record, field, g_ascii_strtoll (value, NULL, 10));
}

static void
test_check (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      const Check *row = &checks[i];
      gboolean of_line = g_str_has_prefix (row->edit_field, "line.");
      g_autoptr (PdRecord) order = order_of (&derived[0]);
      PdRecord *line = line_at (order, 0);

      g_test_message ("%s = “%s”", row->edit_field, row->value);
      set_field (of_line ? line : order, row->edit_field + (of_line ? strlen ("line.") : 0), row->value);
      pd_record_derive (order);
      for (PdRequired level = PD_REQUIRED_TO_SAVE; level <= PD_REQUIRED_TO_ISSUE; level++)
        {
          g_autoptr (GPtrArray) problems = pd_record_check (order, level);
          gboolean at_line = row->found_at != NULL && g_str_has_prefix (row->found_at, "line.");
          const PdRecord *owner = at_line ? line : order;
          const char *name = row->found_at != NULL ? row->found_at + (at_line ? strlen ("line.") : 0) : "";
          const PdProblem *problem =
              problem_at (problems, at_line ? line : NULL,
                          pd_record_type_field (pd_record_get_record_type (owner), name));

          if (row->found_at == NULL || level < row->level)
            {
              g_assert_cmpuint (problems->len, ==, 0);
              continue;
            }
          g_assert_nonnull (problem);
          g_assert_true (g_str_has_suffix (problem->message, ".") ||
                         g_str_has_suffix (problem->message, "。"));
        }
    }
}

static void
test_check_whole (void)
{
  static const Line half = { "discount", TRUE, NULL, NULL, "1.13", "0.50", "0.13" };
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
  g_autoptr (GPtrArray) problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
  g_autoptr (GPtrArray) to_issue = NULL, to_save = NULL;

  g_assert_nonnull (problem_at (problems, NULL, -1)); /* no lines */
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  for (guint i = 0; i < 1001; i++)
    add_line (order, &half);
  pd_record_derive (order);
  to_save = pd_record_check (order, PD_REQUIRED_TO_SAVE);
  g_assert_cmpuint (to_save->len, ==, 0);
  to_issue = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  g_assert_cmpuint (to_issue->len, ==, 1);
  g_assert_nonnull (problem_at (to_issue, NULL, -1)); /* 2002 lines with the discounts */
  pd_record_clear (line_at (order, 0), PD_ORDER_LINE_DISCOUNT);
  pd_record_clear (line_at (order, 1), PD_ORDER_LINE_DISCOUNT);
  pd_record_derive (order);
  g_ptr_array_unref (g_steal_pointer (&to_issue));
  to_issue = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  g_assert_cmpuint (to_issue->len, ==, 0);
}

static void
test_untaxed_special (void)
{
  g_autoptr (PdRecord) order = order_of (&derived[8]);
  g_autoptr (GPtrArray) ordinary = pd_record_check (order, PD_REQUIRED_TO_ISSUE), special = NULL;

  g_assert_cmpuint (ordinary->len, ==, 0);
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_SPECIAL);
  special = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  g_assert_nonnull (problem_at (special, line_at (order, 0), PD_ORDER_LINE_TAX_RATE));
}

/* Making orders */

static void
test_new (void)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09"), other = pd_order_new (NOW, "2026-03-09");

  g_assert_true (pd_id_is_valid (pd_record_get_id (order)));
  g_assert_true (g_str_has_prefix (pd_record_get_title (order), "D20260309-"));
  g_assert_cmpuint (strlen (pd_record_get_title (order)), <=, 20);
  g_assert_cmpstr (pd_record_get_title (order), !=, pd_record_get_title (other));
  g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_OPEN);
  g_assert_false (pd_workflow_is_frozen (order));
  g_assert_cmpuint (pd_record_get_lines (order)->len, ==, 0);
}

static void
test_many_lines (void)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09");
  g_autofree char *before = g_strdup ("");
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < PD_RECORD_MAX_LINES; i++)
    {
      const char *position = pd_record_get_text (pd_order_add_line (order, NOW + i), PD_ORDER_LINE_POSITION);

      g_assert_cmpint (strcmp (before, position), <, 0);
      g_assert_cmpuint (strlen (position), <=, PD_POSITION_MAX);
      g_free (before);
      before = g_strdup (position);
    }
  pd_record_sort_lines (order);
  g_assert_cmpstr (pd_record_get_text (g_ptr_array_index (lines, lines->len - 1), PD_ORDER_LINE_POSITION), ==,
                   before);
}

static void
test_duplicate (void)
{
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-03-09"), copy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    set_field (add_line (order, &derived[i]), "spec", derived[i].name);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  pd_record_set_text (order, PD_ORDER_REMARK, "x");
  pd_record_set_text (order, PD_ORDER_NOTE, "private");
  pd_record_set_text (order, PD_ORDER_IMPORT_KEY, "file:1");
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  pd_record_set_text (order, PD_ORDER_INVOICE_NUMBER, "26317000000000012345");
  pd_record_set_revision (order, 7);
  pd_record_derive (order);
  copy = pd_order_duplicate (order, NOW + 1, "2026-04-01");

  g_assert_cmpstr (pd_record_get_id (copy), !=, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_title (copy), !=, pd_record_get_title (order));
  g_assert_cmpstr (pd_record_get_text (copy, PD_ORDER_DATE), ==, "2026-04-01");
  g_assert_cmpstr (pd_record_get_state (copy), ==, PD_ORDER_STATE_OPEN);
  g_assert_cmpint (pd_record_get_revision (copy), ==, 0);
  g_assert_cmpstr (pd_record_get_text (copy, PD_ORDER_BUYER_NAME), ==, "甲");
  g_assert_cmpstr (pd_record_get_text (copy, PD_ORDER_REMARK), ==, "x");
  /* What was one order's own history is not the other's. */
  g_assert_false (pd_record_has (copy, PD_ORDER_NOTE));
  g_assert_false (pd_record_has (copy, PD_ORDER_IMPORT_KEY));
  g_assert_false (pd_record_has (copy, PD_ORDER_INVOICE_NUMBER));
  g_assert_cmpint (pd_record_get_integer (copy, PD_ORDER_GROSS_AMOUNT), ==,
                   pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT));
  g_assert_cmpuint (pd_record_get_lines (copy)->len, ==, G_N_ELEMENTS (derived));
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    {
      g_assert_null (pd_record_find_line (order, 0, pd_record_get_id (line_at (copy, i))));
      for (guint j = 0; j < PD_ORDER_LINE_N_FIELDS; j++)
        g_assert_true (j == PD_ORDER_LINE_POSITION ||
                       pd_record_field_equal (line_at (order, i), line_at (copy, i), j));
    }
}

/* Where no field stands beside it, a sentence says which line and field it is about, each once. */
static void
test_sentence (void)
{
  static const Line row = { .quantity = "1", .price = "1", .rate = "0.13" };
  static const struct
  {
    guint line, field;
    const char *text;
    const char *sentence;
  } cases[] = {
    { 0, PD_ORDER_BUYER_TAX_NUMBER, "1",
      "Buyer tax number: A taxpayer number has 15 to 20 characters, and most often 18. Count them on the "
      "buyer's document." },
    { 0, PD_ORDER_BUYER_NAME, NULL, "Buyer name is missing." },
    { 2, PD_ORDER_LINE_TAX_CODE, "1",
      "Line 2, Tax classification code: A tax classification code has 19 digits." },
    { 1, PD_ORDER_LINE_TAX_RATE, NULL, "Line 1: Tax rate is missing." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = order_of (&row);
      g_autoptr (GPtrArray) problems = NULL;
      g_autofree char *sentence = NULL;

      add_line (order, &row);
      pd_record_set_text (cases[i].line == 0 ? order : line_at (order, cases[i].line - 1), cases[i].field,
                          cases[i].text);
      problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
      g_assert_nonnull (pd_problems_first_error (problems));
      sentence = pd_problem_sentence (pd_problems_first_error (problems), order);
      g_assert_cmpstr (sentence, ==, cases[i].sentence);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order/derive", test_derive);
  g_test_add_func ("/order/trust", test_trust);
  g_test_add_func ("/order/sum", test_sum);
  g_test_add_func ("/order/incomplete", test_incomplete);
  g_test_add_func ("/order/too-large-a-sum", test_too_large_a_sum);
  g_test_add_func ("/order/check", test_check);
  g_test_add_func ("/order/check-whole", test_check_whole);
  g_test_add_func ("/order/untaxed-special", test_untaxed_special);
  g_test_add_func ("/order/new", test_new);
  g_test_add_func ("/order/many-lines", test_many_lines);
  g_test_add_func ("/order/sentence", test_sentence);
  g_test_add_func ("/order/duplicate", test_duplicate);
  return g_test_run ();
}
