/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invoices that bureaus have issued pass the rules as they stand, and the rules have the limits of the bureau's own
 * workbook. The files are no part of the project: the folder that PIAODAN_SAMPLES names holds them. */
#include <gio/gio.h>
#include <libxml/parser.h>
#include <string.h>

#include "document/pd-sheet-private.h"
#include "document/pd-sheet.h"
#include "model/pd-compliance.h"
#include "model/pd-decimal.h"
#include "model/pd-element.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-special-type.h"
#include "model/pd-tax.h"

static GBytes *
read_sample (const char *folder, const char *name)
{
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path = g_build_filename (samples != NULL ? samples : "", folder, name, NULL);
  char *contents = NULL;
  gsize length = 0;

  if (samples != NULL && g_file_get_contents (path, &contents, &length, NULL))
    return g_bytes_new_take (contents, length);
  g_test_skip ("the samples are not here");
  return NULL;
}

/* A part of a zipped document, by the end of its name */
static GBytes *
find_part (GHashTable *parts, const char *name)
{
  GHashTableIter iter;
  gpointer key, bytes;

  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &key, &bytes))
    if (g_str_has_suffix (key, name))
      return bytes;
  return NULL;
}

/* XML: the text below a path of names, without regard of namespaces */

static xmlDoc *
parse (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  xmlDoc *document = xmlReadMemory (data, (int) size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOBLANKS);

  g_assert_nonnull (document);
  return document;
}

static xmlNode *
child (xmlNode *node, const char *name)
{
  for (xmlNode *at = node != NULL ? node->children : NULL; at != NULL; at = at->next)
    if (at->type == XML_ELEMENT_NODE && xmlStrcmp (at->name, BAD_CAST name) == 0)
      return at;
  return NULL;
}

static xmlNode *
find (xmlNode *node, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);

  for (guint i = 0; names[i] != NULL; i++)
    node = child (node, names[i]);
  return node;
}

/* (transfer full) (nullable) without the spaces around it; NULL when there is none */
static char *
text_at (xmlNode *node, const char *path)
{
  xmlNode *found = find (node, path);
  xmlChar *content = found != NULL ? xmlNodeGetContent (found) : NULL;
  char *text = content != NULL ? g_strstrip (g_strdup ((const char *) content)) : NULL;

  xmlFree (content);
  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* Writes a text as a file has it into a field: "0.120000" into fen, "***" as no tax. */
static void
set (PdRecord *record, guint field, const char *text)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  g_autoptr (GError) error = NULL;
  g_autoptr (PdDecimal) number = NULL;
  g_autofree char *canonical = NULL;
  gint64 fen = 0;

  if (text == NULL)
    return;
  if (table->kind == PD_KIND_MONEY)
    {
      number = pd_decimal_new_from_text (g_str_equal (text, "***") ? "0" : text, &error);
      g_assert_no_error (error);
      g_assert_true (pd_decimal_to_fen (number, &fen, NULL));
      pd_record_set_integer (record, field, fen);
      return;
    }
  if (table->kind == PD_KIND_RATE)
    g_assert_true (pd_tax_rate_canonicalize (text, &canonical, NULL));
  else if (table->kind == PD_KIND_DECIMAL)
    canonical = pd_decimal_canonicalize (text, 13, &error);
  g_assert_no_error (error);
  pd_record_set_text (record, field, canonical != NULL ? canonical : text);
}

typedef struct
{
  int field;
  const char *path;
} Place;

static void
set_all (PdRecord *record, xmlNode *node, const Place *places, guint n_places)
{
  for (guint i = 0; i < n_places; i++)
    {
      g_autofree char *text = text_at (node, places[i].path);

      set (record, (guint) places[i].field, text);
    }
}

static void
add_line (PdRecord *invoice, xmlNode *node, const Place *places, guint n_places)
{
  guint row = pd_record_get_lines (invoice)->len + 1;
  g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-%012u", row);
  g_autofree char *position = g_strdup_printf ("%05u", row);
  PdRecord *line = pd_record_new (&pd_invoice_line_type, id);

  set_all (line, node, places, n_places);
  pd_record_set_text (line, PD_INVOICE_LINE_POSITION, position);
  pd_record_add_line (invoice, 0, line);
}

