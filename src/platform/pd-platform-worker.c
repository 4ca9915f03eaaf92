/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-worker.h"

/* How long after a disk that refused, and how often at least to look: another program may have written something. */
#define RETRY (5 * G_TIME_SPAN_SECOND)
#define LONGEST_SLEEP G_TIME_SPAN_MINUTE

struct _PdPlatformWorker
{
  PdPlatform *platform;       /* (borrowed) */
  const PdPlatformWork *kind; /* (borrowed) */
  PdPlatformWorker
      *other; /* (borrowed) (nullable) has something to do, perhaps, when something was finished here */
  GMainContext *context;     /* (owned) */
  GSource *timer;            /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  GThreadPool *threads;      /* (owned) */
  guint n_under_way;
  GPtrArray *unfinished; /* (owned) jobs that ran, and are not yet written down */
};

/** Call: a job on its way through a thread. */
typedef struct
{
  PdPlatformWorker *worker;
  gpointer job; /* (owned) */
} Call;

/** Question: a thread waits for what only the worker's own may do. */
typedef struct
{
  PdPlatformWorker *worker;
  PdPlatformWorkerFunc func;
  gpointer data;
  GMutex mutex;
  GCond answered;
  gboolean is_answered;
  gboolean answer;
} Question;

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

/* In the worker's own thread, as soon as it can. */
static void
call_back (PdPlatformWorker *worker, GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, worker->context);
}

/* TRUE when nothing waits to be written down. One that cannot be holds up no other. */
static gboolean
write_down (PdPlatformWorker *worker)
{
  guint n = worker->unfinished->len;

  for (guint i = 0; i < n; i++)
    {
      gpointer job = g_ptr_array_steal_index (worker->unfinished, 0);
      g_autoptr (GError) error = NULL;

      if (worker->kind->finish (worker->platform, job, &error))
        {
          worker->kind->free (job);
          if (worker->other != NULL)
            pd_platform_worker_wake (worker->other);
          continue;
        }
      g_message ("%s=unfinished reason=%s", worker->kind->word, error->message);
      g_ptr_array_add (worker->unfinished, job);
    }
  return worker->unfinished->len == 0;
}

static gboolean
ran_cb (gpointer data)
{
  Call *call = data;
  PdPlatformWorker *worker = call->worker;

  worker->n_under_way--;
  g_ptr_array_add (worker->unfinished, call->job);
  g_free (call);
  work (worker);
  return G_SOURCE_REMOVE;
}

static void
run_in_thread (gpointer data, gpointer user_data)
{
  Call *call = data;
  PdPlatformWorker *worker = user_data;

  worker->kind->run (call->job, worker, worker->cancellable);
  call_back (worker, ran_cb, call);
}

/* Returns: 0 when something was taken; else microseconds until it is worth looking again */
static gint64
take_and_run (PdPlatformWorker *worker)
{
  g_autoptr (GError) error = NULL;
  gint64 due = G_MAXINT64, now = pd_platform_get_now (worker->platform);
  gpointer job = NULL;
  Call *call;

  /* Looking takes no lock; most of the time there is nothing to take. */
  if (worker->kind->next (worker->platform, &due, &error) && due > now)
    return due - now;
  if (error == NULL)
    job = worker->kind->take (worker->platform, &error);
  if (error != NULL)
    {
      g_message ("%s=waiting reason=%s", worker->kind->word, error->message);
      return RETRY;
    }
  if (job == NULL)
    return G_TIME_SPAN_SECOND;
  call = g_new0 (Call, 1);
  call->worker = worker;
  call->job = job;
  worker->n_under_way++;
  g_thread_pool_push (worker->threads, call, NULL);
  return 0;
}

static void
work (PdPlatformWorker *worker)
{
  gint64 wait = write_down (worker) ? LONGEST_SLEEP : RETRY;
  gint64 left = 0;

  while (left == 0 && worker->n_under_way + worker->unfinished->len < worker->kind->at_once &&
         !g_cancellable_is_cancelled (worker->cancellable))
    left = take_and_run (worker);
  sleep_for (worker, left > 0 ? MIN (left, wait) : wait);
}

/**
 * pd_platform_worker_new:
 * @platform: outlives the worker; its thread is the thread-default main context's
 * @kind: (scope forever): what it does
 *
 * Takes up what an earlier process left, then works until it is freed.
 */
PdPlatformWorker *
pd_platform_worker_new (PdPlatform *platform, const PdPlatformWork *kind, GError **error)
{
  if (!kind->recover (platform, error))
    return NULL;

  PdPlatformWorker *worker = g_new0 (PdPlatformWorker, 1);

  worker->platform = platform;
  worker->kind = kind;
  worker->context = g_main_context_ref_thread_default ();
  worker->cancellable = g_cancellable_new ();
  worker->threads = g_thread_pool_new (run_in_thread, worker, (gint) kind->at_once, FALSE, NULL);
  worker->unfinished = g_ptr_array_new_with_free_func (kind->free);
  sleep_for (worker, 0);
  return worker;
}

/** pd_platform_worker_then_wake: @other: (nullable): is woken whenever @worker has finished something. */
void
pd_platform_worker_then_wake (PdPlatformWorker *worker, PdPlatformWorker *other)
{
  worker->other = other;
}

/** pd_platform_worker_wake: there may be something to do. */
void
pd_platform_worker_wake (PdPlatformWorker *worker)
{
  if (worker->unfinished->len == 0)
    sleep_for (worker, 0);
}

static gboolean
answer_cb (gpointer data)
{
  Question *question = data;
  gboolean answer = question->func (question->worker->platform, question->data);

  g_mutex_lock (&question->mutex);
  question->answer = answer;
  question->is_answered = TRUE;
  g_cond_signal (&question->answered);
  g_mutex_unlock (&question->mutex);
  return G_SOURCE_REMOVE;
}

/**
 * pd_platform_worker_ask:
 * @func: (scope call): is called in the worker's own thread, for the platform's data belong to it
 *
 * For a job that is being run in another thread: waits until @func was called.
 *
 * Returns: what @func returned
 */
gboolean
pd_platform_worker_ask (PdPlatformWorker *worker, PdPlatformWorkerFunc func, gpointer data)
{
  Question question = { .worker = worker, .func = func, .data = data };

  g_mutex_init (&question.mutex);
  g_cond_init (&question.answered);
  call_back (worker, answer_cb, &question);
  g_mutex_lock (&question.mutex);
  while (!question.is_answered)
    g_cond_wait (&question.answered, &question.mutex);
  g_mutex_unlock (&question.mutex);
  g_mutex_clear (&question.mutex);
  g_cond_clear (&question.answered);
  return question.answer;
}

/** pd_platform_worker_free: calls off what is under way, waits for it, and writes down what came of it. */
void
pd_platform_worker_free (PdPlatformWorker *worker)
{
  g_cancellable_cancel (worker->cancellable);
  while (worker->n_under_way > 0)
    g_main_context_iteration (worker->context, TRUE);
  write_down (worker);
  clear_timer (worker);
  g_ptr_array_unref (worker->unfinished);
  g_thread_pool_free (worker->threads, FALSE, TRUE);
  g_object_unref (worker->cancellable);
  g_main_context_unref (worker->context);
  g_free (worker);
}
