/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-fixture.h"
#include "document/pd-invoice-pages-private.h"
#include "document/pd-invoice-rows.h"
#include "model/pd-invoice-qr.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

#include <glib/gstdio.h>
#include <poppler.h>
#include <qrencode.h>
#include <string.h>

#define SCALE 4

/* Poppler 22.12 has no cleanup functions of its own, later ones have. */
typedef PopplerDocument PdfFile;
typedef PopplerPage PdfPage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfFile, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfPage, g_object_unref)

static GBytes *
make_pdf (const PdRecord *invoice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  GBytes *pdf = pd_invoice_pages_to_pdf (pages, NULL, &error);

  g_assert_no_error (error);
  return pdf;
}

static PopplerDocument *
open_pdf (GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (pdf, NULL, &error);

  g_assert_no_error (error);
  return document;
}

/* Where a line breaks is the layout's affair: the text is compared without any white space. */
static char *
without_spaces (const char *text)
{
  GString *result = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (result, g_utf8_get_char (p));
  return g_string_free (result, FALSE);
}

static char *
page_text (PopplerDocument *document, int page)
{
  g_autoptr (PdfPage) content = poppler_document_get_page (document, page);
  g_autofree char *text = poppler_page_get_text (content);

  return without_spaces (text);
}

static char *
all_text (const PdRecord *invoice)
{
  g_autoptr (GBytes) pdf = make_pdf (invoice);
  g_autoptr (PdfFile) document = open_pdf (pdf);
  GString *all = g_string_new (NULL);

  for (int i = 0; i < poppler_document_get_n_pages (document); i++)
    {
      g_autofree char *text = page_text (document, i);

      g_string_append (all, text);
    }
  return g_string_free (all, FALSE);
}

static void
assert_contains (const char *text, const char *part)
{
  g_autofree char *plain = without_spaces (part);

  if (strstr (text, plain) == NULL)
    g_error ("“%s” is not in “%s”", plain, text);
}

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
  g_autofree char *text = all_text (invoice);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    assert_contains (text, words[i]);
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
  g_autoptr (GBytes) pdf = make_pdf (invoice);
  g_autoptr (PdfFile) document = open_pdf (pdf);

  for (guint i = 0; i < layout->pages->len; i++)
    {
      const PdInvoicePage *page = layout->pages->pdata[i];
      g_autoptr (PdfPage) content = poppler_document_get_page (document, i);

      for (guint k = 0; k < page->texts->len; k++)
        {
          const PdPageText *item = page->texts->pdata[k];
          g_autofree char *found = text_of_cell (content, &item->cell);
          g_autofree char *wanted = without_spaces (item->text);

          g_assert_cmpstr (found, ==, wanted);
        }
    }
}

static void
test_extreme_text (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_extreme (2, TRUE);
  g_autofree char *text = all_text (invoice);
  PdRecord *line = pd_record_get_lines (invoice)->pdata[0];

  assert_contains (text, pd_record_get_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER));
  assert_contains (text, pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE));
  assert_contains (text, "-999999999999999.99");
  assert_contains (text, "¥-9876543219876543.21");
}

