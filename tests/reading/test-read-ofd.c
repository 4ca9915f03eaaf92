/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ofd-fixture.h"
#include "reading/pd-read-private.h"

#include <string.h>

#define LAYER(objects) "<ofd:Layer ID=\"900\">" objects "</ofd:Layer>"
#define TEXT(id, text)                                                                                       \
  "<ofd:TextObject ID=\"" id "\" Boundary=\"0 0 50 10\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\">" text      \
  "</ofd:TextCode></ofd:TextObject>"
#define REF(id) "<ofd:ObjectRef PageRef=\"1\">" id "</ofd:ObjectRef>"
#define TAGGED "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>"

/* What the page says; the ids are those of the tags below. */
static const char objects[] = LAYER (
    TEXT ("1", "24112000000048542163") TEXT ("2", "2024年05月28日") TEXT ("3", "乙有限") TEXT ("4", "公司")
        TEXT ("5", "甲有限公司") TEXT ("6", "91320115MA202UKD7X") TEXT ("7", "¥") TEXT ("8", "200.00")
            TEXT ("9", "¥26.00") TEXT ("10", "贰佰贰拾陆圆整") TEXT ("11", "226.00") TEXT ("12", "*饮料*茶")
                TEXT ("13", "13%") TEXT ("14", "100.00") TEXT ("15", "13.00") TEXT ("16", "50")
                    TEXT ("17", "2") TEXT ("18", "*饮料*红") TEXT ("19", "茶") TEXT ("20", "一")
                        TEXT ("21", "二") TEXT ("22", "盒") TEXT ("23", "南京市1号 025-58073422"));

static void
add_tags (ZipFixture *zip, const char *tags)
{
  zip_fixture_add (zip, "Doc_0/Tags/CustomTags.xml",
                   "<a><CustomTag><FileLoc>CustomTag.xml</FileLoc></CustomTag></a>");
  zip_fixture_add (zip, "Doc_0/Tags/CustomTag.xml", tags);
}

static PdReading *
read_zip (ZipFixture *zip)
{
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);
  g_autoptr (PdReading) reading = pd_reading_new ("a.ofd", "ofd");
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_read_ofd (reading, bytes, NULL, &error));
  g_assert_no_error (error);
  pd_reading_settle (reading);
  return g_steal_pointer (&reading);
}

static const char *
line_value (PdReading *reading, guint i, PdReadingLineField field)
{
  GPtrArray *lines = pd_reading_get_lines (reading);

  g_assert_cmpuint (i, <, lines->len);
  return ((PdReadingLine *) lines->pdata[i])->values[field];
}

static void
assert_tagged (PdReading *reading)
{
  static const struct
  {
    PdReadingField field;
    const char *value;
  } values[] = {
    { PD_READING_NUMBER, "24112000000048542163" },
    { PD_READING_ISSUE_DATE, "2024-05-28" },
    { PD_READING_BUYER_NAME, "乙有限公司" },
    { PD_READING_SELLER_NAME, "甲有限公司" },
    { PD_READING_SELLER_TAX_NUMBER, "91320115MA202UKD7X" },
    { PD_READING_SELLER_ADDRESS, "南京市1号" },
    { PD_READING_SELLER_PHONE, "025-58073422" },
    { PD_READING_AMOUNT, "200.00" },
    { PD_READING_TAX, "26.00" },
    { PD_READING_TOTAL, "226.00" },
    { PD_READING_WORDS, "贰佰贰拾陆圆整" },
    { PD_READING_REMARK, "一\n二" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpstr (pd_reading_get (reading, values[i].field), ==, values[i].value);
  g_assert_cmpint (pd_reading_get_value (reading, PD_READING_TOTAL)->source, ==, PD_READING_SOURCE_TAG);
  g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, 2);
  g_assert_cmpint (pd_reading_get_lines_source (reading), ==, PD_READING_SOURCE_TAG);
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_NAME), ==, "*饮料*茶");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_UNIT), ==, "盒");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_QUANTITY), ==, "2");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_PRICE), ==, "50");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_RATE), ==, "0.13");
  g_assert_cmpstr (line_value (reading, 1, PD_READING_LINE_NAME), ==, "*饮料*红茶");
  g_assert_cmpstr (line_value (reading, 1, PD_READING_LINE_AMOUNT), ==, "100.00");
  g_assert_cmpstr (line_value (reading, 1, PD_READING_LINE_TAX), ==, "13.00");
  g_assert_null (line_value (reading, 1, PD_READING_LINE_UNIT));
}

