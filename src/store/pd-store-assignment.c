/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-assignment.h"

#include "model/pd-assignment.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-session.h"

/* More than this nobody chooses from. */
#define MAX_KNOWN 500

/* (transfer full) (element-type PdRecord): the records whose ids a question names; NULL on failure */
static GPtrArray *
read_records (PdStoreSession *session,
              const PdRecordType *type,
              const char *sql,
              gint64 limit,
              GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  pd_statement_bind_integer (statement, 1, limit);
  while (pd_store_session_step (session, statement, &row, error) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  if (row)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      PdRecord *record = pd_store_get_record (session, type, ids->pdata[i], error);

      if (record == NULL)
        return NULL;
      pd_record_sort_lines (record);
      g_ptr_array_add (records, record);
    }
  return g_steal_pointer (&records);
}

/**
 * pd_store_assignment_rules:
 * @session: the session
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): all rules of assignment, in their order
 */
GPtrArray *
pd_store_assignment_rules (PdStoreSession *session, GError **error)
{
  return read_records (session, &pd_assignment_rule_type,
                       "SELECT id FROM assignment_rules WHERE deleted = 0 ORDER BY position, id LIMIT ?1", -1,
                       error);
}

/**
 * pd_store_assignment_orders:
 * @session: the session
 * @limit: how many at most
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): the newest service orders of this computer that have left
 *   their draft, for pd_assignment_try()
 */
GPtrArray *
pd_store_assignment_orders (PdStoreSession *session, guint limit, GError **error)
{
  return read_records (session, &pd_order_type,
                       "SELECT id FROM orders WHERE deleted = 0 AND kind = 'service' AND stage IS NOT NULL"
                       " ORDER BY row DESC LIMIT ?1",
                       limit > 0 ? (gint64) limit : -1, error);
}

/**
 * pd_store_assignment_known:
 * @session: the session
 * @field: a text field of orders: where they are, or who does them
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable): what stands there in the orders of this computer, each once, for rules to be made of
 */
GStrv
pd_store_assignment_known (PdStoreSession *session, guint field, GError **error)
{
  const char *name = pd_order_type.fields[field].name;
  g_autofree char *sql =
      g_strdup_printf ("SELECT DISTINCT \"%1$s\" FROM orders WHERE deleted = 0 AND \"%1$s\" IS NOT "
                       "NULL ORDER BY 1 LIMIT %2$d",
                       name, MAX_KNOWN);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &row, error) && row)
    g_strv_builder_add (values, pd_statement_text (statement, 0));
  return row ? NULL : g_strv_builder_end (values);
}

/**
 * pd_store_assignment_loads:
 * @session: the session
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type utf8 guint): how many open service orders each user has, as far as
 *   this computer knows, for pd_assignment_choose()
 */
GHashTable *
pd_store_assignment_loads (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT assignee, count (*) FROM orders WHERE deleted = 0 AND kind = 'service' AND "
      "assignee IS NOT NULL AND stage IN ('" PD_ORDER_STAGE_ASSIGNMENT "', '" PD_ORDER_STAGE_APPOINTED
      "', '" PD_ORDER_STAGE_WORKING "', '" PD_ORDER_STAGE_ACCEPTANCE "') GROUP BY 1",
      error);
  g_autoptr (GHashTable) loads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &row, error) && row)
    g_hash_table_insert (loads, g_strdup (pd_statement_text (statement, 0)),
                         GUINT_TO_POINTER ((guint) sqlite3_column_int64 (statement, 1)));
  return row ? NULL : g_steal_pointer (&loads);
}
