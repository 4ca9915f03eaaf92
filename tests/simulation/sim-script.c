/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/pd-platform-templates.h"

/* Longer than the longest pause of an engine that has failed many times. */
#define LONG_ENOUGH (20 * G_TIME_SPAN_MINUTE)
#define MOST_ROUNDS 60

/* Machines that are killed */

/* A process of its own in which this is the last moment of a machine. TRUE in it; FALSE in the one that goes on. */
static gboolean
fork_for (SimScript *script, SimKillKind kind, int victim, guint at)
{
  int status = 0;
  pid_t child;

  fflush (stdout);
  child = fork ();
  if (child < 0)
    g_error ("fork: %s", g_strerror (errno));
  if (child == 0)
    {
      script->forks = FALSE;
      script->is_fork = TRUE;
      script->kill = (SimKill){ kind, victim, at };
      return TRUE;
    }
  while (waitpid (child, &status, 0) < 0 && errno == EINTR)
    ;
  script->n_killed++;
  script->n_passed += WIFEXITED (status) && WEXITSTATUS (status) == 0;
  return FALSE;
}

static gboolean
is_time (SimScript *script, SimKillKind kind)
{
  if (script == NULL || !script->counts)
    return FALSE;
  script->reached[kind]++;
  return script->forks && (fork_for (script, kind, SIM_PLATFORM, script->reached[kind]) ||
                           fork_for (script, kind, 0, script->reached[kind]));
}

static SimSurvival
commit_cb (gpointer data)
{
  SimCommits *commits = data;
  SimScript *script = commits->script;

  if (!script->counts)
    return SIM_SURVIVES;
  commits->count++;
  if (!script->forks)
    return SIM_SURVIVES;
  if (fork_for (script, SIM_KILL_BEFORE_COMMIT, commits->victim, commits->count))
    return SIM_DIES_BEFORE;
  return fork_for (script, SIM_KILL_AFTER_COMMIT, commits->victim, commits->count) ? SIM_DIES_AFTER
                                                                                   : SIM_SURVIVES;
}

/**
 * sim_script_kills:
 * @sim: a simulation, of a script or not
 * @kind: a moment of a request
 * @desktop: whose request it is
 *
 * Returns: whether a machine was killed now; which one shows in what is left of it
 */
gboolean
sim_script_kills (Sim *sim, SimKillKind kind, SimDesktop *desktop)
{
  if (!is_time (sim->script, kind))
    return FALSE;
  if (sim->script->kill.victim == SIM_PLATFORM && sim->platform.platform != NULL)
    sim_platform_crash (sim);
  else if (sim->script->kill.victim != SIM_PLATFORM && desktop->engine != NULL)
    sim_desktop_crash (desktop);
  return TRUE;
}

static void
crash_cb (Sim *sim, gpointer data)
{
  SimDesktop *desktop = data;

  if (sim != NULL && desktop->engine != NULL)
    sim_desktop_crash (desktop);
}

/** sim_script_kills_sender: before a request leaves. Returns: whether it never leaves */
gboolean
sim_script_kills_sender (Sim *sim, SimDesktop *desktop)
{
  if (!is_time (sim->script, SIM_KILL_LEAVING))
    return FALSE;
  if (sim->script->kill.victim == SIM_PLATFORM)
    {
      if (sim->platform.platform != NULL)
        sim_platform_crash (sim);
      return FALSE;
    }
  /* Its own code is under way; it does nothing more but wait. */
  sim_at (sim, 0, crash_cb, desktop);
  return TRUE;
}

static SimDisk *
disk_of (Sim *sim, int victim)
{
  return victim == SIM_PLATFORM ? sim->platform.disk : sim->desktops[victim]->disk;
}

/* From now on moments count: everything is there and at rest. */
static void
begin (SimScript *script)
{
  for (int victim = SIM_PLATFORM; victim < (int) script->options.n_desktops; victim++)
    {
      SimCommits *commits = &script->commits[victim + 1];

      *commits = (SimCommits){ script, victim, 0 };
      sim_disk_watch_commits (disk_of (&script->sim, victim), commit_cb, commits);
    }
  script->counts = TRUE;
}