static void
test_metadata (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (GBytes) pdf = make_pdf (invoice);
  g_autoptr (PdfFile) document = open_pdf (pdf);
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
      g_autoptr (GBytes) pdf = make_pdf (invoice);
      g_autoptr (PdfFile) document = open_pdf (pdf);
      g_autofree char *text = page_text (document, page);
      cairo_surface_t *image = draw_image (invoice, page, 0xFFFFFF);

      assert_contains (text, "草稿 · 不是发票");
      assert_contains (text, "DRAFT – NOT AN INVOICE");
      assert_contains (text, "发票号码：草稿");
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
  g_autofree char *real = all_text (invoice);
  g_autofree char *training = NULL;

  g_assert_null (strstr (real, "SPECIMEN"));
  pd_record_set_flag (invoice, PD_INVOICE_SPECIMEN, TRUE);
  training = all_text (invoice);
  assert_contains (training, "培训样票");
  assert_contains (training, "TRAINING SPECIMEN");
  assert_contains (training, "26317000000000012345");
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
test_page_counts (void)
{
  static const struct
  {
    guint n_lines;
    guint n_pages;
  } cases[] = { { 0, 1 }, { 1, 1 }, { 8, 1 }, { 9, 2 }, { 15, 2 }, { 30, 3 }, { 100, 8 }, { 2000, 144 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new (cases[i].n_lines, TRUE);
      g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);

      g_assert_cmpuint (pd_invoice_pages_get_n_pages (pages), ==, cases[i].n_pages);
    }
}

static const char *
text_of_role (const PdInvoicePage *page, const char *role)
{
  for (guint i = 0; i < page->texts->len; i++)
    {
      const PdPageText *text = page->texts->pdata[i];

      if (strcmp (text->role, role) == 0)
        return text->text;
    }
  return NULL;
}

static gint64
page_money (const PdInvoicePage *page, const char *role)
{
  const char *text = text_of_role (page, role);
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return -1;
  parts = g_strsplit (text + strlen ("¥"), ".", 2);
  return g_ascii_strtoll (parts[0], NULL, 10) * 100 + g_ascii_strtoll (parts[1], NULL, 10);
}

/* Every line stands on one page, in order; the subtotals add up to the total of the last page. */
static void
test_many_pages (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (100, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  const PdInvoiceLayout *layout = pd_invoice_pages_get_layout (pages);
  g_autoptr (GBytes) pdf = make_pdf (invoice);
  g_autoptr (PdfFile) document = open_pdf (pdf);
  guint n_names = 0;
  gint64 net = 0, tax = 0;

  for (guint i = 0; i < layout->pages->len; i++)
    {
      const PdInvoicePage *page = layout->pages->pdata[i];
      g_autofree char *count = g_strdup_printf ("共 %u 页　第 %u 页", layout->pages->len, i + 1);
      g_autofree char *text = page_text (document, i);

      g_assert_cmpstr (text_of_role (page, "page"), ==, count);
      assert_contains (text, "26317000000000012345");
      g_assert_true ((page_money (page, "total_net") != -1) == (i + 1 == layout->pages->len));
      g_assert_true ((strstr (text, "价税合计") != NULL) == (i + 1 == layout->pages->len));
      net += page_money (page, "subtotal_net");
      tax += page_money (page, "subtotal_tax");
      for (guint k = 0; k < page->texts->len; k++)
        {
          const PdPageText *item = page->texts->pdata[k];

          if (strcmp (item->role, "name") == 0)
            {
              g_autofree char *name = g_strdup_printf ("*文具*中性笔%u号", ++n_names);

              g_assert_cmpstr (item->text, ==, name);
            }
        }
    }
  g_assert_cmpuint (n_names, ==, 100);
  g_assert_cmpint (net, ==, pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT));
  g_assert_cmpint (tax, ==, pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT));
  g_assert_cmpint (net, ==,
                   page_money (g_ptr_array_index (layout->pages, layout->pages->len - 1), "total_net"));
}

/* Lines 1 to 13, then a line with its discount where the page has room for one of the two, then one more. */
static void
test_discount_stays (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (13, TRUE);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GArray) slices = NULL;

  invoice_fixture_add_line (invoice, "*文具*本", "1", "100", 10000, "0.13", 1300,
                            PD_INVOICE_LINE_IS_DISCOUNTED);
  invoice_fixture_add_line (invoice, "*文具*本", NULL, NULL, -1000, "0.13", -130,
                            PD_INVOICE_LINE_IS_DISCOUNT);
  for (guint i = 0; i < 7; i++)
    invoice_fixture_add_line (invoice, "*文具*笔", "1", "1", 100, "0.13", 13, PD_INVOICE_LINE_NORMAL);
  rows = pd_invoice_rows_new (invoice);
  slices = pd_invoice_rows_split (rows, 8 * 12.2, 14 * 12.2, 7 * 12.2);
  g_assert_cmpuint (slices->len, ==, 3);
  g_assert_cmpuint (g_array_index (slices, PdInvoiceSlice, 0).n_rows, ==, 13);
  g_assert_cmpuint (g_array_index (slices, PdInvoiceSlice, 1).first, ==, 13);
  g_assert_cmpuint (g_array_index (slices, PdInvoiceSlice, 1).n_rows +
                        g_array_index (slices, PdInvoiceSlice, 2).n_rows,
                    ==, 9);
}

static gboolean
boxes_meet (const PdPageBox *a, const PdPageBox *b)
{
  const double slack = 0.05;

  return a->x + a->width > b->x + slack && b->x + b->width > a->x + slack &&
         a->y + a->height > b->y + slack && b->y + b->height > a->y + slack;
}

static gboolean
box_contains (const PdPageBox *outer, const PdPageBox *inner, double slack)
{
  return inner->x >= outer->x - slack && inner->y >= outer->y - slack &&
         inner->x + inner->width <= outer->x + outer->width + slack &&
         inner->y + inner->height <= outer->y + outer->height + slack;
}

