/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "der-fixture.h"
#include "ofd-fixture.h"
#include "ofd/pd-ofd-draw.h"
#include "ofd/pd-ofd-font.h"

#include <fontconfig/fontconfig.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

/* Dots in a millimetre. */
#define SCALE 4
#define MM (72.0 / 25.4)
#define LAYER(objects) "<ofd:Layer ID=\"90\">" objects "</ofd:Layer>"
#define PATH(attributes, inside) "<ofd:PathObject " attributes ">" inside "</ofd:PathObject>"
#define SQUARE "<ofd:AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C</ofd:AbbreviatedData>"
#define FILL(value) "<ofd:FillColor Value=\"" value "\"/>"
#define BOX "Boundary=\"20 20 10 10\" Stroke=\"false\" Fill=\"true\""

typedef cairo_surface_t Surface;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Surface, cairo_surface_destroy)

/* Draws the only page on white; @omissions takes the sentences. */
static Surface *
draw_printed (PdOfdDocument *document, gboolean is_printed, char **omissions)
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

static Surface *
draw_bytes (GBytes *bytes, char **omissions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, &error);

  g_assert_no_error (error);
  return draw_printed (document, FALSE, omissions);
}

static Surface *
draw_zip (ZipFixture *zip, char **omissions)
{
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);

  return draw_bytes (bytes, omissions);
}

static guint32
dot_at (Surface *surface, double x, double y)
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
static guint
count_ink (Surface *surface, double x, double y, double width, double height)
{
  guint n = 0;

  for (double at_y = y; at_y < y + height; at_y += 1.0 / SCALE)
    for (double at_x = x; at_x < x + width; at_x += 1.0 / SCALE)
      n += dot_at (surface, at_x, at_y) != 0xFFFFFF;
  return n;
}

static gboolean
is_near (guint32 a, guint32 b)
{
  for (guint shift = 0; shift < 24; shift += 8)
    if (ABS ((int) (a >> shift & 0xFF) - (int) (b >> shift & 0xFF)) > 3)
      return FALSE;
  return TRUE;
}

static const char resources[] =
    "<ofd:ColorSpaces><ofd:ColorSpace ID=\"1\" Type=\"CMYK\"/><ofd:ColorSpace ID=\"2\" Type=\"GRAY\"/>"
    "<ofd:ColorSpace ID=\"3\" Type=\"RGB\"><ofd:Palette><ofd:CV>1 2 3</ofd:CV><ofd:CV>0 128 255</ofd:CV>"
    "</ofd:Palette></ofd:ColorSpace></ofd:ColorSpaces><ofd:DrawParams>"
    "<ofd:DrawParam ID=\"10\" LineWidth=\"4\">" FILL (
        "0 255 0") "<ofd:StrokeColor Value=\"255 0 0\"/></ofd:DrawParam>"
                   "<ofd:DrawParam ID=\"11\" Relative=\"10\">" FILL (
                       "0 0 255") "</ofd:DrawParam>"
                                  "<ofd:DrawParam ID=\"12\" Relative=\"13\"/><ofd:DrawParam ID=\"13\" "
                                  "Relative=\"12\"/></ofd:DrawParams>"
                                  "<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID=\"20\" "
                                  "Width=\"10\" Height=\"10\"><ofd:Content>" PATH (
                                      "Boundary=\"2 2 4 4\" Stroke=\"false\" Fill=\"true\"",
                                      FILL (
                                          "255 0 0") "<ofd:AbbreviatedData>M 0 0 L 4 0 L 4 4 L 0 4 "
                                                     "C</ofd:AbbreviatedData>") "</ofd:Content></"
                                                                                "ofd:CompositeGraphicUnit></"
                                                                                "ofd:CompositeGraphicUnits>";

