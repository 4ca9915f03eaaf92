/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-statement-match.h"

#define SHOP "杭州临溪样例科技有限公司"

static const PdOpenOrder orders[] = {
  { "0", "PX-2026-0001", SHOP, 10000 },   /* 0 */
  { "1", "PX-2026-0002", SHOP, 20000 },   /* 1 */
  { "2", "PX-2026-0003", SHOP, 45000 },   /* 2 */
  { "3", "PX-2026-0004", "王明", 8800 },  /* 3 */
  { "4", "PX-2026-0005", "李四", 8800 },  /* 4 */
  { "5", "D20261102-0A", "张三", 5600 },  /* 5 */
  { "6", "D20261102-0AB", "张三", 5600 }, /* 6 */
  { "7", "DOUBLE-1", "赵六", 700 },       /* 7 */
  { "8", "DOUBLE-1", "孙七", 700 },       /* 8 */
  { "9", "PX-2026-0009", "钱八", 0 },     /* 9: paid */
  { "10", "12", "周九", 3300 },           /* 10: too short a number */
};

static PdStatementLine *
line_new (const char *counterparty, const char *remark, const char *order, gint64 amount)
{
  PdStatementLine *line = pd_statement_line_new (1);

  g_free (line->counterparty);
  line->counterparty = g_strdup (counterparty);
  g_free (line->remark);
  line->remark = g_strdup (remark);
  g_free (line->order);
  line->order = g_strdup (order);
  line->amount = amount;
  return line;
}

/* "decided number 100 0,2" */
static char *
describe (const PdStatementMatch *match)
{
  static const char *const states[] = { "known", "paid", "decided", "suggested", "none" };
  static const char *const reasons[] = { "", " number", " name", " sum", " amount" };
  GString *text = g_string_new (states[match->state]);

  if (match->state == PD_MATCH_DECIDED || match->state == PD_MATCH_SUGGESTED)
    g_string_append_printf (text, "%s %u", reasons[match->reason], match->sureness);
  for (guint i = 0; i < match->orders->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : " ", g_array_index (match->orders, guint, i));
  return g_string_free (text, FALSE);
}

