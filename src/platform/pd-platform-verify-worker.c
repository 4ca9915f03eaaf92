/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-verify-worker.h"

#include "platform/pd-platform-verify.h"

/* How long after a disk that refused, and how often at least to look. */
#define RETRY (5 * G_TIME_SPAN_SECOND)
#define LONGEST_SLEEP G_TIME_SPAN_MINUTE

struct _PdPlatformVerifyWorker
{
  PdPlatform *platform;      /* (borrowed) */
  GMainContext *context;     /* (owned) */
  GSource *timer;            /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  GPtrArray *unfinished;     /* (owned) of PdPlatformQuestion: asked, and not yet written down */
  guint n_under_way;
};

static void work (PdPlatformVerifyWorker *worker);

static void
clear_timer (PdPlatformVerifyWorker *worker)
{
  if (worker->timer == NULL)
    return;
  g_source_destroy (worker->timer);
  g_clear_pointer (&worker->timer, g_source_unref);
}

static gboolean
timer_cb (gpointer data)
{
  PdPlatformVerifyWorker *worker = data;

  clear_timer (worker);
  work (worker);
  return G_SOURCE_REMOVE;
}

static void
sleep_for (PdPlatformVerifyWorker *worker, gint64 time)
{
  clear_timer (worker);
  worker->timer = g_timeout_source_new ((guint) (CLAMP (time, 0, LONGEST_SLEEP) / G_TIME_SPAN_MILLISECOND));
  g_source_set_callback (worker->timer, timer_cb, worker, NULL);
  g_source_attach (worker->timer, worker->context);
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  pd_platform_run_verification (task_data, cancellable);
  g_task_return_boolean (task, TRUE);
}

/* TRUE when nothing waits to be written down. */
static gboolean
write_down (PdPlatformVerifyWorker *worker)
{
  while (worker->unfinished->len > 0)
    {
      g_autoptr (GError) error = NULL;

      if (!pd_platform_finish_verification (worker->platform, g_ptr_array_index (worker->unfinished, 0),
                                            &error))
        {
          g_message ("verification=unfinished reason=%s", error->message);
          return FALSE;
        }
      g_ptr_array_remove_index (worker->unfinished, 0);
    }
  return TRUE;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PdPlatformVerifyWorker *worker = data;

  worker->n_under_way--;
  g_ptr_array_add (worker->unfinished, g_task_get_task_data (G_TASK (result)));
  work (worker);
}

static void
ask (PdPlatformVerifyWorker *worker, PdPlatformQuestion *question)
{
  g_autoptr (GTask) task = g_task_new (NULL, worker->cancellable, asked_cb, worker);

  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, NULL);
  worker->n_under_way++;
  g_task_run_in_thread (task, ask_in_thread);
}

static void
sleep_after_failure (PdPlatformVerifyWorker *worker, const GError *error)
{
  g_message ("verification=waiting reason=%s", error->message);
  sleep_for (worker, RETRY);
}

/* TRUE when there may be another one. */
static gboolean
take_and_ask (PdPlatformVerifyWorker *worker)
{
  g_autoptr (GError) error = NULL;
  gint64 due = G_MAXINT64;
  PdPlatformQuestion *question = NULL;

  /* Looking takes no lock; most of the time there is nothing to take. */
  if (!pd_platform_next_verification (worker->platform, &due, &error))
    {
      sleep_after_failure (worker, error);
      return FALSE;
    }
  if (due > pd_platform_get_now (worker->platform))
    {
      sleep_for (worker, MIN (due - pd_platform_get_now (worker->platform), LONGEST_SLEEP));
      return FALSE;
    }
  question = pd_platform_take_verification (worker->platform, &error);
  if (question != NULL)
    ask (worker, question);
  else if (error != NULL)
    sleep_after_failure (worker, error);
  else
    sleep_for (worker, G_TIME_SPAN_SECOND);
  return question != NULL;
}

static void
work (PdPlatformVerifyWorker *worker)
{
  if (!write_down (worker))
    {
      sleep_for (worker, RETRY);
      return;
    }
  if (g_cancellable_is_cancelled (worker->cancellable))
    return;
  while (worker->n_under_way < PD_PLATFORM_QUESTIONS_AT_ONCE && take_and_ask (worker))
    ;
}

/**
 * pd_platform_verify_worker_new:
 * @platform: outlives the worker; its thread is the thread-default main context's
 *
 * Takes up what an earlier process left, then works until it is freed.
 */
PdPlatformVerifyWorker *
pd_platform_verify_worker_new (PdPlatform *platform, GError **error)
{
  if (!pd_platform_recover_verifications (platform, error))
    return NULL;

  PdPlatformVerifyWorker *worker = g_new0 (PdPlatformVerifyWorker, 1);

  worker->platform = platform;
  worker->context = g_main_context_ref_thread_default ();
  worker->cancellable = g_cancellable_new ();
  worker->unfinished = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_platform_question_free);
  sleep_for (worker, 0);
  return worker;
}

/** pd_platform_verify_worker_wake: there may be something to do. */
void
pd_platform_verify_worker_wake (PdPlatformVerifyWorker *worker)
{
  if (worker->unfinished->len == 0)
    sleep_for (worker, 0);
}

/** pd_platform_verify_worker_free: calls off what is being asked and writes down what became of it. */
void
pd_platform_verify_worker_free (PdPlatformVerifyWorker *worker)
{
  g_cancellable_cancel (worker->cancellable);
  while (worker->n_under_way > 0)
    g_main_context_iteration (worker->context, TRUE);
  write_down (worker);
  clear_timer (worker);
  g_ptr_array_unref (worker->unfinished);
  g_object_unref (worker->cancellable);
  g_main_context_unref (worker->context);
  g_free (worker);
}
