/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* Days between two orders that may be one that was entered twice. */
#define PD_ENTRY_DUPLICATE_DAYS 7

/** PdEntryDoubtKind: what of an order gives pause at entry. */
typedef enum
{
  PD_ENTRY_MISSING,   /* a step that comes soon will want it */
  PD_ENTRY_PRICE,     /* far from what the good went for */
  PD_ENTRY_QUANTITY,  /* far more than was ever ordered at once */
  PD_ENTRY_MINIMUM,   /* less than the good is ordered by */
  PD_ENTRY_DATE,      /* far off */
  PD_ENTRY_DUPLICATE, /* there is an order like it already */
} PdEntryDoubtKind;

/** PdEntryDoubt: nothing is forbidden by it: a person decides. */
typedef struct
{
  PdEntryDoubtKind kind;
  int field;      /* of the order, or of the line; -1: the whole */
  char *line_id;  /* (nullable) */
  char *order_id; /* (nullable) of a duplicate: the other order */
  char *value;    /* (nullable) what the field could be instead, as it is typed */
  char *message;  /* a sentence: what, and how it is mended */
} PdEntryDoubt;

/** PdEntryPast: a line that was sold before, without tax. */
typedef struct
{
  char *name;
  char *spec;           /* (nullable) */
  char *net_unit_price; /* (nullable) canonical decimal text */
  char *quantity;       /* (nullable) */
} PdEntryPast;

/** PdEntryKnown: what an order is held against. */
typedef struct
{
  const char *today; /* "YYYY-MM-DD" */
  GPtrArray *past;   /* of PdEntryPast: lines of the own history, other orders' */
  GPtrArray *recent; /* of PdRecord: orders of the same buyer of the days around this one */
  GHashTable *goods; /* id → PdRecord: the goods of the lines */
} PdEntryKnown;

void pd_entry_doubt_free (PdEntryDoubt *doubt);
void pd_entry_past_free (PdEntryPast *past);
const char *pd_entry_doubt_kind_name (PdEntryDoubtKind kind);
GPtrArray *pd_entry_check (const PdRecord *order, const PdEntryKnown *known);

G_END_DECLS
