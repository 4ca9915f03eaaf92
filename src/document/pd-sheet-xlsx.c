/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-xlsx-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A workbook is a zip of XML parts (ECMA-376): _rels/.rels names the workbook, its own .rels name the sheets,
 * the shared strings and the styles. */

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define STRICT_RELATIONS "http://purl.oclc.org/ooxml/officeDocument/relationships"

typedef struct
{
  char *target; /* (owned) part name */
  char *type;   /* (owned) last word of the relation's type: "worksheet" */
} Relation;

static void
relation_free (gpointer data)
{
  Relation *relation = data;

  g_free (relation->target);
  g_free (relation->type);
  g_free (relation);
}

/* A target is relative to the folder of the part that names it, or absolute. The result is a name in the
 * zip and nothing is ever opened by it but the parts in memory. */
static char *
resolve_target (const char *owner, const char *target)
{
  g_autofree char *folder = g_path_get_dirname (owner);
  g_autofree char *joined = NULL;
  g_autofree char *whole = NULL;

  joined = target[0] == '/' ? g_strdup (target) : g_strconcat ("/", folder, "/", target, NULL);
  whole = g_canonicalize_filename (joined, "/");
  return g_strdup (whole + 1);
}

static char *
relations_part (const char *owner)
{
  g_autofree char *folder = g_path_get_dirname (owner);
  g_autofree char *base = g_path_get_basename (owner);

  if (g_str_equal (folder, "."))
    return g_strconcat ("_rels/", base, ".rels", NULL);
  return g_strconcat (folder, "/_rels/", base, ".rels", NULL);
}

static GHashTable *
read_relations (PdXlsx *xlsx, const char *part, const char *owner, GError **error)
{
  g_autoptr (GHashTable) relations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, relation_free);
  g_autoptr (PdXmlReader) reader = pd_xlsx_reader_new (xlsx, part, error);
  int status;

  if (reader == NULL)
    return NULL;
  while ((status = pd_xlsx_reader_next (reader, part, error)) == 1)
    {
      g_autofree char *id = NULL;
      g_autofree char *target = NULL;
      g_autofree char *type = NULL;
      Relation *relation;

      if (!pd_xlsx_reader_starts (reader, "Relationship"))
        continue;
      id = pd_xlsx_reader_attribute (reader, "Id");
      target = pd_xlsx_reader_attribute (reader, "Target");
      type = pd_xlsx_reader_attribute (reader, "Type");
      if (id == NULL || target == NULL || type == NULL)
        continue;
      relation = g_new0 (Relation, 1);
      relation->target = resolve_target (owner, target);
      relation->type = g_path_get_basename (type);
      g_hash_table_replace (relations, g_steal_pointer (&id), relation);
    }
  return status == 0 ? g_steal_pointer (&relations) : NULL;
}

static const Relation *
find_relation (GHashTable *relations, const char *type)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, relations);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_str_equal (((Relation *) value)->type, type))
      return value;
  return NULL;
}

static char *
find_workbook (PdXlsx *xlsx, GError **error)
{
  g_autoptr (GHashTable) relations = NULL;
  const Relation *relation = NULL;

  if (!g_hash_table_contains (xlsx->parts, "_rels/.rels"))
    return g_strdup ("xl/workbook.xml");
  relations = read_relations (xlsx, "_rels/.rels", "", error);
  if (relations == NULL)
    return NULL;
  relation = find_relation (relations, "officeDocument");
  return g_strdup (relation == NULL ? "xl/workbook.xml" : relation->target);
}

static gboolean
read_sheet_entry (PdXlsx *xlsx, PdXmlReader *reader, GHashTable *relations, PdSheetBook *book, GError **error)
{
  g_autofree char *name = pd_xlsx_reader_attribute (reader, "name");
  g_autofree char *state = pd_xlsx_reader_attribute (reader, "state");
  xmlChar *id = xmlTextReaderGetAttributeNs (reader, (const xmlChar *) "id", (const xmlChar *) RELATIONS);
  const Relation *relation = NULL;
  gboolean hidden = state != NULL && !g_str_equal (state, "visible");
  PdSheet *sheet;

  if (id == NULL)
    id = xmlTextReaderGetAttributeNs (reader, (const xmlChar *) "id", (const xmlChar *) STRICT_RELATIONS);
  if (id != NULL)
    relation = g_hash_table_lookup (relations, id);
  xmlFree (id);

  if (relation == NULL)
    {
      g_set_error (
          error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
          _ ("The workbook is damaged: nothing says where its sheet “%s” is. Nothing was imported; ask for "
             "the file again."),
          name == NULL ? "?" : name);
      return FALSE;
    }
  if (!g_str_equal (relation->type, "worksheet"))
    return TRUE; /* a chart or a dialog has no cells */

  sheet = pd_sheet_book_add_sheet (book, name == NULL ? "" : name, hidden, error);
  if (sheet == NULL || !pd_xlsx_read_sheet (xlsx, relation->target, sheet, error))
    return FALSE;
  /* A part belongs to one sheet: a workbook that names one a hundred times would be read a hundred times. */
  g_hash_table_remove (xlsx->parts, relation->target);
  return TRUE;
}

