/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-tax-calendar.h"

#include "model/pd-date.h"

#include <glib/gi18n-lib.h>

/* Returns are filed by the 15th of a month; this many holidays in a row before it extend the time. */
#define DEADLINE_DAY 15
#define LONG_HOLIDAY 3

/* Days of one row, and working days that are counted at once: more is a slip of the pen. */
#define MAX_ROW_DAYS 366
#define MAX_WORKING_DAYS 5000

struct _PdTaxCalendar
{
  GHashTable *days;      /* (owned) day → Day (owned) */
  GHashTable *deadlines; /* (owned) year * 12 + month → day */
  GHashTable *filed;     /* (owned) set of year * 12 + month */
  GHashTable *years;     /* (owned) set of the years that rows speak of */
};

/** Day: what the last row that speaks of a day says. */
typedef struct
{
  gboolean off;
  char *name; /* (owned) (nullable) */
} Day;

G_DEFINE_QUARK (pd_calendar_error, pd_calendar_error)

static const PdCalendarRow default_rows[] = {
  { PD_CALENDAR_OFF, "2025-01-01", NULL, N_ ("New Year") },
  { PD_CALENDAR_OFF, "2025-01-28", "2025-02-04", N_ ("Spring Festival") },
  { PD_CALENDAR_WORK, "2025-01-26", NULL, NULL },
  { PD_CALENDAR_WORK, "2025-02-08", NULL, NULL },
  { PD_CALENDAR_OFF, "2025-04-04", "2025-04-06", N_ ("Qingming Festival") },
  { PD_CALENDAR_OFF, "2025-05-01", "2025-05-05", N_ ("Labour Day") },
  { PD_CALENDAR_WORK, "2025-04-27", NULL, NULL },
  { PD_CALENDAR_OFF, "2025-05-31", "2025-06-02", N_ ("Dragon Boat Festival") },
  { PD_CALENDAR_OFF, "2025-10-01", "2025-10-08", N_ ("National Day and Mid-Autumn Festival") },
  { PD_CALENDAR_WORK, "2025-09-28", NULL, NULL },
  { PD_CALENDAR_WORK, "2025-10-11", NULL, NULL },

  { PD_CALENDAR_OFF, "2026-01-01", "2026-01-03", N_ ("New Year") },
  { PD_CALENDAR_WORK, "2026-01-04", NULL, NULL },
  { PD_CALENDAR_OFF, "2026-02-15", "2026-02-23", N_ ("Spring Festival") },
  { PD_CALENDAR_WORK, "2026-02-14", NULL, NULL },
  { PD_CALENDAR_WORK, "2026-02-28", NULL, NULL },
  { PD_CALENDAR_OFF, "2026-04-04", "2026-04-06", N_ ("Qingming Festival") },
  { PD_CALENDAR_OFF, "2026-05-01", "2026-05-05", N_ ("Labour Day") },
  { PD_CALENDAR_WORK, "2026-05-09", NULL, NULL },
  { PD_CALENDAR_OFF, "2026-06-19", "2026-06-21", N_ ("Dragon Boat Festival") },
  { PD_CALENDAR_OFF, "2026-09-25", "2026-09-27", N_ ("Mid-Autumn Festival") },
  { PD_CALENDAR_OFF, "2026-10-01", "2026-10-07", N_ ("National Day") },
  { PD_CALENDAR_WORK, "2026-09-20", NULL, NULL },
  { PD_CALENDAR_WORK, "2026-10-10", NULL, NULL },
};

static void
day_free (gpointer data)
{
  Day *day = data;

  g_free (day->name);
  g_free (day);
}

/* --- days, as numbers */

static const Day *
find (const PdTaxCalendar *self, guint day)
{
  return g_hash_table_lookup (self->days, GUINT_TO_POINTER (day));
}

static gboolean
is_off (const PdTaxCalendar *self, guint day)
{
  const Day *said = find (self, day);

  return said != NULL && said->off;
}

static gboolean
is_worked (const PdTaxCalendar *self, guint day)
{
  const Day *said = find (self, day);

  /* A Saturday is 6 modulo 7, a Sunday 0. */
  return said != NULL ? !said->off : day % 7 >= 1 && day % 7 <= 5;
}

