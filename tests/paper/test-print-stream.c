/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-print-cover.h"
#include "paper/pd-print-stream.h"

#include <math.h>

#include "document/invoice-fixture.h"
#include "document/pd-invoice-pages.h"
#include "paper/pd-paper-private.h"

#define SCALE (150.0 / 72)

static GPtrArray *
queue (guint n)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (3, TRUE);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_print_item_free);

  for (guint i = 0; i < n; i++)
    {
      PdPrintItem *item = pd_print_item_new (pd_paper_new_for_invoice (invoice));

      item->number = g_strdup_printf ("2633000000000000%04u", i);
      item->date = g_strdup ("2026-04-02");
      item->party = g_strdup ("甲有限公司");
      item->has_total = i != 1;
      item->total = 113000;
      g_ptr_array_add (items, item);
    }
  return items;
}

static PdPrintStream *
make (GPtrArray *items, const PdPrintSettings *settings)
{
  g_autoptr (GError) error = NULL;
  PdPrintStream *stream = pd_print_stream_new (items, settings, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return stream;
}

static cairo_surface_t *
blank (double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) round (width * SCALE),
                                                         (int) round (height * SCALE));
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

/* A page of the file as a printer gets it: drawn on nothing, then laid on white. */
static cairo_surface_t *
render (GBytes *pdf, guint page)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPaper) paper = pd_paper_open (pdf, "stream", NULL, &error);
  cairo_surface_t *surface;
  double width, height;
  cairo_t *cr;

  g_assert_no_error (error);
  pd_paper_get_page_size (paper, page, &width, &height);
  surface = blank (width, height);
  cr = cairo_create (surface);
  cairo_push_group (cr);
  cairo_scale (cr, SCALE, SCALE);
  g_assert_true (pd_paper_draw (paper, page, cr, PD_PAPER_PRINTER, NULL, &error));
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static const guint8 *
pixel (cairo_surface_t *surface, int x, int y)
{
  return cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x;
}

/* The mean difference of two pictures, 0–255. */
static double
difference (cairo_surface_t *a, cairo_surface_t *b)
{
  int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  double sum = 0;

  g_assert_cmpint (width, ==, cairo_image_surface_get_width (b));
  g_assert_cmpint (height, ==, cairo_image_surface_get_height (b));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int channel = 0; channel < 3; channel++)
        sum += abs (pixel (a, x, y)[channel] - pixel (b, x, y)[channel]);
  return sum / (3.0 * width * height);
}

/* What is printed is what the document shows, in its place: against the invoice drawn there without any file. */
static void
test_same_picture (void)
{
  g_autoptr (GPtrArray) items = queue (2);
  g_autoptr (PdPrintStream) stream = NULL;
  PdPrintSettings settings;
  const PdPrintSheet *sheet;
  cairo_surface_t *printed, *drawn;
  cairo_t *cr;

  pd_print_settings_init (&settings);
  settings.cut_lines = FALSE;
  stream = make (items, &settings);
  g_assert_cmpuint (stream->sheets->len, ==, 1);
  sheet = stream->sheets->pdata[0];
  printed = render (stream->pdf, 0);
  drawn = blank (sheet->width, sheet->height);
  g_assert_cmpfloat (difference (printed, drawn), >, 3); /* there is something */

  cr = cairo_create (drawn);
  cairo_scale (cr, SCALE, SCALE);
  for (guint i = 0; i < 2; i++)
    {
      const PdPlacement *placement = &g_array_index (sheet->placements, PdPlacement, i);
      const PdPrintItem *item = items->pdata[placement->item];

      cairo_save (cr);
      cairo_translate (cr, placement->x, placement->y);
      cairo_scale (cr, placement->scale, placement->scale);
      g_assert_true (pd_paper_draw (item->paper, 0, cr, PD_PAPER_SCREEN, NULL, NULL));
      cairo_restore (cr);
    }
  cairo_destroy (cr);
  cairo_surface_flush (drawn);
  /* Two rasterisers set the edges of glyphs differently; a page that is moved by one point differs by 6. */
  g_assert_cmpfloat (difference (printed, drawn), <, 2);
  cairo_surface_destroy (drawn);
  cairo_surface_destroy (printed);
}

