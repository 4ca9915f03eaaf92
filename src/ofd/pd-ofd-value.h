/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/** Points in a millimetre, the unit of OFD. */
#define PD_OFD_POINTS (72.0 / 25.4)
/** A number beyond this is none: no page has such a place. */
#define PD_OFD_MAX_NUMBER 1e7

/** PdOfdBox: millimetres. */
typedef struct
{
  double x, y, width, height;
} PdOfdBox;

guint pd_ofd_numbers (const char *text, double *numbers, guint max);
gboolean pd_ofd_number (const xmlNode *element, const char *name, double *number);
gboolean pd_ofd_box (const char *text, PdOfdBox *box);
gboolean pd_ofd_attribute_box (const xmlNode *element, const char *name, PdOfdBox *box);
gboolean pd_ofd_matrix (const xmlNode *element, cairo_matrix_t *matrix);
gboolean pd_ofd_is_flat (const xmlNode *element);
GArray *pd_ofd_deltas (const char *text, guint max);
gboolean pd_ofd_is_true (const xmlNode *element, const char *name, gboolean otherwise);
gboolean pd_ofd_attribute_is (const xmlNode *element, const char *name, const char *value);

G_END_DECLS
