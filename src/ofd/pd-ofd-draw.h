/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ofd/pd-ofd-document.h"

G_BEGIN_DECLS

/** PdOfdPlacedPicture: a picture on a page. */
typedef struct
{
  double x0, y0, x1, y1;    /* points from the top left corner of the page */
  cairo_surface_t *picture; /* (owned): an image, RGB24 or ARGB32 */
} PdOfdPlacedPicture;

gboolean pd_ofd_document_draw_page (PdOfdDocument *self,
                                    guint page,
                                    cairo_t *cr,
                                    gboolean is_printed,
                                    GCancellable *cancellable,
                                    GPtrArray *omissions,
                                    GError **error);
GPtrArray *pd_ofd_document_get_pictures (PdOfdDocument *self, guint page);

G_END_DECLS
