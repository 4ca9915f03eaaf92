/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-invoice-next.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* What a person can do about an invoice that is under way. */

static PdRecord *
shown_invoice (PdWindow *self)
{
  PdRecord *record = pd_window_get_record (self);

  return record != NULL && pd_record_get_record_type (record) == &pd_invoice_type ? record : NULL;
}

static void
try_now_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *invoice = shown_invoice (user_data);

  if (invoice != NULL)
    pd_window_command (user_data, invoice, "try_now",
                       pd_invoice_is_asked_for (invoice)
                           ? _ ("The platform asks the tax bureau for the outcome now.")
                           : _ ("The platform is asked to try it now."));
}

/* --- questions: a word of a person that cannot be taken back is asked for in a dialog of its own */

/** Question: a dialog that asks for what a command says besides. */
typedef struct
{
  GtkWidget *dialog; /* (not owned) */
  GtkWidget *first;  /* (not owned) an entry */
  GtkWidget *second; /* (not owned) (nullable) another */
  GtkWidget *trouble;
  const char *command;
  const char *done;  /* untranslated */
  PdRecord *invoice; /* (owned) */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  pd_record_unref (question->invoice);
  g_free (question);
}

/* (transfer full) (nullable) what the command says; NULL, with a sentence, when that is not enough yet */
static char *
question_answer (const Question *question, GError **error)
{
  const char *first = gtk_editable_get_text (GTK_EDITABLE (question->first));
  g_autofree char *text = g_strstrip (g_strdup (first));

  if (g_str_equal (question->command, "redeliver"))
    return pd_invoice_check_recipient (text, error);
  if (question->second != NULL)
    return pd_invoice_check_declaration (text, gtk_editable_get_text (GTK_EDITABLE (question->second)),
                                         error);
  return g_steal_pointer (&text);
}

static void
question_changed_cb (Question *question)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = question_answer (question, &error);
  gboolean optional = g_str_equal (question->command, "take_back");
  gboolean touched = *gtk_editable_get_text (GTK_EDITABLE (question->first)) != '\0';

  gtk_label_set_text (GTK_LABEL (question->trouble), error != NULL && touched ? error->message : "");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (question->dialog), "go",
                                           answer != NULL && (optional || *answer != '\0'));
}

static void
question_response_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  g_autofree char *answer = NULL;

  if (!g_str_equal (response, "go"))
    return;
  answer = question_answer (question, NULL);
  if (answer != NULL)
    pd_window_command_with_reason (self, question->invoice, question->command,
                                   *answer != '\0' ? answer : NULL, _ (question->done));
}

static GtkWidget *
add_entry (GtkWidget *box, const char *caption, const char *placeholder, int max_length)
{
  GtkWidget *label = pd_layout_text (caption, "caption");
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), max_length);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, caption);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  return entry;
}

static Question *
ask (PdWindow *self,
     const char *heading,
     const char *body,
     const char *command,
     const char *go,
     const char *done)
{
  Question *question = g_new0 (Question, 1);

  question->dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);
  question->command = command;
  question->done = done;
  question->invoice = pd_record_ref (shown_invoice (self));
  g_object_set_data_full (G_OBJECT (question->dialog), "question", question, question_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question->dialog), "close", _ ("Cancel"), "go", go,
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question->dialog), "go");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question->dialog), "close");
  g_signal_connect_object (question->dialog, "response", G_CALLBACK (question_response_cb), self, 0);
  return question;
}

static void
show_question (Question *question, GtkWidget *box)
{
  question->trouble = pd_layout_text (NULL, "error");
  gtk_box_append (GTK_BOX (box), question->trouble);
  gtk_widget_set_size_request (box, 320, -1);
  g_signal_connect_swapped (question->first, "changed", G_CALLBACK (question_changed_cb), question);
  if (question->second != NULL)
    g_signal_connect_swapped (question->second, "changed", G_CALLBACK (question_changed_cb), question);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (question->dialog), box);
  question_changed_cb (question);
  gtk_window_present (GTK_WINDOW (question->dialog));
  gtk_widget_grab_focus (question->first);
}

static void
take_back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Question *question;

  if (shown_invoice (user_data) == NULL)
    return;
  question = ask (user_data, _ ("Take It Back?"),
                  _ ("It has not been sent to the tax bureau. Its order is open again, and can be corrected "
                     "and issued anew."),
                  "take_back", _ ("Take Back"), N_ ("The invoice is to be taken back."));
  question->first = add_entry (box, _ ("Why (may be empty)"), NULL, 200);
  show_question (question, box);
}

static void
declare_issued_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Question *question;

  if (shown_invoice (user_data) == NULL)
    return;
  question = ask (user_data, _ ("There Is an Invoice?"),
                  _ ("Enter what the tax bureau's own page shows for this order. Your name is kept beside "
                     "it."),
                  "declare_issued", _ ("It Was Issued"), N_ ("The platform is told that it was issued."));
  question->first = add_entry (box, _ ("Invoice number (20 digits)"), NULL, 25);
  question->second = add_entry (box, _ ("Date of issue (empty: today)"), "2026-11-20", 20);
  show_question (question, box);
}

