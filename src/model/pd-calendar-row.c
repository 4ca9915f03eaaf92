/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-calendar-row.h"

#include "model/pd-date.h"
#include "model/pd-id.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>

/* In the order of #PdCalendarKind. */
const PdChoice pd_calendar_kind_choices[] = {
  { "off", N_ ("Holiday") },
  { "work", N_ ("Working day") },
  { "deadline", N_ ("File until") },
  { "filed", N_ ("Filed") },
  { NULL, NULL },
};

static void
check_row (const PdRecord *row, PdRequired level, GPtrArray *problems)
{
  g_autoptr (PdTaxCalendar) calendar = NULL;
  g_autoptr (GError) error = NULL;
  PdCalendarRow read;

  if (!pd_record_has (row, PD_CALENDAR_ROW_KIND) || !pd_record_has (row, PD_CALENDAR_ROW_FROM) ||
      !pd_calendar_row_read (row, &read))
    return;
  calendar = pd_tax_calendar_new ();
  if (!pd_tax_calendar_add (calendar, &read, &error))
    pd_problem_add (problems, row, FALSE, PD_CALENDAR_ROW_TO, PD_PROBLEM_ERROR, "%s", error->message);
}

#define F PD_FIELD_STRUCT
static const PdField calendar_row_fields[] = { PD_CALENDAR_ROW_FIELDS (F) };
#undef F

const PdRecordType pd_calendar_row_type = {
  .name = "calendar_row",
  .table = "calendar_rows",
  .label = N_ ("Calendar entry"),
  .fields = calendar_row_fields,
  .n_fields = PD_CALENDAR_ROW_N_FIELDS,
  .title_field = PD_CALENDAR_ROW_NAME,
  .state_field = -1,
  .check = check_row,
};

/**
 * pd_calendar_row_new:
 * @kind: what it says
 * @from: "YYYY-MM-DD"
 * @to: (nullable): the same, inclusive; %NULL for one day
 * @name: (nullable): what the holiday is called
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer full): a row
 */
PdRecord *
pd_calendar_row_new (PdCalendarKind kind, const char *from, const char *to, const char *name, gint64 now)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *row = pd_record_new (&pd_calendar_row_type, id);

  pd_record_set_text (row, PD_CALENDAR_ROW_KIND, pd_calendar_kind_choices[kind].value);
  pd_record_set_text (row, PD_CALENDAR_ROW_FROM, from);
  pd_record_set_text (row, PD_CALENDAR_ROW_TO, to);
  pd_record_set_text (row, PD_CALENDAR_ROW_NAME, name);
  return row;
}

/* @kind: (out). Returns: whether this version knows it */
static gboolean
find_kind (const PdRecord *row, PdCalendarKind *kind)
{
  const char *text = pd_record_get_text (row, PD_CALENDAR_ROW_KIND);

  for (guint i = 0; text != NULL && pd_calendar_kind_choices[i].value != NULL; i++)
    if (g_str_equal (text, pd_calendar_kind_choices[i].value))
      {
        *kind = (PdCalendarKind) i;
        return TRUE;
      }
  return FALSE;
}

/** pd_calendar_row_get_kind: Returns: what the row says; of a kind that this version does not know, a working day */
PdCalendarKind
pd_calendar_row_get_kind (const PdRecord *row)
{
  PdCalendarKind kind = PD_CALENDAR_WORK;

  (void) find_kind (row, &kind);
  return kind;
}

/** pd_calendar_row_get_made_at: Returns: when it was made, in microseconds since 1970 in UTC: rows are never changed */
gint64
pd_calendar_row_get_made_at (const PdRecord *row)
{
  return pd_record_has (row, PD_CALENDAR_ROW_CHANGED_AT)
             ? pd_record_get_integer (row, PD_CALENDAR_ROW_CHANGED_AT)
             : pd_id_get_time (pd_record_get_id (row));
}

/** pd_calendar_row_describe_filed: @row: of %PD_CALENDAR_FILED. Returns: (transfer full): who said so, and when, in a sentence */
char *
pd_calendar_row_describe_filed (const PdRecord *row)
{
  const char *by = pd_record_get_text (row, PD_CALENDAR_ROW_CREATED_BY);
  g_autofree char *day = pd_date_in_china (pd_calendar_row_get_made_at (row));

  return by != NULL ? g_strdup_printf (_ ("Filed: %1$s, %2$s."), by, day)
                    : g_strdup_printf (_ ("Filed: here, %s."), day);
}

