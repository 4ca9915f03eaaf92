/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"
#include "bench/bench-order-cache.h"

#include "desktop/pd-row-model.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-board.h"
#include "store/pd-store-due.h"
#include "store/pd-store-issuing.h"

/* The list of orders as the window has it: from the question to the rows that stand on the first screens, beside the bare
 * SQL of the same question on the same file. PIAODAN_BENCH_LIST: orders in the cache. */

typedef struct
{
  BenchOrderCache *cache;
  PdRowModel *model;
  GPtrArray *screen;   /* of PdRowItem: what the window holds */
  PdStoreQuery *query; /* that is measured */
  const char *sql;     /* the same, bare */
  guint n_found;
  guint n_found_plain;
} Bench;

/* --- the window's way */

static void
wait_for_rows (Bench *bench)
{
  guint n;

  while (pd_row_model_is_loading (bench->model))
    g_main_context_iteration (NULL, TRUE);
  bench->n_found = g_list_model_get_n_items (G_LIST_MODEL (bench->model));
  n = MIN (bench->n_found, BENCH_FIRST_ROWS);
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

  bench->model = pd_row_model_new (bench->cache->store);
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
  bench->model = pd_row_model_new (bench->cache->store);
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
  bench_order_cache_close (bench->cache);
}

static void
open_store_and_list (gpointer data)
{
  Bench *bench = data;

  bench_order_cache_open (bench->cache);
  open_list (bench);
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

  if (!pd_store_read (bench->cache->store, count_job, NULL, NULL, &error))
    g_error ("%s", error->message);
}

/* What is on the board of a kind before anybody asks for more. */
static gboolean
board_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) stages = pd_store_stages_new (data, 25);

  return pd_store_read_stages (session, data, stages, error);
}

static void
read_board (gpointer data)
{
  Bench *bench = data;
  GError *error = NULL;

  if (!pd_store_read (bench->cache->store, board_job, (gpointer) bench->sql, NULL, &error))
    g_error ("%s", error->message);
}

/* What is due in the six weeks of a month's page. */
static gboolean
due_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) due = pd_store_list_due (session, "2026-10-26", "2026-12-06", 1000, error);

  return due != NULL;
}

static void
read_due (gpointer data)
{
  Bench *bench = data;
  GError *error = NULL;

  if (!pd_store_read (bench->cache->store, due_job, NULL, NULL, &error))
    g_error ("%s", error->message);
}

static void
ask_plain (gpointer data)
{
  Bench *bench = data;

  bench->n_found_plain = bench_order_cache_ask (bench->cache, bench->sql);
}

static void
open_plain_and_ask (gpointer data)
{
  Bench *bench = data;

  bench_order_cache_open_plain (bench->cache);
  ask_plain (bench);
}

static void
count_plain (gpointer data)
{
  Bench *bench = data;

  sqlite3_exec (bench->cache->plain, "SELECT state, count (*) FROM orders WHERE deleted = 0 GROUP BY state",
                NULL, NULL, NULL);
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
                                 .limit = BENCH_FILTER_LIMIT },
                 bench);
  if (bench->n_found != bench->n_found_plain || bench->n_found == 0)
    g_error ("%s: %u orders, %u by bare SQL", name, bench->n_found, bench->n_found_plain);
  g_clear_pointer (&bench->query, pd_store_query_free);
}

