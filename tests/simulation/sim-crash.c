/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Each scenario is played once as it is; then once for each commit of each machine, killed before and after it is on the
 * disk, and once for each moment of each request, with either side killed there. Every play must come to the end of the
 * first, hold all invariants, and change nothing when all is done once more. (The idea is that of isync's test of its
 * journal.)
 */

#define MOST_SHOWN 3

typedef struct
{
  const SimScenario *scenario;
  SimBug bug;
  char *end; /* (owned) (nullable) of the play in which nobody is killed */
  guint commits, edges;
  guint killed, passed;
  gboolean quiet;
} Enumeration;

static const char *const kinds[SIM_N_KILLS] = {
  [SIM_KILL_NONE] = "nothing killed",
  [SIM_KILL_BEFORE_COMMIT] = "before commit",
  [SIM_KILL_AFTER_COMMIT] = "after commit",
  [SIM_KILL_LEAVING] = "as the request leaves",
  [SIM_KILL_ANSWERED] = "as the platform has answered",
  [SIM_KILL_ARRIVING] = "as the answer arrives",
};

static char *
describe (const SimKill *kill)
{
  g_autofree char *victim = kill->victim == SIM_PLATFORM     ? g_strdup ("the platform")
                            : kill->kind >= SIM_KILL_LEAVING ? g_strdup ("the desktop that asks")
                                                             : g_strdup_printf ("desktop %d", kill->victim);

  return kill->kind == SIM_KILL_NONE
             ? g_strdup (kinds[0])
             : g_strdup_printf ("%s killed %s %u", victim, kinds[kill->kind], kill->at);
}

/* The first line in which two states differ. */
static void
print_difference (const char *wanted, const char *got)
{
  g_auto (GStrv) a = g_strsplit (wanted, "\n", -1);
  g_auto (GStrv) b = g_strsplit (got, "\n", -1);
  guint i = 0;

  while (a[i] != NULL && b[i] != NULL && g_str_equal (a[i], b[i]))
    i++;
  printf ("    wanted: %.1500s\n    got:    %.1500s\n", a[i] != NULL ? a[i] : "(nothing more)",
          b[i] != NULL ? b[i] : "(nothing more)");
}

static void
explain (const Enumeration *self, const SimScript *script, const char *violation)
{
  g_autofree char *what = describe (&script->kill);

  printf ("  %s, %s: %s\n", self->scenario->name, what, violation != NULL ? violation : "another end");
  if (violation == NULL)
    print_difference (self->end, script->end);
  for (GList *line = script->sim.trace.head; line != NULL; line = line->next)
    printf ("    %s\n", (const char *) line->data);
}

/* In a process whose machine was killed: says how it ended, and ends. */
static void
end_fork (Enumeration *self, SimScript *script, const char *violation)
{
  const SimStatistics *statistics = &script->sim.statistics;
  gboolean good = FALSE;

  if (violation == NULL && statistics->desktop_crashes + statistics->platform_crashes == 0)
    violation = "nobody was killed";
  if (violation == NULL)
    good = g_str_equal (self->end, script->end);
  if (!good && !self->quiet && script->n_killed - script->n_passed < MOST_SHOWN)
    explain (self, script, violation);
  fflush (stdout);
  _exit (!good);
}

/* TRUE when all plays came to the same end */
static gboolean
enumerate (Enumeration *self)
{
  SimScript script;
  g_autofree char *violation = sim_script_run (&script, self->scenario, FALSE, self->bug);
  g_autofree char *again = NULL;

  self->end = g_steal_pointer (&script.end);
  for (guint i = 0; i <= self->scenario->n_desktops; i++)
    self->commits += script.commits[i].count;
  for (guint kind = SIM_KILL_LEAVING; kind < SIM_N_KILLS; kind++)
    self->edges += script.reached[kind];
  if (violation != NULL && !self->quiet)
    explain (self, &script, violation);
  sim_script_clear (&script);
  if (violation == NULL)
    {
      again = sim_script_run (&script, self->scenario, TRUE, self->bug);
      if (script.is_fork)
        end_fork (self, &script, again);
      self->killed = script.n_killed;
      self->passed = script.n_passed;
      sim_script_clear (&script);
    }
  g_clear_pointer (&self->end, g_free);
  /* Nobody was left out: both sides at each commit and at each moment of a request. */
  return violation == NULL && again == NULL && self->passed == self->killed &&
         self->killed == 2 * (self->commits + self->edges);
}

/**
 * sim_crashes:
 * @part: of @n_parts, scenarios are dealt out
 * @only: (nullable): the name of one scenario
 *
 * Prints a line a scenario. Returns: the exit status
 */
int
sim_crashes (guint part, guint n_parts, const char *only, SimBug bug)
{
  gint64 start = g_get_monotonic_time ();
  guint passed = 0, failed = 0, killed = 0;

  printf ("%-26s %7s %6s %7s %7s\n", "scenario", "commits", "edges", "killed", "passed");
  for (guint i = 0; i < sim_n_scenarios; i++)
    {
      Enumeration self = { .scenario = &sim_scenarios[i], .bug = bug };
      gboolean good;

      if ((only != NULL && !g_str_equal (only, self.scenario->name)) || (n_parts > 1 && i % n_parts != part))
        continue;
      good = enumerate (&self);
      passed += good;
      failed += !good;
      killed += self.killed;
      printf ("%-26s %7u %6u %7u %7u%s\n", self.scenario->name, self.commits, self.edges, self.killed,
              self.passed, good ? "" : "  FAILED");
      fflush (stdout);
    }
  printf ("%u plays with a machine killed in %.1f s\n", killed,
          (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND);
  printf ("%u passed, %u failed\n", passed, failed);
  return failed > 0 || passed == 0;
}

/* Each of these must make some play end otherwise, or killing machines finds nothing. */
int
sim_crash_bugs (void)
{
  static const SimBug planted[] = { SIM_BUG_CURSOR_FIRST, SIM_BUG_SEND_BEFORE_COMMIT, SIM_BUG_LOSE_COMMITTED,
                                    SIM_BUG_NO_DEDUPE,    SIM_BUG_NEW_ID_ON_RETRY,    SIM_BUG_GUARD_OFF };
  guint missed = 0;

  printf ("%-20s %-26s %s\n", "planted bug", "caught in", "plays that end otherwise");
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      gboolean caught = FALSE;

      for (guint j = 0; j < sim_n_scenarios && !caught; j++)
        {
          Enumeration self = { .scenario = &sim_scenarios[j], .bug = planted[i], .quiet = TRUE };

          /* The only one that deletes that much. */
          if (planted[i] == SIM_BUG_GUARD_OFF && !g_str_equal (self.scenario->name, "mass deletion"))
            continue;
          caught = !enumerate (&self);
          if (caught)
            printf ("%-20s %-26s %u of %u\n", sim_bug_name (planted[i]), self.scenario->name,
                    self.killed - self.passed, self.killed);
        }
      if (!caught)
        printf ("%-20s NOT CAUGHT\n", sim_bug_name (planted[i]));
      fflush (stdout);
      missed += !caught;
    }
  printf ("%u passed, %u failed\n", (guint) G_N_ELEMENTS (planted) - missed, missed);
  return missed > 0;
}
