/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-tax.h"

#include <glib.h>

G_BEGIN_DECLS

/** Most characters of a quantity or unit price, the point included and a minus sign not. */
#define PD_TAX_LINE_MAX_NUMBER 16

/**
 * PdTaxLineInput:
 * @price_includes_tax: whether price, amount and discount are tax-inclusive
 * @quantity: (nullable): the quantity; %NULL or "" when not given
 * @unit_price: (nullable): the unit price; %NULL or "" when not given
 * @has_amount: whether @amount is given
 * @amount: the amount in fen
 * @discount: the discount in fen, positive; 0 for none
 * @rate: the canonical code of the rate
 * @deduction: what is not taxed under difference taxation, in fen, with tax; 0 for none
 */
typedef struct
{
  gboolean price_includes_tax;
  const char *quantity;
  const char *unit_price;
  gboolean has_amount;
  gint64 amount;
  gint64 discount;
  const char *rate;
  gint64 deduction;
} PdTaxLineInput;

/**
 * PdTaxLine:
 * @quantity: (owned) (nullable): the canonical quantity; %NULL for a lump-sum line
 * @unit_price: (owned) (nullable): the canonical price, in the tax mode of the entry; %NULL for a lump-sum line
 * @net_unit_price: (owned) (nullable): the price without tax, as it is issued; %NULL for a lump-sum line
 * @line: the line before its discount
 * @discount: the discount line, with negative amounts; all zero when there is none
 */
typedef struct
{
  char *quantity;
  char *unit_price;
  char *net_unit_price;
  PdTaxSplit line;
  PdTaxSplit discount;
} PdTaxLine;

gboolean pd_tax_line_compute (const PdTaxLineInput *in, PdTaxLine *out, GError **error);
void pd_tax_line_clear (PdTaxLine *self);
gboolean pd_tax_line_product_matches (const PdDecimal *quantity, const PdDecimal *price, gint64 fen);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdTaxLine, pd_tax_line_clear)

G_END_DECLS
