/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ofd-drawing.h"
#include "ofd/pd-ofd-font.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

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

static void
append_times (GString *to, guint n, const char *what)
{
  while (n-- > 0)
    g_string_append (to, what);
}

/* Some kilobytes, packed, that name far more steps, glyphs and colours than there is anything to do with. */
static void
test_hostile (void)
{
  g_autoptr (GString) layers = g_string_new ("<ofd:Layer>");
  g_autoptr (Surface) surface = NULL;
  gint64 start = g_get_monotonic_time ();

  g_string_append (layers, "<ofd:TextObject Boundary=\"20 20 60 10\" Size=\"8\">");
  append_times (layers, 30000,
                "<ofd:CGTransform CodePosition=\"0\" CodeCount=\"1\" GlyphCount=\"20000\">"
                "<ofd:Glyphs>g 20000 5</ofd:Glyphs></ofd:CGTransform>");
  append_times (layers, 30000, "<ofd:TextCode X=\"0\" Y=\"7\" DeltaX=\"g 20000 5\">a</ofd:TextCode>");
  g_string_append (layers, "</ofd:TextObject>");
  for (guint i = 0; i < 100; i++)
    {
      g_string_append (layers,
                       "<ofd:PathObject Boundary=\"0 0 9 9\" Fill=\"true\"><ofd:FillColor><ofd:AxialShd "
                       "MapType=\"Repeat\" MapUnit=\"0.1\" StartPoint=\"0 0\" EndPoint=\"100 0\">");
      append_times (layers, 256, "<ofd:Segment><ofd:Color Value=\"10 20 30\"/></ofd:Segment>");
      g_string_append (layers, "</ofd:AxialShd></ofd:FillColor><ofd:AbbreviatedData>M 0 0 L 9 0 L 9 9 C"
                               "</ofd:AbbreviatedData></ofd:PathObject>");
    }
  g_string_append (layers, "</ofd:Layer>");

  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){ .layers = layers->str });
  g_autofree char *omissions = NULL;

  surface = ofd_drawing_zip (zip, &omissions);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ofd/text/text", test_text);
  g_test_add_func ("/ofd/text/made-up-faces", test_made_up_faces);
  g_test_add_func ("/ofd/text/heavy-font-in-the-file", test_heavy_font_in_the_file);
  g_test_add_func ("/ofd/text/fonts-in-the-file", test_fonts_in_the_file);
  g_test_add_func ("/ofd/text/turned-text", test_turned_text);
  g_test_add_func ("/ofd/text/hostile", test_hostile);
  return g_test_run ();
}
