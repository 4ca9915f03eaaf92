/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-blobs-private.h"

#include "store/pd-store-blobs.h"

#include <glib/gi18n-lib.h>

#define TRY_AGAIN G_TIME_SPAN_HOUR

enum
{
  CHANGED,
  SENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_QUARK (pd_sync_blob_error, pd_sync_blob_error)
G_DEFINE_FINAL_TYPE (PdSyncBlobs, pd_sync_blobs, G_TYPE_OBJECT)

PdSyncBlobRound *
pd_sync_blob_round_new (PdSyncBlobs *self)
{
  PdSyncBlobRound *round = g_new0 (PdSyncBlobRound, 1);

  g_weak_ref_init (&round->blobs, self);
  round->round = g_object_ref (self->round);
  return round;
}

static void
round_free (gpointer data)
{
  PdSyncBlobRound *round = data;

  g_weak_ref_clear (&round->blobs);
  g_object_unref (round->round);
  g_free (round);
}

/* (transfer full) (nullable): whose it is, while it is still wanted; @round is freed */
PdSyncBlobs *
pd_sync_blob_round_end (PdSyncBlobRound *round)
{
  g_autoptr (PdSyncBlobs) self = g_weak_ref_get (&round->blobs);
  gboolean wanted = self != NULL && self->round == round->round && !g_cancellable_is_cancelled (round->round);

  round_free (round);
  return wanted ? g_steal_pointer (&self) : NULL;
}

void
pd_sync_blobs_emit_changed (PdSyncBlobs *self, const char *sha256)
{
  g_signal_emit (self, signals[CHANGED], 0, sha256);
}

void
pd_sync_blobs_fail (PdSyncBlobs *self, GError *error, gint64 retry_after)
{
  PdSyncFailure failure =
      error->domain == PD_SYNC_ERROR ? (PdSyncFailure) error->code : PD_SYNC_FAILURE_STORE;

  g_set_error_literal (&self->last_error, error->domain, error->code, error->message);
  g_debug ("a file waits: %s", error->message);
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_FAILED,
                                                .failure = failure,
                                                .retry_after = retry_after });
}

/* Which file is next */

typedef struct
{
  char *sha256;
  gint64 size;
} Next;

static void
next_free (gpointer data)
{
  Next *next = data;

  g_free (next->sha256);
  g_free (next);
}

static gboolean
next_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Next *next = data;

  return pd_store_blob_next (session, &next->sha256, &next->size, error);
}

static void
next_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = pd_sync_blob_round_end (user_data);
  Next *next = pd_store_job_data (result);
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    {
      pd_sync_blobs_fail (self, error, 0);
      return;
    }
  g_free (self->sha256);
  self->sha256 = g_steal_pointer (&next->sha256);
  self->size = next->size;
  self->sent = 0;
  g_clear_pointer (&self->problem, g_free);
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_NEXT,
                                                .size = self->sha256 != NULL ? self->size : -1 });
}

/* What is taken down */

typedef struct
{
  char *sha256;
  char *problem; /* (nullable) none: it is there */
  gint64 sent;
} Verdict;

static void
verdict_free (gpointer data)
{
  Verdict *verdict = data;

  g_free (verdict->sha256);
  g_free (verdict->problem);
  g_free (verdict);
}

static Verdict *
verdict_new (PdSyncBlobs *self, const char *problem)
{
  Verdict *verdict = g_new0 (Verdict, 1);

  *verdict = (Verdict){ g_strdup (self->sha256), g_strdup (problem), self->sent };
  return verdict;
}

static gboolean
settle_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Verdict *verdict = data;

  return verdict->problem != NULL
             ? pd_store_blob_set_problem (session, verdict->sha256, verdict->problem, error)
             : pd_store_blob_set_done (session, verdict->sha256, error);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = pd_sync_blob_round_end (user_data);
  const Verdict *verdict = pd_store_job_data (result);
  g_autofree char *sha256 = g_strdup (verdict->sha256);
  gboolean there = verdict->problem == NULL;
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      pd_sync_blobs_fail (self, error, 0);
      return;
    }
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_SETTLED });
  pd_sync_blobs_emit_changed (self, sha256);
  if (there)
    g_signal_emit (self, signals[SENT], 0, sha256);
}

static void
settle (PdSyncBlobs *self, const char *problem)
{
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, settle_job, verdict_new (self, problem),
                        verdict_free, self->round, settled_cb, pd_sync_blob_round_new (self));
}

static gboolean
sent_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Verdict *verdict = data;

  return pd_store_blob_set_sent (session, verdict->sha256, verdict->sent, error);
}

/* How far it came, for whoever looks while it waits. */
static void
remember_sent (PdSyncBlobs *self)
{
  if (self->sha256 != NULL && self->sent > 0)
    pd_store_write_async (self->store, PD_STORE_PRIORITY_IDLE, sent_job, verdict_new (self, NULL),
                          verdict_free, NULL, NULL, NULL);
}

/* The engine */

static gboolean
timer_cb (gpointer user_data)
{
  PdSyncBlobs *self = user_data;

  self->timer = 0;
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_TIMER });
  return G_SOURCE_REMOVE;
}

