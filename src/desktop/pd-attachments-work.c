/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-attachments-private.h"

#include "desktop/pd-file-save.h"
#include "desktop/pd-tell.h"

#include <glib/gi18n-lib.h>

/** Work: one thing that a person asked for; it outlives the page. */
typedef struct
{
  GWeakRef self;
  PdStore *store; /* (owned) */
  const PdRecordType *type;
  char *record_id;
  GPtrArray *files;    /* (owned) (nullable) of GFile: to be attached */
  GPtrArray *blobs;    /* (owned) (nullable) of PdStoreBlob: taken in */
  GPtrArray *ids;      /* (owned) (nullable) of char*: of the attachments that this added */
  char *attachment_id; /* (nullable) */
  char *name;          /* (nullable) */
  char *sha256;        /* (nullable) */
  gint64 size;
  PdRecord *removed; /* (owned) (nullable) what Undo puts back */
  GFile *target;     /* (owned) (nullable) where a copy goes; NULL: it is opened */
  char *path;        /* (nullable) what is opened */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_weak_ref_clear (&work->self);
  g_object_unref (work->store);
  g_free (work->record_id);
  g_clear_pointer (&work->files, g_ptr_array_unref);
  g_clear_pointer (&work->blobs, g_ptr_array_unref);
  g_clear_pointer (&work->ids, g_ptr_array_unref);
  g_free (work->attachment_id);
  g_free (work->name);
  g_free (work->sha256);
  g_clear_pointer (&work->removed, pd_record_unref);
  g_clear_object (&work->target);
  g_free (work->path);
  g_free (work);
}

static Work *
work_new (PdAttachments *self, const PdAttachmentRow *row)
{
  Work *work = g_new0 (Work, 1);

  g_weak_ref_init (&work->self, self);
  work->store = g_object_ref (self->store);
  work->type = pd_record_get_record_type (self->record);
  work->record_id = g_strdup (pd_record_get_id (self->record));
  if (row == NULL)
    return work;
  work->attachment_id = g_strdup (row->id);
  work->name = g_strdup (row->name);
  work->sha256 = g_strdup (row->sha256);
  work->size = row->size;
  return work;
}

/* --- what a person is told */

static void
say_failure (Work *work, const char *heading, const GError *error)
{
  g_autoptr (PdAttachments) self = g_weak_ref_get (&work->self);
  GtkRoot *root = self != NULL ? gtk_widget_get_root (GTK_WIDGET (self)) : NULL;

  if (GTK_IS_WINDOW (root) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pd_tell (GTK_WINDOW (root), heading, error->message);
}

/* (transfer none) (nullable): a toast that is shown, with an Undo where there is one */
static AdwToast *
say (Work *work, const char *sentence)
{
  g_autoptr (PdAttachments) self = g_weak_ref_get (&work->self);
  GtkWidget *overlay =
      self != NULL ? gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY) : NULL;
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast;

  if (overlay == NULL)
    return NULL;
  toast = adw_toast_new (markup);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  return toast;
}

static void
kick (Work *work)
{
  g_autoptr (PdAttachments) self = g_weak_ref_get (&work->self);

  if (self != NULL && self->blobs != NULL)
    pd_sync_blobs_kick (self->blobs);
}

/* --- removing, and taking it back */

static gboolean
restore_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  return pd_store_restore_attachment (session, work->type, work->record_id, work->removed, g_get_real_time (),
                                      error);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = pd_store_job_data (result);
  g_autoptr (GError) error = NULL;

  if (pd_store_write_finish (PD_STORE (source), result, &error))
    kick (work);
  else
    say_failure (work, _ ("The File Was Not Put Back"), error);
}

static void
undo_removal_cb (AdwToast *toast, gpointer user_data)
{
  Work *removal = user_data;
  Work *work = g_new0 (Work, 1);
  g_autoptr (PdAttachments) self = g_weak_ref_get (&removal->self);

  g_weak_ref_init (&work->self, self);
  work->store = g_object_ref (removal->store);
  work->type = removal->type;
  work->record_id = g_strdup (removal->record_id);
  work->removed = pd_record_ref (removal->removed);
  pd_store_write_async (work->store, PD_STORE_PRIORITY_EDIT, restore_job, work, work_free, NULL, restored_cb,
                        NULL);
}

static gboolean
remove_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  g_clear_pointer (&work->removed, pd_record_unref);
  return pd_store_remove_attachment (session, work->type, work->record_id, work->attachment_id,
                                     g_get_real_time (), &work->removed, error);
}

static void
work_closure_free (gpointer data, GClosure *closure)
{
  work_free (data);
}