/* What people do */

/* Until the machines are on again. */
static void
wait_for_machines (SimScript *script)
{
  Sim *sim = &script->sim;

  for (guint round = 0; sim->violation == NULL && round < MOST_ROUNDS * 10; round++)
    {
      gboolean on = sim->platform.platform != NULL;

      for (guint i = 0; i < script->options.n_desktops; i++)
        on = on && sim->desktops[i]->engine != NULL;
      if (on)
        return;
      sim_run_for (sim, G_TIME_SPAN_SECOND);
    }
  sim_fail (sim, "L1", "a machine does not come back");
}

/**
 * sim_script_act:
 * @desktop: an index
 * @job: what is done, in a transaction of its own
 *
 * A person does something. When the power goes before it is said to be saved, the person looks whether it was, and does
 * it again if not.
 */
void
sim_script_act (SimScript *script, guint desktop, SimJob job, gpointer data)
{
  Sim *sim = &script->sim;
  SimDesktop *self = sim->desktops[desktop];
  g_autofree char *before = NULL;

  wait_for_machines (script);
  before = sim->violation == NULL ? sim_state_of_desktop (self, TRUE) : NULL;
  for (guint attempt = 0; sim->violation == NULL && attempt < 3; attempt++)
    {
      g_autofree char *after = NULL;

      if (sim_desktop_write (self, job, data))
        {
          self->up_to_date = FALSE;
          sim_check_desktop (self);
          sim_tokens_done (self);
          return;
        }
      if (self->engine != NULL)
        {
          sim_fail (sim, "P", "desktop %u refuses what the script does", desktop);
          return;
        }
      wait_for_machines (script);
      after = sim->violation == NULL ? sim_state_of_desktop (self, TRUE) : NULL;
      if (after != NULL && !g_str_equal (before, after))
        {
          sim_tokens_done (self);
          return;
        }
    }
}

