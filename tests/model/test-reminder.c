/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due, and what one is told of: tables of records at one moment. */
#include "model/pd-invoice.h"
#include "model/pd-notice.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"

/* 2026-11-06, 16:00 in China. */
#define NOW G_GINT64_CONSTANT (1793952000000000)
#define TODAY "2026-11-06"

static PdRecord *
new_order (const char *kind, const char *stage, const char *state, const char *due)
{
  PdRecord *order = pd_order_new (NOW, TODAY);

  pd_record_set_text (order, PD_ORDER_NUMBER, "PX-1");
  pd_record_set_text (order, PD_ORDER_KIND, kind);
  pd_record_set_text (order, PD_ORDER_STAGE, stage);
  pd_record_set_text (order, PD_ORDER_STATE, state);
  pd_record_set_text (order, PD_ORDER_DUE_DATE, due);
  return order;
}

static void
test_orders (void)
{
  static const struct
  {
    const char *kind, *stage, *state, *due;
    int n;
    int days;
    const char *when;
  } rows[] = {
    /* how far off */
    { "goods", "payment", "open", "2026-11-03", 1, -3, "3 days overdue" },
    { "goods", "payment", "open", "2026-11-05", 1, -1, "1 day overdue" },
    { "goods", "payment", "open", "2026-11-06", 1, 0, "Today" },
    { "goods", "payment", "open", "2026-11-07", 1, 1, "Tomorrow" },
    { "goods", NULL, "open", "2026-11-13", 1, 7, "In 7 days" },
    { "goods", "payment", "open", "2026-11-14", 0, 0, NULL },
    { "goods", "payment", "open", NULL, 0, 0, NULL },
    { "goods", "payment", "open", "soon", 0, 0, NULL },
    /* what is over */
    { "goods", "done", "open", "2026-11-03", 0, 0, NULL },
    { "goods", "cancelled", "cancelled", "2026-11-03", 0, 0, NULL },
    { "service", "followed_up", "invoiced", "2026-11-03", 0, 0, NULL },
    { NULL, NULL, "invoiced", "2026-11-03", 0, 0, NULL },
    { NULL, NULL, "cancelled", "2026-11-03", 0, 0, NULL },
    /* an invoice alone does not bring the goods */
    { "goods", "delivery", "invoiced", "2026-11-03", 1, -3, "3 days overdue" },
    { NULL, NULL, "open", "2026-11-03", 1, -3, "3 days overdue" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = new_order (rows[i].kind, rows[i].stage, rows[i].state, rows[i].due);
      g_autoptr (GPtrArray) due = pd_reminders_new ();
      const PdReminder *reminder;
      g_autofree char *when = NULL;

      pd_reminders_of_record (order, NOW, 7, due);
      g_assert_cmpint ((int) due->len, ==, rows[i].n);
      if (due->len == 0)
        continue;
      reminder = due->pdata[0];
      when = pd_reminder_when (reminder);
      g_assert_cmpint (reminder->days, ==, rows[i].days);
      g_assert_cmpstr (when, ==, rows[i].when);
      g_assert_true (pd_reminder_is_overdue (reminder) == (rows[i].days < 0));
    }
}

static void
test_visits (void)
{
  g_autoptr (PdRecord) order = new_order ("service", "appointed", "open", NULL);
  g_autoptr (GPtrArray) due = pd_reminders_new ();
  PdRecord *kept = pd_order_add_fact (order, PD_ORDER_LIST_VISITS, NOW);
  PdRecord *missed = pd_order_add_fact (order, PD_ORDER_LIST_VISITS, NOW + 1);
  PdRecord *called_off = pd_order_add_fact (order, PD_ORDER_LIST_VISITS, NOW + 2);
  const PdReminder *reminder;

  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "wang");
  pd_record_set_integer (kept, PD_VISIT_STARTS_AT, NOW - G_TIME_SPAN_DAY);
  pd_record_set_text (kept, PD_VISIT_DONE_ON, TODAY);
  pd_record_set_integer (missed, PD_VISIT_STARTS_AT, NOW - 2 * G_TIME_SPAN_DAY);
  pd_record_set_integer (called_off, PD_VISIT_STARTS_AT, NOW - G_TIME_SPAN_DAY);
  pd_record_set_text (called_off, PD_VISIT_CALLED_OFF, "客户出差");
  pd_reminders_of_record (order, NOW, 7, due);
  g_assert_cmpuint (due->len, ==, 1);
  reminder = due->pdata[0];
  g_assert_cmpint (reminder->kind, ==, PD_REMINDER_VISIT);
  g_assert_cmpint (reminder->days, ==, -2);
  g_assert_cmpstr (reminder->who, ==, "wang");
  pd_record_set_text (order, PD_ORDER_STAGE, PD_ORDER_STAGE_CANCELLED);
  g_ptr_array_set_size (due, 0);
  pd_reminders_of_record (order, NOW, 7, due);
  g_assert_cmpuint (due->len, ==, 0);
}

