/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ofd-fixture.h"

#define OFD "xmlns:ofd=\"http://www.ofdspec.org/2016\""

static const char *
or_nothing (const char *text)
{
  return text != NULL ? text : "";
}

static void add (ZipFixture *zip, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
add (ZipFixture *zip, const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  zip_fixture_add (zip, name, text);
}

/* Returns: (transfer full): the package, to which a test may add */
ZipFixture *
ofd_fixture_zip (const OfdFixture *fixture)
{
  ZipFixture *zip = zip_fixture_new ();

  add (zip, "OFD.xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:OFD " OFD
       " DocType=\"OFD\" Version=\"1.1\"><ofd:DocBody>"
       "<ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:CustomDatas>%s</ofd:CustomDatas></ofd:DocInfo>"
       "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>%s</ofd:DocBody></ofd:OFD>",
       or_nothing (fixture->notes), or_nothing (fixture->body));
  add (zip, "Doc_0/Document.xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:Document " OFD "><ofd:CommonData><ofd:PageArea>"
       "<ofd:PhysicalBox>0 0 210 "
       "297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
       "%s</ofd:CommonData><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages>%s"
       "</ofd:Document>",
       or_nothing (fixture->common), or_nothing (fixture->document));
  add (zip, "Doc_0/PublicRes.xml", "<ofd:Res " OFD " BaseLoc=\"Res\">%s</ofd:Res>",
       or_nothing (fixture->resources));
  add (zip, "Doc_0/Pages/Page_0/Content.xml", "<ofd:Page " OFD ">%s<ofd:Content>%s</ofd:Content></ofd:Page>",
       fixture->area != NULL ? fixture->area
                             : "<ofd:Area><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:Area>",
       or_nothing (fixture->layers));
  return zip;
}

/* Returns: (transfer full): the file */
GBytes *
ofd_fixture_bytes (const OfdFixture *fixture)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (fixture);

  return zip_fixture_to_bytes (zip);
}
