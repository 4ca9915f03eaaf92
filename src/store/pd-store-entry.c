/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-entry.h"

#include "model/pd-date.h"
#include "model/pd-entry-check.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-session.h"

/* What is usual is learnt from the lines of the newest orders of this computer; a buyer's orders of some days are few. */
#define PAST_ORDERS "1000"
#define RECENT_ORDERS "50"

/* The lines of one name, once for all lines of the order that have it. */
static gboolean
read_past (PdStoreSession *session, const PdRecord *order, const char *name, GPtrArray *past, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT l.name, l.spec, l.net_unit_price, l.quantity FROM (SELECT row FROM orders WHERE deleted = 0"
      " AND id <> ?1 AND state <> 'cancelled' ORDER BY row DESC LIMIT " PAST_ORDERS ") AS o"
      " JOIN order_lines AS l ON l.parent = o.row WHERE l.name = ?2",
      error);
  gboolean row = statement != NULL;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", pd_record_get_id (order), name);
  while (row)
    {
      PdEntryPast *one;

      if (!pd_store_session_step (session, statement, &row, error))
        return FALSE;
      if (!row)
        break;
      one = g_new0 (PdEntryPast, 1);
      one->name = g_strdup (pd_statement_text (statement, 0));
      one->spec = g_strdup (pd_statement_text (statement, 1));
      one->net_unit_price = g_strdup (pd_statement_text (statement, 2));
      one->quantity = g_strdup (pd_statement_text (statement, 3));
      g_ptr_array_add (past, one);
    }
  return TRUE;
}

/* A line that names one good and no other is of that good, also where it was typed, and whether or not there is a stock. */
static gboolean
link_line (PdStoreSession *session, PdRecord *line, const char *name, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT id FROM goods WHERE deleted = 0 AND name = ?1"
                                " AND (?2 IS NULL OR spec IS ?2) LIMIT 2",
                                error);
  g_autofree char *id = NULL;
  guint n_found = 0;
  gboolean row = statement != NULL;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", name, pd_record_get_text (line, PD_ORDER_LINE_SPEC));
  while (row)
    {
      if (!pd_store_session_step (session, statement, &row, error))
        return FALSE;
      if (!row)
        break;
      g_free (id);
      id = g_strdup (pd_statement_text (statement, 0));
      n_found++;
    }
  if (n_found == 1)
    pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, id);
  return TRUE;
}

static gboolean
read_good (PdStoreSession *session, const char *id, GHashTable *goods, GError **error)
{
  g_autoptr (PdRecord) good = NULL;

  if (g_hash_table_contains (goods, id))
    return TRUE;
  if (!pd_store_row_load (session, &pd_good_type, id, &good, error))
    return FALSE;
  if (good != NULL)
    g_hash_table_insert (goods, g_strdup (id), g_steal_pointer (&good));
  return TRUE;
}

static gboolean
read_lines (PdStoreSession *session, const PdRecord *order, PdEntryKnown *known, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < lines->len; i++)
    {
      PdRecord *line = g_ptr_array_index (lines, i);
      const char *name = pd_record_get_text (line, PD_ORDER_LINE_NAME);
      const char *good_id;

      if (name != NULL && !pd_record_has (line, PD_ORDER_LINE_GOOD_ID) &&
          !link_line (session, line, name, error))
        return FALSE;
      good_id = pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID);
      if ((name != NULL && g_hash_table_add (names, (gpointer) name) &&
           !read_past (session, order, name, known->past, error)) ||
          (good_id != NULL && !read_good (session, good_id, known->goods, error)))
        return FALSE;
    }
  return TRUE;
}

/* Ids first: what is read of each order uses statements of its own. */
static gboolean
read_recent (PdStoreSession *session, const PdRecord *order, GPtrArray *recent, GError **error)
{
  const char *date = pd_record_get_text (order, PD_ORDER_DATE);
  const char *buyer = pd_record_get_text (order, PD_ORDER_BUYER_NAME);
  guint day = date != NULL ? pd_date_to_day (date) : 0;
  g_autofree char *from = date != NULL ? pd_date_from_day (day - PD_ENTRY_DUPLICATE_DAYS) : NULL;
  g_autofree char *to = date != NULL ? pd_date_from_day (day + PD_ENTRY_DUPLICATE_DAYS) : NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdStatement) statement = NULL;
  gboolean row = TRUE;

  if (from == NULL || to == NULL || buyer == NULL)
    return TRUE;
  statement = pd_store_session_prepare (session,
                                        "SELECT id FROM orders WHERE deleted = 0 AND buyer_name = ?1"
                                        " AND order_date >= ?2 AND order_date <= ?3 AND gross_amount = ?4"
                                        " AND id <> ?5 ORDER BY row DESC LIMIT " RECENT_ORDERS,
                                        error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sssis", buyer, from, to,
                     pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), pd_record_get_id (order));
  while (row)
    {
      if (!pd_store_session_step (session, statement, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
    }
  for (guint i = 0; i < ids->len; i++)
    {
      PdRecord *other = pd_store_get_record (session, &pd_order_type, ids->pdata[i], error);

      if (other == NULL)
        return FALSE;
      g_ptr_array_add (recent, other);
    }
  return TRUE;
}

/**
 * pd_store_entry_check:
 * @session: the session
 * @order: saved or still being entered
 * @today: "YYYY-MM-DD"
 * @error: (out) (optional): why it could not be looked up
 *
 * Holds an order against what this computer has of goods, earlier sales and the buyer's other orders.
 *
 * Returns: (transfer full) (nullable) (element-type PdEntryDoubt): see pd_entry_check()
 */
GPtrArray *
pd_store_entry_check (PdStoreSession *session, const PdRecord *order, const char *today, GError **error)
{
  g_autoptr (PdRecord) linked = pd_record_copy (order);
  g_autoptr (GPtrArray) past = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_entry_past_free);
  g_autoptr (GPtrArray) recent = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GHashTable) goods =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);
  PdEntryKnown known = { .today = today, .past = past, .recent = recent, .goods = goods };

  if (!read_lines (session, linked, &known, error) || !read_recent (session, linked, recent, error))
    return NULL;
  return pd_entry_check (linked, &known);
}