/* Where in the page's millimetres which colour has to be. */
static const struct
{
  const char *what, *objects;
  double x, y;
  guint32 color;
} dots[] = {
  { "rgb", PATH (BOX, FILL ("255 128 0") SQUARE), 25, 25, 0xFF8000 },
  { "outside", PATH (BOX, FILL ("255 128 0") SQUARE), 35, 25, 0xFFFFFF },
  { "hexadecimal", PATH (BOX, FILL ("#ff #80 #00") SQUARE), 25, 25, 0xFF8000 },
  { "no fill by itself", PATH ("Boundary=\"20 20 10 10\"", FILL ("255 0 0") SQUARE), 25, 25, 0xFFFFFF },
  { "no colour, no fill", PATH (BOX, SQUARE), 25, 25, 0xFFFFFF },
  { "black line by itself", PATH ("Boundary=\"20 20 10 10\" LineWidth=\"2\"", SQUARE), 20.3, 25, 0x000000 },
  { "cmyk", PATH (BOX, "<ofd:FillColor Value=\"0 255 255 0\" ColorSpace=\"1\"/>" SQUARE), 25, 25, 0xFF0000 },
  { "gray", PATH (BOX, "<ofd:FillColor Value=\"128\" ColorSpace=\"2\"/>" SQUARE), 25, 25, 0x808080 },
  { "palette", PATH (BOX, "<ofd:FillColor Index=\"1\" ColorSpace=\"3\"/>" SQUARE), 25, 25, 0x0080FF },
  { "alpha of the colour", PATH (BOX, "<ofd:FillColor Value=\"0 0 0\" Alpha=\"128\"/>" SQUARE), 25, 25,
    0x7F7F7F },
  { "alpha of the object", PATH (BOX " Alpha=\"128\"", FILL ("0 0 0") SQUARE), 25, 25, 0x7F7F7F },
  { "draw parameter", PATH (BOX " DrawParam=\"11\"", SQUARE), 25, 25, 0x0000FF },
  { "line of the relative",
    PATH ("Boundary=\"20 20 10 10\" DrawParam=\"11\"",
          "<ofd:AbbreviatedData>M 0 5 L 10 5</ofd:AbbreviatedData>"),
    25, 26, 0xFF0000 },
  { "parameters in a circle", PATH (BOX " DrawParam=\"12\"", FILL ("0 0 255") SQUARE), 25, 25, 0x0000FF },
  { "matrix", PATH (BOX " CTM=\"0.5 0 0 0.5 5 5\"", FILL ("255 0 0") SQUARE), 24, 24, 0xFFFFFF },
  { "matrix inside", PATH (BOX " CTM=\"0.5 0 0 0.5 5 5\"", FILL ("255 0 0") SQUARE), 26, 26, 0xFF0000 },
  { "matrix that cannot be undone", PATH (BOX " CTM=\"0 0 0 0 0 0\"", FILL ("255 0 0") SQUARE), 25, 25,
    0xFF0000 },
  { "cut at the box",
    PATH ("Boundary=\"20 20 5 10\" Stroke=\"false\" Fill=\"true\"", FILL ("255 0 0") SQUARE), 28, 25,
    0xFFFFFF },
  { "even and odd",
    PATH (BOX " Rule=\"Even-Odd\"",
          FILL ("255 0 0") "<ofd:AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C M 3 3 L 7 3 L 7 7 L 3 7 "
                           "C</ofd:AbbreviatedData>"),
    25, 25, 0xFFFFFF },
  { "non-zero",
    PATH (
        BOX,
        FILL (
            "255 0 0") "<ofd:AbbreviatedData>M0 0L10 0L10 10L0 10C M3 3L7 3L7 7L3 7C</ofd:AbbreviatedData>"),
    25, 25, 0xFF0000 },
  { "cubic",
    PATH (BOX, FILL ("255 0 0") "<ofd:AbbreviatedData>M 0 10 B 0 -3 10 -3 10 10 C</ofd:AbbreviatedData>"), 25,
    22, 0xFF0000 },
  { "quadratic",
    PATH (BOX, FILL ("255 0 0") "<ofd:AbbreviatedData>M 0 10 Q 5 -8 10 10 C</ofd:AbbreviatedData>"), 25, 22,
    0xFF0000 },
  { "arc, a whole half circle",
    PATH (BOX, FILL ("255 0 0") "<ofd:AbbreviatedData>M 0 5 A 5 5 0 0 1 10 5 C</ofd:AbbreviatedData>"), 25,
    21, 0xFF0000 },
  { "arc, the other side",
    PATH (BOX, FILL ("255 0 0") "<ofd:AbbreviatedData>M 0 5 A 5 5 0 0 1 10 5 C</ofd:AbbreviatedData>"), 25,
    28, 0xFFFFFF },
  { "arc, counter-clockwise",
    PATH (BOX, FILL ("255 0 0") "<ofd:AbbreviatedData>M 0 5 A 5 5 0 0 0 10 5 C</ofd:AbbreviatedData>"), 25,
    28, 0xFF0000 },
  { "invisible", PATH (BOX " Visible=\"false\"", FILL ("255 0 0") SQUARE), 25, 25, 0xFFFFFF },
  { "group", "<ofd:PageBlock>" PATH (BOX, FILL ("255 0 0") SQUARE) "</ofd:PageBlock>", 25, 25, 0xFF0000 },
  { "composite", "<ofd:CompositeObject ResourceID=\"20\" Boundary=\"20 20 10 10\"/>", 24, 24, 0xFF0000 },
  { "composite, beside", "<ofd:CompositeObject ResourceID=\"20\" Boundary=\"20 20 10 10\"/>", 28, 24,
    0xFFFFFF },
  { "clip",
    PATH (BOX,
          FILL ("255 0 0") SQUARE "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary=\"0 0 5 "
                                  "10\"><ofd:AbbreviatedData>M 0 0 L 5 0 L 5 10 L 0 10 "
                                  "C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"),
    28, 25, 0xFFFFFF },
  { "inside the clip",
    PATH (BOX,
          FILL ("255 0 0") SQUARE "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary=\"0 0 5 "
                                  "10\"><ofd:AbbreviatedData>M 0 0 L 5 0 L 5 10 L 0 10 "
                                  "C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"),
    22, 25, 0xFF0000 },
  { "clip that does not go with the matrix",
    PATH (BOX " CTM=\"10 0 0 10 0 0\"",
          FILL ("255 0 0") "<ofd:AbbreviatedData>M 0 0 L 1 0 L 1 1 L 0 1 C</ofd:AbbreviatedData>"
                           "<ofd:Clips TransFlag=\"false\"><ofd:Clip><ofd:Area><ofd:Path Boundary=\"0 0 5 "
                           "10\"><ofd:AbbreviatedData>M 0 0 "
                           "L 5 0 L 5 10 L 0 10 "
                           "C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"),
    28, 25, 0xFFFFFF },
  { "axial shading, its first colour",
    PATH (BOX,
          "<ofd:FillColor><ofd:AxialShd StartPoint=\"5 0\" EndPoint=\"9 0\" "
          "Extend=\"3\"><ofd:Segment><ofd:Color "
          "Value=\"255 0 0\"/></ofd:Segment><ofd:Segment><ofd:Color Value=\"0 0 255\"/></ofd:Segment>"
          "</ofd:AxialShd></ofd:FillColor>" SQUARE),
    22, 25, 0xFF0000 },
  { "axial shading, its last colour",
    PATH (BOX,
          "<ofd:FillColor><ofd:AxialShd StartPoint=\"2 0\" EndPoint=\"5 0\" "
          "Extend=\"3\"><ofd:Segment><ofd:Color "
          "Value=\"255 0 0\"/></ofd:Segment><ofd:Segment><ofd:Color Value=\"0 0 255\"/></ofd:Segment>"
          "</ofd:AxialShd></ofd:FillColor>" SQUARE),
    28, 25, 0x0000FF },
  { "radial shading",
    PATH (
        BOX,
        "<ofd:FillColor><ofd:RadialShd StartPoint=\"5 5\" EndPoint=\"5 5\" StartRadius=\"2\" EndRadius=\"3\" "
        "Extend=\"3\"><ofd:Segment><ofd:Color Value=\"255 0 0\"/></ofd:Segment><ofd:Segment><ofd:Color "
        "Value=\"0 0 255\"/></ofd:Segment></ofd:RadialShd></ofd:FillColor>" SQUARE),
    21, 25, 0x0000FF },
  { "pattern, its second cell",
    PATH (
        BOX,
        "<ofd:FillColor><ofd:Pattern Width=\"5\" Height=\"5\"><ofd:CellContent>" PATH (
            "Boundary=\"0 0 2 5\" Stroke=\"false\" Fill=\"true\"",
            FILL (
                "255 0 0") "<ofd:AbbreviatedData>M 0 0 L 2 0 L 2 5 L 0 5 C</ofd:AbbreviatedData>") "</"
                                                                                                   "ofd:"
                                                                                                   "CellConte"
                                                                                                   "nt></"
                                                                                                   "ofd:"
                                                                                                   "Pattern><"
                                                                                                   "/ofd:"
                                                                                                   "FillColor"
                                                                                                   ">" SQUARE),
    26, 27, 0xFF0000 },
  { "pattern, its gap",
    PATH (
        BOX,
        "<ofd:FillColor><ofd:Pattern Width=\"5\" Height=\"5\"><ofd:CellContent>" PATH (
            "Boundary=\"0 0 2 5\" Stroke=\"false\" Fill=\"true\"",
            FILL (
                "255 0 0") "<ofd:AbbreviatedData>M 0 0 L 2 0 L 2 5 L 0 5 C</ofd:AbbreviatedData>") "</"
                                                                                                   "ofd:"
                                                                                                   "CellConte"
                                                                                                   "nt></"
                                                                                                   "ofd:"
                                                                                                   "Pattern><"
                                                                                                   "/ofd:"
                                                                                                   "FillColor"
                                                                                                   ">" SQUARE),
    29, 27, 0xFFFFFF },
  { "dash",
    PATH ("Boundary=\"20 20 10 10\" LineWidth=\"2\" DashPattern=\"2 2\"",
          "<ofd:AbbreviatedData>M 0 5 L 10 5</ofd:AbbreviatedData>"),
    21, 25, 0x000000 },
  { "between the dashes",
    PATH ("Boundary=\"20 20 10 10\" LineWidth=\"2\" DashPattern=\"2 2\"",
          "<ofd:AbbreviatedData>M 0 5 L 10 5</ofd:AbbreviatedData>"),
    23, 25, 0xFFFFFF },
  { "darken", PATH (BOX, FILL ("0 255 0") SQUARE) PATH (BOX " BlendMode=\"Darken\"", FILL ("255 0 0") SQUARE),
    25, 25, 0x000000 },
};

