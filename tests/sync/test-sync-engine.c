/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/pd-sync-engine.h"

#define INTERVAL (30 * G_TIME_SPAN_SECOND)

/* Leads a new engine into a phase by the events that a session has. */
static PdSyncEngine *
engine_in (PdSyncPhase phase)
{
  static const struct
  {
    PdSyncPhase phase;
    PdSyncEvent events[8];
    guint n_events;
  } ways[PD_SYNC_N_PHASES] = {
    { PD_SYNC_PHASE_SIGNED_OUT, { { 0 } }, 0 },
    { PD_SYNC_PHASE_OFFLINE, { { PD_SYNC_EVENT_SIGNED_IN }, { PD_SYNC_EVENT_OFFLINE } }, 2 },
    { PD_SYNC_PHASE_IDLE, { { PD_SYNC_EVENT_SIGNED_IN } }, 1 },
    { PD_SYNC_PHASE_FREEZING, { { PD_SYNC_EVENT_SIGNED_IN }, { PD_SYNC_EVENT_KICK } }, 2 },
    { PD_SYNC_PHASE_PUSHING,
      { { PD_SYNC_EVENT_SIGNED_IN }, { PD_SYNC_EVENT_KICK }, { PD_SYNC_EVENT_FROZEN, .count = 3 } },
      3 },
    { PD_SYNC_PHASE_SETTLING,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FROZEN, .count = 3 },
        { PD_SYNC_EVENT_PUSHED } },
      4 },
    { PD_SYNC_PHASE_PULLING,
      { { PD_SYNC_EVENT_SIGNED_IN }, { PD_SYNC_EVENT_KICK }, { PD_SYNC_EVENT_FROZEN } },
      3 },
    { PD_SYNC_PHASE_APPLYING,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FROZEN },
        { PD_SYNC_EVENT_PULLED } },
      4 },
    { PD_SYNC_PHASE_RESETTING,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FROZEN },
        { PD_SYNC_EVENT_FAILED, .failure = PD_SYNC_FAILURE_HISTORY } },
      4 },
    { PD_SYNC_PHASE_COMPARING,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FROZEN },
        { PD_SYNC_EVENT_PULLED },
        { PD_SYNC_EVENT_APPLIED, .differs = TRUE } },
      5 },
    { PD_SYNC_PHASE_REPAIRING,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FROZEN },
        { PD_SYNC_EVENT_PULLED },
        { PD_SYNC_EVENT_APPLIED, .differs = TRUE },
        { PD_SYNC_EVENT_COMPARED, .more = TRUE } },
      6 },
    { PD_SYNC_PHASE_PARKING,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FROZEN, .count = 1 },
        { PD_SYNC_EVENT_FAILED, .failure = PD_SYNC_FAILURE_TOO_LARGE },
        { PD_SYNC_EVENT_PULLED },
        { PD_SYNC_EVENT_APPLIED } },
      6 },
    { PD_SYNC_PHASE_WAITING,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FAILED, .failure = PD_SYNC_FAILURE_NETWORK } },
      3 },
    { PD_SYNC_PHASE_BLOCKED,
      { { PD_SYNC_EVENT_SIGNED_IN },
        { PD_SYNC_EVENT_KICK },
        { PD_SYNC_EVENT_FAILED, .failure = PD_SYNC_FAILURE_SIGN_IN } },
      3 },
  };
  PdSyncEngine *engine = pd_sync_engine_new (7, INTERVAL);

  for (guint i = 0; i < ways[phase].n_events; i++)
    pd_sync_engine_step (engine, &ways[phase].events[i]);
  g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, phase);
  return engine;
}

/* The whole table: in each phase (row), the phase after each event (column). */
#define OUT PD_SYNC_PHASE_SIGNED_OUT
#define OFF PD_SYNC_PHASE_OFFLINE
#define IDL PD_SYNC_PHASE_IDLE
#define FRE PD_SYNC_PHASE_FREEZING
#define PUS PD_SYNC_PHASE_PUSHING
#define SET PD_SYNC_PHASE_SETTLING
#define PUL PD_SYNC_PHASE_PULLING
#define APP PD_SYNC_PHASE_APPLYING
#define RES PD_SYNC_PHASE_RESETTING
#define COM PD_SYNC_PHASE_COMPARING
#define REP PD_SYNC_PHASE_REPAIRING
#define PAR PD_SYNC_PHASE_PARKING
#define WAI PD_SYNC_PHASE_WAITING
#define BLO PD_SYNC_PHASE_BLOCKED

