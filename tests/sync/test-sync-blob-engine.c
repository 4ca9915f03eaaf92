/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sending of files: what it decides, without a network, a disk or a clock. */

#include "sync/pd-sync-blob-engine.h"

#define MIB G_GINT64_CONSTANT (1048576)
#define E(name, ...) ((PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_##name __VA_OPT__ (, ) __VA_ARGS__ })

static PdSyncBlobStep
expect (PdSyncBlobEngine *engine, PdSyncBlobEvent event, PdSyncBlobAction action, PdSyncBlobPhase phase)
{
  PdSyncBlobStep step = pd_sync_blob_engine_step (engine, &event);

  g_assert_cmpint (step.action, ==, action);
  g_assert_cmpint (pd_sync_blob_engine_get_phase (engine), ==, phase);
  return step;
}

#define EXPECT(event, action, phase)                                                                         \
  expect (engine, event, PD_SYNC_BLOB_ACTION_##action, PD_SYNC_BLOB_##phase)

static void
test_whole_way (void)
{
  g_autoptr (PdSyncBlobEngine) engine = pd_sync_blob_engine_new (1);
  PdSyncBlobStep step;

  EXPECT (E (KICK), NONE, OFF);
  EXPECT (E (ON), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 2 * MIB + 5), ASK, ASKING);
  step = EXPECT (E (STANDING), SEND, SENDING);
  g_assert_cmpint (step.offset, ==, 0);
  g_assert_cmpint (step.length, ==, MIB);
  step = EXPECT (E (STANDING, .offset = MIB), SEND, SENDING);
  g_assert_cmpint (step.offset, ==, MIB);
  step = EXPECT (E (STANDING, .offset = 2 * MIB), SEND, SENDING);
  g_assert_cmpint (step.length, ==, 5);
  EXPECT (E (STANDING, .offset = 2 * MIB + 5, .complete = TRUE), DONE, SETTLING);
  EXPECT (E (SETTLED), LOOK, LOOKING);
  EXPECT (E (KICK), NONE, LOOKING);
  /* Something was added while it looked. */
  EXPECT (E (NEXT, .size = -1), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = -1), NONE, IDLE);
  EXPECT (E (KICK), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 0), ASK, ASKING);
  step = EXPECT (E (STANDING), SEND, SENDING);
  g_assert_cmpint (step.length, ==, 0);
  EXPECT (E (STANDING, .complete = TRUE), DONE, SETTLING);
  EXPECT (E (OFF_LINE), CANCEL, OFF);
}

