/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-ocr-line.h"

#include <math.h>

#define LETTER 20

static PdPicture *
draw (double degrees, void (*paint) (cairo_t *cr))
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1200, 800);
  cairo_t *cr = cairo_create (surface);
  PdPicture *picture;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_translate (cr, 600, 400);
  cairo_rotate (cr, degrees * G_PI / 180);
  cairo_translate (cr, -600, -400);
  paint (cr);
  cairo_destroy (cr);
  picture = pd_picture_from_surface (surface);
  cairo_surface_destroy (surface);
  return picture;
}

/* Lines of letters, each a block; two of them side by side, apart. */
static void
paint_lines (cairo_t *cr)
{
  for (guint line = 0; line < 6; line++)
    for (guint i = 0; i < 24; i++)
      cairo_rectangle (cr, 120 + 26 * i + (i >= 12 ? 150 : 0), 200 + 60 * line, 16, LETTER);
  cairo_fill (cr);
}

/* The same between ruling lines, the last letter on one of them. */
static void
paint_form (cairo_t *cr)
{
  paint_lines (cr);
  cairo_set_source_rgb (cr, 0.6, 0.3, 0.1);
  cairo_set_line_width (cr, 3);
  for (guint line = 0; line < 7; line++)
    {
      cairo_move_to (cr, 100, 180 + 60 * line);
      cairo_line_to (cr, 1000, 180 + 60 * line);
    }
  cairo_move_to (cr, 500, 180);
  cairo_line_to (cr, 500, 540);
  cairo_stroke (cr);
}

static void
test_skew (void)
{
  static const double degrees[] = { 0, 1.5, -3, 6 };

  for (gsize i = 0; i < G_N_ELEMENTS (degrees); i++)
    {
      g_autoptr (PdPicture) picture = draw (degrees[i], paint_lines);
      g_autoptr (GArray) marks = pd_picture_marks (picture);
      g_autoptr (PdPicture) level = NULL;
      g_autoptr (GArray) again = NULL;
      double score, found = pd_picture_skew (marks, 0, 9 * G_PI / 180, &score);

      g_test_message ("%g degrees", degrees[i]);
      g_assert_cmpuint (marks->len, ==, 6 * 24);
      g_assert_cmpfloat_with_epsilon (found * 180 / G_PI, degrees[i], 0.25);
      level = pd_picture_turn (picture, found, 1);
      again = pd_picture_marks (level);
      g_assert_cmpfloat_with_epsilon (pd_picture_skew (again, 0, 0.1, &score), 0, 0.006);
    }
}

static void
test_runs (void)
{
  g_autoptr (PdPicture) picture = draw (0, paint_form);
  g_autoptr (PdPicture) rules = pd_picture_take_rules (picture, LETTER);
  g_autoptr (GArray) marks = pd_picture_marks (picture);
  g_autoptr (GArray) runs = pd_picture_runs (marks, rules, LETTER);

  g_assert_cmpint (pd_picture_letter_height (marks), ==, LETTER);
  g_assert_cmpuint (runs->len, ==, 12);
  for (guint i = 0; i < runs->len; i++)
    {
      const PdMark *run = &g_array_index (runs, PdMark, i);

      g_assert_cmpint (run->y1 - run->y0, ==, LETTER);
      g_assert_true (run->x1 < 500 || run->x0 > 500);
    }
}

/* Signs of which none is told from the next: what is made of them stays small. */
static void
test_full (void)
{
  g_autoptr (PdPicture) picture = pd_picture_new (300, 19999);
  g_autoptr (PdPicture) rules = NULL;
  g_autoptr (GArray) marks = NULL;
  g_autoptr (GArray) runs = NULL;

  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      if (x % 8 < 5 && (y + x / 16) % 8 < 5)
        picture->grey[y * picture->width + x] = 0;
  rules = pd_picture_take_rules (picture, LETTER);
  marks = pd_picture_marks (picture);
  runs = pd_picture_runs (marks, rules, LETTER);
  g_assert_cmpuint (marks->len, ==, 40000);
  g_assert_cmpuint (runs->len, <=, 3000);
  for (guint i = 0; i < runs->len; i++)
    {
      const PdMark *run = &g_array_index (runs, PdMark, i);

      g_assert_true (run->x0 >= 0 && run->x0 < run->x1 && run->x1 <= picture->width);
      g_assert_true (run->y0 >= 0 && run->y0 < run->y1 && run->y1 <= picture->height);
      g_assert_cmpint (run->y1 - run->y0, <=, 4 * LETTER);
    }
}

