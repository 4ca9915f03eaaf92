/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/**
 * PdChangeKind:
 * @PD_CHANGE_SET: the fields of one atom, from @before to @after
 * @PD_CHANGE_ADD: a line that was not there: @after
 * @PD_CHANGE_REMOVE: a line that was there as @before
 */
typedef enum
{
  PD_CHANGE_SET,
  PD_CHANGE_ADD,
  PD_CHANGE_REMOVE
} PdChangeKind;

/** PdChange: one atom's change, with what its author saw before it. */
typedef struct
{
  PdChangeKind kind;
  int list;         /* -1: a field of the record itself */
  char *line_id;    /* (nullable) */
  const char *atom; /* (nullable) a group or a field of the table; NULL for ADD and REMOVE */
  PdRecord *before; /* (nullable) only the atom's fields count for SET */
  PdRecord *after;  /* (nullable) */
} PdChange;

typedef struct _PdPatch PdPatch;

PdPatch *pd_patch_new (const PdRecordType *type);
PdPatch *pd_patch_ref (PdPatch *patch);
void pd_patch_unref (PdPatch *patch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPatch, pd_patch_unref)
const PdRecordType *pd_patch_get_record_type (const PdPatch *patch);
guint pd_patch_get_n_changes (const PdPatch *patch);
const PdChange *pd_patch_get_change (const PdPatch *patch, guint index);
void pd_patch_add_set (PdPatch *patch,
                       int list,
                       const char *line_id,
                       const char *atom,
                       const PdRecord *before,
                       const PdRecord *after);
void pd_patch_add_line (PdPatch *patch, int list, const PdRecord *after);
void pd_patch_remove_line (PdPatch *patch, int list, const PdRecord *before);
char *pd_change_path (const PdPatch *patch, const PdChange *change);
gboolean pd_patch_touches_only_annotations (const PdPatch *patch);
gboolean pd_patch_breaks_ledger (const PdPatch *patch, const PdRecord *current);

PdPatch *pd_diff (const PdRecord *before, const PdRecord *after);
PdRecord *pd_patch_apply (const PdPatch *patch, const PdRecord *current, GPtrArray *conflicts);
PdPatch *pd_patch_fold (const PdPatch *first, const PdPatch *second);
PdRecord *
pd_merge3 (const PdRecord *base, const PdRecord *local, const PdRecord *remote, GPtrArray *conflicts);

G_END_DECLS
