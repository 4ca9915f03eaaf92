/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-sheet.h"
#include "xlsx-fixture.h"

#include <string.h>

static PdSheetBook *
load (XlsxFixture *fixture, GError **error)
{
  g_autoptr (GBytes) bytes = xlsx_fixture_zip (fixture);

  return pd_sheet_book_load (bytes, "test.xlsx", NULL, error);
}

static const char styles_xml[] =
    "<styleSheet><numFmts count=\"3\"><numFmt numFmtId=\"164\" "
    "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot;dry&quot;\"/><numFmt numFmtId=\"166\" "
    "formatCode=\"[Red]#,##0;[$-804]yyyy\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
    "<xf numFmtId=\"166\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";

static const char strings_xml[] =
    "<sst>\n <si>\n  <t>黑水泥</t>\n </si>\n <si><r><rPr><b/></rPr><t>铜</t></r><r><t "
    "xml:space=\"preserve\"> 锁</t></r>"
    "<rPh sb=\"0\" eb=\"1\"><t>トウ</t></rPh></si><si><t>a_x000D_\nb_x005F_x0041_</t></si><si/></sst>";

static const struct
{
  const char *what;
  const char *cell; /* all that is between <c and </c>, at A1 */
  const char *text;
  PdSheetCellFlags flags;
} cells[] = {
  /* texts */
  { "shared", " t=\"s\"><v>0</v>", "黑水泥", PD_SHEET_CELL_TEXT },
  { "rich text without its phonetic reading", " t=\"s\"><v>1</v>", "铜 锁", PD_SHEET_CELL_TEXT },
  { "escapes", " t=\"s\"><v>2</v>", "a\nb_x0041_", PD_SHEET_CELL_TEXT },
  { "empty shared text", " t=\"s\"><v>3</v>", "", PD_SHEET_CELL_TEXT },
  { "in place", " t=\"inlineStr\"><is><t>订单</t></is>", "订单", PD_SHEET_CELL_TEXT },
  { "in place, in runs", " t=\"inlineStr\"><is><r><t>订</t></r><r><t>单</t></r></is>", "订单",
    PD_SHEET_CELL_TEXT },
  { "a formula's text", " t=\"str\"><f>A2&amp;B2</f><v>x&amp;y</v>", "x&y", PD_SHEET_CELL_TEXT },
  { "CDATA", " t=\"inlineStr\"><is><t><![CDATA[<b>]]></t></is>", "<b>", PD_SHEET_CELL_TEXT },
  /* numbers */
  { "whole", "><v>3</v>", "3", PD_SHEET_CELL_NUMBER },
  { "decimal", "><v>290.5</v>", "290.5", PD_SHEET_CELL_NUMBER },
  { "negative", "><v>-1170.00</v>", "-1170", PD_SHEET_CELL_NUMBER },
  { "zero", "><v>0.0</v>", "0", PD_SHEET_CELL_NUMBER },
  { "17 digits of one double", "><v>8.3000000000000007</v>", "8.3", PD_SHEET_CELL_NUMBER },
  { "17 digits that 15 do not spell", "><v>125.43999999999998</v>", "125.43999999999998",
    PD_SHEET_CELL_NUMBER },
  { "exponent", "><v>1.5E-3</v>", "0.0015", PD_SHEET_CELL_NUMBER },
  { "small", "><v>1E-2</v>", "0.01", PD_SHEET_CELL_NUMBER },
  { "exponent up", "><v>1.25E3</v>", "1250", PD_SHEET_CELL_NUMBER },
  { "a tax code as a number", "><v>1.08010102E18</v>", "1.08010102E18",
    PD_SHEET_CELL_NUMBER | PD_SHEET_CELL_INEXACT },
  { "a tax code's digits as a number", "><v>1080101020000000000</v>", "1080101020000000000",
    PD_SHEET_CELL_NUMBER | PD_SHEET_CELL_INEXACT },
  { "15 digits are kept", "><v>123456789012345</v>", "123456789012345", PD_SHEET_CELL_NUMBER },
  { "16 digits are not", "><v>1234567890123456</v>", "1234567890123456",
    PD_SHEET_CELL_NUMBER | PD_SHEET_CELL_INEXACT },
  { "no number at all", "><v>NaN</v>", "NaN", PD_SHEET_CELL_NUMBER },
  /* dates */
  { "built-in date", " s=\"1\"><v>46114</v>", "2026-04-02", PD_SHEET_CELL_DATE },
  { "Chinese date", " s=\"2\"><v>46114</v>", "2026-04-02", PD_SHEET_CELL_DATE },
  { "quoted letters are no date", " s=\"3\"><v>46114</v>", "46114", PD_SHEET_CELL_NUMBER },
  { "only the first section counts", " s=\"4\"><v>46114</v>", "46114", PD_SHEET_CELL_NUMBER },
  { "date and time", " s=\"5\"><v>46114.75</v>", "2026-04-02 18:00:00", PD_SHEET_CELL_DATE },
  { "time alone is no date", " s=\"6\"><v>0.75</v>", "0.75", PD_SHEET_CELL_NUMBER },
  { "first day", " s=\"1\"><v>1</v>", "1900-01-01", PD_SHEET_CELL_DATE },
  { "day before the one that never was", " s=\"1\"><v>59</v>", "1900-02-28", PD_SHEET_CELL_DATE },
  { "the day that never was", " s=\"1\"><v>60</v>", "60", PD_SHEET_CELL_NUMBER },
  { "day after it", " s=\"1\"><v>61</v>", "1900-03-01", PD_SHEET_CELL_DATE },
  { "no such day", " s=\"1\"><v>99999999</v>", "99999999", PD_SHEET_CELL_NUMBER },
  { "style out of range", " s=\"900\"><v>46114</v>", "46114", PD_SHEET_CELL_NUMBER },
  { "ISO date", " t=\"d\"><v>2026-04-02</v>", "2026-04-02", PD_SHEET_CELL_DATE },
  /* others */
  { "true", " t=\"b\"><v>1</v>", "TRUE", PD_SHEET_CELL_BOOLEAN },
  { "false", " t=\"b\"><v>0</v>", "FALSE", PD_SHEET_CELL_BOOLEAN },
  { "an error", " t=\"e\"><f>1/0</f><v>#DIV/0!</v>", "#DIV/0!", PD_SHEET_CELL_ERROR },
  { "not calculated", "><f>B1*C1</f>", "", PD_SHEET_CELL_UNCALCULATED },
};

