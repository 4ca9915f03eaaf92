/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-decimal.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-tax-line.h"
#include "model/pd-tax.h"
#include "model/pd-taxpayer-number.h"
#include "wire/pd-wire.h"

#define MAX_PLACES 8 /* of a price and a quantity */
#define MAX_CHARACTERS 16
#define MAX_CONTACT 100 /* the buyer's address and phone together */
#define MAX_REMARK 200  /* of a digital invoice */
#define MAX_CLERK 20

/* An order under way to the provider; the first problem ends it. */
typedef struct
{
  GString *body;
  char *problem; /* (owned) (nullable) */
} Writer;

static gboolean
fail (Writer *writer, char *problem)
{
  if (writer->problem == NULL)
    writer->problem = problem;
  else
    g_free (problem);
  return FALSE;
}

/* @label: (untranslated) what a person calls it. */
static gboolean
put (Writer *writer, const char *name, const char *label, const char *value, guint limit)
{
  if (value == NULL || *value == '\0')
    return TRUE;
  if (!pd_nuonuo_is_sendable (value))
    return fail (writer, g_strdup_printf (_ ("“%s” holds a character that cannot be sent."), _ (label)));
  if (g_utf8_strlen (value, -1) > limit)
    return fail (writer,
                 g_strdup_printf (_ ("“%1$s” is longer than the %2$u characters that the provider takes."),
                                  _ (label), limit));
  pd_nuonuo_put (writer->body, name, value);
  return TRUE;
}

static gboolean
put_field (Writer *writer, const char *name, const PdRecord *record, guint field, guint limit)
{
  return put (writer, name, pd_record_get_record_type (record)->fields[field].label,
              pd_record_get_text (record, field), limit);
}

/* "bank account", as one text. */
static gboolean
put_account (Writer *writer, const char *name, const PdRecord *invoice, guint bank, guint account)
{
  const char *bank_name = pd_record_get_text (invoice, bank);
  const char *number = pd_record_get_text (invoice, account);
  g_autofree char *both = bank_name != NULL && number != NULL
                              ? g_strconcat (bank_name, " ", number, NULL)
                              : g_strdup (bank_name != NULL ? bank_name : number);

  return put (writer, name, pd_invoice_type.fields[account].label, both, 100);
}

/* The printed name is "*short name*name"; the provider puts the short name before it by the code. */
static const char *
bare_name (const char *name)
{
  const char *end = name != NULL && *name == '*' ? strchr (name + 1, '*') : NULL;

  return end != NULL && end[1] != '\0' ? end + 1 : name;
}

/**
 * pd_nuonuo_price:
 * @price: a canonical price
 * @quantity: a canonical quantity
 * @net: fen without tax
 *
 * The price with as many decimals as the provider takes: 8, and 16 characters in all.
 *
 * Returns: (transfer full) (nullable): the price; %NULL when so rounded it no longer makes @net
 */
char *
pd_nuonuo_price (const char *price, const char *quantity, gint64 net)
{
  g_autoptr (PdDecimal) exact = pd_decimal_new_from_text (price, NULL);
  g_autoptr (PdDecimal) count = pd_decimal_new_from_text (quantity, NULL);

  if (exact == NULL || count == NULL)
    return NULL;
  for (int places = MAX_PLACES; places >= 0; places--)
    {
      g_autofree char *text = pd_decimal_to_text (exact, (guint) places);
      g_autoptr (PdDecimal) rounded = pd_decimal_new_from_text (text, NULL);

      if (strlen (text) > MAX_CHARACTERS)
        continue;
      return pd_tax_line_product_matches (count, rounded, net) ? g_steal_pointer (&text) : NULL;
    }
  return NULL;
}

