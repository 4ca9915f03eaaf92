/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-read-private.h"

#include <cairo-pdf.h>
#include <locale.h>
#include <qrencode.h>
#include <string.h>

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_code (cairo_t *cr, const char *text, double x, double y, double side)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  double module = side / code->width;

  for (int i = 0; i < code->width * code->width; i++)
    if (code->data[i] & 1)
      cairo_rectangle (cr, x + i % code->width * module, y + i / code->width * module, module, module);
  cairo_fill (cr);
  QRcode_free (code);
}

typedef struct
{
  double x, y;
  const char *text;
} Run;

static const Run face[] = {
  { 200, 30, "电子发票（普通发票）" },
  { 440, 40, "发票号码：26330000000000000017" },
  { 440, 58, "开票日期：2026年03月04日" },
  { 33, 104, "名称：甲有限公司" },
  { 33, 134, "统一社会信用代码/纳税人识别号：91320115MA202UKD7X" },
  { 318, 104, "名称：乙餐饮店" },
  { 318, 134, "统一社会信用代码/纳税人识别号：91440300799214981G" },
  { 45, 159, "项目名称" },
  { 119, 159, "规格型号" },
  { 190, 159, "单  位" },
  { 264, 159, "数  量" },
  { 335, 159, "单  价" },
  { 407, 159, "金  额" },
  { 446, 159, "税率/征收率" },
  { 551, 159, "税  额" },
  { 13, 170, "*餐饮服务*餐费" },
  { 198, 170, "次" },
  { 281, 170, "2" },
  { 340, 170, "50.00" },
  { 410, 170, "100.00" },
  { 465, 170, "6%" },
  { 560, 170, "6.00" },
  { 58, 270, "合" },
  { 103, 270, "计" },
  { 400, 270, "¥100.00" },
  { 545, 270, "¥6.00" },
  { 48, 288, "价税合计（大写）" },
  { 178, 288, "壹佰零陆圆整" },
  { 406, 288, "（小写）¥106.00" },
  { 55, 377, "开票人：张三" },
};

/* A PDF of our own with as many pages; @text: with letters, else as a picture of nothing but its code. */
static GBytes *
make_pdf (guint n_pages, gboolean text)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, bytes, 595, 397);
  cairo_t *cr = cairo_create (surface);

  cairo_select_font_face (cr, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 9);
  for (guint page = 0; page < n_pages; page++)
    {
      if (page == 0)
        draw_code (cr, "01,32,,26330000000000000017,106.00,20260304,,", 18, 15, 60);
      for (gsize i = 0; text && page == 0 && i < G_N_ELEMENTS (face); i++)
        {
          cairo_move_to (cr, face[i].x, face[i].y);
          cairo_show_text (cr, face[i].text);
        }
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

static const char *
line_value (PdReading *reading, guint i, PdReadingLineField field)
{
  GPtrArray *lines = pd_reading_get_lines (reading);

  g_assert_cmpuint (i, <, lines->len);
  return ((PdReadingLine *) lines->pdata[i])->values[field];
}

static void
test_own (void)
{
  g_autoptr (GBytes) bytes = make_pdf (1, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, "a.pdf", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pd_reading_get_format (reading), ==, "pdf");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpint (pd_reading_get_value (reading, PD_READING_NUMBER)->source, ==, PD_READING_SOURCE_QR);
  g_assert_cmpuint (pd_reading_get_values (reading, PD_READING_NUMBER)->len, ==, 2);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_NAME), ==, "甲有限公司");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_NAME), ==, "乙餐饮店");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_TAX_NUMBER), ==, "91440300799214981G");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "106.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_WORDS), ==, "壹佰零陆圆整");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_DRAWER), ==, "张三");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_NAME), ==, "*餐饮服务*餐费");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_UNIT), ==, "次");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_QUANTITY), ==, "2");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_PRICE), ==, "50");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_AMOUNT), ==, "100.00");
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
}

static void
draw_face (cairo_t *cr, double down, const char *number)
{
  cairo_select_font_face (cr, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 9);
  for (gsize i = 0; i < G_N_ELEMENTS (face); i++)
    {
      g_autofree char *own = g_strconcat ("发票号码：", number, NULL);

      cairo_move_to (cr, face[i].x, face[i].y + down);
      cairo_show_text (cr, strstr (face[i].text, "发票号码") != NULL ? own : face[i].text);
    }
}

/* The code as a picture, as most programs have it. */
static void
paint_code (cairo_t *cr, const char *text, double x, double y)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 240, 240);
  cairo_t *code = cairo_create (picture);

  cairo_set_source_rgb (code, 1, 1, 1);
  cairo_paint (code);
  cairo_set_source_rgb (code, 0, 0, 0);
  draw_code (code, text, 20, 20, 200);
  cairo_destroy (code);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, 0.25, 0.25);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (picture);
}

