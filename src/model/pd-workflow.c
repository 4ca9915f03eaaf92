/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-workflow.h"

#include "model/pd-bin.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"
#include "model/pd-red-form.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"
#include "model/pd-verification-record.h"

#include <glib/gi18n-lib.h>

/* Every arrow there is. What has no command is moved by the platform alone, on the tax bureau's word. */
static const PdTransition transitions[] = {
  { "order", "issue", PD_ORDER_STATE_OPEN, PD_ORDER_STATE_ISSUING, N_ ("Issue invoice"), TRUE },
  { "order", "issue", PD_ORDER_STATE_COMPLETED, PD_ORDER_STATE_ISSUING, N_ ("Issue invoice"), TRUE },
  { "order", "complete", PD_ORDER_STATE_OPEN, PD_ORDER_STATE_COMPLETED, N_ ("Complete order"), TRUE },
  { "order", "cancel", PD_ORDER_STATE_OPEN, PD_ORDER_STATE_CANCELLED, N_ ("Cancel order"), TRUE },
  { "order", "cancel", PD_ORDER_STATE_COMPLETED, PD_ORDER_STATE_CANCELLED, N_ ("Cancel order"), TRUE },
  { "order", "reopen", PD_ORDER_STATE_CANCELLED, PD_ORDER_STATE_OPEN, N_ ("Reopen order"), FALSE },
  { "order", "reopen", PD_ORDER_STATE_COMPLETED, PD_ORDER_STATE_OPEN, N_ ("Reopen order"), FALSE },
  /* A corrected invoice, after all of the first one was reversed: the platform looks whether it was. */
  { "order", "reopen", PD_ORDER_STATE_INVOICED, PD_ORDER_STATE_OPEN, N_ ("Reopen order"), FALSE },
  { "order", NULL, PD_ORDER_STATE_COMPLETED, PD_ORDER_STATE_ISSUING, NULL, TRUE },
  { "order", NULL, PD_ORDER_STATE_ISSUING, PD_ORDER_STATE_INVOICED, NULL, TRUE },
  { "order", NULL, PD_ORDER_STATE_ISSUING, PD_ORDER_STATE_OPEN, NULL, FALSE },
  { "invoice", NULL, PD_INVOICE_STATE_QUEUED, PD_INVOICE_STATE_WAITING, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_QUEUED, PD_INVOICE_STATE_SUBMITTED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_QUEUED, PD_INVOICE_STATE_FAILED, NULL, TRUE },
  /* An earlier request for its order, which counted as refused, turns out to be issued: nothing more is sent. */
  { "invoice", NULL, PD_INVOICE_STATE_QUEUED, PD_INVOICE_STATE_ISSUED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_WAITING, PD_INVOICE_STATE_QUEUED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_WAITING, PD_INVOICE_STATE_SUBMITTED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_WAITING, PD_INVOICE_STATE_FAILED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STATE_WAITING, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STATE_QUEUED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STATE_ISSUED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STATE_FAILED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STATE_UNKNOWN, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_QUEUED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_WAITING, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_SUBMITTED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_ISSUED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_FAILED, NULL, TRUE },
  { "delivery", "cancel", PD_DELIVERY_STATE_WAITING, PD_DELIVERY_STATE_CANCELLED, N_ ("Do not mail"), TRUE },
  { "delivery", "resend", PD_DELIVERY_STATE_SENT, PD_DELIVERY_STATE_WAITING, N_ ("Mail again"), TRUE },
  { "delivery", "resend", PD_DELIVERY_STATE_REFUSED, PD_DELIVERY_STATE_WAITING, N_ ("Mail again"), TRUE },
  { "delivery", "resend", PD_DELIVERY_STATE_FAILED, PD_DELIVERY_STATE_WAITING, N_ ("Mail again"), TRUE },
  { "delivery", "resend", PD_DELIVERY_STATE_UNCERTAIN, PD_DELIVERY_STATE_WAITING, N_ ("Mail again"), TRUE },
  { "delivery", "resend", PD_DELIVERY_STATE_CANCELLED, PD_DELIVERY_STATE_WAITING, N_ ("Mail again"), TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_WAITING, PD_DELIVERY_STATE_SENDING, NULL, TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_WAITING, PD_DELIVERY_STATE_FAILED, NULL, TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_WAITING, PD_DELIVERY_STATE_UNCERTAIN, NULL, TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_SENDING, PD_DELIVERY_STATE_WAITING, NULL, TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_SENDING, PD_DELIVERY_STATE_SENT, NULL, TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_SENDING, PD_DELIVERY_STATE_REFUSED, NULL, TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_SENDING, PD_DELIVERY_STATE_FAILED, NULL, TRUE },
  { "delivery", NULL, PD_DELIVERY_STATE_SENDING, PD_DELIVERY_STATE_UNCERTAIN, NULL, TRUE },
  { "verification", "verify_again", "genuine", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "not_found", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "different", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "void", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "reversed", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "too_often", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "too_old", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "not_yet", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "being_checked", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"),
    TRUE },
  { "verification", "verify_again", "unsupported", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", "verify_again", "cannot_ask", PD_VERIFICATION_STATE_WAITING, N_ ("Verify again"), TRUE },
  { "verification", NULL, PD_WORKFLOW_ANY, PD_WORKFLOW_ANY, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_FAILED, PD_INVOICE_STATE_ISSUED, NULL, TRUE },
  /* Its order was asked for again: that one is what somebody has to look after. */
  { "invoice", NULL, PD_INVOICE_STATE_FAILED, PD_INVOICE_STATE_SUPERSEDED, NULL, TRUE },
  { "invoice", NULL, PD_INVOICE_STATE_SUPERSEDED, PD_INVOICE_STATE_ISSUED, NULL, TRUE },
  { "invoice", "try_now", PD_INVOICE_STATE_QUEUED, PD_INVOICE_STATE_QUEUED, N_ ("Try now"), TRUE, TRUE },
  { "invoice", "try_now", PD_INVOICE_STATE_WAITING, PD_INVOICE_STATE_WAITING, N_ ("Try now"), TRUE, TRUE },
  { "invoice", "try_now", PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STATE_SUBMITTED, N_ ("Ask now"), TRUE,
    TRUE },
  { "invoice", "try_now", PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_UNKNOWN, N_ ("Ask now"), TRUE, TRUE },
  { "invoice", "take_back", PD_INVOICE_STATE_QUEUED, PD_INVOICE_STATE_FAILED, N_ ("Take back"), TRUE, TRUE },
  { "invoice", "take_back", PD_INVOICE_STATE_WAITING, PD_INVOICE_STATE_FAILED, N_ ("Take back"), TRUE, TRUE },
  { "invoice", "declare_issued", PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_ISSUED, N_ ("It was issued"),
    TRUE, TRUE },
  { "invoice", "declare_not_issued", PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STATE_FAILED,
    N_ ("It was not issued"), TRUE, TRUE },
  { "invoice", "redeliver", PD_INVOICE_STATE_ISSUED, PD_INVOICE_STATE_ISSUED,
    N_ ("Have the provider send it again"), TRUE, TRUE },
  /* An invoice that was received is used once: reimbursed to a person, or booked. */
  { "received", "mark_verified", PD_RECEIVED_STATE_UNVERIFIED, PD_RECEIVED_STATE_VERIFIED,
    N_ ("Mark as verified"), FALSE, FALSE, FALSE },
  { "received", NULL, PD_RECEIVED_STATE_UNVERIFIED, PD_RECEIVED_STATE_VERIFIED, NULL, FALSE, FALSE, FALSE },
  { "received", "reimburse", PD_RECEIVED_STATE_UNVERIFIED, PD_RECEIVED_STATE_REIMBURSED, N_ ("Reimburse"),
    TRUE, FALSE, TRUE },
  { "received", "reimburse", PD_RECEIVED_STATE_VERIFIED, PD_RECEIVED_STATE_REIMBURSED, N_ ("Reimburse"), TRUE,
    FALSE, TRUE },
  { "received", "book", PD_RECEIVED_STATE_UNVERIFIED, PD_RECEIVED_STATE_BOOKED, N_ ("Book"), TRUE, FALSE,
    TRUE },
  { "received", "book", PD_RECEIVED_STATE_VERIFIED, PD_RECEIVED_STATE_BOOKED, N_ ("Book"), TRUE, FALSE,
    TRUE },
  { "received", "book", PD_RECEIVED_STATE_REIMBURSED, PD_RECEIVED_STATE_BOOKED, N_ ("Book"), TRUE, FALSE,
    TRUE },
  /* Whether it was verified before is not remembered: today's answer of the bureau is used again when asked for. */
  { "received", "release", PD_RECEIVED_STATE_REIMBURSED, PD_RECEIVED_STATE_UNVERIFIED,
    N_ ("Take the use back"), FALSE, FALSE, FALSE },
  { "received", "release", PD_RECEIVED_STATE_BOOKED, PD_RECEIVED_STATE_UNVERIFIED, N_ ("Take the use back"),
    FALSE, FALSE, FALSE },
  { "received", "withdraw", PD_RECEIVED_STATE_UNVERIFIED, PD_RECEIVED_STATE_VOID, N_ ("Do not use"), TRUE,
    FALSE, FALSE },
  { "received", "withdraw", PD_RECEIVED_STATE_VERIFIED, PD_RECEIVED_STATE_VOID, N_ ("Do not use"), TRUE,
    FALSE, FALSE },
  { "received", NULL, PD_RECEIVED_STATE_UNVERIFIED, PD_RECEIVED_STATE_VOID, NULL, TRUE, FALSE, FALSE },
  { "received", NULL, PD_RECEIVED_STATE_VERIFIED, PD_RECEIVED_STATE_VOID, NULL, TRUE, FALSE, FALSE },
  { "received", "restore", PD_RECEIVED_STATE_VOID, PD_RECEIVED_STATE_UNVERIFIED, N_ ("Use again"), FALSE,
    FALSE, FALSE },
  /* A ticket's steps are about the work: what others write into it meanwhile does not make them stale. */
  { "ticket", "assign", PD_TICKET_STATE_NEW, PD_TICKET_STATE_ASSIGNED, N_ ("Assign"), FALSE, TRUE },
  { "ticket", "start", PD_TICKET_STATE_ASSIGNED, PD_TICKET_STATE_WORKING, N_ ("Begin work"), FALSE, TRUE },
  { "ticket", "start", PD_TICKET_STATE_ESCALATED, PD_TICKET_STATE_WORKING, N_ ("Begin work"), FALSE, TRUE },
  { "ticket", "ask", PD_TICKET_STATE_WORKING, PD_TICKET_STATE_WAITING, N_ ("Ask the customer"), FALSE, TRUE },
  { "ticket", "resume", PD_TICKET_STATE_WAITING, PD_TICKET_STATE_WORKING, N_ ("Go on working"), FALSE, TRUE },
  { "ticket", "escalate", PD_TICKET_STATE_ASSIGNED, PD_TICKET_STATE_ESCALATED, N_ ("Ask an expert"), FALSE,
    TRUE },
  { "ticket", "escalate", PD_TICKET_STATE_WORKING, PD_TICKET_STATE_ESCALATED, N_ ("Ask an expert"), FALSE,
    TRUE },
  { "ticket", "escalate", PD_TICKET_STATE_WAITING, PD_TICKET_STATE_ESCALATED, N_ ("Ask an expert"), FALSE,
    TRUE },
  { "ticket", "give_back", PD_TICKET_STATE_ESCALATED, PD_TICKET_STATE_ASSIGNED, N_ ("Give back"), FALSE,
    TRUE },
  { "ticket", "resolve", PD_TICKET_STATE_WORKING, PD_TICKET_STATE_RESOLVED, N_ ("Mark as resolved"), FALSE,
    TRUE },
  { "ticket", "resolve", PD_TICKET_STATE_WAITING, PD_TICKET_STATE_RESOLVED, N_ ("Mark as resolved"), FALSE,
    TRUE },
  { "ticket", "close", PD_TICKET_STATE_RESOLVED, PD_TICKET_STATE_CLOSED, N_ ("Close"), TRUE, TRUE },
  { "ticket", "withdraw", PD_TICKET_STATE_NEW, PD_TICKET_STATE_CLOSED, N_ ("Close without work"), TRUE,
    TRUE },
  { "ticket", "withdraw", PD_TICKET_STATE_ASSIGNED, PD_TICKET_STATE_CLOSED, N_ ("Close without work"), TRUE,
    TRUE },
  { "ticket", "reopen", PD_TICKET_STATE_RESOLVED, PD_TICKET_STATE_ASSIGNED, N_ ("Open again"), FALSE, TRUE },
  { "ticket", "reopen", PD_TICKET_STATE_CLOSED, PD_TICKET_STATE_ASSIGNED, N_ ("Open again"), FALSE, TRUE },
  { "solution", "publish", PD_SOLUTION_STATE_DRAFT, PD_SOLUTION_STATE_PUBLISHED, N_ ("Publish"), TRUE },
  { "solution", "revise", PD_SOLUTION_STATE_PUBLISHED, PD_SOLUTION_STATE_DRAFT, N_ ("Revise"), FALSE },
  { "solution", "revise", PD_SOLUTION_STATE_RETIRED, PD_SOLUTION_STATE_DRAFT, N_ ("Revise"), FALSE },
  { "solution", "retire", PD_SOLUTION_STATE_PUBLISHED, PD_SOLUTION_STATE_RETIRED, N_ ("Retire"), TRUE },
  { "bin_entry", "restore", PD_BIN_STATE_KEPT, PD_BIN_STATE_RESTORED, N_ ("Restore"), TRUE, TRUE },
  { "bureau", "sign_in", PD_WORKFLOW_ANY, PD_WORKFLOW_ANY, N_ ("Sign in by QR code"), FALSE, TRUE },
  { "bureau", "sign_in_by_sms", PD_WORKFLOW_ANY, PD_WORKFLOW_ANY, N_ ("Sign in by SMS"), FALSE, TRUE },
  { "bureau", "enter_code", PD_WORKFLOW_ANY, PD_WORKFLOW_ANY, N_ ("Enter the code"), FALSE, TRUE },
  { "bureau", "refresh", PD_WORKFLOW_ANY, PD_WORKFLOW_ANY, N_ ("Refresh"), FALSE, TRUE },
  { "bureau", "compare", PD_WORKFLOW_ANY, PD_WORKFLOW_ANY, N_ ("Compare with the provider's list"), FALSE,
    TRUE },
  { "bureau", NULL, PD_WORKFLOW_ANY, PD_WORKFLOW_ANY, NULL, FALSE },
  { "red_form", "apply", PD_RED_FORM_STATE_DRAFT, PD_RED_FORM_STATE_QUEUED, N_ ("Apply for the reversal"),
    TRUE },
  /* Another one took what it asked for. */
  { "red_form", NULL, PD_RED_FORM_STATE_DRAFT, PD_RED_FORM_STATE_FAILED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_QUEUED, PD_RED_FORM_STATE_SIGN_IN, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_QUEUED, PD_RED_FORM_STATE_SUBMITTED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_QUEUED, PD_RED_FORM_STATE_FAILED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SIGN_IN, PD_RED_FORM_STATE_QUEUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SIGN_IN, PD_RED_FORM_STATE_SUBMITTED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SIGN_IN, PD_RED_FORM_STATE_FAILED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_SIGN_IN, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_QUEUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_THEIR_WORD, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_OUR_WORD, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_CONFIRMED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_ISSUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_VOID, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_FAILED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_UNKNOWN, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_SIGN_IN, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_QUEUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_SUBMITTED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_THEIR_WORD, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_OUR_WORD, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_CONFIRMED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_ISSUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_VOID, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_FAILED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_THEIR_WORD, PD_RED_FORM_STATE_CONFIRMED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_THEIR_WORD, PD_RED_FORM_STATE_ISSUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_THEIR_WORD, PD_RED_FORM_STATE_VOID, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_OUR_WORD, PD_RED_FORM_STATE_CONFIRMED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_OUR_WORD, PD_RED_FORM_STATE_ISSUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_OUR_WORD, PD_RED_FORM_STATE_VOID, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_CONFIRMED, PD_RED_FORM_STATE_ISSUED, NULL, TRUE },
  { "red_form", NULL, PD_RED_FORM_STATE_CONFIRMED, PD_RED_FORM_STATE_VOID, NULL, TRUE },
  { "red_form", "confirm", PD_RED_FORM_STATE_OUR_WORD, PD_RED_FORM_STATE_OUR_WORD, N_ ("Confirm"), TRUE,
    TRUE },
  { "red_form", "reject", PD_RED_FORM_STATE_OUR_WORD, PD_RED_FORM_STATE_OUR_WORD, N_ ("Reject"), TRUE, TRUE },
  { "red_form", "withdraw", PD_RED_FORM_STATE_THEIR_WORD, PD_RED_FORM_STATE_THEIR_WORD, N_ ("Withdraw"), TRUE,
    TRUE },
  { "red_form", "withdraw", PD_RED_FORM_STATE_CONFIRMED, PD_RED_FORM_STATE_CONFIRMED, N_ ("Withdraw"), TRUE,
    TRUE },
  { "red_form", "take_back", PD_RED_FORM_STATE_QUEUED, PD_RED_FORM_STATE_FAILED, N_ ("Take back"), TRUE,
    TRUE },
  { "red_form", "take_back", PD_RED_FORM_STATE_SIGN_IN, PD_RED_FORM_STATE_FAILED, N_ ("Take back"), TRUE,
    TRUE },
  { "red_form", "try_now", PD_RED_FORM_STATE_QUEUED, PD_RED_FORM_STATE_QUEUED, N_ ("Try now"), TRUE, TRUE },
  { "red_form", "try_now", PD_RED_FORM_STATE_SIGN_IN, PD_RED_FORM_STATE_SIGN_IN, N_ ("Try now"), TRUE, TRUE },
  { "red_form", "try_now", PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_SUBMITTED, N_ ("Ask now"), TRUE,
    TRUE },
  { "red_form", "try_now", PD_RED_FORM_STATE_UNKNOWN, PD_RED_FORM_STATE_UNKNOWN, N_ ("Ask now"), TRUE, TRUE },
  { "red_form", "try_now", PD_RED_FORM_STATE_THEIR_WORD, PD_RED_FORM_STATE_THEIR_WORD, N_ ("Ask now"), TRUE,
    TRUE },
  { "red_form", "try_now", PD_RED_FORM_STATE_OUR_WORD, PD_RED_FORM_STATE_OUR_WORD, N_ ("Ask now"), TRUE,
    TRUE },
  { "red_form", "try_now", PD_RED_FORM_STATE_CONFIRMED, PD_RED_FORM_STATE_CONFIRMED, N_ ("Ask now"), TRUE,
    TRUE },
};

static gboolean
is_at (const char *place, const char *state)
{
  return g_strcmp0 (place, state) == 0 || (state != NULL && g_str_equal (place, PD_WORKFLOW_ANY));
}

/**
 * pd_workflow_transitions:
 * @n_transitions: (out): how many
 *
 * Returns: (transfer none) (array length=n_transitions): the whole table
 */
const PdTransition *
pd_workflow_transitions (guint *n_transitions)
{
  *n_transitions = G_N_ELEMENTS (transitions);
  return transitions;
}

/**
 * pd_workflow_find:
 * @type: a record type
 * @command: (nullable): a command, as "issue"; %NULL for an arrow that only the platform takes
 * @from: (nullable): the state that the record is in
 *
 * Returns: (nullable) (transfer none): the arrow that the command takes from there, %NULL when there is none
 */
const PdTransition *
pd_workflow_find (const PdRecordType *type, const char *command, const char *from)
{
  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    if (g_str_equal (transitions[i].type, type->name) && g_strcmp0 (transitions[i].command, command) == 0 &&
        is_at (transitions[i].from, from))
      return &transitions[i];
  return NULL;
}

/**
 * pd_workflow_allows:
 * @type: a record type
 * @from: a state
 * @to: a state
 *
 * Returns: whether any arrow leads from the one to the other
 */
gboolean
pd_workflow_allows (const PdRecordType *type, const char *from, const char *to)
{
  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    if (g_str_equal (transitions[i].type, type->name) && is_at (transitions[i].from, from) &&
        is_at (transitions[i].to, to))
      return TRUE;
  return FALSE;
}

/**
 * pd_workflow_is_frozen:
 * @record: a record
 *
 * Returns: whether its content may no longer change; notes still may
 */
gboolean
pd_workflow_is_frozen (const PdRecord *record)
{
  const char *type = pd_record_get_record_type (record)->name;
  const char *state = pd_record_get_state (record);

  if (pd_record_get_record_type (record) == &pd_order_type && pd_order_flow_is_frozen (record))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    if (g_str_equal (transitions[i].type, type) && is_at (transitions[i].to, state))
      return transitions[i].freezes;
  /* A state that a newer platform invented is left alone. */
  return state != NULL && !g_str_equal (state, PD_ORDER_STATE_OPEN) &&
         !g_str_equal (state, PD_INVOICE_STATE_DRAFT) && !g_str_equal (state, PD_RED_FORM_STATE_DRAFT) &&
         !g_str_equal (state, PD_TICKET_STATE_NEW);
}

/* The arrow along which an order goes its way; NULL for what has no way, and for a command that its way does not know. */
static const PdOrderArrow *
order_arrow (const PdRecord *record, const char *command)
{
  return pd_record_get_record_type (record) == &pd_order_type ? pd_order_flow_arrow (record, command) : NULL;
}

static gboolean
has_way (const PdRecord *record)
{
  return pd_record_get_record_type (record) == &pd_order_type && pd_record_has (record, PD_ORDER_KIND);
}

/**
 * pd_workflow_offers:
 * @record: a record
 * @command: a command
 *
 * Returns: whether an arrow of that name leads on from where the record is; for an order of a kind from its stage, and
 *   from its state as well where the command moves that. Whether all holds that has to says pd_order_flow_obstacle()
 */
gboolean
pd_workflow_offers (const PdRecord *record, const char *command)
{
  const PdOrderArrow *arrow = order_arrow (record, command);

  if (!has_way (record) || (arrow != NULL && arrow->state == PD_ORDER_STATE_MOVES))
    return (arrow != NULL || !has_way (record)) &&
           pd_workflow_find (pd_record_get_record_type (record), command, pd_record_get_state (record)) !=
               NULL;
  return arrow != NULL;
}

/**
 * pd_workflow_obstacle:
 * @record: a record
 * @command: a command that pd_workflow_offers()
 * @reason: (nullable): what its author says
 *
 * Returns: (transfer full) (nullable): why the record cannot take the step yet, and what to do, in sentences; %NULL when
 *   nothing is in the way
 */
char *
pd_workflow_obstacle (const PdRecord *record, const char *command, const char *reason)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const PdOrderArrow *arrow = order_arrow (record, command);

  if (type == &pd_ticket_type)
    return pd_ticket_obstacle (record, command, reason);
  if (type == &pd_solution_type)
    return pd_solution_obstacle (record, command);
  return arrow != NULL ? pd_order_flow_obstacle (record, arrow, reason) : NULL;
}

