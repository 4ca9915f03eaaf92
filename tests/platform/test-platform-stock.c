/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders take goods from the stock, and give them back. */
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "model/pd-stock.h"
#include "order-way.h"
#include "platform/order-office.h"

/** Shop: an office with a good in stock. */
typedef struct
{
  Office office;
  PdRecord *good;
} Shop;

static PdRecord *
do_create (Shop *shop, const char *role, const PdRecord *record)
{
  return office_taken (fixture_do (shop->office.f, office_token (&shop->office, role),
                                   fixture_create (shop->office.f, record)));
}

static void
set_up (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");

  office_set_up (&shop->office, NULL);
  pd_record_set_text (good, PD_GOOD_NAME, "扫码枪");
  pd_record_set_flag (good, PD_GOOD_STOCKED, TRUE);
  shop->good = do_create (shop, "clerk", good);
}

static void
tear_down (Shop *shop, gconstpointer data)
{
  pd_record_unref (shop->good);
  office_tear_down (&shop->office, NULL);
}

static void
restart (Shop *shop)
{
  fixture_restart (shop->office.f);
}

/* (transfer full): an order of ten pieces of the good */
static PdRecord *
new_order (Shop *shop, const char *kind)
{
  g_autoptr (PdRecord) order = fixture_order (shop->office.f, "S-1");
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 0);

  shop->office.f->now += G_TIME_SPAN_SECOND;
  pd_record_set_text (order, PD_ORDER_KIND, kind);
  pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, pd_record_get_id (shop->good));
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "10");
  pd_record_clear (line, PD_ORDER_LINE_UNIT_PRICE);
  return do_create (shop, "clerk", order);
}

static void
go (Shop *shop, PdRecord **order, const char *command)
{
  office_go (&shop->office, order, pd_order_flow_arrow (*order, command));
}

/* What everybody sees of it. */
static guint
sum_up (Shop *shop, PdStockLevel *level)
{
  g_autoptr (PdWirePage) page = fixture_pull (shop->office.f, office_token (&shop->office, "warehouse"), "");
  guint n_moves = 0;

  g_assert_false (page->more);
  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *move = page->records->pdata[i];

      if (pd_record_get_record_type (move) != &pd_stock_move_type)
        continue;
      n_moves++;
      g_assert_cmpint (pd_record_get_revision (move), ==, 1);
      g_assert_true (pd_record_has (move, PD_STOCK_MOVE_CREATED_BY));
      pd_stock_level_add (level, pd_record_get_text (move, PD_STOCK_MOVE_KIND),
                          pd_record_get_text (move, PD_STOCK_MOVE_QUANTITY), 1);
    }
  return n_moves;
}

static void
assert_level (Shop *shop, const char *on_hand, const char *reserved, guint n_moves)
{
  g_auto (PdStockLevel) level = { 0 };
  guint n = sum_up (shop, &level);
  g_autoptr (PdDecimal) there = pd_stock_level_on_hand (&level);
  g_autoptr (PdDecimal) kept = pd_stock_level_reserved (&level);
  g_autofree char *there_text = pd_decimal_to_text (there, 13);
  g_autofree char *kept_text = pd_decimal_to_text (kept, 13);

  g_assert_cmpstr (there_text, ==, on_hand);
  g_assert_cmpstr (kept_text, ==, reserved);
  g_assert_cmpuint (n, ==, n_moves);
}

static void
receive (Shop *shop, const char *quantity)
{
  g_autoptr (PdRecord) move =
      pd_stock_move_new (shop->office.f->now, PD_STOCK_KIND_RECEIPT, shop->good, quantity);

  pd_record_unref (do_create (shop, "warehouse", move));
}

static void
test_goods (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (shop, PD_ORDER_KIND_GOODS);

  receive (shop, "25");
  assert_level (shop, "25", "0", 1);
  go (shop, &order, "submit");
  assert_level (shop, "25", "0", 1);
  go (shop, &order, "approve");
  assert_level (shop, "25", "10", 2);
  restart (shop);
  go (shop, &order, "send_back");
  assert_level (shop, "25", "0", 3);
  go (shop, &order, "submit");
  go (shop, &order, "approve");
  assert_level (shop, "25", "10", 4);
  go (shop, &order, "confirm_payment");
  restart (shop);
  go (shop, &order, "ship");
  assert_level (shop, "15", "0", 6);
  go (shop, &order, "recall");
  assert_level (shop, "25", "10", 8);
  go (shop, &order, "ship");
  go (shop, &order, "complete");
  assert_level (shop, "15", "0", 10);
}

