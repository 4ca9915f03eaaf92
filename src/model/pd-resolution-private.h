/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-resolution.h"

G_BEGIN_DECLS

/** PdTyped: a third value that a person typed for one field. */
typedef struct
{
  int list;
  char *line_id; /* (owned) (nullable) */
  guint field;
  PdRecord *part; /* (owned) a record or line that holds the value, or nothing for an empty field */
} PdTyped;

struct _PdResolution
{
  PdRecord *base;         /* (owned) (nullable) */
  PdRecord *mine;         /* (owned) */
  PdRecord *theirs;       /* (owned) (nullable) */
  GPtrArray *differences; /* (owned) of PdDifference */
  GHashTable *choices;    /* (owned) path → PdSide */
  GPtrArray *typed;       /* (owned) of PdTyped */
  GHashTable *stale;      /* (owned) paths whose typed value is older than what it stands against */
};

void pd_typed_free (PdTyped *typed);
gboolean pd_typed_belongs_to (const PdTyped *typed, const PdDifference *difference, const PdResolution *self);
void pd_resolution_drop_typed (PdResolution *self, const PdDifference *difference);
const PdDifference *pd_resolution_owner (const PdResolution *self, const PdTyped *typed);
void pd_resolution_add_typed (PdResolution *self, const PdTyped *typed);
void pd_resolution_apply_typed (const PdResolution *self, PdRecord *record);

G_END_DECLS
