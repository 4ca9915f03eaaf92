/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"

#include "document/pd-order-import.h"

/* PIAODAN_BENCH_LINES: lines of the imported file. */

typedef struct
{
  GBytes *csv;
  guint n_orders;
} Bench;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

static GBytes *
make_csv (guint n_lines)
{
  GString *text = g_string_new (
      "订单号,订单日期,购买方名称,购买方税号,项目名称,税收编码,单位,数量,单价,税率,含税标志,备注\n");

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text,
                            "PX-%07u,2026-11-02,杭州临溪样例科技有限公司,91330106MA2XLX0131,激光打印机%u,"
                            "1090511030000000000,台,%u,1258.75,0.13,否,合同号 HT-%u\n",
                            i / 5, i % 5, 1 + i % 9, i / 5);
  return g_string_free_to_bytes (text);
}

static void
import (gpointer data)
{
  Bench *bench = data;
  GError *error = NULL;
  g_autoptr (PdSheetBook) book = pd_sheet_book_load (bench->csv, "orders.csv", NULL, &error);
  g_autoptr (PdImportMapping) mapping = NULL;
  g_autoptr (PdImportPlan) plan = NULL;
  const PdImportContext context = { .tenant = "tenant", .now = G_GINT64_CONSTANT (1795219200000000) };

  must (book != NULL, error);
  mapping = pd_import_mapping_guess (book, "2026-11-21", &error);
  must (mapping != NULL, error);
  plan = pd_order_import_plan (book, mapping, &context, NULL, &error);
  must (plan != NULL, error);
  bench->n_orders = pd_import_plan_count (plan, PD_IMPORT_ORDER_NEW);
}

static void
read_bytes (gpointer data)
{
  Bench *bench = data;
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (bench->csv, &size);
  guint lines = 0;

  for (gsize i = 0; i < size; i++)
    lines += bytes[i] == '\n';
  g_assert_cmpuint (lines, >, 0);
}

int
main (void)
{
  guint n_lines = bench_size ("LINES", 10000);
  Bench bench = { .csv = make_csv (n_lines) };

  bench_measure (&(BenchFigure){ .name = "import/csv",
                                 .unit = "line",
                                 .n = n_lines,
                                 .func = import,
                                 .baseline_name = "counting its lines",
                                 .baseline = read_bytes },
                 &bench);
  g_assert_cmpuint (bench.n_orders, ==, (n_lines + 4) / 5);
  g_bytes_unref (bench.csv);
  return 0;
}