static void
test_grey (void)
{
  g_autoptr (GPtrArray) items = queue (1);
  g_autoptr (PdPrintStream) colour = NULL;
  g_autoptr (PdPrintStream) grey = NULL;
  PdPrintSettings settings;
  cairo_surface_t *in_colour, *in_grey;
  guint n_coloured = 0, n_coloured_grey = 0;

  pd_print_settings_init (&settings);
  colour = make (items, &settings);
  settings.grey = TRUE;
  grey = make (items, &settings);
  in_colour = render (colour->pdf, 0);
  in_grey = render (grey->pdf, 0);
  /* The outermost pixels are half covered by the page, which on nothing tints them. */
  for (int y = 2; y < cairo_image_surface_get_height (in_grey) - 2; y++)
    for (int x = 2; x < cairo_image_surface_get_width (in_grey) - 2; x++)
      {
        const guint8 *a = pixel (in_colour, x, y), *b = pixel (in_grey, x, y);

        n_coloured += abs (a[2] - a[1]) > 8;
        n_coloured_grey += abs (b[2] - b[1]) > 8 || abs (b[0] - b[1]) > 8;
      }
  g_assert_cmpuint (n_coloured, >, 1000);
  g_assert_cmpuint (n_coloured_grey, ==, 0);
  g_assert_cmpuint (pixel (in_grey, 3, 3)[0], ==, 255);
  g_assert_cmpfloat (difference (in_grey, in_colour), <, 6); /* it is still there */
  cairo_surface_destroy (in_colour);
  cairo_surface_destroy (in_grey);
}

static char *
page_text (GBytes *pdf, guint page)
{
  g_autoptr (PdPaper) paper = pd_paper_open (pdf, "stream", NULL, NULL);
  g_autoptr (GArray) glyphs = pd_paper_get_glyphs (paper, page);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < glyphs->len; i++)
    g_string_append_unichar (text, g_array_index (glyphs, PdPaperGlyph, i).character);
  return g_string_free (text, FALSE);
}

/* An invoice that is there as two files is added up once. */
static void
test_cover_sum (void)
{
  PdPrintItem pdf = {
    NULL, (char *) "26330000000000000017", (char *) "2026-03-04", (char *) "甲", TRUE, 10600, 2
  };
  PdPrintItem xml = pdf, other = pdf, old = pdf, elsewhere = pdf, unknown = pdf;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autofree char *text = NULL;

  xml.party = NULL;
  other.number = (char *) "26330000000000000018";
  old.number = elsewhere.number = (char *) "12235358";
  elsewhere.party = (char *) "乙";
  unknown.has_total = FALSE;
  for (guint i = 0; i < 6; i++)
    g_ptr_array_add (items, (PdPrintItem *[]){ &pdf, &xml, &other, &old, &elsewhere, &unknown }[i]);
  text = pd_print_cover_sum (items);
  g_assert_true (g_str_has_prefix (text, "共 6 张　合计 ¥424.00　肆佰贰拾肆圆整"));
  g_assert_nonnull (strstr (text, "1 张金额未知"));
  g_assert_nonnull (strstr (text, "其中 1 张"));
}

static void
test_cover_and_numbers (void)
{
  g_autoptr (GPtrArray) items = queue (31);
  g_autoptr (PdPrintStream) stream = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  PdPrintSettings settings;

  pd_print_settings_init (&settings);
  settings.cover = TRUE;
  settings.sheet_numbers = TRUE;
  stream = make (items, &settings);
  g_assert_cmpuint (stream->n_cover_sheets, ==, 2);
  g_assert_cmpuint (stream->sheets->len, ==, 16);
  first = page_text (stream->pdf, 0);
  second = page_text (stream->pdf, 1);
  third = page_text (stream->pdf, 2);
  g_assert_nonnull (strstr (first, "粘贴单"));
  g_assert_nonnull (strstr (first, "26330000000000000029"));
  g_assert_null (strstr (first, "合计 ¥"));
  g_assert_nonnull (strstr (second, "26330000000000000030"));
  /* 30 of 31 at 1130.00; the one without an amount is told. */
  g_assert_nonnull (strstr (second, "33,900.00"));
  g_assert_nonnull (strstr (second, "另有 1 张"));
  g_assert_nonnull (strstr (third, "3 / 18"));
}

