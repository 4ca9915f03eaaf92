/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets go from hand to hand; what was said and done stays written down. */
#include "model/pd-assignment.h"
#include "model/pd-calendar-row.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"
#include "platform/order-office.h"

static PdRecord *
create (Office *office, const char *role, const PdRecord *record)
{
  return office_taken (
      fixture_do (office->f, office_token (office, role), fixture_create (office->f, record)));
}

static PdRecord *
new_ticket (Office *office)
{
  g_autoptr (PdRecord) ticket = pd_ticket_new (office->f->now, OFFICE_TODAY);

  pd_record_set_text (ticket, PD_TICKET_TITLE, "税控盘不亮");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  return create (office, "warehouse", ticket);
}

static void
set (Office *office, const char *role, PdRecord **ticket, guint field, const char *text)
{
  g_autoptr (PdRecord) after = pd_record_copy (*ticket);
  PdRecord *saved;

  pd_record_set_text (after, field, text);
  saved = office_taken (
      fixture_do (office->f, office_token (office, role), fixture_patch (office->f, *ticket, after)));
  pd_record_unref (*ticket);
  *ticket = saved;
}

static void
go (Office *office, const char *role, PdRecord **ticket, const char *command, const char *reason)
{
  PdRecord *moved = office_taken (office_ask (office, role, *ticket, command, reason));

  pd_record_unref (*ticket);
  *ticket = moved;
}

static void
assert_refused (Office *office,
                const char *role,
                const PdRecord *ticket,
                const char *command,
                const char *reason,
                PdOutcome outcome,
                const char *code)
{
  office_assert_refused (office_ask (office, role, ticket, command, reason), outcome, code);
}

static void
test_life (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) ticket = new_ticket (office);
  GPtrArray *steps;

  g_assert_cmpstr (pd_record_get_state (ticket), ==, PD_TICKET_STATE_NEW);
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_DUE_ON), ==, "2026-11-11");
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_CREATED_BY), ==, "warehouse");
  g_assert_true (pd_record_has (ticket, PD_TICKET_RECEIVED_AT));
  assert_refused (office, "support", ticket, "assign", NULL, PD_OUTCOME_CONFLICT, "needs");
  assert_refused (office, "warehouse", ticket, "assign", NULL, PD_OUTCOME_REJECTED, "forbidden");
  set (office, "support", &ticket, PD_TICKET_OWNER, "technician");
  go (office, "support", &ticket, "assign", NULL);
  assert_refused (office, "support", ticket, "resolve", NULL, PD_OUTCOME_CONFLICT, "state");
  go (office, "technician", &ticket, "start", NULL);
  go (office, "technician", &ticket, "ask", "哪个型号？");
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_STATE_REASON), ==, "哪个型号？");
  fixture_restart (office->f);
  set (office, "technician", &ticket, PD_TICKET_EXPERT, "reviewer");
  assert_refused (office, "technician", ticket, "escalate", NULL, PD_OUTCOME_CONFLICT, "needs");
  go (office, "technician", &ticket, "escalate", "没见过");
  go (office, "reviewer", &ticket, "start", NULL);
  assert_refused (office, "reviewer", ticket, "resolve", NULL, PD_OUTCOME_CONFLICT, "needs");
  set (office, "reviewer", &ticket, PD_TICKET_RESOLUTION, "换一根数据线");
  go (office, "reviewer", &ticket, "resolve", NULL);
  assert_refused (office, "technician", ticket, "close", NULL, PD_OUTCOME_REJECTED, "forbidden");
  go (office, "support", &ticket, "close", NULL);
  g_assert_cmpstr (pd_record_get_state (ticket), ==, PD_TICKET_STATE_CLOSED);
  steps = pd_record_get_list (ticket, PD_TICKET_LIST_STEPS);
  g_assert_cmpuint (steps->len, ==, 7);
  g_assert_cmpstr (pd_record_get_text (steps->pdata[3], PD_STEP_COMMAND), ==, "escalate");
  g_assert_cmpstr (pd_record_get_text (steps->pdata[3], PD_STEP_BY), ==, "technician");
  g_assert_true (pd_record_has (steps->pdata[3], PD_STEP_COMPUTER));
  go (office, "support", &ticket, "reopen", "又不亮了");
  g_assert_cmpstr (pd_record_get_state (ticket), ==, PD_TICKET_STATE_ASSIGNED);
}

