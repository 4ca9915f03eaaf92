/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "sim-clock.h"

#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LAST_EVENTS 60

typedef struct
{
  gint64 at;
  guint64 serial;
  SimEvent event;
  gpointer data;
} Event;

static Sim *running;

static int
compare_events (gconstpointer a, gconstpointer b, gpointer data)
{
  const Event *x = a;
  const Event *y = b;

  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->serial < y->serial ? -1 : 1;
}

/**
 * sim_at:
 * @data: belongs to @event, which is called with %NULL for the simulation when it ends before
 */
guint64
sim_at (Sim *sim, gint64 delay, SimEvent callback, gpointer data)
{
  Event *event = g_new (Event, 1);

  *event = (Event){ sim->now + delay, ++sim->serial, callback, data };
  g_sequence_insert_sorted (sim->events, event, compare_events, NULL);
  return event->serial;
}

/* Returns: FALSE when nothing is planned until then */
static gboolean
next_event (Sim *sim, gint64 until)
{
  GSequenceIter *first = g_sequence_get_begin_iter (sim->events);
  g_autofree Event *event = NULL;

  if (g_sequence_iter_is_end (first))
    return FALSE;
  event = g_sequence_get (first);
  if (event->at > until)
    {
      event = NULL;
      return FALSE;
    }
  g_sequence_remove (first);
  sim->now = event->at;
  event->event (sim, event->data);
  return TRUE;
}

guint32
sim_hash_bytes (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ data[i]) * 16777619u;
  return hash;
}

void
sim_trace (Sim *sim, const char *format, ...)
{
  va_list values;
  char *text;
  char *line;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  line = g_strdup_printf ("%10.3f  %s", (double) (sim->now - SIM_START) / G_TIME_SPAN_SECOND, text);
  g_free (text);
  for (const char *c = line; *c != '\0'; c++)
    sim->hash = (sim->hash ^ (guint8) *c) * G_GUINT64_CONSTANT (1099511628211);
  if (sim->options->verbose)
    printf ("%s\n", line);
  g_queue_push_tail (&sim->trace, line);
  if (sim->trace.length > LAST_EVENTS)
    g_free (g_queue_pop_head (&sim->trace));
}

/* The first violation is the one that counts; the simulation ends with it. */
void
sim_fail (Sim *sim, const char *invariant, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  if (sim->violation != NULL)
    return;
  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  sim->violation = g_strdup_printf ("%s: %s", invariant, text);
  sim_trace (sim, "VIOLATION %s", sim->violation);
}

/* A warning of the product is a violation, unless a machine that has no power any more says it. */
static GLogWriterOutput
log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *message = "";
  gboolean down = running == NULL;

  if ((level & G_LOG_LEVEL_ERROR) || running == NULL)
    return g_log_writer_default (level, fields, n_fields, data);
  if (!(level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)))
    return G_LOG_WRITER_HANDLED;
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      message = fields[i].value;
  down = sim_disk_is_down (running->platform.disk);
  for (guint i = 0; i < running->options->n_desktops; i++)
    down |= running->desktops[i] != NULL && sim_disk_is_down (running->desktops[i]->disk);
  if (!down)
    sim_fail (running, "W", "a warning: %s", message);
  return G_LOG_WRITER_HANDLED;
}

void
sim_install_log (void)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (log_cb, NULL, NULL);
}

/* Where the product makes its lock files; its databases are in memory. */
const char *
sim_folder (void)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("piaodan-simulate-XXXXXX", NULL);
  return folder;
}

static void remove_all (const char *path);

