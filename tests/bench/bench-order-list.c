/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-cache.h"
#include "bench/bench-kit.h"
#include "bench/bench-orders.h"

#include "desktop/pd-row-model.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-issuing.h"

#include <sqlite3.h>

/* The list of orders as the window has it: from the question to the rows that stand on the first screens, beside the bare
 * SQL of the same question on the same file. PIAODAN_BENCH_LIST: orders in the cache. */

#define ROWS_AT_ONCE 1000
/* As many rows as GTK asks for when a list opens. */
#define FIRST_ROWS 200
#define OPEN_LIMIT 150000.0
#define FILTER_LIMIT 100000.0
#define DAYS 700

typedef struct
{
  char *folder;
  char *path;
  PdStore *store;
  sqlite3 *plain;
  PdRowModel *model;
  GPtrArray *screen;   /* of PdRowItem: what the window holds */
  PdStoreQuery *query; /* that is measured */
  const char *sql;     /* the same, bare */
  guint n_found;
  guint n_found_plain;
} Bench;

static guint n_orders;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

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
fill (Bench *bench)
{
  for (guint first = 0; first < n_orders; first += ROWS_AT_ONCE)
    {
      g_autoptr (PdWirePage) page = bench_page_new (first, MIN (n_orders, first + ROWS_AT_ONCE), make_order);

      bench_page_apply (bench->store, page);
    }
}

/* --- the window's way */

static void
wait_for_rows (Bench *bench)
{
  guint n;

  while (pd_row_model_is_loading (bench->model))
    g_main_context_iteration (NULL, TRUE);
  bench->n_found = g_list_model_get_n_items (G_LIST_MODEL (bench->model));
  n = MIN (bench->n_found, FIRST_ROWS);
  g_ptr_array_set_size (bench->screen, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (bench->screen, g_list_model_get_item (G_LIST_MODEL (bench->model), i));
  for (guint i = 0; i < n; i++)
    while (pd_row_item_get_data (g_ptr_array_index (bench->screen, i)) == NULL)
      g_main_context_iteration (NULL, TRUE);
}

static void
close_list (gpointer data)
{
  Bench *bench = data;

  g_ptr_array_set_size (bench->screen, 0);
  g_clear_object (&bench->model);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
open_list (gpointer data)
{
  Bench *bench = data;

  bench->model = pd_row_model_new (bench->store);
  pd_row_model_set_query (bench->model, bench->query);
  wait_for_rows (bench);
}

/* The list stands there with all orders. */
static void
open_whole (gpointer data)
{
  Bench *bench = data;
  g_autoptr (PdStoreQuery) whole = pd_store_query_new (&pd_order_type);

  close_list (bench);
  bench->model = pd_row_model_new (bench->store);
  pd_row_model_set_query (bench->model, whole);
  wait_for_rows (bench);
}

static void
ask (gpointer data)
{
  Bench *bench = data;

  pd_row_model_set_query (bench->model, bench->query);
  wait_for_rows (bench);
}

static void
close_store (gpointer data)
{
  Bench *bench = data;

  close_list (bench);
  pd_store_close (bench->store);
  g_clear_object (&bench->store);
}

static void
open_store (Bench *bench)
{
  GError *error = NULL;

  bench->store = pd_store_open (bench->path, &error);
  must (bench->store != NULL, error);
}

static void
open_store_and_list (gpointer data)
{
  open_store (data);
  open_list (data);
}

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) counts = pd_store_count_states (session, &pd_order_type, error);

  return counts != NULL;
}

static void
count (gpointer data)
{
  Bench *bench = data;
  GError *error = NULL;

  must (pd_store_read (bench->store, count_job, NULL, NULL, &error), error);
}

/* --- the bare way */

static void
check_sqlite (Bench *bench, int result)
{
  if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
    g_error ("SQLite: %s", sqlite3_errmsg (bench->plain));
}

static void
open_plain (gpointer data)
{
  Bench *bench = data;

  sqlite3_close (bench->plain);
  bench->plain = NULL;
  check_sqlite (bench, sqlite3_open_v2 (bench->path, &bench->plain, SQLITE_OPEN_READWRITE, NULL));
  check_sqlite (bench, sqlite3_exec (bench->plain, "PRAGMA query_only = ON", NULL, NULL, NULL));
}

static void
read_plain_row (Bench *bench, sqlite3_stmt *statement, gint64 row)
{
  sqlite3_bind_int64 (statement, 1, row);
  check_sqlite (bench, sqlite3_step (statement));
  for (int i = 0; i < sqlite3_column_count (statement); i++)
    sqlite3_column_text (statement, i);
  check_sqlite (bench, sqlite3_reset (statement));
}

