/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-read-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "reading/pd-read-picture.h"

/* The largest picture that is decoded, in pixels, and what it is reduced to. */
#define MAX_SIDE 20000
#define MAX_PIXELS (64.0 * 1000 * 1000)
#define ENOUGH_PIXELS (16.0 * 1000 * 1000)
/* What pictures without a resolution have: an invoice of 210 mm on the width of the picture. */
#define PAPER_INCHES 8.27

typedef struct
{
  gboolean too_large;
  int width, height;
} Size;

/* Before anything is decoded: a size of 0 × 0 stops the loader. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Size *size = data;
  double pixels = (double) width * height;

  size->width = width;
  size->height = height;
  if (width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS)
    {
      size->too_large = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
    }
  else if (pixels > ENOUGH_PIXELS)
    {
      double scale = sqrt (ENOUGH_PIXELS / pixels);

      gdk_pixbuf_loader_set_size (loader, MAX ((int) (width * scale), 1), MAX ((int) (height * scale), 1));
    }
}

/* A PNG that is cut off is decoded as far as it goes, without a word: its end is looked for. */
static gboolean
is_cut_off (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 8 && memcmp (data, "\x89PNG", 4) == 0 && memmem (data, size, "IEND", 4) == NULL;
}

static GdkPixbuf *
decode_plain (GBytes *bytes, const char *name, Size *size, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  gboolean written;
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), size);
  written = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  written = gdk_pixbuf_loader_close (loader, NULL) && written;
  if (size->too_large)
    {
      g_set_error (
          error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE,
          _ ("The picture “%1$s” has %2$d × %3$d points, more than a photograph of an invoice. It was not "
             "opened; take it again with less."),
          name, size->width, size->height);
      return NULL;
    }
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (!written || pixbuf == NULL || is_cut_off (bytes))
    {
      g_set_error (
          error, PD_READ_ERROR, PD_READ_ERROR_DAMAGED,
          _ ("The picture “%s” is cut off, damaged or of a kind that is not known here. Save it as PNG or "
             "JPEG, or take it again."),
          name);
      return NULL;
    }
  return g_object_ref (pixbuf);
}

static GdkPixbuf *
decode (GBytes *bytes, const char *name, GError **error)
{
  Size size = { 0 };
  g_autoptr (GdkPixbuf) plain = decode_plain (bytes, name, &size, error);

  return plain != NULL ? gdk_pixbuf_apply_embedded_orientation (plain) : NULL;
}

static guint32
over_white (const guchar *pixel, guint channels)
{
  guint alpha = channels == 4 ? pixel[3] : 255;
  guint32 colour = 0;

  for (guint i = 0; i < 3; i++)
    colour = colour << 8 | ((pixel[i] * alpha + 255 * (255 - alpha)) / 255);
  return colour;
}

static cairo_surface_t *
surface_of (const GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf);
  const guchar *from = gdk_pixbuf_read_pixels (pixbuf);
  gsize step = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guchar *to = cairo_image_surface_get_data (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);

  for (int y = 0; to != NULL && y < height; y++)
    for (int x = 0; x < width; x++)
      ((guint32 *) (gpointer) (to + stride * (gsize) y))[x] =
          over_white (from + step * (gsize) y + (gsize) x * channels, channels);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* How many colours the frame of a JPEG has; 0 for what is none, or of a kind that a PDF cannot hold. */
static guint
jpeg_colours (const guint8 *data, gsize size)
{
  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return 0;
  for (gsize at = 2; at + 10 <= size && data[at] == 0xff;)
    {
      guint8 marker = data[at + 1];

      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        return marker <= 0xc2 ? data[at + 9] : 0;
      at += 2 + ((gsize) data[at + 2] << 8 | data[at + 3]);
    }
  return 0;
}

/* A photograph goes into a PDF as it is: a tenth of its dots' size, and nothing is lost. That of four inks is left out:
 * what its figures mean differs from program to program. */