/* The n-th working day after a day, before it when @n is negative; 0 when there is none within reach. */
static guint
step (const PdTaxCalendar *self, guint day, int n)
{
  guint left = (guint) ABS (n);

  /* No row is as long as this many days without a working day, but a person may have entered many rows. */
  for (guint i = 0; left > 0; i++)
    {
      if (i > MAX_WORKING_DAYS * 10)
        return 0;
      day = n > 0 ? day + 1 : day - 1;
      if (is_worked (self, day))
        left--;
    }
  return day;
}

/* How many days of a month's first fifteen lie in holidays of three days and more within them. */
static guint
count_long_holidays (const PdTaxCalendar *self, guint first)
{
  guint sum = 0, in_row = 0;

  for (guint i = 0; i <= DEADLINE_DAY; i++)
    {
      if (i < DEADLINE_DAY && is_off (self, first + i))
        {
          in_row++;
          continue;
        }
      if (in_row >= LONG_HOLIDAY)
        sum += in_row;
      in_row = 0;
    }
  return sum;
}

static guint
first_of_month (guint year, guint month)
{
  g_autofree char *date = pd_date_new (year, month, 1);

  return pd_date_to_day (date);
}

static guint
deadline_of (const PdTaxCalendar *self, guint year, guint month, PdDeadlineReason *reason)
{
  guint announced =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->deadlines, GUINT_TO_POINTER (year * 12 + month)));
  guint first = first_of_month (year, month), regular = first + DEADLINE_DAY - 1, n_long;

  if (announced != 0)
    {
      *reason = PD_DEADLINE_ANNOUNCED;
      return announced;
    }
  n_long = count_long_holidays (self, first);
  *reason = n_long > 0                  ? PD_DEADLINE_EXTENDED
            : is_worked (self, regular) ? PD_DEADLINE_REGULAR
                                        : PD_DEADLINE_MOVED;
  if (*reason == PD_DEADLINE_REGULAR)
    return regular;
  return step (self, regular, n_long > 0 ? (int) n_long : 1);
}

/* --- public */

/** pd_tax_calendar_new: Returns: (transfer full): a calendar that knows of Saturdays and Sundays only */
PdTaxCalendar *
pd_tax_calendar_new (void)
{
  PdTaxCalendar *self = g_new0 (PdTaxCalendar, 1);

  self->days = g_hash_table_new_full (NULL, NULL, NULL, day_free);
  self->deadlines = g_hash_table_new (NULL, NULL);
  self->filed = g_hash_table_new (NULL, NULL);
  self->years = g_hash_table_new (NULL, NULL);
  return self;
}

/** pd_tax_calendar_new_default: Returns: (transfer full): a calendar with the rows of pd_tax_calendar_default_rows() */
PdTaxCalendar *
pd_tax_calendar_new_default (void)
{
  PdTaxCalendar *self = pd_tax_calendar_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (default_rows); i++)
    if (!pd_tax_calendar_add (self, &default_rows[i], NULL))
      g_assert_not_reached ();
  return self;
}

void
pd_tax_calendar_free (PdTaxCalendar *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->days);
  g_hash_table_unref (self->deadlines);
  g_hash_table_unref (self->filed);
  g_hash_table_unref (self->years);
  g_free (self);
}

/**
 * pd_tax_calendar_default_rows:
 * @n_rows: (out): how many
 *
 * The holidays and shifted working days of 2025 and 2026, from the notices of the General Office of the State Council
 * 国办发明电〔2024〕12号 (2024-11-12) and 〔2025〕7号 (2025-11-04), as the Xinhua agency printed them; the filing deadlines that
 * follow agree in all 24 months with those that the State Taxation Administration announced (税总办征科函〔2024〕71号,
 * 〔2025〕64号).
 *
 * Returns: (transfer none) (array length=n_rows): the rows
 */
const PdCalendarRow *
pd_tax_calendar_default_rows (guint *n_rows)
{
  *n_rows = G_N_ELEMENTS (default_rows);
  return default_rows;
}

