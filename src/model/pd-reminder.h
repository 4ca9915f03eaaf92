/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "model/pd-tax-calendar.h"

G_BEGIN_DECLS

/**
 * PdReminderKind: what is due.
 * @PD_REMINDER_ORDER: an order, on its due date
 * @PD_REMINDER_VISIT: a date with a customer that nobody has kept or called off
 * @PD_REMINDER_TICKET: a ticket's deadline
 * @PD_REMINDER_FILING: the tax returns of a month
 */
typedef enum
{
  PD_REMINDER_ORDER,
  PD_REMINDER_VISIT,
  PD_REMINDER_TICKET,
  PD_REMINDER_FILING,
  PD_REMINDER_N_KINDS
} PdReminderKind;

/** PdReminder: something that is due, or was. */
typedef struct
{
  PdReminderKind kind;
  const PdRecordType *type; /* (nullable) of the record to open; NULL for a filing deadline */
  char *record_id;          /* (owned) (nullable) likewise */
  char *title;              /* (owned) the record's number; of a filing deadline the month, "2026-11" */
  char *subject;            /* (owned) (nullable) what it is about: a buyer, a title, a holiday's rule */
  char *who;                /* (owned) (nullable) whose work it is; NULL when it is nobody's in particular */
  char *due_on;             /* (owned) "YYYY-MM-DD" in China */
  gint64 at;                /* microseconds since 1970 in UTC, where the hour matters; else 0 */
  int days;                 /* from today to @due_on; negative when it is overdue */
} PdReminder;

void pd_reminder_free (PdReminder *reminder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdReminder, pd_reminder_free)

GPtrArray *pd_reminders_new (void);
void pd_reminders_of_record (const PdRecord *record, gint64 now, guint ahead, GPtrArray *reminders);
void pd_reminders_of_filing (const PdTaxCalendar *calendar, gint64 now, guint ahead, GPtrArray *reminders);
void pd_reminders_sort (GPtrArray *reminders);

gboolean pd_reminder_is_overdue (const PdReminder *reminder);
const char *pd_reminder_kind_name (PdReminderKind kind);
const char *pd_reminder_kind_label (PdReminderKind kind);
char *pd_reminder_when (const PdReminder *reminder);
char *pd_reminder_key (const PdReminder *reminder);

G_END_DECLS
