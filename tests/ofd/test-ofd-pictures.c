/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "der-fixture.h"
#include "ofd-drawing.h"

#include <cairo-pdf.h>
#include <string.h>
#include <sys/resource.h>

#include "picture-fixture.h"

static cairo_status_t
append (void *data, const unsigned char *chunk, unsigned int size)
{
  g_byte_array_append (data, chunk, size);
  return CAIRO_STATUS_SUCCESS;
}

/* Left half red, right half of @right; 20 × 10 dots. */
static GBytes *
create_png (double right)
{
  g_autoptr (Surface) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 20, 10);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, right, right);
  cairo_paint (cr);
  cairo_rectangle (cr, 0, 0, 10, 10);
  cairo_set_source_rgb (cr, right, 0, 0);
  cairo_fill (cr);
  cairo_destroy (cr);
  return picture_fixture_png (surface);
}

/* All blue. */
static GBytes *
create_jpeg (void)
{
  g_autoptr (Surface) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 16, 16);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 0, 0, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  return picture_fixture_jpeg (surface, 75);
}

/* Two by two dots: red blue, green green. */
static Surface *
create_four (void)
{
  Surface *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 2, 2);
  guint32 *dots = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);

  dots[0] = 0xFF0000;
  dots[1] = 0x0000FF;
  dots[2] = dots[3] = 0x00FF00;
  cairo_surface_mark_dirty (surface);
  return surface;
}

static GBytes *
create_bmp (void)
{
  g_autoptr (Surface) surface = create_four ();

  return picture_fixture_bmp (surface);
}

static GBytes *
create_tiff (void)
{
  g_autoptr (Surface) surface = create_four ();

  return picture_fixture_tiff (surface, 1, 0);
}

#define GIF_CONTROL (13 + 3 * 16 + 3)
#define GIF_FRAME_AT (GIF_CONTROL + 6)

/* Nine lines of twelve dots, each of a colour of its own, interlaced; the last shows what is under it. */
static GBytes *
create_gif (void)
{
  static const guint8 file[] = {
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x0C, 0x00, 0x09, 0x00, 0xF3, 0x00, 0x00, 0x80, 0x7F, 0x40, 0x70,
    0x8F, 0x18, 0x00, 0xFF, 0x00, 0x10, 0xEF, 0x28, 0x20, 0xDF, 0x50, 0x30, 0xCF, 0x78, 0x40, 0xBF, 0xA0,
    0x50, 0xAF, 0xC8, 0x60, 0x9F, 0xF0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0xF9, 0x04, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x2C, 0x00, 0x00, 0x00, 0x00, 0x0C, 0x00, 0x09, 0x00, 0x40, 0x04, 0x22, 0x50, 0xC8, 0x49, 0x25,
    0xB8, 0x38, 0x5F, 0xC3, 0xBB, 0xE7, 0x44, 0x28, 0x8E, 0x21, 0x62, 0x9E, 0xA8, 0x39, 0xAC, 0x6C, 0xBB,
    0x16, 0x70, 0x2C, 0xC3, 0x47, 0x6D, 0xDF, 0x75, 0xA0, 0xEF, 0xBC, 0x1E, 0x01, 0x00, 0x3B,
  };
  guint8 *copy = g_memdup2 (file, sizeof file);

  copy[GIF_CONTROL] = 1;
  copy[GIF_CONTROL + 3] = 0;
  return g_bytes_new_take (copy, sizeof file);
}

#define MEDIA                                                                                                \
  "<ofd:MultiMedias><ofd:MultiMedia ID=\"30\" Type=\"Image\"><ofd:MediaFile>a.bin</ofd:MediaFile>"           \
  "</ofd:MultiMedia><ofd:MultiMedia ID=\"31\" "                                                              \
  "Type=\"Image\"><ofd:MediaFile>b.bin</ofd:MediaFile></ofd:MultiMedia>"                                     \
  "</ofd:MultiMedias>"
#define IMAGE(attributes)                                                                                    \
  LAYER ("<ofd:ImageObject ResourceID=\"30\" Boundary=\"20 20 20 10\" CTM=\"20 0 0 10 0 0\" " attributes "/" \
         ">")

