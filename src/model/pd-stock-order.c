/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "model/pd-stock.h"

/* What an order does to the stock. It follows from the moves that the order has made before: what is kept for a line, and
 * what of it is out. So whatever way an order goes, forth and back, nothing is kept, let go or sent twice. */

#define SERIAL_NUMBERS_MAX 2000

/** Balance: of one line of an order and one good. */
typedef struct
{
  const char *line_id;   /* (borrowed) from a move or a line */
  const char *good_id;   /* (borrowed) */
  const char *good_name; /* (borrowed) */
  PdStockLevel level;    /* what is on hand less than before, is out */
} Balance;

static void
balance_free (gpointer data)
{
  Balance *balance = data;

  pd_stock_level_clear (&balance->level);
  g_free (balance);
}

/** Balances: of all lines of an order, in the order in which they were first heard of. */
typedef struct
{
  GPtrArray *list;    /* (owned) of Balance */
  GHashTable *by_key; /* (owned) the same, by line and good */
} Balances;

static void
balances_clear (Balances *balances)
{
  g_clear_pointer (&balances->by_key, g_hash_table_unref);
  g_clear_pointer (&balances->list, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Balances, balances_clear)

static char *
key_of (const char *line_id, const char *good_id)
{
  return g_strconcat (line_id != NULL ? line_id : "", "\n", good_id, NULL);
}

static Balance *
find_balance (const Balances *balances, const char *line_id, const char *good_id)
{
  g_autofree char *key = key_of (line_id, good_id);

  return g_hash_table_lookup (balances->by_key, key);
}

static Balance *
ensure_balance (Balances *balances, const char *line_id, const char *good_id, const char *good_name)
{
  Balance *balance = find_balance (balances, line_id, good_id);

  if (balance != NULL)
    return balance;
  balance = g_new0 (Balance, 1);
  balance->line_id = line_id;
  balance->good_id = good_id;
  balance->good_name = good_name;
  g_ptr_array_add (balances->list, balance);
  g_hash_table_insert (balances->by_key, key_of (line_id, good_id), balance);
  return balance;
}

static void
balances_init (Balances *balances, GPtrArray *moves)
{
  balances->list = g_ptr_array_new_with_free_func (balance_free);
  balances->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < moves->len; i++)
    {
      const PdRecord *move = g_ptr_array_index (moves, i);
      Balance *balance = ensure_balance (balances, pd_record_get_text (move, PD_STOCK_MOVE_LINE_ID),
                                         pd_record_get_text (move, PD_STOCK_MOVE_GOOD_ID),
                                         pd_record_get_text (move, PD_STOCK_MOVE_GOOD_NAME));

      pd_stock_level_add (&balance->level, pd_record_get_text (move, PD_STOCK_MOVE_KIND),
                          pd_record_get_text (move, PD_STOCK_MOVE_QUANTITY), 1);
    }
}

/* What of it has left and not come back; never less than nothing. */
static PdDecimal *
out_of (const Balance *balance)
{
  g_autoptr (PdDecimal) on_hand = pd_stock_level_on_hand (&balance->level);

  return pd_decimal_sign (on_hand) < 0 ? pd_decimal_negate (on_hand) : pd_decimal_new (0, 0);
}

/* The same move of the same step has the same id, wherever and how often it is made up. */
static char *
move_id (const char *cause, const Balance *balance, const char *kind, gint64 now)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text =
      g_strdup_printf ("stock\n%s\n%s\n%s\n%s", cause, balance->line_id != NULL ? balance->line_id : "",
                       balance->good_id != NULL ? balance->good_id : "", kind);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_at (now, digest);
}

/** Writer: what one cause writes. */
typedef struct
{
  const PdRecord *order;
  const char *cause; /* the id of what it follows from */
  gint64 now;
  GPtrArray *written; /* (owned) of PdRecord */
} Writer;

