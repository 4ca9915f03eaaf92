/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-read-private.h"

#define EINVOICE(head, lines, tail)                                                                            \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?><EInvoice><Header><EIid>26330000000000000017</EIid>"              \
  "<InherentLabel><GeneralOrSpecialVAT><LabelCode>02</LabelCode></GeneralOrSpecialVAT></InherentLabel>"        \
  "</Header><EInvoiceData><SellerInformation><SellerIdNum>91320115MA202UKD7X</SellerIdNum>"                    \
  "<SellerName>甲有限公司</SellerName></SellerInformation><BuyerInformation><BuyerName>乙有限公司</" \
  "BuyerName>"                                                                                                 \
  "</BuyerInformation><BasicInformation>" head "</BasicInformation>" lines tail                                \
  "</EInvoiceData><TaxSupervisionInfo><InvoiceNumber>26330000000000000017</InvoiceNumber>"                     \
  "<IssueTime>2026-04-02 08:00:00</IssueTime></TaxSupervisionInfo></EInvoice>"

static PdReading *
read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (PdReading) reading = pd_reading_new ("a.xml", "xml");
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_read_xml (reading, bytes, NULL, &error));
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
test_red (void)
{
  g_autoptr (PdReading) reading = read_text (EINVOICE (
      "<TotalAmWithoutTax>-9.72</TotalAmWithoutTax><TotalTaxAm>-0.29</TotalTaxAm>"
      "<TotalTax-includedAmount>-10.01</"
      "TotalTax-includedAmount><TotalTax-includedAmountInChinese>（负数）壹拾圆零壹分"
      "</TotalTax-includedAmountInChinese><Drawer>李四</Drawer><RequestTime>2026-04-02T07:59:00</"
      "RequestTime>",
      "<IssuItemInformation><ItemName>*经营租赁*通行费</ItemName><Amount>-9.72</Amount><TaxRate>0.030000</"
      "TaxRate>"
      "<ComTaxAm>-0.290000</ComTaxAm></IssuItemInformation>",
      "<SpecificInformation><RedEInvoice><OriginalInvoiceCode>26330000000000000009</OriginalInvoiceCode>"
      "<CreditNoteNumber>33010826041002615708</CreditNoteNumber></RedEInvoice></SpecificInformation>"
      "<AdditionalInformation><Remark>一&#10;二</Remark></AdditionalInformation>"));

  g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, "digital_ordinary");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_ISSUE_DATE), ==, "2026-04-02");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "-10.01");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BLUE_NUMBER), ==, "26330000000000000009");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_RED_FORM_NUMBER), ==, "33010826041002615708");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_REMARK), ==, "一\n二");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_TAX), ==, "-0.29");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_RATE), ==, "0.03");
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
}

static void
test_particulars (void)
{
  g_autoptr (PdReading) reading = read_text (EINVOICE (
      "<TotalTax-includedAmount>10.01</TotalTax-includedAmount>", "",
      "<SpecificInformation><Toll><PlateNumber>浙A00001</PlateNumber><VehicleType>客车</VehicleType></Toll>"
      "<Toll><PlateNumber>浙A00002</PlateNumber></Toll><RedEInvoice/></SpecificInformation>"));
  GPtrArray *particulars = pd_reading_get_particulars (reading);
  const PdReadingParticular *last;

  g_assert_cmpstr (pd_reading_get (reading, PD_READING_SPECIAL_TYPE), ==, "通行费");
  g_assert_cmpuint (particulars->len, ==, 3);
  last = particulars->pdata[2];
  g_assert_cmpuint (last->group, ==, 1);
  g_assert_cmpstr (last->name, ==, "车牌号");
  g_assert_cmpstr (last->text, ==, "浙A00002");
}

