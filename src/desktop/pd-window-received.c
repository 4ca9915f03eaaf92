/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-file-save.h"
#include "desktop/pd-take-in-dialog.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-received-invoice.h"
#include "store/pd-store-session.h"
#include "sync/pd-sync-account.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREFIX "received-"
#define SEEN "watched-files"

/* Invoices that others issued: taken in from files, dropped files and a watched folder, and what is done with them. */

/* --- who takes in */

/** After: what to do when the tenant is known. */
typedef struct
{
  GWeakRef window;
  GPtrArray *files; /* (owned) of GFile */
  char *tenant;     /* (owned) (nullable) */
  gboolean watched; /* nobody waits for it */
} After;

static void
after_free (gpointer data)
{
  After *after = data;

  g_weak_ref_clear (&after->window);
  g_ptr_array_unref (after->files);
  g_free (after->tenant);
  g_free (after);
}

/* An invoice's id is made from the company's: two desks that take one in make one record. */
static gboolean
tenant_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  After *after = data;
  g_autofree char *text = pd_store_get_meta (session, PD_STORE_META_ACCOUNT, NULL);
  g_autoptr (PdSyncAccount) account = text != NULL ? pd_sync_account_from_text (text, NULL) : NULL;

  if (account != NULL)
    after->tenant = g_strdup (account->tenant);
  return TRUE;
}

/* --- the watched folder */

static void
show_rows_cb (AdwToast *toast, PdWindow *self)
{
  GPtrArray *rows = g_object_get_data (G_OBJECT (toast), "rows");

  gtk_window_present (GTK_WINDOW (pd_take_in_dialog_new_for_rows (GTK_WINDOW (self), rows)));
}

static void
tell_watched (PdWindow *self, GPtrArray *rows)
{
  guint n_new = 0, n_trouble = 0;
  g_autofree char *text = NULL;
  AdwToast *toast;

  for (guint i = 0; i < rows->len; i++)
    {
      const PdTakeInRow *row = rows->pdata[i];

      n_new += row->outcome == PD_TAKE_IN_NEW;
      n_trouble += pd_take_in_outcome_is_trouble (row->outcome);
    }
  if (n_new == 0 && n_trouble == 0)
    return;
  if (n_trouble == 0)
    text = g_strdup_printf (ngettext ("%u invoice was taken in from the watched folder.",
                                      "%u invoices were taken in from the watched folder.", n_new),
                            n_new);
  else
    text = g_strdup_printf (ngettext ("%u file of the watched folder needs a look.",
                                      "%u files of the watched folder need a look.", n_trouble),
                            n_trouble);
  toast = pd_window_add_toast (self, text);
  adw_toast_set_button_label (toast, _ ("Show"));
  if (n_trouble > 0)
    adw_toast_set_timeout (toast, 0);
  g_object_set_data_full (G_OBJECT (toast), "rows", g_ptr_array_ref (rows),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (show_rows_cb), self, 0);
}

static void
watched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  After *after = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = pd_take_in_finish (result, &error);
  g_autoptr (PdWindow) self = g_weak_ref_get (&after->window);

  if (self != NULL && rows != NULL)
    {
      if (self->watch != NULL)
        pd_watch_folder_mark (self->watch, after->files);
      tell_watched (self, rows);
    }
  else if (self != NULL)
    pd_window_add_toast (self, error->message);
  after_free (after);
}

static void
take_watched (PdWindow *self, After *after)
{
  g_autofree char *data_dir = g_path_get_dirname (pd_store_get_path (self->store));
  g_autofree char *today = pd_today ();
  const PdTakeInOptions options = { .store = self->store,
                                    .reader = pd_take_in_reader (),
                                    .data_dir = data_dir,
                                    .tenant = after->tenant,
                                    .today = today };
  After *copy = g_new0 (After, 1);

  g_weak_ref_init (&copy->window, self);
  copy->files = g_ptr_array_ref (after->files);
  pd_take_in_async (&options, copy->files, NULL, NULL, NULL, watched_cb, copy);
}

/* --- taking in */

static void
tenant_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  After *after = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&after->window);

  pd_store_read_finish (PD_STORE (store), result, NULL);
  if (self == NULL || self->store == NULL)
    return;
  if (after->tenant != NULL && after->watched)
    take_watched (self, after);
  else if (after->tenant != NULL)
    gtk_window_present (
        GTK_WINDOW (pd_take_in_dialog_new (GTK_WINDOW (self), self->store, after->tenant, after->files)));
  else if (!after->watched)
    pd_tell (
        GTK_WINDOW (self), _ ("Sign In First"),
        _ ("Sign in once before you take invoices in: an invoice is recognised, here and on your colleagues' "
           "computers, by your company and its number."));
}

