/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-notice.h"

#include "model/pd-invoice.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name, *label;
} kinds[] = {
  [PD_NOTICE_ASSIGNED] = { "assigned", N_ ("Something was assigned to me") },
  [PD_NOTICE_EXPERT] = { "expert", N_ ("I am asked as the expert") },
  [PD_NOTICE_APPROVED] = { "approved", N_ ("An order of mine was approved") },
  [PD_NOTICE_SENT_BACK] = { "sent-back", N_ ("Something of mine was sent back") },
  [PD_NOTICE_REFUSED] = { "refused", N_ ("An invoice that I asked for was refused") },
  [PD_NOTICE_INBOX] = { "inbox", N_ ("A step that I asked for was refused") },
  [PD_NOTICE_DEADLINE] = { "deadline", N_ ("Something of mine is due today or tomorrow") },
};

void
pd_notice_free (PdNotice *notice)
{
  g_free (notice->record_id);
  g_free (notice->key);
  g_free (notice->title);
  g_free (notice->body);
  g_free (notice);
}

/** pd_notices_new: Returns: (transfer full) (element-type PdNotice): an empty list */
GPtrArray *
pd_notices_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) pd_notice_free);
}

/* @subject: (nullable): what the record is about; @reason: (nullable): the other person's words */
static char *
body_of (const char *subject, const char *reason)
{
  if (subject == NULL || reason == NULL)
    return g_strdup (subject != NULL ? subject : reason);
  return g_strdup_printf (_ ("%1$s: %2$s"), subject, reason);
}

/* @sentence: translated, with one "%s" in it */
static char *
with_number (const char *sentence, const PdRecord *record)
{
  const char *place = strstr (sentence, "%s"), *number = pd_record_get_title (record);

  if (place == NULL)
    return g_strdup (sentence);
  return g_strdup_printf ("%.*s%s%s", (int) (place - sentence), sentence, number != NULL ? number : "–",
                          place + strlen ("%s"));
}

/* @title, @key: (transfer full) */
static PdNotice *
add (GPtrArray *notices, PdNoticeKind kind, const PdRecord *record, char *key, char *title, char *body)
{
  PdNotice *notice = g_new0 (PdNotice, 1);

  notice->kind = kind;
  notice->type = pd_record_get_record_type (record);
  notice->record_id = g_strdup (pd_record_get_id (record));
  notice->key = key;
  notice->title = title;
  notice->body = body;
  g_ptr_array_add (notices, notice);
  return notice;
}

/* --- who looks after it */

/* The last step that gave the record to somebody; NULL where it has been theirs since it was entered. */
static const PdRecord *
last_assignment (const PdRecord *record)
{
  static const char *const commands[] = { PD_STEP_HAND_OVER, "assign", NULL };
  GPtrArray *steps =
      pd_record_get_list (record, (guint) pd_record_type_list (pd_record_get_record_type (record), "steps"));
  const PdRecord *last = NULL;

  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);
      const char *command = pd_record_get_text (step, PD_STEP_COMMAND);

      if (command != NULL && g_strv_contains (commands, command) &&
          (last == NULL || pd_record_get_integer (step, PD_STEP_HAPPENED_AT) >=
                               pd_record_get_integer (last, PD_STEP_HAPPENED_AT)))
        last = step;
    }
  return last;
}

/* @changed_at: of the record, where no step tells when it was given to somebody */
static void
add_assignment (const PdRecord *record,
                const char *who,
                const char *author,
                gint64 changed_at,
                const char *title,
                const char *subject,
                const char *user,
                gint64 since,
                GPtrArray *notices)
{
  const PdRecord *step = last_assignment (record);
  PdNotice *notice;

  if (g_strcmp0 (who, user) != 0 ||
      (step != NULL ? pd_record_get_integer (step, PD_STEP_HAPPENED_AT) : changed_at) < since)
    return;
  notice = add (notices, PD_NOTICE_ASSIGNED, record,
                g_strdup_printf ("assigned:%s:%s", pd_record_get_id (record),
                                 step != NULL ? pd_record_get_id (step) : user),
                with_number (title, record),
                body_of (subject, step != NULL ? pd_record_get_text (step, PD_STEP_REASON) : NULL));
  notice->is_own = g_strcmp0 (step != NULL ? pd_record_get_text (step, PD_STEP_BY) : author, user) == 0;
}

/* --- steps that others took */

/** Concern: a step of a record that its people hear of. */
typedef struct
{
  const PdRecordType *type;
  const char *command;
  PdNoticeKind kind;
  int person; /* the field that names who hears of it */
  int other;  /* likewise, or -1 */
  const char *title;
} Concern;

