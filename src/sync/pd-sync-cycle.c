/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-outbox.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STREAM "all"
#define PAGE_LIMIT 1000

static void
finish_waiters (PdSyncService *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

/* What failed, and why: for the engine the kind of it, for a person the sentence. */
static void
fail (PdSyncService *self, GError *error, gint64 retry_after)
{
  PdSyncEvent event = { .type = PD_SYNC_EVENT_FAILED,
                        .failure = PD_SYNC_FAILURE_STORE,
                        .retry_after = retry_after };

  if (error->domain == PD_SYNC_ERROR)
    event.failure = (PdSyncFailure) error->code;
  else if (error->domain == PD_WIRE_ERROR)
    event.failure = PD_SYNC_FAILURE_BAD_ANSWER;
  g_clear_error (&self->last_error);
  self->last_error = error;
  pd_sync_service_step (self, &event);
  if (!pd_sync_engine_is_busy (self->engine))
    finish_waiters (self, self->last_error);
}

/* Whether an answer is of an earlier round, which was given up: then nobody wants it. */
static gboolean
is_stale (PdSyncService *self, GCancellable *round)
{
  return self->round != round || g_cancellable_is_cancelled (round);
}

/* Actions */

typedef struct
{
  PdSyncService *service; /* (owned) */
  GCancellable *round;    /* (owned) */
} Round;

static Round *
round_new (PdSyncService *self)
{
  Round *round = g_new (Round, 1);

  round->service = g_object_ref (self);
  round->round = g_object_ref (self->round);
  return round;
}

static void
round_free (Round *round)
{
  g_object_unref (round->service);
  g_object_unref (round->round);
  g_free (round);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Round, round_free)

typedef struct
{
  guint limit;
  guint count;
  GBytes *body; /* (owned) (nullable) */
} FreezeData;

static void
freeze_data_free (gpointer data)
{
  FreezeData *freeze = data;

  g_clear_pointer (&freeze->body, g_bytes_unref);
  g_free (freeze);
}

static gboolean
freeze_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  FreezeData *freeze = data;
  g_autoptr (GPtrArray) batch = pd_store_freeze_batch (session, freeze->limit, PD_STORE_BATCH_BYTES, error);
  g_autofree char *replica = NULL, *epoch = NULL;
  g_autoptr (PdWirePush) push = NULL;
  char *text;

  if (batch == NULL)
    return FALSE;
  freeze->count = batch->len;
  if (batch->len == 0)
    return TRUE;
  replica = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
  push = pd_wire_push_new (epoch, replica);
  g_ptr_array_unref (push->mutations);
  push->mutations = g_ptr_array_ref (batch);
  text = pd_wire_push_to_text (push);
  freeze->body = g_bytes_new_take (text, strlen (text));
  return TRUE;
}

static void
frozen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Round) round = user_data;
  PdSyncService *self = round->service;
  FreezeData *freeze = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (is_stale (self, round->round))
    {
      g_clear_error (&error);
      return;
    }
  if (!ok)
    {
      fail (self, error, 0);
      return;
    }
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = freeze->body != NULL ? g_bytes_ref (freeze->body) : NULL;
  self->frozen = freeze->count;
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = freeze->count });
}

