/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-package"

#include "package/pd-zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

#define RATIO_SLACK (4 * 1024 * 1024)
#define CHUNK (64 * 1024)
/* Entries that are looked at, with those that are folders or not wanted. */
#define MAX_ENTRIES 65536
#define MAX_NAME 1024
#define MAX_FOLDERS 32

typedef struct archive Archive;

static void
archive_close_and_free (Archive *archive)
{
  archive_read_free (archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_close_and_free)

G_DEFINE_QUARK (pd - zip - error - quark, pd_zip_error)

/* One reading of one file. */
typedef struct
{
  Archive *archive;
  const PdZipLimits *limits;
  GHashTable *parts; /* (owned): name → GBytes */
  gsize file_bytes;
  gsize total;
  char *last; /* (owned): the part before, which damage is told by */
  GCancellable *cancellable;
} Unpacking;

static void
set_damaged (const Unpacking *self, const char *name, GError **error)
{
  const char *reason = archive_error_string (self->archive);

  g_set_error (error, PD_ZIP_ERROR, PD_ZIP_ERROR_DAMAGED,
               _ ("The file is damaged at its part “%1$s” (%2$s). Ask for the file again."), name,
               reason == NULL ? "?" : reason);
}

static gboolean
set_too_large (const char *name, GError **error)
{
  g_set_error (error, PD_ZIP_ERROR, PD_ZIP_ERROR_TOO_LARGE,
               _ ("The part “%s” of the file unpacks to far more than such a file has; it may have been made "
                  "to do harm. It was not read."),
               name);
  return FALSE;
}

static gboolean
is_within_limits (const Unpacking *self, gsize part_bytes)
{
  return part_bytes <= self->limits->max_part_bytes && self->total <= self->limits->max_total_bytes &&
         (self->total <= RATIO_SLACK ||
          (self->total - RATIO_SLACK) / self->limits->max_ratio <= self->file_bytes);
}

static GBytes *
read_part (Unpacking *self, const char *name, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  la_ssize_t got;

  while ((got = archive_read_data (self->archive, chunk, CHUNK)) > 0)
    {
      self->total += (gsize) got;
      if (!is_within_limits (self, content->len + (gsize) got))
        {
          set_too_large (name, error);
          return NULL;
        }
      g_byte_array_append (content, chunk, (guint) got);
    }
  if (got < 0)
    {
      set_damaged (self, name, error);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

/* Chinese programs write names in their own code when no flag says UTF-8. */
static char *
entry_name (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname_utf8 (entry);

  if (name != NULL && g_utf8_validate (name, -1, NULL))
    return g_strdup (name);
  name = archive_entry_pathname (entry);
  if (name == NULL)
    return g_strdup ("");
  if (g_utf8_validate (name, -1, NULL))
    return g_strdup (name);
  return g_convert (name, -1, "UTF-8", "GB18030", NULL, NULL, NULL);
}

/**
 * pd_zip_clean_name:
 * @name: a part's name, or a path to one from the root
 *
 * Writes a name in one way: no "./", no backslash, no slash before it, which real writers of OFD files put there.
 *
 * Returns: (transfer full) (nullable): the name; %NULL where it names a drive, leads out of the package, is empty, very
 *   long or very deep
 */
char *
pd_zip_clean_name (const char *name)
{
  g_autofree char *slashed = NULL;
  g_auto (GStrv) steps = NULL;
  g_autoptr (GString) clean = g_string_new (NULL);
  guint n_steps = 0;

  if (strlen (name) > MAX_NAME)
    return NULL;
  slashed = g_strdelimit (g_strdup (name), "\\", '/');
  if (g_ascii_isalpha (slashed[0]) && slashed[1] == ':')
    return NULL;
  steps = g_strsplit (slashed, "/", -1);
  for (guint i = 0; steps[i] != NULL; i++)
    {
      if (*steps[i] == '\0' || g_str_equal (steps[i], "."))
        continue;
      if (g_str_equal (steps[i], "..") || ++n_steps > MAX_FOLDERS)
        return NULL;
      g_string_append_printf (clean, "%s%s", clean->len > 0 ? "/" : "", steps[i]);
    }
  return clean->len > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}

static gboolean
take_entry (Unpacking *self, struct archive_entry *entry, GError **error)
{
  g_autofree char *raw = entry_name (entry);
  g_autofree char *name = raw != NULL ? pd_zip_clean_name (raw) : NULL;
  g_autoptr (GBytes) content = NULL;
  GBytes *before;

  if (raw != NULL && (g_str_has_suffix (raw, "/") || g_str_has_suffix (raw, "\\")) && name != NULL)
    return TRUE;
  if (name == NULL)
    {
      g_set_error (
          error, PD_ZIP_ERROR, PD_ZIP_ERROR_UNSAFE,
          _ ("The file has a part “%s”, whose name leads out of the file; it may have been made to do "
             "harm. It was not read."),
          raw != NULL ? raw : "?");
      return FALSE;
    }
  if (self->limits->wants != NULL && !self->limits->wants (name))
    return TRUE;

  g_free (self->last);
  self->last = g_strdup (name);
  if (archive_entry_is_data_encrypted (entry))
    {
      g_set_error (error, PD_ZIP_ERROR, PD_ZIP_ERROR_ENCRYPTED,
                   _ ("The part “%s” of the file is encrypted. Ask for the file without a password."), name);
      return FALSE;
    }
  if (g_hash_table_size (self->parts) >= self->limits->max_parts)
    return set_too_large (name, error);
  content = read_part (self, name, error);
  if (content == NULL)
    return FALSE;
  before = g_hash_table_lookup (self->parts, name);
  if (before != NULL && g_bytes_equal (before, content))
    return TRUE;
  if (before != NULL)
    {
      g_set_error (error, PD_ZIP_ERROR, PD_ZIP_ERROR_UNSAFE,
                   _ ("The file has its part “%s” twice, so that nobody can say which one counts. It was not "
                      "read; ask for the file again."),
                   name);
      return FALSE;
    }
  g_hash_table_insert (self->parts, g_steal_pointer (&name), g_steal_pointer (&content));
  return TRUE;
}

static gboolean
take_entries (Unpacking *self, GError **error)
{
  struct archive_entry *entry = NULL;
  int status;

  for (guint n = 0;
       (status = archive_read_next_header (self->archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN;
       n++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (n >= MAX_ENTRIES)
        return set_too_large (self->last, error);
      if (!take_entry (self, entry, error))
        return FALSE;
    }
  if (status != ARCHIVE_EOF)
    {
      set_damaged (self, self->last, error);
      return FALSE;
    }
  return TRUE;
}

static GHashTable *
unpack (GBytes *bytes,
        int (*support) (Archive *),
        const PdZipLimits *limits,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GHashTable) parts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_autoptr (Archive) archive = archive_read_new ();
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);
  Unpacking self = { archive, limits, parts, size, 0, g_strdup ("zip"), cancellable };
  gboolean taken;

  support (archive);
  taken = archive_read_open_memory (archive, data, size) == ARCHIVE_OK;
  if (!taken)
    set_damaged (&self, "zip", error);
  taken = taken && take_entries (&self, error);
  g_free (self.last);
  return taken ? g_steal_pointer (&parts) : NULL;
}

static GHashTable *
unpack_either_way (GBytes *bytes, const PdZipLimits *limits, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) by_directory = NULL;
  GHashTable *parts =
      unpack (bytes, archive_read_support_format_zip_seekable, limits, cancellable, &by_directory);

  if (parts == NULL && g_error_matches (by_directory, PD_ZIP_ERROR, PD_ZIP_ERROR_DAMAGED))
    return unpack (bytes, archive_read_support_format_zip_streamable, limits, cancellable, error);
  if (parts == NULL)
    g_propagate_error (error, g_steal_pointer (&by_directory));
  return parts;
}

/**
 * pd_zip_read:
 * @bytes: a zip file; hostile
 * @limits: what it may unpack to
 * @cancellable: (nullable): stops between two parts
 * @error: return location for a #PdZipError or %G_IO_ERROR_CANCELLED
 *
 * Unpacks a zip in memory. Nothing is written anywhere. A folder is no part. Where the directory at the end of the file
 * cannot be made sense of, the parts are read by what stands before each of them; a part that is damaged refuses the
 * file either way.
 *
 * Returns: (transfer full) (nullable): name, as pd_zip_clean_name() writes it → #GBytes
 */
GHashTable *
pd_zip_read (GBytes *bytes, const PdZipLimits *limits, GCancellable *cancellable, GError **error)
{
  /* The library writes names in the code of the locale, which knows no Chinese in a program that set none. */
  locale_t utf8 = newlocale (LC_CTYPE_MASK, "C.UTF-8", duplocale (uselocale ((locale_t) 0)));
  locale_t before = utf8 != (locale_t) 0 ? uselocale (utf8) : (locale_t) 0;
  GHashTable *parts = unpack_either_way (bytes, limits, cancellable, error);

  if (utf8 != (locale_t) 0)
    {
      uselocale (before);
      freelocale (utf8);
    }
  return parts;
}
