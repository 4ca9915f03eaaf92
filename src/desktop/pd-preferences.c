/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preferences.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-preferences-connection.h"
#include "desktop/pd-preferences-issuing.h"
#include "desktop/pd-preferences-notices.h"
#include "desktop/pd-preferences-received.h"
#include "desktop/pd-sign-in-dialog.h"
#include "desktop/pd-tooltip.h"
#include "store/pd-store-streams.h"

struct _PdPreferences
{
  AdwPreferencesWindow parent_instance;

  GtkWidget *folder_row;
  GtkWidget *account_row;
  GtkWidget *account_button;
  GtkWidget *offline;
  GtkWidget *interval;
  GtkWidget *keep;
  GtkWidget *printer_row;

  GSettings *settings;       /* (owned) */
  PdStore *store;            /* (owned) (nullable) */
  PdSyncService *service;    /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) ends with the window */
  gboolean gone;
};

G_DEFINE_FINAL_TYPE (PdPreferences, pd_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static GtkWidget *
add_row (AdwPreferencesGroup *group, const char *title, const char *subtitle, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (suffix != NULL)
    {
      gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), suffix);
    }
  adw_preferences_group_add (group, row);
  return row;
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (page, group);
  return group;
}

static AdwPreferencesPage *
add_page (PdPreferences *self, const char *title, const char *icon)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  adw_preferences_page_set_title (page, title);
  adw_preferences_page_set_icon_name (page, icon);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), page);
  return page;
}

/* --- appearance */

static GtkWidget *
new_drop_down (const char *const *labels, const char *name)
{
  GtkWidget *drop_down = pd_drop_down_new (G_LIST_MODEL (gtk_string_list_new (labels)));

  pd_set_accessible_label (drop_down, name);
  return drop_down;
}

static void
enum_selected_cb (GtkDropDown *drop_down, GParamSpec *pspec, gpointer user_data)
{
  PdPreferences *self = user_data;

  g_settings_set_enum (self->settings, g_object_get_data (G_OBJECT (drop_down), "pd-key"),
                       (int) gtk_drop_down_get_selected (drop_down));
}

static void
add_choice (PdPreferences *self,
            AdwPreferencesGroup *group,
            const char *title,
            const char *key,
            const char *const *labels)
{
  GtkWidget *drop_down = new_drop_down (labels, title);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), (guint) g_settings_get_enum (self->settings, key));
  g_object_set_data (G_OBJECT (drop_down), "pd-key", (gpointer) key);
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (enum_selected_cb), self);
  add_row (group, title, NULL, drop_down);
}

static const char *const language_codes[] = { "", "zh_CN", "en" };

static void
language_selected_cb (GtkDropDown *drop_down, GParamSpec *pspec, gpointer user_data)
{
  PdPreferences *self = user_data;

  g_settings_set_string (self->settings, "language", language_codes[gtk_drop_down_get_selected (drop_down)]);
}

static void
add_language (PdPreferences *self, AdwPreferencesGroup *group)
{
  const char *const labels[] = { _ ("As the system"), "中文（简体）", "English", NULL };
  g_autofree char *language = g_settings_get_string (self->settings, "language");
  GtkWidget *drop_down = new_drop_down (labels, _ ("Language"));

  for (guint i = 0; i < G_N_ELEMENTS (language_codes); i++)
    if (g_str_equal (language, language_codes[i]))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), i);
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (language_selected_cb), self);
  add_row (group, _ ("Language"), _ ("Changes when Piaodan is started again."), drop_down);
}

static void
add_general (PdPreferences *self)
{
  AdwPreferencesPage *page = add_page (self, _ ("General"), "preferences-system-symbolic");
  AdwPreferencesGroup *group = add_group (page, _ ("Appearance"));
  const char *const schemes[] = { _ ("As the system"), _ ("Light"), _ ("Dark"), NULL };
  const char *const zooms[] = { _ ("Fit width"), _ ("Fit page"), _ ("Actual size"), NULL };
  GtkWidget *control = gtk_switch_new ();

  add_choice (self, group, _ ("Style"), "color-scheme", schemes);
  add_language (self, group);
  add_choice (self, group, _ ("Preview of invoices"), "preview-zoom", zooms);
  group = add_group (page, _ ("New Orders"));
  g_settings_bind (self->settings, "prices-include-tax", control, "active", G_SETTINGS_BIND_DEFAULT);
  pd_set_accessible_label (control, _ ("Prices include tax"));
  add_row (group, _ ("Prices include tax"), _ ("Can be changed in each order."), control);
  pd_preferences_add_received (page, self->settings);
}