/**
 * pd_tax_calendar_add:
 * @self: a calendar
 * @row: what a person or a notice says; of several rows that speak of the same day the last one holds
 * @error: return location for a %PD_CALENDAR_ERROR
 *
 * Returns: whether the row makes sense; nothing is added otherwise
 */
gboolean
pd_tax_calendar_add (PdTaxCalendar *self, const PdCalendarRow *row, GError **error)
{
  guint from = pd_date_to_day (row->from), to = row->to != NULL ? pd_date_to_day (row->to) : from;
  guint year, month;

  if (from == 0 || to == 0)
    {
      g_set_error (error, PD_CALENDAR_ERROR, PD_CALENDAR_ERROR_DATE,
                   _ ("“%s” is not a date of the calendar. Write it as 2026-04-02."),
                   from == 0 ? (row->from != NULL ? row->from : "") : row->to);
      return FALSE;
    }
  if (to < from || to - from >= MAX_ROW_DAYS)
    {
      g_set_error (error, PD_CALENDAR_ERROR, PD_CALENDAR_ERROR_RANGE,
                   _ ("From %1$s to %2$s: a row of the calendar has between one day and a year."), row->from,
                   row->to);
      return FALSE;
    }
  pd_date_parts (row->from, &year, &month, NULL);
  if (row->kind == PD_CALENDAR_DEADLINE)
    {
      g_hash_table_insert (self->deadlines, GUINT_TO_POINTER (year * 12 + month), GUINT_TO_POINTER (to));
      return TRUE;
    }
  if (row->kind == PD_CALENDAR_FILED)
    {
      g_hash_table_add (self->filed, GUINT_TO_POINTER (year * 12 + month));
      return TRUE;
    }
  g_hash_table_add (self->years, GUINT_TO_POINTER (year));
  for (guint day = from; day <= to; day++)
    {
      Day *said = g_new0 (Day, 1);

      said->off = row->kind == PD_CALENDAR_OFF;
      said->name = g_strdup (row->name);
      g_hash_table_replace (self->days, GUINT_TO_POINTER (day), said);
    }
  return TRUE;
}

/** pd_tax_calendar_knows: Returns: whether there are holidays of @year; without, its deadlines are only probable */
gboolean
pd_tax_calendar_knows (const PdTaxCalendar *self, guint year)
{
  return g_hash_table_contains (self->years, GUINT_TO_POINTER (year));
}

/** pd_tax_calendar_is_filed: Returns: whether a row says that the returns due in this month, from 1, have been filed */
gboolean
pd_tax_calendar_is_filed (const PdTaxCalendar *self, guint year, guint month)
{
  return g_hash_table_contains (self->filed, GUINT_TO_POINTER (year * 12 + month));
}

/** pd_tax_calendar_tells_filed: Returns: whether the office writes down what it has filed at all */
gboolean
pd_tax_calendar_tells_filed (const PdTaxCalendar *self)
{
  return g_hash_table_size (self->filed) > 0;
}

/** pd_tax_calendar_is_working_day: @date: "YYYY-MM-DD". Returns: whether it is worked on; %FALSE for what is no date */
gboolean
pd_tax_calendar_is_working_day (const PdTaxCalendar *self, const char *date)
{
  guint day = pd_date_to_day (date);

  return day != 0 && is_worked (self, day);
}

/** pd_tax_calendar_get_name: Returns: (nullable): what the holiday of @date is called, untranslated where it is built in */
const char *
pd_tax_calendar_get_name (const PdTaxCalendar *self, const char *date)
{
  const Day *said = find (self, pd_date_to_day (date));

  return said != NULL ? said->name : NULL;
}

/**
 * pd_tax_calendar_add_working_days:
 * @self: a calendar
 * @date: a date, which itself does not count
 * @n_days: how many working days later, or earlier when negative; 0 is @date itself or the next working day
 *
 * Returns: (transfer full) (nullable): a working day, or %NULL when @date is no date or none is within reach
 */