static const PdSyncPhase after[PD_SYNC_N_PHASES][PD_SYNC_N_EVENTS] = {
  /*          in   out  on   off  kick time froz push sett pull appl rese comp repa fail remo park */
  [OUT] = { IDL, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT },
  [OFF] = { OFF, OUT, FRE, OFF, OFF, OFF, OFF, OFF, OFF, OFF, OFF, OFF, OFF, OFF, OFF, OFF, OFF },
  [IDL] = { IDL, OUT, IDL, OFF, FRE, FRE, IDL, IDL, IDL, IDL, IDL, IDL, IDL, IDL, IDL, FRE, IDL },
  [FRE] = { IDL, OUT, FRE, OFF, FRE, FRE, PUS, FRE, FRE, FRE, FRE, FRE, FRE, FRE, WAI, FRE, FRE },
  [PUS] = { IDL, OUT, PUS, OFF, PUS, PUS, PUS, SET, PUS, PUS, PUS, PUS, PUS, PUS, WAI, PUS, PUS },
  [SET] = { IDL, OUT, SET, OFF, SET, SET, SET, SET, FRE, SET, SET, SET, SET, SET, WAI, SET, SET },
  [PUL] = { IDL, OUT, PUL, OFF, PUL, PUL, PUL, PUL, PUL, APP, PUL, PUL, PUL, PUL, WAI, PUL, PUL },
  [APP] = { IDL, OUT, APP, OFF, APP, APP, APP, APP, APP, APP, IDL, APP, APP, APP, WAI, APP, APP },
  [RES] = { IDL, OUT, RES, OFF, RES, RES, RES, RES, RES, RES, RES, COM, RES, RES, WAI, RES, RES },
  [COM] = { IDL, OUT, COM, OFF, COM, COM, COM, COM, COM, COM, COM, COM, FRE, COM, WAI, COM, COM },
  [REP] = { IDL, OUT, REP, OFF, REP, REP, REP, REP, REP, REP, REP, REP, REP, FRE, WAI, REP, REP },
  [PAR] = { IDL, OUT, PAR, OFF, PAR, PAR, PAR, PAR, PAR, PAR, PAR, PAR, PAR, PAR, WAI, PAR, FRE },
  [WAI] = { IDL, OUT, FRE, OFF, FRE, FRE, WAI, WAI, WAI, WAI, WAI, WAI, WAI, WAI, WAI, WAI, WAI },
  [BLO] = { IDL, OUT, BLO, OFF, FRE, BLO, BLO, BLO, BLO, BLO, BLO, BLO, BLO, BLO, BLO, BLO, BLO },
};

static void
test_every_phase_answers_every_event (void)
{
  for (guint phase = 0; phase < PD_SYNC_N_PHASES; phase++)
    for (guint type = 0; type < PD_SYNC_N_EVENTS; type++)
      {
        g_autoptr (PdSyncEngine) engine = engine_in (phase);
        gboolean was_busy = pd_sync_engine_is_busy (engine);
        PdSyncEvent event = { .type = type };
        PdSyncStep step;

        if (type == PD_SYNC_EVENT_FROZEN)
          event.count = 1;
        if (type == PD_SYNC_EVENT_FAILED)
          event.failure = PD_SYNC_FAILURE_NETWORK;
        step = pd_sync_engine_step (engine, &event);
        g_test_message ("phase %u, event %u", phase, type);
        g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, after[phase][type]);
        /* What is under way is exactly what was asked for: a busy phase is entered with an action. */
        if (pd_sync_engine_is_busy (engine) && (!was_busy || after[phase][type] != (PdSyncPhase) phase))
          g_assert_cmpint (step.action, !=, PD_SYNC_ACTION_NONE);
        if (!pd_sync_engine_is_busy (engine))
          {
            g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_NONE);
            g_assert_true (!was_busy || step.cancel || step.timer > 0 || step.caught_up);
          }
      }
}

