/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this computer says that there is. */
#include "store-fixture.h"

#include "model/pd-entry-check.h"
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "store/pd-store-entry.h"
#include "store/pd-store-stock.h"

#define DAY G_TIME_SPAN_DAY

static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_open (fixture);
}

static void
tear_down (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
}

static PdRecord *
new_good (StoreFixture *fixture, const char *name, const char *minimum)
{
  g_autofree char *id = pd_id_new (++fixture->now);
  PdRecord *good = pd_record_new (&pd_good_type, id);

  pd_record_set_text (good, PD_GOOD_NAME, name);
  pd_record_set_flag (good, PD_GOOD_STOCKED, TRUE);
  pd_record_set_text (good, PD_GOOD_MINIMUM_STOCK, minimum);
  store_fixture_save (fixture, good);
  return good;
}

/* A move of the platform's comes from the platform. */
static void
pull (StoreFixture *fixture, PdRecord *move)
{
  static gint64 sequence = 100;

  pd_record_set_revision (move, 1);
  pd_record_set_sequence (move, ++sequence);
  store_fixture_take_at (fixture, move, sequence);
}

static void
move (StoreFixture *fixture,
      const PdRecord *good,
      const char *kind,
      const char *quantity,
      gint64 at,
      const PdRecord *order)
{
  g_autoptr (PdRecord) written = pd_stock_move_new (at, kind, good, quantity);

  if (pd_stock_kind_find (kind)->is_persons)
    {
      store_fixture_save (fixture, written);
      return;
    }
  if (order != NULL)
    {
      pd_record_set_text (written, PD_STOCK_MOVE_ORDER_ID, pd_record_get_id (order));
      pd_record_set_text (written, PD_STOCK_MOVE_LINE_ID,
                          pd_record_get_id (g_ptr_array_index (pd_record_get_lines (order), 0)));
    }
  pull (fixture, written);
}

static void
assert_decimal (PdDecimal *decimal, const char *wanted)
{
  g_autoptr (PdDecimal) owned = decimal;
  g_autofree char *text = owned != NULL ? pd_decimal_to_text (owned, 13) : NULL;

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_levels (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) paper = new_good (fixture, "A4纸", "20");
  g_autoptr (PdRecord) scanner = new_good (fixture, "扫码枪", NULL);
  g_autoptr (GPtrArray) levels = NULL;
  g_autoptr (GPtrArray) to_order = NULL;
  g_auto (PdStockLevel) level = { 0 };
  const PdStoreStock *stock;

  for (guint i = 0; i < 10; i++)
    move (fixture, paper, PD_STOCK_KIND_RECEIPT, "0.1", fixture->now, NULL);
  move (fixture, paper, PD_STOCK_KIND_RECEIPT, "24", fixture->now, NULL);
  move (fixture, paper, PD_STOCK_KIND_COUNT, "-0.5", fixture->now, NULL);
  move (fixture, paper, PD_STOCK_KIND_RESERVE, "8", fixture->now, NULL);
  move (fixture, paper, PD_STOCK_KIND_RELEASE, "3", fixture->now, NULL);
  move (fixture, paper, PD_STOCK_KIND_ISSUE, "3", fixture->now, NULL);
  move (fixture, paper, PD_STOCK_KIND_RETURN, "1", fixture->now, NULL);
  move (fixture, scanner, PD_STOCK_KIND_RECEIPT, "2", fixture->now, NULL);

  g_assert_true (pd_store_stock_level (fixture->session, pd_record_get_id (paper), &level, &error));
  g_assert_no_error (error);
  assert_decimal (pd_stock_level_on_hand (&level), "22.5");
  assert_decimal (pd_stock_level_reserved (&level), "5");

  levels = pd_store_stock_levels (fixture->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (levels->len, ==, 2);
  stock = levels->pdata[0];
  g_assert_cmpstr (pd_record_get_text (stock->good, PD_GOOD_NAME), ==, "A4纸");
  assert_decimal (pd_stock_level_available (&stock->level), "17.5");
  stock = levels->pdata[1];
  assert_decimal (pd_stock_level_available (&stock->level), "2");

  to_order = pd_store_stock_to_order (fixture->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (to_order->len, ==, 1);
  stock = to_order->pdata[0];
  assert_decimal (pd_stock_level_missing (&stock->level, stock->good), "2.5");
}

static PdRecord *
new_order (StoreFixture *fixture, const PdRecord *good, const char *quantity)
{
  PdRecord *order = store_fixture_order (fixture, "甲", "扫码枪");
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 0);

  pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, pd_record_get_id (good));
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  pd_record_derive (order);
  return order;
}

