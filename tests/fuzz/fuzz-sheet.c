/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <string.h>

#include "document/pd-order-import.h"
#include "document/xlsx-fixture.h"

/*
 * The first byte of an input says what the rest is: "c" a CSV file, "z" any file, "x" the parts of a workbook, each below
 * a line "== NAME", which are zipped here (a name that is no part's is a sheet's), "j" a saved mapping. What can be read is imported.
 */

const FuzzTarget fuzz_target = { .name = "sheet",
                                 .is_text = TRUE,
                                 .max_size = 16 * 1024,
                                 .max_time = 4 * G_TIME_SPAN_SECOND };

#define TODAY "2026-11-21"
#define NOW G_GINT64_CONSTANT (1795219200000000)
#define PART "== "

/* Most files are narrow and short; a cell in the last corner is no reason to look at all before it. */
#define MAX_LOOKED_AT 2000

static void
look_at_cells (PdSheet *sheet)
{
  guint n_rows = pd_sheet_get_n_rows (sheet), n_columns = pd_sheet_get_n_columns (sheet);

  g_assert_cmpuint (n_rows, <=, PD_SHEET_MAX_ROWS);
  g_assert_cmpuint (n_columns, <=, PD_SHEET_MAX_COLUMNS);
  for (guint row = 0; row < MIN (n_rows, MAX_LOOKED_AT); row++)
    for (guint column = 0; column < MIN (n_columns, 50); column++)
      {
        const char *cell = pd_sheet_get_cell (sheet, row, column);

        g_assert_cmpuint (strlen (cell), <=, PD_SHEET_MAX_CELL_BYTES);
        g_assert_true (g_utf8_validate (cell, -1, NULL));
        pd_sheet_get_cell_flags (sheet, row, column);
      }
}

/* What is not refused can be saved and checked, and its totals fit its lines. */
static void
look_at_orders (PdImportPlan *plan)
{
  g_autofree char *json = pd_import_plan_to_json (plan);

  g_assert_true (g_utf8_validate (json, -1, NULL));
  for (guint i = 0; i < pd_import_plan_get_n_orders (plan); i++)
    {
      const PdImportOrder *order = pd_import_plan_get_order (plan, i);
      g_autoptr (PdRecord) again = pd_record_copy (order->record);

      pd_record_derive (again);
      g_assert_true (order->state == PD_IMPORT_ORDER_REFUSED || pd_record_equal (again, order->record));
    }
}

static void
import (PdSheetBook *book, PdImportMapping *mapping)
{
  const PdImportContext context = { .tenant = "tenant-1", .now = NOW };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdImportPlan) plan = pd_order_import_plan (book, mapping, &context, NULL, &error);

  g_assert_true ((plan == NULL) == (error != NULL));
  if (plan != NULL)
    look_at_orders (plan);
}

static void
assert_mapping_is_kept (const PdImportMapping *mapping)
{
  g_autoptr (PdImportMapping) copy = pd_import_mapping_copy (mapping);
  g_autofree char *json = pd_import_mapping_to_json (mapping), *again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_import_mapping_apply_json (copy, json, &error));
  again = pd_import_mapping_to_json (copy);
  g_assert_cmpstr (json, ==, again);
}

static PdSheetBook *
load (GBytes *bytes, const char *name)
{
  g_autoptr (GError) error = NULL;
  PdSheetBook *book = pd_sheet_book_load (bytes, name, NULL, &error);

  g_assert_true ((book == NULL) == (error != NULL));
  return book;
}

static void
try_file (GBytes *bytes, const char *name)
{
  g_autoptr (PdSheetBook) book = load (bytes, name);
  g_autoptr (PdImportMapping) mapping = NULL;

  if (book == NULL)
    return;
  for (guint i = 0; i < pd_sheet_book_get_n_sheets (book); i++)
    look_at_cells (pd_sheet_book_get_sheet (book, i));
  mapping = pd_import_mapping_guess (book, TODAY, NULL);
  if (mapping == NULL)
    return;
  assert_mapping_is_kept (mapping);
  import (book, mapping);
}

static GBytes *
zip_parts (const char *text)
{
  static const char *const names[] = { "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", NULL };
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();
  g_auto (GStrv) parts = g_strsplit (text, PART, 20);

  for (guint i = 1; i < g_strv_length (parts); i++)
    {
      char *newline = strchr (parts[i], '\n');

      if (newline == NULL)
        continue;
      *newline = '\0';
      if (g_strv_contains (names, parts[i]))
        xlsx_fixture_add_part (fixture, parts[i], newline + 1, -1);
      else
        xlsx_fixture_add_sheet (fixture, parts[i], "visible", newline + 1);
    }
  return xlsx_fixture_zip (fixture);
}

static void
try_mapping (const char *json)
{
  static const char csv[] = "订单号,购方名称,商品名称,数量,单价,税率,日期\n1,甲,笔,2,1.13,13%,2026-11-01\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (csv, strlen (csv));
  g_autoptr (PdSheetBook) book = load (bytes, "orders.csv");
  g_autoptr (PdImportMapping) mapping = pd_import_mapping_guess (book, TODAY, NULL);
  g_autoptr (GError) error = NULL;
  gboolean taken;

  g_assert_nonnull (mapping);
  taken = pd_import_mapping_apply_json (mapping, json, &error);
  g_assert_true (taken == (error == NULL));
  assert_mapping_is_kept (mapping);
  import (book, mapping);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = size > 0 ? g_bytes_new (data + 1, size - 1) : g_bytes_new (NULL, 0);
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data + 1, size - 1) : g_strdup ("");
  g_autoptr (GBytes) zip = NULL;

  switch (size > 0 ? data[0] : 'c')
    {
    case 'x':
      zip = zip_parts (text);
      try_file (zip, "orders.xlsx");
      break;
    case 'j':
      try_mapping (text);
      break;
    case 'z':
      try_file (bytes, "orders.xlsx");
      break;
    default:
      try_file (bytes, "orders.csv");
    }
  return 0;
}
