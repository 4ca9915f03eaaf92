/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-gateway.h"

#include "model/pd-bureau.h"
#include "store/pd-store-issuing.h"
#include "sync/pd-sync-service-private.h"

#include <glib/gi18n-lib.h>

/* A connection is set, the platform tries it, and the record of the tax bureau brings how that went. */

/* How often the platform is asked whether it has tried, in milliseconds. */
#define ASK_EVERY 700

/* --- how it went */

/**
 * pd_sync_trial_new:
 * @bureau: (nullable): the record of the tax bureau
 *
 * Returns: (transfer full): how the last trial went
 */
PdSyncTrial *
pd_sync_trial_new (const PdRecord *bureau)
{
  PdSyncTrial *trial = g_new0 (PdSyncTrial, 1);
  const char *connection = bureau != NULL ? pd_record_get_text (bureau, PD_BUREAU_CONNECTION) : NULL;

  if (connection == NULL)
    return trial;
  trial->at = pd_record_get_integer (bureau, PD_BUREAU_CONNECTION_AT);
  if (g_str_equal (connection, PD_BUREAU_CONNECTION_WORKS))
    trial->outcome = PD_SYNC_TRIAL_WORKS;
  else if (g_str_equal (connection, PD_BUREAU_CONNECTION_FAILS))
    trial->outcome = PD_SYNC_TRIAL_FAILS;
  else if (trial->at > 0)
    trial->outcome = PD_SYNC_TRIAL_UNREACHED;
  if (trial->outcome == PD_SYNC_TRIAL_FAILS || trial->outcome == PD_SYNC_TRIAL_UNREACHED)
    trial->reason = g_strdup (pd_record_get_text (bureau, PD_BUREAU_REASON));
  return trial;
}

void
pd_sync_trial_free (PdSyncTrial *trial)
{
  g_free (trial->reason);
  g_free (trial);
}

static const struct
{
  const char *name;
  const char *words;
} outcomes[] = {
  [PD_SYNC_TRIAL_PENDING] = { "pending", N_ ("Not tried yet") },
  [PD_SYNC_TRIAL_WORKS] = { "works", N_ ("The connection works") },
  [PD_SYNC_TRIAL_FAILS] = { "fails", N_ ("The connection does not work") },
  [PD_SYNC_TRIAL_UNREACHED] = { "unreached", N_ ("The provider was not reached") },
};

/** pd_sync_trial_name: Returns: (transfer none): a word that programs can rely on */
const char *
pd_sync_trial_name (const PdSyncTrial *trial)
{
  return outcomes[trial->outcome].name;
}

/** pd_sync_trial_words: Returns: (transfer none): translated: how it went, in a few words */
const char *
pd_sync_trial_words (const PdSyncTrial *trial)
{
  return _ (outcomes[trial->outcome].words);
}

/**
 * pd_sync_trial_sentence:
 * @trial: a trial
 *
 * Returns: (transfer full): translated: what happened, and what to do
 */
char *
pd_sync_trial_sentence (const PdSyncTrial *trial)
{
  /* What the platform said in English is said in the person's language; the provider's own words stay. */
  const char *reason =
      trial->reason != NULL && *trial->reason != '\0' ? _ (trial->reason) : _ ("No reason was given.");

  switch (trial->outcome)
    {
    case PD_SYNC_TRIAL_WORKS:
      return g_strdup (_ ("The provider answered a question for an invoice that cannot exist. Nothing was "
                          "issued by it, and invoices go through this connection from now on."));
    case PD_SYNC_TRIAL_FAILS:
      return g_strdup_printf (
          _ ("Reason: %s\nNothing is issued until this is mended; what is queued waits. Compare key and "
             "secret "
             "with those of the application, look whether the application may call the invoicing interfaces, "
             "and whether your company's tax number is the one that the provider knows."),
          reason);
    case PD_SYNC_TRIAL_UNREACHED:
      return g_strdup_printf (
          _ ("Reason: %s\nThe settings are kept, and the platform tries again by itself. If "
             "it lasts, ask whoever runs the platform whether it may connect to the "
             "provider."),
          reason);
    case PD_SYNC_TRIAL_PENDING:
    default:
      return g_strdup (_ ("The platform has not told how the trial went. If a connection was set up, its "
                          "settings are kept, and a later synchronisation brings the result. If it does not "
                          "come, see that your company's tax number is entered and the secret is given, and "
                          "ask whoever runs the platform."));
    }
}

/* --- setting it and waiting for the trial */

