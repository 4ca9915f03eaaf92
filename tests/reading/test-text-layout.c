/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-read-private.h"

#include "text-layout-cases.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static double
width_of (const char *text)
{
  double width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    width += g_utf8_get_char (at) >= 0x2E80 ? 9 : 4.5;
  return width;
}

/* Runs in an order that depends on @seed; @signs: every sign a run of its own. */
static PdTextPage *
page_of (const Case *test, guint seed, gboolean signs)
{
  PdTextPage *page = pd_text_page_new (595, 397);
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (test->runs) && test->runs[i].text != NULL; i++)
    g_ptr_array_insert (runs, seed == 0 ? (int) runs->len : (int) ((i * seed) % (runs->len + 1)),
                        (gpointer) &test->runs[i]);
  for (guint i = 0; i < runs->len; i++)
    {
      const Placed *run = runs->pdata[i];
      double x = run->x;

      if (!signs || run->x2 > 0)
        {
          pd_text_page_add (page, x, run->y, run->x2 > 0 ? run->x2 : x + width_of (run->text), run->y + 9,
                            run->text);
          continue;
        }
      for (const char *at = run->text; *at != '\0'; at = g_utf8_next_char (at))
        {
          g_autofree char *sign = g_strndup (at, g_utf8_skip[(guchar) *at]);

          if (*sign != ' ')
            pd_text_page_add (page, x, run->y, x + width_of (sign), run->y + 9, sign);
          x += width_of (sign);
        }
    }
  return page;
}

static PdReading *
read_pages (GPtrArray *pages)
{
  PdReading *reading = pd_reading_new ("a.pdf", "pdf");

  pd_read_text_pages (reading, pages, PD_READING_SOURCE_TEXT);
  pd_reading_settle (reading);
  return reading;
}

static PdReading *
read_page (PdTextPage *page)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);

  g_ptr_array_add (pages, page);
  return read_pages (pages);
}

static int
field_named (const char *name)
{
  for (int i = 0; i < PD_READING_N_FIELDS; i++)
    if (g_str_equal (pd_reading_fields[i].name, name))
      return i;
  g_assert_not_reached ();
}

static char *
line_text (const PdReadingLine *line)
{
  GString *text = g_string_new (line->values[0]);

  for (guint i = 1; i <= PD_READING_LINE_TAX; i++)
    g_string_append_printf (text, "|%s", line->values[i] != NULL ? line->values[i] : "");
  return g_string_free (text, FALSE);
}

static void
check_case (const Case *test, PdReading *reading)
{
  GPtrArray *lines = pd_reading_get_lines (reading);
  GPtrArray *particulars = pd_reading_get_particulars (reading);

  for (gsize i = 0; i < G_N_ELEMENTS (test->head) && test->head[i] != NULL; i += 2)
    {
      g_test_message ("%s", test->head[i]);
      g_assert_cmpstr (pd_reading_get (reading, field_named (test->head[i])), ==, test->head[i + 1]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (test->lines); i++)
    {
      g_autofree char *line = i < lines->len ? line_text (lines->pdata[i]) : NULL;

      g_assert_cmpstr (line, ==, test->lines[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (test->particulars) && test->particulars[i] != NULL; i += 2)
    {
      const PdReadingParticular *particular;

      g_assert_cmpuint (i / 2, <, particulars->len);
      particular = particulars->pdata[i / 2];
      g_assert_cmpstr (particular->name, ==, test->particulars[i]);
      g_assert_cmpstr (particular->text, ==, test->particulars[i + 1]);
    }
}

static void
test_layouts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdReading) reading = read_page (page_of (&cases[i], 0, FALSE));

      g_test_message ("%s", cases[i].name);
      check_case (&cases[i], reading);
    }
}

/* The order of the runs in the file says nothing. */
static void
test_any_order (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint seed = 1; seed < 8; seed++)
      {
        g_autoptr (PdReading) reading = read_page (page_of (&cases[i], seed * 7919, FALSE));

        g_test_message ("%s, order %u", cases[i].name, seed);
        check_case (&cases[i], reading);
      }
}

