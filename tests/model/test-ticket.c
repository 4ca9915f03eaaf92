/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of tickets, held against itself: nowhere a dead end, no state that cannot be reached; and their deadlines. */
#include "model/pd-calendar-row.h"
#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-problem.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"

#define NOW G_GINT64_CONSTANT (1794000000000000)
#define TODAY "2026-11-06"

static PdRecord *
new_ticket (void)
{
  PdRecord *ticket = pd_ticket_new (NOW, TODAY);

  pd_record_set_text (ticket, PD_TICKET_TITLE, "税控盘不亮");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  return ticket;
}

static void
test_new (void)
{
  g_autoptr (PdRecord) ticket = new_ticket ();
  g_autoptr (PdRecord) other = new_ticket ();
  g_autoptr (GPtrArray) problems = pd_record_check (ticket, PD_REQUIRED_TO_SAVE);

  g_assert_null (pd_problems_first_error (problems));
  g_assert_true (g_str_has_prefix (pd_record_get_title (ticket), "T20261106-"));
  g_assert_cmpstr (pd_record_get_title (ticket), !=, pd_record_get_title (other));
  g_assert_cmpstr (pd_record_get_state (ticket), ==, PD_TICKET_STATE_NEW);
  g_assert_false (pd_workflow_is_frozen (ticket));
}

static void
test_deadline (void)
{
  static const struct
  {
    const char *severity;
    const char *promised_on;
    const char *due_on;
    gboolean overdue; /* on the 8th */
  } rows[] = {
    { "critical", NULL, "2026-11-06", TRUE },          { "high", NULL, "2026-11-09", FALSE },
    { "normal", NULL, "2026-11-11", FALSE },           { "low", NULL, "2026-11-17", FALSE },
    { "critical", "2026-12-01", "2026-12-01", FALSE }, { "of_tomorrow", NULL, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) ticket = new_ticket ();

      pd_record_set_text (ticket, PD_TICKET_SEVERITY, rows[i].severity);
      pd_record_set_text (ticket, PD_TICKET_PROMISED_ON, rows[i].promised_on);
      pd_record_derive (ticket);
      g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_DUE_ON), ==, rows[i].due_on);
      g_assert_true (pd_ticket_is_overdue (ticket, "2026-11-08") == rows[i].overdue);
      pd_record_set_text (ticket, PD_TICKET_STATE, PD_TICKET_STATE_RESOLVED);
      g_assert_false (pd_ticket_is_overdue (ticket, "2027-11-08"));
    }
}

/* Working days, by the table of holidays that the filing deadlines follow from. */
static void
test_working_days (void)
{
  static const struct
  {
    const char *severity;
    const char *opened_on;
    const char *due_on;
    const char *sentence;
  } rows[] = {
    /* A Friday, its Saturday and its Sunday. */
    { "critical", "2026-11-06", "2026-11-06", "Due on 2026-11-06, the day on which it was opened." },
    { "critical", "2026-11-07", "2026-11-09",
      "Due on 2026-11-09, the first working day after it was opened." },
    { "high", "2026-11-06", "2026-11-09", "Due on 2026-11-09, 1 working day after it was opened." },
    { "high", "2026-11-08", "2026-11-09", "Due on 2026-11-09, 1 working day after it was opened." },
    { "normal", "2026-11-06", "2026-11-11", "Due on 2026-11-11, 3 working days after it was opened." },
    /* The National Day is off from the 1st to the 7th; the Sunday before and the Saturday after are worked. */
    { "critical", "2026-10-01", "2026-10-08",
      "Due on 2026-10-08, the first working day after it was opened." },
    { "high", "2026-09-30", "2026-10-08", "Due on 2026-10-08, 1 working day after it was opened." },
    { "normal", "2026-09-30", "2026-10-10", "Due on 2026-10-10, 3 working days after it was opened." },
    { "low", "2026-09-30", "2026-10-15", "Due on 2026-10-15, 7 working days after it was opened." },
    /* The holidays of this year are not known: weekends alone are off. */
    { "normal", "2031-10-03", "2031-10-08", "Due on 2031-10-08, 3 working days after it was opened." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) ticket = new_ticket ();
      g_autofree char *sentence = NULL;

      pd_record_set_text (ticket, PD_TICKET_OPENED_ON, rows[i].opened_on);
      pd_record_set_text (ticket, PD_TICKET_SEVERITY, rows[i].severity);
      pd_record_derive (ticket);
      g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_DUE_ON), ==, rows[i].due_on);
      sentence = pd_ticket_due_sentence (ticket);
      g_assert_cmpstr (sentence, ==, rows[i].sentence);
    }
}

