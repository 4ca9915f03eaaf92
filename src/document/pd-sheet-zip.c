/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-private.h"
#include "package/pd-zip.h"

#include <glib/gi18n-lib.h>

/* Only the parts that say what the cells are: pictures, macros and print settings are passed over unread. */
static gboolean
is_wanted (const char *name)
{
  return g_str_has_suffix (name, ".xml") || g_str_has_suffix (name, ".rels") ||
         g_str_equal (name, "mimetype") || g_str_equal (name, "xl/workbook.bin");
}

/* Sheets of numbers shrink to a tenth or a thirtieth; a bomb to a thousandth. */
static const PdZipLimits limits = {
  .max_parts = 4096,
  .max_part_bytes = 192 * 1024 * 1024,
  .max_total_bytes = 256 * 1024 * 1024,
  .max_ratio = 200,
  .wants = is_wanted,
};

static int
sheet_code (const GError *error)
{
  switch ((PdZipError) error->code)
    {
    case PD_ZIP_ERROR_TOO_LARGE:
      return PD_SHEET_ERROR_TOO_LARGE;
    case PD_ZIP_ERROR_ENCRYPTED:
      return PD_SHEET_ERROR_ENCRYPTED;
    case PD_ZIP_ERROR_DAMAGED:
    case PD_ZIP_ERROR_UNSAFE:
    default:
      return PD_SHEET_ERROR_DAMAGED;
    }
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
  g_autoptr (GError) why = NULL;
  GHashTable *parts = pd_zip_read (bytes, &limits, cancellable, &why);

  if (parts != NULL)
    return parts;
  if (why->domain == PD_ZIP_ERROR)
    /* Translators: behind a sentence that says what is wrong with the file. */
    g_set_error (error, PD_SHEET_ERROR, sheet_code (why), _ ("%s Nothing was imported."), why->message);
  else
    g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}
