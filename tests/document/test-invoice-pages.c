/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-fixture.h"
#include "document/invoice-pdf.h"
#include "document/pd-invoice-pages-private.h"
#include "model/pd-invoice-qr.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

#include <glib/gstdio.h>
#include <qrencode.h>
#include <string.h>

#define SCALE 4

static cairo_surface_t *
draw_image (const PdRecord *invoice, guint page, guint32 background)
{
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, PD_INVOICE_PAGE_WIDTH * SCALE,
                                                       PD_INVOICE_PAGE_HEIGHT * SCALE);
  cairo_t *cr = cairo_create (image);

  cairo_set_source_rgb (cr, (background >> 16) / 255.0, (background >> 8 & 0xFF) / 255.0,
                        (background & 0xFF) / 255.0);
  cairo_paint (cr);
  cairo_scale (cr, SCALE, SCALE);
  pd_invoice_pages_draw (pages, page, cr);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  return image;
}

static guint32
pixel (cairo_surface_t *image, double x_pt, double y_pt)
{
  const guint8 *row =
      cairo_image_surface_get_data (image) + (gsize) (y_pt * SCALE) * cairo_image_surface_get_stride (image);

  return ((const guint32 *) row)[(gsize) (x_pt * SCALE)] & 0xFFFFFF;
}

static void
test_text (void)
{
  static const char *const words[] = {
    "电子发票（增值税专用发票）",
    "发票号码：",
    "26317000000000012345",
    "开票日期：",
    "2026年03月09日",
    "龙泉青瓷贸易（杭州）有限公司",
    "91330100MA2KXXXX1A",
    "上海浦江文具有限公司",
    "91310115MA1HYYYY2B",
    "统一社会信用代码/纳税人识别号：",
    "项目名称",
    "规格型号",
    "税率/征收率",
    "*文具*中性笔1号",
    "*文具*中性笔2号",
    "GP-001",
    "GP-002",
    "1258.75",
    "2517.50",
    "13%",
    "163.64",
    "327.28",
    "¥3776.25",
    "¥490.92",
    "价税合计（大写）",
    "肆仟贰佰陆拾柒圆壹角柒分",
    "（小写）",
    "¥4267.17",
    "合同编号：HT-2026-0309；",
    "收款人：王小明；复核人：李华。",
    "开票人：",
    "田梦",
  };
  g_autoptr (PdRecord) invoice = invoice_fixture_new (2, TRUE);
  g_autofree char *text = invoice_pdf_text (invoice);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    invoice_pdf_assert_contains (text, words[i]);
  g_assert_null (strstr (text, "草稿"));
  g_assert_null (strstr (text, "DRAFT"));
  g_assert_null (strstr (text, "小计"));
}

/* The characters whose middle is in @cell, in the order in which Poppler reads the page. */
static char *
text_of_cell (PopplerPage *page, const PdPageBox *cell)
{
  g_autofree char *text = poppler_page_get_text (page);
  g_autofree PopplerRectangle *boxes = NULL;
  GString *found = g_string_new (NULL);
  const char *p = text;
  guint n_boxes;

  g_assert_true (poppler_page_get_text_layout (page, &boxes, &n_boxes));
  for (guint i = 0; i < n_boxes && *p != '\0'; i++, p = g_utf8_next_char (p))
    {
      double x = (boxes[i].x1 + boxes[i].x2) / 2, y = (boxes[i].y1 + boxes[i].y2) / 2;

      if (x >= cell->x && x <= cell->x + cell->width && y >= cell->y && y <= cell->y + cell->height &&
          !g_unichar_isspace (g_utf8_get_char (p)))
        g_string_append_unichar (found, g_utf8_get_char (p));
    }
  return g_string_free (found, FALSE);
}

