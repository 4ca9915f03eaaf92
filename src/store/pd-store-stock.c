/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-stock.h"

#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "store/pd-store-list.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-session.h"

#include <glib/gi18n-lib.h>

/* SQLite adds binary floating point. It counts equal moves, and they are added here: there are few different ones. */

static gboolean
add_rows (PdStoreSession *session, PdStatement *statement, PdStockLevel *level, GError **error)
{
  gboolean row;

  while (pd_store_session_step (session, statement, &row, error))
    {
      if (!row)
        return TRUE;
      pd_stock_level_add (level, pd_statement_text (statement, 0), pd_statement_text (statement, 1),
                          sqlite3_column_int64 (statement, 2));
    }
  return FALSE;
}

/**
 * pd_store_stock_level:
 * @session: the session
 * @good_id: a good's id
 * @level: (out caller-allocates): zeroed: what there is of it
 * @error: (out) (optional): why it could not be read
 *
 * Returns: whether it could be read; of a good that never moved there is nothing
 */
gboolean
pd_store_stock_level (PdStoreSession *session, const char *good_id, PdStockLevel *level, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT kind, quantity, count (*) FROM stock_moves WHERE deleted = 0 AND good_id = ?1 GROUP BY 1, 2",
      error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", good_id);
  return add_rows (session, statement, level, error);
}

static void
stock_free (gpointer data)
{
  PdStoreStock *stock = data;

  pd_record_unref (stock->good);
  pd_stock_level_clear (&stock->level);
  g_free (stock);
}

/* All goods that are kept in stock, by name; @by_id borrows them. */
static GPtrArray *
read_stocked (PdStoreSession *session, GHashTable *by_id, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT row FROM goods WHERE deleted = 0 AND stocked = 1 ORDER BY name, row",
                                error);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) goods = NULL;
  GPtrArray *all = NULL;
  gboolean found = statement != NULL;

  while (found)
    {
      gint64 row;

      if (!pd_store_session_step (session, statement, &found, error))
        return NULL;
      row = found ? sqlite3_column_int64 (statement, 0) : 0;
      if (found)
        g_array_append_val (rows, row);
    }
  goods = statement != NULL ? pd_store_get_rows (session, &pd_good_type,
                                                 (const gint64 *) (gpointer) rows->data, rows->len, error)
                            : NULL;
  if (goods == NULL)
    return NULL;
  all = g_ptr_array_new_with_free_func (stock_free);
  for (guint i = 0; i < goods->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (goods, i);
      PdStoreStock *stock = g_new0 (PdStoreStock, 1);

      stock->good = pd_record_ref (row->record);
      g_ptr_array_add (all, stock);
      g_hash_table_insert (by_id, (gpointer) pd_record_get_id (stock->good), stock);
    }
  return all;
}

/**
 * pd_store_stock_levels:
 * @session: the session
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreStock): the goods that are kept in stock, by name
 */
GPtrArray *
pd_store_stock_levels (PdStoreSession *session, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) all = read_stocked (session, by_id, error);
  g_autoptr (PdStatement) statement =
      all != NULL ? pd_store_session_prepare (session,
                                              "SELECT kind, quantity, count (*), good_id FROM stock_moves"
                                              " WHERE deleted = 0 GROUP BY 4, 1, 2",
                                              error)
                  : NULL;
  gboolean row = statement != NULL;

  if (statement == NULL)
    return NULL;
  while (row)
    {
      PdStoreStock *stock;
      const char *good_id;

      if (!pd_store_session_step (session, statement, &row, error))
        return NULL;
      good_id = row ? pd_statement_text (statement, 3) : NULL;
      stock = good_id != NULL ? g_hash_table_lookup (by_id, good_id) : NULL;
      if (stock != NULL)
        pd_stock_level_add (&stock->level, pd_statement_text (statement, 0), pd_statement_text (statement, 1),
                            sqlite3_column_int64 (statement, 2));
    }
  return g_steal_pointer (&all);
}

