/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store.h"

#include "store/pd-store-upgrade.h"

#include <glib/gi18n-lib.h>

/* Readers beside each other: a list, its search, and one more that somebody waits for. */
#define N_READERS 3

/* How often it is looked whether another program has changed the file, in seconds. */
#define LOOK_INTERVAL 2

/** Request: a job that waits its turn, or runs. */
typedef struct
{
  int priority;
  guint64 serial;
  PdStoreJob job; /* (nullable) NULL: look for changes of other programs */
  gpointer data;
  GDestroyNotify free_data;  /* (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  GTask *task;               /* (owned) (nullable) for an asynchronous request */
  /* For one that somebody waits for: */
  gboolean done;
  gboolean good;
  GError *error; /* (owned) (nullable) */
} Request;

/** Queue: requests in order, and the threads that take them. */
typedef struct
{
  GQueue requests;
  GPtrArray *threads; /* (owned) of GThread */
} Queue;

struct _PdStore
{
  GObject parent_instance;
  char *path;            /* (owned) */
  GMainContext *context; /* (owned) where signals are emitted */

  GMutex lock; /* all below */
  GCond wake;  /* a request has come, or one is done */
  Queue writes;
  Queue reads;
  guint64 serial;
  gboolean closing;
  GHashTable *changed;   /* (owned) names of types whose signal has not been emitted yet */
  GSource *changed_idle; /* (owned) (nullable) */
  GSource *look_timer;   /* (owned) (nullable) */
  gboolean looking;      /* a look waits its turn */
  gint64
      data_version; /* the writer thread's alone: as SQLite counts others' commits; 0 before the first look */
};

G_DEFINE_FINAL_TYPE (PdStore, pd_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The thread's own session, so that a job within a job is seen. */
static GPrivate in_job;

static void
request_free (Request *request)
{
  if (request->free_data != NULL)
    request->free_data (request->data);
  g_clear_object (&request->cancellable);
  g_clear_object (&request->task);
  g_clear_error (&request->error);
  g_free (request);
}

static int
compare_requests (gconstpointer a, gconstpointer b, gpointer data)
{
  const Request *x = a;
  const Request *y = b;

  if (x->priority != y->priority)
    return x->priority < y->priority ? -1 : 1;
  return x->serial < y->serial ? -1 : 1;
}

static gboolean
emit_changed_cb (gpointer data)
{
  PdStore *store = g_weak_ref_get (data);
  g_autoptr (GHashTable) changed = NULL;
  GHashTableIter iter;
  gpointer name;

  if (store == NULL)
    return G_SOURCE_REMOVE;
  g_mutex_lock (&store->lock);
  changed = g_steal_pointer (&store->changed);
  store->changed = g_hash_table_new (g_str_hash, g_str_equal);
  g_clear_pointer (&store->changed_idle, g_source_unref);
  g_mutex_unlock (&store->lock);
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_signal_emit (store, signals[CHANGED], 0, name);
  g_object_unref (store);
  return G_SOURCE_REMOVE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GWeakRef *
new_weak_ref (PdStore *store)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, store);
  return weak;
}

