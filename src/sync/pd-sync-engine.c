/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-engine.h"

/*
 * The engine decides and does nothing: no network, no store, no clock. One cycle is
 *
 *   freeze → push → settle → freeze … until the outbox is empty → pull → apply → pull … until the head → idle
 *
 * and, where the sums of both sides differ or the platform was restored, in between
 *
 *   compare → repair → compare … until all differences are repaired → freeze …
 *
 * and every phase has an answer to every event.
 */

#define BACKOFF_FIRST G_TIME_SPAN_SECOND
#define BACKOFF_MOST (5 * G_TIME_SPAN_MINUTE)
#define BATCH_MOST 500

/* A batch of less than this part of the most has nothing behind it. */
#define AHEAD_FROM 4

/* How often a batch fails in the same way before it is sent in parts, to find which of them it is. */
#define FAULTS_MOST 3

/* So many are set aside one after the other while the platform takes nothing else; then one at a long pause, for it may
 * be the platform that is not well. */
#define PARKED_MOST 3

struct _PdSyncEngine
{
  PdSyncPhase phase;
  PdSyncFailure failure; /* why it waits or is blocked */
  GRand *random;         /* (owned) */
  gint64 interval;       /* microseconds between two looks at a quiet platform */
  guint attempts;        /* failures in a row */
  guint batch_most;
  guint batch_limit;
  guint rounds;          /* pushes since the last pull that found the outbox filled again */
  guint comparisons;     /* in this cycle: what cannot be repaired in one is left for a later one */
  guint stalls;          /* pushes in a row after which as much waits as before */
  guint sent;            /* mutations of the batch under way */
  guint faults;          /* pushes in a row that the platform failed on or refused as a whole */
  guint parked;          /* mutations set aside since the platform last took one */
  gboolean paused;       /* after the last of those */
  gboolean is_hunting;   /* the batches are parts of one that fails */
  PdSyncFailure suspect; /* of the one that was sent alone; NONE: there is none */
  gboolean was_reset;    /* in this cycle */
  gboolean signed_in;
  gboolean online;
  gboolean kicked; /* asked while it was busy: go round once more */
};

/**
 * pd_sync_engine_new:
 * @seed: for the jitter of its pauses
 * @interval: microseconds between two looks at a quiet platform
 *
 * Returns: (transfer full): an engine that is signed out and thinks that there is a network
 */
PdSyncEngine *
pd_sync_engine_new (guint32 seed, gint64 interval)
{
  PdSyncEngine *engine = g_new0 (PdSyncEngine, 1);

  engine->random = g_rand_new_with_seed (seed);
  engine->interval = interval;
  engine->batch_most = engine->batch_limit = BATCH_MOST;
  engine->online = TRUE;
  return engine;
}

void
pd_sync_engine_free (PdSyncEngine *engine)
{
  g_rand_free (engine->random);
  g_free (engine);
}

void
pd_sync_engine_set_interval (PdSyncEngine *engine, gint64 interval)
{
  engine->interval = interval;
}

/** pd_sync_engine_set_batch: @most: how many mutations are sent at once, at most as many as the platform takes */
void
pd_sync_engine_set_batch (PdSyncEngine *engine, guint most)
{
  engine->batch_most = engine->batch_limit = CLAMP (most, 1, BATCH_MOST);
}

PdSyncPhase
pd_sync_engine_get_phase (const PdSyncEngine *engine)
{
  return engine->phase;
}

/**
 * pd_sync_engine_get_failure:
 * @engine: an engine
 *
 * Returns: why it waits or is blocked; %PD_SYNC_FAILURE_NONE when the last attempt succeeded
 */
PdSyncFailure
pd_sync_engine_get_failure (const PdSyncEngine *engine)
{
  return engine->failure;
}

/**
 * pd_sync_engine_is_busy:
 * @engine: an engine
 *
 * Returns: whether an action is under way
 */
