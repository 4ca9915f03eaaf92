/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"
#include "sim-shrink.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* Every so many seeds one is run twice, to see that it replays exactly. */
#define TWICE 50

/* One seed of so many has streams without being asked. */
#define STREAMS 3

static char *seeds_text;
static char *bug_text;
static gboolean bugs;
static gboolean verbose;
static gboolean no_shrink;
static gboolean once;
static gboolean streams;
static gboolean crashes;
static char *scenario;
static int part_of;
static int part;

static const GOptionEntry entries[] = {
  { "seeds", 's', 0, G_OPTION_ARG_STRING, &seeds_text, "Run these seeds: one, or A..B", "SEEDS" },
  { "bugs", 'b', 0, G_OPTION_ARG_NONE, &bugs, "Plant each known bug and show that it is caught", NULL },
  { "plant", 'p', 0, G_OPTION_ARG_STRING, &bug_text, "Plant one bug", "NAME" },
  { "verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Print the trace", NULL },
  { "no-shrink", 0, 0, G_OPTION_ARG_NONE, &no_shrink, "Do not look for a smaller plan that fails", NULL },
  { "crashes", 'c', 0, G_OPTION_ARG_NONE, &crashes,
    "Play each scenario with each machine killed at each moment; with --bugs: see that this finds bugs",
    NULL },
  { "scenario", 0, 0, G_OPTION_ARG_STRING, &scenario, "With --crashes: only this one", "NAME" },
  { "streams", 0, 0, G_OPTION_ARG_NONE, &streams,
    "In each seed, not only in some: let records move between streams, and streams be chosen and hidden; and "
    "delete very much at once",
    NULL },
  { "once", 0, 0, G_OPTION_ARG_NONE, &once, "With --bugs: be content when a bug was caught once", NULL },
  { "parts", 0, 0, G_OPTION_ARG_INT, &part_of, "Run only every N-th seed", "N" },
  { "part", 0, 0, G_OPTION_ARG_INT, &part, "… beginning with this one", "I" },
  { NULL },
};

static void
add_statistics (SimStatistics *sum, const SimStatistics *one)
{
  const guint64 *from = (const guint64 *) one;
  guint64 *to = (guint64 *) sum;

  for (gsize i = 0; i < sizeof *sum / sizeof *to; i++)
    to[i] += from[i];
}

static gboolean
parse_seeds (const char *text, guint64 *first, guint64 *last)
{
  g_auto (GStrv) parts = g_strsplit (text, "..", 2);

  if (!g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXUINT32, first, NULL))
    return FALSE;
  *last = *first;
  return parts[1] == NULL || g_ascii_string_to_unsigned (parts[1], 10, *first, G_MAXUINT32, last, NULL);
}

static void
print_plan (const GArray *plan)
{
  for (guint i = 0; i < plan->len; i++)
    {
      const SimOperation *operation = &g_array_index (plan, SimOperation, i);

      printf ("  %10.3f  %s, desktop %u, %08x\n", (double) operation->at / G_TIME_SPAN_SECOND,
              sim_operation_name (operation->kind), operation->desktop, operation->choice);
    }
}

static void
explain (const SimOptions *options, const GArray *plan, const SimOutcome *outcome)
{
  g_autofree char *text = sim_options_to_text (options);
  g_autoptr (GArray) small = NULL;
  g_autoptr (SimOutcome) again = NULL;

  printf ("FAILED %s\n  %s\n", outcome->violation, text);
  if (no_shrink)
    return;
  small = sim_shrink (options, plan, outcome->violation);
  again = sim_run (options, small);
  printf ("  %u of %u operations are enough:\n", small->len, plan->len);
  print_plan (small);
  printf ("  the end of it:\n");
  for (guint i = 0; i < again->last->len; i++)
    printf ("  %s\n", (char *) g_ptr_array_index (again->last, i));
}

static gboolean
replays (const SimOptions *options, const GArray *plan, const SimOutcome *outcome)
{
  g_autoptr (SimOutcome) again = sim_run (options, plan);

  if (again->hash == outcome->hash)
    return TRUE;
  printf ("FAILED seed %" G_GUINT64_FORMAT " does not replay: %016" G_GINT64_MODIFIER
          "x, then %016" G_GINT64_MODIFIER "x\n",
          options->seed, outcome->hash, again->hash);
  return FALSE;
}

static gboolean
run_seed (guint64 seed, SimBug bug, SimStatistics *sum)
{
  SimOptions options;
  g_autoptr (GArray) plan = NULL;
  g_autoptr (SimOutcome) outcome = NULL;

  sim_options_from_seed (&options, seed, streams || seed % STREAMS == 1);
  options.bug = bug;
  options.verbose = verbose;
  plan = sim_plan (&options);
  outcome = sim_run (&options, plan);
  options.verbose = FALSE;
  add_statistics (sum, &outcome->statistics);
  if (outcome->violation != NULL)
    {
      explain (&options, plan, outcome);
      return FALSE;
    }
  return seed % TWICE != 0 || replays (&options, plan, outcome);
}

