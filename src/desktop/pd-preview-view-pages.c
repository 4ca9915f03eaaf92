/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-view-private.h"

#include <math.h>

/* --- where the pages are, in pixels of the scrolled content */

static double
content_height (PdPreviewView *self)
{
  double total = 2.0 * MARGIN - SPACING;
  int width, height;

  for (guint i = 0; i < self->pages->len; i++)
    {
      pd_preview_page_get_pixel_size (g_ptr_array_index (self->pages, i), &width, &height);
      total += height + SPACING;
    }
  return total;
}

static double
content_width (PdPreviewView *self)
{
  return round (self->max_width * self->factor * PIXELS_PER_POINT) + 2 * MARGIN;
}

void
pd_preview_view_page_extents (PdPreviewView *self,
                              guint number,
                              double *x,
                              double *y,
                              int *width,
                              int *height)
{
  double top = MARGIN;
  int page_width, page_height;

  for (guint i = 0; i <= number; i++)
    {
      pd_preview_page_get_pixel_size (g_ptr_array_index (self->pages, i), &page_width, &page_height);
      if (i < number)
        top += page_height + SPACING;
    }
  *width = page_width;
  *height = page_height;
  *y = top + MAX (0, floor ((gtk_adjustment_get_page_size (self->vertical) - content_height (self)) / 2));
  *x = floor ((MAX (gtk_adjustment_get_page_size (self->horizontal), content_width (self)) - *width) / 2);
}

/* The pages that are seen: @first … @last; and the one that takes most of the view. */
void
pd_preview_view_visible_pages (PdPreviewView *self, guint *first, guint *last, guint *most)
{
  double top = gtk_adjustment_get_value (self->vertical);
  double bottom = top + gtk_adjustment_get_page_size (self->vertical);
  double best = -1;
  double x, y;
  int width, height;

  *first = *last = *most = 0;
  if (self->pages->len == 0)
    return;
  pd_preview_view_page_extents (self, 0, &x, &y, &width, &height);
  *first = self->pages->len - 1;
  for (guint i = 0; i < self->pages->len; i++)
    {
      double seen;

      pd_preview_page_get_pixel_size (g_ptr_array_index (self->pages, i), &width, &height);
      seen = MIN (bottom, y + height) - MAX (top, y);
      if (seen > 0)
        {
          *first = MIN (*first, i);
          *last = i;
          if (seen > best + 1)
            {
              best = seen;
              *most = i;
            }
        }
      y += height + SPACING;
    }
  *last = MAX (*first, *last);
}

/* @view_x, @view_y: a place of the view, pixels from its corner. Returns: what of the pages is there */
PdPreviewAnchor
pd_preview_view_get_anchor (PdPreviewView *self, double view_x, double view_y)
{
  PdPreviewAnchor anchor = { .view_x = view_x, .view_y = view_y };
  double content_x = gtk_adjustment_get_value (self->horizontal) + view_x;
  double content_y = gtk_adjustment_get_value (self->vertical) + view_y;

  for (guint i = 0; i < self->pages->len; i++)
    {
      double x, y;
      int width, height;

      pd_preview_view_page_extents (self, i, &x, &y, &width, &height);
      anchor.page = i;
      anchor.x = (content_x - x) / width;
      anchor.y = (content_y - y) / height;
      if (content_y <= y + height + SPACING)
        break;
    }
  return anchor;
}

static void
set_room (GtkAdjustment *adjustment, double room, double value)
{
  double page_size = gtk_adjustment_get_page_size (adjustment);

  room = MAX (room, page_size);
  gtk_adjustment_configure (adjustment, CLAMP (round (value), 0, room - page_size), 0, room,
                            gtk_adjustment_get_step_increment (adjustment),
                            gtk_adjustment_get_page_increment (adjustment), page_size);
}

/* Makes room for pages whose size has changed, with @anchor (nullable) where it was in the view. GTK would find out about
 * the room when it allocates, and to scroll then is too late: what is set while it allocates is not drawn. */
