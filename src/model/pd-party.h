/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* A buyer that orders are entered for. */
#define PD_BUYER_FIELDS(F)                                                                                   \
  F (NAME, "name", N_ ("Name"), TEXT, 100, CHANGED, NULL, TO_SAVE,                                           \
     PD_FIELD_SEARCH | PD_FIELD_INDEX | PD_FIELD_PRIVATE, NULL)                                              \
  F (TAX_NUMBER, "tax_number", N_ ("Tax number"), TEXT, 20, CHANGED, NULL, NEVER,                            \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER | PD_FIELD_PRIVATE, NULL)                                             \
  F (ADDRESS, "address", N_ ("Address"), TEXT, 100, CHANGED, NULL, NEVER,                                    \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (PHONE, "phone", N_ ("Phone"), TEXT, 50, CHANGED, NULL, NEVER, PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL) \
  F (BANK_NAME, "bank_name", N_ ("Bank"), TEXT, 100, CHANGED, "bank", NEVER, PD_FIELD_PRIVATE, NULL)         \
  F (BANK_ACCOUNT, "bank_account", N_ ("Bank account"), TEXT, 100, CHANGED, "bank", NEVER, PD_FIELD_PRIVATE, \
     NULL)                                                                                                   \
  F (EMAIL, "email", N_ ("E-mail"), TEXT, 72, CHANGED, NULL, NEVER, PD_FIELD_PRIVATE, NULL)                  \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 2000, APPEND, NULL, NEVER, PD_FIELD_SEARCH, NULL)             \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* A good or service that order lines are filled from. */
#define PD_GOOD_FIELDS(F)                                                                                    \
  F (NAME, "name", N_ ("Good or service"), TEXT, 100, CHANGED, NULL, TO_SAVE,                                \
     PD_FIELD_SEARCH | PD_FIELD_INDEX, NULL)                                                                 \
  F (TAX_CODE, "tax_code", N_ ("Tax classification code"), TEXT, 19, CHANGED, "classification", NEVER,       \
     PD_FIELD_NUMBER, NULL)                                                                                  \
  F (SHORT_NAME, "short_name", N_ ("Tax classification name"), TEXT, 40, CHANGED, "classification", NEVER,   \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SPEC, "spec", N_ ("Specification"), TEXT, 40, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)              \
  F (UNIT, "unit", N_ ("Unit"), TEXT, 22, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                        \
  F (UNIT_PRICE, "unit_price", N_ ("Unit price"), DECIMAL, 0, CHANGED, "price", NEVER, PD_FIELD_PLAIN, NULL) \
  F (PRICE_INCLUDES_TAX, "price_includes_tax", N_ ("Prices include tax"), FLAG, 0, CHANGED, "price", NEVER,  \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (TAX_RATE, "tax_rate", N_ ("Tax rate"), RATE, 0, CHANGED, "price", NEVER, PD_FIELD_PLAIN, NULL)          \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)        \
  F (STOCKED, "stocked", N_ ("Kept in stock"), FLAG, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)          \
  F (MINIMUM_STOCK, "minimum_stock", N_ ("There should always be"), DECIMAL, 0, CHANGED, NULL, NEVER,        \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (HAS_SERIALS, "has_serials", N_ ("Has serial numbers"), FLAG, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,   \
     NULL)                                                                                                   \
  F (STORAGE_PLACE, "storage_place", N_ ("Storage place"), TEXT, 40, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,   \
     NULL)                                                                                                   \
  F (MINIMUM_ORDER, "minimum_order", N_ ("Ordered by at least"), DECIMAL, 0, CHANGED, NULL, NEVER,           \
     PD_FIELD_PLAIN, NULL)

/* The tenant itself, as the seller of its invoices. One record a tenant; the platform keeps it. */
#define PD_COMPANY_FIELDS(F)                                                                                 \
  F (NAME, "name", N_ ("Name"), TEXT, 100, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                        \
  F (TAX_NUMBER, "tax_number", N_ ("Tax number"), TEXT, 20, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (ADDRESS, "address", N_ ("Address"), TEXT, 100, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)               \
  F (PHONE, "phone", N_ ("Phone"), TEXT, 50, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                      \
  F (BANK_NAME, "bank_name", N_ ("Bank"), TEXT, 100, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (BANK_ACCOUNT, "bank_account", N_ ("Bank account"), TEXT, 100, SERVER, NULL, NEVER, PD_FIELD_PLAIN,      \
     NULL)                                                                                                   \
  F (PROVINCE, "province", N_ ("Tax bureau's province code"), INTEGER, 0, SERVER, NULL, NEVER,               \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (DRAWER, "drawer", N_ ("Drawer"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_BUYER_##id,
enum
{
  PD_BUYER_FIELDS (F) PD_BUYER_N_FIELDS
};
#undef F
#define F(id, ...) PD_GOOD_##id,
enum
{
  PD_GOOD_FIELDS (F) PD_GOOD_N_FIELDS
};
#undef F
#define F(id, ...) PD_COMPANY_##id,
enum
{
  PD_COMPANY_FIELDS (F) PD_COMPANY_N_FIELDS
};
#undef F

extern const PdRecordType pd_buyer_type;
extern const PdRecordType pd_good_type;
extern const PdRecordType pd_company_type;

G_END_DECLS
