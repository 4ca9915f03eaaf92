/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "model/pd-special-type.h"

G_BEGIN_DECLS

extern const PdChoice pd_invoice_kind_choices[];
extern const PdChoice pd_order_state_choices[];
extern const PdChoice pd_order_priority_choices[];
extern const PdChoice pd_difference_type_choices[];

/* An order: who buys, on which terms, and the lines (pd_order_line_type). Where its invoice is, is its state; where the
 * goods or the service are, its stage: orders that are only invoiced have none (pd-order-flow.h).
 * Limits are those of the tax bureau's batch template V260401. */
#define PD_ORDER_FIELDS(F)                                                                                   \
  F (NUMBER, "number", N_ ("Order number"), TEXT, 40, CHANGED, NULL, TO_SAVE,                                \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (DATE, "order_date", N_ ("Order date"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)           \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, pd_order_state_choices)   \
  F (BUYER_ID, "buyer_id", N_ ("Buyer"), REFERENCE, 0, CHANGED, "party", NEVER, PD_FIELD_PLAIN, NULL)        \
  F (BUYER_NAME, "buyer_name", N_ ("Buyer name"), TEXT, 100, CHANGED, "party", TO_SAVE,                      \
     PD_FIELD_SEARCH | PD_FIELD_INDEX | PD_FIELD_PRIVATE, NULL)                                              \
  F (BUYER_TAX_NUMBER, "buyer_tax_number", N_ ("Buyer tax number"), TEXT, 20, CHANGED, "party", NEVER,       \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER | PD_FIELD_PRIVATE, NULL)                                             \
  F (BUYER_ADDRESS, "buyer_address", N_ ("Buyer address"), TEXT, 100, CHANGED, "party", NEVER,               \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (BUYER_PHONE, "buyer_phone", N_ ("Buyer phone"), TEXT, 50, CHANGED, "party", NEVER,                      \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (BUYER_BANK_NAME, "buyer_bank_name", N_ ("Buyer bank"), TEXT, 100, CHANGED, "party", NEVER,              \
     PD_FIELD_PRIVATE, NULL)                                                                                 \
  F (BUYER_BANK_ACCOUNT, "buyer_bank_account", N_ ("Buyer bank account"), TEXT, 100, CHANGED, "party",       \
     NEVER, PD_FIELD_PRIVATE, NULL)                                                                          \
  F (BUYER_EMAIL, "buyer_email", N_ ("Buyer e-mail"), TEXT, 72, CHANGED, NULL, NEVER, PD_FIELD_PRIVATE,      \
     NULL)                                                                                                   \
  F (INVOICE_KIND, "invoice_kind", N_ ("Invoice kind"), CHOICE, 0, CHANGED, "terms", TO_SAVE,                \
     PD_FIELD_PLAIN, pd_invoice_kind_choices)                                                                \
  F (PRICE_INCLUDES_TAX, "price_includes_tax", N_ ("Prices include tax"), FLAG, 0, CHANGED, "terms", NEVER,  \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (REMARK, "remark", N_ ("Remark on the invoice"), TEXT, 230, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL) \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 2000, APPEND, NULL, NEVER, PD_FIELD_SEARCH, NULL)             \
  F (IMPORT_KEY, "import_key", N_ ("Imported as"), TEXT, 120, CHANGED, NULL, NEVER, PD_FIELD_INDEX, NULL)    \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN,    \
     NULL)                                                                                                   \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (GROSS_AMOUNT, "gross_amount", N_ ("Total with tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_INDEX,    \
     NULL)                                                                                                   \
  F (SPECIAL_TYPE, "special_type", N_ ("Special business"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, \
     pd_special_type_choices)                                                                                \
  F (DIFFERENCE_TYPE, "difference_type", N_ ("Difference taxation"), CHOICE, 0, CHANGED, "terms", NEVER,     \
     PD_FIELD_PLAIN, pd_difference_type_choices)                                                             \
  F (STATE_REASON, "state_reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (INVOICE_ID, "invoice_id", N_ ("Invoice"), REFERENCE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (INVOICE_NUMBER, "invoice_number", N_ ("Invoice number"), TEXT, 20, SERVER, NULL, NEVER,                 \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (REVERSED_AMOUNT, "reversed_amount", N_ ("Reversed, with tax"), MONEY, 0, SERVER, NULL, NEVER,           \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (CREATED_BY, "created_by", N_ ("Entered by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)        \
  F (KIND, "kind", N_ ("Kind of order"), CHOICE, 0, CHANGED, "way", NEVER, PD_FIELD_INDEX,                   \
     pd_order_kind_choices)                                                                                  \
  F (SERVICE, "service", N_ ("Service"), CHOICE, 0, CHANGED, "way", NEVER, PD_FIELD_PLAIN,                   \
     pd_service_choices)                                                                                     \
  F (DESCRIPTION, "description", N_ ("Description"), TEXT, 1000, CHANGED, NULL, NEVER, PD_FIELD_SEARCH,      \
     NULL)                                                                                                   \
  F (PRIORITY, "priority", N_ ("Priority"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_ANNOTATES,             \
     pd_order_priority_choices)                                                                              \
  F (DUE_DATE, "due_date", N_ ("Due date"), DATE, 0, CHANGED, NULL, NEVER,                                   \
     PD_FIELD_INDEX | PD_FIELD_ANNOTATES, NULL)                                                              \
  F (REGION, "region", N_ ("Region"), TEXT, 60, CHANGED, "contact", NEVER, PD_FIELD_ANNOTATES, NULL)         \
  F (DELIVERY_ADDRESS, "delivery_address", N_ ("Delivery or service address"), TEXT, 200, CHANGED,           \
     "contact", NEVER, PD_FIELD_ANNOTATES | PD_FIELD_PRIVATE, NULL)                                          \
  F (CONTACT_NAME, "contact_name", N_ ("Contact"), TEXT, 50, CHANGED, "contact", NEVER,                      \
     PD_FIELD_ANNOTATES | PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                          \
  F (CONTACT_PHONE, "contact_phone", N_ ("Contact's telephone"), TEXT, 50, CHANGED, "contact", NEVER,        \
     PD_FIELD_ANNOTATES | PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                          \
  F (ASSIGNEE, "assignee", N_ ("Assigned to"), TEXT, 64, CHANGED, "assignment", NEVER,                       \
     PD_FIELD_INDEX | PD_FIELD_ANNOTATES, NULL)                                                              \
  F (ASSIGNMENT_REASON, "assignment_reason", N_ ("Why this one"), TEXT, 200, CHANGED, "assignment", NEVER,   \
     PD_FIELD_ANNOTATES, NULL)                                                                               \
  F (PAID_AMOUNT, "paid_amount", N_ ("Paid"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN, NULL)          \
  F (STAGE, "stage", N_ ("Stage"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, pd_order_stage_choices)   \
  F (STAGE_REASON, "stage_reason", N_ ("Reason for the stage"), TEXT, 500, SERVER, NULL, NEVER,              \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (STAGE_AT, "stage_at", N_ ("In this stage since"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* A line of an order. "amount" and "discount" are in the order's tax mode; the discount is a positive number. */
#define PD_ORDER_LINE_FIELDS(F)                                                                              \
  F (POSITION, "position", N_ ("Position"), TEXT, 64, POSITION, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (GOOD_ID, "good_id", N_ ("Good"), REFERENCE, 0, CHANGED, "good", NEVER, PD_FIELD_PLAIN, NULL)            \
  F (NAME, "name", N_ ("Good or service"), TEXT, 100, CHANGED, "good", TO_SAVE, PD_FIELD_SEARCH, NULL)       \
  F (TAX_CODE, "tax_code", N_ ("Tax classification code"), TEXT, 19, CHANGED, "good", TO_ISSUE,              \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SHORT_NAME, "short_name", N_ ("Tax classification name"), TEXT, 40, CHANGED, "good", NEVER,             \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SPEC, "spec", N_ ("Specification"), TEXT, 40, CHANGED, "good", NEVER, PD_FIELD_SEARCH, NULL)            \
  F (UNIT, "unit", N_ ("Unit"), TEXT, 22, CHANGED, "good", NEVER, PD_FIELD_PLAIN, NULL)                      \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL, 0, CHANGED, "pricing", NEVER, PD_FIELD_PLAIN, NULL)     \
  F (UNIT_PRICE, "unit_price", N_ ("Unit price"), DECIMAL, 0, CHANGED, "pricing", NEVER, PD_FIELD_PLAIN,     \
     NULL)                                                                                                   \
  F (AMOUNT, "amount", N_ ("Amount"), MONEY, 0, CHANGED, "pricing", NEVER, PD_FIELD_PLAIN, NULL)             \
  F (DISCOUNT, "discount", N_ ("Discount"), MONEY, 0, CHANGED, "pricing", NEVER, PD_FIELD_PLAIN, NULL)       \
  F (DEDUCTION, "deduction", N_ ("Deduction"), MONEY, 0, CHANGED, "pricing", NEVER, PD_FIELD_PLAIN, NULL)    \
  F (TAX_RATE, "tax_rate", N_ ("Tax rate"), RATE, 0, CHANGED, "pricing", TO_SAVE, PD_FIELD_PLAIN, NULL)      \
  F (INVOICE_QUANTITY, "invoice_quantity", N_ ("Quantity on the invoice"), DECIMAL, 0, DERIVED, NULL, NEVER, \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (NET_UNIT_PRICE, "net_unit_price", N_ ("Unit price without tax"), DECIMAL, 0, DERIVED, NULL, NEVER,      \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN,    \
     NULL)                                                                                                   \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (GROSS_AMOUNT, "gross_amount", N_ ("Amount with tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN,   \
     NULL)                                                                                                   \
  F (DISCOUNT_NET, "discount_net", N_ ("Discount without tax"), MONEY, 0, DERIVED, NULL, NEVER,              \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (DISCOUNT_TAX, "discount_tax", N_ ("Tax on the discount"), MONEY, 0, DERIVED, NULL, NEVER,               \
     PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_ORDER_##id,
enum
{
  PD_ORDER_FIELDS (F) PD_ORDER_N_FIELDS
};
#undef F
#define F(id, ...) PD_ORDER_LINE_##id,
enum
{
  PD_ORDER_LINE_FIELDS (F) PD_ORDER_LINE_N_FIELDS
};
#undef F

#define PD_ORDER_STATE_OPEN "open"
#define PD_ORDER_STATE_COMPLETED "completed"
#define PD_ORDER_STATE_ISSUING "issuing"
#define PD_ORDER_STATE_INVOICED "invoiced"
#define PD_ORDER_STATE_CANCELLED "cancelled"

/* Difference taxation (差额征税): the whole is invoiced at its rate, or only the difference is taxed and no rate told. */
#define PD_DIFFERENCE_TYPE_WHOLE "01"
#define PD_DIFFERENCE_TYPE_DIFFERENCE "02"

#define PD_INVOICE_KIND_SPECIAL "special"
#define PD_INVOICE_KIND_ORDINARY "ordinary"

extern const PdRecordType pd_order_type;
extern const PdRecordType pd_order_line_type;

PdRecord *pd_order_new (gint64 now, const char *order_date);
PdRecord *pd_order_add_line (PdRecord *order, gint64 now);
void pd_order_trust_lines (PdRecord *order);
PdRecord *pd_order_duplicate (const PdRecord *order, gint64 now, const char *order_date);

int pd_order_compare_age (const char *date_a, gint64 row_a, const char *date_b, gint64 row_b);

G_END_DECLS
