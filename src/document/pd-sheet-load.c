/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Which reader takes a file, told by what is in it; and what is no spreadsheet, whatever its name says. */

static gboolean
contains_utf16 (const guint8 *data, gsize size, const char *word)
{
  gsize length = strlen (word);
  g_autofree char *wide = g_malloc0 (2 * length);

  for (gsize i = 0; i < length; i++)
    wide[2 * i] = word[i];
  return memmem (data, size, wide, 2 * length) != NULL;
}

/* An OLE container is an .xls of before 2007, or an .xlsx that was sealed with a password. */
static void
set_ole_error (const guint8 *data, gsize size, const char *name, GError **error)
{
  if (contains_utf16 (data, size, "EncryptedPackage"))
    g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_ENCRYPTED,
                 _ ("“%s” is protected by a password. Open it in a spreadsheet program, remove the password, "
                    "save it and import that file."),
                 name);
  else
    g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_OLD_FORMAT,
                 _ ("“%s” is an old .xls file; save it as .xlsx or CSV in a spreadsheet program and import "
                    "that file."),
                 name);
}

/* Shops' web pages hand out HTML or XML named .xls; a PDF or a picture is a mistake in choosing. */
static gboolean
check_not_markup (const guint8 *data, gsize size, const char *name, GError **error)
{
  gsize i = 0;

  if (size >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    i = 3;
  while (i < size && g_ascii_isspace (data[i]))
    i++;
  if (i < size && data[i] == '<')
    {
      g_set_error (
          error, PD_SHEET_ERROR, PD_SHEET_ERROR_OLD_FORMAT,
          _ ("“%s” holds a web page or XML, whatever its name says. Open it in a spreadsheet program "
             "and save it as .xlsx or CSV."),
          name);
      return FALSE;
    }
  if (size >= 5 && memcmp (data, "%PDF-", 5) == 0)
    {
      g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT,
                   _ ("“%s” is a PDF document, not a spreadsheet. Choose an .xlsx or CSV file."), name);
      return FALSE;
    }
  return TRUE;
}

/**
 * pd_sheet_book_load:
 * @bytes: the whole file; at most %PD_SHEET_MAX_FILE_BYTES
 * @name: the file's name, for messages and for the sheet of a CSV file
 * @cancellable: (nullable): stops the reading between rows
 * @error: return location for an error of %PD_SHEET_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads a spreadsheet, CSV or XLSX by its content; the name decides nothing. It needs no main loop and
 * may run in any thread.
 *
 * Returns: (transfer full): a book with at least one filled cell, or %NULL with @error set
 */
PdSheetBook *
pd_sheet_book_load (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdSheetBook) book = NULL;
  gsize size = 0;
  const guint8 *data;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (size > PD_SHEET_MAX_FILE_BYTES)
    {
      g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
                   _ ("“%1$s” is larger than %2$u MB. Split it and import the parts one by one."), name,
                   PD_SHEET_MAX_FILE_BYTES / 1024 / 1024);
      return NULL;
    }

  if (size >= 8 && memcmp (data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
    {
      set_ole_error (data, size, name, error);
      return NULL;
    }
  if (size >= 4 && memcmp (data, "PK\x03\x04", 4) == 0)
    book = pd_sheet_xlsx_load (bytes, name, cancellable, error);
  else if (check_not_markup (data, size, name, error))
    book = pd_sheet_csv_load (bytes, name, cancellable, error);

  if (book == NULL)
    return NULL;
  if (pd_sheet_book_is_empty (book))
    {
      g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_EMPTY, _ ("“%s” is empty: no cell is filled."),
                   name);
      return NULL;
    }
  return g_steal_pointer (&book);
}
