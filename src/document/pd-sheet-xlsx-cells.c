/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-xlsx-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_STRINGS 4000000
#define MAX_STYLES 65536
#define CANCEL_EVERY 1024

typedef struct
{
  PdXlsx *xlsx;     /* (borrowed) */
  const char *part; /* (borrowed) */
  PdSheet *sheet;   /* (borrowed) */
  GString *value;   /* (owned): of the cell being read */
  gint64 row;       /* counted from 0; -1 before the first */
  gint64 column;
} SheetReader;

/*< private >
 * pd_xlsx_read_strings:
 *
 * Fills the table of shared strings.
 */
gboolean
pd_xlsx_read_strings (PdXlsx *xlsx, const char *part, GError **error)
{
  g_autoptr (PdXmlReader) reader = pd_xlsx_reader_new (xlsx, part, error);
  g_autoptr (GString) text = g_string_new (NULL);
  int status;

  if (reader == NULL)
    return FALSE;

  while ((status = pd_xlsx_reader_next (reader, part, error)) == 1)
    {
      if (!pd_xlsx_reader_starts (reader, "si"))
        continue;
      if (xlsx->strings->len % CANCEL_EVERY == 0 &&
          g_cancellable_set_error_if_cancelled (xlsx->cancellable, error))
        return FALSE;
      if (xlsx->strings->len >= MAX_STRINGS)
        {
          g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
                       _ ("The workbook has more than %u texts. Split it and import the parts one by one."),
                       MAX_STRINGS);
          return FALSE;
        }
      g_string_truncate (text, 0);
      if (!pd_xlsx_reader_append_rich_text (reader, part, text, error))
        return FALSE;
      pd_xlsx_unescape (text);
      g_ptr_array_add (xlsx->strings, g_strdup (text->str));
    }
  return status == 0;
}

/*< private >
 * pd_xlsx_read_styles:
 *
 * Finds out which cell styles show a number as a date.
 */
gboolean
pd_xlsx_read_styles (PdXlsx *xlsx, const char *part, GError **error)
{
  g_autoptr (PdXmlReader) reader = pd_xlsx_reader_new (xlsx, part, error);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  int formats_depth = -1;
  int status;

  if (reader == NULL)
    return FALSE;

  while ((status = pd_xlsx_reader_next (reader, part, error)) == 1)
    {
      if (formats_depth >= 0 && xmlTextReaderDepth (reader) <= formats_depth)
        formats_depth = -1;
      if (pd_xlsx_reader_starts (reader, "cellXfs") && !xmlTextReaderIsEmptyElement (reader))
        formats_depth = xmlTextReaderDepth (reader);
      else if (pd_xlsx_reader_starts (reader, "numFmt") && g_hash_table_size (codes) < MAX_STYLES)
        {
          g_autofree char *id = pd_xlsx_reader_attribute (reader, "numFmtId");
          char *code = pd_xlsx_reader_attribute (reader, "formatCode");

          g_hash_table_replace (codes,
                                GUINT_TO_POINTER (id == NULL ? 0 : (guint) g_ascii_strtoull (id, NULL, 10)),
                                code == NULL ? g_strdup ("") : code);
        }
      else if (formats_depth >= 0 && pd_xlsx_reader_starts (reader, "xf") &&
               xlsx->date_styles->len < MAX_STYLES)
        {
          g_autofree char *id = pd_xlsx_reader_attribute (reader, "numFmtId");
          guint format_id = id == NULL ? 0 : (guint) g_ascii_strtoull (id, NULL, 10);
          const char *code = g_hash_table_lookup (codes, GUINT_TO_POINTER (format_id));
          gboolean is_date = pd_sheet_format_is_date (format_id, code);

          g_array_append_val (xlsx->date_styles, is_date);
        }
    }
  return status == 0;
}

/* "AB12" → row 11, column 27. A place beyond the last row or column that any program has is a fault. */
static gboolean
parse_reference (SheetReader *self, const char *reference, GError **error)
{
  const char *p = reference;
  guint64 row = 0;
  guint64 column = 0;

  for (; g_ascii_isalpha (*p) && column <= PD_SHEET_MAX_COLUMNS; p++)
    column = column * 26 + (guint64) (g_ascii_toupper (*p) - 'A' + 1);
  for (; g_ascii_isdigit (*p) && row <= PD_SHEET_MAX_ROWS; p++)
    row = row * 10 + (guint64) (*p - '0');

  if (*p != '\0' || row == 0 || column == 0 || row > PD_SHEET_MAX_ROWS || column > PD_SHEET_MAX_COLUMNS)
    {
      g_autofree char *shown = g_strndup (reference, 24);
      g_autofree char *valid = g_utf8_make_valid (shown, -1);

      g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
                   _ ("Sheet “%1$s” has a cell at “%2$s”, which is no place in a spreadsheet. Nothing was "
                      "imported; open the file in a spreadsheet program and save it again."),
                   pd_sheet_get_name (self->sheet), valid);
      return FALSE;
    }
  self->row = (gint64) row - 1;
  self->column = (gint64) column - 1;
  return TRUE;
}

static gboolean
start_row (SheetReader *self, PdXmlReader *reader, GError **error)
{
  g_autofree char *number = pd_xlsx_reader_attribute (reader, "r");
  guint64 row = 0;

  self->row++;
  self->column = -1;
  if (number != NULL)
    {
      if (!g_ascii_string_to_unsigned (number, 10, 1, PD_SHEET_MAX_ROWS, &row, NULL))
        {
          g_autofree char *reference = g_strdup_printf ("A%s", number);

          return parse_reference (self, reference, error);
        }
      self->row = (gint64) row - 1;
    }
  return TRUE;
}

