/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include "ofd/pd-ofd-document.h"

#include <glib/gi18n-lib.h>

#define FILE_HEAD 14
#define INFO_HEAD 40

/* A Windows bitmap that is not compressed: 1, 4, 8, 24 or 32 bits a dot. */
typedef struct
{
  const guint8 *data;
  gsize size;
  gsize dots_at;
  gsize colors_at;
  guint n_colors;
  guint bits;
  int width, height;
  gboolean is_top_down;
} Bitmap;

static guint32
little_endian (const guint8 *data)
{
  return (guint32) data[3] << 24 | (guint32) data[2] << 16 | (guint32) data[1] << 8 | data[0];
}

static gsize
row_bytes (const Bitmap *bitmap)
{
  return ((gsize) bitmap->width * bitmap->bits + 31) / 32 * 4;
}

static gboolean
read_head (Bitmap *bitmap, GError **error)
{
  const guint8 *info = bitmap->data + FILE_HEAD;
  gint64 height;
  guint32 info_size, compression;

  if (bitmap->size < FILE_HEAD + INFO_HEAD)
    return pd_ofd_picture_set_damaged (error);
  info_size = little_endian (info);
  height = (gint32) little_endian (info + 8);
  bitmap->is_top_down = height < 0;
  height = ABS (height);
  if (info_size < INFO_HEAD || info_size > 1024)
    return pd_ofd_picture_set_damaged (error);
  if (!pd_ofd_picture_is_fit ((gint32) little_endian (info + 4), (double) height, error))
    return FALSE;
  bitmap->width = (gint32) little_endian (info + 4);
  bitmap->height = (int) height;
  bitmap->bits = info[14] | (guint) info[15] << 8;
  compression = little_endian (info + 16);
  if ((compression != 0 && !(compression == 3 && bitmap->bits == 32)) ||
      (bitmap->bits != 1 && bitmap->bits != 4 && bitmap->bits != 8 && bitmap->bits != 24 &&
       bitmap->bits != 32))
    {
      g_set_error_literal (error, PD_OFD_ERROR, PD_OFD_ERROR_FORMAT,
                           _ ("A picture in the file is in a form that cannot be shown."));
      return FALSE;
    }
  bitmap->dots_at = little_endian (bitmap->data + 10);
  bitmap->colors_at = FILE_HEAD + info_size;
  bitmap->n_colors = bitmap->bits <= 8 ? 1u << bitmap->bits : 0;
  if (bitmap->dots_at > bitmap->size || bitmap->colors_at + 4 * (gsize) bitmap->n_colors > bitmap->size ||
      (bitmap->size - bitmap->dots_at) / (gsize) bitmap->height < row_bytes (bitmap))
    return pd_ofd_picture_set_damaged (error);
  return TRUE;
}

static guint32
dot_at (const Bitmap *bitmap, const guint8 *row, guint x)
{
  guint shift, index;

  if (bitmap->bits >= 24)
    {
      const guint8 *dot = row + (gsize) x * (bitmap->bits / 8);

      return (guint32) dot[2] << 16 | (guint32) dot[1] << 8 | dot[0];
    }
  shift = 8 - bitmap->bits - x * bitmap->bits % 8;
  index = (guint) (row[x * bitmap->bits / 8] >> shift) & (bitmap->n_colors - 1);
  return little_endian (bitmap->data + bitmap->colors_at + 4 * (gsize) index) & 0xFFFFFF;
}

PdOfdPicture *
pd_ofd_picture_new_bmp (GBytes *bytes, GError **error)
{
  Bitmap bitmap = { 0 };
  PdOfdPicture *picture;
  guint8 *pixels;

  bitmap.data = g_bytes_get_data (bytes, &bitmap.size);
  if (!read_head (&bitmap, error))
    return NULL;
  picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, bitmap.width, bitmap.height);
  pixels = cairo_image_surface_get_data (picture);
  if (pixels == NULL)
    {
      cairo_surface_destroy (picture);
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  for (int y = 0; y < bitmap.height; y++)
    {
      int from = bitmap.is_top_down ? y : bitmap.height - 1 - y;
      const guint8 *row = bitmap.data + bitmap.dots_at + (gsize) from * row_bytes (&bitmap);
      guint32 *dots =
          (guint32 *) (gpointer) (pixels + (gsize) y * (gsize) cairo_image_surface_get_stride (picture));

      for (int x = 0; x < bitmap.width; x++)
        dots[x] = dot_at (&bitmap, row, (guint) x);
    }
  cairo_surface_mark_dirty (picture);
  return picture;
}
