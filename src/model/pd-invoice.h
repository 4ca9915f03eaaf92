/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "model/pd-special-type.h"

G_BEGIN_DECLS

extern const PdChoice pd_invoice_state_choices[];
extern const PdChoice pd_invoice_next_choices[];
extern const PdChoice pd_invoice_stage_choices[];

/* An invoice: made by the platform from an order; its number is the tax bureau's. Amounts are without tax. */
#define PD_INVOICE_FIELDS(F)                                                                                 \
  F (NUMBER, "number", N_ ("Invoice number"), TEXT, 20, SERVER, NULL, NEVER,                                 \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (CODE, "code", N_ ("Invoice code"), TEXT, 12, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                 \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, pd_invoice_state_choices) \
  F (KIND, "kind", N_ ("Invoice kind"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,                      \
     pd_invoice_kind_choices)                                                                                \
  F (ISSUE_DATE, "issue_date", N_ ("Issue date"), DATE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, NULL)        \
  F (ISSUED_AT, "issued_at", N_ ("Issued at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (ORDER_ID, "order_id", N_ ("Order"), REFERENCE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, NULL)            \
  F (ORDER_NUMBER, "order_number", N_ ("Order number"), TEXT, 40, SERVER, NULL, NEVER,                       \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (SELLER_NAME, "seller_name", N_ ("Seller name"), TEXT, 100, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)   \
  F (SELLER_TAX_NUMBER, "seller_tax_number", N_ ("Seller tax number"), TEXT, 20, SERVER, NULL, NEVER,        \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SELLER_ADDRESS, "seller_address", N_ ("Seller address"), TEXT, 100, SERVER, NULL, NEVER,                \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SELLER_PHONE, "seller_phone", N_ ("Seller phone"), TEXT, 50, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL) \
  F (SELLER_BANK_NAME, "seller_bank_name", N_ ("Seller bank"), TEXT, 100, SERVER, NULL, NEVER,               \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SELLER_BANK_ACCOUNT, "seller_bank_account", N_ ("Seller bank account"), TEXT, 100, SERVER, NULL, NEVER, \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (BUYER_NAME, "buyer_name", N_ ("Buyer name"), TEXT, 100, SERVER, NULL, NEVER,                            \
     PD_FIELD_SEARCH | PD_FIELD_INDEX | PD_FIELD_PRIVATE, NULL)                                              \
  F (BUYER_TAX_NUMBER, "buyer_tax_number", N_ ("Buyer tax number"), TEXT, 20, SERVER, NULL, NEVER,           \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER | PD_FIELD_PRIVATE, NULL)                                             \
  F (BUYER_ADDRESS, "buyer_address", N_ ("Buyer address"), TEXT, 100, SERVER, NULL, NEVER,                   \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (BUYER_PHONE, "buyer_phone", N_ ("Buyer phone"), TEXT, 50, SERVER, NULL, NEVER, PD_FIELD_PRIVATE, NULL)  \
  F (BUYER_BANK_NAME, "buyer_bank_name", N_ ("Buyer bank"), TEXT, 100, SERVER, NULL, NEVER,                  \
     PD_FIELD_PRIVATE, NULL)                                                                                 \
  F (BUYER_BANK_ACCOUNT, "buyer_bank_account", N_ ("Buyer bank account"), TEXT, 100, SERVER, NULL, NEVER,    \
     PD_FIELD_PRIVATE, NULL)                                                                                 \
  F (REMARK, "remark", N_ ("Remark"), TEXT, 230, SERVER, NULL, NEVER, PD_FIELD_SEARCH, NULL)                 \
  F (SPECIAL_TYPE, "special_type", N_ ("Special business"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,  \
     pd_special_type_choices)                                                                                \
  F (DIFFERENCE_TYPE, "difference_type", N_ ("Difference taxation"), CHOICE, 0, SERVER, NULL, NEVER,         \
     PD_FIELD_PLAIN, pd_difference_type_choices)                                                             \
  F (DRAWER, "drawer", N_ ("Drawer"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                   \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN,    \
     NULL)                                                                                                   \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (GROSS_AMOUNT, "gross_amount", N_ ("Total with tax"), MONEY, 0, DERIVED, NULL, NEVER, PD_FIELD_INDEX,    \
     NULL)                                                                                                   \
  F (REASON, "reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                  \
  F (PDF_HASH, "pdf_hash", N_ ("PDF file"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (XML_HASH, "xml_hash", N_ ("XML file"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (SUBMITTED_AT, "submitted_at", N_ ("Submitted at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)  \
  F (SUBMITTED_BY, "submitted_by", N_ ("Submitted by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL) \
  F (OFD_HASH, "ofd_hash", N_ ("OFD file"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (SUBMISSION_KEY, "submission_key", N_ ("Submission key"), TEXT, 32, SERVER, NULL, NEVER, PD_FIELD_PLAIN, \
     NULL)                                                                                                   \
  F (NEXT_STEP, "next_step", N_ ("Next step"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,               \
     pd_invoice_next_choices)                                                                                \
  F (NEXT_AT, "next_at", N_ ("Next step at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)            \
  F (PROBLEM_CODE, "problem_code", N_ ("The bureau's code"), TEXT, 32, SERVER, NULL, NEVER, PD_FIELD_PLAIN,  \
     NULL)                                                                                                   \
  F (RED, "red", N_ ("Red-letter invoice"), FLAG, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, NULL)              \
  F (BLUE_INVOICE_ID, "blue_invoice_id", N_ ("Reversed invoice"), REFERENCE, 0, SERVER, NULL, NEVER,         \
     PD_FIELD_INDEX, NULL)                                                                                   \
  F (BLUE_NUMBER, "blue_number", N_ ("Number of the reversed invoice"), TEXT, 20, SERVER, NULL, NEVER,       \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (RED_FORM_ID, "red_form_id", N_ ("Red-letter form"), REFERENCE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,  \
     NULL)                                                                                                   \
  F (RED_FORM_NUMBER, "red_form_number", N_ ("Number of the red-letter form"), TEXT, 20, SERVER, NULL,       \
     NEVER, PD_FIELD_PLAIN, NULL)                                                                            \
  F (REVERSED_AMOUNT, "reversed_amount", N_ ("Reversed, with tax"), MONEY, 0, SERVER, NULL, NEVER,           \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (SPECIMEN, "specimen", N_ ("Training specimen"), FLAG, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)     \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 2000, APPEND, NULL, NEVER, PD_FIELD_SEARCH, NULL)

/* A line of an invoice. "property" is the bureau's: 0 a normal line, 1 a discount line, 2 the line it discounts. */
#define PD_INVOICE_LINE_FIELDS(F)                                                                            \
  F (POSITION, "position", N_ ("Position"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (PROPERTY, "property", N_ ("Line property"), INTEGER, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (NAME, "name", N_ ("Good or service"), TEXT, 150, SERVER, NULL, NEVER, PD_FIELD_SEARCH, NULL)            \
  F (TAX_CODE, "tax_code", N_ ("Tax classification code"), TEXT, 19, SERVER, NULL, NEVER, PD_FIELD_PLAIN,    \
     NULL)                                                                                                   \
  F (SPEC, "spec", N_ ("Specification"), TEXT, 40, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                \
  F (UNIT, "unit", N_ ("Unit"), TEXT, 22, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                         \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (UNIT_PRICE, "unit_price", N_ ("Unit price without tax"), DECIMAL, 0, SERVER, NULL, NEVER,               \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,     \
     NULL)                                                                                                   \
  F (DEDUCTION, "deduction", N_ ("Deduction"), MONEY, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)          \
  F (TAX_RATE, "tax_rate", N_ ("Tax rate"), RATE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (REVERSED_QUANTITY, "reversed_quantity", N_ ("Reversed quantity"), DECIMAL, 0, SERVER, NULL, NEVER,      \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (REVERSED_NET, "reversed_net", N_ ("Reversed, without tax"), MONEY, 0, SERVER, NULL, NEVER,              \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (REVERSED_TAX, "reversed_tax", N_ ("Reversed tax"), MONEY, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* A stage that the issuing of an invoice has come to: its timeline, the platform's word. */
#define PD_INVOICE_STAGE_FIELDS(F)                                                                           \
  F (POSITION, "position", N_ ("Position"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (AT, "at", N_ ("Time"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                              \
  F (STAGE, "stage", N_ ("Stage"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, pd_invoice_stage_choices) \
  F (BY, "by", N_ ("By"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                               \
  F (CODE, "code", N_ ("The bureau's code"), TEXT, 32, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)            \
  F (TEXT, "text", N_ ("What was said"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)               \
  F (COUNT, "count", N_ ("Times"), INTEGER, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                    \
  F (LAST_AT, "last_at", N_ ("Last time"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_INVOICE_##id,
enum
{
  PD_INVOICE_FIELDS (F) PD_INVOICE_N_FIELDS
};
#undef F
#define F(id, ...) PD_INVOICE_LINE_##id,
enum
{
  PD_INVOICE_LINE_FIELDS (F) PD_INVOICE_LINE_N_FIELDS
};
#undef F

#define F(id, ...) PD_INVOICE_STAGE_##id,
enum
{
  PD_INVOICE_STAGE_FIELDS (F) PD_INVOICE_STAGE_N_FIELDS
};
#undef F

#define PD_INVOICE_STATE_DRAFT "draft"
#define PD_INVOICE_STATE_QUEUED "queued"
#define PD_INVOICE_STATE_WAITING "waiting_for_sign_in"
#define PD_INVOICE_STATE_SUBMITTED "submitted"
#define PD_INVOICE_STATE_ISSUED "issued"
#define PD_INVOICE_STATE_FAILED "failed"
#define PD_INVOICE_STATE_UNKNOWN "unknown"
#define PD_INVOICE_STATE_SUPERSEDED "superseded"

/* What is to be done next, in the field "next_step": by the platform (send, query, retry), by a person (the others). */
#define PD_INVOICE_NEXT_NOTHING "nothing"
#define PD_INVOICE_NEXT_FIX "fix"
#define PD_INVOICE_NEXT_SEND "send"
#define PD_INVOICE_NEXT_QUERY "query"
#define PD_INVOICE_NEXT_RETRY "retry"
#define PD_INVOICE_NEXT_SIGN_IN "sign_in"
#define PD_INVOICE_NEXT_CONFIGURE "configure"
#define PD_INVOICE_NEXT_DECIDE "decide"
#define PD_INVOICE_NEXT_QUOTA "quota"

/* Stages of the timeline. A stage is written once each time it is come to, not at each try: those are counted. */
#define PD_INVOICE_STAGE_QUEUED "queued"
#define PD_INVOICE_STAGE_SENT "sent"
#define PD_INVOICE_STAGE_TAKEN "taken"
#define PD_INVOICE_STAGE_WAITING "waiting_for_sign_in"
#define PD_INVOICE_STAGE_HELD "held"
#define PD_INVOICE_STAGE_UNKNOWN "unknown"
#define PD_INVOICE_STAGE_ISSUED "issued"
#define PD_INVOICE_STAGE_FILES "files"
#define PD_INVOICE_STAGE_FAILED "failed"
#define PD_INVOICE_STAGE_TAKEN_BACK "taken_back"
#define PD_INVOICE_STAGE_DECIDED "decided"
#define PD_INVOICE_STAGE_ASKED_AGAIN "redelivery"
#define PD_INVOICE_STAGE_SENT_AGAIN "redelivered"
#define PD_INVOICE_STAGE_NOT_SENT_AGAIN "not_redelivered"

enum
{
  PD_INVOICE_LIST_LINES = 0,
  PD_INVOICE_LIST_ATTACHMENTS = 1,
  PD_INVOICE_LIST_STAGES = 2
};

enum
{
  PD_INVOICE_LINE_NORMAL = 0,
  PD_INVOICE_LINE_IS_DISCOUNT = 1,
  PD_INVOICE_LINE_IS_DISCOUNTED = 2
};

extern const PdRecordType pd_invoice_type;
extern const PdRecordType pd_invoice_line_type;
extern const PdRecordType pd_invoice_stage_type;

char *pd_invoice_difference_remark (gint64 deduction);
PdRecord *pd_invoice_new_from_order (const PdRecord *order, const PdRecord *company, const char *invoice_id);
PdRecord *pd_invoice_add_stage (PdRecord *invoice,
                                gint64 now,
                                const char *stage,
                                const char *by,
                                const char *code,
                                const char *text);

G_END_DECLS