static void
ask_plain (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *list = NULL, *one = NULL;
  int result;

  check_sqlite (bench, sqlite3_prepare_v2 (bench->plain, bench->sql, -1, &list, NULL));
  while ((result = sqlite3_step (list)) == SQLITE_ROW)
    {
      gint64 row = sqlite3_column_int64 (list, 0);

      g_array_append_val (rows, row);
    }
  check_sqlite (bench, result);
  check_sqlite (bench,
                sqlite3_prepare_v2 (bench->plain,
                                    "SELECT number, order_date, buyer_name, gross_amount, state, stage,"
                                    " invoice_number FROM orders WHERE row = ?",
                                    -1, &one, NULL));
  for (guint i = 0; i < MIN (rows->len, FIRST_ROWS); i++)
    read_plain_row (bench, one, g_array_index (rows, gint64, i));
  sqlite3_finalize (list);
  sqlite3_finalize (one);
  bench->n_found_plain = rows->len;
}

static void
open_plain_and_ask (gpointer data)
{
  open_plain (data);
  ask_plain (data);
}

static void
count_plain (gpointer data)
{
  Bench *bench = data;

  check_sqlite (bench, sqlite3_exec (bench->plain,
                                     "SELECT state, count (*) FROM orders WHERE deleted = 0 GROUP BY state",
                                     NULL, NULL, NULL));
}

/* --- what is asked */

/** Question: what a person narrows the list down to, and the same in SQL. */
typedef struct
{
  const char *name;
  int field; /* with @text; -1 without */
  const char *text;
  const char *state;
  const char *search;
  const char *month; /* "YYYY-MM" */
  int kind_field;    /* a second condition, with @kind; -1 without */
  const char *kind;
  int sort_field;
  const char *sql; /* after "SELECT row FROM orders WHERE deleted = 0" */
} Question;

#define NEWEST " ORDER BY row DESC"
#define IS_LIKE(word)                                                                                        \
  " AND (number LIKE '%" word "%' OR buyer_name LIKE '%" word "%' OR remark LIKE '%" word "%')"

/* clang-format off */
static const Question questions[] = {
  { "state-few", -1, NULL, PD_ORDER_STATE_OPEN, NULL, NULL, -1, NULL, -1, " AND state = 'open'" NEWEST },
  { "state-many", -1, NULL, PD_ORDER_STATE_INVOICED, NULL, NULL, -1, NULL, -1, " AND state = 'invoiced'" NEWEST },
  { "stage-few", PD_ORDER_STAGE, PD_ORDER_STAGE_DELIVERY, NULL, NULL, NULL, -1, NULL, -1, " AND stage = 'delivery'" NEWEST },
  { "stage-many", PD_ORDER_STAGE, PD_ORDER_STAGE_DONE, NULL, NULL, NULL, -1, NULL, -1, " AND stage = 'done'" NEWEST },
  { "kind", PD_ORDER_KIND, PD_ORDER_KIND_GOODS, NULL, NULL, NULL, -1, NULL, -1, " AND kind = 'goods'" NEWEST },
  { "assignee", PD_ORDER_ASSIGNEE, "technician-3", NULL, NULL, NULL, -1, NULL, -1, " AND assignee = 'technician-3'" NEWEST },
  { "month", -1, NULL, NULL, NULL, "2026-03", -1, NULL, -1, " AND order_date BETWEEN '2026-03-01' AND '2026-03-31'" NEWEST },
  { "month-stage-assignee", PD_ORDER_STAGE, PD_ORDER_STAGE_FOLLOWED_UP, NULL, NULL, "2026-03", PD_ORDER_ASSIGNEE,
    "technician-3", -1,
    " AND stage = 'followed_up' AND assignee = 'technician-3' AND order_date BETWEEN '2026-03-01' AND '2026-03-31'" NEWEST },
  { "text-many", -1, NULL, NULL, "杭州", NULL, -1, NULL, -1, IS_LIKE ("杭州") NEWEST },
  { "text-few", -1, NULL, NULL, "0012345", NULL, -1, NULL, -1, IS_LIKE ("0012345") NEWEST },
  { "text-state", -1, NULL, PD_ORDER_STATE_INVOICED, "文具店", NULL, -1, NULL, -1, IS_LIKE ("文具店") " AND state = 'invoiced'" NEWEST },
  { "text-state-by-amount", -1, NULL, PD_ORDER_STATE_INVOICED, "文具店", NULL, -1, NULL, PD_ORDER_GROSS_AMOUNT,
    IS_LIKE ("文具店") " AND state = 'invoiced' ORDER BY gross_amount DESC, row DESC" },
  { "kind-by-date", PD_ORDER_KIND, PD_ORDER_KIND_GOODS, NULL, NULL, NULL, -1, NULL, PD_ORDER_DATE,
    " AND kind = 'goods' ORDER BY order_date DESC, row DESC" },
  { "state-by-amount", -1, NULL, PD_ORDER_STATE_INVOICED, NULL, NULL, -1, NULL, PD_ORDER_GROSS_AMOUNT,
    " AND state = 'invoiced' ORDER BY gross_amount DESC, row DESC" },
  { "all-by-buyer", -1, NULL, NULL, NULL, NULL, -1, NULL, PD_ORDER_BUYER_NAME, " ORDER BY buyer_name DESC, row DESC" },
  { "all-by-number", -1, NULL, NULL, NULL, NULL, -1, NULL, PD_ORDER_NUMBER, " ORDER BY number COLLATE NOCASE DESC, row DESC" },
};
/* clang-format on */