static PdTaxCalendar *
new_calendar (const char *off_from, const char *off_to, const char *worked_on)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  if (off_from != NULL)
    g_ptr_array_add (rows, pd_calendar_row_new (PD_CALENDAR_OFF, off_from, off_to, "店庆", NOW));
  if (worked_on != NULL)
    g_ptr_array_add (rows, pd_calendar_row_new (PD_CALENDAR_WORK, worked_on, NULL, NULL, NOW));
  return pd_tax_calendar_new_with_rows (rows);
}

/* What the office added to the calendar. The 6th of November 2026 is a Friday. */
static void
test_office_days (void)
{
  static const struct
  {
    const char *off_from;
    const char *off_to;
    const char *worked_on;
    const char *severity;
    const char *due_on;
    const char *written;
  } rows[] = {
    { NULL, NULL, NULL, "normal", "2026-11-11", NULL },
    { "2026-11-09", NULL, NULL, "high", "2026-11-10", "-2026-11-09" },
    { "2026-11-09", NULL, NULL, "normal", "2026-11-12", "-2026-11-09" },
    { NULL, NULL, "2026-11-07", "high", "2026-11-07", "+2026-11-07" },
    { NULL, NULL, "2026-11-07", "normal", "2026-11-10", "+2026-11-07" },
    { "2026-11-06", "2026-11-13", "2026-11-14", "critical", "2026-11-14",
      "-2026-11-06/2026-11-13 +2026-11-14" },
    { "2026-11-06", "2026-11-13", "2026-11-14", "low", "2026-11-23", "-2026-11-06/2026-11-13 +2026-11-14" },
    /* A weekend is no end of a holiday; what is too late to count is not written down. */
    { "2026-11-09", "2026-11-20", NULL, "high", "2026-11-23", "-2026-11-09/2026-11-20" },
    { "2027-03-01", "2027-03-05", NULL, "low", "2026-11-17", NULL },
    { "2026-01-01", "2026-12-31", NULL, "high", "2027-01-01", "-2026-11-06/2026-12-31" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) ticket = new_ticket ();
      g_autoptr (PdTaxCalendar) calendar = new_calendar (rows[i].off_from, rows[i].off_to, rows[i].worked_on);
      g_autoptr (GPtrArray) problems = NULL;

      pd_record_set_text (ticket, PD_TICKET_SEVERITY, rows[i].severity);
      pd_ticket_take_office_days (ticket, calendar);
      pd_record_derive (ticket);
      g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_OFFICE_DAYS), ==, rows[i].written);
      g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_DUE_ON), ==, rows[i].due_on);
      problems = pd_record_check (ticket, PD_REQUIRED_TO_SAVE);
      g_assert_null (pd_problems_first_error (problems));
    }
}

/* Every other day off, for ever: as long as it gets, and it fits. */
static void
test_many_office_days (void)
{
  g_autoptr (PdRecord) ticket = new_ticket ();
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();
  g_autofree char *counted = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  for (guint day = 0; day < 60; day++)
    {
      g_autofree char *date = pd_date_from_day (pd_date_to_day (TODAY) + day);
      PdCalendarRow row = { .kind = day % 2 == 0 ? PD_CALENDAR_OFF : PD_CALENDAR_WORK, .from = date };

      g_assert_true (pd_tax_calendar_add (calendar, &row, NULL));
    }
  pd_record_set_text (ticket, PD_TICKET_SEVERITY, "low");
  pd_ticket_take_office_days (ticket, calendar);
  pd_record_derive (ticket);
  counted = pd_tax_calendar_add_working_days (calendar, TODAY, 7);
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_DUE_ON), ==, counted);
  problems = pd_record_check (ticket, PD_REQUIRED_TO_SAVE);
  g_assert_null (pd_problems_first_error (problems));
}

/* A ticket comes over the network: what it says of the office's days may be anything. */
static void
test_hostile_office_days (void)
{
  static const char *const texts[] = {
    " ",
    "-",
    "2026-11-09",
    "-2026-11-09/",
    "-2026-13-09",
    "-2026-11-09/2026-11-08",
    "-/",
    "+2026-11-07/2026-11-08/2026-11-09",
    "*2026-11-09",
    "-0001-01-01/9999-12-31",
    "-2026-11-09  -2026-11-10",
    "- 2026-11-09",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (PdRecord) ticket = new_ticket ();
      g_autoptr (GPtrArray) problems = NULL;

      pd_record_set_text (ticket, PD_TICKET_OFFICE_DAYS, texts[i]);
      pd_record_derive (ticket);
      g_assert_true (pd_record_has (ticket, PD_TICKET_DUE_ON));
      problems = pd_record_check (ticket, PD_REQUIRED_TO_SAVE);
      g_assert_nonnull (pd_problems_first_error (problems));
    }
}

