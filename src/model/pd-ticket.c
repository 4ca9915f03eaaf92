/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-ticket.h"

#include "model/pd-attachment.h"
#include "model/pd-device.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-solution.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* clang-format off */
const PdChoice pd_ticket_kind_choices[] = {
  { PD_TICKET_KIND_SOFTWARE, N_ ("Software fault") },
  { PD_TICKET_KIND_DEVICE, N_ ("Device fault") },
  { PD_TICKET_KIND_INVOICE, N_ ("Invoice problem") },
  { PD_TICKET_KIND_TAX, N_ ("Tax consulting") },
  { PD_TICKET_KIND_COMPLAINT, N_ ("Complaint") },
  { PD_TICKET_KIND_OTHER, N_ ("Another trouble") },
  { NULL, NULL },
};

const PdChoice pd_ticket_severity_choices[] = {
  { PD_TICKET_SEVERITY_CRITICAL, N_ ("Cannot work") },
  { PD_TICKET_SEVERITY_HIGH, N_ ("High") },
  { PD_TICKET_SEVERITY_NORMAL, N_ ("Normal") },
  { PD_TICKET_SEVERITY_LOW, N_ ("Low") },
  { NULL, NULL },
};

const PdChoice pd_ticket_state_choices[] = {
  { PD_TICKET_STATE_NEW, N_ ("New") },
  { PD_TICKET_STATE_ASSIGNED, N_ ("Assigned") },
  { PD_TICKET_STATE_WORKING, N_ ("Being worked on") },
  { PD_TICKET_STATE_WAITING, N_ ("Waiting for the customer") },
  { PD_TICKET_STATE_ESCALATED, N_ ("With an expert") },
  { PD_TICKET_STATE_RESOLVED, N_ ("Resolved") },
  { PD_TICKET_STATE_CLOSED, N_ ("Closed") },
  { NULL, NULL },
};

static const PdChoice pd_ticket_channel_choices[] = {
  { PD_TICKET_CHANNEL_INTERNAL, N_ ("Inside the office") },
  { "phone", N_ ("Telephone") },
  { "wechat", N_ ("WeChat") },
  { "mail", N_ ("E-mail") },
  { "on_site", N_ ("On site") },
  { NULL, NULL },
};
/* clang-format on */

#define F PD_FIELD_STRUCT
static const PdField ticket_fields[] = { PD_TICKET_FIELDS (F) };
static const PdField ticket_comment_fields[] = { PD_TICKET_COMMENT_FIELDS (F) };
static const PdField ticket_solution_fields[] = { PD_TICKET_SOLUTION_FIELDS (F) };
static const PdField ticket_step_fields[] = { PD_STEP_FIELDS (F) };
#undef F

const PdRecordType pd_ticket_comment_type = {
  .name = "ticket_comment",
  .table = "ticket_comments",
  .label = N_ ("Comment"),
  .fields = ticket_comment_fields,
  .n_fields = PD_TICKET_COMMENT_N_FIELDS,
  .list_name = "comments",
  .title_field = PD_TICKET_COMMENT_TEXT,
  .state_field = -1,
  .annotates = TRUE,
  .is_ledger = TRUE,
};

const PdRecordType pd_ticket_solution_type = {
  .name = "ticket_solution",
  .table = "ticket_solutions",
  .label = N_ ("Solution"),
  .fields = ticket_solution_fields,
  .n_fields = PD_TICKET_SOLUTION_N_FIELDS,
  .list_name = "solutions",
  .title_field = PD_TICKET_SOLUTION_TITLE,
  .state_field = -1,
  .annotates = TRUE,
};

const PdRecordType pd_ticket_step_type = {
  .name = "ticket_step",
  .table = "ticket_steps",
  .label = N_ ("Step"),
  .fields = ticket_step_fields,
  .n_fields = PD_STEP_N_FIELDS,
  .list_name = "steps",
  .title_field = PD_STEP_COMMAND,
  .state_field = -1,
  .annotates = TRUE,
};

static const PdRecordType *const ticket_lists[] = { &pd_ticket_comment_type, &pd_ticket_solution_type,
                                                    &pd_ticket_attachment_type, &pd_ticket_step_type, NULL };
G_STATIC_ASSERT (G_N_ELEMENTS (ticket_lists) == PD_TICKET_N_LISTS + 1);

static void
derive (PdRecord *ticket)
{
  const char *promised_on = pd_record_get_text (ticket, PD_TICKET_PROMISED_ON);
  g_autofree char *due_on = promised_on != NULL ? g_strdup (promised_on) : pd_ticket_due_by_severity (ticket);

  pd_record_set_text (ticket, PD_TICKET_DUE_ON, due_on);
}

