/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-application.h"

#include "desktop/pd-notifier.h"
#include "desktop/pd-preferences.h"
#include "desktop/pd-window.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

struct _PdApplication
{
  AdwApplication parent_instance;

  GSettings *settings;    /* (owned) */
  PdStore *store;         /* (owned) (nullable) NULL until it is open */
  PdSyncService *service; /* (owned) (nullable) as the store */
  PdNotifier *notifier;   /* (owned) (nullable) as the store */
  char *folder;           /* (owned) (nullable) what --data says */
  gboolean opening;
};

G_DEFINE_FINAL_TYPE (PdApplication, pd_application, ADW_TYPE_APPLICATION)

/* --- the cache */

static char *
data_folder (PdApplication *self)
{
  const char *environment = g_getenv ("PIAODAN_DATA");

  if (self->folder != NULL)
    return g_strdup (self->folder);
  if (environment != NULL && *environment != '\0')
    return g_strdup (environment);
  return g_build_filename (g_get_user_data_dir (), "piaodan", NULL);
}

static char *
cache_path (PdApplication *self)
{
  g_autofree char *folder = data_folder (self);

  return g_build_filename (folder, "cache.sqlite", NULL);
}

static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  g_autofree char *folder = g_path_get_dirname (path);
  GError *error = NULL;
  PdStore *store;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int saved = errno;

      g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (saved),
                               _ ("The folder for the data cannot be made: %s."), g_strerror (saved));
      return;
    }
  store = pd_store_open (path, &error);
  if (store != NULL)
    g_task_return_pointer (task, store, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The button in the header bar says what it means for the person. */
  if (!pd_sync_service_restore_finish (PD_SYNC_SERVICE (source), result, &error))
    g_info ("No account to go on with: %s", error->message);
}

static void
set_interval (PdApplication *self)
{
  if (self->service != NULL)
    pd_sync_service_set_interval (self->service, g_settings_get_uint (self->settings, "sync-interval"));
}

static void
start_service (PdApplication *self)
{
  self->service = pd_sync_service_new (self->store);
  set_interval (self);
  g_settings_bind (self->settings, "work-offline", self->service, "offline", G_SETTINGS_BIND_DEFAULT);
  pd_sync_service_start (self->service);
  self->notifier = pd_notifier_new (G_APPLICATION (self), self->store, self->service, self->settings);
  pd_sync_service_restore_async (self->service, NULL, restored_cb, NULL);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdApplication *self = PD_APPLICATION (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = cache_path (self);

  self->store = g_task_propagate_pointer (G_TASK (result), &error);
  self->opening = FALSE;
  if (self->store != NULL)
    start_service (self);
  for (GList *w = gtk_application_get_windows (GTK_APPLICATION (self)); w != NULL; w = w->next)
    {
      if (!PD_IS_WINDOW (w->data))
        continue;
      if (self->store != NULL)
        {
          pd_window_set_store (w->data, self->store, self->service);
          if (w->next == NULL)
            pd_window_offer_unsaved (w->data);
        }
      else
        pd_window_show_trouble (w->data, error, path);
    }
  g_application_release (G_APPLICATION (self));
}

static void
open_store (PdApplication *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->opening || self->store != NULL)
    return;
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  task = g_task_new (self, NULL, opened_cb, NULL);
  g_task_set_source_tag (task, open_store);
  g_task_set_task_data (task, cache_path (self), g_free);
  g_task_run_in_thread (task, open_thread);
}

/* --- actions */

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_store (user_data);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  /* Each window may ask about what is not saved; the last one that closes ends the program. */
  for (GList *w = windows; w != NULL; w = w->next)
    gtk_window_close (w->data);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->store != NULL && window != NULL)
    gtk_window_present (GTK_WINDOW (pd_preferences_new (window, self->store, self->service)));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data), "application-name", _ ("Piaodan"),
                         "application-icon", "org.piaodan.Piaodan", "version", PIAODAN_VERSION,
                         "developer-name", _ ("The Piaodan authors"), "license-type", GTK_LICENSE_GPL_3_0,
                         "copyright", "© 2026 The Piaodan authors", "comments",
                         _ ("Take orders and issue Chinese tax invoices, also while offline."),
                         /* Translators: your names, one a line; they are shown in About */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdApplication *self = user_data;
  PdWindow *window = pd_window_new (ADW_APPLICATION (self));

  if (self->store != NULL)
    pd_window_set_store (window, self->store, self->service);
  gtk_window_present (GTK_WINDOW (window));
}

/* A notification was clicked: the program may have no window any more. */
static PdWindow *
present_window (PdApplication *self)
{
  GtkWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = gtk_application_get_active_window (GTK_APPLICATION (self));
  return PD_IS_WINDOW (window) ? PD_WINDOW (window) : NULL;
}

static void
show_record_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *window = present_window (user_data);
  const char *type_name, *id;
  const PdRecordType *type;

  g_variant_get (parameter, "(&s&s)", &type_name, &id);
  type = pd_record_type_find (type_name);
  if (window != NULL && type != NULL)
    pd_window_show_record (window, type, id);
}

static void
show_place_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *window = present_window (user_data);

  if (window != NULL)
    pd_window_show_place (window, g_variant_get_string (parameter, NULL));
}

