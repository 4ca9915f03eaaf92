/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-read-private.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <qrencode.h>
#include <signal.h>
#include <string.h>

#include "ofd/pd-ofd-image.h"
#include "picture-fixture.h"

static char *program;

#define CODE "01,32,,26330000000000000017,106.00,20260304,,"

/* A picture with the code of an invoice, turned by so many degrees; @inverted: light on dark. */
static cairo_surface_t *
picture (double degrees, gboolean inverted, double side)
{
  QRcode *code = QRcode_encodeString (CODE, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  int size = (int) (side * 3);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size, size);
  cairo_t *cr = cairo_create (surface);
  double module = side / code->width;

  cairo_set_source_rgb (cr, inverted ? 0 : 1, inverted ? 0 : 1, inverted ? 0 : 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, inverted ? 1 : 0, inverted ? 1 : 0, inverted ? 1 : 0);
  cairo_translate (cr, size / 2.0, size / 2.0);
  cairo_rotate (cr, degrees * G_PI / 180);
  for (int i = 0; i < code->width * code->width; i++)
    if (code->data[i] & 1)
      cairo_rectangle (cr, i % code->width * module - side / 2, i / code->width * module - side / 2, module,
                       module);
  cairo_fill (cr);
  cairo_destroy (cr);
  QRcode_free (code);
  return surface;
}

static void
assert_read (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, "a.png", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pd_reading_get_format (reading), ==, "image");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "106.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, "digital_ordinary");
  /* What the code does not say is told to be missing, so that nobody takes it for all. */
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, >=, 2);
}

static void
test_codes (void)
{
  static const struct
  {
    double degrees;
    gboolean inverted;
    double side;
  } rows[] = {
    { 0, FALSE, 120 },  { 90, FALSE, 120 }, { 180, FALSE, 120 }, { 270, FALSE, 120 },
    { 17, FALSE, 200 }, { 0, TRUE, 120 },   { 0, FALSE, 70 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdOfdPicture) surface = picture (rows[i].degrees, rows[i].inverted, rows[i].side);
      g_autoptr (GBytes) bytes = picture_fixture_png (surface);

      g_test_message ("turned by %g, inverted %d, %g points", rows[i].degrees, rows[i].inverted,
                      rows[i].side);
      assert_read (bytes);
    }
}

static void
test_formats (void)
{
  g_autoptr (PdOfdPicture) surface = picture (0, FALSE, 120);
  GBytes *files[] = { picture_fixture_png (surface), picture_fixture_jpeg (surface, 75),
                      picture_fixture_bmp (surface), picture_fixture_tiff (surface, 1, 300),
                      picture_fixture_tiff (surface, 6, 0) };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (pd_read_format (files[i]), ==, "image");
      assert_read (files[i]);
      g_bytes_unref (files[i]);
    }
}

static void
assert_refused (GBytes *bytes, PdReadError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, "a.png", NULL, &error);

  g_assert_null (reading);
  g_assert_error (error, PD_READ_ERROR, (int) code);
}

/* A picture that says it has 30 000 × 30 000 points is refused by its head, before memory is taken for it. */
static void
test_large (void)
{
  static const guint8 png[] = {
    0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,   0,   13,   'I',  'H',  'D',
    'R',  0,    0,    0x75, 0x30, 0,    0,    0x75, 0x30, 8,   2,   0,    0,    0,    0xE9,
    0x45, 0x6F, 0xED, 0,    0,    0,    0,    'I',  'D',  'A', 'T', 0x35, 0xAF, 0x06, 0x1E,
  };
  static const guint8 bmp[] = {
    'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 0x30, 0x75, 0, 0, 0x30, 0x75, 0, 0, 1, 0, 24,
    0,   0,   0, 0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 0, 0,  0, 0, 0, 0,    0,    0, 0, 0,    0,    0, 0, 0, 0, 0,
  };
  g_autoptr (GBytes) one = g_bytes_new_static (png, sizeof png);
  g_autoptr (GBytes) two = g_bytes_new_static (bmp, sizeof bmp);

  assert_refused (one, PD_READ_ERROR_TOO_LARGE);
  assert_refused (two, PD_READ_ERROR_TOO_LARGE);
}

static void
test_bad (void)
{
  g_autoptr (PdOfdPicture) surface = picture (0, FALSE, 120);
  g_autoptr (PdOfdPicture) clear = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);
  g_autoptr (GBytes) png = picture_fixture_png (surface);
  g_autoptr (GBytes) jpeg = picture_fixture_jpeg (surface, 75);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (png, 0, g_bytes_get_size (png) / 2);
  g_autoptr (GBytes) nothing = picture_fixture_png (clear);

  /* The upper half of a picture would be decoded, and what is missing be looked for in vain. */
  assert_refused (half, PD_READ_ERROR_DAMAGED);
  assert_refused (nothing, PD_READ_ERROR_NO_INVOICE);
  /* A byte changed anywhere: an answer, whichever. */
  for (guint i = 1; i < 30; i++)
    {
      gsize size = g_bytes_get_size (jpeg);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (jpeg, NULL), size);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (PdReading) reading = NULL;

      copy[size * i / 30] ^= 0x5A;
      changed = g_bytes_new (copy, size);
      reading = pd_read_invoice (changed, "a.jpg", NULL, NULL);
    }
}

