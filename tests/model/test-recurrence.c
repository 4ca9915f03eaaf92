/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates that come again, and the templates whose orders are made on them. */
#include "model/pd-id.h"
#include "model/pd-order-template.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-record-month.h"
#include "model/pd-record-subject.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1794000000000000)

static const struct
{
  const char *every;
  gint64 interval;
  const char *start;
  const char *after; /* (nullable) */
  const char *next;  /* (nullable) */
} table[] = {
  { "week", 1, "2026-11-06", NULL, "2026-11-06" },
  { "week", 1, "2026-11-06", "2026-11-05", "2026-11-06" },
  { "week", 1, "2026-11-06", "2026-11-06", "2026-11-13" },
  { "week", 1, "2026-11-06", "2026-11-12", "2026-11-13" },
  { "week", 2, "2026-11-06", "2026-11-13", "2026-11-20" },
  { "week", 2, "2026-12-25", "2026-12-25", "2027-01-08" },
  /* Nothing said, or nonsense, is every one of them. */
  { "week", 0, "2026-11-06", "2026-11-06", "2026-11-13" },
  { "week", -3, "2026-11-06", "2026-11-06", "2026-11-13" },
  { "week", 100, "2026-11-06", "2026-11-06", "2026-11-13" },
  { "month", 1, "2026-01-15", NULL, "2026-01-15" },
  { "month", 1, "2026-01-15", "2026-01-14", "2026-01-15" },
  { "month", 1, "2026-01-15", "2026-01-15", "2026-02-15" },
  { "month", 1, "2026-12-15", "2026-12-31", "2027-01-15" },
  { "month", 5, "2026-01-15", "2026-06-14", "2026-06-15" },
  { "month", 5, "2026-01-15", "2026-06-15", "2026-11-15" },
  /* The last day of a shorter month, and the 31st again where there is one. */
  { "month", 1, "2026-01-31", "2026-01-31", "2026-02-28" },
  { "month", 1, "2026-01-31", "2026-02-27", "2026-02-28" },
  { "month", 1, "2026-01-31", "2026-02-28", "2026-03-31" },
  { "month", 1, "2026-01-31", "2026-03-31", "2026-04-30" },
  { "month", 1, "2026-01-31", "2026-04-30", "2026-05-31" },
  { "month", 1, "2027-12-31", "2028-01-31", "2028-02-29" },
  { "month", 1, "2026-01-30", "2026-02-28", "2026-03-30" },
  { "month", 1, "2026-02-28", "2026-02-28", "2026-03-28" },
  { "quarter", 1, "2026-11-30", "2026-11-30", "2027-02-28" },
  { "quarter", 1, "2026-11-30", "2027-02-28", "2027-05-30" },
  { "quarter", 2, "2026-08-31", "2026-08-31", "2027-02-28" },
  { "quarter", 2, "2026-08-31", "2027-02-28", "2027-08-31" },
  { "year", 1, "2028-02-29", "2028-02-29", "2029-02-28" },
  { "year", 1, "2028-02-29", "2031-02-28", "2032-02-29" },
  { "year", 4, "2028-02-29", "2028-02-29", "2032-02-29" },
  { "year", 99, "2901-01-01", "2901-01-01", NULL },
  { "month", 1, "2999-12-31", "2999-12-31", NULL },
  { "week", 1, "2999-12-31", "2999-12-31", NULL },
  { "week", 1, "1900-01-01", "2999-12-20", "2999-12-23" },
  /* What a newer version may say, and what is no date. */
  { NULL, 1, "2026-11-06", NULL, NULL },
  { "day", 1, "2026-11-06", "2026-11-06", NULL },
  { "month", 1, NULL, NULL, NULL },
  { "month", 1, "2026-02-30", NULL, NULL },
  { "month", 1, "2026-02-28", "yesterday", NULL },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *next =
          pd_recurrence_next (table[i].every, table[i].interval, table[i].start, table[i].after);

      if (g_strcmp0 (next, table[i].next) != 0)
        g_error ("row %u: %s after %s gives %s instead of %s", i, table[i].start, table[i].after, next,
                 table[i].next);
    }
}

/* However many dates have passed, the day is that of the first one where the month has it. */
static void
test_no_drift (void)
{
  g_autofree char *date = g_strdup ("2026-01-31");

  for (guint i = 1; i < 1200; i++)
    {
      char *next = pd_recurrence_next (PD_RECURRENCE_MONTH, 1, "2026-01-31", date);
      guint year = 2026 + i / 12, month = i % 12 + 1;
      g_autofree char *expected =
          g_strdup_printf ("%04u-%02u-%02u", year, month,
                           g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year));

      g_assert_cmpstr (next, ==, expected);
      g_free (date);
      date = next;
    }
}

static PdRecord *
new_template (void)
{
  g_autofree char *id = pd_id_new (NOW);
  PdRecord *order_template = pd_record_new (&pd_order_template_type, id);

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_NAME, "维护费");
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_CONTENT, "{}");
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_EVERY, PD_RECURRENCE_MONTH);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_START_DATE, "2026-10-31");
  return order_template;
}

static void
assert_next (const PdRecord *order_template, const char *expected)
{
  g_autofree char *next = pd_order_template_next (order_template);
  g_autofree char *subject = pd_record_subject (order_template);

  g_assert_cmpstr (next, ==, expected);
  g_assert_cmpstr (subject, ==, expected);
}

