/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-suggest.h"

#include "model/pd-invoice.h"
#include "model/pd-party.h"
#include "store/pd-store-list.h"

/* Rows that are read at once, and invoices whose lines are looked at, the newest. */
#define BLOCK 500
#define PAST_INVOICES 2000

static void
add_good (PdSuggest *suggest, const PdRecord *good)
{
  pd_suggest_add_good (suggest, PD_SUGGEST_GOOD, pd_record_get_text (good, PD_GOOD_TAX_CODE),
                       pd_record_get_text (good, PD_GOOD_SHORT_NAME),
                       pd_record_get_text (good, PD_GOOD_NAME));
}

static void
add_invoice (PdSuggest *suggest, const PdRecord *invoice)
{
  GPtrArray *lines = pd_record_get_lines (invoice);

  for (guint i = 0; i < lines->len; i++)
    pd_suggest_add_good (suggest, PD_SUGGEST_PAST,
                         pd_record_get_text (lines->pdata[i], PD_INVOICE_LINE_TAX_CODE), NULL,
                         pd_record_get_text (lines->pdata[i], PD_INVOICE_LINE_NAME));
}

/* A row has no lines: of an invoice the whole record is read. */
static gboolean
add_rows (PdStoreSession *session,
          PdSuggest *suggest,
          const PdRecordType *type,
          const gint64 *rows,
          guint n,
          GError **error)
{
  g_autoptr (GPtrArray) block = pd_store_get_rows (session, type, rows, n, error);

  for (guint i = 0; block != NULL && i < block->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (block, i);
      g_autoptr (PdRecord) invoice = NULL;

      if (row == NULL)
        continue;
      if (type == &pd_good_type)
        {
          add_good (suggest, row->record);
          continue;
        }
      invoice = pd_store_get_record (session, type, pd_record_get_id (row->record), error);
      if (invoice == NULL)
        return FALSE;
      add_invoice (suggest, invoice);
    }
  return block != NULL;
}

static gboolean
read_type (PdStoreSession *session,
           PdSuggest *suggest,
           const PdRecordType *type,
           guint max,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (type);
  g_autoptr (GArray) rows = NULL;
  guint n;

  query->descending = TRUE;
  rows = pd_store_query_rows (session, query, cancellable, error);
  n = rows != NULL ? MIN (rows->len, max) : 0;
  for (guint at = 0; at < n; at += BLOCK)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !add_rows (session, suggest, type, (const gint64 *) (gpointer) rows->data + at, MIN (BLOCK, n - at),
                   error))
      return FALSE;
  return rows != NULL;
}

/**
 * pd_store_suggest_codes:
 * @session: the session
 * @suggest: gets the goods and the newest invoices of this computer, with their tax codes
 * @cancellable: (nullable): ends it
 * @error: (out) (optional): why they could not be read
 *
 * Returns: whether all could be read
 */
gboolean
pd_store_suggest_codes (PdStoreSession *session,
                        PdSuggest *suggest,
                        GCancellable *cancellable,
                        GError **error)
{
  return read_type (session, suggest, &pd_good_type, G_MAXUINT, cancellable, error) &&
         read_type (session, suggest, &pd_invoice_type, PAST_INVOICES, cancellable, error);
}