/* Many commits in a row are one signal a type. */
static void
note_changes (PdStore *store, PdStoreSession *session)
{
  GHashTableIter iter;
  gpointer name;

  g_mutex_lock (&store->lock);
  g_hash_table_iter_init (&iter, session->changed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_add (store->changed, name);
  if (g_hash_table_size (store->changed) > 0 && store->changed_idle == NULL && !store->closing)
    {
      store->changed_idle = g_idle_source_new ();
      g_source_set_priority (store->changed_idle, G_PRIORITY_DEFAULT);
      g_source_set_callback (store->changed_idle, emit_changed_cb, new_weak_ref (store), free_weak_ref);
      g_source_attach (store->changed_idle, store->context);
    }
  g_mutex_unlock (&store->lock);
}

/* One job in one transaction. A job that says no is rolled back, and so is a commit that fails. */
static gboolean
run_in_transaction (PdStore *store, PdStoreSession *session, Request *request, GError **error)
{
  gboolean good;

  if (g_cancellable_set_error_if_cancelled (request->cancellable, error))
    return FALSE;
  session->cancellable = request->cancellable;
  if (!pd_store_session_begin (session, error))
    {
      session->cancellable = NULL;
      return FALSE;
    }
  g_private_set (&in_job, session);
  good = request->job (session, request->data, request->cancellable, error);
  g_private_set (&in_job, NULL);
  if (good)
    good = pd_store_session_commit (session, error);
  else
    pd_store_session_rollback (session);
  if (good && session->writer)
    note_changes (store, session);
  return good;
}

/** Answer: the outcome of an asynchronous request on its way to the context that asked. */
typedef struct
{
  GTask *task;   /* (owned) */
  GError *error; /* (owned) (nullable) */
} Answer;

static gboolean
answer_cb (gpointer data)
{
  g_autofree Answer *answer = data;

  if (answer->error != NULL)
    g_task_return_error (answer->task, answer->error);
  else
    g_task_return_boolean (answer->task, TRUE);
  g_object_unref (answer->task);
  return G_SOURCE_REMOVE;
}

/* The task holds the store: it is given away here, so that the store never goes in one of its own threads. */
static void
send_answer (GTask *task, GError *error)
{
  Answer *answer = g_new (Answer, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *answer = (Answer){ task, error };
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, answer_cb, answer, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
finish_request (PdStore *store, Request *request, gboolean good, GError *error)
{
  if (request->task != NULL)
    {
      send_answer (g_steal_pointer (&request->task), error);
      return;
    }
  g_mutex_lock (&store->lock);
  request->good = good;
  request->error = error;
  request->done = TRUE;
  g_cond_broadcast (&store->wake);
  g_mutex_unlock (&store->lock);
}

/* SQLite counts for each connection the commits of all others. Beside the writer nobody in this program writes, so
 * that what it sees is another program's; which records that changed is not told. */
static void
look_for_others (PdStore *store, PdStoreSession *session)
{
  gint64 before = store->data_version;
  gint64 now;

  /* The file may be locked for a moment: the next look will do. */
  if (!pd_store_session_integer (session, "PRAGMA data_version", &now, NULL))
    return;
  store->data_version = now;
  if (before == 0 || before == now)
    return;
  g_hash_table_remove_all (session->changed);
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    pd_store_session_touch (session, *type);
  pd_store_session_touch (session, NULL);
  note_changes (store, session);
}

static void
run_look (PdStore *store, PdStoreSession **session, Request *request)
{
  if (*session == NULL)
    *session = pd_store_session_new (store->path, TRUE, NULL);
  if (*session != NULL)
    look_for_others (store, *session);
  g_mutex_lock (&store->lock);
  store->looking = FALSE;
  g_cond_broadcast (&store->wake);
  g_mutex_unlock (&store->lock);
  request_free (request);
}

static void
run_request (PdStore *store, PdStoreSession **session, gboolean writer, Request *request)
{
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (*session == NULL)
    *session = pd_store_session_new (store->path, writer, &error);
  good = *session != NULL && run_in_transaction (store, *session, request, &error);
  if (!good && error == NULL)
    {
      g_critical ("A job failed without saying why");
      g_set_error (
          &error, PD_STORE_ERROR, PD_STORE_ERROR_BUG,
          _ ("Piaodan made a mistake with “%1$s” (%2$s). What was saved before is safe; this change was not "
             "saved. Please report it."),
          store->path, "job");
    }
  finish_request (store, request, good, good ? NULL : g_steal_pointer (&error));
}

typedef struct
{
  PdStore *store; /* (borrowed): it joins the thread before it goes */
  gboolean writer;
} Worker;

static gpointer
worker_thread (gpointer data)
{
  g_autofree Worker *worker = data;
  PdStore *store = worker->store;
  Queue *queue = worker->writer ? &store->writes : &store->reads;
  PdStoreSession *session = NULL;

  for (;;)
    {
      Request *request;

      g_mutex_lock (&store->lock);
      while (g_queue_is_empty (&queue->requests) && !store->closing)
        g_cond_wait (&store->wake, &store->lock);
      request = g_queue_pop_head (&queue->requests);
      g_mutex_unlock (&store->lock);
      if (request == NULL)
        break;
      if (request->job == NULL)
        run_look (store, &session, request);
      else
        run_request (store, &session, worker->writer, request);
    }
  g_clear_pointer (&session, pd_store_session_free);
  return NULL;
}

static void
start_worker (PdStore *store, gboolean writer)
{
  Worker *worker = g_new (Worker, 1);
  Queue *queue = writer ? &store->writes : &store->reads;

  *worker = (Worker){ store, writer };
  g_ptr_array_add (queue->threads,
                   g_thread_new (writer ? "store-writer" : "store-reader", worker_thread, worker));
}

/* FALSE when the store is closed. */
static gboolean
push_request (PdStore *store, Queue *queue, Request *request)
{
  gboolean open;

  g_mutex_lock (&store->lock);
  open = !store->closing;
  if (open)
    {
      request->serial = store->serial++;
      g_queue_insert_sorted (&queue->requests, request, compare_requests, NULL);
      g_cond_broadcast (&store->wake);
    }
  g_mutex_unlock (&store->lock);
  return open;
}

static void
look (PdStore *store)
{
  Request *request;
  gboolean waits;

  g_mutex_lock (&store->lock);
  waits = store->looking;
  store->looking = TRUE;
  g_mutex_unlock (&store->lock);
  if (waits)
    return;
  request = g_new0 (Request, 1);
  request->priority = PD_STORE_PRIORITY_EDIT;
  if (!push_request (store, &store->writes, request))
    request_free (request);
}

/* Nobody listens: nothing is looked for. What came meanwhile is told at the next look. */
static gboolean
look_cb (gpointer data)
{
  g_autoptr (PdStore) store = g_weak_ref_get (data);

  if (store == NULL)
    return G_SOURCE_REMOVE;
  if (g_signal_has_handler_pending (store, signals[CHANGED], 0, TRUE))
    look (store);
  return G_SOURCE_CONTINUE;
}

static void
start_looking (PdStore *store)
{
  store->look_timer = g_timeout_source_new_seconds (LOOK_INTERVAL);
  g_source_set_callback (store->look_timer, look_cb, new_weak_ref (store), free_weak_ref);
  g_source_attach (store->look_timer, store->context);
  /* From here on: what a list shows after opening is never older than what the first look has seen. */
  look (store);
  g_mutex_lock (&store->lock);
  while (store->looking)
    g_cond_wait (&store->wake, &store->lock);
  g_mutex_unlock (&store->lock);
}

static gboolean
fail_closed (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The cache has been closed."));
  return FALSE;
}

static gboolean
run_and_wait (PdStore *store,
              Queue *queue,
              PdStoreJob job,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  Request request = { .job = job, .data = data, .cancellable = cancellable };

  if (g_private_get (&in_job) != NULL)
    g_error ("A job of the store waits for another: they would wait for ever");
  if (!push_request (store, queue, &request))
    return fail_closed (error);
  g_mutex_lock (&store->lock);
  while (!request.done)
    g_cond_wait (&store->wake, &store->lock);
  g_mutex_unlock (&store->lock);
  if (request.error != NULL)
    g_propagate_error (error, request.error);
  return request.good;
}

static void
run_async (PdStore *store,
           Queue *queue,
           int priority,
           PdStoreJob job,
           gpointer data,
           GDestroyNotify free_data,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data,
           gpointer source_tag)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, source_tag);
  /* A change that is on the disk is told as such, even when the cancel came meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  *request =
      (Request){ .priority = priority, .job = job, .data = data, .free_data = free_data, .task = task };
  g_set_object (&request->cancellable, cancellable);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  if (push_request (store, queue, request))
    return;
  request->task = NULL;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The cache has been closed."));
  g_object_unref (task);
}

/**
 * pd_store_write:
 * @store: the store
 * @job: the work
 * @data: (nullable): for @job
 * @cancellable: (nullable): stops the job, its SQL included
 * @error: (out) (optional): where the error goes
 *
 * Runs @job in one writing transaction on the writer thread and waits for it. When it returns %TRUE what the job did
 * is on the disk. Never call it from a job.
 *
 * Returns: %FALSE when everything was rolled back
 */
gboolean
pd_store_write (PdStore *store, PdStoreJob job, gpointer data, GCancellable *cancellable, GError **error)
{
  return run_and_wait (store, &store->writes, job, data, cancellable, error);
}

/**
 * pd_store_read:
 * @store: the store
 * @job: the work
 * @data: (nullable): for @job
 * @cancellable: (nullable): stops the job, its SQL included
 * @error: (out) (optional): where the error goes
 *
 * Runs @job in one reading transaction, which sees one state of the cache, and waits for it. Never call it from a job.
 *
 * Returns: %FALSE when the job failed
 */
gboolean
pd_store_read (PdStore *store, PdStoreJob job, gpointer data, GCancellable *cancellable, GError **error)
{
  return run_and_wait (store, &store->reads, job, data, cancellable, error);
}

/**
 * pd_store_write_async:
 * @store: the store
 * @priority: %PD_STORE_PRIORITY_EDIT and so on; the lower goes first
 * @job: the work
 * @data: (nullable): for @job
 * @free_data: (nullable): frees @data after the callback
 * @cancellable: (nullable): stops the job, its SQL included
 * @callback: (nullable): called in the caller's main context
 * @user_data: for @callback
 *
 * As pd_store_write(), without waiting.
 */
void
pd_store_write_async (PdStore *store,
                      int priority,
                      PdStoreJob job,
                      gpointer data,
                      GDestroyNotify free_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  run_async (store, &store->writes, priority, job, data, free_data, cancellable, callback, user_data,
             pd_store_write_async);
}

gboolean
pd_store_write_finish (PdStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * pd_store_read_async:
 * @store: the store
 * @priority: the lower goes first
 * @job: the work
 * @data: (nullable): for @job
 * @free_data: (nullable): frees @data after the callback
 * @cancellable: (nullable): stops the job, its SQL included
 * @callback: (nullable): called in the caller's main context
 * @user_data: for @callback
 *
 * As pd_store_read(), without waiting.
 */
void
pd_store_read_async (PdStore *store,
                     int priority,
                     PdStoreJob job,
                     gpointer data,
                     GDestroyNotify free_data,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  run_async (store, &store->reads, priority, job, data, free_data, cancellable, callback, user_data,
             pd_store_read_async);
}

gboolean
pd_store_read_finish (PdStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * pd_store_job_data:
 * @result: what the callback of pd_store_write_async() or pd_store_read_async() was given
 *
 * Returns: (transfer none) (nullable): the job's data, until the callback returns
 */
gpointer
pd_store_job_data (GAsyncResult *result)
{
  return ((Request *) g_task_get_task_data (G_TASK (result)))->data;
}

/**
 * pd_store_get_path:
 * @store: the store
 *
 * Returns: (transfer none): the path of its file
 */
const char *
pd_store_get_path (PdStore *store)
{
  return store->path;
}

/**
 * pd_store_get_schema_version:
 *
 * Returns: the version of the tables that this program writes; an open store has it
 */
guint
pd_store_get_schema_version (void)
{
  return pd_store_n_steps;
}

/**
 * pd_store_check:
 * @session: the session of a job
 * @error: (out) (optional): where the error goes
 *
 * Looks through the whole file, which takes seconds for a large one. Small files are looked through whenever they are
 * opened.
 *
 * Returns: %FALSE with %PD_STORE_ERROR_DAMAGED when anything is wrong with it
 */
gboolean
pd_store_check (PdStoreSession *session, GError **error)
{
  return pd_store_check_file (session, error);
}

/**
 * pd_store_open:
 * @path: the file; its folder exists
 * @error: (out) (optional): where the error goes
 *
 * Opens the cache, makes the file when there is none and upgrades an older one. Blocks. Every failure leaves the
 * file as it was.
 *
 * Returns: (transfer full) (nullable): the store; its "changed" signal comes in the caller's main context
 */
PdStore *
pd_store_open (const char *path, GError **error)
{
  PdStore *store;

  if (!pd_store_prepare_file (path, pd_store_steps, pd_store_n_steps, error))
    return NULL;
  store = g_object_new (PD_TYPE_STORE, NULL);
  store->path = g_strdup (path);
  start_worker (store, TRUE);
  for (guint i = 0; i < N_READERS; i++)
    start_worker (store, FALSE);
  start_looking (store);
  return store;
}

/**
 * pd_store_close:
 * @store: the store
 *
 * Carries out what has been asked for, ends the threads and closes the file. What is asked for later fails.
 */
void
pd_store_close (PdStore *store)
{
  g_mutex_lock (&store->lock);
  store->closing = TRUE;
  if (store->changed_idle != NULL)
    g_source_destroy (store->changed_idle);
  g_clear_pointer (&store->changed_idle, g_source_unref);
  if (store->look_timer != NULL)
    g_source_destroy (store->look_timer);
  g_clear_pointer (&store->look_timer, g_source_unref);
  g_cond_broadcast (&store->wake);
  g_mutex_unlock (&store->lock);
  /* Readers first: the writer, closing last, tidies the write-ahead log away. */
  for (guint i = 0; i < store->reads.threads->len; i++)
    g_thread_join (g_ptr_array_index (store->reads.threads, i));
  for (guint i = 0; i < store->writes.threads->len; i++)
    g_thread_join (g_ptr_array_index (store->writes.threads, i));
  g_ptr_array_set_size (store->reads.threads, 0);
  g_ptr_array_set_size (store->writes.threads, 0);
}

static void
pd_store_finalize (GObject *object)
{
  PdStore *store = PD_STORE (object);

  pd_store_close (store);
  g_ptr_array_unref (store->reads.threads);
  g_ptr_array_unref (store->writes.threads);
  g_hash_table_unref (store->changed);
  g_main_context_unref (store->context);
  g_mutex_clear (&store->lock);
  g_cond_clear (&store->wake);
  g_free (store->path);

  G_OBJECT_CLASS (pd_store_parent_class)->finalize (object);
}

static void
pd_store_class_init (PdStoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = pd_store_finalize;

  /**
   * PdStore::changed:
   * @store: the store
   * @type_name: the name of a record type, or "" for the outbox, the inbox and settings alone
   *
   * Records of the type may look different now. Many changes in a row are one signal. Changes of another program on
   * the same file are told within a few seconds, for all types, while somebody listens.
   */
  signals[CHANGED] = g_signal_new ("changed", PD_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_store_init (PdStore *store)
{
  g_mutex_init (&store->lock);
  g_cond_init (&store->wake);
  g_queue_init (&store->writes.requests);
  g_queue_init (&store->reads.requests);
  store->writes.threads = g_ptr_array_new ();
  store->reads.threads = g_ptr_array_new ();
  store->changed = g_hash_table_new (g_str_hash, g_str_equal);
  store->context = g_main_context_ref_thread_default ();
}
