/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

const char *pd_invoice_next_sentence (const PdRecord *invoice);
char *pd_invoice_check_declaration (const char *number, const char *date, GError **error);
char *pd_invoice_check_recipient (const char *text, GError **error);
gboolean pd_invoice_recipient_is_phone (const char *recipient);

/** PdInvoiceNextError: why a person's word on an invoice was not taken: what should be a number, a date, or where a
 * provider may send an invoice to, is none. */
typedef enum
{
  PD_INVOICE_NEXT_ERROR_NUMBER,
  PD_INVOICE_NEXT_ERROR_DATE,
  PD_INVOICE_NEXT_ERROR_RECIPIENT
} PdInvoiceNextError;
#define PD_INVOICE_NEXT_ERROR (pd_invoice_next_error_quark ())
GQuark pd_invoice_next_error_quark (void);

gboolean pd_invoice_is_asked_for (const PdRecord *invoice);

G_END_DECLS
