/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-outbox.h"
#include "wire/pd-wire-gzip.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Batches: frozen by the store, sent, and settled with what the platform answered, one after the other. While one is on
 * its way the store freezes the one behind it; while the store settles one, the one behind it is on its way. It is used
 * when the engine asks for it, which it does only once the one before is settled.
 */

/* What is smaller fits into a packet or two as it is. */
#define COMPRESS_FROM 2048

/** PdSyncBatch: mutations that are durably in flight. */
struct _PdSyncBatch
{
  GBytes *body;        /* (owned) (nullable) ready to be sent; NULL when there are none */
  char *first;         /* (owned) (nullable) the first mutation's id */
  gint64 last_counter; /* of the last of them */
  guint count;
  PdStorePull *pull; /* (owned) (nullable) when there are none: what to ask for instead */
  char *pull_path;   /* (owned) (nullable) the same */
  gboolean is_sent;
  GBytes *answer; /* (owned) (nullable) */
};

PdSyncBatch *
pd_sync_batch_new (void)
{
  return g_new0 (PdSyncBatch, 1);
}

void
pd_sync_batch_free (PdSyncBatch *batch)
{
  g_clear_pointer (&batch->body, g_bytes_unref);
  g_clear_pointer (&batch->answer, g_bytes_unref);
  g_clear_pointer (&batch->pull, pd_store_pull_free);
  g_free (batch->pull_path);
  g_free (batch->first);
  g_free (batch);
}

gboolean
pd_sync_batch_has_pull (const PdSyncBatch *batch)
{
  return batch->pull_path != NULL;
}

/* Asks for what was found out when there was nothing to send. */
void
pd_sync_batch_pull (PdSyncService *self)
{
  pd_sync_service_pull_this (self, g_steal_pointer (&self->batch->pull),
                             g_steal_pointer (&self->batch->pull_path));
}

static void send_batch (PdSyncService *self, PdSyncBatch *batch);

/** Turn: a batch that is being frozen, or on its way. */
typedef struct
{
  PdSyncRound *round; /* (owned) */
  guint serial;       /* an earlier one than the service's: nobody wants it any more */
  PdSyncBatch *batch; /* (borrowed) as long as somebody wants it */
} Turn;

static Turn *
turn_new (PdSyncService *self, PdSyncBatch *batch)
{
  Turn *turn = g_new0 (Turn, 1);

  turn->round = pd_sync_round_new (self);
  turn->serial = self->batches;
  turn->batch = batch;
  return turn;
}

static void
turn_free (Turn *turn)
{
  pd_sync_round_free (turn->round);
  g_free (turn);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Turn, turn_free)

/* (transfer full): the service, or NULL when nobody wants the batch */
static PdSyncService *
turn_get_service (Turn *turn)
{
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (turn->round);

  return self != NULL && self->batches == turn->serial ? g_steal_pointer (&self) : NULL;
}

/* What is frozen or on its way is of no use here any more; in the store it stays in flight. */
void
pd_sync_service_drop_batches (PdSyncService *self)
{
  self->batches++;
  self->freezing_ahead = FALSE;
  g_clear_pointer (&self->batch, pd_sync_batch_free);
  g_clear_pointer (&self->batch_ahead, pd_sync_batch_free);
}

/* Freezing */

typedef struct
{
  guint limit;
  gboolean compress;
  gint64 after;
  PdSyncBatch *batch; /* (owned) (nullable) */
} FreezeData;

static void
freeze_data_free (gpointer data)
{
  FreezeData *freeze = data;

  g_clear_pointer (&freeze->batch, pd_sync_batch_free);
  g_free (freeze);
}

/* Where it cannot be compressed it goes as it is. */
static void
take_compressed (PdSyncBatch *batch)
{
  GBytes *compressed = pd_wire_gzip (batch->body);

  if (compressed == NULL)
    return;
  g_bytes_unref (batch->body);
  batch->body = compressed;
}

/* It is asked for next: not worth another job. */
static gboolean
plan_pull (PdStoreSession *session, PdSyncBatch *batch, GError **error)
{
  batch->pull_path = pd_sync_service_plan_pull (session, &batch->pull, error);
  return batch->pull_path != NULL;
}

