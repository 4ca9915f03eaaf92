/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_received_state_choices[];

/* An invoice that somebody else issued to this company: what its file says, and what the office has done with it. Its
 * id follows from its number, so that two desks that take in the same invoice without a network make one record. The
 * first date is that of the taking in, so that an old invoice is kept where the work of this year is. */
#define PD_RECEIVED_FIELDS(F)                                                                                \
  F (TAKEN_ON, "taken_on", N_ ("Taken in on"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)        \
  F (NUMBER, "number", N_ ("Invoice number"), TEXT, 20, CHANGED, "identity", TO_SAVE,                        \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (CODE, "code", N_ ("Invoice code"), TEXT, 12, CHANGED, "identity", NEVER,                                \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (KIND, "kind", N_ ("Invoice kind"), TEXT, 40, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                \
  F (ISSUE_DATE, "issue_date", N_ ("Issue date"), DATE, 0, CHANGED, NULL, NEVER, PD_FIELD_INDEX, NULL)       \
  F (SELLER_NAME, "seller_name", N_ ("Seller name"), TEXT, 100, CHANGED, "seller", NEVER,                    \
     PD_FIELD_SEARCH | PD_FIELD_INDEX, NULL)                                                                 \
  F (SELLER_TAX_NUMBER, "seller_tax_number", N_ ("Seller tax number"), TEXT, 20, CHANGED, "seller", NEVER,   \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (BUYER_NAME, "buyer_name", N_ ("Buyer name"), TEXT, 100, CHANGED, "buyer", NEVER,                        \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (BUYER_TAX_NUMBER, "buyer_tax_number", N_ ("Buyer tax number"), TEXT, 20, CHANGED, "buyer", NEVER,       \
     PD_FIELD_PRIVATE, NULL)                                                                                 \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, CHANGED, "sums", NEVER, PD_FIELD_PLAIN,  \
     NULL)                                                                                                   \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, CHANGED, "sums", NEVER, PD_FIELD_PLAIN, NULL)           \
  F (GROSS_AMOUNT, "gross_amount", N_ ("Total with tax"), MONEY, 0, CHANGED, "sums", NEVER, PD_FIELD_INDEX,  \
     NULL)                                                                                                   \
  F (CHECK_CODE, "check_code", N_ ("Check code"), TEXT, 32, CHANGED, NULL, NEVER, PD_FIELD_PRIVATE, NULL)    \
  F (REMARK, "remark", N_ ("Remark"), TEXT, 450, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)                \
  F (WARNINGS, "warnings", N_ ("Warnings"), TEXT, 2000, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)          \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 2000, APPEND, NULL, NEVER, PD_FIELD_SEARCH, NULL)             \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX,                           \
     pd_received_state_choices)                                                                              \
  F (STATE_REASON, "state_reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_SEARCH, NULL)     \
  F (STATE_BY, "state_by", N_ ("Decided by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (STATE_AT, "state_at", N_ ("Decided at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)            \
  F (CREATED_BY, "created_by", N_ ("Taken in by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* A line of goods, as it is printed. */
#define PD_RECEIVED_LINE_FIELDS(F)                                                                           \
  F (POSITION, "position", N_ ("Position"), TEXT, 64, POSITION, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (NAME, "name", N_ ("Good or service"), TEXT, 300, CHANGED, NULL, NEVER, PD_FIELD_SEARCH, NULL)           \
  F (SPEC, "spec", N_ ("Specification"), TEXT, 150, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (UNIT, "unit", N_ ("Unit"), TEXT, 40, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                        \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL, 0, CHANGED, "sums", NEVER, PD_FIELD_PLAIN, NULL)        \
  F (UNIT_PRICE, "unit_price", N_ ("Unit price without tax"), DECIMAL, 0, CHANGED, "sums", NEVER,            \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (NET_AMOUNT, "net_amount", N_ ("Amount without tax"), MONEY, 0, CHANGED, "sums", NEVER, PD_FIELD_PLAIN,  \
     NULL)                                                                                                   \
  F (TAX_RATE, "tax_rate", N_ ("Tax rate"), RATE, 0, CHANGED, "sums", NEVER, PD_FIELD_PLAIN, NULL)           \
  F (TAX_AMOUNT, "tax_amount", N_ ("Tax"), MONEY, 0, CHANGED, "sums", NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_RECEIVED_##id,
enum
{
  PD_RECEIVED_FIELDS (F) PD_RECEIVED_N_FIELDS
};
#undef F
#define F(id, ...) PD_RECEIVED_LINE_##id,
enum
{
  PD_RECEIVED_LINE_FIELDS (F) PD_RECEIVED_LINE_N_FIELDS
};
#undef F

#define PD_RECEIVED_STATE_UNVERIFIED "unverified"
#define PD_RECEIVED_STATE_VERIFIED "verified"
#define PD_RECEIVED_STATE_REIMBURSED "reimbursed"
#define PD_RECEIVED_STATE_BOOKED "booked"
#define PD_RECEIVED_STATE_VOID "void"

enum
{
  PD_RECEIVED_LIST_LINES = 0,
  PD_RECEIVED_LIST_ATTACHMENTS = 1
};

extern const PdRecordType pd_received_type;
extern const PdRecordType pd_received_line_type;

char *pd_received_id (const char *tenant, const char *code, const char *number);
char *pd_received_line_id (const char *received_id, guint line);
PdRecord *pd_received_add_file (PdRecord *received,
                                const char *name,
                                const char *media_type,
                                gint64 size,
                                const char *sha256);
PdRecord *pd_received_find_file (const PdRecord *received, const char *sha256);
char *pd_received_get_month (const PdRecord *received);
char *pd_received_describe_use (const PdRecord *received);
char *pd_received_describe_place (const PdRecord *received);
gboolean pd_received_join (PdRecord *received, const PdRecord *other, guint *field);

G_END_DECLS
