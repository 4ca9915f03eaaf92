/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-past.h"

#include "store/pd-store-list.h"

/* What the ledger knows of a document: by the invoice that it is of, and by what is in its file, whatever that was
 * called and whichever way it came into the queue. */

/* @seen: ids of the lines that are counted already */
static gboolean
add_prints (PdStoreSession *session,
            guint field,
            const char *value,
            GHashTable *seen,
            PdPrintPast *past,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_print_type);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GPtrArray) found = NULL;

  query->filter_field = (int) field;
  query->filter_text = g_strdup (value);
  rows = pd_store_query_rows (session, query, cancellable, error);
  found = rows != NULL
              ? pd_store_get_rows (session, &pd_print_type, (const gint64 *) rows->data, rows->len, error)
              : NULL;
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const PdRecord *print = found->pdata[i] != NULL ? ((const PdStoreRow *) found->pdata[i])->record : NULL;

      if (print != NULL && g_hash_table_add (seen, g_strdup (pd_record_get_id (print))))
        pd_print_past_add (past, print);
    }
  return found != NULL;
}

/**
 * pd_print_past_read:
 * @session: a session
 * @invoice_id: (nullable): of the invoice, own or received
 * @sha256: (nullable): of the file
 * @past: (inout): what is found is added; zeroed at first
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: whether the ledger could be read
 */
gboolean
pd_print_past_read (PdStoreSession *session,
                    const char *invoice_id,
                    const char *sha256,
                    PdPrintPast *past,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return (invoice_id == NULL ||
          add_prints (session, PD_PRINT_INVOICE_ID, invoice_id, seen, past, cancellable, error)) &&
         (sha256 == NULL ||
          add_prints (session, PD_PRINT_CONTENT_SHA256, sha256, seen, past, cancellable, error));
}

/** Find: entries of which the ledger is asked. */
typedef struct
{
  GPtrArray *entries; /* (owned) of PdPrintEntry: touched by the main thread only */
  GPtrArray *ids;     /* (owned) of char*, NULL for files */
  GPtrArray *hashes;  /* (owned) of char*, NULL for what has no file */
  PdPrintPast *pasts; /* (owned): one for each */
  guint n;
} Find;

static void
find_free (gpointer data)
{
  Find *find = data;

  for (guint i = 0; i < find->n; i++)
    pd_print_past_clear (&find->pasts[i]);
  g_free (find->pasts);
  g_ptr_array_unref (find->ids);
  g_ptr_array_unref (find->hashes);
  g_ptr_array_unref (find->entries);
  g_free (find);
}

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Find *find = data;

  for (guint i = 0; i < find->n; i++)
    if (!pd_print_past_read (session, find->ids->pdata[i], find->hashes->pdata[i], &find->pasts[i],
                             cancellable, error))
      return FALSE;
  return TRUE;
}

static void
found_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Find *find = pd_store_job_data (result);
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (store), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < find->n; i++)
    {
      pd_print_entry_set_past (find->entries->pdata[i], &find->pasts[i]);
      find->pasts[i] = (PdPrintPast){ 0 };
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * pd_print_past_find_async:
 * @store: the cache
 * @entries: (element-type PdPrintEntry): documents; files among them are known by their content once they are open
 * @cancellable: (nullable): stops it
 * @callback: called when the entries say how often they were printed
 * @user_data: for @callback
 *
 * Asks the ledger how often documents were printed, here and by others.
 */
void
pd_print_past_find_async (PdStore *store,
                          GPtrArray *entries,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Find *find = g_new0 (Find, 1);

  g_task_set_source_tag (task, pd_print_past_find_async);
  find->n = entries->len;
  find->pasts = g_new0 (PdPrintPast, find->n);
  find->entries = g_ptr_array_new_with_free_func (g_object_unref);
  find->ids = g_ptr_array_new_with_free_func (g_free);
  find->hashes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < find->n; i++)
    {
      PdPrintEntry *entry = entries->pdata[i];

      g_ptr_array_add (find->entries, g_object_ref (entry));
      g_ptr_array_add (find->ids, g_strdup (pd_print_entry_get_invoice_id (entry)));
      g_ptr_array_add (find->hashes, g_strdup (entry->sha256));
    }
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, find_job, find, find_free, cancellable, found_cb, task);
}

/** pd_print_past_find_finish: Returns: whether the entries say what the ledger does */
gboolean
pd_print_past_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