/* In a file a discount is no more than a negative line after another. */
static void
mark_discounts (PdRecord *invoice)
{
  GPtrArray *lines = pd_record_get_lines (invoice);

  for (guint i = 1; i < lines->len; i++)
    if (pd_record_get_integer (g_ptr_array_index (lines, i), PD_INVOICE_LINE_NET_AMOUNT) < 0)
      {
        pd_record_set_integer (g_ptr_array_index (lines, i - 1), PD_INVOICE_LINE_PROPERTY,
                               PD_INVOICE_LINE_IS_DISCOUNTED);
        pd_record_set_integer (g_ptr_array_index (lines, i), PD_INVOICE_LINE_PROPERTY,
                               PD_INVOICE_LINE_IS_DISCOUNT);
      }
}

static const Place xml_head[] = {
  { PD_INVOICE_NUMBER, "TaxSupervisionInfo/InvoiceNumber" },
  { PD_INVOICE_SELLER_TAX_NUMBER, "EInvoiceData/SellerInformation/SellerIdNum" },
  { PD_INVOICE_SELLER_NAME, "EInvoiceData/SellerInformation/SellerName" },
  { PD_INVOICE_SELLER_ADDRESS, "EInvoiceData/SellerInformation/SellerAddr" },
  { PD_INVOICE_SELLER_PHONE, "EInvoiceData/SellerInformation/SellerTelNum" },
  { PD_INVOICE_SELLER_BANK_NAME, "EInvoiceData/SellerInformation/SellerBankName" },
  { PD_INVOICE_SELLER_BANK_ACCOUNT, "EInvoiceData/SellerInformation/SellerBankAccNum" },
  { PD_INVOICE_BUYER_TAX_NUMBER, "EInvoiceData/BuyerInformation/BuyerIdNum" },
  { PD_INVOICE_BUYER_NAME, "EInvoiceData/BuyerInformation/BuyerName" },
  { PD_INVOICE_BUYER_ADDRESS, "EInvoiceData/BuyerInformation/BuyerAddr" },
  { PD_INVOICE_BUYER_PHONE, "EInvoiceData/BuyerInformation/BuyerTelNum" },
  { PD_INVOICE_BUYER_BANK_NAME, "EInvoiceData/BuyerInformation/BuyerBankName" },
  { PD_INVOICE_BUYER_BANK_ACCOUNT, "EInvoiceData/BuyerInformation/BuyerBankAccNum" },
  { PD_INVOICE_NET_AMOUNT, "EInvoiceData/BasicInformation/TotalAmWithoutTax" },
  { PD_INVOICE_TAX_AMOUNT, "EInvoiceData/BasicInformation/TotalTaxAm" },
  { PD_INVOICE_GROSS_AMOUNT, "EInvoiceData/BasicInformation/TotalTax-includedAmount" },
  { PD_INVOICE_DRAWER, "EInvoiceData/BasicInformation/Drawer" },
  { PD_INVOICE_REMARK, "EInvoiceData/AdditionalInformation/Remark" },
};

static const Place xml_line[] = {
  { PD_INVOICE_LINE_NAME, "ItemName" },
  { PD_INVOICE_LINE_SPEC, "SpecMod" },
  { PD_INVOICE_LINE_UNIT, "MeaUnits" },
  { PD_INVOICE_LINE_QUANTITY, "Quantity" },
  { PD_INVOICE_LINE_UNIT_PRICE, "UnPrice" },
  { PD_INVOICE_LINE_NET_AMOUNT, "Amount" },
  { PD_INVOICE_LINE_TAX_RATE, "TaxRate" },
  { PD_INVOICE_LINE_TAX_AMOUNT, "ComTaxAm" },
  { PD_INVOICE_LINE_TAX_CODE, "TaxClassificationCode" },
};