static void
take_in (PdWindow *self, GPtrArray *files, gboolean watched)
{
  After *after;

  if (self->store == NULL || files->len == 0 || !pd_window_may (self, "create", pd_received_type.name))
    return;
  after = g_new0 (After, 1);
  g_weak_ref_init (&after->window, self);
  after->files = g_ptr_array_ref (files);
  after->watched = watched;
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, tenant_job, after, after_free, NULL, tenant_cb,
                       NULL);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, PdWindow *self)
{
  g_autoptr (GListModel) chosen = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  if (response == GTK_RESPONSE_ACCEPT)
    chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  for (guint i = 0; chosen != NULL && i < g_list_model_get_n_items (chosen); i++)
    g_ptr_array_add (files, g_list_model_get_item (chosen, i));
  if (files->len > 0)
    pd_remember_folder (files->pdata[0]);
  take_in (self, files, FALSE);
  g_object_unref (dialog);
}

static void
add_filters (GtkFileChooser *chooser)
{
  static const char *const suffixes[] = { "pdf", "ofd",  "xml", "xbrl", "zip", "png",
                                          "jpg", "jpeg", "bmp", "tif",  "tiff" };
  g_autoptr (GtkFileFilter) invoices = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (invoices, _ ("Invoices (PDF, OFD, XML, pictures, zips)"));
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (invoices, suffixes[i]);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, invoices);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
choose_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  gboolean folder = g_str_equal (g_action_get_name (G_ACTION (action)), "take-in-folder");
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (folder ? _ ("Take In a Folder") : _ ("Take In Invoices"),
                                   GTK_WINDOW (self),
                                   folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                          : GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("Take In"), _ ("Cancel"));
  g_autoptr (GFile) remembered = pd_remembered_folder ();

  if (!folder)
    add_filters (GTK_FILE_CHOOSER (chooser));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  if (remembered != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), remembered, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, PdWindow *self)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSList) dropped = NULL;

  if (self->store == NULL || self->editor != NULL || !G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  dropped = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *at = dropped; at != NULL; at = at->next)
    g_ptr_array_add (files, g_object_ref (at->data));
  take_in (self, files, FALSE);
  return files->len > 0;
}

/* --- the watch */

static void
found_cb (GPtrArray *files, const GError *error, gpointer data)
{
  PdWindow *self = data;
  g_autofree char *text = NULL;

  if (error == NULL)
    {
      take_in (self, files, TRUE);
      return;
    }
  text = g_strdup_printf (_ ("The watched folder cannot be looked at: %s"), error->message);
  pd_window_add_toast (self, text);
}

static void
watch_cb (PdWindow *self)
{
  g_autofree char *uri = g_settings_get_string (self->settings, "watch-folder");
  g_autofree char *data_dir = NULL;
  g_autofree char *seen = NULL;
  g_autoptr (GFile) folder = NULL;

  g_clear_pointer (&self->watch, pd_watch_folder_free);
  if (*uri == '\0' || self->store == NULL)
    return;
  data_dir = g_path_get_dirname (pd_store_get_path (self->store));
  seen = g_build_filename (data_dir, SEEN, NULL);
  folder = g_file_new_for_uri (uri);
  self->watch = pd_watch_folder_new (folder, seen, found_cb, self);
}

/** pd_window_watch: watches the folder of the preferences from now on, whatever it becomes; the cache is open */
void
pd_window_watch (PdWindow *self)
{
  g_signal_connect_object (self->settings, "changed::watch-folder", G_CALLBACK (watch_cb), self,
                           G_CONNECT_SWAPPED);
  watch_cb (self);
}

/* --- what is done with them */

