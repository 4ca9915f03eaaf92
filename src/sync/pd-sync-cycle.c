/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-outbox.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* For a person: what cannot be read in which field helps only the one who looks after the platform. */
static GError *
bad_answer (GError *cause)
{
  GError *error = g_error_new (
      PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
      _ ("The platform’s answer arrived incomplete or cannot be read. Nothing of it was taken, your "
         "work is safe on this computer, and Piaodan asks again. (%s)"),
      cause->message);

  g_error_free (cause);
  return error;
}

/* What failed, and why: for the engine the kind of it, for a person the sentence. */
void
pd_sync_service_fail (PdSyncService *self, GError *error, gint64 retry_after)
{
  PdSyncEvent event = { .type = PD_SYNC_EVENT_FAILED,
                        .failure = PD_SYNC_FAILURE_STORE,
                        .retry_after = retry_after };

  if (error->domain == PD_WIRE_ERROR)
    error = bad_answer (error);
  if (g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_MASS_CHANGE))
    event.failure = PD_SYNC_FAILURE_MASS_CHANGE;
  if (error->domain == PD_SYNC_ERROR)
    event.failure = (PdSyncFailure) error->code;
  g_clear_error (&self->last_error);
  g_clear_pointer (&self->comparison, pd_sync_comparison_unref);
  self->compared = FALSE;
  pd_sync_service_drop_pages (self);
  self->last_error = error;
  pd_sync_service_step (self, &event);
}

/* Actions */

PdSyncRound *
pd_sync_round_new (PdSyncService *self)
{
  PdSyncRound *round = g_new (PdSyncRound, 1);

  g_weak_ref_init (&round->service, self);
  round->round = g_object_ref (self->round);
  return round;
}

void
pd_sync_round_free (PdSyncRound *round)
{
  g_weak_ref_clear (&round->service);
  g_object_unref (round->round);
  g_free (round);
}

/* (transfer full): the service, or NULL when it is gone or has given this round up: then nobody wants the answer. */
PdSyncService *
pd_sync_round_get_service (PdSyncRound *round)
{
  g_autoptr (PdSyncService) self = g_weak_ref_get (&round->service);

  if (self == NULL || self->round != round->round || g_cancellable_is_cancelled (round->round))
    return NULL;
  return g_steal_pointer (&self);
}

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
  g_autofree char *epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
  g_autofree char *replica = NULL;
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (PdWirePush) push = NULL;
  char *text;

  /* The first page tells which history this is: nothing is sent before, for nobody could say what it is on top of. */
  if (epoch == NULL)
    return TRUE;
  batch = pd_store_freeze_batch (session, freeze->limit, PD_STORE_BATCH_BYTES, error);
  if (batch == NULL)
    return FALSE;
  freeze->count = batch->len;
  if (batch->len == 0)
    return TRUE;
  replica = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
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
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
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
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = freeze->body != NULL ? g_bytes_ref (freeze->body) : NULL;
  self->frozen = freeze->count;
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = freeze->count });
}

/* An answer of the platform, for a push or a question of a comparison. */
void
pd_sync_service_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  GError *error = NULL;
  gint64 retry_after = 0;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);
  PdSyncEvent event = { .type = PD_SYNC_EVENT_PUSHED };

  if (self == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (answer == NULL)
    {
      pd_sync_service_fail (self, error, retry_after);
      return;
    }
  g_clear_pointer (&self->answer, g_bytes_unref);
  self->answer = g_steal_pointer (&answer);
  if (pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_COMPARING)
    event = (PdSyncEvent){ .type = PD_SYNC_EVENT_COMPARED, .more = TRUE };
  pd_sync_service_step (self, &event);
}

