/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due here, and what somebody is told of: once, and never of what they did themselves. */
#include "store-fixture.h"

#include "model/pd-order-facts.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-reminders.h"

static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_open (fixture);
}

static void
tear_down (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
}

static char *
day (StoreFixture *fixture, int later)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (fixture->now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) in_china = g_date_time_add_hours (now, 8);
  g_autoptr (GDateTime) then = g_date_time_add_days (in_china, later);

  return g_date_time_format (then, "%F");
}

static void
pull (StoreFixture *fixture, PdRecord *order)
{
  static gint64 sequence = 100;

  pd_record_set_revision (order, pd_record_get_revision (order) + 1);
  pd_record_set_sequence (order, ++sequence);
  store_fixture_take_at (fixture, order, sequence);
}

static PdRecord *
new_order (StoreFixture *fixture, const char *stage, int due)
{
  PdRecord *order = store_fixture_order (fixture, "样例市远山文化传播有限公司", "税控盘");
  g_autofree char *due_on = day (fixture, due);

  pd_record_set_text (order, PD_ORDER_KIND, "goods");
  pd_record_set_text (order, PD_ORDER_STAGE, stage);
  pd_record_set_text (order, PD_ORDER_DUE_DATE, due_on);
  pd_record_set_text (order, PD_ORDER_CREATED_BY, "chen");
  pd_record_set_integer (order, PD_ORDER_CHANGED_AT, fixture->now);
  pull (fixture, order);
  return order;
}

static guint
count_due (StoreFixture *fixture, guint ahead)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) due = pd_store_list_reminders (fixture->session, fixture->now, ahead, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < due->len; i++)
    n += ((PdReminder *) due->pdata[i])->kind != PD_REMINDER_FILING;
  return n;
}

static void
test_due (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) late = new_order (fixture, "payment", -3);
  g_autoptr (PdRecord) soon = new_order (fixture, "delivery", 5);
  g_autoptr (PdRecord) done = new_order (fixture, "done", -3);
  g_autoptr (PdRecord) draft = new_order (fixture, NULL, 0);

  g_assert_cmpuint (count_due (fixture, 0), ==, 2);
  g_assert_cmpuint (count_due (fixture, 5), ==, 3);
  (void) late;
  (void) soon;
  (void) done;
  (void) draft;
}

static guint
count_told (StoreFixture *fixture, const char *user, PdNoticeKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notices =
      pd_store_take_notices (fixture->session, user, "clerk", fixture->now, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < notices->len; i++)
    n += ((PdNotice *) notices->pdata[i])->kind == kind;
  return n;
}

static void
test_told_once (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (fixture, "review", 30);
  g_autoptr (PdRecord) old = new_order (fixture, "payment", 30);

  pd_record_add_step (old, fixture->now - 5, "approve", "review", "payment", "zhao", NULL, NULL);
  pull (fixture, old);
  /* What had happened before is known. */
  g_assert_cmpuint (count_told (fixture, "chen", PD_NOTICE_APPROVED), ==, 0);
  fixture->now += G_TIME_SPAN_HOUR;
  pd_record_add_step (order, fixture->now, "approve", "review", "payment", "zhao", NULL, NULL);
  pd_record_set_text (order, PD_ORDER_STAGE, "payment");
  pull (fixture, order);
  g_assert_cmpuint (count_told (fixture, "chen", PD_NOTICE_APPROVED), ==, 1);
  g_assert_cmpuint (count_told (fixture, "chen", PD_NOTICE_APPROVED), ==, 0);
  /* Somebody edits it: the approval is no news any more. */
  pd_record_set_text (order, PD_ORDER_NOTE, "改期");
  pull (fixture, order);
  g_assert_cmpuint (count_told (fixture, "chen", PD_NOTICE_APPROVED), ==, 0);
}

