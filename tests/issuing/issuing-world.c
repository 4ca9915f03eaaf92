/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include <glib/gstdio.h>
#include <stdio.h>

#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-private.h"
#include "simulation/sim-clock.h"

/* Lines of the trace that are kept for a failure. */
#define TRACE 80

#define ITERATIONS 2

/* What a call of the provider takes at least and, mostly, at most. */
#define SHORTEST (20 * G_TIME_SPAN_MILLISECOND)

/** Event: something that happens at its time; @life: 0, or of the platform that it dies with. */
typedef struct
{
  gint64 at;
  guint64 number;
  guint life;
  IssuingFunc func;
  gpointer data;
} Event;

void
issuing_trace (Issuing *issuing, const char *format, ...)
{
  va_list arguments;
  char *text, *line;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strdup_printf ("%10.3f  %s", (double) (issuing->now - ISSUING_START) / G_TIME_SPAN_SECOND, text);
  for (const char *at = line; *at != '\0'; at++)
    issuing->hash = (issuing->hash ^ (guint8) *at) * G_GUINT64_CONSTANT (1099511628211);
  if (issuing->options->verbose)
    printf ("%s\n", line);
  g_queue_push_tail (&issuing->trace, line);
  if (issuing->trace.length > TRACE)
    g_free (g_queue_pop_head (&issuing->trace));
  g_free (text);
}

/* The first one counts. */
void
issuing_fail (Issuing *issuing, const char *format, ...)
{
  va_list arguments;

  if (issuing->violation != NULL)
    return;
  va_start (arguments, format);
  issuing->violation = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  issuing_trace (issuing, "VIOLATION %s", issuing->violation);
}

static void
add_event (Issuing *issuing, gint64 wait, guint life, IssuingFunc func, gpointer data)
{
  Event event = { issuing->now + wait, issuing->n_events++, life, func, data };
  guint at = issuing->events->len;

  while (at > 0 && g_array_index (issuing->events, Event, at - 1).at > event.at)
    at--;
  g_array_insert_val (issuing->events, at, event);
}

/** issuing_at: @func is called after @wait microseconds, whatever becomes of the platform until then. */
void
issuing_at (Issuing *issuing, gint64 wait, IssuingFunc func, gpointer data)
{
  add_event (issuing, wait, 0, func, data);
}

/** issuing_step: lets the next event happen that is due by @until. Returns: whether there was one */
gboolean
issuing_step (Issuing *issuing, gint64 until)
{
  Event event;

  if (issuing->events->len == 0 || g_array_index (issuing->events, Event, 0).at > until)
    return FALSE;
  event = g_array_index (issuing->events, Event, 0);
  g_array_remove_index (issuing->events, 0);
  issuing->now = MAX (issuing->now, event.at);
  sim_clock_set (issuing->now);
  if (event.life == 0 || event.life == issuing->life)
    event.func (issuing, event.data);
  return TRUE;
}

static gint64
platform_now (gpointer data)
{
  return ((Issuing *) data)->now;
}

static void
platform_random (gpointer data, guint8 *bytes, gsize size)
{
  Issuing *issuing = data;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) sim_random_next (&issuing->platform_random);
}

static void
call_free (gpointer data)
{
  IssuingCall *call = data;

  pd_platform_submission_free (call->submission);
  g_ptr_array_unref (call->keys);
  g_ptr_array_unref (call->closed);
  g_free (call);
}

static gboolean
ensure_bureaus (PdPlatform *platform, GError **error)
{
  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (pd_platform_ensure_bureaus (platform, error) && pd_platform_sql_script (platform->sql, "COMMIT", error))
    return TRUE;
  pd_platform_sql_rollback (platform->sql, "ROLLBACK");
  return FALSE;
}

static void
reopen_cb (Issuing *issuing, gpointer data)
{
  issuing_open (issuing);
}

static void
check_integrity (Issuing *issuing)
{
  if (issuing_integer (issuing, "SELECT count (*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
                       NULL) != 0)
    issuing_fail (issuing, "the platform's database is damaged");
}

/* As the administrator does before the restored platform serves anybody, as often as it takes. */
static gboolean
start_new_history (Issuing *issuing, GError **error)
{
  if (issuing->owes_history && !pd_platform_start_new_history (issuing->platform, error))
    return FALSE;
  issuing->owes_history = FALSE;
  return TRUE;
}

