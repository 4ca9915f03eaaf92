/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-decimal.h"

#include <glib.h>

G_BEGIN_DECLS

/** Exempt from VAT, 免税. */
#define PD_TAX_RATE_EXEMPT "exempt"

/** Outside of VAT, 不征税. */
#define PD_TAX_RATE_NON_TAXABLE "non_taxable"

/**
 * PdTaxError:
 * @PD_TAX_ERROR_QUANTITY: the quantity is wrong or missing
 * @PD_TAX_ERROR_PRICE: the unit price is wrong or missing
 * @PD_TAX_ERROR_AMOUNT: the amount is wrong or missing
 * @PD_TAX_ERROR_DISCOUNT: the discount is wrong
 * @PD_TAX_ERROR_DEDUCTION: the deduction of difference taxation is wrong
 * @PD_TAX_ERROR_RATE: the tax rate is not one that Piaodan knows, or does not suit
 * @PD_TAX_ERROR_TAX: the tax does not follow from amount and rate
 * @PD_TAX_ERROR_RANGE: a result does not fit an invoice
 *
 * Each code names the field that a form shows the sentence beside.
 */
typedef enum
{
  PD_TAX_ERROR_QUANTITY,
  PD_TAX_ERROR_PRICE,
  PD_TAX_ERROR_AMOUNT,
  PD_TAX_ERROR_DISCOUNT,
  PD_TAX_ERROR_DEDUCTION,
  PD_TAX_ERROR_RATE,
  PD_TAX_ERROR_TAX,
  PD_TAX_ERROR_RANGE,
} PdTaxError;

#define PD_TAX_ERROR (pd_tax_error_quark ())
GQuark pd_tax_error_quark (void);

/**
 * PdTaxSplit:
 * @net: the amount without tax, in fen
 * @tax: the tax, in fen
 * @gross: the amount with tax, in fen; always @net + @tax
 */
typedef struct
{
  gint64 net;
  gint64 tax;
  gint64 gross;
} PdTaxSplit;

gboolean pd_tax_rate_canonicalize (const char *text, char **code, GError **error);
const char *pd_tax_rate_label (const char *code);
gboolean pd_tax_rate_is_taxed (const char *code);
gboolean pd_tax_rate_may_issue (const char *code);
const char *const *pd_tax_rate_choices (void);
PdDecimal *pd_tax_rate_value (const char *code);

gboolean pd_tax_split_gross (gint64 gross, const char *rate, PdTaxSplit *out, GError **error);
gboolean pd_tax_split_net (gint64 net, const char *rate, PdTaxSplit *out, GError **error);
gboolean
pd_tax_split_difference (gint64 gross, gint64 deduction, const char *rate, PdTaxSplit *out, GError **error);
gboolean pd_tax_check_line (gint64 net, const char *rate, gint64 tax, GError **error);

G_END_DECLS
