/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"

#include <cairo-pdf.h>
#include <libxml/parser.h>
#include <poppler.h>

#include "document/invoice-fixture.h"
#include "document/pd-invoice-pages.h"
#include "document/pd-invoice-xml.h"
#include "ofd-fixture.h"
#include "package/pd-zip.h"
#include "paper/pd-print-stream.h"
#include "reading/pd-read-private.h"

/* PIAODAN_BENCH_INVOICES: PDFs of one run; PIAODAN_BENCH_FILE: a PDF to open and read in place of our own. */

#define N_INVOICE_LINES 5
#define N_OFD_TEXTS 120
#define DPI 150.0

typedef struct
{
  PdRecord *invoice;
  guint n_invoices;
  guint n_programs; /* runs of another program, which are slow */
  PdInvoicePages *pages;
  GBytes *pdf;
  GBytes *xml;
  GBytes *ofd;
  char *folder;
  char *pdf_path;
  GPtrArray *queue; /* of PdPrintItem */
} Bench;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

static cairo_status_t
take_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* --- own PDFs */

static GBytes *
make_pdf (PdRecord *invoice)
{
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  GError *error = NULL;
  GBytes *pdf = pd_invoice_pages_to_pdf (pages, NULL, &error);

  must (pdf != NULL, error);
  return pdf;
}

static void
make_pdfs (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      g_autoptr (GBytes) pdf = make_pdf (bench->invoice);

      g_assert_nonnull (pdf);
    }
}

/* The same page, laid out before. */
static void
draw_pdfs (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      cairo_surface_t *surface =
          cairo_pdf_surface_create_for_stream (take_cb, bytes, PD_INVOICE_PAGE_WIDTH, PD_INVOICE_PAGE_HEIGHT);
      cairo_t *cr = cairo_create (surface);

      pd_invoice_pages_draw (bench->pages, 0, cr);
      cairo_destroy (cr);
      cairo_surface_finish (surface);
      cairo_surface_destroy (surface);
    }
}

static void
make_one_file (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GPtrArray) invoices = g_ptr_array_new ();
  g_autoptr (GBytes) pdf = NULL;
  GError *error = NULL;

  for (guint i = 0; i < bench->n_invoices; i++)
    g_ptr_array_add (invoices, bench->invoice);
  pdf = pd_invoices_to_pdf (invoices, NULL, NULL, NULL, &error);
  must (pdf != NULL, error);
}

/* --- to the first picture */

static void
open_and_render (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_programs; i++)
    {
      GError *error = NULL;
      g_autoptr (PdPaper) paper = pd_paper_open (bench->pdf, "a.pdf", NULL, &error);
      cairo_surface_t *surface;
      double width, height;
      cairo_t *cr;

      must (paper != NULL, error);
      pd_paper_get_page_size (paper, 0, &width, &height);
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (width * DPI / 72),
                                            (int) (height * DPI / 72));
      cr = cairo_create (surface);
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      cairo_scale (cr, DPI / 72, DPI / 72);
      must (pd_paper_draw (paper, 0, cr, PD_PAPER_SCREEN, NULL, &error), error);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
run_program (Bench *bench, const char *const *argv)
{
  GError *error = NULL;
  int status = 0;

  must (g_spawn_sync (bench->folder, (char **) argv, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                      NULL, NULL, NULL, &status, &error),
        error);
  must (g_spawn_check_wait_status (status, &error), error);
}

static void
run_pdftoppm (gpointer data)
{
  Bench *bench = data;
  const char *const argv[] = { "pdftoppm", "-r",          "150",           "-f",  "1", "-l",
                               "1",        "-singlefile", bench->pdf_path, "out", NULL };

  for (guint i = 0; i < bench->n_programs; i++)
    run_program (bench, argv);
}

/* A file each through an office program, where there is one. */
static void
run_office (gpointer data)
{
  Bench *bench = data;
  g_autofree char *html = g_build_filename (bench->folder, "invoice.html", NULL);
  const char *const argv[] = { "soffice",  "--headless",  "--convert-to", "pdf",
                               "--outdir", bench->folder, html,           NULL };

  g_assert_true (g_file_set_contents (html, "<html><body>电子发票</body></html>", -1, NULL));
  run_program (bench, argv);
}

/* --- reading */

static void
read_pdf (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      g_autoptr (PdReading) reading = pd_reading_new ("a.pdf", "pdf");
      GError *error = NULL;

      must (pd_read_pdf_text (reading, bench->pdf, NULL, &error), error);
      pd_reading_settle (reading);
      g_assert_true (pd_reading_is_invoice (reading));
    }
}

