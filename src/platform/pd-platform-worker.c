/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-worker.h"

#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-search.h"
#include "platform/pd-platform-submissions.h"

/* How long after a disk that refused, and how often at least to look. */
#define RETRY (5 * G_TIME_SPAN_SECOND)
#define LONGEST_SLEEP G_TIME_SPAN_MINUTE

/* Attachments that nobody needs go a while after the start, and then every few hours. */
#define COLLECT_AFTER_SECONDS 60
#define COLLECT_EVERY_SECONDS (6 * 3600)

/* The index of what records are found by follows in small parts, when nothing has been written for a while. */
#define INDEX_AT_ONCE 200
#define INDEX_PAUSE_MILLISECONDS 50
#define INDEX_EVERY_MILLISECONDS 3000

struct _PdPlatformWorker
{
  PdPlatform *platform;  /* (borrowed) */
  GMainContext *context; /* (owned) */
  GSource *timer;        /* (owned) (nullable) */
  GSource *collector;    /* (owned) */
  GSource *indexer;      /* (owned) */
  guint64 seen_changes;  /* when the indexer looked last */
  gboolean is_index_behind;
  GCancellable *cancellable;        /* (owned) */
  PdPlatformSubmission *unfinished; /* (owned) (nullable) answered, and not yet written down */
  gboolean is_asking;
};

static void work (PdPlatformWorker *worker);

static void
clear_timer (PdPlatformWorker *worker)
{
  if (worker->timer == NULL)
    return;
  g_source_destroy (worker->timer);
  g_clear_pointer (&worker->timer, g_source_unref);
}

static gboolean
timer_cb (gpointer data)
{
  PdPlatformWorker *worker = data;

  clear_timer (worker);
  work (worker);
  return G_SOURCE_REMOVE;
}

static void
sleep_for (PdPlatformWorker *worker, gint64 time)
{
  clear_timer (worker);
  worker->timer = g_timeout_source_new ((guint) (CLAMP (time, 0, LONGEST_SLEEP) / G_TIME_SPAN_MILLISECOND));
  g_source_set_callback (worker->timer, timer_cb, worker, NULL);
  g_source_attach (worker->timer, worker->context);
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  pd_platform_run_submission (task_data, cancellable);
  g_task_return_boolean (task, TRUE);
}

/* TRUE when nothing waits to be written down. */
static gboolean
write_down (PdPlatformWorker *worker)
{
  g_autoptr (GError) error = NULL;

  if (worker->unfinished == NULL)
    return TRUE;
  if (!pd_platform_finish_submission (worker->platform, worker->unfinished, &error))
    {
      g_message ("submission=unfinished reason=%s", error->message);
      return FALSE;
    }
  g_clear_pointer (&worker->unfinished, pd_platform_submission_free);
  return TRUE;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PdPlatformWorker *worker = data;

  worker->is_asking = FALSE;
  worker->unfinished = g_object_steal_data (G_OBJECT (result), "pd-submission");
  work (worker);
}

static void
ask (PdPlatformWorker *worker, PdPlatformSubmission *submission)
{
  g_autoptr (GTask) task = g_task_new (NULL, worker->cancellable, asked_cb, worker);

  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, submission, NULL);
  g_object_set_data (G_OBJECT (task), "pd-submission", submission);
  worker->is_asking = TRUE;
  g_task_run_in_thread (task, ask_in_thread);
}

static void
sleep_after_failure (PdPlatformWorker *worker, const GError *error)
{
  g_message ("submission=waiting reason=%s", error->message);
  sleep_for (worker, RETRY);
}

static void
sleep_until (PdPlatformWorker *worker, gint64 due)
{
  if (due < G_MAXINT64)
    sleep_for (worker, due - pd_platform_get_now (worker->platform));
  else
    clear_timer (worker);
}

static void
take_and_ask (PdPlatformWorker *worker)
{
  g_autoptr (GError) error = NULL;
  PdPlatformSubmission *submission = pd_platform_take_submission (worker->platform, &error);

  if (submission != NULL)
    ask (worker, submission);
  else if (error != NULL)
    sleep_after_failure (worker, error);
}