static void
paint_seal (cairo_t *cr)
{
  paint_lines (cr);
  cairo_set_source_rgb (cr, 0.95, 0.1, 0.1);
  cairo_set_line_width (cr, 6);
  cairo_arc (cr, 700, 120, 60, 0, 2 * G_PI);
  cairo_stroke (cr);
  /* As the labels of a form are printed. */
  cairo_set_source_rgb (cr, 0.65, 0.33, 0.2);
  for (guint i = 0; i < 4; i++)
    cairo_rectangle (cr, 120 + 26 * i, 120, 16, LETTER);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.83, 0.61, 0.12);
  for (guint i = 0; i < 4; i++)
    cairo_rectangle (cr, 120 + 26 * i, 60, 16, LETTER);
  cairo_fill (cr);
}

static void
test_seal (void)
{
  g_autoptr (PdPicture) picture = draw (0, paint_seal);
  g_autoptr (GArray) marks = NULL;

  pd_picture_even_out (picture);
  marks = pd_picture_marks (picture);
  g_assert_cmpuint (marks->len, ==, 6 * 24 + 4 + 4);
}

/* Paper in shadow becomes white, and red ink faint. */
static void
test_light (void)
{
  g_autoptr (PdPicture) picture = pd_picture_new (600, 400);

  for (int y = 0; y < 400; y++)
    for (int x = 0; x < 600; x++)
      picture->grey[y * 600 + x] = (guchar) (240 - x / 5 - (x % 40 < 3 && y % 40 < 20 ? 100 : 0));
  pd_picture_even_out (picture);
  for (int x = 60; x < 540; x++)
    if (x % 40 >= 3)
      g_assert_cmpint (picture->grey[210 * 600 + x], >, 225);
    else
      g_assert_cmpint (picture->grey[205 * 600 + x], <, 185);
}

static void
add (GArray *lines, int x, int y, const char *text)
{
  PdOcrLine line = { { x, y, x + 25 * (int) g_utf8_strlen (text, -1), y + 25 }, g_strdup (text), 90 };

  g_array_append_val (lines, line);
}

static const char *
text_at (const GArray *lines, guint i)
{
  return g_array_index (lines, PdOcrLine, i).text;
}

static void
test_labels (void)
{
  static const struct
  {
    const char *text, *mended;
  } rows[] = {
    { "开标人:张三", "开票人:张三" },
    { "名称，上海甲公司", "名称:上海甲公司" },
    { "统一持会信用慌码/纳税人识别号,91", "统一社会信用代码/纳税人识别号:91" },
    { "发栗代码:26330000000000000017", "发票号码:26330000000000000017" },
    { "销售方:(章》", "销售方:(章)" },
    { "上海甲公司", "上海甲公司" },
    { "合同编号:HT-1", "合同编号:HT-1" },
    { "地，址、电，话:上海市022-1", "地址、电话:上海市022-1" },
    { "名称:甲〈【上海】公司", "名称:甲(上海)公司" },
    { "销 售方信(章宝而下", "销售方:(章)" },
    { "收款人:王小明,李华", "收款人:王小明;李华" },
    /* Words of their own, although a sign away from a label. */
    { "收货人:王小明", "收货人:王小明" },
    { "付款人:王小明", "付款人:王小明" },
    { "开工日期:2026年3月4日", "开工日期:2026年3月4日" },
  };
  g_autoptr (GArray) lines = pd_ocr_lines_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    add (lines, 0, 40 * (int) i, rows[i].text);
  pd_ocr_mend_labels (lines);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (text_at (lines, (guint) i), ==, rows[i].mended);
}