/**
 * pd_store_stock_to_order:
 * @session: the session
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreStock): the goods of which there is less than there always
 *   should be; pd_stock_level_missing() says how much
 */
GPtrArray *
pd_store_stock_to_order (PdStoreSession *session, GError **error)
{
  GPtrArray *all = pd_store_stock_levels (session, error);

  for (guint i = all != NULL ? all->len : 0; i > 0; i--)
    {
      const PdStoreStock *stock = g_ptr_array_index (all, i - 1);
      g_autoptr (PdDecimal) missing = pd_stock_level_missing (&stock->level, stock->good);

      if (missing == NULL)
        g_ptr_array_remove_index (all, i - 1);
    }
  return all;
}

/* (transfer full) (element-type PdRecord): the moves that an order has made; NULL on failure */
static GPtrArray *
read_moves_of (PdStoreSession *session, const char *order_id, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT id FROM stock_moves WHERE deleted = 0 AND order_id = ?1 ORDER BY id",
                                error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) moves = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "s", order_id);
  while (pd_store_session_step (session, statement, &row, error) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  if (row)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      PdRecord *move = pd_store_get_record (session, &pd_stock_move_type, ids->pdata[i], error);

      if (move == NULL)
        return NULL;
      g_ptr_array_add (moves, move);
    }
  return g_steal_pointer (&moves);
}

static void
level_free (gpointer data)
{
  pd_stock_level_clear (data);
  g_free (data);
}

