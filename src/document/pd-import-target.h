/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-type.h"

G_BEGIN_DECLS

/* What is not a field of the order's tables and may still be said of a column. */
#define PD_IMPORT_TARGET_ADDRESS_PHONE "buyer.address_phone"
#define PD_IMPORT_TARGET_BANK_ACCOUNT "buyer.bank_and_account"
#define PD_IMPORT_TARGET_BUYER_KEY "buyer.key"
#define PD_IMPORT_TARGET_MUST_BE_EMPTY "must_be_empty"

/**
 * PdImportScope:
 * @PD_IMPORT_SCOPE_ORDER: a field of the order
 * @PD_IMPORT_SCOPE_LINE: a field of a line
 * @PD_IMPORT_SCOPE_SPECIAL: no field: one of the PD_IMPORT_TARGET_… names
 */
typedef enum
{
  PD_IMPORT_SCOPE_ORDER,
  PD_IMPORT_SCOPE_LINE,
  PD_IMPORT_SCOPE_SPECIAL,
} PdImportScope;

/**
 * PdImportTarget:
 * @id: as it is kept in a mapping: "order.buyer_name", "line.quantity"
 * @label: on screen; untranslated
 * @scope: what it belongs to
 * @field: the index in the order's or line's table; -1 for a special one
 */
typedef struct
{
  const char *id;
  const char *label;
  PdImportScope scope;
  int field;
} PdImportTarget;

/**
 * PdImportTaxMode:
 * @PD_IMPORT_TAX_UNKNOWN: the heading does not say
 * @PD_IMPORT_TAX_INCLUDED: the heading says that tax is in the amounts
 * @PD_IMPORT_TAX_EXCLUDED: the heading says that it is not
 */
typedef enum
{
  PD_IMPORT_TAX_UNKNOWN,
  PD_IMPORT_TAX_INCLUDED,
  PD_IMPORT_TAX_EXCLUDED,
} PdImportTaxMode;

const PdImportTarget *pd_import_targets (guint *n_targets);
const PdImportTarget *pd_import_target_find (const char *id);
const PdImportTarget *pd_import_target_for_field (PdImportScope scope, int field);
const PdImportTarget *pd_import_target_guess (const char *heading, PdImportTaxMode *tax_mode);
char *pd_import_heading_key (const char *heading);

G_END_DECLS
