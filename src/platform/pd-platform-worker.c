/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-worker.h"

#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-bureau.h"
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

/* Calls under way together, over all companies; the provider's own limit counts for each of them. */
#define MAX_THREADS 64

struct _PdPlatformWorker
{
  PdPlatform *platform;  /* (borrowed) */
  GMainContext *context; /* (owned) */
  GSource *timer;        /* (owned) (nullable) */
  GSource *collector;    /* (owned) */
  GSource *indexer;      /* (owned) */
  guint64 seen_changes;  /* when the indexer looked last */
  gboolean is_index_behind;
  GCancellable *cancellable; /* (owned) */
  GThreadPool *threads;      /* (owned) */
  guint n_asking;            /* calls under way */
  GQueue answered;           /* of PdPlatformSubmission: answered, and not yet written down */
};

/** Call: one submission on its way through a thread. */
typedef struct
{
  PdPlatformWorker *worker;
  PdPlatformSubmission *submission; /* (owned) */
} Call;

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

/* TRUE when nothing waits to be written down. */
static gboolean
write_down (PdPlatformWorker *worker)
{
  PdPlatformSubmission *submission;

  while ((submission = g_queue_peek_head (&worker->answered)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!pd_platform_finish_submission (worker->platform, submission, &error))
        {
          g_message ("submission=unfinished reason=%s", error->message);
          return FALSE;
        }
      pd_platform_submission_free (g_queue_pop_head (&worker->answered));
    }
  return TRUE;
}

static gboolean
answered_cb (gpointer data)
{
  Call *call = data;
  PdPlatformWorker *worker = call->worker;

  worker->n_asking--;
  g_queue_push_tail (&worker->answered, call->submission);
  g_free (call);
  work (worker);
  return G_SOURCE_REMOVE;
}

static void
ask_in_thread (gpointer data, gpointer user_data)
{
  Call *call = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  pd_platform_run_submission (call->submission, call->worker->cancellable);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answered_cb, call, NULL);
  g_source_attach (source, call->worker->context);
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

/* FALSE when nothing could be taken; then the timer is set. */
static gboolean
take_and_ask (PdPlatformWorker *worker)
{
  g_autoptr (GError) error = NULL;
  PdPlatformSubmission *submission = pd_platform_take_submission (worker->platform, &error);
  Call *call;

  if (submission == NULL)
    {
      if (error != NULL)
        sleep_after_failure (worker, error);
      else
        sleep_for (worker, G_TIME_SPAN_SECOND);
      return FALSE;
    }
  call = g_new0 (Call, 1);
  call->worker = worker;
  call->submission = submission;
  worker->n_asking++;
  g_thread_pool_push (worker->threads, call, NULL);
  return TRUE;
}

static void
work (PdPlatformWorker *worker)
{
  if (!write_down (worker))
    {
      sleep_for (worker, RETRY);
      return;
    }
  while (worker->n_asking < MAX_THREADS && !g_cancellable_is_cancelled (worker->cancellable))
    {
      g_autoptr (GError) error = NULL;
      gint64 due = G_MAXINT64;

      /* Looking takes no lock; most of the time there is nothing to take. */
      if (!pd_platform_next_submission (worker->platform, &due, &error))
        {
          sleep_after_failure (worker, error);
          return;
        }
      if (due > pd_platform_get_now (worker->platform))
        {
          sleep_until (worker, due);
          return;
        }
      if (!take_and_ask (worker))
        return;
    }
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

static gboolean
ensure_bureaus (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, pd_platform_ensure_bureaus (platform, error), error);
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
  if (!pd_platform_recover_submissions (platform, error) || !ensure_bureaus (platform, error))
    return NULL;

  PdPlatformWorker *worker = g_new0 (PdPlatformWorker, 1);

  worker->platform = platform;
  worker->context = g_main_context_ref_thread_default ();
  worker->cancellable = g_cancellable_new ();
  worker->threads = g_thread_pool_new (ask_in_thread, NULL, MAX_THREADS, FALSE, NULL);
  g_queue_init (&worker->answered);
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
  if (g_queue_is_empty (&worker->answered))
    sleep_for (worker, 0);
}

/** pd_platform_worker_free: waits for the calls that are under way; their answers are written down. */
void
pd_platform_worker_free (PdPlatformWorker *worker)
{
  g_cancellable_cancel (worker->cancellable);
  while (worker->n_asking > 0)
    g_main_context_iteration (worker->context, TRUE);
  write_down (worker);
  clear_timer (worker);
  g_source_destroy (worker->collector);
  g_source_unref (worker->collector);
  g_source_destroy (worker->indexer);
  g_source_unref (worker->indexer);
  g_queue_clear_full (&worker->answered, (GDestroyNotify) pd_platform_submission_free);
  g_thread_pool_free (worker->threads, FALSE, TRUE);
  g_object_unref (worker->cancellable);
  g_main_context_unref (worker->context);
  g_free (worker);
}