/** pd_calendar_row_read: @read: (out): borrows its texts from @row. Returns: %FALSE for a kind that this version does not know */
gboolean
pd_calendar_row_read (const PdRecord *row, PdCalendarRow *read)
{
  read->from = pd_record_get_text (row, PD_CALENDAR_ROW_FROM);
  read->to = pd_record_get_text (row, PD_CALENDAR_ROW_TO);
  read->name = pd_record_get_text (row, PD_CALENDAR_ROW_NAME);
  return find_kind (row, &read->kind);
}

/** pd_tax_calendar_new_with_rows: @rows: (element-type PdRecord): in the order in which they were made. Returns: (transfer
 * full): the built-in calendar with what the office says */
PdTaxCalendar *
pd_tax_calendar_new_with_rows (GPtrArray *rows)
{
  PdTaxCalendar *calendar = pd_tax_calendar_new_default ();

  for (guint i = 0; i < rows->len; i++)
    {
      PdCalendarRow read;

      /* What makes no sense was refused when it was entered; a newer version may know better. */
      if (pd_calendar_row_read (g_ptr_array_index (rows, i), &read))
        (void) pd_tax_calendar_add (calendar, &read, NULL);
    }
  return calendar;
}

static gboolean
is_of_month (const PdRecord *row, PdCalendarKind kind, guint year, guint month)
{
  guint its_year = 0, its_month = 0;
  PdCalendarKind its_kind;

  return find_kind (row, &its_kind) && its_kind == kind &&
         pd_date_parts (pd_record_get_text (row, PD_CALENDAR_ROW_FROM), &its_year, &its_month, NULL) &&
         its_year == year && its_month == month;
}

/**
 * pd_calendar_rows_find_month:
 * @rows: (element-type PdRecord): in the order in which they were made
 * @kind: %PD_CALENDAR_DEADLINE or %PD_CALENDAR_FILED
 * @year: a year
 * @month: a month, from 1
 *
 * Returns: (transfer none) (nullable): the row that holds of those that speak of the month
 */
const PdRecord *
pd_calendar_rows_find_month (GPtrArray *rows, PdCalendarKind kind, guint year, guint month)
{
  for (guint i = rows->len; i > 0; i--)
    if (is_of_month (g_ptr_array_index (rows, i - 1), kind, year, month))
      return g_ptr_array_index (rows, i - 1);
  return NULL;
}

/** pd_calendar_change_new: Returns: (transfer full): a change of nothing */
PdCalendarChange *
pd_calendar_change_new (void)
{
  PdCalendarChange *change = g_new0 (PdCalendarChange, 1);

  change->removed = g_ptr_array_new_with_free_func (g_free);
  change->added = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  return change;
}

void
pd_calendar_change_free (PdCalendarChange *change)
{
  g_ptr_array_unref (change->removed);
  g_ptr_array_unref (change->added);
  g_free (change);
}

static PdCalendarChange *
clear_month (GPtrArray *rows, PdCalendarKind kind, guint year, guint month)
{
  PdCalendarChange *change = pd_calendar_change_new ();

  for (guint i = 0; i < rows->len; i++)
    if (is_of_month (g_ptr_array_index (rows, i), kind, year, month))
      g_ptr_array_add (change->removed, g_strdup (pd_record_get_id (g_ptr_array_index (rows, i))));
  return change;
}

/**
 * pd_calendar_change_deadline:
 * @rows: (element-type PdRecord): the office's rows
 * @year: a year
 * @month: the month in which is filed, from 1
 * @date: (nullable): until when; %NULL puts back what is built in
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer full): the change that makes it so; whether the date makes sense is said when it is saved
 */
PdCalendarChange *
pd_calendar_change_deadline (GPtrArray *rows, guint year, guint month, const char *date, gint64 now)
{
  PdCalendarChange *change = clear_month (rows, PD_CALENDAR_DEADLINE, year, month);
  g_autofree char *first = pd_date_new (year, month, 1);

  if (date != NULL)
    g_ptr_array_add (change->added, pd_calendar_row_new (PD_CALENDAR_DEADLINE, first, date, NULL, now));
  return change;
}

/** pd_calendar_change_filed: Returns: (transfer full): the change that says that the returns due in the month were filed, or
 * that they were not; who said so before stays who said so */
PdCalendarChange *
pd_calendar_change_filed (GPtrArray *rows, guint year, guint month, gboolean filed, gint64 now)
{
  g_autofree char *first = pd_date_new (year, month, 1);
  PdCalendarChange *change;

  if (!filed)
    return clear_month (rows, PD_CALENDAR_FILED, year, month);
  change = pd_calendar_change_new ();
  if (pd_calendar_rows_find_month (rows, PD_CALENDAR_FILED, year, month) == NULL)
    g_ptr_array_add (change->added, pd_calendar_row_new (PD_CALENDAR_FILED, first, NULL, NULL, now));
  return change;
}
