/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ofd-fixture.h"
#include "ofd/pd-ofd-document.h"
#include "package/pd-zip.h"

#include <math.h>
#include <string.h>

#define MM (72.0 / 25.4)
#define LAYER(objects) "<ofd:Layer ID=\"90\">" objects "</ofd:Layer>"

static PdOfdDocument *
open_bytes (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  PdOfdDocument *document = pd_ofd_document_new (bytes, NULL, &error);

  g_assert_no_error (error);
  return document;
}

static PdOfdDocument *
open_fixture (const OfdFixture *fixture)
{
  g_autoptr (GBytes) bytes = ofd_fixture_bytes (fixture);

  return open_bytes (bytes);
}

static PdOfdDocument *
open_zip (ZipFixture *zip)
{
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);

  return open_bytes (bytes);
}

static void
assert_near (double found, double wanted)
{
  if (fabs (found - wanted) > 0.01)
    g_error ("%f is not %f", found, wanted);
}

static char *
all_text (PdOfdDocument *document, guint page)
{
  g_autoptr (GPtrArray) runs = pd_ofd_document_get_text (document, page);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", ((PdOfdRun *) runs->pdata[i])->text);
  return g_string_free (text, FALSE);
}

static void
assert_text (PdOfdDocument *document, const char *wanted)
{
  g_autofree char *text = all_text (document, 0);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *area;
    double width, height; /* mm */
  } cases[] = {
    { NULL, 210, 140 },
    { "", 210, 297 },
    { "<ofd:Area><ofd:PhysicalBox>5 5 100 50</ofd:PhysicalBox></ofd:Area>", 100, 50 },
    { "<ofd:Area><ofd:PhysicalBox>0 0 1e99 5</ofd:PhysicalBox></ofd:Area>", 210, 297 },
    { "<ofd:Area><ofd:PhysicalBox>0 0 -5 5</ofd:PhysicalBox></ofd:Area>", 210, 297 },
    { "<ofd:Area><ofd:PhysicalBox>0 0 999999 999999</ofd:PhysicalBox></ofd:Area>", 210, 297 },
    { "<ofd:Area><ofd:PhysicalBox>nan inf</ofd:PhysicalBox></ofd:Area>", 210, 297 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdOfdDocument) document = open_fixture (&(OfdFixture){ .area = cases[i].area });
      double width = 0, height = 0;

      pd_ofd_document_get_page_size (document, 0, &width, &height);
      assert_near (width, cases[i].width * MM);
      assert_near (height, cases[i].height * MM);
    }
}

/* Two characters 2 mm apart in an object of 4 mm text, moved and doubled by its matrix. */
static void
test_places (void)
{
  g_autoptr (PdOfdDocument) document = open_fixture (&(OfdFixture){
      .layers = LAYER ("<ofd:TextObject ID=\"7\" Boundary=\"10 20 50 10\" CTM=\"2 0 0 2 1 1\" Size=\"4\">"
                       "<ofd:TextCode X=\"1\" Y=\"3\" DeltaX=\"2\">ab</ofd:TextCode></ofd:TextObject>") });
  g_autoptr (GPtrArray) runs = pd_ofd_document_get_text (document, 0);
  const PdOfdRun *run;
  const PdOfdChar *second;

  g_assert_cmpuint (runs->len, ==, 1);
  run = runs->pdata[0];
  second = &g_array_index (run->chars, PdOfdChar, 1);
  g_assert_cmpstr (run->object_id, ==, "7");
  g_assert_cmpuint (run->chars->len, ==, 2);
  assert_near (run->x0, (10 + 1 + 2 * 1) * MM);
  assert_near (second->x0, (10 + 1 + 2 * 3) * MM);
  assert_near (run->x1, (10 + 1 + 2 * 5) * MM);
  assert_near (run->y0, (20 + 1 + 2 * (3 - 0.88 * 4)) * MM);
  assert_near (run->y1, (20 + 1 + 2 * (3 + 0.12 * 4)) * MM);
}

#define TRANSFORM(position, characters, glyphs, numbers)                                                     \
  "<ofd:CGTransform CodePosition=\"" position "\" CodeCount=\"" characters "\" GlyphCount=\"" glyphs         \
  "\"><ofd:Glyphs>" numbers "</ofd:Glyphs></ofd:CGTransform>"

