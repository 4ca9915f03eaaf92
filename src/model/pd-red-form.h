/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_red_form_state_choices[];
extern const PdChoice pd_red_form_reason_choices[];
extern const PdChoice pd_red_form_side_choices[];

/* A red-letter form (红字发票信息确认单): who asks for which part of a blue invoice to be reversed, and what the other
 * side says. Made on a desktop for one's own side, or found at the bureau when the other side entered it.
 * Amounts are negative, as on the red invoice. Source: standards, "Red-letter"; STA 2024 No. 11. */
#define PD_RED_FORM_FIELDS(F)                                                                                \
  F (NUMBER, "number", N_ ("Form number"), TEXT, 20, SERVER, NULL, NEVER, PD_FIELD_SEARCH | PD_FIELD_NUMBER, \
     NULL)                                                                                                   \
  F (FORM_DATE, "form_date", N_ ("Form date"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)        \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX,                           \
     pd_red_form_state_choices)                                                                              \
  F (STATUS, "status", N_ ("The bureau's status"), TEXT, 2, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (UUID, "uuid", N_ ("The bureau's id"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (KEY, "submission_key", N_ ("Submission key"), TEXT, 32, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (SIDE, "side", N_ ("Our side"), CHOICE, 0, CHANGED, "content", TO_SAVE, PD_FIELD_PLAIN,                  \
     pd_red_form_side_choices)                                                                               \
  F (ENTERED_BY, "entered_by", N_ ("Side that entered it"), CHOICE, 0, CHANGED, "content", TO_SAVE,          \
     PD_FIELD_PLAIN, pd_red_form_side_choices)                                                               \
  F (REASON_CODE, "reason_code", N_ ("Reason for the reversal"), CHOICE, 0, CHANGED, "content", TO_SAVE,     \
     PD_FIELD_PLAIN, pd_red_form_reason_choices)                                                             \
  F (BLUE_INVOICE_ID, "blue_invoice_id", N_ ("Invoice"), REFERENCE, 0, CHANGED, "content", NEVER,            \
     PD_FIELD_INDEX, NULL)                                                                                   \
  F (BLUE_NUMBER, "blue_number", N_ ("Number of the blue invoice"), TEXT, 20, CHANGED, "content", TO_SAVE,   \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (BLUE_KIND, "blue_kind", N_ ("Invoice kind"), CHOICE, 0, CHANGED, "content", TO_SAVE, PD_FIELD_PLAIN,    \
     pd_invoice_kind_choices)                                                                                \
  F (BLUE_DATE, "blue_date", N_ ("Date of the blue invoice"), DATE, 0, CHANGED, "content", NEVER,            \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (ORDER_ID, "order_id", N_ ("Order"), REFERENCE, 0, CHANGED, "content", NEVER, PD_FIELD_INDEX, NULL)      \
  F (SELLER_NAME, "seller_name", N_ ("Seller name"), TEXT, 100, CHANGED, "content", TO_SAVE, PD_FIELD_PLAIN, \
     NULL)                                                                                                   \
  F (SELLER_TAX_NUMBER, "seller_tax_number", N_ ("Seller tax number"), TEXT, 20, CHANGED, "content",         \
     TO_SAVE, PD_FIELD_PLAIN, NULL)                                                                          \
  F (BUYER_NAME, "buyer_name", N_ ("Buyer name"), TEXT, 100, CHANGED, "content", TO_SAVE,                    \
     PD_FIELD_SEARCH | PD_FIELD_INDEX | PD_FIELD_PRIVATE, NULL)                                              \
  F (BUYER_TAX_NUMBER, "buyer_tax_number", N_ ("Buyer tax number"), TEXT, 20, CHANGED, "content", NEVER,     \
     PD_FIELD_PRIVATE, NULL)                                                                                 \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN,    \
     NULL)                                                                                                   \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (GROSS_AMOUNT, "gross_amount", N_ ("Total with tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_INDEX,    \
     NULL)                                                                                                   \
  F (REASON, "reason", N_ ("What was said"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (APPLIED_BY, "applied_by", N_ ("Asked for by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)     \
  F (APPLIED_AT, "applied_at", N_ ("Asked for at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (DEADLINE, "deadline", N_ ("To be confirmed until"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL) \
  F (CONFIRMED_AT, "confirmed_at", N_ ("Confirmed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)  \
  F (RED_INVOICE_ID, "red_invoice_id", N_ ("Red-letter invoice"), REFERENCE, 0, SERVER, NULL, NEVER,         \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (RED_NUMBER, "red_number", N_ ("Number of the red-letter invoice"), TEXT, 20, SERVER, NULL, NEVER,       \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (NEXT_STEP, "next_step", N_ ("Next step"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,               \
     pd_invoice_next_choices)                                                                                \
  F (NEXT_AT, "next_at", N_ ("Next step at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)            \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 2000, APPEND, NULL, NEVER, PD_FIELD_SEARCH, NULL)

/* A line: which line of the blue invoice, and how much of it. "blue_line" counts from 1, as the bureau does. */
#define PD_RED_FORM_LINE_FIELDS(F)                                                                           \
  F (POSITION, "position", N_ ("Position"), TEXT, 64, POSITION, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (BLUE_LINE, "blue_line", N_ ("Line of the blue invoice"), INTEGER, 0, CHANGED, "content", TO_SAVE,       \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (NAME, "name", N_ ("Good or service"), TEXT, 150, CHANGED, "content", TO_SAVE, PD_FIELD_SEARCH, NULL)    \
  F (TAX_CODE, "tax_code", N_ ("Tax classification code"), TEXT, 19, CHANGED, "content", NEVER,              \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SPEC, "spec", N_ ("Specification"), TEXT, 40, CHANGED, "content", NEVER, PD_FIELD_PLAIN, NULL)          \
  F (UNIT, "unit", N_ ("Unit"), TEXT, 22, CHANGED, "content", NEVER, PD_FIELD_PLAIN, NULL)                   \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL, 0, CHANGED, "content", NEVER, PD_FIELD_PLAIN, NULL)     \
  F (UNIT_PRICE, "unit_price", N_ ("Unit price without tax"), DECIMAL, 0, CHANGED, "content", NEVER,         \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, CHANGED, "content", TO_SAVE,             \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (TAX_RATE, "tax_rate", N_ ("Tax rate"), RATE, 0, CHANGED, "content", TO_SAVE, PD_FIELD_PLAIN, NULL)      \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, CHANGED, "content", NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_RED_FORM_##id,
enum
{
  PD_RED_FORM_FIELDS (F) PD_RED_FORM_N_FIELDS
};
#undef F
#define F(id, ...) PD_RED_FORM_LINE_##id,
enum
{
  PD_RED_FORM_LINE_FIELDS (F) PD_RED_FORM_LINE_N_FIELDS
};
#undef F

#define PD_RED_FORM_STATE_DRAFT "draft"
#define PD_RED_FORM_STATE_QUEUED "queued"
#define PD_RED_FORM_STATE_SIGN_IN "waiting_for_sign_in"
#define PD_RED_FORM_STATE_SUBMITTED "submitted"
#define PD_RED_FORM_STATE_UNKNOWN "unknown"
#define PD_RED_FORM_STATE_THEIR_WORD "waiting_for_them"
#define PD_RED_FORM_STATE_OUR_WORD "waiting_for_us"
#define PD_RED_FORM_STATE_CONFIRMED "confirmed"
#define PD_RED_FORM_STATE_ISSUED "issued"
#define PD_RED_FORM_STATE_VOID "void"
#define PD_RED_FORM_STATE_FAILED "failed"

#define PD_RED_FORM_SIDE_SELLER "seller"
#define PD_RED_FORM_SIDE_BUYER "buyer"

/* 冲红原因, the bureau's own codes (a provider's may be others). */
#define PD_RED_FORM_REASON_MISTAKE "01"
#define PD_RED_FORM_REASON_RETURN "02"
#define PD_RED_FORM_REASON_STOPPED "03"
#define PD_RED_FORM_REASON_ALLOWANCE "04"

extern const PdRecordType pd_red_form_type;
extern const PdRecordType pd_red_form_line_type;

G_END_DECLS