/* The count of days must be known before the first sheet is read; workbookPr comes before the sheets. */
static gboolean
read_workbook (PdXlsx *xlsx, const char *part, GHashTable *relations, PdSheetBook *book, GError **error)
{
  g_autoptr (PdXmlReader) reader = pd_xlsx_reader_new (xlsx, part, error);
  int status;

  if (reader == NULL)
    return FALSE;
  while ((status = pd_xlsx_reader_next (reader, part, error)) == 1)
    {
      if (pd_xlsx_reader_starts (reader, "workbookPr"))
        {
          g_autofree char *epoch = pd_xlsx_reader_attribute (reader, "date1904");

          xlsx->epoch_1904 = epoch != NULL && (g_str_equal (epoch, "1") || g_str_equal (epoch, "true"));
        }
      else if (pd_xlsx_reader_starts (reader, "sheet") && xmlTextReaderDepth (reader) == 2 &&
               !read_sheet_entry (xlsx, reader, relations, book, error))
        return FALSE;
    }
  return status == 0;
}

/* A zip may be a text document, an OpenDocument sheet or any archive: say what it is, not what it lacks. */
static gboolean
check_is_workbook (PdXlsx *xlsx, const char *name, GError **error)
{
  if (g_hash_table_contains (xlsx->parts, "xl/workbook.bin"))
    g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_OLD_FORMAT,
                 _ ("“%s” is a binary workbook (.xlsb); save it as .xlsx or CSV and import that file."),
                 name);
  else if (g_hash_table_contains (xlsx->parts, "content.xml"))
    g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_OLD_FORMAT,
                 _ ("“%s” is an OpenDocument file; save it as .xlsx or CSV and import that file."), name);
  else if (!g_hash_table_contains (xlsx->parts, "[Content_Types].xml") &&
           !g_hash_table_contains (xlsx->parts, "xl/workbook.xml"))
    g_set_error (
        error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT,
        _ ("“%s” is an archive without a workbook. Unpack it and choose the .xlsx or CSV file in it."), name);
  else if (g_hash_table_contains (xlsx->parts, "word/document.xml"))
    g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT,
                 _ ("“%s” is a text document, not a spreadsheet. Choose an .xlsx or CSV file."), name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
load_parts (PdXlsx *xlsx, PdSheetBook *book, GError **error)
{
  g_autofree char *workbook = find_workbook (xlsx, error);
  g_autofree char *relations_name = NULL;
  g_autoptr (GHashTable) relations = NULL;
  const Relation *strings;
  const Relation *styles;

  if (workbook == NULL)
    return FALSE;
  relations_name = relations_part (workbook);
  relations = read_relations (xlsx, relations_name, workbook, error);
  if (relations == NULL)
    return FALSE;

  strings = find_relation (relations, "sharedStrings");
  if (strings != NULL && !pd_xlsx_read_strings (xlsx, strings->target, error))
    return FALSE;
  styles = find_relation (relations, "styles");
  if (styles != NULL && !pd_xlsx_read_styles (xlsx, styles->target, error))
    return FALSE;
  return read_workbook (xlsx, workbook, relations, book, error);
}

static gpointer
init_parser (gpointer unused)
{
  xmlInitParser ();
  return NULL;
}

/*< private >
 * pd_sheet_xlsx_load:
 *
 * Reads a workbook with all of its sheets. See pd_sheet_book_load().
 */
PdSheetBook *
pd_sheet_xlsx_load (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (PdSheetBook) book = pd_sheet_book_new (name, PD_SHEET_FORMAT_XLSX);
  g_autoptr (GHashTable) parts = NULL;
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) date_styles = g_array_new (FALSE, FALSE, sizeof (gboolean));
  PdXlsx xlsx = { NULL, strings, date_styles, FALSE, cancellable };

  g_once (&once, init_parser, NULL);
  parts = pd_sheet_zip_read (bytes, cancellable, error);
  if (parts == NULL)
    return NULL;
  xlsx.parts = parts;
  if (!check_is_workbook (&xlsx, name, error) || !load_parts (&xlsx, book, error))
    return NULL;
  return g_steal_pointer (&book);
}
