/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-invoice-xml.h"

#include "model/pd-amount-words.h"
#include "model/pd-decimal.h"
#include "model/pd-element.h"
#include "model/pd-invoice-number.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-special-type.h"
#include "model/pd-tax.h"

#include <glib/gi18n-lib.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#define FORMAT_VERSION "0.32"
#define NUMBER_LENGTH 20

/* The tax bureau that the third and fourth digit of an invoice number name, its division (GB/T 2260) and its name,
 * which is a proper name and not translated. */
typedef struct
{
  guint digits;
  const char *division;
  const char *name;
} TaxBureau;

static const TaxBureau tax_bureaus[] = {
  { 11, "1100", "北京市" },           { 12, "1200", "天津市" },         { 13, "1300", "河北省" },
  { 14, "1400", "山西省" },           { 15, "1500", "内蒙古自治区" },   { 21, "2100", "辽宁省" },
  { 22, "2200", "吉林省" },           { 23, "2300", "黑龙江省" },       { 31, "3100", "上海市" },
  { 32, "3200", "江苏省" },           { 33, "3300", "浙江省" },         { 34, "3400", "安徽省" },
  { 35, "3500", "福建省" },           { 36, "3600", "江西省" },         { 37, "3700", "山东省" },
  { 41, "4100", "河南省" },           { 42, "4200", "湖北省" },         { 43, "4300", "湖南省" },
  { 44, "4400", "广东省" },           { 45, "4500", "广西壮族自治区" }, { 46, "4600", "海南省" },
  { 50, "5000", "重庆市" },           { 51, "5100", "四川省" },         { 52, "5200", "贵州省" },
  { 53, "5300", "云南省" },           { 54, "5400", "西藏自治区" },     { 61, "6100", "陕西省" },
  { 62, "6200", "甘肃省" },           { 63, "6300", "青海省" },         { 64, "6400", "宁夏回族自治区" },
  { 65, "6500", "新疆维吾尔自治区" }, { 94, "3502", "厦门市" },         { 95, "4403", "深圳市" },
};

static const TaxBureau *
find_bureau (const char *number)
{
  PdInvoiceNumber parts;

  if (!pd_invoice_number_parse (NULL, number, &parts, NULL))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (tax_bureaus); i++)
    if (tax_bureaus[i].digits == parts.province)
      return &tax_bureaus[i];
  return NULL;
}

/* XML has no way to say a control character. */
static char *
xml_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F && c != 0xFFFE && c != 0xFFFF))
        g_string_append_unichar (clean, c);
      else
        g_string_append_c (clean, ' ');
    }
  return g_string_free (clean, FALSE);
}

static void
write_text (xmlTextWriter *writer, const char *name, const char *text)
{
  g_autofree char *clean = xml_text (text);

  xmlTextWriterWriteElement (writer, BAD_CAST name, BAD_CAST clean);
}

static void
write_optional (xmlTextWriter *writer, const char *name, const PdRecord *record, guint field)
{
  const char *text = pd_record_get_text (record, field);

  if (text != NULL && *text != '\0')
    write_text (writer, name, text);
}

static void
write_money (xmlTextWriter *writer, const char *name, gint64 fen)
{
  g_autofree char *text = pd_money_to_text (fen);

  write_text (writer, name, text);
}

static void
start (xmlTextWriter *writer, const char *name)
{
  xmlTextWriterStartElement (writer, BAD_CAST name);
}

static void
end (xmlTextWriter *writer)
{
  xmlTextWriterEndElement (writer);
}

static void
write_label (xmlTextWriter *writer, const char *name, const char *code, const char *words)
{
  start (writer, name);
  write_text (writer, "LabelCode", code);
  write_text (writer, "LabelName", words);
  end (writer);
}

