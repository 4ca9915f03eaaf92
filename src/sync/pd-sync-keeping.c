/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

/* What this computer keeps: which years, and what the platform may take away from it. */

/* Records that leave in one transaction: some ten milliseconds, so that nobody's save waits for long. */
#define SWEEP_RECORDS 200

static gboolean
sweep_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean *more = data;

  return pd_store_sweep_streams (session, SWEEP_RECORDS, more, error);
}

static void
swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncService) self = user_data;
  const gboolean *more = pd_store_job_data (result);
  g_autoptr (GError) error = NULL;

  self->sweeping = FALSE;
  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      /* The next cycle goes on with it. */
      g_debug ("Removing what is kept no more: %s", error->message);
      return;
    }
  if (*more)
    pd_sync_service_sweep (self);
}

/* Removes what leaves this computer, some at a time. */
void
pd_sync_service_sweep (PdSyncService *self)
{
  if (self->sweeping)
    return;
  self->sweeping = TRUE;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_IDLE, sweep_job, g_new0 (gboolean, 1), g_free, NULL,
                        swept_cb, g_object_ref (self));
}

static gboolean
keep_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const guint *year = data;

  return pd_store_set_keep_since (session, *year, error);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  pd_sync_service_sweep (self);
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
  g_task_return_boolean (task, TRUE);
}

/**
 * pd_sync_service_keep_since_async:
 * @self: a service
 * @year: the first business year whose orders and invoices this computer keeps; 0 for all
 * @cancellable: (nullable): stops the waiting
 * @callback: called when it is decided; what leaves and what comes follows
 * @user_data: for @callback
 *
 * Nothing is deleted on the platform, and nothing that waits to be sent leaves before it is decided.
 */
void
pd_sync_service_keep_since_async (PdSyncService *self,
                                  guint year,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  guint *data = g_new (guint, 1);

  *data = year;
  g_task_set_source_tag (task, pd_sync_service_keep_since_async);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, keep_job, data, g_free, NULL, kept_cb, task);
}

gboolean
pd_sync_service_keep_since_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * pd_sync_service_allow_removals:
 * @self: a service
 *
 * A person has looked: what the platform takes away is taken away, until all has been sent and received once.
 */
void
pd_sync_service_allow_removals (PdSyncService *self)
{
  self->accept_loss = TRUE;
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}
