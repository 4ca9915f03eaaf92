/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdCalendarKind: what a row of the calendar says of its days.
 * @PD_CALENDAR_OFF: a holiday
 * @PD_CALENDAR_WORK: worked although it is a Saturday, a Sunday or within an earlier row's holiday
 * @PD_CALENDAR_DEADLINE: the filing deadline of the month of the first day is the last day: what a tax bureau has announced
 * @PD_CALENDAR_FILED: the returns that are due in the month of the first day have been filed
 */
typedef enum
{
  PD_CALENDAR_OFF,
  PD_CALENDAR_WORK,
  PD_CALENDAR_DEADLINE,
  PD_CALENDAR_FILED,
} PdCalendarKind;

/** PdCalendarRow: a row as a person, a record or a built-in table has it. */
typedef struct
{
  PdCalendarKind kind;
  const char *from; /* "YYYY-MM-DD" */
  const char *to;   /* (nullable) inclusive; NULL is @from */
  const char *name; /* (nullable) untranslated for a built-in row */
} PdCalendarRow;

/**
 * PdCalendarError:
 * @PD_CALENDAR_ERROR_DATE: a row's day is no date
 * @PD_CALENDAR_ERROR_RANGE: a row ends before it begins, or is too long
 */
typedef enum
{
  PD_CALENDAR_ERROR_DATE,
  PD_CALENDAR_ERROR_RANGE,
} PdCalendarError;

#define PD_CALENDAR_ERROR (pd_calendar_error_quark ())
GQuark pd_calendar_error_quark (void);

/**
 * PdDeadlineReason: why a filing deadline is where it is.
 * @PD_DEADLINE_REGULAR: the 15th
 * @PD_DEADLINE_MOVED: the 15th is no working day, the next one is meant
 * @PD_DEADLINE_EXTENDED: three or more holidays in a row fall within the 1st to the 15th
 * @PD_DEADLINE_ANNOUNCED: a row of the calendar says so
 */
typedef enum
{
  PD_DEADLINE_REGULAR,
  PD_DEADLINE_MOVED,
  PD_DEADLINE_EXTENDED,
  PD_DEADLINE_ANNOUNCED,
} PdDeadlineReason;

/** PdTaxCalendar: which days are worked, and until when a month's tax returns are to be filed. */
typedef struct _PdTaxCalendar PdTaxCalendar;

PdTaxCalendar *pd_tax_calendar_new (void);
PdTaxCalendar *pd_tax_calendar_new_default (void);
void pd_tax_calendar_free (PdTaxCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdTaxCalendar, pd_tax_calendar_free)

const PdCalendarRow *pd_tax_calendar_default_rows (guint *n_rows);
gboolean pd_tax_calendar_add (PdTaxCalendar *self, const PdCalendarRow *row, GError **error);

gboolean pd_tax_calendar_knows (const PdTaxCalendar *self, guint year);
gboolean pd_tax_calendar_is_working_day (const PdTaxCalendar *self, const char *date);
const char *pd_tax_calendar_get_name (const PdTaxCalendar *self, const char *date);
char *pd_tax_calendar_add_working_days (const PdTaxCalendar *self, const char *date, int n_days);
guint pd_tax_calendar_count_working_days (const PdTaxCalendar *self, const char *from, const char *to);
char *
pd_tax_calendar_get_deadline (const PdTaxCalendar *self, guint year, guint month, PdDeadlineReason *reason);
gboolean pd_tax_calendar_is_filed (const PdTaxCalendar *self, guint year, guint month);
gboolean pd_tax_calendar_tells_filed (const PdTaxCalendar *self);
char *pd_tax_calendar_next_deadline (const PdTaxCalendar *self, const char *date);
char *pd_tax_calendar_deadline_sentence (const PdTaxCalendar *self, guint year, guint month);

G_END_DECLS
