/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-reminder.h"

#include "model/pd-date.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How many months' filing deadlines are looked at, from the last one's on. */
#define MAX_MONTHS 12

static const struct
{
  const char *name, *label;
} kinds[] = {
  [PD_REMINDER_ORDER] = { "order", N_ ("Order") },
  [PD_REMINDER_VISIT] = { "visit", N_ ("Visit") },
  [PD_REMINDER_TICKET] = { "ticket", N_ ("Ticket") },
  [PD_REMINDER_FILING] = { "filing", N_ ("Filing deadline") },
};

void
pd_reminder_free (PdReminder *reminder)
{
  g_free (reminder->record_id);
  g_free (reminder->title);
  g_free (reminder->subject);
  g_free (reminder->who);
  g_free (reminder->due_on);
  g_free (reminder);
}

/** pd_reminders_new: Returns: (transfer full) (element-type PdReminder): an empty list */
GPtrArray *
pd_reminders_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) pd_reminder_free);
}

/* NULL when the day is none, or too far ahead to remind of. */
static PdReminder *
add (GPtrArray *reminders, PdReminderKind kind, const char *due_on, gint64 now, guint ahead)
{
  g_autofree char *today = pd_date_in_china (now);
  guint due = pd_date_to_day (due_on), this_day = pd_date_to_day (today);
  PdReminder *reminder;

  if (due == 0 || this_day == 0 || (due > this_day && due - this_day > ahead))
    return NULL;
  reminder = g_new0 (PdReminder, 1);
  reminder->kind = kind;
  reminder->due_on = g_strdup (due_on);
  reminder->days = (int) due - (int) this_day;
  g_ptr_array_add (reminders, reminder);
  return reminder;
}

static void
take_record (PdReminder *reminder, const PdRecord *record, const char *subject, const char *who)
{
  reminder->type = pd_record_get_record_type (record);
  reminder->record_id = g_strdup (pd_record_get_id (record));
  reminder->title = g_strdup (pd_record_get_title (record));
  reminder->subject = g_strdup (subject);
  reminder->who = g_strdup (who);
}

/* Nobody has to do anything for it any more: what was agreed on is done, or will not be. */
static gboolean
order_is_over (const PdRecord *order)
{
  static const char *const over[] = { PD_ORDER_STAGE_DONE, PD_ORDER_STAGE_FOLLOWED_UP,
                                      PD_ORDER_STAGE_CANCELLED, NULL };
  const char *stage = pd_order_get_stage (order), *state = pd_record_get_state (order);

  if (stage != NULL)
    return g_strv_contains (over, stage);
  return g_strcmp0 (state, PD_ORDER_STATE_INVOICED) == 0 || g_strcmp0 (state, PD_ORDER_STATE_CANCELLED) == 0;
}

/* The return visit comes after the work is done: an order that is cancelled is the only one without visits. */
static void
add_visits (const PdRecord *order, gint64 now, guint ahead, GPtrArray *reminders)
{
  GPtrArray *visits = pd_record_get_list (order, PD_ORDER_LIST_VISITS);

  if (g_strcmp0 (pd_order_get_stage (order), PD_ORDER_STAGE_CANCELLED) == 0)
    return;
  for (guint i = 0; i < visits->len; i++)
    {
      const PdRecord *visit = g_ptr_array_index (visits, i);
      const char *technician = pd_record_get_text (visit, PD_VISIT_TECHNICIAN);
      gint64 at = pd_record_get_integer (visit, PD_VISIT_STARTS_AT);
      g_autofree char *day = pd_record_has (visit, PD_VISIT_STARTS_AT) ? pd_date_in_china (at) : NULL;
      PdReminder *reminder;

      if (day == NULL || pd_record_has (visit, PD_VISIT_DONE_ON) ||
          pd_record_has (visit, PD_VISIT_CALLED_OFF))
        continue;
      reminder = add (reminders, PD_REMINDER_VISIT, day, now, ahead);
      if (reminder == NULL)
        continue;
      take_record (reminder, order, pd_record_get_text (order, PD_ORDER_BUYER_NAME),
                   technician != NULL ? technician : pd_record_get_text (order, PD_ORDER_ASSIGNEE));
      reminder->at = at;
    }
}

static void
add_order (const PdRecord *order, gint64 now, guint ahead, GPtrArray *reminders)
{
  const char *due_on = pd_record_get_text (order, PD_ORDER_DUE_DATE);
  PdReminder *reminder = NULL;

  if (due_on != NULL && !order_is_over (order))
    reminder = add (reminders, PD_REMINDER_ORDER, due_on, now, ahead);
  if (reminder != NULL)
    take_record (reminder, order, pd_record_get_text (order, PD_ORDER_BUYER_NAME),
                 pd_record_get_text (order, PD_ORDER_ASSIGNEE));
  add_visits (order, now, ahead, reminders);
}

