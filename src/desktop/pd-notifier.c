/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-notifier.h"

#include "desktop/pd-field-text.h"
#include "store/pd-store-reminders.h"

#include <glib/gi18n-lib.h>

/* More than this at once is told in one sentence. */
#define MAX_AT_ONCE 3
/* What comes in quick succession is looked at once, in seconds; and how often a day may have begun. */
#define PAUSE 2
#define LOOK_EVERY 900

/* Tells who is signed in, through the system's notifications, of what others did that concerns them and of what is due. */
struct _PdNotifier
{
  GObject parent_instance;

  GApplication *application; /* (borrowed) outlives this */
  PdStore *store;            /* (owned) */
  GSettings *settings;       /* (owned) */
  char *user;                /* (owned) (nullable) */
  char *role;                /* (owned) (nullable) */
  PdNotifierSend send;
  guint pause_source;
  guint day_source;
};

G_DEFINE_FINAL_TYPE (PdNotifier, pd_notifier, G_TYPE_OBJECT)

/** Sending: a notification that waits until it is known that somebody shows it. */
typedef struct
{
  GWeakRef application;
  char *id;                    /* (owned) */
  GNotification *notification; /* (owned) */
} Sending;

static void
sending_free (Sending *sending)
{
  g_weak_ref_clear (&sending->application);
  g_free (sending->id);
  g_object_unref (sending->notification);
  g_free (sending);
}

static void
service_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GApplication) application = g_weak_ref_get (&sending->application);

  if (answer == NULL)
    g_info ("Nobody shows notifications here: %s", error->message);
  else if (application != NULL)
    g_application_send_notification (application, sending->id, sending->notification);
  sending_free (sending);
}

/* A desktop without a service for notifications is no fault, but GIO would say so each time. Behind the portal of a
 * sandbox it is not to be seen. */
static void
send_to_system (GApplication *application, const char *id, GNotification *notification)
{
  GDBusConnection *bus = g_application_get_dbus_connection (application);
  Sending *sending;

  if (bus == NULL || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_application_send_notification (application, id, notification);
      return;
    }
  sending = g_new0 (Sending, 1);
  g_weak_ref_init (&sending->application, application);
  sending->id = g_strdup (id);
  sending->notification = g_object_ref (notification);
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "StartServiceByName", g_variant_new ("(su)", "org.freedesktop.Notifications", 0),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, service_started_cb,
                          sending);
}

/* --- telling */

static gboolean
is_wanted (PdNotifier *self, PdNoticeKind kind)
{
  g_autofree char *key = g_strdup_printf ("notify-%s", pd_notice_kind_name (kind));

  return g_settings_get_boolean (self->settings, key);
}

static void
tell (PdNotifier *self, const PdNotice *notice)
{
  g_autoptr (GNotification) notification = g_notification_new (notice->title);

  if (notice->body != NULL)
    g_notification_set_body (notification, notice->body);
  if (notice->kind == PD_NOTICE_INBOX)
    g_notification_set_default_action_and_target (notification, "app.show-place", "s", "conflicts");
  else if (notice->type != NULL)
    g_notification_set_default_action_and_target (notification, "app.show-record", "(ss)", notice->type->name,
                                                  notice->record_id);
  else
    g_notification_set_default_action_and_target (notification, "app.show-place", "s", "due");
  self->send (self->application, notice->key, notification);
}

static void
tell_many (PdNotifier *self, guint n)
{
  g_autofree char *title = pd_notices_summary (n);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_default_action_and_target (notification, "app.show-place", "s", "due");
  self->send (self->application, "many", notification);
}

static void
tell_all (PdNotifier *self, GPtrArray *notices)
{
  guint n = 0;

  for (guint i = 0; i < notices->len; i++)
    n += is_wanted (self, ((const PdNotice *) notices->pdata[i])->kind);
  if (n > MAX_AT_ONCE)
    {
      tell_many (self, n);
      return;
    }
  for (guint i = 0; i < notices->len; i++)
    if (is_wanted (self, ((const PdNotice *) notices->pdata[i])->kind))
      tell (self, notices->pdata[i]);
}

/* --- looking */

