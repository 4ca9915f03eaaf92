/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-resolution.h"

G_BEGIN_DECLS

#define PD_TYPE_CONFLICT_ATOM (pd_conflict_atom_get_type ())
G_DECLARE_FINAL_TYPE (PdConflictAtom, pd_conflict_atom, PD, CONFLICT_ATOM, GtkWidget)

GtkWidget *pd_conflict_atom_new (PdResolution *resolution, const PdDifference *difference);
const char *pd_conflict_atom_get_path (PdConflictAtom *self);
void pd_conflict_atom_update (PdConflictAtom *self);
void pd_conflict_atom_forget (PdConflictAtom *self);
void pd_conflict_atom_set_narrow (PdConflictAtom *self, gboolean narrow);
gboolean pd_conflict_atom_is_complete (PdConflictAtom *self);

G_END_DECLS
