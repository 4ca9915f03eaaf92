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
  g_test_add_func ("/ofd/draw/annotations", test_annotations);
  g_test_add_func ("/ofd/draw/lost-parts", test_lost_parts);
  g_test_add_func ("/ofd/draw/limits", test_limits);
  g_test_add_func ("/ofd/draw/cancelled", test_cancelled);
  g_test_add_func ("/ofd/draw/samples", test_samples);
  return g_test_run ();
}
