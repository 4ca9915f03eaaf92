/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-fixture.h"
#include "document/pd-invoice-xml.h"
#include "model/pd-element.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

static xmlDoc *
make_xml (const PdRecord *invoice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = pd_invoice_to_xml (invoice, &error);
  xmlDoc *document;

  g_assert_no_error (error);
  document =
      xmlReadMemory (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, NULL, XML_PARSE_NONET);
  g_assert_nonnull (document);
  return document;
}

static char *
find (xmlDoc *document, const char *path)
{
  xmlXPathContext *context = xmlXPathNewContext (document);
  xmlXPathObject *object = xmlXPathEvalExpression (BAD_CAST path, context);
  xmlChar *text = xmlXPathCastToString (object);
  char *result = g_strdup ((const char *) text);

  xmlFree (text);
  xmlXPathFreeObject (object);
  xmlXPathFreeContext (context);
  return result;
}

static void
assert_says (xmlDoc *document, const char *path, const char *expected)
{
  g_autofree char *text = find (document, path);

  if (g_strcmp0 (text, expected) != 0)
    g_error ("%s is “%s”, not “%s”", path, text, expected);
}

typedef struct
{
  const char *path;
  const char *text;
} Fact;

static void
assert_facts (const PdRecord *invoice, const Fact *facts, gsize n_facts)
{
  xmlDoc *document = make_xml (invoice);

  for (gsize i = 0; i < n_facts; i++)
    assert_says (document, facts[i].path, facts[i].text);
  xmlFreeDoc (document);
}

static void
test_special (void)
{
  static const Fact facts[] = {
    { "name(/*)", "EInvoice" },
    { "/EInvoice/Header/EIid", "26317000000000012345" },
    { "/EInvoice/Header/EInvoiceTag", "SWEI3100" },
    { "/EInvoice/Header/InherentLabel/InIssuType/LabelCode", "Y" },
    { "/EInvoice/Header/InherentLabel/GeneralOrSpecialVAT/LabelCode", "01" },
    { "//SellerInformation/SellerIdNum", "91310115MA1HYYYY2B" },
    { "//SellerInformation/SellerName", "上海浦江文具有限公司" },
    { "//BuyerInformation/BuyerName", "龙泉青瓷贸易（杭州）有限公司" },
    { "count(//BuyerInformation/BuyerAddr)", "0" },
    { "//BasicInformation/TotalAmWithoutTax", "3776.25" },
    { "//BasicInformation/TotalTaxAm", "490.92" },
    { "//BasicInformation/*[name()='TotalTax-includedAmount']", "4267.17" },
    { "//BasicInformation/*[name()='TotalTax-includedAmountInChinese']", "肆仟贰佰陆拾柒圆壹角柒分" },
    { "//BasicInformation/RequestTime", "2026-03-09 10:30:45" },
    { "count(//IssuItemInformation)", "2" },
    { "//IssuItemInformation[2]/ItemName", "*文具*中性笔2号" },
    { "//IssuItemInformation[2]/Quantity", "2" },
    { "//IssuItemInformation[2]/UnPrice", "1258.75" },
    { "//IssuItemInformation[2]/Amount", "2517.50" },
    { "//IssuItemInformation[2]/TaxRate", "0.130000" },
    { "//IssuItemInformation[2]/ComTaxAm", "327.28" },
    { "//IssuItemInformation[2]/TotaltaxIncludedAmount", "2844.78" },
    { "//AdditionalInformation/Remark", "合同编号：HT-2026-0309；\n收款人：王小明；复核人：李华。" },
    { "//TaxSupervisionInfo/InvoiceNumber", "26317000000000012345" },
    { "//TaxSupervisionInfo/IssueTime", "2026-03-09 10:30:45" },
    { "//TaxSupervisionInfo/TaxBureauCode", "13100000000" },
    { "//TaxSupervisionInfo/TaxBureauName", "国家税务总局上海市税务局" },
    { "count(//TaxBureauSignature)", "0" },
  };
  g_autoptr (PdRecord) invoice = invoice_fixture_new (2, TRUE);

  assert_facts (invoice, facts, G_N_ELEMENTS (facts));
}