static void
remove_inside (const char *path)
{
  g_autoptr (GDir) inside = g_dir_open (path, 0, NULL);
  const char *name;

  while (inside != NULL && (name = g_dir_read_name (inside)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
}

static void
remove_all (const char *path)
{
  remove_inside (path);
  g_remove (path);
}

void
sim_remove_folder (void)
{
  remove_all (sim_folder ());
}

/* Each kind of fault is there in six seeds of ten, and as strong as the seed says. */
static guint
strength (SimRandom *random, guint most)
{
  guint permille = 1 + sim_random_below (random, most);

  return sim_random_chance (random, 600) ? permille : 0;
}

/* @streams: whether records move between streams, streams are chosen and hidden, and very much is deleted at once */
void
sim_options_from_seed (SimOptions *options, guint64 seed, gboolean streams)
{
  SimRandom random;

  *options = (SimOptions){ .seed = seed };
  sim_random_init (&random, seed, 1);
  options->n_desktops = 2 + sim_random_below (&random, SIM_DESKTOPS_MAX - 1);
  options->n_operations = 40 + sim_random_below (&random, 90);
  options->drop_request = strength (&random, 250);
  options->drop_answer = strength (&random, 250);
  options->duplicate = strength (&random, 200);
  options->delay = strength (&random, 400);
  options->cut = strength (&random, 200);
  options->stale = strength (&random, 300);
  options->error = strength (&random, 150);
  options->portal = strength (&random, 100);
  for (guint kind = SIM_DESKTOP_CRASH; kind < SIM_N_OPERATIONS; kind++)
    options->fates[kind] =
        sim_random_chance (&random, kind == SIM_PLATFORM_RESTORE || kind == SIM_DESKTOP_RESTORE ||
                                            kind == SIM_MASS_CREATE || kind == SIM_DESKTOP_CLONE
                                        ? 250
                                        : 600);
  /* What else there is comes in every second of them, or each would be too seldom. */
  for (guint kind = SIM_MOVE_YEAR; kind < SIM_N_OPERATIONS; kind++)
    if (!streams || (kind >= SIM_ATTACH && seed % 2 == 0))
      options->fates[kind] = FALSE;
  for (guint kind = SIM_STEP; kind <= SIM_FACT; kind++)
    options->fates[kind] = seed % 3 == 1 || seed % 7 == 3;
  options->fates[SIM_TICKET] = seed % 3 == 2 || seed % 7 == 1;
  options->fates[SIM_RULES] = options->fates[SIM_STEP] && seed % 4 != 0;
  options->fates[SIM_CALENDAR] = seed % 5 == 2;
  options->fates[SIM_BIN] = options->fates[SIM_TICKET] && seed % 4 != 1;
}

char *
sim_options_to_text (const SimOptions *options)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text,
      "seed %" G_GUINT64_FORMAT ": %u desktops, %u operations; per mille: drop request %u, "
      "drop answer %u, duplicate %u, delay %u, cut %u, stale %u, error %u, portal %u; fates:",
      options->seed, options->n_desktops, options->n_operations, options->drop_request, options->drop_answer,
      options->duplicate, options->delay, options->cut, options->stale, options->error, options->portal);
  for (guint kind = SIM_DESKTOP_CRASH; kind < SIM_N_OPERATIONS; kind++)
    if (options->fates[kind])
      g_string_append_printf (text, " %s", sim_operation_name ((SimOperationKind) kind));
  if (options->bug != SIM_BUG_NONE)
    g_string_append_printf (text, "; planted: %s", sim_bug_name (options->bug));
  return g_string_free (text, FALSE);
}

static void
seen_free (gpointer data)
{
  SimSeen *seen = data;

  pd_record_unref (seen->view);
  g_free (seen);
}

static void
minute_cb (Sim *sim, gpointer data)
{
  if (sim == NULL)
    return;
  for (guint i = 0; i < sim->options->n_desktops; i++)
    sim->desktops[i]->requests = sim->desktops[i]->kicks = 0;
  sim_at (sim, G_TIME_SPAN_MINUTE, minute_cb, NULL);
}