/* The recognised text of a page that we drew ourselves; only where the program is installed. */
static void
test_text (void)
{
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autoptr (PdReading) reading = pd_reading_new ("a.png", "image");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1800, 700);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_select_font_face (cr, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 36);
  cairo_move_to (cr, 1100, 100);
  cairo_show_text (cr, "发票号码：26330000000000000017");
  cairo_move_to (cr, 1100, 200);
  cairo_show_text (cr, "开票日期：2026年03月04日");
  cairo_move_to (cr, 100, 400);
  cairo_show_text (cr, "价税合计（大写）");
  cairo_move_to (cr, 1000, 400);
  cairo_show_text (cr, "（小写）¥106.00");
  cairo_destroy (cr);
  g_setenv ("PATH", folder != NULL ? folder : "", TRUE);
  if (program != NULL)
    pd_read_picture_text (reading, surface, 0, NULL);
  cairo_surface_destroy (surface);
  pd_reading_settle (reading);
  if (pd_reading_get (reading, PD_READING_NUMBER) == NULL)
    {
      g_test_skip ("no program that recognises Chinese");
      return;
    }
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpint (pd_reading_get_value (reading, PD_READING_NUMBER)->source, ==, PD_READING_SOURCE_OCR);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_ISSUE_DATE), ==, "2026-03-04");
}

/* Signs of a line, each a black block. */
static void
draw_line (cairo_t *cr, double x, double y, guint n)
{
  for (guint i = 0; i < n; i++)
    cairo_rectangle (cr, x + 30 * i, y, 22, 26);
  cairo_fill (cr);
}

/* Where a program stands in for the one that recognises: it answers for the lines of a picture from the left. */
static void
test_lines (void)
{
  static const char script[] =
      "#!/bin/sh\nwhile read -r line; do :; done\n"
      "row() { printf '5\\t%s\\t1\\t1\\t1\\t1\\t%s\\t10\\t80\\t26\\t%s\\t%s\\n' \"$@\"; }\n"
      "case \"$*\" in\n"
      "*chi_sim*) row 1 10 90 '价税合计(大写)'; row 2 10 5 '【小写)'; row 2 120 8 '至35559.'; row 2 200 90 "
      "69;\n"
      "row 3 10 40 '发杰号码'; row 3 140 90 ';26330000000000000071';;\n"
      "*) row 1 10 95 35559.69; row 2 10 93 26330000000000000017;;\nesac\n";
  g_autofree char *folder = g_dir_make_tmp ("piaodan-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tesseract", NULL);
  g_autoptr (PdReading) reading = pd_reading_new ("a.png", "image");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 2000, 1100);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  draw_line (cr, 90, 780, 8);
  draw_line (cr, 1145, 780, 13);
  draw_line (cr, 1250, 40, 20);
  cairo_destroy (cr);
  g_assert_true (g_file_set_contents_full (path, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_setenv ("PATH", folder, TRUE);
  pd_read_picture_text (reading, surface, 0, NULL);
  g_setenv ("PATH", "", TRUE);
  cairo_surface_destroy (surface);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  pd_reading_settle (reading);
  /* A label with a wrong sign is known, and figures are believed to who is surer of them. */
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "35559.69");
}

/* The program ends before it has taken the picture, as it does without its Chinese. */
static void
test_mute (void)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tesseract", NULL);
  g_autoptr (PdReading) reading = pd_reading_new ("a.png", "image");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1650, 1100);
  guint32 *pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 1650 * 1100; i++)
    pixels[i] = g_rand_int (random);
  cairo_surface_mark_dirty (surface);
  g_assert_true (
      g_file_set_contents_full (path, "#!/bin/sh\nexit 1\n", -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_setenv ("PATH", folder, TRUE);
  pd_read_picture_text (reading, surface, 0, NULL);
  g_setenv ("PATH", "", TRUE);
  cairo_surface_destroy (surface);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 1);
}

int
main (int argc, char **argv)
{
  /* As the program that reads files does. */
  signal (SIGPIPE, SIG_IGN);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  /* The program that recognises text takes its time: one test has it. */
  program = g_find_program_in_path ("tesseract");
  g_setenv ("PATH", "", TRUE);
  g_test_add_func ("/read-image/codes", test_codes);
  g_test_add_func ("/read-image/formats", test_formats);
  g_test_add_func ("/read-image/large", test_large);
  g_test_add_func ("/read-image/bad", test_bad);
  g_test_add_func ("/read-image/lines", test_lines);
  g_test_add_func ("/read-image/mute", test_mute);
  g_test_add_func ("/read-image/text", test_text);
  return g_test_run ();
}