static void
test_dots (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dots); i++)
    {
      g_autofree char *layers = g_strconcat ("<ofd:Layer>", dots[i].objects, "</ofd:Layer>", NULL);
      g_autoptr (GBytes) bytes =
          ofd_fixture_bytes (&(OfdFixture){ .resources = resources, .layers = layers });
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface = draw_bytes (bytes, &omissions);
      guint32 dot = dot_at (surface, dots[i].x, dots[i].y);

      if (!is_near (dot, dots[i].color))
        g_error ("%s: %06x is not %06x", dots[i].what, dot, dots[i].color);
      g_assert_cmpstr (omissions, ==, "");
    }
}

/* The page's origin is that of its box. */
static void
test_origin (void)
{
  g_autoptr (GBytes) bytes = ofd_fixture_bytes (
      &(OfdFixture){ .area = "<ofd:Area><ofd:PhysicalBox>15 15 50 50</ofd:PhysicalBox></ofd:Area>",
                     .layers = LAYER (PATH (BOX, FILL ("255 0 0") SQUARE)) });
  g_autoptr (Surface) surface = draw_bytes (bytes, NULL);

  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 50 * SCALE);
  g_assert_cmphex (dot_at (surface, 6, 6), ==, 0xFF0000);
  g_assert_cmphex (dot_at (surface, 16, 16), ==, 0xFFFFFF);
}

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
  GByteArray *out = g_byte_array_new ();
  g_autoptr (Surface) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 20, 10);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, right, right);
  cairo_paint (cr);
  cairo_rectangle (cr, 0, 0, 10, 10);
  cairo_set_source_rgb (cr, right, 0, 0);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append, out);
  return g_byte_array_free_to_bytes (out);
}