static void
test_discount (void)
{
  static const Fact facts[] = {
    { "/EInvoice/Header/InherentLabel/GeneralOrSpecialVAT/LabelCode", "02" },
    { "/EInvoice/Header/InherentLabel/InIssuType/LabelCode", "Y" },
    { "//IssuItemInformation[2]/Amount", "-752.73" },
    { "//IssuItemInformation[2]/ComTaxAm", "-97.85" },
    { "count(//IssuItemInformation[2]/Quantity)", "0" },
  };
  g_autoptr (PdRecord) invoice = invoice_fixture_new_discounted ();

  assert_facts (invoice, facts, G_N_ELEMENTS (facts));
}

static void
test_rates (void)
{
  static const Fact rates[] = { { "exempt", "免税" }, { "non_taxable", "不征税" }, { "0", "0.000000" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new_exempt (rates[i].path);
      const Fact fact = { "//IssuItemInformation[1]/TaxRate", rates[i].text };

      assert_facts (invoice, &fact, 1);
    }
}

static void
test_reversal (void)
{
  static const Fact facts[] = {
    { "/EInvoice/Header/InherentLabel/InIssuType/LabelCode", "N" },
    { "//RedEInvoice/OriginalInvoiceCode", "24112000000135114086" },
    { "//RedEInvoice/CreditNoteNumber", "11010824091002615708" },
    { "//BasicInformation/*[name()='TotalTax-includedAmountInChinese']", "（负数）壹佰壹拾叁圆整" },
  };
  g_autoptr (PdRecord) invoice = invoice_fixture_new (0, TRUE);

  invoice_fixture_add_line (invoice, "*文具*笔", "-1", "100", -10000, "0.13", -1300, PD_INVOICE_LINE_NORMAL);
  pd_record_set_text (
      invoice, PD_INVOICE_REMARK,
      "被红冲蓝字数电票号码：24112000000135114086 红字发票信息确认单编号：11010824091002615708");
  pd_record_derive (invoice);
  assert_facts (invoice, facts, G_N_ELEMENTS (facts));
}

/* Markup and control characters in names stay text; a time that is not of the invoice's day is left out. */
static void
test_hostile_text (void)
{
  static const Fact facts[] = {
    { "//BuyerInformation/BuyerName", "甲</BuyerName><x>&amp; 乙" },
    { "//BasicInformation/RequestTime", "2026-03-08" },
    { "count(//x)", "0" },
  };
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);

  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, "甲</BuyerName><x>&amp;\x01乙");
  pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, "2026-03-08");
  assert_facts (invoice, facts, G_N_ELEMENTS (facts));
}

