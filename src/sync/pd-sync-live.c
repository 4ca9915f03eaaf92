/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

/* What the platform tells of its own accord, and how seldom it is asked meanwhile. */

/* While it tells: in case that it forgets. */
#define INTERVAL_LIVE (5 * G_TIME_SPAN_MINUTE)

void
pd_sync_service_apply_interval (PdSyncService *self)
{
  gboolean live = pd_sync_events_is_live (self->events);
  gint64 interval = live ? MAX (self->interval, INTERVAL_LIVE) : self->interval;

  pd_sync_engine_set_interval (self->engine, interval);
  /* The look that is planned was meant for a stream that is no more. */
  if (pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_IDLE && self->timer != 0 &&
      self->next_try > g_get_real_time () + interval)
    pd_sync_service_set_timer (self, interval);
}

/* What we were told last, or wrote ourselves, is no news. */
static gboolean
is_news (PdSyncService *self, const char *epoch, gint64 head)
{
  return g_strcmp0 (epoch, self->epoch) != 0 || head > self->head;
}

static void
head_cb (PdSyncService *self, const char *epoch, gint64 head)
{
  if (!is_news (self, epoch, head))
    return;
  /* What is under way may bring it: looked at when it is done. */
  g_free (self->told_epoch);
  self->told_epoch = g_strdup (epoch);
  self->told_head = head;
  if (pd_sync_engine_is_busy (self->engine))
    self->news = TRUE;
  else
    pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_REMOTE });
}

static void
live_cb (PdSyncService *self)
{
  PdSyncFailure failure = pd_sync_engine_get_failure (self->engine);

  pd_sync_service_apply_interval (self);
  pd_sync_service_notify_live (self);
  pd_sync_service_notify_next_try (self);
  /* It can be reached again. */
  if (pd_sync_events_is_live (self->events) &&
      pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_WAITING &&
      (failure == PD_SYNC_FAILURE_NETWORK || failure == PD_SYNC_FAILURE_BAD_ANSWER))
    pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

/* The next question to the platform is answered as a sign-in that is over, which is what a person is told. */
static void
sign_in_cb (PdSyncService *self)
{
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_REMOTE });
}

/* Where the platform's history ended when all was fetched. */
void
pd_sync_service_take_head (PdSyncService *self, const char *epoch, gint64 head)
{
  g_free (self->epoch);
  self->epoch = g_strdup (epoch);
  self->head = head;
}

/* All is fetched: of what was told meanwhile, something may be newer. Each such look needs a new event. */
void
pd_sync_service_follow_news (PdSyncService *self)
{
  gboolean news = self->news && is_news (self, self->told_epoch, self->told_head);

  self->news = FALSE;
  pd_sync_events_hurry (self->events);
  if (news)
    pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_REMOTE });
}

/* Listens while somebody is signed in and there is a network; it begins when the first pages are here. */
void
pd_sync_service_update_live (PdSyncService *self)
{
  PdSyncPhase phase = pd_sync_engine_get_phase (self->engine);
  gboolean wanted = self->started && self->transport != NULL && phase != PD_SYNC_PHASE_SIGNED_OUT &&
                    phase != PD_SYNC_PHASE_OFFLINE && phase != PD_SYNC_PHASE_BLOCKED;

  if (!wanted)
    pd_sync_events_stop (self->events);
  else if (self->epoch != NULL)
    pd_sync_events_start (self->events, self->transport);
}

void
pd_sync_service_init_live (PdSyncService *self)
{
  self->events = pd_sync_events_new ();
  g_signal_connect_object (self->events, "head", G_CALLBACK (head_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->events, "live", G_CALLBACK (live_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->events, "sign-in", G_CALLBACK (sign_in_cb), self, G_CONNECT_SWAPPED);
}
