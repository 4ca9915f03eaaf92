/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-preview-view.h"

G_BEGIN_DECLS

#define PD_TYPE_PREVIEW_SEARCH (pd_preview_search_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewSearch, pd_preview_search, PD, PREVIEW_SEARCH, GtkWidget)

GtkWidget *pd_preview_search_new (PdPreviewView *view);
void pd_preview_search_open (PdPreviewSearch *self);
gboolean pd_preview_search_close (PdPreviewSearch *self);
void pd_preview_search_step (PdPreviewSearch *self, int step);
void pd_preview_search_refresh (PdPreviewSearch *self);
void pd_preview_search_set_text (PdPreviewSearch *self, const char *text);

G_END_DECLS