/* The rows of special fields, by the names that the table of special types gives their elements */
static void
read_special (PdRecord *invoice, xmlNode *specific)
{
  guint n_types = 0, row = 0;
  const PdSpecialType *types = pd_special_types (&n_types);

  for (xmlNode *at = specific != NULL ? specific->children : NULL; at != NULL; at = at->next)
    for (guint i = 0; i < n_types; i++)
      {
        if (types[i].xml == NULL || xmlStrcmp (at->name, BAD_CAST types[i].xml) != 0)
          continue;
        row++;
        pd_record_set_text (invoice, PD_INVOICE_SPECIAL_TYPE, types[i].id);
        for (guint j = 0; j < types[i].n_fields; j++)
          {
            g_autofree char *value = text_at (at, types[i].fields[j].xml);

            pd_record_set_element (invoice, 0, row, types[i].fields[j].key, value);
          }
      }
}

/* A fully electronic invoice's XML (standards, 11.1) */
static PdRecord *
read_xml (GBytes *bytes)
{
  xmlDoc *document = parse (bytes);
  xmlNode *root = xmlDocGetRootElement (document), *data = find (root, "EInvoiceData");
  PdRecord *invoice = pd_record_new (&pd_invoice_type, "00000000-0000-7000-8000-0000000000aa");
  g_autofree char *kind = text_at (root, "Header/InherentLabel/GeneralOrSpecialVAT/LabelCode");

  pd_record_set_text (invoice, PD_INVOICE_KIND,
                      g_strcmp0 (kind, "01") == 0 ? PD_INVOICE_KIND_SPECIAL : PD_INVOICE_KIND_ORDINARY);
  set_all (invoice, root, xml_head, G_N_ELEMENTS (xml_head));
  for (xmlNode *at = data->children; at != NULL; at = at->next)
    if (at->type == XML_ELEMENT_NODE && xmlStrcmp (at->name, BAD_CAST "IssuItemInformation") == 0)
      add_line (invoice, at, xml_line, G_N_ELEMENTS (xml_line));
  read_special (invoice, child (data, "SpecificInformation"));
  mark_discounts (invoice);
  xmlFreeDoc (document);
  return invoice;
}

static const Place original_head[] = {
  { PD_INVOICE_CODE, "InvoiceCode" },
  { PD_INVOICE_NUMBER, "InvoiceNo" },
  { PD_INVOICE_BUYER_NAME, "Buyer/BuyerName" },
  { PD_INVOICE_BUYER_TAX_NUMBER, "Buyer/BuyerTaxID" },
  { PD_INVOICE_BUYER_ADDRESS, "Buyer/BuyerAddrTel" },
  { PD_INVOICE_BUYER_BANK_ACCOUNT, "Buyer/BuyerFinancialAccount" },
  { PD_INVOICE_SELLER_NAME, "Seller/SellerName" },
  { PD_INVOICE_SELLER_TAX_NUMBER, "Seller/SellerTaxID" },
  { PD_INVOICE_SELLER_ADDRESS, "Seller/SellerAddrTel" },
  { PD_INVOICE_SELLER_BANK_ACCOUNT, "Seller/SellerFinancialAccount" },
  { PD_INVOICE_REMARK, "Note" },
  { PD_INVOICE_DRAWER, "InvoiceClerk" },
  { PD_INVOICE_NET_AMOUNT, "TaxExclusiveTotalAmount" },
  { PD_INVOICE_TAX_AMOUNT, "TaxTotalAmount" },
  { PD_INVOICE_GROSS_AMOUNT, "TaxInclusiveTotalAmount" },
};

static const Place original_line[] = {
  { PD_INVOICE_LINE_NAME, "Item" },
  { PD_INVOICE_LINE_TAX_CODE, "Code" },
  { PD_INVOICE_LINE_SPEC, "Specification" },
  { PD_INVOICE_LINE_UNIT, "MeasurementDimension" },
  { PD_INVOICE_LINE_UNIT_PRICE, "Price" },
  { PD_INVOICE_LINE_QUANTITY, "Quantity" },
  { PD_INVOICE_LINE_NET_AMOUNT, "Amount" },
  { PD_INVOICE_LINE_TAX_RATE, "TaxScheme" },
  { PD_INVOICE_LINE_TAX_AMOUNT, "TaxAmount" },
};

