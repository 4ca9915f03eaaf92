/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Service orders are assigned by rule when they are approved; a person overrules that with a reason. */
#include "model/pd-assignment.h"
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "order-way.h"
#include "platform/order-office.h"

static PdRecord *
save (Office *office, const char *role, const PdRecord *before, const PdRecord *after)
{
  return office_taken (
      fixture_do (office->f, office_token (office, role), fixture_patch (office->f, before, after)));
}

static void
add_rule (Office *office, const char *assignees, gint64 max_load)
{
  g_autofree char *id = pd_id_new (office->f->now);
  g_autoptr (PdRecord) rule = pd_record_new (&pd_assignment_rule_type, id);

  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_NAME, "全部");
  pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_POSITION, 1);
  pd_record_set_flag (rule, PD_ASSIGNMENT_RULE_ACTIVE, TRUE);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_ASSIGNEES, assignees);
  pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_MAX_LOAD, max_load);
  office_assert_refused (fixture_do (office->f, office_token (office, "clerk"),
                                     fixture_create (office->f, rule)),
                         PD_OUTCOME_REJECTED, "forbidden");
  pd_record_unref (office_taken (
      fixture_do (office->f, office_token (office, "reviewer"), fixture_create (office->f, rule))));
}

static void
go (Office *office, PdRecord **order, const char *command)
{
  office_go (office, order, pd_order_flow_arrow (*order, command));
}

/* (transfer full): an approved order; @expected: (nullable): who is to do it */
static PdRecord *
approved (Office *office, const char *expected)
{
  PdRecord *order = office_create (office, PD_ORDER_KIND_SERVICE);

  go (office, &order, "submit");
  go (office, &order, "approve");
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_ASSIGNEE), ==, expected);
  return order;
}

static void
test_by_rule (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) none = approved (office, NULL);
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdRecord) third = NULL;
  g_autoptr (PdRecord) fourth = NULL;

  g_assert_false (pd_record_has (none, PD_ORDER_ASSIGNMENT_REASON));
  add_rule (office, "wang, li", 1);
  first = approved (office, "wang");
  g_assert_true (pd_record_has (first, PD_ORDER_ASSIGNMENT_REASON));
  fixture_restart (office->f);
  second = approved (office, "li");
  third = approved (office, NULL);
  g_assert_true (pd_record_has (third, PD_ORDER_ASSIGNMENT_REASON));
  /* Who is rid of one may have the next. */
  go (office, &first, "cancel");
  fourth = approved (office, "wang");
}

static void
test_overruled (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) silent = NULL;
  g_autoptr (PdRecord) told = NULL;
  g_autoptr (PdRecord) saved = NULL;

  add_rule (office, "wang", 5);
  order = approved (office, "wang");
  silent = pd_record_copy (order);
  pd_record_set_text (silent, PD_ORDER_ASSIGNEE, "technician");
  office_assert_refused (fixture_do (office->f, office_token (office, "reviewer"),
                                     fixture_patch (office->f, order, silent)),
                         PD_OUTCOME_CONFLICT, "reason");
  told = pd_record_copy (silent);
  pd_record_set_text (told, PD_ORDER_ASSIGNMENT_REASON, "熟悉该客户");
  saved = save (office, "reviewer", order, told);
  g_assert_cmpstr (pd_record_get_text (saved, PD_ORDER_ASSIGNEE), ==, "technician");
}

/* Whom a person chose before the approval no rule replaces. */
static void
test_chosen_before (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_create (office, PD_ORDER_KIND_SERVICE);
  g_autoptr (PdRecord) chosen = pd_record_copy (order);
  g_autoptr (PdRecord) saved = NULL;

  add_rule (office, "wang", 5);
  pd_record_set_text (chosen, PD_ORDER_ASSIGNEE, "technician");
  saved = save (office, "clerk", order, chosen);
  go (office, &saved, "submit");
  go (office, &saved, "approve");
  g_assert_cmpstr (pd_record_get_text (saved, PD_ORDER_ASSIGNEE), ==, "technician");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/platform/assignment/" name, Office, NULL, office_set_up, function, office_tear_down)
  ADD ("by-rule", test_by_rule);
  ADD ("overruled", test_overruled);
  ADD ("chosen-before", test_chosen_before);
#undef ADD
  return g_test_run ();
}
