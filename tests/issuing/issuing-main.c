/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>

/* Every so many seeds one is run twice, to see that it replays exactly. */
#define TWICE 25

/* One in so many pairs of seeds for each provider, and the rest for the first one. */
#define SHARES 5

static char *seeds_text;
static char *bug_text;
static char *provider_text;
static gboolean bugs;
static gboolean verbose;
static gboolean once;
static int part_of;
static int part;

static const GOptionEntry entries[] = {
  { "seeds", 's', 0, G_OPTION_ARG_STRING, &seeds_text, "Run these seeds: one, or A..B", "SEEDS" },
  { "provider", 0, 0, G_OPTION_ARG_STRING, &provider_text, "Only against this one", "NAME" },
  { "bugs", 'b', 0, G_OPTION_ARG_NONE, &bugs, "Plant each known bug and show that it is caught", NULL },
  { "plant", 'p', 0, G_OPTION_ARG_STRING, &bug_text, "Plant one bug", "NAME" },
  { "once", 0, 0, G_OPTION_ARG_NONE, &once, "With --bugs: be content when a bug was caught once", NULL },
  { "verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Print the trace", NULL },
  { "parts", 0, 0, G_OPTION_ARG_INT, &part_of, "Run only every N-th seed", "N" },
  { "part", 0, 0, G_OPTION_ARG_INT, &part, "… beginning with this one", "I" },
  { NULL },
};

static const IssuingProvider *const providers[] = { &issuing_sandbox, &issuing_nuonuo };

/* Where the platform keeps files; its databases are in memory. */
const char *
issuing_folder (void)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("piaodan-issuing-XXXXXX", NULL);
  return folder;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
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

/* A seed plays against one provider, or the one that was asked for. A double takes several times as long as the bureau. */
static const IssuingProvider *
choose_provider (guint64 seed)
{
  for (guint i = 0; provider_text != NULL && i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (providers[i]->name, provider_text))
      return providers[i];
  return providers[seed / 2 % SHARES < G_N_ELEMENTS (providers) ? seed / 2 % SHARES : 0];
}

static void
explain (const IssuingOptions *options, const IssuingOutcome *outcome)
{
  g_autofree char *text = issuing_options_to_text (options);

  printf ("FAILED %s\n  %s\n  the end of it:\n", outcome->violation, text);
  for (guint i = 0; i < outcome->last->len; i++)
    printf ("  %s\n", (char *) g_ptr_array_index (outcome->last, i));
}

static gboolean
replays (const IssuingOptions *options, const IssuingOutcome *outcome)
{
  g_autoptr (IssuingOutcome) again = issuing_run (options);

  if (again->hash == outcome->hash)
    return TRUE;
  printf ("FAILED seed %" G_GUINT64_FORMAT " does not replay\n", options->seed);
  return FALSE;
}

static void
add (IssuingOutcome *sum, const IssuingOutcome *one)
{
  sum->n_orders += one->n_orders;
  sum->n_issued += one->n_issued;
  sum->n_kills += one->n_kills;
  sum->n_restores += one->n_restores;
  sum->n_spoilt += one->n_spoilt;
  sum->n_decided += one->n_decided;
  sum->n_forms += one->n_forms;
  sum->n_red += one->n_red;
  sum->simulated += one->simulated;
}

static gboolean
run_seed (guint64 seed, IssuingBug bug, IssuingOutcome *sum)
{
  IssuingOptions options;
  g_autoptr (IssuingOutcome) outcome = NULL;

  issuing_options_from_seed (&options, seed, choose_provider (seed));
  options.bug = bug;
  options.verbose = verbose;
  outcome = issuing_run (&options);
  options.verbose = FALSE;
  add (sum, outcome);
  if (outcome->violation != NULL)
    explain (&options, outcome);
  return outcome->violation == NULL && (seed % TWICE != 0 || replays (&options, outcome));
}