/* An answer of the platform, for a push or a pull. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Round) round = user_data;
  PdSyncService *self = round->service;
  gboolean pushing = pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_PUSHING;
  GError *error = NULL;
  gint64 retry_after = 0;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);

  if (is_stale (self, round->round))
    {
      g_clear_error (&error);
      return;
    }
  if (answer == NULL)
    {
      fail (self, error, retry_after);
      return;
    }
  g_clear_pointer (&self->answer, g_bytes_unref);
  self->answer = g_steal_pointer (&answer);
  pd_sync_service_step (self,
                        &(PdSyncEvent){ .type = pushing ? PD_SYNC_EVENT_PUSHED : PD_SYNC_EVENT_PULLED });
}

static gboolean
settle_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GBytes *answer = data;
  g_autoptr (GPtrArray) results =
      pd_wire_results_from_text (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), error);

  return results != NULL && pd_store_apply_results (session, results, g_get_real_time (), error);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Round) round = user_data;
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (is_stale (round->service, round->round))
    g_clear_error (&error);
  else if (!ok)
    fail (round->service, error, 0);
  else
    {
      round->service->sent += round->service->frozen;
      pd_sync_service_step (round->service, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SETTLED });
    }
}

/* The pull asks for what the store knows: its cursor, and which answers it has not seen. */
static gboolean
cursor_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  char **path = data;
  g_autofree char *cursor = pd_store_get_meta (session, PD_STORE_META_CURSOR STREAM, NULL);
  g_autofree char *replica = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  g_auto (GStrv) in_flight = pd_store_get_in_flight (session, error);
  g_autofree char *escaped = NULL, *ids = NULL;

  if (in_flight == NULL)
    return FALSE;
  escaped = g_uri_escape_string (cursor != NULL ? cursor : "", NULL, FALSE);
  ids = g_strjoinv (",", in_flight);
  *path = g_strdup_printf ("/v1/sync/changes?stream=" STREAM "&limit=%d&cursor=%s&replica=%s&inflight=%s",
                           PAGE_LIMIT, escaped, replica != NULL ? replica : "", ids);
  return TRUE;
}

static void
free_path (gpointer data)
{
  char **path = data;

  g_free (*path);
  g_free (path);
}

static void
cursor_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Round) round = user_data;
  PdSyncService *self = round->service;
  char **path = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (source), result, &error);

  if (is_stale (self, round->round))
    g_clear_error (&error);
  else if (!ok)
    fail (self, error, 0);
  else
    pd_sync_transport_send_async (self->transport, "GET", *path, NULL, PD_WIRE_MAX_BYTES, round->round,
                                  answered_cb, round_new (self));
}

typedef struct
{
  GBytes *answer; /* (owned) */
  gboolean more;
  guint received;
  guint waiting;
} ApplyData;

static void
apply_data_free (gpointer data)
{
  ApplyData *apply = data;

  g_bytes_unref (apply->answer);
  g_free (apply);
}

/* For the next start, and for other programs on this cache. */
static gboolean
remember_success (PdStoreSession *session, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time ());

  return pd_store_set_meta (session, PD_STORE_META_LAST_SUCCESS, now, error);
}

static gboolean
apply_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  ApplyData *apply = data;
  g_autoptr (PdWirePage) page = pd_wire_page_from_text (g_bytes_get_data (apply->answer, NULL),
                                                        (gssize) g_bytes_get_size (apply->answer), error);
  PdStoreCounts counts;

  if (page == NULL || !pd_store_apply_page (session, page, STREAM, g_get_real_time (), error) ||
      !pd_store_get_counts (session, &counts, error))
    return FALSE;
  apply->more = page->more;
  apply->received = page->records->len;
  apply->waiting = counts.waiting;
  return page->more || remember_success (session, error);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Round) round = user_data;
  PdSyncService *self = round->service;
  const ApplyData *apply = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (is_stale (self, round->round))
    g_clear_error (&error);
  else if (!ok)
    fail (self, error, 0);
  else
    {
      self->received += apply->received;
      pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED,
                                                  .more = apply->more,
                                                  .count = apply->waiting });
    }
}

static gboolean
reset_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  /* The same mutations go again under the same ids: what the restored platform still has, it answers as before. */
  return pd_store_begin_history (session, NULL, error);
}

static void
reset_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Round) round = user_data;
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (is_stale (round->service, round->round))
    g_clear_error (&error);
  else if (!ok)
    fail (round->service, error, 0);
  else
    pd_sync_service_step (round->service, &(PdSyncEvent){ .type = PD_SYNC_EVENT_RESET });
}

