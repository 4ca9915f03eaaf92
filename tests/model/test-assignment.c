/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is chosen for a service order, and why. */
#include "model/pd-assignment.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"

#include <string.h>

#define START G_GINT64_CONSTANT (1794000000000000)

static PdRecord *
new_rule (const char *name,
          gint64 position,
          const char *service,
          const char *region,
          const char *priority,
          const char *assignees,
          gint64 max_load)
{
  g_autofree char *id = g_strdup_printf ("01900000-0000-7000-8000-%012" G_GINT64_FORMAT, position);
  PdRecord *rule = pd_record_new (&pd_assignment_rule_type, id);

  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_NAME, name);
  pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_POSITION, position);
  pd_record_set_flag (rule, PD_ASSIGNMENT_RULE_ACTIVE, TRUE);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_SERVICE, service);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_REGION, region);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_PRIORITY, priority);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_ASSIGNEES, assignees);
  if (max_load > 0)
    pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_MAX_LOAD, max_load);
  return rule;
}

/* In no order, as they may come. */
static GPtrArray *
new_rules (void)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  PdRecord *off = new_rule ("停用", 1, NULL, NULL, NULL, "nobody", 0);

  pd_record_set_flag (off, PD_ASSIGNMENT_RULE_ACTIVE, FALSE);
  g_ptr_array_add (rules, new_rule ("其余", 90, NULL, "样例市", NULL, "zhao", 3));
  g_ptr_array_add (rules,
                   new_rule ("东湖安装", 20, PD_SERVICE_INSTALLATION, "样例市东湖区", NULL, "wang，li", 2));
  g_ptr_array_add (rules, off);
  g_ptr_array_add (rules, new_rule ("加急", 10, NULL, NULL, "high", "qian", 1));
  return rules;
}

static PdRecord *
new_order (const char *service, const char *region, const char *address, const char *priority)
{
  PdRecord *order = pd_order_new (START, "2026-11-06");

  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  pd_record_set_text (order, PD_ORDER_SERVICE, service);
  pd_record_set_text (order, PD_ORDER_REGION, region);
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, address);
  pd_record_set_text (order, PD_ORDER_PRIORITY, priority);
  return order;
}

#define INSTALLATION PD_SERVICE_INSTALLATION

static void
test_choice (void)
{
  static const struct
  {
    const char *service;
    const char *region;
    const char *address;
    const char *priority;
    guint wang, li, qian, zhao; /* their loads */
    const char *chosen;
    const char *rule; /* that is named in the reason; NULL when none is */
  } cases[] = {
    { INSTALLATION, "样例市东湖区", NULL, NULL, 0, 0, 0, 0, "wang", "东湖安装" },
    { INSTALLATION, "样例市东湖区松林路", NULL, NULL, 1, 0, 0, 0, "li", "东湖安装" },
    { INSTALLATION, NULL, "样例市东湖区松林路18号", NULL, 1, 1, 0, 0, "wang", "东湖安装" },
    /* The region that is given goes before the address. */
    { INSTALLATION, "样例市西湖区", "样例市东湖区松林路18号", NULL, 0, 0, 0, 0, "zhao", "其余" },
    { INSTALLATION, "样例市东湖区", NULL, "normal", 2, 1, 0, 0, "li", "东湖安装" },
    /* All have their hands full: the next rule that fits. */
    { INSTALLATION, "样例市东湖区", NULL, NULL, 2, 2, 0, 0, "zhao", "其余" },
    { INSTALLATION, "样例市东湖区", NULL, NULL, 2, 2, 0, 3, NULL, "东湖安装" },
    { INSTALLATION, "样例市东湖区", NULL, "urgent", 0, 0, 0, 0, "qian", "加急" },
    { INSTALLATION, "样例市东湖区", NULL, "high", 0, 0, 0, 0, "qian", "加急" },
    { INSTALLATION, "样例市东湖区", NULL, "high", 0, 0, 1, 0, "wang", "东湖安装" },
    { INSTALLATION, "样例市东湖区", NULL, "low", 0, 0, 0, 0, "wang", "东湖安装" },
    { PD_SERVICE_UPGRADE, "样例市东湖区", NULL, NULL, 0, 0, 0, 0, "zhao", "其余" },
    { PD_SERVICE_UPGRADE, "别处", NULL, NULL, 0, 0, 0, 0, NULL, NULL },
    { PD_SERVICE_UPGRADE, NULL, NULL, NULL, 0, 0, 0, 0, NULL, NULL },
  };
  g_autoptr (GPtrArray) rules = new_rules ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order =
          new_order (cases[i].service, cases[i].region, cases[i].address, cases[i].priority);
      g_autoptr (GHashTable) loads = g_hash_table_new (g_str_hash, g_str_equal);
      g_auto (PdAssignment) chosen = { 0 };

      g_hash_table_insert (loads, (gpointer) "wang", GUINT_TO_POINTER (cases[i].wang));
      g_hash_table_insert (loads, (gpointer) "li", GUINT_TO_POINTER (cases[i].li));
      g_hash_table_insert (loads, (gpointer) "qian", GUINT_TO_POINTER (cases[i].qian));
      g_hash_table_insert (loads, (gpointer) "zhao", GUINT_TO_POINTER (cases[i].zhao));
      pd_assignment_choose (order, rules, loads, &chosen);
      g_assert_cmpstr (chosen.assignee, ==, cases[i].chosen);
      g_assert_nonnull (chosen.reason);
      if (cases[i].rule != NULL)
        g_assert_nonnull (strstr (chosen.reason, cases[i].rule));
    }
}

