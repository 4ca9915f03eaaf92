/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is of a good, and what an order does to it. */
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-stock-move.h"
#include "model/pd-stock.h"

#define START G_GINT64_CONSTANT (1794000000000000)
#define DAY G_TIME_SPAN_DAY

/** Shop: one order of two goods, one of which is kept in stock, with all moves that it makes. */
typedef struct
{
  PdRecord *order;
  PdRecord *good;
  PdRecord *line;      /* (borrowed) of the good, 5 pieces */
  GHashTable *stocked; /* (owned) */
  GPtrArray *moves;    /* (owned) */
  gint64 now;
} Shop;

static PdRecord *
add_line (Shop *shop, const char *good_id, const char *quantity)
{
  PdRecord *line = pd_order_add_line (shop->order, shop->now);

  pd_record_set_text (line, PD_ORDER_LINE_NAME, "扫码枪");
  pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, good_id);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  return line;
}

static void
set_up (Shop *shop, gconstpointer data)
{
  shop->now = START;
  shop->order = pd_order_new (shop->now, "2026-11-06");
  pd_record_set_text (shop->order, PD_ORDER_NUMBER, "S-1");
  shop->good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");
  pd_record_set_text (shop->good, PD_GOOD_NAME, "扫码枪");
  shop->stocked = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (shop->stocked, (gpointer) pd_record_get_id (shop->good), shop->good);
  shop->moves = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  shop->line = add_line (shop, pd_record_get_id (shop->good), "5");
  add_line (shop, "01900000-0000-7000-8000-000000000002", "7");
}

static void
tear_down (Shop *shop, gconstpointer data)
{
  pd_record_unref (shop->order);
  pd_record_unref (shop->good);
  g_hash_table_unref (shop->stocked);
  g_ptr_array_unref (shop->moves);
}

static guint
keep (Shop *shop, GPtrArray *written)
{
  guint n = written->len;

  g_ptr_array_extend_and_steal (shop->moves, written);
  return n;
}

/* The order takes a step that has these effects. Returns how many moves followed. */
static guint
take_step (Shop *shop, guint effects)
{
  shop->now += G_TIME_SPAN_MINUTE;
  pd_record_add_step (shop->order, shop->now, "go", NULL, NULL, NULL, NULL, NULL);
  return keep (shop, pd_stock_moves_of_step (shop->order, effects, shop->moves, shop->stocked));
}

static void
assert_level (Shop *shop, const char *on_hand, const char *reserved)
{
  g_auto (PdStockLevel) level = { 0 };
  g_autoptr (PdDecimal) there = NULL;
  g_autoptr (PdDecimal) kept = NULL;
  g_autofree char *there_text = NULL;
  g_autofree char *kept_text = NULL;

  for (guint i = 0; i < shop->moves->len; i++)
    pd_stock_level_add (&level, pd_record_get_text (shop->moves->pdata[i], PD_STOCK_MOVE_KIND),
                        pd_record_get_text (shop->moves->pdata[i], PD_STOCK_MOVE_QUANTITY), 1);
  there = pd_stock_level_on_hand (&level);
  kept = pd_stock_level_reserved (&level);
  there_text = pd_decimal_to_text (there, 13);
  kept_text = pd_decimal_to_text (kept, 13);
  g_assert_cmpstr (there_text, ==, on_hand);
  g_assert_cmpstr (kept_text, ==, reserved);
}

#define RESERVE PD_ORDER_EFFECT_RESERVE
#define RELEASE PD_ORDER_EFFECT_RELEASE
#define SEND PD_ORDER_EFFECT_SEND
#define TAKE_BACK PD_ORDER_EFFECT_TAKE_BACK