/**
 * pd_workflow_needs_reason:
 * @record: a record
 * @command: a command that pd_workflow_offers()
 *
 * Returns: whether its author has to say why
 */
gboolean
pd_workflow_needs_reason (const PdRecord *record, const char *command)
{
  const PdOrderArrow *arrow = order_arrow (record, command);

  if (pd_record_get_record_type (record) == &pd_ticket_type)
    return (pd_ticket_needs (command) & PD_TICKET_NEED_REASON) != 0;
  return arrow != NULL && (arrow->needs & PD_ORDER_NEED_REASON) != 0;
}

/**
 * pd_workflow_place:
 * @record: a record of a type with a workflow
 *
 * Returns: (transfer none): where it is, in the user's language: of an order on its way its stage, as long as no invoice
 *   of it stands or is asked for
 */
const char *
pd_workflow_place (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const char *state = pd_record_get_state (record);

  if (has_way (record) &&
      (g_strcmp0 (state, PD_ORDER_STATE_OPEN) == 0 || g_strcmp0 (state, PD_ORDER_STATE_COMPLETED) == 0))
    return _ (pd_choice_label (pd_order_stage_choices, pd_order_get_stage (record)));
  return _ (pd_choice_label (type->fields[type->state_field].choices, state));
}

/**
 * pd_workflow_command_label:
 * @type: a record type
 * @command: a command of its workflow
 *
 * Returns: (transfer none) (nullable): the command as a button would say it, in the user's language; %NULL when it is not known
 */