/* Makes the machines and switches them on. */
void
sim_set_up (Sim *sim)
{
  running = sim;
  sim->now = SIM_START;
  sim->hash = G_GUINT64_CONSTANT (14695981039346656037);
  sim->events = g_sequence_new (NULL);
  sim_random_init (&sim->network, sim->options->seed, 4);
  sim_random_init (&sim->people, sim->options->seed, 5);
  sim->documents =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  sim->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sim->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sim->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, seen_free);
  sim->ticket_steps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sim->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  sim->tokens = g_ptr_array_new_with_free_func (sim_token_free);
  sim->crowd = g_ptr_array_new_with_free_func (g_free);
  sim->bureau = sim_bureau_new (sim);
  g_random_set_seed ((guint32) sim->options->seed);
  sim_vfs_seed (sim->options->seed);
  sim_platform_new (sim);
  for (guint i = 0; i < sim->options->n_desktops; i++)
    {
      sim->desktops[i] = sim_desktop_new (sim, i);
      sim->desktops[i]->offline = sim->script != NULL;
      sim_desktop_start (sim->desktops[i]);
      if (sim->options->bug == SIM_BUG_LOSE_COMMITTED)
        sim_disk_lie (sim->desktops[i]->disk);
    }
  minute_cb (sim, NULL);
}

void
sim_tear_down (Sim *sim)
{
  GSequenceIter *first;

  while (!g_sequence_iter_is_end (first = g_sequence_get_begin_iter (sim->events)))
    {
      g_autofree Event *event = g_sequence_get (first);

      g_sequence_remove (first);
      event->event (NULL, event->data);
    }
  g_sequence_free (sim->events);
  for (guint i = 0; i < sim->options->n_desktops; i++)
    sim_desktop_free (sim->desktops[i]);
  sim_platform_clear (sim);
  g_clear_pointer (&sim->bureau, pd_gateway_unref);
  g_hash_table_unref (sim->documents);
  g_hash_table_unref (sim->results);
  g_hash_table_unref (sim->sent);
  g_hash_table_unref (sim->seen);
  g_hash_table_unref (sim->ticket_steps);
  g_hash_table_unref (sim->cache);
  g_ptr_array_unref (sim->tokens);
  g_ptr_array_unref (sim->crowd);
  /* Files are on the real disk, and the next office begins without any. */
  if (sim->options->fates[SIM_ATTACH])
    remove_inside (sim_folder ());
  running = NULL;
  sim_clock_set (0);
}

static void
play (Sim *sim, const GArray *plan)
{
  sim->faults = TRUE;
  for (guint i = 0; i < plan->len && sim->violation == NULL; i++)
    {
      const SimOperation *operation = &g_array_index (plan, SimOperation, i);

      while (sim->violation == NULL && next_event (sim, SIM_START + operation->at))
        ;
      sim->now = MAX (sim->now, SIM_START + operation->at);
      if (sim->violation == NULL)
        sim_operate (sim, operation);
    }
  sim_fetch_all (sim, 6);
}

static gboolean
is_quiet (Sim *sim)
{
  for (guint i = 0; i < sim->options->n_desktops; i++)
    if (!sim_desktop_is_quiet (sim->desktops[i]))
      return FALSE;
  return sim->platform.platform != NULL && sim->platform.submission == NULL &&
         sim_platform_integer (sim, "SELECT count (*) FROM submission WHERE step <> ''", NULL) == 0;
}

void
sim_run_for (Sim *sim, gint64 time)
{
  gint64 until = sim->now + time;

  while (sim->violation == NULL && next_event (sim, until))
    ;
  sim->now = until;
}

/* No more faults: every machine is on, every clock right, every network there. */
static void
make_peace (Sim *sim)
{
  sim_trace (sim, "-- peace");
  sim->faults = FALSE;
  sim->platform.clock_offset = 0;
  sim_bureau_trouble (sim->bureau, 0);
  sim_disk_crash_after (sim->platform.disk, 0);
  for (guint i = 0; i < sim->options->n_desktops; i++)
    {
      SimDesktop *desktop = sim->desktops[i];

      desktop->clock_offset = 0;
      sim_disk_crash_after (desktop->disk, 0);
      sim_disk_fill (desktop->disk, -1);
      desktop->offline = FALSE;
      if (desktop->engine != NULL)
        sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_ONLINE });
      sim_blobs_line (desktop, TRUE);
      sim_blobs_try_again (desktop);
    }
}