/* --- synchronisation and account */

static void
show_account (PdPreferences *self)
{
  const char *user = self->service != NULL ? pd_sync_service_get_user (self->service) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (user != NULL)
    {
      const char *company = pd_sync_service_get_company (self->service);
      const char *server = pd_sync_service_get_server (self->service);

      text = g_strdup_printf (_ ("%1$s of %2$s, at %3$s"), user, company != NULL ? company : "",
                              server != NULL ? server : "");
    }
  else
    text = g_strdup ("");
  markup = g_markup_escape_text (text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account_row),
                                 user != NULL ? _ ("Signed in") : _ ("Not signed in"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->account_row), markup);
  gtk_button_set_label (GTK_BUTTON (self->account_button), user != NULL ? _ ("Sign Out…") : _ ("Sign In…"));
  gtk_widget_set_sensitive (self->account_button, self->service != NULL);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  pd_sync_service_sign_out_finish (PD_SYNC_SERVICE (source), result, &error);
  if (self->gone)
    return;
  show_account (self);
  if (error != NULL)
    {
      g_autofree char *markup = g_markup_escape_text (error->message, -1);

      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (markup));
    }
}

static void
sign_out_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  PdPreferences *self = user_data;

  if (g_str_equal (response, "sign-out"))
    pd_sync_service_sign_out_async (self->service, self->cancellable, signed_out_cb, g_object_ref (self));
}

static void
account_clicked_cb (GtkButton *button, gpointer user_data)
{
  PdPreferences *self = user_data;
  GtkWidget *dialog;

  if (pd_sync_service_get_user (self->service) == NULL)
    {
      gtk_window_present (GTK_WINDOW (pd_sign_in_dialog_new (GTK_WINDOW (self), self->service)));
      return;
    }
  dialog =
      adw_message_dialog_new (GTK_WINDOW (self), _ ("Sign Out?"),
                              _ ("Your orders and what waits to be sent stay on this computer. They are sent "
                                 "after you have signed in again."));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "sign-out", _ ("Sign Out"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign-out",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (sign_out_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
offline_changed_cb (GtkSwitch *control, GParamSpec *pspec, gpointer user_data)
{
  PdPreferences *self = user_data;

  if (self->service != NULL)
    pd_sync_service_set_offline (self->service, gtk_switch_get_active (control));
}

static void
interval_changed_cb (GtkSpinButton *spin, gpointer user_data)
{
  PdPreferences *self = user_data;
  guint seconds = (guint) gtk_spin_button_get_value_as_int (spin);

  g_settings_set_uint (self->settings, "sync-interval", seconds);
  if (self->service != NULL)
    pd_sync_service_set_interval (self->service, seconds);
}

/* All years, then the current one and some before it. */
#define N_YEARS 10

static guint
first_year (const PdPreferences *self)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self->keep), "pd-year"));
}

static void
say_failure (PdPreferences *self, const GError *error)
{
  g_autofree char *markup = g_markup_escape_text (error->message, -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (markup));
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!pd_sync_service_keep_since_finish (PD_SYNC_SERVICE (source), result, &error) && !self->gone)
    say_failure (self, error);
}

static void
keep_selected_cb (GtkDropDown *drop_down, GParamSpec *pspec, gpointer user_data)
{
  PdPreferences *self = user_data;
  guint selected = gtk_drop_down_get_selected (drop_down);

  if (self->service != NULL)
    pd_sync_service_keep_since_async (self->service, selected == 0 ? 0 : first_year (self) - (selected - 1),
                                      self->cancellable, kept_cb, g_object_ref (self));
}

static gboolean
read_keep_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_get_keep_since (session, data, error);
}

