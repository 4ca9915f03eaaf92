/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdInvoiceNumberError:
 * @PD_INVOICE_NUMBER_ERROR_CODE: the invoice code is wrong, missing, or one too many
 * @PD_INVOICE_NUMBER_ERROR_NUMBER: the invoice number is wrong
 */
typedef enum
{
  PD_INVOICE_NUMBER_ERROR_CODE,
  PD_INVOICE_NUMBER_ERROR_NUMBER,
} PdInvoiceNumberError;

#define PD_INVOICE_NUMBER_ERROR (pd_invoice_number_error_quark ())
GQuark pd_invoice_number_error_quark (void);

/**
 * PdInvoiceNumberForm:
 * @PD_INVOICE_NUMBER_DIGITAL: a fully digital invoice (数电票): 20 digits and no code
 * @PD_INVOICE_NUMBER_CODE_12: a code of 12 digits and a number of 8
 * @PD_INVOICE_NUMBER_CODE_10: a code of 10 digits and a number of 8
 */
typedef enum
{
  PD_INVOICE_NUMBER_DIGITAL,
  PD_INVOICE_NUMBER_CODE_12,
  PD_INVOICE_NUMBER_CODE_10,
} PdInvoiceNumberForm;

/**
 * PdInvoiceNumberType:
 * @PD_INVOICE_NUMBER_TYPE_UNKNOWN: the number does not say; so it is for all digital invoices
 * @PD_INVOICE_NUMBER_TYPE_PAPER: paper of the tax-control system, special or ordinary
 * @PD_INVOICE_NUMBER_TYPE_ORDINARY_FOLDED: ordinary, folded paper
 * @PD_INVOICE_NUMBER_TYPE_ORDINARY_ROLL: ordinary, on a paper roll
 * @PD_INVOICE_NUMBER_TYPE_ORDINARY_ELECTRONIC: ordinary, electronic
 * @PD_INVOICE_NUMBER_TYPE_TOLL: road toll, electronic
 * @PD_INVOICE_NUMBER_TYPE_SPECIAL_ELECTRONIC: special, electronic
 * @PD_INVOICE_NUMBER_TYPE_USED_CAR: sale of a used car
 *
 * What the code says of the invoice.
 */
typedef enum
{
  PD_INVOICE_NUMBER_TYPE_UNKNOWN,
  PD_INVOICE_NUMBER_TYPE_PAPER,
  PD_INVOICE_NUMBER_TYPE_ORDINARY_FOLDED,
  PD_INVOICE_NUMBER_TYPE_ORDINARY_ROLL,
  PD_INVOICE_NUMBER_TYPE_ORDINARY_ELECTRONIC,
  PD_INVOICE_NUMBER_TYPE_TOLL,
  PD_INVOICE_NUMBER_TYPE_SPECIAL_ELECTRONIC,
  PD_INVOICE_NUMBER_TYPE_USED_CAR,
} PdInvoiceNumberType;

/**
 * PdInvoiceNumber:
 * @form: how the invoice is numbered
 * @type: what the code says of the invoice
 * @year: the year, such as 2026
 * @province: the tax bureau, two digits; see pd_invoice_number_province_name()
 * @channel: how a digital invoice was issued, one digit; 0 for the other forms
 * @batch: the batch of a code of 12 digits (three digits) or 10 digits (one); 0 for a digital invoice
 * @serial: the serial number: 15 digits of a digital invoice, else all 8
 */
typedef struct
{
  PdInvoiceNumberForm form;
  PdInvoiceNumberType type;
  guint year;
  guint province;
  guint channel;
  guint batch;
  guint64 serial;
} PdInvoiceNumber;

gboolean pd_invoice_number_parse (const char *code, const char *number, PdInvoiceNumber *out, GError **error);
char *pd_invoice_number_compose (guint year, guint province, guint channel, guint64 serial);
const char *pd_invoice_number_province_name (guint province);
const char *pd_invoice_number_channel_text (guint channel);

G_END_DECLS
