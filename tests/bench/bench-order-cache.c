/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-order-cache.h"

#include "bench/bench-cache.h"
#include "bench/bench-kit.h"
#include "bench/bench-orders.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

#define ROWS_AT_ONCE 1000
#define DAYS 700

static guint n_orders;

/* --- an office of two years: what is old is done, what is new is on its way */

static void
set_stage (PdRecord *order, const char *stage, const char *state)
{
  pd_record_set_text (order, PD_ORDER_STAGE, stage);
  pd_record_set_text (order, PD_ORDER_STATE, state);
}

static void
give_goods_way (PdRecord *order, guint n, gboolean is_old)
{
  static const char *const ways[] = { PD_ORDER_STAGE_REVIEW, PD_ORDER_STAGE_PAYMENT, PD_ORDER_STAGE_DELIVERY,
                                      PD_ORDER_STAGE_SHIPPED };

  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_GOODS);
  if (is_old)
    set_stage (order, PD_ORDER_STAGE_DONE, PD_ORDER_STATE_INVOICED);
  else
    set_stage (order, ways[n % G_N_ELEMENTS (ways)], PD_ORDER_STATE_OPEN);
}

static void
give_service_way (PdRecord *order, guint n, gboolean is_old)
{
  static const char *const ways[] = { PD_ORDER_STAGE_ASSIGNMENT, PD_ORDER_STAGE_APPOINTED,
                                      PD_ORDER_STAGE_WORKING, PD_ORDER_STAGE_ACCEPTANCE };
  g_autofree char *technician = g_strdup_printf ("technician-%u", n * 7 % 12);

  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, technician);
  if (is_old)
    set_stage (order, PD_ORDER_STAGE_FOLLOWED_UP, PD_ORDER_STATE_INVOICED);
  else
    set_stage (order, ways[n % G_N_ELEMENTS (ways)], PD_ORDER_STATE_OPEN);
}

static void
set_dates (PdRecord *order, guint n)
{
  GDate date;
  char text[12];

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, G_DATE_JANUARY, 2025);
  g_date_add_days (&date, (guint) ((guint64) n * DAYS / n_orders));
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  pd_record_set_text (order, PD_ORDER_DATE, text);
  g_date_add_days (&date, 7 + n % 20);
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  pd_record_set_text (order, PD_ORDER_DUE_DATE, text);
}

/* Of twenty orders eleven are of goods, five a service, four are only invoiced; one in fifty was cancelled. */
static PdRecord *
make_order (guint n)
{
  PdRecord *order = bench_order_new (n);
  gboolean is_old = (guint64) n * 20 / n_orders < 19;

  set_dates (order, n);
  if (n % 20 < 11)
    give_goods_way (order, n / 20, is_old);
  else if (n % 20 < 16)
    give_service_way (order, n / 20, is_old);
  else
    pd_record_set_text (order, PD_ORDER_STATE, is_old ? PD_ORDER_STATE_INVOICED : PD_ORDER_STATE_OPEN);
  if (n % 50 == 7)
    set_stage (order, pd_record_has (order, PD_ORDER_KIND) ? PD_ORDER_STAGE_CANCELLED : NULL,
               PD_ORDER_STATE_CANCELLED);
  return order;
}

static void
fill (BenchOrderCache *cache)
{
  for (guint first = 0; first < n_orders; first += ROWS_AT_ONCE)
    {
      g_autoptr (PdWirePage) page = bench_page_new (first, MIN (n_orders, first + ROWS_AT_ONCE), make_order);

      bench_page_apply (cache->store, page);
    }
}

/** bench_order_cache_new: Returns: (transfer full): a cache with so many orders, open */
BenchOrderCache *
bench_order_cache_new (guint n)
{
  BenchOrderCache *cache = g_new0 (BenchOrderCache, 1);
  GError *error = NULL;

  n_orders = n;
  cache->folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", &error);
  if (cache->folder == NULL)
    g_error ("%s", error->message);
  cache->path = g_build_filename (cache->folder, "cache.sqlite", NULL);
  bench_order_cache_open (cache);
  fill (cache);
  bench_order_cache_open_plain (cache);
  return cache;
}

void
bench_order_cache_open (BenchOrderCache *cache)
{
  GError *error = NULL;

  cache->store = pd_store_open (cache->path, &error);
  if (cache->store == NULL)
    g_error ("%s", error->message);
}

void
bench_order_cache_close (BenchOrderCache *cache)
{
  pd_store_close (cache->store);
  g_clear_object (&cache->store);
}

void
bench_order_cache_free (BenchOrderCache *cache)
{
  if (cache->store != NULL)
    bench_order_cache_close (cache);
  sqlite3_close (cache->plain);
  bench_remove_tree (cache->folder);
  g_free (cache->path);
  g_free (cache->folder);
  g_free (cache);
}

/* --- the bare way */

static void
check_sqlite (BenchOrderCache *cache, int result)
{
  if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
    g_error ("SQLite: %s", sqlite3_errmsg (cache->plain));
}

/** bench_order_cache_open_plain: a connection to the same file that knows nothing of the product, opened anew */
void
bench_order_cache_open_plain (BenchOrderCache *cache)
{
  sqlite3_close (cache->plain);
  cache->plain = NULL;
  check_sqlite (cache, sqlite3_open_v2 (cache->path, &cache->plain, SQLITE_OPEN_READWRITE, NULL));
  check_sqlite (cache, sqlite3_exec (cache->plain, "PRAGMA query_only = ON", NULL, NULL, NULL));
}

static void
read_plain_row (BenchOrderCache *cache, sqlite3_stmt *statement, gint64 row)
{
  sqlite3_bind_int64 (statement, 1, row);
  check_sqlite (cache, sqlite3_step (statement));
  for (int i = 0; i < sqlite3_column_count (statement); i++)
    sqlite3_column_text (statement, i);
  check_sqlite (cache, sqlite3_reset (statement));
}

/** bench_order_cache_ask: @sql: for rows of orders. Returns: how many there are, with the first of them read */
guint
bench_order_cache_ask (BenchOrderCache *cache, const char *sql)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *list = NULL, *one = NULL;
  int result;

  check_sqlite (cache, sqlite3_prepare_v2 (cache->plain, sql, -1, &list, NULL));
  while ((result = sqlite3_step (list)) == SQLITE_ROW)
    {
      gint64 row = sqlite3_column_int64 (list, 0);

      g_array_append_val (rows, row);
    }
  check_sqlite (cache, result);
  check_sqlite (cache,
                sqlite3_prepare_v2 (cache->plain,
                                    "SELECT number, order_date, buyer_name, gross_amount, state, stage,"
                                    " invoice_number FROM orders WHERE row = ?",
                                    -1, &one, NULL));
  for (guint i = 0; i < MIN (rows->len, BENCH_FIRST_ROWS); i++)
    read_plain_row (cache, one, g_array_index (rows, gint64, i));
  sqlite3_finalize (list);
  sqlite3_finalize (one);
  return rows->len;
}