/* Ways that orders go, each with what there is afterwards; at first there is nothing. */
static void
test_ways (Shop *shop, gconstpointer data)
{
  static const struct
  {
    guint effects[6];
    const char *on_hand;
    const char *reserved;
    guint n_moves;
  } ways[] = {
    { { RESERVE }, "0", "5", 1 },
    /* Asked for twice: nothing more. */
    { { RESERVE, RESERVE }, "0", "5", 1 },
    { { RELEASE }, "0", "0", 0 },
    { { SEND }, "0", "0", 0 },
    { { RESERVE, RELEASE }, "0", "0", 2 },
    { { RESERVE, RELEASE, RELEASE }, "0", "0", 2 },
    { { RESERVE, RELEASE, RESERVE }, "0", "5", 3 },
    { { RESERVE, SEND }, "-5", "0", 3 },
    /* Work that is done over again takes nothing a second time. */
    { { RESERVE, SEND, SEND }, "-5", "0", 3 },
    /* What has left stays out until somebody says that it came back. */
    { { RESERVE, SEND, RELEASE }, "-5", "0", 3 },
    { { RESERVE, SEND, RELEASE, RESERVE, SEND }, "-5", "0", 3 },
    { { RESERVE, SEND, TAKE_BACK | RESERVE }, "0", "5", 5 },
    { { RESERVE, SEND, TAKE_BACK | RESERVE, SEND }, "-5", "0", 7 },
    { { RESERVE, SEND, TAKE_BACK | RESERVE, RELEASE }, "0", "0", 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      guint n_moves = 0;
      g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

      g_ptr_array_set_size (shop->moves, 0);
      for (guint j = 0; j < G_N_ELEMENTS (ways[i].effects) && ways[i].effects[j] != 0; j++)
        n_moves += take_step (shop, ways[i].effects[j]);
      g_assert_cmpuint (n_moves, ==, ways[i].n_moves);
      assert_level (shop, ways[i].on_hand, ways[i].reserved);
      for (guint j = 0; j < shop->moves->len; j++)
        g_assert_true (g_hash_table_add (ids, (gpointer) pd_record_get_id (shop->moves->pdata[j])));
    }
}

/* The same step has the same moves wherever they are made up. */
static void
test_ids (Shop *shop, gconstpointer data)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) again = NULL;

  g_assert_cmpuint (take_step (shop, RESERVE), ==, 1);
  again = pd_stock_moves_of_step (shop->order, RESERVE, none, shop->stocked);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_true (pd_record_equal (again->pdata[0], shop->moves->pdata[0]));
  g_assert_cmpint (pd_record_get_integer (again->pdata[0], PD_STOCK_MOVE_HAPPENED_AT), ==, shop->now);
  g_assert_cmpstr (pd_record_get_text (again->pdata[0], PD_STOCK_MOVE_ORDER_NUMBER), ==, "S-1");
}

/* An order that was sent back comes with another quantity. */
static void
test_changed (Shop *shop, gconstpointer data)
{
  take_step (shop, RESERVE);
  take_step (shop, RELEASE);
  pd_record_set_text (shop->line, PD_ORDER_LINE_QUANTITY, "2.5");
  take_step (shop, RESERVE);
  assert_level (shop, "0", "2.5");
  take_step (shop, SEND);
  assert_level (shop, "-2.5", "0");
  /* More of it is wanted: only what is missing is kept. */
  pd_record_set_text (shop->line, PD_ORDER_LINE_QUANTITY, "4");
  take_step (shop, RESERVE);
  assert_level (shop, "-2.5", "1.5");
}

static void
pack (Shop *shop, const char *serial_numbers)
{
  PdRecord *item;

  shop->now += G_TIME_SPAN_MINUTE;
  item = pd_order_add_fact (shop->order, PD_ORDER_LIST_PARCEL_ITEMS, shop->now);

  pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (shop->line));
  pd_record_set_text (item, PD_PARCEL_ITEM_SERIAL_NUMBERS, serial_numbers);
}

static void
test_serial_numbers (Shop *shop, gconstpointer data)
{
  take_step (shop, RESERVE);
  pack (shop, "A1，A2\nA3");
  pack (shop, " A4、A5 ");
  take_step (shop, SEND);
  for (guint i = 0; i < shop->moves->len; i++)
    g_assert_cmpstr (pd_record_get_text (shop->moves->pdata[i], PD_STOCK_MOVE_SERIAL_NUMBERS), ==,
                     g_strcmp0 (pd_record_get_text (shop->moves->pdata[i], PD_STOCK_MOVE_KIND),
                                PD_STOCK_KIND_ISSUE) == 0
                         ? "A1, A2, A3, A4, A5"
                         : NULL);
}

static PdRecord *
come_back (Shop *shop, const char *kind, const char *quantity, const char *condition)
{
  PdRecord *row;

  shop->now += G_TIME_SPAN_MINUTE;
  row = pd_order_add_fact (shop->order, PD_ORDER_LIST_RETURNS, shop->now);
  pd_record_set_text (row, PD_RETURN_KIND, kind);
  pd_record_set_text (row, PD_RETURN_LINE_ID, pd_record_get_id (shop->line));
  pd_record_set_text (row, PD_RETURN_QUANTITY, quantity);
  pd_record_set_text (row, PD_RETURN_CAME_BACK_ON, condition != NULL ? "2026-11-20" : NULL);
  pd_record_set_text (row, PD_RETURN_CONDITION, condition);
  return row;
}

