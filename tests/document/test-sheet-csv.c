/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-sheet.h"

#include <string.h>

static PdSheetBook *
load (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return pd_sheet_book_load (bytes, "test.csv", NULL, error);
}

/* The whole sheet as "a|b/c|d": cells parted by |, rows by /. */
static char *
flatten (PdSheetBook *book)
{
  PdSheet *sheet = pd_sheet_book_get_sheet (book, 0);
  GString *all = g_string_new (NULL);

  for (guint row = 0; row < pd_sheet_get_n_rows (sheet); row++)
    for (guint column = 0; column < pd_sheet_get_n_columns (sheet); column++)
      {
        if (column > 0)
          g_string_append_c (all, '|');
        else if (row > 0)
          g_string_append_c (all, '/');
        g_string_append (all, pd_sheet_get_cell (sheet, row, column));
      }
  return g_string_free (all, FALSE);
}

static const struct
{
  const char *what;
  const char *text;
  const char *expected;
} cases[] = {
  /* records and their ends */
  { "LF", "a,b\nc,d\n", "a|b/c|d" },
  { "CRLF", "a,b\r\nc,d\r\n", "a|b/c|d" },
  { "lone CR", "a,b\rc,d\r", "a|b/c|d" },
  { "no newline at the end", "a,b\nc,d", "a|b/c|d" },
  { "an empty last field", "a,b\nc,\n", "a|b/c|" },
  { "an empty line between", "a,b\n\nc,d\n", "a|b/|/c|d" },
  { "rows of different length", "a,b\nc,d,e\n", "a|b|/c|d|e" },
  /* quotes */
  { "a separator in quotes", "a,\"b,c\"\nd,e\n", "a|b,c/d|e" },
  { "a doubled quote", "\"a \"\"b\"\" c\",d\n", "a \"b\" c|d" },
  { "a newline in quotes", "\"a\nb\",c\r\nd,e\n", "a\nb|c/d|e" },
  { "CRLF in quotes is one line break", "\"a\r\nb\",c\n", "a\nb|c" },
  { "a quote inside a field is text", "5\" pipe,b\n", "5\" pipe|b" },
  { "text after the closing quote", "\"a\"b,c\n", "ab|c" },
  { "an empty field in quotes", "\"\",a\n", "|a" },
  /* separators */
  { "semicolons", "a;b;c\n1,5;2;3\n", "a|b|c/1,5|2|3" },
  { "tabs", "a\tb\n1,5\t2\n", "a|b/1,5|2" },
  { "a comma in some values of a tab file", "名称\t数量\n剪刀, 蓝色\t2\n信封, 红色, 大\t3\n",
    "名称|数量/剪刀, 蓝色|2/信封, 红色, 大|3" },
  { "told by sep=", "sep=;\r\na,b;c\n", "a,b|c" },
  { "told by sep=|", "sep=|\na|b\n", "a|b" },
  { "one column", "a\nb\n", "a/b" },
  /* what people do to keep digits */
  { "=\"…\"", "=\"0012\",\"=\"\"1080101020000000000\"\"\"\n", "0012|1080101020000000000" },
  /* encodings */
  { "a byte order mark", "\xEF\xBB\xBF单据号,数量\n1,2\n", "单据号|数量/1|2" },
  { "GBK", "\xC3\xFB\xB3\xC6,\xCA\xFD\xC1\xBF\n\xBC\xF4\xB5\xB6,2\n", "名称|数量/剪刀|2" },
  { "GB18030 with four bytes", "\x82\x30\x81\x30,\xC3\xFB\n", "\xCB\x90|名" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = load (cases[i].text, -1, &error);
      g_autofree char *all = NULL;

      g_test_message ("%s", cases[i].what);
      g_assert_no_error (error);
      all = flatten (book);
      if (g_str_has_prefix (cases[i].what, "GB18030"))
        g_assert_true (g_str_has_suffix (all, "|名"));
      else
        g_assert_cmpstr (all, ==, cases[i].expected);
    }
}

static void
test_encoding_is_told (void)
{
  g_autoptr (PdSheetBook) gbk = load ("\xC3\xFB\xB3\xC6,1\n", -1, NULL);
  g_autoptr (PdSheetBook) utf8 = load ("名称,1\n", -1, NULL);
  g_autoptr (PdSheetBook) utf16 = load ("\xFF\xFE\x0D\x54\t\0"
                                        "1\0\n\0",
                                        10, NULL);
  g_autofree char *all = flatten (utf16);

  g_assert_cmpstr (pd_sheet_book_get_encoding (gbk), ==, "GB18030");
  g_assert_cmpstr (pd_sheet_book_get_encoding (utf8), ==, "UTF-8");
  g_assert_cmpstr (pd_sheet_book_get_encoding (utf16), ==, "UTF-16");
  g_assert_cmpstr (all, ==, "名|1");
  g_assert_cmpint (pd_sheet_book_get_format (gbk), ==, PD_SHEET_FORMAT_CSV);
}