static void
test_due_sentence (void)
{
  g_autoptr (PdRecord) ticket = new_ticket ();
  g_autofree char *promised = NULL;

  pd_record_set_text (ticket, PD_TICKET_PROMISED_ON, "2026-11-21");
  pd_record_derive (ticket);
  promised = pd_ticket_due_sentence (ticket);
  g_assert_cmpstr (promised, ==, "Due on 2026-11-21, as it was promised.");
  pd_record_set_text (ticket, PD_TICKET_STATE, PD_TICKET_STATE_RESOLVED);
  g_assert_null (pd_ticket_due_sentence (ticket));
}

static void
test_promised_before (void)
{
  g_autoptr (PdRecord) ticket = new_ticket ();
  g_autoptr (GPtrArray) problems = NULL;

  pd_record_set_text (ticket, PD_TICKET_PROMISED_ON, "2026-11-05");
  problems = pd_record_check (ticket, PD_REQUIRED_TO_SAVE);
  g_assert_cmpint (pd_problems_first_error (problems)->field, ==, PD_TICKET_PROMISED_ON);
}

static GHashTable *
reach (const PdRecordType *type, const char *start, gboolean backward)
{
  GHashTable *reached = g_hash_table_new (g_str_hash, g_str_equal);
  guint n, before;
  const PdTransition *arrows = pd_workflow_transitions (&n);

  g_hash_table_add (reached, (gpointer) start);
  do
    {
      before = g_hash_table_size (reached);
      for (guint i = 0; i < n; i++)
        if (g_str_equal (arrows[i].type, type->name) &&
            g_hash_table_contains (reached, backward ? arrows[i].to : arrows[i].from))
          g_hash_table_add (reached, (gpointer) (backward ? arrows[i].from : arrows[i].to));
    }
  while (g_hash_table_size (reached) > before);
  return reached;
}

/* From everywhere the end is reached, and the beginning leads everywhere. */
static void
test_no_dead_end (void)
{
  static const struct
  {
    const PdRecordType *type;
    const char *end;
  } rows[] = { { &pd_ticket_type, PD_TICKET_STATE_CLOSED },
               { &pd_solution_type, PD_SOLUTION_STATE_RETIRED } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdRecordType *type = rows[i].type;
      g_autoptr (GHashTable) forward = reach (type, type->initial_state, FALSE);
      g_autoptr (GHashTable) backward = reach (type, rows[i].end, TRUE);

      for (const PdChoice *state = type->fields[type->state_field].choices; state->value != NULL; state++)
        {
          g_test_message ("%s: %s", type->name, state->value);
          g_assert_true (g_hash_table_contains (forward, state->value));
          g_assert_true (g_hash_table_contains (backward, state->value));
        }
    }
}

/* Somebody besides the administrator may take each step, and no other command is known. */
static void
test_roles (void)
{
  guint n, n_steps = 0;
  const PdTransition *arrows = pd_workflow_transitions (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (arrows[i].type, "ticket") || g_str_equal (arrows[i].type, "solution"))
      {
        g_assert_true (pd_permission_has ("support", arrows[i].command, arrows[i].type));
        g_assert_false (pd_permission_has ("warehouse", arrows[i].command, arrows[i].type));
        n_steps++;
      }
  g_assert_cmpuint (n_steps, >, 15);
  g_assert_true (pd_permission_has ("warehouse", "create", "ticket"));
  g_assert_true (pd_permission_has ("warehouse", "patch",
                                    pd_permission_of_list (&pd_ticket_type, PD_TICKET_LIST_COMMENTS)));
  g_assert_false (pd_permission_has ("technician", "close", "ticket"));
  g_assert_false (pd_permission_has ("technician", "publish", "solution"));
}