static const Concern concerns[] = {
  { &pd_order_type, "approve", PD_NOTICE_APPROVED, PD_ORDER_CREATED_BY, -1, N_ ("Order %s was approved.") },
  { &pd_order_type, "send_back", PD_NOTICE_SENT_BACK, PD_ORDER_CREATED_BY, PD_ORDER_ASSIGNEE,
    N_ ("Order %s was sent back.") },
  { &pd_order_type, "rework", PD_NOTICE_SENT_BACK, PD_ORDER_ASSIGNEE, -1,
    N_ ("The work for order %s was not accepted.") },
  { &pd_ticket_type, "escalate", PD_NOTICE_EXPERT, PD_TICKET_EXPERT, -1,
    N_ ("You are asked for help with ticket %s.") },
  { &pd_ticket_type, "give_back", PD_NOTICE_SENT_BACK, PD_TICKET_OWNER, -1,
    N_ ("Ticket %s came back from the expert.") },
  { &pd_ticket_type, "reopen", PD_NOTICE_SENT_BACK, PD_TICKET_OWNER, -1, N_ ("Ticket %s is open again.") },
};

static gboolean
concerns_person (const Concern *concern, const PdRecord *record, const char *user)
{
  return g_strcmp0 (pd_record_get_text (record, (guint) concern->person), user) == 0 ||
         (concern->other >= 0 && g_strcmp0 (pd_record_get_text (record, (guint) concern->other), user) == 0);
}

static void
add_step (const PdRecord *record,
          const PdRecord *step,
          const char *subject,
          const char *user,
          GPtrArray *notices)
{
  const char *command = pd_record_get_text (step, PD_STEP_COMMAND);

  for (gsize i = 0; i < G_N_ELEMENTS (concerns); i++)
    if (concerns[i].type == pd_record_get_record_type (record) &&
        g_strcmp0 (concerns[i].command, command) == 0 && concerns_person (&concerns[i], record, user))
      {
        PdNotice *notice =
            add (notices, concerns[i].kind, record, g_strdup_printf ("step:%s", pd_record_get_id (step)),
                 with_number (_ (concerns[i].title), record),
                 body_of (subject, pd_record_get_text (step, PD_STEP_REASON)));

        notice->is_own = g_strcmp0 (pd_record_get_text (step, PD_STEP_BY), user) == 0;
      }
}

static void
add_steps (const PdRecord *record, const char *subject, const char *user, gint64 since, GPtrArray *notices)
{
  GPtrArray *steps =
      pd_record_get_list (record, (guint) pd_record_type_list (pd_record_get_record_type (record), "steps"));

  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);

      if (pd_record_get_integer (step, PD_STEP_HAPPENED_AT) >= since)
        add_step (record, step, subject, user, notices);
    }
}

/* --- records */

static void
add_order (const PdRecord *order, const char *user, gint64 since, GPtrArray *notices)
{
  const char *buyer = pd_record_get_text (order, PD_ORDER_BUYER_NAME);

  add_assignment (order, pd_record_get_text (order, PD_ORDER_ASSIGNEE),
                  pd_record_get_text (order, PD_ORDER_CREATED_BY),
                  pd_record_get_integer (order, PD_ORDER_CHANGED_AT), _ ("Order %s was assigned to you."),
                  buyer, user, since, notices);
  add_steps (order, buyer, user, since, notices);
}

static void
add_ticket (const PdRecord *ticket, const char *user, gint64 since, GPtrArray *notices)
{
  const char *title = pd_record_get_text (ticket, PD_TICKET_TITLE);

  add_assignment (ticket, pd_record_get_text (ticket, PD_TICKET_OWNER),
                  pd_record_get_text (ticket, PD_TICKET_CREATED_BY),
                  pd_record_get_integer (ticket, PD_TICKET_CHANGED_AT), _ ("Ticket %s was assigned to you."),
                  title, user, since, notices);
  add_steps (ticket, title, user, since, notices);
}

static void
add_invoice (const PdRecord *invoice, const char *user, gint64 since, GPtrArray *notices)
{
  gint64 submitted_at = pd_record_get_integer (invoice, PD_INVOICE_SUBMITTED_AT);
  const char *order = pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER);

  if (g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_FAILED) != 0 || submitted_at < since ||
      g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_SUBMITTED_BY), user) != 0)
    return;
  add (notices, PD_NOTICE_REFUSED, invoice,
       g_strdup_printf ("refused:%s:%" G_GINT64_FORMAT, pd_record_get_id (invoice), submitted_at),
       g_strdup_printf (_ ("No invoice was issued for order %s."), order != NULL ? order : "–"),
       body_of (pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME),
                pd_record_get_text (invoice, PD_INVOICE_REASON)));
}