/* Each alone against all orders. */
static void
test_single (void)
{
  static const struct
  {
    const char *counterparty, *remark, *order;
    gint64 amount;
    const char *result;
    gint64 difference;
  } cases[] = {
    { "somebody", "货款 PX-2026-0001", "", 10000, "decided number 100 0" },
    { "somebody", "货款PX-2026-0001,PX-2026-0002谢谢", "", 30000, "decided number 100 0,1" },
    { "somebody", "ＰＸ－２０２６－０００１", "", 10000, "decided number 100 0" },
    { "somebody", "", "PX-2026-0001", 6000, "decided number 85 0", -4000 },
    { "somebody", "", "PX-2026-0001", 12000, "decided number 85 0", 2000 },
    { "somebody", "PX-2026-0001 PX-2026-0002", "", 29999, "suggested number 50 0,1", -1 },
    { "张三", "D20261102-0AB", "", 5600, "decided number 100 6" },
    { "赵六", "DOUBLE-1", "", 700, "suggested number 50 7,8", -700 },
    { SHOP, "货款", "", 20000, "decided name 90 1" },
    { "杭州临溪样例科技有限公司 ", "", "", 20000, "decided name 90 1" },
    { "张三", "货款", "", 5600, "suggested name 50 5,6" },
    { "*明", "", "", 8800, "suggested name 50 3" },
    { "**", "", "", 8800, "none" },
    { SHOP, "", "", 30000, "decided sum 75 0,1" },
    { SHOP, "", "", 65000, "decided sum 75 1,2" },
    { SHOP, "", "", 75000, "decided sum 85 0,1,2" },
    { SHOP, "", "", 30001, "none" },
    { "somebody", "", "", 45000, "suggested amount 40 2" },
    { "somebody", "", "", 8800, "none" }, /* two orders have this amount */
    { "周九", "12", "", 3300, "decided name 90 10" },
    { "钱八", "", "", 0, "none" },
    { SHOP, "PX-2026-0001", "", -10000, "paid" },
    { "", "", "", 1, "none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_statement_line_free);
      g_autoptr (GPtrArray) matches = NULL;
      g_autofree char *result = NULL;

      g_ptr_array_add (lines,
                       line_new (cases[i].counterparty, cases[i].remark, cases[i].order, cases[i].amount));
      matches = pd_statement_match (lines, orders, G_N_ELEMENTS (orders), NULL);
      result = describe (matches->pdata[0]);
      g_test_message ("%s %s", cases[i].counterparty, cases[i].remark);
      g_assert_cmpstr (result, ==, cases[i].result);
      g_assert_cmpint (((PdStatementMatch *) matches->pdata[0])->difference, ==, cases[i].difference);
    }
}

/* What several lines leave to each other. */
static void
test_together (void)
{
  static const struct
  {
    const char *counterparty, *remark;
    gint64 amount;
    const char *result;
  } cases[] = {
    { SHOP, "", 20000, "decided name 90 1" },
    { SHOP, "", 55000, "decided sum 85 0,2" }, /* what is left when the line above has taken its own */
    { "somebody", "PX-2026-0004", 800, "decided number 85 3" },
    { "somebody", "PX-2026-0004", 8000, "decided number 100 3" }, /* the rest of it */
    { "李四", "", 8800, "suggested name 50 4" },                  /* one order, two payments: which is it? */
    { "李四", "", 8800, "suggested name 50 4" },
  };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_statement_line_free);
  g_autoptr (GPtrArray) matches = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_ptr_array_add (lines, line_new (cases[i].counterparty, cases[i].remark, "", cases[i].amount));
  matches = pd_statement_match (lines, orders, G_N_ELEMENTS (orders), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = describe (matches->pdata[i]);

      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

static void
test_known (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_statement_line_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) matches = NULL;

  g_ptr_array_add (lines, line_new (SHOP, "PX-2026-0001", "", 10000));
  g_ptr_array_add (lines, line_new (SHOP, "PX-2026-0002", "", 20000));
  pd_statement_set_keys (lines, "bank");
  g_hash_table_add (known, ((PdStatementLine *) lines->pdata[0])->key);
  matches = pd_statement_match (lines, orders, G_N_ELEMENTS (orders), known);
  g_assert_cmpint (((PdStatementMatch *) matches->pdata[0])->state, ==, PD_MATCH_KNOWN);
  g_assert_cmpint (((PdStatementMatch *) matches->pdata[1])->state, ==, PD_MATCH_DECIDED);
}

/* Two ways to a sum are no decision; too many orders to try are given up, but for all of them. */
static void
test_bounds (void)
{
  PdOpenOrder many[40];
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_statement_line_free);
  g_autoptr (GPtrArray) four = NULL, twenty = NULL, forty = NULL;
  g_autofree char *result = NULL;

  for (guint i = 0; i < 40; i++)
    {
      g_ptr_array_add (numbers, g_strdup_printf ("MANY-%03u", i));
      many[i] = (PdOpenOrder){ numbers->pdata[i], numbers->pdata[i], "甲", 100 + (i < 4 ? 0 : 2 * i) };
    }
  g_ptr_array_add (lines, line_new ("甲", "", "", 200));
  g_ptr_array_add (lines, line_new ("甲", "", "", 99999));
  four = pd_statement_match (lines, many, 4, NULL);
  result = describe (four->pdata[0]);
  g_assert_cmpstr (result, ==, "suggested sum 50 0,1");
  twenty = pd_statement_match (lines, many, 20, NULL);
  g_assert_false (((PdStatementMatch *) twenty->pdata[1])->gave_up);
  forty = pd_statement_match (lines, many, 40, NULL);
  g_assert_true (((PdStatementMatch *) forty->pdata[1])->gave_up);
  g_assert_cmpint (((PdStatementMatch *) forty->pdata[1])->state, ==, PD_MATCH_NONE);
}

static void
test_names (void)
{
  static const struct
  {
    const char *a, *b;
    gboolean agree;
  } cases[] = {
    { "甲（杭州）公司", "甲(杭州)公司", TRUE },
    { "甲 公司", "甲公司", TRUE },
    { "ABC Ltd.", "abc ltd", TRUE },
    { "*明", "王明", TRUE },
    { "*明", "王小明", FALSE },
    { "王*", "王明", TRUE },
    { "**", "王明", FALSE },
    { "甲公司", "乙公司", FALSE },
    { "", "", FALSE },
    { NULL, "甲", FALSE },
    { "甲", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (pd_statement_names_agree (cases[i].a, cases[i].b), ==, cases[i].agree);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement-match/single", test_single);
  g_test_add_func ("/statement-match/together", test_together);
  g_test_add_func ("/statement-match/known", test_known);
  g_test_add_func ("/statement-match/bounds", test_bounds);
  g_test_add_func ("/statement-match/names", test_names);
  return g_test_run ();
}