static void
test_inexact (void)
{
  g_autoptr (PdSheetBook) book = load ("1.0801E+18,1080101020000000000,1.5,4E+2,E+18,CN-1E+18\n", -1, NULL);
  PdSheet *sheet = pd_sheet_book_get_sheet (book, 0);
  const PdSheetCellFlags expected[] = { PD_SHEET_CELL_NUMBER | PD_SHEET_CELL_INEXACT, 0, 0, 0, 0, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (pd_sheet_get_cell_flags (sheet, 0, i), ==, expected[i]);
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 0, 0), ==, "1.0801E+18");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    gssize length;
    PdSheetError code;
  } refused[] = {
    { "", 0, PD_SHEET_ERROR_EMPTY },
    { "\n\n,,\n", -1, PD_SHEET_ERROR_EMPTY },
    { "a,\"b\nc,d\n", -1, PD_SHEET_ERROR_DAMAGED },
    { "a,b\0c\n", 6, PD_SHEET_ERROR_UNKNOWN_FORMAT },
    { "\x89PNG\r\n\x1a\n\0\0", 10, PD_SHEET_ERROR_UNKNOWN_FORMAT },
    { "%PDF-1.7\n", -1, PD_SHEET_ERROR_UNKNOWN_FORMAT },
    { "<html><table>", -1, PD_SHEET_ERROR_OLD_FORMAT },
    { "\xFF\xFF\xFF,\xC3\n", -1, PD_SHEET_ERROR_ENCODING },
    { "\xFF\xFE\x00\xD8", 4, PD_SHEET_ERROR_ENCODING },
    { "\xC3\xFB\xC3", 3, PD_SHEET_ERROR_ENCODING },
    { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0k\0", 17, PD_SHEET_ERROR_OLD_FORMAT },
    { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
      "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
      40, PD_SHEET_ERROR_ENCRYPTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = load (refused[i].text, refused[i].length, &error);

      g_assert_null (book);
      g_assert_error (error, PD_SHEET_ERROR, (int) refused[i].code);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_unclosed_quote_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSheetBook) book = load ("a,b\r\n\"x\ny\",z\r\nc,\"d\n\n\n", -1, &error);

  g_assert_null (book);
  g_assert_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "line 4 "));
}

static void
test_limits (void)
{
  g_autofree char *long_cell = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *wide_row = g_strnfill (1000000, ',');
  g_autoptr (GError) cell_error = NULL;
  g_autoptr (GError) row_error = NULL;
  g_autoptr (PdSheetBook) book = NULL;

  book = load (long_cell, -1, &cell_error);
  g_assert_error (cell_error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE);
  wide_row[999999] = 'x';
  book = load (wide_row, -1, &row_error);
  g_assert_error (row_error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a,b\n", 4);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pd_sheet_book_load (bytes, "x", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_column_labels (void)
{
  static const struct
  {
    guint column;
    const char *label;
  } labels[] = { { 0, "A" }, { 25, "Z" }, { 26, "AA" }, { 701, "ZZ" }, { 702, "AAA" }, { 16383, "XFD" } };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *label = pd_sheet_column_label (labels[i].column);

      g_assert_cmpstr (label, ==, labels[i].label);
    }
}

static void
test_samples (void)
{
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path =
      samples == NULL ? NULL : g_build_filename (samples, "orders", "superstore_cn_orders.csv", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdSheetBook) book = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  PdSheet *sheet;

  if (path == NULL || !g_file_get_contents (path, &data, &size, NULL))
    {
      g_test_skip ("no samples here");
      return;
    }
  bytes = g_bytes_new (data, size);
  book = pd_sheet_book_load (bytes, "superstore_cn_orders.csv", NULL, &error);
  g_assert_no_error (error);
  sheet = pd_sheet_book_get_sheet (book, 0);
  g_assert_cmpuint (pd_sheet_get_n_rows (sheet), ==, 10001);
  g_assert_cmpuint (pd_sheet_get_n_columns (sheet), ==, 20);
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 1, 15), ==, "Fiskars 剪刀, 蓝色");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/csv/cases", test_cases);
  g_test_add_func ("/sheet/csv/encoding", test_encoding_is_told);
  g_test_add_func ("/sheet/csv/inexact", test_inexact);
  g_test_add_func ("/sheet/csv/refused", test_refused);
  g_test_add_func ("/sheet/csv/unclosed-quote", test_unclosed_quote_line);
  g_test_add_func ("/sheet/csv/limits", test_limits);
  g_test_add_func ("/sheet/csv/cancelled", test_cancelled);
  g_test_add_func ("/sheet/csv/column-labels", test_column_labels);
  g_test_add_func ("/sheet/csv/samples", test_samples);
  return g_test_run ();
}