static void
set_timer (PdSyncBlobs *self, gint64 time)
{
  if (time == 0)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (time > 0)
    self->timer = g_timeout_add ((guint) (time / G_TIME_SPAN_MILLISECOND) + 1, timer_cb, self);
}

static void
cancel (PdSyncBlobs *self)
{
  g_cancellable_cancel (self->round);
  g_object_unref (self->round);
  self->round = g_cancellable_new ();
}

/* Who waits for the queue is told when it is empty or stands still. */
static void
release_waiters (PdSyncBlobs *self)
{
  PdSyncBlobPhase phase = pd_sync_blob_engine_get_phase (self->engine);
  g_autoptr (GPtrArray) waiters = NULL;

  if (phase != PD_SYNC_BLOB_IDLE && phase != PD_SYNC_BLOB_WAITING && phase != PD_SYNC_BLOB_OFF)
    return;
  waiters = g_steal_pointer (&self->waiters);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (phase == PD_SYNC_BLOB_IDLE)
        g_task_return_boolean (task, TRUE);
      else if (phase == PD_SYNC_BLOB_WAITING && self->last_error != NULL)
        g_task_return_error (task, g_error_copy (self->last_error));
      else
        g_task_return_new_error (
            task, PD_SYNC_BLOB_ERROR, PD_SYNC_BLOB_ERROR_OFFLINE,
            _ ("There is no connection to the platform. Files are sent when it is back."));
    }
}

void
pd_sync_blobs_step (PdSyncBlobs *self, const PdSyncBlobEvent *event)
{
  PdSyncBlobStep next = pd_sync_blob_engine_step (self->engine, event);

  set_timer (self, next.timer);
  if (event->type != PD_SYNC_BLOB_EVENT_FAILED)
    g_clear_error (&self->last_error);
  switch (next.action)
    {
    case PD_SYNC_BLOB_ACTION_LOOK:
      pd_store_read_async (self->store, PD_STORE_PRIORITY_SYNC, next_job, g_new0 (Next, 1), next_free,
                           self->round, next_cb, pd_sync_blob_round_new (self));
      break;
    case PD_SYNC_BLOB_ACTION_ASK:
      pd_sync_blobs_ask (self);
      break;
    case PD_SYNC_BLOB_ACTION_SEND:
      pd_sync_blobs_send_piece (self, next.offset, next.length);
      break;
    case PD_SYNC_BLOB_ACTION_DONE:
      settle (self, NULL);
      break;
    case PD_SYNC_BLOB_ACTION_PROBLEM:
      settle (self, self->problem != NULL ? self->problem : pd_sync_blobs_damaged_sentence ());
      break;
    case PD_SYNC_BLOB_ACTION_CANCEL:
      cancel (self);
      break;
    case PD_SYNC_BLOB_ACTION_NONE:
    default:
      break;
    }
  if (pd_sync_blob_engine_get_phase (self->engine) == PD_SYNC_BLOB_WAITING)
    remember_sent (self);
  release_waiters (self);
}

/**
 * pd_sync_blobs_set_transport:
 * @self: files
 * @transport: (nullable): to the platform, signed in; %NULL while there is nobody to ask
 */
void
pd_sync_blobs_set_transport (PdSyncBlobs *self, PdSyncTransport *transport)
{
  if (self->transport == transport)
    return;
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_OFF_LINE });
  g_set_object (&self->transport, transport);
  if (transport != NULL)
    pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_ON });
}

/** pd_sync_blobs_kick: something may wait to be sent. */
void
pd_sync_blobs_kick (PdSyncBlobs *self)
{
  pd_sync_blobs_step (self, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_KICK });
}

static gboolean
clear_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_blob_clear_problems (session, error);
}

static void
kick_after_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = user_data;

  if (pd_store_write_finish (PD_STORE (source), result, NULL))
    pd_sync_blobs_kick (self);
}

/** pd_sync_blobs_try_again: also what was not sent because something was wrong. */
void
pd_sync_blobs_try_again (PdSyncBlobs *self)
{
  self->tried_at = g_get_monotonic_time ();
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, clear_job, NULL, NULL, NULL, kick_after_cb,
                        g_object_ref (self));
}

/* After all records came */

typedef struct
{
  guint n_queued;
  GPtrArray *evicted; /* (owned) of char* */
} Tidying;

static void
tidying_free (gpointer data)
{
  Tidying *tidying = data;

  g_ptr_array_unref (tidying->evicted);
  g_free (tidying);
}

static gboolean
tidy_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Tidying *tidying = data;
  gint64 now = g_get_real_time ();

  g_ptr_array_set_size (tidying->evicted, 0);
  return pd_store_blob_requeue (session, now, &tidying->n_queued, error) &&
         pd_store_blob_tidy (session, PD_STORE_BLOB_LIMIT, now, tidying->evicted, error);
}