static void
declare_not_issued_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Question *question;

  if (shown_invoice (user_data) == NULL)
    return;
  question =
      ask (user_data, _ ("There Is No Invoice?"),
           _ ("Look at the tax bureau's own pages first. The order can be issued again afterwards, and "
              "is asked for under the same key, so that no second invoice can come of it."),
           "declare_not_issued", _ ("It Was Not Issued"),
           N_ ("The platform is told that it was not issued."));
  question->first = add_entry (box, _ ("How you know"), NULL, 200);
  show_question (question, box);
}

/* --- the order behind it */

/** Behind: a window that asks for the order of the invoice that it shows. */
typedef struct
{
  GWeakRef window;
  char *invoice;   /* (owned) its id */
  char *id;        /* (owned) (nullable) the order's */
  PdRecord *order; /* (owned) (nullable) */
  void (*then) (PdWindow *self, PdRecord *order);
} Behind;

static void
behind_free (gpointer data)
{
  Behind *behind = data;

  g_weak_ref_clear (&behind->window);
  g_clear_pointer (&behind->order, pd_record_unref);
  g_free (behind->invoice);
  g_free (behind->id);
  g_free (behind);
}

static gboolean
behind_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Behind *behind = data;

  behind->order = pd_store_get_record (session, &pd_order_type, behind->id, error);
  return behind->order != NULL;
}

static void
behind_read_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Behind *behind = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&behind->window);
  PdRecord *invoice = self != NULL && self->store != NULL ? shown_invoice (self) : NULL;

  if (invoice == NULL || g_strcmp0 (pd_record_get_id (invoice), behind->invoice) != 0)
    return;
  if (!ok)
    pd_window_add_toast (self, error->message);
  else
    behind->then (self, behind->order);
}

static void
read_order_behind (PdWindow *self, PdRecord *invoice, void (*then) (PdWindow *self, PdRecord *order))
{
  Behind *behind = g_new0 (Behind, 1);

  g_weak_ref_init (&behind->window, self);
  behind->invoice = g_strdup (pd_record_get_id (invoice));
  behind->id = g_strdup (pd_record_get_text (invoice, PD_INVOICE_ORDER_ID));
  behind->then = then;
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, behind_job, behind, behind_free, NULL,
                       behind_read_cb, NULL);
}

static void
correct_order (PdWindow *self, PdRecord *order)
{
  pd_window_show_record (self, &pd_order_type, pd_record_get_id (order));
  if (g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_OPEN) == 0 &&
      pd_window_may (self, "patch", pd_order_type.name) && self->editor == NULL)
    pd_window_edit (self, pd_place_for_type (&pd_order_type), order, FALSE);
}

static void
correct_order_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *invoice = shown_invoice (user_data);

  if (invoice != NULL && pd_record_has (invoice, PD_INVOICE_ORDER_ID))
    read_order_behind (user_data, invoice, correct_order);
}

/* @order: (nullable): where the buyer's address stands */
static void
ask_where_to (PdWindow *self, PdRecord *order)
{
  const char *address = order != NULL ? pd_record_get_text (order, PD_ORDER_BUYER_EMAIL) : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Question *question =
      ask (self, _ ("Have the Provider Send It Again?"),
           _ ("The provider that the invoice was issued through sends it once more, by mail or text message. "
              "Piaodan's own mails are “Send by Mail…”."),
           "redeliver", _ ("Send Again"), N_ ("The provider is to send the invoice again."));

  question->first = add_entry (box, _ ("Mail address or mobile number"), NULL, PD_MAIL_ADDRESS_MAX);
  if (address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (question->first), address);
  show_question (question, box);
}

static void
redeliver_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *invoice = shown_invoice (user_data);

  if (invoice == NULL)
    return;
  if (pd_record_has (invoice, PD_INVOICE_ORDER_ID))
    read_order_behind (user_data, invoice, ask_where_to);
  else
    ask_where_to (user_data, NULL);
}

/* --- actions */

static const GActionEntry entries[] = {
  { "try-now", try_now_cb },
  { "take-back", take_back_cb },
  { "declare-issued", declare_issued_cb },
  { "declare-not-issued", declare_not_issued_cb },
  { "correct-order", correct_order_cb },
  { "redeliver", redeliver_cb },
};

void
pd_window_install_invoice_actions (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
pd_window_update_invoice_actions (PdWindow *self)
{
  static const struct
  {
    const char *action;
    const char *command;
  } commands[] = { { "try-now", "try_now" },
                   { "take-back", "take_back" },
                   { "declare-issued", "declare_issued" },
                   { "declare-not-issued", "declare_not_issued" },
                   { "redeliver", "redeliver" } };
  PdRecord *invoice = self->store != NULL && self->editor == NULL ? shown_invoice (self) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    pd_window_enable (self, commands[i].action,
                      invoice != NULL && pd_window_allows (self, invoice, commands[i].command));
  pd_window_enable (self, "correct-order", invoice != NULL && pd_record_has (invoice, PD_INVOICE_ORDER_ID));
  for (guint i = 0; i < 2; i++)
    pd_window_enable (self, i == 0 ? "open-invoice-file" : "save-invoice-file", invoice != NULL);
}