static void
test_cancel (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (shop, PD_ORDER_KIND_GOODS);

  go (shop, &order, "submit");
  go (shop, &order, "approve");
  /* More was promised than there is: nobody is stopped by that, and it shows. */
  assert_level (shop, "0", "10", 1);
  go (shop, &order, "cancel");
  assert_level (shop, "0", "0", 2);
  go (shop, &order, "reopen");
  go (shop, &order, "submit");
  assert_level (shop, "0", "0", 2);
}

/* Work that was not accepted and is done over again takes the goods once. */
static void
test_service (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (shop, PD_ORDER_KIND_SERVICE);
  static const char *const commands[] = { "submit", "approve", "appoint", "start",
                                          "finish", "rework",  "finish" };

  receive (shop, "10");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    go (shop, &order, commands[i]);
  assert_level (shop, "0", "0", 4);
  go (shop, &order, "rework");
  go (shop, &order, "cancel");
  assert_level (shop, "0", "0", 4);
}

static PdRecord *
save (Shop *shop, const char *role, const PdRecord *before, const PdRecord *after)
{
  return office_taken (fixture_do (shop->office.f, office_token (&shop->office, role),
                                   fixture_patch (shop->office.f, before, after)));
}

static void
test_return (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (shop, PD_ORDER_KIND_GOODS);
  g_autoptr (PdRecord) asked = NULL;
  g_autoptr (PdRecord) back = NULL;
  g_autoptr (PdRecord) noted = NULL;
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdRecord) third = NULL;
  static const char *const commands[] = { "submit", "approve", "confirm_payment", "ship", "complete" };
  PdRecord *row;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    go (shop, &order, commands[i]);
  assert_level (shop, "-10", "0", 3);
  asked = pd_record_copy (order);
  row = pd_order_add_fact (asked, PD_ORDER_LIST_RETURNS, shop->office.f->now);
  pd_record_set_text (row, PD_RETURN_ASKED_ON, OFFICE_TODAY);
  pd_record_set_text (row, PD_RETURN_KIND, PD_RETURN_KIND_RETURN);
  pd_record_set_text (row, PD_RETURN_LINE_ID,
                      pd_record_get_id (g_ptr_array_index (pd_record_get_lines (order), 0)));
  pd_record_set_text (row, PD_RETURN_QUANTITY, "4");
  pd_record_set_text (row, PD_RETURN_REASON, "型号不符");
  first = save (shop, "clerk", order, asked);
  assert_level (shop, "-10", "0", 3);
  back = pd_record_copy (first);
  row = g_ptr_array_index (pd_record_get_list (back, PD_ORDER_LIST_RETURNS), 0);
  pd_record_set_text (row, PD_RETURN_CAME_BACK_ON, "2026-11-20");
  pd_record_set_text (row, PD_RETURN_CONDITION, "new");
  second = save (shop, "warehouse", first, back);
  assert_level (shop, "-6", "0", 4);
  noted = pd_record_copy (second);
  pd_record_set_text (noted, PD_ORDER_NOTE, "已入库");
  third = save (shop, "clerk", second, noted);
  assert_level (shop, "-6", "0", 4);
}