/* Price and quantity, both or neither. */
static gboolean
put_price (Writer *writer, const PdRecord *line, guint number)
{
  const char *quantity = pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY);
  const char *unit_price = pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE);

  if (quantity == NULL || unit_price == NULL)
    return TRUE;
  if (!pd_decimal_is_canonical (quantity, MAX_PLACES) || strlen (quantity) > MAX_CHARACTERS)
    return fail (writer,
                 g_strdup_printf (_ ("The quantity of line %u has more digits than the provider takes: 8 "
                                     "after the point, 16 characters in all."),
                                  number));

  g_autofree char *price =
      pd_nuonuo_price (unit_price, quantity, pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT));

  if (price == NULL)
    return fail (writer,
                 g_strdup_printf (_ ("The price of line %u has more digits than the provider takes, and "
                                     "rounded to 8 after the point it no longer makes the amount."),
                                  number));
  pd_nuonuo_put (writer->body, "num", quantity);
  pd_nuonuo_put (writer->body, "price", price);
  return TRUE;
}

static void
put_fen (Writer *writer, const char *name, gint64 fen)
{
  g_autofree char *text = pd_money_to_text (fen);

  pd_nuonuo_put (writer->body, name, text);
}

/* The rate, and what goes with the ones that are no percentage. Source: standards, "VAT rates", codes 03, 04 and 10. */
static gboolean
put_rate (Writer *writer, const PdRecord *line, guint number)
{
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);
  static const struct
  {
    const char *rate;
    const char *sent;
    const char *zero;   /* (nullable) zeroRateFlag */
    const char *policy; /* (nullable) favouredPolicyFlag */
    const char *name;   /* (nullable) favouredPolicyName */
  } special[] = {
    { PD_TAX_RATE_EXEMPT, "0", "1", "03", "免税" },
    { PD_TAX_RATE_NON_TAXABLE, "0", "2", "04", "不征税" },
    { "0", "0", "3", NULL, NULL },
    { "0.015", "0.015", NULL, "10", "按5%简易征收减按1.5%计征" },
  };

  if (rate == NULL || !pd_tax_rate_may_issue (rate))
    return fail (writer,
                 g_strdup_printf (_ ("Line %u has no tax rate that invoices are issued with."), number));
  for (guint i = 0; i < G_N_ELEMENTS (special); i++)
    if (g_str_equal (special[i].rate, rate))
      {
        pd_nuonuo_put (writer->body, "taxRate", special[i].sent);
        pd_nuonuo_put (writer->body, "zeroRateFlag", special[i].zero);
        pd_nuonuo_put (writer->body, "favouredPolicyFlag", special[i].policy);
        pd_nuonuo_put (writer->body, "favouredPolicyName", special[i].name);
        return TRUE;
      }
  pd_nuonuo_put (writer->body, "taxRate", rate);
  pd_nuonuo_put (writer->body, "favouredPolicyFlag", "0");
  return TRUE;
}

static gboolean
put_line (Writer *writer, const PdRecord *line, guint number)
{
  static const char *const properties[] = { "0", "1", "2" };
  const char *name = bare_name (pd_record_get_text (line, PD_INVOICE_LINE_NAME));
  gint64 property = pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY);
  gint64 net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
  gint64 tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);

  if (name == NULL || property < 0 || property >= (gint64) G_N_ELEMENTS (properties))
    return fail (writer, g_strdup_printf (_ ("Line %u has no name."), number));
  g_string_append (writer->body, number > 1 ? ",{" : "{");
  if (!put (writer, "goodsName", pd_invoice_line_type.fields[PD_INVOICE_LINE_NAME].label, name, 90) ||
      !put_field (writer, "goodsCode", line, PD_INVOICE_LINE_TAX_CODE, 19) ||
      !put_field (writer, "specType", line, PD_INVOICE_LINE_SPEC, 40) ||
      !put_field (writer, "unit", line, PD_INVOICE_LINE_UNIT, 20))
    return FALSE;
  pd_nuonuo_put (writer->body, "withTaxFlag", "0");
  pd_nuonuo_put (writer->body, "invoiceLineProperty", properties[property]);
  /* A discount has amounts alone. */
  if (property != PD_INVOICE_LINE_IS_DISCOUNT && !put_price (writer, line, number))
    return FALSE;
  if (!put_rate (writer, line, number))
    return FALSE;
  put_fen (writer, "taxExcludedAmount", net);
  put_fen (writer, "tax", tax);
  put_fen (writer, "taxIncludedAmount", net + tax);
  g_string_append_c (writer->body, '}');
  return TRUE;
}