/* What a page says that was drawn: @cr, @surface and @array go. */
static PdReading *
read_drawn (cairo_t *cr, cairo_surface_t *surface, GByteArray *array)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  PdReading *reading;

  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  bytes = g_byte_array_free_to_bytes (array);
  reading = pd_read_invoice (bytes, "a.pdf", NULL, &error);
  g_assert_no_error (error);
  return reading;
}

/* The page is stored lying on its side or on its head; the text and the code are found all the same. */
static void
test_turned (void)
{
  for (guint turns = 0; turns < 4; turns++)
    {
      GByteArray *array = g_byte_array_new ();
      double width = turns % 2 == 1 ? 397 : 595, height = turns % 2 == 1 ? 595 : 397;
      cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, array, width, height);
      cairo_t *cr = cairo_create (surface);
      g_autoptr (PdReading) reading = NULL;

      cairo_translate (cr, width / 2, height / 2);
      cairo_rotate (cr, turns * G_PI / 2);
      cairo_translate (cr, -595.0 / 2, -397.0 / 2);
      draw_code (cr, "01,32,,26330000000000000017,106.00,20260304,,", 18, 15, 60);
      draw_face (cr, 0, "26330000000000000017");
      reading = read_drawn (cr, surface, array);
      g_test_message ("%u turns", turns);
      g_assert_cmpuint (pd_reading_get_values (reading, PD_READING_NUMBER)->len, ==, 2);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_NAME), ==, "甲有限公司");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_TAX_NUMBER), ==, "91440300799214981G");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_WORDS), ==, "壹佰零陆圆整");
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_PRICE), ==, "50");
      g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
    }
}

/* Of two invoices on a sheet the code of the lower one is not the upper one's. */
static void
test_two_on_a_sheet (void)
{
  GByteArray *array = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, array, 595, 842);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PdReading) reading = NULL;
  GPtrArray *warnings;

  draw_face (cr, 0, "26330000000000000017");
  draw_face (cr, 421, "26330000000000000099");
  paint_code (cr, "01,32,,26330000000000000099,900.00,20260304,,", 18, 436);
  reading = read_drawn (cr, surface, array);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "106.00");
  warnings = pd_reading_get_warnings (reading);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (((const PdReadingWarning *) warnings->pdata[0])->code, ==, "several");
}

/* A font that does not tell what its letters are gives other signs and other figures: none of them is believed. */
static void
test_unreadable (void)
{
  GByteArray *array = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, array, 595, 397);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PdTextPage) foreign = pd_text_page_new (595, 397);
  g_autoptr (PdReading) reading = NULL;

  draw_code (cr, "01,32,,26330000000000000017,106.00,20260304,,", 18, 15, 60);
  cairo_select_font_face (cr, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 9);
  cairo_move_to (cr, 440, 40);
  cairo_show_text (cr, "ßóûÿþ：26330000000000000099");
  cairo_move_to (cr, 13, 170);
  cairo_show_text (cr, "*ßóûÿ*þÏÛùâ");
  cairo_move_to (cr, 410, 170);
  cairo_show_text (cr, "999.00");
  reading = read_drawn (cr, surface, array);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "106.00");
  for (guint field = 0; field < PD_READING_N_FIELDS; field++)
    for (guint i = 0; i < pd_reading_get_values (reading, field)->len; i++)
      g_assert_cmpint (((const PdReadingValue *) pd_reading_get_values (reading, field)->pdata[i])->source,
                       !=, PD_READING_SOURCE_TEXT);

  pd_text_page_add (foreign, 0, 0, 9, 9,
                    "名称：甲（北京）有限公司 Müller & Søn GmbH、餐饮服务、叁拾圆整 ¥30.00");
  g_assert_true (pd_text_page_is_readable (foreign));
}

/* No text: what the code says is there, and that it is all. */
static void
test_picture (void)
{
  g_autoptr (GBytes) bytes = make_pdf (1, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, "a.pdf", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "106.00");
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, >, 0);
}

static void
test_many_pages (void)
{
  g_autoptr (GBytes) bytes = make_pdf (1000, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, "a.pdf", NULL, &error);
  GPtrArray *warnings;
  gboolean cut = FALSE;

  g_assert_no_error (error);
  warnings = pd_reading_get_warnings (reading);
  for (guint i = 0; i < warnings->len; i++)
    cut = cut || g_str_equal (((const PdReadingWarning *) warnings->pdata[i])->code, "cut");
  g_assert_true (cut);
}