#define HEAD_TAGS                                                                                            \
  "<ofd:InvoiceNo>" REF ("1") "</ofd:InvoiceNo><ofd:IssueDate>" REF (                                        \
      "2") "</ofd:IssueDate><ofd:Buyer>"                                                                     \
           "<ofd:BuyerName>" REF ("3")                                                                       \
               REF ("4") "</ofd:BuyerName></ofd:Buyer><ofd:Seller><ofd:SellerName>" REF (                    \
                   "5") "</ofd:SellerName><ofd:SellerTaxID>" REF ("6") "</"                                  \
                                                                       "ofd:SellerTaxID><ofd:"               \
                                                                       "SellerAddrTel>" REF (                \
                                                                           "23") "</"                        \
                                                                                 "ofd:"                      \
                                                                                 "SellerA"                   \
                                                                                 "ddrTel>"                   \
                                                                                 "</"                        \
                                                                                 "ofd:"                      \
                                                                                 "Seller>"                   \
                                                                                 "<ofd:"                     \
                                                                                 "TaxExcl"                   \
                                                                                 "usiveTo"                   \
                                                                                 "talAmou"                   \
                                                                                 "nt"                        \
                                                                                 ">" REF ("7") REF (         \
                                                                                     "8") "</"               \
                                                                                          "ofd:"             \
                                                                                          "TaxExclusiveTota" \
                                                                                          "lAmount><ofd:"    \
                                                                                          "TaxTotalAmount"   \
                                                                                          ">" REF (          \
                                                                                              "9") "</"      \
                                                                                                   "of"      \
                                                                                                   "d:"      \
                                                                                                   "Ta"      \
                                                                                                   "xT"      \
                                                                                                   "ot"      \
                                                                                                   "al"      \
                                                                                                   "Am"      \
                                                                                                   "ou"      \
                                                                                                   "nt"      \
                                                                                                   ">"       \
                                                                                                   "<o"      \
                                                                                                   "fd"      \
                                                                                                   ":N"      \
                                                                                                   "ot"      \
                                                                                                   "e"       \
                                                                                                   ">" REF ( \
                                                                                                       "20") \
                                                                                                       REF ( \
                                                                                                           "21") "</ofd:Note>"
#define FIRST_LINE                                                                                                                               \
  "<ofd:Item>" REF ("12") "</ofd:Item><ofd:TaxScheme>" REF ("13") "</ofd:TaxScheme><ofd:Amount>" REF ("14") "</ofd:Amount><ofd:TaxAmount>" REF ( \
      "15") "</ofd:TaxAmount><ofd:Price>" REF ("16") "</ofd:Price><ofd:Quantity>" REF ("17") "</"                                                \
                                                                                             "ofd:Quantity>"                                     \
                                                                                             "<ofd:"                                             \
                                                                                             "MeasurementDi"                                     \
                                                                                             "mension"                                           \
                                                                                             ">" REF (                                           \
                                                                                                 "22") "</"                                      \
                                                                                                       "ofd"                                     \
                                                                                                       ":Me"                                     \
                                                                                                       "asu"                                     \
                                                                                                       "rem"                                     \
                                                                                                       "ent"                                     \
                                                                                                       "Dim"                                     \
                                                                                                       "ens"                                     \
                                                                                                       "ion"                                     \
                                                                                                       ">"
#define SECOND_LINE                                                                                          \
  "<ofd:Item>" REF ("18")                                                                                    \
      REF ("19") "</ofd:Item><ofd:TaxScheme>" REF ("13") "</ofd:TaxScheme><ofd:Amount>" REF (                \
          "14") "</ofd:Amount><ofd:TaxAmount>" REF ("15") "</ofd:TaxAmount>"
#define TOTALS(a, b) "<ofd:TaxInclusiveTotalAmount>" REF (a) REF (b) "</ofd:TaxInclusiveTotalAmount>"