static gboolean
put_lines (Writer *writer, const PdRecord *invoice)
{
  GPtrArray *lines = pd_record_get_lines (invoice);

  if (lines->len == 0)
    return fail (writer, g_strdup (_ ("The invoice has no lines.")));
  if (lines->len > PD_NUONUO_LINES)
    return fail (writer, g_strdup_printf (_ ("The invoice has more than %u lines."), PD_NUONUO_LINES));
  pd_nuonuo_put_name (writer->body, "invoiceDetail");
  g_string_append_c (writer->body, '[');
  for (guint i = 0; i < lines->len; i++)
    if (!put_line (writer, g_ptr_array_index (lines, i), i + 1))
      return FALSE;
  g_string_append_c (writer->body, ']');
  return TRUE;
}

/* A person who buys as such. Only the ordinary invoice knows them. */
static gboolean
is_person (const PdRecord *invoice)
{
  const char *name = pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME);
  const char *number = pd_record_get_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER);

  /* A sole proprietor's number is an identity card's with a serial: that is a business. */
  if (number != NULL)
    return pd_taxpayer_number_kind (number) == PD_TAXPAYER_NUMBER_ID_CARD ||
           pd_taxpayer_number_kind (number) == PD_TAXPAYER_NUMBER_ID_CARD_15;
  return name != NULL && (g_str_equal (name, "个人") || g_str_has_suffix (name, "（个人）") ||
                          g_str_has_suffix (name, "(个人)"));
}

static gboolean
put_buyer (Writer *writer, const PdRecord *invoice, gboolean special)
{
  const char *address = pd_record_get_text (invoice, PD_INVOICE_BUYER_ADDRESS);
  const char *phone = pd_record_get_text (invoice, PD_INVOICE_BUYER_PHONE);
  glong contact =
      (address != NULL ? g_utf8_strlen (address, -1) : 0) + (phone != NULL ? g_utf8_strlen (phone, -1) : 0);

  if (!pd_record_has (invoice, PD_INVOICE_BUYER_NAME))
    return fail (writer, g_strdup (_ ("The buyer has no name.")));
  if (special && !pd_record_has (invoice, PD_INVOICE_BUYER_TAX_NUMBER))
    return fail (writer, g_strdup (_ ("A special invoice needs the buyer’s tax number.")));
  if (contact > MAX_CONTACT)
    return fail (writer,
                 g_strdup_printf (_ ("The buyer’s address and phone have more than %u characters together."),
                                  MAX_CONTACT));
  if (!put_field (writer, "buyerName", invoice, PD_INVOICE_BUYER_NAME, 100) ||
      !put_field (writer, "buyerTaxNum", invoice, PD_INVOICE_BUYER_TAX_NUMBER, 20) ||
      !put_field (writer, "buyerAddress", invoice, PD_INVOICE_BUYER_ADDRESS, 80) ||
      !put_field (writer, "buyerTel", invoice, PD_INVOICE_BUYER_PHONE, 50) ||
      !put_account (writer, "buyerAccount", invoice, PD_INVOICE_BUYER_BANK_NAME,
                    PD_INVOICE_BUYER_BANK_ACCOUNT))
    return FALSE;
  if (!special && is_person (invoice))
    pd_nuonuo_put (writer->body, "naturalPersonFlag", "1");
  return TRUE;
}

static gboolean
put_seller (Writer *writer, const PdNuonuo *self, const PdRecord *invoice)
{
  const char *clerk = self->clerk != NULL ? self->clerk : pd_record_get_text (invoice, PD_INVOICE_DRAWER);

  if (clerk == NULL)
    return fail (writer, g_strdup (_ ("Nobody is set as the drawer of invoices.")));
  pd_nuonuo_put (writer->body, "salerTaxNum", self->tax_number);
  return put_field (writer, "salerTel", invoice, PD_INVOICE_SELLER_PHONE, 20) &&
         put_field (writer, "salerAddress", invoice, PD_INVOICE_SELLER_ADDRESS, 80) &&
         put_account (writer, "salerAccount", invoice, PD_INVOICE_SELLER_BANK_NAME,
                      PD_INVOICE_SELLER_BANK_ACCOUNT) &&
         put (writer, "clerk", pd_invoice_type.fields[PD_INVOICE_DRAWER].label, clerk, MAX_CLERK);
}