static void
test_single_signs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdReading) reading = read_page (page_of (&cases[i], 0, TRUE));

      g_test_message ("%s, sign by sign", cases[i].name);
      check_case (&cases[i], reading);
    }
}

/* Headings stand on every page, sums of the page below it; those of the invoice on the last. */
static void
test_pages (void)
{
  static const Case first = { "first",
                              { DIGITAL_FRAME,
                                { 45, 0, 151, "项目名称" },
                                { 407, 0, 151, "金额" },
                                { 446, 0, 151, "税率/征收率" },
                                { 551, 0, 151, "税额" },
                                { 13, 0, 161, "*软件*一" },
                                { 398, 0, 161, "100.00" },
                                { 468, 0, 161, "6%" },
                                { 560, 0, 161, "6.00" },
                                { 58, 0, 240, "小" },
                                { 103, 0, 240, "计" },
                                { 400, 0, 240, "¥100.00" },
                                { 545, 0, 240, "¥6.00" },
                                { 17, 0, 310, "备" },
                                { 17, 0, 328, "注" },
                                { 55, 0, 368, "开票人：张三" } },
                              { NULL },
                              { NULL },
                              { NULL } };
  static const Case second = { "second",
                               { DIGITAL_FRAME,
                                 { 45, 0, 151, "项目名称" },
                                 { 407, 0, 151, "金额" },
                                 { 446, 0, 151, "税率/征收率" },
                                 { 551, 0, 151, "税额" },
                                 { 13, 0, 161, "*软件*二" },
                                 { 398, 0, 161, "200.00" },
                                 { 468, 0, 161, "6%" },
                                 { 560, 0, 161, "12.00" },
                                 { 58, 0, 240, "小" },
                                 { 103, 0, 240, "计" },
                                 { 400, 0, 240, "¥200.00" },
                                 { 545, 0, 240, "¥12.00" },
                                 DIGITAL_FOOT ("¥300.00", "¥18.00", "叁佰壹拾捌圆整", "¥318.00") },
                               { NULL },
                               { NULL },
                               { NULL } };
  static const Case other = { "other",
                              { { 440, 0, 32, "发票号码：26330000000000000099" },
                                { 45, 0, 151, "项目名称" },
                                { 407, 0, 151, "金额" },
                                { 446, 0, 151, "税率/征收率" },
                                { 551, 0, 151, "税额" },
                                { 13, 0, 161, "*软件*三" },
                                { 398, 0, 161, "900.00" } },
                              { NULL },
                              { NULL },
                              { NULL } };
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
  g_autoptr (PdReading) reading = NULL;
  GPtrArray *warnings;

  g_ptr_array_add (pages, page_of (&first, 0, FALSE));
  g_ptr_array_add (pages, page_of (&second, 0, FALSE));
  g_ptr_array_add (pages, page_of (&other, 0, FALSE));
  reading = read_pages (pages);
  warnings = pd_reading_get_warnings (reading);
  g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, 2);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_AMOUNT), ==, "300.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TAX), ==, "18.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "318.00");
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (((const PdReadingWarning *) warnings->pdata[0])->code, ==, "several");
}