static void
test_no_rules (void)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GHashTable) loads = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (PdRecord) order = new_order (INSTALLATION, NULL, NULL, NULL);
  g_auto (PdAssignment) chosen = { 0 };

  pd_assignment_choose (order, rules, loads, &chosen);
  g_assert_null (chosen.assignee);
  g_assert_null (chosen.reason);
}

/* What is changed, and whether that lacks a reason. */
static void
test_overruling (void)
{
  static const struct
  {
    const char *before, *before_reason, *after, *after_reason;
    gboolean lacks;
  } cases[] = {
    { NULL, NULL, "wang", NULL, FALSE },
    { "wang", "规则", "wang", "规则", FALSE },
    { "wang", "规则", "li", "规则", TRUE },
    { "wang", "规则", "li", NULL, TRUE },
    { "wang", NULL, "li", NULL, TRUE },
    { "wang", "规则", "li", "熟悉该客户", FALSE },
    { "wang", NULL, "li", "熟悉该客户", FALSE },
    { "wang", "规则", NULL, "规则", TRUE },
    { "wang", "规则", "wang", "新的理由", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) before = new_order (INSTALLATION, NULL, NULL, NULL);
      g_autoptr (PdRecord) after = pd_record_copy (before);

      pd_record_set_text (before, PD_ORDER_ASSIGNEE, cases[i].before);
      pd_record_set_text (before, PD_ORDER_ASSIGNMENT_REASON, cases[i].before_reason);
      pd_record_set_text (after, PD_ORDER_ASSIGNEE, cases[i].after);
      pd_record_set_text (after, PD_ORDER_ASSIGNMENT_REASON, cases[i].after_reason);
      g_assert_true (pd_assignment_lacks_reason (before, after) == cases[i].lacks);
    }
}

static PdRecord *
past_order (guint approved, guint done)
{
  PdRecord *order = new_order (INSTALLATION, "样例市东湖区", NULL, NULL);

  pd_record_add_step (order, START + approved * G_TIME_SPAN_HOUR, "approve", PD_ORDER_STAGE_REVIEW,
                      PD_ORDER_STAGE_ASSIGNMENT, "reviewer", NULL, NULL);
  if (done > 0)
    pd_record_add_step (order, START + done * G_TIME_SPAN_HOUR, "complete", PD_ORDER_STAGE_ACCEPTANCE,
                        PD_ORDER_STAGE_DONE, "clerk", NULL, NULL);
  return order;
}

/* The past once more: who has finished may have the next one. */
static void
test_trial (void)
{
  static const struct
  {
    guint approved, done; /* hours */
    const char *chosen;
  } cases[] = {
    { 1, 5, "wang" }, { 2, 0, "li" }, { 3, 9, "wang" }, { 4, 0, "li" }, { 6, 0, "wang" }, { 7, 0, "zhao" },
  };
  g_autoptr (GPtrArray) rules = new_rules ();
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GPtrArray) trials = NULL;

  /* The newest first; and one that was never approved. */
  g_ptr_array_add (orders, new_order (INSTALLATION, "样例市东湖区", NULL, NULL));
  for (guint i = G_N_ELEMENTS (cases); i > 0; i--)
    g_ptr_array_add (orders, past_order (cases[i - 1].approved, cases[i - 1].done));
  trials = pd_assignment_try (orders, rules);
  g_assert_cmpuint (trials->len, ==, G_N_ELEMENTS (cases));
  for (guint i = 0; i < trials->len; i++)
    {
      const PdAssignmentTrial *trial = trials->pdata[i];

      g_assert_true (trial->order == orders->pdata[orders->len - 1 - i]);
      g_assert_cmpstr (trial->chosen.assignee, ==, cases[i].chosen);
    }
}

static void
test_check (void)
{
  static const struct
  {
    const char *assignees;
    gint64 max_load;
    int field;
  } cases[] = {
    { "wang", 0, -1 },
    { "wang, li", 8, -1 },
    { " ，, ", 0, PD_ASSIGNMENT_RULE_ASSIGNEES },
    { NULL, 0, PD_ASSIGNMENT_RULE_ASSIGNEES },
    { "wang", 1001, PD_ASSIGNMENT_RULE_MAX_LOAD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) rule =
          new_rule ("规则", 1, NULL, NULL, NULL, cases[i].assignees, cases[i].max_load);
      g_autoptr (GPtrArray) problems = pd_record_check (rule, PD_REQUIRED_TO_SAVE);
      const PdProblem *problem = pd_problems_first_error (problems);

      g_assert_cmpint (problem != NULL ? problem->field : -1, ==, cases[i].field);
    }
}

static void
test_users (void)
{
  static const struct
  {
    const char *text, *users, *last;
  } cases[] = {
    { "", "", "" },
    { "wang", "wang", "wang" },
    { "wang, li", "wang|li", "li" },
    { "wang,", "wang", "" },
    { "wang； 李、wang，zh", "wang|李|zh", "zh" },
    { " ,、 ", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) users = pd_assignment_split_users (cases[i].text);
      g_autofree char *joined = g_strjoinv ("|", users);

      g_assert_cmpstr (joined, ==, cases[i].users);
      g_assert_cmpstr (pd_assignment_last_user (cases[i].text), ==, cases[i].last);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assignment/choice", test_choice);
  g_test_add_func ("/assignment/no-rules", test_no_rules);
  g_test_add_func ("/assignment/overruling", test_overruling);
  g_test_add_func ("/assignment/trial", test_trial);
  g_test_add_func ("/assignment/check", test_check);
  g_test_add_func ("/assignment/users", test_users);
  return g_test_run ();
}