static void
test_not_issued (void)
{
  g_autoptr (PdRecord) draft = invoice_fixture_new (1, FALSE);
  g_autoptr (PdRecord) queued = invoice_fixture_new (1, TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_invoice_to_xml (draft, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  pd_record_set_text (queued, PD_INVOICE_STATE, PD_INVOICE_STATE_QUEUED);
  g_assert_null (pd_invoice_to_xml (queued, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
collect_order (const xmlNode *node, GPtrArray *names)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      {
        if (names->len == 0 || strcmp (names->pdata[names->len - 1], (const char *) child->name) != 0)
          g_ptr_array_add (names, (gpointer) child->name);
      }
}

/* The children of the same element stand in the same order as in the official specimen, when it is here. */
static void
test_order_of_specimen (void)
{
  static const char *const parents[] = {
    "Header",           "InherentLabel",    "EInvoiceData",        "SellerInformation",
    "BuyerInformation", "BasicInformation", "IssuItemInformation", "TaxSupervisionInfo"
  };
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *file =
      samples != NULL ? g_build_filename (samples, "xml", "special-official-specimen.xml", NULL) : NULL;
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  xmlDoc *ours, *theirs;

  if (file == NULL || !g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the official specimen is not here");
      return;
    }
  pd_record_set_text (invoice, PD_INVOICE_BUYER_ADDRESS, "杭州市西湖区1号");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_PHONE, "0571-00000000");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_BANK_NAME, "某银行");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_BANK_ACCOUNT, "0000");
  ours = make_xml (invoice);
  theirs = xmlReadFile (file, NULL, XML_PARSE_NONET);
  g_assert_nonnull (theirs);
  for (gsize i = 0; i < G_N_ELEMENTS (parents); i++)
    {
      g_autofree char *path = g_strconcat ("//", parents[i], NULL);
      g_autoptr (GPtrArray) our_names = g_ptr_array_new ();
      g_autoptr (GPtrArray) their_names = g_ptr_array_new ();
      GPtrArray *names[2] = { our_names, their_names };
      xmlDoc *documents[2] = { ours, theirs };
      guint found = 0;

      for (guint k = 0; k < 2; k++)
        {
          xmlXPathContext *context = xmlXPathNewContext (documents[k]);
          xmlXPathObject *object = xmlXPathEvalExpression (BAD_CAST path, context);

          g_assert_cmpint (object->nodesetval->nodeNr, >=, 1);
          collect_order (object->nodesetval->nodeTab[0], names[k]);
          xmlXPathFreeObject (object);
          xmlXPathFreeContext (context);
        }
      /* Ours is a subsequence of theirs. */
      for (guint k = 0; k < their_names->len && found < our_names->len; k++)
        found += strcmp (our_names->pdata[found], their_names->pdata[k]) == 0;
      if (found < our_names->len)
        g_error ("%s is not where the specimen has it", (const char *) our_names->pdata[found]);
    }
  xmlFreeDoc (ours);
  xmlFreeDoc (theirs);
}

/* The bureau's names and order of what is special (standards, 11.1); a moment has 17 digits. */
static void
test_special_business (void)
{
  static const Fact travel[] = {
    { "count(//SpecificInformation/PassengerTransportation)", "2" },
    { "name(//PassengerTransportation[1]/*[1])", "Departure" },
    { "//PassengerTransportation[1]/Departure", "广州" },
    { "//PassengerTransportation[1]/Traveler", "张三" },
    { "//PassengerTransportation[2]/Departure", "北京" },
    { "name(//SpecificInformation/following-sibling::*[1])", "AdditionalInformation" },
  };
  static const Fact toll[] = {
    { "//SpecificInformation/Toll/PlateNumber", "粤A00000" },
    { "//SpecificInformation/Toll/StartDatesOfPassage", "20260420000000000" },
    { "//SpecificInformation/Toll/EndDatesOfPassage", "20260420094346000" },
  };
  static const Fact none[] = { { "count(//SpecificInformation)", "0" } };
  g_autoptr (PdRecord) passengers = invoice_fixture_new (1, TRUE), road = invoice_fixture_new (1, TRUE);
  g_autoptr (PdRecord) works = invoice_fixture_new (1, TRUE);

  pd_record_set_text (passengers, PD_INVOICE_SPECIAL_TYPE, "passenger_transport");
  pd_record_set_element (passengers, 0, 1, "traveler", "张三");
  pd_record_set_element (passengers, 0, 1, "origin", "广州");
  pd_record_set_element (passengers, 0, 2, "origin", "北京");
  assert_facts (passengers, travel, G_N_ELEMENTS (travel));
  pd_record_set_text (road, PD_INVOICE_SPECIAL_TYPE, "toll");
  pd_record_set_element (road, 0, 1, "plate_number", "粤A00000");
  pd_record_set_element (road, 0, 1, "passage_from", "20260420");
  pd_record_set_element (road, 0, 1, "passage_to", "20260420094346000");
  assert_facts (road, toll, G_N_ELEMENTS (toll));
  /* What the standard does not name is not made up. */
  pd_record_set_text (works, PD_INVOICE_SPECIAL_TYPE, "construction");
  pd_record_set_element (works, 0, 1, "site", "广州");
  assert_facts (works, none, G_N_ELEMENTS (none));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice-xml/special", test_special);
  g_test_add_func ("/invoice-xml/discount", test_discount);
  g_test_add_func ("/invoice-xml/rates", test_rates);
  g_test_add_func ("/invoice-xml/reversal", test_reversal);
  g_test_add_func ("/invoice-xml/special-business", test_special_business);
  g_test_add_func ("/invoice-xml/hostile-text", test_hostile_text);
  g_test_add_func ("/invoice-xml/not-issued", test_not_issued);
  g_test_add_func ("/invoice-xml/order-of-specimen", test_order_of_specimen);
  return g_test_run ();
}
