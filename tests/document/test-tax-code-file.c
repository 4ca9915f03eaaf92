/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-tax-code-file.h"

#include <string.h>

static gboolean
read_table (const char *text, PdSuggest *suggest, guint *n, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (PdSheetBook) book = pd_sheet_book_load (bytes, "codes.csv", NULL, error);

  g_assert_no_error (*error);
  return pd_tax_code_file_read (book, suggest, n, error);
}

static void
test_read (void)
{
  static const struct
  {
    const char *table;
    gboolean good;
    guint n;
  } cases[] = {
    { "code,name\n1090511030000000000,打印机\n", TRUE, 1 },
    { "编码,名称,关键字\n1090511030000000000,输出设备,打印机、绘图仪，扫描仪\n", TRUE, 1 },
    { "合并编码,货物和劳务名称,汇总项\n1090511000000000000,外部设备,是\n1090511030000000000,输出设备,否\n",
      TRUE, 1 },
    { "code,name,enabled\n1090511030000000000,打印机,0\n", TRUE, 0 },
    { "code,name\n1.09051E+18,打印机\n109051103,打印机\n", TRUE, 0 },
    { "code,price\n1090511030000000000,1\n", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdSuggest) suggest = pd_suggest_new ();
      g_autoptr (GError) error = NULL;
      guint n = 7;

      g_assert_cmpint (read_table (cases[i].table, suggest, &n, &error), ==, cases[i].good);
      g_assert_cmpuint (n, ==, cases[i].n);
      if (!cases[i].good)
        g_assert_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT);
    }
}

static void
test_keywords (void)
{
  g_autoptr (PdSuggest) suggest = pd_suggest_new ();
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  const PdSuggestion *first;
  guint n;

  g_assert_true (read_table (
      "编码,名称,简称,关键字\n1090511030000000000,输出设备,计算机外部设备,打印机、绘图仪，扫描仪\n", suggest,
      &n, &error));
  found = pd_suggest_find (suggest, "绘图仪", 3);
  g_assert_cmpuint (found->len, ==, 1);
  first = found->pdata[0];
  g_assert_cmpstr (first->label, ==, "1090511030000000000");
  g_assert_cmpstr (first->note, ==, "计算机外部设备");
  g_assert_cmpuint (first->score, ==, 80);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tax-code-file/read", test_read);
  g_test_add_func ("/tax-code-file/keywords", test_keywords);
  return g_test_run ();
}