static Work *
copy_for_undo (const Work *work)
{
  Work *copy = g_new0 (Work, 1);
  g_autoptr (PdAttachments) self = g_weak_ref_get ((GWeakRef *) &work->self);

  g_weak_ref_init (&copy->self, self);
  copy->store = g_object_ref (work->store);
  copy->type = work->type;
  copy->record_id = g_strdup (work->record_id);
  copy->removed = work->removed != NULL ? pd_record_ref (work->removed) : NULL;
  copy->ids = work->ids != NULL ? g_ptr_array_ref (work->ids) : NULL;
  return copy;
}

static void
offer_undo (Work *work, const char *sentence, GCallback undo)
{
  AdwToast *toast = say (work, sentence);

  if (toast == NULL)
    return;
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", undo, copy_for_undo (work), work_closure_free, 0);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = pd_store_job_data (result);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      say_failure (work, _ ("The File Was Not Removed"), error);
      return;
    }
  sentence = g_strdup_printf (_ ("“%s” was removed."), pd_record_get_title (work->removed));
  offer_undo (work, sentence, G_CALLBACK (undo_removal_cb));
}

void
pd_attachments_remove (PdAttachments *self, const char *id)
{
  const PdAttachmentRow *row = pd_attachments_find_row (self, id);

  if (row != NULL && self->record != NULL)
    pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, remove_job, work_new (self, row), work_free,
                          NULL, removed_cb, NULL);
}

/* --- adding */

static gboolean
undo_addition_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  for (guint i = 0; i < work->ids->len; i++)
    {
      g_autoptr (GError) local = NULL;

      if (!pd_store_remove_attachment (session, work->type, work->record_id, g_ptr_array_index (work->ids, i),
                                       g_get_real_time (), NULL, &local) &&
          !g_error_matches (local, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static void
addition_undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = pd_store_job_data (result);
  g_autoptr (GError) error = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    say_failure (work, _ ("The File Was Not Removed"), error);
}

static void
undo_addition_cb (AdwToast *toast, gpointer user_data)
{
  Work *work = user_data;

  pd_store_write_async (work->store, PD_STORE_PRIORITY_EDIT, undo_addition_job, copy_for_undo (work),
                        work_free, NULL, addition_undone_cb, NULL);
}

static gboolean
add_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  g_ptr_array_set_size (work->ids, 0);
  for (guint i = 0; i < work->blobs->len; i++)
    {
      char *id = NULL;

      if (!pd_store_add_attachment (session, work->type, work->record_id, g_ptr_array_index (work->blobs, i),
                                    g_get_real_time (), &id, error))
        return FALSE;
      g_ptr_array_add (work->ids, id);
    }
  return TRUE;
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = pd_store_job_data (result);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      say_failure (work, _ ("Nothing Was Attached"), error);
      return;
    }
  sentence =
      work->blobs->len == 1
          ? g_strdup_printf (_ ("“%s” was attached."),
                             ((PdStoreBlob *) g_ptr_array_index (work->blobs, 0))->name)
          : g_strdup_printf (ngettext ("%u file was attached.", "%u files were attached.", work->blobs->len),
                             work->blobs->len);
  offer_undo (work, sentence, G_CALLBACK (undo_addition_cb));
  kick (work);
}

static void
take_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  for (guint i = 0; i < work->files->len; i++)
    {
      GFile *file = g_ptr_array_index (work->files, i);
      GError *error = NULL;
      PdStoreBlob *blob =
          pd_store_blob_take_file (pd_store_get_path (work->store), file, cancellable, &error);

      if (blob == NULL)
        {
          g_autofree char *base = g_file_get_basename (file);
          g_autofree char *name = g_filename_display_name (base);

          g_prefix_error (&error, "%s: ", name);
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_add (work->blobs, blob);
    }
  g_task_return_boolean (task, TRUE);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      pd_store_write_async (work->store, PD_STORE_PRIORITY_EDIT, add_job, work, work_free, NULL, added_cb,
                            NULL);
      return;
    }
  say_failure (work, _ ("Nothing Was Attached"), error);
  work_free (work);
}

/**
 * pd_attachments_add_files:
 * @self: the section
 * @files: (element-type GFile): what a person chose, dropped or pasted
 *
 * Attaches all of them to the record on the page, or none.
 */
void
pd_attachments_add_files (PdAttachments *self, GSList *files)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (PD_IS_ATTACHMENTS (self));

  if (files == NULL || self->record == NULL)
    return;
  work = work_new (self, NULL);
  if (!pd_attachments_may_change (self))
    {
      say (work, pd_attachments_refusal ());
      work_free (work);
      return;
    }
  work->files = g_ptr_array_new_with_free_func (g_object_unref);
  work->blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_blob_free);
  work->ids = g_ptr_array_new_with_free_func (g_free);
  for (GSList *file = files; file != NULL; file = file->next)
    g_ptr_array_add (work->files, g_object_ref (file->data));
  task = g_task_new (NULL, NULL, taken_cb, work);
  g_task_set_source_tag (task, pd_attachments_add_files);
  g_task_set_task_data (task, work, NULL);
  g_task_run_in_thread (task, take_in_thread);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, PdAttachments *self)
{
  g_autoptr (GtkNativeDialog) chooser = dialog;
  g_autoptr (GListModel) files = NULL;
  GSList *list = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    list = g_slist_append (list, g_list_model_get_item (files, i));
  if (list != NULL)
    pd_remember_folder (list->data);
  pd_attachments_add_files (self, list);
  g_slist_free_full (list, g_object_unref);
}