static void
connect (SimDesktop *desktop, gboolean online)
{
  desktop->offline = !online;
  if (desktop->engine == NULL)
    return;
  sim_desktop_event (desktop,
                     &(PdSyncEvent){ .type = online ? PD_SYNC_EVENT_ONLINE : PD_SYNC_EVENT_OFFLINE });
  if (online && !pd_sync_engine_is_busy (desktop->engine))
    sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

static void
look_after (SimScript *script, SimDesktop *desktop)
{
  if (script->allows_removal && desktop->engine != NULL &&
      pd_sync_engine_get_phase (desktop->engine) == PD_SYNC_PHASE_BLOCKED &&
      pd_sync_engine_get_failure (desktop->engine) == PD_SYNC_FAILURE_MASS_CHANGE)
    sim_desktop_allow (desktop);
}

static gboolean
is_swept (SimDesktop *desktop)
{
  gint64 leaving = 1;

  return pd_store_session_integer (desktop->session, "SELECT count (*) FROM stream WHERE leaving = 1",
                                   &leaving, NULL) &&
         leaving == 0;
}

/** sim_script_sync: a computer is online until everything has gone and come, and offline again. */
void
sim_script_sync (SimScript *script, guint desktop)
{
  Sim *sim = &script->sim;
  SimDesktop *self = sim->desktops[desktop];

  wait_for_machines (script);
  if (sim->violation != NULL)
    return;
  self->up_to_date = FALSE;
  connect (self, TRUE);
  for (guint round = 0; sim->violation == NULL && round < MOST_ROUNDS; round++)
    {
      sim_run_for (sim, 20 * G_TIME_SPAN_SECOND);
      look_after (script, self);
      if (sim_desktop_is_quiet (self) && is_swept (self))
        {
          connect (self, FALSE);
          return;
        }
    }
  sim_fail (sim, "L1", "desktop %u does not come to rest: phase %d, failure %d", desktop,
            self->engine != NULL ? (int) pd_sync_engine_get_phase (self->engine) : -1,
            self->engine != NULL ? (int) pd_sync_engine_get_failure (self->engine) : -1);
}

void
sim_script_sync_all (SimScript *script)
{
  guint n = script->options.n_desktops;

  /* The last one has everything at once, the others what came after them. */
  for (guint i = 0; i < 2 * n - 1; i++)
    sim_script_sync (script, i % n);
}

/** sim_script_try: a computer is online for a while; nothing need come of it. */
void
sim_script_try (SimScript *script, guint desktop)
{
  wait_for_machines (script);
  if (script->sim.violation != NULL)
    return;
  connect (script->sim.desktops[desktop], TRUE);
  sim_run_for (&script->sim, LONG_ENOUGH);
  wait_for_machines (script);
  if (script->sim.violation == NULL)
    connect (script->sim.desktops[desktop], FALSE);
}

/** sim_script_bureau: the platform asks the bureau whatever it has to ask. */
void
sim_script_bureau (SimScript *script)
{
  Sim *sim = &script->sim;

  sim->platform.resting = FALSE;
  for (guint round = 0; sim->violation == NULL && round < MOST_ROUNDS; round++)
    {
      sim_run_for (sim, G_TIME_SPAN_MINUTE);
      if (sim->platform.platform != NULL && sim->platform.submission == NULL &&
          sim_platform_integer (sim, "SELECT count (*) FROM submission WHERE step <> ''", NULL) == 0)
        break;
    }
  sim->platform.resting = TRUE;
}

/** sim_script_sql: an administrator changes the platform's database; again, when the power goes meanwhile. */
void
sim_script_sql (SimScript *script, const char *sql)
{
  Sim *sim = &script->sim;

  for (guint attempt = 0; sim->violation == NULL && attempt < 3; attempt++)
    {
      g_autoptr (GError) error = NULL;
      gboolean good;

      wait_for_machines (script);
      if (sim->violation != NULL)
        return;
      good = pd_platform_sql_script (sim->platform.platform->sql, sql, &error);
      if (good && !sim_disk_is_down (sim->platform.disk))
        return;
      if (!sim_disk_is_down (sim->platform.disk))
        {
          sim_fail (sim, "P", "the script's SQL: %s", error->message);
          return;
        }
      sim_platform_crash (sim);
    }
}

/** sim_script_make_due: the platform makes the orders of templates; again, when the power goes meanwhile. */
void
sim_script_make_due (SimScript *script)
{
  Sim *sim = &script->sim;

  for (guint attempt = 0; sim->violation == NULL && attempt < 3; attempt++)
    {
      g_autoptr (GError) error = NULL;
      guint n_made;

      wait_for_machines (script);
      if (sim->violation != NULL)
        return;
      sim_platform_enter (sim);
      if (pd_platform_make_due_orders (sim->platform.platform, &n_made, &error) &&
          !sim_disk_is_down (sim->platform.disk))
        {
          sim_history_read (sim, SIM_PLATFORM);
          return;
        }
      if (!sim_disk_is_down (sim->platform.disk))
        {
          sim_fail (sim, "P", "the orders of templates: %s", error->message);
          return;
        }
      sim_platform_crash (sim);
    }
}

/** sim_script_expect_blocked: I21: more is removed than anybody may without asking: a person is asked. */
void
sim_script_expect_blocked (SimScript *script, guint desktop)
{
  SimDesktop *self = script->sim.desktops[desktop];

  if (script->sim.violation == NULL &&
      pd_sync_engine_get_failure (self->engine) != PD_SYNC_FAILURE_MASS_CHANGE)
    sim_fail (&script->sim, "I21", "desktop %u let everything be removed", desktop);
}

/** sim_script_expect_orders: I26: an order of a template is made once for each date. */
void
sim_script_expect_orders (SimScript *script, gint64 count)
{
  Sim *sim = &script->sim;
  gint64 there;

  wait_for_machines (script);
  if (sim->violation != NULL)
    return;
  there = sim_platform_integer (sim, "SELECT count (*) FROM document WHERE tenant = ? AND type = 'order'",
                                sim->platform.tenants[0]);
  if (there != count)
    sim_fail (sim, "I26", "the platform has %" G_GINT64_FORMAT " orders instead of %" G_GINT64_FORMAT, there,
              count);
}

/* What an administrator does with whole disks, while the machines are off. */

void
sim_script_copy (SimScript *script, guint desktop)
{
  SimDesktop *self = script->sim.desktops[desktop];

  wait_for_machines (script);
  sim_image_free (self->copy);
  self->copy = sim_disk_copy (self->disk);
}

void
sim_script_put_back (SimScript *script, guint desktop, guint from)
{
  Sim *sim = &script->sim;
  SimDesktop *self = sim->desktops[desktop];

  wait_for_machines (script);
  if (sim->violation != NULL)
    return;
  sim->rolled_back = TRUE;
  sim_tokens_lost (self, 0);
  sim_desktop_stop (self);
  sim_disk_restore (self->disk, sim->desktops[from]->copy);
  sim_desktop_start (self);
}

void
sim_script_back_up (SimScript *script)
{
  wait_for_machines (script);
  sim_platform_back_up (&script->sim);
}

void
sim_script_restore (SimScript *script)
{
  wait_for_machines (script);
  if (script->sim.violation != NULL)
    return;
  script->counts = FALSE;
  sim_platform_restore (&script->sim);
  script->counts = TRUE;
}

/* A whole play */

/* When nothing is left to do, doing it all once more changes nothing. */
static void
check_again (SimScript *script)
{
  Sim *sim = &script->sim;
  g_autofree char *before = sim->violation == NULL ? sim_state_of_all (sim, TRUE) : NULL;
  g_autofree char *after = NULL;

  script->counts = FALSE;
  for (guint i = 0; i < script->options.n_desktops; i++)
    sim_script_sync (script, i);
  after = sim->violation == NULL ? sim_state_of_all (sim, TRUE) : NULL;
  if (after != NULL && !g_str_equal (before, after))
    sim_fail (sim, "I14", "when all is done, doing it again changes something:\n%s\n--\n%s", before, after);
}

/* What is left open is decided, so that everybody must have the same. */
static void
decide_all (SimScript *script)
{
  gboolean some = FALSE;

  for (guint i = 0; i < script->options.n_desktops; i++)
    for (guint n = 0; n < 10 && script->sim.violation == NULL; n++)
      {
        gint64 open = 0;

        pd_store_session_integer (script->sim.desktops[i]->session,
                                  "SELECT count (*) FROM conflict WHERE decision = 0", &open, NULL);
        if (open == 0)
          break;
        some = TRUE;
        sim_step_decide (script, i, FALSE);
        sim_script_sync (script, i);
      }
  if (some)
    sim_script_sync_all (script);
}

static void
come_to_end (SimScript *script)
{
  Sim *sim = &script->sim;

  sim_script_sync_all (script);
  wait_for_machines (script);
  if (sim->violation == NULL)
    script->end = sim_state_of_all (sim, FALSE);
  check_again (script);
  decide_all (script);
  if (sim->violation == NULL)
    sim_check_end (sim);
}

/**
 * sim_script_run:
 * @script: (out caller-allocates): to be cleared with sim_script_clear()
 * @scenario: what is played
 * @forks: whether at every moment a process is made in which a machine is killed then; it goes on as this one does
 *
 * Returns: (transfer full) (nullable): which invariant did not hold; %NULL when all did
 */
char *
sim_script_run (SimScript *script, const SimScenario *scenario, gboolean forks, SimBug bug)
{
  *script = (SimScript){ .scenario = scenario,
                         .forks = forks,
                         .options = { .seed = 1, .n_desktops = scenario->n_desktops, .bug = bug } };
  script->sim.options = &script->options;
  script->sim.script = script;
  sim_set_up (&script->sim);
  script->sim.platform.resting = TRUE;
  begin (script);
  scenario->play (script);
  come_to_end (script);
  sim_tear_down (&script->sim);
  return g_steal_pointer (&script->sim.violation);
}

void
sim_script_clear (SimScript *script)
{
  while (script->sim.trace.length > 0)
    g_free (g_queue_pop_head (&script->sim.trace));
  g_clear_pointer (&script->end, g_free);
}
