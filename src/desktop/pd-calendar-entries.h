/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "model/pd-tax-calendar.h"

G_BEGIN_DECLS

/**
 * PdCalendarEntryKind: what stands on a day of the calendar.
 * @PD_CALENDAR_ENTRY_DEADLINE: until then tax returns are filed
 * @PD_CALENDAR_ENTRY_VISIT: a date with a customer
 * @PD_CALENDAR_ENTRY_DUE: an order is to be finished
 */
typedef enum
{
  PD_CALENDAR_ENTRY_DEADLINE,
  PD_CALENDAR_ENTRY_VISIT,
  PD_CALENDAR_ENTRY_DUE
} PdCalendarEntryKind;

/** PdCalendarEntry: one thing on one day. */
typedef struct
{
  PdCalendarEntryKind kind;
  char *date;     /* (owned) "YYYY-MM-DD" */
  char *order;    /* (owned) (nullable) its id */
  char *title;    /* (owned) in a few words */
  char *sentence; /* (owned) all of it, lines of a tooltip */
  gboolean clash; /* somebody would have to be at two places at once */
  gboolean over;  /* a visit that has taken place */
} PdCalendarEntry;

void pd_calendar_entry_free (PdCalendarEntry *entry);
GPtrArray *pd_calendar_entries (GPtrArray *visits,
                                GPtrArray *due,
                                const PdTaxCalendar *calendar,
                                const char *from,
                                const char *to);

G_END_DECLS
