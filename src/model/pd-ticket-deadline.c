/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-date.h"
#include "model/pd-ticket.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The day on which a ticket is due, in working days after the one on which it was opened; without any, that day itself or
 * the next one that is worked. */
static const struct
{
  const char *severity;
  guint days;
} deadlines[] = {
  { PD_TICKET_SEVERITY_CRITICAL, 0 },
  { PD_TICKET_SEVERITY_HIGH, 1 },
  { PD_TICKET_SEVERITY_NORMAL, 3 },
  { PD_TICKET_SEVERITY_LOW, 7 },
};
#define MOST_DAYS 7

/* How far the office's days are looked at: as far as one row of the calendar reaches. */
#define MAX_REACH 366

/* Between two rows of holidays lies a day that is worked, and no more of those than these are counted. */
#define MAX_ROWS (2 * (MOST_DAYS + 2))

static const PdTaxCalendar *
built_in (void)
{
  static gsize once;
  static PdTaxCalendar *calendar;

  if (g_once_init_enter (&once))
    {
      calendar = pd_tax_calendar_new_default ();
      g_once_init_leave (&once, 1);
    }
  return calendar;
}

/* FALSE: a severity that a newer version invented has no time of its own here. */
static gboolean
find_days (const PdRecord *ticket, guint *days)
{
  for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
    if (g_strcmp0 (deadlines[i].severity, pd_record_get_text (ticket, PD_TICKET_SEVERITY)) == 0)
      {
        *days = deadlines[i].days;
        return TRUE;
      }
  return FALSE;
}

/* --- the office's days: "-2026-11-09/2026-11-11 +2026-11-14" */

/** Run: days in a row on which the office does otherwise than the built-in calendar has it. */
typedef struct
{
  char sign; /* '-' off, '+' worked, 0 none */
  guint from;
  guint to;
} Run;

static void
write_run (GString *text, Run *run)
{
  g_autofree char *from = pd_date_from_day (run->from);
  g_autofree char *to = pd_date_from_day (run->to);

  if (run->sign != 0)
    g_string_append_printf (text, "%s%c%s%s%s", text->len > 0 ? " " : "", run->sign, from,
                            run->to != run->from ? "/" : "", run->to != run->from ? to : "");
  run->sign = 0;
}

/* A day that is off for everybody does not end a holiday of the office. */
static void
note_day (GString *text, Run *run, guint day, gboolean worked, gboolean usual)
{
  char sign = worked ? '+' : '-';

  if (run->sign != 0 && (run->sign != sign || (worked && usual)))
    write_run (text, run);
  if (worked == usual)
    return;
  if (run->sign == 0)
    run->from = day;
  run->sign = sign;
  run->to = day;
}

/**
 * pd_ticket_take_office_days:
 * @ticket: a ticket that is opened, or that was opened on another day than was said
 * @calendar: the calendar that holds in this office
 *
 * Writes down where the office's days around the deadline differ from the built-in ones. From then on the deadline follows
 * from the ticket alone: it is the same on every computer, and stays where it is when the calendar changes. The caller
 * derives.
 */
void
pd_ticket_take_office_days (PdRecord *ticket, const PdTaxCalendar *calendar)
{
  guint first = pd_date_to_day (pd_record_get_text (ticket, PD_TICKET_OPENED_ON)), n_worked = 0;
  g_autoptr (GString) text = g_string_new (NULL);
  Run run = { 0 };

  for (guint day = first; first != 0 && n_worked < MOST_DAYS && day - first < MAX_REACH; day++)
    {
      g_autofree char *date = pd_date_from_day (day);
      gboolean worked = date != NULL && pd_tax_calendar_is_working_day (calendar, date);

      note_day (text, &run, day, worked, date != NULL && pd_tax_calendar_is_working_day (built_in (), date));
      n_worked += worked && day > first;
    }
  write_run (text, &run);
  pd_record_set_text (ticket, PD_TICKET_OFFICE_DAYS, text->len > 0 ? text->str : NULL);
}

