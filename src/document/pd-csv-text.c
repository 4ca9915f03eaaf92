/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-csv-text.h"

#include <string.h>

static gboolean
is_number (const char *cell)
{
  return strspn (cell, "+-0123456789.") == strlen (cell);
}

/* A spreadsheet would take "=…" of a buyer's name for a formula and carry it out: an apostrophe keeps it a text. A long
 * number, as an invoice's, would lose its last digits. */
static void
append_cell (GString *text, const char *cell)
{
  gboolean formula = *cell != '\0' && strchr ("=+-@\t\r", *cell) != NULL && !is_number (cell);
  gboolean long_number = strlen (cell) > 15 && strspn (cell, "0123456789") == strlen (cell);

  g_string_append_c (text, '"');
  if (formula)
    g_string_append_c (text, '\'');
  for (const char *c = cell; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  if (long_number)
    g_string_append_c (text, '\t');
  g_string_append_c (text, '"');
}

/**
 * pd_csv_append_row:
 * @text: a file that grows
 * @cells: (array zero-terminated=1): one row
 *
 * Adds a row as spreadsheets read it: cells in quotes, lines end with CR LF (RFC 4180).
 */
void
pd_csv_append_row (GString *text, const char *const *cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_cell (text, cells[i]);
    }
  g_string_append (text, "\r\n");
}
