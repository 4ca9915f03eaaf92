/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-paper.h"

#include <cairo-pdf.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

/* Pictures as pages: their size on paper, the way up, and what is too large. */

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Red on the left, blue on the right. */
static GBytes *
png (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  GByteArray *bytes = g_byte_array_new ();
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, 0, 0, width / 2.0, height);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 1);
  cairo_rectangle (cr, width / 2.0, 0, width / 2.0, height);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png_stream (surface, append_cb, bytes), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

/* Without a resolution, a picture is as wide as A4; it is drawn where it belongs. */
static void
test_page (void)
{
  g_autoptr (GBytes) bytes = png (1240, 820);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPaper) paper = pd_paper_open (bytes, "扫描.png", NULL, &error);
  g_autofree char *text = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  double width, height;
  const guint32 *row;

  g_assert_no_error (error);
  g_assert_cmpuint (pd_paper_get_n_pages (paper), ==, 1);
  pd_paper_get_page_size (paper, 0, &width, &height);
  g_assert_true (fabs (width - 210 * 72 / 25.4) < 2);
  g_assert_true (fabs (height - width * 820 / 1240) < 1);
  g_assert_true (fabs (pd_paper_get_dpi (paper, 0) - 150) < 1);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cr = cairo_create (surface);
  g_assert_true (pd_paper_draw (paper, 0, cr, PD_PAPER_SCREEN, NULL, &error));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  row = (const guint32 *) (gpointer) (cairo_image_surface_get_data (surface) +
                                      100 * cairo_image_surface_get_stride (surface));
  g_assert_cmpuint (row[50] & 0xffffff, ==, 0xff0000);
  g_assert_cmpuint (row[(int) width - 50] & 0xffffff, ==, 0x0000ff);
  cairo_surface_destroy (surface);
  text = pd_paper_get_text (paper, 0);
  g_assert_cmpstr (text, ==, "");
}

/* Noise as a photograph has it, which no other form makes small, below a red corner; @orientation is what the camera
 * says of how it was held. */
static GBytes *
jpeg (guint8 orientation, int width, int height)
{
  const guint8 exif[] = {
    0xff, 0xe1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I',         'I', 42, 0, 8, 0, 0, 0,
    1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, orientation, 0,   0,  0, 0, 0, 0, 0
  };
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GdkPixbuf) corner = gdk_pixbuf_new_subpixbuf (picture, 0, 0, width / 4, height / 4);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guchar *pixels = gdk_pixbuf_get_pixels (picture);
  g_autofree char *data = NULL;
  GByteArray *file = g_byte_array_new ();
  gsize size;

  gdk_pixbuf_fill (picture, 0x404040ff);
  for (int i = 0; i < MIN (400 * 3 * 300, gdk_pixbuf_get_rowstride (picture) * (height - 1)); i++)
    pixels[i] = (guchar) g_rand_int_range (random, 0, 128);
  gdk_pixbuf_fill (corner, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (picture, &data, &size, "jpeg", NULL, "quality", "60", NULL));
  g_byte_array_append (file, (const guint8 *) data, 2);
  if (orientation > 0)
    g_byte_array_append (file, exif, sizeof exif);
  g_byte_array_append (file, (const guint8 *) data + 2, (guint) size - 2);
  return g_byte_array_free_to_bytes (file);
}

