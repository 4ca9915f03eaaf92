/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

/* The files of an invoice: small, true to their formats, and with its number in them. */

static void
put_16 (GByteArray *bytes, guint value)
{
  const guint8 two[] = { value & 0xff, value >> 8 & 0xff };

  g_byte_array_append (bytes, two, sizeof two);
}

static void
put_32 (GByteArray *bytes, gsize value)
{
  put_16 (bytes, value & 0xffff);
  put_16 (bytes, value >> 16 & 0xffff);
}

/* The checksum that ZIP wants. */
static guint32
crc_32 (const char *text, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= (guint8) text[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
  return ~crc;
}

/* The 26 bytes that a local header and a central one have in common. */
static void
put_zip_common (GByteArray *bytes, const char *name, const char *text)
{
  gsize length = strlen (text);

  put_16 (bytes, 20); /* version */
  put_16 (bytes, 0);
  put_16 (bytes, 0); /* stored */
  put_16 (bytes, 0);
  put_16 (bytes, 0x21); /* 1 January 1980 */
  put_32 (bytes, crc_32 (text, length));
  put_32 (bytes, length);
  put_32 (bytes, length);
  put_16 (bytes, strlen (name));
  put_16 (bytes, 0);
}

/* A ZIP of @n texts, stored. */
static GBytes *
make_zip (const char *const *names, char **texts, guint n)
{
  GByteArray *zip = g_byte_array_new ();
  g_autoptr (GByteArray) central = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    {
      guint at = zip->len;

      put_32 (zip, 0x04034b50);
      put_zip_common (zip, names[i], texts[i]);
      g_byte_array_append (zip, (const guint8 *) names[i], strlen (names[i]));
      g_byte_array_append (zip, (const guint8 *) texts[i], strlen (texts[i]));
      put_32 (central, 0x02014b50);
      put_16 (central, 20);
      put_zip_common (central, names[i], texts[i]);
      put_16 (central, 0); /* comment, disk, attributes */
      put_16 (central, 0);
      put_16 (central, 0);
      put_32 (central, 0);
      put_32 (central, at);
      g_byte_array_append (central, (const guint8 *) names[i], strlen (names[i]));
    }

  guint directory = zip->len;

  g_byte_array_append (zip, central->data, central->len);
  put_32 (zip, 0x06054b50);
  put_32 (zip, 0);
  put_16 (zip, n);
  put_16 (zip, n);
  put_32 (zip, central->len);
  put_32 (zip, directory);
  put_16 (zip, 0);
  return g_byte_array_free_to_bytes (zip);
}

static GBytes *
make_pdf (const char *number, const char *gross)
{
  g_autofree char *stream =
      g_strdup_printf ("BT /F1 12 Tf 40 360 Td (Invoice %s) Tj 0 -20 Td (Total CNY %s) Tj ET", number, gross);
  g_autofree char *content =
      g_strdup_printf ("<< /Length %" G_GSIZE_FORMAT " >>\nstream\n%s\nendstream", strlen (stream), stream);
  const char *const objects[] = {
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 396.85] /Contents 4 0 R "
    "/Resources << /Font << /F1 5 0 R >> >> >>",
    content,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  };
  GString *pdf = g_string_new ("%PDF-1.4\n");
  g_autoptr (GString) table = g_string_new ("0000000000 65535 f \n");
  gsize start;

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_string_append_printf (table, "%010" G_GSIZE_FORMAT " 00000 n \n", pdf->len);
      g_string_append_printf (pdf, "%u 0 obj\n%s\nendobj\n", i + 1, objects[i]);
    }
  start = pdf->len;
  g_string_append_printf (pdf,
                          "xref\n0 %u\n%strailer\n<< /Size %u /Root 1 0 R >>\nstartxref\n%" G_GSIZE_FORMAT
                          "\n%%%%EOF\n",
                          (guint) G_N_ELEMENTS (objects) + 1, table->str, (guint) G_N_ELEMENTS (objects) + 1,
                          start);
  return g_string_free_to_bytes (pdf);
}

