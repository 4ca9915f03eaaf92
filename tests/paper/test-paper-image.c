/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#include "picture-fixture.h"

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
  GBytes *bytes;
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, 0, 0, width / 2.0, height);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 1);
  cairo_rectangle (cr, width / 2.0, 0, width / 2.0, height);
  cairo_fill (cr);
  cairo_destroy (cr);
  bytes = picture_fixture_png (surface);
  cairo_surface_destroy (surface);
  return bytes;
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

/* Noise as a photograph has it, which no other form makes small, below a red corner. */
static cairo_surface_t *
photograph (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint32 *dots = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  cairo_t *cr;

  for (int i = 0; i < width * height; i++)
    dots[i] = i < 400 * 300 ? g_rand_int (random) & 0x7F7F7F : 0x404040;
  cairo_surface_mark_dirty (surface);
  cr = cairo_create (surface);
  cairo_rectangle (cr, 0, 0, width / 4, height / 4);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_fill (cr);
  cairo_destroy (cr);
  return surface;
}

/* @orientation: what the camera says of how it was held. */
static GBytes *
jpeg (guint8 orientation, int width, int height)
{
  const guint8 exif[] = {
    0xff, 0xe1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I',         'I', 42, 0, 8, 0, 0, 0,
    1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, orientation, 0,   0,  0, 0, 0, 0, 0
  };
  cairo_surface_t *surface = photograph (width, height);
  g_autoptr (GBytes) plain = picture_fixture_jpeg (surface, 60);
  const guint8 *data = g_bytes_get_data (plain, NULL);
  GByteArray *file = g_byte_array_new ();

  cairo_surface_destroy (surface);
  g_byte_array_append (file, data, 2);
  if (orientation > 0)
    g_byte_array_append (file, exif, sizeof exif);
  g_byte_array_append (file, data + 2, (guint) g_bytes_get_size (plain) - 2);
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

/* What a scanner says of how the sheet lay, and of how fine it looked, holds. */
static void
test_scan (void)
{
  static const guint corners[] = { 0, 1, 3, 2, 0, 1, 3, 2 };

  for (guint turn = 1; turn <= G_N_ELEMENTS (corners); turn++)
    for (guint dpi = 0; dpi <= 200; dpi += 200)
      {
        cairo_surface_t *surface = photograph (400, 300);
        g_autoptr (GBytes) bytes = picture_fixture_tiff (surface, turn, dpi);
        g_autoptr (GError) error = NULL;
        g_autoptr (PdPaper) paper = pd_paper_open (bytes, "扫描.tif", NULL, &error);
        double width, height;

        cairo_surface_destroy (surface);
        g_assert_no_error (error);
        pd_paper_get_page_size (paper, 0, &width, &height);
        g_assert_cmpuint (red_corner (paper), ==, corners[turn - 1]);
        g_assert_true (turn >= 5 ? height > width : width > height);
        if (dpi > 0)
          g_assert_true (fabs (MAX (width, height) - 400 * 72.0 / dpi) < 1);
        else
          g_assert_true (fabs (width - 210 * 72 / 25.4) < 2);
      }
}

/* A PNG and a JPEG that say how fine they are. */
static void
test_resolution (void)
{
  static const guint8 chunk[] = { 0,    0, 0, 9,    'p',  'H', 'Y',  's',  0,    0,   0x1E,
                                  0xC3, 0, 0, 0x1E, 0xC3, 1,   0xBC, 0x97, 0x97, 0xDA };
  g_autoptr (GBytes) plain_png = png (1000, 700);
  g_autoptr (GBytes) plain_jpeg = jpeg (0, 1000, 700);
  GByteArray *files[] = { g_byte_array_new (), g_byte_array_new () };
  const guint head = 8 + 25;

  g_byte_array_append (files[0], g_bytes_get_data (plain_png, NULL), head);
  g_byte_array_append (files[0], chunk, sizeof chunk);
  g_byte_array_append (files[0], (const guint8 *) g_bytes_get_data (plain_png, NULL) + head,
                       (guint) g_bytes_get_size (plain_png) - head);
  g_byte_array_append (files[1], g_bytes_get_data (plain_jpeg, NULL), (guint) g_bytes_get_size (plain_jpeg));
  /* dots an inch, in the head of JFIF */
  files[1]->data[13] = 1;
  files[1]->data[15] = files[1]->data[17] = 200;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (files[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdPaper) paper = pd_paper_open (bytes, "扫描", NULL, &error);
      double width, height;

      g_assert_no_error (error);
      pd_paper_get_page_size (paper, 0, &width, &height);
      g_assert_true (fabs (width - 360) < 1);
      g_assert_true (fabs (height - 252) < 1);
    }
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
  g_test_add_func ("/paper/image/scan", test_scan);
  g_test_add_func ("/paper/image/resolution", test_resolution);
  g_test_add_func ("/paper/image/damaged", test_damaged);
  return g_test_run ();
}