static GBytes *
print (PdPaper *paper)
{
  GByteArray *pdf = g_byte_array_new ();
  double width, height;
  cairo_surface_t *surface;
  cairo_t *cr;

  pd_paper_get_page_size (paper, 0, &width, &height);
  surface = cairo_pdf_surface_create_for_stream (append_cb, pdf, width, height);
  cr = cairo_create (surface);
  g_assert_true (pd_paper_draw (paper, 0, cr, PD_PAPER_PRINTER, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (pdf);
}

/* In which corner the red is: 0 upper left, 1 upper right, 2 lower left, 3 lower right. */
static guint
red_corner (PdPaper *paper)
{
  double width, height;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint corner = 4;

  pd_paper_get_page_size (paper, 0, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cr = cairo_create (surface);
  g_assert_true (pd_paper_draw (paper, 0, cr, PD_PAPER_SCREEN, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (guint i = 0; i < 4; i++)
    {
      int x = (int) (width * (i % 2 == 0 ? 0.1 : 0.9)), y = (int) (height * (i / 2 == 0 ? 0.1 : 0.9));
      const guchar *row = cairo_image_surface_get_data (surface) +
                          (gsize) y * (gsize) cairo_image_surface_get_stride (surface);

      if ((((const guint32 *) (gconstpointer) row)[x] >> 16 & 0xff) > 200)
        {
          g_assert_cmpuint (corner, ==, 4);
          corner = i;
        }
    }
  cairo_surface_destroy (surface);
  return corner;
}

/* However the camera was held, the photograph stands upright on screen and on paper, and is in the PDF byte for byte. */
static void
test_photograph (void)
{
  static const guint corners[] = { 0, 0, 1, 3, 2, 0, 1, 3, 2, 0 };

  for (guint8 orientation = 0; orientation < G_N_ELEMENTS (corners); orientation++)
    {
      g_autoptr (GBytes) bytes = jpeg (orientation, 400, 300);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdPaper) paper = pd_paper_open (bytes, "照片.jpg", NULL, &error);
      g_autoptr (GBytes) pdf = NULL;
      g_autoptr (PdPaper) printed = NULL;
      double width, height;

      g_assert_no_error (error);
      pd_paper_get_page_size (paper, 0, &width, &height);
      g_assert_true (fabs (width - 210 * 72 / 25.4) < 2);
      g_assert_true (orientation >= 5 && orientation <= 8 ? height > width : width > height);
      g_assert_cmpuint (red_corner (paper), ==, corners[orientation]);
      pdf = print (paper);
      printed = pd_paper_open (pdf, "printed.pdf", NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (red_corner (printed), ==, corners[orientation]);
      g_assert_nonnull (memmem (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf),
                                g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
      g_assert_cmpuint (g_bytes_get_size (pdf), <, g_bytes_get_size (bytes) + 4000);
    }
}

/* One that is made smaller for the screen goes to paper with all its dots. */
static void
test_large_photograph (void)
{
  g_autoptr (GBytes) bytes = jpeg (8, 4200, 4000);
  g_autoptr (PdPaper) paper = pd_paper_open (bytes, "照片.jpg", NULL, NULL);
  g_autoptr (GBytes) pdf = print (paper);
  g_autoptr (PdPaper) printed = pd_paper_open (pdf, "printed.pdf", NULL, NULL);

  g_assert_cmpuint (red_corner (paper), ==, 2);
  g_assert_cmpuint (red_corner (printed), ==, 2);
  g_assert_nonnull (memmem (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf),
                            g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}

static void
test_damaged (void)
{
  g_autoptr (GBytes) bytes = png (100, 100);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, 60);
  /* 30 000 × 30 000 points in a head alone */
  static const guint8 bomb[] = { 0x89, 'P',  'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0,    0,
                                 13,   'I',  'H', 'D', 'R',  0,    0,    0x75, 0x30, 0,    0,
                                 0x75, 0x30, 8,   2,   0,    0,    0,    0x0d, 0x9d, 0xe7, 0x63 };
  g_autoptr (GBytes) large = g_bytes_new_static (bomb, sizeof bomb);
  GBytes *files[] = { cut, large };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pd_paper_open (files[i], "图.png", NULL, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, "图.png"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/image/page", test_page);
  g_test_add_func ("/paper/image/photograph", test_photograph);
  g_test_add_func ("/paper/image/large-photograph", test_large_photograph);
  g_test_add_func ("/paper/image/damaged", test_damaged);
  return g_test_run ();
}
