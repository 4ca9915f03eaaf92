/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "model/pd-special-type.h"

G_BEGIN_DECLS

/** PdComplianceSeverity: what the bureau will do. */
typedef enum
{
  PD_COMPLIANCE_REFUSED, /* no invoice is made */
  PD_COMPLIANCE_LOOK     /* it may be right: a person looks once more */
} PdComplianceSeverity;

/** PdComplianceItem: what a rule is about; the checklist before a submission has these, in this order. */
typedef enum
{
  PD_COMPLIANCE_ITEM_TITLE,
  PD_COMPLIANCE_ITEM_TAX_NUMBER,
  PD_COMPLIANCE_ITEM_SELLER,
  PD_COMPLIANCE_ITEM_LINES,
  PD_COMPLIANCE_ITEM_CODE,
  PD_COMPLIANCE_ITEM_RATE,
  PD_COMPLIANCE_ITEM_QUANTITY,
  PD_COMPLIANCE_ITEM_AMOUNTS,
  PD_COMPLIANCE_ITEM_DISCOUNT,
  PD_COMPLIANCE_ITEM_DIFFERENCE,
  PD_COMPLIANCE_ITEM_SPECIAL,
  PD_COMPLIANCE_ITEM_REMARK,
  PD_COMPLIANCE_ITEM_RED,
  PD_COMPLIANCE_ITEM_DELIVERY,
  PD_COMPLIANCE_ITEM_QUOTA,
  PD_COMPLIANCE_N_ITEMS
} PdComplianceItem;