/** issuing_open: the platform starts, as its program does. */
void
issuing_open (Issuing *issuing)
{
  PdPlatformOptions options = {
    .now = platform_now, .random = platform_random, .data = issuing, .password_iterations = ITERATIONS
  };
  g_autoptr (GError) error = NULL;
  PdGateway *inner;

  if (issuing->platform != NULL)
    return;
  inner = issuing->provider->open (issuing);
  if (inner == NULL)
    {
      issuing_died (issuing);
      return;
    }
  issuing->gateway = issuing_watch_new (issuing, inner);
  options.gateway = issuing->gateway;
  issuing->platform = pd_platform_new_with_options (issuing->folder, &options, &error);
  if (issuing->platform != NULL && start_new_history (issuing, &error) &&
      pd_platform_recover_submissions (issuing->platform, &error) &&
      ensure_bureaus (issuing->platform, &error))
    {
      issuing_trace (issuing, "the platform starts");
      check_integrity (issuing);
      issuing_empty_outbox (issuing);
      issuing_wake (issuing);
      return;
    }
  if (!sim_disk_is_down (issuing->disk) && !sim_disk_is_down (issuing->book))
    issuing_fail (issuing, "the platform does not start: %s", error->message);
  issuing_died (issuing);
}

static void
shut (Issuing *issuing)
{
  issuing->life++;
  issuing->running = NULL;
  issuing->next_work = G_MAXINT64;
  g_ptr_array_set_size (issuing->calls, 0);
  g_clear_pointer (&issuing->platform, pd_platform_free);
  g_clear_pointer (&issuing->gateway, pd_gateway_unref);
}

/* Of what is under way the last byte may have left, or none. */
static void
let_go (Issuing *issuing)
{
  for (guint i = 0; i < issuing->calls->len && !sim_disk_is_down (issuing->disk); i++)
    {
      IssuingCall *call = g_ptr_array_index (issuing->calls, i);

      if (call->has_run || !sim_random_chance (&issuing->network, 500))
        continue;
      issuing->running = call;
      pd_platform_run_submission (call->submission, NULL);
      issuing->running = NULL;
    }
}

/** issuing_kill: kill -9, or the power: it starts again after a while. */
void
issuing_kill (Issuing *issuing)
{
  if (issuing->platform != NULL)
    let_go (issuing);
  issuing_trace (issuing, "the platform is killed");
  issuing->n_kills++;
  sim_disk_crash (issuing->disk);
  sim_disk_crash (issuing->book);
  shut (issuing);
  issuing->provider->crash (issuing);
  sim_disk_restart (issuing->disk);
  sim_disk_restart (issuing->book);
  issuing_at (issuing, G_TIME_SPAN_SECOND * (1 + sim_random_below (&issuing->people, 90)), reopen_cb, NULL);
}

/** issuing_died: a planned crash has come: TRUE when the platform is not there any more */
gboolean
issuing_died (Issuing *issuing)
{
  if (sim_disk_is_down (issuing->disk) || sim_disk_is_down (issuing->book))
    issuing_kill (issuing);
  return issuing->platform == NULL;
}

void
issuing_back_up (Issuing *issuing)
{
  if (issuing->platform == NULL)
    return;
  sim_image_free (issuing->backup);
  issuing->backup = sim_disk_copy (issuing->disk);
  issuing_trace (issuing, "a backup is made");
}

/** issuing_restore: the administrator puts the backup back: of what happened since nothing is known but at the bureau. */
void
issuing_restore (Issuing *issuing)
{
  if (issuing->backup == NULL || issuing->platform == NULL)
    return;
  let_go (issuing);
  issuing_trace (issuing, "the platform is restored from the backup");
  issuing->n_restores++;
  issuing->is_restored = TRUE;
  /* What it knew of the unknown is gone. */
  g_hash_table_remove_all (issuing->open);
  shut (issuing);
  sim_disk_restore (issuing->disk, issuing->backup);
  issuing->owes_history = TRUE;
  issuing_open (issuing);
}

/* Of a word in @answer: of the platform's database; 0 when it is not there. */
gint64
issuing_integer (Issuing *issuing, const char *sql, const char *argument)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  if (!pd_platform_sql_get_integer (issuing->platform->sql, &value, &error, sql, argument != NULL ? "t" : "",
                                    argument) &&
      !sim_disk_is_down (issuing->disk))
    issuing_fail (issuing, "%s", error->message);
  return value;
}

static gint64
latency (Issuing *issuing)
{
  gint64 most = issuing->is_faulty ? issuing->options->slowness * G_TIME_SPAN_SECOND : G_TIME_SPAN_SECOND;

  /* Now and then a thread is so slow that its lease has run out meanwhile. */
  if (issuing->is_faulty && sim_random_chance (&issuing->network, 8))
    return 4 * G_TIME_SPAN_MINUTE;
  return SHORTEST + (gint64) sim_random_below (&issuing->network, (guint) (most / 1000)) * 1000;
}

static void
finish_cb (Issuing *issuing, gpointer data)
{
  IssuingCall *call = data;
  g_autoptr (GError) error = NULL;
  gboolean done = pd_platform_finish_submission (issuing->platform, call->submission, &error);

  /* Also where it dies over it: then it may be on the disk. */
  for (guint i = 0; i < call->closed->len; i++)
    g_hash_table_remove (issuing->open, g_ptr_array_index (call->closed, i));
  if (issuing_died (issuing))
    return;
  if (!done)
    issuing_fail (issuing, "an answer is not written down: %s", error->message);
  issuing_trace (issuing, "an answer is written down");
  g_ptr_array_remove (issuing->calls, call);
  issuing_wake (issuing);
}

