/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-preview-document.h"
#include "desktop/pd-preview-page.h"
#include "desktop/pd-preview-zoom.h"

G_BEGIN_DECLS

#define PD_TYPE_PREVIEW_VIEW (pd_preview_view_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewView, pd_preview_view, PD, PREVIEW_VIEW, GtkWidget)

GtkWidget *pd_preview_view_new (void);
void pd_preview_view_set_document (PdPreviewView *self, PdPreviewDocument *document);
PdPreviewDocument *pd_preview_view_get_document (PdPreviewView *self);

PdPreviewZoom pd_preview_view_get_zoom (PdPreviewView *self);
void pd_preview_view_set_zoom (PdPreviewView *self, PdPreviewZoom zoom);
double pd_preview_view_get_factor (PdPreviewView *self);
void pd_preview_view_set_factor (PdPreviewView *self, double factor);
void pd_preview_view_zoom_step (PdPreviewView *self, int steps);

guint pd_preview_view_get_page (PdPreviewView *self);
void pd_preview_view_set_page (PdPreviewView *self, guint page);
PdPreviewPage *pd_preview_view_get_page_widget (PdPreviewView *self, guint page);
void pd_preview_view_scroll_by (PdPreviewView *self, double dx, double dy);

void pd_preview_view_rotate (PdPreviewView *self);
guint pd_preview_view_get_rotation (PdPreviewView *self);
GtkAdjustment *pd_preview_view_get_adjustment (PdPreviewView *self, GtkOrientation orientation);

void pd_preview_view_set_found (PdPreviewView *self, GPtrArray *found);
void pd_preview_view_go_to_found (PdPreviewView *self, int step);
guint pd_preview_view_get_found (PdPreviewView *self, guint *n_found);

const char *pd_preview_view_get_selected_text (PdPreviewView *self);
void pd_preview_view_select_all (PdPreviewView *self);

G_END_DECLS
