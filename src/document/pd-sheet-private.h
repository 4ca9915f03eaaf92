/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-sheet.h"

G_BEGIN_DECLS

/* What the readers of the formats share: building a book, cell by cell in rising order of rows. */
PdSheetBook *pd_sheet_book_new (const char *name, PdSheetFormat format);
void pd_sheet_book_set_encoding (PdSheetBook *book, const char *encoding);
PdSheet *pd_sheet_book_add_sheet (PdSheetBook *book, const char *name, gboolean hidden, GError **error);
gboolean pd_sheet_book_is_empty (PdSheetBook *book);
gboolean pd_sheet_put (PdSheet *sheet,
                       guint row,
                       guint column,
                       const char *text,
                       gsize length,
                       PdSheetCellFlags flags,
                       GError **error);

PdSheetBook *pd_sheet_csv_load (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
PdSheetBook *pd_sheet_xlsx_load (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);

/* pd-sheet-zip.c */
GHashTable *pd_sheet_zip_read (GBytes *bytes, GCancellable *cancellable, GError **error);

/* pd-sheet-number.c */
char *pd_sheet_number_text (const char *raw, gboolean *inexact);
gboolean pd_sheet_text_is_inexact (const char *text);
gboolean pd_sheet_format_is_date (guint format_id, const char *code);
char *pd_sheet_serial_to_iso (const char *serial, gboolean epoch_1904);

G_END_DECLS
