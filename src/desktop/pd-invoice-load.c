/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-load.h"

#include "document/pd-invoice-pages.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

typedef struct
{
  char *id;          /* (owned) */
  PdRecord *invoice; /* (owned) (nullable) */
} Load;

static void
load_free (Load *load)
{
  g_clear_pointer (&load->invoice, pd_record_unref);
  g_free (load->id);
  g_free (load);
}

static gboolean
load_invoice_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  load->invoice = pd_store_get_record (session, &pd_invoice_type, load->id, error);
  return load->invoice != NULL;
}

/* The seller: the one record of the company. NULL without error when the platform has not sent it yet. */
static gboolean
get_company (PdStoreSession *session, PdRecord **company, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_company_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, cancellable, error);
  g_autoptr (GPtrArray) found = NULL;
  PdStoreRow *row;

  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    return TRUE;
  found = pd_store_get_rows (session, &pd_company_type, (const gint64 *) rows->data, 1, error);
  if (found == NULL)
    return FALSE;
  row = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
  if (row != NULL)
    *company = pd_record_ref (row->record);
  return TRUE;
}

static gboolean
load_draft_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) company = NULL;
  g_autofree char *id = pd_id_new (g_get_real_time ());

  order = pd_store_get_record (session, &pd_order_type, load->id, error);
  if (order == NULL || !get_company (session, &company, cancellable, error))
    return FALSE;
  load->invoice = pd_invoice_new_from_order (order, company, id);
  return TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (pd_store_read_finish (PD_STORE (source), result, &error))
    {
      Load *load = pd_store_job_data (result);

      g_task_return_pointer (task, g_steal_pointer (&load->invoice), (GDestroyNotify) pd_record_unref);
    }
  else
    g_task_return_error (task, error);
}

static void
load_async (PdStore *store,
            const char *id,
            PdStoreJob job,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, load_async);
  load->id = g_strdup (id);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, job, load, (GDestroyNotify) load_free, cancellable,
                       read_cb, task);
}

/**
 * pd_load_invoice_async:
 * @store: the cache
 * @invoice_id: which invoice
 * @cancellable: (nullable): stops it
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Reads an invoice with its lines.
 */
void
pd_load_invoice_async (PdStore *store,
                       const char *invoice_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  load_async (store, invoice_id, load_invoice_job, cancellable, callback, user_data);
}

/**
 * pd_load_draft_async:
 * @store: the cache
 * @order_id: which order
 * @cancellable: (nullable): stops it
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Makes the invoice that an order would get, as a draft that nothing keeps.
 */
void
pd_load_draft_async (PdStore *store,
                     const char *order_id,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  load_async (store, order_id, load_draft_job, cancellable, callback, user_data);
}

/**
 * pd_load_invoice_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the invoice
 */
PdRecord *
pd_load_invoice_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
make_pdf_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (task_data);
  GError *error = NULL;
  GBytes *pdf = pd_invoice_pages_to_pdf (pages, cancellable, &error);

  if (pdf != NULL)
    g_task_return_pointer (task, pdf, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * pd_make_invoice_pdf_async:
 * @invoice: an invoice with its lines that does not change any more
 * @cancellable: (nullable): stops it
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Draws the pages of an invoice in a thread: the one file that is previewed, printed and exported.
 */
void
pd_make_invoice_pdf_async (PdRecord *invoice,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_make_invoice_pdf_async);
  g_task_set_task_data (task, pd_record_ref (invoice), (GDestroyNotify) pd_record_unref);
  g_task_run_in_thread (task, make_pdf_thread);
}

/**
 * pd_make_invoice_pdf_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the PDF file
 */
GBytes *
pd_make_invoice_pdf_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
