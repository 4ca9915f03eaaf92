/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store-conflicts.h"

G_BEGIN_DECLS

#define PD_TYPE_CONFLICT_PLACE (pd_conflict_place_get_type ())
G_DECLARE_FINAL_TYPE (PdConflictPlace, pd_conflict_place, PD, CONFLICT_PLACE, GtkWidget)

GtkWidget *pd_conflict_place_new (PdStore *store);
void pd_conflict_place_show (PdConflictPlace *self, GPtrArray *conflicts);
void pd_conflict_place_refresh (PdConflictPlace *self);
guint pd_conflict_place_get_n_conflicts (PdConflictPlace *self);

gboolean pd_conflict_place_go_back (PdConflictPlace *self);

G_END_DECLS