static void
test_arrows (void)
{
  static const struct
  {
    const char *command;
    const char *from;
    const char *to; /* NULL: not from there */
  } rows[] = {
    { "assign", "new", "assigned" },
    { "start", "new", NULL },
    { "start", "assigned", "working" },
    { "start", "escalated", "working" },
    { "start", "working", NULL },
    { "ask", "working", "waiting" },
    { "ask", "new", NULL },
    { "resume", "waiting", "working" },
    { "escalate", "new", NULL },
    { "escalate", "working", "escalated" },
    { "escalate", "escalated", NULL },
    { "give_back", "escalated", "assigned" },
    { "resolve", "working", "resolved" },
    { "resolve", "waiting", "resolved" },
    { "resolve", "new", NULL },
    { "close", "resolved", "closed" },
    { "close", "working", NULL },
    { "withdraw", "new", "closed" },
    { "withdraw", "working", NULL },
    { "reopen", "closed", "assigned" },
    { "reopen", "resolved", "assigned" },
    { "reopen", "working", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdTransition *edge = pd_workflow_find (&pd_ticket_type, rows[i].command, rows[i].from);

      g_test_message ("%s from %s", rows[i].command, rows[i].from);
      g_assert_cmpstr (edge != NULL ? edge->to : NULL, ==, rows[i].to);
    }
}

static void
fill (PdRecord *ticket, guint field, const char *text)
{
  pd_record_set_text (ticket, field, text);
}

static void
test_needs (void)
{
  g_autoptr (PdRecord) ticket = new_ticket ();
  g_autoptr (PdRecord) solution = pd_solution_new (NOW);
  g_autofree char *obstacle = NULL;

#define ASSERT_OBSTACLE(command, reason, expected)                                                           \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_free (obstacle);                                                                                       \
    obstacle = pd_workflow_obstacle (ticket, command, reason);                                               \
    g_assert_true ((obstacle != NULL) == (expected));                                                        \
  }                                                                                                          \
  G_STMT_END

  ASSERT_OBSTACLE ("assign", NULL, TRUE);
  fill (ticket, PD_TICKET_OWNER, "li");
  ASSERT_OBSTACLE ("assign", NULL, FALSE);
  ASSERT_OBSTACLE ("ask", "", TRUE);
  ASSERT_OBSTACLE ("ask", "请提供发票号码", FALSE);
  ASSERT_OBSTACLE ("escalate", "不会", TRUE);
  fill (ticket, PD_TICKET_EXPERT, "li");
  ASSERT_OBSTACLE ("escalate", "不会", TRUE);
  fill (ticket, PD_TICKET_EXPERT, "wang");
  ASSERT_OBSTACLE ("escalate", NULL, TRUE);
  ASSERT_OBSTACLE ("escalate", "不会", FALSE);
  ASSERT_OBSTACLE ("resolve", NULL, TRUE);
  g_assert_nonnull (pd_ticket_link_solution (ticket, solution, NOW));
  g_assert_null (pd_ticket_link_solution (ticket, solution, NOW + 1 * G_USEC_PER_SEC));
  ASSERT_OBSTACLE ("resolve", NULL, FALSE);
  ASSERT_OBSTACLE ("of_tomorrow", NULL, FALSE);
#undef ASSERT_OBSTACLE
  g_assert_true (pd_workflow_needs_reason (ticket, "escalate"));
  g_assert_false (pd_workflow_needs_reason (ticket, "resolve"));
}

static void
test_steps (void)
{
  g_autoptr (PdRecord) ticket = new_ticket ();
  g_autoptr (PdRecord) before = NULL;
  GPtrArray *steps = pd_record_get_list (ticket, PD_TICKET_LIST_STEPS);

  fill (ticket, PD_TICKET_OWNER, "li");
  fill (ticket, PD_TICKET_EXPERT, "wang");
  pd_ticket_take_step (ticket, "assign", PD_TICKET_STATE_ASSIGNED, NOW, "support", "pc", NULL);
  g_assert_cmpstr (pd_ticket_bearer (ticket), ==, "li");
  pd_ticket_take_step (ticket, "escalate", PD_TICKET_STATE_ESCALATED, NOW + 1 * G_USEC_PER_SEC, "li", "pc",
                       "不会");
  g_assert_cmpstr (pd_ticket_bearer (ticket), ==, "wang");
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_STATE_REASON), ==, "不会");
  pd_ticket_take_step (ticket, "start", PD_TICKET_STATE_WORKING, NOW + 2 * G_USEC_PER_SEC, "wang", "pc",
                       NULL);
  pd_ticket_take_step (ticket, "resolve", PD_TICKET_STATE_RESOLVED, NOW + 3 * G_USEC_PER_SEC, "wang", "pc",
                       NULL);
  g_assert_cmpint (pd_record_get_integer (ticket, PD_TICKET_RESOLVED_AT), ==, NOW + 3 * G_USEC_PER_SEC);
  g_assert_null (pd_ticket_bearer (ticket));
  pd_ticket_take_step (ticket, "reopen", PD_TICKET_STATE_ASSIGNED, NOW + 4 * G_USEC_PER_SEC, "support", "pc",
                       "还不亮");
  g_assert_false (pd_record_has (ticket, PD_TICKET_RESOLVED_AT));
  g_assert_cmpuint (steps->len, ==, 5);

  before = pd_record_copy (ticket);
  fill (ticket, PD_TICKET_OWNER, "zhao");
  g_assert_true (pd_ticket_note_owner (ticket, before, NOW + 5 * G_USEC_PER_SEC, "support", "pc"));
  g_assert_false (pd_ticket_note_owner (ticket, ticket, NOW + 6 * G_USEC_PER_SEC, "support", "pc"));
  g_assert_cmpuint (steps->len, ==, 6);
  g_assert_cmpstr (pd_record_get_state (ticket), ==, PD_TICKET_STATE_ASSIGNED);
  g_assert_cmpstr (pd_record_get_text (steps->pdata[5], PD_STEP_REASON), ==, "li → zhao");
  /* The platform's clock was put back; and two steps in one of its milliseconds. */
  pd_ticket_take_step (ticket, "start", PD_TICKET_STATE_WORKING, NOW - G_TIME_SPAN_DAY, "zhao", "pc", NULL);
  pd_ticket_take_step (ticket, "ask", PD_TICKET_STATE_WAITING, NOW - G_TIME_SPAN_DAY, "zhao", "pc", "哪里？");
  g_assert_cmpstr (pd_record_get_text (steps->pdata[6], PD_STEP_COMMAND), ==, "start");
  g_assert_cmpstr (pd_record_get_text (steps->pdata[7], PD_STEP_COMMAND), ==, "ask");
  g_assert_cmpint (pd_record_get_integer (steps->pdata[7], PD_STEP_HAPPENED_AT), ==, NOW - G_TIME_SPAN_DAY);
}

