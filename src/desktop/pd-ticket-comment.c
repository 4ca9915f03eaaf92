/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-ticket-comment.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"

/* What a state_reason holds. */
#define REASON_LENGTH 500
#define TEXT_HEIGHT 96

/** Asking: what a person is asked for a ticket, and what is saved of it: a comment, or a step with what it needs. */
typedef struct
{
  PdStore *store;      /* (owned) */
  GtkWindow *parent;   /* (owned) (nullable) */
  PdRecord *original;  /* (owned) */
  PdRecord *wanted;    /* (owned) */
  const char *command; /* (nullable) NULL for a comment */
  char *reason;        /* (owned) (nullable) */
  guint needs;         /* of PdTicketNeed */

  /* Borrowed */
  GtkWidget *dialog;
  GtkWidget *who;     /* (nullable) */
  GtkWidget *text;    /* (nullable) what helped, or what was said */
  GtkWidget *why;     /* (nullable) */
  GtkWidget *channel; /* (nullable) */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->store);
  g_clear_object (&asking->parent);
  pd_record_unref (asking->original);
  pd_record_unref (asking->wanted);
  g_free (asking->reason);
  g_free (asking);
}

/* (transfer full): what is written in a field, without blanks around it */
static char *
text_of (GtkWidget *field)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  if (field == NULL)
    return g_strdup ("");
  if (GTK_IS_EDITABLE (field))
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (field))));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (field));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static gboolean
is_filled (GtkWidget *field)
{
  g_autofree char *text = text_of (field);

  return field == NULL || *text != '\0';
}

static void
changed_cb (Asking *asking)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (asking->dialog), "go",
                                           is_filled (asking->who) && is_filled (asking->text) &&
                                               is_filled (asking->why));
}

/* --- saving */

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Asking *asking = data;
  gint64 now = pd_now ();

  if (!pd_record_equal (asking->original, asking->wanted) &&
      !pd_store_save_changes (session, asking->original, asking->wanted, now, error))
    return FALSE;
  return asking->command == NULL ||
         pd_store_add_command (session, &pd_ticket_type, pd_record_get_id (asking->original), asking->command,
                               asking->reason, now, error);
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Asking *asking = pd_store_job_data (result);

  if (!ok)
    pd_tell (asking->parent, _ ("The Ticket Was Not Saved"), error->message);
}

static void
take_answers (Asking *asking)
{
  g_autofree char *who = text_of (asking->who);
  g_autofree char *text = text_of (asking->text);
  GObject *chosen =
      asking->channel != NULL ? gtk_drop_down_get_selected_item (GTK_DROP_DOWN (asking->channel)) : NULL;
  guint at = chosen != NULL ? gtk_drop_down_get_selected (GTK_DROP_DOWN (asking->channel)) : 0;

  if (asking->command == NULL)
    {
      const PdField *field = &pd_ticket_comment_type.fields[PD_TICKET_COMMENT_CHANNEL];

      pd_ticket_add_comment (asking->wanted, field->choices[at].value, text, pd_now ());
      return;
    }
  if (asking->who != NULL)
    pd_record_set_text (asking->wanted,
                        asking->needs & PD_TICKET_NEED_EXPERT ? PD_TICKET_EXPERT : PD_TICKET_OWNER, who);
  if (asking->text != NULL)
    pd_record_set_text (asking->wanted, PD_TICKET_RESOLUTION, text);
  if (asking->why != NULL)
    asking->reason = text_of (asking->why);
  pd_record_derive (asking->wanted);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, Asking *asking)
{
  if (!g_str_equal (response, "go"))
    return;
  g_object_steal_data (G_OBJECT (dialog), "asking");
  take_answers (asking);
  pd_store_write_async (asking->store, PD_STORE_PRIORITY_EDIT, save_job, asking, asking_free, NULL, saved_cb,
                        NULL);
}

/* --- the dialog */

static void
add_field (GtkWidget *box, const char *label, GtkWidget *field, GtkWidget *outer)
{
  gtk_box_append (GTK_BOX (box), pd_layout_text (label, "dim-label"));
  gtk_box_append (GTK_BOX (box), outer);
  pd_set_accessible_label (field, label);
}

static GtkWidget *
add_entry (Asking *asking, GtkWidget *box, const char *label, const char *text, int length)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), length);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), asking);
  add_field (box, label, entry, entry);
  return entry;
}

