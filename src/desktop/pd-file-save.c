/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-file-save.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of a file's name: Linux takes 255, and a temporary name beside it is a little longer. */
#define MAX_NAME_BYTES 200

/**
 * pd_remembered_folder:
 *
 * Returns: (transfer full) (nullable): the folder that a file was chosen in last
 */
GFile *
pd_remembered_folder (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *uri = g_settings_get_string (settings, "last-folder");

  return *uri != '\0' ? g_file_new_for_uri (uri) : NULL;
}

/**
 * pd_sheet_chooser_new:
 * @parent: the window that asks
 * @title: what the file is for
 *
 * Returns: (transfer full): a chooser of a spreadsheet to read; connect to "response" and show it
 */
GtkFileChooserNative *
pd_sheet_chooser_new (GtkWindow *parent, const char *title)
{
  static const char *const endings[] = { "xlsx", "csv", "txt", "tsv" };
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"), _ ("Cancel"));
  g_autoptr (GtkFileFilter) sheets = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  g_autoptr (GFile) folder = pd_remembered_folder ();

  gtk_file_filter_set_name (sheets, _ ("Spreadsheets (XLSX, CSV)"));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    gtk_file_filter_add_suffix (sheets, endings[i]);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), sheets);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  return chooser;
}

/**
 * pd_remember_folder:
 * @file: a file that a person chose
 *
 * Offers the folder of @file again the next time.
 */
void
pd_remember_folder (GFile *file)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    g_settings_set_string (settings, "last-folder", uri);
}

/**
 * pd_save_file_name:
 * @name: what the file is, in words
 * @ending: ".pdf"
 *
 * Makes a file's name that every file system takes: without separators, characters that Windows refuses,
 * control characters or a leading dot, and not too long.
 *
 * Returns: (transfer full): the name
 */
char *
pd_save_file_name (const char *name, const char *ending)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  GString *result = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (result->len + strlen (ending) + 6 > MAX_NAME_BYTES)
        break;
      if (g_unichar_iscntrl (character) || g_unichar_type (character) == G_UNICODE_FORMAT)
        continue;
      if (character < 0x80 && strchr ("/\\:*?\"<>|", (int) character) != NULL)
        character = '_';
      if (result->len == 0 && (character == '.' || g_unichar_isspace (character)))
        continue;
      g_string_append_unichar (result, character);
    }
  while (result->len > 0 && strchr (". -", result->str[result->len - 1]) != NULL)
    g_string_truncate (result, result->len - 1);
  if (result->len == 0)
    g_string_append (result, "Piaodan");
  g_string_append (result, ending);
  return g_string_free (result, FALSE);
}

typedef struct
{
  GBytes *content;               /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) */
  GFile *file;                   /* (owned) (nullable) */
} Save;

static void
save_free (Save *save)
{
  g_clear_object (&save->chooser);
  g_clear_object (&save->file);
  g_bytes_unref (save->content);
  g_free (save);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (save->file);

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      pd_remember_folder (save->file);
      g_task_return_pointer (task, g_object_ref (save->file), g_object_unref);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, error->domain, error->code,
                             _ ("“%1$s” was not written: %2$s. An older file of this name is as it was. "
                                "Choose another folder, or make room and try again."),
                             name, error->message);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);

  g_signal_handlers_disconnect_by_data (dialog, task);
  if (response == GTK_RESPONSE_ACCEPT)
    save->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (save->file == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Nothing was saved."));
  else
    /* Written beside the old file, then put in its place: never half a file under this name. */
    g_file_replace_contents_bytes_async (save->file, save->content, NULL, FALSE, G_FILE_CREATE_NONE,
                                         g_task_get_cancellable (task), written_cb, g_object_ref (task));
}

/**
 * pd_save_file_async:
 * @parent: (nullable): the window that asks
 * @title: of the file chooser
 * @name: suggested, see pd_save_file_name()
 * @content: what to write
 * @cancellable: (nullable): stops it
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Asks where to save, then writes: the whole file, or nothing.
 */
void
pd_save_file_async (GtkWindow *parent,
                    const char *title,
                    const char *name,
                    GBytes *content,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GFile) folder = pd_remembered_folder ();
  GTask *task;
  Save *save;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (content != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_save_file_async);
  save = g_new0 (Save, 1);
  save->content = g_bytes_ref (content);
  save->chooser =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), _ ("Cancel"));
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (save->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (save->chooser), name);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (save->chooser), folder, NULL);
  g_signal_connect (save->chooser, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (save->chooser));
}

/**
 * pd_save_file_finish:
 * @result: what the callback got
 * @error: return location; %G_IO_ERROR_CANCELLED when the person changed their mind
 *
 * Returns: (transfer full) (nullable): the file that was written
 */
GFile *
pd_save_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