/* One row of the office's days; FALSE for what is none. */
static gboolean
read_row (PdTaxCalendar *calendar, const char *word)
{
  g_auto (GStrv) days = g_strsplit (word + (*word != '\0'), "/", 3);
  guint n = g_strv_length (days);
  PdCalendarRow row = { .kind = *word == '-' ? PD_CALENDAR_OFF : PD_CALENDAR_WORK };

  if ((*word != '-' && *word != '+') || n < 1 || n > 2)
    return FALSE;
  row.from = days[0];
  row.to = days[1];
  return pd_tax_calendar_add (calendar, &row, NULL);
}

/* @calendar: (nullable): receives the rows. Returns: whether all of the text makes sense */
static gboolean
read_rows (const char *text, PdTaxCalendar *calendar)
{
  g_auto (GStrv) words = g_strsplit (text, " ", MAX_ROWS + 1);
  gboolean good = g_strv_length (words) <= MAX_ROWS;

  for (guint i = 0; i < MAX_ROWS && words[i] != NULL; i++)
    good = read_row (calendar, words[i]) && good;
  return good;
}

/** pd_ticket_has_sound_days: Returns: whether what the ticket says of the office's days can be read, if it says something */
gboolean
pd_ticket_has_sound_days (const PdRecord *ticket)
{
  const char *text = pd_record_get_text (ticket, PD_TICKET_OFFICE_DAYS);
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new ();

  return text == NULL || read_rows (text, calendar);
}

/* --- the deadline */

static char *
add_days (const PdRecord *ticket, guint days)
{
  const char *opened_on = pd_record_get_text (ticket, PD_TICKET_OPENED_ON);
  const char *text = pd_record_get_text (ticket, PD_TICKET_OFFICE_DAYS);
  g_autoptr (PdTaxCalendar) calendar = NULL;

  if (text == NULL)
    return pd_tax_calendar_add_working_days (built_in (), opened_on, (int) days);
  calendar = pd_tax_calendar_new_default ();
  (void) read_rows (text, calendar);
  return pd_tax_calendar_add_working_days (calendar, opened_on, (int) days);
}

/**
 * pd_ticket_due_by_severity:
 * @ticket: a ticket
 *
 * Counts by the built-in calendar and by what the ticket says of the office's days.
 *
 * Returns: (transfer full) (nullable): the day on which it is due as its severity has it, "YYYY-MM-DD"; %NULL when nothing
 *   is known of the severity, or of the day on which it was opened
 */
char *
pd_ticket_due_by_severity (const PdRecord *ticket)
{
  guint days;

  return pd_record_has (ticket, PD_TICKET_OPENED_ON) && find_days (ticket, &days) ? add_days (ticket, days)
                                                                                  : NULL;
}

/**
 * pd_ticket_due_sentence:
 * @ticket: a ticket
 *
 * Returns: (transfer full) (nullable): by which day it is to be done and how that day was counted, in the user's language;
 *   %NULL when nothing is to be done about it any more, or no day is said
 */
char *
pd_ticket_due_sentence (const PdRecord *ticket)
{
  const char *due_on = pd_record_get_text (ticket, PD_TICKET_DUE_ON);
  guint days = 0;

  if (due_on == NULL || !pd_ticket_is_open (ticket))
    return NULL;
  if (pd_record_has (ticket, PD_TICKET_PROMISED_ON) || !find_days (ticket, &days))
    return g_strdup_printf (_ ("Due on %s, as it was promised."), due_on);
  if (days == 0 && g_strcmp0 (due_on, pd_record_get_text (ticket, PD_TICKET_OPENED_ON)) == 0)
    return g_strdup_printf (_ ("Due on %s, the day on which it was opened."), due_on);
  if (days == 0)
    return g_strdup_printf (_ ("Due on %s, the first working day after it was opened."), due_on);
  /* Translators: 1: a number of days, 2: a date */
  return g_strdup_printf (ngettext ("Due on %2$s, %1$u working day after it was opened.",
                                    "Due on %2$s, %1$u working days after it was opened.", days),
                          days, due_on);
}