/* A label that is spread out is found by either of its signs. */
static void
test_spread (void)
{
  static const struct
  {
    const char *left, *right, *mended;
  } rows[] = {
    { "名", "称:上海甲公司", "名称:上海甲公司" }, { "4", "称:上海甲公司", "名称:上海甲公司" },
    { "名", "三:上海甲公司", "名称:上海甲公司" }, { "名", "称; 甲〈上海)公司", "名称:甲(上海)公司" },
    { "注", "三:上海甲公司", "三:上海甲公司" },   { "售", "称:上海甲公司", "名称:上海甲公司" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) lines = pd_ocr_lines_new ();

      add (lines, 100, 40, rows[i].left);
      add (lines, 300, 42, rows[i].right);
      /* That of the line below is another one. */
      add (lines, 250, 100, "名");
      pd_ocr_mend_labels (lines);
      g_assert_cmpstr (text_at (lines, 1), ==, rows[i].mended);
      g_assert_cmpstr (text_at (lines, 2), ==, "名");
    }
}

static void
test_sum (void)
{
  static const char *const rows[][2] = { { "合", "计" }, { "人", "计" }, { "合", "汁" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) lines = pd_ocr_lines_new ();
      g_autoptr (GString) found = g_string_new (NULL);

      add (lines, 100, 40, rows[i][0]);
      add (lines, 220, 42, rows[i][1]);
      /* The end of a name that was wrapped. */
      add (lines, 60, 140, "计");
      pd_ocr_mend_labels (lines);
      for (guint j = 0; j < lines->len; j++)
        if (text_at (lines, j) != NULL)
          g_string_append_printf (found, "%s ", text_at (lines, j));
      g_assert_cmpstr (found->str, ==, "合计 计 ");
    }
}

static void
test_headings (void)
{
  static const char *const row[] = { "项目名称", "见格型号", "音",   "位", "辽",          "时",
                                     "单",       "价",       "人金", "额", "税认/征收率", "税额" };
  static const int places[] = { 200, 500, 860, 940, 1190, 1270, 1510, 1590, 1835, 1915, 2100, 2490 };
  g_autoptr (GArray) lines = pd_ocr_lines_new ();
  g_autoptr (GString) found = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (row); i++)
    add (lines, places[i], 100, row[i]);
  add (lines, 200, 140, "#文具*中性笔");
  add (lines, 200, 180, "文具“中性笔");
  add (lines, 200, 220, "1号");
  add (lines, 200, 260, "20#无缝管");
  add (lines, 200, 300, "*图书*C++“入门");
  add (lines, 200, 340, "*电线*BV 3*2.5");
  add (lines, 200, 380, "#酒兰[尼诗");
  pd_ocr_mend_headings (lines);
  pd_ocr_mend_names (lines);
  pd_ocr_drop_specks (lines);
  for (guint i = 0; i < lines->len; i++)
    if (text_at (lines, i) != NULL)
      g_string_append_printf (found, "%s ", text_at (lines, i));
  g_assert_cmpstr (found->str, ==,
                   "项目名称 规格型号 单位 数量 单价 金额 税率 税额 *文具*中性笔 *文具*中性笔 1号 "
                   "20#无缝管 *图书*C++入门 *电线*BV 3*2.5 *酒兰[尼诗 ");
}