/* "(详见销货清单)" on the face stands for the lines of the list behind it. */
static void
test_list (void)
{
  static const Case front = { "front",
                              { { 190, 0, 28, "安徽增值税电子普通发票" },
                                { 421, 0, 41, "发票号码:" },
                                { 470, 0, 41, "75505018" },
                                { 27, 0, 151, "货物或应税劳务、服务名称" },
                                { 180, 0, 151, "规格型号" },
                                { 241, 0, 151, "单位" },
                                { 282, 0, 151, "数 量" },
                                { 340, 0, 151, "单 价" },
                                { 405, 0, 151, "金 额" },
                                { 472, 0, 151, "税率" },
                                { 521, 0, 151, "税 额" },
                                { 14, 0, 164, "(详见销货清单)" },
                                { 440, 0, 164, "300.00" },
                                { 482, 0, 164, "3%" },
                                { 566, 0, 164, "9.00" },
                                { 64, 0, 261, "合" },
                                { 88, 0, 261, "计" },
                                { 434, 0, 262, "￥300.00" },
                                { 559, 0, 262, "￥9.00" },
                                { 51, 0, 279, "价税合计(大写)" },
                                { 175, 0, 279, "叁佰零玖圆整" },
                                { 443, 0, 279, "(小写)" },
                                { 485, 0, 281, "￥309.00" } },
                              { NULL },
                              { NULL },
                              { NULL } };
  static const Case list = { "list",
                             { { 200, 0, 20, "销售货物或者提供应税劳务清单" },
                               { 40, 0, 50, "所属增值税电子普通发票代码：034012000211" },
                               { 300, 0, 50, "号码：75505018" },
                               { 20, 0, 80, "序号" },
                               { 60, 0, 80, "货物（劳务）名称" },
                               { 180, 0, 80, "规格型号" },
                               { 241, 0, 80, "单位" },
                               { 282, 0, 80, "数量" },
                               { 340, 0, 80, "单价" },
                               { 405, 0, 80, "金额" },
                               { 472, 0, 80, "税率" },
                               { 521, 0, 80, "税额" },
                               { 24, 0, 95, "1" },
                               { 60, 0, 95, "*印刷品*书一" },
                               { 245, 0, 95, "本" },
                               { 290, 0, 95, "2" },
                               { 345, 0, 95, "50" },
                               { 405, 0, 95, "100.00" },
                               { 475, 0, 95, "3%" },
                               { 525, 0, 95, "3.00" },
                               { 24, 0, 110, "2" },
                               { 60, 0, 110, "*印刷品*书二" },
                               { 245, 0, 110, "本" },
                               { 290, 0, 110, "4" },
                               { 345, 0, 110, "50" },
                               { 405, 0, 110, "200.00" },
                               { 475, 0, 110, "3%" },
                               { 525, 0, 110, "6.00" },
                               { 60, 0, 200, "小计" },
                               { 405, 0, 200, "￥300.00" },
                               { 521, 0, 200, "￥9.00" },
                               { 60, 0, 215, "总计" },
                               { 405, 0, 215, "￥300.00" },
                               { 521, 0, 215, "￥9.00" },
                               { 60, 0, 235, "备注" },
                               { 405, 0, 250, "开票日期：" },
                               { 455, 0, 250, "2020年07月23日" } },
                             { NULL },
                             { NULL },
                             { NULL } };
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
  g_autoptr (PdReading) reading = NULL;
  GPtrArray *lines;
  g_autofree char *first = NULL;

  g_ptr_array_add (pages, page_of (&front, 0, FALSE));
  g_ptr_array_add (pages, page_of (&list, 0, FALSE));
  reading = read_pages (pages);
  lines = pd_reading_get_lines (reading);
  g_assert_cmpuint (lines->len, ==, 2);
  first = line_text (lines->pdata[0]);
  g_assert_cmpstr (first, ==, "*印刷品*书一||本|2|50|100.00|0.03|3.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "309.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_AMOUNT), ==, "300.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_REMARK), ==, NULL);
}

static const Case whole = { "an invoice",
                            { DIGITAL_FRAME,
                              { 45, 0, 151, "项目名称" },
                              { 407, 0, 151, "金额" },
                              { 446, 0, 151, "税率/征收率" },
                              { 551, 0, 151, "税额" },
                              { 13, 0, 161, "*运输服务*客运" },
                              { 398, 0, 161, "100.00" },
                              { 468, 0, 161, "6%" },
                              { 560, 0, 161, "6.00" },
                              DIGITAL_FOOT ("¥100.00", "¥6.00", "壹佰零陆圆整", "¥106.00") },
                            { NULL },
                            { NULL },
                            { NULL } };