static void
test_filing (void)
{
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();
  g_autoptr (GPtrArray) due = pd_reminders_new ();
  const PdCalendarRow september = { PD_CALENDAR_FILED, "2026-09-01", NULL, NULL };
  const PdCalendarRow november = { PD_CALENDAR_FILED, "2026-11-01", NULL, NULL };
  g_autoptr (GError) error = NULL;

  /* The 15th is a Sunday. */
  pd_reminders_of_filing (calendar, NOW, 10, due);
  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpstr (((PdReminder *) due->pdata[0])->due_on, ==, "2026-11-16");
  g_assert_cmpstr (((PdReminder *) due->pdata[0])->title, ==, "2026-11");
  /* Who writes down what was filed is told what was not. */
  g_assert_true (pd_tax_calendar_add (calendar, &september, &error));
  g_ptr_array_set_size (due, 0);
  pd_reminders_of_filing (calendar, NOW, 10, due);
  pd_reminders_sort (due);
  g_assert_cmpuint (due->len, ==, 2);
  g_assert_cmpstr (((PdReminder *) due->pdata[0])->title, ==, "2026-10");
  g_assert_true (pd_reminder_is_overdue (due->pdata[0]));
  g_assert_true (pd_tax_calendar_add (calendar, &november, &error));
  g_ptr_array_set_size (due, 0);
  pd_reminders_of_filing (calendar, NOW, 10, due);
  g_assert_cmpuint (due->len, ==, 1);
  g_assert_no_error (error);
}

/* --- notices */

static PdRecord *
stepped_order (const char *command, const char *by)
{
  PdRecord *order = new_order ("goods", "payment", "open", NULL);

  pd_record_set_text (order, PD_ORDER_CREATED_BY, "chen");
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "wang");
  pd_record_set_integer (order, PD_ORDER_CHANGED_AT, NOW);
  pd_record_add_step (order, NOW, command, "review", "payment", by, "c1", "说明");
  return order;
}