static void
run_cb (Issuing *issuing, gpointer data)
{
  IssuingCall *call = data;

  issuing->running = call;
  pd_platform_run_submission (call->submission, NULL);
  issuing->running = NULL;
  call->has_run = TRUE;
  if (!issuing_died (issuing))
    add_event (issuing, latency (issuing), issuing->life, finish_cb, call);
}

/* FALSE when nothing was taken. */
static gboolean
take (Issuing *issuing)
{
  g_autoptr (GError) error = NULL;
  PdPlatformSubmission *submission;
  IssuingCall *call;

  issuing_sabotage_ledger (issuing);
  submission = pd_platform_take_submission (issuing->platform, &error);
  if (sim_disk_is_down (issuing->disk))
    {
      g_clear_pointer (&submission, pd_platform_submission_free);
      issuing_died (issuing);
      return FALSE;
    }
  if (error != NULL)
    issuing_fail (issuing, "nothing can be taken: %s", error->message);
  if (submission == NULL)
    return FALSE;
  issuing_sabotage_taken (issuing);
  call = g_new0 (IssuingCall, 1);
  call->submission = submission;
  call->taken_at = issuing->now;
  call->keys = g_ptr_array_new_with_free_func (g_free);
  call->closed = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (issuing->calls, call);
  add_event (issuing, latency (issuing), issuing->life, run_cb, call);
  return TRUE;
}

static void
work_cb (Issuing *issuing, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 due = G_MAXINT64;

  /* Another one was earlier, and has looked when there is something to do next. */
  if (issuing->next_work > issuing->now)
    return;
  issuing->next_work = G_MAXINT64;
  while (issuing->violation == NULL)
    {
      if (!pd_platform_next_submission (issuing->platform, &due, &error))
        {
          if (!issuing_died (issuing))
            issuing_fail (issuing, "%s", error->message);
          return;
        }
      if (due > issuing->now)
        break;
      if (!take (issuing))
        {
          /* Nothing was there after all: not at once again. */
          due = issuing->now + G_TIME_SPAN_SECOND;
          break;
        }
    }
  if (issuing->platform != NULL && due < G_MAXINT64 && due < issuing->next_work)
    {
      issuing->next_work = due;
      add_event (issuing, due - issuing->now, issuing->life, work_cb, NULL);
    }
}

/** issuing_wake: there may be something to do. */
void
issuing_wake (Issuing *issuing)
{
  if (issuing->platform == NULL || issuing->next_work <= issuing->now)
    return;
  issuing->next_work = issuing->now;
  add_event (issuing, 0, issuing->life, work_cb, NULL);
}

/** issuing_start: a machine with a new platform, a company and its people. */
void
issuing_start (Issuing *issuing)
{
  guint64 seed = issuing->options->seed;
  g_autofree char *book = g_build_filename (issuing_folder (), "bureau", NULL);

  issuing->folder = g_build_filename (issuing_folder (), "platform", NULL);
  g_mkdir_with_parents (issuing->folder, 0700);
  g_mkdir_with_parents (book, 0700);
  sim_vfs_seed (seed);
  g_random_set_seed ((guint32) seed);
  sim_random_init (&issuing->people, seed, 11);
  sim_random_init (&issuing->network, seed, 12);
  sim_random_init (&issuing->platform_random, seed, 13);
  sim_random_init (&issuing->red, seed, 16);
  issuing->disk = sim_disk_new (issuing->folder, seed, 14);
  issuing->book = sim_disk_new (book, seed, 15);
  issuing->events = g_array_new (FALSE, FALSE, sizeof (Event));
  issuing->calls = g_ptr_array_new_with_free_func (call_free);
  issuing->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  issuing->decided = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  issuing->belated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  issuing->outbox = g_ptr_array_new_with_free_func (g_free);
  issuing->now = ISSUING_START;
  issuing->life = 1;
  issuing->next_work = G_MAXINT64;
  sim_clock_set (issuing->now);
  issuing->provider->start (issuing);
  issuing_open (issuing);
}

void
issuing_stop (Issuing *issuing)
{
  shut (issuing);
  issuing->provider->stop (issuing);
  sim_disk_free (issuing->disk);
  sim_disk_free (issuing->book);
  sim_image_free (issuing->backup);
  g_array_unref (issuing->events);
  g_ptr_array_unref (issuing->calls);
  g_ptr_array_unref (issuing->outbox);
  g_hash_table_unref (issuing->open);
  g_hash_table_unref (issuing->decided);
  g_hash_table_unref (issuing->belated);
  g_free (issuing->folder);
  sim_clock_set (0);
}
