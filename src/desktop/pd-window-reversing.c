/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-reversal-dialog.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "store/pd-store-records.h"

#define PREFIX "red-form-"

/* Actions of the red-letter desk: an invoice is reversed, a form answered. */

/** Command: a form's, with what a person says to it. */
typedef struct
{
  GWeakRef window;
  char *id;            /* (owned) */
  const char *command; /* static */
  char *reason;        /* (owned) (nullable) */
} Command;

static const struct
{
  const char *command;
  const char *question; /* (nullable) asked before */
  const char *body;
  const char *button;
  gboolean reason; /* a person may say why */
  const char *done;
} questions[] = {
  { "apply", N_ ("Reverse This Invoice?"),
    N_ ("The form is entered at the tax bureau. A red-letter invoice cannot be taken back."), N_ ("Reverse"),
    FALSE, N_ ("The reversal is requested.") },
  { "confirm", N_ ("Confirm This Form?"),
    N_ ("The red-letter invoice is issued when both sides agree. It cannot be taken back."), N_ ("Confirm"),
    FALSE, N_ ("The confirmation is requested.") },
  { "reject", N_ ("Reject This Form?"), N_ ("The other side reads the reason."), N_ ("Reject"), TRUE,
    N_ ("The rejection is requested.") },
  { "withdraw", N_ ("Withdraw This Form?"), N_ ("What it reverses is free to be reversed again."),
    N_ ("Withdraw"), FALSE, N_ ("The withdrawal is requested.") },
  { "take_back", NULL, NULL, NULL, FALSE, N_ ("The form is to be taken back.") },
  { "try_now", NULL, NULL, NULL, FALSE, N_ ("The tax bureau is to be asked now.") },
};

static void
command_free (Command *command)
{
  g_weak_ref_clear (&command->window);
  g_free (command->id);
  g_free (command->reason);
  g_free (command);
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Command *command = data;

  return pd_store_add_command (session, &pd_red_form_type, command->id, command->command, command->reason,
                               pd_now (), error);
}

static void
done_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Command *command = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&command->window);

  if (self == NULL)
    return;
  if (!ok)
    {
      pd_tell (GTK_WINDOW (self), _ ("Not Done"), error->message);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_str_equal (questions[i].command, command->command))
      pd_window_add_toast (self, _ (questions[i].done));
}

static void
start (PdWindow *self, const char *id, const char *command, const char *reason)
{
  Command *job = g_new0 (Command, 1);

  g_weak_ref_init (&job->window, self);
  job->id = g_strdup (id);
  job->command = command;
  job->reason = reason != NULL && *reason != '\0' ? g_strdup (reason) : NULL;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, command_job, job, (GDestroyNotify) command_free,
                        NULL, done_cb, NULL);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "reason");

  if (g_str_equal (response, "go"))
    start (self, g_object_get_data (G_OBJECT (dialog), "record-id"),
           g_object_get_data (G_OBJECT (dialog), "command"),
           entry != NULL ? gtk_editable_get_text (GTK_EDITABLE (entry)) : NULL);
}

static GtkWidget *
new_reason (void)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, _ ("Reason"));
  return entry;
}

static void
ask (PdWindow *self, PdRecord *form, guint question)
{
  g_autofree char *amount = pd_field_text (form, PD_RED_FORM_GROSS_AMOUNT);
  g_autofree char *body =
      g_strdup_printf ("%s · %s\n%s", pd_record_get_title (form), amount, _ (questions[question].body));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ (questions[question].question), body);
  GtkWidget *entry = questions[question].reason ? new_reason () : NULL;

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Cancel"), "go",
                                    _ (questions[question].button), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go",
                                              g_str_equal (questions[question].command, "confirm")
                                                  ? ADW_RESPONSE_SUGGESTED
                                                  : ADW_RESPONSE_DESTRUCTIVE);
  if (entry != NULL)
    {
      adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "go");
    }
  g_object_set_data (G_OBJECT (dialog), "reason", entry);
  g_object_set_data (G_OBJECT (dialog), "command", (gpointer) questions[question].command);
  g_object_set_data_full (G_OBJECT (dialog), "record-id", g_strdup (pd_record_get_id (form)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
form_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *command = g_action_get_name (G_ACTION (action)) + strlen (PREFIX);
  PdRecord *form = pd_window_get_record (user_data);

  if (form == NULL || pd_record_get_record_type (form) != &pd_red_form_type)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_str_equal (questions[i].command, command) && questions[i].question != NULL)
      ask (user_data, form, i);
    else if (g_str_equal (questions[i].command, command))
      start (user_data, pd_record_get_id (form), questions[i].command, NULL);
}