void
pd_preview_view_make_room (PdPreviewView *self, const PdPreviewAnchor *anchor)
{
  double left = gtk_adjustment_get_value (self->horizontal), top = gtk_adjustment_get_value (self->vertical);
  double x, y;
  int width, height;

  if (self->pages->len == 0)
    return;
  if (anchor != NULL)
    {
      pd_preview_view_page_extents (self, anchor->page, &x, &y, &width, &height);
      left = x + anchor->x * width - anchor->view_x;
      top = y + anchor->y * height - anchor->view_y;
    }
  set_room (self->horizontal, content_width (self), left);
  set_room (self->vertical, content_height (self), top);
}

double
pd_preview_view_wanted_factor (PdPreviewView *self)
{
  double width = gtk_adjustment_get_page_size (self->horizontal) - 2 * MARGIN;
  double height = gtk_adjustment_get_page_size (self->vertical) - 2 * MARGIN;

  if (self->zoom == PD_PREVIEW_ACTUAL_SIZE)
    return 1;
  if (self->zoom == PD_PREVIEW_CUSTOM || self->document == NULL || width < 1 || height < 1)
    return self->factor;
  width /= self->max_width * PIXELS_PER_POINT;
  height /= self->max_height * PIXELS_PER_POINT;
  return self->zoom == PD_PREVIEW_FIT_WIDTH ? width : MIN (width, height);
}

void
pd_preview_view_remove_pages (PdPreviewView *self)
{
  pd_preview_selector_set_pages (self->selector, NULL, NULL);
  for (guint i = 0; i < self->pages->len; i++)
    {
      pd_preview_view_stop_drawing (self, i);
      gtk_box_remove (GTK_BOX (self->box), g_ptr_array_index (self->pages, i));
    }
  g_ptr_array_unref (self->pages);
  self->pages = g_ptr_array_new ();
  g_clear_pointer (&self->drawings, g_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* The largest page as it is shown. */
void
pd_preview_view_measure_pages (PdPreviewView *self)
{
  self->max_width = self->max_height = 1;
  for (guint i = 0; i < self->pages->len; i++)
    {
      double width, height;

      pd_preview_document_get_page_size (self->document, i, &width, &height);
      self->max_width = MAX (self->max_width, self->quarters % 2 == 1 ? height : width);
      self->max_height = MAX (self->max_height, self->quarters % 2 == 1 ? width : height);
    }
}

static gsize
texture_size (PdPreviewView *self, guint page)
{
  GdkTexture *texture = pd_preview_page_get_texture (g_ptr_array_index (self->pages, page), NULL);

  return texture != NULL
             ? (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4
             : 0;
}

static void
drop_texture (PdPreviewView *self, guint page)
{
  pd_preview_view_stop_drawing (self, page);
  pd_preview_page_set_texture (g_ptr_array_index (self->pages, page), NULL, 0);
}

/* Pictures far from what is seen go first, until the rest is small enough; what is seen stays. */
void
pd_preview_view_bound_cache (PdPreviewView *self, guint first, guint last)
{
  gsize total = 0;
  guint away;

  for (guint i = 0; i < self->pages->len; i++)
    total += texture_size (self, i);
  for (away = MAX (first, self->pages->len - 1 - MIN (last, self->pages->len - 1));
       total > PD_PREVIEW_CACHE_BYTES && away > 0; away--)
    {
      if (away <= first)
        {
          total -= texture_size (self, first - away);
          drop_texture (self, first - away);
        }
      if (last + away < self->pages->len)
        {
          total -= texture_size (self, last + away);
          drop_texture (self, last + away);
        }
    }
}

void
pd_preview_view_add_pages (PdPreviewView *self)
{
  guint n_pages = pd_preview_document_get_n_pages (self->document);

  self->cancellable = g_cancellable_new ();
  self->drawings = g_new0 (Drawing, n_pages);
  for (guint i = 0; i < n_pages; i++)
    {
      double width, height;
      GtkWidget *page;

      pd_preview_document_get_page_size (self->document, i, &width, &height);
      page = pd_preview_page_new (i, n_pages, width, height);
      pd_preview_page_set_scale (PD_PREVIEW_PAGE (page), self->factor * PIXELS_PER_POINT);
      pd_preview_page_set_rotation (PD_PREVIEW_PAGE (page), self->quarters);
      gtk_box_append (GTK_BOX (self->box), page);
      g_ptr_array_add (self->pages, page);
    }
  pd_preview_view_measure_pages (self);
  pd_preview_selector_set_pages (self->selector, self->document, self->pages);
}