/* A queue that waits always has a timer that will look at it (liveness). */
static void
test_waiting_has_a_timer (void)
{
  for (guint failure = PD_SYNC_FAILURE_NETWORK; failure < PD_SYNC_N_FAILURES; failure++)
    {
      g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_PUSHING);
      PdSyncStep step =
          pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FAILED, .failure = failure });

      if (pd_sync_engine_get_phase (engine) == PD_SYNC_PHASE_WAITING)
        {
          g_assert_cmpint (step.timer, >, 0);
          g_assert_cmpint (pd_sync_engine_get_failure (engine), ==, failure);
        }
      else if (pd_sync_engine_get_phase (engine) != PD_SYNC_PHASE_BLOCKED)
        g_assert_true (pd_sync_engine_is_busy (engine));
    }
}

static void
test_backoff_grows_and_is_bounded (void)
{
  gint64 most = 0, first_most = 0;

  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (PdSyncEngine) engine = pd_sync_engine_new (seed, INTERVAL);

      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SIGNED_IN });
      for (guint attempt = 0; attempt < 40; attempt++)
        {
          PdSyncStep step;

          pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
          step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FAILED,
                                                              .failure = PD_SYNC_FAILURE_NETWORK });
          g_assert_cmpint (step.timer, >=, G_TIME_SPAN_SECOND / 4);
          g_assert_cmpint (step.timer, <=, 5 * G_TIME_SPAN_MINUTE + G_TIME_SPAN_SECOND);
          most = MAX (most, step.timer);
          if (attempt == 0)
            first_most = MAX (first_most, step.timer);
        }
    }
  g_assert_cmpint (first_most, <=, 2 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (most, >, 4 * G_TIME_SPAN_MINUTE);
}

static void
test_retry_after_is_obeyed (void)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_PULLING);
  PdSyncStep step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FAILED,
                                                                 .failure = PD_SYNC_FAILURE_BUSY,
                                                                 .retry_after = 90 * G_TIME_SPAN_SECOND });

  g_assert_cmpint (step.timer, >=, 90 * G_TIME_SPAN_SECOND);
}

/* Frozen and sent; the platform answers with @failure. */
static PdSyncStep
push_fails (PdSyncEngine *engine, guint count, PdSyncFailure failure)
{
  g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, PD_SYNC_PHASE_FREEZING);
  pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = count });
  return pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FAILED, .failure = failure });
}

static PdSyncStep
pull_works (PdSyncEngine *engine)
{
  g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, PD_SYNC_PHASE_PULLING);
  pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PULLED });
  return pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED, .count = 9 });
}

/* Down to one; that one is set aside, once it is known that the platform is well otherwise, and batches are large again. */
static void
test_too_large_sends_less (void)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_FREEZING);
  PdSyncStep step = { .batch_limit = 500 };

  for (guint limit = 500; limit > 1; limit = step.batch_limit)
    {
      step = push_fails (engine, limit, PD_SYNC_FAILURE_TOO_LARGE);
      g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_FREEZE);
      g_assert_cmpuint (step.batch_limit, ==, limit / 2);
    }
  step = push_fails (engine, 1, PD_SYNC_FAILURE_TOO_LARGE);
  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_PULL);
  step = pull_works (engine);
  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_PARK);
  g_assert_cmpint (step.reason, ==, PD_SYNC_FAILURE_TOO_LARGE);
  step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PARKED });
  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_FREEZE);
  g_assert_cmpuint (step.batch_limit, ==, 500);
}

