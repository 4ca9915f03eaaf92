/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ofd/pd-ofd-draw.h"
#include "ofd/pd-ofd-font.h"
#include "ofd/pd-ofd-image.h"
#include "ofd/pd-ofd-layout.h"
#include "ofd/pd-ofd-private.h"

G_BEGIN_DECLS

/* What could not be drawn. */
typedef enum
{
  PD_OFD_OMITTED_PICTURE,
  PD_OFD_OMITTED_LARGE_PICTURE,
  PD_OFD_OMITTED_FONT,
  PD_OFD_OMITTED_CHARACTER,
  PD_OFD_OMITTED_SEAL,
  PD_OFD_OMITTED_OBJECT,
  PD_OFD_OMITTED_TEMPLATE,
  PD_OFD_OMITTED_PART,
  PD_OFD_OMITTED_REST,
} PdOfdOmission;
#define PD_OFD_N_OMISSIONS (PD_OFD_OMITTED_REST + 1)

#define PD_OFD_MAX_DASHES 16

/* How lines and areas are painted: draw parameters, then what the object itself says. */
typedef struct
{
  double line_width; /* mm */
  double miter_limit;
  double dash_offset;
  double dashes[PD_OFD_MAX_DASHES];
  guint n_dashes;
  cairo_line_join_t join;
  cairo_line_cap_t cap;
  const xmlNode *fill;   /* (nullable): a colour */
  const xmlNode *stroke; /* (nullable): a colour */
  double alpha;          /* 0–1 */
} PdOfdStyle;

/* One drawing of one page. */
typedef struct
{
  PdOfdContent *content;
  cairo_t *cr;
  GCancellable *cancellable; /* (nullable) */
  gboolean is_printed;
  gint64 deadline; /* monotonic */
  guint n_objects;
  gsize n_dots; /* of pictures that were decoded for this page */
  guint omissions[PD_OFD_N_OMISSIONS];
  gboolean is_stopped;
  GPtrArray *pictures; /* (nullable): takes the pictures, and nothing is drawn */
} PdOfdPainter;

/* pd-ofd-draw.c */
gboolean pd_ofd_painter_is_late (PdOfdPainter *self);
gboolean pd_ofd_painter_goes_on (PdOfdPainter *self);
gboolean pd_ofd_painter_transform (PdOfdPainter *self, const cairo_matrix_t *matrix);
void
pd_ofd_painter_draw_objects (PdOfdPainter *self, const xmlNode *parent, const PdOfdStyle *style, guint depth);

/* pd-ofd-draw-style.c */
void pd_ofd_style_init (PdOfdStyle *style);
void pd_ofd_style_take (PdOfdPainter *self, PdOfdStyle *style, const xmlNode *element);
void pd_ofd_style_apply_line (const PdOfdStyle *style, cairo_t *cr);
cairo_operator_t pd_ofd_blend_operator (const xmlNode *object);

/* pd-ofd-draw-color.c */
gboolean pd_ofd_painter_set_color (PdOfdPainter *self,
                                   const xmlNode *color,
                                   const PdOfdStyle *style,
                                   gboolean black_otherwise,
                                   guint depth);

/* pd-ofd-draw-path.c */
gboolean pd_ofd_path_add (cairo_t *cr, const char *data, double *length);
void
pd_ofd_painter_draw_path (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style, guint depth);
void pd_ofd_painter_clip (PdOfdPainter *self, const xmlNode *object, gboolean is_transformed);

/* pd-ofd-draw-text.c */
void
pd_ofd_painter_draw_text (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style, guint depth);

/* pd-ofd-draw-image.c */
PdOfdPicture *pd_ofd_painter_decode (PdOfdPainter *self, GBytes *bytes, GError **error);
void pd_ofd_painter_draw_image (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style);
void pd_ofd_painter_draw_picture (PdOfdPainter *self, PdOfdPicture *picture, double alpha, gboolean is_crisp);
void pd_ofd_painter_drop_pictures (PdOfdPainter *self);

/* pd-ofd-draw-seal.c */
void pd_ofd_painter_draw_seals (PdOfdPainter *self);

G_END_DECLS