/* What is sent in exchange leaves the warehouse when its parcel does, once, and what came back for it lies there again. */
static void
test_exchange (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (shop, PD_ORDER_KIND_GOODS);
  g_autoptr (PdRecord) back = NULL, first = NULL, packed = NULL, second = NULL, sent = NULL, third = NULL;
  g_autoptr (PdRecord) noted = NULL, fourth = NULL;
  static const char *const commands[] = { "submit", "approve", "confirm_payment", "ship", "complete" };
  const char *line_id;
  PdRecord *row, *parcel, *item;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    go (shop, &order, commands[i]);
  line_id = pd_record_get_id (g_ptr_array_index (pd_record_get_lines (order), 0));
  back = pd_record_copy (order);
  row = pd_order_add_fact (back, PD_ORDER_LIST_RETURNS, shop->office.f->now);
  pd_record_set_text (row, PD_RETURN_ASKED_ON, OFFICE_TODAY);
  pd_record_set_text (row, PD_RETURN_KIND, PD_RETURN_KIND_EXCHANGE);
  pd_record_set_text (row, PD_RETURN_LINE_ID, line_id);
  pd_record_set_text (row, PD_RETURN_QUANTITY, "4");
  pd_record_set_text (row, PD_RETURN_REASON, "型号不符");
  pd_record_set_text (row, PD_RETURN_CAME_BACK_ON, "2026-11-20");
  pd_record_set_text (row, PD_RETURN_CONDITION, "new");
  first = save (shop, "warehouse", order, back);
  assert_level (shop, "-6", "0", 4);

  packed = pd_record_copy (first);
  row = g_ptr_array_index (pd_record_get_list (packed, PD_ORDER_LIST_RETURNS), 0);
  parcel = pd_order_add_fact (packed, PD_ORDER_LIST_PARCELS, shop->office.f->now);
  pd_record_set_text (parcel, PD_PARCEL_CARRIER, "顺丰速运");
  item = pd_order_add_fact (packed, PD_ORDER_LIST_PARCEL_ITEMS, shop->office.f->now);
  pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
  pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, line_id);
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, "4");
  pd_record_set_text (item, PD_PARCEL_ITEM_CLAIM_ID, pd_record_get_id (row));
  second = save (shop, "warehouse", first, packed);
  assert_level (shop, "-6", "0", 4);

  sent = pd_record_copy (second);
  parcel = pd_record_find_line (sent, PD_ORDER_LIST_PARCELS, pd_record_get_id (parcel));
  pd_record_set_text (parcel, PD_PARCEL_SENT_ON, OFFICE_TODAY);
  third = save (shop, "warehouse", second, sent);
  assert_level (shop, "-10", "0", 5);
  restart (shop);
  noted = pd_record_copy (third);
  pd_record_set_text (noted, PD_ORDER_NOTE, "换货已寄出");
  fourth = save (shop, "clerk", third, noted);
  assert_level (shop, "-10", "0", 5);
}

/* (transfer full): the order with a parcel more, of so much in exchange for the first claim */
static PdRecord *
with_replacement (Shop *shop, const PdRecord *order, const char *quantity)
{
  PdRecord *after = pd_record_copy (order);
  const PdRecord *claim = g_ptr_array_index (pd_record_get_list (after, PD_ORDER_LIST_RETURNS), 0);
  PdRecord *parcel = pd_order_add_fact (after, PD_ORDER_LIST_PARCELS, shop->office.f->now);
  PdRecord *item = pd_order_add_fact (after, PD_ORDER_LIST_PARCEL_ITEMS, shop->office.f->now);

  pd_record_set_text (parcel, PD_PARCEL_CARRIER, "顺丰速运");
  pd_record_set_text (parcel, PD_PARCEL_SENT_ON, OFFICE_TODAY);
  pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
  pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_text (claim, PD_RETURN_LINE_ID));
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, quantity);
  pd_record_set_text (item, PD_PARCEL_ITEM_CLAIM_ID, pd_record_get_id (claim));
  return after;
}

static void
assert_exchange_refused (Shop *shop, const PdRecord *before, const PdRecord *after)
{
  office_assert_refused (fixture_do (shop->office.f, office_token (&shop->office, "warehouse"),
                                     fixture_patch (shop->office.f, before, after)),
                         PD_OUTCOME_CONFLICT, "exchange");
}

