/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-private.h"

#include <glib/gi18n-lib.h>

/* A sheet keeps its filled cells only: a single cell in the last row costs no more than one in the first. */
typedef struct
{
  const char *text; /* (in PdSheetBook.texts) */
  guint column;
  PdSheetCellFlags flags;
} Cell;

typedef struct
{
  guint row;
  guint first; /* index of its first cell in PdSheet.cells */
} Row;

struct _PdSheet
{
  PdSheetBook *book; /* (borrowed) */
  char *name;        /* (owned) */
  gboolean hidden;
  GArray *rows;  /* (owned) of Row, rising */
  GArray *cells; /* (owned) of Cell, rising by column within a row */
  guint n_columns;
};

struct _PdSheetBook
{
  gatomicrefcount ref_count;
  char *name; /* (owned) */
  PdSheetFormat format;
  const char *encoding; /* (interned) (nullable) */
  GPtrArray *sheets;    /* (owned) of PdSheet */
  GStringChunk *texts;  /* (owned) */
  guint n_cells;
};

GQuark
pd_sheet_error_quark (void)
{
  return g_quark_from_static_string ("pd-sheet-error-quark");
}

static void
sheet_free (gpointer data)
{
  PdSheet *sheet = data;

  g_free (sheet->name);
  g_array_unref (sheet->rows);
  g_array_unref (sheet->cells);
  g_free (sheet);
}

/*< private >
 * pd_sheet_book_new:
 *
 * Makes an empty book for a reader to fill.
 */
PdSheetBook *
pd_sheet_book_new (const char *name, PdSheetFormat format)
{
  PdSheetBook *book = g_new0 (PdSheetBook, 1);

  g_atomic_ref_count_init (&book->ref_count);
  book->name = g_strdup (name);
  book->format = format;
  book->sheets = g_ptr_array_new_with_free_func (sheet_free);
  book->texts = g_string_chunk_new (16 * 1024);
  return book;
}

/*< private >
 * pd_sheet_book_set_encoding:
 *
 * Remembers which encoding a text file turned out to have.
 */
void
pd_sheet_book_set_encoding (PdSheetBook *book, const char *encoding)
{
  book->encoding = g_intern_string (encoding);
}

/*< private >
 * pd_sheet_book_add_sheet:
 *
 * Returns: (transfer none): the new sheet, the last of @book
 */
PdSheet *
pd_sheet_book_add_sheet (PdSheetBook *book, const char *name, gboolean hidden, GError **error)
{
  PdSheet *sheet;

  if (book->sheets->len >= PD_SHEET_MAX_SHEETS)
    {
      g_set_error (
          error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
          _ ("The file has more than %u sheets. Save the sheet with the orders as a file of its own."),
          PD_SHEET_MAX_SHEETS);
      return NULL;
    }

  sheet = g_new0 (PdSheet, 1);
  sheet->book = book;
  sheet->name = g_strdup (name);
  sheet->hidden = hidden;
  sheet->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  sheet->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_ptr_array_add (book->sheets, sheet);
  return sheet;
}

static gboolean
check_limits (PdSheet *sheet, guint row, guint column, gsize length, GError **error)
{
  g_autofree char *label = NULL;

  if (row >= PD_SHEET_MAX_ROWS || column >= PD_SHEET_MAX_COLUMNS)
    {
      g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
                   _ ("Sheet “%1$s” has a cell in row %2$u, column %3$u, which no spreadsheet has. At most "
                      "%4$u rows and %5$u columns can be read."),
                   sheet->name, row + 1, column + 1, PD_SHEET_MAX_ROWS, PD_SHEET_MAX_COLUMNS);
      return FALSE;
    }
  if (length > PD_SHEET_MAX_CELL_BYTES)
    {
      label = pd_sheet_column_label (column);
      g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
                   _ ("Cell %1$s%2$u of sheet “%3$s” holds more text than a cell can have."), label, row + 1,
                   sheet->name);
      return FALSE;
    }
  if (sheet->book->n_cells >= PD_SHEET_MAX_CELLS)
    {
      g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
                   _ ("The file has more than %u filled cells. Split it and import the parts one by one."),
                   PD_SHEET_MAX_CELLS);
      return FALSE;
    }
  return TRUE;
}

