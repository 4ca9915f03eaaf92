/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

/* Calls that wait until everything that can go has gone and come. */

static void
finish_waiters (PdSyncService *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);
  g_autoptr (GError) reason =
      error != NULL ? g_error_copy (error) : NULL; /* a callback may change the other */

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (reason != NULL)
        g_task_return_error (task, g_error_copy (reason));
      else
        g_task_return_boolean (task, TRUE);
    }
}

/* Everything is done; or, whoever waits for a cycle that was given up is told why. Where the engine is idle, the next one begins at once. */
void
pd_sync_service_release_waiters (PdSyncService *self, gboolean caught_up)
{
  PdSyncPhase phase = pd_sync_engine_get_phase (self->engine);
  PdSyncFailure failure = pd_sync_engine_get_failure (self->engine);
  g_autoptr (GError) error = NULL;
  gboolean failed;

  if (caught_up)
    {
      finish_waiters (self, NULL);
      return;
    }
  if (self->waiters->len == 0 || pd_sync_engine_is_busy (self->engine) || phase == PD_SYNC_PHASE_IDLE)
    return;
  if (phase == PD_SYNC_PHASE_OFFLINE)
    failure = PD_SYNC_FAILURE_NETWORK;
  else if (phase == PD_SYNC_PHASE_SIGNED_OUT)
    failure = PD_SYNC_FAILURE_SIGN_IN;
  error = g_error_new_literal (PD_SYNC_ERROR, (int) failure, pd_sync_service_get_message (self));
  failed = phase == PD_SYNC_PHASE_WAITING || phase == PD_SYNC_PHASE_BLOCKED;
  finish_waiters (self, failed && self->last_error != NULL ? self->last_error : error);
}

/* Nobody waits any longer; what is under way goes on. */
static gboolean
waiter_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  PdSyncService *self = g_task_get_source_object (task);

  if (g_ptr_array_remove (self->waiters, task))
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* @task: (transfer full): the source lives no longer than the task */
static void
add_waiter (PdSyncService *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_ptr_array_add (self->waiters, task);
  if (cancellable == NULL)
    return;

  GSource *source = g_cancellable_source_new (cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (waiter_cancelled_cb), task, NULL);
  g_task_set_task_data (task, source, destroy_source);
  g_source_attach (source, g_task_get_context (task));
}

/**
 * pd_sync_service_sync_async:
 * @self: a service
 * @cancellable: (nullable): stops the waiting, not what is under way
 * @callback: called when everything that could go has gone and come, or when it failed
 * @user_data: for @callback
 */
void
pd_sync_service_sync_async (PdSyncService *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  PdSyncPhase phase = pd_sync_engine_get_phase (self->engine);

  g_task_set_source_tag (task, pd_sync_service_sync_async);
  if (phase == PD_SYNC_PHASE_SIGNED_OUT || phase == PD_SYNC_PHASE_OFFLINE)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR,
                               phase == PD_SYNC_PHASE_OFFLINE ? PD_SYNC_FAILURE_NETWORK
                                                              : PD_SYNC_FAILURE_SIGN_IN,
                               "%s", pd_sync_service_get_message (self));
      return;
    }
  add_waiter (self, g_steal_pointer (&task));
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

gboolean
pd_sync_service_sync_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
