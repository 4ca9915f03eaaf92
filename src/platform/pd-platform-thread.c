/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-thread.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "platform/pd-platform-certificate.h"
#include "platform/pd-platform-server.h"
#include "platform/pd-platform-training.h"

struct _PdPlatformThread
{
  GThread *thread;
  GMainContext *context;  /* (owned) the thread's */
  GMainLoop *loop;        /* (owned) */
  char *data_dir;         /* (owned) */
  char *uri;              /* (owned) (nullable) */
  char *certificate_file; /* (owned) */
  PdGateway *bureau;      /* (owned) (nullable) */
  PdPlatformThreadOptions options;

  /* The thread's alone. */
  PdPlatform *platform;
  PdPlatformServer *server;

  GMutex mutex; /* the rest */
  GCond cond;
  gboolean is_started;
  GError *error;   /* (owned) (nullable) why it did not start */
  char *lost_path; /* (owned) (nullable) */
  guint lost_times;
};

static gboolean
filter_cb (const PdPlatformRequest *request, const PdPlatformResponse *response, gpointer data)
{
  PdPlatformThread *self = data;

  g_mutex_lock (&self->mutex);
  gboolean lose = self->lost_times > 0 && g_strcmp0 (request->path, self->lost_path) == 0;

  if (lose)
    self->lost_times--;
  g_mutex_unlock (&self->mutex);
  return !lose;
}

static gboolean
start_here (PdPlatformThread *self, GError **error)
{
  PdPlatformOptions options = { .password_iterations = self->options.password_iterations };
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->options.port);

  if (g_mkdir_with_parents (self->data_dir, 0700) != 0)
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_STORAGE,
                           _ ("The folder cannot be made."));
      return FALSE;
    }
  self->bureau = pd_platform_training_bureau (self->data_dir, self->options.bureau_delay, error);
  if (self->bureau == NULL)
    return FALSE;
  options.gateway = self->bureau;
  self->platform = pd_platform_new_with_options (self->data_dir, &options, error);
  if (self->platform == NULL || !pd_platform_setup_training (self->platform, error))
    return FALSE;

  g_autoptr (GTlsCertificate) certificate =
      pd_platform_make_certificate (self->data_dir, pd_platform_get_now (self->platform), error);
  PdPlatformServerOptions serve = { .listen = listen,
                                    .certificate = certificate,
                                    .filter = filter_cb,
                                    .filter_data = self,
                                    .heartbeat = self->options.heartbeat };

  if (certificate == NULL)
    return FALSE;
  self->server = pd_platform_serve (self->platform, &serve, error);
  if (self->server == NULL)
    return FALSE;
  self->uri = g_strdup_printf ("https://127.0.0.1:%u", pd_platform_server_get_port (self->server));
  return TRUE;
}

static gpointer
thread_main (gpointer data)
{
  PdPlatformThread *self = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  gboolean started = start_here (self, &error);

  g_mutex_lock (&self->mutex);
  self->is_started = TRUE;
  self->error = g_steal_pointer (&error);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (started)
    g_main_loop_run (self->loop);
  g_clear_pointer (&self->server, pd_platform_server_stop);
  g_clear_pointer (&self->platform, pd_platform_free);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/**
 * pd_platform_thread_start:
 * @data_dir: its folder; a second start in the same folder goes on with the same data
 * @options: (nullable)
 *
 * Starts a training platform with the training bureau in a thread of its own, and waits until it listens.
 *
 * Returns: (transfer full) (nullable): end it with pd_platform_thread_stop()
 */
PdPlatformThread *
pd_platform_thread_start (const char *data_dir, const PdPlatformThreadOptions *options, GError **error)
{
  PdPlatformThread *self = g_new0 (PdPlatformThread, 1);

  if (options != NULL)
    self->options = *options;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->data_dir = g_strdup (data_dir);
  self->certificate_file = g_build_filename (data_dir, "certificate.pem", NULL);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("platform", thread_main, self);
  g_mutex_lock (&self->mutex);
  while (!self->is_started)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  if (self->error == NULL)
    return self;
  g_propagate_error (error, g_steal_pointer (&self->error));
  pd_platform_thread_stop (self);
  return NULL;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/** pd_platform_thread_stop: @thread: (transfer full): ends as the program does on SIGTERM; the data stay. */
void
pd_platform_thread_stop (PdPlatformThread *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit_cb, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->bureau, pd_gateway_unref);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->data_dir);
  g_free (self->uri);
  g_free (self->certificate_file);
  g_free (self->lost_path);
  g_free (self);
}

/** pd_platform_thread_get_uri: Returns: (transfer none): "https://127.0.0.1:port" */
const char *
pd_platform_thread_get_uri (const PdPlatformThread *self)
{
  return self->uri;
}

/** pd_platform_thread_get_certificate_file: Returns: (transfer none): the authority that a client must trust */
const char *
pd_platform_thread_get_certificate_file (const PdPlatformThread *self)
{
  return self->certificate_file;
}

/** pd_platform_thread_get_password: @user: "clerk", "reviewer", "finance" or "admin". Returns: (transfer full) (nullable) */
char *
pd_platform_thread_get_password (const PdPlatformThread *self, const char *user, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, "training-users.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_file (parser, path, error))
    return NULL;

  JsonArray *users =
      json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "users");

  for (guint index = 0; index < json_array_get_length (users); index++)
    {
      JsonObject *entry = json_array_get_object_element (users, index);

      if (g_str_equal (json_object_get_string_member (entry, "name"), user))
        return g_strdup (json_object_get_string_member (entry, "password"));
    }
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                       _ ("There is no such training user."));
  return NULL;
}

/** pd_platform_thread_get_bureau: Returns: (transfer none): the training bureau; its functions may be called from here */
PdGateway *
pd_platform_thread_get_bureau (const PdPlatformThread *self)
{
  return self->bureau;
}

/**
 * pd_platform_thread_lose_answers:
 * @path: as "/v1/sync/push"
 * @times: of how many requests to it the answer is lost after they took effect
 */
void
pd_platform_thread_lose_answers (PdPlatformThread *self, const char *path, guint times)
{
  g_mutex_lock (&self->mutex);
  g_free (self->lost_path);
  self->lost_path = g_strdup (path);
  self->lost_times = times;
  g_mutex_unlock (&self->mutex);
}

typedef struct
{
  PdPlatformThread *self;
  PdPlatformThreadFunc func;
  gpointer data;
  gboolean is_done;
} Call;

static gboolean
call_cb (gpointer data)
{
  Call *call = data;

  call->func (call->self->platform, call->data);
  g_mutex_lock (&call->self->mutex);
  call->is_done = TRUE;
  g_cond_broadcast (&call->self->cond);
  g_mutex_unlock (&call->self->mutex);
  return G_SOURCE_REMOVE;
}

/** pd_platform_thread_call: runs @func with the platform in its thread, and waits for it. */
void
pd_platform_thread_call (PdPlatformThread *self, PdPlatformThreadFunc func, gpointer data)
{
  Call call = { self, func, data, FALSE };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, call_cb, &call, NULL);
  g_source_attach (source, self->context);
  g_mutex_lock (&self->mutex);
  while (!call.is_done)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