static void
keep_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPreferences) self = user_data;
  const guint *since = pd_store_job_data (result);

  if (!pd_store_read_finish (PD_STORE (source), result, NULL) || self->gone)
    return;
  if (*since > 0 && *since <= first_year (self))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->keep), MIN (first_year (self) - *since + 1, N_YEARS));
  g_signal_connect (self->keep, "notify::selected", G_CALLBACK (keep_selected_cb), self);
  gtk_widget_set_sensitive (self->keep, self->service != NULL);
}

static void
add_keep (PdPreferences *self, AdwPreferencesPage *page)
{
  AdwPreferencesGroup *group = add_group (page, _ ("On This Computer"));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  guint year = (guint) g_date_time_get_year (now);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (labels, g_strdup (_ ("All years")));
  for (guint i = 0; i < N_YEARS; i++)
    g_ptr_array_add (labels, g_strdup_printf (_ ("%u and later"), year - i));
  g_ptr_array_add (labels, NULL);
  self->keep = new_drop_down ((const char *const *) labels->pdata, _ ("Orders and invoices of"));
  g_object_set_data (G_OBJECT (self->keep), "pd-year", GUINT_TO_POINTER (year));
  gtk_widget_set_sensitive (self->keep, FALSE);
  add_row (
      group, _ ("Orders and invoices of"),
      _ ("Older ones stay on the platform and come back when you choose them again. What was not sent yet "
         "stays here."),
      self->keep);
  if (self->store != NULL)
    pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, read_keep_job, g_new0 (guint, 1), g_free,
                         self->cancellable, keep_read_cb, g_object_ref (self));
}

static void
add_notices (PdPreferences *self)
{
  AdwPreferencesPage *page =
      add_page (self, _ ("Notifications"), "preferences-system-notifications-symbolic");

  pd_preferences_add_notices (page, self->settings);
}

static void
add_sync (PdPreferences *self)
{
  AdwPreferencesPage *page = add_page (self, _ ("Platform"), "network-server-symbolic");
  AdwPreferencesGroup *group = add_group (page, _ ("Account"));

  self->account_button = gtk_button_new ();
  g_signal_connect (self->account_button, "clicked", G_CALLBACK (account_clicked_cb), self);
  self->account_row = add_row (group, _ ("Signed in"), NULL, self->account_button);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->account_row), 3);

  group = add_group (page, _ ("Synchronisation"));
  self->offline = gtk_switch_new ();
  pd_set_accessible_label (self->offline, _ ("Work offline"));
  g_settings_bind (self->settings, "work-offline", self->offline, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect (self->offline, "notify::active", G_CALLBACK (offline_changed_cb), self);
  add_row (group, _ ("Work offline"), _ ("Nothing is sent or received until you turn this off."),
           self->offline);
  self->interval = gtk_spin_button_new_with_range (10, 86400, 10);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->interval),
                             g_settings_get_uint (self->settings, "sync-interval"));
  pd_set_accessible_label (self->interval, _ ("Seconds between two synchronisations"));
  g_signal_connect (self->interval, "value-changed", G_CALLBACK (interval_changed_cb), self);
  add_row (group, _ ("Seconds between two synchronisations"),
           _ ("What you save is sent at once; this is how often Piaodan asks for what others did."),
           self->interval);
  if (self->store != NULL && self->service != NULL)
    adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (
                                        pd_preferences_connection_new (self->store, self->service)));
  if (self->store != NULL)
    adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (
                                        pd_preferences_issuing_new (self->store, self->service)));
  add_keep (self, page);
}

/* --- print */

static void
show_printer (PdPreferences *self)
{
  g_autofree char *printer = g_settings_get_string (self->settings, "printer");
  g_autofree char *markup = g_markup_escape_text (printer, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->printer_row),
                               *printer != '\0' ? markup : _ ("The printer of the system"));
}

static void
forget_printer_cb (GtkButton *button, gpointer user_data)
{
  PdPreferences *self = user_data;

  g_settings_reset (self->settings, "printer");
  show_printer (self);
}

/* --- data */

typedef struct
{
  char *folder; /* (owned) */
  guint64 bytes;
} FolderSize;

static void
folder_size_free (FolderSize *size)
{
  g_free (size->folder);
  g_free (size);
}