gboolean
pd_sync_engine_is_busy (const PdSyncEngine *engine)
{
  switch (engine->phase)
    {
    case PD_SYNC_PHASE_FREEZING:
    case PD_SYNC_PHASE_PUSHING:
    case PD_SYNC_PHASE_SETTLING:
    case PD_SYNC_PHASE_PULLING:
    case PD_SYNC_PHASE_APPLYING:
    case PD_SYNC_PHASE_RESETTING:
    case PD_SYNC_PHASE_COMPARING:
    case PD_SYNC_PHASE_REPAIRING:
    case PD_SYNC_PHASE_PARKING:
      return TRUE;
    case PD_SYNC_PHASE_SIGNED_OUT:
    case PD_SYNC_PHASE_OFFLINE:
    case PD_SYNC_PHASE_IDLE:
    case PD_SYNC_PHASE_WAITING:
    case PD_SYNC_PHASE_BLOCKED:
    case PD_SYNC_N_PHASES:
    default:
      return FALSE;
    }
}

static PdSyncStep
go (PdSyncEngine *engine, PdSyncPhase phase, PdSyncAction action)
{
  engine->phase = phase;
  return (PdSyncStep){ .action = action, .batch_limit = engine->batch_limit };
}

static PdSyncStep
start_cycle (PdSyncEngine *engine)
{
  PdSyncStep step = go (engine, PD_SYNC_PHASE_FREEZING, PD_SYNC_ACTION_FREEZE);

  engine->kicked = FALSE;
  engine->rounds = 0;
  engine->comparisons = 0;
  engine->was_reset = FALSE;
  engine->suspect = PD_SYNC_FAILURE_NONE;
  step.timer = -1;
  return step;
}

/* Rests where it has to: signed out, offline, or idle. */
static PdSyncStep
rest (PdSyncEngine *engine, gboolean cancel)
{
  engine->phase = !engine->signed_in ? PD_SYNC_PHASE_SIGNED_OUT
                  : !engine->online  ? PD_SYNC_PHASE_OFFLINE
                                     : PD_SYNC_PHASE_IDLE;
  return (PdSyncStep){ .timer = -1, .cancel = cancel };
}

/* Batches are as large again as they may be. */
static void
end_hunt (PdSyncEngine *engine)
{
  engine->is_hunting = FALSE;
  engine->faults = 0;
  engine->batch_limit = engine->batch_most;
}

static PdSyncStep
catch_up (PdSyncEngine *engine)
{
  PdSyncStep step = rest (engine, FALSE);

  engine->attempts = 0;
  engine->stalls = 0;
  engine->failure = PD_SYNC_FAILURE_NONE;
  end_hunt (engine);
  if (engine->kicked)
    return start_cycle (engine);
  step.timer = engine->interval;
  step.caught_up = TRUE;
  return step;
}

/* Full jitter: a random pause below a bound that doubles, so that many clients do not come back at once. */
static gint64
backoff (PdSyncEngine *engine)
{
  gint64 bound = MIN (BACKOFF_MOST, BACKOFF_FIRST << MIN (engine->attempts, 16));

  return (gint64) (g_rand_double (engine->random) * (double) bound) + BACKOFF_FIRST / 4;
}

static PdSyncStep
wait_for (PdSyncEngine *engine, PdSyncFailure failure, gint64 pause)
{
  engine->phase = PD_SYNC_PHASE_WAITING;
  engine->failure = failure;
  engine->attempts++;
  return (PdSyncStep){ .timer = pause };
}

/* The half of what was just sent; or, of one alone, whether the platform is well otherwise is looked at first. */
static PdSyncStep
send_less (PdSyncEngine *engine, PdSyncFailure failure)
{
  engine->is_hunting = TRUE;
  if (engine->sent > 1)
    {
      engine->batch_limit = MAX (MIN (engine->sent, engine->batch_limit) / 2, 1);
      return go (engine, PD_SYNC_PHASE_FREEZING, PD_SYNC_ACTION_FREEZE);
    }
  if (engine->parked >= PARKED_MOST && !engine->paused)
    {
      engine->paused = TRUE;
      return wait_for (engine, failure, BACKOFF_MOST);
    }
  engine->suspect = failure;
  return go (engine, PD_SYNC_PHASE_PULLING, PD_SYNC_ACTION_PULL);
}