/* No more is sent than comes back, whether in one parcel, in several, or from two desks that know nothing of each other. */
static void
test_exchange_cap (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (shop, PD_ORDER_KIND_GOODS);
  g_autoptr (PdRecord) claimed = NULL, there = NULL, more = NULL, part = NULL, one = NULL, other = NULL;
  g_autoptr (PdRecord) full = NULL, noted = NULL, plain = NULL, done = NULL;
  static const char *const commands[] = { "submit", "approve", "confirm_payment", "ship", "complete" };
  PdRecord *claim;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    go (shop, &order, commands[i]);
  claimed = pd_record_copy (order);
  claim = pd_order_add_fact (claimed, PD_ORDER_LIST_RETURNS, shop->office.f->now);
  pd_record_set_text (claim, PD_RETURN_ASKED_ON, OFFICE_TODAY);
  pd_record_set_text (claim, PD_RETURN_KIND, PD_RETURN_KIND_EXCHANGE);
  pd_record_set_text (claim, PD_RETURN_LINE_ID,
                      pd_record_get_id (g_ptr_array_index (pd_record_get_lines (order), 0)));
  pd_record_set_text (claim, PD_RETURN_QUANTITY, "4");
  pd_record_set_text (claim, PD_RETURN_REASON, "型号不符");
  there = save (shop, "warehouse", order, claimed);

  more = with_replacement (shop, there, "4.5");
  assert_exchange_refused (shop, there, more);
  assert_level (shop, "-10", "0", 3);
  one = with_replacement (shop, there, "3");
  other = with_replacement (shop, there, "2");
  part = save (shop, "warehouse", there, one);
  assert_level (shop, "-13", "0", 4);
  /* The second desk has not heard of the first one's parcel. */
  assert_exchange_refused (shop, there, other);
  full = with_replacement (shop, part, "1");
  done = save (shop, "warehouse", part, full);
  assert_level (shop, "-14", "0", 5);
  restart (shop);
  g_clear_pointer (&more, pd_record_unref);
  more = with_replacement (shop, done, "0.5");
  assert_exchange_refused (shop, done, more);
  /* Nor does less come back once it was sent, and what was sent was sent in an exchange. */
  plain = pd_record_copy (done);
  claim = g_ptr_array_index (pd_record_get_list (plain, PD_ORDER_LIST_RETURNS), 0);
  pd_record_set_text (claim, PD_RETURN_QUANTITY, "3");
  assert_exchange_refused (shop, done, plain);
  pd_record_set_text (claim, PD_RETURN_QUANTITY, "4");
  pd_record_set_text (claim, PD_RETURN_KIND, PD_RETURN_KIND_RETURN);
  assert_exchange_refused (shop, done, plain);
  noted = pd_record_copy (done);
  pd_record_set_text (noted, PD_ORDER_NOTE, "换货已寄出");
  pd_record_unref (save (shop, "clerk", done, noted));
}

/* What only the platform writes, nobody else does; and what is written stays. */
static void
test_refused (Shop *shop, gconstpointer data)
{
  static const char *const kinds[] = { PD_STOCK_KIND_RESERVE, PD_STOCK_KIND_RELEASE, PD_STOCK_KIND_ISSUE };
  Fixture *f = shop->office.f;
  g_autoptr (PdRecord) receipt = pd_stock_move_new (f->now, PD_STOCK_KIND_RECEIPT, shop->good, "5");
  g_autoptr (PdRecord) saved = NULL;
  g_autoptr (PdRecord) changed = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PdRecord) move = pd_stock_move_new (f->now, kinds[i], shop->good, "5");

      office_assert_refused (fixture_do (f, office_token (&shop->office, "admin"), fixture_create (f, move)),
                             PD_OUTCOME_REJECTED, "invalid");
    }
  office_assert_refused (fixture_do (f, office_token (&shop->office, "technician"),
                                     fixture_create (f, receipt)),
                         PD_OUTCOME_REJECTED, "forbidden");
  saved = do_create (shop, "warehouse", receipt);
  changed = pd_record_copy (saved);
  pd_record_set_text (changed, PD_STOCK_MOVE_QUANTITY, "50");
  office_assert_refused (fixture_do (f, office_token (&shop->office, "admin"),
                                     fixture_patch (f, saved, changed)),
                         PD_OUTCOME_REJECTED, "forbidden");
  office_assert_refused (fixture_do (f, office_token (&shop->office, "admin"),
                                     fixture_mutation (f, PD_MUTATION_DELETE, saved)),
                         PD_OUTCOME_REJECTED, "forbidden");
  assert_level (shop, "5", "0", 1);
}

