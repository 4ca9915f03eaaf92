/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-calendar-entries.h"

#include "store/pd-store-due.h"
#include "store/pd-store-visits.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* What stands on the days of the calendar, in words. */

void
pd_calendar_entry_free (PdCalendarEntry *entry)
{
  g_free (entry->date);
  g_free (entry->order);
  g_free (entry->title);
  g_free (entry->sentence);
  g_free (entry);
}

static char *
local (gint64 time, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return here != NULL ? g_date_time_format (here, format) : g_strdup ("");
}

static void
append (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static PdCalendarEntry *
new_visit (GPtrArray *visits, const PdStoreVisit *visit)
{
  PdCalendarEntry *entry = g_new0 (PdCalendarEntry, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *from = local (visit->starts_at, "%H:%M");
  g_autofree char *to = local (visit->ends_at, "%H:%M");
  g_autofree char *hours = g_strdup_printf ("%s–%s", from, to);
  const char *const parts[] = { visit->number,  visit->technician, visit->buyer,
                                visit->address, visit->contact,    visit->phone };

  entry->kind = PD_CALENDAR_ENTRY_VISIT;
  entry->date = local (visit->starts_at, "%F");
  entry->order = g_strdup (visit->order);
  entry->over = visit->done_on != NULL;
  for (guint i = 0; i < visits->len && !entry->clash; i++)
    entry->clash = pd_store_visits_clash (visit, visits->pdata[i]);
  append (text, hours);
  if (entry->clash)
    append (text, _ ("Clashes with another visit of the same person"));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    append (text, parts[i]);
  entry->title =
      g_strdup_printf ("%s %s", from, visit->technician != NULL ? visit->technician : visit->number);
  entry->sentence = g_string_free (g_steal_pointer (&text), FALSE);
  return entry;
}

static PdCalendarEntry *
new_due (const PdStoreDue *due)
{
  PdCalendarEntry *entry = g_new0 (PdCalendarEntry, 1);
  g_autoptr (GString) text = g_string_new (_ ("Order is due"));

  entry->kind = PD_CALENDAR_ENTRY_DUE;
  entry->date = g_strdup (due->date);
  entry->order = g_strdup (due->order);
  append (text, due->number);
  append (text, due->buyer);
  append (text, due->assignee);
  entry->title = g_strdup (due->number != NULL ? due->number : due->buyer);
  entry->sentence = g_string_free (g_steal_pointer (&text), FALSE);
  return entry;
}

static void
add_deadlines (GPtrArray *entries, const PdTaxCalendar *calendar, const char *from, const char *to)
{
  guint year = (guint) atoi (from), month = (guint) atoi (from + 5);

  for (;; month++)
    {
      g_autofree char *start = NULL;
      g_autofree char *deadline = NULL;
      PdCalendarEntry *entry;

      year += month > 12;
      month = month > 12 ? 1 : month;
      start = g_strdup_printf ("%04u-%02u-01", year, month);
      if (strcmp (start, to) > 0)
        return;
      deadline = pd_tax_calendar_get_deadline (calendar, year, month, NULL);
      if (deadline == NULL || strcmp (deadline, from) < 0 || strcmp (deadline, to) > 0)
        continue;
      entry = g_new0 (PdCalendarEntry, 1);
      entry->kind = PD_CALENDAR_ENTRY_DEADLINE;
      entry->title = g_strdup (_ ("Tax filing"));
      entry->sentence = pd_tax_calendar_deadline_sentence (calendar, year, month);
      entry->date = g_steal_pointer (&deadline);
      g_ptr_array_add (entries, entry);
    }
}

/* A day's deadline first, then its visits by the clock, then what is due: sorting keeps what is equal in order. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const PdCalendarEntry *first = *(PdCalendarEntry *const *) a, *second = *(PdCalendarEntry *const *) b;
  int order = strcmp (first->date, second->date);

  return order != 0 ? order : (int) first->kind - (int) second->kind;
}

/**
 * pd_calendar_entries:
 * @visits: (element-type PdStoreVisit): by time
 * @due: (element-type PdStoreDue): orders
 * @calendar: holidays and deadlines
 * @from: "YYYY-MM-DD"
 * @to: inclusive
 *
 * Returns: (transfer full) (element-type PdCalendarEntry): all that stands on these days, day by day
 */
GPtrArray *
pd_calendar_entries (GPtrArray *visits,
                     GPtrArray *due,
                     const PdTaxCalendar *calendar,
                     const char *from,
                     const char *to)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_calendar_entry_free);

  add_deadlines (entries, calendar, from, to);
  for (guint i = 0; i < visits->len; i++)
    g_ptr_array_add (entries, new_visit (visits, visits->pdata[i]));
  for (guint i = 0; i < due->len; i++)
    g_ptr_array_add (entries, new_due (due->pdata[i]));
  g_ptr_array_sort (entries, compare);
  return entries;
}
