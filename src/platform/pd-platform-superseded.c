/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-superseded.h"

#include "model/pd-invoice.h"
#include "platform/pd-platform-documents.h"

/* Of what was refused and is not the last word on its order; 'later' is one that was asked for afterwards. */
#define EARLIER                                                                                              \
  "SELECT record FROM submission AS earlier WHERE tenant = ?1 AND what = 'invoice' AND state = 'failed'"

static gboolean
supersede_one (PdPlatformChange *change, const char *id, GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type, id, &invoice, error))
    return FALSE;
  if (invoice == NULL || g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_FAILED) != 0)
    return TRUE;
  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_SUPERSEDED);
  pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_NOTHING);
  pd_record_clear (invoice, PD_INVOICE_NEXT_AT);
  return pd_platform_write_record (change, invoice, error);
}

/* Frees @rows. */
static gboolean
supersede_rows (PdPlatformChange *change, PdPlatformRows *rows, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    g_ptr_array_add (ids, g_strdup (pd_platform_rows_text (rows, 0)));
  g_clear_pointer (&rows, pd_platform_rows_done);
  for (guint i = 0; i < ids->len && step == PD_PLATFORM_STEP_DONE; i++)
    if (!supersede_one (change, ids->pdata[i], error))
      return FALSE;
  return step == PD_PLATFORM_STEP_DONE;
}

/**
 * pd_platform_supersede:
 * @order: is asked to be invoiced again
 *
 * In the same transaction, before the new submission is in the ledger: what the bureau refused before needs nobody any
 * more. It stays where it is, with its reason, under a state of its own.
 */
gboolean
pd_platform_supersede (PdPlatformChange *change, const char *order, GError **error)
{
  return supersede_rows (change,
                         pd_platform_sql_query (change->platform->sql, error, EARLIER " AND order_id = ?2",
                                                "tt", change->tenant, order),
                         error);
}

/** pd_platform_supersede_all: at a start, in a transaction: what an earlier version left among the refused ones. */
gboolean
pd_platform_supersede_all (PdPlatform *platform, GError **error)
{
  g_autoptr (GPtrArray) tenants = g_ptr_array_new_with_free_func (g_free);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  {
    g_autoptr (PdPlatformRows) rows =
        pd_platform_sql_query (platform->sql, error, "SELECT id FROM tenant ORDER BY id", "");

    while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
      g_ptr_array_add (tenants, g_strdup (pd_platform_rows_text (rows, 0)));
  }
  for (guint i = 0; i < tenants->len && step == PD_PLATFORM_STEP_DONE; i++)
    {
      PdPlatformChange change = { .platform = platform,
                                  .tenant = g_ptr_array_index (tenants, i),
                                  .now = pd_platform_get_now (platform) };

      if (!supersede_rows (&change,
                           pd_platform_sql_query (platform->sql, error,
                                                  EARLIER
                                                  " AND EXISTS (SELECT 1 FROM submission AS later WHERE"
                                                  " later.tenant = earlier.tenant AND later.order_id ="
                                                  " earlier.order_id AND later.what = 'invoice' AND"
                                                  " later.queued_at > earlier.queued_at)",
                                                  "t", change.tenant),
                           error))
        return FALSE;
    }
  return step == PD_PLATFORM_STEP_DONE;
}