static void
measure_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  FolderSize *size = task_data;
  g_autoptr (GFile) folder = g_file_new_for_path (size->folder);
  GError *error = NULL;

  if (g_file_measure_disk_usage (folder, G_FILE_MEASURE_NONE, cancellable, NULL, NULL, &size->bytes, NULL,
                                 NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdPreferences *self = PD_PREFERENCES (source);
  FolderSize *size = g_task_get_task_data (G_TASK (result));
  g_autofree char *bytes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->gone)
    return;
  bytes = g_format_size (size->bytes);
  /* Translators: the folder of the data, then how large it is. */
  text = g_strdup_printf (_ ("%1$s (%2$s)"), size->folder, bytes);
  markup = g_markup_escape_text (text, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->folder_row), markup);
}

static void
open_folder_cb (GtkButton *button, gpointer user_data)
{
  PdPreferences *self = user_data;
  g_autofree char *folder = g_path_get_dirname (pd_store_get_path (self->store));
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
add_data (PdPreferences *self)
{
  AdwPreferencesPage *page = add_page (self, _ ("Print and Data"), "folder-symbolic");
  AdwPreferencesGroup *group = add_group (page, _ ("Print"));
  GtkWidget *forget = gtk_button_new_with_label (_ ("Forget"));
  GtkWidget *open = gtk_button_new_with_label (_ ("Open"));
  FolderSize *size;
  g_autoptr (GTask) task = NULL;
  g_autofree char *markup = NULL;

  g_signal_connect (forget, "clicked", G_CALLBACK (forget_printer_cb), self);
  self->printer_row = add_row (group, _ ("Printer that was used last"), NULL, forget);
  show_printer (self);
  if (self->store == NULL)
    return;
  group = add_group (page, _ ("Data on This Computer"));
  g_signal_connect (open, "clicked", G_CALLBACK (open_folder_cb), self);
  size = g_new0 (FolderSize, 1);
  size->folder = g_path_get_dirname (pd_store_get_path (self->store));
  markup = g_markup_escape_text (size->folder, -1);
  self->folder_row = add_row (group, _ ("Folder"), markup, open);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->folder_row), 3);
  task = g_task_new (self, self->cancellable, measured_cb, NULL);
  g_task_set_task_data (task, size, (GDestroyNotify) folder_size_free);
  g_task_run_in_thread (task, measure_thread);
}

/* --- the window */

static void
service_notify_cb (PdSyncService *service, GParamSpec *pspec, gpointer user_data)
{
  show_account (user_data);
}

static void
pd_preferences_dispose (GObject *object)
{
  PdPreferences *self = PD_PREFERENCES (object);

  self->gone = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
  g_clear_object (&self->service);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_preferences_parent_class)->dispose (object);
}

static void
pd_preferences_finalize (GObject *object)
{
  PdPreferences *self = PD_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (pd_preferences_parent_class)->finalize (object);
}

static void
pd_preferences_class_init (PdPreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_preferences_finalize;
}

static void
pd_preferences_init (PdPreferences *self)
{
  self->settings = g_settings_new ("org.piaodan.Piaodan");
  self->cancellable = g_cancellable_new ();
}

/**
 * pd_preferences_new:
 * @parent: (nullable): the window that opens it
 * @store: (nullable): the cache, for its folder
 * @service: (nullable): for the account and synchronisation
 *
 * Returns: (transfer none): the preferences; show them with gtk_window_present(). What is changed counts at
 *   once; the application follows the settings.
 */
PdPreferences *
pd_preferences_new (GtkWindow *parent, PdStore *store, PdSyncService *service)
{
  PdPreferences *self = g_object_new (PD_TYPE_PREFERENCES, "transient-for", parent, "modal", parent != NULL,
                                      "destroy-with-parent", TRUE, NULL);

  if (store != NULL)
    self->store = g_object_ref (store);
  if (service != NULL)
    self->service = g_object_ref (service);
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (self), FALSE);
  add_general (self);
  add_sync (self);
  add_notices (self);
  add_data (self);
  show_account (self);
  if (service != NULL)
    g_signal_connect (service, "notify", G_CALLBACK (service_notify_cb), self);
  return self;
}
