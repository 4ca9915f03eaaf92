/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ofd-drawing.h"
#include "ofd/pd-ofd-font.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

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

#define SHADING(extend)                                                                                      \
  "<ofd:FillColor><ofd:AxialShd StartPoint=\"4 0\" EndPoint=\"6 0\" Extend=\"" extend                        \
  "\"><ofd:Segment><ofd:Color Value=\"255 0 0\"/></ofd:Segment><ofd:Segment><ofd:Color Value=\"0 0 255\"/>"  \
  "</ofd:Segment></ofd:AxialShd></ofd:FillColor>" SQUARE

/* Over the first eight millimetres, of ten. */
#define MAPPED(type)                                                                                         \
  "<ofd:FillColor><ofd:AxialShd StartPoint=\"0 0\" EndPoint=\"8 0\" MapUnit=\"2\" MapType=\"" type           \
  "\"><ofd:Segment><ofd:Color Value=\"255 0 0\"/></ofd:Segment><ofd:Segment><ofd:Color Value=\"0 0 255\"/>"  \
  "</ofd:Segment></ofd:AxialShd></ofd:FillColor>" SQUARE

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
  { "shading that goes on at its beginning only", PATH (BOX, SHADING ("1")), 22, 25, 0xFF0000 },
  { "shading that does not go on at its end", PATH (BOX, SHADING ("1")), 28, 25, 0xFFFFFF },
  { "shading that does not go on at its beginning", PATH (BOX, SHADING ("2")), 22, 25, 0xFFFFFF },
  { "shading that goes on at its end only", PATH (BOX, SHADING ("2")), 28, 25, 0x0000FF },
  { "shading that goes on nowhere", PATH (BOX, SHADING ("0")), 22, 25, 0xFFFFFF },
  { "colours that are repeated every two millimetres", PATH (BOX, MAPPED ("Repeat")), 25.9, 25, 0x1000EF },
  { "and begin again", PATH (BOX, MAPPED ("Repeat")), 26.2, 25, 0xEF0010 },
  { "colours that are mirrored every two millimetres", PATH (BOX, MAPPED ("Reflect")), 26.2, 25, 0x1000EF },
  { "repeated colours that do not go on", PATH (BOX, MAPPED ("Reflect")), 28.5, 25, 0xFFFFFF },
  { "what is pressed flat", PATH (BOX " CTM=\"1 0 0 0 0 0\"", FILL ("255 0 0") SQUARE), 25, 25, 0xFFFFFF },
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
      g_autoptr (Surface) surface = ofd_drawing_bytes (bytes, &omissions);
      guint32 dot = ofd_drawing_dot_at (surface, dots[i].x, dots[i].y);

      if (!ofd_drawing_is_near (dot, dots[i].color))
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
  g_autoptr (Surface) surface = ofd_drawing_bytes (bytes, NULL);

  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 50 * SCALE);
  g_assert_cmphex (ofd_drawing_dot_at (surface, 6, 6), ==, 0xFF0000);
  g_assert_cmphex (ofd_drawing_dot_at (surface, 16, 16), ==, 0xFFFFFF);
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
    { "one glyph of such a font for two characters",
      TEXT ("Font=\"40\"",
            "<ofd:CGTransform CodePosition=\"0\" CodeCount=\"2\" GlyphCount=\"1\"><ofd:Glyphs>9"
            "</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X=\"0\" Y=\"7\" DeltaX=\"16\">国国国"
            "</ofd:TextCode>"),
      28, 45 },
    { "two glyphs of such a font for one character",
      TEXT ("Font=\"40\"",
            "<ofd:CGTransform CodePosition=\"0\" CodeCount=\"1\" GlyphCount=\"2\"><ofd:Glyphs>9 8"
            "</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X=\"0\" Y=\"7\" DeltaX=\"8 8\">国国"
            "</ofd:TextCode>"),
      36, 28.5 },
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
      surface = ofd_drawing_zip (zip, &omissions);
      g_test_message ("%s", cases[i].what);
      g_assert_cmpuint (ofd_drawing_count_ink (surface, cases[i].inked_x, 19, 8, 10), >, 60);
      g_assert_cmpuint (ofd_drawing_count_ink (surface, cases[i].clear_x, 19, 7, 10), ==, 0);
      g_assert_true ((strstr (omissions, "font") != NULL) == (strstr (cases[i].what, "broken") != NULL));
    }
}