/* The platform may be well again in a moment. What fails each time must not hold what waits behind it. */
static PdSyncStep
on_fault (PdSyncEngine *engine, PdSyncFailure failure)
{
  if (engine->phase != PD_SYNC_PHASE_PUSHING)
    return wait_for (engine, failure, failure == PD_SYNC_FAILURE_REFUSED ? BACKOFF_MOST : backoff (engine));
  engine->faults++;
  if (engine->faults < FAULTS_MOST && !engine->is_hunting)
    return wait_for (engine, failure, backoff (engine));
  return send_less (engine, failure);
}

static PdSyncStep
park (PdSyncEngine *engine)
{
  PdSyncStep step = go (engine, PD_SYNC_PHASE_PARKING, PD_SYNC_ACTION_PARK);

  step.reason = engine->suspect;
  engine->suspect = PD_SYNC_FAILURE_NONE;
  engine->parked++;
  engine->paused = FALSE;
  return step;
}

static PdSyncStep
on_failure (PdSyncEngine *engine, const PdSyncEvent *event)
{
  switch (event->failure)
    {
    case PD_SYNC_FAILURE_BUSY:
      return wait_for (engine, event->failure, MAX (event->retry_after, backoff (engine)));
    case PD_SYNC_FAILURE_TOO_LARGE:
      return engine->phase == PD_SYNC_PHASE_PUSHING
                 ? send_less (engine, event->failure)
                 : wait_for (engine, PD_SYNC_FAILURE_REFUSED, BACKOFF_MOST);
    case PD_SYNC_FAILURE_HISTORY:
      /* A history that changes again at once is a platform that is not well: no hot loop. */
      if (engine->was_reset)
        return wait_for (engine, event->failure, backoff (engine));
      engine->was_reset = TRUE;
      return go (engine, PD_SYNC_PHASE_RESETTING, PD_SYNC_ACTION_RESET);
    case PD_SYNC_FAILURE_SIGN_IN:
    case PD_SYNC_FAILURE_FORBIDDEN:
    case PD_SYNC_FAILURE_CERTIFICATE:
    case PD_SYNC_FAILURE_MASS_CHANGE:
    case PD_SYNC_FAILURE_CLOCK:
      /* A new sign-in is noticed here; what others mend, a network's sign-in page or a right, is not. */
      engine->phase = PD_SYNC_PHASE_BLOCKED;
      engine->failure = event->failure;
      return (PdSyncStep){ .timer = event->failure == PD_SYNC_FAILURE_SIGN_IN ? -1 : BACKOFF_MOST };
    case PD_SYNC_FAILURE_OTHER_AUTHOR:
    case PD_SYNC_FAILURE_OUTDATED:
    case PD_SYNC_FAILURE_QUOTA:
      return wait_for (engine, event->failure, MAX (event->retry_after, BACKOFF_MOST));
    case PD_SYNC_FAILURE_REFUSED:
    case PD_SYNC_FAILURE_FAULT:
      return on_fault (engine, event->failure);
    case PD_SYNC_FAILURE_NONE:
    case PD_SYNC_FAILURE_NETWORK:
    case PD_SYNC_FAILURE_BAD_ANSWER:
    case PD_SYNC_FAILURE_PORTAL:
    case PD_SYNC_FAILURE_STORE:
    case PD_SYNC_FAILURE_DISK_FULL:
    case PD_SYNC_FAILURE_READ_ONLY:
    case PD_SYNC_FAILURE_DAMAGED:
    case PD_SYNC_N_FAILURES:
    default:
      return wait_for (engine, event->failure, backoff (engine));
    }
}

/* Whether another network may mend what it waits for; a platform that asked for a pause is given it. */
static gboolean
network_may_help (const PdSyncEngine *engine)
{
  switch (engine->phase)
    {
    case PD_SYNC_PHASE_OFFLINE:
      return TRUE;
    case PD_SYNC_PHASE_WAITING:
      return engine->failure != PD_SYNC_FAILURE_BUSY;
    case PD_SYNC_PHASE_BLOCKED:
      return engine->failure == PD_SYNC_FAILURE_CERTIFICATE || engine->failure == PD_SYNC_FAILURE_CLOCK;
    case PD_SYNC_PHASE_SIGNED_OUT:
    case PD_SYNC_PHASE_IDLE:
    case PD_SYNC_PHASE_FREEZING:
    case PD_SYNC_PHASE_PUSHING:
    case PD_SYNC_PHASE_SETTLING:
    case PD_SYNC_PHASE_PULLING:
    case PD_SYNC_PHASE_APPLYING:
    case PD_SYNC_PHASE_RESETTING:
    case PD_SYNC_PHASE_COMPARING:
    case PD_SYNC_PHASE_REPAIRING:
    case PD_SYNC_PHASE_PARKING:
    case PD_SYNC_N_PHASES:
    default:
      return FALSE;
    }
}

