/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "wire/pd-wire.h"

/* What the engine asks while it looks for what differs: a question, its answer, until there is nothing to ask. */

typedef struct
{
  PdSyncComparison *comparison; /* (owned) */
  GBytes *answer;               /* (owned) (nullable) */
  char *path;                   /* (owned) (nullable) */
  gboolean more;
} CompareData;

static CompareData *
compare_data_new (PdSyncService *self)
{
  CompareData *compare = g_new0 (CompareData, 1);

  if (self->comparison == NULL)
    self->comparison = pd_sync_comparison_new (FALSE, self->accept_loss, TRUE);
  compare->comparison = pd_sync_comparison_ref (self->comparison);
  compare->answer = g_steal_pointer (&self->answer);
  return compare;
}

static void
compare_data_free (gpointer data)
{
  CompareData *compare = data;

  pd_sync_comparison_unref (compare->comparison);
  g_clear_pointer (&compare->answer, g_bytes_unref);
  g_free (compare->path);
  g_free (compare);
}

static gboolean
ask_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  CompareData *compare = data;

  return pd_sync_comparison_ask (compare->comparison, session, &compare->path, error);
}

static void
end_comparison (PdSyncService *self)
{
  self->compared = !pd_sync_comparison_is_restoring (self->comparison);
  g_clear_pointer (&self->comparison, pd_sync_comparison_unref);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  const CompareData *compare = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    g_clear_error (&error);
  else if (!ok)
    pd_sync_service_fail (self, error, 0);
  else if (compare->path != NULL)
    pd_sync_transport_send_async (self->transport, "GET", compare->path, NULL, PD_WIRE_MAX_BYTES,
                                  round->round, pd_sync_service_answered_cb, pd_sync_round_new (self));
  else
    {
      end_comparison (self);
      pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_COMPARED });
    }
}

static gboolean
repair_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  CompareData *compare = data;

  return pd_sync_comparison_take (compare->comparison, session, compare->answer, g_get_real_time (),
                                  &compare->more, error);
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  const CompareData *compare = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    g_clear_error (&error);
  else if (!ok)
    pd_sync_service_fail (self, error, 0);
  else
    {
      if (!compare->more)
        end_comparison (self);
      pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_REPAIRED, .more = compare->more });
    }
}

/* Asks the platform the next question of the comparison. */
void
pd_sync_service_compare (PdSyncService *self)
{
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, ask_job, compare_data_new (self),
                        compare_data_free, NULL, asked_cb, pd_sync_round_new (self));
}

/* Takes its answer. */
void
pd_sync_service_repair (PdSyncService *self)
{
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, repair_job, compare_data_new (self),
                        compare_data_free, NULL, repaired_cb, pd_sync_round_new (self));
}