static GBytes *
create_jpeg (void)
{
  struct jpeg_compress_struct info;
  struct jpeg_error_mgr errors;
  unsigned char *data = NULL;
  unsigned long size = 0;
  GBytes *bytes;

  info.err = jpeg_std_error (&errors);
  jpeg_create_compress (&info);
  jpeg_mem_dest (&info, &data, &size);
  info.image_width = 16;
  info.image_height = 16;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults (&info);
  jpeg_start_compress (&info, TRUE);
  for (guint y = 0; y < 16; y++)
    {
      guint8 row[48];
      JSAMPROW rows[] = { row };

      for (guint x = 0; x < 48; x++)
        row[x] = x % 3 == 2 ? 255 : 0;
      jpeg_write_scanlines (&info, rows, 1);
    }
  jpeg_finish_compress (&info);
  jpeg_destroy_compress (&info);
  bytes = g_bytes_new (data, size);
  free (data);
  return bytes;
}

/* Two by two dots, from the bottom: green green, red blue; with 24 bits. */
static GBytes *
create_bmp (void)
{
  static const guint8 head[54] = {
    [0] = 'B', [1] = 'M', [10] = 54, [14] = 40, [18] = 2, [22] = 2, [26] = 1, [28] = 24
  };
  guint8 copy[70];

  memcpy (copy, head, sizeof head);
  memset (copy + 54, 0, 16);
  copy[55] = 255; /* green */
  copy[58] = 255; /* green */
  copy[64] = 255; /* red */
  copy[65] = 255; /* blue */
  return g_bytes_new (copy, sizeof copy);
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
  return draw_zip (zip, omissions);
}

static void
test_pictures (void)
{
  g_autoptr (GBytes) png = create_png (1);
  g_autoptr (GBytes) mask = create_png (0);
  g_autoptr (GBytes) jpeg = create_jpeg ();
  g_autoptr (GBytes) bmp = create_bmp ();
  g_autofree char *none = NULL;

  {
    g_autoptr (Surface) surface = draw_picture (png, IMAGE (""), NULL, &none);

    g_assert_cmpstr (none, ==, "");
    g_assert_cmphex (dot_at (surface, 24, 25), ==, 0xFF0000);
    g_assert_cmphex (dot_at (surface, 36, 25), ==, 0xFFFFFF);
    g_assert_cmphex (dot_at (surface, 42, 25), ==, 0xFFFFFF);
  }
  {
    g_autoptr (Surface) surface = draw_picture (
        png,
        LAYER (
            "<ofd:ImageObject ResourceID=\"30\" Boundary=\"20 20 20 10\" CTM=\"20 0 0 10 0 0\"><ofd:Border "
            "LineWidth=\"2\"><ofd:BorderColor Value=\"0 0 255\"/></ofd:Border></ofd:ImageObject>"),
        NULL, NULL);

    g_assert_cmphex (dot_at (surface, 19.5, 25), ==, 0x0000FF);
    g_assert_cmphex (dot_at (surface, 24, 25), ==, 0xFF0000);
    g_assert_cmphex (dot_at (surface, 18, 25), ==, 0xFFFFFF);
  }
  {
    g_autoptr (Surface) surface = draw_picture (png, IMAGE ("ImageMask=\"31\""), mask, NULL);

    g_assert_cmphex (dot_at (surface, 24, 25), ==, 0xFFFFFF);
  }
  {
    g_autoptr (Surface) surface = draw_picture (jpeg, IMAGE (""), NULL, NULL);

    g_assert_true (is_near (dot_at (surface, 30, 25), 0x0000FF));
  }
  {
    g_autoptr (Surface) surface = draw_picture (bmp, IMAGE (""), NULL, NULL);

    g_assert_cmphex (dot_at (surface, 21, 21), ==, 0xFF0000);
    g_assert_cmphex (dot_at (surface, 39, 21), ==, 0x0000FF);
    g_assert_cmphex (dot_at (surface, 21, 29), ==, 0x00FF00);
  }
}

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
      g_assert_cmphex (dot_at (surface, 55, 55), ==, 0xFF0000);
    }
}

