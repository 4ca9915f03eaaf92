/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-run.h"

#include "paper/pd-print-chunks.h"

#include <glib/gi18n-lib.h>

/* One job after the other: make its sheets, write down that they are on their way, send them, write the ledger. Where
 * it stops, by a printer, a person or a power cut, what was taken is in the ledger and the rest is in the queue. */

typedef struct
{
  PdPrintRun *run;
  GPtrArray *chunks; /* (owned) of PdPrintChunk */
  guint at;
  GPtrArray *entries; /* (owned) (nullable): of the job under way */
} Running;

static void next (GTask *task);

static void
running_free (gpointer data)
{
  Running *running = data;

  g_clear_pointer (&running->entries, g_ptr_array_unref);
  g_ptr_array_unref (running->chunks);
  g_free (running);
}

static const PdPrintChunk *
chunk_of (const Running *running)
{
  return running->chunks->pdata[running->at];
}

static void
written_cb (GObject *queue, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Running *running = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!pd_print_queue_printed_finish (PD_PRINT_QUEUE (queue), result, &error))
    {
      g_task_return_new_error (task, error->domain, error->code,
                               _ ("These sheets are printed, but that could not be written down: %s"),
                               error->message);
      return;
    }
  running->run->n_sheets += chunk_of (running)->n_pages;
  running->run->n_entries += running->entries->len;
  running->at++;
  if (running->run->progress != NULL)
    running->run->progress (running->run->progress_data);
  next (task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Running *running = g_task_get_task_data (task);
  PdPrintRun *run = running->run;
  g_autofree guint *sheets = g_new0 (guint, running->entries->len);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      pd_print_queue_set_doubtful (run->queue, running->entries, FALSE);
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < running->entries->len; i++)
    {
      g_autoptr (GArray) pages =
          pd_print_item_pages (run->made->stream, g_array_index (chunk_of (running)->items, guint, i));

      sheets[i] = pages->len;
    }
  pd_print_queue_printed_async (run->queue, running->entries, sheets, run->copies, run->printer, written_cb,
                                g_object_ref (task));
}

static void
send (GTask *task, GBytes *pdf)
{
  Running *running = g_task_get_task_data (task);
  PdPrintRun *run = running->run;
  g_autofree char *title =
      running->chunks->len == 1
          ? g_strdup (_ ("Invoices"))
          /* Translators: the name of a print job: which part of how many */
          : g_strdup_printf (_ ("Invoices, part %1$u of %2$u"), running->at + 1, running->chunks->len);

  g_clear_pointer (&running->entries, g_ptr_array_unref);
  running->entries = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < chunk_of (running)->items->len; i++)
    g_ptr_array_add (running->entries,
                     g_object_ref (
                         run->made->entries->pdata[g_array_index (chunk_of (running)->items, guint, i)]));
  pd_print_queue_set_doubtful (run->queue, running->entries, TRUE);
  run->send (run->target, pdf, title, g_task_get_cancellable (task), sent_cb, g_object_ref (task));
}

static void
made_cb (GObject *maker, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (PdPrintMade) part = pd_print_maker_make_finish (PD_PRINT_MAKER (maker), result, &error);

  if (part == NULL)
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    send (task, part->stream->pdf);
}

static void
next (GTask *task)
{
  Running *running = g_task_get_task_data (task);
  PdPrintRun *run = running->run;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (running->at == running->chunks->len)
    g_task_return_boolean (task, TRUE);
  else if (running->chunks->len == 1)
    /* The very bytes that were previewed. */
    send (task, run->made->stream->pdf);
  else
    /* The same sheets, drawn again by the same functions: a test holds them together. */
    pd_print_maker_make_async (run->maker, run->made->entries, run->settings, chunk_of (running)->first,
                               chunk_of (running)->n_pages, g_task_get_cancellable (task), made_cb,
                               g_object_ref (task));
}

/**
 * pd_print_run_async:
 * @run: what to print
 * @cancellable: (nullable): stops it before the next job
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Prints a queue in jobs of some sheets each. What was printed is in the ledger and no longer in the queue, whatever
 * becomes of the rest.
 */
void
pd_print_run_async (PdPrintRun *run,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Running *running = g_new0 (Running, 1);

  g_task_set_source_tag (task, pd_print_run_async);
  g_task_set_check_cancellable (task, FALSE);
  running->run = run;
  running->chunks = pd_print_chunks (run->made->stream, run->chunk_sheets);
  run->n_sheets = run->n_entries = 0;
  g_task_set_task_data (task, running, running_free);
  next (task);
}

/** pd_print_run_finish: Returns: whether all was printed; with @error set, what @run says was */
gboolean
pd_print_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
