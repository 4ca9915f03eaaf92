/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* What a workbook may unpack to. Sheets of numbers shrink to a tenth or a thirtieth; a bomb to a thousandth. */
#define MAX_ENTRIES 4096
#define MAX_ENTRY_BYTES (192 * 1024 * 1024)
#define MAX_TOTAL_BYTES (256 * 1024 * 1024)
#define MAX_RATIO 200
#define RATIO_SLACK (4 * 1024 * 1024)
#define CHUNK (64 * 1024)

typedef struct archive Archive;

static void
archive_close_and_free (Archive *archive)
{
  archive_read_free (archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_close_and_free)

/* Only the parts that say what the cells are: pictures, macros and print settings are passed over unread. */
static gboolean
is_wanted (const char *name)
{
  return g_str_has_suffix (name, ".xml") || g_str_has_suffix (name, ".rels") ||
         g_str_equal (name, "mimetype") || g_str_equal (name, "xl/workbook.bin");
}

static void
set_damaged (GError **error, const char *entry, Archive *archive)
{
  const char *reason = archive_error_string (archive);

  g_set_error (
      error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
      _ ("The workbook is damaged at its part “%1$s” (%2$s). Nothing was imported; ask for the file again."),
      entry, reason == NULL ? "?" : reason);
}

static gboolean
check_size (gsize entry_bytes, gsize total_bytes, gsize file_bytes, const char *entry, GError **error)
{
  if (entry_bytes <= MAX_ENTRY_BYTES && total_bytes <= MAX_TOTAL_BYTES &&
      total_bytes <= file_bytes * MAX_RATIO + RATIO_SLACK)
    return TRUE;

  g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_TOO_LARGE,
               _ ("The part “%s” of the workbook unpacks to far more than a sheet of orders has. Nothing was "
                  "imported; delete the sheets that are not needed and save the file again."),
               entry);
  return FALSE;
}

static GBytes *
read_entry (Archive *archive, const char *name, gsize *total, gsize file_bytes, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  la_ssize_t got;

  while ((got = archive_read_data (archive, chunk, CHUNK)) > 0)
    {
      *total += (gsize) got;
      if (!check_size (content->len + (gsize) got, *total, file_bytes, name, error))
        return NULL;
      g_byte_array_append (content, chunk, (guint) got);
    }
  if (got < 0)
    {
      set_damaged (error, name, archive);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

static gboolean
read_entries (Archive *archive,
              gsize file_bytes,
              GHashTable *parts,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *last = g_strdup ("?");
  struct archive_entry *entry = NULL;
  gsize total = 0;
  int status;

  for (guint n = 0; (status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK; n++)
    {
      const char *name = archive_entry_pathname_utf8 (entry);
      g_autoptr (GBytes) content = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (n >= MAX_ENTRIES)
        return check_size (G_MAXUINT32, total, file_bytes, last, error);
      if (name == NULL || !is_wanted (name))
        continue;

      g_free (last);
      last = g_strdup (name);
      if (archive_entry_is_data_encrypted (entry))
        {
          g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_ENCRYPTED,
                       _ ("The part “%s” of the file is encrypted. Save the workbook without a password and "
                          "import that file."),
                       name);
          return FALSE;
        }
      content = read_entry (archive, name, &total, file_bytes, error);
      if (content == NULL)
        return FALSE;
      if (g_hash_table_contains (parts, name))
        {
          g_set_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_DAMAGED,
                       _ ("The workbook has its part “%s” twice, so that nobody can say which one counts. "
                          "Nothing was imported."),
                       name);
          return FALSE;
        }
      g_hash_table_insert (parts, g_strdup (name), g_steal_pointer (&content));
    }

  if (status != ARCHIVE_EOF)
    {
      set_damaged (error, last, archive);
      return FALSE;
    }
  return TRUE;
}

/*< private >
 * pd_sheet_zip_read:
 *
 * Unpacks the XML parts of a zipped workbook in memory, within limits of size, count and ratio.
 *
 * Returns: (transfer full): part name → #GBytes
 */
GHashTable *
pd_sheet_zip_read (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) parts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_autoptr (Archive) archive = archive_read_new ();
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);

  archive_read_support_format_zip (archive);
  if (archive_read_open_memory (archive, data, size) != ARCHIVE_OK)
    {
      set_damaged (error, "zip", archive);
      return NULL;
    }
  if (!read_entries (archive, size, parts, cancellable, error))
    return NULL;
  return g_steal_pointer (&parts);
}