static Surface *
draw_picture (GBytes *picture, const char *layers, GBytes *second, char **omissions)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){ .resources = MEDIA, .layers = layers });

  if (picture != NULL)
    zip_fixture_add_bytes (zip, "Doc_0/Res/a.bin", picture);
  if (second != NULL)
    zip_fixture_add_bytes (zip, "Doc_0/Res/b.bin", second);
  return ofd_drawing_zip (zip, omissions);
}

static void
test_pictures (void)
{
  g_autoptr (GBytes) png = create_png (1);
  g_autoptr (GBytes) mask = create_png (0);
  g_autoptr (GBytes) jpeg = create_jpeg ();
  g_autoptr (GBytes) bmp = create_bmp ();
  g_autoptr (GBytes) tiff = create_tiff ();
  g_autofree char *none = NULL;

  {
    g_autoptr (Surface) surface = draw_picture (png, IMAGE (""), NULL, &none);

    g_assert_cmpstr (none, ==, "");
    g_assert_cmphex (ofd_drawing_dot_at (surface, 24, 25), ==, 0xFF0000);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 36, 25), ==, 0xFFFFFF);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 42, 25), ==, 0xFFFFFF);
  }
  {
    g_autoptr (Surface) surface = draw_picture (
        png,
        LAYER (
            "<ofd:ImageObject ResourceID=\"30\" Boundary=\"20 20 20 10\" CTM=\"20 0 0 10 0 0\"><ofd:Border "
            "LineWidth=\"2\"><ofd:BorderColor Value=\"0 0 255\"/></ofd:Border></ofd:ImageObject>"),
        NULL, NULL);

    g_assert_cmphex (ofd_drawing_dot_at (surface, 19.5, 25), ==, 0x0000FF);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 24, 25), ==, 0xFF0000);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 18, 25), ==, 0xFFFFFF);
  }
  {
    g_autoptr (Surface) surface = draw_picture (png, IMAGE ("ImageMask=\"31\""), mask, NULL);

    g_assert_cmphex (ofd_drawing_dot_at (surface, 24, 25), ==, 0xFFFFFF);
  }
  {
    g_autoptr (Surface) surface = draw_picture (jpeg, IMAGE (""), NULL, NULL);

    g_assert_true (ofd_drawing_is_near (ofd_drawing_dot_at (surface, 30, 25), 0x0000FF));
  }
  {
    g_autoptr (Surface) surface = draw_picture (bmp, IMAGE (""), NULL, NULL);

    g_assert_cmphex (ofd_drawing_dot_at (surface, 21, 21), ==, 0xFF0000);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 39, 21), ==, 0x0000FF);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 21, 29), ==, 0x00FF00);
  }
  {
    g_autoptr (Surface) surface = draw_picture (tiff, IMAGE (""), NULL, NULL);

    g_assert_cmphex (ofd_drawing_dot_at (surface, 21, 21), ==, 0xFF0000);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 39, 21), ==, 0x0000FF);
    g_assert_cmphex (ofd_drawing_dot_at (surface, 21, 29), ==, 0x00FF00);
  }
}

/* Of a frame that is larger than the ground of the file and stands off its corner only what is on the ground is shown. */
static void
check_gif_over_edge (GBytes *gif)
{
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (gif, NULL), g_bytes_get_size (gif));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (Surface) surface = NULL;
  g_autofree char *none = NULL;

  copy[6] = 4;
  copy[8] = 2;
  copy[GIF_FRAME_AT] = 2;
  copy[GIF_FRAME_AT + 2] = 1;
  bytes = g_bytes_new (copy, g_bytes_get_size (gif));
  surface = draw_picture (bytes, IMAGE (""), NULL, &none);
  g_assert_cmpstr (none, ==, "");
  g_assert_cmphex (ofd_drawing_dot_at (surface, 22, 22), ==, 0xFFFFFF);
  g_assert_cmphex (ofd_drawing_dot_at (surface, 38, 22), ==, 0xFFFFFF);
  g_assert_cmphex (ofd_drawing_dot_at (surface, 22, 28), ==, 0xFFFFFF);
  g_assert_true (ofd_drawing_is_near (ofd_drawing_dot_at (surface, 38, 28), 0x00FF00));
  g_assert_cmphex (ofd_drawing_dot_at (surface, 42, 28), ==, 0xFFFFFF);
}

