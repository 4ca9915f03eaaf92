/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include "model/pd-invoice-qr.h"

/* An input is what a scanner read. What is understood is written with a right checksum and says the same again. */

const FuzzTarget fuzz_target = { .name = "qr",
                                 .is_text = TRUE,
                                 .max_size = 1024,
                                 .max_time = G_TIME_SPAN_SECOND };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size), *written = NULL, *twice = NULL;
  g_auto (PdInvoiceQr) qr = { 0 }, again = { 0 };
  g_autoptr (GError) error = NULL;

  if (!pd_invoice_qr_parse (text, &qr, &error))
    {
      g_assert_nonnull (error);
      g_assert_null (qr.number);
      return 0;
    }
  g_assert_no_error (error);
  pd_invoice_qr_amount_is_gross (&qr);
  written = pd_invoice_qr_compose (&qr);
  g_assert_true (pd_invoice_qr_parse (written, &again, &error));
  g_assert_cmpint (again.crc, ==, PD_INVOICE_QR_CRC_RIGHT);
  g_assert_cmpstr (qr.type, ==, again.type);
  g_assert_cmpstr (qr.code, ==, again.code);
  g_assert_cmpstr (qr.number, ==, again.number);
  g_assert_cmpstr (qr.date, ==, again.date);
  g_assert_cmpstr (qr.check_code, ==, again.check_code);
  g_assert_cmpint (qr.has_amount, ==, again.has_amount);
  g_assert_cmpint (qr.amount, ==, again.amount);
  twice = pd_invoice_qr_compose (&again);
  g_assert_cmpstr (written, ==, twice);
  return 0;
}