static void
write_header (xmlTextWriter *writer, const PdRecord *invoice, const TaxBureau *bureau)
{
  gboolean special = g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_KIND), PD_INVOICE_KIND_SPECIAL) == 0;
  gboolean red = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) < 0;
  g_autofree char *tag = bureau != NULL ? g_strconcat ("SWEI", bureau->division, NULL) : NULL;

  start (writer, "Header");
  write_text (writer, "EIid", pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  if (tag != NULL)
    write_text (writer, "EInvoiceTag", tag);
  write_text (writer, "Version", FORMAT_VERSION);
  start (writer, "InherentLabel");
  write_label (writer, "InIssuType", red ? "N" : "Y", "是否蓝字发票标志");
  write_label (writer, "EInvoiceType", "01", "电子发票");
  write_label (writer, "GeneralOrSpecialVAT", special ? "01" : "02", special ? "增值税专用发票" : "普通发票");
  end (writer);
  end (writer);
}

static void
write_parties (xmlTextWriter *writer, const PdRecord *invoice)
{
  start (writer, "SellerInformation");
  write_text (writer, "SellerIdNum", pd_record_get_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER));
  write_text (writer, "SellerName", pd_record_get_text (invoice, PD_INVOICE_SELLER_NAME));
  write_text (writer, "SellerAddr", pd_record_get_text (invoice, PD_INVOICE_SELLER_ADDRESS));
  write_text (writer, "SellerTelNum", pd_record_get_text (invoice, PD_INVOICE_SELLER_PHONE));
  write_text (writer, "SellerBankName", pd_record_get_text (invoice, PD_INVOICE_SELLER_BANK_NAME));
  write_text (writer, "SellerBankAccNum", pd_record_get_text (invoice, PD_INVOICE_SELLER_BANK_ACCOUNT));
  end (writer);

  start (writer, "BuyerInformation");
  write_text (writer, "BuyerIdNum", pd_record_get_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER));
  write_text (writer, "BuyerName", pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME));
  write_optional (writer, "BuyerAddr", invoice, PD_INVOICE_BUYER_ADDRESS);
  write_optional (writer, "BuyerTelNum", invoice, PD_INVOICE_BUYER_PHONE);
  write_optional (writer, "BuyerBankName", invoice, PD_INVOICE_BUYER_BANK_NAME);
  write_optional (writer, "BuyerBankAccNum", invoice, PD_INVOICE_BUYER_BANK_ACCOUNT);
  end (writer);
}

/* The time of issue on a clock in China, which has had one zone without summer time since before these invoices. It
 * is left out where it would contradict the date on the invoice. */
static char *
issue_time (const PdRecord *invoice)
{
  const char *date = pd_record_get_text (invoice, PD_INVOICE_ISSUE_DATE);
  gint64 at = pd_record_get_integer (invoice, PD_INVOICE_ISSUED_AT);
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, china) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : NULL;

  if (date == NULL || *date == '\0')
    return at != 0 ? g_steal_pointer (&text) : NULL;
  if (at != 0 && text != NULL && g_str_has_prefix (text, date))
    return g_steal_pointer (&text);
  return g_strdup (date);
}

static void
write_basics (xmlTextWriter *writer, const PdRecord *invoice, const char *time)
{
  gint64 gross = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT);
  g_autofree char *words = pd_amount_words (gross);

  start (writer, "BasicInformation");
  write_money (writer, "TotalAmWithoutTax", pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT));
  write_money (writer, "TotalTaxAm", pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT));
  write_money (writer, "TotalTax-includedAmount", gross);
  write_text (writer, "TotalTax-includedAmountInChinese", words);
  write_text (writer, "Drawer", pd_record_get_text (invoice, PD_INVOICE_DRAWER));
  write_text (writer, "RequestTime", time);
  end (writer);
}

/* A rate has six decimals; what is exempt or not taxable says so, because zero would be another rate. */
static char *
rate_text (const char *code)
{
  g_autoptr (PdDecimal) value = NULL;

  if (g_strcmp0 (code, PD_TAX_RATE_EXEMPT) != 0 && g_strcmp0 (code, PD_TAX_RATE_NON_TAXABLE) != 0)
    value = pd_tax_rate_value (code);
  return value != NULL ? pd_decimal_to_fixed (value, 6) : g_strdup (pd_tax_rate_label (code));
}