/** PdComplianceCode: the rules; pd-compliance-table.c says the same of each in three languages. */
typedef enum
{
  PD_COMPLIANCE_KIND_UNKNOWN,
  PD_COMPLIANCE_BUYER_NAME_MISSING,
  PD_COMPLIANCE_BUYER_TAX_NUMBER_MISSING,
  PD_COMPLIANCE_BUYER_TAX_NUMBER_FORM,
  PD_COMPLIANCE_BUYER_TAX_NUMBER_DOUBTFUL,
  PD_COMPLIANCE_BUYER_TAX_NUMBER_EXPECTED,
  PD_COMPLIANCE_BUYER_IS_PERSON,
  PD_COMPLIANCE_BUYER_CONTACT_LONG,
  PD_COMPLIANCE_SELLER_NAME_MISSING,
  PD_COMPLIANCE_SELLER_TAX_NUMBER_MISSING,
  PD_COMPLIANCE_SELLER_TAX_NUMBER_FORM,
  PD_COMPLIANCE_DRAWER_MISSING,
  PD_COMPLIANCE_DRAWER_LONG,
  PD_COMPLIANCE_EMAIL_FORM,
  PD_COMPLIANCE_TEXT_LONG,
  PD_COMPLIANCE_REMARK_LONG,
  PD_COMPLIANCE_REMARK_LONG_FOR_SOME,
  PD_COMPLIANCE_NO_LINES,
  PD_COMPLIANCE_TOO_MANY_LINES,
  PD_COMPLIANCE_PAPER_LINES,
  PD_COMPLIANCE_NAME_MISSING,
  PD_COMPLIANCE_NAME_HAS_CLASS,
  PD_COMPLIANCE_CODE_MISSING,
  PD_COMPLIANCE_CODE_FORM,
  PD_COMPLIANCE_CODE_SUMMARY,
  PD_COMPLIANCE_RATE_MISSING,
  PD_COMPLIANCE_RATE_REPEALED,
  PD_COMPLIANCE_RATE_UNTAXED_SPECIAL,
  PD_COMPLIANCE_RATE_OF_GENERAL_TAXPAYER,
  PD_COMPLIANCE_RATE_OF_SMALL_TAXPAYER,
  PD_COMPLIANCE_RATE_THREE_SPECIAL,
  PD_COMPLIANCE_RATE_FIVE,
  PD_COMPLIANCE_QUANTITY_OR_PRICE_ALONE,
  PD_COMPLIANCE_QUANTITY_ZERO,
  PD_COMPLIANCE_QUANTITY_SIGN,
  PD_COMPLIANCE_QUANTITY_LONG,
  PD_COMPLIANCE_PRICE_NEGATIVE,
  PD_COMPLIANCE_PRICE_LONG,
  PD_COMPLIANCE_PRODUCT,
  PD_COMPLIANCE_AMOUNT_NOT_POSITIVE,
  PD_COMPLIANCE_LINE_TAX,
  PD_COMPLIANCE_LINE_UNTAXED,
  PD_COMPLIANCE_DISCOUNT_PLACE,
  PD_COMPLIANCE_DISCOUNT_MISSING,
  PD_COMPLIANCE_DISCOUNT_NAME,
  PD_COMPLIANCE_DISCOUNT_CODE,
  PD_COMPLIANCE_DISCOUNT_RATE,
  PD_COMPLIANCE_DISCOUNT_NOT_NEGATIVE,
  PD_COMPLIANCE_DISCOUNT_LARGE,
  PD_COMPLIANCE_DISCOUNT_QUANTITY,
  PD_COMPLIANCE_PROPERTY_UNKNOWN,
  PD_COMPLIANCE_DIFFERENCE_ALONE,
  PD_COMPLIANCE_DIFFERENCE_LINES,
  PD_COMPLIANCE_DIFFERENCE_RATE,
  PD_COMPLIANCE_DIFFERENCE_DEDUCTION,
  PD_COMPLIANCE_DIFFERENCE_TAX,
  PD_COMPLIANCE_DIFFERENCE_REMARK,
  PD_COMPLIANCE_SPECIAL_TYPE,
  PD_COMPLIANCE_SPECIAL_ROWS,
  PD_COMPLIANCE_SPECIAL_UNKNOWN,
  PD_COMPLIANCE_SPECIAL_TWICE,
  PD_COMPLIANCE_SPECIAL_MISSING,
  PD_COMPLIANCE_SPECIAL_UNWANTED,
  PD_COMPLIANCE_SPECIAL_FORM,
  PD_COMPLIANCE_SPECIAL_CHOICE,
  PD_COMPLIANCE_SPECIAL_LONG,
  PD_COMPLIANCE_SPECIAL_ORDER,
  PD_COMPLIANCE_SPECIAL_SUM,
  PD_COMPLIANCE_SPECIAL_ONE_LINE,
  PD_COMPLIANCE_SPECIAL_UNIT,
  PD_COMPLIANCE_SPECIAL_QUANTITY,
  PD_COMPLIANCE_SPECIAL_CODE,
  PD_COMPLIANCE_SPECIAL_RATE,
  PD_COMPLIANCE_SPECIAL_PARTY,
  PD_COMPLIANCE_ELEMENT_NAME,
  PD_COMPLIANCE_ELEMENT_LENGTH,
  PD_COMPLIANCE_COAL,
  PD_COMPLIANCE_PROVIDER_PLAIN,
  PD_COMPLIANCE_TOTAL_RANGE,
  PD_COMPLIANCE_TOTAL_NET,
  PD_COMPLIANCE_TOTAL_TAX,
  PD_COMPLIANCE_TOTAL_GROSS,
  PD_COMPLIANCE_TOTAL_NOT_POSITIVE,
  PD_COMPLIANCE_RED_POSITIVE,
  PD_COMPLIANCE_RED_DISCOUNT,
  PD_COMPLIANCE_RED_REMARK,
  PD_COMPLIANCE_QUOTA_EXCEEDED,
  PD_COMPLIANCE_QUOTA_UNKNOWN,
  PD_COMPLIANCE_N_CODES
} PdComplianceCode;

/** PdComplianceTaxpayer: what the seller is; a bureau knows, a program may not. */
typedef enum
{
  PD_COMPLIANCE_TAXPAYER_UNKNOWN,
  PD_COMPLIANCE_TAXPAYER_GENERAL,
  PD_COMPLIANCE_TAXPAYER_SMALL
} PdComplianceTaxpayer;

/**
 * PdComplianceLimits: what differs between the ways to a bureau, in characters unless said.
 *
 * An invoice that somebody else issued is held against what was law for its seller: @received leaves out what only
 * the seller knows (codes) and what has changed since (rates).
 */