static void
assert_refused (GBytes *bytes, PdReadError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, "a.pdf", NULL, &error);

  g_assert_null (reading);
  g_assert_error (error, PD_READ_ERROR, (int) code);
}

static void
test_bad (void)
{
  static const char locked[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count "
      "1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n4 0 obj<</Filter/Standard/V 1/R 2/P -4"
      "/O<0000000000000000000000000000000000000000000000000000000000000000>"
      "/U<0000000000000000000000000000000000000000000000000000000000000000>>>endobj\n"
      "trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF\n";
  static const char no_pages[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
      "trailer<</Root 1 0 R>>\n%%EOF\n";
  g_autoptr (GBytes) encrypted = g_bytes_new_static (locked, strlen (locked));
  g_autoptr (GBytes) empty = g_bytes_new_static (no_pages, strlen (no_pages));
  g_autoptr (GBytes) whole = make_pdf (1, TRUE);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("%PDF-1.7\n", 9);

  assert_refused (encrypted, PD_READ_ERROR_ENCRYPTED);
  assert_refused (empty, PD_READ_ERROR_DAMAGED);
  assert_refused (nothing, PD_READ_ERROR_DAMAGED);
  /* Cut off anywhere, or with a byte changed anywhere: an answer, whichever. */
  for (gsize i = 1; i < 16; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) * i / 16);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (PdReading) one = NULL;
      g_autoptr (PdReading) two = NULL;

      copy[g_bytes_get_size (whole) * i / 16] ^= 0x55;
      changed = g_bytes_new (copy, g_bytes_get_size (whole));
      one = pd_read_invoice (part, "a.pdf", NULL, NULL);
      two = pd_read_invoice (changed, "a.pdf", NULL, NULL);
    }
}

