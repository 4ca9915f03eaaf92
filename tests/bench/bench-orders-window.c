/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"
#include "bench/bench-order-cache.h"

#include <adwaita.h>

#include "desktop/pd-record-list.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

/* From the wish to see the orders to the frame in which they stand on the screen, beside the bare SQL of the same question.
 * PIAODAN_BENCH_LIST: orders in the cache. */

#define ROWS_ON_SCREEN 20

typedef struct
{
  BenchOrderCache *cache;
  GtkWindow *window;
  PdRecordList *list;
  GPtrArray *screen; /* of PdRowItem */
  gboolean ready;    /* the rows are there */
  gboolean painted;  /* and were since then painted */
} Bench;

static void
painted_cb (GdkFrameClock *clock, gpointer data)
{
  Bench *bench = data;

  bench->painted = bench->ready;
}

static void
wait_painted (Bench *bench)
{
  PdRowModel *model = pd_record_list_get_model (bench->list);

  bench->ready = bench->painted = FALSE;
  while (pd_row_model_is_loading (model))
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_set_size (bench->screen, 0);
  for (guint i = 0; i < MIN (ROWS_ON_SCREEN, g_list_model_get_n_items (G_LIST_MODEL (model))); i++)
    {
      PdRowItem *item = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_ptr_array_add (bench->screen, item);
      while (pd_row_item_get_data (item) == NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  bench->ready = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (bench->list));
  while (!bench->painted)
    g_main_context_iteration (NULL, TRUE);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
close_list (gpointer data)
{
  Bench *bench = data;

  g_ptr_array_set_size (bench->screen, 0);
  adw_window_set_content (ADW_WINDOW (bench->window), gtk_label_new ("票单"));
  settle ();
}

static void
open_list (gpointer data)
{
  Bench *bench = data;

  bench->list = PD_RECORD_LIST (pd_record_list_new (pd_place_find ("orders"), bench->cache->store));
  adw_window_set_content (ADW_WINDOW (bench->window), GTK_WIDGET (bench->list));
  wait_painted (bench);
}

static void
open_whole (gpointer data)
{
  close_list (data);
  open_list (data);
  settle ();
}

static void
narrow (gpointer data)
{
  Bench *bench = data;
  PdRowModel *model = pd_record_list_get_model (bench->list);
  g_autoptr (PdStoreQuery) query = pd_store_query_copy (pd_row_model_get_query (model));

  pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_ORDER_STAGE, PD_ORDER_STAGE_DELIVERY);
  pd_row_model_set_query (model, query);
  wait_painted (bench);
}

static void
ask_whole_plain (gpointer data)
{
  Bench *bench = data;

  bench_order_cache_ask (bench->cache, "SELECT row FROM orders WHERE deleted = 0 ORDER BY row DESC");
}

static void
ask_narrow_plain (gpointer data)
{
  Bench *bench = data;

  bench_order_cache_ask (bench->cache,
                         "SELECT row FROM orders WHERE deleted = 0 AND stage = 'delivery' ORDER BY row DESC");
}

int
main (void)
{
  const BenchFigure figures[] = {
    { .name = "orders/window-open",
      .unit = "list",
      .n = 1,
      .prepare = close_list,
      .func = open_list,
      .baseline_name = "bare SQL",
      .baseline = ask_whole_plain,
      .limit = BENCH_OPEN_LIMIT },
    { .name = "orders/window-filter",
      .unit = "question",
      .n = 1,
      .prepare = open_whole,
      .func = narrow,
      .baseline_name = "bare SQL",
      .baseline = ask_narrow_plain,
      .limit = BENCH_FILTER_LIMIT },
  };
  Bench bench = { .cache = bench_order_cache_new (bench_size ("LIST", 100000)),
                  .screen = g_ptr_array_new_with_free_func (g_object_unref) };

  adw_init ();
  bench.window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (bench.window, 1100, 760);
  gtk_window_present (bench.window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (bench.window)), "after-paint",
                    G_CALLBACK (painted_cb), &bench);
  /* the first list of a program loads fonts, icons and style */
  open_whole (&bench);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    bench_measure (&figures[i], &bench);
  close_list (&bench);
  g_ptr_array_unref (bench.screen);
  gtk_window_destroy (bench.window);
  settle ();
  bench_order_cache_free (bench.cache);
  return 0;
}