/* The list of journeys that a taxi company sends with its invoice. */
static PdTextPage *
journeys_page (void)
{
  PdTextPage *page = pd_text_page_new (595, 842);

  pd_text_page_add (page, 200, 140, 390, 165, "甲出行—行程单");
  pd_text_page_add (page, 50, 240, 200, 249, "发票号码：26330000000000000099");
  pd_text_page_add (page, 50, 255, 200, 264, "共1笔行程，合计 30.42元");
  pd_text_page_add (page, 50, 300, 80, 309, "序号");
  pd_text_page_add (page, 100, 300, 140, 309, "起点");
  pd_text_page_add (page, 300, 300, 340, 309, "金额");
  pd_text_page_add (page, 50, 320, 80, 329, "1");
  pd_text_page_add (page, 300, 320, 340, 329, "30.42");
  return page;
}

/* A list of journeys is no invoice, whatever it names, and takes nothing from the invoice that it comes with. */
static void
test_other_papers (void)
{
  g_autoptr (PdReading) alone = read_page (journeys_page ());

  g_assert_false (pd_reading_is_invoice (alone));
  g_assert_null (pd_reading_get (alone, PD_READING_NUMBER));
  g_assert_null (pd_reading_get (alone, PD_READING_TOTAL));
  for (guint before = 0; before < 2; before++)
    {
      g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
      g_autoptr (PdReading) reading = NULL;

      g_ptr_array_add (pages, page_of (&whole, 0, FALSE));
      g_ptr_array_insert (pages, before ? 0 : 1, journeys_page ());
      reading = read_pages (pages);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "106.00");
      g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, 1);
      g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
    }
}

/* Two invoices on one sheet, one below the other: the upper one is read, and the other named. */
static void
test_two_on_a_page (void)
{
  g_autoptr (PdTextPage) upper = page_of (&whole, 0, FALSE);
  PdTextPage *sheet = pd_text_page_new (595, 842);
  g_autoptr (PdReading) reading = NULL;
  const PdReadingWarning *warning;

  for (guint half = 0; half < 2; half++)
    for (guint i = 0; i < upper->boxes->len; i++)
      {
        const PdTextBox *box = upper->boxes->pdata[i];
        double down = half * 421;
        const char *text = half == 1 && g_str_equal (box->text, "26330000000000000017")
                               ? "26330000000000000099"
                           : half == 1 && g_str_equal (box->text, "100.00") ? "900.00"
                                                                            : box->text;

        pd_text_page_add (sheet, box->x0, box->y0 + down, box->x1, box->y1 + down, text);
      }
  reading = read_page (sheet);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_NAME), ==, "甲（北京）有限公司");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_NAME), ==, "乙 餐饮店");
  g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, 1);
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 1);
  warning = pd_reading_get_warnings (reading)->pdata[0];
  g_assert_cmpstr (warning->code, ==, "several");
  g_assert_nonnull (strstr (warning->sentence, "26330000000000000099"));
}