static void
test_runs (void)
{
  static const struct
  {
    const char *code, *text;
  } cases[] = {
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 5 2 -10 g 5 2\" DeltaY=\"g 5 0 5 g 5 "
      "0\">abcdefghijkl</ofd:TextCode>",
      "abcdef|ghijkl" },
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2 30 2\">abcd</ofd:TextCode>", "ab|cd" },
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2\">abcd</ofd:TextCode>", "abcd" },
    { "<ofd:TextCode X=\"0\" Y=\"4\">abcd</ofd:TextCode>", "abcd" },
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaY=\"4\">购买方</ofd:TextCode>", "购买方" },
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 99999999 2\">ab</ofd:TextCode>", "ab" },
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 2 nonsense\">ab</ofd:TextCode>", "ab" },
    { "<ofd:TextCode X=\"0\" Y=\"4\">\n   ab\n  </ofd:TextCode>", "ab" },
    { "<ofd:TextCode X=\"0\" Y=\"4\"> a b</ofd:TextCode>", " a b" },
    { "<ofd:TextCode X=\"0\" Y=\"4\">a</ofd:TextCode><ofd:TextCode X=\"9\" Y=\"4\">b</ofd:TextCode>", "a|b" },
    { "<ofd:TextCode X=\"0\" Y=\"4\">a\\0x0020\\0x4E00\\0xD800\\0x1</ofd:TextCode>", "a 一\\0xD800\\0x1" },
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2 2\">a\\0020b</ofd:TextCode>", "a b" },
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 6 2\">a\\0020b</ofd:TextCode>", "a\\0020b" },
    { "<ofd:TextCode X=\"0\" Y=\"4\">a\\0020b</ofd:TextCode>", "a\\0020b" },
    { TRANSFORM ("0", "2", "1", "7") "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"4 2\">fixe</ofd:TextCode>",
      "fixe" },
    { TRANSFORM ("1", "1", "3", "7 8 9") "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2\">abc</ofd:TextCode>",
      "abc" },
    { "<ofd:TextCode X=\"0\" Y=\"400\">outside</ofd:TextCode>", "" },
    { "<ofd:TextCode X=\"1e300\" Y=\"4\">a</ofd:TextCode>", "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *layers = g_strdup_printf (
          LAYER ("<ofd:TextObject ID=\"7\" Boundary=\"0 0 50 10\" Size=\"4\">%s</ofd:TextObject>"),
          cases[i].code);
      g_autoptr (PdOfdDocument) document = open_fixture (&(OfdFixture){ .layers = layers });

      assert_text (document, cases[i].text);
    }
}