typedef struct
{
  GWeakRef notifier;
  char *user;         /* (owned) */
  char *role;         /* (owned) (nullable) */
  GPtrArray *notices; /* (owned) (nullable) of PdNotice */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->notifier);
  g_free (job->user);
  g_free (job->role);
  g_clear_pointer (&job->notices, g_ptr_array_unref);
  g_free (job);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  job->notices = pd_store_take_notices (session, job->user, job->role, pd_now (), error);
  return job->notices != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdNotifier) self = g_weak_ref_get (&job->notifier);

  /* Somebody else sits here now: it is not theirs. */
  if (self == NULL || g_strcmp0 (self->user, job->user) != 0)
    return;
  if (ok)
    tell_all (self, job->notices);
  else
    g_info ("Nothing could be told: %s", error->message);
}

/** pd_notifier_look: @self: a notifier. Tells what there is to tell now */
void
pd_notifier_look (PdNotifier *self)
{
  Look *job;

  g_return_if_fail (PD_IS_NOTIFIER (self));

  if (self->user == NULL)
    return;
  job = g_new0 (Look, 1);
  g_weak_ref_init (&job->notifier, self);
  job->user = g_strdup (self->user);
  job->role = g_strdup (self->role);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_IDLE, look_job, job, look_free, NULL, looked_cb, NULL);
}

static gboolean
pause_cb (gpointer user_data)
{
  PdNotifier *self = user_data;

  self->pause_source = 0;
  pd_notifier_look (self);
  return G_SOURCE_REMOVE;
}

static gboolean
day_cb (gpointer user_data)
{
  pd_notifier_look (user_data);
  return G_SOURCE_CONTINUE;
}

static void
store_changed_cb (PdNotifier *self, const char *type_name)
{
  /* What somebody may be told of, and what can be asked to take a step. */
  static const char *const types[] = { "order",    "ticket",   "invoice",      "solution", "red_form",
                                       "delivery", "received", "verification", NULL };

  if (self->pause_source == 0 && g_strv_contains (types, type_name))
    self->pause_source = g_timeout_add_seconds (PAUSE, pause_cb, self);
}

static void
account_changed_cb (PdSyncService *service, GParamSpec *property, gpointer user_data)
{
  pd_notifier_set_user (PD_NOTIFIER (user_data), pd_sync_service_get_user (service),
                        pd_sync_service_get_role (service));
}

/* --- life */

static void
pd_notifier_finalize (GObject *object)
{
  PdNotifier *self = PD_NOTIFIER (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_handle_id (&self->day_source, g_source_remove);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_free (self->user);
  g_free (self->role);

  G_OBJECT_CLASS (pd_notifier_parent_class)->finalize (object);
}

static void
pd_notifier_class_init (PdNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_notifier_finalize;
}

static void
pd_notifier_init (PdNotifier *self)
{
  self->send = send_to_system;
}

/**
 * pd_notifier_new:
 * @application: the program; it outlives the notifier, and has the actions "show-record" and "show-place"
 * @store: the cache
 * @service: (nullable): whose user is told; %NULL to set them by pd_notifier_set_user()
 * @settings: the program's settings
 *
 * Returns: (transfer full): what tells of changes from now on
 */
PdNotifier *
pd_notifier_new (GApplication *application, PdStore *store, PdSyncService *service, GSettings *settings)
{
  PdNotifier *self = g_object_new (PD_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->store = g_object_ref (store);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  self->day_source = g_timeout_add_seconds (LOOK_EVERY, day_cb, self);
  if (service != NULL)
    {
      g_signal_connect_object (service, "notify::user", G_CALLBACK (account_changed_cb), self, 0);
      account_changed_cb (service, NULL, self);
    }
  return self;
}

/** pd_notifier_set_send: @send: how it is told; by the system unless this is set */
void
pd_notifier_set_send (PdNotifier *self, PdNotifierSend send)
{
  g_return_if_fail (PD_IS_NOTIFIER (self));

  self->send = send;
}

/** pd_notifier_set_user: @user: (nullable): who is told; @role: (nullable): their role */
void
pd_notifier_set_user (PdNotifier *self, const char *user, const char *role)
{
  g_return_if_fail (PD_IS_NOTIFIER (self));

  if (g_strcmp0 (self->user, user) == 0 && g_strcmp0 (self->role, role) == 0)
    return;
  g_free (self->user);
  g_free (self->role);
  self->user = g_strdup (user);
  self->role = g_strdup (role);
  pd_notifier_look (self);
}
