/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture-fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

static cairo_status_t
append (void *data, const unsigned char *chunk, unsigned int size)
{
  g_byte_array_append (data, chunk, size);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
picture_fixture_png (cairo_surface_t *surface)
{
  GByteArray *out = g_byte_array_new ();

  g_assert_cmpint (cairo_surface_write_to_png_stream (surface, append, out), ==, CAIRO_STATUS_SUCCESS);
  return g_byte_array_free_to_bytes (out);
}

/* Red, green and blue of a dot. */
static void
read_dot (cairo_surface_t *surface, int x, int y, guint8 *dot)
{
  const guint8 *row =
      cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface);
  guint32 value = ((const guint32 *) (gconstpointer) row)[x];

  dot[0] = (guint8) (value >> 16);
  dot[1] = (guint8) (value >> 8);
  dot[2] = (guint8) value;
}

static GBytes *
create_jpeg (cairo_surface_t *surface, int quality, gboolean is_progressive)
{
  struct jpeg_compress_struct info;
  struct jpeg_error_mgr errors;
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  g_autofree guint8 *row = g_malloc (3 * (gsize) width);
  JSAMPROW rows[] = { row };
  unsigned char *data = NULL;
  unsigned long size = 0;
  GBytes *bytes;

  cairo_surface_flush (surface);
  info.err = jpeg_std_error (&errors);
  jpeg_create_compress (&info);
  jpeg_mem_dest (&info, &data, &size);
  info.image_width = (JDIMENSION) width;
  info.image_height = (JDIMENSION) height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults (&info);
  jpeg_set_quality (&info, quality, TRUE);
  if (is_progressive)
    jpeg_simple_progression (&info);
  jpeg_start_compress (&info, TRUE);
  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        read_dot (surface, x, y, row + 3 * (gsize) x);
      jpeg_write_scanlines (&info, rows, 1);
    }
  jpeg_finish_compress (&info);
  jpeg_destroy_compress (&info);
  bytes = g_bytes_new (data, size);
  free (data);
  return bytes;
}

GBytes *
picture_fixture_jpeg (cairo_surface_t *surface, int quality)
{
  return create_jpeg (surface, quality, FALSE);
}

/* In several scans, the first of which is there @n_scans times. */
GBytes *
picture_fixture_jpeg_scans (cairo_surface_t *surface, guint n_scans)
{
  static const guint8 scan[] = { 0xff, 0xda }, tables[] = { 0xff, 0xc4 };
  g_autoptr (GBytes) plain = create_jpeg (surface, 75, TRUE);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (plain, &size);
  const guint8 *first = memmem (data, size, scan, sizeof scan);
  const guint8 *next = memmem (first, size - (gsize) (first - data), tables, sizeof tables);
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, data, (guint) (first - data));
  for (guint i = 0; i < n_scans; i++)
    g_byte_array_append (out, first, (guint) (next - first));
  g_byte_array_append (out, next, (guint) (size - (gsize) (next - data)));
  return g_byte_array_free_to_bytes (out);
}

/* Little endian. */
static void
append_number (GByteArray *out, guint number, guint size)
{
  for (guint i = 0; i < size; i++)
    g_byte_array_append (out, &(guint8){ (guint8) (number >> 8 * i) }, 1);
}

/* With 24 bits, from the bottom. */
GBytes *
picture_fixture_bmp (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  GByteArray *out = g_byte_array_new ();
  const guint head[][2] = { /* number, bytes */
                            { 0x4D42, 2 },
                            { 0, 4 },
                            { 0, 4 },
                            { 54, 4 },
                            { 40, 4 },
                            { (guint) width, 4 },
                            { (guint) height, 4 },
                            { 1, 2 },
                            { 24, 2 },
                            { 0, 4 },
                            { 0, 4 },
                            { 0, 4 },
                            { 0, 4 },
                            { 0, 4 },
                            { 0, 4 }
  };

  cairo_surface_flush (surface);
  for (guint i = 0; i < G_N_ELEMENTS (head); i++)
    append_number (out, head[i][0], head[i][1]);
  for (int y = height - 1; y >= 0; y--)
    {
      for (int x = 0; x < width; x++)
        {
          guint8 dot[3];

          read_dot (surface, x, y, dot);
          append_number (out, (guint) dot[0] << 16 | (guint) dot[1] << 8 | dot[2], 3);
        }
      append_number (out, 0, (guint) width % 4);
    }
  return g_byte_array_free_to_bytes (out);
}

/* In one strip without compression; @turn: its orientation; @dpi: 0: not told. */
GBytes *
picture_fixture_tiff (cairo_surface_t *surface, guint turn, guint dpi)
{
  guint width = (guint) cairo_image_surface_get_width (surface);
  guint height = (guint) cairo_image_surface_get_height (surface);
  GByteArray *out = g_byte_array_new ();
  enum
  {
    N = 13,
    REST = 8 + 2 + 12 * N + 4
  };
  const guint entries[N][4] = { /* tag, type, count, value */
                                { 256, 4, 1, width },
                                { 257, 4, 1, height },
                                { 258, 3, 3, REST },
                                { 259, 3, 1, 1 },
                                { 262, 3, 1, 2 },
                                { 273, 4, 1, REST + 14 },
                                { 274, 3, 1, turn },
                                { 277, 3, 1, 3 },
                                { 278, 4, 1, height },
                                { 279, 4, 1, 3 * width * height },
                                { 282, 5, 1, REST + 6 },
                                { 284, 3, 1, 1 },
                                { 296, 3, 1, dpi > 0 ? 2 : 1 }
  };

  cairo_surface_flush (surface);
  append_number (out, 0x002A4949, 4);
  append_number (out, 8, 4);
  append_number (out, N, 2);
  for (guint i = 0; i < N; i++)
    for (guint part = 0; part < 4; part++)
      append_number (out, entries[i][part], part < 2 ? 2 : 4);
  append_number (out, 0, 4);
  for (guint i = 0; i < 3; i++)
    append_number (out, 8, 2);
  append_number (out, dpi, 4);
  append_number (out, 1, 4);
  for (guint i = 0; i < width * height; i++)
    {
      guint8 dot[3];

      read_dot (surface, (int) (i % width), (int) (i / width), dot);
      g_byte_array_append (out, dot, 3);
    }
  return g_byte_array_free_to_bytes (out);
}
