/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-preview-document.h"
#include "desktop/pd-preview-page.h"

G_BEGIN_DECLS

/**
 * PdPreviewZoom:
 * @PD_PREVIEW_FIT_WIDTH: the widest page fills the width
 * @PD_PREVIEW_FIT_PAGE: a whole page is seen
 * @PD_PREVIEW_ACTUAL_SIZE: as large as on paper, on a screen of 96 dots an inch
 * @PD_PREVIEW_CUSTOM: another factor, chosen by a person
 */
typedef enum
{
  PD_PREVIEW_FIT_WIDTH,
  PD_PREVIEW_FIT_PAGE,
  PD_PREVIEW_ACTUAL_SIZE,
  PD_PREVIEW_CUSTOM
} PdPreviewZoom;

#define PD_TYPE_PREVIEW_ZOOM (pd_preview_zoom_get_type ())
GType pd_preview_zoom_get_type (void);

#define PD_PREVIEW_MIN_FACTOR 0.1
#define PD_PREVIEW_MAX_FACTOR 8.0

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

const char *pd_preview_view_get_selected_text (PdPreviewView *self);
void pd_preview_view_select_all (PdPreviewView *self);

G_END_DECLS