static void
read_pdf_whole (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_programs; i++)
    {
      GError *error = NULL;
      g_autoptr (PdReading) reading = pd_read_invoice (bench->pdf, "a.pdf", NULL, &error);

      must (reading != NULL, error);
    }
}

/* What Poppler takes to give the text, which nothing is made of. */
static void
get_text (Bench *bench, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      GError *error = NULL;
      PopplerDocument *document = poppler_document_new_from_bytes (bench->pdf, NULL, &error);
      PopplerPage *page;
      g_autofree char *text = NULL;

      must (document != NULL, error);
      page = poppler_document_get_page (document, 0);
      text = poppler_page_get_text (page);
      g_assert_nonnull (text);
      g_object_unref (page);
      g_object_unref (document);
    }
}

static void
get_texts (gpointer data)
{
  get_text (data, ((Bench *) data)->n_invoices);
}

static void
get_few_texts (gpointer data)
{
  get_text (data, ((Bench *) data)->n_programs);
}

static void
read_xml (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      GError *error = NULL;
      g_autoptr (PdReading) reading = pd_read_invoice (bench->xml, "a.xml", NULL, &error);

      must (reading != NULL, error);
    }
}

static void
parse_xml (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    xmlFreeDoc (xmlReadMemory (g_bytes_get_data (bench->xml, NULL), (int) g_bytes_get_size (bench->xml), NULL,
                               NULL, 0));
}

/* An OFD as invoices have it: what counts as custom data, and a page of as many texts as a page of goods has. */
static GBytes *
make_ofd (void)
{
  g_autoptr (GString) layers = g_string_new ("<ofd:Layer ID=\"2\">");
  OfdFixture fixture = { .notes = "<ofd:CustomData Name=\"发票号码\">24112000000048542163</ofd:CustomData>"
                                  "<ofd:CustomData Name=\"合计金额\">200.00</ofd:CustomData>"
                                  "<ofd:CustomData Name=\"合计税额\">26.00</ofd:CustomData>" };

  for (guint i = 0; i < N_OFD_TEXTS; i++)
    g_string_append_printf (layers,
                            "<ofd:TextObject ID=\"%u\" Boundary=\"%u %u 30 5\" Size=\"3.2\">"
                            "<ofd:TextCode X=\"0\" Y=\"3\">硒鼓 %u.00</ofd:TextCode></ofd:TextObject>",
                            10 + i, 5 + 25 * (i % 8), 20 + 6 * (i / 8), i);
  g_string_append (layers, "</ofd:Layer>");
  fixture.layers = layers->str;
  return ofd_fixture_bytes (&fixture);
}

static void
read_ofd (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      GError *error = NULL;
      g_autoptr (PdReading) reading = pd_read_invoice (bench->ofd, "a.ofd", NULL, &error);

      must (reading != NULL, error);
      g_assert_true (pd_reading_is_invoice (reading));
    }
}

static void
unpack_ofd (gpointer data)
{
  static const PdZipLimits limits = {
    .max_parts = 100, .max_part_bytes = 1 << 20, .max_total_bytes = 1 << 22, .max_ratio = 1000
  };
  Bench *bench = data;

  for (guint i = 0; i < bench->n_invoices; i++)
    {
      GError *error = NULL;
      g_autoptr (GHashTable) parts = pd_zip_read (bench->ofd, &limits, NULL, &error);

      must (parts != NULL, error);
    }
}

/* --- print */

static void
impose (gpointer data)
{
  Bench *bench = data;
  PdPrintSettings settings;
  g_autoptr (PdPrintStream) stream = NULL;
  GError *error = NULL;

  pd_print_settings_init (&settings);
  settings.layout.per_sheet = 4;
  stream = pd_print_stream_new (bench->queue, &settings, NULL, NULL, NULL, &error);
  must (stream != NULL, error);
}

static void
fill_queue (Bench *bench, gboolean from_files)
{
  g_clear_pointer (&bench->queue, g_ptr_array_unref);
  bench->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_print_item_free);
  for (guint i = 0; i < 100; i++)
    {
      GError *error = NULL;
      PdPaper *paper = from_files ? pd_paper_open (bench->pdf, "a.pdf", NULL, &error)
                                  : pd_paper_new_for_invoice (bench->invoice);

      must (paper != NULL, error);
      g_ptr_array_add (bench->queue, pd_print_item_new (paper));
    }
}