static GtkWidget *
add_text (Asking *asking, GtkWidget *box, const char *label, const char *text)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), TEXT_HEIGHT);
  gtk_widget_add_css_class (scroller, "text-field");
  g_signal_connect_swapped (buffer, "changed", G_CALLBACK (changed_cb), asking);
  add_field (box, label, view, scroller);
  return view;
}

static GtkWidget *
add_channel (GtkWidget *box)
{
  const PdField *field = &pd_ticket_comment_type.fields[PD_TICKET_COMMENT_CHANNEL];
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkWidget *channel;

  for (const PdChoice *choice = field->choices; choice->value != NULL; choice++)
    gtk_string_list_append (labels, _ (choice->label));
  channel = pd_drop_down_new (G_LIST_MODEL (labels));
  add_field (box, _ (field->label), channel, channel);
  return channel;
}

static Asking *
asking_new (GtkWindow *parent,
            PdStore *store,
            PdRecord *ticket,
            const char *heading,
            const char *body,
            const char *go)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->store = g_object_ref (store);
  asking->parent = parent != NULL ? g_object_ref (parent) : NULL;
  asking->original = pd_record_copy (ticket);
  asking->wanted = pd_record_copy (ticket);
  asking->dialog = adw_message_dialog_new (parent, heading, body);
  g_object_set_data_full (G_OBJECT (asking->dialog), "asking", asking, asking_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (asking->dialog), "close", _ ("Back"), "go", go, NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (asking->dialog), "go");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (asking->dialog), "close");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (asking->dialog), "go",
                                              ADW_RESPONSE_SUGGESTED);
  return asking;
}

static void
present (Asking *asking, GtkWidget *box)
{
  GtkWidget *first = asking->who != NULL ? asking->who : asking->text != NULL ? asking->text : asking->why;

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (asking->dialog), box);
  changed_cb (asking);
  g_signal_connect (asking->dialog, "response", G_CALLBACK (answered_cb), asking);
  gtk_window_present (GTK_WINDOW (asking->dialog));
  if (first != NULL)
    gtk_widget_grab_focus (first);
}

/**
 * pd_ticket_comment_ask:
 * @parent: (nullable): the window
 * @store: the cache
 * @ticket: a ticket
 *
 * Asks for what was said, and saves it.
 */
void
pd_ticket_comment_ask (GtkWindow *parent, PdStore *store, PdRecord *ticket)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Asking *asking = asking_new (parent, store, ticket, _ ("Add Comment"),
                               _ ("What was said stays as it is written."), _ ("Save"));

  asking->channel = add_channel (box);
  asking->text =
      add_text (asking, box, _ (pd_ticket_comment_type.fields[PD_TICKET_COMMENT_TEXT].label), NULL);
  present (asking, box);
}

/**
 * pd_ticket_step_ask:
 * @parent: (nullable): the window
 * @store: the cache
 * @ticket: a ticket
 * @command: a step that its workflow offers
 *
 * Asks for what the step needs, and queues it together with that.
 */
void
pd_ticket_step_ask (GtkWindow *parent, PdStore *store, PdRecord *ticket, const char *command)
{
  const PdTransition *edge = pd_workflow_find (&pd_ticket_type, command, pd_record_get_state (ticket));
  const PdField *fields = pd_ticket_type.fields;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Asking *asking;

  g_return_if_fail (edge != NULL);

  asking = asking_new (parent, store, ticket, _ (edge->label), NULL, _ (edge->label));
  asking->command = edge->command;
  asking->needs = pd_ticket_needs (command);
  if (asking->needs & PD_TICKET_NEED_EXPERT)
    asking->who =
        add_entry (asking, box, _ (fields[PD_TICKET_EXPERT].label),
                   pd_record_get_text (ticket, PD_TICKET_EXPERT), (int) fields[PD_TICKET_EXPERT].limit);
  else if (asking->needs & PD_TICKET_NEED_OWNER)
    asking->who =
        add_entry (asking, box, _ (fields[PD_TICKET_OWNER].label),
                   pd_record_get_text (ticket, PD_TICKET_OWNER), (int) fields[PD_TICKET_OWNER].limit);
  if ((asking->needs & PD_TICKET_NEED_ANSWER) &&
      pd_record_get_list (ticket, PD_TICKET_LIST_SOLUTIONS)->len == 0)
    asking->text = add_text (asking, box, _ (fields[PD_TICKET_RESOLUTION].label),
                             pd_record_get_text (ticket, PD_TICKET_RESOLUTION));
  if (asking->needs & PD_TICKET_NEED_REASON)
    asking->why = add_entry (asking, box, _ ("Reason"), NULL, REASON_LENGTH);
  present (asking, box);
}