typedef struct
{
  gboolean received;
  gboolean seller_unknown; /* a draft of a computer that does not have the seller's record yet */
  gboolean paper;
  gboolean plain; /* no special business, additional element or difference taxation gets through */
  PdComplianceTaxpayer taxpayer;
  guint party_name;
  guint address;
  guint phone;
  guint bank_name;
  guint bank_account;
  guint contact; /* address and phone together; more than this is only looked at */
  guint email;
  guint remark;
  guint remark_of_some; /* what the narrowest way takes; more than this is only looked at */
  guint drawer;
  guint name;
  guint spec;
  guint unit;
  guint number; /* of a quantity or a price, the point included and the sign not */
  guint places; /* decimals of a quantity or a price */
  guint lines;
  guint paper_lines;
} PdComplianceLimits;

#define PD_COMPLIANCE_N_VALUES 3

/** PdComplianceProblem: one rule that an invoice or order breaks. */
typedef struct
{
  PdComplianceCode code;
  PdComplianceSeverity severity;
  PdComplianceItem item;
  const PdRecordType *type; /* whose field it is: the record's or its line's */
  char *line_id;            /* (owned) (nullable) NULL for the record itself */
  guint row;       /* the number of the line, or the row of special fields; 0 for the record itself */
  gboolean of_row; /* whether @row is one of special fields */
  const PdSpecialField *special;        /* (nullable) which of them */
  int field;                            /* -1 when it concerns the whole record or line */
  char *values[PD_COMPLIANCE_N_VALUES]; /* (owned) (nullable) what the sentences name */
} PdComplianceProblem;

/** PdComplianceState: of one entry of the checklist. */
typedef enum
{
  PD_COMPLIANCE_STATE_OK,
  PD_COMPLIANCE_STATE_LOOK,
  PD_COMPLIANCE_STATE_REFUSED
} PdComplianceState;

/** PdComplianceEntry: one entry of the checklist before a submission. */
typedef struct
{
  PdComplianceItem item;
  PdComplianceState state;
  char *sentence;                /* (owned) translated: what is right, or what is wrong and what to do */
  const PdRecordType *type;      /* (nullable) whose field it is, NULL when it stands beside none */
  char *line_id;                 /* (owned) (nullable) */
  guint row;                     /* the line's number, or the row of special fields, from 1; 0 without one */
  gboolean of_row;               /* whether @row is one of special fields */
  const PdSpecialField *special; /* (nullable) which of them */
  int field;                     /* -1 for none */
} PdComplianceEntry;

/* What the bureau puts before the number of the invoice that a red one reverses. */
#define PD_COMPLIANCE_RED_REMARK_BEGINNING "被红冲蓝字数电票号码："

/* For a quota that is not known. */
#define PD_COMPLIANCE_NO_QUOTA G_MININT64

extern const PdComplianceLimits pd_compliance_default_limits;

PdComplianceLimits pd_compliance_bureau_limits (const PdRecord *bureau);

void pd_compliance_problem_free (PdComplianceProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdComplianceProblem, pd_compliance_problem_free)
const char *pd_compliance_code_word (PdComplianceCode code);
const char *pd_compliance_problem_get_error (const PdComplianceProblem *problem);
char *pd_compliance_problem_get_sentence (const PdComplianceProblem *problem);
char *pd_compliance_problem_get_line_sentence (const PdComplianceProblem *problem);
char *pd_compliance_problem_get_bureau_sentence (const PdComplianceProblem *problem);

GPtrArray *pd_compliance_check (const PdRecord *invoice, const PdComplianceLimits *limits);
GPtrArray *
pd_compliance_check_order (const PdRecord *order, const PdRecord *company, const PdComplianceLimits *limits);
const PdComplianceProblem *pd_compliance_first_refusal (GPtrArray *problems);
gboolean pd_compliance_is_code_length (const char *code);

void pd_compliance_entry_free (PdComplianceEntry *entry);
const char *pd_compliance_item_label (PdComplianceItem item);
GPtrArray *pd_compliance_checklist (const PdRecord *record,
                                    const PdRecord *company,
                                    const PdComplianceLimits *limits,
                                    gint64 quota_left);

G_END_DECLS