/* The goods of the order's lines that are kept in stock, and what there is of them. */
static gboolean
read_goods_of (PdStoreSession *session,
               const PdRecord *order,
               GHashTable *stocked,
               GHashTable *levels,
               GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *id = pd_record_get_text (g_ptr_array_index (lines, i), PD_ORDER_LINE_GOOD_ID);
      g_autoptr (PdRecord) good = NULL;
      PdStockLevel *level;

      if (id == NULL || g_hash_table_contains (stocked, id))
        continue;
      if (!pd_store_row_load (session, &pd_good_type, id, &good, error))
        return FALSE;
      if (good == NULL || pd_record_is_deleted (good) || !pd_record_get_flag (good, PD_GOOD_STOCKED))
        continue;
      level = g_new0 (PdStockLevel, 1);
      g_hash_table_insert (levels, g_strdup (id), level);
      g_hash_table_insert (stocked, g_strdup (id), g_steal_pointer (&good));
      if (!pd_store_stock_level (session, id, level, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_store_stock_next_receipt:
 * @session: the session
 * @good_id: a good's id
 * @now: microseconds since 1970 in UTC
 * @expected_at: (out): when more may be there, as pd_stock_next_receipt() tells it from the past; 0: nobody can tell
 * @every_days: (out): days between deliveries of it; 0: nobody can tell
 * @error: (out) (optional): why it could not be read
 *
 * Returns: whether it could be read
 */
gboolean
pd_store_stock_next_receipt (PdStoreSession *session,
                             const char *good_id,
                             gint64 now,
                             gint64 *expected_at,
                             guint *every_days,
                             GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT happened_at FROM stock_moves AS m WHERE deleted = 0 AND good_id = ?1 AND kind = 'receipt'"
      " AND reverses IS NULL AND NOT EXISTS"
      " (SELECT 1 FROM stock_moves AS r WHERE r.reverses = m.id AND r.deleted = 0)",
      error);
  g_autoptr (GArray) received = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", good_id);
  while (pd_store_session_step (session, statement, &row, error) && row)
    {
      gint64 at = sqlite3_column_int64 (statement, 0);

      g_array_append_val (received, at);
    }
  *expected_at =
      pd_stock_next_receipt ((const gint64 *) (gpointer) received->data, received->len, now, every_days);
  return !row;
}

/* What is to be added so that there is what was counted; NULL on failure. */
static char *
difference_to (PdStoreSession *session, const PdRecord *move, GError **error)
{
  g_auto (PdStockLevel) level = { 0 };
  g_autoptr (PdDecimal) there = NULL;
  g_autoptr (PdDecimal) counted =
      pd_decimal_new_from_text (pd_record_get_text (move, PD_STOCK_MOVE_COUNTED), error);
  g_autoptr (PdDecimal) difference = NULL;

  if (counted == NULL ||
      !pd_store_stock_level (session, pd_record_get_text (move, PD_STOCK_MOVE_GOOD_ID), &level, error))
    return NULL;
  there = pd_stock_level_on_hand (&level);
  difference = pd_decimal_subtract (counted, there);
  return pd_decimal_to_text (difference, PD_DECIMAL_MAX_PLACES);
}

/**
 * pd_store_stock_save_move:
 * @session: the session
 * @move: a new move of a person; of a count with what was counted, and its quantity follows from what there is now
 * @now: microseconds since 1970 in UTC
 * @written: (out): whether there was anything to write: there may be what was counted
 * @error: (out) (optional): why it was not saved
 *
 * Returns: whether nothing failed
 */
gboolean
pd_store_stock_save_move (PdStoreSession *session,
                          PdRecord *move,
                          gint64 now,
                          gboolean *written,
                          GError **error)
{
  *written = FALSE;
  if (g_strcmp0 (pd_record_get_text (move, PD_STOCK_MOVE_KIND), PD_STOCK_KIND_COUNT) == 0)
    {
      g_autofree char *quantity = difference_to (session, move, error);

      if (quantity == NULL)
        return FALSE;
      if (g_str_equal (quantity, "0"))
        return TRUE;
      pd_record_set_text (move, PD_STOCK_MOVE_QUANTITY, quantity);
    }
  *written = pd_store_save_record (session, move, now, error);
  return *written;
}

/**
 * pd_store_stock_is_reversed:
 * @session: the session
 * @move_id: a move's id
 * @reversed: (out): whether another move takes it back, as far as this computer knows
 * @error: (out) (optional): why it could not be read
 *
 * Returns: whether it could be read
 */
gboolean
pd_store_stock_is_reversed (PdStoreSession *session, const char *move_id, gboolean *reversed, GError **error)
{
  g_autofree char *id = pd_stock_reversal_id (move_id);
  g_autoptr (PdRecord) reversal = NULL;

  if (!pd_store_row_load (session, &pd_stock_move_type, id, &reversal, error))
    return FALSE;
  *reversed = reversal != NULL && !pd_record_is_deleted (reversal);
  return TRUE;
}

/**
 * pd_store_stock_reverse:
 * @session: the session
 * @move_id: a move that a person wrote down wrongly
 * @reason: (nullable): why, for whoever reads it later
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): %PD_STORE_ERROR_NOT_ALLOWED with a sentence when it is none to be reversed, or was reversed
 *
 * What was written down is never changed: another move takes it back.
 *
 * Returns: (transfer full) (nullable): the new move
 */
PdRecord *
pd_store_stock_reverse (PdStoreSession *session,
                        const char *move_id,
                        const char *reason,
                        gint64 now,
                        GError **error)
{
  g_autoptr (PdRecord) move = pd_store_get_record (session, &pd_stock_move_type, move_id, error);
  const char *obstacle = move != NULL ? pd_stock_reversal_obstacle (move) : NULL;
  g_autoptr (PdRecord) reversal = NULL;
  gboolean reversed;

  if (move == NULL || !pd_store_stock_is_reversed (session, move_id, &reversed, error))
    return NULL;
  if (obstacle == NULL && reversed)
    obstacle = _ ("This movement has been reversed already.");
  reversal = obstacle == NULL ? pd_stock_reversal_new (move, now) : NULL;
  if (reversal == NULL)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                           obstacle != NULL ? obstacle : _ ("This movement has no quantity."));
      return NULL;
    }
  pd_record_set_text (reversal, PD_STOCK_MOVE_REASON, reason);
  return pd_store_save_record (session, reversal, now, error) ? g_steal_pointer (&reversal) : NULL;
}

