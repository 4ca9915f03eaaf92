/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-forecast.h"

#include "model/pd-date.h"
#include "model/pd-order-flow.h"
#include "store/pd-store-session.h"

static const char *
known_kind (const char *kind)
{
  if (g_strcmp0 (kind, PD_ORDER_KIND_GOODS) == 0)
    return PD_ORDER_KIND_GOODS;
  return g_strcmp0 (kind, PD_ORDER_KIND_SERVICE) == 0 ? PD_ORDER_KIND_SERVICE : NULL;
}

/**
 * pd_store_count_order_days:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Counts the orders of each day by their kind, without those that are cancelled, or whose cancelling waits to be sent.
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreOrderDay): the days; %NULL when the cache could not be read
 */
GArray *
pd_store_count_order_days (PdStoreSession *session, GError **error)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (PdStoreOrderDay));
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT order_date, kind, count (*) FROM orders WHERE deleted = 0 AND "
                                "coalesce (state, '') <> 'cancelled'"
                                "  AND coalesce (pending_command, '') <> 'cancel' GROUP BY 1, 2",
                                error);
  gboolean found;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreOrderDay day;

      if (!found)
        return g_steal_pointer (&days);
      day.day.day = pd_date_to_day (pd_statement_text (statement, 0));
      day.day.count = (guint) sqlite3_column_int64 (statement, 2);
      day.kind = known_kind (pd_statement_text (statement, 1));
      if (day.day.day > 0)
        g_array_append_val (days, day);
    }
  return NULL;
}

/**
 * pd_store_order_days_of_kind:
 * @days: (element-type PdStoreOrderDay): as counted
 * @kind: (nullable): %PD_ORDER_KIND_GOODS or %PD_ORDER_KIND_SERVICE; %NULL for all, also those without a kind
 *
 * Returns: (transfer full) (element-type PdForecastDay): what pd_forecast_new() reads
 */
GArray *
pd_store_order_days_of_kind (const GArray *days, const char *kind)
{
  GArray *of_kind = g_array_new (FALSE, FALSE, sizeof (PdForecastDay));

  for (guint i = 0; i < days->len; i++)
    {
      const PdStoreOrderDay *day = &g_array_index (days, PdStoreOrderDay, i);

      if (kind == NULL || g_strcmp0 (day->kind, kind) == 0)
        g_array_append_val (of_kind, day->day);
    }
  return of_kind;
}
