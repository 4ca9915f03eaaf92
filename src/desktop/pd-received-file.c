/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-received-file.h"

#include "desktop/pd-invoice-preview-window.h"
#include "model/pd-attachment.h"
#include "store/pd-store-blob-files.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** Show: a file on its way into a preview. */
typedef struct
{
  PdInvoicePreviewWindow *window; /* (owned) */
  char *path;                     /* (owned): beside the cache */
  char *name;                     /* (owned) */
} Show;

static void
show_free (Show *show)
{
  g_object_unref (show->window);
  g_free (show->path);
  g_free (show->name);
  g_free (show);
}

/* What looks most like the paper comes first. */
static guint
rank (const PdRecord *file)
{
  static const char *const endings[] = { ".pdf", ".ofd", ".png", ".jpg", ".jpeg", ".xml" };
  g_autofree char *name = g_ascii_strdown (pd_record_get_title (file), -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return i;
  return G_N_ELEMENTS (endings);
}

/**
 * pd_received_best_file:
 * @received: a received invoice
 *
 * Returns: (transfer none) (nullable): of its files the one that looks most like the paper; one whose bytes are told
 */
const PdRecord *
pd_received_best_file (const PdRecord *received)
{
  GPtrArray *files = pd_record_get_attachments (received);
  const PdRecord *best = NULL;

  for (guint i = 0; i < files->len; i++)
    if (pd_record_get_text (files->pdata[i], PD_ATTACHMENT_SHA256) != NULL &&
        (best == NULL || rank (files->pdata[i]) < rank (best)))
      best = files->pdata[i];
  return best;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Show *show = user_data;
  PdInvoicePreview *preview = pd_invoice_preview_window_get_preview (show->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (bytes != NULL)
    {
      pd_invoice_preview_set_pdf (preview, bytes, show->name);
      pd_invoice_preview_check_signatures (preview);
    }
  else
    pd_invoice_preview_set_error (preview, error->message);
  show_free (show);
}

static void
read_file (Show *show)
{
  g_autoptr (GFile) file = g_file_new_for_path (show->path);

  g_file_load_bytes_async (file, NULL, read_cb, show);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Show *show = user_data;
  g_autoptr (GError) error = NULL;

  if (pd_sync_blobs_fetch_finish (PD_SYNC_BLOBS (source), result, &error))
    {
      read_file (show);
      return;
    }
  pd_invoice_preview_set_error (pd_invoice_preview_window_get_preview (show->window), error->message);
  show_free (show);
}

/**
 * pd_show_received:
 * @parent: (nullable): the window that asks
 * @store: the cache
 * @blobs: (nullable): fetches a file that is not here
 * @received: a received invoice
 *
 * Opens a window with the page of a received invoice: that of its PDF or OFD file where it has one.
 */
void
pd_show_received (GtkWindow *parent, PdStore *store, PdSyncBlobs *blobs, const PdRecord *received)
{
  const PdRecord *file = pd_received_best_file (received);
  const char *sha256 = file != NULL ? pd_record_get_text (file, PD_ATTACHMENT_SHA256) : NULL;
  gint64 size;
  Show *show;

  if (sha256 == NULL)
    return;
  size = pd_record_get_integer (file, PD_ATTACHMENT_SIZE);
  show = g_new0 (Show, 1);
  show->window = g_object_ref (pd_invoice_preview_window_new (parent));
  show->path = pd_store_blob_path (pd_store_get_path (store), sha256);
  show->name = g_strdup (pd_record_get_title (file));
  pd_invoice_preview_window_set_file_name (show->window, show->name);
  pd_invoice_preview_window_set_received (show->window, store, received);
  pd_invoice_preview_set_loading (pd_invoice_preview_window_get_preview (show->window));
  gtk_window_present (GTK_WINDOW (show->window));
  if (blobs == NULL || pd_store_blob_is_here (pd_store_get_path (store), sha256, size))
    read_file (show);
  else
    pd_sync_blobs_fetch_async (blobs, sha256, size, NULL, fetched_cb, show);
}