static void
check_text (const PdInvoicePage *page, const PdPageText *text, guint index)
{
  const PdPageBox paper = { 0, 0, PD_INVOICE_PAGE_WIDTH, PD_INVOICE_PAGE_HEIGHT };
  PdPageBox ink;

  if (text->cut || !box_contains (&paper, &text->cell, 0) || !box_contains (&text->cell, &text->box, 0.05))
    g_error ("%s leaves its cell: “%s”", text->role, text->text);
  if (text->style.face == PD_PAGE_FACE_LABEL && text->size < 8)
    g_error ("the label “%s” had to shrink", text->text);
  pd_page_text_get_ink (text, &ink);
  /* A stroke of a glyph may reach a little over its square. */
  if (!box_contains (&text->cell, &ink, 1.0))
    g_error ("the ink of %s leaves its cell: “%s”", text->role, text->text);
  for (guint i = index + 1; i < page->texts->len; i++)
    {
      const PdPageText *other = page->texts->pdata[i];

      if (boxes_meet (&text->box, &other->box))
        g_error ("%s “%s” stands on %s “%s”", text->role, text->text, other->role, other->text);
    }
  for (guint i = 0; i < page->rules->len; i++)
    {
      const PdPageRule *rule = &g_array_index (page->rules, PdPageRule, i);
      PdPageBox line = { MIN (rule->x1, rule->x2) - 0.3, MIN (rule->y1, rule->y2) - 0.3,
                         ABS (rule->x1 - rule->x2) + 0.6, ABS (rule->y1 - rule->y2) + 0.6 };

      if (boxes_meet (&text->box, &line))
        g_error ("a rule runs through %s “%s”", text->role, text->text);
    }
  g_assert_false (page->mark.width > 0 && boxes_meet (&text->box, &page->mark));
}

static void
check_layout (const PdRecord *invoice)
{
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  const PdInvoiceLayout *layout = pd_invoice_pages_get_layout (pages);

  for (guint i = 0; i < layout->pages->len; i++)
    {
      const PdInvoicePage *page = layout->pages->pdata[i];

      for (guint k = 0; k < page->texts->len; k++)
        check_text (page, page->texts->pdata[k], k);
    }
}

static void
test_nothing_overlaps (void)
{
  for (guint issued = 0; issued < 2; issued++)
    for (guint n_lines = 1; n_lines < 20; n_lines += 6)
      {
        g_autoptr (PdRecord) plain = invoice_fixture_new (n_lines, issued);
        g_autoptr (PdRecord) extreme = invoice_fixture_new_extreme (n_lines, issued);

        check_layout (plain);
        check_layout (extreme);
        pd_record_set_text (extreme, PD_INVOICE_CODE, "031002100511");
        check_layout (extreme);
      }
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
      g_autofree char *text = all_text (invoice);
      g_auto (GStrv) stars = g_strsplit (text, "***", -1);

      /* Two lines and their sum. */
      assert_contains (text, "电子发票（普通发票）");
      assert_contains (text, cases[i].label);
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
  text = all_text (invoice);
  assert_contains (text, "¥13.00");
}

static void
test_difference_taxation (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_exempt ("exempt");
  g_autofree char *text = NULL;

  pd_record_set_text (invoice, PD_INVOICE_REMARK, "差额征税：2.00。");
  text = all_text (invoice);
  g_assert_null (strstr (text, "免税"));
}

static void
test_discount (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new_discounted ();
  g_autofree char *text = all_text (invoice);

  assert_contains (text, "-752.73");
  assert_contains (text, "-97.85");
  assert_contains (text, "¥4556.12");
  assert_contains (text, "¥592.30");
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
    g_autofree char *text = all_text (invoice);

    assert_contains (text, "备");
  }
}

/* A long word is broken where the cell ends, without a hyphen that the record does not have. */
static void
test_no_hyphens (void)
{
  PdPageStyle style = { PD_PAGE_FACE_CODE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_START, 10, 0, FALSE };
  PdPageBox cell = { 0, 0, 500, 500 };
  g_autoptr (PdPageText) ten = pd_page_text_new ("ten", "ABCDEFGHIJ", &style, &cell);
  g_autoptr (PdPageText) twenty = NULL;

  cell.width = ten->box.width + 1;
  style.wrap = TRUE;
  twenty = pd_page_text_new ("twenty", "ABCDEFGHIJABCDEFGHIJ", &style, &cell);
  g_assert_cmpfloat_with_epsilon (twenty->box.height, 2 * ten->box.height, 0.01);
}

