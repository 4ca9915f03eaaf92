/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Limits that every spreadsheet is held to. Rows, columns and the length of a cell are those of the
 * programs that write such files; the others bound the memory that a hostile file can ask for. */
#define PD_SHEET_MAX_FILE_BYTES (64 * 1024 * 1024)
#define PD_SHEET_MAX_ROWS 1048576
#define PD_SHEET_MAX_COLUMNS 16384
#define PD_SHEET_MAX_CELLS 4000000
#define PD_SHEET_MAX_CELL_BYTES (128 * 1024)
#define PD_SHEET_MAX_SHEETS 256

#define PD_SHEET_ERROR (pd_sheet_error_quark ())

/**
 * PdSheetError:
 * @PD_SHEET_ERROR_UNKNOWN_FORMAT: not a spreadsheet that can be read; ask for another file
 * @PD_SHEET_ERROR_OLD_FORMAT: a format that must be saved as .xlsx or CSV first
 * @PD_SHEET_ERROR_ENCRYPTED: protected by a password
 * @PD_SHEET_ERROR_DAMAGED: cut off or not well formed; ask for the file again
 * @PD_SHEET_ERROR_TOO_LARGE: over a limit
 * @PD_SHEET_ERROR_ENCODING: the bytes are text in no encoding that is known
 * @PD_SHEET_ERROR_EMPTY: a readable file without a single filled cell
 */
typedef enum
{
  PD_SHEET_ERROR_UNKNOWN_FORMAT,
  PD_SHEET_ERROR_OLD_FORMAT,
  PD_SHEET_ERROR_ENCRYPTED,
  PD_SHEET_ERROR_DAMAGED,
  PD_SHEET_ERROR_TOO_LARGE,
  PD_SHEET_ERROR_ENCODING,
  PD_SHEET_ERROR_EMPTY,
} PdSheetError;

/**
 * PdSheetCellFlags:
 * @PD_SHEET_CELL_TEXT: text, as somebody typed it
 * @PD_SHEET_CELL_NUMBER: the file keeps it as a number
 * @PD_SHEET_CELL_DATE: a number shown as a date; the text is the ISO date
 * @PD_SHEET_CELL_BOOLEAN: TRUE or FALSE
 * @PD_SHEET_CELL_INEXACT: a number with more digits than a spreadsheet keeps: its last digits may be lost
 * @PD_SHEET_CELL_ERROR: the formula ended in an error, such as #N/A
 * @PD_SHEET_CELL_UNCALCULATED: a formula whose result is not in the file
 */
typedef enum
{
  PD_SHEET_CELL_TEXT = 0,
  PD_SHEET_CELL_NUMBER = 1 << 0,
  PD_SHEET_CELL_DATE = 1 << 1,
  PD_SHEET_CELL_BOOLEAN = 1 << 2,
  PD_SHEET_CELL_INEXACT = 1 << 3,
  PD_SHEET_CELL_ERROR = 1 << 4,
  PD_SHEET_CELL_UNCALCULATED = 1 << 5,
} PdSheetCellFlags;

typedef enum
{
  PD_SHEET_FORMAT_CSV,
  PD_SHEET_FORMAT_XLSX,
} PdSheetFormat;

typedef struct _PdSheetBook PdSheetBook;
typedef struct _PdSheet PdSheet;

GQuark pd_sheet_error_quark (void);

PdSheetBook *pd_sheet_book_load (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
PdSheetBook *pd_sheet_book_ref (PdSheetBook *book);
void pd_sheet_book_unref (PdSheetBook *book);

const char *pd_sheet_book_get_name (PdSheetBook *book);
PdSheetFormat pd_sheet_book_get_format (PdSheetBook *book);
const char *pd_sheet_book_get_encoding (PdSheetBook *book);
guint pd_sheet_book_get_n_sheets (PdSheetBook *book);
PdSheet *pd_sheet_book_get_sheet (PdSheetBook *book, guint index);
PdSheet *pd_sheet_book_find_sheet (PdSheetBook *book, const char *name);

const char *pd_sheet_get_name (PdSheet *sheet);
gboolean pd_sheet_is_hidden (PdSheet *sheet);
guint pd_sheet_get_n_rows (PdSheet *sheet);
guint pd_sheet_get_n_columns (PdSheet *sheet);
gboolean pd_sheet_row_is_empty (PdSheet *sheet, guint row);
int pd_sheet_get_first_column (PdSheet *sheet, guint row);
const char *pd_sheet_get_cell (PdSheet *sheet, guint row, guint column);
PdSheetCellFlags pd_sheet_get_cell_flags (PdSheet *sheet, guint row, guint column);

char *pd_sheet_column_label (guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSheetBook, pd_sheet_book_unref)

G_END_DECLS