static void
check (const PdRecord *ticket, PdRequired level, GPtrArray *problems)
{
  const char *opened_on = pd_record_get_text (ticket, PD_TICKET_OPENED_ON);
  const char *promised_on = pd_record_get_text (ticket, PD_TICKET_PROMISED_ON);

  if (opened_on != NULL && promised_on != NULL && strcmp (promised_on, opened_on) < 0)
    pd_problem_add (problems, ticket, FALSE, PD_TICKET_PROMISED_ON, PD_PROBLEM_ERROR,
                    _ ("This is before the day on which the ticket was opened."));
  if (!pd_ticket_has_sound_days (ticket))
    pd_problem_add (problems, ticket, FALSE, PD_TICKET_OFFICE_DAYS, PD_PROBLEM_ERROR,
                    _ ("The holidays of the office cannot be read."));
  pd_attachments_check (ticket, problems);
}

const PdRecordType pd_ticket_type = {
  .name = "ticket",
  .table = "tickets",
  .label = N_ ("Ticket"),
  .fields = ticket_fields,
  .n_fields = PD_TICKET_N_FIELDS,
  .lists = ticket_lists,
  .n_lists = PD_TICKET_N_LISTS,
  .title_field = PD_TICKET_NUMBER,
  .state_field = PD_TICKET_STATE,
  .initial_state = PD_TICKET_STATE_NEW,
  .derive = derive,
  .check = check,
};

/**
 * pd_ticket_new:
 * @now: microseconds since 1970 in UTC
 * @opened_on: the business date, "YYYY-MM-DD"
 *
 * The number has chance in it, so that computers without a network do not choose the same.
 *
 * Returns: (transfer full): a ticket of normal severity without a title
 */
PdRecord *
pd_ticket_new (gint64 now, const char *opened_on)
{
  g_autofree char *id = pd_id_new (now);
  g_auto (GStrv) day = g_strsplit (opened_on, "-", -1);
  g_autofree char *digits = g_strjoinv (NULL, day);
  g_autofree char *tail = g_ascii_strup (id + strlen (id) - 8, -1);
  g_autofree char *number = g_strdup_printf ("T%s-%s", digits, tail);
  PdRecord *ticket = pd_record_new (&pd_ticket_type, id);

  pd_record_set_text (ticket, PD_TICKET_NUMBER, number);
  pd_record_set_text (ticket, PD_TICKET_OPENED_ON, opened_on);
  pd_record_set_text (ticket, PD_TICKET_STATE, PD_TICKET_STATE_NEW);
  pd_record_set_text (ticket, PD_TICKET_SEVERITY, PD_TICKET_SEVERITY_NORMAL);
  pd_record_derive (ticket);
  return ticket;
}

/** Taken: a field of what a ticket is about, and where it goes. */
typedef struct
{
  guint from;
  guint to;
} Taken;

static const Taken of_order[] = {
  { PD_ORDER_NUMBER, PD_TICKET_ORDER_NUMBER },
  { PD_ORDER_BUYER_ID, PD_TICKET_BUYER_ID },
  { PD_ORDER_BUYER_NAME, PD_TICKET_BUYER_NAME },
  { PD_ORDER_SERVICE, PD_TICKET_SERVICE },
  { PD_ORDER_CONTACT_NAME, PD_TICKET_CONTACT_NAME },
  { PD_ORDER_CONTACT_PHONE, PD_TICKET_CONTACT_PHONE },
  { PD_ORDER_REGION, PD_TICKET_REGION },
};

static const Taken of_invoice[] = {
  { PD_INVOICE_NUMBER, PD_TICKET_INVOICE_NUMBER },
  { PD_INVOICE_BUYER_NAME, PD_TICKET_BUYER_NAME },
  { PD_INVOICE_ORDER_ID, PD_TICKET_ORDER_ID },
  { PD_INVOICE_ORDER_NUMBER, PD_TICKET_ORDER_NUMBER },
};

static const Taken of_device[] = {
  { PD_DEVICE_SERIAL_NUMBER, PD_TICKET_DEVICE_NUMBER },
  { PD_DEVICE_GOOD_NAME, PD_TICKET_DEVICE_MODEL },
  { PD_DEVICE_BUYER_ID, PD_TICKET_BUYER_ID },
  { PD_DEVICE_BUYER_NAME, PD_TICKET_BUYER_NAME },
};

static const Taken of_buyer[] = {
  { PD_BUYER_NAME, PD_TICKET_BUYER_NAME },
  { PD_BUYER_PHONE, PD_TICKET_CONTACT_PHONE },
};

static void
take_all (PdRecord *ticket, const PdRecord *subject, const Taken *taken, guint n)
{
  for (guint i = 0; i < n; i++)
    if (pd_record_has (subject, taken[i].from) && !pd_record_has (ticket, taken[i].to))
      pd_record_set_text (ticket, taken[i].to, pd_record_get_text (subject, taken[i].from));
}

/**
 * pd_ticket_take_subject:
 * @ticket: a ticket
 * @subject: the order, the invoice, the device or the buyer that it is about
 *
 * Links it, and takes over what is not said yet: who the customer is, which service, which kind of trouble.
 */
