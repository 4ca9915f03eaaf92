/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-conflicts.h"

G_BEGIN_DECLS

/** PdConflictField: one field of a record in conflict, as both sides have it. */
typedef struct
{
  char *label;          /* (owned) translated */
  char *path;           /* (owned) the atom's path: "party", "lines/<id>/pricing", "lines/<id>" */
  char *base;           /* (owned) "" when it was empty or not there */
  char *mine;           /* (owned) */
  char *theirs;         /* (owned) */
  gboolean in_conflict; /* both sides changed it, differently */
} PdConflictField;

void pd_conflict_field_free (PdConflictField *field);
GPtrArray *pd_conflict_fields (const PdStoreConflict *conflict);
char *pd_conflict_describe (const PdStoreConflict *conflict);

G_END_DECLS