static int
run_seeds (guint64 first, guint64 last, IssuingBug bug)
{
  guint passed = 0, failed = 0;
  IssuingOutcome sum = { 0 };
  gint64 start = g_get_monotonic_time ();

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
  printf ("%.1f seeds/s; %u orders, %u invoices, %u forms of reversal, %u red invoices, %u faults, %u kills,"
          " %u restores, %u decided by people, %.0f hours simulated\n",
          (passed + failed) / ((double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND), sum.n_orders,
          sum.n_issued, sum.n_forms, sum.n_red, sum.n_spoilt, sum.n_kills, sum.n_restores, sum.n_decided,
          (double) sum.simulated / G_TIME_SPAN_HOUR);
  printf ("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}

/* Caught, and not by what is there without it. */
static gboolean
try_seed (guint64 seed, IssuingBug bug, char **why)
{
  IssuingOptions options;
  g_autoptr (IssuingOutcome) outcome = NULL;
  g_autoptr (IssuingOutcome) sound = NULL;

  issuing_options_from_seed (&options, seed, choose_provider (seed));
  options.bug = bug;
  /* Nobody reverses anything in it. */
  if (bug >= ISSUING_BUG_FORM_AGAIN && options.reds == 0)
    return FALSE;
  outcome = issuing_run (&options);
  if (outcome->violation == NULL)
    return FALSE;
  options.bug = ISSUING_BUG_NONE;
  sound = issuing_run (&options);
  if (sound->violation != NULL)
    return FALSE;
  *why = g_steal_pointer (&outcome->violation);
  return TRUE;
}

static gboolean
try_bug (IssuingBug bug, guint64 first, guint64 last)
{
  guint caught = 0, tried = 0;
  guint64 first_caught = 0;
  g_autofree char *first_why = NULL;

  for (guint64 seed = first; seed <= last && (caught == 0 || !once); seed++)
    {
      g_autofree char *why = NULL;

      tried++;
      if (!try_seed (seed, bug, &why) || caught++ > 0)
        continue;
      first_caught = seed;
      first_why = g_steal_pointer (&why);
    }
  if (caught > 0)
    printf ("%-16s %3u/%-3u  seed %-4" G_GUINT64_FORMAT " %.100s\n", issuing_bug_name (bug), caught, tried,
            first_caught, first_why);
  else
    printf ("%-16s NOT CAUGHT: %s\n", issuing_bug_name (bug), issuing_bug_story (bug));
  fflush (stdout);
  return caught > 0;
}

static int
run_bugs (guint64 first, guint64 last)
{
  guint missed = 0;

  printf ("%-16s %-7s  first\n", "planted bug", "caught");
  for (guint bug = ISSUING_BUG_NONE + 1; bug < ISSUING_N_BUGS; bug++)
    missed += !try_bug ((IssuingBug) bug, first, last);
  printf ("%u passed, %u failed\n", ISSUING_N_BUGS - 1 - missed, missed);
  return missed > 0;
}

/* What the product says of its troubles is a part of the play, and not of this program's answer. */
static GLogWriterOutput
log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) == 0)
    return G_LOG_WRITER_HANDLED;
  g_log_writer_standard_streams (level, fields, n_fields, data);
  g_error ("a critical message");
  return G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("– issue invoices while things go wrong");
  g_autoptr (GError) error = NULL;
  IssuingBug bug = ISSUING_BUG_NONE;
  guint64 first = 0, last = bugs ? 39 : 99;
  int status;

  setlocale (LC_ALL, "C.UTF-8");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 64;
    }
  if ((seeds_text != NULL && !parse_seeds (seeds_text, &first, &last)) ||
      (bug_text != NULL && (bug = issuing_bug_parse (bug_text)) == ISSUING_N_BUGS))
    {
      g_printerr ("Seeds are written A..B, and a bug is one of those that --bugs names.\n");
      return 64;
    }
  sim_vfs_register ();
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (log_cb, NULL, NULL);
  status = bugs ? run_bugs (first, last) : run_seeds (first, last, bug);
  remove_all (issuing_folder ());
  return status;
}
