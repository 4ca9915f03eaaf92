/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-resolution.h"

G_BEGIN_DECLS

#define PD_TYPE_CONFLICT_PREVIEW (pd_conflict_preview_get_type ())
G_DECLARE_FINAL_TYPE (PdConflictPreview, pd_conflict_preview, PD, CONFLICT_PREVIEW, GtkWidget)

GtkWidget *pd_conflict_preview_new (void);
void pd_conflict_preview_show (PdConflictPreview *self, const PdResolution *resolution);
void pd_conflict_preview_set_narrow (PdConflictPreview *self, gboolean narrow);
gboolean pd_conflict_preview_is_good (PdConflictPreview *self);

G_END_DECLS
