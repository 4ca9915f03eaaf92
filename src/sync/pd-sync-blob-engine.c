/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-blob-engine.h"

/*
 * One file after another, each asked for before it is sent: whatever was lost on the way, the platform's own word says
 * where to go on. What is wrong with one file is taken down, and the next one goes.
 */

#define FIRST_PAUSE G_TIME_SPAN_SECOND
#define LONGEST_PAUSE (5 * G_TIME_SPAN_MINUTE)
#define SELDOM_PAUSE (15 * G_TIME_SPAN_MINUTE)

/* How often the same file may come to nothing before it waits: another desktop may be sending it, too. */
#define MAX_DETOURS 8
#define MAX_WRONG 2

struct _PdSyncBlobEngine
{
  PdSyncBlobPhase phase;
  PdSyncFailure failure;
  GRand *random; /* (owned) */
  gint64 size;   /* of the file under way */
  guint attempts;
  guint detours; /* since the platform took a piece of this file */
  guint wrong;   /* times that all of it was sent and was not it */
  gboolean kicked;
};

PdSyncBlobEngine *
pd_sync_blob_engine_new (guint32 seed)
{
  PdSyncBlobEngine *engine = g_new0 (PdSyncBlobEngine, 1);

  engine->random = g_rand_new_with_seed (seed);
  return engine;
}

void
pd_sync_blob_engine_free (PdSyncBlobEngine *engine)
{
  g_rand_free (engine->random);
  g_free (engine);
}

PdSyncBlobPhase
pd_sync_blob_engine_get_phase (const PdSyncBlobEngine *engine)
{
  return engine->phase;
}

/** pd_sync_blob_engine_get_failure: Returns: why it waits; NONE when the last attempt succeeded */
PdSyncFailure
pd_sync_blob_engine_get_failure (const PdSyncBlobEngine *engine)
{
  return engine->failure;
}

static PdSyncBlobStep
go (PdSyncBlobEngine *engine, PdSyncBlobPhase phase, PdSyncBlobAction action)
{
  engine->phase = phase;
  return (PdSyncBlobStep){ .action = action };
}

static PdSyncBlobStep
look (PdSyncBlobEngine *engine)
{
  PdSyncBlobStep step = go (engine, PD_SYNC_BLOB_LOOKING, PD_SYNC_BLOB_ACTION_LOOK);

  engine->kicked = FALSE;
  step.timer = -1;
  return step;
}

static gint64
pause_after (PdSyncBlobEngine *engine, PdSyncFailure failure, gint64 retry_after)
{
  gint64 longest = MIN (LONGEST_PAUSE, FIRST_PAUSE << MIN (engine->attempts, 10));

  engine->attempts++;
  if (failure == PD_SYNC_FAILURE_SIGN_IN || failure == PD_SYNC_FAILURE_FORBIDDEN ||
      failure == PD_SYNC_FAILURE_CERTIFICATE || failure == PD_SYNC_FAILURE_REFUSED)
    return SELDOM_PAUSE;
  /* Full jitter: a hundred desktops do not come back in the same second. */
  return MAX (retry_after, FIRST_PAUSE / 10 + (gint64) (g_rand_double (engine->random) * (double) longest));
}

static PdSyncBlobStep
wait (PdSyncBlobEngine *engine, PdSyncFailure failure, gint64 retry_after)
{
  PdSyncBlobStep step = go (engine, PD_SYNC_BLOB_WAITING, PD_SYNC_BLOB_ACTION_NONE);

  engine->failure = failure;
  step.timer = pause_after (engine, failure, retry_after);
  return step;
}

static PdSyncBlobStep
on_next (PdSyncBlobEngine *engine, const PdSyncBlobEvent *event)
{
  PdSyncBlobStep step;

  if (event->size >= 0)
    {
      engine->size = event->size;
      engine->detours = 0;
      engine->wrong = 0;
      return go (engine, PD_SYNC_BLOB_ASKING, PD_SYNC_BLOB_ACTION_ASK);
    }
  if (engine->kicked)
    return look (engine);
  step = go (engine, PD_SYNC_BLOB_IDLE, PD_SYNC_BLOB_ACTION_NONE);
  engine->failure = PD_SYNC_FAILURE_NONE;
  step.timer = -1;
  return step;
}

static PdSyncBlobStep
on_standing (PdSyncBlobEngine *engine, const PdSyncBlobEvent *event)
{
  PdSyncBlobStep step;

  engine->attempts = 0;
  engine->failure = PD_SYNC_FAILURE_NONE;
  if (event->complete)
    return go (engine, PD_SYNC_BLOB_SETTLING, PD_SYNC_BLOB_ACTION_DONE);
  /* More than there is: another file under this hash, which the platform will throw away when we begin. */
  step = go (engine, PD_SYNC_BLOB_SENDING, PD_SYNC_BLOB_ACTION_SEND);
  step.offset = event->offset >= 0 && event->offset <= engine->size ? event->offset : 0;
  step.length = MIN (engine->size - step.offset, PD_SYNC_BLOB_PIECE);
  return step;
}

static PdSyncBlobStep
on_elsewhere (PdSyncBlobEngine *engine)
{
  if (engine->detours++ >= MAX_DETOURS)
    return wait (engine, PD_SYNC_FAILURE_BUSY, 0);
  return go (engine, PD_SYNC_BLOB_ASKING, PD_SYNC_BLOB_ACTION_ASK);
}