static PdRecord *
write_move (Writer *writer, Balance *balance, const char *kind, const PdDecimal *quantity)
{
  g_autofree char *id = move_id (writer->cause, balance, kind, writer->now);
  g_autofree char *text = pd_decimal_to_text (quantity, PD_DECIMAL_MAX_PLACES);
  PdRecord *move = pd_record_new (&pd_stock_move_type, id);

  pd_record_set_text (move, PD_STOCK_MOVE_GOOD_ID, balance->good_id);
  pd_record_set_text (move, PD_STOCK_MOVE_GOOD_NAME, balance->good_name);
  pd_record_set_text (move, PD_STOCK_MOVE_KIND, kind);
  pd_record_set_text (move, PD_STOCK_MOVE_QUANTITY, text);
  pd_record_set_text (move, PD_STOCK_MOVE_ORDER_ID, pd_record_get_id (writer->order));
  pd_record_set_text (move, PD_STOCK_MOVE_ORDER_NUMBER, pd_record_get_text (writer->order, PD_ORDER_NUMBER));
  pd_record_set_text (move, PD_STOCK_MOVE_LINE_ID, balance->line_id);
  pd_record_set_integer (move, PD_STOCK_MOVE_HAPPENED_AT, writer->now);
  pd_stock_level_add (&balance->level, kind, text, 1);
  g_ptr_array_add (writer->written, move);
  return move;
}

/* The serial numbers that were packed for the line; as many as a move has room for. */
static void
tell_serial_numbers (const PdRecord *order, const char *line_id, PdRecord *move)
{
  GPtrArray *items = pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const PdRecord *item = g_ptr_array_index (items, i);
      g_auto (GStrv) numbers = pd_serial_numbers (pd_record_get_text (item, PD_PARCEL_ITEM_SERIAL_NUMBERS));

      if (g_strcmp0 (pd_record_get_text (item, PD_PARCEL_ITEM_LINE_ID), line_id) != 0)
        continue;
      for (guint j = 0; numbers[j] != NULL; j++)
        if (g_utf8_strlen (all->str, -1) + g_utf8_strlen (numbers[j], -1) + 2 <= SERIAL_NUMBERS_MAX)
          g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", numbers[j]);
    }
  pd_record_set_text (move, PD_STOCK_MOVE_SERIAL_NUMBERS, all->len > 0 ? all->str : NULL);
}

static void
take_back (Writer *writer, Balance *balance)
{
  g_autoptr (PdDecimal) out = out_of (balance);

  if (pd_decimal_sign (out) > 0)
    tell_serial_numbers (writer->order, balance->line_id,
                         write_move (writer, balance, PD_STOCK_KIND_RETURN, out));
}

static void
let_go (Writer *writer, Balance *balance, gboolean send)
{
  g_autoptr (PdDecimal) reserved = pd_stock_level_reserved (&balance->level);

  if (pd_decimal_sign (reserved) <= 0)
    return;
  write_move (writer, balance, PD_STOCK_KIND_RELEASE, reserved);
  if (send)
    tell_serial_numbers (writer->order, balance->line_id,
                         write_move (writer, balance, PD_STOCK_KIND_ISSUE, reserved));
}

/* How much of a line is neither kept for it nor out: what it still needs. */
static PdDecimal *
open_quantity (const PdRecord *line, const Balance *balance)
{
  const char *text = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY);
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) reserved = balance != NULL ? pd_stock_level_reserved (&balance->level) : NULL;
  g_autoptr (PdDecimal) out = balance != NULL ? out_of (balance) : NULL;
  g_autoptr (PdDecimal) kept = balance != NULL ? pd_decimal_add (reserved, out) : pd_decimal_new (0, 0);
  g_autoptr (PdDecimal) open = quantity != NULL ? pd_decimal_subtract (quantity, kept) : NULL;

  return open != NULL && pd_decimal_sign (open) > 0 ? g_steal_pointer (&open) : pd_decimal_new (0, 0);
}

