/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"

#include "document/invoice-fixture.h"
#include "document/pd-invoice-pages.h"
#include "document/pd-order-import.h"

#include <cairo-pdf.h>

/* PIAODAN_BENCH_INVOICES: PDFs of one run; PIAODAN_BENCH_LINES: lines of the imported file. */

#define N_INVOICE_LINES 5

typedef struct
{
  PdRecord *invoice;
  guint n_invoices;
  GBytes *csv;
  guint n_orders;
} Bench;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

static void
draw (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (bench->invoice);
      GError *error = NULL;
      g_autoptr (GBytes) pdf = pd_invoice_pages_to_pdf (pages, NULL, &error);

      must (pdf != NULL, error);
    }
}

static cairo_status_t
take_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_nothing (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      g_autoptr (GByteArray) pdf = g_byte_array_new ();
      cairo_surface_t *surface =
          cairo_pdf_surface_create_for_stream (take_cb, pdf, PD_INVOICE_PAGE_WIDTH, PD_INVOICE_PAGE_HEIGHT);

      cairo_surface_show_page (surface);
      cairo_surface_destroy (surface);
    }
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
  Bench bench = { .invoice = invoice_fixture_new (N_INVOICE_LINES, TRUE),
                  .n_invoices = bench_size ("INVOICES", 20),
                  .csv = make_csv (n_lines) };

  bench_measure (&(BenchFigure){ .name = "document/pdf",
                                 .unit = "invoice",
                                 .n = bench.n_invoices,
                                 .func = draw,
                                 .baseline_name = "empty PDF page",
                                 .baseline = draw_nothing },
                 &bench);
  bench_measure (&(BenchFigure){ .name = "document/import-csv",
                                 .unit = "line",
                                 .n = n_lines,
                                 .func = import,
                                 .baseline_name = "counting its lines",
                                 .baseline = read_bytes },
                 &bench);
  g_assert_cmpuint (bench.n_orders, ==, (n_lines + 4) / 5);
  pd_record_unref (bench.invoice);
  g_bytes_unref (bench.csv);
  return 0;
}