/* All bytes are there and nobody has looked at them yet: an empty piece at the end. And it is there already. */
static void
test_nothing_to_send (void)
{
  g_autoptr (PdSyncBlobEngine) engine = pd_sync_blob_engine_new (1);
  PdSyncBlobStep step;

  EXPECT (E (ON), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  step = EXPECT (E (STANDING, .offset = 5), SEND, SENDING);
  g_assert_cmpint (step.offset, ==, 5);
  g_assert_cmpint (step.length, ==, 0);
  EXPECT (E (STANDING, .offset = 5, .complete = TRUE), DONE, SETTLING);
  EXPECT (E (SETTLED), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  EXPECT (E (STANDING, .offset = 5, .complete = TRUE), DONE, SETTLING);
  EXPECT (E (SETTLED), LOOK, LOOKING);
  /* More than there is: from the beginning. */
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  step = EXPECT (E (STANDING, .offset = 9), SEND, SENDING);
  g_assert_cmpint (step.offset, ==, 0);
}

static PdSyncBlobPhase
take_detour (PdSyncBlobEngine *engine)
{
  pd_sync_blob_engine_step (engine, &E (ELSEWHERE));
  return pd_sync_blob_engine_get_phase (engine);
}

static void
test_detours (void)
{
  g_autoptr (PdSyncBlobEngine) engine = pd_sync_blob_engine_new (1);
  guint n = 0;

  EXPECT (E (ON), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  EXPECT (E (STANDING), SEND, SENDING);
  /* Another desktop is faster, for ever: not in a hot loop. */
  while (take_detour (engine) == PD_SYNC_BLOB_ASKING && n < 100)
    {
      EXPECT (E (STANDING, .offset = 1), SEND, SENDING);
      n++;
    }
  g_assert_cmpuint (n, >, 2);
  g_assert_cmpuint (n, <, 20);
  g_assert_cmpint (pd_sync_blob_engine_get_phase (engine), ==, PD_SYNC_BLOB_WAITING);
  EXPECT (E (TIMER), LOOK, LOOKING);
}

static void
test_wrong (void)
{
  g_autoptr (PdSyncBlobEngine) engine = pd_sync_blob_engine_new (1);

  EXPECT (E (ON), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  EXPECT (E (STANDING), SEND, SENDING);
  EXPECT (E (WRONG), ASK, ASKING);
  EXPECT (E (STANDING), SEND, SENDING);
  EXPECT (E (WRONG), ASK, ASKING);
  EXPECT (E (STANDING), SEND, SENDING);
  EXPECT (E (WRONG), PROBLEM, SETTLING);
  /* The next one goes. */
  EXPECT (E (SETTLED), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  EXPECT (E (REFUSED), PROBLEM, SETTLING);
  EXPECT (E (SETTLED), LOOK, LOOKING);
}

/* Pauses grow, the platform's own wish is obeyed, and success forgets them. */
static void
test_pauses (void)
{
  g_autoptr (PdSyncBlobEngine) engine = pd_sync_blob_engine_new (1);
  gint64 longest = 0;
  PdSyncBlobStep step;

  EXPECT (E (ON), LOOK, LOOKING);
  for (guint i = 0; i < 30; i++)
    {
      EXPECT (E (NEXT, .size = 5), ASK, ASKING);
      step = EXPECT (E (FAILED, .failure = PD_SYNC_FAILURE_NETWORK), NONE, WAITING);
      g_assert_cmpint (step.timer, >, 0);
      g_assert_cmpint (step.timer, <=, 6 * G_TIME_SPAN_MINUTE);
      longest = MAX (longest, step.timer);
      EXPECT (E (TIMER), LOOK, LOOKING);
    }
  g_assert_cmpint (longest, >, G_TIME_SPAN_MINUTE);
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  EXPECT (E (STANDING), SEND, SENDING);
  step = EXPECT (E (FAILED, .failure = PD_SYNC_FAILURE_NETWORK), NONE, WAITING);
  g_assert_cmpint (step.timer, <, 2 * G_TIME_SPAN_SECOND);
  EXPECT (E (KICK), LOOK, LOOKING);
  EXPECT (E (NEXT, .size = 5), ASK, ASKING);
  step = EXPECT (E (FAILED, .failure = PD_SYNC_FAILURE_BUSY, .retry_after = G_TIME_SPAN_HOUR), NONE, WAITING);
  g_assert_cmpint (step.timer, ==, G_TIME_SPAN_HOUR);
}

/* Every phase has an answer to every event; from none of them is there no way on. */
static void
test_total (void)
{
  static const PdSyncBlobEvent ways[PD_SYNC_BLOB_N_PHASES][4] = {
    [PD_SYNC_BLOB_OFF] = { E (OFF_LINE) },
    [PD_SYNC_BLOB_IDLE] = { E (ON), E (NEXT, .size = -1) },
    [PD_SYNC_BLOB_LOOKING] = { E (ON) },
    [PD_SYNC_BLOB_ASKING] = { E (ON), E (NEXT, .size = 5) },
    [PD_SYNC_BLOB_SENDING] = { E (ON), E (NEXT, .size = 5), E (STANDING) },
    [PD_SYNC_BLOB_SETTLING] = { E (ON), E (NEXT, .size = 5), E (STANDING, .complete = TRUE) },
    [PD_SYNC_BLOB_WAITING] = { E (ON), E (FAILED, .failure = PD_SYNC_FAILURE_NETWORK) },
  };

  for (guint phase = 0; phase < PD_SYNC_BLOB_N_PHASES; phase++)
    for (guint type = 0; type < PD_SYNC_BLOB_N_EVENTS; type++)
      {
        g_autoptr (PdSyncBlobEngine) engine = pd_sync_blob_engine_new (1);
        PdSyncBlobEvent event = { .type = (PdSyncBlobEventType) type, .size = 5 };
        PdSyncBlobPhase after;

        for (guint i = 0; i < 4 && (i == 0 || ways[phase][i].type != 0); i++)
          pd_sync_blob_engine_step (engine, &ways[phase][i]);
        g_assert_cmpint (pd_sync_blob_engine_get_phase (engine), ==, phase);
        pd_sync_blob_engine_step (engine, &event);
        after = pd_sync_blob_engine_get_phase (engine);
        g_assert_cmpint (after, <, PD_SYNC_BLOB_N_PHASES);
        /* Switched off and on, it looks at what there is. */
        expect (engine, E (OFF_LINE),
                after == PD_SYNC_BLOB_OFF || after == PD_SYNC_BLOB_IDLE || after == PD_SYNC_BLOB_WAITING
                    ? PD_SYNC_BLOB_ACTION_NONE
                    : PD_SYNC_BLOB_ACTION_CANCEL,
                PD_SYNC_BLOB_OFF);
        EXPECT (E (ON), LOOK, LOOKING);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/blob-engine/whole-way", test_whole_way);
  g_test_add_func ("/sync/blob-engine/nothing-to-send", test_nothing_to_send);
  g_test_add_func ("/sync/blob-engine/detours", test_detours);
  g_test_add_func ("/sync/blob-engine/wrong", test_wrong);
  g_test_add_func ("/sync/blob-engine/pauses", test_pauses);
  g_test_add_func ("/sync/blob-engine/total", test_total);
  return g_test_run ();
}
