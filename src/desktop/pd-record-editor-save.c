/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-editor-private.h"

#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

static void start_save (PdRecordEditor *self, PdSaveFlags flags);

/* --- saving */

static void
let_go (PdRecordEditor *self)
{
  PdEditorDone done = self->done;

  self->done = NULL;
  pd_record_editor_stop_keeping (self);
  g_clear_pointer (&self->original, pd_record_unref);
  g_signal_emit (self, pd_record_editor_signals[LEFT], 0);
  if (done != NULL)
    done (self->done_data);
}

static GtkWindow *
parent_window (PdRecordEditor *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
clash_response_cb (AdwMessageDialog *dialog, const char *response, PdRecordEditor *self)
{
  if (g_str_equal (response, "mine"))
    start_save (self, self->save_flags | PD_SAVE_INSIST);
  else
    self->done = NULL;
}

static void
ask_about_clashes (PdRecordEditor *self, const char *clashes)
{
  GtkWidget *dialog =
      adw_message_dialog_new (parent_window (self), _ ("Somebody Else Changed the Same Fields"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("While you were editing, this was changed by somebody else, too: %s. "
                                     "Nothing has been saved yet."),
                                  clashes);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"), "mine",
                                    _ ("Save Mine"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "mine", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (clash_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
repeat_response_cb (AdwMessageDialog *dialog, const char *response, PdRecordEditor *self)
{
  if (g_str_equal (response, "save"))
    {
      start_save (self, self->save_flags | PD_SAVE_REPEAT_NUMBER);
      return;
    }
  self->done = NULL;
  gtk_widget_grab_focus (pd_record_editor_find_input (self, PD_ORDER_NUMBER));
}

static void
ask_about_number (PdRecordEditor *self, const char *sentence)
{
  GtkWidget *dialog =
      adw_message_dialog_new (parent_window (self), _ ("This Order Number Is Taken"), sentence);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"), "save",
                                    _ ("Save Anyway"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "back");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (repeat_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
say_failure (PdRecordEditor *self, const char *message)
{
  GtkWidget *dialog = adw_message_dialog_new (parent_window (self), _ ("Not Saved"), message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdRecordEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  PdSaveQuestion question;
  g_autofree char *id = NULL;
  gboolean then_new = self->then_new;

  self->saving = FALSE;
  if (!pd_save_finish (PD_STORE (store), result, &question, &about, &error))
    {
      self->done = NULL;
      say_failure (self, error->message);
      return;
    }
  if (question == PD_SAVE_QUESTION_CLASHES)
    ask_about_clashes (self, about);
  else if (question == PD_SAVE_QUESTION_NUMBER)
    ask_about_number (self, about);
  if (question != PD_SAVE_QUESTION_NONE)
    return;
  id = g_strdup (pd_record_get_id (self->working));
  g_signal_emit (self, pd_record_editor_signals[SAVED], 0, id, then_new);
  if (!then_new)
    let_go (self);
}

static void
start_save (PdRecordEditor *self, PdSaveFlags flags)
{
  self->save_flags = flags;
  self->saving = TRUE;
  pd_save_async (self->store, self->is_new ? NULL : self->original, self->working, flags, saved_cb,
                 g_object_ref (self));
}

static void
warning_response_cb (AdwMessageDialog *dialog, const char *response, PdRecordEditor *self)
{
  if (g_str_equal (response, "save"))
    start_save (self, PD_SAVE_NONE);
  else
    self->done = NULL;
}

static void
ask_about_warnings (PdRecordEditor *self, const char *warnings)
{
  GtkWidget *dialog = adw_message_dialog_new (parent_window (self), _ ("Save Anyway?"), warnings);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"), "save",
                                    _ ("Save Anyway"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  g_signal_connect_object (dialog, "response", G_CALLBACK (warning_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * pd_record_editor_save:
 * @self: an editor
 * @then_new: whether another new record follows
 *
 * Saves what is typed, or says what is wrong with it.
 */
void
pd_record_editor_save (PdRecordEditor *self, gboolean then_new)
{
  g_autofree char *warnings = NULL;

  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  if (self->saving || self->working == NULL)
    return;
  self->then_new = then_new;
  self->checked = TRUE;
  if (self->lines != NULL)
    {
      pd_order_lines_remove_blank (self->lines);
      pd_special_section_remove_blank (self->special);
    }
  pd_record_editor_update (self);
  if (pd_record_editor_show_problems (self) > 0)
    {
      self->done = NULL;
      pd_record_editor_next_problem (self);
      return;
    }
  warnings = pd_record_editor_new_warnings (self);
  if (warnings != NULL)
    ask_about_warnings (self, warnings);
  else
    start_save (self, PD_SAVE_NONE);
}

/* --- leaving */

static void
leave_response_cb (AdwMessageDialog *dialog, const char *response, PdRecordEditor *self)
{
  if (g_str_equal (response, "save"))
    pd_record_editor_save (self, FALSE);
  else if (g_str_equal (response, "discard"))
    let_go (self);
  else
    self->done = NULL;
}

/**
 * pd_record_editor_leave:
 * @self: an editor
 * @done: (nullable): called once the editor has let go; never when the person stays
 * @user_data: for @done
 *
 * Asks whether to save what was typed, when something was.
 */
void
pd_record_editor_leave (PdRecordEditor *self, PdEditorDone done, gpointer user_data)
{
  GtkWidget *dialog;

  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  self->done = done;
  self->done_data = user_data;
  if (!pd_record_editor_is_changed (self))
    {
      let_go (self);
      return;
    }
  dialog = adw_message_dialog_new (parent_window (self), _ ("Save Changes?"),
                                   _ ("What you have typed has not been saved yet."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"), "discard",
                                    _ ("Discard"), "save", _ ("Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
