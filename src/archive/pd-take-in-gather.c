/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-archive"

#include "archive/pd-take-in-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-attachment.h"
#include "package/pd-zip.h"

#define ATTRIBUTES                                                                                           \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE       \
                                 "," G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN

/* What a month's invoices in one zip have. */
static const PdZipLimits zip_limits = {
  .max_parts = 2000,
  .max_part_bytes = PD_ATTACHMENT_MAX_BYTES,
  .max_total_bytes = 512 * 1000 * 1000,
  .max_ratio = 200,
};

/** pd_take_in_source_free: @source: (transfer full) (nullable) */
void
pd_take_in_source_free (PdTakeInSource *source)
{
  if (source == NULL)
    return;
  g_clear_object (&source->file);
  g_clear_pointer (&source->bytes, g_bytes_unref);
  g_free (source->name);
  g_free (source);
}

/**
 * pd_take_in_queue:
 * @self: a taking in
 * @file: a file or a folder
 * @name: what people know it by
 * @depth: how many folders it lies in
 *
 * Has it wait for its turn.
 */
void
pd_take_in_queue (PdTakeIn *self, GFile *file, const char *name, guint depth)
{
  PdTakeInSource *source = g_new0 (PdTakeInSource, 1);

  source->file = g_object_ref (file);
  source->name = g_strdup (name);
  source->depth = depth;
  g_queue_push_tail (&self->waiting, source);
}

/* What lies in a folder or zip comes next, in the order of the names. */
static void
queue_first (PdTakeIn *self, GPtrArray *sources)
{
  for (guint i = sources->len; i > 0; i--)
    g_queue_push_head (&self->waiting, g_steal_pointer (&sources->pdata[i - 1]));
}

static int
compare_sources (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(PdTakeInSource *const *) a)->name, (*(PdTakeInSource *const *) b)->name);
}

static GPtrArray *
new_sources (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) pd_take_in_source_free);
}

static void
add_child (GPtrArray *sources, const PdTakeInSource *folder, GFileInfo *info, GFile *child)
{
  GFileType type = g_file_info_get_file_type (info);
  PdTakeInSource *source;

  /* A link may lead anywhere, and round in a circle; hidden files are not a person's invoices. */
  if (g_file_info_get_is_hidden (info) || (type != G_FILE_TYPE_REGULAR && type != G_FILE_TYPE_DIRECTORY))
    return;
  source = g_new0 (PdTakeInSource, 1);
  source->file = g_object_ref (child);
  source->name = g_strconcat (folder->name, "/", g_file_info_get_name (info), NULL);
  source->depth = folder->depth + 1;
  g_ptr_array_add (sources, source);
}

static gboolean
open_folder (PdTakeIn *self, const PdTakeInSource *folder, GError **error)
{
  g_autoptr (GPtrArray) sources = new_sources ();
  g_autoptr (GFileEnumerator) children = NULL;
  GFileInfo *info;
  GFile *child;

  if (folder->depth >= PD_TAKE_IN_MAX_DEPTH)
    {
      g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE,
                   _ ("The folder lies more than %d folders deep. Take it in by itself."),
                   PD_TAKE_IN_MAX_DEPTH);
      return FALSE;
    }
  children = g_file_enumerate_children (folder->file, ATTRIBUTES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS,
                                        self->cancellable, error);
  if (children == NULL)
    return FALSE;
  while (sources->len <= PD_TAKE_IN_MAX_FILES)
    {
      if (!g_file_enumerator_iterate (children, &info, &child, self->cancellable, error))
        return FALSE;
      if (info == NULL)
        break;
      add_child (sources, folder, info, child);
    }
  g_ptr_array_sort (sources, compare_sources);
  queue_first (self, sources);
  return TRUE;
}

static gboolean
open_zip (PdTakeIn *self, const PdTakeInSource *zip, GBytes *bytes, GError **error)
{
  g_autoptr (GHashTable) parts = pd_zip_read (bytes, &zip_limits, self->cancellable, error);
  g_autoptr (GPtrArray) sources = new_sources ();
  GHashTableIter iter;
  gpointer name, part;

  if (parts == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &name, &part))
    {
      PdTakeInSource *source;

      /* What a Mac adds to each file. */
      if (g_str_has_prefix (name, "__MACOSX/"))
        continue;
      source = g_new0 (PdTakeInSource, 1);
      source->bytes = g_bytes_ref (part);
      source->name = g_strconcat (zip->name, "/", name, NULL);
      source->depth = zip->depth + 1;
      g_ptr_array_add (sources, source);
    }
  g_ptr_array_sort (sources, compare_sources);
  queue_first (self, sources);
  return TRUE;
}

static gboolean
fail_too_large (GError **error)
{
  g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE, _ ("A file may have at most %d MB."),
               PD_ATTACHMENT_MAX_BYTES / 1000000);
  return FALSE;
}

/* No more than the limit is read, whatever the file's size was said to be. */
static GBytes *
read_all (PdTakeIn *self, GFile *file, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, self->cancellable, error);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (1 << 18);
  gssize got = stream != NULL ? 0 : -1;

  while (stream != NULL &&
         (got = g_input_stream_read (G_INPUT_STREAM (stream), block, 1 << 18, self->cancellable, error)) > 0)
    {
      g_byte_array_append (content, block, (guint) got);
      if (content->len > PD_ATTACHMENT_MAX_BYTES)
        {
          fail_too_large (error);
          return NULL;
        }
    }
  return got < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

static gboolean
is_zip (GBytes *bytes)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size >= 4 && memcmp (data, "PK\3\4", 4) == 0;
}

/* An OFD file is a zip as well, and so is a workbook: they are known by what stands in them. */
static gboolean
is_package (const char *name)
{
  static const char *const endings[] = { ".ofd", ".xlsx", ".docx", ".pptx", ".odt", ".ods", ".jar", ".apk" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

/* An OFD file whose name says nothing. */
static gboolean
holds_ofd (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_strstr_len (data, (gssize) MIN (size, 4096), "OFD.xml") != NULL;
}

/**
 * pd_take_in_open:
 * @self: a taking in
 * @source: whose turn it is
 * @bytes: (out) (transfer full) (nullable): the content of a file; %NULL when @source was a folder or a zip, whose files
 *   wait now
 * @error: return location, a sentence
 *
 * Returns: %FALSE when it cannot be read
 */
gboolean
pd_take_in_open (PdTakeIn *self, const PdTakeInSource *source, GBytes **bytes, GError **error)
{
  g_autoptr (GBytes) content = source->bytes != NULL ? g_bytes_ref (source->bytes) : NULL;
  g_autoptr (GFileInfo) info = NULL;

  *bytes = NULL;
  if (content == NULL)
    {
      info = g_file_query_info (source->file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, self->cancellable, error);
      if (info == NULL)
        return FALSE;
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        return open_folder (self, source, error);
      if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
        {
          g_set_error_literal (error, PD_READ_ERROR, PD_READ_ERROR_FORMAT,
                               _ ("Only a file can be taken in."));
          return FALSE;
        }
      if (g_file_info_get_size (info) > PD_ATTACHMENT_MAX_BYTES)
        return fail_too_large (error);
      content = read_all (self, source->file, error);
      if (content == NULL)
        return FALSE;
    }
  /* A zip in a zip is what a bomb is made of. */
  if (is_zip (content) && !is_package (source->name) && !holds_ofd (content) && source->bytes == NULL)
    return open_zip (self, source, content, error);
  *bytes = g_steal_pointer (&content);
  return TRUE;
}