/* Every byte of each picture changed once: drawn or told, and no harm. */
static void
test_spoiled_pictures (void)
{
  GBytes *pictures[] = { create_png (1), create_jpeg (), create_bmp () };

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

#define TEXT(attributes, code)                                                                               \
  "<ofd:TextObject Boundary=\"20 20 60 10\" Size=\"8\" " attributes ">" code "</ofd:TextObject>"
#define CODE(text) "<ofd:TextCode X=\"0\" Y=\"7\" DeltaX=\"8\">" text "</ofd:TextCode>"

static void
test_text (void)
{
  static const struct
  {
    const char *what, *objects;
    double inked_x, clear_x; /* the left edges of places 8 mm wide with ink and without */
  } cases[] = {
    { "no font at all", TEXT ("", CODE ("国")), 20, 36 },
    { "font that is not there", TEXT ("Font=\"404\"", CODE ("国")), 20, 36 },
    { "font by name", TEXT ("Font=\"40\"", CODE ("国国")), 28, 36 },
    { "steps", TEXT ("Font=\"40\"", "<ofd:TextCode X=\"0\" Y=\"7\" DeltaX=\"24\">国国</ofd:TextCode>"), 44,
      30 },
    { "space", TEXT ("Font=\"40\"", CODE ("国 国")), 36, 28.5 },
    { "no steps: the font's own", TEXT ("Font=\"40\"", "<ofd:TextCode X=\"0\" Y=\"7\">国国国</ofd:TextCode>"),
      36, 45 },
    { "broken font in the file", TEXT ("Font=\"41\"", CODE ("国")), 20, 36 },
    { "glyphs of a font that is not in the file",
      TEXT ("Font=\"40\"",
            "<ofd:CGTransform CodePosition=\"0\"><ofd:Glyphs>9999</ofd:Glyphs></ofd:CGTransform>" CODE (
                "国")),
      20, 36 },
    { "twice as wide", TEXT ("Font=\"40\" HScale=\"2\"", CODE ("国")), 29, 37 },
    { "only its outline", TEXT ("Font=\"40\" Fill=\"false\" Stroke=\"true\" LineWidth=\"0.2\"", CODE ("国")),
      20, 36 },
    { "heavy and slanted", TEXT ("Font=\"40\" Weight=\"700\" Italic=\"true\"", CODE ("国")), 20, 38 },
  };
  static const char fonts[] =
      "<ofd:Fonts><ofd:Font ID=\"40\" FontName=\"宋体\" FamilyName=\"宋体\"/>"
      "<ofd:Font ID=\"41\" FontName=\"楷体\"><ofd:FontFile>broken.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>";

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *layers = g_strconcat ("<ofd:Layer>", cases[i].objects, "</ofd:Layer>", NULL);
      g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){ .resources = fonts, .layers = layers });
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface = NULL;

      zip_fixture_add (zip, "Doc_0/Res/broken.ttf", "no font");
      surface = draw_zip (zip, &omissions);
      g_test_message ("%s", cases[i].what);
      g_assert_cmpuint (count_ink (surface, cases[i].inked_x, 19, 8, 10), >, 60);
      g_assert_cmpuint (count_ink (surface, cases[i].clear_x, 19, 7, 10), ==, 0);
      g_assert_true ((strstr (omissions, "font") != NULL) == (strstr (cases[i].what, "broken") != NULL));
    }
}

/* A font of the system, as a file stands in an OFD. */
static GBytes *
load_font (const char *family)
{
  FcPattern *pattern = FcNameParse ((const FcChar8 *) family);
  FcPattern *found;
  FcResult result;
  FcChar8 *file = NULL;
  char *data = NULL;
  gsize size = 0;
  GBytes *bytes = NULL;

  FcConfigSubstitute (NULL, pattern, FcMatchPattern);
  FcDefaultSubstitute (pattern);
  found = FcFontMatch (NULL, pattern, &result);
  if (found != NULL && FcPatternGetString (found, FC_FILE, 0, &file) == FcResultMatch &&
      g_file_get_contents ((const char *) file, &data, &size, NULL))
    bytes = g_bytes_new_take (data, size);
  g_clear_pointer (&found, FcPatternDestroy);
  FcPatternDestroy (pattern);
  return bytes;
}