/* What can happen at any time. */
static gboolean
step_from_outside (PdSyncEngine *engine, const PdSyncEvent *event, PdSyncStep *step)
{
  gboolean busy = pd_sync_engine_is_busy (engine);

  switch (event->type)
    {
    case PD_SYNC_EVENT_SIGNED_IN:
      engine->signed_in = TRUE;
      engine->failure = PD_SYNC_FAILURE_NONE;
      engine->attempts = 0;
      *step = rest (engine, busy);
      return TRUE;
    case PD_SYNC_EVENT_SIGNED_OUT:
      engine->signed_in = FALSE;
      engine->failure = PD_SYNC_FAILURE_NONE;
      *step = rest (engine, busy);
      return TRUE;
    case PD_SYNC_EVENT_OFFLINE:
      engine->online = FALSE;
      *step = rest (engine, busy);
      return TRUE;
    case PD_SYNC_EVENT_ONLINE:
      engine->online = TRUE;
      if (!network_may_help (engine))
        return TRUE;
      engine->attempts = 0;
      *step = start_cycle (engine);
      return TRUE;
    case PD_SYNC_EVENT_KICK:
      if (engine->phase == PD_SYNC_PHASE_IDLE || engine->phase == PD_SYNC_PHASE_WAITING ||
          engine->phase == PD_SYNC_PHASE_BLOCKED)
        *step = start_cycle (engine);
      else
        engine->kicked = busy;
      return TRUE;
    case PD_SYNC_EVENT_TIMER:
      if (engine->phase == PD_SYNC_PHASE_IDLE || engine->phase == PD_SYNC_PHASE_WAITING ||
          (engine->phase == PD_SYNC_PHASE_BLOCKED && engine->failure != PD_SYNC_FAILURE_SIGN_IN))
        *step = start_cycle (engine);
      return TRUE;
    case PD_SYNC_EVENT_REMOTE:
      /* A pause that a failure asked for is kept; the rim looks once more when what is under way is done. */
      if (engine->phase == PD_SYNC_PHASE_IDLE)
        *step = start_cycle (engine);
      return TRUE;
    case PD_SYNC_EVENT_FAILED:
      if (busy)
        *step = on_failure (engine, event);
      return TRUE;
    case PD_SYNC_EVENT_FROZEN:
    case PD_SYNC_EVENT_PUSHED:
    case PD_SYNC_EVENT_SETTLED:
    case PD_SYNC_EVENT_PULLED:
    case PD_SYNC_EVENT_APPLIED:
    case PD_SYNC_EVENT_RESET:
    case PD_SYNC_EVENT_COMPARED:
    case PD_SYNC_EVENT_REPAIRED:
    case PD_SYNC_EVENT_PARKED:
    case PD_SYNC_N_EVENTS:
    default:
      return FALSE;
    }
}

/* What stands behind is made ready meanwhile, where there is much to send and nothing went wrong with it. */
static PdSyncStep
on_frozen (PdSyncEngine *engine, guint count)
{
  PdSyncStep step;

  engine->sent = count;
  if (count == 0)
    return go (engine, PD_SYNC_PHASE_PULLING, PD_SYNC_ACTION_PULL);
  step = go (engine, PD_SYNC_PHASE_PUSHING, PD_SYNC_ACTION_PUSH);
  step.ahead = !engine->is_hunting && engine->faults == 0 && count >= engine->batch_limit / AHEAD_FROM;
  return step;
}

