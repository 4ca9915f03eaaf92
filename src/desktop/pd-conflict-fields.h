/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-resolve.h"

G_BEGIN_DECLS

/** PdConflictField: one field of what is decided as one, as the versions have it. */
typedef struct
{
  guint field;  /* in the table of the record or the line */
  char *label;  /* (owned) translated */
  char *base;   /* (owned) "" when it was empty or not there */
  char *mine;   /* (owned) */
  char *theirs; /* (owned) */
} PdConflictField;

void pd_conflict_field_free (PdConflictField *field);
GPtrArray *pd_conflict_fields (const PdResolution *resolution, const PdDifference *difference);
char *pd_conflict_difference_title (const PdResolution *resolution, const PdDifference *difference);
char *pd_conflict_describe (const PdStoreConflict *conflict);
char *pd_conflict_signature (const PdRecord *record);
char *pd_conflict_total (const PdRecord *record);

G_END_DECLS