/* The platform fails whenever number @poison of @n is in the batch: how many requests until that one is set aside. */
static guint
hunt (PdSyncFailure failure, guint n, guint poison)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_IDLE);
  PdSyncStep step = { 0 };
  guint first = 0, waits = 0, requests = 0;

  while (step.action != PD_SYNC_ACTION_PARK)
    {
      guint count;

      g_assert_cmpuint (requests++, <, 60);
      if (step.action != PD_SYNC_ACTION_FREEZE)
        step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
      g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_FREEZE);
      count = MIN (step.batch_limit, n - first);
      if (poison >= first && poison < first + count)
        {
          step = push_fails (engine, count, failure);
          if (step.action == PD_SYNC_ACTION_PULL)
            {
              g_assert_cmpuint (count, ==, 1);
              step = pull_works (engine);
              g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_PARK);
            }
          else if (step.action == PD_SYNC_ACTION_NONE)
            {
              g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, PD_SYNC_PHASE_WAITING);
              g_assert_cmpint (pd_sync_engine_get_failure (engine), ==, failure);
              g_assert_cmpint (step.timer, <=, G_TIME_SPAN_MINUTE);
              waits++;
            }
          continue;
        }
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = count });
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PUSHED });
      step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SETTLED, .count = count });
      first += count;
    }
  g_assert_cmpuint (first, ==, poison);
  g_assert_cmpuint (waits, ==, 2);
  g_assert_cmpint (step.reason, ==, failure);
  return requests;
}

/* What the platform fails on each time is found and set aside, in few requests; what is beside it goes through. */
static void
test_poison_is_found (void)
{
  static const guint sizes[] = { 1, 2, 3, 7, 500 };
  guint most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint poison = 0; poison < sizes[i]; poison++)
      {
        most = MAX (most, hunt (PD_SYNC_FAILURE_FAULT, sizes[i], poison));
        most = MAX (most, hunt (PD_SYNC_FAILURE_REFUSED, sizes[i], poison));
      }
  g_test_message ("%u requests at most", most);
  g_assert_cmpuint (most, <=, 24);
}

/* A platform that is ill altogether does not fill the inbox: neither while nothing can be fetched, nor after a few. */
static void
test_ill_platform_parks_little (void)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_IDLE);
  PdSyncStep step = { 0 };
  guint parked = 0;
  gint64 waited = 0;

  for (guint i = 0; i < 200 && waited < G_TIME_SPAN_HOUR; i++)
    {
      if (step.action != PD_SYNC_ACTION_FREEZE)
        step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_TIMER });
      step = push_fails (engine, 1, PD_SYNC_FAILURE_FAULT);
      if (step.action == PD_SYNC_ACTION_PULL && i % 2 == 0)
        {
          step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FAILED,
                                                              .failure = PD_SYNC_FAILURE_FAULT });
          g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, PD_SYNC_PHASE_WAITING);
        }
      else if (step.action == PD_SYNC_ACTION_PULL)
        {
          step = pull_works (engine);
          g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_PARK);
          parked++;
          step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PARKED });
        }
      waited += MAX (step.timer, 0);
    }
  g_test_message ("%u set aside", parked);
  g_assert_cmpuint (parked, >=, 3);
  g_assert_cmpuint (parked, <=, 3 + 12);
}

static void
test_kick_while_busy_goes_round_again (void)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_APPLYING);
  PdSyncStep step;

  pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
  step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED });
  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_FREEZE);
  g_assert_false (step.caught_up);
}

/* A merge that leaves something to send goes at once, but never in a hot loop. */
static void
test_no_hot_loop (void)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_APPLYING);
  guint requests = 0;

  for (guint i = 0; i < 100 && pd_sync_engine_is_busy (engine); i++)
    switch (pd_sync_engine_get_phase (engine))
      {
      case PD_SYNC_PHASE_APPLYING:
        pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED, .count = 1 });
        break;
      case PD_SYNC_PHASE_FREEZING:
        pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = 0 });
        break;
      default:
        requests++;
        pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PULLED });
        break;
      }
  g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, PD_SYNC_PHASE_IDLE);
  g_assert_cmpuint (requests, <=, 3);
}

