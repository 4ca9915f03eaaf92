/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xlsx-fixture.h"

#include "document/pd-sheet.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

struct _XlsxFixture
{
  GPtrArray *names;    /* (owned) of char* */
  GPtrArray *contents; /* (owned) of GBytes */
  GString *sheets;     /* (owned) */
  GString *relations;  /* (owned) */
  guint n_sheets;
};

XlsxFixture *
xlsx_fixture_new (void)
{
  XlsxFixture *self = g_new0 (XlsxFixture, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->sheets = g_string_new (NULL);
  self->relations = g_string_new (NULL);
  return self;
}

void
xlsx_fixture_free (XlsxFixture *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->contents);
  g_string_free (self->sheets, TRUE);
  g_string_free (self->relations, TRUE);
  g_free (self);
}

/* A part added twice replaces the first, so that a test can spoil what the fixture writes itself. */
void
xlsx_fixture_add_part (XlsxFixture *self, const char *name, const char *content, gssize length)
{
  GBytes *bytes = g_bytes_new (content, length < 0 ? strlen (content) : (gsize) length);
  guint at = 0;

  if (g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, &at))
    {
      g_bytes_unref (g_ptr_array_index (self->contents, at));
      g_ptr_array_index (self->contents, at) = bytes;
      return;
    }
  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->contents, bytes);
}

/* @rows is the XML between <sheetData> and </sheetData>. */
void
xlsx_fixture_add_sheet (XlsxFixture *self, const char *name, const char *state, const char *rows)
{
  g_autofree char *part = g_strdup_printf ("xl/worksheets/sheet%u.xml", ++self->n_sheets);
  g_autofree char *xml = g_strdup_printf (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
      "<sheetData>%s</sheetData><mergeCells><mergeCell ref=\"A1:C1\"/></mergeCells></worksheet>",
      rows);

  g_string_append_printf (self->sheets, "<sheet name=\"%s\" sheetId=\"%u\" state=\"%s\" r:id=\"rId%u\"/>",
                          name, self->n_sheets, state, self->n_sheets);
  g_string_append_printf (
      self->relations,
      "<Relationship Id=\"rId%u\" Target=\"worksheets/sheet%u.xml\" "
      "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/>",
      self->n_sheets, self->n_sheets);
  xlsx_fixture_add_part (self, part, xml, -1);
}

/* A sheet of texts in place: @cells row by row, ended by NULL. */
void
xlsx_fixture_add_table (XlsxFixture *self, const char *name, const char *const *cells, guint n_columns)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  for (guint i = 0; cells[i] != NULL; i++)
    {
      g_autofree char *column = pd_sheet_column_label (i % n_columns);
      g_autofree char *text = g_markup_escape_text (cells[i], -1);

      if (i % n_columns == 0)
        g_string_append_printf (rows, "%s<row r=\"%u\">", i == 0 ? "" : "</row>", i / n_columns + 1);
      if (*text != '\0')
        g_string_append_printf (rows, "<c r=\"%s%u\" t=\"inlineStr\"><is><t>%s</t></is></c>", column,
                                i / n_columns + 1, text);
    }
  if (rows->len > 0)
    g_string_append (rows, "</row>");
  xlsx_fixture_add_sheet (self, name, "visible", rows->str);
}

static void
add_frame (XlsxFixture *self)
{
  const char *office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  g_autofree char *workbook = g_strdup_printf (
      "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"%s\">"
      "<workbookPr/><sheets>%s</sheets></workbook>",
      office, self->sheets->str);
  g_autofree char *relations = NULL;

  if (g_ptr_array_find_with_equal_func (self->names, "xl/sharedStrings.xml", g_str_equal, NULL))
    g_string_append_printf (self->relations,
                            "<Relationship Id=\"s1\" Target=\"/xl/sharedStrings.xml\" "
                            "Type=\"%s/sharedStrings\"/>",
                            office);
  if (g_ptr_array_find_with_equal_func (self->names, "xl/styles.xml", g_str_equal, NULL))
    g_string_append_printf (self->relations,
                            "<Relationship Id=\"s2\" Target=\"./styles.xml\" Type=\"%s/styles\"/>", office);
  relations = g_strdup_printf ("<Relationships>%s</Relationships>", self->relations->str);

  xlsx_fixture_add_part (self, "[Content_Types].xml", "<Types/>", -1);
  if (!g_ptr_array_find_with_equal_func (self->names, "xl/workbook.xml", g_str_equal, NULL))
    xlsx_fixture_add_part (self, "xl/workbook.xml", workbook, -1);
  xlsx_fixture_add_part (self, "xl/_rels/workbook.xml.rels", relations, -1);
}

GBytes *
xlsx_fixture_zip (XlsxFixture *self)
{
  struct archive *archive = archive_write_new ();
  gsize capacity = 64 * 1024;
  gsize used = 0;
  char *buffer;

  add_frame (self);
  for (guint i = 0; i < self->contents->len; i++)
    capacity += g_bytes_get_size (g_ptr_array_index (self->contents, i)) + 1024;
  buffer = g_malloc (capacity);

  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_set_bytes_in_last_block (archive, 1), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_memory (archive, buffer, capacity, &used), ==, ARCHIVE_OK);
  for (guint i = 0; i < self->names->len; i++)
    {
      struct archive_entry *entry = archive_entry_new ();
      gsize size = 0;
      const void *data = g_bytes_get_data (g_ptr_array_index (self->contents, i), &size);

      archive_entry_set_pathname (entry, g_ptr_array_index (self->names, i));
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (la_int64_t) size);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (archive, data, size), ==, (la_ssize_t) size);
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
  return g_bytes_new_take (buffer, used);
}
