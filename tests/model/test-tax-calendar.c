/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-date.h"
#include "model/pd-due.h"
#include "model/pd-calendar-row.h"
#include "model/pd-problem.h"
#include "model/pd-tax-calendar.h"

static void
test_days (void)
{
  static const struct
  {
    const char *date;
    gboolean worked;
    const char *name;
  } cases[] = {
    { "2026-11-20", TRUE, NULL },               /* Friday */
    { "2026-11-21", FALSE, NULL },              /* Saturday */
    { "2026-11-22", FALSE, NULL },              /* Sunday */
    { "2026-11-23", TRUE, NULL },               /* Monday */
    { "2026-02-14", TRUE, NULL },               /* a Saturday that is worked */
    { "2026-02-15", FALSE, "Spring Festival" }, /* Sunday */
    { "2026-02-23", FALSE, "Spring Festival" }, /* Monday */
    { "2026-02-24", TRUE, NULL },               /* Tuesday */
    { "2025-10-08", FALSE, "National Day and Mid-Autumn Festival" },
    { "2025-09-28", TRUE, NULL },
    { "2027-10-01", TRUE, NULL }, /* a Friday of a year that is not known */
    { "2026-13-01", FALSE, NULL },
    { NULL, FALSE, NULL },
  };
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].date);
      g_assert_cmpint (pd_tax_calendar_is_working_day (calendar, cases[i].date), ==, cases[i].worked);
      g_assert_cmpstr (pd_tax_calendar_get_name (calendar, cases[i].date), ==, cases[i].name);
    }
  g_assert_true (pd_tax_calendar_knows (calendar, 2025));
  g_assert_true (pd_tax_calendar_knows (calendar, 2026));
  g_assert_false (pd_tax_calendar_knows (calendar, 2027));
}

/* As many days off and worked as the two notices say. */
static void
test_default_rows (void)
{
  guint n, off = 0, work = 0;
  const PdCalendarRow *rows = pd_tax_calendar_default_rows (&n);

  for (guint i = 0; i < n; i++)
    {
      guint from = pd_date_to_day (rows[i].from), to = pd_date_to_day (rows[i].to);

      if (rows[i].kind == PD_CALENDAR_OFF)
        off += to > 0 ? to - from + 1 : 1;
      else
        {
          g_assert_cmpuint (from % 7 % 6, ==, 0); /* a Saturday or a Sunday */
          work++;
        }
    }
  g_assert_cmpuint (off, ==, 1 + 8 + 3 + 5 + 3 + 8 + 3 + 9 + 3 + 5 + 3 + 3 + 7);
  g_assert_cmpuint (work, ==, 5 + 6);
}

/* Each deadline that the State Taxation Administration announced for 2025 and 2026. */
static void
test_announced (void)
{
  static const struct
  {
    guint year;
    const char *const days[12];
    const char *reasons; /* r regular, m moved, x extended */
  } cases[] = {
    { 2025,
      { "01-15", "02-20", "03-17", "04-18", "05-22", "06-16", "07-15", "08-15", "09-15", "10-27", "11-17",
        "12-15" },
      "rxmxxmrrrxmr" },
    { 2026,
      { "01-20", "02-24", "03-16", "04-20", "05-22", "06-15", "07-15", "08-17", "09-15", "10-26", "11-16",
        "12-15" },
      "xmmxxrrmrxmr" },
  };
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint month = 1; month <= 12; month++)
      {
        PdDeadlineReason reason;
        g_autofree char *deadline = pd_tax_calendar_get_deadline (calendar, cases[i].year, month, &reason);
        g_autofree char *expected = g_strdup_printf ("%u-%s", cases[i].year, cases[i].days[month - 1]);

        g_assert_cmpstr (deadline, ==, expected);
        g_assert_cmpint ("rmx"[reason], ==, cases[i].reasons[month - 1]);
      }
}

