/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ofd-drawing.h"

#include <math.h>
#include <string.h>

/* Draws the only page on white; @omissions takes the sentences. */
Surface *
ofd_drawing_printed (PdOfdDocument *document, gboolean is_printed, char **omissions)
{
  double width, height;
  Surface *surface;
  cairo_t *cr;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  pd_ofd_document_get_page_size (document, 0, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) lround (width / MM * SCALE),
                                        (int) lround (height / MM * SCALE));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, SCALE / MM, SCALE / MM);
  g_assert_true (pd_ofd_document_draw_page (document, 0, cr, is_printed, NULL, sentences, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_ptr_array_add (sentences, NULL);
  if (omissions != NULL)
    *omissions = g_strjoinv ("|", (char **) sentences->pdata);
  return surface;
}

Surface *
ofd_drawing_bytes (GBytes *bytes, char **omissions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, &error);

  g_assert_no_error (error);
  return ofd_drawing_printed (document, FALSE, omissions);
}

Surface *
ofd_drawing_zip (ZipFixture *zip, char **omissions)
{
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);

  return ofd_drawing_bytes (bytes, omissions);
}

guint32
ofd_drawing_dot_at (Surface *surface, double x, double y)
{
  guint32 dot;

  memcpy (&dot,
          cairo_image_surface_get_data (surface) +
              (gsize) (y * SCALE) * (gsize) cairo_image_surface_get_stride (surface) +
              (gsize) (x * SCALE) * 4,
          4);
  return dot & 0xFFFFFF;
}

/* How many dots of a part are not white, in mm. */
guint
ofd_drawing_count_ink (Surface *surface, double x, double y, double width, double height)
{
  guint n = 0;

  for (double at_y = y; at_y < y + height; at_y += 1.0 / SCALE)
    for (double at_x = x; at_x < x + width; at_x += 1.0 / SCALE)
      n += ofd_drawing_dot_at (surface, at_x, at_y) != 0xFFFFFF;
  return n;
}

/* But for rounding. */
gboolean
ofd_drawing_is_near (guint32 a, guint32 b)
{
  for (guint shift = 0; shift < 24; shift += 8)
    if (ABS ((int) (a >> shift & 0xFF) - (int) (b >> shift & 0xFF)) > 3)
      return FALSE;
  return TRUE;
}
