/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-preview-view.h"

G_BEGIN_DECLS

#define PD_TYPE_PREVIEW_THUMBNAILS (pd_preview_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewThumbnails, pd_preview_thumbnails, PD, PREVIEW_THUMBNAILS, GtkWidget)

GtkWidget *pd_preview_thumbnails_new (PdPreviewView *view);
void pd_preview_thumbnails_refresh (PdPreviewThumbnails *self);

G_END_DECLS