static Surface *
draw_with_font (GBytes *font, const char *text, char **omissions)
{
  g_autofree char *layers = g_strconcat ("<ofd:Layer>", text, "</ofd:Layer>", NULL);
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){
      .resources = "<ofd:Fonts><ofd:Font ID=\"40\" FontName=\"a\"><ofd:FontFile>font.ttf</ofd:FontFile>"
                   "</ofd:Font></ofd:Fonts>",
      .layers = layers });

  zip_fixture_add_bytes (zip, "Doc_0/Res/font.ttf", font);
  return draw_zip (zip, omissions);
}

/* A glyph by its number is the same as the one that its character has, whatever characters the text says; a font that is
 * spoiled does no harm. */
static void
test_fonts_in_the_file (void)
{
  static const char *const families[] = { "DejaVu Sans Mono", "Nimbus Mono PS" };

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autoptr (GBytes) bytes = load_font (families[i]);
      g_autoptr (PdOfdFont) font = bytes != NULL ? pd_ofd_font_new_embedded (bytes, FALSE, FALSE) : NULL;
      g_autofree char *by_number = NULL, *none = NULL, *some = NULL;

      if (font == NULL)
        {
          g_test_skip ("no such font");
          continue;
        }
      by_number = g_strdup_printf (
          TEXT ("Font=\"40\"",
                "<ofd:CGTransform CodePosition=\"1\" CodeCount=\"1\" GlyphCount=\"1\"><ofd:Glyphs>%u"
                "</ofd:Glyphs></ofd:CGTransform>" CODE ("ix")),
          pd_ofd_font_find_glyph (font, 'W'));
      {
        g_autoptr (Surface) wanted = draw_with_font (bytes, TEXT ("Font=\"40\"", CODE ("iW")), &none);
        g_autoptr (Surface) found = draw_with_font (bytes, by_number, &some);
        g_autoptr (Surface) other = draw_with_font (bytes, TEXT ("Font=\"40\"", CODE ("ix")), NULL);
        gsize size =
            (gsize) cairo_image_surface_get_stride (wanted) * (gsize) cairo_image_surface_get_height (wanted);

        g_assert_cmpstr (none, ==, "");
        g_assert_cmpstr (some, ==, "");
        g_assert_cmpint (memcmp (cairo_image_surface_get_data (wanted), cairo_image_surface_get_data (found),
                                 size),
                         ==, 0);
        g_assert_cmpint (memcmp (cairo_image_surface_get_data (wanted), cairo_image_surface_get_data (other),
                                 size),
                         !=, 0);
      }
      for (gsize at = 0; at < g_bytes_get_size (bytes); at += g_bytes_get_size (bytes) / 40)
        {
          g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
          g_autoptr (GBytes) spoiled = NULL;
          g_autoptr (Surface) surface = NULL;

          memset (copy + at, 0xFF, MIN (24, g_bytes_get_size (bytes) - at));
          spoiled = g_bytes_new (copy, at % 3 == 0 ? at : g_bytes_get_size (bytes));
          surface = draw_with_font (spoiled, by_number, NULL);
          g_assert_nonnull (surface);
        }
    }
}

static void
test_turned_text (void)
{
  g_autoptr (GBytes) bytes = ofd_fixture_bytes (&(OfdFixture){
      .layers = LAYER (TEXT ("CharDirection=\"90\"", "<ofd:TextCode X=\"20\" Y=\"20\">一</ofd:TextCode>")) });
  g_autoptr (Surface) surface = draw_bytes (bytes, NULL);
  guint across = 0, down = 0;

  /* A horizontal stroke stands upright now, to the right of and below its origin at 40, 40. */
  for (double at = 0; at < 8; at += 1.0 / SCALE)
    {
      across = MAX (across, count_ink (surface, 38, 40 + at, 12, 1.0 / SCALE));
      down = MAX (down, count_ink (surface, 40 + at, 38, 1.0 / SCALE, 12));
    }
  g_assert_cmpuint (down, >, 3 * across);
}

#define ANNOTATIONS "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
#define ANNOT(attributes, boundary)                                                                          \
  "<ofd:Annot " attributes "><ofd:Appearance Boundary=\"" boundary                                           \
  "\">" PATH ("Boundary=\"0 0 10 10\" Stroke=\"false\" Fill=\"true\"",                                       \
              FILL ("0 0 255") SQUARE) "</ofd:Appearance></ofd:Annot>"