static void
keep_jpeg (cairo_surface_t *surface, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint colours = jpeg_colours (data, size);

  if (colours == 1 || colours == 3)
    cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, data, size,
                                 (cairo_destroy_func_t) g_bytes_unref, g_bytes_ref (bytes));
}

/* From the dots of the file to those of the picture as the camera was held: the eight orientations of Exif and TIFF. */
static void
find_upright (const GdkPixbuf *plain, cairo_matrix_t *upright)
{
  const char *option = gdk_pixbuf_get_option ((GdkPixbuf *) plain, "orientation");
  double w = gdk_pixbuf_get_width (plain), h = gdk_pixbuf_get_height (plain);
  const cairo_matrix_t turns[] = { { 1, 0, 0, 1, 0, 0 },   { -1, 0, 0, 1, w, 0 }, { -1, 0, 0, -1, w, h },
                                   { 1, 0, 0, -1, 0, h },  { 0, 1, 1, 0, 0, 0 },  { 0, 1, -1, 0, h, 0 },
                                   { 0, -1, -1, 0, h, w }, { 0, -1, 1, 0, 0, w } };
  guint64 turn = option != NULL ? g_ascii_strtoull (option, NULL, 10) : 1;

  *upright = turns[turn >= 1 && turn <= G_N_ELEMENTS (turns) ? turn - 1 : 0];
}

/* What the file says of its resolution, less what it was reduced by; A4 across when it says nothing sensible. */
static double
resolution (const GdkPixbuf *pixbuf, const Size *size, int width)
{
  const char *option = gdk_pixbuf_get_option ((GdkPixbuf *) pixbuf, "x-dpi");
  double dpi = option != NULL ? g_ascii_strtod (option, NULL) : 0;

  if (dpi >= 100 && dpi <= 2400 && size->width > 0)
    return dpi * gdk_pixbuf_get_width (pixbuf) / size->width;
  return width / PAPER_INCHES;
}

/**
 * pd_read_picture:
 * @bytes: a PNG, JPEG, BMP or TIFF; hostile
 * @name: its name, for people
 * @upright: (out): from the dots of the result to those of the picture as the camera was held
 * @dpi: (out): dots per inch of the result
 * @error: return location for a #PdReadError
 *
 * Decodes a photograph or scan to be looked at and printed, within the limits of reading: its size is looked at before
 * it is decoded. It is not turned, so that a JPEG goes into a PDF byte for byte.
 *
 * Returns: (transfer full) (nullable): the picture on white
 */
cairo_surface_t *
pd_read_picture (GBytes *bytes, const char *name, cairo_matrix_t *upright, double *dpi, GError **error)
{
  Size size = { 0 };
  g_autoptr (GdkPixbuf) plain = decode_plain (bytes, name, &size, error);
  cairo_surface_t *surface;

  if (plain == NULL)
    return NULL;
  find_upright (plain, upright);
  *dpi = resolution (plain, &size,
                     upright->xx != 0 ? gdk_pixbuf_get_width (plain) : gdk_pixbuf_get_height (plain));
  surface = surface_of (plain);
  keep_jpeg (surface, bytes);
  return surface;
}

/*< private >
 * pd_read_image:
 * @self: a reading, not settled
 * @bytes: a PNG, JPEG, BMP or TIFF; hostile
 * @cancellable: (nullable): a cancellable
 * @error: return location for a #PdReadError
 *
 * Reads a photograph or scan: its QR code, and its text where a program for that is installed. Its size is looked at
 * before it is decoded; it is turned as the camera says.
 *
 * Returns: whether the picture could be opened
 */
gboolean
pd_read_image (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = decode (bytes, pd_reading_get_file (self), error);
  cairo_surface_t *surface;

  if (pixbuf == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  surface = surface_of (pixbuf);
  pd_read_qr_image (self, surface);
  pd_read_picture_text (self, surface, gdk_pixbuf_get_width (pixbuf) / PAPER_INCHES, cancellable);
  cairo_surface_destroy (surface);
  return TRUE;
}