static void
add_ticket (const PdRecord *ticket, gint64 now, guint ahead, GPtrArray *reminders)
{
  const char *due_on = pd_record_get_text (ticket, PD_TICKET_DUE_ON);
  PdReminder *reminder = NULL;

  if (due_on != NULL && pd_ticket_is_open (ticket))
    reminder = add (reminders, PD_REMINDER_TICKET, due_on, now, ahead);
  if (reminder != NULL)
    take_record (reminder, ticket, pd_record_get_text (ticket, PD_TICKET_TITLE), pd_ticket_bearer (ticket));
}

/**
 * pd_reminders_of_record:
 * @record: an order or a ticket; of others there is nothing to remind of
 * @now: microseconds since 1970 in UTC
 * @ahead: how many days before it is due somebody is reminded; what is overdue is always told
 * @reminders: (element-type PdReminder): what is due is added here
 */
void
pd_reminders_of_record (const PdRecord *record, gint64 now, guint ahead, GPtrArray *reminders)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  if (pd_record_is_deleted (record))
    return;
  if (type == &pd_order_type)
    add_order (record, now, ahead, reminders);
  else if (type == &pd_ticket_type)
    add_ticket (record, now, ahead, reminders);
}

/**
 * pd_reminders_of_filing:
 * @calendar: when is filed
 * @now: microseconds since 1970 in UTC
 * @ahead: as for pd_reminders_of_record()
 * @reminders: (element-type PdReminder): the filing deadlines from today on are added here
 *
 * One that has passed is told where the calendar knows which months are filed and this one is not.
 */
void
pd_reminders_of_filing (const PdTaxCalendar *calendar, gint64 now, guint ahead, GPtrArray *reminders)
{
  g_autofree char *today = pd_date_in_china (now);
  guint year = 0, month = 0;

  if (!pd_date_parts (today, &year, &month, NULL))
    return;
  year -= month == 1;
  month = month == 1 ? 12 : month - 1;
  for (guint i = 0; i < MAX_MONTHS; i++, year += month / 12, month = month % 12 + 1)
    {
      g_autofree char *deadline = pd_tax_calendar_get_deadline (calendar, year, month, NULL);
      PdReminder *reminder;

      if (deadline == NULL || pd_tax_calendar_is_filed (calendar, year, month) ||
          (strcmp (deadline, today) < 0 && !pd_tax_calendar_tells_filed (calendar)))
        continue;
      reminder = add (reminders, PD_REMINDER_FILING, deadline, now, ahead);
      if (reminder == NULL)
        return;
      reminder->title = g_strdup_printf ("%04u-%02u", year, month);
      reminder->subject = pd_tax_calendar_deadline_sentence (calendar, year, month);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const PdReminder *one = *(const PdReminder *const *) a, *other = *(const PdReminder *const *) b;
  int order = strcmp (one->due_on, other->due_on);

  if (order == 0)
    order = (one->at > other->at) - (one->at < other->at);
  return order != 0 ? order : g_strcmp0 (one->title, other->title);
}

/** pd_reminders_sort: @reminders: (element-type PdReminder): what is due first comes first */
void
pd_reminders_sort (GPtrArray *reminders)
{
  g_ptr_array_sort (reminders, compare);
}

/** pd_reminder_is_overdue: Returns: whether its day has passed */
gboolean
pd_reminder_is_overdue (const PdReminder *reminder)
{
  return reminder->days < 0;
}

/** pd_reminder_kind_name: Returns: (transfer none): the word for programs */
const char *
pd_reminder_kind_name (PdReminderKind kind)
{
  return kinds[kind].name;
}

/** pd_reminder_kind_label: Returns: (transfer none): the word for people, translated */
const char *
pd_reminder_kind_label (PdReminderKind kind)
{
  return _ (kinds[kind].label);
}

/** pd_reminder_when: Returns: (transfer full): how far off it is, in words */
char *
pd_reminder_when (const PdReminder *reminder)
{
  guint n = (guint) ABS (reminder->days);

  if (reminder->days < 0)
    return g_strdup_printf (ngettext ("%u day overdue", "%u days overdue", n), n);
  if (reminder->days == 0)
    return g_strdup (_ ("Today"));
  if (reminder->days == 1)
    return g_strdup (_ ("Tomorrow"));
  return g_strdup_printf (ngettext ("In %u day", "In %u days", n), n);
}

/** pd_reminder_key: Returns: (transfer full): what tells it from every other, whatever is said of it and when */
char *
pd_reminder_key (const PdReminder *reminder)
{
  return g_strdup_printf ("due:%s:%s:%s:%" G_GINT64_FORMAT, pd_reminder_kind_name (reminder->kind),
                          reminder->record_id != NULL ? reminder->record_id : reminder->title,
                          reminder->due_on, reminder->at);
}
