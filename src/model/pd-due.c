/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-due.h"

#include "model/pd-date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* China is UTC+8 all year. */
#define CHINA (8 * G_TIME_SPAN_HOUR)
#define MAX_COUNT 1000

/* How a rule is written where it is kept: "4wh after", "2wd before". */
static const char *const unit_names[] = { "h", "wh", "d", "wd" };

static gint64
time_of (const char *date, guint minutes)
{
  static const guint unix_day = 719163; /* 1970-01-01 as of pd_date_to_day() */

  return ((gint64) pd_date_to_day (date) - unix_day) * G_TIME_SPAN_DAY + minutes * G_TIME_SPAN_MINUTE - CHINA;
}

static PdOfficeHours
sane_hours (const PdOfficeHours *hours)
{
  PdOfficeHours sane = PD_OFFICE_HOURS_INIT;

  if (hours != NULL && hours->opens < hours->closes && hours->closes <= 24 * 60)
    sane = *hours;
  return sane;
}

static gint64
add_working_hours (const PdTaxCalendar *calendar, PdOfficeHours hours, guint count, gint64 reached)
{
  g_autofree char *date = pd_date_in_china (reached);
  gint64 left = count * G_TIME_SPAN_HOUR, from = reached;

  while (date != NULL)
    {
      g_autofree char *day = g_steal_pointer (&date);

      if (pd_tax_calendar_is_working_day (calendar, day))
        {
          gint64 closes = time_of (day, hours.closes);

          from = MAX (from, time_of (day, hours.opens));
          if (left <= closes - from)
            return from + left;
          left -= MAX (closes - from, 0);
        }
      date = pd_tax_calendar_add_working_days (calendar, day, 1);
    }
  return 0;
}

static gint64
due_after (const PdTaxCalendar *calendar, PdOfficeHours hours, const PdDueRule *rule, gint64 reached)
{
  g_autofree char *date = pd_date_in_china (reached);
  g_autofree char *due = NULL;

  switch (rule->unit)
    {
    case PD_DUE_HOURS:
      return reached + rule->count * G_TIME_SPAN_HOUR;
    case PD_DUE_WORKING_HOURS:
      return add_working_hours (calendar, hours, rule->count, reached);
    case PD_DUE_DAYS:
      due = pd_date_from_day (pd_date_to_day (date) + rule->count);
      break;
    case PD_DUE_WORKING_DAYS:
    default:
      due = pd_tax_calendar_add_working_days (calendar, date, (int) rule->count);
      break;
    }
  return due != NULL ? time_of (due, hours.closes) : 0;
}

/* Hours before a deadline are whole days of the office, because it is a day. */
static gint64
due_before (const PdTaxCalendar *calendar, PdOfficeHours hours, const PdDueRule *rule, gint64 reached)
{
  g_autofree char *today = pd_date_in_china (reached);
  g_autofree char *deadline = pd_tax_calendar_next_deadline (calendar, today);
  g_autofree char *due = NULL;
  gint64 latest, time;

  if (deadline == NULL)
    return 0;
  latest = time_of (deadline, hours.closes);
  if (rule->unit == PD_DUE_HOURS || rule->unit == PD_DUE_WORKING_HOURS)
    time = latest - rule->count * G_TIME_SPAN_HOUR;
  else
    {
      due = rule->unit == PD_DUE_DAYS
                ? pd_date_from_day (pd_date_to_day (deadline) - rule->count)
                : (rule->count > 0 ? pd_tax_calendar_add_working_days (calendar, deadline, -(int) rule->count)
                                   : g_strdup (deadline));
      time = due != NULL ? time_of (due, hours.closes) : latest;
    }
  return time >= reached ? time : latest;
}

/**
 * pd_due_time:
 * @calendar: which days are worked, and the filing deadlines
 * @hours: (nullable): when the office is open; from 9 to 18 if %NULL or not possible
 * @rule: when it is due
 * @reached: when the stage was reached that the rule counts from; microseconds, UTC
 *
 * Days end when the office closes, and the day on which the stage was reached does not count. Working hours run while
 * the office is open. What is due so long before a filing deadline belongs to the first deadline that is not over; where
 * that time is past already when the stage is reached, it is due with the deadline itself.
 *
 * Returns: microseconds, UTC; 0 when it cannot be said
 */
gint64
pd_due_time (const PdTaxCalendar *calendar, const PdOfficeHours *hours, const PdDueRule *rule, gint64 reached)
{
  PdOfficeHours open = sane_hours (hours);

  if (rule->count > MAX_COUNT)
    return 0;
  return rule->before_deadline ? due_before (calendar, open, rule, reached)
                               : due_after (calendar, open, rule, reached);
}

/** pd_due_rule_format: Returns: (transfer full): the rule as it is kept, as "2wd before" */
char *
pd_due_rule_format (const PdDueRule *rule)
{
  return g_strdup_printf ("%u%s %s", rule->count, unit_names[rule->unit],
                          rule->before_deadline ? "before" : "after");
}

/**
 * pd_due_rule_parse:
 * @text: (nullable): as of pd_due_rule_format(): a number; h, wh, d or wd; "after" (a stage) or "before" (a filing deadline)
 * @rule: (out caller-allocates): the rule
 *
 * Returns: whether it is one; @rule is not touched otherwise
 */
gboolean
pd_due_rule_parse (const char *text, PdDueRule *rule)
{
  g_auto (GStrv) words = text != NULL && strlen (text) < 40 ? g_strsplit (text, " ", 3) : NULL;
  gsize digits = words != NULL && words[0] != NULL ? strspn (words[0], "0123456789") : 0;
  g_autofree char *number = digits > 0 ? g_strndup (words[0], digits) : NULL;
  guint64 count;

  if (number == NULL || g_strv_length (words) != 2 ||
      (!g_str_equal (words[1], "before") && !g_str_equal (words[1], "after")) ||
      !g_ascii_string_to_unsigned (number, 10, 0, MAX_COUNT, &count, NULL))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (unit_names); i++)
    if (g_str_equal (words[0] + digits, unit_names[i]))
      {
        *rule = (PdDueRule){ g_str_equal (words[1], "before"), (guint) count, (PdDueUnit) i };
        return TRUE;
      }
  return FALSE;
}

/** pd_due_rule_sentence: Returns: (transfer full): the rule in words */
char *
pd_due_rule_sentence (const PdDueRule *rule)
{
  guint n = rule->count;

  switch (rule->unit)
    {
    case PD_DUE_HOURS:
      return g_strdup_printf (rule->before_deadline ? ngettext ("%u hour before the filing deadline",
                                                                "%u hours before the filing deadline", n)
                                                    : ngettext ("Within %u hour", "Within %u hours", n),
                              n);
    case PD_DUE_WORKING_HOURS:
      return g_strdup_printf (rule->before_deadline
                                  ? ngettext ("%u hour before the filing deadline",
                                              "%u hours before the filing deadline", n)
                                  : ngettext ("Within %u working hour", "Within %u working hours", n),
                              n);
    case PD_DUE_DAYS:
      return g_strdup_printf (rule->before_deadline ? ngettext ("%u day before the filing deadline",
                                                                "%u days before the filing deadline", n)
                                                    : ngettext ("Within %u day", "Within %u days", n),
                              n);
    case PD_DUE_WORKING_DAYS:
    default:
      return g_strdup_printf (rule->before_deadline
                                  ? ngettext ("%u working day before the filing deadline",
                                              "%u working days before the filing deadline", n)
                                  : ngettext ("Within %u working day", "Within %u working days", n),
                              n);
    }
}