static void
test_steps (void)
{
  static const struct
  {
    const char *command, *by, *user;
    int kind; /* -1: nothing is told */
    gboolean is_own;
  } rows[] = {
    { "approve", "zhao", "chen", PD_NOTICE_APPROVED, FALSE },
    { "approve", "chen", "chen", PD_NOTICE_APPROVED, TRUE },
    { "approve", "zhao", "li", -1, FALSE },
    { "send_back", "zhao", "chen", PD_NOTICE_SENT_BACK, FALSE },
    { "ship", "zhao", "chen", -1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = stepped_order (rows[i].command, rows[i].by);
      g_autoptr (GPtrArray) notices = pd_notices_new ();
      const PdNotice *notice;

      pd_notices_of_record (order, rows[i].user, NOW, notices);
      g_assert_cmpint ((int) notices->len, ==, rows[i].kind >= 0);
      if (notices->len == 0)
        continue;
      notice = notices->pdata[0];
      g_assert_cmpint ((int) notice->kind, ==, rows[i].kind);
      g_assert_true (notice->is_own == rows[i].is_own);
      g_assert_nonnull (strstr (notice->title, "PX-1"));
      g_ptr_array_set_size (notices, 0);
      pd_notices_of_record (order, rows[i].user, NOW + 1, notices);
      g_assert_cmpuint (notices->len, ==, 0);
    }
}

/* Given to somebody, taken away and given back: that is news, an edit of something else is not. */
static void
test_assignment (void)
{
  g_autoptr (PdRecord) order = new_order ("service", "assignment", "open", NULL);
  g_autoptr (GPtrArray) first = pd_notices_new (), second = pd_notices_new (), third = pd_notices_new ();

  pd_record_set_text (order, PD_ORDER_CREATED_BY, "chen");
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "wang");
  pd_record_set_integer (order, PD_ORDER_CHANGED_AT, NOW);
  pd_notices_of_record (order, "wang", NOW, first);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_false (((PdNotice *) first->pdata[0])->is_own);
  pd_record_set_text (order, PD_ORDER_CHANGED_BY, "li");
  pd_record_set_integer (order, PD_ORDER_CHANGED_AT, NOW + 5);
  pd_notices_of_record (order, "wang", NOW, second);
  g_assert_cmpstr (((PdNotice *) first->pdata[0])->key, ==, ((PdNotice *) second->pdata[0])->key);
  pd_record_add_step (order, NOW + 9, PD_STEP_HAND_OVER, NULL, NULL, "zhao", NULL, "li → wang");
  pd_notices_of_record (order, "wang", NOW, third);
  g_assert_cmpstr (((PdNotice *) first->pdata[0])->key, !=, ((PdNotice *) third->pdata[0])->key);
  g_assert_cmpstr (((PdNotice *) third->pdata[0])->body, ==, "li → wang");
  g_ptr_array_set_size (third, 0);
  pd_notices_of_record (order, "li", NOW, third);
  g_assert_cmpuint (third->len, ==, 0);
}

static void
test_ticket (void)
{
  g_autoptr (PdRecord) ticket = pd_ticket_new (NOW, TODAY);
  g_autoptr (GPtrArray) notices = pd_notices_new ();

  pd_record_set_text (ticket, PD_TICKET_OWNER, "li");
  pd_record_set_text (ticket, PD_TICKET_EXPERT, "wang");
  pd_record_set_text (ticket, PD_TICKET_STATE, PD_TICKET_STATE_WORKING);
  pd_ticket_take_step (ticket, "escalate", PD_TICKET_STATE_ESCALATED, NOW, "li", NULL, NULL);
  pd_notices_of_record (ticket, "wang", NOW, notices);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpint (((PdNotice *) notices->pdata[0])->kind, ==, PD_NOTICE_EXPERT);
}

static void
test_deadlines (void)
{
  static const struct
  {
    const char *due, *user;
    guint n;
  } rows[] = { { "2026-11-06", "wang", 1 },
               { "2026-11-07", "wang", 1 },
               { "2026-11-08", "wang", 0 },
               { "2026-11-05", "wang", 0 },
               { "2026-11-06", "li", 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = new_order ("goods", "payment", "open", rows[i].due);
      g_autoptr (GPtrArray) due = pd_reminders_new (), notices = pd_notices_new ();

      pd_record_set_text (order, PD_ORDER_ASSIGNEE, "wang");
      pd_reminders_of_record (order, NOW, 7, due);
      pd_notices_of_reminder (due->pdata[0], rows[i].user, "technician", notices);
      g_assert_cmpuint (notices->len, ==, rows[i].n);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reminder/orders", test_orders);
  g_test_add_func ("/reminder/visits", test_visits);
  g_test_add_func ("/reminder/filing", test_filing);
  g_test_add_func ("/notice/steps", test_steps);
  g_test_add_func ("/notice/assignment", test_assignment);
  g_test_add_func ("/notice/ticket", test_ticket);
  g_test_add_func ("/notice/deadlines", test_deadlines);
  return g_test_run ();
}