static void
test_same_bytes (void)
{
  for (guint issued = 0; issued < 2; issued++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new_extreme (5, issued);
      g_autoptr (GBytes) first = make_pdf (invoice);
      g_autoptr (PdRecord) again = pd_record_copy (invoice);
      g_autoptr (GBytes) second = NULL;

      g_usleep (1100000); /* a date of now would differ by now */
      second = make_pdf (again);
      g_assert_true (g_bytes_equal (first, second));
    }
}

static gpointer
make_many_cb (gpointer data)
{
  g_autoptr (PdRecord) own = pd_record_copy (data);

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GBytes) pdf = make_pdf (own);

      g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
      if (i == 39)
        return g_steal_pointer (&pdf);
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (PdRecord) a = invoice_fixture_new (9, TRUE);
  g_autoptr (PdRecord) b = invoice_fixture_new_extreme (3, FALSE);
  g_autoptr (GBytes) a_alone = make_pdf (a);
  g_autoptr (GBytes) b_alone = make_pdf (b);
  GThread *a_thread = g_thread_new ("a", make_many_cb, a);
  GThread *b_thread = g_thread_new ("b", make_many_cb, b);
  g_autoptr (GBytes) a_bytes = g_thread_join (a_thread);
  g_autoptr (GBytes) b_bytes = g_thread_join (b_thread);

  g_assert_true (g_bytes_equal (a_alone, a_bytes));
  g_assert_true (g_bytes_equal (b_alone, b_bytes));
}

/* Made in one thread and drawn in another. */
static gpointer
draw_cb (gpointer data)
{
  return pd_invoice_pages_to_pdf (data, NULL, NULL);
}

static void
test_moves_between_threads (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (3, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  g_autoptr (GBytes) there = g_thread_join (g_thread_new ("draw", draw_cb, pages));
  g_autoptr (GBytes) here = pd_invoice_pages_to_pdf (pages, NULL, NULL);

  g_assert_true (g_bytes_equal (there, here));
}

static void
progress_cb (guint done, guint total, gpointer data)
{
  guint *calls = data;

  g_assert_cmpuint (done, ==, ++*calls);
  g_assert_cmpuint (total, ==, 3);
}

static void
test_batch (void)
{
  g_autoptr (GPtrArray) invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (PdfFile) document = NULL;
  g_autofree char *last = NULL;
  guint calls = 0;

  g_ptr_array_add (invoices, invoice_fixture_new (1, TRUE));
  g_ptr_array_add (invoices, invoice_fixture_new (9, TRUE));
  g_ptr_array_add (invoices, invoice_fixture_new (1, FALSE));
  pdf = pd_invoices_to_pdf (invoices, NULL, progress_cb, &calls, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (calls, ==, 3);
  document = open_pdf (pdf);
  g_assert_cmpint (poppler_document_get_n_pages (document), ==, 4);
  last = page_text (document, 3);
  assert_contains (last, "草稿");
}

static void
test_cancelled (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  g_autoptr (GPtrArray) invoices = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pd_invoice_pages_to_pdf (pages, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_ptr_array_add (invoices, invoice);
  g_assert_null (pd_invoices_to_pdf (invoices, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
  g_test_add_func ("/invoice-pages/page-counts", test_page_counts);
  g_test_add_func ("/invoice-pages/many-pages", test_many_pages);
  g_test_add_func ("/invoice-pages/discount-stays", test_discount_stays);
  g_test_add_func ("/invoice-pages/nothing-overlaps", test_nothing_overlaps);
  g_test_add_func ("/invoice-pages/no-tax", test_no_tax);
  g_test_add_func ("/invoice-pages/mixed-tax", test_mixed_tax);
  g_test_add_func ("/invoice-pages/difference-taxation", test_difference_taxation);
  g_test_add_func ("/invoice-pages/discount", test_discount);
  g_test_add_func ("/invoice-pages/hostile-text", test_hostile_text);
  g_test_add_func ("/invoice-pages/no-hyphens", test_no_hyphens);
  g_test_add_func ("/invoice-pages/same-bytes", test_same_bytes);
  g_test_add_func ("/invoice-pages/threads", test_threads);
  g_test_add_func ("/invoice-pages/moves-between-threads", test_moves_between_threads);
  g_test_add_func ("/invoice-pages/batch", test_batch);
  g_test_add_func ("/invoice-pages/cancelled", test_cancelled);
  return g_test_run ();
}
