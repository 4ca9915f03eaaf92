/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-received.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-print-desk-private.h"
#include "desktop/pd-received-file.h"
#include "model/pd-attachment.h"
#include "model/pd-received-invoice.h"
#include "store/pd-store-blob-files.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Invoices that others issued, on their way to the print desk: what is printed is their own file. */

#define BLOCK 200

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPrintQueue) queue = user_data;
  g_autoptr (GError) error = NULL;

  /* Where it fails, the entry says what to do. */
  if (pd_sync_blobs_fetch_finish (PD_SYNC_BLOBS (source), result, &error))
    pd_print_queue_look_again (queue);
  else
    g_message ("A file to print was not fetched: %s", error->message);
}

static gboolean
add (PdPrintDesk *desk, PdStore *store, PdSyncBlobs *blobs, const PdRecord *received)
{
  const PdRecord *file = pd_received_best_file (received);
  const char *sha256 = file != NULL ? pd_record_get_text (file, PD_ATTACHMENT_SHA256) : NULL;
  const char *seller = pd_record_get_text (received, PD_RECEIVED_SELLER_NAME);
  g_autofree char *total = pd_field_text (received, PD_RECEIVED_GROSS_AMOUNT);
  g_autofree char *title = pd_title_text (received);
  g_autofree char *subtitle = seller != NULL ? g_strdup_printf ("%s · %s", seller, total) : g_strdup (total);
  PdPrintQueue *queue = pd_print_desk_get_queue (desk);
  g_autofree char *path = NULL;
  g_autoptr (GFile) place = NULL;
  gint64 size;

  if (sha256 == NULL)
    return FALSE;
  size = pd_record_get_integer (file, PD_ATTACHMENT_SIZE);
  path = pd_store_blob_path (pd_store_get_path (store), sha256);
  place = g_file_new_for_path (path);
  pd_print_queue_add_received (queue, pd_record_get_id (received), title, subtitle, place);
  if (blobs != NULL && !pd_store_blob_is_here (pd_store_get_path (store), sha256, size))
    pd_sync_blobs_fetch_async (blobs, sha256, size, NULL, fetched_cb, g_object_ref (queue));
  return TRUE;
}

static void
add_all (GtkWindow *parent, PdStore *store, PdSyncBlobs *blobs, GPtrArray *records)
{
  PdPrintDesk *desk = pd_print_desk_present (parent, store);
  guint n_without = 0;

  for (guint i = 0; i < records->len; i++)
    n_without += !add (desk, store, blobs, records->pdata[i]);
  if (n_without > 0)
    {
      g_autofree char *sentence =
          g_strdup_printf (ngettext ("%u invoice has no file that could be printed.",
                                     "%u invoices have no file that could be printed.", n_without),
                           n_without);

      pd_print_desk_show_toast (desk, sentence);
    }
}

/**
 * pd_print_received:
 * @parent: the window that asks
 * @store: the cache
 * @blobs: (nullable): fetches a file that is not here
 * @received: a received invoice
 *
 * Puts the file of an invoice that was received on the print desk.
 */
void
pd_print_received (GtkWindow *parent, PdStore *store, PdSyncBlobs *blobs, const PdRecord *received)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  g_ptr_array_add (records, (gpointer) received);
  add_all (parent, store, blobs, records);
}

/* --- several */

/** Several: rows of a list that become records. */
typedef struct
{
  GWeakRef parent;
  PdSyncBlobs *blobs; /* (owned) (nullable) */
  GArray *rows;       /* (owned) of gint64 */
  GPtrArray *records; /* (owned) of PdRecord */
} Several;

static void
several_free (gpointer data)
{
  Several *several = data;

  g_weak_ref_clear (&several->parent);
  g_clear_object (&several->blobs);
  g_array_unref (several->rows);
  g_ptr_array_unref (several->records);
  g_free (several);
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Several *several = data;

  for (guint at = 0; at < several->rows->len; at += BLOCK)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, &pd_received_type, &g_array_index (several->rows, gint64, at),
                             MIN (BLOCK, several->rows->len - at), error);

      if (block == NULL)
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        {
          const PdStoreRow *row = block->pdata[i];
          PdRecord *record = row != NULL ? pd_store_get_record (session, &pd_received_type,
                                                                pd_record_get_id (row->record), NULL)
                                         : NULL;

          if (record != NULL)
            g_ptr_array_add (several->records, record);
        }
    }
  return TRUE;
}

static void
read_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  Several *several = pd_store_job_data (result);
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&several->parent);
  g_autoptr (GError) error = NULL;

  if (!pd_store_read_finish (PD_STORE (store), result, &error))
    g_message ("Invoices to print were not read: %s", error->message);
  else if (parent != NULL)
    add_all (parent, PD_STORE (store), several->blobs, several->records);
}

/**
 * pd_print_received_rows:
 * @parent: the window that asks
 * @store: the cache
 * @blobs: (nullable): fetches files that are not here
 * @rows: (element-type gint64): of a list of received invoices, in the order of printing
 *
 * Puts the files of invoices that were received on the print desk, as soon as they are read.
 */
void
pd_print_received_rows (GtkWindow *parent, PdStore *store, PdSyncBlobs *blobs, GArray *rows)
{
  Several *several = g_new0 (Several, 1);

  g_weak_ref_init (&several->parent, parent);
  if (blobs != NULL)
    several->blobs = g_object_ref (blobs);
  several->rows = g_array_ref (rows);
  several->records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, read_job, several, several_free, NULL, read_cb, NULL);
}