static void
test_annotations (void)
{
  for (guint printed = 0; printed < 2; printed++)
    {
      g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){ .document = ANNOTATIONS });
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdOfdDocument) document = NULL;
      g_autoptr (Surface) surface = NULL;

      zip_fixture_add (zip, "Doc_0/Annots/Annotations.xml",
                       "<a><Page PageID=\"1\"><FileLoc>one.xml</FileLoc></Page></a>");
      zip_fixture_add (zip, "Doc_0/Annots/one.xml",
                       "<ofd:PageAnnot xmlns:ofd=\"u\">" ANNOT ("Type=\"Stamp\"", "10 10 10 10")
                           ANNOT ("Visible=\"false\"", "30 10 10 10") ANNOT ("Print=\"false\"", "50 10 10 10")
                               ANNOT ("", "70 10 5 10") "</ofd:PageAnnot>");
      bytes = zip_fixture_to_bytes (zip);
      document = pd_ofd_document_new (bytes, NULL, NULL);
      surface = draw_printed (document, printed == 1, NULL);
      g_assert_cmphex (dot_at (surface, 15, 15), ==, 0x0000FF);
      g_assert_cmphex (dot_at (surface, 35, 15), ==, 0xFFFFFF);
      g_assert_cmphex (dot_at (surface, 55, 15), ==, printed == 1 ? 0xFFFFFF : 0x0000FF);
      g_assert_cmphex (dot_at (surface, 72, 15), ==, 0x0000FF);
      g_assert_cmphex (dot_at (surface, 78, 15), ==, 0xFFFFFF);
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
      g_autoptr (Surface) surface = draw_zip (zip, &omissions);

      g_assert_cmpstr (omissions, ==, "");
      g_assert_cmphex (dot_at (surface, 24, 25), ==, 0x000000); /* red over green */
      g_assert_cmphex (dot_at (surface, 36, 25), ==, 0xFFFFFF);
      g_assert_cmphex (dot_at (surface, 64, 25), ==, 0xFFFFFF);
    }
  {
    g_autoptr (ZipFixture) zip = create_sealed (rubbish, TRUE);
    g_autofree char *omissions = NULL;
    g_autoptr (Surface) surface = draw_zip (zip, &omissions);

    g_assert_nonnull (strstr (omissions, "1 seal"));
    g_assert_cmphex (dot_at (surface, 24, 25), ==, 0x00FF00);
  }
  {
    g_autoptr (ZipFixture) zip = create_sealed (document, TRUE);
    g_autoptr (Surface) surface = draw_zip (zip, NULL);

    /* the page of the seal is 210 × 140 on 20 × 10: its square stands at 20 + 25 / 210 * 20 */
    g_assert_cmphex (dot_at (surface, 20 + 25 * 20 / 210.0, 20 + 25 * 10 / 140.0), ==, 0x000000);
  }
}