static void
test_gif (void)
{
  static const guint32 colors[] = { 0x00FF00, 0x10EF28, 0x20DF50, 0x30CF78, 0x40BFA0,
                                    0x50AFC8, 0x609FF0, 0x708F18, 0xFFFFFF };
  g_autoptr (GBytes) gif = create_gif ();
  g_autofree char *none = NULL;
  g_autoptr (Surface) surface = draw_picture (
      gif, LAYER ("<ofd:ImageObject ResourceID=\"30\" Boundary=\"20 20 96 108\" CTM=\"96 0 0 108 0 0\"/>"),
      NULL, &none);

  g_assert_cmpstr (none, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    for (guint x = 0; x < 12; x++)
      {
        guint32 dot = ofd_drawing_dot_at (surface, 24 + 8 * x, 26 + 12 * i);

        g_test_message ("dot %u of line %u: %06x", x, i, dot);
        g_assert_true (ofd_drawing_is_near (dot, colors[i]));
      }
  check_gif_over_edge (gif);
  /* What is missing is told, wherever the file ends. */
  for (gsize size = 6; size < g_bytes_get_size (gif) - 4; size++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (gif, 0, size);
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) without = draw_picture (part, IMAGE (""), NULL, &omissions);

      g_assert_cmpstr (omissions, !=, "");
    }
}

static GByteArray *
print_page (PdOfdDocument *document)
{
  GByteArray *pdf = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, pdf, 600, 400);
  cairo_t *cr = cairo_create (surface);

  g_assert_true (pd_ofd_document_draw_page (document, 0, cr, TRUE, NULL, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return pdf;
}

/* A JPEG goes into what is printed byte for byte, turned and half transparent as well; one that is cut off does not. */
static void
test_printed_jpeg (void)
{
  static const char *const layers[] = {
    IMAGE (""), IMAGE ("Alpha=\"128\""),
    LAYER ("<ofd:ImageObject ResourceID=\"30\" Boundary=\"20 20 20 20\" CTM=\"0 20 -20 0 20 0\"/>")
  };
  g_autoptr (GBytes) jpeg = create_jpeg ();
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (jpeg, 0, g_bytes_get_size (jpeg) - 10);

  for (guint i = 0; i <= G_N_ELEMENTS (layers); i++)
    {
      gboolean is_whole = i < G_N_ELEMENTS (layers);
      GBytes *picture = is_whole ? jpeg : cut;
      g_autoptr (ZipFixture) zip =
          ofd_fixture_zip (&(OfdFixture){ .resources = MEDIA, .layers = layers[is_whole ? i : 0] });
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdOfdDocument) document = NULL;
      g_autoptr (GByteArray) pdf = NULL;

      zip_fixture_add_bytes (zip, "Doc_0/Res/a.bin", picture);
      bytes = zip_fixture_to_bytes (zip);
      document = pd_ofd_document_new (bytes, NULL, NULL);
      g_assert_nonnull (document);
      pdf = print_page (document);
      g_assert_cmpint (memmem (pdf->data, pdf->len, g_bytes_get_data (picture, NULL),
                               g_bytes_get_size (picture)) != NULL,
                       ==, is_whole);
    }
}

/* Sizes as a GIF writes them, its head without colours, and the head of a frame in its corner. */
#define BIG "\x30\x75"
#define SMALL "\1\0"
#define NONE "\0\0"
#define GIF_HEAD(width, height) "GIF89a" width height "\0\0\0"
#define GIF_FRAME(width, height) NONE NONE width height "\0"