static void
assert_reversal_refused (Shop *shop, const PdRecord *reversal, PdOutcome outcome, const char *code)
{
  Fixture *f = shop->office.f;

  office_assert_refused (fixture_do (f, office_token (&shop->office, "warehouse"),
                                     fixture_create (f, reversal)),
                         outcome, code);
}

/* What was written down wrongly is taken back once, whole, and by nothing that was taken back itself. */
static void
test_reversal (Shop *shop, gconstpointer data)
{
  Fixture *f = shop->office.f;
  g_autoptr (PdRecord) move = pd_stock_move_new (f->now, PD_STOCK_KIND_RECEIPT, shop->good, "5");
  g_autoptr (PdRecord) reversal = pd_stock_reversal_new (move, f->now);
  g_autoptr (PdRecord) again = pd_stock_reversal_new (move, f->now + 1);
  g_autoptr (PdRecord) part = pd_stock_reversal_new (move, f->now);
  g_autoptr (PdRecord) back = pd_stock_reversal_new (reversal, f->now);

  assert_reversal_refused (shop, reversal, PD_OUTCOME_REJECTED, "invalid"); /* of what nobody has */
  pd_record_unref (do_create (shop, "warehouse", move));
  pd_record_set_text (part, PD_STOCK_MOVE_QUANTITY, "-2");
  assert_reversal_refused (shop, part, PD_OUTCOME_REJECTED, "invalid");
  pd_record_unref (do_create (shop, "warehouse", reversal));
  assert_level (shop, "0", "0", 2);
  restart (shop);
  pd_record_set_text (again, PD_STOCK_MOVE_REASON, "看错了");
  assert_reversal_refused (shop, again, PD_OUTCOME_CONFLICT, "exists");
  assert_reversal_refused (shop, back, PD_OUTCOME_REJECTED, "invalid");
  assert_level (shop, "0", "0", 2);
}

/* What an order moved changes with the order. */
static void
test_reversal_of_order (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (shop, PD_ORDER_KIND_GOODS);
  g_autoptr (PdWirePage) page = NULL;
  static const char *const commands[] = { "submit", "approve", "confirm_payment", "ship", "recall" };
  guint n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    go (shop, &order, commands[i]);
  page = fixture_pull (shop->office.f, office_token (&shop->office, "warehouse"), "");
  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *move = page->records->pdata[i];
      g_autoptr (PdRecord) reversal = NULL;

      if (pd_record_get_record_type (move) != &pd_stock_move_type)
        continue;
      reversal = pd_stock_reversal_new (move, shop->office.f->now);
      assert_reversal_refused (shop, reversal, PD_OUTCOME_REJECTED, "invalid");
      n_refused++;
    }
  g_assert_cmpuint (n_refused, ==, 5);
  assert_level (shop, "0", "10", 5);
}

/* What is not kept in stock moves nothing. */
static void
test_not_stocked (Shop *shop, gconstpointer data)
{
  g_autoptr (PdRecord) unstocked = pd_record_copy (shop->good);
  g_autoptr (PdRecord) order = NULL;

  pd_record_set_flag (unstocked, PD_GOOD_STOCKED, FALSE);
  pd_record_unref (save (shop, "clerk", shop->good, unstocked));
  order = new_order (shop, PD_ORDER_KIND_GOODS);
  go (shop, &order, "submit");
  go (shop, &order, "approve");
  go (shop, &order, "confirm_payment");
  go (shop, &order, "ship");
  assert_level (shop, "0", "0", 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/platform/stock/" name, Shop, NULL, set_up, function, tear_down)
  ADD ("goods", test_goods);
  ADD ("cancel", test_cancel);
  ADD ("service", test_service);
  ADD ("return", test_return);
  ADD ("exchange", test_exchange);
  ADD ("exchange-cap", test_exchange_cap);
  ADD ("refused", test_refused);
  ADD ("reversal", test_reversal);
  ADD ("reversal-of-order", test_reversal_of_order);
  ADD ("not-stocked", test_not_stocked);
#undef ADD
  return g_test_run ();
}
