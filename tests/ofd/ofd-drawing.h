/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "ofd-fixture.h"
#include "ofd/pd-ofd-draw.h"

G_BEGIN_DECLS

/* Dots in a millimetre. */
#define SCALE 4
#define MM (72.0 / 25.4)
#define LAYER(objects) "<ofd:Layer ID=\"90\">" objects "</ofd:Layer>"
#define PATH(attributes, inside) "<ofd:PathObject " attributes ">" inside "</ofd:PathObject>"
#define SQUARE "<ofd:AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C</ofd:AbbreviatedData>"
#define FILL(value) "<ofd:FillColor Value=\"" value "\"/>"
#define BOX "Boundary=\"20 20 10 10\" Stroke=\"false\" Fill=\"true\""

typedef cairo_surface_t Surface;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Surface, cairo_surface_destroy)

Surface *ofd_drawing_printed (PdOfdDocument *document, gboolean is_printed, char **omissions);
Surface *ofd_drawing_bytes (GBytes *bytes, char **omissions);
Surface *ofd_drawing_zip (ZipFixture *zip, char **omissions);
guint32 ofd_drawing_dot_at (Surface *surface, double x, double y);
guint ofd_drawing_count_ink (Surface *surface, double x, double y, double width, double height);
gboolean ofd_drawing_is_near (guint32 a, guint32 b);

G_END_DECLS