/* original_invoice.xml in an OFD of 2019 to 2022 (standards, 11.2) */
static PdRecord *
read_original (GBytes *bytes)
{
  xmlDoc *document = parse (bytes);
  xmlNode *root = xmlDocGetRootElement (document), *goods = find (root, "GoodsInfos");
  PdRecord *invoice = pd_record_new (&pd_invoice_type, "00000000-0000-7000-8000-0000000000ab");

  pd_record_set_text (invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  set_all (invoice, root, original_head, G_N_ELEMENTS (original_head));
  for (xmlNode *at = goods->children; at != NULL; at = at->next)
    if (at->type == XML_ELEMENT_NODE)
      add_line (invoice, at, original_line, G_N_ELEMENTS (original_line));
  mark_discounts (invoice);
  xmlFreeDoc (document);
  return invoice;
}

/* An OFD of a fully electronic invoice names the page's texts in CustomTag.xml (standards, 11.2). */

static void
collect_texts (xmlNode *node, GHashTable *texts)
{
  for (xmlNode *at = node; at != NULL; at = at->next)
    {
      collect_texts (at->children, texts);
      if (at->type == XML_ELEMENT_NODE && xmlStrcmp (at->name, BAD_CAST "TextObject") == 0)
        {
          xmlChar *id = xmlGetProp (at, BAD_CAST "ID");
          char *text = text_at (at, "TextCode");

          g_hash_table_replace (texts, g_strdup ((const char *) id), text != NULL ? text : g_strdup (""));
          xmlFree (id);
        }
    }
}

/* (transfer full) (nullable) what stands where a tag points to; the currency sign is a text of its own */
static char *
tagged (xmlNode *root, const char *path, GHashTable *texts)
{
  xmlNode *node = find (root, path);
  GString *text = g_string_new (NULL);

  for (xmlNode *at = node != NULL ? node->children : NULL; at != NULL; at = at->next)
    {
      xmlChar *id = xmlNodeGetContent (at);
      const char *found = g_hash_table_lookup (texts, (const char *) id);

      if (found != NULL && !g_str_equal (found, "¥"))
        g_string_append (text, found);
      xmlFree (id);
    }
  return g_string_free (text, text->len == 0);
}

static const Place tag_head[] = {
  { PD_INVOICE_NUMBER, "InvoiceNo" },
  { PD_INVOICE_BUYER_NAME, "Buyer/BuyerName" },
  { PD_INVOICE_BUYER_TAX_NUMBER, "Buyer/BuyerTaxID" },
  { PD_INVOICE_SELLER_NAME, "Seller/SellerName" },
  { PD_INVOICE_SELLER_TAX_NUMBER, "Seller/SellerTaxID" },
  { PD_INVOICE_NET_AMOUNT, "TaxExclusiveTotalAmount" },
  { PD_INVOICE_TAX_AMOUNT, "TaxTotalAmount" },
  { PD_INVOICE_GROSS_AMOUNT, "TaxInclusiveTotalAmount" },
  { PD_INVOICE_DRAWER, "InvoiceClerk" },
  { PD_INVOICE_REMARK, "Note" },
};

static const Place tag_line[] = {
  { PD_INVOICE_LINE_NAME, "Item" },          { PD_INVOICE_LINE_UNIT_PRICE, "Price" },
  { PD_INVOICE_LINE_QUANTITY, "Quantity" },  { PD_INVOICE_LINE_NET_AMOUNT, "Amount" },
  { PD_INVOICE_LINE_TAX_RATE, "TaxScheme" }, { PD_INVOICE_LINE_TAX_AMOUNT, "TaxAmount" },
};

static PdRecord *
read_tagged (GHashTable *parts)
{
  xmlDoc *page = parse (find_part (parts, "Pages/Page_0/Content.xml"));
  xmlDoc *tags = parse (find_part (parts, "Tags/CustomTag.xml"));
  xmlNode *root = xmlDocGetRootElement (tags);
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  PdRecord *invoice = pd_record_new (&pd_invoice_type, "00000000-0000-7000-8000-0000000000ac");
  PdRecord *line = pd_record_new (&pd_invoice_line_type, "00000000-0000-7000-8000-0000000000ad");

  collect_texts (xmlDocGetRootElement (page), texts);
  pd_record_set_text (invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_SPECIAL);
  pd_record_add_line (invoice, 0, line);
  for (guint i = 0; i < G_N_ELEMENTS (tag_head) + G_N_ELEMENTS (tag_line); i++)
    {
      gboolean of_line = i >= G_N_ELEMENTS (tag_head);
      const Place *place = of_line ? &tag_line[i - G_N_ELEMENTS (tag_head)] : &tag_head[i];
      g_autofree char *text = tagged (root, place->path, texts);

      set (of_line ? line : invoice, (guint) place->field, text);
    }
  xmlFreeDoc (page);
  xmlFreeDoc (tags);
  return invoice;
}

/* The words of the rules that an invoice breaks, each once */
static char *
words_of (const PdRecord *invoice, gboolean received, gboolean refused_only)
{
  PdComplianceLimits limits = pd_compliance_default_limits;
  g_autoptr (GPtrArray) problems = NULL;
  GString *words = g_string_new (NULL);

  limits.received = received;
  problems = pd_compliance_check (invoice, &limits);
  for (guint i = 0; i < problems->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (problems, i);
      const char *word = pd_compliance_code_word (problem->code);

      if ((problem->severity == PD_COMPLIANCE_REFUSED || !refused_only) && strstr (words->str, word) == NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", word);
    }
  return g_string_free (words, FALSE);
}

static const struct
{
  const char *folder;
  const char *name;
  guint n_lines;
  const char *to_issue; /* what an issuer would be refused who sent no more than the file says */
} samples[] = {
  { "xml", "special-official-specimen.xml", 1, "" },
  { "xml", "ordinary-toll-2026.xml", 1, "" },
  { "ofd", "legacy-100-lines-signed.ofd", 100, "code_missing" },
  { "ofd", "legacy-exempt.ofd", 1, "code_missing" },
  { "ofd", "legacy-signed-v4.ofd", 3, "code_missing" },
  { "ofd", "legacy-zero-rate-signed.ofd", 1, "code_missing" },
  { "ofd", "special-6pct-2024.ofd", 1, "code_missing" },
};

static void
test_samples (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (GBytes) bytes = read_sample (samples[i].folder, samples[i].name);
      g_autoptr (GHashTable) parts = NULL;
      g_autoptr (PdRecord) invoice = NULL;
      g_autofree char *received = NULL, *to_issue = NULL;

      if (bytes == NULL)
        return;
      g_test_message ("%s", samples[i].name);
      if (g_str_has_suffix (samples[i].name, ".ofd"))
        {
          parts = pd_sheet_zip_read (bytes, NULL, NULL);
          invoice = find_part (parts, "original_invoice.xml") != NULL
                        ? read_original (find_part (parts, "original_invoice.xml"))
                        : read_tagged (parts);
        }
      else
        invoice = read_xml (bytes);
      g_assert_cmpuint (pd_record_get_lines (invoice)->len, ==, samples[i].n_lines);
      received = words_of (invoice, TRUE, TRUE);
      to_issue = words_of (invoice, FALSE, TRUE);
      g_assert_cmpstr (received, ==, "");
      g_assert_cmpstr (to_issue, ==, samples[i].to_issue);
    }
}

/* A file that somebody made up has a line of nothing, and the rules say so. */
static void
test_fictional (void)
{
  g_autoptr (GBytes) bytes = read_sample ("xml", "ordinary-fictional-two-lines.xml");
  g_autoptr (PdRecord) invoice = bytes != NULL ? read_xml (bytes) : NULL;
  g_autofree char *words = NULL;

  if (invoice == NULL)
    return;
  words = words_of (invoice, FALSE, FALSE);
  g_assert_cmpstr (words, ==, "buyer_tax_number_doubtful code_missing quantity_zero amount_not_positive");
}

/* The bureau's workbook says above each column how many characters it takes: "（限40字符)". */
static guint
limit_of (PdSheet *sheet, const char *column)
{
  for (guint i = 0; i < pd_sheet_get_n_columns (sheet); i++)
    {
      const char *limit = pd_sheet_get_cell (sheet, 1, i);
      const char *at = limit != NULL ? strstr (limit, "限") : NULL;

      if (g_strcmp0 (pd_sheet_get_cell (sheet, 2, i), column) == 0 && at != NULL)
        return (guint) g_ascii_strtoull (at + strlen ("限"), NULL, 10);
    }
  return 0;
}

static void
test_template (void)
{
  const PdComplianceLimits *limits = &pd_compliance_default_limits;
  const struct
  {
    const char *sheet;
    const char *column;
    guint limit;
  } columns[] = {
    { "1-发票基本信息", "购买方名称", limits->party_name },
    { "1-发票基本信息", "购买方纳税人识别号", pd_invoice_type.fields[PD_INVOICE_BUYER_TAX_NUMBER].limit },
    { "1-发票基本信息", "购买方地址", limits->address },
    { "1-发票基本信息", "购买方电话", limits->phone },
    { "1-发票基本信息", "购买方开户银行", limits->bank_name },
    { "1-发票基本信息", "购买方银行账号", limits->bank_account },
    { "1-发票基本信息", "购买方邮箱", limits->email },
    { "1-发票基本信息", "备注", limits->remark },
    { "2-发票明细信息", "项目名称", limits->name },
    { "2-发票明细信息", "规格型号", limits->spec },
    { "2-发票明细信息", "单位", limits->unit },
    { "2-发票明细信息", "数量", limits->number },
    { "2-发票明细信息", "单价", limits->number },
  };
  g_autoptr (GBytes) bytes = read_sample ("orders", "official-batch-issue-template-V260401.xlsx");
  g_autoptr (PdSheetBook) book = NULL;
  g_autoptr (GError) error = NULL;

  if (bytes == NULL)
    return;
  book = pd_sheet_book_load (bytes, "template.xlsx", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      PdSheet *sheet = pd_sheet_book_find_sheet (book, columns[i].sheet);

      g_test_message ("%s", columns[i].column);
      g_assert_nonnull (sheet);
      g_assert_cmpuint (limit_of (sheet, columns[i].column), ==, columns[i].limit);
    }
}

/* The columns of the third sheet, type after type, are the fields of the special types: same names, limits, and what is
 * always required. */
static void
test_template_special (void)
{
  static const char *const types[] = { "construction",     "goods_transport",
                                       "real_estate_sale", "real_estate_lease",
                                       "vessel_tax",       "passenger_transport",
                                       "tractor" };
  g_autoptr (GBytes) bytes = read_sample ("orders", "official-batch-issue-template-V260401.xlsx");
  g_autoptr (PdSheetBook) book = NULL;
  PdSheet *sheet;
  guint column = 1;

  if (bytes == NULL)
    return;
  book = pd_sheet_book_load (bytes, "template.xlsx", NULL, NULL);
  sheet = pd_sheet_book_find_sheet (book, "3-特定业务信息");
  g_assert_nonnull (sheet);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const PdSpecialType *type = pd_special_type_find (types[i]);

      for (guint j = 0; j < type->n_fields; j++, column++)
        {
          const PdSpecialField *field = &type->fields[j];
          const char *limit = pd_sheet_get_cell (sheet, 1, column);
          gboolean required = strstr (limit, "必填") != NULL && strstr (limit, "非必填") == NULL;
          g_autofree char *name = g_strstrip (g_strdup (pd_sheet_get_cell (sheet, 2, column)));

          g_test_message ("%s", name);
          g_assert_cmpstr (field->name, ==, name);
          g_assert_cmpuint (field->limit, ==,
                            g_ascii_strtoull (strstr (limit, "限") + strlen ("限"), NULL, 10));
          if (field->need == PD_SPECIAL_REQUIRED || field->need == PD_SPECIAL_OPTIONAL)
            g_assert_true (required == (field->need == PD_SPECIAL_REQUIRED));
        }
    }
  g_assert_cmpuint (column, ==, pd_sheet_get_n_columns (sheet));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compliance-samples/invoices", test_samples);
  g_test_add_func ("/compliance-samples/fictional", test_fictional);
  g_test_add_func ("/compliance-samples/template", test_template);
  g_test_add_func ("/compliance-samples/template-special", test_template_special);
  return g_test_run ();
}