/* Every text reads in its cell of the file as it does in the record: nothing is cut, nothing is added. */
static void
test_text_of_cells (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_extreme (3, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  const PdInvoiceLayout *layout = pd_invoice_pages_get_layout (pages);
  g_autoptr (GBytes) pdf = invoice_pdf_new (invoice);
  g_autoptr (PdfFile) document = invoice_pdf_open (pdf);

  for (guint i = 0; i < layout->pages->len; i++)
    {
      const PdInvoicePage *page = layout->pages->pdata[i];
      g_autoptr (PdfPage) content = poppler_document_get_page (document, i);

      for (guint k = 0; k < page->texts->len; k++)
        {
          const PdPageText *item = page->texts->pdata[k];
          g_autofree char *found = text_of_cell (content, &item->cell);
          g_autofree char *wanted = invoice_pdf_without_spaces (item->text);

          g_assert_cmpstr (found, ==, wanted);
        }
    }
}

static void
test_extreme_text (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_extreme (2, TRUE);
  g_autofree char *text = invoice_pdf_text (invoice);
  PdRecord *line = pd_record_get_lines (invoice)->pdata[0];

  invoice_pdf_assert_contains (text, pd_record_get_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER));
  invoice_pdf_assert_contains (text, pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE));
  invoice_pdf_assert_contains (text, "-999999999999999.99");
  invoice_pdf_assert_contains (text, "¥-9876543219876543.21");
}

static void
test_metadata (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (GBytes) pdf = invoice_pdf_new (invoice);
  g_autoptr (PdfFile) document = invoice_pdf_open (pdf);
  g_autofree char *title = poppler_document_get_title (document);
  g_autofree char *creator = poppler_document_get_creator (document);
  g_autoptr (PdfPage) page = poppler_document_get_page (document, 0);
  double width, height;

  g_assert_cmpstr (title, ==, "电子发票（增值税专用发票） 26317000000000012345");
  g_assert_cmpstr (creator, ==, "Piaodan " PIAODAN_VERSION);
  g_assert_cmpint (poppler_document_get_creation_date (document), ==, 1773023445);
  poppler_page_get_size (page, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 210 / 25.4 * 72, 0.01);
  g_assert_cmpfloat_with_epsilon (height, 140 / 25.4 * 72, 0.01);
}

/* The watermark's grey in the middle of the page, on white or not at all. */
static guint
count_watermark (cairo_surface_t *image)
{
  guint n = 0;

  for (double y = 0; y < PD_INVOICE_PAGE_HEIGHT - 1; y += 1)
    for (double x = 0; x < PD_INVOICE_PAGE_WIDTH - 1; x += 1)
      n += pixel (image, x, y) == 0xDEDEDE;
  return n;
}

static void
test_not_issued (gconstpointer data)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (9, TRUE);

  /* Whatever else the record says: only the state "issued" makes an invoice. */
  pd_record_set_text (invoice, PD_INVOICE_STATE, data);
  for (guint page = 0; page < 2; page++)
    {
      g_autoptr (GBytes) pdf = invoice_pdf_new (invoice);
      g_autoptr (PdfFile) document = invoice_pdf_open (pdf);
      g_autofree char *text = invoice_pdf_page_text (document, page);
      cairo_surface_t *image = draw_image (invoice, page, 0xFFFFFF);

      invoice_pdf_assert_contains (text, "草稿 · 不是发票");
      invoice_pdf_assert_contains (text, "DRAFT – NOT AN INVOICE");
      invoice_pdf_assert_contains (text, "发票号码：草稿");
      g_assert_null (strstr (text, "26317000000000012345"));
      g_assert_cmpuint (count_watermark (image), >, 3000);
      for (double y = 16; y < 76; y += 1)
        for (double x = 16; x < 76; x += 1)
          g_assert_cmphex (pixel (image, x, y), ==, 0xFFFFFF);
      cairo_surface_destroy (image);
    }
}

