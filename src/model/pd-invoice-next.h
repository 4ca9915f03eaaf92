/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

const char *pd_invoice_next_sentence (const PdRecord *invoice);
char *pd_invoice_check_declaration (const char *number, const char *date, GError **error);

/** PdInvoiceNextError: why a person's word on an invoice was not taken: the number, or the date, is not one. */
typedef enum
{
  PD_INVOICE_NEXT_ERROR_NUMBER,
  PD_INVOICE_NEXT_ERROR_DATE
} PdInvoiceNextError;
#define PD_INVOICE_NEXT_ERROR (pd_invoice_next_error_quark ())
GQuark pd_invoice_next_error_quark (void);

gboolean pd_invoice_is_asked_for (const PdRecord *invoice);

G_END_DECLS