static void
test_tax_numbers (void)
{
  static const struct
  {
    const char *one, *other, *mended;
  } rows[] = {
    { "91320115MA202UKD7X", NULL, "91320115MA202UKD7X" },
    { "9132O115MA2O2UKD7X", NULL, "91320115MA202UKD7X" },
    { "9132O115MAZ0ZUKD7X", "91320115MA202UKD7X", "91320115MA202UKD7X" },
    { "91320115MA202UKB7X", "97320115MA202UKD7X", "91320115MA202UKD7X" },
    { "91320115MRA202UKD7X", "91320115MA202UKD7X", "91320115MA202UKD7X" },
    { "91320115MRA202UKD7X", "91320115", "91320115MA202UKD7X" },
    { "12345", NULL, "12345" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *text = g_strdup (rows[i].one);

      pd_ocr_mend_tax_number (&text, rows[i].other);
      g_assert_cmpstr (text, ==, rows[i].mended);
      g_free (text);
    }
}

/* A sign that is none of an amount may be any; a numeral that was read is never another one. */
static void
test_words (void)
{
  static const struct
  {
    const char *text, *total, *mended;
  } rows[] = {
    { "的会万伍什伍佰伍抬玖圆陆角玖分", "35559.69", "叁万伍仟伍佰伍拾玖圆陆角玖分" },
    { "的会万伍什伍佰伍抬玖圆柒角玖分", "35559.69", "叁万伍仟伍佰伍拾玖圆柒角玖分" },
    { "的会万伍什伍佰伍抬玖圆柒角捌分", "35559.69", "的会万伍什伍佰伍抬玖圆柒角捌分" },
    { "伍佰陆抬捌圆整", "368.00", "伍佰陆拾捌圆整" },
    { "上海甲公司", "35559.69", "上海甲公司" },
    { "壹佰圆整", "100.00", "壹佰圆整" },
    { "(小写)半1788.00", "1.00", "(小写)¥1788.00" },
    { "(小与) 兰30.42", "1.00", "(小写)¥30.42" },
    { "小麦1788.0", "1.00", "小麦1788.0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) lines = pd_ocr_lines_new ();

      add (lines, 0, 0, rows[i].text);
      pd_ocr_mend_money (lines);
      pd_ocr_mend_words (lines, rows[i].total);
      g_assert_cmpstr (text_at (lines, 0), ==, rows[i].mended);
    }
}

static void
test_specks (void)
{
  static const struct
  {
    const char *text, *mended;
  } rows[] = { { "张雪丽，", "张雪丽" }, { "“张雪丽,", "张雪丽" }, { "{", "" },
               { "和发票专用章", "" },   { "***", "***" },         { "A,B", "A,B" } };
  g_autoptr (GArray) lines = pd_ocr_lines_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    add (lines, 0, 40 * (int) i, rows[i].text);
  pd_ocr_drop_specks (lines);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (text_at (lines, (guint) i), ==, rows[i].mended);
  g_assert_true (pd_ocr_is_stars ("K*kK*"));
  g_assert_false (pd_ocr_is_stars ("KKK"));
  g_assert_false (pd_ocr_is_stars ("*5"));
}

/* The first digits of a number that stands close behind Chinese are lost when its end is looked at alone. */
static void
test_put_back (void)
{
  static const struct
  {
    const char *whole, *part, *mended;
  } rows[] = {
    { "022-.59002850", ")22-59002850", "022-59002850" },
    { ":122905939910401", "22905939910401", "122905939910401" },
    { "122905939910401", "122905939910401", NULL },
    { "30.42", "42", NULL },
    { "30.42", "", NULL },
    { "022-59002850", "23-59002850", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *mended = pd_ocr_put_back (rows[i].whole, rows[i].part);

      g_assert_cmpstr (mended, ==, rows[i].mended);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/skew", test_skew);
  g_test_add_func ("/picture/runs", test_runs);
  g_test_add_func ("/picture/full", test_full);
  g_test_add_func ("/picture/seal", test_seal);
  g_test_add_func ("/picture/light", test_light);
  g_test_add_func ("/picture/labels", test_labels);
  g_test_add_func ("/picture/spread", test_spread);
  g_test_add_func ("/picture/sum", test_sum);
  g_test_add_func ("/picture/headings", test_headings);
  g_test_add_func ("/picture/tax-numbers", test_tax_numbers);
  g_test_add_func ("/picture/words", test_words);
  g_test_add_func ("/picture/specks", test_specks);
  g_test_add_func ("/picture/put-back", test_put_back);
  return g_test_run ();
}