static void
reserve_line (Writer *writer, Balances *balances, const PdRecord *line, GHashTable *stocked)
{
  const char *good_id = pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID);
  const PdRecord *good = good_id != NULL ? g_hash_table_lookup (stocked, good_id) : NULL;
  Balance *balance = good != NULL ? ensure_balance (balances, pd_record_get_id (line), good_id,
                                                    pd_record_get_text (good, PD_GOOD_NAME))
                                  : NULL;
  g_autoptr (PdDecimal) open = balance != NULL ? open_quantity (line, balance) : NULL;

  if (open != NULL && pd_decimal_sign (open) > 0)
    write_move (writer, balance, PD_STOCK_KIND_RESERVE, open);
}

/**
 * pd_stock_moves_of_step:
 * @order: an order that has just moved: its newest step is the one that did
 * @effects: of #PdOrderEffect: what the arrow does
 * @moves: (element-type PdRecord): all moves that the order has made before
 * @stocked: (element-type utf8 PdRecord): the goods of its lines that are kept in stock, by id
 *
 * Returns: (transfer full) (element-type PdRecord): the moves that follow
 */
GPtrArray *
pd_stock_moves_of_step (const PdRecord *order, guint effects, GPtrArray *moves, GHashTable *stocked)
{
  GPtrArray *steps = pd_record_get_list (order, PD_ORDER_LIST_STEPS);
  GPtrArray *lines = pd_record_get_lines (order);
  const PdRecord *step = steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;
  g_auto (Balances) balances = { 0 };
  Writer writer = { .order = order,
                    .written = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref) };

  if (step == NULL)
    return writer.written;
  balances_init (&balances, moves);
  writer.cause = pd_record_get_id (step);
  writer.now = pd_record_get_integer (step, PD_STEP_HAPPENED_AT);
  for (guint i = 0; (effects & PD_ORDER_EFFECT_TAKE_BACK) && i < balances.list->len; i++)
    take_back (&writer, g_ptr_array_index (balances.list, i));
  for (guint i = 0; (effects & (PD_ORDER_EFFECT_RELEASE | PD_ORDER_EFFECT_SEND)) && i < balances.list->len;
       i++)
    let_go (&writer, g_ptr_array_index (balances.list, i), (effects & PD_ORDER_EFFECT_SEND) != 0);
  for (guint i = 0; (effects & PD_ORDER_EFFECT_RESERVE) && i < lines->len; i++)
    reserve_line (&writer, &balances, g_ptr_array_index (lines, i), stocked);
  return writer.written;
}

/* What came back and can be sold again; damaged goods are no stock. */
static gboolean
is_back (const PdRecord *row)
{
  const char *condition = pd_record_get_text (row, PD_RETURN_CONDITION);

  return pd_record_has (row, PD_RETURN_CAME_BACK_ON) && condition != NULL &&
         !g_str_equal (condition, PD_RETURN_CONDITION_DAMAGED) &&
         g_strcmp0 (pd_record_get_text (row, PD_RETURN_KIND), PD_RETURN_KIND_REFUND) != 0;
}

static gboolean
was_written (GPtrArray *moves, const char *id)
{
  for (guint i = 0; i < moves->len; i++)
    if (g_str_equal (pd_record_get_id (g_ptr_array_index (moves, i)), id))
      return TRUE;
  return FALSE;
}