/* Several conditions, most of which nearly all orders fulfil: what is not finished, and whose or until when. */
static void
measure_view (Bench *bench,
              const char *name,
              PdStoreFilterKind kind,
              guint field,
              const char *text,
              const char *sql)
{
  bench->query = pd_store_query_new (&pd_order_type);
  if (kind == PD_STORE_FILTER_IS)
    pd_store_query_add_filter (bench->query, kind, field, text);
  pd_store_query_add_filter (bench->query, PD_STORE_FILTER_ONE_OF_OR_EMPTY, PD_ORDER_STAGE,
                             "[\"draft\",\"review\",\"payment\",\"delivery\",\"shipped\",\"assignment\","
                             "\"appointed\",\"working\",\"acceptance\"]");
  if (kind != PD_STORE_FILTER_IS)
    pd_store_query_add_filter (bench->query, kind, field, text);
  pd_store_query_add_filter (bench->query, PD_STORE_FILTER_IS_NOT, PD_ORDER_STATE, PD_ORDER_STATE_CANCELLED);
  bench->sql = sql;
  bench_measure (&(BenchFigure){ .name = name,
                                 .unit = "question",
                                 .n = 1,
                                 .prepare = open_whole,
                                 .func = ask,
                                 .baseline_name = "bare SQL",
                                 .baseline = ask_plain,
                                 .limit = BENCH_FILTER_LIMIT },
                 bench);
  if (bench->n_found != bench->n_found_plain)
    g_error ("%s: %u orders, %u by bare SQL", name, bench->n_found, bench->n_found_plain);
  g_clear_pointer (&bench->query, pd_store_query_free);
}

#define UNFINISHED                                                                                           \
  " AND coalesce (stage, '') NOT IN ('done', 'followed_up', 'cancelled') AND state <> 'cancelled'"

static void
measure_views (Bench *bench)
{
  measure_view (bench, "orders/view-mine", PD_STORE_FILTER_IS, PD_ORDER_ASSIGNEE, "technician-3",
                "SELECT row FROM orders WHERE deleted = 0 AND assignee = 'technician-3'" UNFINISHED NEWEST);
  measure_view (bench, "orders/view-overdue", PD_STORE_FILTER_BEFORE, PD_ORDER_DUE_DATE, "2026-11-23",
                "SELECT row FROM orders WHERE deleted = 0 AND due_date < '2026-11-23'" UNFINISHED NEWEST);
  for (const PdChoice *kind = pd_order_kind_choices; kind->value != NULL; kind++)
    {
      g_autofree char *name = g_strconcat ("orders/board-", kind->value, NULL);

      bench->sql = kind->value;
      bench_measure (&(BenchFigure){ .name = name,
                                     .unit = "board",
                                     .n = 1,
                                     .func = read_board,
                                     .baseline_name = "bare SQL that counts states",
                                     .baseline = count_plain,
                                     .limit = BENCH_FILTER_LIMIT },
                     bench);
    }
  bench_measure (&(BenchFigure){ .name = "orders/calendar-due",
                                 .unit = "page",
                                 .n = 1,
                                 .func = read_due,
                                 .baseline_name = "bare SQL that counts states",
                                 .baseline = count_plain,
                                 .limit = BENCH_FILTER_LIMIT },
                 bench);
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
                                 .limit = BENCH_OPEN_LIMIT },
                 bench);
  bench_measure (&(BenchFigure){ .name = "orders/open-list",
                                 .unit = "list",
                                 .n = 1,
                                 .prepare = close_list,
                                 .func = open_list,
                                 .baseline_name = "bare SQL",
                                 .baseline = ask_plain,
                                 .limit = BENCH_OPEN_LIMIT },
                 bench);
  g_clear_pointer (&bench->query, pd_store_query_free);
  measure_views (bench);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    measure_question (bench, &questions[i]);
  bench_measure (&(BenchFigure){ .name = "orders/count-states",
                                 .unit = "count",
                                 .n = 1,
                                 .func = count,
                                 .baseline_name = "bare SQL",
                                 .baseline = count_plain,
                                 .limit = BENCH_FILTER_LIMIT },
                 bench);
}

int
main (void)
{
  Bench bench = { .cache = bench_order_cache_new (bench_size ("LIST", 100000)),
                  .screen = g_ptr_array_new_with_free_func (g_object_unref) };

  measure (&bench);
  close_list (&bench);
  g_ptr_array_unref (bench.screen);
  bench_order_cache_free (bench.cache);
  return 0;
}