static void
test_shortage (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) scanner = new_good (fixture, "扫码枪", NULL);
  g_autoptr (PdRecord) order = new_order (fixture, scanner, "5");
  g_autoptr (PdRecord) kept = new_order (fixture, scanner, "3");
  g_autoptr (GPtrArray) unknown = NULL;
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const PdStoreShortage *shortage;
  gint64 start = fixture->now;

  move (fixture, scanner, PD_STOCK_KIND_RECEIPT, "4", start, NULL);
  move (fixture, scanner, PD_STOCK_KIND_RESERVE, "3", start, kept);
  unknown = pd_store_stock_shortages (fixture->session, order, start + 8 * DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (unknown->len, ==, 1);
  shortage = unknown->pdata[0];
  g_assert_cmpstr (shortage->wanted, ==, "5");
  g_assert_cmpstr (shortage->available, ==, "1");
  g_assert_cmpstr (shortage->missing, ==, "4");
  g_assert_cmpint (shortage->expected_at, ==, 0);

  move (fixture, scanner, PD_STOCK_KIND_RECEIPT, "1", start + 7 * DAY, NULL);
  known = pd_store_stock_shortages (fixture->session, order, start + 8 * DAY, &error);
  g_assert_no_error (error);
  shortage = known->pdata[0];
  g_assert_cmpstr (shortage->missing, ==, "3");
  g_assert_cmpint (shortage->expected_at, ==, start + 14 * DAY);
  g_assert_cmpuint (shortage->receipts_every, ==, 7);

  /* What is kept for an order is not missing. */
  none = pd_store_stock_shortages (fixture->session, kept, start + 8 * DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

/* What is typed in names its goods: one that names a single good in stock is of that good. */
static void
test_link (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name, *spec;
    guint good; /* which of the goods below, from 1; 0: none */
  } cases[] = {
    { "扫码枪", NULL, 1 }, { "扫码枪", "二维", 2 }, { "扫码枪", "一维", 0 },
    { "扫码", NULL, 0 },   { "打印机", NULL, 0 },   { "咨询", NULL, 0 },
  };
  g_autoptr (PdRecord) plain = new_good (fixture, "扫码枪", NULL);
  g_autoptr (PdRecord) special = new_good (fixture, "扫码枪", NULL);
  g_autoptr (PdRecord) one = new_good (fixture, "打印机", NULL);
  g_autoptr (PdRecord) same = new_good (fixture, "打印机", NULL);
  g_autoptr (PdRecord) unstocked = new_good (fixture, "咨询", NULL);
  const PdRecord *goods[] = { NULL, plain, special };

  pd_record_set_text (special, PD_GOOD_SPEC, "二维");
  store_fixture_save (fixture, special);
  pd_record_set_flag (unstocked, PD_GOOD_STOCKED, FALSE);
  store_fixture_save (fixture, unstocked);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲", cases[i].name);
      PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 0);

      pd_record_set_text (line, PD_ORDER_LINE_SPEC, cases[i].spec);
      g_assert_true (pd_store_stock_link_lines (fixture->session, order, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID), ==,
                       cases[i].good > 0 ? pd_record_get_id (goods[cases[i].good]) : NULL);
    }
}

/* What is typed is held against what this computer has: what was sold, the buyer's other orders, the goods. */
static void
test_entry (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) good = new_good (fixture, "扫描仪", NULL);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GPtrArray) doubts = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *date = NULL;

  pd_record_set_text (good, PD_GOOD_MINIMUM_ORDER, "10000");
  pd_record_set_flag (good, PD_GOOD_STOCKED, FALSE);
  store_fixture_save (fixture, good);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PdRecord) sold = store_fixture_order (fixture, "甲", "扫描仪");

      store_fixture_save (fixture, sold);
      g_clear_pointer (&order, pd_record_unref);
      order = pd_record_ref (sold);
    }
  date = g_strdup (pd_record_get_text (order, PD_ORDER_DATE));
  doubts = pd_store_entry_check (fixture->session, order, date, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (doubts->len, ==, 2);
  g_assert_cmpint (((const PdEntryDoubt *) doubts->pdata[0])->kind, ==, PD_ENTRY_DUPLICATE);
  g_assert_nonnull (((const PdEntryDoubt *) doubts->pdata[0])->order_id);
  g_assert_cmpint (((const PdEntryDoubt *) doubts->pdata[1])->kind, ==, PD_ENTRY_MINIMUM);

  /* Its own line is no history of it: three others are. */
  g_autoptr (PdRecord) other = store_fixture_order (fixture, "乙", "扫描仪");
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (other), 0);

  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "99999");
  pd_record_clear (line, PD_ORDER_LINE_AMOUNT);
  pd_record_derive (other);
  again = pd_store_entry_check (fixture->session, other, date, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpint (((const PdEntryDoubt *) again->pdata[0])->kind, ==, PD_ENTRY_PRICE);
  g_assert_nonnull (((const PdEntryDoubt *) again->pdata[0])->value);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/stock/levels", StoreFixture, NULL, set_up, test_levels, tear_down);
  g_test_add ("/store/stock/shortage", StoreFixture, NULL, set_up, test_shortage, tear_down);
  g_test_add ("/store/stock/entry", StoreFixture, NULL, set_up, test_entry, tear_down);
  g_test_add ("/store/stock/link", StoreFixture, NULL, set_up, test_link, tear_down);
  return g_test_run ();
}
