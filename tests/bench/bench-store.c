/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-cache.h"
#include "bench/bench-kit.h"

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"
#include "wire/pd-wire.h"

#include <sqlite3.h>

/* PIAODAN_BENCH_SAVES: saves of one run; PIAODAN_BENCH_ROWS: orders in the cache that is listed and searched. */

#define N_LINES 3
#define N_SEARCHES 200
#define ROWS_AT_ONCE 1000

typedef struct
{
  char *folder;
  PdStore *store;
  sqlite3 *plain;
  sqlite3_stmt *insert;
  sqlite3_stmt *list;
  GPtrArray *orders; /* of PdRecord: to be saved */
  GPtrArray *texts;  /* of the same as JSON */
  guint n_rows;
  guint n_made;
  guint n_listed;
} Bench;

static void
check_sqlite (Bench *bench, int result)
{
  if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
    g_error ("SQLite: %s", sqlite3_errmsg (bench->plain));
}

static PdRecord *
make_order (guint n)
{
  static const char *const places[] = { "杭州", "宁波", "温州", "绍兴", "嘉兴", "湖州", "金华", "台州" };
  static const char *const words[] = { "云起", "海曙", "临溪", "样例", "东方", "明达", "华信", "永安" };
  static const char *const kinds[] = { "贸易有限公司", "五金商行", "科技有限公司", "文具店" };
  gint64 now = G_GINT64_CONSTANT (1794000000000000) + n * G_TIME_SPAN_SECOND;
  PdRecord *order = pd_order_new (now, "2026-11-21");
  g_autofree char *number = g_strdup_printf ("D-%07u", n);
  g_autofree char *buyer = g_strconcat (places[n % 8], words[n / 8 % 8], kinds[n / 64 % 4], NULL);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  for (guint i = 0; i < N_LINES; i++)
    {
      PdRecord *line = pd_order_add_line (order, now);

      pd_record_set_text (line, PD_ORDER_LINE_NAME, i % 2 == 0 ? "打印纸" : "硒鼓");
      pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1060105010000000000");
      pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "10");
      pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "23.5");
      pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
    }
  pd_record_derive (order);
  return order;
}

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

/* Save: one transaction and one fsync each, as a person does it. */

static void
prepare_orders (gpointer data)
{
  Bench *bench = data;
  guint n = bench->orders->len;

  g_ptr_array_set_size (bench->orders, 0);
  g_ptr_array_set_size (bench->texts, 0);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (bench->orders, make_order (10000000 + bench->n_made++));
      g_ptr_array_add (bench->texts, pd_wire_record_to_text (g_ptr_array_index (bench->orders, i)));
    }
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, g_get_real_time (), error);
}

static void
save (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->orders->len; i++)
    {
      GError *error = NULL;

      must (pd_store_write (bench->store, save_job, g_ptr_array_index (bench->orders, i), NULL, &error),
            error);
    }
}

static void
insert_plain (Bench *bench, const PdRecord *order, const char *text)
{
  sqlite3_bind_text (bench->insert, 1, pd_record_get_id (order), -1, SQLITE_STATIC);
  sqlite3_bind_text (bench->insert, 2, pd_record_get_text (order, PD_ORDER_NUMBER), -1, SQLITE_STATIC);
  sqlite3_bind_text (bench->insert, 3, pd_record_get_text (order, PD_ORDER_BUYER_NAME), -1, SQLITE_STATIC);
  sqlite3_bind_text (bench->insert, 4, text, -1, SQLITE_STATIC);
  check_sqlite (bench, sqlite3_step (bench->insert));
  check_sqlite (bench, sqlite3_reset (bench->insert));
}

static void
save_plain (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->orders->len; i++)
    insert_plain (bench, g_ptr_array_index (bench->orders, i), g_ptr_array_index (bench->texts, i));
}

/* A full cache, as pages of the platform fill it. */

static void
insert_page (Bench *bench, const PdWirePage *page)
{
  check_sqlite (bench, sqlite3_exec (bench->plain, "BEGIN", NULL, NULL, NULL));
  for (guint i = 0; i < page->records->len; i++)
    {
      g_autofree char *text = pd_wire_record_to_text (g_ptr_array_index (page->records, i));

      insert_plain (bench, g_ptr_array_index (page->records, i), text);
    }
  check_sqlite (bench, sqlite3_exec (bench->plain, "COMMIT", NULL, NULL, NULL));
}

static void
fill (Bench *bench)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) baselines = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint first = 0; first < bench->n_rows; first += ROWS_AT_ONCE)
    {
      g_autoptr (PdWirePage) page =
          bench_page_new (first, MIN (bench->n_rows, first + ROWS_AT_ONCE), make_order);
      gint64 start = g_get_monotonic_time (), middle;
      double time, baseline;

      bench_page_apply (bench->store, page);
      middle = g_get_monotonic_time ();
      insert_page (bench, page);
      time = (double) (middle - start) / page->records->len;
      baseline = (double) (g_get_monotonic_time () - middle) / page->records->len;
      g_array_append_val (times, time);
      g_array_append_val (baselines, baseline);
    }
  bench_print ("store/apply-page", "record", 1, bench_percentile (times, 50),
               "plain SQLite insert of the same JSON, page by page", bench_percentile (baselines, 50));
}

/* Lists */

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Bench *bench = data;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, NULL, error);

  if (rows == NULL)
    return FALSE;
  bench->n_listed = rows->len;
  return TRUE;
}