static GBytes *
make_ofd (const char *number, const char *gross)
{
  const char *const names[] = { "OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml" };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (texts, g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                                           "<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\" "
                                           "Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo>"
                                           "<ofd:DocID>%s</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/"
                                           "Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
                                           number));
  g_ptr_array_add (
      texts,
      g_strdup (
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:Document xmlns:ofd=\"http://www.ofdspec.org/2016\">"
          "<ofd:CommonData><ofd:MaxUnitID>10</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 "
          "140</ofd:PhysicalBox>"
          "</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID=\"1\" "
          "BaseLoc=\"Pages/Page_0/Content.xml\"/>"
          "</ofd:Pages></ofd:Document>"));
  g_ptr_array_add (
      texts, g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:Page "
                              "xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Content>"
                              "<ofd:Layer ID=\"2\"><ofd:TextObject ID=\"3\" Boundary=\"10 10 150 10\" "
                              "Size=\"5\"><ofd:TextCode X=\"0\" Y=\"5\">"
                              "%s %s</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>",
                              number, gross));
  return make_zip (names, (char **) texts->pdata, G_N_ELEMENTS (names));
}

static GBytes *
make_xml (sqlite3_stmt *row, const char *gross)
{
  g_autofree char *net = nuonuo_fen_text (nuonuo_column_integer (row, 1));
  g_autofree char *tax = nuonuo_fen_text (nuonuo_column_integer (row, 2));
  g_autofree char *time = nuonuo_time_text (nuonuo_column_integer (row, 3), "%Y-%m-%d %H:%M:%S");
  char *text = g_markup_printf_escaped (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<EInvoice><Header><EIid>%s</EIid></Header><EInvoiceData>"
      "<SellerInformation><SellerIdNum>%s</SellerIdNum></SellerInformation><BasicInformation>"
      "<TotalAmWithoutTax>%s</TotalAmWithoutTax><TotalTaxAm>%s</TotalTaxAm>"
      "<TotalTax-includedAmount>%s</TotalTax-includedAmount></BasicInformation></EInvoiceData>"
      "<TaxSupervisionInfo><InvoiceNumber>%s</InvoiceNumber><IssueTime>%s</IssueTime></TaxSupervisionInfo>"
      "</EInvoice>\n",
      nuonuo_column (row, 0), nuonuo_column (row, 4), net, tax, gross, nuonuo_column (row, 0), time);

  return g_bytes_new_take (text, strlen (text));
}

/* "/files/SERIAL.pdf" and so on; NULL when there is no such file (yet). */
GBytes *
nuonuo_file (NuonuoDouble *self, const char *path, const char **type)
{
  const char *name = path + strlen ("/files/");
  const char *dot = strrchr (name, '.');
  g_autofree char *serial = dot != NULL ? g_strndup (name, dot - name) : g_strdup (name);
  g_autoptr (sqlite3_stmt) row = nuonuo_sql (
      self,
      "SELECT number, net, tax, issued, seller FROM submission WHERE serial = ? AND status IN (2, 3, 31) "
      "AND changed + ? <= ?",
      "tii", serial, nuonuo_setting_integer (self, "file_after"), nuonuo_now (self));

  if (dot == NULL || !nuonuo_row (row))
    return NULL;

  g_autofree char *gross = nuonuo_fen_text (nuonuo_column_integer (row, 1) + nuonuo_column_integer (row, 2));

  if (g_str_equal (dot, ".pdf"))
    {
      *type = "application/pdf";
      return make_pdf (nuonuo_column (row, 0), gross);
    }
  if (g_str_equal (dot, ".ofd") && nuonuo_setting_integer (self, "ofd") != 0)
    {
      *type = "application/ofd";
      return make_ofd (nuonuo_column (row, 0), gross);
    }
  if (g_str_equal (dot, ".xml") && nuonuo_setting_integer (self, "xml") != 0)
    {
      *type = "text/xml";
      return make_xml (row, gross);
    }
  return NULL;
}
