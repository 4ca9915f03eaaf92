/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-invoice-qr.h"

#include "model/pd-date.h"
#include "model/pd-money.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* The text of an invoice's code has some 80 bytes; a QR code can hold 7089. */
#define MAX_TEXT 512

/* A check code has 20 digits; more is let pass than is known, and not so much that it could not be written again. */
#define MAX_CHECK_CODE 64

#define VERSION "01"

/* The fields, in their order. */
enum
{
  FIELD_VERSION,
  FIELD_TYPE,
  FIELD_CODE,
  FIELD_NUMBER,
  FIELD_AMOUNT,
  FIELD_DATE,
  FIELD_CHECK_CODE,
  FIELD_CRC,
  N_FIELDS,
};

G_DEFINE_QUARK (pd_invoice_qr_error, pd_invoice_qr_error)

/**
 * pd_invoice_qr_crc16:
 * @text: the text
 * @length: its length in bytes
 *
 * Computes CRC-16/BUYPASS: polynomial 0x8005, starting from 0, nothing reflected, nothing inverted.
 *
 * Returns: the checksum
 */
guint16
pd_invoice_qr_crc16 (const char *text, gsize length)
{
  guint crc = 0;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= (guint) (guint8) text[i] << 8;
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x8005 : crc << 1;
      crc &= 0xFFFF;
    }
  return (guint16) crc;
}

/**
 * pd_invoice_qr_compose:
 * @self: the contents; @last_field and @crc are not looked at
 *
 * Writes the text of an invoice's QR code with its checksum, as the tax bureau writes it. Standards: 14 codes of
 * issued invoices of both generations.
 *
 * Returns: (transfer full): the text
 */
char *
pd_invoice_qr_compose (const PdInvoiceQr *self)
{
  g_autofree char *amount = NULL;
  g_auto (GStrv) date = NULL;
  g_autofree char *compact_date = NULL;
  GString *text;

  g_return_val_if_fail (self != NULL && self->type != NULL && self->number != NULL, NULL);

  amount = self->has_amount ? pd_money_to_text (self->amount) : g_strdup ("");
  date = g_strsplit (self->date != NULL ? self->date : "", "-", -1);
  compact_date = g_strjoinv ("", date);

  text = g_string_new (NULL);
  g_string_printf (text, "%s,%s,%s,%s,%s,%s,%s,", VERSION, self->type, self->code != NULL ? self->code : "",
                   self->number, amount, compact_date, self->check_code != NULL ? self->check_code : "");
  g_string_append_printf (text, "%04X", pd_invoice_qr_crc16 (text->str, text->len));
  return g_string_free (text, FALSE);
}

static gboolean
is_digits (const char *text, gsize least, gsize most)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return length >= least && length <= most;
}