static void
return_row (Writer *writer, const PdRecord *row, const Balances *balances, GPtrArray *moves)
{
  const char *line_id = pd_record_get_text (row, PD_RETURN_LINE_ID);
  const PdRecord *line =
      line_id != NULL ? pd_record_find_line (writer->order, PD_ORDER_LIST_LINES, line_id) : NULL;
  const char *good_id = line != NULL ? pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID) : NULL;
  const char *text = pd_record_get_text (row, PD_RETURN_QUANTITY);
  Balance *balance = good_id != NULL ? find_balance (balances, line_id, good_id) : NULL;
  g_autoptr (PdDecimal) out = balance != NULL ? out_of (balance) : NULL;
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autofree char *id = NULL;

  if (out == NULL || pd_decimal_sign (out) <= 0)
    return;
  writer->cause = pd_record_get_id (row);
  id = move_id (writer->cause, balance, PD_STOCK_KIND_RETURN, pd_id_get_time (writer->cause));
  if (was_written (moves, id))
    return;
  writer->now = pd_id_get_time (writer->cause);
  write_move (writer, balance, PD_STOCK_KIND_RETURN,
              quantity != NULL && pd_decimal_compare (quantity, out) < 0 ? quantity : out);
}

/* Whether the parcel of an item has left the warehouse. */
static gboolean
has_left (const PdRecord *order, const PdRecord *item)
{
  const char *id = pd_record_get_text (item, PD_PARCEL_ITEM_PARCEL_ID);
  const PdRecord *parcel = id != NULL ? pd_record_find_line (order, PD_ORDER_LIST_PARCELS, id) : NULL;

  return parcel != NULL &&
         (pd_record_has (parcel, PD_PARCEL_SENT_ON) || pd_order_parcel_is_delivered (order, parcel));
}

static gboolean
is_exchange (const PdRecord *order, const char *claim_id)
{
  const PdRecord *claim = pd_record_find_line (order, PD_ORDER_LIST_RETURNS, claim_id);

  return claim != NULL &&
         g_strcmp0 (pd_record_get_text (claim, PD_RETURN_KIND), PD_RETURN_KIND_EXCHANGE) == 0;
}

/* What is sent in exchange leaves the warehouse with its parcel, once for each item. */
static void
replace_item (Writer *writer, const PdRecord *item, const Balances *balances, GPtrArray *moves)
{
  const char *claim_id = pd_record_get_text (item, PD_PARCEL_ITEM_CLAIM_ID);
  const char *line_id = pd_record_get_text (item, PD_PARCEL_ITEM_LINE_ID);
  const PdRecord *line =
      line_id != NULL ? pd_record_find_line (writer->order, PD_ORDER_LIST_LINES, line_id) : NULL;
  const char *good_id = line != NULL ? pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID) : NULL;
  const char *text = pd_record_get_text (item, PD_PARCEL_ITEM_QUANTITY);
  Balance *balance = good_id != NULL ? find_balance (balances, line_id, good_id) : NULL;
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autofree char *id = NULL;
  PdRecord *move;

  if (claim_id == NULL || balance == NULL || quantity == NULL || pd_decimal_sign (quantity) <= 0 ||
      !is_exchange (writer->order, claim_id) || !has_left (writer->order, item))
    return;
  writer->cause = pd_record_get_id (item);
  writer->now = pd_id_get_time (writer->cause);
  id = move_id (writer->cause, balance, PD_STOCK_KIND_ISSUE, writer->now);
  if (was_written (moves, id))
    return;
  move = write_move (writer, balance, PD_STOCK_KIND_ISSUE, quantity);
  pd_record_set_text (move, PD_STOCK_MOVE_SERIAL_NUMBERS,
                      pd_record_get_text (item, PD_PARCEL_ITEM_SERIAL_NUMBERS));
}

/**
 * pd_stock_moves_of_returns:
 * @order: an order
 * @moves: (element-type PdRecord): all moves that the order has made
 * @now: microseconds since 1970 in UTC
 *
 * Goods that came back lie in the warehouse again, once for each row of the order's returns, and never more of them than
 * had left. What is sent in exchange for them leaves it, once for each item of a parcel that was sent.
 *
 * Returns: (transfer full) (element-type PdRecord): the moves that are missing
 */