/* How dark a row of the page is, and where across it the ink is, mm. */
static double
weigh_row (Surface *surface, int y, double *across)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  double ink = 0, moment = 0;

  for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
    {
      double dark = 255 - data[y * cairo_image_surface_get_stride (surface) + 4 * x + 1];

      ink += dark;
      moment += dark * x / SCALE;
    }
  *across = ink > 0 ? moment / ink : 0;
  return ink;
}

/* The ink of a line of text from @top, mm, and how much farther to the right it stands in the upper part. */
static double
weigh_text (const char *attributes, double *lean)
{
  g_autofree char *text = g_strdup_printf (LAYER (TEXT ("Font=\"40\" %s", CODE ("国国国国"))), attributes);
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){
      .resources = "<ofd:Fonts><ofd:Font ID=\"40\" FontName=\"宋体\" FamilyName=\"宋体\"/></ofd:Fonts>",
      .layers = text });
  g_autoptr (Surface) surface = ofd_drawing_zip (zip, NULL);
  double ink = 0, upper, lower, above = 0, below = 0, sum_above = 0, sum_below = 0;

  cairo_surface_flush (surface);
  for (int y = 19 * SCALE; y < 24 * SCALE; y++)
    {
      ink += upper = weigh_row (surface, y, &above);
      ink += lower = weigh_row (surface, y + 5 * SCALE, &below);
      sum_above += above;
      sum_below += below;
    }
  *lean = (sum_above - sum_below) / (5 * SCALE);
  return ink;
}

/* Chinese faces have seldom a heavy or slanted form: it is made. */
static void
test_made_up_faces (void)
{
  double lean, heavy_lean, slanted_lean;
  double plain = weigh_text ("", &lean);
  double heavy = weigh_text ("Weight=\"800\"", &heavy_lean);
  double slanted = weigh_text ("Italic=\"true\"", &slanted_lean);

  g_test_message ("ink %f, heavy %f, slanted %f; lean %f, slanted %f", plain, heavy, slanted, lean,
                  slanted_lean);
  g_assert_cmpfloat (plain, >, 0);
  g_assert_cmpfloat (heavy, >, plain * 1.1);
  g_assert_cmpfloat (slanted_lean, >, lean + 0.4);
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
  return ofd_drawing_zip (zip, omissions);
}

/* A font in the file that is wanted plain and heavy is drawn so, whichever comes first. */
static void
test_heavy_font_in_the_file (void)
{
  static const char *const texts[] = {
    TEXT ("Font=\"40\"", CODE ("HHHH"))
        TEXT ("Font=\"40\" Weight=\"700\" CTM=\"1 0 0 1 0 20\"", CODE ("HHHH")),
    TEXT ("Font=\"40\" Weight=\"700\" CTM=\"1 0 0 1 0 20\"", CODE ("HHHH"))
        TEXT ("Font=\"40\"", CODE ("HHHH")),
  };
  g_autoptr (GBytes) font = load_font ("DejaVu Sans Mono");

  g_assert_nonnull (font);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Surface) surface = draw_with_font (font, texts[i], NULL);
      double across, plain = 0, heavy = 0;

      cairo_surface_flush (surface);
      for (int y = 19 * SCALE; y < 30 * SCALE; y++)
        {
          plain += weigh_row (surface, y, &across);
          heavy += weigh_row (surface, y + 20 * SCALE, &across);
        }
      g_assert_cmpfloat (plain, >, 0);
      g_assert_cmpfloat (heavy, >, plain * 1.05);
    }
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
  g_autoptr (Surface) surface = ofd_drawing_bytes (bytes, NULL);
  guint across = 0, down = 0;

  /* A horizontal stroke stands upright now, to the right of and below its origin at 40, 40. */
  for (double at = 0; at < 8; at += 1.0 / SCALE)
    {
      across = MAX (across, ofd_drawing_count_ink (surface, 38, 40 + at, 12, 1.0 / SCALE));
      down = MAX (down, ofd_drawing_count_ink (surface, 40 + at, 38, 1.0 / SCALE, 12));
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
      surface = ofd_drawing_printed (document, printed == 1, NULL);
      g_assert_cmphex (ofd_drawing_dot_at (surface, 15, 15), ==, 0x0000FF);
      g_assert_cmphex (ofd_drawing_dot_at (surface, 35, 15), ==, 0xFFFFFF);
      g_assert_cmphex (ofd_drawing_dot_at (surface, 55, 15), ==, printed == 1 ? 0xFFFFFF : 0x0000FF);
      g_assert_cmphex (ofd_drawing_dot_at (surface, 72, 15), ==, 0x0000FF);
      g_assert_cmphex (ofd_drawing_dot_at (surface, 78, 15), ==, 0xFFFFFF);
    }
}