static void
tidied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncBlobs) self = user_data;
  const Tidying *tidying = pd_store_job_data (result);

  if (!pd_store_write_finish (PD_STORE (source), result, NULL))
    return;
  /* The cache has forgotten them, on the disk; so their bytes may go. */
  for (guint i = 0; i < tidying->evicted->len; i++)
    pd_store_blob_discard (pd_store_get_path (self->store), g_ptr_array_index (tidying->evicted, i));
  if (tidying->n_queued > 0)
    pd_sync_blobs_kick (self);
}

/**
 * pd_sync_blobs_caught_up:
 * @self: files
 *
 * All records are here. A platform that was restored is offered the files again that it may have lost, and files that
 * take too much room go from this computer.
 */
void
pd_sync_blobs_caught_up (PdSyncBlobs *self)
{
  Tidying *tidying = g_new0 (Tidying, 1);

  /* The platform may have room again, or take what it did not: looked at now and then without anybody's doing. */
  if (g_get_monotonic_time () - self->tried_at > TRY_AGAIN)
    pd_sync_blobs_try_again (self);
  tidying->evicted = g_ptr_array_new_with_free_func (g_free);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_IDLE, tidy_job, tidying, tidying_free, NULL, tidied_cb,
                        g_object_ref (self));
}

/**
 * pd_sync_blobs_get_progress:
 * @sha256: a file
 * @done: (out): bytes that were sent or have come
 * @size: (out): of how many
 *
 * Returns: whether it is under way, in either direction
 */
gboolean
pd_sync_blobs_get_progress (PdSyncBlobs *self, const char *sha256, gint64 *done, gint64 *size)
{
  PdSyncBlobPhase phase = pd_sync_blob_engine_get_phase (self->engine);

  if ((phase == PD_SYNC_BLOB_SENDING || phase == PD_SYNC_BLOB_ASKING) &&
      g_strcmp0 (self->sha256, sha256) == 0)
    {
      *done = self->sent;
      *size = self->size;
      return TRUE;
    }
  return pd_sync_blobs_get_fetched (self, sha256, done, size);
}

/**
 * pd_sync_blobs_drain_async:
 * @self: files
 * @cancellable: (nullable): stops the waiting
 * @callback: called when nothing waits to be sent, or it cannot be sent now
 * @user_data: for @callback
 *
 * Files that are not sent because something is wrong with them do not count.
 */
void
pd_sync_blobs_drain_async (PdSyncBlobs *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_blobs_drain_async);
  g_ptr_array_add (self->waiters, task);
  pd_sync_blobs_kick (self);
}

gboolean
pd_sync_blobs_drain_finish (PdSyncBlobs *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Somebody added a file, here or in another program on the same cache. */
static void
store_changed_cb (PdSyncBlobs *self)
{
  if (pd_sync_blob_engine_get_phase (self->engine) == PD_SYNC_BLOB_IDLE)
    pd_sync_blobs_kick (self);
}

static gboolean
sweep_one (const char *sha256, gboolean *keep, gpointer data, GError **error)
{
  return pd_store_blob_is_known (data, sha256, keep, error);
}

static gboolean
sweep_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_blob_files_sweep (data, g_get_real_time (), sweep_one, session, error);
}

static void
pd_sync_blobs_dispose (GObject *object)
{
  PdSyncBlobs *self = PD_SYNC_BLOBS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->round);
  g_clear_object (&self->transport);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_sync_blobs_parent_class)->dispose (object);
}

static void
pd_sync_blobs_finalize (GObject *object)
{
  PdSyncBlobs *self = PD_SYNC_BLOBS (object);

  g_object_unref (self->round);
  pd_sync_blob_engine_free (self->engine);
  g_ptr_array_unref (self->waiters);
  g_hash_table_unref (self->fetches);
  g_clear_error (&self->last_error);
  g_free (self->sha256);
  g_free (self->problem);
  G_OBJECT_CLASS (pd_sync_blobs_parent_class)->finalize (object);
}

static void
pd_sync_blobs_class_init (PdSyncBlobsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_sync_blobs_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_sync_blobs_finalize;
  /**
   * PdSyncBlobs::changed:
   * @sha256: the file that is somewhere else now, or more of it
   */
  signals[CHANGED] = g_signal_new ("changed", PD_TYPE_SYNC_BLOBS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * PdSyncBlobs::sent:
   * @sha256: a file that the platform has now
   */
  signals[SENT] = g_signal_new ("sent", PD_TYPE_SYNC_BLOBS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_sync_blobs_init (PdSyncBlobs *self)
{
  self->engine = pd_sync_blob_engine_new (g_random_int ());
  self->round = g_cancellable_new ();
  self->tried_at = g_get_monotonic_time ();
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->fetches = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * pd_sync_blobs_new:
 * @store: the offline cache
 *
 * Returns: (transfer full): the way of files between the folder beside the cache and the platform; it does nothing
 *   before it has a transport
 */
PdSyncBlobs *
pd_sync_blobs_new (PdStore *store)
{
  PdSyncBlobs *self = g_object_new (PD_TYPE_SYNC_BLOBS, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  pd_store_read_async (store, PD_STORE_PRIORITY_IDLE, sweep_job, g_strdup (pd_store_get_path (store)), g_free,
                       NULL, NULL, NULL);
  return self;
}