static const struct
{
  const char *command;
  const char *question;
  const char *body;
  const char *hint; /* of the field */
  const char *button;
  gboolean needed; /* whether there has to be a reason */
  const char *done;
} questions[] = {
  { "reimburse", N_ ("Reimburse This Invoice?"),
    N_ ("An invoice is used only once. Whoever wants to use it again is told who did, when, and with which "
        "voucher."),
    N_ ("Voucher number"), N_ ("Reimburse"), TRUE, N_ ("The invoice is to be reimbursed.") },
  { "book", N_ ("Book This Invoice?"),
    N_ ("An invoice is used only once. Whoever wants to use it again is told who did, when, and with which "
        "voucher."),
    N_ ("Voucher number"), N_ ("Book"), TRUE, N_ ("The invoice is to be booked.") },
  { "release", N_ ("Take the Use Back?"), N_ ("The invoice can be reimbursed and booked again afterwards."),
    N_ ("Reason"), N_ ("Take Back"), TRUE, N_ ("The use is to be taken back.") },
  { "withdraw", N_ ("Not to Be Used?"), N_ ("Nobody can reimburse or book it until it is restored."),
    N_ ("Reason"), N_ ("Do Not Use"), TRUE, N_ ("The invoice is not to be used.") },
  { "restore", N_ ("Use This Invoice Again?"), N_ ("It is unverified afterwards."), N_ ("Reason"),
    N_ ("Use Again"), FALSE, N_ ("The invoice is to be used again.") },
  { "mark_verified", N_ ("Verified in Another Way?"),
    N_ ("The tax bureau's own word comes with “Verify”. This is for invoices that it cannot be asked for."),
    N_ ("How it was verified"), N_ ("Mark"), TRUE, N_ ("The invoice is to be marked as verified.") },
};

static PdRecord *
shown_received (PdWindow *self)
{
  PdRecord *record = self->store != NULL && self->editor == NULL ? pd_window_get_record (self) : NULL;

  return record != NULL && pd_record_get_record_type (record) == &pd_received_type ? record : NULL;
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "reason");
  PdRecord *received = g_object_get_data (G_OBJECT (dialog), "record");
  guint question = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "question"));
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (g_str_equal (response, "go"))
    pd_window_command_with_reason (self, received, questions[question].command,
                                   *reason != '\0' ? reason : NULL, _ (questions[question].done));
}

static void
reason_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "go", *reason != '\0');
}

static void
ask (PdWindow *self, PdRecord *received, guint question)
{
  g_autofree char *amount = pd_field_text (received, PD_RECEIVED_GROSS_AMOUNT);
  const char *seller = pd_record_get_text (received, PD_RECEIVED_SELLER_NAME);
  g_autofree char *body = g_strdup_printf ("%s · %s\n%s\n\n%s", pd_record_get_title (received), amount,
                                           seller != NULL ? seller : "", _ (questions[question].body));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ (questions[question].question), body);
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ (questions[question].hint));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, _ (questions[question].hint));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Cancel"), "go",
                                    _ (questions[question].button), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "go");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go", !questions[question].needed);
  if (questions[question].needed)
    g_signal_connect (entry, "changed", G_CALLBACK (reason_changed_cb), dialog);
  g_object_set_data (G_OBJECT (dialog), "reason", entry);
  g_object_set_data (G_OBJECT (dialog), "question", GUINT_TO_POINTER (question));
  g_object_set_data_full (G_OBJECT (dialog), "record", pd_record_ref (received),
                          (GDestroyNotify) pd_record_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
command_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *command = g_action_get_name (G_ACTION (action)) + strlen (PREFIX);
  PdRecord *received = shown_received (user_data);

  for (guint i = 0; received != NULL && i < G_N_ELEMENTS (questions); i++)
    if (g_str_equal (questions[i].command, command))
      {
        ask (user_data, received, i);
        return;
      }
}

static const GActionEntry entries[] = {
  { "new-received", choose_cb },      { "take-in-folder", choose_cb },
  { PREFIX "reimburse", command_cb }, { PREFIX "book", command_cb },
  { PREFIX "release", command_cb },   { PREFIX "withdraw", command_cb },
  { PREFIX "restore", command_cb },   { PREFIX "mark_verified", command_cb },
};

/** pd_window_install_received: adds the actions of received invoices, and takes in what is dropped on the window */
void
pd_window_install_received (PdWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/** pd_window_update_received: says which of the actions make sense for what is shown */
void
pd_window_update_received (PdWindow *self)
{
  PdRecord *received = shown_received (self);
  gboolean may_take_in =
      self->store != NULL && self->editor == NULL && pd_window_may (self, "create", pd_received_type.name);

  pd_window_enable (self, "new-received", may_take_in);
  pd_window_enable (self, "take-in-folder", may_take_in);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autofree char *name = g_strconcat (PREFIX, questions[i].command, NULL);

      pd_window_enable (self, name,
                        received != NULL && pd_window_allows (self, received, questions[i].command));
    }
}
