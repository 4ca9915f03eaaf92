/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 4180, and what is met beside it: other separators, lone CR, quotes in the middle of a field, a line
 * "sep=;", ="0012" for text that looks like a number. */

#define GUESS_RECORDS 32
#define CANCEL_EVERY 1024

typedef enum
{
  FIELD_MORE,    /* another field follows in this record */
  FIELD_LAST,    /* the record ends here */
  FIELD_AT_END,  /* the text ends here */
  FIELD_UNCLOSED /* the text ends inside quotes */
} FieldEnd;

typedef struct
{
  const char *at; /* (borrowed) next byte */
  const char *end;
  char separator;
  guint line;      /* counted from 1 */
  GString *field;  /* (owned) */
  guint open_line; /* where the last quotation mark was opened */
} Scanner;

static void
scanner_init (Scanner *scanner, const char *text, gsize length, char separator)
{
  scanner->at = text;
  scanner->end = text + length;
  scanner->separator = separator;
  scanner->line = 1;
  scanner->open_line = 0;
}

/* The part in quotes: a doubled quotation mark is one, line breaks are text. */
static gboolean
read_quoted (Scanner *scanner)
{
  scanner->open_line = scanner->line;
  for (scanner->at++; scanner->at < scanner->end; scanner->at++)
    {
      if (*scanner->at == '"')
        {
          if (scanner->at + 1 >= scanner->end || scanner->at[1] != '"')
            {
              scanner->at++;
              return TRUE;
            }
          scanner->at++;
        }
      else if (*scanner->at == '\n' ||
               (*scanner->at == '\r' && (scanner->at + 1 >= scanner->end || scanner->at[1] != '\n')))
        scanner->line++;
      if (*scanner->at == '\r' && scanner->at + 1 < scanner->end && scanner->at[1] == '\n')
        continue; /* a line break in a cell is one character */
      g_string_append_c (scanner->field, *scanner->at);
    }
  return FALSE;
}

static FieldEnd
read_field (Scanner *scanner)
{
  g_string_truncate (scanner->field, 0);
  if (scanner->at < scanner->end && *scanner->at == '"' && !read_quoted (scanner))
    return FIELD_UNCLOSED;

  while (scanner->at < scanner->end)
    {
      char c = *scanner->at++;

      if (c == scanner->separator)
        return FIELD_MORE;
      if (c == '\n' || c == '\r')
        {
          if (c == '\r' && scanner->at < scanner->end && *scanner->at == '\n')
            scanner->at++;
          scanner->line++;
          return scanner->at < scanner->end ? FIELD_LAST : FIELD_AT_END;
        }
      g_string_append_c (scanner->field, c);
    }
  return FIELD_AT_END;
}

/* How well a separator fits: records of the first lines that have the most frequent number of fields, then
 * that number itself. A separator that makes one field of each line does not fit at all. */
static guint
score_separator (const char *text, gsize length, char separator)
{
  g_autoptr (GString) field = g_string_new (NULL);
  Scanner scanner = { .field = field };
  guint counts[GUESS_RECORDS] = { 0 };
  guint n_records = 0;
  guint best = 0;

  scanner_init (&scanner, text, length, separator);
  while (n_records < GUESS_RECORDS && scanner.at < scanner.end)
    {
      FieldEnd end;

      do
        {
          end = read_field (&scanner);
          counts[n_records]++;
        }
      while (end == FIELD_MORE);
      n_records++;
    }

  for (guint i = 0; i < n_records; i++)
    {
      guint same = 0;

      if (counts[i] < 2)
        continue;
      for (guint k = 0; k < n_records; k++)
        same += counts[k] == counts[i];
      best = MAX (best, same * 4096 + MIN (counts[i], 4095));
    }
  return best;
}

static char
guess_separator (const char *text, gsize length, gsize *skip)
{
  static const char candidates[] = { ',', '\t', ';' };
  char separator = ',';
  guint best = 0;

  *skip = 0;
  if (length >= 5 && g_ascii_strncasecmp (text, "sep=", 4) == 0 && strchr (",;\t|", text[4]) != NULL &&
      (length == 5 || text[5] == '\r' || text[5] == '\n'))
    {
      const char *line_end = memchr (text, '\n', length);

      *skip = line_end == NULL ? length : (gsize) (line_end - text) + 1;
      return text[4];
    }

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      guint score = score_separator (text, length, candidates[i]);

      if (score > best)
        {
          best = score;
          separator = candidates[i];
        }
    }
  return separator;
}