/* What cannot be shown is told, and the rest of the page is there. */
static void
test_bad_pictures (void)
{
  g_autoptr (GBytes) png = create_png (1);
  g_autofree guint8 *huge = g_memdup2 (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  const struct
  {
    const char *data;
    gsize size;
    const char *word;
  } cases[] = {
    { (const char *) huge, g_bytes_get_size (png), "too large" },
    { g_bytes_get_data (png, NULL), g_bytes_get_size (png) / 2, "cannot be shown" },
    { "GIF89a", 6, "cannot be shown" },
    { GIF_HEAD (BIG, BIG), 13, "too large" },
    { GIF_HEAD (SMALL, SMALL) "," GIF_FRAME (BIG, BIG) "\x07\x01", 25, "too large" },
    { GIF_HEAD (SMALL, SMALL) "," GIF_FRAME (NONE, SMALL) "\x07\x01", 25, "cannot be shown" },
    { GIF_HEAD (SMALL, SMALL) ";", 14, "cannot be shown" },
    /* dots, and nowhere a colour */
    { GIF_HEAD (SMALL, SMALL) "," GIF_FRAME (SMALL, SMALL) "\x07\x01\xff\0;", 27, "cannot be shown" },
    { "\xff\xd8\xff\xe0rubbish", 11, "cannot be shown" },
    { "BMrubbish", 9, "cannot be shown" },
    { "\x97JB2\r\n\x1a\n\x01\0\0\0\1", 13, "cannot be shown" },
    { "\0\0\0\0\x30\0\1\0\0\0\x13\x7f\xff\xff\xff\x7f\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0", 30,
      "cannot be shown" },
    { "", 0, "cannot be shown" },
    { NULL, 0, "cannot be shown" },
  };

  /* 30 000 × 30 000 in the head of the picture */
  huge[18] = huge[22] = 0x75;
  huge[19] = huge[23] = 0x30;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = cases[i].data != NULL ? g_bytes_new (cases[i].data, cases[i].size) : NULL;
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface =
          draw_picture (bytes,
                        IMAGE ("") LAYER (PATH ("Boundary=\"50 50 10 10\" Stroke=\"false\" Fill=\"true\"",
                                                FILL ("255 0 0") SQUARE)),
                        NULL, &omissions);

      g_assert_nonnull (strstr (omissions, cases[i].word));
      g_assert_true (g_str_has_prefix (omissions, "1 picture"));
      g_assert_cmphex (ofd_drawing_dot_at (surface, 55, 55), ==, 0xFF0000);
    }
}

/* @bytes with @chunk before its end. */
static GBytes *
with_chunk (GBytes *bytes, const char *chunk, gsize size)
{
  const gsize end = 12; /* IEND */
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  gsize before = g_bytes_get_size (bytes) - end;
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, data, (guint) before);
  g_byte_array_append (out, (const guint8 *) chunk, (guint) size);
  g_byte_array_append (out, data + before, (guint) end);
  return g_byte_array_free_to_bytes (out);
}

static glong
most_memory (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return usage.ru_maxrss / 1024;
}

/* What a PNG holds beside its dots is not unpacked, and no memory is taken by what a chunk says of its own length. */
static void
test_png_chunks (void)
{
  static const struct
  {
    const char *chunk;
    gsize size;
    gboolean is_drawn;
  } cases[] = {
    { "\0\0\0\5tEXta\0bcd\0\0\0\0", 17, TRUE }, { "\0\0\0\1IHDR\0\0\0\0\0", 13, FALSE },
    { "\x7f\0\0\0tEXta\0bcd", 13, FALSE },      { "\x7f\0\0\0IDAT12345", 13, FALSE },
    { "\xff\xff\xff\xfftEXt12345", 13, FALSE },
  };
  g_autoptr (GBytes) png = create_png (1);
  glong memory = most_memory ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = with_chunk (png, cases[i].chunk, cases[i].size);
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface = draw_picture (bytes, IMAGE (""), NULL, &omissions);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpint (*omissions == '\0', ==, cases[i].is_drawn);
      g_assert_cmphex (ofd_drawing_dot_at (surface, 24, 25), ==, cases[i].is_drawn ? 0xFF0000 : 0xFFFFFF);
    }
  g_assert_cmpint (most_memory () - memory, <, 500);
}