/* Its history is the platform's to write: what a new ticket brings along is none. */
static void
test_forged_steps (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) ticket = pd_ticket_new (office->f->now, OFFICE_TODAY);
  g_autoptr (PdRecord) made = NULL;

  pd_record_set_text (ticket, PD_TICKET_TITLE, "税控盘不亮");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  pd_record_add_step (ticket, office->f->now, "close", "resolved", "closed", "reviewer", NULL, NULL);
  made = create (office, "warehouse", ticket);
  g_assert_cmpuint (pd_record_get_list (made, PD_TICKET_LIST_STEPS)->len, ==, 0);
}

/* Two people ask for the same step, one of them on a record that has changed since. */
static void
test_twice (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) seen = new_ticket (office);
  g_autoptr (PdRecord) ticket = pd_record_copy (seen);
  PdResult *result;

  set (office, "support", &ticket, PD_TICKET_OWNER, "technician");
  go (office, "support", &ticket, "assign", NULL);
  result = office_ask (office, "reviewer", seen, "assign", NULL);
  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  g_assert_cmpstr (result->code, ==, "already");
  g_assert_cmpuint (pd_record_get_list (result->record, PD_TICKET_LIST_STEPS)->len, ==, 1);
  pd_result_free (result);
  /* What was written meanwhile does not make a step stale. */
  g_clear_pointer (&seen, pd_record_unref);
  seen = pd_record_copy (ticket);
  set (office, "clerk", &ticket, PD_TICKET_DESCRIPTION, "指示灯不亮");
  go (office, "technician", &seen, "start", NULL);
}

static void
test_comments (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) ticket = new_ticket (office);
  g_autoptr (PdRecord) said = pd_record_copy (ticket);
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (PdRecord) denied = NULL;
  g_autoptr (PdRecord) titled = pd_record_copy (ticket);
  PdRecord *comment = pd_ticket_add_comment (said, "phone", "客户来电催办", office->f->now);

  pd_record_set_text (comment, PD_TICKET_COMMENT_ADDED_BY, "somebody else");
  there = office_taken (
      fixture_do (office->f, office_token (office, "warehouse"), fixture_patch (office->f, ticket, said)));
  comment = g_ptr_array_index (pd_record_get_list (there, PD_TICKET_LIST_COMMENTS), 0);
  g_assert_cmpstr (pd_record_get_text (comment, PD_TICKET_COMMENT_ADDED_BY), ==, "warehouse");
  denied = pd_record_copy (there);
  pd_record_set_text (g_ptr_array_index (pd_record_get_list (denied, PD_TICKET_LIST_COMMENTS), 0),
                      PD_TICKET_COMMENT_TEXT, "没有来电");
  office_assert_refused (fixture_do (office->f, office_token (office, "admin"),
                                     fixture_patch (office->f, there, denied)),
                         PD_OUTCOME_CONFLICT, "ledger");
  /* Who may comment may not change the rest. */
  pd_record_set_text (titled, PD_TICKET_TITLE, "别的");
  office_assert_refused (fixture_do (office->f, office_token (office, "warehouse"),
                                     fixture_patch (office->f, ticket, titled)),
                         PD_OUTCOME_REJECTED, "forbidden");
}

static void
test_hand_over (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) ticket = new_ticket (office);
  GPtrArray *steps;

  set (office, "support", &ticket, PD_TICKET_OWNER, "technician");
  g_assert_cmpuint (pd_record_get_list (ticket, PD_TICKET_LIST_STEPS)->len, ==, 0);
  set (office, "support", &ticket, PD_TICKET_OWNER, "finance");
  steps = pd_record_get_list (ticket, PD_TICKET_LIST_STEPS);
  g_assert_cmpuint (steps->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (steps->pdata[0], PD_STEP_REASON), ==, "technician → finance");
}

/* A rule of tickets chooses the one with the fewest; a rule of orders has nothing to do with them. */
static void
test_assignment (Office *office, gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *applies_to;
    const char *users;
  } rules[] = {
    { "01900000-0000-7000-8000-000000000001", NULL, "admin" },
    { "01900000-0000-7000-8000-000000000002", PD_ASSIGNMENT_SUBJECT_TICKET, "technician, support" },
  };
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (PdRecord) rule = pd_record_new (&pd_assignment_rule_type, rules[i].id);

      pd_record_set_text (rule, PD_ASSIGNMENT_RULE_NAME, rules[i].users);
      pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_POSITION, i + 1);
      pd_record_set_flag (rule, PD_ASSIGNMENT_RULE_ACTIVE, TRUE);
      pd_record_set_text (rule, PD_ASSIGNMENT_RULE_APPLIES_TO, rules[i].applies_to);
      pd_record_set_text (rule, PD_ASSIGNMENT_RULE_ASSIGNEES, rules[i].users);
      pd_record_unref (create (office, "reviewer", rule));
    }
  first = new_ticket (office);
  g_assert_cmpstr (pd_record_get_text (first, PD_TICKET_OWNER), ==, "technician");
  g_assert_cmpstr (pd_record_get_state (first), ==, PD_TICKET_STATE_ASSIGNED);
  g_assert_true (pd_record_has (first, PD_TICKET_ASSIGNMENT_REASON));
  g_assert_cmpuint (pd_record_get_list (first, PD_TICKET_LIST_STEPS)->len, ==, 1);
  second = new_ticket (office);
  g_assert_cmpstr (pd_record_get_text (second, PD_TICKET_OWNER), ==, "support");
}