static guint
look_at_returns (Shop *shop)
{
  return keep (shop, pd_stock_moves_of_returns (shop->order, shop->moves, shop->now));
}

static void
test_returns (Shop *shop, gconstpointer data)
{
  PdRecord *row;

  /* Nothing has left yet. */
  come_back (shop, PD_RETURN_KIND_RETURN, "1", "new");
  g_assert_cmpuint (look_at_returns (shop), ==, 0);
  pd_record_remove_line (shop->order, PD_ORDER_LIST_RETURNS,
                         pd_record_get_id (
                             g_ptr_array_index (pd_record_get_list (shop->order, PD_ORDER_LIST_RETURNS), 0)));
  take_step (shop, RESERVE);
  take_step (shop, SEND);

  row = come_back (shop, PD_RETURN_KIND_RETURN, "2", NULL);
  g_assert_cmpuint (look_at_returns (shop), ==, 0);
  pd_record_set_text (row, PD_RETURN_CAME_BACK_ON, "2026-11-20");
  pd_record_set_text (row, PD_RETURN_CONDITION, PD_RETURN_CONDITION_DAMAGED);
  g_assert_cmpuint (look_at_returns (shop), ==, 0);
  pd_record_set_text (row, PD_RETURN_CONDITION, "used");
  g_assert_cmpuint (look_at_returns (shop), ==, 1);
  assert_level (shop, "-3", "0");
  g_assert_cmpuint (look_at_returns (shop), ==, 0);
  pd_record_set_text (row, PD_RETURN_QUANTITY, "3");
  g_assert_cmpuint (look_at_returns (shop), ==, 0);

  come_back (shop, PD_RETURN_KIND_REFUND, "1", "new");
  g_assert_cmpuint (look_at_returns (shop), ==, 0);
  /* More than what is out cannot come back. */
  come_back (shop, PD_RETURN_KIND_EXCHANGE, "9", "new");
  come_back (shop, PD_RETURN_KIND_EXCHANGE, NULL, "new");
  g_assert_cmpuint (look_at_returns (shop), ==, 1);
  assert_level (shop, "0", "0");
}

static void
test_shortage (Shop *shop, gconstpointer data)
{
  static const struct
  {
    const char *received;
    const char *kept_before; /* how much of the first line is kept already */
    const char *missing[2];  /* of the line of 5, and of another line of 2 */
  } cases[] = {
    { "10", NULL, { NULL, NULL } }, { "7", NULL, { NULL, NULL } },   { "6", NULL, { NULL, "1" } },
    { "5", NULL, { NULL, "2" } },   { "4.5", NULL, { "0.5", "2" } }, { NULL, NULL, { "5", "2" } },
    { "7", "5", { NULL, NULL } },   { "5", "5", { NULL, "2" } },     { "4", "3", { "1", "2" } },
  };
  PdRecord *second = add_line (shop, pd_record_get_id (shop->good), "2");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PdStockLevel) level = { 0 };
      g_autoptr (GHashTable) levels = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GPtrArray) moves = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
      g_autoptr (GPtrArray) found = NULL;
      guint at = 0;

      pd_stock_level_add (&level, PD_STOCK_KIND_RECEIPT, cases[i].received, 1);
      if (cases[i].kept_before != NULL)
        {
          PdRecord *move =
              pd_stock_move_new (shop->now, PD_STOCK_KIND_RESERVE, shop->good, cases[i].kept_before);

          pd_record_set_text (move, PD_STOCK_MOVE_LINE_ID, pd_record_get_id (shop->line));
          g_ptr_array_add (moves, move);
          pd_stock_level_add (&level, PD_STOCK_KIND_RESERVE, cases[i].kept_before, 1);
        }
      g_hash_table_insert (levels, (gpointer) pd_record_get_id (shop->good), &level);
      found = pd_stock_shortages (shop->order, moves, shop->stocked, levels);
      for (guint j = 0; j < 2; j++)
        {
          const PdStockShortage *shortage;
          g_autofree char *missing = NULL;

          if (cases[i].missing[j] == NULL)
            continue;
          g_assert_cmpuint (found->len, >, at);
          shortage = found->pdata[at++];
          missing = pd_decimal_to_text (shortage->missing, 13);
          g_assert_true (shortage->line == (j == 0 ? shop->line : second));
          g_assert_cmpstr (missing, ==, cases[i].missing[j]);
        }
      g_assert_cmpuint (found->len, ==, at);
    }
}