const char *
pd_workflow_command_label (const PdRecordType *type, const char *command)
{
  guint n_arrows;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n_arrows);

  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    if (transitions[i].label != NULL && g_str_equal (transitions[i].type, type->name) &&
        g_strcmp0 (transitions[i].command, command) == 0)
      return _ (transitions[i].label);
  for (guint i = 0; type == &pd_order_type && i < n_arrows; i++)
    if (g_strcmp0 (arrows[i].command, command) == 0)
      return _ (arrows[i].label);
  return NULL;
}

/**
 * pd_workflow_foresees:
 * @record: a record
 * @command: (nullable): a command that it has been asked for and the platform has not answered
 *
 * What becomes of most steps of an order's way, and of those of a ticket or a solution, is known before the platform has
 * said so, and the next step may be asked for. What becomes of a request to issue the tax bureau decides.
 *
 * Returns: whether pd_workflow_foresee() knows where the command leads
 */
gboolean
pd_workflow_foresees (const PdRecord *record, const char *command)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  if (type == &pd_ticket_type || type == &pd_solution_type)
    return command != NULL;
  return command != NULL && has_way (record) && !g_str_equal (command, "issue");
}

/**
 * pd_workflow_may_follow:
 * @record: a record, as its author sees it
 * @pending: (nullable): a command that it has been asked for and the platform has not answered
 * @command: what it is to be asked for
 *
 * One step follows another; what cannot be foreseen stands in the way of all that depends on it.
 *
 * Returns: whether @command need not wait for the answer to @pending
 */