static void
list (gpointer data)
{
  Bench *bench = data;
  GError *error = NULL;

  must (pd_store_read (bench->store, list_job, bench, NULL, &error), error);
}

static void
list_plain (gpointer data)
{
  Bench *bench = data;
  guint n = 0;

  while (sqlite3_step (bench->list) == SQLITE_ROW)
    n += sqlite3_column_int64 (bench->list, 0) > 0;
  check_sqlite (bench, sqlite3_reset (bench->list));
  g_assert_cmpuint (n, >=, bench->n_rows);
}

/* Search for two characters, with the first page of rows that it finds. */

typedef struct
{
  const char *words;
  guint n_found;
} Search;

static gboolean
search_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = data;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GPtrArray) first = NULL;

  query->search = g_strdup (search->words);
  rows = pd_store_query_rows (session, query, NULL, error);
  if (rows == NULL)
    return FALSE;
  search->n_found = rows->len;
  first =
      pd_store_get_rows (session, &pd_order_type, (const gint64 *) rows->data, MIN (rows->len, 50), error);
  return first != NULL;
}

static double
search_plain (Bench *bench, const char *words)
{
  sqlite3_stmt *statement = NULL;
  g_autofree char *pattern = g_strconcat ("%", words, "%", NULL);
  gint64 start = g_get_monotonic_time ();

  check_sqlite (bench, sqlite3_prepare_v2 (bench->plain, "SELECT rowid FROM record WHERE buyer LIKE ?", -1,
                                           &statement, NULL));
  sqlite3_bind_text (statement, 1, pattern, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    ;
  sqlite3_finalize (statement);
  return (double) (g_get_monotonic_time () - start);
}

static void
search (Bench *bench)
{
  static const char *const words[] = { "杭州", "海曙", "科技", "文具", "温州", "永安", "五金", "金华" };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) baselines = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_SEARCHES; i++)
    {
      Search search = { .words = words[i % G_N_ELEMENTS (words)] };
      gint64 start = g_get_monotonic_time ();
      double time, baseline;
      GError *error = NULL;

      must (pd_store_read (bench->store, search_job, &search, NULL, &error), error);
      time = (double) (g_get_monotonic_time () - start);
      g_assert_cmpuint (search.n_found, >, 0);
      g_array_append_val (times, time);
      if (i % 10 != 0)
        continue;
      baseline = search_plain (bench, search.words);
      g_array_append_val (baselines, baseline);
    }
  bench_print ("store/search-p50", "search", 1, bench_percentile (times, 50), "LIKE over the buyers, p50",
               bench_percentile (baselines, 50));
  bench_print ("store/search-p99", "search", 1, bench_percentile (times, 99), "LIKE over the buyers, p99",
               bench_percentile (baselines, 99));
}

static void
open_plain (Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->folder, "plain.sqlite", NULL);

  check_sqlite (bench, sqlite3_open (path, &bench->plain));
  check_sqlite (bench,
                sqlite3_exec (bench->plain,
                              "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                              "CREATE TABLE record (id TEXT UNIQUE, number TEXT, buyer TEXT, body TEXT)",
                              NULL, NULL, NULL));
  check_sqlite (bench, sqlite3_prepare_v2 (bench->plain, "INSERT INTO record VALUES (?, ?, ?, ?)", -1,
                                           &bench->insert, NULL));
  check_sqlite (bench, sqlite3_prepare_v2 (bench->plain, "SELECT rowid FROM record ORDER BY rowid DESC", -1,
                                           &bench->list, NULL));
}

int
main (void)
{
  Bench bench = { .n_rows = bench_size ("ROWS", 20000) };
  guint n_saves = bench_size ("SAVES", 200);
  g_autofree char *path = NULL;
  GError *error = NULL;

  bench.folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", &error);
  must (bench.folder != NULL, error);
  path = g_build_filename (bench.folder, "cache.sqlite", NULL);
  bench.store = pd_store_open (path, &error);
  must (bench.store != NULL, error);
  open_plain (&bench);
  bench.orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  bench.texts = g_ptr_array_new_with_free_func (g_free);
  fill (&bench);
  bench_measure (&(BenchFigure){ .name = "store/list-snapshot",
                                 .unit = "row",
                                 .n = bench.n_rows,
                                 .func = list,
                                 .baseline_name = "plain SQLite rowids, newest first",
                                 .baseline = list_plain },
                 &bench);
  search (&bench);
  g_ptr_array_set_size (bench.orders, (int) n_saves);
  g_ptr_array_set_free_func (bench.orders, (GDestroyNotify) pd_record_unref);
  for (guint i = 0; i < n_saves; i++)
    bench.orders->pdata[i] = make_order (9000000 + i);
  bench_measure (&(BenchFigure){ .name = "store/save",
                                 .unit = "order",
                                 .n = n_saves,
                                 .prepare = prepare_orders,
                                 .func = save,
                                 .baseline_name = "plain SQLite insert of the same JSON, one fsync each",
                                 .baseline = save_plain },
                 &bench);
  g_ptr_array_unref (bench.orders);
  g_ptr_array_unref (bench.texts);
  pd_store_close (bench.store);
  g_object_unref (bench.store);
  sqlite3_finalize (bench.insert);
  sqlite3_finalize (bench.list);
  sqlite3_close (bench.plain);
  bench_remove_tree (bench.folder);
  g_free (bench.folder);
  return 0;
}