static gboolean
put_head (Writer *writer, const PdNuonuo *self, const PdGatewayRequest *request, gboolean special)
{
  const PdRecord *invoice = request->invoice;
  gint64 at = pd_record_get_integer (invoice, PD_INVOICE_SUBMITTED_AT);
  g_autofree char *date = pd_nuonuo_china_date (at > 0 ? at : pd_nuonuo_now (self), "%Y-%m-%d %H:%M:%S");

  pd_nuonuo_put (writer->body, "orderNo", request->key);
  pd_nuonuo_put (writer->body, "invoiceDate", date);
  pd_nuonuo_put (writer->body, "invoiceType", "1");
  pd_nuonuo_put (writer->body, "invoiceLine", special ? "bs" : "pc");
  pd_nuonuo_put (writer->body, "pushMode", "-1"); /* the platform mails itself */
  pd_nuonuo_put_account (self, writer->body);
  /* Echoes, so that whoever looks at the vendor's pages finds the order again. */
  pd_nuonuo_put (writer->body, "bField1", pd_record_get_id (invoice));
  return put_field (writer, "bField2", invoice, PD_INVOICE_ORDER_NUMBER, 255) &&
         put_field (writer, "remark", invoice, PD_INVOICE_REMARK, MAX_REMARK);
}

/* What the provider's papers have a block of fields for, whose names are not at hand: an invoice that needs one is not
 * sent without it. Looked for by name, since not every invoice's table has these fields. */
static gboolean
has_special_content (const PdRecord *invoice)
{
  static const char *const fields[] = { "special_type", "difference_type", "deduction" };
  const PdRecordType *type = pd_record_get_record_type (invoice);
  int list = pd_record_type_list (type, "elements");

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      int field = pd_record_type_field (type, fields[i]);

      if (field >= 0 && pd_record_has (invoice, (guint) field))
        return TRUE;
    }
  return list >= 0 && pd_record_get_list (invoice, (guint) list)->len > 0;
}

/**
 * pd_nuonuo_order_body:
 * @self: an adapter
 * @request: what is to be issued
 * @problem: (out) (transfer full): why not, a sentence
 *
 * Writes an order as the provider reads it. Strict: what is longer than its papers allow, or not to be written in
 * them, is a problem here and no refusal there.
 *
 * Returns: (transfer full) (nullable): JSON
 */
char *
pd_nuonuo_order_body (const PdNuonuo *self, const PdGatewayRequest *request, char **problem)
{
  const char *kind = pd_record_get_text (request->invoice, PD_INVOICE_KIND);
  gboolean special = g_strcmp0 (kind, PD_INVOICE_KIND_SPECIAL) == 0;
  Writer writer = { g_string_new ("{\"order\":{"), NULL };

  *problem = NULL;
  if (!special && g_strcmp0 (kind, PD_INVOICE_KIND_ORDINARY) != 0)
    fail (&writer, g_strdup (_ ("The provider does not issue this kind of invoice.")));
  else if (has_special_content (request->invoice))
    fail (&writer,
          g_strdup (_ (
              "This connection to the tax bureau issues no invoices of special businesses, with additional "
              "elements or with difference taxation. Issue this one on the bureau's own pages.")));
  else if (put_head (&writer, self, request, special) && put_seller (&writer, self, request->invoice) &&
           put_buyer (&writer, request->invoice, special) && put_lines (&writer, request->invoice))
    {
      g_string_append (writer.body, "}}");
      return g_string_free (writer.body, FALSE);
    }
  g_string_free (writer.body, TRUE);
  *problem = writer.problem;
  return NULL;
}