void
pd_ticket_take_subject (PdRecord *ticket, const PdRecord *subject)
{
  const PdRecordType *type = pd_record_get_record_type (subject);
  const char *id = pd_record_get_id (subject);
  const char *kind = NULL;

  if (type == &pd_order_type)
    {
      pd_record_set_text (ticket, PD_TICKET_ORDER_ID, id);
      take_all (ticket, subject, of_order, G_N_ELEMENTS (of_order));
    }
  else if (type == &pd_invoice_type)
    {
      pd_record_set_text (ticket, PD_TICKET_INVOICE_ID, id);
      take_all (ticket, subject, of_invoice, G_N_ELEMENTS (of_invoice));
      kind = PD_TICKET_KIND_INVOICE;
    }
  else if (type == &pd_device_type)
    {
      take_all (ticket, subject, of_device, G_N_ELEMENTS (of_device));
      kind = PD_TICKET_KIND_DEVICE;
    }
  else if (type == &pd_buyer_type)
    {
      pd_record_set_text (ticket, PD_TICKET_BUYER_ID, id);
      take_all (ticket, subject, of_buyer, G_N_ELEMENTS (of_buyer));
    }
  if (kind != NULL && !pd_record_has (ticket, PD_TICKET_KIND))
    pd_record_set_text (ticket, PD_TICKET_KIND, kind);
}

/**
 * pd_ticket_add_comment:
 * @ticket: a ticket
 * @channel: one of the comment's choices
 * @text: what was said
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer none): the new comment
 */
PdRecord *
pd_ticket_add_comment (PdRecord *ticket, const char *channel, const char *text, gint64 now)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *comment = pd_record_new (&pd_ticket_comment_type, id);

  pd_record_set_text (comment, PD_TICKET_COMMENT_CHANNEL, channel);
  pd_record_set_text (comment, PD_TICKET_COMMENT_TEXT, text);
  pd_record_add_line (ticket, PD_TICKET_LIST_COMMENTS, comment);
  return comment;
}

/* A solution is linked once, on whichever computers that is done. */
static char *
link_id (const PdRecord *ticket, const PdRecord *solution)
{
  g_autofree char *text =
      g_strdup_printf ("ticket solution\n%s\n%s", pd_record_get_id (ticket), pd_record_get_id (solution));
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/**
 * pd_ticket_link_solution:
 * @ticket: a ticket
 * @solution: a solution of the library
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer none) (nullable): the new link; %NULL when there is one
 */
PdRecord *
pd_ticket_link_solution (PdRecord *ticket, const PdRecord *solution, gint64 now)
{
  g_autofree char *id = link_id (ticket, solution);
  PdRecord *row;

  if (pd_record_find_line (ticket, PD_TICKET_LIST_SOLUTIONS, id) != NULL)
    return NULL;
  row = pd_record_new (&pd_ticket_solution_type, id);
  pd_record_set_text (row, PD_TICKET_SOLUTION_SOLUTION_ID, pd_record_get_id (solution));
  pd_record_set_text (row, PD_TICKET_SOLUTION_TITLE, pd_record_get_text (solution, PD_SOLUTION_TITLE));
  pd_record_add_line (ticket, PD_TICKET_LIST_SOLUTIONS, row);
  return row;
}

/** pd_ticket_is_open: @ticket: a ticket. Returns: whether somebody still has to do something about it */
gboolean
pd_ticket_is_open (const PdRecord *ticket)
{
  const char *state = pd_record_get_state (ticket);

  return g_strcmp0 (state, PD_TICKET_STATE_RESOLVED) != 0 && g_strcmp0 (state, PD_TICKET_STATE_CLOSED) != 0;
}

/**
 * pd_ticket_is_overdue:
 * @ticket: a ticket
 * @today: "YYYY-MM-DD"
 *
 * Returns: whether its deadline has passed while somebody still has to do something about it
 */
gboolean
pd_ticket_is_overdue (const PdRecord *ticket, const char *today)
{
  const char *due_on = pd_record_get_text (ticket, PD_TICKET_DUE_ON);

  return due_on != NULL && pd_ticket_is_open (ticket) && strcmp (due_on, today) < 0;
}

/**
 * pd_ticket_bearer:
 * @ticket: a ticket
 *
 * Returns: (transfer none) (nullable): who has it as work to do: the expert where one was asked, else the owner; %NULL
 *   when nobody has
 */
const char *
pd_ticket_bearer (const PdRecord *ticket)
{
  if (!pd_ticket_is_open (ticket))
    return NULL;
  if (g_strcmp0 (pd_record_get_state (ticket), PD_TICKET_STATE_ESCALATED) == 0)
    return pd_record_get_text (ticket, PD_TICKET_EXPERT);
  return pd_record_get_text (ticket, PD_TICKET_OWNER);
}
