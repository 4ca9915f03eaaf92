/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-invoice-qr.h"
#include "model/pd-money.h"
#include "reading/pd-read-private.h"

#include <glib/gi18n-lib.h>

/*< private >
 * pd_read_qr_text:
 * @self: a reading
 * @text: what a QR code says; hostile
 *
 * Offers what the QR code of an invoice says (standards §3); any other code is passed over. Real programs write wrong
 * checksums, so that one makes the code less sure and no more.
 */
void
pd_read_qr_text (PdReading *self, const char *text)
{
  g_auto (PdInvoiceQr) qr = { 0 };
  const PdReadingInvoiceKind *kind;
  g_autofree char *amount = NULL;
  guint sure;

  if (!pd_invoice_qr_parse (text, &qr, NULL))
    return;
  sure = qr.crc == PD_INVOICE_QR_CRC_RIGHT ? 99 : 90;
  if (qr.crc == PD_INVOICE_QR_CRC_WRONG)
    pd_reading_warn (
        self, "qr", -1, -1,
        _ ("The checksum in the QR code is wrong. Some programs write it so; compare the code with the "
           "text."));
  kind = pd_reading_kind_from_qr (qr.type);
  if (kind != NULL)
    pd_reading_offer (self, PD_READING_KIND, PD_READING_SOURCE_QR, sure, kind->name);
  pd_reading_offer (self, PD_READING_CODE, PD_READING_SOURCE_QR, sure, qr.code);
  pd_reading_offer (self, PD_READING_NUMBER, PD_READING_SOURCE_QR, sure, qr.number);
  pd_reading_offer (self, PD_READING_ISSUE_DATE, PD_READING_SOURCE_QR, sure, qr.date);
  pd_reading_offer (self, PD_READING_CHECK_CODE, PD_READING_SOURCE_QR, sure, qr.check_code);
  if (!qr.has_amount)
    return;
  amount = pd_money_to_text (qr.amount);
  pd_reading_offer (self, pd_invoice_qr_amount_is_gross (&qr) ? PD_READING_TOTAL : PD_READING_AMOUNT,
                    PD_READING_SOURCE_QR, sure, amount);
}
