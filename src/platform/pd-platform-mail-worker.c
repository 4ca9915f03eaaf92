/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail-worker.h"

#include "platform/pd-platform-mail.h"

/* How long after a disk that refused, and how often at least to look. */
#define RETRY (5 * G_TIME_SPAN_SECOND)
#define LONGEST_SLEEP G_TIME_SPAN_MINUTE

struct _PdPlatformMailWorker
{
  PdPlatform *platform;      /* (borrowed) */
  GMainContext *context;     /* (owned) */
  GSource *timer;            /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  GPtrArray *unfinished;     /* (owned) of PdPlatformMail: sent, and not yet written down */
  guint n_under_way;
};

/** Question: a thread asks the platform's own whether a mail may be handed over, and waits. */
typedef struct
{
  PdPlatformMailWorker *worker; /* (borrowed) */
  PdPlatformMail *mail;         /* (borrowed) */
  GMutex mutex;
  GCond answered;
  gboolean is_answered;
  gboolean may;
} Question;

static void work (PdPlatformMailWorker *worker);

static void
clear_timer (PdPlatformMailWorker *worker)
{
  if (worker->timer == NULL)
    return;
  g_source_destroy (worker->timer);
  g_clear_pointer (&worker->timer, g_source_unref);
}

static gboolean
timer_cb (gpointer data)
{
  PdPlatformMailWorker *worker = data;

  clear_timer (worker);
  work (worker);
  return G_SOURCE_REMOVE;
}

static void
sleep_for (PdPlatformMailWorker *worker, gint64 time)
{
  clear_timer (worker);
  worker->timer = g_timeout_source_new ((guint) (CLAMP (time, 0, LONGEST_SLEEP) / G_TIME_SPAN_MILLISECOND));
  g_source_set_callback (worker->timer, timer_cb, worker, NULL);
  g_source_attach (worker->timer, worker->context);
}

/* --- in the thread */

static gboolean
answer_cb (gpointer data)
{
  Question *question = data;
  g_autoptr (GError) error = NULL;
  gboolean may = pd_platform_hand_over_mail (question->worker->platform, question->mail, &error);

  if (error != NULL)
    g_message ("mail=not-handed-over reason=%s", error->message);
  g_mutex_lock (&question->mutex);
  question->may = may;
  question->is_answered = TRUE;
  g_cond_signal (&question->answered);
  g_mutex_unlock (&question->mutex);
  return G_SOURCE_REMOVE;
}

/* The platform's data belong to its own thread. */
static gboolean
hand_over (gpointer data)
{
  Question *question = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_cb, question, NULL);
  g_source_attach (source, question->worker->context);
  g_mutex_lock (&question->mutex);
  while (!question->is_answered)
    g_cond_wait (&question->answered, &question->mutex);
  g_mutex_unlock (&question->mutex);
  return question->may;
}

static void
send_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;

  pd_platform_run_mail (question->mail, hand_over, question, cancellable);
  g_task_return_boolean (task, TRUE);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_mutex_clear (&question->mutex);
  g_cond_clear (&question->answered);
  g_free (question);
}

/* --- in the platform's own */

/* TRUE when nothing waits to be written down. */
static gboolean
write_down (PdPlatformMailWorker *worker)
{
  while (worker->unfinished->len > 0)
    {
      g_autoptr (GError) error = NULL;

      if (!pd_platform_finish_mail (worker->platform, g_ptr_array_index (worker->unfinished, 0), &error))
        {
          g_message ("mail=unfinished reason=%s", error->message);
          return FALSE;
        }
      g_ptr_array_remove_index (worker->unfinished, 0);
    }
  return TRUE;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PdPlatformMailWorker *worker = data;
  Question *question = g_task_get_task_data (G_TASK (result));

  worker->n_under_way--;
  g_ptr_array_add (worker->unfinished, question->mail);
  work (worker);
}

static void
send_mail (PdPlatformMailWorker *worker, PdPlatformMail *mail)
{
  g_autoptr (GTask) task = g_task_new (NULL, worker->cancellable, sent_cb, worker);
  Question *question = g_new0 (Question, 1);

  question->worker = worker;
  question->mail = mail;
  g_mutex_init (&question->mutex);
  g_cond_init (&question->answered);
  g_task_set_source_tag (task, send_mail);
  g_task_set_task_data (task, question, question_free);
  worker->n_under_way++;
  g_task_run_in_thread (task, send_in_thread);
}

static void
sleep_after_failure (PdPlatformMailWorker *worker, const GError *error)
{
  g_message ("mail=waiting reason=%s", error->message);
  sleep_for (worker, RETRY);
}

/* TRUE when there may be another one. */
static gboolean
take_and_send (PdPlatformMailWorker *worker)
{
  g_autoptr (GError) error = NULL;
  gint64 due = G_MAXINT64;
  PdPlatformMail *mail = NULL;

  /* Looking takes no lock; most of the time there is nothing to take. */
  if (!pd_platform_next_mail (worker->platform, &due, &error))
    {
      sleep_after_failure (worker, error);
      return FALSE;
    }
  if (due > pd_platform_get_now (worker->platform))
    {
      sleep_for (worker, MIN (due - pd_platform_get_now (worker->platform), LONGEST_SLEEP));
      return FALSE;
    }
  mail = pd_platform_take_mail (worker->platform, &error);
  if (mail != NULL)
    send_mail (worker, mail);
  else if (error != NULL)
    sleep_after_failure (worker, error);
  else
    sleep_for (worker, G_TIME_SPAN_SECOND);
  return mail != NULL;
}

static void
work (PdPlatformMailWorker *worker)
{
  if (!write_down (worker))
    {
      sleep_for (worker, RETRY);
      return;
    }
  if (g_cancellable_is_cancelled (worker->cancellable))
    return;
  while (worker->n_under_way < PD_PLATFORM_MAILS_AT_ONCE && take_and_send (worker))
    ;
}

/**
 * pd_platform_mail_worker_new:
 * @platform: outlives the worker; its thread is the thread-default main context's
 *
 * Takes up what an earlier process left, then works until it is freed.
 */
PdPlatformMailWorker *
pd_platform_mail_worker_new (PdPlatform *platform, GError **error)
{
  if (!pd_platform_recover_mails (platform, error))
    return NULL;

  PdPlatformMailWorker *worker = g_new0 (PdPlatformMailWorker, 1);

  worker->platform = platform;
  worker->context = g_main_context_ref_thread_default ();
  worker->cancellable = g_cancellable_new ();
  worker->unfinished = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_platform_mail_free);
  sleep_for (worker, 0);
  return worker;
}

/** pd_platform_mail_worker_wake: there may be something to do. */
void
pd_platform_mail_worker_wake (PdPlatformMailWorker *worker)
{
  if (worker->unfinished->len == 0)
    sleep_for (worker, 0);
}

/**
 * pd_platform_mail_worker_free:
 *
 * Calls off what was not handed over, waits a while for the answers to what was, and writes down what became of it.
 */
void
pd_platform_mail_worker_free (PdPlatformMailWorker *worker)
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