static void
asked_cb (PdReversalDialog *dialog, const char *form_id, PdWindow *self)
{
  pd_window_add_toast (self, _ ("The reversal is requested."));
  pd_window_show_record (self, &pd_red_form_type, form_id);
}

/* The invoice that is meant by what is shown. */
static const char *
invoice_of (PdRecord *record)
{
  const PdRecordType *type = record != NULL ? pd_record_get_record_type (record) : NULL;

  if (type == &pd_invoice_type)
    return pd_reversal_check_invoice (record, NULL) && !pd_reversal_is_complete (record)
               ? pd_record_get_id (record)
               : NULL;
  if (type != &pd_order_type || g_strcmp0 (pd_record_get_state (record), PD_ORDER_STATE_INVOICED) != 0 ||
      pd_record_get_integer (record, PD_ORDER_REVERSED_AMOUNT) >=
          pd_record_get_integer (record, PD_ORDER_GROSS_AMOUNT))
    return NULL;
  return pd_record_get_text (record, PD_ORDER_INVOICE_ID);
}

static gboolean
is_order (const PdRecord *record)
{
  return record != NULL && pd_record_get_record_type (record) == &pd_order_type;
}

/* Of an order goods came back, or money is given back: its lines are chosen, and its invoice is reversed by them. */
static void
reverse_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  const char *invoice = invoice_of (pd_window_get_record (self));
  gboolean is_return = g_str_equal (g_action_get_name (G_ACTION (action)), "return-order");
  PdReversalDialog *dialog;

  if (invoice == NULL)
    return;
  dialog = is_return ? pd_reversal_dialog_new_for_return (GTK_WINDOW (self), self->store, invoice)
                     : pd_reversal_dialog_new (GTK_WINDOW (self), self->store, invoice);
  g_signal_connect_object (dialog, "asked", G_CALLBACK (asked_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const GActionEntry entries[] = {
  { "reverse", reverse_cb },         { "return-order", reverse_cb },  { "red-form-apply", form_cb },
  { "red-form-confirm", form_cb },   { "red-form-reject", form_cb },  { "red-form-withdraw", form_cb },
  { "red-form-take_back", form_cb }, { "red-form-try_now", form_cb },
};

/** pd_window_install_reversing: adds the actions of the red-letter desk. */
void
pd_window_install_reversing (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/** pd_window_update_reversing: @record: (nullable): what is shown: says which of the actions make sense for it */
void
pd_window_update_reversing (PdWindow *self, PdRecord *record)
{
  gboolean is_form = record != NULL && pd_record_get_record_type (record) == &pd_red_form_type;
  PdRecordView *view = record != NULL ? pd_record_page_get_view (pd_window_get_page (self)) : NULL;
  gboolean is_free = view != NULL && pd_record_view_get_pending_command (view) == NULL &&
                     pd_record_view_get_row_state (view) != PD_ROW_CONFLICT;
  gboolean can_reverse =
      is_free && invoice_of (record) != NULL && pd_window_may (self, "apply", pd_red_form_type.name);
  GAction *action;

  pd_window_enable (self, "reverse", can_reverse);
  pd_window_enable (self, "return-order", can_reverse && is_order (record));
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autofree char *name = g_strconcat (PREFIX, questions[i].command, NULL);

      action = g_action_map_lookup_action (G_ACTION_MAP (self), name);
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   is_form && is_free && pd_red_form_may (record, questions[i].command) &&
                                       pd_window_may (self, questions[i].command, pd_red_form_type.name));
    }
}
