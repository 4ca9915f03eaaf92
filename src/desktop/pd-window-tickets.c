/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-ticket-comment.h"
#include "desktop/pd-ticket-report-dialog.h"
#include "model/pd-device.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-solution.h"
#include "model/pd-workflow.h"

/* Tickets and solutions: their steps, and what is begun from the page of something else. */

/* Whether a person is asked before the step is queued: for a reason, for who it is to be, for what helped. */
static gboolean
is_asked (const PdRecord *ticket, const char *command)
{
  g_autofree char *obstacle = pd_ticket_obstacle (ticket, command, NULL);

  return obstacle != NULL || g_str_equal (command, "assign") ||
         (pd_ticket_needs (command) & PD_TICKET_NEED_EXPERT) != 0;
}

/**
 * pd_window_take_ticket_step:
 * @self: a window
 * @record: a ticket or a solution
 * @command: a step that its workflow offers
 *
 * Asks for what the step needs, and queues it.
 */
void
pd_window_take_ticket_step (PdWindow *self, PdRecord *record, const char *command)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const PdTransition *edge = pd_workflow_find (type, command, pd_record_get_state (record));
  g_autofree char *done = NULL;

  if (edge == NULL)
    return;
  if (type == &pd_ticket_type && is_asked (record, command))
    {
      pd_ticket_step_ask (GTK_WINDOW (self), self->store, record, command);
      return;
    }
  /* Translators: 1: a ticket's number or a solution's title, 2: where it goes, as "Being worked on" */
  done = g_strdup_printf (_ ("%1$s is to go on: %2$s."), pd_record_get_title (record),
                          _ (pd_choice_label (type->fields[type->state_field].choices, edge->to)));
  pd_window_command (self, record, command, done);
}

static gboolean
is_subject (const PdRecordType *type)
{
  return type == &pd_order_type || type == &pd_invoice_type || type == &pd_device_type ||
         type == &pd_buyer_type;
}

static void
ticket_about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *subject = pd_window_get_record (self);
  g_autofree char *today = pd_today ();
  g_autoptr (PdRecord) ticket = NULL;

  if (subject == NULL || !is_subject (pd_record_get_record_type (subject)))
    return;
  ticket = pd_ticket_new (pd_now (), today);
  pd_ticket_take_subject (ticket, subject);
  pd_window_edit (self, &pd_place_tickets, ticket, TRUE);
}

static void
solution_of_ticket_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *ticket = pd_window_get_record (self);
  g_autoptr (PdRecord) solution = NULL;

  if (ticket == NULL || pd_record_get_record_type (ticket) != &pd_ticket_type)
    return;
  solution = pd_solution_new (pd_now ());
  pd_solution_take_ticket (solution, ticket);
  pd_window_edit (self, &pd_place_solutions, solution, TRUE);
}

static void
report_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  gtk_window_present (GTK_WINDOW (pd_ticket_report_dialog_new (GTK_WINDOW (self), self->store)));
}

static const GActionEntry entries[] = {
  { "ticket-about", ticket_about_cb },
  { "solution-of-ticket", solution_of_ticket_cb },
  { "ticket-report", report_cb },
};

/** pd_window_install_tickets: adds the actions about tickets and solutions that are not those of all records. */
void
pd_window_install_tickets (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/** pd_window_update_tickets: says which of them make sense for what is on screen. */
void
pd_window_update_tickets (PdWindow *self)
{
  gboolean ready = self->store != NULL && self->editor == NULL;
  PdRecord *record = ready ? pd_window_get_record (self) : NULL;
  const PdRecordType *type = record != NULL ? pd_record_get_record_type (record) : NULL;

  pd_window_enable (self, "ticket-about",
                    type != NULL && is_subject (type) && pd_window_may (self, "create", pd_ticket_type.name));
  pd_window_enable (self, "solution-of-ticket",
                    type == &pd_ticket_type && pd_window_may (self, "create", pd_solution_type.name));
  pd_window_enable (self, "ticket-report", ready);
}