/* Far more than a page has: stopped, and told. */
static void
test_limits (void)
{
  static const char *const hostile[] = {
    /* two to the 24th squares */
    "<ofd:CompositeObject ResourceID=\"50\" Boundary=\"0 0 9 9\"/>",
    PATH ("Boundary=\"0 0 200 100\" DashPattern=\"0.01 0.01\" LineWidth=\"0.1\"",
          "<ofd:AbbreviatedData>M -1e300 0 L 1e300 100 L 0 1e7 L 1e7 0</ofd:AbbreviatedData>"),
    PATH ("Boundary=\"1e6 1e6 1e6 1e6\" CTM=\"1e6 0 0 1e6 0 0\" LineWidth=\"999999\"", SQUARE),
    "<ofd:TextObject Boundary=\"0 0 9 9\" Size=\"1e6\"><ofd:TextCode X=\"0\" "
    "Y=\"0\">国</ofd:TextCode></ofd:TextObject>",
    "<ofd:TextObject Boundary=\"0 0 9 9\" Size=\"-5\"><ofd:TextCode X=\"0\" "
    "Y=\"0\">国</ofd:TextCode></ofd:TextObject>",
    "<ofd:TextObject Boundary=\"0 0 9 9\" Size=\"1e-9\"><ofd:TextCode X=\"0\" "
    "Y=\"0\">国</ofd:TextCode></ofd:TextObject>",
    PATH (BOX, "<ofd:FillColor><ofd:Pattern Width=\"1e-9\" Height=\"1e-9\"><ofd:CellContent/></ofd:Pattern>"
               "</ofd:FillColor>" SQUARE),
    PATH (BOX,
          "<ofd:FillColor><ofd:Pattern Width=\"5\" Height=\"5\" CTM=\"1e-7 0 0 1e-7 0 "
          "0\"><ofd:CellContent>" PATH (BOX,
                                        SQUARE) "</ofd:CellContent></ofd:Pattern></ofd:FillColor>" SQUARE),
  };
  static const char units[] = "<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID=\"50\"><ofd:Content>"
                              "<ofd:CompositeObject ResourceID=\"50\" Boundary=\"0 0 9 9\"/>"
                              "<ofd:CompositeObject ResourceID=\"50\" Boundary=\"0 0 9 9\"/>"
                              "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>";

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *layers = g_strconcat ("<ofd:Layer>", hostile[i],
                                             PATH ("Boundary=\"50 50 10 10\" Stroke=\"false\" Fill=\"true\"",
                                                   FILL ("255 0 0") SQUARE),
                                             "</ofd:Layer>", NULL);
      g_autoptr (GBytes) bytes = ofd_fixture_bytes (&(OfdFixture){ .resources = units, .layers = layers });
      g_autofree char *omissions = NULL;
      gint64 before = g_get_monotonic_time ();
      g_autoptr (Surface) surface = draw_bytes (bytes, &omissions);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, omissions);
      g_assert_cmpint (g_get_monotonic_time () - before, <, 60 * G_USEC_PER_SEC);
      if (i == 0)
        g_assert_nonnull (strstr (omissions, "only a part of it is shown"));
      else
        g_assert_cmphex (dot_at (surface, 55, 55), ==, 0xFF0000);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) bytes = ofd_fixture_bytes (&(OfdFixture){ .layers = LAYER (PATH (BOX, SQUARE)) });
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Surface) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 10, 10);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (pd_ofd_document_draw_page (document, 0, cr, FALSE, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cairo_destroy (cr);
}

/* What a person sees on each sample, in mm: the parts that have ink, and those that are blank. */
static const struct
{
  const char *file;
  double ink[4][4];
  double blank[2][4];
} samples[] = {
  { "special-6pct-2024.ofd",
    { { 6.5, 6, 20, 20 }, { 90, 8, 30, 20 }, { 58, 97, 5, 5 }, { 206, 30, 3, 20 } },
    { { 60, 62, 100, 25 }, { 60, 126, 100, 10 } } },
  { "legacy-zero-rate-signed.ofd",
    { { 8.5, 3.5, 20, 20 }, { 90, 8, 30, 20 }, { 127, 31, 76, 20 }, { 36, 104, 60, 19 } },
    { { 6, 64, 48, 25 }, { 126, 106, 76, 16 } } },
  { "legacy-exempt.ofd",
    { { 8.5, 4, 20, 20 }, { 68, 6, 74, 8 }, { 127, 31, 76, 20 }, { 36, 104, 60, 19 } },
    { { 6, 64, 48, 25 }, { 126, 106, 76, 16 } } },
  { "legacy-signed-v4.ofd",
    { { 8.5, 3.5, 20, 20 }, { 90, 8, 30, 20 }, { 127, 31, 76, 20 }, { 36, 104, 60, 19 } },
    { { 6, 74, 48, 15 }, { 126, 106, 76, 16 } } },
};

static void
test_samples (void)
{
  const char *folder = g_getenv ("PIAODAN_SAMPLES");

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path =
          folder != NULL ? g_build_filename (folder, "ofd", samples[i].file, NULL) : g_strdup ("");
      char *data = NULL;
      gsize size = 0;
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface = NULL;

      if (!g_file_get_contents (path, &data, &size, NULL))
        {
          g_test_skip ("the samples are not there");
          return;
        }
      bytes = g_bytes_new_take (data, size);
      surface = draw_bytes (bytes, &omissions);
      g_test_message ("%s", samples[i].file);
      g_assert_cmpstr (omissions, ==, "");
      for (guint j = 0; j < 4; j++)
        g_assert_cmpuint (count_ink (surface, samples[i].ink[j][0], samples[i].ink[j][1],
                                     samples[i].ink[j][2], samples[i].ink[j][3]),
                          >, 100);
      for (guint j = 0; j < 2; j++)
        g_assert_cmpuint (count_ink (surface, samples[i].blank[j][0], samples[i].blank[j][1],
                                     samples[i].blank[j][2], samples[i].blank[j][3]),
                          ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ofd/draw/dots", test_dots);
  g_test_add_func ("/ofd/draw/origin", test_origin);
  g_test_add_func ("/ofd/draw/pictures", test_pictures);
  g_test_add_func ("/ofd/draw/bad-pictures", test_bad_pictures);
  g_test_add_func ("/ofd/draw/spoiled-pictures", test_spoiled_pictures);
  g_test_add_func ("/ofd/draw/text", test_text);
  g_test_add_func ("/ofd/draw/fonts-in-the-file", test_fonts_in_the_file);
  g_test_add_func ("/ofd/draw/turned-text", test_turned_text);
  g_test_add_func ("/ofd/draw/annotations", test_annotations);
  g_test_add_func ("/ofd/draw/seals", test_seals);
  g_test_add_func ("/ofd/draw/limits", test_limits);
  g_test_add_func ("/ofd/draw/cancelled", test_cancelled);
  g_test_add_func ("/ofd/draw/samples", test_samples);
  return g_test_run ();
}