static void
test_cells (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
      g_autofree char *row =
          g_strdup_printf ("<row r=\"1\"><c r=\"A1\"%s</c><c r=\"B1\"><v>1</v></c></row>", cells[i].cell);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = NULL;
      PdSheet *sheet;

      g_test_message ("%s", cells[i].what);
      xlsx_fixture_add_part (fixture, "xl/styles.xml", styles_xml, -1);
      xlsx_fixture_add_part (fixture, "xl/sharedStrings.xml", strings_xml, -1);
      xlsx_fixture_add_sheet (fixture, "订单", "visible", row);
      book = load (fixture, &error);
      g_assert_no_error (error);
      sheet = pd_sheet_book_get_sheet (book, 0);
      g_assert_cmpstr (pd_sheet_get_cell (sheet, 0, 0), ==, cells[i].text);
      g_assert_cmpint (pd_sheet_get_cell_flags (sheet, 0, 0), ==, cells[i].flags);
      g_assert_cmpstr (pd_sheet_get_cell (sheet, 0, 1), ==, "1");
    }
}

static void
test_places (void)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSheetBook) book = NULL;
  PdSheet *sheet;

  xlsx_fixture_add_sheet (fixture, "一", "visible",
                          "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r=\"4\"><c r=\"B4\"><v>5</v></c>"
                          "<c r=\"C4\"><v>4</v></c><c r=\"AB4\"><v>6</v></c></row><row r=\"1048576\">"
                          "<c r=\"XFD1048576\"><v>7</v></c></row>");
  xlsx_fixture_add_sheet (fixture, "二", "hidden", "<row r=\"2\"><c r=\"A2\"><v>8</v></c></row>");
  xlsx_fixture_add_sheet (fixture, "三", "veryHidden", "");
  book = load (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pd_sheet_book_get_n_sheets (book), ==, 3);
  g_assert_cmpint (pd_sheet_book_get_format (book), ==, PD_SHEET_FORMAT_XLSX);
  g_assert_null (pd_sheet_book_find_sheet (book, "四"));

  sheet = pd_sheet_book_find_sheet (book, "一");
  g_assert_false (pd_sheet_is_hidden (sheet));
  g_assert_cmpuint (pd_sheet_get_n_rows (sheet), ==, 1048576);
  g_assert_cmpuint (pd_sheet_get_n_columns (sheet), ==, 16384);
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 0, 2), ==, "3");
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 3, 1), ==, "5");
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 3, 2), ==, "4");
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 3, 27), ==, "6");
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 1048575, 16383), ==, "7");
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 2, 0), ==, "");
  g_assert_true (pd_sheet_row_is_empty (sheet, 2));
  g_assert_cmpint (pd_sheet_get_first_column (sheet, 2), ==, -1);
  g_assert_cmpint (pd_sheet_get_first_column (sheet, 3), ==, 1);
  g_assert_false (pd_sheet_row_is_empty (sheet, 3));
  g_assert_true (pd_sheet_is_hidden (pd_sheet_book_get_sheet (book, 1)));
  g_assert_true (pd_sheet_is_hidden (pd_sheet_book_get_sheet (book, 2)));
}

