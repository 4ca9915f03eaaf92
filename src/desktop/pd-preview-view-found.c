/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-view-private.h"

/* What was looked for: marked on the pages, and gone through. */

static GPtrArray *
found_on (PdPreviewView *self, guint page)
{
  return g_ptr_array_index (self->found, page);
}

/**
 * pd_preview_view_set_found:
 * @self: a view
 * @found: (nullable) (element-type GPtrArray): for each page of the document its places, of cairo_region_t
 *
 * Marks what was found; pd_preview_view_go_to_found() goes to it.
 */
void
pd_preview_view_set_found (PdPreviewView *self, GPtrArray *found)
{
  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));
  g_return_if_fail (found == NULL || found->len == self->pages->len);

  if (found != NULL)
    g_ptr_array_ref (found);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = found;
  self->n_found = self->found_number = 0;
  for (guint i = 0; i < self->pages->len; i++)
    {
      GPtrArray *regions = found != NULL ? found_on (self, i) : NULL;

      self->n_found += regions != NULL ? regions->len : 0;
      pd_preview_page_set_found (g_ptr_array_index (self->pages, i), regions, -1);
    }
}

/* The place is brought into the middle, unless it is seen already. */
static void
show_found (PdPreviewView *self)
{
  PdPreviewPage *page = g_ptr_array_index (self->pages, self->found_page);
  GtkAdjustment *adjustments[] = { self->horizontal, self->vertical };
  cairo_rectangle_int_t box;
  double x, y, place[2];
  int width, height;

  cairo_region_get_extents (g_ptr_array_index (found_on (self, self->found_page), self->found_index), &box);
  pd_preview_view_page_extents (self, self->found_page, &x, &y, &width, &height);
  pd_preview_page_from_paper (page, (box.x + box.width / 2.0) / PD_PAPER_REGION_SCALE,
                              (box.y + box.height / 2.0) / PD_PAPER_REGION_SCALE, &place[0], &place[1]);
  place[0] += x;
  place[1] += y;
  for (guint i = 0; i < G_N_ELEMENTS (adjustments); i++)
    {
      double value = gtk_adjustment_get_value (adjustments[i]);
      double size = gtk_adjustment_get_page_size (adjustments[i]);

      if (place[i] < value + size / 10 || place[i] > value + size * 0.9)
        gtk_adjustment_set_value (adjustments[i], place[i] - size / 2);
    }
}

/**
 * pd_preview_view_go_to_found:
 * @self: a view
 * @step: 1 for the next place, -1 for the one before; around the ends. The first time to the first from the seen page on.
 *
 * Goes through what was found.
 */
void
pd_preview_view_go_to_found (PdPreviewView *self, int step)
{
  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  if (self->n_found == 0)
    return;
  if (self->found_number == 0)
    {
      guint before = 0;

      for (guint i = 0; i < self->page; i++)
        before += found_on (self, i)->len;
      self->found_number = before % self->n_found + 1;
    }
  else
    {
      pd_preview_page_set_found (g_ptr_array_index (self->pages, self->found_page),
                                 found_on (self, self->found_page), -1);
      self->found_number = (self->found_number - 1 + (step < 0 ? self->n_found - 1 : 1)) % self->n_found + 1;
    }
  self->found_index = self->found_number - 1;
  for (self->found_page = 0; self->found_index >= found_on (self, self->found_page)->len; self->found_page++)
    self->found_index -= found_on (self, self->found_page)->len;
  pd_preview_page_set_found (g_ptr_array_index (self->pages, self->found_page),
                             found_on (self, self->found_page), (int) self->found_index);
  show_found (self);
}

/** pd_preview_view_get_found: @n_found: (out): how many places. Returns: at which of them a person is, from 1; 0 for none */
guint
pd_preview_view_get_found (PdPreviewView *self, guint *n_found)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), 0);

  *n_found = self->n_found;
  return self->found_number;
}
