/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "model/pd-tax-calendar.h"

G_BEGIN_DECLS

extern const PdChoice pd_calendar_kind_choices[];

/* A row that the office adds to the calendar. Of the rows that speak of the same day or month the last made holds; to put
 * something back is to delete its rows. */
#define PD_CALENDAR_ROW_FIELDS(F)                                                                            \
  F (NAME, "name", N_ ("Name"), TEXT, 60, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                        \
  F (KIND, "kind", N_ ("Kind"), CHOICE, 0, CHANGED, "days", TO_SAVE, PD_FIELD_PLAIN,                         \
     pd_calendar_kind_choices)                                                                               \
  F (FROM, "from_date", N_ ("From"), DATE, 0, CHANGED, "days", TO_SAVE, PD_FIELD_INDEX, NULL)                \
  F (TO, "to_date", N_ ("To"), DATE, 0, CHANGED, "days", NEVER, PD_FIELD_PLAIN, NULL)                        \
  F (CREATED_BY, "created_by", N_ ("Entered by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_CALENDAR_ROW_##id,
enum
{
  PD_CALENDAR_ROW_FIELDS (F) PD_CALENDAR_ROW_N_FIELDS
};
#undef F

extern const PdRecordType pd_calendar_row_type;

/** PdCalendarChange: what is to be made of the rows; taken back by the change that it gives when it was made. */
typedef struct
{
  GPtrArray *removed; /* (owned) of char *: ids of rows that go */
  GPtrArray *added;   /* (owned) of PdRecord: rows that come */
} PdCalendarChange;

PdCalendarChange *pd_calendar_change_new (void);
void pd_calendar_change_free (PdCalendarChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdCalendarChange, pd_calendar_change_free)

PdRecord *
pd_calendar_row_new (PdCalendarKind kind, const char *from, const char *to, const char *name, gint64 now);
PdCalendarKind pd_calendar_row_get_kind (const PdRecord *row);
gint64 pd_calendar_row_get_made_at (const PdRecord *row);
char *pd_calendar_row_describe_filed (const PdRecord *row);
gboolean pd_calendar_row_read (const PdRecord *row, PdCalendarRow *read);
PdTaxCalendar *pd_tax_calendar_new_with_rows (GPtrArray *rows);
const PdRecord *pd_calendar_rows_find_month (GPtrArray *rows, PdCalendarKind kind, guint year, guint month);

PdCalendarChange *
pd_calendar_change_deadline (GPtrArray *rows, guint year, guint month, const char *date, gint64 now);
PdCalendarChange *
pd_calendar_change_filed (GPtrArray *rows, guint year, guint month, gboolean filed, gint64 now);

G_END_DECLS
