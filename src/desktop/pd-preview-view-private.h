/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-preview-selector.h"
#include "desktop/pd-preview-view.h"

G_BEGIN_DECLS

/* 100 % is the size on paper where an inch has 96 pixels. */
#define PIXELS_PER_POINT (96.0 / 72.0)
/* Pictures of pages that are not seen are kept up to this, bytes. */
#define PD_PREVIEW_CACHE_BYTES ((gsize) 128 * 1024 * 1024)
#define MARGIN 18
#define SPACING 14

/* One page: its drawing, if one is under way. */
typedef struct
{
  GCancellable *cancellable; /* (owned) (nullable) */
  double scale;              /* pixels of the screen for a point */
} Drawing;

/* The point of a page that stays where it is on the screen while the scale changes. */
typedef struct
{
  guint page;
  double x; /* of the page's width, 0 … 1 */
  double y;
  double view_x; /* pixels from the corner of the view */
  double view_y;
} PdPreviewAnchor;

struct _PdPreviewView
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkWidget *box;
  GtkAdjustment *horizontal; /* (not owned) of @scrolled */
  GtkAdjustment *vertical;   /* (not owned) of @scrolled */
  PdPreviewSelector *selector;

  PdPreviewDocument *document; /* (owned) (nullable) */
  GPtrArray *pages;            /* (owned) of PdPreviewPage (not owned) */
  Drawing *drawings;           /* (owned) (nullable) one a page */
  GCancellable *cancellable;   /* (owned) of the document's texts */
  double max_width;            /* points */
  double max_height;           /* points */

  GPtrArray *found; /* (owned) (nullable) for each page its places, of cairo_region_t */
  guint found_page; /* where a person is among them */
  guint found_index;
  guint n_found;
  guint found_number;  /* from 1; 0 without any */
  guint quarters;      /* turned to the right, all pages */
  double pinch_factor; /* at the beginning of a gesture */
  double pan_x, pan_y; /* adjustments at the beginning of one */

  PdPreviewZoom zoom;
  double factor;
  guint page;
  double pointer_x;
  double pointer_y;
  guint layout_id;
  guint update_id;
};

void pd_preview_view_page_extents (PdPreviewView *self,
                                   guint number,
                                   double *x,
                                   double *y,
                                   int *width,
                                   int *height);
void pd_preview_view_visible_pages (PdPreviewView *self, guint *first, guint *last, guint *most);
PdPreviewAnchor pd_preview_view_get_anchor (PdPreviewView *self, double view_x, double view_y);
void pd_preview_view_make_room (PdPreviewView *self, const PdPreviewAnchor *anchor);
void pd_preview_view_stop_drawing (PdPreviewView *self, guint page);
void pd_preview_view_draw_page (PdPreviewView *self, guint number);
void pd_preview_view_fetch_text (PdPreviewView *self, guint number);
void pd_preview_view_queue_update (PdPreviewView *self);
void pd_preview_view_zoom_at (PdPreviewView *self, double factor, double view_x, double view_y);
void pd_preview_view_add_controllers (PdPreviewView *self);
double pd_preview_view_wanted_factor (PdPreviewView *self);
void pd_preview_view_measure_pages (PdPreviewView *self);
void pd_preview_view_bound_cache (PdPreviewView *self, guint first, guint last);
void pd_preview_view_remove_pages (PdPreviewView *self);
void pd_preview_view_add_pages (PdPreviewView *self);

G_END_DECLS
