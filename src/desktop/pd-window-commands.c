/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-bulk-dialog.h"
#include "desktop/pd-checklist-dialog.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tell.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Problems that a dialog names; it is to be read, and the form says the rest. */
#define MAX_PROBLEMS 6

typedef enum
{
  COMMAND_ADD,
  COMMAND_WITHDRAW,
  COMMAND_DELETE
} CommandKind;

typedef struct
{
  GWeakRef window;
  CommandKind kind;
  const PdRecordType *type;
  char *id;      /* (owned) */
  char *command; /* (owned) (nullable) */
  char *reason;  /* (owned) (nullable) */
  char *done;    /* (owned) (nullable) what is said when it is saved */
} Command;

static void
command_free (Command *command)
{
  g_weak_ref_clear (&command->window);
  g_free (command->id);
  g_free (command->command);
  g_free (command->reason);
  g_free (command->done);
  g_free (command);
}

/* Takes a request back that is still here; one that has been carried out is undone by its opposite. */
static gboolean
withdraw (PdStoreSession *session, Command *command, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (pd_store_withdraw_command (session, command->type, command->id, &local))
    return TRUE;
  if (command->command != NULL)
    return pd_store_add_command (session, command->type, command->id, command->command, NULL, pd_now (),
                                 error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Command *command = data;

  switch (command->kind)
    {
    case COMMAND_ADD:
      return pd_store_add_command (session, command->type, command->id, command->command, command->reason,
                                   pd_now (), error);
    case COMMAND_WITHDRAW:
      return withdraw (session, command, error);
    case COMMAND_DELETE:
      return pd_store_delete_record (session, command->type, command->id, pd_now (), error);
    default:
      g_assert_not_reached ();
    }
}

static void start (PdWindow *self,
                   CommandKind kind,
                   const PdRecordType *type,
                   const char *id,
                   const char *command,
                   const char *reason,
                   const char *done);

static void
undo_cb (AdwToast *toast, PdWindow *self)
{
  start (self, COMMAND_WITHDRAW, g_object_get_data (G_OBJECT (toast), "record-type"),
         g_object_get_data (G_OBJECT (toast), "record-id"), g_object_get_data (G_OBJECT (toast), "opposite"),
         NULL, _ ("The request was taken back."));
}

static const char *
opposite (const char *command)
{
  if (g_strcmp0 (command, "cancel") == 0)
    return "reopen";
  if (g_strcmp0 (command, "complete") == 0)
    return "reopen";
  return g_strcmp0 (command, "reopen") == 0 ? "cancel" : NULL;
}

/* Whether a toast may promise that the request can be taken back: what has been sent and has no opposite cannot, as an
 * invoice that was issued. */
static gboolean
can_undo (PdWindow *self, Command *command)
{
  PdSyncState state = pd_sync_service_get_state (self->service);

  if (command->kind != COMMAND_ADD)
    return FALSE;
  return opposite (command->command) != NULL ||
         (state != PD_SYNC_STATE_UP_TO_DATE && state != PD_SYNC_STATE_SYNCING);
}

static void
done_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Command *command = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&command->window);
  AdwToast *toast;

  if (self == NULL)
    return;
  if (!ok)
    {
      pd_tell (GTK_WINDOW (self), _ ("Not Done"), error->message);
      return;
    }
  if (command->done == NULL)
    return;
  toast = pd_window_add_toast (self, command->done);
  if (!can_undo (self, command))
    return;
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data (G_OBJECT (toast), "record-type", (gpointer) command->type);
  g_object_set_data_full (G_OBJECT (toast), "record-id", g_strdup (command->id), g_free);
  g_object_set_data (G_OBJECT (toast), "opposite", (gpointer) opposite (command->command));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, 0);
}

static void
start (PdWindow *self,
       CommandKind kind,
       const PdRecordType *type,
       const char *id,
       const char *command,
       const char *reason,
       const char *done)
{
  Command *job = g_new0 (Command, 1);

  g_weak_ref_init (&job->window, self);
  job->kind = kind;
  job->type = type;
  job->id = g_strdup (id);
  job->command = g_strdup (command);
  job->reason = g_strdup (reason);
  job->done = g_strdup (done);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, command_job, job, (GDestroyNotify) command_free,
                        NULL, done_cb, NULL);
}

/**
 * pd_window_command:
 * @self: a window
 * @record: a record
 * @command: a command of its workflow
 * @done: what is said once the request is saved
 *
 * Queues the command. It can be taken back until it is on its way.
 */
void
pd_window_command (PdWindow *self, PdRecord *record, const char *command, const char *done)
{
  start (self, COMMAND_ADD, pd_record_get_record_type (record), pd_record_get_id (record), command, NULL,
         done);
}

/** pd_window_command_with_reason: as pd_window_command(); @reason: (nullable): its author's words */
void
pd_window_command_with_reason (PdWindow *self,
                               PdRecord *record,
                               const char *command,
                               const char *reason,
                               const char *done)
{
  start (self, COMMAND_ADD, pd_record_get_record_type (record), pd_record_get_id (record), command, reason,
         done);
}