/* Hundreds in one go: each page is there, and it may be stopped. */
static void
count_cb (guint done, guint total, gpointer data)
{
  GCancellable *cancellable = data;

  g_assert_cmpuint (done, <=, 10);
  if (done == 10)
    g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  g_autoptr (GPtrArray) items = queue (200);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  PdPrintSettings settings;

  pd_print_settings_init (&settings);
  g_assert_null (pd_print_stream_new (items, &settings, count_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_papers (void)
{
  g_autoptr (GBytes) broken = g_bytes_new_static ("%PDF-1.4\n", 9);
  g_autoptr (GBytes) unknown = g_bytes_new_static ("hello", 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  g_assert_null (pd_paper_open (broken, "a.pdf", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (pd_paper_open (unknown, "a.txt", NULL, &other));
  g_assert_error (other, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

/* What an XML invoice says is shown on a page, since it has none. */
static void
test_xml (void)
{
  static const char text[] =
      "<FP><FPHM>26330000000000000017</FPHM><KPRQ>20260402</KPRQ><XSFMC>甲有限公司</XSFMC>"
      "<GMFMC>乙有限公司</GMFMC><HJJE>100.00</HJJE><HJSE>13.00</HJSE><JSHJXX>113.00</JSHJXX>"
      "<FPMX><XMMC>茶</XMMC><SL>2</SL><DJ>50</DJ><JE>100.00</JE><SLV>0.13</SLV><SE>13.00</SE>"
      "</FPMX></FP>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_print_item_free);
  g_autoptr (PdPrintStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;
  PdPrintSettings settings;
  g_autofree char *shown = NULL;
  PdPaper *paper = pd_paper_open (bytes, "a.xml", NULL, &error);

  g_assert_no_error (error);
  /* it can be looked through before it is printed */
  shown = pd_paper_get_text (paper, 0);
  g_assert_nonnull (strstr (shown, "26330000000000000017"));
  g_ptr_array_add (items, pd_print_item_new (paper));
  pd_print_settings_init (&settings);
  stream = make (items, &settings);
  /* nobody takes it for the issuer's own picture */
  g_assert_nonnull (strstr (pd_paper_get_omission (paper, 0), "no page of its own"));
  page = page_text (stream->pdf, 0);
  g_assert_nonnull (strstr (page, "26330000000000000017"));
  g_assert_nonnull (strstr (page, "2026年04月02日"));
  g_assert_nonnull (strstr (page, "甲有限公司"));
  g_assert_nonnull (strstr (page, "壹佰壹拾叁圆整"));
}

static void
test_test_page (void)
{
  PdImpositionSettings settings;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) error = NULL;
  cairo_surface_t *picture;
  int x = (int) round ((20 * PD_POINTS_PER_MM + 10) * SCALE);

  pd_imposition_settings_init (&settings);
  settings.offset_x = 10;
  page = pd_print_test_page (&settings, "Office", &error);
  g_assert_no_error (error);
  picture = render (page, 0);
  /* The left line of the frame is dark 20 mm and ten points from the edge, half way between two ticks. */
  g_assert_cmpuint (MIN (pixel (picture, x, 300)[0], pixel (picture, x - 1, 300)[0]), <, 200);
  g_assert_cmpuint (pixel (picture, x - 10, 300)[0], ==, 255);
  cairo_surface_destroy (picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print-stream/same-picture", test_same_picture);
  g_test_add_func ("/print-stream/grey", test_grey);
  g_test_add_func ("/print-stream/cover-sum", test_cover_sum);
  g_test_add_func ("/print-stream/cover-and-numbers", test_cover_and_numbers);
  g_test_add_func ("/print-stream/cancel", test_cancel);
  g_test_add_func ("/print-stream/papers", test_papers);
  g_test_add_func ("/print-stream/xml", test_xml);
  g_test_add_func ("/print-stream/test-page", test_test_page);
  return g_test_run ();
}