char *
pd_tax_calendar_add_working_days (const PdTaxCalendar *self, const char *date, int n_days)
{
  guint day = pd_date_to_day (date);

  if (day == 0 || n_days > MAX_WORKING_DAYS || n_days < -MAX_WORKING_DAYS)
    return NULL;
  if (n_days == 0)
    return pd_date_from_day (is_worked (self, day) ? day : step (self, day, 1));
  return pd_date_from_day (step (self, day, n_days));
}

/** pd_tax_calendar_count_working_days: Returns: how many working days there are after @from up to and with @to; 0 when @to is not later */
guint
pd_tax_calendar_count_working_days (const PdTaxCalendar *self, const char *from, const char *to)
{
  guint first = pd_date_to_day (from), last = pd_date_to_day (to), n = 0;

  if (first == 0)
    return 0;
  for (guint day = first + 1; day <= last; day++)
    n += is_worked (self, day);
  return n;
}

/**
 * pd_tax_calendar_get_deadline:
 * @self: a calendar
 * @year: a year
 * @month: the month in which is filed, from 1
 * @reason: (out) (optional): why it is then
 *
 * The last day on which the returns of the taxes of a month or a quarter are filed that are due within 15 days of its
 * end (VAT among them). It is the 15th, or the next working day where the 15th is none; and where three or more
 * holidays in a row lie within the 1st to the 15th, as many working days after the 15th as these holidays have days
 * (《税收征收管理法实施细则》第一百零九条, as the State Taxation Administration applies it: each deadline that it announced for
 * 2024 to 2026 follows). A local postponement is a %PD_CALENDAR_DEADLINE row.
 *
 * Returns: (transfer full) (nullable): the date, or %NULL when there is no such month
 */
char *
pd_tax_calendar_get_deadline (const PdTaxCalendar *self, guint year, guint month, PdDeadlineReason *reason)
{
  PdDeadlineReason why = PD_DEADLINE_REGULAR;
  guint day = first_of_month (year, month) != 0 ? deadline_of (self, year, month, &why) : 0;

  if (reason != NULL)
    *reason = why;
  return pd_date_from_day (day);
}

/** pd_tax_calendar_next_deadline: Returns: (transfer full) (nullable): the first filing deadline that is not before @date */
char *
pd_tax_calendar_next_deadline (const PdTaxCalendar *self, const char *date)
{
  guint day = pd_date_to_day (date), year, month;

  if (day == 0)
    return NULL;
  pd_date_parts (date, &year, &month, NULL);
  /* The deadline of the month before may have been moved into this one. */
  for (guint i = year * 12 + month - 2; i <= year * 12 + month + 1; i++)
    {
      PdDeadlineReason reason;
      guint deadline =
          first_of_month (i / 12, i % 12 + 1) != 0 ? deadline_of (self, i / 12, i % 12 + 1, &reason) : 0;

      if (deadline >= day)
        return pd_date_from_day (deadline);
    }
  return NULL;
}

/**
 * pd_tax_calendar_deadline_sentence:
 * @self: a calendar
 * @year: a year
 * @month: the month in which is filed, from 1
 *
 * Returns: (transfer full) (nullable): why the deadline is not the 15th, or that the holidays of the year are not known;
 *   %NULL when there is nothing to say
 */
char *
pd_tax_calendar_deadline_sentence (const PdTaxCalendar *self, guint year, guint month)
{
  PdDeadlineReason reason;
  g_autofree char *deadline = pd_tax_calendar_get_deadline (self, year, month, &reason);

  if (deadline == NULL)
    return NULL;
  if (reason == PD_DEADLINE_ANNOUNCED)
    return g_strdup (_ ("As announced."));
  if (reason == PD_DEADLINE_EXTENDED)
    /* Translators: three or more */
    return g_strdup_printf (_ ("%u holidays in a row up to the 15th: as many working days later."),
                            count_long_holidays (self, first_of_month (year, month)));
  if (reason == PD_DEADLINE_MOVED)
    return g_strdup (_ ("The 15th is no working day: the next one."));
  return pd_tax_calendar_knows (self, year)
             ? NULL
             : g_strdup (_ ("The holidays of this year are not in the calendar yet."));
}