/* Every byte of each picture changed once: drawn or told, and no harm. */
static void
test_spoiled_pictures (void)
{
  GBytes *pictures[] = { create_png (1), create_jpeg (), create_bmp (), create_gif (), create_tiff () };

  for (gsize p = 0; p < G_N_ELEMENTS (pictures); p++)
    for (gsize i = 0; i < g_bytes_get_size (pictures[p]); i += p == 1 ? 3 : 1)
      {
        g_autofree guint8 *copy =
            g_memdup2 (g_bytes_get_data (pictures[p], NULL), g_bytes_get_size (pictures[p]));
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (Surface) surface = NULL;

        copy[i] ^= 0x5A;
        bytes = g_bytes_new (copy, g_bytes_get_size (pictures[p]));
        surface = draw_picture (bytes, IMAGE (""), NULL, NULL);
        g_assert_nonnull (surface);
      }
  for (gsize p = 0; p < G_N_ELEMENTS (pictures); p++)
    g_bytes_unref (pictures[p]);
}

/* A photograph comes in some ten scans; each of thousands that cost a few bytes takes as long as all its dots. */
static void
test_jpeg_scans (void)
{
  static const guint counts[] = { 1, 2, 150 };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (Surface) four = create_four ();
      g_autoptr (GBytes) bytes = picture_fixture_jpeg_scans (four, counts[i]);
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface = draw_picture (bytes, IMAGE (""), NULL, &omissions);

      g_assert_cmpint (*omissions == '\0', ==, counts[i] < 100);
    }
}

/* A seal with @picture, alone or in a signed value. */
static GBytes *
create_seal (GBytes *picture, gboolean is_signed)
{
  GByteArray *header[] = { der_new (0x16, "ES", 2), der_new (0x02, "\4", 1), der_new (0x16, "maker", 5) };
  GByteArray *data[] = { der_new (0x16, "png", 3),
                         der_new (0x04, g_bytes_get_data (picture, NULL), g_bytes_get_size (picture)),
                         der_new (0x02, "\36", 1), der_new (0x02, "\24", 1) };
  GByteArray *info[] = { der_sequence (header, 3), der_new (0x16, "1", 1), der_new (0x30, "", 0),
                         der_sequence (data, 4) };
  GByteArray *seal[] = { der_sequence (info, 4), der_new (0x04, "cert", 4) };
  GByteArray *to_sign[] = { der_new (0x02, "\4", 1), der_sequence (seal, 2) };
  GByteArray *signed_value[] = { NULL, der_new (0x04, "cert", 4) };

  if (!is_signed)
    {
      g_byte_array_unref (to_sign[0]);
      g_byte_array_unref (signed_value[1]);
      return g_byte_array_free_to_bytes (to_sign[1]);
    }
  signed_value[0] = der_sequence (to_sign, 2);
  return g_byte_array_free_to_bytes (der_sequence (signed_value, 2));
}

static ZipFixture *
create_sealed (GBytes *picture, gboolean is_signed)
{
  ZipFixture *zip =
      ofd_fixture_zip (&(OfdFixture){ .body = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>",
                                      .layers = LAYER (PATH (BOX, FILL ("0 255 0") SQUARE)) });
  g_autoptr (GBytes) seal = create_seal (picture, is_signed);

  zip_fixture_add (zip, "Doc_0/Signs/Signatures.xml",
                   "<a><Signature ID=\"1\" BaseLoc=\"Sign_0/Signature.xml\"/></a>");
  zip_fixture_add (zip, "Doc_0/Signs/Sign_0/Signature.xml",
                   is_signed
                       ? "<a><SignedInfo><StampAnnot PageRef=\"1\" Boundary=\"20 20 20 10\"/><StampAnnot "
                         "PageRef=\"2\" Boundary=\"60 20 20 10\"/></SignedInfo><SignedValue>SignedValue.dat"
                         "</SignedValue></a>"
                       : "<a><SignedInfo><Seal><BaseLoc>SignedValue.dat</BaseLoc></Seal><StampAnnot "
                         "PageRef=\"1\" Boundary=\"20 20 20 10\"/></SignedInfo></a>");
  zip_fixture_add_bytes (zip, "Doc_0/Signs/Sign_0/SignedValue.dat", seal);
  return zip;
}