static void
test_of_2019 (void)
{
  g_autoptr (PdReading) reading = read_text (
      "<eInvoice "
      "xmlns:fp=\"http://www.edrm.org.cn/schema/e-invoice/2019\"><fp:InvoiceCode>033002000211</"
      "fp:InvoiceCode>"
      "<fp:InvoiceNo>83089647</fp:InvoiceNo><fp:IssueDate>2020年07月23日</"
      "fp:IssueDate><fp:Buyer><fp:BuyerName>乙</fp:BuyerName>"
      "<fp:BuyerAddrTel>南京市江北新区866号 "
      "025-58073422</fp:BuyerAddrTel><fp:BuyerFinancialAccount>建设银行625555888900998711"
      "</fp:BuyerFinancialAccount></fp:Buyer><fp:Seller><fp:SellerName>甲</fp:SellerName></fp:Seller>"
      "<fp:TaxInclusiveTotalAmount>510.68</fp:TaxInclusiveTotalAmount><fp:TaxTotalAmount>***</"
      "fp:TaxTotalAmount>"
      "<fp:TaxExclusiveTotalAmount>510.68</fp:TaxExclusiveTotalAmount>"
      "<fp:GraphCode>01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941,</fp:GraphCode>"
      "<fp:GoodsInfos><fp:GoodsInfo><fp:Item>*印刷品*图书</fp:Item><fp:Price>255.34</"
      "fp:Price><fp:Quantity>2</fp:Quantity>"
      "<fp:Amount>510.68</fp:Amount><fp:TaxScheme>免税</fp:TaxScheme><fp:TaxAmount>***</fp:TaxAmount></"
      "fp:GoodsInfo>"
      "</fp:GoodsInfos></eInvoice>");

  g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, "electronic_ordinary");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_ADDRESS), ==, "南京市江北新区866号");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_PHONE), ==, "025-58073422");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_BANK_NAME), ==, "建设银行");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_BANK_ACCOUNT), ==, "625555888900998711");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_CHECK_CODE), ==, "16197833567414507415");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_RATE), ==, "exempt");
  g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_TAX), ==, "0.00");
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
}

#define XBRL(taxonomy, facts)                                                                                \
  "<xbrl xmlns=\"http://www.xbrl.org/2003/instance\" xmlns:t=\"http://xbrl.mof.gov.cn/taxonomy/" taxonomy    \
  "\"><context id=\"c1\"><entity><identifier>91320115MA202UKD7X</identifier></entity><period><instant>"      \
  "2026-03-01</instant></period></context>" facts "</xbrl>"
#define FACT(name, text) "<t:" name " contextRef=\"c1\">" text "</t:" name ">"

static const char *
particular (PdReading *reading, guint group, const char *name)
{
  GPtrArray *particulars = pd_reading_get_particulars (reading);

  for (guint i = 0; i < particulars->len; i++)
    {
      const PdReadingParticular *one = particulars->pdata[i];

      if (one->group == group && g_str_equal (one->name, name))
        return one->text;
    }
  return NULL;
}

static void
test_xbrl_rail (void)
{
  g_autoptr (PdReading) reading =
      read_text (XBRL ("2021-11-30/rai",
                       FACT ("TypeOfVoucher", "电子发票（铁路电子客票）")
                           FACT ("ElectronicInvoiceRailwayETicketNumber", "26419122537000504214")
                               FACT ("DateOfIssue", "2026-07-11") FACT ("TrainNumber", "G1281")
                                   FACT ("TravelDate", "2026-07-02") FACT ("Fare", "272.50")
                                       FACT ("TotalAmountExcludingTax", "250.00") FACT ("TaxRate", "0.09")
                                           FACT ("TaxAmount", "22.50") FACT ("NameOfPurchaser", "甲有限公司")
                                               FACT ("UnifiedSocialCreditCodeOfPurchaser",
                                                     "91320115MA202UKD7X") FACT ("Name", "李四")));

  g_assert_cmpstr (pd_reading_get_format (reading), ==, "xbrl");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, "rail");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26419122537000504214");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_ISSUE_DATE), ==, "2026-07-11");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_AMOUNT), ==, "250.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TAX), ==, "22.50");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "272.50");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_NAME), ==, "甲有限公司");
  g_assert_cmpstr (particular (reading, 0, "出行人"), ==, "李四");
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
}

static void
test_xbrl_air (void)
{
#define LEG(from, to)                                                                                        \
  "<t:DetailInformationOfAirTicketTuple>" FACT ("DepartureStation", from) FACT ("DestinationStation", to)    \
      FACT ("Carrier", "河北") "</t:DetailInformationOfAirTicketTuple>"
  g_autoptr (PdReading) reading = read_text (
      XBRL ("2023-12-31/atr",
            FACT ("ElectronicInvoiceAirTransportReceiptNumber", "26948731000000000017")
                FACT ("IssueDate", "2026-07-11") LEG ("杭州", "石家庄") LEG ("石家庄", "杭州")
                    FACT ("Fare", "458.72") FACT ("FuelSurcharge", "18.35") FACT ("VatTaxAmount", "42.93")
                        FACT ("CivilAviationDevelopmentFund", "50.00") FACT ("TotalAmount", "570.00")
                            FACT ("NameOfPurchaser", "甲有限公司") FACT ("NameOfSeller", "乙航空有限公司")));

  g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, "air");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26948731000000000017");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "570.00");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TAX), ==, "42.93");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_NAME), ==, "乙航空有限公司");
  g_assert_cmpstr (particular (reading, 0, "票价"), ==, "458.72");
  g_assert_cmpstr (particular (reading, 1, "到达地"), ==, "杭州");
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
}