/**
 * pd_window_delete:
 * @self: a window
 * @type: a type of record
 * @id: the record's id
 *
 * Deletes the record.
 */
void
pd_window_delete (PdWindow *self, const PdRecordType *type, const char *id)
{
  start (self, COMMAND_DELETE, type, id, NULL, NULL, _ ("Deleted."));
}

/* --- issuing */

static void
cannot_issue_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  if (g_str_equal (response, "edit"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit", NULL);
}

static void
say_cannot_issue (PdWindow *self, PdRecord *order, GPtrArray *problems)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (self), _ ("The Invoice Cannot Be Issued Yet"), NULL);
  GtkWidget *sentences = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint shown = 0;

  for (guint i = 0; i < problems->len && shown < MAX_PROBLEMS; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *sentence = pd_problem_text (order, problem);

      if (problem->weight != PD_PROBLEM_ERROR)
        continue;
      gtk_box_append (GTK_BOX (sentences), pd_layout_text (sentence, NULL));
      shown++;
    }
  /* Several sentences are read from their beginnings: the body of the dialog would be centred. */
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), sentences);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"), "edit",
                                    _ ("Edit Order"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "edit", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "edit");
  g_signal_connect_object (dialog, "response", G_CALLBACK (cannot_issue_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
issue_confirmed_cb (PdChecklistDialog *dialog, PdWindow *self)
{
  PdRecord *order = pd_checklist_dialog_get_order (dialog);
  g_autofree char *done =
      g_strdup_printf (_ ("The invoice for order %s is requested."), pd_record_get_title (order));

  pd_window_await_invoice (self, pd_record_get_id (order));
  pd_window_command (self, order, "issue", done);
}

static void
go_to_cb (PdChecklistDialog *dialog, const char *line_id, int field, PdWindow *self)
{
  PdRecord *order = pd_checklist_dialog_get_order (dialog);

  if (!pd_window_may (self, "patch", pd_order_type.name) || pd_workflow_is_frozen (order))
    return;
  pd_window_edit (self, pd_place_for_type (&pd_order_type), order, FALSE);
  pd_record_editor_go_to (self->editor, line_id, (guint) field);
}

static void
go_to_special_cb (PdChecklistDialog *dialog, guint row, const char *key, PdWindow *self)
{
  PdRecord *order = pd_checklist_dialog_get_order (dialog);

  if (!pd_window_may (self, "patch", pd_order_type.name) || pd_workflow_is_frozen (order))
    return;
  pd_window_edit (self, pd_place_for_type (&pd_order_type), order, FALSE);
  pd_record_editor_go_to_special (self->editor, row, key);
}

/**
 * pd_window_issue:
 * @self: a window
 * @order: an order with its lines
 *
 * Shows what the tax bureau will look at and asks whether to issue, or says what is wrong when that cannot be asked.
 */
void
pd_window_issue (PdWindow *self, PdRecord *order)
{
  g_autoptr (GPtrArray) problems = pd_record_check (order, PD_REQUIRED_TO_ISSUE);
  PdChecklistDialog *dialog;

  if (pd_problems_first_error (problems) != NULL)
    {
      say_cannot_issue (self, order, problems);
      return;
    }
  dialog = pd_checklist_dialog_new (GTK_WINDOW (self), self->store, order);
  g_signal_connect_object (dialog, "issue", G_CALLBACK (issue_confirmed_cb), self, 0);
  g_signal_connect_object (dialog, "go-to", G_CALLBACK (go_to_cb), self, 0);
  g_signal_connect_object (dialog, "go-to-special", G_CALLBACK (go_to_special_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
asked_cb (PdBulkDialog *dialog, GPtrArray *entries, PdWindow *self)
{
  if (g_object_get_data (G_OBJECT (dialog), "issues") != NULL)
    pd_window_await_several (self, entries);
}

static void
present_bulk (PdWindow *self, PdBulkDialog *dialog, gboolean issues)
{
  g_object_set_data (G_OBJECT (dialog), "issues", GINT_TO_POINTER (issues));
  g_signal_connect_object (dialog, "asked", G_CALLBACK (asked_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * pd_window_issue_all:
 * @self: a window
 * @state: a state of orders
 *
 * Says what would become of the orders in this state whose invoice nobody has asked for, and asks whether to go on.
 */
void
pd_window_issue_all (PdWindow *self, const char *state)
{
  present_bulk (self, pd_bulk_dialog_new_for_state (GTK_WINDOW (self), self->store, state), TRUE);
}

/**
 * pd_window_command_several:
 * @self: a window
 * @command: a command of orders, or %PD_BULK_ASSIGN
 *
 * Says what would become of the selected orders, and asks whether to go on.
 */
void
pd_window_command_several (PdWindow *self, const char *command)
{
  PdRecordPage *page = pd_window_get_page (self);
  g_autoptr (GArray) rows = pd_record_list_get_selected_rows (pd_record_page_get_list (page));

  present_bulk (self, pd_bulk_dialog_new (GTK_WINDOW (self), self->store, rows, command),
                g_str_equal (command, "issue"));
}