static gboolean
freeze_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  FreezeData *freeze = data;
  PdSyncBatch *batch = freeze->batch;
  g_autofree char *epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
  g_autofree char *replica = NULL;
  g_autoptr (GPtrArray) mutations = NULL;
  g_autoptr (PdWirePush) push = NULL;
  char *text;

  /* The first page tells which history this is: nothing is sent before, for nobody could say what it is on top of. */
  if (epoch == NULL)
    return plan_pull (session, batch, error);
  mutations = pd_store_freeze_behind (session, freeze->after, freeze->limit, PD_STORE_BATCH_BYTES, error);
  if (mutations == NULL)
    return FALSE;
  batch->count = mutations->len;
  if (batch->count == 0)
    return freeze->after > 0 || plan_pull (session, batch, error);
  batch->first = g_strdup (((const PdMutation *) g_ptr_array_index (mutations, 0))->id);
  batch->last_counter = ((const PdMutation *) g_ptr_array_index (mutations, batch->count - 1))->counter;
  replica = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  push = pd_wire_push_new (epoch, replica);
  push->briefly = TRUE;
  g_ptr_array_unref (push->mutations);
  push->mutations = g_ptr_array_ref (mutations);
  text = pd_wire_push_to_text (push);
  batch->body = g_bytes_new_take (text, strlen (text));
  if (freeze->compress && g_bytes_get_size (batch->body) >= COMPRESS_FROM)
    take_compressed (batch);
  return TRUE;
}

/* The engine hears of it when it is this batch's turn. */
static void
take_batch (PdSyncService *self, PdSyncBatch *batch)
{
  PdSyncEvent event = { .type = PD_SYNC_EVENT_FROZEN, .count = batch->count };

  g_clear_pointer (&self->batch, pd_sync_batch_free);
  self->batch = batch;
  g_free (self->first);
  self->first = g_strdup (batch->first);
  pd_sync_service_step (self, &event);
}

static void
frozen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  g_autoptr (PdSyncService) self = turn_get_service (turn);
  FreezeData *freeze = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (!ok)
    {
      pd_sync_service_fail (self, error, 0);
      return;
    }
  self->freezing_ahead = FALSE;
  if (pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_FREEZING)
    {
      take_batch (self, g_steal_pointer (&freeze->batch));
      return;
    }
  self->batch_ahead = g_steal_pointer (&freeze->batch);
  /* It came late: the one before is being settled already. */
  if (pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_SETTLING && self->batch_ahead->count > 0)
    send_batch (self, self->batch_ahead);
}

static void
start_freezing (PdSyncService *self, guint limit, gint64 after)
{
  FreezeData *freeze = g_new0 (FreezeData, 1);

  freeze->limit = limit;
  freeze->after = after;
  freeze->compress = self->transport != NULL && pd_sync_transport_get_compresses (self->transport);
  freeze->batch = pd_sync_batch_new ();
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, freeze_job, freeze, freeze_data_free,
                        self->round, frozen_cb, turn_new (self, NULL));
}

/* Makes the next batch ready, unless it is or is about to be. That nothing stood behind the last one may be no longer
 * true. */
void
pd_sync_service_freeze (PdSyncService *self, guint limit)
{
  if (self->batch_ahead != NULL && self->batch_ahead->count > 0)
    {
      take_batch (self, g_steal_pointer (&self->batch_ahead));
      return;
    }
  g_clear_pointer (&self->batch_ahead, pd_sync_batch_free);
  if (!self->freezing_ahead)
    start_freezing (self, limit, 0);
}

/* Sending */

static void
take_answer (PdSyncService *self)
{
  self->newer = pd_sync_answer_is_newer (self->batch->answer);
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PUSHED });
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  g_autoptr (PdSyncService) self = turn_get_service (turn);
  GError *error = NULL;
  gint64 retry_after = 0;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);

  if (self == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (answer != NULL)
    {
      turn->batch->answer = g_steal_pointer (&answer);
      if (turn->batch == self->batch)
        take_answer (self);
      return;
    }
  if (turn->batch == self->batch)
    {
      pd_sync_service_fail (self, error, retry_after);
      return;
    }
  /* It is sent again when its turn comes, and fails then, where it does. */
  g_error_free (error);
  turn->batch->is_sent = FALSE;
}