/* Spreadsheet programs write row by row, and each row from left to right; what goes back is not theirs. */
static gboolean
check_order (PdSheet *sheet, guint row, guint column, GError **error)
{
  const Row *last_row;
  const Cell *last;
  g_autofree char *label = NULL;

  if (sheet->rows->len == 0)
    return TRUE;
  last_row = &g_array_index (sheet->rows, Row, sheet->rows->len - 1);
  last = &g_array_index (sheet->cells, Cell, sheet->cells->len - 1);
  if (row > last_row->row || (row == last_row->row && column > last->column))
    return TRUE;

  label = pd_sheet_column_label (column);
  g_set_error (
      error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
      _ ("Cell %1$s%2$u of sheet “%3$s” is there twice or out of order. Open the file in a spreadsheet "
         "program, save it again and import that file."),
      label, row + 1, sheet->name);
  return FALSE;
}

/*< private >
 * pd_sheet_put:
 * @row: counted from 0, never smaller than that of the cell before
 * @length: bytes of @text
 *
 * Sets a cell. Empty text without a flag is not kept, as an empty cell is not.
 */
gboolean
pd_sheet_put (PdSheet *sheet,
              guint row,
              guint column,
              const char *text,
              gsize length,
              PdSheetCellFlags flags,
              GError **error)
{
  Cell cell = { NULL, column, flags };

  if (length == 0 && flags == PD_SHEET_CELL_TEXT)
    return TRUE;
  if (!check_limits (sheet, row, column, length, error) || !check_order (sheet, row, column, error))
    return FALSE;

  if (sheet->rows->len == 0 || row > g_array_index (sheet->rows, Row, sheet->rows->len - 1).row)
    {
      Row next = { row, sheet->cells->len };

      g_array_append_val (sheet->rows, next);
    }
  cell.text = g_string_chunk_insert_len (sheet->book->texts, text, (gssize) length);
  g_array_append_val (sheet->cells, cell);
  sheet->n_columns = MAX (sheet->n_columns, column + 1);
  sheet->book->n_cells++;
  return TRUE;
}

/* The cells of a row: from the index that is returned up to @end; none when both are equal. */
static guint
find_row (PdSheet *sheet, guint row, guint *end)
{
  guint low = 0;
  guint high = sheet->rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (sheet->rows, Row, middle).row < row)
        low = middle + 1;
      else
        high = middle;
    }
  *end = 0;
  if (low >= sheet->rows->len || g_array_index (sheet->rows, Row, low).row != row)
    return 0;
  *end = low + 1 < sheet->rows->len ? g_array_index (sheet->rows, Row, low + 1).first : sheet->cells->len;
  return g_array_index (sheet->rows, Row, low).first;
}

