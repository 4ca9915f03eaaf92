/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/** PdPicture: a picture in shades of grey, 0 black to 255 white, row by row without gaps. */
typedef struct
{
  int width, height;
  guchar *grey; /* (owned) */
} PdPicture;

/** PdMark: dots that hang together, or marks that stand beside each other; x1 and y1 are the first beyond. */
typedef struct
{
  int x0, y0, x1, y1;
} PdMark;

PdPicture *pd_picture_new (int width, int height);
void pd_picture_free (PdPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPicture, pd_picture_free)
PdPicture *pd_picture_from_surface (cairo_surface_t *surface);
void pd_picture_even_out (PdPicture *self);
PdPicture *pd_picture_halve (const PdPicture *self);
PdPicture *pd_picture_turn (const PdPicture *self, double angle, double scale);

GArray *pd_picture_marks (const PdPicture *self);
int pd_picture_letter_height (const GArray *marks);
double pd_picture_skew (const GArray *marks, double around, double range, double *score);
PdPicture *pd_picture_take_rules (PdPicture *self, int letter);
GArray *pd_picture_runs (const GArray *marks, const PdPicture *rules, int letter);
gboolean pd_picture_begins_flat (const PdPicture *self, const PdMark *strip, int letter);

G_END_DECLS
