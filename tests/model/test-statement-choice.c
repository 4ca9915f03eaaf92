/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which ways lines of a statement may be taken over, and what comes into ledgers of those that are. */
#include "model/pd-statement-choice.h"

static void
line_free (gpointer line)
{
  pd_statement_line_free (line);
}

static void
add_line (GPtrArray *lines, gint64 amount, const char *payer, const char *remark)
{
  PdStatementLine *line = pd_statement_line_new (lines->len + 2);

  line->amount = amount;
  g_free (line->counterparty);
  line->counterparty = g_strdup (payer);
  g_free (line->remark);
  line->remark = g_strdup (remark);
  g_ptr_array_add (lines, line);
}

static const PdOpenOrder orders[] = {
  { "a", "PX-0001", "甲有限公司", 10000 }, { "b", "PX-0002", "乙有限公司", 20000 },
  { "c", "PX-0003", "乙有限公司", 20000 }, { "d", "PX-0004", "丙有限公司", 3000 },
  { "e", "PX-0005", "丙有限公司", 4000 },  { "f", "PX-0006", "丁有限公司", 500 },
};

/* Each choice as "line:order,order sure over", a line each. */
static char *
flatten (const GPtrArray *choices)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      const PdStatementChoice *choice = choices->pdata[i];

      g_string_append_printf (all, "%u:", choice->line);
      for (guint j = 0; j < choice->orders->len; j++)
        g_string_append_printf (all, "%s%s", j > 0 ? "," : "",
                                orders[g_array_index (choice->orders, guint, j)].id);
      g_string_append_printf (all, "%s%s\n", choice->is_sure ? " sure" : "", choice->is_over ? " over" : "");
    }
  return g_string_free (all, FALSE);
}

/* Each payment as "line:order amount", a line each. */
static char *
flatten_payments (const GArray *payments)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < payments->len; i++)
    {
      const PdStatementPayment *payment = &g_array_index (payments, PdStatementPayment, i);

      g_string_append_printf (all, "%u:%s %" G_GINT64_FORMAT "\n", payment->line, orders[payment->order].id,
                              payment->amount);
    }
  return g_string_free (all, FALSE);
}

static void
test_choices (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GPtrArray) matches = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  g_autoptr (GArray) sure = NULL;
  g_autoptr (GArray) wanted = NULL;
  g_autofree char *flat = NULL, *flat_sure = NULL, *flat_wanted = NULL;
  gboolean taken[8] = { FALSE, FALSE, TRUE, TRUE, TRUE };

  add_line (lines, 10000, "甲有限公司", "货款 PX-0001"); /* the number stands in it */
  add_line (lines, 20000, "乙有限公司", "货款");         /* one of two */
  add_line (lines, 7000, "丙有限公司", "");              /* the sum of both */
  add_line (lines, 700, "丁有限公司", "PX-0006");        /* more than is open */
  add_line (lines, -500, "房东", "");
  add_line (lines, 12345, "戊", "");
  matches = pd_statement_match (lines, orders, G_N_ELEMENTS (orders), NULL);
  choices = pd_statement_choices (matches, orders);
  flat = flatten (choices);
  g_assert_cmpstr (flat, ==, "0:a sure\n1:b\n1:c\n2:d,e sure\n3:f over\n");
  sure = pd_statement_share_out (lines, matches, choices, NULL, orders, G_N_ELEMENTS (orders));
  flat_sure = flatten_payments (sure);
  g_assert_cmpstr (flat_sure, ==, "0:a 10000\n2:d 3000\n2:e 4000\n");
  wanted = pd_statement_share_out (lines, matches, choices, taken, orders, G_N_ELEMENTS (orders));
  flat_wanted = flatten_payments (wanted);
  g_assert_cmpstr (flat_wanted, ==, "3:f 700\n1:c 20000\n2:d 3000\n2:e 4000\n");
}

/* Two lines of one order: the second gets what the first leaves. */
static void
test_in_parts (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GPtrArray) matches = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  g_autoptr (GArray) payments = NULL;
  g_autofree char *flat = NULL;

  add_line (lines, 4000, "甲有限公司", "PX-0001 首付");
  add_line (lines, 6000, "甲有限公司", "PX-0001 尾款");
  matches = pd_statement_match (lines, orders, G_N_ELEMENTS (orders), NULL);
  choices = pd_statement_choices (matches, orders);
  payments = pd_statement_share_out (lines, matches, choices, NULL, orders, G_N_ELEMENTS (orders));
  flat = flatten_payments (payments);
  g_assert_cmpstr (flat, ==, "0:a 4000\n1:a 6000\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement-choice/choices", test_choices);
  g_test_add_func ("/statement-choice/in-parts", test_in_parts);
  return g_test_run ();
}