static void
assert_rows_refused (const char *rows, PdSheetError code, const char *word)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSheetBook) book = NULL;

  xlsx_fixture_add_sheet (fixture, "Orders", "visible", rows);
  book = load (fixture, &error);
  g_assert_null (book);
  g_assert_error (error, PD_SHEET_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_hostile_places (void)
{
  assert_rows_refused ("<row r=\"1\"><c r=\"XFD1048577\"><v>1</v></c></row>", PD_SHEET_ERROR_DAMAGED,
                       "XFD1048577");
  assert_rows_refused ("<row r=\"1\"><c r=\"BDWGN1\"><v>1</v></c></row>", PD_SHEET_ERROR_DAMAGED, "BDWGN1");
  assert_rows_refused ("<row r=\"1\"><c r=\"ZZZZZZZZZZZZZZZZZZ1\"><v>1</v></c></row>", PD_SHEET_ERROR_DAMAGED,
                       "ZZZ");
  assert_rows_refused ("<row r=\"1\"><c r=\"A99999999999999999999\"><v>1</v></c></row>",
                       PD_SHEET_ERROR_DAMAGED, "A999");
  assert_rows_refused ("<row r=\"1\"><c r=\"11\"><v>1</v></c></row>", PD_SHEET_ERROR_DAMAGED, "11");
  assert_rows_refused ("<row r=\"-5\"><c><v>1</v></c></row>", PD_SHEET_ERROR_DAMAGED, "A-5");
  assert_rows_refused ("<row r=\"9\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>",
                       PD_SHEET_ERROR_DAMAGED, "A2");
  assert_rows_refused ("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
                       PD_SHEET_ERROR_DAMAGED, "A1");
  assert_rows_refused ("<row r=\"1\"><c r=\"C1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>",
                       PD_SHEET_ERROR_DAMAGED, "B1");
  assert_rows_refused ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>", PD_SHEET_ERROR_DAMAGED,
                       "Row 1");
  assert_rows_refused ("<row r=\"1\"><c r=\"A1\"><v>1</c></row>", PD_SHEET_ERROR_DAMAGED, "sheet1.xml");
  assert_rows_refused ("", PD_SHEET_ERROR_EMPTY, "empty");
}

static void
test_hostile_text (void)
{
  g_autofree char *long_text = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *wide =
      g_strdup_printf ("<row><c t=\"inlineStr\"><is><t>%.2000000s</t></is></c></row>", long_text);
  g_autofree char *widest =
      g_strdup_printf ("<row><c t=\"inlineStr\"><is><t>%s</t></is></c></row>", long_text);
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  assert_rows_refused (wide, PD_SHEET_ERROR_TOO_LARGE, "sheet1.xml");
  xlsx_fixture_add_sheet (fixture, "Orders", "visible", widest);
  bytes = xlsx_fixture_zip (fixture);
  g_assert_null (pd_sheet_book_load (bytes, "x", NULL, &error));
  g_assert_true (error->domain == PD_SHEET_ERROR);
}

