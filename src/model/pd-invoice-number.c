/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-invoice-number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DIGITAL_LENGTH 20
#define NUMBER_LENGTH 8
#define MAX_SERIAL G_GUINT64_CONSTANT (999999999999999)

G_DEFINE_QUARK (pd_invoice_number_error, pd_invoice_number_error)

/* The length of a text of digits alone; 0 for an empty or any other text. */
static gsize
digits_length (const char *text)
{
  gsize length = 0;

  if (text == NULL)
    return 0;

  for (; length <= DIGITAL_LENGTH && text[length] != '\0'; length++)
    if (!g_ascii_isdigit (text[length]))
      return 0;
  return length;
}

static guint64
digits_value (const char *text, gsize length)
{
  guint64 value = 0;

  for (gsize i = 0; i < length; i++)
    value = value * 10 + (guint64) g_ascii_digit_value (text[i]);
  return value;
}

/* Standards: STA 2024 No. 11. */
static void
parse_digital (const char *number, PdInvoiceNumber *out)
{
  out->form = PD_INVOICE_NUMBER_DIGITAL;
  out->type = PD_INVOICE_NUMBER_TYPE_UNKNOWN;
  out->year = 2000 + (guint) digits_value (number, 2);
  out->province = (guint) digits_value (number + 2, 2);
  out->channel = (guint) digits_value (number + 4, 1);
  out->serial = digits_value (number + 5, 15);
}

/* The last two digits of a code of 12 digits that begins with 0. */
static PdInvoiceNumberType
type_of_suffix (guint suffix)
{
  switch (suffix)
    {
    case 4:
    case 5:
      return PD_INVOICE_NUMBER_TYPE_ORDINARY_FOLDED;
    case 6:
    case 7:
      return PD_INVOICE_NUMBER_TYPE_ORDINARY_ROLL;
    case 11:
      return PD_INVOICE_NUMBER_TYPE_ORDINARY_ELECTRONIC;
    case 12:
      return PD_INVOICE_NUMBER_TYPE_TOLL;
    case 13:
      return PD_INVOICE_NUMBER_TYPE_SPECIAL_ELECTRONIC;
    case 17:
      return PD_INVOICE_NUMBER_TYPE_USED_CAR;
    default:
      return PD_INVOICE_NUMBER_TYPE_UNKNOWN;
    }
}

static void
parse_code_12 (const char *code, PdInvoiceNumber *out)
{
  out->form = PD_INVOICE_NUMBER_CODE_12;
  out->type =
      code[0] == '0' ? type_of_suffix ((guint) digits_value (code + 10, 2)) : PD_INVOICE_NUMBER_TYPE_UNKNOWN;
  out->province = (guint) digits_value (code + 1, 2);
  out->year = 2000 + (guint) digits_value (code + 5, 2);
  out->batch = (guint) digits_value (code + 7, 3);
}

static void
parse_code_10 (const char *code, PdInvoiceNumber *out)
{
  out->form = PD_INVOICE_NUMBER_CODE_10;
  out->type = PD_INVOICE_NUMBER_TYPE_PAPER;
  out->province = (guint) digits_value (code, 2);
  out->year = 2000 + (guint) digits_value (code + 4, 2);
  out->batch = (guint) digits_value (code + 6, 1);
}

/**
 * pd_invoice_number_parse:
 * @code: (nullable): the invoice code; %NULL or "" for a digital invoice
 * @number: (nullable): the invoice number
 * @out: (out caller-allocates): its parts
 * @error: return location for a %PD_INVOICE_NUMBER_ERROR
 *
 * Takes an invoice number apart. A digital invoice has 20 digits and no code, and an older one a code of 10 or 12
 * digits and a number of 8. Only this form is checked: an unknown province, channel or type is no fault.
 * Standards: STA 2024 No. 11 for 20 digits; the older codes from issued invoices.
 *
 * Returns: whether the form is right
 */