static void
test_solution (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = pd_solution_new (office->f->now);
  g_autoptr (PdRecord) solution = NULL;
  g_autoptr (PdRecord) stale = NULL;
  g_autoptr (PdRecord) changed = NULL;

  pd_record_set_text (draft, PD_SOLUTION_TITLE, "税控盘不亮");
  solution = create (office, "technician", draft);
  assert_refused (office, "support", solution, "publish", NULL, PD_OUTCOME_CONFLICT, "needs");
  stale = pd_record_copy (solution);
  set (office, "technician", &solution, PD_SOLUTION_ANSWER, "换一根数据线");
  /* What is published is what its publisher saw. */
  assert_refused (office, "support", stale, "publish", NULL, PD_OUTCOME_CONFLICT, "stale");
  assert_refused (office, "technician", solution, "publish", NULL, PD_OUTCOME_REJECTED, "forbidden");
  go (office, "support", &solution, "publish", NULL);
  changed = pd_record_copy (solution);
  pd_record_set_text (changed, PD_SOLUTION_ANSWER, "重启");
  office_assert_refused (fixture_do (office->f, office_token (office, "admin"),
                                     fixture_patch (office->f, solution, changed)),
                         PD_OUTCOME_CONFLICT, "immutable");
  go (office, "technician", &solution, "revise", NULL);
  g_assert_cmpstr (pd_record_get_state (solution), ==, PD_SOLUTION_STATE_DRAFT);
}

static PdResult *
offer (Office *office, const char *severity, const char *office_days)
{
  g_autoptr (PdRecord) ticket = pd_ticket_new (office->f->now, OFFICE_TODAY);

  pd_record_set_text (ticket, PD_TICKET_TITLE, "税控盘不亮");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  pd_record_set_text (ticket, PD_TICKET_SEVERITY, severity);
  pd_record_set_text (ticket, PD_TICKET_OFFICE_DAYS, office_days);
  return fixture_do (office->f, office_token (office, "support"), fixture_create (office->f, ticket));
}

static void
assert_due (Office *office, const char *office_days, const char *due_on)
{
  g_autoptr (PdRecord) ticket = office_taken (offer (office, "high", office_days));

  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_DUE_ON), ==, due_on);
}

/* A ticket is due by what its author knew of the office's days, and where that was nothing by what the platform knows; it
 * stays due then. */
static void
test_office_days (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) before = office_taken (offer (office, "high", NULL));
  g_autoptr (PdRecord) off =
      pd_calendar_row_new (PD_CALENDAR_OFF, "2026-11-09", "2026-11-13", "店庆", office->f->now);
  g_autoptr (PdRecord) worked =
      pd_calendar_row_new (PD_CALENDAR_WORK, "2026-11-14", NULL, NULL, office->f->now + 1000);

  pd_record_unref (create (office, "admin", off));
  pd_record_unref (create (office, "admin", worked));
  assert_due (office, NULL, "2026-11-14");
  assert_due (office, "-2026-11-09", "2026-11-10");
  assert_due (office, "+2026-11-07", "2026-11-07");
  office_assert_refused (offer (office, "high", "-2026-11-09/2026-11-08"), PD_OUTCOME_REJECTED, "invalid");
  set (office, "support", &before, PD_TICKET_DESCRIPTION, "指示灯也不亮");
  g_assert_cmpstr (pd_record_get_text (before, PD_TICKET_DUE_ON), ==, "2026-11-09");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/platform/tickets/" name, Office, NULL, office_set_up, function, office_tear_down)
  ADD ("life", test_life);
  ADD ("forged-steps", test_forged_steps);
  ADD ("twice", test_twice);
  ADD ("comments", test_comments);
  ADD ("hand-over", test_hand_over);
  ADD ("assignment", test_assignment);
  ADD ("solution", test_solution);
  ADD ("office-days", test_office_days);
#undef ADD
  return g_test_run ();
}