static char *
text_or_null (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

/* Where the checksum begins: after the comma that follows the check code. 0 when the text is shorter. */
static gsize
checked_length (const char *text)
{
  guint commas = 0;

  for (gsize i = 0; text[i] != '\0'; i++)
    if (text[i] == ',' && ++commas == FIELD_CRC)
      return i + 1;
  return 0;
}

/* Some programs leave out the comma before it: 13 codes of taxi companies' invoices of 2018 to 2020, one of another. */
static gboolean
is_crc_of (gulong crc, const char *text)
{
  gsize length = checked_length (text);

  return crc == pd_invoice_qr_crc16 (text, length) ||
         (length > 0 && crc == pd_invoice_qr_crc16 (text, length - 1));
}

static PdInvoiceQrCrc
judge_crc (const char *text, const char *type, const char *last_field)
{
  gboolean is_crc = strlen (last_field) == 4;

  if (*last_field == '\0')
    return PD_INVOICE_QR_CRC_ABSENT;

  for (const char *at = last_field; *at != '\0'; at++)
    is_crc = is_crc && g_ascii_isxdigit (*at);
  if (is_crc && is_crc_of (strtoul (last_field, NULL, 16), text))
    return PD_INVOICE_QR_CRC_RIGHT;
  return strcmp (type, "61") == 0 ? PD_INVOICE_QR_CRC_OTHER : PD_INVOICE_QR_CRC_WRONG;
}

/* Fills @out from the fields; FALSE when they are not those of an invoice. */
static gboolean
read_fields (char **fields, PdInvoiceQr *out)
{
  guint n = g_strv_length (fields);

  /* One empty field more is the comma that some write after the checksum. */
  if (n < FIELD_DATE + 1 || n > N_FIELDS + 1 || (n == N_FIELDS + 1 && *fields[N_FIELDS] != '\0'))
    return FALSE;
  for (guint i = 0; i < n; i++)
    g_strstrip (fields[i]);
  if (strcmp (fields[FIELD_VERSION], VERSION) != 0 || !is_digits (fields[FIELD_TYPE], 2, 2) ||
      !is_digits (fields[FIELD_CODE], 0, 12) || !is_digits (fields[FIELD_NUMBER], 8, 20) ||
      (n > FIELD_CHECK_CODE && strlen (fields[FIELD_CHECK_CODE]) > MAX_CHECK_CODE))
    return FALSE;

  if (*fields[FIELD_AMOUNT] != '\0')
    {
      if (!pd_money_parse (fields[FIELD_AMOUNT], &out->amount, NULL))
        return FALSE;
      out->has_amount = TRUE;
    }
  if (*fields[FIELD_DATE] != '\0' && !pd_date_canonicalize (fields[FIELD_DATE], &out->date, NULL))
    return FALSE;

  out->type = g_strdup (fields[FIELD_TYPE]);
  out->code = text_or_null (fields[FIELD_CODE]);
  out->number = g_strdup (fields[FIELD_NUMBER]);
  if (n > FIELD_CHECK_CODE)
    out->check_code = text_or_null (fields[FIELD_CHECK_CODE]);
  if (n > FIELD_CRC)
    out->last_field = text_or_null (fields[FIELD_CRC]);
  return TRUE;
}

/**
 * pd_invoice_qr_parse:
 * @text: (nullable): what a scanner read
 * @out: (out caller-allocates): the contents; clear with pd_invoice_qr_clear()
 * @error: return location for a %PD_INVOICE_QR_ERROR
 *
 * Reads the text of an invoice's QR code, in every form that has been seen: with or without a comma after the
 * checksum, lower-case or no checksum, whole amounts, dates with dashes. A wrong checksum is told in @out and never
 * refused. At most 512 bytes are accepted, and a check code of at most 64.
 *
 * Returns: whether @text is that of an invoice; @out is empty when it is not
 */
gboolean
pd_invoice_qr_parse (const char *text, PdInvoiceQr *out, GError **error)
{
  g_autofree char *plain = NULL;
  g_auto (GStrv) fields = NULL;
  gboolean read = FALSE;

  g_return_val_if_fail (out != NULL, FALSE);

  memset (out, 0, sizeof *out);
  if (text != NULL && strnlen (text, MAX_TEXT + 1) <= MAX_TEXT)
    plain = pd_plain_text (text);
  if (plain != NULL)
    {
      fields = g_strsplit (plain, ",", N_FIELDS + 2);
      read = read_fields (fields, out);
    }

  if (!read)
    {
      pd_invoice_qr_clear (out);
      g_set_error_literal (
          error, PD_INVOICE_QR_ERROR, PD_INVOICE_QR_ERROR_SYNTAX,
          _ ("This QR code is not that of an invoice. Scan the code at the top left of the invoice."));
      return FALSE;
    }

  out->crc = judge_crc (plain, out->type, out->last_field != NULL ? out->last_field : "");
  return TRUE;
}

/**
 * pd_invoice_qr_amount_is_gross:
 * @self: the contents of a QR code
 *
 * Says which amount the code holds: digital invoices and tickets write the tax-inclusive total (价税合计), the older
 * electronic invoices the tax-exclusive one (合计金额).
 *
 * Returns: whether @amount includes the tax
 */
gboolean
pd_invoice_qr_amount_is_gross (const PdInvoiceQr *self)
{
  g_return_val_if_fail (self != NULL && self->type != NULL, FALSE);

  return self->type[0] >= '3';
}

/**
 * pd_invoice_qr_clear:
 * @self: the contents of a QR code
 *
 * Frees what the contents hold and empties them.
 */
void
pd_invoice_qr_clear (PdInvoiceQr *self)
{
  g_free (self->type);
  g_free (self->code);
  g_free (self->number);
  g_free (self->date);
  g_free (self->check_code);
  g_free (self->last_field);
  memset (self, 0, sizeof *self);
}