static void
test_hostile_entities (void)
{
  static const char laughs[] =
      "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">"
      "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;\">]>"
      "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&f;</t></is></c></row></sheetData></worksheet>";
  static const char external[] =
      "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>"
      "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&a;</t></is></c></row></sheetData></worksheet>";
  const char *parts[] = { laughs, external };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = NULL;

      xlsx_fixture_add_sheet (fixture, "Orders", "visible", "");
      xlsx_fixture_add_part (fixture, "xl/worksheets/sheet1.xml", parts[i], -1);
      book = load (fixture, &error);
      g_assert_null (book);
      g_assert_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED);
      g_assert_nonnull (strstr (error->message, "sheet1.xml"));
    }
}

static void
test_bomb (void)
{
  g_autofree char *blank = g_strnfill (48 * 1024 * 1024, ' ');
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSheetBook) book = NULL;

  xlsx_fixture_add_sheet (fixture, "Orders", "visible", "<row><c><v>1</v></c></row>");
  xlsx_fixture_add_part (fixture, "xl/worksheets/sheet9.xml", blank, -1);
  book = load (fixture, &error);
  g_assert_null (book);
  g_assert_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "sheet9.xml"));
}

/* Cut at any byte, the file is refused with a sentence, or it was whole enough to read; it never crashes. */
static void
test_truncated (void)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) named = NULL;
  gsize size;

  xlsx_fixture_add_part (fixture, "xl/sharedStrings.xml", strings_xml, -1);
  xlsx_fixture_add_sheet (fixture, "Orders", "visible", "<row><c t=\"s\"><v>0</v></c></row>");
  bytes = xlsx_fixture_zip (fixture);
  size = g_bytes_get_size (bytes);
  for (gsize length = 0; length < size; length++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = pd_sheet_book_load (part, "cut.xlsx", NULL, &error);

      g_assert_true ((book == NULL) == (error != NULL));
      if (error != NULL)
        g_assert_true (error->domain == PD_SHEET_ERROR);
    }

  g_autoptr (GBytes) half = g_bytes_new_from_bytes (bytes, 0, 200);
  g_assert_null (pd_sheet_book_load (half, "cut.xlsx", NULL, &named));
  g_assert_error (named, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED);
  g_assert_nonnull (strstr (named->message, "xl/sharedStrings.xml"));
}

/* Each byte of the file changed in turn: a sentence or a book, never a crash. */
static void
test_flipped (void)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *copy = NULL;
  gsize size;

  xlsx_fixture_add_sheet (fixture, "Orders", "visible", "<row><c><v>1</v></c></row>");
  bytes = xlsx_fixture_zip (fixture);
  size = g_bytes_get_size (bytes);
  copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GBytes) spoilt = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = NULL;

      copy[i] ^= 0x55;
      spoilt = g_bytes_new (copy, size);
      copy[i] ^= 0x55;
      book = pd_sheet_book_load (spoilt, "spoilt.xlsx", NULL, &error);
      g_assert_true ((book == NULL) == (error != NULL));
    }
}

static void
load_spoilt (const char *part, const char *xml)
{
  static const char bytes[] = { '<', '>', '"', '9', 'x', '&', '/', '\xFF', '\0' };
  gsize length = strlen (xml);

  for (gsize i = 0; i < length * sizeof bytes; i++)
    {
      g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
      g_autofree char *copy = g_strdup (xml);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = NULL;

      copy[i / sizeof bytes] = bytes[i % sizeof bytes];
      xlsx_fixture_add_part (fixture, "xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>", -1);
      xlsx_fixture_add_part (fixture, "xl/styles.xml", "<styleSheet/>", -1);
      xlsx_fixture_add_sheet (fixture, "Orders", "visible", "<row><c t=\"s\"><v>0</v></c></row>");
      xlsx_fixture_add_part (fixture, part, copy, (gssize) length);
      book = load (fixture, &error);
      g_assert_true ((book == NULL) == (error != NULL));
    }
}

