/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-private.h"
#include "package/pd-zip.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A hundred pages of scanned paper; text shrinks to a tenth or a thirtieth, a bomb to a thousandth. */
static const PdZipLimits limits = {
  .max_parts = 20000,
  .max_part_bytes = 64 * 1024 * 1024,
  .max_total_bytes = 256 * 1024 * 1024,
  .max_ratio = 200,
};

static void
fold_names (PdOfdDocument *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *folded = g_utf8_casefold (name, -1);
      gboolean twice = g_hash_table_contains (self->folded, folded);

      g_hash_table_replace (self->folded, g_steal_pointer (&folded), g_strdup (twice ? "" : name));
    }
}

/* The folder that the whole of the file was packed with, with its slash; NULL when none has an OFD.xml, or several. */
static char *
find_wrapping (GHashTable *parts)
{
  static const char head[] = "/OFD.xml";
  GHashTableIter iter;
  gpointer name;
  char *found = NULL;

  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      gsize length = strlen (name);

      if (length < sizeof head || g_str_has_prefix (name, "__MACOSX/") ||
          g_ascii_strcasecmp ((char *) name + length - strlen (head), head) != 0)
        continue;
      if (found != NULL)
        {
          g_free (found);
          return NULL;
        }
      found = g_strndup (name, length - strlen (head) + 1);
    }
  return found;
}

/* Who packs the folder instead of what is in it has one more step before each name; what lies beside it is no part. */
static void
unwrap (PdOfdDocument *self)
{
  g_autofree char *folder = find_wrapping (self->parts);
  g_autoptr (GHashTable) wrapped = NULL;
  GHashTableIter iter;
  gpointer name, content;

  if (folder == NULL)
    return;
  wrapped = g_steal_pointer (&self->parts);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_hash_table_iter_init (&iter, wrapped);
  while (g_hash_table_iter_next (&iter, &name, &content))
    if (g_str_has_prefix (name, folder))
      g_hash_table_insert (self->parts, g_strdup ((char *) name + strlen (folder)), g_bytes_ref (content));
  g_hash_table_remove_all (self->folded);
  fold_names (self);
}

/*< private >
 * pd_ofd_package_open:
 *
 * Unpacks the file. One whose parts lie in a folder of their own is read as if they did not.
 */
gboolean
pd_ofd_package_open (PdOfdDocument *self, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  self->parts = pd_zip_read (bytes, &limits, cancellable, error);
  if (self->parts == NULL)
    return FALSE;
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fold_names (self);
  if (pd_ofd_package_find (self, "", "OFD.xml") == NULL)
    unwrap (self);
  if (pd_ofd_package_find (self, "", "OFD.xml") != NULL)
    return TRUE;
  /* The names that GM/T 0099 gives to the entries of an encrypted document. */
  if (pd_ofd_package_find (self, "", "OFDEntries.xml") != NULL ||
      pd_ofd_package_find (self, "", "Encryptions.xml") != NULL)
    g_set_error_literal (error, PD_OFD_ERROR, PD_OFD_ERROR_ENCRYPTED,
                         _ ("The OFD file is encrypted. Ask its sender for one without a password."));
  else
    g_set_error_literal (error, PD_OFD_ERROR, PD_OFD_ERROR_FORMAT,
                         _ ("The file is a zip, but no OFD file: it has no part “OFD.xml”."));
  return FALSE;
}

/* Joins a folder and a location as a path from the root; NULL where it leads out of the package. */
static char *
join (const char *folder, const char *location)
{
  g_autofree char *slashed = g_strdelimit (g_strdup (location), "\\", '/');
  g_autofree char *whole =
      *slashed == '/' || *folder == '\0' ? g_strdup (slashed) : g_strconcat (folder, "/", slashed, NULL);
  g_auto (GStrv) steps = g_strsplit (whole, "/", 128);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; steps[i] != NULL; i++)
    {
      if (*steps[i] == '\0' || g_str_equal (steps[i], "."))
        continue;
      if (!g_str_equal (steps[i], ".."))
        g_ptr_array_add (kept, steps[i]);
      else if (kept->len == 0)
        return NULL;
      else
        g_ptr_array_set_size (kept, (int) kept->len - 1);
    }
  g_ptr_array_add (kept, NULL);
  return g_strjoinv ("/", (char **) kept->pdata);
}

static const char *
find_path (const PdOfdDocument *self, const char *folder, const char *location)
{
  g_autofree char *path = join (folder, location);
  g_autofree char *folded = NULL;
  gpointer name = NULL;

  if (path == NULL)
    return NULL;
  if (g_hash_table_lookup_extended (self->parts, path, &name, NULL))
    return name;
  folded = g_utf8_casefold (path, -1);
  name = g_hash_table_lookup (self->folded, folded);
  return name != NULL && *(char *) name != '\0' ? name : NULL;
}

/*< private >
 * pd_ofd_package_find:
 * @folder: where @location begins unless it is absolute
 * @location: (nullable): a path
 *
 * Finds a part. Real files write a path in other letters than the part has, and relative to the root where it should
 * be to the folder; both are understood. No path leads out of the package.
 *
 * Returns: (transfer none) (nullable): the part's name
 */
const char *
pd_ofd_package_find (const PdOfdDocument *self, const char *folder, const char *location)
{
  const char *found;

  if (location == NULL || *location == '\0' || strlen (location) > 1024)
    return NULL;
  found = find_path (self, folder, location);
  return found != NULL ? found : find_path (self, "", location);
}

/*< private >
 * pd_ofd_package_find_child:
 *
 * Returns: (transfer none) (nullable): the part that the text of a child of @parent names
 */
const char *
pd_ofd_package_find_child (const PdOfdDocument *self,
                           const char *folder,
                           const xmlNode *parent,
                           const char *name)
{
  const xmlNode *child = parent != NULL ? pd_xml_child (parent, name) : NULL;
  g_autofree char *location = child != NULL ? pd_xml_text (child) : NULL;

  return pd_ofd_package_find (self, folder, location);
}

GBytes *
pd_ofd_package_get (const PdOfdDocument *self, const char *part)
{
  return part != NULL ? g_hash_table_lookup (self->parts, part) : NULL;
}

/*< private >
 * pd_ofd_package_parse:
 * @part: (nullable): a part
 *
 * Returns: (transfer full) (nullable): its tree, as far as it can be read
 */
PdXml *
pd_ofd_package_parse (const PdOfdDocument *self, const char *part, GError **error)
{
  GBytes *bytes = pd_ofd_package_get (self, part);

  if (bytes == NULL)
    {
      g_set_error (error, PD_OFD_ERROR, PD_OFD_ERROR_DAMAGED,
                   _ ("A part of the OFD file is missing. Ask for the file again."));
      return NULL;
    }
  return pd_xml_parse (bytes, TRUE, error);
}

char *
pd_ofd_package_folder (const char *part)
{
  const char *slash = strrchr (part, '/');

  return slash != NULL ? g_strndup (part, (gsize) (slash - part)) : g_strdup ("");
}

/*< private >
 * pd_ofd_package_folder_of:
 * @root: the root of @part, which may have a BaseLoc
 *
 * Returns: (transfer full): where the files are that it names
 */
char *
pd_ofd_package_folder_of (const xmlNode *root, const char *part)
{
  g_autofree char *folder = pd_ofd_package_folder (part);
  g_autofree char *base = pd_xml_attribute (root, "BaseLoc");
  char *joined = base != NULL && *base != '\0' ? join (folder, base) : NULL;

  return joined != NULL ? joined : g_steal_pointer (&folder);
}