static PdSyncStep
on_applied (PdSyncEngine *engine, const PdSyncEvent *event)
{
  if (event->more)
    return go (engine, PD_SYNC_PHASE_PULLING, PD_SYNC_ACTION_PULL);
  if (engine->suspect != PD_SYNC_FAILURE_NONE)
    return park (engine);
  if (event->differs && engine->comparisons++ < 1)
    return go (engine, PD_SYNC_PHASE_COMPARING, PD_SYNC_ACTION_COMPARE);
  /* A merge may have left something to send; twice is enough, the rest goes at the next look. */
  if (event->count > 0 && engine->rounds++ < 2)
    return go (engine, PD_SYNC_PHASE_FREEZING, PD_SYNC_ACTION_FREEZE);
  return catch_up (engine);
}

/* After "reused" the same goes once more under new ids; a platform that decides nothing is not asked in a hot loop. */
static PdSyncStep
on_settled (PdSyncEngine *engine, const PdSyncEvent *event)
{
  if (event->count > 0)
    {
      engine->attempts = 0;
      engine->stalls = 0;
      engine->parked = 0;
      engine->paused = FALSE;
    }
  else if (engine->stalls++ > 0)
    return wait_for (engine, PD_SYNC_FAILURE_BAD_ANSWER, backoff (engine));
  return go (engine, PD_SYNC_PHASE_FREEZING, PD_SYNC_ACTION_FREEZE);
}

/**
 * pd_sync_engine_step:
 * @engine: an engine
 * @event: what happened
 *
 * An event that does not belong to the phase, as an answer that comes after the network was switched off, changes
 * nothing.
 *
 * Returns: what is to be done now
 */
PdSyncStep
pd_sync_engine_step (PdSyncEngine *engine, const PdSyncEvent *event)
{
  PdSyncStep step = { 0 };

  if (step_from_outside (engine, event, &step))
    return step;
  switch (engine->phase)
    {
    case PD_SYNC_PHASE_FREEZING:
      return event->type == PD_SYNC_EVENT_FROZEN ? on_frozen (engine, event->count) : step;
    case PD_SYNC_PHASE_PUSHING:
      if (event->type != PD_SYNC_EVENT_PUSHED)
        return step;
      return go (engine, PD_SYNC_PHASE_SETTLING, PD_SYNC_ACTION_SETTLE);
    case PD_SYNC_PHASE_SETTLING:
      return event->type == PD_SYNC_EVENT_SETTLED ? on_settled (engine, event) : step;
    case PD_SYNC_PHASE_PULLING:
      if (event->type != PD_SYNC_EVENT_PULLED)
        return step;
      step = go (engine, PD_SYNC_PHASE_APPLYING, PD_SYNC_ACTION_APPLY);
      step.ahead = event->more;
      return step;
    case PD_SYNC_PHASE_APPLYING:
      return event->type == PD_SYNC_EVENT_APPLIED ? on_applied (engine, event) : step;
    case PD_SYNC_PHASE_RESETTING:
      if (event->type != PD_SYNC_EVENT_RESET)
        return step;
      return go (engine, PD_SYNC_PHASE_COMPARING, PD_SYNC_ACTION_COMPARE);
    case PD_SYNC_PHASE_COMPARING:
      if (event->type != PD_SYNC_EVENT_COMPARED)
        return step;
      return event->more ? go (engine, PD_SYNC_PHASE_REPAIRING, PD_SYNC_ACTION_REPAIR)
                         : go (engine, PD_SYNC_PHASE_FREEZING, PD_SYNC_ACTION_FREEZE);
    case PD_SYNC_PHASE_REPAIRING:
      if (event->type != PD_SYNC_EVENT_REPAIRED)
        return step;
      return event->more ? go (engine, PD_SYNC_PHASE_COMPARING, PD_SYNC_ACTION_COMPARE)
                         : go (engine, PD_SYNC_PHASE_FREEZING, PD_SYNC_ACTION_FREEZE);
    case PD_SYNC_PHASE_PARKING:
      if (event->type != PD_SYNC_EVENT_PARKED)
        return step;
      end_hunt (engine);
      return go (engine, PD_SYNC_PHASE_FREEZING, PD_SYNC_ACTION_FREEZE);
    case PD_SYNC_PHASE_SIGNED_OUT:
    case PD_SYNC_PHASE_OFFLINE:
    case PD_SYNC_PHASE_IDLE:
    case PD_SYNC_PHASE_WAITING:
    case PD_SYNC_PHASE_BLOCKED:
    case PD_SYNC_N_PHASES:
    default:
      return step;
    }
}