static int
run_seeds (SimBug bug)
{
  guint64 first = 0, last = 99;
  guint passed = 0, failed = 0;
  SimStatistics sum = { 0 };
  gint64 start = g_get_monotonic_time ();
  double seconds;

  if (seeds_text != NULL && !parse_seeds (seeds_text, &first, &last))
    {
      g_printerr ("“%s” are no seeds: write A..B\n", seeds_text);
      return 64;
    }
  for (guint64 seed = first; seed <= last; seed++)
    {
      if (part_of > 1 && seed % (guint64) part_of != (guint64) part)
        continue;
      if (run_seed (seed, bug, &sum))
        passed++;
      else
        failed++;
      fflush (stdout);
    }
  seconds = (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND;
  printf ("%.1f seeds/s; %" G_GUINT64_FORMAT " values typed, %" G_GUINT64_FORMAT
          " versions, %" G_GUINT64_FORMAT " requests, %" G_GUINT64_FORMAT " conflicts, %" G_GUINT64_FORMAT
          "+%" G_GUINT64_FORMAT " crashes, %" G_GUINT64_FORMAT " restores, %" G_GUINT64_FORMAT
          " rollbacks, %" G_GUINT64_FORMAT " invoices, %.0f hours simulated\n",
          (passed + failed) / seconds, sum.edits, sum.versions, sum.requests, sum.conflicts,
          sum.desktop_crashes, sum.platform_crashes, sum.restores, sum.rollbacks, sum.invoices,
          (double) sum.simulated / G_TIME_SPAN_HOUR);
  if (passed + failed >= 200)
    sim_sometimes_print ();
  printf ("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}

/* It is the planted bug that was caught, and no other. */
static gboolean
passes_without (const SimOptions *options, const GArray *plan)
{
  SimOptions sound = *options;
  g_autoptr (SimOutcome) outcome = NULL;

  sound.bug = SIM_BUG_NONE;
  outcome = sim_run (&sound, plan);
  return outcome->violation == NULL;
}

/* Each bug is caught on some of the seeds, or the simulator is worth nothing. */
static gboolean
try_bug (SimBug bug, guint64 first, guint64 last)
{
  guint caught = 0, tried = 0;
  g_autofree char *why = NULL;
  guint64 first_caught = 0;

  for (guint64 seed = first; seed <= last && (caught == 0 || !once); seed++)
    {
      SimOptions options;
      g_autoptr (GArray) plan = NULL;
      g_autoptr (SimOutcome) outcome = NULL;

      sim_options_from_seed (&options, seed, streams || bug >= SIM_BUG_EVICT_DIRTY);
      options.bug = bug;
      plan = sim_plan (&options);
      outcome = sim_run (&options, plan);
      tried++;
      if (outcome->violation == NULL || !passes_without (&options, plan))
        continue;
      if (caught++ == 0)
        {
          first_caught = seed;
          why = g_strdup (outcome->violation);
        }
    }
  if (caught > 0)
    printf ("%-20s %3u/%-3u  seed %-4" G_GUINT64_FORMAT " %.90s\n", sim_bug_name (bug), caught, tried,
            first_caught, why);
  else
    printf ("%-20s NOT CAUGHT: %s\n", sim_bug_name (bug), sim_bug_story (bug));
  fflush (stdout);
  return caught > 0;
}

static int
run_bugs (void)
{
  guint64 first = 0, last = 39;
  guint missed = 0, tried = 0;

  if (seeds_text != NULL && !parse_seeds (seeds_text, &first, &last))
    return 64;
  printf ("%-20s %-7s  first\n", "planted bug", "caught");
  for (guint bug = SIM_BUG_NONE + 1; bug < SIM_N_BUGS; bug++)
    {
      /* Very much is deleted too seldom here: sim_crash_bugs() has a scenario of it. */
      if (bug == SIM_BUG_GUARD_OFF)
        continue;
      missed += !try_bug ((SimBug) bug, first, last);
      tried++;
    }
  printf ("%u passed, %u failed\n", tried - missed, missed);
  return missed > 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("– play an office, its network and its faults");
  g_autoptr (GError) error = NULL;
  SimBug bug = SIM_BUG_NONE;
  int status;

  setlocale (LC_ALL, "C.UTF-8");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 64;
    }
  if (bug_text != NULL && (bug = sim_bug_parse (bug_text)) == SIM_N_BUGS)
    {
      g_printerr ("There is no bug “%s”.\n", bug_text);
      return 64;
    }
  sim_vfs_register ();
  sim_install_log ();
  if (crashes)
    status = bugs ? sim_crash_bugs () : sim_crashes ((guint) part, (guint) part_of, scenario, bug);
  else
    status = bugs ? run_bugs () : run_seeds (bug);
  sim_remove_folder ();
  return status;
}