static char *
convert_text (const char *data, gsize size, const char *encoding, gsize *length)
{
  g_autofree char *text = g_convert (data, (gssize) size, "UTF-8", encoding, NULL, length, NULL);

  if (text == NULL || !g_utf8_validate_len (text, *length, NULL))
    return NULL;
  return g_steal_pointer (&text);
}

/* Programs in China write CSV in the system's GBK as often as in UTF-8; "Unicode text" of spreadsheet
 * programs is UTF-16 with its mark. A text that is valid UTF-8 is never GBK by chance for long. */
static char *
decode_text (GBytes *bytes, const char *name, gsize *length, const char **encoding, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = NULL;

  /* An empty file has no bytes to point at. */
  if (data == NULL)
    data = "";
  if (size >= 2 && (memcmp (data, "\xFF\xFE", 2) == 0 || memcmp (data, "\xFE\xFF", 2) == 0))
    {
      *encoding = "UTF-16";
      text = convert_text (data + 2, size - 2, data[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE", length);
    }
  else if (size > 0 && memchr (data, '\0', size) != NULL)
    {
      g_set_error (
          error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT,
          _ ("“%s” is not a spreadsheet: it holds bytes that no text has. Choose an .xlsx or CSV file."),
          name);
      return NULL;
    }
  else
    {
      gsize mark = size >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

      *encoding = "UTF-8";
      if (g_utf8_validate_len (data + mark, size - mark, NULL))
        {
          *length = size - mark;
          text = g_strndup (data + mark, size - mark);
        }
      else
        {
          *encoding = "GB18030";
          text = convert_text (data, size, "GB18030", length);
        }
    }

  if (text == NULL)
    g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_ENCODING,
                 _ ("The text of “%s” is neither UTF-8 nor GBK, or it is cut off. Open it in a spreadsheet "
                    "program and save it as “CSV UTF-8” or .xlsx."),
                 name);
  return g_steal_pointer (&text);
}

static gboolean
put_field (PdSheet *sheet, guint row, guint column, GString *field, GError **error)
{
  const char *text = field->str;
  gsize length = field->len;
  PdSheetCellFlags flags = PD_SHEET_CELL_TEXT;

  /* ="0012" is how people keep a spreadsheet program from eating the zeros. */
  if (length >= 3 && text[0] == '=' && text[1] == '"' && text[length - 1] == '"')
    {
      text += 2;
      length -= 3;
    }
  else if (length < 40 && pd_sheet_text_is_inexact (text))
    flags = PD_SHEET_CELL_NUMBER | PD_SHEET_CELL_INEXACT;
  return pd_sheet_put (sheet, row, column, text, length, flags, error);
}

static gboolean
read_records (PdSheet *sheet, Scanner *scanner, const char *name, GCancellable *cancellable, GError **error)
{
  FieldEnd end = FIELD_LAST;

  for (guint row = 0; scanner->at < scanner->end; row++)
    {
      if (row % CANCEL_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      guint column = 0;
      do
        {
          end = read_field (scanner);
          if (end == FIELD_UNCLOSED)
            {
              g_set_error (
                  error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
                  _ ("The quotation mark in line %1$u of “%2$s” is never closed. The file may be cut "
                     "off; ask for it again, or correct that line."),
                  scanner->open_line, name);
              return FALSE;
            }
          if (!put_field (sheet, row, column++, scanner->field, error))
            return FALSE;
        }
      while (end == FIELD_MORE);
    }
  return TRUE;
}

/*< private >
 * pd_sheet_csv_load:
 *
 * Reads separated text into a book of one sheet. See pd_sheet_book_load().
 */
PdSheetBook *
pd_sheet_csv_load (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdSheetBook) book = pd_sheet_book_new (name, PD_SHEET_FORMAT_CSV);
  g_autoptr (GString) field = g_string_new (NULL);
  g_autofree char *text = NULL;
  Scanner scanner = { .field = field };
  const char *encoding = NULL;
  gsize length = 0;
  gsize skip = 0;
  char separator;
  PdSheet *sheet;

  text = decode_text (bytes, name, &length, &encoding, error);
  if (text == NULL)
    return NULL;
  pd_sheet_book_set_encoding (book, encoding);
  sheet = pd_sheet_book_add_sheet (book, name, FALSE, error);
  if (sheet == NULL)
    return NULL;

  separator = guess_separator (text, length, &skip);
  scanner_init (&scanner, text + skip, length - skip, separator);
  if (!read_records (sheet, &scanner, name, cancellable, error))
    return NULL;
  return g_steal_pointer (&book);
}