static void
fill_from_files (gpointer data)
{
  fill_queue (data, TRUE);
}

static void
fill_from_records (gpointer data)
{
  fill_queue (data, FALSE);
}

static void
measure (Bench *bench)
{
  const BenchFigure figures[] = {
    { .name = "documents/pdf",
      .unit = "invoice",
      .n = bench->n_invoices,
      .func = make_pdfs,
      .baseline_name = "the same page drawn, laid out before",
      .baseline = draw_pdfs },
    { .name = "documents/pdf-one-file",
      .unit = "invoice",
      .n = bench->n_invoices,
      .func = make_one_file,
      .baseline_name = "a file each",
      .baseline = make_pdfs },
    { .name = "documents/first-picture",
      .unit = "file",
      .n = bench->n_programs,
      .func = open_and_render,
      .baseline_name = "pdftoppm -r 150",
      .baseline = run_pdftoppm },
    { .name = "documents/read-pdf-text",
      .unit = "file",
      .n = bench->n_invoices,
      .func = read_pdf,
      .baseline_name = "Poppler's text alone",
      .baseline = get_texts },
    { .name = "documents/read-pdf",
      .unit = "file",
      .n = bench->n_programs,
      .func = read_pdf_whole,
      .baseline_name = "Poppler's text alone",
      .baseline = get_few_texts },
    { .name = "documents/read-xml",
      .unit = "file",
      .n = bench->n_invoices,
      .func = read_xml,
      .baseline_name = "parsing it",
      .baseline = parse_xml },
    { .name = "documents/read-ofd",
      .unit = "file",
      .n = bench->n_invoices,
      .func = read_ofd,
      .baseline_name = "unpacking it",
      .baseline = unpack_ofd },
    { .name = "documents/four-up-files",
      .unit = "invoice",
      .n = 100,
      .prepare = fill_from_files,
      .func = impose,
      .baseline_name = "the records themselves",
      .baseline_prepare = fill_from_records,
      .baseline = impose },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    bench_measure (&figures[i], bench);
}

int
main (void)
{
  const char *path = g_getenv ("PIAODAN_BENCH_FILE");
  g_autofree char *office = g_find_program_in_path ("soffice");
  Bench bench = { .invoice = invoice_fixture_new (N_INVOICE_LINES, TRUE),
                  .n_invoices = bench_size ("INVOICES", 100),
                  .n_programs = 10 };
  GError *error = NULL;

  bench.folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", &error);
  must (bench.folder != NULL, error);
  bench.pages = pd_invoice_pages_new (bench.invoice);
  bench.xml = pd_invoice_to_xml (bench.invoice, &error);
  must (bench.xml != NULL, error);
  bench.ofd = make_ofd ();
  bench.pdf = make_pdf (bench.invoice);
  g_print ("{\"name\": \"documents/pdf-size\", \"bytes\": %" G_GSIZE_FORMAT "}\n",
           g_bytes_get_size (bench.pdf));
  if (path != NULL)
    {
      char *content;
      gsize length;

      must (g_file_get_contents (path, &content, &length, &error), error);
      g_bytes_unref (bench.pdf);
      bench.pdf = g_bytes_new_take (content, length);
    }
  bench.pdf_path = g_build_filename (bench.folder, "invoice.pdf", NULL);
  must (g_file_set_contents (bench.pdf_path, g_bytes_get_data (bench.pdf, NULL),
                             (gssize) g_bytes_get_size (bench.pdf), &error),
        error);

  measure (&bench);
  if (office != NULL)
    {
      guint n = bench.n_invoices;

      bench.n_invoices = 1;
      bench_measure (&(BenchFigure){ .name = "documents/pdf-beside-office",
                                     .unit = "invoice",
                                     .n = 1,
                                     .func = make_pdfs,
                                     .baseline_name = "an office program, a page without any layout",
                                     .baseline = run_office },
                     &bench);
      bench.n_invoices = n;
    }
  bench_remove_tree (bench.folder);
  g_clear_pointer (&bench.queue, g_ptr_array_unref);
  pd_invoice_pages_free (bench.pages);
  g_bytes_unref (bench.pdf);
  g_bytes_unref (bench.xml);
  g_bytes_unref (bench.ofd);
  pd_record_unref (bench.invoice);
  g_free (bench.pdf_path);
  g_free (bench.folder);
  return 0;
}