static PdSyncBlobStep
on_wrong (PdSyncBlobEngine *engine)
{
  if (engine->wrong++ >= MAX_WRONG)
    return go (engine, PD_SYNC_BLOB_SETTLING, PD_SYNC_BLOB_ACTION_PROBLEM);
  return go (engine, PD_SYNC_BLOB_ASKING, PD_SYNC_BLOB_ACTION_ASK);
}

static gboolean
is_under_way (PdSyncBlobPhase phase)
{
  return phase == PD_SYNC_BLOB_LOOKING || phase == PD_SYNC_BLOB_ASKING || phase == PD_SYNC_BLOB_SENDING ||
         phase == PD_SYNC_BLOB_SETTLING;
}

static PdSyncBlobStep
turn_off (PdSyncBlobEngine *engine)
{
  PdSyncBlobStep step =
      go (engine, PD_SYNC_BLOB_OFF,
          is_under_way (engine->phase) ? PD_SYNC_BLOB_ACTION_CANCEL : PD_SYNC_BLOB_ACTION_NONE);

  engine->failure = PD_SYNC_FAILURE_NONE;
  engine->attempts = 0;
  engine->kicked = FALSE;
  step.timer = -1;
  return step;
}

static PdSyncBlobStep
on_asked_for (PdSyncBlobEngine *engine, PdSyncBlobEventType type)
{
  gboolean off = engine->phase == PD_SYNC_BLOB_OFF;

  if (is_under_way (engine->phase))
    engine->kicked = TRUE;
  else if (type == PD_SYNC_BLOB_EVENT_ON ? off : !off)
    return look (engine);
  return (PdSyncBlobStep){ PD_SYNC_BLOB_ACTION_NONE };
}

static PdSyncBlobStep
on_answer (PdSyncBlobEngine *engine, const PdSyncBlobEvent *event)
{
  switch (event->type)
    {
    case PD_SYNC_BLOB_EVENT_NEXT:
      return engine->phase == PD_SYNC_BLOB_LOOKING ? on_next (engine, event) : (PdSyncBlobStep){ 0 };
    case PD_SYNC_BLOB_EVENT_STANDING:
      if (engine->phase == PD_SYNC_BLOB_SENDING)
        engine->detours = 0;
      return engine->phase == PD_SYNC_BLOB_ASKING || engine->phase == PD_SYNC_BLOB_SENDING
                 ? on_standing (engine, event)
                 : (PdSyncBlobStep){ 0 };
    case PD_SYNC_BLOB_EVENT_ELSEWHERE:
      return engine->phase == PD_SYNC_BLOB_SENDING ? on_elsewhere (engine) : (PdSyncBlobStep){ 0 };
    case PD_SYNC_BLOB_EVENT_WRONG:
      return engine->phase == PD_SYNC_BLOB_SENDING ? on_wrong (engine) : (PdSyncBlobStep){ 0 };
    case PD_SYNC_BLOB_EVENT_REFUSED:
      return engine->phase == PD_SYNC_BLOB_ASKING || engine->phase == PD_SYNC_BLOB_SENDING
                 ? go (engine, PD_SYNC_BLOB_SETTLING, PD_SYNC_BLOB_ACTION_PROBLEM)
                 : (PdSyncBlobStep){ 0 };
    case PD_SYNC_BLOB_EVENT_SETTLED:
      return engine->phase == PD_SYNC_BLOB_SETTLING ? look (engine) : (PdSyncBlobStep){ 0 };
    default:
      return is_under_way (engine->phase) ? wait (engine, event->failure, event->retry_after)
                                          : (PdSyncBlobStep){ 0 };
    }
}

/**
 * pd_sync_blob_engine_step:
 * @engine: an engine
 * @event: what happened
 *
 * Every phase has an answer to every event; what comes too late changes nothing.
 *
 * Returns: what is to be done
 */
PdSyncBlobStep
pd_sync_blob_engine_step (PdSyncBlobEngine *engine, const PdSyncBlobEvent *event)
{
  switch (event->type)
    {
    case PD_SYNC_BLOB_EVENT_OFF_LINE:
      return turn_off (engine);
    case PD_SYNC_BLOB_EVENT_ON:
    case PD_SYNC_BLOB_EVENT_KICK:
      return on_asked_for (engine, event->type);
    case PD_SYNC_BLOB_EVENT_TIMER:
      return engine->phase == PD_SYNC_BLOB_WAITING ? look (engine) : (PdSyncBlobStep){ 0 };
    case PD_SYNC_BLOB_EVENT_NEXT:
    case PD_SYNC_BLOB_EVENT_STANDING:
    case PD_SYNC_BLOB_EVENT_ELSEWHERE:
    case PD_SYNC_BLOB_EVENT_WRONG:
    case PD_SYNC_BLOB_EVENT_REFUSED:
    case PD_SYNC_BLOB_EVENT_SETTLED:
    case PD_SYNC_BLOB_EVENT_FAILED:
      return on_answer (engine, event);
    case PD_SYNC_BLOB_N_EVENTS:
    default:
      g_assert_not_reached ();
    }
}