/* A platform that answers and decides nothing, or has a new history each time, is asked with growing pauses. */
static void
test_platform_that_is_not_well (void)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_SETTLING);
  PdSyncStep step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SETTLED });

  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_FREEZE);
  for (guint i = 0; i < 3; i++)
    {
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = 1 });
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PUSHED });
      step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SETTLED });
      g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, PD_SYNC_PHASE_WAITING);
      g_assert_cmpint (step.timer, >, 0);
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_TIMER });
    }
  for (guint i = 0; i < 3; i++)
    {
      const PdSyncEvent changed = { .type = PD_SYNC_EVENT_FAILED, .failure = PD_SYNC_FAILURE_HISTORY };

      step = pd_sync_engine_step (engine, &changed);
      g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_RESET);
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_RESET });
      step = pd_sync_engine_step (engine, &changed);
      g_assert_cmpint (pd_sync_engine_get_phase (engine), ==, PD_SYNC_PHASE_WAITING);
      g_assert_cmpint (step.timer, >, 0);
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_TIMER });
    }
}

/* Which failures another network may mend, and which the timer looks at again. */
static void
test_what_mends_a_failure (void)
{
  static const struct
  {
    PdSyncFailure failure;
    gboolean network;
    gboolean timer;
  } rows[] = {
    { PD_SYNC_FAILURE_NETWORK, TRUE, TRUE },     { PD_SYNC_FAILURE_BAD_ANSWER, TRUE, TRUE },
    { PD_SYNC_FAILURE_BUSY, FALSE, TRUE },       { PD_SYNC_FAILURE_SIGN_IN, FALSE, FALSE },
    { PD_SYNC_FAILURE_CERTIFICATE, TRUE, TRUE }, { PD_SYNC_FAILURE_FORBIDDEN, FALSE, TRUE },
    { PD_SYNC_FAILURE_STORE, TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_PUSHING);
      const PdSyncEvent failed = { .type = PD_SYNC_EVENT_FAILED, .failure = rows[i].failure };
      PdSyncStep step = pd_sync_engine_step (engine, &failed);

      g_assert_cmpint (step.timer > 0, ==, rows[i].timer);
      step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_ONLINE });
      g_assert_cmpint (step.action == PD_SYNC_ACTION_FREEZE, ==, rows[i].network);
      if (rows[i].network)
        pd_sync_engine_step (engine, &failed);
      step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_TIMER });
      g_assert_cmpint (step.action == PD_SYNC_ACTION_FREEZE, ==, rows[i].timer);
    }
}

static void
test_pages_are_followed_to_the_head (void)
{
  g_autoptr (PdSyncEngine) engine = engine_in (PD_SYNC_PHASE_APPLYING);
  PdSyncStep step =
      pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED, .more = TRUE });

  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_PULL);
  /* The page behind this one may be asked for while it is taken, and its turn comes when this one is in the store. */
  step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PULLED, .more = TRUE });
  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_APPLY);
  g_assert_true (step.ahead);
  step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED, .more = TRUE });
  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_PULL);
  step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PULLED });
  g_assert_cmpint (step.action, ==, PD_SYNC_ACTION_APPLY);
  g_assert_false (step.ahead);
  step = pd_sync_engine_step (engine, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED });
  g_assert_true (step.caught_up);
  g_assert_cmpint (step.timer, ==, INTERVAL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/engine/every-phase-answers-every-event", test_every_phase_answers_every_event);
  g_test_add_func ("/sync/engine/waiting-has-a-timer", test_waiting_has_a_timer);
  g_test_add_func ("/sync/engine/backoff", test_backoff_grows_and_is_bounded);
  g_test_add_func ("/sync/engine/retry-after", test_retry_after_is_obeyed);
  g_test_add_func ("/sync/engine/too-large", test_too_large_sends_less);
  g_test_add_func ("/sync/engine/poison", test_poison_is_found);
  g_test_add_func ("/sync/engine/ill-platform", test_ill_platform_parks_little);
  g_test_add_func ("/sync/engine/kick-while-busy", test_kick_while_busy_goes_round_again);
  g_test_add_func ("/sync/engine/no-hot-loop", test_no_hot_loop);
  g_test_add_func ("/sync/engine/platform-that-is-not-well", test_platform_that_is_not_well);
  g_test_add_func ("/sync/engine/what-mends-a-failure", test_what_mends_a_failure);
  g_test_add_func ("/sync/engine/pages", test_pages_are_followed_to_the_head);
  return g_test_run ();
}