/* 2024 as a person would enter it; its deadlines as announced (税总办征科函〔2024〕, by the same rule). */
static void
test_own_rows (void)
{
  static const PdCalendarRow rows[] = {
    { PD_CALENDAR_OFF, "2024-02-10", "2024-02-17", "春节" },
    { PD_CALENDAR_WORK, "2024-02-04", NULL, NULL },
    { PD_CALENDAR_WORK, "2024-02-18", NULL, NULL },
    { PD_CALENDAR_OFF, "2024-04-04", "2024-04-06", "清明节" },
    { PD_CALENDAR_WORK, "2024-04-07", NULL, NULL },
    { PD_CALENDAR_OFF, "2024-05-01", "2024-05-05", "劳动节" },
    { PD_CALENDAR_WORK, "2024-05-11", NULL, NULL },
    { PD_CALENDAR_OFF, "2024-06-10", NULL, "端午节" },
    { PD_CALENDAR_OFF, "2024-06-08", "2024-06-09", "端午节" },
    { PD_CALENDAR_WORK, "2024-09-14", NULL, NULL },
    { PD_CALENDAR_OFF, "2024-09-15", "2024-09-17", "中秋节" },
    { PD_CALENDAR_OFF, "2024-10-01", "2024-10-07", "国庆节" },
    { PD_CALENDAR_WORK, "2024-10-12", NULL, NULL },
    { PD_CALENDAR_DEADLINE, "2024-07-15", "2024-07-18", "台风" },
  };
  static const char *const expected[] = { "2024-01-15", "2024-02-23", "2024-03-15", "2024-04-18",
                                          "2024-05-22", "2024-06-19", "2024-07-18", "2024-08-15",
                                          "2024-09-18", "2024-10-24", "2024-11-15", "2024-12-16" };
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new ();
  PdDeadlineReason reason;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_true (pd_tax_calendar_add (calendar, &rows[i], NULL));
  for (guint month = 1; month <= 12; month++)
    {
      g_autofree char *deadline = pd_tax_calendar_get_deadline (calendar, 2024, month, &reason);

      g_assert_cmpstr (deadline, ==, expected[month - 1]);
      g_assert_cmpint (reason == PD_DEADLINE_ANNOUNCED, ==, month == 7);
    }
  g_assert_null (pd_tax_calendar_get_deadline (calendar, 2024, 13, NULL));
  g_assert_null (pd_tax_calendar_get_deadline (calendar, 2024, 0, NULL));
  g_assert_null (pd_tax_calendar_get_deadline (calendar, 1, 1, NULL));
}

/* Two holidays of a run within the period do not extend it; the last row of a day holds. */
static void
test_edges (void)
{
  static const PdCalendarRow two = { PD_CALENDAR_OFF, "2023-12-31", "2023-01-02", "元旦" };
  static const PdCalendarRow new_year = { PD_CALENDAR_OFF, "2022-12-31", "2023-01-02", "元旦" };
  static const PdCalendarRow worked = { PD_CALENDAR_WORK, "2023-01-02", NULL, NULL };
  static const PdCalendarRow refused[] = {
    { PD_CALENDAR_OFF, "2023-02-30", NULL, NULL },
    { PD_CALENDAR_OFF, NULL, NULL, NULL },
    { PD_CALENDAR_OFF, "2023-02-03", "", NULL },
    { PD_CALENDAR_OFF, "2023-02-03", "2024-02-04", NULL },
  };
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *deadline = NULL;

  g_assert_false (pd_tax_calendar_add (calendar, &two, &error));
  g_assert_error (error, PD_CALENDAR_ERROR, PD_CALENDAR_ERROR_RANGE);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (pd_tax_calendar_add (calendar, &refused[i], NULL));

  g_assert_true (pd_tax_calendar_add (calendar, &new_year, NULL));
  deadline = pd_tax_calendar_get_deadline (calendar, 2023, 1, NULL);
  g_assert_cmpstr (deadline, ==, "2023-01-16"); /* the 15th was a Sunday */
  g_assert_false (pd_tax_calendar_is_working_day (calendar, "2023-01-02"));
  g_assert_true (pd_tax_calendar_add (calendar, &worked, NULL));
  g_assert_true (pd_tax_calendar_is_working_day (calendar, "2023-01-02"));
}