/* Flat, by lines and by columns, and nested; well-formed and as real programs write them, words before figures and after. */
static void
test_tags (void)
{
  static const char
      *const tags[] = {
        "<ofd:root xmlns:ofd=\"http://www.ofdspec.org/2016\" version=\"1.0\">" HEAD_TAGS TOTALS ("10", "11")
            FIRST_LINE SECOND_LINE "</ofd:root>",
        "<ofd:root>" HEAD_TAGS TOTALS ("10", "11") "<ofd:Item>" REF ("12") "</ofd:Item><ofd:Item>" REF ("18")
            REF ("19") "</ofd:Item><ofd:TaxScheme>" REF ("13") "</ofd:TaxScheme><ofd:TaxScheme>" REF ("13") "</ofd:TaxScheme><ofd:Amount>" REF ("14") "</ofd:Amount><ofd:Amount>" REF (
                "14") "</ofd:Amount>"
                      "<ofd:TaxAmount>" REF ("15") "</ofd:TaxAmount><ofd:TaxAmount>" REF (
                          "15") "</ofd:TaxAmount>"
                                "<ofd:Price>" REF ("16") "</ofd:Price><ofd:Quantity>" REF (
                                    "17") "</ofd:Quantity>"
                                          "<ofd:MeasurementDimension>" REF (
                                              "22") "</ofd:MeasurementDimension></ofd:root>",
        "<:eInvoice xmlns:=\"\">" HEAD_TAGS TOTALS ("11", "10") "<GoodsInfos><GoodsInfo>" FIRST_LINE
                                                                "</GoodsInfo><GoodsInfo>" SECOND_LINE
                                                                "</GoodsInfo></GoodsInfos></:eInvoice>",
      };

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){ .document = TAGGED, .layers = objects });
      g_autoptr (PdReading) reading = NULL;

      add_tags (zip, tags[i]);
      reading = read_zip (zip);
      assert_tagged (reading);
    }
}

/* The head of the file against the page: both are kept, the difference is told. */
static void
test_differs (void)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (
      &(OfdFixture){ .notes = "<ofd:CustomData Name=\"发票号码\">24112000000048542163</ofd:CustomData>"
                              "<ofd:CustomData Name=\"合计金额\">999.00</ofd:CustomData>"
                              "<ofd:CustomData Name=\"native-producer\">p</ofd:CustomData>",
                     .document = TAGGED,
                     .layers = objects });
  g_autoptr (PdReading) reading = NULL;
  gboolean found = FALSE;

  add_tags (zip, "<ofd:root>" HEAD_TAGS "</ofd:root>");
  reading = read_zip (zip);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_AMOUNT), ==, "999.00");
  g_assert_cmpint (pd_reading_get_value (reading, PD_READING_AMOUNT)->source, ==, PD_READING_SOURCE_DATA);
  for (guint i = 0; i < pd_reading_get_warnings (reading)->len; i++)
    {
      const PdReadingWarning *warning = pd_reading_get_warnings (reading)->pdata[i];

      found |= warning->field == PD_READING_AMOUNT && strstr (warning->sentence, "200.00") != NULL;
    }
  g_assert_true (found);
}

static void
test_attachment (void)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (&(OfdFixture){
      .document = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>", .layers = objects });
  g_autoptr (PdReading) reading = NULL;

  zip_fixture_add (
      zip, "Doc_0/Attachs/Attachments.xml",
      "<a><Attachment Name=\"bomb\"><FileLoc>bomb.xml</FileLoc></Attachment>"
      "<Attachment Name=\"other\"><FileLoc>other.xml</FileLoc></Attachment>"
      "<Attachment Name=\"original_invoice\"><FileLoc>original_invoice.xml</FileLoc></Attachment></a>");
  zip_fixture_add (zip, "Doc_0/Attachs/bomb.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>");
  zip_fixture_add (zip, "Doc_0/Attachs/other.xml", "<a/>");
  zip_fixture_add (
      zip, "Doc_0/Attachs/original_invoice.xml",
      "<eInvoice xmlns:fp=\"http://www.edrm.org.cn/schema/e-invoice/2019\">"
      "<fp:InvoiceCode>033002000211</fp:InvoiceCode><fp:InvoiceNo>83089647</fp:InvoiceNo></eInvoice>");
  reading = read_zip (zip);
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_CODE), ==, "033002000211");
  g_assert_cmpint (pd_reading_get_value (reading, PD_READING_NUMBER)->source, ==, PD_READING_SOURCE_XML);
  g_assert_nonnull (
      strstr (((PdReadingWarning *) pd_reading_get_warnings (reading)->pdata[0])->sentence, "bomb"));
}