static void
shortage_free (gpointer data)
{
  PdStoreShortage *shortage = data;

  g_free (shortage->line_id);
  g_free (shortage->good_id);
  g_free (shortage->good_name);
  g_free (shortage->wanted);
  g_free (shortage->available);
  g_free (shortage->missing);
  g_free (shortage);
}

static PdStoreShortage *
shortage_new (const PdStockShortage *found)
{
  PdStoreShortage *shortage = g_new0 (PdStoreShortage, 1);

  shortage->line_id = g_strdup (pd_record_get_id (found->line));
  shortage->good_id = g_strdup (pd_record_get_text (found->line, PD_ORDER_LINE_GOOD_ID));
  shortage->good_name = g_strdup (pd_record_get_text (found->line, PD_ORDER_LINE_NAME));
  shortage->wanted = pd_decimal_to_text (found->wanted, PD_DECIMAL_MAX_PLACES);
  shortage->available = pd_decimal_to_text (found->available, PD_DECIMAL_MAX_PLACES);
  shortage->missing = pd_decimal_to_text (found->missing, PD_DECIMAL_MAX_PLACES);
  return shortage;
}

/**
 * pd_store_stock_shortages:
 * @session: the session
 * @order: an order, saved or still being entered
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): why it could not be read
 *
 * What this computer knows: who is offline may learn later that others have promised the same goods.
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreShortage): the lines that there is not enough for, and when
 *   there may be more
 */
GPtrArray *
pd_store_stock_shortages (PdStoreSession *session, const PdRecord *order, gint64 now, GError **error)
{
  g_autoptr (GHashTable) stocked =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);
  g_autoptr (GHashTable) levels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, level_free);
  g_autoptr (GPtrArray) moves = read_moves_of (session, pd_record_get_id (order), error);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) shortages = g_ptr_array_new_with_free_func (shortage_free);

  if (moves == NULL || !read_goods_of (session, order, stocked, levels, error))
    return NULL;
  found = pd_stock_shortages (order, moves, stocked, levels);
  for (guint i = 0; i < found->len; i++)
    {
      PdStoreShortage *shortage = shortage_new (g_ptr_array_index (found, i));

      g_ptr_array_add (shortages, shortage);
      if (!pd_store_stock_next_receipt (session, shortage->good_id, now, &shortage->expected_at,
                                        &shortage->receipts_every, error))
        return NULL;
    }
  return g_steal_pointer (&shortages);
}

/* (nullable) (transfer full): the only good in stock of this name and specification */
static gboolean
find_only (PdStoreSession *session, const char *name, const char *spec, char **id, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT id FROM goods WHERE deleted = 0 AND name = ?1 AND coalesce (spec, "
                                "'') = ?2 AND stocked = 1 LIMIT 2",
                                error);
  gboolean row = TRUE;
  guint n = 0;

  *id = NULL;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", name, spec != NULL ? spec : "");
  while (pd_store_session_step (session, statement, &row, error) && row)
    {
      g_free (*id);
      *id = n++ == 0 ? g_strdup (pd_statement_text (statement, 0)) : NULL;
    }
  return !row;
}

/**
 * pd_store_stock_link_lines:
 * @session: the session
 * @order: an order that is entered or imported
 * @error: (out) (optional): why it could not be looked for
 *
 * What comes from a file or a command line names its goods. A line that names one good in stock, and no other, is of that
 * good.
 *
 * Returns: whether the goods could be looked for
 */
gboolean
pd_store_stock_link_lines (PdStoreSession *session, PdRecord *order, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    {
      PdRecord *line = g_ptr_array_index (lines, i);
      const char *name = pd_record_get_text (line, PD_ORDER_LINE_NAME);
      g_autofree char *id = NULL;

      if (name == NULL || pd_record_has (line, PD_ORDER_LINE_GOOD_ID))
        continue;
      if (!find_only (session, name, pd_record_get_text (line, PD_ORDER_LINE_SPEC), &id, error))
        return FALSE;
      pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, id);
    }
  return TRUE;
}