static PdStoreQuery *
to_query (const Question *question)
{
  PdStoreQuery *query = pd_store_query_new (&pd_order_type);

  query->search = g_strdup (question->search);
  query->state = g_strdup (question->state);
  query->filter_field = question->field;
  query->filter_text = g_strdup (question->text);
  query->sort_field = question->sort_field;
  if (question->month != NULL)
    {
      query->date_from = g_strconcat (question->month, "-01", NULL);
      query->date_to = g_strconcat (question->month, "-31", NULL);
    }
  if (question->kind != NULL)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, (guint) question->kind_field, question->kind);
  return query;
}

static void
measure_question (Bench *bench, const Question *question)
{
  g_autofree char *name = g_strconcat ("orders/filter-", question->name, NULL);
  g_autofree char *sql = g_strconcat ("SELECT row FROM orders WHERE deleted = 0", question->sql, NULL);

  bench->query = to_query (question);
  bench->sql = sql;
  bench_measure (&(BenchFigure){ .name = name,
                                 .unit = "question",
                                 .n = 1,
                                 .prepare = open_whole,
                                 .func = ask,
                                 .baseline_name = "bare SQL",
                                 .baseline = ask_plain,
                                 .limit = FILTER_LIMIT },
                 bench);
  if (bench->n_found != bench->n_found_plain || bench->n_found == 0)
    g_error ("%s: %u orders, %u by bare SQL", name, bench->n_found, bench->n_found_plain);
  g_clear_pointer (&bench->query, pd_store_query_free);
}

static void
measure (Bench *bench)
{
  bench->query = pd_store_query_new (&pd_order_type);
  bench->sql = "SELECT row FROM orders WHERE deleted = 0 ORDER BY row DESC";
  bench_measure (&(BenchFigure){ .name = "orders/open-cache-and-list",
                                 .unit = "list",
                                 .n = 1,
                                 .prepare = close_store,
                                 .func = open_store_and_list,
                                 .baseline_name = "bare SQL with its opening",
                                 .baseline = open_plain_and_ask,
                                 .limit = OPEN_LIMIT },
                 bench);
  bench_measure (&(BenchFigure){ .name = "orders/open-list",
                                 .unit = "list",
                                 .n = 1,
                                 .prepare = close_list,
                                 .func = open_list,
                                 .baseline_name = "bare SQL",
                                 .baseline = ask_plain,
                                 .limit = OPEN_LIMIT },
                 bench);
  g_clear_pointer (&bench->query, pd_store_query_free);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    measure_question (bench, &questions[i]);
  bench_measure (&(BenchFigure){ .name = "orders/count-states",
                                 .unit = "count",
                                 .n = 1,
                                 .func = count,
                                 .baseline_name = "bare SQL",
                                 .baseline = count_plain,
                                 .limit = FILTER_LIMIT },
                 bench);
}

int
main (void)
{
  Bench bench = { 0 };
  GError *error = NULL;

  n_orders = bench_size ("LIST", 100000);
  bench.folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", &error);
  must (bench.folder != NULL, error);
  bench.path = g_build_filename (bench.folder, "cache.sqlite", NULL);
  bench.screen = g_ptr_array_new_with_free_func (g_object_unref);
  open_store (&bench);
  fill (&bench);
  open_plain (&bench);
  measure (&bench);
  close_store (&bench);
  g_ptr_array_unref (bench.screen);
  sqlite3_close (bench.plain);
  bench_remove_tree (bench.folder);
  g_free (bench.path);
  g_free (bench.folder);
  return 0;
}