static void
test_counting (void)
{
  static const struct
  {
    const char *date;
    int n;
    const char *result;
  } cases[] = {
    { "2026-09-30", 1, "2026-10-08" }, /* over National Day */
    { "2026-09-30", 3, "2026-10-10" }, /* a worked Saturday */
    { "2026-09-30", 4, "2026-10-12" }, { "2026-10-12", -4, "2026-09-30" }, { "2026-10-03", 0, "2026-10-08" },
    { "2026-10-08", 0, "2026-10-08" }, { "2026-11-22", -1, "2026-11-20" }, { "2026-11-22", 6000, NULL },
    { "yesterday", 1, NULL },
  };
  static const struct
  {
    const char *date, *deadline;
  } next[] = {
    { "2026-11-16", "2026-11-16" }, { "2026-11-17", "2026-12-15" }, { "2026-12-16", "2027-01-15" },
    { "2026-02-16", "2026-02-24" }, { "2026-10-26", "2026-10-26" }, { "x", NULL },
  };
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = pd_tax_calendar_add_working_days (calendar, cases[i].date, cases[i].n);

      g_assert_cmpstr (result, ==, cases[i].result);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (next); i++)
    {
      g_autofree char *deadline = pd_tax_calendar_next_deadline (calendar, next[i].date);

      g_assert_cmpstr (deadline, ==, next[i].deadline);
    }
  g_assert_cmpuint (pd_tax_calendar_count_working_days (calendar, "2026-09-30", "2026-10-12"), ==, 4);
  g_assert_cmpuint (pd_tax_calendar_count_working_days (calendar, "2026-10-12", "2026-09-30"), ==, 0);
}

/* What a clock in China shows. */
static gint64
at (const char *text)
{
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, china);

  return g_date_time_to_unix (time) * G_TIME_SPAN_SECOND;
}

static void
test_due (void)
{
  static const struct
  {
    const char *rule;
    const char *reached;
    const char *due;
  } cases[] = {
    { "24h after", "2026-11-20T10:30:00", "2026-11-21T10:30:00" },
    { "4wh after", "2026-11-20T10:30:00", "2026-11-20T14:30:00" },
    { "4wh after", "2026-11-20T16:00:00", "2026-11-23T11:00:00" }, /* Friday to Monday */
    { "9wh after", "2026-11-20T09:00:00", "2026-11-20T18:00:00" },
    { "1wh after", "2026-11-20T23:00:00", "2026-11-23T10:00:00" },
    { "1wh after", "2026-11-20T06:00:00", "2026-11-20T10:00:00" },
    { "10wh after", "2026-09-30T17:00:00", "2026-10-08T18:00:00" }, /* 1 h, then 9 h after National Day */
    { "2d after", "2026-11-20T10:30:00", "2026-11-22T18:00:00" },
    { "2wd after", "2026-11-20T10:30:00", "2026-11-24T18:00:00" },
    { "0wd after", "2026-11-21T10:30:00", "2026-11-23T18:00:00" },
    { "3wd before", "2026-11-22T10:30:00", "2026-12-10T18:00:00" }, /* of Tuesday the 15th: Thursday */
    { "0wd before", "2026-11-22T10:30:00", "2026-12-15T18:00:00" },
    { "3d before", "2026-11-22T10:30:00", "2026-12-12T18:00:00" },
    { "24h before", "2026-11-22T10:30:00", "2026-12-14T18:00:00" },
    { "3wd before", "2026-12-14T10:30:00", "2026-12-15T18:00:00" }, /* too late for the rule */
    { "3wd before", "2026-02-10T10:30:00", "2026-02-12T18:00:00" }, /* of the 24th: 14, 13, 12 */
  };
  static const char *const refused[] = {
    "",           "2",        "2wd",         "wd after",  "2wd later",
    "2 wd after", "2x after", "1001d after", "-1d after", "2wd after all"
  };
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();
  PdOfficeHours impossible = { 18 * 60, 9 * 60 };
  PdDueRule rule = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *kept = NULL;

      g_test_message ("%s %s", cases[i].reached, cases[i].rule);
      g_assert_true (pd_due_rule_parse (cases[i].rule, &rule));
      kept = pd_due_rule_format (&rule);
      g_assert_cmpstr (kept, ==, cases[i].rule);
      g_assert_cmpint (pd_due_time (calendar, NULL, &rule, at (cases[i].reached)), ==, at (cases[i].due));
      g_assert_cmpint (pd_due_time (calendar, &impossible, &rule, at (cases[i].reached)), ==,
                       at (cases[i].due));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (pd_due_rule_parse (refused[i], &rule));
  g_assert_false (pd_due_rule_parse (NULL, &rule));
}

