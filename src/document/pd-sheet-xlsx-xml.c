/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-xlsx-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 64

static void
set_malformed (GError **error, const char *part)
{
  g_set_error (
      error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
      _ ("The workbook is damaged at its part “%s”: it is not well formed. Nothing was imported; open the "
         "file in a spreadsheet program, save it again and import that file."),
      part);
}

/*< private >
 * pd_xlsx_reader_new:
 *
 * Opens a part for reading without network, entities or document types.
 *
 * Returns: (transfer full): a reader; %NULL when the part is missing
 */
PdXmlReader *
pd_xlsx_reader_new (PdXlsx *xlsx, const char *part, GError **error)
{
  GBytes *bytes = g_hash_table_lookup (xlsx->parts, part);
  g_autoptr (PdXmlReader) reader = NULL;
  gsize size = 0;
  const char *data;

  if (bytes == NULL)
    {
      g_set_error (
          error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
          _ ("The workbook is damaged: its part “%s” is missing. Nothing was imported; ask for the file "
             "again."),
          part);
      return NULL;
    }

  data = g_bytes_get_data (bytes, &size);
  if (size > 0 && size <= G_MAXINT)
    reader =
        xmlReaderForMemory (data, (int) size, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  if (reader == NULL)
    {
      set_malformed (error, part);
      return NULL;
    }
  return g_steal_pointer (&reader);
}

/*< private >
 * pd_xlsx_reader_next:
 *
 * Steps to the next node. A document type is refused, and with it every entity: no spreadsheet program
 * writes one, and they serve attacks only.
 *
 * Returns: 1 at a node, 0 at the end, -1 with @error set
 */
int
pd_xlsx_reader_next (PdXmlReader *reader, const char *part, GError **error)
{
  int status = xmlTextReaderRead (reader);

  if (status < 0)
    {
      set_malformed (error, part);
      return -1;
    }
  if (status == 1)
    {
      int type = xmlTextReaderNodeType (reader);

      if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE ||
          xmlTextReaderDepth (reader) > MAX_DEPTH)
        {
          g_set_error (
              error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
              _ ("The part “%s” of the workbook has a document type or is nested too deeply, which no "
                 "spreadsheet program writes. Nothing was imported."),
              part);
          return -1;
        }
    }
  return status;
}

/*< private >
 * pd_xlsx_reader_starts:
 *
 * Returns: whether the reader is at the start of an element of that name, whatever its namespace prefix
 */
gboolean
pd_xlsx_reader_starts (PdXmlReader *reader, const char *name)
{
  return xmlTextReaderNodeType (reader) == XML_READER_TYPE_ELEMENT &&
         strcmp ((const char *) xmlTextReaderConstLocalName (reader), name) == 0;
}

/*< private >
 * pd_xlsx_reader_attribute:
 *
 * Returns: (transfer full) (nullable): the value of an attribute without namespace
 */
char *
pd_xlsx_reader_attribute (PdXmlReader *reader, const char *name)
{
  xmlChar *value = xmlTextReaderGetAttribute (reader, (const xmlChar *) name);
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

/*< private >
 * pd_xlsx_reader_append_text:
 * @text: gets the text directly in the element that the reader is at
 *
 * Leaves the reader at the end of the element.
 */
gboolean
pd_xlsx_reader_append_text (PdXmlReader *reader, const char *part, GString *text, GError **error)
{
  int depth = xmlTextReaderDepth (reader);
  int status;

  if (xmlTextReaderIsEmptyElement (reader))
    return TRUE;

  while ((status = pd_xlsx_reader_next (reader, part, error)) == 1 && xmlTextReaderDepth (reader) > depth)
    {
      int type = xmlTextReaderNodeType (reader);

      if (xmlTextReaderDepth (reader) != depth + 1 ||
          (type != XML_READER_TYPE_TEXT && type != XML_READER_TYPE_CDATA &&
           type != XML_READER_TYPE_WHITESPACE && type != XML_READER_TYPE_SIGNIFICANT_WHITESPACE))
        continue;
      g_string_append (text, (const char *) xmlTextReaderConstValue (reader));
      if (text->len > PD_SHEET_MAX_CELL_BYTES)
        {
          g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
                       _ ("The part “%s” of the workbook holds more text in one place than a cell can have."),
                       part);
          return FALSE;
        }
    }
  return status >= 0;
}

/*< private >
 * pd_xlsx_reader_append_rich_text:
 * @text: gets the text of a string item, which may be split into runs of different looks
 *
 * Phonetic runs (rPh) are readings of the text, not part of it. Leaves the reader at the end of the element.
 */
gboolean
pd_xlsx_reader_append_rich_text (PdXmlReader *reader, const char *part, GString *text, GError **error)
{
  int depth = xmlTextReaderDepth (reader);
  int phonetic = -1;
  int status;

  if (xmlTextReaderIsEmptyElement (reader))
    return TRUE;

  while ((status = pd_xlsx_reader_next (reader, part, error)) == 1 && xmlTextReaderDepth (reader) > depth)
    {
      if (phonetic >= 0 && xmlTextReaderDepth (reader) <= phonetic)
        phonetic = -1;
      else if (phonetic < 0 && pd_xlsx_reader_starts (reader, "rPh") && !xmlTextReaderIsEmptyElement (reader))
        phonetic = xmlTextReaderDepth (reader);
      else if (phonetic < 0 && pd_xlsx_reader_starts (reader, "t") &&
               !pd_xlsx_reader_append_text (reader, part, text, error))
        return FALSE;
    }
  return status >= 0;
}

/*< private >
 * pd_xlsx_unescape:
 *
 * Turns _x000D_ back into the character that XML cannot hold (ECMA-376 part 1, 22.9.2.19). A NUL, or half
 * of a surrogate pair, stays as it is written; a carriage return goes, as line breaks are one character.
 */
void
pd_xlsx_unescape (GString *text)
{
  char *at = text->str;

  while ((at = strstr (at, "_x")) != NULL)
    {
      gsize offset = (gsize) (at - text->str);
      gunichar c = 0;
      int i = 0;

      while (i < 4 && g_ascii_isxdigit (at[2 + i]))
        c = c * 16 + (gunichar) g_ascii_xdigit_value (at[2 + i++]);
      at += 2;
      if (i < 4 || at[4] != '_' || c == 0 || !g_unichar_validate (c))
        continue;

      g_string_erase (text, (gssize) offset, 7);
      if (c != '\r')
        g_string_insert_unichar (text, (gssize) offset, c);
      at = text->str + offset + (c == '\r' ? 0 : (gsize) g_unichar_to_utf8 (c, NULL));
    }
}