static const Cell *
find_cell (PdSheet *sheet, guint row, guint column)
{
  guint high = 0;
  guint low = find_row (sheet, row, &high);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const Cell *cell = &g_array_index (sheet->cells, Cell, middle);

      if (cell->column == column)
        return cell;
      if (cell->column < column)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

/*< private >
 * pd_sheet_book_is_empty:
 *
 * Returns: whether no cell is filled
 */
gboolean
pd_sheet_book_is_empty (PdSheetBook *book)
{
  return book->n_cells == 0;
}

/**
 * pd_sheet_book_ref:
 *
 * A book does not change once it is loaded, so that any thread may read it.
 *
 * Returns: (transfer full): @book
 */
PdSheetBook *
pd_sheet_book_ref (PdSheetBook *book)
{
  g_atomic_ref_count_inc (&book->ref_count);
  return book;
}

/**
 * pd_sheet_book_unref:
 * @book: (transfer full): a book
 *
 * Frees the book, its sheets and all texts of its cells with the last reference.
 */
void
pd_sheet_book_unref (PdSheetBook *book)
{
  if (!g_atomic_ref_count_dec (&book->ref_count))
    return;
  g_ptr_array_unref (book->sheets);
  g_string_chunk_free (book->texts);
  g_free (book->name);
  g_free (book);
}

/**
 * pd_sheet_book_get_name:
 *
 * Returns: (transfer none): the name of the file that the book was read from
 */
const char *
pd_sheet_book_get_name (PdSheetBook *book)
{
  return book->name;
}

/**
 * pd_sheet_book_get_format:
 *
 * Returns: what the content was found to be
 */
PdSheetFormat
pd_sheet_book_get_format (PdSheetBook *book)
{
  return book->format;
}

/**
 * pd_sheet_book_get_encoding:
 *
 * Returns: (transfer none) (nullable): the encoding of a CSV file ("UTF-8", "GB18030", "UTF-16"), %NULL of
 *   a workbook
 */
const char *
pd_sheet_book_get_encoding (PdSheetBook *book)
{
  return book->encoding;
}

/**
 * pd_sheet_book_get_n_sheets:
 *
 * Returns: the number of sheets, hidden ones included
 */
guint
pd_sheet_book_get_n_sheets (PdSheetBook *book)
{
  return book->sheets->len;
}

/**
 * pd_sheet_book_get_sheet:
 * @index: counted from 0 in the order of the tabs
 *
 * Returns: (transfer none): a sheet, which lives as long as @book
 */
PdSheet *
pd_sheet_book_get_sheet (PdSheetBook *book, guint index)
{
  g_return_val_if_fail (index < book->sheets->len, NULL);
  return g_ptr_array_index (book->sheets, index);
}

/**
 * pd_sheet_book_find_sheet:
 * @name: the text on the tab
 *
 * Returns: (transfer none) (nullable): the sheet of that name
 */
PdSheet *
pd_sheet_book_find_sheet (PdSheetBook *book, const char *name)
{
  for (guint i = 0; i < book->sheets->len; i++)
    {
      PdSheet *sheet = g_ptr_array_index (book->sheets, i);

      if (g_str_equal (sheet->name, name))
        return sheet;
    }
  return NULL;
}

/**
 * pd_sheet_get_name:
 *
 * Returns: (transfer none): the text on the tab; the file's name for CSV
 */
const char *
pd_sheet_get_name (PdSheet *sheet)
{
  return sheet->name;
}

/**
 * pd_sheet_is_hidden:
 *
 * Returns: whether the workbook does not show the sheet (templates keep their choice lists there)
 */
gboolean
pd_sheet_is_hidden (PdSheet *sheet)
{
  return sheet->hidden;
}

/**
 * pd_sheet_get_n_rows:
 *
 * Returns: the number of rows up to the last filled one
 */
guint
pd_sheet_get_n_rows (PdSheet *sheet)
{
  return sheet->rows->len == 0 ? 0 : g_array_index (sheet->rows, Row, sheet->rows->len - 1).row + 1;
}

/**
 * pd_sheet_get_n_columns:
 *
 * Returns: the number of columns up to the last filled one of any row
 */
guint
pd_sheet_get_n_columns (PdSheet *sheet)
{
  return sheet->n_columns;
}

/**
 * pd_sheet_row_is_empty:
 *
 * Returns: whether no cell of the row holds anything but white space
 */
gboolean
pd_sheet_row_is_empty (PdSheet *sheet, guint row)
{
  guint end = 0;

  for (guint i = find_row (sheet, row, &end); i < end; i++)
    {
      const Cell *cell = &g_array_index (sheet->cells, Cell, i);

      if (cell->flags & PD_SHEET_CELL_UNCALCULATED || cell->text[strspn (cell->text, " \t\r\n")] != '\0')
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_sheet_get_first_column:
 *
 * Returns: the first filled column of the row, -1 when there is none
 */
int
pd_sheet_get_first_column (PdSheet *sheet, guint row)
{
  guint end = 0;

  for (guint i = find_row (sheet, row, &end); i < end; i++)
    {
      const Cell *cell = &g_array_index (sheet->cells, Cell, i);

      if (cell->text[strspn (cell->text, " \t\r\n")] != '\0')
        return (int) cell->column;
    }
  return -1;
}

/**
 * pd_sheet_get_cell:
 * @row: counted from 0
 * @column: counted from 0
 *
 * Returns: (transfer none): the cell's text in UTF-8; "" for an empty cell and for one outside of the sheet
 */
const char *
pd_sheet_get_cell (PdSheet *sheet, guint row, guint column)
{
  const Cell *cell = find_cell (sheet, row, column);

  return cell == NULL ? "" : cell->text;
}

/**
 * pd_sheet_get_cell_flags:
 *
 * Returns: what is known about the cell beside its text
 */
PdSheetCellFlags
pd_sheet_get_cell_flags (PdSheet *sheet, guint row, guint column)
{
  const Cell *cell = find_cell (sheet, row, column);

  return cell == NULL ? PD_SHEET_CELL_TEXT : cell->flags;
}

/**
 * pd_sheet_column_label:
 * @column: counted from 0
 *
 * Returns: (transfer full): the letters that spreadsheet programs show for the column: A … Z, AA …
 */
char *
pd_sheet_column_label (guint column)
{
  char letters[16];
  gsize at = sizeof letters - 1;
  guint64 rest = (guint64) column + 1;

  letters[at] = '\0';
  while (rest > 0)
    {
      rest--;
      letters[--at] = (char) ('A' + rest % 26);
      rest /= 26;
    }
  return g_strdup (letters + at);
}