gboolean
pd_invoice_number_parse (const char *code, const char *number, PdInvoiceNumber *out, GError **error)
{
  gboolean has_code = code != NULL && *code != '\0';
  gsize code_length = digits_length (code);
  gsize number_length = digits_length (number);
  const char *message = NULL;
  int error_code = PD_INVOICE_NUMBER_ERROR_CODE;

  g_return_val_if_fail (out != NULL, FALSE);

  if (number_length != DIGITAL_LENGTH && number_length != NUMBER_LENGTH)
    {
      error_code = PD_INVOICE_NUMBER_ERROR_NUMBER;
      message = _ ("An invoice number has 20 digits, or 8 digits beside an invoice code.");
    }
  else if (number_length == DIGITAL_LENGTH && has_code)
    message = _ ("An invoice number of 20 digits has no invoice code. Leave the code empty.");
  else if (number_length == NUMBER_LENGTH && !has_code)
    message = _ ("An invoice number of 8 digits needs its invoice code of 10 or 12 digits.");
  else if (number_length == NUMBER_LENGTH && code_length != 10 && code_length != 12)
    message = _ ("An invoice code has 10 or 12 digits.");

  if (message != NULL)
    {
      g_set_error_literal (error, PD_INVOICE_NUMBER_ERROR, error_code, message);
      return FALSE;
    }

  memset (out, 0, sizeof *out);
  if (number_length == DIGITAL_LENGTH)
    {
      parse_digital (number, out);
      return TRUE;
    }
  if (code_length == 12)
    parse_code_12 (code, out);
  else
    parse_code_10 (code, out);
  out->serial = digits_value (number, NUMBER_LENGTH);
  return TRUE;
}

/**
 * pd_invoice_number_compose:
 * @year: the year of issue, from 2000 to 2099
 * @province: the tax bureau, below 100
 * @channel: the channel, below 10
 * @serial: the serial number, at most 15 digits
 *
 * Makes the number of a digital invoice. Standards: STA 2024 No. 11.
 *
 * Returns: (transfer full) (nullable): 20 digits, or %NULL when a part does not fit its place
 */
char *
pd_invoice_number_compose (guint year, guint province, guint channel, guint64 serial)
{
  if (year < 2000 || year > 2099 || province > 99 || channel > 9 || serial > MAX_SERIAL)
    return NULL;

  return g_strdup_printf ("%02u%02u%u%015" G_GUINT64_FORMAT, year - 2000, province, channel, serial);
}

/**
 * pd_invoice_number_province_name:
 * @province: the two digits of an invoice number or of a taxpayer's division
 *
 * Names the tax bureau, by GB/T 2260 and the cities that have a bureau of their own. New bureaus appear: an unknown
 * one is no fault.
 *
 * Returns: (transfer none) (nullable): a name in the user's language, or %NULL when it is not known
 */
const char *
pd_invoice_number_province_name (guint province)
{
  static const struct
  {
    guint province;
    const char *name;
  } names[] = {
    { 11, N_ ("Beijing") },   { 12, N_ ("Tianjin") },        { 13, N_ ("Hebei") },
    { 14, N_ ("Shanxi") },    { 15, N_ ("Inner Mongolia") }, { 21, N_ ("Liaoning") },
    { 22, N_ ("Jilin") },     { 23, N_ ("Heilongjiang") },   { 31, N_ ("Shanghai") },
    { 32, N_ ("Jiangsu") },   { 33, N_ ("Zhejiang") },       { 34, N_ ("Anhui") },
    { 35, N_ ("Fujian") },    { 36, N_ ("Jiangxi") },        { 37, N_ ("Shandong") },
    { 41, N_ ("Henan") },     { 42, N_ ("Hubei") },          { 43, N_ ("Hunan") },
    { 44, N_ ("Guangdong") }, { 45, N_ ("Guangxi") },        { 46, N_ ("Hainan") },
    { 50, N_ ("Chongqing") }, { 51, N_ ("Sichuan") },        { 52, N_ ("Guizhou") },
    { 53, N_ ("Yunnan") },    { 54, N_ ("Tibet") },          { 61, N_ ("Shaanxi") },
    { 62, N_ ("Gansu") },     { 63, N_ ("Qinghai") },        { 64, N_ ("Ningxia") },
    { 65, N_ ("Xinjiang") },  { 94, N_ ("Xiamen") },         { 95, N_ ("Shenzhen") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].province == province)
      return _ (names[i].name);
  return NULL;
}

/**
 * pd_invoice_number_channel_text:
 * @channel: the fifth digit of a digital invoice's number
 *
 * Says how the invoice was issued. The meaning is inferred from issued invoices, so it is for showing only.
 *
 * Returns: (transfer none) (nullable): a phrase in the user's language, or %NULL when it is not known
 */
const char *
pd_invoice_number_channel_text (guint channel)
{
  switch (channel)
    {
    case 2:
      return _ ("Issued on the platform of the tax bureau");
    case 7:
      return _ ("Issued by a directly connected enterprise");
    case 8:
      return _ ("Air itinerary");
    case 9:
      return _ ("Railway ticket");
    default:
      return NULL;
    }
}
