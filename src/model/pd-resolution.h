/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-difference.h"

G_BEGIN_DECLS

/**
 * PdSide: whose version of an atom is taken.
 * @PD_SIDE_MERGED: what the merge makes of both by itself: the changed side; theirs where nobody has decided yet
 * @PD_SIDE_MINE: the version of this computer
 * @PD_SIDE_THEIRS: the platform's version
 */
typedef enum
{
  PD_SIDE_MERGED,
  PD_SIDE_MINE,
  PD_SIDE_THEIRS
} PdSide;

/** PdResolution: what a person makes of two versions of a record, atom by atom. */
typedef struct _PdResolution PdResolution;

PdResolution *pd_resolution_new (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs);
void pd_resolution_free (PdResolution *resolution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdResolution, pd_resolution_free)

const PdRecord *pd_resolution_get_base (const PdResolution *resolution);
const PdRecord *pd_resolution_get_mine (const PdResolution *resolution);
const PdRecord *pd_resolution_get_theirs (const PdResolution *resolution);
GPtrArray *pd_resolution_get_differences (const PdResolution *resolution);
const PdDifference *pd_resolution_find (const PdResolution *resolution, const char *path);

PdSide pd_resolution_get_side (const PdResolution *resolution, const char *path);
gboolean pd_resolution_choose (PdResolution *resolution, const char *path, PdSide side);
void pd_resolution_choose_all (PdResolution *resolution, PdSide side);
gboolean pd_resolution_type (PdResolution *resolution,
                             int list,
                             const char *line_id,
                             guint field,
                             const char *text,
                             GError **error);
gboolean pd_resolution_is_typed (const PdResolution *resolution, const char *path);
gboolean
pd_resolution_field_is_typed (const PdResolution *resolution, int list, const char *line_id, guint field);
gboolean pd_resolution_is_decided (const PdResolution *resolution, const char *path);
guint pd_resolution_get_n_undecided (const PdResolution *resolution);

PdRecord *pd_resolution_apply (const PdResolution *resolution);
PdResolution *pd_resolution_refresh (const PdResolution *resolution,
                                     const PdRecord *base,
                                     const PdRecord *mine,
                                     const PdRecord *theirs,
                                     guint *n_dropped);
gboolean pd_resolution_is_alike (const PdResolution *a, const PdResolution *b);
gboolean pd_resolution_copy_choices (PdResolution *to, const PdResolution *from);

G_END_DECLS