static void
send_batch (PdSyncService *self, PdSyncBatch *batch)
{
  batch->is_sent = TRUE;
  pd_sync_transport_send_async (self->transport, "POST", "/v1/sync/push", batch->body, PD_WIRE_MAX_BYTES,
                                self->round, pushed_cb, turn_new (self, batch));
}

/* Sends the batch whose turn it is, unless it is on its way. @ahead: whether to freeze the one behind it meanwhile. */
void
pd_sync_service_push (PdSyncService *self, guint limit, gboolean ahead)
{
  if (!self->batch->is_sent)
    send_batch (self, self->batch);
  if (ahead)
    {
      self->freezing_ahead = TRUE;
      start_freezing (self, limit, self->batch->last_counter);
    }
  if (self->batch->answer != NULL)
    take_answer (self);
}

/* Settling */

typedef struct
{
  GBytes *answer; /* (owned) */
  guint decided;  /* by how many mutations fewer wait */
  gboolean
      is_renamed; /* this replica has another identity now, and what was in flight waits under other ids */
} SettleData;

static void
settle_data_free (gpointer data)
{
  SettleData *settle = data;

  g_bytes_unref (settle->answer);
  g_free (settle);
}

static gboolean
settle_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  SettleData *settle = data;
  g_autoptr (PdWirePassage) passage = NULL;
  g_autoptr (GPtrArray) results =
      pd_wire_pushed_from_text (g_bytes_get_data (settle->answer, NULL),
                                (gssize) g_bytes_get_size (settle->answer), &passage, error);
  g_autofree char *before = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  g_autofree char *after = NULL;
  gint64 n_before, n_after;

  if (results == NULL ||
      !pd_store_session_integer (session, "SELECT count (*) FROM outbox", &n_before, error) ||
      !pd_store_apply_pushed (session, results, passage, g_get_real_time (), error) ||
      !pd_store_session_integer (session, "SELECT count (*) FROM outbox", &n_after, error))
    return FALSE;
  after = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  settle->is_renamed = g_strcmp0 (before, after) != 0;
  settle->decided = n_before > n_after ? (guint) (n_before - n_after) : 0;
  return TRUE;
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  g_autoptr (PdSyncService) self = turn_get_service (turn);
  const SettleData *settle = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (!ok)
    {
      pd_sync_service_fail (self, error, 0);
      return;
    }
  self->sent += MIN (settle->decided, self->batch->count);
  if (settle->is_renamed)
    pd_sync_service_drop_batches (self);
  g_clear_error (&self->last_error);
  if (settle->decided == 0)
    self->last_error = g_error_new_literal (
        PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
        _ ("The platform answers, but does not say what became of your changes. They are "
           "safe on this computer and will be sent again."));
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SETTLED, .count = settle->decided });
}

/* Takes the answer that is here. What stands behind goes on its way meanwhile. */
void
pd_sync_service_settle (PdSyncService *self)
{
  SettleData *settle = g_new0 (SettleData, 1);

  settle->answer = g_steal_pointer (&self->batch->answer);
  if (self->batch_ahead != NULL && self->batch_ahead->count > 0)
    send_batch (self, self->batch_ahead);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, settle_job, settle, settle_data_free, NULL,
                        settled_cb, turn_new (self, self->batch));
}

/* Setting aside */

/** ParkData: what is set aside, and why. */
typedef struct
{
  char *id; /* (owned) */
  PdSyncFailure reason;
} ParkData;

static void
park_data_free (gpointer data)
{
  ParkData *park = data;

  g_free (park->id);
  g_free (park);
}

static gboolean
park_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const ParkData *park = data;

  return pd_store_park_mutation (session, park->id, pd_sync_parked_code (park->reason),
                                 pd_sync_parked_sentence (park->reason), g_get_real_time (), error);
}

static void
parked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    g_clear_error (&error);
  else if (!ok)
    pd_sync_service_fail (self, error, 0);
  else
    pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PARKED });
}

/* The one mutation that was sent alone goes to the inbox. */
void
pd_sync_service_park (PdSyncService *self, PdSyncFailure reason)
{
  ParkData *park = g_new0 (ParkData, 1);

  park->id = g_strdup (self->first);
  park->reason = reason;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, park_job, park, park_data_free, NULL, parked_cb,
                        pd_sync_round_new (self));
}