/* A signature that is mentioned and not there: told beside what was read. */
static void
test_signature (void)
{
  g_autoptr (ZipFixture) zip = ofd_fixture_zip (
      &(OfdFixture){ .notes = "<ofd:CustomData Name=\"发票号码\">24112000000048542163</ofd:CustomData>",
                     .body = "<ofd:Signatures>/gone.xml</ofd:Signatures>" });
  g_autoptr (PdReading) reading = read_zip (zip);
  const PdReadingWarning *warning;

  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "24112000000048542163");
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, >, 0);
  warning = pd_reading_get_warnings (reading)->pdata[0];
  g_assert_cmpstr (warning->code, ==, "signature");
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *part, *text;
    PdReadError code;
  } cases[] = {
    { "../OFD.xml", "<OFD/>", PD_READ_ERROR_TOO_LARGE },
    { "a.txt", "x", PD_READ_ERROR_FORMAT },
    { "Encryptions.xml", "x", PD_READ_ERROR_ENCRYPTED },
    { "OFD.xml", "<OFD/>", PD_READ_ERROR_DAMAGED },
    { "OFD.xml", "<!DOCTYPE OFD [<!ENTITY a \"b\">]><OFD/>", PD_READ_ERROR_TOO_LARGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ZipFixture) zip = zip_fixture_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      zip_fixture_add (zip, cases[i].part, cases[i].text);
      bytes = zip_fixture_to_bytes (zip);
      g_assert_null (pd_read_invoice (bytes, "a.ofd", NULL, &error));
      g_assert_error (error, PD_READ_ERROR, (int) cases[i].code);
    }
}

/* Written by hand from what a person sees on the page. */
typedef struct
{
  const char *file, *kind, *words;
  const char *code, *number, *date, *check_code;
  const char *seller, *seller_tax_number, *buyer, *buyer_tax_number;
  const char *amount, *tax, *total, *drawer;
  guint n_lines;
  const char *first_name, *first_quantity, *first_price, *first_amount, *first_rate, *first_tax;
} Sample;

static const Sample samples[] = {
  { "special-6pct-2024.ofd",
    "digital_special",
    "肆仟肆佰肆拾玖圆整",
    NULL,
    "24112000000048542163",
    "2024-05-28",
    NULL,
    "北京互联三六五科技有限公司",
    "91110108690017781B",
    "海南麒麟云服科技有限公司",
    "91460300MAA92DJN95",
    "4197.17",
    "251.83",
    "4449.00",
    "于俪",
    1,
    "*信息技术服务*技术服务费",
    "1",
    "4197.16981132075",
    "4197.17",
    "0.06",
    "251.83" },
  { "legacy-exempt.ofd",
    "electronic_ordinary",
    "伍拾柒圆整",
    "031001900511",
    "04875996",
    "2020-04-20",
    "77669856890717802165",
    "上海阿金大白餐饮管理有限公司",
    "91310110MA1G8YNR76",
    "上海浪潮云计算服务有限公司",
    "91310108342080987A",
    "57.00",
    "0.00",
    "57.00",
    "admin",
    1,
    "*餐饮服务*餐饮服务",
    "1",
    "57",
    "57.00",
    "exempt",
    "0.00" },
  { "legacy-signed-v4.ofd",
    "electronic_ordinary",
    "叁佰壹拾捌圆整",
    "050001700111",
    "99999951",
    "2020-10-10",
    "14754822929856772523",
    "杭州融易算企业管理咨询有限公司",
    "91500106MA2CE71F65",
    "科游迈利有限公司",
    "9150010807MGZHI002",
    "300.00",
    "18.00",
    "318.00",
    "任盈盈",
    3,
    "*餐饮服务*餐费",
    "4",
    "25",
    "100.00",
    "0.06",
    "6.00" },
  { "legacy-zero-rate-signed.ofd",
    "electronic_ordinary",
    "壹佰捌拾壹圆壹角肆分",
    "032001900311",
    "25577301",
    "2020-11-12",
    "58569302723370975117",
    "南京爱洋文化传播有限公司",
    "91320111339366503A",
    "四川长虹电器股份有限公司",
    "91510700205412308D",
    "181.14",
    "0.00",
    "181.14",
    "俞建涵",
    1,
    "*印刷品*图书",
    "2",
    "90.57",
    "181.14",
    "0",
    "0.00" },
  { "legacy-100-lines-signed.ofd",
    "electronic_ordinary",
    "壹万零陆佰圆整",
    "050001700111",
    "12235358",
    "2020-08-05",
    "16630282980991510014",
    "财天下科技有限公司",
    "91500102563638729E",
    "个人",
    NULL,
    "10000.00",
    "600.00",
    "10600.00",
    "任盈盈",
    100,
    "*餐饮服务*餐费",
    NULL,
    NULL,
    "100.00",
    "0.06",
    "6.00" },
  /* its only line points at a list that is not in the file */
  { "legacy-template-no-data.ofd", "electronic_ordinary", "壹万零陆佰圆整", "050001700111", "12235358",
    "2020-08-05", "16630282980991510014", "财天下科技有限公司", "91500102563638729E", "个人", NULL,
    "10000.00", "600.00", "10600.00", "任盈盈", 0 },
};