static void
test_xbrl_invoices (void)
{
  static const char *const texts[] = {
    XBRL ("2023-12-31/einv",
          FACT ("InvoiceNumber", "26330000000000000017") FACT ("SellerName", "甲")
              FACT ("RequestTime", "2026-04-02T09:30:00") FACT ("TotalAmWithoutTax", "100.00")
                  FACT ("TotalTaxAm", "6.00") FACT ("TotalTax-includedAmount", "106.00")),
    XBRL ("2021-09-30/inv",
          FACT ("TypeOfInvoice", "增值税电子普通发票") FACT ("CodeOfInvoice", "033002000211") FACT (
              "NumberOfInvoice", "83089647") FACT ("NameOfSeller", "甲") FACT ("DateOfIssue", "2026-04-02")
              FACT ("TotalAmountExcludingTax",
                    "100.00") FACT ("TotalTaxAmount", "6.00") FACT ("TaxIncludedAmountInFigures", "106.00")
                  FACT ("DepositBankAndAccountNumberOfSeller",
                        "建设银行 625555888900998711") "<t:"
                                                       "InformationOfTaxableGoodsOrServicesDetailItemsTuple"
                                                       ">" FACT ("NameOfTaxableGoodsOrServices", "*软件*一")
                                                           FACT ("AmountExcludingTax", "100.00")
                                                               FACT ("TaxRate", "0.06")
                                                                   FACT ("TaxAmount",
                                                                         "6.00") "</"
                                                                                 "t:"
                                                                                 "InformationOfTaxableGoodsOr"
                                                                                 "ServicesDetailItemsTuple>"),
    XBRL ("2021-09-30/inv",
          FACT ("UniqueCodeOfInvoice", "03300200021183089647") FACT ("NameOfSeller", "甲")
              FACT ("DateOfIssue", "2026-04-02") FACT ("TotalAmountExcludingTax", "100.00")
                  FACT ("TotalTaxAmount", "6.00") FACT ("TaxIncludedAmountInFigures", "106.00")),
  };
  g_autoptr (PdReading) old = read_text (texts[1]);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (PdReading) reading = read_text (texts[i]);

      g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==,
                       i == 0 ? "26330000000000000017" : "83089647");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_CODE), ==, i == 0 ? NULL : "033002000211");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_ISSUE_DATE), ==, "2026-04-02");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_AMOUNT), ==, "100.00");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_TAX), ==, "6.00");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "106.00");
    }
  g_assert_cmpstr (line_value (old, 0, PD_READING_LINE_NAME), ==, "*软件*一");
  g_assert_cmpstr (line_value (old, 0, PD_READING_LINE_TAX), ==, "6.00");
  g_assert_cmpstr (pd_reading_get (old, PD_READING_SELLER_BANK_NAME), ==, "建设银行");
}

static void
test_other_names (void)
{
  static const char *const texts[] = {
    "<发票><发票号码>26330000000000000017</发票号码><开票日期>2026年4月2日</开票日期><销售方><名称>甲</"
    "名称></销售方>"
    "<购买方><名称>乙</名称></购买方><明细><明细><项目名称>茶</项目名称><数量>2</数量><单价>50</"
    "单价><金额>100.00</金额>"
    "<税率>13%</税率><税额>13.00</税额></明细></明细><合计金额>100.00</合计金额><合计税额>13.00</合计税额>"
    "<价税合计>113.00</价税合计></发票>",
    "<FP><FPHM>26330000000000000017</FPHM><KPRQ>20260402</KPRQ><XSFMC>甲</XSFMC><GMFMC>乙</"
    "GMFMC><HJJE>100.00</HJJE>"
    "<HJSE>13.00</HJSE><JSHJXX>113.00</JSHJXX><FPMXS><FPMX><XMMC>茶</XMMC><SL>2</SL><DJ>50</DJ><JE>100.00</"
    "JE>"
    "<SLV>0.13</SLV><SE>13.00</SE></FPMX></FPMXS></FP>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (PdReading) reading = read_text (texts[i]);

      g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, "26330000000000000017");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_NAME), ==, "甲");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_NAME), ==, "乙");
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "113.00");
      g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, 1);
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_NAME), ==, "茶");
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_QUANTITY), ==, "2");
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_PRICE), ==, "50");
      g_assert_cmpuint (pd_reading_get_warnings (reading)->len, ==, 0);
    }
}

