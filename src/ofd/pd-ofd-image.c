/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include "ofd/pd-ofd-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A JBIG2 file has a head; a stream that was taken out of one begins with segment 0, its page information or a
 * dictionary. */
static const char jbig2_head[] = "\x97JB2\r\n\x1a\n";
static const char png_head[] = "\x89PNG\r\n\x1a\n";

gboolean
pd_ofd_picture_set_damaged (GError **error)
{
  g_set_error_literal (error, PD_OFD_ERROR, PD_OFD_ERROR_DAMAGED, _ ("A picture in the file is damaged."));
  return FALSE;
}

/*< private >
 * pd_ofd_picture_is_fit:
 * @width: dots
 * @height: dots
 *
 * Returns: whether a picture of this size is decoded
 */
gboolean
pd_ofd_picture_is_fit (double width, double height, GError **error)
{
  if (width < 1 || height < 1)
    return pd_ofd_picture_set_damaged (error);
  if (width <= 32767 && height <= 32767 && width * height <= PD_OFD_MAX_DOTS)
    return TRUE;
  g_set_error (error, PD_OFD_ERROR, PD_OFD_ERROR_TOO_LARGE,
               _ ("A picture of %1$.0f × %2$.0f dots is larger than any on an invoice; it is not shown."),
               width, height);
  return FALSE;
}

static gboolean
begins (GBytes *bytes, const char *head, gsize length)
{
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);

  return size >= length && memcmp (data, head, length) == 0;
}

/**
 * pd_ofd_picture_new:
 * @bytes: a picture; hostile. PNG, JPEG, JBIG2, BMP, GIF or TIFF by what it begins with: names and formats of real files are wrong
 * @error: return location for a #PdOfdError
 *
 * Returns: (transfer full) (nullable): the picture
 */
PdOfdPicture *
pd_ofd_picture_new (GBytes *bytes, GError **error)
{
  if (begins (bytes, png_head, 8))
    return pd_ofd_picture_new_png (bytes, error);
  if (begins (bytes, "\xff\xd8\xff", 3))
    return pd_ofd_picture_new_jpeg (bytes, error);
  if (begins (bytes, "BM", 2))
    return pd_ofd_picture_new_bmp (bytes, error);
  if (begins (bytes, "GIF8", 4))
    return pd_ofd_picture_new_gif (bytes, error);
  if (begins (bytes, "II*\0", 4) || begins (bytes, "MM\0*", 4))
    return pd_ofd_picture_new_tiff (bytes, error);
  if (begins (bytes, jbig2_head, 8) || begins (bytes, "\0\0\0\0", 4))
    return pd_ofd_picture_new_jbig2 (bytes, error);
  g_set_error_literal (error, PD_OFD_ERROR, PD_OFD_ERROR_FORMAT,
                       _ ("A picture in the file is in a form that cannot be shown."));
  return NULL;
}

/**
 * pd_ofd_picture_get_facts:
 * @bytes: a picture that pd_ofd_picture_new() could read; hostile
 * @facts: (out caller-allocates): what it says beside its dots, as far as it does
 */
void
pd_ofd_picture_get_facts (GBytes *bytes, PdOfdPictureFacts *facts)
{
  *facts = (PdOfdPictureFacts){ .turn = 1 };
  if (begins (bytes, png_head, 8))
    pd_ofd_picture_get_png_facts (bytes, facts);
  else if (begins (bytes, "\xff\xd8\xff", 3))
    pd_ofd_picture_get_jpeg_facts (bytes, facts);
  else if (begins (bytes, "II*\0", 4) || begins (bytes, "MM\0*", 4))
    pd_ofd_picture_get_tiff_facts (bytes, facts);
}