static void
test_minimum (void)
{
  static const struct
  {
    const char *minimum;
    const char *on_hand;
    const char *reserved;
    const char *missing;
  } cases[] = {
    { NULL, "0", "0", NULL }, { NULL, "3", "0", NULL },   { NULL, "3", "5", "2" },
    { "4", "4", "0", NULL },  { "4", "4", "0.5", "0.5" }, { "4", NULL, NULL, "4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");
      g_auto (PdStockLevel) level = { 0 };
      g_autoptr (PdDecimal) missing = NULL;
      g_autofree char *text = NULL;

      pd_record_set_text (good, PD_GOOD_MINIMUM_STOCK, cases[i].minimum);
      pd_stock_level_add (&level, PD_STOCK_KIND_RECEIPT, cases[i].on_hand, 1);
      pd_stock_level_add (&level, PD_STOCK_KIND_RESERVE, cases[i].reserved, 1);
      missing = pd_stock_level_missing (&level, good);
      text = missing != NULL ? pd_decimal_to_text (missing, 13) : NULL;
      g_assert_cmpstr (text, ==, cases[i].missing);
    }
}

static void
test_next_receipt (void)
{
  static const struct
  {
    gint64 received[5]; /* days and hours: day * 24 + hour; -1 ends */
    gint64 now;
    guint every;
    gint64 next;
  } cases[] = {
    { { -1 }, 240, 0, 0 },
    { { 24, -1 }, 240, 0, 0 },
    /* Two lorries of one morning are one delivery. */
    { { 24, 27, -1 }, 240, 0, 0 },
    { { 0, 240, -1 }, 264, 10, 480 },
    { { 240, 0, -1 }, 264, 10, 480 },
    /* One that was late does not count for more than another. */
    { { 0, 168, 336, 1000, -1 }, 1010, 7, 1168 },
    /* It should have come: tomorrow, perhaps. */
    { { 0, 240, -1 }, 600, 10, 624 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 received[5];
      guint n = 0, every = 99;
      gint64 next;

      for (; cases[i].received[n] >= 0; n++)
        received[n] = START + cases[i].received[n] * G_TIME_SPAN_HOUR;
      next = pd_stock_next_receipt (received, n, START + cases[i].now * G_TIME_SPAN_HOUR, &every);
      g_assert_cmpuint (every, ==, cases[i].every);
      g_assert_cmpint (next, ==, cases[i].next == 0 ? 0 : START + cases[i].next * G_TIME_SPAN_HOUR);
    }
}

static void
test_check (Shop *shop, gconstpointer data)
{
  static const struct
  {
    const char *kind;
    const char *quantity;
    const char *serial_numbers;
    int field; /* that is wrong; -1: none */
  } cases[] = {
    { PD_STOCK_KIND_RECEIPT, "3", NULL, -1 },
    { PD_STOCK_KIND_RECEIPT, "3", "A B C", -1 },
    { PD_STOCK_KIND_RECEIPT, "3", "A B B", PD_STOCK_MOVE_SERIAL_NUMBERS },
    { PD_STOCK_KIND_RECEIPT, "0", NULL, PD_STOCK_MOVE_QUANTITY },
    { PD_STOCK_KIND_RECEIPT, "-3", NULL, PD_STOCK_MOVE_QUANTITY },
    { PD_STOCK_KIND_RETURN, "1.5", NULL, -1 },
    { PD_STOCK_KIND_COUNT, "-3", NULL, -1 },
    { PD_STOCK_KIND_COUNT, "-2", "A,B", -1 },
    { PD_STOCK_KIND_COUNT, "0", NULL, PD_STOCK_MOVE_QUANTITY },
    { PD_STOCK_KIND_RESERVE, "3", NULL, PD_STOCK_MOVE_KIND },
    { PD_STOCK_KIND_RELEASE, "3", NULL, PD_STOCK_MOVE_KIND },
    { PD_STOCK_KIND_ISSUE, "3", NULL, PD_STOCK_MOVE_KIND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) move = pd_stock_move_new (shop->now, cases[i].kind, shop->good, cases[i].quantity);
      g_autoptr (GPtrArray) problems = NULL;
      const PdProblem *problem;

      pd_record_set_text (move, PD_STOCK_MOVE_SERIAL_NUMBERS, cases[i].serial_numbers);
      problems = pd_record_check (move, PD_REQUIRED_TO_SAVE);
      problem = pd_problems_first_error (problems);
      g_assert_cmpint (problem != NULL ? problem->field : -1, ==, cases[i].field);
    }
}

/* What a person wrote down is taken back whole, once: the id of what does it follows from the move. */
static void
test_reversal (Shop *shop, gconstpointer data)
{
  static const struct
  {
    const char *kind;
    const char *quantity;
    const char *line_id;
    const char *opposite; /* NULL: cannot be reversed */
  } cases[] = {
    { PD_STOCK_KIND_RECEIPT, "3", NULL, "-3" },
    { PD_STOCK_KIND_RETURN, "1.25", NULL, "-1.25" },
    { PD_STOCK_KIND_COUNT, "-2", NULL, "2" },
    { PD_STOCK_KIND_COUNT, "2", NULL, "-2" },
    { PD_STOCK_KIND_RETURN, "1", "01900000-0000-7000-8000-000000000009", NULL },
    { PD_STOCK_KIND_ISSUE, "1", NULL, NULL },
    { PD_STOCK_KIND_RESERVE, "1", NULL, NULL },
    { PD_STOCK_KIND_RELEASE, "1", NULL, NULL },
    { "invented", "1", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) move = pd_stock_move_new (shop->now, cases[i].kind, shop->good, cases[i].quantity);
      g_autoptr (PdRecord) reversal = NULL;
      g_autoptr (PdRecord) again = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      g_auto (PdStockLevel) level = { 0 };
      g_autoptr (PdDecimal) left = NULL;

      pd_record_set_text (move, PD_STOCK_MOVE_LINE_ID, cases[i].line_id);
      g_assert_true ((pd_stock_reversal_obstacle (move) == NULL) == (cases[i].opposite != NULL));
      if (cases[i].opposite == NULL)
        continue;
      reversal = pd_stock_reversal_new (move, shop->now + DAY);
      again = pd_stock_reversal_new (move, shop->now);
      problems = pd_record_check (reversal, PD_REQUIRED_TO_SAVE);
      g_assert_null (pd_problems_first_error (problems));
      g_assert_cmpstr (pd_record_get_id (again), ==, pd_record_get_id (reversal));
      g_assert_cmpstr (pd_record_get_text (reversal, PD_STOCK_MOVE_QUANTITY), ==, cases[i].opposite);
      g_assert_nonnull (pd_stock_reversal_obstacle (reversal));
      g_assert_true (pd_stock_reversal_fits (reversal, move));
      pd_stock_level_add (&level, cases[i].kind, cases[i].quantity, 1);
      pd_stock_level_add (&level, cases[i].kind, cases[i].opposite, 1);
      left = pd_stock_level_on_hand (&level);
      g_assert_cmpint (pd_decimal_sign (left), ==, 0);
      pd_record_set_text (reversal, PD_STOCK_MOVE_QUANTITY, "-0.5");
      g_assert_false (pd_stock_reversal_fits (reversal, move));
    }
}

static void
assert_wrong (const PdRecord *move, guint field)
{
  g_autoptr (GPtrArray) problems = pd_record_check (move, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_first_error (problems);

  g_assert_nonnull (problem);
  g_assert_cmpint (problem->field, ==, field);
}

/* A reversal under another id could be a second one, and one that adds to a receipt is none. */
static void
test_false_reversal (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) move = pd_stock_move_new (shop->now, PD_STOCK_KIND_RECEIPT, shop->good, "3");
  g_autoptr (PdRecord) reversal = pd_stock_reversal_new (move, shop->now);
  g_autoptr (PdRecord) other = pd_stock_move_new (shop->now, PD_STOCK_KIND_RECEIPT, shop->good, "-3");

  pd_record_set_text (other, PD_STOCK_MOVE_REVERSES, pd_record_get_id (move));
  assert_wrong (other, PD_STOCK_MOVE_REVERSES);
  pd_record_set_text (reversal, PD_STOCK_MOVE_QUANTITY, "3");
  assert_wrong (reversal, PD_STOCK_MOVE_QUANTITY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/stock/" name, Shop, NULL, set_up, function, tear_down)
  ADD ("ways", test_ways);
  ADD ("ids", test_ids);
  ADD ("changed", test_changed);
  ADD ("serial-numbers", test_serial_numbers);
  ADD ("returns", test_returns);
  ADD ("shortage", test_shortage);
  ADD ("check", test_check);
  ADD ("reversal", test_reversal);
  ADD ("false-reversal", test_false_reversal);
  g_test_add_func ("/stock/minimum", test_minimum);
  g_test_add_func ("/stock/next-receipt", test_next_receipt);
  return g_test_run ();
}
