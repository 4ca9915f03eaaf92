/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-cache.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"

/* A full cache, as pages of the platform fill it. */

/** bench_page_new: Returns: (transfer full): the records @first to before @end as the platform answers with them */
PdWirePage *
bench_page_new (guint first, guint end, BenchMake make)
{
  PdWirePage *page = pd_wire_page_new ();

  for (guint i = first; i < end; i++)
    {
      PdRecord *record = make (i);

      pd_record_set_revision (record, 1);
      pd_record_set_sequence (record, i + 1);
      g_ptr_array_add (page->records, record);
    }
  page->epoch = g_strdup ("epoch");
  page->next = g_strdup_printf ("%u", end);
  page->head = end;
  return page;
}

/* As if all streams that the page's records are of had been asked for. */
static gboolean
apply_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const PdWirePage *page = data;
  g_autoptr (PdStorePull) pull = NULL;
  gboolean more;

  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);
      char stream[PD_STREAM_MAX];

      pd_record_stream (record, stream);
      if (!pd_record_is_deleted (record) && !pd_store_add_stream (session, stream, error))
        return FALSE;
    }
  pull = pd_store_plan_pull (session, error);
  return pull != NULL && pd_store_apply_page (session, page, pull, FALSE, g_get_real_time (), &more, error);
}

/** bench_page_apply: takes a page into the cache, in one transaction */
void
bench_page_apply (PdStore *store, const PdWirePage *page)
{
  GError *error = NULL;

  if (!pd_store_write (store, apply_job, (gpointer) page, NULL, &error))
    g_error ("%s", error->message);
}