static gboolean
has_conflicts (Sim *sim)
{
  gint64 open = 0;

  for (guint i = 0; i < sim->options->n_desktops; i++)
    if (sim->desktops[i]->session == NULL ||
        !pd_store_session_integer (sim->desktops[i]->session,
                                   "SELECT count (*) FROM conflict WHERE decision = 0", &open, NULL) ||
        open > 0)
      return TRUE;
  return FALSE;
}

static void
wait_for_quiet (Sim *sim, const char *invariant)
{
  for (guint round = 0; round < 30 && sim->violation == NULL; round++)
    {
      sim_run_for (sim, 2 * G_TIME_SPAN_MINUTE);
      if (is_quiet (sim))
        return;
    }
  for (guint i = 0; i < sim->options->n_desktops && sim->violation == NULL; i++)
    if (!sim_desktop_is_quiet (sim->desktops[i]))
      sim_fail (sim, invariant, "desktop %u does not come to rest: phase %d, failure %d", i,
                sim->desktops[i]->engine != NULL ? (int) pd_sync_engine_get_phase (sim->desktops[i]->engine)
                                                 : -1,
                sim->desktops[i]->engine != NULL ? (int) pd_sync_engine_get_failure (sim->desktops[i]->engine)
                                                 : -1);
  sim_fail (sim, invariant, "the platform does not come to rest: a submission waits");
}

/* Liveness: everything drains (L1), even while people have not decided about some records (L2), and all say so (L3). */
static void
come_to_rest (Sim *sim)
{
  make_peace (sim);
  wait_for_quiet (sim, "L2");
  for (guint round = 0; round < 40 && sim->violation == NULL && has_conflicts (sim); round++)
    {
      for (guint i = 0; i < sim->options->n_desktops; i++)
        for (guint j = 0; j < 20; j++)
          sim_resolve_one (sim->desktops[i], &sim->people);
      wait_for_quiet (sim, "L1");
    }
  if (has_conflicts (sim))
    sim_fail (sim, "L1", "decisions make new conflicts for ever");
  /* One look more, so that everybody has what the others' last decisions made. */
  sim_run_for (sim, 3 * G_TIME_SPAN_MINUTE);
  sim_fetch_all (sim, 6);
  wait_for_quiet (sim, "L1");
}

/**
 * sim_run:
 * @options: what the seed says
 * @plan: (element-type SimOperation): what is done; sim_plan() or a part of it
 *
 * Returns: (transfer full): how it ended; the same for the same arguments
 */
SimOutcome *
sim_run (const SimOptions *options, const GArray *plan)
{
  Sim sim = { .options = options };
  SimOutcome *outcome = g_new0 (SimOutcome, 1);

  sim_set_up (&sim);
  play (&sim, plan);
  if (sim.violation == NULL)
    come_to_rest (&sim);
  if (sim.violation == NULL)
    sim_check_end (&sim);
  sim.statistics.simulated = (guint64) (sim.now - SIM_START);
  outcome->last = g_ptr_array_new_with_free_func (g_free);
  while (sim.trace.length > 0)
    g_ptr_array_add (outcome->last, g_queue_pop_head (&sim.trace));
  outcome->violation = sim.violation;
  outcome->hash = sim.hash;
  outcome->statistics = sim.statistics;
  sim_tear_down (&sim);
  return outcome;
}

void
sim_outcome_free (SimOutcome *outcome)
{
  g_free (outcome->violation);
  g_ptr_array_unref (outcome->last);
  g_free (outcome);
}