GPtrArray *
pd_stock_moves_of_returns (const PdRecord *order, GPtrArray *moves, gint64 now)
{
  GPtrArray *rows = pd_record_get_list (order, PD_ORDER_LIST_RETURNS);
  GPtrArray *items = pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS);
  g_auto (Balances) balances = { 0 };
  Writer writer = { .order = order,
                    .written = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref) };

  balances_init (&balances, moves);
  for (guint i = 0; i < rows->len; i++)
    if (is_back (g_ptr_array_index (rows, i)))
      return_row (&writer, g_ptr_array_index (rows, i), &balances, moves);
  for (guint i = 0; i < items->len; i++)
    replace_item (&writer, g_ptr_array_index (items, i), &balances, moves);
  for (guint i = 0; i < writer.written->len; i++)
    pd_record_set_integer (g_ptr_array_index (writer.written, i), PD_STOCK_MOVE_HAPPENED_AT, now);
  return writer.written;
}

static void
shortage_free (gpointer data)
{
  PdStockShortage *shortage = data;

  g_clear_pointer (&shortage->wanted, pd_decimal_free);
  g_clear_pointer (&shortage->available, pd_decimal_free);
  g_clear_pointer (&shortage->missing, pd_decimal_free);
  g_free (shortage);
}

/* What is left of a good for the lines that follow. */
static PdDecimal *
left_of (GHashTable *left, const char *good_id, GHashTable *levels)
{
  PdDecimal *rest = g_hash_table_lookup (left, good_id);
  const PdStockLevel nothing = { 0 };
  const PdStockLevel *level = g_hash_table_lookup (levels, good_id);

  if (rest == NULL)
    {
      rest = pd_stock_level_available (level != NULL ? level : &nothing);
      g_hash_table_insert (left, (gpointer) good_id, rest);
    }
  return rest;
}

static void
look_at_line (const PdRecord *line,
              const Balances *balances,
              GHashTable *left,
              GHashTable *levels,
              GPtrArray *short_ones)
{
  const char *good_id = pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID);
  g_autoptr (PdDecimal) wanted =
      open_quantity (line, find_balance (balances, pd_record_get_id (line), good_id));
  PdDecimal *available = left_of (left, good_id, levels);
  g_autoptr (PdDecimal) there =
      pd_decimal_sign (available) > 0 ? pd_decimal_copy (available) : pd_decimal_new (0, 0);
  PdStockShortage *shortage;

  g_hash_table_insert (left, (gpointer) good_id, pd_decimal_subtract (available, wanted));
  if (pd_decimal_compare (wanted, there) <= 0)
    return;
  shortage = g_new0 (PdStockShortage, 1);
  shortage->line = line;
  shortage->missing = pd_decimal_subtract (wanted, there);
  shortage->wanted = g_steal_pointer (&wanted);
  shortage->available = g_steal_pointer (&there);
  g_ptr_array_add (short_ones, shortage);
}

/**
 * pd_stock_shortages:
 * @order: an order, which outlives what is returned
 * @moves: (element-type PdRecord): all moves that the order has made
 * @stocked: (element-type utf8 PdRecord): the goods of its lines that are kept in stock, by id
 * @levels: (element-type utf8 PdStockLevel): what there is of them, by id
 *
 * What is kept for the order already is not missing. Lines of the same good share what there is, the first one first.
 *
 * Returns: (transfer full) (element-type PdStockShortage): for each line that there is not enough for, how much is missing
 */
GPtrArray *
pd_stock_shortages (const PdRecord *order, GPtrArray *moves, GHashTable *stocked, GHashTable *levels)
{
  GPtrArray *lines = pd_record_get_lines (order);
  GPtrArray *short_ones = g_ptr_array_new_with_free_func (shortage_free);
  g_autoptr (GHashTable) left =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) pd_decimal_free);
  g_auto (Balances) balances = { 0 };

  balances_init (&balances, moves);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      const char *good_id = pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID);

      if (good_id != NULL && g_hash_table_contains (stocked, good_id))
        look_at_line (line, &balances, left, levels, short_ones);
    }
  return short_ones;
}
