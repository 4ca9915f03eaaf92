/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/** The largest picture that is decoded, in dots: more than A4 at 600 dpi, and than telephones take. */
#define PD_OFD_MAX_DOTS (64 * 1000 * 1000)

typedef cairo_surface_t PdOfdPicture;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdOfdPicture, cairo_surface_destroy)

/** PdOfdPictureFacts: what a picture says beside its dots. */
typedef struct
{
  guint turn; /* 1 to 8, as Exif and TIFF count: where its first row and column belong */
  double dpi; /* dots per inch; 0: it does not say */
} PdOfdPictureFacts;

PdOfdPicture *pd_ofd_picture_new (GBytes *bytes, GError **error);
void pd_ofd_picture_get_facts (GBytes *bytes, PdOfdPictureFacts *facts);

/* One decoder each; the sizes are within the limit when they are asked. */
gboolean pd_ofd_picture_is_fit (double width, double height, GError **error);
PdOfdPicture *pd_ofd_picture_new_png (GBytes *bytes, GError **error);
PdOfdPicture *pd_ofd_picture_new_jpeg (GBytes *bytes, GError **error);
PdOfdPicture *pd_ofd_picture_new_jbig2 (GBytes *bytes, GError **error);
PdOfdPicture *pd_ofd_picture_new_bmp (GBytes *bytes, GError **error);
PdOfdPicture *pd_ofd_picture_new_gif (GBytes *bytes, GError **error);
PdOfdPicture *pd_ofd_picture_new_tiff (GBytes *bytes, GError **error);
void pd_ofd_picture_get_png_facts (GBytes *bytes, PdOfdPictureFacts *facts);
void pd_ofd_picture_get_jpeg_facts (GBytes *bytes, PdOfdPictureFacts *facts);
void pd_ofd_picture_get_tiff_facts (GBytes *bytes, PdOfdPictureFacts *facts);
gboolean pd_ofd_picture_set_damaged (GError **error);

G_END_DECLS
