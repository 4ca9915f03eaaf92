/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-tax-calendar.h"

G_BEGIN_DECLS

/**
 * PdDueUnit: what a rule counts.
 * @PD_DUE_HOURS: hours of the clock
 * @PD_DUE_WORKING_HOURS: hours of working days between opening and closing
 * @PD_DUE_DAYS: days of the calendar
 * @PD_DUE_WORKING_DAYS: working days
 */
typedef enum
{
  PD_DUE_HOURS,
  PD_DUE_WORKING_HOURS,
  PD_DUE_DAYS,
  PD_DUE_WORKING_DAYS,
} PdDueUnit;

/** PdDueRule: when something is due. */
typedef struct
{
  gboolean before_deadline; /* so long before the next filing deadline; else after the stage was reached */
  guint count;
  PdDueUnit unit;
} PdDueRule;

/** PdOfficeHours: when an office is open on a working day; minutes since midnight in China. */
typedef struct
{
  guint opens;
  guint closes;
} PdOfficeHours;

#define PD_OFFICE_HOURS_INIT                                                                                 \
  {                                                                                                          \
    9 * 60, 18 * 60                                                                                          \
  }

gint64 pd_due_time (const PdTaxCalendar *calendar,
                    const PdOfficeHours *hours,
                    const PdDueRule *rule,
                    gint64 reached);

char *pd_due_rule_format (const PdDueRule *rule);
gboolean pd_due_rule_parse (const char *text, PdDueRule *rule);
char *pd_due_rule_sentence (const PdDueRule *rule);

G_END_DECLS
