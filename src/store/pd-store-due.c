/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-due.h"

#include "store/pd-store-session.h"

void
pd_store_due_free (PdStoreDue *due)
{
  g_free (due->order);
  g_free (due->number);
  g_free (due->buyer);
  g_free (due->assignee);
  g_free (due->date);
  g_free (due);
}

/**
 * pd_store_list_due:
 * @session: the session
 * @from: "YYYY-MM-DD"
 * @to: inclusive
 * @limit: how many at most
 * @error: (out) (optional): where the error goes
 *
 * Lists the orders that are due in these days and are neither done nor cancelled, by day.
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreDue): the orders; %NULL when the cache could not be read
 */
GPtrArray *
pd_store_list_due (PdStoreSession *session, const char *from, const char *to, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_due_free);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT id, number, buyer_name, assignee, due_date FROM orders"
      " WHERE deleted = 0 AND due_date >= ?1 AND due_date <= ?2 AND coalesce (state, '') <> 'cancelled'"
      "  AND coalesce (stage, '') NOT IN ('done', 'followed_up', 'cancelled')"
      " ORDER BY due_date, row LIMIT ?3",
      error);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind_text (statement, 1, from);
  pd_statement_bind_text (statement, 2, to);
  pd_statement_bind_integer (statement, 3, limit);
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreDue *due;

      if (!found)
        return g_steal_pointer (&list);
      due = g_new0 (PdStoreDue, 1);
      due->order = g_strdup (pd_statement_text (statement, 0));
      due->number = g_strdup (pd_statement_text (statement, 1));
      due->buyer = g_strdup (pd_statement_text (statement, 2));
      due->assignee = g_strdup (pd_statement_text (statement, 3));
      due->date = g_strdup (pd_statement_text (statement, 4));
      g_ptr_array_add (list, due);
    }
  return NULL;
}