static void
write_line (xmlTextWriter *writer, const PdRecord *line)
{
  gint64 net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
  gint64 tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);
  gint64 gross = 0;
  g_autofree char *rate = rate_text (pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE));

  start (writer, "IssuItemInformation");
  write_text (writer, "ItemName", pd_record_get_text (line, PD_INVOICE_LINE_NAME));
  write_optional (writer, "SpecMod", line, PD_INVOICE_LINE_SPEC);
  write_optional (writer, "MeaUnits", line, PD_INVOICE_LINE_UNIT);
  write_optional (writer, "Quantity", line, PD_INVOICE_LINE_QUANTITY);
  write_optional (writer, "UnPrice", line, PD_INVOICE_LINE_UNIT_PRICE);
  write_money (writer, "Amount", net);
  write_text (writer, "TaxRate", rate);
  write_money (writer, "ComTaxAm", tax);
  if (pd_money_add (net, tax, &gross))
    write_money (writer, "TotaltaxIncludedAmount", gross);
  write_text (writer, "TaxClassificationCode", pd_record_get_text (line, PD_INVOICE_LINE_TAX_CODE));
  end (writer);
}

/* The remark of a reversing invoice names what it reverses (standards, "Red-letter"). */
static gboolean
find_reversal (const PdRecord *invoice, char **number, char **confirmation)
{
  g_autoptr (GRegex) pattern = g_regex_new (
      "被红冲蓝字数电票号码[：:]\\s*([0-9]{20})(?:.{0,4}红字发票信息确认单编号[：:]\\s*([0-9]{1,20}))?",
      G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  const char *remark = pd_record_get_text (invoice, PD_INVOICE_REMARK);

  if (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) >= 0 || remark == NULL ||
      !g_regex_match (pattern, remark, G_REGEX_MATCH_DEFAULT, &match))
    return FALSE;
  *number = g_match_info_fetch (match, 1);
  *confirmation = g_match_info_fetch (match, 2);
  return TRUE;
}

static void
write_reversal (xmlTextWriter *writer, const char *number, const char *confirmation)
{
  start (writer, "RedEInvoice");
  write_text (writer, "OriginalInvoiceCode", number);
  if (confirmation != NULL && *confirmation != '\0')
    write_text (writer, "CreditNoteNumber", confirmation);
  end (writer);
}

/* A moment has 17 digits there, whatever is known of it. */
static void
write_special_field (xmlTextWriter *writer, const PdSpecialField *field, const char *value)
{
  static const char nothing[] = "00000000000000000";
  gsize length = strlen (value);
  g_autofree char *moment = field->kind == PD_SPECIAL_MOMENT && length < strlen (nothing)
                                ? g_strconcat (value, nothing + length, NULL)
                                : NULL;

  write_text (writer, field->xml, moment != NULL ? moment : value);
}

/* The special businesses whose elements are known: travel and toll (standards, 11.1). */
static void
write_special_rows (xmlTextWriter *writer, const PdRecord *invoice, const PdSpecialType *type)
{
  guint n_rows = pd_record_count_element_rows (invoice);

  for (guint row = 1; row <= n_rows; row++)
    {
      start (writer, type->xml);
      for (const char *const *key = type->xml_keys; *key != NULL; key++)
        {
          const char *value = pd_record_get_element (invoice, row, *key);

          if (value != NULL)
            write_special_field (writer, pd_special_type_find_field (type, *key), value);
        }
      end (writer);
    }
}

static void
write_specific (xmlTextWriter *writer, const PdRecord *invoice)
{
  const PdSpecialType *type = pd_special_type_find (pd_record_get_text (invoice, PD_INVOICE_SPECIAL_TYPE));
  gboolean has_rows = type != NULL && type->xml != NULL && pd_record_count_element_rows (invoice) > 0;

  g_autofree char *number = NULL, *confirmation = NULL;
  gboolean is_reversal = find_reversal (invoice, &number, &confirmation);

  if (!has_rows && !is_reversal)
    return;
  start (writer, "SpecificInformation");
  if (has_rows)
    write_special_rows (writer, invoice, type);
  if (is_reversal)
    write_reversal (writer, number, confirmation);
  end (writer);
}