static void
test_issued_without_number (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (PdInvoicePages) pages = NULL;

  pd_record_clear (invoice, PD_INVOICE_NUMBER);
  pages = pd_invoice_pages_new (invoice);
  g_assert_false (pd_invoice_pages_is_issued (pages));
  g_assert_null (pd_invoice_pages_get_layout (pages)->qr_text);
}

/* A training invoice says on every page that it is none before the law; a real one says nothing of the kind. */
static void
test_specimen (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autofree char *real = invoice_pdf_text (invoice);
  g_autofree char *training = NULL;

  g_assert_null (strstr (real, "SPECIMEN"));
  pd_record_set_flag (invoice, PD_INVOICE_SPECIMEN, TRUE);
  training = invoice_pdf_text (invoice);
  invoice_pdf_assert_contains (training, "培训样票");
  invoice_pdf_assert_contains (training, "TRAINING SPECIMEN");
  invoice_pdf_assert_contains (training, "26317000000000012345");
}

static void
test_qr_modules (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  const PdInvoiceLayout *layout = pd_invoice_pages_get_layout (pages);
  g_auto (PdInvoiceQr) qr = { NULL };
  cairo_surface_t *image = draw_image (invoice, 0, 0xFFFF00); /* the code brings its own white */
  QRcode *code;
  double module;

  g_assert_true (pd_invoice_qr_parse (layout->qr_text, &qr, NULL));
  g_assert_cmpint (qr.crc, ==, PD_INVOICE_QR_CRC_RIGHT);
  g_assert_cmpstr (qr.type, ==, "31");
  g_assert_cmpstr (qr.number, ==, "26317000000000012345");
  g_assert_cmpint (qr.amount, ==, 142239);
  g_assert_cmpstr (qr.date, ==, "2026-03-09");

  code = QRcode_encodeString8bit (layout->qr_text, 0, QR_ECLEVEL_M);
  module = layout->qr.width / code->width;
  for (int y = -4; y < code->width + 4; y++)
    for (int x = -4; x < code->width + 4; x++)
      {
        gboolean inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
        gboolean dark = inside && (code->data[y * code->width + x] & 1);

        g_assert_cmphex (pixel (image, layout->qr.x + (x + 0.5) * module, layout->qr.y + (y + 0.5) * module),
                         ==, dark ? 0x000000 : 0xFFFFFF);
      }
  QRcode_free (code);
  cairo_surface_destroy (image);
}

static void
test_qr_reader (void)
{
  g_autofree char *zbarimg = g_find_program_in_path ("zbarimg");
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  g_autofree char *folder = NULL, *file = NULL, *read = NULL;
  cairo_surface_t *image;

  if (zbarimg == NULL)
    {
      g_test_skip ("zbarimg is not installed");
      return;
    }
  folder = g_dir_make_tmp ("piaodan-pages-XXXXXX", NULL);
  file = g_build_filename (folder, "page.png", NULL);
  image = draw_image (invoice, 0, 0xFFFFFF);
  g_assert_cmpint (cairo_surface_write_to_png (image, file), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (image);
  {
    const char *const command[] = { zbarimg, "--quiet", "--raw", file, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &read,
                                 NULL, NULL, NULL));
  }
  g_assert_cmpstr (g_strstrip (read), ==, pd_invoice_pages_get_layout (pages)->qr_text);
  g_unlink (file);
  g_rmdir (folder);
}