/* An XML invoice inside the PDF counts more than the page. */
static void
test_attachment (void)
{
  static const char xml[] = "<发票><发票号码>26330000000000000017</发票号码><开票日期>2026-03-04</开票日期>"
                            "<价税合计>106.00</价税合计></发票>";
  g_autoptr (GString) pdf = g_string_new ("%PDF-1.4\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = NULL;

  g_string_append_printf (
      pdf,
      "1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.xml)4 0 R]>>>>>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 "
      "99]>>endobj\n"
      "4 0 obj<</Type/Filespec/F(a.xml)/EF<</F 5 0 R>>>>endobj\n"
      "5 0 obj<</Type/EmbeddedFile/Length %u>>stream\n%s\nendstream\nendobj\ntrailer<</Root 1 0 "
      "R>>\n%%%%EOF\n",
      (guint) strlen (xml), xml);
  bytes = g_bytes_new (pdf->str, pdf->len);
  reading = pd_read_invoice (bytes, "a.pdf", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pd_reading_get_value (reading, PD_READING_TOTAL)->source, ==, PD_READING_SOURCE_XML);
}

/* What a person sees on the pages of the samples. */
static void
test_samples (void)
{
  static const struct
  {
    const char *file;
    const char *head[40];
    guint n_lines;
    const char *lines[2][8]; /* name spec unit quantity price amount rate tax */
    const char *warnings;
  } samples[] = {
    { "special-13pct-2024.pdf",
      { "kind",
        "digital_special",
        "number",
        "25317000002228021821",
        "issue_date",
        "2025-10-20",
        "buyer_name",
        "龙腾半导体股份有限公司",
        "buyer_tax_number",
        "91610132688983884K",
        "seller_name",
        "上海积塔半导体有限公司",
        "seller_tax_number",
        "91310115MA1H9HD02E",
        "amount",
        "31468.75",
        "tax",
        "4090.94",
        "total",
        "35559.69",
        "words",
        "叁万伍仟伍佰伍拾玖圆陆角玖分",
        "remark",
        "0070309510/PO.LTG2025070403/BR./A0B8682;\n收款人:积塔; 复核人:司璐;",
        "drawer",
        "田梦",
        "payee",
        "积塔",
        "reviewer",
        "司璐" },
      1,
      { { "*微电子组件*芯片", "LSG10R042BHC", "片", "25", "1258.75", "31468.75", "0.13", "4090.94" } },
      "" },
    { "ordinary-passenger-discount-2026.pdf",
      { "kind",
        "digital_ordinary",
        "number",
        "26217000000123940137",
        "issue_date",
        "2026-03-09",
        "buyer_name",
        "南栖仙策(南京)科技有限公司",
        "buyer_tax_number",
        "91320192MA1X9DLJ2F",
        "seller_name",
        "辽宁滴滴出行科技有限公司",
        "seller_tax_number",
        "91210100MA0YYR226P",
        "amount",
        "52.72",
        "tax",
        "1.58",
        "total",
        "54.30",
        "words",
        "伍拾肆圆叁角整",
        "drawer",
        "于秋红",
        "special_type",
        "旅客运输服务",
        "remark",
        NULL },
      2,
      { { "*运输服务*客运服务费", NULL, NULL, "1", "67.57", "67.57", "0.03", "2.03" },
        { "*运输服务*客运服务费", NULL, NULL, NULL, NULL, "-14.85", "0.03", "-0.45" } },
      "" },
    { "ordinary-toll-2026.pdf",
      { "kind",
        "digital_ordinary",
        "number",
        "26337906210400590013",
        "issue_date",
        "2026-04-22",
        "buyer_name",
        "浙江京能电力设备有限公司",
        "buyer_tax_number",
        "91330185MA28WF7755",
        "seller_name",
        "浙江周大福创建公路有限公司",
        "seller_tax_number",
        "913301007595365056",
        "amount",
        "9.72",
        "tax",
        "0.29",
        "total",
        "10.01",
        "words",
        "壹拾圆壹分",
        "drawer",
        "李晶",
        "special_type",
        "通行费" },
      1,
      { { "*经营租赁*通行费", NULL, NULL, NULL, NULL, "9.72", "0.03", "0.29" } },
      "qr" },
    { "legacy-ordinary-signed-2021.pdf",
      { "kind",
        "electronic_ordinary",
        "code",
        "034012000211",
        "number",
        "75505018",
        "issue_date",
        "2021-04-28",
        "check_code",
        "57948816702740209571",
        "machine_number",
        "661914984673",
        "buyer_name",
        "深圳市拓保软件有限公司",
        "buyer_tax_number",
        "91440300799214981G",
        "seller_name",
        "安徽好马科技有限公司",
        "seller_tax_number",
        "91340100MA2NFR8P2R",
        "amount",
        "29.43",
        "tax",
        "0.88",
        "total",
        "30.31",
        "words",
        "叁拾圆叁角壹分",
        "drawer",
        "李迎春",
        "seller_bank_account",
        "79470188000136872" },
      1,
      { { "*运输服务*客运服务费", "无", "次", "1", "29.42718447", "29.43", "0.03", "0.88" } },
      "" },
    { "air-itinerary-specimen.pdf",
      { "kind", "air", "number", "9223372036854775807", "issue_date", "2021-07-28", "buyer_name",
        "北京XXX公司", "buyer_tax_number", "9111000007311XXXX", "seller_name", "中国南方航空股份有限公司",
        "tax", "47.07", "total", "620.00" },
      0,
      { { NULL } },
      "number" }, /* a specimen's number has 19 digits */
  };
  const char *folder = g_getenv ("PIAODAN_SAMPLES");

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no samples here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = g_build_filename (folder, "pdf", samples[i].file, NULL);
      g_autoptr (GString) warned = g_string_new (NULL);
      g_autoptr (PdReading) reading = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;
      char *data;
      gsize size;

      g_test_message ("%s", samples[i].file);
      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      bytes = g_bytes_new_take (data, size);
      reading = pd_read_invoice (bytes, samples[i].file, NULL, &error);
      g_assert_no_error (error);
      for (guint j = 0; samples[i].head[j] != NULL; j += 2)
        for (int field = 0; field < PD_READING_N_FIELDS; field++)
          if (g_str_equal (pd_reading_fields[field].name, samples[i].head[j]))
            g_assert_cmpstr (pd_reading_get (reading, field), ==, samples[i].head[j + 1]);
      g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, samples[i].n_lines);
      for (guint j = 0; j < samples[i].n_lines; j++)
        for (int field = 0; field <= PD_READING_LINE_TAX; field++)
          g_assert_cmpstr (line_value (reading, j, field), ==, samples[i].lines[j][field]);
      for (guint j = 0; j < pd_reading_get_warnings (reading)->len; j++)
        g_string_append (warned,
                         ((const PdReadingWarning *) pd_reading_get_warnings (reading)->pdata[j])->code);
      g_assert_cmpstr (warned->str, ==, samples[i].warnings);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/read-pdf/own", test_own);
  g_test_add_func ("/read-pdf/turned", test_turned);
  g_test_add_func ("/read-pdf/two-on-a-sheet", test_two_on_a_sheet);
  g_test_add_func ("/read-pdf/unreadable", test_unreadable);
  g_test_add_func ("/read-pdf/picture", test_picture);
  g_test_add_func ("/read-pdf/many-pages", test_many_pages);
  g_test_add_func ("/read-pdf/bad", test_bad);
  g_test_add_func ("/read-pdf/attachment", test_attachment);
  g_test_add_func ("/read-pdf/samples", test_samples);
  return g_test_run ();
}