static void
test_subject (void)
{
  g_autoptr (PdRecord) ticket = pd_ticket_new (NOW, TODAY);
  g_autoptr (PdRecord) order = pd_order_new (NOW, TODAY);
  g_autoptr (PdRecord) invoice = pd_record_new (&pd_invoice_type, "01900000-0000-7000-8000-000000000001");

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_ticket_take_subject (ticket, order);
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_ORDER_ID), ==, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_ORDER_NUMBER), ==, pd_record_get_title (order));
  g_assert_false (pd_record_has (ticket, PD_TICKET_KIND));
  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, "样例市另一公司");
  pd_record_set_text (invoice, PD_INVOICE_NUMBER, "26000000000000000001");
  pd_ticket_take_subject (ticket, invoice);
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_KIND), ==, PD_TICKET_KIND_INVOICE);
  g_assert_cmpstr (pd_record_get_text (ticket, PD_TICKET_BUYER_NAME), ==, "样例市远山文化传播有限公司");
}

static void
test_solution (void)
{
  g_autoptr (PdRecord) ticket = new_ticket ();
  g_autoptr (PdRecord) solution = pd_solution_new (NOW);
  g_autofree char *empty = NULL;
  g_autofree char *full = NULL;

  pd_record_set_text (ticket, PD_TICKET_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_solution_take_ticket (solution, ticket);
  g_assert_cmpstr (pd_record_get_title (solution), ==, "税控盘不亮");
  empty = pd_workflow_obstacle (solution, "publish", NULL);
  g_assert_nonnull (empty);
  pd_record_set_text (ticket, PD_TICKET_RESOLUTION, "换一根数据线");
  pd_solution_take_ticket (solution, ticket);
  full = pd_workflow_obstacle (solution, "publish", NULL);
  g_assert_null (full);
  g_assert_false (pd_workflow_is_frozen (solution));
  pd_record_set_text (solution, PD_SOLUTION_STATE, PD_SOLUTION_STATE_PUBLISHED);
  g_assert_true (pd_workflow_is_frozen (solution));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticket/new", test_new);
  g_test_add_func ("/ticket/deadline", test_deadline);
  g_test_add_func ("/ticket/working-days", test_working_days);
  g_test_add_func ("/ticket/office-days", test_office_days);
  g_test_add_func ("/ticket/office-days/many", test_many_office_days);
  g_test_add_func ("/ticket/office-days/hostile", test_hostile_office_days);
  g_test_add_func ("/ticket/due-sentence", test_due_sentence);
  g_test_add_func ("/ticket/promised-before", test_promised_before);
  g_test_add_func ("/ticket/no-dead-end", test_no_dead_end);
  g_test_add_func ("/ticket/roles", test_roles);
  g_test_add_func ("/ticket/arrows", test_arrows);
  g_test_add_func ("/ticket/needs", test_needs);
  g_test_add_func ("/ticket/steps", test_steps);
  g_test_add_func ("/ticket/subject", test_subject);
  g_test_add_func ("/ticket/solution", test_solution);
  return g_test_run ();
}
