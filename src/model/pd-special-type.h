/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/**
 * PdSpecialKind: what a field of a special business type holds.
 * @PD_SPECIAL_TEXT: whatever a person writes
 * @PD_SPECIAL_DATE: a day, "20260401"; where a car is parked the minute too, "202604011631"
 * @PD_SPECIAL_MONTH: "2026-04"
 * @PD_SPECIAL_MOMENT: a day or any part of its time, to the millisecond: 8 to 17 digits
 * @PD_SPECIAL_DECIMAL: an amount in yuan, with two decimals at most
 * @PD_SPECIAL_CHOICE: one of the field's choices
 * @PD_SPECIAL_FLAG: 是 or 否
 */
typedef enum
{
  PD_SPECIAL_TEXT,
  PD_SPECIAL_DATE,
  PD_SPECIAL_MONTH,
  PD_SPECIAL_MOMENT,
  PD_SPECIAL_DECIMAL,
  PD_SPECIAL_CHOICE,
  PD_SPECIAL_FLAG
} PdSpecialKind;

/**
 * PdSpecialNeed: whether a field is to be filled in.
 * @PD_SPECIAL_OPTIONAL: as one likes
 * @PD_SPECIAL_REQUIRED: always
 * @PD_SPECIAL_ONLY_IF: exactly when the other field has the value: required then, and empty otherwise
 * @PD_SPECIAL_IF_ANY: required when the other field has any value
 * @PD_SPECIAL_WITH_GRADES: required when the other field's value has grades, and one of these
 */
typedef enum
{
  PD_SPECIAL_OPTIONAL,
  PD_SPECIAL_REQUIRED,
  PD_SPECIAL_ONLY_IF,
  PD_SPECIAL_IF_ANY,
  PD_SPECIAL_WITH_GRADES
} PdSpecialNeed;

/** PdSpecialField: one field of a special business type. */
typedef struct
{
  const char *key;   /* in the record */
  const char *name;  /* as the bureau's form calls it, and as it is printed */
  const char *label; /* on screen; untranslated */
  guint limit;       /* characters */
  PdSpecialKind kind;
  PdSpecialNeed need;
  const char *other;          /* (nullable) the key that the need looks at */
  const char *value;          /* (nullable) and its value */
  const char *const *choices; /* (nullable) ends with NULL; the bureau's own words, not translated */
  const char *xml;            /* (nullable) the element of the bureau's XML */
} PdSpecialField;

/** PdSpecialRuleKind: what holds between fields of one row; see PdSpecialRule. */
typedef enum
{
  PD_SPECIAL_RULE_END,
  PD_SPECIAL_RULE_NOT_BEFORE, /* second is not before first */
  PD_SPECIAL_RULE_SUM,        /* first + second = third */
  PD_SPECIAL_RULE_TOGETHER,   /* first and second have limit characters together */
  PD_SPECIAL_RULE_ONE_OF      /* first or second, when third is 是; neither, when it is not */
} PdSpecialRuleKind;

typedef struct
{
  PdSpecialRuleKind kind;
  const char *first;
  const char *second;
  const char *third; /* (nullable) */
  guint limit;
} PdSpecialRule;

/** PdSpecialType: a special business type (特定业务); an invoice has one at most. */
typedef struct
{
  const char *id;   /* in the record */
  const char *code; /* (nullable) the bureau's, where it is known */
  const char *name; /* as the bureau's form calls it */
  const PdSpecialField *fields;
  guint n_fields;
  const PdSpecialRule *rules; /* (nullable) ends with %PD_SPECIAL_RULE_END */
  guint min_rows;
  guint max_rows;
  gboolean one_line;             /* the invoice has one line of goods */
  gboolean whole_quantity;       /* lines have a quantity without decimals */
  gboolean unit_of_area;         /* the line's unit is the field "area_unit" */
  gboolean price_without_number; /* a line may have a price and no quantity */
  gboolean needs_tax_number;     /* the party named as buyer, who is the one who sells */
  gboolean needs_phone;          /* the same */
  const char *const *units;      /* (nullable) those that lines may have */
  const char *code_beginning;    /* (nullable) of the lines' tax classification codes */
  const char *rate;              /* (nullable) the only one that lines may have */
  const char *xml;               /* (nullable) the element of the bureau's XML */
  const char *const *xml_keys;   /* (nullable) its fields in the order of that XML, ends with NULL */
} PdSpecialType;

/* Parking: its time of lease has minutes. */
#define PD_SPECIAL_PARKING_CODE "3040502020200000000"

extern const PdChoice pd_special_type_choices[];

const PdSpecialType *pd_special_type_find (const char *id);
const PdSpecialType *pd_special_types (guint *n_types);
const char *pd_special_type_label (const PdSpecialType *type);
const PdSpecialField *pd_special_type_find_field (const PdSpecialType *type, const char *key);
PdSpecialNeed pd_special_field_need (const PdSpecialField *field, const PdRecord *record, guint row);
const char *const *pd_special_field_choices (const PdSpecialField *field, const PdRecord *record, guint row);
const char *pd_special_field_example (const PdSpecialField *field, gboolean minutes);
gboolean pd_special_field_has_form (const PdSpecialField *field, const char *value, gboolean minutes);
char *pd_special_text (const PdRecord *invoice, guint max_rows);

G_END_DECLS