/* Another user of the same computer has a memory of their own. */
static void
test_users (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (fixture, "assignment", 30);

  count_told (fixture, "wang", PD_NOTICE_ASSIGNED);
  count_told (fixture, "li", PD_NOTICE_ASSIGNED);
  fixture->now += G_TIME_SPAN_HOUR;
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "wang");
  pd_record_set_integer (order, PD_ORDER_CHANGED_AT, fixture->now);
  pull (fixture, order);
  g_assert_cmpuint (count_told (fixture, "li", PD_NOTICE_ASSIGNED), ==, 0);
  g_assert_cmpuint (count_told (fixture, "wang", PD_NOTICE_ASSIGNED), ==, 1);
  g_assert_cmpuint (count_told (fixture, "wang", PD_NOTICE_ASSIGNED), ==, 0);
}

static void
test_deadline (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (fixture, "delivery", 1);

  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "wang");
  pull (fixture, order);
  g_assert_cmpuint (count_told (fixture, "wang", PD_NOTICE_DEADLINE), ==, 1);
  g_assert_cmpuint (count_told (fixture, "wang", PD_NOTICE_DEADLINE), ==, 0);
  fixture->now += G_TIME_SPAN_DAY;
  g_assert_cmpuint (count_told (fixture, "wang", PD_NOTICE_DEADLINE), ==, 1);
  fixture->now += G_TIME_SPAN_DAY;
  g_assert_cmpuint (count_told (fixture, "wang", PD_NOTICE_DEADLINE), ==, 0);
}

static void
refuse (StoreFixture *fixture, const PdRecord *order, const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdMutation) asked = NULL;
  PdResult *result;

  pd_store_add_command (fixture->session, &pd_order_type, pd_record_get_id (order), command, NULL,
                        fixture->now, &error);
  g_assert_no_error (error);
  asked = store_fixture_freeze_one (fixture);
  result = pd_result_new (asked->id, PD_OUTCOME_CONFLICT);
  result->code = g_strdup ("stale");
  result->message = g_strdup ("样例：已被他人修改。");
  result->record = pd_record_copy (order);
  store_fixture_answer (fixture, result);
}

/* A step that was refused waits in the inbox of who asked for it, and is told there once; an old one is known. */
static void
test_refused (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) old = store_fixture_accepted (fixture, "甲公司", "打印纸");
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "乙公司", "打印纸");
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GError) error = NULL;
  const PdNotice *notice;

  refuse (fixture, old, "issue");
  fixture->now += G_TIME_SPAN_HOUR;
  g_assert_cmpuint (count_told (fixture, "chen", PD_NOTICE_INBOX), ==, 0);
  fixture->now += G_TIME_SPAN_HOUR;
  refuse (fixture, order, "cancel");
  notices = pd_store_take_notices (fixture->session, "chen", "clerk", fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notices->len, ==, 1);
  notice = notices->pdata[0];
  g_assert_cmpint ((int) notice->kind, ==, PD_NOTICE_INBOX);
  g_assert_cmpstr (notice->record_id, ==, pd_record_get_id (order));
  g_assert_nonnull (strstr (notice->title, "Cancel order"));
  g_assert_nonnull (strstr (notice->title, pd_record_get_title (order)));
  g_assert_cmpstr (notice->body, ==, "样例：已被他人修改。");
  fixture->now += G_TIME_SPAN_HOUR;
  g_assert_cmpuint (count_told (fixture, "chen", PD_NOTICE_INBOX), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/reminders/due", StoreFixture, NULL, set_up, test_due, tear_down);
  g_test_add ("/store/reminders/told-once", StoreFixture, NULL, set_up, test_told_once, tear_down);
  g_test_add ("/store/reminders/users", StoreFixture, NULL, set_up, test_users, tear_down);
  g_test_add ("/store/reminders/refused", StoreFixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/store/reminders/deadline", StoreFixture, NULL, set_up, test_deadline, tear_down);
  return g_test_run ();
}
