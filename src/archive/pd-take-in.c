/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-archive"

#include "archive/pd-take-in-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-party.h"
#include "store/pd-store-list.h"

static const struct
{
  const char *name;
  const char *label;
  gboolean is_trouble;
} outcomes[] = {
  [PD_TAKE_IN_NEW] = { "new", N_ ("Taken in"), FALSE },
  [PD_TAKE_IN_ADDED] = { "added", N_ ("Another file of an invoice that is here"), FALSE },
  [PD_TAKE_IN_ALREADY] = { "already", N_ ("Already here"), FALSE },
  [PD_TAKE_IN_OWN] = { "own", N_ ("Your own invoice"), FALSE },
  [PD_TAKE_IN_DIFFERENT] = { "different", N_ ("Other content under the same number"), TRUE },
  [PD_TAKE_IN_NO_INVOICE] = { "no_invoice", N_ ("Not an invoice"), TRUE },
  [PD_TAKE_IN_UNREADABLE] = { "unreadable", N_ ("Cannot be read"), TRUE },
};

/** pd_take_in_outcome_name: Returns: (transfer none): a word for programs */
const char *
pd_take_in_outcome_name (PdTakeInOutcome outcome)
{
  return outcomes[outcome].name;
}

/** pd_take_in_outcome_label: Returns: (transfer none): words for people, translated */
const char *
pd_take_in_outcome_label (PdTakeInOutcome outcome)
{
  return _ (outcomes[outcome].label);
}

/** pd_take_in_outcome_is_trouble: Returns: whether the invoice that a person meant is not here now */
gboolean
pd_take_in_outcome_is_trouble (PdTakeInOutcome outcome)
{
  return outcomes[outcome].is_trouble;
}

static void
row_free (gpointer data)
{
  PdTakeInRow *row = data;

  g_free (row->name);
  g_free (row->number);
  g_free (row->id);
  g_free (row->sentence);
  g_free (row->warnings);
  g_free (row);
}

/** pd_take_in_add_row: @sentence: (transfer full). Returns: (transfer none): the row, for what else there is to say */
PdTakeInRow *
pd_take_in_add_row (PdTakeIn *self, const char *name, PdTakeInOutcome outcome, char *sentence)
{
  PdTakeInRow *row = g_new0 (PdTakeInRow, 1);

  row->name = g_strdup (name);
  row->outcome = outcome;
  row->sentence = sentence;
  g_ptr_array_add (self->rows, row);
  return row;
}

static gboolean
company_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdTakeIn *self = data;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_company_type);
  g_autoptr (GArray) found = pd_store_query_rows (session, query, cancellable, error);
  g_autoptr (GPtrArray) rows = NULL;

  if (found == NULL || found->len == 0)
    return found != NULL;
  rows = pd_store_get_rows (session, &pd_company_type, (const gint64 *) found->data, 1, error);
  if (rows == NULL)
    return FALSE;
  if (rows->pdata[0] != NULL)
    self->company = pd_record_ref (((const PdStoreRow *) rows->pdata[0])->record);
  return TRUE;
}

static gboolean
prepare (PdTakeIn *self, GPtrArray *files, GError **error)
{
  const char *tax = NULL;
  const char *name = NULL;

  /* Who stops it at once is told of no failure. */
  if (!pd_store_read (self->options->store, company_job, self, NULL, error))
    return FALSE;
  if (self->company != NULL)
    {
      tax = pd_record_get_text (self->company, PD_COMPANY_TAX_NUMBER);
      name = pd_record_get_text (self->company, PD_COMPANY_NAME);
    }
  self->archive = pd_archive_open (self->options->data_dir,
                                   tax != NULL    ? tax
                                   : name != NULL ? name
                                                  : self->options->tenant,
                                   error);
  if (self->archive == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *base = g_file_get_basename (files->pdata[i]);
      g_autofree char *shown = g_filename_display_name (base != NULL ? base : "?");

      pd_take_in_queue (self, files->pdata[i], shown, 0);
    }
  return TRUE;
}

/* One bad file never stops the others; only a person does. */
static void
take_next (PdTakeIn *self)
{
  PdTakeInSource *source = g_queue_pop_head (&self->waiting);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if ((!pd_take_in_open (self, source, &bytes, &error) ||
       (bytes != NULL && !pd_take_in_file (self, bytes, source->name, &error))) &&
      !g_cancellable_is_cancelled (self->cancellable))
    pd_take_in_add_row (self, source->name, PD_TAKE_IN_UNREADABLE,
                        g_strdup (error != NULL ? error->message : ""));
  pd_take_in_source_free (source);
}

