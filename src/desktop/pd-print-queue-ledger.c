/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-queue.h"

#include "desktop/pd-field-text.h"
#include "model/pd-print-record.h"
#include "store/pd-store-records.h"

/* From the queue into the ledger: what is on paper is in one of them at any moment. */

/** Printed: what is written into the ledger, and leaves the queue then. */
typedef struct
{
  GPtrArray *prints;  /* (owned) of PdRecord */
  GPtrArray *entries; /* (owned) of PdPrintEntry: touched by the main thread only */
} Printed;

static void
printed_free (gpointer data)
{
  Printed *printed = data;

  g_ptr_array_unref (printed->prints);
  g_ptr_array_unref (printed->entries);
  g_free (printed);
}

/* What stands in the ledger is no longer in doubt. */
static void
take_out (PdPrintQueue *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    ((PdPrintEntry *) entries->pdata[i])->doubtful = FALSE;
  pd_print_queue_remove_entries (self, entries);
}

static gboolean
ledger_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Printed *printed = data;

  for (guint i = 0; i < printed->prints->len; i++)
    if (!pd_store_save_record (session, printed->prints->pdata[i], pd_now (), error))
      return FALSE;
  return TRUE;
}

static void
written_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Printed *printed = pd_store_job_data (result);
  GError *error = NULL;

  if (!pd_store_write_finish (PD_STORE (store), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  take_out (g_task_get_source_object (task), printed->entries);
  g_task_return_boolean (task, TRUE);
}

/**
 * pd_print_queue_printed_async:
 * @self: a queue
 * @entries: (element-type PdPrintEntry): what the printer has taken
 * @sheets: (array): on how many sheets each of them is
 * @copies: how many of each
 * @printer: (nullable): the printer's name
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Writes the ledger, and then takes the documents out of the queue: whoever is stopped in between finds them there, and
 * is told that they were printed. Where the ledger cannot be written they stay, as what may be on paper.
 */
void
pd_print_queue_printed_async (PdPrintQueue *self,
                              GPtrArray *entries,
                              const guint *sheets,
                              guint copies,
                              const char *printer,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  PdStore *store = pd_print_queue_get_store (self);
  Printed *printed;
  g_autofree char *today = pd_today ();

  g_task_set_source_tag (task, pd_print_queue_printed_async);
  if (store == NULL)
    {
      take_out (self, entries);
      g_task_return_boolean (task, TRUE);
      return;
    }
  printed = g_new0 (Printed, 1);
  printed->prints = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  printed->entries = g_ptr_array_ref (entries);
  for (guint i = 0; i < entries->len; i++)
    {
      const PdPrintEntry *entry = entries->pdata[i];

      g_ptr_array_add (printed->prints,
                       pd_print_record_new (pd_now (), today, pd_print_entry_get_invoice_id (entry),
                                            entry->sha256, entry->title, entry->past.n_copies + 1, copies,
                                            sheets[i], printer));
    }
  pd_print_queue_set_doubtful (self, entries, TRUE);
  pd_store_write_async (store, PD_STORE_PRIORITY_EDIT, ledger_job, printed, printed_free, NULL, written_cb,
                        g_steal_pointer (&task));
}

/**
 * pd_print_queue_printed_finish:
 * @self: a queue
 * @result: what the callback got
 * @error: return location: why the ledger was not written; the paper is printed all the same
 *
 * Returns: whether it is in the ledger
 */
gboolean
pd_print_queue_printed_finish (PdPrintQueue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
