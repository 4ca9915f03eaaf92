/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include "ofd/pd-ofd-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A JBIG2 file has a head; a stream that was taken out of one begins with segment 0, its page information or a
 * dictionary. */
static const char jbig2_head[] = "\x97JB2\r\n\x1a\n";
/* Around the content of each chunk of a PNG: length, name and sum. */
#define CHUNK_FRAME 12
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

/* What cairo reads from. */
typedef struct
{
  const guint8 *data;
  gsize left;
} Source;

static cairo_status_t
read_source (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (source->left < length)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->data, length);
  source->data += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static guint32
big_endian (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static PdOfdPicture *
new_png (GBytes *bytes, GError **error)
{
  Source source;
  PdOfdPicture *picture;

  source.data = g_bytes_get_data (bytes, &source.left);
  if (source.left < 24)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  if (!pd_ofd_picture_is_fit (big_endian (source.data + 16), big_endian (source.data + 20), error))
    return NULL;
  picture = cairo_image_surface_create_from_png_stream (read_source, &source);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    return picture;
  cairo_surface_destroy (picture);
  pd_ofd_picture_set_damaged (error);
  return NULL;
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
    return new_png (bytes, error);
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

/* The resolution is a chunk before the dots: dots a metre. */
static void
get_png_facts (GBytes *bytes, PdOfdPictureFacts *facts)
{
  gsize left = 0;
  const guint8 *chunk = g_bytes_get_data (bytes, &left);

  chunk += sizeof png_head - 1;
  left -= sizeof png_head - 1;
  while (left >= CHUNK_FRAME && memcmp (chunk + 4, "IDAT", 4) != 0)
    {
      guint32 size = big_endian (chunk);

      if (size > left - CHUNK_FRAME)
        return;
      if (memcmp (chunk + 4, "pHYs", 4) == 0 && size == 9 && chunk[16] == 1)
        facts->dpi = big_endian (chunk + 8) * 0.0254;
      chunk += size + CHUNK_FRAME;
      left -= size + CHUNK_FRAME;
    }
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
    get_png_facts (bytes, facts);
  else if (begins (bytes, "\xff\xd8\xff", 3))
    pd_ofd_picture_get_jpeg_facts (bytes, facts);
  else if (begins (bytes, "II*\0", 4) || begins (bytes, "MM\0*", 4))
    pd_ofd_picture_get_tiff_facts (bytes, facts);
}