static gboolean
has_source (PdReading *reading, PdReadingField field, PdReadingSource source)
{
  GPtrArray *values = pd_reading_get_values (reading, field);

  for (guint i = 0; i < values->len; i++)
    if (((PdReadingValue *) values->pdata[i])->source == source)
      return TRUE;
  return FALSE;
}

static void
check_sample (const Sample *sample, PdReading *reading)
{
  const struct
  {
    PdReadingField field;
    const char *value;
  } head[] = {
    { PD_READING_CODE, sample->code },          { PD_READING_NUMBER, sample->number },
    { PD_READING_ISSUE_DATE, sample->date },    { PD_READING_CHECK_CODE, sample->check_code },
    { PD_READING_SELLER_NAME, sample->seller }, { PD_READING_SELLER_TAX_NUMBER, sample->seller_tax_number },
    { PD_READING_BUYER_NAME, sample->buyer },   { PD_READING_BUYER_TAX_NUMBER, sample->buyer_tax_number },
    { PD_READING_AMOUNT, sample->amount },      { PD_READING_TAX, sample->tax },
    { PD_READING_TOTAL, sample->total },        { PD_READING_DRAWER, sample->drawer },
  };
  const struct
  {
    PdReadingLineField field;
    const char *value;
  } line[] = {
    { PD_READING_LINE_NAME, sample->first_name },   { PD_READING_LINE_QUANTITY, sample->first_quantity },
    { PD_READING_LINE_PRICE, sample->first_price }, { PD_READING_LINE_AMOUNT, sample->first_amount },
    { PD_READING_LINE_RATE, sample->first_rate },   { PD_READING_LINE_TAX, sample->first_tax },
  };

  g_test_message ("%s", sample->file);
  for (gsize i = 0; i < G_N_ELEMENTS (head); i++)
    g_assert_cmpstr (pd_reading_get (reading, head[i].field), ==, head[i].value);
  g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, sample->n_lines);
  for (gsize i = 0; sample->n_lines > 0 && i < G_N_ELEMENTS (line); i++)
    g_assert_cmpstr (line_value (reading, 0, line[i].field), ==, line[i].value);
  /* The sources say the same; only numbers that are no real ones are told. */
  g_assert_true (has_source (reading, PD_READING_NUMBER, PD_READING_SOURCE_QR));
  g_assert_true (has_source (reading, PD_READING_NUMBER, PD_READING_SOURCE_TEXT));
  for (guint i = 0; i < pd_reading_get_warnings (reading)->len; i++)
    g_assert_cmpstr (((PdReadingWarning *) pd_reading_get_warnings (reading)->pdata[i])->code, !=, "differs");
  for (guint i = 0; i < pd_reading_get_warnings (reading)->len; i++)
    g_test_message ("  %s", ((PdReadingWarning *) pd_reading_get_warnings (reading)->pdata[i])->sentence);
}

static GBytes *
load_sample (const char *name)
{
  const char *folder = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "ofd", name, NULL) : NULL;
  char *data = NULL;
  gsize size = 0;

  return path != NULL && g_file_get_contents (path, &data, &size, NULL) ? g_bytes_new_take (data, size)
                                                                        : NULL;
}

static void
test_samples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (GBytes) bytes = load_sample (samples[i].file);
      g_autoptr (PdReading) reading = NULL;
      g_autoptr (GError) error = NULL;

      if (bytes == NULL)
        {
          g_test_skip ("the samples are not there");
          return;
        }
      reading = pd_read_invoice (bytes, samples[i].file, NULL, &error);
      g_assert_no_error (error);
      check_sample (&samples[i], reading);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/read-ofd/tags", test_tags);
  g_test_add_func ("/read-ofd/differs", test_differs);
  g_test_add_func ("/read-ofd/attachment", test_attachment);
  g_test_add_func ("/read-ofd/signature", test_signature);
  g_test_add_func ("/read-ofd/refuses", test_refuses);
  g_test_add_func ("/read-ofd/samples", test_samples);
  return g_test_run ();
}