/* No number, no amount of text and no order of it makes it slow or ends it. */
static void
test_hostile (void)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, 0, 5 };
  PdTextPage *page = pd_text_page_new (NAN, -1);
  g_autofree char *endless = g_strnfill (100000, 'x');
  g_autofree char *spaced = NULL;
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
  g_autoptr (PdReading) reading = NULL;
  gint64 start;

  for (gsize i = 0; i < G_N_ELEMENTS (odd) * G_N_ELEMENTS (odd); i++)
    pd_text_page_add (page, odd[i % 7], odd[i / 7], odd[(i + 1) % 7], odd[(i + 3) % 7], "名称：发票号码：1");
  for (guint i = 0; i < 100000; i++)
    pd_text_page_add (page, i % 300, i / 300 * 0.01, i % 300 + 1, i / 300 * 0.01 + 9,
                      i % 5 == 0   ? "名称："
                      : i % 5 == 1 ? "购"
                      : i % 5 == 2 ? "备"
                      : i % 5 == 3 ? "合"
                                   : "金额");
  start = g_get_monotonic_time ();
  reading = read_page (page);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);

  for (guint i = 0; i < 12; i++)
    {
      PdTextPage *full = pd_text_page_new (595, 397);

      for (guint j = 0; j < 20000; j++)
        pd_text_page_add (full, j % 60 * 10, j / 60 * 10, j % 60 * 10 + 9, j / 60 * 10 + 9,
                          j % 7 ? "1.00" : "金额");
      g_ptr_array_add (pages, full);
    }
  pd_reading_free (reading);
  start = g_get_monotonic_time ();
  reading = read_pages (pages);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);

  page = pd_text_page_new (595, 397);
  memcpy (endless + 100, " 单 价 * a * 壹 圆 1% ", 24);
  spaced = g_strdelimit (g_strdup (endless), "x", ' ');
  pd_text_page_add (page, 0, 0, 595, 9, endless);
  pd_text_page_add (page, 0, 20, 595, 29, spaced);
  pd_text_page_add (page, 0, 40, 0, 40, "名称");
  pd_reading_free (reading);
  reading = read_page (page);
  g_assert_false (pd_reading_is_invoice (reading));
}

/* A price of a picture is one beside its quantity, or as the amount of one piece. */
static void
test_price_alone (void)
{
  static const struct
  {
    const char *quantity, *price, *read;
  } rows[] = { { "2", "50.00", "50" }, { "", "50.00", NULL }, { "", "100.00", "100" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
      g_autoptr (PdReading) reading = pd_reading_new ("a.png", "image");
      PdTextPage *page = pd_text_page_new (595, 397);
      const PdReadingLine *line;

      g_ptr_array_add (pages, page);
      pd_text_page_add (page, 400, 30, 580, 39, "发票号码：26330000000000000017");
      pd_text_page_add (page, 60, 150, 96, 159, "项目名称");
      pd_text_page_add (page, 250, 150, 268, 159, "数量");
      pd_text_page_add (page, 320, 150, 338, 159, "单价");
      pd_text_page_add (page, 400, 150, 418, 159, "金额");
      pd_text_page_add (page, 470, 150, 488, 159, "税率");
      pd_text_page_add (page, 540, 150, 558, 159, "税额");
      pd_text_page_add (page, 60, 165, 110, 174, "*文具*笔");
      if (*rows[i].quantity != '\0')
        pd_text_page_add (page, 260, 165, 266, 174, rows[i].quantity);
      pd_text_page_add (page, 315, 165, 340, 174, rows[i].price);
      pd_text_page_add (page, 395, 165, 420, 174, "100.00");
      pd_text_page_add (page, 475, 165, 488, 174, "13%");
      pd_text_page_add (page, 540, 165, 560, 174, "13.00");
      pd_read_text_pages (reading, pages, PD_READING_SOURCE_OCR);
      pd_reading_settle (reading);
      g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, 1);
      line = pd_reading_get_lines (reading)->pdata[0];
      g_assert_cmpstr (line->values[PD_READING_LINE_AMOUNT], ==, "100.00");
      g_assert_cmpstr (line->values[PD_READING_LINE_PRICE], ==, rows[i].read);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-layout/layouts", test_layouts);
  g_test_add_func ("/text-layout/any-order", test_any_order);
  g_test_add_func ("/text-layout/single-signs", test_single_signs);
  g_test_add_func ("/text-layout/pages", test_pages);
  g_test_add_func ("/text-layout/list", test_list);
  g_test_add_func ("/text-layout/other-papers", test_other_papers);
  g_test_add_func ("/text-layout/two-on-a-page", test_two_on_a_page);
  g_test_add_func ("/text-layout/hostile", test_hostile);
  g_test_add_func ("/text-layout/price-alone", test_price_alone);
  return g_test_run ();
}