/* Under a seal the page shows through; one that is a document is drawn as one, with the seal that it has. */
static void
test_seals (void)
{
  g_autoptr (GBytes) png = create_png (1);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);
  g_autoptr (ZipFixture) inner = create_sealed (png, TRUE);
  g_autoptr (GBytes) document = zip_fixture_to_bytes (inner);

  for (guint is_signed = 0; is_signed < 2; is_signed++)
    {
      g_autoptr (ZipFixture) zip = create_sealed (png, is_signed == 1);
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface = ofd_drawing_zip (zip, &omissions);

      g_assert_cmpstr (omissions, ==, "");
      g_assert_cmphex (ofd_drawing_dot_at (surface, 24, 25), ==, 0x000000); /* red over green */
      g_assert_cmphex (ofd_drawing_dot_at (surface, 36, 25), ==, 0xFFFFFF);
      g_assert_cmphex (ofd_drawing_dot_at (surface, 64, 25), ==, 0xFFFFFF);
    }
  {
    g_autoptr (ZipFixture) zip = create_sealed (rubbish, TRUE);
    g_autofree char *omissions = NULL;
    g_autoptr (Surface) surface = ofd_drawing_zip (zip, &omissions);

    g_assert_nonnull (strstr (omissions, "1 seal"));
    g_assert_cmphex (ofd_drawing_dot_at (surface, 24, 25), ==, 0x00FF00);
  }
  {
    g_autoptr (ZipFixture) zip = create_sealed (document, TRUE);
    g_autoptr (Surface) surface = ofd_drawing_zip (zip, NULL);

    /* the page of the seal is 210 × 140 on 20 × 10: its square stands at 20 + 25 / 210 * 20 */
    g_assert_cmphex (ofd_drawing_dot_at (surface, 20 + 25 * 20 / 210.0, 20 + 25 * 10 / 140.0), ==, 0x000000);
  }
}

/* All the seals of a page together may take as much as all its pictures. */
static void
test_many_seals (void)
{
  g_autoptr (Surface) large = cairo_image_surface_create (CAIRO_FORMAT_A8, 4000, 3000);
  g_autoptr (GBytes) picture = picture_fixture_png (large);
  g_autoptr (GBytes) seal = create_seal (picture, FALSE);
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){
      .body = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>", .layers = LAYER ("") });
  g_autoptr (GString) xml = g_string_new ("<a><SignedInfo><Seal><BaseLoc>s.dat</BaseLoc></Seal>");
  g_autofree char *omissions = NULL;
  g_autoptr (Surface) surface = NULL;

  for (guint i = 0; i < 30; i++)
    g_string_append (xml, "<StampAnnot PageRef=\"1\" Boundary=\"20 20 20 10\"/>");
  g_string_append (xml, "</SignedInfo></a>");
  zip_fixture_add (zip, "Doc_0/Signs/Signatures.xml",
                   "<a><Signature ID=\"1\" BaseLoc=\"Signature.xml\"/></a>");
  zip_fixture_add (zip, "Doc_0/Signs/Signature.xml", xml->str);
  zip_fixture_add_bytes (zip, "Doc_0/Signs/s.dat", seal);
  surface = ofd_drawing_zip (zip, &omissions);
  /* 12 million dots each */
  g_assert_nonnull (strstr (omissions, "23 seals"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ofd/pictures/pictures", test_pictures);
  g_test_add_func ("/ofd/pictures/gif", test_gif);
  g_test_add_func ("/ofd/pictures/printed-jpeg", test_printed_jpeg);
  g_test_add_func ("/ofd/pictures/bad-pictures", test_bad_pictures);
  g_test_add_func ("/ofd/pictures/jpeg-scans", test_jpeg_scans);
  g_test_add_func ("/ofd/pictures/png-chunks", test_png_chunks);
  g_test_add_func ("/ofd/pictures/spoiled-pictures", test_spoiled_pictures);
  g_test_add_func ("/ofd/pictures/seals", test_seals);
  g_test_add_func ("/ofd/pictures/many-seals", test_many_seals);
  return g_test_run ();
}