void
pd_attachments_choose (PdAttachments *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GFile) folder = pd_remembered_folder ();
  GtkFileChooserNative *chooser;

  if (self->record == NULL)
    return;
  chooser = gtk_file_chooser_native_new (_ ("Attach Files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Attach"), _ ("Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdAttachments) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GSList) files = NULL;

  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    files = gdk_file_list_get_files (g_value_get_boxed (value));
  if (files != NULL)
    pd_attachments_add_files (self, files);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

void
pd_attachments_paste (PdAttachments *self)
{
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), GDK_TYPE_FILE_LIST,
                                  G_PRIORITY_DEFAULT, NULL, pasted_cb, g_object_ref (self));
}

/* --- opening and saving */

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    say_failure (work, _ ("No Program Opens This File"), error);
  work_free (work);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    say_failure (work, work->target != NULL ? _ ("No Copy Was Saved") : _ ("The File Cannot Be Opened"),
                 error);
  else if (work->target == NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (work->path);
      g_autofree char *uri = g_file_get_uri (file);

      g_app_info_launch_default_for_uri_async (uri, NULL, NULL, launched_cb, work);
      return;
    }
  else
    {
      pd_remember_folder (work->target);
      sentence = g_strdup_printf (_ ("“%s” was saved."), work->name);
      say (work, sentence);
    }
  work_free (work);
}

/* Another program never gets hold of the file that is kept, only of a copy. */
static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  const char *store_path = pd_store_get_path (work->store);
  GError *error = NULL;
  gboolean good;

  if (work->target != NULL)
    good = pd_store_blob_copy_to (store_path, work->sha256, work->target, cancellable, &error);
  else
    {
      work->path = pd_store_blob_make_view (store_path, work->sha256, work->name, &error);
      good = work->path != NULL;
    }
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
make (Work *work)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, made_cb, work);

  g_task_set_source_tag (task, make);
  g_task_set_task_data (task, work, NULL);
  g_task_run_in_thread (task, make_in_thread);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdAttachments) self = g_weak_ref_get (&work->self);

  if (self != NULL)
    {
      g_hash_table_remove (self->fetching, work->sha256);
      pd_attachments_refresh (self);
    }
  if (pd_sync_blobs_fetch_finish (PD_SYNC_BLOBS (source), result, &error))
    {
      make (work);
      return;
    }
  say_failure (work, _ ("The File Is Not Here"), error);
  work_free (work);
}

static void
fetch_and_make (PdAttachments *self, Work *work)
{
  const PdAttachmentRow *row =
      work->attachment_id != NULL ? pd_attachments_find_row (self, work->attachment_id) : NULL;

  if (self->blobs != NULL)
    {
      if (row != NULL && !row->here)
        g_hash_table_add (self->fetching, g_strdup (work->sha256));
      pd_attachments_refresh (self);
      pd_sync_blobs_fetch_async (self->blobs, work->sha256, work->size, NULL, fetched_cb, work);
    }
  else
    make (work);
}

void
pd_attachments_open (PdAttachments *self, const char *id)
{
  const PdAttachmentRow *row = pd_attachments_find_row (self, id);

  if (row != NULL && self->record != NULL)
    fetch_and_make (self, work_new (self, row));
}

static void
place_chosen_cb (GtkNativeDialog *dialog, int response, PdAttachments *self)
{
  g_autoptr (GtkNativeDialog) chooser = dialog;
  Work *work = g_object_steal_data (G_OBJECT (dialog), "work");

  if (work != NULL && response == GTK_RESPONSE_ACCEPT)
    work->target = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (work != NULL && work->target != NULL)
    fetch_and_make (self, work);
  else if (work != NULL)
    work_free (work);
}

void
pd_attachments_save_as (PdAttachments *self, const char *id)
{
  const PdAttachmentRow *row = pd_attachments_find_row (self, id);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GFile) folder = pd_remembered_folder ();
  GtkFileChooserNative *chooser;

  if (row == NULL || self->record == NULL)
    return;
  chooser = gtk_file_chooser_native_new (_ ("Save a Copy"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), _ ("Cancel"));
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), row->name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_object_set_data_full (G_OBJECT (chooser), "work", work_new (self, row), work_free);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