/* Steps are from glyph to glyph: two characters with one share its place, and a character with two takes two steps. */
static void
test_transformed_places (void)
{
  static const struct
  {
    const char *code;
    double x[5];
  } cases[] = {
    { "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2 2 2 2\">abcde</ofd:TextCode>", { 0, 2, 4, 6, 8 } },
    { TRANSFORM ("1", "2", "1", "7") "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2 3 2\">abcde</ofd:TextCode>",
      { 0, 2, 3.5, 5, 7 } },
    { TRANSFORM ("1", "1", "2",
                 "7 8") "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2 1 2 2 2\">abcde</ofd:TextCode>",
      { 0, 2, 5, 7, 9 } },
    /* as many glyphs as characters, though it says otherwise */
    { TRANSFORM ("1", "1", "1",
                 "7 8 9") "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2 3 2 2\">abcde</ofd:TextCode>",
      { 0, 2, 5, 7, 9 } },
    /* a program that counts the steps of the characters */
    { TRANSFORM ("1", "2", "1", "7") "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"2 3 1 2\">abcde</ofd:TextCode>",
      { 0, 2, 5, 6, 8 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *layers = g_strdup_printf (
          LAYER ("<ofd:TextObject ID=\"7\" Boundary=\"0 0 50 10\" Size=\"4\">%s</ofd:TextObject>"),
          cases[i].code);
      g_autoptr (PdOfdDocument) document = open_fixture (&(OfdFixture){ .layers = layers });
      g_autoptr (GPtrArray) runs = pd_ofd_document_get_text (document, 0);
      guint n = 0;

      for (guint j = 0; j < runs->len; j++)
        for (guint k = 0; k < ((PdOfdRun *) runs->pdata[j])->chars->len; k++, n++)
          assert_near (g_array_index (((PdOfdRun *) runs->pdata[j])->chars, PdOfdChar, k).x0,
                       cases[i].x[n] * MM);
      g_assert_cmpuint (n, ==, 5);
    }
}

#define TEXT(id, text)                                                                                       \
  "<ofd:TextObject ID=\"" id "\" Boundary=\"0 0 50 10\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\">" text      \
  "</ofd:TextCode></ofd:TextObject>"
#define PAGE(inside) "<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\">" inside "</ofd:Page>"

/* Templates stand under or over the page, in each other, and wrongly in a circle. */
static void
test_templates (void)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){
      .common = "<ofd:TemplatePage ID=\"2\" BaseLoc=\"TPLS/t2.xml\"/>"
                "<ofd:TemplatePage ID=\"3\" BaseLoc=\"Tpls/t3.xml\" ZOrder=\"Foreground\"/>",
      .area = "<ofd:Template TemplateID=\"3\"/><ofd:Template TemplateID=\"2\" ZOrder=\"Background\"/>"
              "<ofd:Template TemplateID=\"404\"/>",
      .layers = "<ofd:Layer Type=\"Foreground\">" TEXT (
          "11", "front") "</ofd:Layer>"
                         "<ofd:Layer>" TEXT ("10", "body") "</ofd:Layer>"
                                                           "<ofd:Layer Type=\"Background\">" TEXT (
                                                               "12", "back") "</ofd:Layer>" });
  g_autoptr (PdOfdDocument) document = NULL;

  zip_fixture_add (zip, "Doc_0/Tpls/t2.xml",
                   PAGE ("<ofd:Content><ofd:Layer>" TEXT ("10", "two") "</ofd:Layer></ofd:Content>"));
  zip_fixture_add (zip, "Doc_0/Tpls/t3.xml",
                   PAGE ("<ofd:Content><ofd:Layer>" TEXT ("13", "three") "</ofd:Layer></ofd:Content>"));
  document = open_zip (zip);
  assert_text (document, "two|back|body|three|front");
  g_assert_cmpstr (pd_ofd_document_get_object_text (document, "1", "10"), ==, "body");
  g_assert_null (pd_ofd_document_get_object_text (document, "2", "10"));
  g_assert_null (pd_ofd_document_get_object_text (document, "1", "13"));
}

static void
test_circles (void)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){
      .common =
          "<ofd:TemplatePage ID=\"2\" BaseLoc=\"t2.xml\"/><ofd:TemplatePage ID=\"3\" BaseLoc=\"t3.xml\"/>",
      .resources = "<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID=\"5\"><ofd:Content>"
                   "<ofd:CompositeObject ResourceID=\"5\" Boundary=\"0 0 9 9\"/>"
                   "<ofd:CompositeObject ResourceID=\"5\" Boundary=\"0 0 9 9\"/>"
                   "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>",
      .area = "<ofd:Template TemplateID=\"2\"/>",
      .layers = LAYER ("<ofd:CompositeObject ResourceID=\"5\" Boundary=\"0 0 9 9\"/>" TEXT ("1", "end")) });
  g_autoptr (PdOfdDocument) document = NULL;
  g_autofree char *text = NULL;

  zip_fixture_add (zip, "Doc_0/t2.xml",
                   PAGE ("<ofd:Template TemplateID=\"3\"/><ofd:Template TemplateID=\"3\"/>"));
  zip_fixture_add (zip, "Doc_0/t3.xml",
                   PAGE ("<ofd:Template TemplateID=\"2\"/><ofd:Template TemplateID=\"2\"/>"
                         "<ofd:Template TemplateID=\"2\"/>"));
  document = open_zip (zip);
  text = all_text (document, 0);
  g_assert_nonnull (text);
}

/* Two documents in one file, each with ids and resources of its own. */
static void
test_bodies (void)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (
      &(OfdFixture){ .body = "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>/Doc_1/Document.xml</ofd:DocRoot>",
                     .layers = LAYER (TEXT ("5", "first")) });
  g_autoptr (PdOfdDocument) document = NULL;
  g_autofree char *text = NULL;

  zip_fixture_add (zip, "Doc_1/Document.xml",
                   "<Document><CommonData/><Pages><Page ID=\"8\" BaseLoc=\"../Doc_1/p.xml\"/>"
                   "<Page ID=\"9\" BaseLoc=\"gone.xml\"/></Pages></Document>");
  zip_fixture_add (zip, "Doc_1/p.xml",
                   "<Page><Content><Layer>" TEXT ("5", "second") "</Layer></Content></Page>");
  document = open_zip (zip);
  g_assert_cmpuint (pd_ofd_document_get_n_pages (document), ==, 3);
  text = all_text (document, 1);
  g_assert_cmpstr (text, ==, "second");
  g_assert_cmpstr (pd_ofd_document_get_object_text (document, "8", "5"), ==, "second");
}

