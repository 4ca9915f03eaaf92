/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-parcels.h"

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-tracking.h"

/* Which orders have, or had, a parcel of which number. A row stays when the parcel is packed anew: whoever finds an order
 * by it looks into the order, so that what is written here never has to be taken out. */

/* pd_tracking_number (text) */
static void
fold_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);
  char *folded = pd_tracking_fold_number (text);

  if (*folded != '\0')
    sqlite3_result_text (context, folded, -1, g_free);
  else
    g_free (folded);
}

/** pd_platform_parcels_register: Returns: FALSE when the connection did not take the function */
gboolean
pd_platform_parcels_register (sqlite3 *database)
{
  return sqlite3_create_function (database, "pd_tracking_number", 1,
                                  SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, fold_cb, NULL,
                                  NULL) == SQLITE_OK;
}

/**
 * pd_platform_parcels_change:
 * @record: what is being written in the caller's transaction
 *
 * Keeps by which numbers of parcels an order is found.
 */
gboolean
pd_platform_parcels_change (PdPlatformChange *change, const PdRecord *record, GError **error)
{
  GPtrArray *parcels;

  if (pd_record_get_record_type (record) != &pd_order_type || pd_record_is_deleted (record))
    return TRUE;
  parcels = pd_record_get_list (record, PD_ORDER_LIST_PARCELS);
  for (guint i = 0; i < parcels->len; i++)
    {
      g_autofree char *number = pd_tracking_fold_number (
          pd_record_get_text (g_ptr_array_index (parcels, i), PD_PARCEL_TRACKING_NUMBER));

      if (*number != '\0' &&
          !pd_platform_sql_run (change->platform->sql, error, "INSERT OR IGNORE INTO parcel VALUES (?, ?, ?)",
                                "ttt", change->tenant, number, pd_record_get_id (record)))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_platform_parcels_find:
 * @number: a tracking number, as anybody writes it
 *
 * Returns: (transfer full) (element-type utf8) (nullable): ids of the orders that may have such a parcel; %NULL when the
 *   platform itself failed
 */
GPtrArray *
pd_platform_parcels_find (PdPlatform *platform, const char *tenant, const char *number, GError **error)
{
  g_autofree char *folded = pd_tracking_fold_number (number);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT record FROM parcel WHERE tenant = ? AND number = ? ORDER BY record",
                             "tt", tenant, folded);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    g_ptr_array_add (ids, g_strdup (pd_platform_rows_text (rows, 0)));
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}
