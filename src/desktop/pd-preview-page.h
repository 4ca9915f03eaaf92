/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PD_TYPE_PREVIEW_PAGE (pd_preview_page_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewPage, pd_preview_page, PD, PREVIEW_PAGE, GtkWidget)

GtkWidget *pd_preview_page_new (guint number, guint n_pages, double width, double height);
void pd_preview_page_set_scale (PdPreviewPage *self, double scale);
void pd_preview_page_get_pixel_size (PdPreviewPage *self, int *width, int *height);
void pd_preview_page_set_found (PdPreviewPage *self, GPtrArray *regions, int current);
void pd_preview_page_set_rotation (PdPreviewPage *self, guint quarters);
void pd_preview_page_to_paper (PdPreviewPage *self, double x, double y, double *paper_x, double *paper_y);
void pd_preview_page_from_paper (PdPreviewPage *self, double paper_x, double paper_y, double *x, double *y);
void pd_preview_page_set_texture (PdPreviewPage *self, GdkTexture *texture, double texture_scale);
GdkTexture *pd_preview_page_get_texture (PdPreviewPage *self, double *texture_scale);
void pd_preview_page_set_region (PdPreviewPage *self, cairo_region_t *region);
void pd_preview_page_set_text (PdPreviewPage *self, const char *text);
gboolean pd_preview_page_has_text (PdPreviewPage *self);

G_END_DECLS