/* Far more than a page has: stopped, and told. */
#define RED                                                                                                  \
  "<Layer><PathObject " BOX "><FillColor Value=\"255 0 0\"/>"                                                \
  "<AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C</AbbreviatedData></PathObject></Layer>"
#define PAGE(inside) "<Page>" inside "</Page>"

/* A page that is not whole says so. */
static void
test_lost_parts (void)
{
  static const struct
  {
    const char *page, *template; /* (nullable): a template that is not there */
    const char *word;            /* "": nothing is lost */
  } cases[] = {
    { PAGE ("<Content>" RED "</Content>"), NULL, "" },
    { PAGE (""), NULL, "" },
    { PAGE ("<Template TemplateID=\"5\"/><Content>" RED "</Content>"), PAGE ("<Content/>"), "" },
    { PAGE ("<Template TemplateID=\"5\"/><Content>" RED "</Content>"), NULL, "form" },
    { PAGE ("<Template TemplateID=\"5\"/><Content>" RED "</Content>"), "<Page><Content><Lay", "form" },
    { PAGE ("<Template TemplateID=\"6\"/><Content>" RED "</Content>"), PAGE ("<Content/>"), "form" },
    { "<Page><Content>" RED "<Layer>", NULL, "damaged" },
    { PAGE ("<Area><ContentLayer><TextObject>text</TextObject></ContentLayer></Area>"), NULL, "damaged" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ZipFixture) zip = zip_fixture_new ();
      g_autofree char *omissions = NULL;
      g_autoptr (Surface) surface = NULL;

      zip_fixture_add (zip, "OFD.xml", "<OFD><DocBody><DocRoot>Document.xml</DocRoot></DocBody></OFD>");
      zip_fixture_add (
          zip, "Document.xml",
          "<Document><CommonData><TemplatePage ID=\"5\" BaseLoc=\"Template.xml\"/></CommonData><Pages>"
          "<Page ID=\"1\" BaseLoc=\"Page.xml\"/></Pages></Document>");
      zip_fixture_add (zip, "Page.xml", cases[i].page);
      if (cases[i].template != NULL)
        zip_fixture_add (zip, "Template.xml", cases[i].template);
      surface = ofd_drawing_zip (zip, &omissions);
      g_test_message ("%s", cases[i].page);
      if (*cases[i].word == '\0')
        g_assert_cmpstr (omissions, ==, "");
      else
        g_assert_nonnull (strstr (omissions, cases[i].word));
      if (strstr (cases[i].page, "PathObject") != NULL)
        g_assert_cmphex (ofd_drawing_dot_at (surface, 25, 25), ==, 0xFF0000);
    }
}

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
      g_autoptr (Surface) surface = ofd_drawing_bytes (bytes, &omissions);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, omissions);
      g_assert_cmpint (g_get_monotonic_time () - before, <, 60 * G_USEC_PER_SEC);
      if (i == 0)
        g_assert_nonnull (strstr (omissions, "only a part of it is shown"));
      else
        g_assert_cmphex (ofd_drawing_dot_at (surface, 55, 55), ==, 0xFF0000);
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
      surface = ofd_drawing_bytes (bytes, &omissions);
      g_test_message ("%s", samples[i].file);
      g_assert_cmpstr (omissions, ==, "");
      for (guint j = 0; j < 4; j++)
        g_assert_cmpuint (ofd_drawing_count_ink (surface, samples[i].ink[j][0], samples[i].ink[j][1],
                                                 samples[i].ink[j][2], samples[i].ink[j][3]),
                          >, 100);
      for (guint j = 0; j < 2; j++)
        g_assert_cmpuint (ofd_drawing_count_ink (surface, samples[i].blank[j][0], samples[i].blank[j][1],
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
  g_test_add_func ("/ofd/draw/text", test_text);
  g_test_add_func ("/ofd/draw/made-up-faces", test_made_up_faces);
  g_test_add_func ("/ofd/draw/fonts-in-the-file", test_fonts_in_the_file);
  g_test_add_func ("/ofd/draw/heavy-font-in-the-file", test_heavy_font_in_the_file);
  g_test_add_func ("/ofd/draw/turned-text", test_turned_text);
  g_test_add_func ("/ofd/draw/annotations", test_annotations);
  g_test_add_func ("/ofd/draw/lost-parts", test_lost_parts);
  g_test_add_func ("/ofd/draw/limits", test_limits);
  g_test_add_func ("/ofd/draw/cancelled", test_cancelled);
  g_test_add_func ("/ofd/draw/samples", test_samples);
  return g_test_run ();
}