/** Attempt: a connection on its way. */
typedef struct
{
  GBytes *body; /* (owned) (nullable) until it is sent */
  PdSyncProgress progress;
  gpointer progress_data;
  gint64 end; /* monotonic: who asked waits no longer */
  gint64 patience;
  gint64 before;    /* when another trial was, before this one */
  gboolean is_set;  /* the platform has the settings */
  PdRecord *bureau; /* (owned) (nullable) */
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_clear_pointer (&attempt->body, g_bytes_unref);
  g_clear_pointer (&attempt->bureau, pd_record_unref);
  g_free (attempt);
}

static void
tell (const Attempt *attempt, const char *sentence)
{
  if (attempt->progress != NULL)
    attempt->progress (sentence, attempt->progress_data);
}

static void synced_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* @task: (transfer full) */
static void
synchronise (GTask *task)
{
  pd_sync_service_sync_async (g_task_get_source_object (task), g_task_get_cancellable (task), synced_cb,
                              task);
}

static gboolean
again_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    synchronise (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (PdSyncGateway) kept =
      pd_sync_service_put_gateway_finish (PD_SYNC_SERVICE (source), result, &error);

  if (kept == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  attempt->is_set = TRUE;
  attempt->end = g_get_monotonic_time () + attempt->patience;
  tell (attempt, _ ("The platform asks the provider for an invoice that cannot exist…"));
  synchronise (g_steal_pointer (&task));
}

/* What is newer than before the settings were sent is of these settings: setting them makes the record forget the rest. */
static gboolean
is_over (const Attempt *attempt, const PdSyncTrial *trial)
{
  return (trial->at != 0 && trial->at != attempt->before) || g_get_monotonic_time () >= attempt->end;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (PdSyncTrial) trial = NULL;
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  trial = pd_sync_trial_new (attempt->bureau);
  if (!attempt->is_set)
    {
      attempt->before = trial->at;
      tell (attempt, _ ("The settings are sent to the platform…"));
      pd_sync_service_put_gateway_async (self, attempt->body, g_task_get_cancellable (task), put_cb,
                                         g_object_ref (task));
      g_clear_pointer (&attempt->body, g_bytes_unref);
    }
  else if (is_over (attempt, trial))
    g_task_return_pointer (task, g_steal_pointer (&trial), (GDestroyNotify) pd_sync_trial_free);
  else
    {
      g_autoptr (GSource) timer = g_timeout_source_new (ASK_EVERY);

      g_task_attach_source (task, timer, again_cb);
    }
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Attempt *attempt = data;
  GError *local = NULL;

  g_clear_pointer (&attempt->bureau, pd_record_unref);
  attempt->bureau = pd_store_get_only (session, &pd_bureau_type, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PdSyncService *self = PD_SYNC_SERVICE (source);
  GError *error = NULL;

  if (!pd_sync_service_sync_finish (self, result, &error))
    g_task_return_error (task, error);
  else
    pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, read_job, g_task_get_task_data (task), NULL,
                         g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

/**
 * pd_sync_service_try_gateway_async:
 * @self: a service
 * @gateway: the settings
 * @secret: (nullable): as of pd_sync_gateway_to_body(); not kept here longer than until it is sent
 * @patience: microseconds to wait for the trial once the platform has the settings
 * @progress: (nullable): told what is done now
 * @progress_data: for @progress
 * @cancellable: (nullable): stops the waiting; what the platform has it keeps
 * @callback: called when it was tried, or the patience is over
 * @user_data: for @callback
 *
 * Sets the company's connection to a provider and waits for the platform to try it.
 */
void
pd_sync_service_try_gateway_async (PdSyncService *self,
                                   const PdSyncGateway *gateway,
                                   const char *secret,
                                   gint64 patience,
                                   PdSyncProgress progress,
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, pd_sync_service_try_gateway_async);
  g_task_set_task_data (task, attempt, attempt_free);
  attempt->body = pd_sync_gateway_to_body (gateway, secret);
  attempt->progress = progress;
  attempt->progress_data = progress_data;
  attempt->patience = patience;
  /* The trial before this one is to be known first, so that it is not taken for this one. */
  tell (attempt, _ ("The platform is looked for…"));
  synchronise (task);
}

/**
 * pd_sync_service_try_gateway_finish:
 * @self: a service
 * @result: the callback's
 * @error: return location for a %PD_SYNC_ERROR; REFUSED says in its message which setting is wrong
 *
 * Returns: (transfer full) (nullable): how it went; PENDING when the patience was over first
 */
PdSyncTrial *
pd_sync_service_try_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
