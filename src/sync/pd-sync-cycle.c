/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-outbox.h"
#include "sync/pd-sync-address.h"
#include "sync/pd-sync-failure.h"
#include "wire/pd-wire-gzip.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of what the platform writes, followed by a number: what is known here is 1. */
#define FORMAT "\"format\":"

/* For a person; which field it is that cannot be read helps only the one who looks after the platform. */
static GError *
bad_answer (GError *cause, gboolean newer)
{
  PdSyncFailure failure = newer ? PD_SYNC_FAILURE_OUTDATED : PD_SYNC_FAILURE_BAD_ANSWER;
  GError *error = pd_sync_failure_error (failure, cause->message);

  g_error_free (cause);
  return error;
}

/* Of the cache: the store's own words are for whoever has just saved something. */
static GError *
store_failure (GError *cause)
{
  PdSyncFailure failure = pd_sync_failure_from_error (cause);
  GError *error;

  if (failure == PD_SYNC_FAILURE_STORE || failure == PD_SYNC_FAILURE_MASS_CHANGE)
    return cause;
  error = g_error_new_literal (cause->domain, cause->code, pd_sync_failure_sentence (failure));
  g_error_free (cause);
  return error;
}

static gboolean
remember_failure_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_set_meta (session, PD_STORE_META_LAST_FAILURE, data, error);
}

/* For the next start, and for other programs on this cache; where the cache itself fails there is nobody to tell. */
static void
remember_failure (PdSyncService *self, PdSyncFailure failure)
{
  PdSyncPhase phase = pd_sync_engine_get_phase (self->engine);
  PdSyncTrouble trouble = { .failure = failure, .at = g_get_real_time (), .next_try = self->next_try };

  if (self->last_error == NULL || (phase != PD_SYNC_PHASE_WAITING && phase != PD_SYNC_PHASE_BLOCKED) ||
      failure >= PD_SYNC_FAILURE_STORE)
    return;
  trouble.message = self->last_error->message;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_IDLE, remember_failure_job,
                        pd_sync_trouble_to_text (&trouble), g_free, NULL, NULL, NULL);
}

/* What failed, and why: for the engine the kind of it, for a person the sentence. */
void
pd_sync_service_fail (PdSyncService *self, GError *error, gint64 retry_after)
{
  PdSyncEvent event = { .type = PD_SYNC_EVENT_FAILED, .retry_after = retry_after };

  if (error->domain == PD_WIRE_ERROR)
    error = bad_answer (error, self->newer);
  else if (error->domain == PD_STORE_ERROR)
    error = store_failure (error);
  event.failure = pd_sync_failure_from_error (error);
  g_clear_error (&self->last_error);
  g_clear_pointer (&self->comparison, pd_sync_comparison_unref);
  self->compared = FALSE;
  pd_sync_service_drop_pages (self);
  pd_sync_service_drop_batches (self);
  self->last_error = error;
  pd_sync_service_step (self, &event);
  remember_failure (self, event.failure);
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

/* Only asked of an answer that cannot be read: a newer platform may write what is not known here. */
gboolean
pd_sync_answer_is_newer (GBytes *answer)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (answer, &size);
  const char *format = size > 0 ? g_strrstr_len (text, (gssize) size, FORMAT) : NULL;
  const char *end = text + size;

  return format != NULL && format + strlen (FORMAT) + 1 < end &&
         (format[strlen (FORMAT)] > '1' || g_ascii_isdigit (format[strlen (FORMAT) + 1]));
}

/* An answer of the platform to a question of a comparison. */
void
pd_sync_service_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  GError *error = NULL;
  gint64 retry_after = 0;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);

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
  self->newer = pd_sync_answer_is_newer (answer);
  g_clear_pointer (&self->answer, g_bytes_unref);
  self->answer = g_steal_pointer (&answer);
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_COMPARED, .more = TRUE });
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
  switch (wanted->action)
    {
    case PD_SYNC_ACTION_FREEZE:
      pd_sync_service_freeze (self, wanted->batch_limit);
      break;
    case PD_SYNC_ACTION_PUSH:
      pd_sync_service_push (self, wanted->batch_limit, wanted->ahead);
      break;
    case PD_SYNC_ACTION_SETTLE:
      pd_sync_service_settle (self);
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
    case PD_SYNC_ACTION_PARK:
      pd_sync_service_park (self, wanted->reason);
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
      pd_sync_service_drop_batches (self);
      g_clear_object (&self->round);
      self->round = g_cancellable_new ();
    }
  if (!pd_sync_engine_is_busy (self->engine))
    pd_sync_service_drop_batches (self);
  if (wanted.timer != 0)
    pd_sync_service_set_timer (self, wanted.timer);
  if (wanted.caught_up)
    {
      g_clear_error (&self->last_error);
      self->last_success = g_get_real_time ();
      self->accept_loss = FALSE;
      g_free (self->clock_sentence);
      self->clock_sentence =
          self->transport != NULL ? pd_sync_transport_dup_clock_sentence (self->transport) : NULL;
      pd_sync_service_notify_success (self);
      pd_sync_service_count (self);
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
  gboolean local = self->account != NULL && pd_sync_is_local (self->account->server);

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
  pd_sync_blobs_try_again (self->blobs);
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