static void
test_office (void)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (PdCalendarChange) moved = pd_calendar_change_deadline (rows, 2026, 11, "2026-11-20", 1);
  g_autoptr (PdCalendarChange) again = NULL, back = NULL, filed = NULL;
  g_autoptr (PdTaxCalendar) calendar = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (PdRecord) wrong = pd_calendar_row_new (PD_CALENDAR_OFF, "2027-01-05", "2027-01-01", NULL, 1);
  g_autofree char *deadline = NULL;
  PdDeadlineReason reason;

  g_assert_cmpuint (moved->added->len, ==, 1);
  g_assert_cmpuint (moved->removed->len, ==, 0);
  g_ptr_array_add (rows, pd_record_ref (moved->added->pdata[0]));
  g_ptr_array_add (rows, pd_calendar_row_new (PD_CALENDAR_OFF, "2027-01-11", "2027-01-15", "X", 2));
  calendar = pd_tax_calendar_new_with_rows (rows);
  deadline = pd_tax_calendar_get_deadline (calendar, 2026, 11, &reason);
  g_assert_cmpstr (deadline, ==, "2026-11-20");
  g_assert_cmpint (reason, ==, PD_DEADLINE_ANNOUNCED);
  g_assert_true (pd_tax_calendar_knows (calendar, 2027));
  again = pd_calendar_change_deadline (rows, 2026, 11, "2026-11-21", 3);
  g_assert_cmpuint (again->removed->len, ==, 1);
  g_assert_cmpuint (again->added->len, ==, 1);
  back = pd_calendar_change_deadline (rows, 2026, 11, NULL, 3);
  g_assert_cmpuint (back->removed->len, ==, 1);
  g_assert_cmpuint (back->added->len, ==, 0);
  filed = pd_calendar_change_filed (rows, 2026, 11, TRUE, 4);
  g_ptr_array_add (rows, pd_record_ref (filed->added->pdata[0]));
  g_assert_nonnull (pd_calendar_rows_find_month (rows, PD_CALENDAR_FILED, 2026, 11));
  g_assert_null (pd_calendar_rows_find_month (rows, PD_CALENDAR_FILED, 2026, 10));
  problems = pd_record_check (wrong, PD_REQUIRED_TO_SAVE);
  g_assert_cmpuint (problems->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tax-calendar/days", test_days);
  g_test_add_func ("/tax-calendar/default-rows", test_default_rows);
  g_test_add_func ("/tax-calendar/announced", test_announced);
  g_test_add_func ("/tax-calendar/own-rows", test_own_rows);
  g_test_add_func ("/tax-calendar/edges", test_edges);
  g_test_add_func ("/tax-calendar/counting", test_counting);
  g_test_add_func ("/tax-calendar/due", test_due);
  g_test_add_func ("/tax-calendar/office", test_office);
  return g_test_run ();
}
