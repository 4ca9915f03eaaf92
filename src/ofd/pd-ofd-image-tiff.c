/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

typedef struct
{
  gboolean is_fit;
  GError *error; /* (owned) (nullable) */
} Check;

/* Before anything is decoded: a size of 0 × 0 stops the loader. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Check *check = data;

  check->is_fit = pd_ofd_picture_is_fit (width, height, &check->error);
  if (!check->is_fit)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static guint32
premultiplied (const guchar *pixel, int channels)
{
  guint32 alpha = channels == 4 ? pixel[3] : 255;

  return alpha << 24 | (pixel[0] * alpha / 255) << 16 | (pixel[1] * alpha / 255) << 8 |
         pixel[2] * alpha / 255;
}

static PdOfdPicture *
picture_of (const GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  const guchar *from = gdk_pixbuf_read_pixels (pixbuf);
  PdOfdPicture *picture =
      cairo_image_surface_create (channels == 4 ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, width, height);
  guchar *to = cairo_image_surface_get_data (picture);

  for (int y = 0; to != NULL && y < height; y++)
    for (int x = 0; x < width; x++)
      ((guint32 *) (gpointer) (to + (gsize) cairo_image_surface_get_stride (picture) * (gsize) y))[x] =
          premultiplied (from + (gsize) gdk_pixbuf_get_rowstride (pixbuf) * (gsize) y +
                             (gsize) x * (gsize) channels,
                         channels);
  cairo_surface_mark_dirty (picture);
  return picture;
}

/*< private >
 * pd_ofd_picture_new_tiff:
 *
 * Returns: (transfer full) (nullable): the first picture of a TIFF, as scanners write them
 */
PdOfdPicture *
pd_ofd_picture_new_tiff (GBytes *bytes, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("tiff", NULL);
  Check check = { 0 };
  gboolean written;
  GdkPixbuf *pixbuf;

  if (loader == NULL)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &check);
  written = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  written = gdk_pixbuf_loader_close (loader, NULL) && written;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (check.error != NULL)
    g_propagate_error (error, check.error);
  else if (!written || pixbuf == NULL || !check.is_fit)
    pd_ofd_picture_set_damaged (error);
  else
    return picture_of (pixbuf);
  return NULL;
}