gboolean
pd_workflow_may_follow (const PdRecord *record, const char *pending, const char *command)
{
  const PdOrderArrow *arrow = order_arrow (record, command);

  return pending == NULL || pd_workflow_foresees (record, pending) ||
         (arrow != NULL && arrow->state != PD_ORDER_STATE_MOVES &&
          !(arrow->needs & PD_ORDER_NEED_NO_INVOICE));
}

/* @reason_field, @time_field: -1 where a type has none */
static void
say_since (PdRecord *record, int reason_field, int time_field, const char *reason, gint64 time)
{
  if (reason_field >= 0)
    pd_record_set_text (record, (guint) reason_field, reason);
  if (time_field >= 0)
    pd_record_set_integer (record, (guint) time_field, time);
}

/**
 * pd_workflow_foresee:
 * @record: a record, as its author sees it; changed in place
 * @command: a command that it has been asked for and the platform has not answered
 * @reason: (nullable): its author's words
 * @time: when it was asked for, in microseconds since 1970 in UTC
 *
 * Puts the record where the platform will put it if it takes the command. What the platform alone writes beside that
 * (history, reservations, who was chosen by rule) is not made up.
 *
 * Returns: whether it moved; not when nothing leads on from where it is, as after somebody else moved it
 */
gboolean
pd_workflow_foresee (PdRecord *record, const char *command, const char *reason, gint64 time)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const PdOrderArrow *arrow = order_arrow (record, command);
  const PdTransition *edge = pd_workflow_find (type, command, pd_record_get_state (record));

  if (!pd_workflow_foresees (record, command) || !pd_workflow_offers (record, command))
    return FALSE;
  if (edge != NULL && (arrow == NULL || arrow->state != PD_ORDER_STATE_STAYS))
    pd_record_set_text (record, (guint) type->state_field, edge->to);
  if (arrow == NULL)
    say_since (record, pd_record_type_field (type, "state_reason"), pd_record_type_field (type, "state_at"),
               reason, time);
  else if (!g_str_equal (arrow->from, arrow->to))
    {
      pd_record_set_text (record, PD_ORDER_STAGE, arrow->to);
      say_since (record, PD_ORDER_STAGE_REASON, PD_ORDER_STAGE_AT, reason, time);
    }
  return TRUE;
}

/**
 * pd_workflow_will_freeze:
 * @record: a record
 * @command: a command that it has been asked for
 *
 * Returns: whether its content is frozen where the command leads
 */
gboolean
pd_workflow_will_freeze (const PdRecord *record, const char *command)
{
  const PdOrderArrow *arrow = order_arrow (record, command);
  const PdTransition *edge =
      pd_workflow_find (pd_record_get_record_type (record), command, pd_record_get_state (record));

  return (arrow != NULL && arrow->freezes) || (edge != NULL && edge->freezes);
}

/**
 * pd_workflow_total:
 * @record: a record
 *
 * What a command's author has seen and vouches for: a command whose total is not the record's is refused
 * (nothing is issued with a total that its issuer did not see).
 *
 * Returns: fen; 0 for a type without a total
 */
gint64
pd_workflow_total (const PdRecord *record)
{
  int field = pd_record_type_field (pd_record_get_record_type (record), "gross_amount");

  return field < 0 ? 0 : pd_record_get_integer (record, (guint) field);
}