static void
work (PdPlatformWorker *worker)
{
  g_autoptr (GError) error = NULL;
  gint64 due = G_MAXINT64;

  if (worker->is_asking)
    return;
  if (!write_down (worker))
    {
      sleep_for (worker, RETRY);
      return;
    }
  if (g_cancellable_is_cancelled (worker->cancellable))
    return;

  /* Looking takes no lock; most of the time there is nothing to take. */
  if (!pd_platform_next_submission (worker->platform, &due, &error))
    sleep_after_failure (worker, error);
  else if (due > pd_platform_get_now (worker->platform))
    sleep_until (worker, due);
  else
    take_and_ask (worker);
}

static void start_collector (PdPlatformWorker *worker, guint seconds);

static gboolean
collect_cb (gpointer data)
{
  PdPlatformWorker *worker = data;
  g_autoptr (GError) error = NULL;
  guint n_removed = 0;

  if (!pd_platform_collect_blobs (worker->platform, &n_removed, &error))
    g_message ("blobs=not-collected reason=%s", error->message);
  else if (n_removed > 0)
    g_message ("blobs=collected count=%u", n_removed);
  start_collector (worker, COLLECT_EVERY_SECONDS);
  return G_SOURCE_REMOVE;
}

static void
start_collector (PdPlatformWorker *worker, guint seconds)
{
  if (worker->collector != NULL)
    g_source_destroy (worker->collector);
  g_clear_pointer (&worker->collector, g_source_unref);
  worker->collector = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (worker->collector, collect_cb, worker, NULL);
  g_source_attach (worker->collector, worker->context);
}

static void start_indexer (PdPlatformWorker *worker, guint milliseconds);

static gboolean
index_cb (gpointer data)
{
  PdPlatformWorker *worker = data;
  gboolean quiet = worker->seen_changes == worker->platform->search_changes;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  worker->seen_changes = worker->platform->search_changes;
  worker->is_index_behind = worker->is_index_behind || !quiet;
  if (quiet && worker->is_index_behind)
    {
      if (!pd_platform_search_catch_up (worker->platform, INDEX_AT_ONCE, &n, &error))
        g_message ("search=not-indexed reason=%s", error->message);
      else
        worker->is_index_behind = n == INDEX_AT_ONCE;
    }
  start_indexer (worker, n > 0 ? INDEX_PAUSE_MILLISECONDS : INDEX_EVERY_MILLISECONDS);
  return G_SOURCE_REMOVE;
}

static void
start_indexer (PdPlatformWorker *worker, guint milliseconds)
{
  if (worker->indexer != NULL)
    g_source_destroy (worker->indexer);
  g_clear_pointer (&worker->indexer, g_source_unref);
  worker->indexer = g_timeout_source_new (milliseconds);
  g_source_set_callback (worker->indexer, index_cb, worker, NULL);
  g_source_attach (worker->indexer, worker->context);
}

/**
 * pd_platform_worker_new:
 * @platform: outlives the worker; its thread is the thread-default main context's
 *
 * Takes up what an earlier process left, then works until it is freed.
 */
PdPlatformWorker *
pd_platform_worker_new (PdPlatform *platform, GError **error)
{
  if (!pd_platform_recover_submissions (platform, error))
    return NULL;

  PdPlatformWorker *worker = g_new0 (PdPlatformWorker, 1);

  worker->platform = platform;
  worker->context = g_main_context_ref_thread_default ();
  worker->cancellable = g_cancellable_new ();
  sleep_for (worker, 0);
  start_collector (worker, COLLECT_AFTER_SECONDS);
  /* What an earlier process has left. */
  worker->is_index_behind = TRUE;
  start_indexer (worker, INDEX_EVERY_MILLISECONDS);
  return worker;
}

/** pd_platform_worker_wake: there may be something to do. */
void
pd_platform_worker_wake (PdPlatformWorker *worker)
{
  if (!worker->is_asking && worker->unfinished == NULL)
    sleep_for (worker, 0);
}

/** pd_platform_worker_free: waits for the question that is being asked; its answer is written down. */
void
pd_platform_worker_free (PdPlatformWorker *worker)
{
  g_cancellable_cancel (worker->cancellable);
  while (worker->is_asking)
    g_main_context_iteration (worker->context, TRUE);
  write_down (worker);
  clear_timer (worker);
  g_source_destroy (worker->collector);
  g_source_unref (worker->collector);
  g_source_destroy (worker->indexer);
  g_source_unref (worker->indexer);
  g_clear_pointer (&worker->unfinished, pd_platform_submission_free);
  g_object_unref (worker->cancellable);
  g_main_context_unref (worker->context);
  g_free (worker);
}