static void
test_template (void)
{
  g_autoptr (PdRecord) order_template = new_template ();
  g_autoptr (PdRecord) running = NULL;
  g_autofree char *month = pd_record_month (order_template);

  /* It lives in no business year. */
  g_assert_cmpstr (month, ==, "");
  assert_next (order_template, "2026-10-31");
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_PASSED_DATE, "2026-10-31");
  assert_next (order_template, "2026-11-30");
  running = pd_record_copy (order_template);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE, "2026-11-30");
  assert_next (order_template, "2026-11-30");
  g_assert_false (pd_order_template_resumes (running, order_template));
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE, "2026-11-29");
  assert_next (order_template, NULL);
  g_assert_true (pd_order_template_resumes (order_template, running));
  pd_record_clear (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE);
  pd_record_set_flag (order_template, PD_ORDER_TEMPLATE_PAUSED, TRUE);
  assert_next (order_template, NULL);
  g_assert_true (pd_order_template_resumes (order_template, running));
  /* What never recurred begins with its first date. */
  pd_record_set_flag (order_template, PD_ORDER_TEMPLATE_PAUSED, FALSE);
  pd_record_clear (order_template, PD_ORDER_TEMPLATE_EVERY);
  assert_next (order_template, NULL);
  g_assert_false (pd_order_template_resumes (order_template, running));
}

static void
test_words (void)
{
  g_autoptr (PdRecord) order_template = new_template ();
  g_autofree char *monthly = pd_order_template_schedule_text (order_template);
  g_autofree char *second = NULL, *paused = NULL, *hand = NULL;

  g_assert_cmpstr (monthly, ==, "Monthly, next on 2026-10-31");
  pd_record_set_integer (order_template, PD_ORDER_TEMPLATE_INTERVAL, 2);
  second = pd_order_template_schedule_text (order_template);
  g_assert_cmpstr (second, ==, "Every 2 months, next on 2026-10-31");
  pd_record_set_flag (order_template, PD_ORDER_TEMPLATE_PAUSED, TRUE);
  paused = pd_order_template_schedule_text (order_template);
  g_assert_cmpstr (paused, ==, "Every 2 months, paused");
  pd_record_clear (order_template, PD_ORDER_TEMPLATE_EVERY);
  hand = pd_order_template_schedule_text (order_template);
  g_assert_cmpstr (hand, ==, "Used by hand only");
}

static void
assert_problem (const PdRecord *order_template, int field)
{
  g_autoptr (GPtrArray) problems = pd_record_check (order_template, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_first_error (problems);

  if (field < 0)
    g_assert_null (problem);
  else
    g_assert_cmpint (problem->field, ==, field);
}

static void
test_check (void)
{
  g_autoptr (PdRecord) order_template = new_template ();
  g_autofree char *long_text = g_strnfill (PD_ORDER_TEMPLATE_MAX_BYTES - 1, 'x');
  g_autofree char *too_long = g_strconcat (long_text, "票", NULL);

  assert_problem (order_template, -1);
  pd_record_set_integer (order_template, PD_ORDER_TEMPLATE_INTERVAL, 100);
  assert_problem (order_template, PD_ORDER_TEMPLATE_INTERVAL);
  pd_record_set_integer (order_template, PD_ORDER_TEMPLATE_INTERVAL, 99);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE, "2026-10-30");
  assert_problem (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE, "2026-10-31");
  pd_record_clear (order_template, PD_ORDER_TEMPLATE_START_DATE);
  assert_problem (order_template, PD_ORDER_TEMPLATE_START_DATE);
  pd_record_clear (order_template, PD_ORDER_TEMPLATE_EVERY);
  assert_problem (order_template, -1);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_CONTENT, long_text);
  assert_problem (order_template, -1);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_CONTENT, too_long);
  assert_problem (order_template, PD_ORDER_TEMPLATE_CONTENT);
}

/* A first date that is over is refused where it is new. */
static void
test_obstacle (void)
{
  g_autoptr (PdRecord) after = new_template ();
  g_autoptr (PdRecord) before = new_template ();
  g_autofree char *late = pd_order_template_obstacle (NULL, after, "2026-11-01");

  g_assert_nonnull (late);
  g_assert_null (pd_order_template_obstacle (NULL, after, "2026-10-31"));
  g_assert_null (pd_order_template_obstacle (before, after, "2026-11-01"));
  pd_record_clear (before, PD_ORDER_TEMPLATE_EVERY);
  g_free (late);
  late = pd_order_template_obstacle (before, after, "2026-11-01");
  g_assert_nonnull (late);
  pd_record_clear (after, PD_ORDER_TEMPLATE_EVERY);
  g_assert_null (pd_order_template_obstacle (NULL, after, "2026-11-01"));
}

static void
test_origin (void)
{
  static const char *const others[] = { "", "template:", "template:x", "shop//template:1",
                                        "template:../../../../etc/passwd-and-so-on-and-on" };
  g_autoptr (PdRecord) order_template = new_template ();
  g_autoptr (PdRecord) order = pd_order_new (NOW, "2026-11-06");
  g_autofree char *by_hand = pd_order_template_key (order_template, NULL);
  g_autofree char *made = pd_order_template_key (order_template, "2026-11-30");
  const char *const keys[] = { by_hand, made };

  g_assert_cmpstr (by_hand, !=, made);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *id = NULL;

      pd_record_set_text (order, PD_ORDER_IMPORT_KEY, keys[i]);
      id = pd_order_template_of_order (order);
      g_assert_cmpstr (id, ==, pd_record_get_id (order_template));
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      pd_record_set_text (order, PD_ORDER_IMPORT_KEY, others[i]);
      g_assert_null (pd_order_template_of_order (order));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recurrence/table", test_table);
  g_test_add_func ("/recurrence/no-drift", test_no_drift);
  g_test_add_func ("/recurrence/template", test_template);
  g_test_add_func ("/recurrence/words", test_words);
  g_test_add_func ("/recurrence/check", test_check);
  g_test_add_func ("/recurrence/obstacle", test_obstacle);
  g_test_add_func ("/recurrence/origin", test_origin);
  return g_test_run ();
}
