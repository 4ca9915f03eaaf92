/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-payments.h"

#include "store/pd-store-session.h"

/**
 * pd_store_get_statement_keys:
 * @session: the session
 * @keys: a set of char*, which it owns; gets the keys of all statements' lines that stand in the ledger of an order
 * @error: (out) (optional): where the error goes
 *
 * A line that was entered for the wrong order and reversed there is not among them: it may be entered anew.
 *
 * Returns: %FALSE when the cache could not be read
 */
gboolean
pd_store_get_statement_keys (PdStoreSession *session, GHashTable *keys, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT p.statement_key FROM order_payments AS p JOIN orders AS o ON o.row = p.parent"
      " WHERE p.statement_key IS NOT NULL AND o.deleted = 0 AND NOT EXISTS"
      " (SELECT 1 FROM order_payments AS r WHERE r.parent = p.parent AND r.reverses = p.id)",
      error);
  gboolean found = statement != NULL;

  while (statement != NULL && pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return TRUE;
      g_hash_table_add (keys, g_strdup (pd_statement_text (statement, 0)));
    }
  return FALSE;
}