/* Each byte of each part changed, in a zip that is whole: a sentence or a book, never a crash. */
static void
test_spoilt_parts (void)
{
  load_spoilt (
      "xl/worksheets/sheet1.xml",
      "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"><v>46114.5</v></c><c r=\"C2\" t=\"inlineStr\">"
      "<is><t>x_x000D_y</t></is></c></row></sheetData></worksheet>");
  load_spoilt ("xl/sharedStrings.xml", "<sst><si><r><t>a</t></r><rPh sb=\"0\"><t>b</t></rPh></si></sst>");
  load_spoilt ("xl/styles.xml",
               "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yy&quot;m&quot;\"/>"
               "</numFmts><cellXfs><xf numFmtId=\"164\"/></cellXfs></styleSheet>");
}

static void
test_other_archives (void)
{
  static const struct
  {
    const char *part;
    PdSheetError code;
  } others[] = {
    { "content.xml", PD_SHEET_ERROR_OLD_FORMAT },
    { "xl/workbook.bin", PD_SHEET_ERROR_OLD_FORMAT },
    { "word/document.xml", PD_SHEET_ERROR_UNKNOWN_FORMAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (PdSheetBook) book = NULL;

      xlsx_fixture_add_part (fixture, others[i].part, "<x/>", -1);
      book = load (fixture, &error);
      g_assert_null (book);
      g_assert_error (error, PD_SHEET_ERROR, (int) others[i].code);
    }
}

static void
test_epoch_1904 (void)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSheetBook) book = NULL;

  xlsx_fixture_add_part (fixture, "xl/styles.xml", styles_xml, -1);
  xlsx_fixture_add_sheet (fixture, "Orders", "visible", "<row><c s=\"1\"><v>44652</v></c></row>");
  xlsx_fixture_add_part (fixture, "xl/workbook.xml",
                         "<w xmlns:r=\"http://purl.oclc.org/ooxml/officeDocument/relationships\">"
                         "<workbookPr date1904=\"1\"/><sheets><sheet name=\"O\" r:id=\"rId1\"/></sheets></w>",
                         -1);
  book = load (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pd_sheet_get_cell (pd_sheet_book_get_sheet (book, 0), 0, 0), ==, "2026-04-02");
}

static void
test_official_template (void)
{
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path =
      samples == NULL
          ? NULL
          : g_build_filename (samples, "orders", "official-batch-issue-template-V260401.xlsx", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdSheetBook) book = NULL;
  g_autoptr (GError) error = NULL;
  PdSheet *sheet;
  gsize size = 0;

  if (path == NULL || !g_file_get_contents (path, &data, &size, NULL))
    {
      g_test_skip ("no samples here");
      return;
    }
  bytes = g_bytes_new (data, size);
  book = pd_sheet_book_load (bytes, "template.xlsx", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pd_sheet_book_get_n_sheets (book), ==, 11);
  sheet = pd_sheet_book_find_sheet (book, "2-发票明细信息");
  g_assert_cmpuint (pd_sheet_get_n_rows (sheet), ==, 3);
  g_assert_cmpstr (pd_sheet_get_cell (sheet, 2, 2), ==, "商品和服务税收编码");
  g_assert_true (pd_sheet_is_hidden (pd_sheet_book_find_sheet (book, "gjhdq")));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/xlsx/cells", test_cells);
  g_test_add_func ("/sheet/xlsx/places", test_places);
  g_test_add_func ("/sheet/xlsx/epoch-1904", test_epoch_1904);
  g_test_add_func ("/sheet/xlsx/hostile-places", test_hostile_places);
  g_test_add_func ("/sheet/xlsx/hostile-text", test_hostile_text);
  g_test_add_func ("/sheet/xlsx/hostile-entities", test_hostile_entities);
  g_test_add_func ("/sheet/xlsx/bomb", test_bomb);
  g_test_add_func ("/sheet/xlsx/truncated", test_truncated);
  g_test_add_func ("/sheet/xlsx/flipped", test_flipped);
  g_test_add_func ("/sheet/xlsx/spoilt-parts", test_spoilt_parts);
  g_test_add_func ("/sheet/xlsx/other-archives", test_other_archives);
  g_test_add_func ("/sheet/xlsx/official-template", test_official_template);
  return g_test_run ();
}