static void
take_all (PdTakeIn *self, PdTakeInProgress progress, gpointer data)
{
  while (!g_queue_is_empty (&self->waiting) && !g_cancellable_is_cancelled (self->cancellable))
    {
      const PdTakeInSource *source = g_queue_peek_head (&self->waiting);

      if (self->rows->len >= PD_TAKE_IN_MAX_FILES)
        {
          pd_take_in_add_row (self, source->name, PD_TAKE_IN_UNREADABLE,
                              g_strdup_printf (_ ("At most %d files are taken in at once. This one and those "
                                                  "after it were left out; take them in by themselves."),
                                               PD_TAKE_IN_MAX_FILES));
          return;
        }
      if (progress != NULL)
        progress (self->rows->len, self->rows->len + self->waiting.length, source->name, data);
      take_next (self);
    }
  if (progress != NULL)
    progress (self->rows->len, self->rows->len + self->waiting.length, NULL, data);
}

/**
 * pd_take_in:
 * @options: who takes in, and where to
 * @files: (element-type GFile): files, folders and zips
 * @progress: (nullable) (scope call): told before each file
 * @data: for @progress
 * @cancellable: (nullable): stops after what is done
 * @error: return location: the cache or the archive cannot be used
 *
 * Takes invoices in: each is read in the reader's process, looked for by its content and its number, filed and saved.
 * Doing it again changes nothing. Blocks; any thread.
 *
 * Returns: (transfer full) (nullable) (element-type PdTakeInRow): a row for each file; when it was cancelled, for those
 *   that were done
 */
GPtrArray *
pd_take_in (const PdTakeInOptions *options,
            GPtrArray *files,
            PdTakeInProgress progress,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  PdTakeIn self = { .options = options, .cancellable = cancellable };
  gboolean prepared;

  g_queue_init (&self.waiting);
  self.rows = g_ptr_array_new_with_free_func (row_free);
  prepared = prepare (&self, files, error);
  if (prepared)
    take_all (&self, progress, data);
  else
    g_clear_pointer (&self.rows, g_ptr_array_unref);
  g_queue_clear_full (&self.waiting, (GDestroyNotify) pd_take_in_source_free);
  g_clear_pointer (&self.archive, pd_archive_free);
  g_clear_pointer (&self.company, pd_record_unref);
  return self.rows;
}

/* --- in a thread of its own */

/** Job: a taking in in another thread. */
typedef struct
{
  PdTakeInOptions options; /* its strings and store are owned */
  GPtrArray *files;        /* (owned) */
  PdTakeInProgress progress;
  gpointer data;
  GMainContext *context; /* (owned): where progress is told */
} Job;

/** Step: progress on its way to the thread that asked. */
typedef struct
{
  GTask *task; /* (owned) */
  guint done;
  guint total;
  char *name; /* (owned) (nullable) */
} Step;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->options.store);
  g_free ((char *) job->options.data_dir);
  g_free ((char *) job->options.tenant);
  g_free ((char *) job->options.today);
  g_ptr_array_unref (job->files);
  g_main_context_unref (job->context);
  g_free (job);
}

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->task);
  g_free (step->name);
  g_free (step);
}

static gboolean
step_cb (gpointer data)
{
  const Step *step = data;
  const Job *job = g_task_get_task_data (step->task);

  if (!g_task_get_completed (step->task))
    job->progress (step->done, step->total, step->name, job->data);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (guint done, guint total, const char *name, gpointer data)
{
  GTask *task = data;
  const Job *job = g_task_get_task_data (task);
  Step *step;

  if (job->progress == NULL)
    return;
  step = g_new0 (Step, 1);
  step->task = g_object_ref (task);
  step->done = done;
  step->total = total;
  step->name = g_strdup (name);
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, step_cb, step, step_free);
}

static void
thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GPtrArray *rows = pd_take_in (&job->options, job->files, progress_cb, task, cancellable, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * pd_take_in_async:
 * @options: as for pd_take_in(); the reader has to stay until the end
 * @files: (element-type GFile): files, folders and zips
 * @progress: (nullable): told in this thread's main context, never after @callback
 * @data: for @progress
 * @cancellable: (nullable): stops after what is done; what was done is told all the same
 * @callback: called at the end
 * @user_data: for @callback
 *
 * As pd_take_in(), in a thread of its own.
 */
void
pd_take_in_async (const PdTakeInOptions *options,
                  GPtrArray *files,
                  PdTakeInProgress progress,
                  gpointer data,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->options = *options;
  g_object_ref (options->store);
  job->options.data_dir = g_strdup (options->data_dir);
  job->options.tenant = g_strdup (options->tenant);
  job->options.today = g_strdup (options->today);
  job->files = g_ptr_array_ref (files);
  job->progress = progress;
  job->data = data;
  job->context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (task, pd_take_in_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, thread_cb);
}

/** pd_take_in_finish: Returns: (transfer full) (nullable) (element-type PdTakeInRow): as pd_take_in() */
GPtrArray *
pd_take_in_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
