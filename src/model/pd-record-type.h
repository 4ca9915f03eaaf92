/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PdRecord PdRecord;

/**
 * PdFieldKind:
 * @PD_KIND_TEXT: UTF-8; the limit counts characters
 * @PD_KIND_INTEGER: gint64
 * @PD_KIND_MONEY: gint64 fen
 * @PD_KIND_DECIMAL: canonical decimal text, at most 13 places
 * @PD_KIND_RATE: a tax rate code, see pd_tax_rate_canonicalize()
 * @PD_KIND_DATE: a business date, "YYYY-MM-DD"
 * @PD_KIND_TIME: gint64 microseconds since 1970 in UTC
 * @PD_KIND_CHOICE: one of the field's choices
 * @PD_KIND_FLAG: 0 or 1
 * @PD_KIND_REFERENCE: the id of another record
 */
typedef enum
{
  PD_KIND_TEXT,
  PD_KIND_INTEGER,
  PD_KIND_MONEY,
  PD_KIND_DECIMAL,
  PD_KIND_RATE,
  PD_KIND_DATE,
  PD_KIND_TIME,
  PD_KIND_CHOICE,
  PD_KIND_FLAG,
  PD_KIND_REFERENCE
} PdFieldKind;

/**
 * PdMergeRule:
 * @PD_MERGE_CHANGED: take the changed side; changed differently on both is a conflict
 * @PD_MERGE_APPEND: text that only grows: both additions are kept
 * @PD_MERGE_POSITION: the order of lines: the server's word, never a conflict
 * @PD_MERGE_DERIVED: computed from other fields after a merge, never merged
 * @PD_MERGE_SERVER: only the platform writes it
 */
typedef enum
{
  PD_MERGE_CHANGED,
  PD_MERGE_APPEND,
  PD_MERGE_POSITION,
  PD_MERGE_DERIVED,
  PD_MERGE_SERVER
} PdMergeRule;

/**
 * PdRequired:
 * @PD_REQUIRED_NEVER: may be empty
 * @PD_REQUIRED_TO_SAVE: a record without it is not saved
 * @PD_REQUIRED_TO_ISSUE: an invoice without it is refused by the tax bureau
 */
typedef enum
{
  PD_REQUIRED_NEVER,
  PD_REQUIRED_TO_SAVE,
  PD_REQUIRED_TO_ISSUE
} PdRequired;

/**
 * PdFieldFlags:
 * @PD_FIELD_SEARCH: part of the full-text index
 * @PD_FIELD_NUMBER: found by its beginning and by its end, indexed forward and reversed
 * @PD_FIELD_INDEX: lists are sorted or filtered by it
 * @PD_FIELD_PRIVATE: personal data: never in a log
 * @PD_FIELD_ANNOTATES: about the work, not the content: it may change after the record is frozen, too
 */
typedef enum
{
  PD_FIELD_PLAIN = 0,
  PD_FIELD_SEARCH = 1 << 0,
  PD_FIELD_NUMBER = 1 << 1,
  PD_FIELD_INDEX = 1 << 2,
  PD_FIELD_PRIVATE = 1 << 3,
  PD_FIELD_ANNOTATES = 1 << 4
} PdFieldFlags;

/** PdChoice: a value of a choice field as it is stored, and the words for it (untranslated). */
typedef struct
{
  const char *value;
  const char *label;
} PdChoice;

/** PdField: one line of a record's table; nothing else knows what fields a record has. */
typedef struct
{
  const char *name;  /* in SQL and JSON */
  const char *label; /* on screen; untranslated */
  PdFieldKind kind;
  guint limit; /* characters, for text; 0 without a limit */
  PdMergeRule merge;
  const char *group; /* (nullable) fields of one group are merged as one atom */
  PdRequired required;
  PdFieldFlags flags;
  const PdChoice *choices; /* (nullable) ends with a NULL value */
} PdField;

typedef struct _PdRecordType PdRecordType;

/** PdRecordType: the table of one type of record. */
struct _PdRecordType
{
  const char *name;  /* "order": on the wire */
  const char *table; /* "orders": in SQL */
  const char *label; /* on screen; untranslated */
  const PdField *fields;
  guint n_fields;
  const PdRecordType *const *lists; /* (nullable) children, ends with NULL */
  guint n_lists;
  const char *list_name;     /* (nullable) for a child: "lines" */
  int title_field;           /* what a person calls the record: its number or name */
  int state_field;           /* -1 without a workflow */
  const char *initial_state; /* (nullable) the state of what a person makes */
  gboolean annotates;        /* for a child: it comes and goes after the record is frozen, too */
  gboolean is_ledger;        /* for a child: once on the platform it is neither changed nor removed */

  /* Recomputes all derived fields. (nullable) */
  void (*derive) (PdRecord *record);
  /* Adds what the table cannot say to @problems (of PdProblem). (nullable) */
  void (*check) (const PdRecord *record, PdRequired level, GPtrArray *problems);
};

/* Expand a field table into an enum and an array: one line a field, written once. */
#define PD_FIELD_STRUCT(id, name, label, kind, limit, merge, group, required, flags, choices)                \
  { name, label, PD_KIND_##kind, limit, PD_MERGE_##merge, group, PD_REQUIRED_##required, flags, choices },

const PdRecordType *pd_record_type_find (const char *name);
const PdRecordType *const *pd_record_types (void);
int pd_record_type_field (const PdRecordType *type, const char *name);
int pd_record_type_list (const PdRecordType *type, const char *list_name);
const char *pd_field_atom (const PdField *field);
gboolean pd_field_is_text (const PdField *field);
gboolean pd_field_is_mergeable (const PdField *field);
gboolean pd_field_annotates (const PdField *field);
gboolean pd_record_type_is_editable (const PdRecordType *type);
const char *pd_choice_label (const PdChoice *choices, const char *value);

G_END_DECLS