static const GActionEntry entries[] = {
  { "show-record", show_record_cb, "(ss)" },
  { "show-place", show_place_cb, "s" },
  { "open", open_cb },
  { "new-window", new_window_cb },
  { "preferences", preferences_cb },
  { "about", about_cb },
  { "quit", quit_cb },
};

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.quit", { "<Control>q" } },
  { "app.new-window", { "<Control><Shift>n" } },
  { "app.preferences", { "<Control>comma" } },
  { "window.close", { "<Control>w" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
  { "win.find", { "<Control>f" } },
  { "win.back", { "<Alt>Left" } },
  { "win.orders-view::list", { "<Control>1" } },
  { "win.orders-view::board", { "<Control>2" } },
  { "win.orders-view::calendar", { "<Control>3" } },
  { "win.place::orders", { "<Alt>1" } },
  { "win.place::invoices", { "<Alt>2" } },
  { "win.place::buyers", { "<Alt>3" } },
  { "win.place::goods", { "<Alt>4" } },
  { "win.place::conflicts", { "<Alt>5" } },
  { "win.place::reconcile", { "<Alt>6" } },
  { "win.place::queue", { "<Alt>7" } },
  { "win.place::red-forms", { "<Alt>8" } },
  { "win.place::received", { "<Alt>9" } },
  { "win.place::stock", { "<Alt>0" } },
  { "win.new-order", { "<Control>n" } },
  { "win.edit", { "<Control>e" } },
  { "win.copy", { "<Control>d" } },
  { "win.issue", { "<Control>i" } },
  { "win.import", { "<Control>o" } },
  { "win.print", { "<Control>p" } },
  { "win.preview", { "<Control><Shift>p" } },
  { "win.sync", { "F5", "<Control>r" } },
};

/* --- life */

static void
set_color_scheme (PdApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  int chosen = g_settings_get_enum (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[CLAMP (chosen, 0, (int) G_N_ELEMENTS (schemes) - 1)]);
}

static void
pd_application_startup (GApplication *application)
{
  PdApplication *self = PD_APPLICATION (application);

  G_APPLICATION_CLASS (pd_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name ("org.piaodan.Piaodan");
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char *const *) accels[i].accels);
  g_signal_connect_swapped (self->settings, "changed::color-scheme", G_CALLBACK (set_color_scheme), self);
  g_signal_connect_swapped (self->settings, "changed::sync-interval", G_CALLBACK (set_interval), self);
  set_color_scheme (self);
}

static void
pd_application_activate (GApplication *application)
{
  PdApplication *self = PD_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      window = GTK_WINDOW (pd_window_new (ADW_APPLICATION (self)));
      if (self->store != NULL)
        pd_window_set_store (PD_WINDOW (window), self->store, self->service);
    }
  gtk_window_present (window);
  open_store (self);
}

static int
pd_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  PdApplication *self = PD_APPLICATION (application);
  g_autofree char *folder = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("piaodan %s\n", PIAODAN_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "data", "^ay", &folder))
    self->folder = g_canonicalize_filename (folder, NULL);
  /* Another folder is another desktop: it is not handed to the program that runs already. */
  if (self->folder != NULL || g_getenv ("PIAODAN_DATA") != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
pd_application_shutdown (GApplication *application)
{
  PdApplication *self = PD_APPLICATION (application);

  G_APPLICATION_CLASS (pd_application_parent_class)->shutdown (application);
  if (self->service != NULL)
    pd_sync_service_stop (self->service);
  g_clear_object (&self->notifier);
  g_clear_object (&self->service);
  if (self->store != NULL)
    pd_store_close (self->store);
  g_clear_object (&self->store);
}

static void
pd_application_finalize (GObject *object)
{
  PdApplication *self = PD_APPLICATION (object);

  g_clear_object (&self->settings);
  g_free (self->folder);

  G_OBJECT_CLASS (pd_application_parent_class)->finalize (object);
}

static void
pd_application_class_init (PdApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pd_application_finalize;
  application_class->startup = pd_application_startup;
  application_class->activate = pd_application_activate;
  application_class->shutdown = pd_application_shutdown;
  application_class->handle_local_options = pd_application_handle_local_options;
}

static void
pd_application_init (PdApplication *self)
{
  static const GOptionEntry options[] = {
    { "data", 'd', G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep the cache in DIRECTORY"),
      N_ ("DIRECTORY") },
    { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and end"), NULL },
    { NULL },
  };

  self->settings = g_settings_new ("org.piaodan.Piaodan");
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * pd_application_new:
 *
 * Returns: (transfer full): the program
 */
PdApplication *
pd_application_new (void)
{
  return g_object_new (PD_TYPE_APPLICATION, "application-id", "org.piaodan.Piaodan", "resource-base-path",
                       "/org/piaodan/Piaodan", NULL);
}

/**
 * pd_application_get_store:
 * @self: the application
 *
 * Returns: (nullable) (transfer none): the cache, %NULL until it is open
 */
PdStore *
pd_application_get_store (PdApplication *self)
{
  g_return_val_if_fail (PD_IS_APPLICATION (self), NULL);

  return self->store;
}

/**
 * pd_application_get_service:
 * @self: the application
 *
 * Returns: (nullable) (transfer none): the synchronisation, %NULL until the cache is open
 */
PdSyncService *
pd_application_get_service (PdApplication *self)
{
  g_return_val_if_fail (PD_IS_APPLICATION (self), NULL);

  return self->service;
}

/**
 * pd_application_get_settings:
 * @self: the application
 *
 * Returns: (transfer none): the settings
 */
GSettings *
pd_application_get_settings (PdApplication *self)
{
  g_return_val_if_fail (PD_IS_APPLICATION (self), NULL);

  return self->settings;
}