static void
act (PdSyncService *self, const PdSyncStep *wanted)
{
  FreezeData *freeze;
  ApplyData *apply;

  switch (wanted->action)
    {
    case PD_SYNC_ACTION_FREEZE:
      freeze = g_new0 (FreezeData, 1);
      freeze->limit = wanted->batch_limit;
      pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, freeze_job, freeze, freeze_data_free,
                            self->round, frozen_cb, round_new (self));
      break;
    case PD_SYNC_ACTION_PUSH:
      pd_sync_transport_send_async (self->transport, "POST", "/v1/sync/push", self->body, PD_WIRE_MAX_BYTES,
                                    self->round, answered_cb, round_new (self));
      break;
    case PD_SYNC_ACTION_SETTLE:
      pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, settle_job, g_steal_pointer (&self->answer),
                            (GDestroyNotify) g_bytes_unref, NULL, settled_cb, round_new (self));
      break;
    case PD_SYNC_ACTION_PULL:
      pd_store_read_async (self->store, PD_STORE_PRIORITY_SYNC, cursor_job, g_new0 (char *, 1), free_path,
                           NULL, cursor_cb, round_new (self));
      break;
    case PD_SYNC_ACTION_APPLY:
      apply = g_new0 (ApplyData, 1);
      apply->answer = g_steal_pointer (&self->answer);
      pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, apply_job, apply, apply_data_free, NULL,
                            applied_cb, round_new (self));
      break;
    case PD_SYNC_ACTION_RESET:
      pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, reset_job, NULL, NULL, NULL, reset_cb,
                            round_new (self));
      break;
    case PD_SYNC_ACTION_NONE:
    default:
      break;
    }
}

static gboolean
timer_cb (gpointer user_data)
{
  PdSyncService *self = user_data;

  self->timer = 0;
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_TIMER });
  return G_SOURCE_REMOVE;
}

void
pd_sync_service_set_timer (PdSyncService *self, gint64 pause)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->next_try = 0;
  /* Without "start" there is no second attempt of its own accord: a command says what went wrong and ends. */
  if (pause > 0 && self->started)
    {
      self->timer = g_timeout_add ((guint) MIN (pause / 1000 + 1, G_MAXINT), timer_cb, self);
      self->next_try = g_get_real_time () + pause;
    }
  pd_sync_service_notify_next_try (self);
}

/* Tells the engine what happened and does what it answers. */
void
pd_sync_service_step (PdSyncService *self, const PdSyncEvent *event)
{
  gboolean was_busy = pd_sync_engine_is_busy (self->engine);
  PdSyncStep wanted = pd_sync_engine_step (self->engine, event);

  if (wanted.cancel || (!was_busy && pd_sync_engine_is_busy (self->engine)))
    {
      if (self->round != NULL && wanted.cancel)
        g_cancellable_cancel (self->round);
      g_clear_object (&self->round);
      self->round = g_cancellable_new ();
    }
  if (wanted.timer != 0)
    pd_sync_service_set_timer (self, wanted.timer);
  if (wanted.caught_up)
    {
      g_clear_error (&self->last_error);
      self->last_success = g_get_real_time ();
      pd_sync_service_notify_success (self);
      pd_sync_service_count (self);
    }
  act (self, &wanted);
  pd_sync_service_notify_state (self);
  if (wanted.caught_up)
    finish_waiters (self, NULL);
}

static gboolean
is_online (PdSyncService *self)
{
  /* A platform on this very computer needs no network. */
  gboolean local = self->account != NULL && (g_str_has_prefix (self->account->server, "https://127.0.0.1") ||
                                             g_str_has_prefix (self->account->server, "https://localhost"));

  return !self->offline && (local || g_network_monitor_get_network_available (self->monitor));
}

void
pd_sync_service_look_at_network (PdSyncService *self)
{
  pd_sync_service_step (self, &(PdSyncEvent){ .type = is_online (self) ? PD_SYNC_EVENT_ONLINE
                                                                       : PD_SYNC_EVENT_OFFLINE });
  if (!is_online (self))
    {
      g_autoptr (GError) error =
          g_error_new_literal (PD_SYNC_ERROR, PD_SYNC_FAILURE_NETWORK, pd_sync_service_get_message (self));

      finish_waiters (self, error);
    }
}

/* Synchronising */

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
  g_ptr_array_add (self->waiters, g_steal_pointer (&task));
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

gboolean
pd_sync_service_sync_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * pd_sync_service_start:
 * @self: a service
 *
 * Synchronises by itself from now on: after a save, at intervals, and when the network comes back.
 */
void
pd_sync_service_start (PdSyncService *self)
{
  if (self->started)
    return;
  self->started = TRUE;
  pd_sync_service_look_at_network (self);
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

void
pd_sync_service_stop (PdSyncService *self)
{
  self->started = FALSE;
  pd_sync_service_set_timer (self, -1);
}
