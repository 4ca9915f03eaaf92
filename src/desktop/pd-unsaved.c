/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-unsaved.h"

#include "wire/pd-wire.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* What is typed is kept beside the cache, one file a record, until it is saved or given up: a crash or a power cut
 * takes a few seconds of typing at most. */

#define FOLDER "unsaved"
#define FORMAT 1
/* Two records with their lines; a file that is larger was not written here. */
#define MAX_BYTES PD_WIRE_MAX_BYTES
#define MAX_FILES 100

void
pd_unsaved_free (PdUnsaved *unsaved)
{
  g_free (unsaved->path);
  g_clear_pointer (&unsaved->original, pd_record_unref);
  g_clear_pointer (&unsaved->working, pd_record_unref);
  g_free (unsaved);
}

static char *
folder_of (const char *cache_path)
{
  g_autofree char *folder = g_path_get_dirname (cache_path);

  return g_build_filename (folder, FOLDER, NULL);
}

/**
 * pd_unsaved_path:
 * @cache_path: where the cache is
 * @record: what is edited
 *
 * Returns: (transfer full): the file that keeps it while it is not saved
 */
char *
pd_unsaved_path (const char *cache_path, const PdRecord *record)
{
  g_autofree char *folder = folder_of (cache_path);
  g_autofree char *name = g_strconcat (pd_record_get_id (record), ".json", NULL);

  return g_build_filename (folder, name, NULL);
}

/**
 * pd_unsaved_write:
 * @path: the file
 * @original: what was there when the typing began
 * @working: what is typed
 * @is_new: whether it is not in the cache yet
 * @error: why it could not be written
 *
 * Replaces the file in one step, readable by its owner alone. May be called from any thread.
 *
 * Returns: %FALSE with @error set
 */
gboolean
pd_unsaved_write (const char *path,
                  const PdRecord *original,
                  const PdRecord *working,
                  gboolean is_new,
                  GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *before = pd_wire_record_to_text (original);
  g_autofree char *now = pd_wire_record_to_text (working);
  g_autofree char *text = g_strdup_printf ("{\"format\":%d,\"is_new\":%s,\"original\":%s,\"working\":%s}\n",
                                           FORMAT, is_new ? "true" : "false", before, now);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int saved = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved), g_strerror (saved));
      return FALSE;
    }
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static PdRecord *
read_member (const PdWireValue *object, const char *name, GError **error)
{
  const PdWireValue *value = pd_wire_value_member (object, name);

  if (value != NULL)
    return pd_wire_record_from_value (value, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no member \"%s\"", name);
  return NULL;
}

static gboolean
read_object (PdUnsaved *unsaved, const PdWireValue *object, GError **error)
{
  const PdWireValue *is_new = pd_wire_value_member (object, "is_new");

  unsaved->is_new = is_new != NULL && is_new->kind == PD_WIRE_TRUE;
  unsaved->original = read_member (object, "original", error);
  if (unsaved->original == NULL)
    return FALSE;
  unsaved->working = read_member (object, "working", error);
  if (unsaved->working == NULL)
    return FALSE;
  if (pd_record_get_record_type (unsaved->original) == pd_record_get_record_type (unsaved->working) &&
      g_str_equal (pd_record_get_id (unsaved->original), pd_record_get_id (unsaved->working)))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "two different records");
  return FALSE;
}

/**
 * pd_unsaved_read:
 * @path: a file of pd_unsaved_write()
 * @error: why it could not be read
 *
 * Returns: (transfer full) (nullable): what was typed
 */
PdUnsaved *
pd_unsaved_read (const char *path, GError **error)
{
  g_autoptr (PdUnsaved) unsaved = g_new0 (PdUnsaved, 1);
  g_autofree char *text = NULL;
  g_autoptr (PdWireDocument) document = NULL;
  GStatBuf info;
  gsize length;

  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a file of unsaved work");
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  document = pd_wire_parse (text, (gssize) length, error);
  if (document == NULL || !read_object (unsaved, pd_wire_document_root (document), error))
    return NULL;
  unsaved->path = g_strdup (path);
  unsaved->typed_at = (gint64) info.st_mtime * G_USEC_PER_SEC;
  return g_steal_pointer (&unsaved);
}

/**
 * pd_unsaved_find:
 * @cache_path: where the cache is
 *
 * A file that cannot be read stays where it is.
 *
 * Returns: (transfer full) (element-type PdUnsaved): all that was typed and not saved
 */
GPtrArray *
pd_unsaved_find (const char *cache_path)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_unsaved_free);
  g_autofree char *folder = folder_of (cache_path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && found->len < MAX_FILES && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      PdUnsaved *unsaved = g_str_has_suffix (name, ".json") ? pd_unsaved_read (path, &error) : NULL;

      if (unsaved != NULL)
        g_ptr_array_add (found, unsaved);
      else if (error != NULL)
        g_message ("%s: %s", path, error->message);
    }
  return found;
}
