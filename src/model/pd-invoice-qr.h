/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdInvoiceQrError:
 * @PD_INVOICE_QR_ERROR_SYNTAX: the text is not that of an invoice's QR code
 */
typedef enum
{
  PD_INVOICE_QR_ERROR_SYNTAX,
} PdInvoiceQrError;

#define PD_INVOICE_QR_ERROR (pd_invoice_qr_error_quark ())
GQuark pd_invoice_qr_error_quark (void);

/**
 * PdInvoiceQrCrc:
 * @PD_INVOICE_QR_CRC_ABSENT: there is no checksum
 * @PD_INVOICE_QR_CRC_RIGHT: the checksum is that of the text
 * @PD_INVOICE_QR_CRC_WRONG: it is not: a remark, since some issuers compute it otherwise
 * @PD_INVOICE_QR_CRC_OTHER: the last field is something else: the verification code of an air ticket
 */
typedef enum
{
  PD_INVOICE_QR_CRC_ABSENT,
  PD_INVOICE_QR_CRC_RIGHT,
  PD_INVOICE_QR_CRC_WRONG,
  PD_INVOICE_QR_CRC_OTHER,
} PdInvoiceQrCrc;

/**
 * PdInvoiceQr:
 * @type: (owned): two digits: 31 digital special, 32 digital ordinary, 10 electronic ordinary …
 * @code: (owned) (nullable): the invoice code; %NULL for a digital invoice
 * @number: (owned): the invoice number
 * @has_amount: whether there is an amount
 * @amount: the amount in fen; see pd_invoice_qr_amount_is_gross()
 * @date: (owned) (nullable): the date of issue as "YYYY-MM-DD"
 * @check_code: (owned) (nullable): the check code (校验码)
 * @last_field: (owned) (nullable): the checksum as written, or what stands in its place
 * @crc: what the checksum says
 */
typedef struct
{
  char *type;
  char *code;
  char *number;
  gboolean has_amount;
  gint64 amount;
  char *date;
  char *check_code;
  char *last_field;
  PdInvoiceQrCrc crc;
} PdInvoiceQr;

guint16 pd_invoice_qr_crc16 (const char *text, gsize length);
char *pd_invoice_qr_compose (const PdInvoiceQr *self);
gboolean pd_invoice_qr_parse (const char *text, PdInvoiceQr *out, GError **error);
gboolean pd_invoice_qr_amount_is_gross (const PdInvoiceQr *self);
void pd_invoice_qr_clear (PdInvoiceQr *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdInvoiceQr, pd_invoice_qr_clear)

G_END_DECLS