static void
write_data (xmlTextWriter *writer, const PdRecord *invoice, const char *time)
{
  g_autoptr (PdRecord) sorted = pd_record_copy (invoice);
  GPtrArray *lines;

  pd_record_sort_lines (sorted);
  lines = pd_record_get_lines (sorted);
  start (writer, "EInvoiceData");
  write_parties (writer, invoice);
  write_basics (writer, invoice, time);
  for (guint i = 0; i < lines->len; i++)
    write_line (writer, lines->pdata[i]);
  write_specific (writer, invoice);
  start (writer, "AdditionalInformation");
  write_optional (writer, "Remark", invoice, PD_INVOICE_REMARK);
  end (writer);
  end (writer);
}

static void
write_supervision (xmlTextWriter *writer, const PdRecord *invoice, const TaxBureau *bureau, const char *time)
{
  start (writer, "TaxSupervisionInfo");
  write_text (writer, "InvoiceNumber", pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  write_text (writer, "IssueTime", time);
  if (bureau != NULL)
    {
      g_autofree char *code = g_strdup_printf ("1%s000000", bureau->division);
      g_autofree char *name = g_strdup_printf ("国家税务总局%s税务局", bureau->name);

      write_text (writer, "TaxBureauCode", code);
      write_text (writer, "TaxBureauName", name);
    }
  end (writer);
}

static gboolean
check_issued (const PdRecord *invoice, GError **error)
{
  const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);

  if (g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_STATE), PD_INVOICE_STATE_ISSUED) == 0 &&
      number != NULL && strlen (number) == NUMBER_LENGTH)
    return TRUE;
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      _ ("Only an issued electronic invoice has an XML file. This one has no invoice number of 20 "
         "digits yet."));
  return FALSE;
}

/**
 * pd_invoice_to_xml:
 * @invoice: a record of pd_invoice_type
 * @error: return location for an error: %G_IO_ERROR_NOT_SUPPORTED for what is not an issued digital invoice
 *
 * Writes the facts of an issued invoice in the structure of the tax bureau's EInvoice XML, so that programs for
 * bookkeeping can read them. It has no signature: the signed file comes from the bureau alone. Money is in yuan with
 * two decimals. The same record gives the same bytes. Standards: the Ministry of Finance's data standard for electronic
 * vouchers, as its specimen shows it.
 *
 * Returns: (transfer full): the file in UTF-8, or %NULL with @error set
 */
GBytes *
pd_invoice_to_xml (const PdRecord *invoice, GError **error)
{
  const TaxBureau *bureau;
  g_autofree char *time = NULL;
  xmlBuffer *buffer;
  xmlTextWriter *writer;
  GBytes *bytes;

  g_return_val_if_fail (invoice != NULL, NULL);
  g_return_val_if_fail (pd_record_get_record_type (invoice) == &pd_invoice_type, NULL);

  if (!check_issued (invoice, error))
    return NULL;

  bureau = find_bureau (pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  time = issue_time (invoice);
  buffer = xmlBufferCreate ();
  writer = xmlNewTextWriterMemory (buffer, 0);
  xmlTextWriterSetIndent (writer, 1);
  xmlTextWriterSetIndentString (writer, BAD_CAST "  ");
  xmlTextWriterStartDocument (writer, NULL, "UTF-8", NULL);
  start (writer, "EInvoice");
  write_header (writer, invoice, bureau);
  write_data (writer, invoice, time);
  write_supervision (writer, invoice, bureau, time);
  end (writer);
  xmlTextWriterEndDocument (writer);
  xmlFreeTextWriter (writer);
  bytes = g_bytes_new (xmlBufferContent (buffer), xmlBufferLength (buffer));
  xmlBufferFree (buffer);
  return bytes;
}
