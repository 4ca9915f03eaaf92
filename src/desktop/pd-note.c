/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-note.h"

#include "desktop/pd-field-editor.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tell.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget *dialog;     /* (not owned) */
  PdFieldEditor *editor; /* (not owned) of @dialog */
  PdStore *store;        /* (owned) */
  PdRecord *original;    /* (owned) */
  PdRecord *working;     /* (owned) */
} Note;

static void
note_free (Note *note)
{
  g_object_unref (note->store);
  pd_record_unref (note->original);
  pd_record_unref (note->working);
  g_free (note);
}

/**
 * pd_note_field:
 * @type: a type of record
 *
 * An issued invoice and a cancelled order never change; what the office notes down beside them does (sync
 * semantics: annotations of a frozen record).
 *
 * Returns: the field that takes notes, -1 when there is none
 */
int
pd_note_field (const PdRecordType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].merge == PD_MERGE_APPEND)
      return (int) i;
  return -1;
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GError) error = NULL;
  PdSaveQuestion question;
  g_autofree char *about = NULL;

  if (!pd_save_finish (PD_STORE (store), result, &question, &about, &error))
    pd_tell (parent, _ ("The Note Was Not Saved"), error->message);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Note *note)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, "save"))
    pd_save_async (note->store, note->original, note->working, PD_SAVE_NONE, saved_cb, g_object_ref (parent));
}

static void
edited_cb (PdFieldEditor *editor, Note *note)
{
  gboolean taken = pd_field_editor_store (editor, note->working);
  g_autoptr (GPtrArray) problems = pd_record_check (note->working, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_find (problems, NULL, (int) pd_field_editor_get_field (editor));
  gboolean wrong = !taken || (problem != NULL && problem->weight == PD_PROBLEM_ERROR);

  if (!taken)
    pd_field_editor_set_problem (editor, pd_field_editor_get_error (editor), PD_PROBLEM_ERROR);
  else
    pd_field_editor_set_problem (editor, problem != NULL ? problem->message : NULL,
                                 problem != NULL ? problem->weight : PD_PROBLEM_NOTE);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (note->dialog), "save",
                                           !wrong && !pd_record_equal (note->original, note->working));
}

/**
 * pd_edit_note:
 * @parent: the window in front of which it is asked
 * @store: the cache
 * @record: (transfer none): a record whose type takes notes, with its lines
 *
 * Lets a person change the note alone, whatever state the record is in.
 */
void
pd_edit_note (GtkWindow *parent, PdStore *store, PdRecord *record)
{
  int field = pd_note_field (pd_record_get_record_type (record));
  GtkWidget *dialog;
  Note *note;

  g_return_if_fail (field >= 0);

  dialog = adw_message_dialog_new (parent, NULL, _ ("It stays in the office and is not printed."));
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Note on %s"),
                                     pd_record_get_title (record));
  note = g_new0 (Note, 1);
  note->dialog = dialog;
  note->store = g_object_ref (store);
  note->original = pd_record_copy (record);
  note->working = pd_record_copy (record);
  note->editor = PD_FIELD_EDITOR (pd_field_editor_new (pd_record_get_record_type (record), (guint) field));
  pd_field_editor_set_show_caption (note->editor, FALSE);
  pd_field_editor_load (note->editor, note->working);
  gtk_widget_set_size_request (GTK_WIDGET (note->editor), 360, -1);
  g_object_set_data_full (G_OBJECT (dialog), "note", note, (GDestroyNotify) note_free);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), GTK_WIDGET (note->editor));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Cancel"), "save", _ ("Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "save", FALSE);
  g_signal_connect (note->editor, "edited", G_CALLBACK (edited_cb), note);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), note);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (note->editor));
}