/**
 * pd_notices_of_record:
 * @record: an order, a ticket or an invoice, as the platform has it; of others there is nothing to tell
 * @user: who is told
 * @since: microseconds since 1970 in UTC: what happened before is known already
 * @notices: (element-type PdNotice): what @user would like to hear of is added here, also what they did themselves
 */
void
pd_notices_of_record (const PdRecord *record, const char *user, gint64 since, GPtrArray *notices)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  if (pd_record_is_deleted (record))
    return;
  if (type == &pd_order_type)
    add_order (record, user, since, notices);
  else if (type == &pd_ticket_type)
    add_ticket (record, user, since, notices);
  else if (type == &pd_invoice_type)
    add_invoice (record, user, since, notices);
}

/**
 * pd_notices_of_refusal:
 * @type: the type of the record that was asked to take a step
 * @record_id: its id
 * @conflict_id: the entry of the inbox that says so
 * @title: (nullable): what a person calls the record
 * @command: what was asked for
 * @message: (nullable): why not, a sentence
 * @notices: (element-type PdNotice): the refusal is added here; whoever works at this computer asked for the step
 */
void
pd_notices_of_refusal (const PdRecordType *type,
                       const char *record_id,
                       const char *conflict_id,
                       const char *title,
                       const char *command,
                       const char *message,
                       GPtrArray *notices)
{
  const char *label = pd_workflow_command_label (type, command);
  PdNotice *notice = g_new0 (PdNotice, 1);

  notice->kind = PD_NOTICE_INBOX;
  notice->type = type;
  notice->record_id = g_strdup (record_id);
  notice->key = g_strdup_printf ("inbox:%s", conflict_id);
  /* Translators: 1: a step, as "Approve", 2: a kind of record, as "Order", 3: its number */
  notice->title = g_strdup_printf (_ ("“%1$s” was refused: %2$s %3$s."), label != NULL ? label : command,
                                   _ (type->label), title != NULL ? title : "–");
  notice->body = g_strdup (message);
  g_ptr_array_add (notices, notice);
}

static char *
deadline_title (const PdReminder *reminder)
{
  gboolean today = reminder->days == 0;

  switch (reminder->kind)
    {
    case PD_REMINDER_VISIT:
      return g_strdup_printf (today ? _ ("The visit for order %s is today.")
                                    : _ ("The visit for order %s is tomorrow."),
                              reminder->title);
    case PD_REMINDER_TICKET:
      return g_strdup_printf (today ? _ ("Ticket %s is due today.") : _ ("Ticket %s is due tomorrow."),
                              reminder->title);
    case PD_REMINDER_FILING:
      return g_strdup (today ? _ ("The tax returns are to be filed today.")
                             : _ ("The tax returns are to be filed by tomorrow."));
    case PD_REMINDER_ORDER:
    case PD_REMINDER_N_KINDS:
    default:
      return g_strdup_printf (today ? _ ("Order %s is due today.") : _ ("Order %s is due tomorrow."),
                              reminder->title);
    }
}

/**
 * pd_notices_of_reminder:
 * @reminder: something that is due
 * @user: who is told
 * @role: (nullable): their role: whoever may issue invoices hears of filing deadlines
 * @notices: (element-type PdNotice): where it is theirs and due today or tomorrow, that is added here
 */
void
pd_notices_of_reminder (const PdReminder *reminder, const char *user, const char *role, GPtrArray *notices)
{
  g_autofree char *key = pd_reminder_key (reminder);
  gboolean theirs = reminder->kind == PD_REMINDER_FILING
                        ? role != NULL && pd_permission_has (role, "issue", pd_order_type.name)
                        : g_strcmp0 (reminder->who, user) == 0;
  PdNotice *notice;

  if (!theirs || reminder->days < 0 || reminder->days > 1)
    return;
  notice = g_new0 (PdNotice, 1);
  notice->kind = PD_NOTICE_DEADLINE;
  notice->type = reminder->type;
  notice->record_id = g_strdup (reminder->record_id);
  notice->key = g_strdup_printf ("%s:%d", key, reminder->days);
  notice->title = deadline_title (reminder);
  notice->body = g_strdup (reminder->subject);
  g_ptr_array_add (notices, notice);
}

/** pd_notice_kind_name: Returns: (transfer none): the word for settings and programs */
const char *
pd_notice_kind_name (PdNoticeKind kind)
{
  return kinds[kind].name;
}

/** pd_notice_kind_label: Returns: (transfer none): the words for people, translated */
const char *
pd_notice_kind_label (PdNoticeKind kind)
{
  return _ (kinds[kind].label);
}

/** pd_notices_summary: Returns: (transfer full): one sentence for @n notices that come at once */
char *
pd_notices_summary (guint n)
{
  return g_strdup_printf (ngettext ("%u change concerns you.", "%u changes concern you.", n), n);
}