/* One of two documents is damaged: the other can be read, and what is missing is told. */
static void
test_missing_body (void)
{
  static const char *const bodies[] = {
    "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>",
    "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>OFD.xml</ofd:DocRoot>",
    "</ofd:DocBody><ofd:DocBody>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (ZipFixture) zip =
          ofd_fixture_zip (&(OfdFixture){ .body = bodies[i], .layers = LAYER (TEXT ("5", "first")) });
      g_autoptr (PdOfdDocument) document = open_zip (zip);
      g_autofree char *text = all_text (document, 0);

      g_assert_cmpuint (pd_ofd_document_get_n_pages (document), ==, 1);
      g_assert_cmpuint (pd_ofd_document_get_n_missing (document), ==, 1);
      g_assert_cmpstr (text, ==, "first");
    }
}

/* Packed with the folder that they lie in, or with a slash before each name, files are read all the same. */
static void
test_wrapped (void)
{
  static const struct
  {
    const char *before, *beside;
    gboolean reads;
  } cases[] = {
    { "/", NULL, TRUE },
    { "\\", NULL, TRUE },
    { "发票/", "__MACOSX/发票/OFD.xml", TRUE },
    { "/a/b/", "readme.txt", TRUE },
    { "a/", "b/OFD.xml", FALSE },
  };
  static const char *const parts[] = { "OFD.xml", "Doc_0/Document.xml", "Doc_0/PublicRes.xml",
                                       "Doc_0/Pages/Page_0/Content.xml" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ZipFixture) plain = ofd_fixture_zip (&(OfdFixture){ .layers = LAYER (TEXT ("5", "first")) });
      g_autoptr (ZipFixture) zip = zip_fixture_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdOfdDocument) document = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize j = 0; j < G_N_ELEMENTS (parts); j++)
        {
          g_autofree char *name = g_strconcat (cases[i].before, parts[j], NULL);

          zip_fixture_add_bytes (zip, name, zip_fixture_get (plain, parts[j]));
        }
      if (cases[i].beside != NULL)
        zip_fixture_add (zip, cases[i].beside, "x");
      bytes = zip_fixture_to_bytes (zip);
      document = pd_ofd_document_new (bytes, NULL, &error);
      if (cases[i].reads)
        {
          g_autofree char *text = all_text (document, 0);

          g_assert_cmpstr (text, ==, "first");
        }
      else
        g_assert_error (error, PD_OFD_ERROR, PD_OFD_ERROR_FORMAT);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *part, *text;
    int code;
  } cases[] = {
    { "a.txt", "no OFD", PD_OFD_ERROR_FORMAT },
    { "OFDEntries.xml", "<a/>", PD_OFD_ERROR_ENCRYPTED },
    { "OFD.xml", "<OFD><DocBody><DocRoot>gone.xml</DocRoot></DocBody></OFD>", PD_OFD_ERROR_DAMAGED },
    { "OFD.xml", "<OFD><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></OFD>", PD_OFD_ERROR_DAMAGED },
    { "OFD.xml", "<OFD><DocBody><DocRoot>/OFD.xml</DocRoot></DocBody></OFD>", PD_OFD_ERROR_DAMAGED },
    { "OFD.xml", "<OFD/>", PD_OFD_ERROR_DAMAGED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ZipFixture) zip = zip_fixture_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      zip_fixture_add (zip, cases[i].part, cases[i].text);
      bytes = zip_fixture_to_bytes (zip);
      g_assert_null (pd_ofd_document_new (bytes, NULL, &error));
      g_assert_error (error, PD_OFD_ERROR, cases[i].code);
    }
}