static void
test_hostile (void)
{
  g_autofree char *deep = NULL;
  GString *text = g_string_new (NULL);
  const char *texts[] = {
    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c "
    "\"&b;&b;&b;\">]><a><FPHM>&c;</FPHM></a>",
    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a><FPHM>&b;</FPHM></a>",
    "<EInvoice><Header><EIid>2633000000",
    "<a/>",
    "",
    NULL,
  };
  static const PdReadError errors[] = { PD_READ_ERROR_TOO_LARGE, PD_READ_ERROR_TOO_LARGE,
                                        PD_READ_ERROR_DAMAGED,   PD_READ_ERROR_NO_INVOICE,
                                        PD_READ_ERROR_DAMAGED,   PD_READ_ERROR_TOO_LARGE };

  for (guint i = 0; i < 200; i++)
    g_string_append (text, "<a>");
  for (guint i = 0; i < 200; i++)
    g_string_append (text, "</a>");
  texts[5] = deep = g_string_free (text, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr (PdReading) reading = pd_reading_new ("a.xml", "xml");
      g_autoptr (GError) error = NULL;

      g_assert_false (pd_read_xml (reading, bytes, NULL, &error));
      g_assert_error (error, PD_READ_ERROR, (int) errors[i]);
    }
}

/* Written down from the files by hand. */
static void
test_samples (void)
{
  static const struct
  {
    const char *file;
    const char *kind, *number, *date, *seller, *seller_number, *buyer, *buyer_number, *amount, *tax, *total,
        *drawer;
    guint n_lines;
    const char *name, *quantity, *price, *line_amount, *rate, *line_tax;
  } samples[] = {
    { "xml/ordinary-toll-2026.xml", "digital_ordinary", "26337906210400590013", "2026-04-22",
      "浙江周大福创建公路有限公司", "913301007595365056", "浙江京能电力设备有限公司", "91330185MA28WF7755",
      "9.72", "0.29", "10.01", "李晶", 1, "*经营租赁*通行费", NULL, "9.72", "9.72", "0.03", "0.29" },
    { "xml/special-official-specimen.xml", "digital_special", "23440000000000100001", "2023-02-23",
      "示例制造集团有限公司", "91440000000000000X", "示例商贸有限公司", "91440000000000001Y", "2.00", "0.12",
      "2.12", "示例", 1, "*人力资源服务*劳务", "2", "1", "2.00", "0.06", "0.12" },
    { "xml/ordinary-fictional-two-lines.xml", "digital_special", "99990000000000000001", "2026-05-19",
      "测试销售方有限公司", "91SELLERTAXID00000X", "测试购买方有限公司", "91BUYERTAXID00000Y", "1000.00",
      "130.00", "1130.00", "测试开票人", 2, "*交通运输设备*测试软管甲", "2", "500", "1000.00", "0.13",
      "130.00" },
  };
  const char *folder = g_getenv ("PIAODAN_SAMPLES");

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no samples here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = g_build_filename (folder, samples[i].file, NULL);
      g_autofree char *text = NULL;
      g_autoptr (PdReading) reading = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      reading = read_text (text);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_KIND), ==, samples[i].kind);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_NUMBER), ==, samples[i].number);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_ISSUE_DATE), ==, samples[i].date);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_NAME), ==, samples[i].seller);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_SELLER_TAX_NUMBER), ==, samples[i].seller_number);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_NAME), ==, samples[i].buyer);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_BUYER_TAX_NUMBER), ==, samples[i].buyer_number);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_AMOUNT), ==, samples[i].amount);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_TAX), ==, samples[i].tax);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, samples[i].total);
      g_assert_cmpstr (pd_reading_get (reading, PD_READING_DRAWER), ==, samples[i].drawer);
      g_assert_cmpuint (pd_reading_get_lines (reading)->len, ==, samples[i].n_lines);
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_NAME), ==, samples[i].name);
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_QUANTITY), ==, samples[i].quantity);
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_PRICE), ==, samples[i].price);
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_AMOUNT), ==, samples[i].line_amount);
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_RATE), ==, samples[i].rate);
      g_assert_cmpstr (line_value (reading, 0, PD_READING_LINE_TAX), ==, samples[i].line_tax);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/read-xml/red", test_red);
  g_test_add_func ("/read-xml/particulars", test_particulars);
  g_test_add_func ("/read-xml/of-2019", test_of_2019);
  g_test_add_func ("/read-xml/xbrl-rail", test_xbrl_rail);
  g_test_add_func ("/read-xml/xbrl-air", test_xbrl_air);
  g_test_add_func ("/read-xml/xbrl-invoices", test_xbrl_invoices);
  g_test_add_func ("/read-xml/other-names", test_other_names);
  g_test_add_func ("/read-xml/hostile", test_hostile);
  g_test_add_func ("/read-xml/samples", test_samples);
  return g_test_run ();
}