typedef struct
{
  GBytes *answer; /* (owned) */
  guint decided;  /* by how many mutations fewer wait */
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
  g_autoptr (GPtrArray) results =
      pd_wire_results_from_text (g_bytes_get_data (settle->answer, NULL),
                                 (gssize) g_bytes_get_size (settle->answer), error);
  PdStoreCounts before, after;

  if (results == NULL || !pd_store_get_counts (session, &before, error) ||
      !pd_store_apply_results (session, results, g_get_real_time (), error) ||
      !pd_store_get_counts (session, &after, error))
    return FALSE;
  before.waiting += before.in_flight;
  after.waiting += after.in_flight;
  settle->decided = before.waiting > after.waiting ? before.waiting - after.waiting : 0;
  return TRUE;
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
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
  self->sent += MIN (settle->decided, self->frozen);
  g_clear_error (&self->last_error);
  if (settle->decided == 0)
    self->last_error = g_error_new_literal (
        PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
        _ ("The platform answers, but does not say what became of your changes. They are "
           "safe on this computer and will be sent again."));
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SETTLED, .count = settle->decided });
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
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    g_clear_error (&error);
  else if (!ok)
    pd_sync_service_fail (self, error, 0);
  else
    {
      /* What both sides have is compared: it is much less than to read all of it anew. */
      g_clear_pointer (&self->comparison, pd_sync_comparison_unref);
      self->comparison = pd_sync_comparison_new (TRUE, self->accept_loss, TRUE);
      pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_RESET });
    }
}

static void
act (PdSyncService *self, const PdSyncStep *wanted)
{
  FreezeData *freeze;
  SettleData *settle;

  switch (wanted->action)
    {
    case PD_SYNC_ACTION_FREEZE:
      freeze = g_new0 (FreezeData, 1);
      freeze->limit = wanted->batch_limit;
      pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, freeze_job, freeze, freeze_data_free,
                            self->round, frozen_cb, pd_sync_round_new (self));
      break;
    case PD_SYNC_ACTION_PUSH:
      pd_sync_transport_send_async (self->transport, "POST", "/v1/sync/push", self->body, PD_WIRE_MAX_BYTES,
                                    self->round, pd_sync_service_answered_cb, pd_sync_round_new (self));
      break;
    case PD_SYNC_ACTION_SETTLE:
      settle = g_new0 (SettleData, 1);
      settle->answer = g_steal_pointer (&self->answer);
      pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, settle_job, settle, settle_data_free, NULL,
                            settled_cb, pd_sync_round_new (self));
      break;
    case PD_SYNC_ACTION_PULL:
      pd_sync_service_pull (self);
      break;
    case PD_SYNC_ACTION_APPLY:
      pd_sync_service_apply (self, wanted->ahead);
      break;
    case PD_SYNC_ACTION_RESET:
      pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, reset_job, NULL, NULL, NULL, reset_cb,
                            pd_sync_round_new (self));
      break;
    case PD_SYNC_ACTION_COMPARE:
      pd_sync_service_compare (self);
      break;
    case PD_SYNC_ACTION_REPAIR:
      pd_sync_service_repair (self);
      break;
    case PD_SYNC_ACTION_NONE:
    default:
      break;
    }
}

static gboolean
timer_cb (gpointer user_data)
{
  g_autoptr (PdSyncService) self = g_object_ref (user_data);

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
      g_clear_pointer (&self->comparison, pd_sync_comparison_unref);
      self->compared = FALSE;
      pd_sync_service_drop_pages (self);
      g_clear_object (&self->round);
      self->round = g_cancellable_new ();
    }
  if (wanted.timer != 0)
    pd_sync_service_set_timer (self, wanted.timer);
  if (wanted.caught_up)
    {
      g_clear_error (&self->last_error);
      self->last_success = g_get_real_time ();
      self->accept_loss = FALSE;
      pd_sync_service_notify_success (self);
      pd_sync_service_count (self);
      pd_sync_service_sweep (self);
    }
  act (self, &wanted);
  pd_sync_service_notify_state (self);
  pd_sync_service_update_live (self);
  pd_sync_service_release_waiters (self, wanted.caught_up);
  if (wanted.caught_up)
    pd_sync_service_follow_news (self);
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
  pd_sync_service_update_live (self);
}