/* Reads what is in <c>: the value, or the text written in place. */
static gboolean
read_value (SheetReader *self, PdXmlReader *reader, gboolean *has_formula, GError **error)
{
  int depth = xmlTextReaderDepth (reader);
  int status = 1;

  g_string_truncate (self->value, 0);
  *has_formula = FALSE;
  if (xmlTextReaderIsEmptyElement (reader))
    return TRUE;

  while ((status = pd_xlsx_reader_next (reader, self->part, error)) == 1 &&
         xmlTextReaderDepth (reader) > depth)
    {
      if (pd_xlsx_reader_starts (reader, "f"))
        *has_formula = TRUE;
      else if (pd_xlsx_reader_starts (reader, "v"))
        {
          if (!pd_xlsx_reader_append_text (reader, self->part, self->value, error))
            return FALSE;
        }
      else if (pd_xlsx_reader_starts (reader, "is") &&
               !pd_xlsx_reader_append_rich_text (reader, self->part, self->value, error))
        return FALSE;
    }
  return status >= 0;
}

static gboolean
put (SheetReader *self, const char *text, PdSheetCellFlags flags, GError **error)
{
  return pd_sheet_put (self->sheet, (guint) self->row, (guint) self->column, text, strlen (text), flags,
                       error);
}

static gboolean
put_shared (SheetReader *self, GError **error)
{
  guint64 index = 0;

  if (!g_ascii_string_to_unsigned (self->value->str, 10, 0, G_MAXUINT32, &index, NULL) ||
      index >= self->xlsx->strings->len)
    {
      g_set_error (
          error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
          _ ("Row %1$u of sheet “%2$s” refers to a text that is not in the workbook. Nothing was imported; "
             "ask for the file again."),
          (guint) self->row + 1, pd_sheet_get_name (self->sheet));
      return FALSE;
    }
  return put (self, g_ptr_array_index (self->xlsx->strings, index), PD_SHEET_CELL_TEXT, error);
}

static gboolean
put_number (SheetReader *self, const char *style, GError **error)
{
  PdSheetCellFlags flags = PD_SHEET_CELL_NUMBER;
  gboolean inexact = FALSE;
  g_autofree char *text = NULL;
  guint64 index = 0;

  if (style != NULL && g_ascii_string_to_unsigned (style, 10, 0, MAX_STYLES, &index, NULL) &&
      index < self->xlsx->date_styles->len && g_array_index (self->xlsx->date_styles, gboolean, index))
    {
      text = pd_sheet_serial_to_iso (self->value->str, self->xlsx->epoch_1904);
      if (text != NULL)
        return put (self, text, PD_SHEET_CELL_DATE, error);
    }
  text = pd_sheet_number_text (self->value->str, &inexact);
  if (inexact)
    flags |= PD_SHEET_CELL_INEXACT;
  return put (self, text, flags, error);
}

static gboolean
read_cell (SheetReader *self, PdXmlReader *reader, GError **error)
{
  g_autofree char *reference = pd_xlsx_reader_attribute (reader, "r");
  g_autofree char *type = pd_xlsx_reader_attribute (reader, "t");
  g_autofree char *style = pd_xlsx_reader_attribute (reader, "s");
  gboolean has_formula = FALSE;

  self->column++;
  self->row = MAX (self->row, 0);
  if (reference != NULL && !parse_reference (self, reference, error))
    return FALSE;
  if (!read_value (self, reader, &has_formula, error))
    return FALSE;

  if (self->value->len == 0)
    return put (self, "", has_formula ? PD_SHEET_CELL_UNCALCULATED : PD_SHEET_CELL_TEXT, error);
  if (g_strcmp0 (type, "s") == 0)
    return put_shared (self, error);
  if (g_strcmp0 (type, "inlineStr") == 0 || g_strcmp0 (type, "str") == 0)
    {
      pd_xlsx_unescape (self->value);
      return put (self, self->value->str, PD_SHEET_CELL_TEXT, error);
    }
  if (g_strcmp0 (type, "b") == 0)
    return put (self, self->value->str[0] == '1' ? "TRUE" : "FALSE", PD_SHEET_CELL_BOOLEAN, error);
  if (g_strcmp0 (type, "e") == 0)
    return put (self, self->value->str, PD_SHEET_CELL_ERROR, error);
  if (g_strcmp0 (type, "d") == 0)
    return put (self, self->value->str, PD_SHEET_CELL_DATE, error);
  return put_number (self, style, error);
}

/*< private >
 * pd_xlsx_read_sheet:
 *
 * Reads the cells of a sheet's part into @sheet.
 */
gboolean
pd_xlsx_read_sheet (PdXlsx *xlsx, const char *part, PdSheet *sheet, GError **error)
{
  g_autoptr (PdXmlReader) reader = pd_xlsx_reader_new (xlsx, part, error);
  g_autoptr (GString) value = g_string_new (NULL);
  SheetReader self = { xlsx, part, sheet, value, -1, -1 };
  guint n_rows = 0;
  int status;

  if (reader == NULL)
    return FALSE;

  while ((status = pd_xlsx_reader_next (reader, part, error)) == 1)
    {
      if (pd_xlsx_reader_starts (reader, "row"))
        {
          if (n_rows++ % CANCEL_EVERY == 0 && g_cancellable_set_error_if_cancelled (xlsx->cancellable, error))
            return FALSE;
          if (!start_row (&self, reader, error))
            return FALSE;
        }
      else if (pd_xlsx_reader_starts (reader, "c") && !read_cell (&self, reader, error))
        return FALSE;
    }
  return status == 0;
}