static void
test_many_pages (void)
{
  for (guint n = 1000; n <= 6000; n += 5000)
    {
      g_autoptr (ZipFixture) zip = zip_fixture_new ();
      g_autoptr (GString) pages = g_string_new ("<Document><Pages>");
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdOfdDocument) document = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (pages, "<Page ID=\"%u\" BaseLoc=\"p.xml\"/>", i);
      g_string_append (pages, "</Pages></Document>");
      zip_fixture_add (zip, "OFD.xml", "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>");
      zip_fixture_add (zip, "d.xml", pages->str);
      zip_fixture_add (zip, "p.xml", "<Page/>");
      bytes = zip_fixture_to_bytes (zip);
      document = pd_ofd_document_new (bytes, NULL, &error);
      if (n <= PD_OFD_MAX_PAGES)
        g_assert_cmpuint (pd_ofd_document_get_n_pages (document), ==, n);
      else
        g_assert_error (error, PD_OFD_ERROR, PD_OFD_ERROR_TOO_LARGE);
    }
}

static void
test_lists (void)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){
      .notes = "<ofd:CustomData Name=\"发票号码\">24112000000048542163</ofd:CustomData><ofd:CustomData/>",
      .document = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
                  "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>" });
  g_autoptr (PdOfdDocument) document = NULL;
  const PdOfdNote *note;
  const PdOfdAttachment *attachment;

  zip_fixture_add (
      zip, "Doc_0/Attachs/Attachments.xml",
      "<ofd:Attachments xmlns:ofd=\"u\"><ofd:Attachment Name=\"a\"><ofd:FileLoc>a.xml</ofd:FileLoc>"
      "</ofd:Attachment><ofd:Attachment Name=\"b\"><ofd:FileLoc>gone</ofd:FileLoc></ofd:Attachment>"
      "</ofd:Attachments>");
  zip_fixture_add (zip, "Doc_0/Attachs/a.xml", "<a/>");
  zip_fixture_add (zip, "Doc_0/Attachs/original_invoice.xml", "<b/>");
  zip_fixture_add (zip, "Doc_0/Tags/CustomTags.xml",
                   "<a><CustomTag><FileLoc>CustomTag.xml</FileLoc></CustomTag></a>");
  zip_fixture_add (zip, "Doc_0/Tags/CustomTag.xml",
                   "<:eInvoice xmlns:=\"\"><A><ofd:ObjectRef/></A></:eInvoice>");
  document = open_zip (zip);
  g_assert_cmpuint (pd_ofd_document_get_notes (document)->len, ==, 1);
  note = pd_ofd_document_get_notes (document)->pdata[0];
  g_assert_cmpstr (note->value, ==, "24112000000048542163");
  g_assert_cmpuint (pd_ofd_document_get_attachments (document)->len, ==, 2);
  attachment = pd_ofd_document_get_attachments (document)->pdata[0];
  g_assert_cmpstr (attachment->name, ==, "a");
  g_assert_cmpstr (attachment->part, ==, "Doc_0/Attachs/a.xml");
  g_assert_cmpuint (pd_ofd_document_get_tags (document)->len, ==, 1);
}

/* Every byte of the package changed once: it opens or says why, and does no harm. */
static void
test_every_byte (void)
{
  g_autoptr (GBytes) whole = ofd_fixture_bytes (&(OfdFixture){
      .notes = "<ofd:CustomData Name=\"a\">b</ofd:CustomData>", .layers = LAYER (TEXT ("1", "一二三")) });
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (whole, &size);

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdOfdDocument) document = NULL;
      g_autoptr (GError) error = NULL;

      copy[i] ^= 0x15;
      bytes = g_bytes_new (copy, size);
      document = pd_ofd_document_new (bytes, NULL, &error);
      g_assert_true ((document == NULL) == (error != NULL));
      if (document != NULL)
        g_free (all_text (document, 0));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ofd/document/sizes", test_sizes);
  g_test_add_func ("/ofd/document/places", test_places);
  g_test_add_func ("/ofd/document/runs", test_runs);
  g_test_add_func ("/ofd/document/transformed-places", test_transformed_places);
  g_test_add_func ("/ofd/document/templates", test_templates);
  g_test_add_func ("/ofd/document/circles", test_circles);
  g_test_add_func ("/ofd/document/bodies", test_bodies);
  g_test_add_func ("/ofd/document/missing-body", test_missing_body);
  g_test_add_func ("/ofd/document/wrapped", test_wrapped);
  g_test_add_func ("/ofd/document/refuses", test_refuses);
  g_test_add_func ("/ofd/document/many-pages", test_many_pages);
  g_test_add_func ("/ofd/document/lists", test_lists);
  g_test_add_func ("/ofd/document/every-byte", test_every_byte);
  return g_test_run ();
}