static void
test_no_tax (void)
{
  static const struct
  {
    const char *rate;
    const char *label;
  } cases[] = { { "exempt", "免税" }, { "non_taxable", "不征税" }, { "0", "0%" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new_exempt (cases[i].rate);
      g_autofree char *text = invoice_pdf_text (invoice);
      g_auto (GStrv) stars = g_strsplit (text, "***", -1);

      /* Two lines and their sum. */
      invoice_pdf_assert_contains (text, "电子发票（普通发票）");
      invoice_pdf_assert_contains (text, cases[i].label);
      g_assert_cmpuint (g_strv_length (stars), ==, 4);
      g_assert_null (strstr (text, "¥0.00"));
    }
}

static void
test_mixed_tax (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_exempt ("exempt");
  g_autofree char *text = NULL;

  invoice_fixture_add_line (invoice, "*文具*笔", "1", "100", 10000, "0.13", 1300, PD_INVOICE_LINE_NORMAL);
  pd_record_derive (invoice);
  text = invoice_pdf_text (invoice);
  invoice_pdf_assert_contains (text, "¥13.00");
}

static void
test_difference_taxation (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_exempt ("exempt");
  g_autofree char *text = NULL;

  pd_record_set_text (invoice, PD_INVOICE_REMARK, "差额征税：2.00。");
  text = invoice_pdf_text (invoice);
  g_assert_null (strstr (text, "免税"));
}

static void
test_discount (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_discounted ();
  g_autofree char *text = invoice_pdf_text (invoice);

  invoice_pdf_assert_contains (text, "-752.73");
  invoice_pdf_assert_contains (text, "-97.85");
  invoice_pdf_assert_contains (text, "¥4556.12");
  invoice_pdf_assert_contains (text, "¥592.30");
}

/* What turns the direction of writing or hides characters must not reach a page. */
static void
test_hostile_text (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (PdInvoicePages) pages = NULL;
  const PdInvoicePage *page;

  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, "甲\u202e乙\x01丙\n丁\u200b");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, "1\u202e2\n3");
  pages = pd_invoice_pages_new (invoice);
  page = pd_invoice_pages_get_layout (pages)->pages->pdata[0];
  for (guint i = 0; i < page->texts->len; i++)
    {
      const PdPageText *text = page->texts->pdata[i];

      if (strcmp (text->role, "buyer_name") == 0)
        g_assert_cmpstr (text->text, ==, "甲乙 丙\n丁");
      if (strcmp (text->role, "buyer_tax_number") == 0)
        g_assert_cmpstr (text->text, ==, "12 3");
    }
  {
    g_autofree char *newlines = g_strnfill (230, '\n');

    newlines[229] = 'x';
    pd_record_set_text (invoice, PD_INVOICE_REMARK, newlines);
  }
  {
    g_autofree char *text = invoice_pdf_text (invoice);

    invoice_pdf_assert_contains (text, "备");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice-pages/text", test_text);
  g_test_add_func ("/invoice-pages/text-of-cells", test_text_of_cells);
  g_test_add_func ("/invoice-pages/extreme-text", test_extreme_text);
  g_test_add_func ("/invoice-pages/metadata", test_metadata);
  g_test_add_data_func ("/invoice-pages/not-issued/draft", PD_INVOICE_STATE_DRAFT, test_not_issued);
  g_test_add_data_func ("/invoice-pages/not-issued/queued", PD_INVOICE_STATE_QUEUED, test_not_issued);
  g_test_add_data_func ("/invoice-pages/not-issued/unknown", PD_INVOICE_STATE_UNKNOWN, test_not_issued);
  g_test_add_data_func ("/invoice-pages/not-issued/none", NULL, test_not_issued);
  g_test_add_func ("/invoice-pages/issued-without-number", test_issued_without_number);
  g_test_add_func ("/invoice-pages/specimen", test_specimen);
  g_test_add_func ("/invoice-pages/qr-modules", test_qr_modules);
  g_test_add_func ("/invoice-pages/qr-reader", test_qr_reader);
  g_test_add_func ("/invoice-pages/no-tax", test_no_tax);
  g_test_add_func ("/invoice-pages/mixed-tax", test_mixed_tax);
  g_test_add_func ("/invoice-pages/difference-taxation", test_difference_taxation);
  g_test_add_func ("/invoice-pages/discount", test_discount);
  g_test_add_func ("/invoice-pages/hostile-text", test_hostile_text);
  return g_test_run ();
}
